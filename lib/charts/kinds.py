"""Where silences came from, and one thing to try differently, in words."""

from lib.charts.sentences import count
from lib.coaching.contacts import Kind
from lib.coaching.standing import Standing

WHO = {
    Kind.FRIEND: "friends or family",
    Kind.SOCIAL: "people you know socially",
    Kind.COLLEAGUE: "people you worked with",
    Kind.OTHER: "people you had hardly met",
}
"""Each kind of contact, as one speaks of several."""
CHANGE = {
    Kind.FRIEND: "tell one of them, face to face, the one thing that would help",
    Kind.SOCIAL: "ask for one name to talk with, and for nothing more",
    Kind.COLLEAGUE: "ring up instead of writing, and begin with what you did together",
    Kind.OTHER: "name someone you both know, or one thing you spoke about, in the first line",
}
"""One thing to change with each kind (rules S3-2, S3-12, S3-18, S4-7)."""
TELLING = 3
"""Fewer silences than this say nothing about where they come from."""


def silences_came_from(found: Standing) -> str:
    """Return where most silences came from; empty where no kind has more than half of them."""
    by_kind = ((many, kind) for kind, many in found.silent_by_kind if kind is not None)
    many, kind = max(by_kind, key=lambda one: one[0], default=(0, None))
    if kind is None or many < TELLING or 2 * many <= found.silent:
        return ""
    usual = ", from whom silence is usual" if kind is Kind.OTHER else ""
    if many == found.silent:
        return f"All {count(many)} went to {WHO[kind]}{usual}."
    number = count(many)
    return (
        f"{number[:1].upper()}{number[1:]} of the {count(found.silent)} went to {WHO[kind]}{usual}."
    )


def one_change(kind: Kind, silences: int) -> str:
    """Return one thing to try with a kind of contact that has met so many silences in a row."""
    number = count(silences)
    return (
        f"{number[:1].upper()}{number[1:]} silences in a row came from {WHO[kind]}. That happens; "
        f"and how one asks can be changed. With the next few, try one thing: {CHANGE[kind]}. Only "
        "that, so that you can see what it does."
    )
