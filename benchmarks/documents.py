"""How long does a document take, and what of it? Seconds and the share of each part; memory at the end.

`python -m benchmarks.documents [--store DIR]`: a loaded store (the demo has 18 years and 11 municipalities). Goals: the
Strategiepapier in any format at most 10 s, a briefing at most 2 s, all municipal briefings at most 15 s. This only prints.
"""

import argparse
import resource
import tempfile
from pathlib import Path

from benchmarks.clock import timed
from exports import documents
from exports.content.shared import Asked
from store.published import open_published
from store.versions import store_folder
from views.figures.read import Figures

PROFILE = Path(__file__).resolve().parent.parent / "data" / "profile"
MIB = 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    given = options.parse_args()
    opening, figures = timed(lambda: Figures(open_published(store_folder(given.store))))
    print(f"open the store                        {opening:6.2f} s")
    asked = Asked(figures, figures.default_year, figures.district)
    with tempfile.TemporaryDirectory() as folder:
        for document, forms in (
            ("strategiepapier", ("word", "pdf", "excel", "csv")),
            ("folien", ("powerpoint",)),
            ("briefing", ("word", "pdf")),
        ):
            told(document, forms, asked, Path(folder))
        briefings(figures, asked, Path(folder))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB:.0f} MiB")


def told(document: str, forms: tuple[str, ...], asked: Asked, folder: Path) -> None:
    """Content once, then each format of it."""
    content, report = timed(lambda: documents.built(document, asked, PROFILE))
    for form in forms:
        path = folder / f"{document}{documents.ENDINGS[form]}"
        writing, _ = timed(lambda path=path, form=form: documents.written(form, asked.figures, report, path))
        print(
            f"{document:<16} {form:<10} content {content:5.2f} s + writing {writing:5.2f} s = {content + writing:5.2f} s"
        )


def briefings(figures: Figures, asked: Asked, folder: Path) -> None:
    """One PDF for every municipality."""
    towns = [area for area in figures.area_names if area != figures.district]

    def every() -> None:
        for area in towns:
            report = documents.built("briefing", Asked(figures, asked.year, area), PROFILE)
            documents.written("pdf", figures, report, folder / f"{area}.pdf")

    seconds, _ = timed(every)
    print(f"briefings of {len(towns)} municipalities as pdf: {seconds:.2f} s")


if __name__ == "__main__":
    main()
