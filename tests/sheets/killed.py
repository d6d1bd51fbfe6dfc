"""Processes that keep a sheet in step and kill themselves at their nth step.

This process reads a line of JSON for each life and forks a child for it, so that a hundred kills
cost no hundred starts of Python. A step is the moment before or after each call to Google and each
write to the store.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.pace import Pace
from lib.sheets.sync import Partner
from lib.store import Store
from tests.sheets.world import BEGIN
from tests.sheets_api.google import ACCOUNT
from tests.store.book import ME

CALLS = ("about", "read", "batch")
WRITES = ("lease", "rebase", "note", "note_link", "put_problems", "put_conflicts")
SECONDS = 50


class Life:
    """A life of so many steps."""

    def __init__(self, steps: int) -> None:
        """Count from 0; `steps` of 0 is a life without an end."""
        self.left = steps

    def step(self) -> None:
        """Go one step, which may be the last."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(self, of: Any, name: str) -> None:  # noqa: ANN401 - whatever is watched
        """Count a step before and one after each call of a method."""
        method: Callable[..., object] = getattr(of, name)

        def watching(*given: object, **named: object) -> object:
            self.step()
            found = method(*given, **named)
            self.step()
            return found

        setattr(of, name, watching)


def live(order: dict[str, Any]) -> None:
    """Keep the sheet in step for a while of the order's own time."""
    life = Life(order["steps"])
    store = Store(order["url"])
    client = Client(Account(ACCOUNT, order["key"]), address=order["address"])
    for name in CALLS:
        life.watched(client, name)
    sheets = store.sheets
    for name in WRITES:
        life.watched(sheets, name)
    life.watched(store, "save")
    partner = Partner(store, client, Pace(), holder=order["holder"])
    seconds = float(order["seconds"])
    until = seconds + SECONDS
    while seconds < until:
        now = BEGIN + timedelta(seconds=seconds)
        sheets.opened(ME, order["workbook"], now)
        (linked,) = sheets.links(now)
        partner.see({linked.sheet}, 1)
        wait = 1.0
        if sheets.lease(linked.sheet, partner.holder, now + timedelta(seconds=60), now):
            wait = partner.turn(linked, now, seconds)
        seconds += max(0.05, min(wait, 5.0))


def main() -> None:
    """Fork a child for each line that comes in; say how it ended."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            live(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
