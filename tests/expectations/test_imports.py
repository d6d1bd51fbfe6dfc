"""What a first page waits for: the statistics and the first pictures load nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIRST = ("curve", "example", "guesses", "reply_rate", "silence", "starts", "tally")
PICTURES = ("open_pictures", "dots", "icons", "people", "sentences", "tables")


def _loaded(*modules: str) -> set[str]:
    """Return the modules a fresh Python has loaded after importing some."""
    code = f"import sys, {', '.join(modules)}; print(*sorted(sys.modules), sep='\\n')"
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_first_pictures_need_neither_plotly_nor_pandas() -> None:
    """Only numpy and scipy.special, no scipy.stats, no Plotly."""
    loaded = _loaded(
        *(f"lib.expectations.{one}" for one in FIRST), *(f"lib.charts.{one}" for one in PICTURES)
    )
    assert "scipy.special" in loaded
    assert not loaded & {"scipy.stats", "plotly", "pandas", "lifelines", "matplotlib"}


def test_no_question_needs_them_either() -> None:
    """Every picture is plain SVG."""
    loaded = _loaded("lib.charts.questions")
    assert not loaded & {"scipy.stats", "plotly", "pandas", "matplotlib"}
