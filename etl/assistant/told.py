"""How is a suggestion told on screen? German lines; no number of a child or a case, nothing of a column that is dropped."""

from collections.abc import Iterator, Mapping

from etl.assistant.preview import Preview
from etl.assistant.suggestion import Filled, Suggestion
from etl.assistant.words import WORDS, others, points
from etl.findings import reason_text, sentence
from store.german import listed, number

SAID = WORDS["told"]
WIDEST = 28  # signs of a cell


def lines_of(suggestion: Suggestion) -> Iterator[str]:
    """What the file is, how each column would be filled, what is open, what is dropped."""
    share = points(dict(suggestion.ranking)[suggestion.role])
    yield SAID["file"].format(
        file=suggestion.file,
        format=WORDS["format"][suggestion.format],
        rows=number(suggestion.rows),
        role=suggestion.role,
        share=share,
        others=others(suggestion.ranking, suggestion.role),
    )
    if chosen := suggestion.layout.get("nur"):
        yield SAID["rows"].format(chosen=_chosen(chosen))
    yield SAID["columns"]
    yield from map(_column, suggestion.filled)
    for name, names in (
        ("open", suggestion.open),
        ("identifying", suggestion.identifying),
        ("dropped", suggestion.dropped),
    ):
        if names:
            yield SAID[name].format(names=_quoted(names))


def lines_of_preview(found: Preview) -> Iterator[str]:
    """The translated rows as a table, and what the check would say."""
    yield SAID["preview"].format(shown=len(found.rows), read=number(found.read))
    table = [found.columns, *found.rows]
    widths = [min(WIDEST, max(len(row[at]) for row in table)) for at in range(len(found.columns))]
    if not found.rows:
        yield SAID["nothing"]
    for row in table if found.rows else []:
        yield ("  " + "  ".join(f"{cell[:WIDEST]:<{width}}" for cell, width in zip(row, widths, strict=True))).rstrip()
    for reason, count in found.reasons:
        yield SAID["rejected"].format(count=number(count), reason=reason_text(reason))
    yield from (SAID["finding"].format(said=sentence(finding)) for finding in found.findings)


def _column(filled: Filled) -> str:
    told = SAID["column"].format(name=filled.name, source=_source(filled), why=WORDS["why"][filled.why])
    told += "" if filled.sure else SAID["check"]
    told += SAID["two_forms"] if filled.two_forms else ""
    told += SAID["untranslated"].format(codes=_quoted(filled.untranslated)) if filled.untranslated else ""
    return told + (SAID["kept_back"].format(count=filled.kept_back) if filled.kept_back else "")


def _source(filled: Filled) -> str:
    value = filled.value
    if value.fixed is not None:
        return f"immer „{value.fixed}“"
    form = f", Datum {value.date_format}" if value.date_format else ""
    return " und ".join(f"„{column}“" for column in value.columns) + form


def _chosen(nur: str | Mapping[str, list[str]]) -> str:
    if isinstance(nur, str):
        return f"Schlüssel {nur}"
    return "; ".join(f"{column} = {_quoted(tuple(words))}" for column, words in nur.items())


def _quoted(names: tuple[str, ...]) -> str:
    return listed([f"„{name}“" for name in names])
