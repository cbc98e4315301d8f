"""What does a store or an edition of format 1 say in today's columns? The one module that takes its `item` and `note` apart.

Frozen: its patterns are the words and ids that programs of format 1 wrote. What they do not tell is null: unknown.
"""

import re

import polars as pl

from store.table import TYPES
from store.tables import DIMENSIONS, FACTS, PUBLISHED

Tables = dict[str, pl.DataFrame]
WORD = r"^(?P<quantity>.+)$"
DAY = r"^stichtag:(?P<reference_date>[\d-]+)$"
AGES = r"(?P<age>\d+)-(?P<age_to>\d+)"
WITH_OTHERS = (r"^(?P<quantity>before|entry)", r"^entry:(?P<source>.+)$", r"^(?:before:|\+)(?P<partner>.+)$")
ITEMS = {
    **dict.fromkeys(("claim", "duration", "need", "child_protection", "taking_into_care", "advice_rate"), (WORD,)),
    **dict.fromkeys(("point_reach", "care_share"), (DAY,)),
    **dict.fromkeys(("overlap_share", "pathway"), WITH_OTHERS),
    **dict.fromkeys(("waiting", "waiting_time"), (r"^(?P<quantity>\w+)(?::(?P<counted_unit>\w+))?$",)),
    "caseload": (r"^department:(?P<department>.+)$",),
    "change": (r"^seit:(?P<period_from>\d{4})(?::(?P<quantity>\w+))?$",),
    "cumulative_reach": (r"^(?P<quantity>\w+)(?::(?:(?P<cohort>\d{4})|(?P<age>\d+)))?$",),
    "edition_change": (r"^(?P<edition>[^:]*):(?P<quantity>\w+)?(?::(?P<edge>mindestens|hoechstens))?(?::anteil)?$",),
    "expenditure": (r"^(?P<quantity>\w+)(?::product:(?P<product>.+))?$",),
    "first_contact": (r"^(?P<quantity>\w+):(?:(?P<age>\d+)(?:-(?P<age_to>\d+))?(?::(?P<source>.+))?|(?P<offer>.+))$",),
    "forecast": (r"^(?P<quantity>\w+):(?P<scenario>\w+)(?::(?P<projection>.+))?$",),
    "gap": (r"^(?P<quantity>ratio|shrunk)", r"(?P<period_from>\d{4})-(?P<period_to>\d{4})$"),
    "hze_rate": (r"^(?P<quantity>\w+)",),
    "overlap": (r"\+(?P<partner>.+)$",),
    "places": (r"^(?P<quantity>\w+)", f":{AGES}$"),
    "places_taken": (f"^ages:{AGES}$",),
    "staffing": (
        r"^(?P<quantity>\w+)",
        r":department:(?P<department>.+)$",
        r":section:(?P<department>.+?)/(?P<section>.+)$",
    ),
}
TESTED = r"^Getestet (\d{4})–(\d{4})\. ?"
PERIODS = {
    "trend": TESTED,
    "duration": r"Beginn (\d{4}) bis (\d{4})",
    "forecast": r"Anteile je Altersgruppe aus (\d{4})(?:, \d{4})*(?: und (\d{4}))?\.",
}
EDGES = {"mindestens": "low", "hoechstens": "high"}
UNITS = {"Fälle": "cases", "Kinder": "children", "Familien": "families", "Verfahren": "procedures", "Hilfen": "helps"}
STAGES = {"vorläufig": "preliminary", "Ergebnis": "final", "Plan": "plan"}
MAIN_REASONS = {
    "kein Platz": "kein_platz",
    "kein Personal": "kein_personal",
    "kein passendes Angebot": "kein_passendes_angebot",
    "Absage der Familie": "absage_familie",
    "sonstiges": "sonstiges",
}
REASONS = (  # code, what the note says; the first that is found holds
    (None, "^Grund nicht geliefert"),
    ("more_than_people", "gezählt, als laut Bevölkerung dort leben"),
    ("few_people", "Anteile erst ab"),
    ("year_unfinished", "Das Jahr ist noch nicht vollständig geliefert"),
    ("no_people", r"Lebendgeborene \d+ nicht geliefert"),
    (
        "not_delivered",
        "[Nn]icht (?:vollständig )?geliefert|es fehl(?:t|en) |Keine Warteliste|nicht für alle Sachgebiete",
    ),
    ("other_ages", "nicht nach diesem Alter geliefert"),
    ("other_units", "in verschiedenen Einheiten"),
    ("by_place", "gezählt am Ort des Angebots"),
    ("unconfirmed", "Vollständigkeit nicht bestätigt"),
    ("age_not_offered", "gibt es das Angebot nicht"),
    ("sums_only", "nur als Summe gemeldet|Nur als Summe gemeldet"),
    ("not_linkable", "icht verknüpfbar"),
    ("no_common_key", "(?:keinen|ohne) gemeinsamen Schlüssel"),
    ("refused", "widerspricht den Zählungen"),
    ("no_people", r"Bevölkerung (?:(?:vom|am|unter) [\d. am]+)?fehlt|Kinderzahl nach \D*fehlt"),
    ("range_only", "Nur als Spanne bekannt"),
    (
        "part_hidden",
        "wird keine Zahl gezeigt|für diesen Tag nicht gezeigt|Zwischenschritt wird nicht|gezeigt; keine Vorausschau|"
        "der nutzenden Kinder (?:geschützt ist|ist nicht als ein Wert)",
    ),
    ("no_figure", "liegt keine Zahl vor"),
    ("too_few_contacts", "zu wenige erste Kontakte"),
    ("too_few", r"Zu wenige (?:Wartende|Fälle)|Erst ab \d+ Nutzungen"),
    ("small_unit", "unter fünf Personen"),
    ("few_years", "Aufzeichnungen reichen|Erst ein Jahr Aufzeichnung|Erst ein vergleichbares Jahr|Weniger als fünf"),
    ("small_years", "In einzelnen Jahren weniger als zehn"),
    ("series_break", "liegt ein Reihenbruch"),
    ("within_rounding", "kleiner als die Schutzrundung"),
    ("still_running", "Noch nicht bestimmbar"),
    ("no_posts", "Keine Stellen im"),
    ("taken_back", "Ladung, die zurückgenommen"),
    ("deleted", "Einzeldaten von damals sind"),
    ("new_store", "Diese Ladung beginnt neu"),
    ("other_kind", "Nicht aufteilbar: In der Ausgabe"),
)
OFFERS = {  # reason → where its note names the offers; @ = a list of their names
    "not_delivered": ("es fehl(?:t|en) (@)", "Nicht vollständig geliefert: (@)", "^(@: .*)$"),
    "other_ages": ("^(@: .*)$",),
    "by_place": ("(@): gezählt am Ort",),
    "unconfirmed": ("nicht bestätigt: (@)",),
    "sums_only": ("(?:Nur als Summe gemeldet: )(@)", "^(@) wird nur"),
    "not_linkable": ("Nicht bekannt: (@) ist nicht",),
    "no_common_key": ("Nicht bekannt: (@) haben keinen",),
    "refused": ("Überschneidung „(@)“",),
}
DAYS_OF = {"Wartende": "wartend", "Begonnene": "begonnen"}
DECIDES = {
    "key": "mit Schlüssel statt",
    "link": "mit den anderen zu verknüpfen",
    "arrivals": r"\(im_kreis_seit\)",
    "time": "wird die Spanne enger",
}
NEWCOMERS = "Zugezogene Kinder sind nicht erkennbar"
ROLES = {
    **{name: name for name in ("kita", "hort", "kindertagespflege", "erziehungsberatung", "unterhaltsvorschuss")},
    **dict.fromkeys([f"hze_{paragraph}" for paragraph in (27, 29, 30, 31, 32, 33, 34, 35)], "hilfe_zur_erziehung"),
    "beistandschaft": "beistandschaft",
    "hilfe_volljaehrige": "junge_volljaehrige",
    "schutzauftrag_8a": "gefaehrdungseinschaetzung",
    "inobhutnahme": "inobhutnahme",
}
GROUPS = {  # id → role, said, said_dative, short
    "alle": ("alle", "ein Angebot oder eine Leistung", "einem Angebot oder einer Leistung", "alle Angebote"),
    "ohne_kita": (
        "ohne_kita",
        "ein Angebot oder eine Leistung außer Kita und Hort",
        "einem Angebot oder einer Leistung außer Kita und Hort",
        "ohne Kita und Hort",
    ),
    "individuell": (
        "individuell",
        "eine individuelle Hilfe oder Beratung",
        "einer individuellen Hilfe oder Beratung",
        "nur individuelle Hilfen und Beratung",
    ),
    "b_tagesbetreuung": ("tagesbetreuung", "", "", ""),
    "hze_ohne_28": ("hze_ohne_beratung", "", "", ""),
}
STANDARD = {"base": "5", "min_population": "50"}


def as_today(stored: Tables) -> Tables:
    """The tables of format 1, as many columns as they have, in the columns and with the facts of today's."""
    tables = {table.name: _all_columns(stored.get(table.name), table.schema) for table in PUBLISHED}
    tables["offer"], tables["offer_group"] = _with_roles(tables["offer"], tables["offer_group"])
    stated = tables["meta"]["key"].to_list()
    lacking = {key: value for key, value in STANDARD.items() if key not in stated}
    more = pl.DataFrame(
        {"key": list(lacking), "value": list(lacking.values())}, schema=dict.fromkeys(("key", "value"), pl.String)
    )
    tables["meta"] = pl.concat([tables["meta"], more]).sort("key")
    tables["figure"] = _figures(tables["figure"], tables["offer"], tables["offer_group"])
    tables["finding"] = tables["finding"].with_columns(pl.col("text").str.strip_prefix("Abgewiesene Zeilen: "))
    return tables


def _all_columns(frame: pl.DataFrame | None, schema: dict) -> pl.DataFrame:
    found = pl.DataFrame(schema=schema) if frame is None else frame
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in found.columns]
    return found.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in schema.items())


def _with_roles(offers: pl.DataFrame, groups: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    early = pl.when(pl.col("domain") == "fruehe_hilfen").then(pl.lit("fruehe_hilfen")).otherwise(pl.lit(""))
    offers = offers.with_columns(pl.coalesce(_looked_up("offer", ROLES), early).alias("role"))
    role = dict(offers.select("offer", "role").iter_rows())
    known = {group: (role.get(group, ""), "", "", "") for group in groups["offer_group"]} | GROUPS
    columns = ("role", "said", "said_dative", "short")
    return offers, groups.with_columns(
        _looked_up("offer_group", {group: said[at] for group, said in known.items()}).alias(name)
        for at, name in enumerate(columns)
    )


def _looked_up(column: str, words: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)


def _figures(figures: pl.DataFrame, offers: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Every item and every note is read once, however many figures have it."""
    names = figures.columns
    about = figures.select("measure", "year", "state", "item", pl.col("note").fill_null("")).unique()
    read = _facts(_dimensions(about), _by_name(offers, groups))
    old = figures.drop([name for name, *_ in (*DIMENSIONS, *FACTS)]).with_columns(pl.col("note").fill_null(""))
    keys = ["measure", "year", "state", "item", "note"]
    told = old.join(read, on=keys, how="left", nulls_equal=True, maintain_order="left").select(names)
    return told.with_columns(pl.col("note").str.replace(TESTED, ""))  # said by period_from and period_to


def _dimensions(rows: pl.DataFrame) -> pl.DataFrame:
    """Of the item; what the note tells of days, years and units comes with it."""
    items = rows.select("measure", "item").unique()
    parts = []
    for (measure,), of_measure in items.partition_by("measure", as_dict=True).items():
        found = [of_measure["item"].str.extract_groups(pattern).struct.unnest() for pattern in ITEMS.get(measure, ())]
        named = {column.name: [] for frame in found for column in frame}
        for frame in found:
            for column in frame:
                named[column.name].append(column)
        parts.append(of_measure.with_columns(pl.coalesce(columns).alias(name) for name, columns in named.items()))
    told = pl.concat(parts, how="diagonal") if parts else items
    missing = [pl.lit(None, pl.String).alias(name) for name, *_ in DIMENSIONS if name not in told.columns]
    rows = rows.join(told.with_columns(missing), on=["measure", "item"], how="left", nulls_equal=True)
    return rows.with_columns(*_days_and_years(), _unit(), _looked_up("edge", EDGES).alias("edge")).with_columns(
        pl.col(name).str.to_date(strict=False) if kind == "DATE" else pl.col(name).cast(TYPES[kind], strict=False)
        for name, kind, _ in DIMENSIONS
    )


def _days_and_years() -> list[pl.Expr]:
    """A day of several is none; an age alone is an interval of one year."""
    note, of = pl.col("note"), lambda measure: pl.col("measure") == measure
    on = note.str.extract_groups(r"Stichtag (\d\d)\.(\d\d)\.(\d{4})(,? (?:und )?\d\d\.)?").struct
    day = pl.when(on.field("4").is_null()).then(pl.format("{}-{}-{}", on.field("3"), on.field("2"), on.field("1")))
    years = lambda at: pl.coalesce(pl.when(of(m)).then(note.str.extract(p, at)) for m, p in PERIODS.items())
    this_year = pl.when(of("change")).then(pl.col("year").cast(pl.String))
    return [
        pl.coalesce("reference_date", day).alias("reference_date"),
        pl.coalesce("age_to", "age").alias("age_to"),
        pl.coalesce("period_from", years(1)).alias("period_from"),
        pl.coalesce("period_to", this_year, years(2), years(1)).alias("period_to"),
    ]


def _unit() -> pl.Expr:
    told = pl.col("note").str.extract(r"Einheit: ([^.]+)\.")
    instead = pl.when(pl.col("note").str.contains("Kinder statt Familien")).then(pl.lit("children"))
    return pl.coalesce("counted_unit", told.replace(UNITS), instead).alias("counted_unit")


def _by_name(offers: pl.DataFrame, groups: pl.DataFrame) -> dict[str, str]:
    """Name as the notes say it → id of the offer, or of the group."""
    of_groups = {name: group for group, name in groups.select("offer_group", "name").drop_nulls().iter_rows()}
    short = offers.select("offer", pl.coalesce(pl.col("short_name").replace("", None), "name")).drop_nulls()
    return of_groups | {name: offer for offer, name in short.iter_rows()}


def _facts(rows: pl.DataFrame, by_name: dict[str, str]) -> pl.DataFrame:
    """All facts of the note, as columns of their types."""
    note, said = pl.col("note"), lambda pattern: pl.col("note").str.contains(pattern)
    reason = pl.lit(None, pl.String)
    for code, pattern in reversed(REASONS):
        reason = pl.when(said(pattern)).then(pl.lit(code, pl.String)).otherwise(reason)
    childhood = pl.col("measure").is_in(["cumulative_reach", "claim"]) & pl.col("state").is_in(["ok", "unreliable"])
    since = note.str.extract(r"(?:Beobachtet seit|seit Beginn der Aufzeichnung) (\d{4})")
    everyone_new = pl.when(said("^Erstes Jahr der Aufzeichnung")).then(pl.col("year").cast(pl.String))
    lists = pl.when(said("auf mehreren Listen")).then(True).when((pl.col("measure") == "waiting") & said("^Stichtag"))
    rows = rows.with_columns(
        reason.alias("reason"),
        pl.when(said("Bevölkerung geschätzt")).then(True).alias("estimated_people"),
        pl.coalesce(since, everyone_new).alias("observed_from"),
        pl.when(childhood).then(~said(NEWCOMERS)).alias("arrivals_known"),
        note.str.extract(r"Ab Alter (\d+) sind").alias("ends_at_age"),
        note.str.extract(r"Reihenbruchs? (\d{4})").alias("break_year"),
        _word(r"Stand: (\w+)\.", STAGES).alias("stage"),
        _word(r"Häufigster Grund: ([^.]+)\.", MAIN_REASONS).alias("main_reason"),
        _word("(Wartende|Begonnene),", DAYS_OF).alias("days_of"),
        lists.then(False).alias("may_repeat"),
        note.str.extract(r"Unterschied von rund ([\d.]+) Kindern").str.replace_all(".", "", literal=True).alias("detectable"),
        note.str.extract(r"\((\d+) von 100\)").alias("detectable_of_100"),
        pl.coalesce(pl.when(said(p)).then(pl.lit(code)) for code, p in DECIDES.items()).alias("would_decide"),
    )  # fmt: skip
    return rows.with_columns(_offers_named(rows, by_name)).with_columns(
        pl.col(name).cast(TYPES[kind], strict=False) for name, kind, _ in FACTS
    )


def _word(pattern: str, words: dict[str, str]) -> pl.Expr:
    told = pl.col("note").str.extract(pattern)
    return told.replace_strict(list(words), list(words.values()), default=None, return_dtype=pl.String)


def _offers_named(rows: pl.DataFrame, by_name: dict[str, str]) -> list[pl.Series]:
    """reason_offers and would_decide_offer: the longest names first, because one may be part of another."""
    one = "|".join(re.escape(name).replace("\\ ", " ") for name in sorted(by_name, key=len, reverse=True)) or "$^"
    several = f"(?:{one})(?:(?:, | und |“ und „)(?:{one}))*"
    piece = pl.coalesce(
        pl.when(pl.col("reason") == reason).then(pl.col("note").str.extract(pattern.replace("@", several)))
        for reason, patterns in OFFERS.items()
        for pattern in patterns
    )
    ids = lambda names: names.replace_strict(
        list(by_name), list(by_name.values()), default=None, return_dtype=pl.String
    )
    key = pl.col("note").str.extract(f"klären: ({one}) mit Schlüssel")
    source = pl.col("note").str.extract("klären: die Quelle „([^“]+)“")
    return rows.select(
        piece.str.extract_all(one).list.eval(ids(pl.element())).alias("reason_offers"),
        pl.coalesce(ids(key), source).alias("would_decide_offer"),
    ).get_columns()
