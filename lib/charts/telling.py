"""Telling: the words of what was expected and what happened, beside the pictures of both.

Made of the same numbers as the pictures, kind in both directions: too hopeful and too gloomy are
told alike. No text of the user's is in any of them.
"""

from collections.abc import Sequence
from datetime import date

from lib import guide
from lib.charts.kinds import WHO
from lib.charts.sentences import count, day
from lib.coaching import following, outcomes
from lib.coaching.belief import OneChange, Stage, Tally
from lib.coaching.following import FollowUps
from lib.coaching.guesses import OF, WINDOW_DAYS
from lib.coaching.outcomes import Outcomes
from lib.coaching.workbook import Records
from lib.expectations import example
from lib.expectations.around import Three
from lib.expectations.guesses import Judged, Waiting
from lib.expectations.tally import Tally as Counts
from lib.guide import Published

TITLE_BOTH_WAYS = "What others expected, and what happened"
TITLE_ENVELOPES = "Your guesses, in their envelopes"
HOW_BOTH_WAYS = (
    "Each line runs from none to ten. The filled mark above it is what people expected before they "
    "asked; the hollow one below it is what came of it. They asked strangers, who by e-mail were "
    "to follow a link: people you know are another matter, and so is what you ask for."
)
HOW_ENVELOPES = (
    "A closed envelope holds a guess whose messages are still out. It can be opened once ten have "
    f"gone out and the last has had its {WINDOW_DAYS} days: sooner, the quick answers alone would "
    "speak. Opened, the guess lies beside what happened."
)


NO_GUESS = "There is no guess yet, and so no envelope."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def way(one: Published) -> str:
    """Return the name of one way of asking, and of how many."""
    return f"{_capital(one.label)}, of {OF} asked"


def expected(one: Published) -> str:
    """Return the words beside what was expected."""
    return f"expected: {one.expected:g}"


def happened(one: Published) -> str:
    """Return the words beside what happened."""
    return f"what happened: about {one.happened:g}"


def _verdict(one: Published) -> str:
    """Return how the guess of others was: too hopeful, too gloomy or right."""
    if one.expected == one.happened:
        return "about right"
    return "too hopeful" if one.expected > one.happened else "too gloomy"


def _about(number: float) -> str:
    """Return a number as it was told: about so many."""
    return "fewer than one" if number < 1 else f"about {number:g}"


def both_ways_sentence(found: Sequence[Published]) -> str:
    """Return what the picture says, in one sentence a way of asking."""
    return " ".join(
        f"{_capital(one.label)} people were {_verdict(one)}: they expected {one.expected:g} of "
        f"{OF} to say yes, and {_about(one.happened)} did."
        for one in found
    )


def both_ways_alt(found: Sequence[Published]) -> str:
    """Return the picture in words."""
    return both_ways_sentence(found)


def both_ways_source(found: Sequence[Published]) -> str:
    """Return source, sample, year and status, each told once."""
    told = dict.fromkeys(f"{one.source}, {one.year}; {one.sample}; {one.status}." for one in found)
    return " ".join(told)


def both_ways_rows(found: Sequence[Published]) -> list[dict[str, str | int]]:
    """Return the picture as rows."""
    return [
        {
            "How they asked": one.label,
            f"Expected of {OF}": f"{one.expected:g}",
            "What happened": f"about {one.happened:g}",
            "Source": f"{one.source}, {one.year}",
            "Sample": one.sample,
            "Where the number is from": one.status,
        }
        for one in found
    ]


# One's own sent folder.


def tally_sentence(found: Tally) -> str:
    """Return one's own count beside the guess before it; empty before it is counted."""
    of, answered = found.exercise.count_of, found.exercise.count
    if of is None or answered is None:
        return ""
    was = "was" if answered == 1 else "were"
    counted = f"In your sent folder {count(answered)} of the last {count(of)} {was} answered."
    if found.guessed is None:
        return counted
    if of == OF and found.guessed == answered:
        return f"{counted} You had guessed just that."
    return f"{counted} Before you looked, you had guessed {count(found.guessed)} of ten."


def own_count(found: Tally | None) -> str:
    """Return the same where there is a count; else empty."""
    return "" if found is None else tally_sentence(found)


# Envelopes.


def _short(when: date) -> str:
    return f"{when.day} {when:%B}"


def envelope_lines(one: Waiting | Judged, opened: frozenset[str]) -> tuple[str, str]:
    """Return the two lines beside an envelope."""
    first = f"Guessed on {_short(one.guess.made_on)}: {one.guess.of_ten} of {OF}"
    if isinstance(one, Judged):
        if one.guess.id in opened:
            return first, f"What happened: {one.actual} of {OF}"
        return first, "All ten have had their time"
    if one.opens_on is not None:
        return first, f"All ten are out; opens on {_short(one.opens_on)}"
    return first, f"{one.sent} of {OF} are out"


def envelope_sentence(one: Waiting | Judged, opened: frozenset[str]) -> str:
    """Return an envelope in words: how far it is from opening, or how the guess went."""
    guessed = f"You guessed {count(one.guess.of_ten)} of ten"
    if isinstance(one, Judged):
        if one.guess.id not in opened:
            return f"{guessed}. All ten have had their {WINDOW_DAYS} days: it can be opened."
        were = "was" if one.actual == 1 else "were"
        return (
            f"{guessed}; {count(one.actual)} {were} answered within {WINDOW_DAYS} days. "
            f"{_kindly(one.gap)}"
        )
    if one.opens_on is not None:
        return f"{guessed}. All ten have gone out; the envelope opens on {day(one.opens_on)}."
    left = OF - one.sent
    return f"{guessed}. It stays in its envelope until ten have gone out: {count(left)} to go."


def _kindly(gap: int) -> str:
    """Return how a guess and what happened lie apart, kind in both directions."""
    if gap == 0:
        return "You saw it as it was."
    apart = count(abs(gap))
    if gap > 0:
        return (
            f"That is {apart} fewer than you hoped. Many hope for more from what they write; it "
            "says how quiet messages are, not how you are liked."
        )
    return (
        f"That is {apart} more than you feared. People were kinder than you expected; they may be "
        "again."
    )


def envelopes_alt(found: Sequence[Waiting | Judged], opened: frozenset[str]) -> str:
    """Return the envelopes in words."""
    return " ".join(envelope_sentence(one, opened) for one in found)


def envelopes_rows(
    found: Sequence[Waiting | Judged], opened: frozenset[str]
) -> list[dict[str, str | int]]:
    """Return every guess as a row, oldest first."""
    return [
        {
            "Guessed on": one.guess.made_on.isoformat(),
            "Guess": one.guess.of_ten,
            "Envelope": _state(one, opened),
            "What happened": str(one.actual)
            if isinstance(one, Judged) and one.guess.id in opened
            else "",
        }
        for one in found
    ]


def _state(one: Waiting | Judged, opened: frozenset[str]) -> str:
    if isinstance(one, Judged):
        return "opened" if one.guess.id in opened else "can be opened"
    if one.opens_on is not None:
        return f"opens on {one.opens_on.isoformat()}"
    return f"{one.sent} of {OF} are out"


# The next step.


def step_sentence(
    now: Stage | None,
    counted: Tally | None,
    compared: Sequence[Waiting | Judged],
    opened: frozenset[str],
) -> str:
    """Return what stands above the next step: one's own number that it follows from; may be empty.

    Args:
        now: the step.
        counted: one's own sent folder, as far as it was looked into.
        compared: every guess, oldest first.
        opened: the ids of those opened by a tap.
    """
    if now in (Stage.PICTURE, Stage.GUESS_AGAIN):
        return own_count(counted)
    judged = [one for one in compared if isinstance(one, Judged)]
    if now is Stage.OPEN:
        ready = [one for one in judged if one.guess.id not in opened]
        return envelope_sentence(ready[0], opened) if ready else ""
    if now is Stage.LAST_GUESS:
        done = [one for one in judged if one.guess.id in opened]
        return envelope_sentence(done[-1], opened) if done else ""
    return sam_sentence() if now is Stage.SAM else ""


def sam_sentence() -> str:
    """Return where the invented Sam stands, from the example's own counts."""
    counts = example.TALLY
    return (
        f"{example.NAME}, who is invented, has asked {count(counts.reached)} people. "
        f"{_capital(count(counts.answered))} answered, {count(counts.open)} are still open, and "
        f"{count(counts.silent)} gave no word. {example.NAME} thinks: it must be me."
    )


# In short: what was done, what came back, what came of it.


def in_short(records: Records, counts: Counts, today: date) -> tuple[str, str, str]:
    """Return what was done, what came back and what came of it, each in a sentence."""
    done = following.follow_ups(records, guide.ladder(), today)
    return (
        effort_sentence(counts.reached, done),
        answers_sentence(counts),
        outcome_sentence(counts, outcomes.outcomes(records)),
    )


def effort_sentence(sent: int, done: FollowUps) -> str:
    """Return what was done: asks, and of the next tries that came due, how many."""
    asks = f"{_capital(count(sent))} ask{'' if sent == 1 else 's'} sent."
    if not done.due:
        return f"{asks} No next try has come due."
    if done.due == 1:
        return f"{asks} One next try came due, and {'was' if done.done else 'is not yet'} done."
    if not done.done:
        return f"{asks} {_capital(count(done.due))} next tries came due; none is done yet."
    if not done.waiting:
        return f"{asks} {_capital(count(done.due))} next tries came due, and all were done."
    were = "was" if done.done == 1 else "were"
    return (
        f"{asks} Of the {count(done.due)} next tries that came due, {count(done.done)} {were} done."
    )


def answers_sentence(counts: Counts) -> str:
    """Return what came back so far, with what is still open."""
    came = (
        f"{_capital(count(counts.answered))} {'has' if counts.answered == 1 else 'have'} answered"
    )
    if not counts.answered:
        came = "No answer so far"
    still = f"; {count(counts.open)} {'is' if counts.open == 1 else 'are'} still open"
    return f"{came}{still if counts.open else ''}."


def outcome_sentence(counts: Counts, found: Outcomes) -> str:
    """Return what came of it: who helped, beside those without a word or unwilling; counts only."""
    quiet, unwilling = counts.silent + counts.let_go, found.unwilling + found.brusque
    helped = f"{_capital(count(found.helped))} helped" if found.helped else "No help so far"
    others = []
    if quiet:
        others.append(f"{count(quiet)} gave no word")
    if unwilling:
        others.append(f"{count(unwilling)} {'was' if unwilling == 1 else 'were'} not willing")
    told = " and ".join(others)
    if found.helped and others:
        return f"{helped}; beside them, {told}."
    return f"{helped}; {told}." if others else f"{helped}."


# One change.


def _three(found: Three) -> str:
    """Return three states with their counts, those that are there."""
    parts = [f"{count(found.answered)} answered"]
    if found.open:
        parts.append(f"{count(found.open)} still open")
    if found.quiet:
        parts.append(f"{count(found.quiet)} without a word")
    return ", ".join(parts)


def change_sentence(change: OneChange, before: Three, since: Three) -> str:
    """Return the asks to one kind before a change and since; counts, no cause."""
    who = f"With {WHO[change.kind]}, since {day(change.on)}"
    if not since.all:
        return f"{who}, you change one thing. Nothing has gone out to them since."
    return (
        f"{who}: of {count(since.all)}, {_three(since)}. Before: of {count(before.all)}, "
        f"{_three(before)}. {_enough(since)}"
    )


def _enough(since: Three) -> str:
    told = since.answered + since.quiet
    few = 5
    return "Too few yet to say anything." if told < few else "Counts, and no proof of why."
