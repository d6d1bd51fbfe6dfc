"""The plain sentence above each picture, the words inside it, and the words for who hears it.

Built from the same numbers as the picture, and never more than they hold: "can't tell yet" is an
answer, no rate comes without its counts, nothing is "0 %". The same rule for good and for bad news.
No text of the user's is in any of them.
"""

from datetime import date

from lib.coaching.asks import HORIZON_DAYS
from lib.coaching.guesses import WINDOW_DAYS
from lib.coaching.numerals import spelled
from lib.expectations.reply_rate import Rate, next_ten_before
from lib.expectations.silence import ONE_IN_TEN, all_silent
from lib.expectations.tally import Tally

TITLE_ASKS = "Your asks, one by one"
TITLE_RATE = "Your rate beside your guess"
TITLE_SILENCE = "A run of silences among 100 people"
AXIS_LENGTHS = "below: silences in a row, or more"
TITLE_LENGTHS = "Longer and shorter runs of silence"
AXIS_RATE = "Of the next ten, how many answer?"
START_LABEL = "where the workbook started, supposed"

NO_PUBLISHED_RATE = (
    "No good published reply rate exists for networking messages in a job search, nor for naming "
    "someone you both know. So there is no norm here, only your own numbers."
)
"""Stands wherever a rate is drawn (`expectations.md`, "What the charts must say", 1)."""

EXAMPLE = (
    "An example: Sam and these numbers are invented. Your own take their place with your first "
    "message."
)
"""Stands above every picture drawn from `expectations.example`."""

TWO_CLOCKS = (
    f"A guess is held against answers within {WINDOW_DAYS} days; the dots wait up to "
    f"{HORIZON_DAYS} days, so they may stand a little higher."
)
"""Which number is which (S8): stands where a guess and the rate are drawn together."""

_LARGEST_SURE = 0.995
_SMALLEST_SURE = 0.005
_MIDDLE = (0.1, 0.9)
_HALF = 0.5


def count(number: int) -> str:
    """Return a number as it is read: none to twenty as words, above as digits."""
    return spelled(number)


def _was(number: int) -> str:
    """Return was or were."""
    return "was" if number == 1 else "were"


def _capital(text: str) -> str:
    """Return the text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def _asks(number: int) -> str:
    """Return so many asks, in words."""
    return f"{count(number)} ask{'' if number == 1 else 's'}"


def _be(number: int) -> str:
    """Return is or are."""
    return "is" if number == 1 else "are"


def _have(number: int) -> str:
    """Return has or have; none has."""
    return "has" if number <= 1 else "have"


def _listed(parts: list[str]) -> str:
    """Return parts joined by commas and an and."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def day(when: date) -> str:
    """Return a day as it is said: Thursday 14 November."""
    return f"{when:%A} {when.day} {when:%B}"


def of_hundred(share: float) -> str:
    """Return a share of 0 to 1 as people of 100; never certain, impossible only at 0."""
    if share <= 0.0:
        return "none of 100"
    if share < _SMALLEST_SURE:
        return "fewer than 1 of 100"
    if share >= _LARGEST_SURE:
        return "more than 99 of 100"
    return f"{int(100 * share + 0.5)} of 100"


def short_of_hundred(share: float) -> str:
    """Return the same, as short as a bar's label: 87, <1, >99."""
    if 0.0 < share < _SMALLEST_SURE:
        return "<1"
    if share >= _LARGEST_SURE:
        return ">99"
    return str(int(100 * share + 0.5))


# My asks as icons.


def asks_sentence(counts: Tally) -> str:
    """Return where the asks stand, in one or two sentences."""
    if counts.reached == 0:
        if counts.bounced:
            return (
                "Nothing has reached anyone yet: "
                f"{count(counts.bounced)} came back undelivered, which says nothing about you."
            )
        return "Nothing has gone out yet, so there is nothing to count."
    parts = [f"{count(counts.answered)} {_have(counts.answered)} been answered so far"]
    if counts.open:
        parts.append(f"{count(counts.open)} {_be(counts.open)} still open")
    if counts.silent:
        parts.append(f"{count(counts.silent)} {_have(counts.silent)} stayed silent")
    if counts.let_go:
        parts.append(f"{count(counts.let_go)} {_was(counts.let_go)} let rest")
    told = f"Of {_asks(counts.reached)} that reached someone, {_listed(parts)}."
    if counts.reached == 1:
        told = _one_ask(counts)
    if counts.bounced:
        told += (
            f" {_capital(count(counts.bounced))} came back undelivered and "
            f"{'is' if counts.bounced == 1 else 'are'} not counted."
        )
    return told


def _one_ask(counts: Tally) -> str:
    """Return where the only ask stands."""
    if counts.answered:
        return "Your one ask so far has been answered."
    if counts.open:
        return "Your one ask so far is still open."
    if counts.silent:
        return "Your one ask so far has stayed silent."
    return "You let your one ask so far rest."


def one_icon_is(shown: int) -> str:
    """Return how many asks one icon of a hundred stands for."""
    per = shown / 100
    whole = shown % 100 == 0 or per >= 10  # noqa: PLR2004 - from ten on, tenths say nothing
    many = f"{per:.0f}" if whole else f"{per:.1f}".removesuffix(".0")
    about = "" if shown % 100 == 0 else "about "
    return f"One icon: {about}{many} of {shown:,} asks."


def beside_the_icons(counts: Tally) -> list[str]:
    """Return what is said and not drawn: let rest, bounced."""
    said = []
    if counts.let_go:
        said.append(f"{counts.let_go:,} more {_was(counts.let_go)} let rest.")
    if counts.bounced:
        said.append(f"{counts.bounced:,} came back undelivered; not counted.")
    return said


def asks_alt(counts: Tally) -> str:
    """Return the icons in words."""
    said = asks_sentence(counts)
    return f"{said} {one_icon_is(counts.shown)}" if counts.shown > 100 else said  # noqa: PLR2004 - icons at most


# My rate beside my guess.


def likely_of_ten(chances: tuple[float, ...]) -> tuple[int, int]:
    """Return the ends between which the number of answers falls at least 8 times in 10."""
    low = high = -1
    reached = 0.0
    for number, chance in enumerate(chances):
        reached += chance
        if low < 0 and reached >= _MIDDLE[0]:
            low = number
        if high < 0 and reached >= _MIDDLE[1]:
            high = number
    return (max(low, 0), high if high >= 0 else len(chances) - 1)


def spread_of(low: int, high: int) -> str:
    """Return a range of numbers of answers, in words."""
    if low == high:
        return f"about {count(low)}" if low else "perhaps none"
    return f"between {count(low)} and {count(high)}"


def _counts_of(rate: Rate) -> str:
    """Return the counts a rate rests on."""
    parts = [f"{count(rate.answered)} answered"]
    if rate.open:
        parts.append(f"{count(rate.open)} still open")
    if rate.silent:
        parts.append(f"{count(rate.silent)} silent")
    if rate.let_go:
        parts.append(f"{count(rate.let_go)} let rest")
    return f"{_asks(rate.reached)}: {_listed(parts)}"


def rate_sentence(rate: Rate) -> str:
    """Return what can be said of the rate, with its counts; or that it can't be told yet."""
    if rate.reached == 0:
        return (
            "We can't tell yet: nothing has reached anyone so far. Until it does, the workbook "
            f"supposes {spread_of(*likely_of_ten(rate.next_ten))} of ten."
        )
    spread = spread_of(*likely_of_ten(rate.next_ten))
    if not rate.can_tell:
        return (
            f"We can't tell your rate yet from {_counts_of(rate)}. Of the next ten like these, "
            f"{spread} answered would be no surprise."
        )
    return (
        f"Of the next ten like these, expect {spread} to be answered, at least eight times in ten. "
        f"That rests on {_counts_of(rate)}."
    )


def leaning_sentence(rate: Rate) -> str:
    """Return what the rate leans on besides one's own asks; empty where on nothing worth saying."""
    told = []
    if rate.reached:
        told.append(
            f"The workbook's starting point counts for {rate.start.worth:.0f} asks beside your "
            f"{rate.reached:,}; it is our judgement, not a measurement."
        )
    if rate.default_share > 0:
        tenths = round(10 * rate.default_share)
        part = (
            "wholly"
            if tenths >= 10  # noqa: PLR2004 - tenths
            else f"for about {count(max(tenths, 1))} tenth{'' if tenths <= 1 else 's'}"
        )
        told.append(
            "An open ask counts only for the time it has had. How long answers take is judged "
            f"{part} by first e-mails at one company, Enron, 1998 to 2002 (2,097 of them), until "
            "you have twenty answers of your own."
        )
    elif rate.open or rate.let_go:
        told.append("An open ask counts only for the time it has had, judged by your own answers.")
    return " ".join(told)


def under_the_dots(rate: Rate) -> list[str]:
    """Return the lines under the dots: what one stands for, the counts, whether it can be told."""
    said = ["20 dots, each one chance in twenty."]
    if rate.reached:
        said.append(f"{rate.answered:,} answered, {rate.open:,} still open, {rate.silent:,} silent")
        if rate.let_go:
            said.append(f"{rate.let_go:,} let rest")
    if not rate.can_tell:
        said.append("Hollow: we can't tell yet.")
    return said


def guess_label(guess: int, whose: str = "your") -> str:
    """Return the words beside the mark of a guess; `whose` is "your", or an invented person's."""
    return f"{whose} guess: {guess}"


def happened_label(happened: int) -> str:
    """Return the words beside the mark of what happened."""
    return f"what happened: {happened}"


def rate_alt(
    rate: Rate,
    guess: int | None,
    happened: int | None,
    *,
    with_start: bool,
    whose: str = "your",
) -> str:
    """Return the dots in words."""
    said = [rate_sentence(rate)]
    if guess is not None:
        said.append(f"{_capital(whose)} guess was {count(guess)} of ten.")
    if happened is not None:
        said.append(f"What happened: {count(happened)} of ten.")
    if with_start:
        start = spread_of(*likely_of_ten(next_ten_before(rate.start)))
        said.append(f"The workbook started from {start} of ten, supposed.")
    return " ".join(said)


# Guesses.


def nearer_sentence(is_nearer: bool | None) -> str:  # noqa: FBT001 - it is the value itself
    """Return whether later guesses come nearer; empty before three can be compared."""
    if is_nearer is None:
        return ""
    if is_nearer:
        return "Your third guess came nearer than your first."
    return "Your third guess was no nearer than your first; ten messages vary a good deal."


# Runs of silence.


def _at(*, mine: bool) -> str:
    """Return whose rate it is."""
    return "At what your own asks say so far" if mine else "At one in ten"


def _run(run: int) -> str:
    """Return a run, in words."""
    return f"{count(run)} silence{'' if run == 1 else 's'} in a row"


def silence_sentence(share: float, run: int, asks: int, *, mine: bool) -> str:
    """Return to how many of 100 people a run of silences happens by chance alone.

    Args:
        share: the chance, 0 to 1.
        run: so many silences in a row, or more.
        asks: somewhere within so many asks.
        mine: True at one's own rate, averaged over what is not known of it; False at one in ten.
    """
    if run <= 0 or asks <= 0:
        return "There is no run of silences to speak of yet."
    people = of_hundred(share)
    people = f"{people} people" if share > 0.0 else "nobody"
    return (
        f"{_at(mine=mine)}, {_run(run)} somewhere in {_asks(asks)} happen"
        f"{'s' if run == 1 else ''} to {people}, by chance alone."
    )


AT_ONE_IN_TEN = "at one in ten answered"
"""Below the people where the rate is not one's own."""


def people_head(run: int, asks: int) -> str:
    """Return the words above the people: which run, within how many asks."""
    many = "1 silence or more" if run == 1 else f"{run} or more silences in a row"
    return f"{many}, in {asks} ask{'' if asks == 1 else 's'}"


def people_with(share: float) -> str:
    """Return the words beside a filled person."""
    return f"{short_of_hundred(share)} of 100: that happens, by chance"


def people_without(share: float) -> str:
    """Return the words beside a hollow person."""
    return f"{short_of_hundred(1.0 - share)} of 100: no such run"


def silence_alt(share: float, run: int, asks: int, *, mine: bool) -> str:
    """Return the people in words."""
    return silence_sentence(share, run, asks, mine=mine)


def lengths_alt(shares: tuple[float, ...], asks: int, *, mine: bool, now: int | None = None) -> str:
    """Return the bars of `lengths.runs_by_length` in words."""
    told = "; ".join(
        f"{run} or more: {of_hundred(share)}" for run, share in enumerate(shares, start=1)
    )
    above = f" Filled, as above: {count(now)} or more." if now is not None else ""
    return (
        f"{_at(mine=mine)}, runs of silences somewhere in {_asks(asks)}, of 100 people. {told}."
        f"{above}"
    )


def lengths_sentence(shares: tuple[float, ...], asks: int, *, mine: bool) -> str:
    """Return the longest run that most people meet by chance alone.

    Args:
        shares: the chance for runs of 1, 2, ...
        asks: within so many asks.
        mine: True at one's own rate, False at one in ten.
    """
    usual = [run for run, share in enumerate(shares, start=1) if share >= _HALF]
    if asks <= 0 or not shares:
        return "There is no run of silences to speak of yet."
    if not usual:
        return (
            f"{_at(mine=mine)}, fewer than half of 100 people meet even one silence in "
            f"{_asks(asks)}."
        )
    run, share = usual[-1], shares[usual[-1] - 1]
    return (
        f"{_at(mine=mine)}, {_run(run)} or more somewhere in {_asks(asks)} happen"
        f"{'s' if run == 1 else ''} to {of_hundred(share)} people, by chance alone; shorter runs "
        "to more of them, longer ones to fewer."
    )


def bad_day_sentence(counts: Tally) -> str:
    """Return what silences mean where none has been answered; empty otherwise, or without any.

    Nineteen out, none back: what is open, what is silent, how usual that would be at one in ten,
    and that nobody can say yet whether that is the rate.
    """
    if counts.answered or not counts.silent:
        return ""
    people = of_hundred(all_silent(ONE_IN_TEN, counts.silent))
    still_open = (
        f"{_capital(count(counts.open))} {_be(counts.open)} still open; " if counts.open else ""
    )
    silent = f"{count(counts.silent)} {_have(counts.silent)} stayed silent"
    if counts.silent == 1:
        meaning = f"At one in ten, a single silence happens to {people} people"
    else:
        meaning = (
            f"If one in ten answered, {count(counts.silent)} silences out of "
            f"{count(counts.silent)} would still happen to {people} people"
        )
    return (
        f"{_capital(still_open + silent)}. {meaning}. Whether one in ten is your rate, we can't "
        "say yet."
    )
