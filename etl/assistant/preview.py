"""How would the first rows read? Ten rows through the very reading and checking of a delivery, without what identifies a child."""

from dataclasses import dataclass
from datetime import date

from etl.assistant.suggestion import Filled, Suggestion, made_of
from etl.check import columns_problems, typed_rows
from etl.content import Content
from etl.delivery import Found, read_file
from etl.findings import Finding
from etl.readers import FORMATS
from etl.roles import CHILD, ROLES
from etl.sources import Source
from etl.typed import lists_of
from store.german import day
from store.profile import Profile

ROWS = 10
HIDDEN = (*CHILD, "vorgang_nr", "geburtsmonat")  # what a source calls a child or a case; nearly a birth date
FREE = ("text", "place")  # kinds of columns in which anything may stand


@dataclass(frozen=True)
class Preview:
    """`rows`: cells in German, in the order of `columns`; `reasons`: why other rows would be rejected (code|column), how many
    of `read`; `findings`: what the check would say of the columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reasons: tuple[tuple[str, int], ...]
    read: int
    findings: tuple[Finding, ...]


def preview(content: Content, suggestion: Suggestion, profile: Profile) -> Preview:
    """The first rows of the first table, as the suggestion translates them. Unreadable."""
    kind = suggestion.kind()
    source = Source(suggestion.name, suggestion.name, "aenderung", "", (kind,))
    part = read_file(Found(content, "", source, kind))[0]
    checked, problems = typed_rows(part, lists_of(profile))
    findings = [*columns_problems(part, with_children=suggestion.role == "nutzung"), *problems]
    shown = [name for one in suggestion.filled for name in _shown(one, suggestion)]
    reasons = checked.rejected.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return Preview(
        columns=tuple(shown),
        rows=tuple(tuple(map(_german, row)) for row in checked.rows.head(ROWS).select(shown).iter_rows()),
        reasons=tuple(reasons.iter_rows()),
        read=part.read,
        findings=tuple(findings),
    )


def _shown(one: Filled, suggestion: Suggestion) -> list[str]:
    """The columns it fills that lead to nobody: free text only of statistical offices."""
    free = {field.name for field in ROLES[suggestion.role].fields if field.kind in FREE}
    own_words = one.value.fixed is None and not FORMATS[suggestion.format].public
    hidden = {*HIDDEN, *(free if own_words else ())}
    return [name for name in made_of(one.name, suggestion.role) if name not in hidden]


def _german(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, date):
        return day(value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
