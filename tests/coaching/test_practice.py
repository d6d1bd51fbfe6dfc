"""The order of the exercises: one a day, each where it helps, none twice."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.paragraphs import joined
from lib.coaching.practice import (
    LOOK_AGAIN,
    SITUATIONS,
    Practice,
    Practices,
    exercise_id,
    filled,
    lapsed,
    newest_words,
    next_exercise,
    said_in,
    silences,
    to_ask_back,
    written,
)
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import Changed, of

DAY = date(2026, 3, 2)
ROWS = (
    Practice("story", 10, "an ask sent"),
    Practice("can-cant", 12, "an ask sent", "heavier ask planned"),
    Practice("credibility", 15, "several asks", "heavier ask planned"),
    Practice("but", 1, "a follow-up waits", "a follow-up waits", asks_back=True),
    Practice("quitting", 2, "a run of silences", "a run of silences"),
    Practice("belief", 3, "a silence"),
    Practice("ready", 45, "some asks"),
    Practice("pass-on", 60, "words sent"),
    Practice("up-to-date", 65, "a colleague lapsed", asks_back=True),
    Practice("nowhere", 70, "many people"),
)
PRACTICES = Practices(
    ROWS,
    again_days=3,
    silence_days=14,
    waiting_days=10,
    lapsed_days=365,
    ask_back_days=7,
    run=5,
    some_asks=3,
    several_asks=5,
    many_people=15,
)


def ago(days: int) -> date:
    """Return the day so many days before."""
    return DAY - timedelta(days)


def sent(row: str, days: int, *, words: str = "", **ask: object) -> list[Record]:
    """Return an ask that went out so many days ago, with its person."""
    return [
        Contact(id=f"c-{row}", name=row),
        replace(Ask(id=row, contact=f"c-{row}"), **ask),  # type: ignore[arg-type]
        Touch(id=f"t-{row}", contact=f"c-{row}", ask=row, on=ago(days), words=words),
    ]


def answer(row: str, days: int, outcome: Outcome = Outcome.KIND) -> Touch:
    """Return the answer to an ask, so many days ago."""
    return Touch(
        contact=f"c-{row}",
        ask=row,
        on=ago(days),
        direction=Direction.REPLY,
        purpose=Purpose.OTHER,
        outcome=outcome,
    )


def done(*names: str, days: int = 1) -> list[Record]:
    """Return exercises that were filled in so many days ago."""
    return [Exercise(name=one, on=ago(days), answer=f"Words: of {one}") for one in names]


def fits(*rows: Record, day: date = DAY) -> str | None:
    """Return the exercise of a day."""
    return next_exercise(of([Cover(), *rows]), PRACTICES, day)


FIRST = sent("ann", 1)
COLLEAGUE = Contact(name="Mei", kind=Kind.COLLEAGUE)
MANY = [Contact(name=str(one)) for one in range(15)]
THREE = [*sent("a", 2), *sent("b", 2), *sent("c", 1)]
FIVE_SILENT = [row for one in "abcde" for row in sent(one, 20)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([Contact(name="Ann"), Ask(contact="x", planned_on=DAY)], None),
        ([*FIRST, answer("ann", 0, Outcome.BOUNCED)], None),
        (FIRST, "story"),
        ([*FIRST, *done("story", days=0)], None),
        ([*FIRST, *done("story")], "can-cant"),
        ([*FIRST, *done("story", "can-cant")], None),
        ([*THREE, *done("story", "can-cant")], "ready"),
        ([*FIRST, Ask(contact="c-ann", kind=AskKind.REFERRAL, planned_on=DAY)], "can-cant"),
        (
            [*FIRST, Ask(contact="c-ann", kind=AskKind.REFERRAL), *done("can-cant")],
            "credibility",
        ),
        ([*FIRST, Ask(contact="c-ann", kind=AskKind.ADVICE, planned_on=DAY)], "story"),
        ([*FIRST, Ask(contact="c-ann", kind=AskKind.REFERENCE, let_go_on=DAY)], "story"),
        (sent("ann", 9), "story"),
        (sent("ann", 10), "but"),
        ([*sent("ann", 10), answer("ann", 3)], "story"),
        (sent("ann", 10, let_go_on=DAY), "story"),
        (sent("ann", 10, tries=1), "story"),
        (sent("ann", 8, later_until=DAY + timedelta(3)), "but"),
        (sent("ann", 3, later_until=ago(4)), "story"),
        ([*sent("ann", 14), *done("but")], "belief"),
        ([*sent("ann", 13), *done("but")], "story"),
        (sent("ann", 14, let_go_on=DAY), "belief"),
        ([*FIVE_SILENT, *done("but")], "quitting"),
        ([*FIVE_SILENT[:-3], *done("but")], "belief"),
        ([*FIVE_SILENT, *sent("f", 18), answer("f", 16), *done("but")], "belief"),
        ([*FIVE_SILENT, *sent("f", 30), answer("f", 25), *done("but")], "quitting"),
        ([*sent("ann", 1, words="Hello"), *done("story", "can-cant")], "pass-on"),
        ([*FIRST, COLLEAGUE, *done("story", "can-cant")], "up-to-date"),
        ([*THREE, *MANY, *done("story", "can-cant", "ready")], "nowhere"),
        ([*FIRST, *MANY, *done("story", "can-cant")], None),
    ],
)
def test_what_fits(rows: list[Record], expected: str | None) -> None:
    """A table of situations, each with the exercise it calls for."""
    assert fits(*rows) == expected


def test_not_for_me_never_again() -> None:
    """It does not come back, on no later day."""
    waved = Exercise(name="story", on=ago(400), not_for_me=True)
    assert fits(*FIRST, waved) == "can-cant"


def test_put_off_comes_again_after_some_days() -> None:
    """Another day: others come meanwhile, and after three days it is there again."""
    put_off = Exercise(name="story", on=DAY)
    assert fits(*FIRST, put_off) is None
    assert fits(*FIRST, put_off, day=ago(-1)) == "can-cant"
    assert fits(*FIRST, put_off, day=ago(-3)) == "story"


def test_an_exercise_of_another_page_takes_no_day() -> None:
    """A tally, or whatever else is no exercise of the guide's list, does not count as the day's."""
    assert fits(*FIRST, Exercise(name="tally", on=DAY, count_of=10, count=2)) == "story"


def test_a_filled_row_counts_beside_one_put_off() -> None:
    """Rows of two places with one name: what is filled in is what counts."""
    rows = [*FIRST, *done("story", days=9), Exercise(name="story", on=ago(4))]
    assert filled(of([Cover(), *rows]), "story") is not None
    assert fits(*rows) == "can-cant"


def test_what_was_written_in_the_guides_order() -> None:
    """Filled in ones only."""
    rows = [*done("story", "but"), Exercise(name="ready", on=DAY, not_for_me=True)]
    assert [one.name for one in written(of([Cover(), *rows]), PRACTICES)] == ["but", "story"]


def test_what_was_said_in_one() -> None:
    """The answers alone, without labels and without the day to look again."""
    text = joined([("One", "Lorries"), ("Two", "Nine people"), (LOOK_AGAIN, "2026-03-06")])
    records = of([Cover(), Exercise(name="successes", on=DAY, answer=text)])
    assert said_in(records, "successes") == ("Lorries", "Nine people")
    assert said_in(records, "story") == ()


def test_it_is_asked_whether_it_was_done() -> None:
    """From the next day for a week; not once it is answered, and not of others."""
    rows = [Cover(), *done("but", "story", days=0)]
    records = of(rows)

    def asked(days: int) -> str | None:
        found = to_ask_back(records, PRACTICES, ago(-days))
        return None if found is None else found.name

    assert [asked(one) for one in (0, 1, 7, 8)] == [None, "but", "but", None]
    (but,) = (one for one in records.all(Exercise).values() if one.name == "but")
    for finished in (True, False):
        records = of([Cover(), replace(but, done=finished)])
        assert asked(1) is None


@pytest.mark.parametrize(
    ("again", "first"), [("2026-03-06", 4), ("2026-03-01", 1), ("by Friday", 1)]
)
def test_a_day_to_look_again(again: str, first: int) -> None:
    """The day that was set; a day that is past, or no day at all, changes nothing."""
    text = joined([("But", "busy"), (LOOK_AGAIN, again)])
    records = of([Cover(), Exercise(name="but", on=DAY, answer=text)])
    days = [one for one in range(20) if to_ask_back(records, PRACTICES, ago(-one))]
    assert days == list(range(first, first + 7))


def test_lapsed_colleagues() -> None:
    """Never or over a year: those never written to first, the closest of them before others."""
    people = [
        Contact(id="near", name="Near", kind=Kind.COLLEAGUE, strength=4),
        Contact(id="far", name="Far", kind=Kind.COLLEAGUE, strength=2),
        Contact(id="old", name="Old", kind=Kind.COLLEAGUE),
        Contact(id="new", name="New", kind=Kind.COLLEAGUE),
        Contact(id="friend", name="Friend", kind=Kind.FRIEND),
    ]
    touches = [Touch(contact="old", on=ago(366)), Touch(contact="new", on=ago(365))]
    records = of([Cover(), *people, *touches])
    assert [one.id for one in lapsed(records, PRACTICES, DAY)] == ["near", "far", "old"]
    assert len(lapsed(records, PRACTICES, DAY, 1)) == 1
    later = records.changed([Changed(None, Touch(contact="near", on=DAY))])
    assert [one.id for one in lapsed(later, PRACTICES, DAY)] == ["far", "old"]
    without = later.changed([Changed(people[1], None)])
    assert [one.id for one in lapsed(without, PRACTICES, DAY)] == ["old"]


def test_silences_since_the_newest_answer() -> None:
    """Counted from the newest answer on, and only what is long enough ago."""
    rows = [*FIVE_SILENT, *sent("young", 13), *sent("won", 40), answer("won", 30)]
    assert silences(of([Cover(), *rows]), PRACTICES, DAY) == 5
    assert silences(of([Cover(), *rows, answer("a", 2)]), PRACTICES, DAY) == 0


def test_the_newest_words() -> None:
    """Of the newest message that kept its words."""
    rows = [*sent("a", 9, words="Old"), *sent("b", 2, words="New"), *sent("c", 1)]
    assert newest_words(of([Cover(), *rows])) == "New"
    assert newest_words(of([Cover(), *sent("c", 1)])) == ""


def test_one_row_for_an_exercise_of_a_workbook() -> None:
    """The same in every tab, another one in another workbook."""
    assert exercise_id("w", "story") == exercise_id("w", "story")
    assert len({exercise_id("w", "story"), exercise_id("v", "story"), exercise_id("w", "but")}) == 3
    assert len(exercise_id("w", "story")) == 16


def test_each_situation_is_met_here() -> None:
    """The table above speaks of every situation there is."""
    assert {one.fits for one in ROWS} | {one.at_once for one in ROWS} == {*SITUATIONS, ""}


def test_it_costs_the_same_in_a_large_workbook() -> None:
    """Five thousand people and eight thousand asks: a look is bounded, and a change is carried."""
    rows: list[Record] = [Cover()]
    rows += [Contact(id=f"p{one}", name=str(one), kind=Kind.COLLEAGUE) for one in range(5_000)]
    for one in range(8_000):
        person = f"p{one % 5_000}"
        rows += [
            Ask(id=f"a{one}", contact=person),
            Touch(id=f"t{one}", contact=person, ask=f"a{one}", on=ago(one % 300), words="Hi"),
        ]
    records = of(rows)
    next_exercise(records, PRACTICES, DAY)
    to_ask_back(records, PRACTICES, DAY)
    changed = records.changed([Changed(None, Exercise(name="but", on=ago(1), answer="But: no"))])
    begin = time.process_time()
    for _ in range(100):
        next_exercise(changed, PRACTICES, DAY)
        to_ask_back(changed, PRACTICES, DAY)
    assert (time.process_time() - begin) / 100 < 0.002
