"""How does a word stand in a label that is read as Markdown? As it is: a code of a file is no instruction."""

import re


def plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~:$<>&])", r"\\\1", text)
