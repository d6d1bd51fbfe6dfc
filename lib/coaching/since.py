"""Since: what happened in a workbook since the coach looked, in a few short phrases?

Made of the rows that changed, the first before and the last after of each: what was done and taken
back is not told. Nothing of what was typed is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.scripts import Review, Script
from lib.coaching.touches import Direction, Outcome, Touch
from lib.coaching.workbook import Changed

ONE, MANY = 0, 1
OTHER = "other"

PHRASES: Mapping[str, tuple[str, str]] = {
    "answer": ("1 answer came", "{} answers came"),
    "sent": ("1 message sent", "{} messages sent"),
    "draft": ("1 draft handed over", "{} drafts handed over"),
    "comment": ("1 comment written", "{} comments written"),
    "settled": ("1 suggestion answered", "{} suggestions answered"),
    "planned": ("1 ask planned", "{} asks planned"),
    "rest": ("1 let rest", "{} let rest"),
    "give": ("1 thing given", "{} things given"),
    "exercise": ("1 exercise", "{} exercises"),
    "guess": ("1 guess made", "{} guesses made"),
    "person": ("1 person added", "{} people added"),
    "rated": ("1 person rated", "{} people rated"),
    "pause": ("paused", "paused"),
    "resume": ("back from a pause", "back from a pause"),
    OTHER: ("1 other change", "{} other changes"),
}
"""What may be told, in this order: for one, and for many."""


def since(changes: Iterable[Changed]) -> tuple[str, ...]:
    """Return what changed, as phrases; empty where nothing is left of it.

    Args:
        changes: rows before and after, as the history has them, in any order.
    """
    net: dict[tuple[type[Record], str], Changed] = {}
    for one in sorted(changes, key=_place):
        record = one.after if one.after is not None else one.before
        if record is None:
            continue
        key = (type(record), record.id)
        before = net[key].before if key in net else one.before
        net[key] = Changed(before, one.after)
    counts = Counter(_kind(one) for one in net.values())
    told = [name for name in PHRASES if counts[name]]
    if told != [OTHER]:  # beside what has a name they say nothing
        told = [name for name in told if name != OTHER]
    return tuple(
        PHRASES[name][ONE if counts[name] == 1 else MANY].format(f"{counts[name]:,}")
        for name in told
    )


def _place(one: Changed) -> float:
    """Return where a change stands in the history: a version is the number of its action."""
    if one.after is not None:
        return one.after.version
    return 0.0 if one.before is None else one.before.version + 0.5


def _kind(one: Changed) -> str:
    """Return which phrase tells a row; empty for none."""
    if one.after is None:
        return "" if one.before is None else OTHER
    tell = _TELLS.get(type(one.after))
    return OTHER if tell is None else tell(one.before, one.after)


def _touch(before: Record | None, after: Record) -> str:
    if before is not None or not isinstance(after, Touch):
        return ""
    if after.direction is Direction.OUTREACH:
        return "sent"
    return "" if after.outcome is Outcome.BOUNCED else "answer"


def _comment(before: Record | None, after: Record) -> str:
    if not isinstance(after, Comment) or after.private:
        return ""
    if before is None:
        return "comment" if not after.by else ""
    was = before.taken if isinstance(before, Comment) else None
    return "settled" if after.taken is not None and was is None else ""


def _ask(before: Record | None, after: Record) -> str:
    if not isinstance(after, Ask):
        return ""
    rested = before.let_go_on if isinstance(before, Ask) else None
    if after.let_go_on is not None and rested is None:
        return "rest"
    return "planned" if before is None else ""


def _contact(before: Record | None, after: Record) -> str:
    if not isinstance(after, Contact):
        return ""
    if before is None:
        return "person"
    was = before.rated if isinstance(before, Contact) else True
    return "rated" if after.rated and not was else ""


def _cover(before: Record | None, after: Record) -> str:
    if not isinstance(after, Cover):
        return ""
    was = before.paused_on if isinstance(before, Cover) else None
    if (after.paused_on is None) is (was is None):
        return ""
    return "pause" if after.paused_on is not None else "resume"


def _script(before: Record | None, after: Record) -> str:
    was = before.review if isinstance(before, Script) else None
    now = after.review if isinstance(after, Script) else None
    return "draft" if now is Review.WAITING and was is not now else ""


def _give(before: Record | None, after: Record) -> str:
    was = before.given_on if isinstance(before, Give) else None
    now = after.given_on if isinstance(after, Give) else None
    return "give" if now is not None and was is None else ""


_TELLS: Mapping[type[Record], Callable[[Record | None, Record], str]] = {
    Touch: _touch,
    Script: _script,
    Comment: _comment,
    Ask: _ask,
    Give: _give,
    Exercise: lambda _before, _after: "exercise",
    Guess: lambda before, _after: "guess" if before is None else "",
    Contact: _contact,
    Cover: _cover,
}
"""What tells a row of each type, by how it was and how it is."""
