"""Is every call of the store in a table of rights? A call that is added and tried nowhere fails.

What the tables try is not written down a second time: each row is played to a store that only notes
what was called. The tables themselves hold who may, on one's own and on another's.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pytest

from lib.store import Links, Sheets, Store, Workshops
from tests.store import test_store_rights, test_store_roles, test_store_workshops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PARTS: Final = {"": Store, "links.": Links, "sheets.": Sheets, "workshops.": Workshops}
"""What the store is reached by."""

BY_ROLE: Final[tuple[Mapping[str, Callable[..., object]], ...]] = (
    test_store_roles.CALLS,
    test_store_workshops.LEADING,
    test_store_workshops.SITTING,
    test_store_workshops.LOOKING,
)
"""Tables of each call by every role, on one's own workbook or workshop and on another's."""

ON_THEIR_OWN: Final = {
    "erase_all": "test_store_roles.py::test_only_an_owner_erases_it_all",
    "links.give_away": "test_store_roles.py::test_who_gives_a_workbook_away",
    "workbook_ids": "test_store_roles.py::test_workbooks_that_are_listed",
    "links.held": "test_store_roles.py::test_workbooks_that_are_listed",
    "links.has_desk": "test_store_roles.py::test_who_is_no_visit_holds_nothing",
    "links.desk": "test_store_roles.py::test_who_is_no_visit_holds_nothing",
    "links.hand_over": "test_store_roles.py::test_who_is_no_visit_holds_nothing",
    "links.open": "test_store_roles.py::test_whoever_left_opens_no_link_as_who_they_were",
    "links.adopt": "test_store_room.py::test_joining_again_is_the_same_seat",
    "workshops.begin": "test_store_workshops.py::test_who_begins_a_workshop",
    "workshops.may_begin": "test_store_workshops.py::test_who_begins_a_workshop",
    "workshops.end": "test_store_workshops.py::test_only_who_leads_ends_it",
    "workshops.mine": "test_store_workshops.py::test_what_is_mine",
    "workshops.take_on": "test_store_workshops.py::test_who_meets_a_wish",
    "workshops.hand_on": "test_store_workshops.py::test_who_meets_a_wish",
    "workshops.erase": "test_store_workshops.py::test_only_who_leads_takes_it_away",
    "workshops.join": "test_store_room.py::test_who_cannot_join",
    "workshops.own": "test_store_bringing.py::test_what_one_may_bring",
    "sheets.of_host": "test_store_sheet_rights.py::test_a_stranger_may_nothing",
    "admit": "test_store_roles.py::test_owners_of_their_own_machine_are_guests_once_it_is_shared",
    "end_visit": "test_store_rights.py::test_an_ended_visit_may_nothing",
    "say_others": "test_store_idling.py::test_ones_own_machine_never_locks",
    "tapped": "test_store_idling.py::test_ones_own_machine_never_locks",
    "idling": "test_store_idling.py::test_ones_own_machine_never_locks",
}
"""Calls that no row of a table can hold, each with the test that tries them by who asks: they end
what the table is about, or are about a visit and no workbook."""

NOBODY_ASKS: Final = {
    *("close", "calendar", "erase_unclaimed"),
    *("links.by_host", "links.feed", "links.for_host"),
    *("workshops.by_host", "workshops.for_host", "workshops.end_past", "workshops.forget_seats"),
    *("workshops.unclaimed", "workshops.in_sheet"),
    *("sheets.links", "sheets.actor_for", "sheets.lease", "sheets.release", "sheets.base"),
    *("sheets.rebase", "sheets.note", "sheets.note_link", "sheets.put_problems"),
    *("sheets.put_conflicts", "sheets.drop_conflicts", "sheets.adopt", "sheets.erased"),
    *("sheets.without_erased", "sheets.let_all_go"),
}
"""Calls that take no actor: the host's, upkeep's, the sync's under its lease, a feed's token,
the door of a workshop."""


class Noted(Exception):  # noqa: N818 - no error: it ends a row that was played
    """A call was noted."""


class Notes:
    """Stands where the store stands, and notes which call is made first."""

    def __init__(self, found: set[str], path: str = "") -> None:
        """Note calls of a part of the store."""
        self._found = found
        self._path = path

    def __getattr__(self, name: str) -> Notes:
        """Return a part, or a call."""
        return Notes(self._found, f"{self._path}.{name}" if self._path else name)

    def __call__(self, *_given: object, **_named: object) -> NoReturn:
        """Note the call."""
        self._found.add(self._path)
        raise Noted


def calls() -> Iterator[tuple[str, bool]]:
    """Yield each public call of the store, with whether it takes an actor."""
    for path, part in PARTS.items():
        for name, call in inspect.getmembers(part, callable):
            if not name.startswith("_"):
                given = inspect.signature(call).parameters.values()
                yield f"{path}{name}", any("Actor" in str(one.annotation) for one in given)


def tried(tables: tuple[Mapping[str, Callable[..., object]], ...]) -> set[str]:
    """Return the calls that the rows of some tables begin with."""
    found: set[str] = set()
    for table in tables:
        for row in table.values():
            house: Any = SimpleNamespace(
                store=Notes(found), own="own", other="other", links={"viewer": "link"}
            )
            house.owner = house.other_owner = None
            with pytest.raises(Noted):
                row(house, "own", None)
    return found


def test_every_call_with_an_actor_is_tried_by_every_role() -> None:
    """By a row of a table, or by a test of its own that is there."""
    with_actor = {name for name, has in calls() if has}
    by_role = tried(BY_ROLE)
    assert by_role <= with_actor
    assert not by_role & set(ON_THEIR_OWN)
    assert with_actor == by_role | set(ON_THEIR_OWN)
    here = Path(__file__).parent
    for name, test in ON_THEIR_OWN.items():
        file, _, function = test.partition("::")
        words = (here / file).read_text("utf-8")
        assert f"def {function}" in words, test
        assert f"{name.rpartition('.')[2]}" in words, test


def test_every_call_without_an_actor_is_known_as_one() -> None:
    """A call that asks nobody's rights is not added by oversight."""
    assert {name for name, has in calls() if not has} == NOBODY_ASKS


def test_every_call_of_the_store_refuses_strangers() -> None:
    """The table of strangers and of visits that have ended holds every row of the store itself."""
    own = {name for name, has in calls() if has and "." not in name}
    found: set[str] = set()
    for row in test_store_rights.CALLS.values():
        with pytest.raises(Noted):
            row(Notes(found), "own", None)  # type: ignore[arg-type]  # it only notes
    assert own - found == {"admit", "end_visit", "tapped", "idling"}
