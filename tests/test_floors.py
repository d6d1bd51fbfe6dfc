"""The table of oldest versions holds here, and finds an old or a missing package."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests import floors

ROOT = Path(__file__).resolve().parents[1]


def plant(folder: Path, package: str, version: str) -> None:
    """Write what the installer would have left of a package at this version."""
    info = folder / f"{package}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", "utf-8"
    )


def ask(path: str) -> subprocess.CompletedProcess[str]:
    """Run the check as `make test` does, with this folder before the installed packages."""
    code = (
        f"import sys, runpy; sys.path.insert(0, {path!r}); "
        "runpy.run_module('tests.floors', run_name='__main__')"
    )
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_what_is_installed_is_new_enough(tmp_path: Path) -> None:
    """The check passes on this environment."""
    answer = ask(str(tmp_path))
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_planted_old_version_fails(tmp_path: Path) -> None:
    """An older Starlette in front of the installed one ends the check with 1, and is named."""
    plant(tmp_path, "starlette", "1.3.0")
    answer = ask(str(tmp_path))
    assert answer.returncode == 1
    assert "starlette 1.3.0 is older than 1.3.1" in answer.stderr


def test_a_missing_package_fails() -> None:
    """Without a single package, each is named."""
    assert len(floors.too_old(lambda _package: None)) == len(floors.FLOORS)


def test_a_floor_compares_numbers_not_text() -> None:
    """0.0.9 is older than 0.0.27, and 10.0 newer than 9.9."""
    sentences = floors.too_old(lambda _package: "0.0.9")
    assert any("python-multipart 0.0.9" in one for one in sentences)
    assert floors.too_old(lambda _package: "10000.0") == []


def test_the_table_grows_stale() -> None:
    """Ninety days after it was checked it still counts; a day later it does not."""
    assert not floors.stale(floors.CHECKED_ON + timedelta(days=90))
    assert floors.stale(floors.CHECKED_ON + timedelta(days=91))


def test_the_pins_respect_the_floors() -> None:
    """What requirements.txt pins is what the table allows."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {
        line.split("==")[0].lower(): line.split("==")[1].split()[0]
        for line in text.splitlines()
        if "==" in line and not line.startswith(" ")
    }
    assert floors.too_old(lambda package: pinned.get(package.lower())) == []
