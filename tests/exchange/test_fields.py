"""E-mail, phone, link and date: what stands in its field, and what does not."""

from __future__ import annotations

from datetime import date

import pytest

from lib.exchange import fields
from lib.exchange.fields import DateOrder, Unclear


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann.Roe+x@Mail.Example.org ", "Ann.Roe+x@Mail.Example.org"),
        ("ann@exämple.org", "ann@exämple.org"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("a@b", None),
        ("a b@c.org", None),
        ('"x y"@d.org', None),
        ("a@b.co\nBcc: x@y.org", None),
        ("a@b.co\rx", None),
        ("a@b@c.org", None),
        ("a@b..org", None),
        ("a@b.org?bcc=x@y.org", None),
        ("a@b.org,c@d.org", None),
        ("", None),
    ],
)
def test_email(text: str, kept: str | None) -> None:
    """B24: one @, no spaces, quotes or newline, a dot after the @."""
    assert fields.email(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+49 151 234567", "+49 151 234567"),
        ("00491512345678", "00491512345678"),
        ("(030) 123-45 ext 6", "(030) 123-45 ext 6"),
        ("٠١٢٣٤٥", "٠١٢٣٤٥"),
        ("call me", None),
        ("12", None),
        ("javascript:123456", None),
        ("123\n456", None),
    ],
)
def test_phone(text: str, kept: str | None) -> None:
    """B03: a phone number is text: its plus, its zeros and its spaces stay."""
    assert fields.phone(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "http://user@evil.example",
        "https://linkedin.com@evil.example",
        "http://",
        "https://nodot",
        "http://[::1",
        "http://a.b:99999/",
        "https://a.b/\\x",
        "https://a.b/<x>",
        "mailto:a@b.co",
        "linkedin.com",
        "",
    ],
)
def test_links_that_are_none(text: str) -> None:
    """B26: only http and https, with a host and without a user name."""
    assert fields.link(text) is None


def test_links() -> None:
    """B26: web addresses stay; a bare www. or LinkedIn address gets its https://."""
    assert fields.link(" https://x.example/a?b=c ") == "https://x.example/a?b=c"
    assert fields.link("www.linkedin.com/in/ann") == "https://www.linkedin.com/in/ann"
    assert fields.link("de.linkedin.com/in/ann") == "https://de.linkedin.com/in/ann"


def test_the_same_link_in_other_spellings() -> None:
    """B54: scheme, www., country, case, trailing slash and tracking make no other person."""
    keys = {
        fields.link_key(one)
        for one in (
            "https://www.linkedin.com/in/ann-roe",
            "http://linkedin.com/in/Ann-Roe/",
            "https://de.linkedin.com/in/ann-roe?trk=x",
            "https://www.linkedin.com/in/ann%2Droe",
        )
    }
    assert len(keys) == 1
    assert all(fields.is_profile(key) for key in keys)
    assert not fields.is_profile(fields.link_key("https://linkedin.com/company/acme"))
    assert fields.link_key("https://a.b/?p=1") != fields.link_key("https://a.b/?p=2")


TWELFTH = date(2023, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "12 Mar 2023",
        "12-Mar-23",
        "Mar 12, 2023",
        "March 12th, 2023",
        "2023-03-12",
        "2023-03-12 10:00:00 UTC",
        "2023-03-12T10:00:00Z",
        "2023/3/12",
        "12. März 2023",
        "12 mars 2023",
        "12 de marzo de 2023",
        "12 de mar. de 2023",
        "12 de março de 2023",
        "12 marzo 2023",
        "12 mrt 2023",
        "12 maart 2023",
        "12.03.2023",
        "12.3.23",
    ],
)
def test_dates(text: str) -> None:
    """B27, B45: LinkedIn's form, ISO, and month names in seven languages, without asking."""
    assert fields.day(text, None) == TWELFTH


def test_dates_that_must_be_asked_about() -> None:
    """B27: 03/04/2026 is read only once someone has said how."""
    assert fields.day("03/04/2026", None) == Unclear("03/04/2026")
    assert fields.day("03/04/2026", DateOrder.DAY_FIRST) == date(2026, 4, 3)
    assert fields.day("03/04/2026", DateOrder.MONTH_FIRST) == date(2026, 3, 4)
    assert fields.day("31/12/2026", None) == date(2026, 12, 31)
    assert fields.day("12/31/2026", None) == date(2026, 12, 31)
    assert fields.day("05/05/2026", None) == date(2026, 5, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "31/13/2026",
        "tomorrow",
        "46000",
        "01 Jan 0001",
        "01/01/9999",
        "9999-12-31",
        "12 Foo 2023",
        "5 jui 2023",
        "30 Feb 2024",
        "0 Jan 2024",
        "",
    ],
)
def test_days_no_calendar_has(text: str) -> None:
    """B27: impossible days, words and a spreadsheet's day numbers are no dates."""
    assert fields.day(text, None) is None


def test_a_column_can_tell_its_order() -> None:
    """B27: one number above twelve tells for the file; contradictions tell nothing."""
    assert fields.order_told(["03/04/2026", "31/12/2026"]) is DateOrder.DAY_FIRST
    assert fields.order_told(["03/04/2026", "12/31/2026"]) is DateOrder.MONTH_FIRST
    assert fields.order_told(["13/04/2026", "12/31/2026"]) is None
    assert fields.order_told(["03/04/2026", "12 Mar 2023", "x"]) is None
