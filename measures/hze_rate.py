"""How many Hilfen zur Erziehung are there per 10,000 people under 21, as official statistics count them?"""

import polars as pl

from measures.engine.counting.cases import UNDER_21, Part, case_tally, people_tally
from measures.engine.measure import Measure, Selection

ADVICE = ("erziehungsberatung",)
HELPS = ("hze_27", "hze_29", "hze_30", "hze_31", "hze_32", "hze_33", "hze_34", "hze_35", "hilfe_volljaehrige")
USED = ("running", "ended")
WITHOUT = "hze_ohne_28"  # the offer group of the rows without § 28; there is none with § 28


def compute(con, selection: Selection) -> pl.DataFrame:
    """The tally of every year, for the district: cases and young people, with and without § 28."""
    cases = [Part("cases", "", HELPS + ADVICE, USED), Part("cases:without_28", WITHOUT, HELPS, USED)]
    people = {"people": ("", HELPS + ADVICE), "people:without_28": (WITHOUT, HELPS)}
    return pl.concat(
        [case_tally(con, "hze_rate", cases, [UNDER_21]), people_tally(con, "hze_rate", people, (UNDER_21,))]
    )


MEASURE = Measure(
    name="hze_rate",
    version="1",
    label="HzE-Inanspruchnahme (AKJStat): mit § 41, ohne § 35a, mit/ohne § 28",
    question="Wie viele Hilfen zur Erziehung gab es im Jahr je 10.000 junge Menschen?",
    unit="je 10.000 unter 21",
    numerator="Am 31.12. laufende und im Jahr beendete Hilfen (Merkmale „cases“) oder die jungen Menschen mit einer solchen Hilfe (Merkmale „people“), "
    "jeweils mit § 28 und ohne („without_28“).",
    denominator="Alle jungen Menschen unter 21 am 31.12. desselben Jahres (amtliche Bevölkerung nach Einzelalter).",
    ages="Unter 21: vollendete Jahre am 31.12. von 0 bis 20; „all“ meint hier diese Spanne.",
    scope="§§ 27 bis 35 und § 41 SGB VIII, ohne § 35a. Mit § 28, soweit das Merkmal nicht „without_28“ heißt. Nur für den Landkreis, "
    "weil die Gemeinden keine Bevölkerung unter 21 ausweisen. Zeilen mit § 28 tragen keine Angebotsgruppe.",
    polarity="ohne Wertung",
    caveats="Fälle sind nicht junge Menschen: Wer zwei Hilfen hatte, ist zwei Fälle. Eine Familienhilfe für mehrere Kinder zählt als ein Fall, wenn sie unter einer Nummer geliefert ist. "
    "§ 28 kommt ohne Schlüssel; junge Menschen mit § 28 stehen deshalb als Spanne. Nicht mit der HzE-Dichte je 1.000 unter 18 auf eine Achse legen.",
    source="AKJStat, Monitor Hilfen zur Erziehung: (Bestand am 31.12. + beendete Hilfen) × 10.000 / Bevölkerung unter 21.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen; (Bestand + beendet) × 10.000 / unter 21.",
    sql="""SELECT year, sum(running) + sum(ended) FROM case_year WHERE offer IN ($angebote) AND age_to <= 20 GROUP BY year""",
    lattice=("year", "item"),
    compute=compute,
    per=10_000,
)
