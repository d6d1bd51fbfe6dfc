"""Cost: of opening a large workbook, of one save in it, of memory.

Times are processor seconds of this process, the best of several tries; limits are well above what
an idle machine takes, so that only a change of kind fails them.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from lib.coaching import workbook as shelf
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.touches import Direction, Help, Touch
from lib.coaching.workbook import Records
from lib.store import Role, Store
from lib.store.snapshots import BYTES_A_ROW, Shelf, weigh
from tests.store.book import DAY, ME, NOW, begun, crowd, put, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

INDEXES: tuple[Any, ...] = (
    shelf.TOUCHES_BY_ASK,
    shelf.TOUCHES_BY_CONTACT,
    shelf.ASKS_BY_CONTACT,
    shelf.COURSES,
    shelf.CONTACTS_BY_NAME,
    shelf.SEARCH_TEXTS,
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return (address, workbook) with 5,000 contacts, 8,000 asks, 49,000 touches."""
    folder = tmp_path_factory.mktemp("large")
    address = f"sqlite:///{folder / 'book.sqlite'}"
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        workbook = begun(store)
        put(store, workbook, *crowd(4_999, 8_000, 49_000))
    return address, workbook


def best(tries: int, call: Callable[[], object]) -> float:
    """Return the fewest processor seconds that a call took."""
    found = []
    for _ in range(tries):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return min(found)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Lend the list of statements that the database is sent meanwhile."""
    seen: list[str] = []
    engine = store._engine  # noqa: SLF001 - where statements pass

    def before(*call: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own types
        seen.append(call[2])

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", before)


def test_opening_a_large_workbook(large: tuple[str, str]) -> None:
    """62,000 rows are read within 1.2 processor seconds; a third of that on an idle machine."""
    address, workbook = large

    def opened() -> None:
        with closing(Store(address)) as store:
            assert len(records(store, workbook).all(Touch)) == 49_000

    assert best(3, opened) < 1.2


def test_looking_again_is_one_statement(large: tuple[str, str]) -> None:
    """Where nothing changed, rights and version are one statement; the records are the same."""
    address, workbook = large
    with closing(Store(address)) as store:
        first = store.snapshot(ME, workbook)
        with statements(store) as seen:
            assert store.snapshot(ME, workbook) is first
        assert len(seen) == 1
        assert best(50, lambda: store.snapshot(ME, workbook)) < 0.001


def test_saving_costs_the_same_in_a_large_workbook(large: tuple[str, str]) -> None:
    """One touch: the same statements as in an empty workbook, each found by its key."""
    address, workbook = large
    with closing(Store(address)) as store:
        ask = next(iter(records(store, workbook).all(Ask).values()))
        with statements(store) as in_large:
            put(store, workbook, Touch(contact=ask.contact, ask=ask.id, on=DAY))
        small = begun(store)
        person = Contact(name="Ann")
        put(store, small, person)
        with statements(store) as in_small:
            put(store, small, Touch(contact=person.id, on=DAY))
        assert in_large == in_small
        assert len(in_large) <= 9
        with store._engine.connect() as connection:  # noqa: SLF001 - to ask how it is answered
            for statement in in_large:
                if statement.startswith(("SELECT", "UPDATE")):
                    values = ("x",) * statement.count("?")
                    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                    assert all("SCAN" not in row[3] for row in plan), statement


def test_one_more_touch_costs_little(large: tuple[str, str]) -> None:
    """Records and six indexes are carried over one new touch in a few milliseconds."""
    address, workbook = large
    with closing(Store(address)) as store:
        found = records(store, workbook)
        for index in INDEXES:
            found.index(index)
        ask = next(iter(found.all(Ask).values()))
        step = shelf.Changed(None, Touch(contact=ask.contact, ask=ask.id, on=DAY))
        assert best(20, lambda: found.changed([step])) < 0.010


def test_the_records_before_are_let_go_of(large: tuple[str, str]) -> None:
    """After fifty saves one state of the records is in memory, not fifty."""
    address, workbook = large
    with closing(Store(address)) as store:
        for index in INDEXES:
            records(store, workbook).index(index)
        gc.collect()
        before = sum(isinstance(one, Records) for one in gc.get_objects())
        ask = next(iter(records(store, workbook).all(Ask).values()))
        for _ in range(50):
            put(store, workbook, Touch(contact=ask.contact, ask=ask.id, on=DAY))
        gc.collect()
        assert sum(isinstance(one, Records) for one in gc.get_objects()) <= before


def test_a_row_weighs_what_the_bound_counts(large: tuple[str, str]) -> None:
    """Memory of the large workbook with its indexes: not more than it is counted as."""
    address, workbook = large
    with closing(Store(address)) as store:
        with store._engine.connect() as connection:  # noqa: SLF001 - the connection's own memory aside
            connection.exec_driver_sql("SELECT 1").all()
        gc.collect()
        tracemalloc.start()
        try:
            found = store.snapshot(ME, workbook)
            for index in INDEXES:
                found.records.index(index)
            gc.collect()
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert 0.5 * found.weight < taken < found.weight, (taken, found.weight, BYTES_A_ROW)


def test_kept_snapshots_stay_within_the_bound(quick_folder: Path) -> None:
    """Of ten workbooks of 3 MB each, as many are kept as fit 16 MB; the last used ones."""
    bound = 16 * 1024 * 1024
    with closing(Store(f"sqlite:///{quick_folder / 'book.sqlite'}", snapshot_bytes=bound)) as store:
        store.admit(ME, Role.OWNER, NOW)
        books = [begun(store) for _ in range(10)]
        kept = store._shelf  # noqa: SLF001 - the bound is the question
        for book in books:
            put(store, book, *(Contact(name=str(one), notes="x" * 10_000) for one in range(300)))
            assert kept.weight <= bound
        assert [kept.get(one) is not None for one in books] == [False] * 5 + [True] * 5
        for book in books:
            found = records(store, book)
            assert len(found.all(Contact)) == 300
            assert kept.weight <= bound


def test_a_workbook_beyond_the_bound_is_read_and_not_kept(quick_folder: Path) -> None:
    """One workbook larger than all the memory allowed still opens and saves."""
    with closing(
        Store(f"sqlite:///{quick_folder / 'book.sqlite'}", snapshot_bytes=100_000)
    ) as store:
        store.admit(ME, Role.OWNER, NOW)
        book = begun(store)
        put(store, book, *(Contact(name=str(one), notes="x" * 10_000) for one in range(100)))
        assert store._shelf.weight == 0  # noqa: SLF001 - the bound is the question
        seen = next(iter(records(store, book).all(Contact).values()))
        put(store, book, replace(seen, name="Ann"))
        assert len(records(store, book).all(Contact)) == 100


def test_weights_add_up(quick_folder: Path) -> None:
    """What is carried from change to change weighs the same as when it is read afresh."""
    address = f"sqlite:///{quick_folder / 'book.sqlite'}"
    with closing(Store(address)) as store:
        store.admit(ME, Role.OWNER, NOW)
        book = begun(store)
        put(store, book, *crowd(20, 20, 20))
        seen = next(iter(records(store, book).all(Contact).values()))
        put(store, book, replace(seen, notes="ß" * 5_000))
        carried = store.snapshot(ME, book)
        with closing(Store(address)) as other:
            assert other.snapshot(ME, book).weight == carried.weight
    assert weigh([Contact(name="Ann")]) > BYTES_A_ROW
    assert Shelf(1).weight == 0


def test_words_of_a_vocabulary_weigh_one_tuple() -> None:
    """What an answer brought is kept as members shared by all: three weigh as one; texts add up."""
    day = Touch(contact="c", on=DAY, direction=Direction.REPLY)
    nothing, one, three = (
        weigh([replace(day, helped_with=words)])
        for words in ((), (Help.NAMES,), (Help.NAMES, Help.INSIGHT, Help.REFERRAL))
    )
    assert nothing < one == three
    assert weigh([replace(day, words="x" * 100)]) - nothing == 56 + 100
    assert weigh([replace(day, words="ß" * 100)]) - nothing == 56 + 600
