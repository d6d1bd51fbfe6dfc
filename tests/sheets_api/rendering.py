"""What a cell shows: its number or date by its number format.

A number without a format shows at most ten digits that count; a date or time shows by its pattern.
Source: developers.google.com/workspace/sheets/api/guides/formats, and recorded answers.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.sheets_api.cells import Body, CellError, Scalar

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone
DATE_KINDS = frozenset({"DATE", "TIME", "DATE_TIME"})
PATTERNS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": '"$"#,##0.00',
    "DATE": "yyyy-mm-dd",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "yyyy-mm-dd h:mm:ss",
    "SCIENTIFIC": "0.00E+00",
}
"""The pattern of each kind where the format names none."""
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DECIMAL_COMMAS = frozenset(
    [
        "bg",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "fi",
        "fr",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "nb",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "tr",
        "uk",
        "vi",
    ]
)
"""Languages that write a comma before the tenths."""


def decimal_comma(locale: str) -> bool:
    """Return whether a locale writes 1,5 for one and a half."""
    return locale.partition("_")[0] in DECIMAL_COMMAS and locale != "es_MX"


def kind_of(form: Body | None) -> str:
    """Return the number format's type; "" where there is none."""
    return str(((form or {}).get("numberFormat") or {}).get("type", ""))


def pattern_of(form: Body | None) -> str:
    """Return the number format's pattern; "" where there is none."""
    return str(((form or {}).get("numberFormat") or {}).get("pattern", ""))


def formatted(value: Scalar | CellError | None, form: Body | None, locale: str = "en_US") -> str:
    """Return what a cell shows."""
    if isinstance(value, CellError):
        return value.shown
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None or isinstance(value, str):
        return value or ""
    kind = kind_of(form)
    pattern = pattern_of(form) or PATTERNS.get(kind, "")
    if kind in DATE_KINDS:
        return dated(value, pattern)
    if pattern and kind != "TEXT" and pattern not in ("General", "@"):
        return _patterned(value, pattern, locale)
    return general(value, locale)


def general(value: float, locale: str = "en_US") -> str:
    """Return a number without a format: ten digits that count, no more."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15 or abs(value) < 1e-9:
        mantissa, _, exponent = f"{value:.5E}".partition("E")
        sign, digits = exponent[0], exponent[1:].lstrip("0").rjust(2, "0")
        text = f"{mantissa.rstrip('0').rstrip('.')}E{sign}{digits}"
    else:
        text = format(Decimal(f"{value:.9e}"), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if decimal_comma(locale) else text


def moment(serial: float) -> datetime:
    """Return a serial number as date and time, to the nearest millisecond."""
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))


DATE_PART = re.compile(r"y+|m+|d+|h+|s+|\.0+|am/pm|a/p|\"[^\"]*\"|\\.|.", re.IGNORECASE | re.DOTALL)


def dated(serial: float, pattern: str) -> str:
    """Return a date or time by a pattern such as `yyyy-mm-dd h:mm:ss`."""
    try:
        when = moment(serial)
    except (OverflowError, ValueError):
        return general(serial)
    parts = DATE_PART.findall(pattern)
    twelve = any(one.lower() in ("am/pm", "a/p") for one in parts)
    shown = []
    for index, part in enumerate(parts):
        low = part.lower()
        if low.startswith("m") and _is_minutes(parts, index):
            shown.append(f"{when.minute:0{len(part)}d}")
        elif low[0] in "ymdhs" and set(low) == {low[0]}:
            shown.append(_date_part(low, when, twelve=twelve))
        elif low in ("am/pm", "a/p"):
            shown.append(("AM" if when.hour < 12 else "PM")[: len(part) - 3 or 1])
        elif part.startswith(".0"):
            shown.append(f"{when.microsecond / 1e6:.{len(part) - 1}f}"[1:])
        elif part.startswith('"'):
            shown.append(part[1:-1])
        else:
            shown.append(part.removeprefix("\\"))
    return "".join(shown)


def _is_minutes(parts: list[str], index: int) -> bool:
    """Return whether an `m` stands for minutes: an hour before it, or seconds after it."""
    letters = [one.lower()[0] for one in parts]
    before = next((one for one in reversed(letters[:index]) if one in "ydhs"), "")
    after = next((one for one in letters[index + 1 :] if one in "ydhsm"), "")
    return len(parts[index]) < 3 and (before == "h" or after == "s")


def _date_part(low: str, when: datetime, *, twelve: bool) -> str:
    size = len(low)
    match low[0]:
        case "y":
            return f"{when.year:04d}" if size > 2 else f"{when.year % 100:02d}"
        case "m":
            name = MONTHS[when.month - 1]
            return {1: str(when.month), 2: f"{when.month:02d}", 3: name[:3], 5: name[0]}.get(
                size, name
            )
        case "d":
            name = DAYS[when.weekday()]
            return {1: str(when.day), 2: f"{when.day:02d}", 3: name[:3]}.get(size, name)
        case "h":
            hour = (when.hour % 12 or 12) if twelve else when.hour
            return f"{hour:0{min(size, 2)}d}"
        case _:
            return f"{when.second:0{min(size, 2)}d}"


NUMBER_PART = re.compile(r"(?:[#0?][#0?,]*)(?:\.[#0?]+)?|\.[#0?]+")
LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')


def _patterned(value: float, pattern: str, locale: str) -> str:
    """Return a number by a pattern such as `#,##0.00`, with its sections for signs."""
    sections = pattern.split(";")
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    percent = section.count("%")
    scaled = Decimal(repr(value)) * (100**percent)
    scientific = re.search(r"([#0?]+(?:\.([#0?]+))?)E\+(0+)", section)
    if scientific:
        digits = len(scientific[2] or "")
        mantissa, _, exponent = f"{value:.{digits}E}".partition("E")
        size = len(scientific[3])
        shown = f"{mantissa}E{exponent[0]}{int(exponent[1:]):0{size}d}"
        return section.replace(scientific[0], shown)
    hidden = LITERAL.sub(lambda found: "\0" * len(found[0]), section)
    found = NUMBER_PART.search(hidden)
    if found is None:
        return LITERAL.sub(_literal, section)
    number = _digits(scaled, found[0])
    if decimal_comma(locale):
        number = number.translate(str.maketrans(",.", ".,"))
    before = LITERAL.sub(_literal, section[: found.start()])
    after = LITERAL.sub(_literal, section[found.end() :])
    sign = "-" if number.startswith("-") else ""
    return sign + before + number.removeprefix("-") + after


def _literal(found: re.Match[str]) -> str:
    if found[0].startswith("[$"):
        return found[0][2:-1].partition("-")[0]
    return found[1] or found[2] or ("" if found[0][0] in "[*" else " ")


def _digits(value: Decimal, mask: str) -> str:
    whole, _, tenths = mask.partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(tenths)), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):f}"
    left, _, right = text.partition(".")
    needed = tenths.count("0")
    while len(right) > needed and right.endswith("0"):
        right = right[:-1]
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        head = len(left) % 3
        groups = [left[:head]] if head else []
        left = ",".join(groups + [left[at : at + 3] for at in range(head, len(left), 3)])
    sign = "-" if rounded < 0 else ""
    return sign + left + (f".{right}" if right else "")
