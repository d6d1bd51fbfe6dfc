"""What is said of a sheet, in a line and of each need: true to the link, calm, and no markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.store import Choice, LinkState, Need, SheetLink
from lib.ui import sheet_words
from tests.tone.grades import grade
from tests.tone.spoken import Text
from tests.tone.test_tone import breaches

NOW = datetime(2026, 11, 28, 11, 3, 20, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
SHORT = 46
"""Characters that fit into a line of a phone 390 pixels wide."""


def link(**fields: Any) -> SheetLink:  # noqa: ANN401 - any field of a link
    """Return a link that is up to date, but for some fields."""
    values: dict[str, Any] = {
        "workbook": "w",
        "sheet": "s" * 44,
        "owner": "owner",
        "practice": False,
        "workshop": False,
        "state": LinkState.LINKED,
        "need": None,
        "need_detail": {},
        "code": None,
        "code_until": None,
        "found": {},
        "choice": None,
        "asked_at": NOW,
        "opened_at": NOW,
        "refresh_at": None,
        "version": 7,
        "synced_version": 7,
        "conflicts": 0,
        "problems": 0,
        "title": "My search",
        "progress": {},
        "sequence": 3,
        "looked_at": NOW - timedelta(seconds=12),
        "pushed_at": NOW,
        "retry_at": None,
        "tries": 0,
        "interval_seconds": 15,
    }
    return SheetLink(**{**values, **fields})


def in_seconds(seconds: float) -> datetime:
    """Return the instant so many seconds from now."""
    return NOW + timedelta(seconds=seconds)


LINES = [
    ({}, "In the sheet 12:03", False),
    ({"pushed_at": None}, "In the sheet 12:03", False),
    ({"pushed_at": None, "looked_at": None}, "In the sheet", False),
    ({"version": 8}, "1 change on the way to the sheet", False),
    ({"version": 1_010}, "1,003 changes on the way to the sheet", False),
    (
        {"version": 10, "retry_at": in_seconds(19.2)},
        "3 changes waiting for Google, trying again in 20 s",
        False,
    ),
    (
        {"version": 10, "retry_at": in_seconds(-1)},
        "3 changes waiting for Google, trying again now",
        False,
    ),
    (
        {"version": 10, "retry_at": in_seconds(700)},
        "3 changes waiting for Google, trying again at 12:15",
        False,
    ),
    (
        {"retry_at": in_seconds(30)},
        "In the sheet 12:03. Google does not answer now, trying again in 30 s",
        False,
    ),
    ({"state": LinkState.ASKED}, "The sheet is not linked yet", True),
    ({"state": LinkState.CHOOSING}, "On the way to be linked", False),
    ({"state": LinkState.CHOOSING, "need": Need.READ_ONLY}, "The sheet needs you", True),
    (
        {"state": LinkState.CHOOSING, "found": {"contacts": {"here": 1}}},
        "The sheet needs you: a choice",
        True,
    ),
    ({"state": LinkState.CHOOSING, "choice": Choice.BOTH}, "On the way to be linked", False),
    ({"state": LinkState.STOPPED, "need": Need.GONE}, "The sheet needs you", True),
    ({"need": Need.COLUMN_MISSING}, "The sheet needs you", True),
    ({"conflicts": 1, "problems": 4}, "The sheet needs you: 1 choice", True),
    ({"conflicts": 12}, "The sheet needs you: 12 choices", True),
    ({"problems": 2}, "The sheet needs you: 2 things", True),
]


@pytest.mark.parametrize(("fields", "words", "calls"), LINES)
def test_the_state_in_a_line(fields: dict[str, Any], words: str, calls: bool) -> None:  # noqa: FBT001 - a parameter
    """Every state, in the owner's clock; those that need a person call for one."""
    found = sheet_words.line(link(**fields), NOW, ZONE)
    assert (found.words.replace("\u00a0", " "), found.calls) == (words, calls)


LINKS = st.builds(
    link,
    state=st.sampled_from(LinkState),
    need=st.none() | st.sampled_from(Need),
    choice=st.none() | st.sampled_from(Choice),
    version=st.integers(1, 60),
    synced_version=st.integers(0, 60),
    conflicts=st.integers(0, 3),
    problems=st.integers(0, 3),
    retry_at=st.none() | st.integers(-90, 9_000).map(in_seconds),
    looked_at=st.none() | st.integers(-90_000, 0).map(in_seconds),
    pushed_at=st.none() | st.integers(-90_000, 0).map(in_seconds),
)


@given(LINKS, st.booleans())
def test_nothing_is_called_in_the_sheet_that_is_not(one: SheetLink, durable: bool) -> None:  # noqa: FBT001 - drawn
    """B70: "in the sheet" is said only of a link that stands, with nothing waiting."""
    words = sheet_words.line(one, NOW, ZONE, durable=durable).words
    if one.waiting or one.state is not LinkState.LINKED:
        assert "In the sheet" not in words
        assert "Saved" not in words


@given(LINKS)
def test_where_the_disk_does_not_last_nothing_is_safe_before_it_is_in_the_sheet(
    one: SheetLink,
) -> None:
    """While anything is on its way, the line says that it is not safe yet."""
    words = sheet_words.line(one, NOW, ZONE, durable=False).words
    begun = one.state in (LinkState.ASKED, LinkState.CHOOSING)
    assert ("not safe yet" in words) == bool(one.waiting or begun)


def test_what_cannot_be_written_is_not_called_on_the_way() -> None:
    """Beside "nothing is written meanwhile" stands how much is to be; one tab holds up no other."""
    for need, words in (
        (Need.READ_ONLY, "3 changes to be written"),
        (Need.FULL, "3 changes to be written"),
        (Need.COLUMN_MISSING, "3 changes on the way to the sheet"),
    ):
        assert sheet_words.stands(link(version=10, need=need), NOW, ZONE) == words


def test_who_does_not_answer_is_told_and_a_refused_key_is_an_answer() -> None:
    """When it is tried again stands there all the same; nothing where Google answers."""
    assert sheet_words.away(link(), NOW, ZONE) == ""
    waits = link(retry_at=in_seconds(30))
    said = "trying again in 30\u00a0s"
    assert sheet_words.away(waits, NOW, ZONE) == f"Google does not answer now, {said}"
    refused = replace(waits, need=Need.KEY_REFUSED)
    assert sheet_words.away(refused, NOW, ZONE) == f"T{said[1:]}"
    assert "does not answer" not in sheet_words.stands(refused, NOW, ZONE)


def test_what_is_kept_while_google_does_not_answer() -> None:
    """Kept here, or not safe yet; nothing where a person must act, or Google answers."""
    waits = link(retry_at=in_seconds(30))
    assert "kept here" in sheet_words.meanwhile(waits)
    assert "kept here" not in sheet_words.meanwhile(waits, durable=False)
    assert sheet_words.meanwhile(link()) == ""
    assert sheet_words.meanwhile(replace(waits, need=Need.KEY_REFUSED)) == ""
    for durable in (True, False):
        whole = sheet_words.meanwhile(waits, durable=durable)
        assert breaches([Text("here", whole)]) == []
        assert grade(whole) <= 8


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Written at 12:03, anew whenever something changes here"),
        ({"pushed_at": datetime(2026, 2, 28, 11, 3, tzinfo=UTC)}, "Written on 28 February, 12:03"),
        ({"pushed_at": None}, "On the way to the sheet"),
        ({"pushed_at": None, "progress": {"doing": "lay out"}}, "Making the tabs"),
        ({"retry_at": in_seconds(30)}, "Google does not answer now, "),
    ],
)
def test_how_a_row_in_a_coachs_sheet_stands(fields: dict[str, Any], words: str) -> None:
    """Since when it is there; on its way, or held up by Google, it is not called written."""
    assert sheet_words.row_stands(link(**fields), NOW, ZONE).startswith(words)


def test_saved_is_said_once_it_stands_in_the_sheet() -> None:
    """Without a disk that lasts, the sheet is where a save is safe."""
    assert sheet_words.line(link(), NOW, ZONE, durable=False).words == "Saved in the sheet 12:03"
    on_its_way = sheet_words.line(link(version=8), NOW, ZONE, durable=False).words
    assert on_its_way == "1 change on the way to the sheet, not safe yet"


@given(LINKS)
def test_a_call_fits_into_a_line_of_a_phone(one: SheetLink) -> None:
    """What leads to the Workbook page is not cut."""
    found = sheet_words.line(one, NOW, ZONE)
    assert not found.calls or len(found.words) <= SHORT


@pytest.mark.parametrize(
    ("seconds", "every", "words"),
    [
        (2, 15, "Looked just now, every 15 s"),
        (40, 15, "Looked 40 s ago, every 15 s"),
        (40, 90, "Looked 40 s ago, every 90 s"),
        (40, 120, "Looked 40 s ago, every 2 min"),
        (40, None, "Looked 40 s ago"),
        (7_200, None, "Looked at 10:03"),
        (3 * 86_400, None, "Looked on 25 November, 12:03"),
    ],
)
def test_when_it_was_looked_at(seconds: int, every: int | None, words: str) -> None:
    """In seconds while it is fresh, then by the clock, then by the day; and how often."""
    one = link(looked_at=in_seconds(-seconds), interval_seconds=every)
    assert sheet_words.looked(one, NOW, ZONE).replace("\u00a0", " ") == words


def test_before_the_first_look() -> None:
    """It says so."""
    assert sheet_words.looked(link(looked_at=None), NOW, ZONE) == "Not looked at yet"


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        ({}, ""),
        ({"doing": "read"}, "Reading the sheet"),
        (
            {"doing": "write", "rows": 1_200, "of": 5_000},
            "Writing into the sheet: 1,200 of 5,000 rows",
        ),
        ({"doing": "dance", "rows": 1}, ""),
    ],
)
def test_what_is_being_done(progress: dict[str, object], words: str) -> None:
    """With how far it is, where that is known."""
    assert sheet_words.doing(link(progress=progress)) == words


DETAIL = {"tab": "Peo*ple*", "rows": 38, "of": 200, "heading": "[Company](http://x)"}


@pytest.mark.parametrize("need", Need)
@pytest.mark.parametrize("detail", [{}, DETAIL, {"tabs": ["A", "B"], "rows": "many", "tab": 3}])
def test_each_need_says_what_happened_and_what_to_do(need: Need, detail: dict[str, object]) -> None:
    """In plain words, with a way on, whatever is known of it; titles of people are no markup."""
    told = sheet_words.told(link(need=need, need_detail=detail))
    assert told is not None
    whole = f"{told.happened} {told.do}"
    assert breaches([Text("here", whole)]) == []
    assert grade(whole.replace("\\", "")) <= 8
    assert told.happened.endswith(".")
    assert not re.search(r"(?<!\\)[*\[\]]", whole)
    assert told.ways


def test_what_is_kept_while_a_need_is_there() -> None:
    """One tab that waits keeps nothing else from going on; all else keeps the sheet as it is."""
    part = {Need.COLUMN_MISSING, Need.DOUBLED_HEADING}
    for need in Need:
        told = sheet_words.kept(link(need=need))
        assert told == (sheet_words.KEPT_ELSE if need in part else sheet_words.KEPT)
        stopped = link(need=need, state=LinkState.STOPPED)
        assert sheet_words.kept(stopped) == sheet_words.KEPT


def test_no_need_says_nothing() -> None:
    """Where nothing is needed, nothing is told, and nothing is missing."""
    assert sheet_words.told(link()) is None
    assert sheet_words.missing(link()) == ""


@pytest.mark.parametrize("need", Need)
def test_what_a_link_lacks_before_it_is_made(need: Need) -> None:
    """A sentence or none."""
    said = sheet_words.missing(link(state=LinkState.ASKED, need=need))
    assert breaches([Text("here", said)]) == []
    assert "{" not in said


def test_the_shape_moves_with_what_is_shown_and_not_with_clocks() -> None:
    """A page that shows the state is drawn anew for a new state, not for a later look."""
    one = link()
    still = replace(
        one,
        looked_at=NOW,
        pushed_at=NOW,
        opened_at=NOW,
        refresh_at=NOW,
        retry_at=NOW,
        tries=2,
        sequence=9,
        synced_version=1,
        version=9,
        interval_seconds=30,
        progress={"doing": "read"},
    )
    assert sheet_words.shape(still, NOW) == sheet_words.shape(one, NOW)
    moved: list[dict[str, Any]] = [
        {"state": LinkState.STOPPED},
        {"need": Need.GONE},
        {"need_detail": {"rows": 3}},
        {"found": {"contacts": {"here": 2}}},
        {"choice": Choice.OURS},
        {"title": "Other"},
        {"conflicts": 1},
        {"problems": 1},
        {"state": LinkState.ASKED, "code": "AB", "code_until": NOW},
    ]
    for fields in moved:
        assert sheet_words.shape(replace(one, **fields), NOW) != sheet_words.shape(one, NOW), fields
