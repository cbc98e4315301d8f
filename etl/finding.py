"""What is said about a delivery? One finding, in German, without any cell of a row."""

from dataclasses import dataclass

from etl.delivery import Part


@dataclass(frozen=True)
class Finding:
    """level fehler (refuses) | hinweis; `text` German, without any cell; `rows` how many, None if not about rows."""

    level: str
    code: str
    source: str
    text: str
    rows: int | None = None


def error(part: Part, code: str, text: str) -> Finding:
    """A finding that refuses the delivery, beginning with the file it is about."""
    return Finding("fehler", code, part.source.name, f"{part.label}: {text}")
