"""Dates as people and programs write them: what is read, what is asked about, what is none."""

from __future__ import annotations

from datetime import date

import pytest

from lib.coaching import days
from lib.coaching.days import DateOrder, Unclear

TWELFTH = date(2023, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "12 Mar 2023",
        "12-Mar-23",
        "Mar 12, 2023",
        "March 12th, 2023",
        "2023-03-12",
        "2023-03-12 10:00:00 UTC",
        "2023-03-12T10:00:00Z",
        "2023/3/12",
        "12. März 2023",
        "12 mars 2023",
        "12 de marzo de 2023",
        "12 de mar. de 2023",
        "12 de março de 2023",
        "12 marzo 2023",
        "12 mrt 2023",
        "12 maart 2023",
        "12.03.2023",
        "12.3.23",
    ],
)
def test_dates(text: str) -> None:
    """B27, B45: LinkedIn's form, ISO, and month names in seven languages, without asking."""
    assert days.day(text, None) == TWELFTH


def test_dates_that_must_be_asked_about() -> None:
    """B27: 03/04/2026 is read only once someone has said how."""
    assert days.day("03/04/2026", None) == Unclear("03/04/2026")
    assert days.day("03/04/2026", DateOrder.DAY_FIRST) == date(2026, 4, 3)
    assert days.day("03/04/2026", DateOrder.MONTH_FIRST) == date(2026, 3, 4)
    assert days.day("31/12/2026", None) == date(2026, 12, 31)
    assert days.day("12/31/2026", None) == date(2026, 12, 31)
    assert days.day("05/05/2026", None) == date(2026, 5, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "31/13/2026",
        "tomorrow",
        "46000",
        "01 Jan 0001",
        "01/01/9999",
        "9999-12-31",
        "12 Foo 2023",
        "5 jui 2023",
        "30 Feb 2024",
        "0 Jan 2024",
        "",
    ],
)
def test_days_no_calendar_has(text: str) -> None:
    """B27: impossible days, words and a spreadsheet's day numbers are no dates."""
    assert days.day(text, None) is None


def test_a_column_can_tell_its_order() -> None:
    """B27: one number above twelve tells for the file; contradictions tell nothing."""
    assert days.order_told(["03/04/2026", "31/12/2026"]) is DateOrder.DAY_FIRST
    assert days.order_told(["03/04/2026", "12/31/2026"]) is DateOrder.MONTH_FIRST
    assert days.order_told(["13/04/2026", "12/31/2026"]) is None
    assert days.order_told(["03/04/2026", "12 Mar 2023", "x"]) is None
