"""Links to our pages: the folder is not asked for once a link."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from tests.ui.driving import run
from tests.ui.sharing import FRAME, SECONDS
from tests.ui.test_coach import coach, shared_by

if TYPE_CHECKING:
    import pytest

    from tests.ui.sharing import House

MORE = 6
"""Clients who come after the first."""


def test_a_desk_asks_for_the_folder_as_often_with_many_clients(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that names a script asks each time; ours do not."""
    assert house.workbook
    carla = coach()
    shared_by("Maria", carla)
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.session_state["visit"] = carla.cookie
    run(at)
    run(at.switch_page("coach.py"))
    with_one = _asked(at, monkeypatch)
    for place in range(MORE):
        shared_by(f"Client {place}", carla)
    assert _asked(at, monkeypatch) == with_one
    assert len(at.get("page_link")) > MORE


def _asked(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often a run asks for the folder."""
    calls = 0
    real = os.getcwd

    def counted() -> str:
        nonlocal calls
        calls += 1
        return real()

    with monkeypatch.context() as patched:
        patched.setattr(os, "getcwd", counted)
        run(at)
    return calls
