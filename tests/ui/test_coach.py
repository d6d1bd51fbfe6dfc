"""The coach's desk: who needs a word, a row each, names in and links out, notes for oneself."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import settings
from lib.access import close_the_store, mint, the_store
from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.records import Record, new_id
from lib.coaching.scripts import Review, Script
from lib.coaching.touches import Touch
from lib.store import Actor, NotAllowedError, Role, Saved, Shows, fresh_cover
from tests.ui.driving import run
from tests.ui.sharing import ADDRESS, FRAME, SECONDS, Browser, House
from tests.ui.test_door import visits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType

HOSTILE = (
    "![x](http://beacon.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "[c](javascript:alert(1))",
    "a\u202eexe.txt",
    "=1+1",
)


def coach(*, desk: bool = True) -> Browser:
    """Return a coach's browser."""
    browser, at = Browser(mint()), datetime.now(UTC)
    the_store().admit(browser.actor, Role.GUEST, at)
    if desk:
        the_store().links.desk(browser.actor, at)
    return browser


def shared_by(
    name: str, who: Browser, *rows: Record, role: Role = Role.COACH, shows: Shows = Shows.STATUS
) -> tuple[str, Browser]:
    """Begin a client's workbook and have a coach open its link; return it with its owner."""
    owner, at = Browser(mint()), datetime.now(UTC)
    store = the_store()
    store.admit(owner.actor, Role.GUEST, at)
    book = store.create(owner.actor, replace(fresh_cover("UTC"), owner=name), at)
    if rows:
        done = store.save(owner.actor, book, rows, verb="put", operation=new_id(), at=at)
        assert isinstance(done, Saved)
    link = store.links.make(owner.actor, book, role, at, name="Carla", shows=shows)
    assert store.links.open(who.actor, link.token, at) is not None
    return book, owner


def draft(days: int = 2) -> Script:
    """Return a draft that waits for the coach."""
    on = datetime.now(UTC).date() - timedelta(days=days)
    return Script(title="To Mei", text="Dear Mei", review=Review.WAITING, handed_on=on)


def asked(many: int) -> Sequence[Record]:
    """Return so many asks without an answer, sent long ago."""
    on = datetime.now(UTC).date() - timedelta(days=50)
    people = [Contact(name=f"Person {one}") for one in range(many)]
    asks = [Ask(contact=one.id) for one in people]
    return [*people, *asks, *(Touch(contact=one.contact, ask=one.id, on=on) for one in asks)]


def ok(at: AppTest) -> AppTest:
    """Return a page that was run; nothing may have gone wrong."""
    assert not at.exception, at.exception
    return at


def keyed(widgets: Iterable[Any], key: str) -> Any:  # noqa: ANN401 - any widget
    """Return the one widget whose key begins so."""
    (found,) = [one for one in widgets if str(one.key).startswith(key)]
    return found


def opened(who: Browser, **address: str) -> AppTest:
    """Open the desk in a new tab."""
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = who.cookie
    for name, value in address.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception
    return ok(at.switch_page("coach.py").run())


def ways(at: AppTest) -> list[Any]:
    """Return the links to pages that stand on the page."""
    return list(at.get("page_link"))


def said(at: AppTest) -> str:
    """Return all words on the page."""
    links = [one.label for one in ways(at)]
    told = [str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.text)]
    return "\n".join([*told, *links])


def names(at: AppTest) -> list[str]:
    """Return the names of the roster, in order."""
    return [one.label.strip("*") for one in ways(at) if one.label.startswith("**")]


def test_nobody_yet(house: House) -> None:
    """An empty desk says how clients come to it, with the box for names open."""
    del house
    at = opened(coach())
    assert at.title[0].value == "Nobody on your desk yet"
    assert "let you in" in said(at)
    assert keyed(at.text_area, "names-")


def test_without_a_desk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where anybody may start, a desk begins with a tap; elsewhere words say how.

    Who has a workbook of their own has no desk for that.
    """
    assert opened(house.owner).title[0].value == "Your desk as a coach"
    stranger = Browser(mint())
    at = opened(stranger)
    ok(at.button(key="desk-begin").click().run())
    assert any(one.value.startswith(f"{ADDRESS}/open#") for one in at.code)
    assert the_store().links.has_desk(stranger.actor)
    late, before = opened(Browser(mint())), visits()
    monkeypatch.setenv("WORKBOOK_ANYONE_MAY_START", "false")
    ok(late.button(key="desk-begin").click().run())
    assert not late.code
    assert visits() == before
    at = opened(Browser(mint()))
    assert not [one for one in at.button if one.key == "desk-begin"]
    assert "It begins with a link" in said(at)


def test_one_client_who_needs_a_word(house: House) -> None:
    """Name, reason, one way to go; the way names the workbook."""
    who = coach()
    book, _ = shared_by("Maria", who, draft())
    at = opened(who)
    assert at.title[0].value == "1 of 1 needs you"
    assert "**Maria** · Draft waiting since" in said(at)
    (read,) = [one for one in ways(at) if one.label == "Read"]
    assert (read.page, f"w={book}") == ("ask", read.proto.query_string)
    del house


def test_nobody_else_is_on_the_desk(house: House) -> None:
    """One's own workbook, and those of others, are none of the clients; a withdrawn one goes."""
    who = coach()
    at_now = datetime.now(UTC)
    the_store().create(who.actor, replace(fresh_cover("UTC"), owner="Own"), at_now)
    book, owner = shared_by("Maria", who)
    shared_by("Elsewhere", coach())
    at = opened(who)
    assert names(at) == ["Maria"]
    (link,) = [one for one in the_store().links.of(owner.actor, book) if one.role is Role.COACH]
    the_store().links.withdraw(owner.actor, link.id, datetime.now(UTC))
    assert "Nobody on your desk yet" in said(ok(at.run()))
    del house


def test_twelve_by_name(house: House) -> None:
    """By name, whoever does well or not; found by a part of it; paused ones say so."""
    who = coach()
    for one in range(12):
        shared_by(f"Client {11 - one:02}", who, *asked(one % 3))
    at = opened(who)
    assert names(at) == [f"Client {one:02}" for one in range(12)]
    ok(at.text_input(key="roster-find").set_value("client 07").run())
    assert names(at) == ["Client 07"]
    del house


def test_sixty_on_three_pages(house: House) -> None:
    """Twenty a page; as a table to copy they are all there."""
    who = coach()
    for one in range(60):
        shared_by(f"Client {one:02}", who)
    at = opened(who)
    assert len(names(at)) == 20
    ok(at.toggle(key="roster-copy").set_value(True).run())
    lines = at.code[0].value.splitlines()
    assert len(lines) == 61
    assert {line.count("\t") for line in lines} == {6}
    del house


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name(house: House, name: str) -> None:
    """A name is a name: no picture, link, turned line or formula comes of it."""
    who = coach()
    shared_by(name, who, draft())
    at = opened(who)
    words = said(at)
    assert "](http" not in words
    assert "](javascript" not in words
    assert "<img" not in words.replace("\\<", "")
    assert "\u202e" not in words
    ok(at.toggle(key="roster-copy").set_value(True).run())
    assert not at.code[0].value.splitlines()[1].startswith("=")
    del house


def test_status_alone_is_drawn(house: House) -> None:
    """What a client does not show is nowhere on the desk."""
    who = coach()
    secret = Contact(name="Dana", email="dana@secret.example", phone="+49 555", notes="a secret")
    shared_by("Maria", who, secret, draft())
    at = opened(who)
    (book,) = [one.workbook for one in the_store().links.held(who.actor)]
    ok(at.button(key=f"closer-{book}").click().run())
    for word in ("secret", "+49 555"):
        assert word not in said(at)
    del house


def test_next_session_and_seen(house: House) -> None:
    """A day for the next session; what changed since the last look, once one was marked."""
    who = coach()
    book, owner = shared_by("Maria", who, *asked(1))
    at = opened(who)
    ok(at.button(key=f"closer-{book}").click().run())
    seen = keyed(at.button, "seen-")
    ok(seen.click().run())
    assert "Nothing has changed." in said(at)
    done = the_store().save(
        owner.actor, book, [draft()], verb="put", operation=new_id(), at=datetime.now(UTC)
    )
    assert isinstance(done, Saved)
    assert "draft handed over" in said(ok(at.run()))
    session = at.button(key=f"session-{book}")
    assert session.label == "No session"
    ok(session.click().run())
    ok(at.date_input(key=f"session-on-{book}").set_value(date(2026, 3, 9)).run())
    (held,) = the_store().links.held(who.actor)
    assert held.session_on == date(2026, 3, 9)
    assert at.button(key=f"session-{book}").label == "Mon 9 Mar"
    ok(at.button(key=f"session-{book}").click().run())
    assert not [one for one in at.date_input if str(one.key).startswith("session-on-")]
    assert at.button(key=f"session-{book}").label == "Mon 9 Mar"
    del house


def test_private_notes(house: House) -> None:
    """A note is kept once, read by its author alone, and taken away again."""
    who = coach()
    book, owner = shared_by("Maria", who)
    at = opened(who)
    ok(at.button(key=f"closer-{book}").click().run())
    box = keyed(at.text_area, "note-")
    box.set_value("Ask about her brother.")
    ok(at.button(key=f"keep-{box.key}").click().run())
    assert "Ask about her brother." in said(at)
    mine = the_store().snapshot(who.actor, book).records.all(Comment).values()
    assert [(one.private, one.table, one.row) for one in mine] == [(True, "cover", book)]
    assert not the_store().snapshot(owner.actor, book).records.all(Comment)
    gone = keyed(at.button, "unnote-")
    ok(gone.click().run())
    assert "Ask about her brother." not in said(at)
    del house


def test_names_in_links_out(house: House) -> None:
    """A link a name, shown once; its person owns the workbook, the coach sees names and status."""
    who = coach()
    at = opened(who)
    box = keyed(at.text_area, "names-")
    box.set_value("Maria Lopez\n\n  =Jon\tEk \n" + HOSTILE[0])
    button = at.button(key=f"make-{box.key}")
    ok(button.click().run())
    (table,) = [one.value for one in at.code if ADDRESS in one.value]
    lines = [one.split("\t") for one in table.splitlines()]
    assert [one[0] for one in lines] == ["Maria Lopez", "'=Jon Ek", HOSTILE[0]]
    for _, address in lines:
        client = Browser(mint())
        opened_by = the_store().links.open(
            client.actor, address.partition("#")[2], datetime.now(UTC)
        )
        assert opened_by is not None
        assert the_store().rights(client.actor, str(opened_by.workbook)).role is Role.OWNER
        found = the_store().rights(who.actor, str(opened_by.workbook))
        assert (found.role, found.shows) == (Role.COACH, Shows.STATUS)
    assert len(the_store().links.held(who.actor)) == 3
    ok(at.button(key="newcomers-done").click().run())
    assert not [one for one in at.code if ADDRESS in one.value]
    assert len(names(at)) == 3
    del house


def test_names_once_though_tapped_twice(house: House) -> None:
    """A tap that was cut off half-way, and tapped again, makes each workbook once."""
    who = coach()
    at = opened(who)
    box = keyed(at.text_area, "names-")
    box.set_value("Maria\nJon")
    at.button(key=f"make-{box.key}").click()
    ok(at.run())
    made = at.session_state["newcomers-made"]
    at.session_state["newcomers-being-made"] = (box.key, made)
    at.session_state["nonce-newcomers"] = box.key.rpartition("-")[2]
    at.session_state["newcomers-made"] = []
    ok(at.run())
    ok(at.toggle(key="newcomers-open").set_value(True).run())
    box = keyed(at.text_area, "names-")
    box.set_value("Maria\nJon")
    ok(at.button(key=f"make-{box.key}").click().run())
    assert at.session_state["newcomers-made"] == made
    assert len(the_store().links.held(who.actor)) == 2
    del house


def test_a_desk_that_was_taken_away_meanwhile_begins_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its link withdrawn while the page is open: said in words, and the names are still there."""
    del house
    at = opened(coach())
    box = keyed(at.text_area, "names-")
    box.set_value("Maria\nJon")
    monkeypatch.setenv("WORKBOOK_ANYONE_MAY_START", "false")
    close_the_store()
    with closing(sqlite3.connect(settings.load().data_folder / "workbook.sqlite")) as connection:
        connection.execute("UPDATE access_links SET withdrawn_at = '2026' WHERE workbook IS NULL")
        connection.commit()
    ok(at.button(key=f"make-{box.key}").click().run())
    assert "newcomers-made" not in at.session_state
    assert "No workbook may be begun from this desk any more" in said(at)
    assert keyed(at.text_area, "names-").value == "Maria\nJon"


def test_the_links_that_were_made_are_shown_where_there_is_no_room_for_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those begun before the day was full are handed out; it says which was the last, and why."""
    monkeypatch.setenv("WORKBOOK_STARTS_ALL", "3")
    close_the_store()
    at = opened(coach())
    box = keyed(at.text_area, "names-")
    box.set_value("Maria\nJon\nMei")
    ok(at.button(key=f"make-{box.key}").click().run())
    assert [one.cover.owner for one in at.session_state["newcomers-made"]] == ["Maria", "Jon"]
    assert "ask whoever runs this workbook" in said(at)
    assert "The last one is for Jon" in said(at)
    del house


def test_a_practice_under_five_is_not_drawn(house: House) -> None:
    """Four clients with asks are no practice; five are, in counts and a rate."""
    who = coach()
    for one in range(4):
        shared_by(f"Client {one}", who, *asked(3))
    at = opened(who)
    ok(at.toggle(key="practice").set_value(True).run())
    assert "one person could be told" in said(at)
    shared_by("Client 4", who, *asked(3))
    assert "0 of 15 asks by 5 people" in said(ok(at.run()))
    del house


def test_the_bar_in_a_clients_workbook(house: House) -> None:
    """Whose workbook it is, and the way back; the owner sees that somebody looked, and no bar."""
    browser = house.comes(Role.COACH, "Ana")
    at = house.page("today.py", browser)
    assert "You see this workbook as its owner shows it." in said(at)
    assert "Back to my desk" in said(at)
    assert "Back to my desk" not in said(house.page("today.py"))
    (link,) = [
        one
        for one in the_store().links.of(house.owner.actor, house.workbook)
        if one.role is Role.COACH
    ]
    assert link.used_at is not None
    viewer = house.comes(Role.VIEWER, "Ben")
    at = house.page("today.py", viewer)
    assert "as its owner shows it" in said(at)
    assert "Back to my desk" not in said(at)


def test_an_ended_visit_sees_nobody(house: House) -> None:
    """A visit that has left sees no client in a tab that was open."""
    who = coach()
    shared_by("Maria", who)
    at = opened(who)
    the_store().end_visit(who.actor, datetime.now(UTC))
    assert "Maria" not in said(ok(at.run()))
    with pytest.raises(NotAllowedError):
        the_store().links.held(Actor.of_cookie(who.cookie))
    del house


MORE = 6
"""Clients who come after the first."""


def test_the_folder_is_asked_for_as_often_with_many_clients(house: House) -> None:
    """A link that names a script has Streamlit ask the system for it: ours do so once a page."""
    assert house.workbook
    carla = coach()
    shared_by("Maria", carla)
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = carla.cookie
    run(at)
    run(at.switch_page("coach.py"))
    with_one = _asked_for_the_folder(at)
    for place in range(MORE):
        shared_by(f"Client {place}", carla)
    assert _asked_for_the_folder(at) == with_one
    assert len(at.get("page_link")) > MORE


def _asked_for_the_folder(at: AppTest) -> int:
    """Return how often a run asks for the folder, as Python's own profile of its thread tells."""
    calls = 0

    def seen(_frame: FrameType, what: str, of: object) -> None:
        nonlocal calls
        calls += what == "c_call" and of is os.getcwd

    threading.setprofile(seen)
    try:
        run(at)
    finally:
        threading.setprofile(None)
    return calls
