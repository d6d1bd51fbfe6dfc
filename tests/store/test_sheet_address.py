"""Which sheet a pasted text means (B71): the id is taken or it is said why not; nothing is opened.

No socket is opened for any of them (T10).
"""

import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.store.sheet_address import EXAMPLE, LONGEST, NoSheet, sheet_id

ID = "1aB2cD3eF4gH5iJ6kL7mN8oP9qR0sT-uV_wX1yZ2aB3c"
AT = f"https://docs.google.com/spreadsheets/d/{ID}"

TAKEN = [
    AT,
    f"{AT}/",
    f"{AT}/edit",
    f"{AT}/edit#gid=0",
    f"{AT}/edit?gid=0#gid=0",
    f"{AT}/edit?usp=sharing",
    f"{AT}/view",
    f"{AT}/copy",
    f"{AT}/htmlview",
    f"{AT}/preview#gid=12",
    f"{AT}/export?format=xlsx",
    AT.replace("/d/", "/u/1/d/") + "/edit",
    AT.replace("com/spreadsheets", "com/a/example.org/spreadsheets") + "/edit",
    AT.replace("https", "http"),
    AT.removeprefix("https://") + "/edit",
    AT.removeprefix("https:") + "/edit",
    AT.replace("docs.google.com", "DOCS.Google.com"),
    AT.replace(".com", ".com:443"),
    f"drive.google.com/open?id={ID}",
    f"https://spreadsheets.google.com/ccc?key={ID}#gid=0",
    ID,
    f"  {ID}\n",
    f"{AT}/edit  My search",
    f"Here it is: <{AT}/edit>, thanks.",
    f'"{AT}/edit"',
    f"({AT}/edit#gid=7).",
    f"{AT}/edit and once more {AT}/view",
    f"See https://example.org and {AT}/edit",
]
"""Forms in which people paste a sheet."""

REFUSED = {
    "": NoSheet.EMPTY,
    " \n\t": NoSheet.EMPTY,
    "my sheet": NoSheet.NO_ADDRESS,
    "internationalizations": NoSheet.NO_ADDRESS,
    "1aB2cD3e": NoSheet.NO_ADDRESS,
    f"{ID}{ID}{ID}": NoSheet.NO_ADDRESS,
    "https://docs.google.com/spreadsheets/d/short/edit": NoSheet.NO_ADDRESS,
    "https://docs.google.com/spreadsheets/u/0/": NoSheet.NO_ADDRESS,
    f"https://docs.google.com/spreadsheets/d/{ID}!x/edit": NoSheet.NO_ADDRESS,
    f"{AT}/edit {AT[:-1]}/edit": NoSheet.TWO,
    f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml": NoSheet.PUBLISHED,
    f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pub?output=csv": NoSheet.PUBLISHED,
    f"https://docs.google.com/forms/d/{ID}/edit": NoSheet.FORM,
    f"https://docs.google.com/forms/d/e/1FAIp-{ID}/viewform": NoSheet.FORM,
    "https://forms.gle/abcDEF123": NoSheet.SHORT,
    f"https://docs.google.com/document/d/{ID}/edit": NoSheet.DOCUMENT,
    f"https://docs.google.com/presentation/d/{ID}/edit": NoSheet.DOCUMENT,
    f"https://drive.google.com/drive/folders/{ID}?usp=sharing": NoSheet.FOLDER,
    f"https://drive.google.com/drive/u/0/folders/{ID}": NoSheet.FOLDER,
    "https://drive.google.com/drive/my-drive": NoSheet.FOLDER,
    f"https://drive.google.com/file/d/{ID}/view": NoSheet.EXCEL,
    f"{AT}/edit?usp=sharing&ouid=1&rtpof=true&sd=true": NoSheet.EXCEL,
    f"https://drive.google.com/open?id={ID}&id={ID[::-1]}": NoSheet.NO_ADDRESS,
    "https://goo.gl/abc": NoSheet.SHORT,
    "bit.ly/3xYz": NoSheet.SHORT,
    f"https://example.org/spreadsheets/d/{ID}/edit": NoSheet.ELSEWHERE,
    f"https://docs.google.com.evil.example/spreadsheets/d/{ID}/edit": NoSheet.ELSEWHERE,
    f"https://evil.example/?u={AT}/edit": NoSheet.ELSEWHERE,
    f"https://www.google.com/url?q={AT}/edit": NoSheet.ELSEWHERE,
    f"https://docs.google.com@evil.example/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"https://me:secret@docs.google.com/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"https://docs.google.com:8080/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"https://docs.googlе.com/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,  # noqa: RUF001 - a Cyrillic e
    f"javascript:fetch('{ID}')": NoSheet.ELSEWHERE,
    f"file:///etc/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"ftp://docs.google.com/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"data:text/html,{ID}": NoSheet.ELSEWHERE,
    f"http://169.254.169.254/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"http://[::1]/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    "https://[::1/spreadsheets": NoSheet.ELSEWHERE,
    "https://docs.google.com:x/spreadsheets": NoSheet.ELSEWHERE,
    f"http://localhost:8501/spreadsheets/d/{ID}": NoSheet.ELSEWHERE,
    f"https://onedrive.live.com/edit.aspx?resid={ID}": NoSheet.ELSEWHERE,
    "a" * (LONGEST + 1): NoSheet.NO_ADDRESS,
}
"""What is no sheet, and why."""


class Lines:
    """What this process asks of the network, as Python itself reports it (PEP 578)."""

    def __init__(self) -> None:
        """Listen from now on: such a hook is never taken away, so it is told when to note."""
        self.asked: list[str] = []
        self.notes = False
        sys.addaudithook(self._heard)

    def _heard(self, event: str, _arguments: tuple[object, ...]) -> None:
        if self.notes and event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
            self.asked.append(event)


@pytest.fixture(scope="module")
def lines() -> Lines:
    """Listen once for all tests of this file."""
    return Lines()


@pytest.fixture(autouse=True)
def no_line(lines: Lines) -> Iterator[None]:
    """Hold that nothing asks for a line or looks a host up."""
    lines.asked.clear()
    lines.notes = True
    yield
    lines.notes = False
    assert lines.asked == []


def test_a_line_that_is_asked_for_is_heard(lines: Lines) -> None:
    """Negative control: what connects to this machine's own port is noted."""
    with socket.socket() as listening, socket.socket() as calling:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        calling.connect(listening.getsockname())
    assert lines.asked == ["socket.connect"]
    lines.asked.clear()


@pytest.mark.parametrize("text", TAKEN)
def test_the_id_is_taken(text: str) -> None:
    """Every form of a sheet's address, with words around it, and the id alone."""
    assert sheet_id(text) == ID


@pytest.mark.parametrize(("text", "why"), REFUSED.items(), ids=lambda one: str(one)[:60])
def test_anything_else_is_told_apart(text: str, why: NoSheet) -> None:
    """Each with the reason that says what to paste instead."""
    assert sheet_id(text) is why


def test_the_example_is_one() -> None:
    """What is shown as an example would be taken."""
    assert sheet_id(EXAMPLE) == "1aBcD-the-long-part-of-it"


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    """Whatever is pasted, it is an id by Google's pattern or a reason."""
    found = sheet_id(text)
    assert isinstance(found, NoSheet) or (found.isascii() and 20 <= len(found) <= 100)


@given(st.text(max_size=60), st.sampled_from(["docs.google.com", "docs.google.com.", "a.b"]))
def test_no_other_host_gives_an_id(before: str, host: str) -> None:
    """Whatever stands before the host, an id comes of an address at Google alone."""
    found = sheet_id(f"https://{before}{host}/spreadsheets/d/{ID}/edit")
    if host == "a.b":
        assert isinstance(found, NoSheet)
