"""What do the five articles teach, where does it show, and where do they disagree?

Every rule by its id, in one sentence of ours, with the pages at which it is drawn or enforced; the
articles themselves; the tensions between them and how they were settled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lib.guide.files import GuideError, Table, table_of
from lib.guide.reader import entries, read_entry

PAGES = ("start", "today", "people", "give", "ask", "review", "workbook")
"""Pages at which a rule can show, by the end of their address."""
RULE = re.compile(r"(S[0-4])-([1-9]\d?)")
_KINDS = re.compile(r"[NTRXMBD](/[NTRXMBD])?")


@dataclass(frozen=True, slots=True)
class Article:
    """One of the five articles."""

    name: str
    """S0 to S4, with which its rules begin."""
    author: str
    title: str
    took: str
    """What the workbook took of it, in our words."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something shows."""

    page: str
    """One of PAGES."""
    where: str
    """Where on it, in plain words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing an article teaches."""

    id: str
    kind: str
    """N number, T kinds of something, R rule, X exercise, M words to send, B belief, D sign."""
    words: str
    comment: bool
    """True where a reader of the article wrote it, not its author."""
    places: tuple[Place, ...]

    @property
    def article(self) -> str:
        """The name of its article."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Settlement:
    """Where two articles disagree, and what the workbook does."""

    name: str
    rules: tuple[str, ...]
    apart: str
    settled: str
    shows: tuple[Place, ...]


@cache
def articles() -> Mapping[str, Article]:
    """Return the five articles by name, in their order."""
    file = "articles.toml"
    return MappingProxyType(
        {
            name: Article(name, *(_words(file, name, part) for part in ("author", "title", "took")))
            for name, row in table_of(file).items()
            if isinstance(row, dict)
        }
    )


@cache
def rules() -> Mapping[str, Rule]:
    """Return every rule by its id, in the order of the articles."""
    file = "rules.toml"
    found = {}
    for name, row in table_of(file).items():
        if not isinstance(row, dict):
            continue
        match = RULE.fullmatch(name)
        if match is None or match[1] not in articles():
            raise _wrong(file, name, "no rule is called so")
        kind = read_entry(file, name, "kind", kind=str)
        if not _KINDS.fullmatch(kind):
            raise _wrong(file, f"{name} · kind", f"cannot be {kind!r}")
        found[name] = Rule(
            id=name,
            kind=kind,
            words=_words(file, name, "words"),
            comment="comment" in row and read_entry(file, name, "comment", kind=bool),
            places=_places(file, name, "places"),
        )
    return MappingProxyType(found)


@cache
def settled() -> tuple[Settlement, ...]:
    """Return where the articles disagree, each with what the workbook does."""
    file = "settled.toml"
    return tuple(
        Settlement(
            name=name,
            rules=known(read_entry(file, name, "rules", kind=list), f"{file} · {name}"),
            apart=_words(file, name, "apart"),
            settled=_words(file, name, "settled"),
            shows=_places(file, name, "shows"),
        )
        for name, row in table_of(file).items()
        if isinstance(row, dict)
    )


def known(ids: Sequence[object], where: str) -> tuple[str, ...]:
    """Return rule ids as they are.

    Raises:
        GuideError: one of them is no rule's.
    """
    for one in ids:
        if one not in rules():
            message = f"{where} of the guide: no rule is called {one!r}"
            raise GuideError(message)
    return tuple(str(one) for one in ids)


def check_entries() -> None:
    """Go on only if every entry of the guide rests on rules that there are.

    Raises:
        GuideError: one of them is no rule's.
    """
    for one in entries():
        known(one.rules, f"{one.file} · {one.name}")


def _words(file: str, *names: str) -> str:
    words = read_entry(file, *names, kind=str)
    if not words.strip():
        raise _wrong(file, " · ".join(names), "has no words")
    return words


def _places(file: str, *names: str) -> tuple[Place, ...]:
    rows: list[Table] = read_entry(file, *names, kind=list)
    found = []
    for place, row in enumerate(rows, 1):
        here = " · ".join((*names, str(place)))
        if not isinstance(row, dict) or set(row) != {"page", "where"}:
            raise _wrong(file, here, "is a page and where on it")
        if row["page"] not in PAGES or not str(row["where"]).strip():
            raise _wrong(file, here, f"a page is one of {', '.join(PAGES)}")
        found.append(Place(row["page"], str(row["where"])))
    return tuple(found)


def _wrong(file: str, entry: str, why: str) -> GuideError:
    return GuideError(f"{file} of the guide: {entry}: {why}")
