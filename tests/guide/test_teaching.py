"""What the articles teach: all of it by id, in our words, each rule with where it shows."""

import inspect
import re
from pathlib import Path

import pytest

from lib import guide
from lib.guide import whole
from lib.guide.files import OF_THE_ARTICLES, may_change

ROOT = Path(__file__).parents[2]
LIST = ROOT.parent / "shared" / "rules.md"


def listed() -> dict[str, tuple[str, bool]]:
    """Return (kind, whether it is a comment) of each rule of the list, by id; S0-18 is left out."""
    if not LIST.exists():
        pytest.skip("the list of rules is not beside this checkout")
    text = LIST.read_text("utf-8")
    rows = re.findall(r"^\| (S[0-4]-\d+) \| (\S+) \| (.*?) \|", text, re.MULTILINE)
    found = {name: (kind, words.startswith("(comment)")) for name, kind, words in rows}
    assert found.pop("S0-18")[0] == "\u2013"
    return found


def test_all_101_rules_are_there() -> None:
    """The same ids, kinds and comments as in the list, in the same order."""
    assert len(guide.rules()) == 101
    ours = {one.id: (one.kind, one.comment) for one in guide.rules().values()}
    assert ours == listed()
    assert list(ours) == list(listed())


def test_each_rule_is_one_short_sentence_of_its_own() -> None:
    """Quick to read, and none said twice."""
    words = [one.words for one in guide.rules().values()]
    assert len(set(words)) == len(words)
    assert all(len(one) <= 160 and one.endswith((".", "?")) for one in words)


def test_each_rule_has_a_place() -> None:
    """At least one page each, none twice for one rule, and every page of the work is used."""
    for one in guide.rules().values():
        pages = [place.page for place in one.places]
        assert pages, one.id
        assert len(set(pages)) == len(pages), one.id
    used = {place.page for one in guide.rules().values() for place in one.places}
    assert used >= {"today", "people", "give", "ask", "review"}


def test_the_five_articles() -> None:
    """Author, title and what was taken; every rule belongs to one of them."""
    assert list(guide.articles()) == ["S0", "S1", "S2", "S3", "S4"]
    assert {one.article for one in guide.rules().values()} == set(guide.articles())


def test_the_eight_tensions() -> None:
    """Each with rules that there are, and pages where the settlement shows."""
    assert [one.name for one in guide.settled()] == [f"T{number}" for number in range(1, 9)]
    assert all(len(one.rules) >= 2 and one.shows for one in guide.settled())


def test_no_reader_is_left_out_of_the_start() -> None:
    """Whatever can be read without being told anything is read at the start."""
    cached = {
        one
        for room in vars(guide).values()
        if inspect.ismodule(room)
        for one in vars(room).values()
        if hasattr(one, "cache_info")
        and not inspect.signature(one).parameters
        and one.__module__ in (f"lib.guide.{path.stem}" for path in ROOT.glob("lib/guide/*.py"))
    }
    left_out = {one.__qualname__ for one in cached} - {one.__qualname__ for one in whole.READERS}
    # `entries` is asked for the rules of each entry, `_all` for those of each scaffold; the two
    # others are how files are found.
    assert left_out == {"_all", "entries", "own_folder", "scripts"}


@pytest.mark.parametrize("file", OF_THE_ARTICLES)
def test_what_is_the_articles_is_no_coachs(file: str) -> None:
    """They say so themselves, and stand in no list of what may be changed."""
    text = (ROOT / "lib" / "guide" / file).read_text("utf-8")
    assert "may change: nothing here" in text
    assert file not in may_change()


def test_the_page_on_what_may_be_changed_is_true() -> None:
    """docs/guide.md has one row a file, with the very words of the file."""
    text = (ROOT / "docs" / "guide.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", text, re.MULTILINE))
    assert rows == dict(may_change())
