"""A coach's desk, as its pages reach it: who shared, how they stand, who needs a word first.

Rights are asked with every run: what a visit holds comes from the store, in one statement, and only
those workbooks are shown. What was worked out of a workbook is kept for as long as its version, the
client's day and what the visit is shown stay the same; a workbook that is held no more is let go of
with the next look.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Final, Protocol

import streamlit as st

from lib import guide, settings
from lib.access.house import the_store
from lib.coaching.attention import Reason, Standing, reasons, standing
from lib.coaching.cover import Cover
from lib.coaching.workbook import Records
from lib.store import Actor, Entry, Held, NotAllowedError, Role, Shows
from lib.store.access import new_token
from lib.ui import session

MOST_VISITS: Final = 64
"""Coaches whose clients are kept worked out at once."""
LOOKED_THROUGH: Final = 100
"""Newest actions among which a coach's last look is sought."""
LOOKED_AT_FIRST: Final = 5
"""Newest actions of which one is the client's own nearly always."""
_COACHES: Final = "coaches"
"""Where a tab keeps whether it may show a desk, so that no run of another page asks."""


class Glance(Protocol):
    """What the numbers of a workbook say at a glance; `lib.charts.at_a_glance` makes it."""

    @property
    def svg(self) -> str:
        """The newest asks as small icons."""

    @property
    def alt(self) -> str:
        """The same in words."""

    @property
    def silence_chance(self) -> float | None:
        """How likely the newest silences are at this person's own rate; None for no run."""

    @property
    def answered(self) -> int:
        """Asks that were answered."""

    @property
    def settled(self) -> int:
        """Asks that were answered or stayed silent."""

    @property
    def guess_far(self) -> bool:
        """True where their guess lies far from what happened."""


Glancing = Callable[[Records, date], Glance]


@dataclass(frozen=True, slots=True)
class Client:
    """One client, as far as the visit is shown them."""

    held: Held
    cover: Cover
    day: date
    """The client's."""
    standing: Standing
    glance: Glance
    reasons: tuple[Reason, ...]
    """Why they need a word; the weightiest first, none where nothing waits."""

    @property
    def id(self) -> str:
        """The workbook's id."""
        return self.held.workbook

    @property
    def coached(self) -> bool:
        """True where the visit may comment, and not only look."""
        return self.held.role is not Role.VIEWER

    @property
    def name(self) -> str:
        """Whose workbook it is; where they have not said, what it is called."""
        return self.cover.owner.strip() or self.cover.name.strip()


@dataclass(frozen=True, slots=True)
class Desk:
    """The clients of one coach."""

    actor: Actor
    clients: tuple[Client, ...]
    """By name."""

    @property
    def needing(self) -> tuple[Client, ...]:
        """Those who need a word, by the weight of the reason, the longest wait first."""
        attention = guide.attention()
        waiting = [one for one in self.clients if one.reasons]
        return tuple(
            sorted(
                waiting,
                key=lambda one: (
                    -attention.phrase(one.reasons[0].why).weight,
                    one.reasons[0].since or date.max,
                    one.name.casefold(),
                ),
            )
        )

    def book(self, client: Client) -> session.Workbook:
        """Return a client's workbook as the visit is shown it.

        Raises:
            NotAllowedError: it is not open to the visit any more.
        """
        found = the_store().snapshot(self.actor, client.id)
        return session.Workbook(found.id, found.version, found.records, self.actor)

    def changes(self, client: Client) -> list[Entry]:
        """Return what was done since the coach's last look, newest first, with its rows.

        Raises:
            NotAllowedError: it is not open to the visit any more.
        """
        found = the_store().history(self.actor, client.id, limit=LOOKED_THROUGH)
        return [one for one in found if one.number > client.held.seen_version]


def at_hand() -> bool:
    """Return whether whoever is here has a desk, or a link from which one can begin.

    Asked once a tab: a link opened meanwhile comes with a new page, and what is withdrawn meanwhile
    is refused by the store.
    """
    if not settings.load().shared:
        return False
    actor = session.visitor()
    kept: tuple[str, bool] | None = st.session_state.get(_COACHES)
    if kept is None or kept[0] != actor.visit:
        kept = (actor.visit, _coaches(actor))
        st.session_state[_COACHES] = kept
    return kept[1]


def _coaches(actor: Actor) -> bool:
    links = the_store().links
    try:
        return links.has_desk(actor) or any(one.role is Role.COACH for one in links.held(actor))
    except NotAllowedError:
        return False


def found(glancing: Glancing) -> Desk | None:
    """Return the desk of whoever is here; None where they have none and no link to begin one.

    Args:
        glancing: tells a workbook's numbers at a glance.
    """
    if not at_hand():
        return None
    actor, now = session.visitor(), session.now()
    try:
        held = the_store().links.held(actor)
    except NotAllowedError:
        return None
    theirs = [one for one in held if one.on_desk or one.role is Role.COACH]
    clients = _KEPT.of(actor, theirs, now, glancing)
    return Desk(actor, tuple(sorted(clients, key=lambda one: (one.name.casefold(), one.id))))


def begins() -> bool:
    """Return whether whoever is here may begin a desk."""
    asked = settings.load()
    return asked.shared and (asked.anyone_may_start or at_hand())


def make_link(name: str = "") -> str:
    """Return the token of a new link to the desk; begin the desk where there is none.

    Raises:
        NotAllowedError: they may not have one.
    """
    actor, now = session.visitor(), session.now()
    if settings.load().anyone_may_start:
        the_store().admit(actor, Role.GUEST, now)
    token = the_store().links.desk(actor, now, name=name)
    st.session_state.pop(_COACHES, None)
    return token


def has_one() -> bool:
    """Return whether whoever is here has a desk, and not only a link to begin one from."""
    try:
        return the_store().links.has_desk(session.visitor())
    except NotAllowedError:
        return False


def book_of(workbook: str) -> session.Workbook:
    """Return a client's workbook as it is now, for whoever is here: what a callback begins with.

    Raises:
        NotAllowedError: it is not open to them.
    """
    actor = session.visitor()
    found = the_store().snapshot(actor, workbook)
    return session.Workbook(found.id, found.version, found.records, actor)


def note_look(book: session.Workbook) -> None:
    """Note that somebody looks at a workbook that is not theirs, for its owner to see."""
    with suppress(NotAllowedError):  # whatever they do next says so
        the_store().links.looked(book.actor, book.id, session.now())


def note_seen(workbook: str, version: int) -> None:
    """Note that everything up to a version was seen.

    Raises:
        NotAllowedError: the workbook is not open to whoever is here.
    """
    the_store().links.seen(session.visitor(), workbook, version, session.now())


def agree(workbook: str, day: date | None) -> None:
    """Note when coach and client speak next; None for not yet agreed.

    Raises:
        NotAllowedError: whoever is here is not the workbook's coach.
    """
    the_store().links.next_session(session.visitor(), workbook, day)


def fresh_token() -> str:
    """Return the token of a link that is to be made for a client."""
    return new_token()


def begin_for(cover: Cover, token: str, coach: str) -> bool:
    """Begin a client's workbook and give it to them; return False where that was done before.

    Afterwards the token opens it as its owner. The coach's visit holds a coach's link to it on the
    desk, which shows names and status, and nothing of the owner's any more.

    Args:
        cover: the workbook's, with the client's name.
        token: of `fresh_token`.
        coach: the coach's name, as the client reads it.

    Raises:
        NotAllowedError: whoever is here has no desk.
    """
    store, actor, now = the_store(), session.visitor(), session.now()
    try:
        store.create(actor, cover, now)
        store.links.give_away(actor, cover.id, token, now, name=coach)
    except NotAllowedError:
        if any(one.workbook == cover.id for one in store.links.held(actor)):
            return False
        raise
    return True


@dataclass(frozen=True, slots=True)
class _Kept:
    """One client as they were worked out, and of what."""

    of: tuple[object, ...]
    client: Client


class _Shelf:
    """Clients as they were worked out: for each visit those it holds, and no other's."""

    def __init__(self, most_visits: int) -> None:
        self._most = most_visits
        self._kept: OrderedDict[str, dict[str, _Kept]] = OrderedDict()
        self._lock = Lock()

    def of(
        self, actor: Actor, held: Sequence[Held], now: datetime, glancing: Glancing
    ) -> list[Client]:
        """Return the clients that a visit holds, worked out anew where something changed."""
        with self._lock:
            before = self._kept.get(actor.visit, {})
        after = {}
        for one in held:
            kept = before.get(one.workbook)
            if kept is None or kept.of != _of(one) or kept.client.day != _day(now, kept.client):
                kept = _worked_out(actor, one, now, glancing)
            elif kept.client.held != one:
                kept = _Kept(kept.of, replace(kept.client, held=one))
            if kept is not None:
                after[one.workbook] = kept
        with self._lock:
            self._kept[actor.visit] = after
            self._kept.move_to_end(actor.visit)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [one.client for one in after.values()]


_KEPT: Final = _Shelf(MOST_VISITS)


def _of(held: Held) -> tuple[object, ...]:
    """Return what a client is worked out of: the version, and what of it is shown."""
    return (held.version, held.link, held.role, held.shows, held.seen_version)


def _day(now: datetime, client: Client) -> date:
    return now.astimezone(client.cover.zone).date()


def _worked_out(actor: Actor, held: Held, now: datetime, glancing: Glancing) -> _Kept | None:
    """Return a client as they stand; None where the link was withdrawn this very moment."""
    try:
        snapshot = the_store().snapshot(actor, held.workbook)
        moved_on = _moved_on(actor, snapshot.records.cover, held.workbook)
    except NotAllowedError:
        return None
    records = snapshot.records
    day = now.astimezone(records.cover.zone).date()
    glance = glancing(records, day)
    client = Client(
        held=held,
        cover=records.cover,
        day=day,
        standing=standing(records, guide.ladder(), guide.cadences(), day, moved_on=moved_on),
        glance=glance,
        reasons=reasons(
            records,
            guide.attention(),
            day,
            silence_chance=glance.silence_chance,
            guess_far=glance.guess_far,
            sees_answers=held.shows is Shows.ALL,
            moved_on=moved_on,
            seen_version=held.seen_version,
        ),
    )
    return _Kept((snapshot.version, *_of(held)[1:]), client)


def _moved_on(actor: Actor, cover: Cover, workbook: str) -> date | None:
    """Return the day of the client's newest change, by the history; None where none is near.

    Neither a sheet's changes nor the coach's own words count.
    """
    for limit in (LOOKED_AT_FIRST, LOOKED_THROUGH):
        newest = the_store().history(actor, workbook, limit=limit, changes_too=False)
        theirs = (one.at for one in newest if not one.by_sheet and one.actor != actor.visit)
        at = next(theirs, None)
        if at is not None:
            return at.astimezone(cover.zone).date()
        if len(newest) < limit:
            break
    return None
