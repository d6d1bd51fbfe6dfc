"""The sheet of a workshop: on the page of who leads it, and what is said of it to who takes part.

What the background would have noted is written by its own methods of the store; no Google answers.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from lib import guide
from lib.access import the_store
from lib.store import LinkState, Need
from lib.ui import linking, seated
from tests.ui.driving import run
from tests.ui.test_sheet import ADDRESS, EMAIL, ID
from tests.ui.test_workshop import Room, keyed, now, said, tap, unfolded

if TYPE_CHECKING:
    from typing import Any

    from streamlit.testing.v1 import AppTest

    from lib.store import SheetLink
    from tests.ui.sharing import House

FIRST: Final = "lobby"


@pytest.fixture
def room(house: House, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A workshop in a shared house whose host has an account at Google."""
    del house
    monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps({"client_email": EMAIL}))
    return Room()


def link(room: Room) -> SheetLink | None:
    """Return the link as the page reads it."""
    return the_store().room_sheets.of(room.leader.actor, room.made.id)


def note(room: Room, state: LinkState, **notes: Any) -> None:  # noqa: ANN401 - what may be noted
    """Note, as the background does, how the link stands."""
    sheets = the_store().sheets
    assert sheets.lease(ID, "test", now(), now())
    sheets.note_link(ID, "test", room.made.id, practice=True, state=state, **notes)
    sheets.note(ID, "test", title="Answers of Tuesday", pushed_at=now())


def ordered(room: Room) -> AppTest:
    """Follow the steps on the page up to the code."""
    at = room.led()
    at.session_state["room-sheet"] = True
    run(at)
    assert EMAIL in [one.value for one in at.code]
    assert linking.OF_A_ROOM in said(at)
    at.text_input(key="sheet-address-room").set_value(ADDRESS)
    return tap(at, "ask-room")


def test_a_sheet_is_linked_and_let_go(room: Room) -> None:
    """Account, address, code; then where it stands, and what to say to the room; then unlinked."""
    at = ordered(room)
    found = link(room)
    assert found is not None
    assert found.code in [one.value for one in at.code]
    note(room, LinkState.LINKED, synced_version=found.version)
    run(at)
    assert "Answers of Tuesday" in said(at)
    assert "In the sheet" in said(at)
    room.joined("Ana")
    run(at)
    assert "on the way to the sheet" in said(at)
    room.go(FIRST)
    run(at)
    lobby = guide.step_of(FIRST)
    assert lobby is not None
    assert lobby.says_with_sheet in said(at)
    assert lobby.says not in said(at)
    tap(at, "unlink-room")
    assert link(room) is None
    assert lobby.says in said(at)


def test_what_the_sheet_needs_is_said(room: Room) -> None:
    """A heading that is gone: what happened, and one tap that puts it back."""
    at = ordered(room)
    detail = {"tab": "Workshop", "heading": "Number"}
    note(room, LinkState.LINKED, need=Need.COLUMN_MISSING, need_detail=detail)
    run(at)
    assert "Number" in said(at)
    (way, *_) = [one for one in at.button if str(one.key).startswith("need-")]
    way.click()
    run(at)
    found = link(room)
    assert found is not None
    assert found.choice is not None


def test_an_order_can_be_taken_back(room: Room) -> None:
    """Not now: nothing is linked."""
    tap(ordered(room), "no-link-room")
    assert link(room) is None


def test_who_takes_part_is_told(room: Room) -> None:
    """On each step, with the way to hide one's name; not where there is no sheet."""
    (person,) = room.joined("Ana")
    room.go("blind")
    assert seated.IN_SHEET not in said(person.page())
    ordered(room)
    at = unfolded(person.page(), "room-seat")
    assert seated.IN_SHEET in said(at)
    assert "and the sheet of the workshop" in said(at)
    assert "never who wrote what" not in said(at)
    assert keyed(at.toggle, "room-name").label.endswith("and in the sheet")


def test_after_the_end_the_last_answers_are_on_their_way(room: Room) -> None:
    """As long as the link is there; then that its rows stay."""
    at = ordered(room)
    note(room, LinkState.LINKED)
    tap(at, "workshop-end-now")
    assert "The last answers are on their way to the sheet." in said(at)
    the_store().room_sheets.over(ID, "test")
    run(at)
    assert "its rows stay there" in said(at)
    assert link(room) is None


def test_a_host_without_an_account_offers_none(house: House) -> None:
    """No step leads nowhere."""
    del house
    assert not [one for one in Room().led().expander if "Google" in one.label]
