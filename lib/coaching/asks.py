"""Asks: one request to one contact, with its attempts; the unit of every statistic.

The state of an ask is the table of `expectations.md` ("The statistics"): answered, still open,
silent, let go, bounced; before the first attempt it is planned. Horizon H = 30 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from lib.coaching.records import NOTE_LIMIT, Record, column
from lib.coaching.touches import Direction, Outcome, Purpose, Touch

HORIZON_DAYS = 30
"""H: days after the last attempt from which an unanswered ask counts as silent."""


class AskKind(Enum):
    """What is asked for, from the lightest to the heaviest: `product.md`, Ask."""

    NAMES = "names"
    INFORMATION = "information"
    ADVICE = "advice talk"
    INTRODUCTION = "introduction"
    REFERRAL = "referral"
    REFERENCE = "reference"


class Scope(Enum):
    """Keep me in mind, or one company (rule S1-3)."""

    GENERAL = "general"
    TARGETED = "targeted"


class AskState(Enum):
    """Where an ask stands; shown as words of `product.md`."""

    PLANNED = "planned"
    ANSWERED = "answered"
    OPEN = "still open"
    SILENT = "silent"
    LET_GO = "let go"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Record):
    """One request to one contact."""

    contact: str = field(metadata=column("Contact", refers_to="contacts"))
    kind: AskKind = field(default=AskKind.ADVICE, metadata=column("Ask for"))
    scope: Scope = field(default=Scope.GENERAL, metadata=column("General or targeted"))
    target: str | None = field(default=None, metadata=column("Target", refers_to="targets"))
    about: str | None = field(
        default=None, metadata=column("Introduction to", refers_to="contacts")
    )
    """Whom one would like to meet, for an introduction (rule S1-13)."""
    planned_on: date | None = field(default=None, metadata=column("Planned on"))
    sent_anyway: str = field(default="", metadata=column("Sent anyway because", limit=NOTE_LIMIT))
    """The owner's own reason where a check had warned; empty where none did."""
    warned_of: str = field(default="", metadata=column("Warned of"))
    """Names of the checks that had warned, separated by commas."""
    tries: int | None = field(default=None, metadata=column("Tries", lowest=1, highest=9))
    """The most attempts, where the owner changed the guide's three (rule S4-14)."""
    tries_reason: str = field(default="", metadata=column("Why so many tries", limit=NOTE_LIMIT))
    later_until: date | None = field(default=None, metadata=column("Not before"))
    """"Later" was tapped: nothing is due before this day."""
    let_go_on: date | None = field(default=None, metadata=column("Let rest on"))
    revisit_on: date | None = field(default=None, metadata=column("Look again on"))
    """An optional day to think again about someone let rest (tension T2 of `rules.md`)."""
    still_wanted_on: date | None = field(
        default=None, metadata=column("Still wanted on", hidden=True)
    )
    """The day on which "Still want these?" was last answered with yes."""
    told_on: date | None = field(default=None, metadata=column("Told the introducer on"))


@dataclass(frozen=True, slots=True)
class Course:
    """How one ask has gone so far; made of the ask and its touches, without a clock."""

    ask: Ask
    attempts: tuple[Touch, ...]
    """Oldest first."""
    reply: Touch | None
    """The first reply that is not a bounce."""
    replies: tuple[Touch, ...]
    bounced: bool
    thanked: bool

    @property
    def first_on(self) -> date | None:
        """The day of the first attempt; None while planned."""
        return self.attempts[0].on if self.attempts else None

    @property
    def last_on(self) -> date | None:
        """The day of the newest attempt; None while planned."""
        return self.attempts[-1].on if self.attempts else None

    @property
    def helped(self) -> bool:
        """True where any reply was helpful."""
        return any(one.outcome is Outcome.HELPED for one in self.replies)

    def state(self, today: date) -> AskState:
        """Return the ask's state on a day, by the table of `expectations.md`."""
        last = self.last_on
        if self.reply is not None:
            return AskState.ANSWERED
        if self.bounced:
            return AskState.BOUNCED
        if self.ask.let_go_on is not None:
            return AskState.LET_GO
        if last is None:
            return AskState.PLANNED
        if today - last >= timedelta(days=HORIZON_DAYS):
            return AskState.SILENT
        return AskState.OPEN


def course(ask: Ask, touches: Sequence[Touch]) -> Course:
    """Return how an ask has gone.

    Args:
        ask: the ask.
        touches: all its touches, in any order.
    """
    ordered = sorted(touches, key=lambda one: (one.on, one.at is not None, one.at, one.id))
    replies = tuple(one for one in ordered if one.direction is Direction.REPLY)
    answers = tuple(one for one in replies if one.outcome is not Outcome.BOUNCED)
    attempts = tuple(one for one in ordered if one.is_attempt)
    bounces = [one for one in replies if one.outcome is Outcome.BOUNCED]
    return Course(
        ask=ask,
        attempts=attempts,
        reply=answers[0] if answers else None,
        replies=answers,
        bounced=bool(bounces) and (not attempts or bounces[-1].on >= attempts[-1].on),
        thanked=any(
            one.purpose is Purpose.THANKS and one.direction is Direction.OUTREACH for one in ordered
        ),
    )
