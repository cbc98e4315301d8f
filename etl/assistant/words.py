"""The German words of a suggestion."""

import tomllib
from pathlib import Path

WORDS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


NEXT = 2  # roles that are named beside the likeliest


def others(ranking: tuple[tuple[str, float], ...], role: str) -> str:
    """The roles that come next."""
    return ", ".join(f"„{name}“ ({points(share)})" for name, share in [one for one in ranking if one[0] != role][:NEXT])


def points(share: float) -> str:
    return f"{share * 100:.0f}"
