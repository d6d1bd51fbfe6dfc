"""Who could do this, and how many are ready: beside a reading that walks through everybody."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lib import guide
from lib.coaching.asks import Ask, AskKind
from lib.coaching.checks import Check, Fit, weigh
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.gives import Give
from lib.coaching.readiness import ready
from lib.coaching.records import Record
from lib.coaching.suiting import most, who_could
from lib.coaching.talks import talked, talks
from lib.coaching.text import folded
from lib.coaching.touches import Channel, Direction, Touch
from lib.coaching.workbook import Changed, of

TODAY = date(2026, 3, 30)
COVER = Cover(id="w")

PEOPLE = st.lists(
    st.builds(
        Contact,
        name=st.sampled_from(["Ann", "Ben", "Cy"]),
        kind=st.none() | st.sampled_from(Kind),
        strength=st.none() | st.integers(1, 5),
        knows_my_work=st.none() | st.booleans(),
        ever_helped=st.none() | st.booleans(),
    ),
    max_size=8,
)


@given(people=PEOPLE, ask=st.sampled_from(AskKind), limit=st.integers(1, 4))
def test_who_could_do_this(people: list[Contact], ask: AskKind, limit: int) -> None:
    """Everyone whose kind can and whose tie bears it, closest first; no reference unseen."""
    needed = guide.minimum_strength()[ask]
    expected = sorted(
        (
            one
            for one in people
            if one.kind is not None
            and one.strength is not None
            and one.strength >= needed
            and guide.kinds()[one.kind].suits[ask].fit is Fit.CAN
            and not (ask is AskKind.REFERENCE and one.knows_my_work is False)
        ),
        key=lambda one: (-(one.strength or 0), folded(one.name), one.id),
    )
    records = of([COVER, *people])
    found = who_could(records, ask, guide.kinds(), guide.minimum_strength(), limit)
    assert list(found) == expected[:limit]


@given(people=PEOPLE, given_to=st.sets(st.integers(0, 7)), planned=st.booleans())
def test_ready_are_those_nothing_speaks_against(
    people: list[Contact],
    given_to: set[int],
    planned: bool,  # noqa: FBT001 - drawn by name
) -> None:
    """The count is that of the checks: something suits, and the give comes first or need not."""
    day = None if planned else TODAY
    gives = [
        Give(contact=one.id, given_on=day, planned_on=TODAY)
        for at, one in enumerate(people)
        if at in given_to
    ]
    records = of([COVER, *people])
    before = ready(records, guide.kinds(), guide.limits())
    after = records.changed([Changed(None, one) for one in gives])

    def counted(rows: list[Record]) -> int:
        whole = of([COVER, *people, *rows])
        found = 0
        for one in people:
            best = most(one, guide.kinds(), guide.minimum_strength())
            if best is not None:
                ask = Ask(contact=one.id, kind=best)
                said = weigh(ask, one, whole, guide.kinds(), guide.limits(), today=TODAY)
                found += not {caution.name for caution in said} & {Check.GIVEN, Check.TIE}
        return found

    assert before == counted([])
    assert ready(after, guide.kinds(), guide.limits()) == counted(list(gives))


def test_talks_are_counted_by_days() -> None:
    """A talk has two sides and one day; a mail is none (S3-17). It asks for nothing."""
    ann = Contact(id="ann", name="Ann")
    once = talked(ann, TODAY)
    rows = [
        once,
        Touch(contact="ann", on=TODAY, channel=Channel.IN_PERSON),
        Touch(contact="ann", on=TODAY - timedelta(9), channel=Channel.IN_PERSON),
        Touch(contact="ann", on=TODAY - timedelta(4), channel=Channel.EMAIL),
    ]
    assert talks(of([COVER, ann, *rows]), ann) == 2
    assert (once.ask, once.direction, once.is_attempt) == (None, Direction.REPLY, False)
