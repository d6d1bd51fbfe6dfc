"""Negative controls for sheets: each guard taken out for real, and what goes wrong then is seen."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, or_, select, true

from lib.coaching.contacts import Contact
from lib.coaching.workbook import Changed
from lib.store import (
    Actor,
    BaseRow,
    Choice,
    Conflict,
    LinkState,
    NoSuchWorkbookError,
    NotAllowedError,
    Refused,
    Rights,
    Role,
    RowKey,
    Saved,
    SheetConflict,
    Sheets,
    Side,
    Store,
)
from lib.store.results import Plan
from lib.store.roles import Action, is_sheet, refuse
from lib.store.schema import sheet_links, sheets
from tests.store.book import ME, NOW, begun, put, records
from tests.store.sheet import (
    HOLDER,
    LATER_HOLDER,
    MINUTE,
    OTHER_SHEET,
    SHEET,
    link,
    linked,
    typed_by,
)
from tests.store.test_store_sheet_lease import taken
from tests.store.test_store_sheets import is_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from lib.store import Snapshot

STRANGER = Actor.of_cookie("stranger")


class WithoutRights(Sheets):
    """The guard removed: nobody asks who orders."""

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> None:
        """Let everyone pass."""


class WithoutFences(Sheets):
    """The guard removed: whoever once had the lease writes on."""

    def _holds(self, found: str | None, holder: str) -> bool:
        del found, holder
        return True


class WithoutComparing(Sheets):
    """The guard removed: the lease is set, whoever has it."""

    def _free(self, holder: str, now: datetime) -> ColumnElement[bool]:
        del holder, now
        return true()


class WithoutOwners(Sheets):
    """The guard removed: nobody asks whose the sheet is."""

    def _proven(self, connection: Connection, sheet: str, owner: str) -> bool:
        del connection, sheet, owner
        return True


class WithoutLinks(Sheets):
    """The guard removed: nobody asks whether the workbook is linked still."""

    def _demand_linked(
        self, connection: Connection, sheet: str, workbooks: set[str]
    ) -> set[RowKey]:
        """Let everything pass."""
        del connection, sheet, workbooks
        return set()


class WithoutSeen(Sheets):
    """The guard removed: our text is taken whatever stands there by now."""

    def _take_ours(
        self, actor: Actor, conflict_id: str, connection: Connection, now: Snapshot
    ) -> Plan | Conflict | Refused:
        answer = super()._take_ours(actor, conflict_id, connection, now)
        if not isinstance(answer, Conflict):
            return answer
        ((ours, theirs),) = answer.pairs
        return Plan((Changed(theirs, replace(ours, version=now.version + 1)),))


def guarded_by(store: Store, kind: type[Sheets]) -> Sheets:
    """Return the links of a store with one guard taken out."""
    return kind(store._engine, store._act)  # noqa: SLF001 - as the store makes its own


def test_without_rights_a_stranger_orders(store: Store, workbook: str) -> None:
    """The calls of `test_a_stranger_may_nothing` go through here."""
    open_to_all = guarded_by(store, WithoutRights)
    linked(store, workbook)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.CHOOSING)
    open_to_all.choose(STRANGER, workbook, Choice.SHEET, NOW)
    assert link(store, workbook).choice is Choice.SHEET
    assert open_to_all.conflicts(STRANGER, workbook) == []
    open_to_all.unlink(STRANGER, workbook, NOW)
    assert store.sheets.of(ME, workbook) is None


def test_without_fences_a_late_holder_notes_on(store: Store, workbook: str) -> None:
    """The check of `test_the_holder_writes_and_a_late_one_does_not` finds its notes here."""
    linked(store, workbook)
    after = NOW + MINUTE
    assert store.sheets.lease(SHEET, LATER_HOLDER, after + MINUTE, after)
    late = guarded_by(store, WithoutFences)
    late.note(SHEET, HOLDER, title="Late")
    late.rebase(SHEET, HOLDER, puts={("contacts", "1"): BaseRow(workbook, {})})
    assert link(store, workbook).title == "Late"
    assert len(store.sheets.base(SHEET).rows) == 1


def test_without_comparing_several_have_the_lease(
    address: str, store: Store, workbook: str
) -> None:
    """The check of `test_of_eight_that_ask_at_once_one_has_it` counts eight here."""
    linked(store, workbook)
    assert taken(address, 2, WithoutComparing) == [8, 8]


def test_without_owners_a_sheet_is_taken(store: Store, workbook: str) -> None:
    """The check of `test_one_sheet_belongs_to_one_owner` finds a second owner here."""
    second = begun(store)
    linked(store, workbook)
    is_of(store, workbook, "somebody else")
    assert guarded_by(store, WithoutOwners).ask(ME, second, SHEET, NOW) == ""
    assert {one.owner for one in store.sheets.links(NOW)[0].links} == {"owner", "somebody else"}


def test_without_links_late_rows_stay_behind(store: Store, workbook: str) -> None:
    """The check of `test_one_of_two_workbooks_leaves_a_sheet` finds copies of records here."""
    second = begun(store)
    linked(store, workbook)
    store.sheets.ask(ME, second, SHEET, NOW)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.LINKED)
    store.sheets.unlink(ME, workbook, NOW)
    late = guarded_by(store, WithoutLinks)
    late.rebase(SHEET, HOLDER, puts={("contacts", "1"): BaseRow(workbook, {"name": "Ann"})})
    assert store.sheets.base(SHEET).rows["contacts", "1"].workbook == workbook


def test_without_looking_what_was_typed_since_is_lost(store: Store, workbook: str) -> None:
    """The check of `test_what_was_changed_since_is_not_overwritten` finds it overwritten here."""
    ann = put(store, workbook, Contact(name="Theirs")).changes[0].after
    assert isinstance(ann, Contact)
    linked(store, workbook)
    clash = SheetConflict(
        workbook=workbook, table="contacts", row=ann.id, field="name", ours="Ours",
        theirs="Theirs", at=NOW,
    )  # fmt: skip
    store.sheets.put_conflicts(SHEET, HOLDER, [clash])
    (one,) = store.sheets.conflicts(ME, workbook)
    put(store, workbook, replace(ann, name="Newest"))
    guarded_by(store, WithoutSeen).settle(ME, workbook, one.id, Side.OURS, NOW)
    assert records(store, workbook).all(Contact)[ann.id].name == "Ours"


# what lets a sheet read and write, one condition at a time

CONDITIONS: dict[str, ColumnElement[bool]] = {
    "its own name": sheets.c.actor == bindparam("visit"),
    "the lease": sheets.c.holder == bindparam("holder"),
    "its workbook": sheet_links.c.workbook == bindparam("workbook"),
    "no practice": sheet_links.c.practice == 0,
    "the owner agreed": or_(
        sheet_links.c.state == LinkState.LINKED.value, sheet_links.c.choice.is_not(None)
    ),
}
"""What a sheet's write takes."""


class WithoutCondition(Store):
    """The guard removed: a sheet writes though one condition does not hold."""

    left_out = ""

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> Rights:
        """Ask for all the other conditions."""
        if not is_sheet(actor.visit):
            return super()._demand(connection, actor, action, what)
        left = [one for name, one in CONDITIONS.items() if name != self.left_out]
        query = select(sheet_links.c.practice).join(sheets, sheets.c.id == sheet_links.c.sheet)
        asked = {"visit": actor.visit, "holder": actor.holder, "workbook": what}
        if connection.execute(query.where(*left), asked).first() is None:
            raise refuse()
        return Rights(Role.SHEET)


@pytest.mark.parametrize("left_out", [*CONDITIONS, None])
def test_each_condition_of_a_sheets_write_keeps_somebody_out(
    address: str, left_out: str | None
) -> None:
    """With all of them nobody gets through; without one of them, whom it was there for."""
    with closing(Store(address) if left_out is None else WithoutCondition(address)) as store:
        if isinstance(store, WithoutCondition):
            store.left_out = left_out or ""
        store.admit(ME, Role.OWNER, NOW)
        workbook, foreign, practised, choosing = (begun(store) for _ in range(4))
        linked(store, workbook)
        linked(store, foreign, OTHER_SHEET)
        store.sheets.ask(ME, practised, SHEET, NOW, practice=True)
        store.sheets.note_link(SHEET, HOLDER, practised, practice=True, state=LinkState.LINKED)
        store.sheets.ask(ME, choosing, SHEET, NOW)
        store.sheets.note_link(SHEET, HOLDER, choosing, state=LinkState.CHOOSING)
        tries = {
            "its own name": (foreign, HOLDER),
            "the lease": (workbook, LATER_HOLDER),
            "its workbook": ("nothing", HOLDER),
            "no practice": (practised, HOLDER),
            "the owner agreed": (choosing, HOLDER),
        }
        through = {name for name, one in tries.items() if _gets_through(store, *one)}
    assert left_out in through if left_out else not through


def _gets_through(store: Store, workbook: str, holder: str) -> bool:
    try:
        return isinstance(typed_by(store, workbook, holder, "X"), Saved)
    except NotAllowedError:
        return False
    except NoSuchWorkbookError:
        return True  # past the question of rights


class WithoutProof(Store):
    """The guard removed: a sheet reads before anybody has shown whose it is."""

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> Rights:
        """Let a sheet that is asked for pass."""
        if is_sheet(actor.visit):
            return Rights(Role.SHEET)
        return super()._demand(connection, actor, action, what)


def test_without_the_proof_an_asker_reads_on(address: str) -> None:
    """The check of `test_before_the_proof_a_sheet_may_nothing` reads a workbook here."""
    with closing(Store(address)) as store, closing(WithoutProof(address)) as without:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        store.sheets.ask(ME, workbook, SHEET, NOW)
        assert store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
        sheet = store.sheets.actor_for(SHEET, HOLDER)
        with pytest.raises(NotAllowedError):
            store.history(sheet, workbook)
        assert without.history(sheet, workbook)
