"""The host's command makes links that open; a token is said once, and kept nowhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lib.access import mint
from lib.store import Actor, Opened, Role, Store
from tests.store.room import plan

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://book.example.org"
LINK = re.compile(rf"^{ADDRESS}/open#([\w-]{{43}})$", re.MULTILINE)


def said(folder: Path, *given: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command for the workbooks of a folder."""
    shared = {"WORKBOOK_MODE": "shared", "WORKBOOK_ADDRESS": ADDRESS}
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, "-m", "lib.upkeep.link", *given],
        cwd=ROOT,
        env={**os.environ, "WORKBOOK_DATA_FOLDER": str(folder), **shared, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def token_of(answer: subprocess.CompletedProcess[str]) -> str:
    """Return the token of the link that was printed."""
    assert (answer.returncode, answer.stderr) == (0, "")
    found = LINK.search(answer.stdout)
    assert found is not None, answer.stdout
    return found[1]


def opened(folder: Path, token: str) -> tuple[Opened | None, list[str]]:
    """Open a link as a new browser does; return what it opened and what is open to it then."""
    store = Store(f"sqlite:///{folder / 'workbook.sqlite'}", own_machine=False)
    who = Actor.of_cookie(mint(), datetime.now(UTC))
    found = store.links.open(who, token, datetime.now(UTC))
    ids = store.workbook_ids(who)
    store.close()
    return found, ids


def test_a_host_begins_a_workbook_and_makes_a_new_link(tmp_path: Path) -> None:
    """The first link opens it, the second too; the list names it; no token is in the data."""
    folder = tmp_path / "data"
    assert "no workbook yet" in said(folder, "--list").stdout
    first = token_of(said(folder, "--new", "Book of Mei"))
    (line,) = said(folder, "--list").stdout.splitlines()
    workbook, name = line.split("  ")
    assert name == "Book of Mei"
    second = token_of(said(folder, "--workbook", workbook))
    for token in (first, second):
        assert opened(folder, token) == (Opened(workbook, Role.OWNER), [workbook])
    held = b"".join(one.read_bytes() for one in folder.iterdir())
    assert not any(token.encode() in held for token in (first, second))


def test_whoever_begins_it_for_somebody_keeps_nothing(tmp_path: Path) -> None:
    """The owner's list has one link that holds: the one that was printed."""
    folder = tmp_path / "data"
    token = token_of(said(folder, "--new", "Book of Mei"))
    store = Store(f"sqlite:///{folder / 'workbook.sqlite'}", own_machine=False)
    owner = Actor.of_cookie(mint(), datetime.now(UTC))
    found = store.links.open(owner, token, datetime.now(UTC))
    assert found is not None
    assert found.workbook is not None
    links = store.links.of(owner, found.workbook)
    store.close()
    assert [one.mine for one in links if one.withdrawn_at is None] == [True]


def test_a_desk_for_a_coach(tmp_path: Path) -> None:
    """It opens a desk with nothing on it yet."""
    token = token_of(said(tmp_path / "data", "--desk", "Coach Ann"))
    assert opened(tmp_path / "data", token) == (Opened(None, Role.COACH), [])


def test_links_for_whoever_leads_workshops(tmp_path: Path) -> None:
    """One begins a workshop and opens no workbook; the list names it; a lost link is made anew."""
    folder = tmp_path / "data"
    free = token_of(said(folder, "--leads", "Ann"))
    assert opened(folder, free) == (Opened(None, Role.FACILITATOR), [])
    store = Store(f"sqlite:///{folder / 'workbook.sqlite'}", own_machine=False)
    now = datetime.now(UTC)
    who = Actor.of_cookie(mint(), now)
    store.links.open(who, free, now)
    made = store.workshops.begin(who, plan("Hello again", now.date()), now)
    store.close()
    assert said(folder, "--list").stdout.splitlines() == [
        "There is no workbook yet.",
        "Workshops:",
        f"{made.id}  Hello again",
    ]
    again = token_of(said(folder, "--workshop", made.id))
    assert opened(folder, again) == (Opened(None, Role.FACILITATOR, made.id), [])


@pytest.mark.parametrize(
    ("given", "environment", "word"),
    [
        (("--list",), {"WORKBOOK_MODE": "own"}, "WORKBOOK_MODE is own"),
        (("--list",), {"WORKBOOK_ADDRESS": ""}, "WORKBOOK_ADDRESS"),
        (("--workbook", "none"), {}, "workbook"),
        (("--workshop", "none"), {}, "no such workshop"),
        (("--new", ""), {}, "Name is needed"),
        (("--new", "x" * 300), {}, "200"),
        ((), {}, "required"),
        (("--list", "--desk", "Ann"), {}, "not allowed"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    tmp_path: Path, given: tuple[str, ...], environment: dict[str, str], word: str
) -> None:
    """One sentence, exit code 2, no trace, no link."""
    answer = said(tmp_path / "data", *given, **environment)
    assert answer.returncode == 2, answer.stdout
    assert word in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "#" not in answer.stdout
