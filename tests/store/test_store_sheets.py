"""A workbook's link to a Google Sheet: ordered, proven, carried out, let go; on every database."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.text import clean
from lib.store import (
    BaseRow,
    Choice,
    LinkState,
    Need,
    NoSuchWorkbookError,
    NotAllowedError,
    SheetConflict,
    SheetProblem,
    SheetTakenError,
    Store,
    fresh_cover,
)
from tests.store.book import DAY, ME, NOW, begun, contents, put, records, saved, take_back
from tests.store.sheet import HOLDER, MINUTE, OTHER_SHEET, SHEET, base_row, link, linked

if TYPE_CHECKING:
    from collections.abc import Callable

SECOND = timedelta(seconds=1)


def test_a_link_is_asked_for_proven_and_let_go(store: Store, workbook: str) -> None:
    """The whole way: a code, the proof, a base, and nothing left of it but the records."""
    assert store.sheets.of(ME, workbook) is None
    put(store, workbook, ann := Contact(name="Ann"))
    before = contents(records(store, workbook))
    code = store.sheets.ask(ME, workbook, SHEET, NOW)
    asked = link(store, workbook)
    assert (asked.state, asked.code, asked.waiting) == (LinkState.ASKED, code, 2)
    assert store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED)
    row = base_row(workbook, ann)
    store.sheets.rebase(
        SHEET, HOLDER, puts={("contacts", ann.id): row}, sequence=1, synced={workbook: 2}
    )
    there = link(store, workbook)
    assert (there.state, there.code, there.waiting) == (LinkState.LINKED, None, 0)
    assert (there.stands(2), there.stands(3)) == (True, False)
    assert store.sheets.base(SHEET).rows == {("contacts", ann.id): row}
    store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.of(ME, workbook) is None
    assert store.sheets.links(NOW) == []
    assert store.sheets.base(SHEET).rows == {}
    assert contents(records(store, workbook)) == before


# the order


@pytest.mark.parametrize("sheet", ["", "short", "https://docs.google.com/x", "a" * 101, "ä" * 30])
def test_what_is_no_sheet_is_not_asked_for(store: Store, workbook: str, sheet: str) -> None:
    """Only what can be a spreadsheet's id is taken."""
    with pytest.raises(ValueError, match="20 to 100"):
        store.sheets.ask(ME, workbook, sheet, NOW)
    assert store.sheets.links(NOW) == []


def test_a_workbook_that_is_not_there_is_not_linked(store: Store) -> None:
    """Neither asked for nor let go, whatever its id is made of."""
    for workbook in ("nothing", "a\x00b"):
        with pytest.raises(NoSuchWorkbookError):
            store.sheets.ask(ME, workbook, SHEET, NOW)
        with pytest.raises(NoSuchWorkbookError):
            store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.links(NOW) == []


def test_a_code_is_used_within_the_hour(store: Store, workbook: str) -> None:
    """A code is new each time, easy to type, and no order once its hour is over."""
    codes = {store.sheets.ask(ME, workbook, SHEET, NOW) for _ in range(20)}
    assert len(codes) == 20
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", one) for one in codes)
    hour = NOW + timedelta(hours=1)
    (sheet,) = store.sheets.links(hour - SECOND)
    assert sheet.links[0].code in codes
    assert store.sheets.links(hour) == []
    assert link(store, workbook).code_runs_at(hour) is False


def test_another_sheet_may_be_asked_for_instead(store: Store, workbook: str) -> None:
    """Before the proof the order is changed as often as one likes; nothing is left of the first."""
    store.sheets.ask(ME, workbook, SHEET, NOW)
    store.sheets.ask(ME, workbook, OTHER_SHEET, NOW)
    assert [one.sheet for one in store.sheets.links(NOW)] == [OTHER_SHEET]


def test_a_linked_workbook_is_not_linked_again(store: Store, workbook: str) -> None:
    """The link stands until it is let go."""
    linked(store, workbook)
    for sheet in (SHEET, OTHER_SHEET):
        with pytest.raises(SheetTakenError, match="Unlink it first"):
            store.sheets.ask(ME, workbook, sheet, NOW)
    assert link(store, workbook).state is LinkState.LINKED
    store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.ask(ME, workbook, OTHER_SHEET, NOW)


def test_a_second_workbook_in_a_proven_sheet_needs_no_code(store: Store, workbook: str) -> None:
    """The owner has shown that the sheet is theirs; one sheet then holds both."""
    second = begun(store)
    linked(store, workbook)
    assert store.sheets.ask(ME, second, SHEET, NOW) == ""
    assert link(store, second).code is None
    (sheet,) = store.sheets.links(NOW + timedelta(days=1))
    assert sheet.workbooks == (workbook,)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.CHOOSING)
    (sheet,) = store.sheets.links(NOW)
    assert set(sheet.workbooks) == {workbook, second}


def test_one_sheet_belongs_to_one_owner(store: Store, workbook: str) -> None:
    """Refused where another owner's link was proven; who proves first takes it from who asked."""
    second = begun(store)
    linked(store, workbook)
    is_of(store, workbook, "somebody else")
    with pytest.raises(SheetTakenError, match="not by you"):
        store.sheets.ask(ME, second, SHEET, NOW)
    assert store.sheets.of(ME, second) is None


def test_who_only_asked_keeps_nobody_out(store: Store, workbook: str) -> None:
    """An order without its proof hinders no other owner, and ends when they have shown theirs."""
    second = begun(store)
    store.sheets.ask(ME, workbook, SHEET, NOW)
    is_of(store, workbook, "somebody else")
    assert store.sheets.ask(ME, second, SHEET, NOW) != ""
    assert store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.LINKED)
    assert store.sheets.of(ME, workbook) is None
    with pytest.raises(NotAllowedError):
        store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED)


def test_tabs_that_ask_at_once_make_one_order(address: str, store: Store, workbook: str) -> None:
    """Eight tabs ask for the same new sheet, for two workbooks, some let it go: no error."""
    second = begun(store)
    errors: list[BaseException] = []
    together = Barrier(8)

    def tab(number: int) -> None:
        one = (workbook, second)[number % 2]
        with closing(Store(address)) as own:
            together.wait()
            try:
                for _ in range(5):
                    own.sheets.ask(ME, one, SHEET, NOW)
                    if number < 4:
                        own.sheets.unlink(ME, one, NOW)
            except BaseException as error:  # noqa: BLE001 - reported below
                errors.append(error)

    threads = [Thread(target=tab, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for sheet in store.sheets.links(NOW):
        assert sheet.sheet == SHEET
        assert {one.workbook for one in sheet.links} <= {workbook, second}
    for one in (workbook, second):
        store.sheets.ask(ME, one, SHEET, NOW)
        store.sheets.unlink(ME, one, NOW)
    assert store.sheets.links(NOW) == []
    assert _rows(store, "sheets") == _rows(store, "sheet_links") == 0


# what pages order while it is linked


def test_refresh_is_asked_for_until_a_later_look(store: Store, workbook: str) -> None:
    """A look that had begun before does not count as the one that was asked for."""
    linked(store, workbook)
    store.sheets.note(SHEET, HOLDER, looked_at=NOW + SECOND)
    assert not link(store, workbook).refresh_asked
    store.sheets.refresh(ME, workbook, NOW + 5 * SECOND)
    store.sheets.note(SHEET, HOLDER, looked_at=NOW + 4 * SECOND)
    assert link(store, workbook).refresh_asked
    assert store.sheets.links(NOW)[0].refresh_asked
    store.sheets.note(SHEET, HOLDER, looked_at=NOW + 5 * SECOND)
    assert not link(store, workbook).refresh_asked
    assert not store.sheets.links(NOW)[0].refresh_asked


def test_orders_without_a_sheet_do_nothing(store: Store, workbook: str) -> None:
    """Pages need not ask first whether there is a sheet."""
    store.sheets.refresh(ME, workbook, NOW)
    store.sheets.choose(ME, workbook, Choice.OURS, NOW)
    store.sheets.opened(ME, workbook, NOW)
    store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.conflicts(ME, workbook) == []
    assert store.sheets.problems(ME, workbook) == []
    assert store.sheets.of(ME, workbook) is None


def test_a_look_is_written_down_every_thirty_seconds(store: Store, workbook: str) -> None:
    """A page drawn each second writes twice a minute; the workbook is open until 90 s later."""
    linked(store, workbook)
    written = set()
    for second in range(61):
        store.sheets.opened(ME, workbook, NOW + second * SECOND)
        written.add(link(store, workbook).opened_at)
    assert written == {NOW, NOW + 30 * SECOND, NOW + 60 * SECOND}
    assert store.sheets.links(NOW + 149 * SECOND)[0].open_now
    assert not store.sheets.links(NOW + 150 * SECOND)[0].open_now


def test_a_clock_that_was_put_back_does_not_close_the_workbook(store: Store, workbook: str) -> None:
    """An instant of the look that lies ahead is replaced."""
    linked(store, workbook)
    store.sheets.opened(ME, workbook, NOW + timedelta(days=1))
    store.sheets.opened(ME, workbook, NOW)
    assert link(store, workbook).opened_at == NOW


@pytest.mark.parametrize("state", [LinkState.CHOOSING, LinkState.STOPPED])
def test_a_choice_is_taken_where_one_is_asked_for(
    store: Store, workbook: str, state: LinkState
) -> None:
    """The choice stands until it was carried out."""
    linked(store, workbook)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=state, found={"contacts": [3, 4, 1]})
    assert link(store, workbook).found == {"contacts": [3, 4, 1]}
    store.sheets.choose(ME, workbook, Choice.BOTH, NOW + SECOND)
    assert link(store, workbook).choice is Choice.BOTH
    assert link(store, workbook).refresh_asked
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED, choice=None)
    assert link(store, workbook).choice is None


@pytest.mark.parametrize("whole", [True, False])
def test_a_choice_nobody_asks_for_changes_nothing(
    store: Store, workbook: str, *, whole: bool
) -> None:
    """A page drawn before all was well orders nothing any more; a need asks for one."""
    linked(store, workbook)
    store.sheets.choose(ME, workbook, Choice.OURS, NOW)
    assert link(store, workbook).choice is None
    if whole:
        store.sheets.note(SHEET, HOLDER, need=Need.OLD_VERSION)
    else:
        store.sheets.note_link(SHEET, HOLDER, workbook, need=Need.MANY_MISSING)
    store.sheets.choose(ME, workbook, Choice.OURS, NOW)
    assert link(store, workbook).choice is Choice.OURS


# what the background notes


def test_what_is_noted_is_read_by_pages_and_by_the_background(store: Store, workbook: str) -> None:
    """Every note comes back in both, and is taken away again."""
    linked(store, workbook)
    at = NOW + SECOND
    store.sheets.note(
        SHEET,
        HOLDER,
        title="Søk & Fønn",
        sequence=7,
        memory={"tabs": {"12": "hash"}},
        progress={"doing": "read", "rows": 3},
        looked_at=at,
        pushed_at=at,
        retry_at=at,
        tries=2,
        interval_seconds=15,
        need=Need.NOT_SHARED,
        need_detail={"account": 1},
    )
    one = link(store, workbook)
    (sheet,) = store.sheets.links(NOW)
    for seen in (one, sheet):
        assert (seen.title, seen.sequence, seen.tries) == ("Søk & Fønn", 7, 2)
        assert seen.looked_at == seen.pushed_at == seen.retry_at == at
        assert seen.interval_seconds == 15
        assert (seen.need, seen.need_detail) == (Need.NOT_SHARED, {"account": 1})
    assert one.progress == {"doing": "read", "rows": 3}
    assert sheet.memory == {"tabs": {"12": "hash"}}
    assert (sheet.holder, sheet.until) == (HOLDER, NOW + MINUTE)
    store.sheets.note(SHEET, HOLDER, need=None, retry_at=None, tries=0, progress={})
    one = link(store, workbook)
    assert (one.need, one.need_detail, one.retry_at, one.tries) == (None, {}, None, 0)
    assert one.progress == {}


def test_a_links_own_need_comes_before_the_sheets(store: Store, workbook: str) -> None:
    """Each with its own detail, or with none."""
    linked(store, workbook)
    store.sheets.note(SHEET, HOLDER, need=Need.COLUMN_MISSING, need_detail={"tab": "People"})
    store.sheets.note_link(SHEET, HOLDER, workbook, need=Need.CODE_MISSING)
    assert link(store, workbook).need is Need.CODE_MISSING
    assert link(store, workbook).need_detail == {}
    store.sheets.note_link(SHEET, HOLDER, workbook, need=None)
    assert link(store, workbook).need is Need.COLUMN_MISSING
    assert link(store, workbook).need_detail == {"tab": "People"}


def test_the_base_is_put_replaced_and_dropped(store: Store, workbook: str) -> None:
    """Rows are keyed by table and id; texts, numbers and nothing come back as they were."""
    linked(store, workbook)
    ann = BaseRow(workbook, {"name": "Ann \U0001f469\u200d\U0001f469", "strength": 4, "kind": None})
    bo = BaseRow(workbook, {"name": "Bo"}, pending=True, missed=1)
    key = ("contacts", "1")
    store.sheets.rebase(SHEET, HOLDER, puts={key: ann, ("gives", "1"): bo})
    assert store.sheets.base(SHEET).rows == {key: ann, ("gives", "1"): bo}
    better = replace(ann, content={"name": "Anna"}, missed=2)
    store.sheets.rebase(
        SHEET, HOLDER, puts={key: better}, drops=[("gives", "1"), ("gives", "no")], sequence=9
    )
    base = store.sheets.base(SHEET)
    assert (base.rows, base.sequence) == ({key: better}, 9)


def test_a_private_comment_is_in_no_base(store: Store, workbook: str) -> None:
    """It would be copied out of the store: the whole step is refused."""
    linked(store, workbook)
    secret = Comment(table="contacts", row="1", on=DAY, text="For me alone", private=True)
    with pytest.raises(ValueError, match="private comment"):
        store.sheets.rebase(
            SHEET,
            HOLDER,
            puts={
                ("contacts", "1"): BaseRow(workbook, {}),
                ("comments", secret.id): base_row(workbook, secret),
            },
        )
    assert store.sheets.base(SHEET).rows == {}


def test_texts_that_no_database_takes_are_no_obstacle(store: Store, workbook: str) -> None:
    """A sheet may hold anything: it is kept, or told without what nobody can see; no traceback."""
    linked(store, workbook)
    bad = "a\x00b\ud83dc\u2028"
    row = BaseRow(workbook, {"name": bad})
    store.sheets.rebase(SHEET, HOLDER, puts={("contacts", "1"): row})
    assert store.sheets.base(SHEET).rows == {("contacts", "1"): row}
    clash = SheetConflict(
        workbook=workbook, table="contacts", row="1", field="name", ours=bad, theirs="", at=NOW
    )
    store.sheets.put_conflicts(SHEET, HOLDER, [clash])
    assert store.sheets.conflicts(ME, workbook)[0].ours == bad
    wrong = SheetProblem(
        workbook=workbook, table="gives", tab=bad, line=2, field="on", text=bad, message=bad,
        candidates=[bad],
    )  # fmt: skip
    store.sheets.put_problems(SHEET, HOLDER, {"gives": [wrong]})
    (told,) = store.sheets.problems(ME, workbook)
    assert told.text == told.tab == clean(bad) != bad
    assert told.candidates == (bad,)
    store.sheets.note(SHEET, HOLDER, title=bad, memory={bad: bad})
    assert store.sheets.links(NOW)[0].memory == {bad: bad}
    for one in ("\x00", "\ud83d", "ä"):
        with pytest.raises(ValueError, match="plain letters"):
            store.sheets.rebase(SHEET, HOLDER, puts={("contacts", one): row})


def test_problems_are_those_of_the_last_look(store: Store, workbook: str) -> None:
    """A table's problems are replaced as a whole; those of nobody's rows are shown to all."""
    second = begun(store)
    linked(store, workbook)
    store.sheets.ask(ME, second, SHEET, NOW)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.LINKED)
    date = SheetProblem(
        workbook=workbook, table="touches", tab="Log", line=7, field="on", text="next Tue",
        message="No day.",
    )  # fmt: skip
    whose = replace(date, workbook=None, line=8, field="whose", candidates=("Ann A", "Ann B"))
    other = replace(date, workbook=second, table="gives")
    store.sheets.put_problems(SHEET, HOLDER, {"touches": [date, whose], "gives": [other]})
    assert store.sheets.problems(ME, workbook) == [date, whose]
    assert store.sheets.problems(ME, workbook, 1) == [date]
    assert store.sheets.problems(ME, second) == [other, whose]
    assert (link(store, workbook).problems, link(store, second).problems) == (2, 2)
    store.sheets.put_problems(SHEET, HOLDER, {"touches": []})
    assert store.sheets.problems(ME, workbook) == []
    assert link(store, second).problems == 1


# letting go


def test_one_of_two_workbooks_leaves_a_sheet(store: Store, workbook: str) -> None:
    """What is known of the other one stays; what comes late about the one is refused."""
    second = begun(store)
    linked(store, workbook)
    store.sheets.ask(ME, second, SHEET, NOW)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.LINKED)
    mine, theirs = BaseRow(workbook, {"name": "Ann"}), BaseRow(second, {"name": "Bo"})
    store.sheets.rebase(SHEET, HOLDER, puts={("contacts", "1"): mine, ("contacts", "2"): theirs})
    clash = SheetConflict(
        workbook=workbook, table="contacts", row="1", field="name", ours="A", theirs="B", at=NOW
    )
    wrong = SheetProblem(
        workbook=workbook, table="contacts", tab="People", line=2, field="kind", text="frend",
        message="No such kind.",
    )  # fmt: skip
    store.sheets.put_conflicts(SHEET, HOLDER, [clash])
    store.sheets.put_problems(SHEET, HOLDER, {"contacts": [wrong]})
    store.sheets.unlink(ME, workbook, NOW)
    assert store.sheets.base(SHEET).rows == {("contacts", "2"): theirs}
    assert store.sheets.conflicts(ME, workbook) == []
    late: list[Callable[[], object]] = [
        lambda: store.sheets.rebase(SHEET, HOLDER, puts={("contacts", "1"): mine}),
        lambda: store.sheets.put_conflicts(SHEET, HOLDER, [clash]),
        lambda: store.sheets.put_problems(SHEET, HOLDER, {"contacts": [wrong]}),
        lambda: store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED),
    ]
    for one in late:
        with pytest.raises(NotAllowedError):
            one()
    assert _rows(store, "sheet_base") == 1
    assert _rows(store, "sheet_conflicts") == _rows(store, "sheet_problems") == 0
    store.sheets.unlink(ME, second, NOW)
    for table in ("sheets", "sheet_links", "sheet_base"):
        assert _rows(store, table) == 0


def test_history_and_undo_go_on_after_a_sheet_was_let_go(store: Store, workbook: str) -> None:
    """What the sheet did stands in history as its deed, and can be taken back like any other."""
    put(store, workbook, ann := Contact(name="Ann"))
    linked(store, workbook)
    sheet = store.sheets.actor_for(SHEET, HOLDER)
    there = records(store, workbook).all(Contact)[ann.id]
    typed = replace(there, name="Anna")
    done = saved(store.save(sheet, workbook, [typed], verb="sheet", operation="pull-1", at=NOW))
    store.sheets.unlink(ME, workbook, NOW)
    newest, before = store.history(ME, workbook, limit=2)
    assert (newest.verb, newest.by_sheet, before.by_sheet) == ("sheet", True, False)
    saved(take_back(store, workbook, done.number))
    assert records(store, workbook).all(Contact)[ann.id].name == "Ann"


# a host's own sheet


def test_a_workbook_comes_back_from_the_sheet_of_the_host(store: Store, workbook: str) -> None:
    """An empty store: the sheet's actor makes the workbook under its own id, and no other."""
    linked(store, workbook)
    cover = fresh_cover("UTC", "From the sheet")
    store.sheets.adopt(OTHER_SHEET, [], NOW)
    (sheet,) = [one for one in store.sheets.links(NOW) if one.of_host]
    assert (sheet.sheet, sheet.links) == (OTHER_SHEET, ())
    assert store.sheets.lease(OTHER_SHEET, HOLDER, NOW + MINUTE, NOW)
    store.sheets.adopt(OTHER_SHEET, [cover.id, workbook], NOW)
    store.sheets.adopt(OTHER_SHEET, [cover.id], NOW)
    actor = store.sheets.actor_for(OTHER_SHEET, HOLDER)
    with pytest.raises(NotAllowedError):
        store.create(actor, fresh_cover("UTC"), NOW)
    assert store.create(actor, cover, NOW) == cover.id
    assert link(store, cover.id).sheet == OTHER_SHEET
    assert link(store, workbook).sheet == SHEET
    saved(store.save(actor, cover.id, [Contact(name="Ann")], verb="sheet", operation="1", at=NOW))
    assert set(store.workbook_ids(ME)) == {cover.id, workbook}


def test_a_practice_sheet_stands_beside_the_workbooks_own(store: Store, workbook: str) -> None:
    """Two links of one workbook, each with its own state; the practice sheet holds no records."""
    linked(store, workbook)
    linked(store, workbook, OTHER_SHEET, practice=True)
    assert link(store, workbook).sheet == SHEET
    assert link(store, workbook, practice=True).sheet == OTHER_SHEET
    own, practice = store.sheets.links(NOW)
    assert (own.workbooks, own.practice_workbooks) == ((workbook,), ())
    assert (practice.workbooks, practice.practice_workbooks) == ((), (workbook,))
    with pytest.raises(NotAllowedError):
        store.sheets.rebase(OTHER_SHEET, HOLDER, puts={("contacts", "1"): BaseRow(workbook, {})})
    store.sheets.unlink(ME, workbook, NOW, practice=True)
    assert [one.sheet for one in store.sheets.links(NOW)] == [SHEET]


def is_of(store: Store, workbook: str, owner: str) -> None:
    """Give a workbook's link to another owner."""
    with store._engine.begin() as connection:  # noqa: SLF001 - there is one owner yet: SQL beside the store
        connection.execute(
            text("UPDATE sheet_links SET owner = :owner WHERE workbook = :workbook"),
            {"owner": owner, "workbook": workbook},
        )


def _rows(store: Store, table: str) -> object:
    with store._engine.begin() as connection:  # noqa: SLF001 - what no method tells
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()  # noqa: S608 - our own name
