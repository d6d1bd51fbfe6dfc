"""Steps: one thing to do, and what is saved once it is done, put off or let go."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give
from lib.coaching.promises import Promise, kept, let_go
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Purpose, RungKind, Touch


class Verb(Enum):
    """What a step asks of the owner."""

    THANK = "thank"
    TELL = "tell the introducer"
    TRY = "try again"
    REST = "let rest"
    SEND = "send"
    REVISIT = "look again"
    KEEP_IN_TOUCH = "keep in touch"
    GIVE = "give"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with what it takes to save it as done, put off or let go."""

    verb: Verb
    about: Ask | Contact | Give | Promise
    """The row the step comes from."""
    contact: Contact
    """The person it is about."""
    ask: Ask | None
    rung: RungKind | None
    """Which try, for TRY and SEND."""
    to: Contact
    """The person to reach: the mutual contact for TELL and for a word from the referrer."""
    due_on: date
    why: str
    """One line; holds the contact's name as typed, so it is shown as text, never as markup."""
    operation: str
    """The same for the same step of the same version: a double tap is applied once."""
    rules: tuple[str, ...] = ()
    """What the line of why rests on."""

    @property
    def id(self) -> str:
        """A widget key: the verb and the row."""
        return f"{self.verb.name.lower()}-{self.about.id}"

    def as_touch(
        self, today: date, channel: Channel | None = None, *, at: datetime | None = None
    ) -> Touch:
        """Return the outreach that this step is, done today.

        Raises:
            ValueError: for REST, REVISIT, GIVE and PROMISE, which are no outreach.
        """
        purposes = {
            Verb.THANK: Purpose.THANKS,
            Verb.TELL: Purpose.NEWS,
            Verb.TRY: Purpose.ATTEMPT,
            Verb.SEND: Purpose.ATTEMPT,
            Verb.KEEP_IN_TOUCH: Purpose.KEEP_IN_TOUCH,
        }
        if self.verb not in purposes:
            message = f"{self.verb.value} is no outreach"
            raise ValueError(message)
        return Touch(
            contact=self.to.id,
            ask=None if self.ask is None else self.ask.id,
            on=today,
            at=at,
            channel=channel,
            purpose=purposes[self.verb],
            rung=self.rung,
        )

    def done(
        self, today: date, channel: Channel | None = None, *, at: datetime | None = None
    ) -> tuple[Record, ...]:
        """Return the records to save once this step is done.

        The first message of an ask also locks an open guess: `outreach.sent` returns both.
        """
        about = self.about
        if self.verb is Verb.TELL and isinstance(about, Ask):
            return (self.as_touch(today, channel, at=at), replace(about, told_on=today))
        if isinstance(about, Give):
            return (replace(about, given_on=today),)
        if isinstance(about, Promise):
            return kept(about, today)
        if self.verb is Verb.REST and isinstance(about, Ask):
            return (replace(about, let_go_on=today),)
        if self.verb is Verb.REVISIT and isinstance(about, Ask):
            return (replace(about, revisit_on=None),)
        return (self.as_touch(today, channel, at=at),)

    def later(self, until: date) -> tuple[Record, ...]:
        """Return the records to save after "Later": not due before `until`."""
        about = self.about
        if isinstance(about, Give):
            return (replace(about, planned_on=until),)
        if isinstance(about, Promise):
            return (replace(about, by=until),)
        if isinstance(about, Contact):
            return (replace(about, not_before=until),)
        return (replace(about, later_until=until),)

    def still_wanted(self, today: date) -> tuple[Record, ...]:
        """Return the records to save after "Still want this? Yes": it is due today."""
        if isinstance(self.about, Ask):
            return (replace(self.about, still_wanted_on=today),)
        return self.later(today)

    def let_rest(self, today: date) -> tuple[Record, ...]:
        """Return the records to save after "Still want this? No".

        A contact's keeping in touch has no such end but "Later" or another cadence: nothing then.
        """
        about = self.about
        if isinstance(about, Give):
            return (replace(about, planned_on=None),)
        if isinstance(about, Promise):
            return let_go(about, today)
        if isinstance(about, Contact):
            return ()
        return (replace(about, let_go_on=about.let_go_on or today, revisit_on=None),)
