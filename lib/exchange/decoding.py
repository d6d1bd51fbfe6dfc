"""In which encoding is this file written? Bytes to text, and never silently wrong.

A byte order mark decides; else strict UTF-8; else candidates are tried, and the result carries the
others with a sample of each, so that a person can see which one spells the names right
(B33 to B35). Only the first two are `sure`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

import charset_normalizer

from lib.coaching.text import clean
from lib.exchange.errors import NothingInItError, OtherKindError, TooLargeError, UnreadableError
from lib.exchange.kinds import ARCHIVE, SAVE_AS_CSV, FileKind, kind_of

BYTES_LIMIT = 5_000_000
"""Most bytes of a file of contacts: 5 MB (B47)."""

LABELS: dict[str, str] = {
    "utf_8": "Unicode (UTF-8)",
    "utf_16_le": "Unicode (UTF-16)",
    "utf_16_be": "Unicode (UTF-16, big end first)",
    "utf_32_le": "Unicode (UTF-32)",
    "utf_32_be": "Unicode (UTF-32, big end first)",
    "cp1252": "Western European (Windows)",
    "mac_roman": "Western European (old Mac)",
    "cp850": "Western European (DOS)",
    "cp1250": "Central European (Windows)",
    "iso8859_2": "Central European (ISO)",
    "cp1251": "Cyrillic (Windows)",
    "koi8_r": "Cyrillic (KOI8)",
    "cp1253": "Greek (Windows)",
    "cp1254": "Turkish (Windows)",
    "cp1255": "Hebrew (Windows)",
    "cp1256": "Arabic (Windows)",
    "cp1257": "Baltic (Windows)",
    "cp932": "Japanese (Shift-JIS)",
    "euc_jp": "Japanese (EUC)",
    "iso2022_jp": "Japanese (ISO-2022)",
    "gb18030": "Chinese, simplified (GB)",
    "big5hkscs": "Chinese, traditional (Big5)",
    "cp949": "Korean (Windows)",
}
"""The encodings that can be chosen, with what to call each."""

_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_TRIED = tuple(name for name in LABELS if not name.startswith(("utf_", "iso2022")))
_SAMPLE_BYTES = 32_000
_SAMPLE_LINES = 3
_SAMPLE_WIDTH = 120
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ODD_CATEGORIES = frozenset({"Sm", "Sc", "Sk", "So", "No", "Cc", "Co", "Cn"})
_ODD_LETTERS = frozenset("ƒﬁﬂ")
"""Letters that nobody types in a name; a Mac's encoding has them where others have Ä, Þ, ß."""
_EVERYDAY = frozenset("€")
"""A sign that stands in everyday text."""
_FEW_CONTROLS = 20
_CONTROL_SHARE = 0.05
"""More control characters than this are no text: a name list has none, random bytes one in nine."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One encoding that can hold these bytes, and how a few lines would look in it."""

    encoding: str
    label: str
    sample: tuple[str, ...]
    """Up to three lines, those with letters beyond ASCII first; text, never markup."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file."""

    text: str
    encoding: str
    sure: bool
    """True after a byte order mark or strict UTF-8; False: show `message` and `choices`."""
    choices: tuple[Reading, ...]
    """Every encoding the bytes fit, the one that was taken first; empty where `sure`."""

    @property
    def message(self) -> str:
        """Say how the file was read."""
        label = LABELS[self.encoding]
        if self.sure:
            return f"Read as {label}."
        return f"We read it as {label}. If names look odd, choose another."


def decode(data: bytes, encoding: str | None = None, *, most: int = BYTES_LIMIT) -> Decoded:
    """Return the text of a file's bytes.

    Args:
        data: the whole file.
        encoding: the one a person chose from `choices`; None to find out.
        most: how many bytes it may have.

    Raises:
        TooLargeError, OtherKindError, NothingInItError, UnreadableError: see `lib.exchange.errors`.
    """
    refuse_long(data, most)
    if kind_of(data) is FileKind.ZIP:
        raise OtherKindError(ARCHIVE)
    if not data.strip(b"\x00 \t\r\n"):
        raise NothingInItError(NOTHING)
    decoded = _marked(data) or _without_mark(data, encoding)
    if not decoded.text.strip("\ufeff\x00 \t\r\n"):
        raise NothingInItError(NOTHING)
    controls = len(_CONTROL.findall(decoded.text))
    if controls > _FEW_CONTROLS and controls > _CONTROL_SHARE * len(decoded.text):
        message = f"This file isn't text. If it holds your contacts: {SAVE_AS_CSV}"
        raise OtherKindError(message)
    return decoded


NOTHING = "There are no contacts in this file."


def refuse_long(data: bytes, most: int = BYTES_LIMIT) -> None:
    """Return where a file is short enough to be read.

    Args:
        data: the whole file.
        most: how many bytes it may have.

    Raises:
        TooLargeError: it has more.
    """
    if len(data) > most:
        kind = "contacts" if most == BYTES_LIMIT else "messages"
        message = (
            f"A file of {kind} may have {most // 1_000_000} MB at most; this one has "
            f"{len(data) / 1e6:,.1f} MB. Split it in parts, or leave out columns or pictures you "
            "don't need."
        )
        raise TooLargeError(message)


def _marked(data: bytes) -> Decoded | None:
    """Return the text by its byte order mark; None where there is none to believe."""
    found = [(mark, name) for mark, name in _MARKS if data.startswith(mark)]
    for mark, name in found:
        text = _strictly(data[len(mark) :], name)
        if text is not None:
            return Decoded(text, name, sure=True, choices=())
    if found and found[0][1] != "utf_8":
        message = (
            f"This file says it is {LABELS[found[0][1]]}, but part of it can't be read that way. "
            f"{SAVE_AS_CSV}"
        )
        raise UnreadableError(message)
    return None


def _without_mark(data: bytes, encoding: str | None) -> Decoded:
    data = data.removeprefix(codecs.BOM_UTF8)
    wide = _wide(data)
    if wide is None and b"\x1b$" not in data:
        text = _strictly(data, "utf_8")
        if text is not None:
            return Decoded(text, "utf_8", sure=True, choices=())
    candidates = [wide, "utf_8"] if wide else _ranked(data)
    if encoding in candidates:
        candidates.remove(encoding)
        candidates.insert(0, encoding)
    readings = []
    taken: tuple[str, str] | None = None
    for name in candidates:
        text = _strictly(data, name)
        if text is None:
            continue
        taken = taken or (name, text)
        readings.append(Reading(name, LABELS[name], _sample(text)))
    if taken is None:  # cp850 has a character for every byte, so only a cut UTF-16 comes here
        message = f"This file can't be read as text. {SAVE_AS_CSV}"
        raise UnreadableError(message)
    return Decoded(taken[1], taken[0], sure=False, choices=tuple(readings))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _wide(data: bytes) -> str | None:
    """Return UTF-16 or UTF-32 where the zero bytes of delimiters and line ends tell it."""
    head = data[: 4 * 4096]
    zeros = [head[place::4].count(0) for place in range(4)]
    units = len(head) // 4
    if sum(zeros) * 8 <= units:  # text without a space or a line end in thirty letters
        return None
    if zeros[2] > units * 0.9 and zeros[3] > units * 0.9:
        name = "utf_32_le"
    elif zeros[0] > units * 0.9 and zeros[1] > units * 0.9:
        name = "utf_32_be"
    else:
        high_last, high_first = zeros[1] + zeros[3], zeros[0] + zeros[2]
        if min(high_last, high_first) * 20 > max(high_last, high_first):
            return None
        name = "utf_16_le" if high_last > high_first else "utf_16_be"
    text = _strictly(data, name)
    # a stray zero byte in a short file is no proof: the other bytes must make sense as well
    return name if text is not None and any(one in text for one in "\n\r,;\t|") else None


def _ranked(data: bytes) -> list[str]:
    """Return the encodings to try, likeliest first."""
    if b"\x1b$" in data:
        return ["iso2022_jp", "utf_8"]
    lines = [line for line in re.split(b"[\r\n]+", data) if not line.isascii()]
    sample, size = [], 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_BYTES:
            break
    told = b"\n".join(sample)[: 2 * _SAMPLE_BYTES]
    matches = charset_normalizer.from_bytes(told, cp_isolation=list(_TRIED), enable_fallback=False)
    place: dict[str, float] = {}
    for match in matches:
        clarity = round(match.chaos - match.coherence, 1)
        for name in (match.encoding, *match.could_be_from_charset):
            place.setdefault(name, clarity)
    return sorted(_TRIED, key=lambda name: (_oddness(told, name), place.get(name, 2.0)))


def _oddness(sample: bytes, encoding: str) -> int:
    """Return how many words of a sample look unlike words; many where it can't be read at all.

    Read in a wrong encoding, names change case in the middle or hold signs that no name has.
    """
    text = _strictly(sample, encoding)
    if text is None:
        return len(sample) + 1
    odd = 0
    for word in re.findall(r"[^\W\d_]+", text):
        if not word.isascii() and not (word[1:].islower() or word.isupper() or word[1:] == ""):
            odd += any(letter.isupper() for letter in word[1:])
    return odd + sum(
        1
        for letter in text
        if not letter.isascii()
        and letter not in _EVERYDAY
        and (letter in _ODD_LETTERS or unicodedata.category(letter) in _ODD_CATEGORIES)
    )


def _sample(text: str) -> tuple[str, ...]:
    lines = [line for line in re.split("[\r\n]+", text[:200_000]) if line.strip()]
    telling = [line for line in lines if not line.isascii()]
    shown = (telling or lines)[:_SAMPLE_LINES]
    return tuple(clean(line)[:_SAMPLE_WIDTH] for line in shown)
