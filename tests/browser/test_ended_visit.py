"""T3: a visit that was ended changes nothing in a tab still open, whatever way the tap goes.

Streamlit runs a callback, a fragment and a dialog without the frame; the store asks for the rights
all the same. The visit is ended by another process on the same file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.coaching.contacts import Contact
from lib.store import Role
from tests.browser import seeding
from tests.browser.tab import opened
from tests.serving import Server
from tests.trust.ways import EACH, WAYS
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.browser.conftest import Visit
    from tests.browser.tab import Tab, Visitor

REFUSED = "This browser may not open the workbook, or not any more."


def end(visitor: Visitor) -> None:
    """End a browser's visit, from another process."""
    with visitor.store() as store:
        store.end_visit(visitor.actor, seeding.now())


def kept(server: Server, workbook: str) -> tuple[int, set[str]]:
    """Return the workbook's version and the names in it, seen by somebody who still may."""
    with_rights = opened(server)
    snapshot = with_rights.snapshot(seeding.SEEDER, workbook)
    with_rights.close()
    return snapshot.version, {one.name for one in snapshot.records.all(Contact).values()}


def taps(*labels: str) -> Callable[[Tab], object]:
    """Return a hand that taps these buttons, one after the other."""

    def does(tab: Tab) -> None:
        for label in labels:
            tab.tap(label)

    return does


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the project with one page that saves in every way there is."""
    folder = tmp_path_factory.mktemp("ways")
    root = planted.project(folder / "project", pages={"today.py": WAYS})
    with Server(folder, root=root) as server:
        yield server


@pytest.mark.parametrize(("name", "act"), [(name, taps(*labels)) for name, labels in EACH.items()])
def test_no_way_in_is_left(
    ways: Server, visit: Visit, name: str, act: Callable[[Tab], object]
) -> None:
    """A plain button, a callback, a fragment, a dialog: each saves before, none does after."""
    workbook = workbook_of(ways)
    visitor = visit(ways)
    tab = visitor.tab(f"today?w={workbook}").heading("Ways in")
    act(tab)
    version, names = kept(ways, workbook)
    assert name in names
    tab.reload().heading("Ways in")
    if name == "dialog":
        tab.tap("Open the dialog")
        act = taps("In a dialog")
    end(visitor)
    act(tab)
    tab.sees(REFUSED)
    assert kept(ways, workbook) == (version, names)


def workbook_of(server: Server) -> str:
    """Return the server's workbook, begun if there is none."""
    store = opened(server)
    store.admit(seeding.SEEDER, Role.OWNER, seeding.now())
    there = store.workbook_ids(seeding.SEEDER)
    store.close()
    return there[0] if there else seeding.begun(server)


def met(tab: Tab) -> None:
    """Fill in whom one just met, and tap."""
    tab.page.get_by_label("Name", exact=True).fill("Nobody")
    tab.tap("Write the note")


def noted(tab: Tab) -> None:
    """Type notes on a person's sheet, and tap."""
    tab.page.get_by_label("Notes", exact=True).fill("Nothing")
    tab.tap("Save")


def named(tab: Tab) -> None:
    """Sign the workbook, and tap."""
    tab.page.get_by_label("Your name", exact=True).fill("Nobody")
    tab.tap("Save")


def words(tab: Tab) -> None:
    """Type words of one's own and leave the box."""
    tab.type("Your words, or a draft to check", "Hello, this is nobody.")


@pytest.mark.parametrize(
    ("address", "prepared", "act"),
    [
        ("people", lambda tab: tab.sees("How do you know them?"), taps("Skip")),
        ("people", lambda tab: tab.choose("Just met someone"), met),
        ("people?who={who}", lambda tab: tab.unfold("What you know of them"), noted),
        ("give?who={who}", lambda tab: tab.choose("Praise"), taps("I did this")),
        ("ask?who={who}", lambda tab: tab.sees("What will you ask"), taps("I'll send it anyway")),
        ("ask", lambda tab: tab.unfold("My words"), words),
        ("workbook", lambda tab: tab.heading("What was done"), named),
    ],
    ids=["rate", "met", "sheet", "give", "ask", "words", "cover"],
)
def test_an_open_tab_of_each_page_changes_nothing(
    server: Server,
    visit: Visit,
    address: str,
    prepared: Callable[[Tab], object],
    act: Callable[[Tab], object],
) -> None:
    """0 rows on any page, and a plain sentence instead; nobody's name is on the screen any more."""
    workbook = workbook_of(server)
    contact = Contact(name="Dana Whitlock", strength=2)
    seeding.put(server, workbook, [contact])
    visitor = visit(server)
    path, _, query = address.format(who=contact.id).partition("?")
    tab = visitor.tab(f"{path}?w={workbook}&{query}")
    prepared(tab)
    version, names = kept(server, workbook)
    end(visitor)
    act(tab)
    tab.sees(REFUSED)
    assert kept(server, workbook) == (version, names)
    tab.reload().sees(REFUSED)
    assert "Dana Whitlock" not in tab.text()
