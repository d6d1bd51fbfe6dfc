"""Rights on links, and of a sheet, which reads and writes its own workbooks alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from lib.coaching.contacts import Contact
from lib.store import (
    Actor,
    BaseRow,
    Choice,
    LeaseLostError,
    LinkState,
    NotAllowedError,
    Role,
    Saved,
    SheetConflict,
    Sheets,
    Side,
    Store,
    fresh_cover,
)
from lib.store.syncing import Syncing
from tests.store.book import ME, NOW, begun, contents, put, records
from tests.store.sheet import (
    HOLDER,
    LATER_HOLDER,
    MINUTE,
    OTHER_SHEET,
    SHEET,
    link,
    linked,
    typed_by,
)

STRANGER = Actor.of_cookie("stranger")
LATER = NOW + timedelta(hours=1)

CALLS: dict[str, Callable[[Store, str, Actor], object]] = {
    "ask": lambda store, workbook, who: store.sheets.ask(who, workbook, OTHER_SHEET, NOW),
    "of": lambda store, workbook, who: store.sheets.of(who, workbook),
    "of_host": lambda store, _, who: store.sheets.of_host(who),
    "refresh": lambda store, workbook, who: store.sheets.refresh(who, workbook, LATER),
    "unlink": lambda store, workbook, who: store.sheets.unlink(who, workbook, NOW),
    "choose": lambda store, workbook, who: store.sheets.choose(who, workbook, Choice.OURS, NOW),
    "opened": lambda store, workbook, who: store.sheets.opened(who, workbook, LATER),
    "conflicts": lambda store, workbook, who: store.sheets.conflicts(who, workbook),
    "problems": lambda store, workbook, who: store.sheets.problems(who, workbook),
    "settle ours": lambda store, workbook, who: store.sheets.settle(
        who, workbook, _conflict(store, workbook), Side.OURS, NOW
    ),
    "settle theirs": lambda store, workbook, who: store.sheets.settle(
        who, workbook, _conflict(store, workbook), Side.THEIRS, NOW
    ),
    "workbook_ids": lambda store, _, who: store.workbook_ids(who),
}


def _conflict(store: Store, workbook: str) -> str:
    return store.sheets.conflicts(ME, workbook)[0].id


def _in_dispute(store: Store, workbook: str) -> None:
    """Link a workbook that waits for a choice, with one cell that both sides changed."""
    put(store, workbook, ann := Contact(name="Theirs"))
    linked(store, workbook)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.CHOOSING)
    clash = SheetConflict(
        workbook=workbook, table="contacts", row=ann.id, field="name", ours="Ours",
        theirs="Theirs", at=NOW,
    )  # fmt: skip
    store.sheets.put_conflicts(SHEET, HOLDER, [clash])


def test_every_call_of_a_page_is_in_the_table() -> None:
    """A method for pages that is not tried here fails this test; so does one for the background."""
    named = {name for name in vars(Sheets) if not name.startswith("_")}
    assert (named - {"let_all_go"}) | {"workbook_ids"} == {name.partition(" ")[0] for name in CALLS}
    assert {name for name in vars(Syncing) if not name.startswith("_")} == {
        *("links", "actor_for", "lease", "release", "base", "rebase", "note", "note_link"),
        *("put_problems", "put_conflicts", "drop_conflicts", "adopt"),
        *("erased", "without_erased"),
    }


@pytest.mark.parametrize("name", CALLS)
def test_a_stranger_may_nothing(store: Store, workbook: str, name: str) -> None:
    """A visit that was never admitted learns nothing of a sheet and orders nothing."""
    _in_dispute(store, workbook)
    before = link(store, workbook), contents(records(store, workbook))
    with pytest.raises(NotAllowedError):
        CALLS[name](store, workbook, STRANGER)
    assert (link(store, workbook), contents(records(store, workbook))) == before
    assert len(store.sheets.links(NOW)) == 1


@pytest.mark.parametrize("name", CALLS)
def test_an_ended_visit_may_nothing(store: Store, workbook: str, name: str) -> None:
    """The same calls are refused once the visit has ended."""
    _in_dispute(store, workbook)
    guest = Actor.of_cookie("guest")
    store.admit(guest, Role.OWNER, NOW)
    assert store.sheets.of(guest, workbook) is not None
    store.end_visit(guest, NOW)
    before = link(store, workbook), contents(records(store, workbook))
    with pytest.raises(NotAllowedError):
        CALLS[name](store, workbook, guest)
    assert (link(store, workbook), contents(records(store, workbook))) == before


@pytest.mark.parametrize("name", CALLS)
def test_a_sheet_may_not_act_as_a_page(store: Store, workbook: str, name: str) -> None:
    """What a person typed in a sheet links nothing, settles nothing, and lists no workbooks."""
    _in_dispute(store, workbook)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=LinkState.LINKED)
    sheet = store.sheets.actor_for(SHEET, HOLDER)
    before = link(store, workbook), contents(records(store, workbook))
    if name == "conflicts":
        CALLS[name](store, workbook, sheet)  # it writes them on a tab of its own
        return
    with pytest.raises(NotAllowedError):
        CALLS[name](store, workbook, sheet)
    assert (link(store, workbook), contents(records(store, workbook))) == before


def test_the_owners_other_browser_may_all(store: Store, workbook: str) -> None:
    """On one's own machine each browser is the owner's: what one has linked, another lets go."""
    _in_dispute(store, workbook)
    phone = Actor.of_cookie("phone")
    store.admit(phone, Role.OWNER, NOW)
    for name, call in CALLS.items():
        if name not in ("ask", "unlink", "settle theirs"):
            call(store, workbook, phone)
    store.sheets.unlink(phone, workbook, NOW)
    CALLS["ask"](store, workbook, phone)


# what a sheet may do to workbooks


def _reads(store: Store, workbook: str, sheet: Actor) -> bool:
    """Return whether a sheet reads a workbook: as it is kept ready, anew, and its history."""
    answers = []
    with closing(Store(store._engine.url.render_as_string(hide_password=False))) as anew:  # noqa: SLF001 - the same database
        for call in (anew.snapshot, store.snapshot, store.history):
            try:
                call(sheet, workbook)
                answers.append("yes")
            except NotAllowedError:
                answers.append("no")
    assert len(set(answers)) == 1, answers
    return answers[0] == "yes"


def _writes(store: Store, workbook: str, sheet: Actor) -> bool:
    new = Contact(name="X")
    try:
        done = store.save(sheet, workbook, [new], verb="sheet", operation=new.id, at=NOW)
    except NotAllowedError:
        return False
    return isinstance(done, Saved)


def _may(
    store: Store, workbook: str, sheet: str = SHEET, holder: str = HOLDER
) -> tuple[bool, bool]:
    """Return whether a sheet (reads, writes) a workbook."""
    actor = store.sheets.actor_for(sheet, holder)
    return _reads(store, workbook, actor), _writes(store, workbook, actor)


def test_before_the_proof_a_sheet_may_nothing(store: Store, workbook: str) -> None:
    """Whoever names somebody else's sheet gets nothing into it, nor out of it."""
    store.sheets.ask(ME, workbook, SHEET, NOW)
    assert store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)
    assert _may(store, workbook) == (False, False)


def test_a_linked_sheet_reads_and_writes_its_workbooks_alone(store: Store, workbook: str) -> None:
    """Its own workbook, not another one, linked to another sheet or to none."""
    foreign, free = begun(store), begun(store)
    linked(store, workbook)
    linked(store, foreign, OTHER_SHEET)
    assert _may(store, workbook) == (True, True)
    assert _may(store, foreign) == _may(store, free) == (False, False)
    assert _may(store, "nothing") == _may(store, "a\x00b") == (False, False)
    assert _may(store, foreign, OTHER_SHEET) == (True, True)


@pytest.mark.parametrize("state", [LinkState.CHOOSING, LinkState.STOPPED])
def test_nothing_is_written_before_the_owner_has_chosen(
    store: Store, workbook: str, state: LinkState
) -> None:
    """It reads, to show what was found; the choice lets it write, until it was carried out."""
    linked(store, workbook)
    store.sheets.note_link(SHEET, HOLDER, workbook, state=state)
    assert _may(store, workbook) == (True, False)
    store.sheets.choose(ME, workbook, Choice.SHEET, NOW)
    assert _may(store, workbook) == (True, True)
    store.sheets.note_link(SHEET, HOLDER, workbook, choice=None)
    assert _may(store, workbook) == (True, False)


def test_a_practice_sheet_reads_and_never_writes(store: Store, workbook: str) -> None:
    """A row about a workbook is kept current; nothing typed there comes back."""
    linked(store, workbook, practice=True)
    assert _may(store, workbook) == (True, False)


def test_an_unlinked_sheet_may_nothing_more(store: Store, workbook: str) -> None:
    """Also where the sheet still holds another workbook, and where it was linked again."""
    second = begun(store)
    linked(store, workbook)
    store.sheets.ask(ME, second, SHEET, NOW)
    store.sheets.note_link(SHEET, HOLDER, second, state=LinkState.LINKED)
    store.sheets.unlink(ME, workbook, NOW)
    assert _may(store, workbook) == (False, False)
    assert _may(store, second) == (True, True)
    store.sheets.unlink(ME, second, NOW)
    assert _may(store, second) == (False, False)
    linked(store, second)
    assert _may(store, second) == (True, True)


def test_a_sheet_let_go_while_it_is_written_from(address: str, store: Store, workbook: str) -> None:
    """Four threads save what was typed; after `unlink` has returned, not one write is applied."""
    linked(store, workbook)
    together = Barrier(5)
    errors: list[BaseException] = []

    def worker() -> None:
        together.wait()
        for _ in range(200):
            try:
                typed_by(store, workbook, HOLDER, "X")
                store.sheets.rebase(
                    SHEET,
                    HOLDER,
                    puts={("contacts", "1"): BaseRow(workbook, {})},
                    synced={workbook: 1},
                )
            except (LeaseLostError, NotAllowedError):
                return
            except BaseException as error:  # noqa: BLE001 - reported below
                errors.append(error)
                return

    workers = [Thread(target=worker) for _ in range(4)]
    with closing(Store(address)) as other:
        for one in workers:
            one.start()
        together.wait()
        while len(other.history(ME, workbook, limit=5)) < 5:
            time.sleep(0.01)
        other.sheets.unlink(ME, workbook, NOW)
        at_the_end = other.snapshot(ME, workbook).version
        for one in workers:
            one.join()
        assert other.snapshot(ME, workbook).version == at_the_end
        assert other.sheets.base(SHEET).rows == {}
    assert errors == []


def test_without_the_lease_a_sheet_may_nothing(store: Store, workbook: str) -> None:
    """One who lost the lease, one who never had it, and one who names no holder."""
    linked(store, workbook)
    later = NOW + 2 * MINUTE
    assert _may(store, workbook, holder=LATER_HOLDER) == (False, False)
    assert store.sheets.lease(SHEET, LATER_HOLDER, later + MINUTE, later)
    assert _may(store, workbook) == (False, False)
    assert _may(store, workbook, holder=LATER_HOLDER) == (True, True)
    store.sheets.release(SHEET, LATER_HOLDER)
    assert _may(store, workbook, holder=LATER_HOLDER) == (False, False)
    nobody = Actor.of_sheet(SHEET)
    assert (_reads(store, workbook, nobody), _writes(store, workbook, nobody)) == (False, False)


def test_a_sheet_makes_only_the_workbook_it_was_linked_for(store: Store, workbook: str) -> None:
    """Not one that is nowhere linked, nor one that another sheet was linked for."""
    linked(store, workbook)
    there, practised = fresh_cover("UTC"), fresh_cover("UTC")
    store.sheets.adopt(OTHER_SHEET, [there.id], NOW)
    store.sheets.adopt(SHEET, [practised.id], NOW, practice=True)
    sheet = store.sheets.actor_for(SHEET, HOLDER)
    for cover in (fresh_cover("UTC"), there, practised):
        with pytest.raises(NotAllowedError):
            store.create(sheet, cover, NOW)
    assert store.workbook_ids(ME) == [workbook]


def test_no_cookie_is_a_sheet(store: Store, workbook: str) -> None:
    """Whatever stands in a cookie: its hash never is a sheet's name, with or without a holder."""
    linked(store, workbook)
    sheet = store.sheets.actor_for(SHEET, HOLDER)
    for cookie in (SHEET, f"sheet-{SHEET}", sheet.visit, HOLDER):
        forged = replace(Actor.of_cookie(cookie), holder=HOLDER)
        assert forged != sheet
        assert (_reads(store, workbook, forged), _writes(store, workbook, forged)) == (
            False,
            False,
        )


def test_a_sheet_reads_the_choices_that_it_writes_down(store: Store, workbook: str) -> None:
    """Its Conflicts tab is made from them; one that holds no lease, or no link, reads none."""
    _in_dispute(store, workbook)
    assert len(store.sheets.conflicts(store.sheets.actor_for(SHEET, HOLDER), workbook)) == 1
    for actor in (store.sheets.actor_for(SHEET, "late"), Actor.of_sheet(OTHER_SHEET, HOLDER)):
        with pytest.raises(NotAllowedError):
            store.sheets.conflicts(actor, workbook)
