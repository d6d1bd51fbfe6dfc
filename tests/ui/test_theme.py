"""The theme's colours: every text is told from its ground well enough, by day and by night.

Contrast as WCAG 2.2 computes it: 7 to 1 for what is read at length (1.4.6), 4.5 to 1 for all other
text (1.4.3), 3 to 1 for marks that say something (1.4.11). Streamlit 1.67 draws captions and key
hints at 60 % of the text's colour, hints in empty boxes at 70 %, the ground of a chosen pill at
10 % of the primary colour (20 % under the pointer), the ring around what the keys stand on at 50 %
of it, and the words of a primary button in white; measured in Chromium.
"""

import re
import tomllib
from pathlib import Path

import pytest

from lib.ui import look

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
READ, TEXT, MARK = 7.0, 4.5, 3.0
CAPTION, HINT = 0.6, 0.7
CHOSEN = (0.1, 0.2)
RING = 0.5
WHITE = (255.0, 255.0, 255.0)

Colour = tuple[float, float, float]


def _colour(written: str) -> Colour:
    """Return `#RRGGBB` as three numbers from 0 to 255."""
    return (int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16))


def _over(colour: Colour, share: float, ground: Colour) -> Colour:
    """Return a colour laid over a ground with this opacity."""
    red, green, blue = (
        share * one + (1 - share) * under for one, under in zip(colour, ground, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, definitions)."""
    parts = [one / 255 for one in colour]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict[str, str]:
    """The colours of one of the two themes."""
    read = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][request.param]
    return {name: value for name, value in read.items() if isinstance(value, str)}


@pytest.fixture(params=["light", "dark"])
def charts(request: pytest.FixtureRequest) -> tuple[Colour, list[Colour]]:
    """A theme's ground and the colours of its charts."""
    read = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][request.param]
    return _colour(read["backgroundColor"]), [
        _colour(one) for one in read["chartCategoricalColors"]
    ]


def test_black_on_white_is_21_and_the_order_does_not_matter() -> None:
    """The measure itself: 21 at most, 1 at least, and the grey that just passes on white."""
    black = (0.0, 0.0, 0.0)
    assert contrast(black, WHITE) == pytest.approx(21)
    assert contrast(WHITE, black) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == pytest.approx(1)
    assert contrast(_colour("#767676"), WHITE) >= TEXT > contrast(_colour("#777777"), WHITE)


def test_a_theme_that_is_too_pale_would_be_found() -> None:
    """Negative control: the first green tried by night was too light for white words."""
    assert contrast(WHITE, _colour("#3F8A70")) < TEXT


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_what_is_read_at_length(theme: dict[str, str], ground: str) -> None:
    """Body text is at 7 to 1 on the page and in boxes."""
    assert contrast(_colour(theme["textColor"]), _colour(theme[ground])) >= READ


def test_captions(theme: dict[str, str]) -> None:
    """A caption, fainter than the text, is still at 4.5 to 1 on the page."""
    ground = _colour(theme["backgroundColor"])
    assert contrast(_over(_colour(theme["textColor"]), CAPTION, ground), ground) >= TEXT


def test_hints_in_empty_boxes(theme: dict[str, str]) -> None:
    """The hint in an empty box is at 4.5 to 1 on the box."""
    ground = _colour(theme["secondaryBackgroundColor"])
    assert contrast(_over(_colour(theme["textColor"]), HINT, ground), ground) >= TEXT


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_links(theme: dict[str, str], ground: str) -> None:
    """A link is text."""
    assert contrast(_colour(theme["linkColor"]), _colour(theme[ground])) >= TEXT


def test_words_on_the_primary_button(theme: dict[str, str]) -> None:
    """Streamlit writes them in white."""
    assert contrast(WHITE, _colour(theme["primaryColor"])) >= TEXT


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_the_primary_colour_as_a_mark(theme: dict[str, str], ground: str) -> None:
    """The rim of a chosen pill and of the box with the cursor say something."""
    assert contrast(_colour(theme["primaryColor"]), _colour(theme[ground])) >= MARK


@pytest.mark.parametrize("share", CHOSEN)
def test_words_of_a_chosen_pill(theme: dict[str, str], share: float) -> None:
    """They have the text's colour, which `look` gives them: the primary colour is too dark."""
    ground = _over(_colour(theme["primaryColor"]), share, _colour(theme["backgroundColor"]))
    assert contrast(_colour(theme["textColor"]), ground) >= READ
    assert 'button[data-variant][data-selected="true"]' in look.STYLE
    assert "color: inherit !important" in look.STYLE


def test_words_of_a_quiet_button_that_is_pointed_at(theme: dict[str, str]) -> None:
    """They have the text's colour, by `look`; by night the primary one is no colour for words."""
    assert contrast(_colour(theme["textColor"]), _colour(theme["backgroundColor"])) >= READ
    (rule,) = re.findall(r'\[kind\^="tertiary"\]:is\(([^)]*)\)[^{]*\{\s*color: inherit', look.STYLE)
    for state in (":hover", ":focus-visible", ":active", '[aria-expanded="true"]'):
        assert state in rule


def test_the_primary_colour_is_no_colour_for_words_by_night() -> None:
    """Why it is so: a theme that could do both would need no rule of ours."""
    night = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]["dark"]
    assert contrast(_colour(night["primaryColor"]), _colour(night["backgroundColor"])) < TEXT


def test_the_rim_around_what_the_keys_stand_on(theme: dict[str, str]) -> None:
    """It has the text's colour; Streamlit's own ring would be too faint, by day and by night."""
    ground = _colour(theme["backgroundColor"])
    assert contrast(_over(_colour(theme["primaryColor"]), RING, ground), ground) < MARK
    assert contrast(_colour(theme["textColor"]), ground) >= MARK
    (rule,) = re.findall(r"([^{}]*)\{\s*outline: 2px solid light-dark\(WORDS\)", look.STYLE)
    for one in ("button", "a", "summary", "label:has(input:focus-visible)"):
        assert one in rule


def test_the_bar_goes_over_to_the_night_with_the_page() -> None:
    """Its ground and rim follow the browser: both colours are sent, not the one of now."""
    read = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    for word, name in (
        ("GROUND", "backgroundColor"),
        ("RIM", "borderColor"),
        ("WORDS", "textColor"),
    ):
        assert f"light-dark({word})" in look.STYLE
        both = (read[one][name] for one in ("light", "dark"))
        assert look.day_and_night(name) == ", ".join(both)


def test_chart_colours(charts: tuple[Colour, list[Colour]]) -> None:
    """Every colour of the charts is told from the page."""
    ground, colours = charts
    assert len(colours) >= 3
    assert [
        round(contrast(one, ground), 2) for one in colours if contrast(one, ground) < MARK
    ] == []
