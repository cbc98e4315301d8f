"""The invented figures of the small store: reach in the year and on one day, in every state a page must be able to show."""

import math
import random
from datetime import date

YEARS = range(2016, 2026)
DISTRICT = "03155"
UNDER_18 = {
    "001": 1676,
    "002": 458,
    "003": 1587,
    "005": 1211,
    "006": 998,
    "007": 1236,
    "009": 1121,
    "010": 1224,
    "011": 4457,
    "012": 2182,
    "013": 4667,
}
BANDS = {"u3": (0, 2, 0.15), "3-5": (3, 5, 0.16), "6-9": (6, 9, 0.22), "10-14": (10, 14, 0.28), "15-17": (15, 17, 0.19)}
RATES = {  # children of 100 in the five bands
    "cafe_kinderwagen": (22, 0, 0, 0, 0),
    "familienhebammen": (3, 0, 0, 0, 0),
    "anlaufstelle_fruehe_hilfen": (4, 0, 0, 0, 0),
    "familienzentrum_mobil": (2, 2, 1, 0.5, 0),
    "familientreffs": (5, 5, 3, 1, 0),
    "kita": (36, 93, 10, 0, 0),
    "hort": (0, 0, 14, 1, 0),
    "kindertagespflege": (7, 1.5, 0.6, 0.2, 0),
    "erziehungsberatung": (0.9, 1.9, 2.5, 2.1, 1.4),
    "online_beratung": (0, 0, 0.3, 0.8, 1.6),
    "elternkurse": (4, 3, 2, 1, 0.5),
    "trennungsberatung": (1, 2, 2, 2, 1),
    "umgangsberatung": (0.6, 1, 1, 0.8, 0.3),
    "hze_27": (0.1, 0.2, 0.3, 0.3, 0.2),
    "hze_29": (0, 0, 0.2, 0.2, 0.05),
    "hze_30": (0, 0, 0.2, 0.6, 1),
    "hze_31": (1.4, 1.6, 1.5, 1.2, 0.7),
    "hze_32": (0, 0, 0.3, 0.2, 0),
    "hze_33": (0.7, 0.9, 1, 1, 1),
    "hze_34": (0.1, 0.2, 0.5, 1, 1.7),
    "hze_35": (0, 0, 0, 0, 0.02),
    "egh_35a": (0, 0.3, 1.3, 1.6, 1),
    "unterhaltsberatung": (2, 1.5, 1, 0.8, 0.8),
    "beistandschaft": (3, 3.6, 3.8, 3.6, 3),
    "unterhaltsvorschuss": (5, 6, 6.6, 7, 6),
    "jugendarbeit": (0, 0, 9, 14, 12),
    "schulsozialarbeit": (0, 0, 3, 6, 3),
    "jugendsozialarbeit": (0, 0, 0, 0, 2),
    "praevention": (0, 6, 5, 4, 2),
}
COVID = {2020: 0.8, 2021: 0.85}


def annual(offers: list[dict], groups: list[dict]) -> list[dict]:
    by_id = {o["offer"]: o for o in offers}
    out = []
    for year in YEARS:
        for area in (DISTRICT, *(DISTRICT + key for key in UNDER_18)):
            for group in groups:
                sexes = ("all", "m", "w") if area == DISTRICT else ("all",)
                out += [
                    _row(year, area, band, sex, group, by_id)
                    for band in ("all", *BANDS)
                    for sex in sexes
                    if sex == "all" or band == "all"
                ]
    return out


def _row(year: int, area: str, band: str, sex: str, group: dict, offers: dict) -> dict:
    people = sum(_population(year, area, b, sex) for b in ([band] if band != "all" else BANDS))
    row = dict(
        measure="annual_reach",
        version="1",
        area=area,
        year=year,
        age_band=band,
        sex=sex,
        unit="Anteil",
        item="",
        offer_group=group["offer_group"],
        denominator=people,
        denominator_date=date(year, 12, 31),
        interval="none",
        label="",
        state="ok",
        note="",
    )
    members = [offers[o] for o in group["offers"]]
    low = high = 0.0
    for b in [band] if band != "all" else BANDS:
        part = _population(year, area, b, sex)
        sizes = [_children(year, area, b, part, o) for o in members]
        low += max((lo for lo, _ in sizes), default=0)
        high += min(part, sum(hi for _, hi in sizes))
    state = _special(year, area, band, group, members, high)
    if state:
        return row | state
    exact = len(members) == 1 and members[0]["_counting"] != "kontakte"
    return row | (_value(low, people) if exact else _bounds(low, high, people, open_end=_open_end(year, group)))


def _population(year: int, area: str, band: str, sex: str) -> int:
    keys = UNDER_18 if area == DISTRICT else [area[len(DISTRICT) :]]
    share = BANDS[band][2] * (1 - 0.004 * (year - 2015)) * {"all": 1, "m": 0.514, "w": 0.486}[sex]
    return sum(round(UNDER_18[k] * share) for k in keys)


def _children(year: int, area: str, band: str, people: int, offer: dict) -> tuple[float, float]:
    rate = RATES[offer["offer"]][list(BANDS).index(band)] / 100
    shift = random.Random(f"{area}{offer['offer']}{band}").uniform(0.8, 1.15) if area != DISTRICT else 1
    dip = COVID.get(year, 1) if offer["kind"] == "universell" and offer["offer"] != "kita" else 1
    grown = 1 + 0.012 * (year - 2016)
    if offer["offer"] == "unterhaltsvorschuss" and year < 2018:
        grown = 0.55
    number = min(people * 0.97, people * rate * shift * dip * grown)
    return (number * 0.45, number * 1.2) if offer["_counting"] == "kontakte" else (number, number)


def _special(year: int, area: str, band: str, group: dict, members: list[dict], expected: float) -> dict | None:
    ages = BANDS[band][:2] if band != "all" else (0, 17)
    if not any(o["age_from"] <= ages[1] and o["age_to"] >= ages[0] for o in members):
        return dict(state="not_applicable", note="Für dieses Alter gibt es kein Angebot.")
    if group["offer_group"] == "hort" and year in (2020, 2021):
        return dict(state="no_data", note="Hort hat nicht geliefert.")
    if area != DISTRICT and "kita" in group["offers"]:
        return dict(state="not_applicable", note="Kita wird am Ort der Einrichtung gezählt, nicht am Wohnort.")
    if not group["below_district"] and area != DISTRICT or expected < 10 and area != DISTRICT and band != "all":
        return dict(state="protected")
    if group["offer_group"] == "kita" and year == 2023 and band == "3-5":
        return dict(state="unreliable", note="Mehr Kinder als in der Bevölkerung; bitte Lieferung prüfen.")
    return None


def _open_end(year: int, group: dict) -> bool:
    return year == YEARS[-1] and group["offer_group"] == "b_jugend_schule"


def _rounded(number: float) -> int:
    return 5 * math.floor(number / 5 + 0.5)


def _value(children: float, people: int) -> dict:
    n = min(_rounded(children), 5 * (people // 5))
    p, z = n / people, 1.96
    centre, half = (p + z * z / (2 * people)), z * math.sqrt((p * (1 - p) + (z * z + 16) / (4 * people)) / people)
    norm = 1 + z * z / people
    return dict(
        numerator=n, value=p, interval="wilson", low=max(0, (centre - half) / norm), high=min(1, (centre + half) / norm)
    )


def _bounds(low: float, high: float, people: int, *, open_end: bool) -> dict:
    lo, hi = _rounded(low), min(_rounded(high), 5 * (people // 5))
    note = "Untergrenze: es fehlt Jugendsozialarbeit." if open_end else ""
    return dict(interval="bounds", bound_low=lo / people, bound_high=None if open_end else hi / people, note=note)


def point() -> list[dict]:
    out = []
    for year in YEARS:
        grown = 1 + 0.02 * (year - 2016)
        for band, kita, care in (("u3", 0.24 * grown, 0.06), ("3-5", 0.88 + 0.004 * (year - 2016), 0.015)):
            people = _population(year - 1, DISTRICT, band, "all")
            known = (
                _value((kita + care) * people, people)
                if year < 2020
                else _bounds(kita * people, (kita + care) * people, people, open_end=False)
            )
            out.append(
                dict(
                    measure="point_reach",
                    version="1",
                    area=DISTRICT,
                    year=year,
                    age_band=band,
                    sex="all",
                    offer_group="b_tagesbetreuung",
                    item=f"stichtag:{year}-03-01",
                    unit="Anteil",
                    denominator=people,
                    denominator_date=date(year - 1, 12, 31),
                    label="",
                    state="ok",
                )
                | {"note": ""}
                | known
            )
    return out
