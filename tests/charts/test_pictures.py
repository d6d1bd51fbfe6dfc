"""The pictures: read back as XML, they hold the very numbers; and no number breaks them."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.charts import axes, dots, icons, lengths, marks, people, sentences, tables
from lib.coaching.asks import HORIZON_DAYS
from lib.expectations import example
from lib.expectations.curve import curve
from lib.expectations.reply_rate import Rate, Start, reply_rate
from lib.expectations.silence import runs_at
from lib.expectations.tally import Tally

SVG = "{http://www.w3.org/2000/svg}"
START = Start(0.2, 6.0)
MANY = st.integers(0, 5000)


def _counts(answered: int, still_open: int, silent: int, rest: int = 0, bounced: int = 0) -> Tally:
    """Return a tally with these counts; the open ones a week old."""
    by_age = tuple(still_open if age == 7 else 0 for age in range(HORIZON_DAYS))
    let_go = tuple(rest if age == 20 else 0 for age in range(HORIZON_DAYS + 1))
    return Tally(answered, silent, by_age, let_go, bounced)


def _rate(*counts: int) -> Rate:
    """Return the rate of these counts."""
    return reply_rate(_counts(*counts), START)


def _read(svg: str) -> ET.Element:
    """Parse a picture and demand what every picture has."""
    root = ET.fromstring(svg)  # noqa: S314 - our own text, made a line ago
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, statement = root[0], root[1]
    assert (title.tag, statement.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-label") == f"{title.text}. {statement.text}"
    made = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    used = {one.get("href", "").removeprefix("#") for one in root.iter(f"{SVG}use")}
    assert sorted(made) == sorted(used)  # each icon drawn once, and none that is not used
    outside = re.sub(r'xmlns="[^"]+"', "", svg)
    assert not re.search(r"href(?!=\"#)|url\(|://|<script|<style|<image|\son\w+=", outside)
    width, height = (float(one) for one in (root.get("viewBox") or "").split()[2:])
    assert width == marks.WIDTH
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x", "-1")) <= width
        assert 0 <= float(one.get("y", "-1")) <= height
        assert one.get("fill") == "currentColor"
        left, right = _reach(one)
        assert left >= 0, one.text
        assert right <= width, one.text
    return root


def _reach(one: ET.Element) -> tuple[float, float]:
    """Return where words begin and end, in a wide typeface: 0.53 of their size a letter."""
    x, size = float(one.get("x", "-1")), float(one.get("font-size", "99"))
    wide = 0.53 * size * len(one.text or "")
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[one.get("text-anchor", "")]
    return x - before * wide, x + (1 - before) * wide


def _by_class(root: ET.Element, role: str) -> Counter[str]:
    """Count the marks of one role by what they stand for."""
    found: Counter[str] = Counter()
    for one in root.iter():
        first, *rest = (one.get("class") or " ").split(" ")
        if first == role:
            found[one.get("data-of") or rest[0]] += 1
    return found


def _words(root: ET.Element) -> list[str]:
    """Return the words in a picture."""
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))
def test_an_icon_for_each_ask_up_to_100(answered: int, still_open: int, silent: int) -> None:
    """Icons counted in the XML are the counts; each count is printed."""
    root = _read(icons.asks_in_icons(_counts(answered, still_open, silent)))
    expected = Counter({"answered": answered, "open": still_open, "silent": silent})
    assert _by_class(root, "icon") == +expected
    assert _by_class(root, "key") == {"answered": 1, "open": 1, "silent": 1}
    words = _words(root)
    assert f"{answered} answered" in words
    assert f"{still_open} still open" in words
    assert f"{silent} no word" in words


@settings(deadline=None)
@given(MANY, MANY, MANY, MANY, MANY)
def test_never_raises_and_never_more_than_100_icons(
    answered: int, still_open: int, silent: int, rest: int, bounced: int
) -> None:
    """Beyond 100: 100 icons, every state that is there seen, what one stands for said."""
    counts = _counts(answered, still_open, silent, rest, bounced)
    root = _read(icons.asks_in_icons(counts))
    found = _by_class(root, "icon")
    assert found.total() == min(counts.shown, 100)
    for name, many in (("answered", answered), ("open", still_open), ("silent", silent)):
        assert (found[name] > 0) == (many > 0)
        if counts.shown > 100:
            assert abs(found[name] - 100 * many / counts.shown) < 2
    said = any(one.startswith("One icon: ") for one in _words(root))
    assert said == (counts.shown > 100)
    assert any("rest" in one for one in _words(root)) == (rest > 0)
    assert any("undelivered" in one for one in _words(root)) == (bounced > 0)


def test_exactly_at_and_beyond_100() -> None:
    """100 asks are 100 icons; 300 are 100, each standing for 3."""
    assert icons.icons_of(20, 30, 50) == (20, 30, 50)
    assert icons.icons_of(60, 90, 150) == (20, 30, 50)
    assert icons.icons_of(1, 1, 4998) == (1, 1, 98)
    root = _read(icons.asks_in_icons(_counts(60, 90, 150)))
    assert "One icon: 3 of 300 asks." in _words(root)


def test_the_three_states_differ_without_colour() -> None:
    """Shape and fill alone tell them apart: every colour taken away, three icons remain."""
    root = _read(icons.asks_in_icons(_counts(1, 1, 1)))
    drawn = {(one.get("d"), one.get("fill") == "none") for one in root.iter() if one.get("id")}
    assert len(drawn) == 3


@settings(deadline=None)
@given(
    answered=MANY,
    still_open=MANY,
    silent=MANY,
    guess=st.one_of(st.none(), st.integers(0, 10)),
    with_start=st.booleans(),
)
def test_twenty_dots_over_an_axis_from_0_to_10(
    answered: int, still_open: int, silent: int, guess: int | None, *, with_start: bool
) -> None:
    """Whatever the rate: twenty dots, all eleven numbers, the guess at its number."""
    rate = _rate(answered, still_open, silent)
    svg = dots.rate_beside_guess(rate, guess, guess, with_start=with_start)
    root = _read(svg)
    drawn = _by_class(root, "dot")
    assert drawn.total() == dots.DOTS
    rows = tables.rate_rows(rate)
    assert drawn == +Counter({str(row["Answers of ten"]): int(row["Dots of 20"]) for row in rows})
    numbers = [one for one in _words(root) if one.isdigit()]
    assert numbers == [str(one) for one in range(11)]
    assert _by_class(root, "ghost").total() == (dots.DOTS if with_start else 0)
    assert _by_class(root, "guess") == ({} if guess is None else {str(guess): 1})
    for one in root.iter(f"{SVG}circle"):
        x, radius = float(one.get("cx", "-9")), float(one.get("r", "0"))
        assert radius < x < marks.WIDTH - radius
        assert float(one.get("cy", "-9")) > 16
        place = float(one.get("data-of", "-9"))
        assert abs(x - dots.at(place)) <= 6.4


def test_quantile_dots() -> None:
    """A certain number has all twenty; an even coin over two numbers ten each."""
    assert dots.quantile_dots((0.0, 1.0, 0.0)) == (0, 20, 0)
    assert dots.quantile_dots((0.5, 0.5)) == (10, 10)
    assert dots.quantile_dots((0.02, 0.96, 0.02)) == (0, 20, 0)


def test_hollow_until_it_can_be_told() -> None:
    """Too few answers: hollow dots and the words; enough: filled, and no such words."""
    unsure, sure = (dots.rate_beside_guess(_rate(*one)) for one in ((0, 7, 12), (8, 0, 12)))
    for svg, hollow in ((unsure, True), (sure, False)):
        root = _read(svg)
        fills = {one.get("fill") for one in root.iter(f"{SVG}circle") if one.get("class") == "dot"}
        assert fills == ({"none"} if hollow else {None})
        assert any("can't tell yet" in one for one in _words(root)) == hollow


@settings(deadline=None)
@given(st.floats(0.0, 1.0), st.integers(1, 40), st.integers(0, 5000))
def test_a_hundred_people(share: float, run: int, asks: int) -> None:
    """As many filled as the share says, 100 in all."""
    root = _read(people.runs_of_silence(share, run, asks, mine=True))
    found = _by_class(root, "icon")
    assert found.total() == 100
    assert found["with"] == people.people_of(share)
    assert abs(found["with"] - 100 * share) <= 0.5


def test_the_headline_in_people() -> None:
    """At one in ten, ten in a row in thirty asks: 87 filled."""
    share = runs_at(0.1, 30)[9]
    root = _read(people.runs_of_silence(share, 10, 30, mine=False))
    assert _by_class(root, "icon") == {"with": 87, "without": 13}
    assert "At one in ten" in (root.get("aria-label") or "")


@given(st.lists(st.floats(0.0, 1.0), min_size=15, max_size=15), st.integers(1, 30))
def test_a_bar_for_each_length(shares: list[float], now: int) -> None:
    """Fifteen bars on a ground from 0 to 100, as high as the chances; one of them filled."""
    root = _read(lengths.runs_by_length(tuple(shares), 30, mine=False, now=now))
    bars = [one for one in root.iter() if one.get("class") == "bar"]
    assert len(bars) == 15
    for one, share in zip(bars, shares, strict=True):
        top = float(re.findall(r"V([\d.]+)", one.get("d") or "")[0])
        assert (axes.BASE - top) / axes.HEIGHT == pytest.approx(share, abs=1e-3)
    filled = [one.get("data-of") for one in bars if one.get("fill") != "none"]
    assert filled == ([str(now)] if now <= 15 else [])
    assert {"0", "25", "50", "75", "100"} <= set(_words(root))


def test_words_in_a_picture_are_escaped() -> None:
    """Markup in any word stays words."""
    evil = "<script>alert('&\"')</script>"
    root = ET.fromstring(marks.frame(evil, evil, 10, marks.words(evil, 1, 5)))  # noqa: S314 - our own
    assert _words(root) == [evil]
    assert root.get("aria-label") == f"{evil}. {evil}"


def test_the_tables_hold_the_same_numbers() -> None:
    """States, chances and people as rows."""
    counts = _counts(3, 4, 5, 6, 7)
    assert [row["Asks"] for row in tables.asks_rows(counts)] == [3, 4, 5, 6, 7]
    assert [row["People"] for row in tables.silence_rows(runs_at(0.1, 30))][9] == "87 of 100"
    rows = tables.rate_rows(_rate(3, 4, 5))
    assert [row["Answers of ten"] for row in rows] == list(range(11))


def test_the_example_draws() -> None:
    """Sam's pictures, and that they are invented is said."""
    root = _read(icons.asks_in_icons(example.TALLY))
    assert _by_class(root, "icon") == {"answered": 4, "open": 5, "silent": 9}
    rate = reply_rate(example.TALLY, START, curve(example.TALLY))
    _read(dots.rate_beside_guess(rate, example.GUESS))
    assert "invented" in sentences.EXAMPLE
    assert example.NAME in sentences.EXAMPLE


def _milliseconds(work: Callable[[], object]) -> float:
    """Return how long the work keeps the processor busy: others may be at work beside us."""
    begin = time.process_time()
    work()
    return 1000 * (time.process_time() - begin)


def test_speed_of_a_picture() -> None:
    """Each picture drawn anew and again; printed, and held to a generous bound."""
    counts, rate = _counts(3001, 999, 4000), _rate(3001, 999, 4000)
    shares = runs_at(0.123, 77)
    work = {
        "icons": lambda: icons.asks_in_icons(counts),
        "dots": lambda: dots.rate_beside_guess(rate, 4, 3, with_start=True),
        "people": lambda: people.runs_of_silence(shares[5], 6, 77, mine=True),
        "lengths": lambda: lengths.runs_by_length(shares, 77, mine=True, now=3),
        "rate sentence": lambda: sentences.rate_sentence(rate),
    }
    for name, one in work.items():
        times = [_milliseconds(one) for _ in range(2)]
        print(f"{name}: {times[0]:.3f} ms, again {times[1]:.3f} ms")  # noqa: T201 - the measure
        assert times[0] < 100
        assert times[1] < 5
