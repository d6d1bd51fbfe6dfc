"""T19: where anyone may start a workbook, a stranger starts a few a day, all together so many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.bench import driver
from tests.trust.house import shared
from tests.web import planted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving import Server

EACH, ALL = 2, 3
START: Final = "Start a workbook"
FULL: Final = "ask whoever runs this workbook"
ENOUGH: Final = "begin this one tomorrow"


async def started(server: Server) -> driver.Session:
    """Come as a stranger, and tap the button."""
    tab = await driver.visit(server.address)
    await tab.click(tab.find(START))
    return tab


async def begins_another(tab: driver.Session) -> str:
    """Begin another workbook from the Workbook page; return the words on the page after it."""
    await tab.rerun(page="workbook")
    await tab.set(tab.find("Its name"), "One more")
    await tab.click(tab.find("Begin it"))
    return " ".join(tab.texts())


def test_a_stranger_starts_a_few_and_all_together_so_many(tmp_path: Path) -> None:
    """The third of one browser, and the fourth of all, are refused in words with what to do."""

    async def tried(server: Server) -> None:
        first = await started(server)
        assert first.query.startswith("w=")
        assert ENOUGH not in await begins_another(first)
        assert ENOUGH in await begins_another(first)
        await first.close()
        second = await started(server)
        assert second.query.startswith("w=")
        await second.close()
        third = await started(server)
        assert FULL in " ".join(third.texts())
        assert not third.query
        assert START not in " ".join(third.texts())
        await third.close()

    with shared(tmp_path, starts_each=str(EACH), starts_all=str(ALL)) as server:
        driver.driven(tried(server))
        assert "Error" not in server.log()


def test_without_the_question_everybody_starts(tmp_path: Path) -> None:
    """The guard removed: the same strangers, more workbooks than there is room for."""
    root = planted.project(tmp_path / "project")
    file = root / "lib" / "store" / "sharing.py"
    text = file.read_text("utf-8")
    asked = "        demand_start(connection, actor, starts, has_desk=has_desk)\n"
    assert text.count(asked) == 1
    file.write_text(text.replace(asked, "        pass\n"), "utf-8")

    async def tried(server: Server) -> None:
        for _ in range(ALL + 1):
            tab = await started(server)
            assert tab.query.startswith("w=")
            await tab.close()

    with shared(tmp_path, root=root, starts_each=str(EACH), starts_all=str(ALL)) as server:
        driver.driven(tried(server))
