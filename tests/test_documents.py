"""Do the documents say what the program does? Every table, command, setting and message they name is looked up in it."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
from pathlib import Path

import pytest

import run
from etl.__main__ import etl
from etl.findings import REJECTS, SAID, reason, reason_text, todo
from etl.roles import ROLES
from etl.sources import read_sources
from measures.__main__ import command as measures
from measures.engine.measure import catalogue
from store.profile import read_profile

ROOT = Path(run.__file__).parent
HANDBOOK, OPERATION = "HANDBUCH.md", "docs/betrieb.md"
GERMAN = (HANDBOOK, OPERATION, "CHANGELOG.md")
OTHERS = ("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "docs/how-to-add.md")
DECISIONS = tuple(path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("docs/decisions/*.md")))
DOCUMENTS = (*GERMAN, *OTHERS, *DECISIONS)
RUN_BY_ITS_OWN_TEST = "docs/how-to-add.md"
CODE = ("dashboard.py", "run.py", "etl", "exports", "measures", "pages", "store", "views")
CALL = re.compile(r"(?:^|`)(?:\S*/)?python3? (-m (?:etl|measures|exports)\b|run\.py)([^`\n]*)", re.MULTILINE)


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def part(document: str, heading: str) -> str:
    """The text below a heading, up to the next heading of its level or above."""
    level = heading.split(" ")[0]
    found = re.search(
        rf"^{re.escape(heading)}.*?\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text_of(document), re.MULTILINE | re.DOTALL
    )
    assert found, f"{document} has no heading „{heading}“"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The body rows of every table in the text, as cells."""
    lines = [line.strip().strip("|") for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    heads = {at for at, row in enumerate(cells) if at + 1 < len(cells) and set("".join(cells[at + 1])) <= set("-: ")}
    return [row for at, row in enumerate(cells) if at not in heads and at - 1 not in heads]


def blocks(document: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text_of(document), re.MULTILINE | re.DOTALL)


def block(document: str, language: str) -> str:
    (found,) = blocks(document, language)
    return found


def program_files() -> list[Path]:
    places = [ROOT / name for name in CODE]
    every = [file for place in places for file in ([place] if place.is_file() else sorted(place.rglob("*.*")))]
    return [file for file in every if file.suffix in (".py", ".sql", ".toml")]


def program() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in program_files())


def sentences() -> list[str]:
    """Every string of the program as one piece, `{}` where a value is put in."""
    found = []
    for file in program_files():
        if file.suffix == ".toml":
            found.append(re.sub(r"\{\w+\}", "{}", file.read_text(encoding="utf-8")))
        elif file.suffix == ".py":
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.append(node.value)
                elif isinstance(node, ast.JoinedStr):
                    found.append(
                        "".join(str(piece.value) if isinstance(piece, ast.Constant) else "{}" for piece in node.values)
                    )
    return found


# ── Handbook: the columns of a delivery ──────────────────────────────────────────────────────────


def columns_in_the_handbook() -> dict[str, dict[str, list[str]]]:
    """Role → column → the other cells of its row."""
    chapters = re.split(r"^### \d+ ", part(HANDBOOK, "## Lieferformat"), flags=re.MULTILINE)[1:]
    roles = {re.search(r"`([a-z_]+?)(?:_\*)?\.csv`", chapter)[1]: chapter for chapter in chapters}
    return {role: {row[0].strip("`"): row[1:] for row in rows(chapter)} for role, chapter in roles.items()}


def test_the_handbook_has_a_table_for_every_role_and_no_other():
    assert set(columns_in_the_handbook()) == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_the_handbook_names_exactly_the_columns_of_the_role_in_their_order(role):
    assert list(columns_in_the_handbook()[role]) == [field.name for field in ROLES[role].fields]


@pytest.mark.parametrize("role", ROLES)
def test_the_handbook_calls_required_what_the_check_requires(role):
    told = {name: cells[2] for name, cells in columns_in_the_handbook()[role].items()}
    assert {name for name, word in told.items() if word == "P"} == {
        field.name for field in ROLES[role].fields if field.required
    }
    assert {word[0] for word in told.values()} <= set("PEF")


@pytest.mark.parametrize("role", ROLES)
def test_the_handbook_names_every_code_that_is_accepted(role):
    table = columns_in_the_handbook()[role]
    stored = {
        field.name: sorted(set(field.codes.values()))
        for field in ROLES[role].fields
        if field.kind == "code" and table[field.name][0] not in ("m, w, alle", "wie oben")
    }
    assert {name: sorted(table[name][0].split(", ")) for name in stored} == stored


# ── Handbook: what is refused, mappings, messages ────────────────────────────────────────────────


def test_every_reason_for_a_rejected_row_stands_in_the_handbook_with_what_to_do():
    told = dict(rows(part(HANDBOOK, "### Wann eine einzelne Zeile abgewiesen wird")))
    codes = [code for code, said in SAID.items() if said["level"] == REJECTS]
    assert told == {reason_text(f"{code}|…|…"): todo(reason(f"{code}|…|…")) for code in codes}


def test_the_mapping_of_the_handbook_is_read_without_a_complaint(tmp_path):
    shutil.copytree(ROOT / "data" / "profile", tmp_path / "profile", ignore=shutil.ignore_patterns("quellen"))
    (tmp_path / "profile" / "quellen").mkdir()
    (tmp_path / "profile" / "quellen" / "wjh.toml").write_text(blocks(HANDBOOK, "toml")[0], encoding="utf-8")
    source = read_sources(read_profile(tmp_path / "profile"))["wjh"]
    assert source.offers() == {"hze_31", "hze_34"}
    assert f"{source.as_of('wjh_2025.csv')}" == "2025-12-31"


def test_every_message_of_the_handbook_is_one_that_the_program_says():
    said = sentences()
    told = [row[0] for row in rows(part(HANDBOOK, "## Meldungen und was zu tun ist"))]
    assert told
    assert [message for message in told if not any(message in sentence for sentence in said)] == []


def test_every_chapter_of_the_handbook_that_the_program_names_exists():
    named = set(re.findall(r"HANDBUCH „([^“]+)“", program()))
    headings = set(re.findall(r"^#+ (.+)$", text_of(HANDBOOK), re.MULTILINE))
    assert named
    assert named - headings == set()


def test_every_page_of_the_handbook_is_in_the_menu_and_every_page_of_the_menu_in_the_handbook():
    menu = set(re.findall(r'"pages/\w+/\w+\.py": "([^"]+)"', text_of("dashboard.py")))
    assert {row[0] for row in rows(part(HANDBOOK, "## Seiten lesen")) if row[1].endswith("?") or "?" in row[1]} == menu


# ── Commands ─────────────────────────────────────────────────────────────────────────────────────


def calls(text: str) -> list[tuple[str, list[str]]]:
    """Program and arguments of every command line; what stands far to the right of it is prose."""
    found = CALL.findall(text.replace("…", ""))
    return [(what, shlex.split(re.split(r" {4,}", arguments)[0])) for what, arguments in found]


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if document != RUN_BY_ITS_OWN_TEST])
def test_every_command_line_is_one_that_the_program_takes(document):
    for what, arguments in calls(text_of(document)):
        if what == "-m etl" and arguments:
            etl.commands[arguments[0]].make_context(arguments[0], arguments[1:])
        elif what == "-m measures":
            measures.make_context("measures", arguments)
        elif what == "run.py":
            assert [
                word for word in arguments if (word.startswith("--") or word == arguments[0]) and word not in run.HELP
            ] == []


def test_the_handbook_and_the_administrator_show_the_commands_they_need():
    shown = {
        document: {arguments[0] for what, arguments in calls(text_of(document)) if what == "-m etl" and arguments}
        for document in (HANDBOOK, OPERATION)
    }
    assert shown[HANDBOOK] == {
        *("check", "suggest", "load", "history", "release", "discard", "rollback", "withdraw"),
        *("publish", "audit", "watch", "key", "demo"),
        *("draw-sample", "forget"),
        *("shared-key", "pseudonymise", "pseudonymise-page"),
    }
    assert shown[OPERATION] == {
        "check",
        "load",
        "demo",
        "history",
        "rollback",
        "publish",
        "audit",
        "watch",
        "key",
        "forget",
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_setting_of_the_environment_is_one_that_the_program_reads(document):
    assert set(re.findall(r"REICHWEITE_[A-Z_]+", text_of(document))) <= set(
        re.findall(r"REICHWEITE_[A-Z_]+", program())
    )


# ── Words ────────────────────────────────────────────────────────────────────────────────────────


def test_every_word_of_the_glossary_stands_there_once_and_is_used_by_the_program():
    words = [row[0].strip("`") for row in rows(text_of("GLOSSARY.md"))]
    used = program()
    assert sorted(words) == sorted(set(words)) != []
    assert [word for word in words if not re.search(rf"\b{word}\b", used)] == []


def test_every_measure_and_its_version_stand_in_the_changelog():
    text = text_of("CHANGELOG.md")
    missing = [m.name for m in catalogue().values() if f"{m.label}** (`{m.name}`, Version {m.version})" not in text]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_or_a_heading(document):
    text = text_of(document)
    headings = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        place, _, heading = target.partition("#")
        assert not place or ((ROOT / document).parent / place).exists(), f"{document}: {target}"
        assert place or heading in headings, f"{document}: {target}"


@pytest.mark.parametrize("document", GERMAN)
def test_german_is_set_as_german(document):
    prose = re.sub(r"^```.*?^```|`[^`\n]*`|\]\([^)]*\)", "", text_of(document), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r".{0,20}(?:\"|\d %|\bfuer\b|\bueber\b| - |\.\.\.).{0,20}", prose) == []
