"""The oldest versions allowed: `python -m tests.floors` fails below one, or where one is missing.

A check without a network: `pip-audit` audits nothing where it cannot reach its sources, and says so
with exit code 0. Each floor is the first version without a known hole, or with what we rely on.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKED_ON = date(2026, 11, 21)
"""When the table was last compared with the advisories; ASVS 15.1.1 asks for a time frame."""

STALE_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Floor:
    """A package, its oldest version, and why."""

    package: str
    oldest: str
    because: str


FLOORS = (
    Floor("streamlit", "1.67.0", "what the screen is built and tested on; hardened from 1.61"),
    Floor("starlette", "1.3.1", "the server's requests and files"),
    Floor("python-multipart", "0.0.27", "reads uploads"),
    Floor("urllib3", "2.7.0", "outgoing requests"),
    Floor("protobuf", "6.33.5", "reads what browsers send"),
    Floor("pyarrow", "14.0.1", "tables on their way to the browser"),
    Floor("h11", "0.16.0", "reads requests"),
    Floor("Authlib", "1.7.2", "sign-in"),
    Floor("joserfc", "1.6.3", "reads the tokens of sign-in"),
    Floor("openpyxl", "3.1", "spreadsheets"),
    Floor("defusedxml", "0.7.1", "keeps a spreadsheet's XML from unfolding itself"),
    Floor("gspread", "6.2.1", "the version whose own retries were read, and are not used"),
    Floor("google-auth", "2.63.0", "the version whose own retries were read, and are kept out"),
    Floor("requests", "2.33.0", "calls to Google; before, it could give a .netrc's word away"),
    Floor("cryptography", "46.0.7", "signs in to Google"),
    Floor("pyasn1", "0.6.3", "google-auth reads keys with it"),
    Floor("certifi", "2024.7.4", "whom to trust on the way to Google"),
    Floor("idna", "3.7", "names of hosts"),
)


def installed(package: str) -> str | None:
    """Return a package's installed version; None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def too_old(version_of: Callable[[str], str | None] = installed) -> list[str]:
    """Return a sentence for every package that is missing or below its floor."""
    found = []
    for one in FLOORS:
        version = version_of(one.package)
        if version is None:
            found.append(f"{one.package} is not installed ({one.because}).")
        elif Version(version) < Version(one.oldest):
            found.append(f"{one.package} {version} is older than {one.oldest} ({one.because}).")
    return found


def stale(today: date) -> bool:
    """Return whether the table was last checked too long ago to be trusted."""
    return today - CHECKED_ON > STALE_AFTER


def main() -> int:
    """Say what is too old; return the exit code."""
    if stale(datetime.now(UTC).date()):
        sys.stderr.write(f"The table of oldest versions was last checked on {CHECKED_ON}.\n")
    found = too_old()
    for sentence in found:
        sys.stderr.write(f"{sentence}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
