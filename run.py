"""How does this start? `python run.py` sets up and starts; with `check` or `test` it sets up and checks or tests.

Standard library only. Parses on Python 3.8 and newer, so that an old Python still gets a clear line.
Read from top to bottom: what is missing, environment, start, check, tests, command line.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import io
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PIP = [str(PYTHON), "-m", "pip"]
ONLINE = ["--timeout", "30", "--retries", "2"]
STOPS = (signal.SIGINT, signal.SIGTERM)
HASHED = ["--require-hashes", "--only-binary", ":all:"]
OLDEST_PYTHON = (3, 11)
RUNTIME, TESTS = "requirements.txt", "requirements-dev.txt"
CHECKS = {  # what is asked → the command of .venv that answers with 0 or tells what it found
    "Regeln": ["-m", "ruff", "check", "."],
    "Form": ["-m", "ruff", "format", "--check", "."],
    "Schichten": ["-c", "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])"],
    "Typen": ["-m", "mypy"],
}
NOT_YET_TYPED = ["pages", "exports", "dashboard.py", "run.py"]  # their errors are counted and do not decide
BESIDE = min(4, (os.cpu_count() or 1) + 1)  # one more than processors: a test in a browser waits most of its time
WORKERS = ["-n", str(BESIDE), "--dist", "loadfile", "--no-loadscope-reorder"]
HELP = """\
python run.py                    einrichten und auf http://127.0.0.1:8501 starten
    --port NUMMER                anderer Port
    --profile ORDNER             Profil eines anderen Amtes (sonst data/profile)
    --store ORDNER               anderer Datenbestand (sonst data/store)
python run.py check              einrichten und in Sekunden prüfen: Regeln, Form, Schichten, Typen
python run.py test [ANGABEN …]   einrichten und alle Tests ausführen; ANGABEN gehen an pytest
python run.py test fast [ANGABEN …]   nur die schnellen Tests; die letzten Zeilen sagen, was fehlt
python run.py setup              nur einrichten
python run.py wheels ORDNER      alle Pakete in einen Ordner laden, für Rechner ohne Netz
    --offline ORDNER             aus diesem Ordner statt aus dem Netz einrichten"""


# ── What is missing ──────────────────────────────────────────────────────────────────────────────


def missing_here(version: tuple[int, ...], tag: str, soabi: str, has_venv: bool) -> str | None:
    """What stops this Python from running the program, as one German line? None: nothing.

    `tag` is sysconfig's platform name, `soabi` its extension suffix (the only place that names musl).
    """
    if version < OLDEST_PYTHON:
        return "Python 3.11 oder neuer nötig. Dieses Python ist {}.{}.".format(*version[:2])
    if tag in ("win32", "win-arm64") or "musl" in soabi:
        return (
            f"Für diese Plattform ({'Alpine/musl' if 'musl' in soabi else tag}) gibt es keine fertigen Pakete. "
            "Möglich sind Windows x64, Linux mit glibc (x86_64, aarch64) und macOS."
        )
    if not has_venv:
        return (
            "Python fehlt das Modul „venv“. Unter Debian und Ubuntu: sudo apt install python3-venv. "
            "Sonst Python von python.org installieren."
        )
    return None


def why_install_failed(log: str, offline: str | None) -> str:
    """Why did pip or uv give up, as one German line? Reads the installer's own words."""
    here = f"Python {platform.python_version()} auf {sysconfig.get_platform()}"
    incomplete = f"Für {here} gibt es nicht alle fertigen Pakete"
    if offline:
        incomplete = f"In {offline} fehlen Pakete für {here}. Auf einem gleichen Rechner: python run.py wheels ORDNER"
    reasons = {
        "DO NOT MATCH THE HASHES|Hash mismatch": "Ein Paket hat nicht die erwartete Prüfsumme",
        "No space left|Errno 28": "Kein Platz mehr auf dem Datenträger",
        "ConnectionError|ResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Failed to fetch|dns error": "Kein Netz: Die Pakete sind nicht erreichbar. Ohne Netz: python run.py --offline ORDNER",
        "No matching distribution|no wheels|not found in the": incomplete,
    }
    found = (text for words, text in reasons.items() if re.search(words, log))
    return next(found, "Die Pakete ließen sich nicht installieren")


def port_problem(port: int) -> str | None:
    """Why can nothing be started on this port of 127.0.0.1? None: it is free."""
    with socket.socket() as probe:
        if os.name != "nt":  # elsewhere a port in TIME_WAIT counts as free; on Windows the flag would allow stealing
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return f"Port {port} darf nur ein Administrator öffnen. Ein anderer: python run.py --port 8501"
        except (OSError, OverflowError):
            return f"Port {port} ist belegt oder ungültig. Läuft das Programm schon? Sonst: python run.py --port 8502"
    return None


# ── Environment: .venv with exactly the pinned packages ──────────────────────────────────────────


def stamp_of(requirements: str) -> str:
    """Which state of a requirement file is meant? Content and Python version; a new one installs again."""
    content = (ROOT / requirements).read_bytes()
    return hashlib.sha256(content + repr(sys.version_info[:2]).encode()).hexdigest()


def set_up(files: list[str], offline: str | None) -> None:
    """Make .venv hold the packages of these requirement files; nothing is done when it already does."""
    stamps = {name: VENV / f"{name}.sha256" for name in files}
    missing = [
        name
        for name, stamp in stamps.items()
        if not (PYTHON.exists() and stamp.is_file() and stamp.read_text() == stamp_of(name))
    ]
    if not missing:
        return
    make_environment()
    say(f"Pakete aus {' und '.join(missing)} werden installiert (beim ersten Mal etwa eine Minute) …")
    install(missing, offline)
    for name in missing:
        stamps[name].write_text(stamp_of(name))


def make_environment() -> None:
    """Make .venv unless a usable one is there (one that was cut short or moved is made anew)."""
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", probe], capture_output=True).returncode == 0:
        return
    say("Eine eigene Python-Umgebung wird in .venv angelegt …")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        reason = (made.stdout + made.stderr).strip().splitlines() or ["ohne Angabe"]
        fail(f"Die Umgebung .venv ließ sich nicht anlegen: {reason[-1]}")


def install(files: list[str], offline: str | None) -> None:
    """Install these requirement files at once by uv if there is one, else (or if uv cannot) by pip."""
    uv = shutil.which("uv")
    where = ["--no-index", "--find-links", offline] if offline else []
    wanted = [*HASHED, *(word for name in files for word in ("--requirement", str(ROOT / name))), *where]
    # uv compiles only when asked; every process would do it again
    by_uv = [[uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), *wanted]] if uv else []
    first_that_works([*by_uv, [*PIP, "install", *ONLINE, *wanted]], offline)


def first_that_works(commands: list[list[str]], offline: str | None = None) -> None:
    """Run installers until one succeeds; say in one line why the last one failed."""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace")
        if done.returncode == 0:
            return
    log = done.stdout + done.stderr
    (VENV / "install.log").write_text(log, encoding="utf-8")
    fail(f"{why_install_failed(log, offline)}. Protokoll: .venv/install.log")


def download_wheels(folder: str) -> None:
    """Fill a folder with every package of both requirement files, for `--offline` on a machine of the same kind."""
    make_environment()
    for name in (RUNTIME, TESTS):
        say(f"Pakete aus {name} werden nach {folder} geladen …")
        first_that_works([[*PIP, "download", *ONLINE, "--dest", folder, *HASHED, "--requirement", str(ROOT / name)]])
    say(f"Fertig. Auf dem Rechner ohne Netz: python run.py --offline {folder}")


# ── Start: the page first, the demo store beside it ──────────────────────────────────────────────


def server_command(python: str, port: int) -> list[str]:
    """How is the app served? By uvicorn on 127.0.0.1; the WebSocket settings are those of `streamlit run`."""
    options = (
        f"--host 127.0.0.1 --port {port} --log-level warning --no-use-colors --timeout-graceful-shutdown 3 "
        "--ws websockets-sansio --ws-max-size 209715200 --ws-per-message-deflate false"
    )
    return [python, "-m", "uvicorn", "dashboard:app", "--app-dir", str(ROOT), *options.split()]


def server_environment(store: Path, profile: str | None) -> dict[str, str]:
    """Which settings do the server and the load see?"""
    settings = {**os.environ, "PYTHONUTF8": "1", "REICHWEITE_STORE": str(store)}
    return {**settings, "REICHWEITE_PROFILE": str(Path(profile).resolve())} if profile else settings


def start(port: int, profile: str | None, store: str | None) -> None:
    """Serve the app until Ctrl-C; when there is no store yet, build the demo store while the page is already shown."""
    folder = Path(store or os.environ.get("REICHWEITE_STORE") or ROOT / "data" / "store").resolve()
    environment = server_environment(folder, profile)
    os.umask(0o077)  # what is written from here on is its owner's alone
    try:
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder)
        server_log = (folder / "server.log").open("wb")
    except OSError as error:
        fail(f"In {folder} lässt sich nicht schreiben ({error.strerror}). Anderer Ordner: --store ORDNER")
    demo_needed = not any((folder / name).exists() for name in ("released", "draft", "current"))
    if demo_needed:  # before the server answers, so that the first page already finds it
        write_progress(folder, "wb", "start", "Die Demodaten werden vorbereitet.", 0)
    running: list[subprocess.Popen[bytes]] = []
    try:
        with undisturbed():
            running.append(start_server(port, environment, server_log))
        server = running[0]
        if not answers(server, port):
            fail(f"Der Server ist nicht gestartet. Protokoll: {folder / 'server.log'}")
        say(f"Bereit: http://127.0.0.1:{port}   (Beenden mit Strg+C)")
        with undisturbed():
            running.append(start_watch(folder, environment))
        if demo_needed:
            with undisturbed():
                running.append(start_demo(folder, environment))
            report_demo(running[-1], server, folder)
        if server.wait():
            fail(f"Der Server hat sich beendet. Protokoll: {folder / 'server.log'}")
    except KeyboardInterrupt:
        say("Beendet.")
    finally:
        stop(running)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """A stop waits until what is being started is known: else it would go on alone. A service manager stops as Ctrl-C does."""
    asked: list[int] = []
    for stop_signal in STOPS:
        signal.signal(stop_signal, lambda number, _: asked.append(number))
    yield
    for stop_signal in STOPS:
        signal.signal(stop_signal, signal.default_int_handler)
    if asked:
        raise KeyboardInterrupt


def start_server(port: int, environment: dict[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    """Start the server; what it says goes to the log."""
    command = server_command(str(PYTHON), port)
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def prepare(folder: Path) -> None:
    """Close the store to all others; make the key where there is none, and say where it lies and what its loss means."""
    from store import keys, rights  # standard library only, and of Python 3.11

    rights.close(folder)
    path = keys.key_file()
    if path is None:
        return
    try:
        if not path.exists():
            keys.make(path, folder)
        say(keys.told(path))
    except (keys.KeyProblem, OSError) as problem:  # the pages need no key
        say(str(problem))


def answers(server: subprocess.Popen[bytes], port: int) -> bool:
    """Does the server answer within a minute? False as soon as its process has ended."""
    for _ in range(300):
        if server.poll() is not None:
            return False
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
            return True
        time.sleep(0.2)
    return False


def write_progress(folder: Path, mode: str, phase: str, text: str, percent: int) -> None:
    """Write one line of progress where the app reads it (one JSON object a line)."""
    line = json.dumps({"phase": phase, "text": text, "percent": percent}, ensure_ascii=False)
    with (folder / "progress.jsonl").open(mode) as progress:
        progress.write(line.encode() + b"\n")


def start_watch(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start what checks and loads the deliveries that people put in place; what it does stands in watch.log."""
    command = [str(PYTHON), "-m", "etl", "watch", "--store", str(folder)]
    with (folder / "watch.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def start_demo(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the load of the demo data; its progress lines go to progress.jsonl, its errors to demo.log."""
    say("Die Demodaten werden geladen. Die Seite zeigt den Fortschritt …")
    command = [str(PYTHON), "-m", "etl", "demo", "--store", str(folder), "--progress", "json"]
    with (folder / "progress.jsonl").open("ab") as progress, (folder / "demo.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=progress, stderr=log)


def report_demo(demo: subprocess.Popen[bytes], server: subprocess.Popen[bytes], folder: Path) -> None:
    """Say how the load of the demo data ended, on the screen and (a failure) where the app reads it."""
    while demo.poll() is None and server.poll() is None:
        time.sleep(0.2)
    if demo.poll() == 0:
        say("Die Demodaten sind geladen.")
    elif demo.poll() is not None:
        text = f"Die Demodaten ließen sich nicht laden. Protokoll: {folder / 'demo.log'}"
        write_progress(folder, "ab", "failed", text, 0)
        say(text)


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End what was started here, gently first."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()


# ── Check ────────────────────────────────────────────────────────────────────────────────────────


def tool(command: list[str]) -> subprocess.CompletedProcess[str]:
    """What does a tool of .venv say of the house?"""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        [str(PYTHON), *command], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def check() -> int:
    """Ask everything of CHECKS and say what was found; 1 when anything was."""
    failed = False
    for question, command in CHECKS.items():
        told = tool(command)
        failed |= told.returncode != 0
        say(f"{told.stdout}{told.stderr}{question}: nicht in Ordnung" if told.returncode else f"{question}: in Ordnung")
    found = re.search(r"Found (\d+) error", tool(["-m", "mypy", *NOT_YET_TYPED]).stdout)
    say(f"Typen in {', '.join(NOT_YET_TYPED)}: {found[1] if found else 0} Fehler, die noch nicht zählen")
    return int(failed)


# ── Tests ────────────────────────────────────────────────────────────────────────────────────────


def run_tests(arguments: list[str]) -> int:
    """Run pytest on all processors, at most four; its exit code is ours (nothing collected is a failure too)."""
    chosen = ["--fast", *arguments[1:]] if arguments[:1] == ["fast"] else arguments
    workers = [] if any(word.endswith("no:xdist") for word in arguments) else WORKERS
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run([str(PYTHON), "-m", "pytest", *workers, *chosen], cwd=ROOT, env=environment).returncode


# ── Command line ─────────────────────────────────────────────────────────────────────────────────


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    raise SystemExit(text)


class Parser(argparse.ArgumentParser):
    """argparse, but its complaint is ours, in German."""

    def error(self, message: str) -> NoReturn:
        fail(f"Falscher Aufruf. So geht es:\n{HELP}")


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Windows console without „ and “ must not stop anything
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    problem = missing_here(
        sys.version_info[:3], sysconfig.get_platform(), str(sysconfig.get_config_var("SOABI")), has_venv
    )
    if problem:
        fail(problem)
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("-h", "--help", action="store_true")
    for name in ("--profile", "--store", "--offline"):
        parser.add_argument(name)
    options, rest = parser.parse_known_args(arguments)
    command = rest.pop(0) if rest and rest[0] in ("check", "test", "setup", "wheels") else "start"
    if options.help:
        say(HELP)
    elif command != "test" and len(rest) != (1 if command == "wheels" else 0):
        parser.error("")
    elif command == "wheels":
        download_wheels(rest[0])
    else:
        return set_up_and(command, rest, options)
    return 0


def set_up_and(command: str, rest: list[str], options: argparse.Namespace) -> int:
    """What a command does once its packages are there; its exit code."""
    if command == "start" and (problem := port_problem(options.port)):
        fail(problem)
    set_up([RUNTIME, TESTS] if command in ("check", "test") else [RUNTIME], options.offline)
    if command == "check":
        return check()
    if command == "test":
        return run_tests(rest)
    if command == "start":
        start(options.port, options.profile, options.store)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        fail("Abgebrochen.")
