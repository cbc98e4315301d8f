"""How does a finding stand in a document? Its drawing, notes, table and Zahlenpass one after another, in the words of the page."""

from collections.abc import Iterable
from dataclasses import replace

from exports.drawing.drawn import KINDS, portion, words_of
from exports.report import Content, Paragraph, Part, Picture
from views.finding import Chart, Finding, Passport
from views.words.cells import of_chart, words

SHORT = (
    "Kennzahl",
    "gezählt",
    "bezogen auf",
    "Zeitraum",
    "Gebiet",
    "Angebote",
    "Spanne",
    "Beleg",
    "Vergleichbarkeit",
    "Quelle",
)


def drawing_of(told: Finding) -> Finding:
    """Its drawing alone."""
    return replace(told, lead=(), table=None, notes=(), quote="", passport=None)


def table_of(told: Finding) -> Finding:
    """Its table alone."""
    return replace(drawing_of(told), title="", sub="", chart=None, table=told.table)


def laid_out(content: Iterable[Content]) -> tuple[Part, ...]:
    """What is read, from first to last, every finding as its parts."""
    return tuple(part for one in content for part in (_parts(one) if isinstance(one, Finding) else (one,)))


def _parts(told: Finding) -> Iterable[Part]:
    """The Zahlenpass without what every page states anyway (in full in the annex)."""
    if not (told.chart or told.quote):  # what a drawing would have as its title
        yield from (Paragraph(_sentence(words(line))) for line in (told.title, told.sub) if line)
    yield from (Paragraph(words(line)) for line in told.lead if line)
    yield from pictures(told)
    if told.quote:
        yield Paragraph(f"„{words(told.quote)}“", "quote")
    yield from (Paragraph(words(line), "note") for line in told.notes if line)
    if told.table:
        yield told.table
    if told.passport:
        fields = tuple((name, text) for name, text in told.passport.fields if name in SHORT)
        yield Passport("", fields, told.passport.measures)


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else f"{text.removesuffix('.')}."


def pictures(told: Finding) -> list[Picture]:
    """What paper can draw of a finding: its chart, or each of its panels."""
    drawings = (told.chart.panels or (told.chart,)) if told.chart else ()
    return [_picture(told, chart) for chart in drawings if chart.kind in KINDS and chart.series]


def _picture(told: Finding, chart: Chart) -> Picture:
    title = (chart.title or words(told.title)).removesuffix(".")
    title = f"{title}: {chart.beside}" if chart.beside else title
    chart = _judged(chart) if chart.kind == "apart" else chart
    return Picture(title, words(told.sub), replace(chart, alt=f"{title}. {chart.alt or _heard(chart)}"))


def _heard(chart: Chart) -> str:
    """With the verdict behind each value, where there are verdicts."""
    if chart.kind != "apart":
        return of_chart(chart)
    return "; ".join(f"{name}: {word}" for name, word in zip(chart.categories, words_of(chart), strict=True))


def _judged(chart: Chart) -> Chart:
    """Children fewer to the right, more to the left, with their verdicts; what is too small to judge is not drawn."""
    told = [chart.told_of(at) for at in range(len(chart.categories))]
    return portion(
        chart, [at for at, one in enumerate(told) if one and one[1].low is not None and one[0].look != "small"]
    )
