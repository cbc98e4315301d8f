"""The invented gaps and trends of the small store: every verdict and every kind of empty cell, at least once."""

from measures import gap, trend
from tests.views.small_cards import cards
from tests.views.small_figures import DISTRICT, UNDER_18, YEARS

SHARES = {  # children of 100 expected to use it; None: no number, with its state and note
    "individuell": 0.21,
    "kindertagespflege": 0.03,
    "hze_31": 0.012,
    "b_beratung": 0.06,
    "b_unterhalt": 0.09,
    "b_hze_ambulant": 0.02,
    "b_fruehe_hilfen": ("not_applicable", "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."),
    "b_hze_stationaer": ("protected", ""),
    "alle": ("not_applicable", "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."),
    "ohne_kita": ("not_applicable", "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."),
}
RATIO = {
    "012": 0.66,
    "003": 0.74,
    "006": 0.9,
    "005": 0.93,
    "001": 0.97,
    "009": 1.0,
    "010": 1.04,
    "007": 1.05,
    "013": 1.06,
    "011": 1.3,
}
POOLED = "b_hze_ambulant"
FOUND = dict(family_factor=1.9, place_spread=0.05)
VISIBLE = "Zuverlässig zu sehen wäre hier erst ein Unterschied von rund {n} Kindern (25 von 100)."


def gaps() -> list[dict]:
    """Uslar and Dassel firmly below, Kalefeld unsure, Stadt Northeim above; Bodenfelde too small where use is rare."""
    out = []
    for year in YEARS:
        for key in UNDER_18:
            for group, share in SHARES.items():
                out += _gap(year, key, group, share, "")
                if group == POOLED and year == YEARS[-1]:
                    out += _gap(year, key, group, share, f"{year - 4}-{year}")
    return out


def _gap(year: int, key: str, group: str, share: float | tuple[str, str], span: str) -> list[dict]:
    """The row in children and, from 10 expected on, the one of the ratio; span: '' or the pooled years."""
    row = dict(
        measure="gap", version=gap.MEASURE.version, area=DISTRICT + key, year=year, age_band="all", sex="all", offer_group=group,
        unit="Kinder im Jahr" if span else "Kinder", item=f"pooled:{span}" if span else "", interval="byar", label="",
        state="ok", note="",
    )  # fmt: skip
    if isinstance(share, tuple):
        return [row | dict(state=share[0], note=share[1], interval="none")]
    expected = UNDER_18[key] * share
    counted = 5 * round(expected * RATIO.get(key, 1.0) / 5)
    scatter = 2 * (counted + 4) ** 0.5 / (2 if span else 1)
    fewer = expected - counted
    label = "too_small" if expected < 10 else _label(fewer, expected, scatter)
    note = VISIBLE.format(n=round(scatter * 1.5)) if label == "unsure" else ""
    counts = dict(numerator=counted, denominator=round(expected), label=label, note=note)
    counts |= FOUND | dict(detectable=round(scatter * 1.5), detectable_of_100=25)
    told = [row | counts | dict(value=fewer, low=fewer - scatter, high=fewer + scatter)]
    ratio = dict(
        item=f"ratio:{span}" if span else "ratio", unit="Verhältnis", value=counted / expected, label="", note=""
    )
    return told if expected < 10 else [*told, row | counts | ratio]


def _label(fewer: float, expected: float, scatter: float) -> str:
    if abs(fewer) < max(5, 0.1 * expected):
        return "usual"
    return "unsure" if abs(fewer) <= 1.5 * scatter else "firm" if fewer > 0 else "more"


def trends() -> list[dict]:
    """Every tested word, one group each, in every municipality; one group hidden."""
    words = {"hze_31": "rising", "kindertagespflege": "falling", "elternkurse": "none", "hze_30": "undetermined"}
    rows = [
        dict(
            measure="trend",
            version="1",
            area=DISTRICT + key,
            year=YEARS[-1],
            age_band="all",
            sex="all",
            offer_group=group,
            unit="Veränderung im Jahr",
            item="",
            interval="quasi_poisson",
            value=0.02,
            low=-0.01,
            high=0.05,
            label=word,
            state="ok",
            note="Getestet 2016–2025.",
        )  # fmt: skip
        for key in UNDER_18
        for group, word in words.items()
    ]
    hidden = dict(
        rows[0], offer_group="hze_32", state="protected", label="undetermined", value=None, low=None, high=None
    )
    return [*rows, hidden]


def definitions() -> list[dict]:
    """The cards as they are published."""
    return cards(gap.MEASURE, trend.MEASURE)
