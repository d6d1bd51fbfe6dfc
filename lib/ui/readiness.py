"""Readiness on the screen: how many could be asked, instead of how long the list is."""

from __future__ import annotations

from lib import guide
from lib.coaching.contacts import Contact
from lib.coaching.readiness import ready
from lib.ui import reasons, session


def draw(book: session.Workbook) -> None:
    """Draw how many of one's people could well be asked for something (rules S1-1, S1-2)."""
    found = ready(book.records, guide.kinds(), guide.limits())
    if not found:
        reasons.say("readiness_none", quiet=True)
        return
    people = len(book.records.all(Contact))
    reasons.say("readiness", quiet=True, ready=f"{found:,}", people=f"{people:,}")
