"""The marks the pictures are made of: a frame, words, icons. Plain SVG text, nothing loaded.

Every word goes through `html.escape`. An icon is drawn once and then used, so that a hundred cost
a quarter of the text; a picture is an image of its own, in which its ids meet no other's. The frame
carries the whole statement for those who hear the page.
"""

from collections.abc import Iterable
from html import escape

from lib.charts.palette import ANSWERED, OPEN, SILENT, css

WIDTH = 360
"""Units across; on a phone of 390 pixels one unit is about one pixel."""
CELL = 34
"""Units from one icon to the next."""
ACROSS = 10
"""Icons in a row."""
LEFT = (WIDTH - ACROSS * CELL) // 2
"""Where the first icon's cell begins."""
LETTER = 15
"""Size of the words, in units."""

_STATE_PATHS = {
    # A disc with the tick cut out of it, so that it needs no second colour.
    "answered": (
        f'fill-rule="evenodd" style="fill:{css("answered", ANSWERED)}" '
        'd="M12 1a11 11 0 1 1 0 22a11 11 0 1 1 0-22z'
        'M6.2 12.6l1.9-1.9l2.6 2.6l5.2-5.6l2 1.9l-7.1 7.7z"'
    ),
    # A ring with the hands of a clock.
    "open": (
        f'fill="none" style="stroke:{css("open", OPEN)}" stroke-width="2.4" '
        'stroke-linecap="round" '
        'd="M12 2.2a9.8 9.8 0 1 1 0 19.6a9.8 9.8 0 1 1 0-19.6zM12 6.5v5.8l4 2.2"'
    ),
    # A hollow square with a dash in it.
    "silent": (
        f'fill="none" style="stroke:{css("silent", SILENT)}" stroke-width="2.4" '
        'stroke-linecap="round" d="M3 3h18v18h-18zM8.5 12h7"'
    ),
}
_PERSON = "M12 2a4.4 4.4 0 1 1 0 8.8a4.4 4.4 0 1 1 0-8.8zM4 22.5c0-6.2 3.4-9.6 8-9.6s8 3.4 8 9.6z"
_PEOPLE_PATHS = {
    "with": f'style="fill:{css("answered", ANSWERED)}" d="{_PERSON}"',
    "without": (
        f'fill="none" style="stroke:{css("silent", SILENT)}" stroke-width="1.8" d="{_PERSON}"'
    ),
}
_PATHS = _STATE_PATHS | _PEOPLE_PATHS


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def icon(name: str, x: float, y: float, role: str = "icon") -> str:
    """Return one icon, 24 by 24 units.

    Args:
        name: answered, open, silent, with, without.
        x: its left edge.
        y: its upper edge.
        role: "icon" where it counts, "key" in the legend.
    """
    return f'<use class="{role} {name}" href="#{name}" x="{number(x)}" y="{number(y)}"/>'


def icons_in_rows(names: Iterable[str], top: float) -> str:
    """Return icons, ten in a row, the first row's cells beginning at `top`."""
    inset = (CELL - 24) / 2
    return "".join(
        icon(name, LEFT + place % ACROSS * CELL + inset, top + place // ACROSS * CELL + inset)
        for place, name in enumerate(names)
    )


def words(text: str, x: float, y: float, anchor: str = "start", size: int = LETTER) -> str:
    """Return a line of words; `anchor` is start, middle or end."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="currentColor">{escape(text)}</text>'
    )


def legend(lines: Iterable[tuple[str | None, str]], top: float) -> str:
    """Return lines of (icon or None, words), one below the other."""
    drawn = []
    for place, (name, text) in enumerate(lines):
        y = top + place * 28
        if name is not None:
            drawn.append(icon(name, LEFT + 5, y, "key"))
        drawn.append(words(text, LEFT + (38 if name is not None else 5), y + 17))
    return "".join(drawn)


def shapes(drawn: str) -> str:
    """Return the icons that marks use, drawn once each; empty where they use none."""
    icons = "".join(
        f'<path id="{name}" {path}/>' for name, path in _PATHS.items() if f'"#{name}"' in drawn
    )
    return f"<defs>{icons}</defs>" if icons else ""


def frame(title: str, statement: str, height: float, *inside: str) -> str:
    """Return a whole picture.

    Args:
        title: what it is, in a few words.
        statement: what it says, in full: the same for those who hear it.
        height: in units.
        *inside: the marks.
    """
    label = escape(f"{title}. {statement}", quote=True)
    drawn = "".join(inside)
    icons = shapes(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(height)}" '
        f'width="100%" role="img" aria-label="{label}" font-family="inherit" '
        'style="display:block;max-width:30rem;height:auto">'
        f"<title>{escape(title)}</title><desc>{escape(statement)}</desc>"
        f"{icons}{drawn}</svg>"
    )
