"""kill -9 at every step of what happens between a workbook and its sheet: nothing lost or doubled.

A step is the moment before or after each call to Google and each write to the store. Whatever was
done and not yet noted is found again in the sheet. With SOAK set every step is tried, with a person
who sorts the sheet before the next life and without; else every third one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.store import Removed, Store, Write
from tests.sheets.world import World
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server
from tests.store.book import ME

SOAK = bool(os.environ.get("SOAK"))
ROOT = Path(__file__).parents[2]
TAB = "Contacts"
LATER = 200
"""Seconds until the next life: the lease of the one that was killed is over."""


class Scene:
    """A workbook and a sheet on which both sides have something new, again and again."""

    def __init__(self, folder: Path, server: Server) -> None:
        """Link a workbook of six, and remember how both sides stand."""
        self.folder = folder
        self.google = server.google
        world = World(folder, google=self.google)
        self.world = world
        people = [Contact(name=name, company=f"{name} Ltd") for name in "ABCDEF"]
        self.workbook, self.sheet = world.linked(*people)
        self.ids = {one.name: one.id for one in people}
        self.person = self.google.person(self.sheet)
        self.file = world.file
        world.store.close()
        self.state = self.person.version()
        self.seconds = world.seconds

    def begin(self) -> str:
        """Put both sides back, and let something be new on each; return the store's address."""
        self.person.restore(self.state)
        path = self.folder / f"{new_id()}.sqlite"
        shutil.copy(self.file, path)
        address = f"sqlite:///{path}"
        with closing(Store(address)) as store:
            rows = store.snapshot(ME, self.workbook).records.all(Contact)
            here = {one.name: one for one in rows.values()}
            writes: list[Write] = [
                replace(here["A"], company="A here"),
                replace(here["B"], company="B here"),
                Removed(here["C"]),
                Contact(name="G", company="G here"),
            ]
            store.save(
                ME, self.workbook, writes, verb="change", operation=new_id(), at=self.world.now
            )
        self.type("B", "Company", "B there")
        self.type("D", "Company", "D there")
        self.person.add_row(TAB, {"Name": "H", "Company": "H there"})
        return address

    def type(self, name: str, heading: str, text: str) -> None:
        """Type into a contact's row."""
        self.person.type(TAB, self.person.row_with(TAB, "Name", name), heading, text)

    def wrong(self, address: str) -> list[str]:
        """Return what is not as it should be in the end."""
        wanted = {
            "A": "A here",
            "B": "B there",
            "D": "D there",
            "E": "E Ltd",
            "F": "F Ltd",
            "G": "G here",
            "H": "H there",
        }
        with closing(Store(address)) as store:
            rows = store.snapshot(ME, self.workbook).records.all(Contact)
            ours = [(one.name, one.company, one.id) for one in rows.values()]
            conflicts = store.sheets.conflicts(ME, self.workbook)
            link = store.sheets.of(ME, self.workbook)
        seen = self.person.records(TAB)
        theirs = [(one["Name"], one["Company"], one["Id"]) for one in seen if one["Name"]]
        found = []
        if Counter(ours) != Counter(theirs):
            found.append(f"not in step: {sorted(ours)} {sorted(theirs)}")
        if Counter(one[:2] for one in ours) != Counter(wanted.items()):
            found.append(f"not what was meant: {sorted(ours)}")
        found += [f"another id: {one}" for one in ours if self.ids.get(one[0], one[2]) != one[2]]
        said = [(one.ours, one.theirs) for one in conflicts]
        if said != [("B here", "B there")]:
            found.append(f"conflicts: {said}")
        if link is None or link.waiting:
            found.append("something waits")
        return found


class Lives:
    """The process that forks lives."""

    def __init__(self, scene: Scene, server: Server) -> None:
        """Start it."""
        self.scene = scene
        self.order: dict[str, Any] = {
            "key": dict(scene.google.key()),
            "address": server.address,
            "workbook": scene.workbook,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sheets.killed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def live(self, address: str, steps: int, seconds: float) -> int:
        """Live so many steps; return how it ended: 0 by itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {
            **self.order,
            "url": address,
            "steps": steps,
            "seconds": seconds,
            "holder": new_id(),
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        """End the process."""
        self.process.communicate()


def test_killed_at_every_step(quick_folder: Path) -> None:
    """The next life finds what was done: nothing lost, nothing twice, no wrong row."""
    with Server(Google()) as server:
        scene = Scene(quick_folder, server)
        lives = Lives(scene, server)
        steps, found = 1, []
        while True:
            address = scene.begin()
            ended = lives.live(address, steps, scene.seconds)
            if SOAK or steps % 2:
                scene.person.sort(TAB, "Company", down=True)
            assert lives.live(address, 0, scene.seconds + LATER) == 0
            found += [f"step {steps}: {one}" for one in scene.wrong(address)]
            if ended == 0:
                break
            assert ended == -9
            steps += 1 if SOAK else 3
        lives.end()
    print(f"{steps} steps")  # noqa: T201 - how many there are is worth knowing
    assert found == []
    assert steps > 30
