"""How many children have a place?"""

import polars as pl

from measures.engine.counting.supply import Count, People, tally
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import read_setting
from measures.places import ages_of, summed
from store.connect import Connection
from store.german import day


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of taken places by year, area of the facility, offer and ages; with ages where no age band has these."""
    setting, rows = read_setting(con), summed(con).filter(pl.col("taken").is_not_null())
    people = People(con, setting, rows["date"])
    sensitive = dict(con.sql("SELECT offer, sensitive FROM offer").fetchall())
    counts = [
        Count(
            offer_group=part["offer"][0],
            about=ages_of(part) | {"reference_date": part["date"][0]},
            age_band=part["age_band"][0],
            year=part["year"][0],
            counts=dict(part.select("area", "taken").iter_rows()),
            people=people.of(part["date"][0], part["age_from"][0], part["age_to"][0]),
            people_date=people.dates[part["date"][0]],
            said=dict.fromkeys(
                setting.areas, {"note": f"Stichtag {day(part['date'][0])}, gezählt am Ort der Einrichtung."}
            ),
            sensitive=sensitive.get(part["offer"][0], True),
        )
        for part in rows.partition_by("offer", "year", "age_from", "age_to")
        if selection.wants(part["offer"][0])
    ]
    return tally(setting, "places_taken", counts)


MEASURE = Measure(
    name="places_taken",
    label="Belegte Plätze",
    question="Wie viele Plätze sind belegt?",
    unit="Anteil der Kinder",
    numerator="Belegte Plätze am Stichtag, am Ort der Einrichtung.",
    denominator="Kinder dieses Alters, die im Gebiet wohnen, an dem Jahresende, das zum Stichtag gehört.",
    ages="Wie geliefert; eine Altersgruppe, wenn es sie mit diesen Jahren gibt.",
    scope="Angebote mit gelieferten Plätzen; von mehreren Stichtagen eines Jahres der letzte.",
    caveats="Gezählt am Ort der Einrichtung: Ein Anteil über 100 % heißt, dass Kinder aus anderen Orten dort einen Platz haben. "
    "Das ist nicht die Reichweite der Tagesbetreuung. Plätze verschiedener Träger werden addiert.",
    source="Plätze der Einrichtungen (HANDBUCH „Lieferformat“, plaetze).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Tabellen, von Hand gezählt.",
    sql="SELECT offer, area, date, age_from, age_to, sum(taken) FROM place GROUP BY ALL",
    lattice=("year", "area", "age_band", "offer_group"),
    uses=("reference_date", "age", "age_to", "reason"),
    compute=compute,
)
