"""What nobody has claimed after a workshop: the server erases it by itself, to the last byte."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lib.coaching.contacts import Contact
from lib.store import Store
from tests.store.room import Room
from tests.trust.house import House, now, shared

if TYPE_CHECKING:
    from pathlib import Path

    from tests.store.room import Person

CANARY: Final = "Zwiebelmann"


def bytes_of(folder: Path) -> bytes:
    """Return all that the files of a folder hold."""
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def filled(store: Store, name: str, *, days_ago: int) -> tuple[Room, list[Person]]:
    """Return a workshop whose last day was so many days ago, two workbooks, and one of them kept.

    In the other one stands the canary, as does its owner's first name.
    """
    room = Room(store, name, now() - timedelta(days=days_ago + 14))
    kept, lost = room.join("Mei"), room.join(f"{CANARY} {name}")
    room.put(lost, Contact(name=f"{CANARY} contact {name}", notes=CANARY))
    room.put(kept, Contact(name="Ann"))
    store.workshops.claim(kept.actor, kept.workbook, room.at)
    return room, [kept, lost]


def test_the_server_erases_what_is_due(tmp_path: Path) -> None:
    """It looks when it starts: what is due is gone whole, what is not, or was claimed, is there."""
    server = shared(tmp_path)
    server.data.mkdir(mode=0o700)
    address = f"sqlite:///{server.data / 'workbook.sqlite'}"
    with closing(Store(address, own_machine=False)) as store:
        _, (kept, lost) = filled(store, "over", days_ago=40)
        _, later = filled(store, "later", days_ago=20)
    assert bytes_of(server.data).count(CANARY.encode()) > 4
    with server:
        until = time.monotonic() + 30
        while b"contact over" in bytes_of(server.data) and time.monotonic() < until:
            time.sleep(0.1)
        with House(server).store() as store:
            books = {key for key, _ in store.links.for_host()}
            assert books == {kept.workbook, *(one.workbook for one in later)}
            assert lost.workbook not in books
    held = bytes_of(server.data)
    assert f"{CANARY} over".encode() not in held
    assert b"contact over" not in held
    assert f"{CANARY} later".encode() in held
    assert CANARY not in server.log()
