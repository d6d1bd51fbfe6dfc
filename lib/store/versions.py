"""Which version has a workbook now? Asked by every write, which holds the workbook meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from lib.coaching.text import clean
from lib.store.schema import workbooks

if TYPE_CHECKING:
    from sqlalchemy import Connection

NO_WORKBOOK: Final = "There is no such workbook."

_VERSION: Final = select(workbooks.c.version).where(workbooks.c.id == bindparam("workbook"))
_VERSION_LOCKED: Final = _VERSION.with_for_update()


def version_of(connection: Connection, workbook: str, *, lock: bool = False) -> int | None:
    """Return a workbook's version, None where there is none of this id.

    With `lock`, nobody changes the workbook until this transaction ends.
    """
    if clean(workbook) != workbook:  # a database refuses what `clean` takes out
        return None
    query = _VERSION_LOCKED if lock else _VERSION
    found = connection.execute(query, {"workbook": workbook}).scalar()
    return None if found is None else int(found)
