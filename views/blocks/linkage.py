"""Which sources know the same child again, and how well? The linkage report, as findings.

What is counted here is of all linked sources and years together, in the whole district: no count says where or how old a child is.
"""

from store.german import capital, listed, number
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, Said, Table, table_of
from views.words.texts import TEXTS

SAID = TEXTS["linkage"]
SPACES = ("verknuepft", "verknuepft_v1")  # counting of a linked source, and space of its children (store/tables.toml)


def linked(figures: Figures) -> Finding:
    """Which sources know the same child again, which count on their own, and what became of the records of those that are linked?"""
    status = figures.published.table("source_status").select("title", "source", "counting").unique()
    many = status["source"].n_unique()
    named: dict[str, list[str]] = {space: [] for space in SPACES}
    for row in status.iter_rows(named=True):
        if row["counting"] in named:
            named[row["counting"]].append(row["title"] or row["source"])
    known = [(space, sorted(titles)) for space, titles in named.items() if titles]
    told = "; ".join(SAID["sources"][space].format(names=listed(titles)) for space, titles in known)
    linked_many = sum(len(titles) for _, titles in known)
    sub = f"{number(linked_many)} von {number(many)} Quellen: {told}" if known else f"Keine von {number(many)} Quellen"
    lead = (SAID["lead"], *([SAID["older"]] if len(known) > 1 else []))
    return Finding("verknuepfung", SAID["title"], sub, lead=lead, table=_table(figures))


def _table(figures: Figures) -> Table | None:
    """None where no source is linked, or the figures are of a program that did not count it."""
    rows = figures.published.table("linkage").to_dicts()
    spaces = [space for space in SPACES if any(row["space"] == space for row in rows)]
    told = [
        ((f"{SAID['of'][space]}: {words}" if len(spaces) > 1 else capital(words)), value)
        for space in spaces
        for words, value in _of_space(figures, [row for row in rows if row["space"] == space])
    ]
    return table_of(SAID["caption"], (SAID["what"], Column(SAID["many"], figure=True)), told, words=1) if told else None


def _of_space(figures: Figures, rows: list[Record]) -> list[tuple[str, Said]]:
    """What is said of one shared key, in the order of the words."""
    told = {":".join(str(row[name]) for name in ("quantity", "key", "reason") if row[name]): row for row in rows}
    found = [(words, _value(figures, told[code])) for code, words in SAID["quantities"].items() if code in told]
    counts = {row["quantity"]: row["count"] for row in rows}
    if counts.get("children", 0) >= 10 * figures.base:
        share = counts["in_several"] / counts["children"]
        found.insert(3, (SAID["share"], Cell("of_100", share, share)))
    return found


def _value(figures: Figures, row: Record) -> Said:
    if row["share"] is not None:
        stated: str = SAID["stated"][row["quantity"]]
        return stated.format(**_one_in(row["share"]))
    return Cell("children", row["count"], row["count"], base=figures.base)


def _one_in(share: float) -> dict[str, str]:
    """0.0002 → 2 of 10,000."""
    of = next(of for of in (100, 1_000, 10_000, 100_000) if share * of >= 1 and round(share * of, 6).is_integer())
    return {"many": number(round(share * of)), "of": number(of)}
