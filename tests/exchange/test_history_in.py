"""A history on its way in: every message accounted for, once, and asks only where one says so."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import guide
from lib.coaching.asks import Ask, AskKind, AskState
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Purpose, Touch
from lib.coaching.workbook import COURSES, LIMITS, Changed, Records
from lib.exchange import history_in
from lib.exchange.history_in import Choices, Counted, Preview
from lib.exchange.messages import Log, Message, Person

ME = Person("Alex Doe", "https://www.linkedin.com/in/alex")
MEI = Person("Mei Chen", "https://www.linkedin.com/in/mei")
RAVI = Person("Ravi Nair", "")
OWNER = frozenset({ME.key})
BEGAN = datetime(2024, 3, 1, 10, tzinfo=UTC)
TODAY = date(2024, 6, 1)
EMPTY = Records({Cover: {"c": Cover(id="c", owner="Alex Doe")}})


def log(*said: tuple[Person, Person, float, str]) -> Log:
    """Return a file's messages: from, to, days since the beginning, words."""
    messages = tuple(
        Message(at + 2, f"talk-{min(one.key, to.key)}", one, to, BEGAN + timedelta(days=day), words)
        for at, (one, to, day, words) in enumerate(said)
    )
    return Log(messages, (), (ME, MEI, RAVI))


FILE = log(
    (ME, MEI, 0, "Could I ask you for advice?"),
    (ME, MEI, 8, "Once more, in short"),
    (MEI, ME, 9, "Gladly"),
    (ME, MEI, 10, "Thank you"),
    (ME, RAVI, 20, "Hello Ravi"),
    (RAVI, ME, 21, "Hello Alex, call me"),
)


def look(found: Log, choices: Choices, records: Records = EMPTY) -> Preview:
    """Return the preview; the law of every import holds."""
    preview = history_in.preview(
        found, choices, records, guide.past(), zone=ZoneInfo("Europe/Berlin"), today=TODAY
    )
    assert preview.rows_read == len(found.messages) + len(found.rejected)
    return preview


def saved(preview: Preview, records: Records = EMPTY) -> Records:
    """Return the workbook after an import, versions raised as the store does."""
    rows: list[Changed] = []
    for one in preview.writes:
        before: Record | None = records.get(type(one), one.id)
        assert (0 if before is None else before.version) == one.version
        rows.append(Changed(before, replace(one, version=one.version + 1)))
    return records.changed(rows)


def test_touches_of_no_ask_where_nothing_was_one() -> None:
    """All messages come in, nobody is rated by them, no rate counts them."""
    preview = look(FILE, Choices(OWNER, Counted.NONE))
    found = saved(preview)
    assert (preview.accepted, preview.asks, len(found.all(Ask))) == (6, 0, 0)
    assert {one.name for one in found.all(Contact).values()} == {"Mei Chen", "Ravi Nair"}
    touches = found.all(Touch).values()
    assert all(one.channel is Channel.LINKEDIN and one.purpose is Purpose.OTHER for one in touches)
    assert sum(one.direction is Direction.REPLY for one in touches) == 2
    assert all(not one.words for one in touches)


def test_talks_that_were_asks() -> None:
    """Tries, the answer, and having come back to them; whoever never heard back comes first."""
    preview = look(FILE, Choices(OWNER, Counted.ALL, kind=AskKind.NAMES))
    found = saved(preview)
    courses = {
        found.all(Contact)[one.ask.contact].name: one for one in found.index(COURSES).values()
    }
    mei, ravi = courses["Mei Chen"], courses["Ravi Nair"]
    assert [one.on for one in mei.attempts] == [date(2024, 3, 1), date(2024, 3, 9)]
    assert mei.reply is not None
    assert mei.thanked
    assert mei.ask.kind is AskKind.NAMES
    assert ravi.state(TODAY) is AskState.ANSWERED
    assert not ravi.thanked
    assert ravi.ask.later_until == TODAY
    assert mei.ask.later_until is None
    assert [one.name for one in preview.unanswered] == ["Ravi Nair"]


def test_only_the_ticked_ones() -> None:
    """A talk that is not ticked is no ask; its messages come in all the same."""
    (ravi,) = (
        one
        for one in look(FILE, Choices(OWNER, Counted.NONE)).began
        if one.contact.name != "Mei Chen"
    )
    preview = look(FILE, Choices(OWNER, Counted.CHOSEN, frozenset({ravi.id})))
    assert (preview.accepted, preview.asks) == (6, 1)
    (ask,) = saved(preview).all(Ask).values()
    assert ask.contact == ravi.contact.id


def test_twice_adds_nothing() -> None:
    """The same file again changes nothing; a longer one adds what is new to the same ask."""
    choices = Choices(OWNER, Counted.ALL)
    once = saved(look(FILE, choices))
    again = look(FILE, choices, once)
    assert (again.unchanged, again.accepted, again.writes, again.asks) == (6, 0, (), 0)
    longer = Log(
        (*FILE.messages, replace(FILE.messages[-1], line=8, at=BEGAN + timedelta(days=22))),
        (),
        FILE.people,
    )
    more = look(longer, choices, once)
    (touch,) = more.writes
    assert isinstance(touch, Touch)
    assert touch.ask in once.all(Ask)


def test_called_an_ask_later() -> None:
    """What came in as talk becomes an ask when the owner says so, with its touches."""
    once = saved(look(FILE, Choices(OWNER, Counted.NONE)))
    preview = look(FILE, Choices(OWNER, Counted.ALL), once)
    assert (preview.accepted, len(preview.merged), preview.asks) == (0, 6, 2)
    found = saved(preview, once)
    assert len(found.all(Touch)) == 6
    assert all(one.attempts and one.reply for one in found.index(COURSES).values())


def test_the_same_message_twice_in_a_file() -> None:
    """It is counted once, and said which line it stands on."""
    double = Log((*FILE.messages, replace(FILE.messages[0], line=8)), (), FILE.people)
    preview = look(double, Choices(OWNER, Counted.NONE))
    (problem,) = preview.merged
    assert (problem.line, preview.accepted) == (8, 6)
    assert "line 2" in problem.message


def test_who_is_here_already() -> None:
    """The same profile is the same person whatever the name; one namesake without a profile too."""
    here = Records(
        {
            Cover: EMPTY.all(Cover),
            Contact: {
                "m": Contact(id="m", name="M. Chen", link="https://linkedin.com/in/mei/"),
                "r": Contact(id="r", name="ravi nair"),
            },
        }
    )
    preview = look(FILE, Choices(OWNER, Counted.NONE), here)
    assert (preview.people, preview.matched) == ((), 2)
    assert {one.contact for one in preview.writes if isinstance(one, Touch)} == {"m", "r"}


def test_two_namesakes_are_not_guessed() -> None:
    """Where two people bear the name, the one in the file is a third."""
    two = {row: Contact(id=row, name="Ravi Nair") for row in ("a", "b")}
    here = Records({Cover: EMPTY.all(Cover), Contact: two})
    preview = look(FILE, Choices(OWNER, Counted.NONE), here)
    assert {one.name for one in preview.people} == {"Mei Chen", "Ravi Nair"}


def test_people_who_only_wrote_to_the_owner() -> None:
    """They stay out with a reason, unless they are wished in; they never become an ask."""
    theirs = log((RAVI, ME, 0, "Are you open to work?"))
    (problem,) = look(theirs, Choices(OWNER, Counted.ALL)).rejected
    assert problem.message == "You never wrote to them."
    preview = look(theirs, Choices(OWNER, Counted.ALL, silent_too=True))
    assert (preview.accepted, preview.asks, preview.began) == (1, 0, ())


def test_words_are_kept_only_where_wished() -> None:
    """With the wish, as written; the ids are the same either way."""
    bare = look(FILE, Choices(OWNER, Counted.NONE))
    full = look(FILE, Choices(OWNER, Counted.NONE, words=True))
    assert {one.id for one in bare.writes} == {one.id for one in full.writes}
    words = {one.words for one in full.writes if isinstance(one, Touch)}
    assert "Could I ask you for advice?" in words


def test_somebody_elses_file() -> None:
    """Messages that neither went out from the owner nor to them are left out, each by line."""
    preview = look(FILE, Choices(frozenset({"linkedin.com/in/nobody"}), Counted.ALL))
    assert len(preview.rejected) == 6
    assert not preview.writes


def test_a_full_workbook() -> None:
    """Whoever finds no place is left out whole, with the limit; the others come in."""
    many = {f"{at:05}": Contact(id=f"{at:05}", name=f"P {at}") for at in range(LIMITS[Contact] - 1)}
    here = Records({Cover: EMPTY.all(Cover), Contact: many})
    preview = look(FILE, Choices(OWNER, Counted.NONE), here)
    assert len(preview.people) == 1
    assert preview.rejected
    assert all("5,000 people" in one.message for one in preview.rejected)


def test_the_owner_is_offered() -> None:
    """The name on the cover first, then whoever is in the most conversations."""
    shuffled = Log(FILE.messages, (), (MEI, RAVI, ME))
    assert history_in.owners(shuffled, EMPTY)[0] == ME
    nameless = Records({Cover: {"c": Cover(id="c")}})
    assert history_in.owners(FILE, nameless) == (ME, MEI, RAVI)


@settings(max_examples=200)
@given(
    rows=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 300)), max_size=40),
    counted=st.sampled_from(list(Counted)),
    silent=st.booleans(),
    chance=st.randoms(use_true_random=False),
)
def test_any_history(
    rows: list[tuple[bool, int, int]], counted: Counted, *, silent: bool, chance: random.Random
) -> None:
    """Every message is accounted for, saving works, and the second time nothing is new."""
    people = [Person(f"Person {at}", f"https://www.linkedin.com/in/p{at}") for at in range(4)]
    found = log(
        *(
            (ME, people[who], day, "a") if mine else (people[who], ME, day, "b")
            for mine, who, day in rows
        )
    )
    began = [one.id for one in look(found, Choices(OWNER, Counted.NONE)).began]
    chosen = frozenset(chance.sample(began, len(began) // 2))
    choices = Choices(OWNER, counted, chosen, silent_too=silent)
    first = look(found, choices)
    after = saved(first)
    assert len(after.all(Touch)) == first.accepted
    assert len(after.all(Ask)) == first.asks
    second = look(found, choices, after)
    assert not second.writes
    assert second.unchanged == first.accepted


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
def test_the_day_is_the_owners(zone: str) -> None:
    """A message at ten in the evening UTC stands on the day it was for its owner (B76)."""
    late = Log(
        (replace(FILE.messages[0], at=datetime(2024, 3, 1, 22, tzinfo=UTC)),), (), FILE.people
    )
    preview = history_in.preview(
        late, Choices(OWNER, Counted.NONE), EMPTY, guide.past(), zone=ZoneInfo(zone), today=TODAY
    )
    (touch,) = (one for one in preview.writes if isinstance(one, Touch))
    assert touch.on == date(2024, 3, 2 if "Kiritimati" in zone else 1)


def long_log(talks: int) -> Log:
    """Return so many talks the owner began, a day each; every third one was answered."""
    said: list[tuple[Person, Person, float, str]] = []
    for day in range(talks):
        them = Person(f"Person {day}", f"https://www.linkedin.com/in/person-{day}")
        said.append((ME, them, day, "Hello"))
        if day % 3 == 0:
            said.append((them, ME, day + 0.5, "Yes"))
    return log(*said)


def test_answered_of_the_last_ten() -> None:
    """The ten newest talks they began, whether or not any is an ask; None where they are fewer."""
    assert look(long_log(12), Choices(OWNER, Counted.NONE)).answered_of_ten == 3
    assert look(long_log(9), Choices(OWNER, Counted.NONE)).answered_of_ten is None


def test_how_far_it_is_is_told_and_may_end_it() -> None:
    """A long file tells its way, rising; whoever raises there ends it."""
    done: list[float] = []

    class LeftError(Exception):
        """Somebody tapped Cancel."""

    def told(now: float) -> None:
        done.append(now)
        if now > 0.5:
            raise LeftError

    where = ZoneInfo("Europe/Berlin")
    with pytest.raises(LeftError):
        history_in.preview(
            long_log(6_000),
            Choices(OWNER, Counted.NONE),
            EMPTY,
            guide.past(),
            zone=where,
            today=TODAY,
            told=told,
        )
    assert len(done) > 3
    assert done == sorted(done)
    assert done[-1] < 0.7
