"""Safe text: whatever people type is shown letter for letter, and nothing of it is markup.

The corpus is that of the project's trust plan (B01 to B26); `md` is read by a CommonMark parser
with tables and strike-through switched on.
"""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lib.coaching.text import clean
from lib.ui.text import mail_link, md, phone_link, shown, text_link, web_address

CORPUS = [
    "O'Brien",
    "Robert'); DROP TABLE contacts;--",
    "Null",
    "1E5",
    "00123",
    "👩‍👩‍👧‍👦 🇩🇪 👋🏽",
    "مريم Müller",
    "דנה Northwind",
    "txt\u202eexe",
    "=1+1",
    "@SUM(1)",
    '=HYPERLINK("http://evil","x")',
    "# Head",
    "- item",
    "1. x",
    "1) x",
    "> q",
    "```",
    "~~~",
    "---",
    "===",
    "| a | b |\n|---|---|\n| c | d |",
    "![x](http://host/p.png)",
    "[x]: http://host\n\n![x][x]",
    "[click](javascript:alert(1))",
    "[c](data:text/html,x)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><svg onload=alert(1)>",
    "$\\href{javascript:1}{x}$",
    "$$x$$",
    ":red[x] :material/home: :smile: :blue-background[y]",
    "{name} {0.__class__} %s ${x} {{7*7}}",
    "https://evil.example www.evil.example me@evil.example",
    "*a* **b** __c__ ~~d~~ `e` \\",
    "&lt; &amp; &#60; &copy",
    "    four spaces",
    "a  \nb",
    "\\[not\\]",
    "-",
    "+",
    "",
]
"""One each of what may stand in a name or a note."""

_READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _words(text: str) -> str:
    """Return the text as one line, the way a label shows it."""
    return " ".join(text.split())


def _leaves(tokens: list[Token]) -> list[Token]:
    """Return the tokens that a reader sees, without the paragraph around them."""
    leaves: list[Token] = []
    for one in tokens:
        if one.type == "inline":
            leaves += one.children or []
        elif one.type not in ("paragraph_open", "paragraph_close"):
            leaves.append(one)
    return leaves


_BARE = re.compile(
    r"(https?://|www(?=\.))([-.\w]+)|([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)", re.IGNORECASE
)
"""What the reader makes a link of after escapes are gone: mdast-util-gfm-autolink-literal."""


def _is_literal(source: str, text: str) -> bool:
    """Return whether a piece of Markdown shows exactly this text, and nothing but text."""
    leaves = _leaves(_READER.parse(source))
    plain = all(one.type in ("text", "text_special") for one in leaves)
    seen = "".join(one.content for one in leaves)
    same = seen.replace("\u2060", "") == text.replace("\u2060", "")
    return plain and same and not _BARE.search(seen)


@pytest.mark.parametrize("text", CORPUS)
def test_the_corpus_is_shown_literally(text: str) -> None:
    """Every entry comes out as itself, on one line."""
    assert _is_literal(md(text), shown(_words(text)))


def test_the_reader_would_see_markup() -> None:
    """Negative control: without `md` most of the corpus is not literal."""
    seen = [one for one in CORPUS if not _is_literal(one, shown(_words(one)))]
    assert len(seen) > len(CORPUS) // 2


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80), st.text("!#$&()*+-.:<=>@[]\\^_`{|}~/ \n\t1axw", max_size=60))
def test_any_text_is_shown_literally(text: str, marks: str) -> None:
    """Cleaned as the store cleans it, any text is text alone, anywhere in a label of ours."""
    for one in (clean(text), clean(marks)):
        assert _is_literal(f"x {md(one)} x", f"x {shown(_words(one))} x")
        assert _is_literal(md(one), shown(_words(one)))


@given(st.text(max_size=60))
def test_md_leaves_no_mark_without_its_backslash(text: str) -> None:
    """Streamlit reads more than CommonMark (colours, icons, formulas): each mark is escaped."""
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", md(text)))


@given(st.lists(st.sampled_from(["https://", "http:", "WWW", "www.", "a@", "b.c", "//", "@", " "])))
def test_no_bare_address_becomes_a_link(pieces: list[str]) -> None:
    """However it is put together, no web or mail address is left for the reader to find."""
    text = _words("".join(pieces))
    assert _is_literal(md(text), text)


@given(st.text(max_size=60))
def test_shown_turns_no_line_round(text: str) -> None:
    """Characters that change a line's direction are shown as marks; only our own pair is left."""
    inside = shown(text).removeprefix("\u2068").removesuffix("\u2069")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", inside)


def test_shown_isolates_what_is_written_from_the_right() -> None:
    """A Hebrew name beside a Latin company stays where it is (B05); Latin text is left alone."""
    assert shown("דנה") == "\u2068דנה\u2069"
    assert shown("Dana") == "Dana"
    assert shown("a\u202eb") == "a[RLO]b"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://www.linkedin.com/in/ann-lee/",
        "https://exämple.org/ü",
        "  https://example.org/x  ",
    ],
)
def test_a_plain_web_address_is_one(address: str) -> None:
    """Http and https with a host open."""
    assert web_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "http://user@evil.example",
        "https://linkedin.com@evil.example",
        "https://linkedin.com\\@evil.example",
        "https://",
        "http:///x",
        "https://exa mple.org",
        "https://example.org\nx",
        "https://example.org:99999",
        "https://example.org:x",
        "https://[::1",
        "example.org",
        "ftp://example.org",
        "mailto:a@b.org",
    ],
)
def test_anything_else_is_no_web_address(address: str) -> None:
    """Other schemes, names before the host, spaces and broken ports open nothing (B26)."""
    assert web_address(address) is None


@given(st.text(max_size=60))
def test_what_opens_is_always_http(text: str) -> None:
    """Whatever is typed, what comes back begins with http or https and has a host."""
    found = web_address(text)
    assert found is None or (found.startswith(("http://", "https://")) and urlsplit(found).hostname)


@pytest.mark.parametrize(
    "address", ["", "a b@c.org", "a@b.co\nBcc: x@y", "a@b.org,c@d.org", "<a@b>"]
)
def test_no_mail_link_for_what_is_no_one_address(address: str) -> None:
    """A line end, a second address or a bracket makes no link (B24)."""
    assert mail_link(address, "s", "b") == ""


@settings(max_examples=200)
@given(st.text(max_size=60).map(clean), st.text(max_size=60).map(clean))
def test_a_mail_link_carries_the_words_and_no_other_field(subject: str, body: str) -> None:
    """Subject and body come back letter for letter; nothing in them becomes a field (B24)."""
    link = mail_link("ann@example.org", subject, body)
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "ann@example.org")
    found = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert dict(found) == {
        "subject": [subject],
        "body": [body],
    }
    assert not re.search(r"[\s\x00-\x1f]", link)


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+49 (30) 123-456", "+4930123456"),
        ("0044 113 496 0000", "00441134960000"),
        ("call me", ""),
        ("12", ""),
        ("", ""),
        ("1" * 16, ""),
        ("+1+2+3", ""),
    ],
)
def test_links_for_a_phone(phone: str, number: str) -> None:
    """Digits with at most one plus in front, 3 to 15 of them; else there is no link."""
    assert phone_link(phone) == (f"tel:{number}" if number else "")
    link = text_link(phone, "Hi & bye?")
    assert bool(link) == bool(number)
    if number:
        assert link.startswith(f"sms:{number}?")
        assert unquote(link.rpartition("body=")[2]) == "Hi & bye?"
