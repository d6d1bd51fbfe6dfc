"""Reading a stranger's file in a process of its own, which is ended where it takes too much.

The child is a fresh interpreter: it gets the bytes, its standard output carries lines of JSON (how
far it is, then what it found, long lists a piece a line, or why it refused), and nothing else comes
back. It has ten seconds of
the processor and 512 MB of memory where the system knows such limits (POSIX), and a deadline by the
clock everywhere. Its errors are printed nowhere, because they could hold names. Two children work
at once; whoever comes third waits, and sees that it does.

No numpy and no lxml in there: openpyxl would load the one for its number types, which costs time
and memory, and the other in place of defusedxml.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Thread
from typing import IO, TYPE_CHECKING, Any

from lib.coaching import collector
from lib.exchange import incoming, layout, tabs_in
from lib.exchange.errors import FileRefusedError, TooLargeError, UnreadableError
from lib.exchange.incoming import Incoming, Part
from lib.exchange.tabs_in import CellTable, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

try:
    import resource
except ImportError:  # no such limits here: the clock alone
    resource = None  # type: ignore[assignment]

CPU_SECONDS = 10
"""Most time of the processor (T9)."""
MEMORY_BYTES = 512 * 1024 * 1024
"""Most memory (T9)."""
HISTORY_CPU_SECONDS = 40
HISTORY_MEMORY_BYTES = 1536 * 1024 * 1024
"""The same for messages, whose files may be ten times as long as those of contacts."""
CLOCK_SECONDS = 30
"""Most time by the clock, on a machine with much else to do."""
HISTORY_CLOCK_SECONDS = 120

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import sys; sys.modules['numpy'] = None; sys.modules['lxml'] = None; "
    f"sys.path.insert(0, {_ROOT!r}); from lib.exchange import child; child.main()"
)
_AT_ONCE = BoundedSemaphore(2)
PIECE = 1_000
"""Rows in a line of what a child says, at most."""
_DEEP = 3
"""How deep in what is found a long list may stand."""
_TICK = 0.2
"""Seconds between two words on how far it is."""

TOO_MUCH = (
    "Reading this file takes too much time or memory, so it was left. Save only the columns and "
    "people you need as CSV (UTF-8), and bring that."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may take."""

    cpu_seconds: int = CPU_SECONDS
    memory_bytes: int = MEMORY_BYTES
    clock_seconds: float = CLOCK_SECONDS


HISTORY = Limits(HISTORY_CPU_SECONDS, HISTORY_MEMORY_BYTES, HISTORY_CLOCK_SECONDS)


def contacts(
    data: bytes,
    encoding: str | None = None,
    tab: str | None = None,
    part: Part | None = None,
    told: Callable[[float | None], None] | None = None,
) -> Incoming:
    """Return the people, or the messages, in a file's bytes, read by a child.

    Args:
        data: the whole file.
        encoding: as `incoming.read`.
        tab: as `incoming.read`.
        part: as `incoming.read`.
        told: called a few times a second with how much is done (None where that is not known);
            where it raises, the child is ended and the exception goes on.

    Raises:
        FileRefusedError: see `lib.exchange.errors`.
    """
    incoming.refuse_at_once(data)
    options = {"encoding": encoding, "tab": tab, "part": None if part is None else part.value}
    history = part is Part.MESSAGES or incoming.may_be_messages(data)
    limits = HISTORY if history else Limits()
    found = run("contacts", data, options, told, limits)
    with collector.waiting():
        return incoming.from_plain(found)


def tabs(
    data: bytes, told: Callable[[float | None], None] | None = None
) -> tuple[Kind, list[CellTable]]:
    """Return what kind of workbook's file this is, and its tables, cut into cells by a child.

    Args:
        data: the whole file.
        told: as `contacts`.

    Raises:
        FileRefusedError: see `lib.exchange.errors`.
    """
    kind, found = run("tabs", data, {}, told, HISTORY)
    return Kind(kind), [CellTable(title, lines) for title, lines in found]


def run(
    job: str,
    data: bytes,
    options: Mapping[str, str | None],
    told: Callable[[float | None], None] | None = None,
    limits: Limits | None = None,
) -> Any:  # noqa: ANN401 - what a job gives: plain JSON
    """Return what a child makes of some bytes.

    Args:
        job: the name of one of `JOBS`.
        data: what it reads.
        options: what it is told beside.
        told: as `contacts`.
        limits: what it may take.

    Raises:
        FileRefusedError: the job refused, or took too much.
    """
    told = told or (lambda _done: None)
    limits = limits or Limits()
    while not _AT_ONCE.acquire(timeout=_TICK):
        told(None)
    try:
        head = json.dumps(
            {
                "job": job,
                "options": options,
                "cpu": limits.cpu_seconds,
                "memory": limits.memory_bytes,
            }
        )
        return _answer(_spoken(head.encode() + b"\n" + data, told, limits.clock_seconds))
    finally:
        _AT_ONCE.release()


def _spoken(data: bytes, told: Callable[[float | None], None], seconds: float) -> Mapping[str, Any]:
    """Return the last line a child says; empty where it was ended or fell over."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-I", "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threads = (
        Thread(target=_write, args=(process.stdin, data), daemon=True),
        Thread(target=_read, args=(process.stdout, lines), daemon=True),
    )
    try:
        for one in threads:
            one.start()
        return _last(lines, told, time.monotonic() + seconds)
    finally:
        process.kill()
        process.wait()
        for one in threads:
            one.join()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


def _last(
    lines: queue.SimpleQueue[bytes], told: Callable[[float | None], None], deadline: float
) -> Mapping[str, Any]:
    done: float | None = None
    pieces: list[Mapping[str, Any]] = []
    while time.monotonic() < deadline:
        try:
            line = lines.get(timeout=_TICK)
        except queue.Empty:
            told(done)
            continue
        try:
            with collector.waiting():
                said: dict[str, Any] = json.loads(line)
        except ValueError:  # it was ended in the middle of a line, or said nothing
            return {}
        if "piece" in said:
            pieces.append(said)
            continue
        if "done" not in said:
            return _whole(said, pieces)
        done = float(said["done"])
        told(done)
    return {}


def _whole(said: Mapping[str, Any], pieces: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what was said last with the pieces said before it back in their places."""
    for one in pieces:
        place = said["found"]
        for step in one["at"]:
            place = place[step]
        place.extend(one["piece"])
    return said


def _answer(said: Mapping[str, Any]) -> Any:  # noqa: ANN401 - plain JSON
    """Return what was found, or raise what was refused."""
    if "found" in said:
        return said["found"]
    if "refused" in said:
        kind, message = said["refused"]
        known = {one.__name__: one for one in _kinds(FileRefusedError)}
        raise known.get(kind, FileRefusedError)(message)
    raise TooLargeError(TOO_MUCH)


def _kinds(of: type[FileRefusedError]) -> Iterator[type[FileRefusedError]]:
    """Yield an error and every kind of it."""
    yield of
    for one in of.__subclasses__():
        yield from _kinds(one)


def _write(pipe: IO[bytes] | None, data: bytes) -> None:
    """Send the bytes; a child that has ended does not want them any more."""
    if pipe is not None:
        try:
            pipe.write(data)
        except OSError:
            return
        _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return


def _read(pipe: IO[bytes] | None, lines: queue.SimpleQueue[bytes]) -> None:
    """Hand on each line, and an empty one at the end."""
    if pipe is not None:
        for line in pipe:
            lines.put(line)
    lines.put(b"")


# what runs in the child


def _read_contacts(
    data: bytes, options: Mapping[str, Any], _told: Callable[[float], None]
) -> dict[str, Any]:
    part = options.get("part")
    found = incoming.read(
        data, options.get("encoding"), options.get("tab"), None if part is None else Part(part)
    )
    return incoming.to_plain(found)


def _read_tabs(
    data: bytes, _options: Mapping[str, Any], _told: Callable[[float], None]
) -> list[Any]:
    kind, found = tabs_in.tables(data, layout.is_read)
    return [kind.value, [[one.title, [[*line] for line in one.lines]] for one in found]]


JOBS: Mapping[str, Callable[[bytes, Mapping[str, Any], Callable[[float], None]], Any]] = {
    "contacts": _read_contacts,
    "tabs": _read_tabs,
}
"""What a child can do: of bytes and options, to plain JSON."""


def main() -> None:
    """Do one job: a line of JSON and the bytes from the input, lines of JSON to the output."""
    head = json.loads(sys.stdin.buffer.readline())
    _limit(head["cpu"], head["memory"])
    try:
        data = sys.stdin.buffer.read()
        said = {"found": JOBS[head["job"]](data, head["options"], _tell)}
        for at, piece in _pieces(said["found"]):
            _say({"at": at, "piece": piece})
    except FileRefusedError as refused:
        said = {"refused": [type(refused).__name__, str(refused)]}
    except MemoryError:
        said = {"refused": [TooLargeError.__name__, TOO_MUCH]}
    except Exception:  # noqa: BLE001 - its words could hold names; the file is at fault
        said = {"refused": [UnreadableError.__name__, _BROKEN]}
    _say(said)


def _pieces(found: Any, *at: str | int) -> Iterator[tuple[list[str | int], list[Any]]]:  # noqa: ANN401 - plain JSON
    """Yield the long lists in what was found, a piece at a time with its place, and empty them.

    Whoever reads a line of JSON holds up everybody else meanwhile: no line is long.
    """
    if isinstance(found, list) and len(found) > PIECE:
        for first in range(0, len(found), PIECE):
            yield [*at], found[first : first + PIECE]
        found.clear()
    elif len(at) < _DEEP and isinstance(found, dict | list):
        for step, inner in found.items() if isinstance(found, dict) else enumerate(found):
            yield from _pieces(inner, *at, step)


_BROKEN = (
    "This file can't be read: it is damaged, or of an odd kind. Save it as CSV (UTF-8) where you "
    "got it, and bring that."
)


def _tell(done: float) -> None:
    """Say how much is done, from 0 to 1."""
    _say({"done": done})


def _say(said: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Take the limits on this process, where the system has them."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
