"""The cover's time zone: the one that is named, or UTC where there is none of that name."""

import pytest

from lib.coaching.cover import Cover


def test_the_zone_that_is_named() -> None:
    """An IANA name is the zone."""
    assert Cover(time_zone="Pacific/Kiritimati").zone.key == "Pacific/Kiritimati"


@pytest.mark.parametrize(
    "name", ["the moon", "", "../etc/passwd", "/", "Europe", "a\0b", "é" * 200]
)
def test_a_zone_that_is_none_is_utc(name: str) -> None:
    """Typed in a sheet or a file, it breaks no page."""
    assert Cover(time_zone=name).zone.key == "UTC"
