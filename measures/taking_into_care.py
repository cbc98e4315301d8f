"""How many children were taken into care (§ 42 SGB VIII) per 10,000? Never reach."""

from measures.engine.counting.cases import BEGUN_AND_ENDED, cases_of
from measures.engine.measure import Measure

MEASURE = Measure(
    name="taking_into_care",
    label="Inobhutnahmen (§ 42)",
    question="Wie oft nahm das Jugendamt im Jahr ein Kind oder einen Jugendlichen in Obhut?",
    unit="je 10.000 unter 18",
    numerator="Im Jahr begonnene (Merkmal „begun“) oder beendete (Merkmal „ended“) Inobhutnahmen.",
    denominator="Alle Kinder und Jugendlichen unter 18 am 31.12. desselben Jahres.",
    ages="Unter 18: vollendete Jahre am 31.12.",
    scope="Inobhutnahme nach §§ 42, 42a SGB VIII, soweit geliefert zusammen. Ein Eingriff, kein Angebot: keine Reichweite. Nur für den Landkreis.",
    caveats="Zählt Maßnahmen, nicht Kinder. § 42a (unbegleitet eingereiste Minderjährige) ist nicht getrennt, solange es nicht getrennt geliefert wird.",
    source="Statistisches Bundesamt, Statistik der vorläufigen Schutzmaßnahmen (§ 98 Abs. 1 Nr. 5 SGB VIII): Maßnahmen × 10.000 / Bevölkerung unter 18.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand; eine Prüfung hält, dass sie keine Reichweite verändert.",
    sql="""SELECT year, sum(begun), sum(ended) FROM case_year WHERE offer IN ($angebote) GROUP BY year""",
    lattice=("year", "quantity"),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=cases_of("inobhutnahme", "taking_into_care", BEGUN_AND_ENDED),
    per=10_000,
)
