"""A process has one store, whoever asks and however many at once; closed, it opens again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CODE = """
from concurrent.futures import ThreadPoolExecutor

from lib.access import close_the_store, the_store

with ThreadPoolExecutor(16) as threads:
    stores = set(threads.map(lambda _: the_store(), range(200)))
assert len(stores) == 1, len(stores)
first = the_store()
close_the_store()
close_the_store()
assert the_store() is not first
close_the_store()
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, with these variables."""
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_hundred_askers_get_one_store(tmp_path: Path) -> None:
    """Sixteen threads ask at once: one store, in the folder that the settings name."""
    answer = run(CODE, WORKBOOK_DATA_FOLDER=str(tmp_path / "data"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "data" / "workbook.sqlite").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_store_that_cannot_be_opened_is_asked_for_again(tmp_path: Path) -> None:
    """After a refusal nothing half-open is kept: once the folder is private, it opens."""
    code = """
from pathlib import Path
import os

from lib.access import the_store
from lib.store import UnsafeFileError

folder = Path(os.environ["WORKBOOK_DATA_FOLDER"])
try:
    the_store()
except UnsafeFileError:
    folder.chmod(0o700)
    the_store()
    print("opened")
"""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    answer = run(code, WORKBOOK_DATA_FOLDER=str(folder))
    assert (answer.stdout, answer.returncode) == ("opened\n", 0)
