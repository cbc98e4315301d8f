"""How many uses of an offer begin in a year? The counts behind „Dauer“."""

from datetime import date

import polars as pl

from measures.engine.counting.cases import UNDER_21, as_district, keyed_offers, people_of
from measures.engine.counting.reach import TALLY
from measures.engine.measure import Measure, Selection
from measures.engine.reading.coverage import DOUBT, DOUBTS, doubted
from measures.engine.reading.setting import read_setting
from store.connect import Connection

BEGUN = f"""
    SELECT c.offer, c.year, coalesce(nullif(o.short_name, ''), o.name) AS name, c.doubt, c.rows_lost, coalesce(s.spells, 0) AS spells
    FROM ({DOUBT}) c JOIN offer o USING (offer)
    LEFT JOIN (SELECT offer, year(start) AS year, count(*) AS spells FROM spell WHERE age BETWEEN 0 AND 20 GROUP BY ALL) s USING (offer, year)
    WHERE list_contains($1, offer) AND coalesce(o.since, c.year) <= c.year AND c.year <= coalesce(o.until, c.year)
    ORDER BY ALL"""


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year and offer that comes with single uses, for the district."""
    setting, found = read_setting(con), con.sql(BEGUN, params=[keyed_offers(con)]).fetchall()
    people, _ = people_of(con, setting, sorted({year for _, year, *_ in found}), [UNDER_21])
    rows = []
    for offer, year, name, doubt, lost, spells in found:
        told = doubted({code: [offer] if code == doubt else [] for code in DOUBTS}, {offer: name}, lost or 0)
        told |= {"state": "ok", "at_least" if doubt else "children": spells}
        if people[year, UNDER_21] is None:
            note = f"Bevölkerung unter 21 am {date(year, 12, 31):%d.%m.%Y} fehlt."
            told = {"state": "no_data", "note": note, "reason": "no_people"}
        elif doubt == "not_delivered":
            told = {"state": "no_data", "note": f"{name}: nicht vollständig geliefert.", "reason": "not_delivered"}
            told |= {"reason_offers": [offer]}
        same = {"year": year, "age_band": "all", "series": "new_spells", "denominator": people[year, UNDER_21]}
        rows.append(same | told | {"offer_group": offer, "offers": offer})
    return as_district(pl.DataFrame(rows, schema=TALLY), setting.district)


MEASURE = Measure(
    name="new_spells",
    label="Begonnene Nutzungen",
    question="Wie oft beginnt im Jahr die Nutzung eines Angebots?",
    unit="je 10.000 unter 21",
    numerator="Im Jahr begonnene Nutzungen von Kindern und jungen Menschen unter 21; wer zweimal beginnt, zählt zweimal.",
    denominator="Alle jungen Menschen unter 21 am 31.12. desselben Jahres.",
    ages="Unter 21: vollendete Jahre am 31.12. des Jahres, in dem die Nutzung beginnt; „all“ meint hier diese Spanne.",
    scope="Angebote und Eingriffe, die einzeln geliefert werden. Nur für den Landkreis.",
    caveats="Zählt Nutzungen, nicht Kinder. Eine Familienhilfe für drei Kinder sind hier drei Nutzungen.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen.",
    sql="""SELECT offer, year(start), count(*) FROM spell WHERE age BETWEEN 0 AND 20 GROUP BY ALL""",
    lattice=("year", "offer_group"),
    uses=("reason", "reason_offers"),
    compute=compute,
    per=10_000,
)
