"""Starts: which starting point of the guide does each ask begin from, and how many of each?

S1 of `expectations.md`: a rate over a mix of asks starts from the mean of its asks' starting
points. In person comes before everything; then how one knows the contact; for people one hardly
knows, a friend named, else the channel of the first attempt. An ask to someone not rated yet has
none.

The counts hang on a sorted index, so they cost the same with five asks and with eight thousand.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from lib.coaching.asks import Course
from lib.coaching.contacts import Contact, Kind
from lib.coaching.derived import DerivedOfAsks
from lib.coaching.touches import Channel
from lib.coaching.workbook import COURSES, Records, Sorted

_BY_KIND = {Kind.COLLEAGUE: "colleague", Kind.FRIEND: "friend", Kind.SOCIAL: "social"}
_BY_CHANNEL = {
    Channel.LINKEDIN: "linkedin_note",
    Channel.PHONE: "voicemail_to_stranger",
    Channel.VOICEMAIL: "voicemail_to_stranger",
}
NAMES = (
    "in_person",
    "colleague",
    "friend",
    "social",
    "mutual_friend_named",
    "linkedin_note",
    "voicemail_to_stranger",
    "mail_to_stranger",
)
"""The starting points an ask may begin from: names of the guide's `starting_points.toml`."""


def start_of(course: Course, contact: Contact) -> str | None:
    """Return the name of the starting point of an ask; None where it cannot be told.

    None before the first attempt, after a wrong address, and where the contact is not rated.
    """
    if not course.attempts or (course.bounced and course.reply is None):
        return None
    channel = course.attempts[0].channel
    if channel is Channel.IN_PERSON:
        return "in_person"
    if contact.kind is None:
        return None
    if contact.kind in _BY_KIND:
        return _BY_KIND[contact.kind]
    if contact.mutual_contact is not None:
        return "mutual_friend_named"
    return "mail_to_stranger" if channel is None else _BY_CHANNEL.get(channel, "mail_to_stranger")


@dataclass(frozen=True, slots=True)
class _Starts(DerivedOfAsks[tuple[str, str]]):
    """Index: (name of the starting point, ask) of each ask that has one."""

    def value(self, records: Records, row: str) -> tuple[str, str] | None:
        """Return one ask's starting point."""
        course = records.index(COURSES).get(row)
        contact = None if course is None else records.get(Contact, course.ask.contact)
        if course is None or contact is None:
            return None
        name = start_of(course, contact)
        return None if name is None else (name, row)


STARTS = Sorted(_Starts(), lambda one: one)
"""Asks by their starting point."""


def counted(records: Records) -> Mapping[str, int]:
    """Return how many asks begin from each starting point; only counts above 0."""
    entries = records.index(STARTS).entries
    found = {}
    for name in NAMES:
        many = bisect_left(entries, (name, "\U0010ffff")) - bisect_left(entries, (name,))
        if many:
            found[name] = many
    return found
