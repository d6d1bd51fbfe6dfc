"""Which day does this text name? As people and programs write it, in seven languages; no guessing.

Three numbers of which two could be the month are told to nobody before someone has said the order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.coaching.text import folded


class DateOrder(Enum):
    """How 03/04/2026 is to be read."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


@dataclass(frozen=True, slots=True)
class Unclear:
    """A date whose day and month cannot be told apart without asking."""

    text: str


_MONTHS = (
    "january|januar|jaenner|janvier|enero|janeiro|gennaio|januari",
    "february|februar|feber|fevrier|febrero|fevereiro|febbraio|februari",
    "march|marz|maerz|mars|marzo|marco|maart|mrt|mrz",
    "april|avril|abril|aprile",
    "may|mai|mayo|maio|maggio|mei",
    "june|juni|juin|junio|junho|giugno",
    "july|juli|juillet|julio|julho|luglio",
    "august|aout|agosto|augustus",
    "september|septembre|septiembre|setiembre|setembro|settembre",
    "october|oktober|octobre|octubre|outubro|ottobre",
    "november|novembre|noviembre|novembro",
    "december|dezember|decembre|diciembre|dezembro|dicembre",
)


def _months() -> dict[str, int]:
    """Return month numbers by name and by every beginning of it that means one month only.

    "jui" may be June or July in French, and is not told.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(_MONTHS, start=1):
        for name in names.split("|"):
            for length in range(3, len(name) + 1):
                found[name[:length]].add(number)
    return {word: next(iter(numbers)) for word, numbers in found.items() if len(numbers) == 1}


_MONTH_OF = _months()
_TIME = r"(?:[T,\s]+\d{1,2}:\d{2}.*)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_DAY_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\.|er|º|°|st|nd|rd|th)?[\s-]+(?:de\s+|of\s+)?([^\W\d_]+)\.?,?[\s-]+(?:de\s+|del\s+)?(\d{{4}}|\d\d){_TIME}",
    re.IGNORECASE,
)
_MONTH_NAMED = re.compile(
    rf"([^\W\d_]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE
)
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}")
_EARLIEST, _LATEST = 1900, 2100


def day(text: str, order: DateOrder | None) -> date | Unclear | None:
    """Return the day a text names; `Unclear` where only `order` would tell; None for anything else.

    Read: 2023-03-12, 12 Mar 2023 and Mar 12, 2023 (month names in seven languages), and three
    numbers. With dots the day comes first, as where dots are used; with / or - `order` decides
    unless a number above twelve does. Not read: days that no calendar has, years outside 1900 to
    2100, a spreadsheet's day number (B27).
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _date(found[1], found[2], found[3])
    if found := _DAY_NAMED.fullmatch(text):
        return _date(found[3], _month(found[2]), found[1])
    if found := _MONTH_NAMED.fullmatch(text):
        return _date(found[3], _month(found[1]), found[2])
    if found := _NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if found[2] == ".":
            order = DateOrder.DAY_FIRST
        elif order is None and first == second:
            order = DateOrder.DAY_FIRST  # either way the same day
        elif order is None:
            order = _told(first, second)
        if order is None:
            return Unclear(text) if max(first, second) <= 12 else None  # noqa: PLR2004 - months
        number, month = (first, second) if order is DateOrder.DAY_FIRST else (second, first)
        return _date(found[4], str(month), str(number))
    return None


def needs_order(text: str) -> bool:
    """Return whether only an order of day and month tells which day this is."""
    found = _NUMBERS.fullmatch(text.strip())
    return found is not None and isinstance(day(text, None), Unclear)


def order_told(texts: Iterable[str]) -> DateOrder | None:
    """Return the order that a column of dates itself shows; None where it shows none, or both."""
    shown = set()
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip())
        if found and found[2] != ".":
            shown.add(_told(int(found[1]), int(found[3])))
    shown.discard(None)
    return shown.pop() if len(shown) == 1 else None


def _told(first: int, second: int) -> DateOrder | None:
    if first > 12 >= second:  # noqa: PLR2004 - months
        return DateOrder.DAY_FIRST
    if second > 12 >= first:  # noqa: PLR2004 - months
        return DateOrder.MONTH_FIRST
    return None


def _month(word: str) -> str:
    if word.isascii():
        return str(_MONTH_OF.get(word.lower(), 0))
    bare = unicodedata.normalize("NFD", folded(word))
    return str(_MONTH_OF.get("".join([one for one in bare if not unicodedata.combining(one)]), 0))


def _date(year: str, month: str, number: str) -> date | None:
    full = int(year) + (2000 if len(year) == 2 else 0)  # noqa: PLR2004 - two digits
    if not _EARLIEST <= full <= _LATEST:
        return None
    try:
        return date(full, int(month), int(number))
    except ValueError:
        return None
