"""What is said of a workbook's Google Sheet: its state in a line, and what a person can do.

Pure: a link as the store tells it, and this instant, become words. They are read as Markdown;
titles that people gave stand in them through `md`. Never "in the sheet" before it stands there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from lib.store import Choice, LinkedSheet, LinkState, Need, SheetLink
from lib.ui.text import capital, md

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS_TOLD: Final = 90
"""Up to so many seconds a wait is told in seconds, else by the clock."""
FRESH_SECONDS: Final = 5
"""A look that is younger than this was "just now"."""


@dataclass(frozen=True, slots=True)
class Line:
    """The state of a sheet in a line."""

    words: str
    calls: bool = False
    """True where a person is needed: the words lead to where it is done."""


def line(link: SheetLink, now: datetime, zone: ZoneInfo, *, durable: bool = True) -> Line:
    """Return the state in a line, for every page.

    Args:
        link: the link as it is now.
        now: this instant.
        zone: the owner's time zone, in which clocks are told.
        durable: False where a save is safe only once it stands in the sheet.
    """
    there = link.state in (LinkState.LINKED, LinkState.STOPPED) and not link.waiting
    unsafe = "" if durable or there else ", not safe yet"
    calls = call(link)
    if calls:
        return Line(f"{calls}{unsafe}", calls=True)
    if link.state is not LinkState.LINKED:
        return Line(f"On the way to be linked{unsafe}")
    return Line(stands(link, now, zone, durable=durable))


def stands(link: SheetLink, now: datetime, zone: ZoneInfo, *, durable: bool = True) -> str:
    """Return how much of a linked workbook stands in its sheet."""
    unsafe = "" if durable else ", not safe yet"
    if link.waiting:
        if link.need is not None and link.need not in _ONE_TAB:
            return f"{_changes(link.waiting)} to be written{unsafe}"
        if link.retry_at is None:
            return f"{_changes(link.waiting)} on the way to the sheet{unsafe}"
        return f"{_changes(link.waiting)} waiting for Google{unsafe}, {again(link, now, zone)}"
    since = link.pushed_at or link.looked_at
    clock = "" if since is None else f" {since.astimezone(zone):%H:%M}"
    there = f"In the sheet{clock}" if durable else f"Saved in the sheet{clock}"
    if link.retry_at is None:
        return there
    return f"{there}. {away(link, now, zone)}"


def call(link: SheetLink) -> str:
    """Return what calls for a person, in a few words; empty where nothing does."""
    if link.state is LinkState.ASKED:
        return "The sheet is not linked yet"
    if link.state is LinkState.STOPPED or link.need is not None:
        return "The sheet needs you"
    if link.state is LinkState.CHOOSING:
        return "The sheet needs you: a choice" if asks(link) else ""
    if link.conflicts:
        choices = "choice" if link.conflicts == 1 else "choices"
        return f"The sheet needs you: {link.conflicts:,} {choices}"
    if link.problems:
        things = "thing" if link.problems == 1 else "things"
        return f"The sheet needs you: {link.problems:,} {things}"
    return ""


def asks(link: SheetLink) -> bool:
    """Return whether both sides were found to differ, and the owner has not chosen yet."""
    return link.state is LinkState.CHOOSING and bool(link.found) and link.choice is None


def shape(link: SheetLink, now: datetime) -> tuple[object, ...]:
    """Return what a page that shows the state of a sheet shows of it, but for clocks and counts.

    Where it differs from what was drawn, the page is drawn anew.
    """
    return (
        link.state,
        link.need,
        repr(link.need_detail),
        repr(link.found),
        link.choice,
        link.title,
        link.conflicts,
        link.problems,
        link.code_runs_at(now),
    )


def again(link: SheetLink | LinkedSheet, now: datetime, zone: ZoneInfo) -> str:
    """Return when Google is asked again: in seconds where that is soon, else by the clock."""
    if link.retry_at is None:
        return ""
    seconds = math.ceil((link.retry_at - now).total_seconds())
    if seconds <= 0:
        return "trying again now"
    if seconds <= SECONDS_TOLD:
        return f"trying again in {seconds:,}\u00a0s"
    return f"trying again at {link.retry_at.astimezone(zone):%H:%M}"


def _changes(many: int) -> str:
    return f"{many:,} {'change' if many == 1 else 'changes'}"


def looked(link: SheetLink, now: datetime, zone: ZoneInfo) -> str:
    """Return when the sheet was looked at last, and how often it is."""
    every = "" if link.interval_seconds is None else f", every {_length(link.interval_seconds)}"
    if link.looked_at is None:
        return "Not looked at yet"
    seconds = int((now - link.looked_at).total_seconds())
    if seconds < FRESH_SECONDS:
        return f"Looked just now{every}"
    if seconds <= SECONDS_TOLD:
        return f"Looked {seconds:,}\u00a0s ago{every}"
    return f"Looked {_when(link.looked_at, now, zone)}{every}"


def _when(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    at = instant.astimezone(zone)
    if at.date() == now.astimezone(zone).date():
        return f"at {at:%H:%M}"
    return f"on {at.day} {at:%B}, {at:%H:%M}"


def row_stands(link: SheetLink, now: datetime, zone: ZoneInfo) -> str:
    """Return how the row of a workbook in a coach's sheet stands."""
    if link.retry_at is not None:
        return away(link, now, zone)
    if link.pushed_at is None:
        return doing(link) or "On the way to the sheet"
    return f"Written {_when(link.pushed_at, now, zone)}, anew whenever something changes here"


def _length(seconds: int) -> str:
    if seconds < 2 * 60 or seconds % 60:
        return f"{seconds:,}\u00a0s"
    return f"{seconds // 60:,}\u00a0min"


_DOING: Final = {
    "read": "Reading the sheet",
    "compare": "Comparing",
    "write": "Writing into the sheet",
    "lay out": "Making the tabs",
}


def doing(link: SheetLink) -> str:
    """Return what is just being done, with how far it is; empty where nothing is."""
    words = _DOING.get(_text(link.progress, "doing"), "")
    rows, of = _count(link.progress, "rows"), _count(link.progress, "of")
    return f"{words}: {rows:,} of {of:,} rows" if words and of else words


def away(link: SheetLink | LinkedSheet, now: datetime, zone: ZoneInfo) -> str:
    """Return that Google does not answer, and when it is asked again; empty where it does.

    A key that is not taken is an answer.
    """
    if link.retry_at is None:
        return ""
    if link.need is Need.KEY_REFUSED:
        return capital(again(link, now, zone))
    return f"Google does not answer now, {again(link, now, zone)}"


def meanwhile(link: SheetLink, *, durable: bool = True) -> str:
    """Return what is kept while Google does not answer; empty where it does, or a person must act.

    Args:
        link: the link as it is now.
        durable: False where a save is safe only once it stands in the sheet.
    """
    if link.retry_at is None or link.need is not None:
        return ""
    if durable:
        return "Everything is kept here, and goes there by itself. There is nothing for you to do."
    return (
        "It goes there by itself, and is safe once it stands there. There is nothing for you to do."
    )


def missing(link: SheetLink | LinkedSheet) -> str:
    """Return what a link that was ordered still lacks; empty where nothing is known to be."""
    return "" if link.need is None else _MISSING.get(link.need, "")


_MISSING: Final = {
    Need.CODE_MISSING: "The tab with the code is not there yet.",
    Need.NOT_SHARED: "The sheet is not shared yet. Share it with this address, as Editor:",
    Need.READ_ONLY: "The sheet is shared to be looked at. Make this address an Editor:",
    Need.GONE: "There is no sheet at this address, or it is in the bin.",
    Need.NO_SHEET: "This is no Google Sheet. Choose File there, then Save as Google Sheets.",
    Need.KEY_REFUSED: "Google does not take this app's key. Tell whoever runs this app.",
    Need.FULL: "The sheet is full. Take a blank one.",
    Need.REFUSED: "Google does not take what is to be written there. Try a blank sheet.",
}


def asks_to_share(link: SheetLink | LinkedSheet) -> bool:
    """Return whether what is said of a need points at the app's address, shown below it."""
    return link.need in (Need.NOT_SHARED, Need.READ_ONLY, Need.PROTECTED)


@dataclass(frozen=True, slots=True)
class Way:
    """One button under a need: what it says, and the choice it makes."""

    label: str
    choice: Choice | None = None
    """None: the sheet is looked at again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What happened, and what to do; what is kept is said of every need alike."""

    happened: str
    do: str
    ways: tuple[Way, ...]


_ONE_TAB: Final = frozenset({Need.COLUMN_MISSING, Need.DOUBLED_HEADING})
"""Needs for which one tab waits while all else goes on."""


def kept(link: SheetLink, *, durable: bool = True) -> str:
    """Return what is kept, and what goes on, while a need is there."""
    part = link.need in _ONE_TAB and link.state is not LinkState.STOPPED
    if not durable and not part:
        return KEPT_UNSAFE
    return KEPT_ELSE if part else KEPT


KEPT: Final = "Everything is kept here and goes on. Nothing is written into the sheet meanwhile."
"""What holds where the sync stands still."""
KEPT_UNSAFE: Final = (
    "You can go on here. What is new is not safe yet: nothing is written into the sheet meanwhile."
)
"""The same where only the sheet outlasts a restart."""
KEPT_ELSE: Final = "Everything is kept, here and in the sheet. This waits; all else goes on."
"""What holds where one tab or one column waits."""
LOOK: Final = Way("Look again")


def told(link: SheetLink | LinkedSheet) -> Told | None:
    """Return what a need asks of a person; None where there is none."""
    return None if link.need is None else _TOLD[link.need](link.need_detail)


def _not_shared(_about: Mapping[str, object]) -> Told:
    return Told(
        "The sheet is not shared with this app any more.",
        "In the sheet choose Share, add this address as Editor, and look again:",
        (LOOK,),
    )


def _read_only(_about: Mapping[str, object]) -> Told:
    return Told(
        "This app may read the sheet, but not write in it.",
        "In the sheet choose Share, make this address an Editor, and look again:",
        (LOOK,),
    )


def _gone(_about: Mapping[str, object]) -> Told:
    return Told(
        "The sheet is in the bin, or it was deleted.",
        "Take it out of the bin in Google Drive and look again. Or unlink it, and link another.",
        (LOOK,),
    )


def _old_version(_about: Mapping[str, object]) -> Told:
    return Told(
        "An older version of the sheet was brought back.",
        "Which shall hold: what stands here, or the sheet as it is now? What the sheet changes "
        "here can be taken back, and Google keeps the versions of the sheet.",
        (Way("Write ours into it again", Choice.OURS), Way("Take the sheet", Choice.SHEET)),
    )


def _many_missing(about: Mapping[str, object]) -> Told:
    rows, of = _count(about, "rows"), _count(about, "of")
    many = f"{rows:,} of {of:,} rows" if rows and of else "Many rows"
    return Told(
        f"{many}{_in_tab(about)} are gone from the sheet.",
        "Were they meant to go? Both can be taken back here.",
        (Way("Put them back", Choice.OURS), Way("Take them out here too", Choice.SHEET)),
    )


def _ids_lost(about: Mapping[str, object]) -> Told:
    return Told(
        f"The hidden column that tells the rows{_in_tab(about)} apart was changed.",
        "The rows can be told apart by what they say. Look over the sheet, then let it be mended.",
        (Way("Mend the column", Choice.OURS), LOOK),
    )


def _column_missing(about: Mapping[str, object]) -> Told:
    return Told(
        f"A column is missing{_in_tab(about)}{_headed(about)}.",
        "Put it back, or name its heading as it was. It can be added anew, at the right end.",
        (Way("Add it", Choice.OURS), LOOK),
    )


def _doubled_heading(about: Mapping[str, object]) -> Told:
    return Told(
        f"Two columns{_in_tab(about)} have the same heading{_headed(about)}.",
        "Give one of them another name in the sheet.",
        (LOOK,),
    )


def _tab_missing(about: Mapping[str, object]) -> Told:
    return Told(
        f"A tab is gone from the sheet{_named_tab(about)}.",
        "Shall it be written again, or go here too? Both can be taken back here.",
        (Way("Write it again", Choice.OURS), Way("Take its rows out here too", Choice.SHEET)),
    )


def _key_refused(_about: Mapping[str, object]) -> Told:
    return Told(
        "Google does not take this app's key.",
        "Tell whoever runs this app. There is nothing for you to do.",
        (LOOK,),
    )


def _protected(about: Mapping[str, object]) -> Told:
    return Told(
        f"A part of the sheet is protected{_in_tab(about)}, and this app may not write in it.",
        "In the sheet choose Data, then Protect sheets and ranges, and let this address edit:",
        (LOOK,),
    )


def _full(_about: Mapping[str, object]) -> Told:
    return Told(
        "The sheet is full: Google takes ten million cells, and no more.",
        "Delete tabs or columns there that nobody uses, and look again.",
        (LOOK,),
    )


def _refused(_about: Mapping[str, object]) -> Told:
    return Told(
        "Google does not take what is to be written there.",
        "It is tried again by itself. If this stays, unlink the sheet and link a blank one.",
        (LOOK,),
    )


def _no_sheet(_about: Mapping[str, object]) -> Told:
    return Told(
        "What stands there is no Google Sheet, but a file of another kind.",
        "There choose File, then Save as Google Sheets. Unlink this one, and link the new one.",
        (LOOK,),
    )


def _code_missing(_about: Mapping[str, object]) -> Told:
    return Told(
        "The tab with the code is not there yet.",
        "Add it in the sheet. It is found by itself.",
        (LOOK,),
    )


_TOLD: Final = {
    Need.CODE_MISSING: _code_missing,
    Need.NOT_SHARED: _not_shared,
    Need.READ_ONLY: _read_only,
    Need.GONE: _gone,
    Need.OLD_VERSION: _old_version,
    Need.MANY_MISSING: _many_missing,
    Need.IDS_LOST: _ids_lost,
    Need.COLUMN_MISSING: _column_missing,
    Need.DOUBLED_HEADING: _doubled_heading,
    Need.TAB_MISSING: _tab_missing,
    Need.KEY_REFUSED: _key_refused,
    Need.PROTECTED: _protected,
    Need.FULL: _full,
    Need.REFUSED: _refused,
    Need.NO_SHEET: _no_sheet,
}
"""What is said of each need; a test demands one for every member."""


def _text(about: Mapping[str, object], name: str) -> str:
    found = about.get(name)
    return found if isinstance(found, str) else ""


def _count(about: Mapping[str, object], name: str) -> int:
    found = about.get(name)
    return found if isinstance(found, int) else 0


def _titles(about: Mapping[str, object]) -> list[str]:
    """Return the titles of the tabs a need is about."""
    several = about.get("tabs")
    titles = several if isinstance(several, list | tuple) else [about.get("tab")]
    return [md(one) for one in titles if isinstance(one, str) and one]


def _in_tab(about: Mapping[str, object]) -> str:
    titles = _titles(about)
    return f" in {' and '.join(titles)}" if titles else ""


def _named_tab(about: Mapping[str, object]) -> str:
    titles = _titles(about)
    return f": {', '.join(titles)}" if titles else ""


def _headed(about: Mapping[str, object]) -> str:
    heading = _text(about, "heading")
    return f": {md(heading)}" if heading else ""
