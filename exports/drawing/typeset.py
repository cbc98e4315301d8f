"""How do words that are set in our fonts leave this house? As pages, as pixels, or as outlines that need no font."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Literal
from xml.etree import ElementTree

import typst

from exports.drawing.canvas import FONT, WIDTH, font_folders

SVG = "http://www.w3.org/2000/svg"
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of the width of some words, left of their place
PIXELS = """#set page(width: auto, height: auto, margin: 0pt)
#set text(fallback: false)
#for svg in json(bytes(sys.inputs.given)) {{ page(image(bytes(svg), format: "svg", width: {width}pt)) }}"""
OUTLINES = """#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#set text(font: ("{font}", "DejaVu Sans Mono"), fallback: false, top-edge: "baseline", bottom-edge: "baseline")
#for said in json(bytes(sys.inputs.given)) {{
  let words = text(size: said.size * 1pt, weight: said.weight, fill: rgb(said.fill), said.words)
  context place(
    dx: said.x * 1pt - said.share * measure(words).width,
    dy: said.y * 1pt,
    rotate(said.turn * 1deg, origin: bottom + left, words),
  )
}}"""


def pngs(drawings: Sequence[str], dots_per_inch: float = 300, width: float = WIDTH) -> list[bytes]:
    """SVG → PNG in the same fonts, all in one run."""
    return compiled(PIXELS.format(width=width), list(drawings), "png", dots_per_inch) if drawings else []


def outlined(svg: str) -> str:
    """The same drawing with every letter as a form; its words stay in <title> and <desc>."""
    ElementTree.register_namespace("", SVG)
    root, words = ElementTree.fromstring(svg), []
    for group in root.findall(f"{{{SVG}}}g"):
        left, top = map(float, re.findall(r"[\d.]+", group.get("transform", "0 0")))
        for text in group.findall(f"{{{SVG}}}text"):
            words.append(_placed(text, left, top))
            group.remove(text)
    source = OUTLINES.format(width=root.get("width"), height=root.get("height"), font=FONT)
    forms = re.sub(r"^<svg[^>]*>|</svg>$", "", compiled(source, words, "svg")[0].decode())
    forms = forms.replace(' fill-rule="nonzero"', "").replace(' y="0"', "")  # as anybody takes it who is told nothing
    for n, name in enumerate(dict.fromkeys(re.findall(r'<symbol id="(\w+)"', forms))):
        forms = forms.replace(name, f"g{n}")
    whole = ElementTree.tostring(root, encoding="unicode").replace(
        "<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1
    )
    return whole.replace("</svg>", f"{forms.strip()}</svg>")


def _placed(text: ElementTree.Element, left: float, top: float) -> dict[str, object]:
    return {
        "words": "".join(text.itertext()),
        "x": left + float(text.get("x", 0)),
        "y": top + float(text.get("y", 0)),
        "size": float(text.get("font-size", 0)),
        "weight": int(text.get("font-weight", 400)),
        "fill": text.get("fill"),
        "share": SHARES[text.get("text-anchor", "start")],
        "turn": -90 if text.get("transform") else 0,
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=list(font_folders()))


def compiled(
    source: str,
    given: object,
    form: Literal["png", "svg", "pdf"],
    dots_per_inch: float = 72,
    made_on: datetime | None = None,
) -> list[bytes]:
    """The pages that this source makes of what is given; a PDF is one, tagged as ISO 14289-1:2014 (PDF/UA-1) wants it."""
    made = typst.compile(
        source.encode(),
        font_paths=_fonts(),
        format=form,
        ppi=dots_per_inch,
        pdf_standards=["ua-1"] if form == "pdf" else [],
        timestamp=made_on,
        sys_inputs={"given": json.dumps(given, ensure_ascii=False)},
    )
    return made if isinstance(made, list) else [made]
