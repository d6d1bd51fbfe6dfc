"""Leading a workshop: let people in, step by step with a timer, show the room itself.

Nothing here can tell who said what: the store gives counts, first names, and pictures of five
people at least. (A sheet that the facilitator links does tell; everybody who takes part is told.)
What changes by itself is the counts and the clock, in a fragment of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import streamlit as st

from lib import guide
from lib.coaching import workshop
from lib.coaching.workshop import NotYet, Picture
from lib.exchange import csv_out
from lib.guide import RoomQuestion
from lib.store import OverError, Standing
from lib.ui import (
    after_hour,
    days,
    paper,
    pictures,
    planning_hour,
    qr,
    reasons,
    room_sheet,
    rooms,
    session,
)
from lib.ui.rooms import ROOM, Led
from lib.ui.text import capital, counted, md, shown

LOOK_SECONDS: Final = 4
"""How often the counts are drawn anew: with the time it takes, none is older than five seconds."""
MORE_SECONDS: Final = 120
BIG: Final = "big"
"""What the address calls the screen for the room."""
_NO: Final = "not-yet"
"""Where it is kept why a picture was not shown, by its question."""
_DRAWN: Final = "version-led"
_LEADS: Final = "leads-on"
"""Where it is kept what leads on the page as it was drawn; where that is another, it is drawn anew.
"""

Slides = Callable[[RoomQuestion, Picture, Picture | None], Sequence[pictures.Answer]]
"""Makes what a picture says; `lib.charts.room.slides`."""


def draw(slides: Slides) -> None:
    """Draw the workshop in front, or the way to begin one.

    Args:
        slides: makes what a picture says.
    """
    there = dict(rooms.mine())
    wanted = st.query_params.get(ROOM)
    front = wanted if wanted in there else next(iter(there), None)
    if front is None or planning_hour.asked_for():
        planning_hour.draw(first=front is None)
        return
    led = Led(front)
    standing = led.standing()
    note_drawn(standing)
    st.query_params[ROOM] = front
    _head(standing, there)
    link = room_sheet.of(led)
    if standing.ended_at is not None:
        _over(led, standing, slides)
        room_sheet.over(link, led)
        return
    _lobby(led, standing)
    _step(led, standing, slides, in_sheet=link is not None)
    _all_steps(led, standing)
    room_sheet.draw(led, link)
    _beside(led, standing)


def note_drawn(standing: Standing) -> None:
    """Note at which version the page is drawn: `look` draws it anew where that moves on."""
    st.session_state[_DRAWN] = standing.version


# its head, and the lobby


def _head(standing: Standing, there: Mapping[str, str]) -> None:
    st.title(md(standing.title), anchor=False)
    if len(there) > 1:
        st.pills(
            "Your workshops",
            list(there),
            default=standing.id,
            required=True,
            format_func=lambda one: md(there[one]),
            key="which-workshop",
            label_visibility="collapsed",
            on_change=_turned,
        )
    address = rooms.new_link(standing.id)
    if address is not None:
        with st.container(border=True, key="workshop-link"):
            st.markdown("**Your link to lead this workshop, shown once.**")
            st.caption("Keep it: with it you lead from any browser. It opens nobody's workbook.")
            st.code(shown(address), language=None, wrap_lines=True)
            st.button("I have it", key="workshop-link-done", on_click=rooms.put_link_away)


def _turned() -> None:
    st.query_params[ROOM] = str(st.session_state.get("which-workshop"))


def _lobby(led: Led, standing: Standing) -> None:
    """Draw the way in: open until the first real step, folded after it."""
    first = standing.step in (None, standing.plan.steps[0].name)
    unfolded = st.expander(
        "Let people in", expanded=first, key=f"lobby-{first}", icon=":material/group_add:"
    )
    with unfolded:
        if standing.code is None:
            st.markdown("Nobody can come in now. Whoever is in stays in.")
            st.button("Let people in again", key="lobby-open", on_click=led.lobby, kwargs=_OPEN)
            return
        address = rooms.join_address(standing.code)
        with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
            qr.draw(address, alt="The way in as a QR code", width=180)
            with st.container(gap="xsmall"):
                st.markdown(f"At **{md(rooms.join_address())}** with the code")
                st.markdown(f"# {md(rooms.code_in_print(standing.code))}")
                st.caption("Small letters will do. The same code lets those in who come after.")
        _names(led, standing)
        st.button(
            "Close the door", key="lobby-close", type="tertiary", on_click=led.lobby, kwargs=_SHUT
        )


_OPEN, _SHUT = {"is_open": True}, {"is_open": False}


def _names(led: Led, standing: Standing) -> None:
    st.toggle(
        "Show first names",
        value=not standing.names_hidden,
        key=f"names-{standing.id}",
        on_change=_hide,
        args=(led,),
    )
    look(led, standing.version, "lobby")


def _hide(led: Led) -> None:
    led.hide_names(hidden=not st.session_state.get(f"names-{led.id}"))


# the step that the room is at


def _step(led: Led, standing: Standing, slides: Slides, *, in_sheet: bool) -> None:
    names = [one.name for one in standing.plan.steps]
    at = names.index(standing.step) if standing.step in names else -1
    here = guide.step_of(standing.step)
    asked = _asked(standing)
    every = led.pictures() if asked else []
    waiting = leads(standing, every)
    st.session_state[_LEADS] = waiting
    with st.container(border=True, key="step-led"):
        if here is None:
            st.markdown("**Everything is ready.** Begin when most of the room is in.")
        else:
            st.caption(f"Step {at + 1:d} of {len(names)}")
            st.subheader(md(here.title), anchor=False)
            reasons.shown(*here.rules)
        look(led, standing.version, "led")
        if here is not None:
            st.caption("What to say, in about these words")
            st.markdown(md(here.says_with_sheet if in_sheet else here.says))
            st.caption(f"They read: {md(here.asks)}")
        _ways(led, names, at, waiting)
    if here is not None:
        own = [name for name in asked if is_own(name)]
        for name in asked:
            if name not in own:
                _question(led, name, every, slides, leads=name == waiting)
        _own(led, own, every, slides)


def _asked(standing: Standing) -> list[str]:
    """Return the questions of the room's step whose pictures it may see."""
    here = guide.step_of(standing.step)
    names = () if here is None else here.reveals
    return [name for name in names if standing.plan.question(name) is not None]


_SCREEN: Final = "the screen"


def leads(standing: Standing, every: Sequence[Picture]) -> str:
    """Return what comes next for whoever leads: a picture to show, the screen for the room, or on.

    Args:
        standing: how the workshop stands.
        every: the pictures that the room was shown.

    Returns:
        The question whose picture comes next, once enough people have done the step; `_SCREEN`
        before the first step, until somebody is in: they come in by it; else empty, for on.
    """
    if standing.step is None:
        return "" if standing.people else _SCREEN
    found = standing.progress.get(standing.step or "")
    if found is None or found.people < workshop.FEWEST:
        return ""
    seen = {one.question for one in every if one.shown}
    waiting = (one for one in _asked(standing) if one not in seen and not is_own(one))
    return next(waiting, "")


def _ways(led: Led, names: Sequence[str], at: int, waiting: str) -> None:
    with st.container(horizontal=True, gap="small", key="step-ways"):
        if at > 0:
            st.button("Back", key=f"back-{at}", on_click=led.go, args=(names[at - 1],))
        if at >= 0:
            st.button(
                "Two more minutes", key=f"more-{at}", on_click=led.extend, args=(MORE_SECONDS,)
            )
        if at + 1 < len(names):
            following = guide.step_of(names[at + 1])
            label = "Begin" if at < 0 else "Next"
            words = "" if following is None else f": {md(following.title)}"
            st.button(
                f"{label}{words}",
                key=f"next-{at}",
                type="secondary" if waiting else "primary",
                on_click=led.go,
                args=(names[at + 1],),
            )
    if at + 1 == len(names):
        st.markdown("**That was the last step.** Leave it open for a while, or end it under More.")
    st.link_button(
        "The screen for the room",
        f"/workshop?{ROOM}={led.id}&{BIG}=1",
        icon=":material/tv:",
        type="primary" if waiting == _SCREEN else "tertiary",
    )


def _nudge(led: Led, standing: Standing) -> None:
    """Draw the one reminder a step has for those who are not done; nothing once all are.

    Nobody is named.
    """
    here = standing.plan.step(standing.step)
    found = standing.progress.get(standing.step or "")
    if here is None or here.count is None or not here.count.can_be_done or found is None:
        return
    if found.people >= standing.people:
        return
    if standing.nudged:
        st.caption(":material/check: Whoever is not there yet has a quiet line on their page.")
        return
    st.button(
        "Nudge those not there yet",
        key=f"nudge-{standing.step}",
        type="tertiary",
        icon=":material/hourglass_empty:",
        help="They alone read that the room waits a little; you see counts, as before.",
        on_click=led.nudge,
    )


@st.fragment(run_every=LOOK_SECONDS)
def look(led: Led, version: int, what: str) -> None:
    """Draw what moves by itself: who is in, the clock, how far the room has got.

    Args:
        led: the workshop.
        version: as it was drawn.
        what: "lobby" for who is in, with names; "door" without; "step" for clock and counts;
            "led" for those, with what reminds the rest; "nothing" to look alone.
    """
    standing = led.seen()
    if standing is None or _is_another(led, standing, version, what):
        session.redraw()
        return
    if what in ("lobby", "door"):
        st.markdown(f"**{people_in(standing)}**")
        if what == "lobby" and standing.names:
            st.text(shown(", ".join(standing.names)))
    if what in ("step", "led"):
        told = filter(None, (clock(standing, session.now()), progress(standing)))
        st.markdown(" · ".join(f"**{md(one)}**" for one in told))
    if what == "led":
        _nudge(led, standing)


def _is_another(led: Led, standing: Standing, version: int, what: str) -> bool:
    """Return whether the page is another one now than it was drawn."""
    if standing.version != st.session_state.get(_DRAWN, version) or _is_stale(standing):
        return True
    if what != "led":
        return False
    every = led.pictures() if _asked(standing) else []
    return leads(standing, every) != st.session_state.get(_LEADS)


def people_in(standing: Standing) -> str:
    """Return how many are in, in words."""
    if not standing.people:
        return "Nobody is in yet."
    return f"{capital(counted(standing.people, 'person is', 'people are'))} in."


def took_part(standing: Standing) -> str:
    """Return how many were in when it ended, in words."""
    if not standing.people:
        return "Nobody took part."
    return f"{capital(counted(standing.people, 'person', 'people'))} took part."


def clock(standing: Standing, now: datetime) -> str:
    """Return what is left of the step's time; empty where no clock runs."""
    if standing.ends_at is None:
        return ""
    left = int((standing.ends_at - now).total_seconds())
    return f"{left // 60}:{left % 60:02d} left" if left > 0 else "The time for this step is over."


def progress(standing: Standing) -> str:
    """Return how far the room has got with its step; empty where nothing is counted."""
    here, found = guide.step_of(standing.step), standing.progress.get(standing.step or "")
    if here is None:
        return ""
    if found is None:
        return f"{standing.people:,} {here.done}"
    said = f"{found.people:,} of {standing.people:,} {here.done}"
    if here.name == "send" and found.total:
        said += f" · {counted(found.total, 'message has', 'messages have')} left this room"
    return said


# pictures


def is_own(name: str) -> bool:
    """Return whether a question is answered by what people brought in, and by nobody's tap."""
    return guide.room_questions()[name].question.kind in workshop.OWN


def _own(led: Led, names: Sequence[str], every: Sequence[Picture], slides: Slides) -> None:
    """Draw, folded until one was shown, what the messages say that people brought in."""
    if not names:
        return
    seen = any(one.question in names and one.shown for one in every)
    asked = any(map(refused, names))
    unfolded = st.expander(
        "From messages that people brought in", expanded=seen or asked, key=f"own-{seen or asked}"
    )
    with unfolded:
        st.caption(
            "Worth a look where five people or more have brought in LinkedIn's messages, or have "
            "kept their requests here: the newest ten of each whose wait is over."
        )
        for name in names:
            _question(led, name, every, slides)


def _question(
    led: Led, name: str, every: Sequence[Picture], slides: Slides, *, leads: bool = False
) -> None:
    """Draw one question of the step: its picture, or what shows it to the room.

    Args:
        led: the workshop.
        name: of the question.
        every: the pictures that the room was shown.
        slides: makes what a picture says.
        leads: whether showing it is what comes next.
    """
    asked = guide.room_questions()[name]
    now, beside = shown_now(every, asked)
    with st.container(border=True, key=f"question-{name}"):
        if now is None:
            st.markdown(f"**{md(asked.title)}**")
        else:
            for place, one in enumerate(slides(asked, now, beside)):
                pictures.titled(one, key=f"{name}-{place}")
        lacking = refused(name)
        if lacking:
            st.markdown(f":material/visibility_off: {md(lacking)}")
        with st.container(horizontal=True, gap="small", key=f"ways-{name}"):
            st.button(
                "Show the room" if now is None else "Show the next one",
                key=f"reveal-{name}",
                type="primary" if leads else "secondary",
                on_click=reveal,
                args=(led, name),
            )
            if now is not None:
                st.button(
                    "Put it away",
                    key=f"away-{name}",
                    type="tertiary",
                    on_click=led.reset,
                    args=(name,),
                )
        if asked.question.by_hand and not is_own(name):
            _by_hand(led, asked)


def shown_now(
    every: Sequence[Picture], asked: RoomQuestion
) -> tuple[Picture | None, Picture | None]:
    """Return the picture of a question that the room sees, and the one that stands beside it."""
    newest = {one.question: one for one in every if one.shown}
    return newest.get(asked.question.name), newest.get(asked.beside)


def reveal(led: Led, name: str) -> None:
    """Show the room a picture of a question, or note why not; nothing after the end."""
    with suppress(OverError):
        _note(led, name, led.reveal(name))


def refused(name: str) -> str:
    """Return why a question's picture was not shown when it was asked for last; empty otherwise."""
    found: tuple[NotYet, int] | None = st.session_state.get(f"{_NO}-{name}")
    if found is None:
        return ""
    return _FEW_OWN if is_own(name) and found[0].reason == workshop.FEW else found[0].reason


_FEW_OWN: Final = (
    f"Fewer than {workshop.FEWEST} people have brought in ten requests whose wait is over. With so "
    "few, a picture would show whose they are."
)


def _note(led: Led, name: str, found: Picture | NotYet) -> None:
    key = f"{_NO}-{name}"
    st.session_state.pop(key, None)
    if isinstance(found, NotYet) and (standing := led.seen()) is not None:
        st.session_state[key] = (found, _far(standing) + found.lacking)


def _far(standing: Standing) -> int:
    """Return how far the room has got with all its steps: how many people did how many."""
    return sum(one.people for one in standing.progress.values())


def _is_stale(standing: Standing) -> bool:
    """Return whether as many got on since as a picture lacked; what was said of it is forgotten."""
    keys = [
        key
        for key in st.session_state
        if str(key).startswith(f"{_NO}-") and _far(standing) >= st.session_state[key][1]
    ]
    for one in keys:
        del st.session_state[one]
    return bool(keys)


def _by_hand(led: Led, asked: RoomQuestion) -> None:
    """Draw, folded, the way to type in a show of hands, for when the line is lost."""
    name = asked.question.name
    unfolded = st.expander(
        "Count hands instead", key=f"hands-{name}", type="compact", on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded, st.form(f"by-hand-{name}", border=False):
        st.caption("Ask for hands, one after the other, and type how many went up.")
        narrow = not asked.question.label
        with st.container(horizontal=narrow, gap="small"):
            for place, label in enumerate(bar_labels(asked)):
                st.number_input(
                    md(label),
                    0,
                    10_000,
                    0,
                    key=f"hand-{name}-{place}",
                    width=110 if narrow else "stretch",
                )
        st.form_submit_button(
            "Show the room these hands",
            key=f"show-hands-{name}",
            on_click=_hands,
            args=(led, name, asked.question.bars),
        )


def bar_labels(asked: RoomQuestion) -> list[str]:
    """Return what each bar of a question's picture stands for."""
    if asked.question.label or not asked.question.by_hand:
        return list(asked.question.options)
    top = asked.question.bars - 1
    return [f"{one} of {top}" for one in range(top + 1)]


def _hands(led: Led, name: str, bars: int) -> None:
    counts = [int(st.session_state.get(f"hand-{name}-{place}") or 0) for place in range(bars)]
    with suppress(OverError):
        _note(led, name, led.hands(name, counts))


# beside the steps


def _all_steps(led: Led, standing: Standing) -> None:
    with st.expander("All steps", key="all-steps"):
        for place, one in enumerate(standing.plan.steps, 1):
            words = guide.step_of(one.name)
            found = standing.progress.get(one.name)
            if words is None:
                continue
            done = "" if found is None else f" · {found.people:,} {md(words.done)}"
            mark = " · the room is here" if one.name == standing.step else ""
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    f"{place:d}. {md(words.title)}",
                    key=f"go-{one.name}",
                    type="tertiary",
                    on_click=led.go,
                    args=(one.name,),
                )
                st.caption(f"{one.seconds // 60:d} min{done}{mark}", width="content")


def _beside(led: Led, standing: Standing) -> None:
    after_hour.wishes(led, standing)
    paper.draw(standing.plan)
    planning_hour.change(led, standing)
    with st.expander("More", key="workshop-more"):
        with st.container(horizontal=True, gap="small"):
            st.button("Another link to lead it", key="workshop-new-link", on_click=led.make_link)
            st.button("Begin another workshop", key="workshop-another", on_click=planning_hour.anew)
        _numbers(led)
        after_hour.ending(led, standing)
    after_hour.erasing(led, standing)


def _numbers(led: Led) -> None:
    """Draw the room's numbers as a file; nothing before a picture was shown."""
    every = led.pictures()
    if not every:
        return
    rows: list[Mapping[str, str | int]] = []
    for one in every:
        asked = guide.room_questions().get(one.question)
        labels = [] if asked is None else bar_labels(asked)
        for label, many in zip(labels, one.bars, strict=False):
            rows.append(
                {
                    "Question": one.question if asked is None else asked.title,
                    "Picture": one.number,
                    "Answer": label,
                    "How many": many,
                    "Of": "people" if asked is None or asked.question.by_hand else "requests",
                    "By hand": "yes" if one.hands else "no",
                }
            )
    st.download_button(
        "The room's numbers (CSV)",
        csv_out.table(rows),
        "workshop.csv",
        "text/csv",
        key="workshop-numbers",
        on_click="ignore",
        icon=":material/download:",
    )


def _over(led: Led, standing: Standing, slides: Slides) -> None:
    st.markdown(
        f"This workshop is over. {took_part(standing)} What you keep are the room's pictures; who "
        f"said what is forgotten. Workbooks nobody has kept are erased on "
        f"{days.said(standing.plan.erased_on, session.now().date())}."
    )
    every = led.pictures()
    for name, asked in guide.room_questions().items():
        now, beside = shown_now(every, asked)
        if now is not None:
            for place, one in enumerate(slides(asked, now, beside)):
                pictures.titled(one, key=f"{name}-{place}")
    _numbers(led)
    after_hour.wishes(led, standing)
    after_hour.erasing(led, standing)
    if rooms.may_begin():
        st.button("Begin another workshop", key="workshop-another", on_click=planning_hour.anew)
