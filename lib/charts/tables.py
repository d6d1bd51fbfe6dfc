"""The table behind each picture: the same numbers, as rows to read, copy or hear."""

from lib.charts import sentences
from lib.charts.dots import quantile_dots
from lib.expectations.reply_rate import Rate
from lib.expectations.tally import Tally

Row = dict[str, str | int]
"""Heading to cell."""


def asks_rows(counts: Tally) -> list[Row]:
    """Return where the asks stand, a row a state."""
    return [
        {"State": "answered", "Asks": counts.answered},
        {"State": "still open", "Asks": counts.open},
        {"State": "no word", "Asks": counts.silent},
        {"State": "let rest", "Asks": counts.let_go},
        {"State": "undelivered, not counted", "Asks": counts.bounced},
    ]


def rate_rows(rate: Rate) -> list[Row]:
    """Return the dots and chances for 0 to 10 answers of the next ten."""
    dots = quantile_dots(rate.next_ten)
    return [
        {
            "Answers of ten": number,
            "Dots of 20": dots[number],
            "Chance": sentences.of_hundred(chance),
        }
        for number, chance in enumerate(rate.next_ten)
    ]


def silence_rows(shares: tuple[float, ...]) -> list[Row]:
    """Return to how many of 100 people a run of each length happens."""
    return [
        {"Silences in a row, or more": run, "People": sentences.of_hundred(share)}
        for run, share in enumerate(shares, start=1)
    ]
