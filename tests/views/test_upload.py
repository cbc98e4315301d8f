"""What may come through the upload, and what is refused before a byte of it is read? Asked as a server asks the app.

Whether a session is open only the running platform knows; tests/e2e/test_desk.py asks it with a real page.
"""

import asyncio
import json
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from store import spool
from store.spool import S
from tests.store.test_spool import NOW, drawn_store, put
from views.shell import upload

FILES = {"hze_2026.csv": b"planted;row\n" * 40, "lieferschein.csv": b"", "daten.xlsx": bytes(range(256)) * 9}
ORIGIN = {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}


@dataclass
class Asked:
    """status, text: the answer; read: how many pieces of the body were asked for."""

    status: int = 0
    text: str = ""
    read: int = 0
    pieces: Iterator[bytes] = field(default_factory=lambda: iter(()))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    monkeypatch.setenv("REICHWEITE_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(upload, "_open", lambda session: session != "gone")
    upload.TICKETS.clear()
    return drawn_store(tmp_path / "store", encrypted=False)


def headers_for(files: dict[str, bytes], **changed: str | None) -> dict[str, str]:
    said = json.dumps([[name, len(content)] for name, content in files.items()])
    usual = {
        **ORIGIN,
        "x-files": quote(said),
        "content-length": str(sum(map(len, files.values()))),
        "x-ticket": upload.ticket("somebody"),
    }
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def ask(headers: dict[str, str], pieces: Iterator[bytes], *, client: str = "127.0.0.1") -> Asked:
    """A POST whose body comes in these pieces; when they end early the browser has gone."""
    asked = Asked(pieces=pieces)
    length = int(headers.get("content-length", "0") or 0)
    sent = 0

    async def receive():
        nonlocal sent
        asked.read += 1
        piece = next(asked.pieces, None)
        if piece is None:
            return {"type": "http.disconnect"} if sent < length else {"type": "http.request", "body": b""}
        sent += len(piece)
        return {"type": "http.request", "body": piece, "more_body": sent < length}

    async def send(message):
        asked.status = message.get("status", asked.status)
        asked.text += message.get("body", b"").decode()

    scope = {
        "type": "http", "method": "POST", "path": upload.ADDRESS, "raw_path": b"", "query_string": b"", "scheme": "http",
        "server": ("127.0.0.1", 8501), "client": (client, 5000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    with ThreadPoolExecutor() as own_thread:
        own_thread.submit(asyncio.run, upload.upload(scope, receive, send)).result()
    return asked


def body(files: dict[str, bytes], piece: int = 100) -> Iterator[bytes]:
    whole = b"".join(files.values())
    return (whole[at : at + piece] for at in range(0, len(whole), piece))


def left(store: Path) -> list[str]:
    return (
        [path.name for path in (store / "spool").glob("*") if path.name != "key"] if (store / "spool").exists() else []
    )


@pytest.mark.parametrize("piece", [1, 7, 100, 100_000])
def test_the_files_of_one_delivery_arrive_sealed_and_whole_however_they_are_cut(store, piece):
    answer = ask(headers_for(FILES), body(FILES, piece))
    (found,) = spool.deliveries(store)
    assert (answer.status, json.loads(answer.text)) == (201, {"delivery": found.name})
    arrived = {content.name: content.open().read() for content in spool.contents(found, spool.spool_key(store))}
    assert arrived == FILES
    assert not [path for path in store.rglob("*") if path.is_file() and b"planted" in path.read_bytes()]


@pytest.mark.parametrize(
    ("header", "state"),
    [({"x-replaces": "{name}"}, S.DISCARDING), ({}, S.REFUSED), ({"x-replaces": "../x"}, S.REFUSED)],
)
def test_corrected_files_throw_away_what_they_replace_only_once_they_are_there(store, header, state):
    wrong = put(store, {"a.csv": b"wrong"})
    wrong = spool.move(spool.move(wrong, S.CHECKING, NOW), S.REFUSED, NOW)
    headers = headers_for(FILES) | {name: value.format(name=wrong.name) for name, value in header.items()}
    assert ask(headers, (piece for piece in [b"only a part"])).status == 400
    assert spool.delivery(store, wrong.name).state == S.REFUSED
    headers["x-ticket"] = upload.ticket("somebody")
    assert ask(headers, body(FILES)).status == 201
    assert spool.delivery(store, wrong.name).state == state


REFUSED = {
    "from another computer": ({}, "10.0.0.7", 403, "place"),
    "under another name": ({"host": "reichweite.example:8501", "origin": "http://reichweite.example:8501"}, "", 403, "place"),
    "from a foreign page": ({"origin": "http://foreign.example"}, "", 403, "place"),
    "from a page of another port": ({"origin": "http://127.0.0.1:9999"}, "", 403, "place"),
    "from no page at all": ({"origin": None}, "", 403, "place"),
    "handed on by a proxy": ({"x-forwarded-for": "10.0.0.7"}, "", 403, "place"),
    "without a ticket": ({"x-ticket": None}, "", 403, "ticket"),
    "with a ticket of nobody": ({"x-ticket": "guessed"}, "", 403, "ticket"),
    "without names": ({"x-files": None}, "", 400, "named"),
    "with names that are none": ({"x-files": quote('[["..", 5]]'), "content-length": "5"}, "", 400, "named"),
    "with another size": ({"content-length": "7"}, "", 400, "named"),
    "without a size": ({"content-length": None}, "", 400, "named"),
    "too large": ({"x-files": quote(f'[["a.csv", {upload.MOST + 1}]]'), "content-length": str(upload.MOST + 1)}, "", 413, "large"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_refused_before_its_body_is_read(store, case):
    changed, client, status, reason = REFUSED[case]
    answer = ask(headers_for(FILES, **changed), body(FILES), client=client or "127.0.0.1")
    assert (answer.status, answer.text[:12], answer.read) == (status, upload.SAID[reason][:12], 0), case
    assert left(store) == []


def test_a_ticket_is_good_for_one_upload_of_a_page_that_is_still_open(store):
    headers = headers_for(FILES)
    assert ask(headers, body(FILES)).status == 201
    assert ask(headers, body(FILES)).status == 403
    assert ask(headers_for(FILES, **{"x-ticket": upload.ticket("gone")}), body(FILES)).status == 403
    assert upload.ticket("somebody") == upload.ticket("somebody") != headers["x-ticket"]


@pytest.mark.parametrize("most", [0, 3, 2000])
def test_an_upload_that_breaks_off_leaves_nothing(store, most):
    pieces = (piece for n, piece in enumerate(body(FILES, 1)) if n < most)
    answer = ask(headers_for(FILES), pieces)
    assert (answer.status, answer.text) == (400, upload.SAID["cut"])
    assert left(store) == [] and spool.deliveries(store) == []


def test_a_name_with_folders_or_signs_that_steer_a_screen_is_only_a_name(store):
    files = {"../../etc/hze\u202e_2026.csv": b"a"}
    assert ask(headers_for(files), body(files)).status == 201
    assert [file.name for file in spool.deliveries(store)[0].files] == ["hze_2026.csv"]


def test_without_a_key_an_encrypted_store_takes_nothing_and_says_why(tmp_path, store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(drawn_store(tmp_path / "closed", encrypted=True)))
    answer = ask(headers_for(FILES), body(FILES))
    assert answer.status == 409 and answer.text.startswith("Ohne Schlüssel nimmt das Programm keine Lieferung an")


def test_a_full_disk_is_said_and_nothing_is_left(store, monkeypatch):
    monkeypatch.setattr(upload.shutil, "disk_usage", lambda folder: upload.shutil._ntuple_diskusage(10, 9, 1))
    answer = ask(headers_for(FILES), body(FILES))
    assert (answer.status, answer.text, answer.read) == (507, upload.SAID["room"], 0)
    assert left(store) == []


def test_thirty_megabytes_pass_in_constant_memory(store):
    files = {"large.csv": bytes(30 * 1024**2)}
    headers = headers_for(files)
    pieces = (bytes(64 * 1024) for _ in range(480))
    del files
    tracemalloc.start()
    answer = ask(headers, pieces)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.status == 201 and peak < 8 * upload.PIECE
