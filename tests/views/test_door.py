"""Who is answered? Each wrong name, origin, address and way is tried on the server itself, over its own socket."""

import contextlib
import mimetypes
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.server.starlette import starlette_app
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import run
from tests.conftest import ROOT, serve, unused_port
from views.shell import door, web

DEMAND = "GET / HTTP/1.1"
WIDE = "Es ist so gestartet, dass andere Rechner es erreichen könnten."


def ask(address: str, port: int, line: str = DEMAND, **headers: str) -> tuple[int, str]:
    """Status and all of one raw answer; a header that is not named is sent as a browser would."""
    told = {"Host": f"127.0.0.1:{port}", "Connection": "close"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    with socket.create_connection((address, port), timeout=20) as line_:
        lines = [line, *(f"{name}: {value}" for name, value in told.items() if value), "", ""]
        line_.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: line_.recv(65536), b"")).decode(errors="replace")
    return int(answer.split()[1]), answer


def stream(port: int, *, host: str | None = None, origin: str | None = None, path: str = "/_stcore/stream") -> int:
    """101 when the WebSocket opens, else the status it was refused with."""
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    address = f"ws://{host or f'127.0.0.1:{port}'}{path}"
    try:
        with connect(address, sock=line, origin=origin, subprotocols=["streamlit"], open_timeout=20):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.fixture(scope="module")
def port(tmp_path_factory, small_store) -> int:
    with serve(tmp_path_factory.mktemp("door") / "server.log", small_store, None, {}) as server:
        yield int(server.url.rpartition(":")[2])


# ── Names and origins ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_our_own_names_are_answered_with_the_port_of_the_server(port, name):
    assert ask("127.0.0.1", port, Host=f"{name}:{port}")[0] == 200
    assert ask("127.0.0.1", port, Host=f"{name}:{port}", Origin=f"http://{name}:{port}")[0] == 200
    assert stream(port, host=f"{name}:{port}", origin=f"http://{name}:{port}") == 101


FOREIGN_HOSTS = ["boese.example", "boese.example:{}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.boese.example:{}",
                 "localhost.:{}", "192.0.2.7:{}", "user@127.0.0.1:{}", "[::ffff:127.0.0.1]:{}"]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize("line", [DEMAND, "GET /_stcore/health HTTP/1.1", "GET /look.css HTTP/1.1"])
def test_a_foreign_host_is_refused_in_german_for_every_way(port, host, line):
    status, answer = ask("127.0.0.1", port, line, Host=host.format(port))
    assert status == 403
    assert f"Unter diesem Namen antwortet das Programm nicht. Bitte http://127.0.0.1:{port} öffnen." in answer


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_for_the_websocket(port, host):
    status, answer = ask(
        "127.0.0.1", port, "GET /_stcore/stream HTTP/1.1", Host=host.format(port), Connection="Upgrade",
        Upgrade="websocket", Sec_WebSocket_Version="13", Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
    )  # fmt: skip
    assert status == 403 and "Unter diesem Namen" in answer


FOREIGN_ORIGINS = ["http://boese.example", "https://127.0.0.1:{}", "http://127.0.0.1:1", "http://localhost:{}", "null",
                   "http://127.0.0.1:{}.boese.example"]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_refused_for_pages_and_for_the_websocket(port, origin):
    status, answer = ask("127.0.0.1", port, Origin=origin.format(port))
    assert status == 403 and "Eine fremde Seite hat hier gefragt" in answer
    assert stream(port, origin=origin.format(port)) == 403


def test_two_hosts_and_none_are_refused(port):
    assert ask("127.0.0.1", port, Host="")[0] in (400, 403)
    assert ask("127.0.0.1", port, f"{DEMAND}\r\nHost: 127.0.0.1:{port}", Host=f"127.0.0.1:{port}")[0] in (400, 403)


@pytest.mark.parametrize("header", ["X_Forwarded_For", "x_forwarded_for"])
def test_what_was_handed_on_for_somebody_else_is_refused(port, header):
    status, answer = ask("127.0.0.1", port, **{header: "192.0.2.7"})
    assert status == 403 and WIDE in answer


# ── Ways of the platform ─────────────────────────────────────────────────────────────────────────


def test_every_file_of_the_pages_lies_on_an_open_way():
    files = [file.relative_to(web.STATIC).as_posix() for file in (web.STATIC / "static").rglob("*") if file.is_file()]
    assert [file for file in files if not door.is_open(f"/{file}", "GET")] == []


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx", "pptx", "zip", "csv"])
def test_a_file_that_a_page_offers_lies_on_an_open_way(ending):
    """As the installed platform names what a download button offers."""
    storage = MemoryMediaFileStorage("/media")
    kind = mimetypes.guess_type(f"x.{ending}")[0]
    for content in (b"small", b"large" * 300_000):
        file_id = storage.load_and_get_id(content, kind, MediaFileKind.DOWNLOADABLE, f"Strategiepapier.{ending}")
        assert door.is_open(storage.get_url(file_id), "GET"), storage.get_url(file_id)


SHUT = [
    "PUT /_stcore/upload_file/x/y", "DELETE /_stcore/upload_file/x/y", "OPTIONS /_stcore/upload_file/x/y",
    "GET /_stcore/upload_file/x/y", "GET /_stcore/metrics", "OPTIONS /_stcore/metrics", "GET /_stcore/metrics?families=x",
    "GET /_stcore/script-health-check", "GET /_stcore/agent/openapi.json", "POST /_stcore/agent/interact",
    "POST /_stcore/agent/mcp", "GET /_stcore/bidi-components/x/y.js", "GET /component/x/y.html", "GET /media/",
    "GET /media/x", "GET /media/../etc/passwd.txt", "GET /auth/login", "GET /auth/logout", "GET /oauth2callback",
    "GET /app/static/x.txt", "GET /index.html", "GET /manifest.json", "GET /static/", "GET /static/js/../../index.html",
    "POST /", "PUT /uebersicht", "DELETE /look.css", "OPTIONS /_stcore/health", "POST /_stcore/health", "TRACE /",
    "GET /_stcore/health/", "GET //_stcore/metrics", "GET /_stcore/%6detrics", "GET /./_stcore/metrics",
]  # fmt: skip


@pytest.mark.parametrize("asked", SHUT)
def test_a_way_that_no_page_needs_is_shut(port, asked):
    status, answer = ask("127.0.0.1", port, f"{asked} HTTP/1.1", Content_Length="0")
    assert (status, "Diese Seite gibt es nicht" in answer) == (404, True), answer


def test_an_upload_to_the_platform_is_refused_before_its_body_is_read(port):
    line = "PUT /_stcore/upload_file/x/y HTTP/1.1"
    status, _ = ask("127.0.0.1", port, line, Content_Length="150000000", Content_Type="multipart/form-data; boundary=x")
    assert status == 404  # 150 MB were announced and never sent: who reads them first would wait


def test_a_websocket_opens_on_the_way_of_the_pages_alone(port):
    assert [stream(port, path=path) for path in ("/_stcore/stream", "/_stcore/other", "/")] == [101, 404, 404]


def test_every_route_of_the_installed_platform_is_shut_or_in_the_table():
    """A new version with a new route is noticed here: it is shut, and this list says that somebody has looked."""
    source = Path(starlette_app.__file__).parent
    words = " ".join(file.read_text("utf-8") for file in source.glob("starlette_*routes.py"))
    found = set(re.findall(r'^_?(?:BASE_)?ROUTE_\w+: Final = f?"([^"]+)"', words, re.MULTILINE))
    assert found == {
        "_stcore", "media", "{BASE_ROUTE_CORE}/upload_file", "component", "static", "{BASE_ROUTE_CORE}/health",
        "{BASE_ROUTE_CORE}/script-health-check", "{BASE_ROUTE_CORE}/metrics", "{BASE_ROUTE_CORE}/host-config",
        "{BASE_ROUTE_MEDIA}/{{file_id:path}}", "{BASE_ROUTE_UPLOAD_FILE}/{{session_id}}/{{file_id}}",
        "{BASE_ROUTE_COMPONENT}/{{path:path}}", "{BASE_ROUTE_CORE}/bidi-components/{{path:path}}",
        "{BASE_ROUTE_APP_STATIC}/{{path:path}}", "_stcore/agent/interact", "_stcore/agent/openapi.json",
        "_stcore/agent/mcp", "auth/login", "auth/logout", "oauth2callback",
    }  # fmt: skip


# ── Where the program listens ────────────────────────────────────────────────────────────────────


def addresses_of_this_computer() -> list[str]:
    """127.0.0.1, and the address under which others see this computer, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # nothing is sent
        return ["127.0.0.1", probe.getsockname()[0]]
    return ["127.0.0.1"]


WIDE_HOSTS = {"0.0.0.0": addresses_of_this_computer(), "::": ["::1"]}


@contextlib.contextmanager
def started(command: list[str], small_store: Path, **environment: str):
    """A process of the server, started by hand; it is ended with the test."""
    settings = {**run.server_environment(small_store, None), **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=ROOT, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        run.stop([process])


def answered(process: subprocess.Popen, address: str, port: int, line: str = DEMAND, **headers: str) -> tuple[int, str]:
    """The answer, once the server listens."""
    for _ in range(100):
        assert process.poll() is None, process.stdout.read().decode()
        with contextlib.suppress(ConnectionError):
            return ask(address, port, line, **headers)
        time.sleep(0.2)
    pytest.fail("the server does not listen")


@pytest.mark.parametrize("host", WIDE_HOSTS)
def test_a_server_that_listens_wide_answers_nothing_but_a_refusal(small_store, host):
    port = unused_port()
    with started(["uvicorn", "dashboard:app", "--host", host, "--port", str(port)], small_store) as process:
        for address in WIDE_HOSTS[host]:
            for line in (DEMAND, "GET /_stcore/health HTTP/1.1", "GET /look.css HTTP/1.1"):
                status, answer = answered(process, address, port, line, Host=f"{address}:{port}")
                assert (status, WIDE in answer) == (403, True), (address, line)
            handshake = {"Upgrade": "websocket", "Sec_WebSocket_Key": "A" * 22 + "==", "Sec_WebSocket_Version": "13"}
            line = "GET /_stcore/stream HTTP/1.1"
            assert answered(process, address, port, line, Connection="Upgrade", **handshake)[0] == 403


def test_an_address_in_the_environment_of_the_server_is_refused_too(small_store):
    port = unused_port()
    command = ["uvicorn", "dashboard:app", "--port", str(port)]
    with started(command, small_store, UVICORN_HOST="0.0.0.0") as process:
        assert WIDE in answered(process, "127.0.0.1", port)[1]


def platform(*options: str) -> list[str]:
    return ["streamlit", "run", "dashboard.py", "--server.headless", "true", *options]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.2"])
def test_the_platform_told_to_listen_wide_ends_with_a_german_sentence(small_store, address):
    port = str(unused_port())
    for command, settings in (
        (platform("--server.port", port, "--server.address", address), {}),
        (platform("--server.port", port), {"STREAMLIT_SERVER_ADDRESS": address}),
    ):
        with started(command, small_store, **settings) as process:
            said = process.communicate(timeout=60)[0].decode()
            assert process.returncode != 0 and WIDE in said and "Traceback" not in said, said


@pytest.mark.parametrize("said", ['[server]\naddress = "0.0.0.0"\n', "[server]\nport = 8501\n"])
def test_a_file_of_settings_with_a_wide_address_or_with_none_ends_the_program(tmp_path, said):
    """The file of the program itself is looked at last; here another one stands in its place."""
    for name in ("dashboard.py", "views", "store", "measures", "pages", "exports", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(said, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", *platform("--server.port", str(unused_port()))],
        cwd=tmp_path, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    words = done.stdout + done.stderr
    assert done.returncode != 0 and WIDE in words and "Traceback" not in words, words


def test_the_platform_itself_serves_the_program_on_127_0_0_1_behind_the_same_door(small_store):
    port = unused_port()
    with started(platform("--server.port", str(port)), small_store) as process:
        assert answered(process, "127.0.0.1", port)[0] == 200
        assert ask("127.0.0.1", port, "GET /_stcore/metrics HTTP/1.1")[0] == 404
        assert ask("127.0.0.1", port, Host="boese.example")[0] == 403


def test_a_page_that_is_served_alone_shows_nothing(small_store):
    """The platform can be told to serve a single page, without the door before it."""
    code = (
        "from streamlit.testing.v1 import AppTest;"
        "app = AppTest.from_file('pages/leitung/uebersicht.py', default_timeout=60).run();"
        "print([block.value for block in app.markdown], app.exception)"
    )
    settings = {**os.environ, "REICHWEITE_STORE": str(small_store), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, text=True, encoding="utf-8"
    )
    assert "Eine einzelne Seite wird nicht gezeigt." in done.stdout
    assert done.stdout.count("<p") == 1
