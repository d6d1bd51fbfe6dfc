"""The tables, derived from the records.

A record's row is keyed by (workbook, id). Dates and instants are ISO text, closed vocabularies
their words, so that a file can be read with any tool. `actions` and `changes` are history, undo,
idempotency and attribution in one: every committed action stands there with each row before and
after it.
"""

from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

from lib.coaching.records import Record, fields_of
from lib.coaching.workbook import TABLES

SCHEMA_VERSION = 8
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
    Column("others_since", Text),
    Column("idle_until", Text),
)
"""Browsers that have shown who they are; `id` is the hash of the visit's cookie. `others_since` is
when somebody said that others use the computer too; from `idle_until` on the visit is locked."""

access_links = Table(
    "access_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("workbook", Text),
    Column("person", Text),
    Column("desk", Text),
    Column("carries", Text),
    Column("name", Text, nullable=False),
    Column("shows", Text, nullable=False),
    Column("types", Integer, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("until", Text),
    Column("withdrawn_at", Text),
    Column("used_at", Text),
    Column("seen_version", Integer, nullable=False),
    Column("seen_at", Text),
    Column("session_on", Text),
    Column("workshop", Text),
    UniqueConstraint("hash"),
)
"""Links, each to one workbook in one role; without a workbook it is a coach's desk, a facilitator's
(to the workshop `workshop`, or to begin one), or carries all that one visit holds to another
device. `hash` is that of the link's token, which is stored nowhere.
`person` is whose an owner's link is: one for all that somebody begins. `desk` is the desk a coach's
link lies on, or the one that a desk's link opens."""

visit_links = Table(
    "visit_links",
    metadata,
    Column("visit", Text, primary_key=True),
    Column("link", Text, primary_key=True),
    Column("opened_at", Text, nullable=False),
)
"""Which links a visit has opened."""

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

erased = Table(
    "erased",
    metadata,
    Column("workbook", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("at", Text, nullable=False),
    Column("wiped", Integer, nullable=False),
)
"""Which rows were taken away for good: their ids alone, so that nothing brings them back. `wiped`
is 1 once the file holds no byte of them."""

sheets = Table(
    "sheets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("holder", Text),
    Column("until", Text),
    Column("title", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("memory", Text),
    Column("need", Text),
    Column("need_detail", Text),
    Column("progress", Text),
    Column("looked_at", Text),
    Column("pushed_at", Text),
    Column("retry_at", Text),
    Column("tries", Integer, nullable=False),
    Column("interval_seconds", Integer),
    Column("of_host", Integer, nullable=False),
    UniqueConstraint("actor"),
)
"""Google Sheets; `actor` is the visit the sheet acts as, `holder` has the lease until `until`."""

sheet_links = Table(
    "sheet_links",
    metadata,
    Column("workbook", Text, primary_key=True),
    Column("practice", Integer, primary_key=True),
    Column("sheet", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("need", Text),
    Column("need_detail", Text),
    Column("code", Text),
    Column("code_until", Text),
    Column("found", Text),
    Column("choice", Text),
    Column("asked_at", Text, nullable=False),
    Column("opened_at", Text),
    Column("refresh_at", Text),
    Column("synced_version", Integer, nullable=False),
)
"""Which workbook stands in which sheet, and what its owner has ordered."""

sheet_base = Table(
    "sheet_base",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("workbook", Text, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("content", Text, nullable=False),
    sqlite_with_rowid=False,  # a sheet's rows lie together
)
"""What both sides of a sheet last agreed on; `content` is the row as JSON."""

sheet_conflicts = Table(
    "sheet_conflicts",
    metadata,
    Column("workbook", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("sheet", Text, nullable=False),
    Column("of", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("ours", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("at", Text, nullable=False),
)
"""Cells that both sides changed; both texts as JSON."""

sheet_problems = Table(
    "sheet_problems",
    metadata,
    Column("sheet", Text, primary_key=True),
    Column("of", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("workbook", Text),
    Column("tab", Text, nullable=False),
    Column("line", Integer),
    Column("field", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("candidates", Text, nullable=False),
)
"""What a sheet holds that cannot be taken as it stands."""

workshops = Table(
    "workshops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("code", Text),
    Column("code_until", Text),
    Column("step", Text),
    Column("step_at", Text),
    Column("ends_at", Text),
    Column("version", Integer, nullable=False),
    Column("names_hidden", Integer, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("ends_on", Text, nullable=False),
    Column("ended_at", Text),
    Column("nudged_at", Text),
    Column("erased_at", Text),
    Column("people", Integer),
    UniqueConstraint("code"),
)
"""Workshops; `code` stands there while the lobby is open. `version` is raised by whatever somebody
who takes part should see. `nudged_at` is of the step that the room is at, and goes with it;
`people` is how many were in when it ended, for seats move on, and are forgotten.
Once `erased_at` is set nobody leads it, and what is left says until when workbooks are kept."""

seats = Table(
    "seats",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workshop", Text, nullable=False),
    Column("workbook", Text, nullable=False),
    Column("visit", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("joined_at", Text, nullable=False),
    Column("hidden", Integer, nullable=False),
    Column("claimed_at", Text),
    Column("left_at", Text),
    Column("coach_wish", Text),
    Column("coach_link", Text),
    Column("sat_at", Text, nullable=False, server_default=""),
    Column("sat_version", Integer, nullable=False, server_default="0"),
    Column("moves", Integer, nullable=False, server_default="0"),
    UniqueConstraint("workbook"),
)
"""Who takes part in a workshop, each with a workbook of their own; `visit` is the one they joined
by, which says nothing of who may open the workbook now. `coach_wish` is the id of a yes to a coach,
`coach_link` the link that was made of it. A workbook that is brought sits since `sat_at`, at its
`sat_version`: what was changed later was done in this room. `moves` counts the rooms it sat in
before."""

reveals = Table(
    "reveals",
    metadata,
    Column("workshop", Text, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("picture", Text, nullable=False),
    Column("members", Text),
)
"""What a room was shown; `members` says by seat who is in it and what they said, until the workshop
ends. No call gives it away: it is what the next picture is checked against."""


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

Index("erased_to_wipe", erased.c.wiped)
Index("changes_of_row", changes.c.workbook, changes.c.of, changes.c.row)
Index("access_links_of_workbook", access_links.c.workbook)
Index("access_links_of_desk", access_links.c.desk)
Index("access_links_of_workshop", access_links.c.workshop)
Index("seats_of_workshop", seats.c.workshop)
Index("visit_links_of_link", visit_links.c.link)
Index("sheet_links_of_sheet", sheet_links.c.sheet)
Index("sheet_problems_of_workbook", sheet_problems.c.sheet, sheet_problems.c.workbook)
