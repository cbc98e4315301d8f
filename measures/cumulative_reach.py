"""Which share of children was in contact at least once by their 18th birthday?"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.intervals import share_interval
from measures.engine.methods.lifetable import Curve, cohort_curve, lower_edge, period_curve
from measures.engine.methods.record import Record, containing, entries_of, records_of, sums_by_year
from store.german import listed
from store.table import Row

Names = dict[str, str]  # offer or group → as shown
Sums = dict[int, list[str]]  # year → offers that came as sums
PERIOD: Row = {"quantity": "period"}
SHORTEST_WINDOW = 3  # years; fewer say nothing about a childhood
LEAST_AT_RISK = 10  # not yet reached; below, a chance of a first contact is not told
POOLED_YEARS = 3  # a record of a whole childhood is long enough to take the chances of three years together,
POOLED_YEARS_BORN = 5  # and of five, where only the children born here are followed, far fewer at 17
MIGRATION = "Zugezogene Kinder sind nicht erkennbar; die obere Zahl ist deshalb eher zu hoch."
GONE = "Wer fortzog, ist nicht erkennbar; die untere Zahl ist deshalb nur die eines Jahres."
MOVED = "Fortgezogene sind nach der Statistik abgezogen; die untere Zahl zählt alle, die heute hier leben, auch kurz."
LIVED = "Die untere Zahl bezieht sich auf alle Kinder des Geburtsjahrgangs, die je hier lebten (Geburten und Zuzüge)."
TOO_SHORT = "Aufzeichnungen reichen {} Jahre zurück; für eine Aussage bis 18 zu kurz."
ONE_YEAR = "Erst ein Jahr Aufzeichnung; für eine Aussage bis 18 zu kurz."
ENDS = "Ab Alter {} sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort."
SINCE = "Beobachtet seit {}; die obere Zahl ist hochgerechnet."
HIDDEN = "Zum Schutz der Kinder nicht gezeigt: zu wenige erste Kontakte."
NOT_OFFERED = "Für Kinder unter 18 gibt es das Angebot nicht."
NO_YEAR = "Für dieses Jahr sind die Angebote nicht vollständig geliefert."
NO_PEOPLE = "Die Kinderzahl nach einzelnen Altersjahren fehlt."
ONLY_SUMS = "Nur als Summe gemeldet: {}. Ein erster Kontakt ist daran nicht zu erkennen."
SEVERAL = "Mehrere Quellen ohne gemeinsamen Schlüssel: Die Spanne reicht von der größten bis zur Summe aller."


@dataclass(frozen=True)
class Share:
    """Reached by the end of an age, with chance: a value between least and most, or what the window leaves open."""

    least: float | None = None
    most: float = 1.0
    value: float | None = None
    state: str = "ok"
    facts: Row = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def newcomers_hidden(self) -> bool:
        return self.facts.get("arrivals_known") is False


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """period (until 18, by the chances of the latest years; with an age its curve, last year only) and cohort (children born
    then, at the end of each year). value: known for the whole age, low … high its chance; bound_low … bound_high: what a short
    record or unseen moves leave open, chance included. None of the edges falls with age."""
    entries = entries_of(figures)
    names = dict(around.offer_groups.select("offer_group", "name").iter_rows())
    rows = []
    for of_group in entries.partition_by("offer_group"):
        group = of_group["offer_group"][0]
        wider = containing(around.offer_groups, group)
        records = records_of(of_group, entries, around.moves, wider=wider, variance=around.variance)
        sums = sums_by_year(of_group, around.places)
        rows += _period_rows(group, records, sums, names, floors(figures, around, group))
        if len(records) == 1 and not any(sums.values()):
            rows += _cohort_rows(group, next(iter(records.values())), around.min_population)
    return pl.DataFrame(rows, schema=FIGURE_TYPES).with_columns(area=pl.lit(around.district))


def floors(figures: pl.DataFrame, around: Surroundings, group: str) -> dict[int, np.ndarray]:
    """Year → by age: the largest share, less its chance, of an age band up to it that used the group in this year. By the end
    of this age it is at least as many."""
    reach = figures.filter(measure="annual_reach", area=around.district, sex="all", offer_group=group, state="ok")
    users = pl.coalesce("numerator", (pl.col("bound_low") * pl.col("denominator")).round())
    last = around.age_bands.select("age_band", last="age_to")
    told = reach.with_columns(users=users).drop_nulls("users").join(last, on="age_band")
    least, _ = share_interval(told["users"].to_numpy(), told["denominator"].to_numpy(), base=around.base)
    found: dict[int, np.ndarray] = {}
    for share, year, age in zip(least, told["year"], told["last"], strict=True):
        floor = found.setdefault(year, np.zeros(around.last_age + 1))
        floor[age:] = np.maximum(floor[age:], share)
    return found


def share_by(record: Record, year: int, age: int) -> Share:
    """Reached by the end of this age, with the chances of this year (a position)."""
    if not record.offered.any():
        return _untold("not_applicable", "age_not_offered", NOT_OFFERED)
    if not record.complete[year]:
        return _untold("no_data", "not_delivered", NO_YEAR)
    window = record.window(year)
    if window < SHORTEST_WINDOW:
        return _untold("no_data", "few_years", ONE_YEAR if window == 1 else TOO_SHORT.format(window))
    pooled = _pooled_years(record, year)
    if np.isnan(record.people[pooled]).any():
        return _untold("no_data", "no_people", NO_PEOPLE)
    if np.isnan(record.contacts.first[pooled]).any():
        return _untold("protected", "too_few_contacts", HIDDEN)
    found = period_curve(record.contacts, record.reached, pooled, shock=record.shock)
    ends = np.flatnonzero(found.at_risk[: age + 1] < LEAST_AT_RISK * len(pooled))
    end, whole = int(ends[0]) if len(ends) else None, window >= record.needed(age)
    facts: Row = {"arrivals_known": record.born_here, "ends_at_age": end}
    notes = [MIGRATION] * (not record.born_here)
    if whole and end is None and record.born_here:
        return Share(found.low[age], found.high[age], found.reached[age], facts=facts, notes=tuple(notes))
    proved = found.low[: _last_proved(record, window, end, age) + 1] if record.born_here else np.zeros(1)
    most = 1.0 if end is not None else float(found.high[age])
    least = min(max(_seen(record, pooled)[age], *proved), most)
    notes += [MOVED] if record.moves else [GONE] * (not record.born_here)
    facts["observed_from"] = None if whole else record.years[year - window + 1]
    notes += [SINCE.format(facts["observed_from"])] * (not whole) + [ENDS.format(end)] * (end is not None)
    return Share(least, most, facts=facts, notes=tuple(notes))


def _untold(state: str, reason: str, note: str, offers: list[str] | None = None) -> Share:
    return Share(state=state, facts={"reason": reason, "reason_offers": offers}, notes=(note,))


def _pooled_years(record: Record, year: int) -> list[int]:
    """Earlier years look back less far and so only widen the range: where few children are followed, they steady it."""
    window, count = record.window(year), 1
    if record.born_here:
        count = min(POOLED_YEARS_BORN, window - SHORTEST_WINDOW + 1)
    elif window >= record.needed(record.people.shape[1] - 1):
        count = min(POOLED_YEARS, window)
    return list(range(year - count + 1, year + 1))


def _last_proved(record: Record, window: int, end: int | None, age: int) -> int:
    """The last age up to this one whose children were watched since the offers began for them; −1: none."""
    ages = [at for at in range(age + 1) if record.needed(at) <= window and (end is None or at < end)]
    return ages[-1] if ages else -1


def _seen(record: Record, years: list[int]) -> np.ndarray:
    """By age: the lower edge of those who were seen in the record and live here, of these years together; it never falls."""
    seen, people = record.staying[years].sum(axis=0), record.contacts.people[years].sum(axis=0)
    rounded = 2 * record.contacts.variance[years].sum(axis=0)  # that of those seen before, and of the first contacts
    return lower_edge(seen, people, rounded, shock=record.shock / len(years))


def together(shares: dict[str, Share], sums: list[str], names: Names, floor: float) -> Share:
    """Of all keys and sums of the group: at least the largest, at most the sum of all; never below one year's reach."""
    told = {space: share for space, share in shares.items() if share.least is not None}
    if not told or (len(shares) == 1 and not sums):
        only = next(iter(shares.values()))
        return only if only.least is None else replace(only, least=min(max(only.least, floor), only.most))
    least = max([floor, *(share.least or 0.0 for share in told.values())])
    open_end = bool(sums) or len(told) < len(shares)
    hidden = any(share.newcomers_hidden for share in told.values())
    notes = [MIGRATION] * hidden + [SEVERAL] * (len(shares) > 1) + [_only_sums(sums, names)] * bool(sums)
    reason = "sums_only" if sums else "no_common_key"
    facts = {"arrivals_known": not hidden, "reason": reason, "reason_offers": sums or None}
    most = 1.0 if open_end else max(least, min(1.0, sum(share.most for share in told.values())))
    return Share(least, most, facts=facts, notes=tuple(notes))


def _period_rows(
    group: str, records: dict[str, Record], sums: Sums, names: Names, floor: dict[int, np.ndarray]
) -> list[Row]:
    if not records:
        return [_told(group, year, PERIOD, _nothing(sums[year], names)) for year in sums if sums[year]]
    rows, last = [], next(iter(records.values())).people.shape[1] - 1
    for year in sorted({year for record in records.values() for year in record.years}):
        found, several = _in_year(records, sums, names, floor, year, last), len(records) > 1 or bool(sums.get(year))
        rows.append(_told(group, year, PERIOD, found, _people(records, year, last), several=several))
    shown = [row["year"] for row in rows if row["state"] == "ok"]
    for age in range(last + 1 if shown and len(records) == 1 and not sums.get(shown[-1]) else 0):
        found = _in_year(records, {}, names, floor, shown[-1], age)
        about = PERIOD | {"age": age, "age_to": age}
        rows.append(_told(group, shown[-1], about, found, _people(records, shown[-1], age)))
    return rows


def _nothing(sums: list[str], names: Names) -> Share:
    return _untold("not_applicable", "sums_only", _only_sums(sums, names), sums)


def _only_sums(sums: list[str], names: Names) -> str:
    return ONLY_SUMS.format(listed([names.get(offer, offer) for offer in sums]))


def _in_year(
    records: dict[str, Record], sums: Sums, names: Names, floor: dict[int, np.ndarray], year: int, age: int
) -> Share:
    shares = {
        space: share_by(record, record.years.index(year), age)
        for space, record in records.items()
        if year in record.years
    }
    return together(shares, sums.get(year, []), names, float(floor[year][age]) if year in floor else 0.0)


def _people(records: dict[str, Record], year: int, age: int) -> float:
    record = next(record for record in records.values() if year in record.years)
    return float(record.people[record.years.index(year), age])


def _cohort_rows(group: str, record: Record, least_people: int) -> list[Row]:
    """Children born in a year of the record, as far as every year since is delivered in full."""
    rows = []
    for start, year in enumerate(record.years):
        gaps = np.flatnonzero(~record.complete[start:])
        ages = min(len(record.years) - start, record.people.shape[1], int(gaps[0]) if len(gaps) else len(record.years))
        found = cohort_curve(record.contacts, record.reached, start)
        seen = _seen_of_cohort(record, start)
        for age in range(min(ages, len(found.reached))):
            people = record.people[start + age, age]
            if people >= least_people and not np.isnan(found.reached[age]):
                share = _cohort_share(record, found, seen[age], age)
                rows.append(_told(group, year + age, {"quantity": "cohort", "cohort": year}, share, people))
    return rows


def _seen_of_cohort(record: Record, start: int) -> np.ndarray:
    """By age: the lower edge of those seen among all who ever lived here, or, where nobody knows, among those of the year."""
    ages = np.arange(min(len(record.years) - start, record.people.shape[1]))
    at = (start + ages, ages)
    lived = record.moves.lived[at] if record.moves else record.contacts.people[at]
    seen = record.seen_of_all[at] * lived if record.moves else record.staying[at]
    return lower_edge(seen, lived, 2 * record.contacts.variance[at])


def _cohort_share(record: Record, found: Curve, seen: float, age: int) -> Share:
    """Born in this year (a position), by the end of this age. Without arrivals: from the share that was certainly seen, with
    moves as sums of all who ever lived here, many of them only briefly, up to the curve, in which newcomers stand among those
    not yet reached."""
    few = (found.at_risk[: age + 1] < LEAST_AT_RISK).any()
    state, facts = "unreliable" if few else "ok", {"arrivals_known": record.born_here}
    if record.born_here:
        return Share(found.low[age], found.high[age], found.reached[age], state=state, facts=facts)
    notes = (MIGRATION, LIVED if record.moves else GONE)
    return Share(min(seen, found.high[age]), found.high[age], state=state, facts=facts, notes=notes)


def _told(
    group: str, year: int, about: Row, share: Share, people: float = float("nan"), *, several: bool = False
) -> Row:
    """A figure row in whole per cent; the bounds outwards, so that rounding never leaves the truth outside."""
    ranged, known = share.value is None and share.least is not None, share.value is not None
    low, high = _whole(share.least, np.floor), _whole(share.most, np.ceil)
    return {
        "year": year,
        "offer_group": group,
        **about,
        **share.facts,
        "denominator": None if np.isnan(people) else int(people),
        "denominator_date": None if np.isnan(people) else date(year, 12, 31),
        "value": _whole(share.value, np.round),
        "low": low if known else None,
        "high": high if known else None,
        "interval": "bounds" if ranged and several else "window" if ranged or known else "none",
        "bound_low": low if ranged else None,
        "bound_high": high if ranged else None,
        "state": share.state,
        "note": " ".join(share.notes),
    }


def _whole(number: float | None, to: Callable[[float], float]) -> float | None:
    return None if number is None else float(to(round(number * 100, 6)) / 100)


MEASURE = Measure(
    name="cumulative_reach",
    version="3",
    label="Reichweite bis 18",
    question="Wer war bis zum 18. Geburtstag irgendwann dabei?",
    unit="Anteil der Kinder",
    numerator="Kinder, die vom ersten bis zum genannten Lebensjahr mindestens einmal ein Angebot der Gruppe genutzt haben. Gerechnet aus ersten Kontakten je Altersjahr, "
    "jeweils bezogen auf die noch nicht erreichten Kinder.",
    denominator="Kinder, die im Landkreis aufwachsen; angegeben ist die Kinderzahl des letzten Altersjahrs am 31.12.",
    ages="0 bis 17 vollendete Jahre am 31.12.; „period:7“: bis zum Ende des Alters 7.",
    scope="„cohort“: beobachtet, ein Geburtsjahrgang. „period“: hochgerechnet, wenn Kinder in jedem Alter so nutzen wie zuletzt. Keine Vorhersage. Nur für den Landkreis.",
    caveats="Ein Wert nur, wo bekannt ist, seit wann ein Kind im Kreis lebt, und die Aufzeichnung bis zum ersten Alter mit Angebot zurückreicht; verfolgt werden dann "
    "nur hier geborene Kinder; wie viele es sind, folgt aus Bevölkerung und Zuzügen nach Alter (geburten_zuzuege). Fehlen die, gilt ihr Anteil unter allen Nutzenden gleichen Alters, "
    "der eher zu hoch ist, und die obere Zahl ist dann eher zu niedrig. Sonst eine Spanne: unten, wie viele sicher erreicht sind, oben die Hochrechnung; "
    "beide Enden schließen Zufall und Rundung ein, kein Ende fällt mit dem Alter. Sind nur Geburten, Zu- und Fortzüge als Summen bekannt, werden Fortgezogene abgezogen, "
    "als nutzten sie wie alle ihres Jahrgangs; die obere Zahl ist eher zu hoch, weil Zugezogene unter den noch nicht Erreichten stehen. Ist auch das nicht bekannt, "
    "ist unten nur belegt, was die Nutzung eines Jahres zeigt. Mehrere Quellen ohne gemeinsamen Schlüssel: von der größten bis zur Summe aller. Angebote, die nur Summen melden, "
    "lassen die obere Grenze offen; die untere ist dann mindestens die Reichweite eines Jahres. Angebote ab 18 haben keine Reichweite bis 18.",
    source="Sterbetafel mit Risikomenge, Varianz nach Greenwood (1926), Intervall nach Wilson (1927) auf der Skala −log S, mit Rundungsvarianz {variance} je Zahl "
    "und der gemessenen Schwankung ganzer Jahre.",
    reviewed_on="2026-11-28",
    oracle="Erfundene Landkreise mit bekannter Wahrheit: Angebote für 0–3, 6–17 und alle Alter, mit Umzügen, schwankenden Jahren und Kindern, die bleiben; Kurve und Varianz wie statsmodels; "
    "Produkt gleich Summe ohne Wanderung.",
    sql="C = 1 − Π(1 − F/(N − P)); P(Jahr+1, Alter+1) = (P + F) · N(Jahr+1, Alter+1)/N(Jahr, Alter), bei bekannten Fortzügen (P + F) · (1 − Fortzüge/N). "
    "F: first_contact, geschützt. Enden: alle H mit (−log S − H)² ≤ 1,96² · (H · Varianz je H + Rundung + Jahre · H²)",
    lattice=("year", "offer_group", "quantity", "age", "cohort"),
    uses=("age_to", "reason", "reason_offers", "observed_from", "arrivals_known", "ends_at_age"),
    derive=derive,
    after=("first_contact", "annual_reach"),
)
