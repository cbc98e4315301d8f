"""Which next delivery would narrow the range of reach most, for the least effort?"""

import polars as pl

from measures.asked_reach import allowance
from measures.claim import HEAD
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.sharpening import Step, gains
from measures.engine.methods.units import model_of
from store.table import Row

LEAST = 0.01  # a step that wins less is none


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per group of the level kopf, step (quantity) and unit (offer, or source of a key) in the newest year whose range has both
    ends: value, the points of 100 that it wins; value_from, the width today; effort 1 … 4."""
    reach, keyed = figures.filter(measure="annual_reach", sex="all"), figures.filter(measure="keyed_reach")
    asked = figures.filter(measure="asked_reach", area=around.district, age_band="all")
    rows = list[Row]()
    for group in around.offer_groups.filter(level=HEAD).sort("position")["offer_group"]:
        here = reach.filter(offer_group=group, area=around.district, age_band="all", state="ok")
        told = here.drop_nulls(["bound_low", "bound_high"]).sort("year")
        units = around.asked.units.filter(offer_group=group, year=told["year"][-1]) if len(told) else pl.DataFrame()
        if len(units) > 1:
            year = told["year"][-1]
            model = model_of(units, reach.filter(year=year), keyed.filter(year=year, offer_group=group), around)
            narrower = asked.filter(year=year, offer_group=group).drop_nulls("value").select(low="low", high="high")
            now = pl.concat([narrower, told.tail(1).select(low="bound_low", high="bound_high")]).row(0)
            for step, unit, won in gains(model, allowance(around.asked, year)):
                whole = round(min(won, now[1] - now[0]), 2)
                about: Row = {"source": unit.name} if unit.keyed else {"offer": unit.name}
                if whole >= LEAST:
                    rows.append(about | _row(year, group, step, whole, now[1] - now[0]))
    return pl.DataFrame(rows, schema=FIGURE_TYPES).with_columns(area=pl.lit(around.district))


def _row(year: int, group: str, step: Step, won: float, now: float) -> Row:
    about: Row = {"year": year, "offer_group": group, "quantity": step.kind, "effort": step.effort}
    return about | {"value": won, "value_from": now, "state": "ok"}


MEASURE = Measure(
    name="sharpen",
    label="Was die Spanne enger machte",
    question="Welche Lieferung würde am meisten klären, und um wie viele Punkte?",
    unit="Punkte von 100",
    numerator="Breite der Spanne der Reichweite heute weniger Breite nach dem Schritt, mit der wahrscheinlichsten Antwort.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12., unter 18.",
    scope="Alle Angebote, ohne Kita und Hort, nur individuelle Hilfen; das neueste Jahr mit einer Spanne. Nur Angebote, deren Zahl im Landkreis gezeigt wird; "
    "nie eine Verknüpfung, die das Gesetz ausschließt (§§ 65, 68 SGB VIII).",
    caveats="Ein Vorausblick: Wie viele Kinder beides nutzen, ist angenommen, wo niemand gefragt hat (Zufall). Schritte der Wohngemeinde: im Mittel der Gemeinden. "
    "Aufwand: 1 eine Spalte, 2 eine Zählung, 3 eine Frage an 100 Familien, 4 ein Schlüssel.",
    source="Eigene Rechnung aus den veröffentlichten Zahlen.",
    reviewed_on="2026-11-28",
    oracle="Der erste Rat, in der Demo ausgeführt: angekündigte Punkte, auf 2 genau.",
    sql="Breite(heute) − Breite(nach dem Schritt)",
    lattice=("year", "offer_group", "quantity", "offer", "source"),
    uses=("value_from", "effort"),
    derive=derive,
    after=("annual_reach", "keyed_reach", "asked_reach"),
)
