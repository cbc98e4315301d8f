"""What do the answers to the question on further use say, by source and age band? Patterns and homes stay in `microdata`.

Fills further_use, further_use_recall and further_use_told of `analysis`: from the answers still there, and of samples whose answers
were deleted from what was kept of them (etl/further_use/kept.py).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from etl.findings import Finding
from etl.further_use.check import AS_IT_COMES, BY_DAY
from etl.further_use.kept import TABLES, kept
from etl.further_use.recall import recalled
from etl.further_use.shares import children_of_days, children_of_families, effective, scatter, share
from etl.further_use.units import Asked, Year
from etl.roles import NO_ANSWER, SAMPLE, SURVEY
from etl.typed import OUTSIDE
from measures.engine.methods.further_use import LEAST_RESPONSE
from store.connect import Connection
from store.table import Row

SAMPLES = f"""FROM microdata.{SAMPLE} WHERE replaced_in IS NULL
    QUALIFY row_number() OVER (PARTITION BY jahr, befragt_in ORDER BY as_of DESC NULLS LAST, delivered_in DESC, source) = 1
    ORDER BY jahr, befragt_in"""
ANSWERS = f"""SELECT coalesce(gewicht, 1) / CASE WHEN $3 THEN besuche_im_jahr ELSE 1 END AS weight,
        coalesce(CASE WHEN $3 THEN tag ELSE familie END, -line) AS cluster, besuche_im_jahr AS visits,
        wohngemeinde IS DISTINCT FROM '{OUTSIDE}' AS at_home, coalesce(frueher, 'unbekannt') AS before, genutzt AS used,
        (SELECT min(age_band) FROM age_band b WHERE b.age_band <> 'all'
            AND coalesce(alter_von, alter) >= b.age_from AND coalesce(alter_bis, alter) <= b.age_to) AS age_band
    FROM (FROM microdata.{SURVEY} WHERE replaced_in IS NULL AND jahr = $1 AND befragt_in = $2
        QUALIFY source = first_value(source) OVER (ORDER BY as_of DESC NULLS LAST, delivered_in DESC, source)) ORDER BY line"""
VISITS = """SELECT CASE WHEN count(besuche) = count(*) THEN sum(besuche)::BIGINT END FROM microdata.kontakte
    WHERE replaced_in IS NULL AND jahr = $1 AND list_contains($2, angebot)"""


@dataclass(frozen=True)
class Sample:
    """about: its row as delivered; rows: every child asked (weight, cluster, visits, at_home, before, used, age_band)."""

    about: Row
    rows: pl.DataFrame

    @property
    def answers(self) -> pl.DataFrame:
        """Of children who live here, of an age band, with an answer to the question."""
        mine = self.rows.filter(pl.col("at_home"), pl.col("age_band").is_not_null(), pl.col("used") != NO_ANSWER)
        return mine.with_columns(used=pl.col("used").str.split("|"))

    @property
    def bands(self) -> list[str]:
        """Those of which somebody was asked."""
        return self.rows.filter("at_home")["age_band"].drop_nulls().unique().sort().to_list()

    @property
    def is_used(self) -> bool:
        """Did enough of those drawn answer, that they stand for all on the list?"""
        return bool(self.about["geantwortet"] >= LEAST_RESPONSE * self.about["gezogen"])

    @property
    def by_family(self) -> bool:
        """Families were drawn, each with all its children on the list; else children were."""
        return bool((self.rows["cluster"] >= 0).any())

    @property
    def asked_for(self) -> frozenset[str]:
        return frozenset(self.about["fragebogen"].split("|"))


def count(con: Connection, year_of: Callable[[int], Year]) -> None:
    """`con` holds `analysis` as its default schema, its other tables filled, and `microdata`; year_of: read_year, each year once."""
    ages = con.sql("FROM age_band WHERE age_band <> 'all' ORDER BY age_from").pl()
    for sample in _samples(con):
        if sample.rows.is_empty():
            _as_kept(con, sample)
            continue
        _fill(con, sample, year_of(sample.about["jahr"]), ages)


def _samples(con: Connection) -> Iterator[Sample]:
    for about in con.sql(SAMPLES).pl().to_dicts():
        where = [about["jahr"], about["befragt_in"], about["auswahl"] == BY_DAY]
        yield Sample(about, con.execute(ANSWERS, where).pl())


def _as_kept(con: Connection, sample: Sample) -> None:
    for table in TABLES:
        con.execute(
            f"INSERT INTO {table.name} BY NAME SELECT * FROM microdata.{kept(table.name)} WHERE year = $1 AND source = $2",
            [sample.about["jahr"], sample.about["befragt_in"]],
        )


def says_nothing(con: Connection) -> list[Finding]:
    """What is to be said of answers that do not count, or not everywhere. `con` holds `analysis`."""
    told = con.sql("FROM analysis.further_use_told ORDER BY year, source, code").pl()
    return [
        Finding(
            row["code"],
            row["source"],
            rows=row["answers"],
            values={"year": str(row["year"]), "name": row["source"], "offers": row["offers"]},
        )
        for row in told.to_dicts()
    ]


def _fill(con: Connection, sample: Sample, year: Year, ages: pl.DataFrame) -> None:
    if sample.about["auswahl"] == AS_IT_COMES:  # it stands for nobody else, whatever its answers
        _insert(con, "further_use_told", [_told(sample, "mitnutzung_gelegenheit")])
        return
    asked = year.asked(sample.about["befragt_in"])
    told: list[Row] = [_told(sample, "mitnutzung_alter", rows=n)] if (n := sample.rows["age_band"].null_count()) else []
    if isinstance(asked, str):
        told.append(_told(sample, asked, year.offers_of(sample.about["befragt_in"])))
    else:
        groups = con.sql("SELECT offer_group, offers FROM offer_group ORDER BY position").pl()
        offers = con.sql("SELECT offer, age_from, age_to FROM offer").pl()
        rows = list(_rows(con, sample, asked, year, groups, offers, ages))
        _insert(con, "further_use", [row for row in rows if "code" not in row])
        told += _once(sample, [row for row in rows if "code" in row])
        if sample.is_used:
            _insert(con, "further_use_recall", recalled(con, sample.about, sample.answers, asked, year))
    _insert(con, "further_use_told", told)


def _rows(
    con: Connection,
    sample: Sample,
    asked: Asked,
    year: Year,
    groups: pl.DataFrame,
    offers: pl.DataFrame,
    ages: pl.DataFrame,
) -> Iterator[Row]:
    """Rows of further_use; where a group cannot be told about, why not (code, offers)."""
    children = _children(con, sample, asked, ages)
    for group, members in groups.iter_rows():
        inside = frozenset(members)
        if not asked.offers or not asked.offers <= inside:
            continue  # the sample speaks of children of other offers as well
        order = [] if asked.linked else year.units(group, inside)
        place = next((n for n, unit in enumerate(order, 1) if unit.name == asked.unit), 0)
        before = frozenset().union(*(unit.offers for unit in order[: max(0, place - 1)]))
        if same := before & asked.offers:
            yield {"code": "mitnutzung_selbes_angebot", "offers": same}
            continue
        answers = _marked(sample.answers, before)
        about = {
            "offer_group": group,
            "unit": asked.unit,
            "position": place,
            "scatter": scatter(answers, "earlier") if before else 1.0,
        }
        for band in ages.filter(pl.col("age_band").is_in(sample.bands)).iter_rows(named=True):
            if unsaid := _of_age(before, band, offers) - sample.asked_for:
                yield {"code": "mitnutzung_nicht_gefragt", "offers": unsaid}
            else:
                yield about | _of_band(answers, band["age_band"]) | children[band["age_band"]] | _stated(sample)


def _marked(answers: pl.DataFrame, before: frozenset[str]) -> pl.DataFrame:
    earlier = pl.col("used").list.eval(pl.element().is_in(sorted(before))).list.any().fill_null(False)
    known = answers.with_columns(earlier=earlier)
    return known.with_columns(
        asked_before=~pl.col("earlier") & pl.col("before").is_in(["ja", "nein"]),
        first=~pl.col("earlier") & (pl.col("before") == "nein"),
    )


def _of_band(answers: pl.DataFrame, band: str) -> Row:
    rows = answers.filter(age_band=band)
    many = effective(rows["weight"])
    marks = ("earlier", "asked_before", "first")
    return {"age_band": band, "answers": many} | {mark: many * share(rows["weight"], rows[mark]) for mark in marks}


def _of_age(offers: frozenset[str], band: Row, all_offers: pl.DataFrame) -> frozenset[str]:
    """Those that children of the band may have used in the year, when they may have been a year younger."""
    fits = (pl.col("age_from") <= band["age_to"]) & (pl.col("age_to") + 1 >= band["age_from"])
    return offers & frozenset(all_offers.filter(fits)["offer"])


def _children(con: Connection, sample: Sample, asked: Asked, ages: pl.DataFrame) -> dict[str, Row]:
    """children_low and children_high of each band, where the sample tells how many children there are."""
    found: dict[str, tuple[float, float] | None] = dict.fromkeys(ages["age_band"])
    by_day = sample.about["auswahl"] == BY_DAY
    if sample.is_used and by_day:  # else those who did not answer may come more often, or have more children
        visits = con.execute(VISITS, [sample.about["jahr"], sorted(asked.offers)]).fetchall()[0][0]
        found = {band: children_of_days(sample.rows, band, visits) for band in found}
    if sample.is_used and sample.by_family and not by_day:
        families = sample.about["grundgesamtheit"]
        found = {band: children_of_families(sample.rows, band, families) for band in found}
    names = ("children_low", "children_high")
    return {band: dict(zip(names, bounds or (None, None), strict=True)) for band, bounds in found.items()}


def _stated(sample: Sample) -> Row:
    about = sample.about
    return {
        "year": about["jahr"],
        "source": about["befragt_in"],
        "response": about["geantwortet"] / max(1, about["gezogen"]),
        "selection": about["auswahl"],
        "drawn_from": about["grundgesamtheit"],
        "everybody": about["auswahl"] == "alle",
    }


def _told(sample: Sample, code: str, offers: frozenset[str] = frozenset(), rows: int | None = None) -> Row:
    about = {"year": sample.about["jahr"], "source": sample.about["befragt_in"]}
    return about | {"code": code, "offers": sorted(offers), "answers": rows}


def _once(sample: Sample, why: list[Row]) -> list[Row]:
    """Each reason once, with all offers it is about."""
    codes = sorted({row["code"] for row in why})
    return [
        _told(sample, code, frozenset().union(*(row["offers"] for row in why if row["code"] == code))) for code in codes
    ]


def _insert(con: Connection, table: str, rows: list[Row]) -> None:
    schema = next(one.schema for one in TABLES if one.name == table)
    con.register("rows", pl.DataFrame(rows, schema=schema))
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
    con.unregister("rows")
