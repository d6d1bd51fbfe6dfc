"""Who keeps the sheets in step while the app runs? One process beside the app's own.

It takes its orders from rows in the store and leaves its state there, so the two share nothing but
the database. Nothing that it reads, compares or waits for takes a moment from the process that
draws the pages, however large a sheet is. It ends when its input does: with the app, also where the
app was killed. Where it falls over, it is started again; what it had in hand is told by the store
and by the sheet itself.

Only one process in the world looks after a sheet at a time: whoever holds its lease in the store.
"""

from __future__ import annotations

import base64
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from lib import settings
from lib.coaching.cadence import Cadences
from lib.coaching.handed import Asked
from lib.coaching.ladder import Ladder
from lib.coaching.records import new_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lib.sheets.sync import Partner
    from lib.store import Store
    from lib.store.sheets import LinkedSheet

TICK_SECONDS: Final = 0.25
"""How often the store is asked what there is to do."""
LEASE_SECONDS: Final = 60
"""How long a process that fell silent keeps others from its sheets: longer than any one call."""
AT_ONCE: Final = 8
"""Sheets that are looked after at the same time."""
SNAPSHOT_BYTES: Final = 128 * 1024 * 1024

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); from lib.sheets import running; running.main()"
)
_AGAIN_SECONDS = 5
_END_SECONDS = 5
_LATEST_SECONDS = 30
"""After the app's end, the process is gone by then, whatever hangs: longer than any one call."""


# beside the app


class Beside:
    """The process that looks after the sheets, as the app sees it."""

    def __init__(
        self,
        ladder: Ladder,
        cadences: Cadences,
        asked: Asked,
        environment: Mapping[str, str] | None = None,
        *,
        interpreter: str = sys.executable,
    ) -> None:
        """Prepare it; `start` starts it.

        Args:
            ladder: the guide's, for coaches' sheets.
            cadences: the guide's, for coaches' sheets.
            asked: what a room is asked, for workshops' sheets.
            environment: the process's; None for this one's.
            interpreter: the program that runs it.
        """
        # One holder of leases over all its lives: whoever held them before is known to be dead.
        told = (new_id(), ladder, cadences, asked)
        self._told = base64.b64encode(pickle.dumps(told)) + b"\n"
        self._environment = dict(os.environ if environment is None else environment)
        self._interpreter = interpreter
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._watch: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process now running; None where there is none."""
        process = self._process
        return None if process is None or process.poll() is not None else process.pid

    def start(self) -> None:
        """Start the process, and start it again whenever it falls over."""
        self._ended.clear()
        self._watch = threading.Thread(target=self._keep, name="sheets", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Ask the process to end, and see that it does."""
        self._ended.set()
        with self._lock:
            process = self._process
        if process is not None:
            _end(process)
        if self._watch is not None:
            self._watch.join(_END_SECONDS)

    def _keep(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                if self._ended.is_set():
                    return
                process = self._process = self._begun()
            if process is not None:
                _tell(process.stdin, self._told)
                process.wait()
                _close(process.stdin)
            self._ended.wait(_AGAIN_SECONDS)

    def _begun(self) -> subprocess.Popen[bytes] | None:
        """Start the process; None where the machine has no room for one now.

        It is in a session of its own: Ctrl+C in a terminal is the app's, which ends it in order.
        """
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                [self._interpreter, "-c", _START],
                stdin=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except OSError as error:
            sys.stderr.write(f"{where(error)}\n")
            return None


def _end(process: subprocess.Popen[bytes]) -> None:
    _close(process.stdin)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tell(pipe: IO[bytes] | None, said: bytes) -> None:
    """Write a line; a process that has ended does not want it any more."""
    try:
        if pipe is not None:
            pipe.write(said)
            pipe.flush()
    except (OSError, ValueError):  # it has ended, or is being ended
        return


def _close(pipe: IO[bytes] | None) -> None:
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        return


@contextmanager
def beside(ladder: Ladder, cadences: Cadences, asked: Asked) -> Iterator[Beside | None]:
    """Keep the process running as long as this lasts; None where the host has no Google account."""
    if not settings.load().google_key:
        yield None
        return
    running = Beside(ladder, cadences, asked)
    running.start()
    try:
        yield running
    finally:
        running.stop()


# the process itself


def main() -> None:
    """Look after the sheets until the input ends."""
    say_no_values()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    told = base64.b64decode(sys.stdin.buffer.readline())
    threading.Thread(target=_until_the_input_ends, args=(ended,), daemon=True).start()
    from lib.sheets import hosted  # noqa: PLC0415 - only this process signs in
    from lib.sheets.account import account  # noqa: PLC0415
    from lib.sheets.client import Client  # noqa: PLC0415
    from lib.sheets.pace import Pace  # noqa: PLC0415
    from lib.sheets.practice import Guide  # noqa: PLC0415
    from lib.sheets.sync import Partner  # noqa: PLC0415
    from lib.store import Store  # noqa: PLC0415

    host = settings.load()
    signed = account(host)
    if signed is None or not told:
        return
    holder, ladder, cadences, asked = pickle.loads(told)  # noqa: S301 - the app has just written it
    guide = Guide(ladder, cadences, asked)
    with (
        closing(Store(host.url, snapshot_bytes=SNAPSHOT_BYTES)) as store,
        closing(Client(signed, address=host.google_address)) as client,
    ):
        hosted.begin(store, host, datetime.now(UTC))
        partner = Partner(store, client, Pace(), holder=holder, guide=guide)
        work(store, partner, ended)


def _until_the_input_ends(ended: threading.Event) -> None:
    sys.stdin.buffer.read()
    ended.set()
    time.sleep(_LATEST_SECONDS)
    os._exit(1)


def say_no_values() -> None:
    """Let nothing of this process say a name: a log holds where it broke, and of which type."""
    logging.disable(logging.CRITICAL)

    def uncaught(error: BaseException | None) -> None:
        if error is not None:
            sys.stderr.write(f"{where(error)}\n")

    sys.excepthook = lambda _kind, error, _trace: uncaught(error)
    threading.excepthook = lambda args: uncaught(args.exc_value)
    sys.unraisablehook = lambda args: uncaught(args.exc_value)


def where(error: BaseException) -> str:
    """Return the type of an exception and where it was raised; none of its words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))
    return f"sheets: {type(error).__qualname__} at {places}"


def work(
    store: Store,
    partner: Partner,
    ended: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ticks: Callable[[], float] = time.monotonic,
) -> None:
    """Give each sheet its turn, a few at the same time, until `ended` is set."""
    rounds = Rounds(store, partner, now, ticks)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sheet") as threads:
        while not ended.is_set():
            rounds.go(threads)
            ended.wait(TICK_SECONDS)
    partner.leave()


class Rounds:
    """Who is due: by the seconds its last turn named, or because something new is asked."""

    def __init__(
        self,
        store: Store,
        partner: Partner,
        now: Callable[[], datetime],
        ticks: Callable[[], float],
    ) -> None:
        """Begin with nothing known: every sheet is due."""
        self._store = store
        self._partner = partner
        self._now = now
        self._ticks = ticks
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._due: dict[str, tuple[float, str]] = {}
        """Sheet to when its next turn is due, and what was asked of it then."""

    def go(self, threads: ThreadPoolExecutor) -> None:
        """Start a turn of every sheet that is due and has none running."""
        now = self._now()
        with self._lock:
            turning = set(self._busy)  # what is read now of these may be from before their turn
        try:
            links = self._store.sheets.links(now)
        except Exception as error:  # noqa: BLE001 - the store may be back at the next tick
            sys.stderr.write(f"{where(error)}\n")
            return
        self._partner.see({one.sheet for one in links}, sum(one.open_now for one in links))
        for link in links:
            asked = orders(link)
            at, known = self._due.get(link.sheet, (0.0, ""))
            with self._lock:
                if link.sheet in turning or (known == asked and self._ticks() < at):
                    continue
                self._busy.add(link.sheet)
            threads.submit(self._turn, link, asked)

    def _turn(self, link: LinkedSheet, asked: str) -> None:
        wait = float(_AGAIN_SECONDS)
        try:
            now = self._now()
            until = now + timedelta(seconds=LEASE_SECONDS)
            if self._store.sheets.lease(link.sheet, self._partner.holder, until, now):
                wait = self._partner.turn(link, now, self._ticks())
        except Exception as error:  # noqa: BLE001 - one sheet's trouble is not the others'
            sys.stderr.write(f"{where(error)}\n")
            self._partner.forget(link.sheet)
        finally:
            self._due[link.sheet] = (self._ticks() + wait, asked)
            with self._lock:
                self._busy.discard(link.sheet)


def orders(linked: LinkedSheet) -> str:
    """Return what a sheet is asked for, in one text; another one is a reason for a turn."""
    links = [
        (
            *(one.workbook, one.practice, one.state.value, one.code, one.choice),
            *(one.version, one.conflicts),
        )
        for one in linked.links
    ]
    return repr((linked.refresh_asked, linked.open_now, links))
