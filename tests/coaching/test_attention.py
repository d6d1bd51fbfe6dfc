"""Attention: each reason in a case that fires, and in one that barely does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import guide
from lib.coaching import belief
from lib.coaching.agenda import waiting_long
from lib.coaching.asks import Ask
from lib.coaching.attention import (
    Reason,
    Why,
    day_said,
    last_moved,
    next_step,
    reasons,
    run_of,
    standing,
)
from lib.coaching.comments import Comment
from lib.coaching.contacts import Cadence, Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.scripts import Review, Script
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import of

TODAY = date(2026, 3, 30)
A = guide.attention()
COVER = Cover(id="w")
MEI = Contact(id="mei", name="Mei", kind=Kind.OTHER)
FRESH = Touch(id="fresh", contact="mei", on=TODAY, purpose=Purpose.OTHER)
"""A step of today, so that nothing is quiet."""


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days)


def sent(number: int, days: int, *, let_go: bool = False) -> tuple[Ask, Touch]:
    """Return an ask that went out so many days ago."""
    row = f"a{number:03}"
    ask = Ask(id=row, contact="mei", let_go_on=TODAY if let_go else None)
    return ask, Touch(id=f"t{row}", contact="mei", ask=row, on=ago(days))


def silences(many: int, days: int = 40) -> list[Record]:
    """Return so many asks without a word, all at rest."""
    return [one for number in range(many) for one in sent(number, days, let_go=True)]


def answer(number: int, days: int) -> Touch:
    """Return the answer to one of them."""
    return Touch(
        id=f"r{number}",
        contact="mei",
        ask=f"a{number:03}",
        on=ago(days),
        direction=Direction.REPLY,
        purpose=Purpose.OTHER,
        outcome=Outcome.BRUSQUE,
    )


def found(*rows: Record, cover: Cover = COVER, **known: object) -> tuple[Reason, ...]:
    """Return the reasons today, beside a step of today."""
    return reasons(of([cover, MEI, FRESH, *rows]), A, TODAY, **known)  # type: ignore[arg-type]


def whys(*rows: Record, cover: Cover = COVER, **known: object) -> list[Why]:
    """Return which reasons there are."""
    return [one.why for one in found(*rows, cover=cover, **known)]


def draft(name: str = "s", days: int = 6, review: Review | None = Review.WAITING) -> Script:
    """Return a script that was handed over so many days ago."""
    return Script(id=name, ask="x", review=review, handed_on=ago(days))


def test_nothing() -> None:
    """A workbook of today has no reason, and an empty one has none either."""
    assert found() == ()
    assert reasons(of([COVER]), A, TODAY) == ()


def test_a_draft_waits() -> None:
    """Since the day the first one was handed over; one that was commented waits no more."""
    (one,) = found(draft(days=6))
    assert one == Reason(Why.DRAFT, "draft waiting since Tuesday", "Read", ago(6), "ask", "s")
    (both,) = found(draft(), draft("later", 1))
    assert (both.words, both.row) == ("2 drafts waiting since Tuesday", "s")
    assert whys(draft(review=Review.COMMENTED), draft("b", review=Review.READY)) == []
    assert whys(draft(review=None)) == []


def word(number: int, by: str, days: int, **more: object) -> Comment:
    """Return a word on Mei."""
    row = Comment(id=f"c{number}", table="contacts", row="mei", on=ago(days), by=by, text="x")
    return replace(row, **more)  # type: ignore[arg-type]


def test_a_comment_was_answered() -> None:
    """After the coach's newest word, and not for ever; a private word is none."""
    asked, replied = word(1, "k", 20), word(2, "", 14)
    (one,) = found(asked, replied)
    assert (one.why, one.words, one.page) == (
        Why.ANSWERED,
        "answered your comment 16 March",
        "people",
    )
    assert whys(asked, word(2, "", 15)) == []
    assert whys(asked) == []
    assert whys(replied) == []
    assert whys(asked, replied, word(3, "k", 1)) == []
    assert whys(replace(asked, private=True), replied) == []
    assert whys(asked, replied, word(3, "k", 1, private=True)) == [Why.ANSWERED]


def test_other_words_were_taken_or_left() -> None:
    """A proposal that was settled either way is an answer; a word merely read is none."""
    proposal = word(1, "k", 9, suggests="Dear Mei", table="scripts", row="s")
    settled = replace(proposal, taken=False, settled_on=ago(2))
    (one,) = found(settled)
    assert (one.why, one.page, one.row) == (Why.ANSWERED, "ask", "s")
    assert whys(proposal) == []
    assert whys(replace(proposal, settled_on=ago(2))) == []


def test_an_answer_that_was_seen_is_no_news() -> None:
    """Up to the version the coach has looked at, be it words or a proposal that was settled."""
    rows = [word(1, "k", 3, version=3), word(2, "", 2, version=5)]
    taken = word(3, "k", 2, version=6, row="bo", suggests="x", taken=True, settled_on=ago(1))
    (both,) = found(*rows, taken, seen_version=4)
    assert both.words == "2 of your comments answered"
    (one,) = found(*rows, taken, seen_version=5)
    assert one.row == "bo"
    assert whys(*rows, taken, seen_version=6) == []


def test_several_answers_are_counted() -> None:
    """One reason for all of them, at the newest."""
    rows = [
        word(number, by, 3 - place, row=row)
        for number, (row, by, place) in enumerate(
            [("mei", "k", 0), ("mei", "", 1), ("bo", "k", 0), ("bo", "", 2)]
        )
    ]
    (one,) = found(*rows)
    assert (one.words, one.row, one.since) == ("2 of your comments answered", "bo", ago(1))


def test_a_rare_run_of_silence() -> None:
    """Five in a row that their own rate seldom brings; not four, and not a usual five."""
    (one,) = found(*silences(5), silence_chance=0.2)
    assert (one.why, one.words, one.button) == (
        Why.SILENCE,
        "5 silent in a row, rare for them",
        "Write",
    )
    assert whys(*silences(5), silence_chance=0.21) == []
    assert whys(*silences(4), silence_chance=0.01) == []


def test_a_long_run_at_any_rate() -> None:
    """Nine sent since the newest answer, whatever the rate; eight are not, nor after an answer."""
    rows = [*silences(2), *(one for number in range(2, 9) for one in sent(number, 3))]
    (one,) = found(*rows, silence_chance=0.9)
    assert (one.words, one.since) == ("9 sent, none back, 7 open", ago(40))
    assert whys(*rows[2:], silence_chance=0.9) == []
    assert Why.SILENCE not in whys(*rows, answer(8, 2), silence_chance=0.9)


def test_an_answer_ends_a_run() -> None:
    """What came before the newest answer is in no run: four since then are four."""
    older = silences(6, 60)
    answered = [*sent(6, 50), answer(6, 49)]
    newer = [one for number in range(7, 11) for one in sent(number, 40, let_go=True)]
    records = of([COVER, MEI, FRESH, *older, *answered, *newer])
    run = run_of(records, TODAY)
    assert (run.silences, run.open, run.since) == (4, 0, ago(40))
    assert Why.SILENCE not in [one.why for one in reasons(records, A, TODAY, silence_chance=0.0)]


def test_a_run_whose_rate_is_not_known() -> None:
    """Five are told in counts alone; four are not told."""
    (one,) = found(*silences(5))
    assert one.words == "5 sent, none back, 0 open"
    assert whys(*silences(4)) == []


def test_a_guess_far_off() -> None:
    """As the statistics say."""
    (one,) = found(guess_far=True)
    assert (one.why, one.page, one.row) == (Why.GUESS, "review", None)
    assert whys(guess_far=False) == []


def test_no_step_for_some_time() -> None:
    """Ten days after the newest step; not nine, and not where the plan itself says wait."""
    quiet = [COVER, MEI, Touch(contact="mei", on=ago(10), purpose=Purpose.OTHER)]
    (one,) = reasons(of(quiet), A, TODAY)
    assert (one.why, one.words, one.since) == (Why.QUIET, "no step since 20 March", ago(10))
    assert reasons(of([*quiet, Give(contact="mei", given_on=ago(9))]), A, TODAY) == ()
    assert reasons(of(quiet), A, TODAY, moved_on=ago(9)) == ()
    assert reasons(of([COVER, MEI]), A, TODAY) == ()
    assert [one.why for one in reasons(of([COVER, MEI]), A, TODAY, moved_on=ago(10))] == [Why.QUIET]
    planned = Give(contact="mei", planned_on=TODAY + timedelta(10))
    assert reasons(of([*quiet, planned]), A, TODAY) == ()
    later = replace(planned, planned_on=TODAY + timedelta(11))
    assert [one.why for one in reasons(of([*quiet, later]), A, TODAY)] == [Why.QUIET]


def test_what_is_due_is_not_waiting_by_plan() -> None:
    """A day to come is no reason to keep quiet while something else waits, for a day or long."""
    quiet = [COVER, MEI, Touch(contact="mei", on=ago(10), purpose=Purpose.OTHER)]
    soon = Give(id="soon", contact="mei", planned_on=TODAY + timedelta(5))
    for days in (0, A.ladder.fold_days + 1):
        waits = Give(id="waits", contact="mei", planned_on=ago(days))
        assert [one.why for one in reasons(of([*quiet, soon, waits]), A, TODAY)] == [Why.QUIET]


def planned(number: int, days: int) -> Ask:
    """Return an ask that was to go out so many days ago."""
    return Ask(id=f"p{number}", contact="mei", planned_on=ago(days))


def test_things_wait_long() -> None:
    """Three that are a week past their day; not two, and not a third of six days."""
    rows = [planned(1, 7), planned(2, 9), planned(3, 20)]
    (one,) = found(*rows)
    assert (one.why, one.words, one.since) == (
        Why.WAITING,
        "3 things waiting since 10 March",
        ago(20),
    )
    assert whys(*rows[:2], planned(4, 6)) == []
    assert whys(*rows[:2], planned(4, A.ladder.fade_days + 1)) == []
    assert whys(*rows[:2], planned(4, A.ladder.fade_days)) == [Why.WAITING]


def test_keeping_in_touch_is_no_debt() -> None:
    """What comes round again and again never waits long."""
    people = [Contact(id=f"k{number}", name="K", cadence=Cadence.WEEKLY) for number in range(5)]
    old = [Touch(contact=one.id, on=ago(60), purpose=Purpose.OTHER) for one in people]
    records = of([COVER, MEI, *people, *old])
    assert waiting_long(records, A.ladder, A.cadences, TODAY, ago(7)) == (0, None)


def test_an_ask_held_up() -> None:
    """Three days after it was planned; not two, not once it went out, was let rest, or faded."""
    held = replace(planned(1, 3), warned_of="TIE")
    (one,) = found(held)
    assert (one.why, one.words, one.row) == (Why.STOPPED, "an ask held up by a check", "p1")
    assert whys(replace(held, planned_on=ago(2))) == []
    assert whys(replace(held, warned_of="")) == []
    assert whys(replace(held, let_go_on=TODAY)) == []
    assert whys(held, Touch(contact="mei", ask="p1", on=ago(1))) == []
    assert whys(replace(held, planned_on=ago(91))) == []
    assert whys(replace(held, planned_on=ago(90))) == [Why.STOPPED]
    (both,) = found(held, replace(planned(2, 4), warned_of="TIE"))
    assert (both.words, both.row) == ("2 asks held up by a check", "p2")


def test_an_exercise_begun() -> None:
    """Five days after it was put off, where its answer can be seen; not four, nor waved away."""
    put_off = Exercise(id="e", name="story", on=ago(5))
    (one,) = found(put_off, sees_answers=True)
    assert (one.why, one.words) == (Why.UNFINISHED, "an exercise begun, not finished")
    assert whys(put_off) == []
    for other in (
        replace(put_off, on=ago(4)),
        replace(put_off, not_for_me=True),
        replace(put_off, answer="Yes"),
        replace(put_off, done=True),
        replace(put_off, on=ago(91)),
    ):
        assert whys(other, sees_answers=True) == []


def test_a_count_begun() -> None:
    """A guess about the sent folder that was never counted: its numbers are seen by everyone."""
    begun = replace(belief.guessed_blind(4, ago(5)), id="t", answer="")
    assert whys(begun) == [Why.UNFINISHED]
    assert whys(replace(begun, count_of=10, count=2)) == []
    assert whys(replace(begun, not_for_me=True)) == []


def everything() -> list[Record]:
    """Return a workbook in which each reason holds, but for the guess and the quiet."""
    return [
        draft(),
        word(1, "k", 3),
        word(2, "", 2),
        *silences(9),
        *(replace(planned(number, 8), warned_of="TIE") for number in range(3)),
        Exercise(id="e", name="story", on=ago(5)),
    ]


def test_by_weight() -> None:
    """All at once: in the order of the guide's weights."""
    records = of([COVER, MEI, *everything()])
    told = reasons(
        records, A, TODAY, guess_far=True, sees_answers=True, silence_chance=0.1, moved_on=ago(10)
    )
    assert [one.why for one in told] == list(Why)
    heavier = replace(
        A,
        phrases=tuple(
            replace(one, weight=99) if one.why is Why.WAITING else one for one in A.phrases
        ),
    )
    assert reasons(records, heavier, TODAY)[0].why is Why.WAITING


def test_who_paused_is_left_alone() -> None:
    """Paused: nothing but a draft."""
    paused = replace(COVER, paused_on=ago(1))
    assert whys(*everything(), cover=paused, guess_far=True, sees_answers=True) == [Why.DRAFT]
    assert whys(*everything()[1:], cover=paused, guess_far=True, sees_answers=True) == []


def test_how_one_stands() -> None:
    """Counts, the next step, the newest step, paused or not."""
    records = of([COVER, MEI, *sent(1, 3), *sent(2, 40), *sent(3, 9), answer(3, 8), planned(1, 0)])
    told = standing(records, A.ladder, A.cadences, TODAY)
    assert (told.answered, told.open, told.silent, told.paused) == (1, 1, 1, False)
    assert (told.next_step, told.last_moved) == ("send, due today", ago(3))
    assert standing(records, A.ladder, A.cadences, TODAY, moved_on=TODAY).last_moved == TODAY
    paused = of([replace(COVER, paused_on=TODAY), MEI])
    assert standing(paused, A.ladder, A.cadences, TODAY).next_step == "paused"
    assert standing(of([COVER]), A.ladder, A.cadences, TODAY).next_step == "nothing due"
    to_come = next_step(of([COVER, MEI, planned(1, -3)]), A.ladder, A.cadences, TODAY)
    assert to_come.said(date.isoformat) == "nothing before 2026-04-02"


@pytest.mark.parametrize(
    "row",
    [
        Touch(contact="mei", on=ago(2)),
        Give(contact="mei", given_on=ago(2)),
        Exercise(name="story", on=ago(2)),
        Script(handed_on=ago(2)),
        Promise(contact="mei", what="x", made_on=ago(2)),
        Promise(contact="mei", what="x", made_on=ago(9), kept_on=ago(2)),
        Comment(table="cover", row="w", on=ago(2)),
    ],
)
def test_what_counts_as_a_step(row: Record) -> None:
    """Whatever the owner did or noted; not what is planned for later, nor a coach's word."""
    assert last_moved(of([COVER, MEI, row]), TODAY) == ago(2)
    assert last_moved(of([COVER, MEI, row]), ago(3)) in {None, ago(9)}


def test_what_is_no_step() -> None:
    """A coach's word, a day to come, a plan."""
    rows = [
        Comment(table="cover", row="w", on=ago(2), by="k"),
        Give(contact="mei", planned_on=ago(2)),
        Touch(contact="mei", on=TODAY + timedelta(1)),
    ]
    assert last_moved(of([COVER, MEI, *rows]), TODAY) is None
    before = Touch(contact="mei", on=ago(4))
    assert last_moved(of([COVER, MEI, *rows, before]), TODAY) == ago(4)


def test_days_in_few_words() -> None:
    """The weekday of this week, else day and month, the year where it is another."""
    said = [day_said(ago(days), TODAY) for days in (0, 1, 2, 6, 7, 400, -1)]
    assert said == [
        "today",
        "yesterday",
        "Saturday",
        "Tuesday",
        "23 March",
        "23 February 2025",
        "31 March",
    ]


DAYS = st.integers(-3, 200)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(DAYS, st.booleans(), st.booleans()), max_size=14),
    st.lists(DAYS, max_size=4),
    st.none() | st.floats(0, 1),
    st.booleans(),
)
def test_whatever_there_is(
    asks: list[tuple[int, bool, bool]],
    drafts: list[int],
    chance: float | None,
    paused: bool,  # noqa: FBT001 - hypothesis gives it by place
) -> None:
    """Eight words at most, each reason once, by weight, never a word of late; the run adds up."""
    rows: list[Record] = [draft(f"s{place}", days) for place, days in enumerate(drafts)]
    for number, (days, let_go, replied) in enumerate(asks):
        rows += sent(number, days, let_go=let_go)
        if replied:
            rows.append(answer(number, days))
    cover = replace(COVER, paused_on=TODAY if paused else None)
    records = of([cover, MEI, *rows])
    told = reasons(records, A, TODAY, silence_chance=chance)
    assert len({one.why for one in told}) == len(told)
    weights = [A.phrase(one.why).weight for one in told]
    assert weights == sorted(weights, reverse=True)
    for one in told:
        assert 1 <= len(one.words.split()) <= 8
        assert "$" not in one.words
        assert "overdue" not in one.words
    if paused:
        assert {one.why for one in told} <= {Why.DRAFT}
    run = run_of(records, TODAY)
    assert run.silences + run.open <= len(asks)
    assert (Why.DRAFT in {one.why for one in told}) is bool(drafts)
