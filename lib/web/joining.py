"""How do people join a workshop? One page without Streamlit and without any script.

A code and a first name, sent as a form. What somebody typed is still there when something is wrong,
and the sentence says what to do. A code in the address (`/join/CODE`, as in a QR code) is filled
in: it is shown to a whole room, and works while the lobby is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import Final
from urllib.parse import parse_qs

from lib.coaching.text import clean
from lib.coaching.workshop import FEWEST, FIRST_NAME_LIMIT
from lib.web.pages import BROKEN, JOIN, STYLE, hashed, page

BODY_BYTES: Final = 4096
"""Most bytes of a form; a code and a first name are a tenth of it."""
CODE_LIMIT: Final = 20
"""Characters of a code as typed, with spaces and hyphens."""
FIELDS: Final = 10

_STYLE: Final = f"""{STYLE}
form {{ display: block; }}
label {{ display: block; margin: 0 0 0.25rem; font-weight: 600; }}
input {{
  width: 100%; min-height: 3rem; margin: 0 0 1.25rem; padding: 0.5rem 0.75rem;
  border: 2px solid var(--rim); border-radius: 0.5rem; background: var(--ground);
  color: var(--text); font: inherit; font-size: 1.15rem;
}}
input:focus-visible {{ outline: 3px solid var(--text); outline-offset: 1px; }}
input[aria-invalid] {{ border-color: var(--text); }}
#code {{ letter-spacing: 0.15em; text-transform: uppercase; }}
.wrong {{ padding-left: 0.75rem; border-left: 4px solid var(--text); }}
.small {{ margin-top: 1.25rem; font-size: 0.95rem; }}
"""

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src {hashed(_STYLE)}",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The content security policy of this page."""


class Wrong(Enum):
    """Why somebody has not joined: an HTTP status, the box to look at, and what to do."""

    CODE = (
        404,
        "code",
        (
            "This code opens nothing just now. Look at the screen again; if the letters are the "
            "same, ask whoever leads the workshop to let people in."
        ),
    )
    NAME = (422, "name", "A first name is needed, or any name you like to be called by.")
    LATER = (
        429,
        "code",
        "A few codes in a row have opened nothing. Wait a minute, then try again. Nothing is lost.",
    )
    FULL = (
        409,
        "",
        "Every seat of this workshop is taken. Tell whoever leads it; paper works as well.",
    )
    BROKEN = (503, "", BROKEN)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.value[0]

    @property
    def box(self) -> str:
        """The box to look at; empty for none of them."""
        return self.value[1]

    @property
    def message(self) -> str:
        """What to do."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed."""

    code: str
    name: str


def typed_in(body: bytes) -> Typed:
    """Return what a form's body holds; nothing where it is no form of ours."""
    try:
        if len(body) > BODY_BYTES:
            return Typed("", "")
        found = parse_qs(body.decode("ascii"), max_num_fields=FIELDS, errors="strict")
    except ValueError:  # no letters of a form, too many boxes, or bytes that are no text
        return Typed("", "")
    code, name = (clean(found.get(one, [""])[0]).strip() for one in ("code", "name"))
    return Typed(code, name)


class InSheet(Enum):
    """What is known of a workshop's sheet before somebody joins; what they are told of it."""

    NO = (
        "Whoever leads the workshop sees first names, how many have got how far, and everybody's "
        f"answers added up, from {FEWEST} people on; never what you write, nor whom you know."
    )
    YES = (
        "What you tap, count and guess goes into the sheet of whoever leads the workshop, with "
        "your first name; never what you type, nor whom you know."
    )
    MAYBE = (
        f"{NO} Where they keep a sheet of the workshop, what you tap, count and guess goes there "
        "with your first name; your page says so then."
    )


def form(typed: Typed, wrong: Wrong | None = None, in_sheet: InSheet = InSheet.NO) -> str:
    """Return the page, with what was typed, what is wrong with it, and who sees what."""
    said = ""
    if wrong is not None:
        said = f'<p class="wrong" id="wrong" role="alert">{escape(wrong.message)}</p>'
    first = wrong.box if wrong is not None and wrong.box else ("name" if typed.code else "code")
    return page(
        f"<h1>Join the workshop</h1>{said}"
        f'<form method="post" action="{JOIN}">'
        + _box(
            "code",
            "The code on the screen",
            typed.code[:CODE_LIMIT],
            f'maxlength="{CODE_LIMIT}" autocomplete="off" autocapitalize="characters" '
            'autocorrect="off" spellcheck="false"',
            wrong,
            first,
        )
        + _box(
            "name",
            "Your first name",
            typed.name[:FIRST_NAME_LIMIT],
            f'maxlength="{FIRST_NAME_LIMIT}" autocomplete="given-name"',
            wrong,
            first,
        )
        + "<button>Join</button></form>"
        '<p class="small">You get a workbook of your own, and keep it. '
        f"{escape(in_sheet.value, quote=False)}</p>",
        style=_STYLE,
    )


def _box(  # noqa: PLR0913, PLR0917 - a box has these parts
    name: str, label: str, value: str, how: str, wrong: Wrong | None, first: str
) -> str:
    """Return one box with its label; the cursor is in the `first`."""
    about = ' aria-invalid="true" aria-describedby="wrong"'
    return (
        f'<label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" value="{escape(value)}" required {how}'
        f"{about if wrong is not None and wrong.box == name else ''}"
        f"{' autofocus' if first == name else ''}>"
    )
