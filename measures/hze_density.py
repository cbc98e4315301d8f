"""How many Hilfen zur Erziehung are there per 1,000 children under 18, as the Vergleichsring counts them?"""

import polars as pl

from measures.engine.counting.cases import UNDER_18, Part, case_tally
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import offers_with, read_setting
from measures.hze_rate import HELPS, USED, WITHOUT
from store.connect import Connection


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year, for the district."""
    group = read_setting(con).group(WITHOUT) or ""
    return case_tally(con, "hze_density", [Part(None, group, offers_with(con, *HELPS), USED)], [UNDER_18])


MEASURE = Measure(
    name="hze_density",
    label="HzE-Dichte (IBN): ohne § 28, ohne § 35a",
    question="Wie viele Hilfen zur Erziehung gab es im Jahr je 1.000 Kinder und Jugendliche?",
    unit="je 1.000 unter 18",
    numerator="Am 31.12. laufende und im Jahr beendete Hilfen für Kinder und Jugendliche unter 18.",
    denominator="Alle Kinder und Jugendlichen unter 18 am 31.12. desselben Jahres.",
    ages="Unter 18: vollendete Jahre am 31.12.",
    scope="§§ 27 und 29 bis 35 SGB VIII, ohne § 28, ohne § 35a; § 41 nur, wer am 31.12. noch unter 18 ist. Nur für den Landkreis.",
    caveats="Zählt Fälle, nicht Kinder. Andere Bezugsgröße als die HzE-Inanspruchnahme je 10.000 unter 21: nie auf eine Achse legen. "
    "Vor einem Vergleich prüfen, ob der Vergleichsring § 28 und § 35a ebenso abgrenzt.",
    source="Integrierte Berichterstattung Niedersachsen (IBN): Fälle × 1.000 / Jugendeinwohner; Abgrenzung der Hilfen: Annahme, mit dem Vergleichsring abzustimmen.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen.",
    sql="""SELECT year, sum(running) + sum(ended) FROM case_year WHERE offer IN ($angebote) AND age_to <= 17 GROUP BY year""",
    lattice=("year",),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=compute,
    per=1_000,
)
