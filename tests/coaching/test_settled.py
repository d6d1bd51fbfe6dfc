"""Where the articles disagree it is settled once: each test is named by its tension, T1 to T8."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lib import guide
from lib.coaching.agenda import agenda
from lib.coaching.answers import REVISIT_DAYS
from lib.coaching.asks import Ask, AskKind, course
from lib.coaching.checks import Check, weigh
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.introductions import degree
from lib.coaching.ladder import next_rung
from lib.coaching.outreach import let_rest, with_tries
from lib.coaching.records import Record
from lib.coaching.scripts import ScriptKind
from lib.coaching.steps import Verb
from lib.coaching.talks import talked, talks
from lib.coaching.touches import Direction, RungKind, Touch
from lib.coaching.workbook import of

TODAY = date(2026, 3, 30)
COVER = Cover(id="w")
DANA = Contact(id="dana", name="Dana", kind=Kind.COLLEAGUE, strength=3, ever_helped=True)
MEI = Contact(id="mei", name="Mei", kind=Kind.COLLEAGUE, strength=5)
ASK = Ask(id="a", contact="dana")


def sent(*days: int) -> list[Touch]:
    """Return tries so many days ago, each on the next rung of the ladder."""
    return [
        Touch(contact="dana", ask="a", on=TODAY - timedelta(one), rung=rung)
        for one, rung in zip(days, RungKind, strict=False)
    ]


def due(*rows: Record) -> list[tuple[Verb, RungKind | None]]:
    """Return what is due today."""
    found = agenda(of([COVER, *rows]), guide.ladder(), guide.cadences(), TODAY)
    return [(one.verb, one.rung) for one in found.steps]


def checks(contact: Contact, kind: AskKind, *rows: Record) -> set[Check]:
    """Return which checks speak before an ask."""
    records = of([COVER, contact, *rows])
    ask = Ask(contact=contact.id, kind=kind)
    found = weigh(ask, contact, records, guide.kinds(), guide.limits(), today=TODAY)
    return {one.name for one in found}


@pytest.mark.parametrize("referred", [True, False])
def test_t1_one_ladder(referred: bool) -> None:  # noqa: FBT001 - a table
    """Two messages, a light third; a letter and a friend's word only with a friend; then rest."""
    climbed: list[RungKind | None] = []
    touches: list[Touch] = []
    for _ in range(9):
        following = next_rung(guide.ladder(), course(ASK, touches), has_referrer=referred)
        if not touches:
            touches = sent(0)
            climbed.append(RungKind.FIRST)
            continue
        assert following is not None
        climbed.append(following.kind)
        if following.kind is None:
            break
        touches.append(Touch(contact="dana", ask="a", on=following.due_on, rung=following.kind))
    through = [RungKind.LETTER, RungKind.REFERRER] if referred else []
    assert climbed == [RungKind.FIRST, RungKind.SECOND, RungKind.LIGHT, *through, None]


def test_t2_rest_is_parked_and_may_be_thought_of_again() -> None:
    """At rest nothing is due and nothing is gone; with a day it comes back on that day."""
    (rested,) = let_rest(ASK, TODAY - timedelta(REVISIT_DAYS))
    assert due(DANA, rested, *sent(60)) == []
    again = replace(ASK, let_go_on=TODAY - timedelta(REVISIT_DAYS), revisit_on=TODAY)
    assert due(DANA, again, *sent(60)) == [(Verb.REVISIT, None)]


def test_t3_keeping_in_touch_waits_while_tries_are_open() -> None:
    """Their turn by the calendar, but an ask waits for an answer: one thing at a time."""
    long_ago = Touch(contact="dana", on=TODAY - timedelta(200))
    assert due(DANA, long_ago) == [(Verb.KEEP_IN_TOUCH, None)]
    assert due(DANA, long_ago, ASK, *sent(3)) == []
    answered = Touch(contact="dana", ask="a", on=TODAY - timedelta(150), direction=Direction.REPLY)
    verbs = [verb for verb, _ in due(DANA, ASK, *sent(160), answered)]
    assert Verb.KEEP_IN_TOUCH in verbs


def test_t4_degree_is_recorded_and_weighs_nothing() -> None:
    """One step or six: no check speaks of it, and what was noted stands."""
    near, far = (replace(DANA, degree=steps) for steps in (1, 6))
    assert (degree(near), degree(far)) == (1, 6)
    for kind in AskKind:
        assert checks(near, kind) == checks(far, kind)


def test_t5_a_fast_hello_and_a_slow_ask() -> None:
    """Introduced today: an ask gets a caution; tomorrow it does not."""
    hello = Touch(contact="dana", on=TODAY, direction=Direction.REPLY)
    dana = replace(DANA, mutual_contact="mei")
    assert Check.SOON in checks(dana, AskKind.ADVICE, MEI, hello)
    before = replace(hello, on=TODAY - timedelta(1))
    assert Check.SOON not in checks(dana, AskKind.ADVICE, MEI, before)


def test_t6_three_spirits_and_the_quiet_one_first() -> None:
    """The joke about pestering carries a warning, the other two none; "later" is the default."""
    spirits = guide.scaffolds(ScriptKind.LIGHT)
    assert len(spirits) == 3
    assert [one.name for one in spirits if one.warning] == ["light-smile"]
    assert spirits[0].name == "light-later"


def test_t7_three_unless_a_reason_says_otherwise() -> None:
    """The default is three; another number needs the owner's own reason."""
    assert guide.ladder().tries == 3
    assert due(DANA, ASK, *sent(24, 17, 10)) == [(Verb.REST, None)]
    with pytest.raises(ValueError, match="needs a reason"):
        with_tries(ASK, 4, "  ")
    (more,) = with_tries(ASK, 4, "We spoke last week")
    assert due(DANA, more, *sent(24, 17, 10)) == [(Verb.TRY, RungKind.LIGHT)]


@pytest.mark.parametrize("days", [0, 9])
def test_t8_talks_are_a_mark_and_closeness_decides(days: int) -> None:
    """However often you talked in person: what they can be asked for hangs on how close you are."""
    spoken = [talked(DANA, TODAY - timedelta(40 + one)) for one in range(days)]
    assert talks(of([COVER, DANA, *spoken]), DANA) == days
    assert Check.TIE in checks(DANA, AskKind.REFERRAL, *spoken)
    close = replace(DANA, strength=4)
    assert Check.TIE not in checks(close, AskKind.REFERRAL, *spoken)
