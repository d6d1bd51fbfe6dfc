"""Address cards: files of phones and mail programs nobody here wrote, and every form of a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.coaching import workbook
from lib.coaching.contacts import Contact
from lib.exchange import contacts_in, incoming, vcard
from lib.exchange.errors import NothingInItError, TooLargeError
from lib.exchange.tables import ROWS_LIMIT

CARDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vcard"

N = "Ñ"
EXPECTED: dict[str, list[tuple[str, list[str]]]] = {
    "John_Doe_ANDROID.vcf": [
        ("john.doe@company.com", ["john.doe@company.com"]),
        ("jane.doe@company.com", ["jane.doe@company.com"]),
        (" ".join(N * 5), ["123456789"]),
        (" ".join(N * 11), ["123456", "234567", "3456789", "45678901"]),
        (
            " ".join(N * 4),
            ["123456", "bob@company.com", N * 14, N * 12, "www.company.com", "Fax: 123456"],
        ),
        (N * 4, ["55556666", "henry@company.com", N * 43]),
    ],
    "John_Doe_GMAIL.vcf": [
        (
            "Mr. John Richter, James Doe Sr.",
            [
                "john.doe@ibm.com", "905-555-1234", "905-666-1234", "IBM", "Money Counter",
                "http://www.ibm.com", "1980-03-22", "Crescent moon drive", "555-asd",
                "Nice Area, Albaney, New York 12345", "United States of America",
                "Favotire Color: Blue",
            ],
        )
    ],
    "John_Doe_IPHONE.vcf": [
        (
            "Mr. John Richter James Doe Sr.",
            [
                "john.doe@ibm.com", "905-555-1234", "905-666-1234", "905-777-1234", "905-888-1234",
                "905-999-1234", "905-111-1234", "905-222-1234", "Johny", "IBM", "Accounting",
                "Money Counter", "Silicon Alley 5", "New York", "12345", "Street4, Building 6",
                "Floor 8", "USA", "http://www.ibm.com", "2012-06-06",
            ],
        )
    ],
    "John_Doe_LOTUS_NOTES.vcf": [
        (
            "Mr. Doe John I Johny",
            [
                "john.doe@ibm.com", "billy_bob@gmail.com", "+1 (212) 204-34456",
                "00-1-212-555-7777", "IBM", "SUN", "Generic Accountant", "Counting Money",
                "25334", "South cresent drive, Building 5, 3rd floo r", "NYC887", "U.S.A.",
                "http://www.sun.com", "1980-05-21", "Johny,JayJay",
            ],
        )
    ],
    "fullcontact.vcf": [
        (
            "Prefix FirstName MiddleName LastName Suffix",
            [
                *(f"555-555-111{last}" for last in range(1, 10)),
                "home@example.com", "work@example.com", "school@example.com", "other@example.com",
                "custom@example.com", "Organization1", "Organization2", "Department1",
                "Department2", "Title1", "Title2", "http://www.homepage.com",
                "http://www.blog.com", "http://www.other.com", "http://www.custom.com",
                *(
                    f"{kind}Extended, {kind}Street, {kind}City, {kind}State, {kind}Postal, "
                    f"{kind}Country"
                    for kind in ("Home", "Work", "Other", "Custom")
                ),
                "NickName", "skype:skype", "Notes line 1\nNotes line 2",
            ],
        )
    ],
    "gmail-list.vcf": [
        ("Arnold Smith", ["asmithk@gmail.com"]),
        ("Chris Beatle", ["chrisy55d@yahoo.com"]),
        ("Doug White", ["dwhite@gmail.com"]),
    ],
    "gmail-single.vcf": [
        (
            "Greg Dartmouth",
            [
                "gdartmouth@hotmail.com", "555 555 1111", "555 555 2222", "Gman", "123456789",
                "123 Home St, Home City, HM 12345", "321 Custom St, Custom City, TX, 98765, USA",
                "TheCompany", "TheJobTitle", "http://TheProfile.com", "1960-09-10",
                "This is GMail's note field.",
            ],
        )
    ],
    "issue114.vcf": [
        (
            "Dummy, Dummy",
            [
                "dummy.dummy@dummy.com", "+49 1234 56789", "+49 9876 54321", "Dummy GmbH",
                "BHG01:, Dummy-Dummy-Strasse 1, Bad Homburg, 61352, Germany",
            ],
        )
    ],
    "outlook-2003.vcf": [
        (
            "John Doe III",
            [
                "jdoe@hotmail.com", "BusinessPhone", "HomePhone", "MobilePhone",
                "BusinessFaxPhone", "Company, The", "TheDepartment", "The Job Title",
                "TheProfession", "TheOffice, 123 Main St, Austin, TX, 12345",
                "United States of America", "http://web-page-address.com", "Joey", "19800321",
                "This is the note field!!\nSecond line\n\nThird line is empty",
            ],
        )
    ],
}  # fmt: skip
"""Of each file, written down from it by hand: the names, and under each what must be found."""


def people(data: bytes) -> list[Contact]:
    """Return the contacts a file becomes, with the guess that is proposed; each row accounted."""
    table = incoming.read(data).table
    found = contacts_in.preview(table, contacts_in.propose(table), workbook.of([]))
    assert found.rows_read == len(table.rows) + len(table.rejected)
    return [line.contact for line in found.accepted]


def said(contact: Contact) -> str:
    """Return all that stands in a contact."""
    parts = contact.company, contact.position, contact.email, contact.phone, contact.link
    return "\n".join([*parts, contact.notes])


@pytest.mark.parametrize("name", EXPECTED)
def test_each_name_address_and_number_comes_in(name: str) -> None:
    """B46: an export nobody here wrote; what its owner would look for is all there."""
    file = CARDS / name
    if not file.exists():
        pytest.skip("the address cards are not beside this checkout")
    found = people(file.read_bytes())
    assert [one.name for one in found] == [whose for whose, _ in EXPECTED[name]]
    for contact, (_, wanted) in zip(found, EXPECTED[name], strict=True):
        for text in wanted:
            assert text in said(contact), text


def test_every_file_there_is_is_in_the_list() -> None:
    """B46: a card that comes to the folder later is looked at too."""
    if not CARDS.exists():
        pytest.skip("the address cards are not beside this checkout")
    assert {one.name for one in CARDS.iterdir()} == set(EXPECTED)


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    """Return one card's text."""
    return end.join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def one(*lines: str, version: str = "3.0") -> dict[str, str]:
    """Return the cells of a file of one card, by their headings."""
    table = vcard.read(card(*lines, version=version)).table
    return dict(zip(table.columns, table.rows[0].cells, strict=True))


def test_a_folded_line_is_one() -> None:
    """B46: a line that goes on after a space or a tab; in 2.1 the space stays."""
    assert one("FN:Ann Marie", " Louise Roe")["Name"] == "Ann MarieLouise Roe"
    assert one("FN:Ann Marie", "\t Roe")["Name"] == "Ann Marie Roe"
    assert one("FN:Ann Marie", " Roe", version="2.1")["Name"] == "Ann Marie Roe"


def test_quoted_printable_and_its_charset() -> None:
    """B46: soft line ends, a named character set, and one that is not known."""
    assert one("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=BC=", "rgen", version="2.1") == {
        "Name": "Jürgen"
    }
    latin = "FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:J=FCrgen"
    assert one(latin, version="2.1")["Name"] == "Jürgen"
    unknown = "FN;CHARSET=KLINGON;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen"
    assert one(unknown, version="2.1")["Name"] == "Jürgen"
    ended = "FN:Ann\r\nNOTE;ENCODING=QUOTED-PRINTABLE:cut off="
    assert one(*ended.split("\r\n"), version="2.1")["Notes"] == "cut off"


def test_a_line_is_read_in_the_character_set_it_names() -> None:
    """B35, B46: two lines in two encodings in one file, each by its own word; nothing is asked."""
    data = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=windows-1251:\xc8\xe2\xe0\xed\r\n"
        b"ORG;CHARSET=ISO-8859-1:M\xfcller\r\nEND:VCARD\r\n"
    )
    found = incoming.read(data)
    assert found.table.rows[0].cells == ("Иван", "Müller")
    assert (found.sure, found.choices) == (True, ())
    bare = incoming.read(b"BEGIN:VCARD\r\nFN:J\xfcrgen M\xfcller\r\nEND:VCARD\r\n")
    assert not bare.sure
    assert bare.choices


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_cards_in_wide_unicode(encoding: str) -> None:
    """B34, B46: with a mark or without, cards are known as cards."""
    found = incoming.read(card("FN:Jürgen Müller", "TEL:12345").encode(encoding))
    assert found.cards
    assert found.table.rows[0].cells == ("Jürgen Müller", "12345")


def test_grouped_properties_and_apples_escapes() -> None:
    """B46: `item1.` before a property, a colon behind a backslash, a comma in an address."""
    found = one(
        "FN:Ann Roe",
        "item1.EMAIL;type=INTERNET;type=pref:ann@x.org",
        r"item2.URL;type=pref:http\://x.example/a\,b",
        r"item3.ADR;type=HOME:;;Main St 1\, 2nd floor;Berlin;;10115;Germany",
    )
    assert found["E-mail"] == "ann@x.org"
    assert found["Link"] == "http://x.example/a,b"
    assert found["Address"] == "Main St 1, 2nd floor, Berlin, 10115, Germany"


def test_an_android_phones_nickname() -> None:
    """B46: it stands in a line of Android's own, among what is nobody's name."""
    (contact,) = people(
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ann Roe\r\n"
        b"X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Annie;1;;;;;;;;;;;;;\r\n"
        b"X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2015-06-01;1;;;\r\n"
        b"X-ABRELATEDNAMES:Bob\r\nEND:VCARD\r\n"
    )
    assert contact.notes == "Nickname: Annie\nRelated people: Bob"


def test_pictures_are_passed_over() -> None:
    """B46: a photo in any of its forms leaves the lines after it whole, and is never decoded."""
    folded = ("PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ", " SkZJRgAB", " ===broken===", "TEL:12345")
    bare = ("PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ", "SkZJRgABAQ", "AQAA==", "", "TEL:12345")
    link = ("PHOTO;VALUE=URI:https://x.example/a.jpg", "TEL:12345")
    data = ("PHOTO:data:image/jpeg;base64,AAAA", " BBBB", "TEL:12345")
    for lines in (folded, bare, link, data):
        found = one("FN:Ann", *lines)
        assert found == {"Name": "Ann", "Phone": "12345"}


def test_the_number_to_call_first_comes_first() -> None:
    """Phone: the preferred, then mobile ones, then the others; fax and pager go to the notes."""
    found = one(
        "FN:Ann", "TEL;TYPE=HOME:111", "TEL;TYPE=WORK,FAX:222", "TEL;TYPE=CELL:333",
        "TEL;PREF=1;TYPE=WORK:444", "TEL;TYPE=PAGER:555", "TEL;VALUE=uri:tel:+49-666",
    )  # fmt: skip
    assert found["Phone"] == "444 ::: 333 ::: 111 ::: +49-666"
    assert (found["Fax"], found["Pager"]) == ("222", "555")
    (ann,) = people(card("FN:Ann", "TEL:1111", "TEL;TYPE=FAX:2222", "TEL:3333").encode())
    assert ann.phone == "1111"
    assert set(ann.notes.split("\n")) == {"Phone: 3333", "Fax: 2222"}


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("FN:Ann Roe", "N:Doe;Bob;;;"), "Ann Roe"),
        (("N:Doe;John;Quinlan,Paul;Dr.;Jr.",), "Dr. John Quinlan Paul Doe Jr."),
        (("FN: ", "N:Doe;Ann;;;"), "Ann Doe"),
        (("NICKNAME:Annie", "EMAIL:a@x.org"), "Annie"),
        (("ORG:Acme;Sales",), "Acme"),
        (("EMAIL:a@x.org",), "a@x.org"),
        (("TEL:12345",), "12345"),
        ((r"FN:Roe\; Ann\, M.D.",), "Roe; Ann, M.D."),
    ],
)
def test_what_a_card_is_called(lines: tuple[str, ...], name: str) -> None:
    """B46: the whole name, or the parts of it, or whatever a telephone would show."""
    assert one(*lines)["Name"] == name


def test_a_printed_address_is_taken_where_there_is_no_other() -> None:
    """B46: old programs write only how the address looks on an envelope."""
    printed = "LABEL;WORK;ENCODING=QUOTED-PRINTABLE:Main St 1; left=0D=0ABerlin"
    assert one("FN:Ann", printed, version="2.1")["Address"] == "Main St 1; left, Berlin"
    both = one("FN:Ann", printed, "ADR;WORK:;;Side St 2;Berlin;;;", version="2.1")
    assert both["Address"] == "Side St 2, Berlin"


def test_a_broken_card_takes_nobody_with_it() -> None:
    """P11: a line without a colon, a card never closed, a card within a card, a group."""
    text = (
        card("FN:Ann", "no colon here", "TEL:1234")
        + "BEGIN:VCARD\r\nFN:Bob\r\n"
        + card("FN:Cy", "AGENT:", "BEGIN:VCARD", "FN:Somebody else", "END:VCARD", "TEL:4567")
        + card("FN:Friends", "KIND:group", version="4.0")
        + card("TITLE:nobody")
    )
    table = vcard.read(text).table
    assert [row.cells[0] for row in table.rows] == ["Ann", "Bob", "Cy", ""]
    assert [row.line for row in table.rows] == [1, 7, 9, 23]
    assert [(problem.line, "group" in problem.message) for problem in table.rejected] == [
        (18, True)
    ]
    found = contacts_in.preview(table, contacts_in.propose(table), workbook.of([]))
    assert [line.contact.name for line in found.accepted] == ["Ann", "Bob", "Cy"]
    assert "Unread lines: no colon here" in found.accepted[0].contact.notes
    assert found.accepted[2].contact.phone == "4567"
    assert [problem.line for problem in found.rejected] == [18, 23]


def test_no_card_at_all() -> None:
    """B42: text that begins like a card and holds none."""
    with pytest.raises(NothingInItError, match="no contacts"):
        vcard.read("BEGIN:VCARDS\nx")


def test_too_many_cards_are_refused() -> None:
    """B47: beyond 5,000 people the limit is named."""
    assert len(vcard.read(card("FN:A") * ROWS_LIMIT).table.rows) == ROWS_LIMIT
    with pytest.raises(TooLargeError, match="5,000 rows at most"):
        vcard.read(card("FN:A") * (ROWS_LIMIT + 1))


def test_the_same_cards_twice_add_nothing() -> None:
    """B54: the second import of a card file changes nobody."""
    text = card("FN:Ann Roe", "EMAIL:a@x.org", "TEL;TYPE=FAX:22222", "NOTE:tall") + card("FN:Bob")
    table = incoming.read(text.encode()).table
    mapping = contacts_in.propose(table)
    saved = workbook.of(contacts_in.writes(contacts_in.preview(table, mapping, workbook.of([]))))
    again = contacts_in.preview(table, mapping, saved)
    assert (len(again.unchanged), contacts_in.writes(again)) == (2, [])
