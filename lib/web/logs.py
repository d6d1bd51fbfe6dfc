"""What may the server log hold? Where something broke, and of which type: no values.

An exception's text can hold a contact's name (`KeyError: 'Bob Roe'` does), and frameworks log it
of their own accord. So every log record of the process is made by a factory that keeps the trace
(file, line, function) and the types, and drops the text. A warning's text goes the same way.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
import warnings
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


def trace(error: BaseException) -> str:
    """Return where an exception came from and its types, first cause first; none of its text."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines = [f"  {one.filename}:{one.lineno} in {one.name}" for one in frames]
        parts.append("\n".join([*lines, f"  {type(link).__qualname__}"]))
        link = link.__cause__ or link.__context__
    return "\n  which led to\n".join(reversed(parts))


def _named(value: object) -> object:
    """Return a log argument, an exception by its type alone."""
    return type(value).__qualname__ if isinstance(value, BaseException) else value


class Record(logging.LogRecord):
    """A log record whose exception has no text."""

    def __init__(self, *args: Any, **others: Any) -> None:  # noqa: ANN401 - logging's own signature
        """Make the record, then trade its exception for the trace."""
        super().__init__(*args, **others)
        if isinstance(self.msg, BaseException):
            self.msg = _named(self.msg)
        if self.name == "asyncio" and isinstance(self.msg, str):
            # Below its first line it writes out the task that broke, and its exception with it.
            self.msg = self.msg.partition("\n")[0]
        if isinstance(self.args, tuple):
            self.args = tuple(_named(one) for one in self.args)
        elif self.args:
            named: Mapping[str, object] = {key: _named(one) for key, one in self.args.items()}
            self.args = named
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text = trace(self.exc_info[1])
        self.exc_info = None


def keep_values_out() -> None:
    """Have each log record, warning, and exception that nobody caught told without its text."""
    logging.setLogRecordFactory(Record)
    # What logging itself cannot write it would print, message and all.
    logging.raiseExceptions = False

    def uncaught(
        kind: type[BaseException], error: BaseException, found: TracebackType | None
    ) -> None:
        del found
        if issubclass(kind, KeyboardInterrupt):
            return
        sys.stderr.write(trace(error) + "\n")

    def uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            sys.stderr.write(trace(args.exc_value) + "\n")

    def uncaught_in_destructor(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            sys.stderr.write(trace(args.exc_value) + "\n")

    def warned(  # noqa: PLR0913, PLR0917 - as `warnings` calls it
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        del message, file, line
        sys.stderr.write(f"{category.__qualname__} at {filename}:{lineno}\n")

    warnings.showwarning = warned
    sys.excepthook = uncaught
    threading.excepthook = uncaught_in_thread
    sys.unraisablehook = uncaught_in_destructor
