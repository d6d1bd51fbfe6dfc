"""Who may import what: every file stands in a room, and imports only what its room may.

The table is the whole of the architecture; a file in no room fails, and so does an import inside a
function, or one by name at run time.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".streamlit",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "app.py",
    "docs",
    "lib",
    "pages",
    "pyproject.toml",
    "requirements.txt",
    "tests",
}
"""What may stand at the top; what git ignores does not count."""


@dataclass(frozen=True, slots=True)
class Room:
    """A place for code, and what it may import beside the standard library and itself."""

    packages: frozenset[str]
    rooms: frozenset[str]


def _room(packages: str, rooms: str) -> Room:
    return Room(frozenset(packages.split()), frozenset(rooms.split()))


ROOMS = {
    "lib": _room("", ""),
    "lib/settings.py": _room("", ""),
    "lib/coaching": _room("", ""),
    "lib/guide": _room("", "coaching settings"),
    "lib/expectations": _room("numpy scipy.special", "coaching"),
    "lib/charts": _room("plotly pandas", "expectations coaching guide"),
    # File formats: charset_normalizer tells a file's encoding, xlsxwriter writes spreadsheets,
    # icalendar writes calendars.
    "lib/exchange": _room(
        "charset_normalizer xlsxwriter icalendar openpyxl defusedxml pandas",
        "coaching guide",
    ),
    "lib/store": _room("sqlalchemy", "coaching settings"),
    "lib/sheets": _room("gspread google.auth requests", "store expectations coaching settings"),
    "lib/access": _room("", "store settings"),
    "lib/upkeep": _room("", "store settings"),
    "lib/web": _room("starlette", "access store exchange guide coaching settings"),
    "lib/ui": _room("streamlit pandas segno", "access store exchange guide coaching settings"),
    "pages": _room("streamlit", "ui charts expectations guide coaching"),
    # The server itself: Streamlit's own way to start it cannot leave out the `Server` header.
    "app.py": _room("streamlit starlette uvicorn", "web sheets upkeep store settings"),
}

FREE = "tests"
"""Tests look into every room."""

BY_NAME = {"__import__", "import_module", "run_module", "run_path", "exec", "eval"}
"""Ways to import what no reader of the imports would see."""


def room_of(path: str) -> str | None:
    """Return the room a file stands in, by its path from the top; None where there is none."""
    parts = path.split("/")
    if parts[0] == FREE:
        return FREE
    if path == "lib/__init__.py":
        return "lib"
    for candidate in (path, "/".join(parts[:2]), parts[0]):
        if candidate in ROOMS and (candidate != "lib"):
            return candidate
    return None


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of every module or member imported anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = f"{node.module}." if node.module else ""
            yield from (f"{'.' * node.level}{module}{one.name}" for one in node.names)
        elif isinstance(node, ast.Call):
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in BY_NAME and not (
                isinstance(called, ast.Attribute) and name in {"exec", "eval"}
            ):
                yield f"{name}()"


def allowed(name: str, room: str) -> bool:
    """Return whether a room may import this."""
    if name.startswith("."):
        return not name.startswith("..")
    top, _, rest = name.partition(".")
    if top == "lib":
        own = room.removeprefix("lib/").removesuffix(".py")
        asked = rest.partition(".")[0]
        return asked == own or asked in ROOMS[room].rooms
    if top in sys.stdlib_module_names:
        return True
    return any(name == one or name.startswith(f"{one}.") for one in ROOMS[room].packages)


def wrong(root: Path) -> list[str]:
    """Return what breaks the table under a folder, a line each: `path: what`."""
    found = []
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if path.startswith(".") or "__pycache__" in path:
            continue
        room = room_of(path)
        if room is None:
            found.append(f"{path}: stands in no room")
        elif room != FREE:
            tree = ast.parse(file.read_text("utf-8"))
            found += [f"{path}: {name}" for name in imported(tree) if not allowed(name, room)]
    return found


def test_every_file_imports_what_its_room_may() -> None:
    """No file of this project breaks the table."""
    assert wrong(ROOT) == []


def test_the_rooms_are_read_at_all() -> None:
    """The rooms that exist hold files, and imports are found in them."""
    names = list(imported(ast.parse((ROOT / "app.py").read_text("utf-8"))))
    assert "lib.web.edge.Edge" in names
    assert {"app.py", "pages", "lib/store", "lib/web"} <= {
        room_of(one.relative_to(ROOT).as_posix())
        for part in ("lib", "pages", "app.py")
        for one in [ROOT / part, *(ROOT / part).rglob("*.py")]
        if one.suffix == ".py"
    }


PLANTED = {
    "pages/ask.py": "from lib.store import Store",
    "pages/give.py": "def late():\n    import sqlite3, sqlalchemy",
    "lib/coaching/asks.py": "import pandas as pd",
    "lib/expectations/wait.py": "from scipy import stats",
    "lib/store/x.py": "from lib.access import actor",
    "lib/settings.py": "from lib.coaching import asks",
    "lib/web/y.py": "from lib import ui",
    "lib/guide/z.py": "import importlib\nimportlib.import_module('streamlit')",
    "lib/access/w.py": "from ..ui import session",
    "lib/web/v.py": "import runpy\nrunpy.run_module('plotly')",
    "lib/helpers/x.py": "",
    "lib/loose.py": "",
    "helpers.py": "",
}
"""One breach each; the newest of them by a relative path, and three files in no room."""


def test_a_planted_breach_is_found(tmp_path: Path) -> None:
    """Each planted file is named once; what the table allows beside it is not."""
    for path, text in PLANTED.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "lib/store/fine.py").write_text(
        "import sqlite3\nfrom sqlalchemy import select\nfrom lib.coaching import asks\n"
        "from lib.store.x import y\nfrom lib import settings\nfrom . import x\n",
        "utf-8",
    )
    assert {one.partition(":")[0] for one in wrong(tmp_path)} == set(PLANTED)


def test_nothing_else_stands_at_the_top() -> None:
    """The top level is fixed: a new thing there is a decision, not an accident."""
    ignored = {
        line.strip("/")
        for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()
        if line.endswith("/")
    }
    there = {one.name for one in ROOT.iterdir()} - ignored - {".git"}
    assert there - TOP_LEVEL == set()
    assert TOP_LEVEL - there == set()
