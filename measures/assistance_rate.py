"""How many Beistandschaften are running at the end of the year per 1,000 children?"""

from measures.engine.counting.cases import RUNNING, cases_of
from measures.engine.measure import Measure

MEASURE = Measure(
    name="assistance_rate",
    label="Beistandschaften am Jahresende",
    question="Wie viele Beistandschaften führt das Jugendamt am Jahresende?",
    unit="je 1.000 unter 18",
    numerator="Am 31.12. laufende Beistandschaften.",
    denominator="Alle Kinder und Jugendlichen unter 18 am 31.12. desselben Jahres.",
    ages="Unter 18: vollendete Jahre am 31.12.",
    scope="Beistandschaft nach § 55 SGB VIII und §§ 1712 bis 1717 BGB. Nur Zählwerte (§ 68 SGB VIII), nur für den Landkreis.",
    caveats="Zählt Fälle. Vormundschaften und Pflegschaften sind nicht enthalten.",
    source="Statistisches Bundesamt, Statistik der Pflegschaften, Vormundschaften und Beistandschaften: Bestand am 31.12. × 1.000 / Bevölkerung unter 18.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen.",
    sql="""SELECT year, sum(running) FROM case_year WHERE offer IN ($angebote) AND age_to <= 17 GROUP BY year""",
    lattice=("year",),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=cases_of("beistandschaft", "assistance_rate", RUNNING),
    per=1_000,
)
