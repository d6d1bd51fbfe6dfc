"""What Google answered is answered here too, and what it was asked is held to be rightly asked."""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.sheets_api import replay, schema
from tests.sheets_api.cells import Body, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = Path(
    os.environ.get("SHEETS_RECORDINGS", ROOT.parent / "shared" / "data" / "sheets-recordings")
)
"""Recorded by gspread's authors (MIT); read in place, no part of this project."""
FLOOR = 97
"""How many of the files that were at hand are equal in full: all of them."""
WRITES = {
    "spreadsheets.batchUpdate", "values.update", "values.append", "values.clear",
    "values.batchClear", "values.batchUpdate", "drive POST", "drive DELETE", "drive PUT",
}  # fmt: skip

needs_recordings = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason=f"no recordings under {RECORDINGS.name}"
)


@pytest.fixture(scope="module")
def played() -> list[replay.Played]:
    """Return what came of every file."""
    return replay.play(RECORDINGS)


@needs_recordings
def test_recorded_answers_are_given_again(
    played: list[replay.Played], capsys: pytest.CaptureFixture[str]
) -> None:
    """As many files are equal in full as were; the sums, and what differs, are printed."""
    with capsys.disabled():
        sys.stdout.write(f"\n{replay.report(played)}\n")
        for one in played:
            sys.stdout.writelines(f"  {one.name} {two}\n" for two in one.differences[:3])
    assert sum(not one.differences for one in played) >= min(FLOOR, len(played))


@needs_recordings
def test_every_family_of_writes_is_equal(played: list[replay.Played]) -> None:
    """Each family was asked at all, and each of its answers is the recorded one."""
    for family in WRITES:
        asked = sum(one.asked[family] for one in played)
        assert asked
        assert sum(one.equal[family] for one in played) == asked


def test_a_difference_is_found() -> None:
    """A recorded answer with one value changed is not equal."""
    made = {"name": "a", "mimeType": "application/vnd.google-apps.spreadsheet"}
    said = {"kind": "drive#file", "id": "x" * 44, **made}

    def recording(body: Body) -> Body:
        asked = {
            "method": "POST",
            "uri": "https://www.googleapis.com/drive/v3/files",
            "body": json.dumps(made),
        }
        answer = {"status": {"code": 200}, "body": json.dumps(body)}
        return {"interactions": [{"request": asked, "response": answer}]}

    assert replay.Replay(recording(said), "a").play().differences == []
    for other in ({"name": "b"}, {"more": 1}, {"kind": 1}):
        assert replay.Replay(recording(said | other), "a").play().differences != []


def asked() -> Iterator[tuple[str, str, Body]]:
    """Yield every recorded request that was answered, but for the upload: verb, address, body."""
    for path in sorted(RECORDINGS.glob("*.json")):
        for step in json.loads(path.read_text("utf-8"))["interactions"]:
            request = step["request"]
            if "/upload/" not in request["uri"] and step["response"]["status"]["code"] in (
                200,
                404,
            ):
                body = json.loads(request["body"]) if request["body"] else {}
                yield request["method"], request["uri"], body


def without_null(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a body without the fields that are null."""
    if isinstance(value, dict):
        return {name: without_null(one) for name, one in value.items() if one is not None}
    return [without_null(one) for one in value] if isinstance(value, list) else value


@needs_recordings
def test_recorded_requests_are_accepted() -> None:
    """Each is one of the methods Google describes, and breaks no rule; JSON Schema agrees."""
    checkers: dict[str, jsonschema.Draft202012Validator] = {}
    seen = 0
    for verb, address, body in asked():
        parts = urllib.parse.urlsplit(address)
        method = schema.method_of(verb, parts.path)
        assert method is not None
        query = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
        schema.check(verb, parts.path, query, without_null(body))
        seen += 1
        if "request" in method:
            name = method["request"]["$ref"]
            if name not in checkers:
                checkers[name] = jsonschema.Draft202012Validator(schema.json_schema(name))
            assert checkers[name].is_valid(without_null(body))
    assert seen > 1000


def misspelt(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """Yield a body again and again, each time with another of its fields misspelt."""
    if isinstance(value, dict):
        for name, one in value.items():
            if one is None:
                continue
            yield {f"{key}x" if key == name else key: two for key, two in value.items()}
            for inner in misspelt(one):
                yield value | {name: inner}
    elif isinstance(value, list):
        for at, one in enumerate(value[:3]):
            for inner in misspelt(one):
                yield [*value[:at], inner, *value[at + 1 :]]


@needs_recordings
def test_a_misspelt_field_is_refused() -> None:
    """Whichever field of whichever recorded request is misspelt: 400, as JSON Schema would."""
    seen: set[str] = set()
    for verb, address, body in asked():
        path = urllib.parse.urlsplit(address).path
        method = schema.method_of(verb, path)
        assert method is not None
        if "request" not in method:
            continue
        name = method["request"]["$ref"]
        for wrong in misspelt(body):
            shape = json.dumps(wrong, sort_keys=True)[:200]
            if shape in seen:
                continue
            seen.add(shape)
            assert schema.breaches(name, wrong)
            with pytest.raises(RefusedError, match="Unknown name"):
                schema.check(verb, path, {}, without_null(wrong))
    assert len(seen) > 100
