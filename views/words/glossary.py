"""What does this word mean? The terms of the pages: told where they stand, by hover and keyboard, and listed on the help page."""

import re
from functools import cache
from html import escape

from markupsafe import Markup

from views.words.texts import TEXTS

TERMS: dict[str, str] = TEXTS["terms"]


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(TERMS, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(escape(term))}(?!\w)" for term in longest_first))


@cache
def explained(text: str) -> Markup:
    """The escaped text; the first mention of each term carries its meaning."""
    told: set[str] = set()

    def tell(found: re.Match[str]) -> str:
        term = found[0]
        if term in told:
            return term
        told.add(term)
        return f'<dfn tabindex="0">{term}<span class="tip" role="tooltip">{escape(TERMS[term])}</span></dfn>'

    return Markup(_pattern().sub(tell, escape(text)))
