"""A workshop's sheet in the store: who may order one, and what is handed on to it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.handed import Asked, Tapped, invented_person
from lib.store import (
    Actor,
    Choice,
    LeaseLostError,
    LinkState,
    NotAllowedError,
    OverError,
    Role,
    RoomSheets,
    SheetTakenError,
    Store,
)
from tests.store.book import DAY, NOW
from tests.store.room import Person, Room
from tests.store.sheet import HOLDER, LATER_HOLDER, MINUTE, OTHER_SHEET, SHEET

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

ASKED: Final = Asked(
    {
        "tally": Tapped("My last ten", {"guess: 4": "guessed 4"}),
        "but": Tapped("Which but", {"My but: no time": "no time"}),
    },
    ("Alma Berg",),
)
ORDERS: Final[dict[str, Callable[[Store, str, Actor], object]]] = {
    "ask": lambda store, room, who: store.room_sheets.ask(who, room, OTHER_SHEET, NOW),
    "of": lambda store, room, who: store.room_sheets.of(who, room),
    "refresh": lambda store, room, who: store.room_sheets.refresh(who, room, NOW),
    "choose": lambda store, room, who: store.room_sheets.choose(who, room, Choice.OURS, NOW),
    "unlink": lambda store, room, who: store.room_sheets.unlink(who, room),
}


@pytest.fixture
def store(room: Room) -> Store:
    """Return the store in which it runs."""
    return room.store


def linked(room: Room, sheet: str = SHEET) -> None:
    """Link a sheet: ordered, leased, proven."""
    room.store.room_sheets.ask(room.leader, room.id, sheet, NOW)
    assert room.store.sheets.lease(sheet, HOLDER, NOW + MINUTE, NOW)
    room.store.sheets.note_link(sheet, HOLDER, room.id, practice=True, state=LinkState.LINKED)


def test_every_order_is_tried_below() -> None:
    """No call of this class is left out of what follows."""
    named = {name for name in vars(RoomSheets) if not name.startswith("_")}
    assert named == {*ORDERS, "room", "handed", "over"}


def test_a_workshop_that_is_taken_away_lets_its_sheet_go(room: Room) -> None:
    """Nothing more is written there, and nothing of the sheet is remembered."""
    linked(room)
    room.store.workshops.erase(room.leader, room.id, NOW)
    assert not room.store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
    assert room.store.sheets.links(NOW) == []


@pytest.mark.parametrize("order", ORDERS)
def test_only_who_leads_the_workshop_may(room: Room, order: str) -> None:
    """Not who takes part, who leads another one, a coach, the sheet itself, or an ended visit."""
    linked(room)
    store = room.store
    other = Room(store, "other")
    gone = Room(store, "gone")
    store.end_visit(gone.leader, NOW)
    coach = Actor.of_cookie("coach", NOW)
    store.links.open(coach, store.links.by_host(Role.COACH, None, NOW), NOW)
    ana = room.join("Ana")
    before = store.room_sheets.of(room.leader, room.id)
    for who in (
        *(ana.actor, other.leader, gone.leader, coach),
        Actor.of_cookie("nobody", NOW),
        store.sheets.actor_for(SHEET, HOLDER),
    ):
        with pytest.raises(NotAllowedError):
            ORDERS[order](store, room.id, who)
    for name in ("no such", ana.workbook, ""):
        with pytest.raises(NotAllowedError):
            ORDERS[order](store, name, room.leader)
    assert store.room_sheets.of(room.leader, room.id) == before


def test_the_owner_of_a_workbook_reaches_no_workshops_sheet(room: Room) -> None:
    """The calls for workbooks' sheets take no workshop's id, from nobody."""
    linked(room)
    sheets = room.store.sheets
    for who in (room.leader, room.join("Ana").actor):
        with pytest.raises(NotAllowedError):
            sheets.of(who, room.id, practice=True)
        with pytest.raises(NotAllowedError):
            sheets.unlink(who, room.id, NOW, practice=True)


class WithoutRights(RoomSheets):
    """The guard removed: nobody asks who orders."""

    def _demand(
        self, connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
    ) -> None:
        """Let everyone pass."""


def test_without_the_question_anybody_takes_the_sheet_away(address: str) -> None:
    """What the guard is for: without it a participant unlinks the facilitator's sheet."""
    with closing(Store(address, own_machine=False)) as store:
        room = Room(store)
        linked(room)
        ana = room.join("Ana")
        unguarded = WithoutRights(store._engine)  # noqa: SLF001 - as the store makes its own
        unguarded.unlink(ana.actor, room.id)
        assert store.room_sheets.of(room.leader, room.id) is None


def test_a_link_is_ordered_once_and_of_one_workshop(room: Room) -> None:
    """A code, a second order before it is proven, none after; the sheet is nobody else's then."""
    store = room.store
    with pytest.raises(ValueError, match="sheet's id"):
        store.room_sheets.ask(room.leader, room.id, "short", NOW)
    first = store.room_sheets.ask(room.leader, room.id, SHEET, NOW)
    assert store.room_sheets.ask(room.leader, room.id, SHEET, NOW) not in ("", first)
    linked(room)
    with pytest.raises(SheetTakenError):
        store.room_sheets.ask(room.leader, room.id, OTHER_SHEET, NOW)
    other = Room(store, "other")
    with pytest.raises(SheetTakenError):
        store.room_sheets.ask(other.leader, other.id, SHEET, NOW)
    ana = room.join("Ana")
    with pytest.raises(SheetTakenError):
        store.sheets.ask(ana.actor, ana.workbook, SHEET, NOW)
    store.workshops.end(other.leader, other.id, NOW)
    with pytest.raises(OverError):
        store.room_sheets.ask(other.leader, other.id, OTHER_SHEET, NOW)


def test_the_background_is_told_only_of_a_sheet_that_was_proven(room: Room) -> None:
    """Not before the code was found, not to who has no lease, not after the sheet was let go."""
    store = room.store
    ana = room.join("Ana")
    store.room_sheets.ask(room.leader, room.id, SHEET, NOW)
    assert store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
    calls: list[Callable[[str], object]] = [
        lambda holder: store.room_sheets.room(SHEET, holder),
        lambda holder: store.room_sheets.handed(SHEET, holder, [ana.workbook], ASKED),
        lambda holder: store.room_sheets.over(SHEET, holder),
    ]
    for one in calls:
        with pytest.raises(NotAllowedError):
            one(HOLDER)
    linked(room)
    for one in calls:
        one(HOLDER)
        with pytest.raises(LeaseLostError):
            one(LATER_HOLDER)
    store.room_sheets.unlink(room.leader, room.id)
    for one in calls:
        with pytest.raises(NotAllowedError):
            one(HOLDER)


def test_what_is_handed_on(room: Room) -> None:
    """Taps and counts of who is in; no word typed, no other workbook, nobody who left."""
    linked(room)
    store = room.store
    ana, ben = room.join("Ana"), room.join("Ben")
    alone = Room(store, "other").join("Cleo")
    alma = replace(invented_person(ana.workbook, "Alma Berg"), strength=2)
    room.put(
        ana,
        alma,
        Contact(name="Zoe"),
        Exercise(name="but", on=DAY, answer="My but: no time\n\nAnswer: ask Zoe"),
        Exercise(name="successes", answer="Zoe hired me"),
        Exercise(name="but", not_for_me=True, answer="My but: no time"),
        Exercise(name="tally"),
        Guess(of_ten=4, made_on=DAY),
    )
    for one in (ben, alone):
        room.put(one, Guess(of_ten=1, made_on=DAY))
    store.workshops.leave(ben.actor, ben.workbook, NOW)
    books = [ana.workbook, ben.workbook, alone.workbook]
    found = store.room_sheets.handed(SHEET, HOLDER, books, ASKED)
    assert list(found) == [ana.workbook]
    rows = sorted((one.what, one.said, one.count, one.count_of) for one in found[ana.workbook])
    assert rows == [
        ("A guess about the next ten", "", 4, 10),
        ("An invented person", "Alma Berg", 2, 5),
        ("Which but", "no time", None, None),
    ]


def test_an_invented_person_who_is_somebody_now_is_not_handed_on(room: Room) -> None:
    """Another name on it, or the name on another contact: it was typed."""
    linked(room)
    ana = room.join("Ana")
    alma = invented_person(ana.workbook, "Alma Berg")
    room.put(ana, replace(alma, name="Zoe"), Contact(name="Alma Berg"))
    found = room.store.room_sheets.handed(SHEET, HOLDER, [ana.workbook], ASKED)
    assert found == {ana.workbook: ()}


def test_who_is_in_and_at_which_version(room: Room) -> None:
    """No name where it is hidden; the link's version is the sum of theirs; who leaves moves it."""
    store = room.store
    linked(room)
    ana, ben = room.join("Ana"), room.join("Ben")
    room.put(ana, Guess(of_ten=4, made_on=DAY))
    store.workshops.hide_name(ben.actor, ben.workbook, hidden=True)
    found = store.room_sheets.room(SHEET, HOLDER)
    names = {one.workbook: one.name for one in found.seated}
    assert names == {ana.workbook: "Ana", ben.workbook: ""}
    link = store.room_sheets.of(room.leader, room.id)
    assert link is not None
    assert link.workshop
    assert link.version == sum(one.version for one in found.seated)
    assert link.waiting == link.version
    store.sheets.note_link(SHEET, HOLDER, room.id, practice=True, synced_version=link.version)
    store.workshops.leave(ana.actor, ana.workbook, NOW)
    link = store.room_sheets.of(room.leader, room.id)
    assert link is not None
    assert link.waiting == 1


def test_the_seat_and_the_door_tell_of_the_sheet(room: Room) -> None:
    """From the order on until it is let go; by the version that everybody looks at."""
    store = room.store
    ana = room.join("Ana")

    def told() -> tuple[bool, bool | None]:
        seat = store.workshops.seat(ana.actor, ana.workbook)
        assert seat is not None
        return seat.in_sheet, store.workshops.in_sheet(room.made.code, NOW)

    def version() -> int:
        found = store.workshops.version(ana.actor, ana.workbook)
        assert found is not None
        return found

    assert told() == (False, False)
    before = version()
    linked(room)
    assert told() == (True, True)
    assert version() > before
    before = version()
    store.room_sheets.unlink(room.leader, room.id)
    assert told() == (False, False)
    assert version() > before
    assert store.workshops.in_sheet("CCCCCC", NOW) is None
    assert store.workshops.in_sheet("nothing", NOW) is None
    assert store.workshops.in_sheet(room.made.code, NOW + timedelta(days=1)) is None


def test_a_workshops_sheet_keeps_no_workbook(room: Room) -> None:
    """Unclaimed workbooks are erased as ever: the facilitator's sheet is not a sheet of theirs."""
    linked(room)
    ana = room.join("Ana")
    seat = room.store.workshops.seat(ana.actor, ana.workbook)
    assert seat is not None
    assert not seat.claimed


def test_of_a_workbook_that_is_brought_what_is_done_here(room: Room) -> None:
    """A guess and an exercise of an earlier workshop stay out; changed here, they go in."""
    store = room.store
    mei = room.join("Mei")
    guess = room.guess(mei, 4)
    room.tally(mei, 2)
    later = NOW + timedelta(days=21)
    second = Room(store, "again", later)
    mei = Person(Actor(mei.actor.visit, at=later), mei.workbook, mei.token)
    store.workshops.join(second.made.code, "Mei", later, mei.actor, mei.workbook)
    linked(second)
    assert store.room_sheets.handed(SHEET, HOLDER, [mei.workbook], ASKED) == {mei.workbook: ()}
    kept = store.snapshot(mei.actor, mei.workbook).records.all(Guess)[guess.id]
    second.put(mei, replace(kept, locked_on=DAY))  # it was made there, whenever it is locked
    second.tally(mei, 3)
    ((row,),) = store.room_sheets.handed(SHEET, HOLDER, [mei.workbook], ASKED).values()
    assert (row.count, row.count_of) == (3, 10)
