"""Derived values: one for each row of a kind, kept up to date by what changed.

A base for indexes over the records (`workbook.Keyed`): a subclass says which rows there are, what
one row's value is, and which rows a change may touch; building and carrying are written here once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, TypeVar

from lib.coaching.contacts import Contact
from lib.coaching.layers import layered
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES, Changed, Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

T = TypeVar("T")


class Derived(ABC, Generic[T]):
    """An index with at most one value for each row. A subclass is a frozen dataclass."""

    __slots__ = ()

    @abstractmethod
    def rows(self, records: Records) -> Iterable[str]:
        """Return the ids of all rows; reads every index that `value` and `affected` read."""

    @abstractmethod
    def value(self, records: Records, row: str) -> T | None:
        """Return one row's value; None where it has none or is gone."""

    @abstractmethod
    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the ids whose value may differ after the changes."""

    def build(self, records: Records) -> Mapping[str, T]:
        """Return the value of every row that has one."""
        found = ((row, self.value(records, row)) for row in self.rows(records))
        return {row: value for row, value in found if value is not None}

    def carry(
        self, old: Mapping[str, T], records: Records, changes: Sequence[Changed]
    ) -> Mapping[str, T]:
        """Return the values after the changes; `old` itself where none moved."""
        values = {row: self.value(records, row) for row in self.affected(records, changes)}
        moved = {row: value for row, value in values.items() if value != old.get(row)}
        return layered(old, moved) if moved else old


class DerivedOfAsks(Derived[T]):
    """A derived value for each ask, made of its course and its contact."""

    __slots__ = ()

    def rows(self, records: Records) -> Iterable[str]:
        """Return the asks' ids."""
        records.index(ASKS_BY_CONTACT)
        return records.index(COURSES)

    def affected(self, records: Records, changes: Sequence[Changed]) -> set[str]:
        """Return the asks that changed themselves, through a touch or through their contact."""
        found = COURSES.affected(records, changes)
        asks = records.index(ASKS_BY_CONTACT)
        for change in changes:
            for record in (change.before, change.after):
                if isinstance(record, Contact):
                    found.update(one.id for one in asks.get(record.id, ()))
        return found
