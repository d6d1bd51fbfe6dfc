"""What makes going on impossible, as one small tree; each message is in words for people.

StoreError
├── NotAllowedError       this visit may not do that, or not any more
│   └── LockedError       nobody tapped there for so long that it has locked
├── NoRoomError           so many workbooks were begun today; nothing was begun
├── NoSuchWorkbookError   there is no such workbook (also said of one that may not be seen)
├── BusyError             the store did not answer in time; nothing was saved
│   └── ClashError        two transactions waited for each other; the store tries again by itself
├── DiskError             the disk is full, read-only or failing; nothing was saved
├── UncertainError        the answer to a save was lost; the same action again is applied once
├── NewerSchemaError      the file was written by a newer version of the app
├── SheetTakenError       the sheet, or the workbook, is linked already
├── OverError             the workshop has ended
├── FullError             the workshop has no seat left
├── LeaseLostError        somebody else syncs this sheet now; nothing was noted
├── UnsafeFileError       the file or its folder can be read by others, is damaged, or was replaced
└── AddressError          the store's address is none this app can use

Messages carry ids and the database's error codes, never names or other values. An error of the
database itself never passes the store: its text may hold values.
"""


class StoreError(Exception):
    """The store cannot go on with this."""


class NotAllowedError(StoreError):
    """This visit may not do that, or not any more."""


class LockedError(NotAllowedError):
    """Nobody tapped in this visit for so long that it has locked: it opens nothing any more."""


class NoRoomError(StoreError):
    """So many workbooks were begun within a day that there is room for no more."""


class NoSuchWorkbookError(StoreError):
    """There is no such workbook."""


class BusyError(StoreError):
    """The store did not answer in time; nothing was saved."""


class ClashError(BusyError):
    """Two transactions waited for each other and this one was ended; nothing was saved."""


class DiskError(StoreError):
    """The disk is full, read-only or failing; nothing was saved."""


class UncertainError(StoreError):
    """The answer to a save was lost; the same action again is applied once."""


class NewerSchemaError(StoreError):
    """The store was written by a newer version of the app."""


class SheetTakenError(StoreError):
    """The sheet is another owner's, or the workbook is linked already."""


class OverError(StoreError):
    """The workshop has ended."""


class FullError(StoreError):
    """The workshop has no seat left."""


class LeaseLostError(StoreError):
    """Somebody else syncs this sheet now, or nobody needs to; nothing was noted."""


class UnsafeFileError(StoreError):
    """The file or its folder can be read by others, is damaged, or was replaced."""


class AddressError(StoreError):
    """The store's address is none this app can use."""
