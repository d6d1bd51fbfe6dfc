"""Where workbooks are kept: SQLAlchemy Core on SQLite or PostgreSQL.

`Store` is the whole of it for others: snapshots to read, `save` and `undo` to write. Each read and
each write asks `may`; each write is one transaction with an operation id, expected row versions,
an actor, a time and its history.
"""

from lib.store.errors import (
    AddressError,
    BusyError,
    DiskError,
    NewerSchemaError,
    NoSuchWorkbookError,
    NotAllowedError,
    StoreError,
    UncertainError,
    UnsafeFileError,
)
from lib.store.references import removed_with_all
from lib.store.results import Conflict, Entry, Refused, Removed, Result, Saved, Write
from lib.store.roles import Action, Actor, Role
from lib.store.snapshots import Snapshot
from lib.store.workbooks import Store, fresh_cover

__all__ = [
    "Action",
    "Actor",
    "AddressError",
    "BusyError",
    "Conflict",
    "DiskError",
    "Entry",
    "NewerSchemaError",
    "NoSuchWorkbookError",
    "NotAllowedError",
    "Refused",
    "Removed",
    "Result",
    "Role",
    "Saved",
    "Snapshot",
    "Store",
    "StoreError",
    "UncertainError",
    "UnsafeFileError",
    "Write",
    "fresh_cover",
    "removed_with_all",
]
