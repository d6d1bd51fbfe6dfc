"""A spreadsheet: its tabs, names, metadata, shares, and what it was before each change.

`told` is what the API says about it, by a mask and, where cells are asked for, by ranges.
"""

from __future__ import annotations

import copy
import random
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.sheets_api import a1, formulas, rendering
from tests.sheets_api.a1 import Area
from tests.sheets_api.cells import (
    Body,
    Cell,
    CellError,
    RefusedError,
    Scalar,
    invalid,
    refuse,
)
from tests.sheets_api.shapes import Dimension, Edit, reshaped
from tests.sheets_api.tab import LIMIT_CELLS, Tab

if TYPE_CHECKING:
    from collections.abc import Callable

VERSIONS_KEPT = 30
METADATA_LIMIT = 30_000
"""Characters of keys and values, for a spreadsheet and for each tab (guides/metadata)."""


class State:
    """What goes back when an old version is restored."""

    def __init__(self, properties: Body) -> None:
        """Begin without a tab."""
        self.properties = properties
        self.tabs: list[Tab] = []
        self.names: list[Body] = []
        self.metadata: dict[int, Body] = {}

    def copy(self) -> State:
        """Return one that can be changed without changing this; tabs are copied when touched."""
        new = State(copy.deepcopy(self.properties))
        new.tabs = [tab.copy() for tab in self.tabs]
        new.names = list(self.names)
        new.metadata = dict(self.metadata)
        return new


class Spreadsheet:
    """A file, with the state it is in now."""

    def __init__(self, spreadsheet_id: str, title: str, owner: str, now: float) -> None:
        """Make a blank one with one tab."""
        self.id = spreadsheet_id
        self.owner = owner
        self.created = now
        self.modified = now
        self.now = now
        self.trashed = False
        self.shares: dict[str, str] = {owner: "owner"}
        self.folders: list[str] = []
        self.comments: list[Body] = []
        self.versions: deque[State] = deque(maxlen=VERSIONS_KEPT)
        self.state = State(
            {"title": title, "locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"}
        )
        self.state.tabs.append(Tab(0, "Sheet1"))
        self._reckoning: set[tuple[int, int, int]] = set()

    # Small questions.

    @property
    def title(self) -> str:
        """Return the file's name."""
        return str(self.state.properties["title"])

    @property
    def locale(self) -> str:
        """Return the locale, such as `en_US`."""
        return str(self.state.properties["locale"])

    @property
    def tabs(self) -> list[Tab]:
        """Return the tabs in their order."""
        return self.state.tabs

    @property
    def address(self) -> str:
        """Return where a person opens it."""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit"

    def local(self) -> datetime:
        """Return the moment in the spreadsheet's zone, without it."""
        zone = ZoneInfo(str(self.state.properties["timeZone"]))
        return datetime.fromtimestamp(self.now, UTC).astimezone(zone).replace(tzinfo=None)

    def tab(self, sheet_id: int) -> Tab:
        """Return a tab by its number.

        Raises:
            RefusedError: there is none.
        """
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        said = f"No grid with id: {sheet_id}"
        raise invalid(said)

    def titled(self, title: str) -> Tab | None:
        """Return a tab by its title; case does not count."""
        for tab in self.tabs:
            if tab.title == title:
                return tab
        low = title.casefold()
        return next((tab for tab in self.tabs if tab.title.casefold() == low), None)

    def new_tab_id(self) -> int:
        """Return a number no tab has."""
        taken = {tab.id for tab in self.tabs}
        while (found := random.randrange(1, 2**31 - 1)) in taken:  # noqa: S311 - no secret
            pass
        return found

    def check_size(self) -> None:
        """Refuse a spreadsheet of more cells than it may have."""
        if sum(tab.row_count * tab.column_count for tab in self.tabs) > LIMIT_CELLS:
            refuse(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {LIMIT_CELLS} cells."
            )

    # Ranges.

    def found(self, text: str) -> tuple[Tab, Area]:
        """Return the tab and the block a range names; an end beyond the grid is cut off.

        Raises:
            RefusedError: it is no range, or begins outside the grid.
        """
        asked = a1.asked(text)
        wrong = invalid(f"Unable to parse range: {text}")
        if asked is None:
            # A name may stand behind a tab's title, as if it were cells.
            named = self._named(text.rpartition("!")[2])
            if named is None:
                raise wrong
            return named
        if asked.corners is None and not asked.quoted and asked.title is not None:
            named = self._named(asked.title)
            if named is not None:
                return named
        tab = self.titled(asked.title) if asked.title is not None else None
        corners = asked.corners
        if tab is None and corners is None and not asked.quoted:
            bare = a1.cells_only(text)
            tab = next((one for one in self.tabs if not one.properties.get("hidden")), None)
            corners = bare.corners if bare is not None else None
            tab = tab if bare is not None else None
        if tab is None:
            raise wrong
        return tab, self._bounded(tab, corners)

    def _bounded(
        self, tab: Tab, corners: tuple[int | None, int | None, int | None, int | None] | None
    ) -> Area:
        if corners is None:
            return tab.whole()
        top, left, bottom, right = corners
        top, left = top or 0, left or 0
        if top >= tab.row_count or left >= tab.column_count:
            end = Area(top, left, bottom or tab.row_count, right or tab.column_count)
            refuse(
                f"Range ({a1.written(tab.title, end)}) exceeds grid limits. Max rows: "
                f"{tab.row_count}, max columns: {tab.column_count}"
            )
        return Area(
            top,
            left,
            min(tab.row_count if bottom is None else bottom, tab.row_count),
            min(tab.column_count if right is None else right, tab.column_count),
        )

    def _named(self, name: str) -> tuple[Tab, Area] | None:
        for one in self.state.names:
            if str(one.get("name", "")).casefold() == name.casefold():
                tab = self.tab(one["range"].get("sheetId", 0))
                return tab, tab.area(one["range"])
        return None

    # Values.

    def value(self, tab: Tab, row: int, column: int, cell: Cell) -> Scalar | CellError | None:
        """Return what is in a cell: its value, or what its formula gives."""
        if not cell.formula:
            return cell.value
        here = (tab.id, row, column)
        if here in self._reckoning:
            return CellError("REF", "Circular dependency detected.")
        self._reckoning.add(here)
        try:
            return formulas.value_of(cell.formula, _Seen(self, tab))
        finally:
            self._reckoning.discard(here)

    def shaped(self, tab: Tab, dimension: Dimension, edit: Edit) -> None:
        """Let formulas, names and metadata follow rows or columns of a tab that were moved."""
        for held in self.tabs:
            held.rewrite(self._following(held, tab, dimension, edit))
        names = []
        for one in self.state.names:
            if one["range"].get("sheetId", 0) != tab.id:
                names.append(one)
            elif (left := reshaped(one["range"], dimension, edit)) is not None:
                names.append(one | {"range": left})
        self.state.names = names
        for key, one in list(self.state.metadata.items()):
            span = one["location"].get("dimensionRange")
            if span and span.get("sheetId", 0) == tab.id and span["dimension"] == dimension:
                place = edit.place(span["startIndex"])
                if place is None:
                    del self.state.metadata[key]
                else:
                    moved = span | {"startIndex": place, "endIndex": place + 1}
                    at = one["location"] | {"dimensionRange": moved}
                    self.state.metadata[key] = one | {"location": at}

    def _following(
        self, here: Tab, tab: Tab, dimension: Dimension, edit: Edit
    ) -> Callable[[str], str]:
        def of_tab(title: str | None) -> bool:
            return (here if title is None else self.titled(title)) is tab

        return lambda text: formulas.followed(text, of_tab, dimension, edit)

    def drop_tab(self, tab: Tab) -> None:
        """Remove a tab with its names and metadata."""
        self.state.tabs.remove(tab)
        self.state.names = [
            one for one in self.state.names if one["range"].get("sheetId", 0) != tab.id
        ]
        self.state.metadata = {
            key: one
            for key, one in self.state.metadata.items()
            if sheet_of(one["location"]) != tab.id
        }


class _Seen:
    """Other cells, as a formula in one tab sees them."""

    def __init__(self, spreadsheet: Spreadsheet, tab: Tab) -> None:
        self._spreadsheet = spreadsheet
        self._tab = tab

    def block(self, text: str) -> formulas.Grid | CellError:
        asked = a1.asked(text) if "!" in text else a1.cells_only(text)
        if asked is None or asked.corners is None:
            return CellError("REF", "Reference does not exist.")
        tab = self._tab if asked.title is None else self._spreadsheet.titled(asked.title)
        if tab is None:
            return CellError("REF", f"Unresolved sheet name '{asked.title}'.")
        try:
            area = self._spreadsheet._bounded(tab, asked.corners)  # noqa: SLF001 - its own
        except RefusedError:
            return CellError("REF", "Reference does not exist.")
        return self._values(tab, area)

    def named(self, name: str) -> formulas.Grid | CellError:
        found = self._spreadsheet._named(name)  # noqa: SLF001 - its own
        if found is None:
            return CellError("NAME", f"Unknown range name: '{name}'.")
        return self._values(*found)

    def now(self) -> float:
        return (self._spreadsheet.local() - rendering.EPOCH).total_seconds() / 86400

    def _values(self, tab: Tab, area: Area) -> formulas.Grid:
        return [
            [
                None if cell is None else self._spreadsheet.value(tab, row, column, cell)
                for column, cell in enumerate(cells, area.left)
            ]
            for row, cells in enumerate(tab.block(area), area.top)
        ]


def sheet_of(location: Body) -> int | None:
    """Return which tab a metadata location is in; None where it is the whole spreadsheet's."""
    if "dimensionRange" in location:
        return int(location["dimensionRange"].get("sheetId", 0))
    return int(location["sheetId"]) if "sheetId" in location else None


def any_json(value: Any) -> Any:  # noqa: ANN401 - any part of a body
    """Return a deep copy."""
    return copy.deepcopy(value)
