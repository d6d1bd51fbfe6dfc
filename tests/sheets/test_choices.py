"""The `Conflicts` tab: a row for each choice that waits, with both texts, until one is chosen."""

from __future__ import annotations

import json
from dataclasses import replace

from lib.coaching.contacts import Contact
from lib.coaching.records import plain
from lib.sheets import choices
from lib.sheets.layout import CONFLICT_HEADINGS
from lib.store import LinkState, SheetConflict, Side
from lib.store.results import Saved
from tests.sheets.world import World
from tests.store.book import ME

TAB = "Conflicts"


def told(world: World, sheet: str) -> list[dict[str, str]]:
    """Return the rows of the tab that say something, without what is kept hidden."""
    rows = world.google.person(sheet).records(TAB)
    shown = [{key: said for key, said in row.items() if "(" not in key} for row in rows]
    return [row for row in shown if any(row.values())]


def both_change(
    world: World, workbook: str, sheet: str, *, ours: str, theirs: str
) -> SheetConflict:
    """Let both sides change Ann's company between two looks; return what waits then."""
    (ann,) = world.records(workbook).all(Contact).values()
    person = world.google.person(sheet)
    person.type("Contacts", person.row_with("Contacts", "Name", ann.name), "Company", theirs)
    world.put(workbook, replace(ann, company=ours))
    world.store.sheets.refresh(ME, workbook, world.now)
    world.settle(40)
    (found,) = world.store.sheets.conflicts(ME, workbook)
    return found


def in_dispute(world: World) -> tuple[str, str, SheetConflict]:
    """Return (workbook, sheet, choice) where one cell was changed on both sides."""
    workbook, sheet = world.linked(Contact(name="Ann", company="Acme"))
    return workbook, sheet, both_change(world, workbook, sheet, ours="Here", theirs="There")


def test_a_choice_that_waits_stands_on_the_tab_with_both_texts(world: World) -> None:
    """Tab, row, column, the sheet's text, the workbook's, and since when."""
    _, sheet, _ = in_dispute(world)
    (row,) = told(world, sheet)
    assert row.pop("Since").startswith("2026-03-02 10:3")
    assert row == {
        "Tab": "Contacts",
        "Row": "Ann",
        "Column": "Company",
        "In the sheet": "There",
        "In the workbook": "Here",
    }


def test_it_goes_when_the_sheets_text_is_kept(world: World) -> None:
    """Nothing had to be changed; the row is emptied all the same."""
    workbook, sheet, one = in_dispute(world)
    assert world.store.sheets.settle(ME, workbook, one.id, Side.THEIRS, world.now) is None
    world.settle(20)
    assert told(world, sheet) == []
    assert world.google.person(sheet).value("Contacts", 2, "Company") == "There"


def test_it_goes_when_ours_is_taken(world: World) -> None:
    """The cell in its own tab says ours then."""
    workbook, sheet, one = in_dispute(world)
    assert isinstance(world.store.sheets.settle(ME, workbook, one.id, Side.OURS, world.now), Saved)
    world.settle(20)
    assert told(world, sheet) == []
    assert world.google.person(sheet).value("Contacts", 2, "Company") == "Here"
    assert not world.link(workbook).waiting


def test_what_a_person_types_there_is_taken_for_nothing(world: World) -> None:
    """Texts, a row taken out, another heading: no record moves, the choice still waits."""
    workbook, sheet, one = in_dispute(world)
    before = world.records(workbook).all(Contact)
    person = world.google.person(sheet)
    person.type(TAB, 2, "In the workbook", "I take this")
    person.type(TAB, 2, "Row", "Somebody")
    person.add_row(TAB, {"Tab": "Contacts", "Row": "Eve", "In the workbook": "mine"})
    world.settle(40)
    assert world.records(workbook).all(Contact) == before
    assert world.store.sheets.conflicts(ME, workbook) == [one]
    first, second = told(world, sheet)
    assert (first["Row"], first["In the workbook"]) == ("Ann", "Here")
    assert (second["Row"], second["In the workbook"]) == ("Eve", "mine")
    person.delete_row(TAB, 2)
    world.settle(40)
    assert [row["Row"] for row in told(world, sheet)] == ["Eve", "Ann"]
    person.clear(TAB, "Conflict (id)")
    world.settle(40)
    assert sorted(row["Row"] for row in told(world, sheet)) == ["Ann", "Eve"]
    person.rename_heading(TAB, "Column", "Mine now")
    person.type(TAB, 2, "Row", "Nobody")
    world.settle(40)
    assert world.link(workbook).state is LinkState.LINKED
    assert world.records(workbook).all(Contact) == before
    assert world.store.sheets.conflicts(ME, workbook) == [one]


def test_a_persons_own_columns_and_notes_beside_it_stay(world: World) -> None:
    """Also where the choice beside them is settled."""
    workbook, sheet, one = in_dispute(world)
    person = world.google.person(sheet)
    person.add_column(TAB, "My thoughts")
    person.type(TAB, 2, "My thoughts", "ask her")
    world.settle(40)
    world.store.sheets.settle(ME, workbook, one.id, Side.THEIRS, world.now)
    world.settle(20)
    (row,) = told(world, sheet)
    assert {key: said for key, said in row.items() if said} == {"My thoughts": "ask her"}


def test_a_sorted_tab_is_written_at_the_right_rows(world: World) -> None:
    """A person sorts it while choices come and go."""
    workbook, sheet = world.linked(*(Contact(name=name, company="Acme") for name in "ABC"))
    person = world.google.person(sheet)
    for one in list(world.records(workbook).all(Contact).values()):
        person.type("Contacts", person.row_with("Contacts", "Name", one.name), "Company", "There")
        world.put(workbook, replace(one, company=f"Here {one.name}"))
    world.store.sheets.refresh(ME, workbook, world.now)
    world.settle(40)
    assert len(told(world, sheet)) == 3
    person.sort(TAB, "Row", down=True)
    found = world.store.sheets.conflicts(ME, workbook)
    middle = next(each for each in found if each.ours == "Here B")
    world.store.sheets.settle(ME, workbook, middle.id, Side.THEIRS, world.now)
    world.settle(40)
    assert {(row["Row"], row["In the workbook"]) for row in told(world, sheet)} == {
        ("A", "Here A"),
        ("C", "Here C"),
    }


def test_the_tab_comes_back_with_the_next_choice(world: World) -> None:
    """A person who deletes it is left alone until there is something to choose."""
    workbook, sheet = world.linked(Contact(name="Ann", company="Acme"))
    person = world.google.person(sheet)
    person.delete_tab(TAB)
    world.settle(40)
    assert TAB not in person.titles()
    both_change(world, workbook, sheet, ours="Here", theirs="There")
    world.settle(40)
    assert [row["Row"] for row in told(world, sheet)] == ["Ann"]


def test_a_text_that_begins_like_a_formula_is_a_text(world: World) -> None:
    """Both texts are shown as they are; nothing on the tab is computed."""
    workbook, sheet = world.linked(Contact(name="Ann", company="Acme"))
    both_change(world, workbook, sheet, ours="=HYPERLINK(1)", theirs="There")
    assert told(world, sheet)[0]["In the workbook"] == "=HYPERLINK(1)"
    assert not world.google.person(sheet).formulas()


def test_nothing_is_written_where_nothing_waits(world: World) -> None:
    """A sheet without choices costs no call for this tab, at a start neither."""
    _, sheet = world.linked(Contact(name="Ann"))
    before = world.google.count("write", sheet)
    world.begin_anew()
    world.seconds += 61
    world.settle(60)
    assert world.google.count("write", sheet) == before


def test_a_whole_row_in_dispute_is_told_in_words(world: World) -> None:
    """One side took the row away, the other changed it."""
    workbook = world.workbook(ann := Contact(name="Ann", company="Acme"))
    records = world.records(workbook)
    whole = {key: said for key, said in plain(ann).items() if key not in ("id", "version")}
    one = SheetConflict(
        id="a" * 16,
        workbook=workbook,
        table="contacts",
        row=ann.id,
        field="",
        ours=None,
        theirs=json.dumps(whole),
        at=world.now,
    )
    row = dict(zip(CONFLICT_HEADINGS, choices.cells(one, records), strict=True))
    assert row["Column"] == "the whole row"
    assert "Acme" in str(row["In the sheet"])
    assert row["In the workbook"] == "(taken away)"
    assert choices.kept([CONFLICT_HEADINGS, tuple(row.values())], [workbook]) == [
        replace(one, id="")
    ]


def test_what_is_kept_is_believed_only_where_it_can_be(world: World) -> None:
    """A hidden cell that a person filled, or another workbook's choice, is passed over."""
    workbook, sheet, _ = in_dispute(world)
    person = world.google.person(sheet)
    good = str(person.value(TAB, 2, "Conflict (kept)"))
    bad = ["", "x", "[]", "{}", "1", good.replace("company", "secret"), good.replace("+00:00", "")]
    bad += [good.replace('"contacts"', '"nothing"'), good.replace('"There"', '["There"]')]
    for text in bad:
        line = ("", "", "", "", "", "", "a" * 16, text)
        assert choices.kept([CONFLICT_HEADINGS, line], [workbook]) == [], text
    line = ("", "", "", "", "", "", "a" * 16, good)
    assert choices.kept([CONFLICT_HEADINGS, line], ["another"]) == []
    assert len(choices.kept([CONFLICT_HEADINGS, line], [workbook])) == 1
