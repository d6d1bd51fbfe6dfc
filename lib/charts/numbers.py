"""Numbers: what the pictures of What happened rest on, worked out once for all of them.

Before anything has reached anyone they are those of an invented person, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lib import guide
from lib.charts import icons
from lib.coaching import belief
from lib.coaching.workbook import Changed, Records
from lib.expectations import curve, example, guesses, reply_rate, silence, starts
from lib.expectations.curve import Curve
from lib.expectations.guesses import Judged, Waiting
from lib.expectations.reply_rate import Rate, Start
from lib.expectations.silence import Run
from lib.expectations.tally import Tally, tally


@dataclass(frozen=True, slots=True)
class Numbers:
    """One's own numbers as of a day, or an invented person's."""

    records: Records
    today: date
    invented: bool
    """True before anything has reached, or bounced off, anyone: then they are `example`'s."""
    counts: Tally
    newest: Tally
    """Of the asks drawn as icons, those that went out last."""
    start: Start
    curve: Curve
    rate: Rate
    run: Run
    compared: tuple[Waiting | Judged, ...]
    """Every guess, oldest first."""
    opened: frozenset[str]
    """The ids of the guesses whose envelopes were opened by a tap."""

    @property
    def judged(self) -> tuple[Judged, ...]:
        """The guesses whose envelopes were opened, oldest first; no other may be shown."""
        return tuple(
            one for one in self.compared if isinstance(one, Judged) and one.guess.id in self.opened
        )

    @property
    def latest(self) -> Waiting | Judged | None:
        """The newest guess; None where there is none."""
        return self.compared[-1] if self.compared else None


def of(records: Records, today: date) -> Numbers:
    """Return what the pictures rest on, as of a day.

    Args:
        records: the workbook's.
        today: the owner's day.
    """
    kept = records.index(_KEPT)
    found = kept.get(today)
    if found is None:
        kept.clear()
        found = kept[today] = _worked_out(records, today)
    return Numbers(records, today, *found)


class _Worked(NamedTuple):
    """What `Numbers` holds beside the records themselves, in its order."""

    invented: bool
    counts: Tally
    newest: Tally
    start: Start
    curve: Curve
    rate: Rate
    run: Run
    compared: tuple[Waiting | Judged, ...]
    opened: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """Index: what was worked out of a version, by the day; a click that saves nothing finds it."""

    def build(self, records: Records) -> dict[date, _Worked]:
        """Return nothing yet."""
        del records
        return {}

    def carry(
        self, old: dict[date, _Worked], records: Records, changes: Sequence[Changed]
    ) -> dict[date, _Worked]:
        """Return nothing: whatever changed, all of it may be another now."""
        del old, records, changes
        return {}


_KEPT = _Kept()


def _worked_out(records: Records, today: date) -> _Worked:
    counts, newest = tally(records, today), tally(records, today, newest=icons.MOST)
    run = silence.current_run(records, today)
    invented = not (counts.reached or counts.bounced)
    if invented:
        counts = newest = example.TALLY
        run = example.RUN
    start, shape = start_of(records), curve.curve(counts)
    return _Worked(
        invented=invented,
        counts=counts,
        newest=newest,
        start=start,
        curve=shape,
        rate=reply_rate.reply_rate(counts, start, shape),
        run=run,
        compared=guesses.compared(records, today),
        opened=belief.opened(records),
    )


def start_of(records: Records) -> Start:
    """Return what the workbook supposes of these asks before any own answer (S1)."""
    points = guide.starting_points().by_name
    means = [(points[name].mean, many) for name, many in starts.counted(records).items()]
    return reply_rate.mixed(means, otherwise=points["mutual_friend_named"].mean)
