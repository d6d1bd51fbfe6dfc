"""The questions for a session: each has its place, each is a question or a thing to do together."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import guide
from lib.coaching.talking import Topic
from lib.guide import files
from tests.guide.test_guide import FOLDER, asked_of_an_edited_copy

REASONS = {
    *("DRAFT", "ANSWERED", "SILENCE", "GUESS"),
    *("QUIET", "WAITING", "STOPPED", "UNFINISHED"),
}
"""What a coach is told on the desk."""


def test_each_thing_has_its_question() -> None:
    """Every reason and every topic has one, no two alike, and nothing else lies there."""
    assert set(guide.talk()) == REASONS | {one.name for one in Topic}
    assert len(set(guide.talk().values())) == len(guide.talk())
    assert set(files.table_of("talk.toml")) == {"session_days", "rules", "source", "questions"}
    assert files.table_of("talk.toml")["session_days"] == guide.session_days()


@pytest.mark.parametrize(
    ("old", "new", "ask"),
    [
        ("session_days = 14", "session_days = 0", "session_days()"),
        ("NEXT = ", "LAST = ", "talk()"),
        ('NEXT = "What', 'NEXT = 3 # "What', "talk()"),
    ],
)
def test_a_slip_is_told(tmp_path: Path, old: str, new: str, ask: str) -> None:
    """The message names the file."""
    text = (FOLDER / "talk.toml").read_text(encoding="utf-8")
    assert old in text
    code, said = asked_of_an_edited_copy(tmp_path, "talk.toml", text.replace(old, new, 1), ask)
    assert code != 0
    assert "GuideError: talk.toml of the guide" in said
