"""Walking the app: a scene is records, a page, taps; what comes back is what the page said it drew.

A scene runs in a workbook of its own. After each run the rules that `lib.ui.reasons` noted are
read, and the sayings that were drawn, each with whether its words stand on the screen.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib import guide
from lib.access.house import the_store
from lib.coaching.records import Record
from lib.store import Actor, Saved
from lib.store.workbooks import fresh_cover
from lib.ui import reasons
from tests.daytime import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = Path(__file__).resolve().parents[2] / "pages" / "main.py"
SECONDS = 60
"""Most a run may take; the machine of a test is shared."""

_OPERATIONS = count(1)

Tap = Callable[[AppTest], object]
"""Something a person does; the page is run again after it."""


@dataclass(frozen=True)
class Scene:
    """One situation in which rules show."""

    name: str
    page: str
    """The end of its address."""
    records: Sequence[Record] = ()
    taps: Sequence[Tap] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    """What stands in the address beside the workbook."""


@dataclass(frozen=True)
class Met:
    """What was met in a scene."""

    rules: frozenset[str]
    unsaid: frozenset[str]
    """Sayings whose rules were noted and whose words did not stand on the screen."""
    sayings: frozenset[str]
    """All sayings that were noted."""
    alone: frozenset[str] = frozenset()
    """Rules of `prove` that went, and no other with them, once their drawing was taken away."""


def walk(
    actor: Actor, scene: Scene, *, without: str | None = None, prove: Collection[str] = ()
) -> Met:
    """Return what a scene meets, run by run.

    Args:
        actor: the owner of the store that is open.
        scene: the scene.
        without: a rule that nothing may note, as if its drawing were taken away.
        prove: rules whose drawing is taken away, one after the other, at the end of the scene.
    """
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = workbook_of(actor, scene.records)
    for name, value in scene.address.items():
        at.query_params[name] = value
    rules: set[str] = set()
    sayings: set[str] = set()
    unsaid: set[str] = set()
    with _listening(without) as heard:
        at.switch_page(f"{scene.page}.py")
        for tap in (None, *scene.taps):
            heard.clear()
            if tap is not None:
                tap(at)
            at.run()
            assert not at.exception, (scene.name, at.exception)
            noted = at.session_state["rules-shown"]
            rules |= set(noted)
            drawn = words_on(at)
            # What a run noted before it began anew, as after a save, is not on the screen.
            said = {one for one in heard if set(guide.saying(one).rules) - {without} <= set(noted)}
            sayings |= said
            unsaid |= {one for one in said if not _stands(one, drawn)}
    alone = _proved(at, rules & set(prove))
    return Met(frozenset(rules), frozenset(unsaid), frozenset(sayings), alone)


def _proved(at: AppTest, rules: set[str]) -> frozenset[str]:
    """Return which of the rules go, and alone, when their drawing goes; the page stays as it is."""
    if not rules:
        return frozenset()
    at.run()
    there = set(at.session_state["rules-shown"])
    found = set()
    for one in rules & there:
        with _listening(one):
            at.run()
        if set(at.session_state["rules-shown"]) == there - {one}:
            found.add(one)
    return frozenset(found)


def workbook_of(actor: Actor, records: Sequence[Record]) -> str:
    """Return the id of a new workbook with these records in it."""
    at = datetime.now(UTC)
    workbook = the_store().create(actor, fresh_cover(ZONE), at)
    if records:
        result = the_store().save(
            actor, workbook, records, verb="put", operation=f"walk-{next(_OPERATIONS)}", at=at
        )
        assert isinstance(result, Saved), result
    return workbook


@contextmanager
def _listening(without: str | None) -> Iterator[list[str]]:
    """Hear each saying as it is noted; let no one note a rule that is taken away."""
    heard: list[str] = []
    shown, said = reasons.shown, reasons.said

    def noting(*rules: str) -> None:
        shown(*(one for one in rules if one != without))

    def saying(name: str, **blanks: str) -> str:
        heard.append(name)
        return said(name, **blanks)

    reasons.shown, reasons.said = noting, saying
    try:
        yield heard
    finally:
        reasons.shown, reasons.said = shown, said


def words_on(at: AppTest) -> str:
    """Return every word on the page: what is read, and what stands on what can be tapped."""
    found = []
    for one in at.main:
        for part in ("value", "label", "help", "placeholder"):
            text = getattr(one, part, None)
            if isinstance(text, str):
                found.append(text)
        for block in ("expandable", "popover"):
            label = getattr(getattr(one.proto, block, None), "label", None)
            if isinstance(label, str):
                found.append(label)
        options = getattr(one, "options", ())
        found += [str(option) for option in options if isinstance(option, str)]
    return _plain("\n".join(found))


def _stands(saying: str, drawn: str) -> bool:
    """Return whether a saying's words are on the page, whatever its blanks were filled with."""
    words = guide.saying(saying).words
    parts = string.Template.pattern.split(words)
    names = set(string.Template(words).get_identifiers())
    return all(_plain(one) in drawn for one in parts if one and one not in names)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).split())
