"""What stands inside an exercise: its questions, and what the workbook knows for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from lib import guide
from lib.coaching.agenda import agenda
from lib.coaching.checks import Fit
from lib.coaching.companies import company_key
from lib.coaching.contacts import Contact
from lib.coaching.exercises import YES, Exercise
from lib.coaching.ladder import days_after
from lib.coaching.paragraphs import Part, parts_of
from lib.coaching.practice import LOOK_AGAIN, lapsed, newest_words, said_in
from lib.coaching.records import NAME_LIMIT, Record
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.steps import Step, Verb
from lib.coaching.targets import Target
from lib.coaching.text import is_blank
from lib.coaching.touches import Channel, Purpose, Touch
from lib.coaching.workbook import Records
from lib.guide.practice import Card, Question, Way
from lib.guide.practice import Exercise as Words
from lib.ui import diagnosing, mywords, rating, reasons, session, worksheet
from lib.ui.text import capital, md, shown
from lib.ui.worksheet import Filling

CHOICE = "Which way"
"""The label under which it is kept whether one asks wide or for one company."""
WHOM = "Whom"
"""The label under which a colleague's name is kept."""
MOST_COMPANIES = 5
ASK_ME = {"Tomorrow": 1, "In three days": 3, "In a week": 7}
"""When to ask what came of it, in days."""
FOLLOWED = (Verb.THANK, Verb.TELL, Verb.TRY, Verb.SEND)
"""Steps that are follow-ups."""


def draw(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw what stands inside an exercise, and return what its boxes hold."""
    body = _BODIES.get(words.name, _plain)
    return body(book, words, row, today)


def look_again(row: Exercise) -> str:
    """Draw when to ask what came of it, and return the key of the box."""
    box = worksheet.key(row, "ask-me")
    st.pills(
        "When shall we ask how it went?",
        list(ASK_ME),
        default="Tomorrow",
        key=box,
        on_change="ignore",
        persist_state="session",
    )
    return box


def _again(box: str, row: Exercise, today: date) -> list[Part]:
    if row.version and not is_blank(row.answer):
        return [one for one in parts_of(row.answer) if one[0] == LOOK_AGAIN]
    days = ASK_ME.get(str(st.session_state.get(box)), 1)
    return [(LOOK_AGAIN, days_after(today, days).isoformat())]


def _plain(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    del book
    worksheet.draw(row, words.questions)
    _story(words)
    box = look_again(row) if words.asks_back and is_blank(row.answer) else ""

    def parts() -> Sequence[Part]:
        found = worksheet.held(row, words.questions)
        if not words.asks_back or worksheet.says_nothing(found):
            return found
        return [*found, *_again(box, row, today)]

    return Filling(parts)


def _story(words: Words) -> None:
    if words.story:
        st.caption(md(words.story))
        reasons.shown(*words.story_rules)


def _can_cant(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw three quick cards; each says its answer and the reason once it is tapped."""
    del book, today
    kinds = guide.kinds()
    held = dict(parts_of(row.answer))
    said: dict[str, str] = {}
    for at, one in enumerate(words.cards):
        suits = kinds[one.kind].suits[one.ask]
        kept = held.get(one.question, "").partition(".")[0]
        fits = {guide.label(fit): fit for fit in Fit}
        tapped = st.pills(
            md(one.question),
            list(Fit),
            default=fits.get(kept),
            format_func=_fit,
            key=worksheet.key(row, f"{at}"),
            persist_state="session",
        )
        if tapped is not None:
            st.caption(f"**{capital(guide.label(suits.fit))}.** {md(suits.reason)}")
            reasons.shown(*suits.rules)
            said[one.question] = f"{guide.label(tapped)}. Usually {guide.label(suits.fit)}"
    if len(said) == len(words.cards):
        kind = st.pills(
            "And the others? Tap a kind of people.",
            list(kinds),
            format_func=lambda one: md(kinds[one].label),
            key=worksheet.key(row, "kinds"),
        )
        reasons.shown("S2-7")
        if kind is not None:
            rating.what_they_can(kind)
    return Filling(lambda: list(said.items()))


def cards_of(name: str) -> str:
    """Return the exercise whose cards an exercise draws: the second round has the first one's."""
    return "quiz" if name == "quiz-again" else name


def _quiz(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw quick cards without their answers; what is kept counts how many stand as in the guide.

    The answers come after the second round (`answers`), so that it is a round of one's own.
    """
    del book, today
    held = dict(parts_of(row.answer))
    fits = {guide.label(fit): fit for fit in Fit}
    boxes = [worksheet.key(row, f"{at}") for at, _ in enumerate(words.cards)]
    for one, box in zip(words.cards, boxes, strict=True):
        st.pills(
            md(one.question),
            list(Fit),
            default=fits.get(held.get(one.question, "")),
            format_func=_fit,
            key=box,
            on_change="ignore",
            persist_state="session",
        )

    def tapped() -> list[tuple[Card, Fit]]:
        found = zip(words.cards, (st.session_state.get(box) for box in boxes), strict=True)
        return [(one, fit) for one, fit in found if isinstance(fit, Fit)]

    def counts() -> tuple[int | None, int | None]:
        kinds = guide.kinds()
        right = sum(kinds[one.kind].suits[one.ask].fit is fit for one, fit in tapped())
        return right, len(words.cards)

    return Filling(
        lambda: [(one.question, guide.label(fit)) for one, fit in tapped()], counts=counts
    )


def answers(words: Words, said: Mapping[str, str]) -> None:
    """Draw what the guide says to each card, with its reason, beside what was tapped.

    Args:
        words: the exercise.
        said: what was tapped, by the question.
    """
    kinds = guide.kinds()
    for one in words.cards:
        suits = kinds[one.kind].suits[one.ask]
        yours = said.get(one.question, "")
        tapped = f" You tapped: {md(yours)}." if yours else ""
        with st.container(gap=None):
            st.markdown(md(one.question))
            st.caption(f"**{capital(guide.label(suits.fit))}.** {md(suits.reason)}{tapped}")
        reasons.shown(*suits.rules)


def _fit(fit: Fit) -> str:
    return capital(guide.label(fit))


def _search(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw the choice between asking wide and for one company, then its questions."""
    del words, today
    found = guide.search()
    ways = {found.wide.label: found.wide, found.targeted.label: found.targeted}
    kept = dict(parts_of(row.answer)).get(CHOICE)
    label = st.segmented_control(
        "How will you ask?",
        list(ways),
        default=kept if kept in ways else None,
        format_func=_label,
        key=worksheet.key(row, "way"),
        persist_state="session",
    )
    way = ways.get(label or "")
    if way is None:
        return Filling(list)
    st.caption(md(way.why))
    reasons.shown(*way.rules)
    if way is found.wide:
        return _wide(book, way, row)
    return _targeted(book, way, row)


def _label(words: str) -> str:
    return md(words)


def _wide(book: session.Workbook, way: Way, row: Exercise) -> Filling:
    worksheet.draw(row, way.questions, part="wide")
    use = worksheet.key(row, "use")
    st.checkbox(
        "Say so in my messages, as what I look for",
        key=use,
        on_change="ignore",
        persist_state="session",
    )

    def parts() -> Sequence[Part]:
        found = worksheet.held(row, way.questions, part="wide")
        return [] if worksheet.says_nothing(found) else [(CHOICE, way.label), *found]

    def also() -> Sequence[Record]:
        wanted = looked_for([text for _, text in worksheet.held(row, way.questions, part="wide")])
        cover = session.workbook().records.cover
        if not st.session_state.get(use) or not wanted or wanted == cover.looking_for:
            return ()
        return (replace(cover, looking_for=wanted),)

    def then() -> None:
        held = worksheet.held(row, way.questions, part="wide")
        # Field and place, then the roles: whatever finds somebody first (rule S1-5).
        st.session_state["exercise-words"] = next(
            (text for _, text in [*held[2:], *held[:2]] if not is_blank(text)), ""
        )

    del book
    return Filling(parts, also, then=then)


def looked_for(said: Sequence[str]) -> str:
    """Return what one looks for as one phrase, from a role, another role, a field and a place."""
    role, other, field, place = (one.strip() for one in [*said, "", "", "", ""][:4])
    roles = " or ".join(one for one in (role, other) if one)
    work = " in ".join(one for one in (roles or ("work" if field else ""), field) if one)
    return ", ".join(one for one in (work, place) if one)


def _targeted(book: session.Workbook, way: Way, row: Exercise) -> Filling:
    """Draw the companies with how much each is wanted and its plan B (rule S2-18)."""
    words = guide.search()
    targets = sorted(
        book.records.all(Target).values(), key=lambda one: (one.priority, one.company, one.id)
    )[:MOST_COMPANIES]
    more = worksheet.key(row, "more")
    many = min(max(len(targets), 1) + int(st.session_state.get(more, 0)), MOST_COMPANIES)
    for at in range(many):
        one = targets[at] if at < len(targets) else Target(company="")
        with st.container(border=True, key=worksheet.key(row, f"company-box-{at}")):
            _line(row, f"company-{at}", md(words.company), one.company, words.company_example)
            st.pills(
                md(words.priority),
                [1, 2, 3],
                default=one.priority,
                required=True,
                format_func=lambda wanted: WANTED[wanted],
                key=worksheet.key(row, f"priority-{at}"),
                on_change="ignore",
                persist_state="session",
            )
            _line(row, f"plan-{at}", md(words.plan_b), one.plan_b, words.plan_b_example)
    if many < MOST_COMPANIES:
        st.button(
            "One more company",
            key=f"more-{row.id}",
            type="tertiary",
            icon=":material/add:",
            on_click=_one_more,
            args=(more,),
        )

    def companies() -> list[Target]:
        found: dict[str, Target] = {}
        known = {company_key(one.company): one for one in _targets(session.workbook().records)}
        for at in range(many):
            company, plan = (_typed(row, f"{name}-{at}") for name in ("company", "plan"))
            if is_blank(company):
                continue
            name = company_key(company) or company
            was = known.get(name, Target(company=company.strip()))
            wanted = st.session_state.get(worksheet.key(row, f"priority-{at}")) or was.priority
            found[name] = replace(was, priority=wanted, plan_b=plan.strip() or was.plan_b)
        return list(found.values())

    def parts() -> Sequence[Part]:
        rows = [
            (f"Company {place}", _said(one, words.plan_b))
            for place, one in enumerate(companies(), 1)
        ]
        return [(CHOICE, way.label), *rows] if rows else []

    def also() -> Sequence[Record]:
        kept = session.workbook().records
        return [one for one in companies() if one != kept.get(Target, one.id)]

    def then() -> None:
        st.session_state["exercise-company"] = next((one.company for one in companies()), "")

    return Filling(parts, also, then=then)


WANTED = {1: "Most", 2: "A lot", 3: "It would do"}
"""How much a company is wanted."""


def _targets(records: Records) -> list[Target]:
    return list(records.all(Target).values())


def _said(target: Target, plan_b: str) -> str:
    wanted = f"{target.company}, {WANTED[target.priority].lower()}"
    return wanted if is_blank(target.plan_b) else f"{wanted}\n{plan_b}: {target.plan_b}"


def _line(row: Exercise, name: str, label: str, value: str, example: str) -> None:
    st.text_input(
        label,
        value,
        key=worksheet.key(row, name),
        max_chars=NAME_LIMIT,
        placeholder=example,
        persist_state="session",
    )


def _typed(row: Exercise, name: str) -> str:
    return str(st.session_state.get(worksheet.key(row, name)) or "")


def _one_more(key: str) -> None:
    st.session_state[key] = int(st.session_state.get(key, 0)) + 1


def _but(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw the four buts, an answer of one's own, and one follow-up to do (rule S4-8)."""
    but, answer, follow_up = words.questions
    worksheet.draw(row, [but])
    _story(words)
    picked = st.session_state.get(worksheet.key(row, "0"))
    if picked not in but.options:
        return Filling(list)
    ours = but.answers[but.options.index(picked)]
    st.markdown(f"> {md(ours)}")
    box = worksheet.key(row, "answer0")
    st.button(
        "Begin with this",
        key=f"begin-{row.id}",
        type="tertiary",
        icon=":material/edit:",
        on_click=_put,
        args=(box, ours),
    )
    worksheet.draw(row, [answer], part="answer")
    due = _follow_ups(book, today)
    chosen = worksheet.key(row, "follow-up")
    if due:
        st.pills(
            md(follow_up.label),
            list(due),
            default=next(iter(due)) if is_blank(row.answer) else None,
            format_func=lambda one: md(_named(due[one])),
            key=chosen,
            on_change="ignore",
            persist_state="session",
        )
    else:
        worksheet.draw(row, [follow_up], part="follow-up")
    again = look_again(row) if is_blank(row.answer) else ""

    def parts() -> Sequence[Part]:
        found = [
            *worksheet.held(row, [but]),
            *worksheet.held(row, [answer], part="answer"),
            (follow_up.label, _which(due, chosen, row, follow_up)),
        ]
        return [*found, *_again(again, row, today)]

    def then() -> None:
        step = due.get(str(st.session_state.get(chosen)))
        if step is not None:
            # The words of this follow-up open in its card, so that writing leads to doing.
            st.query_params["open"] = f"words~{step.id}"

    return Filling(parts, then=then)


def _follow_ups(book: session.Workbook, today: date) -> dict[str, Step]:
    found = agenda(book.records, guide.ladder(), guide.cadences(), today, limit=4)
    return {one.id: one for one in found.steps if one.verb in FOLLOWED}


def _named(step: Step) -> str:
    what = guide.label(step.rung) if step.rung is not None else guide.label(step.verb)
    return f"{step.to.name}, {what[:1].lower()}{what[1:]}"


def _which(due: dict[str, Step], chosen: str, row: Exercise, question: Question) -> str:
    step = due.get(str(st.session_state.get(chosen)))
    if step is not None:
        return _named(step)
    if due:
        return dict(parts_of(row.answer)).get(question.label, "")
    return _typed(row, "follow-up0")


def _put(box: str, words: str) -> None:
    st.session_state[box] = words


def _up_to_date(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw whom to bring up to date, the three parts, and the two ways (rule S2-15)."""
    found = lapsed(book.records, guide.practices(), today)
    kept = dict(parts_of(row.answer))
    box = worksheet.key(row, "whom")
    people = {one.id: one for one in found}
    if people:
        st.pills(
            "Who has not heard from you for long?",
            list(people),
            default=next((one.id for one in found if one.name == kept.get(WHOM)), found[0].id),
            format_func=lambda one: md(people[one].name),
            key=box,
            on_change="ignore",
            persist_state="session",
        )
    begun = {
        words.questions[1].label: "\n".join(said_in(book.records, "successes")),
        words.questions[2].label: book.records.cover.looking_for,
    }
    worksheet.draw(row, words.questions, begun=begun)
    again = look_again(row) if is_blank(row.answer) else ""

    def whom() -> Contact | None:
        return people.get(str(st.session_state.get(box)))

    def parts() -> Sequence[Part]:
        held = worksheet.held(row, words.questions)
        if worksheet.says_nothing(held):
            return []
        contact = whom()
        name = kept.get(WHOM, "") if contact is None else contact.name
        return [(WHOM, name), *held, *_again(again, row, today)]

    def also() -> Sequence[Record]:
        contact = whom()
        if contact is None:
            return ()
        held = dict(worksheet.held(row, words.questions))
        ways = zip(words.questions[3:], (None, Channel.IN_PERSON), strict=True)
        return [
            _told(contact, channel, today)
            for one, channel in ways
            if held[one.label] == YES and kept.get(one.label) != YES
        ]

    def then() -> None:
        contact = whom()
        if contact is not None:
            st.session_state["exercise-who"] = contact.id

    return Filling(parts, also, then=then)


def _told(contact: Contact, channel: Channel | None, today: date) -> Touch:
    return Touch(contact=contact.id, on=today, channel=channel, purpose=Purpose.KEEP_IN_TOUCH)


def _pass_on(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
    """Draw the newest message that went out, then whether one would hand such a person on."""
    newest = newest_words(book.records)
    if newest:
        with st.container(border=True, key="my-newest"):
            st.text(shown(newest))
    return _plain(book, words, row, today)


def _spoken(*slots: ScriptKind) -> Callable[[session.Workbook, Words, Exercise, date], Filling]:
    """Return the body of an exercise whose answers are also kept among "My words"."""

    def body(book: session.Workbook, words: Words, row: Exercise, today: date) -> Filling:
        del today
        scripts = [book.records.get(Script, mywords.row_of(book, one)) for one in slots]
        begun = {
            one.label: "" if script is None else script.text
            for one, script in zip(words.questions, scripts, strict=True)
        }
        worksheet.draw(row, words.questions, begun=begun)

        def also() -> Sequence[Record]:
            held = worksheet.held(row, words.questions)
            found = []
            for kind, script, (_, text) in zip(slots, scripts, held, strict=True):
                was = script or Script(
                    id=mywords.row_of(book, kind), kind=kind, title=guide.label(kind)
                )
                if not is_blank(text) and text != was.text:
                    found.append(replace(was, text=text))
            return found

        return Filling(lambda: worksheet.held(row, words.questions), also)

    return body


_BODIES: dict[str, Callable[[session.Workbook, Words, Exercise, date], Filling]] = {
    "can-cant": _can_cant,
    "quiz": _quiz,
    "search": _search,
    "but": _but,
    "up-to-date": _up_to_date,
    "pass-on": _pass_on,
    "nowhere": diagnosing.nowhere,
    "wrong-people": diagnosing.wrong_people,
    "chance": _spoken(ScriptKind.CHANCE),
    "ready": _spoken(ScriptKind.CONVERSATION, ScriptKind.VOICEMAIL),
}
