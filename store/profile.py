"""What is specific to one youth office? Its profile folder, read once; text that a planner edits, also in Excel."""

import csv
import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from store.settings import Office, ProfileProblem, decoded, read_settings

DEFAULT = Path("data/profile")
SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@dataclass(frozen=True)
class ProfileColumn:
    """One column of a file of the profile; what each word means: profile.toml."""

    name: str = ""
    kind: str = "text"
    optional: bool = False
    needed: bool = False
    words: tuple[str, ...] = ()


COLUMNS = {
    file: {column: ProfileColumn(**about) for column, about in said["columns"].items()} for file, said in SAID.items()
}


@dataclass(frozen=True)
class Profile:
    """folder and amt.toml; every CSV as a frame of strings, read when first asked for. world: of a demo (etl/worlds.py); "" = it is none."""

    folder: Path
    office: Office
    world: str = ""

    @property
    def district(self) -> str:
        return self.office.identity.district

    @cached_property
    def areas(self) -> pl.DataFrame:
        """gebiete.csv; a lost leading zero is put back."""
        frame = self.csv("gebiete.csv")
        lost = self.district.lstrip("0")
        columns = ("schluessel", "oberhalb", "aufgegangen_in")
        zeros = len(self.district) - len(lost)
        lacks = [pl.col(c).str.starts_with(lost) & ~pl.col(c).str.starts_with(self.district) for c in columns]
        digits = [
            pl.when(lack).then("0" * zeros + pl.col(c)).otherwise(c).alias(c)
            for c, lack in zip(columns, lacks, strict=True)
        ]
        return frame.with_columns(digits)

    @cached_property
    def offers(self) -> pl.DataFrame:
        return self.csv("angebote.csv")

    @cached_property
    def groups(self) -> pl.DataFrame:
        return self.csv("angebotsgruppen.csv")

    @cached_property
    def age_bands(self) -> pl.DataFrame:
        return self.csv("altersgruppen.csv")

    @cached_property
    def events(self) -> pl.DataFrame:
        return self.csv("ereignisse.csv")

    @property
    def never_linked(self) -> dict[str, str]:
        """Offer → the law that forbids to link its children with others."""
        return dict(self.offers.filter(pl.col("nie_verknuepfen") != "").select("id", "nie_verknuepfen").iter_rows())

    @property
    def sources_folder(self) -> Path:
        return self.folder / "quellen"

    def csv(self, name: str) -> pl.DataFrame:
        """A profile CSV as strings: `;` or `,`, with or without BOM, UTF-8 or Windows-1252, as Excel may have left it."""
        path, columns = self.folder / name, COLUMNS[name]
        if not path.is_file() and SAID[name].get("may_lack"):
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        if not path.is_file():
            raise ProfileProblem(f"Im Profil fehlt die Datei {name}. Erwartet in {self.folder.name}/.")
        text = decoded(path)
        first = text.split("\n", 1)[0]
        separator = ";" if first.count(";") >= first.count(",") else ","
        try:
            frame = pl.read_csv(text.encode(), separator=separator, infer_schema=False).fill_null("")
        except pl.exceptions.ComputeError as fault:
            raise _unreadable(name, text, separator) from fault
        lacking = [column for column in columns if column not in frame.columns]
        missing = [column for column in lacking if not columns[column].optional]
        if missing:
            raise ProfileProblem(
                f"{name}: Es fehlen die Spalten {', '.join(missing)} (Zeile 1). Gefunden: {', '.join(frame.columns)}."
            )
        return frame.with_columns(pl.lit("").alias(column) for column in lacking).with_columns(
            pl.all().str.strip_chars()
        )


def _unreadable(name: str, text: str, separator: str) -> ProfileProblem:
    """The first line with more cells than the header: most often a text with a separator in it."""
    rows = csv.reader(text.splitlines(), delimiter=separator)
    columns = len(next(rows, []))
    line = next((rows.line_num for row in rows if len(row) > columns), None)
    if line is None:
        return ProfileProblem(
            f"{name} ist nicht lesbar. Erwartet: eine Tabelle mit „{separator}“ zwischen den Spalten."
        )
    return ProfileProblem(
        f"{name}, Zeile {line}: Es sind mehr als {columns} Spalten. Bitte Texte, die „{separator}“ enthalten, in Anführungszeichen setzen."
    )


def profile_folder(named: Path | str | None = None) -> Path:
    """--profile, else REICHWEITE_PROFILE, else data/profile."""
    return Path(named or os.environ.get("REICHWEITE_PROFILE") or DEFAULT)


def read_profile(named: Path | str | None = None) -> Profile:
    """The profile in use. Raises ProfileProblem."""
    folder = profile_folder(named)
    file = folder / "amt.toml"
    if not file.is_file():
        raise ProfileProblem(
            f"Im Ordner {folder.name} fehlt amt.toml. Bitte --profile auf den Profilordner zeigen lassen."
        )
    return Profile(folder, read_settings(Office, file, file.name))
