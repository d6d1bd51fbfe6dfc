"""What does someone read when a page breaks? What to do, and a code the log knows; no names.

The store's own errors are written for people and are shown as they are.
"""

from __future__ import annotations

import logging
import secrets

from lib.settings import SettingsError
from lib.store import StoreError
from lib.web.logs import trace

_LOG = logging.getLogger(__name__)


def told(error: Exception) -> str:
    """Return the sentence to show for an exception, and log its type under the sentence's code."""
    if isinstance(error, (StoreError, SettingsError)):
        _LOG.warning("%s\n%s", type(error).__qualname__, trace(error))
        return str(error)
    code = secrets.token_hex(2).upper()
    _LOG.error("code %s: %s\n%s", code, type(error).__qualname__, trace(error))
    return (
        "Something went wrong here. What you had saved is kept. Reload the page; if it happens "
        f"again, tell whoever runs this app the code {code}."
    )
