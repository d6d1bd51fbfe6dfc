"""No eight words in a row stand both in an article and anywhere in this project."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.guide.test_guide import runs
from tests.tone.spoken import ROOT

ARTICLES = ROOT.parent / "shared" / "articles"
BINARY = {".png", ".ico", ".jpg", ".gif", ".pdf", ".sqlite", ".zip", ".xlsx"}
HASHES = {"requirements.txt"}


def written() -> list[Path]:
    """Return every text file that git keeps, or would: the pins' hashes are left out."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - the git that holds this project
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        ROOT / one
        for one in said.stdout.split("\0")
        if one
        and (ROOT / one).is_file()
        and Path(one).suffix not in BINARY
        and Path(one).name not in HASHES
    ]


def own(text: str) -> str:
    """Return a text without the titles it cites: a work is called by its name."""
    return re.sub(r"(?m)^title = .*$", "", text)


def taken(paths: list[Path], theirs: set[tuple[str, ...]]) -> dict[str, list[str]]:
    """Return the runs of eight words that each file shares with the articles."""
    found = {
        path.name: sorted(" ".join(run) for run in runs(own(path.read_text("utf-8"))) & theirs)
        for path in paths
    }
    return {name: shared for name, shared in found.items() if shared}


@pytest.fixture(scope="module")
def theirs() -> set[tuple[str, ...]]:
    """Return every run of eight words of the articles."""
    articles = sorted(ARTICLES.glob("*.txt"))
    if not articles:
        pytest.skip("the articles are not beside this checkout")
    found = {run for path in articles for run in runs(path.read_text("utf-8"))}
    assert len(found) > 2000
    return found


def test_every_text_of_the_project_is_ours(theirs: set[tuple[str, ...]]) -> None:
    """Code, comments, docstrings, guide, docs, changes and tests."""
    paths = written()
    assert {"README.md", "app.py", "kinds.toml", "test_own_words.py"} <= {one.name for one in paths}
    assert taken(paths, theirs) == {}


def test_a_taken_sentence_is_found(theirs: set[tuple[str, ...]], tmp_path: Path) -> None:
    """The control: eight words of an article, in capitals and broken over two lines."""
    run = min(theirs)
    file = tmp_path / "x.py"
    file.write_text(f"# {' '.join(run[:4]).upper()},\n# {' '.join(run[4:])}.\n", "utf-8")
    assert taken([file], theirs) == {"x.py": [" ".join(run)]}
    file.write_text(f'title = "{" ".join(run)}"\n', "utf-8")
    assert taken([file], theirs) == {}
    file.write_text(f"# {' '.join(run[:7])} something else\n", "utf-8")
    assert taken([file], theirs) == {}
