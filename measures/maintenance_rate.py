"""Which share of children under 18 receives Unterhaltsvorschuss at the end of the year?"""

from measures.engine.counting.cases import RUNNING, cases_of
from measures.engine.measure import Measure

MEASURE = Measure(
    name="maintenance_rate",
    label="UVG-Quote",
    question="Für welchen Anteil der Kinder wird am Jahresende Unterhaltsvorschuss gezahlt?",
    unit="Anteil der Kinder unter 18",
    numerator="Am 31.12. laufende Fälle nach dem Unterhaltsvorschussgesetz; ein Fall ist ein Kind.",
    denominator="Alle Kinder unter 18 am 31.12. desselben Jahres.",
    ages="Unter 18: vollendete Jahre am 31.12.",
    scope="Unterhaltsvorschussgesetz, kein Angebot nach dem SGB VIII. Nur für den Landkreis, weil die Leistung als sensibel gilt.",
    caveats="Seit dem 1. Juli 2017 wird bis 18 statt bis 12 und ohne Höchstdauer gezahlt: Werte davor und danach sind nicht vergleichbar.",
    source="Unterhaltsvorschussgesetz in der Fassung ab 1. Juli 2017; laufende Fälle am 31.12. / Bevölkerung unter 18.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen.",
    sql="""SELECT year, sum(running) FROM case_year WHERE offer IN ($angebote) AND age_to <= 17 GROUP BY year""",
    lattice=("year",),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=cases_of("unterhaltsvorschuss", "maintenance_rate", RUNNING),
)
