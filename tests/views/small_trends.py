"""The invented childhoods, trends of the district, changes, projections, waiting lists, posts and decisions of the small store."""

from datetime import date

from measures import change, claim, cumulative_reach, first_contact, forecast, staffing, trend, waiting
from tests.views.small_cards import cards
from tests.views.small_figures import DISTRICT, YEARS

LAST = YEARS[-1]
CURVE = "unterhaltsvorschuss"  # a short record: observed up to age 9, a band from there
WHOLE = "hze_31"  # a record of a whole childhood
SHORT = "Beobachtet seit 2016; die obere Zahl ist hochgerechnet."
ENDS = "Ab Alter 16 sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort."
MOVES = cumulative_reach.MIGRATION
HEADS = {"alle": (0.77, 0.97), "ohne_kita": (0.41, 0.88), "individuell": (0.22, 0.62)}
LABELS = {"alle": "undecided", "ohne_kita": "not_covered", "individuell": "not_covered"}


def figures() -> list[dict]:
    return [*_until_18(), *_claim(), *_first_contacts(), *_trends(), *_changes(), *_projection(), *_supply()]


def _row(measure, year: int, group: str, item: str = "", **told) -> dict:
    return dict(
        measure=measure.MEASURE.name, version="1", area=DISTRICT, year=year, age_band="all", sex="all", offer_group=group,
        item=item, unit=measure.MEASURE.unit, interval="none", label="", state="ok", note="", denominator=1100,
    ) | told  # fmt: skip


def _window(low: float, high: float, note: str = SHORT) -> dict:
    return dict(bound_low=low, bound_high=high, interval="window", note=f"{MOVES} {note}")


def _until_18() -> list[dict]:
    rows = [
        _row(cumulative_reach, year, g, "period", **_window(*edges)) for g, edges in HEADS.items() for year in YEARS[3:]
    ]
    rows += [
        _row(cumulative_reach, YEARS[0], g, "period", state="no_data", note=cumulative_reach.ONE_YEAR) for g in HEADS
    ]
    for age in range(18):
        share = 0.36 * (1 - 0.86 ** (age + 1))
        told = dict(value=share, low=share - 0.02, high=share + 0.02, interval="window", note=MOVES)
        if age > 9:
            told = _window(0.36 * (1 - 0.86**10) - 0.006 * (age - 9), share, f"{SHORT} {ENDS}")
        rows.append(_row(cumulative_reach, LAST, CURVE, f"period:{age}", **told))
        whole = round(0.014 * (age + 1), 2)
        rows.append(_row(cumulative_reach, LAST, WHOLE, f"period:{age}", value=whole, low=whole, high=whole))
        rows.append(
            _row(cumulative_reach, LAST - 17 + age, WHOLE, f"cohort:{LAST - 17}", value=whole, low=whole, high=whole)
        )
    rows.append(_row(cumulative_reach, LAST, CURVE, "period", **_window(0.23, 0.34, f"{SHORT} {ENDS}")))
    rows.append(_row(cumulative_reach, LAST, WHOLE, "period", value=0.25, low=0.24, high=0.26))
    rows += [
        _row(
            cumulative_reach,
            born + age,
            CURVE,
            f"cohort:{born}",
            value=0.35 * (1 - 0.87 ** (age + 1)),
            low=0.0,
            high=0.3,
        )
        for born in (2016, 2022)
        for age in range(LAST - born + 1)
    ]
    return rows


def _claim() -> list[dict]:
    advice = {"undecided": claim.DECIDES["arrivals"]}
    return [
        _row(
            claim,
            year,
            group,
            label=LABELS[group],
            **_window(*edges, f"{SHORT} {advice.get(LABELS[group], '')}".strip()),
        )
        for group, edges in HEADS.items()
        for year in YEARS[3:]
    ]


def _first_contacts() -> list[dict]:
    counts = {"u3": 60, "3-5": 80, "6-9": 75, "10-14": 95, "15-17": 50}
    rows = [
        _row(
            first_contact, LAST, CURVE, f"age:{band}:uvg", age_band=band, numerator=n, value=n / 3000, low=n / 3600, high=n / 2400,
            interval="wilson", denominator=3000, denominator_date=date(LAST, 12, 31),
        )
        for band, n in counts.items()
    ]  # fmt: skip
    return [
        *rows,
        *[_row(first_contact, LAST, g, "sums:jugendarbeit", state="not_applicable") for g in ("alle", "ohne_kita")],
    ]


def _trends() -> list[dict]:
    words = {"hze_31": ("rising", 0.012), "kindertagespflege": ("falling", -0.02), "hze_30": ("none", 0.001)}
    told = [
        _row(
            trend,
            LAST,
            group,
            value=yearly,
            low=yearly - 0.01,
            high=yearly + 0.01,
            label=word,
            note=f"Getestet 2016–{LAST}.",
        )
        for group, (word, yearly) in words.items()
    ]
    few = _row(
        trend,
        LAST,
        "hze_35",
        label="undetermined",
        note="In einzelnen Jahren weniger als zehn Kinder; keine Entwicklung ausgewiesen.",
    )
    return [*told, few]


def _changes() -> list[dict]:
    parts = {"": 25.0, ":kinderzahl": -8.0, ":nutzung": 33.0}
    rows = [
        _row(change, LAST, "hze_31", f"seit:{LAST - 1}{part}", value=value, unit="Kinder")
        for part, value in parts.items()
    ]
    broken = "Zwischen 2020 und 2025 liegt ein Reihenbruch (neue Zensusbasis); eine Zerlegung ist nicht möglich."
    rows.append(_row(change, LAST, "hze_31", f"seit:{LAST - 5}", value=60.0, unit="Kinder"))
    return [*rows, _row(change, LAST, "hze_31", f"seit:{LAST - 5}:nutzung", state="not_applicable", note=broken)]


def _projection() -> list[dict]:
    return [
        _row(
            forecast, LAST + ahead, "hze_31", f"share:{scenario}", value=0.012 * up, low=0.012 * up - 0.001 * ahead,
            high=0.012 * up + 0.001 * ahead, interval="forecast", note="Ohne amtliche Vorausrechnung: heutige Jahrgänge fortgeschrieben.",
        )
        for scenario, step in (("constant", 0.0), ("trend", 0.03))
        for ahead in range(1, 8)
        for up in [1 + step * min(ahead, 3)]
    ]  # fmt: skip


def _supply() -> list[dict]:
    note = f"Stichtag 31.12.{LAST}. Kinder können auf mehreren Listen stehen."
    on = date(LAST, 12, 31)
    rows = [
        _row(waiting, LAST, "kita", f"{what}:children", numerator=n, note=note, denominator_date=on)
        for what, n in (("waiting", 135), ("requests", 640), ("unfilled", 110))
    ]
    posts = {"posts:office": 100.0, "filled:office": 94.5}
    return rows + [_row(staffing, LAST, "alle", item, value=value, note=note) for item, value in posts.items()]


def decisions() -> list[dict]:
    return [
        dict(
            id="M1", goal="Wege verkürzen", action="Offene Sprechstunde an zwei weiteren Orten", department="Beratung",
            responsible="Fachbereichsleitung", decided_on=date(2024, 11, 5), body="Jugendhilfeausschuss", due=date(2025, 12, 31),
            indicator="b_beratung", start_value="3 Orte", target_value="5 Orte", state="laufend", result="Ein Ort ist eröffnet.",
        )
    ]  # fmt: skip


def benchmarks() -> list[dict]:
    same = dict(
        indicator="betreuungsquote", offer_group="b_tagesbetreuung", label="amtlich", unit="je 100 Kinder",
        source="Statistisches Landesamt, Stichtag 01.03.2016", internal=False, year=2016,
    )  # fmt: skip
    return [
        same | dict(place=place, age_from=first, age_to=last, value=value)
        for place, first, last, value in (
            ("Landkreis Northeim", 0, 2, 28.9), ("Niedersachsen", 0, 2, 29.6), ("Landkreis Northeim", 3, 5, 89.4),
        )
    ]  # fmt: skip


def definitions() -> list[dict]:
    """The cards as they are published."""
    found = (cumulative_reach, claim, first_contact, change, forecast, waiting, staffing)
    return cards(*(module.MEASURE for module in found))
