"""The mix: which starting point each ask has, and so where the rate over all of them starts.

S1 of `expectations.md`: a rate over a mix starts from the mean of its asks' starting points. The
means themselves are the guide's (judgement, editable) and are passed in by the names used here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lib.coaching.asks import Course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.touches import Channel
from lib.coaching.workbook import ASKS_BY_CONTACT, COURSES, Changed, Records
from lib.expectations.reply_rate import MIX_WORTH, Start

ACQUAINTED = 3
"""The tie strength ("we'd chat") from which someone met at an event is no stranger."""

NAMES = (
    "in_person",
    "friend",
    "colleague",
    "social",
    "mutual_friend_named",
    "voicemail_to_stranger",
    "linkedin_note",
    "mail_to_stranger",
)
"""Every starting point this module may name."""

_BY_KIND = {Kind.FRIEND: "friend", Kind.COLLEAGUE: "colleague", Kind.SOCIAL: "social"}
_BY_CHANNEL = {Channel.VOICEMAIL: "voicemail_to_stranger", Channel.LINKEDIN: "linkedin_note"}


def starting_point(contact: Contact | None, channel: Channel | None) -> str:
    """Return the name of an ask's starting point, from whom it went to and how it first went out.

    In person counts before how one knows them, that before a friend in common, that before the
    channel; whoever is not rated yet is taken for a stranger.
    """
    if channel is Channel.IN_PERSON:
        return "in_person"
    if contact is not None:
        if contact.kind in _BY_KIND:
            return _BY_KIND[contact.kind]
        if contact.mutual_contact is not None:
            return "mutual_friend_named"
        if (contact.strength or 0) >= ACQUAINTED:
            return "social"
    return _BY_CHANNEL.get(channel, "mail_to_stranger") if channel else "mail_to_stranger"


def _name_of(course: Course, records: Records) -> str | None:
    """Return the name of an ask's starting point; None where it is in no rate."""
    if course.reply is None and (course.bounced or not course.attempts):
        return None
    channel = course.attempts[0].channel if course.attempts else None
    return starting_point(records.get(Contact, course.ask.contact), channel)


@dataclass(frozen=True, slots=True)
class Mixture:
    """The value of the `Mix` index."""

    name_of: Mapping[str, str]
    """The starting point of each ask that is in the rate, by the ask's id."""
    asks: Mapping[str, int]
    """How many asks each starting point has."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Index: how many asks there are of each starting point."""

    def build(self, records: Records) -> Mixture:
        """Return the mixture of all asks."""
        names = {}
        for row, course in records.index(COURSES).items():
            name = _name_of(course, records)
            if name is not None:
                names[row] = name
        return Mixture(names, Counter(names.values()))

    def carry(self, old: Mixture, records: Records, changes: Sequence[Changed]) -> Mixture:
        """Return the mixture after the changes: only the asks they touch are looked at."""
        affected = COURSES.affected(records, changes)
        by_contact = records.index(ASKS_BY_CONTACT)
        for change in changes:
            record = change.after or change.before
            if isinstance(record, Contact):
                affected.update(ask.id for ask in by_contact.get(record.id, ()))
        courses = records.index(COURSES)
        moved = {}
        for row in affected:
            name = _name_of(courses[row], records) if row in courses else None
            if name != old.name_of.get(row):
                moved[row] = name
        if not moved:
            return old
        names, asks = dict(old.name_of), Counter(old.asks)
        for row, name in moved.items():
            before = names.pop(row, None)
            if before is not None:
                asks[before] -= 1
            if name is not None:
                names[row] = name
                asks[name] += 1
        return Mixture(names, +asks)


MIX = Mix()
"""How many asks there are of each starting point."""


def start(
    records: Records,
    means: Mapping[str, float],
    *,
    worth: float = MIX_WORTH,
    before_any: str = "social",
) -> Start:
    """Return where the rate over all asks of a workbook starts.

    Args:
        records: the workbook's records.
        means: the guide's starting means by name, each between 0 and 1; all of `NAMES`.
        worth: how many asks the starting point of a mix is worth.
        before_any: the name to start from before any ask has reached someone.
    """
    asks = records.index(MIX).asks
    total = sum(asks.values())
    if not total:
        return Start(means[before_any], worth)
    return Start(sum(means[name] * many for name, many in asks.items()) / total, worth)
