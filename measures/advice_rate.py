"""How many use Erziehungsberatung, by age, per 10,000?"""

import polars as pl

from measures.engine.counting.cases import UNDER_21, Part, case_tally, people_tally
from measures.engine.measure import Measure, Selection
from measures.engine.reading.setting import offers_with, read_setting
from measures.hze_rate import ADVICE, USED
from store.connect import Connection


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of every year and age band, for the district: cases and young people."""
    bands = (UNDER_21, *(band for band in read_setting(con).bands if band.name != "all"))
    cases, people = (
        [Part(of, offer, (offer,), USED) for offer in offers_with(con, ADVICE)] for of in ("cases", "people")
    )
    return pl.concat([case_tally(con, "advice_rate", cases, bands), people_tally(con, "advice_rate", people, bands)])


MEASURE = Measure(
    name="advice_rate",
    label="Erziehungsberatung (§ 28) nach Alter",
    question="Wie viele junge Menschen nutzen die Erziehungsberatung, und in welchem Alter?",
    unit="je 10.000 der Altersgruppe",
    numerator="Beendete und am 31.12. laufende Beratungen (Merkmal „cases“) oder junge Menschen, die im Jahr beraten wurden (Merkmal „people“).",
    denominator="Alle jungen Menschen der Altersgruppe am 31.12. desselben Jahres.",
    ages="Altersgruppen nach vollendeten Jahren am 31.12.; „all“ meint hier unter 21.",
    scope="Erziehungsberatung nach § 28 SGB VIII. Nur für den Landkreis, weil das Angebot als sensibel gilt.",
    caveats="Fälle sind nicht junge Menschen. Liefert die Beratungsstelle Fälle nur für alle Alter zusammen, stehen Altersgruppen nur für junge Menschen.",
    source="AKJStat, Statistik der erzieherischen Hilfen: (beendet im Jahr + Bestand am 31.12.) × 10.000 / Bevölkerung der Altersgruppe.",
    reviewed_on="2026-11-22",
    oracle="Auszählung von Hand über die Rohzeilen; gleiche Zelle wie die Reichweite im Jahr.",
    sql="""SELECT year, age_from, age_to, sum(running) + sum(ended) FROM case_year WHERE offer IN ($angebote) GROUP BY ALL""",
    lattice=("year", "age_band", "quantity"),
    uses=("reason", "reason_offers", "estimated_people"),
    compute=compute,
    per=10_000,
)
