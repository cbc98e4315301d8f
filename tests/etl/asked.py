"""A delivery of the question on further use as tests draw it: answers and samples that are right in every cell not drawn."""

from tests.etl.office import drawn

ANSWER = {"jahr": "2024", "befragt_in": "juz", "alter": "11", "genutzt": "", "frueher": "nein"}
SAMPLE = {
    "jahr": "2024",
    "befragt_in": "juz",
    "grundgesamtheit": "400",
    "gezogen": "40",
    "geantwortet": "30",
    "auswahl": "zufall",
    "fragebogen": "hze_31+kita",
    "stand": "01.02.2025",
}


def answers(table: str) -> str:
    """`+` stands between offers, because `|` draws the table."""
    return drawn(table, ANSWER).replace("+", "|")


def samples(table: str) -> str:
    return drawn(table, SAMPLE).replace("+", "|")


def asked(table: str, sample: str = "geantwortet\n{}") -> dict[str, str]:
    """Both files; the sample says how many answers there are."""
    many = len(table.strip().splitlines()) - 1
    return {
        "mitnutzung_2024.csv": answers(table),
        "mitnutzung_stichprobe_2024.csv": samples(sample.replace("{}", str(many))),
    }
