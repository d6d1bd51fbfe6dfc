"""Several workbooks: chosen by name, begun, put away and brought back; who did what is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib.access import close_the_store, the_store
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.store import Role, Shows, fresh_cover
from tests.daytime import ZONE, today
from tests.ui.driving import run
from tests.ui.sharing import FRAME, SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.conftest import Desk
    from tests.ui.sharing import Browser, House


def said(at: AppTest) -> str:
    """Return all words on the page."""
    return "\n".join(str(one.value) for one in (*at.title, *at.markdown, *at.caption, *at.text))


def arrives(who: Browser) -> AppTest:
    """Open the address without a workbook's name."""
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = who.cookie
    return run(at)


def opens(at: AppTest) -> list[str]:
    """Return the labels of the workbooks to choose from, in order."""
    return [one.label for one in at.button if str(one.key).startswith("open-")]


def put_away(house: House, workbook: str) -> None:
    """Put one of the owner's workbooks away."""
    cover = the_store().snapshot(house.owner.actor, workbook).records.cover
    the_store().save(
        house.owner.actor,
        workbook,
        [replace(cover, archived_on=today())],
        verb="put the workbook away",
        operation=f"away-{workbook}",
        at=datetime.now(UTC),
    )


def test_which_workbook_is_asked_calmly(house: House) -> None:
    """Names, the one that moved last first, each with when; a tap opens it."""
    second = house.begun("![x](http://beacon.example/p.png)")
    house.save(house.owner, Contact(name="Ravi"))
    at = arrives(house.owner)
    assert "Which workbook?" in said(at)
    first, other = opens(at)
    assert first == "**Ann's workbook**".replace("'", r"\'")
    assert "![x](http" not in other
    assert "Last moved today" in said(at)
    at.button(key=f"open-{second}").click().run()
    assert not at.exception
    assert at.query_params["w"] == second
    assert "Which workbook?" not in said(at)


def test_what_is_put_away_is_not_asked_about(house: House) -> None:
    """One is left: it opens at once. With two left, the one put away is folded."""
    second = house.begun("Second")
    put_away(house, second)
    at = arrives(house.owner)
    assert at.query_params["w"] == house.workbook
    house.begun("Third")
    at = arrives(house.owner)
    assert "Which workbook?" in said(at)
    assert "Put away (1)" in [one.label for one in at.expander]


def test_many_are_paged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten at a time."""
    monkeypatch.setenv("WORKBOOK_STARTS_EACH", "12")
    close_the_store()
    for number in range(11):
        house.begun(f"Book {number}")
    at = arrives(house.owner)
    assert len(opens(at)) == 10
    at.session_state["shelf-page"] = 2
    assert len(opens(run(at))) == 2


def test_a_workbook_is_put_away_and_brought_back(house: House) -> None:
    """Kept as it is, said on its page, and in the list again after a tap."""
    at = house.page("workbook.py")
    at.button(key="put-away-now").click().run()
    assert house.records().cover.archived_on == today()
    assert "This one is put away since today." in said(at)
    at.button(key="bring-back").click().run()
    assert house.records().cover.archived_on is None
    assert not [one for one in at.button if one.key == "bring-back"]


def test_another_is_begun_and_turned_to(house: House) -> None:
    """Under the name that was typed; without one nothing is begun."""
    at = house.page("workbook.py")
    at.button(key="begin-another").click().run()
    assert the_store().workbook_ids(house.owner.actor) == [house.workbook]
    (box,) = [one for one in at.text_input if one.label == "Its name"]
    box.set_value("Second search")
    at.button(key="begin-another").click().run()
    assert not at.exception
    ids = the_store().workbook_ids(house.owner.actor)
    (second,) = [one for one in ids if one != house.workbook]
    name = the_store().snapshot(house.owner.actor, second).records.cover.name
    assert (at.query_params["w"], name) == (second, "Second search")


def test_not_everybody_begins_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the host does not let anyone start, there is no button for it."""
    monkeypatch.setenv("WORKBOOK_ANYONE_MAY_START", "false")
    at = house.page("workbook.py", house.comes())
    assert not [one for one in at.button if one.key == "begin-another"]
    assert not [one for one in at.button if one.key == "put-away-now"]


def test_ones_own_machine_has_several_too(open_page: Callable[[str], AppTest], desk: Desk) -> None:
    """Made, named, switched to, as elsewhere."""
    the_store().create(desk.actor, fresh_cover(ZONE, "Second"), datetime.now(UTC))
    at = open_page("workbook.py")
    assert opens(at) == ["**Second**"]
    assert [one for one in at.button if one.key == "begin-another"]


def test_the_history_says_who_did_it(house: House) -> None:
    """A coach's word, what a coach typed during a call; the owner's own deeds bear no name."""
    house.save(house.owner, Contact(id="ravi", name="Ravi"), verb="added a person")
    coach = house.comes(name="*Ana*", shows=Shows.ALL, types=True)
    house.save(coach, Contact(name="Mei"), verb="added another person")
    word = Comment(table="contacts", row="ravi", on=today(), text="Well begun.")
    house.save(coach, word, verb="left a word")
    at = house.page("workbook.py")
    captions = [one.value for one in at.caption]
    assert [one for one in captions if one.endswith(r" · by \*Ana\*")]
    assert [one for one in captions if one.endswith(r" · by \*Ana\*, during a call")]
    assert len([one for one in captions if " · by " in one]) == 2


@pytest.mark.parametrize("role", [Role.COACH, Role.VIEWER])
def test_who_may_not_write_meets_no_dead_button(house: House, role: Role) -> None:
    """No save, no undo, on a person's page and the Workbook page; a tap on a box breaks nothing."""
    house.save(house.owner, Contact(id="ravi", name="Ravi"))
    who = house.comes(role)
    at = house.page("people.py", who, who="ravi")
    dead = {"talked-ravi", "ask-ravi", "give-ravi", "take-out-ravi"}
    assert not dead & {one.key for one in at.button}
    assert not [one for one in at.expander if one.label == "Take them out"]
    at = house.page("workbook.py", who)
    assert not [
        one for one in at.button if str(one.key).startswith(("save-cover", "take-back", "undo-"))
    ]
    assert not at.get("file_uploader")
    assert "What its owner shows you is in each." in said(at)


def test_who_may_not_write_is_asked_nothing_about_people(house: House) -> None:
    """A coach finds people, and meets no card with questions that take no answer."""
    who = house.comes(Role.COACH)
    assert "Nobody is written down here yet." in said(house.page("people.py", who))
    house.save(house.owner, Contact(id="ravi", name="Ravi"))
    (parts,) = [
        one for one in house.page("people.py", who).button_group if one.key == "people-part"
    ]
    assert list(parts.options) == ["Find", "Who do you know at …?"]
    assert "How do you know them?" not in said(house.page("people.py", who))
    assert "How do you know them?" in said(house.page("people.py"))
