"""What do the documents share? What is asked, the facts of an edition, and the sentences of the screen as paragraphs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from exports.report import Bullets, Content, Facts, Heading, Paragraph
from store.audience import AUDIENCES
from store.german import day
from views.blocks import reach as reach_blocks
from views.figures import deliveries
from views.figures.reach import Reach
from views.figures.read import Figures
from views.finding import Text
from views.words import passport, sentences
from views.words.cells import words

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
NOTHING = "Dazu liegen in dieser Ausgabe keine Zahlen vor."


@dataclass(frozen=True)
class Asked:
    """What a document is about. department: '' or the name of a Fachbereich; day, occasion: on its head, where given."""

    figures: Figures
    year: int
    area: str
    audience: str = "intern"
    department: str = ""
    day: date | None = None
    occasion: str = ""

    @property
    def place(self) -> str:
        return self.figures.area_names[self.area]

    @property
    def in_district(self) -> bool:
        return self.area == self.figures.district

    @property
    def heads(self) -> list[str]:
        return self.figures.heads

    def reach(self, group: str, area: str = "") -> Reach:
        area = area or self.area
        series = self.figures.series("annual_reach", group, area=area)
        return series.get(self.year, self.figures.absent(group, area))


def facts(asked: Asked, selection: str) -> Facts:
    """Edition, Stand, protection, breaks and source, as every document states them."""
    figures, meta = asked.figures, asked.figures.meta
    upcoming, district = meta.get("next_delivery", ""), meta.get("district_name", "Landkreis")
    return Facts(
        office=meta.get("office", ""),
        district=district,
        edition=figures.edition,
        as_of=passport.as_of(figures).removeprefix("Datenstand "),
        next_figures=day(date.fromisoformat(upcoming)) if upcoming else "",
        selection=selection,
        protection=sentences.PROTECTION.format(base=figures.base),
        source=meta.get("population_source", ""),
        breaks=tuple(breaks(figures, figures.years[0], asked.year)),
        demo=sentences.DEMO.format(district=district) if figures.demo else "",
        contact=meta.get("contact", ""),
    )


def breaks(figures: Figures, first: int, last: int, groups: Sequence[str] = ()) -> list[str]:
    """The breaks and events of these years in words; groups: only theirs and those of all, none = all."""
    keys = groups or tuple(figures.group)
    found = {(e["date"], e["short"]): e for key in keys for e in figures.events(key, first, last)}
    return [f"{found[key]['short']} ({day(key[0])}): {found[key]['text']}." for key in sorted(found)]


def file_name(asked: Asked, kind: str, about: str = "") -> str:
    """'DEMO-Strategiepapier-2025', without an ending; only letters, digits and hyphens."""
    whole = "-".join(("DEMO" if asked.figures.demo else "", kind, about, str(asked.year))).translate(LETTERS)
    return "-".join(re.findall("[A-Za-z0-9]+", whole))


def subtitle(asked: Asked) -> str:
    return " · ".join([asked.figures.edition, passport.as_of(asked.figures), AUDIENCES[asked.audience]])


def text(*lines: Text, style: str = "text") -> list[Content]:
    """A paragraph per line; empty lines fall away."""
    return [Paragraph(words(line), style) for line in lines if line]


def bullets(lines: Iterable[str]) -> list[Content]:
    told = tuple(line for line in lines if line)
    return [Bullets(told)] if told else []


def heading(level: int, title: str, number_: str = "") -> Heading:
    return Heading(level, title.removesuffix("."), number_)


def in_children(asked: Asked, group: str) -> str:
    """In children, why a range, and what is missing: as below the sentence on the screen."""
    return reach_blocks.below_the_sentence(asked.figures, group, asked.year, asked.reach(group), asked.place)


def annual_sentence(asked: Asked, group: str) -> str:
    place = "" if asked.in_district else asked.place
    said = sentences.said_group(asked.figures.group[group])
    return words(sentences.annual_reach(asked.reach(group), year=asked.year, group=said, place=place))


def data_situation(asked: Asked) -> str:
    return deliveries.of_group(asked.figures, asked.heads[0], asked.year).sentence(asked.year)
