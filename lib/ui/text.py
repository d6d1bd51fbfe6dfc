"""Safe text: what people typed, shown as text and as nothing else.

`md` is for every surface that reads Markdown (labels, captions, markdown, toasts, help); `shown` is
for surfaces that do not (`st.text`, grids, input values). Characters that turn a line round are
shown as marks, and each piece is isolated so that a Hebrew name beside a Latin company stays put.
"""

import re
from urllib.parse import quote, urlsplit

from lib.coaching.numerals import spelled

_TURNING = {
    "\u202a": "[LRE]",
    "\u202b": "[RLE]",
    "\u202c": "[PDF]",
    "\u202d": "[LRO]",
    "\u202e": "[RLO]",
    "\u2066": "[LRI]",
    "\u2067": "[RLI]",
    "\u2068": "[FSI]",
    "\u2069": "[PDI]",
    "\u200e": "[LRM]",
    "\u200f": "[RLM]",
}
_MARKS = str.maketrans(_TURNING)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINKING = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
_JOINER = "\u2060"
"""Has no width and breaks no line; a bare address with it inside is no address any more."""
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def shown(text: str) -> str:
    """Return the text for a surface that shows it literally."""
    text = text.translate(_MARKS)
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def md(text: str) -> str:
    """Return the text for a surface that reads Markdown: nothing in it is read as Markdown.

    Every ASCII punctuation mark is escaped, so no link, image, heading, formula, icon or colour can
    come of it; line ends become spaces. Bare addresses are read as links after escapes are gone, so
    a character without width is put into them.
    """
    line = _LINKING.sub(lambda found: found[0] + _JOINER, shown(" ".join(text.split())))
    return _PUNCTUATION.sub(r"\\\1", line)


def capital(words: str) -> str:
    """Return our own words with a capital at the front, as labels have it."""
    return words[:1].upper() + words[1:]


_IN_WORDS = 12
"""The largest number that a line says in words."""


def number(count: int) -> str:
    """Return a number as one says it: in words up to twelve."""
    return spelled(count, _IN_WORDS)


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun: "1 row", "1,200 rows"."""
    return f"{number(count)} {one if count == 1 else many}"


def web_address(text: str) -> str | None:
    """Return a typed address if it is a plain web page's; None for anything else.

    Only http and https, with a host and without a user name before it.
    """
    text = text.strip()
    if re.search(r"[\s\\\x00-\x1f]", text):
        return None
    try:
        parts = urlsplit(text)
        named = parts.hostname
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not named or "@" in parts.netloc:
        return None
    return text if port_is_fine else None


def mail_link(address: str, subject: str, body: str) -> str:
    """Return a `mailto:` link with everything percent-encoded; empty where there is no address."""
    if not address or re.search(r"[\s,;<>]", address):
        return ""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject)}&body={quote(body)}"


def mail_draft(subject: str, body: str) -> str:
    """Return a `mailto:` link to nobody yet, with everything percent-encoded."""
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def text_link(phone: str, body: str) -> str:
    """Return an `sms:` link; empty where there is no number."""
    number = _number(phone)
    return f"sms:{number}?&body={quote(body)}" if number else ""


def phone_link(phone: str) -> str:
    """Return a `tel:` link; empty where there is no number."""
    number = _number(phone)
    return f"tel:{number}" if number else ""


def _number(phone: str) -> str:
    digits = re.sub(r"[^\d+]", "", phone)
    return digits if re.fullmatch(r"\+?\d{3,15}", digits) else ""
