"""Reading over a script: texts that pass, texts that do not, texts at the edge, and any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.scripts import ScriptKind
from lib.coaching.words import (
    Measure,
    Measures,
    Point,
    Remark,
    read_over,
    spoken_seconds,
    word_count,
)

MEASURES = Measures(
    {
        ScriptKind.MESSAGE: Measure(90, spoken=False, asks=True),
        ScriptKind.LETTER: Measure(110, spoken=False, asks=True),
        ScriptKind.LIGHT: Measure(60, spoken=False, asks=False),
        ScriptKind.REFERRER: Measure(90, spoken=False, asks=False),
        ScriptKind.THANKS: Measure(90, spoken=False, asks=False),
        ScriptKind.NEWS: Measure(90, spoken=False, asks=False),
        ScriptKind.VOICEMAIL: Measure(75, spoken=True, asks=True),
        ScriptKind.CONVERSATION: Measure(150, spoken=True, asks=True),
        ScriptKind.CHANCE: Measure(75, spoken=True, asks=True),
    },
    words_a_minute=150,
)
GOOD = (
    "Hi Mei, I was thinking back to the warehouse move and it made me smile. I am looking for "
    "planning work in logistics. Could I ask you for fifteen minutes of advice? I am free most "
    "afternoons, and flexible: whatever suits you. Thank you, whatever your answer. Alex"
)
VOICEMAIL = (
    "Hello Mei, this is Alex. I am looking for planning work in logistics and would value fifteen "
    "minutes of your advice. My number is 0113 496 0000. Any time that suits you is fine. Thanks."
)


def remark(  # noqa: PLR0913 - what a text is read against
    text: str,
    point: Point,
    kind: ScriptKind = ScriptKind.MESSAGE,
    *,
    objective: str = "",
    phone: str = "",
    friend: str = "",
) -> Remark | None:
    """Return what is said on one point; None where nothing is."""
    found = read_over(text, kind, MEASURES, objective=objective, phone=phone, friend=friend)
    return next((one for one in found if one.point is point), None)


def fine(  # noqa: PLR0913 - what a text is read against
    text: str,
    point: Point,
    kind: ScriptKind = ScriptKind.MESSAGE,
    *,
    objective: str = "",
    phone: str = "",
    friend: str = "",
) -> bool:
    """Return whether a text is fine on one point it is read for."""
    found = remark(text, point, kind, objective=objective, phone=phone, friend=friend)
    assert found is not None
    return found.fine


def test_good_ones_pass() -> None:
    """A message and a voicemail as the guide would have them: every remark is fine."""
    wanted = "planning work in logistics"
    found = read_over(GOOD, ScriptKind.MESSAGE, MEASURES, objective=wanted)
    assert all(one.fine for one in found)
    found = read_over(
        VOICEMAIL, ScriptKind.VOICEMAIL, MEASURES, objective=wanted, phone="0113 4960000"
    )
    assert all(one.fine for one in found)
    assert {one.point for one in found} >= {Point.SECONDS, Point.PHONE, Point.REPETITION}


def test_the_bad_voicemail() -> None:
    """Long, without a point, everything twice, no number, no thanks: each is said (rule S3-3)."""
    ramble = "So it is me, and well, you know how things have been going over here lately. " * 20
    found = read_over(ramble, ScriptKind.VOICEMAIL, MEASURES)
    wrong = {one.point for one in found if not one.fine}
    assert wrong == {
        Point.LENGTH,
        Point.SECONDS,
        Point.OBJECTIVE,
        Point.REPETITION,
        Point.PHONE,
        Point.THANKS,
    }
    seconds = next(one for one in found if one.point is Point.SECONDS)
    assert "two minutes" in seconds.words


@pytest.mark.parametrize(("count", "passes"), [(90, True), (91, False)])
def test_length_at_the_edge(count: int, passes: bool) -> None:  # noqa: FBT001 - a table
    """Ninety words are fine, ninety-one are remarked on."""
    assert fine(" ".join(f"w{at}" for at in range(count)), Point.LENGTH) == passes


@pytest.mark.parametrize(
    ("count", "seconds", "passes"), [(75, 30, True), (76, 30, True), (78, 31, False)]
)
def test_thirty_seconds(count: int, seconds: int, passes: bool) -> None:  # noqa: FBT001 - a table
    """At 150 words a minute a voicemail of 75 words takes 30 seconds."""
    text = " ".join(f"w{at}" for at in range(count))
    assert spoken_seconds(text, MEASURES) == seconds
    assert fine(text, Point.SECONDS, ScriptKind.VOICEMAIL) == passes


def test_over_two_minutes_is_always_remarked_on() -> None:
    """Even where the guide allows more words, two minutes are the end (rule S3-3)."""
    wide = Measures({one: Measure(900, spoken=True, asks=True) for one in ScriptKind}, 150)
    text = " ".join(f"w{at}" for at in range(303))
    found = read_over(text, ScriptKind.CONVERSATION, wide)
    assert any(one.point is Point.SECONDS and not one.fine for one in found)
    text = " ".join(f"w{at}" for at in range(300))
    found = read_over(text, ScriptKind.CONVERSATION, wide)
    assert all(one.fine for one in found if one.point is Point.SECONDS)


def test_objective_early() -> None:
    """In the opening it passes, after fifty words of weather it does not."""
    weather = "The sun was out and the garden looked well and everyone sat under the tree. " * 4
    late = weather + "Controller roles in Leeds are on my mind."
    assert not fine(late, Point.OBJECTIVE, objective="controller roles in Leeds")
    early = "Controller roles in Leeds are on my mind. " + weather
    assert fine(early, Point.OBJECTIVE, objective="controller roles in Leeds")
    assert remark(weather, Point.OBJECTIVE, ScriptKind.THANKS) is None


def test_one_point() -> None:
    """Two questions go together, four do not."""
    two = "Could you think of someone? May I use your name?"
    assert fine(two, Point.ONE_POINT)
    four = two + " Would you read my CV? Is there an opening?"
    assert not fine(four, Point.ONE_POINT)


def test_repetition() -> None:
    """Five words in a row twice are said; a telephone number twice is welcome."""
    assert not fine("I would love to talk soon. As I said, I would love to talk.", Point.REPETITION)
    assert fine("I would love to talk. I would love your view.", Point.REPETITION)
    number = "Call 0 1 1 3 4 9 6. Again: 0 1 1 3 4 9 6."
    assert fine(number, Point.REPETITION, ScriptKind.VOICEMAIL)


@pytest.mark.parametrize(
    ("text", "phone", "passes"),
    [
        ("Call me on +44 (0)113 496-0000, thanks", "", True),
        ("Call me in 2026 at 10:30, thanks", "", False),
        ("Call 0113 4960000", "0113 496 0000", True),
        ("Call 0113 4960001", "0113 496 0000", False),
    ],
)
def test_phone(text: str, phone: str, passes: bool) -> None:  # noqa: FBT001 - a table
    """Any number to call back, or the owner's own where it is known; a year is none."""
    assert fine(text, Point.PHONE, ScriptKind.VOICEMAIL, phone=phone) == passes


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Many thanks, Alex", True),
        ("I am grateful for anything", True),
        ("I would appreciate it", True),
        ("See you. Alex", False),
    ],
)
def test_thanks(text: str, passes: bool) -> None:  # noqa: FBT001 - a table
    """A word of thanks in any of its usual forms."""
    assert fine(text, Point.THANKS) == passes


def test_flexible_only_where_a_time_is_proposed() -> None:
    """Where no meeting is in sight, nothing is said about time."""
    assert remark("Could you name someone? Thank you.", Point.FLEXIBLE) is None
    assert remark("It was good to meet you today.", Point.FLEXIBLE) is None
    assert not fine("Shall we meet on Tuesday at four?", Point.FLEXIBLE)
    assert fine("Shall we meet on Tuesday, or whenever suits you?", Point.FLEXIBLE)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Do you have a job for me?", False),
        ("Are there any job openings?", False),
        ("Could you hire me?", False),
        ("Any vacancies at your place?", False),
        ("I am in the middle of a job search.", True),
        ("You did a great job with it.", True),
        ("Could I ask for advice?", True),
    ],
)
def test_not_a_job(text: str, passes: bool) -> None:  # noqa: FBT001 - a table
    """Asking for a job is remarked on; a job search and a job well done are not."""
    assert fine(text, Point.JOB) == passes


def test_the_friend_comes_first_in_a_letter() -> None:
    """The first sentence names them; the greeting is no sentence."""
    friend = "Dana Cole"
    first = "Dear Mr Reed,\nDana Cole thought that you and I should talk. Thank you."
    assert fine(first, Point.FRIEND, ScriptKind.LETTER, friend=friend)
    late = "Dear Mr Reed,\nI hope this finds you in good health. Dana Cole says hello."
    assert not fine(late, Point.FRIEND, ScriptKind.LETTER, friend=friend)
    assert remark(first, Point.FRIEND, ScriptKind.LETTER) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("it's a well-known thing", 4),
        ("mail me at a.b@c.example now", 5),
        ("お元気ですか", 3),
        ("こんにちは Mei", 4),
        ("— … !", 0),
        ("Grüße aus München", 3),
    ],
)
def test_word_count(text: str, count: int) -> None:
    """Apostrophes and hyphens join; signs without spaces count by two."""
    assert word_count(text) == count


def test_empty() -> None:
    """Nothing to read, nothing to say."""
    assert read_over(" \n—", ScriptKind.MESSAGE, MEASURES) == ()


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(max_size=400),
    kind=st.sampled_from(ScriptKind),
    objective=st.text(max_size=60),
    phone=st.text(max_size=20),
    friend=st.text(max_size=20),
)
def test_any_text(text: str, kind: ScriptKind, objective: str, phone: str, friend: str) -> None:
    """No text brings it down; each point is read at most once."""
    found = read_over(text, kind, MEASURES, objective=objective, phone=phone, friend=friend)
    assert len({one.point for one in found}) == len(found)
    assert all(one.words and one.rules for one in found)


@pytest.mark.parametrize("piece", ["0 ", "a job ", "could i ", "x@", "- ", "1-", "thank ", "a's"])
def test_long_texts_stay_fast(piece: str) -> None:
    """The longest text a script holds is read at once, whatever repeats in it."""
    text = (piece * 10_000)[:10_000]
    for kind in (ScriptKind.VOICEMAIL, ScriptKind.LETTER):
        read_over(text, kind, MEASURES, objective=text, phone=text, friend=text)
