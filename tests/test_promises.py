"""Each promise names where it is held and which tests show it; each of these is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]
PROMISES: Final = ROOT / "docs" / "PROMISES.md"


def rows(text: str) -> list[list[str]]:
    """Return the cells of each promise: its number, its words, where it is held, what shows it."""
    lines = [line for line in text.splitlines() if re.match(r"\| P\d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def named_in(file: Path) -> set[str]:
    """Return the tests of a file: functions whose names begin with `test`, and classes."""
    tree = ast.parse(file.read_text("utf-8"))
    return {
        one.name
        for one in ast.walk(tree)
        if (isinstance(one, ast.FunctionDef) and one.name.startswith("test"))
        or isinstance(one, ast.ClassDef)
    }


def lacking(text: str) -> list[str]:
    """Return what a text of promises names that is not there, and promises that name nothing."""
    found = []
    for number, *_, held, shown in rows(text):
        places, tests = (re.findall(r"`([^`]+)`", one) for one in (held, shown))
        found += [number for named in (places, tests) if not named]
        found += [one for one in places if not (ROOT / one).is_file()]
        for one in tests:
            path, _, name = one.partition("::")
            file = ROOT / path
            there = named_in(file) if file.is_file() else set()
            if not there or (name and name not in there):
                found.append(one)
    return found


def test_each_promise_names_what_is_there() -> None:
    """Files and tests exist; the promises are numbered from 1 on without a gap."""
    text = PROMISES.read_text("utf-8")
    assert lacking(text) == []
    assert [row[0] for row in rows(text)] == [f"P{one}" for one in range(1, len(rows(text)) + 1)]
    assert all(len(row) == 4 for row in rows(text))


@pytest.mark.parametrize(
    "line",
    [
        "| P1 | It is kept. | `lib/store/engine.py` | `tests/store/test_gone.py::test_it` |",
        "| P1 | It is kept. | `lib/store/engine.py` | `tests/test_promises.py::test_it_is_kept` |",
        "| P1 | It is kept. | `lib/store/gone.py` | `tests/test_promises.py` |",
        "| P1 | It is kept. | `lib/store/engine.py` | nothing yet |",
    ],
)
def test_a_promise_without_its_test_is_found(line: str) -> None:
    """A file, a test or a place that is not there, and a promise that names none."""
    assert lacking(line)


def test_the_readme_leads_there() -> None:
    """Whoever reads what it is finds what it promises."""
    assert "(docs/PROMISES.md)" in (ROOT / "README.md").read_text("utf-8")
