"""What a typed text becomes: a number, a date, a yes or no, a formula, or just text.

This is `USER_ENTERED`: as if somebody had typed it. Which number format a text brings along was
taken from recorded answers; locales differ in the order of day and month and in the decimal mark.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

from tests.sheets_api.cells import Cell, Scalar, number
from tests.sheets_api.rendering import EPOCH, MONTHS, decimal_comma, kind_of

MONTH_FIRST = frozenset({"en_US", "en", "es_US", "fil_PH"})
YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "lt", "sv", "fa", "mn"})
NUMBER = re.compile(
    r"([-+]?)([^\d\s.,+-]{0,3})\s?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(E[-+]?\d+)?\s?(%?)"
)
ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
SHORT_DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
NAMED_DATE = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?(?:[ ,-]+(\d{4}))?")
US_NAMED_DATE = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:, ?(\d{4}))?")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?(?: ?([AaPp])[Mm])?")
CURRENCIES = "$€£¥"


class Meant(NamedTuple):
    """What a text was taken for, and the number format that comes along."""

    value: Scalar | None = None
    formula: str = ""
    kind: str = ""
    pattern: str = ""


def typed(text: str, locale: str = "en_US", year: int = 2000) -> Meant:
    """Return what a typed text becomes.

    Args:
        text: as typed.
        locale: the spreadsheet's, such as `de_DE`.
        year: the year of a date that names none.
    """
    bare = text.strip()
    if text.startswith("'"):
        return Meant(text[1:])
    if bare.startswith("=") and len(bare) > 1:
        return Meant(formula=text)
    if bare.upper() in ("TRUE", "FALSE"):
        return Meant(bare.upper() == "TRUE")
    for reading in (_number, _moment):
        found = reading(bare, locale, year) if bare else None
        if found is not None:
            return found
    return Meant(text)


def entered(old: Cell, value: Scalar, locale: str, year: int) -> Cell:
    """Return a cell after something was typed into it; its look and its rule stay."""
    if not isinstance(value, str):
        plain = value if isinstance(value, bool) else number(value)
        return old._replace(value=plain, formula="")
    if value == "":
        return old._replace(value=None, formula="")
    if kind_of(old.format) == "TEXT":
        return old._replace(value=value, formula="")
    meant = typed(value, locale, year)
    form = old.format
    if meant.kind and not kind_of(form):
        form = (form or {}) | {"numberFormat": {"type": meant.kind, "pattern": meant.pattern}}
    return old._replace(value=meant.value, formula=meant.formula, format=form)


def _number(text: str, locale: str, _year: int) -> Meant | None:
    if decimal_comma(locale):
        text = text.translate(str.maketrans(",.", ".,"))
    found = NUMBER.fullmatch(text)
    if found is None or not (found[3] or (found[4] and len(found[4]) > 1)):
        return None
    sign, mark, whole, tenths, power, percent = (one or "" for one in found.groups())
    if mark and (mark not in CURRENCIES or power or percent):
        return None
    value = float(f"{sign}{whole.replace(',', '') or '0'}{tenths}{power}")
    kind, pattern = _look(mark, whole, tenths, power, percent)
    if percent:
        value = round(value / 100, 15)
    return Meant(number(value), kind=kind, pattern=pattern)


def _look(mark: str, whole: str, tenths: str, power: str, percent: str) -> tuple[str, str]:
    """Return the kind and pattern of the number format that a typed number brings along."""
    if percent:
        return "PERCENT", "0.00%" if tenths else "0%"
    if mark:
        return "CURRENCY", f'"{mark}"#,##0' + (".00" if tenths else "")
    if power:
        return "SCIENTIFIC", "0.00E+00"
    if "," in whole:
        return "NUMBER", "#,##0" + (".00" if tenths else "")
    return "", ""


def _moment(text: str, locale: str, year: int) -> Meant | None:
    whole = _date(text, locale, year)
    if whole is not None:
        return whole
    time = _time(text)
    if time is not None:
        return time
    day, _, rest = text.rpartition(" ")
    if rest and rest.upper() in ("AM", "PM"):
        day, _, clock = day.rpartition(" ")
        rest = f"{clock} {rest}"
    date, time = _date(day, locale, year), _time(rest)
    if date is None or time is None or not isinstance(date.value, int):
        return None
    assert isinstance(time.value, (int, float))
    pattern = f"{date.pattern} {time.pattern}"
    return Meant(date.value + time.value, kind="DATE_TIME", pattern=pattern)


def _time(text: str) -> Meant | None:
    found = TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if minutes > 59 or seconds > 59 or (found[5] and not 1 <= hours <= 12):
        return None
    if found[5]:
        hours = hours % 12 + (12 if found[5] in "Pp" else 0)
    total = hours * 3600 + minutes * 60 + seconds + float(found[4] or 0)
    pattern = "h:mm" + (":ss" if found[3] else "")
    return Meant(total / 86400, kind="TIME", pattern=pattern + (" am/pm" if found[5] else ""))


def _date(text: str, locale: str, year: int) -> Meant | None:
    iso = ISO_DATE.fullmatch(text)
    if iso:
        mark = iso[2]
        month, day = ("m", "d") if len(iso[3]) == 1 or len(iso[4]) == 1 else ("mm", "dd")
        return _day(int(iso[1]), int(iso[3]), int(iso[4]), f"yyyy{mark}{month}{mark}{day}")
    short = SHORT_DATE.fullmatch(text)
    if short and (short[2] != "." or locale.partition("_")[0] in ("de", "pl", "ru", "cs", "fi")):
        return _short(short, locale, year)
    for named, at, form in (
        (NAMED_DATE.fullmatch(text), 2, "d mmm"),
        (US_NAMED_DATE.fullmatch(text), 1, "mmm d"),
    ):
        which = _month(named[at]) if named else 0
        if named and which:
            full = f"{form}{',' if at == 1 else ''} yyyy" if named[3] else form
            return _day(int(named[3] or year), which, int(named[3 - at]), full)
    return None


def _short(found: re.Match[str], locale: str, year: int) -> Meant | None:
    mark, first, second = found[2], int(found[1]), int(found[3])
    when = int(found[4]) if found[4] else year
    if found[4] and len(found[4]) == 2:
        when += 2000 if when < 30 else 1900
    tail = f"{mark}{'yyyy' if found[4] and len(found[4]) == 4 else 'yy'}" if found[4] else ""
    if locale in MONTH_FIRST or locale.partition("_")[0] in YEAR_FIRST:
        return _day(when, first, second, f"m{mark}d{tail}")
    return _day(when, second, first, f"dd{mark}mm{tail}")


def _month(name: str) -> int:
    low = name.lower()
    for index, month in enumerate(MONTHS):
        if low in (month.lower(), month.lower()[:3]) or (low == "sept" and index == 8):
            return index + 1
    return 0


def _day(year: int, month: int, day: int, pattern: str) -> Meant | None:
    try:
        days = (datetime(year, month, day) - EPOCH).days  # noqa: DTZ001 - a day has no zone here
    except ValueError:
        return None
    return Meant(days, kind="DATE", pattern=pattern)
