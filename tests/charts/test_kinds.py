"""Where silences came from, and one thing to try, in words."""

import pytest

from lib.charts.kinds import CHANGE, WHO, one_change, silences_came_from
from lib.coaching.contacts import Kind
from lib.coaching.standing import Standing


def standing(**silent: int) -> Standing:
    """Return where asks stand with so many silent of each kind, by its name."""
    by_kind = tuple((Kind[kind], many) for kind, many in silent.items())
    return Standing(0, 0, sum(silent.values()), 0, 0, 0, by_kind)


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        ({"OTHER": 10, "SOCIAL": 2}, "Ten of the twelve went to people you had hardly met"),
        ({"COLLEAGUE": 4}, "All four went to people you worked with."),
        ({"OTHER": 2}, ""),
        ({"OTHER": 5, "SOCIAL": 5}, ""),
        ({}, ""),
    ],
)
def test_where_silences_came_from(silent: dict[str, int], words: str) -> None:
    """Said only where one kind has more than half of at least three."""
    said = silences_came_from(standing(**silent))
    assert said.startswith(words) if words else said == ""


@pytest.mark.parametrize("kind", list(Kind))
def test_one_change_for_each_kind(kind: Kind) -> None:
    """Each kind has its words, and the number of silences is in them."""
    said = one_change(kind, 5)
    assert said.startswith("Five silences in a row")
    assert CHANGE[kind] in said
    assert WHO[kind] in said
