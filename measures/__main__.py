"""python -m measures: which definitions are there, and what do they say? For planners and for other programs.

python -m measures [list]
python -m measures NAME [--store DIR] [--by year,area,age_band,sex,offer_group] [--where KEY=VALUE …] [--exact] [--format table|csv|json]
Exit codes: 0 done, 1 refused because of the data, 2 wrong call, 3 a fault of ours (where: STORE/fehler.log).
"""

import argparse
import json
import sys
from pathlib import Path

import polars as pl

from measures.engine.figures import exact_figures
from measures.engine.measure import Measure, catalogue
from measures.engine.query import DIMENSIONS, PARAMETERS, WrongCall, answer, as_selection
from measures.engine.reading.setting import SettingProblem, read_setting, whole_group
from store.connect import KeyProblem, connect, read_key
from store.faults import ended
from store.german import STATES, VERDICTS, count_shown, day, number, percent
from store.published import StoreProblem, open_published
from store.table import Row
from store.versions import current, store_folder

CALL = (
    "python -m measures NAME [--store ORDNER] [--by year,area,age_band,sex,offer_group] [--where schlüssel=wert …] "
    "[--exact] [--format table|csv|json]"
)
EXACT = 1  # the base of counts that were not rounded
HEADINGS = {
    "area": "Gebiet",
    "year": "Jahr",
    "age_band": "Alter",
    "sex": "Geschlecht",
    "offer_group": "Angebote",
    "item": "Merkmal",
}


class Parser(argparse.ArgumentParser):
    """Says in German what a call looks like."""

    def error(self, message: str):
        raise WrongCall(f"Der Aufruf ist unvollständig oder enthält Unbekanntes. Erwartet: {CALL}")


def main(arguments: list[str]) -> int:
    def work() -> None:
        called = parse(arguments)
        print(listing() if called.name == "list" else shown(*figures(called), called.format))

    refused = (StoreProblem, KeyProblem, SettingProblem)
    return ended("measures", work, arguments, refused=refused, wrong=(WrongCall,))


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="measures", add_help=False)
    parser.add_argument("name", nargs="?", default="list")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--by", default="")
    parser.add_argument("--where", action="append", nargs="+", default=[])
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    called = parser.parse_args(arguments)
    if called.name not in (*catalogue(), "list"):
        raise WrongCall(f"Die Kennzahl „{called.name}“ gibt es nicht. Vorhanden: {', '.join(catalogue())}.")
    called.by = [name for name in called.by.split(",") if name]
    unknown = [name for name in called.by if name not in DIMENSIONS]
    if unknown:
        raise WrongCall(f"Nach „{unknown[0]}“ lässt sich nicht gliedern. Möglich: {', '.join(DIMENSIONS)}.")
    called.where = conditions([text for texts in called.where for text in texts])
    return called


def conditions(texts: list[str]) -> dict[str, str]:
    """['year=2025'] → {'year': '2025'}; every key must be a dimension or a parameter."""
    where = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key not in (*DIMENSIONS, *PARAMETERS):
            raise WrongCall(
                f"--where „{text}“ ist nicht verständlich. Erwartet schlüssel=wert mit {', '.join((*DIMENSIONS, *PARAMETERS))}."
            )
        where[key] = value
    return where


def figures(called: argparse.Namespace) -> tuple[pl.DataFrame, int]:
    """The rows asked for and to what their counts are rounded: exact (1) from the analysis store, else as published."""
    measure, store = catalogue()[called.name], store_folder(called.store)
    if called.exact and not measure.compute:
        why = "wird nur aus geschützten Zahlen gerechnet" if measure.derive else "zählt keine Kinder"
        raise WrongCall(f"„{measure.name}“ {why}. Bitte ohne --exact aufrufen.")
    if called.exact:
        return exact_answer(store, measure, called), EXACT
    published = open_published(store)
    district = published.table("area").filter(pl.col("parent").is_null())["area"].item()
    whole = whole_group(list(published.table("offer_group").sort("position").select("offer_group", "role").iter_rows()))
    rows = answer(published.figures(measure.name), district=district, whole=whole, by=called.by, where=called.where)
    return rows, int(published.meta["base"])


def exact_answer(store: Path, measure: Measure, called: argparse.Namespace) -> pl.DataFrame:
    version = current(store)
    if version is None:
        raise StoreProblem("empty", "Noch nichts geladen. Bitte zuerst: python -m etl load LIEFERUNG")
    if not version.analysis.exists():
        raise StoreProblem(
            "empty",
            "Hier liegen nur veröffentlichte Zahlen. Genaue Zahlen gibt es nur, wo auch der Auswertungsspeicher liegt; bitte ohne --exact aufrufen.",
        )
    con = connect({"analysis": version.analysis}, key=read_key() if version.about().get("encrypted") else None)
    try:
        setting = read_setting(con)
        rows = exact_figures(measure.compute(con, as_selection(setting, by=called.by, where=called.where)), measure)
        return answer(rows, district=setting.district, whole=setting.whole, by=called.by, where=called.where)
    finally:
        con.close()


def listing() -> str:
    """Every measure with its question."""
    return "\n".join(f"{measure.name:<16} {measure.label}: {measure.question}" for measure in catalogue().values())


def shown(rows: pl.DataFrame, base: int, form: str) -> str:
    """json: list of objects; csv: `;` for machines; table: German, for reading."""
    if form == "json":
        return json.dumps(rows.to_dicts(), ensure_ascii=False, indent=1, default=lambda value: value.isoformat())
    if form == "csv":
        return rows.with_columns(pl.col(pl.List(pl.String)).list.join(",")).write_csv(separator=";").rstrip("\n")
    return table(rows, base)


def table(rows: pl.DataFrame, base: int) -> str:
    lines = [[*HEADINGS.values(), "Kinder", "von", "am", "Wert", "Spanne", "Urteil", "Hinweis"]]
    for row in rows.iter_rows(named=True):
        counted = row["numerator"]
        count = "" if counted is None else number(counted) if base == EXACT else count_shown(counted, base)
        lines.append(
            [
                *(str(row[name]) for name in HEADINGS),
                count,
                number(row["denominator"]) if row["denominator"] is not None else "",
                day(row["denominator_date"]) if row["denominator_date"] else "",
                value_shown(row),
                span(row),
                VERDICTS.get(row["label"], row["label"]),
                row["note"],
            ]
        )
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def value_shown(row: Row) -> str:
    """A share in per cent, what is counted as whole ones, a ratio with two digits; else why there is none."""
    if row["state"] != "ok" and row["value"] is None and row["bound_low"] is None:
        return STATES[row["state"]]
    if row["value"] is None:
        return ""
    if row["unit"].startswith(("Anteil", "Veränderung")):
        return percent(row["value"])
    digits = {"Kinder": 0, "Plätze": 0, "Euro": 0, "Tage": 0, "Monate": 0, "Verhältnis": 2}
    return number(row["value"], digits.get(row["unit"], 1))


def span(row: Row) -> str:
    """What overlap leaves open; chance is in the csv and json columns low and high."""
    if row["bound_low"] is None:
        return ""
    shown = percent if row["unit"].startswith("Anteil") else lambda value: number(value, 1)
    return f"mindestens {shown(row['bound_low'])}" + (
        f", höchstens {shown(row['bound_high'])}" if row["bound_high"] is not None else ""
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
