"""What in a mapping cannot be right, though it is well written? Seen against the profile, and against the file it is about.

A mapping is judged before its rows are: else each of them would be rejected for a word that nobody delivered.
"""

from collections.abc import Iterator
from difflib import get_close_matches

import polars as pl

from etl.date_forms import fits, forms_of
from etl.delivery import Read
from etl.findings import Finding, expected, reason
from etl.mapping import FileKind, Value
from etl.roles import ROLES, Field
from etl.sources import Source
from etl.typed import DATES, PLACEHOLDERS, Lists, read_cells
from store.german import listed

USUAL_DAY = r"^\d{1,2}\.\d{1,2}\.\d{4}$|^\d{4}-\d\d-\d\d$|^\d{1,2}\.\d{4}$|^\d{4}-\d\d$"  # read without `datum`


def misfits_of(sources: dict[str, Source], lists: Lists) -> list[str]:
    """Words of mappings that no row could be filled with: file, key, what stands there, what fits."""
    return [
        f"{source.file} [datei] {number}. spalten {slip}"
        for source in sources.values()
        for number, kind in enumerate(source.files, 1)
        for slip in wrong_words(kind, lists)
    ]


def wrong_words(kind: FileKind, lists: Lists) -> Iterator[str]:
    """The same of one entry: column and key, what stands there, what fits."""
    fields = {field.name: field for field in ROLES[kind.role].fields} if kind.role in ROLES else {}
    for name, value in (kind.values or {}).items():
        said = {"fest": value.fixed, "sonst": value.otherwise}
        said |= {f"codes „{code}“": word for code, word in (value.codes or {}).items()}
        words = {key: word for key, word in said.items() if word}
        if name not in fields or not words:
            continue
        probe = kind.model_copy(
            update={"values": {name: Value.model_validate({"aus": "word", "datum": value.date_format})}}
        )
        frame = pl.DataFrame({"word": list(words.values()), "line": range(len(words))})
        for (key, word), why in zip(words.items(), read_cells(frame, probe, lists)["reason"], strict=True):
            if why is not None:
                yield f"{name} {key}: Dort steht „{word}“. Erwartet: {_fitting(fields[name], word, why, lists)}."


def _fitting(field: Field, word: str, why: str, lists: Lists) -> str:
    if field.kind == "offer":
        near = get_close_matches(word, list(lists.offers), 3)
        return (
            f"ein Angebot aus angebote.csv, vielleicht {listed([f'„{one}“' for one in near])}"
            if near
            else "ein Angebot aus angebote.csv"
        )
    if field.kind in ("area", "home"):
        return "ein Gebiet aus gebiete.csv, in dem jemand wohnt"
    if field.codes:
        return f"eines von: {', '.join(field.codes)}"
    return expected(reason(why)) or f"ein Wert für „{field.name}“"


def wrong_date_forms(part: Read) -> list[Finding]:
    """Columns whose dates do not have the form that the mapping says, and all have another: the mapping is wrong, not they."""
    kinds = {field.name: field.kind for field in ROLES[part.kind.role].fields} | {"geburt": DATES[0]}
    found = []
    for name, value in (part.kind.values or {}).items():
        if value.column not in part.table.frame.columns or kinds.get(name) not in DATES or value.codes is not None:
            continue
        cells = part.table.frame[value.column].str.strip_chars().unique()
        cells = cells.filter(~cells.is_in(["", *PLACEHOLDERS, *value.open_values]))
        usual = int(cells.str.contains(USUAL_DAY).sum())
        read = fits(cells, value.date_format) if value.date_format else usual
        meant = forms_of(cells) if read < cells.len() else []
        if meant:
            given = value.date_format or "TT.MM.JJJJ"
            mapping = part.source.name
            found.append(part.finding("datumsform", column=value.column, given=given, meant=meant, mapping=mapping))
    return found
