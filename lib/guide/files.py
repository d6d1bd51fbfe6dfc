"""The guide's files: what was shipped, with what the host put in its place.

A host names a folder (`guide_folder` of the settings) whose files take the place of the shipped
ones without touching them: a `*.toml` entry by entry, a table's entries one at a time, a list as a
whole; `scripts/*.md` file by file, and new ones beside them. What the articles say is theirs:
`articles.toml`, `rules.toml`, `settled.toml` and every entry's `rules` stay as they are. Read once
a process.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lib import settings

FOLDER = Path(__file__).parent
SCRIPTS = "scripts"
OF_THE_ARTICLES = ("articles.toml", "rules.toml", "settled.toml")
"""Files that say what the articles say: no host changes them."""
_GROWING = ("blanks.toml", "exercises.toml")
"""Files in which a host may have entries of its own."""
_FILLED = ("attention.toml", "sayings.toml")
"""Files in whose words a page fills in `$name`: no host may ask for a blank the page lacks."""
_THEIRS = ("rules", "source", "status")
"""What an entry says about itself, not about networking."""
_MAY_BE_EMPTY = ("cadence.toml",)
"""Files in which an empty text means something."""

Table = dict[str, Any]


class GuideError(ValueError):
    """A file of the guide does not say what it should; the message names file and entry."""


@cache
def table_of(file: str) -> Table:
    """Return a whole file with what the host changed in it; GuideError where it cannot be read."""
    shipped = _read(FOLDER / file, file)
    folder = own_folder()
    if folder is None or not (folder / file).exists():
        return shipped
    return _merged(file, (), shipped, _read(folder / file, str(folder / file)))


@cache
def own_folder() -> Path | None:
    """Return the host's folder, looked through for what has no place in it; None without one.

    Raises:
        GuideError: it is not there, or holds a file that takes no other's place.
    """
    folder = settings.load().guide_folder
    if folder is None:
        return None
    if not folder.is_dir():
        message = f"The guide's own folder is not there: {folder} (WORKBOOK_GUIDE_FOLDER)"
        raise GuideError(message)
    shipped = {path.name for path in FOLDER.glob("*.toml")}
    for path in sorted(folder.iterdir()):
        if path.name in OF_THE_ARTICLES:
            message = f"{path}: what the articles say stays as it is; this file can't be changed"
            raise GuideError(message)
        if path.suffix == ".toml" and path.name not in shipped:
            message = f"{path}: the guide has no file of this name"
            raise GuideError(message)
    return folder


@cache
def scripts() -> Mapping[str, Path]:
    """Return every scaffold's file by its name, the host's own in place of ours."""
    found = {path.name: path for path in (FOLDER / SCRIPTS).glob("*.md")}
    folder = own_folder()
    if folder is not None:
        found |= {path.name: path for path in (folder / SCRIPTS).glob("*.md")}
    return dict(sorted(found.items()))


def text_of(path: Path, name: str) -> str:
    """Return a file's text; GuideError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        message = f"{name} of the guide cannot be read: {error}"
        raise GuideError(message) from error


def may_change() -> Mapping[str, str]:
    """Return what each shipped file says that a coach may change, by the file's name.

    Files of the articles are left out, and scaffolds stand together as "scripts/*.md".
    """
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name not in OF_THE_ARTICLES:
            head = text_of(path, path.name).split("\n\n")[0].splitlines()
            lines = [line.removeprefix("#").strip() for line in head]
            at = next(n for n, line in enumerate(lines) if line.startswith("A coach may change:"))
            until = next((n for n in range(at + 1, len(lines)) if ":" in lines[n]), len(lines))
            found[path.name] = " ".join(lines[at:until]).removeprefix("A coach may change:").strip()
    found[f"{SCRIPTS}/*.md"] = "every word; what must stay is said at the top of each."
    return found


def _read(path: Path, name: str) -> Table:
    try:
        return tomllib.loads(text_of(path, name))
    except tomllib.TOMLDecodeError as error:
        message = f"{name} of the guide cannot be read: {error}"
        raise GuideError(message) from error


def _merged(file: str, names: tuple[str, ...], shipped: Table, own: Table) -> Table:
    """Return a table with the host's entries in the place of ours, each of the same kind."""
    found = dict(shipped)
    for name, value in own.items():
        here = (*names, name)
        if name not in shipped:
            if names or file not in _GROWING:
                raise _refused(file, here, "the guide has no such entry to change")
        elif name in _THEIRS:
            if value != shipped[name]:
                raise _refused(file, here, "what an entry rests on stays as it is")
        elif isinstance(shipped[name], dict) and isinstance(value, dict):
            value = _merged(file, here, shipped[name], value)  # noqa: PLW2901 - merged on the way
        else:
            _check(file, here, shipped[name], value)
        found[name] = value
    return found


def _check(file: str, names: tuple[str, ...], shipped: object, own: object) -> None:
    """Go on only if a value can stand where the shipped one stood.

    Raises:
        GuideError: it is of another kind, empty, or lacks a part.
    """
    wanted = (int, float) if isinstance(shipped, float) else type(shipped)
    if not isinstance(own, wanted) or isinstance(own, bool) is not isinstance(shipped, bool):
        raise _refused(file, names, f"cannot be {own!r}")
    if isinstance(own, str) and isinstance(shipped, str):
        _check_text(file, names, shipped, own)
    elif isinstance(own, list) and isinstance(shipped, list):
        _check_list(file, names, shipped, own)


def _check_text(file: str, names: tuple[str, ...], shipped: str, own: str) -> None:
    if shipped.strip() and not own.strip() and file not in _MAY_BE_EMPTY:
        raise _refused(file, names, "has no words")
    if file in _FILLED:
        blanks = string.Template(own)
        known = set(string.Template(shipped).get_identifiers())
        if not blanks.is_valid() or not set(blanks.get_identifiers()) <= known:
            may = ", ".join(f"${one}" for one in sorted(known)) or "none"
            raise _refused(file, names, f"may have these blanks: {may}")


def _check_list(
    file: str, names: tuple[str, ...], shipped: list[object], own: list[object]
) -> None:
    if shipped and not own:
        raise _refused(file, names, "is empty")
    rows = [one for one in shipped if isinstance(one, dict)]
    common = set.intersection(*(set(row) for row in rows)) if rows else set()
    for place, one in enumerate(own, 1):
        here = (*names, str(place))
        if shipped:
            _check(file, here, shipped[0], one)
        if isinstance(one, dict) and rows:
            for part in sorted(common):
                if part not in one:
                    raise _refused(file, (*here, part), "is missing")
                _check(file, (*here, part), rows[0][part], one[part])


def _refused(file: str, names: tuple[str, ...], why: str) -> GuideError:
    folder = own_folder()
    place = file if folder is None else str(folder / file)
    return GuideError(f"{place}: {' · '.join(names)}: {why}")
