"""The margin: words beside a row, news on Today, other words taken or left, drafts called ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.scripts import Review, Script, ScriptKind
from lib.store import NotAllowedError, Role, Shows
from lib.ui.letter import Letter
from tests.browser.test_hostile_text import CORPUS
from tests.daytime import today

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import Desk
    from tests.ui.sharing import House

RAVI = Contact(id="ravi", name="Ravi Shah")
ASK = Ask(id="ask", contact="ravi")
ROW = Letter(RAVI, RAVI, ASK, ScriptKind.MESSAGE).id
DRAFT = Script(id=ROW, ask="ask", contact="ravi", text="Dear Ravi, my own words.")


def said(at: AppTest) -> str:
    """Return all words on the page."""
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.text))


def texts(at: AppTest) -> list[str]:
    """Return what is shown as text and nothing else."""
    return [str(one.value) for one in at.text]


def buttons(at: AppTest, begin: str) -> list[str]:
    """Return the keys of the buttons that begin so."""
    return [str(one.key) for one in at.button if str(one.key).startswith(begin)]


def word(table: str = "contacts", row: str = "ravi", **more: object) -> Comment:
    """Return a word of Ana's."""
    values: dict[str, object] = {"text": "Well begun.", "author": "Ana", "on": today(), **more}
    return Comment(table=table, row=row, **values)  # type: ignore[arg-type]  # as they are given


def test_a_coach_writes_and_the_client_answers(house: House) -> None:
    """The coach's box, one card on Today, the answer beside it; then it is no news any more."""
    house.save(house.owner, RAVI)
    coach = house.comes()
    at = house.page("people.py", coach, who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    at.text_area[0].set_value("Ring him, he likes to talk.")
    at.button(key="word-contacts-ravi-submit").click().run()
    assert not at.exception
    (one,) = house.records().all(Comment).values()
    assert (one.text, one.author, one.private, bool(one.by)) == (
        "Ring him, he likes to talk.",
        "Ana",
        False,
        True,
    )
    assert "Ring him, he likes to talk." in texts(at)

    client = house.page("today.py")
    assert r"**Ana left you a word** about Ravi Shah" in said(client)
    assert "Ring him, he likes to talk." in texts(client)
    client = house.page("people.py", who="ravi")
    labels = [label.label for label in client.expander]
    assert "Ana left you a word (1)" in labels
    (box,) = [area for area in client.text_area if area.label == "Your answer"]
    assert not [one for one in client.checkbox if one.label.startswith("Only for me")]
    box.set_value("I shall, on Friday.")
    client.button(key="word-contacts-ravi-submit").click().run()
    assert not client.exception
    first, second = sorted(house.records().all(Comment).values(), key=lambda each: each.id)
    assert (first.settled_on, second.text, second.by) == (today(), "I shall, on Friday.", "")
    assert not buttons(house.page("today.py"), "seen-")

    at = house.page("people.py", coach, who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    assert "In the margin (2)" in [label.label for label in at.expander]
    assert texts(at).index("Ring him, he likes to talk.") < texts(at).index("I shall, on Friday.")


def test_seen_is_one_tap(house: House) -> None:
    """The card goes, the word stays; the next one comes in its place."""
    house.save(house.owner, RAVI)
    coach = house.comes()
    house.save(coach, word(id="0000000000000001"), word(id="0000000000000002", text="And later."))
    at = house.page("today.py")
    assert "One more after this." in said(at)
    at.button(key="seen-today-0000000000000001").click().run()
    assert "And later." in texts(at)
    at.button(key="seen-today-0000000000000002").click().run()
    assert not buttons(at, "seen-")
    assert len(house.records().all(Comment)) == 2


def test_a_private_note_is_the_coachs_alone(house: House) -> None:
    """It says so; the client sees neither words nor count."""
    house.save(house.owner, RAVI)
    coach = house.comes()
    at = house.page("people.py", coach, who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    at.text_area[0].set_value("Nervous about him.")
    next(one for one in at.checkbox if one.label.startswith("Only for me")).check()
    at.button(key="word-contacts-ravi-submit").click().run()
    assert "only you see this" in said(at)
    client = house.page("people.py", who="ravi")
    assert "Nervous about him." not in said(client)
    assert not [one for one in client.expander if "margin" in one.label or "word" in one.label]
    assert "left you a word" not in said(house.page("today.py"))


def test_a_coach_takes_a_word_of_their_own_away(house: House) -> None:
    """There is a tap for one's own words, and none for anybody else's."""
    house.save(house.owner, RAVI)
    first, second = house.comes(), house.comes(name="Ben")
    house.save(first, word(id="0000000000000001"))
    house.save(second, word(id="0000000000000002", author="Ben"))
    at = house.page("people.py", first, who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    assert buttons(at, "take-away-") == ["take-away-0000000000000001"]
    at.button(key="take-away-0000000000000001").click().run()
    assert list(house.records().all(Comment)) == ["0000000000000002"]


def test_what_is_news_to_the_owner_is_none_to_the_coach(house: House) -> None:
    """A word of one's own is no news, and is not seen for the owner: also by a coach who types."""
    house.save(house.owner, RAVI)
    house.save(house.comes(), word())
    for coach in (house.comes(), house.comes(shows=Shows.ALL, types=True)):
        at = house.page("people.py", coach, who="ravi")
        assert [one.label for one in at.expander if "margin" in one.label] == ["In the margin (1)"]
        at.session_state["margin-contacts-ravi"] = True
        at.run()
        assert "Well begun." in texts(at)
        assert not buttons(at, "seen-")
        assert [one.label for one in at.text_area if "words" in one.label] == []


def test_a_coach_is_told_of_no_news_on_todays_page(house: House) -> None:
    """The card is its owner's: neither a word nor a script called ready is news to a coach."""
    house.save(house.owner, RAVI, ASK, replace(DRAFT, review=Review.READY))
    coach = house.comes(shows=Shows.ALL)
    house.save(coach, word())
    for client_too, at in ((True, house.page("today.py")), (False, house.page("today.py", coach))):
        assert bool(buttons(at, "seen-")) == client_too
        assert bool(buttons(at, "go-ready-")) == client_too


def test_each_coach_has_their_own_name(house: House) -> None:
    """To oneself one is "You", to another coach whoever one is, by name or as a coach."""
    house.save(house.owner, RAVI)
    first, second = house.comes(), house.comes(name="Ben")
    house.save(first, word(), word(author=""))
    theirs = ["Ana", "Your coach"]
    for who, names in ((first, ["You", "You"]), (second, theirs), (house.owner, theirs)):
        at = house.page("people.py", who, who="ravi")
        at.session_state["margin-contacts-ravi"] = True
        at.run()
        found = [str(one.value) for one in at.caption if str(one.value).startswith("**")]
        assert sorted(one.split("**")[1] for one in found) == sorted(names)


def test_an_empty_box_is_no_word(house: House) -> None:
    """A tap beside nothing, or beside blanks, leaves nothing in the margin."""
    house.save(house.owner, RAVI)
    at = house.page("people.py", house.comes(), who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    for typed in ("", " \n "):
        (box,) = [one for one in at.text_area if str(one.key).startswith("word-contacts-ravi-text")]
        box.set_value(typed)
        at.button(key="word-contacts-ravi-submit").click().run()
        assert not at.exception
    assert not house.records().all(Comment)


def test_a_viewer_reads_and_writes_nothing(house: House) -> None:
    """The words are there; no box, no button. Where there are none there is no empty margin."""
    house.save(house.owner, RAVI)
    tom = house.comes(Role.VIEWER, "Tom")
    empty = house.page("people.py", tom, who="ravi")
    assert not [one for one in empty.expander if "margin" in one.label]
    house.save(house.comes(), word())
    at = house.page("people.py", tom, who="ravi")
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    assert "Well begun." in texts(at)
    assert not buttons(at, "word-contacts")
    assert not buttons(at, "take-away-")
    assert not buttons(at, "seen-")


def test_a_draft_is_shown_commented_and_ready(house: House) -> None:
    """Show my coach, other words, use them; then one tap says ready, and Today says so."""
    house.save(house.owner, RAVI, ASK)
    house.save(house.owner, DRAFT)
    at = house.page("ask.py", ask="ask")
    assert not buttons(at, "show-coach-")
    coach = house.comes()
    blind = house.page("ask.py", coach, ask="ask")
    assert DRAFT.text not in said(blind)
    assert "not written yet, or not shown to you" in said(blind)
    at = house.page("ask.py", ask="ask")
    at.button(key=f"show-coach-{ROW}").click().run()
    assert "With your coach since today." in said(at)
    kept = house.records().all(Script)[ROW]
    assert (kept.review, kept.handed_on) == (Review.WAITING, today())

    theirs = house.page("ask.py", coach, ask="ask")
    assert DRAFT.text in texts(theirs)
    theirs.session_state[f"margin-scripts-{ROW}"] = True
    theirs.run()
    other = next(one for one in theirs.text_area if one.label.startswith("Other words"))
    other.set_value("Hello Ravi, shorter.")
    theirs.button(key=f"word-scripts-{ROW}-submit").click().run()
    assert not theirs.exception
    assert house.records().all(Script)[ROW].review is Review.COMMENTED

    assert r"on a message to Ravi Shah" in said(house.page("today.py"))
    at = house.page("ask.py", ask="ask")
    assert "Your coach has left a word on it." in said(at)
    assert "Hello Ravi, shorter." in texts(at)
    assert not [one for one in at.text_area if one.label.startswith("Other words")]
    assert DRAFT.text in texts(at)
    (use,) = buttons(at, "use-")
    at.button(key=use).click().run()
    assert not at.exception
    (settled,) = house.records().all(Comment).values()
    assert (settled.taken, settled.settled_on) == (True, today())
    assert house.records().all(Script)[ROW].text == "Hello Ravi, shorter."
    assert at.text_area(key=f"words-{ROW}").value == "Hello Ravi, shorter."
    at.button(key=f"show-coach-{ROW}").click().run()

    theirs = house.page("ask.py", coach, ask="ask")
    theirs.button(key=f"call-ready-{ROW}").click().run()
    assert house.records().all(Script)[ROW].review is Review.READY
    assert "Your words to Ravi are ready" in said(house.page("today.py"))
    at = house.page("ask.py", ask="ask")
    assert "Your coach calls these words ready." in said(at)
    at.text_area(key=f"words-{ROW}").set_value("Other words.").run()
    assert house.records().all(Script)[ROW].review is None


def test_a_private_note_proposes_nothing(house: House) -> None:
    """Other words typed beside it go nowhere, and the draft still waits for the coach."""
    house.save(house.owner, RAVI, ASK, replace(DRAFT, review=Review.WAITING, handed_on=today()))
    at = house.page("ask.py", house.comes(), ask="ask")
    at.session_state[f"margin-scripts-{ROW}"] = True
    at.run()
    at.text_area[0].set_value("Too long.")
    next(one for one in at.text_area if one.label.startswith("Other words")).set_value("Shorter.")
    next(one for one in at.checkbox if one.label.startswith("Only for me")).check()
    at.button(key=f"word-scripts-{ROW}-submit").click().run()
    assert not at.exception
    assert house.records().all(Script)[ROW].review is Review.WAITING
    assert "Too long." in texts(at)
    assert "Shorter." not in texts(at)


def test_mine_are_kept(house: House) -> None:
    """The proposal stays readable, and asks no more; the coach sees the answer."""
    house.save(house.owner, RAVI, ASK, DRAFT)
    coach = house.comes(shows=Shows.ALL)
    house.save(coach, word("scripts", ROW, id="0000000000000001", suggests="Other."))
    at = house.page("ask.py", ask="ask")
    at.button(key="keep-mine-0000000000000001").click().run()
    (kept,) = house.records().all(Comment).values()
    assert (kept.taken, house.records().all(Script)[ROW].text) == (False, DRAFT.text)
    at.session_state[f"margin-scripts-{ROW}"] = True
    at.run()
    assert "You kept your own." in said(at)
    assert not buttons(at, "use-")
    theirs = house.page("ask.py", coach, ask="ask")
    theirs.session_state[f"margin-scripts-{ROW}"] = True
    theirs.run()
    assert "They kept their own." in said(theirs)


def test_a_draft_is_taken_back(house: House) -> None:
    """The coach who sees names and status alone reads it no more."""
    house.save(house.owner, RAVI, ASK, DRAFT)
    coach = house.comes()
    at = house.page("ask.py", ask="ask")
    at.button(key=f"show-coach-{ROW}").click().run()
    at.button(key=f"hide-coach-{ROW}").click().run()
    assert house.records(coach).all(Script)[ROW].text == ""


@pytest.mark.parametrize(
    ("page", "table", "row", "names"),
    [
        ("ask.py", "asks", "ask", {"ask": "ask"}),
        ("review.py", "charts", "asks", {}),
        ("review.py", "charts", "rate", {}),
        ("workbook.py", "cover", "", {}),
    ],
)
def test_each_thing_has_its_margin(
    house: House, page: str, table: str, row: str, names: dict[str, str]
) -> None:
    """An ask, a picture, the workbook: the coach's word stands there, and Today leads to it."""
    house.save(house.owner, RAVI, ASK)
    house.save(house.comes(), word(table, row or house.workbook))
    at = house.page(page, **names)
    assert "Well begun." in texts(at)
    today_page = house.page("today.py")
    assert buttons(today_page, "go-")
    assert "left you a word" in said(today_page)


def test_an_exercise_has_its_margin(house: House) -> None:
    """Beside what was written, under "What you wrote"."""
    house.save(house.owner, Exercise(id="story", name="story", answer="Once", on=today()))
    house.save(house.comes(), word("exercises", "story"))
    at = house.page("today.py")
    at.session_state["what-you-wrote"] = True
    at.session_state["wrote-which"] = "story"
    at.run()
    assert "Ana left you a word (1)" in [one.label for one in at.expander]


def test_a_word_on_what_is_gone_can_be_seen(house: House) -> None:
    """No way there, and it goes with a tap."""
    house.save(house.comes(), word("contacts", "nobody", id="0000000000000001"))
    at = house.page("today.py")
    assert "on something that is gone" in said(at)
    assert not buttons(at, "go-")
    at.button(key="seen-today-0000000000000001").click().run()
    assert not buttons(at, "seen-")


def test_words_in_the_margin_are_text(house: House) -> None:
    """The corpus as a word, as other words and as an author's name: text, letter for letter."""
    house.save(house.owner, RAVI, ASK, DRAFT)
    coach = house.comes()
    for place, hostile in enumerate(CORPUS):
        row = f"{place:016x}"
        house.save(
            coach,
            word("scripts", ROW, id=row, text=hostile, suggests=hostile, author=hostile[:200]),
        )
    at = house.page("ask.py", ask="ask")
    markdown = "\n".join(str(one.value) for one in (*at.markdown, *at.caption))
    for mark in ("![x](http", "<img src", "<script", "[click](java", "<svg", "<a href"):
        assert mark not in markdown.replace(f"\\{mark}", "")
    assert "\u202e" not in "\n".join([markdown, *texts(at)])
    assert "<script>alert(1)</script>" in texts(at)


def test_forged_words_change_nothing(house: House) -> None:
    """What a coach may not, the store refuses: a word under another's name is their own."""
    house.save(house.owner, RAVI)
    coach, viewer = house.comes(), house.comes(Role.VIEWER, "Tom")
    with pytest.raises(NotAllowedError):
        house.save(viewer, word())
    house.save(coach, word(by=""))
    (one,) = house.records().all(Comment).values()
    assert one.by


def test_on_ones_own_machine_nothing_is_drawn(
    open_page: Callable[[str], AppTest], desk: Desk
) -> None:
    """No box and no "Show my coach"; words that came with a file are shown, with who wrote them."""
    desk.save(RAVI, ASK, DRAFT)
    at = open_page("people.py")
    at.query_params["who"] = "ravi"
    at.run()
    assert not [one for one in at.expander if "margin" in one.label]
    desk.save(word(on=today() - timedelta(days=3)))
    at.session_state["margin-contacts-ravi"] = True
    at.run()
    assert "In the margin (1)" in [one.label for one in at.expander]
    assert "**Ana**" in said(at)
