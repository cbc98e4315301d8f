"""What is known of one offer besides its waiting list? Reach over the years, duration, places, money, and how it is counted."""

from store.german import count_shown, day, number
from views.blocks import supply, trends
from views.blocks.supply import amount, amounts, card, count, of_offer, on_date
from views.figures.reach import MISSING, Record, share
from views.figures.read import Figures, breaks
from views.finding import Cell, Chart, Column, Finding, Series, table_of
from views.words import evidence, passport, sentences
from views.words import supply_sentences as say
from views.words.cells import said
from views.words.trend_sentences import unit_for

PLACES = {"approved": "genehmigt", "offered": "mit Personal betreibbar", "supply_rate": "je 100 Kinder"}
QUARTERS = ("lower_quartile", "median", "upper_quartile")
Ages = tuple[str, int | None, int | None]  # an age band, and the ages of a row that no band has
YEARS = 5  # that a duration is told of


def by_year(figures: Figures, offer: str, year: int) -> Finding:
    """The reach of all years, of so many children that whole numbers tell it; the tested sentence below."""
    series, name = figures.series("annual_reach", offer, area=figures.district), figures.names[offer]
    known = {y: r for y, r in series.items() if r.shown and r.low is not None}
    if not known:
        why = next((r.note for r in series.values() if r.note), sentences.SELECTION_EMPTY)
        return Finding("angebot_jahre", "Für keines der Jahre wird ein Wert gezeigt", why)
    unit = unit_for([r.least if r.high is None else r.high for r in known.values()])
    of = f"von {number(unit)}"
    cells = {y: share(series.get(y, MISSING), unit=f"of_{unit}") for y in range(min(known), max(series) + 1)}
    broken = breaks(trends.events_of(figures, offer, min(known), max(known)))
    trend = trends.of_area(figures, figures.district).get(offer)
    caption, period = f"Reichweite im Jahr, {name}, {of} Kindern", f"{min(cells)} bis {max(cells)}, hier {year}"
    return Finding(
        key="angebot_jahre",
        title=f"{name} über die Jahre",
        sub=f"Von {number(unit)} {sentences.CHILDREN}, {min(cells)} bis {max(cells)}. {evidence.legend(series.values())}",
        chart=supply.on_years(caption, of, cells, year, broken),
        table=supply.by_years(caption, {of: cells}),
        notes=(
            f"{year}: {said(cells[year])}." if year in cells and cells[year].low is None else "",
            trends.sentence_of(figures, offer, trend, figures.district) if trend else "",
            *(f"Gepunktet, {event['date'].year}: {event['text']}." for event in broken),
        ),
        passport=passport.card(figures, "annual_reach", series.get(year, MISSING), period, group=name),
    )


def hidden_ages(figures: Figures, year: int) -> Finding:
    return Finding(
        "reichweite_alter", f"Alter, {year}", "Nach Alter und Geschlecht zum Schutz der Kinder nicht gezeigt."
    )


def district_only(figures: Figures, year: int) -> Finding:
    return Finding(
        key="reichweite_gemeinden",
        title="Gemeinden: nur zusammen mit anderen Angeboten",
        lead=("Zum Schutz der Kinder wird dieses Angebot allein nur für den Landkreis gezeigt.",),
        links={"Angebote zusammen, nach Gemeinden": f"/reichweite?jahr={year}"},
    )


def duration(figures: Figures, offer: str) -> Finding:
    """How long a use lasts, for the fives of years that were recorded; running uses counted as far as they go."""
    parts, name = [of_offer(figures, "duration", offer, quarter) for quarter in QUARTERS], figures.names[offer]
    last = max(parts[1], default=None)
    if last is None:
        return Finding("dauer", "Dauer", say.NO_DURATION)
    middle = parts[1][last]
    title = say.duration(middle, last - YEARS + 1, last, name)
    if all(row["value"] is None for of in parts for row in of.values()):
        return Finding("dauer", title, "Monate bis zum Ende einer Nutzung")
    fives = {f"{end - YEARS + 1}–{end}": [of.get(end) for of in parts] for end in sorted(parts[1])}
    halves, medians = ([cell(rows) for rows in fives.values()] for cell in (_half, _median))
    caption = f"Dauer der Nutzung in Monaten, {name}"
    series = (Series("mittlere Hälfte", tuple(halves)), Series("Median", tuple(medians)))
    return Finding(
        key="dauer",
        title=title,
        sub="Monate bis zum Ende; Balken: mittlere Hälfte, Strich: Median. Laufende Nutzungen zählen mit ihrer bisherigen Dauer",
        chart=Chart("spans", "Monate", tuple(fives), series),
        table=table_of(
            caption, ("Beginn", "Median", "mittlere Hälfte"), zip(fives, medians, halves, strict=True), look="spans"
        ),
        passport=card(
            figures,
            "duration",
            f"Beginn {last - YEARS + 1} bis {last}",
            f"Nutzungen: {count_shown(middle['numerator'], figures.base)}",
            name,
        ),
    )


def _half(rows: list[Record | None]) -> Cell:
    """Where the median is not told, the ends of the middle half say whether uses run on or too few began."""
    low, _, high = (None if row is None else row["value"] for row in rows)
    return Cell("months", low, high)


def _median(rows: list[Record | None]) -> Cell:
    low, middle, _ = (None if row is None else row["value"] for row in rows)
    if middle is None and low is not None:
        return Cell("number", state="open")
    return Cell("number", middle, middle, state=rows[1]["state"] if rows[1] else "no_data")


def places(figures: Figures, offer: str, year: int) -> Finding | None:
    """Places and for how many children; None for an offer that has none."""
    rows = figures.rows("places", area=figures.district, offer_group=offer)
    if not rows:
        return None
    shown = year if any(row["year"] == year for row in rows) else max(row["year"] for row in rows)
    taken = {_ages(r): r for r in figures.rows("places_taken", area=figures.district, offer_group=offer, year=shown)}
    kinds: dict[Ages, dict[str, Record]] = {}
    for row in (row for row in rows if row["year"] == shown):
        kinds.setdefault(_ages(row), {})[row["quantity"]] = row
    bands = {ages: _band(figures, *ages) for ages in kinds}
    order = sorted(kinds, key=lambda ages: bands[ages]["age_from"])
    cells = [
        (bands[of]["name"], *(amount(kinds[of].get(kind)) for kind in PLACES), count(taken.get(of), figures.base))
        for of in order
    ]
    told = [_places_said(kinds[of], bands[of]) for of in order if kinds[of]["approved"]["state"] == "ok"]
    name = figures.names[offer]
    return Finding(
        key="plaetze",
        title=told[0] if told else "Plätze",
        sub="Plätze am Ort der Einrichtung, Kinder am Wohnort. Plätze je 100 Kinder sind nicht die Betreuungsquote",
        table=table_of(
            f"Plätze und Versorgungsquote, {name}, {shown}", ("Alter", *PLACES.values(), "belegt"), cells, look="places"
        ),
        notes=(*told[1:], f"Für {year} nicht geliefert; gezeigt wird {shown}." if shown != year else ""),
        passport=card(figures, "places", f"Jahr {shown}", say.named(len(order), "Altersgruppe", "Altersgruppen"), name),
    )


def _places_said(told: dict[str, Record], band: Record) -> str:
    approved, rate = told["approved"], told["supply_rate"]["value"]
    return say.places(on_date(approved), approved["value"], rate, sentences.said_ages(band))


def _ages(row: Record) -> Ages:
    return row["age_band"], row["age"], row["age_to"]


def _band(figures: Figures, band: str, first: int | None, last: int | None) -> Record:
    """Name and edges of an age band, or of those ages."""
    if first is not None:
        return {"name": f"{first} bis {last}", "age_from": first, "age_to": last}
    return next(row for row in figures.published.table("age_band").to_dicts() if row["age_band"] == band)


def expenditure(figures: Figures, offer: str, year: int) -> Finding | None:
    """What the offer cost, a child and in all; None where no amount was delivered, one line where all are hidden."""
    spent, child = (of_offer(figures, "expenditure", offer, quantity) for quantity in ("spent", "per_child"))
    told, name = {y: row for y, row in spent.items() if row["state"] == "ok"}, figures.names[offer]
    if not told:
        return Finding("aufwand", f"{name}: Aufwand nicht gezeigt", spent[max(spent)]["note"]) if spent else None
    shown, period = year if year in told else max(told), f"{min(spent)} bis {max(spent)}"
    row, each, caption = told[shown], child.get(shown), f"Aufwand in Euro, {name}"
    return Finding(
        key="aufwand",
        title=say.money(name, shown, row["value"], each["value"] if each else None, row["stage"]),
        sub=f"Aufwand in Euro, {period}, nicht preisbereinigt. {say.ALSO_OTHERS}",
        chart=supply.on_years(caption, "Euro", amounts(spent, "euro"), shown),
        table=supply.by_years(caption, {"Aufwand": amounts(spent), "je nutzendes Kind": amounts(child)}),
        notes=(f"{year}: {spent[year]['note']}" if year in spent and year not in told else "",),
        passport=card(figures, "expenditure", period, say.named(len(told), "Jahr", "Jahre"), name),
    )


def money_of(figures: Figures, offers: tuple[str, ...], year: int) -> Finding | None:
    """The amounts of one year, as delivered; a child only where the children are counted. None: no amount is shown."""
    lines = []
    for offer in offers:
        kinds = (of_offer(figures, "expenditure", offer, quantity) for quantity in ("spent", "per_child"))
        spent, child = (rows.get(year) for rows in kinds)
        if spent and spent["state"] == "ok":
            each = amount(child if child and child["state"] == "ok" else None)
            lines.append((figures.names[offer], amount(spent), each, say.STAGES.get(spent["stage"], "")))
    if not lines:
        return None
    title = f"Aufwand {year} nach Angebot, nicht preisbereinigt"
    return Finding(
        key="aufwand_angebote",
        title=title,
        table=table_of(title, ("Angebot", "Aufwand in Euro", "je nutzendes Kind", Column("Stand")), lines),
        notes=(f"{say.ALSO_OTHERS}.",),
        passport=card(figures, "expenditure", f"Jahr {year}"),
    )


def counted(figures: Figures, offer: str, year: int) -> Finding:
    """Which source, how far delivered, and how children are counted in it."""
    rows = figures.published.table("source_status").to_dicts()
    rows = [row for row in rows if row["offer"] == offer and row["year"] == year]
    told = [f"Quelle: {row['title'] or row['source']}" for row in rows]
    stands = [f", Datenstand {day(row['as_of'])}{passport.assumed(row)}" if row["as_of"] else "" for row in rows]
    told += [f"Lieferung: {year} {say.until(row)}{stand}" for row, stand in zip(rows, stands, strict=True)]
    told += [f"Zählweise: {say.COUNTING[row['counting']]}" for row in rows if row["counting"] in say.COUNTING]
    unit = figures.offers.get(offer, {}).get("unit")
    told += [f"gezählt in: {unit}"] if unit else []
    return Finding(
        key="herkunft",
        title="Woher kommen die Zahlen?",
        sub="" if rows else f"Für {year} liegt keine Lieferung vor.",
        lead=tuple(told),
    )
