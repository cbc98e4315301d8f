"""Small random worlds as raw rows, in the canonical columns of a delivery, with everything that makes counting hard."""

import random
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

AREAS = {"D": None, "R": "D", "A": "R", "B": "R", "C": "D"}
TOWNS = ("A", "B", "C")
BANDS = {"all": (0, 17), "u3": (0, 2), "3-5": (3, 5), "6-17": (6, 17)}
OFFERS = {
    "a": (0, 17, None),
    "b": (0, 17, None),
    "c": (0, 17, 2022),
    "k": (0, 5, None),
    "v": (0, 8, None),
}  # ages, since
SOURCES = {
    "one": ("a", "verknuepft"),
    "two": ("b", "verknuepft"),
    "own": ("c", "eigener_schluessel"),
    "sums": ("k", "zaehlwerte"),
    "visits": ("v", "kontakte"),
}
GROUPS = {"alle": "alle", "keyed": "liste:a,b,c", "linked": "liste:a,b", "mixed": "liste:c,k"}
MEMBERS = {"alle": "abckv", "keyed": "abc", "linked": "ab", "mixed": "ck"} | {offer: offer for offer in OFFERS}
YEARS, STAND = (2021, 2022, 2023, 2024), date(2024, 6, 30)  # 2024 is running
PARTS = ((0, 2), (3, 5), (6, 17))


def write_profile(folder: Path) -> Path:
    """The profile of this invented office."""
    files = {
        "amt.toml": '[amt]\nname = "Amt"\nschluessel = "D"\n[schutz]\nbasis = 5\n[stichtage]\ntage = ["03-01"]\n',
        "gebiete.csv": "schluessel;name;ebene;oberhalb\n"
        + "".join(
            f"{a};{a};{'kreis' if up is None else 'planungsraum' if a == 'R' else 'gemeinde'};{up or ''}\n"
            for a, up in AREAS.items()
        ),
        "angebote.csv": "id;name;kurzname;fachbereich;alter_von;alter_bis;bereich;art;zaehlweise;einheit;zaehlt;sensibel;bit;seit;bis\n"
        + "".join(
            f"{o};{o};{o};f;{first};{last};x;universell;{next(w for offer, w in SOURCES.values() if offer == o)};Kinder;ja;nein;{at};{since or ''};\n"
            for at, (o, (first, last, since)) in enumerate(OFFERS.items())
        ),
        "angebotsgruppen.csv": "id;name;ebene;regel;gebietsebenen\n"
        + "".join(f"{g};{g};bereich;{rule};kreis,gemeinde\n" for g, rule in GROUPS.items()),
        "ereignisse.csv": "datum;art;kurz;text\n",
        "altersgruppen.csv": "id;name;alter_von;alter_bis\n"
        + "".join(f"{b};{b};{first};{last}\n" for b, (first, last) in BANDS.items()),
    }
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def world(seed: int) -> dict[str, list[dict]]:
    """Raw rows by role; `truth`: the users of offers that come as sums, as no office would know them."""
    draw = random.Random(seed)
    children = [_child(draw, number) for number in range(draw.randint(6, 14))]
    nutzung = [row for child in children for row in _uses(draw, child)]
    truth = _truth(draw, children)
    return {
        "nutzung": nutzung,
        "zaehlwerte": _sums(draw, truth),
        "kontakte": _visits(draw, truth),
        "bevoelkerung": _people(draw, children),
        "lieferschein": _notes(draw),
        "truth": truth,
        "children": children,
    }


def _child(draw: random.Random, number: int) -> dict:
    return {
        "number": number,
        "year": draw.randint(2003, 2024),
        "month": draw.choice([1, 2, 3, 6, 12, None]),
        "sex": draw.choice("mmmwwwo"),
        "home": draw.choice(TOWNS),
    }


def _uses(draw: random.Random, child: dict) -> list[dict]:
    """0–5 uses in the three sources with keys; some open, some after a move, some of unknown or outside residence."""
    rows, used = [], set()
    for _ in range(draw.randint(0, 5)):
        source = draw.choice(["one", "two", "own"])
        start = date(2020, 6, 1) + timedelta(days=draw.randrange(1400))
        if start in used or start.year < child["year"]:
            continue
        used.add(start)
        end = None if draw.random() < 0.3 else min(start + timedelta(days=draw.choice([0, 20, 200, 700])), STAND)
        home = draw.choices([child["home"], draw.choice(TOWNS), "unbekannt", "ausserhalb"], [6, 2, 1, 1])[0]
        row = {
            "source": source,
            "angebot": SOURCES[source][0],
            "beginn": start,
            "ende": end,
            "wohngemeinde": home,
            "geburtsjahr": child["year"],
            "geburtsmonat": child["month"],
            "geschlecht": child["sex"],
            "wegzug": start + timedelta(days=draw.randrange(600)) if draw.random() < 0.08 else None,
            "as_of": STAND,
            "period_to": STAND,
        }
        rows.append(row | ({"kind_nr": f"K{child['number']}"} if source == "own" else _keys(draw, child["number"])))
    return rows


def _keys(draw: random.Random, number: int) -> dict:
    """Two of the child's four keys; the second one always, so that its records meet."""
    other = draw.choice([1, 3, 4])
    return {f"kind_schluessel_{n}": "v1:" + sha256(f"{number}/{n}".encode()).hexdigest() for n in (2, other)}


def _truth(draw: random.Random, children: list[dict]) -> list[dict]:
    """Who truly used the offers that come as sums: child, offer, year, age on 31 December, in its home. Visits are of the offer's
    ages at the visit: on 31 December some are a year older."""
    return [
        {
            "child": c["number"],
            "offer": offer,
            "year": year,
            "age": year - c["year"],
            "sex": c["sex"],
            "home": c["home"],
        }
        for c in children
        for year in YEARS
        for offer in "kv"
        if 0 <= year - c["year"] <= (5 if offer == "k" else 9) and draw.random() < 0.3
    ]


def _sums(draw: random.Random, truth: list[dict]) -> list[dict]:
    """Day care as users of the year: by town and part of age, by town and sex, or one sum for the district; or by place."""
    form, rows = draw.choice(["town", "sex", "district", "place"]), []
    for year in YEARS:
        users = [t for t in truth if t["offer"] == "k" and t["year"] == year]
        for area in TOWNS if form != "district" else ("D",):
            for first, last in ((0, 2), (3, 5)) if form == "town" else ((0, 5),):
                for sex in "mwo" if form == "sex" else ("alle",):
                    found = [
                        t
                        for t in users
                        if area in ("D", t["home"]) and first <= t["age"] <= last and sex in ("alle", t["sex"])
                    ]
                    if found:
                        rows.append(
                            {
                                "source": "sums",
                                "angebot": "k",
                                "jahr": year,
                                "merkmal": "nutzende",
                                "gemeinde": area,
                                "ortsbezug": "einrichtung" if form == "place" else "wohnort",
                                "alter_von": first,
                                "alter_bis": last,
                                "geschlecht": sex,
                                "einheit": "kinder",
                                "anzahl": len(found),
                                "doppelt_gezaehlt": "nein",
                            }
                        )
    return rows


def _visits(draw: random.Random, truth: list[dict]) -> list[dict]:
    """Visits by place: each child comes two to four times."""
    users = {
        (year, area): [t for t in truth if (t["offer"], t["year"], t["home"]) == ("v", year, area)]
        for year in YEARS
        for area in TOWNS
    }
    return [
        {
            "source": "visits",
            "angebot": "v",
            "jahr": year,
            "gemeinde": area,
            "besuche": sum(draw.randint(2, 4) for _ in found),
            "besuche_je_kind_min": 2.0,
            "besuche_je_kind_max": 4.0,
        }
        for (year, area), found in users.items()
        if found
    ]


def _people(draw: random.Random, children: list[dict]) -> list[dict]:
    """Everyone and a few more, by sex: towns in three parts of age; sometimes the district in single ages; the first years may be missing."""
    known_from, rows = draw.choice([2020, 2020, 2022]), []
    single = draw.random() < 0.5
    for day in (date(year, 12, 31) for year in range(known_from, 2025)):
        count = {(town, age, sex): draw.choice([0, 1, 2]) for town in TOWNS for age in range(20) for sex in "mw"}
        for child in children:  # whoever moves may be counted in any town; `o` is either
            for town in TOWNS:
                for age in {day.year - child["year"], day.year - child["year"] - 1, day.year - child["year"] + 1}:
                    for sex in "mw" if child["sex"] == "o" else child["sex"]:
                        if 0 <= age < 20:
                            count[town, age, sex] += 1
        rows += [
            _persons(day, town, first, last, sex, count) for town in TOWNS for first, last in PARTS for sex in "mw"
        ]
        if single:
            rows += [_persons(day, "D", age, age, sex, count) for age in range(20) for sex in "mw"]
    return rows


def _persons(day: date, area: str, first: int, last: int, sex: str, count: dict) -> dict:
    number = sum(n for (town, age, s), n in count.items() if area in ("D", town) and first <= age <= last and s == sex)
    return {
        "source": "people",
        "stichtag": day,
        "gemeinde": area,
        "alter_von": first,
        "alter_bis": last,
        "geschlecht": sex,
        "anzahl": number,
        "basis": "Z",
        "geschaetzt": False,
        "quelle": "Z",
    }


def _notes(draw: random.Random) -> list[dict]:
    """A delivery note per source and year, now and then missing; 2024 is delivered up to the Stand."""
    return [
        {
            "source": source,
            "quelle": source,
            "angebot": offer,
            "zeitraum_von": date(year, 1, 1),
            "zeitraum_bis": min(date(year, 12, 31), STAND),
            "datenstand": STAND,
            "lieferart": "bestand",
            "vollstaendig": True,
            "endgueltig": True,
        }
        for source, (offer, _) in SOURCES.items()
        for year in YEARS
        if draw.random() > 0.06
    ]
