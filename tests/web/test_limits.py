"""Ten tries a minute that open nothing, a cap on all together, and no more memory than that."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lib.web.limits import ALL, EACH, MOST, WINDOW_SECONDS, Limits, Try, home_of


@dataclass
class Clock:
    """A clock that a test turns."""

    now: float = 1_000.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


def refused(limits: Limits, visit: str | None, address: str = "192.0.2.1") -> bool:
    """Try once; return whether that was one too many."""
    return isinstance(limits.begin(visit, address), int)


def test_the_eleventh_try_waits() -> None:
    """Ten pass; then the rest of the minute is told, and after it ten pass again."""
    clock = Clock()
    limits = Limits(clock)
    assert [refused(limits, "one") for _ in range(EACH + 1)] == [False] * EACH + [True]
    clock.now += 20.5
    assert limits.begin("one", "192.0.2.1") == 40
    clock.now += WINDOW_SECONDS - 20.5
    assert [refused(limits, "one") for _ in range(EACH + 1)] == [False] * EACH + [True]


def test_the_minute_slides() -> None:
    """One passes for each that is a minute old: no second ten at the turn of a minute."""
    clock = Clock()
    limits = Limits(clock)
    for _ in range(EACH):
        assert not refused(limits, "one")
        clock.now += 1
    clock.now += WINDOW_SECONDS - EACH
    assert [refused(limits, "one") for _ in range(2)] == [False, True]


def test_a_room_at_one_address_is_not_one_visit() -> None:
    """Sixty people behind one address: nobody waits for another's mistakes."""
    limits = Limits(Clock())
    assert not any(refused(limits, f"visit {number}") for number in range(60))
    for _ in range(EACH - 1):
        refused(limits, "visit 1")
    assert refused(limits, "visit 1")
    assert not refused(limits, "visit 2")


def test_whoever_shows_no_visit_is_counted_by_address() -> None:
    """Another address, or a visit, has its own ten."""
    limits = Limits(Clock())
    assert [refused(limits, None) for _ in range(EACH + 1)] == [False] * EACH + [True]
    assert not refused(limits, None, "192.0.2.2")
    assert not refused(limits, "a visit")
    v6 = [f"2001:db8::{number:x}" for number in range(1, EACH + 2)]
    assert [refused(limits, None, one) for one in v6] == [False] * EACH + [True]


def test_a_new_visit_for_each_try_meets_the_cap() -> None:
    """Eleven thousand made-up visits from one address: all but the first hundred wait."""
    limits = Limits(Clock())
    tries = [refused(limits, f"visit {number}") for number in range(11_000)]
    assert tries.count(False) == ALL
    assert tries[:ALL] == [False] * ALL
    assert not refused(limits, "somebody", "192.0.2.2")


def test_a_thousand_addresses_meet_the_second_cap() -> None:
    """However many addresses and visits: no more than `MOST` are tried, and no more are kept."""
    clock = Clock()
    limits = Limits(clock)
    tries = [
        refused(limits, f"visit {number}", f"10.0.{number % 250}.{number // 250}")
        for number in range(20_000)
    ]
    assert tries.count(False) == MOST == len(limits)
    clock.now += WINDOW_SECONDS
    assert not refused(limits, "somebody")
    assert len(limits) == 1


def test_a_link_that_opens_counts_for_nothing() -> None:
    """A try is forgiven; a hundred links opened one after the other never wait."""
    limits = Limits(Clock())
    for _ in range(100):
        asked = limits.begin("coach", "192.0.2.1")
        assert isinstance(asked, Try)
        limits.forgive(asked)
        limits.forgive(asked)
    assert len(limits) == 0


def test_tries_that_are_still_going_on_count() -> None:
    """A thousand sent at once are not all looked up before the first is answered."""
    limits = Limits(Clock())
    assert sum(isinstance(limits.begin("one", "192.0.2.1"), Try) for _ in range(1_000)) == EACH


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_an_address_is_counted_by_its_home(address: str, home: str) -> None:
    """Version 6 gives each household more addresses than there are tries."""
    assert home_of(address) == home


def test_two_hundred_at_one_address_join_at_one_moment() -> None:
    """With room for them, none waits before any is answered, with or without a visit.

    One who tries alone has ten all the same; without room for them the eleventh would wait.
    """
    room = Limits(Clock(), together=400, unshown=400)
    assert not any(refused(room, None if one % 2 else f"visit {one}") for one in range(200))
    assert [refused(room, "one") for _ in range(EACH + 1)] == [False] * EACH + [True]
    usual = Limits(Clock())
    assert [refused(usual, None) for _ in range(EACH + 1)] == [False] * EACH + [True]
