"""LinkedIn's messages: every layout since 2020, each row accounted for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.exchange import messages, tables
from lib.exchange.errors import FileRefusedError, NothingInItError, TooLargeError

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "linkedin" / "Messages.csv"
ME, MEI = "https://www.linkedin.com/in/alex-example", "https://www.linkedin.com/in/mei-example"
NINE = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,CONTENT,FOLDER"
TEN = NINE.replace("TO,", "TO,RECIPIENT PROFILE URLS,")
THIRTEEN = f"{TEN},ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT"


def ten(  # noqa: PLR0913 - the cells of a row
    words: str = "Hello",
    *,
    sender: str = "Alex Doe",
    sender_link: str = ME,
    to: str = "Mei Chen",
    links: str = MEI,
    at: str = "2024-03-01 10:00:00 UTC",
    folder: str = "INBOX",
    talk: str = "c1",
    rest: str = "",
) -> str:
    """Return one row of the ten columns of 2023, each cell quoted."""
    cells = (talk, "", sender, sender_link, to, links, at, "", words, folder)
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + rest


def read(*rows: str, heading: str = TEN) -> messages.Log:
    """Return what a file of these rows holds."""
    return messages.read("\n".join((heading, *rows)))


def test_the_export_made_for_testing() -> None:
    """Eleven messages of four talks; the owner, who has no profile in it, is in all of them."""
    if not SAMPLE.exists():
        pytest.skip("the example export is not beside this checkout")
    text = SAMPLE.read_text("utf-8")
    assert messages.may_be(text.encode())
    assert messages.are_messages(text)
    log = messages.read(text)
    assert [one.line for one in log.messages] == list(range(2, 13))
    assert not log.rejected
    assert [one.name for one in log.people] == [
        "Test User",
        "Alice Johnson",
        "Bob Williams",
        "Carol Davis",
        "Eve Wilson",
    ]
    first = log.messages[0]
    assert (first.sender.name, first.sender.link, first.recipient.name) == (
        "Alice Johnson",
        "https://linkedin.com/in/alicejohnson",
        "Test User",
    )
    assert first.at == datetime(2024, 5, 15, 10, 30, tzinfo=UTC)
    assert log.messages[-1].words.startswith("Thanks so much")


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (NINE, f"c1,,Alex Doe,{ME},Mei Chen,2021-05-14 08:30:00 UTC,,Hi,INBOX"),
        (TEN, ten("Hi", at="2021-05-14 08:30:00 UTC")),
        (THIRTEEN, ten("Hi", at="2021-05-14 08:30:00 UTC", rest=',"","No","No"')),
        (f'"{TEN.replace(",", chr(34) + "," + chr(34))}"', ten("Hi", at="2021-05-14 08:30:00")),
        (f"\ufeff{TEN}", ten("Hi", at="2021-05-14T08:30:00Z")),
    ],
)
def test_each_layout(heading: str, row: str) -> None:
    """Nine columns of 2020, ten of 2023, thirteen with drafts, and all quoted, say the same."""
    assert messages.are_messages(f"{heading}\n{row}")
    (one,) = read(row, heading=heading).messages
    assert (one.sender.name, one.recipient.name, one.words) == ("Alex Doe", "Mei Chen", "Hi")
    assert one.at == datetime(2021, 5, 14, 8, 30, tzinfo=UTC)


def test_several_lines_in_a_cell_are_one_message() -> None:
    """Line ends and quotation marks in what was written; the next row has its own line."""
    log = read(ten('Dear Mei,\nI said "soon".\r\nThank you'), ten("again", talk="c2"))
    assert [(one.line, one.words) for one in log.messages] == [
        (2, 'Dear Mei,\nI said "soon".\nThank you'),
        (5, "again"),
    ]


def test_a_title_with_a_comma_is_no_second_person() -> None:
    """A name may hold ", "; where there are links they tell how many people it is."""
    (one,) = read(ten(to="Jane Doe, Ph.D.", links=MEI)).messages
    assert one.recipient.name == "Jane Doe, Ph.D."
    row = f'c1,,Alex Doe,{ME},"Jane Doe, Ph.D.",2021-05-14 08:30:00 UTC,,Hi,INBOX'
    (one,) = read(row, heading=NINE).messages
    assert one.recipient.name == "Jane Doe, Ph.D."


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (ten(to="Mei Chen, Ravi Nair", links=f"{MEI},https://www.linkedin.com/in/ravi"), "several"),
        (ten(folder="SPAM"), "spam"),
        (ten('<p class="spinmail-quill-editor__spin-break">Dear %FIRSTNAME%</p>'), "advertisement"),
        (ten(sender="LinkedIn Member", sender_link=""), "closed"),
        (ten(to="", links=""), "closed"),
        (ten(at="yesterday"), "date"),
        (ten(at="2024-02-30 10:00:00 UTC"), "date"),
        (ten(talk=""), "conversation"),
        (ten(to="Alex Doe", links=ME), "same"),
        (ten() + ",one,two", "cells"),
    ],
)
def test_what_is_left_out_says_why(row: str, reason: str) -> None:
    """Each row that is no message between two people is rejected with its line and a reason."""
    log = read(row, ten("kept", talk="c9"))
    (problem,) = log.rejected
    assert problem.line == 2
    assert reason in problem.message
    assert [one.words for one in log.messages] == ["kept"]


def test_a_draft_was_never_sent() -> None:
    """Since 2025 drafts are in the file, and say so."""
    (problem,) = read(ten("Hm", rest=',"","Yes","No"'), heading=THIRTEEN).rejected
    assert "draft" in problem.message


def test_a_talk_of_three_is_left_out_whole() -> None:
    """Without links each row names one recipient; the conversation as a whole tells."""
    rows = [
        f"c1,,Alex Doe,{ME},{name},2021-05-14 08:30:00 UTC,,Hi,INBOX" for name in ("Mei", "Ravi")
    ]
    log = read(*rows, heading=NINE)
    assert not log.messages
    assert [one.line for one in log.rejected] == [2, 3]


def test_a_recipient_without_a_link_is_the_sender_of_that_name() -> None:
    """Files before 2023 link senders alone; the same person is not two."""
    rows = [
        f"c1,,Alex Doe,{ME},Mei Chen,2021-05-14 08:30:00 UTC,,Hi,INBOX",
        f"c1,,Mei Chen,{MEI},Alex Doe,2021-05-15 08:30:00 UTC,,Hello,INBOX",
    ]
    log = read(*rows, heading=NINE)
    assert {one.key for one in log.people} == {
        "linkedin.com/in/alex-example",
        "linkedin.com/in/mei-example",
    }


def test_nothing_in_it() -> None:
    """Headings alone, or no headings of messages, are told."""
    for text in (TEN, "", "Name,E-mail\nMei,mei@example.org"):
        with pytest.raises(NothingInItError, match="no messages"):
            messages.read(text)


def test_too_many() -> None:
    """One more than fifty thousand is refused in words, quickly."""
    with pytest.raises(TooLargeError, match="50,000"):
        messages.read("\n".join([TEN, *["c,,A,,B,,2024-01-01 00:00:00,,x,"] * 50_001]))


@settings(max_examples=300)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=13), min_size=1, max_size=8))
def test_any_rows_are_accounted_for(rows: list[list[str]]) -> None:
    """Whatever stands in the cells: every row that is not blank is a message or says why not."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join((TEN, *lines))
    try:
        log = messages.read(text)
    except FileRefusedError:
        return
    there = sum(1 for _ in tables.rows_of(text, ",")) - 1
    assert len(log.messages) + len(log.rejected) == there
