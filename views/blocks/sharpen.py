"""What would make the range of reach narrower, and by how many points? The next steps as findings and as lines of a letter."""

from collections.abc import Iterable

from store.german import capital, listed, number
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, Row, table_of
from views.words.texts import TEXTS

SAID = TEXTS["sharpen"]
OF_PLACES = ("home",)  # steps that tell nothing new of the district
MOST = 12  # rows; more would not be read


def steps(figures: Figures, *, short: bool = False) -> Finding | None:
    """The steps for the widest group of offers, best first; None where no step is known. short: the best alone, and where the others are."""
    rows = _ranked(figures)
    if not rows:
        return None if short else _nothing_left(figures)
    first, about = rows[0], {"group": figures.names[rows[0]["offer_group"]], "year": str(rows[0]["year"])}
    before = round(first["value_from"] * 100)
    how = {"step": _step(figures, first), "before": number(before), "after": number(before - _points(first))}
    title = SAID["of_places" if first["quantity"] in OF_PLACES else "title"].format(**how)
    if short:
        return Finding("genauer_kurz", title, links={SAID["link"]: "/qualitaet"})
    what, points, effort = SAID["heads"]
    lines = [
        Row(
            (
                capital(_step(figures, row)),
                Cell("number", _points(row), _points(row)),
                SAID["effort"][str(row["effort"])],
            )
        )
        for row in rows[:MOST]
    ]
    heads = (what, Column(points, figure=True), Column(effort))
    return Finding(
        "genauer",
        title,
        SAID["sub"].format(**about),
        table=table_of(SAID["caption"].format(**about), heads, lines, look="words"),
    )


def _nothing_left(figures: Figures) -> Finding | None:
    """Where a range is left that no single step narrows by a point; None where there is none, or no program ever looked for steps."""
    if not figures.definition("sharpen"):
        return None
    reach = figures.reach(next(iter(figures.heads), ""), figures.default_year, figures.district)
    return Finding("genauer", SAID["nothing"]) if reach.told and not reach.narrow else None


def for_sources(figures: Figures, sources: Iterable[str]) -> tuple[str, ...]:
    """The steps that these sources can take, as lines of a letter, best first."""
    status = figures.published.table("source_status")
    delivered = {row["offer"] for row in status.iter_rows(named=True) if row["source"] in set(sources)}
    mine = [row for row in _ranked(figures) if row["offer"] in delivered or row["source"] in set(sources)]
    return tuple(
        SAID["letter_of_places" if row["quantity"] in OF_PLACES else "letter"].format(
            step=capital(_step(figures, row)), points=number(_points(row))
        )
        for row in mine
    )


def _ranked(figures: Figures) -> list[Record]:
    """Of the widest group, most points for the effort first; those of the district before those of places."""
    rows = figures.rows("sharpen", offer_group=next(iter(figures.heads), ""))
    place = {
        key: at for at, key in enumerate((*SAID["steps"], *figures.group))
    }  # as the words and the profile have them, whatever their ids
    return sorted(
        rows,
        key=lambda row: (
            row["quantity"] in OF_PLACES,
            -row["value"] / row["effort"],
            place[row["quantity"]],
            place.get(row["offer"], -1),
            _step(figures, row),
        ),
    )


def _points(row: Record) -> int:
    return round(float(row["value"]) * 100)


def _step(figures: Figures, row: Record) -> str:
    if row["offer"] is not None:
        name = figures.names[row["offer"]]
    else:
        titles = figures.published.table("source_status").select("source", "title").unique().rows()
        name = listed(sorted(title for source, title in titles if source == row["source"])) or row["source"]
    return str(SAID["steps"][row["quantity"]].format(name=f"„{name}“"))
