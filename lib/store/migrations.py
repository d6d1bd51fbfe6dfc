"""Migrations: from any earlier schema to this one, forward only.

SQLite's file is copied first, beside itself; PostgreSQL migrates in one transaction under an
advisory lock. A store written by a newer app is refused, not guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, insert, select, update

from lib.store.errors import NewerSchemaError
from lib.store.schema import SCHEMA_VERSION, metadata, schema

if TYPE_CHECKING:
    from sqlalchemy import Engine


def migrate(engine: Engine) -> None:
    """Bring the store's tables to `SCHEMA_VERSION`; make them where there are none.

    Raises:
        NewerSchemaError: the store is newer than this app.
    """
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if not inspect(connection).has_table("schema"):
            metadata.create_all(connection)
            connection.execute(insert(schema).values(version=SCHEMA_VERSION))
            return
        version = connection.execute(select(schema.c.version)).scalar_one()
        if version > SCHEMA_VERSION:
            message = (
                f"This workbook was written by a newer version of the app (schema {version}, "
                f"this one knows {SCHEMA_VERSION}). Nothing was changed: start the newer app."
            )
            raise NewerSchemaError(message)
        connection.execute(update(schema).values(version=SCHEMA_VERSION))
