"""An answer: a sentence, a picture, how to read it and its table, ready to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lib.charts.tables import Row


@dataclass(frozen=True, slots=True)
class Answer:
    """What a picture says, in every form in which it is said."""

    title: str
    """What it is about, in a few words; stands above it, or names its table."""
    sentence: str
    """Stands above the picture: written by the same numbers, and no more than they hold."""
    alt: str
    """The picture in words, for those who hear the page."""
    how: str
    """How to read it."""
    rows: Callable[[], Sequence[Row]]
    """Makes the table behind it."""
    svg: str = ""
    """The picture, as plain SVG; empty where there is nothing to draw."""
    told: tuple[str, ...] = ()
    """What stands below the picture."""
    notes: tuple[str, ...] = ()
    """The same, small."""
    then: Answer | None = None
    """What is drawn after it, in the same way."""
