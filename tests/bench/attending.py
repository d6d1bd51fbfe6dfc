"""Who is in a workshop: those who take part, and the one who leads.

Each does what the hour asks, by what stands on their page, and remembers what was answered. What a
page said is saved is compared with the store afterwards.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from lib import guide
from lib.access import COOKIE
from lib.coaching.asks import Ask
from lib.coaching.checks import Fit
from lib.coaching.contacts import STRONGEST, Contact, Kind
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import OF, Guess
from lib.coaching.paragraphs import joined
from lib.coaching.scripts import Script
from lib.coaching.touches import Touch
from lib.store import Actor
from tests.bench.tabs import Clicks, Tab

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lib.coaching.paragraphs import Part
    from lib.coaching.workbook import Records
    from lib.store import Store

KNOWN = 3
"""People whom each writes down."""
PATIENCE_SECONDS = 900.0
QUIET = (
    "show what is new",
    "open the step",
    "see another step",
    "to the people",
    "bring in",
    "to the rating",
    "the first of two taps",
    "to the message",
    "whom to ask",
    "these are my words",
)
"""Clicks that save nothing; every other one is one action in the workbook's history."""


@dataclass(frozen=True, slots=True)
class Hall:
    """Where the workshop is held."""

    address: str
    id: str
    """The workshop's."""
    code: str
    steps: tuple[str, ...]
    pace_seconds: float
    """Mean pause before a tap."""
    aloud: bool = False
    """True where the one who leads says aloud that the room goes on, and people that they are done:
    then everybody looks at once. Else they wait for their pages to say so."""
    clicks: Clicks = field(default_factory=Clicks)
    at: list[str] = field(default_factory=list)
    """The steps the room has been at, the newest last."""
    reached: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    """By step, set once the room is there."""
    typed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once somebody has typed a sentence and not yet kept it."""
    done: Counter[str] = field(default_factory=Counter)
    """How many have done what a step asks."""


class Person(Tab):
    """Somebody who takes part."""

    def __init__(self, hall: Hall, number: int, port: int = 0) -> None:
        """Prepare somebody; `attend` has them come and stay to the end."""
        super().__init__(hall.address, "", hall.clicks, hall.pace_seconds, number, port)
        self.hall = hall
        self.name = f"P{number:03}"
        self.workbook = ""
        self.finished = False
        self._heard = 0
        self.did: dict[str, tuple[float, float]] = {}
        """By step, when what it counts was tapped and when that was answered."""
        self.said: dict[str, str] = {}
        """What was answered, as `kept` reads it from the store."""

    async def attend(self) -> None:
        """Join, and do what each step asks."""
        with self.noted():
            await self._join()
            for step in self.hall.steps:
                await self._reach(step)
                if step in self._STEPS:
                    await self._STEPS[step](self)
            self.finished = True

    async def _join(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, 2 * self.hall.pace_seconds))
        port = self.port or httpx.URL(self.hall.address).port
        began = time.perf_counter()
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.post(
                f"http://127.0.0.1:{port}/join",
                data={"code": self.hall.code, "name": self.name},
                headers={"Origin": self.hall.address, "Host": self.hall.address.split("/")[-1]},
            )
        if answer.status_code != httpx.codes.SEE_OTHER:
            message = f"joining was answered {answer.status_code}"
            raise RuntimeError(message)
        self._note("lobby", (began, time.perf_counter()))
        self.clicks.seconds["join"].append(time.perf_counter() - began)
        self.workbook = answer.headers["location"].removeprefix("/?w=")
        self.cookie = f"{COOKIE}={answer.cookies[COOKIE]}"
        await self.come("", f"w={self.workbook}")

    # where the room is

    def _place(self) -> int:
        """Return the number of the step that the band names; 0 before the first."""
        for one in self.words():
            if found := re.match(r"Step (\d+) of", one):
                return int(found[1])
        return 0

    async def _reach(self, step: str) -> None:
        """Wait until the room is at a step or past it, and have it on the page."""
        wanted, title = self.hall.steps.index(step) + 1, guide.step_of(step)
        until = time.monotonic() + PATIENCE_SECONDS
        while title is None or title.title not in self.words():
            if time.monotonic() > until:
                message = f"the step {step} was never reached"
                raise TimeoutError(message)
            with suppress(LookupError):  # the line was lost meanwhile, and the page is another
                await self._go_on(step, wanted)

    async def _go_on(self, step: str, wanted: int) -> None:
        """Do what leads on to a step, by what stands on the page."""
        if self.there("New, show"):
            await self.tap("show what is new", "band-show")
        elif self._place() < wanted:
            await self._listen()
        elif self.there("band-show"):
            await self.tap("open the step", "band-show")
        elif self.there(f"see-{step}"):
            await self.tap("see another step", f"see-{step}")
        else:
            await self.unfold("all steps", "room-steps")

    async def _listen(self) -> None:
        """Wait a moment, or look at once where it was said aloud that the room has gone on."""
        await asyncio.sleep(0.1)
        if self.hall.aloud and self._heard < len(self.hall.at):
            self._heard = len(self.hall.at)
            await self.look_now()

    def _note(self, step: str, when: tuple[float, float]) -> None:
        self.hall.done[step] += step not in self.did
        self.did[step] = when

    # what each step asks

    async def _blind(self) -> None:
        of_ten = self.chance.randrange(OF + 1)
        self._note("blind", await self.tap("the blind guess", f"blind-{of_ten}"))
        self.said["tally"] = f"guess: {of_ten}"

    async def _why(self) -> None:
        self.said["why-silent"] = joined([await self._choose("why-silent")])
        self._note("why", await self.tap("keep a reason", "room-keep-why-silent", kept="Kept."))

    async def _count(self) -> None:
        looked = self.chance.randint(1, 10)
        answered = self.chance.randint(0, looked)
        await self.type("looked-", float(looked))
        await self.type("answered-", float(answered))
        when = await self.tap("keep the count", "keep-", kept="Both are kept.")
        self.said["tally"] += f" {answered} of {looked}"
        self._note("count", when)
        self._note("reveal", when)

    async def _buts(self) -> None:
        chosen = await self._choose("room-but")
        words = await self._write("room-but", "was told: ask, and then it is out of the way.")
        self.said["room-but"] = joined([chosen, words])
        self.hall.typed.set()
        self._note("buts", await self.tap("keep a but", "room-keep-room-but", kept="Kept."))

    async def _choose(self, exercise: str) -> Part:
        """Choose one of the options of an exercise; return it as it is kept."""
        asked = guide.room_exercises()[exercise].questions[0]
        place = self.chance.randrange(len(asked.options))
        options = self.session.find(asked.label).options
        await self.type(asked.label, [options[place].content])
        return asked.label, asked.options[place]

    async def _write(self, exercise: str, words: str) -> Part:
        """Write a sentence into the last box of an exercise; return it as it is kept."""
        asked = guide.room_exercises()[exercise].questions[-1]
        await self.type(asked.label, f"{self.name} {words}")
        return asked.label, f"{self.name} {words}"

    async def _people(self) -> None:
        await self._cards("quiz")
        await self.tap("to the people", "way-people")
        names = [f"{self.name} friend {one}" for one in range(KNOWN)]
        for one in names:
            if not self.there("new-name"):
                await self.set("bring in", "people-part", ["Bring in"])
            await self.type("new-name", one)
            await self.tap("add a person", "add", kept=one)
        await self.set("to the rating", "people-part", ["Rate"])
        when = (0.0, 0.0)
        while self.there("kind-"):
            name = next(one for one in names if one in self.words())
            kind, strength = self.chance.choice(list(Kind)), self.chance.randint(1, STRONGEST)
            if name == names[0]:  # an old colleague, whom the message goes to
                kind, strength = Kind.COLLEAGUE, STRONGEST
            await self.tap("the first of two taps", f"kind-{kind.name}-")
            when = await self.tap("save a rating", f"strength-{strength}-")
            self.said[name] = f"{kind.name} {strength}"
        self._note("people", when)
        await self._reach("people")
        await self._cards("quiz-again")

    async def _cards(self, name: str) -> None:
        """Tap an answer to each card of a round, and keep them."""
        cards, parts, right = guide.room_exercises()["quiz"].cards, [], 0
        groups = await self._groups(len(cards))
        for card, group in zip(cards, groups[-len(cards) :], strict=True):
            place = self.chance.randrange(len(Fit))
            fit = list(Fit)[place]
            await self.type(group.id.split("-", 2)[-1], [group.options[place].content])
            parts.append((card.question, guide.label(fit)))
            right += guide.kinds()[card.kind].suits[card.ask].fit is fit
        self.said[name] = f"{joined(parts)} {right} of {len(cards)}"
        await self.tap("keep the cards", f"room-keep-{name}", kept="Usually")

    async def _groups(self, many: int) -> list[Any]:
        """Return the choices that stand on the page, once they do: it may be coming back."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            found = [one for one in self.session.widgets("button_group") if "answer-" in one.id]
            if len(found) >= many:
                return found
            await asyncio.sleep(0.1)
        message = f"{many} choices never stood on the page"
        raise TimeoutError(message)

    async def _words(self) -> None:
        await self.tap("to the message", "way-words")
        await self._ready_to_go()
        await self._reach("words")
        await self.type("I have read it aloud", value=True)
        words = await self._write("aloud", "took a sentence out.")
        self.said["aloud"] = joined([("I have read it aloud", "yes"), words])
        when = await self.tap("read it aloud", "room-keep-aloud", kept="Kept.")
        self._note("words", when)

    async def _ready_to_go(self) -> None:
        """Do what stands on the page, until the message can be sent."""
        while not self.there("sent-"):
            for key, what in self._ON_THE_WAY:
                if self.there(key):
                    await what(self, key)
                    break
            else:
                message = f"no way on: {self.words()}"
                raise LookupError(message)

    async def _whom(self, key: str) -> None:
        await self.tap("whom to ask", key)

    async def _what(self, key: str) -> None:
        await self.tap("what to ask", key)
        self.said["asks"] = "1"

    async def _ready(self, key: str) -> None:
        if "message" not in self.said:
            words = f"Hi, {self.name} here. I look for work as a printer. Have you a quarter hour?"
            await self.set("leave the message", "words-", words)
            self.said["message"] = words
        await self.tap("these are my words", key)

    _ON_THE_WAY = (
        ("ready-words-", _ready),
        ("go-on-", _what),
        ("ask-", _whom),
        ("warm-", _whom),
    )
    """On the way to a message: what stands on the page, and what one does there."""

    async def _guess(self, key: str) -> None:
        of_ten = self.chance.randrange(OF + 1)
        self._note("again", await self.tap("the new guess", f"{key}{of_ten}"))
        self.said["guesses"] = str(of_ten)

    async def _send(self) -> None:
        await self.tap("to the message", "way-send")
        await self._ready_to_go()
        self._note("send", await self.tap("sent", "sent-"))
        self.said["touches"] = "1"

    async def _again(self) -> None:
        await self._guess("guess-")
        self.said["guess-again"] = f"guess: {self.said['guesses'].rpartition(' ')[2]}"

    _STEPS = {  # noqa: RUF012 - never changed
        "blind": _blind,
        "why": _why,
        "count": _count,
        "buts": _buts,
        "people": _people,
        "words": _words,
        "send": _send,
        "again": _again,
    }

    # what is in the store

    def lacks(self, store: Store, at: datetime) -> list[str]:
        """Return what was answered and does not stand in the store just so, and once."""
        actor = Actor.of_cookie(self.cookie.partition("=")[2], at)
        snapshot = store.snapshot(actor, self.workbook)
        there = kept(snapshot.records, snapshot.version)
        saves = sum(self.taps[one] for one in self.taps if one not in QUIET)
        self.said["actions"] = str(1 + saves)
        return [
            f"{self.name}, {one}: {there.get(one)!r} stands there, {self.said.get(one)!r} was said"
            for one in sorted({*there, *self.said})
            if there.get(one) != self.said.get(one)
        ]


def kept(records: Records, version: int) -> dict[str, str]:
    """Return what stands in a workbook, written as a person remembers what they said.

    Args:
        records: the workbook's.
        version: how many actions it has seen, the one that began it too.
    """
    found: dict[str, str] = {}
    for row in records.all(Exercise).values():
        counts = "" if row.count is None else f" {row.count} of {row.count_of}"
        name = f"{row.name} once more" if row.name in found else row.name
        found[name] = f"{row.answer}{counts}"
    for one in records.all(Contact).values():
        kind = "" if one.kind is None else one.kind.name
        name = f"{one.name} once more" if one.name in found else one.name
        found[name] = f"{kind} {one.strength}"
    for script in records.all(Script).values():
        name = "message once more" if "message" in found else "message"
        found[name] = script.text
    guesses = sorted(records.all(Guess).values(), key=lambda one: one.locked_on is None)
    found["guesses"] = " ".join(str(one.of_ten) for one in guesses)
    numbers = {
        "asks": len(records.all(Ask)),
        "touches": len(records.all(Touch)),
        "actions": version,
    }
    found |= {name: str(many) for name, many in numbers.items() if many}
    return {name: one for name, one in found.items() if one}


@dataclass(frozen=True, slots=True)
class Look:
    """What the leader's page said at one moment about the step it is at."""

    step: str
    asked: float
    """When the page was asked for, by the performance counter."""
    came: float
    done: int
    people: int


class Leader(Tab):
    """Who leads: opens each step when the one before is done by all, and shows the pictures."""

    def __init__(self, hall: Hall, cookie: str, people: int) -> None:
        """Prepare the one who leads."""
        super().__init__(hall.address, cookie, hall.clicks, hall.pace_seconds / 4, -1)
        self.hall = hall
        self.people = people
        self.looks: list[Look] = []

    async def lead(self, hold_seconds: float, most_seconds: float) -> None:
        """Lead the whole hour.

        Args:
            hold_seconds: how long a step stays at least.
            most_seconds: how long one waits for the last.
        """
        with self.noted():
            await self.come("workshop", f"id={self.hall.id}")
            for place, step in enumerate(self.hall.steps):
                await self._go(place - 1, step)
                began = time.monotonic()
                with suppress(TimeoutError):
                    async with asyncio.timeout(most_seconds):
                        await self._all_done(step)
                await asyncio.sleep(max(0.0, began + hold_seconds - time.monotonic()))
                words = guide.step_of(step)
                for name in () if words is None else words.reveals:
                    await self.tap("show the room a picture", f"reveal-{name}")

    async def _go(self, place: int, step: str) -> None:
        await self.tap("lead to the next step", f"next-{place}")
        self.hall.at.append(step)
        self.hall.reached[step].set()

    async def _all_done(self, step: str) -> None:
        """Wait until the page says that all have done a step; not for who cannot go on."""
        while not self.clicks.errors and not (
            self.looks and self.looks[-1].step == step and self.looks[-1].done == self.people
        ):
            await asyncio.sleep(0.1)
            if self.hall.aloud and self.hall.done[step] == self.people:
                await self.look_now()

    async def look(self, fragment: str) -> None:
        """Draw one part anew, and note what it says now; what another part said is older."""
        asked = time.perf_counter()
        await super().look(fragment)
        step = guide.step_of(self.hall.at[-1] if self.hall.at else None)
        if step is None or step.title not in self.words():
            return
        told = re.compile(rf"([\d,]+)(?: of ([\d,]+))? {re.escape(step.done)}")
        for one in self.session.messages:
            body = one.delta.new_element.markdown.body if one.WhichOneof("type") == "delta" else ""
            if body.startswith("**") and (found := told.search(body)):
                done = int(found[1].replace(",", ""))
                people = int((found[2] or found[1]).replace(",", ""))
                self.looks.append(Look(step.name, asked, time.perf_counter(), done, people))


def wrong_counts(looks: Sequence[Look], people: Sequence[Person]) -> list[str]:
    """Return the looks that said another number than there were then.

    Right is whatever lies between how many had their answer before the look was asked for, and how
    many had tapped by the time it came.
    """
    wrong = []
    for one in looks:
        for step, said in ((one.step, one.done), ("lobby", one.people)):
            when = [each.did[step] for each in people if step in each.did]
            least = sum(ended < one.asked for _, ended in when)
            most = sum(began < one.came for began, _ in when)
            if not least <= said <= most:
                wrong.append(f"{step}: {said} was said, {least} to {most} were right")
    return wrong


def oldest(looks: Sequence[Look], people: Sequence[Person]) -> float:
    """Return the most seconds between an answer that counts and the first look that holds it.

    Only answers given while the room was at that step; the leader looks at one step at a time.
    """
    found = 0.0
    for step in {one.step for one in looks}:
        mine = [one for one in looks if one.step == step]
        for each in people:
            ended = each.did.get(step, (0.0, 0.0))[1]
            if mine[0].asked < ended:
                later = [one.came for one in mine if one.asked > ended]
                found = max(found, later[0] - ended) if later else found
    return found
