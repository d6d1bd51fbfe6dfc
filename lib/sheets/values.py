"""What is a cell, as Google says it and as we write it?

A text is written as `stringValue`, which is a text by construction: nothing that is written here
can become a formula (Google's discovery text, `ExtendedValue`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

Value = str | int | float | bool | None
"""What a cell holds, as `values.batchGet` says it unformatted; None where it is empty."""

_ERRORS: Final = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
"""Error types of the API and what `values.batchGet` says for them."""


def mark(value: Value) -> str:
    """Return a short word that is equal for equal cells; it tells nothing of what they hold."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def cell(value: Value) -> dict[str, Any]:
    """Return a cell of the API. A text is a text whatever it looks like: never a formula."""
    match value:
        case None | "":
            return {}
        case bool():
            return {"userEnteredValue": {"boolValue": value}}
        case int() | float():
            return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": value}}


def value_of(found: Mapping[str, Any]) -> Value:
    """Return what a cell of the API shows."""
    shown = found.get("effectiveValue") or found.get("userEnteredValue") or {}
    for name in ("stringValue", "numberValue", "boolValue", "formulaValue"):
        if name in shown:
            said: Value = shown[name]
            return None if said == "" else said
    if "errorValue" in shown:
        return _ERRORS.get(shown["errorValue"].get("type", ""), "#ERROR!")
    return None
