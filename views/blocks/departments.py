"""What is known of one Fachbereich? Use, waiting, posts and money on the same years, its Sachgebiete, offers and decisions."""

from html import escape

from store.german import STATES, listed, number, percent
from views.blocks import decisions, supply, trends
from views.drawings import rate_charts, tables
from views.drawings.rate_charts import Point
from views.figures.reach import MISSING, Reach, of_100
from views.figures.read import Figures
from views.shell import page, render
from views.words import passport
from views.words import supply_sentences as say

WHOLE = "alle"  # the offer group of rows about posts
ROUNDING = 0.05  # posts: full-time equivalents are written with one decimal


def name_of(figures: Figures, group: str) -> str:
    """The Fachbereich as delivered with posts and decisions: that of its offers."""
    offers = set(figures.group[group]["offers"])
    return next(
        (row["department"] for row in figures.published.table("offer").to_dicts() if row["offer"] in offers), ""
    )


def posts(figures: Figures, department: str, kind: str) -> dict[int, dict]:
    return supply.of_offer(figures, "staffing", WHOLE, f"{kind}:department:{department}")


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


def four(figures: Figures, group: str, year: int) -> str:
    """Four columns side by side on the same years, each in a unit of its own; the cards of all below."""
    years = years_of(figures, group, year)
    columns = (
        use(figures, group, year, years),
        waiting(figures, group, year, years),
        staff(figures, group, year, years),
        money(figures, group, year, years),
    )
    return page.block(
        figures,
        "Nutzung, Wartende, Stellen und Aufwand auf denselben Jahren",
        f"{years[0]} bis {years[-1]}. Jede Zeichnung hat eine eigene Einheit und beginnt bei 0; die Höhen sind untereinander nicht vergleichbar",
        f'<div class="four">{"".join(f"<div>{column}</div>" for column in columns)}</div>',
        small=False,
    )


def _column(title: str, unit: str, said: str, drawing: str = "", *below: str) -> str:
    """The drawing, its sentence, then its table and its Zahlenpass."""
    head = f'<p class="title">{escape(title)}</p><p class="note unit">{escape(unit)}</p>'
    return f'{head}{drawing}<p class="note">{escape(said)}</p>{"".join(below)}'


def _on(years: list[int], points: dict[int, Point]) -> dict[int, Point]:
    return {year: points.get(year, Point(STATES["no_data"])) for year in years}


def use(figures: Figures, group: str, year: int, years: list[int]) -> str:
    """Reach of the Fachbereich; a range stays a range."""
    series = figures.series("annual_reach", group, area=figures.district)
    points = _on(years, {y: reach_point(reach) for y, reach in series.items()})
    name = figures.group[group]["name"]
    lines = [[str(y), points[y].said] for y in years]
    return _column(
        "Nutzung",
        "von 100 Kindern unter 18",
        "Voll: nachgewiesen, schraffiert: möglich.",
        rate_charts.columns(points, year, f"{name}, Nutzung von 100 Kindern"),
        supply.table(f"Nutzung, {name}", ["Jahr", "von 100"], lines),
        passport.passport(
            figures, "annual_reach", series.get(year, MISSING), period=f"{years[0]} bis {years[-1]}", place=figures.area_names[figures.district], group=name,
        ),
    )  # fmt: skip


def reach_point(reach: Reach) -> Point:
    """A reach of 100 children as a column; small and hidden ones are only written."""
    if not reach.shown or reach.low is None or reach.is_small:
        return Point(of_100(reach))
    return Point(of_100(reach), reach.low * 100, None if reach.high is None else reach.high * 100)


def waiting(figures: Figures, group: str, year: int, years: list[int]) -> str:
    """One drawing for each list, never added: a child may stand on several."""
    lists = [(o, unit, rows) for o in offers_of(figures, group) for unit, rows in supply.lists_of(figures, o).items()]
    if not lists:
        return _column("Wartende", "", "Es wird keine Warteliste geführt. Das heißt nicht, dass niemand wartet.")
    drawings, said, lines = [], [], []
    for offer, unit, rows in lists:
        name = figures.group[offer]["name"]
        points = _on(years, supply.count_points(rows, figures.base))
        drawn = rate_charts.columns(points, year, f"Wartende, {name}", height=108 if len(lists) > 1 else 170)
        drawings.append(f'<p class="note">{escape(name)}, {supply.UNITS[unit]}</p>{drawn}' if len(lists) > 1 else drawn)
        said.append(supply.waiting_sentence(figures, offer, unit, rows, year))
        ranges = [(row["low"], row["high"]) for row in rows.values() if row["low"] is not None]
        said.append(say.steady(ranges, min(rows)) if len(lists) == 1 else "")
        lines += [[f"{name}, {y}", points[y].said] for y in years]
    unit = supply.UNITS[lists[0][1]] if len(lists) == 1 else "am Stichtag, je Liste"
    return _column(
        "Wartende",
        f"{unit} am Stichtag" if len(lists) == 1 else unit,
        " ".join(filter(None, said)),
        "".join(drawings),
        supply.table("Wartende", ["Liste und Jahr", "Wartende"], lines),
        supply.card(figures, "waiting", f"{years[0]} bis {years[-1]}", say.named(len(lists), "Liste", "Listen")),
    )  # fmt: skip


def staff(figures: Figures, group: str, year: int, years: list[int]) -> str:
    """Filled posts full, posts that are not filled as an empty outline."""
    department = name_of(figures, group)
    plan, filled = posts(figures, department, "posts"), posts(figures, department, "filled")
    both = {
        y: (plan[y]["value"], filled[y]["value"])
        for y in plan
        if y in filled and plan[y]["state"] == "ok" == filled[y]["state"]
    }
    if not both:
        why = next((row["note"] for row in plan.values() if row["state"] == "protected"), "Keine Daten geliefert.")
        return _column("Stellen", "", why)
    points = _on(
        years,
        {
            y: Point(f"{number(have, 1)} von {number(want, 1)}", have, max(want, have))
            for y, (want, have) in both.items()
        },
    )
    lines = [[str(y), *([number(amount, 1) for amount in both[y]] if y in both else ["–", "–"])] for y in years]
    return _column(
        "Stellen",
        "Vollzeitäquivalente (VZÄ)",
        f"Voll: besetzt. Leer: nicht besetzt. {_staff_notes(figures, department)}".strip(),
        rate_charts.columns(points, year, "Besetzte Stellen", above="vacant"),
        supply.table(f"Stellen, {department}", ["Jahr", "Stellen", "besetzt"], lines),
        supply.card(figures, "staffing", f"{min(both)} bis {max(both)}", f"{len(both)} Stichtage"),
    )  # fmt: skip


def staff_sentence(figures: Figures, group: str, year: int) -> str:
    """How many posts were filled, and how many cases came to one."""
    department = name_of(figures, group)
    rows = {kind: posts(figures, department, kind).get(year) for kind in ("posts", "filled", "cases_per_post")}
    known = [rows[kind]["value"] if rows[kind] and rows[kind]["state"] == "ok" else None for kind in rows]
    on = supply.on_date(rows["posts"]) if rows["posts"] else ""
    unit = (rows["cases_per_post"] or {}).get("note", "").partition("Einheit: ")[2].removesuffix(".") or "Fälle"
    said = say.staff(figures.group[group]["name"], on, *known[:2])
    return " ".join(filter(None, (said, say.per_post(known[2], unit))))


def _staff_notes(figures: Figures, department: str) -> str:
    """A new cut makes years incomparable; a quotient that chance and rounding explain is no trend."""
    cut = _recut(figures, department)
    if cut:
        return say.recut(cut)
    cases = supply.of_offer(figures, "caseload", WHOLE, f"department:{department}")
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
    prefix, by_year = f"posts:section:{department}/", {}
    for row in figures.rows("staffing", area=figures.district):
        if row["item"].startswith(prefix):
            by_year.setdefault(row["year"], set()).add(row["item"])
    years = sorted(by_year)
    changed = [b for a, b in zip(years, years[1:], strict=False) if by_year[a] != by_year[b]]
    return supply.on_date(posts(figures, department, "posts")[changed[-1]]) if changed else ""


def money(figures: Figures, group: str, year: int, years: list[int]) -> str:
    """The spending of those offers that told it in every year, so that the years stay comparable."""
    delivered = {o: supply.of_offer(figures, "expenditure", o, "spent") for o in offers_of(figures, group)}
    spent = {o: {y: row for y, row in rows.items() if row["state"] == "ok"} for o, rows in delivered.items() if rows}
    told = sorted({y for rows in spent.values() for y in rows if y in years})
    every = [o for o, rows in spent.items() if set(told) <= set(rows)]
    if not told or not every:
        return _column("Aufwand", "", "Kein Betrag in allen Jahren gezeigt." if spent else "Kein Betrag geliefert.")
    sums = {y: sum(spent[o][y]["value"] for o in every) for y in told}
    points = _on(years, {y: rate_charts.value(say.short_euro(amount), amount) for y, amount in sums.items()})
    left_out = [figures.group[o]["name"] for o in spent if o not in every]
    stage = (
        ""
        if all("Ergebnis" in spent[o].get(year, {"note": "Ergebnis"})["note"] for o in every)
        else f" {year} noch nicht abgeschlossen."
    )
    total = len(offers_of(figures, group))
    said = f"{len(every)} von {total} Angeboten mit Betrag, nicht preisbereinigt.{stage}"
    if left_out:
        said += f" Nicht enthalten, weil nicht in jedem Jahr gezeigt: {listed(left_out)}."
    return _column(
        "Aufwand",
        "Euro im Jahr",
        said,
        rate_charts.columns(points, year, "Aufwand in Euro"),
        supply.table("Aufwand", ["Jahr", "Euro"], [[str(y), number(sums[y]) if y in sums else "–"] for y in years]),
        supply.card(figures, "expenditure", f"{told[0]} bis {told[-1]}", say.named(len(every), "Angebot", "Angebote")),
    )  # fmt: skip


def sections(figures: Figures, group: str, year: int) -> str:
    """The Sachgebiete with their posts; those that would show a unit of under five persons are named below."""
    department = name_of(figures, group)
    rows = {row["item"]: row for row in figures.rows("staffing", area=figures.district, year=year)}
    prefix = f"posts:section:{department}/"
    names = [item.removeprefix(prefix) for item in rows if item.startswith(prefix)]
    kinds = ("posts", "filled", "vacancy")
    of = {name: [rows.get(f"{kind}:section:{department}/{name}") for kind in kinds] for name in names}
    whole = [rows.get(f"{kind}:department:{department}") for kind in kinds]
    if whole[0] is None:
        return page.block(figures, f"Sachgebiete {year}", "Für dieses Jahr sind keine Stellen geliefert.")
    shown = {name: told for name, told in of.items() if told[0]["state"] == "ok"}
    lines = [[name, *map(_cell, told)] for name, told in shown.items()] + [["Fachbereich zusammen", *map(_cell, whole)]]
    caption = f"Stellen nach Sachgebiet, {department}, {supply.on_date(whole[0])}"
    heads = ["Sachgebiet", "Stellen", "besetzt", "unbesetzt"]
    return page.block(
        figures,
        f"Sachgebiete am {supply.on_date(whole[0])}",
        "Stellen in Vollzeitäquivalenten, nie einzelne Personen",
        tables.plain_table(caption, heads, lines, figures=frozenset({1, 2, 3})),
        page.notes(say.merged([name for name in names if name not in shown])),
        supply.card(figures, "staffing", f"Jahr {year}", f"{len(shown)} von {len(names)} Sachgebieten" if names else ""),
    )  # fmt: skip


def _cell(row: dict | None) -> str:
    if row is None or row["state"] != "ok":
        return STATES[row["state"]] if row else "–"
    return percent(row["value"], 0) if row["unit"].startswith("Anteil") else number(row["value"], 1)


def offers(figures: Figures, group: str, year: int) -> str:
    """The offers of the Fachbereich with their reach, and below each name its tested word."""
    found, place = trends.of_area(figures, figures.district), figures.area_names[figures.district]
    reaches = figures.along("offer_group", "annual_reach", year)
    rows = [
        tables.Row(figures.group[offer]["name"], reaches.get(offer, MISSING), beside=_word(found.get(offer)))
        for offer in offers_of(figures, group)
    ]
    return page.block(
        figures,
        "Welche Angebote gehören dazu, und was ist geprüft?",
        f"{place}, von 100 Kindern und Jugendlichen unter 18, {year}. Nicht addieren: Ein Kind kann mehrere Angebote nutzen",
        tables.reach_table(f"Angebote im {figures.group[group]['name']}, {year}", "Angebot", rows, digits=1),
        passport.passport(
            figures, "annual_reach", MISSING, period=f"Jahr {year}", place=place, group=figures.group[group]["name"], basis=f"{len(rows)} Angebote",
        ),
    )  # fmt: skip


def _word(trend) -> str:
    if trend is None or not trend.tested:
        return "Entwicklung nicht bestimmbar"
    return f"seit {trend.first} {trend.said}" if trend.clear else f"{trend.said} seit {trend.first}"


def look_back(figures: Figures, group: str) -> str:
    """What became of the decisions of this Fachbereich."""
    return render.of(figures, decisions.look_back, name_of(figures, group))
