"""Bring a history in: LinkedIn's messages, looked at, counted, and saved in one action, or left.

Who one is in the file is offered, never guessed silently; which talks were asks is asked. Nothing
of the file is saved before its counts have been shown, and one undo takes all of it back. How many
answered is guessed first and said only afterwards (`product.md`, Start): memory cheats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum

import streamlit as st

from lib import guide
from lib.coaching import belief
from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact
from lib.coaching.guesses import OF
from lib.coaching.records import Problem, Record
from lib.coaching.workbook import Records
from lib.exchange import history_in
from lib.exchange.history_in import Began, Choices, Counted, Preview
from lib.exchange.messages import Log, Person
from lib.store import Conflict, Saved
from lib.ui import days, forms, looking, session
from lib.ui.text import capital, md, number, shown

PAGE = 25
"""Talks, or lines of a list, on the screen at a time."""
NAMED = 4
"""People named in the sentence about who never heard back."""
BEGINNING = 80
"""Characters of how a talk began."""

_PREVIEW, _SAVED, _CHANGED = "past-preview", "past-saved", "past-changed"

COUNTED = {
    Counted.ALL: "All of them were",
    Counted.CHOSEN: "Let me tick them",
    Counted.NONE: "None of them",
}


@dataclass(frozen=True, slots=True)
class _Brought:
    """What the newest history brought."""

    number: int
    """Of the action that saved it."""
    names: tuple[str, ...]
    """Who answered and never heard back."""
    first: int
    """How many of them stand first on Today: those whose talk became an ask."""
    messages: int
    asks: int
    guessed: int | None
    answered: int | None
    """Of the last ten talks, as guessed and as it was."""


class _Listing(Enum):
    """One list of the preview; the value is what its tab says."""

    PEOPLE = "New people"
    REJECTED = "Left out"
    MERGED = "Counted once"


def draw(book: session.Workbook, log: Log, key: str, cancel: Callable[[str], None]) -> None:
    """Draw what is asked about a history and what it would do.

    Args:
        book: the workbook.
        log: the file's messages.
        key: names the file.
        cancel: draws the way out under a key of its own, while something takes long.
    """
    owner = _who(log, book.records, key)
    if owner is None:
        return
    today = session.day_of(book)
    wait = _Wait(key, cancel)
    first = _preview(book, log, Choices(owner, Counted.NONE), today, wait)
    guessed = _guess(book, first, key)
    choices = _choices(first.began, owner, today, key)
    if choices is None:
        return
    found = first if choices == Choices(owner, Counted.NONE) else None
    if found is None:
        found = _preview(book, log, choices, today, wait)
    _counts(found)
    _lists(found, key)
    if st.session_state.pop(_CHANGED, False):
        st.text("Your workbook changed meanwhile. This is what the file would bring now.")
    if not found.writes:
        st.text("All of it is here already, or could not be read. Nothing to save.")
        return
    st.button(
        f"Bring in {found.accepted:,} messages" if found.accepted else "Count these as asks",
        key=f"past-{key}",
        type="primary",
        on_click=_save,
        args=(book, found, guessed, book.operation("past", session.nonce("past"))),
    )


def _guess(book: session.Workbook, found: Preview, key: str) -> int | None:
    """Ask for a guess about the last ten talks, before any count of answers; None where left."""
    many = len(found.began)
    if not many or not belief.may_guess_blind(book.records):
        return None
    if found.answered_of_ten is None:
        talks = "There is one talk" if many == 1 else f"There are {number(many)} talks"
        st.caption(f"{talks} here that you began. A guess about the last ten can wait.")
        return None
    begun = belief.tally(book.records)
    guessed: int | None = st.pills(
        "Of the last ten talks you began, how many were answered?",
        range(OF + 1),
        default=None if begun is None else begun.guessed,
        key=f"past-guess-{key}",
    )
    st.caption("Don't look. A guess is enough, or leave it. What it was comes after.")
    return guessed


def said() -> None:
    """Say what the newest history brought, until something else is saved."""
    kept: _Brought | None = st.session_state.get(_SAVED)
    last = session.last_saved()
    if kept is None or last is None or last[0].number != kept.number:
        return
    came = "1 message" if kept.messages == 1 else f"{kept.messages:,} messages"
    counted = "" if not kept.asks else f", {kept.asks:,} of your talks counted as asks"
    st.markdown(f"{came} came in{counted}.")
    if kept.guessed is not None and kept.answered is not None:
        st.markdown(f"**{guess_and_count(kept.guessed, kept.answered)}**")
    if kept.names:
        st.markdown(md(never_heard_back(kept.names)))
        if kept.first == len(kept.names):
            st.caption("Their names stand first on Today. One line each is plenty.")
        elif kept.first:
            st.caption("Those you called requests stand first on Today. One line each is plenty.")


def guess_and_count(guessed: int, answered: int) -> str:
    """Return what was guessed about the last ten talks beside what it was."""
    if guessed == answered:
        return f"You guessed {number(guessed)} of the last ten, and so it was."
    return f"You guessed {number(guessed)}; it was {number(answered)} of the last ten."


def never_heard_back(names: Sequence[str]) -> str:
    """Return who answered and never heard back, named up to four, as they are written."""
    many = len(names)
    one = "One person" if many == 1 else f"{capital(number(many))} people"
    named = list(names[:NAMED])
    rest = many - len(named)
    last = f"{number(rest)} more" if rest else named.pop()
    listed = f"{', '.join(named)} and {last}" if named else last
    return f"{one} answered and never heard back from you: {listed}."


def _who(log: Log, records: Records, key: str) -> frozenset[str] | None:
    """Ask who the owner is in this file; return the keys of that name, None while it is open."""
    offered = history_in.owners(log, records)
    if not offered:
        st.text("There is no talk between two people in this file.")
        return None
    chosen: Person | None = st.selectbox(
        "Which of these is you?",
        list(offered),
        index=0,
        format_func=lambda one: shown(one.name),
        key=f"past-owner-{key}",
        help="Whoever is in the most conversations stands first.",
    )
    return None if chosen is None else history_in.keys_of(log, chosen)


def _choices(
    began: Sequence[Began], owner: frozenset[str], today: date, key: str
) -> Choices | None:
    """Ask which talks were asks, and what else may come in; None while that is open."""
    counted: Counted | None = Counted.NONE
    kind = AskKind.ADVICE
    chosen: frozenset[str] = frozenset()
    if began:
        answered = "" if len(began) == 1 else "s"
        counted = st.radio(
            f"You began {len(began):,} talk{answered}. Were these requests, for advice, a name, a "
            "word with somebody?",
            list(Counted),
            index=None,
            format_func=lambda one: md(COUNTED[one]),
            key=f"past-counted-{key}",
        )
        st.caption("Only what you call a request is counted in your rate.")
    if counted is Counted.CHOSEN:
        chosen = _ticked(began, today, key)
    if counted in (Counted.ALL, Counted.CHOSEN):
        kind = st.pills(
            "What did you mostly ask for?",
            list(AskKind),
            default=AskKind.ADVICE,
            required=True,
            format_func=lambda one: capital(guide.label(one)),
            key=f"past-kind-{key}",
        )
    with st.expander("What else may come in"):
        words = st.toggle("Keep the words of the messages too", key=f"past-words-{key}")
        silent = st.toggle("Also people whom I never wrote to myself", key=f"past-silent-{key}")
        st.caption(
            "Counting needs no words. They are other people's letters; keep them if they help."
        )
    if counted is None:
        return None
    return Choices(owner, counted, chosen, kind, words=words, silent_too=silent)


def _ticked(began: Sequence[Began], today: date, key: str) -> frozenset[str]:
    """Let talks be ticked, a page at a time; return the ids of those ticked."""
    kept: dict[str, bool] = st.session_state.setdefault(f"past-ticked-{key}", {})
    pages = -(-len(began) // PAGE)
    page = min(int(st.session_state.get(f"past-page-{key}", 1)), pages)
    with st.container(gap="xxsmall", key=f"past-talks-{key}"):
        for one in began[(page - 1) * PAGE : page * PAGE]:
            begins = f": {md(one.words[:BEGINNING])}" if one.words.strip() else ""
            kept[one.id] = st.checkbox(
                f"**{md(one.contact.name)}**, {days.said(one.on, today)}{begins}",
                value=kept.get(one.id, False),
                key=f"past-tick-{one.id}",
            )
    if pages > 1:
        st.pagination(pages, key=f"past-page-{key}")
    return frozenset(row for row, ticked in kept.items() if ticked)


@dataclass(slots=True)
class _Wait:
    """What is shown while a file's messages are looked through."""

    key: str
    """Names the file."""
    cancel: Callable[[str], None]
    turns: int = 0

    @contextmanager
    def shown(self, many: int) -> Iterator[Callable[[float], None]]:
        """Show how far it is, with the way out below; lend what tells it."""
        self.turns += 1
        text = f"Looking through {many:,} messages"
        slot = st.empty()
        with slot.container():
            bar = st.progress(0.0, text)
            self.cancel(f"looking-{self.turns}")

        def told(done: float) -> None:
            bar.progress(min(done, 1.0), text)

        yield told
        slot.empty()


def _preview(
    book: session.Workbook, log: Log, choices: Choices, today: date, wait: _Wait
) -> Preview:
    """Return what a history would do, worked out once for the same choices."""
    made: dict[tuple[object, ...], Preview] = st.session_state.setdefault(_PREVIEW, {})
    wanted: tuple[object, ...] = (wait.key, choices, book.id, book.version, today)
    if wanted not in made:
        blank = (wait.key, Choices(choices.owner, Counted.NONE), *wanted[2:])
        kept = {one: preview for one, preview in made.items() if one == blank}
        with wait.shown(len(log.messages)) as told:
            kept[wanted] = history_in.preview(
                log,
                choices,
                book.records,
                guide.past(),
                zone=session.zone(book),
                today=today,
                told=told,
            )
        st.session_state[_PREVIEW] = made = kept
    return made[wanted]


def _counts(found: Preview) -> None:
    """Say what came out, as a sum that can be checked."""
    looking.add_up(
        found.rows_read,
        "messages read",
        (
            (found.accepted, "come in"),
            (len(found.merged), "counted once"),
            (found.unchanged, "here already"),
            (len(found.rejected), "left out"),
        ),
        first=True,
    )
    new = "1 new person" if len(found.people) == 1 else f"{len(found.people):,} new people"
    known = f", {found.matched:,} you have here already" if found.matched else ""
    asks = "1 talk counts as an ask" if found.asks == 1 else f"{found.asks:,} talks count as asks"
    st.caption(f"{new}{known}. {asks}.")


def _lists(found: Preview, key: str) -> None:
    """Draw one of the lists, a page of it at a time."""
    listings: dict[_Listing, Sequence[Contact | Problem]] = {
        _Listing.PEOPLE: found.people,
        _Listing.REJECTED: found.rejected,
        _Listing.MERGED: found.merged,
    }
    if not any(listings.values()):
        return
    with st.expander("Look through them", key=f"past-look-{key}", on_change="rerun") as unfolded:
        if unfolded.open:
            looking.lists(listings, _told, key=f"past-{key}")


def _told(row: Contact | Problem) -> list[dict[str, str]]:
    """Return the line of a list that tells one row, as texts."""
    if isinstance(row, Problem):
        return [{"Line": str(row.line or ""), "Why": looking.short(row.message)}]
    return [{"Name": looking.short(row.name)}]


def _save(drawn: session.Workbook, found: Preview, guessed: int | None, operation: str) -> None:
    """Save what was shown, whole; where the workbook has moved on, show it again instead."""
    writes: list[Record] = [*found.writes]
    answered = found.answered_of_ten
    if guessed is not None and answered is not None:
        today = session.day_of(drawn)
        writes.append(belief.found_in_history(drawn.records, guessed, answered, today))
    result = drawn.save("import", writes, operation)
    if isinstance(result, Conflict):
        st.session_state[_CHANGED] = True
        return
    forms.note(result, "import")
    if isinstance(result, Saved):
        names = tuple(one.name for one in found.unanswered)
        first = sum(isinstance(one, Ask) and one.later_until is not None for one in found.writes)
        st.session_state[_SAVED] = _Brought(
            result.number, names, first, found.accepted, found.asks, guessed, answered
        )
        session.renew("past")
        forget()
        session.renew("intake")


def forget() -> None:
    """Let go of what was made of the file's messages."""
    st.session_state.pop(_PREVIEW, None)
