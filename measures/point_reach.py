"""Which share of children used an offer on one day? The official childcare rate is of this kind."""

from datetime import date

import polars as pl

from measures.engine.counting.reach import reach
from measures.engine.measure import Measure, Selection
from measures.engine.reading.occasion import Moment, Occasion
from store.connect import Connection

DAYS = """
    SELECT DISTINCT date, year(date) IN (SELECT year FROM coverage) AS delivered
    FROM (SELECT date FROM child_day UNION ALL SELECT date FROM counted_year) WHERE date IS NOT NULL ORDER BY date"""


def population_date(day: date) -> date:
    """Whose population belongs to this day? The last 31 December before it, from 1 July on that of the same year."""
    return date(day.year if day.month >= 7 else day.year - 1, 12, 31)


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every reference date with somebody counted and a delivery or a population; age on that date."""
    given = selection.population_date and date.fromisoformat(selection.population_date)
    known = {day for (day,) in con.sql("SELECT DISTINCT date FROM population").fetchall()}
    moments = tuple(
        Moment(day.year, day, f"point_reach:{day:%m-%d}", given or population_date(day))
        for day, delivered in con.sql(DAYS).fetchall()
        if delivered or (given or population_date(day)) in known
    )
    return reach(con, Occasion("child_day", "date", moments), selection)


MEASURE = Measure(
    name="point_reach",
    version="2",
    label="Reichweite am Stichtag",
    question="Wer ist heute dabei?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die am Stichtag mindestens ein Angebot der Gruppe nutzen; jedes Kind zählt einmal.",
    denominator="Alle Kinder am genannten Tag, voreingestellt am letzten 31.12. davor (ab 1. Juli: am 31.12. desselben Jahres).",
    ages="Vollendete Jahre am Stichtag; der Geburtstag zählt ab dem Monat nach dem Geburtsmonat.",
    scope="Angebote und Leistungen, die nach Festlegung des Amts zählen. Die amtliche Betreuungsquote ist die Reichweite der Kindertagesbetreuung am 1. März.",
    caveats="Nicht mit der Reichweite im Jahr vergleichbar: Hier zählt nur, wer an diesem einen Tag ein Angebot nutzt. Kinder in Kita und Tagespflege zählen einmal, soweit ein gemeinsamer Schlüssel vorliegt. "
    "Liegt die Liste der Kinder eines Angebots ganz vor, zählen Summen desselben Angebots nicht dazu.",
    source="Statistisches Bundesamt, Statistik der Kinder und tätigen Personen in Tageseinrichtungen: Betreuungsquote = betreute Kinder am 1. März / Bevölkerung am 31.12. des Vorjahres.",
    reviewed_on="2026-11-28",
    oracle="Amtliche Quote eines Landkreises 2016: 28,9 % unter 3 Jahren, 89,4 % von 3 bis 5; Auszählung von Hand in 200 kleinen Ämtern.",
    sql="""SELECT date, area, age, sex, count(*) FROM child_day WHERE mask & $gruppe <> 0 GROUP BY ALL""",
    lattice=("reference_date", "area", "age_band", "sex", "offer_group"),
    uses=("reason", "reason_offers", "rows_lost", "estimated_people"),
    compute=compute,
)
