"""May these figures be handed out beside all that was handed out before? Asked for everybody who will have both."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from measures.engine.attack.audit import Disclosed
from measures.engine.attack.together import together
from store.audience import AUDIENCES, for_audience, readers_of, sees_all
from store.german import day, listed
from store.ledger import EDITION, HandedOut, enter, figures_of, key_print, sources
from store.published import Published
from store.tables import SHOWN

Others = Mapping[int, HandedOut]


def hand_over(
    store: Path, published: Published, *, form: str, title: str, audience: str, edition: str, today: date
) -> None:
    """Enters what is about to be handed out (store/ledger.py). Raises Disclosed, and enters nothing, where somebody who has
    what was given before could then tell of one or two children; StoreProblem where the ledger cannot be read or written."""
    for reader, others in _readers_with_others(store, published, audience):
        _compared(store, published, reader, others)
    figures = for_audience(published, audience).table("figure")
    cells = figures.filter(pl.col("state").is_in(SHOWN)).height
    line = HandedOut(form, title, audience, published.number, edition, cells, key_print(store), today)
    enter(store, line)


def proofs_of_all(store: Path, reader: str) -> int:
    """How many groups of one or two children follow from all that this reader was given?"""
    given = [figures_of(store, line) for line in sources(store, reader).values()]
    return together([for_audience(one, reader).tables for one in given]).proofs if given else 0


def _readers_with_others(store: Path, published: Published, audience: str) -> list[tuple[str, Others]]:
    """Who reads it and was given other figures before? Of several who then have the same ones, the first."""
    found: dict[tuple[bool, frozenset[int]], tuple[str, Others]] = {}
    for reader in readers_of(audience):
        others = sources(store, reader)
        if others and published.number not in others:
            found.setdefault((sees_all(reader), frozenset(others)), (reader, others))
    return list(found.values())


def _compared(store: Path, published: Published, reader: str, others: Others) -> None:
    before = [for_audience(figures_of(store, line), reader).tables for line in others.values()]
    proofs = together([*before, for_audience(published, reader).tables]).proofs
    if proofs and proofs > together(before).proofs:
        raise Disclosed(_reason(proofs, reader, others))


def _reason(proofs: int, reader: str, others: Others) -> str:
    groups = "eine Gruppe" if proofs == 1 else f"{proofs} Gruppen"
    known = listed([f"{_name(line)} vom {day(line.made_on)}" for line in others.values()])
    return (
        f"Nicht ausgegeben: Wer schon {known} hat ({AUDIENCES[reader]}), könnte damit auf {groups} von 1 oder 2 Kindern "
        "schließen. Bitte die Zahlen einer Ausgabe verwenden, die schon ausgegeben ist, oder in amt.toml, [schutz], "
        "min_erwartet anheben und neu veröffentlichen."
    )


def _name(line: HandedOut) -> str:
    return line.title if line.form == EDITION else f"„{line.title}“"
