"""How many years of school does a text ask of its reader? The Flesch-Kincaid grade.

J. P. Kincaid and others, "Derivation of new readability formulas", Research Branch Report 8-75,
1975: 0.39 words a sentence + 11.8 syllables a word - 15.59. Syllables are counted by syllapy: a
list of words, and rules for those that are not on it.
"""

from __future__ import annotations

import re
from typing import Final

import syllapy  # type: ignore[import-untyped]  # it ships no types

_WORD: Final = re.compile(r"[A-Za-zÀ-ž]+(?:['\u2019][A-Za-z]+)*|\d[\d:,.]*")
_END: Final = re.compile(r"[.?:;](?:\s|$)|\n+|·|$")
_MARKS: Final = re.compile(r"\\(?=[^\w\s])|[*_`#>]|:material/\w+:")


def words_of(text: str) -> list[str]:
    """Return a text's words; Markdown's marks and icons are none."""
    return _WORD.findall(_MARKS.sub("", text))


def sentences(text: str) -> int:
    """Return how many sentences a text has: parts that hold a word and end in a stop or a line.

    A colon and a semicolon end one too: counted are units of thought, as R. Flesch counts them in
    "The Art of Readable Writing", 1949.
    """
    return sum(1 for part in _END.split(_MARKS.sub("", text)) if _WORD.search(part))


def grade(text: str) -> float:
    """Return the grade; a text without words has grade 0."""
    words = words_of(text)
    if not words:
        return 0.0
    beats: int = sum(max(syllapy.count(re.sub(r"['\u2019]\w+$", "", one)), 1) for one in words)
    return 0.39 * len(words) / sentences(text) + 11.8 * beats / len(words) - 15.59
