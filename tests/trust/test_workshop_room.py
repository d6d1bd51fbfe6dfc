"""A workshop's hour over real websockets: nobody's answer is lost, however the line or server is.

The long forms are `python -m tests.bench --part workshop`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.bench.driver import driven
from tests.bench.lines import Shape
from tests.bench.workshop import Found, Pace, back_after, held, kill_of, outage_of
from tests.trust.house import shared

if TYPE_CHECKING:
    from pathlib import Path


BACK_SECONDS: Final = 15.0
OUTAGE_SECONDS: Final = 4.0
PACE: Final = Pace(people=12, pace_seconds=0.2, hold_seconds=0.5, most_seconds=120, aloud=True)
BAD: Final = Pace(
    people=4, pace_seconds=0.2, hold_seconds=0.5, most_seconds=120, aloud=True, shape=Shape()
)


def right(found: Found) -> None:
    """Check that all got to the end, with every answer kept once, and every count exact."""
    assert not found.errors
    assert not found.lost
    assert not found.wrong
    assert {one.step for one in found.leader.looks} == set(found.hall.steps)
    assert found.leader.looks[-1].done == len(found.people)


def test_the_server_is_killed_in_the_middle_of_the_hour(tmp_path: Path) -> None:
    """Twelve people, one kill -9: all are back in time, nothing is lost or there twice."""
    killed: list[float] = []
    with shared(tmp_path) as server:
        found = driven(held(server, PACE, kill_of(server, killed)))
        right(found)
        assert "Traceback" not in server.log()
    back = back_after(killed[0], found)
    assert len(back) == len(found.people) + 1
    assert max(back) <= BACK_SECONDS


def test_bad_lines_and_an_outage(tmp_path: Path) -> None:
    """A slow and lossy line each, all of them cut for a while: what was typed before is kept."""
    with shared(tmp_path) as server:
        found = driven(held(server, BAD, outage_of(OUTAGE_SECONDS)))
        right(found)
        assert "Traceback" not in server.log()
    assert all(one.came_back for one in found.people)
