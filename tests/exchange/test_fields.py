"""E-mail, phone and link: what stands in its field, and what does not."""

from __future__ import annotations

import pytest

from lib.exchange import fields


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
