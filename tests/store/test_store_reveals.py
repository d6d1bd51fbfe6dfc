"""No picture is about fewer than five people, nor the difference of any two; each guard is missed.

Checked against who stands in the pictures, which no call gives away and the database holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.coaching.records import new_id
from lib.coaching.workshop import FEWEST, Picture, picture_of
from lib.store import Actor, NotAllowedError, Role, Store
from lib.store.schema import reveals
from lib.store.workshops import Workshops
from tests.store.book import NOW
from tests.store.room import QUESTIONS, Person, Room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from lib.coaching.workshop import NotYet, Value

OWN: Final = ("newest", "run", "waits")
ASKED: Final = {one.name: one for one in QUESTIONS if one.name in ("tally", *OWN)}
"""What is revealed: a tally, and what people's own histories say."""
TWICE: Final = "the same picture twice"
MOST: Final = 13
"""People in a room, at most."""
WHO: Final = st.integers(0, MOST - 1)
MANY: Final = st.sets(WHO, min_size=1, max_size=8)
MOVES: Final = st.one_of(
    st.tuples(st.just("answer"), MANY, st.integers(0, 2)),
    st.tuples(st.just("answer"), MANY, st.integers(0, 2)),
    st.tuples(st.just("history"), MANY, st.integers(0, 2)),
    st.tuples(st.just("history"), MANY, st.integers(0, 2)),
    st.tuples(st.just("leave"), MANY, st.just(0)),
    st.tuples(st.just("wish"), MANY, st.integers(0, 1)),
    st.tuples(st.just("nudge"), st.just(set[int]()), st.just(0)),
    st.tuples(st.just("come back"), MANY, st.just(0)),
    st.tuples(st.just("go elsewhere"), MANY, st.just(0)),
    st.tuples(st.just("take back"), MANY, st.just(0)),
    st.tuples(st.just("erase"), st.sets(WHO, min_size=1, max_size=1), st.just(0)),
    st.tuples(st.just("reset"), st.just(set[int]()), st.just(0)),
    st.tuples(st.just("reveal"), st.sets(st.integers(0, 3)), st.just(0)),
    st.tuples(st.just("reveal"), st.sets(st.integers(0, 3)), st.just(0)),
)


class Play:
    """A room in which people come, go and answer."""

    def __init__(self, store: Store, name: str = "room") -> None:
        """Begin it with nobody in it."""
        self.room = Room(store, name)
        self.people: dict[int, Person] = {}
        self.erased: set[int] = set()
        self.at = NOW
        self.elsewhere = Room(store, f"{name} beside")
        """Another room, into which people take their workbooks."""
        self.wishing: set[int] = set()
        """Who said yes to a coach, has not taken it back, and is in."""

    def move(self, what: str, who: set[int], value: int) -> None:
        """Do one thing; each of `who` joins by doing it for the first time."""
        workshops, room = self.room.store.workshops, self.room
        for place, name in enumerate(ASKED):
            if what == "reveal" and place in (who or range(len(ASKED))):
                self.at += timedelta(seconds=1)
                workshops.reveal(room.leader, room.id, name, self.at)
            if what == "reset":
                workshops.reset(room.leader, room.id, name, NOW)
        if what == "nudge":
            self.nudge()
        if what in ("reveal", "reset", "nudge"):
            return
        for one in sorted(who - self.erased):
            if one not in self.people:
                self.people[one] = room.join(f"P{one}")
            self.do(what, one, value)

    def nudge(self) -> None:
        """Nudge the room: who leads sees that it was, and nothing else of anybody."""
        workshops, room = self.room.store.workshops, self.room
        workshops.go(room.leader, room.id, "tally", NOW)
        before = workshops.standing(room.leader, room.id, NOW)
        workshops.nudge(room.leader, room.id, NOW)
        after = workshops.standing(room.leader, room.id, NOW)
        assert after == replace(before, nudged=True, version=before.version + 1)

    def do(self, what: str, one: int, value: int) -> None:
        """Have somebody do one thing."""
        room, person = self.room, self.people[one]
        if what in ("wish", "leave", "erase", "go elsewhere"):
            self.wishing.discard(one)
        if what == "wish":
            self.brings(room, one)
            wanted = bool(value)
            room.store.workshops.wish(person.actor, person.workbook, NOW, wanted=wanted)
            self.wishing |= {one} if wanted else set()
        if what == "answer":
            room.tally(person, value)
        elif what == "history":
            room.history(person, 4 * value, 3 * value)
        elif what == "leave":
            room.store.workshops.leave(person.actor, person.workbook, NOW)
        elif what == "come back":
            room.join(f"P{one}")
            self.brings(room, one)
        elif what == "go elsewhere":
            self.brings(self.elsewhere, one)
        elif what == "take back":
            self.take_back(person)
        elif what == "erase":
            room.store.erase_all(person.actor, person.workbook, at=NOW)
            self.erased.add(one)

    def brings(self, room: Room, one: int) -> None:
        """Have somebody sit in a room with the workbook that they have."""
        person = self.people[one]
        room.store.workshops.join(room.made.code, f"P{one}", NOW, person.actor, person.workbook)

    def take_back(self, person: Person) -> None:
        """Have somebody take back what they did last."""
        store = self.room.store
        (newest,) = store.history(person.actor, person.workbook, limit=1)
        if newest.verb == "x":
            operation = f"undo-{newest.number}"
            store.undo(person.actor, person.workbook, newest.number, operation=operation, at=NOW)

    def members(self, question: str = "tally") -> list[dict[str, Value]]:
        """Return who stands in each picture, as the database has it."""
        return members_of(self.room, question)


def members_of(room: Room, question: str) -> list[dict[str, Value]]:
    """Return who stands in each picture of a question, oldest first, as the database has it."""
    here = (reveals.c.workshop == room.id, reveals.c.question == question)
    query = reveals.select().where(*here).order_by(reveals.c.number)
    with room.store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        rows = connection.execute(query).all()
    return [{seat: tuple(said) for seat, said in json.loads(one.members).items()} for one in rows]


def told(pictures: list[dict[str, Value]]) -> list[str]:
    """Return what pictures tell of fewer than five people."""
    found = [f"{len(one)} in a picture" for one in pictures if len(one) < FEWEST]
    for one, other in combinations(pictures, 2):
        differ = sum(one.get(seat) != other.get(seat) for seat in {*one, *other})
        sides = len(one.items() - other.items()), len(other.items() - one.items())
        if differ in range(1, FEWEST) or any(side in range(1, FEWEST) for side in sides):
            found.append(f"{differ} between two: {sides}")
        if not differ:
            found.append(TWICE)
    return found


@given(moves=st.lists(MOVES, min_size=6, max_size=24))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_two_pictures_tell_of_fewer_than_five(
    address: str, moves: list[tuple[str, set[int], int]]
) -> None:
    """Over any course of joining, answering, taking back, leaving, erasing, reset and reveal.

    And each picture shows the people who stand in it. What looks at people's own history is one
    family: its pictures are laid beside each other, whichever question they are of. Who leads is
    told the name of nobody who has not wished for a coach, and by a nudge nothing at all.
    """
    with closing(Store(address, own_machine=False)) as store:
        play = Play(store, new_id())
        play.move("answer", set(range(6)), 1)
        play.move("history", set(range(1, 7)), 1)
        play.move("reveal", set(), 0)
        for one in moves:
            play.move(*one)
        every = store.workshops.pictures(play.room.leader, play.room.id)
        histories: list[dict[str, Value]] = []
        for name, asked in ASKED.items():
            members = play.members(name)
            assert told(members) == []
            histories += members if name in OWN else []
            pictures = [one for one in every if one.question == name]
            assert [one.bars for one in pictures] == [
                picture_of(asked, one, 1, NOW).bars for one in members
            ]
            assert sum(one.shown for one in pictures) <= 1
        assert [one for one in told(histories) if one != TWICE] == []
        wishes = store.workshops.wishes(play.room.leader, play.room.id)
        assert sorted(one.name for one in wishes) == sorted(f"P{one}" for one in play.wishing)


def attacked(store: Store) -> list[bool]:
    """Try in eight ways to read what few have said; return for each whether the pictures told."""
    found: list[bool] = []
    ways: list[list[tuple[str, set[int], int]]] = [
        [("answer", {0, 1, 2, 3}, 1)],
        [("answer", set(range(5)), 1), ("reveal", set(), 0), ("answer", {5}, 2)],
        [("answer", set(range(6)), 1), ("reveal", set(), 0), ("leave", {5}, 0)],
        [("answer", set(range(6)), 1), ("reveal", set(), 0), ("take back", {5}, 0)],
        [("answer", set(range(6)), 1), ("reveal", set(), 0), ("erase", {5}, 0)],
        [("answer", set(range(6)), 1), ("reveal", set(), 0), ("answer", {5}, 2)],
        [
            ("answer", set(range(6)), 1),
            ("reveal", set(), 0),
            ("reset", set(), 0),
            ("leave", {5}, 0),
        ],
        [
            ("answer", set(range(6)), 1),
            ("reveal", set(), 0),
            ("answer", {6, 7, 8, 9, 10}, 1),
            ("reveal", set(), 0),
            ("leave", {7, 8, 9, 10}, 0),
        ],
    ]
    for place, moves in enumerate(ways):
        play = Play(store, f"room {place}")
        for one in (*moves, ("reveal", set[int](), 0)):
            play.move(*one)
        found.append(bool(told(play.members())))
    return found


class WhoIsIn(Workshops):
    """A guard removed: a picture is of whoever is in just now."""

    def _next_members(
        self, now: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]
    ) -> Mapping[str, Value]:
        """Return those who have answered and are in."""
        del earlier
        return now


class Anybody(Workshops):
    """The other guard removed: nobody asks whether a picture may be shown."""

    def _refusal(
        self, members: Mapping[str, Value], earlier: Sequence[Mapping[str, Value]]
    ) -> NotYet | None:
        """Refuse none."""
        del members, earlier
        return None


class Careless(WhoIsIn, Anybody):
    """Both guards removed."""


class Open(Workshops):
    """The guard removed: nobody asks who leads."""

    def _demand(
        self, connection: Connection, actor: Actor, workshop: str, *, lock: bool = False
    ) -> None:
        """Let everyone pass."""
        del connection, actor, workshop, lock


def keeping(kind: type[Workshops]) -> type[Store]:
    """Return a store that keeps its workshops in this way."""

    class Kept(Store):
        def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - as the store's own
            super().__init__(*given, **named)
            self._workshops = kind(self._engine, self._begin_within)

    return Kept


@pytest.mark.parametrize(
    ("kind", "tells"), [(Workshops, False), (WhoIsIn, False), (Anybody, True), (Careless, True)]
)
def test_each_way_to_read_one_answer(
    fresh_address: Callable[[], str],
    kind: type[Workshops],
    tells: bool,  # noqa: FBT001 - pytest's way
) -> None:
    """Eight ways come to nothing; without the guard the same ones tell of four people, or of one.

    The rule holds by itself, also where a picture would be of whoever is in just now.
    """
    with closing(keeping(kind)(fresh_address(), own_machine=False)) as store:
        assert any(attacked(store)) == tells


def test_without_both_guards_every_way_tells(fresh_address: Callable[[], str]) -> None:
    """The check finds each of the eight."""
    with closing(keeping(Careless)(fresh_address(), own_machine=False)) as store:
        assert attacked(store) == [True] * 8


def test_without_the_question_who_leads_anybody_does(fresh_address: Callable[[], str]) -> None:
    """The check of `test_who_leads` finds a guest who ends a workshop here."""
    ended = []
    for kind in (Workshops, Open):
        with closing(keeping(kind)(fresh_address(), own_machine=False)) as store:
            room, guest = Room(store), Actor.of_cookie("guest", NOW)
            store.admit(guest, Role.GUEST, NOW)
            try:
                store.workshops.end(guest, room.id, NOW)
            except NotAllowedError:
                ended.append(False)
            else:
                ended.append(True)
    assert ended == [False, True]


@pytest.mark.parametrize("name", OWN)
def test_a_history_is_guarded_as_an_answer_is(fresh_address: Callable[[], str], name: str) -> None:
    """Four are refused; one more answer brings nothing new; without the guards it would be told."""
    for kind, tells in ((Workshops, False), (Careless, True)):
        with closing(keeping(kind)(fresh_address(), own_machine=False)) as store:
            play = Play(store)
            play.move("history", set(range(4)), 1)
            play.move("reveal", set(), 0)
            assert bool(play.members(name)) is tells
            play.move("history", {4, 5}, 1)
            play.move("reveal", set(), 0)
            play.move("take back", {5}, 0)
            play.move("reveal", set(), 0)
            assert bool(told(play.members(name))) is tells


@pytest.mark.parametrize(("kind", "tells"), [(Workshops, False), (Careless, True)])
def test_two_questions_about_one_history_tell_no_more_than_one(
    fresh_address: Callable[[], str],
    kind: type[Workshops],
    tells: bool,  # noqa: FBT001 - pytest's way
) -> None:
    """Six are shown how many answered; a seventh comes in; how long it took is of the same six."""
    with closing(keeping(kind)(fresh_address(), own_machine=False)) as store:
        play = Play(store)
        play.move("history", set(range(6)), 1)
        play.move("reveal", {1}, 0)
        play.move("history", {6}, 2)
        play.move("reveal", {3}, 0)
        (newest,), (waits,) = play.members("newest"), play.members("waits")
        assert len(newest) == 6
        assert (len(waits) != 6) is tells
        assert bool([one for one in told([newest, waits]) if one != TWICE]) is tells


def test_the_picture_of_six_is_the_picture_of_six(fresh_address: Callable[[], str]) -> None:
    """Whoever leaves afterwards stays in it; five who come then are shown beside them."""
    with closing(Store(fresh_address(), own_machine=False)) as store:
        play = Play(store)
        play.move("answer", set(range(6)), 1)
        play.move("reveal", set(), 0)
        play.move("leave", {5}, 0)
        play.move("answer", {6, 7, 8, 9, 10}, 2)
        found = store.workshops.reveal(play.room.leader, play.room.id, "tally", NOW)
        assert isinstance(found, Picture)
        assert (found.people, found.bars[1], found.bars[2]) == (11, 6, 5)
        assert store.workshops.standing(play.room.leader, play.room.id, NOW).people == 10
