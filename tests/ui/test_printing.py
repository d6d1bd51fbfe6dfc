"""What comes along on paper: gives before asks, what is next, everything typed as text."""

from collections.abc import Callable
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.touches import Touch
from tests.daytime import today
from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
HOSTILE = "![x](http://h.example/p.png)"


def test_nothing_more_is_drawn_before_it_is_asked_for(open_page: Open, desk: Desk) -> None:
    """Folded, the sheet is not made."""
    desk.save(Contact(id="ann", name=HOSTILE), Give(contact="ann", given_on=today()))
    at = open_page("review.py")
    assert not [one for one in at.subheader if one.value == "What you gave"]


def test_giving_stands_before_asking(open_page: Open, desk: Desk) -> None:
    """S3-15: gives are counted and listed first; names and notes are text."""
    desk.save(
        Contact(id="ann", name=HOSTILE),
        Ask(id="ask", contact="ann"),
        Touch(contact="ann", ask="ask", on=today() - timedelta(2)),
        *(Give(contact="ann", what=HOSTILE, given_on=today() - timedelta(n)) for n in range(15)),
    )
    at = open_page("review.py")
    at.session_state["print"] = True
    at.run()
    assert not at.exception
    heads = [one.value for one in at.subheader]
    assert heads[-2:] == ["What you gave", "What is open next"]
    words = "\n".join(one.value for one in (*at.markdown, *at.caption))
    assert "Given 15, asked 1." in words
    assert "And 3 more." in words
    assert HOSTILE not in words
    assert "S3-15" in at.session_state["rules-shown"]


def test_nothing_next(open_page: Open, desk: Desk) -> None:
    """A workbook without a due day says so."""
    desk.save(Contact(id="ann", name="Ann"))
    at = open_page("review.py")
    at.session_state["print"] = True
    at.run()
    assert any("Nothing waits" in one.value for one in at.markdown)
