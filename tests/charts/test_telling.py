"""What was expected and what happened: pictures read back, sentences kind in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from lib import guide
from lib.charts import both_ways, envelopes, telling
from lib.charts.palette import ANSWERED, GUESS, OPEN
from lib.coaching import belief
from lib.coaching.belief import OneChange, Stage, Tally
from lib.coaching.contacts import Kind
from lib.coaching.following import FollowUps
from lib.coaching.guesses import Guess
from lib.coaching.outcomes import Outcomes
from lib.expectations import tally
from lib.expectations.around import Three
from lib.expectations.guesses import Judged, Waiting
from tests.charts.test_palette import BACKGROUNDS, _contrast
from tests.charts.test_pictures import _by_class, _read, _words

DAY = date(2026, 11, 19)
PUBLISHED = guide.both_ways()


def guess(of_ten: int, row: str = "g") -> Guess:
    """Return a guess made in November."""
    return Guess(id=row, of_ten=of_ten, made_on=DAY, locked_on=DAY)


def judged(of_ten: int, actual: int, row: str = "g") -> Judged:
    """Return a guess that can be opened."""
    return Judged(guess(of_ten, row), actual, DAY)


def test_both_ways_holds_the_published_numbers() -> None:
    """A mark for each expectation and each outcome, where the numbers are."""
    root = _read(both_ways.both_ways(PUBLISHED))
    assert _by_class(root, "expected") == {"5.5": 1, "5": 1}
    assert _by_class(root, "happened") == {"0.3": 1, "7": 1}
    words = _words(root)
    assert {"expected: 5.5", "what happened: about 0.3"} <= set(words)
    assert any(one.startswith("By e-mail") for one in words)


def test_one_too_hopeful_one_too_gloomy() -> None:
    """The sentence follows the numbers: turned round, it says the contrary."""
    said = telling.both_ways_sentence(PUBLISHED)
    assert "By e-mail people were too hopeful: they expected 5.5 of 10" in said
    assert "Face to face people were too gloomy: they expected 5 of 10" in said
    turned = replace(PUBLISHED[0], expected=0.3, happened=5.5)
    assert "too gloomy" in telling.both_ways_sentence([turned])
    even = replace(PUBLISHED[0], expected=5.0, happened=5.0)
    assert "about right" in telling.both_ways_sentence([even])


def test_no_published_number_without_its_source() -> None:
    """Source, sample, year, and in plain words where the number was seen."""
    said = telling.both_ways_source(PUBLISHED)
    for part in ("Roghanizad and Bohns", "2017", "450", "quoted second-hand"):
        assert part in said
    for row in telling.both_ways_rows(PUBLISHED):
        assert all(str(one).strip() for one in row.values())


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("picture", ["both ways", "envelopes"])
def test_three_to_one_against_either_background(picture: str, background: str) -> None:
    """Every colour in the new pictures is one of the palette's, 3:1 against the page."""
    found: list[Judged | Waiting] = [judged(4, 2), Waiting(guess(4), 3, 0, 0, None)]
    if picture == "both ways":
        drawn = both_ways.both_ways(PUBLISHED)
    else:
        drawn = envelopes.envelopes(found, frozenset())
    colours = set(re.findall("#[0-9A-Fa-f]{6}", drawn))
    assert colours <= {ANSWERED, OPEN, GUESS}
    assert colours
    assert all(_contrast(one, BACKGROUNDS[background]) >= 3.0 for one in colours)


def test_envelopes_closed_ready_opened() -> None:
    """Three states of three shapes; only the opened one says what happened."""
    found: list[Judged | Waiting] = [judged(6, 2, "a"), judged(5, 9, "b")]
    found.append(Waiting(guess(3, "c"), 7, 0, 0, None))
    root = _read(envelopes.envelopes(found, frozenset({"a"})))
    assert _by_class(root, "envelope") == {"opened": 1, "ready": 1, "closed": 1}
    words = _words(root)
    assert "What happened: 2 of 10" in words
    assert not any("9" in one.replace("19", "") for one in words)
    assert "7 of 10 are out" in words
    shapes = {one.get("d") for one in _envelopes(root)}
    assert len(shapes) == 3


def _envelopes(root: ET.Element) -> Iterator[ET.Element]:
    return (one for one in root.iter() if (one.get("class") or "").startswith("envelope"))


def test_a_closed_envelope_keeps_its_answers() -> None:
    """Neither sentence nor table nor picture tells of answers before it is opened."""
    ready = judged(4, 9)
    waiting = Waiting(guess(4), 10, 9, 9, DAY)
    for one in (ready, waiting):
        texts = [
            telling.envelope_sentence(one, frozenset()),
            " ".join(telling.envelope_lines(one, frozenset())),
            str(telling.envelopes_rows([one], frozenset())),
        ]
        assert not any("nine" in text or re.search(r"\b9\b", text) for text in texts)
    assert "the envelope opens on Thursday 19 November" in telling.envelope_sentence(
        waiting, frozenset()
    )


@pytest.mark.parametrize(
    ("of_ten", "actual", "words"),
    [
        (5, 1, "one was answered within 14 days. That is four fewer than you hoped."),
        (5, 7, "seven were answered within 14 days. That is two more than you feared."),
        (5, 5, "five were answered within 14 days. You saw it as it was."),
    ],
)
def test_kind_in_both_directions(of_ten: int, actual: int, words: str) -> None:
    """Too hopeful, too gloomy, right: plain, and no blame."""
    said = telling.envelope_sentence(judged(of_ten, actual), frozenset({"g"}))
    assert words in said
    assert not re.search(r"!|wrong|fail|score|should", said)


def test_ones_own_count() -> None:
    """Counted beside guessed; counted alone; nothing before it is counted."""
    begun = Tally(belief.guessed_blind(6, DAY), 6)
    assert telling.tally_sentence(begun) == ""
    done = Tally(belief.counted(begun, 10, 1), 6)
    assert telling.tally_sentence(done) == (
        "In your sent folder one of the last ten was answered. Before you looked, you had guessed "
        "six of ten."
    )
    same = Tally(belief.counted(begun, 10, 6), 6)
    assert telling.tally_sentence(same).endswith("You had guessed just that.")
    assert "guessed" not in telling.tally_sentence(replace(done, guessed=None))


def test_what_stands_above_each_step() -> None:
    """One's own number before the picture; the envelope before the last guess; Sam's for Sam."""
    counted = Tally(belief.counted(Tally(belief.guessed_blind(6, DAY), 6), 10, 1), 6)
    found = [judged(6, 2)]
    done = frozenset({"g"})
    assert "sent folder" in telling.step_sentence(Stage.PICTURE, counted, found, done)
    assert "can be opened" in telling.step_sentence(Stage.OPEN, counted, found, frozenset())
    assert "two were answered" in telling.step_sentence(Stage.LAST_GUESS, counted, found, done)
    assert telling.step_sentence(Stage.COUNT, None, found, done) == ""
    said = telling.step_sentence(Stage.SAM, None, found, done)
    assert "nine gave no word" in said
    assert "invented" in said


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (FollowUps(0, 0), "Twelve asks sent. No next try has come due."),
        (FollowUps(0, 1), "One next try came due, and is not yet done."),
        (FollowUps(1, 0), "One next try came due, and was done."),
        (FollowUps(0, 3), "Three next tries came due; none is done yet."),
        (FollowUps(3, 0), "Three next tries came due, and all were done."),
        (FollowUps(4, 1), "Of the five next tries that came due, four were done."),
    ],
)
def test_following_up(done: FollowUps, words: str) -> None:
    """Of those that came due, how many were done; never a share without its counts."""
    assert telling.effort_sentence(12, done).endswith(words)


@pytest.mark.parametrize(
    ("quiet", "found", "words"),
    [
        (9, Outcomes(2, 1, 1, 1, 0), "Two helped; beside them, nine gave no word and two were not"),
        (9, Outcomes(1, 0, 0, 0, 0), "One helped; beside them, nine gave no word."),
        (0, Outcomes(1, 0, 0, 0, 0), "One helped."),
        (3, Outcomes(0, 0, 0, 1, 0), "No help so far; three gave no word and one was not willing."),
        (0, Outcomes(0, 0, 0, 0, 0), "No help so far."),
    ],
)
def test_helpers_beside_the_others(quiet: int, found: Outcomes, words: str) -> None:
    """Counts of both sides, let rest among those without a word; no ratio."""
    rested = min(quiet, 2)
    counts = tally.Tally(silent=quiet - rested, let_go_by_age=(rested,) + (0,) * 30)
    assert telling.outcome_sentence(counts, found).startswith(words)


def test_before_and_since_a_change() -> None:
    """Nothing out yet; too few; enough to count, and still no proof."""
    change = OneChange(Kind.COLLEAGUE, DAY, "ring up")
    before = Three(0, 0, 5)
    assert "Nothing has gone out" in telling.change_sentence(change, before, Three())
    few = telling.change_sentence(change, before, Three(1, 2, 0))
    assert "of three, one answered, two still open. Before: of five, none answered" in few
    assert "Too few yet" in few
    assert "no proof" in telling.change_sentence(change, before, Three(3, 0, 2))
