"""Can this text be an e-mail address, a phone number, a link? The rules, stated.

Each function returns what to keep, or None where the text is something else; the caller keeps the
text elsewhere, so that nothing of a person's file is lost.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lib.coaching.text import folded

EMAIL_RULE = "one @, no spaces or quotation marks, a dot in what follows it"
PHONE_RULE = "at least three digits; besides them only + ( ) . / - # * x and spaces"
LINK_RULE = "begins with http:// or https:// and names a site, without a user name before it"

_EMAIL = re.compile(
    r'[^\s@"<>()\[\],;:\\]+@[^\s@"<>()\[\],;:\\/?#%&=.]+(?:\.[^\s@"<>()\[\],;:\\/?#%&=.]+)+'
)
_PHONE = re.compile(r"[\d+().\-/#*xX \u00a0\u2010-\u2014ext]+")
_BARE_HOST = re.compile(r"(?:www\.|(?:[a-z]{2,3}\.)?linkedin\.com/)\S+", re.IGNORECASE)
_PROFILE = re.compile(r"(?:[a-z]{2,3}\.)?linkedin\.com")


def email(text: str) -> str | None:
    """Return an e-mail address (`EMAIL_RULE`), without a leading `mailto:`; else None (B24)."""
    text = re.sub(r"\Amailto:", "", text.strip(), flags=re.IGNORECASE)
    return text if _EMAIL.fullmatch(text) and ".." not in text.partition("@")[0] else None


def email_key(address: str) -> str:
    """Return an address for comparing: no case."""
    return folded(address)


def phone(text: str) -> str | None:
    """Return a phone number as it is written (`PHONE_RULE`); else None."""
    text = text.strip()
    digits = sum(letter.isdigit() for letter in text)
    return text if digits >= 3 and _PHONE.fullmatch(text) else None  # noqa: PLR2004 - the rule


def link(text: str) -> str | None:
    """Return a link that may be opened (`LINK_RULE`); else None (B26).

    A bare `www.` or `linkedin.com/` address gets its https://.
    """
    text = text.strip()
    if _BARE_HOST.fullmatch(text):
        text = f"https://{text}"
    if re.search(r"[\s\\<>\"\x00-\x1f\x7f]", text):
        return None
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    fine = (
        parts.scheme in ("http", "https")
        and host is not None
        and "." in host.strip(".")
        and "@" not in parts.netloc
        and port != 0
    )
    return text if fine else None


def link_key(address: str) -> str:
    """Return a link for comparing: no scheme, no `www.`, no country before LinkedIn's name."""
    try:
        parts = urlsplit(address)
    except ValueError:  # typed by hand, and no link at all
        return folded(address)
    host = (parts.hostname or "").removeprefix("www.")
    path = folded(unquote(parts.path)).rstrip("/")
    if _PROFILE.fullmatch(host):
        return f"linkedin.com{path}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path}{query}"


def is_profile(key: str) -> bool:
    """Return whether a `link_key` is one person's page, rather than a company's or a site's."""
    return key.startswith(("linkedin.com/in/", "linkedin.com/pub/"))
