"""What is told of a whole childhood? The reach until 18, the claim check, the sentence to say, the curve, first contacts.

All of it is told of the district only: a page that shows a municipality reads so here.
"""

from dataclasses import replace
from datetime import date

from store.german import number
from views.blocks.reach import OF_100, marks, table
from views.figures.childhood import MEASURE, Childhood, cohorts, curve_group, from_row, last_age, of_year, until_18
from views.figures.reach import MISSING, Reach, share
from views.figures.reach import from_row as reach_of
from views.figures.read import Figures, breaks
from views.finding import Cell, Chart, Column, Event, Finding, Passport, Row, Series, table_of
from views.words import childhood_sentences as say
from views.words import passport
from views.words.sentences import LEFT_TOO

YOUNGER = (6, 11)  # years after the oldest cohort: the other two that are drawn
BEGUN = 3  # ages a cohort must have lived through to be drawn
CLAIM = "Ist „nahezu jedes Kind“ durch die Daten gedeckt?"
OF_RANGE = (
    "Von 100 Kindern, bis zum jeweiligen Alter mindestens einmal. Durchgezogen: beobachtet, gestrichelt: hochgerechnet"
)


def only_sums(figures: Figures, told: Childhood) -> list[str]:
    """Names of the offers that tell no first contact."""
    return [figures.names.get(offer, offer) for offer in told.sums]


def beside_the_year(figures: Figures, group: str, year: int) -> Finding:
    """Both reaches on one scale, with one sentence why they differ."""
    told, annual = until_18(figures, group, year), figures.reach(group, year, figures.district)
    cells = {f"im Jahr {year}": share(annual)} if annual.shown else {}
    cells["bis 18"] = told.cell
    return Finding(
        key="reichweite_bis_18",
        title=say.until_18(told, figures.group[group]),
        sub="Von 100 Kindern: im einen Jahr, und irgendwann bis zum 18. Geburtstag",
        chart=Chart("strip", OF_100, tuple(cells), (Series(OF_100, tuple(cells.values())),)) if told.shown else None,
        notes=(
            say.TWO_NUMBERS if told.shown and annual.shown else "",
            say.where_from(told, only_sums(figures, told)),
            say.arrivals(told),
        ),
        passport=_passport(figures, told, group, year),
    )


def _passport(figures: Figures, told: Childhood, group: str, year: int) -> Passport:
    basis, people = f"{say.between(told)} von 100" if told.shown else "", Reach("no_data", children=told.people)
    name = figures.names[group]
    return passport.card(figures, MEASURE, people, f"Aufzeichnung bis {year}", group=name, basis=basis)


def claim_check(figures: Figures, year: int) -> Finding:
    """A line for every way to count always, and what would decide most."""
    found = {row["offer_group"]: row for row in figures.rows("claim", area=figures.district, year=year)}
    rows = {key: found.get(key) for key in figures.heads}
    told = {key: from_row(row) for key, row in rows.items()}
    names = {key: row["short"] or row["name"] for key, row in figures.group.items()}
    lines = [
        (*say.claim(row["label"] if row else "", told[key], names[key]), told[key].cell) for key, row in rows.items()
    ]
    decide = next((text for row in rows.values() if row and (text := say.would_decide(row, figures.names))), "")
    threshold = figures.meta.get("claim_threshold")
    covered = f" Gedeckt ab {threshold} von 100 Kindern: senkrechter Strich" if threshold else ""
    return Finding(
        key="faktencheck",
        title=CLAIM,
        sub=f"Bis zum 18. Geburtstag.{covered}",
        chart=Chart(
            "ranges",
            OF_100,
            tuple(verdict for verdict, _, _ in lines),
            (Series(OF_100, tuple(cell for _, _, cell in lines)),),
            threshold=int(threshold) / 100 if threshold else None,
        ),
        table=table_of(
            CLAIM,
            ("Aussage", Column("Angebote", detail=True), Column(OF_100, figure=True, detail=True)),
            [Row((verdict, what, cell), f"({what})") for verdict, what, cell in lines],
            look="ranges",
        ),
        notes=(decide, say.A_CHOICE),
        passport=passport.card(figures, "claim", period=f"Aufzeichnung bis {year}", basis=f"{len(told)} Zeilen"),
    )


def sayable(figures: Figures, year: int) -> Finding | None:
    """The one sentence, so that a click marks it whole; None where it cannot be said."""
    stand = figures.meta.get("as_of", "")
    everything, without = (until_18(figures, figures.head(role), year) for role in ("alle", "ohne_kita"))
    sentence = say.sayable(everything, without, date.fromisoformat(stand) if stand else None)
    title, sub = "Ein Satz zum Weitersagen", "Anklicken markiert ihn ganz, zum Kopieren"
    return Finding("satz", title, sub, quote=sentence) if sentence else None


def curve(figures: Figures, group: str, year: int, area: str) -> Finding:
    """The share in contact by age: observed birth years and what today's use adds up to."""
    told = until_18(figures, group, year)
    place = "" if area == figures.district else figures.area_names[area]
    shown = curve_group(figures, group, year)
    why = say.where_from(told, only_sums(figures, told))
    if shown is None or place:
        sub = "" if place else why
        return Finding("kurve", say.finding(told, place=place), sub, passport=_passport(figures, told, group, year))
    made, name = _curve(figures, shown, year), figures.names[shown]
    if shown == group:
        return made
    lead = " ".join(part for part in (say.finding(told), why, f"Als Kurve zeigbar: {name}.") if part)
    return replace(made, title=f"{name}: {made.title}", lead=(lead,), links={name: f"?jahr={year}&gruppe={shown}"})


def _curve(figures: Figures, group: str, year: int) -> Finding:
    """Of a group that has one."""
    period, lines, name = until_18(figures, group, year), lines_of(figures, group, year), figures.names[group]
    ages = tuple(str(age) for age in range(last_age(figures) + 1))
    last, columns = last_age(figures), [line.cells for line in lines]
    whole = {born: seen[last] for born, seen in cohorts(figures, group, year).items() if last in seen}
    born = max(whole, default=0)
    return Finding(
        key="kurve",
        title=say.finding(period, born=born, observed=whole.get(born)),
        sub=f"{name}. {OF_RANGE}",
        chart=Chart("curve", OF_100, ages, lines, _open_from(figures, group, year)),
        notes=(say.where_from(period, ()), say.ends(period), say.arrivals(period), _break(figures, group, period)),
        table=table_of(
            f"Von 100 Kindern bis zum Ende des Alters, {name}",
            ("Alter", *(line.name for line in lines)),
            [(age, *(cell or "–" for cell in cells)) for age, *cells in zip(ages, *columns, strict=True) if any(cells)],
            closed=True,
        ),
        passport=_passport(figures, period, group, year),
    )


def _open_from(figures: Figures, group: str, year: int) -> tuple[Event, ...]:
    """The first age that the record has not watched from birth on."""
    ages = [age for age, told in of_year(figures, group, year).items() if age and told.since]
    return (Event(str(min(ages)), f"ab {min(ages)} nur zum Teil gesehen"),) if ages else ()


def _break(figures: Figures, group: str, told: Childhood) -> str:
    """The record begins in a year from which this group was counted anew."""
    if told.since and breaks(figures.events(group, told.since - 1, told.since)):
        return say.only_since(told.since)
    return ""


def lines_of(figures: Figures, group: str, year: int) -> tuple[Series, ...]:
    """Three birth years, the oldest whole one and two younger, and the projected curve up to where too few are left."""
    ages, found, told = range(last_age(figures) + 1), cohorts(figures, group, year), of_year(figures, group, year)
    old_enough = sorted(born for born, seen in found.items() if len(seen) >= BEGUN)
    first = max((born for born in old_enough if born + ages[-1] <= year), default=min(old_enough, default=0))
    chosen = [born for born in (first, *(first + later for later in YOUNGER)) if born in old_enough]
    series = [
        Series(f"Jahrgang {born}", _cells(found[born], ages), "accent" if born == first else "context")
        for born in chosen
    ]
    stop = until_18(figures, group, year).ends_at or len(ages)
    projected = {age: one for age, one in told.items() if age is not None and one.shown and age < stop}
    return (*series, Series("hochgerechnet", _cells(projected, ages), "dashed")) if projected else tuple(series)


def _cells(told: dict[int, Childhood], ages: range) -> tuple[Cell | None, ...]:
    return tuple(told[age].cell if age in told else None for age in ages)


def first_contacts(figures: Figures, group: str, year: int) -> Finding | None:
    """At which age do children come for the first time? Per source, because a child may be new in several; None without a curve."""
    shown, place = curve_group(figures, group, year), figures.area_names[figures.district]
    if shown is None:
        return None
    found = {
        row["age_band"]: reach_of(row, figures.base)
        for row in figures.rows("first_contact", area=figures.district, offer_group=shown, year=year, quantity="age")
        if row["age_band"] != "all"
    }
    rows = [(band["name"], found.get(band["age_band"], MISSING).as_counted) for band in figures.bands]
    name = figures.names[shown]
    basis = f"rund {number(sum(reach.count_low or 0 for _, reach in rows if reach.shown))} erste Kontakte"
    return Finding(
        key="erste_kontakte",
        title="In welchem Alter kommen Kinder zum ersten Mal?",
        sub=f"{place}, {name}. Von 100 Kindern des Alters {year} zum ersten Mal in Kontakt. Punkt: gezählt, "
        "Strich: Zufall (95\u202f%)",
        chart=marks(rows, "dots"),
        table=table(f"Erste Kontakte {year} nach Alter, {name}", "Alter", rows, digits=1),
        notes=(f"{LEFT_TOO}." if any(reach.counted is not None for reach in found.values()) else "",),
        passport=passport.card(figures, "first_contact", MISSING, f"Jahr {year}", group=name, basis=basis),
    )
