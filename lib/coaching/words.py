"""Reading over a script: is it short, to the point, kind, and does it say where to call back.

Each remark is advice about the owner's words, never a wall: length in words and in spoken seconds
(rules S3-3, S3-8), the objective in the opening (S3-9), one point, nothing said twice and a phone
number in a voicemail (S3-3), thanks (S4-12), flexible about time where a time is proposed (S4-11),
advice rather than "a job" (S3-13). The words looked for are English; a text in another language
gets only the remarks that count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from lib.coaching.scripts import ScriptKind
from lib.coaching.text import folded

SPOKEN_LIMIT_SECONDS = 120
"""Over two minutes is too long for anything spoken (rule S3-3)."""


class Point(Enum):
    """What a remark is about."""

    LENGTH = "length"
    SECONDS = "spoken seconds"
    OBJECTIVE = "objective early"
    ONE_POINT = "one point"
    REPETITION = "repetition"
    PHONE = "phone number"
    THANKS = "thanks"
    FLEXIBLE = "flexible about time"
    JOB = "not a job"
    FRIEND = "friend first"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing seen in a text: fine, or worth another look."""

    point: Point
    fine: bool
    words: str
    """One line for the person."""
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What fits a kind of script."""

    words: int
    """From more words than this on, the length is remarked on."""
    spoken: bool
    asks: bool
    """Whether it has an objective: thanks and news have none."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The guide's measure of each kind of script."""

    by_kind: Mapping[ScriptKind, Measure]
    words_a_minute: int
    """How fast one speaks."""

    def seconds(self, words: int) -> int:
        """Return how long so many words take to say, in whole seconds."""
        return round(words * 60 / self.words_a_minute)


_WORD = re.compile(r"[^\W_]+(?:['\u2019\-.@][^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]")
_SENTENCE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\n]+")
_DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-/\u2011\u2013]{0,3}\d){5,}")
_THANKS = re.compile(r"\b(thank(s|ful|fully)?|thank you|grateful|appreciate[ds]?|obliged)\b")
_TIME = re.compile(
    r"\b((we|could|can|to) meet(?! you\b)|meet up|a meeting|coffee|lunch|call you|a call|minutes"
    r"|half an hour"
    r"|o'clock|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next week"
    r"|free (on|at|most|any)|schedule|appointment)\b"
)
_FLEXIBLE = re.compile(
    r"\b(flexible|flexibility|whatever suits|whenever (it )?suits|any ?time|suits you"
    r"|works? for you|best for you|convenient|convenience|around your|easiest for you"
    r"|when you can|up to you)\b"
)
_JOB = re.compile(
    r"\b((a|any|some) (new )?jobs?\b(?! (search|hunt|title|market|fair|description|cent(re|er)))"
    r"|job (openings?|vacanc(y|ies)|opportunit(y|ies))|openings? (at|in|for)|vacanc(y|ies)|hire me"
    r"|employ me|give me work|hiring me)"
)
_ASKING = re.compile(
    r"\b(could|can|would|may|might) (i|you|we)\b|\bdo you know\b|\bis there (someone|anyone)\b"
)
_OBJECTIVE = re.compile(
    r"\b(looking for|look for|working out|next step|hope to|hoping to|would like|want to|i'd like"
    r"|advice|learn|ask you|your view|calling (about|because)|writing (about|because))\b"
)
_OPENING_WORDS = 40
"""How far the opening of a text goes: a little more than half a message."""
_SHARED = 5
"""This many words in a row, said twice, are a repetition."""
_ASKS_LIMIT = 2
_FILLING = frozenset(
    {
        *("a", "about", "am", "an", "and", "are", "as", "at", "be", "for", "from", "i", "in"),
        *("is", "it", "me", "my", "of", "on", "or", "the", "to", "with"),
    }
)


def word_count(text: str) -> int:
    """Return how many words a text has.

    In scripts without spaces two signs count as a word.
    """
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // 2


def spoken_seconds(text: str, measures: Measures) -> int:
    """Return how long a text takes to say at the guide's pace, in whole seconds."""
    return measures.seconds(word_count(text))


def read_over(  # noqa: PLR0913 - what a text is read against
    text: str,
    kind: ScriptKind,
    measures: Measures,
    *,
    objective: str = "",
    phone: str = "",
    friend: str = "",
    asks: bool = True,
) -> tuple[Remark, ...]:
    """Return what there is to say about a text, fine and less fine, in a fixed order.

    Args:
        text: the words, of any length and language.
        kind: what they are for.
        measures: the guide's.
        objective: what the owner looks for, in their words; empty where not known.
        phone: the owner's number; empty where not known.
        friend: the mutual friend's name, for a letter.
        asks: False for a message that asks for nothing: a greeting, a note after meeting.

    Returns:
        Empty for a text without words.
    """
    plain = _plain(text)
    if word_count(plain) == 0:
        return ()
    about = _About(plain, kind, measures, _plain(objective), phone, _plain(friend), asks)
    return tuple(_remarks(about))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()


@dataclass(frozen=True, slots=True)
class _About:
    """A text and what it is read against, all folded."""

    text: str
    kind: ScriptKind
    measures: Measures
    objective: str
    phone: str
    friend: str
    asks: bool


def _remarks(about: _About) -> Iterator[Remark]:
    text, kind, measure = about.text, about.kind, about.measures.by_kind[about.kind]
    asks = about.asks and measure.asks
    yield _length(text, measure)
    if measure.spoken:
        yield _seconds(text, measure, about.measures)
    if kind is ScriptKind.LETTER and about.friend:
        yield _friend_first(text, about.friend)
    if asks:
        yield _objective_early(text, about.objective)
        yield _one_point(text)
    yield _repetition(text)
    if kind is ScriptKind.VOICEMAIL:
        yield _phone(text, about.phone)
    yield _thanks(text)
    if asks and _TIME.search(text) and kind is not ScriptKind.CONVERSATION:
        yield _flexible(text)
    if asks:
        yield _job(text)


def _length(text: str, measure: Measure) -> Remark:
    count = word_count(text)
    fine = count <= measure.words
    words = f"{count} words." if fine else f"{count} words; about {measure.words} carry further."
    return Remark(Point.LENGTH, fine, words, ("S3-8",))


def _seconds(text: str, measure: Measure, measures: Measures) -> Remark:
    seconds = spoken_seconds(text, measures)
    limit = measures.seconds(measure.words)
    if seconds > SPOKEN_LIMIT_SECONDS:
        words = f"About {seconds} seconds aloud: over two minutes nobody listens to the end."
        return Remark(Point.SECONDS, fine=False, words=words, rules=("S3-3", "S3-8"))
    fine = seconds <= limit
    words = f"About {seconds} seconds aloud" + ("." if fine else f"; try for {limit}.")
    return Remark(Point.SECONDS, fine, words, ("S3-3", "S3-8"))


def _friend_first(text: str, friend: str) -> Remark:
    names = set(_WORD.findall(friend))
    sentences = [one for one in _SENTENCE.split(text) if len(_WORD.findall(one)) > _GREETING]
    fine = bool(sentences) and bool(names & set(_WORD.findall(sentences[0])))
    words = (
        "Your friend's name comes first."
        if fine
        else "Name the friend you share in the first sentence."
    )
    return Remark(Point.FRIEND, fine, words, ("S0-7",))


_GREETING = 3
"""A greeting has at most so many words; what is longer is a sentence."""


def _objective_early(text: str, objective: str) -> Remark:
    opening = _WORD.findall(text)[:_OPENING_WORDS]
    meant = set(_WORD.findall(objective)) - _FILLING
    shared = meant & set(opening)
    # Half of what one looks for is enough: people shorten and bend their own words.
    fine = bool(meant) and 2 * len(shared) >= min(len(meant), 4)
    fine = fine or _OBJECTIVE.search(" ".join(opening)) is not None
    words = (
        "What you want comes early."
        if fine
        else "Say what you are looking for in the first two sentences."
    )
    return Remark(Point.OBJECTIVE, fine, words, ("S3-9",))


def _one_point(text: str) -> Remark:
    sentences = re.split(r"(?<=[.!?…])\s+|\n", text)
    asking = sum(one.rstrip().endswith("?") or bool(_ASKING.search(one)) for one in sentences)
    fine = asking <= _ASKS_LIMIT
    words = (
        "One thing asked at a time."
        if fine
        else f"{asking} things are asked for here. Which one matters most?"
    )
    return Remark(Point.ONE_POINT, fine, words, ("S3-3", "S2-26"))


def _repetition(text: str) -> Remark:
    words = [folded(one) for one in _WORD.findall(text)]
    seen: set[tuple[str, ...]] = set()
    twice: tuple[str, ...] = ()
    for at in range(len(words) - _SHARED + 1):
        run = tuple(words[at : at + _SHARED])
        spoken_number = all(one.isdigit() or len(one) == 1 for one in run)
        if run in seen and not spoken_number:
            twice = run
            break
        seen.add(run)
    said = f'Said twice: "{" ".join(twice)}".' if twice else "Nothing is said twice."
    return Remark(Point.REPETITION, not twice, said, ("S3-3",))


def _phone(text: str, phone: str) -> Remark:
    own = re.sub(r"\D", "", phone)
    digits = re.sub(r"\D", "", text)
    if own:
        fine = own in digits
        words = "Your number is in it." if fine else "Your number is not in it yet."
    else:
        fine = _DIGITS.search(text) is not None
        words = "A number to call back is in it." if fine else "Leave a number to call back."
    return Remark(Point.PHONE, fine, words, ("S3-3",))


def _thanks(text: str) -> Remark:
    fine = _THANKS.search(text) is not None
    words = "It says thank you." if fine else "A word of thanks is missing."
    return Remark(Point.THANKS, fine, words, ("S4-12",))


def _flexible(text: str) -> Remark:
    fine = _FLEXIBLE.search(text) is not None
    words = (
        "It leaves the time to them."
        if fine
        else "Where it comes to a time, say that you are flexible."
    )
    return Remark(Point.FLEXIBLE, fine, words, ("S4-11",))


def _job(text: str) -> Remark:
    found = _JOB.search(text)
    words = (
        "It asks for advice, names or a talk, which people can give."
        if found is None
        else f'"{found[0]}" is more than most people can give. Advice or a name is easier.'
    )
    return Remark(Point.JOB, found is None, words, ("S3-13",))
