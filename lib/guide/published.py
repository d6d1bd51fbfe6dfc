"""Published: which numbers of others may be shown, each with its source, sample, year and status.

A number that was not looked up is refused (`expectations.md`, status M): it never reaches a screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from lib.coaching.guesses import OF
from lib.coaching.touches import Channel
from lib.guide.files import GuideError
from lib.guide.reader import member_of, read_entry

_FILE = "published.toml"
SHOWABLE = ("V", "S", "C")
"""Seen with its authors, quoted second-hand, computed: what may stand on a screen."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Published:
    """What people expected of ten requests on one channel, and what happened."""

    channel: Channel
    label: str
    expected: float
    happened: float
    """Both of ten."""
    source: str
    sample: str
    year: int
    status: str
    """Where the number was seen, in plain words."""


def _published(name: str) -> Published:
    def of(field: str, kind: type[T]) -> T:
        return read_entry(_FILE, "both_ways", name, field, kind=kind)

    status = of("status", str)
    if status not in SHOWABLE:
        message = f"{_FILE} of the guide: {name} · status {status!r} was not looked up"
        raise GuideError(message)
    expected, happened = of("expected", float), of("happened", float)
    if not (0 <= expected <= OF and 0 <= happened <= OF):
        message = f"{_FILE} of the guide: {name} · both numbers lie between 0 and {OF}"
        raise GuideError(message)
    return Published(
        channel=member_of(_FILE, Channel, name),
        label=of("label", str),
        expected=expected,
        happened=happened,
        source=of("source", str),
        sample=of("sample", str),
        year=of("year", int),
        status=read_entry(_FILE, "statuses", status, kind=str),
    )


@cache
def both_ways() -> tuple[Published, ...]:
    """Return what people expected and what happened, by mail and face to face.

    Raises:
        GuideError: a number that was not looked up, or is out of its range.
    """
    return tuple(_published(name) for name in read_entry(_FILE, "both_ways", kind=dict))


def published_rules() -> tuple[str, ...]:
    """Return the rules the picture of these numbers rests on."""
    return tuple(str(one) for one in read_entry(_FILE, "rules", kind=list))
