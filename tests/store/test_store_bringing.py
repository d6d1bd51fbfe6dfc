"""A workbook that is brought into a workshop: to a second sitting, or with what a coach knows."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import delete, text

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.touches import Touch
from lib.coaching.workshop import Count, CountKind, NotYet, Picture, Step
from lib.store import Actor, Joined, NotAllowedError, Progress, Role, Shows, Store
from lib.store.schema import seats
from lib.store.seats import MOST_OWN
from tests.store.book import DAY, NOW
from tests.store.room import Person, Room
from tests.store.test_store_room import DUE, seat, standing

if TYPE_CHECKING:
    from datetime import datetime

LATER: Final = NOW + timedelta(days=21)


def again(store: Store, at: datetime = LATER) -> Room:
    """Begin another workshop, three weeks later."""
    return Room(store, "again", at)


def brings(room: Room, person: Person, name: str = "Mei") -> Joined | None:
    """Have somebody join with the workbook that they have."""
    actor = Actor(person.actor.visit, at=room.at)
    return room.store.workshops.join(room.made.code, name, room.at, actor, person.workbook)


def test_a_workbook_is_brought_with_all_that_is_in_it(room: Room) -> None:
    """The same workbook sits in the new room, and in the old one no more; it stays for good."""
    store = room.store
    mei = room.join("Mei")
    room.guess(mei, 4)
    second = again(store)
    assert brings(second, mei, "Mei L") == Joined(mei.workbook, "")
    found = seat(second, mei)
    assert (found.workshop, found.name, found.claimed) == (second.id, "Mei L", True)
    assert standing(room).people == 0
    assert store.workshops.standing(second.leader, second.id, LATER).names == ("Mei L",)
    assert store.workbook_ids(Actor(mei.actor.visit, at=LATER)) == [mei.workbook]
    assert store.workshops.unclaimed(DUE + timedelta(days=400)) == []
    assert brings(second, mei, "Mei") == Joined(mei.workbook, "")
    assert store.workshops.standing(second.leader, second.id, LATER).people == 1


def test_a_workbook_that_sat_nowhere(room: Room) -> None:
    """One that the host made for somebody: it has a seat then, and is never erased by time."""
    store = room.store
    kim = Actor.of_cookie("kim", NOW)
    made = _hosts(store, kim)
    person = Person(kim, made, "")
    assert brings(room, person, "Kim") == Joined(made, "")
    assert standing(room).names == ("Kim",)
    assert store.workshops.unclaimed(DUE) == []


def _hosts(store: Store, who: Actor, number: int = 0) -> str:
    """Return a workbook that sat nowhere, and its owner has."""
    room = Room(store, f"elsewhere {number}")
    held = room.join("Kim")
    store.links.open(who, held.token, NOW)
    store.workshops.leave(held.actor, held.workbook, NOW)
    with store._engine.begin() as connection:  # noqa: SLF001 - as if it had never had a seat
        connection.execute(delete(seats).where(seats.c.workbook == held.workbook))
    return held.workbook


def test_who_was_in_stays_counted(room: Room) -> None:
    """A workshop that has ended keeps how many were in: seats move on, and are forgotten."""
    store = room.store
    mei = room.join("Mei")
    room.join("Jon")
    gone = room.join("Kim")
    store.workshops.leave(gone.actor, gone.workbook, NOW)
    store.workshops.end(room.leader, room.id, NOW)
    brings(again(store), mei)
    assert standing(room).people == 2
    store.workshops.forget_seats(DUE)
    assert standing(room).people == 2


def test_who_was_in_is_counted_where_a_workshop_had_ended(address: str) -> None:
    """A store of before: those who are in then, once, as the tables are brought to the new form."""
    with closing(Store(address, own_machine=False)) as store:
        room = Room(store)
        room.people(3)
        going = Room(store, "going on")
        store.workshops.end(room.leader, room.id, NOW)
        with store._engine.begin() as connection:  # noqa: SLF001 - as it was before
            connection.execute(text("ALTER TABLE workshops DROP COLUMN people"))
            for one in ("sat_at", "sat_version", "moves"):
                connection.execute(text(f"ALTER TABLE seats DROP COLUMN {one}"))
            connection.execute(text("UPDATE schema SET version = 7"))
    with closing(Store(address, own_machine=False)) as store:
        found = store.workshops.standing(room.leader, room.id, NOW)
        assert (found.people, found.ended_at) == (3, NOW)
        assert store.workshops.standing(going.leader, going.id, NOW).people == 0


def test_nobody_brings_what_is_not_theirs(room: Room) -> None:
    """Another's, one shown to a coach or a viewer, one that is none, after leaving: all refused."""
    store = room.store
    mei, jon = room.join("Mei"), room.join("Jon")
    second = again(store)
    links = [
        store.links.make(mei.actor, mei.workbook, one, NOW, shows=Shows.ALL, name="x")
        for one in (Role.COACH, Role.VIEWER)
    ]
    readers = []
    for place, one in enumerate(links):
        who = Actor.of_cookie(f"reader {place}", LATER)
        store.links.open(who, one.token, NOW)
        readers.append(who)
    gone = Actor.of_cookie("gone", LATER)
    store.links.open(gone, mei.token, NOW)
    store.end_visit(gone, NOW)
    for who in (jon.actor, Actor.of_cookie("stranger", LATER), room.leader, gone, *readers):
        for workbook in (mei.workbook, "nothing", "\0", room.id):
            actor = Actor(who.visit, at=LATER)
            for code in (second.made.code, store.workshops.open_lobby(room.leader, room.id, LATER)):
                with pytest.raises(NotAllowedError):
                    store.workshops.join(code, "X", LATER, actor, workbook)
    assert store.workshops.standing(second.leader, second.id, LATER).people == 0
    assert standing(room).people == 2


def test_no_two_rooms_tell_of_who_did_not_come_along(room: Room) -> None:
    """What was answered in one room, and what a history says, is in no picture of the next one.

    Six answer and are shown; five of them bring their workbooks to another room: it has no answers
    until they give some there.
    """
    store = room.store
    people = room.people(6)
    for one in people:
        room.tally(one, 3)
        room.history(one, 2)
        room.guess(one, 4)
    for question in ("tally", "newest", "before"):
        assert isinstance(store.workshops.reveal(room.leader, room.id, question, NOW), Picture), (
            question
        )
    second = again(store)
    here = [_later(one) for one in people[:5]]
    for one in here:
        brings(second, one, "P")
    for question in ("tally", "newest", "run", "waits", "before"):
        found = store.workshops.reveal(second.leader, second.id, question, LATER)
        assert isinstance(found, NotYet), question
    standing_there = store.workshops.standing(second.leader, second.id, LATER)
    assert {one.people for name, one in standing_there.progress.items() if name != "rate"} == {0}
    for one in here:
        second.tally(one, 4)
        second.guess(one, 5)
    for question in ("tally", "before"):
        found = store.workshops.reveal(second.leader, second.id, question, LATER)
        assert isinstance(found, Picture), question
    assert isinstance(store.workshops.reveal(second.leader, second.id, "newest", LATER), NotYet)
    standing_there = store.workshops.standing(second.leader, second.id, LATER)
    assert standing_there.progress["guess"] == Progress(5, 5)
    assert standing_there.progress["tally"].people == 5


def _later(person: Person) -> Person:
    return Person(Actor(person.actor.visit, at=LATER), person.workbook, person.token)


def test_what_a_history_says_is_for_the_first_room(room: Room) -> None:
    """A workbook that sat nowhere before brings its history along."""
    books = [_hosts(room.store, Actor.of_cookie(f"kim {one}", NOW), one) for one in range(5)]
    for place, one in enumerate(books):
        person = Person(Actor.of_cookie(f"kim {place}", NOW), one, "")
        room.history(person, 2)
        brings(room, person, "Kim")
    found = room.store.workshops.reveal(room.leader, room.id, "newest", NOW)
    assert isinstance(found, Picture)
    assert found.people == 5


def test_a_name_that_was_hidden_stays_hidden(room: Room) -> None:
    """In the next room, too, until its owner shows it."""
    mei = room.join("Mei")
    room.store.workshops.hide_name(mei.actor, mei.workbook, hidden=True)
    second = again(room.store)
    brings(second, mei)
    assert room.store.workshops.standing(second.leader, second.id, LATER).names == ()


def test_a_seat_is_renamed_by_its_owner_alone(room: Room) -> None:
    """Who joined with a workbook and may not open it any more: the seat is as it was."""
    store = room.store
    mei = room.join("Mei")
    phone = Actor.of_cookie("phone", NOW)
    store.links.open(phone, mei.token, NOW)
    for one in store.links.of(phone, mei.workbook):
        if one.opened and not one.mine:
            store.links.withdraw(phone, one.id, NOW)
    held = store.links.of(phone, mei.workbook)
    assert held
    person = Actor.of_mail("mei@example.org", NOW)
    store.links.adopt(mei.actor, person, NOW)
    store.workshops.leave(person, mei.workbook, NOW)
    assert store.workshops.join(room.made.code, "Rude", NOW, mei.actor) == Joined(mei.workbook, "")
    assert standing(room).names == ()


def test_what_was_written_in_a_seat_that_was_left_stays(room: Room) -> None:
    """Somebody goes on in the tab of the workbook that was begun by mistake: it is not erased."""
    store = room.store
    mei = room.join("Mei")
    second = again(store)
    empty = store.workshops.join(second.made.code, "Mei", LATER, _later(mei).actor)
    assert empty is not None
    brings(second, mei)
    assert store.workshops.unclaimed(DUE + timedelta(days=400)) == [empty.workbook]
    store.save(
        _later(mei).actor,
        empty.workbook,
        [Contact(name="A")],
        verb="x",
        operation="a",
        at=LATER + timedelta(minutes=20),
    )
    assert store.workshops.unclaimed(DUE + timedelta(days=400)) == []


def test_how_long_a_room_meets(room: Room) -> None:
    """Half a day from when somebody sat down or the room moved; a new step begins it anew."""
    mei = room.join("Mei")
    assert seat(room, mei).meets(NOW + timedelta(hours=11))
    assert not seat(room, mei).meets(NOW + timedelta(hours=13))
    room.store.workshops.go(room.leader, room.id, "guess", LATER)
    assert seat(room, mei).meets(LATER + timedelta(hours=11))
    room.store.workshops.end(room.leader, room.id, LATER)
    assert not seat(room, mei).meets(LATER)


def test_what_one_may_bring(room: Room) -> None:
    """One's own, those changed last first, five at most; none to a stranger or a coach."""
    store = room.store
    mei = room.join("Mei")
    others = [Room(store, f"room {one}").join(f"Mei {one}") for one in range(MOST_OWN)]
    for place, one in enumerate(others):
        at = NOW + timedelta(days=1 + place)
        store.links.open(Actor(mei.actor.visit, at=NOW), one.token, NOW)
        store.save(one.actor, one.workbook, [Contact(name="A")], verb="x", operation="a", at=at)
    found = store.workshops.own(mei.actor)
    assert [one.workbook for one in found] == [one.workbook for one in reversed(others)]
    assert found[0].owner == f"Mei {MOST_OWN - 1}"
    assert found[0].changed_at == NOW + timedelta(days=MOST_OWN)
    coach = Actor.of_cookie("coach", NOW)
    store.links.open(coach, store.links.make(mei.actor, mei.workbook, Role.COACH, NOW).token, NOW)
    assert store.workshops.own(coach) == []
    assert store.workshops.own(room.leader) == []
    with pytest.raises(NotAllowedError):
        store.workshops.own(Actor.of_cookie("stranger", NOW))
    store.end_visit(mei.actor, NOW)
    with pytest.raises(NotAllowedError):
        store.workshops.own(mei.actor)


def test_who_came_in_anew_first_and_then_brings_their_own(room: Room) -> None:
    """The empty seat is left, and goes in time; one in which something was written stays."""
    store = room.store
    mei = room.join("Mei")
    second = again(store)
    browser = Actor(mei.actor.visit, at=LATER)
    empty = store.workshops.join(second.made.code, "Mei", LATER, browser)
    assert empty is not None
    assert empty.workbook != mei.workbook
    brings(second, mei)
    assert store.workshops.standing(second.leader, second.id, LATER).names == ("Mei",)
    assert store.workshops.unclaimed(DUE + timedelta(days=400)) == [empty.workbook]
    jon = room.join("Jon")
    browser = Actor(jon.actor.visit, at=LATER)
    written = store.workshops.join(second.made.code, "Jon anew", LATER, browser)
    assert written is not None
    store.save(browser, written.workbook, [Contact(name="A")], verb="x", operation="a", at=LATER)
    brings(second, jon, "Jon")
    names = store.workshops.standing(second.leader, second.id, LATER).names
    assert sorted(names) == ["Jon", "Jon anew", "Mei"]


def test_an_open_tab_learns_of_the_new_room(room: Room) -> None:
    """The version that a tab asks for is never one that it has seen in the room before."""
    store = room.store
    mei = room.join("Mei")
    for step in ("guess", "tally", "but"):
        room.store.workshops.go(room.leader, room.id, step, NOW)
    second = again(store)
    seen = store.workshops.version(mei.actor, mei.workbook)
    brings(second, mei)
    now = store.workshops.version(Actor(mei.actor.visit, at=LATER), mei.workbook)
    assert seen is not None
    assert now is not None
    assert now > seen


def test_sent_since_we_met(room: Room) -> None:
    """What went out between the sittings counts there; what this room sent is what it sent."""
    store = room.store
    mei = room.join("Mei")
    contact = Contact(name="Ann")
    between = NOW + timedelta(days=3)
    sent = Touch(contact=contact.id, on=DAY + timedelta(days=3), at=between)
    store.save(mei.actor, mei.workbook, [contact, sent], verb="x", operation="a", at=between)
    assert standing(room).progress["send"].total == 1
    second = again(store)
    brings(second, mei)
    here = store.workshops.standing(second.leader, second.id, LATER)
    assert here.progress["send"].total == 0
    since = next(one for one in guide.sitting() if one.name == "since")
    assert since.count == Count(CountKind.SENT_SINCE)
    steps = (*here.plan.steps, Step("since", 0, since.count))
    store.workshops.replan(second.leader, second.id, replace(here.plan, steps=steps), LATER)
    here = store.workshops.standing(second.leader, second.id, LATER)
    assert here.progress["since"].total == 1
