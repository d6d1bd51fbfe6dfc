"""What are rows called in the sheet, and whom does a name typed there mean?

A contact by its name, a target by its company, an ask by what is asked of whom; a workbook by its
owner's name, else its own. While both sides are put together a row has up to two names: the one
here and the one in the sheet. Either is understood; what it becomes is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import Plain
from lib.coaching.targets import Target
from lib.coaching.text import folded, is_blank
from lib.coaching.workbook import TABLES, Records
from lib.sheets.layout import NAME, Cells
from lib.store.sheets import RowKey

NAMED: Final = ("contacts", "targets", "asks")
"""Tables whose rows others point at by name."""


class Names:
    """The names of the rows that others point at, in every workbook of a sheet."""

    def __init__(self, workbooks: Mapping[str, Records]) -> None:
        """Take the workbooks by their ids, as they are here."""
        self._workbooks = workbooks
        self._becomes: dict[RowKey, Cells] = {}
        self._also: dict[RowKey, tuple[str, str]] = {}
        """(workbook, name) of rows that have another name in the sheet, or are new there."""
        self._told: dict[tuple[str, str, str], str] = {}
        self._meaning: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._owners: dict[str, str] = {}
        self._owners_here: dict[str, str] = {}

    # as both sides come in

    def also(self, workbook: str, table: str, row: str, cells: Cells) -> None:
        """Take the name that a row has in the sheet."""
        if table in NAMED:
            self._also[table, row] = (workbook, _in_sheet(table, cells))

    def means(self, workbook: str, table: str, row: str, text: str) -> bool:
        """Return whether a text is a name of a row, here or in the sheet."""
        also = self._also.get((table, row), ("", ""))[1]
        return folded(text) in {folded(self._here(workbook, table, row)), folded(also)}

    def find(self, workbook: str, table: str, text: str) -> list[str]:
        """Return the ids of the rows of a workbook that a text may mean."""
        index = self._meaning.get((workbook, table))
        if index is None:
            index = self._meaning[workbook, table] = self._indexed(workbook, table)
        return index.get(folded(text), [])

    def told(self, workbook: str, table: str, row: str) -> str:
        """Return a row's name and what tells it from others of that name."""
        name = self._here(workbook, table, row) or self._also.get((table, row), ("", ""))[1]
        contact = self._workbooks[workbook].get(Contact, row) if table == "contacts" else None
        more = (
            "" if contact is None else ", ".join(filter(None, (contact.position, contact.company)))
        )
        return f"{name} ({more})" if more else name

    def _indexed(self, workbook: str, table: str) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for row in self._workbooks[workbook].all(TABLES[table]):
            index.setdefault(folded(self._here(workbook, table, row)), []).append(row)
        for (of, row), (whose, name) in self._also.items():
            if of == table and whose == workbook:
                ids = index.setdefault(folded(name), [])
                if row not in ids:
                    ids.append(row)
        index.pop("", None)
        return index

    def _here(self, workbook: str, table: str, row: str) -> str:
        records = self._workbooks[workbook]
        if table == "contacts":
            contact = records.get(Contact, row)
            return "" if contact is None else contact.name
        if table == "targets":
            target = records.get(Target, row)
            return "" if target is None else target.company
        ask = records.get(Ask, row)
        if ask is None:
            return ""
        return _of_ask(ask.kind.value, self._here(workbook, "contacts", ask.contact))

    # as both sides will be

    def becomes(self, key: RowKey, cells: Cells) -> None:
        """Take the fields that a row will have."""
        if key[0] in NAMED or key[0] == "covers":
            self._becomes[key] = cells

    def of(self, workbook: str, table: str, row: Plain) -> str:
        """Return what a row will be called; empty for none, and for one without a name."""
        if row is None or row == "":
            return ""
        key = (workbook, table, str(row))
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._of(workbook, table, str(row))
        return told

    def _of(self, workbook: str, table: str, row: str) -> str:
        cells = self._becomes.get((table, row))
        if cells is None:
            if table != "asks":
                return self._here(workbook, table, row)
            ask = self._workbooks[workbook].get(Ask, row)
            if ask is None:
                return ""
            return _of_ask(ask.kind.value, self.of(workbook, "contacts", ask.contact))
        if table == "asks":
            return _of_ask(cells["kind"], self.of(workbook, "contacts", cells["contact"]))
        return str(cells["name" if table == "contacts" else "company"] or "")

    # workbooks

    def whose(self, workbook: str) -> str:
        """Return what a workbook will be called; no two of one sheet are called the same."""
        if not self._owners:
            self._owners = self._called(here=False)
        return self._owners[workbook]

    def whose_here(self, workbook: str) -> str:
        """Return what a workbook is called here, as it comes in."""
        if not self._owners_here:
            self._owners_here = self._called(here=True)
        return self._owners_here[workbook]

    def workbooks_called(self, text: str) -> list[str]:
        """Return the ids of the workbooks that a text may mean."""
        if is_blank(text):
            return []
        return [one for one in self._workbooks if folded(self.whose_here(one)) == folded(text)]

    def _called(self, *, here: bool) -> dict[str, str]:
        called = {one: self._owner(one, here=here) for one in self._workbooks}
        many = Counter(folded(name) for name in called.values())
        return {
            one: name if many[folded(name)] == 1 else f"{name} ({one[:6]})"
            for one, name in called.items()
        }

    def _owner(self, workbook: str, *, here: bool) -> str:
        cover = next(iter(self._workbooks[workbook].all(Cover).values()), None)
        if cover is None:
            return workbook
        cells = None if here else self._becomes.get(("covers", cover.id))
        owner, name = (
            (cover.owner, cover.name)
            if cells is None
            else (str(cells.get("owner") or ""), str(cells.get("name") or ""))
        )
        return name if is_blank(owner) else owner


def _in_sheet(table: str, cells: Cells) -> str:
    if table == "asks":
        return _of_ask(cells.get("kind"), str(cells.get(f"contact{NAME}") or ""))
    return str(cells.get("name" if table == "contacts" else "company") or "")


def _of_ask(kind: Plain, whom: str) -> str:
    said = str(kind or "")
    return f"{said}, {whom}" if said and whom else said or whom
