"""The invented overlaps of the small store: every kind of pair once, first contacts, and what came before."""

from measures import overlap, overlap_share, pathway
from measures.engine.methods.intervals import wilson
from tests.views.small_cards import cards
from tests.views.small_figures import DISTRICT, UNDER_18, YEARS

PEOPLE = sum(UNDER_18.values())
USERS = {"hze_30": 85, "hze_31": 155, "hze_33": 170, "hze_34": 165, "kindertagespflege": 540, "b_eingliederung": 260}
PAIRS = {  # sorted pair → (state, least, most children, note); least = most: one number
    ("hze_30", "hze_31"): ("ok", 25, 25, ""),
    ("hze_33", "hze_34"): ("ok", 5, 5, ""),
    ("kindertagespflege", "kita"): ("ok", 200, 225, ""),
    ("erziehungsberatung", "hze_31"): ("ok", 5, 10, ""),
    ("b_eingliederung", "b_hze_ambulant"): ("ok", 60, 60, ""),
    ("b_hze_ambulant", "b_hze_stationaer"): ("protected", None, None, ""),
    ("b_beratung", "b_hze_ambulant"): ("not_applicable", None, None, "Beratung"),
    ("hze_27", "hze_31"): ("protected", None, None, ""),
    ("hze_31", "unterhaltsvorschuss"): ("not_applicable", None, None, "SPFH § 31|UVG"),
    ("hze_31", "kita"): ("not_applicable", None, None, "Kita"),
    ("kita", "unterhaltsvorschuss"): ("not_applicable", None, None, "Kita"),
    ("hze_31", "hort"): ("not_applicable", None, None, "Hort"),
    ("jugendsozialarbeit", "kindertagespflege"): ("not_applicable", None, None, "Jugendsozialarbeit"),
    ("hort", "kindertagespflege"): ("no_data", None, None, ""),
}
BOUNDED = {("kindertagespflege", "jugendsozialarbeit"): 60}  # at most so many children, from both numbers
ENTRIES = {"hze_31": 120, "hze_30": 45, "hze_27": 20, "hze_29": None}  # of FIRST; None: protected
FIRST = 240
BEFORE = {"hze_30": {"any": 30, "hze_31": 20, "hze_27": None}, "hze_31": {"any": 15, "hze_30": 10}}
SINCE = "Früher heißt: seit Beginn der Aufzeichnung 2008."
ENTRY = "entry:fach_hze_ambulant"


def figures() -> list[dict]:
    """The same pairs in every year."""
    return [row for year in YEARS for row in (*_pairs(year), *_shares(year), *_pathways(year))]


def _row(measure: str, year: int, group: str, item: str, **told) -> dict:
    empty = dict(state="ok", note="", label="", interval="none", unit="Anteil der Kinder", version="1")
    place = dict(area=DISTRICT, age_band="all", sex="all")
    return empty | place | dict(measure=measure, year=year, offer_group=group, item=item) | told


def _count(least: int, most: int, people: int) -> dict:
    """One number with its chance, or a range."""
    if least != most:
        return dict(denominator=people, bound_low=least / people, bound_high=most / people, interval="bounds")
    low, high = (float(edge[0]) for edge in wilson([least], [people], extra_variance=0))
    return dict(numerator=least, denominator=people, value=least / people, low=low, high=high, interval="wilson")


def _pairs(year: int) -> list[dict]:
    rows = []
    for pair, (state, least, most, without) in PAIRS.items():
        names = without.split("|")
        note = overlap.TWO_KEYS.format(*names) if len(names) == 2 else without and overlap.NOT_LINKED.format(*names)
        told = _count(least, most, PEOPLE) if state == "ok" else {"denominator": PEOPLE}
        rows.append(_row("overlap", year, pair[0], "+".join(pair), **(told | {"state": state, "note": note})))
    return rows


def _shares(year: int) -> list[dict]:
    rows = []
    for pair, (state, least, most, _) in PAIRS.items():
        rows += [
            _row("overlap_share", year, one, f"+{other}", **_count(least, most, USERS[one]))
            for one, other in (pair, pair[::-1])
            if state == "ok" and one in USERS
        ]
    for (one, other), most in BOUNDED.items():
        limits = _count(0, most, USERS[one]) | {"note": overlap_share.OUTER}
        rows.append(_row("overlap_share", year, one, f"+{other}", **limits))
    return rows


def _pathways(year: int) -> list[dict]:
    counts = [(group, ENTRY, n, FIRST) for group, n in ENTRIES.items()]
    counts += [(group, f"before:{o}", n, USERS[group]) for group, of in BEFORE.items() for o, n in of.items()]
    rows = []
    for group, item, n, users in counts:
        if n is None:
            rows.append(_row("pathway", year, group, item, state="protected", denominator=PEOPLE))
            continue
        rows.append(_row("pathway", year, group, item, **(_count(n, n, PEOPLE) | {"note": SINCE})))
        rows.append(_row("overlap_share", year, group, item, **(_count(n, n, users) | {"note": SINCE})))
    return rows


def definitions() -> list[dict]:
    """The cards as they are published."""
    return cards(overlap.MEASURE, overlap_share.MEASURE, pathway.MEASURE)
