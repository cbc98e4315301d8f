"""How do valid rows become counted children? Static SQL, one table per file, from `microdata` into `analysis`."""

from pathlib import Path

import duckdb
import polars as pl

from etl.link import number_children
from store.profile import Profile, ProfileProblem
from store.tables import ANALYSIS

SQL = Path(__file__).parent / "sql"


def build(con: duckdb.DuckDBPyConnection, profile: Profile, *, demo: bool = False) -> None:
    """Fills every table of `analysis` from `microdata`, both attached to `con`; demo: municipalities carry the prefix."""
    con.execute("USE analysis")
    for table in ANALYSIS:
        con.execute(table.ddl())
    _from_profile(con, profile, demo)
    number_children(con)
    for name in ("episode", "child_year", "child_day", "counted_year", "coverage", "population"):
        con.execute((SQL / f"{name}.sql").read_text("utf-8"))


def _from_profile(con: duckdb.DuckDBPyConnection, profile: Profile, demo: bool) -> None:
    prefix = profile.office.get("demo", {}).get("vorsatz", "") if demo else ""
    offers = offers_of(profile)
    _fill(con, "area", areas_of(profile, prefix))
    _fill(con, "offer", offers)
    _fill(con, "offer_group", groups_of(profile, offers))
    _fill(
        con,
        "age_band",
        profile.age_bands.select(
            age_band="id",
            name="name",
            age_from=pl.col("alter_von").cast(pl.Int16),
            age_to=pl.col("alter_bis").cast(pl.Int16),
        ),
    )
    _fill(con, "event", events_of(profile))
    order = profile.office.get("bevoelkerung", {}).get("reihenfolge", ["amtlich", "geschaetzt"])
    _temp(con, "preference", pl.DataFrame({"kind": order, "place": range(len(order))}))
    stated = profile.office.get("umschlag", {}) | (profile.office.get("demo", {}).get("umschlag", {}) if demo else {})
    turnover = {offer: float(entry["hoechstens"]) for offer, entry in stated.items()}
    _temp(
        con,
        "turnover",
        pl.DataFrame(
            {"offer": list(turnover), "turnover": list(turnover.values())},
            schema={"offer": pl.String, "turnover": pl.Float64},
        ),
    )
    days = [tuple(map(int, d.split("-"))) for d in profile.office.get("stichtage", {}).get("tage", ["12-31"])]
    _temp(con, "month_day", pl.DataFrame(days, schema=["month", "day"], orient="row"))
    con.execute("""CREATE OR REPLACE TEMP TABLE reference_date AS
        WITH years AS (SELECT unnest(range(min(year(beginn)), max(year(coalesce(period_to, as_of))) + 1)) AS year FROM microdata.nutzung WHERE replaced_in IS NULL)
        SELECT make_date(year, month, day) AS date FROM years, month_day
        UNION SELECT DISTINCT stichtag FROM microdata.zaehlwerte WHERE replaced_in IS NULL AND stichtag IS NOT NULL""")


def areas_of(profile: Profile, prefix: str) -> pl.DataFrame:
    """Areas that exist today; dissolved ones live on in the one they went into."""
    today = profile.areas.filter(pl.col("aufgegangen_in") == "")
    return today.select(
        area="schluessel",
        name=pl.when(pl.col("ebene") == "kreis").then(pl.col("name")).otherwise(prefix + pl.col("name")),
        level="ebene",
        parent=pl.when(pl.col("oberhalb") != "").then(pl.col("oberhalb")),
        inhabited=pl.col("bewohnt") != "nein",
    )


def offers_of(profile: Profile) -> pl.DataFrame:
    """angebote.csv typed; `counts` = not an intervention, and for a switch: the office says so in amt.toml."""
    switched_on = profile.office.get("angebote", {}).get("schalter", [])
    number = lambda column: pl.when(pl.col(column) != "").then(pl.col(column)).cast(pl.Int16)  # noqa: E731 - one word for four columns
    counts = (pl.col("art") != "eingriff") & (
        (pl.col("zaehlt") == "ja") | ((pl.col("zaehlt") == "schalter") & pl.col("id").is_in(switched_on))
    )
    return profile.offers.select(
        offer="id",
        name="name",
        short_name="kurzname",
        department="fachbereich",
        domain="bereich",
        kind="art",
        unit="einheit",
        counts=counts & (pl.col("bit") != ""),
        sensitive=pl.col("sensibel") == "ja",
        age_from=number("alter_von"),
        age_to=number("alter_bis"),
        bit=number("bit"),
        since=number("seit"),
        until=number("bis"),
    )


def groups_of(profile: Profile, offers: pl.DataFrame) -> pl.DataFrame:
    """Named groups by their rules, then each counting offer as a group of one; only offers that count."""
    counting = offers.filter("counts")
    rows = [
        (row["id"], row["name"], row["ebene"], _members(row["regel"], counting), "gemeinde" in row["gebietsebenen"])
        for row in profile.groups.iter_rows(named=True)
    ]
    rows += [
        (offer, name, "angebot", [offer], not sensitive)
        for offer, name, sensitive in counting.select("offer", "short_name", "sensitive").iter_rows()
    ]
    bit = dict(counting.select("offer", "bit").iter_rows())
    return pl.DataFrame(
        [(*row[:4], sum(1 << bit[o] for o in row[3]), row[4], place) for place, row in enumerate(rows)],
        orient="row",
        schema={
            "offer_group": pl.String,
            "name": pl.String,
            "level": pl.String,
            "offers": pl.List(pl.String),
            "mask": pl.UInt64,
            "below_district": pl.Boolean,
            "position": pl.Int16,
        },
    )


def events_of(profile: Profile) -> pl.DataFrame:
    """ereignisse.csv typed: breaks that no comparison may cross, and events drawn on time axes."""
    as_date = lambda column: pl.when(pl.col(column) != "").then(pl.col(column)).str.to_date("%Y-%m-%d")  # noqa: E731 - two columns, one rule
    return profile.events.select(
        date=as_date("datum"), end=as_date("bis"), kind="art", offer_group="gruppe", short="kurz", text="text"
    ).sort("date", "short")


RULES = {"bereich": "domain", "art": "kind", "fachbereich": "department"}


def _members(rule: str, offers: pl.DataFrame) -> list[str]:
    """`alle` | `ohne:a,b` | `liste:a,b` | `bereich:x` | `art:x` | `fachbereich:x`; several joined by `;` are a union."""
    found: set[str] = set()
    for piece in (p.strip() for p in rule.split(";")):
        word, _, rest = piece.partition(":")
        named = [n.strip() for n in rest.split(",")]
        if word == "alle":
            found |= set(offers["offer"])
        elif word == "ohne":
            found |= set(offers["offer"]) - set(named)
        elif word == "liste":
            found |= set(named) & set(offers["offer"])
        elif word in RULES:
            found |= set(offers.filter(pl.col(RULES[word]) == rest.strip())["offer"])
        else:
            raise ProfileProblem(
                f"angebotsgruppen.csv: Die Regel „{piece}“ ist unbekannt. Erlaubt: alle, ohne:, liste:, {':, '.join(RULES)}:"
            )
    return sorted(found)


def _fill(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("rows", frame)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
    con.unregister("rows")


def _temp(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("rows", frame)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM rows")
    con.unregister("rows")
