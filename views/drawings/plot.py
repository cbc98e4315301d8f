"""How are many lines drawn that a planner wants to point at? A Plotly figure as a plain dict, always in the light colours.

The style sheet maps those colours to the theme (`css`), so one figure serves light, dark and print; the browser formats numbers the German way.
"""

from views.drawings.tokens import TOKENS
from views.finding import Chart, Series
from views.words.cells import UNITS, said

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False, "locale": "de"}
MAPPED = ("accent", "context", "ink2", "axis", "line")
MOST = 12  # more lines cannot be told apart: the table has them all


def lines(chart: Chart) -> dict:
    """One line a series over years, its last value beside it; None leaves a hole. The first one is the one in question."""
    years = [int(year) for year in chart.categories]
    traces, labels = [], []
    for at, series in enumerate(chart.series[:MOST]):
        colour = _light("accent" if at == 0 else "context")
        values = [cell and cell.low * UNITS[cell.unit].plain for cell in series.cells]
        traces.append(_trace(series, years, values, chart.unit, colour, wide=at == 0))
        told = [place for place, value in enumerate(values) if value is not None]
        if told:
            last = told[-1]
            labels.append(_label(years[last], values[last], f"{said(series.cells[last])} {series.name}", colour))
    return {"data": traces, "layout": _layout(years, _apart(labels))}


def _trace(series: Series, years: list[int], values: list[float | None], unit: str, colour: str, *, wide: bool) -> dict:
    digits = next((cell.digits for cell in series.cells if cell), 0)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": series.name,
        "x": years,
        "y": values,
        "line": {"color": colour, "width": 2.8 if wide else 1.6},
        "marker": {"color": colour, "size": 6 if wide else 4},
        "connectgaps": False,
        "hovertemplate": f"%{{x}}, {series.name}: %{{y:,.{digits}f}} {unit}<extra></extra>",
    }


def _label(year: int, value: float, text: str, colour: str) -> dict:
    font = {"color": colour, "size": 14}
    return {"x": year, "y": value, "text": text, "showarrow": False, "xanchor": "left", "xshift": 8, "font": font}


def _apart(labels: list[dict]) -> list[dict]:
    """Labels that would lie on each other are left out from the second on; the hover and the table name every line."""
    top = max((label["y"] for label in labels), default=1) or 1
    kept: list[dict] = []
    for label in labels:
        if all(abs(label["y"] - other["y"]) > top * 0.06 for other in kept):
            kept.append(label)
    return kept


def _layout(years: list[int], labels: list[dict]) -> dict:
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"color": _light("ink2")}}
    step = max(1, len(years) // 6)
    return {
        "template": "none",
        "height": 360,
        "margin": {"l": 52, "r": 190, "t": 12, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": '"Source Sans", sans-serif', "size": 14, "color": _light("ink2")},
        "separators": ",.",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "annotations": labels,
        "xaxis": axis | {"showline": True, "linecolor": _light("axis"), "tickvals": years[::step], "tickformat": "d"},
        "yaxis": axis
        | {"showgrid": True, "gridcolor": _light("line"), "rangemode": "tozero", "nticks": 5, "tickformat": ",.10~f"},
    }


def _light(token: str) -> str:
    return TOKENS[token][0]


def css() -> str:
    """Rules that turn the light colours of a drawn figure into those of the theme."""
    rules = []
    for token in MAPPED:
        red, green, blue = (int(_light(token)[at : at + 2], 16) for at in (1, 3, 5))
        for kind in ("stroke", "fill"):
            rules.append(
                f'.js-plotly-plot [style*="{kind}: rgb({red}, {green}, {blue})"]{{{kind}:var(--{token})!important}}'
            )
    return "\n".join(rules)
