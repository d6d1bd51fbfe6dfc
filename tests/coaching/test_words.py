"""Reading over a script: texts that pass, texts that do not, texts at the edge, and any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.coaching.scripts import ScriptKind
from lib.coaching.touches import Channel
from lib.coaching.words import (
    Measure,
    Measures,
    Point,
    Quality,
    Remark,
    lacking,
    qualities,
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
    characters={Channel.LINKEDIN: 300},
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
    ("text", "point"),
    [
        (
            (
                "Hi Mei it's Alex looking for advice and I was let go in May and it was unfair and "
                "then the agency never rang and I wrote to forty places and my brother says it's "
                "hopeless so then I thought of you and Jo, 0113 496 0000, thanks"
            ),
            Point.ONE_POINT,
        ),
        (
            (
                "Hi, it's Alex. I'm looking for work. So, looking for work, anything really. If "
                "you hear of some, I'm still looking for work. 0113 496 0000. Thanks."
            ),
            Point.REPETITION,
        ),
        (
            (
                "Hi Mei, it's Alex, looking for advice. Could you send me Ravi's number, and could "
                "you look at my CV, and maybe would you call your boss? 0113 496 0000. Thanks."
            ),
            Point.ONE_POINT,
        ),
        (
            "Hi Mei, it's Alex. I'm calling because I thought of you. 0113 496 0000. Thanks.",
            Point.OBJECTIVE,
        ),
    ],
)
def test_a_short_ramble_is_not_ready(text: str, point: Point) -> None:
    """Within thirty seconds one can ramble too, and have no point (rule S3-3)."""
    found = read_over(text, ScriptKind.VOICEMAIL, MEASURES)
    assert lacking(ScriptKind.VOICEMAIL, found) == (point,)


@pytest.mark.parametrize(
    "text",
    [
        (
            "Hello Ms Reed, Alex Ward here, Dana Cole said to ring you. I've got one question "
            "about how you got into planning. I'm on 0113 496 0000. Thanks ever so much."
        ),
        (
            "Hi Sam, Alex here. Quick one: who would you speak to about planning at Harbour Foods? "
            "Call any time, 0113 496 0000, that's 0113 496 0000. Much appreciated."
        ),
        (
            "morning jo its alex we shared a desk in hull im moving into planning and would like "
            "your view of it for five minutes whenever suits my number is 0113 496 0000 thank you"
        ),
    ],
)
def test_a_plain_voicemail_is_ready(text: str) -> None:
    """As people speak: a question straight out, a number twice, no full stop anywhere."""
    assert lacking(ScriptKind.VOICEMAIL, read_over(text, ScriptKind.VOICEMAIL, MEASURES)) == ()


@pytest.mark.parametrize(("words", "passes"), [(45, True), (46, False)])
def test_one_breath_at_the_edge(words: int, passes: bool) -> None:  # noqa: FBT001 - a table
    """A sentence of forty-five words may just be left on a machine; a message may have longer."""
    text = " ".join(f"w{at}" for at in range(words))
    assert fine(text, Point.ONE_POINT, ScriptKind.VOICEMAIL) == passes
    assert fine(text, Point.ONE_POINT)


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


def words(count: int) -> str:
    """Return a text of so many words, none twice."""
    return " ".join(f"w{at}" for at in range(count))


def said(count: int) -> str:
    """Return so many words as one says them: a breath after every tenth."""
    return words(count).replace("9 ", "9. ")


EXAMPLES = [
    # Passing: as people write, with their own order and their own slips.
    ("pass", Point.JOB, "Could I ask you for fifteen minutes of advice about logistics?"),
    ("pass", Point.JOB, "I left a job I loved in May and am taking stock."),
    ("pass", Point.JOB, "You did a great job with the warehouse move, it is still talked about."),
    ("pass", Point.JOB, "I know you have a hard job and little time. One question only."),
    ("pass", Point.JOB, "Since I lost my job I have been learning to code."),
    ("pass", Point.JOB, "My job search is going slowly, thanks for asking."),
    ("pass", Point.JOB, "I met you at the job fair in Leeds."),
    ("pass", Point.JOB, "What does a hiring manager in your field look for?"),
    ("pass", Point.JOB, "Whom could I talk with about part time work in nursing?"),
    ("bare", Point.JOB, "I'm not asking you for a job, only for your view."),
    ("bare", Point.JOB, "I am after advice rather than a job."),
    ("bare", Point.JOB, "It was a job well done, and I would like to learn how."),
    ("bare", Point.JOB, "A job like yours: how does one get there?"),
    ("fail", Point.JOB, "do u have any jobs going at your place"),
    ("fail", Point.JOB, "I'm looking for a job in logistics, anything really."),
    ("fail", Point.JOB, "Are you hiring at the moment?"),
    ("fail", Point.JOB, "Is your company hiring?"),
    ("fail", Point.JOB, "If there is an entry level job for me, let me know."),
    ("fail", Point.JOB, "I need a new job asap, can you help."),
    ("fail", Point.JOB, "Any openings on your team?"),
    ("fail", Point.JOB, "Could you hire me, or someone you know?"),
    ("fail", Point.JOB, "Can you get me a job there"),
    # Thanks.
    ("pass", Point.THANKS, "Thanks a lot, Jo"),
    ("pass", Point.THANKS, "I'd really appreciate any pointer."),
    ("pass", Point.THANKS, "Thankyou so much x"),
    ("bare", Point.THANKS, "cheers, Tom"),
    ("bare", Point.THANKS, "It would mean a lot to me."),
    ("bare", Point.THANKS, "thx!"),
    ("fail", Point.THANKS, "Best wishes, Jo"),
    ("fail", Point.THANKS, "Looking forward to hearing from you soon."),
    ("fail", Point.THANKS, "Please get back to me by Friday."),
    # A time is proposed: is it theirs to choose?
    ("pass", Point.FLEXIBLE, "Could we meet on Thursday, or whenever suits you better?"),
    ("pass", Point.FLEXIBLE, "Fifteen minutes, any time that works for you."),
    ("pass", Point.FLEXIBLE, "A coffee near your office? I can work around your week."),
    ("bare", Point.FLEXIBLE, "Half an hour next week, you choose the day."),
    ("bare", Point.FLEXIBLE, "A quick chat tomorrow? No rush at all."),
    ("bare", Point.FLEXIBLE, "Lunch on me. Name a day."),
    ("fail", Point.FLEXIBLE, "Can we meet Tuesday at 3?"),
    ("fail", Point.FLEXIBLE, "I'll call you tomorrow at noon."),
    ("fail", Point.FLEXIBLE, "I am free on Monday between 2 and 3 for a coffee."),
    # One point.
    ("pass", Point.ONE_POINT, "Hi Mei, how are you? Could I ask you for advice? How's the family?"),
    ("pass", Point.ONE_POINT, "Whom would you talk to, if you were me?"),
    ("pass", Point.ONE_POINT, "Could I call you? Does Thursday suit you? Are you free after six?"),
    ("bare", Point.ONE_POINT, "Could you name someone? May I say you sent me?"),
    (
        "bare",
        Point.ONE_POINT,
        "Is this a good moment? Could I ask you a thing? What is it like?",
    ),
    ("bare", Point.ONE_POINT, "What would you do? Who else should I ask?"),
    (
        "fail",
        Point.ONE_POINT,
        "Could you read my CV? Do you know anyone? Can I use your name?",
    ),
    ("fail", Point.ONE_POINT, "What do you earn? Who is your boss? Where do I apply?"),
    (
        "fail",
        Point.ONE_POINT,
        "Could you introduce me. Would you look over my letter. May I name you too.",
    ),
    # Said once.
    ("pass", Point.REPETITION, "I like your work. I like how you work with people."),
    ("pass", Point.REPETITION, "Call 0113 496 0000. Again, that is 0113 496 0000."),
    ("pass", Point.REPETITION, "Thank you for your time. Thank you, Jo"),
    ("bare", Point.REPETITION, "I would like to talk. I would like to listen too."),
    ("bare", Point.REPETITION, "It is all about people, really all about people, I think."),
    ("bare", Point.REPETITION, "You said I could call, so I call."),
    ("fail", Point.REPETITION, "I lost my work in May. You know I lost my work in May."),
    ("fail", Point.REPETITION, "Like I said, it has been hard."),
    (
        "fail",
        Point.REPETITION,
        "Please call me back today. Yes, please call me back today, bye.",
    ),
    # What one wants, early.
    ("pass", Point.OBJECTIVE, "Hi Jo, I'm looking for planning work in logistics."),
    ("pass", Point.OBJECTIVE, "Quick question about your field, if I may."),
    ("pass", Point.OBJECTIVE, "Hello, the reason why I call: I am moving into nursing."),
    ("bare", Point.OBJECTIVE, f"{words(38)} my plan"),
    ("bare", Point.OBJECTIVE, "Long time no see! Do you know anyone in nursing?"),
    ("bare", Point.OBJECTIVE, "could u give me a bit of advise"),
    ("fail", Point.OBJECTIVE, f"{words(40)} I am looking for planning work."),
    (
        "fail",
        Point.OBJECTIVE,
        "Hi, it's me. An awful year, first the flat, then the car.",
    ),
    ("fail", Point.OBJECTIVE, "Call me back when you get this, ok? Bye."),
]
"""Passing, barely passing and failing texts for each point read in any message."""


@pytest.mark.parametrize(("verdict", "point", "text"), EXAMPLES)
def test_as_people_write(verdict: str, point: Point, text: str) -> None:
    """What is honest passes, if barely; what would hurt the writer is remarked on."""
    assert fine(text, point) == (verdict != "fail"), remark(text, point)


def test_each_point_has_three_of_each() -> None:
    """The table above is no token: three of each verdict for each of its points."""
    for point in {one for _, one, _ in EXAMPLES}:
        for verdict in ("pass", "bare", "fail"):
            assert sum((one[0], one[1]) == (verdict, point) for one in EXAMPLES) >= 3


@pytest.mark.parametrize(
    ("text", "phone", "passes"),
    [
        ("My number is 0113 496 0000.", "0113 496 0000", True),
        ("It's +44 113 4960000, thanks", "0113 496 0000", True),
        ("oh one one three, four nine six, oh oh oh oh", "0113 496 0000", True),
        ("double oh four nine, one seven two, three three eight", "", True),
        ("zero one one three four nine six triple zero zero", "01134960000", True),
        ("01134-96-00-00 is me", "0113 496 0000", True),
        ("Call me on this number", "", False),
        ("You have my number from last year.", "0113 496 0000", False),
        ("I have one or two questions, it takes five minutes", "", False),
        ("Reach me on 0113 496 000", "0113 496 0000", False),
    ],
)
def test_numbers_as_people_say_them(text: str, phone: str, passes: bool) -> None:  # noqa: FBT001 - a table
    """In digits or in words, with or without the country; a digit too few is no number."""
    assert fine(text, Point.PHONE, ScriptKind.VOICEMAIL, phone=phone) == passes


@pytest.mark.parametrize(("count", "passes"), [(299, True), (300, True), (301, False)])
def test_a_linkedin_note_has_an_end(count: int, passes: bool) -> None:  # noqa: FBT001 - a table
    """Three hundred characters fit, and the remark says how many there are."""
    found = read_over("x" * count, ScriptKind.MESSAGE, MEASURES, way=Channel.LINKEDIN)
    length = next(one for one in found if one.point is Point.LENGTH)
    assert (length.fine, str(count) in length.words) == (passes, True)
    assert "300" in length.words


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Hi Sam, Dana Cole suggested I write to you. Could I ask for advice?", True),
        ("Dana says hi!! could i ask u something", True),
        (f"{words(39)} dana", True),
        (f"{words(40)} Dana", False),
        ("Hi Sam, a friend of ours sent me. Could I ask for advice?", False),
        ("Could I ask you for advice? Thank you.", False),
    ],
)
def test_a_shared_friend_is_named_early(text: str, passes: bool) -> None:  # noqa: FBT001 - a table
    """Whoever is recommended says so soon (rule S4-7); without a friend nothing is said."""
    assert fine(text, Point.FRIEND, friend="Dana Cole") == passes
    assert remark(text, Point.FRIEND) is None


LACKING = [
    (VOICEMAIL, ()),
    (VOICEMAIL.replace("0113 496 0000", "oh one one three four nine six oh oh oh oh"), ()),
    (f"I am looking for advice. My number is 0113 496 0000. {said(64)}", ()),
    (f"I am looking for advice. My number is 0113 496 0000. {said(69)}", ("SECONDS", "LENGTH")),
    (VOICEMAIL.replace("0113 496 0000", "the same as before"), ("PHONE",)),
    ("Hello, it's me. Call 0113 496 0000 when you hear this.", ("OBJECTIVE",)),
    (
        VOICEMAIL + " Could you read my CV? Who is your boss? What do you earn?",
        ("ONE_POINT",),
    ),
    (VOICEMAIL + " As I said, logistics.", ("REPETITION",)),
    ("", ("SECONDS", "LENGTH", "OBJECTIVE", "ONE_POINT", "REPETITION", "PHONE")),
]
"""Voicemails with all they lack."""


@pytest.mark.parametrize(("text", "points"), LACKING)
def test_what_a_voicemail_lacks(text: str, points: tuple[str, ...]) -> None:
    """Long, without a point, repeating, without a number: each alone keeps it back (rule S3-3)."""
    found = read_over(text, ScriptKind.VOICEMAIL, MEASURES)
    assert tuple(one.name for one in lacking(ScriptKind.VOICEMAIL, found)) == points


def test_only_a_voicemail_is_kept_back() -> None:
    """A message may be long and without thanks: remarks, and no more."""
    found = read_over(words(400), ScriptKind.MESSAGE, MEASURES)
    assert lacking(ScriptKind.MESSAGE, found) == ()


def test_the_three_qualities_of_a_call() -> None:
    """Clear and concise are read off the words; prepared is what was said aloud (rule S0-5)."""
    good = read_over(VOICEMAIL, ScriptKind.VOICEMAIL, MEASURES)
    assert qualities(good, 1) == dict.fromkeys(Quality, True)
    assert qualities(good, 0) == dict.fromkeys(Quality, True) | {Quality.PREPARED: False}
    long = read_over(f"{VOICEMAIL} {said(60)}", ScriptKind.VOICEMAIL, MEASURES)
    assert qualities(long, 1) == dict.fromkeys(Quality, True) | {Quality.CONCISE: False}
    vague = read_over("It's me, call 0113 496 0000, thanks", ScriptKind.VOICEMAIL, MEASURES)
    assert qualities(vague, 2) == dict.fromkeys(Quality, True) | {Quality.CLEAR: False}
    assert qualities((), 3) == dict.fromkeys(Quality, False)


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
