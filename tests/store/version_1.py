"""A store as version 1 wrote it: SQLite's own dump of one, kept as it was, for every database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from lib.store.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKBOOK: Final = "b00c000000000001"
ACTIONS: Final = 5
"""Begun, four rows imported, one changed, a private comment, the change taken back."""


def statements(database: str) -> Iterator[str]:
    """Yield what makes the store, in the words of a database."""
    dump = Path(__file__).with_name("version-1.sql").read_text("utf-8")
    if database != "sqlite":
        dump = dump.replace(" WITHOUT ROWID", "")
    for one in dump.split(";\n"):
        if one.strip() not in ("", "BEGIN TRANSACTION", "COMMIT"):
            yield one.strip()


def write(address: str) -> None:
    """Write the store into an empty database."""
    engine = open_engine(address)
    with engine.begin() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        for one in statements(engine.dialect.name):
            driver.execute(one)
    engine.dispose()
