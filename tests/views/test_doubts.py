"""Do pages say what nobody calls complete, what could not be read, and which Stand was assumed?"""

import polars as pl
import pytest

from store.published import Published
from views.blocks import linkage, quality
from views.figures import deliveries
from views.figures.read import Figures
from views.words import passport, sentences
from views.words.cells import said
from views.words.supply_sentences import until

ROW = {"complete": True, "whole_year": True, "completeness": "slip", "final": True, "until": None, "rows_lost": None}
OFFER = {"since": None, "until": None}
UNCHECKED = {"complete": False, "completeness": "unchecked"}


@pytest.mark.parametrize(
    ("row", "word", "told"),
    [
        ({}, "ganz", "vollständig geliefert, laut Lieferschein"),
        ({"completeness": "confirmed"}, "ganz", "vollständig geliefert, bestätigt"),
        ({"completeness": None, "whole_year": None}, "ganz", "vollständig geliefert"),  # of an older program
        ({"final": False}, "vorl.", "vollständig geliefert, laut Lieferschein, vorläufig"),
        (UNCHECKED, "ungepr.", "bis zum Jahresende geliefert, ungeprüft"),
        ({"rows_lost": 15}, "lückig", "vollständig geliefert, laut Lieferschein, bis zu 15 Zeilen nicht lesbar"),
        (UNCHECKED | {"whole_year": False}, "teils", "noch nicht geliefert"),
    ],
)
def test_a_year_of_an_offer_is_said_in_one_word_and_in_full(row, word, told):
    assert quality.cell(ROW | row, OFFER, 2024)[0] == word
    assert until(ROW | row) == told


def doubtful(figures: Figures) -> Figures:
    """The same figures; in 2025 nobody says that Hort is complete, and 12 of the rows of § 35a were not readable."""
    status, now = figures.published.table("source_status"), pl.col("year") == 2025
    hort, help_ = now & (pl.col("offer") == "hort"), now & (pl.col("offer") == "egh_35a")
    status = status.with_columns(
        complete=pl.when(hort).then(False).otherwise("complete"),
        whole_year=pl.lit(True),
        completeness=pl.when(hort).then(pl.lit("unchecked")).otherwise(pl.lit("slip")),
        rows_lost=pl.when(help_).then(pl.lit(15, pl.Int64)),
        as_of_stated=~hort,
    )
    meta = pl.concat([figures.published.table("meta"), pl.DataFrame({"key": ["as_of_stated"], "value": ["nein"]})])
    changed = Published(figures.published.number, figures.published.tables | {"source_status": status, "meta": meta})
    return Figures(changed)


def test_the_year_names_what_is_unchecked_and_what_was_not_readable(figures):
    found = deliveries.of_group(doubtful(figures), "alle", 2025)
    assert (found.unchecked, found.lossy, found.lost) == (["Hort"], ["§ 35a"], 15)
    assert "Hort" not in found.missing
    assert found.sentence(2025).endswith(
        "Ungeprüft, ob alles geliefert ist: Hort. Nicht lesbar waren bis zu 15 Zeilen: § 35a."
    )


@pytest.mark.parametrize(
    ("unchecked", "lossy", "lost", "told"),
    [
        ([], [], 0, ""),
        (["A", "B"], [], 0, "Ungeprüft, ob alles geliefert ist: A und B."),
        ([], ["C"], 1205, "Nicht lesbar waren bis zu 1.205 Zeilen: C."),
    ],
)
def test_doubts_are_said_where_there_are_any(unchecked, lossy, lost, told):
    assert sentences.doubts(unchecked, lossy, lost) == told


def test_the_table_of_sources_says_who_says_so_and_what_is_assumed(figures):
    rows = {
        said(row.cells[0]): [said(cell) for cell in row.cells] for row in quality.sources(doubtful(figures)).table.rows
    }
    told = " ".join(cell for row in rows.values() for cell in row)
    assert "laut Lieferschein, ungeprüft" in told and "(angenommen)" in told and "bis 15" in told


@pytest.mark.parametrize("known", [0, 1, 2])
def test_which_sources_know_the_same_child_is_told_and_what_follows_for_the_others(figures, known):
    table = figures.published.table("source_status")
    names = table["source"].unique().sort()
    ways = (
        pl.when(pl.col("source").is_in(names.head(known).implode()))
        .then(pl.lit("verknuepft"))
        .otherwise(pl.lit("zaehlwerte"))
    )
    shown = figures.published.tables | {"source_status": table.with_columns(counting=ways)}
    told = linkage.linked(Figures(Published(1, shown)))
    assert told.sub.startswith(f"{known or 'Keine'} von {len(names)} Quellen")
    assert "Spannen" in told.lead[0]


def test_the_passport_says_it_beside_every_figure_and_nothing_where_nothing_is_in_doubt(figures):
    fields = dict(passport.card(doubtful(figures), "annual_reach").fields)
    assert fields["Vollständigkeit"].startswith("Ungeprüft, ob alles geliefert ist: 1 Angebote in 1 Jahren.")
    assert fields["Quelle"].endswith("(angenommen)")
    assert "Vollständigkeit" not in dict(passport.card(figures, "annual_reach").fields)
