"""What is in the stores? Every table and column once; all SQL and all readers rely on this file.

Three stores, one direction: `microdata` (rows as delivered, etl only), `analysis`
(counted once per child and year, no keys), `published` (protected figures, all that leadership and exports open).
Null means unknown or protected, with its reason in `state`; 0 means counted and nobody.
"""

from store.analysis import ANALYSIS
from store.table import AREA, SEX, YEAR, Table

PUBLISHED_FORMAT = 1  # newer programs must read every older format; raise only with a reader for the old one
AS_IT_IS = ("area", "offer", "offer_group", "age_band", "event", "benchmark", "decision")  # published as in `analysis`

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
                "oracle",
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
    *(table for table in ANALYSIS if table.name in AS_IT_IS),
)
