r"""Which people are in this address book of cards? vCard 2.1, 3.0 and 4.0 to a table of text.

A reader of our own, not vobject, the one library with users: a line that breaks the standard makes
it give up the whole file (its issues 111, 146 and skarim/vobject 160), it loses the line a card
stands on, and it decodes pictures. Here each card is a row at its line, a card that can't be read
is rejected alone, and pictures, keys and sounds are passed over undecoded.

Read: folded lines, quoted-printable with its soft line ends, the character set a line names,
grouped properties, several cards, `\n` `\,` `\;` and Apple's `\:`. What has no field of its own
(postal addresses, nicknames, birthdays, fax numbers) gets a column that goes to the notes. A card
without a name is called by its nickname, company, address or number, in that order, because
telephones show it so.
"""

from __future__ import annotations

import codecs
import quopri
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lib.coaching.records import Problem
from lib.coaching.text import is_blank
from lib.exchange import tables
from lib.exchange.decoding import NOTHING
from lib.exchange.errors import NothingInItError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SEVERAL = " ::: "
"""What stands between several values in one cell, as in Google's tables."""

_COLUMNS = (
    "Name",
    "Company",
    "Position",
    "E-mail",
    "Phone",
    "Link",
    "Notes",
    "Nickname",
    "Address",
    "Fax",
    "Pager",
    "Messenger",
    "Birthday",
    "Department",
    "Anniversary",
    "Related people",
    "Labels",
    "Unread lines",
)
_PLAIN_PROPERTIES = {
    "TITLE": "Position",
    "ROLE": "Position",
    "NICKNAME": "Nickname",
    "BDAY": "Birthday",
    "ANNIVERSARY": "Anniversary",
    "X-ANNIVERSARY": "Anniversary",
    "IMPP": "Messenger",
    "X-SKYPE": "Messenger",
    "X-SKYPE-USERNAME": "Messenger",
    "X-ICQ": "Messenger",
    "X-JABBER": "Messenger",
    "X-AIM": "Messenger",
    "X-MSN": "Messenger",
    "X-YAHOO": "Messenger",
    "RELATED": "Related people",
    "X-ABRELATEDNAMES": "Related people",
    "CATEGORIES": "Labels",
    "NOTE": "Notes",
    "URL": "Link",
    "X-SOCIALPROFILE": "Link",
}
_LEFT = ("PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-THUMBNAIL")
"""Pictures, sounds and keys: passed over, their continuation lines too."""
_ANDROID_NICKNAME = "vnd.android.cursor.item/nickname"
_UNREAD_LIMIT = 20
"""Lines that break the standard which are kept of one card."""
_UNREAD_LENGTH = 200

_LINE = re.compile(
    r"(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r'(?P<parameters>(?:;(?:"[^"]*"|[^":])*)?):(?P<value>.*)',
    re.DOTALL,
)
_PARAMETER = re.compile(r';((?:"[^"]*"|[^";])*)')
_QUOTED_PRINTABLE = re.compile(r"[^:]*[;=]QUOTED-PRINTABLE", re.IGNORECASE)
_BINARY = re.compile(r"[^:]*[;=](?:BASE64|B)(?=[;:])", re.IGNORECASE)
_OLD_BINARY = re.compile(r"[\sA-Za-z0-9+/=]*")
_BEGINS = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_ENDS = re.compile(r"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OLD_ESCAPED = re.compile(r"\\([;,:])")
_COMPONENT = re.compile(r"(?:\A|;)((?:\\.|[^;\\]|\\\Z)*+)", re.DOTALL)
_LINE_ENDS = re.compile("\r+\n|\r")


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a file, as a table with a row for each."""

    table: tables.Table
    guessed: bool
    """True where a letter beyond ASCII stands in a line that names no character set."""


@dataclass(slots=True)
class _Card:
    """One card while it is read."""

    line: int
    old: bool = False
    """True for vCard 2.1."""
    cells: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """Whole names: FN, then what N puts together."""
    labels: list[str] = field(default_factory=list)
    """Postal addresses as they are printed: taken where there is no other."""
    phones: list[tuple[int, str]] = field(default_factory=list)
    """Numbers with their rank: those to call first, then those for letters and beeps."""
    group: bool = False
    nested: int = 0
    """How many cards within this one are open: an assistant's, whose lines are passed over."""
    trimmed: bool = False

    def add(self, column: str, value: str, *, first: bool = False) -> None:
        """Add a value to a column, once."""
        value = value.strip()
        if is_blank(value):
            return
        values = self.cells.setdefault(column, [])
        if value not in values:
            values.insert(0 if first else len(values), value)


def are_cards(text: str) -> bool:
    """Return True where a text begins like an address book of cards."""
    return text[:200].lstrip("\ufeff \t\r\n").casefold().startswith("begin:vcard")


def read(text: str, encoding: str = "utf_8") -> Cards:
    """Return the people of an address book's text.

    Args:
        text: the file, decoded.
        encoding: how it was decoded: a line that names another character set is read by that.

    Raises:
        NothingInItError: no card in it.
        TooLargeError: more than `tables.ROWS_LIMIT` cards.
    """
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    reader = _Reader(encoding)
    for line, content in _logical(text.split("\n")):
        reader.take(line, content)
    reader.close()
    rows, rejected = reader.rows(), reader.rejected
    if not rows and not rejected:
        raise NothingInItError(NOTHING)
    filled = [name for name in _COLUMNS if name == "Name" or any(name in one for _, one in rows)]
    cells = [
        (line, [_joined(column, card.get(column, ())) for column in filled]) for line, card in rows
    ]
    return Cards(tables.headed(tuple(filled), cells, rejected), reader.guessed)


def _joined(column: str, values: list[str] | tuple[str, ...]) -> str:
    """Return one cell of several values."""
    if column in ("Notes", "Unread lines"):
        return "\n".join(values)
    if column in ("E-mail", "Phone", "Link", "Company", "Position"):
        return SEVERAL.join(values)
    return "; ".join(one.replace("\n", ", ") for one in values)


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each unfolded line with the number it begins on, pictures without their content."""
    place = 0
    old = False
    while place < len(lines):
        first, line = place + 1, lines[place]
        place += 1
        if not line.strip():
            continue
        if line.upper().startswith("VERSION:"):
            old = line.strip().endswith("2.1")
        elif _BEGINS.fullmatch(line):
            old = False
        head = line[:300]
        if _BINARY.match(head) or line.upper().startswith(tuple(f"{one};" for one in _LEFT)):
            place = _after_binary(lines, place)
            yield first, line[:300]
            continue
        parts = [line]
        if _QUOTED_PRINTABLE.match(line):
            while parts[-1].endswith("=") and place < len(lines):
                if _ENDS.fullmatch(lines[place]):
                    break
                parts[-1] = parts[-1][:-1]
                parts.append(lines[place])
                place += 1
            parts[-1] = parts[-1].removesuffix("=")
        while place < len(lines) and lines[place][:1] in (" ", "\t"):
            parts.append(lines[place] if old else lines[place][1:])
            place += 1
        yield first, "".join(parts)


def _after_binary(lines: list[str], place: int) -> int:
    """Return where the lines after a picture's content begin."""
    while place < len(lines):
        line = lines[place]
        folded = line[:1] in (" ", "\t")
        if not folded and (":" in line or not _OLD_BINARY.fullmatch(line)):
            break
        place += 1
        if not line.strip():
            break
    return place


class _Reader:
    """Lines to cards."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._card: _Card | None = None
        self._cards: list[_Card] = []
        self.rejected: list[Problem] = []
        self.guessed = False

    def take(self, line: int, content: str) -> None:
        """Take one unfolded line."""
        card = self._card
        if _BEGINS.fullmatch(content):
            if card is not None and card.nested:
                card.nested += 1
            else:
                self.close()
                self._card = _Card(line)
                if len(self._cards) + len(self.rejected) >= tables.ROWS_LIMIT:
                    tables.too_many(None)
        elif card is None:
            return
        elif _ENDS.fullmatch(content):
            if card.nested > 1:
                card.nested -= 1
            elif card.nested:
                card.nested = 0
            else:
                self.close()
        elif not (card.nested > 1):
            self._property(card, content)

    def close(self) -> None:
        """Take the card in hand as finished."""
        card, self._card = self._card, None
        if card is None:
            return
        if card.group:
            message = "This card is a group, not a person."
            self.rejected.append(Problem("contacts", card.line, message))
        else:
            self._cards.append(card)

    def rows(self) -> list[tuple[int, dict[str, list[str]]]]:
        """Return the line and the cells of each card."""
        return [(card.line, _cells(card)) for card in self._cards]

    def _property(self, card: _Card, content: str) -> None:
        found = _LINE.fullmatch(content)
        if found is None:
            unread = card.cells.setdefault("Unread lines", [])
            if len(unread) < _UNREAD_LIMIT:
                card.add("Unread lines", content[:_UNREAD_LENGTH])
            return
        name = found["name"].upper()
        if name in _LEFT:
            return
        parameters = [one.strip() for one in _PARAMETER.findall(found["parameters"])]
        if not content.isascii() and not _named(parameters, "CHARSET"):
            self.guessed = True
        value = found["value"]
        if name == "VERSION":
            card.old = value.strip() == "2.1"
        elif name == "AGENT" and not value.strip():
            card.nested = 1
        elif name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
            card.group = value.strip().casefold() == "group"
        else:
            _keep(card, name, parameters, self._decoded(value, parameters))

    def _decoded(self, value: str, parameters: list[str]) -> str:
        """Return a value out of quoted-printable and its own character set."""
        charset = _charset(_named(parameters, "CHARSET"))
        kinds = {one.rpartition("=")[2].strip('" ').upper() for one in parameters}
        if "QUOTED-PRINTABLE" in kinds:
            raw = quopri.decodestring(value.encode(charset or "utf_8", "replace"))
            for name in (charset or "utf_8", "utf_8"):
                try:
                    return raw.decode(name)
                except UnicodeError:
                    continue
            return raw.decode(charset or "utf_8", "replace")
        if charset and not value.isascii() and charset != codecs.lookup(self._encoding).name:
            try:
                return value.encode(self._encoding).decode(charset)
            except UnicodeError:
                return value
        return value


def _keep(card: _Card, name: str, parameters: list[str], value: str) -> None:
    """Put a value where it belongs."""
    kinds = _kinds(parameters)
    match name:
        case "FN" | "N":
            _name(card, name, value)
        case "ORG":
            company, *departments = _components(value, old=card.old)
            card.add("Company", company)
            for one in departments:
                card.add("Department", one)
        case "ADR":
            card.add("Address", _address(value, parameters, old=card.old))
        case "LABEL":
            card.labels.append(_address(value.replace(";", "\\;"), (), old=card.old))
        case "TEL":
            _number(card, _bare(value, "tel", old=card.old), kinds)
        case "EMAIL":
            card.add("E-mail", _bare(value, "mailto", old=card.old), first="PREF" in kinds)
        case _:
            _plain(card, name, value)


def _plain(card: _Card, name: str, value: str) -> None:
    """Put a value of one piece where it belongs; an Android phone's nickname has several."""
    if name == "X-ANDROID-CUSTOM":
        kind, said = (*_components(value, old=card.old), "")[:2]
        name, value = ("NICKNAME", said) if kind == _ANDROID_NICKNAME else ("", "")
    column = _PLAIN_PROPERTIES.get(name)
    if column is None:
        return
    text = _unescaped(value, old=card.old)
    if column == "Messenger" and name.startswith("X-"):
        text = f"{name[2:].title()} {text}"
    profile = column == "Link" and "linkedin.com/" in text.casefold()
    card.add(column, text, first=profile)


def _name(card: _Card, name: str, value: str) -> None:
    """Keep a whole name before one put together of its parts."""
    if name == "FN":
        card.names.insert(0, _unescaped(value, old=card.old))
    else:
        card.names.append(_put_together(_components(value, old=card.old)))


def _bare(value: str, scheme: str, *, old: bool) -> str:
    """Return an address or a number without the scheme before it."""
    text = _unescaped(value, old=old).strip()
    return re.sub(rf"\A{scheme}:", "", text, flags=re.IGNORECASE)


def _cells(card: _Card) -> dict[str, list[str]]:
    """Return the filled columns of a card."""
    cells = {name: list(values) for name, values in card.cells.items() if values}
    phones = [number for rank, number in sorted(card.phones, key=lambda one: one[0])]
    if phones:
        cells["Phone"] = phones
    labels = [one for one in card.labels if not is_blank(one)]
    if labels and "Address" not in cells:
        cells["Address"] = labels
    name = next((one for one in card.names if not is_blank(one)), "")
    if not name:
        for column in ("Nickname", "Company", "E-mail", "Phone"):
            if cells.get(column):
                name = cells[column][0]
                break
    cells["Name"] = [" ".join(name.split())]
    return cells


def _number(card: _Card, number: str, kinds: set[str]) -> None:
    """Keep a number: the preferred one first, then mobile ones, then the others."""
    if "FAX" in kinds:
        card.add("Fax", number)
    elif "PAGER" in kinds:
        card.add("Pager", number)
    elif not is_blank(number) and all(number != one for _, one in card.phones):
        rank = 0 if "PREF" in kinds else 1 if kinds & {"CELL", "IPHONE"} else 2
        card.phones.append((rank, number))


def _named(parameters: list[str], name: str) -> str:
    """Return the value of a parameter; empty where it is not there."""
    for one in parameters:
        key, sign, value = one.partition("=")
        if sign and key.strip().upper() == name:
            return value.strip('" ')
    return ""


def _charset(name: str) -> str:
    """Return Python's name of a character set; empty for one not known."""
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _kinds(parameters: list[str]) -> set[str]:
    """Return the words about a value: CELL, WORK, PREF and their like."""
    words: set[str] = set()
    for one in parameters:
        key, sign, value = one.partition("=")
        if sign and key.strip().upper() == "PREF":
            words.add("PREF")
        elif not sign or key.strip().upper() == "TYPE":
            words.update((value if sign else key).strip('" ').upper().split(","))
    return words


def _unescaped(value: str, *, old: bool) -> str:
    r"""Return a value with `\n`, `\,`, `\;`, `\:` as what they stand for."""
    if "\\" not in value:
        return value
    if old:
        return _OLD_ESCAPED.sub(r"\1", value)
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _components(value: str, *, old: bool) -> list[str]:
    """Return the parts of a structured value, each unescaped and stripped."""
    parts = [found[1] for found in _COMPONENT.finditer(value)]
    return [_unescaped(one, old=old).strip() for one in parts] or [""]


def _put_together(parts: list[str]) -> str:
    """Return a whole name out of family, given, additional names, titles before and after."""
    family, given, additional, before, after = (parts + [""] * 5)[:5]
    ordered = (before, given, additional.replace(",", " "), family, after)
    return " ".join(one for one in ordered if one)


def _address(value: str, parameters: Sequence[str], *, old: bool) -> str:
    """Return a postal address on one line."""
    parts = _components(value, old=old)
    if any(one.upper().startswith("LABEL=") for one in parameters) and ":" in parts[0]:
        # a label with colons and no quotation marks: the address begins after the last of them
        parts[0] = parts[0].rpartition(":")[2]
    lines = [" ".join(line.split()) for one in parts for line in one.split("\n")]
    return ", ".join(line.strip(" ,") for line in lines if line.strip(" ,"))
