"""The process beside the app: it keeps sheets in step, ends with the app, and begins again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.pace import Pace
from lib.sheets.running import Beside, Rounds, where
from lib.sheets.sync import Partner
from lib.store import LinkState, Role, Store, fresh_cover
from lib.store.sheets import LinkedSheet
from lib.web import life
from tests.serving import Server as App
from tests.sheets_api.google import ACCOUNT, Google
from tests.sheets_api.server import Server
from tests.store.book import ME

PATIENCE_SECONDS = 60
"""Long, for a machine with much else to do."""


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


class Desk:
    """A store on a disk, a Google on a socket, and a workbook."""

    def __init__(self, folder: Path, google: Server) -> None:
        """Make a workbook with one contact and order its link."""
        self.google = google
        self.environment = {
            "WORKBOOK_DATA_FOLDER": str(folder),
            "WORKBOOK_GOOGLE_KEY": json.dumps(google.google.key()),
            "WORKBOOK_GOOGLE_ADDRESS": google.address,
        }
        self.store = Store(f"sqlite:///{folder / 'workbook.sqlite'}")
        self.store.admit(ME, Role.OWNER, now())
        self.workbook = self.store.create(ME, fresh_cover("Europe/Berlin"), now())
        self.put("Ann")
        self.sheet = google.google.create("Networking")
        code = self.store.sheets.ask(ME, self.workbook, self.sheet, now())
        self.person = google.google.person(self.sheet)
        self.person.add_tab(code)

    def put(self, name: str) -> None:
        """Save a contact."""
        self.store.save(
            ME, self.workbook, [Contact(name=name)], verb="add", operation=new_id(), at=now()
        )

    def in_sheet(self, name: str) -> bool:
        """Return whether the sheet has a contact."""
        if "Contacts" not in self.person.titles():
            return False
        return name in {one.get("Name") for one in self.person.records("Contacts")}

    def in_store(self, name: str) -> bool:
        """Return whether the workbook has a contact."""
        self.store.sheets.opened(ME, self.workbook, now())
        rows = self.store.snapshot(ME, self.workbook).records.all(Contact)
        return name in {one.name for one in rows.values()}


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Server(Google()) as google:
        found = Desk(folder, google)
        with closing(found.store):
            yield found


def test_a_sheet_is_kept_in_step_by_a_process_that_is_started_again(desk: Desk) -> None:
    """What is saved reaches the sheet, what is typed there the store, also after kill -9."""
    beside = Beside(*life.numbers(), {**os.environ, **desk.environment})
    beside.start()
    try:
        until(lambda: desk.in_sheet("Ann"))
        first = beside.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        desk.put("Bob")
        desk.person.add_row("Contacts", {"Name": "Cleo"})
        until(lambda: desk.in_sheet("Bob") and desk.in_store("Cleo"))
        assert beside.pid not in (None, first)
    finally:
        beside.stop()
    assert beside.pid is None
    (linked,) = desk.store.sheets.links(now())
    assert linked.holder is None


def test_it_ends_where_the_app_was_killed(desk: Desk) -> None:
    """A process whose app is gone does not go on writing."""
    script = (
        "import time; from lib.web import life; from lib.sheets.running import Beside\n"
        "one = Beside(*life.numbers()); one.start()\n"
        "while one.pid is None: time.sleep(0.05)\n"
        "print(one.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **desk.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as app:
        assert app.stdout is not None
        child = int(app.stdout.readline())
        app.kill()
    until(lambda: not Path(f"/proc/{child}").exists())


def test_the_app_brings_it_along(tmp_path: Path, desk: Desk) -> None:
    """`python app.py` with a key keeps sheets in step, and takes the process with it at its end."""
    served = tmp_path / "served"
    served.mkdir()
    with App(served, environment=desk.environment) as app:
        until(lambda: desk.in_sheet("Ann"))
        assert desk.store.sheets.of(ME, desk.workbook).state is LinkState.LINKED  # type: ignore[union-attr]
        said = app.log()
    assert "Ann" not in said
    assert desk.sheet not in said
    (linked,) = desk.store.sheets.links(now())
    assert linked.holder is None


def test_a_turn_knows_what_the_turn_before_it_noted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read of a sheet while its turn was under way is not acted upon."""
    noted, seen = threading.Event(), list[str]()

    class Noting(Partner):
        """Notes a title in its first turn, once it may."""

        def turn(self, linked: LinkedSheet, now: datetime, tick: float) -> float:
            del now, tick
            seen.append(linked.title)
            noted.wait(PATIENCE_SECONDS)
            self.store.sheets.note(linked.sheet, self.holder, title="Noted")
            return 0.0

    with closing(Client(Account(ACCOUNT, desk.google.google.key()))) as client:
        partner = Noting(desk.store, client, Pace(), holder=new_id())
        rounds = Rounds(desk.store, partner, now, time.monotonic)
        read = desk.store.sheets.links

        def read_while_a_turn_ends(at: datetime) -> list[LinkedSheet]:
            found = read(at)
            noted.set()
            until(lambda: read(at)[0].title)
            time.sleep(0.2)  # its thread says that it is done
            return found

        with ThreadPoolExecutor() as threads:
            rounds.go(threads)
            until(lambda: seen)
            with monkeypatch.context() as late:
                late.setattr(desk.store.sheets, "links", read_while_a_turn_ends)
                rounds.go(threads)
            rounds.go(threads)
    assert seen == ["", "Noted"]


def test_what_breaks_is_told_without_its_words() -> None:
    """A name in an exception's text is not written to the log."""
    nobody: dict[str, int] = {}
    try:
        nobody["Ann Roe"] += 1
    except KeyError as error:
        said = where(error)
    assert "KeyError" in said
    assert "test_running.py" in said
    assert "Ann" not in said
