"""Was liegt vor, was fehlt, was wurde abgewiesen? Completeness, findings and sources as they were delivered."""

from views.blocks import quality
from views.figures import deliveries, read
from views.shell import filters, page, render
from views.shell.theme import show


def main(figures: read.Figures) -> None:
    year, group = figures.default_year, next(iter(figures.group))
    show(
        page.kicker(figures, "Was liegt vor, was fehlt, was wurde abgewiesen?", year)
        + page.opening(
            deliveries.of_group(figures, group, year).sentence(year),
            f"Angebote, die in die Reichweite {year} zählen. Ein Jahr ohne vollständige Lieferung ist keine Null.",
        )
    )
    show(
        page.rule()
        + render.of(figures, quality.completeness)
        + page.rule()
        + render.of(figures, quality.of_the_check, rejected=True)
        + page.rule()
        + render.of(figures, quality.of_the_check, rejected=False)
        + page.rule()
        + render.of(figures, quality.sources)
        + page.footer(figures)
    )


filters.run(main)
