"""Belief: which step of resetting a belief comes next, and did silence stop someone?

The order of the steps is `lib.coaching.belief.stage`; here it is handed what the statistics know.
Success is not a lower guess but a nearer one (`guesses.nearer`), and sending again within a week
of five silences: both are for the coach, neither is ever shown as a score.
"""

from datetime import date, timedelta

from lib.coaching import belief
from lib.coaching.asks import HORIZON_DAYS, AskState, Course
from lib.coaching.belief import Stage
from lib.coaching.workbook import COURSES, Records
from lib.expectations import guesses
from lib.expectations.guesses import Judged
from lib.expectations.tally import SENT

RUN = 5
"""Silences in a row after which it is seen whether someone sends again."""
WEEK_DAYS = 7


def to_open(records: Records, today: date) -> Judged | None:
    """Return the oldest envelope that can be opened and is not; None where there is none."""
    done = belief.opened(records)
    ready = (
        one
        for one in guesses.compared(records, today)
        if isinstance(one, Judged) and one.guess.id not in done
    )
    return next(ready, None)


def stage(records: Records, today: date) -> Stage | None:
    """Return the one next step of resetting a belief; None where there is none today."""
    reached = len(records.index(SENT).entries)
    return belief.stage(records, reached=reached, ready=to_open(records, today) is not None)


def _known_silent_on(course: Course, today: date) -> date | None:
    """Return the day on which an ask turned out to be a silence; None where it is none."""
    state = course.state(today)
    if state is AskState.LET_GO:
        return course.ask.let_go_on
    if state is AskState.SILENT and course.last_on is not None:
        return course.last_on + timedelta(days=HORIZON_DAYS)
    return None


def five_silences_on(records: Records, today: date) -> date | None:
    """Return the newest day on which five silences in a row had come together.

    In the order in which they became known: a silence on the 30th day after its last attempt, or
    on the day it was let rest; an answer, on the day it came, begins the count anew, and comes
    first where both fall on one day. The sixth to ninth silence belong to the same five; the tenth
    makes another. As things stand on `today`: what was answered late after all is an answer.

    Returns:
        None where five never came together.
    """
    happened: list[tuple[date, bool]] = []
    courses = records.index(COURSES)
    for *_, row in records.index(SENT).entries:
        course = courses[row]
        quiet_on = _known_silent_on(course, today)
        if quiet_on is not None:
            happened.append((quiet_on, True))
        happened += [(one.on, False) for one in course.replies[:1]]
    found, in_a_row = None, 0
    for on, is_silence in sorted(happened):
        in_a_row = in_a_row + 1 if is_silence else 0
        if in_a_row and in_a_row % RUN == 0:
            found = on
    return found


def sent_again_within_a_week_of_five_silences(records: Records, today: date) -> bool | None:
    """Return whether someone sent again within seven days of the newest five silences in a row.

    Sending is the first attempt of an ask, to anyone, on the day the fifth silence became known
    (`five_silences_on`) or on one of the seven days after it.

    Args:
        records: the workbook.
        today: the owner's day.

    Returns:
        True as soon as something was sent; False once the week is over without; None where five
        silences never came together, or the week still runs.
    """
    since = five_silences_on(records, today)
    if since is None:
        return None
    until = since + timedelta(days=WEEK_DAYS)
    first_days = (date.fromordinal(one[0]) for one in records.index(SENT).entries)
    if any(since <= one <= until for one in first_days):
        return True
    return False if today > until else None
