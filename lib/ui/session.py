"""The open workbook and the owner's day, for whoever draws.

Streamlit runs fragments and callbacks without the frame: each of them calls `workbook()` itself,
and the store asks for the rights of this visit again with every read and write. Session state holds
no authority: a workbook is named by the address (`?w=`), a visit by its cookie. Where a link of the
menu dropped that name, the tab goes on with the workbook it showed.

Where others come by links, a visit that has none sees the door (`lib.ui.door`) and nothing of a
workbook. One whose link is withdrawn while a tab is open is led there by whatever it does next:
`workbook()` and every read and write of a `Workbook` end the run and draw the page anew, from a
fragment, a callback or a dialog as well.

The example (`?w=example`) is a workbook of invented people in a store of its own: whatever is read
or saved goes to the store that the workbook's id belongs to, so no tap there reaches anything else.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from threading import Lock
from typing import NoReturn
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from lib import guide, settings
from lib.access import visits
from lib.access.house import forget_the_example, the_example_store, the_store
from lib.coaching.records import Record
from lib.coaching.workbook import Records
from lib.settings import Mode
from lib.store import (
    Action,
    Actor,
    AllGoing,
    Entry,
    Erased,
    Going,
    NoRoomError,
    NoSuchWorkbookError,
    NotAllowedError,
    Refused,
    Removed,
    Result,
    Rights,
    Role,
    Saved,
    Snapshot,
    Store,
)
from lib.store.workbooks import fresh_cover
from lib.ui import door, fetching, shelf, signing_in
from lib.ui.circle import Circle
from lib.ui.partner import Partner
from lib.ui.shelf import Shelved

_NONCE = re.compile("[0-9a-f]{16}")
"""What a form's id looks like; where a browser sends anything else, it gets a new one."""

EXAMPLE = "example"
"""What the address and the store call the example: no id of a workbook of one's own reads so."""

_LOOKED_THROUGH = 20
"""Newest actions among which one of the sheet is looked for; after more the page is drawn anew."""

_NO_ZONE = "UTC"
"""The time zone of a workbook whose owner was asked for none."""

_OURS = ("visit", "admitted", signing_in.ENTERED)
"""What a tab keeps when it turns to another workbook: who is here."""

_NEWS, _BY_ITSELF, _HELD = "news", "by-itself", "held"
"""Where it is kept that the page has news to draw, that this run draws them, and that news waits
until whoever is in the middle of a card has done with it."""

_RIGHTS = "rights-drawn"
"""Where it is kept for a run what whoever is here is to the workbook."""

_SHUT_OUT = "shut-out"
"""Where it is kept that the workbook in front is not open to this visit any more."""

_BEGINNING = Lock()
"""So that two tabs opened at once begin one workbook, not two."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The workbook in front, at the version that is being drawn."""

    id: str
    version: int
    records: Records
    actor: Actor

    @property
    def invented(self) -> bool:
        """True for the example: nobody in it exists."""
        return self.id == EXAMPLE

    def save(self, verb: str, writes: Iterable[Record | Removed], operation: str) -> Result:
        """Save an action whole or not at all; see `lib.store.Store.save`."""
        with _still_open(self):
            return _store_of(self.id, self.actor).save(
                self.actor, self.id, writes, verb=verb, operation=operation, at=now()
            )

    def undo(self, number: int, operation: str, *, skip_changed: bool = False) -> Result:
        """Take an action back; see `lib.store.Store.undo`."""
        with _still_open(self):
            return _store_of(self.id, self.actor).undo(
                self.actor,
                self.id,
                number,
                operation=operation,
                at=now(),
                skip_changed=skip_changed,
            )

    def history(self, *, before: int | None = None, limit: int = 20) -> list[Entry]:
        """Return the newest actions, newest first, without their rows: see `Store.history`."""
        with _still_open(self):
            return _store_of(self.id, self.actor).history(
                self.actor, self.id, before=before, limit=limit, changes_too=False
            )

    def changes(self, limit: int) -> list[Entry]:
        """Return the newest actions, newest first, with their rows: see `Store.history`."""
        with _still_open(self):
            return _store_of(self.id, self.actor).history(self.actor, self.id, limit=limit)

    @property
    def circle(self) -> Circle:
        """The people who may open this workbook."""
        store = _store_of(self.id, self.actor)
        return Circle(store, self.actor, self.id, now, partial(_still_open, self))

    @property
    def shared(self) -> bool:
        """True where others may be let in by links: not on one's own machine, nor the example."""
        return not self.invented and settings.load().shared

    @property
    def rights(self) -> Rights:
        """What whoever is here is to the workbook: for what is drawn, the store asks by itself.

        Raises:
            NotAllowedError: they may not read it any more.
        """
        who = (self.actor.visit, self.id, self.version)
        kept: tuple[tuple[str, str, int], Rights] | None = st.session_state.get(_RIGHTS)
        if kept is None or kept[0] != who:
            kept = (who, self._rights())
            st.session_state[_RIGHTS] = kept
        return kept[1]

    def _rights(self) -> Rights:
        if not self.shared:
            return Rights(Role.OWNER)
        with _still_open(self):
            return the_store().rights(self.actor, self.id)

    def may(self, action: Action) -> bool:
        """Return whether a button for this is worth drawing; the store asks by itself."""
        return self.rights.grants(action)

    @property
    def writable(self) -> bool:
        """Whether boxes and buttons that write are worth drawing; the store asks by itself."""
        return self.may(Action.WRITE)

    def would_erase_person(self, contact: str) -> Going | Refused:
        """Return what would go with a person; see `lib.store.Store.would_erase_person`."""
        return _store_of(self.id, self.actor).would_erase_person(self.actor, self.id, contact)

    def erase_person(self, contact: str, operation: str) -> Erased | Refused:
        """Take a person away for good; see `lib.store.Store.erase_person`."""
        return _store_of(self.id, self.actor).erase_person(
            self.actor, self.id, contact, operation=operation, at=now()
        )

    def erased(self) -> frozenset[tuple[str, str]]:
        """Return (table, id) of the rows that were erased; see `lib.store.Store.erased`."""
        return _store_of(self.id, self.actor).erased(self.actor, self.id)

    def would_erase_all(self) -> AllGoing:
        """Return what would go with the workbook; see `lib.store.Store.would_erase_all`."""
        return _store_of(self.id, self.actor).would_erase_all(self.actor, self.id)

    def erase_all(self) -> Erased:
        """Take the workbook away for good; see `lib.store.Store.erase_all`."""
        return _store_of(self.id, self.actor).erase_all(self.actor, self.id, at=now())

    @property
    def partner(self) -> Partner:
        """The Google Sheet this workbook is, or may be, linked to."""
        return Partner(_store_of(self.id, self.actor), self.actor, self.id, now)

    def moved_by_sheet(self, version: int) -> bool:
        """Return whether the sheet had a part in what brought the workbook to a newer version."""
        many = min(version - self.version, _LOOKED_THROUGH)
        newest = self.history(limit=many) if many > 0 else []
        return many == _LOOKED_THROUGH or any(one.by_sheet for one in newest)

    def operation(self, verb: str, *parts: object) -> str:
        """Return an operation id for a button: the same for the same verb, rows and versions."""
        text = "\x1f".join([self.id, verb, *map(str, parts)])
        return hashlib.sha256(text.encode()).hexdigest()[:32]


_OPENED: ContextVar[Workbook | None] = ContextVar("opened", default=None)
"""The workbook that the frame of this run has opened, while its page is drawn."""


@contextmanager
def opened(book: Workbook) -> Iterator[None]:
    """Have the page that is drawn meanwhile take the workbook that its frame has just opened.

    Fragments and callbacks run by themselves later, or before: they open it anew.
    """
    token = _OPENED.set(book)
    try:
        yield
    finally:
        _OPENED.reset(token)


def workbook() -> Workbook:
    """Return the workbook in front; on one's own machine a newcomer's is made.

    The script stops, with words on the screen, where there is none to show.

    Raises:
        lib.store.StoreError: the visit has been ended, the store is busy.
    """
    if (book := _OPENED.get()) is not None:
        return book
    actor = _actor()
    st.session_state.pop(_RIGHTS, None)
    wanted = st.query_params.get("w") or st.session_state.get("in-front")
    found = _by_link(actor, wanted) if settings.load().shared else _of_owner(actor, wanted)
    return Workbook(found.id, found.version, found.records, actor)


def visitor() -> Actor:
    """Return who is here, now: what pages begin with that show no workbook."""
    return _actor()


def visit() -> Actor:
    """Return what locks itself where nobody taps: this browser's visit, or its sign-in."""
    actor = _actor()
    if settings.load().mode is Mode.SIGNED_IN:
        return Actor(st.session_state[signing_in.ENTERED], at=actor.at)
    return actor


def way_out() -> None:
    """Draw the button that signs out; nothing where nobody signs in."""
    if settings.load().mode is Mode.SIGNED_IN:
        st.button("Sign out", key="sign-out", on_click=lambda: signing_in.sign_out(now()))


def _of_owner(actor: Actor, wanted: str | None) -> Snapshot:
    """Return the workbook in front on one's own machine."""
    store = the_store()
    snapshot = _named(wanted, actor) if wanted else None
    if snapshot is not None:
        return snapshot
    ids = store.workbook_ids(actor)
    if not ids:
        _wait_for_the_sheet(store, actor)
        with _BEGINNING:
            ids = store.workbook_ids(actor)
            if not ids:
                ids = [store.create(actor, fresh_cover(_time_zone()), now())]
    return store.snapshot(actor, _the_one(actor, ids) or _choose(ids))


def _by_link(actor: Actor, wanted: str | None) -> Snapshot:
    """Return the workbook in front that one of this visit's links opens; else draw the door."""
    if st.session_state.pop(_SHUT_OUT, False):
        ids = _open_to(actor)
        door.withdrawn(others=bool(ids))
        way_out()
        _choose(ids, headed=False)
    if wanted:
        try:
            snapshot = _named(wanted, actor)
        except NotAllowedError:
            snapshot = None
        if snapshot is not None:
            return snapshot
        if st.session_state.get("in-front") == wanted:
            _shut_out()
    ids = _open_to(actor)
    if not ids:
        asked = settings.load()
        start = _begin if asked.anyone_may_start else None
        if asked.mode is Mode.SIGNED_IN:
            door.signed_in(start=start)
            way_out()
        else:
            kept = visits.actor(st.context.cookies, secure=asked.secure) is not None
            door.without_link(keeps_cookies=kept, start=start)
        st.stop()
    if wanted:
        door.not_open(others=True)
        way_out()
        _choose(ids, headed=False)
    return the_store().snapshot(actor, _the_one(actor, ids) or _choose(ids))


def _the_one(actor: Actor, ids: list[str]) -> str | None:
    """Return the workbook there is nothing to ask about: the only one that is not put away."""
    if len(ids) == 1:
        return ids[0]
    store = the_store()
    out = [one for one in ids if store.snapshot(actor, one).records.cover.archived_on is None]
    return out[0] if len(out) == 1 else None


def _open_to(actor: Actor) -> list[str]:
    """Return the workbooks that are open to a visit; none where the store does not know it."""
    try:
        return the_store().workbook_ids(actor)
    except NotAllowedError:
        return []


def _begin() -> None:
    """Begin a workbook for a visit that has opened no link: it is its owner."""
    actor = _actor()
    the_store().admit(actor, Role.GUEST, now())
    try:
        st.query_params["w"] = the_store().create(actor, fresh_cover(_time_zone()), now())
    except NoRoomError as full:
        st.session_state[door.FULL] = str(full)


@contextmanager
def _still_open(book: Workbook) -> Iterator[None]:
    """Lead to the door whoever is refused because the workbook is not open to them any more.

    Raises:
        lib.store.NotAllowedError: they may look, and not do this.
    """
    try:
        yield
    except NotAllowedError:
        if settings.load().shared and not _reads(book):
            _shut_out()
        raise


def _reads(book: Workbook) -> bool:
    """Return whether a workbook is open to whom it was drawn for."""
    try:
        _store_of(book.id, book.actor).rights(book.actor, book.id)
    except NotAllowedError:
        return False
    return True


def _shut_out() -> NoReturn:
    """Forget what the tab holds, and draw the door in the place of the whole page."""
    _turn_over()
    st.session_state[_SHUT_OUT] = True
    st.rerun()


def _wait_for_the_sheet(store: Store, actor: Actor) -> None:
    """Where the disk does not last, go on only once the host's sheet was found to hold none."""
    asked = settings.load()
    if asked.durable_disk:
        return
    sheet = store.sheets.of_host(actor)
    if sheet is None or sheet.looked_at is None:
        fetching.wait(sheet, asked.google_email, now(), ZoneInfo(_time_zone()))


def still_here(book: Workbook) -> Workbook:
    """Return a workbook that was drawn, for who is here now: what a fragment begins with.

    It costs no statement: rights are asked with the first read or write.
    """
    return replace(book, actor=_actor())


def _named(wanted: str, actor: Actor) -> Snapshot | None:
    """Return the workbook of this id; None where there is none."""
    try:
        snapshot, rights = _store_of(wanted, actor).opened(actor, wanted)
    except NoSuchWorkbookError:
        return None
    if wanted != EXAMPLE and settings.load().shared:
        st.session_state[_RIGHTS] = ((actor.visit, wanted, snapshot.version), rights)
    return snapshot


def remember_address(workbook: Workbook) -> None:
    """Put the workbook into the address, where links of the menu dropped it.

    A tab that turns to another workbook forgets what it held of the one before: its words typed and
    not saved, its Undo, its open cards would else be met in the other one.
    """
    if st.session_state.get("in-front", workbook.id) != workbook.id:
        _turn_over()
    st.session_state["in-front"] = workbook.id
    if workbook.invented:
        # It may have had to make room for others' examples, and be a new one now.
        if st.session_state.get("example-version", 0) > workbook.version:
            _turn_over()
            st.session_state.update({"in-front": workbook.id, "example-anew": True})
        st.session_state["example-version"] = workbook.version
    if st.query_params.get("w") != workbook.id:
        st.query_params["w"] = workbook.id


def _turn_over() -> None:
    """Empty the tab's memory, but for who is here."""
    for key in list(st.session_state):
        if key not in _OURS:
            del st.session_state[key]


def empty_the_tab() -> None:
    """Let go of all this tab holds: what was typed, found and saved, and its Undo."""
    _turn_over()


def leave_example() -> None:
    """Turn back to a workbook of one's own."""
    _turn_over()
    st.query_params.clear()


def begin_example_anew() -> None:
    """Take away whatever was done in this visit's example."""
    forget_the_example(_actor())
    _turn_over()
    st.query_params.clear()
    st.query_params["w"] = EXAMPLE


def _store_of(workbook: str, actor: Actor) -> Store:
    """Return the store a workbook's id belongs to; the example's is made where there is none."""
    if workbook != EXAMPLE:
        return the_store()
    return the_example_store(actor, lambda store: _fill(store, actor))


def _fill(store: Store, actor: Actor) -> None:
    """Write the example into its empty store: the same rows each time, by days before today."""
    at, zone_name = now(), _time_zone()
    for own in the_store().workbook_ids(actor)[:1]:
        zone_name = the_store().snapshot(actor, own).records.cover.zone.key
    day = at.astimezone(ZoneInfo(zone_name)).date()
    cover, others = guide.example(EXAMPLE, zone_name, day)
    store.admit(actor, Role.OWNER, at)
    store.create(actor, cover, at)
    result = store.save(actor, EXAMPLE, others, verb="example", operation="example", at=at)
    if not isinstance(result, Saved):
        message = f"the example of the guide cannot be kept: {result}"
        raise guide.GuideError(message)


def now() -> datetime:
    """Return this instant: the one clock of the pages."""
    return datetime.now(UTC)


def today() -> date:
    """Return the owner's day: the day in the workbook's time zone, wherever the server stands."""
    return now().astimezone(zone(workbook())).date()


def day_of(book: Workbook) -> date:
    """Return the owner's day of a workbook that is already open."""
    return now().astimezone(zone(book)).date()


def zone(book: Workbook) -> ZoneInfo:
    """Return the workbook's time zone.

    Whoever joined a workshop by a page without a script was asked for none: until they say one,
    their own day is their browser's.
    """
    kept = book.records.cover.zone
    if kept.key != _NO_ZONE or not book.shared or book.rights.role is not Role.OWNER:
        return kept
    return ZoneInfo(_time_zone())


def nonce(name: str) -> str:
    """Return a form's own id, the same until `renew`: what its operation id is made of."""
    key = nonce_key(name)
    if not _NONCE.fullmatch(str(st.session_state.get(key))):
        st.session_state[key] = secrets.token_hex(8)
    return str(st.session_state[key])


def nonce_key(name: str) -> str:
    """Return where a form's own id is kept."""
    return f"nonce-{name}"


def renew(name: str) -> None:
    """Give a form a new id, once what it held is saved."""
    st.session_state.pop(nonce_key(name), None)


def redraw() -> None:
    """Draw the whole page again, though nobody tapped; called where the page finds news by itself.

    Boxes are not filled anew by such a run: words that are being typed are in the browser alone.
    """
    st.session_state[_NEWS] = True
    st.rerun()


def begin_run() -> None:
    """Note why this run was begun; called once a run, before anything that asks `by_itself`."""
    st.session_state[_BY_ITSELF] = bool(st.session_state.pop(_NEWS, False))
    st.session_state[_HELD] = False


def begin_without_workbook() -> None:
    """Begin a run of a page that opens none: rights to what it shows are asked anew."""
    begin_run()
    st.session_state.pop(_RIGHTS, None)


def begins_by_itself() -> bool:
    """Return whether this run was begun by the page, with nobody's tap; before `begin_run`."""
    return bool(st.session_state.get(_NEWS))


def by_itself() -> bool:
    """Return whether the page draws itself anew, with nobody's tap."""
    return bool(st.session_state.get(_BY_ITSELF))


def hold_still() -> None:
    """Keep the page from drawing itself anew: what is typed here hangs on a card that may go."""
    st.session_state[_HELD] = True


def holds_still() -> bool:
    """Return whether somebody is in the middle of a card, so that news is told and waits."""
    return bool(st.session_state.get(_HELD))


def last_saved() -> tuple[Saved, str, datetime] | None:
    """Return the newest thing this tab saved, with its verb and instant."""
    found: tuple[Saved, str, datetime] | None = st.session_state.get("last-saved")
    return found


def _actor() -> Actor:
    """Return who is here, now: the visit of the cookie, or of this tab where no cookie is kept.

    Where people sign in, it is whoever has, and the run ends where nobody has.

    A tab's state belongs to the visit that began it: resumed under another cookie it is emptied
    first, so that whoever learnt a session's id meets nothing of it (`trust.md`, T6).
    """
    asked = settings.load()
    actor = visits.actor(st.context.cookies, secure=asked.secure)
    if asked.mode is Mode.SIGNED_IN:
        actor = signing_in.actor(None if actor is None else replace(actor, at=now()), now())
    elif actor is None:
        if "visit" not in st.session_state:
            st.session_state["visit"] = visits.mint()
        actor = Actor.of_cookie(st.session_state["visit"])
    admitted = st.session_state.get("admitted")
    if admitted not in (None, actor.visit):
        st.session_state.clear()
    if admitted != actor.visit:
        if not asked.shared:
            visits.admit_owner(the_store(), actor, now())
        st.session_state["admitted"] = actor.visit
    return replace(actor, at=now())


def browser_zone() -> str:
    """Return the time zone of the browser that is here, or UTC."""
    return _time_zone()


def _time_zone() -> str:
    """Return the browser's time zone, or UTC where it names none that is known."""
    named = st.context.timezone
    return named if named in available_timezones() else _NO_ZONE


def _choose(ids: list[str], *, headed: bool = True) -> NoReturn:
    """Ask which workbook, and stop.

    Args:
        ids: what to choose from.
        headed: False where the question was asked already.
    """
    shelf.choose(shelved(ids), now().astimezone(ZoneInfo(_time_zone())), headed=headed)
    st.stop()


def shelved(ids: Iterable[str]) -> list[Shelved]:
    """Return workbooks as one chooses among them: who each is of, and when it moved last."""
    store, actor = the_store(), _actor()
    found = []
    for one in ids:
        snapshot = store.snapshot(actor, one)
        newest = store.history(actor, one, limit=1, changes_too=False)
        cover = snapshot.records.cover
        moved = newest[0].at if newest else None
        own = store.rights(actor, one).grants(Action.SHARE)
        found.append(Shelved(one, cover.name, cover.owner, moved, cover.archived_on, own))
    return found


def on_my_shelf() -> list[str]:
    """Return the ids of the workbooks that whoever is here may open."""
    return _open_to(_actor())


def may_begin() -> bool:
    """Return whether whoever is here may begin one more workbook; the store asks by itself."""
    asked = settings.load()
    return not asked.shared or asked.anyone_may_start or the_store().links.has_desk(_actor())


def begin_another(name: str) -> Workbook:
    """Begin one more workbook under a name, and return it.

    Raises:
        ValueError: the name cannot be kept.
        NotAllowedError: whoever is here may begin none.
        NoRoomError: so many were begun today; the message says what to do.
    """
    actor = _actor()
    made = the_store().create(actor, fresh_cover(_time_zone(), name), now())
    snapshot = the_store().snapshot(actor, made)
    return Workbook(snapshot.id, snapshot.version, snapshot.records, actor)
