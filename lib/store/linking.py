"""What may a page do about a workbook's sheet? Order a link, read how it stands, settle, let go.

Each call asks `may` in its own transaction. An order is a field of the link, which the background
reads; nothing here waits for Google. A read is one statement: it is drawn on every page.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, delete, func, insert, or_, select, update

from lib.coaching.records import Problem, stamp
from lib.store import disputes
from lib.store.errors import NoSuchWorkbookError, SheetTakenError
from lib.store.history import Deed
from lib.store.links import host_sheet, link_of, sheet_of
from lib.store.results import Refused
from lib.store.roles import Action, Actor, demand, demand_visit, is_sheet, owner_of
from lib.store.schema import (
    sheet_base,
    sheet_conflicts,
    sheet_links,
    sheet_problems,
    sheets,
    visits,
)
from lib.store.sheets import (
    CODE_LIFE,
    OPENED_EVERY_SECONDS,
    SHEET_ID,
    Choice,
    LinkedSheet,
    LinkState,
    SheetConflict,
    SheetLink,
    SheetProblem,
    Side,
)
from lib.store.syncing import Syncing, begin_sheet
from lib.store.transactions import glance, reading, writing
from lib.store.versions import NO_WORKBOOK, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Connection, Engine

    from lib.store.results import Conflict, Plan, Result
    from lib.store.snapshots import Snapshot

    Proven = Callable[[Connection, str, str], bool]
    Act = Callable[[str, Deed, Callable[[Connection, Snapshot], Plan | Conflict | Refused]], Result]

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No letter that is taken for another one when it is typed."""
_CODE_LENGTH: Final = 8
"""Letters of a one-time code: 31 ** 8, nearly 10 ** 12, of which one is right for an hour."""
_TAKEN: Final = "This sheet is linked already, and not by you. Make a sheet of your own."
_LINKED: Final = "This workbook is linked to a sheet already. Unlink it first."


class Sheets(Syncing):
    """The links of workbooks to sheets: for pages here, for the background in `Syncing`."""

    def __init__(self, engine: Engine, act: Act) -> None:
        """Take the store's engine, and how it does an action."""
        super().__init__(engine)
        self._act = act

    def ask(
        self, actor: Actor, workbook: str, sheet: str, at: datetime, *, practice: bool = False
    ) -> str:
        """Order a link; return the one-time code that proves the sheet is the asker's.

        The code is the title of a tab to be added, within the hour. Asking again makes a new one.

        Args:
            actor: who asks.
            workbook: the workbook to be linked.
            sheet: Google's id of the spreadsheet, as `sheet_address` takes it from a text.
            at: this instant.
            practice: True for a sheet that gets a row about the workbook, and no records.

        Returns:
            An empty text where this owner has shown before that the sheet is theirs.

        Raises:
            ValueError: that is no spreadsheet's id.
            SheetTakenError: it is another owner's, or the workbook is linked already.
            NotAllowedError, NoSuchWorkbookError, BusyError: nothing was ordered.
        """
        demand_id(sheet)
        with writing(self._engine) as connection:
            self._hold(connection, actor, workbook, practice=practice)
            owner = owner_of(connection, actor, workbook) or ""
            proven = self._proven
            return order(connection, workbook, sheet, owner, at, practice=practice, proven=proven)

    def of(self, actor: Actor, workbook: str, *, practice: bool = False) -> SheetLink | None:
        """Return how a workbook's link stands; None where it has none. One statement.

        Raises:
            NotAllowedError, BusyError: see `lib.store.errors`.
        """
        with glance(self._engine) as connection:
            return link_of(connection, actor, workbook, practice=practice)

    def of_host(self, actor: Actor) -> LinkedSheet | None:
        """Return the sheet that the host's own settings name, without its links.

        Raises:
            NotAllowedError, BusyError: see `lib.store.errors`.
        """
        with reading(self._engine) as connection:
            demand_visit(connection, actor)
            return host_sheet(connection)

    def refresh(self, actor: Actor, workbook: str, at: datetime, *, practice: bool = False) -> None:
        """Order a look at the sheet now; nothing where the workbook has none."""
        here = _link_is(workbook, practice=practice)
        action = Action.COMMENT if practice else Action.LINK
        self._note(actor, action, workbook, here, {"refresh_at": stamp(at)})

    def choose(
        self, actor: Actor, workbook: str, choice: Choice, at: datetime, *, practice: bool = False
    ) -> None:
        """Say what shall become of the two sides, where only the owner can.

        Nothing where there is nothing to choose (any more).
        """
        need = select(sheets.c.need).where(sheets.c.id == sheet_links.c.sheet).scalar_subquery()
        asks = or_(
            sheet_links.c.state.in_((LinkState.CHOOSING.value, LinkState.STOPPED.value)),
            and_(
                sheet_links.c.state == LinkState.LINKED.value,
                func.coalesce(sheet_links.c.need, need).is_not(None),
            ),
        )
        here = (*_link_is(workbook, practice=practice), asks)
        values = {"choice": choice.value, "refresh_at": stamp(at)}
        action = Action.COMMENT if practice else Action.LINK
        self._note(actor, action, workbook, here, values)

    def opened(self, actor: Actor, workbook: str, at: datetime, *, practice: bool = False) -> None:
        """Note that a page of the workbook is looked at; written down every 30 seconds at most."""
        link = self.of(actor, workbook, practice=practice)
        if link is None:
            return
        every = timedelta(seconds=OPENED_EVERY_SECONDS)
        if link.opened_at is None or abs(at - link.opened_at) >= every:
            here = _link_is(workbook, practice=practice)
            self._note(actor, Action.READ, workbook, here, {"opened_at": stamp(at)})

    def unlink(self, actor: Actor, workbook: str, at: datetime, *, practice: bool = False) -> None:
        """Let a sheet go: what is known of it is forgotten, no record of the workbook is touched.

        Nothing in the sheet is touched either.
        """
        del at  # the order is carried out here and now
        with writing(self._engine) as connection:
            self._hold(connection, actor, workbook, practice=practice)
            let_go(connection, workbook, practice=practice)

    def conflicts(self, actor: Actor, workbook: str, limit: int = 50) -> list[SheetConflict]:
        """Return what waits for a choice, the oldest first.

        A sheet that writes them down may read them; of people, whoever may choose.
        """
        action = Action.READ if is_sheet(actor.visit) else Action.SETTLE
        with reading(self._engine) as connection:
            self._demand(connection, actor, action, workbook)
            return disputes.conflicts_of(connection, workbook, limit)

    def problems(self, actor: Actor, workbook: str, limit: int = 50) -> list[SheetProblem]:
        """Return what the sheet holds that cannot be taken, in the order of its tabs and rows."""
        with reading(self._engine) as connection:
            self._demand(connection, actor, Action.SETTLE, workbook)
            sheet = sheet_of(connection, workbook, practice=False)
            if sheet is None:
                return []
            return disputes.problems_of(connection, sheet, workbook, limit)

    def settle(
        self, actor: Actor, workbook: str, conflict_id: str, take: Side, at: datetime
    ) -> Result | None:
        """Settle a conflict, in one transaction.

        Until then the sheet's text stands on both sides. Taking ours saves it as an action of the
        actor's, which can be taken back; from there it goes to the sheet with the next push.

        Returns:
            None where theirs was taken: it stands already. Else what `Store.save` returns: a
            `Conflict` where the cell was changed since, `Refused` where it was settled before.

        Raises:
            as `Store.save`.
        """
        if take is Side.OURS:
            deed = Deed("settle", f"settle-{conflict_id}", actor, at)
            return self._act(workbook, deed, partial(self._take_ours, actor, conflict_id))
        with writing(self._engine) as connection:
            self._demand(connection, actor, Action.SETTLE, workbook)
            disputes.end_conflict(connection, workbook, conflict_id)
        return None

    # the insides

    def _take_ours(
        self, actor: Actor, conflict_id: str, connection: Connection, now: Snapshot
    ) -> Plan | Conflict | Refused:
        self._demand(connection, actor, Action.SETTLE, now.id)
        one = disputes.conflict(connection, now.id, conflict_id)
        if one is None:
            return Refused((Problem("sheet", None, "This has been settled already."),))
        return disputes.settled(connection, now.records, one, now.version + 1)

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> None:
        demand(connection, actor, action, what)

    def _hold(self, connection: Connection, actor: Actor, workbook: str, *, practice: bool) -> None:
        """Hold a workbook, as a save does, for someone who may link it.

        A coach may give it a row in a sheet of their own: that says what a coach is shown anyway.

        Raises:
            NotAllowedError: they may not.
            NoSuchWorkbookError: there is none.
        """
        found = version_of(connection, workbook, lock=True)
        action = Action.COMMENT if practice else Action.LINK
        self._demand(connection, actor, action, workbook)
        if found is None:
            raise NoSuchWorkbookError(NO_WORKBOOK)

    def _note(
        self,
        actor: Actor,
        action: Action,
        workbook: str,
        here: tuple[ColumnElement[bool], ...],
        values: dict[str, str],
    ) -> None:
        """Note an order on a workbook's link, where these conditions hold."""
        with writing(self._engine) as connection:
            self._demand(connection, actor, action, workbook)
            connection.execute(update(sheet_links).where(*here).values(values))

    def _proven(self, connection: Connection, sheet: str, owner: str) -> bool:
        return proven_by(connection, sheet, owner)

    def let_all_go(self, connection: Connection, workbook: str) -> None:
        """Forget all links of a workbook that is erased, within that transaction."""
        for practice in (False, True):
            let_go(connection, workbook, practice=practice)


def order(  # noqa: PLR0913 - an order has these parts
    connection: Connection,
    what: str,
    sheet: str,
    owner: str,
    at: datetime,
    *,
    practice: bool,
    proven: Proven,
) -> str:
    """Order a link for somebody whose rights were asked; return its code, as `Sheets.ask` does.

    Args:
        connection: of the transaction in which that was asked.
        what: the workbook, or the workshop.
        sheet: Google's id of the spreadsheet.
        owner: whose the sheet is, once it is proven.
        at: this instant.
        practice: True where the sheet is only written.
        proven: `proven_by`; asked while the sheet is held.

    Raises:
        SheetTakenError: it is another owner's, or there is a link already.
    """
    _replace_order(connection, what, practice=practice)
    begin_sheet(connection, sheet, at)
    code = "" if proven(connection, sheet, owner) else _code()
    values = {
        "workbook": what,
        "practice": int(practice),
        "sheet": sheet,
        "owner": owner,
        "state": LinkState.ASKED.value,
        "code": code or None,
        "code_until": stamp(at + CODE_LIFE) if code else None,
        "asked_at": stamp(at),
        "opened_at": stamp(at),
        "refresh_at": stamp(at),
        "synced_version": 0,
    }
    connection.execute(insert(sheet_links).values(values))
    return code


def demand_id(sheet: str) -> None:
    """Go on only with what can be a spreadsheet's id.

    Raises:
        ValueError: it cannot.
    """
    if not SHEET_ID.fullmatch(sheet):
        message = "A sheet's id is 20 to 100 letters, digits, hyphens and underscores."
        raise ValueError(message)


def _replace_order(connection: Connection, workbook: str, *, practice: bool) -> None:
    """Take away what was asked before and came to nothing.

    Raises:
        SheetTakenError: it did not come to nothing.
    """
    state = connection.execute(
        select(sheet_links.c.state).where(*_link_is(workbook, practice=practice))
    ).scalar()
    if state is None:
        return
    if state != LinkState.ASKED.value:
        raise SheetTakenError(_LINKED)
    let_go(connection, workbook, practice=practice)


def proven_by(connection: Connection, sheet: str, owner: str) -> bool:
    """Return whether this owner has shown that the sheet is theirs.

    A coach without a desk is nobody that could be told from another: they show it each time.

    Raises:
        SheetTakenError: another one has.
    """
    query = select(sheet_links.c.owner).where(
        sheet_links.c.sheet == sheet, sheet_links.c.state != LinkState.ASKED.value
    )
    owners = set(connection.execute(query).scalars())
    if owners - {owner}:
        raise SheetTakenError(_TAKEN)
    return bool(owner) and owner in owners


def let_go(connection: Connection, workbook: str, *, practice: bool) -> None:
    """Forget a link and what is known of its sheet; the sheet too, where it was the last."""
    sheet = sheet_of(connection, workbook, practice=practice)
    if sheet is None:
        return
    connection.execute(select(sheets.c.id).where(sheets.c.id == sheet).with_for_update())
    connection.execute(delete(sheet_links).where(*_link_is(workbook, practice=practice)))
    if not practice:
        for table in (sheet_base, sheet_conflicts, sheet_problems):
            connection.execute(
                delete(table).where(table.c.sheet == sheet, table.c.workbook == workbook)
            )
    query = select(sheet_links.c.workbook).where(sheet_links.c.sheet == sheet).limit(1)
    if connection.execute(query).first() is None:
        connection.execute(delete(sheet_problems).where(sheet_problems.c.sheet == sheet))
        connection.execute(delete(sheets).where(sheets.c.id == sheet))
        connection.execute(delete(visits).where(visits.c.id == Actor.of_sheet(sheet).visit))


def _code() -> str:
    """Return a one-time code, as it is typed: two groups of letters and digits."""
    letters = [secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _link_is(workbook: str, *, practice: bool) -> tuple[ColumnElement[bool], ...]:
    return (sheet_links.c.workbook == workbook, sheet_links.c.practice == int(practice))
