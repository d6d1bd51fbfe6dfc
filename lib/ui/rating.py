"""Rating people: one card and two taps, five in a batch; for many a grid, or boxes in its place.

The first answer is held in this tab, the second one saves both. Each answer has a key of its own:
a letter for how one knows them, a digit for how they would take a call.

A grid is drawn, not written: who hears a page, or works by keys alone, gets little of it. What can
be changed in it can be changed in the boxes as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from lib import guide
from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit
from lib.coaching.contacts import STRONGEST, Contact, Kind
from lib.coaching.finding import Wanted, find
from lib.coaching.rating import BATCH, RATED, UNRATED, next_unrated, rated, regraded
from lib.coaching.records import Record
from lib.ui import boxes, forms, in_touch, reasons, session, turning
from lib.ui.text import capital, md, shown

KEYS = {Kind.FRIEND: "F", Kind.SOCIAL: "S", Kind.COLLEAGUE: "W", Kind.OTHER: "M"}
"""The key of each answer to "How do you know them?"; the second question takes 1 to 5."""
PAGE = 25
"""Rows of the grid."""
GRID, BOXES = "As a grid", "In boxes, one by one"
BOTH = ("kind", "strength")
"""The two answers."""
VERB = "rated"
SKIPPED = "skipped a person"


def draw(book: session.Workbook) -> None:
    """Draw the card that comes next, or what there is to say when none does."""
    waiting = len(book.records.index(UNRATED).entries)
    contact = next_unrated(book.records)
    done = int(st.session_state.get("rating-done", 0))
    if contact is None:
        _all_rated(book)
    elif done >= BATCH:
        _enough(book, waiting)
    else:
        st.caption(_progress(done, waiting))
        card(book, contact)
        held = _held(contact)
        if held[0] is not None:
            what_they_can(held[0])
        elif not done:
            reasons.say("four_kinds", quiet=True)
        _just_rated(book)


def card(book: session.Workbook, contact: Contact) -> None:
    """Draw one person with both rows of answers; the second tap saves."""
    held_kind, held_strength = _held(contact)
    keyboard = _has_keyboard()
    with st.container(border=True, key="rating-card"):
        st.subheader(md(contact.name), anchor=False)
        reasons.shown("S2-7", "S1-10", "S1-11")
        about = " · ".join(one for one in (contact.position, contact.company) if one.strip())
        if about:
            st.caption(md(about))
        first, second = st.columns(2, gap="medium")
        with first, st.container(gap="xsmall"):
            st.markdown("**How do you know them?**")
            for kind in Kind:
                forms.button(
                    capital(md(guide.label(kind))),
                    _save(book, contact, kind=kind),
                    key=f"kind-{kind.name}-{contact.id}",
                    type="primary" if kind is held_kind else "secondary",
                    width="stretch",
                    shortcut=KEYS[kind] if keyboard and kind is not held_kind else None,
                )
        with second, st.container(gap="xsmall"):
            st.markdown("**If you called them:**")
            for strength in range(1, STRONGEST + 1):
                forms.button(
                    capital(md(guide.strengths()[strength])),
                    _save(book, contact, strength=strength),
                    key=f"strength-{strength}-{contact.id}",
                    type="primary" if strength == held_strength else "secondary",
                    width="stretch",
                    shortcut=str(strength) if keyboard and strength != held_strength else None,
                )
        with st.container(horizontal=True, gap="small"):
            forms.button("Skip", _skip(book, contact), key=f"skip-{contact.id}", type="tertiary")
            _undo(book)


def what_they_can(kind: Kind, *, closely: bool = False) -> None:
    """Draw what this kind of contact can and can't do (rules S2-6 to S2-22).

    Args:
        kind: which of the four.
        closely: with the reason for each thing they seldom or never can.
    """
    found = guide.kinds()[kind]
    with st.container(key="what-they-can", gap="xsmall"):
        st.markdown(f"**{md(found.label)}.** {md(found.line)}")
        for fit, heading in (
            (Fit.CAN, "They can give you"),
            (Fit.RARELY, "Now and then"),
            (Fit.CANNOT, "Not from them"),
        ):
            asks = [one for one in AskKind if found.suits[one].fit is fit]
            if asks and closely and fit is not Fit.CAN:
                for one in asks:
                    label = md(guide.label(one))
                    st.caption(f"{heading}: {label}. {md(found.suits[one].reason)}")
                    reasons.shown(*found.suits[one].rules)
            elif asks:
                st.caption(f"{heading}: {md(', '.join(guide.label(one) for one in asks))}")
        st.caption("\n".join(f"- {md(one)}" for one in found.tips))
    reasons.shown(*found.rules)


def many(book: session.Workbook) -> None:
    """Draw the way to the grid and the boxes; what is in them is made once it is open."""
    with st.expander("Rate many in a list", key="rating-grid", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        count = find(book.records, Wanted(), size=PAGE).count
        pages = max(1, -(-count // PAGE))
        page = min(st.session_state.get("rating-page", 1), pages)
        drawn = find(book.records, Wanted(), page=page, size=PAGE).people
        chosen = st.segmented_control(
            "How would you like it?",
            [GRID, BOXES],
            default=GRID,
            required=True,
            key="rating-as",
            label_visibility="collapsed",
            persist_state="session",
        )
        if chosen == BOXES:
            in_boxes(book, drawn)
        else:
            grid(book, drawn)
        if pages > 1:
            st.pagination(pages, key="rating-page")


def in_boxes(book: session.Workbook, drawn: Sequence[Contact]) -> None:
    """Draw the same people to choose from, and and both answers of one of them."""
    names = {
        one.id: " · ".join(shown(part) for part in (one.name, one.company) if part.strip())
        for one in drawn
    }
    row = st.selectbox("Who?", list(names), format_func=lambda one: names[one], key="rating-who")
    contact = book.records.get(Contact, row)
    if contact is None:
        return
    filled = boxes.in_step(contact, BOTH)
    boxes.changed_elsewhere(filled, contact)
    boxes.choice(
        "kind",
        "How do you know them?",
        filled,
        list(Kind),
        lambda one: capital(guide.label(one)),
    )
    boxes.choice(
        "strength",
        "If you called them:",
        filled,
        range(1, STRONGEST + 1),
        lambda one: capital(guide.strengths()[one]),
    )
    forms.button("Save", boxes.save(book, VERB, filled, BOTH), key=f"save-both-{row}")


def grid(book: session.Workbook, drawn: Sequence[Contact]) -> None:
    """Draw the grid: both answers of each to pick in their row."""
    kinds = {guide.label(one): one for one in Kind}
    closeness = {guide.strengths()[one]: one for one in range(1, STRONGEST + 1)}
    rows = [
        {
            "Name": shown(one.name),
            "Company": shown(one.company),
            "How you know them": None if one.kind is None else guide.label(one.kind),
            "If you called them": None if one.strength is None else guide.strengths()[one.strength],
        }
        for one in drawn
    ]
    key = f"grid-{book.operation('grid', *(one.id for one in drawn))}-{_round()}"
    st.data_editor(
        rows,
        key=key,
        num_rows="fixed",
        placeholder="not said yet",
        hide_index=True,
        disabled=["Name", "Company"],
        column_config={
            "How you know them": st.column_config.SelectboxColumn(options=list(kinds)),
            "If you called them": st.column_config.SelectboxColumn(options=list(closeness)),
        },
        on_change=_edited,
        args=(key, drawn),
        alt="People with how you know them and how close you are",
    )


def answers(
    drawn: Sequence[Contact], edited_rows: Mapping[Any, Mapping[str, Any]]
) -> dict[str, tuple[Kind | None, int | None]]:
    """Return both answers of each edited person by id, from a grid's edits by row position.

    A word or a position that the grid does not have is passed over: the browser's limits are not
    ours.
    """
    kinds: dict[Any, Kind] = {guide.label(one): one for one in Kind}
    closeness: dict[Any, int] = {guide.strengths()[one]: one for one in range(1, STRONGEST + 1)}
    found = {}
    for position, edits in edited_rows.items():
        if not str(position).isdigit() or int(position) >= len(drawn):
            continue
        one = drawn[int(position)]
        kind, strength = one.kind, one.strength
        if "How you know them" in edits:
            said = edits["How you know them"]
            kind = None if said is None else kinds.get(said, kind)
        if "If you called them" in edits:
            said = edits["If you called them"]
            strength = None if said is None else closeness.get(said, strength)
        found[one.id] = (kind, strength)
    return found


def _edited(key: str, drawn: Sequence[Contact]) -> None:
    """Save what the grid's edits change; the same edits once more change nothing."""
    book = session.workbook()
    changed = regraded(drawn, answers(drawn, st.session_state[key]["edited_rows"]))
    if not changed:
        return
    parts = [f"{one.id}:{one.version}:{one.kind}:{one.strength}" for one in changed]
    save = forms.Save(book, VERB, book.operation(VERB, *parts), writes=lambda: changed)
    if not forms.do(save):
        # The frame shows both versions; the grid starts again from what is kept now.
        st.session_state["rating-round"] = _round() + 1


def _has_keyboard() -> bool:
    """Return whether keys are worth showing: not on what calls itself a mobile browser."""
    return "Mobi" not in str(st.context.headers.get("User-Agent"))


def _round() -> int:
    return int(st.session_state.get("rating-round", 0))


def _held(contact: Contact) -> tuple[Kind | None, int | None]:
    """Return the answers tapped so far for this person, or those they have already."""
    row, kind, strength = st.session_state.get("rating-held", (None, None, None))
    if row != contact.id:
        return contact.kind, contact.strength
    return kind or contact.kind, strength or contact.strength


def _save(
    book: session.Workbook,
    contact: Contact,
    *,
    kind: Kind | None = None,
    strength: int | None = None,
) -> forms.Save:
    def writes() -> list[Record]:
        was_kind, was_strength = _held(contact)
        answer = (kind or was_kind, strength or was_strength)
        st.session_state["rating-held"] = (contact.id, *answer)
        return [rated(contact, *answer)] if None not in answer else []

    # Of this tab alone: another tab's answers for the same version are another action.
    operation = book.operation(VERB, contact.id, contact.version, session.nonce("tab"))
    return forms.Save(book, VERB, operation, writes, then=lambda: _next(contact.id))


def _skip(book: session.Workbook, contact: Contact) -> forms.Save:
    operation = book.operation(SKIPPED, contact.id, contact.version)
    return forms.Save(
        book, SKIPPED, operation, lambda: [replace(contact, passed_over=True)], then=_next
    )


def _next(rated_now: str | None = None) -> None:
    st.session_state["just-rated"] = rated_now
    st.session_state["rating-done"] = st.session_state.get("rating-done", 0) + 1
    st.session_state.pop("rating-held", None)


def _just_rated(book: session.Workbook) -> None:
    """Draw how often to be in touch with the person rated last (rule S4-18)."""
    contact = book.records.get(Contact, st.session_state.get("just-rated"))
    if contact is not None and contact.rated:
        in_touch.draw(book, contact)


def _undo(book: session.Workbook) -> None:
    """Offer to take back the card before this one, while it is the newest thing saved here."""
    found = session.last_saved()
    if found is None or found[1] not in (VERB, SKIPPED):
        return
    number = found[0].number
    st.button(
        "Back to the one before",
        key=f"undo-rating-{number}",
        type="tertiary",
        on_click=_take_back,
        args=(number, book.operation("undo", number)),
    )


def _take_back(number: int, operation: str) -> None:
    forms.note(session.workbook().undo(number, operation), "undo")
    st.session_state["rating-done"] = max(0, st.session_state.get("rating-done", 0) - 1)


def _progress(done: int, waiting: int) -> str:
    """Return how far one is, kindly."""
    if waiting - 1 + done >= BATCH * 2:
        return f"{done + 1} of {BATCH}. You won't rate {waiting + done:,}. Five is plenty."
    return f"{done + 1} of {min(BATCH, waiting + done)}"


def _enough(book: session.Workbook, waiting: int) -> None:
    count = len(book.records.index(RATED).entries)
    st.markdown("**Five. That is plenty for now.**")
    st.caption(f"{count:,} rated so far. The other {waiting:,} can stay as they are.")
    _just_rated(book)
    with st.container(horizontal=True, gap="small"):
        turning.button("Ask one of them", "ask.py", key="rating-ask", kind="primary")
        st.button("Five more", key="rating-more", on_click=_more)
        _undo(book)


def _all_rated(book: session.Workbook) -> None:
    count = len(book.records.index(RATED).entries)
    st.markdown("**Nobody is left to rate.**")
    st.caption(f"{count:,} rated. Anyone you bring in next will turn up here.")
    _just_rated(book)
    _undo(book)


def _more() -> None:
    st.session_state["rating-done"] = 0
