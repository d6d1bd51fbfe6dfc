"""Settings: each has a default that works, a meaning, a line in the documentation, and limits."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from lib.settings import PREFIX, Mode, Settings, SettingsError, is_loopback, load

ROOT = Path(__file__).resolve().parents[1]


def documented(text: str) -> list[str]:
    """Return what a documentation of the settings lacks: a name, its default, its meaning."""
    lacking = []
    for one in fields(Settings):
        name = f"`{PREFIX}{one.name.upper()}`"
        rows = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
        default = "the system's" if one.name == "data_folder" else f"`{one.default}`"
        default = "empty" if one.default in ("", None, ()) else default
        default = f"`{one.default.value}`" if isinstance(one.default, Mode) else default
        default = default.lower() if isinstance(one.default, bool) else default
        if len(rows) != 1:
            lacking.append(f"{name}: {len(rows)} rows")
            continue
        cells = [cell.strip() for cell in rows[0].strip("| ").split(" | ")]
        if len(cells) != 3 or default not in cells[1]:
            lacking.append(f"{name}: its default, {default}")
        if cells[-1] != one.metadata["meaning"]:
            lacking.append(f"{name}: its meaning, {one.metadata['meaning']}")
    return lacking


def test_every_setting_is_documented() -> None:
    """docs/settings.md has one row a setting, with the very default and the very meaning."""
    assert documented((ROOT / "docs" / "settings.md").read_text("utf-8")) == []


def test_a_setting_left_out_of_the_documentation_is_found() -> None:
    """A documentation without one row, or with another default, is told so."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    without = "\n".join(line for line in text.splitlines() if f"{PREFIX}PORT" not in line)
    assert documented(without) == [f"`{PREFIX}PORT`: 0 rows"]
    assert documented(text.replace("`8501`", "`8502`")) == [f"`{PREFIX}PORT`: its default, `8501`"]


def test_no_documented_setting_is_made_up() -> None:
    """Each row of the table names a setting there is."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert len(rows) == len(fields(Settings))


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    """An empty environment gives a SQLite file in the user's own data folder."""
    found = load({"XDG_DATA_HOME": str(tmp_path)})
    assert found.port == 8501
    assert found.snapshot_megabytes == 512
    assert found.url == f"sqlite:///{found.data_folder / 'workbook.sqlite'}"
    assert found.data_folder.name == "networking-workbook"


def test_what_is_set_is_taken() -> None:
    """Each variable reaches its setting; the database's address goes before the file."""
    found = load(
        {
            f"{PREFIX}DATA_FOLDER": "/srv/book",
            f"{PREFIX}DATABASE_URL": "postgresql+psycopg://me@db/book",
            f"{PREFIX}SNAPSHOT_MEGABYTES": "16",
            f"{PREFIX}PORT": "9000",
            f"{PREFIX}GUIDE_FOLDER": "/srv/guide",
            f"{PREFIX}GOOGLE_KEY": "/srv/key.json",
            f"{PREFIX}GOOGLE_ADDRESS": "http://127.0.0.1:8600/",
            f"{PREFIX}DURABLE_DISK": "Yes",
            f"{PREFIX}SHEET": "a-sheet",
            f"{PREFIX}MODE": "Shared",
            f"{PREFIX}ADDRESS": "https://Book.example.org:443/",
            f"{PREFIX}LISTEN": "0.0.0.0",  # noqa: S104 - a setting's text
            f"{PREFIX}TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,",
            f"{PREFIX}ANYONE_MAY_START": "yes",
            f"{PREFIX}STARTS_EACH": "3",
            f"{PREFIX}STARTS_ALL": "40",
            f"{PREFIX}IDLE_MINUTES": "45",
        }
    )
    assert found == Settings(
        data_folder=Path("/srv/book"),
        database_url="postgresql+psycopg://me@db/book",
        port=9000,
        snapshot_megabytes=16,
        guide_folder=Path("/srv/guide"),
        google_key="/srv/key.json",
        google_address="http://127.0.0.1:8600",
        durable_disk=True,
        sheet="a-sheet",
        mode=Mode.SHARED,
        address="https://book.example.org",
        listen="0.0.0.0",  # noqa: S104 - a setting's text
        trusted_proxies=("127.0.0.1/32", "10.0.0.0/8"),
        anyone_may_start=True,
        starts_each=3,
        starts_all=40,
        idle_minutes=45,
    )
    assert found.shared
    assert found.secure
    assert found.url == "postgresql+psycopg://me@db/book"


@pytest.mark.parametrize("name", ["PORT", "SNAPSHOT_MEGABYTES", "STARTS_EACH", "STARTS_ALL"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "٣", "99999999", " 80", "8_0"])
def test_a_number_that_cannot_be_meant_is_refused(name: str, value: str) -> None:
    """The message names the variable, so that it can be found."""
    with pytest.raises(SettingsError, match=PREFIX + name):
        load({PREFIX + name: value})


@pytest.mark.parametrize(
    "address",
    [
        "https://sheets.googleapis.com",
        "http://10.0.0.1:80",
        "http://127.0.0.1",
        "127.0.0.1:80",
        "https://127.0.0.1:80",
        "http://127.0.0.1:80/path",
        "http://127.0.0.1:80@evil.example:80",
        "http://me:x@127.0.0.1:80",
        "http://127.0.0.1:99999",
        "http://[::1",
    ],
)
def test_only_this_machine_answers_in_googles_place(address: str) -> None:
    """Any other address, or more than host and port, would send the key's tokens elsewhere."""
    with pytest.raises(SettingsError, match=f"{PREFIX}GOOGLE_ADDRESS"):
        load({f"{PREFIX}GOOGLE_ADDRESS": address})


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://localhost:80", "http://[::1]:9"])
def test_an_address_of_this_machine_is_taken(address: str) -> None:
    """By number or by name."""
    assert load({f"{PREFIX}GOOGLE_ADDRESS": address}).google_address == address


def test_a_disk_that_is_emptied_needs_a_sheet() -> None:
    """Without key and sheet a save would count that nothing keeps; neither yes nor no is told."""
    disk, key, sheet = (f"{PREFIX}{one}" for one in ("DURABLE_DISK", "GOOGLE_KEY", "SHEET"))
    for given in ({}, {key: "/k"}, {sheet: "s"}):
        with pytest.raises(SettingsError, match=sheet):
            load({disk: "false", **given})
        assert load({disk: "true", **given}).durable_disk
    with pytest.raises(SettingsError, match=disk):
        load({disk: "perhaps"})


@pytest.mark.parametrize("mode", ["shared", "signed_in", "SIGNED-IN"])
def test_a_mode_for_others_needs_an_address(mode: str) -> None:
    """Links begin with it, and the Host and Origin are held against it."""
    with pytest.raises(SettingsError, match=f"{PREFIX}ADDRESS"):
        load({f"{PREFIX}MODE": mode})
    assert load({f"{PREFIX}MODE": mode, f"{PREFIX}ADDRESS": "http://localhost:8501"}).shared
    assert not load({}).shared
    with pytest.raises(SettingsError, match="own, shared, signed_in"):
        load({f"{PREFIX}MODE": "open"})


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("https://book.example.org", "https://book.example.org"),
        ("https://book.example.org/", "https://book.example.org"),
        ("HTTPS://BOOK.example.org:443", "https://book.example.org"),
        ("https://book.example.org:8443", "https://book.example.org:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://127.0.0.1:8501", "http://127.0.0.1:8501"),
        ("https://[2001:db8::1]:444", "https://[2001:db8::1]:444"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_as_a_browser_says_it(said: str, taken: str) -> None:
    """Small letters, without the port that goes without saying, without a slash at its end."""
    assert load({f"{PREFIX}ADDRESS": said}).address == taken


@pytest.mark.parametrize(
    "address",
    [
        "book.example.org",
        "http://book.example.org",
        "http://10.0.0.1:8501",
        "https://book.example.org/path",
        "https://book.example.org?x",
        "https://book.example.org#x",
        "https://me@book.example.org",
        "https://book.example.org:port",
        "https://book.example.org:99999",
        "https://book.example.org:",
        "https://",
        "https://*.example.org",
        "https://bücher.example",
        "https://a.example, https://b.example",
        "ftp://book.example.org",
        "//book.example.org",
        "https://[::1",
    ],
)
def test_an_address_that_no_browser_would_say_is_refused(address: str) -> None:
    """The sentence names the setting and shows how one looks."""
    with pytest.raises(SettingsError, match=f"{PREFIX}ADDRESS is https://"):
        load({f"{PREFIX}ADDRESS": address})


@pytest.mark.parametrize("proxies", ["proxy", "10.0.0.1/8", "10.0.0.0/33", "*", "1.2.3.4 5.6.7.8"])
def test_a_proxy_is_an_address_or_a_network(proxies: str) -> None:
    """A name, a star, or an address with a network's ending is asked back about."""
    with pytest.raises(SettingsError, match=f"{PREFIX}TRUSTED_PROXIES"):
        load({f"{PREFIX}TRUSTED_PROXIES": proxies})


def test_links_need_a_disk_that_lasts() -> None:
    """With one that is emptied at a restart, everybody would be locked out there."""
    sheet = {f"{PREFIX}GOOGLE_KEY": "/k", f"{PREFIX}SHEET": "s", f"{PREFIX}DURABLE_DISK": "no"}
    assert not load(sheet).durable_disk
    with pytest.raises(SettingsError, match=f"{PREFIX}DATABASE_URL"):
        load({**sheet, f"{PREFIX}MODE": "shared", f"{PREFIX}ADDRESS": "https://book.example.org"})


def test_plain_http_is_what_ones_own_machine_speaks() -> None:
    """An address that is left set from before does not ask for a cookie by TLS there."""
    assert not load({f"{PREFIX}ADDRESS": "https://book.example.org"}).secure


def test_the_google_account_is_told_and_its_key_is_not(tmp_path: Path) -> None:
    """The address for people is read out of the text, or of the file; the key is never shown."""
    text = '{"client_email": "book@project.example", "private_key": "hidden\nword"}'
    (tmp_path / "key.json").write_text(text, "utf-8")
    for given in (text, f"\n {text}", str(tmp_path / "key.json")):
        found = load({f"{PREFIX}GOOGLE_KEY": given})
        assert found.google_email == "book@project.example"
        assert "hidden" not in repr(found)
    for given in ("", "/no/such/file", "{", "{}", '{"client_email": 5}', str(tmp_path)):
        assert load({f"{PREFIX}GOOGLE_KEY": given}).google_email == ""


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "LOCALHOST"]
)
def test_this_machine_is_known_by_its_names(host: str) -> None:
    """Loopback names and addresses mean this machine."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",  # noqa: S104 - asked about, not bound to
        "::",
        "192.168.0.1",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "2130706433",
    ],
)
def test_other_names_are_not_this_machine(host: str) -> None:
    """Every address at once is not this machine alone, and a name is only what it says."""
    assert not is_loopback(host)


@pytest.mark.parametrize("page", ["settings.md", "google.md", "guide.md", "hosting.md"])
def test_settings_named_in_the_docs_exist(page: str) -> None:
    """A name that is misspelt there would be set and not heard."""
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / "docs" / page).read_text("utf-8")))
    assert named
    assert named <= {f"{PREFIX}{one.name.upper()}" for one in fields(Settings)}
