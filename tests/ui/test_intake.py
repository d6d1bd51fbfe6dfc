"""Bring contacts in: from the file that is dropped to the people in the workbook, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.coaching.contacts import Contact
from lib.coaching.days import DateOrder
from lib.coaching.touches import Touch
from lib.exchange.history_in import Counted
from lib.ui.looking import PAGE_ROWS
from tests.exchange.packing import million_rows, packed, spreadsheet
from tests.ui.driving import run

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

LINKEDIN = (
    "Notes:\n"
    '"Some addresses, as you see, are missing."\n'
    "\n"
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ann,Roe,https://www.linkedin.com/in/ann,ann@x.org,Acme,CTO,12 Mar 2023\n"
    "Bob,Doe,https://www.linkedin.com/in/bob,,Acme,,13 Mar 2023\n"
    ",,,,Nobody Inc,,\n"
)
HOSTILE = "![x](http://h.example/p.png) **bold** <script> :material/home: $x$"


def drop(at: AppTest, data: str | bytes, name: str = "Connections.csv") -> AppTest:
    """Drop a file into the box."""
    at.file_uploader[0].upload(name, data.encode() if isinstance(data, str) else data)
    return run(at)


def tap(at: AppTest, label: str) -> AppTest:
    """Tap the first button with this label."""
    next(one for one in at.button if one.label == label).click()
    return run(at)


def choose(at: AppTest, label: str, value: Any) -> AppTest:  # noqa: ANN401 - an option of any kind
    """Choose in the selectbox with this label."""
    next(one for one in at.selectbox if one.label == label).set_value(value)
    return run(at)


def sentences(at: AppTest) -> str:
    """Return all plain text of the page."""
    return "\n".join(one.value for one in at.text)


def rows(at: AppTest) -> list[dict[str, str]]:
    """Return the rows of the list that is shown last."""
    frame = at.dataframe[-1].value
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy().tolist()]


def names(desk: Desk) -> list[str]:
    """Return the names in the workbook, sorted."""
    return sorted(one.name for one in desk.records().all(Contact).values())


def test_a_linkedin_file_comes_in_by_one_tap_and_goes_by_undo(box: AppTest, desk: Desk) -> None:
    """Drop, look at the sum, confirm, take back: one action, nothing saved before the tap."""
    drop(box, LINKEDIN)
    assert "**3 read = 2 new + 1 left out**" in [one.value for one in box.markdown]
    assert rows(box) == [{"Line": "7", "Why": "Name is needed."}]
    assert names(desk) == []
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Bob Doe"]
    assert desk.verbs()[0] == "import"
    assert "2 people came in." in sentences(box)
    next(one for one in box.button if (one.key or "").startswith("undo-import")).click()
    run(box)
    assert names(desk) == []
    assert "came in" not in sentences(box)


def test_the_same_file_again_says_so(box: AppTest, desk: Desk) -> None:
    """B54: a second time there is nothing to save, and no button to save it."""
    tap(drop(box, LINKEDIN), "Bring in 2")
    drop(box, LINKEDIN)
    assert "**3 read = 0 new + 2 already here + 1 left out**" in [one.value for one in box.markdown]
    assert not [one for one in box.button if one.label.startswith(("Bring in", "Fill"))]
    tap(box, "Not now")
    assert names(desk) == ["Ann Roe", "Bob Doe"]
    assert not box.dataframe


def test_gaps_are_filled_and_shown(box: AppTest, desk: Desk) -> None:
    """B54: a contact of one's own keeps its words; only what is empty is filled."""
    desk.save(Contact(name="Ann Roe", company="Acme", notes="my words"))
    run(box)
    drop(box, LINKEDIN.replace(",,,,Nobody Inc,,\n", ""))
    assert "**2 read = 1 new + 1 filling gaps of people already here**" in [
        one.value for one in box.markdown
    ]
    tap(box, "Bring in 1")
    ann = next(one for one in desk.records().all(Contact).values() if one.name == "Ann Roe")
    assert (ann.email, ann.notes) == ("ann@x.org", "my words")


def test_someone_else_was_faster(box: AppTest, desk: Desk) -> None:
    """P2: where the workbook moved on meanwhile, nothing is saved; the new sum is shown first."""
    desk.save(Contact(name="Ann Roe", company="Acme"))
    run(box)
    drop(box, LINKEDIN)
    (there,) = desk.records().all(Contact).values()
    desk.save(replace(there, email="other@x.org"))
    next(one for one in box.button if one.label == "Bring in 1").click()
    run(box)
    assert names(desk) == ["Ann Roe"]
    assert "changed meanwhile" in sentences(box)
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Ann Roe", "Bob Doe"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 xl/workbook.xml", "damaged"),
        (million_rows(), "50 MB are unpacked"),
        (packed({"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"}), "carries macros"),
        (packed({"a.png": "x"}), "no list of contacts in this archive"),
        (b"%PDF-1.7", "a PDF"),
        (b"", "no contacts in this file"),
        (b"Name\n", "no contacts in this file"),
        (b"Name\n" + b"Ann\n" * 5_001, "5,000 rows at most"),
        (b"x" * 5_000_001, "5 MB at most"),
    ],
)
def test_refusals_are_calm_words(box: AppTest, desk: Desk, data: bytes, words: str) -> None:
    """B42, B47, B51: refused by content, in words, with a way on; nothing is saved."""
    drop(box, data)
    assert words in sentences(box)
    assert "!" not in sentences(box)
    tap(box, "Not now")
    assert names(desk) == []


CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Roe\r\nEMAIL:ann@x.org\r\nTEL;TYPE=CELL:12345\r\n"
    "ADR:;;Main St 1;Berlin;;10115;\r\nEND:VCARD\r\n"
)


def test_an_address_book_of_cards_comes_in(box: AppTest, desk: Desk) -> None:
    """B46: a vCard file asks nothing; what has no field of its own is in the notes."""
    drop(box, CARDS, "contacts.vcf")
    assert "If that isn't right" not in sentences(box)
    tap(box, "Bring in 1")
    (ann,) = desk.records().all(Contact).values()
    assert (ann.name, ann.email, ann.phone) == ("Ann Roe", "ann@x.org", "12345")
    assert ann.notes == "Address: Main St 1, Berlin, 10115"


def test_a_spreadsheet_comes_in_by_the_tab_that_is_chosen(box: AppTest, desk: Desk) -> None:
    """B46: the tab with headings is guessed and can be changed; the guess of columns is said."""
    tabs = {"Old": [["Name", "E-mail"], ["Bob", "b@x.org"]], "New": [["Name"], ["Ann"], ["Cy"]]}
    drop(box, spreadsheet(tabs), "people.xlsx")
    assert "**1 read = 1 new**" in [one.value for one in box.markdown]
    choose(box, "The tab with your people", "New")
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann", "Cy"]


MESSAGES = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,"
    "SUBJECT,CONTENT,FOLDER\n"
    "c1,,Alex Doe,https://www.linkedin.com/in/alex,Ann Roe,https://www.linkedin.com/in/ann,"
    "2024-03-01 10:00:00 UTC,,Could I ask you something?,INBOX\n"
    "c1,,Ann Roe,https://www.linkedin.com/in/ann,Alex Doe,https://www.linkedin.com/in/alex,"
    "2024-03-02 10:00:00 UTC,,Gladly,INBOX\n"
)


def test_linkedins_archive_is_dropped_whole(box: AppTest, desk: Desk) -> None:
    """B44: no unpacking by hand: the people are taken out, and its messages come next."""
    drop(box, packed({"Data/Connections.csv": LINKEDIN, "Data/messages.csv": MESSAGES}), "Data.zip")
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Bob Doe"]
    assert "2 people came in." in sentences(box)
    next(one for one in box.radio if "Were these requests" in one.label).set_value(Counted.ALL)
    run(box)
    tap(box, "Bring in 2 messages")
    assert len(desk.records().all(Touch)) == 2
    assert names(desk) == ["Ann Roe", "Bob Doe"]
    assert not box.selectbox


def test_an_archive_without_messages_says_what_was_taken(box: AppTest, desk: Desk) -> None:
    """B44: which file it was is said; there is nothing to choose."""
    drop(box, packed({"Data/Connections.csv": LINKEDIN, "Data/Profile.csv": "x"}), "Data.zip")
    assert "Connections.csv" in sentences(box)
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Bob Doe"]


def test_undo_keeps_who_was_changed_since_and_names_them(box: AppTest, desk: Desk) -> None:
    """One undo takes the import back; who was changed in another place stays and is listed."""
    drop(box, LINKEDIN)
    tap(box, "Bring in 2")
    ann = next(one for one in desk.records().all(Contact).values() if one.name == "Ann Roe")
    desk.save(replace(ann, notes="my own words"))
    next(one for one in box.button if (one.key or "").startswith("undo-import")).click()
    run(box)
    assert names(desk) == ["Ann Roe"]
    assert "changed since" in sentences(box)
    assert "Ann Roe" in sentences(box)
    tap(box, "All right")
    assert "changed since" not in sentences(box)


def test_undo_of_an_import_that_was_changed_all_over(box: AppTest, desk: Desk) -> None:
    """Where every row was changed since, all stay, and that is said instead of a conflict."""
    drop(box, LINKEDIN)
    tap(box, "Bring in 2")
    desk.save(*(replace(one, notes="mine") for one in desk.records().all(Contact).values()))
    next(one for one in box.button if (one.key or "").startswith("undo-import")).click()
    run(box)
    assert names(desk) == ["Ann Roe", "Bob Doe"]
    assert "All of it was changed since" in sentences(box)


@pytest.mark.parametrize(
    "name",
    ["x.csv.exe", "../../a.csv", "con.csv", f"{'x' * 300}.csv", "a\nb.csv", HOSTILE, "x.xlsx"],
)
def test_the_name_of_a_file_says_nothing(box: AppTest, desk: Desk, name: str) -> None:
    """B51: whatever it is called, the table in it comes in; no words of ours hold its name."""
    drop(box, "Name\nAnn\n", name)
    for one in (*box.markdown, *box.caption, *box.text):
        assert name not in one.value
    tap(box, "Bring in 1")
    assert names(desk) == ["Ann"]


def test_an_unsure_encoding_can_be_chosen(box: AppTest, desk: Desk) -> None:
    """B35: how it was read is said, samples are shown, another choice is taken."""
    drop(box, "Name,Company\nJürgen Müller,Acme\n".encode("mac_roman"))
    assert "choose another" in sentences(box)
    choose(box, "Read it as", "cp1252")
    choose(box, "Read it as", "mac_roman")
    tap(box, "Bring in 1")
    assert names(desk) == ["Jürgen Müller"]


def test_a_file_without_headings_asks(box: AppTest, desk: Desk) -> None:
    """B39: nothing is brought in before it is said what the first line is; nobody is eaten."""
    drop(box, "Ann Roe,ann@x.org\nBob Doe,bob@x.org\n")
    assert not [one for one in box.button if one.label.startswith("Bring in")]
    box.radio[0].set_value("A person")
    run(box)
    tap(box, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Bob Doe"]


def test_a_mapping_is_corrected(box: AppTest, desk: Desk) -> None:
    """B45: columns with unknown names are given their place by hand."""
    drop(box, "Wer,Wo,Farbe\nAnn,Acme,red\n")
    box.radio[0].set_value("Headings")
    run(box)
    assert "Which column holds the names?" in sentences(box)
    choose(box, "Whole name", 0)
    choose(box, "Company", 1)
    next(one for one in box.checkbox if one.label == "Keep them in the notes").check()
    run(box)
    tap(box, "Bring in 1")
    (ann,) = desk.records().all(Contact).values()
    assert (ann.name, ann.company, ann.notes) == ("Ann", "Acme", "Farbe: red")


def test_the_guess_is_said(box: AppTest) -> None:
    """B45: which column was taken for what stands on the page before anything is saved."""
    drop(box, "Vorname;Nachname;Firma\nAnn;Roe;Acme\n")
    assert "First name from “Vorname”, Last name from “Nachname”" in sentences(box)
    assert "Company from “Firma”" in sentences(box)


def test_the_order_of_dates_is_asked_before_saving(box: AppTest, desk: Desk) -> None:
    """B27: the button waits until the order of day and month is told."""
    drop(box, "Name,Connected on\nAnn,03/04/2026\n")
    assert next(one for one in box.button if one.label == "Bring in 1").disabled
    next(one for one in box.radio if one.label == "The first number is").set_value(
        DateOrder.DAY_FIRST
    )
    run(box)
    tap(box, "Bring in 1")
    (ann,) = desk.records().all(Contact).values()
    assert str(ann.connected_on) == "2026-04-03"


def test_namesakes_can_be_left_out(box: AppTest, desk: Desk) -> None:
    """B30: both are kept and shown; a tick leaves the second out."""
    drop(box, "Name,Company\nAnn,Acme\nAnn,Other\n")
    assert "**2 read = 2 new**" in [one.value for one in box.markdown]
    next(one for one in box.checkbox if one.label.startswith("Leave out")).check()
    run(box)
    assert "**2 read = 1 new + 1 left out**" in [one.value for one in box.markdown]
    tap(box, "Bring in 1")
    assert names(desk) == ["Ann"]


def test_at_most_a_page_is_sent(box: AppTest) -> None:
    """Lists are paged: fifty rows at a time, each on one page only."""
    drop(box, "Name,E-mail\n" + "".join(f"Person {n},p{n}@x.org\n" for n in range(120)))
    seen = []
    for page in (1, 2, 3):
        box.pagination[0].select(page)
        run(box)
        assert len(rows(box)) <= PAGE_ROWS
        seen += [one["Name"] for one in rows(box)]
    assert seen == [f"Person {n}" for n in range(120)]


def test_text_of_the_file_never_meets_markdown(box: AppTest, desk: Desk) -> None:
    """B18 to B21: hostile names and headings appear in grids, options and plain text alone."""
    drop(box, f'Name,"{HOSTILE}",Company\n"{HOSTILE}",x,"{HOSTILE}"\n,x,"{HOSTILE}"\n')
    for one in (*box.markdown, *box.caption, *box.title, *box.checkbox, *box.radio, *box.button):
        assert "h.example" not in (one.label if hasattr(one, "label") else one.value)
    tap(box, "Bring in 1")
    assert names(desk) == [HOSTILE]


def test_a_file_that_is_open_stands_first(open_page: Open) -> None:
    """One thing at a time: the box for a file moves above the box for a name while it is open."""
    at = open_page("people.py")

    def order() -> list[str]:
        return [
            str(getattr(one, "label", ""))
            for one in at.main
            if str(getattr(one, "label", "")).startswith(("Name", "From a file"))
        ]

    name, file = order()
    assert name == "Name"
    at.session_state["from-file"] = True
    run(at)
    assert order() == [file, name]


def test_inside_the_folds_of_the_pages(open_page: Open, desk: Desk) -> None:
    """People's own way in draws the box inside a fold; a file dropped there comes in."""
    at = open_page("people.py")
    at.session_state["from-file"] = True
    run(at)
    drop(at, LINKEDIN)
    tap(at, "Bring in 2")
    assert names(desk) == ["Ann Roe", "Bob Doe"]
