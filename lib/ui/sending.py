"""The way out of finished words: what opens on this device, and "Sent?"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum

import streamlit as st

from lib import guide
from lib.coaching import outreach
from lib.coaching.contacts import Contact
from lib.coaching.records import Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.touches import Channel, Outcome, Purpose, Touch
from lib.coaching.workbook import TOUCHES_BY_ASK, TOUCHES_BY_CONTACT
from lib.ui import days, forms, reviewing, session
from lib.ui.letter import SPOKEN, Letter
from lib.ui.text import capital, mail_link, phone_link, shown, text_link, web_address

SUBJECTS = {
    ScriptKind.MESSAGE: "A short question",
    ScriptKind.LIGHT: "No hurry at all",
    ScriptKind.REFERRER: "A small favour",
    ScriptKind.THANKS: "Thank you",
    ScriptKind.NEWS: "How it went",
}
"""The subject of a mail; changed in the mail program."""


class Call(Enum):
    """How a phone call went."""

    TALKED = "We talked"
    VOICEMAIL = "Left a voicemail"
    NO_ANSWER = "No answer"


class Day(Enum):
    """When it went out."""

    TODAY = "Today"
    YESTERDAY = "Yesterday"
    EARLIER = "Another day"


READY = "ready"
"""The address names the letter here whose words are accepted."""


def draw(
    book: session.Workbook,
    letter: Letter,
    script: Script,
    *,
    not_yet: forms.Save | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Draw the words as they go out, the ways out, and "Sent?"."""
    row = letter.id
    with st.container(border=True, key=f"letter-{row}"):
        st.text(shown(script.text))
    _ways(book, letter, script)
    st.button(
        "Change the words",
        key=f"rewrite-{row}",
        type="tertiary",
        icon=":material/edit:",
        on_click=rewrite,
        args=(row,),
    )
    reviewing.beside(book, script)
    _sent(book, letter, script, not_yet, then)


def is_ready(row: str) -> bool:
    """Return whether the words of this letter are accepted and on their way out.

    It stands in the address, so that a page load or a restart of the server in between comes back
    to the same question.
    """
    return bool(st.query_params.get(READY) == row)


def accept(row: str) -> None:
    """Go on to the ways out with the words of this letter."""
    st.query_params[READY] = row


def rewrite(row: str) -> None:
    """Go back to the box with the words of this letter."""
    if is_ready(row):
        del st.query_params[READY]


def _ways(book: session.Workbook, letter: Letter, script: Script) -> None:
    """Draw what opens on this device with the words in it; only where it has somewhere to go."""
    row, to = letter.id, letter.to
    mail = mail_link(to.email, SUBJECTS.get(letter.kind, "Hello"), script.text)
    text, phone = text_link(to.phone, script.text), phone_link(to.phone)
    if letter.kind in SPOKEN or letter.way is Channel.LINKEDIN:
        mail = text = ""
    if letter.way is Channel.TEXT:
        mail = ""
    profile = web_address(to.link) or "" if letter.way is Channel.LINKEDIN else ""
    ways = (
        ("Open in Mail", mail, Channel.EMAIL, ":material/mail:"),
        ("Open in Messages", text, Channel.TEXT, ":material/sms:"),
        ("Call", "" if profile else phone, Channel.PHONE, ":material/call:"),
        ("Open LinkedIn", profile, Channel.LINKEDIN, ":material/open_in_new:"),
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for label, link, channel, icon in ways:
            if link:
                st.link_button(
                    label,
                    link,
                    key=f"{channel.name.lower()}-{row}",
                    icon=icon,
                    on_click=_tapped,
                    args=(row, channel),
                )
        _copy(script.text, row)
        if not (to.email and to.phone):
            _address(book, to, row)


def _copy(text: str, row: str) -> None:
    """Draw the words letter for letter, with the copy button a code block brings."""
    with st.popover("Copy", icon=":material/content_copy:", key=f"copy-{row}"):
        st.caption("Tap the words, then the sign in their corner.")
        st.code(text, language=None, wrap_lines=True)


def _tapped(row: str, channel: Channel) -> None:
    st.session_state[f"channel-{row}"] = channel


def _address(book: session.Workbook, to: Contact, row: str) -> None:
    """Draw the two boxes that make a way out: an address, a number."""
    with (
        st.popover("Add an address or number", type="tertiary"),
        st.form(f"address-{row}", border=False),
    ):
        email, phone = f"email-{to.id}-{row}", f"phone-{to.id}-{row}"
        st.text_input("E-mail", value=to.email, key=email)
        st.text_input("Phone", value=to.phone, key=phone)
        forms.submit(
            "Keep",
            forms.Save(
                book,
                "kept an address",
                book.operation("address", to.id, to.version),
                lambda: [
                    replace(
                        to,
                        email=str(st.session_state.get(email, to.email)).strip(),
                        phone=str(st.session_state.get(phone, to.phone)).strip(),
                    )
                ],
            ),
            key=f"keep-address-{row}",
        )


# sent?


def _first_channel(letter: Letter) -> Channel | None:
    """Return the channel to propose: by what the words are for, else by what the contact has."""
    fixed = {
        ScriptKind.CONVERSATION: Channel.PHONE,
        ScriptKind.VOICEMAIL: Channel.PHONE,
        ScriptKind.CHANCE: Channel.IN_PERSON,
        ScriptKind.LETTER: Channel.LETTER,
    }
    if letter.way is not None or letter.kind in fixed:
        return letter.way or fixed[letter.kind]
    to = letter.to
    if to.email:
        return Channel.EMAIL
    if to.phone:
        return Channel.TEXT
    return Channel.LINKEDIN if to.link else None


def _sent(
    book: session.Workbook,
    letter: Letter,
    script: Script,
    not_yet: forms.Save | None,
    then: Callable[[], None] | None,
) -> None:
    row, today = letter.id, session.day_of(book)
    offered = [one for one in Channel if one is not Channel.VOICEMAIL]
    st.markdown("**Sent?**" if letter.kind not in SPOKEN else "**Said it?**")
    channel = st.pills(
        "How",
        offered,
        default=_first_channel(letter),
        format_func=_capital,
        key=f"channel-{row}",
    )
    call = None
    if channel is Channel.PHONE:
        call = st.pills(
            "How did the call go?",
            list(Call),
            default=Call.VOICEMAIL if letter.kind is ScriptKind.VOICEMAIL else None,
            format_func=lambda one: one.value,
            key=f"call-{row}",
        )
    talked = call is Call.TALKED or channel is Channel.IN_PERSON
    if talked and letter.purpose is Purpose.ATTEMPT:
        st.pills(
            "And how did it turn out?",
            [one for one in Outcome if one is not Outcome.BOUNCED],
            format_func=_capital,
            key=f"talk-{row}",
        )
    day = st.pills(
        "When",
        list(Day),
        default=Day.TODAY,
        required=True,
        format_func=lambda one: one.value,
        key=f"day-{row}",
    )
    if day is Day.EARLIER:
        st.date_input(
            "Which day",
            value=today - timedelta(days=2),
            max_value=today,
            key=f"on-{row}",
            format=days.BOX,
        )
    with st.container(horizontal=True):
        forms.button(
            "Yes" if letter.kind not in SPOKEN else "Keep it",
            forms.Save(
                book,
                "logged a message" if channel is not Channel.PHONE else "logged a call",
                _operation(book, letter),
                lambda: _writes(book, letter, script),
                then=lambda: _done(row, then),
            ),
            key=f"sent-{row}",
            type="primary",
            disabled=channel is Channel.PHONE and call is None,
        )
        if not_yet is None:
            st.button("Not yet", key=f"not-yet-{row}", on_click=rewrite, args=(row,))
        else:
            forms.button("Not yet", not_yet, key=f"not-yet-{row}")


def _capital(one: Channel | Outcome) -> str:
    return capital(guide.label(one))


def _operation(book: session.Workbook, letter: Letter) -> str:
    """Return the operation of logging this letter; another one once it was taken back."""
    return book.operation("sent", letter.id, book.version)


def _before(book: session.Workbook, letter: Letter) -> int:
    """Return how many touches there are; one more, and it was logged in another tab."""
    if letter.ask is None:
        return len(book.records.index(TOUCHES_BY_CONTACT).get(letter.to.id, ()))
    return len(book.records.index(TOUCHES_BY_ASK).get(letter.ask.id, ()))


def _writes(book: session.Workbook, letter: Letter, script: Script) -> list[Record]:
    """Return the touches of a letter that went out, and the guess it locks.

    Nothing where another tab has logged it meanwhile.
    """
    if _before(session.workbook(), letter) != _before(book, letter):
        return []
    row, today, typed = letter.id, session.day_of(book), st.session_state
    channel: Channel | None = typed.get(f"channel-{row}")
    call: Call | None = typed.get(f"call-{row}") if channel is Channel.PHONE else None
    outcome: Outcome | None = typed.get(f"talk-{row}")
    on = _day(row, today)
    if call is Call.VOICEMAIL:
        channel = Channel.VOICEMAIL
    touch = Touch(
        contact=letter.to.id,
        ask=None if letter.ask is None else letter.ask.id,
        on=on,
        at=session.now() if on == today else None,
        channel=channel,
        purpose=Purpose.OTHER if call is Call.NO_ANSWER else letter.purpose,
        rung=None if call is Call.NO_ANSWER else letter.rung,
        words=script.text,
    )
    found = list(outreach.sent(book.records, touch))
    talked = call is Call.TALKED or channel is Channel.IN_PERSON
    if talked and letter.ask is not None and touch.is_attempt and outcome is not None:
        found += outreach.answered(letter.ask, on, outcome, channel=channel, at=touch.at)
    if letter.purpose is Purpose.NEWS and letter.ask is not None:
        found.append(replace(letter.ask, told_on=on))
    return found


def _day(row: str, today: date) -> date:
    typed = st.session_state
    match typed.get(f"day-{row}", Day.TODAY):
        case Day.YESTERDAY:
            return today - timedelta(days=1)
        case Day.EARLIER:
            chosen = typed.get(f"on-{row}")
            return min(chosen, today) if isinstance(chosen, date) else today
    return today


def _done(row: str, then: Callable[[], None] | None) -> None:
    rewrite(row)
    for name in ("channel", "call", "talk", "day", "on", "base"):
        st.session_state.pop(f"{name}-{row}", None)
    if then is not None:
        then()
