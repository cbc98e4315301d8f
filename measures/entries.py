"""How many children begin in a year: with an offer of the group now, and with none of them the year before?"""

from dataclasses import replace

import polars as pl

from measures import annual_reach
from measures.engine.counting.cases import UNDER_18, Part, case_tally, keyed_offers
from measures.engine.counting.declared import DECLARED
from measures.engine.counting.reach import TALLY
from measures.engine.measure import Measure, Selection
from measures.engine.reading.coverage import OWN_SPACE, WITH_KEY
from measures.engine.reading.leaving import of_ages, read_leaving
from measures.engine.reading.setting import Setting, read_setting
from measures.engine.told import first_case
from store.connect import Connection
from store.tables import SHOWN

CASES = "cases"  # begins as a source reports them, where no child can be told from another
NEW = """
    WITH RECURSIVE inside AS (
        SELECT area, area AS within FROM area UNION ALL
        SELECT i.area, a.parent FROM inside i JOIN area a ON a.area = i.within WHERE a.parent IS NOT NULL
    ), homes AS (
        FROM inside UNION ALL SELECT '-', area FROM area WHERE parent IS NULL
    ), alike AS (
        SELECT year, area, age, sex, mask, before, count(*) AS children FROM child_year GROUP BY ALL
    )
    SELECT a.year, h.within AS area, b.age_band, s.sex, g.offer_group, sum(a.children)::BIGINT AS new
    FROM alike a JOIN homes h USING (area) JOIN age_band b ON a.age BETWEEN b.age_from AND b.age_to
    JOIN (VALUES ('all'), ('m'), ('w')) s(sex) ON s.sex IN ('all', a.sex)
    JOIN offer_group g ON a.mask & g.mask <> 0 AND a.before & g.mask = 0
    WHERE list_contains($1, g.offer_group) GROUP BY ALL"""
KEYS = f"""
    SELECT offer_group, year, list_sort(list(DISTINCT CASE WHEN counting = '{OWN_SPACE}' THEN source ELSE counting END)) AS keys,
        bool_and(counting IN {WITH_KEY}) AS keyed
    FROM coverage JOIN (SELECT offer_group, unnest(offers) AS offer FROM offer_group) USING (offer)
    WHERE year IS NOT NULL GROUP BY ALL"""
BEGUN = """
    SELECT DISTINCT offer FROM case_year JOIN offer USING (offer)
    WHERE begun IS NOT NULL AND counts AND NOT list_contains($1, offer) ORDER BY offer"""
CELL = ["area", "age_band", "sex", "offer_group"]
NOT_BEFORE = "Das Jahr davor ist nicht als eine Zahl bekannt; wer neu ist, lässt sich nicht erkennen."


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of annual reach with those who are new instead of all who use; and the begins of offers that only report sums."""
    setting, keys = read_setting(con), con.sql(KEYS).pl()
    keyed = keys.filter("keyed", pl.col("keys").list.len() == 1)["offer_group"].unique()
    groups = frozenset(group.name for group in setting.groups if selection.wants(group.name) and group.name in keyed)
    parts = [_children(con, setting, keys, replace(selection, offer_groups=groups))] if groups else []
    begun = [offer for (offer,) in con.sql(BEGUN, params=[keyed_offers(con)]).fetchall() if selection.wants(offer)]
    cases = [Part(CASES, offer, (offer,), ("begun",)) for offer in begun]
    parts += [case_tally(con, "entries", cases, [UNDER_18])] if cases else []
    return pl.concat([pl.DataFrame(schema=TALLY), *parts])


def _children(con: Connection, setting: Setting, keys: pl.DataFrame, selection: Selection) -> pl.DataFrame:
    rows = _with_year_before(con, setting, keys, selection)
    counted, followed = pl.col("state").is_in(SHOWN), pl.col("known_before").fill_null(False)
    followed &= pl.col("keys") == pl.col("keys_before")
    as_told = {name: pl.col(name) for name in ("state", "reason", "note")}
    none = {"state": "not_applicable"}
    said = first_case(
        (~counted, as_told),
        (pl.col("children").is_null(), none | {"reason": "range_only", "note": "Nur als Spanne bekannt."}),
        (~followed, none | {"reason": "no_figure", "note": NOT_BEFORE}),
        (True, as_told),
    )
    known = counted & pl.col("children").is_not_null() & followed
    may_leave = known & pl.col("may_leave").is_not_null()
    return rows.with_columns(
        children=pl.when(known).then(pl.col("new").fill_null(0)),
        at_least=pl.lit(None, pl.Int64),
        at_most=pl.lit(None, pl.Int64),
        may_leave=pl.when(may_leave).then("may_leave_in_a_year"),
        leavers=pl.when(may_leave).then("leavers"),
        series=pl.lit("entries"),
        who=pl.format("new|{}|{}", "who", "who_before"),  # who is new depends on both years
        **{name: pl.lit(None, DECLARED[name]) for name in ("users_here", "users_below")},
        **said,
    ).select(*TALLY)


def _with_year_before(con: Connection, setting: Setting, keys: pl.DataFrame, selection: Selection) -> pl.DataFrame:
    """The tally of those who use, with new, known_before, who_before, keys, keys_before and may_leave_in_a_year.

    Who uses at 0 is new by birth: a band of that age alone would say the users a second time."""
    later = pl.col("year") + 1
    told = [band.name for band in setting.bands if band.last > 0]
    users = annual_reach.compute(con, selection).filter(pl.col("age_band").is_in(told))
    before = users.select(
        *CELL,
        later.cast(pl.Int16).alias("year"),
        known_before=pl.col("children").is_not_null(),
        who_before="who",
    )
    keys = keys.select("offer_group", pl.col("year").cast(pl.Int16), "keys")
    keys_before = keys.select("offer_group", later.cast(pl.Int16).alias("year"), keys_before="keys")
    new = con.sql(NEW, params=[sorted(selection.offer_groups or ())]).pl().with_columns(pl.col("year").cast(pl.Int16))
    return (
        users.join(before, on=[*CELL, "year"], how="left", maintain_order="left")
        .join(new, on=[*CELL, "year"], how="left", maintain_order="left")
        .join(keys, on=["offer_group", "year"], how="left", maintain_order="left")
        .join(keys_before, on=["offer_group", "year"], how="left", maintain_order="left")
        .join(_may_leave(con, setting), on="age_band", how="left", maintain_order="left")
    )


def _may_leave(con: Connection, setting: Setting) -> pl.DataFrame:
    """age_band, may_leave_in_a_year: who is new may have been here at the begin of the year alone."""
    leaving = read_leaving(con, setting)
    rows = [(band.name, of_ages(leaving, band.first, band.last)) for band in setting.bands]
    return pl.DataFrame(rows, schema={"age_band": pl.String, "may_leave_in_a_year": pl.Float64}, orient="row")


MEASURE = Measure(
    name="entries",
    version="2",
    label="Neuzugänge",
    question="Wie viele Kinder kamen in diesem Jahr neu dazu?",
    unit="Neuzugänge je Kind",
    numerator="Kinder, die im Jahr ein Angebot der Gruppe genutzt haben und im Jahr davor keines, wo sie damals auch wohnten; jedes Kind zählt einmal. "
    "Meldet ein Angebot nur Summen, die im Jahr begonnenen Fälle (Merkmal „cases“).",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12. Begonnene Fälle: unter 18 zusammen.",
    scope="Gruppen, deren Angebote in beiden Jahren einen und denselben Schlüssel haben und vollständig geliefert sind; begonnene Fälle nur im Landkreis.",
    polarity="ohne Wertung: mehr Neuzugänge sind weder gut noch schlecht",
    caveats="Das erste Jahr einer Aufzeichnung hat keine Neuzugänge. Wer nach einem Jahr ohne Nutzung wiederkommt, zählt wieder als neu, ob es fortgezogen war oder nicht. Wer von einem Angebot "
    "der Gruppe in ein anderes wechselt, ist für die Gruppe nicht neu. Nennt keine Quelle Fortzüge, ist die Zahl eine Spanne wie bei der Reichweite im Jahr. Vergibt eine Quelle jedes Jahr neue Nummern und nennt nicht den wahren Beginn, gelten alle als neu.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-28",
    oracle="Auszählung von Hand über die Rohzeilen in kleinen erfundenen Ämtern.",
    sql="SELECT year, area, age, sex, count(*) FROM child_year WHERE mask & $gruppe <> 0 AND before & $gruppe = 0 GROUP BY ALL",
    lattice=("year", "area", "age_band", "sex", "offer_group", "quantity"),
    uses=("reason", "reason_offers", "rows_lost", "estimated_people", "leavers"),
    compute=compute,
)
