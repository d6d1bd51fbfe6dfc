"""The colours of the three states and of the pictures, the same on a light and on a dark page.

Each stands at least 3:1 against both backgrounds, and any two of the three states stay apart for
those who see few colours (`tests/charts/test_palette.py` computes both). Colour is never the only
sign: each state has its own shape. A page may set the CSS variables; without them the colours
below are used. Words are drawn in the page's own text colour.
"""

ANSWERED = "#2F80D0"
OPEN = "#B8651B"
SILENT = "#8A7F86"
GUESS = "#B8651B"

GRID = "rgba(138, 127, 134, 0.35)"
"""Lines that only guide the eye."""


def css(name: str, colour: str) -> str:
    """Return the colour as CSS that a page may override by `--workbook-<name>`."""
    return f"var(--workbook-{name},{colour})"
