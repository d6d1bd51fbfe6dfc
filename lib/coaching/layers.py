"""Layers: a large mapping that changes a little at a time, without being copied each time.

A workbook's rows and indexes never change; the next version differs in a few rows. Copying fifty
thousand entries for one of them would make a click as slow as the workbook is large, so a layer of
changes lies over a base that several versions share. Once the layer is thick it is pressed into a
new base: amortised, a change costs the same in a workbook of any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Generic, TypeVar, cast

V = TypeVar("V")

THICKEST = 400
"""Changes that lie over a base at most; pressing costs as much as a few hundred of them."""


class _Gone:
    """Stands in a layer for a key that is in the base and is not there any more."""


GONE = _Gone()


class Layered(Mapping[str, V], Generic[V]):
    """A mapping made of a base and what changed since; neither is ever altered."""

    __slots__ = ("_base", "_layer", "_length")

    def __init__(self, base: dict[str, V], layer: dict[str, V | _Gone], length: int) -> None:
        """Take a base, the changes over it, and how many keys there are in all."""
        self._base = base
        self._layer = layer
        self._length = length

    def __getitem__(self, key: str) -> V:
        """Return the value of a key.

        Raises:
            KeyError: there is none.
        """
        found = self._layer.get(key)
        if found is None:
            return self._base[key]
        if found is GONE:
            raise KeyError(key)
        return cast("V", found)

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as `Mapping` has it
        """Return the value of a key, or `default`."""
        found = self._layer.get(key)
        if found is None:
            return self._base.get(key, default)
        return default if found is GONE else found

    def __iter__(self) -> Iterator[str]:
        """Yield the keys: those of the base first, then those that came or changed since."""
        if not self._layer:
            return iter(self._base)
        layer = self._layer
        return chain(
            (key for key in self._base if key not in layer),
            (key for key, value in layer.items() if value is not GONE),
        )

    def __len__(self) -> int:
        """Return how many keys there are."""
        return self._length

    def __contains__(self, key: object) -> bool:
        """Return whether a key is there."""
        found = self._layer.get(cast("str", key))
        return key in self._base if found is None else found is not GONE

    def pressed(self) -> dict[str, V]:
        """Return the same as one dictionary."""
        pressed = dict(self._base)
        for key, value in self._layer.items():
            pressed.pop(key, None)
            if value is not GONE:
                pressed[key] = cast("V", value)
        return pressed

    def over(self, changes: Mapping[str, V | None]) -> Mapping[str, V]:
        """Return the mapping after some changes; see `layered`."""
        layer = dict(self._layer)
        length = self._length
        for key, value in changes.items():
            length += (value is not None) - (key in self)
            layer.pop(key, None)
            if value is not None:
                layer[key] = value
            elif key in self._base:
                layer[key] = GONE
        found = Layered(self._base, layer, length)
        return found.pressed() if len(layer) > THICKEST else found


def layered(old: Mapping[str, V], changes: Mapping[str, V | None]) -> Mapping[str, V]:
    """Return a mapping after some changes; `old` stays as it is.

    Args:
        old: the mapping before; a dictionary, or what this function returned.
        changes: the new value of each changed key; None takes the key out. So no value is None.
    """
    if isinstance(old, Layered):
        return old.over(changes)
    return Layered(cast("dict[str, V]", old), {}, len(old)).over(changes)
