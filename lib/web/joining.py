"""How do people join a workshop? One page without Streamlit and without any script.

A code and a first name, sent as a form. What somebody typed is still there when something is wrong,
and the sentence says what to do. A code in the address (`/join/CODE`, as in a QR code) is filled
in: it is shown to a whole room, and works while the lobby is open. Whoever has opened a workbook of
their own in this browser may bring it: to a second sitting, or with what a coach knows already.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from lib.coaching.text import clean
from lib.coaching.workshop import FEWEST, FIRST_NAME_LIMIT
from lib.web.pages import BROKEN, JOIN, STYLE, hashed, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.store import Own

BODY_BYTES: Final = 4096
"""Most bytes of a form; a code and a first name are a tenth of it."""
CODE_LIMIT: Final = 20
"""Characters of a code as typed, with spaces and hyphens."""
FIELDS: Final = 10
NEW: Final = "new"
"""Chosen where somebody wants a new workbook, and has others; no workbook has it as its id."""

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
fieldset {{ margin: 0 0 1.25rem; padding: 0; border: 0; }}
legend {{ margin: 0 0 0.25rem; padding: 0; font-weight: 600; }}
fieldset label {{
  display: flex; align-items: center; gap: 0.75rem; min-height: 2.75rem; margin: 0;
  font-weight: 400;
}}
input[type="radio"] {{
  flex: none; width: 1.5rem; min-height: 0; height: 1.5rem; margin: 0; accent-color: var(--strong);
}}
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
    WORKBOOK = (
        409,
        "workbook",
        (
            "The workbook you chose is not open in this browser any more. Open it by its link "
            "first, then come back; or join with another one."
        ),
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
    """What somebody has typed, and which workbook they have chosen."""

    code: str
    name: str
    workbook: str = ""
    """The id of one that they bring, `NEW`, or empty where they were not asked."""

    @property
    def brought(self) -> str:
        """The id of the workbook that they bring; empty for a new one."""
        return "" if self.workbook == NEW else self.workbook


def typed_in(body: bytes) -> Typed:
    """Return what a form's body holds; nothing where it is no form of ours."""
    try:
        if len(body) > BODY_BYTES:
            return Typed("", "")
        found = parse_qs(body.decode("ascii"), max_num_fields=FIELDS, errors="strict")
    except ValueError:  # no letters of a form, too many boxes, or bytes that are no text
        return Typed("", "")
    return Typed(*(clean(found.get(one, [""])[0]).strip() for one in ("code", "name", "workbook")))


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


def form(
    typed: Typed,
    wrong: Wrong | None = None,
    in_sheet: InSheet = InSheet.NO,
    own: Sequence[Own] = (),
) -> str:
    """Return the page, with what was typed, what is wrong with it, and who sees what.

    Args:
        typed: what was typed and chosen.
        wrong: what is wrong with it.
        in_sheet: what is known of the workshop's sheet.
        own: the workbooks that are open in this browser, to bring one. None is chosen beforehand:
            somebody else may have opened it here.
    """
    said = ""
    if wrong is not None:
        said = f'<p class="wrong" id="wrong" role="alert">{escape(wrong.message)}</p>'
    first = "name" if typed.code else "code"
    if wrong is not None and wrong.box in {"code", "name"}:
        first = wrong.box
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
        + (_which(typed.workbook, own, wrong) if own else "")
        + "<button>Join</button></form>"
        f'<p class="small">{_OWN if own else _NONE} {escape(in_sheet.value, quote=False)}</p>',
        style=_STYLE,
    )


_NONE: Final = (
    "You get a workbook of your own, and keep it. If you have one here already, open it by its "
    "link in this browser first: then you can bring it."
)
_OWN: Final = "You keep your workbook, whichever it is."


def _which(chosen: str, own: Sequence[Own], wrong: Wrong | None) -> str:
    """Return the question which workbook somebody comes with."""
    about = ' aria-describedby="wrong"' if wrong is Wrong.WORKBOOK else ""
    choices = [(one.workbook, _called(one)) for one in own] + [(NEW, "A new one")]
    return (
        f"<fieldset{about}><legend>Which workbook do you come with?</legend>"
        + "".join(
            f'<label><input type="radio" name="workbook" value="{escape(value)}" required'
            f"{' checked' if value == chosen else ''}>{escape(words)}</label>"
            for value, words in choices
        )
        + "</fieldset>"
    )


def _called(one: Own) -> str:
    """Return how a workbook is known again: by its owner's name, and the day it was changed."""
    whose = f"{one.owner.strip()}'s" if one.owner.strip() else "The one without a name"
    return f"{whose}, last changed on {one.changed_at.day} {one.changed_at:%B}"


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
