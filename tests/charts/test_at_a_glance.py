"""The small icons beside a client's name, and a whole practice in one picture."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.charts import at_a_glance, practice
from lib.coaching.workbook import Records
from lib.expectations.cohort import FEWEST, Group

DAY = date(2026, 3, 9)


def used(svg: str, name: str) -> int:
    """Return how often a picture uses an icon."""
    return sum(one.get("href") == f"#{name}" for one in ET.fromstring(svg).iter())  # noqa: S314 - ours


@pytest.mark.parametrize("counts", [(1, 0, 0), (0, 3, 9), (7, 5, 8), (0, 0, 20)])
def test_an_icon_for_each_of_the_newest(counts: tuple[int, int, int]) -> None:
    """As many icons as asks, in three states, told in words too; each drawn once and used."""
    svg = at_a_glance.drawn(*counts)
    assert tuple(used(svg, one) for one in ("answered", "open", "silent")) == counts
    assert at_a_glance.alt(*counts) in svg
    assert svg.count("<path ") == sum(many > 0 for many in counts)


def test_nothing_sent_is_nothing_drawn() -> None:
    """Before the first ask there is no picture, no run, and nothing to pool."""
    found = at_a_glance.of(Records({}), DAY)
    assert (found.svg, found.alt, found.silence_chance) == ("", "", None)
    assert not found.guess_far
    assert (found.answered, found.settled) == (0, 0)


def test_the_legend_names_all_three() -> None:
    """What an icon means stands beside it."""
    svg = at_a_glance.legend()
    for words in ("answered", "still open", "no word"):
        assert f">{words}</text>" in svg


@pytest.mark.parametrize("many", range(FEWEST + 2))
def test_a_practice_under_five_is_not_shown(many: int) -> None:
    """Only people with asks count: with fewer than five of them, one could be told."""
    groups = [Group(1, 8 + one) for one in range(many)] + [Group(0, 0)] * 9
    assert (practice.of(groups) is None) == (many < FEWEST)


def test_a_practice_in_counts_and_dots() -> None:
    """Counts beside the rate, a dot a person, and nobody named or ranked."""
    groups = [Group(answered, 20) for answered in (0, 2, 3, 4, 5, 10)]
    found = practice.of(groups)
    assert found is not None
    assert found.sentence == "24 of 120 asks by 6 people were answered, 20 of 100."
    assert found.svg.count('class="dot"') == len(groups)
    assert sum(int(one["People"]) for one in found.rows()) == len(groups)
    again = practice.of(reversed(groups))
    assert again is not None
    assert again.svg == found.svg


ASKED = st.integers(1, 40).flatmap(lambda many: st.tuples(st.integers(0, many), st.just(many)))
"""How many of somebody's asks were answered, and how many there were."""


@given(st.lists(ASKED, min_size=FEWEST, max_size=60))
def test_half_of_the_dots_lie_where_it_says(counts: list[tuple[int, int]]) -> None:
    """What is said of the dots is so of those that are drawn, whatever the counts."""
    found = practice.of([Group(answered, asks) for answered, asks in counts])
    assert found is not None
    (told,) = found.told
    words = r"Half of the dots, at least, lie between (\d+) and (\d+) of 100\."
    ends = re.fullmatch(words, told)
    assert ends is not None
    low, high = (int(one) for one in ends.groups())
    steps = [int(one) for one in re.findall(r'class="dot" data-of="(\d+)"', found.svg)]
    assert len(steps) == len(counts)
    assert sum(low <= one < high for one in steps) * 2 >= len(steps)
