"""Text: what people type or paste, cleaned once, where it enters the workbook.

Stored text is NFC without control characters (tab and newline stay), without lone surrogates and
noncharacters, with one form of newline, and with at most ten marks on one letter. Nothing else is
changed: the spelling, the script and the direction are the writer's.
"""

from __future__ import annotations

import re
import unicodedata

MARKS_LIMIT = 10
"""Combining marks kept on one letter; more only piles ink over the neighbouring lines."""

_NEWLINES = re.compile("\r\n|\r|\u0085|\u2028|\u2029")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLANE_END = re.compile(
    f"[{''.join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))}]"
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u3164\u00ad\u115f\u1160\u2800"
_PLAIN = re.compile(r"[\t\n\x20-\x7e]*\Z")


def clean(text: str) -> str:
    """Return the text as it is stored: see the module's words for what goes."""
    if _PLAIN.match(text):
        return text
    text = _NEWLINES.sub("\n", text)
    text = _PLANE_END.sub("", _CONTROL.sub("", text))
    text = unicodedata.normalize("NFC", text)
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= MARKS_LIMIT:
            kept.append(letter)
    return "".join(kept)


def is_blank(text: str) -> bool:
    """Return True where a reader would see nothing: spaces and invisible characters only."""
    return not text.strip().strip(_INVISIBLE + " \t\n\u00a0").strip()


def folded(text: str) -> str:
    """Return the text for comparing and searching: compatibility form, caseless, spaces single.

    `Straße` and `STRASSE`, a precomposed and a decomposed letter, a ligature and its letters come
    out equal. Never shown, never stored.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())
