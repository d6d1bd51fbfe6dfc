"""The process beside the app: no key, no process; it ends with the app; one at a time per sheet."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.sheets.client import Client
from lib.sheets.pace import Pace
from lib.sheets.running import Beside
from lib.sheets.sync import Partner
from lib.web import life
from tests.serving import ROOT
from tests.serving import Server as App
from tests.sheets.test_running import Desk, now, until
from tests.sheets.world import LEASE, World
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server


def children(pid: int) -> list[int]:
    """Return the processes that a process has begun."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def is_there(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with Server(Google()) as google:
        found = Desk(folder, google)
        with closing(found.store):
            yield found


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """Return a folder for an app's log."""
    found = tmp_path / "served"
    found.mkdir()
    return found


@contextmanager
def _led(served: Path, desk: Desk) -> Iterator[App]:
    """Run the app as the first of a group of processes, as a terminal does."""
    script = "import os, sys; os.setsid(); os.execv(sys.argv[1], sys.argv[1:])"
    command = (sys.executable, "-c", script, sys.executable, "app.py", "--port", "{port}")
    with App(served, command=command, environment=desk.environment) as app:
        yield app


def test_without_a_key_there_is_no_process(served: Path) -> None:
    """A host without a Google account pays nothing for sheets."""
    with App(served) as app:
        assert children(app.pid) == []


def test_ctrl_c_ends_both_in_order(served: Path, desk: Desk) -> None:
    """A terminal says Ctrl+C to all of its group: no trace, and the lease is given back."""
    with _led(served, desk) as app:
        until(lambda: desk.in_sheet("Ann"))
        (child,) = children(app.pid)
        os.killpg(app.pid, signal.SIGINT)
        until(lambda: not is_there(child))
        said = app.log()
    assert "Traceback" not in said
    assert "KeyboardInterrupt" not in said
    (linked,) = desk.store.sheets.links(now())
    assert linked.holder is None


def test_it_ends_with_an_app_that_was_killed(served: Path, desk: Desk) -> None:
    """`kill -9` of the app ends the process too, and says nothing."""
    with App(served, environment=desk.environment) as app:
        until(lambda: desk.in_sheet("Ann"))
        (child,) = children(app.pid)
        app.kill()
        until(lambda: not is_there(child))
        assert "sheets:" not in app.log()
        assert "Traceback" not in app.log()


def test_it_ends_also_where_a_call_hangs() -> None:
    """What has begun keeps a process no longer than any one call may take."""
    script = (
        "import threading, time; from lib.sheets import running\n"
        "running._LATEST_SECONDS = 1\n"
        "running.say_no_values()\n"
        "ended = threading.Event()\n"
        "reader = running._until_the_input_ends\n"
        "threading.Thread(target=reader, args=(ended,), daemon=True).start()\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "ended.wait()\n"
    )
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-c", script], stdin=subprocess.PIPE, cwd=ROOT
    ) as child:
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(60) == 1


def test_a_service_that_is_stopped_whole_gives_its_leases_back(desk: Desk) -> None:
    """Where a host ends all processes of the app at once, by SIGTERM, nobody has to wait later."""
    beside = Beside(*life.numbers(), {**os.environ, **desk.environment})
    beside.start()
    try:
        until(lambda: desk.in_sheet("Ann"))
        pid = beside.pid
        assert pid is not None
        os.kill(pid, signal.SIGTERM)
        until(lambda: not is_there(pid))
        (linked,) = desk.store.sheets.links(now())
        assert linked.holder is None
    finally:
        beside.stop()


def test_no_room_for_a_process_is_not_the_end(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where the machine refuses a process once, it is tried again, without a trace in the log."""
    nowhere = tmp_path / "nowhere"
    environment = {**os.environ, **desk.environment}
    beside = Beside(*life.numbers(), environment, interpreter=str(nowhere))
    beside.start()
    try:
        said = ""

        def told() -> bool:
            nonlocal said
            said += capfd.readouterr().err
            return "FileNotFoundError" in said

        until(told)
        ready = tmp_path / "ready"
        ready.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
        ready.chmod(0o700)
        ready.replace(nowhere)
        until(lambda: beside.pid)
        until(lambda: desk.in_sheet("Ann"))
    finally:
        beside.stop()
    assert "Traceback" not in said
    assert "nowhere" not in said


# two at once


def _another(world: World) -> Partner:
    client = Client(world.account, adapter=world.google.adapter())
    pace = Pace(random.Random(8))  # noqa: S311 - a wait, no secret
    return Partner(world.store, client, pace, holder=new_id())


def _names(world: World, sheet: str) -> set[str]:
    return {one["Name"] for one in world.google.person(sheet).records("Contacts")}


def test_one_of_two_works_and_the_other_takes_over(world: World) -> None:
    """Two apps on one store: the second waits for the lease; it has it when the first is silent."""
    workbook, sheet = world.linked(Contact(name="Ann"))
    first, second = world.partner, _another(world)
    world.put(workbook, Contact(name="Bob"))
    world.partner = second
    world.go(20)
    assert _names(world, sheet) == {"Ann"}
    world.go(LEASE.total_seconds())
    assert _names(world, sheet) == {"Ann", "Bob"}
    (linked,) = world.store.sheets.links(world.now)
    assert linked.holder == second.holder != first.holder


def test_who_lost_the_lease_and_has_it_again_knows_nothing_by_heart(world: World) -> None:
    """Another process may have changed all of it meanwhile: the sheet is read and compared anew."""
    workbook, sheet = world.linked(Contact(name="Ann"))
    first, second = world.partner, _another(world)
    world.seconds += LEASE.total_seconds() + 1  # the first one sleeps
    world.partner = second
    person = world.google.person(sheet)
    person.type("Contacts", 2, "Name", "Anna")
    world.go(40)
    (ann,) = world.records(workbook).all(Contact).values()
    assert ann.name == "Anna"
    second.leave()
    before = world.google.count("read", sheet)
    world.partner = first
    world.put(workbook, replace(ann, company="Acme"))
    world.turn()
    world.go(10)
    assert world.google.count("read", sheet) >= before + 2
    assert person.value("Contacts", 2, "Company") == "Acme"
    assert person.value("Contacts", 2, "Name") == "Anna"
