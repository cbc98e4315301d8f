"""What is wrong with one file? Errors refuse the delivery, a row with a reason is kept apart.

Order: columns (identifying, unknown, missing) → cells (etl/typed.py) → the rules of the role (etl/roles.py). No message
ever holds a cell of a row.
"""

import polars as pl

from etl.delivery import Checked, Finding, Read
from etl.persons import barred_links, identifying_columns, odd_keys, persons_in_cells
from etl.readers import FORMATS
from etl.roles import CHILD_COLUMNS, ROLES
from etl.typed import Lists, read_cells, required_missing, sum_rows
from store.german import listed

REASONS = {  # code -> German reason; {spalte} is a column name, never a cell
    "fehlt": "„{spalte}“ ist leer, wird aber gebraucht",
    "datum": "„{spalte}“ ist kein Datum (erwartet TT.MM.JJJJ, JJJJ-MM-TT oder MM.JJJJ)",
    "zahl": "„{spalte}“ ist keine Zahl (erwartet Ziffern, Dezimalkomma, keine negativen Werte)",
    "jahr": "„{spalte}“ ist kein Jahr (erwartet vier Ziffern)",
    "monat": "„{spalte}“ ist kein Monat (erwartet 1 bis 12)",
    "code": "„{spalte}“ enthält einen Code, der nicht in der Codeliste steht",
    "ja_nein": "„{spalte}“ ist weder ja noch nein",
    "angebot": "„{spalte}“ nennt ein Angebot, das nicht in angebote.csv oder in der Zuordnung steht",
    "gebiet": "„{spalte}“ nennt ein Gebiet, das nicht in gebiete.csv steht oder in dem niemand wohnt",
    "alter": "„{spalte}“ ist keine Altersgruppe (erwartet z. B. „3 bis unter 6 Jahre“)",
    "seit": "„{spalte}“ ist weder ein Monat (MM.JJJJ) noch „geburt“",
    "text": "„{spalte}“ hat mehr als 200 Zeichen (Freitext?), enthält Steuerzeichen oder beginnt wie eine Formel",
    "zeile": "Die Zeile passt nicht zur Kopfzeile",
    "ende_vor_beginn": "Das Ende liegt vor dem Beginn",
    "vor_geburt": "Der Beginn liegt vor der Geburt",
    "zu_alt": "Das Kind wäre bei Beginn älter als 26 Jahre",
    "nach_stand": "„{spalte}“ liegt nach dem Stand der Datei",
    "ohne_kind": "Weder kind_nr noch ein Schlüssel ist gefüllt: Das Kind ist nicht zu erkennen",
    "kind_fehlt": "Die kind_nr steht nicht in der Kinderdatei derselben Lieferung",
    "zeitbezug": "Genau eine der Spalten jahr und stichtag muss gefüllt sein",
    "alter_verdreht": "alter_bis ist kleiner als alter_von",
    "widerspruch": "Dieselbe Angabe steht mit anderem Wert in einer anderen Zeile",
}
NO_COLUMN_KNOWN = (
    "Keine der Spalten ist bekannt. Vermutlich fehlt die Kopfzeile mit den Spaltennamen, oder die Datei gehört zu einer anderen Quelle. "
    "Bitte die Datei mit Kopfzeile ausgeben."  # says no column: without a header these could be cells of a row
)
MOST_REJECTED = 0.5  # above this share it is the file that is wrong, not its rows


def columns_problems(part: Read, *, with_children: bool = False) -> list[Finding]:
    """Errors in the header: they refuse the whole delivery, before any row is looked at.

    with_children: a children's file of the same source says who the child is.
    """
    wanted, identifying = part.kind.wanted, identifying_columns(part)
    columns = [c for c in part.table.frame.columns if c != "line" and c not in identifying]
    unknown = _unknown_columns(part, columns, wanted)
    if any(finding.code == "keine_spalte_bekannt" for finding in unknown):
        return [*identifying.values(), *unknown]
    return [*identifying.values(), *unknown, *_missing_columns(part, columns, wanted, with_children)]


def _unknown_columns(part: Read, columns: list[str], wanted: dict[str, str]) -> list[Finding]:
    dropped = {c.lower() for c in part.kind.dropped}
    unknown = [c for c in columns if c.lower() not in wanted and c.lower() not in dropped]
    if not unknown or FORMATS[part.kind.format].public:
        return []
    if len(unknown) == len(columns):
        return [part.error("keine_spalte_bekannt", NO_COLUMN_KNOWN)]
    text = (
        f"Die Spalten {listed([f'„{c}“' for c in unknown])} sind weder zugeordnet noch unter weglassen genannt. "
        f"Bitte in der Zuordnung „{part.source.name}“ ergänzen."
    )
    return [part.error("unbekannte_spalte", text)]


def _missing_columns(part: Read, columns: list[str], wanted: dict[str, str], with_children: bool) -> list[Finding]:
    absent = [c for c in wanted.values() if c not in columns] if part.kind.values is not None else []
    absent += [c for c in required_missing(part.kind, columns) if not (with_children and c in CHILD_COLUMNS)]
    if not absent:
        return []
    text = (
        f"Es fehlen die Spalten {listed([f'„{c}“' for c in dict.fromkeys(absent)])}. "
        f"Gefunden: {listed([f'„{c}“' for c in columns]) or 'keine'}. "
        f"Bitte die Datei ergänzen oder die Zuordnung „{part.source.name}“ anpassen."
    )
    return [part.error("spalte_fehlt", text)]


def typed_rows(part: Read, lists: Lists) -> tuple[Checked, list[Finding]]:
    """Types every cell. The findings refuse: keys of another form, names where numbers belong, links that the law forbids."""
    frame = part.table.frame
    is_sum = frame.select(pl.repeat(False, pl.len()) | sum_rows(frame, part.kind)).to_series()
    typed = read_cells(frame.filter(~is_sum), part.kind, lists)
    problems = odd_keys(part, typed) + barred_links(part, typed, lists.never_linked) + persons_in_cells(part, typed)
    rules = [pl.when(broken).then(pl.lit(reason)) for reason, broken in ROLES[part.kind.role].rules]
    bad = pl.DataFrame(part.table.bad_lines, schema={"line": pl.Int64, "reason": pl.String}, orient="row")
    checked = Checked(
        **vars(part),
        rows=typed.clear().drop("reason"),
        rejected=bad.with_columns(reason=pl.lit("zeile|")),
        sums=tuple(frame.filter(is_sum)["line"]),
    )
    return checked.rejecting(typed.with_columns(reason=pl.coalesce("reason", *rules))), problems


def reason_text(reason: str) -> str:
    """code|column in German."""
    code, _, column = reason.partition("|")
    return REASONS[code].format(spalte=column)
