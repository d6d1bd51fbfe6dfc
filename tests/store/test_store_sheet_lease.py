"""One writer a sheet: the lease is taken by one, and who lost it notes nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from lib.store import (
    BaseRow,
    LeaseLostError,
    LinkState,
    NotAllowedError,
    Saved,
    SheetConflict,
    SheetProblem,
    Sheets,
    Store,
)
from tests.store.book import ME, NOW, contents, records
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

if TYPE_CHECKING:
    from datetime import datetime

WRITES: dict[str, Callable[[Store, str, str], object]] = {
    "rebase": lambda store, workbook, holder: store.sheets.rebase(
        SHEET, holder, puts={("contacts", "1"): BaseRow(workbook, {})}, synced={workbook: 1}
    ),
    "rebase of nothing": lambda store, _, holder: store.sheets.rebase(SHEET, holder, sequence=3),
    "note": lambda store, _, holder: store.sheets.note(SHEET, holder, title="Late"),
    "note_link": lambda store, workbook, holder: store.sheets.note_link(
        SHEET, holder, workbook, state=LinkState.STOPPED
    ),
    "put_problems": lambda store, workbook, holder: store.sheets.put_problems(
        SHEET,
        holder,
        {
            "gives": [
                SheetProblem(
                    workbook=workbook, table="gives", tab="Given", line=2, field="on", text="x",
                    message="y",
                )
            ]
        },
    ),
    "put_conflicts": lambda store, workbook, holder: store.sheets.put_conflicts(
        SHEET,
        holder,
        [
            SheetConflict(
                workbook=workbook, table="gives", row="1", field="what", ours="a", theirs="b",
                at=NOW,
            )
        ],
    ),
    "drop_conflicts": lambda store, workbook, holder: store.sheets.drop_conflicts(
        SHEET, holder, [(workbook, "1")]
    ),
}  # fmt: skip


def _state(store: Store, workbook: str) -> object:
    return (
        link(store, workbook),
        store.sheets.base(SHEET),
        store.sheets.conflicts(ME, workbook),
        store.sheets.problems(ME, workbook),
        contents(records(store, workbook)),
    )


@pytest.mark.parametrize("name", WRITES)
def test_the_holder_writes_and_a_late_one_does_not(store: Store, workbook: str, name: str) -> None:
    """Refused from the moment another one has the lease; without any, too."""
    linked(store, workbook)
    WRITES[name](store, workbook, HOLDER)
    after = NOW + MINUTE
    WRITES[name](store, workbook, HOLDER)
    assert store.sheets.lease(SHEET, LATER_HOLDER, after + MINUTE, after)
    before = _state(store, workbook)
    with pytest.raises(LeaseLostError):
        WRITES[name](store, workbook, HOLDER)
    assert _state(store, workbook) == before
    WRITES[name](store, workbook, LATER_HOLDER)
    store.sheets.release(SHEET, LATER_HOLDER)
    with pytest.raises(LeaseLostError):
        WRITES[name](store, workbook, LATER_HOLDER)
    store.sheets.unlink(ME, workbook, NOW)
    with pytest.raises(LeaseLostError):
        WRITES[name](store, workbook, LATER_HOLDER)


def test_a_late_holder_saves_nothing(store: Store, workbook: str) -> None:
    """What it had merged meanwhile is refused whole."""
    linked(store, workbook)
    assert isinstance(typed_by(store, workbook, HOLDER, "Ann"), Saved)
    after = NOW + MINUTE
    assert store.sheets.lease(SHEET, LATER_HOLDER, after + MINUTE, after)
    before = _state(store, workbook)
    with pytest.raises(NotAllowedError):
        typed_by(store, workbook, HOLDER, "Bo")
    assert _state(store, workbook) == before


def test_a_lease_is_kept_renewed_and_given_back(store: Store, workbook: str) -> None:
    """Nobody else takes it before its end; at its end anybody does; given back, at once."""
    assert not store.sheets.lease(SHEET, HOLDER, NOW + MINUTE, NOW)  # there is no such sheet
    linked(store, workbook)

    def takes(holder: str, at: datetime) -> bool:
        return store.sheets.lease(SHEET, holder, at + MINUTE, at)

    end = NOW + MINUTE
    assert not takes(LATER_HOLDER, end - MINUTE / 60)
    assert takes(HOLDER, end - MINUTE / 60)
    assert not takes(LATER_HOLDER, end)
    assert takes(LATER_HOLDER, end + MINUTE)
    store.sheets.release(SHEET, HOLDER)  # not its any more
    assert not takes(HOLDER, end + MINUTE)
    (sheet,) = store.sheets.links(NOW)
    assert (sheet.holder, sheet.until) == (LATER_HOLDER, end + 2 * MINUTE)
    assert sheet.free_for(LATER_HOLDER, NOW)
    assert not sheet.free_for(HOLDER, NOW)
    store.sheets.release(SHEET, LATER_HOLDER)
    assert store.sheets.links(NOW)[0].free_for(HOLDER, NOW)
    assert takes(HOLDER, NOW)


def test_a_lease_is_of_one_sheet(store: Store, workbook: str) -> None:
    """Who has the one does not have the other."""
    linked(store, workbook)
    store.sheets.adopt(OTHER_SHEET, [], NOW)
    assert store.sheets.lease(OTHER_SHEET, LATER_HOLDER, NOW + MINUTE, NOW)
    with pytest.raises(LeaseLostError):
        store.sheets.note(SHEET, LATER_HOLDER, title="Not mine")
    with pytest.raises(LeaseLostError):
        store.sheets.note(OTHER_SHEET, HOLDER, title="Not mine")


def taken(address: str, rounds: int, kind: type[Sheets] = Sheets) -> list[int]:
    """Let eight processes' worth of stores ask for the lease at once; return how many had it."""
    won: list[int] = []
    stores = [Store(address) for _ in range(8)]
    together = Barrier(8)
    errors: list[BaseException] = []

    def process(number: int) -> None:
        one = stores[number]
        links = kind(one._engine, one._act)  # noqa: SLF001 - as the store makes its own
        try:
            for turn in range(rounds):
                at = NOW + (turn + 1) * 2 * MINUTE
                together.wait()
                if links.lease(SHEET, f"process-{number}", at + MINUTE, at):
                    won.append(turn)
                together.wait()
        except BaseException as error:  # noqa: BLE001 - raised below
            errors.append(error)
            together.abort()

    threads = [Thread(target=process, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in stores:
        one.close()
    if errors:
        raise errors[0]
    return [won.count(turn) for turn in range(rounds)]


def test_of_eight_that_ask_at_once_one_has_it(address: str, store: Store, workbook: str) -> None:
    """Ten leases that run out, each taken by one."""
    linked(store, workbook)
    assert taken(address, 10) == [1] * 10


def test_work_goes_on_while_the_lease_changes_hands(
    address: str, store: Store, workbook: str
) -> None:
    """Two take it from each other all the time: what each noted, it noted under its own lease."""
    linked(store, workbook)
    together = Barrier(2)
    noted: list[str] = []
    errors: list[BaseException] = []

    def process(holder: str) -> None:
        with closing(Store(address)) as own:
            together.wait()
            try:
                for turn in range(40):
                    at = NOW + (turn + 1) * 2 * MINUTE
                    own.sheets.lease(SHEET, holder, at, at)  # over at once: the other may take it
                    name = f"{holder}-{turn}"
                    try:
                        own.sheets.note(SHEET, holder, memory={"by": name})
                        typed_by(own, workbook, holder, name)
                        noted.append(name)
                    except (LeaseLostError, NotAllowedError):
                        continue
            except BaseException as error:  # noqa: BLE001 - reported below
                errors.append(error)

    threads = [Thread(target=process, args=(one,)) for one in (HOLDER, LATER_HOLDER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert noted
    saved = {entry.changes[0].after for entry in store.history(ME, workbook, limit=200)}
    names = {getattr(one, "name", "") for one in saved}
    assert set(noted) <= names
