"""What is specific to one youth office? Its profile folder, read once; text that a planner edits, also in Excel."""

import csv
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from store.settings import Office, ProfileProblem, decoded, read_settings

DEFAULT = Path("data/profile")


@dataclass(frozen=True)
class Profile:
    """folder and amt.toml; every CSV as a frame of strings, read when first asked for."""

    folder: Path
    office: Office

    @property
    def district(self) -> str:
        return self.office.identity.district

    @cached_property
    def areas(self) -> pl.DataFrame:
        """schluessel, name, andere_namen, ebene, oberhalb, aufgegangen_in, bewohnt; a lost leading zero is put back."""
        frame = self.csv(
            "gebiete.csv",
            ("schluessel", "name", "ebene", "oberhalb"),
            optional=("andere_namen", "aufgegangen_in", "bewohnt"),
        )
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
        return self.csv(
            "angebote.csv",
            (
                "id",
                "name",
                "kurzname",
                "fachbereich",
                "alter_von",
                "alter_bis",
                "bereich",
                "art",
                "zaehlweise",
                "einheit",
                "zaehlt",
                "sensibel",
                "bit",
            ),
            optional=("seit", "bis", "rolle", "nie_verknuepfen"),
        )

    @cached_property
    def groups(self) -> pl.DataFrame:
        return self.csv(
            "angebotsgruppen.csv",
            ("id", "name", "ebene", "regel", "gebietsebenen"),
            optional=("rolle", "satz", "satz_dativ", "kurz"),
        )

    @property
    def never_linked(self) -> dict[str, str]:
        """Offer → the law that forbids to link its children with others."""
        return dict(self.offers.filter(pl.col("nie_verknuepfen") != "").select("id", "nie_verknuepfen").iter_rows())

    @cached_property
    def age_bands(self) -> pl.DataFrame:
        return self.csv("altersgruppen.csv", ("id", "name", "alter_von", "alter_bis"))

    @cached_property
    def events(self) -> pl.DataFrame:
        return self.csv("ereignisse.csv", ("datum", "art", "kurz", "text"), optional=("bis", "gruppe"))

    @cached_property
    def benchmarks(self) -> pl.DataFrame:
        """vergleichswerte.csv; an office without figures of elsewhere needs no such file."""
        return self.csv(
            "vergleichswerte.csv",
            ("kennzahl", "gruppe", "merkmal", "gebiet", "jahr", "alter_von", "alter_bis", "wert", "einheit", "quelle"),
            optional=("intern",),
            needed=False,
        )

    @cached_property
    def decisions(self) -> pl.DataFrame:
        """massnahmen.csv (HANDBUCH „Lieferformat“); an office that has decided nothing yet needs no such file."""
        return self.csv(
            "massnahmen.csv",
            (
                "id",
                "ziel",
                "massnahme",
                "fachbereich",
                "verantwortlich_funktion",
                "beschluss_am",
                "gremium",
                "frist",
                "kennzahl",
                "ausgangswert",
                "zielwert",
                "stand",
                "ergebnis_satz",
            ),
            needed=False,
        )

    @property
    def sources_folder(self) -> Path:
        return self.folder / "quellen"

    def csv(
        self, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = (), *, needed: bool = True
    ) -> pl.DataFrame:
        """A profile CSV as strings: `;` or `,`, with or without BOM, UTF-8 or Windows-1252, as Excel may have left it."""
        path = self.folder / name
        if not path.is_file() and not needed:
            return pl.DataFrame(schema=dict.fromkeys((*columns, *optional), pl.String))
        if not path.is_file():
            raise ProfileProblem(f"Im Profil fehlt die Datei {name}. Erwartet in {self.folder.name}/.")
        text = decoded(path)
        first = text.split("\n", 1)[0]
        separator = ";" if first.count(";") >= first.count(",") else ","
        try:
            frame = pl.read_csv(text.encode(), separator=separator, infer_schema=False).fill_null("")
        except pl.exceptions.ComputeError as fault:
            raise _unreadable(name, text, separator) from fault
        missing = [c for c in columns if c not in frame.columns]
        if missing:
            raise ProfileProblem(
                f"{name}: Es fehlen die Spalten {', '.join(missing)} (Zeile 1). Gefunden: {', '.join(frame.columns)}."
            )
        return frame.with_columns([pl.lit("").alias(c) for c in optional if c not in frame.columns]).with_columns(
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


def read_profile(named: Path | str | None = None) -> Profile:
    """--profile, else REICHWEITE_PROFILE, else data/profile."""
    folder = Path(named or os.environ.get("REICHWEITE_PROFILE") or DEFAULT)
    file = folder / "amt.toml"
    if not file.is_file():
        raise ProfileProblem(
            f"Im Ordner {folder.name} fehlt amt.toml. Bitte --profile auf den Profilordner zeigen lassen."
        )
    return Profile(folder, read_settings(Office, file, file.name))
