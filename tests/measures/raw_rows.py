"""Who used what, from raw rows in plain Python: children found by their keys and walked through one by one."""

from datetime import date

from tests.measures.worlds import AREAS, STAND


def above(area: str) -> list[str]:
    """The area and all above it."""
    return [] if area is None else [area, *above(AREAS[area])]


def identities(nutzung: list[dict]) -> list[list[dict]]:
    """Records of the same child: one number of one source, or any shared key among linked ones."""
    found: list[tuple[set, list[dict]]] = []
    for row in nutzung:
        names = (
            {("own", row["kind_nr"])}
            if row.get("kind_nr")
            else {row[k] for k in row if k.startswith("kind_schluessel")}
        )
        same = [f for f in found if f[0] & names]
        found = [f for f in found if not f[0] & names] + [
            (names.union(*(f[0] for f in same)), [r for f in same for r in f[1]] + [row])
        ]
    return [rows for _, rows in found]


def space(row: dict) -> str:
    return "linked" if row["source"] in ("one", "two") else row["source"]


def last_day(row: dict) -> date:
    return min(row["ende"] or STAND, STAND)


def age_on(day: date, row: dict) -> int:
    if (day.month, day.day) == (12, 31):
        return day.year - row["geburtsjahr"]
    return day.year - row["geburtsjahr"] - (day.month <= (row["geburtsmonat"] or 6))


def used(records: list[dict], first: date, last: date) -> set[str]:
    """Offers that these records of one child tell a use of between the two days, wherever it lived."""
    return {r["angebot"] for r in records if r["beginn"] <= last and last_day(r) >= first}


def users(rows: list[dict], first: date, last: date) -> list[dict]:
    """Children and young people with a use between the two days, resident and born on the last: space, area ('-' unknown), age, sex, offers."""
    found = []
    for records in identities(rows):
        running = [r for r in records if r["beginn"] <= last and last_day(r) >= first]
        if not running:
            continue
        latest = max(running, key=lambda r: (r["wohngemeinde"] != "unbekannt", r["beginn"]))
        gone = latest["wegzug"] is not None and latest["wegzug"] <= last
        if latest["wohngemeinde"] != "ausserhalb" and not gone and 0 <= age_on(last, latest) <= 26:
            found.append(
                {
                    "space": space(latest),
                    "area": "-" if latest["wohngemeinde"] == "unbekannt" else latest["wohngemeinde"],
                    "age": age_on(last, latest),
                    "sex": latest["geschlecht"],
                    "offers": {r["angebot"] for r in running},
                }
            )
    return found
