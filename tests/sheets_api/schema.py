"""Whether a request is one that Google describes: no unknown field, no wrong type, no wrong mask.

The descriptions are Google's own, `sheets.v4.json` and `drive.v3.json` as they come with
`google-api-python-client`. They are read once and turned into checks; `json_schema` gives the same
as strict JSON Schema. What is said of a breach follows recorded answers and the form of
`google.rpc.BadRequest`. Drive takes more than it describes; here it is held to it all the same, but
for what gspread sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import googleapiclient  # type: ignore[import-untyped]  # ships no types

from tests.sheets_api.cells import Body, RefusedError
from tests.sheets_api.masks import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.sheets_api.masks import Mask

Breach = tuple[str, str]
"""The path of a field, and what is wrong with it."""
WITH_LINK = {"type": "boolean"}
"""gspread sends a permission's field of Drive's second version to the third, which bears it."""
DOCUMENTS = "discovery_cache/documents"
ANSWERED_ALL = {"$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token",
                "prettyPrint", "quotaUser", "uploadType", "upload_protocol"}  # fmt: skip
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


@cache
def document(name: str = "sheets.v4", prefix: str = "") -> Body:
    """Return Google's description of an API; a prefix keeps its resources apart from others."""
    for folder in googleapiclient.__path__:
        found = Path(folder) / DOCUMENTS / f"{name}.json"
        if found.is_file():
            text = found.read_text("utf-8").replace('"$ref": "', f'"$ref": "{prefix}')
            held: Body = json.loads(text)
            held["schemas"] = {f"{prefix}{key}": one for key, one in held["schemas"].items()}
            if name == "drive.v3":
                held["schemas"][f"{prefix}Permission"]["properties"]["withLink"] = WITH_LINK
            return held
    raise FileNotFoundError(name)


@cache
def schemas() -> Body:
    """Return the resources of both APIs by name; those of Drive begin with `Drive`."""
    described: Body = document()["schemas"] | document("drive.v3", "Drive")["schemas"]
    return described


@cache
def methods() -> list[tuple[str, re.Pattern[str], Body]]:
    """Return the methods of both APIs: verb, pattern of the path, description."""
    found = []

    def walk(resource: Body, base: str) -> None:
        for method in resource.get("methods", {}).values():
            path = re.escape(base + method.get("flatPath", method["path"]))
            pattern = re.sub(r"\\\{\w+\\\}", "([^/]+?)", path)
            found.append((method["httpMethod"], re.compile(f"/{pattern}"), method))
        for below in resource.get("resources", {}).values():
            walk(below, base)

    for described in (document(), document("drive.v3", "Drive")):
        walk(described, described["servicePath"])
    # The longer a path is, the more it says: `values/{range}:append` before `values/{range}`.
    return sorted(found, key=lambda one: -len(one[1].pattern))


def method_of(verb: str, path: str) -> Body | None:
    """Return the description of the method a request calls."""
    for method, pattern, description in methods():
        if method == verb and pattern.fullmatch(path):
            return description
    return None


def json_schema(name: str) -> Body:
    """Return a resource of the API as JSON Schema in which nothing unknown may stand."""
    definitions = {key: _strict(one) for key, one in schemas().items()}
    return {"$ref": f"#/$defs/{name}", "$defs": definitions}


def _strict(one: Body) -> Body:
    if "$ref" in one:
        return {"$ref": f"#/$defs/{one['$ref']}"}
    kind = one.get("type")
    if kind == "any":
        return {}
    if kind == "array":
        return {"type": "array", "items": _strict(one["items"])}
    if kind == "object" and "properties" in one:
        inner = {name: _strict(two) for name, two in one["properties"].items()}
        return {"type": "object", "properties": inner, "additionalProperties": False}
    if kind == "object" and "additionalProperties" in one:
        return {"type": "object", "additionalProperties": _strict(one["additionalProperties"])}
    result: Body = {"type": kind}
    if "enum" in one:
        result["enum"] = one["enum"]
    return result


# The same as quick checks.

KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
PROTO = {
    "string": "TYPE_STRING", "integer": "TYPE_INT32", "number": "TYPE_DOUBLE",
    "boolean": "TYPE_BOOL",
}  # fmt: skip


Fits = Callable[[Any], bool]


@cache
def fits(name: str) -> Fits:
    """Return a quick check of whether a body is a resource of this name; nulls are not."""
    return _fits(schemas()[name])


def _fits(one: Body) -> Fits:
    if "$ref" in one:
        # Looked up when it is met: resources hold each other in rings.
        return partial(_fits_named, one["$ref"])
    kind = one["type"]
    if kind == "array":
        inner = _fits(one["items"])
        return lambda value: isinstance(value, list) and all(map(inner, value))
    if kind == "object":
        properties = {name: _fits(two) for name, two in one.get("properties", {}).items()}
        return partial(_fits_object, properties)
    if "enum" in one:
        return partial(_fits_words, frozenset(one["enum"]))
    types = {"any": (object,), "number": (int, float)}.get(kind) or (KINDS[kind],)
    return lambda value: type(value) in types or kind == "any"


def _fits_named(name: str, value: object) -> bool:
    return fits(name)(value)


def _fits_object(properties: dict[str, Fits], value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return not properties or all(
        name in properties and properties[name](two) for name, two in value.items()
    )


def _fits_words(words: frozenset[str], value: object) -> bool:
    return isinstance(value, str) and value in words


def breaches(name: str, body: Any, path: str = "") -> list[Breach]:  # noqa: ANN401 - any JSON
    """Return what is wrong with a body that should be a resource of this name."""
    return list(_checked(schemas()[name], body, path))


def _checked(one: Body, value: Any, path: str) -> Iterator[Breach]:  # noqa: ANN401 - any JSON
    if "$ref" in one:
        one = schemas()[one["$ref"]]
    kind = one.get("type")
    if kind == "object":
        yield from _checked_object(one, value, path)
    elif kind == "array":
        for at, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"{path}[{at}]" if isinstance(value, list) else path
            yield from _checked_item(one["items"], item, place)
    elif kind != "any":
        yield from _checked_plain(one, value, path)


def _checked_item(one: Body, value: Any, path: str) -> Iterator[Breach]:  # noqa: ANN401 - any JSON
    if one.get("type") == "array":
        if not isinstance(value, list):
            yield wrong_value(path, "type.googleapis.com/google.protobuf.ListValue", value)
        return
    yield from _checked(one, value, path)


def _checked_object(one: Body, value: Any, path: str) -> Iterator[Breach]:  # noqa: ANN401 - same
    properties = one.get("properties")
    if not isinstance(value, dict):
        name = f"type.googleapis.com/google.apps.sheets.v4.{one.get('id', 'Struct')}"
        yield wrong_value(path, name, value)
        return
    for name, item in value.items():
        if item is None or properties is None:
            continue
        if name not in properties:
            at = f" at '{path}'" if path else ""
            said = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
            yield path, said
        else:
            inner = _snake(name)
            yield from _checked(properties[name], item, f"{path}.{inner}" if path else inner)


def _checked_plain(one: Body, value: Any, path: str) -> Iterator[Breach]:  # noqa: ANN401 - same
    kind = one["type"]
    right = isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if kind in ("integer", "number") and isinstance(value, str):
        right = re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    if kind == "integer" and isinstance(value, float):
        right = value.is_integer()
    if "enum" in one and right and value not in one["enum"]:
        right = False
    if not right:
        yield wrong_value(path, PROTO[kind] if "enum" not in one else "TYPE_ENUM", value)


def wrong_value(path: str, kind: str, value: Any) -> Breach:  # noqa: ANN401 - whatever was sent
    """Return the breach for a value of another type."""
    return path, f"Invalid value at '{path}' ({kind}), {json.dumps(value, ensure_ascii=False)}"


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name)


# Masks.


def unknown_path(name: str, mask: Mask, path: str = "") -> str | None:
    """Return the first path of a mask that a resource does not have; None where it has all."""
    one = schemas().get(name)
    return _unknown(one, mask, path) if one is not None else None


def _unknown(one: Body, mask: Mask, path: str) -> str | None:
    while "$ref" in one or one.get("type") == "array":
        one = schemas()[one["$ref"]] if "$ref" in one else one["items"]
    for name, inner in mask.items():
        here = f"{path}.{name}" if path else name
        if name == "*":
            continue
        properties = one.get("properties")
        if properties is None:
            if one.get("type") == "object":
                continue
            return here
        if name not in properties:
            return here
        found = _unknown(properties[name], inner, here)
        if found is not None:
            return found
    return None


MASKED = {
    "updateCells": "CellData",
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateSheetProperties": "SheetProperties",
    "updateSpreadsheetProperties": "SpreadsheetProperties",
    "updateDimensionProperties": "DimensionProperties",
    "updateNamedRange": "NamedRange",
    "updateProtectedRange": "ProtectedRange",
    "updateDeveloperMetadata": "DeveloperMetadata",
    "updateDimensionGroup": "DimensionGroup",
    "updateBanding": "BandedRange",
}
"""Which resource the mask of a request is about."""


def check(verb: str, path: str, query: Mapping[str, Sequence[str]], body: Body) -> None:
    """Refuse a request that Google's description does not allow; nothing in it may be null.

    Raises:
        RefusedError: 400, with the breaches as its details.
    """
    method = method_of(verb, path)
    if method is None:
        return
    found = list(_query_breaches(method, query))
    if body and "request" in method:
        # Where the path names a range, the body is a field of the request, called `data`.
        inside = "data" if "range" in method["parameters"] and verb in ("PUT", "POST") else ""
        name = method["request"]["$ref"]
        if not fits(name)(body):
            found += breaches(name, body, inside)
    if found:
        raise refused(found)
    if query.get("fields") and "response" in method:
        _check_fields(method, query["fields"][-1])
    if method["id"] == "sheets.spreadsheets.batchUpdate":
        _check_masks(body.get("requests", []))


def unknown_parameter(name: str) -> Breach:
    """Return the breach for a parameter of the address that the method does not have."""
    said = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    return "", said


def _query_breaches(method: Body, query: Mapping[str, Sequence[str]]) -> Iterator[Breach]:
    if method["id"].startswith("drive."):
        return  # Drive takes parameters that it does not describe: recorded requests have some.
    known = set(method.get("parameters", {})) | ANSWERED_ALL
    yield from (unknown_parameter(name) for name in query if name not in known)
    for name, values in query.items():
        enum = method.get("parameters", {}).get(name, {}).get("enum")
        for value in values:
            if enum is not None and value not in enum:
                kind = f"type.googleapis.com/google.apps.sheets.v4.{name[:1].upper()}{name[1:]}"
                yield wrong_value(_snake(name), kind, value)


def refused(found: Sequence[Breach]) -> RefusedError:
    """Return the error for breaches."""
    violations = [({"field": path} if path else {}) | {"description": said} for path, said in found]
    said = "\n".join(one for _, one in found)
    detail = {"@type": BAD_REQUEST, "fieldViolations": violations}
    return RefusedError(400, "INVALID_ARGUMENT", said, [detail])


def _check_fields(method: Body, fields: str) -> None:
    path = unknown_path(method["response"]["$ref"], parsed(fields))
    if path is not None:
        said = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
        detail = {
            "@type": BAD_REQUEST,
            "fieldViolations": [{"field": path, "description": said}],
        }
        about = "Request contains an invalid argument."
        raise RefusedError(400, "INVALID_ARGUMENT", about, [detail])


def _check_masks(requests: Sequence[Body]) -> None:
    for at, request in enumerate(requests):
        for kind, asked in request.items():
            if asked is None or kind not in MASKED:
                continue
            fields = asked.get("fields")
            if not fields:
                said = (
                    f"Invalid requests[{at}].{kind}: At least one field must be listed in "
                    "'fields'. (Use '*' to indicate all fields.)"
                )
                raise RefusedError(400, "INVALID_ARGUMENT", said)
            path = unknown_path(MASKED[kind], parsed(fields))
            if path is not None:
                said = f"Invalid requests[{at}].{kind}: Invalid field: {path}"
                raise RefusedError(400, "INVALID_ARGUMENT", said)
