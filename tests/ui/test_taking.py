"""Taking everything out and bringing it back: made on demand, looked at first, one way back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.access.house import the_store
from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from lib.exchange import json_out, xlsx_out
from tests.daytime import today
from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
HOSTILE = "![x](http://h.example/p.png) =1+1"


@pytest.fixture
def seeded(desk: Desk) -> Desk:
    """A workbook of two people, one ask and its first message."""
    desk.save(
        Contact(id="ann", name=HOSTILE, company="Acme"),
        Contact(id="ben", name="Ben", mutual_contact="ann"),
        Ask(id="ask", contact="ben"),
        Touch(id="sent", contact="ben", ask="ask", on=today() - timedelta(3)),
    )
    return desk


def _exported(desk: Desk, edit: Callable[[Any], None]) -> bytes:
    version = max(one.version for one in desk.records().all(Contact).values())
    held = json.loads(json_out.whole(desk.records(), version, today()))
    edit(held["records"])
    return json.dumps(held).encode()


def _brought(at: AppTest, name: str, data: bytes) -> AppTest:
    at.file_uploader[0].upload(name, data)
    at.run()
    assert not at.exception, at.exception
    return at


def _said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.text))


def _button(at: AppTest, begin: str) -> Any:  # noqa: ANN401 - AppTest's button
    return next(one for one in at.button if str(one.key).startswith(begin))


def test_an_unedited_spreadsheet_changes_nothing(open_page: Open, seeded: Desk) -> None:
    """It says so, and there is nothing to save."""
    data = xlsx_out.whole(seeded.records(), 2, today())
    at = _brought(open_page("workbook.py"), "x.xlsx", data)
    assert "5 rows read = 5 the same" in _said(at)
    assert "Nothing to save" in _said(at)
    assert not [one for one in at.button if str(one.key).startswith("save-back")]


def test_what_was_edited_is_shown_saved_and_taken_back(open_page: Open, seeded: Desk) -> None:
    """One field changed, one person new, one row missing: one action, one Undo."""

    def edit(held: Any) -> None:  # noqa: ANN401 - parsed JSON
        held["contacts"][0]["company"] = "Northgate"
        held["contacts"].append({"name": "Cy"})
        held["touches"] = []

    at = _brought(open_page("workbook.py"), "x.json", _exported(seeded, edit))
    assert "5 rows read = 1 new + 1 changed + 3 the same" in _said(at)
    before = seeded.records()
    at.checkbox(key=_key(at.checkbox, "back-missing-")).check().run()
    _button(at, "save-back-").click().run()
    assert not at.exception
    now = seeded.records()
    assert now.all(Contact)["ann"].company == "Northgate"
    assert {one.name for one in now.all(Contact).values()} == {HOSTILE, "Ben", "Cy"}
    assert not now.all(Touch)
    assert seeded.verbs()[0] == "brought a workbook back"
    _button(at, "undo-back-").click().run()
    assert not at.exception
    back = seeded.records()
    assert back.all(Contact)["ann"].company == before.all(Contact)["ann"].company
    assert set(back.all(Contact)) == {"ann", "ben"}
    assert set(back.all(Touch)) == {"sent"}


def test_missing_rows_stay_unless_asked(open_page: Open, seeded: Desk) -> None:
    """Saved without the tick, nothing is taken out."""

    def edit(held: Any) -> None:  # noqa: ANN401 - parsed JSON
        held["contacts"][1]["name"] = "Benjamin"
        held["touches"] = []

    at = _brought(open_page("workbook.py"), "x.json", _exported(seeded, edit))
    _button(at, "save-back-").click().run()
    assert seeded.records().all(Contact)["ben"].name == "Benjamin"
    assert set(seeded.records().all(Touch)) == {"sent"}


def test_both_versions_are_shown_where_it_changed_here_too(open_page: Open, seeded: Desk) -> None:
    """Ours stays by itself; the file's is taken where the owner says so."""
    data = _exported(seeded, lambda held: held["contacts"][1].update(name="Theirs"))
    ben = seeded.records().all(Contact)["ben"]
    seeded.save(replace(ben, name="Ours"))
    at = _brought(open_page("workbook.py"), "x.json", data)
    shown = at.dataframe[0].value
    assert list(shown["Here"]) == ["Ours"]
    assert list(shown["In the file"]) == ["Theirs"]
    assert not [one for one in at.button if str(one.key).startswith("save-back")]
    at.checkbox(key=_key(at.checkbox, "back-both-")).check().run()
    _button(at, "save-back-").click().run()
    assert seeded.records().all(Contact)["ben"].name == "Theirs"


def test_a_workbook_that_moved_on_meanwhile(open_page: Open, seeded: Desk) -> None:
    """Saved elsewhere between look and tap: nothing is saved, the difference is shown anew."""
    data = _exported(seeded, lambda held: held["contacts"][1].update(name="Theirs"))
    at = _brought(open_page("workbook.py"), "x.json", data)
    ben = seeded.records().all(Contact)["ben"]
    seeded.save(replace(ben, name="Ours"))
    _button(at, "save-back-").click().run()
    assert not at.exception
    assert "changed meanwhile" in _said(at)
    assert seeded.records().all(Contact)["ben"].name == "Ours"


def test_who_was_erased_comes_back_knowingly(open_page: Open, seeded: Desk) -> None:
    """A file from before: they stay out with all that is theirs, or come in as someone new."""
    seeded.save(
        Script(id="draft", ask="ask", text="Hello Ben"),
        Comment(id="word", table="contacts", row="ben", on=today(), text="Write to him"),
    )
    data = _exported(seeded, lambda _records: None)
    the_store().erase_person(
        seeded.actor, seeded.workbook, "ben", operation="erase", at=datetime.now(UTC)
    )
    at = _brought(open_page("workbook.py"), "x.json", data)
    assert "5 rows of the file are of somebody who was erased here" in _said(at)
    assert not [one for one in at.button if str(one.key).startswith("save-back")]
    box = next(one for one in at.checkbox if str(one.key).startswith("back-erased"))
    box.check().run()
    _button(at, "save-back").click().run()
    assert not at.exception, at.exception
    found = seeded.records()
    (ben,) = [one for one in found.all(Contact).values() if one.name == "Ben"]
    (ask,) = found.all(Ask).values()
    (touch,) = found.all(Touch).values()
    (script,) = found.all(Script).values()
    (word,) = found.all(Comment).values()
    assert "ben" not in found.all(Contact)
    assert (ben.mutual_contact, ask.contact, touch.contact) == ("ann", ben.id, ben.id)
    assert (touch.ask, script.ask, word.row) == (ask.id, ask.id, ben.id)


def test_a_file_that_is_none(open_page: Open, seeded: Desk) -> None:
    """Refused in words; "Not now" lets go of it."""
    at = _brought(open_page("workbook.py"), "x.xlsx", b"\x89PNG\r\n\x00\x00")
    assert "no workbook" in _said(at)
    _button(at, "cancel-back-").click().run()
    assert not at.exception
    assert "no workbook" not in _said(at)
    assert seeded.verbs()[0] == "put"


def test_the_files_have_plain_names(open_page: Open, seeded: Desk) -> None:
    """B05: nothing of a person's name gets into a file's; three forms and the cards are there."""
    del seeded
    at = open_page("workbook.py")
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels == ["A spreadsheet", "CSV files", "JSON", "Address cards"]


def test_the_calendar_is_folded_on_today(open_page: Open, seeded: Desk) -> None:
    """It is offered where something is to come, and made only when unfolded and tapped."""
    del seeded
    at = open_page("today.py")
    assert [one.label for one in at.expander if "calendar" in one.label]
    assert not at.get("download_button")


def test_no_calendar_where_nothing_comes(open_page: Open) -> None:
    """A workbook without a due day offers none."""
    at = open_page("today.py")
    assert not [one for one in at.expander if "calendar" in one.label]


def test_a_persons_card_is_on_their_sheet(open_page: Open, desk: Desk) -> None:
    """One quiet button."""
    desk.save(Contact(id="ann", name="Ann"))
    at = open_page("people.py")
    at.query_params["who"] = "ann"
    at.run()
    assert not at.exception
    labels = [one.proto.label for one in at.get("download_button")]
    assert labels == ["Address card"]


def _key(widgets: Any, begin: str) -> str:  # noqa: ANN401 - AppTest's list
    return next(str(one.key) for one in widgets if str(one.key).startswith(begin))
