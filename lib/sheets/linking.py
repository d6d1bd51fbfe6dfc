"""How does a workbook get its sheet? A code proves whose it is; then it is laid out and looked at.

The owner shares the sheet with the account and adds a tab named with the one-time code: only who
may change a sheet can do that. The tab is taken away by the very batch that lays the sheet out.
Where both sides hold rows, the owner is asked what shall become of them; where one is empty, it is
filled from the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.cover import Cover
from lib.coaching.records import new_id
from lib.coaching.workbook import TABLE_OF
from lib.sheets import choices, layout, one_way, practice, push, room, stopping
from lib.sheets.client import ABOUT
from lib.sheets.merge import merge
from lib.sheets.pace import Kind
from lib.sheets.reading import About, SheetSeen
from lib.store import Actor, BaseRow, Choice, LinkState, Need, RowKey, SheetLink, Store

if TYPE_CHECKING:
    from lib.sheets.sync import Turn

CODE_SECONDS: Final = 5.0
"""How often it is looked whether the tab with the code is there."""
COVER: Final = TABLE_OF[Cover]

_PAGE: Final = 200


def step(turn: Turn) -> float | None:
    """Do what a new link needs; return the seconds to wait, None where nothing is to be done."""
    about = turn.known.about
    if about is None:
        return 0.0
    asked = [one for one in turn.linked.links if one.state is LinkState.ASKED]
    for one in asked:
        if one.code is None or _code_tab(about, one.code) is not None:
            if one.code is not None:
                turn.known.code_tabs.add(one.code)
            _prove(turn, one)
            return 0.0
    proven = [one for one in turn.linked.links if one.state is not LinkState.ASKED]
    if proven:
        requests = _needed(turn, about)
        if requests:
            return _lay_out(turn, requests)
    if asked:
        return _wait_for_code(turn, asked, alone=not proven)
    return None


def _code_tab(about: About, code: str) -> int | None:
    """Return the sheetId of the tab that is named with a code."""
    return next(
        (one.sheet_id for one in about.tabs.values() if one.title.strip().upper() == code), None
    )


def _prove(turn: Turn, link: SheetLink) -> None:
    """Note that the sheet is its asker's: what is to become of it is still to be found out."""
    state = LinkState.LINKED if link.practice else LinkState.CHOOSING
    turn.note_link(link.workbook, practice=link.practice, state=state, need=None)
    turn.known.must_look()
    turn.known.must_merge = True


def _wait_for_code(turn: Turn, asked: list[SheetLink], *, alone: bool) -> float | None:
    if alone:
        turn.say()
    for one in asked:
        if one.need is not Need.CODE_MISSING:
            turn.note_link(
                one.workbook, practice=one.practice, need=Need.CODE_MISSING, need_detail={}
            )
    wait = turn.known.asked_at + CODE_SECONDS - turn.tick
    if wait <= 0:
        turn.known.about = None
        return 0.0
    return wait if alone else None


# laying out


def _needed(turn: Turn, about: About) -> list[dict[str, Any]]:
    """Return the sub-requests that make what is not there yet, and take code tabs away."""
    requests: list[dict[str, Any]] = []
    if turn.linked.workbooks:
        requests += _tabs_needed(turn, about)
    if turn.linked.practice_workbooks and practice.TAB not in about.tabs:
        requests += one_way.requests(practice.ROW_TAB)
    if turn.linked.workshop is not None and room.TAB not in about.tabs:
        requests += one_way.requests(room.ROW_TAB)
    in_use = turn.linked.in_use
    if in_use and push.LAST_WRITE not in about.tabs:
        requests.append(push.tab_request())
    requests += turn.known.to_lay_out
    _retitle(requests, {one.title.casefold() for one in about.tabs.values()})
    for code in turn.known.code_tabs:
        tab = _code_tab(about, code)
        if tab is not None:
            requests.append({"deleteSheet": {"sheetId": tab}})
    return requests


def _retitle(requests: list[dict[str, Any]], taken: set[str]) -> None:
    """Give another title to a tab whose own a person has used for theirs."""
    for one in requests:
        properties = one.get("addSheet", {}).get("properties")
        if properties is not None:
            title, number = properties["title"], 2
            while properties["title"].casefold() in taken:
                properties["title"], number = f"{title} {number}", number + 1
            taken.add(properties["title"].casefold())


def _tabs_needed(turn: Turn, about: About) -> list[dict[str, Any]]:
    known = turn.known
    with_rows = {key[0] for key in known.base}
    wanted_back = stopping.choice_of(turn.linked) is not None
    missing = [
        one
        for one in layout.tabs()
        if about.of(one) is None and (one.table not in with_rows or wanted_back)
    ]
    is_new = about.made_for is None
    has_frame = layout.START_TAB in about.tabs or layout.CONFLICTS_TAB in about.tabs
    requests = layout.lay_out(turn.sheet, missing, frame=is_new and not has_frame)
    if choices.needs_tab(turn):
        requests += layout.conflicts_tab()
    if about.is_copy:
        requests.append(_unmarked())
    if about.is_copy or (is_new and has_frame):
        requests.append(layout.marked(turn.sheet))
    return requests


def _unmarked() -> dict[str, Any]:
    lookup = {"developerMetadataLookup": {"metadataKey": layout.FILE_KEY}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}


def _lay_out(turn: Turn, requests: list[dict[str, Any]]) -> float:
    turn.say("lay out")
    body = {
        "requests": requests,
        "includeSpreadsheetInResponse": True,
        "responseIncludeGridData": True,
    }

    def write() -> Mapping[str, Any]:
        fields = f"updatedSpreadsheet({ABOUT})"
        return turn.partner.client.batch(turn.sheet, body, fields)

    def take(answer: Mapping[str, Any]) -> float:
        turn.known.code_tabs.clear()
        turn.known.to_lay_out.clear()
        said_now = answer.get("updatedSpreadsheet")
        if said_now:
            turn.take_about(said_now)
        else:
            turn.known.about = None
        turn.known.must_look()
        turn.known.must_merge = True
        return 0.0

    return turn.call(Kind.WRITE, write, take)


# what was found


def decide(turn: Turn) -> None:
    """Say of each new link what was found; link it where nothing need be asked."""
    for one in turn.linked.links:
        if one.state is LinkState.CHOOSING and not one.practice:
            _decide(turn, one)


def _decide(turn: Turn, link: SheetLink) -> None:
    records = turn.store.snapshot(turn.actor, link.workbook).records
    here = stopping.said(turn, link.workbook, records)
    theirs = SheetSeen(dict(turn.known.tabs))
    adopt = _adoption(turn, link, theirs)
    merged = merge({}, {link.workbook: records}, theirs, new_id, adopt=adopt)
    mine = {link.workbook, "", *adopt}
    found = {
        table: _counts(
            here=sum(1 for key in here if key[0] == table),
            there=sum(1 for row in seen.rows if row.whose in mine),
            only_here=sum(1 for key in merged.sheet.appends if key[0] == table),
            differing=merged.differing.get(table, 0),
        )
        for table, seen in turn.known.tabs.items()
    }
    rows = [counts for table, counts in found.items() if table != COVER]
    both = any(one["here"] for one in rows) and any(one["there"] for one in rows)
    same = not any(one["only_here"] + one["only_there"] + one["differing"] for one in rows)
    if link.choice is None and both and not same:
        if dict(link.found) != found:
            turn.note_link(link.workbook, found=found)
        return
    choice = link.choice
    if choice is None and not both:
        begun = COVER in found and found[COVER]["there"] and not any(one["here"] for one in rows)
        filled = begun or any(one["there"] for one in rows)
        choice = Choice.SHEET if filled else Choice.OURS
    _link(turn, link, choice or Choice.BOTH)


def _counts(*, here: int, there: int, only_here: int, differing: int) -> dict[str, int]:
    common = here - only_here
    return {
        "here": here,
        "there": there,
        "differing": differing,
        "only_here": only_here,
        "only_there": max(0, there - common),
        "same": max(0, min(common, there) - differing),
    }


def _adoption(turn: Turn, link: SheetLink, theirs: SheetSeen) -> Mapping[str, str]:
    """Return whose rows a link takes for its own: those of a workbook that is not here any more."""
    noted = stopping.adopted(turn.linked)
    if noted or len(turn.linked.workbooks) != 1:
        return noted
    whose = {row.whose for seen in theirs.tabs.values() for row in seen.rows if row.whose}
    if len(whose) != 1 or link.workbook in whose:
        return {}
    adopt = {whose.pop(): link.workbook}
    turn.remember(adopt=adopt)
    return adopt


def _link(turn: Turn, link: SheetLink, choice: Choice) -> None:
    """Begin to keep both sides the same, as was chosen."""
    workbook = link.workbook
    base: dict[RowKey, BaseRow] = {}
    if choice is Choice.SHEET:
        base = stopping.as_the_workbooks_say(turn, [workbook])
    elif choice is Choice.OURS:
        base = stopping.as_the_sheet_says(turn, [workbook])
    old = {key for key, row in turn.known.base.items() if row.workbook == workbook}
    turn.rebase(puts=base, drops=old - set(base))
    turn.note_link(workbook, state=LinkState.LINKED, choice=None, need=None, found={})
    turn.known.confirmed |= frozenset(one.table for one in layout.tabs())
    turn.linked = replace(
        turn.linked,
        links=tuple(
            replace(one, state=LinkState.LINKED, choice=None) if one == link else one
            for one in turn.linked.links
        ),
    )


# which rows of a workbook moved


def changed_since(
    store: Store, actor: Actor, workbook: str, version: int, most: int
) -> set[RowKey] | None:
    """Return which rows changed after a version; None where there are more than `most`."""
    found: set[RowKey] = set()
    before: int | None = None
    while True:
        entries = store.history(actor, workbook, before=before, limit=_PAGE, changes_too=False)
        newer = [one for one in entries if one.number > version]
        if sum(one.rows for one in newer) + len(found) > most:
            return None
        if newer:
            told = store.history(actor, workbook, before=newer[0].number + 1, limit=len(newer))
            for one in told:
                for change in one.changes:
                    record = change.after if change.after is not None else change.before
                    if record is not None:
                        found.add((TABLE_OF[type(record)], record.id))
                found.update(one.erased)
        if len(newer) < len(entries) or not entries:
            return found
        before = entries[-1].number
