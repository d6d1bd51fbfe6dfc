"""How the answers of the local Google compare with answers recorded from the real one.

`python -m tests.sheets_api.replay FOLDER [name]` sends every recorded request here, one file after
another, each to a Google without any file, and says what differs. Aside are left: ids (mapped, and
held to be the same wherever they come again), times, theme and default format.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.sheets_api.google import Google
from tests.sheets_api.signing import DRIVE, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sheets_api.cells import Body

IDS = {"spreadsheetId", "id", "sheetId", "namedRangeId", "protectedRangeId", "bandedRangeId",
       "permissionId", "etag"}  # fmt: skip
ASIDE = {"createdTime", "modifiedTime", "defaultFormat", "spreadsheetTheme", "createdDate",
         "modifiedDate", "modifiedByMeDate", "lastViewedByMeDate"}  # fmt: skip
SIGNED = re.compile(r"(?<=[?&/=])[\w-]{10,}")
"""Parts of an address that are ids or signatures."""
LONG_ID = re.compile(r"(?<=/)[\w-]{20,}")
ROBOT = re.compile(r"[\w.-]+@[\w.-]+\.gserviceaccount\.com")


@dataclass(slots=True)
class Played:
    """What came of one file: what differs, and which families of calls were equal."""

    name: str
    differences: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    equal: Counter[str] = field(default_factory=Counter)


def family(method: str, address: str) -> str:
    """Return what kind of call this is, such as `values.append`."""
    path = urllib.parse.unquote(urllib.parse.urlsplit(address).path)
    if "/drive/" in path:
        return f"drive {method}"
    for mark in (":append", ":clear", ":batchClear", ":batchUpdate", ":batchGet", ":search"):
        if path.endswith(mark):
            return ("values" if "/values" in path else "spreadsheets") + mark.replace(":", ".")
    kind = {"GET": "get", "PUT": "update", "POST": "create"}[method]
    return ("values" if "/values/" in path else "spreadsheets") + f".{kind}"


class Replay:
    """One recorded file at work."""

    def __init__(self, recording: Body, name: str) -> None:
        """Take a file's content."""
        self._steps: list[Body] = recording["interactions"]
        self.played = Played(name)
        text = json.dumps(recording)
        found = ROBOT.search(text)
        self.google = Google()
        email = found[0] if found else "robot@example.iam.gserviceaccount.com"
        token = self.google.accounts.token(email, [SHEETS, DRIVE])
        self._headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self._ours: dict[str, Any] = {}
        self._seed()

    def _seed(self) -> None:
        """Make what must have stood there before: files of others that a recording asks for."""
        for step in self._steps:
            found = LONG_ID.search(urllib.parse.urlsplit(step["request"]["uri"]).path)
            if step["response"]["status"]["code"] == 403 and found:
                theirs = self.google.create("Somebody else's", email=None)
                self._ours.setdefault(found[0], theirs)

    def play(self) -> Played:
        """Send every request and compare every answer."""
        for at, step in enumerate(self._steps):
            asked, said = step["request"], step["response"]
            kind = family(asked["method"], asked["uri"])
            self.played.asked[kind] += 1
            status, body = self._sent(asked)
            found = list(self._compared(said, status, body))
            self.played.equal[kind] += not found
            self.played.differences += [f"{at} {kind}: {one}" for one in found]
        return self.played

    def _sent(self, asked: Body) -> tuple[int, bytes]:
        address = LONG_ID.sub(lambda found: str(self._mine(found[0])), asked["uri"])
        parts = urllib.parse.urlsplit(address)
        query = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
        answer = self.google.handle(
            asked["method"], parts.path, query, self._headers, self._body(asked["body"])
        )
        return answer.status, answer.body

    def _body(self, body: str | None) -> bytes:
        try:
            return json.dumps(self._mapped(json.loads(body or ""))).encode()
        except ValueError:
            return (body or "").encode()

    def _mapped(self, value: Any) -> Any:  # noqa: ANN401 - any part of a body
        if isinstance(value, dict):
            return {
                name: self._mine(one)
                if (name in IDS or name.endswith("SheetId")) and not isinstance(one, dict | list)
                else self._mapped(one)
                for name, one in value.items()
            }
        return [self._mapped(one) for one in value] if isinstance(value, list) else value

    def _mine(self, theirs: Any) -> Any:  # noqa: ANN401 - a number or a text
        return self._ours.get(str(theirs), theirs)

    def _compared(self, said: Body, status: int, body: bytes) -> Iterator[str]:
        if said["status"]["code"] != status:
            yield f"status {status} for {said['status']['code']}: {body[:200]!r}"
            return
        try:
            theirs = json.loads(said["body"])
            ours = json.loads(body)
        except ValueError:
            if said["body"] != body.decode():
                yield f"{body!r} for {said['body']!r}"
            return
        yield from self._differences("", theirs, ours)

    def _differences(
        self,
        path: str,
        theirs: Any,  # noqa: ANN401 - any part of a body
        ours: Any,  # noqa: ANN401 - same
    ) -> Iterator[str]:
        name = path.rpartition(".")[2]
        if name in ASIDE:
            return
        if isinstance(theirs, dict) and isinstance(ours, dict):
            yield from self._of_objects(path, theirs, ours)
        elif isinstance(theirs, list) and isinstance(ours, list):
            if len(theirs) != len(ours):
                yield f"{path} has {len(ours)} for {len(theirs)}: {ours} for {theirs}"[:400]
            for at, (one, two) in enumerate(zip(theirs, ours, strict=False)):
                yield from self._differences(f"{path}[{at}]", one, two)
        elif name in IDS and type(theirs) is type(ours):
            if self._ours.setdefault(str(theirs), ours) != ours:
                yield f"{path} is {ours}, which stood for another"
        elif not _same(theirs, ours, self._ours):
            yield f"{path} is {ours!r} for {theirs!r}"

    def _of_objects(self, path: str, theirs: Body, ours: Body) -> Iterator[str]:
        for key in sorted(theirs.keys() | ours.keys(), key=lambda one: (one not in IDS, one)):
            if (key in theirs) != (key in ours) and key not in ASIDE:
                yield f"{path}.{key} is {'missing' if key in theirs else 'too much'}"
            elif key in theirs and key in ours:
                yield from self._differences(f"{path}.{key}", theirs[key], ours[key])


def _same(theirs: Any, ours: Any, ids: dict[str, Any]) -> bool:  # noqa: ANN401 - any value
    if isinstance(theirs, bool) != isinstance(ours, bool):
        return False
    if isinstance(theirs, str) and isinstance(ours, str) and theirs.startswith("https://"):
        for one, two in ids.items():
            if len(one) > 20:
                theirs = theirs.replace(one, str(two))
        theirs, ours = SIGNED.sub("", theirs), SIGNED.sub("", ours)
    return bool(theirs == ours)


def play(folder: Path, name: str = "*") -> list[Played]:
    """Return what came of every file of a folder."""
    return [
        Replay(json.loads(path.read_text("utf-8")), path.stem).play()
        for path in sorted(folder.glob(f"{name}.json"))
    ]


def report(played: list[Played]) -> str:
    """Return what came of it in words: files equal in full, and calls equal by family."""
    asked: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    for one in played:
        asked += one.asked
        equal += one.equal
    full = sum(not one.differences for one in played)
    lines = [f"{full} of {len(played)} files equal in full"]
    lines += [f"  {kind:26} {equal[kind]} of {asked[kind]}" for kind in sorted(asked)]
    return "\n".join(lines)


def main() -> None:
    """Print it."""
    played = play(Path(sys.argv[1]), *sys.argv[2:3])
    for one in played:
        if one.differences:
            sys.stdout.write(f"{one.name}\n")
            sys.stdout.writelines(f"    {line[:500]}\n" for line in one.differences[:6])
    sys.stdout.write(report(played) + "\n")


if __name__ == "__main__":
    main()
