"""Published numbers: each with source, sample, year and status; none that was not looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import guide
from lib.coaching.touches import Channel
from tests.guide.test_guide import FOLDER, asked_of_an_edited_copy


def test_both_ways_complete() -> None:
    """By mail and face to face, as the study was quoted; the status in plain words."""
    mail, in_person = guide.both_ways()
    assert (mail.channel, in_person.channel) == (Channel.EMAIL, Channel.IN_PERSON)
    assert (mail.expected, mail.happened) == (5.5, 0.3)
    assert (in_person.expected, in_person.happened) == (5.0, 7.0)
    for one in (mail, in_person):
        assert one.source
        assert one.sample
        assert one.year == 2017
        assert one.status == "quoted second-hand"
    assert guide.published_rules()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('status = "S"', 'status = "M"'),
        ('status = "S"', ""),
        ("happened = 0.3", "happened = 30.0"),
        ("year = 2017", 'year = "about 2017"'),
        ('sample = "45', 'no_sample = "45'),
    ],
)
def test_what_was_not_looked_up_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """From memory, without status, out of range, without year or sample: told with the file."""
    text = (FOLDER / "published.toml").read_text(encoding="utf-8")
    assert old in text
    edited = text.replace(old, new, 1)
    code, said = asked_of_an_edited_copy(tmp_path, "published.toml", edited, "both_ways()")
    assert code != 0
    assert "GuideError: published.toml of the guide" in said
