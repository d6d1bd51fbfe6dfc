"""What would this history do to the workbook? Messages to touches, people, asks: a preview first.

The law of every import: messages read = those that become touches + those merged with a reason +
those that change nothing + those rejected with a reason. Each message has an id made of itself, so
that a file brought twice adds nothing and a newer export adds what is new. Talks become asks only
where the owner says so (`Counted`); what a talk is, `lib.coaching.past` says. Words are kept only
where the owner wishes: years of other people's letters are nobody's statistics.

Who is the same person: the same profile; else the one person of that name in the workbook.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from lib.coaching import collector
from lib.coaching.asks import Ask, AskKind
from lib.coaching.contacts import Contact
from lib.coaching.guesses import OF
from lib.coaching.past import Reading, Said, Talk, purposes, talks
from lib.coaching.records import Problem, Record
from lib.coaching.text import folded
from lib.coaching.touches import Channel, Direction, Purpose, Touch
from lib.coaching.workbook import LIMITS, Records
from lib.exchange import fields
from lib.exchange.messages import Log, Message, Person

TOLD_EVERY = 1_000
"""Messages between two words on how far it is."""

_TABLE = "touches"


class Counted(Enum):
    """Which of the talks the owner began are asks."""

    ALL = "all"
    CHOSEN = "chosen"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the owner said about a history."""

    owner: frozenset[str]
    """The keys of the people in the file who are the owner."""
    counted: Counted
    chosen: frozenset[str] = frozenset()
    """The ids of the talks that are asks, where `counted` is CHOSEN."""
    kind: AskKind = AskKind.ADVICE
    """What was mostly asked for."""
    words: bool = False
    """True where the words are to be kept."""
    silent_too: bool = False
    """True where people whom the owner never wrote to come in as well."""


@dataclass(frozen=True, slots=True)
class Began:
    """A talk that the owner began: it can be an ask."""

    id: str
    contact: Contact
    on: date
    messages: int
    answered: bool
    waits_for_me: bool
    """True where they answered, never heard back, and nothing was said since."""
    words: str
    """How it begins, as written."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `rows_read` is the sum of the four counts, always."""

    accepted: int
    """Messages that become touches."""
    merged: tuple[Problem, ...]
    """The same message once more, or one already here that becomes part of an ask."""
    unchanged: int
    """Messages that are here already."""
    rejected: tuple[Problem, ...]
    people: tuple[Contact, ...]
    """New people."""
    matched: int
    """How many of the file's people are in the workbook already."""
    began: tuple[Began, ...]
    """Every talk the owner began, newest first."""
    asks: int
    """How many of them become asks now."""
    writes: tuple[Record, ...] = field(repr=False)
    """What to save, in one action."""

    @property
    def rows_read(self) -> int:
        """How many rows the file has below its headings."""
        return self.accepted + len(self.merged) + self.unchanged + len(self.rejected)

    @property
    def answered_of_ten(self) -> int | None:
        """How many of the last ten talks they began were answered; None where they were fewer."""
        return sum(one.answered for one in self.began[:OF]) if len(self.began) >= OF else None

    @property
    def unanswered(self) -> tuple[Contact, ...]:
        """Who answered and never heard back, newest first, each once."""
        waiting = (one.contact for one in self.began if one.waits_for_me)
        return tuple({one.id: one for one in waiting}.values())


def owners(log: Log, records: Records, most: int = 6) -> tuple[Person, ...]:
    """Return who of a history may be its owner, the likeliest first.

    Whoever bears the name on the workbook's cover, then whoever is in the most conversations.
    """
    named = folded(records.cover.owner)
    first = [one for one in log.people if named and folded(one.name) == named]
    return tuple(dict.fromkeys([*first, *log.people[:most]]))[:most]


def keys_of(log: Log, person: Person) -> frozenset[str]:
    """Return the keys of everybody in a history who bears this person's profile or name."""
    name = folded(person.name)
    return frozenset(
        one.key for one in log.people if one.key == person.key or folded(one.name) == name
    )


@collector.waiting()
def preview(  # noqa: PLR0913 - a history is read against these
    log: Log,
    choices: Choices,
    records: Records,
    reading: Reading,
    *,
    zone: ZoneInfo,
    today: date,
    told: Callable[[float], None] = lambda _done: None,
) -> Preview:
    """Return what bringing a history in would do.

    Args:
        log: the file's messages.
        choices: what the owner said.
        records: the workbook.
        reading: the guide's numbers.
        zone: the owner's time zone: the day of a message is the owner's day.
        today: the owner's day.
        told: called now and then with how much is done, from 0 to 1; where it raises, that is all.
    """
    return _Import(choices, records, reading, zone=zone, today=today).preview(log, told)


def _id(*parts: str) -> str:
    """Return an id made of what it names: 16 hexadecimal characters."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


class _Import:
    """One history on its way in."""

    def __init__(
        self, choices: Choices, records: Records, reading: Reading, *, zone: ZoneInfo, today: date
    ) -> None:
        self._choices, self._records, self._reading = choices, records, reading
        self._zone, self._today = zone, today
        self._key = _Keys()
        self._ids: dict[int, str] = {}
        self._people = _People(records, self._key)
        self._room = LIMITS[Touch] - len(records.all(Touch))
        self._rejected: list[Problem] = []
        self._merged: list[Problem] = []
        self._unchanged = self._accepted = 0
        self._new_asks: list[Ask] = []
        self._touches: list[Touch] = []
        self._began: list[Began] = []

    def preview(self, log: Log, told: Callable[[float], None]) -> Preview:
        self._rejected.extend(log.rejected)
        done = last = 0
        for messages in self._conversations(log.messages):
            self._conversation(messages)
            done += len(messages)
            if done - last >= TOLD_EVERY:
                last = done
                told(done / len(log.messages))
        self._began.sort(key=lambda one: (one.on, one.id), reverse=True)
        return Preview(
            self._accepted,
            tuple(sorted(self._merged, key=lambda one: one.line or 0)),
            self._unchanged,
            tuple(sorted(self._rejected, key=lambda one: one.line or 0)),
            tuple(self._people.new.values()),
            self._people.matched,
            tuple(self._began),
            len(self._new_asks),
            (*self._people.new.values(), *self._new_asks, *self._touches),
        )

    def _conversations(self, messages: Iterable[Message]) -> Iterator[list[Message]]:
        """Yield the messages between the owner and each other person, each one once."""
        owner = self._choices.owner
        by_person: defaultdict[str, list[Message]] = defaultdict(list)
        for one in messages:
            sender, recipient = self._key[one.sender], self._key[one.recipient]
            mine, theirs = sender in owner, recipient in owner
            if mine == theirs:
                why = "Both are you." if mine else "Neither sender nor recipient is you."
                self._rejected.append(Problem(_TABLE, one.line, why))
            else:
                by_person[recipient if mine else sender].append(one)
        for found in by_person.values():
            wrote = any(self._key[one.sender] in owner for one in found)
            if wrote or self._choices.silent_too:
                yield self._once(found)
            else:
                why = "You never wrote to them."
                self._rejected.extend(Problem(_TABLE, one.line, why) for one in found)

    def _once(self, messages: Sequence[Message]) -> list[Message]:
        """Return the messages, those that stand twice in the file only once."""
        lines: dict[str, Message] = {}
        for one in messages:
            first = lines.setdefault(self._id(one), one)
            if first is not one:
                why = f"The same message as on line {first.line}."
                self._merged.append(Problem(_TABLE, one.line, why))
        return list(lines.values())

    def _conversation(self, messages: list[Message]) -> None:
        """Take in everything that went between the owner and one person."""
        if not messages:
            return
        owner = self._choices.owner
        by_id = {self._id(one): one for one in messages}
        first = messages[0]
        person = first.recipient if self._key[first.sender] in owner else first.sender
        fresh = sum(row not in self._records.all(Touch) for row in by_id)
        contact = self._people.take(person) if fresh <= self._room else None
        if contact is None:
            why = (
                f"The workbook is full: it holds {LIMITS[Contact]:,} people and "
                f"{LIMITS[Touch]:,} messages at most."
            )
            self._rejected.extend(Problem(_TABLE, one.line, why) for one in messages)
            return
        self._room -= fresh
        said = [Said(row, self._key[one.sender] in owner, one.at) for row, one in by_id.items()]
        found = talks(said, self._reading)
        for talk in found:
            self._talk(talk, contact, by_id, waits=talk is found[-1] and talk.waits_for_me)

    def _talk(
        self, talk: Talk, contact: Contact, by_id: Mapping[str, Message], *, waits: bool
    ) -> None:
        row = _id("ask", talk.said[0].id)
        there = self._records.get(Ask, row)
        ask: Ask | None = None
        if talk.is_mine:
            self._began.append(self._beginning(row, talk, contact, by_id, waits=waits))
            if there is not None or self._is_ask(row):
                ask = there or self._new_ask(row, contact, waits=waits)
        for said, purpose in zip(talk.said, purposes(talk, self._reading), strict=True):
            self._touch(by_id[said.id], said, contact, ask, purpose)

    def _beginning(
        self,
        row: str,
        talk: Talk,
        contact: Contact,
        by_id: Mapping[str, Message],
        *,
        waits: bool,
    ) -> Began:
        first = by_id[talk.said[0].id]
        return Began(
            row,
            contact,
            self._day(first),
            len(talk.said),
            talk.answered,
            waits,
            first.words,
        )

    def _is_ask(self, row: str) -> bool:
        counted = self._choices.counted
        return counted is Counted.ALL or (counted is Counted.CHOSEN and row in self._choices.chosen)

    def _new_ask(self, row: str, contact: Contact, *, waits: bool) -> Ask:
        """Return the ask a talk becomes.

        Who answered and never heard back comes first today, however long ago it was.
        """
        ask = Ask(
            id=row,
            contact=contact.id,
            kind=self._choices.kind,
            later_until=self._today if waits else None,
        )
        self._new_asks.append(ask)
        return ask

    def _touch(
        self, message: Message, said: Said, contact: Contact, ask: Ask | None, purpose: Purpose
    ) -> None:
        there = self._records.get(Touch, said.id)
        if there is not None:
            if ask is None or there.ask is not None:
                self._unchanged += 1
                return
            self._touches.append(replace(there, ask=ask.id, purpose=purpose))
            why = "Here already; it becomes part of an ask."
            self._merged.append(Problem(_TABLE, message.line, why))
            return
        self._accepted += 1
        self._touches.append(
            Touch(
                id=said.id,
                contact=contact.id,
                ask=None if ask is None else ask.id,
                direction=Direction.OUTREACH if said.mine else Direction.REPLY,
                on=self._day(message),
                at=message.at,
                channel=Channel.LINKEDIN,
                purpose=purpose if ask is not None else Purpose.OTHER,
                words=message.words if self._choices.words else "",
            )
        )

    def _id(self, message: Message) -> str:
        """Return the id made of a message, once for each line."""
        row = self._ids.get(message.line)
        if row is None:
            row = self._ids[message.line] = _id(
                "message",
                message.conversation,
                message.at.isoformat(),
                self._key[message.sender],
                self._key[message.recipient],
                message.words,
            )
        return row

    def _day(self, message: Message) -> date:
        return message.at.astimezone(self._zone).date()


class _Keys(dict[Person, str]):
    """The key of each person of a history, made once: a link takes long to compare."""

    def __missing__(self, person: Person) -> str:
        """Make it."""
        self[person] = person.key
        return self[person]


class _People:
    """Everybody of a history: who is here already, and who is new."""

    def __init__(self, records: Records, keys: Mapping[Person, str]) -> None:
        self._records, self._key = records, keys
        self._by_link: dict[str, Contact] = {}
        self._by_name: defaultdict[str, list[Contact]] = defaultdict(list)
        self.new: dict[str, Contact] = {}
        self.matched = 0
        for one in records.all(Contact).values():
            if one.link:
                self._by_link.setdefault(fields.link_key(one.link), one)
            self._by_name[folded(one.name)].append(one)
        self._room = LIMITS[Contact] - len(records.all(Contact))

    def take(self, person: Person) -> Contact | None:
        """Return the contact a person is; None where the workbook holds no more people."""
        found = self._here(person)
        if found is not None:
            self.matched += 1
            return found
        if self._room <= 0:
            return None
        self._room -= 1
        row = _id("contact", self._key[person])
        self.new[row] = Contact(id=row, name=person.name, link=person.link)
        return self.new[row]

    def _here(self, person: Person) -> Contact | None:
        row = _id("contact", self._key[person])
        found = self._records.get(Contact, row)
        if found is None and person.link:
            found = self._by_link.get(fields.link_key(person.link))
        if found is None:
            named = self._by_name.get(folded(person.name), [])
            others = [one for one in named if not (person.link and one.link)]
            found = others[0] if len(named) == 1 and others else None
        return found
