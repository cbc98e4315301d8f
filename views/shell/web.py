"""How does the app answer a browser? Security headers, German shell and words, compressed scripts, calm unknown paths.

The platform ships an English shell, uncompressed scripts and answers every unknown path with its own English dialog or
a white page. This middleware stands in front of it. `WORDS` replaces the platform's own words in its scripts as they
are served; a test finds each of them in the installed version, so an update that renames one is noticed.
"""

import base64
import gzip
import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from measures.engine.protect import RuleProblem
from store.published import StoreProblem
from views.drawings.plot import template
from views.figures.read import NOW, SAVED, Figures, figures, showing
from views.finding import Finding
from views.shell import door, upload
from views.shell.theme import ICON, css

STATIC = Path(str(files("streamlit"))) / "static"
PLOTLY = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
DRAWER = f"/plotly-{version('plotly')}.js"  # the library that draws charts with axes: another version, another address
SCRIPT = re.compile(r"/static/(js|css)/[\w.-]+\.(js|css)")
WORDS: dict[str, str] = tomllib.loads(Path(__file__).with_name("platform.toml").read_text("utf-8"))
ADDRESS = re.compile(
    r"(let\{queryString:(\w+)\}=.{0,200}?this\.historyNavigationEpoch===null)(\?window\.history\.pushState)"
)
COMPLETED = r"\1&&![...new URLSearchParams(location.search)].every(([k,v])=>new URLSearchParams(\2).get(k)===v)\3"
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
Saved = Callable[
    [Figures, Finding, str], tuple[bytes, str] | None
]  # figures, finding, ending → content and name of the file
ENDINGS = {"png": "image/png", "svg": "image/svg+xml", "csv": "text/csv"}
CALM = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/favicon.png">
<link rel="stylesheet" href="/look.css"></head><body class="calm"><main><h1>{title}</h1>
<p>{text}</p><p><a href="/">Zum Überblick</a></p></main></body></html>"""
NOT_FOUND = CALM.format(
    title="Diese Seite gibt es nicht",
    text="Vielleicht ist der Link veraltet oder beim Kopieren abgeschnitten worden. Es ist nichts verloren.",
)
REFUSED = "Diese Datei wird nicht ausgegeben"
GONE = CALM.format(
    title="Diese Datei gibt es nicht mehr",
    text="Inzwischen gelten neue Zahlen. Bitte die Seite neu laden und dort noch einmal sichern.",
)


@cache
def shell() -> bytes:
    """The platform's start page in German, with our style sheet last, so that it wins."""
    html = (STATIC / "index.html").read_text("utf-8")
    changes = (
        (r'<html lang="en">', '<html lang="de">'),
        (r"<title>Streamlit</title>", "<title>Reichweitenmonitor</title>"),
        (r"<!--.*?-->\s*", ""),
        (r'<link rel="service-desc"[^>]*>\s*', ""),
        (
            r"<noscript>.*?</noscript>",
            "<noscript><p>Bitte JavaScript im Browser erlauben, um die Zahlen zu sehen.</p></noscript>",
        ),
        (
            r'<div id="root"></div>',
            '<div id="root"></div>\n    <link rel="stylesheet" href="./look.css"><script defer src="./page.js"></script>',
        ),
    )
    for pattern, replacement in changes:
        html, found = re.subn(pattern, replacement, html, flags=re.DOTALL)
        if not found:
            raise RuntimeError(f"The platform's start page has changed: {pattern} not found")
    return html.encode()


@cache
def policy() -> str:
    """Nothing from outside: the browser itself refuses every other host."""
    scripts = re.findall(rb"<script>(.*?)</script>", shell(), flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def german(script: str) -> str:
    """A script of the platform with its words in German; only whole literals are replaced."""
    for english, word in WORDS.items():
        script = script.replace(f"`{english}`", f"`{word}`")
    return script


def one_step_back(script: str) -> str:
    """An address that a page only completes with its defaults replaces the former one: „back“ never stays on the same page."""
    return ADDRESS.sub(COMPLETED, script)


@cache
def compressed(path: str) -> bytes | None:
    """A script or style sheet of the platform, in German and packed; None when there is no such file."""
    file = STATIC / path.lstrip("/")
    if not file.is_file():
        return None
    text = file.read_text("utf-8")
    return gzip.compress(
        one_step_back(german(text)).encode() if file.suffix == ".js" else text.encode(), compresslevel=6, mtime=0
    )


@cache
def script() -> str:
    """What a page does in the browser beyond showing."""
    ours = [Path(__file__).with_name(name).read_text("utf-8") for name in ("page.js", "upload.js")]
    text = "\n".join(ours).replace("/plotly.js", DRAWER)
    return text.replace('"template of the house"', json.dumps(template()))


@cache
def plotly() -> bytes:
    """The library that draws charts with axes, packed."""
    return gzip.compress(PLOTLY.read_bytes(), compresslevel=6, mtime=0)


class FrontDoor:
    """Stands before the platform; `pages` are the addresses it may show, `saved` makes a file of a finding that was shown."""

    def __init__(self, app: ASGIApp, pages: frozenset[str], saved: Saved):
        self.app = app
        self.pages = pages
        self.saved = saved
        door.standing.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refused = door.why_refused(scope)
        if refused:
            answer: ASGIApp | None = Response(refused, status_code=403, media_type="text/plain")
        elif scope["type"] == "websocket":
            answer = None if door.is_open(scope["path"], "WEBSOCKET") else Response(status_code=404)
        else:
            answer = await self._answer(Request(scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**SECURITY, "content-security-policy": policy()}.items():
                    headers[name] = value
            await send(message)

        await (answer or self.app)(scope, receive, with_headers)

    async def _answer(self, request: Request) -> ASGIApp | None:
        """Our own answer, or None where the platform shall answer."""
        path = request.scope["path"]
        if path == upload.ADDRESS and request.method == "POST":
            return upload.upload
        if request.method not in ("GET", "HEAD"):
            return None if door.is_open(path, request.method) else _not_found()
        if path.startswith(SAVED):
            return await run_in_threadpool(_file, path, self.saved)
        if path == "/look.css":
            return Response(css(), media_type="text/css", headers={"cache-control": "no-cache"})
        if path == "/page.js":
            return Response(script(), media_type="text/javascript", headers={"cache-control": "no-cache"})
        if path == DRAWER:
            return _packed(plotly(), "text/javascript", request)
        if path == "/favicon.png":
            return Response(ICON, media_type="image/svg+xml", headers={"cache-control": "no-cache"})
        if path in self.pages:
            return Response(shell(), media_type="text/html", headers={"cache-control": "no-cache"})
        if SCRIPT.fullmatch(path):
            kind = "text/javascript" if path.endswith(".js") else "text/css"
            packed = compressed(path)
            return _not_found() if packed is None else _packed(packed, kind, request)
        return None if door.is_open(path, request.method) else _not_found()


def _not_found() -> Response:
    return Response(NOT_FOUND, status_code=404, media_type="text/html")


def _file(path: str, saved: Saved) -> Response:
    """A picture or a table of what a page has shown, or why it may not be had; a new version of the figures has forgotten it."""
    edition, _, name = path.removeprefix(SAVED).partition("/")
    key, _, ending = name.partition(".")
    with showing("" if edition == NOW else edition):
        found = _shown(key) if ending in ENDINGS else None
        try:
            made = saved(*found, ending) if found else None
        except (RuleProblem, StoreProblem) as problem:
            said = CALM.format(title=REFUSED, text=escape(str(problem)))
            return Response(said, status_code=403, media_type="text/html")
    if made is None:
        return Response(GONE, status_code=404, media_type="text/html")
    content, file_name = made
    disposition = f"attachment; filename*=utf-8''{quote(file_name)}"
    return Response(content, media_type=ENDINGS[ending], headers={"content-disposition": disposition})


def _shown(key: str) -> tuple[Figures, Finding] | None:
    """The finding that a page has shown, and its figures; None where it is forgotten."""
    try:
        held = figures()
    except (StoreProblem, OSError):
        return None
    told = held.shown.get(key)
    return (held, told) if told else None


def _packed(content: bytes, kind: str, request: Request) -> Response:
    """A file that never changes under its address, as the browser accepts it."""
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(content, media_type=kind, headers={**headers, "content-encoding": "gzip"})
    return Response(gzip.decompress(content), media_type=kind, headers=headers)
