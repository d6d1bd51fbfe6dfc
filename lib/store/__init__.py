"""Where workbooks are kept: SQLAlchemy Core on SQLite or PostgreSQL.

`Store` is the whole of it for others: snapshots to read, `save` and `undo` to write. Each read and
each write asks `may`; each write is one transaction with an operation id, expected row versions,
an actor, a time and its history.
"""

from lib.store.access import Held, Link, NewLink, Opened
from lib.store.afterwards import Wish
from lib.store.erasing import AllGoing, Erased, Going, Mention
from lib.store.errors import (
    AddressError,
    BusyError,
    DiskError,
    FullError,
    LeaseLostError,
    LockedError,
    NewerSchemaError,
    NoRoomError,
    NoSuchWorkbookError,
    NotAllowedError,
    OverError,
    SheetTakenError,
    StoreError,
    UncertainError,
    UnsafeFileError,
)
from lib.store.idling import USUAL_IDLE, Idling
from lib.store.linking import Sheets
from lib.store.references import removed_with_all, under_new_ids, without
from lib.store.results import Conflict, Entry, Refused, Removed, Result, Saved, Write
from lib.store.roles import Action, Actor, Rights, Role, Shows
from lib.store.room_sheets import Room, RoomSheets, Seated
from lib.store.seats import Joined, Own, Seat
from lib.store.sharing import Links
from lib.store.sheets import (
    Base,
    BaseRow,
    Choice,
    LinkedSheet,
    LinkNotes,
    LinkState,
    Need,
    RowKey,
    SheetConflict,
    SheetLink,
    SheetProblem,
    SheetState,
    Side,
)
from lib.store.snapshots import Snapshot
from lib.store.starts import Starts
from lib.store.workbooks import Store, fresh_cover
from lib.store.workshops import Leader, NewWorkshop, Progress, Standing, Workshops

__all__ = [
    "USUAL_IDLE",
    "Action",
    "Actor",
    "AddressError",
    "AllGoing",
    "Base",
    "BaseRow",
    "BusyError",
    "Choice",
    "Conflict",
    "DiskError",
    "Entry",
    "Erased",
    "FullError",
    "Going",
    "Held",
    "Idling",
    "Joined",
    "Leader",
    "LeaseLostError",
    "Link",
    "LinkNotes",
    "LinkState",
    "LinkedSheet",
    "Links",
    "LockedError",
    "Mention",
    "Need",
    "NewLink",
    "NewWorkshop",
    "NewerSchemaError",
    "NoRoomError",
    "NoSuchWorkbookError",
    "NotAllowedError",
    "Opened",
    "OverError",
    "Own",
    "Progress",
    "Refused",
    "Removed",
    "Result",
    "Rights",
    "Role",
    "Room",
    "RoomSheets",
    "RowKey",
    "Saved",
    "Seat",
    "Seated",
    "SheetConflict",
    "SheetLink",
    "SheetProblem",
    "SheetState",
    "SheetTakenError",
    "Sheets",
    "Shows",
    "Side",
    "Snapshot",
    "Standing",
    "Starts",
    "Store",
    "StoreError",
    "UncertainError",
    "UnsafeFileError",
    "Wish",
    "Workshops",
    "Write",
    "fresh_cover",
    "removed_with_all",
    "under_new_ids",
    "without",
]
