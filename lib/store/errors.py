"""What makes going on impossible, as one small tree; each message is in words for people.

StoreError
├── NotAllowedError       this visit may not do that, or not any more
├── NoSuchWorkbookError   there is no such workbook (also said of one that may not be seen)
├── BusyError             the store did not answer in time; nothing was saved
├── NewerSchemaError      the file was written by a newer version of the app
└── UnsafeFileError       the file or its folder can be read by others, or is damaged

Messages carry ids, never names or other values.
"""


class StoreError(Exception):
    """The store cannot go on with this."""


class NotAllowedError(StoreError):
    """This visit may not do that, or not any more."""


class NoSuchWorkbookError(StoreError):
    """There is no such workbook."""


class BusyError(StoreError):
    """The store did not answer in time; nothing was saved."""


class NewerSchemaError(StoreError):
    """The store was written by a newer version of the app."""


class UnsafeFileError(StoreError):
    """The file or its folder can be read by others, or is damaged."""
