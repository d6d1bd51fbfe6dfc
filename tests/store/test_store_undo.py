"""Undo: one action at a time, never over what came later; on every database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.records import Record
from lib.coaching.touches import Touch
from lib.coaching.workbook import LIMITS
from lib.store import Conflict, Refused, Removed, Saved, removed_with_all
from tests.store.book import DAY, ME, NOW, act, begun, contents, put, records, saved, take_back

if TYPE_CHECKING:
    from lib.coaching.workbook import Records
    from lib.store import Store, Write


def test_undo_puts_back_and_undo_of_undo_puts_forward(store: Store, workbook: str) -> None:
    """Add, change, take away: each is taken back, and taking back is taken back."""
    states = [contents(records(store, workbook))]
    ann = Contact(name="Ann")
    numbers = [put(store, workbook, ann).number]
    states.append(contents(records(store, workbook)))
    seen = records(store, workbook).all(Contact)[ann.id]
    numbers.append(put(store, workbook, replace(seen, name="Anna")).number)
    states.append(contents(records(store, workbook)))
    numbers.append(
        put(store, workbook, Removed(records(store, workbook).all(Contact)[ann.id])).number
    )
    for number, before in zip(reversed(numbers), reversed(states), strict=True):
        after = contents(records(store, workbook))
        undone = saved(take_back(store, workbook, number))
        assert contents(records(store, workbook)) == before
        redone = saved(take_back(store, workbook, undone.number))
        assert contents(records(store, workbook)) == after
        saved(take_back(store, workbook, redone.number))
        assert contents(records(store, workbook)) == before


def test_what_was_put_forward_can_be_taken_back_again(store: Store, workbook: str) -> None:
    """Undo, undo of that, and the first action stands again: it can be undone once more."""
    number = put(store, workbook, Contact(name="Ann")).number
    undone = saved(take_back(store, workbook, number)).number
    saved(take_back(store, workbook, undone))
    assert [one.undone_by for one in store.history(ME, workbook)] == [None, 4, None, None]
    saved(take_back(store, workbook, number))
    assert not records(store, workbook).all(Contact)


def test_history_says_who_took_what_back(store: Store, workbook: str) -> None:
    """Both entries name each other; what was taken back cannot be taken back again."""
    number = put(store, workbook, Contact(name="Ann")).number
    undone = saved(take_back(store, workbook, number))
    newest, before, _begin = store.history(ME, workbook)
    assert (newest.number, newest.undoes, before.undone_by) == (
        undone.number,
        number,
        undone.number,
    )
    assert isinstance(take_back(store, workbook, number), Refused)


@pytest.mark.parametrize("number", [0, 1, 99, -1])
def test_what_cannot_be_undone_is_refused(store: Store, workbook: str, number: int) -> None:
    """Neither the beginning nor an action that never was."""
    assert isinstance(take_back(store, workbook, number), Refused)


def test_an_undo_is_applied_once(store: Store, workbook: str) -> None:
    """A double click on Undo takes back once and answers the same."""
    number = put(store, workbook, Contact(name="Ann")).number
    first, again = (
        saved(store.undo(ME, workbook, number, operation="undo", at=NOW)) for _ in range(2)
    )
    assert (again.repeated, again.number) == (True, first.number)


def test_an_import_of_500_of_which_one_was_changed(store: Store, workbook: str) -> None:
    """First both versions of the changed row are shown; skipping keeps it and takes back 499."""
    people = [Contact(name=f"Person {one}") for one in range(500)]
    number = put(store, workbook, *people).number
    seen = records(store, workbook).all(Contact)[people[7].id]
    changed = put(store, workbook, replace(seen, phone="030 1234")).changes[0].after
    answer = take_back(store, workbook, number)
    assert isinstance(answer, Conflict)
    assert answer.pairs == ((seen, changed),)
    assert len(records(store, workbook).all(Contact)) == 500
    done = saved(take_back(store, workbook, number, skip_changed=True))
    assert [(one.before, one.after) for one in done.kept] == [(None, changed)]
    assert len(done.changes) == 499
    assert list(records(store, workbook).all(Contact).values()) == [changed]


def test_an_import_with_a_touch_since(store: Store, workbook: str) -> None:
    """A contact that was written to since counts as changed: its touch would point at nothing."""
    people = [Contact(name=f"Person {one}") for one in range(20)]
    number = put(store, workbook, *people).number
    put(store, workbook, Touch(contact=people[3].id, on=DAY))
    assert isinstance(take_back(store, workbook, number), Conflict)
    done = saved(take_back(store, workbook, number, skip_changed=True))
    assert [one.after.id for one in done.kept if one.after] == [people[3].id]
    assert list(records(store, workbook).all(Contact)) == [people[3].id]


def test_what_would_point_at_nothing_stays(store: Store, workbook: str) -> None:
    """Taking back "no mutual contact any more" waits for the person it would name."""
    ann, bo = Contact(name="Ann"), Contact(name="Bo")
    put(store, workbook, ann, replace(bo, mutual_contact=ann.id))
    seen = records(store, workbook).all(Contact)[bo.id]
    cleared = put(store, workbook, replace(seen, mutual_contact=None)).number
    removed = put(store, workbook, Removed(records(store, workbook).all(Contact)[ann.id])).number
    assert isinstance(take_back(store, workbook, cleared), Conflict)
    assert isinstance(take_back(store, workbook, cleared, skip_changed=True), Conflict)
    saved(take_back(store, workbook, removed))
    saved(take_back(store, workbook, cleared))
    assert records(store, workbook).all(Contact)[bo.id].mutual_contact == ann.id


def test_a_later_edit_is_never_taken_back_silently(store: Store, workbook: str) -> None:
    """Undo of an older edit shows the row as it would be put back and as it is now."""
    first = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert isinstance(first, Contact)
    second = put(store, workbook, replace(first, name="Anna"))
    seen = second.changes[0].after
    assert isinstance(seen, Contact)
    third = put(store, workbook, replace(seen, name="Annette")).changes[0].after
    answer = take_back(store, workbook, second.number)
    assert isinstance(answer, Conflict)
    assert answer.pairs == ((first, third),)
    assert records(store, workbook).all(Contact)[first.id] == third


def test_undo_keeps_to_the_limits(store: Store, workbook: str) -> None:
    """Contacts that were taken away do not come back beyond the limit."""
    seen = put(store, workbook, Contact(name="Ann")).changes[0].after
    assert seen is not None
    number = put(store, workbook, Removed(seen)).number
    put(store, workbook, *(Contact(name=f"Person {one}") for one in range(LIMITS[Contact])))
    assert isinstance(take_back(store, workbook, number), Refused)


Move = tuple[str, int, int]
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "edit", "remove", "log", "ask", "import", "undo", "skip"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=30,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_undoing_all_leads_back_to_the_start(store: Store, moves: list[Move]) -> None:
    """Whatever was done and undone in between: undo from the newest on, and nothing is left."""
    workbook = begun(store)
    start = contents(records(store, workbook))
    states = {1: start}
    for move in moves:
        result = _moved(store, workbook, move)
        if isinstance(result, Saved):
            states[result.number] = contents(records(store, workbook))
    _undo_all(store, workbook, states)
    assert contents(records(store, workbook)) == start


def _undo_all(store: Store, workbook: str, states: dict[int, dict[str, Any]]) -> None:
    """Take back every action from the newest to the oldest; each leads to the state before it."""
    for entry in store.history(ME, workbook, limit=1_000):
        if entry.number > 1:
            done = saved(take_back(store, workbook, entry.number))
            assert done.kept == ()
            assert contents(records(store, workbook)) == states[entry.number - 1]


def _moved(store: Store, workbook: str, move: Move) -> object:
    verb, one, two = move
    now = records(store, workbook)
    if verb in ("undo", "skip"):
        entries = store.history(ME, workbook, limit=10)
        open_ones = [entry for entry in entries if entry.undone_by is None and entry.number > 1]
        if not open_ones:
            return None
        number = open_ones[one % len(open_ones)].number
        return take_back(store, workbook, number, skip_changed=verb == "skip")
    writes = _writes(now, verb, one, two)
    return act(store, workbook, *writes)


def _writes(now: Records, verb: str, one: int, two: int) -> list[Write]:
    people, asks = _ordered(now, Contact), _ordered(now, Ask)
    rows = [*people, *asks, *_ordered(now, Touch)]
    person = people[one % len(people)] if people else None
    if verb == "import":
        return [Contact(name=f"Imported {one}") for one in range(two + 1)]
    if verb == "add" or person is None:
        mutual = person.id if person is not None and two % 2 else None
        return [Contact(name=f"Person {one}{two}", mutual_contact=mutual)]
    if verb == "edit":
        return [replace(person, name=f"{person.name}{two}", strength=two % 5 + 1)]
    if verb == "log":
        ask = asks[two % len(asks)].id if asks else None
        return [Touch(contact=person.id, ask=ask, on=DAY)]
    if verb == "ask":
        return [Ask(contact=person.id)]
    return list(removed_with_all(now, rows[(10 * one + two) % len(rows)]))


def _ordered(now: Records, record_type: type[Any]) -> list[Any]:
    found: list[Record] = list(now.all(record_type).values())
    return sorted(found, key=lambda record: (record.version, record.id))
