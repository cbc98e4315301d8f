"""How many Hilfen zur Erziehung are there per 10,000 people under 21, as official statistics count them?"""

import polars as pl

from measures.engine.counting.cases import UNDER_21, Part, case_tally, people_tally
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import offers_with, read_setting
from store.connect import Connection

ADVICE = "erziehungsberatung"  # roles of offers
HELPS = ("hilfe_zur_erziehung", "junge_volljaehrige")
WITHOUT = "hze_ohne_beratung"  # role of the offer group of the rows without § 28; there is none with § 28
USED = ("running", "ended")


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year, for the district: cases and young people, with and without § 28."""
    helps, advice, without = offers_with(con, *HELPS), offers_with(con, ADVICE), read_setting(con).group(WITHOUT)
    groups = {"": helps + advice} | ({without: helps} if without else {})
    cases, people = ([Part(of, group, offers, USED) for group, offers in groups.items()] for of in ("cases", "people"))
    return pl.concat(
        [case_tally(con, "hze_rate", cases, [UNDER_21]), people_tally(con, "hze_rate", people, (UNDER_21,))]
    )


MEASURE = Measure(
    name="hze_rate",
    label="HzE-Inanspruchnahme (AKJStat): mit § 41, ohne § 35a, mit/ohne § 28",
    question="Wie viele Hilfen zur Erziehung gab es im Jahr je 10.000 junge Menschen?",
    unit="je 10.000 unter 21",
    numerator="Am 31.12. laufende und im Jahr beendete Hilfen (Merkmale „cases“) oder die jungen Menschen mit einer solchen Hilfe (Merkmale „people“), "
    "jeweils mit § 28 und ohne („without_28“).",
    denominator="Alle jungen Menschen unter 21 am 31.12. desselben Jahres (amtliche Bevölkerung nach Einzelalter).",
    ages="Unter 21: vollendete Jahre am 31.12. von 0 bis 20; „all“ meint hier diese Spanne.",
    scope="§§ 27 bis 35 und § 41 SGB VIII, ohne § 35a. Mit § 28, soweit das Merkmal nicht „without_28“ heißt. Nur für den Landkreis, "
    "weil die Gemeinden keine Bevölkerung unter 21 ausweisen. Zeilen mit § 28 tragen keine Angebotsgruppe.",
    caveats="Fälle sind nicht junge Menschen: Wer zwei Hilfen hatte, ist zwei Fälle. Eine Familienhilfe für mehrere Kinder zählt als ein Fall, wenn sie unter einer Nummer geliefert ist. "
    "§ 28 kommt ohne Schlüssel; junge Menschen mit § 28 stehen deshalb als Spanne. Nicht mit der HzE-Dichte je 1.000 unter 18 auf eine Achse legen.",
    source="AKJStat, Monitor Hilfen zur Erziehung: (Bestand am 31.12. + beendete Hilfen) × 10.000 / Bevölkerung unter 21.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen; (Bestand + beendet) × 10.000 / unter 21.",
    sql="""SELECT year, sum(running) + sum(ended) FROM case_year WHERE offer IN ($angebote) AND age_to <= 20 GROUP BY year""",
    lattice=("year", "offer_group", "quantity"),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=compute,
    per=10_000,
)
