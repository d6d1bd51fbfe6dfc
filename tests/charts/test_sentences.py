"""The sentences: they say what the numbers hold, kindly, and no more."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.charts import sentences
from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import Guess
from lib.expectations.curve import Curve, curve
from lib.expectations.reply_rate import Rate, Start, reply_rate
from lib.expectations.silence import runs_at
from lib.expectations.tally import LATER, Tally

START = Start(0.2, 6.0)
DAY = date(2026, 11, 19)
FORBIDDEN = re.compile(
    r"!|%|\b0 of\b|overdue|streak|score|fail|should have|only \d|reject|ignored|guarantee|"
    r"certainly|never answer|loser|bad at",
    re.IGNORECASE,
)


def _counts(answered: int, still_open: int, silent: int, rest: int = 0, bounced: int = 0) -> Tally:
    """Return a tally with these counts; the open ones a week old."""
    by_age = tuple(still_open if age == 7 else 0 for age in range(HORIZON_DAYS))
    let_go = tuple(rest if age == 20 else 0 for age in range(HORIZON_DAYS + 1))
    return Tally(answered, silent, by_age, let_go, bounced)


def _rate(*counts: int) -> Rate:
    """Return the rate of these counts."""
    return reply_rate(_counts(*counts), START)


def _calm(text: str) -> None:
    """Demand the tone of `product.md`, Tone, and nothing that is not there."""
    assert not FORBIDDEN.search(text), text
    assert "  " not in text
    assert text == text.strip()
    assert not text or text.endswith(".")
    assert not re.search(r"\b(nan|inf|None|True|False)\b", text), text


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0, 0), "Nothing has gone out yet, so there is nothing to count."),
        ((1, 0, 0), "Your one ask so far has been answered."),
        ((0, 1, 0), "Your one ask so far is still open."),
        ((0, 0, 1), "Your one ask so far has stayed silent."),
        ((0, 0, 0, 1), "You let your one ask so far rest."),
        (
            (1, 2, 0),
            (
                "Of three asks that reached someone, one has been answered so far and two are "
                "still open."
            ),
        ),
        (
            (0, 7, 12),
            (
                "Of nineteen asks that reached someone, none has been answered so far, seven "
                "are still open and twelve have stayed silent."
            ),
        ),
        (
            (120, 30, 149, 1, 2),
            (
                "Of 300 asks that reached someone, 120 have been answered so far, 30 are still "
                "open, 149 have stayed silent and one was let rest. Two came back undelivered "
                "and are not counted."
            ),
        ),
    ],
)
def test_where_the_asks_stand(counts: tuple[int, ...], said: str) -> None:
    """None, one, three, nineteen, three hundred."""
    assert sentences.asks_sentence(_counts(*counts)) == said


def test_all_bounced() -> None:
    """Two wrong addresses are no silence."""
    said = sentences.asks_sentence(_counts(0, 0, 0, 0, 2))
    assert said.startswith("Nothing has reached anyone yet")


@pytest.mark.parametrize(
    ("counts", "tells"),
    [
        ((0, 0, 0), False),
        ((0, 1, 0), False),
        ((1, 0, 0), False),
        ((0, 0, 3), False),
        ((3, 0, 0), False),
        ((0, 7, 12), False),
        ((6, 0, 9), True),
        ((5, 2, 10), True),
        ((12, 0, 3), True),
        ((100, 30, 170), True),
        ((0, 0, 300), True),
    ],
)
def test_can_tell_or_says_so(counts: tuple[int, ...], *, tells: bool) -> None:
    """None, one, three, fifteen, three hundred; good news held to the same rule as bad."""
    said = sentences.rate_sentence(_rate(*counts))
    assert ("can't tell" in said) is not tells
    assert ("expect" in said) is tells
    _calm(said)


def test_a_rate_comes_with_its_counts() -> None:
    """Every count that is there is in the sentence."""
    said = sentences.rate_sentence(_rate(31, 22, 43, 24))
    for part in ("120 asks", "31 answered", "22 still open", "43 silent", "24 let rest"):
        assert part in said


def test_the_bad_day() -> None:
    """Nineteen out, none back: open, silent, one in ten, and that it can't be said yet."""
    said = sentences.bad_day_sentence(_counts(0, 7, 12))
    assert said == (
        "Seven are still open; twelve have stayed silent. If one in ten answered, twelve silences "
        "out of twelve would still happen to 28 of 100 people. Whether one in ten is your rate, we "
        "can't say yet."
    )
    assert sentences.bad_day_sentence(_counts(1, 7, 12)) == ""
    assert sentences.bad_day_sentence(_counts(0, 7, 0)) == ""
    assert "90 of 100" in sentences.bad_day_sentence(_counts(0, 0, 1))
    assert "fewer than 1 of 100" in sentences.bad_day_sentence(_counts(0, 0, 300))


def test_which_curve_it_leans_on() -> None:
    """A new user's open asks: Enron, its years and number; with twenty own answers, one's own."""
    counts = _counts(2, 5, 6)
    new = sentences.leaning_sentence(reply_rate(counts, START, curve(counts)))
    for part in ("Enron", "1998", "2002", "2,097", "wholly"):
        assert part in new
    on_day = tuple(10 if day == 2 else 0 for day in range(LATER + 1))
    half = sentences.leaning_sentence(
        reply_rate(counts, START, curve(Tally(10, answered_on_day=on_day)))
    )
    assert "about five tenths" in half
    own = sentences.leaning_sentence(reply_rate(counts, START, Curve((1.0,) * 31, 20)))
    assert "Enron" not in own
    assert "your own answers" in own
    assert "our judgement" in own


def test_no_norm_is_claimed() -> None:
    """That no good published rate exists is said, without a number beside it."""
    assert "No good published reply rate exists" in sentences.NO_PUBLISHED_RATE
    assert not re.search(r"\d", sentences.NO_PUBLISHED_RATE)
    assert "14 days" in sentences.TWO_CLOCKS
    assert "30 days" in sentences.TWO_CLOCKS
    for text in (sentences.NO_PUBLISHED_RATE, sentences.TWO_CLOCKS, sentences.EXAMPLE):
        _calm(text)


def test_the_headline_sentence() -> None:
    """Ten silences in a row somewhere in thirty asks, at one in ten: 87 of 100 people."""
    said = sentences.silence_sentence(runs_at(0.1, 30)[9], 10, 30, mine=False)
    assert said == (
        "At one in ten, ten silences in a row somewhere in 30 asks happen to 87 of 100 people, by "
        "chance alone."
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "none of 100"),
        (1e-9, "fewer than 1 of 100"),
        (0.005, "1 of 100"),
        (0.5, "50 of 100"),
        (0.994, "99 of 100"),
        (0.995, "more than 99 of 100"),
        (0.9999, "more than 99 of 100"),
        (1.0, "more than 99 of 100"),
    ],
)
def test_of_a_hundred(share: float, said: str) -> None:
    """Small is "fewer than 1", large "more than 99": neither nothing nor certain."""
    assert sentences.of_hundred(share) == said


def _guess(of_ten: int) -> Guess:
    """Return a guess."""
    return Guess(of_ten=of_ten, made_on=DAY, locked_on=DAY)


def test_nearer() -> None:
    """Nearer, not nearer, too early to say."""
    assert sentences.nearer_sentence(is_nearer=None) == ""
    assert "nearer" in sentences.nearer_sentence(is_nearer=True)
    assert "no nearer" in sentences.nearer_sentence(is_nearer=False)


MANY = st.one_of(st.integers(0, 20), st.integers(0, 5000))


@settings(deadline=None)
@given(MANY, MANY, MANY, MANY, MANY, st.one_of(st.none(), st.integers(0, 10)))
def test_calm_whatever_the_numbers(  # noqa: PLR0913, PLR0917 - the counts and a guess
    answered: int, still_open: int, silent: int, rest: int, bounced: int, guess: int | None
) -> None:
    """No exclamation, no percent sign, no blame, no nan: in any sentence, for any counts."""
    counts = _counts(answered, still_open, silent, rest, bounced)
    rate = reply_rate(counts, START)
    for text in (
        sentences.asks_sentence(counts),
        sentences.asks_alt(counts),
        sentences.rate_sentence(rate),
        sentences.rate_alt(rate, guess, guess, with_start=True),
        sentences.leaning_sentence(rate),
        sentences.bad_day_sentence(counts),
    ):
        _calm(text)


@settings(deadline=None)
@given(
    share=st.floats(0.0, 1.0),
    run=st.integers(0, 40),
    asks=st.integers(0, 5000),
    mine=st.booleans(),
)
def test_calm_about_silences(share: float, run: int, asks: int, *, mine: bool) -> None:
    """Any run, any number of asks."""
    _calm(sentences.silence_sentence(share, run, asks, mine=mine))
    _calm(sentences.lengths_alt((share, share), asks, mine=mine))
