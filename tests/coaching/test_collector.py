"""The garbage collector waits while many rows are made, and no garbage is kept for good."""

from __future__ import annotations

import gc
import weakref
from dataclasses import dataclass

import pytest

from lib.coaching import collector


@dataclass(slots=True, weakref_slot=True)
class Ring:
    """Something that points at itself: only the collector can take it away."""

    other: Ring | None = None


def ring() -> weakref.ref[Ring]:
    """Return what tells whether a ring of garbage is still there."""
    made = Ring()
    made.other = made
    return weakref.ref(made)


def looked_at(many: int) -> int:
    """Return how often the collector looked while so many objects were made."""
    before: int = sum(one["collections"] for one in gc.get_stats())
    kept = [[number] for number in range(many)]
    after: int = sum(one["collections"] for one in gc.get_stats())
    assert len(kept) == many
    return after - before


def test_it_does_not_look_while_it_waits() -> None:
    """Without the wait it looks many times; with it, never; afterwards it works again."""
    assert looked_at(30_000) > 10
    with collector.waiting():
        assert looked_at(30_000) == 0
    assert gc.isenabled()
    assert looked_at(30_000) > 10


@pytest.mark.parametrize("many", [10, 2 * collector.MANY])
def test_garbage_made_meanwhile_goes(many: int) -> None:
    """A full look takes what became garbage during the wait, few objects or many."""
    with collector.waiting():
        gone = ring()
        kept = [[number] for number in range(many)]
    assert gone() is not None
    gc.collect()
    assert gone() is None
    assert len(kept) == many


def test_many_rows_are_not_looked_through_at_once() -> None:
    """What was made in bulk counts as old: the next short look passes it by."""
    with collector.waiting():
        kept = [[number] for number in range(2 * collector.MANY)]
    assert gc.get_count()[0] < collector.MANY
    assert len(kept) == 2 * collector.MANY


def test_one_within_another_leaves_it_waiting() -> None:
    """The inner one does not start it again; an exception does not leave it off."""
    with collector.waiting():
        with collector.waiting():
            pass
        assert not gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector.waiting():
        _ = 1 / 0
    assert gc.isenabled()
