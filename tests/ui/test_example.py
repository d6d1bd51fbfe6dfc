"""The example: every page has something to say, taps work, and nothing reaches one's own workbook.

Each visit has its own, in a file away from every workbook; leaving it leaves no trace of it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from lib.access import (
    close_the_store,
    forget_the_example,
    the_example_store,
    the_store,
)
from lib.coaching.contacts import Contact
from lib.coaching.records import plain
from lib.coaching.touches import Touch
from lib.coaching.workbook import TABLES, Records
from lib.store import Actor, NotAllowedError, Store
from lib.ui import session
from tests.ui.conftest import FRAME, SECONDS, Desk

Open = Callable[[str], AppTest]
PAGES = ("today.py", "people.py", "give.py", "ask.py", "review.py", "workbook.py", "start.py")


def _said(at: AppTest) -> str:
    parts = (*at.title, *at.subheader, *at.markdown, *at.caption, *at.text)
    labels = (one.label for one in (*at.button, *at.expander))
    return "\n".join([*(str(one.value) for one in parts), *labels])


def _address(at: AppTest) -> str:
    """Return the workbook that the address names."""
    named = at.query_params["w"]
    return named if isinstance(named, str) else named[-1]


def _tap(at: AppTest, key: str) -> None:
    at.button(key=key).click().run()
    assert not at.exception, at.exception


def _opened(page: str = "today.py") -> AppTest:
    """Return a new tab of a new visit that shows the example."""
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = session.EXAMPLE
    at.run()
    assert not at.exception, at.exception
    at.switch_page(page).run()
    assert not at.exception, at.exception
    return at


def _who(at: AppTest) -> Actor:
    return Actor.of_cookie(at.session_state["visit"])


def _records(at: AppTest) -> Records:
    """Return what stands in a tab's example."""
    who = _who(at)
    return the_example_store(who, _never).snapshot(who, session.EXAMPLE).records


def _never(store: Store) -> None:
    raise AssertionError(store)


def _digest(desk: Desk) -> str:
    """Return a digest of every row and every action of one's own workbook."""
    records = desk.records()
    rows = sorted(repr(plain(row)) for of in TABLES.values() for row in records.all(of).values())
    done = the_store().history(desk.actor, desk.workbook, limit=1000)
    ids = the_store().workbook_ids(desk.actor)
    return hashlib.sha256(repr((rows, done, ids)).encode()).hexdigest()


@pytest.fixture
def own(desk: Desk) -> Desk:
    """One's own workbook, with one person in it."""
    desk.save(Contact(id="own", name="Own Person"))
    return desk


def test_opened_tapped_and_left_it_touches_nothing_of_ones_own(own: Desk, open_page: Open) -> None:
    """In, a message logged, taken back, logged again, out: one's own is as it was, to the row."""
    at = open_page("workbook.py")
    before = _digest(own)
    _tap(at, "look-at-example")
    assert _address(at) == session.EXAMPLE
    assert "the people are invented" in _said(at)
    assert "Mei Tan" in _said(at)
    assert "Own Person" not in _said(at)
    at.switch_page("today.py").run()
    _tap(at, "done-thank-ask-mei")
    thanks = [one for one in _records(at).all(Touch).values() if one.ask == "ask-mei"]
    assert len(thanks) == 3
    number = _saved(at)
    _tap(at, f"undo-{number}")
    assert len([one for one in _records(at).all(Touch).values() if one.ask == "ask-mei"]) == 2
    _tap(at, "done-thank-ask-mei")
    _tap(at, "leave-example")
    at.switch_page("today.py").run()
    assert _address(at) == own.workbook
    assert "invented" not in _said(at)
    assert "Saved" not in _said(at)
    assert _digest(own) == before
    own.save(Contact(name="Somebody else"))
    assert _digest(own) != before  # the digest sees a row


def _saved(at: AppTest) -> int:
    """Return the number of the newest action of a tab."""
    keys = [str(one.key) for one in at.button]
    return max(int(one.removeprefix("undo-")) for one in keys if re.fullmatch(r"undo-\d+", one))


def test_no_undo_of_the_one_is_offered_in_the_other(own: Desk, open_page: Open) -> None:
    """What a tab remembers of a workbook stays with it, in both directions."""
    at = open_page("workbook.py")
    at.text_input(key=f"owner-{own.workbook}-1").set_value("Kim")
    _tap(at, "save-cover")
    assert _saved(at) == 3
    _tap(at, "look-at-example")
    assert "Saved" not in _said(at)
    assert not [one for one in at.button if str(one.key).startswith("undo-")]
    _tap(at, "done-thank-ask-mei")
    assert _saved(at) == 3
    at.query_params["w"] = own.workbook
    at.run()
    assert "Saved" not in _said(at)
    assert not [one for one in at.button if str(one.key).startswith("undo-")]


def test_the_menu_does_not_lead_out_of_it(own: Desk) -> None:
    """A link of the menu drops the address; the tab goes on with the example."""
    at = _opened()
    del at.query_params["w"]
    at.switch_page("people.py").run()
    assert not at.exception
    assert "invented" in _said(at)
    assert _address(at) == session.EXAMPLE
    assert list(own.records().all(Contact)) == ["own"]


def test_it_is_no_workbook_of_ones_own(own: Desk) -> None:
    """It is not listed beside one's own, and one's own home and pause do not know it."""
    at = _opened("workbook.py")
    assert the_store().workbook_ids(own.actor) == [own.workbook]
    cover = _records(at).cover
    assert cover.time_zone == own.records().cover.time_zone
    assert own.verbs() == ["put", "begin"]


def test_a_newcomer_who_looks_gets_no_workbook_by_it(desk: Desk) -> None:
    """Opened by its address, before anything else, it begins nothing in one's own store."""
    before = _digest(desk)
    _opened()
    assert _digest(desk) == before


def test_two_visits_do_not_meet(desk: Desk) -> None:
    """What one does in its example the other does not see; nor may it, asked in the store."""
    del desk
    one, other = _opened(), _opened()
    _tap(one, "done-thank-ask-mei")
    assert "Write the thanks" not in [button.label for button in one.button]
    other.run()
    assert "Write the thanks" in [button.label for button in other.button]
    store = the_example_store(_who(one), _never)
    with pytest.raises(NotAllowedError):
        store.snapshot(_who(other), session.EXAMPLE)


def test_an_ended_visit_has_no_example(desk: Desk) -> None:
    """Rights are asked for the example as for everything else."""
    del desk
    at = _opened()
    the_store().end_visit(_who(at), datetime.now(UTC))
    with pytest.raises(NotAllowedError):
        the_example_store(_who(at), _never)
    at.run()
    assert "Mei Tan" not in _said(at)


def test_begun_anew_it_is_as_at_first(desk: Desk) -> None:
    """Whatever was done in it is gone, and nothing remembers it."""
    del desk
    at = _opened()
    _tap(at, "done-thank-ask-mei")
    _tap(at, "anew-example")
    assert _address(at) == session.EXAMPLE
    assert "Saved" not in _said(at)
    assert "put away" not in _said(at)
    assert "Write the thanks" in [button.label for button in at.button]


def test_one_that_was_let_go_says_so(desk: Desk) -> None:
    """A tap meets a fresh example, not a fault; that it is a fresh one is said, once."""
    del desk
    at = _opened()
    _tap(at, "done-thank-ask-mei")
    number = _saved(at)
    forget_the_example(_who(at))
    _tap(at, f"undo-{number}")
    assert "put away meanwhile" in _said(at)
    assert "Write the thanks" in [button.label for button in at.button]
    at.run()
    assert "put away meanwhile" not in _said(at)


def test_after_a_restart_there_is_a_new_one(own: Desk) -> None:
    """The example ends with the process; the same address opens one again."""
    at = _opened()
    _tap(at, "done-thank-ask-mei")
    close_the_store()
    again = _opened()
    assert "Mei Tan" in _said(again)
    assert "put away" not in _said(again)
    assert list(own.records().all(Contact)) == ["own"]


FULL = {
    "today.py": [
        "Mei Tan",
        "Yusuf Demir",
        "Rosa Delgado",
        "One more can wait",
        "Still want these?",
    ],
    "people.py": ["Aisha Bello", "You won't rate 12"],
    "give.py": ["Given 9", "Rosa Delgado", "Ingrid Moen", "Dele Adeyemi"],
    "ask.py": ["Priya Raman", "Ana Popescu", "planned", "still open"],
    "review.py": ["Mei Tan", "undelivered", "four were let rest", "envelope", "no word"],
    "workbook.py": ["Example filled in", "Workbook begun", "lies apart from your own"],
}
"""Something of each part of a page."""
EMPTY = ("Nothing here yet", "Who comes to mind?", "Sam", "Nothing to do today")
"""What a page says that has nothing to say."""


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_something_to_say(page: str, desk: Desk) -> None:
    """No page of the example is an empty one; each has its parts, under the banner."""
    del desk
    at = _opened(page)
    said = _said(at)
    assert "the people are invented" in said
    for part in FULL.get(page, ()):
        assert part in said, part
    for words in EMPTY:
        assert not re.search(rf"\b{re.escape(words)}", said), words


def test_an_empty_page_is_told_from_a_full_one(open_page: Open) -> None:
    """The empty workbook's pages say what the example's must not."""
    assert "Nothing here yet" in _said(open_page("today.py"))
    assert "Sam" in _said(open_page("review.py"))


@pytest.mark.parametrize("page", ["today.py", "review.py", "start.py", "workbook.py"])
def test_the_ways_in(page: str, open_page: Open) -> None:
    """From Today's first card, the empty What happened, Start's first question, and Workbook."""
    at = open_page(page)
    _tap(at, "look-at-example")
    assert "Mei Tan" in _said(at)


def test_robins_own_words_are_there(desk: Desk) -> None:
    """My words opens on the voicemail that stands in the guide's example, not on an outline."""
    del desk
    at = _opened("ask.py")
    at.session_state["words-unfolded"] = True
    at.run()
    assert not at.exception
    assert any("0113 496 0123" in str(box.value) for box in at.text_area)
