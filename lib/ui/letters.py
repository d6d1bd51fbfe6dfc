"""The finished message and its way out: one's own words, the ways to send them, and "Sent?".

The words are a Script of one occasion, saved whenever the box is left and on every button. While
they are written there is no way out on the screen, and while they go out there is no box: a link
made of a box would carry the words from before the last key. Remarks never block.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

import streamlit as st

from lib import guide
from lib.coaching import outreach
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.records import NOTE_LIMIT, Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.steps import Step, Verb
from lib.coaching.targets import Target
from lib.coaching.text import clean
from lib.coaching.touches import Channel, Outcome, Purpose, RungKind, Touch
from lib.coaching.words import Point, read_over
from lib.coaching.workbook import TOUCHES_BY_ASK, TOUCHES_BY_CONTACT, Records
from lib.ui import forms, session
from lib.ui.text import mail_link, md, phone_link, shown, text_link

SPOKEN = (ScriptKind.CONVERSATION, ScriptKind.VOICEMAIL, ScriptKind.CHANCE)
"""Words that are said, not sent."""
OF_RUNG = {
    RungKind.FIRST: ScriptKind.MESSAGE,
    RungKind.SECOND: ScriptKind.MESSAGE,
    RungKind.LIGHT: ScriptKind.LIGHT,
    RungKind.LETTER: ScriptKind.LETTER,
    RungKind.REFERRER: ScriptKind.REFERRER,
}
"""What is written for each try."""


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


@dataclass(frozen=True, slots=True)
class Letter:
    """One occasion to write or speak: to whom, about whom, of which ask, for which try."""

    contact: Contact
    """The person it is about."""
    to: Contact
    """The person it goes to: the mutual contact for a word or for the news."""
    ask: Ask | None
    kind: ScriptKind
    purpose: Purpose = Purpose.ATTEMPT
    rung: RungKind | None = None
    occasion: str = ""
    """A special occasion of the guide's scaffolds: "start", "call", "introduction", ..."""
    turn: str = ""
    """Tells apart letters of no ask: the operation of the step they belong to."""

    @property
    def id(self) -> str:
        """The id of its Script: the same in every tab, so that two tabs never keep two."""
        about = self.contact.id if self.ask is None else self.ask.id
        parts = (about, self.kind.name, self.purpose.name, self.turn)
        second = "SECOND" if self.rung is RungKind.SECOND else ""
        return hashlib.sha256("\x1f".join((*parts, second)).encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        """What the words are for, as the list of words says it."""
        return guide.label(
            self.rung if self.kind is ScriptKind.MESSAGE and self.rung else self.kind
        )


def of_step(step: Step) -> Letter:
    """Return the letter a step of the agenda asks for.

    Raises:
        ValueError: for a step that is done without words (rest, look again, give, promise).
    """
    made = {
        Verb.TRY: (OF_RUNG[step.rung or RungKind.SECOND], Purpose.ATTEMPT),
        Verb.SEND: (ScriptKind.MESSAGE, Purpose.ATTEMPT),
        Verb.THANK: (ScriptKind.THANKS, Purpose.THANKS),
        Verb.TELL: (ScriptKind.NEWS, Purpose.NEWS),
        Verb.KEEP_IN_TOUCH: (ScriptKind.MESSAGE, Purpose.KEEP_IN_TOUCH),
    }.get(step.verb)
    if made is None:
        message = f"{step.verb.value} has no words"
        raise ValueError(message)
    return Letter(
        step.contact,
        step.to,
        step.ask,
        *made,
        rung=step.rung,
        occasion="keep in touch" if step.verb is Verb.KEEP_IN_TOUCH else "",
        turn=step.operation if step.ask is None else "",
    )


def draw(
    book: session.Workbook,
    letter: Letter,
    *,
    not_yet: forms.Save | None = None,
    then: Callable[[], None] | None = None,
) -> None:
    """Draw the words of a letter, the ways out, and "Sent?".

    Args:
        book: the workbook.
        letter: see `of_step`, or made by hand.
        not_yet: what "Not yet" saves; without it, it goes back to the words.
        then: done once the letter is logged as sent.
    """
    script = book.records.get(Script, letter.id)
    if script is not None and st.session_state.get(f"ready-{letter.id}"):
        ready(book, letter, script, not_yet=not_yet, then=then)
    else:
        write(book, letter, script)


# writing


def write(
    book: session.Workbook,
    letter: Letter,
    script: Script | None,
    *,
    label: str = "These are my words",
) -> None:
    """Draw the box with the words, what can be said of them, and the button that goes on."""
    row = letter.id
    kept = script or begun(letter, known(book.records, letter))
    _spirits(book, letter, kept)
    typed = box(book, kept, f"For {md(letter.to.name)}")
    save = _save(book, _based(kept))
    friend = book.records.get(Contact, letter.contact.mutual_contact)
    remarks(book, letter.kind, typed, friend="" if friend is None else friend.name)
    if st.button(
        label,
        key=f"ready-words-{row}",
        type="primary",
        on_click=_ready,
        args=(save, row),
    ) and not st.session_state.get(f"ready-{row}"):
        _ready(save, row)
        st.rerun()


def box(book: session.Workbook, script: Script, label: str) -> str:
    """Draw the box with words, saved when it is left; return what stands in it.

    Args:
        book: the workbook.
        script: the newest version, or one that is not saved yet.
        label: the box's, constant or made with `text.md`.
    """
    row, kept = script.id, _in_step(script.id, script)
    st.text_area(
        label,
        value=kept.text,
        key=f"words-{row}",
        height="content",
        max_chars=NOTE_LIMIT,
        on_change=_keep,
        args=(_save(book, kept),),
    )
    if kept.version != script.version:
        st.button(
            "Use the words saved elsewhere", key=f"theirs-{row}", on_click=_theirs, args=(script,)
        )
    return str(st.session_state.get(f"words-{row}", kept.text))


def scaffold(letter: Letter) -> guide.Scaffold:
    """Return the guide's outline that fits a letter best."""
    return _scaffolds(letter)[0]


def _scaffolds(letter: Letter) -> tuple[guide.Scaffold, ...]:
    return guide.scaffolds(
        letter.kind,
        contact=letter.contact.kind,
        scope=None if letter.ask is None else letter.ask.scope,
        rung=letter.rung,
        occasion=letter.occasion,
    )


def first_name(name: str) -> str:
    """Return how one writes to someone: the first word that is no title, else the name."""
    return next((one for one in name.split() if not one.endswith(".")), name)


def known(records: Records, letter: Letter, cover: Cover | None = None) -> dict[str, str]:
    """Return what the workbook knows for a scaffold's blanks, by the blank's name.

    Args:
        records: the workbook.
        letter: whose contact and ask may be newer than the workbook's.
        cover: the cover, where it is newer than the workbook's.
    """
    cover = cover or records.cover
    contact, ask = letter.contact, letter.ask
    mutual = records.get(Contact, contact.mutual_contact)
    target = None if ask is None else records.get(Target, ask.target)
    return {
        "name": first_name(letter.to.name),
        "me": cover.owner,
        "did_together": contact.did_together,
        "looking_for": cover.looking_for,
        "free_when": cover.free_when,
        "company": "" if target is None else target.company,
        "mutual": _mutual_name(mutual, letter),
        "other": contact.name if letter.to.id != contact.id else "",
        "spoke_about": contact.spoke_about,
        "request": "" if ask is None else guide.request(ask.kind),
        "phone": cover.phone,
    }


def _mutual_name(mutual: Contact | None, letter: Letter) -> str:
    if letter.to.id != letter.contact.id:
        return first_name(letter.to.name)
    return "" if mutual is None else mutual.name


def begun(letter: Letter, values: dict[str, str]) -> Script:
    """Return the letter's Script as it begins: the guide's outline, filled."""
    return Script(
        id=letter.id,
        kind=letter.kind,
        contact=letter.contact.id,
        ask=None if letter.ask is None else letter.ask.id,
        title=letter.title,
        text=guide.fill(scaffold(letter), **values),
    )


def _spirits(book: session.Workbook, letter: Letter, kept: Script) -> None:
    """Draw the choice of spirit for a light message (rule S4-17)."""
    if letter.kind is not ScriptKind.LIGHT:
        return
    offered = {one.name: one for one in _scaffolds(letter)}
    key = f"spirit-{letter.id}"
    chosen = st.pills(
        "In which spirit?",
        list(offered),
        default=None if kept.version else next(iter(offered)),
        format_func=lambda one: offered[one].title.rpartition(": ")[2].capitalize(),
        key=key,
        on_change=_respirit,
        args=(book, letter, kept, key),
    )
    if chosen in offered and offered[chosen].warning:
        st.caption(md(offered[chosen].warning))


def _respirit(book: session.Workbook, letter: Letter, kept: Script, key: str) -> None:
    """Put the chosen spirit's words into the box, and keep them."""
    chosen = st.session_state.get(key)
    found = next((one for one in _scaffolds(letter) if one.name == chosen), None)
    if found is None:
        return
    text = guide.fill(found, **known(book.records, letter))
    forms.do(
        forms.Save(
            book,
            "chose a spirit",
            book.operation("spirit", kept.id, kept.version, book.version, found.name),
            lambda: [replace(kept, text=text)],
            then=lambda: st.session_state.update({f"words-{kept.id}": text}),
        )
    )


def remarks(book: session.Workbook, kind: ScriptKind, text: str, *, friend: str = "") -> None:
    """Draw what can be said of the words: the counts, then whatever is worth another look.

    Nothing here keeps anyone from sending.
    """
    cover = book.records.cover
    found = read_over(
        text, kind, guide.measures(), objective=cover.looking_for, phone=cover.phone, friend=friend
    )
    counts = [one.words for one in found if one.point in (Point.LENGTH, Point.SECONDS)]
    if counts:
        st.caption(md(" ".join(counts)))
    for one in found:
        if not one.fine and one.point not in (Point.LENGTH, Point.SECONDS):
            st.caption(f":material/edit_note: {md(one.words)}")


def _save(book: session.Workbook, kept: Script) -> forms.Save:
    key = f"words-{kept.id}"

    def writes() -> list[Record]:
        text = str(st.session_state.get(key, kept.text))
        if kept.version and clean(text) == kept.text:
            return []
        return [replace(kept, text=text)]

    return forms.Save(book, "kept my words", book.operation("words", kept.id, kept.version), writes)


def _keep(save: forms.Save) -> None:
    forms.do(save)


def _ready(save: forms.Save, row: str) -> None:
    unchanged = not list(save.writes())
    if unchanged or forms.do(save):
        st.session_state[f"ready-{row}"] = True


def _based(kept: Script) -> Script:
    """Return the version of the words that the box on the screen was filled from."""
    base: Script = st.session_state.get(f"base-{kept.id}", kept)
    return base


def _in_step(row: str, kept: Script) -> Script:
    """Return the version of the words that the box was filled from.

    Where the words were changed elsewhere and nothing was typed here, the box takes them. Where
    both changed, the box keeps what was typed and its old version: saving it shows both.
    """
    key, base_key = f"words-{row}", f"base-{row}"
    base: Script = st.session_state.get(base_key, kept)
    typed = st.session_state.get(key)
    if typed is not None and base.version != kept.version:
        if clean(str(typed)) == base.text:
            st.session_state[key] = kept.text
        elif clean(str(typed)) != kept.text:
            return base
    st.session_state[base_key] = kept
    return kept


def _theirs(script: Script) -> None:
    st.session_state[f"words-{script.id}"] = script.text
    st.session_state[f"base-{script.id}"] = script
    st.session_state.pop("conflict", None)


# the way out


def ready(
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
        on_click=_rewrite,
        args=(row,),
    )
    _sent(book, letter, script, not_yet, then)


def _rewrite(row: str) -> None:
    st.session_state.pop(f"ready-{row}", None)


def _ways(book: session.Workbook, letter: Letter, script: Script) -> None:
    """Draw what opens on this device with the words in it; only where it has somewhere to go."""
    row, to = letter.id, letter.to
    mail = mail_link(to.email, SUBJECTS.get(letter.kind, "Hello"), script.text)
    text, phone = text_link(to.phone, script.text), phone_link(to.phone)
    if letter.kind in SPOKEN:
        mail = text = ""
    ways = (
        ("Open in Mail", mail, Channel.EMAIL, ":material/mail:"),
        ("Open in Messages", text, Channel.TEXT, ":material/sms:"),
        ("Call", phone, Channel.PHONE, ":material/call:"),
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
    if letter.kind in fixed:
        return fixed[letter.kind]
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
        format_func=guide.label,
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
            format_func=guide.label,
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
            format="DD/MM/YYYY",
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
            st.button("Not yet", key=f"not-yet-{row}", on_click=_rewrite, args=(row,))
        else:
            forms.button("Not yet", not_yet, key=f"not-yet-{row}")


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
    for name in ("ready", "channel", "call", "talk", "day", "on", "base"):
        st.session_state.pop(f"{name}-{row}", None)
    if then is not None:
        then()
