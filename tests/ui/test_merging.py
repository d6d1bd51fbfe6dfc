"""Two people who may be one, on the page: side by side, one tap, and apart again by undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
HOSTILE = "![x](http://h.example/p.png) **b**"


def found(open_page: Open) -> AppTest:
    """Open People where one finds somebody, with the fold open."""
    at = open_page("people.py")
    at.session_state["people-part"] = "Find"
    at.session_state["may-be-one"] = True
    at.run()
    assert not at.exception, at.exception
    return at


def two(desk: Desk) -> None:
    """Save two who may be one; the second has an ask."""
    desk.save(
        Contact(id="a", name="Ann Roe", company="Acme", phone="12345"),
        Contact(id="b", name="Ann Roe", email="a@x.org"),
        Ask(id="k", contact="b", planned_on=date(2026, 11, 2)),
    )


def test_one_tap_makes_them_one_and_undo_two(open_page: Open, desk: Desk) -> None:
    """Fields filled, the ask stays with them; taken back, both are as they were."""
    two(desk)
    at = found(open_page)
    assert "the same name" in "".join(one.value for one in at.markdown)
    before = desk.records()
    at.button(key="merge-b-a").click().run()
    assert not at.exception, at.exception
    (stays,) = desk.records().all(Contact).values()
    assert (stays.id, stays.company, stays.phone, stays.email) == ("b", "Acme", "12345", "a@x.org")
    assert desk.verbs()[0] == "made two people one"
    assert not [one for one in at.expander if one.label.startswith("Two people")]
    next(one for one in at.button if one.label == "Undo").click().run()
    again = desk.records()
    assert set(again.all(Contact)) == {"a", "b"}
    assert again.all(Ask)["k"].contact == before.all(Ask)["k"].contact == "b"
    assert again.all(Contact)["b"].phone == ""


def test_what_is_theirs_moves(open_page: Open, desk: Desk) -> None:
    """The ask of the one who goes is the other's afterwards; undo gives it back."""
    two(desk)
    desk.save(
        *(Ask(contact="a", planned_on=date(2026, 11, day)) for day in (3, 4)), verb="asked twice"
    )
    at = found(open_page)
    at.button(key="merge-a-b").click().run()
    assert {one.contact for one in desk.records().all(Ask).values()} == {"a"}
    next(one for one in at.button if one.label == "Undo").click().run()
    assert desk.records().all(Ask)["k"].contact == "b"


def test_they_are_two_people(open_page: Open, desk: Desk) -> None:
    """Remembered: the pair is not drawn again, in this tab or another; undo asks again."""
    two(desk)
    at = found(open_page)
    at.button(key="apart-b-a").click().run()
    assert len(desk.records().all(Contact)) == 2
    assert not [one for one in found(open_page).button if one.key == "merge-b-a"]
    next(one for one in at.button if one.label == "Undo").click().run()
    assert [one for one in found(open_page).button if one.key == "merge-b-a"]


def test_names_stay_text(open_page: Open, desk: Desk) -> None:
    """B18: hostile names of both never meet Markdown unescaped."""
    desk.save(Contact(name=HOSTILE), Contact(name=HOSTILE, company=HOSTILE))
    for one in found(open_page).markdown:
        assert "![x](http" not in one.value


def test_nobody_to_ask_about_draws_nothing(open_page: Open, desk: Desk) -> None:
    """Without a pair there is no fold."""
    desk.save(Contact(name="Ann"), Contact(name="Bob"))
    at = found(open_page)
    assert not [one for one in at.expander if one.label.startswith("Two people")]
