"""The checks before an ask: each speaks when it should, is silent when it should, never forbids."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import (
    Check,
    Fit,
    Instead,
    KindGuide,
    Limits,
    Suits,
    is_beginning,
    warm_first,
    warned_of,
    weigh,
)
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.records import Record
from lib.coaching.references import Spent, spent
from lib.coaching.targets import Target
from lib.coaching.touches import Direction, Outcome, Purpose, Touch
from lib.coaching.workbook import Changed, of

TODAY = date(2026, 3, 30)
COVER = Cover(id="w")
MEI = Contact(id="mei", name="Mei", kind=Kind.COLLEAGUE, strength=3, ever_helped=True)
LIMITS = Limits(
    minimum_strength=dict(zip(AskKind, (1, 1, 2, 3, 4, 4), strict=True)),
    strong_enough=4,
    open_asks=1,
    touches=4,
    touches_days=30,
)


def card(kind: Kind, fits: Mapping[AskKind, Fit]) -> KindGuide:
    """Return a kind's card on which everything can be asked but what is given."""
    suits = {one: Suits(fits.get(one, Fit.CAN), "because", ("S2-6",)) for one in AskKind}
    return KindGuide(kind, "", "", suits, (), (), "")


KINDS = {
    Kind.FRIEND: card(Kind.FRIEND, {AskKind.REFERENCE: Fit.CANNOT, AskKind.REFERRAL: Fit.RARELY}),
    Kind.SOCIAL: card(Kind.SOCIAL, {AskKind.REFERENCE: Fit.CANNOT}),
    Kind.COLLEAGUE: card(Kind.COLLEAGUE, {}),
    Kind.OTHER: card(Kind.OTHER, dict.fromkeys(AskKind, Fit.CANNOT)),
}


def names(kind: AskKind, contact: Contact, *rows: Record) -> list[Check]:
    """Return which checks speak."""
    ask = Ask(id="new", contact=contact.id, kind=kind)
    found = weigh(ask, contact, of([COVER, contact, *rows]), KINDS, LIMITS, today=TODAY)
    return [one.name for one in found]


def test_a_good_ask_passes() -> None:
    """Advice from an old colleague one has helped: nothing to say."""
    assert names(AskKind.ADVICE, MEI) == []
    assert warned_of(()) == ""


@pytest.mark.parametrize(
    ("kind", "asked", "speaks", "mild"),
    [
        (Kind.FRIEND, AskKind.REFERENCE, True, False),
        (Kind.FRIEND, AskKind.REFERRAL, True, True),
        (Kind.FRIEND, AskKind.NAMES, False, False),
        (Kind.COLLEAGUE, AskKind.REFERENCE, False, False),
        (None, AskKind.REFERENCE, False, False),
    ],
)
def test_can_this_kind_do_that(
    kind: Kind | None,
    asked: AskKind,
    speaks: bool,  # noqa: FBT001 - a table
    mild: bool,  # noqa: FBT001 - a table
) -> None:
    """What a kind can't or seldom does is said; what it seldom does, mildly."""
    contact = replace(MEI, kind=kind, strength=5, knows_my_work=True)
    ask = Ask(contact="mei", kind=asked)
    wanted = Target(company="Harbour Foods", priority=1)
    found = weigh(ask, contact, of([COVER, contact]), KINDS, LIMITS, today=TODAY, target=wanted)
    assert [(one.name, one.mild) for one in found] == ([(Check.KIND, mild)] if speaks else [])


def test_the_alternative_is_lighter_and_possible() -> None:
    """A friend who can't be a reference is asked for an introduction instead."""
    contact = replace(MEI, kind=Kind.FRIEND, strength=5, knows_my_work=True)
    ask = Ask(contact="mei", kind=AskKind.REFERENCE)
    (found,) = weigh(ask, contact, of([COVER, contact]), KINDS, LIMITS, today=TODAY)
    assert found.alternative.instead is Instead.ASK_FOR
    assert found.alternative.ask_kind is AskKind.INTRODUCTION


def test_that_they_have_not_seen_the_work_is_said_once() -> None:
    """A friend asked to be a reference: the kind says why not, and nothing says it again."""
    contact = replace(MEI, kind=Kind.FRIEND, strength=5, knows_my_work=None)
    assert names(AskKind.REFERENCE, contact) == [Check.KIND]
    colleague = replace(contact, kind=Kind.COLLEAGUE)
    assert Check.TIE in names(AskKind.REFERENCE, colleague)


def test_the_same_way_round_is_offered_once() -> None:
    """A friend who is not close can't be a reference: one warning leads to an introduction."""
    contact = replace(MEI, kind=Kind.FRIEND, strength=3, knows_my_work=None)
    assert names(AskKind.REFERENCE, contact) == [Check.KIND]
    further = replace(contact, strength=1)
    assert names(AskKind.REFERENCE, further) == [Check.KIND, Check.TIE]


@given(
    strength=st.none() | st.integers(1, 5),
    kind=st.sampled_from(AskKind),
    knows=st.none() | st.booleans(),
)
def test_can_this_tie_bear_it(strength: int | None, kind: AskKind, knows: bool | None) -> None:  # noqa: FBT001 - drawn by name
    """Below the minimum it speaks, from it on it does not; a reference must know one's work."""
    contact = replace(MEI, strength=strength, knows_my_work=knows)
    needed = LIMITS.minimum_strength[kind]
    weak = (strength or 0) < needed if strength is not None else needed > 1
    unknown_work = kind is AskKind.REFERENCE and not knows
    assert (Check.TIE in names(kind, contact)) == (weak or unknown_work)


def test_an_unrated_contact_is_rated_not_refused() -> None:
    """No strength yet: the two taps are the alternative."""
    contact = replace(MEI, strength=None)
    ask = Ask(contact="mei", kind=AskKind.ADVICE)
    (found,) = weigh(ask, contact, of([COVER, contact]), KINDS, LIMITS, today=TODAY)
    assert (found.alternative.instead, found.mild) == (Instead.RATE, True)


def test_a_mutual_contact_is_the_way_round() -> None:
    """A thin tie with someone in between: ask for an introduction."""
    contact = replace(MEI, strength=1, mutual_contact="dana")
    ask = Ask(contact="mei", kind=AskKind.ADVICE)
    (found,) = weigh(ask, contact, of([COVER, contact]), KINDS, LIMITS, today=TODAY)
    assert found.alternative.instead is Instead.ASK_INTRODUCTION


def given_on(day: date | None, planned: date | None = None) -> Give:
    """Return a give to Mei."""
    return Give(id="g", contact="mei", given_on=day, planned_on=planned)


@pytest.mark.parametrize(
    ("helped", "strength", "give", "speaks"),
    [
        (None, 3, None, True),
        (False, 3, None, True),
        (True, 3, None, False),
        (None, 4, None, False),
        (None, 3, given_on(TODAY), False),
        (None, 3, given_on(TODAY + timedelta(1)), True),
        (None, 3, given_on(None, TODAY), True),
        (None, None, None, True),
    ],
)
def test_has_something_been_given(
    helped: bool | None,  # noqa: FBT001 - a table
    strength: int | None,
    give: Give | None,
    speaks: bool,  # noqa: FBT001 - a table
) -> None:
    """A give up to today counts, a planned one does not; so do a strong tie and "ever helped"."""
    contact = replace(MEI, ever_helped=helped, strength=strength)
    rows = [] if give is None else [give]
    assert (Check.GIVEN in names(AskKind.NAMES, contact, *rows)) == speaks


def test_one_open_ask_at_a_time() -> None:
    """An ask that waits speaks; an answered, silent or planned one does not, nor does itself."""
    ask = Ask(id="first", contact="mei")
    sent = Touch(contact="mei", ask="first", on=TODAY - timedelta(5))
    back = Touch(contact="mei", ask="first", on=TODAY, direction=Direction.REPLY)
    assert names(AskKind.NAMES, MEI, ask, sent) == [Check.OPEN]
    assert names(AskKind.NAMES, MEI, ask, sent, back) == []
    assert names(AskKind.NAMES, MEI, ask, replace(sent, on=TODAY - timedelta(30))) == []
    assert names(AskKind.NAMES, MEI, ask) == []
    itself = weigh(ask, MEI, of([COVER, MEI, ask, sent]), KINDS, LIMITS, today=TODAY)
    assert itself == ()


def test_many_messages() -> None:
    """Four unanswered within thirty days are a lot; three are not, nor is a conversation."""
    sent = [
        Touch(contact="mei", on=TODAY - timedelta(7 * at), purpose=Purpose.OTHER) for at in range(4)
    ]
    back = [
        Touch(contact="mei", on=one.on, direction=Direction.REPLY, outcome=Outcome.KIND)
        for one in sent
    ]
    assert names(AskKind.NAMES, MEI, *sent) == [Check.MUCH]
    assert names(AskKind.NAMES, MEI, *sent[:3]) == []
    assert names(AskKind.NAMES, MEI, *sent, *back) == []
    early = [replace(one, on=one.on - timedelta(60)) for one in sent]
    assert names(AskKind.NAMES, MEI, *early) == []


GRACE = Contact(
    id="grace", name="Grace", kind=Kind.COLLEAGUE, strength=5, ever_helped=True, knows_my_work=True
)


def named(at: int, target: Target | None, *, bounced: bool = False) -> list[Record]:
    """Return an ask for a reference that went out so many days ago, for a company."""
    ask = Ask(
        id=f"ref{at}",
        contact="grace",
        kind=AskKind.REFERENCE,
        target=None if target is None else target.id,
    )
    on = TODAY - timedelta(at)
    back = Touch(
        contact="grace",
        ask=ask.id,
        on=on,
        direction=Direction.REPLY,
        outcome=Outcome.BOUNCED if bounced else Outcome.HELPED,
    )
    return [ask, Touch(contact="grace", ask=ask.id, on=on), back]


HARBOUR = Target(id="harbour", company="Harbour Foods", priority=1)
QUAY = Target(id="quay", company="Quay", priority=2)


def test_a_reference_is_kept_for_what_is_wanted_most() -> None:
    """No company, one not wanted most, or used often already: said, with where it went (S2-17)."""
    used = [COVER, GRACE, HARBOUR, QUAY, *named(90, HARBOUR), *named(60, QUAY)]

    def said(target: Target | None, rows: list[Record]) -> list[tuple[Check, str, Instead]]:
        ask = Ask(
            contact="grace", kind=AskKind.REFERENCE, target=None if target is None else target.id
        )
        found = weigh(ask, GRACE, of(rows), KINDS, LIMITS, today=TODAY)
        assert all(one.rules == ("S2-17",) for one in found)
        return [(one.name, one.verdict + one.reason, one.alternative.instead) for one in found]

    assert said(HARBOUR, [COVER, GRACE, HARBOUR]) == []
    assert said(HARBOUR, used[:7]) == []  # named once: one less than the limit
    ((check, words, instead),) = said(HARBOUR, used)
    assert (check, instead) == (Check.SPENT, Instead.ASK_FOR)
    assert "Named twice so far, for Harbour Foods and Quay." in words
    ((_, words, _),) = said(QUAY, [COVER, GRACE, QUAY])
    assert words.startswith("Quay is not among those you want most.")
    ((_, words, instead),) = said(None, used)
    assert instead is Instead.NAME_COMPANY
    assert "Named twice so far" in words


def test_a_reference_is_spent_once_it_reached_them() -> None:
    """A wrong address and a plan spend nothing; the ask being weighed is not counted twice."""
    rows = [COVER, GRACE, HARBOUR, *named(9, HARBOUR), *named(8, QUAY, bounced=True)]
    rows.append(Ask(contact="grace", kind=AskKind.REFERENCE))
    assert spent(of(rows), GRACE) == Spent(1, ("Harbour Foods",))
    assert spent(of(rows), GRACE, but="ref9") == Spent(0, ())


def test_tries_without_a_word_are_not_gone_on_with() -> None:
    """After three silent tries another ask waits a while (S0-8, S0-9); an answer ends that."""
    ask = Ask(id="first", contact="mei", let_go_on=TODAY - timedelta(10))
    tries = [Touch(contact="mei", ask="first", on=TODAY - timedelta(at)) for at in (50, 43, 36)]
    assert names(AskKind.NAMES, MEI, ask, *tries) == [Check.SILENT]
    assert names(AskKind.NAMES, MEI, ask, *tries[:2]) == []
    old = [replace(one, on=one.on - timedelta(60)) for one in tries]
    assert names(AskKind.NAMES, MEI, ask, *old) == []
    back = Touch(contact="mei", on=TODAY - timedelta(3), direction=Direction.REPLY)
    assert names(AskKind.NAMES, MEI, ask, *tries, back) == []
    through = replace(MEI, mutual_contact="dana")
    found = weigh(
        Ask(contact="mei", kind=AskKind.NAMES),
        through,
        of([COVER, through, ask, *tries]),
        KINDS,
        LIMITS,
        today=TODAY,
    )
    assert [one.alternative.instead for one in found] == [Instead.ASK_INTRODUCTION]
    assert {"S0-8", "S0-9"} <= set(found[0].rules)


def test_no_ask_on_the_day_of_an_introduction() -> None:
    """Introduced or met today: said, with another day instead; from tomorrow on it is not."""
    dana = Contact(id="dana", name="Dana")
    hello = Touch(contact="mei", on=TODAY, direction=Direction.REPLY, purpose=Purpose.OTHER)
    through = replace(MEI, mutual_contact="dana", kind=Kind.COLLEAGUE)
    assert names(AskKind.NAMES, through, dana, hello) == [Check.SOON]
    assert names(AskKind.NAMES, through, dana, replace(hello, on=TODAY - timedelta(1))) == []
    assert names(AskKind.NAMES, MEI, hello) == []
    met = replace(MEI, kind=Kind.OTHER, connected_on=TODAY)
    assert Check.SOON in names(AskKind.NAMES, met)
    assert Check.SOON not in names(AskKind.NAMES, replace(met, connected_on=TODAY - timedelta(1)))


def test_names_are_kept() -> None:
    """What had warned is written down by name."""
    stranger = replace(MEI, kind=Kind.OTHER, strength=1, ever_helped=None)
    ask = Ask(contact="mei", kind=AskKind.REFERENCE)
    found = weigh(ask, stranger, of([COVER, stranger]), KINDS, LIMITS, today=TODAY)
    assert warned_of(found) == "kind of contact, how close, giving first"


def test_warm_first() -> None:
    """Former colleagues by closeness, one with a phone first; those asked are left out."""
    rows: list[Record] = [
        COVER,
        Contact(id="stranger", name="A", kind=Kind.OTHER, strength=5),
        Contact(id="friend", name="B", kind=Kind.FRIEND, strength=5),
        Contact(id="close", name="C", kind=Kind.COLLEAGUE, strength=4),
        Contact(id="called", name="D", kind=Kind.COLLEAGUE, strength=4, phone="1"),
        Contact(id="unrated", name="E", kind=Kind.COLLEAGUE),
        Contact(id="asked", name="F", kind=Kind.COLLEAGUE, strength=5),
        Ask(id="x", contact="asked"),
    ]
    records = of(rows)
    assert [one.id for one in warm_first(records)] == ["called", "close", "friend"]
    assert [one.id for one in warm_first(records, limit=1)] == ["called"]
    ask = Ask(id="y", contact="called")
    assert [one.id for one in warm_first(records.changed([Changed(None, ask)]), limit=1)] == [
        "close"
    ]


def test_the_beginning_ends_with_three_sent() -> None:
    """Planned asks do not count; the third that went out ends it, wrong addresses included."""
    rows: list[Record] = [COVER, MEI, *(Ask(id=str(at), contact="mei") for at in range(5))]
    sent = [Touch(contact="mei", ask=str(at), on=TODAY) for at in range(3)]
    assert is_beginning(of(rows), TODAY)
    assert is_beginning(of([*rows, *sent[:2]]), TODAY)
    assert not is_beginning(of([*rows, *sent]), TODAY)


@given(
    kind=st.none() | st.sampled_from(Kind),
    strength=st.none() | st.integers(1, 5),
    asked=st.sampled_from(AskKind),
    helped=st.none() | st.booleans(),
    mutual=st.none() | st.just("dana"),
    name=st.text(min_size=1, max_size=20),
)
def test_every_caution_offers_a_way(  # noqa: PLR0913, PLR0917 - drawn by name
    kind: Kind | None,
    strength: int | None,
    asked: AskKind,
    helped: bool | None,  # noqa: FBT001 - drawn by name
    mutual: str | None,
    name: str,
) -> None:
    """Each caution has a verdict, a reason, rules, and an alternative that is not the same ask."""
    contact = Contact(
        name=name, kind=kind, strength=strength, ever_helped=helped, mutual_contact=mutual
    )
    ask = Ask(contact=contact.id, kind=asked)
    for one in weigh(ask, contact, of([COVER, contact]), KINDS, LIMITS, today=TODAY):
        assert one.verdict
        assert one.reason
        assert one.rules
        assert one.alternative.words
        assert one.alternative.ask_kind is not asked or asked is AskKind.NAMES
        assert "!" not in one.verdict.replace(name, "") + one.reason + one.alternative.words
