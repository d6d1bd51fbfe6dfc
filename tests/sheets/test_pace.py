"""Google is asked as often as it allows, everybody gets their share, and failures are waited out.

The clock is a number that the tests move; sheets are clients that come back when they are told to.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lib.sheets.errors import (
    BusyError,
    GoogleError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)
from lib.sheets.pace import APART, CALLS, MINUTE, STUCK, Again, Kind, Pace, interval_seconds

READ, WRITE = Kind.READ, Kind.WRITE
GAP = 4
"""Most seconds between two calls where many want much."""


@dataclass
class Crowd:
    """Sheets that all want calls of one kind, each every so many seconds, for a while."""

    every: dict[str, float]
    """Seconds from one call's end to the next wish, by sheet; 0 wants always."""
    lasts: float = 0.1
    """Seconds that a call takes."""
    kind: Kind = WRITE
    pace: Pace = field(default_factory=lambda: Pace(Random(1)))  # noqa: S311 - a test's
    went: list[tuple[float, str]] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=dict)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        moments = [(0.0, number, "wish", sheet) for number, sheet in enumerate(self.every)]
        wished: dict[str, float] = {}
        number = len(moments)
        heapq.heapify(moments)
        while moments and moments[0][0] < seconds:
            now, _, what, sheet = heapq.heappop(moments)
            if what == "end":
                self.pace.done(sheet, now)
                after = self.every[sheet]
            else:
                wished.setdefault(sheet, now)
                after = self.pace.want(sheet, self.kind, now)
                if not after:
                    self.went.append((now, sheet))
                    self.waits.setdefault(sheet, []).append(now - wished.pop(sheet))
                    what, after = "end", self.lasts
                    number += 1
                    heapq.heappush(moments, (now + after, number, what, sheet))
                    continue
            number += 1
            heapq.heappush(moments, (now + max(after, 1e-6), number, "wish", sheet))

    def counts(self, start: float, end: float) -> dict[str, int]:
        """Return how many calls each sheet made from one instant to another."""
        return {
            one: sum(sheet == one and start <= at < end for at, sheet in self.went)
            for one in self.every
        }


def most_in_a_minute(went: list[tuple[float, str]]) -> int:
    """Return the most calls that any 60 seconds hold."""
    times = [at for at, _ in went]
    return max((sum(start <= at < start + MINUTE for at in times) for start in times), default=0)


# how often

every = st.dictionaries(
    st.sampled_from("abcdefghijklmnop"),
    st.one_of(st.just(0.0), st.floats(0.1, 90)),
    min_size=1,
)


@given(every=every, lasts=st.floats(0.01, 5), kind=st.sampled_from(Kind))
def test_never_more_than_45_in_any_minute_and_apart(
    every: dict[str, float], lasts: float, kind: Kind
) -> None:
    """However many want however much; a sheet's calls start 1.2 s apart and never overlap."""
    crowd = Crowd(every, lasts, kind)
    crowd.run(200)
    assert most_in_a_minute(crowd.went) <= CALLS
    for sheet in every:
        starts = [at for at, one in crowd.went if one == sheet]
        gaps = [b - a for a, b in pairwise(starts)]
        assert all(gap >= max(APART, lasts) - 1e-9 for gap in gaps)


def test_reads_and_writes_have_a_budget_each() -> None:
    """45 of one kind do not keep the other waiting."""
    pace = Pace()
    for number in range(CALLS // 2):
        assert pace.want(f"w{number}", WRITE, 0) == 0
    assert pace.want("w", WRITE, 0) > 0
    assert pace.want("r", READ, 0) == 0


def test_the_whole_budget_can_be_used() -> None:
    """Where many want much, 45 calls go in a minute, and nobody waits for the minute's end."""
    crowd = Crowd({str(number): 0.0 for number in range(30)})
    crowd.run(600)
    assert len([at for at, _ in crowd.went if 60 <= at < 600]) >= 0.97 * CALLS * 9
    starts = [at for at, _ in crowd.went]
    assert max(b - a for a, b in pairwise(starts)) < GAP


def test_one_sheet_that_saves_all_the_time_is_not_slowed() -> None:
    """A workshop's sheet pushes every 1.5 s, 40 a minute: it never waits for the budget."""
    crowd = Crowd({"workshop": 1.4})
    crowd.run(600)
    assert len(crowd.went) == 400
    assert max(crowd.waits["workshop"]) == 0


# who first


def fair(wants: list[float], budget: float) -> list[float]:
    """Return the max-min fair shares: what is left over of small wants is split among the rest."""
    shares = [0.0] * len(wants)
    left = sorted(range(len(wants)), key=lambda one: wants[one])
    while left:
        one = left[0]
        shares[one] = min(wants[one], budget / len(left))
        budget -= shares[one]
        left.pop(0)
    return shares


@example(small=[12.0, 12.0, 12.0, 13.0], greedy=9)
@given(
    small=st.lists(st.floats(12, 120), max_size=6),
    greedy=st.integers(1, 12),
)
def test_shares_are_max_min_fair(small: list[float], greedy: int) -> None:
    """Nobody has less than their fair share, whatever the others want; over ten minutes.

    Who wishes anew only once they were served waits up to `GAP` for their place each time.
    """
    wants = [60 / (one + GAP) for one in small] + [60 / APART] * greedy
    sheets = {f"small{number}": one - 0.1 for number, one in enumerate(small)}
    sheets |= {f"greedy{number}": 0.0 for number in range(greedy)}
    crowd = Crowd(sheets)
    crowd.run(660)
    got = crowd.counts(60, 660)
    for sheet, share in zip(sheets, fair(wants, 0.97 * CALLS), strict=True):
        assert got[sheet] / 10 >= 0.85 * share - 0.4, (sheet, share, got)


def test_who_wants_little_does_not_wait_for_who_wants_much() -> None:
    """With 20 sheets that want all there is, one that saves every minute goes within seconds."""
    crowd = Crowd({str(number): 0.0 for number in range(20)} | {"quiet": 60.0})
    crowd.run(900)
    assert len(crowd.waits["quiet"]) >= 13
    assert max(crowd.waits["quiet"]) < 5


def test_who_does_not_come_back_leaves_the_line() -> None:
    """A sheet that asked once and was closed holds nobody up for longer than it was told."""
    pace = Pace()
    for number in range(CALLS // 2):
        pace.want(f"x{number}", WRITE, 0)
    gone = pace.want("gone", WRITE, 0)
    mine = pace.want("mine", WRITE, 0)
    assert 0 < gone < mine
    assert pace.want("mine", WRITE, mine) == 0


def test_a_call_nobody_ended_does_not_hold_its_sheet_for_good() -> None:
    """A thread that died in the middle: the sheet goes on after a while."""
    pace = Pace()
    assert pace.want("a", READ, 0) == 0
    assert pace.want("a", WRITE, 10) > 0
    assert pace.want("a", WRITE, STUCK) == 0


@pytest.mark.parametrize(("sheets", "seconds"), [(0, 15), (1, 15), (10, 15), (11, 16.5), (60, 90)])
def test_how_often_a_sheet_is_looked_at(sheets: int, seconds: float) -> None:
    """Every 15 s up to ten, fairly longer beyond; 60 of them every 90 s."""
    assert interval_seconds(sheets) == seconds
    assert sheets * 60 / interval_seconds(sheets) <= 40


# after a failure

UNKNOWN = UnknownError("x")
REFUSED = RefusedError(Refusal.GONE)


def tried(pace: Pace, sheet: str, error: GoogleError, now: float, kind: Kind = WRITE) -> Again:
    """Make a call that fails at once."""
    assert pace.want(sheet, kind, now) == 0
    return pace.failed(sheet, kind, error, now)


def test_five_tries_then_a_probe_every_thirty_seconds() -> None:
    """The waits grow, the fifth failure pauses; an answer ends it all."""
    pace = Pace(Random(3))  # noqa: S311 - a test's
    now, waits = 0.0, []
    for number in range(1, 8):
        again = tried(pace, "a", UNKNOWN, now)
        assert (again.tries, again.paused) == (number, number >= 5)
        assert pace.again("a", now) == again
        waits.append(again.seconds)
        now += max(again.seconds, APART)
    assert waits[4:] == pytest.approx([30, 30, 30])
    assert pace.want("a", WRITE, now) == 0
    pace.done("a", now)
    assert pace.again("a", now) is None
    assert tried(pace, "a", UNKNOWN, now + APART).tries == 1


@given(seed=st.integers(0, 2**32), lasts=st.floats(0, 20))
def test_sixty_seconds_in_all(seed: int, lasts: float) -> None:
    """With full jitter, at most five tries and sixty seconds go by before the pause."""
    pace = Pace(Random(seed))  # noqa: S311 - a test's
    now, most = 0.0, [1.0, 2.0, 4.0, 8.0]
    for number in range(1, 6):
        while wait := pace.want("a", WRITE, now):
            now += wait
        assert now <= 60
        now += lasts
        again = pace.failed("a", WRITE, UNKNOWN, now)
        if again.paused:
            break
        assert 0 <= again.seconds <= most[number - 1]
        now += again.seconds
    assert again.paused


def test_waits_are_spread_from_nothing_to_the_whole() -> None:
    """Full jitter: sheets that fail together do not come back together."""
    pace = Pace(Random(5))  # noqa: S311 - a test's
    waits = []
    for number in range(500):
        waits.append(pace.failed(str(number), WRITE, UNKNOWN, 0.0).seconds)
        pace.done("well", 0.0)  # so that Google is not away for everybody
    assert 0 <= min(waits) < 0.02
    assert 0.98 < max(waits) <= 1
    assert 0.45 < sum(waits) / len(waits) < 0.55


@pytest.mark.parametrize("told", [0, 7, 59])
def test_what_google_asks_for_is_waited(told: float) -> None:
    """Up to sixty seconds: exactly so long, for every sheet, since the quota is everybody's."""
    pace = Pace()
    again = tried(pace, "a", BusyError("x", told), 0)
    assert again == Again(told, 1, paused=False)
    for sheet in ("a", "b"):
        if told:
            assert pace.want(sheet, WRITE, told - 0.1) > 0
    assert pace.want("b", READ, 0) == 0
    assert pace.want("a", WRITE, max(told, APART)) == 0


@pytest.mark.parametrize("told", [61, 3_600, 86_400])
def test_more_than_a_minute_is_a_pause_that_says_when(told: float) -> None:
    """Not a probe before (B83), and not because a person asks for one."""
    pace = Pace()
    again = tried(pace, "a", BusyError("x", told), 0)
    assert again == Again(told, 1, paused=True)
    pace.nudge("a")
    assert pace.want("a", WRITE, told - 1) > 0
    assert pace.want("b", WRITE, told - 1) > 0
    assert pace.again("a", 1000) == Again(max(0, told - 1000), 1, paused=True)
    assert pace.want("a", WRITE, told) == 0


def test_after_a_quota_one_goes_first() -> None:
    """One call is let through until it is answered; then all may."""
    pace = Pace()
    tried(pace, "a", BusyError("x", 10), 0)
    assert pace.want("b", WRITE, 10) == 0
    assert pace.want("a", WRITE, 10) > 0
    assert pace.want("c", WRITE, 10) > 0
    assert pace.failed("b", WRITE, BusyError("x", 5), 10).seconds == 5
    assert pace.want("c", WRITE, 14) > 0
    assert pace.want("c", WRITE, 15) == 0
    pace.done("c", 15.1)
    assert pace.want("b", WRITE, 15.1) == 0
    assert pace.want("a", WRITE, 15.1) == 0


def test_the_one_that_goes_first_may_never_come_back() -> None:
    """A thread that died with it does not keep the others out for good."""
    pace = Pace()
    tried(pace, "a", BusyError("x", 10), 0)
    assert pace.want("b", WRITE, 10) == 0
    assert pace.want("c", WRITE, 10 + STUCK) == 0


def test_a_sheet_in_trouble_is_its_own() -> None:
    """A sheet that fails alone does not keep others waiting."""
    pace = Pace()
    now = 0.0
    for _ in range(6):
        now += max(tried(pace, "a", UNKNOWN, now).seconds, APART)
    assert pace.again("b", now) is None
    assert pace.want("b", WRITE, now) == 0


def test_google_away_is_everybodys() -> None:
    """Several sheets unheard, five times in a row: one probe for all of them, then all go."""
    pace = Pace(Random(2))  # noqa: S311 - a test's
    for number in range(5):
        tried(pace, f"s{number}", UNKNOWN, 0)
    assert pace.want("new", READ, 1) > 20
    assert pace.again("new", 1) == Again(29, 0, paused=True)
    assert pace.want("s1", WRITE, 31) == 0
    assert pace.want("new", READ, 31) > 0
    pace.failed("s1", WRITE, UNKNOWN, 31)
    assert pace.want("new", READ, 60) > 0
    assert pace.want("new", READ, 61) == 0
    pace.done("new", 61)
    assert pace.want("s2", WRITE, 61) == 0


def test_a_key_that_is_not_taken_stops_all() -> None:
    """At once, with a probe every thirty seconds: the owner may mend it."""
    pace = Pace()
    assert tried(pace, "a", SignInRefusedError(), 0) == Again(30, 1, paused=True)
    assert pace.want("b", READ, 29) > 0
    assert pace.want("b", READ, 30) == 0
    pace.done("b", 30)
    assert pace.want("a", READ, 30) == 0


def test_a_refusal_is_an_answer() -> None:
    """It ends the tries: asking again would bring the same."""
    pace = Pace()
    tried(pace, "a", UNKNOWN, 0)
    assert tried(pace, "a", REFUSED, 10) == Again(0, 0, paused=False)
    assert pace.again("a", 10) is None


def test_a_person_may_ask_for_a_try_now() -> None:
    """Once: the next failure waits again."""
    pace = Pace()
    now = 0.0
    for _ in range(5):
        again = tried(pace, "a", UNKNOWN, now)
        now += max(again.seconds, APART)
    now -= 20
    assert pace.want("a", READ, now) > 0
    pace.nudge("a")
    assert tried(pace, "a", UNKNOWN, now) == Again(30, 6, paused=True)
    assert pace.want("a", READ, now + APART) > 0


def test_a_sheet_that_is_not_linked_any_more_is_forgotten() -> None:
    """Its troubles go; its calls stay counted."""
    pace = Pace()
    tried(pace, "a", UNKNOWN, 0)
    pace.want("b", WRITE, 0)
    for sheet in ("a", "b", "never"):
        pace.forget(sheet)
        assert pace.again(sheet, 0) is None
    for number in range(CALLS // 2 - 2):
        assert pace.want(str(number), WRITE, 0) == 0
    assert pace.want("c", WRITE, 0) > 0


def test_nothing_is_known_of_a_sheet_never_asked_for() -> None:
    """Asking about it, or nudging it, makes nothing up."""
    pace = Pace()
    pace.nudge("a")
    assert pace.again("a", 0) is None
