"""The tables, derived from the records.

A record's row is keyed by (workbook, id). Dates and instants are ISO text, closed vocabularies
their words, so that a file can be read with any tool. `actions` and `changes` are history, undo,
idempotency and attribution in one: every committed action stands there with each row before and
after it.
"""

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

from lib.coaching.records import Record, fields_of
from lib.coaching.workbook import TABLES

SCHEMA_VERSION = 1
"""Raised by one with each migration."""

metadata = MetaData()

schema = Table("schema", metadata, Column("version", Integer, nullable=False))

workbooks = Table(
    "workbooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
)
"""`version` is the number of the newest action."""

visits = Table(
    "visits",
    metadata,
    Column("id", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("began_at", Text, nullable=False),
    Column("ended_at", Text),
)
"""Browsers that have shown who they are; `id` is the hash of the visit's cookie."""

actions = Table(
    "actions",
    metadata,
    Column("workbook", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("operation", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undoes", Integer),
    Column("undone_by", Integer),
    Column("rows", Integer, nullable=False),
    UniqueConstraint("workbook", "operation"),
)

changes = Table(
    "changes",
    metadata,
    Column("workbook", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("of", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)


def _table(name: str, record_type: type[Record]) -> Table:
    columns = [
        Column(one.name, Text if one.kind not in (int, bool) else Integer, nullable=one.optional)
        for one in fields_of(record_type)
        if one.name != "id"
    ]
    return Table(
        name,
        metadata,
        Column("workbook", Text, primary_key=True),
        Column("id", Text, primary_key=True),
        *columns,
        sqlite_with_rowid=False,  # a workbook's rows lie together: read five times as fast
    )


record_tables: dict[type[Record], Table] = {
    record_type: _table(name, record_type) for name, record_type in TABLES.items()
}
"""The SQL table of each record type."""

Index("changes_of_row", changes.c.workbook, changes.c.of, changes.c.row)
