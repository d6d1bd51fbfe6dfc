"""The margin: what a coach and the owner say to each other beside a row, where it stands.

Words are shown as text, with who and when; a count where they are folded. The owner answers, the
coach writes; a coach's private notes say that nobody else sees them. A picture and the workbook
have a margin too. Where there is nobody to talk with, nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.margins import (
    CHARTS,
    COVER,
    ready_to_go,
    settled,
    stands_on,
    word_id,
    words_on,
)
from lib.coaching.margins import commented as with_word
from lib.coaching.margins import news as news_of
from lib.coaching.records import NOTE_LIMIT, Record
from lib.coaching.scripts import Script
from lib.coaching.text import is_blank
from lib.store import Action, Removed
from lib.ui import days, forms, session, suggesting, turning
from lib.ui.letter import first_name
from lib.ui.text import capital, md, number, shown

SCRIPTS: Final = "scripts"
MORE_THAN_TEXT: Final = "What about these words?"
"""What a proposal says where its author says nothing else."""


def draw(book: session.Workbook, table: str, row: str) -> None:
    """Draw the margin of a row, folded; nothing where there is nothing in it and nobody to write.

    Args:
        book: the workbook.
        table: the row's table; `charts` for a picture, `cover` for the workbook.
        row: the row's id; a picture's key.
    """
    words = words_on(book.records, table, row)
    if not words and not _is_coach(book):
        return
    fresh = _news(book, words)
    label = _label(book, words, fresh)
    unfolded = st.expander(
        label,
        key=_fold(table, row),
        icon=":material/forum:",
        type="compact",
        expanded=bool(fresh),
        on_change="rerun",
    )
    if not unfolded.open:
        return
    with unfolded:
        for one in words:
            _word(book, one)
        if fresh:
            _seen(book, fresh, place="margin")
        if book.may(Action.COMMENT):
            _write(book, table, row, words)


def _fold(table: str, row: str) -> str:
    """Return the key under which it is kept whether a margin is open."""
    return f"margin-{table}-{row}"


def _stay_open(table: str, row: str) -> None:
    """Keep a margin open, though nothing in it is news any more."""
    st.session_state[_fold(table, row)] = True


def beside(book: session.Workbook, record: Record) -> None:
    """Draw the margin of a record."""
    draw(book, _TABLES[type(record)], record.id)


_TABLES: Final[dict[type[Record], str]] = {
    Contact: "contacts",
    Ask: "asks",
    Script: SCRIPTS,
    Exercise: "exercises",
}


def written_on(book: session.Workbook, record_type: type[Record]) -> bool:
    """Return whether any record of a type has words in its margin."""
    table = _TABLES[record_type]
    return any(one.table == table for one in book.records.all(Comment).values())


def _is_coach(book: session.Workbook) -> bool:
    """Return whether whoever is here came to write beside somebody else's work."""
    return book.may(Action.COMMENT) and not book.may(Action.SHARE)


def _is_owner(book: session.Workbook) -> bool:
    return book.may(Action.SHARE)


def _news(book: session.Workbook, words: Sequence[Comment]) -> list[Comment]:
    """Return those that the owner, where it is they who are here, has not settled."""
    if not _is_owner(book):
        return []
    fresh = {one.id for one in news_of(book.records)}
    return [one for one in words if one.id in fresh]


def _label(book: session.Workbook, words: Sequence[Comment], fresh: Sequence[Comment]) -> str:
    """Return what stands on the folded margin: whose word is new, else how many there are."""
    if fresh:
        return f"{md(who(book, fresh[-1]))} left you a word ({len(words):,})"
    return f"In the margin ({len(words):,})" if words else "Write a word in the margin"


def who(book: session.Workbook, word: Comment) -> str:
    """Return who wrote a word, as typed: for `md`."""
    if word.by and word.by in book.rights.links and not _is_owner(book):
        return "You"
    if not word.by and _is_owner(book) and word.author in ("", book.records.cover.owner):
        return "You"
    if word.author.strip():
        return word.author
    return "Your coach" if word.by else "Whoever this workbook is of"


def _word(book: session.Workbook, word: Comment) -> None:
    """Draw one word: who, when, the text; other words beside the present ones."""
    with st.container(gap="xxsmall", key=f"word-{word.id}"):
        day = days.said(word.on, session.day_of(book))
        private = " · only you see this" if word.private else ""
        st.caption(f"**{md(who(book, word))}** · {day}{private}")
        st.text(shown(word.text))
        if word.suggests:
            stay = partial(_stay_open, word.table, word.row)
            suggesting.draw(book, word, owner=_is_owner(book), then=stay)
        if word.by in book.rights.links:
            forms.button(
                "Take it away",
                forms.Save(
                    book,
                    "took a word away",
                    book.operation("take-away", word.id, word.version),
                    lambda: [Removed(word)],
                    needs=Action.COMMENT,
                ),
                key=f"take-away-{word.id}",
                type="tertiary",
            )


def _seen(book: session.Workbook, fresh: Sequence[Comment], *, place: str) -> None:
    """Draw the tap that says one has seen what is new."""
    newest = fresh[-1]
    today = session.day_of(book)
    forms.button(
        "Seen",
        forms.Save(
            book,
            "saw a word",
            book.operation("seen", *(f"{one.id}.{one.version}" for one in fresh)),
            lambda: settled(fresh, today),
        ),
        key=f"seen-{place}-{newest.id}",
        icon=":material/check:",
        type="tertiary",
    )


# writing


def _write(book: session.Workbook, table: str, row: str, words: Sequence[Comment]) -> None:
    """Draw the box for a word of one's own; a coach may keep it private, or propose words."""
    form = f"word-{table}-{row}"
    number_of_form = session.nonce(form)
    box, private = f"{form}-text-{number_of_form}", f"{form}-private-{number_of_form}"
    other = f"{form}-other-{number_of_form}"
    coach = _is_coach(book)
    with st.form(form, border=False, enter_to_submit=False):
        st.text_area(
            "Your word" if coach or not words else "Your answer",
            key=box,
            max_chars=NOTE_LIMIT,
            height="content",
        )
        if coach and table == SCRIPTS:
            st.text_area(
                "Other words, to stand beside theirs",
                key=other,
                max_chars=NOTE_LIMIT,
                height="content",
                placeholder="May stay empty",
            )
        if coach:
            st.checkbox("Only for me: nobody else sees it", key=private)

        def writes() -> list[Record]:
            typed = st.session_state
            said = str(typed.get(box) or "")
            proposed = str(typed.get(other) or "")
            hidden = bool(typed.get(private))
            if is_blank(said) and (is_blank(proposed) or hidden):
                return []
            word = Comment(
                id=word_id(book.version, number_of_form),
                table=table,
                row=row,
                on=session.day_of(book),
                author=book.circle.my_name() if coach else book.records.cover.owner,
                text=MORE_THAN_TEXT if is_blank(said) else said,
                private=hidden,
                suggests="" if hidden else proposed,
            )
            return [word, *_also(book, table, row, word, words, coach=coach)]

        def then() -> None:
            session.renew(form)
            _stay_open(table, row)

        verb = "left a word" if coach or not words else "answered a word"
        operation = book.operation("word", table, row, number_of_form)
        forms.submit(
            "Leave it there" if coach or not words else "Answer",
            forms.Save(book, verb, operation, writes, then, Action.COMMENT),
            key=f"{form}-submit",
            type="secondary",
        )


def _also(  # noqa: PLR0913 - what a word changes hangs on all of these
    book: session.Workbook,
    table: str,
    row: str,
    word: Comment,
    words: Sequence[Comment],
    *,
    coach: bool,
) -> list[Record]:
    """Return what changes with a new word: what the owner answers, what waited for the coach."""
    if not coach:
        return list(settled(_news(book, words), word.on))
    script = book.records.get(Script, row) if table == SCRIPTS else None
    if script is None or word.private:
        return []
    after = with_word(script)
    return [] if after is script else [after]


# on Today


def news(book: session.Workbook) -> None:
    """Draw one card with the oldest word that is new to the owner; nothing where none is."""
    if not _is_owner(book):
        return
    found = news_of(book.records)
    for script in ready_to_go(book.records)[:1]:
        _ready(book, script)
    if not found:
        return
    word = found[0]
    with st.container(border=True, gap="small", key="margin-news"):
        st.markdown(f"**{md(who(book, word))} left you a word** {about(book, word)}")
        st.text(shown(word.text))
        if word.suggests:
            st.caption("Other words stand beside yours there.")
        with st.container(horizontal=True, gap="small"):
            there = _where(book, word)
            if there is not None:
                st.button(
                    "Go there",
                    key=f"go-{word.id}",
                    icon=":material/arrow_forward:",
                    on_click=go,
                    args=(book, there),
                )
            _seen(book, [word], place="today")
        more = len(found) - 1
        if more:
            st.caption(f"{capital(number(more))} more after this.")


def _ready(book: session.Workbook, script: Script) -> None:
    """Draw that the coach calls words ready which have not gone out yet."""
    contact = book.records.get(Contact, script.contact)
    to = "Your words" if contact is None else f"Your words to {md(first_name(contact.name))}"
    with st.container(border=True, gap="small", key="margin-ready"):
        st.markdown(f"**{to} are ready,** your coach says.")
        st.button(
            "Open them",
            key=f"go-ready-{script.id}",
            icon=":material/arrow_forward:",
            on_click=go,
            args=(book, ("ask.py", {"ask": str(script.ask)})),
        )


def about(book: session.Workbook, word: Comment) -> str:
    """Return what a word is about, as Markdown: "on the message to Ravi"."""
    record = stands_on(book.records, word)
    match record:
        case Contact():
            return f"about {md(record.name)}"
        case Ask():
            contact = book.records.get(Contact, record.contact)
            return "on an ask" if contact is None else f"on what you ask {md(contact.name)}"
        case Script():
            kind = guide.label(record.kind)
            contact = book.records.get(Contact, record.contact)
            to = "" if contact is None else f" to {md(contact.name)}"
            return f"on {kind}{to}" if to else f"on your words for {kind}"
        case Exercise():
            words = guide.exercises().get(record.name)
            return "on an exercise" if words is None else f"on “{md(words.title)}”"
    if word.table == CHARTS:
        return "on a picture of your numbers"
    return "on your workbook" if word.table == COVER else "on something that is gone"


There = tuple[str, dict[str, str]]
"""A page, and what its address names."""


def _where(book: session.Workbook, word: Comment) -> There | None:
    """Return where a word stands; None where its row is gone."""
    record = stands_on(book.records, word)
    found: There | None = _PLACES.get(word.table)
    match record:
        case Contact():
            found = ("people.py", {"who": record.id})
        case Ask():
            found = ("ask.py", {"ask": record.id})
        case Script(ask=str(ask)):
            found = ("ask.py", {"ask": ask})
        case Script(contact=str(contact)):
            found = ("people.py", {"who": contact})
        case Script():
            found = ("ask.py", {})
        case Exercise():
            found = ("today.py", {})
    return found


_PLACES: Final[dict[str, There]] = {CHARTS: ("review.py", {}), COVER: ("workbook.py", {})}
"""Where a word stands that stands on no record."""


def go(book: session.Workbook, there: There) -> None:
    """Turn to where something stands."""
    page, names = there
    if page == "ask.py" and not names:
        st.session_state["words-unfolded"] = True
    if page == "today.py":
        st.session_state["what-you-wrote"] = True
    turning.to(page, w=book.id, **names)
