"""What is known of one Fachbereich? Use, waiting, posts and money on the same years, its Sachgebiete and offers."""

from store.german import listed
from views.blocks import decisions, supply, trends
from views.blocks.reach import marks
from views.blocks.reach import table as reach_table
from views.blocks.supply import NOTHING, amount
from views.figures.reach import MISSING, Record, share
from views.figures.read import Figures
from views.finding import Cell, Chart, Finding, Said, table_of
from views.words import evidence, passport
from views.words import supply_sentences as say
from views.words.trend_sentences import Trend

ON_THE_SAME_YEARS = "Nutzung, Wartende, Stellen und Aufwand auf denselben Jahren"


def name_of(figures: Figures, group: str) -> str:
    """The Fachbereich as delivered with posts and decisions: that of its offers."""
    offers = set(figures.group[group]["offers"])
    return next((row["department"] for offer, row in figures.offers.items() if offer in offers), "")


def posts(figures: Figures, department: str, kind: str) -> dict[int, Record]:
    """Of the whole Fachbereich, by year; kind: posts | filled | vacancy | cases_per_post."""
    return figures.by_year("staffing", department=department, section=None, quantity=kind)


def offers_of(figures: Figures, group: str) -> list[str]:
    """Its offers in the order of the profile."""
    own = set(figures.group[group]["offers"])
    return [offer for offer in figures.of_level("angebot") if offer in own]


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
    cells, name = _on(years, {y: share(reach) for y, reach in series.items()}), figures.names[group]
    period = f"{years[0]} bis {years[-1]}"
    return Finding(
        key="fachbereich_nutzung",
        title="Nutzung",
        sub="von 100 Kindern unter 18",
        chart=supply.on_years(f"{name}, Nutzung von 100 Kindern", "von 100", cells, year),
        table=supply.by_years(f"Nutzung, {name}", {"von 100": cells}),
        notes=(f"{evidence.legend(series.values())}.",),
        passport=passport.card(figures, "annual_reach", series.get(year, MISSING), period, group=name),
    )


def waiting(figures: Figures, group: str, year: int) -> Finding:
    """One drawing for each list, never added: a child may stand on several."""
    lists = [(o, unit, rows) for o in offers_of(figures, group) for unit, rows in supply.lists_of(figures, o).items()]
    if not lists:
        return Finding("fachbereich_wartende", "Wartende", notes=(say.NO_LIST_AT_ALL,))
    years, several = years_of(figures, group, year), len(lists) > 1
    panels, told, lines = [], [], []
    for offer, unit, rows in lists:
        name, cells = figures.names[offer], _on(years, supply.counts(rows, figures.base, "count"))
        title = f"{name}, {say.UNITS[unit]}" if several else ""
        panels.append(supply.on_years(f"Wartende, {name}", say.UNITS[unit], cells, year, title=title))
        told.append(supply.waiting_sentence(figures, offer, unit, rows, year))
        lines += [(f"{name}, {y}", cells[y]) for y in years]
    unit, many = panels[0].unit, say.named(len(lists), "Liste", "Listen")
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
    both = [y for y in plan if y in filled and plan[y]["state"] == "ok" == filled[y]["state"]]
    if not both:
        why = next((row["note"] for row in plan.values() if row["state"] == "protected"), "Keine Daten geliefert.")
        return Finding("fachbereich_stellen", "Stellen", notes=(why,))
    drawn = {y: Cell("posts", filled[y]["value"], max(plan[y]["value"], filled[y]["value"])) for y in both}
    told = {
        head: supply.amounts({y: rows[y] for y in both}, digits=1)
        for head, rows in (("Stellen", plan), ("besetzt", filled))
    }
    return Finding(
        key="fachbereich_stellen",
        title="Stellen",
        sub="Vollzeitäquivalente (VZÄ)",
        chart=supply.on_years("Besetzte Stellen", "VZÄ", _on(years, drawn), year, look="vacant"),
        table=supply.by_years(f"Stellen, {department}", told, years),
        notes=(f"Voll: besetzt. Leer: nicht besetzt. {_staff_notes(figures, department)}".strip(),),
        passport=supply.card(figures, "staffing", f"{min(both)} bis {max(both)}", f"{len(both)} Stichtage"),
    )


def staff_sentence(figures: Figures, group: str, year: int) -> str:
    """How many posts were filled, and how many cases came to one."""
    department = name_of(figures, group)
    rows = {kind: posts(figures, department, kind).get(year, {}) for kind in ("posts", "filled", "cases_per_post")}
    plan, filled, cases = (row["value"] if row.get("state") == "ok" else None for row in rows.values())
    on = supply.on_date(rows["posts"]) if rows["posts"] else ""
    unit = say.COUNTED[rows["cases_per_post"].get("counted_unit") or "cases"]
    said = say.staff(figures.names[group], on, plan, filled)
    return " ".join(filter(None, (said, say.per_post(cases, unit))))


def _staff_notes(figures: Figures, department: str) -> str:
    """A new cut makes years incomparable."""
    cut = _recut(figures, department)
    return say.recut(cut) if cut else ""


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
    left_out = [figures.names[o] for o in spent if o not in every]
    final = all(spent[o][year]["stage"] == "final" for o in every if year in spent[o])
    said = (
        f"{len(every)} von {len(own)} Angeboten mit Betrag, nicht preisbereinigt.",
        "" if final else f"{year} noch nicht abgeschlossen.",
        f"Nicht enthalten, weil nicht in jedem Jahr gezeigt: {listed(left_out)}." if left_out else "",
    )
    drawn, exact = ({y: Cell(unit, total, total) for y, total in sums.items()} for unit in ("euro", "number"))
    many = say.named(len(every), "Angebot", "Angebote")
    return Finding(
        key="fachbereich_aufwand",
        title="Aufwand",
        sub="Euro im Jahr",
        chart=supply.on_years("Aufwand in Euro", "Euro", _on(years, drawn), year),
        table=supply.by_years("Aufwand", {"Euro": exact}, years),
        notes=(" ".join(filter(None, said)),),
        passport=supply.card(figures, "expenditure", f"{told[0]} bis {told[-1]}", many),
    )


def sections(figures: Figures, group: str, year: int) -> Finding:
    """The Sachgebiete with their posts; those that would show a unit of too few persons are named below."""
    department, kinds = name_of(figures, group), ("posts", "filled", "vacancy")
    rows = figures.rows("staffing", area=figures.district, department=department, year=year)
    found = {(row["section"], row["quantity"]): row for row in rows}
    whole, names = found.get((None, "posts")), sorted({row["section"] for row in rows if row["section"]})
    if whole is None:
        return Finding("sachgebiete", f"Sachgebiete {year}", "Für dieses Jahr sind keine Stellen geliefert.")
    shown = [name for name in names if found[name, "posts"]["state"] == "ok"]
    on, many = supply.on_date(whole), f"{len(shown)} von {len(names)} Sachgebieten" if names else ""
    return Finding(
        key="sachgebiete",
        title=f"Sachgebiete am {on}",
        sub="Stellen in Vollzeitäquivalenten, nie einzelne Personen",
        table=table_of(
            f"Stellen nach Sachgebiet, {department}, {on}",
            ("Sachgebiet", "Stellen", "besetzt", "unbesetzt"),
            [
                (name or "Fachbereich zusammen", *(_posts_cell(found.get((name, kind))) for kind in kinds))
                for name in [*shown, None]
            ],
        ),
        notes=(say.merged([name for name in names if name not in shown]),),
        passport=supply.card(figures, "staffing", f"Jahr {year}", many),
    )


def _posts_cell(row: Record | None) -> Cell:
    return amount(row, "per_cent") if row and row["quantity"] == "vacancy" else amount(row, digits=1)


def of_all(figures: Figures, year: int) -> Finding | None:
    """The posts of every Fachbereich in one year; None: nobody delivered any."""
    groups = figures.of_level("fachbereich")
    lines: list[tuple[Said, ...]] = []
    for group in groups:
        rows = [posts(figures, name_of(figures, group), kind).get(year) for kind in ("posts", "filled")]
        told = [amount(row if row and row["state"] == "ok" else None, digits=1) for row in rows]
        lines += [(figures.names[group], *told)] if rows[0] else []
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
    found, place, name = trends.of_area(figures, area), figures.area_names[area], figures.names[group]
    reaches = figures.along("offer_group", "annual_reach", year, area=area)
    own = {offer: figures.names[offer] for offer in offers_of(figures, group)}
    rows = [(named, reaches.get(offer, figures.absent(offer, area))) for offer, named in own.items()]
    words = {named: _word(found.get(offer)) for offer, named in own.items()}
    return Finding(
        key="fachbereich_angebote",
        title="Welche Angebote gehören dazu, und was ist geprüft?",
        sub=f"{place}, von 100 Kindern und Jugendlichen unter 18, {year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen",
        chart=marks(rows),
        table=reach_table(f"Angebote im {name}, {year}", "Angebot", rows, digits=1, beside=words),
        passport=passport.card(
            figures, "annual_reach", period=f"Jahr {year}", place=place, group=name, basis=f"{len(rows)} Angebote"
        ),
    )


def _word(trend: Trend | None) -> str:
    if trend is None or not trend.known:
        return "Entwicklung nicht bestimmbar"
    return f"{trend.said} seit {trend.first}" if trend.tested else trend.said
