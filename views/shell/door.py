"""Who is answered at all? The browser of this very computer, under our own name, on the ways that our pages need.

There is no sign-in yet, so the program answers on 127.0.0.1 only, however it was started. The ways and the words are
in door.toml.
"""

import gc
import re
import tomllib
from asyncio.base_events import Server
from functools import cache
from pathlib import Path
from threading import Event

from starlette.datastructures import Headers
from starlette.types import Scope

TABLES = tomllib.loads(Path(__file__).with_name("door.toml").read_text("utf-8"))
WAYS = {re.compile(way): frozenset(methods) for way, methods in TABLES["ways"].items()}
HERE = ("127.0.0.1", "::1")
NAMES = ("127.0.0.1", "localhost", "[::1]")
standing = Event()  # set when the front door is built; a page that somebody serves without it shows nothing


def why_refused(scope: Scope) -> str | None:
    """Why is a connection not answered, in German? None: it is.

    A foreign Host comes from a name that was turned to this computer, a foreign Origin from a page of somebody else.
    """
    server, client = (scope.get(end) or ("", None) for end in ("server", "client"))
    headers, port = Headers(scope=scope), server[1]
    if server[0] not in HERE or client[0] not in HERE or listens_wide():
        return why("wide")
    hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())
    asked = headers.getlist("host")
    if len(asked) != 1 or asked[0] not in hosts:
        return why("host", port)
    if any(origin != f"http://{asked[0]}" for origin in headers.getlist("origin")):
        return why("origin", port)
    return None


def is_open(path: str, method: str) -> bool:
    """Does a way of the platform stand open for this?"""
    return any(method in methods and way.fullmatch(path) for way, methods in WAYS.items())


def why(reason: str, port: int | None = None) -> str:
    """The sentence of a refusal."""
    sentence: str = TABLES["refused"][reason]
    return sentence.format(port=port)


@cache
def listens_wide() -> bool:
    """Does this process listen where another computer reaches it? The sockets are asked: the ways to set them are many."""
    servers = [found for found in gc.get_objects() if type(found) is Server]
    places = [socket.getsockname() for server in servers for socket in server.sockets]
    return any(not isinstance(place, tuple) or place[0] not in HERE for place in places)


def stay_here(address: str | None) -> None:
    """Ends the program when the platform was told to listen elsewhere (flag, environment or file; None: everywhere)."""
    if address not in (*HERE, "localhost"):
        raise SystemExit(why("wide"))
