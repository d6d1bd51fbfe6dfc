"""The whole workbook as JSON: a record a line, every field by its name, for programs and for good.

What is empty is left out. `format` is the number of the layout (`layout.FORMAT`).
"""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from lib.coaching.records import fields_of, stamp
from lib.exchange import layout

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from lib.coaching.workbook import Records


def whole(records: Records, version: int, on: date) -> bytes:
    """Return the whole workbook as JSON.

    Args:
        records: the workbook.
        version: its version, which comes back with the file.
        on: the owner's day.
    """
    head = {"what": layout.NAME, "format": layout.FORMAT, "exported_on": on.isoformat()}
    parts = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    parts.append(f'"workbook_version": {version}')
    tables = []
    for tab in layout.tabs():
        rows = ",\n".join(_row(one) for one in layout.rows_of(records, tab.record_type))
        tables.append(f"{json.dumps(tab.table)}: [\n{rows}\n]" if rows else f'"{tab.table}": []')
    parts.append('"records": {\n' + ",\n".join(tables) + "\n}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _row(record: Record) -> str:
    said = {}
    for one in fields_of(type(record)):
        content = getattr(record, one.name)
        if content not in (None, "", ()):
            said[one.name] = _plain(content)
    return json.dumps(said, ensure_ascii=False)


def _plain(content: object) -> object:
    match content:
        case Enum():
            return content.value
        case tuple():
            return [_plain(one) for one in content]
        case datetime():
            return stamp(content)
        case date():
            return content.isoformat()
    return content
