"""A page that draws itself anew takes no box from under the fingers of who is typing in it.

What is being typed is in the browser alone until the box is left; so the boxes stay those of the
version that is on the screen, and the next tap fills them anew where nothing was typed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.practice import exercise_id
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from tests.daytime import today
from tests.ui.conftest import Desk
from tests.ui.driving import run

Open = Callable[[str], AppTest]


def _anew(at: AppTest) -> AppTest:
    """Draw the page as it draws itself where it finds news."""
    at.session_state["news"] = True
    return run(at)


def _inputs(at: AppTest, begin: str) -> list[str]:
    boxes = (*at.text_input, *at.text_area)
    return [str(one.key) for one in boxes if str(one.key).startswith(begin)]


def test_boxes_stay_and_are_filled_at_the_next_tap(open_page: Open, desk: Desk) -> None:
    """The cover: changed elsewhere, its boxes stand; it is said; a tap brings the new words."""
    at = open_page("workbook.py")
    cover = desk.records().cover
    before = _inputs(at, "owner-")
    desk.save(replace(cover, owner="Kim"))
    _anew(at)
    assert _inputs(at, "owner-") == before
    assert [one.value for one in at.warning] == [
        "This was changed in another place meanwhile. What you typed is still here."
    ]
    run(at)
    assert _inputs(at, "owner-") != before
    assert at.text_input(key=_inputs(at, "owner-")[0]).value == "Kim"
    assert not at.warning


def test_words_committed_meanwhile_are_not_overwritten(open_page: Open, desk: Desk) -> None:
    """Typed over the version on the screen, left after the page drew itself: saving shows both."""
    at = open_page("workbook.py")
    cover = desk.records().cover
    desk.save(replace(cover, owner="Theirs"))
    _anew(at)
    at.text_input(key=_inputs(at, "owner-")[0]).set_value("Mine")
    at.button(key="save-cover").click().run()
    assert at.button(key="conflict-mine")
    assert desk.records().cover.owner == "Theirs"


def test_another_field_changed_elsewhere_is_kept(open_page: Open, desk: Desk) -> None:
    """One types the name while the phone number changes in the sheet: both are saved, once."""
    at = open_page("workbook.py")
    desk.save(replace(desk.records().cover, phone="+44 113 496 0000"))
    _anew(at)
    at.text_input(key=_inputs(at, "owner-")[0]).set_value("Kim")
    at.button(key="save-cover").click().run()
    assert not [one for one in at.button if one.key == "conflict-mine"]
    cover = desk.records().cover
    assert (cover.owner, cover.phone) == ("Kim", "+44 113 496 0000")
    assert at.text_input(key=_inputs(at, "phone-")[0]).value == "+44 113 496 0000"


def test_the_boxes_of_an_exercise_stay(open_page: Open, desk: Desk) -> None:
    """An exercise changed elsewhere keeps its boxes on the screen until the next tap."""
    row = Exercise(
        id=exercise_id(desk.workbook, "story"),
        name="story",
        on=today() - timedelta(4),
        answer="Where I come from: Warehouses",
    )
    out = Touch(contact="ann", ask="ask", on=today())
    desk.save(Contact(id="ann", name="Ann"), Ask(id="ask", contact="ann"), out, row)
    at = open_page("today.py")
    at.session_state["what-you-wrote"] = True
    run(at)
    at.pills(key="wrote-which").select("story").run()
    at.toggle(key="change-story").set_value(True).run()
    before = _inputs(at, "answer-")
    assert before
    newest = desk.records().all(Exercise)[row.id]
    desk.save(replace(newest, answer="Where I come from: Ships"))
    _anew(at)
    assert _inputs(at, "answer-") == before
    run(at)
    assert at.text_area(key=_inputs(at, "answer-")[0]).value == "Ships"


def _letter() -> None:
    from lib.coaching.scripts import Script  # noqa: PLC0415 - the script of a page of its own
    from lib.ui import frame, letters, session  # noqa: PLC0415 - as above

    workbook = session.workbook()
    frame.draw(workbook)
    letters.box(workbook, workbook.records.all(Script)["words"], "For Ann")


def test_the_words_of_a_letter_stay(desk: Desk) -> None:
    """A letter changed elsewhere keeps its words and their version; both can be had."""
    desk.save(Script(id="words", text="Dear Ann"))
    at = AppTest.from_function(_letter, default_timeout=30)
    at.query_params["w"] = desk.workbook
    run(at)
    desk.save(replace(desk.records().all(Script)["words"], text="Dear Anne"))
    _anew(at)
    assert at.text_area(key="words-words").value == "Dear Ann"
    assert at.button(key="theirs-words")
    at.text_area(key="words-words").set_value("Dearest Ann").run()
    assert at.button(key="conflict-mine")
    assert desk.records().all(Script)["words"].text == "Dear Anne"
    at.text_area(key="words-words").set_value("Dear Ann").run()
    assert at.text_area(key="words-words").value == "Dear Anne"
