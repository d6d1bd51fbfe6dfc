"""Numbers as they are said: in words while they are small."""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
LARGEST: Final = len(_WORDS) - 1
"""The largest number that has a word here."""


def spelled(count: int, largest: int = LARGEST) -> str:
    """Return a number: in words from none up to `largest`, else in digits ("1,200")."""
    return _WORDS[count] if 0 <= count <= min(largest, LARGEST) else f"{count:,}"
