"""Taking part in a workshop: the step the room is at, its exercise, and the room's own pictures.

Everything that is written here is a row of one's own workbook, as on every other page. Any step may
be opened at any time. At the end stands how to come back, and until when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

import streamlit as st

from lib import guide
from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.handed import invented_person
from lib.coaching.paragraphs import parts_of
from lib.coaching.practice import filled
from lib.coaching.scripts import Script
from lib.coaching.workbook import COURSES, Records
from lib.coaching.workshop import CountKind
from lib.guide import RoomStep
from lib.store import Seat
from lib.ui import (
    after_hour,
    asking,
    band,
    days,
    exercises,
    forms,
    guess,
    leading,
    letters,
    mylink,
    pictures,
    practising,
    reasons,
    reset,
    rooms,
    sending,
    session,
    turning,
)
from lib.ui.leading import Slides
from lib.ui.text import md, number


class Opened(Protocol):
    """A guess whose envelope was opened; `lib.expectations.guesses` makes it."""

    @property
    def guess(self) -> Guess:
        """What was guessed."""

    @property
    def actual(self) -> int:
        """What happened, of ten."""


IN_SHEET: Final = (
    "What you tap, count and guess here also goes into the sheet of whoever leads, with your first "
    "name, unless you hide it. What you type does not, nor whom you know."
)
"""Told to whoever takes part in a workshop that has a sheet."""

Judged = Callable[[Records, date], Sequence[Opened]]
"""Finds the guesses whose envelopes were opened, oldest first."""


def draw(book: session.Workbook, today: date, slides: Slides, judged: Judged) -> None:
    """Draw the step the room is at, or the one that was chosen.

    Args:
        book: the workbook.
        today: the owner's day.
        slides: makes what a picture says.
        judged: finds the guesses that were opened.
    """
    seat = rooms.seat_drawn(book)
    if seat is None:
        _without_seat()
        return
    here = guide.step_of(band.step_shown(seat))
    _head(book, seat, here, today)
    if here is not None:
        if here.exercise in _AFTER:
            _page(book, seat, here)
            _exercise(book, seat, here, today, judged)
        else:
            _exercise(book, seat, here, today, judged)
            _page(book, seat, here)
        _pictures(seat, here, slides)
    if seat.in_sheet and not seat.ended:
        st.caption(f":material/table: {IN_SHEET}")
    at_end = seat.ended or (here is not None and here.name == seat.plan.steps[-1].name)
    if at_end:
        _keep(book, seat, today)
    _others(seat, here)
    unfolded = st.expander("Your seat, and your link", key="room-seat", on_change="rerun")
    if unfolded.open:
        with unfolded:
            _about(book, seat)
            if not at_end:
                _keep(book, seat, today)


def _head(book: session.Workbook, seat: Seat, here: RoomStep | None, today: date) -> None:
    """Draw the title with what the step asks; where the room does not meet now, that instead."""
    st.title(md(seat.title if here is None else here.title), anchor=False)
    if here is not None:
        reasons.shown(*here.rules)
    if seat.ended:
        st.markdown("**The workshop is over.** Your workbook goes on without it.")
    elif not seat.meets(session.now()):
        met = days.said(seat.met_at.astimezone(session.zone(book)).date(), today)
        st.markdown(
            f"**The room met {met}.** Where it meets again, type the code on the screen there."
        )
        st.link_button("Type a code", rooms.join_address(), icon=":material/login:")
    elif here is None:
        st.markdown("You are in. Look around if you like.")
    elif here.exercise != "tally":
        st.markdown(md(here.asks))


def _here(book: session.Workbook, seat: Seat, name: str) -> Exercise | None:
    """Return an exercise that was filled in since the workbook sits in this room; None for none."""
    found = filled(book.records, name)
    return None if found is None or found.version <= seat.sat_version else found


def _without_seat() -> None:
    st.title("Workshop", anchor=False)
    st.markdown(
        "This workbook has no seat in a workshop. If you are in a room where one begins, open the "
        "address on the screen and type its code."
    )
    st.link_button("Type a code", rooms.join_address(), icon=":material/login:")


# what a step asks


def _exercise(
    book: session.Workbook, seat: Seat, here: RoomStep, today: date, judged: Judged
) -> None:
    match here.exercise:
        case "":
            return
        case "tally":
            _tally(book, here, today)
        case "guess-again":
            _guess_again(book, seat, today)
        case "gap":
            _gap(book, seat, today, judged)
        case "quiz":
            _filled_in(book, seat, "quiz", today)
            if _here(book, seat, "quiz") is not None and _rated(book):
                _filled_in(book, seat, "quiz-again", today)
        case "aloud":
            _filled_in(book, seat, "aloud", today, first=_written(book.records) is not None)
        case name:
            _filled_in(book, seat, name, today)


def _tally(book: session.Workbook, here: RoomStep, today: date) -> None:
    """Draw the guess about one's last ten, and, from the count's step on, the count."""
    begun = belief.tally(book.records)
    if begun is None:
        reset.guess_blind(book, today)
        return
    if begun.guessed is not None:
        st.markdown(f"You guessed {number(begun.guessed)} of {number(OF)}. It is put away.")
    if here.name == "blind":
        return
    if not begun.is_counted:
        reset.count(book, begun)
        return
    row = begun.exercise
    st.markdown(f"You counted {row.count or 0:d} of {row.count_of or 0:d}. Both are kept.")
    with st.expander("Change the numbers", key="count-again", type="compact"):
        reset.count(book, begun)


def _guess_again(book: session.Workbook, seat: Seat, today: date) -> None:
    kept = _here(book, seat, "guess-again")
    if kept is not None:
        said = kept.answer.rpartition(" ")[2]
        st.markdown(f"You guessed {md(said)} of {number(OF)}. It is put away for you.")
        return

    def also(made: Guess) -> list[Exercise]:
        answer = belief.guess_written(made.of_ten)
        return [replace(exercises.row_of(book, "guess-again"), on=today, answer=answer)]

    guess.draw(book, today, also)


def _gap(book: session.Workbook, seat: Seat, today: date, judged: Judged) -> None:
    """Draw what was guessed and what happened, and the tap that puts it among the room's."""
    if _here(book, seat, "gap") is not None:
        st.markdown("Yours is among the others now; the room is not told which.")
        return
    found = judged(book.records, today)
    if not found:
        st.markdown("No envelope of yours has been opened yet.")
        return
    last = found[-1]
    st.markdown(
        f"You guessed {number(last.guess.of_ten)} of {number(OF)}; {number(last.actual)} happened."
    )
    row = replace(
        exercises.row_of(book, "gap"),
        on=today,
        answer=belief.guess_written(last.guess.of_ten),
        count=last.actual,
        count_of=OF,
    )
    operation = book.operation("gap", last.guess.id, seat.sat_version)
    save = forms.Save(book, "put a guess among the room's", operation, lambda: [row])
    forms.button("Put it among the room's", save, key="gap", type="primary")


def _filled_in(
    book: session.Workbook, seat: Seat, name: str, today: date, *, first: bool = True
) -> None:
    """Draw an exercise of the room, to fill in or to change.

    Args:
        book: the workbook.
        seat: its seat.
        name: the exercise.
        today: the owner's day.
        first: False where something else on the page comes before it.
    """
    words = guide.room_exercises()[practising.cards_of(name)]
    row = exercises.row_of(book, name)
    with st.container(border=True, key=f"room-{name}"):
        if name != words.name:
            st.markdown("**The same cards once more**")
        else:
            st.markdown(md(words.why))
        reasons.shown(*words.rules)
        filling = practising.draw(book, words, row, today)
        done = _here(book, seat, name) is not None
        forms.button(
            "Keep the change" if done else "Keep it",
            exercises.keeping(book, row, filling, today),
            key=f"room-keep-{name}",
            type="primary" if first and not done else "secondary",
        )
        if done:
            st.caption(":material/check: Kept.")
        exercises.say_empty(name)
        if name == "quiz-again" and done:
            practising.answers(words, dict(parts_of(row.answer)))


def _rated(book: session.Workbook) -> bool:
    """Return whether anybody was rated: the second round comes after the people."""
    return any(one.strength is not None for one in book.records.all(Contact).values())


_AFTER = ("aloud", "gap")
"""Exercises that need what is done on the step's page: it is opened first."""
_WAYS = {
    "people": ("people.py", "Write down three people"),
    "today": ("today.py", "Open Today"),
    "ask": ("ask.py", "Write to one of them"),
    "review": ("review.py", "Open What happened"),
}
"""The page a step leads to, with the words of its button."""


def _written(records: Records) -> Script | None:
    """Return the newest words of an ask that has not gone out; None for none."""
    courses = records.index(COURSES)
    found = [
        (ask.planned_on or date.min, ask.id, one)
        for one in records.all(Script).values()
        if (ask := records.get(Ask, one.ask)) is not None
        and one.kind in asking.WAYS
        and not courses[ask.id].attempts
    ]
    return max(found)[-1] if found else None


def _invented(book: session.Workbook) -> None:
    """Draw what puts invented people in, where the room practises on them; once."""
    people = [invented_person(book.id, one) for one in guide.room_numbers().invented]
    there = book.records.all(Contact)
    if any(one.id in there for one in people):
        return
    save = forms.Save(
        book, "put in invented people", book.operation("invented", book.id), lambda: people
    )
    forms.button("Put in invented people", save, key="invented", icon=":material/group_add:")


def _page(book: session.Workbook, seat: Seat, here: RoomStep) -> None:
    """Draw what leads to the page of a step; to the very message where one is written.

    Words that were called one's own are not asked for again at the step at which they go out.
    """
    if not here.page:
        return
    if here.page == "people" and seat.plan.invented:
        _invented(book)
    page, label = _WAYS[here.page]
    address = {"w": book.id}
    written = _written(book.records) if here.page == "ask" else None
    to = None if written is None else book.records.get(Contact, written.contact)
    if written is not None and written.ask is not None and to is not None:
        address["ask"] = written.ask
        label = f"Your message to {md(letters.first_name(to.name))}"
        if here.count is not None and here.count.kind is CountKind.SENT:
            address[sending.READY] = written.id
    elif here.page == "people" and book.records.all(Contact):
        label = "Rate three people"
    leads = (
        not here.exercise
        or (here.exercise == "aloud" and written is None)
        or (here.exercise == "gap" and not belief.opened(book.records))
    )
    st.button(
        label,
        key=f"way-{here.name}",
        icon=":material/arrow_forward:",
        type="primary" if leads else "secondary",
        on_click=_turn,
        args=(page, address, written),
    )


def _turn(page: str, address: dict[str, str], written: Script | None) -> None:
    """Turn to the page of a step, and have it show the words that are written."""
    if written is not None:
        st.session_state[f"occasion-{written.ask}"] = written.kind
    turning.to(page, **address)


# what the room is shown


def _pictures(seat: Seat, here: RoomStep, slides: Slides) -> None:
    for name in here.reveals:
        asked = guide.room_questions()[name]
        now, beside = leading.shown_now(seat.pictures, asked)
        if now is not None:
            for place, one in enumerate(slides(asked, now, beside)):
                pictures.titled(one, key=f"{name}-{place}")


# the way home


def _keep(book: session.Workbook, seat: Seat, today: date) -> None:
    after_hour.ask(book, seat)
    again = _here(book, seat, "guess-again") is not None
    leads = seat.erased_on is not None and (again or seat.ended)
    mylink.at_the_end(book, leads=leads, is_kept=seat.claimed)
    if seat.erased_on is None:
        st.caption(":material/check: Your workbook stays.")
        return
    day = days.said(seat.erased_on, today)
    st.markdown(f"Unless you keep it, this workbook is erased on {day}, for good.")
    st.button("I have kept it", key="claimed", on_click=rooms.claim, args=(book,))
    if not seat.ended:
        st.caption(f"We meet again {days.said(seat.ends_on, today)}.")


def _others(seat: Seat, here: RoomStep | None) -> None:
    """Draw the other steps: whoever is ahead or behind goes where they like."""
    unfolded = st.expander("All steps", key="room-steps", on_change="rerun")
    if not unfolded.open:
        return
    with unfolded:
        for place, one in enumerate(seat.plan.steps, 1):
            words = guide.step_of(one.name)
            if words is None:
                continue
            mark = " · the room is here" if one.name == seat.step else ""
            st.button(
                f"{place:d}. {md(words.title)}{mark}",
                key=f"see-{one.name}",
                type="tertiary",
                disabled=here is not None and here.name == one.name,
                on_click=band.show_step,
                args=(one.name,),
            )


def _about(book: session.Workbook, seat: Seat) -> None:
    told = (
        "pictures of five people at least, and the sheet of the workshop."
        if seat.in_sheet
        else "and pictures of five people at least; never who wrote what."
    )
    st.markdown(
        f"What you write stands in your own workbook. Whoever leads sees how many are ready, {told}"
    )
    st.toggle(
        f"Show my first name in the lobby{' and in the sheet' if seat.in_sheet else ''}",
        value=not seat.hidden,
        key="room-name",
        on_change=_hide,
        args=(book,),
    )
    if rooms.leads(seat.workshop):
        st.link_button(
            "Lead this workshop",
            f"/workshop?{rooms.ROOM}={seat.workshop}",
            icon=":material/groups:",
            type="tertiary",
        )
    st.button(
        "Leave the workshop", key="room-leave", type="tertiary", on_click=rooms.leave, args=(book,)
    )


def _hide(book: session.Workbook) -> None:
    rooms.hide_name(book, hidden=not st.session_state.get("room-name"))
