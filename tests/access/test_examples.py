"""Each visit's example is a private file of its own; few are kept, none outlives its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.access import examples
from lib.access.examples import Examples
from lib.store import Actor, Role, Store, StoreError, fresh_cover

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
ONE, OTHER, THIRD = (Actor.of_cookie(name) for name in ("one", "other", "third"))


def begin(store: Store) -> None:
    """Fill a new example as little as may be."""
    store.admit(ONE, Role.OWNER, NOW)
    store.create(ONE, fresh_cover("UTC"), NOW)


def never(store: Store) -> None:
    """Be called for an example that is there already."""
    raise AssertionError(store)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """Where the examples of this test go."""
    return tmp_path


@pytest.fixture
def two(there: Path) -> Iterator[Examples]:
    """Examples of which two are kept."""
    opened = Examples(most=2, within=there)
    yield opened
    opened.close()


def test_nothing_is_made_before_one_is_asked_for(two: Examples, there: Path) -> None:
    """No folder, until an example is opened; then one that its owner alone can look into."""
    assert list(there.iterdir()) == []
    two.store(ONE, begin)
    (folder,) = there.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    (file,) = folder.rglob("example.sqlite")
    assert file.stat().st_mode & 0o777 == 0o600
    two.close()
    assert list(there.iterdir()) == []


def test_a_visit_has_one_and_always_the_same(two: Examples) -> None:
    """Sixteen threads at once fill it once; another visit has another one."""
    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(lambda _: two.store(ONE, begin), range(64)))
    assert len(found) == 1
    assert two.store(ONE, never) in found
    assert two.store(OTHER, begin) not in found


def test_the_one_unused_for_longest_makes_room(two: Examples, there: Path) -> None:
    """The third lets the second go, because the first was looked at since; its file goes too."""
    first, second = two.store(ONE, begin), two.store(OTHER, begin)
    assert two.store(ONE, never) is first
    two.store(THIRD, begin)
    assert len(list(there.rglob("example.sqlite"))) == 2
    assert two.store(ONE, never) is first
    assert two.store(OTHER, begin) is not second
    with pytest.raises(StoreError):
        second.workbook_ids(ONE)


def test_what_cannot_be_filled_leaves_nothing(two: Examples, there: Path) -> None:
    """A fault while it is filled is told, and the next time it is tried anew."""
    with pytest.raises(AssertionError):
        two.store(ONE, never)
    assert list(there.rglob("*.sqlite")) == []
    assert two.store(ONE, begin).workbook_ids(ONE)


HOLD = """
import sys, time
from pathlib import Path
from lib.access.examples import Examples
from lib.store import Actor
opened = Examples(within=Path(sys.argv[1]))
opened.store(Actor.of_cookie("one"), lambda store: None)
print("open", flush=True)
time.sleep(60)
"""


def test_what_a_killed_process_left_is_taken_away(there: Path) -> None:
    """A living process keeps its folder; once it is killed, the next sweep takes it."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-c", HOLD, str(there)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        later = time.time() + 2 * examples.SETTLED_SECONDS
        examples.sweep(later, there)
        assert list(there.rglob("example.sqlite"))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    examples.sweep(within=there)
    assert list(there.rglob("example.sqlite")), "one so young may be another process's"
    other = there / "not-ours"
    other.mkdir()
    examples.sweep(later, there)
    assert list(there.iterdir()) == [other]
