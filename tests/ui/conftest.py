"""A workbook of one's own for each test of a page: a temporary file, the store closed after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.access import admit_owner
from lib.access.house import close_the_store, the_store
from lib.coaching.records import Record
from lib.coaching.workbook import Records
from lib.store import Actor, Removed, Result, Saved
from lib.store.workbooks import fresh_cover
from tests.daytime import ZONE
from tests.ui.driving import run
from tests.ui.sharing import ADDRESS, House

FRAME = Path(__file__).resolve().parents[2] / "pages" / "main.py"
SECONDS = 30
"""Most a run may take; the machine of a test is shared."""

_OPERATIONS = count(1)


@dataclass(frozen=True)
class Desk:
    """Another browser of the same owner, on the same workbook as the page under test."""

    workbook: str
    actor: Actor

    def save(self, *writes: Record | Removed, verb: str = "put") -> Saved:
        """Save records as another tab would; fail the test where they are not saved."""
        result: Result = the_store().save(
            self.actor,
            self.workbook,
            writes,
            verb=verb,
            operation=f"desk-{next(_OPERATIONS)}",
            at=datetime.now(UTC),
        )
        assert isinstance(result, Saved), result
        return result

    def records(self) -> Records:
        """Return the workbook's records as they are now."""
        return the_store().snapshot(self.actor, self.workbook).records

    def verbs(self) -> list[str]:
        """Return the verbs of the newest actions, newest first."""
        return [one.verb for one in the_store().history(self.actor, self.workbook)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An empty workbook in a folder of its own (mode 0700), in the zone of `tests.daytime`."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("WORKBOOK_DATA_FOLDER", str(folder))
    monkeypatch.delenv("WORKBOOK_DATABASE_URL", raising=False)
    close_the_store()
    actor, at = Actor.of_cookie("desk"), datetime.now(UTC)
    admit_owner(the_store(), actor, at)
    yield Desk(the_store().create(actor, fresh_cover(ZONE), at), actor)
    close_the_store()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A workbook that others may open by links, in a folder of its own (mode 0700)."""
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("WORKBOOK_DATA_FOLDER", str(folder))
    monkeypatch.delenv("WORKBOOK_DATABASE_URL", raising=False)
    monkeypatch.setenv("WORKBOOK_MODE", "shared")
    monkeypatch.setenv("WORKBOOK_ADDRESS", ADDRESS)
    monkeypatch.setenv("WORKBOOK_ANYONE_MAY_START", "true")
    close_the_store()
    yield House()
    close_the_store()


@pytest.fixture
def open_page(desk: Desk) -> Callable[[str], AppTest]:
    """Return a function that opens a page ("people.py") of the desk's workbook, in a new tab."""

    def opened(page: str) -> AppTest:
        at = AppTest.from_file(FRAME, default_timeout=SECONDS)
        at.query_params["w"] = desk.workbook
        at.run()
        assert not at.exception, at.exception
        at.switch_page(page).run()
        assert not at.exception, at.exception
        return at

    return opened


@pytest.fixture
def box(desk: Desk) -> AppTest:
    """The file box alone, under the frame, in a tab of the desk's owner."""

    def page() -> None:
        from lib.ui import frame, intake, session  # noqa: PLC0415 - the script of a page of its own

        workbook = session.workbook()
        frame.draw(workbook)
        intake.draw(workbook)

    at = AppTest.from_function(page, default_timeout=30)
    at.query_params["w"] = desk.workbook
    return run(at)
