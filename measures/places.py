"""How many places are there, and for how many children?"""

import polars as pl

from measures.engine.counting.supply import People, latest, raised
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.engine.reading.setting import read_setting
from store.connect import Connection
from store.german import day
from store.table import Row

KINDS = {"approved": "Genehmigt", "offered": "Mit Personal betreibbar"}
NOT_DELIVERED = "Mit Personal betreibbare Plätze nicht geliefert."
NO_PEOPLE = "Die Bevölkerung fehlt für dieses Alter."


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table by offer, year, area of the facility and ages: quantities approved, offered (places) and
    supply_rate (approved places per 100 children of the ages), each with ages where no age band has these."""
    setting, rows = read_setting(con), summed(con)
    people = People(con, setting, rows["date"])
    found = []
    for part in rows.partition_by("offer", "year", "age_from", "age_to"):
        places = {kind: raised(setting, dict(part.select("area", kind).iter_rows())) for kind in KINDS}
        children = people.of(part["date"][0], part["age_from"][0], part["age_to"][0])
        same: Row = ages_of(part) | {
            "reference_date": part["date"][0],
            "year": part["year"][0],
            "offer_group": part["offer"][0],
            "age_band": part["age_band"][0],
            "note": f"Stichtag {day(part['date'][0])}.",
            "denominator_date": people.dates[part["date"][0]],
        }
        for area in places["approved"]:
            found += _rows(area, places, children, same)
    return pl.DataFrame(found, schema=FIGURE_TYPES)


def ages_of(part: pl.DataFrame) -> Row:
    """The ages of these places, where no age band says them."""
    return {"age": part["age_from"][0], "age_to": part["age_to"][0]} if part["own_ages"][0] else {}


def _rows(area: str, places: dict[str, dict[str, int]], children: dict[str, int], same: Row) -> list[Row]:
    rows = []
    for kind, name in KINDS.items():
        number = places[kind].get(area)
        lack = {} if number is not None else {"state": "no_data", "reason": "not_delivered", "note": NOT_DELIVERED}
        told: Row = {"area": area, "quantity": kind, "unit": "Plätze", "value": number, "denominator_date": None}
        rows.append(same | told | {"state": "ok", "note": f"{name}, {same['note']}"} | lack)
    people = children.get(area)
    rate = 100 * places["approved"][area] / people if people else None
    lack = {} if people else {"state": "no_data", "reason": "no_people", "note": NO_PEOPLE}
    told = {"area": area, "quantity": "supply_rate", "unit": "Plätze je 100 Kinder", "value": rate}
    note = f"Genehmigte Plätze, {same['note']}"
    rows.append(same | told | {"denominator": people, "state": "ok", "note": note} | lack)
    return rows


def summed(con: Connection) -> pl.DataFrame:
    """Places of all providers by offer, year, date, area and ages, with age_band, and `own_ages` where no band has them; null where one did not say."""
    kinds = pl.col("approved", "offered", "taken")
    rows = (
        latest(con, "place", "offer, age_from, age_to")
        .group_by("offer", "year", "date", "area", "age_from", "age_to")
        .agg(pl.when(kinds.null_count() == 0).then(kinds.sum()))
    )
    bands = con.sql("SELECT age_band, age_from, age_to FROM age_band").pl()
    return (
        rows.join(bands, on=["age_from", "age_to"], how="left")
        .with_columns(pl.col("age_band").is_null().alias("own_ages"), pl.col("age_band").fill_null("all"))
        .sort("offer", "year", "age_from", "age_to", "area")
    )


MEASURE = Measure(
    name="places",
    label="Plätze und Versorgungsquote",
    question="Wie viele Plätze gibt es, und für wie viele Kinder?",
    unit="Plätze",
    numerator="Plätze laut Betriebserlaubnis (approved), davon mit Personal betreibbar (offered); je 100 Kinder (supply_rate).",
    denominator="Bei der Versorgungsquote: Kinder dieses Alters im Gebiet an dem Jahresende, das zum Stichtag gehört.",
    ages="Wie geliefert; eine Altersgruppe, wenn es sie mit diesen Jahren gibt.",
    scope="Angebote mit gelieferten Plätzen; von mehreren Stichtagen eines Jahres der letzte. Der Landkreis als Summe, wenn alle Orte geliefert haben.",
    caveats="Versorgungsquote (Plätze je Kinder) ist nicht Betreuungsquote (betreute Kinder je Kinder). Plätze stehen am Ort der Einrichtung, "
    "Kinder am Wohnort. Plätze verschiedener Träger werden addiert.",
    source="Plätze der Einrichtungen (HANDBUCH „Lieferformat“, plaetze).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Tabellen, von Hand gerechnet.",
    sql="SELECT offer, area, date, age_from, age_to, sum(approved), sum(offered) FROM place GROUP BY ALL",
    lattice=("year", "area", "age_band", "offer_group", "item"),
    uses=("quantity", "reference_date", "age", "age_to", "reason"),
    report=report,
)
