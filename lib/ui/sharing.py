"""Who can open this: the people the owner lets in, what each may do and see, until when.

Names and how things stand is what is shown unless the owner shows more; a link ends by itself. Each
can be withdrawn by itself, at once, and what will happen is said before. Who looked is told, and
when.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

import streamlit as st

from lib.coaching.records import NAME_LIMIT
from lib.store import Action, Link, Role, Shows
from lib.store.access import LONGEST_LIFE, USUAL_LIFE
from lib.ui import circle, days, newlink, session
from lib.ui.text import capital, md

ROWS: Final = 5
"""Links shown at once."""
TERMS: Final = (USUAL_LIFE.days, 90, LONGEST_LIFE.days)
"""For how many days a link may hold, to choose from."""

DOES: Final = {Role.COACH: "can comment", Role.VIEWER: "can look"}
"""What whoever comes may do, as it stands beside their name."""
SEES: Final = {
    Shows.STATUS: "sees names and how things stand",
    Shows.ALL: "sees all of it",
}


class May(Enum):
    """What the owner lets somebody do."""

    COMMENT = "Comment"
    LOOK = "Look"


class See(Enum):
    """What the owner shows."""

    STATUS = "Names and how things stand"
    ALL = "All of it"


_ROLE: Final = {May.COMMENT: Role.COACH, May.LOOK: Role.VIEWER}
_SHOWS: Final = {See.STATUS: Shows.STATUS, See.ALL: Shows.ALL}
_SEE: Final = {shows: see for see, shows in _SHOWS.items()}


def draw(book: session.Workbook) -> None:
    """Draw who can open the workbook, and the way to let somebody in; for its owner alone."""
    links = book.circle.links()
    now = session.now()
    coming = [one for one in links if one.role in circle.COMING]
    there = [one for one in coming if circle.holds(one, now)]
    ended = [one for one in coming if not circle.holds(one, now)]
    st.subheader("Who can open this", anchor=False)
    newlink.draw(book, *circle.COMING)
    if not there:
        st.markdown("Nobody but you. You can let in a coach, or somebody you trust.")
    with st.container(gap="small", key="circle"):
        for one in _page(there, "circle-page"):
            _person(book, one)
    _pages(len(there), "circle-page")
    _let_in(first=not coming)
    _ended(book, ended)
    own = [one for one in links if one.role in (Role.OWNER, Role.CALENDAR)]
    _own(book, [one for one in own if circle.holds(one, now)])


def is_its_owner(book: session.Workbook) -> bool:
    """Return whether whoever is here decides who may open the workbook."""
    return book.may(Action.SHARE)


def _page(links: Sequence[Link], key: str) -> Sequence[Link]:
    pages = max(1, -(-len(links) // ROWS))
    page = min(int(st.session_state.get(key) or 1), pages)
    return links[(page - 1) * ROWS : page * ROWS]


def _pages(many: int, key: str) -> None:
    if many > ROWS:
        st.pagination(-(-many // ROWS), key=key)


# one person


def _person(book: session.Workbook, link: Link) -> None:
    """Draw one who may open it: what they may do, what they see, until when, who looked."""
    with st.container(border=True, gap="xsmall", key=f"link-{link.id}"):
        st.markdown(f"**{_called(link)}** {DOES.get(link.role, '')}")
        sees = SEES[link.shows]
        types = ", and may type for you during a call" if link.types else ""
        st.caption(f"{capital(sees)}{types}. {_until(book, link)}")
        st.caption(_looked(book, link))
        with st.container(horizontal=True, gap="small"):
            _change(link)
            _renew(book, link)
            _withdraw(link, _goes(link))


def _called(link: Link) -> str:
    return md(link.name) if link.name.strip() else "Somebody"


def _until(book: session.Workbook, link: Link) -> str:
    if link.until is None:
        return ""
    day = link.until.astimezone(session.zone(book)).date()
    return f"Until {days.said(day, session.day_of(book))}."


def _looked(book: session.Workbook, link: Link) -> str:
    """Return when somebody last looked by a link, and in how many browsers it was opened."""
    if link.used_at is None:
        return "Not opened yet."
    when = days.told(link.used_at.astimezone(session.zone(book)), session.now())
    browsers = f" Opened in {link.opened:,} browsers." if link.opened > 1 else ""
    return f"Last looked {md(when)}.{browsers}"


def _change(link: Link) -> None:
    """Draw what is shown, and whether they may type, to be changed."""
    with st.popover("What they see", key=f"sees-{link.id}", type="tertiary"):
        see = st.pills(
            "What do they see?",
            list(See),
            default=_SEE[link.shows],
            required=True,
            format_func=lambda one: one.value,
            key=f"see-{link.id}-{link.shows.value}",
        )
        _what_all_means(see)
        types = link.types
        if link.role is Role.COACH and see is See.ALL:
            types = st.checkbox(
                "May type for me during a call", value=types, key=f"types-{link.id}-{types}"
            )
        st.button(
            "Keep this",
            key=f"keep-sees-{link.id}",
            on_click=_shown,
            args=(link.id, see, types and see is See.ALL),
        )


def _what_all_means(see: See | None) -> None:
    if see is See.ALL:
        st.caption("Addresses, numbers, notes and your words are among it.")
    else:
        st.caption("No addresses, numbers or notes; of your words, what you show your coach.")


def _shown(link: str, see: See | None, types: bool) -> None:  # noqa: FBT001 - a callback's argument
    book = session.workbook()
    book.circle.show(link, _SHOWS[see or See.STATUS], types=types)


def _renew(book: session.Workbook, link: Link) -> None:
    until = session.now() + USUAL_LIFE
    if link.until is None or until - link.until < timedelta(days=1):
        return
    day = until.astimezone(session.zone(book)).date()
    st.button(
        f"Until {days.said(day, session.day_of(book))}",
        key=f"renew-{link.id}",
        type="tertiary",
        icon=":material/update:",
        on_click=_renewed,
        args=(link.id,),
    )


def _renewed(link: str) -> None:
    session.workbook().circle.renew(link, None)


def _goes(link: Link) -> str:
    """Return what will happen when a link is withdrawn."""
    who = _called(link)
    return (
        f"{who} is shown out at once, in open pages too. What they wrote here stays. "
        "A new link lets them in again."
    )


def _withdraw(link: Link, what: str) -> None:
    """Draw what will happen, and the button that makes it so."""
    with st.popover("Withdraw", key=f"withdraw-{link.id}", type="tertiary"):
        st.markdown(what)
        st.button(
            "Withdraw it now", key=f"withdraw-now-{link.id}", on_click=_withdrawn, args=(link.id,)
        )


def _withdrawn(link: str) -> None:
    session.workbook().circle.withdraw(link)


# somebody new


def _let_in(*, first: bool) -> None:
    """Draw how somebody is let in: who, what they may do, what they see, for how long."""
    with st.expander(
        "Let somebody in", key="let-in", icon=":material/person_add:", on_change="rerun"
    ) as unfolded:
        if not unfolded.open:
            return
        st.text_input("For whom?", key="let-in-name", max_chars=NAME_LIMIT)
        may = st.pills(
            "What may they do?",
            list(May),
            default=May.COMMENT,
            required=True,
            format_func=lambda one: one.value,
            key="let-in-may",
        )
        see = st.pills(
            "What do they see?",
            list(See),
            default=See.STATUS,
            required=True,
            format_func=lambda one: one.value,
            key="let-in-see",
        )
        _what_all_means(see)
        types = False
        if may is May.COMMENT and see is See.ALL:
            types = st.checkbox("May type for me during a call", key="let-in-types")
            if types:
                st.caption("The history says what was typed by them. You can take it back.")
        term = st.pills(
            "For how long?",
            TERMS,
            default=TERMS[0],
            required=True,
            format_func=lambda one: f"{one:,} days",
            key="let-in-term",
        )
        st.button(
            "Make the link",
            key="let-in-make",
            type="primary" if first else "secondary",
            on_click=_made,
            args=(may, see, types, term or TERMS[0]),
        )


def _made(may: May | None, see: See | None, types: bool, term: int) -> None:  # noqa: FBT001 - a callback's argument
    """Make the link that was asked for, and show it."""
    book = session.workbook()
    name = str(st.session_state.get("let-in-name") or "")
    role = _ROLE[may or May.COMMENT]
    made = book.circle.make(
        role,
        name=name,
        until=_end(session.now(), term),
        shows=_SHOWS[see or See.STATUS],
        types=types,
    )
    newlink.show(newlink.of_owner(book, role, name, made.token))
    for key in ("let-in", "let-in-name"):
        st.session_state.pop(key, None)


def _end(now: datetime, term: int) -> datetime | None:
    """Return when a link of so many days ends; a little before, so that clocks may differ."""
    return now + timedelta(days=min(term, LONGEST_LIFE.days)) - timedelta(minutes=1)


# what has ended, and what is one's own


def _ended(book: session.Workbook, links: Sequence[Link]) -> None:
    """Draw, folded, who could open it once."""
    if not links:
        return
    with st.expander(
        f"No longer ({len(links):,})", key="circle-ended", type="compact", on_change="rerun"
    ) as unfolded:
        if not unfolded.open:
            return
        for one in _page(links, "circle-ended-page"):
            end = one.withdrawn_at or one.until
            day = "" if end is None else _day(book, end)
            how = "withdrawn" if one.withdrawn_at is not None else "ended"
            st.caption(f"{_called(one)}: {how} {day}. {_looked(book, one)}")
        _pages(len(links), "circle-ended-page")


def _day(book: session.Workbook, at: datetime) -> str:
    return days.said(at.astimezone(session.zone(book)).date(), session.day_of(book))


def _own(book: session.Workbook, links: Sequence[Link]) -> None:
    """Draw, folded, the owner's own links and their calendars'."""
    mine = [one for one in links if one.role is Role.OWNER and one.mine]
    if not links:
        return
    with st.expander(
        f"Your own links ({len(links):,})", key="circle-own", type="compact", on_change="rerun"
    ) as unfolded:
        if not unfolded.open:
            return
        for one in _page(links, "circle-own-page"):
            with st.container(
                horizontal=True, vertical_alignment="center", gap="small", key=f"link-{one.id}"
            ):
                what = "A calendar" if one.role is Role.CALENDAR else "Your link"
                here = ", this browser came by it" if one.mine else ""
                st.caption(
                    f"{what}, made {_day(book, one.made_at)}{here}. {_looked(book, one)}",
                    width="content",
                )
                if one not in mine or len(mine) > 1:
                    _withdraw(one, _goes_own(one))
        _pages(len(links), "circle-own-page")
        st.caption(
            "Lost a link? Make a new one under “Keep my link”, then withdraw the old one here."
        )


def _goes_own(link: Link) -> str:
    if link.role is Role.CALENDAR:
        return "The calendar gets nothing new from now on."
    return "Every browser that came by it, and by no other, is shown out at once."
