"""Which share of children used at least one offer in a year?"""

from datetime import date

import polars as pl

from measures.engine.counting.reach import reach
from measures.engine.measure import Measure, Selection
from measures.engine.reading.occasion import Moment, Occasion
from store.connect import Connection

YEARS = """
    SELECT DISTINCT year::INTEGER AS year FROM (
        SELECT year FROM coverage UNION ALL
        SELECT year FROM (SELECT year FROM child_year UNION ALL SELECT year FROM counted_year)
        WHERE make_date(year, 12, 31) IN (SELECT date FROM population))
    WHERE year IS NOT NULL ORDER BY year"""


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year that was delivered, or used and with a population; denominator always 31 December of the year."""
    years = [year for (year,) in con.sql(YEARS).fetchall()]
    moments = tuple(Moment(year, None, "annual_reach", date(year, 12, 31)) for year in years)
    return reach(con, Occasion("child_year", "year", moments), selection)


MEASURE = Measure(
    name="annual_reach",
    version="3",
    label="Reichweite im Jahr",
    question="Wer war in diesem Jahr dabei?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die im Jahr mindestens ein Angebot der Gruppe genutzt haben; jedes Kind zählt einmal.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12.: Jahr minus Geburtsjahr. Voreingestellt unter 18.",
    scope="Angebote und Leistungen, die nach Festlegung des Amts zählen. Eingriffe (§§ 8a, 42 SGB VIII) zählen nie.",
    caveats="Angebote ohne gemeinsamen Schlüssel ergeben eine Spanne von „mindestens“ bis „höchstens“. Fehlt eine Lieferung, ist die Zahl eine Untergrenze. "
    "Liegt die Liste der Kinder eines Angebots ganz vor, zählen Summen desselben Angebots nicht dazu. "
    "Kinder ohne bekannte Gemeinde zählen nur im Landkreis. Nennt eine Quelle keine Fortzüge, ist ihre Zahl eine Spanne: höchstens die gezählten Kinder, "
    "mindestens die, die nach Abzug der Fortzüge eines Jahres bleiben (amtlicher, angegebener oder angenommener Anteil; in 999 von 1.000 Fällen ziehen nicht mehr fort). "
    "Ohne Alter gemeldete Besuche gelten im Alter des Angebots beim Besuch; wer bis zum 31.12. 18 wurde, ist mit dem Anteil eines Altersjahrs abgezogen.",
    source="Eigene Auszählung der Lieferungen; Spannen: Vereinigung zwischen größter Quelle und Summe, nach Alter gebildet; "
    "mit Auszählungen von Hand ein lineares Programm, bei vielen Quellen dazu paarweise (Hunter 1976, Worsley 1982; Dawson und Sankoff 1967).",
    reviewed_on="2026-11-28",
    oracle="Auszählung von Hand über die Rohzeilen in 200 kleinen erfundenen Ämtern; Wilson 1 von 100: 0,0017674 bis 0,0544862.",
    sql="""SELECT year, area, age, sex, count(*) FROM child_year WHERE mask & $gruppe <> 0 GROUP BY ALL""",
    lattice=("year", "area", "age_band", "sex", "offer_group"),
    uses=("reason", "reason_offers", "rows_lost", "estimated_people", "leavers"),
    compute=compute,
)
