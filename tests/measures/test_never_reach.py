"""Interventions (§§ 8a, 42 SGB VIII) never change a reach figure, in whatever form they are delivered."""

from datetime import date

import polars as pl

from measures.engine.figures import exact_figures
from measures.engine.measure import Selection, catalogue
from store.profile import read_profile
from tests.measures.world_store import counted
from tests.measures.worlds import STAND, YEARS, world, write_profile

GUARD = "inobhutnahme"


def test_procedures_and_taking_into_care_never_change_a_reach_figure(tmp_path):
    folder = write_profile(tmp_path / "profile")
    with (folder / "angebote.csv").open("a", encoding="utf-8") as offers:
        offers.write("inobhutnahme;§ 42;§ 42;f;0;17;;eingriff;zaehlwerte;Fälle;nein;ja;;;\n")
    profile, reach = read_profile(folder), ("annual_reach", "point_reach", "first_contact")
    cases = 0
    for seed in range(2):
        rows = world(seed)
        before = reach_figures(rows, profile, reach)
        intervene(rows)
        after = reach_figures(rows, profile, reach)
        with counted(rows, profile, {"guard": "zaehlwerte"}) as con:
            cases += con.sql("SELECT sum(begun)::INT FROM case_year WHERE offer = 'inobhutnahme'").fetchone()[0]
        assert after.equals(before), seed
    assert cases > 20


def reach_figures(rows: dict, profile, names: tuple[str, ...]) -> pl.DataFrame:
    with counted(rows, profile, {"guard": "zaehlwerte"}) as con:
        found = [exact_figures(m.compute(con, Selection()), m) for m in (catalogue()[name] for name in names)]
    return pl.concat(found).sort(pl.all())


def intervene(rows: dict) -> None:
    """Every child is also taken into care, by its own keys, in another town and with another birth year; and sums of it come."""
    rows["lieferschein"] += [
        {**slip, "source": "guard", "quelle": "guard", "angebot": GUARD} for slip in rows["lieferschein"][:1]
    ]
    other = {"angebot": GUARD, "wohngemeinde": "C", "beginn": date(2023, 5, 1), "ende": None}
    rows["nutzung"] += [{**row, **other, "geburtsjahr": row["geburtsjahr"] - 1} for row in rows["nutzung"]]
    sums = {
        "source": "guard",
        "angebot": GUARD,
        "gemeinde": "D",
        "ortsbezug": "wohnort",
        "alter_von": 0,
        "alter_bis": 17,
    }
    sums |= {"geschlecht": "alle", "einheit": "verfahren", "anzahl": 5, "doppelt_gezaehlt": "nein", "as_of": STAND}
    rows["zaehlwerte"] += [
        {**sums, "jahr": year, "merkmal": flow} for year in YEARS for flow in ("begonnen", "nutzende")
    ]
