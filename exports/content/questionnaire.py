"""What are families asked who answer the question on further use? One page for one child, in plain German, to print.

It asks for every offer that children of these ages may use, by Bereich, and says what becomes of the answer. Ages: those of the
age bands that the source's children are in, because what was not asked cannot be counted (etl/further_use/count.py).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from exports.report import Content, Heading, Paragraph, Report, facts_of_office
from measures.engine.reading.coverage import VISITS
from store.german import listed
from store.profile import Profile
from store.published import Published

BOX = "☐\N{NO-BREAK SPACE}"
APART = "   "


class NotKnown(Exception):
    """German text: no source and no offer of this name, and which there are."""


@dataclass(frozen=True)
class Asking:
    """source: its name, as shown in title; offers asked for by Bereich (name → (id, words)); by_visit: whoever is there is asked."""

    title: str
    offers: dict[str, list[tuple[str, str]]]
    by_visit: bool

    @property
    def ids(self) -> list[str]:
        return sorted(offer for asked in self.offers.values() for offer, _ in asked)


def asking(published: Published, name: str, year: int) -> Asking:
    """For the families of a source or an offer. Raises NotKnown."""
    status, offers = published.table("source_status"), published.table("offer")
    mine = status.filter((pl.col("source") == name) | (pl.col("offer") == name))
    own = set(mine.filter(pl.col("source") == name)["offer"]) or set(mine.filter(pl.col("offer") == name)["offer"])
    if not own:
        raise NotKnown(
            f"Von „{name}“ ist nichts geliefert. Möglich: {listed(sorted({*status['source'], *status['offer']}))}."
        )
    first, last = _ages(offers.filter(pl.col("offer").is_in(own)), published.table("age_band"))
    asked = offers.filter(
        pl.col("counts") & ~pl.col("offer").is_in(own) & (pl.col("age_from") <= last) & (pl.col("age_to") + 1 >= first),
        pl.col("since").fill_null(year) <= year,
        pl.col("until").fill_null(year) >= year,
    )
    by_area = _by_domain(asked, published.table("offer_group"))
    short = offers.filter(pl.col("offer").is_in(own))["short_name"].to_list()
    return Asking(listed(short), by_area, set(mine["counting"]) == {VISITS})


def _ages(own: pl.DataFrame, bands: pl.DataFrame) -> tuple[int, int]:
    """The bands that the children of these offers are in on 31 December, when they may be a year older."""
    low, high = own["age_from"].to_list(), own["age_to"].to_list()
    there = bands.filter(pl.col("age_band") != "all", pl.col("age_from") <= max(high) + 1, pl.col("age_to") >= min(low))
    edges = there["age_from"].to_list(), there["age_to"].to_list()
    return min(edges[0], default=min(low)), max(edges[1], default=max(high))


def _by_domain(asked: pl.DataFrame, groups: pl.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """Every offer once, below the first Bereich that holds it, in the order of the profile."""
    words, found = dict(asked.select("offer", "name").iter_rows()), dict[str, list[tuple[str, str]]]()
    for name, members in groups.filter(level="bereich").sort("position").select("name", "offers").iter_rows():
        found[name] = [(offer, words.pop(offer)) for offer in members if offer in words]
    found["Weitere"] = list(words.items())
    return {name: offers for name, offers in found.items() if offers}


def questionnaire(about: Asking, profile: Profile, year: int, today: date) -> Report:
    """A page to print, one for each child."""
    office, days = profile.office.identity, profile.office.further_use.keep_days
    content: list[Content] = [
        Paragraph(
            "Liebe Eltern, wir möchten wissen, wie viele Kinder unsere Angebote nutzen und welche Angebote fehlen. "
            f"Ihr Kind nutzt bei uns: {about.title}. Bitte füllen Sie für jedes Kind, für das Sie einen Bogen bekommen haben, einen aus."
        ),
        Paragraph(f"Alter des Kindes am 31.12.{year}: ______ Jahre{APART}Wohngemeinde: ____________________"),
        *(
            [Paragraph(f"Wie oft war dieses Kind {year} schon hier, heute mitgezählt? ______ Mal")]
            if about.by_visit
            else []
        ),
        Heading(1, f"Welche dieser Angebote hat dieses Kind {year} auch genutzt?", "1"),
        Paragraph("Bitte alles ankreuzen, was stimmt. Auch wenn es nur kurz war."),
        *(part for name, offers in about.offers.items() for part in _of_domain(name, offers)),
        Heading(3, "Oder"),
        Paragraph(_boxes(["nichts davon", "weiß nicht"])),
        Heading(1, "Und in früheren Jahren, hier oder anderswo?", "2"),
        Paragraph(f"Hat dieses Kind vor {year} schon ein Angebot dieser Art genutzt?"),
        Paragraph(_boxes(["ja", "nein", "weiß nicht"])),
        Paragraph(
            "Ihre Antwort ist freiwillig. Wenn Sie nicht antworten, hat das keine Folgen. Bitte schreiben Sie keinen Namen auf "
            "den Bogen. Wir speichern nur die Kreuze, das Alter und die Gemeinde. Spätestens "
            f"{days} Tage nach der Eingabe löschen wir sie. Es bleiben nur Summen über viele Kinder. Vielen Dank!",
            "note",
        ),
        Paragraph("Von der Stelle auszufüllen: laufende Nr. der Familie oder des Tages ______", "note"),
    ]
    facts = facts_of_office(profile, "Mitnutzungsfrage", today)
    title = f"Was nutzt Ihr Kind außerdem? {year}"
    return Report("briefing", title, office.district_name, "oeffentlich", facts, tuple(content), file_name="Fragebogen")


def _of_domain(name: str, offers: list[tuple[str, str]]) -> tuple[Content, ...]:
    return Heading(3, name), Paragraph(_boxes([words for _, words in offers]))


def _boxes(words: list[str]) -> str:
    return APART.join(BOX + word for word in words)
