"""T19: where anyone may start a workbook, a stranger starts a few a day, all together so many."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from lib.store import Actor, NoRoomError, Role, Starts, Store, fresh_cover
from tests.store.book import NOW
from tests.store.room import Room as Workshop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EACH: Final = 3
ALL: Final = 7


@pytest.fixture
def house(address: str) -> Iterator[Store]:
    """Lend a store where any visit may begin a workbook, within limits."""
    with closing(
        Store(address, own_machine=False, open_house=True, starts=Starts(EACH, ALL))
    ) as made:
        yield made


def visit(house: Store, name: str) -> Actor:
    """Return a visit without any link."""
    who = Actor.of_cookie(name, NOW)
    house.admit(who, Role.GUEST, NOW)
    return who


def begun(house: Store, who: Actor, many: int = 1, after: timedelta = timedelta()) -> list[str]:
    """Begin so many workbooks, some time later."""
    at = NOW + after
    return [house.create(replace(who, at=at), fresh_cover("UTC"), at) for _ in range(many)]


def test_a_visit_begins_a_few_a_day(house: Store) -> None:
    """The next one is refused in words, the ones it has stay open; tomorrow it begins again."""
    who = visit(house, "eager")
    mine = begun(house, who, EACH)
    with pytest.raises(NoRoomError, match="Go on in one of them, or begin this one tomorrow"):
        begun(house, who)
    with pytest.raises(NoRoomError):
        begun(house, who, after=timedelta(hours=23))
    assert sorted(house.workbook_ids(who)) == sorted(mine)
    assert len(begun(house, who, after=timedelta(hours=25))) == 1


def test_the_others_are_not_held_by_it(house: Store) -> None:
    """Another browser begins its own meanwhile."""
    begun(house, visit(house, "eager"), EACH)
    assert len(begun(house, visit(house, "other"))) == 1


def test_what_was_erased_makes_room_again(house: Store) -> None:
    """Nothing is left of it but an id, so whoever changes their mind is not held to it."""
    who = visit(house, "circle")
    one, *_ = begun(house, who, EACH)
    house.erase_all(who, one, at=NOW)
    begun(house, who)
    with pytest.raises(NoRoomError):
        begun(house, who)


def test_all_together_begin_so_many_a_day(house: Store) -> None:
    """New visits each time meet the cap; the message says whom to ask. Tomorrow there is room."""
    for number in range(ALL):
        begun(house, visit(house, f"visit {number}"))
    late = visit(house, "late")
    with pytest.raises(NoRoomError, match="ask whoever runs this workbook"):
        begun(house, late)
    assert house.workbook_ids(late) == []
    assert len(begun(house, late, after=timedelta(hours=25))) == 1


def test_a_desk_is_held_by_the_cap_alone(house: Store) -> None:
    """A coach begins more than a stranger does, for others; not more than all together may."""
    coach = visit(house, "coach")
    house.links.desk(coach, NOW)
    begun(house, coach, ALL)
    with pytest.raises(NoRoomError):
        begun(house, coach)


def test_without_an_instant_nothing_is_forgotten(house: Store) -> None:
    """Whoever asks without one is held against all there ever were."""
    who = visit(house, "no clock")
    begun(house, who, EACH)
    with pytest.raises(NoRoomError):
        house.create(replace(who, at=None), fresh_cover("UTC"), NOW + timedelta(days=9))


def test_the_same_cover_twice_is_one(house: Store) -> None:
    """A repeat of the last one that there was room for is no next one."""
    who = visit(house, "double")
    begun(house, who, EACH - 1)
    cover = fresh_cover("UTC")
    assert [house.create(who, cover, NOW) for _ in range(3)] == [cover.id] * 3


def test_where_the_host_alone_hands_out_desks_nobody_is_held(
    fresh_address: Callable[[], str],
) -> None:
    """A host's own coach begins as many as there are clients."""
    with closing(Store(fresh_address(), own_machine=False, starts=Starts(EACH, ALL))) as house:
        token = house.links.by_host(Role.COACH, None, NOW)
        coach = Actor.of_cookie("coach", NOW)
        assert house.links.open(coach, token, NOW) is not None
        begun(house, coach, ALL + 1)


def test_without_limits_a_stranger_begins_as_many_as_they_like(
    fresh_address: Callable[[], str],
) -> None:
    """The guard removed: what the first tests refuse goes through."""
    with closing(Store(fresh_address(), own_machine=False, open_house=True)) as house:
        begun(house, visit(house, "eager"), EACH + ALL)


def test_who_joins_a_workshop_is_not_counted(house: Store) -> None:
    """A room full of people joins by a code: strangers may start as many as on any day."""
    room = Workshop(house)
    room.people(ALL + 1)
    assert len(begun(house, visit(house, "stranger"))) == 1
