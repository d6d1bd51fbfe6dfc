"""What the guide says for a coach's desk: when a client could use them, and in which words."""

from __future__ import annotations

from functools import cache
from string import Template

from lib.coaching.attention import Attention, Phrase, Why
from lib.guide.files import GuideError
from lib.guide.reader import cadences, ladder, number, read_entry

FILE = "attention.toml"
MOST_WORDS = 8
"""What a coach reads at a glance: `product.md`, Coach."""
_LONGEST = {"count": "5000", "open": "5000", "day": "30 November 2026"}
"""The most words that may come in the place of each blank."""


@cache
def attention() -> Attention:
    """Return the numbers and words of a coach's desk."""
    return Attention(
        ladder=ladder(),
        cadences=cadences(),
        phrases=tuple(_phrase(one) for one in Why),
        quiet_days=number(FILE, "quiet_days", lowest=1),
        answered_days=number(FILE, "answered_days", lowest=1),
        waiting_days=number(FILE, "waiting_days", lowest=1),
        waiting_things=number(FILE, "waiting_things", lowest=1),
        stopped_days=number(FILE, "stopped_days"),
        unfinished_days=number(FILE, "unfinished_days"),
        fade_days=number(FILE, "fade_days", lowest=1),
        run=number(FILE, "run", lowest=1),
        seldom_percent=number(FILE, "seldom_percent", highest=100),
        long_run=number(FILE, "long_run", lowest=1),
    )


def _phrase(why: Why) -> Phrase:
    return Phrase(
        why=why,
        weight=number(FILE, why.name, "weight"),
        words=_words(why, "words"),
        more=_words(why, "more"),
        button=read_entry(FILE, why.name, "button", kind=str),
    )


def _words(why: Why, name: str) -> str:
    found = read_entry(FILE, why.name, name, kind=str)
    template = Template(found)
    if not template.is_valid() or not set(template.get_identifiers()) <= set(_LONGEST):
        blanks = ", ".join(f"${one}" for one in sorted(_LONGEST))
        message = f"{FILE} of the guide: {why.name} · {name} may have these blanks: {blanks}"
        raise GuideError(message)
    if len(template.substitute(_LONGEST).split()) > MOST_WORDS:
        message = f"{FILE} of the guide: {why.name} · {name} is longer than {MOST_WORDS} words"
        raise GuideError(message)
    return found
