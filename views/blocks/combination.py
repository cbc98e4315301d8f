"""How many children used these two or three offers together? Exact, for planners, never to be handed on."""

from store.german import listed
from views.figures import deliveries, exact
from views.figures.read import Figures
from views.finding import Cell, Chart, Finding, Series, table_of
from views.words import overlap_sentences as said
from views.words import sentences

SMALLEST, LARGEST = 2, 3


def why_not(figures: Figures, offers: tuple[str, ...], year: int) -> str:
    """Why can these offers not be told together? '' where they can."""
    if not SMALLEST <= len(offers) <= LARGEST:
        return "Bitte zwei oder drei Angebote wählen."
    keyed = exact.keys(figures).get(year, {})
    if len({keyed.get(offer, "") for offer in offers} | {""}) == 2 and keyed.keys() >= set(offers):
        return ""
    names = listed([figures.names[offer] for offer in offers])
    return f"{names} haben {year} keinen gemeinsamen Schlüssel. Bitte Angebote einer Quelle wählen."


def combination(figures: Figures, offers: tuple[str, ...], year: int) -> Finding:
    """Every combination of the offers with its children, each child in exactly one."""
    names, counted = [figures.names[offer] for offer in offers], exact.combined(figures, offers, year)
    each = {name: sum(n for used, n in counted.items() if offer in used) for offer, name in zip(offers, names)}
    late = deliveries.shortened([n for offer in offers for n in deliveries.of_group(figures, offer, year).missing])
    told = {
        said.only_users([figures.names[offer] for offer in used], names): Cell("children", n, n)
        for used, n in counted.items()
    }
    return Finding(
        key="kombination",
        title=said.of_combination(names, counted[offers], each),
        sub=f"Kinder unter 18 im Landkreis, {year}; jedes Kind steht in genau einer Zeile. Genaue Zahlen, nicht gerundet",
        chart=Chart("bars", "Kinder", tuple(told), (Series("Kinder", tuple(told.values())),)),
        table=table_of(f"Kinder nach Kombination, {year}", ("Genutzt", "Kinder"), told.items()),
        notes=(sentences.lower_bound(year, late), said.NO_CAUSE),
    )
