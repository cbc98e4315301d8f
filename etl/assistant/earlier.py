"""What did the mappings of the profile already decide? Columns, codes and fixed values of earlier sources."""

from dataclasses import dataclass

from etl.mapping import Value
from etl.sources import Source


@dataclass(frozen=True)
class Earlier:
    """`values`: (role, canonical column, column of the file in small letters) → how it was filled; `codes`: (role, canonical
    column) → code → its meaning, where all sources agree; `fixed`: per entry its role, the columns it reads, what is fixed."""

    values: dict[tuple[str, str, str], Value]
    codes: dict[tuple[str, str], dict[str, str]]
    fixed: tuple[tuple[str, frozenset[str], dict[str, Value]], ...]

    def usual(self, role: str, columns: set[str]) -> dict[str, Value]:
        """What the earlier entry most like this file writes into every row: at least half of its columns must be there."""
        alike = [
            (len(wanted & columns) / len(wanted), said)
            for of_role, wanted, said in self.fixed
            if of_role == role and wanted and len(wanted & columns) * 2 >= len(wanted)
        ]
        return max(alike, key=lambda one: one[0])[1] if alike else {}


def earlier_of(sources: dict[str, Source]) -> Earlier:
    values: dict[tuple[str, str, str], Value] = {}
    meanings: dict[tuple[str, str], dict[str, set[str]]] = {}
    fixed = []
    for kind in (kind for _, source in sorted(sources.items()) for kind in source.files):
        said = kind.values or {}
        for name, value in said.items():
            for column in value.columns[:1]:
                values.setdefault((kind.role, name, column.lower()), value)
            for code, meaning in (value.codes or {}).items():
                meanings.setdefault((kind.role, name), {}).setdefault(code, set()).add(meaning)
        read = frozenset(column.lower() for value in said.values() for column in value.columns)
        fixed.append((kind.role, read, {name: value for name, value in said.items() if value.fixed is not None}))
    codes = {
        about: {code: min(found) for code, found in of_column.items() if len(found) == 1}
        for about, of_column in meanings.items()
    }
    return Earlier(values, codes, tuple(fixed))
