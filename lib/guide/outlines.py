"""Scaffolds: the guide's outlines of messages, letters and talks, and how they are filled.

A scaffold's file begins with `# Title`, then lines `> key: value`, then the text. In the text
`$name` is a blank, and `[this | or this]` takes the first choice whose blanks are all filled, or
nothing. `{name}` is a part of parts.toml, chosen by what is asked for, of whom and for which try,
so a few outlines serve every kind of contact, ask, way and try. What a person typed is put in as it
is: a `$`, a bracket or a brace in it means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lib.coaching.asks import AskKind, Scope
from lib.coaching.contacts import Kind
from lib.coaching.records import NOTE_LIMIT
from lib.coaching.scripts import ScriptKind
from lib.coaching.text import is_blank
from lib.coaching.touches import Channel, RungKind
from lib.guide.files import SCRIPTS, GuideError, scripts, table_of, text_of
from lib.guide.reader import member_of, read_entry

_BLANK = re.compile(r"\$([a-z_]+)(\.?)")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_HEADER = re.compile(r"> *([a-z ]+): *(.*)")
_PART = re.compile(r"\{([a-z]+)\}")
_PARTS = "parts.toml"
_KEYS = {
    "kind",
    "ways",
    "asks",
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
    """One outline. None in `rung`: for any; no `ways`: for any."""

    name: str
    """The file's name without its ending."""
    title: str
    text: str
    kind: ScriptKind
    ways: tuple[Channel, ...]
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
        ways=tuple(member_of(file, Channel, one) for one in _listed(found.get("ways", ""))),
        rung=member_of(file, RungKind, found["rung"]) if "rung" in found else None,
        occasion=found.get("occasion", ""),
        asks=found.get("asks", "yes") != "no",
        warning=found.get("warning", ""),
        rules=_listed(found.get("rules", "")),
        source=found.get("source", ""),
    )
    _check_blanks(f"scripts/{file}", scaffold.text)
    return scaffold


def _listed(line: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in line.split(",") if one.strip())


def _check_blanks(file: str, text: str) -> None:
    unknown = {one for one, _ in _BLANK.findall(text)} - set(blanks())
    if unknown:
        message = f"{file} of the guide: no such blank: {', '.join(sorted(unknown))}"
        raise GuideError(message)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a scaffold is wanted for. None: not known, or for any."""

    contact: Kind | None = None
    scope: Scope | None = None
    rung: RungKind | None = None
    ask: AskKind | None = None
    way: Channel | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of a part that fits, the most fitting first."""
        found = [one.name for one in (self.rung, self.ask, self.contact, self.scope) if one]
        if self.ask is not None and self.scope is not None:
            found.insert(0, f"{self.ask.name}_{self.scope.name}")
        return (*found, "ANY")


@cache
def _composed(outline: Scaffold, wanted: Wanted) -> Scaffold:
    """Return an outline with its parts put in, and the rules of those parts beside its own."""
    rules = dict.fromkeys(outline.rules)

    def part(found: re.Match[str]) -> str:
        table = read_entry(_PARTS, found[1], kind=dict)
        name = next((one for one in wanted.names if one in table), "ANY")
        text = read_entry(_PARTS, found[1], name, "words", kind=str)
        rules.update(dict.fromkeys(read_entry(_PARTS, found[1], name, "rules", kind=list)))
        _check_blanks(_PARTS, text)
        return text

    text = _PART.sub(part, outline.text)
    return replace(outline, text=text, rules=tuple(rules))


def scaffolds(  # noqa: PLR0913 - what words depend on
    kind: ScriptKind,
    *,
    contact: Kind | None = None,
    scope: Scope | None = None,
    rung: RungKind | None = None,
    occasion: str = "",
    ask: AskKind | None = None,
    way: Channel | None = None,
) -> tuple[Scaffold, ...]:
    """Return the scaffolds that fit, the most fitting first, each put together of its parts.

    One that is made for another way, rung or occasion does not fit; one that is made for any does,
    after those made for just this.
    """
    wanted = Wanted(contact, scope, rung, ask, way)
    fitting = [
        ((not one.ways, one.rung is None, one.name), one)
        for one in _all()
        if one.kind is kind
        and one.occasion == occasion
        and one.rung in (None, rung)
        and (not one.ways or way in one.ways)
    ]
    return tuple(_composed(one, wanted) for _, one in sorted(fitting, key=lambda row: row[0]))


def scaffold(  # noqa: PLR0913 - what words depend on
    kind: ScriptKind,
    *,
    contact: Kind | None = None,
    scope: Scope | None = None,
    rung: RungKind | None = None,
    occasion: str = "",
    ask: AskKind | None = None,
    way: Channel | None = None,
) -> Scaffold:
    """Return the most fitting scaffold.

    Raises:
        GuideError: none fits; without an occasion every kind has one.
    """
    fitting = scaffolds(
        kind, contact=contact, scope=scope, rung=rung, occasion=occasion, ask=ask, way=way
    )
    if not fitting:
        message = f"the guide has no scaffold for {kind.value} {occasion}".strip()
        raise GuideError(message)
    return fitting[0]


def parts() -> Mapping[str, tuple[str, ...]]:
    """Return the rules of each part by its name, `opening · FRIEND`, once all are read.

    Raises:
        GuideError: a part lacks its words, its rules or an ANY, or has a blank there is none of;
            or an outline wants a part there is none of.
    """
    found = {}
    for name, table in table_of(_PARTS).items():
        if not isinstance(table, dict):
            continue
        read_entry(_PARTS, name, "ANY", kind=dict)
        for case in table:
            _check_blanks(_PARTS, read_entry(_PARTS, name, case, "words", kind=str))
            found[f"{name} · {case}"] = tuple(read_entry(_PARTS, name, case, "rules", kind=list))
    for outline in _all():
        for name in _PART.findall(outline.text):
            read_entry(_PARTS, name, "ANY", kind=dict)
    return found


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
