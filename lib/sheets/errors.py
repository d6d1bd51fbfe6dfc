"""What keeps a call to Google from being done, as one small tree; no text of it holds a value.

GoogleError
├── LaterError            ask again; `retry_after` says when: at once where a token ran out
│   ├── BusyError         Google has no room now, or sign-in was not reached: nothing was done
│   └── UnknownError      no whole answer came: it may have been done
├── RefusedError          Google will not do this, however often it is asked: nothing was done
├── SignInRefusedError    Google does not take the key, or not any more
└── AccountError          the key that was set cannot be used; found at the start

Only the first two are tried again (B90 of `trust.md`): a refusal for a quota is busy, a refusal for
a right is not. Texts carry kinds and counts; an answer of Google's never passes, nor does a key, an
address of a sheet, or what stands in a cell.
"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why Google will not do something."""

    NOT_SHARED = "not shared"
    """The account may not, or not do this: a write refused where reading works may only read."""
    GONE = "gone"
    """There is no such sheet."""
    API_OFF = "API off"
    """The account's project has not switched the Sheets API on."""
    PROTECTED = "protected"
    """The cells are protected against the account."""
    TAB_GONE = "tab gone"
    """A tab that was named is not there."""
    TOKEN_TAKEN = "token taken"  # noqa: S105 - a number, no secret
    """Developer metadata was refused: most likely its number exists. Reading tells."""
    FULL = "full"
    """There is no room: ten million cells, or a full Drive."""
    TOO_LONG = "too long"
    """A cell was given more than 50,000 characters."""
    TOO_MUCH = "too much"
    """One request was larger than Google takes."""
    NOT_A_SHEET = "not a sheet"
    """A file of another kind that lies in Drive, such as one of Excel."""
    INVALID = "invalid"
    """Anything else."""


class GoogleError(Exception):
    """Google cannot be worked with like this."""


class LaterError(GoogleError):
    """The same call again may be answered."""

    def __init__(self, said: str, retry_after: float | None = None) -> None:
        """Remember when Google asks to be called again.

        Args:
            said: what happened, in words without values.
            retry_after: seconds that Google named; None where it named none.
        """
        super().__init__(said)
        self.retry_after = retry_after


class BusyError(LaterError):
    """Google has no room for this now; nothing was done."""


class UnknownError(LaterError):
    """No whole answer came back; it may have been done, or not."""


class RefusedError(GoogleError):
    """Google will not do this; nothing was done."""

    def __init__(self, kind: Refusal, request: int | None = None, verb: str = "") -> None:
        """Remember what was refused.

        Args:
            kind: why.
            request: which request of a batch, from 0; None where Google does not say.
            verb: that request's name, as `updateCells`; empty where Google does not say.
        """
        super().__init__(f"Google refused: {kind.value}")
        self.kind = kind
        self.request = request
        self.verb = verb


class SignInRefusedError(GoogleError):
    """Google does not take the account's key."""

    def __init__(self, *, clock: bool = False) -> None:
        """Remember whether this machine's clock is why: a signature carries the time."""
        why = "this machine's clock is wrong" if clock else "the key is not taken"
        super().__init__(f"Google refused the sign-in: {why}")
        self.clock = clock


class AccountError(GoogleError):
    """The key that was set cannot be used; the message says what to do, and holds none of it."""
