"""Outcomes: of the asks that were answered, who helped, who was kind, who would not?

Helpful, unwilling and brusque are outcomes of an answer (rules S0-13, S0-16); no word is none. For
each who helps there are probably many who don't (S0-15), and the helpers are whom to look to
(S0-17). Counted from an index sorted by outcome, so that nothing is walked through.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from lib.coaching.asks import Course
from lib.coaching.touches import Outcome
from lib.coaching.workbook import COURSES, Records, Sorted

_BEST_FIRST = (Outcome.HELPED, Outcome.KIND, Outcome.UNWILLING, Outcome.BRUSQUE)
_UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many answered asks turned out how; each counted once, by its best answer."""

    helped: int
    kind: int
    unwilling: int
    brusque: int
    untold: int
    """Answered, and nobody has noted how."""


def best(course: Course) -> Outcome | None:
    """Return the best outcome among an ask's answers; None without one."""
    told = {one.outcome for one in course.replies}
    return next((one for one in _BEST_FIRST if one in told), None)


def _entry(course: Course) -> tuple[str, str] | None:
    if course.reply is None:
        return None
    outcome = best(course)
    return (_UNTOLD if outcome is None else outcome.name, course.ask.id)


BY_OUTCOME = Sorted(COURSES, _entry)
"""Answered asks by their best outcome."""


def outcomes(records: Records) -> Outcomes:
    """Return how the answered asks turned out."""
    entries = records.index(BY_OUTCOME).entries

    def many(name: str) -> int:
        return bisect_left(entries, (name, "\U0010ffff")) - bisect_left(entries, (name,))

    return Outcomes(
        helped=many(Outcome.HELPED.name),
        kind=many(Outcome.KIND.name),
        unwilling=many(Outcome.UNWILLING.name),
        brusque=many(Outcome.BRUSQUE.name),
        untold=many(_UNTOLD),
    )
