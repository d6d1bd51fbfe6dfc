"""Every action of the store, by every role, on one's own workbook and on another's.

What is granted stands in `GRANTED`; everything else must refuse, and change nothing.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import text

from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.coaching.scripts import Review, Script
from lib.store import (
    Actor,
    Choice,
    Link,
    Links,
    LinkState,
    NoSuchWorkbookError,
    NotAllowedError,
    Removed,
    Role,
    Shows,
    Side,
    Store,
    StoreError,
    fresh_cover,
)
from lib.store.access import LONGEST_LIFE, new_token
from lib.store.holding import Holding
from lib.store.roles import owner_of
from lib.store.schema import seats
from tests.store.book import DAY, NOW, contents
from tests.store.room import plan
from tests.store.sheet import OTHER_SHEET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from lib.store import Write

LATER: Final = NOW + timedelta(hours=1)
MARK: Final = "Zebulon"
"""A word that stands in the other workbook alone."""


class House:
    """A shared store: two workbooks, and somebody in every role to the first of them."""

    def __init__(self, address: str) -> None:
        """Begin both workbooks, and hand out the links."""
        self.store = Store(address, own_machine=False, open_house=True)
        self.owner = self.guest("owner")
        self.own = self.begun(self.owner, "Ann")
        self.other_owner = self.guest("other owner")
        self.other = self.begun(self.other_owner, MARK)
        self.links: dict[str, str] = {}
        self.who = {
            "owner": self.owner,
            "second device": self.by_link("second device", Role.OWNER),
            "coach": self.by_link("coach", Role.COACH),
            "typing coach": self.by_link("typing coach", Role.COACH, Shows.ALL, types=True),
            "viewer": self.by_link("viewer", Role.VIEWER),
            "seeing viewer": self.by_link("seeing viewer", Role.VIEWER, Shows.ALL),
            "facilitator": self.facilitator(),
            "calendar": self.calendar(),
            "guest": self.guest("guest"),
            "stranger": Actor.of_cookie("stranger", LATER),
            "left": self.left(),
            "locked": self.locked(),
            "withdrawn": self.withdrawn(),
            "expired": self.expired(),
            "no instant": replace(self.by_link("no instant", Role.COACH), at=None),
        }

    def guest(self, name: str) -> Actor:
        """Admit a visit without any link."""
        who = Actor.of_cookie(name, LATER)
        self.store.admit(who, Role.GUEST, NOW)
        return who

    def begun(self, owner: Actor, name: str) -> str:
        """Begin a workbook with one contact, one script that was handed over, one comment."""
        workbook = self.store.create(owner, fresh_cover("UTC"), NOW)
        ann = Contact(name=name, phone=f"{name} 123", email=f"{name}@x.example", id=f"c-{name}")
        script = Script(contact=ann.id, text=f"Dear {name}", review=Review.WAITING, id=f"s-{name}")
        word = Comment(table="contacts", row=ann.id, on=DAY, text=f"{name} is kind", id=f"w-{name}")
        self.store.save(
            owner, workbook, [ann, script, word], verb="add", operation=new_id(), at=NOW
        )
        return workbook

    def by_link(
        self, name: str, role: Role, shows: Shows = Shows.STATUS, *, types: bool = False
    ) -> Actor:
        """Return a visit that has opened a link to the first workbook."""
        made = self.store.links.make(
            self.owner, self.own, role, NOW, name=name, shows=shows, types=types
        )
        self.links[name] = made.id
        who = Actor.of_cookie(name, LATER)
        assert self.store.links.open(who, made.token, NOW) is not None
        return who

    def facilitator(self) -> Actor:
        """Return a visit that leads a workshop in which both workbooks have a seat."""
        with pytest.raises(ValueError, match="A link is"):
            self.store.links.make(self.owner, self.own, Role.FACILITATOR, NOW)
        who = Actor.of_cookie("facilitator", LATER)
        self.store.links.open(who, self.store.workshops.by_host(NOW), NOW)
        made = self.store.workshops.begin(who, plan(), NOW)
        joined = self.store.workshops.join(made.code, "Somebody", NOW, self.guest("somebody"))
        assert joined is not None
        with self.store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
            for book in (self.own, self.other):
                row = {"id": book, "workshop": made.id, "workbook": book, "name": "x"}
                row |= {"visit": "x", "joined_at": "2026"}
                connection.execute(seats.insert().values(**row, hidden=0))
        assert self.store.workshops.standing(who, made.id, NOW).people == 3
        return who

    def calendar(self) -> Actor:
        """Return a visit that has tried to open a calendar's link."""
        made = self.store.links.make(self.owner, self.own, Role.CALENDAR, NOW)
        who = self.guest("calendar")
        assert self.store.links.open(who, made.token, NOW) is None
        return who

    def left(self) -> Actor:
        """Return a coach's visit that has ended."""
        who = self.by_link("left", Role.COACH)
        self.store.end_visit(who, NOW)
        return who

    def locked(self) -> Actor:
        """Return an owner's visit that locked itself half an hour ago."""
        who = self.by_link("locked", Role.OWNER)
        self.store.say_others(who, NOW, others=True)
        assert self.store.tapped(who, NOW).until == NOW + timedelta(minutes=30)
        return who

    def withdrawn(self) -> Actor:
        """Return the visit of a coach whose link was withdrawn."""
        who = self.by_link("withdrawn", Role.COACH, Shows.ALL, types=True)
        self.store.links.withdraw(self.owner, self.links["withdrawn"], NOW)
        return who

    def expired(self) -> Actor:
        """Return the visit of a coach whose link has ended by itself."""
        who = self.by_link("expired", Role.COACH, Shows.ALL, types=True)
        self.store.links.renew(self.owner, self.links["expired"], NOW + timedelta(minutes=1), NOW)
        return who

    def rows(self, workbook: str, owner: Actor) -> object:
        """Return all that a workbook holds, and its links."""
        found = self.store.snapshot(owner, workbook)
        links = [(one.id, one.until, one.shows) for one in self.store.links.of(owner, workbook)]
        return found.version, contents(found.records), sorted(links, key=str)


def _own_word(house: House, book: str, who: Actor) -> object:
    name = _name(house, book)
    word = Comment(table="contacts", row=f"c-{name}", on=DAY, text="Well done.")
    return _save(house, book, who, word)


def _say_ready(house: House, book: str, who: Actor) -> object:
    name = _name(house, book)
    script = Script(
        contact=f"c-{name}", text=f"Dear {name}", review=Review.READY, id=f"s-{name}", version=2
    )
    return _save(house, book, who, script)


def _version(house: House, book: str) -> int:
    owner = house.owner if book == house.own else house.other_owner
    found = house.store.snapshot(owner, book).records.all(Comment)
    return found[f"w-{_name(house, book)}"].version


def _name(house: House, book: str) -> str:
    return "Ann" if book == house.own else MARK


def _save(house: House, book: str, who: Actor, *writes: Write) -> object:
    return house.store.save(who, book, writes, verb="x", operation=new_id(), at=NOW)


def _link_of(house: House, book: str) -> str:
    """Return a link to a workbook; nobody who is granted anything needs it."""
    if book == house.own:
        return house.links["viewer"]
    return house.store.links.of(house.other_owner, book)[-1].id


CALLS: Final[dict[str, Callable[[House, str, Actor], object]]] = {
    "read": lambda house, book, who: house.store.snapshot(who, book),
    "rights": lambda house, book, who: house.store.rights(who, book),
    "opened": lambda house, book, who: house.store.opened(who, book),
    "history": lambda house, book, who: house.store.history(who, book),
    "names": lambda house, book, who: house.store.links.names(who, book),
    "looked": lambda house, book, who: house.store.links.looked(who, book, NOW),
    "seen": lambda house, book, who: house.store.links.seen(who, book, 1, NOW),
    "sheet": lambda house, book, who: house.store.sheets.of(who, book),
    "sheet opened": lambda house, book, who: house.store.sheets.opened(who, book, NOW),
    "erased": lambda house, book, who: house.store.erased(who, book),
    "comment": _own_word,
    "say ready": _say_ready,
    "session": lambda house, book, who: house.store.links.next_session(who, book, DAY),
    "practice": lambda house, book, who: house.store.sheets.ask(
        who, book, OTHER_SHEET, NOW, practice=True
    ),
    "add": lambda house, book, who: _save(house, book, who, Contact(name="Eve")),
    "remove": lambda house, book, who: _save(
        house,
        book,
        who,
        Removed(
            Comment(
                table="contacts",
                row=f"c-{_name(house, book)}",
                on=DAY,
                id=f"w-{_name(house, book)}",
                text="",
                version=_version(house, book),
            )
        ),
    ),
    "answer": lambda house, book, who: _save(
        house,
        book,
        who,
        Comment(
            table="contacts",
            row=f"c-{_name(house, book)}",
            on=DAY,
            id=f"w-{_name(house, book)}",
            text="Other words",
            version=_version(house, book),
        ),
    ),
    "undo": lambda house, book, who: house.store.undo(who, book, 2, operation=new_id(), at=NOW),
    "would erase": lambda house, book, who: house.store.would_erase_person(who, book, "nobody"),
    "would erase all": lambda house, book, who: house.store.would_erase_all(who, book),
    "erase": lambda house, book, who: house.store.erase_person(
        who, book, f"c-{_name(house, book)}", operation="erase", at=NOW
    ),
    "create over it": lambda house, book, who: house.store.create(
        who, replace(fresh_cover("UTC"), id=book), NOW
    ),
    "share": lambda house, book, who: house.store.links.make(who, book, Role.VIEWER, NOW),
    "own link": lambda house, book, who: house.store.links.make(who, book, Role.OWNER, NOW),
    "links": lambda house, book, who: house.store.links.of(who, book),
    "withdraw": lambda house, book, who: house.store.links.withdraw(
        who, _link_of(house, book), NOW
    ),
    "renew": lambda house, book, who: house.store.links.renew(
        who,
        _link_of(house, book),
        None if book == house.own else LATER,
        NOW,
    ),
    "show": lambda house, book, who: house.store.links.show(
        who, _link_of(house, book), Shows.ALL, NOW
    ),
    "link a sheet": lambda house, book, who: house.store.sheets.ask(who, book, OTHER_SHEET, NOW),
    "refresh": lambda house, book, who: house.store.sheets.refresh(who, book, NOW),
    "choose": lambda house, book, who: house.store.sheets.choose(who, book, Choice.OURS, NOW),
    "unlink": lambda house, book, who: house.store.sheets.unlink(who, book, NOW),
    "conflicts": lambda house, book, who: house.store.sheets.conflicts(who, book),
    "problems": lambda house, book, who: house.store.sheets.problems(who, book),
    "settle": lambda house, book, who: house.store.sheets.settle(who, book, "x", Side.THEIRS, NOW),
    "settle ours": lambda house, book, who: house.store.sheets.settle(
        who, book, "x", Side.OURS, NOW
    ),
    "would erase somebody": lambda house, book, who: house.store.would_erase_person(
        who, book, f"c-{_name(house, book)}"
    ),
    "erase nobody": lambda house, book, who: house.store.erase_person(
        who, book, "nobody", operation=new_id(), at=NOW
    ),
}

_READING: Final = {
    *("read", "rights", "opened", "history", "names", "looked", "seen"),
    *("sheet", "sheet opened", "erased"),
}
_COMMENTING: Final = {*_READING, "comment", "say ready", "session", "practice"}
_WRITING: Final = {*_COMMENTING, "add", "remove", "answer", "undo"}
GRANTED: Final = {
    "owner": set(CALLS),
    "second device": set(CALLS),
    "coach": _COMMENTING,
    "typing coach": _WRITING,
    "viewer": _READING,
    "seeing viewer": _READING,
    **{one: set[str]() for one in ("facilitator", "calendar", "guest", "stranger")},
    **{one: set[str]() for one in ("left", "locked", "withdrawn", "expired", "no instant")},
}
"""What each may do with the first workbook; with the second, nobody of them may do anything."""


@pytest.fixture
def house(address: str) -> Iterator[House]:
    """Lend a shared store with somebody in every role."""
    made = House(address)
    with closing(made.store):
        yield made


def test_everybody_is_in_the_table(house: House) -> None:
    """Each visit of the house has its row."""
    assert set(house.who) == set(GRANTED)


@pytest.mark.parametrize("name", CALLS)
def test_who_may(house: House, name: str) -> None:
    """One action, by everybody, on the own workbook: done where it is granted, else refused."""
    for who, granted in GRANTED.items():
        if name in granted:
            CALLS[name](house, house.own, house.who[who])
            _anew(house, name)
            continue
        before = house.rows(house.own, house.owner)
        with pytest.raises(NotAllowedError):
            CALLS[name](house, house.own, house.who[who])
        assert house.rows(house.own, house.owner) == before, (who, name)


def test_what_opens_a_workbook_says_what_one_is_to_it(house: House) -> None:
    """The same rights and the same rows as asked for by themselves, first and later."""
    for name in [who for who, granted in GRANTED.items() if "opened" in granted]:
        who = house.who[name]
        for _ in range(2):
            found, rights = house.store.opened(who, house.own)
            assert rights == house.store.rights(who, house.own)
            assert found.records == house.store.snapshot(who, house.own).records


def _anew(house: House, name: str) -> None:
    """Put back what an action that was granted took away, for the next one who tries."""
    if name in ("practice", "link a sheet"):
        house.store.sheets.unlink(house.owner, house.own, NOW, practice=name == "practice")
        return
    if name not in ("say ready", "remove", "answer", "undo"):
        return
    newest = house.store.history(house.owner, house.own, limit=1)[0].number
    house.store.undo(house.owner, house.own, newest, operation=new_id(), at=NOW)


@pytest.mark.parametrize("name", CALLS)
def test_nobody_may_with_another_workbook(house: House, name: str) -> None:
    """The same actions on the workbook of somebody else: all refused, nothing changed."""
    before = house.rows(house.other, house.other_owner)
    for who, actor in house.who.items():
        with pytest.raises(NotAllowedError):
            CALLS[name](house, house.other, actor)
        assert house.rows(house.other, house.other_owner) == before, (who, name)


def test_only_an_owner_erases_it_all(house: House) -> None:
    """Or gives it away: everybody else is refused, and it is all there; its owner erases it."""
    for who, actor in house.who.items():
        if who in ("owner", "second device"):
            continue
        before = house.rows(house.own, house.owner)
        with pytest.raises(NotAllowedError):
            house.store.erase_all(actor, house.own, at=NOW)
        with pytest.raises(NotAllowedError):
            house.store.erase_person(actor, house.own, "c-Ann", operation=new_id(), at=NOW)
        with pytest.raises(NotAllowedError):
            house.store.links.give_away(actor, house.own, new_token(), NOW)
        assert house.rows(house.own, house.owner) == before, who
    house.store.erase_all(house.owner, house.own, at=NOW)
    assert house.store.workbook_ids(house.owner) == []


def test_every_call_of_the_links_is_tried(house: House) -> None:
    """A method of the links that asks for rights to a workbook and is not tried fails this test."""
    del house
    named = {name for name in (*vars(Links), *vars(Holding)) if not name.startswith("_")}
    tried = {*("make", "of", "withdraw", "renew", "show", "names", "looked", "seen")}
    of_the_visit = {"open", "held", "has_desk", "desk", "hand_over", "adopt"}
    assert named == tried | of_the_visit | {
        "next_session",
        "by_host",
        "feed",
        "give_away",
        "for_host",
    }


def test_who_gives_a_workbook_away(house: House) -> None:
    """Nobody who is not its owner, and no owner without a desk to keep a coach's link on."""
    for book in (house.own, house.other):
        for who, actor in house.who.items():
            before = house.rows(house.own, house.owner)
            with pytest.raises(NotAllowedError):
                house.store.links.give_away(actor, book, new_token(), NOW)
            assert house.rows(house.own, house.owner) == before, who


def test_a_workbook_given_away(house: House) -> None:
    """The token is its owner's, a person of their own; the coach keeps names and status alone."""
    coach = Actor.of_cookie("a coach with a desk", NOW)
    token = house.store.links.by_host(Role.COACH, None, NOW)
    assert house.store.links.open(coach, token, NOW) is not None
    books = [house.store.create(coach, fresh_cover("UTC"), NOW) for _ in range(2)]
    tokens = [new_token() for _ in books]
    with pytest.raises(ValueError, match="token"):
        house.store.links.give_away(coach, books[0], "short", NOW)
    persons = set()
    for book, client_token in zip(books, tokens, strict=True):
        house.store.links.give_away(coach, book, client_token, NOW, name="Carla")
        with pytest.raises(NotAllowedError):
            house.store.links.give_away(coach, book, new_token(), NOW)
        with pytest.raises(NotAllowedError):
            house.store.links.of(coach, book)
        rights = house.store.rights(coach, book)
        assert (rights.role, rights.shows, rights.types) == (Role.COACH, Shows.STATUS, False)
        client = Actor.of_cookie(f"client of {book}", NOW)
        assert house.store.links.open(client, client_token, NOW) is not None
        assert house.store.rights(client, book).role is Role.OWNER
        assert house.store.workbook_ids(client) == [book]
        (kept,) = [one for one in house.store.links.of(client, book) if one.role is Role.COACH]
        assert (kept.name, kept.until) == ("Carla", NOW + LONGEST_LIFE)
        with house.store._engine.connect() as connection:  # noqa: SLF001 - no call tells it
            persons.add(owner_of(connection, client, book))
    assert len(persons) == len(books)
    assert [one.on_desk for one in house.store.links.held(coach)] == [True, True]
    second = Actor.of_cookie("the coach's other device", NOW)
    assert house.store.links.open(second, token, NOW) is not None
    assert set(house.store.workbook_ids(second)) == set(books)


def test_workbooks_that_are_listed(house: House) -> None:
    """Each sees the workbooks of their links, and no other one."""
    for who, granted in GRANTED.items():
        if who in ("stranger", "left", "locked"):
            with pytest.raises(NotAllowedError):
                house.store.workbook_ids(house.who[who])
            continue
        listed = house.store.workbook_ids(house.who[who])
        assert listed == ([house.own] if granted else []), who
        assert [one.workbook for one in house.store.links.held(house.who[who])] == listed


def test_what_a_coach_is_shown(house: House) -> None:
    """Names and status by default; all where the owner says so; no private note of another one."""
    for coach in ("coach", "typing coach"):
        note = Comment(table="cover", row=house.own, on=DAY, text="For me alone", private=True)
        _save(house, house.own, house.who[coach], note)
    for name, phone in (("coach", ""), ("viewer", ""), ("typing coach", "Ann 123")):
        ann = house.store.snapshot(house.who[name], house.own).records.all(Contact)["c-Ann"]
        assert (ann.name, ann.phone) == ("Ann", phone), name
    for name, many in (("coach", 1), ("typing coach", 1), ("viewer", 0), ("owner", 0)):
        words = house.store.snapshot(house.who[name], house.own).records.all(Comment).values()
        assert sum(one.private for one in words) == many, name
        told = [
            step.after
            for entry in house.store.history(house.who[name], house.own)
            for step in entry.changes
        ]
        assert sum(isinstance(one, Comment) and one.private for one in told) == many, name
        phones = {one.phone for one in told if isinstance(one, Contact)}
        assert phones == ({""} if name in ("coach", "viewer") else {"Ann 123"})


def test_a_coach_writes_under_their_own_name_alone(house: House) -> None:
    """The link a comment was made by is the store's to say; another's cannot be taken on."""
    coach = house.who["coach"]
    word = Comment(table="contacts", row="c-Ann", on=DAY, text="Good", by=house.links["viewer"])
    _save(house, house.own, coach, word)
    kept = house.store.snapshot(house.owner, house.own).records.all(Comment)[word.id]
    assert kept.by == house.links["coach"]
    with pytest.raises(NotAllowedError):
        _save(house, house.own, coach, replace(kept, taken=True, settled_on=DAY))
    with pytest.raises(NotAllowedError):
        _save(house, house.own, coach, replace(kept, text="More"), Contact(name="Eve"))
    _save(house, house.own, coach, replace(kept, text="More"))
    now = house.store.snapshot(house.owner, house.own).records.all(Comment)[word.id]
    assert now.text == "More"


def test_only_a_coach_who_sees_all_types(house: House) -> None:
    """Whoever writes over a row must have seen it; a link for more than 180 days is none."""
    for role, shows in ((Role.COACH, Shows.STATUS), (Role.VIEWER, Shows.ALL)):
        with pytest.raises(ValueError, match="shown all"):
            house.store.links.make(house.owner, house.own, role, NOW, shows=shows, types=True)
    for days in (181, 0, -1):
        with pytest.raises(ValueError, match="180 days"):
            house.store.links.make(
                house.owner, house.own, Role.COACH, NOW, until=NOW + timedelta(days=days)
            )
    with pytest.raises(ValueError, match="until it is withdrawn"):
        house.store.links.make(house.owner, house.own, Role.OWNER, NOW, until=LATER)


def test_a_withdrawn_link_of_500_writes_applies_none(house: House) -> None:
    """A coach who types, and whose link goes meanwhile."""
    who = house.who["typing coach"]
    for _ in range(5):
        _save(house, house.own, who, Contact(name="Before"))
    house.store.links.withdraw(house.owner, house.links["typing coach"], NOW)
    before = house.rows(house.own, house.owner)
    refused = 0
    for _ in range(500):
        try:
            _save(house, house.own, who, Contact(name="After"))
        except NotAllowedError:
            refused += 1
    assert refused == 500
    assert house.rows(house.own, house.owner) == before


def test_a_desk_holds_its_clients_on_every_device(house: House) -> None:
    """A coach opens two clients' links, begins a desk, and opens it elsewhere."""
    coach = house.who["coach"]
    token = house.store.links.desk(coach, NOW, name="Ana")
    second = Actor.of_cookie("coach's phone", LATER)
    opened = house.store.links.open(second, token, NOW)
    assert opened is not None
    assert opened.workbook is None
    assert house.store.workbook_ids(second) == [house.own]
    made = house.store.links.make(house.other_owner, house.other, Role.COACH, NOW, name="Zeb")
    house.store.links.open(second, made.token, NOW)
    assert {one.workbook for one in house.store.links.held(coach)} == {house.own, house.other}
    assert house.store.links.has_desk(coach)
    house.store.links.withdraw(house.other_owner, made.id, NOW)
    for who in (coach, second):
        assert house.store.workbook_ids(who) == [house.own]
    assert house.store.links.names(house.owner, house.own)[second.visit] == (Role.COACH, "coach")


def test_who_may_begin(house: House, address: str) -> None:
    """Anyone where the host allows it; else whoever holds a desk; nobody in another's name."""
    guest = house.who["guest"]
    cover = fresh_cover("UTC")
    assert house.store.create(guest, cover, NOW) == cover.id
    assert house.store.workbook_ids(guest) == [cover.id]
    with pytest.raises(NotAllowedError):
        house.store.create(house.other_owner, cover, NOW)
    with closing(Store(address, own_machine=False)) as closed:
        with pytest.raises(NotAllowedError):
            closed.create(house.other_owner, fresh_cover("UTC"), NOW)
        with pytest.raises(NotAllowedError):
            closed.links.desk(house.other_owner, NOW)
        token = closed.links.by_host(Role.COACH, None, NOW, name="Ana")
        ana = Actor.of_cookie("ana", LATER)
        closed.links.open(ana, token, NOW)
        new = closed.create(ana, fresh_cover("UTC"), NOW)
        assert closed.rights(ana, new).role is Role.OWNER


def test_a_second_device_holds_the_same_once(house: House) -> None:
    """What a visit holds goes over to another device, once, within the hour."""
    token = house.store.links.hand_over(house.owner, NOW)
    phone, third = (Actor.of_cookie(one, LATER) for one in ("phone", "third"))
    assert house.store.links.open(phone, token, NOW) is not None
    assert house.store.links.open(third, token, NOW) is None
    assert house.store.workbook_ids(phone) == [house.own]
    late = house.store.links.hand_over(house.owner, NOW)
    assert house.store.links.open(third, late, NOW + timedelta(minutes=61)) is None


def test_who_signs_in_takes_their_links_along(house: House) -> None:
    """A mail address is one person, however it is written; the browser holds nothing then."""
    mia = Actor.of_mail("Mia@Example.org ", LATER)
    assert mia == Actor.of_mail("mia@example.org")
    assert house.store.links.adopt(house.who["viewer"], mia, NOW) == 1
    assert house.store.workbook_ids(mia) == [house.own]
    assert house.store.workbook_ids(house.who["viewer"]) == []


def test_the_host_makes_a_link_for_who_is_locked_out(house: House) -> None:
    """A new owner's link opens the workbook as the lost one did."""
    token = house.store.links.by_host(Role.OWNER, house.own, NOW)
    back = Actor.of_cookie("back", LATER)
    house.store.links.open(back, token, NOW)
    assert house.store.rights(back, house.own).role is Role.OWNER
    with pytest.raises(ValueError, match="The host makes"):
        house.store.links.by_host(Role.VIEWER, house.own, NOW)


def test_owners_of_their_own_machine_are_guests_once_it_is_shared(address: str) -> None:
    """A visit that owned everything owns nothing when the same store is opened for others."""
    me = Actor.of_cookie("me", LATER)
    with closing(Store(address)) as alone:
        alone.admit(me, Role.OWNER, NOW)
        workbook = alone.create(me, fresh_cover("UTC"), NOW)
    with closing(Store(address, own_machine=False)) as shared:
        assert shared.workbook_ids(me) == []
        with pytest.raises(NotAllowedError):
            shared.snapshot(me, workbook)
        with pytest.raises(NotAllowedError):
            shared.admit(Actor.of_cookie("new"), Role.OWNER, NOW)
    with closing(Store(address)) as alone:
        alone.admit(me, Role.OWNER, NOW)
        assert alone.workbook_ids(me) == [workbook], "and again the owner, once it is not shared"


def test_a_calendar_fetches_by_its_own_link(house: House) -> None:
    """The feed's token names the workbook until it is withdrawn, and opens nothing else."""
    made = house.store.links.make(house.owner, house.own, Role.CALENDAR, NOW)
    assert house.store.links.feed(made.token, NOW) == house.own
    found = house.store.calendar(made.token, NOW)
    assert found is not None
    assert [one.phone for one in found.records.all(Contact).values()] == [""]
    house.store.links.withdraw(house.owner, made.id, NOW)
    assert house.store.links.feed(made.token, NOW) is None
    assert house.store.links.feed("x" * 43, NOW) is None


def test_looks_are_noted_for_the_owner(house: House) -> None:
    """When a coach looked last; their next session; what they have seen."""
    coach = house.who["coach"]
    house.store.links.looked(coach, house.own, LATER)
    house.store.links.looked(coach, house.own, LATER + timedelta(minutes=1))
    by_id = {one.id: one for one in house.store.links.of(house.owner, house.own)}
    assert by_id[house.links["coach"]].used_at == LATER
    house.store.links.seen(coach, house.own, 2, LATER)
    house.store.links.next_session(coach, house.own, date(2026, 3, 9))
    (held,) = house.store.links.held(coach)
    assert (held.seen_version, held.session_on) == (2, date(2026, 3, 9))


def test_what_no_token_can_be_is_not_asked_for(house: House) -> None:
    """Whoever sends nonsense waits for no lock and costs no statement; a token's shape does."""
    with house.store._engine.begin() as connection:  # noqa: SLF001 - broken on purpose
        connection.execute(text("ALTER TABLE access_links RENAME TO away"))
    who = Actor.of_cookie("guessing", LATER)
    for nonsense in ("", "x", "é" * 43, "x" * 42, "x" * 44, "x" * 9_000):
        assert house.store.links.open(who, nonsense, LATER) is None
    with pytest.raises(StoreError):
        house.store.links.open(who, "x" * 43, LATER)


@pytest.mark.parametrize("name", ["stranger", "left", "locked"])
def test_who_is_no_visit_holds_nothing(house: House, name: str) -> None:
    """Nobody, and whoever has left: no list, no desk, nothing for another device."""
    who, links = house.who[name], house.store.links
    for ask in (
        lambda: links.held(who),
        lambda: links.has_desk(who),
        lambda: links.desk(who, LATER),
        lambda: links.hand_over(who, LATER),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_on_ones_own_machine_there_are_no_links(address: str) -> None:
    """Its owner holds none, begins no desk, and hands nothing to another device."""
    me = Actor.of_cookie("me", LATER)
    with closing(Store(address, open_house=True)) as store:
        store.admit(me, Role.OWNER, NOW)
        store.create(me, fresh_cover("UTC"), NOW)
        assert store.links.held(me) == []
        for ask in (store.links.desk, store.links.hand_over):
            with pytest.raises(NotAllowedError):
                ask(me, LATER)


def test_an_owner_who_looks_is_not_noted(house: House) -> None:
    """What the owner reads of looks is of others: their own would stand there at every visit."""

    def used() -> list[datetime | None]:
        found = house.store.links.of(house.owner, house.own)
        return [one.used_at for one in found if one.role is Role.OWNER]

    before = used()
    house.store.links.looked(house.owner, house.own, LATER + timedelta(days=1))
    assert used() == before


def test_coaches_without_a_desk_show_each_time_that_a_sheet_is_theirs(house: House) -> None:
    """What one of them has shown opens the sheet to no other one."""
    store, coach = house.store, house.who["coach"]
    stranger = Actor.of_cookie("coach of another", LATER)
    made = store.links.make(house.other_owner, house.other, Role.COACH, NOW)
    assert store.links.open(stranger, made.token, NOW) is not None
    assert store.sheets.ask(coach, house.own, OTHER_SHEET, NOW, practice=True)
    assert store.sheets.lease(OTHER_SHEET, "test", LATER, NOW)
    store.sheets.note_link(OTHER_SHEET, "test", house.own, practice=True, state=LinkState.LINKED)
    assert store.sheets.ask(stranger, house.other, OTHER_SHEET, NOW, practice=True)


def test_whoever_left_hands_nothing_over(house: House) -> None:
    """Left before the other device opened it: what the visit held does not go over."""
    giver = house.by_link("giver", Role.COACH)
    token = house.store.links.hand_over(giver, NOW)
    house.store.end_visit(giver, NOW)
    taker = Actor.of_cookie("taker", LATER)
    assert house.store.links.open(taker, token, NOW) is not None
    assert house.store.workbook_ids(taker) == []


def test_a_withdrawn_link_stays_as_it_was_withdrawn(house: House) -> None:
    """A second tap, or a renewal from an old page, changes neither its day nor its end."""

    def kept() -> Link:
        found = house.store.links.of(house.owner, house.own)
        return next(one for one in found if one.id == house.links["withdrawn"])

    before = kept()
    house.store.links.withdraw(house.owner, before.id, LATER)
    house.store.links.renew(house.owner, before.id, LATER + timedelta(days=60), LATER)
    assert kept() == before


def test_who_is_not_shown_all_is_not_let_write(house: House) -> None:
    """Nor by a change of a link that there is."""
    for link, shows in (("coach", Shows.STATUS), ("viewer", Shows.ALL)):
        with pytest.raises(ValueError, match="shown all"):
            house.store.links.show(house.owner, house.links[link], shows, NOW, types=True)


def test_no_link_leads_to_what_is_not_there(house: House, tmp_path: Path) -> None:
    """The host names a workbook that is none; an owner of their own machine does."""
    with pytest.raises(NoSuchWorkbookError):
        house.store.links.by_host(Role.OWNER, "none", NOW)
    with closing(Store(f"sqlite:///{tmp_path / 'own' / 'own.sqlite'}")) as alone:
        me = Actor.of_cookie("me", LATER)
        alone.admit(me, Role.OWNER, NOW)
        with pytest.raises(NoSuchWorkbookError):
            alone.links.make(me, "none", Role.COACH, NOW)


def test_a_feed_is_a_calendars_alone(house: House) -> None:
    """An owner's or a coach's key fetches no calendar."""
    for role in (Role.OWNER, Role.COACH):
        made = house.store.links.make(house.owner, house.own, role, NOW)
        assert house.store.links.feed(made.token, NOW) is None


def test_whoever_left_opens_no_link_as_who_they_were(house: House) -> None:
    """A visit that has ended holds nothing again, whatever token it shows."""
    token = house.store.links.make(house.owner, house.own, Role.OWNER, NOW).token
    with pytest.raises(NotAllowedError):
        house.store.links.open(house.who["left"], token, NOW)


def test_two_owners_are_two_persons(house: House) -> None:
    """Whoever begins a workbook is the person behind their own links, and behind nobody else's."""
    with house.store._engine.connect() as connection:  # noqa: SLF001 - no call tells it
        mine = owner_of(connection, house.owner, house.own)
        others = owner_of(connection, house.other_owner, house.other)
    assert None not in (mine, others)
    assert mine != others
