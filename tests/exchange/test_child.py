"""The process a stranger's file is read in: same answers, ended when it takes too much."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.exchange import child, incoming
from lib.exchange.child import Limits
from lib.exchange.errors import NothingInItError, TooLargeError, UnreadableError
from lib.exchange.tabs_in import Kind
from tests.exchange.packing import busy, million_rows, packed, spreadsheet

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "text": b"Name,E-mail\nAnn,a@x.org\nBob,b@x.org,too,many\n",
    "old text": "Name,Company\nJürgen Müller,Acme\n".encode("mac_roman"),
    "cards": b"BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD\r\n",
    "a sheet": spreadsheet({"A": [["Name"], ["Ann"]], "B": [["Name", "Phone"], ["Bob", 12345]]}),
    "an archive": packed({"Connections.csv": "First Name,Last Name\nAnn,Roe\n"}),
    "messages": (
        b"CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,Ann,Bob,2024-05-15 10:00:00 UTC,Hello\n"
        b"1,Bob,Ann,2024-05-16 10:00:00 UTC,Yes\n2,Ann,Bob,no day,Hm\n"
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_child_answers_as_we_do(name: str) -> None:
    """What comes out of the child is what reading here gives, to the last mark."""
    assert child.contacts(FILES[name]) == incoming.read(FILES[name])


MANY = 2 * child.PIECE + 7
LONG = {
    "people": "Name,E-mail\n" + "".join(f"Ann {row},a@x.org\n" for row in range(MANY)),
    "rows that are wrong": "Name,E-mail\n" + "Ann,a@x.org,one,too many\n" * MANY,
    "messages": "CONVERSATION ID,FROM,TO,DATE,CONTENT\n"
    + "".join(f"{row},Ann {row},Me,2024-05-15 10:00:00 UTC,Hi\n" for row in range(MANY))
    + "1,Ann,Me,no day,Hm\n" * MANY,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_answer_comes_whole(name: str) -> None:
    """Said in pieces, put together in the order in which it was said."""
    data = LONG[name].encode()
    assert child.contacts(data) == incoming.read(data)


def test_the_long_tables_of_a_workbooks_file_come_whole() -> None:
    """The same for a file that is cut into cells and no more."""
    rows = [[f"row {row}"] for row in range(MANY)]
    kind, tables = child.tabs(spreadsheet({"Contacts": [["Id"], *rows], "Asks": [["Id"], ["a"]]}))
    assert kind is Kind.XLSX
    assert [one.title for one in tables] == ["Contacts", "Asks"]
    assert [cells for _, cells in tables[0].lines] == [["Id"], *rows]


def test_no_line_of_a_childs_answer_is_long() -> None:
    """Whoever reads a line holds up everybody else: the longest holds `PIECE` rows."""
    data = LONG["messages"].encode()
    head = {"job": "contacts", "options": {}, "cpu": 20, "memory": child.HISTORY_MEMORY_BYTES}
    said = subprocess.run(
        [sys.executable, "-c", "from lib.exchange import child; child.main()"],
        cwd=ROOT,
        input=json.dumps(head).encode() + b"\n" + data,
        capture_output=True,
        check=True,
    ).stdout.splitlines()
    assert len(said) == 1 + 3 * 3
    assert max(len(json.loads(line).get("piece", ())) for line in said) == child.PIECE
    assert max(map(len, said)) < len(data)


def test_choices_reach_the_child() -> None:
    """The encoding and the tab a person chose are read there."""
    assert child.contacts(FILES["old text"], "cp1252").encoding == "cp1252"
    assert child.contacts(FILES["a sheet"], tab="A").tab == "A"


def test_messages_out_of_an_archive() -> None:
    """The part that is wanted is read there; without a wish it is the people."""
    data = packed(
        {"Connections.csv": "First Name,Last Name\nAnn,Roe\n", "messages.csv": FILES["messages"]}
    )
    assert child.contacts(data).log is None
    log = child.contacts(data, part=incoming.Part.MESSAGES).log
    assert log is not None
    assert log == incoming.read(FILES["messages"]).log
    assert (len(log.messages), len(log.rejected)) == (2, 1)


def test_a_refusal_comes_back_as_itself() -> None:
    """Its kind and its words are those of the child."""
    with pytest.raises(NothingInItError, match="no contacts"):
        child.contacts(b"Name,E-mail\n")


def test_the_million_rows_cost_no_child() -> None:
    """T9: refused by the directory, in less time than an interpreter takes to start."""
    data = million_rows()
    began = time.monotonic()
    with pytest.raises(TooLargeError):
        child.contacts(data)
    assert time.monotonic() - began < 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
@pytest.mark.parametrize(
    "limits",
    [
        Limits(memory_bytes=40 * 1024 * 1024),
        Limits(cpu_seconds=1),
        Limits(clock_seconds=0.3),
    ],
    ids=["memory", "processor", "clock"],
)
def test_a_child_that_takes_too_much_is_ended(limits: Limits) -> None:
    """T9: memory, processor, clock: each limit alone ends it, in words, and nobody is left."""
    before = children()
    began = time.monotonic()
    with pytest.raises(TooLargeError, match="too much time or memory"):
        child.run("contacts", busy(), {}, limits=limits)
    assert time.monotonic() - began < 20
    assert children() <= before


def children() -> set[str]:
    """Return the processes this one has started and that are still there."""
    said = subprocess.run(  # noqa: S603 - the system's own, no shell
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(os.getpid())],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return {line for line in said.stdout.splitlines() if "lib.exchange" in line}


class GoneAwayError(Exception):
    """Stands for the page that is left while a file is read."""


def test_leaving_ends_the_child() -> None:
    """Cancel: what `told` raises goes on, and the child is gone."""
    seen: set[str] = set()

    def told(_done: float | None) -> None:
        seen.update(children())
        raise GoneAwayError

    with pytest.raises(GoneAwayError):
        child.run("contacts", busy(), {}, told)
    assert len(seen) == 1
    assert not children() & seen


def test_nothing_of_a_file_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """P12: errors of the child go nowhere: no name reaches a log."""
    with pytest.raises(UnreadableError):
        child.run("no such job", b"Canary Person", {})
    assert capfd.readouterr() == ("", "")


def test_an_interpreter_without_limits_reads_as_well() -> None:
    """On a system without `resource` the clock alone watches."""
    code = (
        "import sys; sys.modules['resource'] = None\n"
        "from lib.exchange import child\n"
        "assert child.resource is None\n"
        "child._limit(1, 1)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603 - our own
