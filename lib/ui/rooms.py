"""Workshops, as pages reach them: what a visit leads, and the seat a workbook has in one.

Whether a visit leads anything is asked once a tab, for the menu; the store asks for the rights
again with every read and write. A seat is read anew only where the workshop's version moved on.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import streamlit as st

from lib import settings
from lib.access.house import the_store
from lib.store import NotAllowedError, OverError, Standing
from lib.ui import circle, session
from lib.ui.partner import RoomPartner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.coaching.workshop import NotYet, Picture, Plan
    from lib.store import Actor, Seat, Wish

ROOM: Final = "id"
"""What the address calls the workshop in front, as a facilitator's link does."""
_LEADS: Final = "leads-workshops"
"""Where a tab keeps whether it may show the page to lead from, so that no other page asks."""
_SEAT: Final = "seat"
"""Where a tab keeps its seat, with the workbook and the version it is of."""
_TOKENS: Final = "workshop-links"
"""Where links that were just made are kept until they are put away."""


def at_hand() -> bool:
    """Return whether whoever is here leads a workshop, or may begin one."""
    if not settings.load().shared:
        return False
    actor = session.visitor()
    kept: tuple[str, bool] | None = st.session_state.get(_LEADS)
    if kept is None or kept[0] != actor.visit:
        kept = (actor.visit, bool(_mine(actor)) or _may_begin(actor))
        st.session_state[_LEADS] = kept
    return kept[1]


def in_front() -> bool:
    """Return whether the page Workshop is for who leads.

    The address names a workshop, or no workbook: who leads may have a seat, too.
    """
    asked = st.query_params
    return (ROOM in asked or "w" not in asked) and at_hand()


def leads(workshop: str) -> bool:
    """Return whether whoever is here leads a workshop; whoever leads none costs no statement."""
    return at_hand() and workshop in dict(mine())


def mine() -> list[tuple[str, str]]:
    """Return (id, title) of the workshops that whoever is here leads, the newest first."""
    return _mine(session.visitor())


def may_begin() -> bool:
    """Return whether whoever is here may begin a workshop."""
    return _may_begin(session.visitor())


def _mine(actor: Actor) -> list[tuple[str, str]]:
    with suppress(NotAllowedError):
        return the_store().workshops.mine(actor)
    return []


def _may_begin(actor: Actor) -> bool:
    with suppress(NotAllowedError):
        return the_store().workshops.may_begin(actor)
    return False


def begin(plan: Plan) -> str:
    """Begin a workshop with an open lobby; return its id.

    Raises:
        ValueError: the plan cannot be used; the message says why.
        NotAllowedError: whoever is here may not begin one.
    """
    made = the_store().workshops.begin(session.visitor(), plan, session.now())
    st.session_state.pop(_LEADS, None)
    _keep(made.id, made.token)
    return made.id


def new_link(workshop: str) -> str | None:
    """Return the address of the link that was just made, to lead a workshop; None for none."""
    found: tuple[str, str] | None = st.session_state.get(_TOKENS)
    return None if found is None or found[0] != workshop else circle.address(found[1])


def put_link_away() -> None:
    """Forget the link that was just made."""
    st.session_state.pop(_TOKENS, None)


def _keep(workshop: str, token: str) -> None:
    st.session_state[_TOKENS] = (workshop, token)


@dataclass(frozen=True, slots=True)
class Led:
    """A workshop, for whoever leads it; every call asks whether they do."""

    id: str

    def standing(self) -> Standing:
        """Return how it stands; see `lib.store.Workshops.standing`."""
        return the_store().workshops.standing(session.visitor(), self.id, session.now())

    def seen(self) -> Standing | None:
        """Return the same; None where whoever is here does not lead it any more."""
        with suppress(NotAllowedError):
            return self.standing()
        st.session_state.pop(_LEADS, None)
        return None

    def go(self, step: str | None) -> None:
        """Take the room to a step."""
        with suppress(OverError):
            the_store().workshops.go(session.visitor(), self.id, step, session.now())

    def extend(self, seconds: int) -> None:
        """Give the step so many seconds more."""
        with suppress(OverError):
            the_store().workshops.extend(session.visitor(), self.id, seconds, session.now())

    def nudge(self) -> None:
        """Remind those who have not done the step yet, once."""
        with suppress(OverError, ValueError):
            the_store().workshops.nudge(session.visitor(), self.id, session.now())

    def lobby(self, *, is_open: bool) -> None:
        """Let people in by a code, or nobody any more."""
        to = the_store().workshops
        with suppress(OverError):
            if is_open:
                to.open_lobby(session.visitor(), self.id, session.now())
            else:
                to.close_lobby(session.visitor(), self.id, session.now())

    def hide_names(self, *, hidden: bool) -> None:
        """Hide all first names, or show them again."""
        with suppress(OverError):
            the_store().workshops.hide_names(session.visitor(), self.id, hidden=hidden)

    def reveal(self, question: str) -> Picture | NotYet:
        """Show the room a picture of a question; see `lib.store.Workshops.reveal`."""
        return the_store().workshops.reveal(session.visitor(), self.id, question, session.now())

    def hands(self, question: str, counts: Sequence[int]) -> Picture | NotYet:
        """Show the room what a show of hands came to."""
        return the_store().workshops.hands(
            session.visitor(), self.id, question, counts, session.now()
        )

    def reset(self, question: str) -> None:
        """Put a question's picture away."""
        with suppress(OverError):
            the_store().workshops.reset(session.visitor(), self.id, question, session.now())

    def pictures(self) -> list[Picture]:
        """Return every picture the room was shown."""
        return the_store().workshops.pictures(session.visitor(), self.id)

    def end(self) -> None:
        """End it for good."""
        with suppress(OverError):
            the_store().workshops.end(session.visitor(), self.id, session.now())

    def wishes(self) -> list[Wish]:
        """Return those who said that they would like a coach."""
        return the_store().workshops.wishes(session.visitor(), self.id)

    def take_on(self, wish: str, name: str) -> None:
        """Lay a coach's link onto one's own desk; see `lib.store.Workshops.take_on`."""
        the_store().workshops.take_on(session.visitor(), self.id, wish, session.now(), name=name)

    def hand_on(self, wish: str, name: str) -> str:
        """Return the token of a coach's link for another coach."""
        return the_store().workshops.hand_on(
            session.visitor(), self.id, wish, session.now(), name=name
        )

    def erase(self) -> None:
        """Take it away for good."""
        the_store().workshops.erase(session.visitor(), self.id, session.now())
        st.session_state.pop(_LEADS, None)

    def replan(self, plan: Plan) -> None:
        """Give it another plan; see `lib.store.Workshops.replan`."""
        the_store().workshops.replan(session.visitor(), self.id, plan, session.now())

    @property
    def sheet(self) -> RoomPartner:
        """The sheet that it has, or may have."""
        return RoomPartner(the_store(), session.visitor(), self.id, session.now, practice=True)

    def make_link(self) -> None:
        """Make one more link that leads it, and keep it for `new_link`."""
        _keep(self.id, the_store().workshops.link(session.visitor(), self.id, session.now()))


def join_address(code: str = "") -> str:
    """Return the address at which people join, with a code filled in where there is one."""
    return f"{settings.load().address}/join{f'/{code}' if code else ''}"


def code_in_print(code: str) -> str:
    """Return a code as it is read aloud: in two groups of three."""
    return f"{code[:3]} {code[3:]}"


def seat(book: session.Workbook) -> Seat | None:
    """Return the seat of a workbook, as of now; None where it has none."""
    if not book.shared:
        return None
    version = seat_version(book)
    if version is None:
        st.session_state.pop(_SEAT, None)
        return None
    kept: tuple[str, int, Seat | None] | None = st.session_state.get(_SEAT)
    if kept is None or kept[:2] != (book.id, version):
        found = the_store().workshops.seat(book.actor, book.id)
        kept = (book.id, version, found)
        st.session_state[_SEAT] = kept
    return kept[2]


def seat_drawn(book: session.Workbook) -> Seat | None:
    """Return the seat that the band of this run has read; no statement is asked."""
    kept: tuple[str, int, Seat | None] | None = st.session_state.get(_SEAT)
    return kept[2] if kept is not None and kept[0] == book.id else None


def is_on(book: session.Workbook) -> bool:
    """Return whether a workbook has a seat in a room that meets now; see `Seat.meets`."""
    found = seat(book)
    return found is not None and found.meets(session.now())


def seat_version(book: session.Workbook) -> int | None:
    """Return the version of the workshop a workbook has a seat in, in one statement; None for none.

    Whoever may not open the workbook any more is told by what they do next.
    """
    with suppress(NotAllowedError):
        return the_store().workshops.version(book.actor, book.id)
    return None


def waited_for(book: session.Workbook) -> bool:
    """Return whether the room was nudged and the owner of this workbook is not done yet."""
    with suppress(NotAllowedError):
        return bool(the_store().workshops.waited_for(book.actor, book.id))
    return False


def claim(book: session.Workbook) -> None:
    """Note that somebody has kept the link to their workbook."""
    with suppress(NotAllowedError):
        the_store().workshops.claim(book.actor, book.id, session.now())
    st.session_state.pop(_SEAT, None)


def wish(book: session.Workbook, *, wanted: bool = True) -> None:
    """Say that one would like a coach, or take it back."""
    with suppress(NotAllowedError, ValueError):
        the_store().workshops.wish(book.actor, book.id, session.now(), wanted=wanted)
    st.session_state.pop(_SEAT, None)


def hide_name(book: session.Workbook, *, hidden: bool) -> None:
    """Keep one's first name out of the lobby, or let it in again."""
    with suppress(NotAllowedError):
        the_store().workshops.hide_name(book.actor, book.id, hidden=hidden)
    st.session_state.pop(_SEAT, None)


def leave(book: session.Workbook) -> None:
    """Leave the workshop; the workbook stays."""
    with suppress(NotAllowedError):
        the_store().workshops.leave(book.actor, book.id, session.now())
    st.session_state.pop(_SEAT, None)
