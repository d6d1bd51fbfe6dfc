"""Workbook: the cover is changed, the history takes things back, and the folder is named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.coaching.contacts import Contact
from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]


def _said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.text))


def _box(desk: Desk, name: str) -> str:
    cover = desk.records().cover
    return f"{name}-{cover.id}-{cover.version}"


def test_the_cover_is_saved(open_page: Open, desk: Desk) -> None:
    """Name, what one looks for, phone and time zone, by one button, in one action."""
    at = open_page("workbook.py")
    at.text_input(key=_box(desk, "owner")).set_value("Kim O'Neill")
    at.text_area(key=_box(desk, "looking_for")).set_value("project lead\nfood logistics")
    at.text_input(key=_box(desk, "phone")).set_value("+44 113 496 0000")
    at.selectbox(key=_box(desk, "time_zone")).set_value("Pacific/Kiritimati")
    at.button(key="save-cover").click().run()
    assert not at.exception
    cover = desk.records().cover
    assert (cover.owner, cover.looking_for) == ("Kim O'Neill", "project lead\nfood logistics")
    assert (cover.phone, cover.time_zone) == ("+44 113 496 0000", "Pacific/Kiritimati")
    assert desk.verbs()[0] == "changed the cover"


def test_a_workbook_needs_a_name(open_page: Open, desk: Desk) -> None:
    """An empty name is told, not saved, and what else was typed stays."""
    at = open_page("workbook.py")
    at.text_input(key=_box(desk, "name")).set_value(" ")
    at.text_input(key=_box(desk, "owner")).set_value("Kim")
    at.button(key="save-cover").click().run()
    assert any("Name is needed" in one.value for one in at.text)
    assert at.text_input(key=_box(desk, "owner")).value == "Kim"


def test_the_history_is_newest_first_and_each_can_be_taken_back(
    open_page: Open, desk: Desk
) -> None:
    """Verb, rows and clock; Undo once, then it says so; the undo itself can be taken back."""
    desk.save(Contact(id="ann", name="Ann"), Contact(id="ben", name="Ben"), verb="added people")
    number = desk.save(Contact(id="cy", name="Cy"), verb="added a person").number
    at = open_page("workbook.py")
    said = _said(at)
    assert said.index("Added a person") < said.index("Added people · 2 rows")
    assert said.index("Added people · 2 rows") < said.index("Workbook begun")
    at.button(key=f"take-back-{number}").click().run()
    assert set(desk.records().all(Contact)) == {"ann", "ben"}
    assert "taken back" in _said(at)
    assert not [one for one in at.button if one.key == f"take-back-{number}"]
    at.button(key=f"take-back-{number + 1}").click().run()
    assert set(desk.records().all(Contact)) == {"ann", "ben", "cy"}


def test_the_beginning_cannot_be_taken_back(open_page: Open) -> None:
    """There is no Undo beside "Workbook begun"."""
    at = open_page("workbook.py")
    assert not [one for one in at.button if str(one.key).startswith("take-back-")]


def test_taking_back_what_was_changed_since(open_page: Open, desk: Desk) -> None:
    """Both versions are shown first; the rest can then be taken back without them."""
    number = desk.save(Contact(id="ann", name="Ann"), Contact(id="ben", name="Ben")).number
    ann = desk.records().all(Contact)["ann"]
    desk.save(replace(ann, name="Ann Lee"))
    at = open_page("workbook.py")
    at.button(key=f"take-back-{number}").click().run()
    assert set(desk.records().all(Contact)) == {"ann", "ben"}
    assert at.button(key="conflict-mine")
    assert at.button(key=f"take-back-{number}").label == "Take back the rest"
    at.button(key=f"take-back-{number}").click().run()
    assert set(desk.records().all(Contact)) == {"ann"}


def test_an_import_is_taken_back_in_one_tap(open_page: Open, desk: Desk) -> None:
    """Whoever was changed since stays and is named; nothing is asked first."""
    number = desk.save(
        Contact(id="ann", name="Ann"), Contact(id="ben", name="Ben"), verb="import"
    ).number
    desk.save(replace(desk.records().all(Contact)["ann"], name="Ann Lee"))
    at = open_page("workbook.py")
    at.button(key=f"take-back-{number}").click().run()
    assert set(desk.records().all(Contact)) == {"ann"}
    assert "changed since" in _said(at)
    assert "Ann Lee" in _said(at)
    at.button(key="kept-seen").click().run()
    assert "changed since" not in _said(at)


def test_a_long_history_is_paged(open_page: Open, desk: Desk) -> None:
    """Twenty actions a page, the oldest on the last."""
    for n in range(45):
        desk.save(Contact(name=f"P {n}"), verb=f"added {n}")
    at = open_page("workbook.py")
    assert len([one for one in at.button if str(one.key).startswith("take-back-")]) == 20
    assert "Added 44" in _said(at)
    at.session_state["history-page"] = 3
    at.run()
    assert "Workbook begun" in _said(at)
    assert "Added 44" not in _said(at)


def test_where_it_is_kept(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder stands there letter for letter, as text; a database's address does not."""
    at = open_page("workbook.py")
    assert at.code[0].value == str(tmp_path / "data")
    monkeypatch.setenv("WORKBOOK_DATABASE_URL", "postgresql://me:secret@host/name")
    at.run()
    assert "secret" not in _said(at)
    assert not at.code
