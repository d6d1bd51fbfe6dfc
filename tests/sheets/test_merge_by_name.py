"""What a person does in the sheet, and what happens: a test for each row of the table, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lib.coaching import workbook
from lib.coaching.asks import Ask, AskKind
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.records import Record
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Direction, Touch
from lib.coaching.workbook import LIMITS
from lib.sheets import layout
from lib.sheets.changes import Trouble
from lib.sheets.layout import ID, WHOSE, WHOSE_NAME
from lib.store.references import removed_with_all
from lib.store.sheets import Need
from tests.sheets.paper import Desk

DAY = date(2026, 5, 1)


def people(many: int = 3) -> list[Record]:
    """Return a workbook's records: some people, each with a message."""
    found: list[Record] = [Cover(id="w1", version=1, owner="Olga")]
    found += [
        Contact(id=f"c{n}", name=f"Person {n}", company=f"Firm {n}", version=1) for n in range(many)
    ]
    found += [
        Touch(id=f"t{n}", contact=f"c{n}", on=DAY + timedelta(n), version=1) for n in range(many)
    ]
    return found


def desk(*more: Record, many: int = 3) -> Desk:
    """Return a desk with one workbook, laid out in its sheet."""
    made = Desk({"w1": workbook.of([*people(many), *more])})
    made.settle()
    assert made.merge().nothing
    return made


def two() -> Desk:
    """Return a desk with two workbooks in one sheet."""
    other = [Cover(id="w2", version=1, owner="Omar"), Contact(id="d0", name="Person 0", version=1)]
    made = Desk({"w1": workbook.of(people()), "w2": workbook.of(other)})
    made.settle()
    return made


def contact(at: Desk, own: str, book: str = "w1") -> Contact | None:
    """Return a contact as it is here."""
    return at.books[book].get(Contact, own)


def name(at: Desk, own: str) -> str:
    """Return a contact's name as it is here."""
    found = contact(at, own)
    assert found is not None
    return found.name


def troubles(at: Desk) -> list[tuple[Trouble, str, int | None, str]]:
    """Return what a merge finds wrong now."""
    return [(one.trouble, one.table, one.line, one.field) for one in at.merge().problems]


# rows


def test_sorts_filters_inserts_moves_rows() -> None:
    """Ids travel: nothing has changed."""
    at = desk()
    head, *body = at.paper.lines["contacts"]
    at.paper.lines["contacts"] = [head, [], body[2], [], body[0], body[1]]
    merged = at.merge()
    assert merged.nothing
    assert not merged.questions


def test_sorts_some_columns_only() -> None:
    """Ids torn off: rows say what others said; ids and all hidden cells go back, and it is told."""
    at = desk(Ask(id="a0", contact="c0", version=1), Ask(id="a1", contact="c2", version=1))
    tear(at, "contacts")
    tear(at, "touches")
    tear(at, "asks")
    before = at.books["w1"]
    merged = at.settle()
    assert not merged.store
    assert not merged.questions
    assert merged.put_back == {"contacts": 2, "touches": 2, "asks": 2}
    assert at.books["w1"] is before
    assert at.merge().nothing
    assert at.paper.said("touches", "t0", "contact.name") == "Person 0"
    assert at.paper.said("touches", "t0", "contact") == "c0"


def test_sorts_some_columns_and_changes_one_row() -> None:
    """The row that says something new is the one whose id is left over."""
    at = desk(many=4)
    tear(at, "contacts")
    row = at.paper.row_of("contacts", "c3")
    at.paper.put("contacts", row, "name", "Renamed")
    at.settle()
    assert [name(at, f"c{n}") for n in range(4)] == ["Renamed", "Person 1", "Person 2", "Person 3"]
    assert at.merge().nothing


def test_sorts_one_column_by_itself() -> None:
    """Three names or more have changed places and nothing else: a person is asked first."""
    at = desk()
    for n in range(3):
        at.paper.type("contacts", f"c{n}", "name", f"Person {(n + 1) % 3}")
    merged = at.settle()
    (question,) = merged.questions
    assert (question.need, question.table, question.rows) == (Need.IDS_LOST, "contacts", 3)
    assert not merged.store
    at.settle(at.merge(confirmed=["contacts"]))
    assert name(at, "c0") == "Person 1"


def test_a_page_saves_while_ids_are_torn_off() -> None:
    """Also a look at one row alone does not take what another one says for its own."""
    at = desk()
    tear(at, "contacts")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), notes="Here"))
    merged = at.merge(pulled=False, only=[("contacts", "c0")])
    assert not merged.store
    (marked,) = merged.sheet.ids
    assert (marked.id, marked.row, marked.cells["notes"]) == ("c0", 3, "Here")


def tear(at: Desk, table: str) -> None:
    """Turn the shown columns of a tab upside down, and leave the hidden ones."""
    lines = at.paper.lines[table]
    width = len(layout.tab(table).shown)
    for line in lines:
        line.extend([None] * (width - len(line)))
    shown = [line[:width] for line in lines[1:]][::-1]
    for line, said in zip(lines[1:], shown, strict=True):
        line[:width] = said


def test_copies_a_row() -> None:
    """The first keeps the id; the copy gets a new one, in the workbook and in the sheet."""
    at = desk()
    lines = at.paper.lines["contacts"]
    lines.insert(1, list(lines[3]))
    at.paper.put("contacts", 1, "company", "Elsewhere")
    merged = at.settle()
    (new,) = merged.sheet.ids
    assert new.row == 1
    assert at.paper.row_of("contacts", "c2") == 4
    copy = contact(at, new.id)
    assert copy is not None
    assert (copy.name, copy.company) == ("Person 2", "Elsewhere")
    assert at.merge().nothing


def test_a_copy_that_cannot_be_taken_is_not_written_for_the_row_it_was_made_of() -> None:
    """It keeps the id of the other; what is written goes into the other all the same."""
    at = desk()
    lines = at.paper.lines["touches"]
    lines.insert(1, list(lines[1]))
    at.paper.put("touches", 1, "on", "next Tue")
    at.change("w1", replace(at.books["w1"].all(Touch)["t0"], words="Here"))
    at.settle()
    assert at.paper.lines["touches"][2][at.paper.at("touches", "words")] == "Here"
    assert len(at.books["w1"].all(Touch)) == 3


def test_types_a_new_row() -> None:
    """It becomes a record; what was left open gets its default, here and there."""
    at = desk()
    at.paper.add("contacts", name="Zoe", kind="Worked Together", strength="4")
    at.paper.add(
        "touches", contact__name="zoe", on="5/14/2026", helped_with="Insight, names or leads"
    )
    merged = at.settle()
    assert not merged.problems
    ids = {one.table: one.id for one in merged.sheet.ids}
    zoe = contact(at, ids["contacts"])
    assert zoe is not None
    assert (zoe.kind, zoe.strength) == (Kind.COLLEAGUE, 4)
    touch = at.books["w1"].get(Touch, ids["touches"])
    assert touch is not None
    assert (touch.contact, touch.on, touch.direction) == (
        zoe.id,
        date(2026, 5, 14),
        Direction.OUTREACH,
    )
    assert [one.value for one in touch.helped_with] == ["insight", "names or leads"]
    assert at.paper.said("touches", touch.id, "contact.name") == "Zoe"
    assert at.paper.said("touches", touch.id, "direction") == "outreach"
    assert at.paper.said("touches", touch.id, WHOSE_NAME) == "Olga"
    assert at.merge().nothing


@pytest.mark.parametrize("edited", [False, True])
def test_a_new_row_is_never_saved_twice(edited: bool) -> None:  # noqa: FBT001 - a parameter
    """The partner dies after keeping, after saving: the next one knows the row again."""
    at = desk()
    at.paper.add("contacts", name="Zoe", company="Acme", position="Boss")
    first = at.merge()
    (key,) = first.pending
    assert key not in first.puts
    at.keep(first)
    merged = at.merge()
    assert [one.id for one in merged.store["w1"] if isinstance(one, Contact)] == [key[1]]
    at.keep(merged)
    at.save(merged)
    if edited:
        at.paper.put("contacts", 4, "position", "Chief")
    at.settle()
    at.settle()
    assert [one.position for one in at.books["w1"].all(Contact).values() if one.name == "Zoe"] == [
        "Chief" if edited else "Boss"
    ]
    assert len(at.books["w1"].all(Contact)) == 4
    assert at.merge().nothing


def test_deletes_a_row() -> None:
    """Missing in two pulls in a row: removed here with what belongs to it, and no sooner."""
    at = desk(Contact(id="c9", name="Friend", mutual_contact="c0", version=1))
    del at.paper.lines["contacts"][at.paper.row_of("contacts", "c0")]
    at.settle()
    assert contact(at, "c0") is not None
    at.settle(pulled=False)
    at.settle(pulled=False)
    assert contact(at, "c0") is not None, "the same look at the sheet does not count"
    at.settle()
    assert contact(at, "c0") is None
    assert at.books["w1"].get(Touch, "t0") is None
    friend = contact(at, "c9")
    assert friend is not None
    assert friend.mutual_contact is None
    assert at.paper.tab("touches").rows[0].id == "t1"
    assert at.merge().nothing


def test_a_row_that_was_away_for_one_pull_is_back() -> None:
    """Cut, and pasted elsewhere: it is not removed, and the count begins anew."""
    at = desk()
    line = at.paper.lines["contacts"].pop(1)
    at.settle()
    at.paper.lines["contacts"].append(line)
    at.settle()
    assert at.base["contacts", "c0"].missed == 0
    at.paper.lines["contacts"].pop()
    at.settle()
    assert contact(at, "c0") is not None


def test_deletes_a_row_that_was_changed_here() -> None:
    """The workbook's change is newer news than the deletion: the row is added again, and told."""
    at = desk()
    del at.paper.lines["contacts"][1]
    at.settle()
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), company="New"))
    merged = at.settle()
    assert [one.trouble for one in merged.problems] == [Trouble.CAME_BACK]
    assert at.paper.said("contacts", "c0", "company") == "New"
    assert at.merge().nothing


def test_deletes_a_row_to_which_something_new_belongs() -> None:
    """A message that the sheet has not seen yet keeps its person."""
    at = desk()
    del at.paper.lines["contacts"][1]
    at.settle()
    at.change("w1", Touch(id="t9", contact="c0", on=DAY))
    at.settle()
    at.settle()
    assert contact(at, "c0") is not None
    assert at.paper.row_of("contacts", "c0")
    assert at.paper.row_of("touches", "t9")


def test_clears_the_cells_of_a_row() -> None:
    """What says nothing to people is no row: as if it were deleted."""
    at = desk()
    lines = at.paper.lines["contacts"]
    lines[1][: len(layout.tab("contacts").shown)] = [None] * len(layout.tab("contacts").shown)
    at.settle()
    at.settle()
    assert contact(at, "c0") is None
    assert at.merge().nothing


def test_more_than_a_tenth_and_more_than_ten_rows_are_missing() -> None:
    """The sync stops and asks; with a yes they are removed."""
    at = desk(many=40)
    del at.paper.lines["touches"][1:12]
    at.settle()
    merged = at.settle()
    (question,) = merged.questions
    assert (question.need, question.rows, question.of) == (Need.MANY_MISSING, 11, 40)
    assert len(at.books["w1"].all(Touch)) == 40
    at.settle(at.merge(confirmed=["touches"]))
    assert len(at.books["w1"].all(Touch)) == 29
    assert at.merge().nothing


def test_ten_missing_rows_need_no_question() -> None:
    """The limit is ten rows."""
    at = desk(many=40)
    del at.paper.lines["touches"][1:11]
    at.settle()
    at.settle()
    assert len(at.books["w1"].all(Touch)) == 30


# ids


def test_clears_the_id_column() -> None:
    """Writes stop for that tab; ids are matched by what rows say; a person confirms."""
    at = desk()
    for row in (1, 2, 3):
        at.paper.put("contacts", row, ID, None)
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), company="New"))
    merged = at.settle()
    assert [(one.need, one.table, one.rows) for one in merged.questions] == [
        (Need.IDS_LOST, "contacts", 3)
    ]
    assert not merged.store
    assert not any(table == "contacts" for table, _ in merged.sheet.updates)
    assert contact(at, "c0") is not None
    at.settle(at.merge(confirmed=["contacts"]))
    assert at.paper.said("contacts", "c0", "company") == "New"
    assert at.merge().nothing


@pytest.mark.parametrize("pasted", ["c0", "12", "Ann", "x y z"])
def test_pastes_or_fills_over_the_id_column(pasted: str) -> None:
    """Filled down with one id, or pasted over with anything: the same."""
    at = desk(many=4)
    for row in (1, 2, 3, 4):
        at.paper.put("contacts", row, ID, pasted)
    merged = at.merge()
    assert [one.need for one in merged.questions] == [Need.IDS_LOST]
    at.settle(at.merge(confirmed=["contacts"]))
    assert [at.paper.row_of("contacts", f"c{n}") for n in range(4)] == [1, 2, 3, 4]
    assert at.merge().nothing


def test_clears_one_id() -> None:
    """One row without its id is known by what it says, also where a cell was changed with it."""
    at = desk()
    at.paper.put("contacts", 2, ID, None)
    at.paper.put("contacts", 2, "strength", 5)
    at.settle()
    found = contact(at, "c1")
    assert found is not None
    assert found.strength == 5
    assert at.paper.row_of("contacts", "c1") == 2
    assert at.merge().nothing


def test_clears_all_ids_and_changes_every_row() -> None:
    """Where nothing can be matched nothing is invented: a person is asked."""
    at = desk(many=20)
    for row in range(1, 21):
        at.paper.put("contacts", row, ID, None)
        at.paper.put("contacts", row, "name", f"Other {row}")
    merged = at.settle()
    assert [one.need for one in merged.questions] == [Need.IDS_LOST]
    assert len(at.books["w1"].all(Contact)) == 20


# columns and tabs


def test_deletes_a_column_of_ours() -> None:
    """The tab is read only and says why; what is typed in the others is taken."""
    at = desk()
    place = at.paper.at("contacts", "company")
    for line in at.paper.lines["contacts"]:
        del line[place]
    at.paper.type("contacts", "c0", "name", "Renamed")
    at.change("w1", replace(contact(at, "c1") or Contact(name=""), notes="Here"))
    merged = at.settle()
    (question,) = merged.questions
    assert (question.need, question.headings) == (Need.COLUMN_MISSING, ("Company",))
    found = contact(at, "c0")
    assert found is not None
    assert (found.name, found.company) == ("Renamed", "Firm 0")
    assert not any(table == "contacts" for table, _ in merged.sheet.updates)


def test_deletes_the_id_column() -> None:
    """Nothing of that tab is taken or written."""
    at = desk()
    place = at.paper.at("contacts", ID)
    for line in at.paper.lines["contacts"]:
        del line[place]
    at.paper.put("contacts", 1, "name", "Renamed")
    for _ in range(3):
        merged = at.settle()
        assert [one.need for one in merged.questions] == [Need.COLUMN_MISSING]
    assert name(at, "c0") == "Person 0"


def test_deletes_a_tab() -> None:
    """Its rows are not missing: it is told that the tab is."""
    at = desk()
    del at.paper.lines["touches"]
    for _ in range(3):
        merged = at.settle()
        assert [(one.need, one.table, one.rows) for one in merged.questions] == [
            (Need.TAB_MISSING, "touches", 3)
        ]
    assert len(at.books["w1"].all(Touch)) == 3


# cells


@pytest.mark.parametrize(
    ("table", "own", "key", "typed"),
    [
        ("touches", "t0", "on", "next Tue"),
        ("touches", "t0", "on", "#REF!"),
        ("touches", "t0", "channel", "frend"),
        ("contacts", "c0", "strength", 7),
        ("contacts", "c0", "strength", "1,5"),
        ("contacts", "c0", "strength", True),
        ("contacts", "c0", "knows_my_work", "maybe"),
        ("contacts", "c0", "name", "x" * 201),
        ("contacts", "c0", "connected_on", 3),
    ],
)
def test_types_what_does_not_belong(table: str, own: str, key: str, typed: str | int) -> None:
    """A problem with tab and row; the text stays; the last good value stays in use."""
    at = desk()
    at.paper.formulas = {table: {(at.paper.row_of(table, own), at.paper.at(table, key))}}
    before = at.books["w1"]
    at.paper.type(table, own, key, typed)
    merged = at.settle()
    (problem,) = merged.problems
    assert problem.trouble is Trouble.UNREADABLE
    assert (problem.table, problem.field, problem.line) == (table, key, 2)
    assert problem.text == ("TRUE" if typed is True else str(typed))
    assert at.books["w1"] is before
    assert at.paper.said(table, own, key) == typed
    at.paper.formulas = {}
    at.paper.type(table, own, key, {"on": "2026-05-02", "name": "Good"}.get(key))
    assert not at.settle().problems


def test_a_changed_value_does_not_write_over_what_cannot_be_read() -> None:
    """The workbook's change waits until the cell can be read again."""
    at = desk()
    at.paper.type("contacts", "c0", "strength", "very")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), strength=2))
    at.settle()
    assert at.paper.said("contacts", "c0", "strength") == "very"
    at.paper.type("contacts", "c0", "strength", None)
    at.settle()
    assert at.paper.said("contacts", "c0", "strength") == 2
    assert at.merge().nothing


def test_types_a_formula() -> None:
    """Its value is read; the workbook does not write over it, and says so."""
    at = desk()
    at.paper.type("contacts", "c0", "strength", 3)
    at.paper.formulas = {"contacts": {(1, at.paper.at("contacts", "strength"))}}
    at.settle()
    found = contact(at, "c0")
    assert found is not None
    assert found.strength == 3
    at.change("w1", replace(found, strength=5))
    merged = at.settle()
    assert [one.trouble for one in merged.problems] == [Trouble.FORMULA]
    assert at.paper.said("contacts", "c0", "strength") == 3
    found = contact(at, "c0")
    assert found is not None
    assert found.strength == 5


def test_empties_a_cell_that_is_needed() -> None:
    """A row cannot be without it: told, and the last good value stays in use."""
    at = desk()
    at.paper.type("contacts", "c0", "name", "  ")
    at.paper.type("touches", "t0", "on", None)
    assert troubles(at) == [
        (Trouble.NEEDED, "contacts", 2, "name"),
        (Trouble.NEEDED, "touches", 2, "on"),
    ]
    at.settle()
    assert name(at, "c0") == "Person 0"
    assert at.base["contacts", "c0"].content["name"] == "Person 0", "it was not agreed on"
    assert at.base["touches", "t0"].content["on"] == "2026-05-01"


def test_empties_a_cell_that_is_not() -> None:
    """Nothing is a value too."""
    at = desk()
    at.paper.type("contacts", "c0", "company", None)
    at.settle()
    found = contact(at, "c0")
    assert found is not None
    assert found.company == ""


# whom a name means


def test_types_another_name() -> None:
    """A reference is shown by name: one that is unique is looked up, whatever its case."""
    at = desk()
    at.paper.type("touches", "t0", "contact.name", " person 2")
    at.settle()
    touch = at.books["w1"].get(Touch, "t0")
    assert touch is not None
    assert touch.contact == "c2"
    assert at.paper.said("touches", "t0", "contact.name") == "Person 2"
    assert at.paper.said("touches", "t0", "contact") == "c2"
    assert at.merge().nothing


def test_types_a_name_that_two_bear() -> None:
    """The problem offers the candidates, told apart; nothing is guessed."""
    at = desk(
        Contact(id="c8", name="Twin", company="A", version=1),
        Contact(id="c9", name="Twin", version=1),
    )
    at.paper.type("touches", "t0", "contact.name", "twin")
    merged = at.settle()
    (problem,) = merged.problems
    assert problem.trouble is Trouble.SEVERAL_NAMES
    assert set(problem.candidates) == {"Twin (A)", "Twin"}
    assert at.paper.said("touches", "t0", "contact.name") == "twin"
    touch = at.books["w1"].get(Touch, "t0")
    assert touch is not None
    assert touch.contact == "c0"
    assert at.base["touches", "t0"].content["contact.name"] == "Person 0"


def test_types_an_ask_that_two_of_a_name_have() -> None:
    """The one of the row's own contact is meant."""
    at = desk(
        *(Contact(id=own, name="Twin", version=1) for own in ("c8", "c9")),
        *(Ask(id=f"a{own}", contact=own, version=1) for own in ("c8", "c9")),
        Touch(id="t9", contact="c9", on=DAY, version=1),
    )
    at.paper.type("touches", "t9", "ask.name", "Advice talk, Twin")
    assert not at.settle().problems
    touch = at.books["w1"].get(Touch, "t9")
    assert touch is not None
    assert touch.ask == "ac9"


def test_types_a_name_that_nobody_bears() -> None:
    """It stays in the sheet; a new row with it waits until the person is there."""
    at = desk()
    at.paper.add("touches", contact__name="Zoe", on="2026-05-14")
    assert troubles(at) == [(Trouble.NO_SUCH_NAME, "touches", 5, "contact.name")]
    at.settle()
    at.change("w1", Contact(id="c9", name="Zoe"))
    at.settle()
    assert [one.on for one in at.books["w1"].all(Touch).values() if one.contact == "c9"] == [
        date(2026, 5, 14)
    ]


def test_a_name_changed_here_is_refreshed_wherever_it_is_shown() -> None:
    """Names shown are ours: touches, asks, and what shows the asks."""
    at = desk(
        Ask(id="a0", contact="c0", kind=AskKind.ADVICE, version=1),
        Touch(id="t9", contact="c0", ask="a0", on=DAY, version=1),
    )
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), name="Renamed"))
    wanted = at.merge(only=[("contacts", "c0")])
    merged = at.settle()
    assert wanted.sheet == merged.sheet, "looking at one row finds those that show its name"
    assert not merged.store
    assert at.paper.said("touches", "t0", "contact.name") == "Renamed"
    assert at.paper.said("touches", "t9", "ask.name") == "advice talk, Renamed"
    assert at.merge().nothing


def test_a_name_changed_in_the_sheet_is_shown_anew_too() -> None:
    """And the old one is not taken for a name that somebody typed."""
    at = desk()
    at.paper.type("contacts", "c0", "name", "Renamed")
    merged = at.settle()
    assert not merged.problems
    assert at.paper.said("touches", "t0", "contact.name") == "Renamed"
    assert at.merge().nothing


def test_points_at_a_row_that_is_gone() -> None:
    """Nothing that points at nothing is saved."""
    at = desk()
    at.act("w1", removed_with_all(at.books["w1"], contact(at, "c0") or Contact(name="")))
    at.paper.add("touches", contact__name="Person 0", contact="c0", on="2026-05-14")
    merged = at.settle()
    assert [one.trouble for one in merged.problems] == [Trouble.NO_SUCH_NAME]
    at.settle()
    assert len(at.books["w1"].all(Touch)) == 2


def test_new_rows_that_point_at_nothing_are_left_alone_with_all_that_points_at_them() -> None:
    """An ask of nobody, and the message of that ask; a mention of nobody is left out."""
    at = desk()
    at.paper.add("asks", id="a8", contact="gone", kind="names")
    at.paper.add("touches", id="t8", contact="c0", ask="a8", on="2026-05-14")
    at.paper.add("touches", id="t9", contact="gone", on="2026-05-14")
    at.paper.type("touches", "t0", "ask", "a8")
    merged = at.settle()
    assert [(one.trouble, one.table, one.id) for one in merged.problems] == [
        (Trouble.NO_SUCH_ROW, "asks", "a8"),
        (Trouble.NO_SUCH_ROW, "touches", "t8"),
        (Trouble.NO_SUCH_ROW, "touches", "t9"),
        (Trouble.NO_SUCH_ROW, "touches", "t0"),
    ]
    assert not at.books["w1"].all(Ask)
    touch = at.books["w1"].get(Touch, "t8")
    assert touch is not None
    assert touch.ask is None
    assert at.books["w1"].get(Touch, "t9") is None
    assert at.paper.said("touches", "t8", "ask") == "a8"


def test_an_id_typed_over_a_reference_is_taken_only_where_it_points_at_a_row() -> None:
    """Else the last good one stays in use."""
    at = desk()
    at.paper.type("touches", "t0", "contact", "gone")
    assert troubles(at) == [(Trouble.NO_SUCH_ROW, "touches", 2, "contact.name")]
    at.settle()
    touch = at.books["w1"].get(Touch, "t0")
    assert touch is not None
    assert touch.contact == "c0"


# whose a row is


def test_types_a_row_into_a_sheet_of_many() -> None:
    """It needs its "whose": by name, of a workbook of this sheet."""
    at = two()
    at.paper.add("contacts", name="Zoe")
    at.paper.add("contacts", name="Yan", whose__name="omar")
    at.paper.add("contacts", name="Xun", whose__name="Nobody")
    merged = at.settle()
    assert [(one.trouble, one.line) for one in merged.problems] == [
        (Trouble.WHOSE_UNKNOWN, 6),
        (Trouble.WHOSE_UNKNOWN, 8),
    ]
    assert merged.problems[0].candidates == ("Olga", "Omar")
    assert [one.name for one in at.books["w2"].all(Contact).values()] == ["Person 0", "Yan"]


@pytest.mark.parametrize(("key", "value"), [(WHOSE_NAME, "Omar"), (WHOSE, "w2"), (WHOSE, "else")])
def test_changes_whose_a_row_is(key: str, value: str) -> None:
    """Refused: it would carry a record across a border of rights. The row is left alone."""
    at = two()
    at.paper.type("contacts", "c0", key, value)
    at.paper.type("contacts", "c0", "company", "New")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), notes="Here"))
    merged = at.settle()
    assert [one.trouble for one in merged.problems] == [Trouble.WHOSE_CHANGED]
    assert contact(at, "c0", "w2") is None
    found = contact(at, "c0")
    assert found is not None
    assert found.company == "Firm 0"
    assert at.paper.said("contacts", "c0", "notes") is None
    at.settle()
    assert contact(at, "c0") is not None


def test_names_of_another_workbook_mean_nobody_here() -> None:
    """Two workbooks of one sheet have a person of one name each."""
    at = two()
    at.paper.add("touches", contact__name="Person 0", on="2026-05-14", whose__name="Omar")
    at.paper.add("touches", contact__name="Person 1", on="2026-05-14", whose__name="Omar")
    merged = at.settle()
    assert [one.trouble for one in merged.problems] == [Trouble.NO_SUCH_NAME]
    assert [one.contact for one in at.books["w2"].all(Touch).values()] == ["d0"]


def test_rows_of_a_workbook_that_is_not_at_hand_are_left_alone() -> None:
    """And counted, so that linking can offer to take them."""
    at = two()
    del at.books["w2"]
    for key in [key for key, one in at.base.items() if one.workbook == "w2"]:
        del at.base[key]
    merged = at.settle()
    assert merged.foreign == {"w2": 2}
    assert merged.nothing


# both sides


def test_one_side_changed() -> None:
    """It is taken."""
    at = desk()
    at.paper.type("contacts", "c0", "company", "There")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), position="Here"))
    merged = at.settle()
    assert not merged.conflicts
    found = contact(at, "c0")
    assert found is not None
    assert (found.company, found.position) == ("There", "Here")
    assert at.paper.said("contacts", "c0", "position") == "Here"


def test_both_changed_a_cell() -> None:
    """The sheet's stays; ours is kept as a conflict, once."""
    at = desk()
    at.paper.type("contacts", "c0", "company", "There")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), company="Here"))
    merged = at.settle()
    (conflict,) = merged.conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("company", "Here", "There")
    assert at.merge().nothing
    assert not at.merge().conflicts


def test_both_changed_it_to_the_same() -> None:
    """Fine."""
    at = desk()
    at.paper.type("contacts", "c0", "company", "Same")
    at.change("w1", replace(contact(at, "c0") or Contact(name=""), company="Same"))
    merged = at.settle()
    assert not merged.conflicts
    assert not merged.store
    assert at.base["contacts", "c0"].content["company"] == "Same"


@pytest.mark.parametrize(
    ("agreed", "ours", "theirs", "both"),
    [
        ("", "Here", "There", "There\nHere"),
        ("Met.", "Met.\nHere", "Met.\nThere", "Met.\nThere\nHere"),
        ("Met.", "Met.\nHere", "Other", "Other\nHere"),
        ("Met.", "Other", "Met.\nThere", "Other\nThere"),
        ("Met.", "Here", "There", "There\nHere"),
        ("Met.", "Meeting", "Metal", "Metal\nMeeting"),
        ("", "Long\nHere", "Long", "Long\nHere"),
        ("Met.", "Here", "", "Here"),
    ],
)
def test_notes_keep_both_texts(agreed: str, ours: str, theirs: str, both: str) -> None:
    """Notes are for adding: both sides have both, and after a crash in between too."""
    at = desk(Contact(id="c9", name="Zoe", notes=agreed, version=1))
    at.paper.type("contacts", "c9", "notes", theirs)
    at.change("w1", replace(contact(at, "c9") or Contact(name=""), notes=ours))
    merged = at.merge()
    assert not merged.conflicts
    at.keep(merged)
    at.save(merged)
    at.settle()
    found = contact(at, "c9")
    assert found is not None
    assert found.notes == at.paper.said("contacts", "c9", "notes") == both
    assert at.merge().nothing


def test_deleted_here() -> None:
    """Our cells are emptied; a column of one's own is not."""
    at = desk()
    at.paper.lines["targets"][0].append("Mine")
    at.change("w1", Target(id="x0", company="Acme"))
    at.settle()
    at.paper.lines["targets"][1].extend(["my note"])
    at.act("w1", removed_with_all(at.books["w1"], at.books["w1"].all(Target)["x0"]))
    at.settle()
    assert [one for one in at.paper.lines["targets"][1] if one] == ["my note"]
    assert ("targets", "x0") not in at.base


def test_deleted_here_and_edited_there() -> None:
    """A conflict: the row is back, as the sheet has it, until the owner chooses."""
    at = desk()
    at.act("w1", removed_with_all(at.books["w1"], at.books["w1"].all(Touch)["t0"]))
    at.paper.type("touches", "t0", "words", "Edited")
    merged = at.settle()
    (conflict,) = merged.conflicts
    assert (conflict.id, conflict.field, conflict.ours) == ("t0", "", None)
    assert '"Edited"' in str(conflict.theirs)
    touch = at.books["w1"].get(Touch, "t0")
    assert touch is not None
    assert touch.words == "Edited"
    assert at.merge().nothing


def test_a_private_comment_never_leaves() -> None:
    """Not when it is new, not when it becomes private, and a row with its id is not read."""
    secret = Comment(id="k0", table="contacts", row="c0", on=DAY, text="Secret", private=True)
    at = desk(replace(secret, version=1))
    assert not at.paper.tab("comments").rows
    open_one = Comment(id="k1", table="contacts", row="c0", on=DAY, text="Open")
    at.change("w1", open_one)
    at.settle()
    assert len(at.paper.tab("comments").rows) == 1
    at.change("w1", replace(at.books["w1"].all(Comment)["k1"], private=True))
    at.settle()
    assert not at.paper.tab("comments").rows
    row = at.paper.add("comments", id="k0", on="2026-05-14", text="Guess", row="c0")
    at.paper.put("comments", row, "table", "contacts")
    assert [one.trouble for one in at.settle().problems] == [Trouble.PRIVATE]
    assert at.books["w1"].all(Comment)["k0"].text == "Secret"


def test_a_full_workbook_takes_no_more() -> None:
    """All would be refused for one too many: what has room is taken, the others are told."""
    most = LIMITS[Contact]
    at = desk(many=most - 1)
    at.paper.add("contacts", name="Last")
    at.paper.add("contacts", name="Too many")
    merged = at.settle()
    assert [(one.trouble, one.line) for one in merged.problems] == [(Trouble.TOO_MANY, most + 2)]
    assert len(at.books["w1"].all(Contact)) == most


def test_a_second_cover_is_left_alone() -> None:
    """A workbook has one."""
    at = desk()
    at.paper.add("covers", name="Another", time_zone="UTC")
    assert troubles(at) == [(Trouble.TOO_MANY, "covers", 3, "")]


def test_channels_are_read_in_any_case() -> None:
    """Words are read as people write them, and are not rewritten."""
    at = desk()
    at.paper.type("touches", "t0", "channel", "E-Mail")
    at.settle()
    touch = at.books["w1"].get(Touch, "t0")
    assert touch is not None
    assert touch.channel is Channel.EMAIL
    assert at.paper.said("touches", "t0", "channel") == "E-Mail"
