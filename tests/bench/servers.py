"""The servers that are measured: ours, and the bare app under our settings and under stock ones."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from tests.serving import ROOT, Server

if TYPE_CHECKING:
    from pathlib import Path

STOCK = (
    sys.executable, "-m", "streamlit", "run", "pages/main.py",
    "--server.port", "{port}", "--server.address", "127.0.0.1",
    "--server.headless", "true", "--browser.gatherUsageStats", "false",
)  # fmt: skip
"""Streamlit as it comes; only what a server without a person needs is set."""

OURS = (
    sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", "{port}",
    "--loop", "uvloop", "--ws", "websockets-sansio", "--log-level", "warning",
    "--ws-per-message-deflate", "true",
    "--no-server-header", "--no-proxy-headers", "--no-access-log",
)  # fmt: skip
"""The same server that `python app.py` becomes."""


def real(folder: Path) -> Server:
    """Return our app over a data folder that is already filled."""
    return Server(folder)


def bare(app: Path, *, stock: bool) -> Server:
    """Return the bare app that `tests.bench.bare.make` wrote, under one of the two settings."""
    if not stock:
        (app / ".streamlit").mkdir(exist_ok=True)
        shutil.copy(ROOT / ".streamlit" / "config.toml", app / ".streamlit" / "config.toml")
    return Server(
        app,
        command=STOCK if stock else OURS,
        environment={"PYTHONPATH": str(ROOT)},
        root=app,
        health="/_stcore/health",
    )
