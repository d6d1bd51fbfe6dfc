"""A letter: one occasion to write or speak, and its words as they begin.

The words are a Script whose id is made of the occasion, so that two tabs never keep two of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.steps import Step, Verb
from lib.coaching.stories import since, stories
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Purpose, RungKind
from lib.coaching.workbook import Records

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


CHOSEN = ("just met", "keep in touch")
"""Occasions with several outlines: a few words, or something that would interest them (S4-10)."""


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
    way: Channel | None = None
    """A message's channel where its words depend on it: LinkedIn, a text; None for a mail."""
    turn: str = ""
    """Tells apart letters of no ask: the operation of the step they belong to."""

    @property
    def id(self) -> str:
        """The id of its Script: the same in every tab, so that two tabs never keep two."""
        about = self.contact.id if self.ask is None else self.ask.id
        parts = (about, self.kind.name, self.purpose.name, self.turn)
        second = "SECOND" if self.rung is RungKind.SECOND else ""
        way = () if self.way is None else (self.way.name,)
        return hashlib.sha256("\x1f".join((*parts, second, *way)).encode()).hexdigest()[:16]

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


def scaffold(letter: Letter) -> guide.Scaffold:
    """Return the guide's outline that fits a letter best."""
    return scaffolds(letter)[0]


def scaffolds(letter: Letter) -> tuple[guide.Scaffold, ...]:
    """Return the guide's outlines that fit a letter, the most fitting first."""
    return guide.scaffolds(
        letter.kind,
        contact=letter.contact.kind,
        scope=None if letter.ask is None else letter.ask.scope,
        rung=letter.rung,
        occasion=letter.occasion,
        ask=None if letter.ask is None else letter.ask.kind,
        way=letter.way,
    )


def choices(letter: Letter) -> tuple[guide.Scaffold, ...]:
    """Return the outlines to choose from: three light spirits, or several for one occasion.

    Empty where there is nothing to choose.
    """
    if letter.kind is ScriptKind.LIGHT or letter.occasion in CHOSEN:
        found = scaffolds(letter)
        return found if len(found) > 1 else ()
    return ()


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
        "phone": cover.phone,
        "stories": stories(records),
        "since": since(records),
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
