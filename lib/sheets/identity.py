"""Which row of the sheet is which row of the workbook? By its id; where ids are torn off, by words.

Ids stand in a hidden column, and people sort, copy, clear and paste beside it. What a row says to
people is held against what the base says of each id:

* a row that stands twice: the one that says what the base says keeps the id, else the upper one;
  the other is a new row
* a few columns were sorted and the ids were not: rows say what the base says of other ids, and the
  ids are put back where they belong
* an id is gone, and a row without one says what the base says of it: the id is put back; where that
  happens to three rows or more, a person is asked first
* many ids are gone, and as many rows without one say something new: a person is asked
* one column was sorted by itself: three cells or more have changed places and nothing else did: a
  person is asked

Pure: no clock, no network. It says what it did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lib.coaching.records import Plain
from lib.sheets.layout import WHOSE_NAME, Cells, SheetTab
from lib.sheets.reading import RowSeen, TabSeen
from lib.store.sheets import BaseRow

LOST_ASKED: Final = 3
"""From so many ids that are gone while their rows are there, a person is asked."""
MANY_ROWS: Final = 10
"""More rows than this, and more than a tenth of a tab, are not taken away, nor for others, before a
person says so."""
_COMPARED: Final = 250_000
"""Most pairs of rows that are compared cell by cell."""

Said = tuple[Plain, ...]
"""What a row says to people: its shown cells, from left to right."""


@dataclass(frozen=True, slots=True)
class Identified:
    """The rows of a tab, each with its id."""

    rows: tuple[RowSeen, ...]
    """With the id each is known by; empty where it is a new row. Where an id was put back, the
    hidden cells and whose it is are those of the base: they stayed behind with the wrong id."""
    unmarked: Mapping[int, RowSeen]
    """By its place: a row that does not carry the id it is known by, as it stands in the sheet."""
    put_back: int
    """How many of these had an id that stood in a wrong row or was gone."""
    unsure: int
    """How many rows a person must be asked about; 0 where all is clear."""


def identified(
    of: SheetTab,
    seen: TabSeen,
    base: Mapping[str, BaseRow],
    known: Collection[str],
    *,
    confirmed: bool = False,
) -> Identified:
    """Return which row is which.

    Args:
        of: the tab.
        seen: the tab as it stands.
        base: what was agreed on, by id.
        known: ids of rows that the workbook has beside those.
        confirmed: True where a person has said that ids matched by their rows' words are right.
    """
    rows = _Rows(of, seen, base, known)
    rows.match()
    unsure = 0 if confirmed else rows.unsure()
    return rows.identified(unsure)


class _Rows:
    """The rows of one tab while it is found out which they are."""

    def __init__(
        self, of: SheetTab, seen: TabSeen, base: Mapping[str, BaseRow], known: Collection[str]
    ) -> None:
        self._of = of
        self._seen = seen
        self._base = base
        self._keys = [key for key in of.shown if key in seen.columns]
        self._id: dict[int, str] = {}
        """By the row's place: the id it is known by."""
        self._loose: list[RowSeen] = []
        self._lost = 0
        self._torn = 0
        self._homeless = 0
        self._unmatched = 0
        """Ids that are gone, for which there are as many rows that say something else."""
        met: dict[str, RowSeen] = {}
        for one in seen.rows:
            if not one.id:
                self._loose.append(one)
            elif one.id in met:
                self._loose.append(self._later(met, one))
            else:
                met[one.id] = one
        for row, one in met.items():
            self._id[one.row] = row
            if base and row not in base and row not in known:
                self._loose.append(one)
        self._missing = [row for row in base if row not in met]

    def _later(self, met: dict[str, RowSeen], one: RowSeen) -> RowSeen:
        """Return which of two rows with one id is the copy; the other stays in `met`."""
        first, agreed = met[one.id], self._base.get(one.id)
        if agreed is not None and self._says(one, agreed) and not self._says(first, agreed):
            met[one.id] = one
            return first
        return one

    def _said(self, cells: Cells) -> Said:
        return tuple(map(cells.get, self._keys))

    def _says(self, one: RowSeen, agreed: BaseRow) -> bool:
        return self._said(one.cells) == self._said(agreed.content)

    # ids that are gone, and ids in wrong rows

    def match(self) -> None:
        """Give each row the id whose words it says, where its own is gone or another one's."""
        changed = [
            one
            for one in self._seen.rows
            if (agreed := self._base.get(self._id.get(one.row, ""))) is not None
            and one.cells != agreed.content
            and not self._says(one, agreed)
        ]
        if not (changed or (self._loose and self._missing)):
            return
        given = self._given(changed)
        moved = [one for one in changed if one.row in given]
        taken = set(given.values())
        homeless = [one for one in changed if one.row not in given and self._id[one.row] in taken]
        free = [row for one in moved if (row := self._id[one.row]) not in taken]
        left = [one for one in self._loose if one.row not in given]
        missing = [row for row in self._missing if row not in taken]
        for one in self._loose:
            if one.row in given:
                self._give(one, given[one.row])
        self._id.update({one.row: given[one.row] for one in moved})
        self._torn = len(moved)
        self._house(homeless, free)
        self._unmatched = min(len(left), len(missing))
        for one, row in self._alike(left, missing):
            self._give(one, row)

    def _given(self, changed: Sequence[RowSeen]) -> dict[int, str]:
        """Return by its place the id of each row that says just what that id said."""
        held = {self._id[one.row]: one.row for one in changed}
        where: dict[Said, list[str]] = {}
        for row in (*reversed(self._missing), *reversed(held)):
            where.setdefault(self._said(self._base[row].content), []).append(row)
        given: dict[int, str] = {}
        for one in (*self._loose, *changed):
            ids = where.get(self._said(one.cells), [])
            places = range(len(ids) - 1, -1, -1)
            found = next((at for at in places if self._may_be(one, ids[at])), None)
            if found is not None:
                given[one.row] = ids.pop(found)
        moved = {one.row for one in changed if one.row in given}
        astray = {row for row, own in given.items() if row not in moved and own in held}
        swapped = {row for row in astray if held[given[row]] in moved}
        # one alone has changed places with nobody: it was written over
        wrong = astray - swapped if len(moved) + len(swapped) > 1 else moved | astray
        return {row: own for row, own in given.items() if row not in wrong}

    def _house(self, homeless: Sequence[RowSeen], free: Sequence[str]) -> None:
        """Give rows that lost their id to another one the ids that are left over."""
        if len(homeless) == len(free) == 1:
            self._id[homeless[0].row] = free[0]
            return
        for one in homeless:
            del self._id[one.row]
        for one, row in self._alike(homeless, free):
            self._id[one.row] = row
        self._homeless = sum(one.row not in self._id for one in homeless)

    def _may_be(self, one: RowSeen, row: str) -> bool:
        """Return whether a row that has lost its id is of the same workbook as an id.

        A row that has another one's id carries that one's hidden cells.
        """
        return self._id.get(one.row) in self._base or one.whose in ("", self._base[row].workbook)

    def _give(self, one: RowSeen, row: str) -> None:
        self._id[one.row] = row
        if not self._base[row].pending:
            self._lost += 1

    def _alike(self, rows: Sequence[RowSeen], ids: Sequence[str]) -> Iterable[tuple[RowSeen, str]]:
        """Yield the pairs of a row and an id that are much alike, and like no other."""
        if len(rows) * len(ids) > _COMPARED:
            return
        pairs = [
            (one, row)
            for one in rows
            for row in ids
            if self._may_be(one, row)
            and _much_alike(self._said(one.cells), self._said(self._base[row].content))
        ]
        rows_met = Counter(one.row for one, _ in pairs)
        ids_met = Counter(row for _, row in pairs)
        for one, row in pairs:
            if rows_met[one.row] == ids_met[row] == 1:
                yield one, row

    # what a person must be asked

    def unsure(self) -> int:
        """Return how many rows a person must be asked about."""
        agreed = sum(not one.pending for one in self._base.values())
        lost = self._lost
        if self._unmatched > MANY_ROWS and self._unmatched * 10 > agreed:
            return lost + self._unmatched
        if lost >= LOST_ASKED or (lost > 1 and lost == agreed):
            return lost + self._homeless
        return self._homeless or self._shuffled()

    def _shuffled(self) -> int:
        """Return how many cells of one column have changed places, where nothing else did."""
        before: dict[str, list[Plain]] = {}
        after: dict[str, list[Plain]] = {}
        for one in self._seen.rows:
            agreed = self._base.get(self._id.get(one.row, ""))
            if agreed is None or one.cells == agreed.content:
                continue
            for key in self._keys:
                new, old = one.cells.get(key), agreed.content.get(key)
                if new != old:
                    before.setdefault(key, []).append(old)
                    after.setdefault(key, []).append(new)
        for key, old_cells in before.items():
            distinct = set(old_cells)
            if (
                len(old_cells) >= LOST_ASKED
                and len(distinct) == len(old_cells)
                and distinct == set(after[key])
                and not distinct & {None, ""}
            ):
                return len(old_cells)
        return 0

    # what comes out

    def identified(self, unsure: int) -> Identified:
        """Return the rows with their ids."""
        rows: list[RowSeen] = []
        unmarked: dict[int, RowSeen] = {}
        for one in self._seen.rows:
            row = self._id.get(one.row, "")
            if row == one.id:
                rows.append(one)
                continue
            agreed = self._base.get(row)
            known = replace(one, id=row)
            if agreed is not None:
                known = self._with_hidden(known, agreed)
            rows.append(known)
            if row:
                unmarked[one.row] = one
        return Identified(tuple(rows), unmarked, self._lost + self._torn, unsure)

    def _with_hidden(self, one: RowSeen, agreed: BaseRow) -> RowSeen:
        """Return a row with the hidden cells that belong to its id, and whose it is."""
        hidden = {
            key: agreed.content[key]
            for key in (*self._of.hidden, WHOSE_NAME)
            if key in self._seen.columns and key in agreed.content
        }
        wrong = {key: cell for key, cell in one.wrong.items() if key not in hidden}
        return replace(one, cells={**one.cells, **hidden}, wrong=wrong)


def _much_alike(one: Said, before: Said) -> bool:
    """Return whether two rows begin with the same and have more than half of their cells equal.

    A row that still says all it said before, and more, is alike too, however much was added: people
    type a name first, and what they know of it afterwards.
    """
    if not one or one[0] in (None, "") or one[0] != before[0]:
        return False
    filled = [(here, there) for here, there in zip(one, before, strict=True) if here or there]
    equal = sum(here == there for here, there in filled)
    return 2 * equal > len(filled) or equal == sum(bool(there) for _, there in filled)
