"""People as address cards, for a phone: vCard 3.0, which every phone takes.

Version 3.0 (RFC 2426) is what iPhones write and what Android, Google and Outlook all read; 4.0 many
do not. A card says what one would tell a third person: name, company, position, e-mail, phone and
page. Notes, how close one is and all that is between you stay in the workbook, because a card is
easily passed on. Forty lines of our own: the library there is (vobject) has its newest release of
2024 and brings two more packages; the tests read every card with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lib.coaching.text import is_blank
from lib.exchange import fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lib.coaching.contacts import Contact

_OCTETS = 75
"""Most bytes of a line; what is longer is folded (RFC 2425, 5.8.1)."""
_MARKED = re.compile(r"([\\,;])")


def cards(people: Iterable[Contact]) -> bytes:
    """Return these people as address cards, one after the other."""
    return "".join(_folded(line) for one in people for line in _lines(one)).encode()


def _lines(one: Contact) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    # The whole name stands where a given name would: we do not guess which word is which.
    yield f"N:;{_text(one.name)};;;"
    yield f"FN:{_text(one.name)}"
    for name, content in (
        ("ORG", one.company),
        ("TITLE", one.position),
        ("EMAIL;TYPE=INTERNET", one.email),
        ("TEL", one.phone),
    ):
        if not is_blank(content):
            yield f"{name}:{_text(content)}"
    page = fields.link(one.link)
    if page is not None:
        yield f"URL:{page}"
    yield f"UID:networking-workbook-{_text(one.id)}"
    yield "END:VCARD"


def _text(content: str) -> str:
    """Return a text as a card holds it: on one line, with what separates values marked."""
    return _MARKED.sub(r"\\\1", content).replace("\n", "\\n")


def _folded(line: str) -> str:
    r"""Return a line in pieces of 75 bytes at most, no letter cut; each ends with `\r\n`."""
    pieces = [""]
    size = 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces) + "\r\n"
