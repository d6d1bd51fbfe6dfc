"""Address cards: read back by another program's parser, whatever the names are."""

from __future__ import annotations

from typing import Any

import vobject
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching.contacts import Contact
from lib.coaching.text import clean, is_blank
from lib.exchange import vcard_out
from tests.workbooks import TEXTS

NAMES = TEXTS.map(clean).filter(lambda text: not is_blank(text))


def read(data: bytes) -> list[Any]:
    """Return the cards in a file, as vobject reads them; no line is longer than 75 bytes."""
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    return list(vobject.readComponents(data.decode()))


def test_one_card() -> None:
    """Name, company, position, mail, phone and page; nothing of what is between you."""
    mei = Contact(
        id="mei",
        name="Mei-Ling O'Tan, PhD",
        company="Acme; Sons",
        position="Head",
        email="mei@x.org",
        phone="+49 151 123",
        link="https://x.example/mei",
        notes="she lent me ten pounds",
        strength=4,
    )
    data = vcard_out.cards([mei])
    (card,) = read(data)
    assert card.version.value == "3.0"
    assert card.fn.value == "Mei-Ling O'Tan, PhD"
    assert card.n.value.given == "Mei-Ling O'Tan, PhD"
    assert card.org.value == ["Acme; Sons"]
    assert card.title.value == "Head"
    assert card.email.value == "mei@x.org"
    assert card.tel.value == "+49 151 123"
    assert card.url.value == "https://x.example/mei"
    assert b"pounds" not in data


def test_a_link_that_is_none_is_left_out() -> None:
    """B26: no card carries an address that runs something."""
    data = vcard_out.cards([Contact(name="Ann", link="javascript:alert(1)")])
    assert b"javascript" not in data


@given(st.lists(st.tuples(NAMES, TEXTS.map(clean)), min_size=1, max_size=4))
def test_any_name_stays_in_its_card(people: list[tuple[str, str]]) -> None:
    """B04, B05: letters of any script whole, no text becomes a line or a card of its own."""
    held = [Contact(name=name, company=company, phone=company) for name, company in people]
    cards = read(vcard_out.cards(held))
    assert [card.fn.value for card in cards] == [name for name, _ in people]
    for card, (_, company) in zip(cards, people, strict=True):
        there = card.contents.get("tel", [])
        assert [one.value for one in there] == ([] if is_blank(company) else [company])
