"""T3 and T4: what a tab may do is what the store says now, not what it drew.

Raw websockets, as no browser would send them: a button of a link that was withdrawn, a button that
was drawn disabled, a button that is not there at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from lib.store import Role, Shows
from tests.bench import driver
from tests.trust.house import House, shared
from tests.trust.ways import DISABLED, LABELS, OPENS, WAYS, opened, tap
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Iterator


WRITES: Final = 500
WITHDRAWN: Final = "withdrawn"


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the project with one page that saves in every way there is."""
    folder = tmp_path_factory.mktemp("ways")
    root = planted.project(folder / "project", pages={"today.py": WAYS})
    with shared(folder, root=root) as server:
        yield House(server)


async def buttons(tab: driver.Session) -> dict[str, WidgetState]:
    """Return what a tap on each button that saves sends, with the fragment it stands in."""
    await tab.click(tab.find(OPENS))
    return {one.label: one for one in tab.widgets("button") if one.label in (*LABELS, DISABLED)}


def test_a_withdrawn_link_writes_nothing_more(ways: House) -> None:
    """500 taps in an open tab, through a page, a callback, a fragment, a dialog: 0 applied."""
    kept = ways.begun()
    link = ways.link(kept, Role.COACH, Shows.ALL, types=True)
    cookie = ways.opened(link)

    async def tapped() -> tuple[int, int]:
        tab = await opened(ways, kept, cookie)
        there = await buttons(tab)
        for label in LABELS:
            before = ways.version(kept)
            await tap(tab, there[label])
            assert ways.version(kept) == before + 1, f"{label} saves nothing: it proves nothing"
            if label != LABELS[-1]:
                there = await buttons(tab)
        ways.withdraw(kept, link)
        before = ways.version(kept)
        told = []
        for turn in range(WRITES):
            await tap(tab, there[LABELS[turn % len(LABELS)]])
            told.append(" ".join(tab.texts()))
        await tab.close()
        assert WITHDRAWN in told[0]
        assert not any(kept.mark in one for one in told)
        return before, ways.version(kept)

    before, after = driver.driven(tapped())
    print(f"{WRITES} taps after the link was withdrawn: {after - before} applied")  # noqa: T201 - what was measured
    assert after == before


@pytest.mark.parametrize("role", [Role.COACH, Role.VIEWER])
def test_forged_taps_of_who_may_not_write_change_nothing(ways: House, role: Role) -> None:
    """Every way to save, sent by a coach or a viewer, here and to another page: 0 rows changed."""
    kept = ways.begun()
    cookie = ways.opened(ways.link(kept, role, Shows.ALL))

    async def tapped() -> int:
        before = ways.version(kept)
        for label in LABELS:
            tab = await opened(ways, kept, cookie)
            button = (await buttons(tab))[label]
            await tap(tab, button)
            await tab.rerun(WidgetState(id=button.id, trigger_value=True), page="people")
            await tab.close()
        return ways.version(kept) - before

    assert driver.driven(tapped()) == 0


def test_forged_state_of_disabled_and_absent_widgets_changes_nothing(ways: House) -> None:
    """A tap on a disabled button, and on ids that no page has: 0 rows changed."""
    kept = ways.begun()

    async def tapped() -> int:
        tab = await opened(ways, kept, kept.cookie)
        disabled = next(one for one in tab.widgets("button") if one.label == DISABLED)
        before = ways.version(kept)
        await tab.click(disabled)
        for made_up in ("$$ID-0000-None", "$$ID-0000-remove-1", disabled.id[:-1], "x" * 10_000):
            await tab.rerun(WidgetState(id=made_up, trigger_value=True))
            await tab.rerun(WidgetState(id=made_up, string_value="<b>"))
        await tab.close()
        return ways.version(kept) - before

    assert driver.driven(tapped()) == 0
