"""How many children are in day care on one day? The rate on 1 March, as official statistics define it, beside theirs."""

from datetime import date

from store.german import day
from views.blocks.reach import COLUMNS, OF_100
from views.figures.reach import MISSING, Reach, share
from views.figures.read import Figures, breaks
from views.finding import Chart, Finding, Series, table_of
from views.words import childhood_sentences as say
from views.words import passport, sentences


def care_rates(figures: Figures, year: int) -> Finding:
    """The rate of children in day care on 1 March, under 3 and 3 to 5, as official statistics define it."""
    on, group = date(year, 3, 1), figures.head("tagesbetreuung")
    place = figures.area_names[figures.district]
    reaches = figures.along("age_band", "point_reach", year, offer_group=group, reference_date=on)
    bands = [band for band in figures.bands if band["age_to"] < 6]
    told = {band["name"]: reaches.get(band["age_band"], MISSING) for band in bands}
    known = next((reach for reach in told.values() if reach.day), MISSING)
    of_day = f", Anteil an der Bevölkerung vom {day(known.day)}" if known.day else ""
    cells = {name: share(reach, unit="rate") for name, reach in told.items()}
    return Finding(
        key="betreuungsquote",
        title=f"Wie viele Kinder waren am {day(on)} in Kita oder Kindertagespflege?",
        sub=f"{place}, Betreuungsquote: Kita oder Kindertagespflege am {day(on)}, ohne Doppelzählung{of_day}. "
        "Kita nach Ort der Einrichtung",
        chart=Chart("bars", OF_100, tuple(told), (Series("Betreuungsquote", tuple(cells.values()), "proved"),)),
        table=table_of(
            f"Betreuungsquote am {day(on)}, {place}",
            ("Alter", "Quote", *COLUMNS[1:]),
            [(name, cells[name], reach.count, reach.people) for name, reach in told.items()],
        ),
        notes=(sentences.SOMETHING_ELSE, *rates_beside(figures, year, reaches)),
        passport=passport.card(
            figures, "point_reach", known, f"Stichtag {day(on)}", place, figures.names.get(group, "")
        ),
    )


def rates_beside(figures: Figures, year: int, ours: dict[str, Reach]) -> tuple[str, ...]:
    """The official care rate beside ours, a line per age band; none where none was ever entered."""
    entered = figures.published.table("benchmark").to_dicts()
    rows = [row for row in entered if row["indicator"] == "betreuungsquote"]
    said = []
    for band in figures.bands:
        of_band = [row for row in rows if (row["age_from"], row["age_to"]) == (band["age_from"], band["age_to"])]
        if not of_band:
            continue
        now = [row for row in of_band if row["year"] == year]
        home = {figures.area_names[figures.district], figures.meta.get("district_name", "")}
        here = next((row for row in now if row["place"] in home), None)
        others = [row for row in now if row["place"] not in home]
        reach = ours.get(band["age_band"], MISSING)
        said += [say.official(band["name"], year, here, others), say.differs(reach, here, demo=figures.demo)]
        if here:
            said.append(_base(figures, date(year, 3, 1)))
    told = list(dict.fromkeys(line for line in said if line))
    sources = sorted({f"Quelle: {row['source']}." for row in rows if row["year"] == year})
    return (*told, *sources)


def _base(figures: Figures, on: date) -> str:
    """The first break that concerns every offer, for it is one of the population, and its first reference date."""
    first = next((event for event in breaks(figures.events("", 0, on.year)) if event["date"] < on), None)
    return say.new_base(first["date"].year + 1, first["short"]) if first else ""
