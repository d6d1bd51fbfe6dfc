"""Developer metadata: what programs write beside a spreadsheet, a tab, a row or a column.

A number of its own may be given; one that is taken is refused, and with it the whole batch. Source:
developers.google.com/workspace/sheets/api/guides/metadata and the discovery document.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.sheets_api.cells import Body, RefusedError, invalid, refuse
from tests.sheets_api.masks import parsed, put
from tests.sheets_api.spreadsheet import METADATA_LIMIT, Spreadsheet, sheet_of
from tests.sheets_api.telling import metadata_told

if TYPE_CHECKING:
    from collections.abc import Sequence


def create(spreadsheet: Spreadsheet, given: Body) -> Body:
    """Add metadata and return the reply."""
    held = spreadsheet.state.metadata
    key = given.get("metadataId")
    if key is not None and key in held:
        refuse(f"Developer metadata with id {key} already exists. Please choose another id.")
    if not given.get("metadataKey"):
        refuse("metadataKey is required.")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        refuse("visibility is required.")
    while key is None or key in held:
        key = random.randrange(1, 2**31 - 1)  # noqa: S311 - no secret
    new = {"metadataId": key} | {
        name: given[name] for name in ("metadataKey", "metadataValue") if given.get(name)
    }
    new["location"] = placed(spreadsheet, given.get("location", {}))
    new["visibility"] = given["visibility"]
    held[key] = new
    _check_size(spreadsheet, new["location"])
    return {"developerMetadata": metadata_told(new)}


def placed(spreadsheet: Spreadsheet, location: Body) -> Body:
    """Return a location with its type; it must name one thing that is there."""
    if location.get("spreadsheet"):
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "dimensionRange" in location:
        span = {"sheetId": 0, "startIndex": 0} | location["dimensionRange"]
        tab = spreadsheet.tab(span["sheetId"])
        size = {"ROWS": tab.row_count, "COLUMNS": tab.column_count}.get(span.get("dimension"))
        start, end = span["startIndex"], span.get("endIndex", -1)
        if size is None or end - start != 1 or end > size:
            refuse("A dimensionRange of metadata must be one row or column of the grid.")
        kind = "ROW" if span["dimension"] == "ROWS" else "COLUMN"
        return {"locationType": kind, "dimensionRange": span}
    if "sheetId" in location:
        spreadsheet.tab(location["sheetId"])
        return {"locationType": "SHEET", "sheetId": location["sheetId"]}
    said = "A location of metadata is required."
    raise invalid(said)


def _check_size(spreadsheet: Spreadsheet, location: Body) -> None:
    whose = sheet_of(location)
    size = sum(
        len(one["metadataKey"]) + len(one.get("metadataValue", ""))
        for one in spreadsheet.state.metadata.values()
        if sheet_of(one["location"]) == whose
    )
    if size > METADATA_LIMIT:
        refuse(f"Developer metadata exceeds the limit of {METADATA_LIMIT} characters.")


def matching(spreadsheet: Spreadsheet, data_filter: Body) -> list[Body]:
    """Return what a `DataFilter` matches."""
    held = spreadsheet.state.metadata.values()
    if "developerMetadataLookup" in data_filter:
        return [one for one in held if _looked_up(one, data_filter["developerMetadataLookup"])]
    if "gridRange" in data_filter or "a1Range" in data_filter:
        if "a1Range" in data_filter:
            tab, area = spreadsheet.found(data_filter["a1Range"])
        else:
            tab = spreadsheet.tab(data_filter["gridRange"].get("sheetId", 0))
            area = tab.area(data_filter["gridRange"])
        found = []
        for one in held:
            span = one["location"].get("dimensionRange")
            if span and span["sheetId"] == tab.id:
                first, last = (
                    (area.top, area.bottom)
                    if span["dimension"] == "ROWS"
                    else (area.left, area.right)
                )
                if first <= span["startIndex"] < last:
                    found.append(one)
        return found
    said = "A data filter needs a lookup or a range."
    raise invalid(said)


def _looked_up(one: Body, lookup: Body) -> bool:
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and one.get(name, "") != lookup[name]:
            return False
    location = one["location"]
    kind = lookup.get("locationType")
    if "metadataLocation" in lookup:
        wanted = lookup["metadataLocation"]
        if lookup.get("locationMatchingStrategy") == "INTERSECTING_LOCATION":
            if not _crosses(location, wanted):
                return False
        elif not _same(location, wanted):
            return False
    return kind is None or bool(kind == location["locationType"])


def _same(location: Body, wanted: Body) -> bool:
    if wanted.get("spreadsheet"):
        return bool(location.get("spreadsheet"))
    if "dimensionRange" in wanted:
        span = {"sheetId": 0, "startIndex": 0} | wanted["dimensionRange"]
        return bool(location.get("dimensionRange") == span)
    return "sheetId" in location and bool(location["sheetId"] == wanted.get("sheetId", 0))


def _crosses(location: Body, wanted: Body) -> bool:
    if wanted.get("spreadsheet"):
        return True
    if "dimensionRange" not in wanted:
        return bool(sheet_of(location) == wanted.get("sheetId", 0))
    return _same(location, wanted)


def update(spreadsheet: Spreadsheet, asked: Body) -> Body:
    """Change what matches and return the reply."""
    given, mask = asked.get("developerMetadata", {}), parsed(asked["fields"])
    changed = []
    for one in _any_of(spreadsheet, asked.get("dataFilters", [])):
        new = put(one, given, mask) if mask else one | given
        if new.get("location") != one["location"]:
            new["location"] = placed(spreadsheet, new.get("location", {}))
        key = new.get("metadataId")
        if key != one["metadataId"] and key in spreadsheet.state.metadata:
            refuse(f"Developer metadata with id {key} already exists.")
        del spreadsheet.state.metadata[one["metadataId"]]
        spreadsheet.state.metadata[new["metadataId"]] = new
        _check_size(spreadsheet, new["location"])
        changed.append(metadata_told(new))
    return {"developerMetadata": changed} if changed else {}


def delete(spreadsheet: Spreadsheet, data_filter: Body) -> Body:
    """Delete what matches and return the reply."""
    gone = matching(spreadsheet, data_filter)
    for one in gone:
        del spreadsheet.state.metadata[one["metadataId"]]
    return {"deletedDeveloperMetadata": [metadata_told(one) for one in gone]} if gone else {}


def _any_of(spreadsheet: Spreadsheet, filters: Sequence[Body]) -> list[Body]:
    found: dict[int, Body] = {}
    for one in filters:
        found |= {two["metadataId"]: two for two in matching(spreadsheet, one)}
    return list(found.values())


def search(spreadsheet: Spreadsheet, filters: Sequence[Body]) -> Body:
    """Return what any of the filters matches, with the filters that match it."""
    found = _any_of(spreadsheet, filters)
    if not found:
        return {}
    return {
        "matchedDeveloperMetadata": [
            {
                "developerMetadata": metadata_told(one),
                "dataFilters": [two for two in filters if one in matching(spreadsheet, two)],
            }
            for one in found
        ]
    }


def get(spreadsheet: Spreadsheet, key: int) -> Body:
    """Return metadata by its number.

    Raises:
        RefusedError: there is none.
    """
    if key not in spreadsheet.state.metadata:
        raise RefusedError(404, "NOT_FOUND", f"No developer metadata with id: {key}")
    return metadata_told(spreadsheet.state.metadata[key])


def copy_to_tab(source: Spreadsheet, target: Spreadsheet, old: int, new: int) -> None:
    """Copy a tab's metadata, with its rows' and columns', to a tab copied from it."""
    for one in list(source.state.metadata.values()):
        if sheet_of(one["location"]) != old:
            continue
        location = dict(one["location"])
        if "dimensionRange" in location:
            location["dimensionRange"] = location["dimensionRange"] | {"sheetId": new}
        else:
            location["sheetId"] = new
        key = random.randrange(1, 2**31 - 1)  # noqa: S311 - no secret
        target.state.metadata[key] = one | {"metadataId": key, "location": location}
