"""A room's own pictures: guesses, counts, votes, cards; frozen, of nobody, never a ranking.

Made of a `Picture` of `lib.coaching.workshop`, which holds how many people stand in each bar and no
more. Rates lean on S3 of `expectations.md` (`lib.expectations.cohort`), runs on S6. A sentence
says what the dots hold and goes no further; the same words for good and for bad news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from lib import guide
from lib.charts import room_dots
from lib.charts.answer import Answer
from lib.charts.people import people_of
from lib.charts.room_dots import Heap
from lib.charts.sentences import count, likely_of_ten, of_hundred, spread_of
from lib.charts.tables import Row
from lib.coaching import workshop
from lib.coaching.workshop import Picture, QuestionKind
from lib.expectations import cohort, reply_rate, silence
from lib.expectations.cohort import Group, Pool
from lib.expectations.tally import Tally
from lib.guide import RoomQuestion

_TEN = 10
HOW_DOTS = (
    "A dot is a person, and nobody's name stands behind it. It does not move once it is shown. Who "
    "answered after that comes into the next picture, once five people more have."
)
HOW_COUNTS = (
    f"{HOW_DOTS} Above the line is what was guessed, hollow; below it what was counted, filled. "
    "Whoever looked at fewer than ten messages stands where their share of ten would be."
)
HOW_RATE = (
    "All messages that the room counted, and how many of them were answered. People differ, and "
    "ten messages are few: the range says how many of ten come back to at least eight people in "
    "ten, judged from all counts together. People change, so it is no promise, and no norm for "
    "anybody."
)
HOW_RUN = (
    "A hundred people who ask as this room does. Those filled meet such a run of silences on the "
    "way by chance alone: it tells nothing about them."
)
HOW_OWN = (
    "A dot is a person who brought in their messages and has ten requests whose last message lies "
    "30 days back; the newest ten of each are looked at, answered or not. Nobody's name stands "
    "behind a dot, and it does not move once it is shown."
)
HOW_WAITS = (
    "The newest ten requests of each who has so many, from the first message to the answer. "
    "Nothing is left out: what came later than 30 days, or never, stands in the last row."
)
HANDS = "Counted by a show of hands."


def of(asked: RoomQuestion, picture: Picture, beside: Picture | None = None) -> Answer:
    """Return what a picture says; what follows from it hangs on as `then`.

    Args:
        asked: the question it is of.
        picture: what the room was shown.
        beside: the newest picture of the question that stands above it; None where there is none.
    """
    if asked.question.kind is QuestionKind.WAITS:
        return _waits(asked, picture)
    found = _votes(asked, picture) if _is_vote(asked) else _dots(asked, picture, beside)
    return _with_hands(found, picture)


def slides(asked: RoomQuestion, picture: Picture, beside: Picture | None = None) -> list[Answer]:
    """Return the same, one picture after the other, as a screen in front of a room has them."""
    return list(_chain(of(asked, picture, beside)))


def _chain(one: Answer | None) -> Iterator[Answer]:
    while one is not None:
        yield replace(one, then=None)
        one = one.then


def _is_vote(asked: RoomQuestion) -> bool:
    return asked.question.kind is QuestionKind.CHOICE and bool(asked.question.label)


def _with_hands(found: Answer, picture: Picture) -> Answer:
    if not picture.hands:
        return found
    return replace(found, sentence=f"{HANDS} {found.sentence}", alt=f"{HANDS} {found.alt}")


def _people(many: int) -> str:
    return f"{many:,} {'person' if many == 1 else 'people'}"


def middle(bars: tuple[int, ...]) -> int:
    """Return the number at which at least half of the people stand, or below; 0 for nobody."""
    reached, half = 0, sum(bars) / 2
    for place, many in enumerate(bars):
        reached += many
        if many and reached >= half:
            return place
    return 0


# dots over none to ten


def _dots(asked: RoomQuestion, picture: Picture, beside: Picture | None) -> Answer:
    top = asked.question.bars - 1
    kind, tally = asked.question.kind, asked.question.is_tally
    if beside is not None and len(beside.bars) != len(picture.bars):
        beside = None
    own = kind in workshop.OWN
    said = _own_said(kind, picture) if own else _dots_said(asked, picture, beside)
    now = Heap(picture.bars, _now(asked), filled=tally or own)
    heaps = (now,) if beside is None else (Heap(beside.bars, _before(asked), filled=False), now)
    return Answer(
        title=asked.title,
        sentence=said,
        alt=f"{said} {_told(picture.bars)}",
        how=_how(beside, top, own=own),
        rows=lambda: _number_rows(picture, beside),
        svg=_over_axis(asked.title, said, f"of {count(top)}", heaps),
        then=_rate(picture, own=own) if tally and top == _TEN else None,
    )


@lru_cache(maxsize=64)
def _over_axis(title: str, said: str, below: str, heaps: tuple[Heap, ...]) -> str:
    return room_dots.over_axis(title, said, below, *heaps)


def _now(asked: RoomQuestion) -> str:
    if asked.question.kind in _OWN_EDGE:
        return _OWN_EDGE[asked.question.kind]
    if asked.question.kind is not QuestionKind.TALLY:
        return "guessed"
    if asked.edge:
        return asked.edge
    return "counted" if asked.question.out_of == _TEN else "after" if asked.beside else "before"


_OWN_EDGE = {QuestionKind.NEWEST: "answered", QuestionKind.RUN: "silent in a row"}


def _how(beside: Picture | None, top: int, *, own: bool) -> str:
    if own:
        return HOW_OWN
    return HOW_COUNTS if beside is not None and top == _TEN else HOW_DOTS


def _own_said(kind: QuestionKind, picture: Picture) -> str:
    """Return what the newest ten requests of each say together."""
    people, mid = _people(picture.people), count(middle(picture.bars))
    if kind is QuestionKind.NEWEST:
        return f"{people} looked back at ten requests each. The middle count is {mid} answered."
    run = guide.room_numbers().run
    met = sum(picture.bars[run:])
    return (
        f"Of {people}, {met:,} met {count(run)} silences in a row or more among their newest ten. "
        f"In the middle, the longest run was {mid}."
    )


def _before(asked: RoomQuestion) -> str:
    return "guessed" if asked.question.out_of == _TEN else "before"


def _dots_said(asked: RoomQuestion, picture: Picture, beside: Picture | None) -> str:
    top = asked.question.bars - 1
    of, mid = count(top), count(middle(picture.bars))
    if top != _TEN:
        said = (
            f"{_people(picture.people)} went through {of} cards. In the middle, {mid} of them "
            "stood as in the guide."
        )
        if beside is not None:
            said += f" Before, of {_people(beside.people)}, it was {count(middle(beside.bars))}."
        return said
    if not asked.question.is_tally:
        return f"{_people(picture.people)} guessed. The middle guess is {mid} of {of}."
    said = f"{_people(picture.people)} counted. The middle count is {mid} of {of}"
    if asked.edge:
        said = f"{_people(picture.people)} looked back. In the middle, {mid} of {of} {asked.edge}"
    if beside is None:
        return f"{said}."
    return f"{said}; the middle guess was {count(middle(beside.bars))}."


def _told(bars: tuple[int, ...]) -> str:
    """Return the bars in words."""
    told = "; ".join(f"{place}: {many:,}" for place, many in enumerate(bars) if many)
    return f"People at each number, from none to {len(bars) - 1}: {told}."


def _number_rows(picture: Picture, beside: Picture | None) -> list[Row]:
    if beside is None:
        return [{"Number": one, "People": many} for one, many in enumerate(picture.bars)]
    both = zip(beside.bars, picture.bars, strict=True)
    return [{"Number": one, "Above": up, "Below": down} for one, (up, down) in enumerate(both)]


# the pooled rate, and runs of silence at it


def _pool(picture: Picture) -> Pool | None:
    groups = [Group(place, _TEN) for place, many in enumerate(picture.bars) for _ in range(many)]
    return cohort.pool(tuple(groups))


def counted(picture: Picture) -> tuple[int, int]:
    """Return (answered, looked at) of a room's tally; hands are taken for ten messages each."""
    if picture.asked is not None and picture.answered is not None:
        return picture.answered, picture.asked
    return sum(place * many for place, many in enumerate(picture.bars)), _TEN * picture.people


def _rate(picture: Picture, *, own: bool) -> Answer | None:
    """Return the pooled rate with its counts and range; None where fewer than five counted.

    The range is that of one person's ten messages, from the beta-binomial of the pool (S3,
    `Pool.answered_of`): the middle of it that holds at least eight people in ten, as everywhere
    (`likely_of_ten`). The rates themselves lie closer together: of ten messages, chance has a say.

    Args:
        picture: what the room was shown.
        own: True for people's own history, beside which stand the runs as they came.
    """
    found = _pool(picture)
    answered, asked = counted(picture)
    if found is None or not asked:
        return None
    low, high = likely_of_ten(found.answered_of(_TEN))
    share = answered / asked
    what = "requests" if own else "messages"
    title = "The rate of our newest ten" if own else "This room's own rate"
    said = (
        f"{answered:,} of {asked:,} {what} were answered, {of_hundred(share)}. "
        f"Of ten {what}, at least eight people in ten can expect {spread_of(low, high)} to be "
        "answered."
    )
    rate_rows: list[Row] = [
        {"What": f"{what.capitalize()} counted", "How many": asked},
        {"What": "Answered", "How many": answered},
        {"What": "Of ten, for eight people in ten, at least", "How many": low},
        {"What": "Of ten, for eight people in ten, at most", "How many": high},
    ]
    return Answer(
        title=title,
        sentence=said,
        alt=said,
        how=HOW_RATE,
        rows=lambda: rate_rows,
        svg=_hundred(
            title,
            said,
            people_of(share),
            (f"answered, of 100 {what}", "no word"),
        ),
        then=None if own else _run(found),
    )


def _run(found: Pool) -> Answer:
    """Return to how many of 100 people a run of silences happens at the room's rate."""
    run = guide.room_numbers().run
    start = reply_rate.Start(min(max(found.mean, 1e-6), 1 - 1e-6), found.worth)
    likely = reply_rate.posterior(Tally(), start)
    chances = [silence.run_somewhere_over(likely, one, _TEN) for one in range(1, _TEN + 1)]
    share = chances[run - 1]
    said = (
        f"Of 100 people who ask as this room does, {_short(share)} meet {count(run)} silences in a "
        f"row somewhere in {count(_TEN)} messages, by chance alone."
    )
    table: list[Row] = [
        {"Silences in a row, or more": one, "People": of_hundred(chance)}
        for one, chance in enumerate(chances, 1)
    ]
    return Answer(
        title="Runs of silence, at this rate",
        sentence=said,
        alt=said,
        how=HOW_RUN,
        rows=lambda: table,
        svg=_hundred(
            "Runs of silence, at this rate",
            said,
            people_of(share),
            (f"meet {count(run)} silences in a row", "do not, this time"),
        ),
    )


def _short(share: float) -> str:
    return of_hundred(share).removesuffix(" of 100")


@lru_cache(maxsize=32)
def _hundred(title: str, said: str, filled: int, words: tuple[str, str]) -> str:
    return room_dots.of_hundred_people(title, said, filled, words)


# votes


def _votes(asked: RoomQuestion, picture: Picture) -> Answer:
    rows = tuple(zip(asked.question.options, picture.bars, strict=True))
    most = max(picture.bars)
    first = [option for option, many in rows if many == most]
    told = f"“{first[0]}” was chosen by {most:,}" if len(first) == 1 else "no answer stands out"
    said = f"{_people(picture.people)} chose: {told}."
    listed = "; ".join(f"{option}: {many:,}" for option, many in rows)
    return Answer(
        title=asked.title,
        sentence=said,
        alt=f"{said} {listed}.",
        how=HOW_DOTS,
        rows=lambda: [{"Answer": option, "People": many} for option, many in rows],
        svg=_in_rows(
            asked.title, said, tuple((one[:1].upper() + one[1:], many) for one, many in rows)
        ),
    )


@lru_cache(maxsize=32)
def _in_rows(title: str, said: str, rows: tuple[tuple[str, int], ...]) -> str:
    return room_dots.in_rows(title, said, rows)


# how long answers took


def _waits(asked: RoomQuestion, picture: Picture) -> Answer:
    """Return how long the answers to all requests took, those that never came among them."""
    every = sum(picture.bars)
    shares = [many / every if every else 0.0 for many in picture.bars]
    same, week, month = (sum(picture.bars[:end]) for end in (1, 3, 4))
    said = (
        f"Of {every:,} requests of {_people(picture.people)}, {same:,} were answered the same day, "
        f"{week:,} within a week, {month:,} within 30 days; {every - month:,} later or not at all."
    )
    words = asked.question.options
    rows = tuple(zip(words, (round(100 * share) for share in shares), strict=True))
    return Answer(
        title=asked.title,
        sentence=said,
        alt=said,
        how=HOW_WAITS,
        rows=lambda: [
            {"Answered": option, "Requests": many}
            for option, many in zip(words, picture.bars, strict=True)
        ],
        svg=_in_rows(asked.title, said, rows),
    )
