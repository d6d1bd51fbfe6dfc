"""The three open pictures: for none, one, three, fifteen, three hundred; good news and bad."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from lib.charts import numbers as own
from lib.charts import open_pictures
from lib.charts.answer import Answer
from lib.charts.numbers import Numbers
from lib.coaching import workbook
from lib.coaching.cover import Cover
from lib.expectations import example
from tests.charts.test_pictures import _by_class, _read
from tests.charts.test_questions import SIZES, numbers
from tests.charts.test_sentences import _calm
from tests.expectations.build import TODAY

OPEN: tuple[Callable[[Numbers], Answer], ...] = (
    open_pictures.asks,
    lambda found: open_pictures.rate(found, with_start=True),
    open_pictures.runs,
)


@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize("asks", SIZES)
def test_said_drawn_and_in_a_table(asks: int, good: bool) -> None:  # noqa: FBT001 - a parameter
    """Each with a calm sentence, a picture that can be read, words to hear, how to read, rows."""
    found = numbers(asks, good=good)
    for picture in OPEN:
        answer = picture(found)
        _calm(answer.sentence)
        _read(answer.svg)
        assert answer.alt
        assert answer.how
        assert answer.rows()
        if asks <= 3 and picture is not open_pictures.asks:
            assert re.search(r"can't tell|At one in ten", answer.sentence), answer.sentence
    if 0 < asks <= 100:
        drawn = _by_class(_read(open_pictures.asks(found).svg), "icon")
        assert drawn.total() == asks


def test_good_news_and_bad_are_told_by_the_same_rule() -> None:
    """Three hundred: a number is named for both, with counts."""
    good, bad = (
        open_pictures.rate(numbers(300, good=one), with_start=False) for one in (True, False)
    )
    assert "expect between five and eight" in good.sentence
    assert "200 answered" in good.sentence
    assert "expect perhaps none to be answered" in bad.sentence
    assert "300 silent" in bad.sentence


def test_the_picture_is_of_the_newest_hundred() -> None:
    """All are counted in words; a hundred are drawn, and it says so."""
    answer = open_pictures.asks(numbers(300, good=True))
    assert "300 asks" in answer.sentence
    assert answer.notes == ("The picture shows the newest 100 of 300.",)
    assert _by_class(_read(answer.svg), "icon").total() == 100


def test_an_invented_person_before_anything_is_sent() -> None:
    """An empty workbook: Sam's numbers, each title saying that they are invented."""
    found = own.of(workbook.of([Cover()]), TODAY)
    assert found.invented
    assert found.counts == example.TALLY
    assert all(picture(found).title.startswith("Invented") for picture in OPEN)
    assert not numbers(0, good=True).invented
