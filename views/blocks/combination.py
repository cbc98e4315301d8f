"""How many children used these two or three offers together? Exact, for planners, never to be handed on."""

from html import escape

from store.german import listed, number
from views.drawings import charts
from views.figures import deliveries, exact
from views.figures.reach import Reach
from views.figures.read import Figures
from views.shell import page
from views.words import overlap_sentences as said
from views.words import sentences

SMALLEST, LARGEST = 2, 3


def combination(figures: Figures, offers: tuple[str, ...], year: int) -> str:
    """Every combination of the offers with its children; a calm word where they cannot be compared."""
    if not SMALLEST <= len(offers) <= LARGEST:
        return page.calm("Bitte zwei oder drei Angebote wählen.")
    names, keyed = [figures.group[offer]["name"] for offer in offers], exact.keys(figures, year)
    if len({keyed.get(offer) for offer in offers} | {None}) != 2 or not keyed.keys() >= set(offers):
        return page.calm(
            f"{listed(names)} haben {year} keinen gemeinsamen Schlüssel. Bitte Angebote einer Quelle wählen."
        )
    counted = exact.combined(figures, offers, year)
    each = {name: sum(n for used, n in counted.items() if offer in used) for offer, name in zip(offers, names)}
    words = [said.only_users([figures.group[offer]["name"] for offer in used], names) for used in counted]
    late = deliveries.shortened([n for offer in offers for n in deliveries.of_group(figures, offer, year).missing])
    return page.block(
        figures,
        said.of_combination(names, counted[offers], each),
        f"Kinder unter 18 im Landkreis, {year}; jedes Kind steht in genau einer Zeile. Genaue Zahlen, nicht gerundet",
        combination_table(f"Kinder nach Kombination, {year}", dict(zip(words, counted.values()))),
        page.notes(sentences.lower_bound(year, late), said.NO_CAUSE),
    )


def combination_table(caption: str, counted: dict[str, int]) -> str:
    """One line per combination with its bar."""
    everyone = sum(counted.values())
    lines = ""
    for words, n in counted.items():
        share = n / everyone if everyone else 0
        drawing = charts.bar(Reach("ok", share, share, n, n, everyone), 1, f"{words}: {number(n)} Kinder")
        lines += (
            f'<tr><th scope="row">{escape(words)}</th><td class="drawing">{drawing}</td>'
            f'<td class="figure">{number(n)}</td></tr>'
        )
    return (
        f'<table><caption>{escape(caption)}</caption><thead><tr><th scope="col">Genutzt</th>'
        f'<th scope="col" class="drawing">0 bis {number(everyone)} Kinder</th>'
        f'<th scope="col" class="figure">Kinder</th></tr></thead><tbody>{lines}</tbody></table>'
    )
