"""What is in the stores? Every table and column once; all SQL and all readers rely on this file.

Three stores, one direction: `microdata` (rows as delivered, etl only), `analysis`
(counted once per child and year, no keys), `published` (protected figures, all that leadership and exports open).
Null means unknown or protected, with its reason in `state`; 0 means counted and nobody.
"""

from dataclasses import dataclass

PUBLISHED_FORMAT = 1  # newer programs must read every older format; raise only with a reader for the old one


@dataclass(frozen=True)
class Table:
    """name, what one row is, columns as (name, DuckDB type, meaning)."""

    name: str
    row: str
    columns: tuple[tuple[str, str, str], ...]

    def ddl(self) -> str:
        return f"CREATE TABLE {self.name} (" + ", ".join(f'"{name}" {kind}' for name, kind, _ in self.columns) + ")"

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.columns]


AREA = (
    "area",
    "VARCHAR",
    "official key: 03155 = district, 03155011 = municipality, planning region by its own key; '-' = in the district, municipality unknown",
)
SEX = ("sex", "VARCHAR", "all | m | w | d | o ; d and o appear in sums only")
YEAR = ("year", "SMALLINT", "calendar year")

ANALYSIS = (
    Table(
        "area",
        "an area of the profile",
        (
            AREA,
            ("name", "VARCHAR", "as shown; with the demo prefix in a demo"),
            ("level", "VARCHAR", "kreis | planungsraum | gemeinde | quartier"),
            ("parent", "VARCHAR", "area one level up; null for the district"),
            ("inhabited", "BOOLEAN", "false: nobody lives there, no figures"),
        ),
    ),
    Table(
        "offer",
        "an offer of the profile",
        (
            ("offer", "VARCHAR", "id of angebote.csv"),
            ("name", "VARCHAR", ""),
            ("short_name", "VARCHAR", ""),
            ("department", "VARCHAR", "Fachbereich"),
            ("domain", "VARCHAR", "Bereich, one of nine; empty for interventions"),
            ("kind", "VARCHAR", "universell | selektiv | individuell | finanziell | eingriff"),
            ("unit", "VARCHAR", "Kinder, Fälle, Familien, Besuche …"),
            ("counts", "BOOLEAN", "part of reach (art is not eingriff, switch decided by the office)"),
            ("sensitive", "BOOLEAN", "stands alone in the district only"),
            ("age_from", "SMALLINT", "completed years"),
            ("age_to", "SMALLINT", "inclusive"),
            ("bit", "SMALLINT", "its bit in mask; null: never in a mask"),
            ("since", "SMALLINT", "first year, null unknown"),
            ("until", "SMALLINT", "last year, null open"),
        ),
    ),
    Table(
        "offer_group",
        "a named group of offers, also each single offer as a group of one",
        (
            ("offer_group", "VARCHAR", "id of angebotsgruppen.csv or of the offer"),
            ("name", "VARCHAR", ""),
            ("level", "VARCHAR", "kopf | bereich | auswertung | fachbereich | angebot"),
            ("offers", "VARCHAR[]", "sorted ids of its offers"),
            ("mask", "UBIGINT", "their bits"),
            ("below_district", "BOOLEAN", "may be published below the district"),
            ("position", "SMALLINT", "order on screen"),
        ),
    ),
    Table(
        "age_band",
        "an age band of the profile",
        (
            ("age_band", "VARCHAR", "id, 'all' = the default range"),
            ("name", "VARCHAR", "as shown"),
            ("age_from", "SMALLINT", ""),
            ("age_to", "SMALLINT", "inclusive"),
        ),
    ),
    Table(
        "population",
        "children of one area, age interval, sex on one date, from the one source the profile prefers",
        (
            ("date", "DATE", "reference date"),
            AREA,
            ("age_from", "SMALLINT", ""),
            ("age_to", "SMALLINT", "inclusive"),
            SEX,
            ("count", "BIGINT", "persons"),
            ("basis", "VARCHAR", "Zensus 2011 | Zensus 2022 | Melderegister"),
            ("source", "VARCHAR", "as delivered"),
            ("estimated", "BOOLEAN", "shown as geschätzt"),
        ),
    ),
    Table(
        "child_year",
        "a child who used at least one offer in a year; a child is distinct within a space",
        (
            ("space", "VARCHAR", "'verknuepft' = all released linked sources; else the name of an own-key source"),
            YEAR,
            AREA,
            ("age", "SMALLINT", "completed years on 31 December, 0-26"),
            ("sex", "VARCHAR", "m | w | d | o"),
            ("mask", "UBIGINT", "one bit per offer used that year"),
            ("prev", "UBIGINT", "OR of the masks of all earlier years"),
            (
                "since",
                "SMALLINT",
                "year the child came to live in the district (im_kreis_seit); birth year if born here; null unknown",
            ),
        ),
    ),
    Table(
        "child_day",
        "a child with a use running on a reference date",
        (
            ("space", "VARCHAR", ""),
            ("date", "DATE", "reference date"),
            AREA,
            ("age", "SMALLINT", "completed years on the date: birthday counts from the month after the birth month"),
            ("sex", "VARCHAR", ""),
            ("mask", "UBIGINT", "offers running on the date"),
        ),
    ),
    Table(
        "counted_year",
        "children known only as a sum: zaehlwerte and kontakte",
        (
            YEAR,
            ("date", "DATE", "reference date of a stock; null = over the year"),
            ("offer", "VARCHAR", ""),
            AREA,
            ("by_place", "BOOLEAN", "counted where the service is, not where the child lives: district only for reach"),
            ("age_from", "SMALLINT", "completed years on 31 December (a stock: on its date)"),
            ("age_to", "SMALLINT", "inclusive"),
            SEX,
            ("unit", "VARCHAR", "as delivered"),
            ("count", "BIGINT", "as delivered"),
            ("low", "DOUBLE", "children at least"),
            ("high", "DOUBLE", "children at most; null = only the population bounds it"),
            (
                "turnover",
                "DOUBLE",
                "a stock: children over the year per child on the date, as amt.toml states it; null = not stated, only the population bounds the year",
            ),
        ),
    ),
    Table(
        "coverage",
        "what was delivered in full",
        (
            ("source", "VARCHAR", ""),
            ("offer", "VARCHAR", ""),
            YEAR,
            ("complete", "BOOLEAN", "the whole year was delivered: a missing row means 0"),
            ("until", "DATE", "last day of the year delivered in full; null: no day"),
            ("final", "BOOLEAN", "false: vorläufig"),
            ("as_of", "DATE", "Stand"),
            ("counting", "VARCHAR", "verknuepft | eigener_schluessel | zaehlwerte | kontakte"),
        ),
    ),
    Table(
        "event",
        "a break or an event drawn on time axes",
        (
            ("date", "DATE", ""),
            ("end", "DATE", ""),
            ("kind", "VARCHAR", "reihenbruch | ereignis"),
            ("offer_group", "VARCHAR", "'' = all"),
            ("short", "VARCHAR", "label on the axis"),
            ("text", "VARCHAR", ""),
        ),
    ),
)

FIGURE = Table(
    "figure",
    "one figure; key = measure … item, unique",
    (
        ("measure", "VARCHAR", "name of the definition"),
        ("version", "VARCHAR", "version of the definition"),
        AREA,
        YEAR,
        ("age_band", "VARCHAR", "id, 'all'"),
        SEX,
        ("offer_group", "VARCHAR", "id"),
        ("item", "VARCHAR", "the one extra key a measure may need, e.g. stichtag:2016-03-01; '' if none"),
        ("unit", "VARCHAR", "of value"),
        ("numerator", "BIGINT", "protected count; null where it is a range or not shown"),
        ("denominator", "BIGINT", "population"),
        ("denominator_date", "DATE", ""),
        ("value", "DOUBLE", "numerator / denominator; null where it is a range"),
        ("low", "DOUBLE", "chance, 95 %"),
        ("high", "DOUBLE", ""),
        ("interval", "VARCHAR", "wilson | byar | exact | quasi_poisson | bounds | window | forecast | none"),
        ("bound_low", "DOUBLE", "what overlap or a short record leaves open, as a rate"),
        ("bound_high", "DOUBLE", "null with bound_low set: only a lower bound is known"),
        ("label", "VARCHAR", "verdict code, '' if none"),
        ("state", "VARCHAR", "ok | protected | no_data | not_applicable | unreliable"),
        ("note", "VARCHAR", "German, '' if none"),
    ),
)
FIGURE_KEY = ["measure", "version", "area", "year", "age_band", "sex", "offer_group", "item"]

PUBLISHED = (
    FIGURE,
    Table(
        "definition",
        "a measure's card",
        tuple(
            (name, "VARCHAR", "")
            for name in (
                "measure",
                "version",
                "label",
                "question",
                "unit",
                "numerator",
                "denominator",
                "ages",
                "scope",
                "polarity",
                "caveats",
                "source",
                "reviewed_on",
                "sql",
            )
        ),
    ),
    Table(
        "source_status",
        "a source, an offer, a year: what was delivered",
        (
            ("source", "VARCHAR", ""),
            ("title", "VARCHAR", ""),
            ("offer", "VARCHAR", ""),
            YEAR,
            ("complete", "BOOLEAN", ""),
            ("until", "DATE", ""),
            ("final", "BOOLEAN", ""),
            ("as_of", "DATE", ""),
            ("counting", "VARCHAR", ""),
            ("next_delivery", "DATE", ""),
        ),
    ),
    Table(
        "finding",
        "a finding of the check that still holds, row numbers rounded to 5",
        (
            ("level", "VARCHAR", "fehler | hinweis"),
            ("code", "VARCHAR", ""),
            ("source", "VARCHAR", ""),
            ("text", "VARCHAR", "German sentence, no row's value in it"),
            ("rows", "BIGINT", "rounded to 5; null: not a number of rows"),
        ),
    ),
    Table(
        "meta",
        "a fact about the whole store",
        (("key", "VARCHAR", "office, demo, as_of, next_delivery, protection_text, format …"), ("value", "VARCHAR", "")),
    ),
    *(table for table in ANALYSIS if table.name in ("area", "offer", "offer_group", "age_band", "event")),
)
