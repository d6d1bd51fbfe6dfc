"""Which fields an answer shows, and which fields an update sets: `a,b(c,d.e),f/g`.

Source: developers.google.com/workspace/sheets/api/guides/field-masks; the slash for the point is
in recorded requests, and so is that an object whose fields are all left out stays as `{}`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tests.sheets_api.cells import Body, refuse

Mask = dict[str, Any]
"""Names, each with the mask below it; an empty one stands for all of it."""


@lru_cache(maxsize=512)
def parsed(text: str) -> Mask:
    """Return a mask; `*` is everything. To be read only: it is shared."""
    mask: Mask = {}
    end = _list(text.replace(" ", ""), 0, mask)
    if end != len(text.replace(" ", "")):
        refuse(f"Invalid field selection {text}")
    return {} if "*" in mask else mask


def _list(text: str, at: int, mask: Mask) -> int:
    while True:
        at = _path(text, at, mask)
        if at >= len(text) or text[at] != ",":
            return at
        at += 1


def _path(text: str, at: int, mask: Mask) -> int:
    names = []
    while True:
        start = at
        while at < len(text) and text[at] not in ",()./":
            at += 1
        if start == at:
            refuse(f"Invalid field selection {text}")
        names.append(text[start:at])
        if at < len(text) and text[at] in "./":
            at += 1
            continue
        break
    below = mask
    for name in names[:-1]:
        below = below.setdefault(name, {})
    if at < len(text) and text[at] == "(":
        inner = below.setdefault(names[-1], {})
        at = _list(text, at + 1, inner)
        if at >= len(text) or text[at] != ")":
            refuse(f"Invalid field selection {text}")
        return at + 1
    below[names[-1]] = {}
    return at


def below(mask: Mask, name: str) -> Mask | None:
    """Return the mask below a name; None where the name is not shown."""
    if not mask or "*" in mask:
        return {}
    found: Mask | None = mask.get(name)
    return found


def shown(value: Any, mask: Mask) -> Any:  # noqa: ANN401 - any part of an answer
    """Return the part of a value that a mask shows."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [shown(one, mask) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: shown(value[name], inner) for name, inner in mask.items() if name in value}


def put(target: Body, source: Body, mask: Mask) -> Body:
    """Return `target` with the fields of a mask taken from `source`; what it lacks is cleared."""
    if not mask or "*" in mask:
        return dict(source)
    result = dict(target)
    for name, inner in mask.items():
        held: Any
        if inner and isinstance(source.get(name, {}), dict):
            held = put(result.get(name) or {}, source.get(name) or {}, inner)
        else:
            held = source.get(name)
        if held is None or held == {}:
            result.pop(name, None)
        else:
            result[name] = held
    return result
