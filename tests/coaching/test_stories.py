"""What went well, and what one has done since: read from exercises, whatever stands in them."""

from datetime import date

import pytest

from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.stories import since, stories
from lib.coaching.workbook import Records, of


def told(*exercises: Exercise) -> tuple[str, str]:
    """Return the stories and the time since, of a workbook with these exercises."""
    kept: Records = of([Cover(id="w"), *exercises])
    return stories(kept), since(kept)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("We halved the lorries.\nI trained nine people.\nA third.", "2"),
        (
            "One that went well: We halved the lorries.\n\nA second: I trained nine people.",
            "2",
        ),
        ("We halved the lorries", "1"),
        ("\n  \n", "0"),
        ("", "0"),
    ],
)
def test_one_or_two_stories(answer: str, expected: str) -> None:
    """With their questions or without, at most two, without a full stop at the end."""
    whole = "We halved the lorries; I trained nine people"
    wanted = {"2": whole, "1": "We halved the lorries", "0": ""}[expected]
    assert told(Exercise(name="stories", answer=answer))[0] == wanted


def test_the_newest_counts() -> None:
    """Of two exercises the later day is taken; one that is not filled in is passed over."""
    old = Exercise(name="successes", on=date(2026, 1, 1), answer="old")
    new = Exercise(name="successes", on=date(2026, 2, 1), answer="new")
    empty = Exercise(name="successes", on=date(2026, 3, 1))
    assert told(old, new, empty)[0] == "new"


def test_what_one_has_been_doing() -> None:
    """Only the answer to that question, of the exercise that asks it."""
    answer = "What went well: the move\nWhat I have been doing: nights in Hull."
    assert told(Exercise(name="up-to-date", answer=answer))[1] == "nights in Hull"
    assert told(Exercise(name="stories", answer=answer))[1] == ""
    assert told() == ("", "")
