"""Paragraphs: how several answers are kept in one text that a person can read.

Each answer is a paragraph `Label: words`; further lines of it are set in by two spaces, so that a
text read back is the text that was typed. A coach may meet and mend it in a sheet: whatever else
stands there is read as words too, and nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from lib.coaching.text import is_blank

Part = tuple[str, str]
"""A label, and the words under it."""

_BETWEEN = ": "
_SET_IN = "  "


def joined(parts: Iterable[Part]) -> str:
    """Return the parts as one text; those without words are left out.

    Raises:
        ValueError: a label is blank, or holds a colon or a line's end.
    """
    found = []
    for label, words in parts:
        if is_blank(label) or label != label.strip() or ":" in label or "\n" in label:
            message = f"no label of a paragraph: {label!r}"
            raise ValueError(message)
        if not is_blank(words):
            found.append(f"{label}{_BETWEEN}" + words.strip().replace("\n", f"\n{_SET_IN}"))
    return "\n\n".join(found)


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the parts that `joined` made a text of; words under no label have the label ""."""
    found: list[tuple[str, list[str]]] = []
    blank_lines = 0
    for line in text.split("\n"):
        if not line.strip() and not line.startswith(_SET_IN):
            blank_lines += 1
        elif line.startswith(_SET_IN) and found:
            # Where a sheet has trimmed an empty line of an answer, it belongs to the answer still.
            found[-1][1].extend([""] * blank_lines + [line.removeprefix(_SET_IN)])
            blank_lines = 0
        else:
            label, between, words = line.partition(_BETWEEN)
            found.append((label, [words]) if between and label.strip() else ("", [line]))
            blank_lines = 0
    return tuple((label, "\n".join(lines).strip()) for label, lines in found)
