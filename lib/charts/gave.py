"""Did giving first matter? Two rows of dots, and the courage to say that it can't be told.

S9 of `expectations.md`: stratified by how one knows people and how closely, since gifts go to close
friends. "Answered more often", never "because".
"""

from lib.charts.sentences import count
from lib.charts.tables import Row
from lib.expectations.comparison import Compared, Stratified, Verdict
from lib.expectations.tally import Tally

TITLE = "Did giving first matter?"
GAVE, NOT = "You gave first", "You had not"
NEEDED = 195
"""Asks an arm to tell 10 from 20 of 100 apart (S9)."""

HOW = (
    "Asks before which you had given something, beside the others, each over how many of the "
    "next ten would be answered. We gift those who are close, and they answer anyway; so "
    "people known in the same way and as closely are held against each other before anything "
    f"is said. To tell ten from twenty of a hundred apart takes about {NEEDED} asks on either "
    "side. Giving is good with or without a number."
)


def sentence(
    gave: Tally, not_given: Tally, compared: Compared, stratified: Stratified | None
) -> str:
    """Return what may be said, with its counts.

    Args:
        gave: where asks stand before which something was given.
        not_given: where the others stand.
        compared: both side by side.
        stratified: among people who are alike; None where that can't be worked out.
    """
    if not (gave.reached and not_given.reached):
        return (
            "We can't tell yet: it takes asks with something given before, and asks without, to "
            "hold side by side."
        )
    counts = (
        f"Where you gave first, {count(gave.answered)} of {count(gave.reached)} were answered; "
        f"where you had not, {count(not_given.answered)} of {count(not_given.reached)}."
    )
    alike = Verdict.CANNOT_TELL if stratified is None else stratified.verdict
    if alike is compared.verdict is Verdict.MORE:
        return f"{counts} People who are alike answered you more often after a gift."
    if alike is compared.verdict is Verdict.LESS:
        return f"{counts} People who are alike answered you less often after a gift."
    if compared.verdict is not Verdict.CANNOT_TELL:
        return (
            f"{counts} Whether the gift made the difference, or only who got one, we can't tell "
            "yet."
        )
    return f"{counts} Whether they really differ, we can't tell yet."


def rows(gave: Tally, not_given: Tally) -> list[Row]:
    """Return both arms as a table."""
    return [
        {
            "Before the ask": label,
            "Answered": one.answered,
            "Still open": one.open,
            "No word": one.silent,
            "Let rest": one.let_go,
        }
        for label, one in ((GAVE, gave), (NOT, not_given))
    ]
