"""What the guide's tables say, read once and handed out as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from lib.coaching.asks import AskKind
from lib.coaching.cadence import Cadences, Interval
from lib.coaching.checks import Fit, KindGuide, Limits, Suits
from lib.coaching.contacts import STRONGEST, Cadence, Kind
from lib.coaching.gives import GiveKind
from lib.coaching.ladder import Ladder, Rung
from lib.coaching.past import Reading
from lib.coaching.scripts import ScriptKind
from lib.coaching.touches import Channel, RungKind
from lib.coaching.words import Measure, Measures
from lib.guide.files import FOLDER, OF_THE_ARTICLES, GuideError, Table, table_of

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing to give."""

    kind: GiveKind
    words: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question that brings names to mind."""

    text: str
    kind: Kind
    """How one probably knows such a person."""
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a page says at the moment a rule helps."""

    words: str
    """Markdown of ours; `$name` and the like are blanks."""
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """Where a reply rate starts before there are answers of one's own."""

    name: str
    label: str
    mean: float
    """From 0 to 1."""
    worth: int
    """In messages."""


@dataclass(frozen=True, slots=True)
class StartingPoints:
    """All starting points; every one a judgement, and shown as one."""

    by_name: Mapping[str, StartingPoint]
    mix_worth: int
    """What the starting point of a mix of asks is worth, in messages."""
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the guide with what it rests on, for "Where this comes from"."""

    file: str
    name: str
    rules: tuple[str, ...]
    source: str


def read_entry(file: str, *names: str, kind: type[T]) -> T:
    """Return one entry of a file, checked to be of a type.

    Raises:
        GuideError: it is missing or something else.
    """
    found: Any = table_of(file)
    for name in names:
        if not isinstance(found, dict) or name not in found:
            message = f"{file} of the guide lacks {' · '.join(names)}"
            raise GuideError(message)
        found = found[name]
    if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
        message = f"{file} of the guide: {' · '.join(names)} cannot be {found!r}"
        raise GuideError(message)
    return found


def number(file: str, *names: str, lowest: int = 0, highest: int = 3650) -> int:
    """Return a number of a file; GuideError where it is none, or out of its range."""
    found = read_entry(file, *names, kind=int)
    if not lowest <= found <= highest:
        message = f"{file} of the guide: {' · '.join(names)} goes from {lowest} to {highest}"
        raise GuideError(message)
    return found


def _texts(file: str, *names: str) -> tuple[str, ...]:
    return tuple(str(one) for one in read_entry(file, *names, kind=list))


def member_of(file: str, members: type[E], name: str) -> E:
    """Return an enum's member by name; GuideError where there is none."""
    try:
        return members[name]
    except KeyError:
        message = f"{file} of the guide: {name!r} is none of {', '.join(members.__members__)}"
        raise GuideError(message) from None


@cache
def ladder() -> Ladder:
    """Return the ladder of tries, with its waits in days."""
    file = "ladder.toml"
    rungs = []
    for place, row in enumerate(read_entry(file, "rungs", kind=list)):
        wait = row.get("wait_days")
        if not isinstance(wait, int) or wait < 0:
            message = f"{file} of the guide: wait_days of step {place + 1} is a number of days"
            raise GuideError(message)
        kind = member_of(file, RungKind, str(row.get("kind")))
        rungs.append(Rung(kind, wait, bool(row.get("needs_referrer"))))
    order = list(RungKind)
    if [one.kind for one in rungs] != sorted((one.kind for one in rungs), key=order.index):
        message = f"{file} of the guide: the steps keep their order"
        raise GuideError(message)
    return Ladder(
        rungs=tuple(rungs),
        rest_days=number(file, "rest_days"),
        tries=number(file, "tries", lowest=1, highest=9),
        fold_days=number(file, "fold_days", lowest=1),
        fade_days=number(file, "fade_days", lowest=1),
    )


@cache
def past() -> Reading:
    """Return the numbers by which a history brought in is read."""
    file = "past.toml"
    return Reading(number(file, "new_talk_days", lowest=1), number(file, "try_hours", highest=240))


@cache
def cadences() -> Cadences:
    """Return what weekly, monthly and quarterly mean, and the default for each kind."""
    file = "cadence.toml"
    by_kind = []
    for kind in Kind:
        name = read_entry(file, "by_kind", kind.name, kind=str)
        by_kind.append((kind, member_of(file, Cadence, name) if name else None))
    intervals = tuple(
        (
            one,
            Interval(
                number(file, "intervals", one.name, "months"),
                number(file, "intervals", one.name, "days"),
            ),
        )
        for one in Cadence
    )
    if any(one == Interval() for _, one in intervals):
        message = f"{file} of the guide: an interval is at least a day"
        raise GuideError(message)
    return Cadences(intervals, tuple(by_kind), number(file, "promise_days"))


@cache
def kinds() -> Mapping[Kind, KindGuide]:
    """Return the card of each kind of contact: what it can, seldom does and can't."""
    return MappingProxyType({kind: _kind_guide(kind) for kind in Kind})


def _kind_guide(kind: Kind) -> KindGuide:
    file, name = "kinds.toml", kind.name
    suits = {}
    for ask in AskKind:
        fit = read_entry(file, name, "suits", ask.name, "fit", kind=str)
        if fit not in {one.value for one in Fit}:
            message = f"{file} of the guide: {name} · {ask.name} · fit cannot be {fit!r}"
            raise GuideError(message)
        suits[ask] = Suits(
            Fit(fit),
            read_entry(file, name, "suits", ask.name, "reason", kind=str),
            _texts(file, name, "suits", ask.name, "rules"),
        )
    return KindGuide(
        kind=kind,
        label=read_entry(file, name, "label", kind=str),
        line=read_entry(file, name, "line", kind=str),
        suits=MappingProxyType(suits),
        tips=_texts(file, name, "tips"),
        rules=_texts(file, name, "rules"),
        source=read_entry(file, name, "source", kind=str),
    )


@cache
def strengths() -> Mapping[int, str]:
    """Return the label of each tie strength, 1 to 5: answers to "If you called them"."""
    steps = range(1, STRONGEST + 1)
    return MappingProxyType(
        {step: read_entry("strength.toml", "labels", str(step), kind=str) for step in steps}
    )


@cache
def minimum_strength() -> Mapping[AskKind, int]:
    """Return the tie strength, 1 to 5, from which a tie bears each kind of ask."""
    return MappingProxyType(
        {
            one: number("strength.toml", "minimum", one.name, lowest=1, highest=STRONGEST)
            for one in AskKind
        }
    )


@cache
def limits() -> Limits:
    """Return all numbers of the checks before an ask."""
    file = "strength.toml"
    return Limits(
        minimum_strength=minimum_strength(),
        strong_enough=number(file, "limits", "strong_enough", lowest=1, highest=STRONGEST + 1),
        open_asks=number(file, "limits", "open_asks", lowest=1),
        touches=number(file, "limits", "touches", lowest=1),
        touches_days=number(file, "limits", "touches_days", lowest=1),
        tries=number("ladder.toml", "tries", lowest=1, highest=9),
        again_days=number(file, "limits", "again_days"),
        reference_uses=number(file, "limits", "reference_uses", lowest=1),
        slow_ask_days=number(file, "limits", "slow_ask_days", lowest=1),
        talks=(
            number(file, "limits", "talks_least", lowest=1),
            number(file, "limits", "talks_most", lowest=1),
        ),
        try_minutes=number(file, "limits", "try_minutes", lowest=1),
    )


@cache
def give_ideas() -> Mapping[GiveKind, tuple[Idea, ...]]:
    """Return the ideas for giving first, by kind."""
    return MappingProxyType(
        {
            kind: tuple(
                Idea(kind, words, _texts("gives.toml", kind.name, "rules"))
                for words in _texts("gives.toml", kind.name, "ideas")
            )
            for kind in GiveKind
        }
    )


@cache
def measures() -> Measures:
    """Return how long each kind of script may be, and how fast one speaks."""
    file = "measures.toml"
    return Measures(
        MappingProxyType(
            {
                kind: Measure(
                    number(file, kind.name, "words", lowest=1),
                    spoken=read_entry(file, kind.name, "spoken", kind=bool),
                    asks=read_entry(file, kind.name, "asks", kind=bool),
                )
                for kind in ScriptKind
            }
        ),
        number(file, "words_a_minute", lowest=50, highest=300),
        MappingProxyType(
            {
                member_of(file, Channel, name): number(file, "characters", name, lowest=1)
                for name in read_entry(file, "characters", kind=dict)
            }
        ),
    )


def label(member: Enum) -> str:
    """Return the words shown for a member of any enum of `lib.coaching`.

    Raises:
        GuideError: words.toml has no entry for it.
    """
    return read_entry("words.toml", type(member).__name__, member.name, kind=str)


def way(channel: Channel) -> str:
    """Return a way of reaching someone as it stands after "You tried": "by e-mail"."""
    return read_entry("words.toml", "Way", channel.name, kind=str)


@cache
def prompts() -> tuple[Prompt, ...]:
    """Return the questions that bring names to mind."""
    file = "prompts.toml"
    return tuple(
        Prompt(
            str(row["text"]),
            member_of(file, Kind, str(row["kind"])),
            tuple(str(one) for one in row["rules"]),
        )
        for row in read_entry(file, "prompts", kind=list)
    )


@cache
def changes() -> tuple[str, ...]:
    """Return what to change next time, each in a few words."""
    return _texts("changes.toml", "changes")


@cache
def saying(name: str) -> Saying:
    """Return a saying of sayings.toml; GuideError where there is none of this name."""
    file = "sayings.toml"
    return Saying(read_entry(file, name, "words", kind=str), _texts(file, name, "rules"))


@cache
def starting_points() -> StartingPoints:
    """Return where reply rates start, by name."""
    file = "starting_points.toml"
    found = {}
    for name, row in table_of(file).items():
        if isinstance(row, dict):
            mean = read_entry(file, name, "m", kind=float)
            if not 0 < mean < 1:
                message = f"{file} of the guide: {name} · m lies between 0 and 1"
                raise GuideError(message)
            words = read_entry(file, name, "label", kind=str)
            found[name] = StartingPoint(name, words, mean, number(file, name, "k", lowest=1))
    return StartingPoints(
        MappingProxyType(found),
        number(file, "mix_k", lowest=1),
        read_entry(file, "status", kind=str),
        read_entry(file, "source", kind=str),
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Return every entry of the guide that names rules, file by file, but for the articles' own."""
    found: list[Entry] = []
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name in OF_THE_ARTICLES:
            continue
        source = str(table_of(path.name).get("source", ""))
        found += _entries(path.name, (), table_of(path.name), source)
    return tuple(found)


def _entries(file: str, names: tuple[str, ...], table: Table, source: str) -> Iterator[Entry]:
    source = str(table.get("source", source))
    if "rules" in table:
        yield Entry(file, " · ".join(names), tuple(map(str, table["rules"])), source)
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _entries(file, (*names, name), value, source)
        elif isinstance(value, list):
            for place, row in enumerate(value, 1):
                if isinstance(row, dict):
                    yield from _entries(file, (*names, name, str(place)), row, source)
