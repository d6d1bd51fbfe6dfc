"""What a host may try on the real Google runs on the local one, and tells what does not hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sheets_api.google import Google
from tests.sheets_api.quota import Quota
from tests.sheets_api.server import Server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.sheets_api.answers import Answer

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it as a host would, with a key in a file."""
    path = folder / "key.json"
    path.write_text(json.dumps(server.google.key()), "utf-8")
    path.chmod(0o600)
    told = {"WORKBOOK_GOOGLE_KEY": str(path), "WORKBOOK_GOOGLE_ADDRESS": server.address}
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", "tests.sheets.live", *words],
        cwd=ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def address(sheet: str) -> str:
    """Return a sheet's address as a browser shows it."""
    return f"https://docs.google.com/spreadsheets/d/{sheet}/edit#gid=0"


def test_every_assumption_holds_on_the_local_server(tmp_path: Path) -> None:
    """Each is printed as held, in about fifteen calls, and the sheet is blank again."""
    google = Google()
    with Server(google) as server:
        sheet = google.create()
        before = google.person(sheet).titles()
        said = run(tmp_path, server, address(sheet))
        assert said.stderr == ""
        assert said.returncode == 0, said.stdout
        lines = said.stdout.splitlines()
        assert len(lines) == 14
        assert all(line.startswith("held  ") for line in lines)
        assert google.person(sheet).titles() == before
        assert google.person(sheet).metadata() == []
        assert google.count("write") + google.count("read") <= 25


def test_the_quota_is_tried_on_demand(tmp_path: Path) -> None:
    """It reads until it is refused, and says what Google asked for."""
    google = Google()
    google.quota = Quota()
    with Server(google) as server:
        said = run(tmp_path, server, address(google.create()), "--quota")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Retry-After: None" in said.stdout
    assert said.stdout.endswith("held  too many reads are refused as busy\n")


class Careless(Google):
    """A Google that takes every number for metadata as often as it is given."""

    def handle(
        self,
        method: str,
        path: str,
        query: dict[str, list[str]],
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """Forget the numbers, then answer."""
        for file in self.files.values():
            for number in list(file.state.metadata):
                if not file.state.metadata[number]["location"].get("dimensionRange"):
                    del file.state.metadata[number]
        return super().handle(method, path, query, headers, body)


def test_an_assumption_that_does_not_hold_is_told(tmp_path: Path) -> None:
    """The exit code says so too, the others are tried all the same, and all is taken away."""
    google = Careless()
    with Server(google) as server:
        sheet = google.create()
        said = run(tmp_path, server, address(sheet))
        assert google.person(sheet).titles() == ["Sheet1"]
    assert said.returncode == 1
    wrong = [line for line in said.stdout.splitlines() if line.startswith("NOT ")]
    assert any("a number that is taken is refused" in line for line in wrong)
    assert any("one row, not two" in line for line in wrong)
    assert "held  a tab that is not there is told" in said.stdout


def test_a_sheet_that_is_not_shared(tmp_path: Path) -> None:
    """One sentence names the account to share it with; no trace."""
    google = Google()
    with Server(google) as server:
        said = run(tmp_path, server, address(google.create(email=None)))
        assert said.returncode == 1
        assert "shared with" in said.stderr
        assert "Traceback" not in said.stderr
        assert run(tmp_path, server, "no address").returncode == 2
