"""What a newcomer reads is no harder than a newspaper written to be read by everyone.

P. Meyer, "The Vanishing Newspaper", 2004, chapter 6: papers are read most where their stories ask
for six to eight years of school; most of the 2,125 stories he measured asked for more. So a whole
screen asks for eight at most; a single passage, where one long sentence weighs more, for ten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tone.grades import grade, sentences, words_of
from tests.tone.spoken import all_of_it
from tests.ui.test_start import tap, to_the_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from tests.ui.conftest import Desk

    Open = Callable[[str], AppTest]

SCREEN, PASSAGE = 8.0, 10.0
"""Most grades of a screen and of a passage."""
MEASURABLE = 20
"""Words from which a text can be measured at all."""
RUNNING = 4
"""Words from which something on a screen is running text, and no label."""


def running_text(at: AppTest) -> list[str]:
    """Return what a screen says in running text, passage by passage."""
    parts = (*at.title, *at.subheader, *at.markdown, *at.caption, *at.text, *at.text_input)
    found = [str(getattr(one, "label", None) or one.value) for one in parts]
    return [one for one in found if len(words_of(one)) >= RUNNING]


def too_hard(at: AppTest, screen: str) -> list[str]:
    """Return what is too hard to read on a screen; empty where nothing is."""
    passages = running_text(at)
    whole = "\n".join(passages)
    found = [one for one in passages if len(words_of(one)) >= MEASURABLE and grade(one) > PASSAGE]
    if len(words_of(whole)) >= MEASURABLE and grade(whole) > SCREEN:
        found.append(f"{screen} as a whole: grade {grade(whole):.1f}")
    return found


@pytest.mark.parametrize(
    "page", ["start.py", "today.py", "people.py", "give.py", "ask.py", "review.py", "workbook.py"]
)
def test_each_page_as_a_newcomer_meets_it(page: str, open_page: Open) -> None:
    """Nothing in the workbook yet: what stands there instead is easy to read."""
    assert too_hard(open_page(page), page) == []


def test_each_screen_of_the_first_ten_minutes(desk: Desk, open_page: Open) -> None:
    """From the first question to "it is out", and Today after it."""
    del desk
    at = open_page("start.py")
    seen = running_text(at)
    to_the_message(at, "Mei Tan")
    assert too_hard(at, "the message") == []
    for label in ("These are my words", "3", "Yes", "Enough for today"):
        seen += running_text(at)
        tap(at, label)
        assert too_hard(at, label) == []
    seen += running_text(at)
    assert len(words_of("\n".join(seen))) > 100, "the walk met hardly any words"
    assert too_hard(open_page("today.py"), "Today, closed") == []


def test_each_screen_of_the_rating(desk: Desk, open_page: Open) -> None:
    """The questions between a name and a message."""
    del desk
    at = open_page("start.py")
    at.text_input[0].set_value("Mei Tan")
    for label in ("Go on", "Worked together", "They'd make time", "Yes", "Ask for that"):
        tap(at, label)
        assert too_hard(at, label) == []


def test_each_passage_of_the_project() -> None:
    """Whatever is shown anywhere: pages, sentences of the charts, the guide, README and docs."""
    long = [one for one in all_of_it() if len(words_of(one.words)) >= MEASURABLE]
    assert len(long) > 60
    assert {one.where.partition("/")[0] for one in long} >= {"lib", "CHANGELOG.md", "gives.toml"}
    found = {one.where: (round(grade(one.words), 1), one.words) for one in long}
    assert {where: one for where, one in found.items() if one[0] > PASSAGE} == {}


OFFICIAL = (
    "In the event that a communication previously transmitted to an acquaintance has not generated "
    "a corresponding acknowledgement within the anticipated interval, it is recommended that an "
    "additional communication be initiated at the earliest convenient opportunity."
)
PLAIN = (
    "No word yet? Wait a week. Then write once more, in a line or two. It is their day, not you."
)


def test_the_measure_tells_an_office_from_a_friend() -> None:
    """The control: the same thing said stiffly is found, said plainly it is not."""
    assert grade(OFFICIAL) > 2 * PASSAGE
    assert grade(PLAIN) < 4
    assert grade("") == 0.0


def test_the_measure_agrees_with_published_ones() -> None:
    """Lincoln at Gettysburg, first sentence: 30 words, 45 syllables by hand, grade 13 to 16."""
    lincoln = (
        "Four score and seven years ago our fathers brought forth on this continent, a new nation, "
        "conceived in Liberty, and dedicated to the proposition that all men are created equal."
    )
    assert len(words_of(lincoln)) == 30
    assert sentences(lincoln) == 1
    assert 13 < grade(lincoln) < 16


def test_marks_are_no_words() -> None:
    """Stars, icons and backslashes of Markdown are not read out."""
    assert words_of(r"**Mei\'s** :material/check: one · two") == ["Mei's", "one", "two"]
    assert sentences("One line\nanother: and one more.") == 3
