"""What we assume of Google Sheets, tried on the real one: `python -m tests.sheets.live ADDRESS`.

For a host with a key (`docs/google.md`): give the address of a blank sheet that is shared with the
account. About fifteen calls put two tabs there, try each assumption, print whether it held, and
take the tabs away. `--quota` reads on until Google says it is too often, some sixty calls more.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lib import settings
from lib.sheets.account import account
from lib.sheets.client import Client, Limits
from lib.sheets.errors import (
    BusyError,
    GoogleError,
    Refusal,
    RefusedError,
    UnknownError,
)
from lib.store.sheet_address import NoSheet, sheet_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.sheets.answers import Json

ONE, TWO = 760_100_001, 760_100_002
TABS = {ONE: "Trial one", TWO: "Trial two"}
ANSWER = (
    "replies,updatedSpreadsheet(sheets(properties(sheetId),data(startRow,startColumn,"
    "rowData(values(userEnteredValue,effectiveValue)))))"
)
MOST_READS = 70
WIDTH = 6


@dataclass
class Trial:
    """One run on one sheet."""

    asking: Client
    hasty: Client
    """A client that gives up almost at once."""
    sheet: str
    number: int
    """The first number for developer metadata; the next ones follow."""
    pause: float = 1.2
    held: list[tuple[str, bool]] = field(default_factory=list)

    def say(self, assumption: str, found: bool) -> None:  # noqa: FBT001 - what is said
        """Print whether an assumption held."""
        self.held.append((assumption, found))
        sys.stdout.write(f"{'held' if found else 'NOT '}  {assumption}\n")

    def batch(self, *requests: Json, ranges: tuple[str, ...] = ()) -> Json:
        """Carry out one batch; return the answer, with what stands in some ranges after it."""
        time.sleep(self.pause)
        body: Json = {"requests": list(requests)}
        if ranges:
            body |= {"includeSpreadsheetInResponse": True, "responseRanges": list(ranges)}
        return self.asking.batch(self.sheet, body, ANSWER)

    def refused(self, *requests: Json) -> RefusedError | None:
        """Return how a batch was refused; None where it was not."""
        try:
            self.batch(*requests)
        except RefusedError as error:
            return error
        return None

    def rows(self, tab: int, *, formulas: bool = False) -> list[list[Any]]:
        """Return the values of a tab, rows of equal length."""
        time.sleep(self.pause)
        found = self.asking.read(self.sheet, [f"'{TABS[tab]}'!A1:F50"], formulas=formulas)
        values: list[list[Any]] = found["valueRanges"][0].get("values", [])
        return [row + [""] * (WIDTH - len(row)) for row in values]


def text(*words: str) -> Json:
    """Return a row of texts."""
    return {"values": [{"userEnteredValue": {"stringValue": one}} for one in words]}


def append(tab: int, *words: str) -> Json:
    """Return a request that adds a row after the last one."""
    return {"appendCells": {"sheetId": tab, "rows": [text(*words)], "fields": "userEnteredValue"}}


def update(tab: int, row: int, column: int, *words: str) -> Json:
    """Return a request that writes texts into a row, from a column on."""
    return {
        "updateCells": {
            "start": {"sheetId": tab, "rowIndex": row, "columnIndex": column},
            "rows": [text(*words)],
            "fields": "userEnteredValue",
        }
    }


def token(number: int, **location: object) -> Json:
    """Return a request that creates developer metadata with a number of its own."""
    made = {
        "metadataId": number,
        "metadataKey": "trial",
        "metadataValue": str(number),
        "visibility": "DOCUMENT",
        "location": location or {"spreadsheet": True},
    }
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def no_token(number: int) -> Json:
    """Return a request that deletes developer metadata."""
    lookup = {"developerMetadataLookup": {"metadataId": number}}
    return {"deleteDeveloperMetadata": {"dataFilter": lookup}}


def area(tab: int, rows: tuple[int, int], columns: tuple[int, int]) -> Json:
    """Return a range of a tab."""
    return {
        "sheetId": tab,
        "startRowIndex": rows[0],
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0],
        "endColumnIndex": columns[1],
    }


def lay_out(trial: Trial) -> None:
    """A sheet that is shared can be looked at, and tabs with numbers of our own be added."""
    found = trial.asking.about(trial.sheet)
    trial.say(
        "a shared sheet tells its title, locale and time zone, and its tabs their numbers",
        {"title", "locale", "timeZone"} <= set(found.get("properties", {}))
        and all("sheetId" in one["properties"] for one in found["sheets"]),
    )
    column = {"sheetId": ONE, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    answer = trial.batch(
        *[
            {"addSheet": {"properties": {"sheetId": tab, "title": title, "hidden": tab == TWO}}}
            for tab, title in TABS.items()
        ],
        update(ONE, 0, 0, "id", "name", "note"),
        append(ONE, "a1", "Cleo", "=1+1"),
        append(ONE, "b2", "Ann", "007"),
        append(TWO, "first", "row"),
        token(trial.number),
        token(trial.number + 1, dimensionRange=column),
        ranges=("'Trial one'!A1:C3", "'Trial two'!A1:B1"),
    )
    shown = {
        one["properties"]["sheetId"]: one["data"][0]["rowData"]
        for one in answer["updatedSpreadsheet"]["sheets"]
        if one.get("data")
    }
    ids = [row["values"][0]["effectiveValue"]["stringValue"] for row in shown.get(ONE, []) if row]
    trial.say("a batch's own answer shows the cells after it", ids == ["id", "a1", "b2"])
    trial.say("one batch appends to several tabs, one of them hidden", bool(shown.get(TWO)))
    formulas = trial.rows(ONE, formulas=True)
    trial.say(
        "a text that begins with = stays a text, and 007 keeps its noughts",
        [row[2] for row in trial.rows(ONE)[1:]] == ["=1+1", "007"]
        and all("formulaValue" not in str(row) for row in shown.get(ONE, []))
        and len(formulas) == len(ids),
    )


def try_tokens(trial: Trial) -> None:
    """A number is taken once, and the batch around it is whole or nothing."""
    refused = trial.refused(append(ONE, "c3", "Twice", ""), token(trial.number))
    trial.say(
        "metadata with a number that is taken is refused, and the refusal names that request",
        refused is not None
        and (refused.kind, refused.request, refused.verb)
        == (Refusal.TOKEN_TAKEN, 1, "createDeveloperMetadata"),
    )
    trial.say("nothing of a refused batch is done", len(trial.rows(ONE)) == len("012"))
    answer = trial.batch(
        no_token(trial.number), no_token(trial.number + 99), token(trial.number + 2)
    )
    trial.say(
        "an old number is deleted with the next one's batch; one that is not there is no mistake",
        len(answer["replies"]) == len("012"),
    )
    body = {"requests": [append(ONE, "d4", "Once", ""), token(trial.number + 3)]}
    time.sleep(trial.pause)
    with suppress(UnknownError, BusyError):
        trial.hasty.batch(trial.sheet, body)
    time.sleep(trial.pause)
    with suppress(RefusedError):
        trial.asking.batch(trial.sheet, body)
    ids = [row[0] for row in trial.rows(ONE)]
    trial.say(
        "after an answer that was lost, the same batch again leaves one row, not two",
        ids.count("d4") == 1,
    )


def try_moves(trial: Trial) -> None:
    """What a person moves keeps what belongs to it."""
    sort = {
        "sortRange": {
            "range": area(ONE, (1, 4), (0, 3)),
            "sortSpecs": [{"dimensionIndex": 1, "sortOrder": "ASCENDING"}],
        }
    }
    trial.batch(sort)
    rows = trial.rows(ONE)
    trial.say(
        "a sort carries ids with their rows",
        [row[:2] for row in rows[1:]] == [["b2", "Ann"], ["a1", "Cleo"], ["d4", "Once"]],
    )
    source = {"sheetId": ONE, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    trial.batch(
        {"moveDimension": {"source": source, "destinationIndex": 3}},
        update(ONE, 0, 2, "what they are called"),
    )
    trial.say(
        "metadata of a column follows it when it is moved and its heading renamed",
        column_of(trial.asking.about(trial.sheet), trial.number + 1) == 2,
    )


def column_of(about: Json, number: int) -> int | None:
    """Return the column of the first trial's tab that carries a number; None where none does."""
    for tab in about["sheets"]:
        for block in tab.get("data", []):
            for at, column in enumerate(block.get("columnMetadata", [])):
                if any(one["metadataId"] == number for one in column.get("developerMetadata", [])):
                    return int(block.get("startColumn", 0)) + at
    return None


def try_copies(trial: Trial) -> None:
    """A batch can keep what it overwrites, and clear."""
    copy = {
        "copyPaste": {
            "source": area(ONE, (1, 2), (0, 3)),
            "destination": area(TWO, (4, 5), (0, 3)),
            "pasteType": "PASTE_VALUES",
        }
    }
    empty = {"updateCells": {"range": area(ONE, (3, 4), (0, 3)), "fields": "userEnteredValue"}}
    trial.batch(copy, update(ONE, 1, 2, "Anna"), empty)
    trial.say(
        "a copy made before a write in the same batch keeps what stood there",
        trial.rows(TWO)[4][:3] == ["b2", "007", "Ann"],
    )
    trial.say(
        "cleared cells at the end are left out of what is read",
        [row[2] for row in trial.rows(ONE)[1:]] == ["Anna", "Cleo"],
    )


def try_refusals(trial: Trial) -> None:
    """What is not there is refused in the words we know."""
    kinds: list[Refusal | None] = []
    gone = trial.sheet[::-1]
    asks: tuple[Callable[[], object], ...] = (
        lambda: trial.asking.read(trial.sheet, ["'No such tab'!A1"]),
        lambda: trial.batch(update(5, 0, 0, "x")),
        lambda: trial.asking.about(gone),
    )
    for ask in asks:
        try:
            ask()
        except RefusedError as error:
            kinds.append(error.kind)
        else:
            kinds.append(None)
    trial.say("a tab that is not there is told", kinds[:2] == [Refusal.TAB_GONE] * 2)
    trial.say("a sheet that is not there is told", kinds[2] in {Refusal.GONE, Refusal.NOT_SHARED})


def try_quota(trial: Trial) -> None:
    """Reading on and on ends in a refusal that says it is the quota's."""
    for number in range(1, MOST_READS + 1):
        try:
            trial.asking.about(trial.sheet, fields="spreadsheetId")
        except BusyError as error:
            sys.stdout.write(f"      after {number} reads; Retry-After: {error.retry_after}\n")
            trial.say("too many reads are refused as busy", found=True)
            return
    trial.say(f"{MOST_READS} reads at once are refused as busy", found=False)


def clear_up(trial: Trial) -> None:
    """Take away what was put there."""
    there = {one["properties"]["sheetId"] for one in trial.asking.about(trial.sheet)["sheets"]}
    requests = [{"deleteSheet": {"sheetId": tab}} for tab in TABS if tab in there]
    numbers = [no_token(trial.number + more) for more in range(4)]
    trial.batch(*requests, *numbers)


def tried(trial: Trial, *, quota: bool) -> bool:
    """Try everything; return whether all of it held."""
    try:
        lay_out(trial)
        for step in (try_tokens, try_moves, try_copies, try_refusals):
            try:
                step(trial)
            except (RefusedError, LookupError) as error:
                trial.say(f"{step.__doc__} ({error})", found=False)
    finally:
        clear_up(trial)
    if quota:
        try_quota(trial)
    return all(found for _, found in trial.held)


def main() -> int:
    """Try it on the sheet that was named; return the exit code."""
    parser = argparse.ArgumentParser(description="Try on a blank sheet what we assume of Google.")
    parser.add_argument("sheet", help="address of a blank sheet, shared with the account")
    parser.add_argument("--quota", action="store_true", help="read until it is too often")
    asked, given = settings.load(), parser.parse_args()
    ours, sheet = account(asked), sheet_id(given.sheet)
    if ours is None or isinstance(sheet, NoSheet):
        sys.stderr.write("A key (WORKBOOK_GOOGLE_KEY) and the address of a sheet are needed.\n")
        return 2
    number = int(time.time()) % 1_000_000 * 1_000 + 1
    trial = Trial(
        Client(ours, address=asked.google_address),
        Client(ours, address=asked.google_address, limits=Limits(total=0.25)),
        sheet,
        number,
        pause=0.0 if asked.google_address else 1.2,
    )
    try:
        return 0 if tried(trial, quota=given.quota) else 1
    except GoogleError as error:
        sys.stderr.write(f"{error}. Is the sheet blank, and shared with {ours.email}?\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
