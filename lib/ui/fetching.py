"""Where the host's disk does not last: a page that waits until the workbook is there again.

The store may have been emptied, and the workbook stands in the sheet that the settings name. It is
fetched by itself; a workbook is begun only once that sheet was looked at and holds none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

import streamlit as st

from lib.store import LinkedSheet, SheetLink
from lib.ui import linking, sheet_words

AGAIN_SECONDS: Final = 2
"""How often it is seen whether the workbook is there."""


def wait(
    sheet: LinkedSheet | SheetLink | None, email: str, now: datetime, zone: ZoneInfo
) -> NoReturn:
    """Say that the workbook is being fetched, and what keeps it, and draw nothing else.

    Args:
        sheet: what is known of the sheet; None before the first look.
        email: the address with which the sheet is shared.
        now: this instant.
        zone: the time zone in which clocks are told.
    """
    st.title("One moment", anchor=False)
    st.markdown("Your workbook is being fetched from its Google Sheet.")
    if sheet is not None:
        told = sheet_words.told(sheet)
        missing = sheet_words.missing(sheet)
        if missing:
            st.markdown(missing)
            if sheet_words.asks_to_share(sheet):
                linking.address(email)
            st.markdown("Then it is fetched by itself.")
        elif told is not None:
            _happened(told)
        elif sheet.retry_at is not None:
            st.caption(f"{sheet_words.away(sheet, now, zone)}.")
    _look_again()
    st.stop()


def _happened(told: sheet_words.Told) -> None:
    st.markdown(told.happened)


@st.fragment(run_every=AGAIN_SECONDS)
def _look_again() -> None:
    """Draw the page anew, every time but the first."""
    if st.session_state.pop("fetching", False):
        st.rerun()
    st.session_state["fetching"] = True
