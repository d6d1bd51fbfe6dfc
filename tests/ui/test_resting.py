"""Letting rest: how a stretch of time is said."""

import pytest

from lib.ui.resting import spoken


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (15, "15 minutes"),
        (45, "45 minutes"),
        (60, "an hour"),
        (105, "an hour and 45 minutes"),
        (110, "an hour and 45 minutes"),
        (180, "3 hours"),
    ],
)
def test_time_is_said_to_the_quarter_of_an_hour(minutes: int, words: str) -> None:
    """An estimate is not said to the minute."""
    assert spoken(minutes) == words
