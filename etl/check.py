"""What is wrong with a delivery? The screener: errors refuse it, a row with a reason is kept apart, hints are told.

Order: columns (identifying, unknown, missing) → cells (etl/typed.py) → the row against its own Stand and the child's
life → the files of the delivery against each other (Kinder, Lieferschein). No message ever holds a cell of a row.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from etl.delivery import Part
from etl.finding import Finding, error
from etl.persons import barred_links, identifying_columns, odd_keys, persons_in_cells
from etl.roles import ROLES
from etl.typed import OLDEST, OUTSIDE, REASONS, UNKNOWN, Lists, read_cells, required_missing, sum_rows
from store.german import day, listed, number

ROLES_OF_USE = ("nutzung", "zaehlwerte", "kontakte")
OFFICIAL_FORMATS = ("genesis", "ffcsv", "feste_breite")  # public statistics: columns we do not use are no secret
CHILD_COLUMNS = (
    "geburtsjahr",
    "geburtsmonat",
    "geschlecht",
    "wohngemeinde",
    "im_kreis_seit",
    "wegzug",
)  # may stand in the children's file instead
NO_COLUMN_KNOWN = (
    "Keine der Spalten ist bekannt. Vermutlich fehlt die Kopfzeile mit den Spaltennamen, oder die Datei gehört zu einer anderen Quelle. "
    "Bitte die Datei mit Kopfzeile ausgeben."  # says no column: without a header these could be cells of a row
)
MOST_REJECTED = 0.5  # above this share it is the file that is wrong, not its rows


def check_columns(part: Part, *, with_children: bool = False) -> list[Finding]:
    """Errors in the header: they refuse the whole delivery, before any row is looked at.

    with_children: a children's file of the same source says who the child is.
    """
    wanted = _wanted(part)
    frame = part.table.frame
    part.table = replace(
        part.table, frame=frame.rename({c: wanted[c.lower()] for c in frame.columns if c.lower() in wanted})
    )
    identifying = identifying_columns(part)
    columns = [c for c in part.table.frame.columns if c != "line" and c not in identifying]
    unknown = _unknown_columns(part, columns, wanted)
    if any(finding.code == "keine_spalte_bekannt" for finding in unknown):
        return [*identifying.values(), *unknown]
    return [*identifying.values(), *unknown, *_missing_columns(part, columns, wanted, with_children)]


def _unknown_columns(part: Part, columns: list[str], wanted: dict[str, str]) -> list[Finding]:
    dropped = {c.lower() for c in part.kind.dropped}
    unknown = [c for c in columns if c.lower() not in wanted and c.lower() not in dropped]
    if not unknown or part.kind.format in OFFICIAL_FORMATS:
        return []
    if len(unknown) == len(columns):
        return [error(part, "keine_spalte_bekannt", NO_COLUMN_KNOWN)]
    text = (
        f"Die Spalten {listed([f'„{c}“' for c in unknown])} sind weder zugeordnet noch unter weglassen genannt. "
        f"Bitte in der Zuordnung „{part.source.name}“ ergänzen."
    )
    return [error(part, "unbekannte_spalte", text)]


def _missing_columns(part: Part, columns: list[str], wanted: dict[str, str], with_children: bool) -> list[Finding]:
    absent = [c for c in wanted.values() if c not in columns] if part.kind.values is not None else []
    absent += [c for c in required_missing(part.kind, columns) if not (with_children and c in CHILD_COLUMNS)]
    if not absent:
        return []
    text = (
        f"Es fehlen die Spalten {listed([f'„{c}“' for c in dict.fromkeys(absent)])}. "
        f"Gefunden: {listed([f'„{c}“' for c in columns]) or 'keine'}. "
        f"Bitte die Datei ergänzen oder die Zuordnung „{part.source.name}“ anpassen."
    )
    return [error(part, "spalte_fehlt", text)]


def check_rows(part: Part, lists: Lists) -> list[Finding]:
    """Types every cell; fills `rows`, `rejected`, `sums`. Returns errors (keys of another form) and hints."""
    frame = part.table.frame
    is_sum = (
        frame.select(sum_rows(frame, part.kind).alias("is_sum"))["is_sum"]
        if frame.height
        else pl.Series([], dtype=pl.Boolean)
    )
    part.sums = frame.filter(is_sum)["line"].to_list()
    frame = frame.filter(~is_sum)
    typed = read_cells(frame, part.kind, lists)
    problems = odd_keys(part, typed) + barred_links(part, typed) + persons_in_cells(part, typed)
    typed = typed.with_columns(reason=pl.coalesce("reason", _role_problem(part.kind.role)))
    part.rows = typed.filter(pl.col("reason").is_null()).drop("reason")
    bad = pl.DataFrame(list(part.table.bad_lines), schema={"line": pl.Int64, "reason": pl.String}, orient="row")
    part.rejected = pl.concat(
        [
            typed.filter(pl.col("reason").is_not_null()).select("line", "reason"),
            bad.with_columns(reason=pl.lit("zeile|")),
        ]
    )
    return problems


def check_dates(part: Part) -> None:
    """Rejects use that ends before it begins, begins before the child or after the file's own Stand."""
    if part.kind.role != "nutzung":
        return
    born = pl.date(pl.col("geburtsjahr"), pl.col("geburtsmonat").fill_null(1), 1)
    after = pl.lit(False) if part.as_of is None else pl.col("beginn") > part.as_of
    problem = (
        pl.when(pl.col("geburtsjahr").is_null())
        .then(pl.lit("fehlt|geburtsjahr"))
        .when(pl.col("ende") < pl.col("beginn"))
        .then(pl.lit("ende_vor_beginn|ende"))
        .when(pl.col("beginn") < born)
        .then(pl.lit("vor_geburt|beginn"))
        .when(pl.col("beginn").dt.year() - pl.col("geburtsjahr") > OLDEST)
        .then(pl.lit("zu_alt|beginn"))
        .when(after)
        .then(pl.lit("nach_stand|beginn"))
    )
    reject(part, part.rows.with_columns(pl.col("wohngemeinde").fill_null(UNKNOWN), reason=problem))


def reject(part: Part, judged: pl.DataFrame) -> None:
    """Moves the rows that have a `reason` from `rows` to `rejected`."""
    bad = judged.filter(pl.col("reason").is_not_null()).select("line", "reason")
    part.rows = judged.filter(pl.col("reason").is_null()).drop("reason")
    part.rejected = pl.concat([part.rejected, bad])


def hints(part: Part, ages: pl.DataFrame) -> list[Finding]:
    """What the office should look at, though it is loaded: unknown homes, homes outside, ages that do not fit the offer."""
    if part.kind.role != "nutzung" or part.rows is None:
        return []
    rows = part.rows
    fitting = rows.join(ages, on="angebot", how="left")
    age = pl.col("beginn").dt.year() - pl.col("geburtsjahr")
    odd = fitting.filter((age < pl.col("age_from") - 1) | (age > pl.col("age_to") + 1)).height
    counts = (
        (
            "wohnort_unbekannt",
            rows.filter(pl.col("wohngemeinde") == UNKNOWN).height,
            "Zeilen ohne bekannte Wohngemeinde: Sie zählen im Landkreis, in keiner Gemeinde.",
        ),
        (
            "wohnort_ausserhalb",
            rows.filter(pl.col("wohngemeinde") == OUTSIDE).height,
            "Zeilen mit Wohnort außerhalb: Sie zählen nicht zur Reichweite.",
        ),
        (
            "alter_angebot",
            odd,
            "Zeilen, in denen das Alter nicht zu angebote.csv passt: Sie zählen; bitte Angebot und Geburtsjahr prüfen.",
        ),
    )
    return [
        Finding("hinweis", code, part.source.name, f"{part.label}: {number(n)} {text}", n)
        for code, n, text in counts
        if n
    ]


def too_many_rejected(part: Part) -> list[Finding]:
    if part.read and part.rejected.height > MOST_REJECTED * part.read:
        reasons = listed([text for _, text, _ in reasons_of(part)][:3])
        return [
            error(
                part,
                "zu_viele_abgewiesen",
                f"{number(part.rejected.height)} von {number(part.read)} Zeilen sind nicht lesbar ({reasons}). "
                "Das liegt an der Datei, nicht an einzelnen Zeilen. Bitte Export oder Zuordnung prüfen.",
            )
        ]
    return []


def reasons_of(part: Part) -> list[tuple[str, str, int]]:
    """Rejected rows by reason: (code|column, German text, rows), most frequent first."""
    counted = part.rejected.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return [(reason, reason_text(reason), n) for reason, n in counted.iter_rows()]


def reason_text(reason: str) -> str:
    code, _, column = reason.partition("|")
    return REASONS[code].format(spalte=column)


def check_contradictions(part: Part, about: tuple[str, ...]) -> None:
    """Rejects rows that say different things about the same (columns `about`): none of them can be believed."""
    said = part.rows.drop("line").unique().group_by(about).len().filter(pl.col("len") > 1)
    judged = part.rows.join(said, on=about, how="left", nulls_equal=True, maintain_order="left")
    problem = pl.when(pl.col("len").is_not_null()).then(pl.lit("widerspruch|"))
    reject(part, judged.with_columns(reason=problem).drop("len"))


def _wanted(part: Part) -> dict[str, str]:
    if part.kind.values is None:
        return {f.name: f.name for f in ROLES[part.kind.role]}
    names = [c for value in part.kind.values.values() for c in value.columns]
    return {c.lower(): c for c in names + ([part.kind.sum_rows[0]] if part.kind.sum_rows else [])}


def _role_problem(role: str) -> pl.Expr:
    if role == "nutzung":
        ids = [pl.col("kind_nr"), *(pl.col(f"kind_schluessel_{n}") for n in (1, 2, 3, 4))]
        return pl.when(pl.all_horizontal([c.is_null() for c in ids])).then(pl.lit("ohne_kind|kind_nr"))
    if role == "zaehlwerte":
        return (
            pl.when(pl.col("jahr").is_null() == pl.col("stichtag").is_null())
            .then(pl.lit("zeitbezug|jahr"))
            .when(pl.col("alter_bis") < pl.col("alter_von"))
            .then(pl.lit("alter_verdreht|alter_bis"))
        )
    if role in ("bevoelkerung", "vorausrechnung", "plaetze"):
        return pl.when(pl.col("alter_bis") < pl.col("alter_von")).then(pl.lit("alter_verdreht|alter_bis"))
    return pl.lit(None, pl.String)


def stand_text(as_of: date | None) -> str:
    return f"Stand {day(as_of)}" if as_of else "ohne Stand"
