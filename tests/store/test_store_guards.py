"""Negative controls: each guard taken out for real, and the same check finds what goes wrong."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import replace
from threading import Barrier, Thread
from typing import TYPE_CHECKING

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id
from lib.store import Actor, NotAllowedError, Rights, Role, Saved, Store, fresh_cover
from lib.store.roles import Action
from tests.store.book import ME, NOW, act, begun, put, records
from tests.store.editors import race

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from lib.store import Conflict, Refused, Snapshot, Write
    from lib.store.results import Plan


class WithoutVersions(Store):
    """The guard removed: whoever writes last wins, whatever they had seen."""

    def _forward(
        self, writes: Sequence[Write], connection: Connection, now: Snapshot
    ) -> Plan | Conflict | Refused:
        newest = []
        for write in writes:
            assert isinstance(write, Contact)
            there = now.records.get(Contact, write.id)
            newest.append(replace(write, version=there.version if there is not None else 0))
        return super()._forward(newest, connection, now)


class WithoutOperations(Store):
    """The guard removed: each call is an operation of its own."""

    def _act(self, workbook, deed, plan, begins_at=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as the method it replaces
        return super()._act(workbook, replace(deed, operation=new_id()), plan, begins_at)


class WithoutRights(Store):
    """The guard removed: nobody asks who writes."""

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> Rights:
        """Let everyone pass."""
        del connection, actor, action, what
        return Rights(Role.OWNER)


def test_without_the_version_check_edits_are_lost(fresh_address: Callable[[], str]) -> None:
    """The check of `test_eight_writers_of_one_row_lose_nothing` counts lost edits here."""
    with closing(WithoutVersions(fresh_address())) as store:
        workbook = _opened(store)
        ann = put(store, workbook, Contact(name="start")).changes[0].after
        assert isinstance(ann, Contact)
        edits = race([store], workbook, ann.id, writers=8, edits=10)
        history = store.history(ME, workbook, limit=10_000)
        assert edits.lost(history, records(store, workbook), ann.id) > 0
        assert not edits.conflicts


def test_reading_then_writing_loses_edits(fresh_address: Callable[[], str]) -> None:
    """The naive statement, `UPDATE ... WHERE id = ?`, loses edits of two who read the same row."""
    with closing(Store(fresh_address())) as store:
        workbook = _opened(store)
        ann = put(store, workbook, Contact(name="0")).changes[0].after
        assert isinstance(ann, Contact)
        engine = store._engine  # noqa: SLF001 - SQL beside the store
        together = Barrier(2)

        def adds_one() -> None:
            for _ in range(20):
                together.wait()
                with engine.begin() as connection:
                    name = connection.exec_driver_sql("SELECT name FROM contacts").scalar()
                together.wait()
                with engine.begin() as connection:
                    connection.exec_driver_sql(f"UPDATE contacts SET name = '{int(name or 0) + 1}'")  # noqa: S608 - a number

        threads = [Thread(target=adds_one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with engine.begin() as connection:
            counted = int(connection.exec_driver_sql("SELECT name FROM contacts").scalar() or 0)
        assert counted < 40


def test_without_operation_ids_a_double_click_counts_twice(
    fresh_address: Callable[[], str],
) -> None:
    """The check of `test_an_operation_is_applied_once` finds two contacts here."""
    with closing(WithoutOperations(fresh_address())) as store:
        workbook = _opened(store)
        for _ in range(2):
            assert isinstance(act(store, workbook, Contact(name="Ann"), operation="op"), Saved)
        assert len(records(store, workbook).all(Contact)) == 2


def test_without_rights_an_ended_visit_writes_on(fresh_address: Callable[[], str]) -> None:
    """The check of `test_a_visit_ended_midway_writes_nothing_more` finds applied writes here."""
    with closing(WithoutRights(fresh_address())) as store:
        workbook = _opened(store)
        guest = Actor.of_cookie("guest")
        store.admit(guest, Role.OWNER, NOW)
        store.end_visit(guest, NOW)
        for number in range(10):
            store.save(
                guest, workbook, [Contact(name="X")], verb="add", operation=str(number), at=NOW
            )
        assert len(records(store, workbook).all(Contact)) == 10


def _opened(store: Store) -> str:
    store.admit(ME, Role.OWNER, NOW)
    return begun(store)


class WithoutNarrowing(Store):
    """The guard removed: whoever may comment is taken for one who may write."""

    def _demand(self, connection: Connection, actor: Actor, action: Action, what: str) -> Rights:
        """Ask, and let a coach write."""
        return replace(super()._demand(connection, actor, action, what), types=True)


def test_without_the_question_what_a_coach_may_save_they_save_anything(
    fresh_address: Callable[[], str],
) -> None:
    """The check of `test_who_may` finds a contact that a coach has added here."""
    added = []
    for kind in (Store, WithoutNarrowing):
        with closing(kind(fresh_address(), own_machine=False, open_house=True)) as store:
            owner, coach = (Actor.of_cookie(one, NOW) for one in ("owner", "coach"))
            store.admit(owner, Role.GUEST, NOW)
            workbook = store.create(owner, fresh_cover("UTC"), NOW)
            made = store.links.make(owner, workbook, Role.COACH, NOW)
            store.links.open(coach, made.token, NOW)
            eve = Contact(name="Eve")
            with suppress(NotAllowedError):
                store.save(coach, workbook, [eve], verb="x", operation="eve", at=NOW)
            added.append(eve.id in store.snapshot(owner, workbook).records.all(Contact))
    assert added == [False, True]
