"""The databases that faults are tried on: those of the store's contract suite."""

from tests.store.conftest import database_server, fresh_address, quick_folder

__all__ = ["database_server", "fresh_address", "quick_folder"]
