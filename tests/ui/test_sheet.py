"""The Google Sheet on the Workbook page and in the frame, state by state, from rows in the store.

What the background would have noted is written by its own methods of the store; nothing else of it
runs here, and no Google answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from lib.access.house import close_the_store, the_store
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.records import plain, read
from lib.coaching.touches import Channel, RungKind, Touch
from lib.store import (
    Actor,
    Choice,
    LinkState,
    Need,
    Role,
    Saved,
    SheetConflict,
    SheetLink,
    SheetProblem,
    Side,
    fresh_cover,
)
from lib.ui import sheet_words
from lib.ui.settling import TALL_PIXELS
from lib.ui.text import md
from tests.daytime import ZONE, today
from tests.tone.test_reading_level import too_hard
from tests.ui.conftest import FRAME, SECONDS, Desk
from tests.ui.driving import run
from tests.ui.sharing import House

Open = Callable[[str], AppTest]

ID = "1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT-uV_wX1yZ2aB3c"
ADDRESS = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
EMAIL = "workbook@example.iam.gserviceaccount.com"
PRACTICE = "For a coach: a row about this workbook in a Practice sheet"
HOSTILE = "**[x](javascript:alert(1))** <img src=x> :red[a] $x^2$"


@dataclass(frozen=True)
class Sheet:
    """The background's side of one link."""

    desk: Desk

    def ask(self, *, practice: bool = False) -> str:
        """Order a link as a page would; return the code."""
        return the_store().sheets.ask(
            self.desk.actor, self.desk.workbook, ID, datetime.now(UTC), practice=practice
        )

    def held(self) -> str:
        """Take the lease, and return who has it."""
        now = datetime.now(UTC)
        assert the_store().sheets.lease(ID, "test", now + timedelta(minutes=5), now)
        return "test"

    def note(self, **state: Any) -> None:  # noqa: ANN401 - what may be noted of a sheet
        """Note the state of the sheet."""
        the_store().sheets.note(ID, self.held(), **state)

    def link(self, *, practice: bool = False, **notes: Any) -> None:  # noqa: ANN401 - as above
        """Note the state of the link."""
        the_store().sheets.note_link(
            ID, self.held(), self.desk.workbook, practice=practice, **notes
        )

    def linked(self, **state: Any) -> None:  # noqa: ANN401 - as above
        """Bring it all the way to a link that is up to date."""
        self.ask()
        now = datetime.now(UTC)
        self.link(state=LinkState.LINKED)
        self.note(**{"title": "My search", "looked_at": now, "pushed_at": now, **state})
        self.synced()

    def synced(self) -> None:
        """Note that everything stands in the sheet."""
        version = the_store().snapshot(self.desk.actor, self.desk.workbook).version
        the_store().sheets.rebase(ID, self.held(), synced={self.desk.workbook: version})

    def now(self, *, practice: bool = False) -> SheetLink | None:
        """Return the link as a page reads it."""
        return the_store().sheets.of(self.desk.actor, self.desk.workbook, practice=practice)


@pytest.fixture
def sheet(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """A host with a key, and a workbook that may be linked."""
    monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps({"client_email": EMAIL}))
    return Sheet(desk)


def said(at: AppTest) -> str:
    """Return what can be read on the page."""
    links = [str(getattr(one, "label", "")) for one in at.get("page_link")]
    texts = [str(one.value) for one in (*at.markdown, *at.caption, *at.text)]
    return "\n".join([*texts, *links]).replace("\u00a0", " ")


def unfolded(at: AppTest, key: str = "link-sheet") -> AppTest:
    """Unfold the steps."""
    at.session_state[key] = True
    return run(at)


def keys(at: AppTest) -> set[str]:
    """Return the keys of all buttons."""
    return {str(one.key) for one in at.button}


def test_without_a_key_there_is_one_calm_line(open_page: Open, desk: Desk) -> None:
    """It says what a sheet would give and where the host finds how; nothing is asked."""
    del desk
    at = open_page("workbook.py")
    assert "docs/google.md" in said(at)
    assert not [one for one in at.text_input if str(one.key).startswith("sheet-address")]


def test_the_steps_to_a_link(open_page: Open, sheet: Sheet) -> None:
    """Address, code, and what is written; the address to share with can be copied."""
    at = unfolded(open_page("workbook.py"))
    assert EMAIL in [one.value for one in at.code]
    at.text_input(key="sheet-address-sheet").set_value(f"here: {ADDRESS}")
    at.button(key="ask-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert (link.sheet, link.state) == (ID, LinkState.ASKED)
    assert link.code in [one.value for one in at.code]
    assert "Add a tab" in said(at)


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "Paste the address"),
        ("https://drive.google.com/drive/folders/x", "folder"),
        (f"https://evil.example/spreadsheets/d/{ID}", "another place"),
    ],
)
def test_what_is_no_sheet_is_refused(open_page: Open, sheet: Sheet, pasted: str, why: str) -> None:
    """With the reason and an example; what was pasted stays in its box."""
    at = unfolded(open_page("workbook.py"))
    at.text_input(key="sheet-address-sheet").set_value(pasted)
    at.button(key="ask-sheet").click()
    run(at)
    assert why in said(at)
    assert "It looks like this: https://docs.google.com/spreadsheets" in said(at)
    assert at.text_input(key="sheet-address-sheet").value == pasted
    assert sheet.now() is None


# ordered


def test_what_is_missing_is_said_while_the_app_looks(open_page: Open, sheet: Sheet) -> None:
    """The code still stands, and what keeps the link from being made is named."""
    code = sheet.ask()
    sheet.link(need=Need.NOT_SHARED, need_detail={})
    at = open_page("workbook.py")
    assert code in [one.value for one in at.code]
    assert "not shared yet" in said(at)
    assert "The sheet is not linked yet" in said(at)
    at.button(key="refresh-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert link.refresh_asked


def test_an_order_can_be_taken_back(open_page: Open, sheet: Sheet) -> None:
    """Not now: there is no link, and the steps are offered as before."""
    sheet.ask()
    at = open_page("workbook.py")
    at.button(key="no-link-sheet").click()
    run(at)
    assert sheet.now() is None
    assert "Link a sheet" in [one.label for one in at.expander]


def test_a_code_that_was_not_used_is_given_anew(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """It says that nothing was linked; the new one is another."""
    old = the_store().sheets.ask(
        desk.actor, desk.workbook, ID, datetime.now(UTC) - timedelta(hours=2)
    )
    at = open_page("workbook.py")
    assert "Nothing was linked" in said(at)
    assert old not in [one.value for one in at.code]
    at.button(key="ask-again-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert link.code != old
    assert link.code in [one.value for one in at.code]


def test_a_sheet_of_another_workbook_is_read_without_a_code(
    open_page: Open, sheet: Sheet, desk: Desk
) -> None:
    """One owner's sheet, proven once, takes their other workbook too."""
    other = the_store().create(desk.actor, fresh_cover(ZONE), datetime.now(UTC))
    the_store().sheets.ask(desk.actor, other, ID, datetime.now(UTC))
    the_store().sheets.note_link(ID, sheet.held(), other, state=LinkState.LINKED)
    assert sheet.ask() == ""
    at = open_page("workbook.py")
    assert "You linked this sheet before" in said(at)


def test_a_sheet_of_someone_else_is_refused_in_words(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T11: another person's sheet, proven by them, is refused, and nothing is linked."""
    monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps({"client_email": EMAIL}))
    now, other = datetime.now(UTC), House()
    sheets = the_store().sheets
    sheets.ask(other.owner.actor, other.workbook, ID, now)
    assert sheets.lease(ID, "test", now + timedelta(minutes=5), now)
    sheets.note_link(ID, "test", other.workbook, state=LinkState.LINKED)
    at = unfolded(house.page("workbook.py"))
    at.text_input(key="sheet-address-sheet").set_value(ADDRESS)
    at.button(key="ask-sheet").click()
    run(at)
    assert "not by you" in said(at)
    assert "It looks like this" not in said(at)
    assert the_store().sheets.of(house.owner.actor, house.workbook) is None


# both filled


def test_both_filled_shows_the_difference_and_asks(open_page: Open, sheet: Sheet) -> None:
    """Counts a tab; three ways and none; once chosen it says so and asks no more."""
    sheet.ask()
    found = {"contacts": {"only_here": 1, "only_there": 1_030, "differing": 2}, "x": {"same": 1}}
    sheet.link(state=LinkState.CHOOSING, found=found)
    sheet.note(title=HOSTILE)
    at = open_page("workbook.py")
    assert "Contacts: 1 only here, 1,030 only in the sheet, 2 with another content" in said(at)
    assert md(HOSTILE) in said(at)
    ways = {f"choose-{one.value}-sheet" for one in Choice}
    assert ways <= keys(at)
    at.button(key="choose-both-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert link.choice is Choice.BOTH
    assert "It is being done" in said(at)
    assert not ways & keys(at)


def test_both_can_stay_as_they_are(open_page: Open, sheet: Sheet) -> None:
    """No choice is a choice too: there is no link then."""
    sheet.ask()
    sheet.link(state=LinkState.CHOOSING, found={})
    at = open_page("workbook.py")
    assert "What stands in it is being read" in said(at)
    assert "no-link-sheet" not in keys(at)
    sheet.link(found={"contacts": {"only_there": 2}})
    run(at)
    at.button(key="no-link-sheet").click()
    run(at)
    assert sheet.now() is None


def test_what_keeps_a_new_link_from_being_read_is_said(open_page: Open, sheet: Sheet) -> None:
    """Proven, but only shared to be looked at: what to do, with the address, and the way back."""
    sheet.ask()
    sheet.link(state=LinkState.CHOOSING, found={})
    sheet.note(need=Need.READ_ONLY, need_detail={})
    at = open_page("workbook.py")
    assert "may read the sheet, but not write in it" in said(at)
    assert EMAIL in [one.value for one in at.code]
    assert "The sheet needs you" in said(at)
    assert {"need-look-sheet", "no-link-sheet"} <= keys(at)
    assert "Not looked at yet" not in said(at)
    sheet.link(found={"contacts": {"only_here": 1, "only_there": 2}})
    run(at)
    at.button(key="choose-both-sheet").click()
    run(at)
    assert "need-look-sheet" in keys(at)
    sheet.link(found={}, choice=None)
    run(at)
    at.button(key="no-link-sheet").click()
    run(at)
    assert sheet.now() is None


# linked


def test_a_linked_sheet_says_how_it_stands(open_page: Open, sheet: Sheet) -> None:
    """Title as text, where it opens, when it was looked at; refresh is an order."""
    sheet.linked(title=HOSTILE, interval_seconds=15)
    at = open_page("workbook.py")
    assert md(HOSTILE) in said(at)
    assert "In the sheet" in said(at)
    assert "every 15 s" in said(at)
    (opens,) = at.get("link_button")
    assert opens.proto.url == f"https://docs.google.com/spreadsheets/d/{ID}/edit"
    at.button(key="refresh-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert link.refresh_asked


def test_unlinking_says_what_stays(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """Nothing of the workbook goes; the steps are offered again."""
    desk.save(Contact(id="ann", name="Ann"))
    sheet.linked()
    at = open_page("workbook.py")
    assert "Both stay as they are" in said(at)
    at.button(key="unlink-sheet").click()
    run(at)
    assert sheet.now() is None
    assert set(desk.records().all(Contact)) == {"ann"}


def test_each_stop_says_what_to_do(open_page: Open, sheet: Sheet) -> None:
    """What happened, what is kept, one button a way; and every page leads here."""
    sheet.linked()
    at = open_page("workbook.py")
    for need in Need:
        sheet.link(state=LinkState.STOPPED, need=need, need_detail={"tab": HOSTILE})
        run(at)
        assert sheet_words.KEPT in said(at)
        assert too_hard(at, need.value) == []
        link = sheet.now()
        assert link is not None
        told = sheet_words.told(link)
        assert told is not None
        assert told.happened in said(at)
        assert len([one for one in keys(at) if one.startswith("need-")]) == len(told.ways)
    at.switch_page("people.py")
    run(at)
    assert "The sheet needs you" in said(at)


def test_what_waits_at_a_stop_is_counted(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """Saved while the sync stands still: how much is to be written, and never that it is there."""
    sheet.linked()
    sheet.link(state=LinkState.STOPPED, need=Need.TAB_MISSING, need_detail={})
    desk.save(Contact(name="Ann"))
    at = open_page("workbook.py")
    assert "1 change to be written" in said(at)
    assert "In the sheet" not in said(at)


def ordering() -> None:
    """Draw a button that gives an order; the run may be ended before it comes to it."""
    import streamlit as st  # noqa: PLC0415 - the script of a page

    from lib.ui import forms  # noqa: PLC0415

    def give() -> None:
        st.session_state["orders"] = st.session_state.get("orders", 0) + 1

    if st.session_state.get("ended early"):
        st.stop()
    forms.order("Refresh now", give, key="refresh")


def test_an_order_is_given_once_also_where_the_run_is_ended_early() -> None:
    """The next run may end the one that has the tap before it comes to the button."""
    at = AppTest.from_function(ordering, default_timeout=SECONDS).run()
    at.button("refresh").click().run()
    assert at.session_state["orders"] == 1
    at.button("refresh").click()
    at.session_state["ended early"] = True
    at.run()
    assert at.session_state["orders"] == 2


def test_a_choice_at_a_stop_is_an_order(open_page: Open, sheet: Sheet) -> None:
    """An old version was restored: ours is written again; until it is done, it says so."""
    sheet.linked()
    sheet.link(state=LinkState.STOPPED, need=Need.OLD_VERSION, need_detail={})
    at = open_page("workbook.py")
    at.button(key="need-ours-sheet").click()
    run(at)
    link = sheet.now()
    assert link is not None
    assert link.choice is Choice.OURS
    assert "You have chosen" in said(at)
    assert "need-ours-sheet" not in keys(at)


# what they do not agree on


def clash(sheet: Sheet, desk: Desk, *fields: tuple[str, str, str]) -> None:
    """Note that both changed fields of Ann; the sheet's stand here already."""
    theirs = {name: text for name, _, text in fields}
    desk.save(read(Contact, {"id": "ann", "name": "Ann", **theirs}))
    sheet.linked()
    the_store().sheets.put_conflicts(
        ID,
        sheet.held(),
        [
            SheetConflict(
                id="",
                workbook=desk.workbook,
                table="contacts",
                row="ann",
                field=name,
                ours=ours,
                theirs=text,
                at=datetime.now(UTC),
            )
            for name, ours, text in fields
        ],
    )


def settles(at: AppTest, side: Side) -> list[str]:
    """Return the keys of the buttons that take a side."""
    return sorted(one for one in keys(at) if re.fullmatch(f"settle-{side.value}-[0-9a-f]+", one))


def test_both_texts_are_in_sight_and_ours_is_a_tap(
    open_page: Open, sheet: Sheet, desk: Desk
) -> None:
    """Which cell, both texts as text; taken, it is an action that can be taken back."""
    clash(sheet, desk, ("company", HOSTILE, "Northgate"))
    at = open_page("workbook.py")
    texts = [one.value for one in at.text]
    assert HOSTILE in texts
    assert "Northgate" in texts
    assert "Contacts · Ann · Company" in said(at)
    assert "The sheet needs you: 1 choice" in said(at)
    at.button(key=settles(at, Side.OURS)[0]).click()
    run(at)
    assert desk.records().all(Contact)["ann"].company == HOSTILE
    assert desk.verbs()[0] == "settle"
    assert "Settled with the sheet" in said(at)
    link = sheet.now()
    assert link is not None
    assert link.conflicts == 0


def test_a_long_text_scrolls_in_its_place(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """Both sides of a long note are there whole, and leave room for each other."""
    ours, theirs = "We met at the fair. " * 90, "Not that. " * 90
    clash(sheet, desk, ("spoke_about", ours.strip(), theirs.strip()))
    at = open_page("workbook.py")
    assert {ours.strip(), theirs.strip()} <= {one.value for one in at.text}
    tall = [
        one
        for one in at.get("flex_container")
        if one.proto.height_config.pixel_height == TALL_PIXELS
    ]
    assert len(tall) == 2


def test_the_sheets_text_is_kept_with_a_tap(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """It stands already; the choice is gone and nothing was saved."""
    clash(sheet, desk, ("company", "Acme", "Northgate"))
    before = desk.verbs()
    at = open_page("workbook.py")
    at.button(key=settles(at, Side.THEIRS)[0]).click()
    run(at)
    assert desk.records().all(Contact)["ann"].company == "Northgate"
    assert desk.verbs() == before
    assert "choice" not in said(at)


@pytest.mark.parametrize(("side", "left"), [(Side.OURS, "mine"), (Side.THEIRS, "theirs")])
def test_all_of_one_side_at_once(
    open_page: Open, sheet: Sheet, desk: Desk, side: Side, left: str
) -> None:
    """Seven cells: five are in sight, one tap settles all."""
    names = ("company", "position", "email", "phone", "spoke_about", "did_together", "notes")
    clash(sheet, desk, *((name, f"mine {name}", f"theirs {name}") for name in names))
    at = open_page("workbook.py")
    assert len(settles(at, side)) == 5
    assert "And 2 more after these" in said(at)
    at.button(key=f"settle-all-{side.value}").click()
    run(at)
    ann = desk.records().all(Contact)["ann"]
    assert [getattr(ann, name) for name in names] == [f"{left} {name}" for name in names]
    assert not settles(at, side)


def test_what_cannot_be_settled_stays_and_the_others_are(
    open_page: Open, sheet: Sheet, desk: Desk
) -> None:
    """A text too long for its cell is refused in words; all of one side at once goes on."""
    clash(sheet, desk, ("company", "x" * 300, "Northgate"), ("position", "Chief", "Head"))
    at = open_page("workbook.py")
    at.button(key="settle-all-ours").click()
    run(at)
    ann = desk.records().all(Contact)["ann"]
    assert (ann.company, ann.position) == ("Northgate", "Chief")
    assert len(settles(at, Side.OURS)) == 1


def test_words_of_the_guide_and_names_stand_for_what_is_kept(
    open_page: Open, sheet: Sheet, desk: Desk
) -> None:
    """A kind is told by its word, a mutual contact by the name, an empty cell as nothing."""
    desk.save(Contact(id="ben", name="Ben Okafor"))
    clash(sheet, desk, ("kind", Kind.COLLEAGUE.value, Kind.OTHER.value))
    the_store().sheets.put_conflicts(
        ID,
        sheet.held(),
        [
            SheetConflict(
                id="",
                workbook=desk.workbook,
                table="contacts",
                row="ann",
                field="mutual_contact",
                ours="ben",
                theirs=None,
                at=datetime.now(UTC),
            )
        ],
    )
    texts = [one.value for one in open_page("workbook.py").text]
    assert {"Ben Okafor", "(nothing)", Kind.COLLEAGUE.value, Kind.OTHER.value} <= set(texts)


def test_a_row_taken_away_here_and_changed_there(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """The whole row is told, and that it was taken away; taking ours takes it away again."""
    desk.save(Contact(id="ann", name="Ann", company="Northgate"))
    sheet.linked()
    row = plain(desk.records().all(Contact)["ann"])
    the_store().sheets.put_conflicts(
        ID,
        sheet.held(),
        [
            SheetConflict(
                id="",
                workbook=desk.workbook,
                table="contacts",
                row="ann",
                field="",
                ours=None,
                theirs=json.dumps({k: v for k, v in row.items() if k not in ("id", "version")}),
                at=datetime.now(UTC),
            )
        ],
    )
    at = open_page("workbook.py")
    assert "Taken away" in said(at)
    assert "Company: Northgate" in said(at)
    at.button(key=settles(at, Side.OURS)[0]).click()
    run(at)
    assert not desk.records().all(Contact)


def test_places_that_want_a_look(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """Tab, row, column, what it says, what to do, who it could be: all as text."""
    sheet.linked()
    problems = [
        SheetProblem(
            workbook=desk.workbook,
            table="asks",
            tab=HOSTILE,
            line=1_400 + one,
            field="contact.name",
            text="Ann",
            message="Two people have this name.",
            candidates=("Ann Lee", "Ann Roe"),
        )
        for one in range(12)
    ]
    the_store().sheets.put_problems(ID, sheet.held(), {"asks": problems})
    at = open_page("workbook.py")
    assert md(f"{HOSTILE}, row 1,400, Contact: Ann") in said(at)
    assert "Two people have this name. It could be: Ann Lee, Ann Roe." in said(at)
    assert "And 2 more after these" in said(at)
    assert "12 places in the sheet want a look" in said(at)


# a coach's own sheet


def test_a_practice_sheet_is_linked_beside(open_page: Open, sheet: Sheet) -> None:
    """A link of its own: ordered, cancelled, linked, let go; the workbook's own is another."""
    at = unfolded(open_page("workbook.py"), "practice-sheet")
    at.text_input(key="sheet-address-practice").set_value(ADDRESS)
    at.button(key="ask-practice").click()
    run(at)
    link = sheet.now(practice=True)
    assert link is not None
    assert (link.practice, link.code in [one.value for one in at.code]) == (True, True)
    assert sheet.now() is None
    sheet.link(practice=True, state=LinkState.LINKED)
    sheet.note(title="My clients")
    run(at)
    assert "My clients" in said(at)
    at.button(key="unlink-practice").click()
    run(at)
    assert sheet.now(practice=True) is None


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.OWNER, {"Link a sheet", PRACTICE}),
        (Role.COACH, {PRACTICE}),
        (Role.VIEWER, set()),
    ],
)
def test_who_is_offered_a_sheet(
    house: House, monkeypatch: pytest.MonkeyPatch, role: Role, offered: set[str]
) -> None:
    """The workbook's own sheet is its owner's affair; a coach may give it a row in theirs."""
    monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps({"client_email": EMAIL}))
    who = house.owner if role is Role.OWNER else house.comes(role)
    at = house.page("workbook.py", who)
    assert {one.label for one in at.expander} & {"Link a sheet", PRACTICE} == offered


def test_a_row_of_a_coach_looks_by_itself(open_page: Open, sheet: Sheet) -> None:
    """Unfolded, its state is read anew with each look; let go elsewhere, the steps are offered."""
    at = unfolded(open_page("workbook.py"), "practice-sheet")
    code = sheet.ask(practice=True)
    run(at)
    assert code in [one.value for one in at.code]
    sheet.link(practice=True, state=LinkState.LINKED)
    sheet.note(title="My clients", pushed_at=datetime.now(UTC))
    run(at)
    assert "My clients" in said(at)
    assert "anew whenever something changes here" in said(at)
    the_store().sheets.unlink(
        sheet.desk.actor, sheet.desk.workbook, datetime.now(UTC), practice=True
    )
    run(at)
    assert at.text_input(key="sheet-address-practice")


# the frame


def test_every_page_says_how_the_sheet_stands(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """In the sheet; after a save it is on the way; then it waits for Google, and for how long."""
    sheet.linked()
    at = open_page("today.py")
    assert "In the sheet" in said(at)
    desk.save(Contact(name="Ann"))
    run(at)
    assert "1 change on the way to the sheet" in said(at)
    sheet.note(retry_at=datetime.now(UTC) + timedelta(seconds=20))
    run(at)
    assert re.search(r"1 change waiting for Google, trying again in (20|19) s", said(at))
    sheet.note(retry_at=None)
    sheet.synced()
    run(at)
    assert "In the sheet" in said(at)


@pytest.fixture
def fleeting(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """A host whose disk does not last, and whose settings name the sheet."""
    monkeypatch.setenv("WORKBOOK_DURABLE_DISK", "false")
    monkeypatch.setenv("WORKBOOK_SHEET", ADDRESS)
    return sheet


def test_saved_is_not_said_before_it_is_in_the_sheet(open_page: Open, fleeting: Sheet) -> None:
    """Where the disk does not last, "not safe yet" is said until the sheet has it."""
    tab = fetched(fleeting)
    assert [one.value for one in tab.title] == ["One moment"]
    fleeting.note(title="My search", looked_at=datetime.now(UTC), pushed_at=datetime.now(UTC))
    fleeting.synced()
    at = open_page("workbook.py")
    assert "It lives in your Google Sheet" in said(at)
    assert "unlink-sheet" not in keys(at)
    box = next(str(one.key) for one in at.text_input if str(one.key).startswith("owner-"))
    at.text_input(key=box).set_value("Kim")
    at.button(key="save-cover").click()
    run(at)
    assert "1 change on the way to the sheet, not safe yet" in said(at)
    assert "Saved" not in said(at)
    assert ": Changed the cover" in said(at)
    fleeting.synced()
    run(at)
    assert "Saved in the sheet" in said(at)


def fetched(sheet: Sheet) -> AppTest:
    """Open the workbook where it may still be on its way from the sheet."""
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = sheet.desk.workbook
    return run(at)


def test_while_it_is_fetched_what_keeps_it_is_said(fleeting: Sheet) -> None:
    """Google does not answer, and when it is asked again; a share that is missing, and what to do.

    What needs a person keeps nobody from a workbook that is there.
    """
    at = fetched(fleeting)
    assert "being fetched from its Google Sheet" in said(at)
    retry_at = datetime.now(UTC) + timedelta(seconds=40)
    fleeting.note(retry_at=retry_at)
    at = fetched(fleeting)
    told = re.search(r"Google does not answer now, trying again in ([0-9]+) s", said(at))
    assert told is not None
    left = (retry_at - datetime.now(UTC)).total_seconds()
    assert left - 1 <= int(told[1]) <= 40
    fleeting.note(need=Need.NOT_SHARED, need_detail={})
    at = fetched(fleeting)
    assert [one.value for one in at.title] != ["One moment"]
    assert "The sheet needs you, not safe yet" in said(at)


def test_nothing_is_called_kept_that_only_the_disk_has(fleeting: Sheet) -> None:
    """Where the sync stands still, and the disk does not last, what is new is not safe."""
    fleeting.desk.save(Contact(name="Ann"))
    fleeting.linked()
    fleeting.link(state=LinkState.STOPPED, need=Need.OLD_VERSION, need_detail={})
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = fleeting.desk.workbook
    run(at)
    at = run(at.switch_page("workbook.py"))
    assert sheet_words.KEPT_UNSAFE in said(at)
    assert sheet_words.KEPT not in said(at)
    assert "private comments are not in the sheet" in said(at)
    assert too_hard(at, "not safe") == []


def test_an_empty_disk_begins_no_workbook_before_the_sheet_was_looked_at(
    fleeting: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else there would be two: the one that stands in the sheet, and an empty one."""
    folder = tmp_path / "emptied"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("WORKBOOK_DATA_FOLDER", str(folder))
    close_the_store()
    actor = Actor.of_cookie("who looks")
    the_store().admit(actor, Role.OWNER, datetime.now(UTC))
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    run(at)
    assert [one.value for one in at.title] == ["One moment"]
    the_store().sheets.adopt(ID, [], datetime.now(UTC))
    fleeting.note(need=Need.NOT_SHARED, need_detail={})
    run(at)
    assert "Share it with" in said(at)
    assert "Then it is fetched by itself" in said(at)
    assert the_store().workbook_ids(actor) == []
    fleeting.note(need=None, looked_at=datetime.now(UTC))
    run(at)
    (made,) = the_store().workbook_ids(actor)
    link = the_store().sheets.of(actor, made)
    assert link is not None
    assert (link.sheet, link.state) == (ID, LinkState.LINKED)


@contextmanager
def heard() -> Iterator[list[str]]:
    """Return the statements about links that the store sends to its database meanwhile."""
    found: list[str] = []

    def note(*call: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        if "FROM visits LEFT OUTER JOIN sheet_links" in call[2]:
            found.append(call[2])

    engine = the_store()._engine  # noqa: SLF001 - what it says to the database is looked at
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_a_page_without_a_sheet_costs_nothing_more(
    open_page: Open, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a key the store is not asked; with one and no link, it is one statement a run."""
    del desk
    with heard() as asked:
        run(open_page("people.py"))
    assert asked == []
    monkeypatch.setenv("WORKBOOK_GOOGLE_KEY", json.dumps({"client_email": EMAIL}))
    at = open_page("people.py")
    with heard() as asked:
        run(at)
    assert len(asked) == 1


def test_one_statement_a_run_where_a_sheet_is_linked(open_page: Open, sheet: Sheet) -> None:
    """The frame reads the link, the section draws from it."""
    sheet.linked()
    at = open_page("workbook.py")
    with heard() as asked:
        run(at)
    assert len(asked) == 1


def test_the_example_knows_no_sheet(sheet: Sheet) -> None:
    """It is not linked, and does not offer it."""
    del sheet
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = "example"
    run(at)
    at.switch_page("workbook.py")
    run(at)
    assert "Google Sheet" not in [one.value for one in at.subheader]


def test_the_history_says_the_sheet(open_page: Open, sheet: Sheet, desk: Desk) -> None:
    """What was typed in the sheet is told as such, and can be taken back."""
    sheet.linked()
    saved = the_store().save(
        the_store().sheets.actor_for(ID, sheet.held()),
        desk.workbook,
        [Contact(id="ann", name="Ann")],
        verb="sheet",
        operation="pull-1",
        at=datetime.now(UTC),
    )
    assert isinstance(saved, Saved)
    at = open_page("workbook.py")
    assert "Changed in the sheet" in said(at)
    at.button(key=f"take-back-{saved.number}").click()
    run(at)
    assert not desk.records().all(Contact)


def test_where_it_is_kept_tells_of_the_sheet(open_page: Open, sheet: Sheet) -> None:
    """That nothing is sent anywhere is said only while that is so."""
    assert "nothing is sent anywhere" in said(open_page("workbook.py"))
    sheet.linked()
    at = open_page("workbook.py")
    assert "nothing is sent anywhere" not in said(at)
    assert "it goes to your Google Sheet, and nowhere else" in said(at)


# the look


def look() -> None:
    """Tell what a look would find: the script of a page of its own."""
    import streamlit as st  # noqa: PLC0415 - a script

    from lib.ui import frame, in_sheet, session  # noqa: PLC0415 - as above

    drawn = session.workbook()
    if "drawn" in st.session_state:
        drawn = st.session_state["drawn"]
        st.text(f"news: {in_sheet.news(drawn, drawn.partner.of())}")
    else:
        frame.draw(drawn)
        link = in_sheet.seen(drawn)
        if link is not None and st.query_params.get("shows"):
            in_sheet.show(link)
        st.session_state["drawn"] = drawn


def looked(desk: Desk, **address: str) -> Callable[[], bool]:
    """Return a function that looks, as an open page does, and tells whether there is news."""
    at = AppTest.from_function(look, default_timeout=SECONDS)
    at.query_params.update({"w": desk.workbook, **address})
    run(at)
    return lambda: "news: True" in said(run(at))


def by_sheet(sheet: Sheet, desk: Desk, name: str) -> None:
    """Save a person as one who typed in the sheet."""
    saved = the_store().save(
        the_store().sheets.actor_for(ID, sheet.held()),
        desk.workbook,
        [Contact(name=name)],
        verb="sheet",
        operation=name,
        at=datetime.now(UTC),
    )
    assert isinstance(saved, Saved)


def test_what_was_typed_in_the_sheet_is_news(sheet: Sheet, desk: Desk) -> None:
    """The page is drawn anew; not for what another tab saved, and not for a clock."""
    sheet.linked()
    news = looked(desk)
    assert not news()
    sheet.note(looked_at=datetime.now(UTC))
    desk.save(Contact(name="Ben"))
    assert not news()
    by_sheet(sheet, desk, "Ann")
    assert news()


def test_after_very_many_changes_the_page_is_drawn_anew(sheet: Sheet, desk: Desk) -> None:
    """It is not looked for further back than twenty actions."""
    sheet.linked()
    news = looked(desk)
    by_sheet(sheet, desk, "Ann")
    for one in range(25):
        desk.save(Contact(name=f"P {one}"))
    assert news()


def test_a_new_state_is_news_where_it_is_shown(sheet: Sheet, desk: Desk) -> None:
    """On the Workbook page it is; elsewhere the line alone changes; a link that is gone is."""
    sheet.linked()
    here, elsewhere = looked(desk, shows="1"), looked(desk)
    sheet.link(state=LinkState.STOPPED, need=Need.GONE, need_detail={})
    assert here()
    assert not elsewhere()
    the_store().sheets.unlink(desk.actor, desk.workbook, datetime.now(UTC))
    assert here()
    assert elsewhere()


def held() -> None:
    """Look, in the middle of a card or not: the script of a page of its own."""
    import streamlit as st  # noqa: PLC0415 - a script

    from lib.ui import frame, in_sheet, session  # noqa: PLC0415 - as above

    drawn = session.workbook()
    if "drawn" in st.session_state and st.query_params.get("looks"):
        in_sheet.look(st.session_state["drawn"], durable=True)
    else:
        frame.draw(drawn)
        st.session_state["drawn"] = drawn
        st.text(f"version {drawn.version}")
        if st.query_params.get("card"):
            session.hold_still()


def test_in_the_middle_of_a_card_news_is_told_and_waits(sheet: Sheet, desk: Desk) -> None:
    """Nothing goes from under who types; a tap shows it. Elsewhere it shows by itself."""
    sheet.linked()
    at = AppTest.from_function(held, default_timeout=SECONDS)
    at.query_params.update({"w": desk.workbook, "card": "1"})
    run(at)
    by_sheet(sheet, desk, "Ann")
    at.query_params["looks"] = "1"
    run(at)
    assert at.button(key="show-news")
    del at.query_params["looks"]
    run(at)
    assert "show-news" not in keys(at)
    assert "version 2" in said(at)


def test_an_open_card_of_today_holds_still(open_page: Open, desk: Desk) -> None:
    """Its words may be in the middle of being typed; folded, the page shows news by itself."""
    old = today() - timedelta(9)
    desk.save(
        Contact(id="ann", name="Ann"),
        Ask(id="ask", contact="ann"),
        Touch(contact="ann", ask="ask", on=old, channel=Channel.EMAIL, rung=RungKind.FIRST),
    )
    at = open_page("today.py")
    assert not at.session_state["held"]
    for label in ("Write the second message", "They answered"):
        opener(at, label).click()
        run(at)
        assert at.session_state["held"], label
        opener(at, label).click()
        run(at)
        assert not at.session_state["held"], label


def opener(at: AppTest, label: str) -> Any:  # noqa: ANN401 - AppTest's button
    """Return the button with these words."""
    return next(one for one in at.button if one.label == label)


def test_a_look_says_that_the_workbook_is_open_now_and_then(open_page: Open, sheet: Sheet) -> None:
    """Written down when it was not for half a minute, and not with every look."""
    sheet.linked()
    at = open_page("people.py")
    first = sheet.now()
    run(at)
    second = sheet.now()
    assert first is not None
    assert second is not None
    assert first.opened_at == second.opened_at
    assert first.open_at(datetime.now(UTC))
