"""Which published figures go into workbook and CSV, and how are they named there? Rows of the figure table in German.

Counts below ten stand as their band ('0–4', '1–9') and without a share, as on every page. The audience decides once more
which rows there are, whatever the caller has left out.
"""

from dataclasses import dataclass

import polars as pl

from exports.report import Report
from store.audience import for_audience
from store.german import STATES, VERDICTS, count_shown
from store.tables import FIGURE_KEY
from views.blocks.changed import QUANTITY
from views.blocks.divided import SCENARIOS
from views.figures.read import Figures

EVIDENCE = {"counted": "gezählt", "linked": "gezählt, verknüpft", "asked": "geschätzt", "bounds": "bewiesene Spanne"}
RESTS_ON = {  # columns of a file where any row says so
    "Beleg": pl.col("evidence").replace_strict(EVIDENCE, default=None, return_dtype=pl.String),
    "höchstens zu hoch um": pl.col("linked_error"),
    "Antworten": pl.col("answers"),
}
SEXES = {"all": "alle", "w": "weiblich", "m": "männlich"}
DAY = "%d.%m.%Y"
BOUNDS = ("bound_low", "bound_high")
ALWAYS = ("Jahr", "Gebiet", "Angebotsgruppe", "Einheit")
NAMES = {  # of the dimensions in store/tables.py
    "quantity": "Merkmal",
    "reference_date": "Stichtag",
    "age": "Altersjahr",
    "age_to": "bis Altersjahr",
    "cohort": "Geburtsjahr",
    "period_from": "Zeitraum von",
    "period_to": "Zeitraum bis",
    "partner": "zusammen mit",
    "offer": "Angebot",
    "product": "Produkt",
    "source": "Quelle",
    "department": "Fachbereich",
    "section": "Sachgebiet",
    "counted_unit": "Zähleinheit",
    "scenario": "Annahme",
    "projection": "Bevölkerungsvorausberechnung",
    "edition": "verglichene Ausgabe",
    "edge": "Ende der Spanne",
}
UNITS = {"children": "Kinder", "families": "Familien", "cases": "Fälle"}
WORDS = {"quantity": QUANTITY, "counted_unit": UNITS, "scenario": SCENARIOS}
OF_A_FIGURE = ("reference_date", "counted_unit")  # the other dimensions may be steps of a calculation
SAID = {
    "question": "Frage",
    "numerator": "Gezählt",
    "denominator": "Bezogen auf",
    "ages": "Alter",
    "scope": "Umfang",
    "caveats": "Zu beachten",
    "source": "Grundlage",
}


@dataclass(frozen=True)
class Told:
    """One measure: its card and its rows of the figure table."""

    figures: Figures
    card: dict[str, str]
    rows: pl.DataFrame

    @property
    def label(self) -> str:
        return self.card["label"]

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        stated = ("Fassung", f"{self.card['version']}, geprüft am {self.card['reviewed_on']}")
        return tuple((name, self.card[field]) for field, name in SAID.items() if self.card[field]) + (stated,)

    @property
    def unit(self) -> str:
        return str(self.rows["unit"][0])

    def full(self) -> pl.DataFrame:
        """All rows, for a CSV."""
        return _in_german(self.figures, self.rows)

    def brief(self) -> pl.DataFrame:
        """For a sheet: all ages, the district over the years and the municipalities in the latest.

        Of a measure with several figures for one place, time and group only the one that is no step: the CSV has all.
        """
        latest, district = pl.col("year") == self.figures.default_year, pl.col("area") == self.figures.district
        rows = self.rows.filter(latest | district, age_band="all", sex="all")
        if rows.select("area", "year", "offer_group", *OF_A_FIGURE).is_duplicated().any():
            rows = rows.filter(pl.col(name).is_null() for name in NAMES if name not in OF_A_FIGURE)
        return _varying(_in_german(self.figures, rows))


def measures_told(figures: Figures, report: Report) -> list[Told]:
    """Every measure that has a card and rows, in order of their names."""
    published = for_audience(figures.published, report.audience)
    cards = published.table("definition").sort("measure").iter_rows(named=True)
    every = [Told(figures, card, published.figures(card["measure"]).sort(FIGURE_KEY)) for card in cards]
    return [told for told in every if told.rows.height]


def _in_german(figures: Figures, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of a file, with names in place of keys."""
    bands = {row["age_band"]: row["name"] for row in figures.published.table("age_band").iter_rows(named=True)}
    groups = {key: group["name"] for key, group in figures.group.items()}
    edges = "geschätzt" if (rows["interval"] == "asked").any() else "Zufall"
    return _small_in_words(rows, figures.base).select(
        pl.col("year").alias("Jahr"),
        _named("area", figures.area_names).alias("Gebiet"),
        _named("age_band", bands).alias("Alter"),
        _named("sex", SEXES).alias("Geschlecht"),
        _named("offer_group", groups).alias("Angebotsgruppe"),
        *(_dimension(name, figures) for name in NAMES if rows[name].null_count() < rows.height),
        pl.col("numerator").alias("Kinder"),
        pl.col("denominator").alias("bezogen auf"),
        pl.col("denominator_date").dt.strftime(DAY).alias("am"),
        pl.col("value").alias("Wert"),
        pl.col("bound_low").alias("mindestens"),
        pl.col("bound_high").alias("höchstens"),
        pl.col("low").alias(f"{edges} von"),
        pl.col("high").alias(f"{edges} bis"),
        *(told.alias(head) for head, told in RESTS_ON.items() if not rows.select(told).to_series().is_null().all()),
        pl.col("unit").alias("Einheit"),
        _named("label", VERDICTS).alias("Urteil"),
        _named("state", STATES | {"ok": ""}).alias("nicht gezeigt"),
        pl.col("note").alias("Hinweis"),
    )


def _dimension(name: str, figures: Figures) -> pl.Expr:
    """A dimension as people read it: days as days, groups and offers by name."""
    told = pl.col(name)
    if name == "reference_date":
        told = told.dt.strftime(DAY)
    elif name in ("partner", "offer"):
        names = {key: row["name"] for key, row in (*figures.offers.items(), *figures.group.items())}
        told = _named(name, names | {"any": "irgendein anderes"})
    elif name in WORDS:
        told = _named(name, WORDS[name])
    return told.alias(NAMES[name])


def _named(column: str, names: dict[str, str]) -> pl.Expr:
    """The names of its keys; a key without one stays."""
    return pl.col(column).replace_strict(names, default=pl.col(column), return_dtype=pl.String)


def _small_in_words(rows: pl.DataFrame, base: int) -> pl.DataFrame:
    """A small count of children as its band; a share of it is not told, nor the end of a range that is so small.

    The unit says what is counted: shares and rates are of children, „Kinder“ are; places, posts, Euro and days are not.
    """
    rate, count = pl.col("unit").str.contains("^(Anteil|je )"), pl.col("numerator").cast(pl.String)
    per = pl.col("unit").str.extract(r"^je ([\d.]+)").str.replace_all(".", "", literal=True).cast(pl.Int64).fill_null(1)
    small = (pl.col("numerator") < 2 * base) & (pl.col("numerator") >= 0) & (rate | (pl.col("unit") == "Kinder"))
    ends = [(end, rate & ((pl.col(end) * pl.col("denominator") / per).round() < 2 * base)) for end in BOUNDS]
    hidden = [*((column, small & rate) for column in ("value", "low", "high")), *ends]
    bands = {str(n): count_shown(n, base) for n in range(2 * base)}
    return rows.with_columns(
        pl.when(small).then(count.replace(bands)).otherwise(count).alias("numerator"),
        *(pl.when(untold.fill_null(False)).then(None).otherwise(column).alias(column) for column, untold in hidden),
    )


def _varying(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the columns that say the same in every row of a sheet."""
    return rows.select(name for name in rows.columns if name in ALWAYS or rows[name].n_unique() > 1)
