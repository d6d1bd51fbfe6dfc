"""A workbook's link to a Google Sheet: ordered, proven, carried out, let go; on every database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lib.coaching.contacts import Contact
from lib.coaching.records import plain
from lib.store import BaseRow, LinkState
from tests.store.book import ME, NOW, contents, put, records

if TYPE_CHECKING:
    from lib.store import Store

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz_0123456789-abcd"
HOLDER = "holder-1"
SOON = NOW + timedelta(minutes=1)


def linked(store: Store, workbook: str, sheet: str = SHEET, *, practice: bool = False) -> None:
    """Link a workbook to a sheet whose lease `HOLDER` has."""
    store.sheets.ask(ME, workbook, sheet, NOW, practice=practice)
    assert store.sheets.lease(sheet, HOLDER, SOON, NOW)
    store.sheets.note_link(sheet, HOLDER, workbook, practice=practice, state=LinkState.LINKED)


def base_row(workbook: str, contact: Contact) -> BaseRow:
    """Return what a base holds of a contact."""
    written = plain(contact)
    del written["id"], written["version"]
    return BaseRow(workbook, written)


def test_a_link_is_asked_for_proven_and_let_go(store: Store, workbook: str) -> None:
    """The whole way: a code, the proof, a base, and nothing left of it but the records."""
    assert store.sheets.of(ME, workbook) is None
    put(store, workbook, ann := Contact(name="Ann"))
    before = contents(records(store, workbook))
    code = store.sheets.ask(ME, workbook, SHEET, NOW)
    asked = store.sheets.of(ME, workbook)
    assert asked is not None
    assert (asked.state, asked.code, asked.waiting) == (LinkState.ASKED, code, 2)
    assert store.sheets.lease(SHEET, HOLDER, SOON, NOW)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED)
    row = base_row(workbook, ann)
    store.sheets.rebase(
        SHEET, HOLDER, puts={("contacts", ann.id): row}, sequence=1, synced={workbook: 2}
    )
    there = store.sheets.of(ME, workbook)
    assert there is not None
    assert (there.state, there.code, there.waiting) == (LinkState.LINKED, None, 0)
    assert (there.stands(2), there.stands(3)) == (True, False)
    assert store.sheets.base(SHEET).rows == {("contacts", ann.id): row}
    store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.of(ME, workbook) is None
    assert store.sheets.links(NOW) == []
    assert store.sheets.base(SHEET).rows == {}
    assert contents(records(store, workbook)) == before


@pytest.mark.parametrize("sheet", ["", "short", "https://docs.google.com/x", "a" * 101, "ä" * 30])
def test_what_is_no_sheet_is_not_asked_for(store: Store, workbook: str, sheet: str) -> None:
    """Only what can be a spreadsheet's id is taken."""
    with pytest.raises(ValueError, match="20 to 100"):
        store.sheets.ask(ME, workbook, sheet, NOW)
    assert store.sheets.links(NOW) == []
