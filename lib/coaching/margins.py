"""The margin: which words stand on a row, which are news, and what becomes of other words.

A coach writes beside a contact, an ask, a script, an exercise or a chart; the owner answers. A word
is news to the owner until it is settled. Words proposed in the place of a script's own are taken or
not, and either way both stay readable. A script that was handed over waits, is commented, or ready;
once its words change, nobody has called them ready.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.records import Record
from lib.coaching.scripts import Review, Script
from lib.coaching.workbook import COURSES, TABLES, Grouped, Records

CHARTS: Final = "charts"
"""Table of a comment on a picture; its row is the picture's key."""
COVER: Final = "cover"
"""Table of a comment on the whole workbook; its row is the workbook's id."""
BESIDE: Final[Mapping[type[Record], str]] = {
    Contact: "contacts",
    Ask: "asks",
    Script: "scripts",
    Exercise: "exercises",
}
"""Records that have a margin, with their tables."""


def is_news(word: Comment) -> bool:
    """Return whether the owner has not settled this word of somebody else's yet."""
    return bool(word.by) and not word.private and word.settled_on is None


BY_PLACE: Final = Grouped(
    Comment, lambda one: _place(one.table, one.row), lambda one: (one.on, one.id)
)
"""Comments under the row they stand on, oldest first."""
NEWS: Final = Grouped(
    Comment, lambda one: "news" if is_news(one) else None, lambda one: (one.on, one.id)
)
"""What is news to the owner, oldest first."""


def _place(table: str, row: str) -> str:
    return f"{table}/{row}"


def words_on(records: Records, table: str, row: str) -> Sequence[Comment]:
    """Return the words on a row, oldest first."""
    return records.index(BY_PLACE).get(_place(table, row), ())


def news(records: Records) -> Sequence[Comment]:
    """Return what is news to the owner, oldest first."""
    return records.index(NEWS).get("news", ())


def ready_to_go(records: Records) -> Sequence[Script]:
    """Return the scripts of an ask that were called ready and have not gone out, by their ids."""
    courses = records.index(COURSES)
    return [
        one
        for _, one in sorted(records.all(Script).items())
        if one.review is Review.READY
        and one.ask is not None
        and one.ask in courses
        and not courses[one.ask].attempts
    ]


def stands_on(records: Records, word: Comment) -> Record | None:
    """Return the record a word stands on; None where it is gone, and for charts and the cover."""
    record_type = TABLES.get(word.table)
    return None if record_type is None else records.get(record_type, word.row)


def word_id(version: int, number: str) -> str:
    """Return a new word's id: whoever answers has seen a newer version, so answers come later.

    Args:
        version: the version of the workbook that whoever writes has in sight.
        number: their form's own number, 16 hexadecimal characters.
    """
    return f"{version:08x}{number[:8]}"


def settled(words: Sequence[Comment], today: date) -> list[Comment]:
    """Return those that are news, settled."""
    return [replace(one, settled_on=today) for one in words if is_news(one)]


def is_open(word: Comment) -> bool:
    """Return whether it proposes other words that were neither taken nor left."""
    return bool(word.suggests) and word.taken is None


def used(script: Script, word: Comment, today: date) -> tuple[Script, Comment]:
    """Return the script with the words proposed, and the proposal taken."""
    return (
        rewritten(script, word.suggests),
        replace(word, taken=True, settled_on=word.settled_on or today),
    )


def left(word: Comment, today: date) -> Comment:
    """Return a proposal that was not taken: the script's own words stay."""
    return replace(word, taken=False, settled_on=word.settled_on or today)


def rewritten(script: Script, text: str) -> Script:
    """Return the script with other words: what was called ready are those of before."""
    review = None if script.review is Review.READY and text != script.text else script.review
    return replace(script, text=text, review=review)


def handed(script: Script, today: date) -> Script:
    """Return the script, handed over to the coach."""
    return replace(script, review=Review.WAITING, handed_on=today)


def taken_back(script: Script) -> Script:
    """Return the script, not handed over any more."""
    return replace(script, review=None, handed_on=None)


def commented(script: Script) -> Script:
    """Return the script after the coach wrote beside it; the same where it was not handed over."""
    waits = script.review is Review.WAITING
    return replace(script, review=Review.COMMENTED) if waits else script


def called_ready(script: Script) -> Script:
    """Return the script that the coach calls ready."""
    return replace(script, review=Review.READY)
