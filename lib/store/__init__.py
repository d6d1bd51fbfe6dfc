"""Where workbooks are kept: SQLAlchemy Core on SQLite or PostgreSQL.

`Store` is the whole of it for others: snapshots to read, `save` and `undo` to write. Each read and
each write asks `may`; each write is one transaction with an operation id, expected row versions,
an actor, a time and its history.
"""

from lib.store.errors import (
    BusyError,
    NewerSchemaError,
    NoSuchWorkbookError,
    NotAllowedError,
    StoreError,
    UnsafeFileError,
)
from lib.store.roles import Action, Actor, Role
from lib.store.workbooks import Conflict, Entry, Refused, Removed, Result, Saved, Snapshot, Store

__all__ = [
    "Action",
    "Actor",
    "BusyError",
    "Conflict",
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
    "UnsafeFileError",
]
