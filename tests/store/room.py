"""A workshop for the tests: its plan, who leads it, people who take part and answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.guesses import Guess
from lib.coaching.records import new_id
from lib.coaching.touches import Direction, Touch
from lib.coaching.workshop import Count, CountKind, Plan, Question, QuestionKind, Step
from lib.store import Actor, Role
from tests.store.book import DAY, NOW, saved

if TYPE_CHECKING:
    from datetime import date, datetime

    from lib.store import NewWorkshop, Saved, Store, Write

QUESTIONS: Final = (
    Question("before", QuestionKind.FIRST_GUESS),
    Question("after", QuestionKind.LAST_GUESS),
    Question("tally", QuestionKind.TALLY, "tally"),
    Question("quiz", QuestionKind.TALLY, "quiz", out_of=3),
    Question("newest", QuestionKind.NEWEST),
    Question("run", QuestionKind.RUN),
    Question("waits", QuestionKind.WAITS, options=("0", "1-2", "3-7", "8-30", "none")),
    Question("but", QuestionKind.CHOICE, "but", "My but", ("too soon", "a bother", "no time")),
)
STEPS: Final = (
    Step("welcome"),
    Step("guess", 60, Count(CountKind.GUESSES)),
    Step("tally", 300, Count(CountKind.TALLY, "tally")),
    Step("but", 120, Count(CountKind.EXERCISE, "but")),
    Step("rate", 240, Count(CountKind.RATED, at_least=3)),
    Step("send", 0, Count(CountKind.SENT)),
    Step("guess again", 60, Count(CountKind.GUESSES, at_least=2)),
)


def plan(title: str = "Hello again", ends_on: date = DAY + timedelta(days=14)) -> Plan:
    """Return the plan of a workshop that ends in two weeks."""
    return Plan(title=title, steps=STEPS, questions=QUESTIONS, ends_on=ends_on, coach=True)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part."""

    actor: Actor
    workbook: str
    token: str


class Room:
    """A workshop that runs in a shared store."""

    def __init__(self, store: Store, name: str = "room", at: datetime = NOW) -> None:
        """Begin a workshop, by a coach who has a desk."""
        self.store = store
        self.name = name
        self.at = at
        self.leader = Actor.of_cookie(f"{name} leads", at)
        store.links.open(self.leader, store.links.by_host(Role.COACH, None, at), at)
        ends_on = (at + timedelta(days=14)).date()
        self.made: NewWorkshop = store.workshops.begin(self.leader, plan(name, ends_on), at)
        self.id = self.made.id

    def join(self, name: str, visit: str | None = None) -> Person:
        """Return somebody who has just joined."""
        actor = Actor.of_cookie(visit or f"{self.name} {name}", self.at)
        found = self.store.workshops.join(self.made.code, name, self.at, actor)
        assert found is not None
        return Person(actor, found.workbook, found.token)

    def people(self, many: int) -> list[Person]:
        """Return so many who have just joined."""
        return [self.join(f"P{one}") for one in range(many)]

    def put(self, person: Person, *writes: Write) -> Saved:
        """Save something in somebody's workbook, as its owner."""
        found = self.store.save(
            person.actor, person.workbook, writes, verb="x", operation=new_id(), at=self.at
        )
        return saved(found)

    def tally(self, person: Person, count: int, of: int = 10) -> None:
        """Have somebody count their sent folder, or count it anew."""
        records = self.store.snapshot(person.actor, person.workbook).records
        kept = [one for one in records.all(Exercise).values() if one.name == "tally"]
        row = kept[0] if kept else Exercise(name="tally")
        self.put(person, replace(row, count=count, count_of=of))

    def history(self, person: Person, answered: int, days: int = 1) -> None:
        """Have somebody bring in ten requests of long ago, the first so many of them answered."""
        on = DAY - timedelta(days=100)
        contact = Contact(name="Ann")
        rows: list[Write] = [contact]
        for place in range(10):
            ask = Ask(contact=contact.id)
            sent = Touch(contact=contact.id, ask=ask.id, on=on + timedelta(days=place))
            rows += [ask, sent]
            if place < answered:
                back = sent.on + timedelta(days=days)
                rows.append(replace(sent, id=new_id(), direction=Direction.REPLY, on=back))
        self.put(person, *rows)

    def guess(self, person: Person, of_ten: int) -> Guess:
        """Have somebody guess."""
        made = Guess(of_ten=of_ten, made_on=DAY)
        self.put(person, made)
        return made

    def vote(self, person: Person, option: str) -> None:
        """Have somebody choose a but."""
        self.put(person, Exercise(name="but", answer=f"My but: {option}\nAnswer: I know"))
