"""How many assessments of danger (§ 8a SGB VIII) were there per 10,000 children? Never reach."""

from measures.engine.counting.cases import BEGUN_AND_ENDED, cases_of
from measures.engine.measure import Measure

MEASURE = Measure(
    name="child_protection",
    label="Verfahren zur Gefährdungseinschätzung (§ 8a)",
    question="Wie viele Verfahren zur Einschätzung einer Kindeswohlgefährdung gab es im Jahr?",
    unit="je 10.000 unter 18",
    numerator="Im Jahr begonnene (Merkmal „begun“) oder beendete (Merkmal „ended“) Verfahren.",
    denominator="Alle Kinder und Jugendlichen unter 18 am 31.12. desselben Jahres.",
    ages="Unter 18: vollendete Jahre am 31.12.",
    scope="Verfahren nach § 8a Abs. 1 SGB VIII. Ein Eingriff, kein Angebot: keine Reichweite. Nur für den Landkreis.",
    caveats="Zählt Verfahren, nicht Kinder: Eine neue Meldung ist ein neues Verfahren. Mehr Verfahren können auch mehr Aufmerksamkeit bedeuten. "
    "Das Ergebnis (akut, latent, Hilfebedarf, keines) wird nicht geliefert. Die amtliche Statistik zählt abgeschlossene Verfahren.",
    source="Statistisches Bundesamt, Statistik zum Schutzauftrag bei Kindeswohlgefährdung (§ 8a SGB VIII): Verfahren × 10.000 / Bevölkerung unter 18.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand; eine Prüfung hält, dass sie keine Reichweite verändert.",
    sql="""SELECT year, sum(begun), sum(ended) FROM case_year WHERE offer IN ($angebote) GROUP BY year""",
    lattice=("year", "quantity"),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=cases_of("gefaehrdungseinschaetzung", "child_protection", BEGUN_AND_ENDED),
    per=10_000,
)
