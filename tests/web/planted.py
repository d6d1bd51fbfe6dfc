"""A copy of the project with something planted in it, to be served.

A page that breaks, a guard taken away: real code in a real server, nothing patched while it runs.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.serving import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WITHOUT_GUARD = """
class _Dropped(Edge):
    {signature}
        return None


Edge = _Dropped
"""


def project(
    folder: Path, *, pages: Mapping[str, str] | None = None, without: str = "", ending: str = ""
) -> Path:
    """Return a copy of the project, in a folder that does not exist yet.

    Args:
        folder: where the copy goes.
        pages: file name in `pages/` to the text that takes its place.
        without: the signature line of a guard of `Edge` that the copy shall not have.
        ending: what is written at the end of its `app.py`.
    """
    for part in ("lib", "pages", ".streamlit"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    app = (ROOT / "app.py").read_text("utf-8")
    (folder / "app.py").write_text(app + ending, "utf-8")
    for name, text in (pages or {}).items():
        (folder / "pages" / name).write_text(text, "utf-8")
    if without:
        edge = folder / "lib" / "web" / "edge.py"
        planted = edge.read_text("utf-8") + WITHOUT_GUARD.format(signature=without)
        edge.write_text(planted, "utf-8")
    return folder
