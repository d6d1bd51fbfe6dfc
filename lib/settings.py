"""Every setting of the workbook: its name, its default, its meaning.

A setting is read from the environment variable `WORKBOOK_<NAME>`; nothing needs to be set to run on
one's own machine. `docs/settings.md` is checked against this file.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "WORKBOOK_"


class SettingsError(ValueError):
    """A setting holds something it cannot mean; the message says which and what it may be."""


def data_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder where this user's programs keep their data, with ours inside it."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "networking-workbook"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    data_folder: Path = field(
        metadata={"meaning": "Folder of the workbook file, readable by its owner alone."}
    )
    database_url: str = field(
        default="",
        metadata={
            "meaning": "Where workbooks are kept, as a SQLAlchemy address: "
            "postgresql+psycopg://user@host/name; empty for a SQLite file in the data folder."
        },
    )
    snapshot_megabytes: int = field(
        default=512,
        metadata={"meaning": "Most memory for open workbooks kept ready, in MB; at least 16."},
    )

    @property
    def url(self) -> str:
        """The address of the store in force."""
        return self.database_url or f"sqlite:///{self.data_folder / 'workbook.sqlite'}"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that an environment asks for (by default this process's).

    Raises:
        SettingsError: a value that its setting cannot hold.
    """
    environment = os.environ if environment is None else environment
    found = {
        one.name: environment[PREFIX + one.name.upper()]
        for one in fields(Settings)
        if environment.get(PREFIX + one.name.upper())
    }
    folder = Path(found["data_folder"]) if "data_folder" in found else data_folder(environment)
    megabytes = found.get("snapshot_megabytes", "512")
    if not megabytes.isdigit() or int(megabytes) < 16:  # noqa: PLR2004 - the meaning above names it
        message = f"{PREFIX}SNAPSHOT_MEGABYTES is a whole number of at least 16, not {megabytes!r}."
        raise SettingsError(message)
    return Settings(
        data_folder=folder.expanduser(),
        database_url=found.get("database_url", ""),
        snapshot_megabytes=int(megabytes),
    )
