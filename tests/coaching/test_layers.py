"""Layers answer as a plain dictionary does, whatever changes, and never alter what they lie on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.cover import Cover
from lib.coaching.layers import THICKEST, Layered, layered
from lib.coaching.workbook import Changed, Records, empty

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYS = st.text("abcdef", min_size=1, max_size=2)
CHANGES = st.dictionaries(KEYS, st.none() | st.integers(), max_size=6)


@given(st.dictionaries(KEYS, st.integers()), st.lists(CHANGES, max_size=12))
def test_layers_answer_as_a_dictionary_does(
    base: dict[str, int], steps: list[dict[str, int | None]]
) -> None:
    """Every way of asking, after every change; the versions before stay what they were."""
    plain = dict(base)
    found = layered(base, {})
    for step in steps:
        before, was = found, dict(found)
        found = layered(found, step)
        for key, value in step.items():
            plain.pop(key, None)
            if value is not None:
                plain[key] = value
        assert dict(found) == plain
        assert len(found) == len(plain)
        assert sorted(found.values()) == sorted(plain.values())
        assert dict(before) == was
        for key in ("a", "b", "ab", "zz", *step):
            assert (key in found) == (key in plain)
            assert found.get(key) == plain.get(key)
            assert found.get(key, 7) == plain.get(key, 7)


def test_a_thick_layer_is_pressed() -> None:
    """Over many changes the mapping becomes one dictionary again, and stays right."""
    found = layered({str(one): one for one in range(1000)}, {})
    kinds = set()
    for one in range(2 * THICKEST + 2):
        found = layered(found, {str(one): -one, f"new {one}": one})
        kinds.add(type(found))
    assert kinds == {Layered, dict}
    assert len(found) == 1000 + 2 * THICKEST + 2
    assert found["3"] == -3


def test_a_change_does_not_copy_the_base() -> None:
    """What a change costs is counted: the base is one object before and after."""
    base = {str(one): one for one in range(10_000)}
    first = layered(base, {"1": 5})
    second = layered(first, {"2": 6})
    assert isinstance(first, Layered)
    assert isinstance(second, Layered)
    assert first._base is second._base is base  # noqa: SLF001 - what is being tested


@dataclass(frozen=True)
class _Slow:
    """An index that counts how often it is built."""

    built: list[int] = field(default_factory=list, compare=False)

    def build(self, records: Records) -> int:
        """Take a while."""
        del records
        time.sleep(0.05)
        self.built.append(1)
        return 7

    def carry(self, old: int, records: Records, changes: Sequence[Changed]) -> int:
        """Stay the same."""
        del records, changes
        return old


def test_many_sessions_at_once_build_an_index_once() -> None:
    """Whoever comes while it is being built waits for it."""
    records, slow = empty(Cover()), _Slow()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(records.index, [slow] * 8)) == {7}
    assert len(slow.built) == 1
