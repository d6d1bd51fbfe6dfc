"""A workbook rebuilt from its sheet equals the one before, record for record.

History, undo, links and private comments stay in the store alone. What is written is scanned too:
no cell of the app's is ever a formula, whatever text went through it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings

from lib import guide
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import Record, cleaned, fields_of, new_id, problems
from lib.coaching.text import clean, is_blank
from lib.coaching.workbook import TABLE_OF, Records, of
from lib.store import LinkState
from tests.exchange.naughty import NAUGHTY
from tests.sheets.world import World
from tests.store.book import ME
from tests.workbooks import HOSTILE, content, workbooks

if TYPE_CHECKING:
    from tests.sheets_api.person import Person

EXAMPLES = 120 if os.environ.get("SOAK") else 12
ON = date(2026, 3, 2)
COVER = Cover(id=new_id(), name="Kim's search", owner="Kim")


def kept(world: World, cover: Cover, rows: Iterable[Record]) -> str:
    """Keep a workbook under this cover, in step with a sheet of its own; return the sheet."""
    workbook = world.store.create(ME, replace(cover, version=0), world.now)
    new = [replace(one, version=0) for one in rows]
    if new:
        world.put(workbook, *new)
    sheet = world.google.create("Networking")
    world.ask(workbook, sheet)
    world.settle()
    link = world.link(workbook)
    assert (link.state, link.waiting, link.need) == (LinkState.LINKED, 0, None)
    return sheet


def rebuilt(world: World, sheet: str) -> Records:
    """Return what a new store makes of a sheet that it is linked to."""
    with TemporaryDirectory(dir=world.folder) as folder:
        other = World(Path(folder), google=world.google)
        other.seconds = world.seconds
        workbook = other.workbook()
        other.ask(workbook, sheet)
        other.settle(120)
        link = other.link(workbook)
        assert (link.state, link.need, link.problems, link.conflicts) == (
            LinkState.LINKED,
            None,
            0,
            0,
        )
        found = other.records(workbook)
        other.close()
    return found


def same(records: Records) -> dict[str, object]:
    """Return what a workbook and the one rebuilt from its sheet have in common.

    The new workbook has an id of its own, and so has its cover.
    """
    found: dict[str, object] = dict(content(records))
    found["covers"] = replace(records.cover, id="", version=0)
    return found


def formulas(person: Person) -> list[tuple[str, int, int]]:
    """Return the cells of a sheet that are formulas."""
    return person.formulas()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(workbooks(3))
def test_any_workbook(records: Records) -> None:
    """Every record type, every field, texts that mean harm: the same again, and no formula."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own within it
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        world = World(Path(folder))
        rows = [
            one
            for record_type in TABLE_OF
            if record_type is not Cover
            for one in records.all(record_type).values()
        ]
        sheet = kept(world, records.cover, rows)
        assert formulas(world.google.person(sheet)) == []
        assert same(rebuilt(world, sheet)) == same(records)
        world.close()


def test_the_example_workbook(world: World) -> None:
    """Eleven weeks of an invented person's search, with a private word that stays behind."""
    cover, rows = guide.example(new_id(), "Europe/Berlin", ON)
    someone = next(one for one in rows if isinstance(one, Contact))
    private = Comment(
        id="private", table="contacts", row=someone.id, on=ON, text="Not for them", private=True
    )
    sheet = kept(world, cover, [*rows, private])
    records = of([cover, *rows, private])
    found = rebuilt(world, sheet)
    assert same(found) == same(records)
    assert "private" not in found.all(Comment)
    person = world.google.person(sheet)
    written = [cell for title in person.titles() for row in person.rows(title) for cell in row]
    assert someone.name in written
    assert "Not for them" not in written


def test_every_text_of_the_corpus_in_every_text_field(world: World) -> None:
    """The corpus goes through each text field of a contact: it comes back as it was kept."""
    texts = [
        one
        for one in fields_of(Contact)
        if one.kind is str and not (one.optional or one.name == "id")
    ]
    rows: list[Record] = []
    for text in dict.fromkeys([*NAUGHTY, *HOSTILE]):
        values: dict[str, Any] = {one.name: text[: one.column.limit] for one in texts}
        if is_blank(clean(text)):
            values["name"] = "Ann"
        row = cleaned(Contact(**values))
        assert problems(row, "contacts") == []
        rows.append(row)
    assert len(rows) > 200
    sheet = kept(world, COVER, rows)
    assert formulas(world.google.person(sheet)) == []
    assert same(rebuilt(world, sheet)) == same(of([COVER, *rows]))
