"""python -m etl pseudonymise-page: the offline page as one file, with the recipe and the places of this office in it.

Nothing is fetched: its policy of content forbids every request, and names its one script and its one style by their hashes.
"""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

import click

from etl.assistant.names import KNOWN
from etl.delivery import Refused
from etl.findings import MOST_LINES
from etl.history import profile_option
from etl.persons import IDENTIFYING
from etl.pseudonym.columns import ASKED, DATES, FIRST_YEAR, LAST_YEAR, MADE, headings
from etl.pseudonym.recipe import RECIPE
from etl.pseudonym.rows import LEAST_WORD, SEXES, TOLD
from etl.pseudonym.secret_file import LARGEST
from etl.pseudonym.told import REFUSED, WORDS
from etl.typed import OUTSIDE, UNKNOWN, Lists, lists_of
from store.profile import read_profile

FOLDER = Path(__file__).with_name("page")
SCRIPTS = ("recipe.js", "columns.js", "rows.js", "csv.js", "xlsx.js", "page.js")
POLICY = "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"


@click.command(
    "pseudonymise-page", help="Die Seite schreiben, die Listen ohne dieses Programm und ohne Netz pseudonymisiert."
)
@click.argument("file", type=click.Path(path_type=Path))
@profile_option
def page_command(file: Path, profile: str | None) -> None:
    if file.exists():
        raise Refused(REFUSED["exists"].format(path=file))
    with file.open("x", encoding="utf-8", newline="\n") as target:
        target.write(page(lists_of(read_profile(profile))))
    click.echo(WORDS["page"]["made"].format(path=file))


def page(lists: Lists) -> str:
    """The whole page as HTML."""
    data = json.dumps(_data(lists)).replace("<", "\\u003c")  # ASCII, and nothing that ends a script
    code = [(FOLDER / name).read_text("utf-8") for name in SCRIPTS]
    script = "\n".join(['"use strict";', f"const DATA = {data};", *code])
    style = (FOLDER / "page.css").read_text("utf-8")
    policy = POLICY.format(script=_hash(script), style=_hash(style))
    html = Template((FOLDER / "page.html").read_text("utf-8"))
    return html.substitute(policy=policy, style=style, script=script, looked_at=WORDS["told"]["looked_at"])


def _data(lists: Lists) -> dict[str, Any]:
    """What the scripts know besides their code: all of it is data of this program, and stands in one place."""
    return {
        "recipe": RECIPE,
        "vectors": json.loads(Path(__file__).with_name("vectors.json").read_text("ascii")),
        "words": WORDS,
        "asked": ASKED,
        "headings": headings(),
        "short": KNOWN["short"],
        "identifying": {"columns": IDENTIFYING, "words": KNOWN["identifying"]["words"]},
        "dates": DATES,
        "years": [FIRST_YEAR, LAST_YEAR],
        "made": MADE,
        "told": TOLD,
        "most_lines": MOST_LINES,
        "least_word": LEAST_WORD,
        "largest_secret": LARGEST,
        "sexes": SEXES,
        "places": {
            "areas": lists.areas,
            "district": lists.district,
            "uninhabited": lists.uninhabited,
            "outside": OUTSIDE,
            "unknown": UNKNOWN,
        },
    }


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
