"""A key that cannot work is refused at the start, in plain words that hold nothing of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lib.settings import PREFIX, Settings, load
from lib.sheets.account import OLDER_TOKENS, TOKENS, Account, account
from lib.sheets.errors import AccountError
from tests.sheets.wire import EMAIL, key


def asked(given: str, address: str = "") -> Settings:
    """Return settings with this key."""
    return load({f"{PREFIX}GOOGLE_KEY": given, f"{PREFIX}GOOGLE_ADDRESS": address})


def changed(**fields: object) -> str:
    """Return a key's text with some fields changed; None takes one out."""
    found = {name: one for name, one in (key() | fields).items() if one is not None}
    return json.dumps(found)


def test_no_key_no_account() -> None:
    """Without one there is nothing to refuse."""
    assert account(asked("")) is None


def test_the_text_or_its_file(tmp_path: Path) -> None:
    """Both give the account; a file's secret is read as its owner's alone."""
    path = tmp_path / "key.json"
    path.write_text(changed(), "utf-8")
    path.chmod(0o600)
    for given in (changed(), f"\n{changed()}\n", json.dumps(key(), indent=2), str(path)):
        assert account(asked(given)) == Account(EMAIL, key())


def test_ends_of_lines_that_a_file_of_secrets_made() -> None:
    r"""Between three double quotes TOML turns the key's \n into real ends of lines: read alike."""
    found = account(asked(changed().replace("\\n", "\n")))
    assert found == Account(EMAIL, key())


@pytest.mark.skipif(os.name != "posix", reason="no modes there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_can_read(tmp_path: Path, mode: int) -> None:
    """The sentence names the file and the command that mends it."""
    path = tmp_path / "key.json"
    path.write_text(changed(), "utf-8")
    path.chmod(mode)
    with pytest.raises(AccountError, match=f"chmod go-rwx {path}"):
        account(asked(str(path)))


@pytest.mark.parametrize("older", sorted(OLDER_TOKENS))
def test_an_older_key_signs_in_at_the_same_place(older: str) -> None:
    """Google's older addresses are taken to the one that is allowed out."""
    found = account(asked(changed(token_uri=older)))
    assert found is not None
    assert found.key["token_uri"] == TOKENS


def test_a_key_of_the_tests_signs_in_where_the_settings_say() -> None:
    """On this machine, where the address is set; not without it, and not at another port."""
    here = "http://127.0.0.1:8600"
    text = changed(token_uri=f"{here}/token")
    assert account(asked(text, here)) is not None
    for address in ("", "http://127.0.0.1:860", "http://127.0.0.1:8601"):
        with pytest.raises(AccountError, match="elsewhere"):
            account(asked(text, address))


WRONG = {
    "cut short": changed()[:-9],
    "a list in braces": "{}",
    "nested without end": '{"a":' * 99_999,
    "an OAuth client": '{"installed": {"client_id": "hidden", "client_secret": "hidden"}}',
    "a person's": changed(type="authorized_user"),
    "without an address": changed(client_email=None),
    "an address that is none": changed(client_email="hidden"),
    "an address that is a number": changed(client_email=5),
    "without its private part": changed(private_key=None),
    "an empty private part": changed(private_key=""),
    "a damaged private part": changed(private_key="-----BEGIN\nhidden\n"),
    "a private part cut short": changed(private_key=key()["private_key"][:-90]),
    "signs in elsewhere": changed(token_uri="https://hidden.example/token"),  # noqa: S106
    "of another universe": changed(universe_domain="hidden.example"),
    "no such file": "/hidden/key.json",
    "a folder": "/",
    "the private part alone": key()["private_key"],
    "its text in base64": "eyJhIjogImhpZGRlbiJ9",
    "a zero byte": "hidden\0",
}


@pytest.mark.parametrize("how", WRONG)
def test_a_key_that_cannot_work(how: str) -> None:
    """One sentence names the setting, and nothing of what was set."""
    with pytest.raises(AccountError) as found:
        account(asked(WRONG[how]))
    said = str(found.value)
    assert f"{PREFIX}GOOGLE_KEY" in said
    assert "hidden" not in said
    assert not any(len(line) > 20 and line in said for line in key()["private_key"].splitlines())
    assert found.value.__cause__ is None
    assert found.value.__suppress_context__ or found.value.__context__ is None


def test_an_account_does_not_show_its_key() -> None:
    """Nor do the settings it came from."""
    found = account(asked(changed()))
    assert EMAIL in repr(found)
    assert "private" not in repr(found)
    assert "private" not in repr(asked(changed()))
