"""Writers that race for one row, and the check that counts edits which were lost silently."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Barrier, Thread
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.store import BusyError, Conflict, Saved
from tests.store.book import ME, act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.coaching.workbook import Records
    from lib.store import Entry, Store


@dataclass
class Edits:
    """What the writers were told."""

    acknowledged: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By action number: (name that the writer saw, name that it was told is saved)."""
    conflicts: list[tuple[Contact, Contact]] = field(default_factory=list)

    def lost(self, history: Sequence[Entry], now: Records, row: str) -> int:
        """Return how many acknowledged edits were overwritten by someone who had not seen them.

        Each acknowledged edit must stand in history under its number, on top of the one before it,
        and the newest one must be the row as it is.
        """
        lost = 0
        last = "start"
        told = dict(self.acknowledged)
        for entry in reversed(history):
            seen, name = told.pop(entry.number, (None, None))
            if name is None:
                continue
            after = [one.after for one in entry.changes if isinstance(one.after, Contact)]
            lost += not (seen == last and [one.name for one in after] == [name])
            last = name
        return lost + len(told) + (now.all(Contact)[row].name != last)


def race(stores: Sequence[Store], workbook: str, row: str, *, writers: int, edits: int) -> Edits:
    """Let writers change one row until each has so many edits acknowledged."""
    done = Edits()
    together = Barrier(writers)
    failed: list[BaseException] = []

    def write(writer: int) -> None:
        store = stores[writer % len(stores)]
        together.wait()
        number = tries = 0
        while number < edits:
            tries += 1
            seen = store.snapshot(ME, workbook).records.all(Contact)[row]
            name = f"{writer}-{tries}"
            try:
                answer = act(store, workbook, replace(seen, name=name))
            except BusyError:
                continue
            if isinstance(answer, Conflict):
                ((ours, theirs),) = answer.pairs
                assert isinstance(ours, Contact)
                assert isinstance(theirs, Contact)
                assert ours.name == name
                done.conflicts.append((ours, theirs))
            else:
                assert isinstance(answer, Saved)
                done.acknowledged[answer.number] = (seen.name, name)
                number += 1

    def run(writer: int) -> None:
        try:
            write(writer)
        except BaseException as error:  # noqa: BLE001 - raised below, in the test's own thread
            failed.append(error)

    threads = [Thread(target=run, args=(one,)) for one in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return done
