"""What do official statistics say beside our own care rate? From the figures of elsewhere that the office entered."""

from datetime import date

from views.figures.reach import MISSING, Reach
from views.figures.read import Figures
from views.words import childhood_sentences as say


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
    breaks = [e for e in figures.events("", 0, on.year) if e["kind"] == "reihenbruch" and e["date"] < on]
    return say.new_base(breaks[0]["date"].year + 1, breaks[0]["short"]) if breaks else ""
