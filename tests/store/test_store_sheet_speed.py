"""Cost of a sheet: of asking on every page how it stands, of its base, of one step of it.

Processor times, the best of several tries, with limits well above what an idle machine takes.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.store import BaseRow, Role, SheetConflict, SheetProblem, Store
from tests.store.book import ME, NOW, begun, crowd
from tests.store.sheet import HOLDER, MINUTE, OTHER_SHEET, SHEET, base_row, link, linked
from tests.store.test_store_speed import best, statements

if TYPE_CHECKING:
    from collections.abc import Iterator


ROWS = 50_000


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    """Lend (store, workbook) whose sheet holds 50,000 rows, 5,000 problems, 500 conflicts."""
    folder = tmp_path_factory.mktemp("sheet")
    with closing(Store(f"sqlite:///{folder / 'book.sqlite'}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        linked(store, workbook)
        store.sheets.rebase(SHEET, HOLDER, puts=_base(workbook))
        wrong = SheetProblem(
            workbook=workbook, table="touches", tab="Log", line=2, field="on", text="next Tue",
            message="That is no day.",
        )  # fmt: skip
        half = ROWS // 20
        store.sheets.put_problems(
            SHEET, HOLDER, {"touches": [wrong] * half + [replace(wrong, workbook=None)] * half}
        )
        clash = SheetConflict(
            workbook=workbook, table="touches", row="1", field="words", ours="a", theirs="b",
            at=NOW,
        )  # fmt: skip
        store.sheets.put_conflicts(
            SHEET, HOLDER, [replace(clash, row=str(one)) for one in range(500)]
        )
        yield store, workbook


def _base(workbook: str) -> dict[tuple[str, str], BaseRow]:
    table = "touches"
    return {(table, one.id): base_row(workbook, one) for one in crowd(100, 100, ROWS - 200)}


def test_how_it_stands_is_one_statement(large: tuple[Store, str]) -> None:
    """Rights, link, sheet and counts, by their keys; a third of a millisecond without a sheet."""
    store, workbook = large
    alone = begun(store)
    for one in (workbook, alone):
        with statements(store) as seen:
            store.sheets.of(ME, one)
        assert len(seen) == 1
    with store._engine.connect() as connection:  # noqa: SLF001 - to ask how it is answered
        values = ("x",) * seen[0].count("?")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[0]}", values).all()
        assert all("SCAN" not in row[3] for row in plan), plan
    assert link(store, workbook).problems == ROWS // 10
    assert best(200, lambda: store.sheets.of(ME, alone)) < 0.0003
    assert best(200, lambda: store.sheets.of(ME, workbook)) < 0.001


def test_a_page_that_is_drawn_again_writes_nothing(large: tuple[Store, str]) -> None:
    """`opened` within 30 seconds is the same one statement."""
    store, workbook = large
    store.sheets.opened(ME, workbook, NOW)
    with statements(store) as seen:
        store.sheets.opened(ME, workbook, NOW + timedelta(seconds=29))
    assert len(seen) == 1
    assert seen[0].startswith("SELECT")


def test_a_large_base_is_read_at_once(large: tuple[Store, str]) -> None:
    """50,000 rows within 0.8 processor seconds; half of that on an idle machine."""
    store, _ = large

    def read() -> None:
        assert len(store.sheets.base(SHEET).rows) == ROWS

    assert best(3, read) < 0.8


def test_a_step_of_the_base_costs_its_own_rows(large: tuple[Store, str]) -> None:
    """Two rows: the same statements with 50,000 rows there and with none, found by their keys."""
    store, workbook = large
    small = begun(store)
    linked(store, small, OTHER_SHEET)
    two = {("gives", str(one)): BaseRow(workbook, {"what": "x"}) for one in range(2)}
    other = {key: replace(row, workbook=small) for key, row in two.items()}

    def in_large() -> None:
        store.sheets.rebase(SHEET, HOLDER, puts=two, sequence=2, synced={workbook: 1})
        store.sheets.rebase(SHEET, HOLDER, drops=two)

    def in_small() -> None:
        store.sheets.rebase(OTHER_SHEET, HOLDER, puts=other, sequence=2, synced={small: 1})
        store.sheets.rebase(OTHER_SHEET, HOLDER, drops=other)

    with statements(store) as large_seen:
        in_large()
    with statements(store) as small_seen:
        in_small()
    assert large_seen == small_seen
    assert len(large_seen) <= 9
    with store._engine.connect() as connection:  # noqa: SLF001 - to ask how it is answered
        for statement in large_seen:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                values = ("x",) * statement.count("?")
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                assert all("SCAN" not in row[3] for row in plan), statement
    assert best(20, in_large) < 3 * best(20, in_small) + 0.002


def test_what_the_background_asks_each_second_is_cheap(quick_folder: Path) -> None:
    """Sixty sheets with a workbook each: three statements, a few milliseconds."""
    with closing(Store(f"sqlite:///{quick_folder / 'book.sqlite'}")) as store:
        store.admit(ME, Role.OWNER, NOW)
        for number in range(60):
            workbook, sheet = begun(store), f"{SHEET}-{number}"
            linked(store, workbook, sheet)
        with statements(store) as seen:
            assert len(store.sheets.links(NOW + MINUTE)) == 60
        assert len(seen) <= 3
        assert best(20, lambda: store.sheets.links(NOW + MINUTE)) < 0.03
