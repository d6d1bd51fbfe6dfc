"""T24: a visit on a shared computer locks itself once nobody has tapped in it for a while.

That a locked visit is refused every action stands in the table of the roles. No test waits: each
call is given its instant.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from lib.coaching.contacts import Contact
from lib.store import (
    USUAL_IDLE,
    Actor,
    Idling,
    LockedError,
    NotAllowedError,
    Role,
    Store,
    fresh_cover,
)
from lib.store.idling import NOTED_EVERY, WORKSHOP_LASTS
from tests.store.book import NOW
from tests.store.room import plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

QUARTER: Final = timedelta(minutes=15)
INSTANT: Final = timedelta(microseconds=1)


@pytest.fixture
def shared(address: str) -> Iterator[Store]:
    """Lend a store that others come to by links."""
    with closing(Store(address, own_machine=False, open_house=True)) as store:
        yield store


def begun(store: Store, name: str = "owner", *, kept: bool = True) -> tuple[Actor, str]:
    """Return a visit that has begun a workbook, and the workbook; its owner has kept a link."""
    who = Actor.of_cookie(name, NOW)
    store.admit(who, Role.GUEST, NOW)
    book = store.create(who, fresh_cover("UTC"), NOW)
    if kept:
        store.links.make(who, book, Role.OWNER, NOW)
    return who, book


def reads(store: Store, who: Actor, at: datetime) -> bool:
    """Return whether a visit may list its workbooks at an instant."""
    try:
        store.workbook_ids(replace(who, at=at))
    except NotAllowedError:
        return False
    return True


def test_nothing_locks_by_default(shared: Store) -> None:
    """Neither a phone that lies there for a month, nor what nobody said was shared."""
    who, _ = begun(shared)
    assert shared.tapped(who, NOW) == Idling()
    assert reads(shared, who, NOW + timedelta(days=30))
    assert shared.tapped(who, NOW + timedelta(days=30)) == Idling()


def test_after_half_an_hour_without_a_tap(shared: Store) -> None:
    """To the instant; a tap puts it off, a look does not; no tap opens what has locked."""
    who, book = begun(shared)
    shared.say_others(who, NOW, others=True)
    assert shared.tapped(who, NOW) == Idling(NOW + USUAL_IDLE, others=True)
    later = NOW + QUARTER
    for minutes in range(15, 30):
        looked = shared.idling(replace(who, at=NOW + timedelta(minutes=minutes)))
        assert looked.until == NOW + USUAL_IDLE
    assert shared.tapped(who, later).until == later + USUAL_IDLE
    assert reads(shared, who, later + USUAL_IDLE - INSTANT)
    assert not reads(shared, who, later + USUAL_IDLE)
    for _ in range(2):
        with pytest.raises(LockedError):
            shared.tapped(who, later + USUAL_IDLE)
        with pytest.raises(LockedError):
            shared.idling(replace(who, at=later + USUAL_IDLE))
    with pytest.raises(NotAllowedError):
        shared.say_others(replace(who, at=later + USUAL_IDLE), later + USUAL_IDLE, others=False)
    with pytest.raises(NotAllowedError):
        shared.save(
            replace(who, at=later + USUAL_IDLE),
            book,
            [Contact(name="Eve")],
            verb="add",
            operation="late",
            at=later + USUAL_IDLE,
        )


def test_a_locked_browser_comes_back_as_somebody_new(shared: Store) -> None:
    """It opens no link as who it was, not even its own; the same link opens for a new visit."""
    who, book = begun(shared)
    token = shared.links.make(who, book, Role.OWNER, NOW).token
    shared.say_others(who, NOW, others=True)
    shared.tapped(who, NOW)
    late = NOW + USUAL_IDLE
    with pytest.raises(NotAllowedError):
        shared.links.open(replace(who, at=late), token, late)
    back = Actor.of_cookie("the same person", late)
    assert shared.links.open(back, token, late) is not None
    assert shared.workbook_ids(back) == [book]
    assert shared.tapped(back, late) == Idling()


def test_it_can_be_taken_back(shared: Store) -> None:
    """Nobody else uses it any more: it stays open."""
    who, _ = begun(shared)
    shared.say_others(who, NOW, others=True)
    shared.tapped(who, NOW)
    shared.say_others(who, NOW, others=False)
    assert shared.tapped(who, NOW) == Idling()
    assert reads(shared, who, NOW + timedelta(days=1))


def test_the_host_has_every_visit_lock(shared: Store) -> None:
    """After the host's time; where somebody said so, after the shorter of the two."""
    who, _ = begun(shared)
    hour, ten = timedelta(hours=1), timedelta(minutes=10)
    assert shared.tapped(who, NOW, everybody=hour).until == NOW + hour
    assert shared.tapped(who, NOW, everybody=ten).until == NOW + ten
    shared.say_others(who, NOW, others=True)
    assert shared.tapped(who, NOW, everybody=hour).until == NOW + USUAL_IDLE
    assert shared.tapped(who, NOW, everybody=ten).until == NOW + ten
    shared.say_others(who, NOW, others=False)
    assert shared.tapped(who, NOW, everybody=hour).until == NOW + hour
    assert shared.tapped(who, NOW) == Idling()


def test_taps_in_a_row_are_written_down_once(shared: Store) -> None:
    """A quick hand costs no write a tap; the moment is right to within some seconds."""
    who, _ = begun(shared)
    shared.say_others(who, NOW, others=True)
    shared.tapped(who, NOW)
    for seconds in (1, 5, 19):
        assert shared.tapped(who, NOW + timedelta(seconds=seconds)).until == NOW + USUAL_IDLE
    after = NOW + NOTED_EVERY
    assert shared.tapped(who, after).until == after + USUAL_IDLE


@pytest.mark.parametrize("everybody", [None, USUAL_IDLE])
def test_nobody_is_locked_out_who_could_not_come_back(
    shared: Store, everybody: timedelta | None
) -> None:
    """A workbook whose owner has kept no link stays open, and says so; with a link it locks."""
    who, book = begun(shared, kept=False)
    shared.say_others(who, NOW, others=everybody is None)
    found = shared.tapped(who, NOW, everybody=everybody)
    assert found == Idling(others=everybody is None, stays=True)
    assert reads(shared, who, NOW + timedelta(days=1))
    made = shared.links.make(who, book, Role.OWNER, NOW)
    assert shared.tapped(who, NOW, everybody=everybody).until == NOW + USUAL_IDLE
    shared.links.withdraw(who, made.id, NOW)
    assert shared.tapped(who, NOW + QUARTER, everybody=everybody).until is None


def test_who_came_by_a_link_has_it(shared: Store) -> None:
    """An owner by a link, a coach, somebody who looks: each has the link they came by."""
    who, book = begun(shared)
    for role in (Role.OWNER, Role.COACH, Role.VIEWER):
        other = Actor.of_cookie(role.value, NOW)
        made = shared.links.make(who, book, role, NOW)
        assert shared.links.open(other, made.token, NOW) is not None
        assert shared.tapped(other, NOW, everybody=QUARTER).until == NOW + QUARTER


def test_a_workshop_is_no_hour_without_taps(shared: Store) -> None:
    """Whoever sits in one listens: the host's lock waits for its end; what they said goes first."""
    leads = Actor.of_cookie("leads", NOW)
    shared.links.open(leads, shared.workshops.by_host(NOW), NOW)
    room = shared.workshops.begin(leads, plan(), NOW)
    who = Actor.of_cookie("joins", NOW)
    joined = shared.workshops.join(room.code, "Ann", NOW, who)
    assert joined is not None
    assert shared.tapped(who, NOW, everybody=QUARTER) == Idling(stays=True)
    shared.links.make(who, joined.workbook, Role.OWNER, NOW)
    assert shared.tapped(who, NOW, everybody=QUARTER) == Idling(stays=True)
    assert reads(shared, who, NOW + timedelta(hours=3))
    shared.say_others(who, NOW, others=True)
    assert shared.tapped(who, NOW, everybody=QUARTER).until == NOW + QUARTER
    shared.say_others(who, NOW, others=False)
    past = NOW + WORKSHOP_LASTS
    assert shared.tapped(who, past, everybody=QUARTER).until == past + QUARTER
    other = Actor.of_cookie("joins too", NOW)
    second = shared.workshops.join(room.code, "Ben", NOW, other)
    assert second is not None
    shared.links.make(other, second.workbook, Role.OWNER, NOW)
    shared.workshops.end(leads, room.id, NOW)
    assert shared.tapped(other, NOW, everybody=QUARTER).until == NOW + QUARTER


def test_ones_own_machine_never_locks(store: Store) -> None:
    """Whatever is asked for; nor does a visit that nobody knows, or one that has ended."""
    me = Actor.of_cookie("me at home", NOW)
    store.admit(me, Role.OWNER, NOW)
    assert store.tapped(me, NOW, everybody=QUARTER) == Idling()
    stranger = Actor.of_cookie("stranger", NOW)
    assert store.tapped(stranger, NOW, everybody=QUARTER) == Idling()
    assert store.idling(stranger) == Idling()
    with pytest.raises(NotAllowedError):
        store.say_others(stranger, NOW, others=True)
    store.end_visit(me, NOW)
    with pytest.raises(NotAllowedError):
        store.say_others(me, NOW, others=True)
