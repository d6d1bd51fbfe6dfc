"""A workshop's sheet: what was tapped and counted, with whose it is; of no real person a letter."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from lib import guide
from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import YES, Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.handed import invented_person
from lib.coaching.paragraphs import joined
from lib.coaching.practice import filled
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from lib.sheets.room import NO_NAME, TITLE
from lib.store import Choice, LinkState, Need, OverError
from tests.sheets.hall import Hall, Person, world_of_a_guide
from tests.sheets.test_faults import now_and_then
from tests.sheets.world import BEGIN, World
from tests.sheets_api.google import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lib.coaching.records import Record

TODAY: Final = BEGIN.date()
SECRETS: Final = ("Zebulon", "Quxley", "+49 1512 7654321", "zq@example.org", "Nordwind", "wombat")
"""What stands in a participant's workbook about people they know."""


@pytest.fixture
def world(quick_folder: Path) -> Iterator[World]:
    """Return a world whose process knows the guide."""
    found = world_of_a_guide(quick_folder)
    yield found
    found.close()


@pytest.fixture
def hall(world: World) -> Hall:
    """Return a workshop that practises on invented people."""
    return Hall(world)


def tapped(name: str, label: str, option: str) -> Exercise:
    """Return an exercise as a tap leaves it."""
    return Exercise(name=name, on=TODAY, answer=joined([(label, option)]))


def test_what_was_tapped_and_counted_stands_in_the_sheet(hall: Hall) -> None:
    """Guess, count, reason, guess of the next ten, an invented person: each with whose it is."""
    ana, ben = hall.join("Ana"), hall.join("Ben")
    hall.link()
    hall.put(ana, belief.guessed_blind(4, TODAY))
    begun = belief.tally(hall.records(ana))
    assert begun is not None
    hall.put(ana, belief.counted(begun, 10, 1))
    options = guide.room_exercises()["why-silent"].questions[0].options
    hall.put(ben, tapped("why-silent", "What rings truest", options[0]))
    hall.put(ben, Guess(of_ten=3, made_on=TODAY))
    name = guide.room_numbers().invented[0]
    rated = replace(invented_person(ben.workbook, name), kind=Kind.COLLEAGUE, strength=4)
    hall.put(ben, rated)
    hall.world.settle(10)
    tally = guide.room_asked().exercises["tally"].title
    assert hall.told() == [
        ("Ana", tally, "guessed 4", "1", "10"),
        ("Ben", "A guess about the next ten", "", "3", "10"),
        ("Ben", "An invented person", f"{name}: worked together", "4", "5"),
        ("Ben", guide.room_exercises()["why-silent"].title, options[0], "", ""),
    ]
    assert {one["Day"] for one in hall.rows()} == {TODAY.isoformat(), ""}
    assert not hall.state().waiting


def secrets_of(person: Person) -> list[Record]:
    """Return rows of a workbook that tell of people they know."""
    name, other, phone, mail, firm, word = SECRETS
    contact = Contact(name=f"{name} {other}", phone=phone, email=mail, company=firm, notes=word)
    ask = Ask(contact=contact.id, sent_anyway=word)
    return [
        contact,
        ask,
        Touch(contact=contact.id, ask=ask.id, on=TODAY),
        Give(contact=contact.id, what=word, given_on=TODAY),
        Script(title=f"To {name}", text=f"Dear {name}, do you still work at {firm}?"),
        Comment(table="contacts", row=contact.id, on=TODAY, text=f"{name} again"),
        # typed into the exercises of the room itself
        tapped("room-but", "What my neighbour said to it", f"Ask {name} at {mail}"),
        Exercise(
            name="aloud",
            on=TODAY,
            answer=joined(
                [("I have read it aloud", YES), ("What I took out", f"Dear {name} {word}")]
            ),
        ),
        tapped("next-five", "In a few words, how", f"{name} by phone, {phone}"),
        # exercises that are no room's
        Exercise(name="successes", on=TODAY, answer=f"With {name} at {firm}"),
        # an invented person who became somebody
        replace(
            invented_person(person.workbook, guide.room_numbers().invented[0]),
            name=f"{name} {other}",
            phone=phone,
        ),
        replace(
            invented_person(person.workbook, guide.room_numbers().invented[1]),
            notes=f"as {name}",
            phone=phone,
            email=mail,
            company=firm,
        ),
    ]


def test_of_the_people_somebody_knows_not_a_letter(hall: Hall) -> None:
    """Names, numbers, notes, messages, and typed answers of the room's own exercises: 0 times."""
    person = hall.join("Ana")
    own = hall.own_sheet(person)
    rows = secrets_of(person)
    hall.put(person, *rows[:4])
    hall.link()
    hall.put(person, *rows[4:])
    hall.put(person, replace(hall.records(person).cover, owner="Zebulon's friend"))
    hall.world.settle(20)
    told = hall.told()
    asked = guide.room_asked()
    assert told == sorted(
        [
            ("Ana", "An invented person", f"{asked.invented[1]}", "", ""),
            ("Ana", asked.exercises["room-but"].title, "", "", ""),
            ("Ana", asked.exercises["aloud"].title, "I have read it aloud", "", ""),
            ("Ana", asked.exercises["next-five"].title, "", "", ""),
        ]
    )
    everything = hall.everything()
    assert {one: everything.count(one) for one in SECRETS} == dict.fromkeys(SECRETS, 0)
    assert not hall.state().waiting
    theirs = hall.everything(own)
    assert all(one in theirs for one in SECRETS), "what is looked for would be found"


def test_real_people_of_a_room_that_does_not_invent_any(world: World) -> None:
    """Where people use those they know, no contact stands in the sheet at all."""
    hall = Hall(world, invented=False)
    person = hall.join("Ana")
    hall.link()
    name = guide.room_numbers().invented[0]
    hall.put(person, Contact(name="Zebulon", strength=4), invented_person(person.workbook, name))
    hall.world.settle(10)
    assert hall.rows() == []


def test_whoever_comes_late_stands_there_too(hall: Hall) -> None:
    """A seat taken after the sheet was linked; a name that is not to be shown is not written."""
    hall.link()
    cleo = hall.join("Cleo")
    hall.put(cleo, Guess(of_ten=2, made_on=TODAY))
    hall.world.settle(10)
    assert [one[0] for one in hall.told()] == ["Cleo"]
    hall.store.workshops.hide_name(cleo.actor, cleo.workbook, hidden=True)
    hall.world.settle(40)
    assert [one[0] for one in hall.told()] == [NO_NAME]


def test_who_leaves_takes_their_rows_along(hall: Hall) -> None:
    """Left, or erased: their rows are emptied, the others' stay; who comes back is written anew."""
    hall.link()
    people = [hall.join(one) for one in ("Ana", "Ben", "Cleo")]
    for at, one in enumerate(people):
        hall.put(one, Guess(of_ten=at, made_on=TODAY))
    hall.world.settle(10)
    assert [one[0] for one in hall.told()] == ["Ana", "Ben", "Cleo"]
    ana, ben, cleo = people
    hall.store.workshops.leave(ana.actor, ana.workbook, hall.world.now)
    hall.store.erase_all(ben.actor, ben.workbook, at=hall.world.now)
    hall.world.settle(20)
    assert [one[0] for one in hall.told()] == ["Cleo"]
    assert not hall.state().waiting
    everything = hall.everything()
    assert [one in everything for one in ("Ana", "Ben", "Cleo")] == [False, False, True]
    hall.put(cleo, Guess(of_ten=9, made_on=TODAY))
    hall.store.workshops.join(hall.made.code, "Anna", hall.world.now, ana.actor)
    hall.world.settle(10)
    assert [one[0] for one in hall.told()] == ["Anna", "Cleo", "Cleo"]


def test_nothing_that_is_typed_there_comes_back(hall: Hall) -> None:
    """Cells changed, rows typed and pasted: no workbook moves; a look writes what is so again."""
    ana = hall.join("Ana")
    hall.link()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    before = hall.put(ana, Contact(name="Zebulon", phone="1"))
    hall.world.settle(10)
    person = hall.world.google.person(hall.sheet)
    person.type(TITLE, 2, "Number", "9")
    person.type(TITLE, 2, "First name", "Zebulon")
    person.add_row(TITLE, {"First name": "Ana", "What": "An invented person", "Tapped": "Mallory"})
    hall.store.room_sheets.refresh(hall.leader, hall.made.id, hall.world.now)
    hall.world.settle(20)
    assert hall.store.snapshot(ana.actor, ana.workbook).version == before
    assert ("Ana", "A guess about the next ten", "", "4", "10") in hall.told()
    assert ("Ana", "An invented person", "Mallory", "", "") in hall.told()


def test_a_heading_that_is_gone_is_asked_for(hall: Hall) -> None:
    """Nothing is written meanwhile; on a yes it stands at the right end, filled."""
    ana = hall.join("Ana")
    hall.link()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    hall.world.settle(10)
    hall.world.google.person(hall.sheet).delete_column(TITLE, "Number")
    hall.store.room_sheets.refresh(hall.leader, hall.made.id, hall.world.now)
    hall.world.settle(20)
    assert hall.state().need is Need.COLUMN_MISSING
    hall.store.room_sheets.choose(hall.leader, hall.made.id, Choice.OURS, hall.world.now)
    hall.world.settle(40)
    assert hall.state().need is None
    assert hall.told() == [("Ana", "A guess about the next ten", "", "4", "10")]


def test_a_participants_own_sheet_is_left_alone(hall: Hall) -> None:
    """Their workbook goes on into their own sheet, contacts and all; each sheet has its own."""
    ana = hall.join("Ana")
    own = hall.own_sheet(ana)
    before = hall.store.sheets.of(ana.actor, ana.workbook)
    hall.link()
    hall.put(ana, Contact(name="Zebulon"), Guess(of_ten=4, made_on=TODAY))
    hall.world.settle(30)
    after = hall.store.sheets.of(ana.actor, ana.workbook)
    assert before is not None
    assert after is not None
    assert (after.sheet, after.state, after.asked_at) == (own, LinkState.LINKED, before.asked_at)
    assert after.waiting == 0
    assert "Zebulon" in hall.everything(own)
    assert TITLE not in hall.world.google.person(own).titles()
    assert "Zebulon" not in hall.everything()
    assert [one[0] for one in hall.told()] == ["Ana"]


def test_an_unlinked_sheet_keeps_its_rows(hall: Hall) -> None:
    """Nothing more is written, nothing emptied; another workshop leaves them too."""
    ana = hall.join("Ana")
    hall.link()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    hall.world.settle(10)
    told = hall.told()
    hall.store.room_sheets.unlink(hall.leader, hall.made.id)
    hall.put(ana, Guess(of_ten=5, made_on=TODAY))
    hall.store.erase_all(ana.actor, ana.workbook, at=hall.world.now)
    hall.world.settle(40)
    assert hall.store.room_sheets.of(hall.leader, hall.made.id) is None
    assert hall.told() == told
    other = Hall(hall.world)
    other.sheet = hall.sheet
    other.link()
    other.put(other.join("Ben"), Guess(of_ten=1, made_on=TODAY))
    hall.world.settle(20)
    assert [one[0] for one in hall.told()] == ["Ana", "Ben"]


def test_the_end_writes_the_last_answers_and_lets_go(hall: Hall) -> None:
    """Answered a moment before the end: written, then nothing more is; the rows stay."""
    ana = hall.join("Ana")
    hall.link()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    hall.store.workshops.end(hall.leader, hall.made.id, hall.world.now)
    hall.world.settle(20)
    assert [one[0] for one in hall.told()] == ["Ana"]
    assert hall.store.room_sheets.of(hall.leader, hall.made.id) is None
    hall.put(ana, Guess(of_ten=5, made_on=TODAY))
    hall.store.erase_all(ana.actor, ana.workbook, at=hall.world.now)
    hall.world.settle(40)
    assert len(hall.rows()) == 1
    with pytest.raises(OverError):
        hall.store.room_sheets.ask(hall.leader, hall.made.id, hall.sheet, hall.world.now)


def test_a_sheet_that_needs_somebody_says_so(hall: Hall) -> None:
    """The share withdrawn: said of the link, nothing lost; shared again, it is caught up."""
    ana = hall.join("Ana")
    hall.link()
    hall.world.google.person(hall.sheet).withdraw_share()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    hall.world.settle(40)
    assert hall.state().need is Need.NOT_SHARED
    assert hall.state().waiting
    hall.world.google.person(hall.sheet).share(ACCOUNT)
    hall.world.settle(60)
    assert hall.state().need is None
    assert len(hall.rows()) == 1


def test_another_process_goes_on(hall: Hall) -> None:
    """One that knows nothing by heart finds the rows that stand there, and doubles none."""
    ana = hall.join("Ana")
    hall.link()
    hall.put(ana, Guess(of_ten=4, made_on=TODAY))
    hall.world.settle(10)
    hall.world.go(61)
    hall.world.begin_anew()
    hall.world.go(61)
    hall.put(ana, Guess(of_ten=5, made_on=TODAY))
    hall.world.settle(70)
    assert [one[3] for one in hall.told()] == ["4", "5"]


def test_faults_and_a_person_who_sorts(hall: Hall) -> None:
    """Three calls in ten go wrong, rows are sorted: each thing stands there once."""
    people = [hall.join(f"P{one}") for one in range(6)]
    hall.link()
    dice = random.Random(5)  # noqa: S311 - no secret
    hall.world.google.faults.plan = now_and_then(dice)
    person = hall.world.google.person(hall.sheet)
    said: dict[int, int] = {}
    for turn in range(60):
        at = turn % len(people)
        kept = filled(hall.records(people[at]), "tally")
        row = kept or Exercise(name="tally", on=TODAY, answer="guess: 4", count_of=10)
        said[at] = turn % 11
        hall.put(people[at], replace(row, count=said[at]))
        hall.world.go(1.0)
        if turn % 4 == 0:
            person.sort(TITLE, "Number", down=turn % 8 == 0)
        if turn == 30:
            person.add_row(TITLE, {"First name": "My own"})
    hall.world.google.faults.clear()
    hall.world.settle(180)
    tally = guide.room_asked().exercises["tally"].title
    assert hall.told() == sorted(
        [("My own", "", "", "", "")]
        + [(f"P{at}", tally, "guessed 4", str(many), "10") for at, many in said.items()]
    )
    assert not hall.state().waiting
