"""A coach's desk in the guide: every entry is read, every reason has its few words."""

from pathlib import Path

import pytest

from lib import guide
from lib.coaching.attention import Why
from lib.guide import desk, files

TABLE = files.table_of(desk.FILE)
PARTS = {"weight", "words", "more", "button", "rules"}


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_is_told(why: Why) -> None:
    """Words, a button and a weight of its own: what stands in the file is what is handed out."""
    row, told = TABLE[why.name], guide.attention().phrase(why)
    assert set(row) == PARTS
    assert (told.weight, told.words, told.more, told.button) == (
        row["weight"],
        row["words"],
        row["more"],
        row["button"],
    )


def test_every_number_is_read() -> None:
    """No number of the file is without effect, and nothing else stands in it."""
    numbers = {name: value for name, value in TABLE.items() if isinstance(value, int)}
    attention = guide.attention()
    assert {name: getattr(attention, name) for name in numbers} == numbers
    assert set(TABLE) - set(numbers) - {one.name for one in Why} == {"rules", "source"}
    assert len({one.weight for one in attention.phrases}) == len(Why)
    assert hash(attention) == hash(guide.attention())
    assert attention.ladder == guide.ladder()


def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Put a host's own file in place, and read the guide anew."""
    (tmp_path / desk.FILE).write_text(text, encoding="utf-8")
    monkeypatch.setenv("WORKBOOK_GUIDE_FOLDER", str(tmp_path))
    for one in (files.table_of, files.own_folder, desk.attention):
        one.cache_clear()


@pytest.fixture(autouse=True)
def _as_shipped() -> object:
    yield
    for one in (files.table_of, files.own_folder, desk.attention):
        one.cache_clear()


def test_a_host_says_it_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another number and other words take the place of ours."""
    text = 'quiet_days = 21\n[DRAFT]\nwords = "to read since $day"\n'
    changed(tmp_path, monkeypatch, text)
    assert guide.attention().quiet_days == 21
    assert guide.attention().phrase(Why.DRAFT).words == "to read since $day"
    assert guide.attention().phrase(Why.DRAFT).button == "Read"


@pytest.mark.parametrize(
    "text",
    [
        '[DRAFT]\nwords = "one two three four five six $day"\n',  # nine words with day, month, year
        '[SILENCE]\nmore = "$count sent and not one of them came back yet"\n',
        '[DRAFT]\nwords = "draft of $name"\n',
        '[DRAFT]\nweight = "much"\n',
        "seldom_percent = 101\n",
        "run = 0\n",
        '[LATE]\nwords = "late"\n',
    ],
)
def test_a_slip_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Nine words, an unknown blank, a number out of its range: the message names the file."""
    changed(tmp_path, monkeypatch, text)
    with pytest.raises(guide.GuideError, match=r"attention\.toml"):
        guide.attention()


def test_eight_words_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day may take three of them."""
    changed(tmp_path, monkeypatch, '[DRAFT]\nwords = "one two three four five $day"\n')
    assert guide.attention().phrase(Why.DRAFT).words.endswith("five $day")
