"""Somebody else who clicks, in a process of their own: how long each click takes, and when.

Reads one line of JSON (`url`, `workbook`, `seconds` of the day's clock), clicks until its input
ends, and prints one line of JSON: [began, took] of each click, in seconds of the clock that all
processes of a machine share.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import timedelta

from lib.coaching.agenda import agenda
from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.guide import cadences, ladder
from lib.store import Store
from tests.sheets.world import BEGIN
from tests.store.book import ME

PAUSE_SECONDS = 0.01


def main() -> None:
    """Save a contact, read the workbook and find what to do next, again and again."""
    order = json.loads(sys.stdin.readline())
    now = BEGIN + timedelta(seconds=order["seconds"])
    ended = threading.Event()

    def until_the_input_ends() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=until_the_input_ends, daemon=True).start()
    store, workbook = Store(order["url"]), order["workbook"]
    found: list[tuple[float, float]] = []
    while not ended.wait(PAUSE_SECONDS):
        began = time.monotonic()
        writes = [Contact(name="Somebody")]
        store.save(ME, workbook, writes, verb="add", operation=new_id(), at=now)
        agenda(store.snapshot(ME, workbook).records, ladder(), cadences(), now.date())
        found.append((began, time.monotonic() - began))
    store.close()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
