"""How does a file come from the browser to the desk? A stream of our own, sealed while it arrives; never a clear byte on disk.

One request is one delivery: its body holds the files one behind the other, its header their names and sizes. Everything
is asked before the body is read: does it come from this very computer and from our own page, which had to be given a
ticket for one upload; how large is it, is there room, is there a key.
"""

import json
import secrets
import shutil
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from streamlit import runtime

from store.arriving import Arriving, replaced
from store.keys import KeyProblem
from store.spool import Delivered, spool_key
from store.versions import store_folder
from views.shell.door import HERE, NAMES

ADDRESS = "/lieferung/ablegen"
SAID: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["refused"]
MOST = 8 * 1024**3  # bytes of one delivery
MOST_FILES, LONGEST_NAME = 200, 200
PIECE = 1024**2
TICKETS: dict[str, str] = {}  # ticket not used yet → the session of the page that shows it


class NotTaken(Exception):
    """status and German text of an answer."""

    def __init__(self, status: int, reason: str, **values: object):
        super().__init__(SAID[reason].format(**values))
        self.status = status


@dataclass(frozen=True)
class Announced:
    files: tuple[Delivered, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def ticket(session: str) -> str:
    """Allows the page of this session one upload; the same until it is used."""
    for known, of in list(TICKETS.items()):
        if of == session:
            return known
        if not _open(of):
            del TICKETS[known]
    new = secrets.token_urlsafe(32)
    TICKETS[new] = session
    return new


async def upload(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to a POST at ADDRESS: 201 with the name of the delivery, or what is wrong as German text."""
    request = Request(scope, receive)
    try:
        announced = allowed(request)
        name = await run(request, announced)
        answer: Response = JSONResponse({"delivery": name}, status_code=201)
    except NotTaken as why:
        answer = Response(str(why), status_code=why.status, media_type="text/plain", headers={"connection": "close"})
    await answer(scope, receive, send)


def allowed(request: Request) -> Announced:
    """What is announced, where it may come. Nothing of the body was read yet. Raises NotTaken."""
    if not _from_here(request):
        raise NotTaken(403, "place")
    session = TICKETS.pop(request.headers.get("x-ticket", ""), None)
    if session is None or not _open(session):
        raise NotTaken(403, "ticket")
    announced = _announced(request)
    if announced.size > MOST:
        raise NotTaken(413, "large", most=MOST // 1024**3)
    store = store_folder()
    store.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(store).free < announced.size * 1.01 + 64 * PIECE:
        raise NotTaken(507, "room")
    return announced


def _from_here(request: Request) -> bool:
    """From a page of ours in a browser of this computer, and not handed on by another one."""
    headers, client = request.headers, request.client
    host = headers.get("host", "")
    handed_on = {"forwarded", "x-forwarded-for", "x-forwarded-host"} & {*headers.keys()}
    return (
        client is not None
        and client.host in HERE
        and host.rpartition(":")[0] in NAMES
        and headers.get("origin") == f"http://{host}"
        and not handed_on
    )


def _announced(request: Request) -> Announced:
    """Names and sizes, as the header says them; together they are as long as the body."""
    try:
        said = json.loads(unquote(request.headers.get("x-files", ""), errors="strict"))
        files = tuple(Delivered(_name(name), int(size)) for name, size in said)
        length = int(request.headers.get("content-length", ""))
    except (ValueError, TypeError) as fault:
        raise NotTaken(400, "named") from fault
    announced = Announced(files)
    if not 0 < len(files) <= MOST_FILES or min(file.size for file in files) < 0 or announced.size != length:
        raise NotTaken(400, "named")
    return announced


def _name(said: str) -> str:
    """The name of a file without folders and signs that steer a screen. Raises ValueError where nothing is left."""
    name = "".join(sign for sign in said.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    if not name.strip(".") or len(name) > LONGEST_NAME:
        raise ValueError(name)
    return name


async def run(request: Request, announced: Announced) -> str:
    """Seals the body as it comes. Raises NotTaken, and then nothing of it stays."""
    try:
        arriving = Arriving(store_folder(), spool_key(store_folder()), datetime.now().astimezone())
    except KeyProblem as why:
        raise NotTaken(409, "key", why=why) from why
    try:
        await _sealed(request.stream(), announced, arriving)
        name = arriving.done().name
    except (ClientDisconnect, _Cut) as fault:
        arriving.forget()
        raise NotTaken(400, "cut") from fault
    except OSError as fault:
        arriving.forget()
        raise NotTaken(507, "room") from fault
    except BaseException:
        arriving.forget()
        raise
    replaced(store_folder(), request.headers.get("x-replaces", ""), datetime.now().astimezone())
    return name


class _Cut(Exception):
    """The body ended early or was longer than announced."""


async def _sealed(stream: AsyncIterator[bytes], announced: Announced, arriving: Arriving) -> None:
    """Each file takes as many bytes of the stream as it was announced with."""
    waiting = bytearray()
    for file in announced.files:
        with arriving.file(file.name) as sealer:
            missing = file.size
            while missing:
                while len(waiting) < min(PIECE, missing):
                    waiting += await _next(stream)
                piece = bytes(waiting[:missing])
                del waiting[: len(piece)]
                missing -= len(piece)
                await run_in_threadpool(sealer.write, piece)
        arriving.kept(file.name, file.size)
    if waiting:
        raise _Cut


async def _next(stream: AsyncIterator[bytes]) -> bytes:
    async for piece in stream:
        if piece:
            return piece
    raise _Cut


def _open(session: str) -> bool:
    """Does somebody still look at the page of this session?"""
    return runtime.exists() and runtime.get_instance().is_active_session(session)
