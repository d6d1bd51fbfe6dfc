"""Which row is which: whatever is done to ids, a row that says what it said keeps its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.sheets import layout
from lib.sheets.identity import Identified, identified
from lib.sheets.layout import ID
from lib.store.sheets import BaseRow
from tests.sheets.paper import Paper

CONTACTS = layout.tab("contacts")


def sheet(many: int) -> tuple[Paper, dict[str, BaseRow]]:
    """Return a sheet of people no two of whom are alike, and what was agreed on."""
    paper = Paper()
    for n in range(many):
        paper.add("contacts", id=f"c{n}", name=f"Person {n}", company=f"Firm {n}", whose="w1")
    seen = paper.tab("contacts")
    return paper, {one.id: BaseRow("w1", one.cells) for one in seen.rows}


def look(paper: Paper, base: dict[str, BaseRow], *, confirmed: bool = True) -> Identified:
    """Return which row is which."""
    return identified(CONTACTS, paper.tab("contacts"), base, (), confirmed=confirmed)


def by_name(found: Identified) -> dict[str, str]:
    """Return the id that each name is known by."""
    return {str(one.cells["name"]): one.id for one in found.rows}


@given(st.permutations(range(8)))
def test_any_order_of_the_shown_columns_is_put_back(order: list[int]) -> None:
    """Torn off by a sort: every id, and every hidden cell, goes back to its row."""
    paper, base = sheet(8)
    width = len(CONTACTS.shown)
    lines = paper.lines["contacts"]
    shown = [lines[1 + n][:width] for n in order]
    for line, said in zip(lines[1:], shown, strict=True):
        line[:width] = said
    found = look(paper, base, confirmed=False)
    assert found.unsure == 0
    assert by_name(found) == {f"Person {n}": f"c{n}" for n in range(8)}
    assert found.put_back == len(found.unmarked) == sum(n != at for at, n in enumerate(order))
    assert all(one.cells == base[one.id].content for one in found.rows)


@given(
    st.lists(st.sampled_from(["", "c0", "c3", "c5", "x", "7"]), min_size=6, max_size=6),
    st.permutations(range(6)),
)
def test_any_ids_over_the_id_column_are_put_back(ids: list[str], order: list[int]) -> None:
    """Cleared, filled down or pasted over, and sorted: known by what the rows say."""
    paper, base = sheet(6)
    head, *body = paper.lines["contacts"]
    paper.lines["contacts"] = [head, *(body[n] for n in order)]
    for row, own in enumerate(ids, 1):
        paper.put("contacts", row, ID, own)
    found = look(paper, base)
    assert by_name(found) == {f"Person {n}": f"c{n}" for n in range(6)}
    sure = look(paper, base, confirmed=False)
    if all(one.id not in base for one in paper.tab("contacts").rows):
        assert sure.unsure == 6


@pytest.mark.parametrize(("lost", "asked"), [(2, 0), (3, 3)])
def test_from_three_ids_that_are_gone_a_person_is_asked(lost: int, asked: int) -> None:
    """B64: nothing is invented silently."""
    paper, base = sheet(6)
    for row in range(1, lost + 1):
        paper.put("contacts", row, ID, None)
    assert look(paper, base, confirmed=False).unsure == asked


def test_all_ids_of_a_short_tab_are_asked_about() -> None:
    """Two of two are a whole column."""
    paper, base = sheet(2)
    for row in (1, 2):
        paper.put("contacts", row, ID, None)
    assert look(paper, base, confirmed=False).unsure == 2


def test_a_copy_is_the_row_that_was_changed() -> None:
    """The one that says what was agreed on keeps the id, also where it stands below."""
    paper, base = sheet(2)
    lines = paper.lines["contacts"]
    lines.insert(1, list(lines[1]))
    paper.put("contacts", 1, "company", "Elsewhere")
    found = look(paper, base, confirmed=False)
    assert [one.id for one in found.rows] == ["", "c0", "c1"]
    assert found.put_back == 0


def test_a_new_row_is_no_row_that_is_gone() -> None:
    """Somebody else's name is somebody else, however alike the rest is."""
    paper, base = sheet(3)
    paper.put("contacts", 1, ID, None)
    paper.put("contacts", 1, "name", "Zoe")
    found = look(paper, base, confirmed=False)
    assert [one.id for one in found.rows] == ["", "c1", "c2"]


def test_a_row_that_only_grew_is_the_same_row() -> None:
    """A name was typed and taken in; before its id was written, firm, mail and phone followed."""
    paper = Paper()
    paper.add("contacts", name="Zoe")
    base = {"c0": BaseRow("w1", paper.tab("contacts").rows[0].cells, pending=True)}
    for key, cell in (("company", "Firm"), ("email", "zoe@firm.example"), ("phone", "1")):
        paper.put("contacts", 1, key, cell)
    assert [one.id for one in look(paper, base, confirmed=False).rows] == ["c0"]


def test_two_rows_of_one_name_are_not_guessed() -> None:
    """Where two are much alike, neither is taken for the one that is gone."""
    paper, base = sheet(3)
    for _ in range(2):
        paper.add("contacts", name="Person 0", company="Firm 0", phone="1", whose="w1")
    del paper.lines["contacts"][1]
    found = look(paper, base, confirmed=False)
    assert [one.id for one in found.rows] == ["c1", "c2", "", ""]


def test_ids_are_not_matched_across_workbooks() -> None:
    """Two clients who know the same person."""
    paper, base = sheet(2)
    line = list(paper.lines["contacts"][1])
    del paper.lines["contacts"][1]
    paper.lines["contacts"].append(line)
    paper.put("contacts", 2, ID, None)
    paper.put("contacts", 2, "whose", "w2")
    found = look(paper, base, confirmed=False)
    assert [one.id for one in found.rows] == ["c1", ""]
