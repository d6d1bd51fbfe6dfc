"""All words this project shows to people, each with the place it stands in.

They are found in the files themselves: text in the code that draws or words something (but for
docstrings), values of the guide's tables, its scaffolds, and what is written for readers.
"""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[2]

CODE: Final = (
    "app.py",
    "pages/*.py",
    "lib/ui/*.py",
    "lib/charts/*.py",
    "lib/coaching/*.py",
    "lib/exchange/*.py",
    "lib/store/*.py",
    "lib/upkeep/*.py",
    "lib/web/*.py",
    "lib/access/*.py",
    "lib/settings.py",
)
READ: Final = ("README.md", "CHANGELOG.md", "docs/*.md")
NOT_SHOWN: Final = {"source", "rules", "status", "id", "kind", "fits", "form"}
"""Entries of the guide's tables that are no words of ours to people."""
BLANK: Final = "Ann"
"""Stands where a text has a place for a name, a day or a number."""

_KEYS: Final = {"key", "icon"}

_MACHINE: Final = re.compile(
    r"^[a-z0-9_.:/*#=&?<>\\^$\[\]{}()|;+-]*$|[{}<=\\|]|://|^:material|^\W*$|^M\d"
)
_SQL: Final = re.compile(r"\b(SELECT|PRAGMA|BEGIN|INSERT|UPDATE|CREATE|FROM)\b")


@dataclass(frozen=True, slots=True)
class Text:
    """One text that is shown."""

    where: str
    words: str


def all_of_it(root: Path = ROOT) -> list[Text]:
    """Return every text under a folder that people may read."""
    found = [
        one
        for pattern in CODE
        for path in sorted(root.glob(pattern))
        for one in in_code(path.relative_to(root).as_posix(), path.read_text("utf-8"))
    ]
    for path in sorted((root / "lib" / "guide").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        found += (Text(path.name, words) for words in _values(table))
    for path in sorted((root / "lib" / "guide" / "scripts").glob("*.md")):
        found.append(Text(path.name, filled(path.read_text("utf-8").partition("\n\n")[2])))
    for pattern in READ:
        for path in sorted(root.glob(pattern)):
            found += (Text(path.name, one) for one in paragraphs(path.read_text("utf-8")))
    return found


def in_code(where: str, text: str) -> Iterator[Text]:
    """Yield the texts of a module that read like words to people; its docstrings are none."""
    tree = ast.parse(text)
    inside = {id(part) for node in ast.walk(tree) for part in _parts(node)}
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        words = _words(node)
        if words is not None and not _MACHINE.search(words) and not _SQL.search(words):
            yield Text(f"{where}:{getattr(node, 'lineno', 0)}", words)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is no text of its own: pieces of an f-string, a widget's key, docstrings."""
    if isinstance(node, ast.JoinedStr):
        yield from (one for one in node.values if isinstance(one, ast.Constant))
        for one in node.values:
            if isinstance(one, ast.FormattedValue) and one.format_spec is not None:
                yield one.format_spec
    elif (isinstance(node, ast.keyword) and node.arg in _KEYS) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ):
        yield node.value


def _words(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else BLANK for one in node.values
        )
    return None


def _values(table: Any) -> Iterator[str]:  # noqa: ANN401 - a table of TOML is any of its values
    """Yield the texts of a table of the guide, its names and sources left out."""
    if isinstance(table, str):
        yield filled(table)
    elif isinstance(table, list):
        for one in table:
            yield from _values(one)
    elif isinstance(table, dict):
        for name, one in table.items():
            if name not in NOT_SHOWN:
                yield from _values(one)


def filled(text: str) -> str:
    """Return a scaffold as it reads: the first of each choice, and a name in each blank."""
    once = re.sub(r"\[([^\[\]|]*)(?:\|[^\[\]]*)?\]", r"\1", text)
    return re.sub(r"\$\w+", BLANK, once)


def paragraphs(text: str) -> Iterator[str]:
    """Yield a Markdown file's paragraphs, without its code."""
    for one in re.split(r"\n\s*\n", re.sub(r"(?ms)^```.*?^```|^    .*?$|`[^`]*`", "", text)):
        if re.search(r"[A-Za-z]{2}", one):
            yield re.sub(r"\s+", " ", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", one)).strip()
