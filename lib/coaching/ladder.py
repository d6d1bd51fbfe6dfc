"""The ladder: the next try when an ask meets silence, and when to let it rest.

Two messages, a light third; then, only where someone referred you, a short letter naming them and
a word from them; then nothing more. A reply, a wrong address or letting go ends it. Rules S0-6 to
S0-12, S4-14 to S4-17, tension T1. The waits and the cap are the guide's and come as an argument.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from lib.coaching.asks import Course
from lib.coaching.touches import Channel, RungKind

MESSAGES = (RungKind.FIRST, RungKind.SECOND, RungKind.LIGHT)
"""The rungs that are messages to the contact and that the cap of tries counts."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: what is sent, and the days of silence that come before it."""

    kind: RungKind
    wait_days: int
    needs_referrer: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs in climbing order, and what surrounds them; hashable."""

    rungs: tuple[Rung, ...]
    rest_days: int
    """Days of silence after the last rung before an ask is let rest."""
    tries: int
    """Most messages before another way is tried (rule S4-15); an ask may carry its own number."""
    fold_days: int
    """Days after which something due asks first whether it is still wanted."""
    fade_days: int = 180
    """Days after which it no longer asks: a history brought in is no list of debts."""

    def rung(self, kind: RungKind) -> Rung | None:
        """Return the rung of a kind; None where this ladder has none."""
        return next((one for one in self.rungs if one.kind is kind), None)


@dataclass(frozen=True, slots=True)
class DueRung:
    """The next try and its day; `kind` None says: let rest."""

    kind: RungKind | None
    due_on: date


def next_rung(
    ladder: Ladder, course: Course, *, has_referrer: bool, tries: int | None = None
) -> DueRung | None:
    """Return the try this ask stands before, due the rung's wait after the newest attempt.

    Args:
        ladder: the guide's ladder.
        course: how the ask has gone.
        has_referrer: whether someone referred the owner to this contact (rules S0-7, S0-10).
        tries: most messages, where not the ask's own number or the ladder's (rule S4-14).

    Returns:
        None after a reply, a wrong address or letting go, and while nothing has been sent.
    """
    ask, last_on = course.ask, course.last_on
    if last_on is None or course.reply or course.bounced or ask.let_go_on is not None:
        return None
    cap = tries or ask.tries or ladder.tries
    rung = _above(ladder, course, cap, has_referrer=has_referrer)
    if rung is None:
        return DueRung(None, days_after(last_on, ladder.rest_days))
    return DueRung(rung.kind, days_after(last_on, rung.wait_days))


def _above(ladder: Ladder, course: Course, cap: int, *, has_referrer: bool) -> Rung | None:
    """Return the rung above the highest one climbed; None where only rest is left."""
    climbed = {one.rung for one in course.attempts}
    others = tuple(one for one in ladder.rungs if one.kind not in MESSAGES)
    highest = max((at for at, one in enumerate(others, 1) if one.kind in climbed), default=0)
    if highest == 0:
        messages = tuple(one for one in ladder.rungs if one.kind in MESSAGES)
        sent = len(course.attempts)
        if messages and sent < cap:
            # A longer ladder than the guide's repeats its last message.
            return messages[min(sent, len(messages) - 1)]
    return next((one for one in others[highest:] if has_referrer or not one.needs_referrer), None)


def ways(course: Course) -> tuple[Channel, ...]:
    """Return the different ways in which someone was tried, in their order (rule S0-11)."""
    return tuple(dict.fromkeys(one.channel for one in course.attempts if one.channel is not None))


def days_after(day: date, days: int) -> date:
    """Return the day so many days later; the calendar's last day where it would run past it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
