"""What is known of one Fachbereich? Use, waiting, posts and money on the same years, its Sachgebiete and offers."""

from store.german import listed
from views.blocks import decisions, supply, trends
from views.blocks.reach import marks
from views.blocks.reach import table as reach_table
from views.blocks.supply import NOTHING, amount
from views.figures.reach import MISSING, share
from views.figures.read import Figures
from views.finding import Cell, Chart, Finding, table_of
from views.words import passport
from views.words import supply_sentences as say

ROUNDING = 0.05  # posts: full-time equivalents are written with one decimal
ON_THE_SAME_YEARS = "Nutzung, Wartende, Stellen und Aufwand auf denselben Jahren"


def name_of(figures: Figures, group: str) -> str:
    """The Fachbereich as delivered with posts and decisions: that of its offers."""
    offers = set(figures.group[group]["offers"])
    return next((row["department"] for offer, row in figures.offers.items() if offer in offers), "")


def posts(figures: Figures, department: str, kind: str) -> dict[int, dict]:
    """Of the whole Fachbereich, by year; kind: posts | filled | vacancy | cases_per_post."""
    rows = figures.rows("staffing", area=figures.district, department=department, quantity=kind)
    return {row["year"]: row for row in rows if row["section"] is None}


def offers_of(figures: Figures, group: str) -> list[str]:
    """Its offers in the order of the profile."""
    own = set(figures.group[group]["offers"])
    return [key for key, row in figures.group.items() if row["level"] == "angebot" and key in own]


def years_of(figures: Figures, group: str, year: int) -> list[int]:
    """The years that all four drawings share: from the first with posts, money or a list, or the chosen one; at most ten without need."""
    department, last = name_of(figures, group), max(figures.years)
    known = [*posts(figures, department, "posts")]
    for offer in offers_of(figures, group):
        known += supply.of_offer(figures, "expenditure", offer, "spent")
        known += [year for rows in supply.lists_of(figures, offer).values() for year in rows]
    return list(range(min(max(min(known, default=last - 9), last - 9), year), last + 1))


def same_years(figures: Figures, group: str, year: int) -> Finding:
    """What the four drawings side by side have in common."""
    years = years_of(figures, group, year)
    sub = (
        f"{years[0]} bis {years[-1]}. Jede Zeichnung hat eine eigene Einheit und beginnt bei 0; "
        "die Höhen sind untereinander nicht vergleichbar"
    )
    return Finding("fachbereich", ON_THE_SAME_YEARS, sub)


def _on(years: list[int], cells: dict[int, Cell]) -> dict[int, Cell]:
    return {year: cells.get(year, NOTHING) for year in years}


def use(figures: Figures, group: str, year: int) -> Finding:
    """Reach of the Fachbereich; a range stays a range."""
    years, series = years_of(figures, group, year), figures.series("annual_reach", group, area=figures.district)
    cells, name = _on(years, {y: share(reach) for y, reach in series.items()}), figures.group[group]["name"]
    return Finding(
        key="fachbereich_nutzung",
        title="Nutzung",
        sub="von 100 Kindern unter 18",
        chart=supply.on_years(f"{name}, Nutzung von 100 Kindern", "von 100", cells, year),
        table=table_of(
            f"Nutzung, {name}", ("Jahr", "von 100"), [(str(y), cell) for y, cell in cells.items()], closed=True
        ),
        notes=("Voll: nachgewiesen, schraffiert: möglich.",),
        passport=passport.card(
            figures, "annual_reach", series.get(year, MISSING), period=f"{years[0]} bis {years[-1]}", group=name
        ),
    )


def waiting(figures: Figures, group: str, year: int) -> Finding:
    """One drawing for each list, never added: a child may stand on several."""
    lists = [(o, unit, rows) for o in offers_of(figures, group) for unit, rows in supply.lists_of(figures, o).items()]
    if not lists:
        return Finding("fachbereich_wartende", "Wartende", notes=(say.NO_LIST_AT_ALL,))
    years, panels, told, lines = years_of(figures, group, year), [], [], []
    for offer, unit, rows in lists:
        name, several = figures.group[offer]["name"], len(lists) > 1
        cells = _on(years, {y: supply.count(row, figures.base, "count") for y, row in rows.items()})
        title = f"{name}, {say.UNITS[unit]}" if several else ""
        panels.append(supply.on_years(f"Wartende, {name}", say.UNITS[unit], cells, year, title=title))
        told.append(supply.waiting_sentence(figures, offer, unit, rows, year))
        told.append("" if several else supply.steady(rows))
        lines += [(f"{name}, {y}", cells[y]) for y in years]
    several, unit, many = len(panels) > 1, panels[0].unit, say.named(len(lists), "Liste", "Listen")
    return Finding(
        key="fachbereich_wartende",
        title="Wartende",
        sub="am Stichtag, je Liste" if several else f"{unit} am Stichtag",
        chart=Chart("amounts", unit, panels=tuple(panels)) if several else panels[0],
        table=table_of("Wartende", ("Liste und Jahr", "Wartende"), lines, closed=True),
        notes=(" ".join(filter(None, told)),),
        passport=supply.card(figures, "waiting", f"{years[0]} bis {years[-1]}", many),
    )


def staff(figures: Figures, group: str, year: int) -> Finding:
    """Filled posts full, posts that are not filled as an empty outline."""
    department, years = name_of(figures, group), years_of(figures, group, year)
    plan, filled = posts(figures, department, "posts"), posts(figures, department, "filled")
    both = {y: (plan[y], filled[y]) for y in plan if y in filled and plan[y]["state"] == "ok" == filled[y]["state"]}
    if not both:
        why = next((row["note"] for row in plan.values() if row["state"] == "protected"), "Keine Daten geliefert.")
        return Finding("fachbereich_stellen", "Stellen", notes=(why,))
    cells = {y: Cell("posts", have["value"], max(want["value"], have["value"])) for y, (want, have) in both.items()}
    lines = [(str(y), *(amount(row, digits=1) for row in both.get(y, (None, None)))) for y in years]
    return Finding(
        key="fachbereich_stellen",
        title="Stellen",
        sub="Vollzeitäquivalente (VZÄ)",
        chart=supply.on_years("Besetzte Stellen", "VZÄ", _on(years, cells), year, look="vacant"),
        table=table_of(f"Stellen, {department}", ("Jahr", "Stellen", "besetzt"), lines, closed=True),
        notes=(f"Voll: besetzt. Leer: nicht besetzt. {_staff_notes(figures, department)}".strip(),),
        passport=supply.card(figures, "staffing", f"{min(both)} bis {max(both)}", f"{len(both)} Stichtage"),
    )


def staff_sentence(figures: Figures, group: str, year: int) -> str:
    """How many posts were filled, and how many cases came to one."""
    department = name_of(figures, group)
    rows = {kind: posts(figures, department, kind).get(year) for kind in ("posts", "filled", "cases_per_post")}
    known = [rows[kind]["value"] if rows[kind] and rows[kind]["state"] == "ok" else None for kind in rows]
    on = supply.on_date(rows["posts"]) if rows["posts"] else ""
    unit = say.COUNTED[(rows["cases_per_post"] or {}).get("counted_unit") or "cases"]
    said = say.staff(figures.group[group]["name"], on, *known[:2])
    return " ".join(filter(None, (said, say.per_post(known[2], unit))))


def _staff_notes(figures: Figures, department: str) -> str:
    """A new cut makes years incomparable; a quotient that chance and rounding explain is no trend."""
    cut = _recut(figures, department)
    if cut:
        return say.recut(cut)
    cases = {row["year"]: row for row in figures.rows("caseload", area=figures.district, department=department)}
    filled = posts(figures, department, "filled")
    ranges = [
        tuple(edge * row["denominator"] / (filled[y]["value"] + sign * ROUNDING) for edge, sign in ((row["low"], 1), (row["high"], -1)))
        for y, row in cases.items()
        if row["low"] is not None and y in filled and (filled[y]["value"] or 0) > 1
    ]  # fmt: skip
    trend = say.steady(ranges, min(cases, default=0), word="Trend")
    return f"Fälle je besetzte Stelle: {trend[:1].lower()}{trend[1:]}" if trend else ""


def _recut(figures: Figures, department: str) -> str:
    """The first reference date on which the Sachgebiete have other names than the year before; '' if never."""
    by_year: dict[int, set[str]] = {}
    for row in figures.rows("staffing", area=figures.district, department=department, quantity="posts"):
        if row["section"] is not None:
            by_year.setdefault(row["year"], set()).add(row["section"])
    years = sorted(by_year)
    changed = [b for a, b in zip(years, years[1:], strict=False) if by_year[a] != by_year[b]]
    return supply.on_date(posts(figures, department, "posts")[changed[-1]]) if changed else ""


def money(figures: Figures, group: str, year: int) -> Finding:
    """The spending of those offers that told it in every year, so that the years stay comparable."""
    own, years = offers_of(figures, group), years_of(figures, group, year)
    delivered = {o: supply.of_offer(figures, "expenditure", o, "spent") for o in own}
    spent = {o: {y: row for y, row in rows.items() if row["state"] == "ok"} for o, rows in delivered.items() if rows}
    told = sorted({y for rows in spent.values() for y in rows if y in years})
    every = [o for o, rows in spent.items() if set(told) <= set(rows)]
    if not told or not every:
        why = "Kein Betrag in allen Jahren gezeigt." if spent else "Kein Betrag geliefert."
        return Finding("fachbereich_aufwand", "Aufwand", notes=(why,))
    sums = {y: sum(spent[o][y]["value"] for o in every) for y in told}
    left_out = [figures.group[o]["name"] for o in spent if o not in every]
    said = (
        f"{len(every)} von {len(own)} Angeboten mit Betrag, nicht preisbereinigt.",
        ""
        if all(spent[o][year]["stage"] == "final" for o in every if year in spent[o])
        else f"{year} noch nicht abgeschlossen.",
        f"Nicht enthalten, weil nicht in jedem Jahr gezeigt: {listed(left_out)}." if left_out else "",
    )
    lines = [(str(y), Cell("number", sums[y], sums[y]) if y in sums else "–") for y in years]
    return Finding(
        key="fachbereich_aufwand",
        title="Aufwand",
        sub="Euro im Jahr",
        chart=supply.on_years(
            "Aufwand in Euro", "Euro", _on(years, {y: Cell("euro", s, s) for y, s in sums.items()}), year
        ),
        table=table_of("Aufwand", ("Jahr", "Euro"), lines, closed=True),
        notes=(" ".join(filter(None, said)),),
        passport=supply.card(
            figures, "expenditure", f"{told[0]} bis {told[-1]}", say.named(len(every), "Angebot", "Angebote")
        ),
    )


def sections(figures: Figures, group: str, year: int) -> Finding:
    """The Sachgebiete with their posts; those that would show a unit of under five persons are named below."""
    department, kinds = name_of(figures, group), ("posts", "filled", "vacancy")
    rows = figures.rows("staffing", area=figures.district, department=department, year=year)
    found = {(row["section"], row["quantity"]): row for row in rows}
    whole, names = found.get((None, "posts")), sorted({row["section"] for row in rows if row["section"]})
    if whole is None:
        return Finding("sachgebiete", f"Sachgebiete {year}", "Für dieses Jahr sind keine Stellen geliefert.")
    shown = [name for name in names if found[name, "posts"]["state"] == "ok"]
    lines = [
        (name or "Fachbereich zusammen", *(_posts_cell(found.get((name, kind))) for kind in kinds))
        for name in [*shown, None]
    ]
    on = supply.on_date(whole)
    return Finding(
        key="sachgebiete",
        title=f"Sachgebiete am {on}",
        sub="Stellen in Vollzeitäquivalenten, nie einzelne Personen",
        table=table_of(
            f"Stellen nach Sachgebiet, {department}, {on}", ("Sachgebiet", "Stellen", "besetzt", "unbesetzt"), lines
        ),
        notes=(say.merged([name for name in names if name not in shown]),),
        passport=supply.card(
            figures, "staffing", f"Jahr {year}", f"{len(shown)} von {len(names)} Sachgebieten" if names else ""
        ),
    )


def _posts_cell(row: dict | None) -> Cell | str:
    return amount(row, "per_cent") if row and row["quantity"] == "vacancy" else amount(row, digits=1)


def of_all(figures: Figures, year: int) -> Finding | None:
    """The posts of every Fachbereich in one year; None: nobody delivered any."""
    groups = [key for key, row in figures.group.items() if row["level"] == "fachbereich"]
    told = {
        group: [posts(figures, name_of(figures, group), kind).get(year) for kind in ("posts", "filled")]
        for group in groups
    }
    cells = lambda rows: (amount(row, digits=1) if row and row["state"] == "ok" else "–" for row in rows)
    lines = [(figures.group[group]["name"], *cells(rows)) for group, rows in told.items() if rows[0]]
    if not lines:
        return None
    title = f"Stellen (VZÄ) nach Fachbereich, {year}"
    return Finding(
        key="stellen",
        title=title,
        lead=(decisions.staff(figures, year), *(staff_sentence(figures, group, year) for group in groups)),
        table=table_of(title, ("Fachbereich", "Stellen", "besetzt"), lines),
        passport=supply.card(figures, "staffing", f"Jahr {year}"),
    )


def offers(figures: Figures, group: str, year: int, area: str) -> Finding:
    """The offers of the Fachbereich with their reach, and below each name its tested word."""
    found, place = trends.of_area(figures, area), figures.area_names[area]
    reaches, name = figures.along("offer_group", "annual_reach", year, area=area), figures.group[group]["name"]
    own = {offer: figures.group[offer]["name"] for offer in offers_of(figures, group)}
    rows = [(named, reaches.get(offer, figures.absent(offer, area))) for offer, named in own.items()]
    words = {named: _word(found.get(offer)) for offer, named in own.items()}
    return Finding(
        key="fachbereich_angebote",
        title="Welche Angebote gehören dazu, und was ist geprüft?",
        sub=f"{place}, von 100 Kindern und Jugendlichen unter 18, {year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen",
        chart=marks(rows),
        table=reach_table(f"Angebote im {name}, {year}", "Angebot", rows, figures.base, digits=1, beside=words),
        passport=passport.card(
            figures, "annual_reach", period=f"Jahr {year}", place=place, group=name, basis=f"{len(rows)} Angebote"
        ),
    )


def _word(trend) -> str:
    if trend is None or not trend.tested:
        return "Entwicklung nicht bestimmbar"
    return f"seit {trend.first} {trend.said}" if trend.clear else f"{trend.said} seit {trend.first}"
