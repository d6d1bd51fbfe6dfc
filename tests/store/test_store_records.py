"""Records written down and read back: every type, the whole range of characters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.coaching.records import (
    WHOLE_LIMIT,
    Field,
    Record,
    cleaned,
    fields_of,
    numbered,
    plain,
    read,
    read_all,
)
from lib.coaching.text import clean
from lib.coaching.workbook import TABLE_OF, TABLES, Changed, of
from lib.store import Actor, history, rows
from lib.store.engine import open_engine
from lib.store.history import Deed
from lib.store.migrations import migrate

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

TEXT = st.text(st.characters(codec=None), max_size=40)
"""Any characters at all: controls, lone surrogates, noncharacters, marks, every plane."""


def values(record_type: type[Record], one: Field) -> st.SearchStrategy[Any]:
    """Return any values for one field."""
    if one.name == "id":
        return st.text("0123456789abcdef", min_size=16, max_size=16)
    found: st.SearchStrategy[Any]
    hint = get_type_hints(record_type)[one.name]
    members = [part for part in get_args(hint) if isinstance(part, type) and issubclass(part, Enum)]
    if members and not one.optional:
        found = st.lists(st.sampled_from(members[0]), max_size=4).map(tuple)
    elif one.kind is str:
        found = TEXT
    elif issubclass(one.kind, Enum):
        found = st.sampled_from(one.kind)
    elif one.kind is datetime:
        found = st.datetimes(
            datetime(1900, 1, 1),  # noqa: DTZ001 - a bound
            datetime(2200, 1, 1),  # noqa: DTZ001 - a bound
            timezones=st.timezones(),
        )
    elif one.kind is bool:
        found = st.booleans()
    elif one.kind is int:
        found = st.integers(-WHOLE_LIMIT, WHOLE_LIMIT)
    else:
        found = st.dates(date(1, 1, 1), date(9999, 12, 31))
    return st.none() | found if one.optional else found


def any_record(record_type: type[Record]) -> st.SearchStrategy[Record]:
    """Return any records of a type."""
    parts = {one.name: values(record_type, one) for one in fields_of(record_type)}
    return st.fixed_dictionaries(parts).map(lambda found: record_type(**found))


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_record_written_down_reads_back_equal(name: str, data: st.DataObject) -> None:
    """`read` and `read_all` return what `plain` wrote."""
    found = cleaned(data.draw(any_record(TABLES[name])))
    assert cleaned(found) is found
    assert read(TABLES[name], plain(found)) == found
    (again,) = read_all(TABLES[name], [tuple(plain(found).values())]).values()
    assert again == found
    assert hash(again) == hash(found)
    assert type(again) is type(found)


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_record_numbered_says_the_same(name: str, data: st.DataObject) -> None:
    """`numbered` changes the version and nothing else, and leaves the record as it is."""
    record = data.draw(any_record(TABLES[name]))
    before = replace(record)
    assert numbered(record, 7) == replace(record, version=7)
    assert hash(numbered(record, 7)) == hash(replace(record, version=7))
    assert record == before


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """Stored text is clean, whole and encodable."""
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    once.encode()


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """Lend an engine on a database with the store's empty tables."""
    made = open_engine(address)
    migrate(made)
    yield made
    made.dispose()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_database_gives_back_what_it_was_given(engine: Engine, data: st.DataObject) -> None:
    """Rows of every type come out of the tables, and out of history, as they went in."""
    drawn = [cleaned(data.draw(any_record(record_type))) for record_type in TABLE_OF]
    steps = [Changed(None, one) for one in drawn]
    deed = Deed("add", "op", Actor("visit"), datetime(2026, 1, 1, tzinfo=UTC))
    with _lent(engine) as connection:
        rows.write(connection, "book", rows.written(steps))
        history.note(connection, "book", 1, deed, rows.written(steps))
        found = rows.load(connection, "book")
        told = history.changed_between(connection, "book", 1, 1)
    kept = of(drawn)
    for record_type in TABLE_OF:
        assert found.all(record_type) == kept.all(record_type)
    assert [step for _, step in told] == steps


@contextmanager
def _lent(engine: Engine) -> Iterator[Connection]:
    """Lend a connection whose work is taken back."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def test_no_word_holds_the_comma_that_separates_words() -> None:
    """Words of a field that holds several are joined by commas: none may hold one."""
    for record_type in TABLE_OF:
        for one in fields_of(record_type):
            if get_origin(get_type_hints(record_type)[one.name]) is tuple:
                (member, _) = get_args(get_type_hints(record_type)[one.name])
                assert not [word for word in member if "," in word.value]
