"""How does a command end when it cannot do what was asked? One German line, an exit code, and a fault of ours in fehler.log."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from traceback import format_tb

from store.versions import store_folder

DONE, REFUSED, WRONG_CALL, FAULT, STOPPED, UNHEARD = 0, 1, 2, 3, 130, 141  # the last two as a shell counts them
CLOSED_PIPE = (errno.EPIPE, errno.EINVAL)  # the second on Windows, and then without the name of a file
PLACES = {
    errno.EACCES: "Dort darf nicht geschrieben werden",
    errno.EPERM: "Dort darf nicht geschrieben werden",
    errno.EROFS: "Dort darf nicht geschrieben werden",
    errno.EISDIR: "Das ist ein Ordner",
    errno.ENOTDIR: "Das ist kein Ordner",
    errno.EEXIST: "Das ist kein Ordner",
    errno.ENOSPC: "Dort ist kein Platz mehr",
    errno.EDQUOT: "Dort ist kein Platz mehr",
    errno.EFBIG: "Dort ist kein Platz mehr",
}
UNCHANGED = (
    "Es ist nichts verloren; die bisherigen Zahlen gelten weiter. Bitte Platz oder Rechte schaffen und noch einmal."
)

Problems = tuple[type[Exception], ...]


def ended(program: str, work: Callable[[], object], arguments: list[str], *, refused: Problems, wrong: Problems) -> int:
    """The exit code after `work`: DONE, or by what it raised. `refused`: because of the data, `wrong`: the call itself."""
    try:
        work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _told("Abgebrochen.", STOPPED)
    except wrong as problem:
        return _told(str(problem), WRONG_CALL)
    except refused as problem:
        return _told(str(problem), REFUSED)
    except Exception as fault:  # noqa: BLE001  the last resort: nobody at the office sees a traceback
        return _unforeseen(program, fault, arguments)
    return DONE


def _unforeseen(program: str, fault: Exception, arguments: list[str]) -> int:
    at = fault if isinstance(fault, OSError) else fault.__context__  # a library that writes may wrap it
    if isinstance(at, OSError) and at.filename is None and at.errno in CLOSED_PIPE:  # `… | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    number = next((number for number in map(system_error, _chain(fault)) if number in PLACES), None)
    if number is not None:
        store = _store_of(arguments)
        place = Path(at.filename) if isinstance(at, OSError) and at.filename else store
        if place.absolute().is_relative_to(store.absolute()):
            return _told(f"{store}: {PLACES[number]}. {UNCHANGED}", REFUSED)
        return _told(f"{place}: {PLACES[number]}. Bitte einen anderen Ort angeben.", REFUSED)
    return _told(
        f"Fehler im Programm ({type(fault).__name__}). Es ist nichts verloren; die bisherigen Zahlen gelten weiter. "
        f"Einzelheiten für die Entwicklung: {_logged(program, fault, arguments)}",
        FAULT,
    )


def system_error(fault: BaseException) -> int | None:
    """The number of the system's own complaint, also where an engine hands on its words alone; None: it did not complain."""
    if isinstance(fault, OSError):
        return fault.errno
    return next((number for number in PLACES if os.strerror(number) in str(fault)), None)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """A fault and what it came from: an engine that cannot write may first fail to take back what it had begun."""
    while fault is not None:
        yield fault
        fault = fault.__context__


def _told(text: str, code: int) -> int:
    sys.stderr.write(f"{text}\n")
    return code


def _logged(program: str, fault: Exception, arguments: list[str]) -> Path | str:
    """Writes where it happened, without the fault's own words: they may hold a cell of a row. Where: in the store if it can."""
    where = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} python -m {program}\nTraceback\n"
    for log in (_store_of(arguments) / "fehler.log", Path(gettempdir()) / "fehler.log"):
        with suppress(OSError):
            log.touch(mode=0o600)
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{where}{''.join(format_tb(fault.__traceback__))}{type(fault).__name__}\n\n")
            return log
    return "Sie ließen sich nicht schreiben."


def _store_of(arguments: list[str]) -> Path:
    return store_folder(arguments[arguments.index("--store") + 1] if "--store" in arguments[:-1] else None)
