"""The page Workshop: leading a room, taking part in it, the band on every page, the big screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import guide
from lib.access import mint, the_store
from lib.charts import room_dots
from lib.coaching import belief
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.paragraphs import joined
from lib.coaching.practice import exercise_id, filled
from lib.coaching.records import Record, new_id
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.touches import Direction, RungKind, Touch
from lib.store import NotAllowedError, Role, Saved
from lib.store.schema import seats, workshops
from lib.ui import band, screen
from lib.ui.letter import Letter
from tests.store.test_store_room import statements
from tests.tone.grades import grade
from tests.ui.driving import pictures, run
from tests.ui.sharing import ADDRESS, FRAME, SECONDS, Browser, House

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.coaching.workbook import Records

HOSTILE = "![x](http://beacon.example/p.png) <img src=x onerror=alert(1)>"


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


class Room:
    """A workshop, who leads it, and who is in."""

    def __init__(
        self,
        *,
        again: bool = False,
        invented: bool = False,
        title: str = "Job club",
        coach: bool = False,
    ) -> None:
        """Begin it, as whoever came by the host's link does."""
        self.leader = Browser(mint())
        token = the_store().workshops.by_host(now())
        assert the_store().links.open(self.leader.actor, token, now()) is not None
        steps = guide.sitting() if again else guide.hour()
        minutes = {one.name: one.minutes for one in steps}
        day = now().date() + timedelta(days=21)
        plan = guide.plan_of(title, minutes, day, again=again, invented=invented)
        plan = replace(plan, coach=coach)
        self.made = the_store().workshops.begin(self.leader.actor, plan, now())
        self.people: list[Person] = []

    def joined(self, *names: str) -> list[Person]:
        """Have people take their seats."""
        found = []
        for name in names:
            browser = Browser(mint())
            seat = the_store().workshops.join(self.made.code, name, now(), browser.actor)
            assert seat is not None
            found.append(Person(browser, seat.workbook))
        self.people += found
        return found

    def go(self, step: str | None) -> None:
        """Take the room to a step."""
        the_store().workshops.go(self.leader.actor, self.made.id, step, now())

    def led(self, who: Browser | None = None, **address: str) -> AppTest:
        """Open the page as who leads."""
        at = AppTest.from_file(FRAME, default_timeout=SECONDS)
        at.session_state["visit"] = (who or self.leader).cookie
        run(at)
        at.switch_page("workshop.py")
        for name, value in ({"id": self.made.id} | address).items():
            at.query_params[name] = value
        return run(at)


class Person:
    """Somebody who takes part."""

    def __init__(self, browser: Browser, workbook: str) -> None:
        """Take who it is."""
        self.browser, self.workbook = browser, workbook

    def put(self, *rows: Record) -> None:
        """Save rows in their workbook."""
        found = the_store().save(
            self.browser.actor, self.workbook, rows, verb="x", operation=new_id(), at=now()
        )
        assert isinstance(found, Saved), found

    def counts(self, guessed: int, answered: int) -> None:
        """Guess and count one's last ten."""
        blind = belief.guessed_blind(guessed, now().date())
        self.put(belief.counted(belief.Tally(blind, guessed), 10, answered))

    def brought_in(self, answered: int) -> None:
        """Bring in ten requests of long ago, the oldest so many of them answered in two days."""
        ann, on = Contact(name="Ann"), now().date() - timedelta(days=90)
        asks = [Ask(contact=ann.id) for _ in range(OF)]
        sent = [
            Touch(contact=ann.id, ask=one.id, on=on + timedelta(days=place))
            for place, one in enumerate(asks)
        ]
        back = [
            replace(one, id=new_id(), direction=Direction.REPLY, on=one.on + timedelta(days=2))
            for one in sent[:answered]
        ]
        self.put(ann, *asks, *sent, *back)

    def records(self) -> Records:
        """Return what stands in their workbook."""
        return the_store().snapshot(self.browser.actor, self.workbook).records

    def page(self, page: str = "workshop.py") -> AppTest:
        """Open a page of theirs."""
        at = AppTest.from_file(FRAME, default_timeout=SECONDS)
        at.session_state["visit"] = self.browser.cookie
        at.query_params["w"] = self.workbook
        run(at)
        at.switch_page(page)
        at.query_params["w"] = self.workbook
        return run(at)


def said(at: AppTest) -> str:
    """Return all words on the page, as they are read: without Markdown's escapes."""
    parts = (*at.title, *at.subheader, *at.markdown, *at.caption, *at.text)
    return "\n".join(str(one.value) for one in parts).replace("\\", "")


def keyed(widgets: Iterable[Any], key: str) -> Any:  # noqa: ANN401 - any widget
    """Return the one widget whose key begins so."""
    (found,) = [one for one in widgets if str(one.key).startswith(key)]
    return found


def tap(at: AppTest, key: str) -> AppTest:
    """Tap a button."""
    keyed(at.button, key).click()
    return run(at)


def unfolded(at: AppTest, key: str) -> AppTest:
    """Unfold what draws its inside only then."""
    at.session_state[key] = True
    return run(at)


@pytest.fixture
def room(house: House) -> Room:
    """A workshop in a shared house."""
    del house
    return Room()


# leading


def leading_buttons(at: AppTest) -> list[str]:
    """Return the keys of the buttons that stand out on a page."""
    return [str(one.key) for one in at.button if one.proto.type == "primary"]


def test_a_workshop_is_begun(house: House) -> None:
    """Title, steps and minutes, a day; then the code, and one's own link, shown once."""
    del house
    who = Browser(mint())
    the_store().links.open(who.actor, the_store().workshops.by_host(now()), now())
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = who.cookie
    run(at)
    run(at.switch_page("workshop.py"))
    tap(at, "workshop-begin")
    assert "A title is needed" in said(at)
    at.text_input(key="workshop-title").input(HOSTILE)
    at.checkbox(key="step-on-why").uncheck()
    at.number_input(key="step-minutes-count").set_value(9)
    tap(at, "workshop-begin")
    ((made, title),) = the_store().workshops.mine(who.actor)
    assert title == HOSTILE
    standing = the_store().workshops.standing(who.actor, made, now())
    assert "why" not in [one.name for one in standing.plan.steps]
    count = standing.plan.step("count")
    assert count is not None
    assert count.seconds == 540
    assert standing.code is not None
    assert f"# {standing.code[:3]} {standing.code[3:]}" in said(at)
    assert at.code[0].value.startswith(f"{ADDRESS}/open#")
    assert at.title[0].value.startswith("\\!\\[x\\]")
    tap(at, "workshop-link-done")
    assert not at.code


def test_who_may_not_begin_is_told(house: House) -> None:
    """Somebody without a link sees no form and no menu entry leads here."""
    at = house.page("workshop.py", house.owner)
    assert "has no seat in a workshop" in said(at)
    nobody = Browser(mint())
    the_store().admit(nobody.actor, Role.GUEST, now())
    assert not the_store().workshops.may_begin(nobody.actor)


def test_a_coach_begins_one(house: House) -> None:
    """A desk is enough."""
    del house
    who = Browser(mint())
    the_store().admit(who.actor, Role.GUEST, now())
    the_store().links.desk(who.actor, now())
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = who.cookie
    run(at)
    run(at.switch_page("workshop.py"))
    assert keyed(at.button, "workshop-begin").label == "Begin it"


def test_the_lobby_shows_who_is_in(room: Room) -> None:
    """First names, hidden at a tap; the door closed and opened again."""
    at = room.led()
    assert "Nobody is in yet." in said(at)
    room.joined("Ana", HOSTILE)
    run(at)
    assert "**Two people are in.**" in said(at)
    assert [str(one.value) for one in at.text] == [f"Ana, {HOSTILE[:40].strip()}"]
    keyed(at.toggle, "names-").set_value(False)
    run(at)
    assert not at.text
    tap(at, "lobby-close")
    assert "Nobody can come in now" in said(at)
    tap(at, "lobby-open")
    assert keyed(at.button, "lobby-close")


def test_step_by_step(room: Room) -> None:
    """On, back, two more minutes, straight to any step; what to say, and how far the room is."""
    people = room.joined("Ana", "Ben")
    at = tap(room.led(), "next-")
    tap(at, "next-0")
    blind = guide.step_of("blind")
    assert blind is not None
    assert blind.says in said(at)
    assert "0 of 2 have guessed" in said(at)
    assert "2:5" in said(at)
    people[0].put(belief.guessed_blind(4, now().date()))
    run(at)
    assert "1 of 2 have guessed" in said(at)
    tap(at, "more-")
    assert "4:5" in said(at)
    tap(at, "back-")
    assert "Come in" in said(at)
    tap(at, "go-send")
    assert "0 of 2 have sent one**" in said(at)
    ask = Ask(contact="ravi", id="ask")
    sent = [Touch(contact="ravi", ask="ask", on=now().date(), at=now()) for _ in range(2)]
    people[1].put(Contact(name="Ravi", id="ravi"), ask, *sent)
    run(at)
    assert "1 of 2 have sent one · two messages have left this room" in said(at)


def test_a_nudge(room: Room) -> None:
    """One tap, once: a quiet line for who is not there yet, on any page; who leads sees counts.

    It goes once they have done it.
    """
    ready, slow = room.joined("Ana", "Ben")
    at = tap(room.led(), "next-")
    assert not [one for one in at.button if str(one.key).startswith("nudge-")]
    room.go("blind")
    ready.put(belief.guessed_blind(4, now().date()))
    at = tap(run(at), "nudge-")
    assert not [one for one in at.button if str(one.key).startswith("nudge-")]
    assert "has a quiet line on their page" in said(at)
    line = "There is time for yours."
    assert line not in said(ready.page("today.py"))
    waiting = slow.page("today.py")
    assert line in said(waiting)
    assert keyed(waiting.button, "band-show").label == "Open the step"
    slow.put(belief.guessed_blind(5, now().date()))
    assert line not in said(run(waiting))
    assert "has a quiet line on their page" not in said(run(at))


def test_one_button_leads(room: Room) -> None:
    """Going on, until five have done the step; then the picture that comes next; then going on."""
    people = room.joined(*"ABCDE")
    room.go("reveal")
    at = room.led()
    assert leading_buttons(at) == ["next-4"]
    for place, one in enumerate(people):
        one.counts(3, place)
    assert leading_buttons(run(at)) == ["reveal-guesses"]
    assert not [one for one in at.button if str(one.key).startswith("nudge-")]
    assert leading_buttons(tap(at, "reveal-guesses")) == ["reveal-counts"]
    assert leading_buttons(tap(at, "reveal-counts")) == ["next-4"]


def test_time_left_hurries_nobody(room: Room) -> None:
    """Whole minutes while there are some; nothing under two, without a clock, or after it."""
    (person,) = room.joined("Ana")
    room.go("blind")
    assert "about three minutes left" in said(person.page("today.py"))
    found = the_store().workshops.seat(person.browser.actor, person.workbook)
    assert found is not None
    for seconds, words in ((200, "about three minutes left"), (91, "about two minutes left")):
        end = now() + timedelta(seconds=seconds)
        assert (
            band.time_left(replace(found, ends_at=end), end - timedelta(seconds=seconds)) == words
        )
    for seconds in (89, 5, 0, -60):
        end = now()
        gone = end - timedelta(seconds=seconds)
        assert not band.time_left(replace(found, ends_at=end), gone)
    assert not band.time_left(replace(found, ends_at=None), now())
    assert not band.time_left(replace(found, ended=True), now())


def test_more_time_is_no_news(room: Room) -> None:
    """What changes nothing on a phone does not offer to be shown; another step does."""
    (person,) = room.joined("Ana")
    room.go("blind")
    at = person.page("today.py")
    the_store().workshops.extend(room.leader.actor, room.made.id, 600, now())
    run(at)
    assert keyed(at.button, "band-show").label == "Open the step"
    assert "about twelve minutes left" in said(at) or "about 13 minutes left" in said(at)
    room.go("why")
    assert keyed(run(at).button, "band-show").label == "New, show"


def test_under_five_is_refused_in_words(room: Room) -> None:
    """Four have counted: no picture, the reason instead; with the fifth it is shown."""
    people = room.joined(*"ABCDE")
    for place, one in enumerate(people[:4]):
        one.counts(3 + place, place)
    room.go("reveal")
    at = tap(room.led(), "reveal-guesses")
    assert "Fewer than 5 people have answered this." in said(at)
    assert not the_store().workshops.pictures(room.leader.actor, room.made.id)
    people[4].counts(9, 4)
    tap(at, "reveal-guesses")
    assert "Fewer than 5 people" not in said(at)
    assert any("5 people guessed. The middle guess is five of ten." in one for one in pictures(at))
    tap(at, "reveal-counts")
    told = "\n".join(pictures(at))
    assert "The middle count is two of ten; the middle guess was five." in told
    assert "10 of 50 messages were answered, 20 of 100." in told
    assert "meet five silences in a row" in said(at)
    tap(at, "away-guesses")
    assert not any("people guessed" in one for one in pictures(at)[:1])


def test_the_rooms_own_history(room: Room) -> None:
    """Four who brought in messages are too few; with the fifth the room sees rate and runs."""
    people = room.joined(*"ABCDE")
    room.go("reveal")
    for one in people[:4]:
        one.brought_in(3)
    at = tap(room.led(), "reveal-newest")
    assert "Fewer than 5 people" in said(at)
    assert not the_store().workshops.pictures(room.leader.actor, room.made.id)
    assert len([one for one in at.expander if one.label == "Count hands instead"]) == 2
    people[4].brought_in(3)
    for name in ("newest", "runs", "waits"):
        tap(at, f"reveal-{name}")
    told = "\n".join(pictures(at))
    assert "5 people looked back at ten requests each. The middle count is three answered." in told
    assert "15 of 50 requests were answered, 30 of 100." in told
    assert "Of 5 people, 5 met five silences in a row or more" in told
    assert "Of 50 requests of 5 people, 0 were answered the same day, 15 within a week" in told
    assert any("looked back at ten" in one for one in pictures(people[0].page()))


def test_hands_are_typed_in(room: Room) -> None:
    """When the line is lost: a show of hands, marked as one; too few hands are refused as well."""
    room.go("buts")
    at = room.led()
    at.session_state["hands-buts"] = True
    run(at)
    at.number_input(key="hand-buts-0").set_value(2)
    tap(at, "show-hands-buts")
    assert "Fewer than 5 people" in said(at)
    at.number_input(key="hand-buts-1").set_value(21)
    tap(at, "show-hands-buts")
    assert any(
        one.startswith("Counted by a show of hands. 23 people chose") for one in pictures(at)
    )


def test_an_end_keeps_the_pictures(room: Room) -> None:
    """After the end: the pictures and their numbers, no step, and nothing that could be changed."""
    for place, one in enumerate(room.joined(*"ABCDE")):
        one.counts(place, place)
    room.go("reveal")
    at = tap(room.led(), "reveal-guesses")
    tap(at, "workshop-end-now")
    assert "This workshop is over." in said(at)
    assert any("5 people guessed" in one for one in pictures(at))
    assert not [one for one in at.button if str(one.key).startswith(("next-", "reveal-", "go-"))]


def test_a_coach_for_who_wants_one(house: House) -> None:
    """One yes names one person; onto the desk, or a link for another coach; taken back, it ends."""
    del house
    room = Room(coach=True)
    store, leader = the_store(), room.leader.actor
    ana, ben, _ = room.joined("Ana", "Ben", HOSTILE)
    room.go("again")
    assert "Nobody has said yes so far." in said(room.led())
    for one in (ana, ben):
        at = tap(one.page(), "wish-yes")
        assert "You said yes to a coach." in said(at)
    at = room.led()
    assert not [one for one in at.button if str(one.key).startswith("take-")]
    first, second = store.workshops.wishes(leader, room.made.id)
    assert (first.name, second.name) == ("Ana", "Ben")
    at = tap(at, f"hand-{second.id}")
    token = str(at.code[0].value).rpartition("#")[2]
    other = Browser(mint())
    assert store.links.open(other.actor, token, now()) is not None
    assert store.workbook_ids(other.actor) == [ben.workbook]
    tap(at, "wish-link-done")
    store.links.open(leader, store.links.by_host(Role.COACH, None, now()), now())
    at = room.led()
    at.text_input(key="coach-name-read").input("Coach Kim")
    tap(at, f"take-{first.id}")
    assert said(at).count("has a coach's link") == 2
    assert store.workbook_ids(leader) == [ana.workbook]
    found = store.links.of(ana.browser.actor, ana.workbook)
    assert "Coach Kim" in [one.name for one in found]
    at = ana.page()
    assert "You have a coach's link now" in said(at)
    tap(at, "wish-back")
    assert "Would you like a coach for a while?" in said(at)
    assert store.workbook_ids(leader) == []


def test_no_coach_is_asked_about_where_none_is_offered(room: Room) -> None:
    """Neither side reads of it."""
    (ana,) = room.joined("Ana")
    room.go("again")
    assert "coach" not in said(ana.page()).lower()
    assert not [one for one in room.led().expander if "coach" in one.label]


def test_a_workshop_is_deleted_by_its_title(room: Room) -> None:
    """What goes and what stays is said; another title deletes nothing; the workbooks are there."""
    (ana,) = room.joined("Ana")
    at = room.led()
    at.session_state["workshop-erase"] = True
    run(at)
    assert "one person's workbook: they are theirs" in said(at)
    keyed(at.text_input, "erase-title-").input("Job clubs")
    tap(at, "workshop-erase-now")
    assert "Nothing was deleted." in said(at)
    assert the_store().workshops.mine(room.leader.actor)
    keyed(at.text_input, "erase-title-").input(" job club ")
    tap(at, "workshop-erase-now")
    assert the_store().workshops.mine(room.leader.actor) == []
    assert keyed(at.button, "workshop-begin")
    assert the_store().workbook_ids(ana.browser.actor) == [ana.workbook]
    assert "The workshop is over. Unless you keep it" in said(ana.page("today.py"))


def test_a_plan_is_changed(room: Room) -> None:
    """Title, day, minutes, steps not yet opened; what people have seen stands there as it is."""
    room.joined("Ana")
    room.go("blind")
    at = room.led()
    at.session_state["plan-change"] = True
    run(at)
    assert "A clock that runs goes on as it is." in said(at)
    steps = {
        str(one.key).split("-")[2] for one in at.checkbox if str(one.key).startswith("plan-on-")
    }
    assert "blind" not in steps
    assert {"why", "count", "again"} <= steps
    before = the_store().workshops.standing(room.leader.actor, room.made.id, now())
    keyed(at.text_input, "plan-title-").input("Tuesday")
    keyed(at.checkbox, "plan-on-why-").uncheck()
    keyed(at.number_input, "plan-minutes-count-").set_value(12)
    keyed(at.toggle, "plan-coach-").set_value(True)
    keyed(at.date_input, "plan-ends-").set_value(before.plan.ends_on + timedelta(days=2))
    tap(at, "plan-keep-")
    now_ = the_store().workshops.standing(room.leader.actor, room.made.id, now())
    assert (now_.title, now_.plan.coach) == ("Tuesday", True)
    assert now_.plan.ends_on == before.plan.ends_on + timedelta(days=2)
    assert now_.plan.step("why") is None
    count = now_.plan.step("count")
    assert count is not None
    assert count.seconds == 720
    assert (now_.step, now_.ends_at) == ("blind", before.ends_at)
    assert at.title[0].value == "Tuesday"
    keyed(at.text_input, "plan-title-").input("")
    tap(at, "plan-keep-")
    assert "A title is needed" in said(at)


def test_who_leads_takes_part_too(room: Room) -> None:
    """One browser is both: the page leads where no workbook is named, and is a seat where one is.

    From the seat a link leads back; nobody else has it.
    """
    store, leader = the_store(), room.leader
    joined = store.workshops.join(room.made.code, "Kim", now(), leader.actor)
    assert joined is not None
    (ana,) = room.joined("Ana")
    room.go("blind")
    at = room.led()
    assert "0 of 2 have guessed" in said(at)
    own = Person(leader, joined.workbook)
    seat = unfolded(own.page(), "room-seat")
    assert "Don't look yet" in said(seat)
    tap(seat, "blind-4")
    assert "1 of 2 have guessed" in said(run(at))
    assert "Step 2 of 10" in said(own.page("today.py"))
    links = [str(one.proto.url) for one in seat.get("link_button")]
    assert f"/workshop?id={room.made.id}" in links
    hers = unfolded(ana.page(), "room-seat")
    assert "Your seat, and your link" in [one.label for one in hers.expander]
    assert keyed(hers.button, "room-leave")
    others = [str(one.proto.url) for one in hers.get("link_button")]
    assert not [one for one in others if "/workshop?" in one]


def test_a_foreign_workshop_is_not_led(room: Room) -> None:
    """Another facilitator who names it in the address sees their own; a participant none."""
    other = Room(title="Elsewhere")
    at = room.led(other.leader)
    assert "Elsewhere" in said(at)
    assert "Job club" not in said(at)
    (person,) = room.joined("Ana")
    with pytest.raises(NotAllowedError):
        the_store().workshops.standing(person.browser.actor, room.made.id, now())


def test_an_ended_visit_leads_no_more(room: Room) -> None:
    """A tab that stays open after its visit has ended shows nothing of the workshop."""
    at = room.led()
    assert "Job club" in said(at)
    the_store().end_visit(room.leader.actor, now())
    run(at)
    assert "Job club" not in said(at)


def test_after_the_end_a_tap_shows_nothing(room: Room) -> None:
    """A tab that was drawn before the end: its buttons change nothing, and it is drawn anew."""
    for place, one in enumerate(room.joined(*"ABCDE")):
        one.counts(place, place)
    room.go("reveal")
    at = room.led()
    the_store().workshops.end(room.leader.actor, room.made.id, now())
    tap(at, "reveal-guesses")
    assert "This workshop is over." in said(at)
    assert not the_store().workshops.pictures(room.leader.actor, room.made.id)


def test_the_sheet_on_paper(room: Room) -> None:
    """Every question with room for its answer, in the words of the screen; nobody's name."""
    room.joined("Zoltan")
    at = room.led()
    at.session_state["paper-sheet"] = True
    at.session_state[f"names-{room.made.id}"] = False
    run(at)
    for step in guide.hour():
        if step.exercise or step.page:
            assert step.title in said(at)
    assert "\u2610\u00a010" in said(at)
    assert "\u2610\u00a0they won't know who I am" in said(at)


# the screen


def test_the_screen_shows_nobody(room: Room) -> None:
    """The code and a count in the lobby, then the step; no first name at any time."""
    people = room.joined("Zoltan", "Ben")
    at = room.led(big="1")
    assert f"{room.made.code[:3]} {room.made.code[3:]}" in said(at)
    assert "Two people are in." in said(at)
    assert "Zoltan" not in said(at)
    people[0].counts(4, 1)
    tap(at, "screen-next")
    tap(at, "screen-next")
    assert "Of your last ten messages" in said(at)
    assert "Zoltan" not in said(at)
    tap(at, "screen-back")
    assert "are in." in said(at)


def test_the_screen_goes_through_the_pictures(room: Room) -> None:
    """A picture that was just shown comes by itself; on through the others, then the next step."""
    for place, one in enumerate(room.joined(*"ABCDEF")):
        one.counts(place + 2, place)
    room.go("reveal")
    at = room.led(big="1")
    assert "Look up" in said(at)
    tap(at, "screen-show")
    assert "6 people guessed" in said(at)
    tap(at, "screen-show")
    assert "6 people counted" in said(at)
    tap(at, "screen-next")
    assert "messages were answered" in said(at)
    tap(at, "screen-back")
    assert "6 people counted" in said(at)
    for _ in range(3):
        tap(at, "screen-next")
    standing = the_store().workshops.standing(room.leader.actor, room.made.id, now())
    assert standing.step == "buts"


def test_the_screen_is_read_from_ten_metres() -> None:
    """Every size of type on it is at least what ten metres ask for; ink and ground 7:1."""
    least = room_dots.least_pixels()
    for share in (screen.LETTER, screen.TITLE, screen.STEP, screen.CODE):
        assert share / 100 * screen.WIDTH >= least
    assert screen.PICTURE / 100 * screen.WIDTH >= room_dots.BIG
    assert room_dots.SCREEN[0] == screen.WIDTH


# taking part


def test_each_step_has_its_exercise(room: Room) -> None:
    """Guess, reason, count, but: filled in on one's own page, kept in one's own workbook."""
    (person,) = room.joined("Ana")
    room.go("blind")
    at = tap(person.page(), "blind-4")
    assert "You guessed four of ten." in said(at)
    assert not at.number_input
    room.go("why")
    at = person.page()
    options = guide.room_exercises()["why-silent"].questions[0].options
    keyed(at.pills, "answer-").set_value(options[3])
    tap(at, "room-keep-why-silent")
    room.go("count")
    at = person.page()
    keyed(at.number_input, "answered-").set_value(1)
    tap(at, "keep-")
    assert "You counted 1 of 10." in said(at)
    room.go("buts")
    at = person.page()
    keyed(at.pills, "answer-").set_value("it will look desperate")
    tap(at, "room-keep-room-but")
    found = {one.name: one for one in person.records().all(Exercise).values()}
    assert found["why-silent"].answer == joined([("What rings truest", options[3])])
    assert (found["tally"].count, found["tally"].count_of) == (1, 10)
    assert found["room-but"].answer.startswith("But: it will look desperate")
    standing = the_store().workshops.standing(room.leader.actor, room.made.id, now())
    done = {name: one.people for name, one in standing.progress.items()}
    assert (done["blind"], done["why"], done["count"], done["buts"]) == (1, 1, 1, 1)


def test_the_cards_twice(room: Room) -> None:
    """Six cards without answers, three people, the cards once more; then the answers."""
    (person,) = room.joined("Ana")
    room.go("people")
    at = person.page()
    cards = guide.room_exercises()["quiz"].cards
    fits = [guide.kinds()[one.kind].suits[one.ask].fit for one in cards]
    assert len(at.pills) == 6
    for pill, fit in zip(at.pills, fits[:2], strict=False):
        pill.set_value(fit)
    tap(at, "room-keep-quiz")
    first = filled(person.records(), "quiz")
    assert first is not None
    assert (first.count, first.count_of) == (2, 6)
    assert "Usually" not in said(at)
    assert len(at.pills) == 6
    person.put(*(Contact(name=f"P{one}", kind=Kind.FRIEND, strength=3) for one in range(3)))
    at = person.page()
    assert len(at.pills) == 12
    for pill, fit in zip(at.pills[6:], fits, strict=True):
        pill.set_value(fit)
    tap(at, "room-keep-quiz-again")
    second = filled(person.records(), "quiz-again")
    assert second is not None
    assert (second.count, second.count_of) == (6, 6)
    reason = guide.kinds()[cards[1].kind].suits[cards[1].ask].reason
    assert reason[:20] in said(at)


def test_the_new_guess_and_the_way_home(room: Room) -> None:
    """One tap is a guess like any other and one for the room; then the link, and until when."""
    (person,) = room.joined("Ana")
    room.go("again")
    at = person.page()
    assert "this workbook is erased on" in said(at)
    tap(at, "guess-3")
    records = person.records()
    assert [one.of_ten for one in records.all(Guess).values()] == [3]
    kept = records.get(Exercise, exercise_id(person.workbook, "guess-again"))
    assert kept is not None
    assert kept.answer == "guess: 3"
    assert "You guessed 3 of ten." in said(at)
    assert keyed(at.button, "my-link")
    tap(at, "claimed")
    assert "is erased on" not in said(at)


def test_invented_people(house: House) -> None:
    """Where a room practises on invented people they come by a tap, once, and say what they are."""
    del house
    room = Room(invented=True)
    (person,) = room.joined("Ana")
    room.go("people")
    at = tap(person.page(), "invented")
    found = person.records().all(Contact).values()
    assert {one.name for one in found} == set(guide.room_numbers().invented)
    assert all(one.notes.startswith("Invented") for one in found)
    assert not [one for one in at.button if one.key == "invented"]


def test_words_are_called_ones_own_once(room: Room) -> None:
    """A message that is written is opened at its step; at the next one it is on its way out."""
    (person,) = room.joined("Ana")
    room.go("words")
    assert keyed(person.page().button, "way-words").label == "Write to one of them"
    ravi, ask = Contact(name="Ravi Nair", id="ravi"), Ask(contact="ravi", id="ask")
    letter = Letter(ravi, ravi, ask, ScriptKind.MESSAGE, rung=RungKind.FIRST)
    person.put(ravi, ask, Script(id=letter.id, ask="ask", contact="ravi", text="Hello Ravi."))
    at = person.page()
    assert keyed(at.button, "way-words").label == "Your message to Ravi"
    tap(at, "way-words")
    assert keyed(at.button, "ready-words-").label == "These are my words"
    room.go("send")
    at = tap(person.page(), "way-send")
    assert "**Sent?**" in said(at)
    assert not [one for one in at.button if one.label == "These are my words"]
    person.put(Touch(contact="ravi", ask="ask", on=now().date(), at=now()))
    assert keyed(person.page().button, "way-send").label == "Write to one of them"


def test_a_step_has_its_exercise_where_it_is_needed(room: Room) -> None:
    """Reading aloud comes after the words; people who are there are rated, not written down."""
    (person,) = room.joined("Ana")
    room.go("words")
    keys = [str(one.key) for one in person.page().button]
    assert keys.index("way-words") < keys.index("room-keep-aloud")
    room.go("people")
    assert keyed(person.page().button, "way-people").label == "Write down three people"
    person.put(Contact(name="Ravi"))
    assert keyed(person.page().button, "way-people").label == "Rate three people"


def test_what_changes_nothing_is_no_news(room: Room) -> None:
    """More time and a closed door: the band stays as it is; a step and a picture are new."""
    people = room.joined(*"ABCDE")
    for place, one in enumerate(people):
        one.counts(place, place)
    room.go("reveal")
    at = people[0].page("today.py")

    def label() -> str:
        run(at)
        found = keyed(at.button, "band-show").label
        assert isinstance(found, str)
        return found

    the_store().workshops.extend(room.leader.actor, room.made.id, 120, now())
    the_store().workshops.close_lobby(room.leader.actor, room.made.id, now())
    assert label() == "Open the step"
    the_store().workshops.reveal(room.leader.actor, room.made.id, "guesses", now())
    assert label() == "New, show"
    tap(at, "band-show")
    at = people[0].page("today.py")
    assert label() == "Open the step"
    room.go("buts")
    assert label() == "New, show"
    assert "Step 6 of 10 · **Which “but” stops you?**" in said(at)


def test_any_step_at_any_time(room: Room) -> None:
    """A tap shows another step; the room's next one waits for a tap as well."""
    (person,) = room.joined("Ana")
    room.go("why")
    at = tap(unfolded(person.page(), "room-steps"), "see-blind")
    assert "Don't look yet" in said(at)
    room.go("count")
    tap(at, "blind-4")
    assert at.title[0].value == "A guess\\, before you look"
    assert "Step 4 of 10" in said(at)
    assert keyed(at.button, "band-show").label == "New, show"
    tap(at, "band-show")
    assert at.title[0].value == "Now look and count"


def test_what_is_folded_is_drawn_once_it_is_opened(room: Room) -> None:
    """Other steps, and the seat: each unfolds with a tap, and stays open over the next one."""
    (person,) = room.joined("Ana")
    room.go("why")
    at = person.page()
    keys = {str(one.key) for one in at.button}
    assert not [one for one in keys if one.startswith("see-") or one == "room-leave"]
    assert [one.label for one in at.expander][-2:] == ["All steps", "Your seat, and your link"]
    at = unfolded(unfolded(at, "room-steps"), "room-seat")
    assert len([one for one in at.button if str(one.key).startswith("see-")]) == 10
    tap(at, "see-blind")
    assert keyed(at.button, "see-why")
    assert keyed(at.button, "room-leave")


def test_the_room_sees_its_picture(room: Room) -> None:
    """What was revealed stands on each person's page, with its words for who hears it."""
    people = room.joined(*"ABCDE")
    for place, one in enumerate(people):
        one.counts(place, place)
    room.go("reveal")
    the_store().workshops.reveal(room.leader.actor, room.made.id, "guesses", now())
    assert any("5 people guessed" in one for one in pictures(people[0].page()))
    the_store().workshops.reset(room.leader.actor, room.made.id, "guesses", now())
    assert not pictures(people[1].page())


@pytest.mark.parametrize("page", ["today.py", "people.py", "start.py", "workbook.py"])
def test_the_band_stands_on_every_page(room: Room, page: str) -> None:
    """Where the room is, and one tap to go there; what is drawn below stays as it is."""
    (person,) = room.joined("Ana")
    room.go("blind")
    at = person.page(page)
    assert "Step 2 of 10 · **A guess, before you look**" in said(at)
    assert keyed(at.button, "band-show").label == "Open the step"


@pytest.mark.parametrize("page", ["today.py", "people.py", "ask.py", "workshop.py"])
def test_a_page_asks_the_store_three_things(room: Room, page: str) -> None:
    """Has the visit locked, what is in the workbook and for whom, where is the room: each once."""
    (person,) = room.joined("Ana")
    room.go("people")
    at = run(person.page(page))
    with statements(the_store()) as found:
        run(at)
    asked = [one for one in found if one.lstrip().startswith("SELECT")]
    assert len(asked) == 3, asked


@pytest.mark.parametrize("page", ["today.py", "workshop.py"])
def test_who_is_out_is_shown_the_door_at_the_next_run(room: Room, page: str) -> None:
    """What a page kept of the seat and of the rights opens nothing once the visit has ended."""
    (person,) = room.joined("Ana")
    room.go("people")
    at = run(person.page(page))
    assert "Step 7 of 10" in said(at)
    the_store().end_visit(person.browser.actor, now())
    assert "Step 7 of 10" not in said(run(at))


def test_no_band_without_a_seat(house: House, room: Room) -> None:
    """Nobody else has one, nor who has left; after the end it says until when, until it is kept."""
    assert not [one for one in house.page("today.py").button if one.key == "band-show"]
    (person, other) = room.joined("Ana", "Ben")
    tap(unfolded(person.page(), "room-seat"), "room-leave")
    assert not [one for one in person.page("today.py").button if one.key == "band-show"]
    assert keyed(other.page("today.py").button, "band-show")
    the_store().workshops.end(room.leader.actor, room.made.id, now())
    at = other.page("today.py")
    assert not [one for one in at.button if one.key == "band-show"]
    assert "Unless you keep it, this workbook is erased on" in said(at)
    tap(at, "band-keep")
    tap(at, "claimed")
    assert "is erased on" not in said(other.page("today.py"))


def test_home_leads_into_the_room(room: Room) -> None:
    """Whoever has just joined stands on the step, not on Start."""
    (person,) = room.joined("Ana")
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = person.browser.cookie
    at.query_params["w"] = person.workbook
    run(at)
    assert at.title[0].value == "Job club"


def days_ago(room: Room, days: int) -> None:
    """Have a room have met so many days ago."""
    then = (now() - timedelta(days=days)).isoformat()
    with the_store()._engine.begin() as connection:  # noqa: SLF001 - as if time had gone by
        here = (workshops.c.id == room.made.id, seats.c.workshop == room.made.id)
        connection.execute(workshops.update().where(here[0]).values(step_at=then, version=99))
        connection.execute(seats.update().where(here[1]).values(sat_at=then))


def test_a_room_that_met_is_not_in_the_way(room: Room) -> None:
    """Days later: home is one's own, no band, and the page says when it met and how to go on.

    Where the room moves on it is there again.
    """
    (person,) = room.joined("Ana")
    the_store().workshops.claim(person.browser.actor, person.workbook, now())
    room.go("blind")
    assert keyed(person.page("today.py").button, "band-show")
    days_ago(room, 3)
    home = AppTest.from_file(FRAME, default_timeout=SECONDS)
    home.session_state["visit"] = person.browser.cookie
    home.query_params["w"] = person.workbook
    run(home)
    assert home.title[0].value != "A guess, before you look"
    at = person.page("today.py")
    assert not [one for one in at.button if str(one.key).startswith("band-")]
    told = said(person.page())
    assert "The room met" in told
    assert "type the code on the screen there" in told
    assert guide.hour()[1].asks not in told
    room.go("why")
    assert keyed(person.page("today.py").button, "band-show")


def test_who_has_not_kept_theirs_is_told_between_meetings(room: Room) -> None:
    """The band says until when, and how to keep it; it does not say that anything is over."""
    (person,) = room.joined("Ana")
    days_ago(room, 3)
    told = said(person.page("today.py"))
    assert "Unless you keep it, this workbook is erased on" in told
    assert "The workshop is over." not in told


def test_after_the_end_it_is_said(room: Room) -> None:
    """First of all, and that one's own goes on; no next meeting is named."""
    (person,) = room.joined("Ana")
    room.go("again")
    assert "We meet again" in said(person.page())
    the_store().workshops.end(room.leader.actor, room.made.id, now())
    told = said(person.page())
    assert "The workshop is over." in told
    assert "We meet again" not in told


def test_the_last_step_says_so(room: Room) -> None:
    """Whoever leads reads that nothing comes after it, and what to do."""
    room.go("again")
    assert "That was the last step." in said(room.led())


def test_before_anybody_is_in_the_screen_leads(room: Room) -> None:
    """People come in by it: beginning leads once somebody is there."""
    assert leading_buttons(room.led()) == []
    room.joined("Ana")
    assert leading_buttons(room.led()) == ["next--1"]


def test_a_second_sitting(house: House) -> None:
    """Guess against what happened: an opened envelope is put among the room's, by a tap."""
    del house
    room = Room(again=True)
    (person,) = room.joined("Ana")
    room.go("gap")
    assert "No envelope of yours has been opened yet." in said(person.page())
    day = now().date()
    on = day - timedelta(days=50)
    guessed = Guess(of_ten=4, made_on=on, locked_on=on)
    people = [Contact(name=f"P{one}") for one in range(10)]
    asks = [Ask(contact=one.id) for one in people]
    sent = [Touch(contact=one.contact, ask=one.id, on=on) for one in asks]
    back = [replace(one, id=new_id(), direction=Direction.REPLY) for one in sent[:2]]
    opened = Exercise(name=belief.ENVELOPE, on=day, answer=guessed.id)
    person.put(guessed, *people, *asks, *sent, *back, opened)
    at = person.page()
    assert "You guessed four of ten; two happened." in said(at)
    tap(at, "gap")
    assert "Yours is among the others now" in said(at)
    kept = filled(person.records(), "gap")
    assert kept is not None
    assert (kept.answer, kept.count, kept.count_of) == ("guess: 4", 2, 10)
    person.put(replace(kept, on=day - timedelta(days=21)))
    third = Room(again=True)
    joined = the_store().workshops.join(
        third.made.code, "Ana", now(), person.browser.actor, person.workbook
    )
    assert joined is not None
    third.go("gap")
    at = person.page()
    assert "Yours is among the others now" not in said(at)
    assert not gap_of(third)
    tap(at, "gap")
    assert "Yours is among the others now" in said(at)
    assert len(gap_of(third)) == 1


def gap_of(room: Room) -> list[Any]:
    """Return who of a room has put theirs among the others, one each."""
    found = the_store().workshops.standing(room.leader.actor, room.made.id, now())
    return [found.progress["gap"]] * found.progress["gap"].people


def test_what_to_bring_is_sent_round(room: Room) -> None:
    """Days before: both ways to have messages at hand, and who sees them; not where none count."""
    at = room.led()
    at.session_state["paper-sheet"] = True
    run(at)
    (text,) = [one.value for one in at.code if "what to bring" in one.value]
    assert text.startswith("Job club: what to bring")
    for words in (
        "Me, Settings & Privacy, Data privacy, Get a copy of your data.",
        "Tick Connections and Messages",
        "a day or more",
        "The last ten messages that went to one person each will do.",
        "Nobody looks at your messages but you.",
    ):
        assert words in text
    assert grade(text) <= 6
    again = Room(again=True).led()
    again.session_state["paper-sheet"] = True
    run(again)
    assert not [one for one in again.code if "what to bring" in one.value]
