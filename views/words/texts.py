"""Which longer texts do the pages tell? Read from texts.toml and, of two pages, desk.toml and mapping.toml: words are no code."""

import tomllib
from pathlib import Path
from typing import Any

TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
DESK: dict[str, Any] = tomllib.loads(Path(__file__).with_name("desk.toml").read_text("utf-8"))
MAPPING: dict[str, Any] = tomllib.loads(Path(__file__).with_name("mapping.toml").read_text("utf-8"))
