"""The guess: ten messages like this, how many will be answered; one tap before any number is seen.

No published rate stands near it (`product.md`, What happened): a guess is one's own or it is none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from lib.coaching.guesses import OF, WINDOW_DAYS, Guess
from lib.coaching.records import Record
from lib.ui import forms, session


def _nothing(_made: Guess) -> Sequence[Record]:
    return ()


def draw(
    book: session.Workbook,
    today: date,
    also: Callable[[Guess], Sequence[Record]] = _nothing,
) -> None:
    """Draw the guess; the tap saves it.

    Args:
        book: the workbook.
        today: the owner's day.
        also: what is saved in the same action, made of the guess.
    """
    st.markdown(f"**Ten messages like this: how many will be answered within {WINDOW_DAYS} days?**")
    with st.container(horizontal=True, gap="xsmall", key="guess"):
        for count in range(OF + 1):
            forms.button(
                str(count),
                _save(book, today, count, also),
                key=f"guess-{count}",
            )
    st.caption("A hunch is enough. It is put away until the answers are in.")


def _save(
    book: session.Workbook,
    today: date,
    count: int,
    also: Callable[[Guess], Sequence[Record]],
) -> forms.Save:
    def writes() -> list[Record]:
        made = Guess(of_ten=count, made_on=today)
        return [made, *also(made)]

    return forms.Save(
        book,
        "guessed",
        book.operation("guess", book.version),
        writes,
    )
