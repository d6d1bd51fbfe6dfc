"""What happened, as it is read: nothing yet, three asks, fifteen, three hundred."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib.charts.questions import Question
from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Help, Outcome, Touch
from lib.expectations.groups import By
from tests.daytime import today
from tests.ui.driving import pictures

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

HOSTILE = "**[x](javascript:alert(1))** <img src=x onerror=alert(1)> :red[a] $x^2$ `c`"


def ago(days: int) -> date:
    """Return the day so many days before today at the desk."""
    return today() - timedelta(days=days)


def sent(  # noqa: PLR0913 - an ask has these parts
    name: str,
    days: int,
    answered: int | None = None,
    *,
    kind: Kind = Kind.OTHER,
    outcome: Outcome = Outcome.HELPED,
    helped: tuple[Help, ...] = (),
    let_go: int | None = None,
) -> list[Record]:
    """Return an ask sent so many days ago, with its answer if there was one."""
    contact = Contact(name=name, kind=kind)
    ask = Ask(contact=contact.id, let_go_on=None if let_go is None else ago(let_go))
    rows: list[Record] = [contact, ask]
    rows.append(Touch(contact=contact.id, ask=ask.id, on=ago(days), channel=Channel.EMAIL))
    if answered is not None:
        rows.append(
            Touch(
                contact=contact.id,
                ask=ask.id,
                on=ago(answered),
                direction=Direction.REPLY,
                outcome=outcome,
                helped_with=helped,
            )
        )
    return rows


def said(at: AppTest) -> str:
    """Return every word on the screen that Markdown is read from, one line an element."""
    found = [*at.title, *at.subheader, *at.markdown, *at.caption]
    return "\n".join(one.value.replace("\\", "") for one in found)


def test_no_data_shows_an_invented_example_and_one_button(open_page: Open) -> None:
    """Nothing sent: pictures of an invented person, each marked as invented; one button."""
    at = open_page("review.py")
    assert "Sam and these numbers are invented" in said(at)
    assert [one.label for one in at.button] == ["Write the first message", "Look at an example"]
    assert all(
        one.value.startswith("Invented") or one.value == "What happened"
        for one in [*at.title, *at.subheader]
    )
    assert len(pictures(at)) == 3
    at.button(key="start").click().run()
    assert not at.exception


def test_three_asks_cannot_tell_yet(desk: Desk, open_page: Open) -> None:
    """Three asks: their states, and that nothing can be told of a rate; no example any more."""
    desk.save(
        *sent("Mei", 20, 18, helped=(Help.NAMES,)),
        *sent("Ravi", 10),
        *sent("Dana", 40),
        Guess(of_ten=6, made_on=ago(41), locked_on=ago(40)),
    )
    at = open_page("review.py")
    words = said(at)
    assert "invented" not in words
    assert "Of three asks that reached someone" in words
    assert "We can't tell your rate yet" in words
    assert "No good published reply rate exists" in words
    assert "You guessed six of ten. It stays in its envelope" in words
    assert "Mei · names or leads" in words.replace("**", "")
    assert all(pictures(at))


def test_open_asks_are_neither_yes_nor_no(desk: Desk, open_page: Open) -> None:
    """Fifteen asks, most open: the rate is said with its counts and keeps clear of both errors."""
    rows: list[Record] = []
    for place in range(15):
        rows += sent(f"Person {place}", 35 - place, 34 - place if place % 5 == 0 else None)
    desk.save(*rows)
    at = open_page("review.py")
    words = said(at)
    assert "fifteen asks: three answered, eight still open and four silent" in words
    assert pictures(at)[0].startswith("Of fifteen asks that reached someone")


def test_an_envelope_opens_by_a_tap_once_its_last_message_is_14_days_old(
    desk: Desk, open_page: Open
) -> None:
    """Ten sent 14 days ago and before: it can be opened by a tap; undone too."""
    rows: list[Record] = [Guess(of_ten=6, made_on=ago(30), locked_on=ago(23))]
    for place in range(9):
        rows += sent(f"Person {place}", 23 - place, 20 - place if place < 2 else None)
    desk.save(*rows, *sent("Last", 14))
    at = open_page("review.py")
    result = "You guessed six of ten; two were answered within 14 days."
    assert result not in said(at)
    assert "What happened: two of ten" not in " ".join(pictures(at))
    at = tap(at, "Open it")
    assert result in said(at)
    assert "What happened: two of ten" in " ".join(pictures(at))
    assert [one.name for one in desk.records().all(Exercise).values()] == [belief.ENVELOPE]
    at = tap(at, "Undo")
    assert result not in said(at)
    assert result in said(tap(at, "Open it"))


def test_guess_stays_closed_a_day_before(desk: Desk, open_page: Open) -> None:
    """The tenth message is 13 days old: the envelope opens tomorrow."""
    rows: list[Record] = [Guess(of_ten=6, made_on=ago(30), locked_on=ago(22))]
    for place in range(9):
        rows += sent(f"Person {place}", 22 - place, 20 - place if place < 2 else None)
    desk.save(*rows, *sent("Last", 13))
    words = said(open_page("review.py"))
    assert "the envelope opens on" in words
    assert "were answered within 14 days." not in words


def tap(at: AppTest, label: str) -> AppTest:
    """Tap the button with this label, or this key."""
    next(one for one in at.button if label in (one.label, one.key)).click().run()
    assert not at.exception, at.exception
    return at


def labels(at: AppTest) -> list[str]:
    """Return what the buttons and toggles say."""
    return [one.label for one in [*at.button, *at.toggle]]


def test_all_stages_one_after_the_other(desk: Desk, open_page: Open) -> None:
    """Guess, sent folder, picture, guess, envelope, guess, Sam: each by a tap, one in sight."""
    rows: list[Record] = []
    for place in range(11):
        rows += sent(f"Person {place}", 40 - place, 38 - place if place < 2 else None)
    desk.save(*rows)
    at = open_page("review.py")
    assert "A guess, before any number" in said(at)
    assert "Roghanizad" not in said(at)
    assert "Show where the workbook started" not in labels(at)
    at = tap(at, "guess-6")
    at = tap(at, "When you like: look into your own sent folder")
    assert "Roghanizad" not in said(at)
    at = tap(at, "blind-5")
    assert "Now look." in said(at)
    looked, answered = at.number_input
    assert looked.value == 10
    answered.set_value(2)
    at = tap(at, "Keep both numbers")
    assert "In your sent folder two of the last ten were answered." in said(at)
    assert "Roghanizad" not in said(at)
    at = tap(at, "When you like: what others expected, and what came")
    assert "By e-mail people were too hopeful" in said(at)
    assert "quoted second-hand" in said(at)
    at = tap(at, "Seen")
    assert "Your guess now" in said(at)
    at = tap(at, "guess-3")
    first, second = guesses_of(desk)
    assert (first.of_ten, second.of_ten) == (6, 3)
    assert "Your guess" not in said(at)
    desk.save(*(replace(one, locked_on=ago(40)) for one in (first, second)))
    at = open_page("review.py")
    at = tap(at, "Open it")
    at = tap(at, "Open it")
    assert "You guessed three of ten; two were answered within 14 days." in said(at)
    assert "Your guess for the next ten" in said(at)
    at = tap(at, "guess-2")
    at = tap(at, "When you like: a line for Sam")
    assert "Sam, who is invented" in said(at)
    at.text_input(key="sam-words").input(HOSTILE)
    at = tap(at, "Keep my words")
    told = belief.told_sam(desk.records())
    assert told is not None
    assert told.answer == HOSTILE
    assert not [one for one in labels(at) if one.startswith("When you like")]
    tally = belief.tally(desk.records())
    assert tally is not None
    assert (tally.guessed, tally.exercise.count_of, tally.exercise.count) == (5, 10, 2)
    assert [belief.turn_of(desk.records(), one) for one in guesses_of(desk)] == [0, 1, 2]


def guesses_of(desk: Desk) -> list[Guess]:
    """Return the guesses in the order in which they were made."""
    records = desk.records()
    found = records.all(Guess).values()
    return sorted(found, key=lambda one: belief.turn_of(records, one))


def test_no_published_number_before_a_guess(desk: Desk, open_page: Open) -> None:
    """Every later step done, the guess taken back: no number of others, and no way to it."""
    seen = Exercise(name=belief.BOTH_WAYS, on=ago(1))
    desk.save(*sent("Mei", 20, 18), seen)
    at = open_page("review.py")
    assert "What did others expect?" not in labels(at)
    assert "Show where the workbook started" not in labels(at)
    for key in ("others", "with-start"):
        at.session_state[key] = True
    at.session_state["unfolded-PICTURE"] = True
    at.run()
    assert "Roghanizad" not in said(at)
    desk.save(Guess(of_ten=4, made_on=ago(1)))
    at.run()
    at.toggle(key="others").set_value(True).run()
    assert "Roghanizad" in said(at)


def test_a_step_may_be_left_out(desk: Desk, open_page: Open) -> None:
    """Not for me: the next step comes, and nothing is counted."""
    desk.save(*sent("Mei", 20, 18), Guess(of_ten=4, made_on=ago(30), locked_on=ago(20)))
    at = open_page("review.py")
    at = tap(at, "When you like: look into your own sent folder")
    at = tap(at, "Not for me")
    assert "When you like: what others expected, and what came" in labels(at)


def test_what_sam_was_told_comes_back_in_a_run(desk: Desk, open_page: Open) -> None:
    """Five silences of one's own: one's own words to Sam, as typed; four: nothing."""
    words = Exercise(name=belief.SAM, on=ago(90), answer=HOSTILE)
    desk.save(words, *[row for place in range(4) for row in sent(f"Person {place}", 60)])
    assert "What you told Sam" not in said(open_page("review.py"))
    desk.save(*sent("Fifth", 50))
    at = open_page("review.py")
    assert "A run of silences is common" in said(at)
    (line,) = [one.value for one in at.markdown if "What you told Sam" in one.value]
    assert r"\*\*\[x\]\(javascript" in line
    (line,) = [one.value for one in open_page("today.py").markdown if "told Sam" in one.value]
    assert r"\<img" in line


def test_one_change_is_kept_and_counted_since(desk: Desk, open_page: Open) -> None:
    """The tap keeps kind and day; the offer goes; what goes out since stands beside before."""
    rows: list[Record] = []
    for place in range(5):
        rows += sent(f"Person {place}", 60 - place, kind=Kind.COLLEAGUE)
    desk.save(*rows)
    at = tap(open_page("review.py"), "I'll try that from today")
    assert "One thing to try." not in said(at)
    assert "Nothing has gone out to them since." in said(at)
    (change,) = belief.changes(desk.records())
    assert (change.kind, change.on) == (Kind.COLLEAGUE, ago(0))
    desk.save(*sent("Sixth", 0, 0, kind=Kind.COLLEAGUE))
    assert "of one, one answered. Before: of five" in said(open_page("review.py"))


def test_in_short_and_the_questions(desk: Desk, open_page: Open) -> None:
    """Effort, answers and outcome apart, with counts; tries and distance only when asked for."""
    desk.save(
        *sent("Mei", 20, 18),
        *sent("Ravi", 9),
        *sent("Dana", 40),
        *sent("Ines", 9, 8, outcome=Outcome.UNWILLING),
    )
    at = open_page("review.py")
    words = said(at)
    assert "Four asks sent. Two next tries came due; none is done yet." in words
    assert "Two have answered; one is still open." in words
    assert "One helped; beside them, one gave no word and one was not willing." in words


def test_every_question_is_drawn_when_it_is_tapped(desk: Desk, open_page: Open) -> None:
    """None before; then each with a sentence, its picture and its table, and nothing breaks."""
    rows = [
        row
        for place in range(12)
        for row in sent(f"P{place}", 60 - place, 58 - place if place % 4 == 0 else None)
    ]
    desk.save(*rows, Guess(of_ten=4, made_on=ago(30), locked_on=ago(20)))
    at = open_page("review.py")
    for question in Question:
        assert not at.toggle(key=f"question-{question.name}").value
        at.session_state[f"question-{question.name}"] = True
        at.session_state[f"behind-{question.name}"] = True
    before = len(pictures(at))
    at.run()
    assert not at.exception
    assert len(at.dataframe) == len(Question)
    assert len(pictures(at)) > before + 6


DRAWN = (
    *("S0-14", "S0-15", "S0-16", "S0-17", "S2-20", "S2-23", "S3-2", "S3-6"),
    *("S3-11", "S3-12", "S3-14", "S4-1", "S4-2"),
)


def test_the_rules_drawn_here(desk: Desk, open_page: Open) -> None:
    """With a run of silences and every question open, all rules of this page are noted."""
    rows = [row for place in range(6) for row in sent(f"P{place}", 60, kind=Kind.COLLEAGUE)]
    desk.save(*rows)
    at = open_page("review.py")
    for key in ("question-TRIES", "question-WHO", "from-here"):
        at.session_state[key] = True
    at.run()
    at.pills(key="of-WHO").set_value(By.DEGREE).run()
    assert set(DRAWN) <= set(at.session_state["rules-shown"])


def test_three_hundred_asks(desk: Desk, open_page: Open) -> None:
    """Three hundred: the newest hundred drawn, all counted; helpers paged; rest folded."""
    rows: list[Record] = []
    for place in range(300):
        answered = 299 - place if place % 6 == 0 else None
        rows += sent(f"Person {place}", 300 - place, answered, let_go=1 if place % 7 == 1 else None)
    desk.save(*rows)
    at = open_page("review.py")
    assert "The picture shows the newest 100 of 300." in said(at)
    assert "50 answered" not in pictures(at)[0]
    assert sum(one.value.count("Person") for one in at.markdown) == 3
    at.session_state["all-helpers"] = True
    at.session_state["at-rest"] = True
    at.run()
    assert not at.exception
    assert sum(one.value.count("Person") for one in at.markdown) == 3 + 10 + 10


def test_tables_and_further_pictures_only_on_demand(desk: Desk, open_page: Open) -> None:
    """Three pictures, no table before they are asked for; then the tables, and the bars."""
    desk.save(*sent("Mei", 20, 18), *sent("Ravi", 10))
    at = open_page("review.py")
    assert not at.dataframe
    assert len(pictures(at)) == 3
    for key in ("asks", "rate", "silence"):
        at.session_state[f"behind-{key}"] = True
    at.run()
    assert len(at.dataframe) == 3
    at.toggle(key="question-RUNS").set_value(True).run()
    assert not at.exception
    assert len(pictures(at)) == 4
    assert "of 100" in pictures(at)[-1]


def test_what_a_question_leaves_to_choose(desk: Desk, open_page: Open) -> None:
    """Other days, other helpers: another sentence each."""
    desk.save(*(row for place in range(6) for row in sent(f"P{place}", 40 - place)))
    at = open_page("review.py")
    at.session_state["question-WAITING"] = at.session_state["question-ENOUGH"] = True
    at.run()
    assert "After seven silent days, an answer still comes to" in said(at)
    assert "one helpful talk" in said(at)
    at.pills(key="of-WAITING").set_value(21).run()
    at.pills(key="of-ENOUGH").set_value(3).run()
    assert "After 21 silent days, an answer still comes to" in said(at)
    assert "three helpful talks" in said(at)
    assert not at.exception


@pytest.mark.parametrize(("silences", "spoken"), [(4, False), (5, True)])
def test_five_silences_to_one_kind_name_one_change(
    desk: Desk,
    open_page: Open,
    silences: int,
    spoken: bool,  # noqa: FBT001 - the parameter of a test, by name
) -> None:
    """After the fifth silence to one kind, and not before, one thing to try is named."""
    rows: list[Record] = []
    for place in range(silences):
        rows += sent(f"Person {place}", 60 - place, kind=Kind.COLLEAGUE)
    desk.save(*rows, *sent("Mei", 40, 39, kind=Kind.FRIEND))
    words = said(open_page("review.py"))
    assert ("One thing to try." in words) is spoken
    assert ("ring up instead of writing" in words) is spoken


def test_hostile_names_stay_text(desk: Desk, open_page: Open) -> None:
    """A name with Markdown in it comes out as typed, among helpers and among those at rest."""
    desk.save(*sent(HOSTILE, 9, 8), *sent(HOSTILE, 30, let_go=10))
    at = open_page("review.py")
    at.session_state["at-rest"] = True
    at.run()
    hits = [one.value for one in at.markdown if "alert" in one.value]
    assert len(hits) == 2
    assert all(r"\*\*\[x\]\(javascript" in one and r"\<img" in one for one in hits)


def test_rest_is_time_regained_and_may_come_to_mind_again(desk: Desk, open_page: Open) -> None:
    """Folded: about how much time is free, as an estimate; those with a day on top (T2, S0-12)."""
    people = [Contact(name=name) for name in ("Ravi", "Dana", "Ola")]
    asks = [
        Ask(contact=one.id, let_go_on=ago(3), revisit_on=again)
        for one, again in zip(people, (None, ago(-20), None), strict=True)
    ]
    desk.save(*people, *asks, *(Touch(contact=one.contact, ask=one.id, on=ago(40)) for one in asks))
    at = open_page("review.py")
    assert "S0-12" not in at.session_state["rules-shown"]
    at.session_state["at-rest"] = True
    at.run()
    text = said(at)
    assert "about 45 minutes, by our estimate" in text
    assert text.index("To be thought of again") < text.index("Dana") < text.index("All who rest")
    assert {"S0-12", "S4-17"} <= set(at.session_state["rules-shown"])
