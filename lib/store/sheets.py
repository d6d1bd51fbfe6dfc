"""What is known of a workbook's Google Sheet: the link, its state, conflicts, problems, the base.

Values, as the store hands them to pages and to the background. A link joins one workbook, or one
workshop, to one sheet. Pages give orders as a link's fields (asked, refresh, choice) and read its
state there; the background reads the orders and notes the state. Neither waits for the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, TypedDict

from lib.coaching.records import Plain

OPEN_SECONDS: Final = 90
"""A workbook counts as open for so long after a page of it was last seen."""
OPENED_EVERY_SECONDS: Final = 30
"""At most so often a look at a workbook is written down."""
CODE_LIFE: Final = timedelta(hours=1)
"""How long a one-time code may be used."""

SHEET_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,100}")
"""What can be a spreadsheet's id."""


class LinkState(Enum):
    """How far a link is."""

    ASKED = "asked"
    """Ordered; the sheet has not shown yet that the asker may open it."""
    CHOOSING = "choosing"
    """Both sides hold rows: the owner is to say what shall become of them."""
    LINKED = "linked"
    STOPPED = "stopped"
    """Something needs the owner before anything more is written: see `need`."""


class Need(Enum):
    """What keeps a sheet from being up to date until a person has done something."""

    CODE_MISSING = "code missing"
    NOT_SHARED = "not shared"
    READ_ONLY = "read only"
    GONE = "gone"
    OLD_VERSION = "old version"
    MANY_MISSING = "many missing"
    IDS_LOST = "ids lost"
    COLUMN_MISSING = "column missing"
    DOUBLED_HEADING = "doubled heading"
    TAB_MISSING = "tab missing"
    KEY_REFUSED = "key refused"
    PROTECTED = "protected"
    FULL = "full"
    REFUSED = "refused"
    """Google does not take what is to be written, for a reason of its own."""
    NO_SHEET = "no sheet"
    """What stands at the address is no Google Sheet: a spreadsheet file of another kind."""


class Choice(Enum):
    """What the owner wants where only they can say."""

    OURS = "ours"
    """The app's rows go to the sheet; what is missing there comes back, ids are written again."""
    SHEET = "sheet"
    """The sheet as it stands is taken."""
    BOTH = "both"
    """Both sides' rows are kept, put together."""


class Side(Enum):
    """One of the two texts of a conflict."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLink:
    """One workbook's link to one sheet, with the state of the sheet. Instants are in UTC."""

    workbook: str
    """Its id; the workshop's, where it is a workshop's sheet."""
    sheet: str
    """Google's id of the spreadsheet."""
    owner: str
    practice: bool
    """True where the sheet is only written: it gets a row about this workbook, and none of its
    records, or what is handed on of a workshop."""
    workshop: bool
    """True where it is a workshop's sheet."""
    state: LinkState
    need: Need | None
    """What a person must do; of this link, else of the whole sheet."""
    need_detail: Mapping[str, object]
    """Counts and titles of tabs for `need`."""
    code: str | None
    """Title of the tab that proves the sheet is theirs; None where it is proven already."""
    code_until: datetime | None
    found: Mapping[str, object]
    """What was found when linking: rows a tab here, there, differing."""
    choice: Choice | None
    """What the owner has chosen and nobody has carried out yet."""
    asked_at: datetime
    opened_at: datetime | None
    refresh_at: datetime | None
    """When "Refresh now" was last asked for."""
    version: int
    """Version of the workbook now; of a workshop, those of all workbooks in it together."""
    synced_version: int
    """Newest version of the workbook of which everything stands in the sheet, confirmed."""
    conflicts: int
    problems: int
    title: str
    progress: Mapping[str, object]
    """Counts of what is just being done; empty where nothing is."""
    sequence: int
    looked_at: datetime | None
    """Beginning of the last look at the sheet that was answered."""
    pushed_at: datetime | None
    retry_at: datetime | None
    """When Google is asked again; None where it answers."""
    tries: int
    interval_seconds: int | None
    """How often the sheet is looked at now, while the workbook is open."""

    @property
    def waiting(self) -> int:
        """Actions of the workbook that do not stand in the sheet yet.

        Of a workshop one at least while they differ: who leaves takes all of theirs away.
        """
        missing = self.version - self.synced_version
        return max(int(self.workshop and missing != 0), missing)

    @property
    def refresh_asked(self) -> bool:
        """Whether "Refresh now" was asked for after the last look began."""
        return self.refresh_at is not None and (
            self.looked_at is None or self.looked_at < self.refresh_at
        )

    def stands(self, version: int) -> bool:
        """Return whether everything up to a version of the workbook has reached the sheet."""
        return self.synced_version >= version

    def open_at(self, now: datetime) -> bool:
        """Return whether a page of the workbook was seen just before an instant."""
        return self.opened_at is not None and now - self.opened_at < timedelta(seconds=OPEN_SECONDS)

    def code_runs_at(self, now: datetime) -> bool:
        """Return whether the link is on its way: proven, or with a code still in its time."""
        return self.state is not LinkState.ASKED or self.code_until is None or now < self.code_until


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedSheet:
    """One sheet with all its links: what the background finds to do for it."""

    sheet: str
    title: str
    links: tuple[SheetLink, ...]
    """Without those whose code was not used in time."""
    open_now: bool
    """Whether any of its workbooks is open."""
    refresh_asked: bool
    holder: str | None
    until: datetime | None
    """End of the holder's lease."""
    sequence: int
    memory: Mapping[str, object]
    """What the background keeps for itself from one turn to the next, restarts between or not."""
    need: Need | None
    need_detail: Mapping[str, object]
    looked_at: datetime | None
    pushed_at: datetime | None
    retry_at: datetime | None
    tries: int
    interval_seconds: int | None
    of_host: bool
    """True where the host's settings name the sheet."""

    @property
    def workbooks(self) -> tuple[str, ...]:
        """Ids of the workbooks whose records stand in the sheet."""
        return tuple(
            one.workbook
            for one in self.links
            if not one.practice and one.state is not LinkState.ASKED
        )

    @property
    def practice_workbooks(self) -> tuple[str, ...]:
        """Ids of the workbooks that have a row on the sheet's Practice tab."""
        return tuple(
            one.workbook
            for one in self.links
            if one.practice and not one.workshop and one.state is not LinkState.ASKED
        )

    @property
    def workshop(self) -> SheetLink | None:
        """The link of the workshop whose sheet it is; None where it is none's."""
        return next(
            (one for one in self.links if one.workshop and one.state is not LinkState.ASKED), None
        )

    @property
    def in_use(self) -> bool:
        """Whether anything is kept in the sheet now."""
        return any(one.state is not LinkState.ASKED for one in self.links)

    def free_for(self, holder: str, now: datetime) -> bool:
        """Return whether this holder could take the lease now."""
        return self.holder in (None, holder) or self.until is None or self.until <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetConflict:
    """Both sides changed one cell: the sheet's text stands on both sides until one is chosen.

    `field` is empty where the whole row is at stake: a side that is None has no row, the other is
    the row's content as JSON.
    """

    id: str = ""
    """Given by the store when it is noted."""
    workbook: str
    table: str
    row: str
    field: str
    ours: Plain
    theirs: Plain
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetProblem:
    """Something in the sheet that the app cannot take as it stands; the text stays there."""

    workbook: str | None
    """None where it is not known whose row it is."""
    table: str
    tab: str
    line: int | None
    """Row of the tab, from 1."""
    field: str
    text: str
    message: str
    candidates: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BaseRow:
    """What both sides last agreed on of one row."""

    workbook: str
    content: dict[str, Plain]
    """The record written down, without id and version."""
    pending: bool = False
    """True while the row's id does not stand in the sheet yet, or its record not in the store."""
    missed: int = 0
    """How many pulls in a row did not find it in the sheet."""


RowKey = tuple[str, str]
"""(table, id) of a row."""


@dataclass(frozen=True, slots=True)
class Base:
    """What both sides of one sheet last agreed on."""

    sheet: str
    sequence: int
    rows: dict[RowKey, BaseRow]


class SheetState(TypedDict, total=False):
    """What the background may note of a sheet."""

    title: str
    sequence: int
    memory: Mapping[str, object]
    need: Need | None
    need_detail: Mapping[str, object]
    progress: Mapping[str, object]
    looked_at: datetime | None
    pushed_at: datetime | None
    retry_at: datetime | None
    tries: int
    interval_seconds: int | None


class LinkNotes(TypedDict, total=False):
    """What the background may note of one link."""

    state: LinkState
    need: Need | None
    need_detail: Mapping[str, object]
    found: Mapping[str, object]
    choice: None
    """Set to None once it was carried out."""
    synced_version: int
    """Of a workshop; of a workbook `Syncing.rebase` notes it."""
