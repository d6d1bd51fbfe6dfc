"""Processes that save without a pause and say so through a pipe, until they are killed.

This process reads lines of `<first> <manner>` and makes a child for each, so that a thousand kills
cost no thousand starts of Python. The child opens the store itself.
"""

from __future__ import annotations

import os
import sys

from lib.coaching.contacts import Contact
from lib.store import Actor, Saved, Store
from tests.store.book import NOW

EARLY = "early"
"""The manner of the negative control: say "saved" before saving."""


def say(word: object) -> None:
    """Write one line at once: lines this short arrive whole or not at all."""
    os.write(1, f"{word}\n".encode())


def write(address: str, workbook: str, first: int, manner: str) -> None:
    """Add contacts named `first`, `first + 1` and so on; say each number once it is saved."""
    store = Store(address)
    me = Actor.of_cookie("me")
    number = first
    say(f"ready {os.getpid()}")
    while True:
        if manner == EARLY:
            say(number)
        answer = store.save(
            me, workbook, [Contact(name=str(number))], verb="add", operation=str(number), at=NOW
        )
        assert isinstance(answer, Saved)
        if manner != EARLY:
            say(number)
        number += 1


def main(address: str, workbook: str) -> None:
    """Make a child for each line that comes in; say "gone" when it has ended."""
    for line in sys.stdin:
        first, manner = line.split()
        child = os.fork()
        if child == 0:
            write(address, workbook, int(first), manner)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
