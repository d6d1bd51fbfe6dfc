"""Both sides put together: nothing is lost, and merging again finds nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings

from lib.coaching.cover import Cover
from lib.coaching.records import plain
from lib.coaching.workbook import of
from lib.store.sheets import BaseRow
from tests.sheets.paper import Desk
from tests.workbooks import content, workbooks

if TYPE_CHECKING:
    from lib.coaching.workbook import Records

TRIES = settings(max_examples=20, deadline=None)


def of_one(records: Records) -> Desk:
    """Return a desk with one workbook in an empty sheet."""
    return Desk({"w1": records})


@TRIES
@given(workbooks())
def test_a_workbook_laid_out_is_the_workbook(records: Records) -> None:
    """What was written reads as what was written, hostile texts and all; nothing is left to do."""
    desk = of_one(records)
    desk.settle()
    again = desk.merge()
    assert again.nothing
    assert not again.problems
    assert not again.conflicts


@TRIES
@given(workbooks())
def test_a_workbook_comes_back_from_its_sheet(records: Records) -> None:
    """A store without the workbook's rows is filled from the sheet, record for record."""
    desk = of_one(records)
    desk.settle()
    fresh = Cover(id=records.cover.id, version=1)
    desk.books["w1"] = of([fresh])
    desk.base.clear()
    desk.base["covers", fresh.id] = _agreed(fresh)
    merged = desk.settle()
    assert not merged.problems
    assert content(desk.books["w1"]) == content(records)
    assert desk.merge().nothing


def _agreed(cover: Cover) -> BaseRow:
    cells = {key: one for key, one in plain(cover).items() if key not in ("id", "version")}
    return BaseRow("w1", cells)
