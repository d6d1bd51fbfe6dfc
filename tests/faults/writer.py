"""A process that saves without a pause and says so through its output, until it is killed."""

from __future__ import annotations

import sys

from lib.coaching.contacts import Contact
from lib.store import Actor, Saved, Store
from tests.store.book import NOW

EARLY = "early"
"""Argument of the negative control: say "saved" before saving."""


def main(address: str, workbook: str, first: int, manner: str) -> None:
    """Add contacts named `first`, `first + 1` and so on; print each number once it is saved."""
    store = Store(address)
    me = Actor.of_cookie("me")
    number = first
    print("ready", flush=True)  # noqa: T201 - the pipe to the test
    while True:
        if manner == EARLY:
            print(number, flush=True)  # noqa: T201 - the pipe to the test
        answer = store.save(
            me, workbook, [Contact(name=str(number))], verb="add", operation=str(number), at=NOW
        )
        if not isinstance(answer, Saved):
            sys.exit(f"{number}: {type(answer).__name__}")
        if manner != EARLY:
            print(number, flush=True)  # noqa: T201 - the pipe to the test
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4])
