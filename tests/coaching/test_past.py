"""Reading a history: where a talk ends, what is one try, who never heard back."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.past import Reading, Said, Talk, purposes, talks
from lib.coaching.touches import Purpose

READING = Reading(new_talk_days=60, try_hours=24)
BEGAN = datetime(2025, 3, 3, 10, tzinfo=UTC)


def said(*messages: tuple[str, float]) -> list[Said]:
    """Return messages: who wrote ("me" or "them"), and the days since the beginning."""
    return [
        Said(f"{at:03}", who == "me", BEGAN + timedelta(days=days))
        for at, (who, days) in enumerate(messages)
    ]


def one(*messages: tuple[str, float]) -> Talk:
    """Return the one talk that these messages are."""
    (talk,) = talks(said(*messages), READING)
    return talk


def test_a_long_silence_ends_a_talk() -> None:
    """Fifty-nine days are a pause, sixty are an end; each talk knows who began it."""
    found = talks(said(("me", 0), ("them", 59), ("them", 119), ("me", 120)), READING)
    assert [[row.id for row in talk.said] for talk in found] == [["000", "001"], ["002", "003"]]
    assert [talk.is_mine for talk in found] == [True, False]


def test_messages_within_a_day_are_one_try() -> None:
    """Three messages in an hour are one try; a day later is the second."""
    talk = one(("me", 0), ("me", 0.01), ("me", 0.5), ("me", 1.0), ("them", 2))
    assert purposes(talk, READING) == (
        Purpose.ATTEMPT,
        Purpose.OTHER,
        Purpose.OTHER,
        Purpose.ATTEMPT,
        Purpose.OTHER,
    )


def test_what_is_written_after_an_answer_is_no_try() -> None:
    """The first word after an answer came back to them; what follows is talk."""
    talk = one(("me", 0), ("them", 1), ("me", 2), ("me", 9))
    assert purposes(talk, READING)[2:] == (Purpose.THANKS, Purpose.OTHER)
    assert talk.answered
    assert not talk.waits_for_me


def test_the_last_word_is_theirs() -> None:
    """They answered and never heard back; whoever was never written to waits for nothing."""
    assert one(("me", 0), ("them", 1)).waits_for_me
    assert not one(("them", 0)).answered
    assert not one(("them", 0), ("me", 1)).waits_for_me
    assert one(("them", 0), ("me", 1), ("them", 2)).waits_for_me


@given(
    st.lists(
        st.tuples(st.sampled_from(("me", "them")), st.integers(0, 400)), min_size=1, max_size=30
    )
)
def test_every_message_is_in_one_talk(messages: list[tuple[str, float]]) -> None:
    """Nothing is lost or doubled, talks do not overlap, and only the owner's count as tries."""
    rows = said(*messages)
    found = talks(rows, READING)
    assert sorted(row.id for talk in found for row in talk.said) == sorted(one.id for one in rows)
    for before, after in pairwise(found):
        assert after.said[0].at - before.said[-1].at >= timedelta(days=60)
    for talk in found:
        what = purposes(talk, READING)
        assert len(what) == len(talk.said)
        for row, purpose in zip(talk.said, what, strict=True):
            assert row.mine or purpose is Purpose.OTHER
        assert (Purpose.ATTEMPT in what) == any(row.mine for row in talk.said)
