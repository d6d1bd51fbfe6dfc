"""Cards: one thing to do, who it is about, why, and one button; the rest in a quiet row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from lib import guide
from lib.coaching import outreach
from lib.coaching.agenda import Agenda, agenda, resumed
from lib.coaching.answers import MOST_TRIES, REVISIT_DAYS, once_more
from lib.coaching.asks import Ask, Course
from lib.coaching.checks import warm_first
from lib.coaching.contacts import Contact, Kind
from lib.coaching.gives import Give
from lib.coaching.ladder import MESSAGES, days_after
from lib.coaching.promises import Promise
from lib.coaching.records import Record
from lib.coaching.steps import Step, Verb
from lib.coaching.text import is_blank
from lib.coaching.touches import Channel, RungKind, Touch
from lib.coaching.workbook import COURSES
from lib.ui import answers, example, forms, letters, reasons, resting, session, turning
from lib.ui.days import BOX
from lib.ui.text import capital, md, number

MOST = 3
"""Cards of a day: more would be no day's work."""
PAGE = 5
"""Rows of "Still want these?" shown at once."""

_WRITTEN = (Verb.THANK, Verb.TELL, Verb.TRY, Verb.SEND, Verb.KEEP_IN_TOUCH)
"""Steps done with words; the words open inside the card."""
_WAITING = (Verb.TRY, Verb.REST, Verb.SEND, Verb.REVISIT)
"""Steps of an ask that has no answer yet."""


def step(one: Step, book: session.Workbook, today: date, *, first: bool) -> None:
    """Draw one card.

    Args:
        one: the step.
        book: the workbook it is of.
        today: the owner's day.
        first: True for the one card whose button is the page's next step; see `leads`.
    """
    with st.container(border=True, key=f"card-{one.id}"):
        with st.container(gap="xxsmall"):
            st.subheader(md(one.to.name), anchor=False)
            st.caption(_heading(one))
        _why(one, book)
        if isinstance(one.about, Promise | Give) and not is_blank(one.about.what):
            st.markdown(f"> {md(one.about.what)}")
        _named_by(one, book)
        _main_button(one, book, today, first=first)
        _quiet_row(one, book, today)
        panel = _PANELS.get(_opened(one))
        if panel is not None:
            with st.container(key=f"panel-{one.id}"):
                panel(one, book, today)


def _why(one: Step, book: session.Workbook) -> None:
    """Draw why this is due, and what else helps at this moment of an ask."""
    st.markdown(md(one.why))
    reasons.shown(*one.rules)
    course = _known_course(one, book)
    if course is None or not course.attempts:
        return
    if one.verb is Verb.REST:
        resting.let_rest(course)
    elif one.verb is Verb.TRY and one.rung in MESSAGES:
        resting.no_more(course)


def _named_by(one: Step, book: session.Workbook) -> None:
    """Draw what helps where somebody named them and no word came (rules S0-1, S0-7)."""
    mutual = book.records.get(Contact, one.contact.mutual_contact)
    if one.verb is Verb.TRY and one.rung in MESSAGES and mutual is not None:
        reasons.say("named_by_a_friend", quiet=True, friend=letters.first_name(mutual.name))


def leads(steps: Sequence[Step]) -> bool:
    """Return whether the first card's button is the next step: not where a form is open."""
    return not answers.being_told() and all(
        _opened(one) not in ("words", "answer") for one in steps
    )


def _heading(one: Step) -> str:
    """Return what kind of step it is, in the guide's words: constant, nobody's text."""
    if one.verb in (Verb.TRY, Verb.SEND) and one.rung is not None:
        words = guide.label(one.rung)
        return words[:1].upper() + words[1:]
    return guide.label(one.verb)


_TO_WRITE = {
    Verb.THANK: "Write the thanks",
    Verb.TELL: "Write the news",
    Verb.KEEP_IN_TOUCH: "Write a line",
    RungKind.FIRST: "Write it",
    RungKind.SECOND: "Write the second message",
    RungKind.LIGHT: "Write the light one",
    RungKind.LETTER: "Write the short letter",
    RungKind.REFERRER: "Ask for a word",
}


def _main_button(one: Step, book: session.Workbook, today: date, *, first: bool) -> None:
    kind: forms.Kind = "primary" if first else "secondary"
    key = f"main-{one.id}"
    if one.verb in _WRITTEN:
        label = _TO_WRITE.get(one.rung or one.verb, "Write it")
        _opener(one, "words", label, key=key, kind=kind, icon=":material/edit:")
        return
    if one.verb is Verb.REST:
        st.checkbox("Think of them again in a month", key=f"revisit-{one.id}")
        forms.button("Let rest", _resting(one, book, today), key=key, type=kind)
    elif one.verb is Verb.REVISIT:
        save = forms.Save(
            book,
            "took up again",
            book.operation("again", one.operation),
            writes=lambda: [once_more(_course(one, book), guide.ladder(), today, "A month later.")],
        )
        forms.button("Write once more", save, key=key, type=kind)
    else:
        label = "They did it" if one.verb is Verb.PROMISE else "Done"
        forms.button(label, _doing(one, book, today), key=key, type=kind)


def _doing(one: Step, book: session.Workbook, today: date) -> forms.Save:
    verbs = {
        Verb.THANK: "said thank you",
        Verb.TELL: "told the introducer",
        Verb.KEEP_IN_TOUCH: "kept in touch",
        Verb.GIVE: "gave",
        Verb.PROMISE: "noted a kept promise",
        Verb.REVISIT: "left at rest",
    }
    return forms.Save(
        book,
        verbs.get(one.verb, "logged a message"),
        book.operation("done", one.operation),
        writes=lambda: _done(one, book, today),
        then=lambda: _close(one),
    )


def _done(one: Step, book: session.Workbook, today: date) -> tuple[Record, ...]:
    records = one.done(today, _channel(one, book), at=session.now())
    if one.verb is not Verb.SEND:
        return records
    (touch,) = records
    return tuple(outreach.sent(book.records, touch)) if isinstance(touch, Touch) else records


def _channel(one: Step, book: session.Workbook) -> Channel | None:
    """Return the way this probably went: as last time, or by letter where it is one."""
    if one.rung is RungKind.LETTER:
        return Channel.LETTER
    course = _known_course(one, book)
    if course is None or one.to.id != one.contact.id or not course.attempts:
        return None
    return course.attempts[-1].channel


def _resting(one: Step, book: session.Workbook, today: date) -> forms.Save:
    def writes() -> tuple[Record, ...]:
        if isinstance(one.about, Ask) and st.session_state.get(f"revisit-{one.id}"):
            in_a_month = days_after(today, REVISIT_DAYS)
            return outreach.let_rest(one.about, today, revisit_on=in_a_month)
        return one.let_rest(today)

    return forms.Save(
        book,
        "let rest",
        book.operation("rest", one.operation),
        writes=writes,
        then=lambda: _close(one),
    )


def _quiet_row(one: Step, book: session.Workbook, today: date) -> None:
    with st.container(horizontal=True, gap="small", key=f"quiet-{one.id}"):
        if one.verb in _WRITTEN:
            forms.button("Done", _doing(one, book, today), key=f"done-{one.id}", type="tertiary")
        if one.verb is Verb.REVISIT:
            forms.button(
                "Leave at rest", _doing(one, book, today), key=f"done-{one.id}", type="tertiary"
            )
        _opener(one, "later", "Later")
        if one.verb in _WAITING and _was_sent(one, book):
            _opener(one, "answer", "They answered")
        if one.verb is Verb.REST and _may_try_again(one, book):
            _opener(one, "more", "One more try")
        if one.verb in (Verb.TRY, Verb.SEND):
            _opener(one, "rest", "Let rest")
        elif one.verb in (Verb.GIVE, Verb.PROMISE):
            forms.button(
                "Let it go", _resting(one, book, today), key=f"drop-{one.id}", type="tertiary"
            )


def _opener(  # noqa: PLR0913 - a button has these properties
    one: Step,
    panel: str,
    label: str,
    *,
    key: str = "",
    kind: forms.Kind = "tertiary",
    icon: str | None = None,
) -> None:
    """Draw the button that opens or folds a panel of the card; `label` is constant."""
    if st.button(
        label,
        key=key or f"{panel}-{one.id}",
        type=kind,
        icon=icon,
        on_click=_toggle,
        args=(one, panel),
    ) and not st.session_state.pop("panel-tapped", False):
        # A session that never drew this button does not know its callback.
        _toggle(one, panel)
        st.rerun()


def _toggle(one: Step, panel: str) -> None:
    """Open a part of a card, or close it; it stands in the address, one at a time."""
    if _opened(one) == panel:
        _close(one)
    else:
        st.query_params["open"] = f"{panel}~{one.id}"
    st.session_state["panel-tapped"] = True


def _opened(one: Step) -> str | None:
    panel, _, row = st.query_params.get("open", "").partition("~")
    return panel if row == one.id else None


def _close(one: Step) -> None:
    if _opened(one) is not None:
        del st.query_params["open"]


def _known_course(one: Step, book: session.Workbook) -> Course | None:
    return None if one.ask is None else book.records.index(COURSES).get(one.ask.id)


def _course(one: Step, book: session.Workbook) -> Course:
    course = _known_course(one, book)
    if course is None:
        raise KeyError(one.verb)
    return course


def _was_sent(one: Step, book: session.Workbook) -> bool:
    course = _known_course(one, book)
    return course is not None and bool(course.attempts)


def _may_try_again(one: Step, book: session.Workbook) -> bool:
    """Return whether one more message has a place: not after a letter or a friend's word."""
    course = _known_course(one, book)
    return (
        course is not None
        and len(course.attempts) < MOST_TRIES
        and all(touch.rung is None or touch.rung in MESSAGES for touch in course.attempts)
    )


def _words(one: Step, book: session.Workbook, _today: date) -> None:
    letters.draw(book, letters.of_step(one), then=lambda: _close(one))


def _answer(one: Step, book: session.Workbook, today: date) -> None:
    course = _known_course(one, book)
    if course is not None:
        answers.form(book, course, today, place=one.verb.name.lower())


def _later(one: Step, book: session.Workbook, today: date) -> None:
    with st.container(horizontal=True, gap="small"):
        for label, days in (("In three days", 3), ("In a week", 7), ("In two weeks", 14)):
            forms.button(
                label,
                _putting_off(one, book, days, partial(days_after, today, days)),
                key=f"later{days}-{one.id}",
            )
    key = f"until-{one.id}"
    tomorrow = days_after(today, 1)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.date_input(
            "Or on a day of your own",
            value=days_after(today, 5),
            min_value=tomorrow,
            key=key,
            width=220,
            format=BOX,
        )
        forms.button(
            "Then",
            _putting_off(
                one, book, 0, lambda: max(st.session_state.get(key) or tomorrow, tomorrow)
            ),
            key=f"then-{one.id}",
        )


def _putting_off(
    one: Step, book: session.Workbook, days: int, until: Callable[[], date]
) -> forms.Save:
    return forms.Save(
        book,
        "put off",
        book.operation("later", one.operation, days),
        writes=lambda: one.later(until()),
        then=lambda: _close(one),
    )


def _rest(one: Step, book: session.Workbook, today: date) -> None:
    reasons.say("rest_is_good")
    course = _known_course(one, book)
    if course is not None and course.attempts:
        resting.let_rest(course)
    st.checkbox("Think of them again in a month", key=f"revisit-{one.id}")
    forms.button("Let rest", _resting(one, book, today), key=f"rested-{one.id}")


def _more(one: Step, book: session.Workbook, today: date) -> None:
    reasons.say("three_is_fair")
    resting.no_more(_course(one, book))
    key = f"reason-{one.id}"
    with st.form(f"more-form-{one.id}", border=False):
        st.text_input("Your reason", key=key, label_visibility="collapsed")

        def writes() -> list[Record]:
            reason = st.session_state.get(key) or ""
            course = _course(one, book)
            kept = "No reason given." if is_blank(reason) else reason
            return [once_more(course, guide.ladder(), today, kept)]

        save = forms.Save(
            book,
            "gave it one more try",
            book.operation("more", one.operation),
            writes=writes,
            then=lambda: _close(one),
        )
        forms.submit("One more try", save, key=f"more-now-{one.id}", type="secondary")


_PANELS: dict[str | None, Callable[[Step, session.Workbook, date], None]] = {
    "words": _words,
    "answer": _answer,
    "later": _later,
    "rest": _rest,
    "more": _more,
}


def still_want(found: Agenda, book: session.Workbook, today: date) -> None:
    """Draw, folded, what has waited so long that it asks first whether it is still wanted."""
    many = found.still_want_count
    if not many:
        return
    with st.container(key="still-want"):
        unfolded = st.expander("Still want these?", key="still-want-open", on_change="rerun")
        if not unfolded.open:
            return
        with unfolded:
            one_of_them = "One has" if many == 1 else f"{capital(number(many))} have"
            st.caption(
                f"{one_of_them} been lying here for a while. Keep what still matters; "
                "the rest may go in peace."
            )
            pages = -(-many // PAGE)
            page = 1
            if pages > 1:
                page = min(st.pagination(pages, key="still-want-page"), pages)
            upto = agenda(
                book.records, guide.ladder(), guide.cadences(), today, limit=page * PAGE
            ).still_want
            for one in upto[(page - 1) * PAGE :]:
                _old_row(one, book, today)


def _old_row(one: Step, book: session.Workbook, today: date) -> None:
    with st.container(key=f"old-{one.id}"):
        st.markdown(f"**{md(one.to.name)}** · {_heading(one)}")
        with st.container(horizontal=True, gap="small"):
            keep = forms.Save(
                book,
                "kept as still wanted",
                book.operation("keep", one.operation),
                writes=lambda: one.still_wanted(today),
            )
            forms.button("Yes, keep", keep, key=f"keep-{one.id}")
            forms.button("Let rest", _resting(one, book, today), key=f"drop-{one.id}")


def more_will_keep(found: Agenda) -> None:
    """Say that what does not fit on three cards can wait."""
    left = found.due - len(found.steps)
    if left > 0:
        st.caption(f"{capital(number(left))} more can wait; nobody loses anything by it.")


def newcomer(found: Agenda, today: date) -> None:
    """Draw the one button of a workbook in which nothing has gone out yet."""
    with st.container(border=True, key="newcomer"):
        st.subheader("Nothing here yet, and nothing waiting.", anchor=False)
        st.markdown(
            "One message to someone who would be glad to hear from you: that is all it takes to "
            "begin. It takes about ten minutes."
        )
        if found.next_on is not None:
            st.caption(f"Then, on {spoken(found.next_on, today)}, there is something to look at.")
        turning.button(
            "Start", "start.py", key="start", kind="primary", icon=":material/waving_hand:"
        )
    example.look_at()


def nothing_due(found: Agenda, today: date) -> None:
    """Say that there is nothing to do, and until when."""
    st.subheader("Nothing to do today.", anchor=False)
    if found.next_on is not None:
        st.caption(f"We look again on {spoken(found.next_on, today)}.")


def one_kind_thing(book: session.Workbook, today: date, *, leads: bool) -> None:
    """Draw the one suggestion of a day on which nothing is due, and the way to end it.

    Args:
        book: the workbook.
        today: the owner's day.
        leads: False where a form is open elsewhere, whose button is the page's next step.
    """
    warm = warm_first(book.records, 1)
    if warm:
        way = "by phone, perhaps" if warm[0].phone else "a few lines are enough"
        known = "someone who knows you" if warm[0].kind is None else KNOWN[warm[0].kind]
        words = f"When you feel like it: {md(warm[0].name)}, {known}; {way}."
    else:
        words = "When you feel like it: one old colleague, by phone."
    st.markdown(words)
    with st.container(horizontal=True, gap="small"):
        turning.button(
            "Pick someone", "ask.py", key="pick", kind="primary" if leads else "secondary"
        )
        forms.button("Close for today", _closing(book, today), key="enough-card")


KNOWN = {
    Kind.COLLEAGUE: "with whom you worked",
    Kind.FRIEND: "who is close to you",
    Kind.SOCIAL: "whom you know socially",
    Kind.OTHER: "whom you have met",
}


def _closing(book: session.Workbook, today: date) -> forms.Save:
    cover = book.records.cover
    return forms.Save(
        book,
        "closed the day",
        book.operation("enough", cover.version, today),
        writes=lambda: [replace(cover, closed_on=today)],
    )


def day_ends(book: session.Workbook, today: date, *, open_steps: bool) -> None:
    """Draw the two quiet ways to stop: for today, or until one comes back."""
    cover = book.records.cover
    with st.container(horizontal=True, gap="small", key="day-ends"):
        if open_steps:
            forms.button(
                "Enough for today", _closing(book, today), key="enough", icon=":material/bedtime:"
            )
        pause = forms.Save(
            book,
            "paused",
            book.operation("pause", cover.version, today),
            writes=lambda: [replace(cover, paused_on=today)],
        )
        forms.button("Pause for longer", pause, key="pause", type="tertiary")


def paused(book: session.Workbook, today: date) -> None:
    """Draw the resting workbook, with the one button that wakes it."""
    cover = book.records.cover
    since = "" if cover.paused_on is None else f" since {spoken(cover.paused_on, today)}"
    if cover.paused_on == today:
        since = " since today"
    with st.container(border=True, key="paused"):
        st.subheader("Paused", anchor=False)
        st.markdown(
            f"Everything has been resting{since}. Nothing falls due until you come back, and "
            "nothing piles up: every day moves along."
        )
        save = forms.Save(
            book,
            "came back",
            book.operation("resume", cover.version, today),
            writes=lambda: resumed(book.records, guide.ladder(), guide.cadences(), today),
        )
        forms.button("I'm back", save, key="resume", type="primary")


def closed(found: Agenda, book: session.Workbook, today: date) -> None:
    """Draw the end of the day: what is open, when we look again, and nothing to do."""
    cover = book.records.cover
    with st.container(border=True, key="closed"):
        st.subheader("That's enough for today.", anchor=False)
        reasons.say("a_little_each_day", quiet=True)
        still = found.standing.open
        if still:
            are, them = ("is", "it") if still == 1 else ("are", "them")
            st.markdown(
                f"{capital(number(still))} {are} still open, and nothing for you to do about "
                f"{them} now."
            )
        if found.due:
            st.markdown("What is left will keep until tomorrow.")
        elif found.next_on is not None:
            st.markdown(f"We look again on {spoken(found.next_on, today)}.")
        save = forms.Save(
            book,
            "opened the day again",
            book.operation("reopen", cover.version, today),
            writes=lambda: [replace(cover, closed_on=None)],
        )
        forms.button("Open today again", save, key="reopen", type="tertiary")


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def spoken(day: date, today: date) -> str:
    """Return a day as one says it: "Thursday 14 May", with the year where it is another."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_DAYS[day.weekday()]} {day.day} {day:%B}{year}"
