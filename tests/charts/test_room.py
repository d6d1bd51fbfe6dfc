"""A room's pictures: as many dots as people, said in words, of nobody, read from ten metres."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from lib import guide
from lib.charts import room, room_dots
from lib.coaching.workshop import Picture
from lib.expectations import silence
from lib.expectations.cohort import Group, pool

AT = datetime(2026, 3, 2, 18, tzinfo=UTC)
QUESTIONS = guide.room_questions()
GUESSES = (0, 1, 4, 9, 14, 12, 8, 5, 3, 1, 1)
COUNTS = (21, 17, 10, 5, 2, 1, 1, 0, 0, 0, 0)


def picture(name: str, bars: tuple[int, ...], **also: object) -> Picture:
    """Return a picture of a question."""
    made = {"question": name, "number": 1, "at": AT, "people": sum(bars), "bars": bars}
    return Picture(**(made | also))  # type: ignore[arg-type]  # as the store makes it


def counts(bars: tuple[int, ...] = COUNTS) -> Picture:
    """Return what a room of ten messages each counted."""
    answered = sum(place * many for place, many in enumerate(bars))
    return picture("counts", bars, asked=10 * sum(bars), answered=answered)


def every() -> list[tuple[guide.RoomQuestion, Picture, Picture | None]]:
    """Return one picture of each question, at its fullest, with what stands beside it."""
    found = []
    for one in QUESTIONS.values():
        bars = tuple((7 * place + 3) % 23 for place in range(one.question.bars))
        other = tuple((5 * place + 4) % 19 for place in range(one.question.bars))
        beside = picture(one.beside, other) if one.beside else None
        found.append((one, picture(one.question.name, bars), beside))
    return found


def dots(svg: str, role: str) -> list[int]:
    """Return over which place each dot stands."""
    return [int(one) for one in re.findall(rf'class="{role}" data-of="(\d+)"', svg)]


@given(st.lists(st.integers(0, 60), min_size=11, max_size=11).filter(lambda one: sum(one) >= 5))
def test_a_dot_for_each_person(bars: list[int]) -> None:
    """As many over each number as people stand there, all of them inside the picture."""
    asked = QUESTIONS["guesses"]
    svg = room.of(asked, picture("guesses", tuple(bars))).svg
    found = dots(svg, "guess")
    assert [found.count(place) for place in range(11)] == bars
    height = float(re.findall(r'viewBox="0 0 360 ([\d.]+)"', svg)[0])
    assert all(0 < float(one) < 360 for one in re.findall(r'cx="([-\d.]+)"', svg))
    assert all(0 < float(one) < height for one in re.findall(r'cy="([-\d.]+)"', svg))


def test_counts_beside_guesses() -> None:
    """Hollow above, filled below, and a sentence of both middles."""
    found = room.of(QUESTIONS["counts"], counts(), picture("guesses", GUESSES))
    assert found.sentence == (
        "57 people counted. The middle count is one of ten; the middle guess was five."
    )
    assert len(dots(found.svg, "guess")) == sum(GUESSES)
    assert len(dots(found.svg, "dot")) == sum(COUNTS)
    assert [(row["Above"], row["Below"]) for row in found.rows()] == list(
        zip(GUESSES, COUNTS, strict=True)
    )
    alone = room.of(QUESTIONS["counts"], counts())
    assert alone.sentence == "57 people counted. The middle count is one of ten."
    assert not dots(alone.svg, "guess")


def test_the_rate_with_its_counts_and_spread() -> None:
    """Pooled, with counts, and what ten messages of a person bring; then a run of silences."""
    _, rate, run = room.slides(QUESTIONS["counts"], counts())
    assert rate.sentence == (
        "71 of 570 messages were answered, 12 of 100. Of ten messages, at least eight people in "
        "ten can expect between none and three to be answered."
    )
    assert rate.alt == rate.sentence
    assert [row["How many"] for row in rate.rows()] == [570, 71, 0, 3]
    assert len(dots(rate.svg, "with")) == 12
    assert len(dots(rate.svg, "without")) == 88
    told = re.search(r"does, (\d+) meet five silences in a row somewhere in ten mess", run.sentence)
    assert told is not None
    # Averaged over people who differ it is no surer than at one rate for all.
    assert 100 * silence.run_somewhere(0.35, 5, 10) < int(told[1]) < 100
    assert len(dots(run.svg, "with")) == int(told[1])


def test_the_range_is_one_of_people() -> None:
    """Counts of 0, 1, 2, 2, 3, 4 lie in it: it is of ten messages, not of rates beyond chance."""
    bars = (1, 1, 2, 1, 1, *[0] * 6)
    _, rate, _ = room.slides(QUESTIONS["counts"], counts(bars))
    assert rate.sentence == (
        "12 of 60 messages were answered, 20 of 100. Of ten messages, at least eight people in "
        "ten can expect between none and four to be answered."
    )


@given(st.lists(st.integers(0, 12), min_size=11, max_size=11).filter(lambda one: sum(one) >= 5))
def test_the_range_is_the_middle_of_the_beta_binomial(bars: list[int]) -> None:
    """Below it and above it less than one in ten each, as scipy has it; so eight or more in it."""
    found = pool(tuple(Group(place, 10) for place, many in enumerate(bars) for _ in range(many)))
    _, rate, _ = room.slides(QUESTIONS["counts"], counts(tuple(bars)))
    low, high = (int(str(row["How many"])) for row in rate.rows()[2:])
    assert found is not None
    of_ten = betabinom(10, found.yes, found.no)
    assert of_ten.cdf(low - 1) < 0.1 + 1e-9
    assert of_ten.sf(high) <= 0.1 + 1e-9
    assert of_ten.cdf(low) >= 0.1 - 1e-9
    assert of_ten.sf(high - 1) > 0.1 - 1e-9
    assert len(rate.sentence) <= 190  # three lines of the big screen


@pytest.mark.parametrize("bars", [(57, *[0] * 10), (*[0] * 10, 57)])
def test_none_and_all_are_told_alike(bars: tuple[int, ...]) -> None:
    """A room that nobody answered, and one that everybody did: no certainty, no zero per cent."""
    _, rate, run = room.slides(QUESTIONS["counts"], counts(bars))
    assert rate.sentence.startswith(f"{10 * 57 if bars[10] else 0} of 570 messages were answered")
    assert "%" not in rate.sentence + run.sentence
    assert f"can expect {'about ten' if bars[10] else 'perhaps none'} to be" in rate.sentence
    assert run.sentence.endswith("by chance alone.")


def test_few_counts_have_no_rate() -> None:
    """A room of hands under five tells no rate; the store shows none at all."""
    assert room.of(QUESTIONS["counts"], counts((1, 1, 1, 1, *[0] * 7))).then is None


def test_votes_in_the_order_of_the_guide() -> None:
    """A row for each option in its order: nothing is ranked, and a tie says so."""
    asked = QUESTIONS["buts"]
    found = room.of(asked, picture("buts", (9, 21, 9, 4)))
    assert found.sentence == "43 people chose: “it will look desperate” was chosen by 21."
    assert [row["Answer"] for row in found.rows()] == list(asked.question.options)
    assert [dots(found.svg, "dot").count(place) for place in range(4)] == [9, 21, 9, 4]
    tied = room.of(asked, picture("buts", (9, 9, 2, 2)))
    assert tied.sentence == "22 people chose: no answer stands out."


def test_cards_before_and_after() -> None:
    """Both middles, each with how many people it is of."""
    before = picture("quiz", (0, 0, 5, 9, 4, 0, 0))
    after = picture("quiz-again", (0, 0, 0, 2, 5, 9, 1))
    assert room.of(QUESTIONS["quiz-again"], after, before).sentence == (
        "17 people went through six cards. In the middle, five of them stood as in the guide. "
        "Before, of 18 people, it was three."
    )


def test_a_rooms_own_history() -> None:
    """The pooled rate with its range beside the counts, the runs as they came, nothing left out."""
    newest = picture("newest", COUNTS, asked=570, answered=71)
    first, rate = room.slides(QUESTIONS["newest"], newest)
    assert first.sentence == (
        "57 people looked back at ten requests each. The middle count is one answered."
    )
    assert rate.sentence.startswith("71 of 570 requests were answered, 12 of 100.")
    assert "Of ten requests, at least eight people in ten can expect between" in rate.sentence
    runs = picture("runs", (0, 0, 1, 4, 9, 14, 12, 8, 5, 3, 1))
    (met,) = room.slides(QUESTIONS["runs"], runs)
    assert met.sentence == (
        "Of 57 people, 43 met five silences in a row or more among their newest ten. "
        "In the middle, the longest run was six."
    )
    assert len(dots(met.svg, "dot")) == 57
    waits = picture("waits", (31, 21, 20, 18, 140), people=23)
    (took,) = room.slides(QUESTIONS["waits"], waits)
    assert took.sentence == (
        "Of 230 requests of 23 people, 31 were answered the same day, 72 within a week, 90 within "
        "30 days; 140 later or not at all."
    )
    assert [row["Requests"] for row in took.rows()] == [31, 21, 20, 18, 140]
    assert [dots(took.svg, "dot").count(place) for place in range(5)] == [13, 9, 9, 8, 61]


def test_hands_are_said_to_be_hands() -> None:
    """What was typed in says so first, for the eye and for the ear; it has a rate too."""
    found = room.of(QUESTIONS["counts"], picture("counts", COUNTS, hands=True))
    assert found.sentence.startswith(room.HANDS)
    assert found.alt.startswith(room.HANDS)
    assert found.then is not None
    assert found.then.sentence.startswith("71 of 570 messages")


@pytest.mark.parametrize(("asked", "shown", "beside"), every(), ids=list(QUESTIONS))
def test_read_from_ten_metres(
    asked: guide.RoomQuestion, shown: Picture, beside: Picture | None
) -> None:
    """Every word is large enough on the big screen, and sentence and picture fit above its edge."""
    least = room_dots.least_pixels()
    assert 52 < least < 54
    for one in room.slides(asked, shown, beside):
        sizes = room_dots.sizes(one.svg)
        assert sizes
        assert min(sizes) >= least
        height = float(re.findall(r'viewBox="0 0 360 ([\d.]+)"', one.svg)[0])
        assert height <= room_dots.LOW
        assert len(one.sentence) <= 190  # three lines of that size


@pytest.mark.parametrize(("asked", "shown", "beside"), every(), ids=list(QUESTIONS))
def test_said_for_those_who_hear(
    asked: guide.RoomQuestion, shown: Picture, beside: Picture | None
) -> None:
    """Title, statement, a way to read it and a table; nobody's name can be in any of them."""
    titles = [one.title for one in room.slides(asked, shown, beside)]
    assert len(set(titles)) == len(titles)
    for one in room.slides(asked, shown, beside):
        assert one.then is None  # it comes by itself
        assert one.sentence in one.alt
        assert 'role="img"' in one.svg
        assert one.how
        assert one.rows()
        assert all(row for row in one.rows())


def test_what_nobody_chose_makes_room_for_the_others() -> None:
    """Its words alone: the dots of three rows are larger than those of eight, within the height."""
    options = [f"Option {one}" for one in range(8)]

    def radius(counts: tuple[int, ...]) -> float:
        rows = list(zip(options, counts, strict=True))
        drawn = room_dots.in_rows("A title", "What it says", rows)
        found = {float(one) for one in re.findall(r'<circle class="dot"[^>]* r="([\d.]+)"', drawn)}
        assert drawn.count('<circle class="dot"') == sum(counts)
        high = re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', drawn)
        assert high is not None
        assert float(high[1]) <= room_dots.LOW
        (size,) = found
        return size

    assert radius((3, 0, 0, 0, 0, 2, 1, 0)) > 2 * radius((3, 1, 1, 1, 1, 2, 1, 1))
