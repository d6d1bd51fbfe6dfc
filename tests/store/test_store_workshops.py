"""Every call of the workshops, by every kind of visitor, on one's own workshop and on another's.

What is granted stands in `LEADING` and `SITTING`; everything else must refuse, and change nothing.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.store import (
    Actor,
    Joined,
    NotAllowedError,
    OverError,
    Role,
    Shows,
    Store,
    StoreError,
    fresh_cover,
)
from lib.store.schema import access_links, reveals, seats, workshops
from tests.store.book import DAY, ME, NOW
from tests.store.room import Room, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LATER: Final = NOW + timedelta(minutes=1)


class House:
    """A shared store: two workshops that run, and somebody of every kind around the first."""

    def __init__(self, address: str) -> None:
        """Begin both workshops, and hand out the links."""
        self.store = Store(address, own_machine=False)
        self.room, self.other = Room(self.store, "own"), Room(self.store, "other")
        self.people = self.room.people(5)
        self.others = self.other.people(1)
        for one in self.people:
            self.room.tally(one, 1)
        for led in (self.room, self.other):
            self.store.workshops.go(led.leader, led.id, "guess", NOW)
        self.room.put(self.people[0], Contact(name="Secret", notes="A secret", strength=2))
        first = self.people[0]
        self.who = {
            "leader": self.room.leader,
            "second device": self.opened("second device", self.room.made.token),
            "co-leader": self.opened(
                "co-leader", self.store.workshops.link(self.room.leader, self.room.id, NOW)
            ),
            "participant": first.actor,
            "neighbour": self.people[1].actor,
            "participant's coach": self.shared("coach", Role.COACH),
            "participant's viewer": self.shared("viewer", Role.VIEWER),
            "participant's phone": self.opened("phone", first.token),
            "coach with a desk": self.opened(
                "desk", self.store.links.by_host(Role.COACH, None, NOW)
            ),
            "may begin": self.opened("may begin", self.store.workshops.by_host(NOW)),
            "guest": self.guest(),
            "stranger": Actor.of_cookie("stranger", LATER),
            "left leader": self.left(),
            "withdrawn leader": self.withdrawn(),
        }

    def opened(self, name: str, token: str) -> Actor:
        """Return a visit that has opened a link."""
        who = Actor.of_cookie(name, LATER)
        assert self.store.links.open(who, token, LATER) is not None
        return who

    def shared(self, name: str, role: Role) -> Actor:
        """Return a visit to which the first participant has shown all of their workbook."""
        first = self.people[0]
        made = self.store.links.make(first.actor, first.workbook, role, NOW, shows=Shows.ALL)
        return self.opened(name, made.token)

    def guest(self) -> Actor:
        """Return a visit without any link."""
        who = Actor.of_cookie("guest", LATER)
        self.store.admit(who, Role.GUEST, NOW)
        return who

    def left(self) -> Actor:
        """Return a visit that led, and has ended."""
        who = self.opened("left", self.room.made.token)
        self.store.end_visit(who, NOW)
        return who

    def withdrawn(self) -> Actor:
        """Return a visit whose facilitator's link was withdrawn."""
        leads, room = self.store.workshops, self.room
        who = self.opened("gone", leads.link(room.leader, room.id, NOW, name="gone"))
        (gone,) = (one.id for one in leads.leaders(room.leader, room.id) if one.name == "gone")
        leads.withdraw(room.leader, room.id, gone, LATER)
        return who

    def rows(self) -> object:
        """Return all that the store holds of workshops."""
        with self.store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
            return [
                connection.execute(one.select().order_by(*one.primary_key.columns)).all()
                for one in (workshops, seats, reveals, access_links)
            ]


@pytest.fixture
def house(address: str) -> Iterator[House]:
    """Lend a shared store with somebody of every kind."""
    made = House(address)
    with closing(made.store):
        yield made


LEADING: Final[dict[str, Callable[[House, str, Actor], object]]] = {
    "standing": lambda house, of, who: house.store.workshops.standing(who, of, LATER),
    "go": lambda house, of, who: house.store.workshops.go(who, of, "guess", LATER),
    "extend": lambda house, of, who: house.store.workshops.extend(who, of, 60, LATER),
    "nudge": lambda house, of, who: house.store.workshops.nudge(who, of, LATER),
    "open": lambda house, of, who: house.store.workshops.open_lobby(who, of, LATER),
    "close": lambda house, of, who: house.store.workshops.close_lobby(who, of, LATER),
    "hide": lambda house, of, who: house.store.workshops.hide_names(who, of, hidden=True),
    "reveal": lambda house, of, who: house.store.workshops.reveal(who, of, "tally", LATER),
    "hands": lambda house, of, who: house.store.workshops.hands(who, of, "but", [3, 2, 1], LATER),
    "reset": lambda house, of, who: house.store.workshops.reset(who, of, "tally", LATER),
    "pictures": lambda house, of, who: house.store.workshops.pictures(who, of),
    "replan": lambda house, of, who: house.store.workshops.replan(who, of, plan("New"), LATER),
    "link": lambda house, of, who: house.store.workshops.link(who, of, LATER),
    "wishes": lambda house, of, who: house.store.workshops.wishes(who, of),
    "leaders": lambda house, of, who: house.store.workshops.leaders(who, of),
    "withdraw": lambda house, of, who: house.store.workshops.withdraw(who, of, "nobody's", LATER),
}
"""What leading a workshop is."""
LEADERS: Final = {"leader", "second device", "co-leader"}

SITTING: Final[dict[str, Callable[[House, str, Actor], object]]] = {
    "claim": lambda house, book, who: house.store.workshops.claim(who, book, LATER),
    "hide name": lambda house, book, who: house.store.workshops.hide_name(who, book, hidden=True),
    "leave": lambda house, book, who: house.store.workshops.leave(who, book, LATER),
    "wish": lambda house, book, who: house.store.workshops.wish(who, book, LATER, wanted=True),
    "take a wish back": lambda house, book, who: house.store.workshops.wish(
        who, book, LATER, wanted=False
    ),
}
"""What taking part is, beside reading."""
LOOKING: Final[dict[str, Callable[[House, str, Actor], object]]] = {
    "seat": lambda house, book, who: house.store.workshops.seat(who, book),
    "version": lambda house, book, who: house.store.workshops.version(who, book),
    "waited for": lambda house, book, who: house.store.workshops.waited_for(who, book),
}
SITTERS: Final = {"participant", "participant's phone"}
LOOKERS: Final = {"participant's coach", "participant's viewer"}
"""They may read the workbook; the workshop is its owner's affair, and they are told of none."""


@pytest.mark.parametrize("name", LEADING)
def test_who_leads(house: House, name: str) -> None:
    """One call, by everybody, on the own workshop: done for who leads it, refused to all others."""
    for who, actor in house.who.items():
        if who in LEADERS:
            LEADING[name](house, house.room.id, actor)
            continue
        before = house.rows()
        with pytest.raises(NotAllowedError):
            LEADING[name](house, house.room.id, actor)
        assert house.rows() == before, (who, name)


@pytest.mark.parametrize("name", LEADING)
def test_nobody_leads_another_workshop(house: House, name: str) -> None:
    """The same calls on somebody else's workshop, and on one there is none of: all refused."""
    before = house.rows()
    for who, actor in house.who.items():
        for workshop in (house.other.id, "nothing", "a\0b", house.people[0].workbook):
            with pytest.raises(NotAllowedError):
                LEADING[name](house, workshop, actor)
        assert house.rows() == before, (who, name)


def test_only_who_leads_ends_it(house: House) -> None:
    """Everybody else is refused; from then on it stands still, for who leads it too."""
    for who, actor in house.who.items():
        for workshop in (house.room.id, house.other.id):
            if who in LEADERS and workshop == house.room.id:
                continue
            with pytest.raises(NotAllowedError):
                house.store.workshops.end(actor, workshop, LATER)
    house.store.workshops.reveal(house.room.leader, house.room.id, "tally", LATER)
    house.store.workshops.end(house.room.leader, house.room.id, LATER)
    before = house.rows()
    still = {"standing", "pictures", "wishes", "link", "leaders", "withdraw"}
    for name, call in LEADING.items():
        if name in still - {"link"}:
            call(house, house.room.id, house.room.leader)
        if name in still:
            continue
        with pytest.raises(OverError):
            call(house, house.room.id, house.room.leader)
    with pytest.raises(OverError):
        house.store.workshops.end(house.room.leader, house.room.id, LATER)
    assert house.rows() == before
    standing = house.store.workshops.standing(house.room.leader, house.room.id, LATER)
    assert (standing.code, standing.names, standing.ended_at) == (None, (), LATER)
    assert len(house.store.workshops.pictures(house.room.leader, house.room.id)) == 1
    with house.store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        kept = connection.execute(reveals.select()).all()
    assert [one.members for one in kept] == [None]


@pytest.mark.parametrize("name", [*SITTING, *LOOKING])
def test_who_sits(house: House, name: str) -> None:
    """One call, by everybody, on the first participant's seat: done for its owner alone."""
    call = (SITTING | LOOKING)[name]
    book = house.people[0].workbook
    for who, actor in house.who.items():
        if who in SITTERS:
            found = call(house, book, actor)
            assert name not in LOOKING or found is not None
            house.store.workshops.join(house.room.made.code, "P0", LATER, house.people[0].actor)
            continue
        before = house.rows()
        if who in LOOKERS and name in LOOKING:
            assert call(house, book, actor) is None
        else:
            with pytest.raises(NotAllowedError):
                call(house, book, actor)
        assert house.rows() == before, (who, name)


@pytest.mark.parametrize("name", [*SITTING, *LOOKING])
def test_nobody_sits_in_another_seat(house: House, name: str) -> None:
    """The same calls on a seat of the other workshop, and on a neighbour's, are all refused."""
    call = (SITTING | LOOKING)[name]
    before = house.rows()
    for who, actor in house.who.items():
        for book in (house.others[0].workbook, house.people[2].workbook, "nothing", house.room.id):
            with pytest.raises(NotAllowedError):
                call(house, book, actor)
        assert house.rows() == before, (who, name)


def test_who_begins_a_workshop(house: House) -> None:
    """Who holds a desk, or the host's link for it; nobody else, and no desk comes of it."""
    may = {"leader", "coach with a desk", "may begin"}
    for who, actor in house.who.items():
        if who in may:
            assert house.store.workshops.may_begin(actor)
            made = house.store.workshops.begin(actor, plan(), LATER)
            assert (made.id, "Hello again") in house.store.workshops.mine(actor)
            continue
        before = house.rows()
        with pytest.raises(NotAllowedError):
            house.store.workshops.begin(actor, plan(), LATER)
        assert house.rows() == before
    assert not house.store.links.has_desk(house.who["may begin"])


def test_what_is_mine(house: House) -> None:
    """Each is told of the workshops they lead, and of no other; who takes part leads none."""
    own = [(house.room.id, "own")]
    for who, actor in house.who.items():
        if who in ("stranger", "left leader"):
            with pytest.raises(NotAllowedError):
                house.store.workshops.mine(actor)
        else:
            assert house.store.workshops.mine(actor) == (own if who in LEADERS else []), who


def test_who_leads_reads_no_workbook(house: House) -> None:
    """Over every call of the store that reads or writes a workbook: refused to the facilitator."""
    store, person = house.store, house.people[0]
    before = store.snapshot(person.actor, person.workbook).version
    book = person.workbook
    contact = next(iter(store.snapshot(person.actor, book).records.all(Contact)))
    calls: list[Callable[[Actor], object]] = [
        lambda who: store.snapshot(who, book),
        lambda who: store.rights(who, book),
        lambda who: store.history(who, book),
        lambda who: store.erased(who, book),
        lambda who: store.would_erase_person(who, book, contact),
        lambda who: store.would_erase_all(who, book),
        lambda who: store.erase_all(who, book, at=LATER),
        lambda who: store.erase_person(who, book, contact, operation="x", at=LATER),
        lambda who: store.save(who, book, [Contact(name="E")], verb="x", operation="x", at=LATER),
        lambda who: store.undo(who, book, 2, operation="x", at=LATER),
        lambda who: store.create(who, replace(fresh_cover("UTC"), id=book), LATER),
        lambda who: store.links.of(who, book),
        lambda who: store.links.make(who, book, Role.VIEWER, LATER),
        lambda who: store.links.names(who, book),
        lambda who: store.links.looked(who, book, LATER),
        lambda who: store.links.seen(who, book, 1, LATER),
        lambda who: store.links.next_session(who, book, DAY),
        lambda who: store.links.give_away(who, book, "x" * 43, LATER),
        lambda who: store.sheets.of(who, book),
        lambda who: store.sheets.conflicts(who, book),
        lambda who: store.sheets.problems(who, book),
        lambda who: store.workshops.seat(who, book),
        lambda who: store.workshops.version(who, book),
        lambda who: store.workshops.waited_for(who, book),
        lambda who: store.workshops.wish(who, book, LATER, wanted=True),
        lambda who: store.workshops.wish(who, book, LATER, wanted=False),
    ]
    for who in LEADERS:
        actor = house.who[who]
        for call in calls:
            with pytest.raises(NotAllowedError):
                call(actor)
        assert store.workbook_ids(actor) == []
        assert store.links.held(actor) == []
    assert store.snapshot(person.actor, book).version == before


def wished(house: House, place: int) -> str:
    """Return the wish of somebody who has just said that they would like a coach."""
    one, leads = house.people[place], house.store.workshops
    before = {each.id for each in leads.wishes(house.room.leader, house.room.id)}
    leads.wish(one.actor, one.workbook, LATER, wanted=True)
    (made,) = [
        each for each in leads.wishes(house.room.leader, house.room.id) if each.id not in before
    ]
    assert (made.name, made.met) == (f"P{place}", False)
    return made.id


def test_nobody_is_told_who_has_not_wished(house: House) -> None:
    """Only a yes names anybody, to who leads; taken back, or left, it names nobody any more."""
    leads, leader, room = house.store.workshops, house.room.leader, house.room.id
    assert leads.wishes(leader, room) == []
    first = wished(house, 2)
    wished(house, 3)
    one, other = house.people[2], house.people[3]
    leads.wish(one.actor, one.workbook, LATER, wanted=True)  # a second tap is the same yes
    assert first in [each.id for each in leads.wishes(leader, room)]
    leads.wish(one.actor, one.workbook, LATER, wanted=False)
    leads.leave(other.actor, other.workbook, LATER)
    assert leads.wishes(leader, room) == []
    assert wished(house, 2) != first


@pytest.mark.parametrize("way", ["take on", "hand on"])
def test_who_meets_a_wish(house: House, way: str) -> None:
    """Who leads, and onto a desk only who has one; nobody else, nor for another workshop's wish."""
    leads = house.store.workshops
    call = {"take on": leads.take_on, "hand on": leads.hand_on}[way]
    may = {"leader"} if way == "take on" else LEADERS
    wishes = [wished(house, place) for place in (1, 2, 3, 4)]
    for who, actor in house.who.items():
        if who in may:
            call(actor, house.room.id, wishes.pop(), LATER)
        else:
            before = house.rows()
            with pytest.raises(NotAllowedError):
                call(actor, house.room.id, wishes[0], LATER)
            assert house.rows() == before, who
        with pytest.raises(NotAllowedError):
            call(actor, house.other.id, house.other.id, LATER)
    open_one = wishes[0]
    other = house.other.leader
    for workshop, actor in ((house.other.id, other), (house.room.id, house.room.leader)):
        foreign = open_one if actor is other else "nobody's"
        for wish in (foreign, "a\0b", house.people[0].workbook):
            with pytest.raises(ValueError, match="taken it back"):
                call(actor, workshop, wish, LATER)


def test_one_yes_is_good_for_one_link(house: House) -> None:
    """It shows names and status, on the desk; taking the yes back ends it, and a new yes asks anew.

    A link that its owner has withdrawn on the page for it is not made again of the same yes.
    """
    store, room = house.store, house.room
    leads, leader, one = store.workshops, house.room.leader, house.people[2]
    first = wished(house, 2)
    assert store.workbook_ids(leader) == []
    leads.take_on(leader, room.id, first, LATER, name="Ann")
    assert store.workbook_ids(leader) == [one.workbook]
    found = store.rights(leader, one.workbook)
    assert (found.role, found.shows, found.types) == (Role.COACH, Shows.STATUS, False)
    mine = leads.seat(one.actor, one.workbook)
    assert mine is not None
    assert (mine.wants_coach, mine.has_coach) == (True, True)
    (link,) = [each for each in store.links.of(one.actor, one.workbook) if each.name == "Ann"]
    assert link.role is Role.COACH
    for call in (leads.take_on, leads.hand_on):
        with pytest.raises(ValueError, match="coach already"):
            call(leader, room.id, first, LATER)
    store.links.withdraw(one.actor, link.id, LATER)
    assert store.workbook_ids(leader) == []
    with pytest.raises(ValueError, match="coach already"):
        leads.take_on(leader, room.id, first, LATER)
    leads.wish(one.actor, one.workbook, LATER, wanted=False)
    token = leads.hand_on(leader, room.id, wished(house, 2), LATER)
    coach = house.opened("another coach", token)
    assert store.workbook_ids(coach) == [one.workbook]
    leads.wish(one.actor, one.workbook, LATER, wanted=False)
    assert store.workbook_ids(coach) == []
    assert leads.wishes(leader, room.id) == []


def test_no_coach_is_wished_where_none_is_offered(house: House) -> None:
    """A plan without one: refused, and nobody is named."""
    store, one = house.store, house.people[2]
    bare = replace(plan("own"), coach=False)
    store.workshops.replan(house.room.leader, house.room.id, bare, LATER)
    with pytest.raises(ValueError, match="No coach is offered"):
        store.workshops.wish(one.actor, one.workbook, LATER, wanted=True)
    assert store.workshops.wishes(house.room.leader, house.room.id) == []


def test_only_who_leads_takes_it_away(house: House) -> None:
    """Everybody else is refused; then nobody leads it, and nothing of what it said is left.

    The workbooks stay their owners', with the day they were told.
    """
    store, leads = house.store, house.store.workshops
    leads.reveal(house.room.leader, house.room.id, "tally", LATER)
    wish = wished(house, 2)
    leads.take_on(house.room.leader, house.room.id, wish, LATER)
    before = house.rows()
    for who, actor in house.who.items():
        for workshop in (house.room.id, house.other.id, "nothing", "a\0b"):
            if who in LEADERS and workshop == house.room.id:
                continue
            with pytest.raises(NotAllowedError):
                leads.erase(actor, workshop, LATER)
    assert house.rows() == before
    told = leads.seat(house.people[0].actor, house.people[0].workbook)
    leads.erase(house.who["co-leader"], house.room.id, LATER)
    for who in LEADERS:
        for name, call in LEADING.items():
            with pytest.raises(NotAllowedError):
                call(house, house.room.id, house.who[who])
            assert name
        with pytest.raises(NotAllowedError):
            leads.erase(house.who[who], house.room.id, LATER)
        assert leads.mine(house.who[who]) == []
    assert house.room.id not in dict(leads.for_host())
    with pytest.raises(StoreError, match="no such workshop"):
        leads.by_host(LATER, workshop=house.room.id)
    left = repr(house.rows())
    assert "'own'" not in left
    assert "P1" not in left
    now = leads.seat(house.people[0].actor, house.people[0].workbook)
    assert told is not None
    assert now is not None
    assert (now.ended, now.pictures, now.erased_on) == (True, (), told.erased_on)
    assert store.workbook_ids(house.room.leader) == [house.people[2].workbook]
    for one in house.people:
        assert store.workbook_ids(one.actor) == [one.workbook]
    assert store.snapshot(house.people[0].actor, house.people[0].workbook).records.all(Contact)
    assert leads.mine(house.other.leader) == [(house.other.id, "other")]


def test_what_was_taken_away_keeps_its_promise(house: House) -> None:
    """Who has not kept their workbook loses it on the day they were told, and no sooner."""
    store, leads = house.store, house.store.workshops
    kept, lost = house.people[1], house.people[4]
    leads.claim(kept.actor, kept.workbook, LATER)
    leads.erase(house.room.leader, house.room.id, LATER)
    store.erase_unclaimed(NOW + timedelta(days=43))
    assert store.workbook_ids(lost.actor) == [lost.workbook]
    store.erase_unclaimed(NOW + timedelta(days=46))
    assert store.workbook_ids(lost.actor) == []
    assert store.workbook_ids(kept.actor) == [kept.workbook]
    with store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        rows = connection.execute(workshops.select()).all()
    assert [one.id for one in rows] == [house.other.id]


def test_what_who_leads_is_told_holds_nothing_of_a_workbook(house: House) -> None:
    """No contact, no note, no id of a workbook or a seat in anything that leading gives back."""
    with house.store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        secret = [one.id for one in connection.execute(seats.select())]
    secret += [one.workbook for one in house.people] + ["Secret", "secret"]
    told = [repr(call(house, house.room.id, house.room.leader)) for call in LEADING.values()]
    told.append(repr(house.store.workshops.standing(house.room.leader, house.room.id, LATER)))
    assert "asked=50" in "".join(told)
    assert not [one for one in secret if one in "".join(told)]


def test_nobody_reaches_a_neighbours_workbook(house: House) -> None:
    """Each has one workbook, and it is theirs."""
    for one in (*house.people, *house.others):
        assert house.store.workbook_ids(one.actor) == [one.workbook]
        for other in (*house.people, *house.others):
            if other is not one:
                with pytest.raises(NotAllowedError):
                    house.store.snapshot(one.actor, other.workbook)


def test_a_facilitators_link_carries_over_to_another_device(house: House) -> None:
    """What a visit hands over holds the workshops it leads, too."""
    token = house.store.links.hand_over(house.room.leader, LATER)
    there = house.opened("tablet", token)
    assert house.store.workshops.mine(there) == [(house.room.id, "own")]


def test_each_link_that_leads_is_withdrawn_by_itself(house: House) -> None:
    """The others go on; a link to a workbook, or to another workshop, is not withdrawn so."""
    leads, room = house.store.workshops, house.room
    found = leads.leaders(room.leader, room.id)
    assert sorted(one.mine for one in found) == [False, True]
    (own,) = (one for one in found if one.mine)
    assert own.used_at == LATER  # the second device has opened it
    first = house.people[0]
    owners = [one.id for one in house.store.links.of(first.actor, first.workbook)]
    others = [one.id for one in leads.leaders(house.other.leader, house.other.id)]
    for one in (*owners, *others, "a\0b"):
        leads.withdraw(room.leader, room.id, one, LATER)
    assert leads.mine(house.other.leader) == [(house.other.id, "other")]
    assert house.store.workbook_ids(first.actor) == [first.workbook]
    leads.withdraw(house.who["co-leader"], room.id, own.id, LATER)
    assert leads.mine(room.leader) == []
    assert leads.mine(house.who["second device"]) == []
    assert leads.mine(house.who["co-leader"]) == [(room.id, "own")]


def test_the_hosts_links(house: House) -> None:
    """One leads a workshop there is; one to none there is is not made."""
    token = house.store.workshops.by_host(NOW, workshop=house.other.id)
    assert house.store.workshops.mine(house.opened("host's", token)) == [(house.other.id, "other")]
    with pytest.raises(StoreError, match="no such workshop"):
        house.store.workshops.by_host(NOW, workshop="nothing")
    assert sorted(house.store.workshops.for_host()) == sorted(
        [(house.room.id, "own"), (house.other.id, "other")]
    )


def test_on_ones_own_machine_its_owner_leads_and_sits(store: Store) -> None:
    """No link is needed: begin, lead, join, each by the owner of everything."""
    made = store.workshops.begin(ME, plan(), NOW)
    assert store.workshops.mine(ME) == [(made.id, "Hello again")]
    joined = store.workshops.join(made.code, "Mei", NOW, ME)
    assert joined is not None
    assert store.workshops.join(made.code, "Mei", NOW, ME) == Joined(joined.workbook, "")
    assert store.workshops.standing(ME, made.id, NOW).people == 1
    assert store.workshops.version(ME, joined.workbook) == 1
    assert store.workshops.seat(ME, joined.workbook) is not None
    other = store.create(ME, fresh_cover("UTC"), NOW)
    assert (store.workshops.seat(ME, other), store.workshops.version(ME, other)) == (None, None)
    with pytest.raises(NotAllowedError):
        store.workshops.standing(ME, new_id(), NOW)
