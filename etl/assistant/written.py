"""How is a suggestion written down? As a mapping for `quellen/` that a person reads, completes and keeps; the same input, the same text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from etl.assistant.names import KNOWN
from etl.assistant.suggestion import Filled, Head, Suggestion
from etl.assistant.words import WORDS, others, points
from etl.roles import CHILD_COLUMNS, ROLES

SAID = WORDS["written"]
OPEN = "…"


def decided(one: Suggestion, head: Head) -> str:
    """The mapping of a new source with one file, as a person has decided all of it."""
    lines = [f"# {SAID['decided'].format(file=one.file)}", "[quelle]", f"name = {_text(head.name)}"]
    lines += [f"titel = {_text(head.title or head.name)}", f"lieferart = {_text(head.delivery)}"]
    lines += [f"zaehlweise = {_text(head.counting)}"] if head.counting else []
    lines += [f"stand = {_value(one.stand)}"] if one.stand else []
    return "\n".join([*lines, decided_entry(one)])


def decided_entry(one: Suggestion) -> str:
    """One more file of a source that has a mapping."""
    return "\n".join(["", *_entry(one.confirmed(), "")]) + "\n"


def written(suggestions: Sequence[Suggestion]) -> str:
    """The mapping of one source with these files, the first of which gives it its name, for a person to complete."""
    first = suggestions[0]
    counting = next((KNOWN["counting"][one.role] for one in suggestions if one.role in KNOWN["counting"]), "")
    stand = next((one.stand for one in suggestions if one.stand), None)
    lines = [f"# {SAID['head'].format(file=one.file)}" for one in suggestions]
    lines += ["[quelle]", f"name = {_text(first.name)}"]
    lines += [_with(f"titel = {_text(first.name)}", SAID["title"])]
    lines += [_with('lieferart = "aenderung"', SAID["delivery"])]
    lines += [_with(f"zaehlweise = {_text(counting)}", SAID["counting"])] if counting else []
    lines += [_with("# vollstaendig_seit = 2020-01-01", SAID["since"])] if counting else []
    lines += [_with(f"stand = {_value(stand)}", SAID["stand"])] if stand else []
    for one in suggestions:
        share = points(dict(one.ranking).get(one.role, 0))
        lines += ["", *_entry(one, SAID["role"].format(share=share, others=others(one.ranking, one.role)))]
    return "\n".join(lines) + "\n"


def _entry(one: Suggestion, about_role: str) -> Iterator[str]:
    """[[datei]] with its columns; what is open stands as a comment where it belongs."""
    yield "[[datei]]"
    yield _with(f"rolle = {_text(one.role)}", about_role)
    for name, said in one.said().items():
        if name == "weglassen":
            yield from _dropped(one)
        elif name != "rolle":
            yield _with(f"{name} = {_value(said)}", SAID["nur"]) if name == "nur" else f"{name} = {_value(said)}"
    yield "[datei.spalten]"
    fields = {field.name: field for field in ROLES[one.role].fields}
    for name in one.open:
        listed = SAID["one_of"].format(codes=", ".join(dict.fromkeys((fields[name].codes or {}).values())))
        codes = listed if fields[name].codes else SAID["child"] if _of_child(one, name) else ""
        yield _with(f"# {name} = {{ fest = {_text(OPEN)} }}", SAID["open"].format(codes=codes))
    tables = [filled for filled in one.filled if filled.value.codes is not None or filled.untranslated]
    yield from (
        _with(f"{filled.name} = {_said(filled)}", _doubt(filled)) for filled in one.filled if filled not in tables
    )
    for filled in tables:
        yield from _codes(filled)


def _of_child(one: Suggestion, name: str) -> bool:
    return ROLES[one.role].of_use and ROLES[one.role].personal and name in CHILD_COLUMNS


def _dropped(one: Suggestion) -> Iterator[str]:
    """Those that identify come first: they should not be delivered at all."""
    yield "weglassen = ["
    for names, said in ((one.identifying, SAID["identifying"]), (one.dropped, SAID["dropped"])):
        if names:
            yield f"    # {said}"
            yield from (f"    {_text(name)}," for name in names)
    yield "]"


def _codes(filled: Filled) -> Iterator[str]:
    """A line for each code, so that a person sees which have no meaning yet."""
    said = filled.value.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    codes: Mapping[str, str] = said.pop("codes", {})
    yield ""
    yield _with(f"[datei.spalten.{filled.name}]", _doubt(filled))
    yield from (f"{name} = {_value(value)}" for name, value in said.items())
    known = f"[datei.spalten.{filled.name}.codes]"
    yield known if codes else f"# {known}"
    yield from (f"{_text(code)} = {_text(meaning)}" for code, meaning in codes.items())
    yield from (_with(f"# {_text(code)} = {_text(OPEN)}", SAID["untranslated"]) for code in filled.untranslated)
    if filled.kept_back:
        yield f"# {SAID['kept_back'].format(count=filled.kept_back)}"


def _said(filled: Filled) -> str:
    said = filled.value.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return _text(said["aus"]) if said.keys() == {"aus"} else _value(said)


def _doubt(filled: Filled) -> str:
    """What a person should look at; "" = nothing."""
    if filled.two_forms:
        return SAID["two_forms"]
    return "" if filled.sure else SAID["check"].format(why=WORDS["why"][filled.why])


def _with(line: str, comment: str) -> str:
    return f"{line:<36}  # {comment}" if comment else line


def _value(said: Any) -> str:
    """As TOML on one line."""
    if isinstance(said, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(value)}" for name, value in said.items()) + " }"
    if isinstance(said, (list, tuple)):
        return "[" + ", ".join(map(_value, said)) + "]"
    return _text(said)


def _key(name: str) -> str:
    return (
        name if name.replace("_", "a").replace("-", "a").isascii() and name.replace("_", "a").isalnum() else _text(name)
    )


def _text(said: str) -> str:
    """A string of TOML; with a backslash as it stands, else as JSON writes it, but for one sign."""
    if "\\" in said and "'" not in said and said.isprintable():
        return f"'{said}'"
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007F")
