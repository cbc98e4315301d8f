"""python -m measures: which definitions are there, and what do they say? For planners and for other programs.

python -m measures [list]
python -m measures NAME [--store DIR] [--by year,area,age_band,sex,offer_group] [--where KEY=VALUE …] [--exact] [--format table|csv|json]
Exit codes: 0 done, 1 refused because of the data, 2 wrong call, 3 a fault of ours (where: STORE/fehler.log).
"""

import json
import sys
from contextlib import closing
from pathlib import Path

import click
import polars as pl

from measures.engine.figures import exact_figures
from measures.engine.measure import Measure, catalogue
from measures.engine.query import DIMENSIONS, PARAMETERS, WrongCall, answer, as_selection
from measures.engine.reading.setting import SettingProblem, read_setting, whole_group
from store.connect import connect
from store.faults import ended
from store.german import STATES, VERDICTS, count_shown, day, number, percent
from store.keys import KeyProblem, read_key
from store.published import StoreProblem, open_published
from store.table import Row
from store.versions import released, store_folder

CALL = (
    "python -m measures NAME [--store ORDNER] [--by year,area,age_band,sex,offer_group] [--where schlüssel=wert …] "
    "[--exact] [--format table|csv|json]"
)
EXACT = 1  # the base of counts that were not rounded
ABOUT = ("area", "year", "age_band", "sex", "offer_group", "item")  # the first columns of the table
HEADINGS = ("Gebiet", "Jahr", "Alter", "Geschlecht", "Angebote", "Merkmal")


def known(context: click.Context, option: click.Parameter, name: str) -> str:
    if name not in (*catalogue(), "list"):
        raise WrongCall(f"Die Kennzahl „{name}“ gibt es nicht. Vorhanden: {', '.join(catalogue())}.")
    return name


def dimensions(context: click.Context, option: click.Parameter, text: str) -> list[str]:
    by = [name for name in text.split(",") if name]
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown:
        raise WrongCall(f"Nach „{unknown[0]}“ lässt sich nicht gliedern. Möglich: {', '.join(DIMENSIONS)}.")
    return by


def conditions(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """('year=2025',) → {'year': '2025'}; every key must be a dimension or a parameter."""
    pairs, possible = [text.partition("=") for text in texts], (*DIMENSIONS, *PARAMETERS)
    for key, equals, value in pairs:
        if not equals or key not in possible:
            text = f"--where „{key}{equals}{value}“ ist nicht verständlich."
            raise WrongCall(f"{text} Erwartet schlüssel=wert mit {', '.join(possible)}.")
    return {key: value for key, _, value in pairs}


@click.command(add_help_option=False)
@click.argument("name", default="list", callback=known)
@click.argument("more", nargs=-1, callback=conditions)  # `--where` takes several conditions in a row
@click.option("--store", type=click.Path(path_type=Path))
@click.option("--by", default="", callback=dimensions)
@click.option("--where", multiple=True, callback=conditions)
@click.option("--exact", is_flag=True)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table")
def command(
    name: str, more: dict[str, str], store: Path | None, by: list[str], where: dict[str, str], exact: bool, form: str
) -> None:
    if name == "list":
        click.echo(listing())
        return
    answered = exactly if exact else as_published
    click.echo(shown(*answered(store_folder(store), catalogue()[name], by, where | more), form))


def main(arguments: list[str]) -> int:
    def work() -> None:
        try:
            with command.make_context("python -m measures", list(arguments)) as context:
                command.invoke(context)
        except click.ClickException as wrong:
            text = f"Der Aufruf ist unvollständig oder enthält Unbekanntes. Erwartet: {CALL}"
            raise WrongCall(text) from wrong

    refused = (StoreProblem, KeyProblem, SettingProblem)
    return ended("measures", work, arguments, refused=refused, wrong=(WrongCall,))


def as_published(store: Path, measure: Measure, by: list[str], where: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """The rows asked for, and to what their counts are rounded."""
    published = open_published(store)
    district = published.table("area").filter(pl.col("parent").is_null())["area"].item()
    whole = whole_group(published.table("offer_group").sort("position").select("offer_group", "role").rows())
    rows = answer(published.figures(measure.name), district=district, whole=whole, by=by, where=where)
    return rows, int(published.meta["base"])


def exactly(store: Path, measure: Measure, by: list[str], where: dict[str, str]) -> tuple[pl.DataFrame, int]:
    """The same with true counts, from the analysis store."""
    if not measure.compute:
        why = "wird nur aus geschützten Zahlen gerechnet" if measure.derive else "zählt keine Kinder"
        raise WrongCall(f"„{measure.name}“ {why}. Bitte ohne --exact aufrufen.")
    version = released(store)
    if version is None:
        raise StoreProblem("empty", "Noch nichts geladen. Bitte zuerst: python -m etl load LIEFERUNG")
    if not version.analysis.exists():
        raise StoreProblem(
            "empty",
            "Hier liegen nur veröffentlichte Zahlen. Genaue Zahlen gibt es nur, wo auch der Auswertungsspeicher liegt; bitte ohne --exact aufrufen.",
        )
    key = read_key() if version.about().get("encrypted") else None
    with closing(connect({"analysis": version.analysis}, key=key)) as con:
        setting = read_setting(con)
        rows = exact_figures(measure.compute(con, as_selection(setting, by=by, where=where)), measure)
        return answer(rows, district=setting.district, whole=setting.whole, by=by, where=where), EXACT


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
    lines = [[*HEADINGS, "Kinder", "von", "am", "Wert", "Spanne", "Urteil", "Hinweis"]]
    for row in rows.iter_rows(named=True):
        counted = row["numerator"]
        count = "" if counted is None else number(counted) if base == EXACT else count_shown(counted, base)
        people = number(row["denominator"]) if row["denominator"] is not None else ""
        people_on = day(row["denominator_date"]) if row["denominator_date"] else ""
        told = [value_shown(row), span(row), VERDICTS.get(row["label"], row["label"]), row["note"]]
        lines.append([*(str(row[name]) for name in ABOUT), count, people, people_on, *told])
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
    edges = [edge for edge in (row["bound_low"], row["bound_high"]) if edge is not None]
    texts = [percent(edge) if row["unit"].startswith("Anteil") else number(edge, 1) for edge in edges]
    return ", ".join(f"{word} {text}" for word, text in zip(("mindestens", "höchstens"), texts, strict=False))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
