"""Scaffolds: the guide's outlines of messages, letters and talks, and how they are filled.

A scaffold's file begins with `# Title`, then lines `> key: value`, then the text. In the text
`$name` is a blank, and `[this | or this]` takes the first choice whose blanks are all filled, or
nothing. What a person typed is put in as it is: a `$`, a bracket or a brace in it means nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lib.coaching.asks import Scope
from lib.coaching.contacts import Kind
from lib.coaching.records import NOTE_LIMIT
from lib.coaching.scripts import ScriptKind
from lib.coaching.text import is_blank
from lib.coaching.touches import RungKind
from lib.guide.files import SCRIPTS, GuideError, scripts, table_of, text_of
from lib.guide.reader import member_of, read_entry

_BLANK = re.compile(r"\$([a-z_]+)(\.?)")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_HEADER = re.compile(r"> *([a-z ]+): *(.*)")
_KEYS = {
    "kind",
    "asks",
    "contact",
    "scope",
    "rung",
    "occasion",
    "warning",
    "rules",
    "source",
    "may change",
}


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of a scaffold: what to ask for, and an example."""

    name: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class Scaffold:
    """One outline. None in `contact`, `scope` or `rung`: for any."""

    name: str
    """The file's name without its ending."""
    title: str
    text: str
    kind: ScriptKind
    contact: Kind | None
    scope: Scope | None
    rung: RungKind | None
    occasion: str
    """Empty, or a special occasion: "start", "call", "just met", ..."""
    asks: bool
    """False for a message that asks for nothing: what `words.read_over` wants to know."""
    warning: str
    """A word of care to show beside it; mostly empty."""
    rules: tuple[str, ...]
    source: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of its blanks, in the order of the text, each once."""
        return tuple(dict.fromkeys(one for one, _ in _BLANK.findall(self.text)))


@cache
def blanks() -> dict[str, Blank]:
    """Return every blank a scaffold may have, by name."""
    file = "blanks.toml"
    found = {}
    for name, row in table_of(file).items():
        if isinstance(row, dict):
            words = read_entry(file, name, "label", kind=str)
            found[name] = Blank(name, words, read_entry(file, name, "example", kind=str))
    return found


@cache
def _all() -> tuple[Scaffold, ...]:
    return tuple(_read(name, path) for name, path in scripts().items())


def _read(file: str, path: Path) -> Scaffold:
    head, _, text = text_of(path, f"{SCRIPTS}/{file}").partition("\n\n")
    title, *lines = head.splitlines()
    found = {key.strip(): value.strip() for key, value in _HEADER.findall("\n".join(lines))}
    wrong = set(found) - _KEYS
    if not title.startswith("# ") or len(found) != len(lines) or wrong or "kind" not in found:
        message = f"scripts/{file} of the guide: a title, then lines `> key: value`; {wrong or ''}"
        raise GuideError(message)
    scaffold = Scaffold(
        name=file.removesuffix(".md"),
        title=title.removeprefix("# "),
        text=text.strip(),
        kind=member_of(file, ScriptKind, found["kind"]),
        contact=member_of(file, Kind, found["contact"]) if "contact" in found else None,
        scope=member_of(file, Scope, found["scope"]) if "scope" in found else None,
        rung=member_of(file, RungKind, found["rung"]) if "rung" in found else None,
        occasion=found.get("occasion", ""),
        asks=found.get("asks", "yes") != "no",
        warning=found.get("warning", ""),
        rules=tuple(one.strip() for one in found.get("rules", "").split(",") if one.strip()),
        source=found.get("source", ""),
    )
    unknown = set(scaffold.blanks) - set(blanks())
    if unknown:
        message = f"scripts/{file} of the guide: no such blank: {', '.join(sorted(unknown))}"
        raise GuideError(message)
    return scaffold


def scaffolds(
    kind: ScriptKind,
    *,
    contact: Kind | None = None,
    scope: Scope | None = None,
    rung: RungKind | None = None,
    occasion: str = "",
) -> tuple[Scaffold, ...]:
    """Return the scaffolds that fit, the most fitting first.

    One that is made for another kind of contact, scope, rung or occasion does not fit; one that is
    made for any does, after those made for just this.
    """
    wanted = (contact, scope, rung)
    fitting = []
    for one in _all():
        own = zip((one.contact, one.scope, one.rung), wanted, strict=True)
        fits = all(mine is None or mine is want for mine, want in own)
        if one.kind is kind and one.occasion == occasion and fits:
            fitting.append(
                ((one.rung is None, one.scope is None, one.contact is None), one.name, one)
            )
    return tuple(one for *_, one in sorted(fitting, key=lambda row: row[:2]))


def scaffold(
    kind: ScriptKind,
    *,
    contact: Kind | None = None,
    scope: Scope | None = None,
    rung: RungKind | None = None,
    occasion: str = "",
) -> Scaffold:
    """Return the most fitting scaffold.

    Raises:
        GuideError: none fits; without an occasion every kind has one.
    """
    fitting = scaffolds(kind, contact=contact, scope=scope, rung=rung, occasion=occasion)
    if not fitting:
        message = f"the guide has no scaffold for {kind.value} {occasion}".strip()
        raise GuideError(message)
    return fitting[0]


def fill(scaffold: Scaffold, **values: str) -> str:
    """Return the scaffold's text with its blanks filled; choices without their blanks fall away.

    Args:
        scaffold: the outline.
        values: what was typed, by the blank's name; missing and blank ones are left out, and
            others that this scaffold does not have are passed over.

    Returns:
        At most `NOTE_LIMIT` characters.
    """
    filled = {name: value.strip() for name, value in values.items() if not is_blank(value)}

    def choose(found: re.Match[str]) -> str:
        for choice in found[1].split("|"):
            if all(name in filled for name, _ in _BLANK.findall(choice)):
                return choice.strip()
        return ""

    def put(found: re.Match[str]) -> str:
        value = filled.get(found[1], "")
        # A blank that ends its own sentence does not end it twice.
        return value if found[2] and value.endswith((".", "!", "?", "…")) else value + found[2]

    outline = _CHOICE.sub(choose, scaffold.text)
    lines = (" ".join(line.split()) for line in outline.split("\n"))
    outline = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return _BLANK.sub(put, outline).strip()[:NOTE_LIMIT]


def every() -> tuple[Scaffold, ...]:
    """Return every scaffold as its file has it, by the file's name."""
    return _all()
