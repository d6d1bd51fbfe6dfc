"""The agenda: in which order what is due; beside a second reading that walks through every row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.agenda import Agenda, agenda, resumed, times
from lib.coaching.asks import Ask, AskState, course
from lib.coaching.cadence import Cadences, Interval, after
from lib.coaching.contacts import Cadence, Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.ladder import Ladder, Rung, next_rung
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.standing import standing
from lib.coaching.steps import Step, Verb
from lib.coaching.touches import Channel, Direction, Outcome, Purpose, RungKind, Touch
from lib.coaching.workbook import Changed, Records, of

TODAY = date(2026, 3, 30)
LADDER = Ladder(
    rungs=(
        Rung(RungKind.FIRST, 0),
        Rung(RungKind.SECOND, 7),
        Rung(RungKind.LIGHT, 7),
        Rung(RungKind.LETTER, 7, needs_referrer=True),
        Rung(RungKind.REFERRER, 10, needs_referrer=True),
    ),
    rest_days=10,
    tries=3,
    fold_days=14,
)
CADENCES = Cadences(
    intervals=(
        (Cadence.WEEKLY, Interval(days=7)),
        (Cadence.MONTHLY, Interval(months=1)),
        (Cadence.QUARTERLY, Interval(months=3)),
    ),
    by_kind=((Kind.FRIEND, Cadence.WEEKLY), (Kind.COLLEAGUE, Cadence.MONTHLY)),
    promise_days=14,
)
COVER = Cover(id="w")
MEI = Contact(id="mei", name="Mei", kind=Kind.COLLEAGUE, strength=3)
DANA = Contact(id="dana", name="Dana", kind=Kind.OTHER, strength=2)


def ago(days: int) -> date:
    """Return the day so many days before today."""
    return TODAY - timedelta(days)


def shown(*rows: Record, limit: int = 50) -> Agenda:
    """Return today's agenda of these records."""
    return agenda(of([COVER, *rows]), LADDER, CADENCES, TODAY, limit=limit)


def verbs(found: Agenda) -> list[Verb]:
    """Return what the steps ask, in order."""
    return [one.verb for one in found.steps]


def out(ask: str, days: int, contact: str = "mei", rung: RungKind | None = None) -> Touch:
    """Return a try so many days ago."""
    return Touch(id=f"{ask}-{days}", contact=contact, ask=ask, on=ago(days), rung=rung)


def back(
    ask: str, days: int, outcome: Outcome | None = Outcome.HELPED, contact: str = "mei"
) -> Touch:
    """Return an answer so many days ago."""
    return Touch(
        id=f"{ask}-r{days}",
        contact=contact,
        ask=ask,
        on=ago(days),
        direction=Direction.REPLY,
        purpose=Purpose.OTHER,
        outcome=outcome,
    )


def test_nothing() -> None:
    """An empty workbook has an empty day."""
    found = shown()
    assert found.steps == found.still_want == ()
    assert (found.due, found.still_want_count, found.next_on) == (0, 0, None)


def test_whoever_answered_comes_first() -> None:
    """Thanks before the introducer's news, before tries, before plans, gifts and promises."""
    rows = [
        replace(MEI, mutual_contact="dana"),
        DANA,
        Ask(id="planned", contact="dana", planned_on=ago(1)),
        Ask(id="silent", contact="dana"),
        out("silent", 8, "dana"),
        Ask(id="answered", contact="mei"),
        out("answered", 9),
        back("answered", 2),
        Ask(id="thanked", contact="mei"),
        out("thanked", 9),
        back("thanked", 3),
        Touch(contact="mei", ask="thanked", on=ago(1), purpose=Purpose.THANKS),
        Give(id="g", contact="mei", planned_on=TODAY),
        Promise(id="p", contact="mei", made_on=ago(14)),
    ]
    found = shown(*rows)
    assert verbs(found) == [
        Verb.THANK,
        Verb.TELL,
        Verb.TRY,
        Verb.SEND,
        Verb.GIVE,
        Verb.PROMISE,
    ]
    tell = found.steps[1]
    assert (tell.contact.id, tell.to.id) == ("mei", "dana")
    assert found.due == 6
    assert shown(*rows, limit=3).steps == found.steps[:3]
    assert shown(*rows, limit=3).due == 6


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (13, "13 days ago"),
        (20, "2 weeks ago"),
        (90, "3 months ago"),
        (729, "24 months ago"),
        (730, "2 years ago"),
        (4_700, "12 years ago"),
    ],
)
def test_how_long_ago_is_said_in_the_word_that_fits(days: int, words: str) -> None:
    """Years of messages come in at once: nobody counts thirteen years in months."""
    rows = [Ask(id="a", contact="mei", later_until=TODAY), out("a", days + 2), back("a", days)]
    step = shown(MEI, *rows).steps[0]
    assert f"answered you {words}." in step.why


def test_each_step_says_why_with_the_name() -> None:
    """One line, with the name as it was typed, no exclamation mark, nothing about being late."""
    name = "D$a*n_a {0}"
    rows: list[Record] = [replace(DANA, name=name)]
    for at, days in enumerate((8, 15, 22, 40)):
        tries = [out(f"a{at}", days - 7 * n, "dana") for n in range(at + 1)]
        rows += [Ask(id=f"a{at}", contact="dana"), *tries]
    found = shown(*rows, limit=9)
    for one in (*found.steps, *found.still_want):
        assert name in one.why
        assert "!" not in one.why
        assert "overdue" not in one.why


def test_the_referrers_word_goes_to_the_referrer() -> None:
    """The last rung is a touch with the friend, of the same ask."""
    rows = [
        replace(DANA, mutual_contact="mei"),
        MEI,
        Ask(id="a", contact="dana"),
        out("a", 40, "dana", RungKind.FIRST),
        out("a", 30, "dana", RungKind.SECOND),
        out("a", 20, "dana", RungKind.LIGHT),
        out("a", 10, "dana", RungKind.LETTER),
    ]
    (step,) = shown(*rows).steps
    assert (step.verb, step.rung, step.to.id) == (Verb.TRY, RungKind.REFERRER, "mei")
    touch = step.as_touch(TODAY, Channel.PHONE)
    assert (touch.contact, touch.ask, touch.rung) == ("mei", "a", RungKind.REFERRER)
    after_it = shown(*rows, touch)
    assert not after_it.steps


def test_rest_is_a_step_and_ends_it() -> None:
    """After three messages an ask is let rest; then nothing is due."""
    rows = [DANA, Ask(id="a", contact="dana"), *(out("a", days, "dana") for days in (24, 17, 10))]
    (step,) = shown(*rows).steps
    assert (step.verb, step.why) == (
        Verb.REST,
        "You tried Dana three times, kindly. This can rest here. It happens to everyone who asks.",
    )
    (rested,) = step.done(TODAY)
    assert not shown(DANA, rested, *rows[2:]).steps
    with pytest.raises(ValueError, match="no outreach"):
        step.as_touch(TODAY)


@pytest.mark.parametrize("kind", [*Kind, None])
@pytest.mark.parametrize("sent", [1, 2, 3, 4])
def test_silence_is_said_to_be_common_at_every_step(kind: Kind | None, sent: int) -> None:
    """From the second try to rest a silence is never a verdict (S0-14, S4-13)."""
    dana = replace(DANA, kind=kind, mutual_contact="mei")
    rungs = list(RungKind)[:sent]
    days = (47, 40, 33, 20)[4 - sent :] if sent < 4 else (45, 38, 31, 20)
    rows = [out("a", day, "dana", rung) for day, rung in zip(days, rungs, strict=True)]
    (step,) = shown(dana, MEI, Ask(id="a", contact="dana"), *rows).steps
    assert {"S0-14", "S4-13"} <= set(step.rules)
    assert any(word in step.why for word in ("usual", "common", "happens to everyone"))


def test_a_longer_ladder_carries_its_reason() -> None:
    """Three is a fair stop, not a law: the owner's own words stand beside a fourth try (S4-14)."""
    ask = Ask(id="a", contact="dana", tries=4, tries_reason="We spoke last week")
    rows = [DANA, ask, *(out("a", days, "dana") for days in (24, 17, 10))]
    (step,) = shown(*rows).steps
    assert "We spoke last week" in step.why
    assert "S4-14" in step.rules


def test_old_things_ask_first() -> None:
    """Due for 14 days is due; for 15 it asks whether it is still wanted, the newest first."""
    rows = [
        DANA,
        Ask(id="edge", contact="dana", planned_on=ago(14)),
        Ask(id="old", contact="dana", planned_on=ago(15)),
        Ask(id="older", contact="dana", planned_on=ago(90)),
        Ask(id="undated", contact="dana"),
    ]
    found = shown(*rows)
    assert [one.about.id for one in found.steps] == ["edge", "undated"]
    assert [one.about.id for one in found.still_want] == ["old", "older"]
    assert found.still_want_count == 2
    (yes,) = found.still_want[0].still_wanted(TODAY)
    (no,) = found.still_want[1].let_rest(TODAY)
    again = shown(DANA, yes, no)
    assert [one.about.id for one in again.steps] == ["old"]
    assert again.still_want_count == 0


def test_pause_and_enough() -> None:
    """A pause leaves nothing due; "enough" shows nothing more today, and all of it tomorrow."""
    rows = [DANA, Ask(id="a", contact="dana", planned_on=TODAY)]
    paused = agenda(of([replace(COVER, paused_on=ago(3)), *rows]), LADDER, CADENCES, TODAY)
    assert (paused.steps, paused.due, paused.paused) == ((), 0, True)
    closed = of([replace(COVER, closed_on=TODAY), *rows])
    assert agenda(closed, LADDER, CADENCES, TODAY).steps == ()
    assert agenda(closed, LADDER, CADENCES, TODAY).closed
    assert len(agenda(closed, LADDER, CADENCES, TODAY + timedelta(1)).steps) == 1


def test_a_pause_moves_what_came_due_in_it() -> None:
    """Three days into a ten-day pause is three days after it; due after today stays."""
    began = ago(10)
    rows = [
        replace(COVER, paused_on=began),
        DANA,
        MEI,
        Ask(id="during", contact="dana"),
        Touch(id="t1", contact="dana", ask="during", on=began - timedelta(4)),
        Ask(id="before", contact="dana", planned_on=began - timedelta(2)),
        Ask(id="folded", contact="dana", planned_on=began - timedelta(40)),
        Ask(id="ahead", contact="dana"),
        Touch(id="t2", contact="dana", ask="ahead", on=TODAY - timedelta(2)),
        Give(id="g", contact="mei", planned_on=began + timedelta(1)),
        Promise(id="p", contact="mei", made_on=began, by=began + timedelta(1)),
    ]
    records = of(rows)
    moved = {one.id: one for one in resumed(records, LADDER, CADENCES, TODAY)}
    assert set(moved) == {"w", "during", "before", "g"}
    after_it = of([moved.get(one.id, one) for one in rows])
    assert (after_it.cover.paused_on, after_it.cover.paused_days) == (None, 10)
    due = {
        one.about.id: one.due_on
        for days in (0, 3, 5)
        for one in agenda(after_it, LADDER, CADENCES, TODAY + timedelta(days), limit=20).steps
    }
    assert due["during"] == TODAY + timedelta(3)
    assert due["before"] == TODAY - timedelta(2)
    assert due["g"] == TODAY + timedelta(1)
    assert due["ahead"] == TODAY + timedelta(5)
    assert resumed(after_it, LADDER, CADENCES, TODAY) == ()


def test_keeping_in_touch_rests_while_an_ask_waits() -> None:
    """A live relationship is kept up; a waiting ask, and one let rest, suspend it (T2, T3)."""
    hello = Touch(id="h", contact="mei", on=ago(40), purpose=Purpose.KEEP_IN_TOUCH)
    assert verbs(shown(MEI, hello)) == [Verb.KEEP_IN_TOUCH]
    assert verbs(shown(MEI)) == []
    waiting = [Ask(id="a", contact="mei"), out("a", 1)]
    assert verbs(shown(MEI, hello, *waiting)) == []
    resting = Ask(id="a", contact="mei", let_go_on=ago(35))
    assert verbs(shown(MEI, replace(hello, on=ago(60)), resting, out("a", 50))) == []
    assert verbs(shown(MEI, replace(hello, on=ago(35)), resting, out("a", 50))) == []
    assert verbs(shown(MEI, replace(hello, on=ago(34)), resting, out("a", 50))) == [
        Verb.KEEP_IN_TOUCH
    ]
    gift = Give(id="g", contact="mei", given_on=ago(3))
    assert verbs(shown(MEI, hello, gift)) == []


def test_an_answer_through_the_friend_counts() -> None:
    """A friend's answer to Mei's ask, logged with the friend, ends Mei's waiting as it is saved."""
    hello = Touch(id="h", contact="mei", on=ago(60), purpose=Purpose.KEEP_IN_TOUCH)
    records = of([COVER, MEI, DANA, hello, Ask(id="a", contact="mei"), out("a", 40)])
    before = agenda(records, LADDER, CADENCES, TODAY)
    assert Verb.KEEP_IN_TOUCH not in verbs(before)
    records = put(records, [back("a", 9, contact="dana")])
    assert verbs(agenda(records, LADDER, CADENCES, TODAY)) == [Verb.THANK, Verb.KEEP_IN_TOUCH]


def test_someone_brusque_is_left_in_peace() -> None:
    """No thanks are due to a brusque answer; a kind no is thanked, its introducer not troubled."""
    rows = [replace(MEI, mutual_contact="dana"), DANA, Ask(id="a", contact="mei"), out("a", 5)]
    assert verbs(shown(*rows, back("a", 1, Outcome.BRUSQUE))) == []
    assert verbs(shown(*rows, back("a", 1, Outcome.UNWILLING))) == [Verb.THANK]
    thanks = Touch(contact="mei", ask="a", on=TODAY, purpose=Purpose.THANKS)
    assert verbs(shown(*rows, back("a", 1, Outcome.UNWILLING), thanks)) == []
    assert verbs(shown(*rows, back("a", 1, Outcome.KIND), thanks)) == [Verb.TELL]


def test_an_operation_is_fixed_by_what_was_seen() -> None:
    """Drawn twice it is the same; after another try or edit it is another."""
    rows = [DANA, Ask(id="a", contact="dana"), out("a", 8, "dana")]
    (first,), (second,) = shown(*rows).steps, shown(*rows).steps
    assert first.operation == second.operation
    (later,) = shown(*rows, out("a", 7, "dana")).steps
    (edited,) = shown(DANA, Ask(id="a", version=1, contact="dana"), rows[2]).steps
    assert len({first.operation, later.operation, edited.operation}) == 3


def test_numbers_in_words() -> None:
    """Small numbers read as words."""
    assert [times(one) for one in (0, 1, 2, 3, 7)] == [
        "no times",
        "once",
        "twice",
        "three times",
        "7 times",
    ]


# A second reading of the same rules: it walks through every row, and shares no index.

Line = tuple[Verb, str, date]


def _of_ask(  # noqa: C901, PLR0911, PLR0912 - one plain reading of the whole rule
    records: Records, ask: Ask
) -> tuple[int, Line] | None:
    contact = records.all(Contact)[ask.contact]
    touches = [one for one in records.all(Touch).values() if one.ask == ask.id]
    going = course(ask, touches)
    introduced = contact.mutual_contact in records.all(Contact)
    verb, day = Verb.SEND, ask.planned_on
    if ask.let_go_on is not None:
        if going.reply is not None or ask.revisit_on is None:
            return None
        verb, day = Verb.REVISIT, ask.revisit_on
    elif going.replies:
        kinds = {one.outcome for one in going.replies}
        thanks = [one.on for one in touches if one.purpose is Purpose.THANKS]
        if not going.thanked:
            if kinds == {Outcome.BRUSQUE}:
                return None
            verb, day = Verb.THANK, going.replies[0].on
        elif introduced and ask.told_on is None and kinds - {Outcome.BRUSQUE, Outcome.UNWILLING}:
            verb, day = Verb.TELL, max(thanks)
        else:
            return None
    elif going.attempts:
        due = next_rung(LADDER, going, has_referrer=introduced)
        if due is None:
            return None
        verb, day = (Verb.REST if due.kind is None else Verb.TRY), due.due_on
    elif going.bounced:
        return None
    for other in (ask.later_until, ask.still_wanted_on):
        if other is not None:
            day = other if day is None else max(day, other)
    if day is None:
        return 4, (verb, ask.id, date.min)
    rank = {Verb.THANK: 0, Verb.TELL: 1, Verb.TRY: 2, Verb.REST: 2, Verb.SEND: 3}.get(verb, 5)
    return rank, (verb, ask.id, day)


def _of_contact(records: Records, contact: Contact) -> Line | None:
    cadence = CADENCES.of(contact)
    days = [one.on for one in records.all(Touch).values() if one.contact == contact.id]
    days += [
        one.given_on
        for one in records.all(Give).values()
        if one.contact == contact.id and one.given_on is not None
    ]
    if cadence is None or not days:
        return None
    for ask in records.all(Ask).values():
        if ask.contact != contact.id:
            continue
        going = course(ask, [one for one in records.all(Touch).values() if one.ask == ask.id])
        if going.reply is None:
            if ask.let_go_on is not None and max(days) <= ask.let_go_on:
                return None
            if ask.let_go_on is None and going.attempts and not going.bounced:
                return None
    due = after(max(days), CADENCES.interval(cadence))
    return Verb.KEEP_IN_TOUCH, contact.id, max(due, contact.not_before or due)


def second_reading(records: Records, today: date) -> tuple[list[Line], list[Line]]:
    """Return (due, folded) lines by walking through every row; an undated one has `date.min`."""
    lines: list[tuple[int, Line]] = []
    for ask in records.all(Ask).values():
        found = _of_ask(records, ask)
        if found is not None:
            lines.append(found)
    for contact in records.all(Contact).values():
        kept = _of_contact(records, contact)
        if kept is not None:
            lines.append((6, kept))
    lines += [
        (7, (Verb.GIVE, one.id, one.planned_on))
        for one in records.all(Give).values()
        if one.planned_on is not None and one.given_on is None
    ]
    lines += [
        (8, (Verb.PROMISE, one.id, one.by or one.made_on + timedelta(14)))
        for one in records.all(Promise).values()
        if one.kept_on is None and one.dropped_on is None
    ]
    ready = [row for row in lines if row[1][2] <= today]
    never_fold = (4, 6)
    due = [row for row in ready if row[0] in never_fold or (today - row[1][2]).days <= 14]
    folded = [row[1] for row in ready if row not in due]
    due.sort(key=lambda row: (row[0], row[1][2], row[1][1]))
    return [row[1] for row in due], folded


def line(step: Step) -> Line:
    """Return a step as the second reading writes it."""
    ask = step.about
    undated = (
        isinstance(ask, Ask)
        and step.verb is Verb.SEND
        and not (ask.planned_on or ask.later_until or ask.still_wanted_on)
    )
    return step.verb, ask.id, date.min if undated else step.due_on


DAYS = st.integers(-10, 100).map(ago)
MAYBE_DAY = st.none() | DAYS
PEOPLE = ("p0", "p1", "p2")
WHO = st.sampled_from(PEOPLE)
ASKS = ("a0", "a1", "a2", "a3")

CONTACT_ROWS = st.builds(
    Contact,
    id=WHO,
    name=st.just("N"),
    kind=st.none() | st.sampled_from(Kind),
    cadence=st.none() | st.sampled_from(Cadence),
    not_before=MAYBE_DAY,
    mutual_contact=st.none() | WHO,
)
ASK_ROWS = st.builds(
    Ask,
    id=st.sampled_from(ASKS),
    contact=WHO,
    planned_on=MAYBE_DAY,
    later_until=st.none() | st.none() | DAYS,
    still_wanted_on=st.none() | st.none() | DAYS,
    let_go_on=st.none() | st.none() | DAYS,
    revisit_on=MAYBE_DAY,
    told_on=st.none() | st.none() | DAYS,
    tries=st.none() | st.integers(1, 4),
)
TOUCH_ROWS = st.builds(
    Touch,
    id=st.sampled_from([f"t{at}" for at in range(12)]),
    contact=WHO,
    ask=st.none() | st.sampled_from(ASKS),
    direction=st.sampled_from([Direction.OUTREACH, Direction.OUTREACH, Direction.REPLY]),
    on=DAYS,
    purpose=st.sampled_from([Purpose.ATTEMPT, Purpose.ATTEMPT, Purpose.THANKS, Purpose.OTHER]),
    rung=st.none() | st.sampled_from(RungKind),
    outcome=st.none() | st.sampled_from(Outcome),
)
GIVE_ROWS = st.builds(
    Give, id=st.sampled_from(["g0", "g1"]), contact=WHO, planned_on=MAYBE_DAY, given_on=MAYBE_DAY
)
PROMISE_ROWS = st.builds(
    Promise,
    id=st.sampled_from(["q0", "q1"]),
    contact=WHO,
    made_on=DAYS,
    by=MAYBE_DAY,
    kept_on=st.none() | st.none() | DAYS,
)
ROWS = st.one_of(TOUCH_ROWS, ASK_ROWS, TOUCH_ROWS, CONTACT_ROWS, GIVE_ROWS, PROMISE_ROWS)


def put(records: Records, rows: Sequence[Record]) -> Records:
    """Return the records with these rows put in, as one change."""
    last = {(type(one), one.id): one for one in rows}.values()
    return records.changed([Changed(records.get(type(one), one.id), one) for one in last])


def start() -> Records:
    """Return three people and four asks, nothing else."""
    people = [Contact(id=one, name="N") for one in PEOPLE]
    asks = [Ask(id=one, contact="p0") for one in ASKS]
    return of([COVER, *people, *asks])


@settings(max_examples=120, deadline=None)
@given(batches=st.lists(st.lists(ROWS, min_size=1, max_size=12), min_size=1, max_size=5))
def test_it_agrees_with_a_second_reading(batches: list[list[Record]]) -> None:
    """Carried from change to change, it says what walking through every row says."""
    records = start()
    for batch in batches:
        agenda(records, LADDER, CADENCES, TODAY)
        records = put(records, batch)
        found = agenda(records, LADDER, CADENCES, TODAY, limit=50)
        due, folded = second_reading(records, TODAY)
        assert [line(one) for one in found.steps] == due
        assert found.due == len(due)
        assert {line(one) for one in found.still_want} == set(folded)
        assert found.still_want_count == len(folded)
        days = [one.due_on for one in found.still_want]
        assert days == sorted(days, reverse=True)
        few = agenda(records, LADDER, CADENCES, TODAY, limit=3)
        assert few.steps == found.steps[:3]
        assert [one.due_on for one in few.still_want] == days[:3]
        if found.next_on is not None:
            assert second_reading(records, found.next_on)[0] != due
            eve = found.next_on - timedelta(1)
            waiting = {one[1] for one in second_reading(records, eve)[0]}
            assert waiting <= {one[1] for one in [*due, *folded]}


@settings(max_examples=80, deadline=None)
@given(batches=st.lists(st.lists(ROWS, min_size=1, max_size=12), min_size=1, max_size=4))
def test_the_standing_agrees_with_the_states(batches: list[list[Record]]) -> None:
    """The counts are those of the state table, ask by ask."""
    records = start()
    for batch in batches:
        standing(records, TODAY)
        records = put(records, batch)
        found = standing(records, TODAY)
        states = []
        for ask in records.all(Ask).values():
            going = course(ask, [one for one in records.all(Touch).values() if one.ask == ask.id])
            state = going.state(TODAY)
            if state is not AskState.LET_GO or going.attempts:
                states.append((state, records.all(Contact)[ask.contact].kind))
        counts = {one: sum(state is one for state, _ in states) for one in AskState}
        assert (found.answered, found.open) == (counts[AskState.ANSWERED], counts[AskState.OPEN])
        assert (found.silent, found.let_go) == (counts[AskState.SILENT], counts[AskState.LET_GO])
        assert (found.bounced, found.planned) == (
            counts[AskState.BOUNCED],
            counts[AskState.PLANNED],
        )
        for kind, count in found.silent_by_kind:
            assert count == states.count((AskState.SILENT, kind))
        assert sum(count for _, count in found.silent_by_kind) == found.silent


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(ROWS, max_size=25), length=st.integers(0, 40))
def test_resuming_never_folds_what_was_fresh(rows: list[Record], length: int) -> None:
    """After a pause nothing folds that was not folded when it began, promises apart."""
    records = put(start(), rows)
    began = TODAY - timedelta(length)
    paused = put(records, [replace(COVER, paused_on=began)])
    folded_then = {one[1] for one in second_reading(records, began)[1]}
    after_it = put(paused, resumed(paused, LADDER, CADENCES, TODAY))
    now = agenda(after_it, LADDER, CADENCES, TODAY, limit=50)
    fresh = [one for one in now.still_want if one.about.id not in folded_then]
    assert all(one.verb is Verb.PROMISE for one in fresh)


@given(day=st.dates())
def test_any_day_of_the_calendar(day: date) -> None:
    """No date a sheet can hold brings the agenda down."""
    rows = [
        COVER,
        DANA,
        replace(MEI, mutual_contact="dana"),
        Ask(id="a", contact="mei", planned_on=day),
        Ask(id="b", contact="mei"),
        Touch(id="t", contact="mei", ask="b", on=day),
        Promise(id="p", contact="mei", made_on=day),
    ]
    for today in (TODAY, day):
        found = agenda(of(rows), LADDER, CADENCES, today)
        assert found.due + found.still_want_count <= 4


class Counted(dict[str, Record]):
    """Rows that count how often one is looked up; walking through them counts each."""

    lookups = 0

    def __getitem__(self, row: str) -> Record:
        """Return a row."""
        self.lookups += 1
        return super().__getitem__(row)

    def get(self, row: str, default: Record | None = None) -> Record | None:  # type: ignore[override]
        """Return a row or the default."""
        self.lookups += 1
        return super().get(row, default)

    def __iter__(self) -> Iterator[str]:
        """Walk through all ids."""
        self.lookups += len(self)
        return super().__iter__()

    def values(self) -> Any:  # noqa: ANN401 - a view of the rows
        """Walk through all rows."""
        self.lookups += len(self)
        return super().values()

    def items(self) -> Any:  # noqa: ANN401 - a view of the rows
        """Walk through all ids and rows."""
        self.lookups += len(self)
        return super().items()


def lookups_of_a_second_look(people: int) -> int:
    """Return how many rows a second agenda of so many people looks up."""
    rows: dict[type[Record], dict[str, Record]] = {Cover: {"w": COVER}}
    for at in range(people):
        who, ask = f"p{at}", f"a{at}"
        contact = Contact(id=who, name="N", kind=Kind.FRIEND, mutual_contact="p0")
        rows.setdefault(Contact, Counted())[who] = contact
        rows.setdefault(Ask, Counted())[ask] = Ask(id=ask, contact=who)
        touch = Touch(id=f"t{at}", contact=who, ask=ask, on=ago(at % 90))
        rows.setdefault(Touch, Counted())[touch.id] = touch
        give = Give(id=f"g{at}", contact=who, planned_on=ago(at % 90))
        rows.setdefault(Give, Counted())[give.id] = give
    records = Records(rows)
    agenda(records, LADDER, CADENCES, TODAY)
    counted = [one for one in rows.values() if isinstance(one, Counted)]
    for one in counted:
        one.lookups = 0
    found = agenda(records, LADDER, CADENCES, TODAY)
    assert found.due > people // 10
    return sum(one.lookups for one in counted)


def test_a_look_costs_the_same_in_a_large_workbook() -> None:
    """Fifty people or two thousand: as many rows are looked up, and few."""
    few, many = lookups_of_a_second_look(50), lookups_of_a_second_look(2000)
    assert many <= few <= 100


@pytest.mark.parametrize(("silent_days", "asked"), [(186, 1), (188, 0), (2_000, 0)])
def test_what_is_very_old_no_longer_asks(silent_days: int, asked: int) -> None:
    """Half a year after its day a next try asks no more: a history is no list of debts.

    A second message is due seven days after the first; it stays in every count.
    """
    found = shown(MEI, Ask(id="a", contact="mei"), out("a", silent_days))
    assert found.still_want_count == len(found.still_want) == asked
    assert found.standing.silent == 1


def test_who_never_heard_back_is_first_however_long_ago() -> None:
    """An import puts the day of thanks to today (`Ask.later_until`): the first card is theirs."""
    old = Ask(id="a", contact="mei", later_until=TODAY)
    found = shown(MEI, DANA, old, out("a", 900), back("a", 899), Ask(id="b", contact="dana"))
    assert found.steps[0].contact == MEI
    assert found.steps[0].verb is Verb.THANK
