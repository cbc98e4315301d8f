"""How many families use Frühe Hilfen, per live birth of the year?"""

import polars as pl

from measures.engine.counting.cases import Part, added, as_district, keyed_offers, people_tally, years_of
from measures.engine.counting.reach import TALLY
from measures.engine.measure import Measure, Selection
from measures.engine.reading.coverage import DOUBT, DOUBTS, doubted
from measures.engine.reading.setting import Band, Setting, read_setting
from measures.engine.told import first_case
from store.connect import Connection
from store.table import typed
from store.tables import FACTS

OFFERS = """
    SELECT o.offer, coalesce(nullif(o.short_name, ''), o.name), list_contains($1, o.offer)
    FROM offer o JOIN coverage c USING (offer) WHERE o.role = 'fruehe_hilfen' AND o.unit = 'Familien' AND o.counts GROUP BY ALL ORDER BY ALL"""
BIRTHS = """
    SELECT year, coalesce(sum(births) FILTER (area = $1), sum(births))::BIGINT AS births
    FROM birth_move WHERE age IS NULL AND births IS NOT NULL GROUP BY year"""
DOUBT_OF = f"SELECT year, doubt, rows_lost FROM ({DOUBT}) WHERE offer = $1"
ALL_AGES = Band("all", 0, 26)


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year and offer that counts families, for the district; over live births instead of children."""
    setting, parts = read_setting(con), [pl.DataFrame(schema=TALLY)]
    for offer, name, keyed in con.sql(OFFERS, params=[keyed_offers(con)]).fetchall():
        if keyed:
            children = people_tally(con, "early_help_rate", [Part(None, offer, (offer,), ())], setting.bands)
            facts = {name: pl.col(name) for name in ("note", "counted_unit", *typed(FACTS))}
            of_children = {"note": "Gezählt sind Kinder statt Familien.", "counted_unit": "children"}
            told = first_case((pl.col("state") == "ok", of_children), (True, facts | {"counted_unit": None}))
            parts.append(children.filter(age_band="all").with_columns(**told))
        else:
            parts.append(_families(con, setting, offer, name))
    births = con.sql(BIRTHS, params=[setting.district]).pl()
    return _over_births(pl.concat(parts), births)


def _families(con: Connection, setting: Setting, offer: str, name: str) -> pl.DataFrame:
    """Families of an offer as it counted them; a lower bound where rows are missing, or nobody says that none are."""
    rows = con.sql("FROM counted_year WHERE offer = $1 AND unit = 'familien' AND date IS NULL", params=[offer]).pl()
    doubts = {year: (doubt, lost) for year, doubt, lost in con.sql(DOUBT_OF, params=[offer]).fetchall()}
    tally = []
    for year in years_of(con, [offer]):
        of_year = rows.filter(year=year)
        doubt, lost = doubts[year]
        delivered = doubt != "not_delivered" and len(of_year)
        count = added(of_year, "count", setting, ALL_AGES) if delivered else None
        said = doubted({code: [offer] if code == doubt else [] for code in DOUBTS}, {offer: name}, lost or 0)
        said |= {"state": "ok", "at_least" if doubt else "children": count}
        told = {"year": year, "age_band": "all", "offer_group": offer, "series": "early_help_rate", "offers": offer}
        lack = {"state": "no_data", "reason": "not_delivered", "reason_offers": [offer]}
        lack |= {"note": f"{name}: Familien nicht vollständig geliefert."}
        tally.append(told | (lack if count is None else said))
    return as_district(pl.DataFrame(tally, schema=TALLY), setting.district)


def _over_births(tally: pl.DataFrame, births: pl.DataFrame) -> pl.DataFrame:
    """The tally with live births as its denominator; no figure where they were not delivered."""
    unknown, ok = pl.col("births").is_null(), pl.col("state") == "ok"
    counts = {name: pl.col(name) for name in ("children", "at_least", "at_most", "counted_unit")}
    said = {name: pl.col(name) for name in ("state", "reason", "reason_offers", "note")}
    lack = {"reason": "no_people", "note": pl.format("Lebendgeborene {} nicht geliefert.", "year")}
    cases = first_case(
        (unknown & (pl.col("state") != "no_data"), lack | {"state": "no_data"}),
        (unknown, said),
        (ok & (pl.coalesce("children", "at_least") > pl.col("births")), counts | said | {"state": "unreliable"}),
        (True, counts | said),
    )
    births = births.with_columns(pl.col("year").cast(pl.Int16))
    both = tally.join(births, on="year", how="left", maintain_order="left")
    denominator = {"denominator": pl.col("births").cast(pl.Int64), "denominator_date": pl.lit(None, pl.Date)}
    return both.with_columns(**cases, **denominator).select(*TALLY)


MEASURE = Measure(
    name="early_help_rate",
    label="Frühe Hilfen je Lebendgeborene",
    question="Wie viele Familien nutzen die Frühen Hilfen, gemessen an den Geburten des Jahres?",
    unit="Anteil an den Lebendgeborenen",
    numerator="Familien, die im Jahr das Angebot nutzen; bei Lieferung je Kind die Kinder.",
    denominator="Lebendgeborene des Jahres im Landkreis.",
    ages="Ohne Altersgrenze; die Angebote richten sich an Familien mit Kindern unter drei.",
    scope="Jedes Angebot der Frühen Hilfen, das Familien zählt, für sich; nie als Summe. Offene Treffs zählen Besuche und fehlen hier. Nur für den Landkreis.",
    caveats="Kein Anteil im strengen Sinn: Auch Familien mit Kindern aus früheren Jahrgängen sind dabei. Zwillinge zählen doppelt, wo Kinder gezählt sind.",
    source="Eigene Auszählung; Lebendgeborene: Landesamt für Statistik Niedersachsen.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen.",
    sql="""SELECT c.year, c.offer, sum(c.count) / any_value(b.births) FROM counted_year c JOIN birth_move b USING (year) WHERE c.unit = 'familien' AND b.age IS NULL GROUP BY ALL""",
    lattice=("year", "offer_group"),
    uses=("counted_unit", "reason", "reason_offers"),
    compute=compute,
)
