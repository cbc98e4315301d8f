"""What stands between the browser and the platform? German words, headers, compressed scripts, calm unknown paths."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from starlette.responses import PlainTextResponse

from measures.engine.attack.audit import Disclosed
from store.published import StoreProblem
from views.figures import read
from views.finding import Finding
from views.shell import web


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def saved(figures, told, ending: str) -> tuple[bytes, str]:
    """Stands for what the documents draw; tests/exports/test_saved.py has the real one."""
    return f"{told.key} {ending}".encode(), f"Fünf.{ending}"


def ask(path: str, accept: str = "identity", made: web.Saved = saved) -> Answer:
    """One GET through the front door; behind it stands a platform that says only „platform“."""
    sent: list[dict] = []

    async def platform(scope, receive, send):
        await PlainTextResponse("platform")(scope, receive, send)

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 50000), "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", accept.encode())],
    }  # fmt: skip
    answered = web.FrontDoor(platform, frozenset({"/", "/uebersicht"}), made)(scope, receive, send)
    with ThreadPoolExecutor() as own_thread:  # the browser of other tests keeps a running event loop in this one
        own_thread.submit(asyncio.run, answered).result()
    headers = {name.decode(): content.decode() for name, content in sent[0]["headers"]}
    return Answer(sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in (web.STATIC / "static" / "js").glob("*.js")}


def test_every_replaced_word_still_stands_in_the_installed_platform(scripts):
    everything = "".join(scripts.values())
    assert [english for english in web.WORDS if f"`{english}`" not in everything] == []


def test_a_completed_address_replaces_the_former_one_in_the_installed_platform(scripts):
    changed = [name for name, script in scripts.items() if web.one_step_back(script) != script]
    assert len(changed) == 1
    assert "every(([k,v])=>new URLSearchParams(" in ask(f"/static/js/{changed[0]}").text


def test_no_replaced_word_is_served_in_english(scripts):
    main = next(name for name in scripts if name.startswith("index.") and "Skip to main content" in scripts[name])
    served = gzip.decompress(web.compressed(f"/static/js/{main}")).decode()
    assert [english for english in web.WORDS if f"`{english}`" in served] == []
    assert "`Zum Inhalt springen`" in served


def test_the_shell_is_german_and_names_nothing_of_the_platform():
    page = ask("/uebersicht")
    assert page.status == 200
    assert '<html lang="de">' in page.text and "look.css" in page.text
    assert "<title>Reichweitenmonitor</title>" in page.text and "Bitte JavaScript" in page.text
    assert "JavaScript to run" not in page.text and "service-desc" not in page.text


@pytest.mark.parametrize(
    "path", ["/gibtsnicht", "/a/b", "/uebersicht/mehr", "/static/js/../../secret", "/static/js/none.js.map"]
)
def test_an_unknown_path_is_a_german_page_with_status_404(path):
    page = ask(path)
    if path.startswith("/static"):
        assert "secret" not in page.text
        return
    assert page.status == 404
    assert "Diese Seite gibt es nicht" in page.text and 'lang="de"' in page.text


@pytest.mark.parametrize("path", ["/", "/gibtsnicht", "/_stcore/health", "/look.css"])
def test_every_answer_forbids_outside_hosts_and_framing(path):
    headers = ask(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"


def test_scripts_are_served_packed_and_kept_and_plain_to_those_who_cannot_unpack(scripts):
    name = max(scripts, key=lambda key: len(scripts[key]))
    packed = ask(f"/static/js/{name}", "gzip")
    assert packed.headers["content-encoding"] == "gzip" and "immutable" in packed.headers["cache-control"]
    assert int(packed.headers["content-length"]) < len(scripts[name]) / 2
    plain = ask(f"/static/js/{name}", "identity")
    assert plain.text == gzip.decompress(packed.body).decode() == web.german(scripts[name])


@pytest.fixture
def address(small_store, monkeypatch) -> str:
    """Where a finding of the small store can be saved."""
    monkeypatch.setenv("REICHWEITE_STORE", str(small_store))
    return read.figures().hold(Finding("by_year", "Reichweite"))


def test_what_was_shown_can_be_saved_under_its_german_name(address):
    answer = ask(f"{address}.png")
    assert (answer.status, answer.body) == (200, b"by_year png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''F%C3%BCnf.png"


REFUSALS = [Disclosed("Wer schon <alles> hat"), StoreProblem("broken", "Wer schon <alles> hat")]


@pytest.mark.parametrize("problem", REFUSALS)
def test_what_may_not_be_handed_out_is_refused_with_the_reason(address, problem):
    def refused(*asked: object) -> None:
        raise problem

    answer = ask(f"{address}.png", made=refused)
    assert answer.status == 403 and "content-disposition" not in answer.headers
    assert "Diese Datei wird nicht ausgegeben" in answer.text and "Wer schon &lt;alles&gt; hat" in answer.text


@pytest.mark.parametrize(
    "wrong", ["{}.exe", "{}", "/sichern/aktuell/0.png", "/sichern/nie/0.png", "/sichern/../a/b.png"]
)
def test_what_was_not_shown_or_has_another_ending_is_a_calm_german_answer(address, wrong):
    answer = ask(wrong.format(address))
    assert answer.status == 404 and "Diese Datei gibt es nicht mehr" in answer.text
