"""After the hour: a coach for who wants one, ending early, and taking the workshop away for good.

For who leads, and the one question to who takes part. Nobody is named to anybody but by their own
yes; what goes and what stays is said before it goes.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from lib.coaching.records import NAME_LIMIT
from lib.coaching.text import folded
from lib.store import Seat, Standing, Wish
from lib.ui import circle, days, desk, rooms, session
from lib.ui.rooms import Led
from lib.ui.text import counted, md, shown

_YOURS: Final = "coach-name-read"
_LINK: Final = "wish-link"
"""Where a link for another coach is kept until it is put away."""
_PROBLEM: Final = "wish-problem"
_NOT_QUITE: Final = "workshop-not-quite"


# for who takes part


def ask(book: session.Workbook, seat: Seat) -> None:
    """Draw whether one would like a coach, and what was said; nothing where none is offered."""
    if not (seat.plan.coach or seat.wants_coach):
        return
    with st.container(border=True, key="wish"):
        if not seat.wants_coach:
            st.markdown("**Would you like a coach for a while?**")
            st.caption(
                "With a yes, whoever leads reads your first name, and may become your coach or "
                "hand you to one. A coach sees names and how things stand, for 30 days: no words, "
                "notes or addresses. You can show more, or take it back."
            )
            st.button("Yes, I would", key="wish-yes", on_click=rooms.wish, args=(book,))
            return
        st.markdown(
            "You have a coach's link now: they see names and how things stand. Under Workbook you "
            "can show more."
            if seat.has_coach
            else "You said yes to a coach. Whoever leads has your first name."
        )
        st.button(
            "Take it back",
            key="wish-back",
            type="tertiary",
            on_click=rooms.wish,
            args=(book,),
            kwargs={"wanted": False},
            help="A link that was made of it ends at once.",
        )


# for who leads


def wishes(led: Led, standing: Standing) -> None:
    """Draw who said that they would like a coach, and the two ways to meet it."""
    found = led.wishes()
    if not (standing.plan.coach or found):
        return
    open_ones = [one for one in found if not one.met]
    label = "Who would like a coach"
    waiting = f" · {counted(len(open_ones), 'yes', 'yeses')}" if open_ones else ""
    with st.expander(f"{label}{waiting}", key="wishes", expanded=bool(_made())):
        if not found:
            st.markdown("Nobody has said yes so far. Each is asked at the end, on their own page.")
            return
        _link()
        if problem := st.session_state.pop(_PROBLEM, ""):
            st.markdown(f":material/info: {md(problem)}")
        if open_ones:
            st.text_input(
                "The coach's name, as they shall read it",
                key=_YOURS,
                max_chars=NAME_LIMIT,
                on_change="ignore",
            )
        mine = desk.has_one()
        for one in found:
            _wish(led, one, mine=mine)
        st.caption(
            "A coach's link shows names and how things stand, for 30 days. Each of them can show "
            "more, or take it back."
        )


def _wish(led: Led, one: Wish, *, mine: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(shown(one.name), width="content")
        if one.met:
            st.caption(":material/check: has a coach's link", width="content")
            return
        if mine:
            st.button(
                "Onto my desk",
                key=f"take-{one.id}",
                on_click=_meet,
                args=(led, one),
                type="primary",
            )
        st.button(
            "A link for another coach",
            key=f"hand-{one.id}",
            on_click=_meet,
            args=(led, one),
            kwargs={"away": True},
            type="tertiary",
        )


def _meet(led: Led, one: Wish, *, away: bool = False) -> None:
    name = " ".join(str(st.session_state.get(_YOURS) or "").split())
    try:
        if away:
            st.session_state[_LINK] = (led.id, one.name, led.hand_on(one.id, name))
        else:
            led.take_on(one.id, name)
    except ValueError as error:
        st.session_state[_PROBLEM] = str(error)


def _made() -> tuple[str, str, str] | None:
    found: tuple[str, str, str] | None = st.session_state.get(_LINK)
    return found


def _link() -> None:
    """Draw a link for another coach that was just made, once."""
    made = _made()
    if made is None:
        return
    with st.container(border=True, key="wish-link-made"):
        st.markdown(f"**A coach's link for {md(made[1])}, shown once.**")
        st.caption("Hand it to the coach alone: it opens names and how things stand.")
        st.code(shown(circle.address(made[2])), language=None, wrap_lines=True)
        st.button("I have it", key="wish-link-done", on_click=_put_away)


def _put_away() -> None:
    st.session_state.pop(_LINK, None)


def ending(led: Led, standing: Standing) -> None:
    """Draw the way to end it before its last day; nothing once it is over."""
    day = days.said(standing.plan.ends_on, session.now().date())
    st.caption(
        f"It ends {day}, or when you end it. The pictures and their numbers stay; who said what is "
        "then forgotten."
    )
    with st.popover("End the workshop", key="workshop-end"):
        st.markdown(
            "Nobody comes in any more and no new picture can be shown. Everybody keeps their "
            "workbook by their own link."
        )
        st.button("End it now", key="workshop-end-now", on_click=led.end)


def erasing(led: Led, standing: Standing) -> None:
    """Draw, folded, what taking the workshop away would take, and the way to do it."""
    unfolded = st.expander("Delete the workshop", key="workshop-erase", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        people = counted(standing.people, "person's", "people's")
        erased = days.said(standing.plan.erased_on, session.now().date())
        st.markdown("**There is no Undo.** To keep the room's numbers, take the file out first.")
        st.markdown(
            "What goes:\n"
            "- the title, the pictures with all their numbers, and the code\n"
            "- first names, and who would like a coach\n"
            "- every link that leads it, yours too"
        )
        in_sheet = "" if led.sheet.of() is None else "- what stands in your Google Sheet\n"
        st.markdown(
            f"What stays:\n"
            f"- {people} workbook{'' if standing.people == 1 else 's'}: they are theirs, and not "
            "yours to delete\n"
            f"- until {erased}, when somebody joined and whether they kept their workbook: those "
            "that nobody keeps are erased then, as each was told\n"
            f"{in_sheet}"
            "- a coach's link that somebody agreed to\n"
            "- files that were taken out, and backups of this server"
        )
        key = f"erase-title-{standing.id}"
        st.text_input(f"To go on, type its title: {md(standing.title)}", key=key)
        if st.session_state.pop(_NOT_QUITE, False):
            st.text("That is not quite the title. Nothing was deleted.")
        st.button(
            "Delete it for good",
            key="workshop-erase-now",
            on_click=_erased,
            args=(led, standing.title, key),
        )


def _erased(led: Led, title: str, key: str) -> None:
    if folded(str(st.session_state.get(key) or "")) != folded(title):
        st.session_state[_NOT_QUITE] = True
        return
    led.erase()
    st.query_params.pop(rooms.ROOM, None)
