"""How long does the use of an offer last? Median and quartiles, running uses counted as far as they go."""

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure
from measures.engine.protect import Rule
from store.connect import Connection
from store.table import Row

YEARS_POOLED = 5
DAYS_PER_MONTH = 365.25 / 12
QUANTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
SPELLS = "SELECT days, ended FROM spell WHERE offer = $1 AND year(start) BETWEEN $2 AND $3 AND age BETWEEN 0 AND 20"


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """One row per offer, five years of begin and quantile; the newest five complete years, and the fives before them.

    Whether a row is shown depends on the protected counts of `new_spells` alone: all five years shown, together enough to divide by.
    """
    begun = figures.filter(pl.col("state") != "no_data", measure="new_spells")
    rows = []
    for (offer, district), of_offer in begun.partition_by("offer_group", "area", as_dict=True).items():
        counts = dict(of_offer.select("year", "numerator").iter_rows())
        for first, last in _pools(sorted(counts)):
            spells = [counts[year] for year in range(first, last + 1)]
            said = _of_pool(con, offer, (first, last), None if None in spells else sum(spells), rule.least_divisor)
            same = {"offer_group": offer, "area": district, "year": last, "period_from": first, "period_to": last}
            rows += [row | same for row in said]
    return pl.DataFrame(rows, schema=FIGURE_TYPES)


def _pools(years: list[int]) -> list[tuple[int, int]]:
    """Fives of years without a gap, the newest first, none in two of them."""
    pools, rest = [], years
    while rest and set(pool := range(rest[-1] - YEARS_POOLED + 1, rest[-1] + 1)) <= set(rest):
        pools.append((pool[0], pool[-1]))
        rest = [year for year in rest if year < pool[0]]
    return pools


def _of_pool(con: Connection, offer: str, years: tuple[int, int], spells: int | None, enough: int) -> list[Row]:
    window = f"Beginn {years[0]} bis {years[1]}."
    if spells is None or spells < enough:
        hidden = {"state": "protected", "reason": "too_few"}
        note = f"{window} Erst ab {enough} Nutzungen in fünf Jahren gezeigt."
        return [hidden | {"quantity": quantile, "note": note} for quantile in QUANTILES]
    rows = con.sql(SPELLS, params=[offer, *years]).pl()
    months = quantiles(rows["days"].to_numpy(), rows["ended"].to_numpy())
    beyond = f"{window} Noch nicht bestimmbar: Zu viele Nutzungen laufen noch."
    told, running = {"state": "ok", "note": window}, {"state": "no_data", "reason": "still_running", "note": beyond}
    return [
        {"quantity": quantile, "numerator": spells, "value": value} | (running if value is None else told)
        for quantile, value in months.items()
    ]


def quantiles(days: np.ndarray, ended: np.ndarray) -> dict[str, float | None]:
    """Whole months until a quarter, half, three quarters have ended (product-limit estimate, Kaplan and Meier 1958).

    None: fewer than that share have ended while the records last. A use still running counts as long as it has lasted.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    curve = SurvfuncRight(days, ended.astype(int))
    found = {}
    for quantile, share in QUANTILES.items():
        reached = curve.surv_times[curve.surv_prob <= 1 - share + 1e-9]
        found[quantile] = float(round(reached[0] / DAYS_PER_MONTH)) if len(reached) else None
    return found


MEASURE = Measure(
    name="duration",
    label="Dauer",
    question="Wie lange dauert die Nutzung eines Angebots?",
    unit="Monate",
    numerator="Nutzungen, die in den fünf Jahren bis zum genannten Jahr begonnen haben.",
    denominator="Keiner: Median („median“) und Viertelwerte („lower_quartile“, „upper_quartile“) der Dauer.",
    ages="Unter 21 am 31.12. des Jahres, in dem die Nutzung beginnt.",
    scope="Angebote und Eingriffe, die einzeln geliefert werden, je Angebot. Nur für den Landkreis und ab {least_divisor} Nutzungen in fünf Jahren.",
    caveats="Laufende Nutzungen gehen mit ihrer bisherigen Dauer ein, sonst wäre die Zahl zu klein. Lange Dauern sind in jungen Lieferungen noch nicht bestimmbar. "
    "Beginnt ein Kind später erneut, ist das eine neue Nutzung. Eine kurze Dauer ist weder gut noch schlecht.",
    source="Produkt-Limit-Schätzung nach Kaplan und Meier (1958), statsmodels SurvfuncRight; in ganzen Monaten.",
    reviewed_on="2026-11-22",
    oracle="Kaplan-Meier wie statsmodels, laufende Fälle bis zum Stand.",
    sql="""SELECT offer, days, ended FROM spell WHERE year(start) BETWEEN $jahr - 4 AND $jahr AND age BETWEEN 0 AND 20""",
    lattice=("year", "offer_group", "quantity"),
    uses=("period_from", "period_to", "reason"),
    report=report,
)
