"""Rights: asked in every read and every write, in the transaction that does the work."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from lib.coaching.contacts import Contact
from lib.store import Actor, NotAllowedError, Role, Saved, Store, StoreError, fresh_cover
from tests.store.book import ME, NOW, act, put, records

STRANGER = Actor.of_cookie("stranger")

CALLS: dict[str, Callable[[Store, str, Actor], object]] = {
    "workbook_ids": lambda store, _, who: store.workbook_ids(who),
    "snapshot": lambda store, workbook, who: store.snapshot(who, workbook),
    "rights": lambda store, workbook, who: store.rights(who, workbook),
    "opened": lambda store, workbook, who: store.opened(who, workbook),
    "history": lambda store, workbook, who: store.history(who, workbook),
    "create": lambda store, _, who: store.create(who, fresh_cover("UTC"), NOW),
    "save": lambda store, workbook, who: store.save(
        who, workbook, [Contact(name="Eve")], verb="add", operation="eve", at=NOW
    ),
    "undo": lambda store, workbook, who: store.undo(who, workbook, 2, operation="undo", at=NOW),
    "would_erase_person": lambda store, book, who: store.would_erase_person(who, book, "ann"),
    "erased": lambda store, book, who: store.erased(who, book),
    "would_erase_all": lambda store, book, who: store.would_erase_all(who, book),
    "erase_person": lambda store, book, who: store.erase_person(
        who, book, "ann", operation="erase", at=NOW
    ),
    "say_others": lambda store, _, who: store.say_others(who, NOW, others=True),
    "erase_all": lambda store, book, who: store.erase_all(who, book, at=NOW),
}


def test_every_call_with_an_actor_is_in_the_table() -> None:
    """A method of the store that takes an actor and is not tried here fails this test."""
    named = {name for name in vars(Store) if not name.startswith("_")}
    rooms = {"sheets", "links", "calendar", "workshops", "room_sheets"}  # each has its own table
    no_actor = {"close", "admit", "end_visit", "erase_unclaimed"}
    no_actor |= {"tapped", "idling"}  # of the visit itself: whoever has none is told so
    assert named - rooms - no_actor == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_a_stranger_may_nothing(store: Store, workbook: str, name: str) -> None:
    """A visit that was never admitted reads nothing and changes nothing."""
    put(store, workbook, Contact(name="Ann"))
    with pytest.raises(NotAllowedError):
        CALLS[name](store, workbook, STRANGER)
    assert len(records(store, workbook).all(Contact)) == 1
    assert store.workbook_ids(ME) == [workbook]


@pytest.mark.parametrize("name", CALLS)
def test_an_ended_visit_may_nothing(store: Store, workbook: str, name: str) -> None:
    """The same calls that worked are refused once the visit has ended, and again if readmitted."""
    put(store, workbook, Contact(name="Ann"))
    guest = Actor.of_cookie("guest")
    store.admit(guest, Role.OWNER, NOW)
    CALLS["snapshot"](store, workbook, guest)
    store.end_visit(guest, NOW + timedelta(hours=1))
    store.admit(guest, Role.OWNER, NOW + timedelta(hours=2))
    with pytest.raises(NotAllowedError):
        CALLS[name](store, workbook, guest)
    assert len(records(store, workbook).all(Contact)) == 1


def test_an_unknown_workbook_is_not_told_to_strangers(store: Store) -> None:
    """A stranger gets the same answer for a workbook that is there and for one that is not."""
    with pytest.raises(NotAllowedError):
        store.snapshot(STRANGER, "nothing")


def test_a_visit_ended_midway_writes_nothing_more(store: Store, workbook: str) -> None:
    """Of 100 writes begun after the end of the visit, none is applied."""
    guest = Actor.of_cookie("guest")
    store.admit(guest, Role.OWNER, NOW)
    for _ in range(10):
        assert isinstance(_add(store, workbook, guest), Saved)
    store.end_visit(guest, NOW)
    refused = 0
    for _ in range(100):
        try:
            _add(store, workbook, guest)
        except NotAllowedError:
            refused += 1
    assert refused == 100
    assert len(records(store, workbook).all(Contact)) == 10


def test_a_visit_ended_while_others_write(address: str, store: Store, workbook: str) -> None:
    """Four tabs write without a pause; after `end_visit` has returned, not one write is applied."""
    guest = Actor.of_cookie("guest")
    store.admit(guest, Role.OWNER, NOW)
    other = Store(address)
    together = Barrier(5)

    def tab() -> None:
        together.wait()
        for _ in range(200):
            try:
                _add(store, workbook, guest)
            except StoreError:
                return

    tabs = [Thread(target=tab) for _ in range(4)]
    try:
        for one in tabs:
            one.start()
        together.wait()
        while len(other.history(ME, workbook, limit=5)) < 5:
            time.sleep(0.01)
        other.end_visit(guest, NOW)
        at_the_end = other.snapshot(ME, workbook).version
        for one in tabs:
            one.join()
        assert other.snapshot(ME, workbook).version == at_the_end
    finally:
        other.close()


def test_another_browser_admitted_at_once(address: str, store: Store) -> None:
    """Eight tabs of a new browser ask to be admitted at the same time: one visit, no error."""
    del store
    stores = [Store(address) for _ in range(4)]
    guest = Actor.of_cookie("guest")
    errors: list[BaseException] = []
    together = Barrier(8)

    def tab(one: Store) -> None:
        together.wait()
        try:
            one.admit(guest, Role.OWNER, NOW)
            one.workbook_ids(guest)
        except BaseException as error:  # noqa: BLE001 - reported below
            errors.append(error)

    threads = [Thread(target=tab, args=(stores[number % 4],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in stores:
        one.close()
    assert errors == []


def _add(store: Store, workbook: str, who: Actor) -> object:
    return store.save(
        who, workbook, [person := Contact(name="X")], verb="add", operation=person.id, at=NOW
    )


def test_rights_are_asked_before_anything_is_read(store: Store, workbook: str) -> None:
    """A stranger learns nothing from an operation that was saved by the owner."""
    act(store, workbook, Contact(name="Ann"), operation="op")
    with pytest.raises(NotAllowedError):
        store.save(STRANGER, workbook, [], verb="x", operation="op", at=NOW)
