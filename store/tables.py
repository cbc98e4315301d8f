"""What is in the stores? Every table and column once; all SQL and all readers rely on this file.

Three stores, one direction: `microdata` (rows as delivered, etl only), `analysis`
(counted once per child and year, no keys), `published` (protected figures, all that leadership and exports open).
Null means unknown or protected, with its reason in `state`; 0 means counted and nobody.
"""

from store.analysis import ANALYSIS
from store.table import AREA, SEX, YEAR, Table

PUBLISHED_FORMAT = 2  # newer programs must read every older format: store/format_1.py
AS_IT_IS = ("area", "offer", "offer_group", "age_band", "event", "benchmark", "decision")  # published as in `analysis`

DIMENSIONS = (
    (
        "quantity",
        "VARCHAR",
        "which of the measure's quantities: cases, median, spent, ratio, period, before …; null: it has one",
    ),
    ("reference_date", "DATE", "the day counted on"),
    ("age", "SMALLINT", "completed years: of a single age, or the first of an interval that is no age band"),
    (
        "age_to",
        "SMALLINT",
        "the last of that interval; equal to age for a single one, or for „up to the end of this age“",
    ),
    ("cohort", "SMALLINT", "year of birth"),
    (
        "period_from",
        "SMALLINT",
        "first of the years spoken of, where it is not `year` alone: pooled, tested, compared with",
    ),
    ("period_to", "SMALLINT", "last of them"),
    ("partner", "VARCHAR", "the offer group used together with, or before, offer_group; 'any' = any other one"),
    ("offer", "VARCHAR", "the one offer of the group that is spoken of"),
    ("product", "VARCHAR", "product of the budget, where no offer is named"),
    ("source", "VARCHAR", "the delivering source as far as whose key tells; null: the shared key"),
    ("department", "VARCHAR", "Fachbereich, as the profile names it"),
    ("section", "VARCHAR", "Sachgebiet in it"),
    ("counted_unit", "VARCHAR", "what is counted where it is not children: families | cases | …"),
    ("scenario", "VARCHAR", "constant | trend"),
    ("projection", "VARCHAR", "name of the population projection, as delivered"),
    ("edition", "VARCHAR", "the edition compared with"),
    ("edge", "VARCHAR", "low | high: which end of a range"),
)
FACTS = (
    (
        "reason",
        "VARCHAR",
        "code of store/reasons.py: why there is no number, or why it is only a bound; null: nothing to say",
    ),
    ("reason_offers", "VARCHAR[]", "the offers, or groups of them (ids), the reason speaks of"),
    ("estimated_people", "BOOLEAN", "true: the population, of one of the years spoken of, is an estimate"),
    ("observed_from", "SMALLINT", "first year of the record the figure rests on"),
    ("arrivals_known", "BOOLEAN", "is it known which children moved here? null: does not matter"),
    ("ends_at_age", "SMALLINT", "from this age on too few are left to follow: the curve ends"),
    (
        "break_year",
        "SMALLINT",
        "first year after a break of the series: after period_from its step is taken out; equal to it, no older year is used",
    ),
    ("stage", "VARCHAR", "preliminary | final | plan"),
    ("main_reason", "VARCHAR", "the most frequent reason, a word of the deliverer's list"),
    ("days_of", "VARCHAR", "wartend = of those still waiting on the date | begonnen = of those who began in the year"),
    ("may_repeat", "BOOLEAN", "the same child or family may be counted more than once"),
    ("detectable", "BIGINT", "children: a smaller difference would not be seen here; null: no difference would"),
    ("detectable_of_100", "SMALLINT", "the same of 100 who are usual here"),
    ("would_decide", "VARCHAR", "what would decide an open verdict: key | link | arrivals | time"),
    ("would_decide_offer", "VARCHAR", "the offer whose key would, or the source that is to be linked"),
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
        ("item", "VARCHAR", "the dimensions below as one text, for other programs; '' if none; made by store/items.py"),
        *DIMENSIONS,
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
        *FACTS,
        ("note", "VARCHAR", "German, for people: no code reads it; '' if none"),
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
        "a finding of the check that still holds, row numbers rounded like any count",
        (
            ("level", "VARCHAR", "fehler | hinweis"),
            ("code", "VARCHAR", ""),
            ("source", "VARCHAR", ""),
            ("text", "VARCHAR", "German sentence, no row's value in it"),
            ("rows", "BIGINT", "rounded; null: not a number of rows"),
        ),
    ),
    Table(
        "meta",
        "a fact about the whole store",
        (("key", "VARCHAR", "office, demo, as_of, next_delivery, protection_text, format …"), ("value", "VARCHAR", "")),
    ),
    *(table for table in ANALYSIS if table.name in AS_IT_IS),
)
