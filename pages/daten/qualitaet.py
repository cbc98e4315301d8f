"""What is open, what is due, what was rejected? Exceptions first; what is whole stands in closed tables."""

from datetime import date

from views.blocks import deliveries as files
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
    parts = [
        render.of(figures, files.exceptions),
        render.of(figures, files.due, date.today()),
        render.of(figures, quality.of_the_check, rejected=True),
        render.of(figures, quality.of_the_check, rejected=False),
        render.of(figures, quality.sources),
        render.of(figures, quality.completeness),
        render.of(figures, files.history),
    ]
    show(page.rule() + page.rule().join(parts) + page.footer(figures))


filters.run(main)
