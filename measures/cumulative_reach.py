"""Which share of children was in contact at least once by their 18th birthday?"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.lifetable import Curve, cohort_curve, period_curve
from measures.engine.methods.record import Record, entries_of, records_of, sums_by_year
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
GONE = "Auch die untere Zahl zählt Kinder mit, die inzwischen fortgezogen sein können."
MOVED = "Fortgezogene sind nach der Statistik abgezogen; die untere Zahl zählt alle, die heute hier leben, auch kurz."
LIVED = "Die untere Zahl bezieht sich auf alle Kinder des Geburtsjahrgangs, die je hier lebten (Geburten und Zuzüge)."
TOO_SHORT = "Aufzeichnungen reichen {} Jahre zurück; für eine Aussage bis 18 zu kurz."
ONE_YEAR = "Erst ein Jahr Aufzeichnung; für eine Aussage bis 18 zu kurz."
ENDS = "Ab Alter {} sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort."
SINCE = "Beobachtet seit {}; die obere Zahl ist hochgerechnet."
HIDDEN = "Zum Schutz der Kinder nicht gezeigt: zu wenige erste Kontakte."
NO_YEAR = "Für dieses Jahr sind die Angebote nicht vollständig geliefert."
NO_PEOPLE = "Die Kinderzahl nach einzelnen Altersjahren fehlt."
ONLY_SUMS = "Nur als Summe gemeldet: {}. Ein erster Kontakt ist daran nicht zu erkennen."
SEVERAL = "Mehrere Quellen ohne gemeinsamen Schlüssel: Die Spanne reicht von der größten bis zur Summe aller."


@dataclass(frozen=True)
class Share:
    """Reached by the end of an age: a value with chance (low, high), or what the window leaves open (least … most)."""

    least: float | None = None
    most: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    state: str = "ok"
    facts: Row = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def newcomers_hidden(self) -> bool:
        return self.facts.get("arrivals_known") is False

    @property
    def edges(self) -> tuple[float, float]:
        """Of a share that is told."""
        low, high = (self.least, self.most) if self.value is None else (self.value, self.value)
        return low or 0.0, 1.0 if high is None else high


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """period (until 18, by the chances of the latest years; with an age its curve, last year only) and cohort (children born
    then, at the end of each year). value: known for the whole age; bound_low … bound_high: short record."""
    entries = entries_of(figures)
    names = dict(around.offer_groups.select("offer_group", "name").iter_rows())
    rows = []
    for of_group in entries.partition_by("offer_group"):
        group = of_group["offer_group"][0]
        records = records_of(of_group, entries, around.moves, variance=around.variance)
        sums = sums_by_year(of_group, around.places)
        rows += _period_rows(group, records, sums, names, floors(figures, around.district, group))
        if len(records) == 1 and not any(sums.values()):
            rows += _cohort_rows(group, next(iter(records.values())), around.min_population)
    return pl.DataFrame(rows, schema=FIGURE_TYPES).with_columns(area=pl.lit(around.district))


def floors(figures: pl.DataFrame, district: str, group: str) -> dict[int, float]:
    """Year → the largest share of an age band that used the group in this year: by 18 it is at least as many."""
    reach = figures.filter(measure="annual_reach", area=district, sex="all", offer_group=group, state="ok")
    least = pl.coalesce("low", "bound_low").max().alias("least")
    return dict(reach.group_by("year").agg(least).drop_nulls().sort("year").iter_rows())


def share_by(record: Record, year: int, age: int) -> Share:
    """Reached by the end of this age, with the chances of this year (a position)."""
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
    found = period_curve(record.contacts, record.reached, pooled)
    ends = np.flatnonzero(found.at_risk[: age + 1] < LEAST_AT_RISK * len(pooled))
    end = int(ends[0]) if len(ends) else None
    facts: Row = {"arrivals_known": record.born_here, "ends_at_age": end}
    notes = [MIGRATION] * (not record.born_here)
    if window > age and end is None and not record.moves:
        edges = found.reached[age], found.low[age], found.high[age]
        return Share(None, None, *edges, facts=facts, notes=tuple(notes))
    least = _least(record, found, pooled, age, end, full=window > age)
    notes += [MOVED] if record.moves else [GONE] * (least > 0 and not record.born_here)
    facts["observed_from"] = record.years[year - window + 1] if window <= age else None
    notes += [SINCE.format(facts["observed_from"])] * (window <= age) + [ENDS.format(end)] * (end is not None)
    return Share(least, 1.0 if end is not None else found.reached[age], facts=facts, notes=tuple(notes))


def _untold(state: str, reason: str, note: str, offers: list[str] | None = None) -> Share:
    return Share(state=state, facts={"reason": reason, "reason_offers": offers}, notes=(note,))


def _pooled_years(record: Record, year: int) -> list[int]:
    """Earlier years look back less far and so only widen the range: where few children are followed, they steady it."""
    window, count = record.window(year), 1
    if record.born_here:
        count = min(POOLED_YEARS_BORN, window - SHORTEST_WINDOW + 1)
    elif window >= record.people.shape[1]:
        count = POOLED_YEARS
    return list(range(year - count + 1, year + 1))


def _least(record: Record, found: Curve, years: list[int], age: int, end: int | None, *, full: bool) -> float:
    """Seen in the window, or the curve up to where it ends. More seen than live here: they moved, and nothing is proved."""
    seen = (record.reached + np.nan_to_num(record.contacts.first))[years]
    people = record.contacts.people[years]
    if not record.born_here and (seen > people)[:, : age + 1].any():
        return 0.0
    shares = np.divide(seen[:, age], people[:, age], out=np.zeros(len(years)), where=people[:, age] > 0)
    curve_end = found.low[end - 1] if full and end and not record.moves else 0.0
    return float(min(max(shares.mean(), curve_end), found.reached[age]))


def together(shares: dict[str, Share], sums: list[str], names: Names, floor: float) -> Share:
    """Of all keys and sums of the group: at least the largest, at most the sum of all; never below one year's reach."""
    told = {space: share for space, share in shares.items() if share.state == "ok"}
    if not told or (len(shares) == 1 and not sums):
        only = next(iter(shares.values()))
        return only if only.least is None else replace(only, least=min(max(only.least, floor), only.edges[1]))
    edges = [share.edges for share in told.values()]
    least = max([floor, *(low for low, _ in edges)])
    open_end = bool(sums) or len(told) < len(shares)
    hidden = any(share.newcomers_hidden for share in told.values())
    notes = [MIGRATION] * hidden + [SEVERAL] * (len(shares) > 1) + [_only_sums(sums, names)] * bool(sums)
    reason = "sums_only" if sums else "no_common_key"
    facts = {"arrivals_known": not hidden, "reason": reason, "reason_offers": sums or None}
    most = 1.0 if open_end else max(least, min(1.0, sum(high for _, high in edges)))
    return Share(least, most, facts=facts, notes=tuple(notes))


def _period_rows(
    group: str, records: dict[str, Record], sums: Sums, names: Names, floor: dict[int, float]
) -> list[Row]:
    if not records:
        return [_told(group, year, PERIOD, _nothing(sums[year], names)) for year in sums if sums[year]]
    rows, last = [], next(iter(records.values())).people.shape[1] - 1
    for year in sorted({year for record in records.values() for year in record.years}):
        found, several = _in_year(records, sums, names, floor, year, last), len(records) > 1 or bool(sums.get(year))
        rows.append(_told(group, year, PERIOD, found, _people(records, year, last), several=several))
    shown = [row["year"] for row in rows if row["state"] == "ok"]
    for age in range(last + 1 if shown and len(records) == 1 and not sums.get(shown[-1]) else 0):
        found = _in_year(records, {}, names, {}, shown[-1], age)
        about = PERIOD | {"age": age, "age_to": age}
        rows.append(_told(group, shown[-1], about, found, _people(records, shown[-1], age)))
    return rows


def _nothing(sums: list[str], names: Names) -> Share:
    return _untold("not_applicable", "sums_only", _only_sums(sums, names), sums)


def _only_sums(sums: list[str], names: Names) -> str:
    return ONLY_SUMS.format(listed([names.get(offer, offer) for offer in sums]))


def _in_year(
    records: dict[str, Record], sums: Sums, names: Names, floor: dict[int, float], year: int, age: int
) -> Share:
    shares = {
        space: share_by(record, record.years.index(year), age)
        for space, record in records.items()
        if year in record.years
    }
    return together(shares, sums.get(year, []), names, floor.get(year, 0.0))


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
        for age in range(min(ages, len(found.reached))):
            people = record.people[start + age, age]
            if people >= least_people and not np.isnan(found.reached[age]):
                share = _cohort_share(record, found, start, age)
                rows.append(_told(group, year + age, {"quantity": "cohort", "cohort": year}, share, people))
    return rows


def _cohort_share(record: Record, found: Curve, start: int, age: int) -> Share:
    """Born in this year (a position), by the end of this age. With moves known as sums: from the share of all who ever lived
    here, many of them only briefly, up to the curve, in which newcomers stand among those not yet reached."""
    few = (found.at_risk[: age + 1] < LEAST_AT_RISK).any()
    state, reached = "unreliable" if few else "ok", found.reached[age]
    least = record.seen_of_all[start + age, age]
    if not np.isnan(least):
        facts = {"arrivals_known": False}
        return Share(min(float(least), reached), reached, state=state, facts=facts, notes=(MIGRATION, LIVED))
    facts, notes = {"arrivals_known": record.born_here}, () if record.born_here else (MIGRATION,)
    return Share(value=reached, low=found.low[age], high=found.high[age], state=state, facts=facts, notes=notes)


def _told(
    group: str, year: int, about: Row, share: Share, people: float = float("nan"), *, several: bool = False
) -> Row:
    """A figure row in whole per cent; the bounds outwards, so that rounding never leaves the truth outside."""
    ranged = share.least is not None
    return {
        "year": year,
        "offer_group": group,
        **about,
        **share.facts,
        "denominator": None if np.isnan(people) else int(people),
        "denominator_date": None if np.isnan(people) else date(year, 12, 31),
        "value": _whole(share.value, np.round),
        "low": _whole(share.low, np.floor),
        "high": _whole(share.high, np.ceil),
        "interval": "bounds" if ranged and several else "window" if ranged or share.value is not None else "none",
        "bound_low": _whole(share.least, np.floor),
        "bound_high": _whole(share.most, np.ceil),
        "state": share.state,
        "note": " ".join(share.notes),
    }


def _whole(number: float | None, to: Callable[[float], float]) -> float | None:
    return None if number is None else float(to(round(number * 100, 6)) / 100)


MEASURE = Measure(
    name="cumulative_reach",
    label="Reichweite bis 18",
    question="Wer war bis zum 18. Geburtstag irgendwann dabei?",
    unit="Anteil der Kinder",
    numerator="Kinder, die vom ersten bis zum genannten Lebensjahr mindestens einmal ein Angebot der Gruppe genutzt haben. Gerechnet aus ersten Kontakten je Altersjahr, "
    "jeweils bezogen auf die noch nicht erreichten Kinder.",
    denominator="Kinder, die im Landkreis aufwachsen; angegeben ist die Kinderzahl des letzten Altersjahrs am 31.12.",
    ages="0 bis 17 vollendete Jahre am 31.12.; „period:7“: bis zum Ende des Alters 7.",
    scope="„cohort“: beobachtet, ein Geburtsjahrgang. „period“: hochgerechnet, wenn Kinder in jedem Alter so nutzen wie zuletzt. Keine Vorhersage. Nur für den Landkreis.",
    caveats="Aufzeichnungen kürzer als 18 Jahre ergeben eine Spanne: unten, wie viele der heute 17-Jährigen in den Daten stehen, oben die Hochrechnung. "
    "Ohne die Angabe, seit wann ein Kind im Kreis lebt, ist die obere Zahl eher zu hoch. Sind nur Geburten, Zu- und Fortzüge als Summen bekannt, werden Fortgezogene abgezogen, "
    "als nutzten sie wie alle ihres Jahrgangs; es bleibt eine Spanne, weil Zugezogene unter den noch nicht Erreichten stehen. Mit der Angabe werden nur hier geborene Kinder verfolgt; ihre Zahl wird nach ihrem Anteil unter "
    "allen Nutzenden gleichen Alters geschätzt. Mehrere Quellen ohne gemeinsamen Schlüssel: von der größten bis zur Summe aller. Angebote, die nur Summen melden, lassen die obere Grenze offen; "
    "die untere ist dann mindestens die Reichweite eines Jahres.",
    source="Sterbetafel mit Risikomenge, Varianz nach Greenwood (1926), Intervall auf der Skala log(−log), mit Rundungsvarianz {variance} je Zahl.",
    reviewed_on="2026-11-22",
    oracle="Erfundener Landkreis mit bekannter Wahrheit 93,7 %; Kurve und Spanne wie statsmodels; Produkt gleich Summe ohne Wanderung.",
    sql="C = 1 − Π(1 − F/(N − P)); P(Jahr+1, Alter+1) = (P + F) · N(Jahr+1, Alter+1)/N(Jahr, Alter), bei bekannten Fortzügen (P + F) · (1 − Fortzüge/N). "
    "F: first_contact, geschützt",
    lattice=("year", "offer_group", "quantity", "age", "cohort"),
    uses=("age_to", "reason", "reason_offers", "observed_from", "arrivals_known", "ends_at_age"),
    derive=derive,
    after=("first_contact", "annual_reach"),
)
