"""Every setting of the workbook: its name, its default, its meaning.

A setting is read from the environment variable `WORKBOOK_<NAME>`; nothing needs to be set to run on
one's own machine. `docs/settings.md` is checked against this file.
"""

from __future__ import annotations

import ipaddress
import json
import os
import sys
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "WORKBOOK_"

KEY_CHARACTERS = 65_536
"""Most that is read of a key's file; Google's have 2,400."""


DEFAULT_PORTS = {"http": 80, "https": 443}
"""Ports that a browser leaves out of an address."""


class Mode(Enum):
    """Who may open the workbooks here."""

    OWN = "own"
    """Whoever sits at this machine; nobody else reaches it."""
    SHARED = "shared"
    """Whoever has a link, as far as the link goes."""
    SIGNED_IN = "signed_in"
    """Whoever signs in; a link opens once they have."""


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
    google_key: str = field(
        default="",
        repr=False,
        metadata={
            "meaning": "Key of the Google account that workbooks share their sheet with: the path "
            "of its file, or the file's text; empty for no Google Sheets. See google.md."
        },
    )
    google_address: str = field(
        default="",
        metadata={
            "meaning": "Where tests answer in Google's place: http://, an address of this machine "
            "and a port; empty for Google."
        },
    )
    durable_disk: bool = field(
        default=True,
        metadata={
            "meaning": "false where the host's disk is emptied at a restart: a save counts once it "
            "is in the Google Sheet, and the workbook is fetched from there. See google.md."
        },
    )
    sheet: str = field(
        default="",
        metadata={
            "meaning": "Address of the Google Sheet that is linked by itself where "
            "WORKBOOK_DURABLE_DISK is false."
        },
    )

    mode: Mode = field(
        default=Mode.OWN,
        metadata={
            "meaning": "Who may open workbooks: own (whoever sits at this machine), shared "
            "(whoever has a link) or signed_in (whoever signs in; links open after that). See "
            "hosting.md."
        },
    )
    address: str = field(
        default="",
        metadata={
            "meaning": "Address under which people open the workbook where the mode is shared or "
            "signed_in, without a path: https://book.example.org; http:// only on this machine."
        },
    )
    listen: str = field(
        default="127.0.0.1",
        metadata={
            "meaning": "Address of this machine that `python app.py` listens on: 127.0.0.1 behind "
            "a proxy on the same machine, 0.0.0.0 in a container; in the mode own only this "
            "machine's."
        },
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata={
            "meaning": "Addresses or networks of your own proxies, with commas between them: only "
            "they are believed about where a request came from (X-Forwarded-For)."
        },
    )
    anyone_may_start: bool = field(
        default=False,
        metadata={
            "meaning": "true lets whoever opens the address start a workbook of their own, where "
            "the mode is shared or signed_in."
        },
    )
    starts_each: int = field(
        default=5,
        metadata={
            "meaning": "Most workbooks that one browser, or one person who has signed in, starts "
            "in a day where anyone may; a coach's desk is held by the next setting alone."
        },
    )
    starts_all: int = field(
        default=200,
        metadata={
            "meaning": "Most workbooks that all together start in a day where anyone may; `make "
            "link` makes one all the same."
        },
    )

    idle_minutes: int = field(
        default=0,
        metadata={
            "meaning": "Minutes without a tap after which every browser locks itself, where the "
            "mode is shared or signed_in, up to 1440; 0 for those browsers alone whose people "
            "say that others use the computer too (after 30)."
        },
    )

    @property
    def shared(self) -> bool:
        """Whether others than this machine's own people may come: in every mode but own."""
        return self.mode is not Mode.OWN

    @property
    def secure(self) -> bool:
        """Whether browsers speak TLS with the address under which others come."""
        return self.shared and self.address.startswith("https:")

    @property
    def url(self) -> str:
        """The address of the store in force."""
        return self.database_url or f"sqlite:///{self.data_folder / 'workbook.sqlite'}"

    @property
    def google_email(self) -> str:
        """The address of the Google account, for people to share a sheet with; empty without one.

        A key that cannot be read has none either: the start refuses it, in words.
        """
        try:
            key = json.loads(self.google_key_text(), strict=False)
        except (OSError, ValueError):
            return ""
        found = key.get("client_email", "") if isinstance(key, dict) else ""
        return found if isinstance(found, str) else ""

    def google_key_text(self) -> str:
        """Return the text of the Google account's key; empty where none is set.

        Raises:
            OSError: its file cannot be read.
            UnicodeDecodeError: its file holds no text.
        """
        if not self.google_key or self.google_key.lstrip().startswith("{"):
            return self.google_key
        with Path(self.google_key).expanduser().open(encoding="utf-8") as file:
            return file.read(KEY_CHARACTERS)


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


_NAMES: Final = (
    *(PREFIX + one.name.upper() for one in fields(Settings)),
    *("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME"),
)
"""All that settings depend on: the last four say where a user's programs keep their data."""


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that an environment asks for (by default this process's).

    Raises:
        SettingsError: a value that its setting cannot hold.
    """
    asked = os.environ if environment is None else environment
    return _read(tuple((one, asked[one]) for one in _NAMES if one in asked))


@lru_cache(maxsize=8)
def _read(set_here: tuple[tuple[str, str], ...]) -> Settings:
    """Return what `load` does; a page asks many times, and the environment stays what it is."""
    environment = dict(set_here)
    found = {
        one.name: environment[PREFIX + one.name.upper()]
        for one in fields(Settings)
        if environment.get(PREFIX + one.name.upper())
    }
    folder = Path(found["data_folder"]) if "data_folder" in found else data_folder(environment)
    asked = Settings(
        data_folder=folder.expanduser(),
        database_url=found.get("database_url", ""),
        port=_number(found, "port", 8501, 1, 65_535),
        snapshot_megabytes=_number(found, "snapshot_megabytes", 512, 16, 1_000_000),
        guide_folder=Path(found["guide_folder"]).expanduser() if "guide_folder" in found else None,
        google_key=found.get("google_key", ""),
        google_address=_loopback(found, "google_address"),
        durable_disk=_yes_or_no(found, "durable_disk", default=True),
        sheet=found.get("sheet", ""),
        mode=_mode(found),
        address=_public(found, "address"),
        listen=found.get("listen", "127.0.0.1"),
        trusted_proxies=_networks(found, "trusted_proxies"),
        anyone_may_start=_yes_or_no(found, "anyone_may_start", default=False),
        starts_each=_number(found, "starts_each", 5, 1, 1_000),
        starts_all=_number(found, "starts_all", 200, 1, 1_000_000),
        idle_minutes=_number(found, "idle_minutes", 0, 0, 1_440),
    )
    if asked.shared and not asked.address:
        message = (
            f"{PREFIX}MODE is {asked.mode.value}, so set {PREFIX}ADDRESS to the address under "
            "which people open the workbook, as in https://book.example.org: links begin with it, "
            "and nothing is answered under another name."
        )
        raise SettingsError(message)
    if asked.shared and not asked.durable_disk:
        message = (
            f"{PREFIX}DURABLE_DISK is false, and links are kept on the disk: each restart would "
            f"lock everybody out. Keep workbooks in a database ({PREFIX}DATABASE_URL) and leave "
            f"{PREFIX}DURABLE_DISK as it is, or set {PREFIX}MODE to own."
        )
        raise SettingsError(message)
    if not asked.durable_disk and not (asked.google_key and asked.sheet):
        message = (
            f"{PREFIX}DURABLE_DISK is false, so the workbook lives in a Google Sheet: set "
            f"{PREFIX}GOOGLE_KEY and {PREFIX}SHEET too, or nothing would outlast a restart."
        )
        raise SettingsError(message)
    return asked


def _yes_or_no(found: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Return what was answered, or the default.

    Raises:
        SettingsError: neither yes nor no was.
    """
    answers = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    text = found.get(name, str(default))
    if text.lower() not in answers:
        message = f"{PREFIX}{name.upper()} is true or false, not {text!r}."
        raise SettingsError(message)
    return answers[text.lower()]


def _loopback(found: Mapping[str, str], name: str) -> str:
    """Return an address of this machine as `http://host:port`, or nothing where none was set.

    Raises:
        SettingsError: it is another machine's, or more than host and port.
    """
    text = found.get(name, "").rstrip("/")
    try:
        parts = urlsplit(text)
        fits = parts.port is not None and is_loopback(parts.hostname or "")
    except ValueError:
        fits = False
    if text and not (fits and text == f"http://{parts.netloc}" and "@" not in parts.netloc):
        message = (
            f"{PREFIX}{name.upper()} is for tests alone: http:// with an address of this machine "
            "and a port, as in http://127.0.0.1:8600."
        )
        raise SettingsError(message)
    return text


def _mode(found: Mapping[str, str]) -> Mode:
    """Return the mode that was chosen, or the default.

    Raises:
        SettingsError: there is none of this name.
    """
    text = found.get("mode", Mode.OWN.value)
    try:
        return Mode(text.strip().lower().replace("-", "_"))
    except ValueError:
        names = ", ".join(one.value for one in Mode)
        message = f"{PREFIX}MODE is one of {names}, not {text!r}."
        raise SettingsError(message) from None


def _public(found: Mapping[str, str], name: str) -> str:
    """Return an address as a browser names it as an origin, or nothing where none was set.

    Raises:
        SettingsError: it is more or less than scheme, host and port, or http to another machine.
    """
    text = found.get(name, "").strip().rstrip("/").lower()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        port, host = None, ""
    scheme = text.partition("://")[0]
    right = scheme == "https" or (scheme == "http" and is_loopback(host))
    named = host.isascii() and not set(host) & set("%_* \"'<>;,")
    whole = bool(host) and text == f"{scheme}://{parts.netloc}" and "@" not in parts.netloc
    if not (right and named and whole and not parts.netloc.endswith(":")):
        message = (
            f"{PREFIX}{name.upper()} is https:// with the name of this server and nothing behind "
            "it, as in https://book.example.org; a name that is not in plain letters stands as "
            "xn--…; http:// is for this machine alone, as in http://localhost:8501."
        )
        raise SettingsError(message)
    return text.removesuffix(f":{port}") if port == DEFAULT_PORTS[scheme] else text


def _networks(found: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return addresses and networks that were set, as `ipaddress.ip_network` reads them.

    Raises:
        SettingsError: one of them is neither.
    """
    texts = [one.strip() for one in found.get(name, "").split(",") if one.strip()]
    try:
        return tuple(str(ipaddress.ip_network(one)) for one in texts)
    except ValueError:
        message = (
            f"{PREFIX}{name.upper()} is a list of addresses or networks with commas between them, "
            "as in 127.0.0.1, 10.0.0.0/8."
        )
        raise SettingsError(message) from None


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
