"""Paragraphs: several answers in one text that people can read, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.paragraphs import joined, parts_of
from lib.coaching.text import clean, is_blank

LABELS = st.text(st.characters(blacklist_characters=":\n", blacklist_categories=["Cc", "Cs"])).map(
    lambda one: clean(one).strip()
)
PARTS = st.lists(
    st.tuples(
        LABELS.filter(lambda one: not is_blank(one)),
        st.text().map(lambda one: clean(one).strip()).filter(lambda one: not is_blank(one)),
    ),
    max_size=5,
)


def test_how_it_reads() -> None:
    """A paragraph each; further lines are set in; what has no words is left out."""
    parts = [("Where I come from", "Warehouses.\nThen a depot."), ("Best", " "), ("For", "Leeds")]
    assert joined(parts) == "Where I come from: Warehouses.\n  Then a depot.\n\nFor: Leeds"


@given(PARTS)
def test_there_and_back(parts: list[tuple[str, str]]) -> None:
    """Whatever was typed is read back as it was typed."""
    assert parts_of(joined(parts)) == tuple(parts)


@given(PARTS)
def test_there_and_back_through_the_store(parts: list[tuple[str, str]]) -> None:
    """The store cleans a text once more; nothing of it changes by that."""
    assert parts_of(clean(joined(parts))) == tuple(parts)


@given(st.text())
def test_anything_is_read_and_no_word_is_lost(text: str) -> None:
    """A text mended by hand in a sheet is read too: every word of it is there."""
    found = " ".join(f"{label} {words}" for label, words in parts_of(text))
    assert sorted(found.replace(":", "").split()) == sorted(text.replace(":", "").split())


def test_a_sheet_trims_empty_lines() -> None:
    """An empty line inside an answer that lost its two spaces belongs to the answer still."""
    assert parts_of("Best: one\n\n  two") == (("Best", "one\n\ntwo"),)


def test_words_under_no_label() -> None:
    """They are kept under none, before and after those that have one."""
    assert parts_of("just this\nBest: one") == (("", "just this"), ("Best", "one"))


@pytest.mark.parametrize("label", ["", "  ", "a: b", "a\nb", " a"])
def test_no_label(label: str) -> None:
    """A label that could not be read back is refused."""
    with pytest.raises(ValueError, match="label"):
        joined([(label, "words")])
