"""The invented waiting, posts, places, money, durations, indicators and procedures of the small store, in every state."""

from datetime import date

from measures import (
    advice_rate,
    caseload,
    child_protection,
    duration,
    expenditure,
    hze_density,
    hze_rate,
    new_spells,
    overlap,
    overlap_share,
    places,
    places_taken,
    staffing,
    taking_into_care,
    waiting,
    waiting_time,
)
from tests.views.small_cards import cards
from tests.views.small_figures import DISTRICT, YEARS

LAST = YEARS[-1]
SOCIAL, FAMILY = "Sozialpädagogische Dienste", "Kinder und Familie"
SMALL_UNIT = "Im Fachbereich enthalten, weil sonst eine Einheit unter fünf Personen erkennbar wäre."
CHILDREN = 20_000


def figures() -> list[dict]:
    return [*_waiting(), *_staff(), *_places(), *_money(), *_durations(), *_indicators(), *_procedures()]


def _row(measure, year: int, group: str, item: str = "", **told) -> dict:
    return dict(
        measure=measure.MEASURE.name, version="1", area=DISTRICT, year=year, age_band="all", sex="all", offer_group=group,
        item=item, unit=measure.MEASURE.unit, interval="none", label="", state="ok", note="",
    ) | told  # fmt: skip


def _counted(children: int, per: int) -> dict:
    rate = children / CHILDREN * per
    return dict(
        numerator=children, denominator=CHILDREN, value=rate, low=rate * 0.8, high=rate * 1.2, interval="wilson"
    )


def _waiting() -> list[dict]:
    """SPFH: families, a protected year and a small one; Kita (the last year stands with the overview): children, a year missing."""
    lists = {
        ("hze_31", "families"): {2021: 15, 2022: 20, 2023: None, 2024: 5, 2025: 10},
        ("kita", "children"): {2021: 140, 2022: 125, 2024: 130},
    }
    rows = []
    for (offer, unit), counts in lists.items():
        for year, count in counts.items():
            told = dict(state="protected") if count is None else _counted(count, 1_000)
            note = f"Stichtag 31.12.{year}. Kinder können auf mehreren Listen stehen."
            rows.append(_row(waiting, year, offer, f"waiting:{unit}", note=note, **told))
    note = f"Median, am Stichtag noch Wartende, Stichtag 31.12.{LAST}."
    for item, count, why in (("requests", 50, ""), ("unfilled", 10, "Häufigster Grund: kein Personal.")):
        rows.append(_row(waiting, LAST, "hze_31", f"{item}:families", note=why, **_counted(count, 1_000)))
    return [*rows, _row(waiting_time, LAST, "hze_31", "median:families", unit="Tage", value=25.0, note=note)]


def _staff() -> list[dict]:
    rows = []
    for year in range(2021, LAST + 1):
        note = f"Stichtag 30.06.{year}."
        for department, posts, filled in ((SOCIAL, 46.0, 41.8), (FAMILY, 14.5, 14.5)):
            for kind, value in (("posts", posts), ("filled", filled), ("vacancy", 1 - filled / posts)):
                unit = "Anteil der Stellen" if kind == "vacancy" else "Stellen (VZÄ)"
                rows.append(
                    _row(staffing, year, "alle", f"{kind}:department:{department}", unit=unit, value=value, note=note)
                )
        for section, posts in (("Allgemeiner Sozialer Dienst", 29.5), ("Pflegekinderdienst", 7.0)):
            for kind, value in (("posts", posts), ("filled", posts - 1), ("vacancy", 1 / posts)):
                unit = "Anteil der Stellen" if kind == "vacancy" else "Stellen (VZÄ)"
                rows.append(
                    _row(
                        staffing, year, "alle", f"{kind}:section:{SOCIAL}/{section}", unit=unit, value=value, note=note
                    )
                )
        for section in ("Verfahrenslotse", "Eingliederungshilfe"):
            rows.append(
                _row(staffing, year, "alle", f"posts:section:{SOCIAL}/{section}", state="protected", note=SMALL_UNIT)
            )
        cases = _row(
            caseload, year, "alle", f"department:{SOCIAL}", note=f"{note} Einheit: Fälle.", **_counted(1_000, 1_000)
        )
        per_post = _row(
            staffing, year, "alle", f"cases_per_post:department:{SOCIAL}", value=23.9, note=f"{note} Einheit: Fälle."
        )
        rows += [cases, per_post]
    return rows  # fmt: skip


def _places() -> list[dict]:
    note = f"Genehmigt, Stichtag 01.08.{LAST}."
    rows = []
    for band, approved, offered, rate in (("u3", 1034.0, 964.0, 36.8), ("3-5", 3313.0, None, 102.9)):
        rows.append(_row(places, LAST, "kita", "approved", age_band=band, value=approved, note=note))
        told = dict(value=offered) if offered else dict(state="no_data")
        rows.append(_row(places, LAST, "kita", "offered", age_band=band, **told))
        rows.append(
            _row(places, LAST, "kita", "supply_rate", age_band=band, unit="Plätze je 100 Kinder", value=rate, note=note)
        )
        taken = round(approved * 0.18) * 5
        rows.append(_row(places_taken, LAST, "kita", age_band=band, numerator=taken, note=note))
    older = [("approved:6-10", 220.0), ("supply_rate:6-10", 4.4)]
    return [*rows, *(_row(places, LAST, "kita", item, value=value, note=note) for item, value in older)]  # fmt: skip


def _money() -> list[dict]:
    """SPFH in every year, § 30 not in the first, § 29 shown in the last only, § 35 always hidden: these stand outside the sum."""
    rows = []
    for year in range(2021, LAST + 1):
        note = "Stand: vorläufig." if year == LAST else "Stand: Ergebnis."
        same = dict(unit="Euro", note=note)
        rows.append(_row(expenditure, year, "hze_31", "spent", value=2_100_000.0 + 60_000 * (year - 2021), **same))
        rows.append(
            _row(expenditure, year, "hze_31", "per_child", value=11_500.0, unit="Euro je nutzendes Kind unter 18")
        )
        hidden = dict(state="protected", note=expenditure.HIDDEN) if year < LAST else dict(value=144_800.0, note=note)
        rows.append(_row(expenditure, year, "hze_29", "spent", unit="Euro", **hidden))
        rows.append(_row(expenditure, year, "hze_35", "spent", unit="Euro", state="protected", note=expenditure.HIDDEN))
        if year > 2021:
            rows.append(_row(expenditure, year, "hze_30", "spent", value=846_320.0, **same))
    return rows


def _durations() -> list[dict]:
    """SPFH with all quarters, § 33 with an open end, § 35 hidden."""
    told = {"hze_31": (4.0, 9.0, 18.0), "hze_33": (20.0, None, None), "hze_35": None}
    rows = []
    for offer, months in told.items():
        for at, item in enumerate(("lower_quartile", "median", "upper_quartile")):
            value = months[at] if months else None
            state = "protected" if months is None else "ok" if value is not None else "no_data"
            spells = None if months is None else 420
            rows.append(_row(duration, LAST, offer, item, value=value, state=state, numerator=spells, unit="Monate"))
    return rows


def _indicators() -> list[dict]:
    rows = []
    for year in YEARS:
        rows.append(_row(hze_rate, year, "hze_ohne_28", "cases:without_28", **_counted(725, 10_000)))
        rows.append(_row(hze_density, year, "hze_ohne_28", **_counted(665, 1_000)))
    rows.append(
        _row(advice_rate, LAST, "erziehungsberatung", "cases", bound_low=300.4, bound_high=310.2, interval="bounds")
    )
    return rows


def _procedures() -> list[dict]:
    rows = []
    for year in YEARS:
        care = _counted(50, 10_000) if year != 2019 else dict(state="protected")
        rows.append(
            _row(
                child_protection,
                year,
                "schutzauftrag_8a",
                "begun",
                note="Bevölkerung geschätzt.",
                **_counted(230, 10_000),
            )
        )
        rows.append(_row(child_protection, year, "schutzauftrag_8a", "ended", state="no_data"))
        rows.append(_row(taking_into_care, year, "inobhutnahme", "begun", **care))
    return rows  # fmt: skip


def decisions() -> list[dict]:
    return [
        dict(
            id="M2", goal="Anfragen besetzen", action="Gemeinsame Vergabe freier Plätze", department=SOCIAL, responsible="Leitung",
            decided_on=date(2023, 11, 7), body="Jugendhilfeausschuss", due=date(2025, 6, 30), indicator="hze_31", start_value="12 Anfragen",
            target_value="höchstens 5", state="verschoben", result="Die Stelle konnte nicht besetzt werden.",
        )
    ]  # fmt: skip


def definitions() -> list[dict]:
    """The cards of what stands here, but for those the overview has brought already."""
    found = (
        advice_rate, caseload, child_protection, duration, expenditure, hze_density, hze_rate, new_spells, overlap, overlap_share, places,
        places_taken, taking_into_care, waiting_time,
    )  # fmt: skip
    return cards(*(module.MEASURE for module in found))
