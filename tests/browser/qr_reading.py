"""Reading a QR code off a picture, as a phone does: bytes at level M, up to version 6.

Written after ISO/IEC 18004 and not with the library that draws them, so that it reads what a phone
reads. A picture of a screen has no faults, so none is corrected.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FINDER: Final = 7
"""Modules across of the square in three of its corners."""
FORMAT_MASK: Final = 0b101010000010010
LEVEL_M: Final = 0
BYTES: Final = 0b0100
"""The mode of text as bytes."""
BLOCKS: Final = {1: (1, 16), 2: (1, 28), 3: (1, 44), 4: (2, 32), 5: (2, 43), 6: (4, 27)}
"""Blocks and the data code words of each, by version, at level M (table 9 of the standard)."""
MASKS: Final[tuple[Callable[[int, int], bool], ...]] = (
    lambda row, column: (row + column) % 2 == 0,
    lambda row, _column: row % 2 == 0,
    lambda _row, column: column % 3 == 0,
    lambda row, column: (row + column) % 3 == 0,
    lambda row, column: (row // 2 + column // 3) % 2 == 0,
    lambda row, column: row * column % 2 + row * column % 3 == 0,
    lambda row, column: (row * column % 2 + row * column % 3) % 2 == 0,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2 == 0,
)

Modules = list[list[bool]]
"""Row by row, True for a dark one."""


def text_of(picture: bytes) -> str:
    """Return what a QR code says.

    Args:
        picture: of the code with its quiet zone, as PNG.
    """
    dark = modules(picture)
    version = (len(dark) - 17) // 4
    level, mask = _format(dark)
    assert level == LEVEL_M, level
    bits = [
        dark[row][column] != MASKS[mask](row, column)
        for row, column in _way(len(dark))
        if not _is_fixed(row, column, len(dark), version)
    ]
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    blocks, length = BLOCKS[version]
    data = [word for block in range(blocks) for word in words[block::blocks][:length]]
    stream = [bool(word >> (7 - bit) & 1) for word in data for bit in range(8)]
    assert _number(stream[:4]) == BYTES
    many = _number(stream[4:12])
    return bytes(_number(stream[at : at + 8]) for at in range(12, 12 + 8 * many, 8)).decode()


def modules(picture: bytes) -> Modules:
    """Return the modules of a code; how large they are is told by the square in its corner."""
    drawn = Image.open(io.BytesIO(picture)).convert("L").point([0] * 128 + [255] * 128)
    box = drawn.point([255] + [0] * 255).getbbox()
    assert box is not None, "nothing dark"
    left, top, right, bottom = box
    edge = next(x for x in range(left, right) if drawn.getpixel((x, top)))
    version = max(1, round(((right - left) / ((edge - left) / FINDER) - 17) / 4))
    size = 17 + 4 * version
    wide, high = (right - left) / size, (bottom - top) / size
    return [
        [
            drawn.getpixel((left + int((column + 0.5) * wide), top + int((row + 0.5) * high))) == 0
            for column in range(size)
        ]
        for row in range(size)
    ]


def _number(bits: list[bool]) -> int:
    return sum(bit << place for place, bit in enumerate(reversed(bits)))


def _format(dark: Modules) -> tuple[int, int]:
    """Return the level of correction and the mask, from beside the square at the top left."""
    row = [dark[8][column] for column in (0, 1, 2, 3, 4, 5, 7, 8)]
    column = [dark[place][8] for place in (7, 5, 4, 3, 2, 1, 0)]
    found = _number(row + column) ^ FORMAT_MASK
    return found >> 13, found >> 10 & 0b111


def _way(size: int) -> Iterator[tuple[int, int]]:
    """Go through all modules as they are filled: up and down, in pairs, from the right."""
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for place in range(size):
            row = size - 1 - place if upwards else place
            yield from ((row, right), (row, right - 1))
        upwards = not upwards


def _is_fixed(row: int, column: int, size: int, version: int) -> bool:
    """Return whether a module is part of the frame, and no data."""
    low, high = 9, size - 8
    in_corner = (row < low and (column < low or column >= high)) or (row >= high and column < low)
    aligned = version > 1 and abs(row - (size - 7)) <= 2 and abs(column - (size - 7)) <= 2
    return in_corner or aligned or FINDER - 1 in (row, column)
