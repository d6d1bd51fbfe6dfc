"""Can this text be an e-mail address, a phone number, a link, a date? The rules, stated.

Each function returns what to keep, or None where the text is something else; the caller keeps the
text elsewhere, so that nothing of a person's file is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lib.coaching.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

EMAIL_RULE = "one @, no spaces or quotation marks, a dot in what follows it"
PHONE_RULE = "at least three digits; besides them only + ( ) . / - # * x and spaces"
LINK_RULE = "begins with http:// or https:// and names a site, without a user name before it"

_EMAIL = re.compile(
    r'[^\s@"<>()\[\],;:\\]+@[^\s@"<>()\[\],;:\\/?#%&=.]+(?:\.[^\s@"<>()\[\],;:\\/?#%&=.]+)+'
)
_PHONE = re.compile(r"[\d+().\-/#*xX \u00a0\u2010-\u2014ext]+")
_BARE_HOST = re.compile(r"(?:www\.|(?:[a-z]{2,3}\.)?linkedin\.com/)\S+", re.IGNORECASE)
_PROFILE = re.compile(r"(?:[a-z]{2,3}\.)?linkedin\.com")


def email(text: str) -> str | None:
    """Return an e-mail address (`EMAIL_RULE`), without a leading `mailto:`; else None (B24)."""
    text = re.sub(r"\Amailto:", "", text.strip(), flags=re.IGNORECASE)
    return text if _EMAIL.fullmatch(text) and ".." not in text.partition("@")[0] else None


def email_key(address: str) -> str:
    """Return an address for comparing: no case."""
    return folded(address)


def phone(text: str) -> str | None:
    """Return a phone number as it is written (`PHONE_RULE`); else None."""
    text = text.strip()
    digits = sum(letter.isdigit() for letter in text)
    return text if digits >= 3 and _PHONE.fullmatch(text) else None  # noqa: PLR2004 - the rule


def link(text: str) -> str | None:
    """Return a link that may be opened (`LINK_RULE`); else None (B26).

    A bare `www.` or `linkedin.com/` address gets its https://.
    """
    text = text.strip()
    if _BARE_HOST.fullmatch(text):
        text = f"https://{text}"
    if re.search(r"[\s\\<>\"\x00-\x1f\x7f]", text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    fine = (
        parts.scheme in ("http", "https")
        and host is not None
        and "." in host.strip(".")
        and "@" not in parts.netloc
        and port != 0
    )
    return text if fine else None


def link_key(address: str) -> str:
    """Return a link for comparing: no scheme, no `www.`, no country before LinkedIn's name."""
    try:
        parts = urlsplit(address)
    except ValueError:  # typed by hand, and no link at all
        return folded(address)
    host = (parts.hostname or "").removeprefix("www.")
    path = folded(unquote(parts.path)).rstrip("/")
    if _PROFILE.fullmatch(host):
        return f"linkedin.com{path}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path}{query}"


def is_profile(key: str) -> bool:
    """Return whether a `link_key` is one person's page, rather than a company's or a site's."""
    return key.startswith(("linkedin.com/in/", "linkedin.com/pub/"))


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
