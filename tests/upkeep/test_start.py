"""A start that must not be: one sentence, exit code 2, no trace, nothing changed on the disk."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lib.settings import load
from lib.store import Store
from lib.upkeep.start import StartError, check_address, check_sheet, check_sign_in, said
from tests.serving import Server, free_port

ROOT = Path(__file__).resolve().parents[2]
STREAMLIT = ("-m", "streamlit", "run", "app.py")
SECONDS = 150


def start(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the app and wait until it has given up.

    Raises:
        subprocess.TimeoutExpired: it did not.
    """
    return subprocess.run(  # noqa: S603 - our own interpreter, no shell
        [sys.executable, *(command or ("app.py", "--port", str(free_port())))],
        cwd=ROOT,
        env={**os.environ, "WORKBOOK_DATA_FOLDER": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def is_refused(answer: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that a start ended with one sentence that has these words."""
    assert answer.returncode == 2, answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    for word in words:
        assert word in answer.stderr


def whole(folder: Path) -> Path:
    """Make a store in this folder; return its file."""
    Store(f"sqlite:///{folder / 'workbook.sqlite'}").close()
    return folder / "workbook.sqlite"


def test_a_folder_others_can_read(tmp_path: Path) -> None:
    """The sentence names the folder and the command that mends it."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    is_refused(start(folder), str(folder), "chmod")


def test_a_damaged_file(tmp_path: Path) -> None:
    """A file that is no database stays as it is, byte for byte."""
    folder = tmp_path / "data"
    path = whole(folder)
    path.write_bytes(b"not a workbook " * 1000)
    is_refused(start(folder), str(path), "damaged")
    assert path.read_bytes() == b"not a workbook " * 1000


def test_a_setting_that_cannot_be_meant(tmp_path: Path) -> None:
    """The sentence names the setting."""
    is_refused(start(tmp_path / "data", WORKBOOK_PORT="many"), "WORKBOOK_PORT")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """The sentence says how to choose another one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        is_refused(start(tmp_path / "data", "app.py", "--port", port), port, "--port")


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])  # noqa: S104 - refused
def test_an_address_others_can_reach(tmp_path: Path, address: str) -> None:
    """Streamlit's own command with another address: the sentence says what that would mean."""
    port = f"--server.port={free_port()}"
    answer = start(tmp_path / "data", *STREAMLIT, f"--server.address={address}", port)
    is_refused(answer, address, "127.0.0.1", "WORKBOOK_MODE to shared")
    listens = start(tmp_path / "data", WORKBOOK_LISTEN=address)
    is_refused(listens, address, "127.0.0.1", "WORKBOOK_MODE to shared")
    assert not (tmp_path / "data").exists()


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    """No trace, and no part of the address, which may hold a password."""
    word = "hidden-word"
    url = f"postgresql+psycopg://me:{word}@127.0.0.1:{free_port()}/book"
    answer = start(tmp_path / "data", WORKBOOK_DATABASE_URL=url)
    is_refused(answer)
    assert answer.stderr.strip()
    assert word not in answer.stderr


def test_a_file_from_a_newer_app(tmp_path: Path) -> None:
    """A schema this app does not know is left alone."""
    path = whole(tmp_path / "data")
    with closing(sqlite3.connect(path)) as connection:
        changed = connection.execute('UPDATE "schema" SET version = version + 1000')
        assert changed.rowcount == 1
        connection.commit()
    is_refused(start(tmp_path / "data"), "newer")


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "10.0.0.1", "example.org"])  # noqa: S104
def test_only_loopback_passes(address: str | None) -> None:
    """None is every address of the machine; the modes for others may listen outward."""
    own = load({})
    with pytest.raises(StartError, match="WORKBOOK_MODE"):
        check_address(address, own)
    check_address("127.0.0.1", own)
    check_address("localhost", own)
    for mode in ("shared", "signed_in"):
        check_address(address, load({"WORKBOOK_MODE": mode, **ADDRESS}))


ADDRESS = {"WORKBOOK_ADDRESS": "https://book.example.org"}


def test_a_mode_for_others_without_an_address(tmp_path: Path) -> None:
    """The sentence names the setting; so does the one about a mode there is not."""
    is_refused(start(tmp_path / "data", WORKBOOK_MODE="shared"), "WORKBOOK_ADDRESS")
    is_refused(start(tmp_path / "data", WORKBOOK_MODE="public"), "WORKBOOK_MODE", "signed_in")


def test_the_mode_is_said_in_one_line() -> None:
    """Which it is, for whom, and who starts a workbook."""
    assert said(load({})).startswith("Mode own: for this machine alone")
    shared = {"WORKBOOK_MODE": "shared", **ADDRESS}
    closed, opened = load(shared), load({**shared, "WORKBOOK_ANYONE_MAY_START": "true"})
    assert "book.example.org, for whoever has a link. Only the host starts" in said(closed)
    assert said(opened).endswith("Anyone may start a workbook.")
    assert "signs in" in said(load({"WORKBOOK_MODE": "signed_in", **ADDRESS}))
    assert all("\n" not in said(one) for one in (closed, opened))


@pytest.mark.parametrize("mode", ["own", "shared"])
def test_a_start_says_its_mode(tmp_path: Path, mode: str) -> None:
    """On the screen of whoever starts it, by each way to start."""
    port = "--port={port}"
    ways = (
        (sys.executable, "app.py", port),
        (sys.executable, *STREAMLIT, "--server.port={port}"),
    )
    for number, way in enumerate(ways):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {"WORKBOOK_MODE": mode, "WORKBOOK_ADDRESS": "http://127.0.0.1:8501"}
        with Server(folder, command=way, environment=environment) as server:
            assert server.log().count(f"Mode {mode}: ") == 1


def secrets(home: Path, text: str) -> dict[str, str]:
    """Write a person's secrets; return the variable that lets Streamlit find them."""
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(text, "utf-8")
    return {"HOME": str(home)}


def test_a_key_that_cannot_be_used(tmp_path: Path) -> None:
    """The sentence names the setting, and nothing of the key."""
    key = '{"type": "service_account", "private_key": "hidden-word"}'
    answer = start(tmp_path / "data", WORKBOOK_GOOGLE_KEY=key)
    is_refused(answer, "WORKBOOK_GOOGLE_KEY", "client_email")
    assert "hidden-word" not in answer.stderr


def test_what_stands_in_streamlits_secrets_is_set(tmp_path: Path) -> None:
    """By either way to start: a setting among the secrets is as good as a variable."""
    home = secrets(tmp_path, 'WORKBOOK_GUIDE_FOLDER = "/no/such/folder"')
    for command in ((), (*STREAMLIT, f"--server.port={free_port()}")):
        is_refused(start(tmp_path / "data", *command, **home), "/no/such/folder")


def test_secrets_without_quotes_and_in_tables(tmp_path: Path) -> None:
    """`false` as TOML writes it is heard, and so is a key as a table: both are refused in words."""
    home = secrets(tmp_path, "WORKBOOK_DURABLE_DISK = false")
    is_refused(start(tmp_path / "data", **home), "WORKBOOK_DURABLE_DISK", "WORKBOOK_SHEET")
    table = 'WORKBOOK_SHEET = "x"\n[WORKBOOK_GOOGLE_KEY]\ntype = "service_account"\n'
    (tmp_path / ".streamlit" / "secrets.toml").write_text(table, "utf-8")
    is_refused(start(tmp_path / "data", **home), "WORKBOOK_GOOGLE_KEY", "private_key")


def test_a_start_without_a_key_loads_nothing_of_googles(tmp_path: Path) -> None:
    """The libraries cost 90 ms; who links no sheet does not wait for them."""
    code = "import app, sys; print({'gspread', 'google.auth'} & set(sys.modules))"
    answer = start(tmp_path / "data", "-c", code)
    assert answer.stdout.strip() == "set()", answer.stderr


@pytest.mark.parametrize("text", ["WORKBOOK_GOOGLE_KEY = {", "WORKBOOK_DURABLE_DISK = false x"])
def test_secrets_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """Without them the workbook would start as if its disk lasted: it does not start."""
    home = secrets(tmp_path, text)
    for command in ((), (*STREAMLIT, f"--server.port={free_port()}")):
        is_refused(start(tmp_path / "data", *command, **home), "secrets")


def test_an_address_that_is_no_sheets() -> None:
    """The sentence names the setting and shows how an address looks; none at all is fine."""
    check_sheet("")
    check_sheet("https://docs.google.com/spreadsheets/d/1aBcD2345678901234567890/edit")
    for address in ("https://example.org/x", "a sheet", "https://docs.google.com/forms/d/x/edit"):
        with pytest.raises(StartError, match="WORKBOOK_SHEET"):
            check_sheet(address)


SIGNED_IN = load({"WORKBOOK_MODE": "signed_in", "WORKBOOK_ADDRESS": "https://book.example.org"})
AUTH = {
    "redirect_uri": "https://book.example.org/oauth2callback",
    "cookie_secret": "c" * 32,
    "client_id": "an-id",
    "client_secret": "a-word-of-the-client",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}


def test_sign_in_with_all_it_needs() -> None:
    """A whole [auth] starts; where nobody signs in, none is asked for."""
    check_sign_in(SIGNED_IN, AUTH, {})
    check_sign_in(SIGNED_IN, {**AUTH, "client_kwargs": {"scope": "openid email"}}, None)
    local = {
        **AUTH,
        "server_metadata_url": "http://127.0.0.1:8600/.well-known/openid-configuration",
    }
    check_sign_in(SIGNED_IN, local, {})
    check_sign_in(load({}), None, {"X-User": "email"})


@pytest.mark.parametrize("name", AUTH)
@pytest.mark.parametrize("value", [None, "", 7])
def test_sign_in_that_lacks_something(name: str, value: object) -> None:
    """What is missing, or is no text, is named; nothing of what is there is."""
    with pytest.raises(StartError) as refused:
        check_sign_in(SIGNED_IN, {**AUTH, name: value}, {})
    assert name in str(refused.value)
    assert not any(secret in str(refused.value) for secret in AUTH.values())


@pytest.mark.parametrize("auth", [None, {}, "text", [], {"google": AUTH}])
def test_sign_in_without_its_table(auth: object) -> None:
    """All five are named."""
    with pytest.raises(StartError) as refused:
        check_sign_in(SIGNED_IN, auth, {})
    assert all(name in str(refused.value) for name in AUTH)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"redirect_uri": "https://other.example.org/oauth2callback"}, "redirect_uri"),
        ({"redirect_uri": "https://book.example.org/"}, "redirect_uri"),
        ({"cookie_secret": "c" * 31}, "cookie_secret"),
        ({"server_metadata_url": "http://id.example.org/x"}, "server_metadata_url"),
        ({"server_metadata_url": "id.example.org"}, "server_metadata_url"),
        ({"expose_tokens": ["id"]}, "expose_tokens"),
        ({"client_kwargs": {"scope": "openid profile"}}, "scope"),
        ({"client_kwargs": {"scope": ""}}, "scope"),
    ],
)
def test_sign_in_that_would_not_be_safe(changed: dict[str, object], word: str) -> None:
    """The rule that is broken is told, without a secret."""
    with pytest.raises(StartError) as refused:
        check_sign_in(SIGNED_IN, {**AUTH, **changed}, {})
    assert word in str(refused.value)
    assert AUTH["client_secret"] not in str(refused.value)
    assert "ccc" not in str(refused.value)


def test_no_header_signs_anybody_in() -> None:
    """A proxy's header, which anybody may send, is not taken for a sign-in."""
    with pytest.raises(StartError, match="trustedUserHeaders"):
        check_sign_in(SIGNED_IN, AUTH, {"X-User": "email"})


def test_a_start_without_secrets_says_so(tmp_path: Path) -> None:
    """The real start asks, and ends."""
    asked = {"WORKBOOK_MODE": "signed_in", "WORKBOOK_ADDRESS": "https://book.example.org"}
    is_refused(start(tmp_path / "data", HOME=str(tmp_path), **asked), "[auth]", "client_id")
