"""What is in git is fit to be read by anybody; what the app writes, by its owner alone."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# A port before an @ is no password, and neither is the word itself, which examples use.
SECRETS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "a Google key": r"AIza[0-9A-Za-z_-]{35}",
    "a GitHub token": r"gh[pousr]_[0-9A-Za-z]{36}",
    "an AWS key": r"\bAKIA[0-9A-Z]{16}\b",
    "a Slack token": r"xox[abprs]-[0-9A-Za-z-]{10,}",
    "a password in an address": r"[a-z+]+://[^\s/:@'\"{}]+:(?!(?:\d+|secret)@)[^\s/:@'\"{}]{3,}@\w+",
    "an assigned secret": r"(?i)\b(?:secret|passw(?:or)?d|api_?key)\s*=\s*['\"][^'\"{}\s]{8,}['\"]",
}
OF_A_MACHINE = {
    "a home folder": r"(?<![\w~.])/(?:home|Users)/(?!me\b)\w+|(?<![\w.])/ro{2}t/",
    "a registry's address": r"(?:pypi|pythonhosted)\.(?:org|io)|--(?:extra-)?index-url\s*=?\s*\w+:",
}


def tracked() -> list[Path]:
    """Return the files in git that are there, but for the lists of hashes."""
    said = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - the git that holds this project
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / one for one in said.stdout.split("\0") if one and (ROOT / one).is_file()]


def found_in(text: str, patterns: dict[str, str]) -> list[str]:
    """Return which of the patterns a text holds."""
    return [name for name, pattern in patterns.items() if re.search(pattern, text)]


def test_no_secret_is_in_git() -> None:
    """No file holds what looks like a key, a token, or a password in an address."""
    held = {
        one.relative_to(ROOT).as_posix(): found_in(one.read_text("utf-8", "replace"), SECRETS)
        for one in tracked()
    }
    assert {path: names for path, names in held.items() if names} == {}


SEEDED = {
    "a private key": "-----BEGIN RSA PRIVATE" + " KEY-----",
    "a Google key": "AIza" + "a1B2_" * 7,
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "an AWS key": "AKIA" + "ABCD1234" * 2,
    "a Slack token": "xoxb-" + "1234567890-ab",
    "a password in an address": "postgresql://me:" + "hunter2@db",
    "an assigned secret": "pass" + "word = 'correct-horse'",
}


@pytest.mark.parametrize(("name", "text"), SEEDED.items())
def test_a_seeded_secret_is_found(name: str, text: str) -> None:
    """The scanner sees each kind; the samples are in two parts, so that this file holds none."""
    assert found_in(f"before {text} after", SECRETS) == [name]


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """No home folder and no registry: the pins are versions and hashes alone."""
    held = {
        one.relative_to(ROOT).as_posix(): found_in(one.read_text("utf-8", "replace"), OF_A_MACHINE)
        for one in tracked()
        if one != Path(__file__).resolve()
    }
    assert {path: names for path, names in held.items() if names} == {}


def test_every_pin_has_a_hash() -> None:
    """Each requirement is one exact version with at least one hash; nothing else is there."""
    for path in ("requirements.txt", "tests/requirements.txt"):
        text = (ROOT / path).read_text("utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        assert lines
        for line in lines:
            assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ ", line), line[:80]
            assert "--hash=sha256:" in line, line[:80]


def test_what_is_asked_for_is_what_is_pinned() -> None:
    """Each version in pyproject.toml is the one in the lists; else run `make lock`."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lists = {
        "requirements.txt": asked["project"]["dependencies"],
        "tests/requirements.txt": asked["dependency-groups"]["test"],
    }
    for path, wanted in lists.items():
        pinned = (ROOT / path).read_text("utf-8").lower().splitlines()
        for one in wanted:
            name = re.sub(r"\[.*?\]", "", one)
            assert any(re.sub(r"\[.*?\]", "", line).startswith(f"{name} ") for line in pinned), one


@pytest.mark.parametrize(
    "path",
    ["lib/store/engine.py", "lib/anything/new.py", "pages/main.py", "tests/web/test_edge.py"],
)
def test_git_does_not_ignore_our_code(path: str) -> None:
    """GitHub's Python template ignores `lib/`; ours must not."""
    said = subprocess.run(  # noqa: S603 - the git that holds this project
        ["git", "check-ignore", "-q", path],  # noqa: S607
        cwd=ROOT,
        check=False,
    )
    assert said.returncode == 1


@pytest.mark.parametrize(
    "path", [".streamlit/secrets.toml", "workbook.sqlite", ".venv/x", "a.sqlite-wal"]
)
def test_git_ignores_what_is_private(path: str) -> None:
    """Secrets, workbooks and environments stay out."""
    said = subprocess.run(  # noqa: S603 - the git that holds this project
        ["git", "check-ignore", "-q", path],  # noqa: S607
        cwd=ROOT,
        check=False,
    )
    assert said.returncode == 0


CONFIGURED = {
    "global": {"minCachedMessageSize": 2000},
    "server": {
        "address": "127.0.0.1",
        "headless": True,
        "fileWatcherType": "none",
        "runOnSave": False,
        "enableCORS": True,
        "enableXsrfProtection": True,
        "enableStaticServing": False,
        "enableAgentApi": False,
        "maxUploadSize": 50,
        "maxMessageSize": 50,
        "enableWebsocketCompression": True,
        "disconnectedSessionTTL": 300,
    },
    "client": {"showErrorDetails": "none", "showErrorLinks": False, "toolbarMode": "viewer"},
    "browser": {"gatherUsageStats": False, "serverAddress": "localhost"},
    "runner": {"magicEnabled": False, "postScriptGC": False},
    "logger": {"level": "warning", "enableRich": False},
}


def test_streamlit_is_configured_as_promised() -> None:
    """Each key has its value and there is no other; the theme is not looked at here."""
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert {name: table for name, table in found.items() if name != "theme"} == CONFIGURED
