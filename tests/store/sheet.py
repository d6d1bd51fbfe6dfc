"""A linked sheet for the tests: its id, who has its lease, and short ways to link and to note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.coaching.records import Record, plain
from lib.store import BaseRow, LinkState, SheetLink
from tests.store.book import ME, NOW

if TYPE_CHECKING:
    from lib.store import Result, Store

SHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz_0123456789-abcd"
OTHER_SHEET = "2ZyXwVuTsRqPoNmLkJiHgFeDcBa_9876543210-zyxw"
HOLDER = "holder-1"
LATER_HOLDER = "holder-2"
MINUTE = timedelta(minutes=1)


def linked(store: Store, workbook: str, sheet: str = SHEET, *, practice: bool = False) -> None:
    """Link a workbook to a sheet whose lease `HOLDER` has."""
    store.sheets.ask(ME, workbook, sheet, NOW, practice=practice)
    assert store.sheets.lease(sheet, HOLDER, NOW + MINUTE, NOW)
    store.sheets.note_link(sheet, HOLDER, workbook, practice=practice, state=LinkState.LINKED)


def link(store: Store, workbook: str, *, practice: bool = False) -> SheetLink:
    """Return a link that is there."""
    found = store.sheets.of(ME, workbook, practice=practice)
    assert found is not None
    return found


def base_row(workbook: str, record: Record) -> BaseRow:
    """Return what a base holds of a record."""
    written = plain(record)
    del written["id"], written["version"]
    return BaseRow(workbook, written)


def typed_by(store: Store, workbook: str, holder: str, name: str) -> Result:
    """Save, as the sheet does, a contact that a person typed there."""
    actor = store.sheets.actor_for(SHEET, holder)
    new = Contact(name=name)
    return store.save(actor, workbook, [new], verb="sheet", operation=new.id, at=NOW)
