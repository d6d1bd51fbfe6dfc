"""The hour of a workshop: codes and seats, steps, counts right to the person, and its end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import event, select

from lib.coaching import looking_back
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.looking_back import Sent
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import COURSES
from lib.coaching.workshop import Picture, Question, QuestionKind
from lib.store import Actor, FullError, Joined, NotAllowedError, Progress, Role, Seat, Store
from lib.store.counting import answers
from lib.store.schema import actions, record_tables, reveals, seats, visit_links, workbooks
from lib.store.seats import CODE_LENGTH, CODE_LETTERS, MOST_SEATS, code_of, new_code
from lib.store.workshops import LOBBY_LIFE
from tests.faults.test_all_or_nothing import PowerGone, stopped_at
from tests.store.book import DAY, NOW
from tests.store.room import STEPS, Person, Room, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lib.coaching.asks import Course
    from lib.coaching.records import Record
    from lib.store import Standing

LAST: Final = NOW + timedelta(days=14)
"""On the workshop's last day."""
DUE: Final = LAST + timedelta(days=32)
"""When workbooks that nobody has claimed are gone."""


@pytest.fixture
def store(room: Room) -> Store:
    """Return the store in which it runs."""
    return room.store


def standing(room: Room) -> Standing:
    """Return how it stands, for who leads it."""
    return room.store.workshops.standing(room.leader, room.id, NOW)


def seat(room: Room, person: Person) -> Seat:
    """Return how it stands for somebody who takes part."""
    found = room.store.workshops.seat(person.actor, person.workbook)
    assert found is not None
    return found


def shown(room: Room, question: str) -> Picture:
    """Reveal a question; it must be possible."""
    found = room.store.workshops.reveal(room.leader, room.id, question, NOW)
    assert isinstance(found, Picture), found
    return found


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Note the statements that are executed meanwhile."""
    found: list[str] = []

    def note(*call: object) -> None:
        found.append(str(call[2]))

    engine = store._engine  # noqa: SLF001 - what it asks its database
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


# codes and seats


def test_a_code_has_six_letters_none_of_them_like_another() -> None:
    """Sixteen letters; typed small, with spaces or a hyphen, it is the same; others are none."""
    assert "".join(sorted(set(CODE_LETTERS))) == CODE_LETTERS
    assert not set(CODE_LETTERS) & set("AEILOQBSZU0123456789")
    made = {new_code() for _ in range(500)}
    assert all(len(one) == CODE_LENGTH and set(one) <= set(CODE_LETTERS) for one in made)
    assert len(made) > 490
    assert code_of(" kmp-htw\n") == code_of("KMP HTW") == "KMPHTW"
    assert [code_of(one) for one in ("", "KMPHT", "KMPHTWK", "KMPHT0", "ķMPHTW", "KMPHTW\0")] == (
        [None] * 6
    )


def test_joining_begins_a_workbook_of_ones_own(store: Store, room: Room) -> None:
    """By the code alone, where nobody may start a workbook; its token opens it elsewhere."""
    mei = room.join("Mei")
    assert store.workbook_ids(mei.actor) == [mei.workbook]
    (cover,) = store.snapshot(mei.actor, mei.workbook).records.all(Cover).values()
    assert (cover.name, cover.owner, cover.time_zone) == ("My workbook", "Mei", "UTC")
    assert [one.verb for one in store.history(mei.actor, mei.workbook)] == ["begin"]
    phone = Actor.of_cookie("phone", NOW)
    found = store.links.open(phone, mei.token, NOW)
    assert found is not None
    assert (found.workbook, found.role) == (mei.workbook, Role.OWNER)
    assert seat(room, mei).name == "Mei"


def test_joining_again_is_the_same_seat(store: Store, room: Room) -> None:
    """From the same visit, from another device that holds the workbook, and after signing in."""
    mei = room.join("Mei")
    same = Joined(mei.workbook, "")
    assert store.workshops.join(room.made.code, "Mei L", NOW, mei.actor) == same
    assert seat(room, mei).name == "Mei L"
    phone = Actor.of_cookie("phone", NOW)
    store.links.open(phone, mei.token, NOW)
    assert store.workshops.join(room.made.code, "Mei", NOW, phone) == same
    store.workshops.leave(mei.actor, mei.workbook, NOW)
    assert standing(room).people == 0
    assert store.workshops.seat(mei.actor, mei.workbook) is None
    assert store.workshops.version(mei.actor, mei.workbook) is None
    assert store.workshops.join(room.made.code, "Mei", NOW, mei.actor) == same
    assert standing(room).people == 1
    jon = room.join("Jon")
    person = Actor.of_mail("jon@example.org", NOW)
    store.links.adopt(jon.actor, person, NOW)
    assert store.workshops.join(room.made.code, "Jon", NOW, jon.actor) == Joined(jon.workbook, "")
    assert store.workbook_ids(person) == [jon.workbook]
    assert store.workbook_ids(jon.actor) == []
    assert standing(room).people == 2


def test_two_taps_at_once_are_one_seat(store: Store, room: Room) -> None:
    """The form sent twice by one browser at one moment: one workbook, one name."""
    who, together = Actor.of_cookie("mei", NOW), Barrier(4)
    store.admit(who, Role.GUEST, NOW)
    found: list[Joined | None] = []

    def tap() -> None:
        together.wait()
        found.append(store.workshops.join(room.made.code, "Mei", NOW, who))

    threads = [Thread(target=tap) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({one.workbook for one in found if one is not None}) == 1
    assert len(found) == 4
    assert standing(room).names == ("Mei",)


def test_a_lobby_opens_and_closes(store: Store, room: Room) -> None:
    """Closed, it lets nobody in; opened, it has a new code; while it is open it keeps it."""
    leads, who = room.leader, Actor.of_cookie("late", NOW)
    first = room.made.code
    assert (standing(room).code, standing(room).lobby_open) == (first, True)
    assert store.workshops.open_lobby(leads, room.id, NOW) == first
    store.workshops.close_lobby(leads, room.id, NOW)
    assert (standing(room).code, standing(room).lobby_open) == (None, False)
    assert store.workshops.join(first, "Mei", NOW, who) is None
    second = store.workshops.open_lobby(leads, room.id, NOW)
    assert second != first
    assert store.workshops.join(first, "Mei", NOW, who) is None
    assert store.workshops.join(second, "Mei", NOW + LOBBY_LIFE, who) is None
    assert store.workshops.standing(leads, room.id, NOW + LOBBY_LIFE).code is None
    assert store.workshops.join(second, "Mei", NOW, who) is not None
    store.workshops.end(leads, room.id, NOW)
    assert store.workshops.join(second, "Mei", NOW, Actor.of_cookie("later", NOW)) is None


def test_joining_is_all_or_nothing(store: Store, room: Room) -> None:
    """Stopped before each of its statements, there is no workbook, no seat, no link, no visit."""
    who = Actor.of_cookie("mei", NOW)
    tables = (workbooks, seats, visit_links, actions, *record_tables.values())

    def held() -> list[int]:
        with store._engine.connect() as connection:  # noqa: SLF001 - SQL beside the store
            return [len(connection.execute(one.select()).all()) for one in tables]

    before, nth = held(), 0
    while True:
        nth += 1
        with stopped_at(store, nth) as seen:
            try:
                found = store.workshops.join(room.made.code, "Mei", NOW, who)
            except PowerGone:
                pass
            else:
                break
        assert held() == before
    assert len(seen) > 10
    assert found is not None
    assert store.workbook_ids(who) == [found.workbook]


def test_who_cannot_join(store: Store, room: Room) -> None:
    """Without a name, with a visit that has ended, or where every seat is taken: nothing begun."""
    with pytest.raises(ValueError, match="first name"):
        store.workshops.join(room.made.code, " \u200b", NOW, Actor.of_cookie("x", NOW))
    gone = Actor.of_cookie("gone", NOW)
    store.admit(gone, Role.GUEST, NOW)
    store.end_visit(gone, NOW)
    with pytest.raises(NotAllowedError):
        store.workshops.join(room.made.code, "Mei", NOW, gone)
    columns = ("id", "workshop", "workbook", "visit", "name", "joined_at", "hidden")
    rows = [
        dict(
            zip(columns, (f"s{one}", room.id, f"b{one}", "v", "N", NOW.isoformat(), 1), strict=True)
        )
        for one in range(MOST_SEATS)
    ]
    with store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        connection.execute(seats.insert(), rows)
    with pytest.raises(FullError):
        store.workshops.join(room.made.code, "Mei", NOW, Actor.of_cookie("x", NOW))
    assert store.links.for_host() == []


def test_names_are_first_names_and_may_be_hidden(store: Store, room: Room) -> None:
    """Cut and cleaned, twice the same; each hides their own, the facilitator hides them all."""
    mei, _ = room.join("Mei"), room.join("Mei", "another Mei")
    room.join("  Anna\nMaria  " + "x" * 99)
    long = "Anna Maria " + "x" * 29
    assert sorted(standing(room).names) == sorted(["Mei", "Mei", long])
    store.workshops.hide_name(mei.actor, mei.workbook, hidden=True)
    assert sorted(standing(room).names) == sorted(["Mei", long])
    assert standing(room).people == 3
    assert seat(room, mei).hidden
    store.workshops.hide_names(room.leader, room.id, hidden=True)
    assert (standing(room).names, standing(room).names_hidden) == ((), True)
    store.workshops.hide_names(room.leader, room.id, hidden=False)
    assert len(standing(room).names) == 2


# steps, timers, versions


def test_steps_and_timers(store: Store, room: Room) -> None:
    """The plan's seconds unless others are given; more of them; none; back to before the first."""
    leads = room.leader
    mei = room.join("Mei")
    assert (standing(room).step, seat(room, mei).step) == (None, None)
    store.workshops.go(leads, room.id, "tally", NOW)
    assert standing(room).ends_at == seat(room, mei).ends_at == NOW + timedelta(minutes=5)
    assert (standing(room).step, seat(room, mei).step_at) == ("tally", NOW)
    store.workshops.extend(leads, room.id, 60, NOW + timedelta(minutes=1))
    assert standing(room).ends_at == NOW + timedelta(minutes=6)
    late = NOW + timedelta(minutes=20)
    store.workshops.extend(leads, room.id, 60, late)
    assert standing(room).ends_at == late + timedelta(minutes=1)
    store.workshops.go(leads, room.id, "but", late, 30)
    assert standing(room).ends_at == late + timedelta(seconds=30)
    store.workshops.go(leads, room.id, "but", late, 0)
    assert standing(room).ends_at is None
    store.workshops.go(leads, room.id, None, late)
    assert standing(room).step is None
    for call in (
        lambda: store.workshops.go(leads, room.id, "dance", NOW),
        lambda: store.workshops.go(leads, room.id, "but", NOW, -1),
        lambda: store.workshops.go(leads, room.id, "but", NOW, 10**9),
        lambda: store.workshops.extend(leads, room.id, 10**9, NOW),
        lambda: store.workshops.reveal(leads, room.id, "weather", NOW),
        lambda: store.workshops.hands(leads, room.id, "but", [1, 2], NOW),
        lambda: store.workshops.hands(leads, room.id, "but", [9, 9, -1], NOW),
    ):
        with pytest.raises(ValueError, match=r"workshop|timer|hands"):
            call()


def test_the_version_is_raised_by_what_people_should_see(store: Store, room: Room) -> None:
    """A step, a timer, a picture shown or put away, a plan, the end; not the lobby, nor a name."""
    people = room.people(5)
    mei = people[0]
    leads, book = room.leader, store.workshops

    def raised(call: Callable[[], object]) -> bool:
        before = book.version(mei.actor, mei.workbook)
        call()
        after = book.version(mei.actor, mei.workbook)
        assert after == standing(room).version == seat(room, mei).version
        return after != before

    for one in people:
        assert not raised(lambda one=one: room.tally(one, 2))  # type: ignore[misc]
    assert raised(lambda: book.go(leads, room.id, "tally", NOW))
    assert raised(lambda: book.extend(leads, room.id, 9, NOW))
    assert raised(lambda: book.nudge(leads, room.id, NOW))
    assert not raised(lambda: book.nudge(leads, room.id, NOW))
    assert raised(lambda: book.reveal(leads, room.id, "tally", NOW))
    assert not raised(lambda: book.reveal(leads, room.id, "tally", NOW))
    assert not raised(lambda: book.reveal(leads, room.id, "before", NOW))
    assert raised(lambda: book.reset(leads, room.id, "tally", NOW))
    assert raised(lambda: book.reveal(leads, room.id, "tally", NOW))
    assert raised(lambda: book.hands(leads, room.id, "but", [5, 0, 0], NOW))
    assert raised(lambda: book.replan(leads, room.id, plan("New"), NOW))
    for call in (
        lambda: book.close_lobby(leads, room.id, NOW),
        lambda: book.open_lobby(leads, room.id, NOW),
        lambda: book.hide_names(leads, room.id, hidden=True),
        lambda: book.hide_name(mei.actor, mei.workbook, hidden=True),
        lambda: book.claim(mei.actor, mei.workbook, NOW),
    ):
        assert not raised(call)
    assert raised(lambda: book.end(leads, room.id, NOW))
    assert seat(room, mei).ended


def test_a_nudge_is_for_those_who_are_not_done(store: Store, room: Room) -> None:
    """Once a step, read by those alone who have not done it; it goes with the step, and the end."""
    ready, slow = room.people(2)
    book, leads = store.workshops, room.leader

    def waiting() -> list[bool | None]:
        return [book.waited_for(one.actor, one.workbook) for one in (ready, slow)]

    for step in (None, "welcome"):
        book.go(leads, room.id, step, NOW)
        with pytest.raises(ValueError, match="nothing to be done"):
            book.nudge(leads, room.id, NOW)
    book.go(leads, room.id, "tally", NOW)
    room.tally(ready, 2)
    assert (waiting(), standing(room).nudged, seat(room, slow).nudged) == (
        [False] * 2,
        False,
        False,
    )
    book.nudge(leads, room.id, NOW)
    before = standing(room)
    book.nudge(leads, room.id, NOW)
    assert standing(room) == before
    assert (waiting(), before.nudged, seat(room, ready).nudged) == ([False, True], True, True)
    room.tally(slow, 1)
    assert waiting() == [False, False]
    book.go(leads, room.id, "but", NOW)
    assert (waiting(), standing(room).nudged) == ([False, False], False)
    book.nudge(leads, room.id, NOW)
    assert waiting() == [True, True]
    book.leave(slow.actor, slow.workbook, NOW)
    assert waiting() == [True, False]
    book.end(leads, room.id, NOW)
    assert waiting() == [False, False]


def test_the_version_is_one_statement(store: Store, room: Room) -> None:
    """It is asked every few seconds by everybody."""
    mei = room.join("Mei")
    with statements(store) as found:
        assert store.workshops.version(mei.actor, mei.workbook) == 1
    assert len(found) == 1


def test_a_plan_may_change_until_the_room_has_seen(store: Store, room: Room) -> None:
    """A new title and last day; a question that was shown stays, and stays as it is."""
    for one in room.people(5):
        room.tally(one, 2)
    shown(room, "tally")
    other = replace(plan("Again", DAY + timedelta(days=40)), questions=(), steps=STEPS[:2])
    store.workshops.replan(room.leader, room.id, other, NOW)
    found = standing(room)
    assert (found.title, found.plan.ends_on) == ("Again", DAY + timedelta(days=40))
    assert [one.name for one in found.plan.questions] == ["tally"]
    assert store.workshops.mine(room.leader) == [(room.id, "Again")]
    changed = Question("tally", QuestionKind.TALLY, "tally", out_of=5)
    with pytest.raises(ValueError, match="stays as it is"):
        store.workshops.replan(room.leader, room.id, replace(other, questions=(changed,)), NOW)
    with pytest.raises(ValueError, match="title"):
        store.workshops.replan(room.leader, room.id, replace(other, title=""), NOW)
    with pytest.raises(ValueError, match="title"):
        store.workshops.begin(room.leader, replace(other, title=""), NOW)


def test_what_people_were_told_stays(store: Store, room: Room) -> None:
    """Steps up to the one the room is at; last day and whom they practise on, once one joins."""
    book, leads = store.workshops, room.leader
    sooner = plan("room", DAY + timedelta(days=3))
    book.replan(leads, room.id, sooner, NOW)
    book.replan(leads, room.id, replace(sooner, invented=False), NOW)
    book.replan(leads, room.id, plan("room"), NOW)
    room.join("Mei")
    with pytest.raises(ValueError, match="last day only moves on"):
        book.replan(leads, room.id, sooner, NOW)
    with pytest.raises(ValueError, match="practise on stays"):
        book.replan(leads, room.id, replace(plan("room"), invented=False), NOW)
    book.go(leads, room.id, "tally", NOW)
    for steps in (STEPS[1:], STEPS[:2], (*STEPS[1::-1], *STEPS[2:]), (*STEPS[:2], *STEPS[3:])):
        with pytest.raises(ValueError, match="the room is at stay"):
            book.replan(leads, room.id, replace(plan("room"), steps=steps), NOW)
    before = standing(room)
    longer = tuple(replace(one, seconds=600) for one in STEPS[:3])
    book.replan(leads, room.id, replace(plan("New", DAY + timedelta(days=30)), steps=longer), NOW)
    now = standing(room)
    assert [one.seconds for one in now.plan.steps] == [600] * 3
    assert (now.step, now.ends_at) == (before.step, before.ends_at)


# counts


def _done(room: Room, person: Person, rng: Random) -> dict[str, int]:
    """Have somebody do a part of everything; return how many of each count it is."""
    ann = Contact(name="Ann", strength=2)
    rated = [Contact(name=f"C{one}", strength=3) for one in range(rng.randrange(4))]
    guesses = [Guess(of_ten=one, made_on=DAY) for one in range(rng.randrange(3))]
    sent = [
        Touch(contact=ann.id, on=DAY, at=NOW + timedelta(minutes=one))
        for one in range(rng.randrange(3))
    ]
    early = Touch(contact=ann.id, on=DAY, at=NOW - timedelta(days=1))
    sometime = Touch(contact=ann.id, on=DAY)
    reply = Touch(contact=ann.id, on=DAY, at=NOW, direction=Direction.REPLY)
    nobody = Touch(contact=ann.id, on=DAY, at=NOW, purpose=Purpose.OTHER)
    tally, but = rng.random() < 0.5, rng.random() < 0.5
    rows: list[Record] = [ann, *rated, *guesses, *sent, early, sometime, reply, nobody]
    rows += [Contact(name="Unrated"), Exercise(name="tally", answer="guess: 4")]
    rows += [Exercise(name="tally", count=2, count_of=10)] * tally
    rows += [Exercise(name="but", answer="My but: too soon")] * but
    rows += [Exercise(name="but", on=DAY), Exercise(name="but", answer="x", not_for_me=True)]
    room.put(person, *rows)
    return {
        "guess": len(guesses),
        "tally": int(tally),
        "but": int(but),
        "rate": 1 + len(rated),
        "send": len(sent),
        "guess again": len(guesses),
    }


def test_counts_are_right_to_the_person(store: Store, room: Room) -> None:
    """Twelve people who did parts of everything; one has left, one erased all: they do not count.

    Two of another workshop, and what was only put off, waved away, earlier or received, neither.
    """
    rng = Random(7)  # noqa: S311 - what people do, not a secret
    people = room.people(14)
    did = [_done(room, one, rng) for one in people]
    for one in Room(store, "other").people(2):
        _done(room, one, rng)
    store.workshops.leave(people[12].actor, people[12].workbook, NOW)
    store.erase_all(people[13].actor, people[13].workbook, at=NOW)
    found = standing(room)
    assert found.people == 12
    for step in STEPS:
        if step.count is None:
            assert step.name not in found.progress
            continue
        many = [each[step.name] for each in did[:12]]
        enough = sum(each >= step.count.at_least for each in many)
        assert found.progress[step.name] == Progress(enough, sum(many)), step.name


def test_a_standing_costs_the_same_for_all(store: Store, room: Room) -> None:
    """The same few statements for two people and for thirty, whatever the plan counts."""
    room.people(2)
    with statements(store) as few:
        standing(room)
    for one in range(30):
        room.join(f"Q{one}")
    with statements(store) as many:
        standing(room)
    assert len(many) == len(few)
    assert sum("seats" in one for one in many) == 1


# pictures


def test_first_and_last_guesses(room: Room) -> None:
    """By the order in which they were made, though a lock has changed the first one since."""
    people = room.people(6)
    for one in people:
        first = room.guess(one, 7)
        room.guess(one, 2)
        room.put(one, replace(first, version=2, locked_on=DAY))
    before, after = shown(room, "before"), shown(room, "after")
    assert (before.bars[7], before.people) == (6, 6)
    assert (after.bars[2], after.people) == (6, 6)


def test_only_who_guessed_twice_has_a_last_guess(store: Store, room: Room) -> None:
    """Six guessed, four of them again: the first can be shown, the last not yet."""
    people = room.people(6)
    for one in people:
        room.guess(one, 5)
    for one in people[:4]:
        room.guess(one, 1)
    assert shown(room, "before").people == 6
    assert not isinstance(store.workshops.reveal(room.leader, room.id, "after", NOW), Picture)


def test_votes_and_a_quiz(room: Room) -> None:
    """Options in their order, other words not counted; right of asked, by bars out of three."""
    people = room.people(7)
    for one, said in zip(
        people,
        ["too soon", "no time", "a bother", "a bother", "a bother", "=1+1", "a bother"],
        strict=True,
    ):
        room.vote(one, said)
    votes = shown(room, "but")
    assert (votes.bars, votes.people, votes.asked) == ((1, 4, 1), 6, None)
    for place, one in enumerate(people):
        room.put(one, Exercise(name="quiz", count=min(place, 3), count_of=3))
    quiz = shown(room, "quiz")
    assert (quiz.bars, quiz.answered, quiz.asked) == ((1, 1, 1, 4), 15, 21)


def test_a_history_is_read_as_the_pages_read_it(store: Store, room: Room) -> None:
    """What SQL finds is what the courses of the workbook say: attempts, replies, bounces, purposes.

    Of random histories; one's own rows alone count, and thanks are no tries.
    """
    random = Random(7)  # noqa: S311 - a test's own
    people = room.people(4)
    for one in people:
        ann = Contact(name="Ann")
        asks = [Ask(contact=ann.id) for _ in range(40)]
        touches = [
            Touch(
                contact=ann.id,
                ask=ask.id,
                on=DAY - timedelta(days=random.randint(0, 60) + 60 * (place % 3)),
                direction=random.choice([Direction.OUTREACH, *Direction]),
                purpose=random.choice([Purpose.ATTEMPT, Purpose.ATTEMPT, Purpose.THANKS]),
                outcome=random.choice([None, Outcome.HELPED, Outcome.BOUNCED]),
            )
            for place, ask in enumerate(asks)
            for _ in range(random.randint(0, 3))
        ]
        room.put(one, ann, *asks, *touches)
    asked = plan().question("newest")
    assert asked is not None
    expected = {}
    for one in people:
        courses = store.snapshot(one.actor, one.workbook).records.index(COURSES).values()
        expected[one.workbook] = looking_back.said(map(as_sent, tried(courses)), DAY)
    assert all(expected.values())
    assert len(set(expected.values())) > 1
    with store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        found = answers(connection, room.id, asked, DAY)
        books = dict(connection.execute(select(seats.c.id, seats.c.workbook)).all())
    assert {books[seat]: said for seat, said in found.items()} == expected


def tried(courses: Iterable[Course]) -> list[Course]:
    """Return the courses that went out."""
    return [one for one in courses if one.attempts]


def as_sent(one: Course) -> Sent:
    """Return the days of a course that went out."""
    assert one.first_on is not None
    assert one.last_on is not None
    bounced = one.last_on if one.bounced else None
    return Sent(one.first_on, one.last_on, None if one.reply is None else one.reply.on, bounced)


def test_no_hands_for_what_hands_cannot_say(room: Room) -> None:
    """People do not stand in the bars of waits."""
    with pytest.raises(ValueError, match="no hands"):
        room.store.workshops.hands(room.leader, room.id, "waits", [5, 0, 0, 0, 0], NOW)


def test_a_picture_is_seen_by_all_until_it_is_put_away(store: Store, room: Room) -> None:
    """Nobody sees one before; then everybody the newest; reset, nobody; and the same one again."""
    people = room.people(5)
    for one in people:
        room.tally(one, 2)
    assert seat(room, people[0]).pictures == ()
    first = shown(room, "tally")
    assert seat(room, people[4]).pictures == (first,)
    store.workshops.reset(room.leader, room.id, "tally", NOW)
    assert seat(room, people[4]).pictures == ()
    assert [one.shown for one in store.workshops.pictures(room.leader, room.id)] == [False]
    assert shown(room, "tally") == first
    late = [room.join(f"L{one}") for one in range(5)]
    for one in late[:4]:
        room.tally(one, 3)
    waits = store.workshops.reveal(room.leader, room.id, "tally", NOW)
    assert not isinstance(waits, Picture)
    assert waits.lacking == 1
    room.tally(late[4], 3)
    second = shown(room, "tally")
    assert (second.number, second.people) == (2, 10)
    assert seat(room, people[0]).pictures == (second,)


def test_a_show_of_hands_is_marked_as_such(store: Store, room: Room) -> None:
    """From five hands on; the next picture is checked against none of it."""
    mei = room.join("Mei")
    few = store.workshops.hands(room.leader, room.id, "but", [1, 2, 1], NOW)
    assert not isinstance(few, Picture)
    assert few.lacking == 1
    found = store.workshops.hands(room.leader, room.id, "but", [1, 2, 2], NOW)
    assert isinstance(found, Picture)
    assert (found.hands, found.people, found.bars) == (True, 5, (1, 2, 2))
    assert seat(room, mei).pictures == (found,)
    for one in room.people(5):
        room.vote(one, "no time")
    after = shown(room, "but")
    assert (after.number, after.hands, after.bars) == (2, False, (0, 0, 5))


def test_whoever_erases_their_workbook_leaves_no_seat(store: Store, room: Room) -> None:
    """Their name is gone from the lobby; the picture they were in stays, and so does the next."""
    people = room.people(6)
    for one in people:
        room.tally(one, 2)
    first = shown(room, "tally")
    store.erase_all(people[0].actor, people[0].workbook, at=NOW)
    assert "P0" not in standing(room).names
    assert shown(room, "tally") == first


# afterwards


def _by_link(room: Room, one: Person) -> None:
    room.store.links.open(Actor.of_cookie(f"phone {one.workbook}", LAST), one.token, LAST)


def _same_visit_by_link(room: Room, one: Person) -> None:
    room.store.links.open(one.actor, one.token, LAST)


def _said_so(room: Room, one: Person) -> None:
    room.store.workshops.claim(one.actor, one.workbook, NOW)


def _signed_in(room: Room, one: Person) -> None:
    later = NOW + timedelta(minutes=1)
    room.store.links.adopt(one.actor, Actor.of_mail(f"{one.workbook}@x.example", later), later)


def _shared(room: Room, one: Person) -> None:
    made = room.store.links.make(one.actor, one.workbook, Role.COACH, NOW)
    room.store.links.open(Actor.of_cookie("coach", NOW), made.token, NOW)


def _went_on(room: Room, one: Person) -> None:
    later = NOW + timedelta(days=2)
    room.store.save(
        one.actor, one.workbook, [Contact(name="New")], verb="x", operation="later", at=later
    )


def _left(room: Room, one: Person) -> None:
    room.store.workshops.leave(one.actor, one.workbook, NOW)


def _in_a_sheet(room: Room, one: Person) -> None:
    room.store.sheets.ask(one.actor, one.workbook, "1" + "x" * 43, NOW)


CLAIMS: Final = (
    _by_link,
    _same_visit_by_link,
    _said_so,
    _signed_in,
    _shared,
    _went_on,
    _left,
    _in_a_sheet,
)


def test_what_nobody_has_claimed_is_erased_in_time(store: Store, room: Room) -> None:
    """Not a day before it was told; every other way to keep a workbook keeps it.

    The rows of the erased ones are gone whole; pictures stay, seats are forgotten.
    """
    people = room.people(len(CLAIMS) + 2)
    for one in people:
        room.tally(one, 3)
    shown(room, "tally")
    lost = people[-2:]
    for claim, one in zip(CLAIMS, people, strict=False):
        claim(room, one)
    told = seat(room, lost[0]).erased_on
    assert told == DAY + timedelta(days=44)
    assert seat(room, people[2]).erased_on is None
    books = {key for key, _ in store.links.for_host()}
    assert store.erase_unclaimed(DUE - timedelta(days=2)) == 0
    assert {key for key, _ in store.links.for_host()} == books
    assert standing(room).ended_at is not None
    assert store.erase_unclaimed(DUE) == len(lost)
    assert {key for key, _ in store.links.for_host()} == books - {one.workbook for one in lost}
    for one in lost:
        assert store.workbook_ids(one.actor) == []
    with store._engine.begin() as connection:  # noqa: SLF001 - SQL beside the store
        assert connection.execute(seats.select()).all() == []
        (kept,) = connection.execute(reveals.select()).all()
        assert kept.members is None
    (picture,) = store.workshops.pictures(room.leader, room.id)
    assert picture.people == len(people)
    assert store.workshops.seat(people[2].actor, people[2].workbook) is None
    assert store.erase_unclaimed(DUE) == 0


def test_other_workbooks_are_never_erased_by_time(store: Store, room: Room) -> None:
    """A coach's own workbook, which no workshop has made, stays whatever the day."""
    book = store.create(room.leader, Cover(name="Mine"), NOW)
    store.erase_unclaimed(NOW + timedelta(days=4000))
    assert store.workbook_ids(room.leader) == [book]


def test_a_workshop_ends_after_its_last_day_everywhere(store: Store, room: Room) -> None:
    """Not while that day lasts anywhere on earth."""
    store.erase_unclaimed(LAST + timedelta(days=1))
    assert standing(room).ended_at is None
    store.erase_unclaimed(LAST + timedelta(days=2))
    assert standing(room).ended_at is not None
