"""The example: what the pictures look like, for someone who has sent nothing yet.

Its person and numbers are invented. They are shown only where the page says so.
"""

from lib.expectations.silence import Run
from lib.expectations.tally import Tally

NAME = "Sam"
"""The invented person."""

TALLY = Tally(
    answered=4,
    silent=9,
    open_by_age=(0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 1) + (0,) * 19,
    let_go_by_age=(0,) * 24 + (2,) + (0,) * 6,
    bounced=1,
    answered_on_day=(0, 1, 1, 0, 0, 1, 0, 0, 0, 1) + (0,) * 22,
)
"""Twenty asks that reached someone: 4 answered, 5 still open, 9 silent, 2 let rest; 1 bounced."""

GUESS = 5
"""What the invented person guessed, of ten."""

RUN = Run(silences=4, open=2)
"""The invented person's silences since the last answer."""
