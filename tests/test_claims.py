"""Is it true what HANDBUCH and CHANGELOG say? Pages, commands, files, names, roles and figures they name are looked up.

One checker for each kind of claim: a text in, the sentences that are false out. A planted one of each kind must be found.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest

import run
from dashboard import PAGES
from etl.__main__ import etl
from etl.roles import ROLES
from exports.__main__ import command as exports
from exports.content.placeholder import KEYS
from measures.__main__ import command as measures
from measures.engine.measure import catalogue
from store.german import in_words
from tests.test_documents import ROOT, calls, program, sentences, text_of

DOCUMENTS = ("HANDBUCH.md", "CHANGELOG.md")
PROGRAMS: dict[str, click.Command] = {"-m etl": etl, "-m measures": measures, "-m exports": exports}
PROFILE = ROOT / "data" / "profile"
TITLES = {title: file for group in PAGES.values() for file, title in group.items()}
# What stands for something else in a document, and is in no program
EXAMPLES = {"V12-1", "V12-2", "NN_name.md", "P, wenn …", "22 → 26 · gesunken"}


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────


def pages_named(line: str) -> Iterator[str]:
    """What a line calls a page: every name after „Seite“, every name of the list after „Seiten“."""
    title = "|".join(sorted(TITLES, key=len, reverse=True))
    for many, names in re.findall(
        rf"\bSeite(n?) ((?:{title}|[A-ZÄÖÜ][\w-]+)(?:(?:, | und )(?:{title}|[A-ZÄÖÜ][\w-]+))*)", line
    ):
        found = re.findall(rf"{title}|[A-ZÄÖÜ][\w-]+", names)
        yield from found if many else found[:1]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def rooms_behind(file: Path) -> frozenset[Path]:
    """A file and everything of pages, views and exports that it imports, directly or not."""
    found, ahead = set(), [file]
    while ahead:
        room = ahead.pop()
        if room not in found and room.is_file():
            found.add(room)
            ahead += imported_by(room)
    return frozenset(found)


@cache
def strings_of(file: Path) -> frozenset[object]:
    return frozenset(node.value for node in ast.walk(tree(file)) if isinstance(node, ast.Constant))


@cache
def imported_by(file: Path) -> list[Path]:
    names: list[str] = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    places = [ROOT / name.replace(".", "/") for name in names if name.startswith(("pages", "views", "exports"))]
    return [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]


@cache
def measures_on(title: str) -> frozenset[str]:
    """The measures that a page can ask for: their names stand in it or in a room behind it."""
    rooms = rooms_behind(ROOT / TITLES[title])
    return frozenset(name for name in catalogue() for room in rooms if name in strings_of(room))


def measures_marked(line: str) -> list[str]:
    return [name for name in re.findall(r"`(\w+)`", line) if name in catalogue()]


def measures_named(line: str) -> list[str]:
    """The measures of a line: those in code marks, else those whose label it says."""
    return measures_marked(line) or [name for name, measure in catalogue().items() if measure.label in line]


def false_pages(text: str) -> list[str]:
    """A page that is none; a measure said to be on a page that does not ask for it, or on no page while one does."""
    found = []
    for line in prose(text).splitlines():
        named = list(pages_named(line))
        known = [title for title in named if title in TITLES]
        found += [f"keine Seite: {name}" for name in named if name not in TITLES]
        absent = {(name, page) for name in measures_marked(line) for page in known if name not in measures_on(page)}
        found += [f"{name} nicht auf {page}" for name, page in sorted(absent)]
        if re.search(r"auf keiner Seite|noch nicht gezeigt", line):
            shown = [name for name in measures_named(line) if any(name in measures_on(title) for title in TITLES)]
            found += [f"doch auf einer Seite: {name}" for name in shown]
            found += [] if measures_named(line) else [f"auf keiner Seite, aber was: {line}"]
    return found


# ── Commands ─────────────────────────────────────────────────────────────────────────────────────


@cache
def help_of(program_: str, *words: str) -> str:
    """What a command says of itself; '' when it does not know itself."""
    if program_ == "run.py":
        return run.HELP
    asked: click.Command | None = PROGRAMS[program_]
    for word in words:
        asked = asked.commands.get(word) if isinstance(asked, click.Group) else None
    return asked.get_help(click.Context(asked)) if asked else ""


def false_commands(text: str) -> list[str]:
    """A command line whose first word or one of whose options the program does not know."""
    found = []
    for what, arguments in calls(text):
        first = arguments[0] if arguments else ""
        known = help_of(what) + (" ".join(catalogue()) if what == "-m measures" else "")
        if re.fullmatch(r"[a-z][a-z_-]*", first):
            found += [] if re.search(rf"\b{first}\b", known) else [f"kein Befehl: {what} {first}"]
            known += help_of(what, first) + help_of(what, *arguments[:2]) if what == "-m etl" else ""
        found += [f"{what} ohne {word}" for word in arguments if word.startswith("--") and word not in known]
    return found


# ── Files and names ──────────────────────────────────────────────────────────────────────────────


@cache
def words() -> frozenset[str]:
    """Every word of the program and of the profile."""
    files = [file for file in PROFILE.rglob("*") if file.suffix in (".csv", ".toml", ".md")]
    texts = [program(), *(file.read_text("utf-8-sig") for file in files), " ".join([*KEYS, *ROLES])]
    return frozenset(re.findall(r"\w+", " ".join(texts)))


@cache
def said() -> tuple[str, ...]:
    return (*sentences(), *(line for file in PROFILE.glob("*.*") for line in file.read_text("utf-8-sig").splitlines()))


def is_there(path: str) -> bool:
    """A path from the root of the repository or of the profile; data/incoming is for deliveries and holds any."""
    return path.startswith("data/incoming/") or any((place / path).exists() for place in (ROOT, PROFILE))


def false_names(text: str) -> list[str]:
    """In code marks: a path that is not there, a delivery of no role, a word that nobody knows. In „…“: what nobody says."""
    found = []
    for mark in set(re.findall(r"`([^`\n]+)`", prose(text))) - EXAMPLES:
        if re.fullmatch(r"[\w.]+(?:/[\w.]+)*/?", mark) and "/" in mark:
            found += [] if is_there(mark) else [f"keine Datei: {mark}"]
        elif delivered := re.fullmatch(r"(\w+)_\*\.csv", mark):
            found += [] if delivered[1] in ROLES else [f"keine Lieferung: {mark}"]
        elif not mark.startswith("data/incoming/"):
            example = r"[A-Z]+\d?|\d+"
            unknown = [
                word for word in re.findall(r"\w+", mark) if word not in words() and not re.fullmatch(example, word)
            ]
            found += [f"unbekannt: {mark}"] if unknown else []
    for quote in set(re.findall(r"„([^“]+)“", prose(text))) - EXAMPLES:
        pieces = [piece.strip() for piece in re.split(r"…|\d[\d.,]*", quote) if piece.strip(" ,.–")]
        heard = any(all(piece.lower() in sentence.lower() for piece in pieces) for sentence in said())
        found += [] if heard else [f"sagt niemand: {quote}"]
    return found


def false_roles(text: str) -> list[str]:
    """A role in the table of roles that no code asks for."""
    tables = re.findall(r"^\| Rolle \|.*\n\|[-|]+\n((?:\|.*\n)*)", text, re.MULTILINE)
    lines = "".join(tables).splitlines()
    roles = {role for line in lines for role in re.findall(r"`(\w+)`", line.split("|")[1])}
    asked = set(re.findall(r"""["'](\w+)["']""", program()))
    return [f"keine Rolle: {role}" for role in sorted(roles - asked)]


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────


def false_figures(text: str) -> list[str]:
    """A number of the protection rule or of the profile that is another one there."""
    rule = tomllib.loads(text_of("data/profile/amt.toml"))["schutz"]
    domains = re.findall(r"^\w+;[^;]*;bereich;", text_of("data/profile/angebotsgruppen.csv"), re.MULTILINE)
    told = {
        r"\bBasis (\d+)": rule["basis"],
        r"\bVielfaches von (\d+)": rule["basis"],
        r"\bum höchstens (\d+)": rule["basis"] - 1,
        r"\bunter (\d+) erwarteten": rule["min_erwartet"],
        r"\bAnteile (?:gibt es )?ab (\d+) Kindern": rule["min_bevoelkerung"],
        r"(?<!oder )\b(\w+) Bereiche\b": in_words(len(domains)),
    }
    return [
        f"{number} statt {true}: {pattern}"
        for pattern, true in told.items()
        for number in re.findall(pattern, text)
        if number != str(true) and (number.isdigit() or number in map(in_words, range(2, 13)))
    ]


def skipped_versions(text: str) -> list[str]:
    """A version of the CHANGELOG that does not follow the one below it, or is not the newest and named first."""
    versions = [tuple(map(int, found)) for found in re.findall(r"^## (\d+)\.(\d+)\.(\d+)$", text, re.MULTILINE)]
    after = lambda v: {(v[0] + 1, 0, 0), (v[0], v[1] + 1, 0), (v[0], v[1], v[2] + 1)}  # noqa: E731
    found = [f"nach {old} kommt {new}" for new, old in zip(versions, versions[1:]) if new not in after(old)]
    ours = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    newest = ".".join(map(str, versions[0])) if versions else ours
    return found + ([] if newest == ours else [f"pyproject.toml sagt {ours}, CHANGELOG {newest}"])


CHECKERS: tuple[Callable[[str], list[str]], ...] = (
    false_pages,
    false_commands,
    false_names,
    false_roles,
    false_figures,
    skipped_versions,
)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_document_says_nothing_false(checker, document):
    assert checker(text_of(document)) == []


PLANTED = (
    (false_pages, "Mehr dazu auf der Seite Wetter."),
    (false_pages, "Das zeigen die Seiten Lücken und Vermutungen."),
    (false_pages, "Die Reichweite bis 18 steht noch auf keiner Seite."),
    (false_pages, "Die Wartezeit wird in dieser Fassung noch nicht gezeigt."),
    (false_pages, "* **Neu: Wartezeit** (`waiting_time`, Version 1). Seite Entwicklung."),
    (false_commands, "Danach `python -m etl repariere`."),
    (false_commands, "Danach `python -m etl load DATEI --heimlich`."),
    (false_commands, "Danach `python run.py aufräumen`, oder `python run.py putzen`."),
    (false_names, "Siehe `docs/nirgends.md`."),
    (false_names, "Geliefert wird `haustiere_*.csv`."),
    (false_names, "In `amt.toml` steht `haustiere_erlaubt`."),
    (false_names, "Dann erscheint „Bitte die Katze füttern“."),
    (false_roles, "| Rolle | Wo |\n|---|---|\n| `haustier` | Gruppe |\n\n"),
    (false_figures, "Anteile gibt es ab 20 Kindern."),
    (false_figures, "Gerundet wird mit Basis 3."),
    (false_figures, "Es sind elf Bereiche."),
    (skipped_versions, "## 0.4.0\n\n## 0.2.0\n"),
)


@pytest.mark.parametrize(("checker", "sentence"), PLANTED)
def test_a_planted_false_sentence_is_found(checker, sentence):
    assert checker(sentence) != []
    assert checker(f"{text_of('HANDBUCH.md')}\n{sentence}") != []
