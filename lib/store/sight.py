"""What of a workbook does somebody see? All of it, or what its owner shows them.

A coach or a viewer is shown names and how things stand, and the rest where the owner says so:
numbers, addresses, notes and words are blank else, before a page gets them (ASVS 14.2.6, 15.3.1;
`trust.md`, personal data). A private comment is read by its author alone. What somebody who may
only comment saves is held against that here, too.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.asks import Ask
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.promises import Promise
from lib.coaching.scripts import Script
from lib.coaching.targets import Target
from lib.coaching.touches import Touch
from lib.coaching.workbook import TABLE_OF, Changed
from lib.store.results import Removed
from lib.store.roles import Action, Rights, Shows, refuse

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from lib.coaching.workbook import Records
    from lib.store.history import Deed
    from lib.store.results import Entry, Write
    from lib.store.snapshots import Snapshot

KEPT_BACK: Final[dict[type[Record], tuple[str, ...]]] = {
    Contact: (
        *("email", "phone", "link", "notes"),
        *("spoke_about", "did_together", "knows_at"),
    ),
    Ask: ("sent_anyway", "tries_reason"),
    Touch: ("words",),
    Give: ("what",),
    Promise: ("what",),
    Target: ("plan_b", "notes"),
    Exercise: ("answer",),
    Script: ("title", "text"),
    Cover: ("phone",),
}
"""Texts that are blank for whom only the status is shown."""


def shown(record: Record, rights: Rights) -> Record | None:
    """Return a record as somebody with these rights sees it; None where they do not see it."""
    if rights.whole:
        return record
    if isinstance(record, Comment) and record.private and record.by not in rights.links:
        return None
    if rights.shows is Shows.ALL or (isinstance(record, Script) and record.review is not None):
        return record
    blank: dict[str, Any] = {
        name: "" for name in KEPT_BACK.get(type(record), ()) if getattr(record, name)
    }
    return replace(record, **blank) if blank else record


def seen(snapshot: Snapshot, rights: Rights) -> Snapshot:
    """Return a snapshot as somebody with these rights sees it; the same one where that is all."""
    steps = [
        Changed(one, after)
        for record_type in TABLE_OF
        if record_type is Comment or (rights.shows is Shows.STATUS and record_type in KEPT_BACK)
        for one in snapshot.records.all(record_type).values()
        if (after := shown(one, rights)) is not one
    ]
    return snapshot.after(snapshot.version, steps) if steps else snapshot


def _followed(kept: _View, snapshot: Snapshot, rights: Rights) -> Snapshot | None:
    """Return a snapshot as somebody sees it, made of how they saw an earlier one, with its indexes.

    Returns:
        None where that is no way: nothing was kept back before, so much has changed that it would
        take longer, or the rows were read anew, as they are once one was erased: what is made of
        the earlier ones would hold on to it.
    """
    before, after = kept.of.records, snapshot.records
    if kept.seen is kept.of or before.cover is not after.cover:
        return None
    steps: list[Changed] = []
    for record_type in TABLE_OF:
        old, new = before.all(record_type), after.all(record_type)
        if old is new:
            continue
        moved = [row for row, one in new.items() if old.get(row) is not one]
        moved += [row for row in old if row not in new]
        if len(steps) + len(moved) > _MOST_STEPS:
            return None
        was = kept.seen.records.all(record_type)
        for row in moved:
            record = new.get(row)
            steps.append(Changed(was.get(row), None if record is None else shown(record, rights)))
    return kept.seen.after(snapshot.version, steps)


_MOST_STEPS: Final = 200
"""Rows that moved between two views of which the later one is made of the earlier one."""


def seen_entries(entries: list[Entry], rights: Rights) -> list[Entry]:
    """Return actions of the history as somebody with these rights sees them."""
    if rights.whole:
        return entries
    return [
        replace(one, changes=tuple(filter(None, (_step(each, rights) for each in one.changes))))
        for one in entries
    ]


def _step(step: Changed, rights: Rights) -> Changed | None:
    before = None if step.before is None else shown(step.before, rights)
    after = None if step.after is None else shown(step.after, rights)
    return None if before is after is None else Changed(before, after)


@dataclass(frozen=True, slots=True)
class _View:
    """What was made of one snapshot."""

    of: Snapshot
    seen: Snapshot

    @property
    def weight(self) -> int:
        return 0 if self.seen is self.of else self.seen.weight


class Views:
    """Snapshots as others see them, kept until the workbook changes."""

    def __init__(self, most_bytes: int) -> None:
        """Keep at most so many bytes, and the newest in any case."""
        self._most_bytes = most_bytes
        self._weight = 0
        self._kept: OrderedDict[tuple[str, Shows, frozenset[str]], _View] = OrderedDict()
        self._lock = Lock()

    def of(self, snapshot: Snapshot, rights: Rights) -> Snapshot:
        """Return a snapshot as somebody with these rights sees it."""
        if rights.whole:
            return snapshot
        key = (snapshot.id, rights.shows, rights.links)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.of is snapshot:
                self._kept.move_to_end(key)
                return kept.seen
        following = None if kept is None else _followed(kept, snapshot, rights)
        made = _View(snapshot, seen(snapshot, rights) if following is None else following)
        with self._lock:
            before = self._kept.pop(key, None)
            self._weight += made.weight - (0 if before is None else before.weight)
            self._kept[key] = made
            while len(self._kept) > 1 and (
                self._weight > self._most_bytes or len(self._kept) > _MOST_VIEWS
            ):
                _, oldest = self._kept.popitem(last=False)
                self._weight -= oldest.weight
        return made.seen

    def forget(self, workbook: str) -> None:
        """Keep nothing of a workbook."""
        with self._lock:
            for key in [one for one in self._kept if one[0] == workbook]:
                self._weight -= self._kept.pop(key).weight


_MOST_VIEWS: Final = 512
"""Views kept at once: each holds on to the snapshot it was made of."""


def narrowed(deed: Deed, records: Records, rights: Rights) -> Deed:
    """Return what a coach asks for, with their name to what they say.

    Raises:
        NotAllowedError: they may only comment, and it is anything else than words of their own in
            the margin, or how far a script is that was handed over.
    """
    if rights.grants(Action.WRITE):
        return replace(deed, wanted=tuple(_signed(one, records, rights) for one in deed.wanted))
    if deed.undoes is not None or not deed.wanted:
        raise refuse()
    return replace(deed, wanted=tuple(_allowed(one, records, rights) for one in deed.wanted))


def _signed(write: Write, records: Records, rights: Rights) -> Write:
    """Return a write; a comment that is new carries the link its author came by."""
    if isinstance(write, Comment) and records.get(Comment, write.id) is None:
        return replace(write, by=min(rights.links))
    return write


def _allowed(write: Write, records: Records, rights: Rights) -> Write:
    record = write.record if isinstance(write, Removed) else write
    there = records.get(type(record), record.id)
    if isinstance(write, Comment) and there is None:
        if write.taken is None and write.settled_on is None:
            return _signed(write, records, rights)
    elif isinstance(record, Comment):
        before = there if isinstance(there, Comment) else record
        answer = (before.taken, before.settled_on)
        if before.by in rights.links and answer == (record.taken, record.settled_on):
            return write if isinstance(write, Removed) else replace(record, by=before.by)
    elif isinstance(write, Script) and isinstance(there, Script):
        same = replace(there, review=write.review, version=write.version) == write
        if same and there.review is not None and write.review is not None:
            return write
    raise refuse()
