"""Every setting of the workbook: its name, its default, its meaning.

A setting is read from the environment variable `WORKBOOK_<NAME>`; nothing needs to be set to run on
one's own machine. `docs/settings.md` is checked against this file.
"""

from __future__ import annotations

import ipaddress
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
    port: int = field(
        default=8501,
        metadata={"meaning": "Port of `python app.py` and `make run`, from 1 to 65535."},
    )
    snapshot_megabytes: int = field(
        default=512,
        metadata={"meaning": "Most memory for open workbooks kept ready, in MB; at least 16."},
    )
    guide_folder: Path | None = field(
        default=None,
        metadata={
            "meaning": "Folder of your own numbers and words in the place of the guide's, entry by "
            "entry: see guide.md."
        },
    )

    @property
    def url(self) -> str:
        """The address of the store in force."""
        return self.database_url or f"sqlite:///{self.data_folder / 'workbook.sqlite'}"


def is_loopback(host: str) -> bool:
    """Return whether a host name or address, without a port, means this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback


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
    return Settings(
        data_folder=folder.expanduser(),
        database_url=found.get("database_url", ""),
        port=_number(found, "port", 8501, 1, 65_535),
        snapshot_megabytes=_number(found, "snapshot_megabytes", 512, 16, 1_000_000),
        guide_folder=Path(found["guide_folder"]).expanduser() if "guide_folder" in found else None,
    )


def _number(found: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """Return a whole number that was set, or the default.

    Raises:
        SettingsError: it is no whole number, or not between `least` and `most`.
    """
    text = found.get(name, str(default))
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        message = f"{PREFIX}{name.upper()} is a whole number from {least} to {most}, not {text!r}."
        raise SettingsError(message)
    return int(text)
