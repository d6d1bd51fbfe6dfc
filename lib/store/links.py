"""Which link is it, and how does it stand? Rows of the links and their sheets, read as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, bindparam, func, or_, select

from lib.coaching.records import instant
from lib.store.roles import Action, Role, demand, refuse
from lib.store.schema import (
    seats,
    sheet_conflicts,
    sheet_links,
    sheet_problems,
    sheets,
    visits,
    workbooks,
    workshops,
)
from lib.store.sheets import Choice, LinkedSheet, LinkState, Need, SheetLink

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from lib.store.roles import Actor

_CONFLICTS: Final = (
    select(func.count())
    .where(
        sheet_conflicts.c.workbook == sheet_links.c.workbook,
        sheet_conflicts.c.sheet == sheet_links.c.sheet,
    )
    .correlate(sheet_links)
    .scalar_subquery()
)
_PROBLEMS: Final = (
    select(func.count())
    .where(
        sheet_problems.c.sheet == sheet_links.c.sheet,
        or_(
            sheet_problems.c.workbook == sheet_links.c.workbook,
            sheet_problems.c.workbook.is_(None),
        ),
    )
    .correlate(sheet_links)
    .scalar_subquery()
)

_TOGETHER: Final = (
    select(func.sum(workbooks.c.version))
    .select_from(seats.join(workbooks, workbooks.c.id == seats.c.workbook))
    .where(seats.c.workshop == sheet_links.c.workbook, seats.c.left_at.is_(None))
    .correlate(sheet_links)
    .scalar_subquery()
)
"""The versions of all workbooks that are in a workshop."""
_IS_WORKSHOP: Final = (
    select(workshops.c.id)
    .where(workshops.c.id == sheet_links.c.workbook, sheet_links.c.practice == 1)
    .correlate(sheet_links)
    .exists()
)

_LINK: Final = (
    sheet_links.c.workbook,
    sheet_links.c.practice,
    sheet_links.c.sheet,
    sheet_links.c.owner,
    sheet_links.c.state,
    func.coalesce(sheet_links.c.need, sheets.c.need).label("need"),
    func.coalesce(sheet_links.c.need_detail, sheets.c.need_detail).label("need_detail"),
    sheet_links.c.code,
    sheet_links.c.code_until,
    sheet_links.c.found,
    sheet_links.c.choice,
    sheet_links.c.asked_at,
    sheet_links.c.opened_at,
    sheet_links.c.refresh_at,
    sheet_links.c.synced_version,
    _IS_WORKSHOP.label("workshop"),
    func.coalesce(workbooks.c.version, _TOGETHER, 0).label("version"),
    _CONFLICTS.label("conflicts"),
    _PROBLEMS.label("problems"),
    sheets.c.title,
    sheets.c.progress,
    sheets.c.sequence,
    sheets.c.looked_at,
    sheets.c.pushed_at,
    sheets.c.retry_at,
    sheets.c.tries,
    sheets.c.interval_seconds,
)
"""What a `SheetLink` is made of."""

_JOINED: Final = sheet_links.join(sheets, sheets.c.id == sheet_links.c.sheet).outerjoin(
    workbooks, workbooks.c.id == sheet_links.c.workbook
)
_OF: Final = (
    select(visits.c.role, *_LINK)
    .select_from(
        visits.outerjoin(
            sheet_links,
            and_(
                sheet_links.c.workbook == bindparam("workbook"),
                sheet_links.c.practice == bindparam("practice"),
            ),
        )
        .outerjoin(sheets, sheets.c.id == sheet_links.c.sheet)
        .outerjoin(workbooks, workbooks.c.id == sheet_links.c.workbook)
    )
    .where(visits.c.id == bindparam("visit"), visits.c.ended_at.is_(None))
)
_OF_WORKSHOP: Final = (
    select(*_LINK)
    .select_from(_JOINED)
    .where(sheet_links.c.workbook == bindparam("workshop"), sheet_links.c.practice == 1)
)
_ALL_LINKS: Final = select(*_LINK).select_from(_JOINED).order_by(sheet_links.c.workbook)
_ALL_SHEETS: Final = select(sheets).order_by(sheets.c.id)
_OWN: Final = select(sheet_links.c.sheet).where(
    sheet_links.c.workbook == bindparam("workbook"),
    sheet_links.c.practice == bindparam("practice"),
)


def link_of(
    connection: Connection, actor: Actor, workbook: str, *, practice: bool
) -> SheetLink | None:
    """Return a workbook's link; None where it has none, or where it is not the actor's affair.

    On one's own machine, rights and link are one statement.

    Raises:
        NotAllowedError: the actor may not read the workbook; a sheet's own actor may not ask.
    """
    asked = {"visit": actor.visit, "workbook": workbook, "practice": int(practice)}
    found = connection.execute(_OF, asked).one_or_none()
    if found is None or found.role == Role.SHEET.value:
        raise refuse()
    if found.role != Role.OWNER.value:
        held = demand(connection, actor, Action.READ, workbook)
        if not (held.grants(Action.LINK) or (practice and held.grants(Action.COMMENT))):
            return None  # a sheet is its owner's affair
    return None if found.workbook is None else _link(found)


def workshop_link(connection: Connection, workshop: str) -> SheetLink | None:
    """Return the link of a workshop's sheet; None where it has none. Rights were asked before."""
    found = connection.execute(_OF_WORKSHOP, {"workshop": workshop}).one_or_none()
    return None if found is None else _link(found)


def sheet_of(connection: Connection, workbook: str, *, practice: bool) -> str | None:
    """Return the id of the sheet a workbook is linked to; None where it is to none."""
    asked = {"workbook": workbook, "practice": int(practice)}
    found: str | None = connection.execute(_OWN, asked).scalar()
    return found


def host_sheet(connection: Connection) -> LinkedSheet | None:
    """Return the sheet that the host's settings name, without its links; None for none."""
    row = connection.execute(_ALL_SHEETS.where(sheets.c.of_host == 1)).first()
    return None if row is None else _sheet(row, (), datetime.min.replace(tzinfo=UTC))


def linked_sheets(connection: Connection, now: datetime) -> list[LinkedSheet]:
    """Return every sheet that something may have to be done for, in the order of their ids."""
    links: dict[str, list[SheetLink]] = {}
    for row in connection.execute(_ALL_LINKS):
        one = _link(row)
        if one.code_runs_at(now):
            links.setdefault(one.sheet, []).append(one)
    rows = connection.execute(_ALL_SHEETS)
    return [
        _sheet(row, tuple(links.get(row.id, ())), now)
        for row in rows
        if row.of_host or row.id in links
    ]


def written(value: Mapping[str, object] | None) -> str | None:
    """Return a mapping as it is kept: JSON."""
    return None if value is None else json.dumps(value, separators=(",", ":"))


def _link(row: Row[*tuple[Any, ...]]) -> SheetLink:
    return SheetLink(
        workbook=row.workbook,
        sheet=row.sheet,
        owner=row.owner,
        practice=bool(row.practice),
        workshop=bool(row.workshop),
        state=LinkState(row.state),
        need=None if row.need is None else Need(row.need),
        need_detail=_mapping(row.need_detail),
        code=row.code,
        code_until=instant(row.code_until),
        found=_mapping(row.found),
        choice=None if row.choice is None else Choice(row.choice),
        asked_at=datetime.fromisoformat(row.asked_at),
        opened_at=instant(row.opened_at),
        refresh_at=instant(row.refresh_at),
        version=row.version,
        synced_version=row.synced_version,
        conflicts=row.conflicts,
        problems=row.problems,
        title=row.title,
        progress=_mapping(row.progress),
        sequence=row.sequence,
        looked_at=instant(row.looked_at),
        pushed_at=instant(row.pushed_at),
        retry_at=instant(row.retry_at),
        tries=row.tries,
        interval_seconds=row.interval_seconds,
    )


def _sheet(row: Row[*tuple[Any, ...]], links: tuple[SheetLink, ...], now: datetime) -> LinkedSheet:
    return LinkedSheet(
        sheet=row.id,
        title=row.title,
        links=links,
        open_now=any(one.open_at(now) for one in links),
        refresh_asked=any(one.refresh_asked for one in links),
        holder=row.holder,
        until=instant(row.until),
        sequence=row.sequence,
        memory=_mapping(row.memory),
        need=None if row.need is None else Need(row.need),
        need_detail=_mapping(row.need_detail),
        looked_at=instant(row.looked_at),
        pushed_at=instant(row.pushed_at),
        retry_at=instant(row.retry_at),
        tries=row.tries,
        interval_seconds=row.interval_seconds,
        of_host=bool(row.of_host),
    )


def _mapping(text: str | None) -> Mapping[str, object]:
    found: Mapping[str, object] = {} if text is None else json.loads(text)
    return found
