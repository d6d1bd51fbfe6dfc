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
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from lib.coaching.scripts import ScriptKind
from lib.coaching.text import folded
from lib.coaching.touches import Channel

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
    characters: Mapping[Channel, int] = field(default_factory=dict)
    """The most characters a channel takes, where it has such an end."""

    def seconds(self, words: int) -> int:
        """Return how long so many words take to say, in whole seconds."""
        return round(words * 60 / self.words_a_minute)


class Quality(Enum):
    """What makes one fit for a call (rule S0-5)."""

    CLEAR = "clear"
    CONCISE = "concise"
    PREPARED = "prepared"


_OF_QUALITY = {
    Quality.CLEAR: (Point.OBJECTIVE, Point.ONE_POINT, Point.JOB),
    Quality.CONCISE: (Point.LENGTH, Point.SECONDS, Point.REPETITION),
    Quality.PREPARED: (Point.PHONE, Point.FRIEND, Point.THANKS),
}
_NEEDED = (
    *(Point.SECONDS, Point.LENGTH, Point.OBJECTIVE, Point.ONE_POINT),
    *(Point.REPETITION, Point.PHONE),
)
"""What a voicemail must not lack: all that was wrong with the bad one (rule S3-3)."""


def qualities(remarks: Sequence[Remark], rehearsed: int) -> Mapping[Quality, bool]:
    """Return which of the three qualities of a call the words have (rule S0-5).

    Args:
        remarks: what `read_over` said of the words; empty for no words, which have none.
        rehearsed: how often they were said aloud; prepared is what was said at least once.
    """
    wrong = {one.point for one in remarks if not one.fine}
    found = {
        quality: bool(remarks) and not wrong & set(points)
        for quality, points in _OF_QUALITY.items()
    }
    found[Quality.PREPARED] &= rehearsed > 0
    return found


def lacking(kind: ScriptKind, remarks: Sequence[Remark]) -> tuple[Point, ...]:
    """Return what keeps a voicemail from being called ready (rule S3-3); empty for other words.

    Words that are not there lack everything.
    """
    if kind is not ScriptKind.VOICEMAIL:
        return ()
    if not remarks:
        return _NEEDED
    wrong = {one.point for one in remarks if not one.fine}
    return tuple(one for one in _NEEDED if one in wrong)


_WORD = re.compile(r"[^\W_]+(?:['\u2019\-.@][^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]")
_SENTENCE = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\n]+")
_DIGITS = re.compile(r"\+?\(?\d(?:[\s().\-/\u2011\u2013]{0,3}\d){5,}")
_THANKS = re.compile(
    r"\b(thank(s|ful|fully|you|x)?|thanks? (u|you)|thx|tks|cheers|grateful(ly)?|gratitude"
    r"|appreciat(e|es|ed|ive)|obliged|means? a lot|mean a lot)\b"
)
_TIME = re.compile(
    r"\b((we|could|can|to) meet(?! you\b)|meet up|a meeting|coffee|lunch|call you|a call|minutes"
    r"|half an hour|half hour|quick chat|a chat|an hour"
    r"|o'clock|(?<!last )(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|tomorrow|next week|free (on|at|most|any)|schedule|appointment)\b"
)
_FLEXIBLE = re.compile(
    r"\b(flexible|flexibility|flexibly|whatever (suits|works)|when(ever)? (it )?(suits|works)"
    r"|any ?time|any (day|hour|evening|morning|afternoon)|suits you|suit you|fits? you"
    r"|works? (best )?for (you|u)|best for (you|u)|convenient|convenience"
    r"|a(round|t) your|around you|round (you|your)"
    r"|easi(est|er) for you|when you (can|like|have)|up to you|you (choose|pick|say)|your call"
    r"|name (a|the) (day|time)|fit (in )?(with|round|around)|whichever (day|time)|easy about"
    r"|a (few )?lines?|by mail|no rush)\b"
)
_WANTED = (
    r"(?:have|has|having|know|heard?|got|get|give|offer|find|need|want|looking|look|searching"
    r"|search|seeking|seek|after|asking|ask|for|is there|are there|there is|there are)"
)
_BETWEEN = r"(?:of|about|for|me|us|out|on|if|maybe|perhaps|there|still|getting|finding|is|are|be)"
_PRAISED = (
    r"(?:good|great|nice|fine|lovely|wonderful|excellent|brilliant|fantastic|amazing|hard|tough"
    r"|big|better|best|proper|decent|thankless|marvellous|terrific|super|busy|old|last)"
)
_HARMLESS = (
    r"(?! (?:search|hunt|title|market|fair|description|cent(?:re|er)|i|that|which|well|done|you"
    r"|loss|interview|club|share|satisfaction)\b)"
)
_JOB = re.compile(
    rf"\b{_WANTED}(?: {_BETWEEN})*(?: (?:a|an|any|some|another|other|new|the|paid))*"
    rf"(?: (?!{_PRAISED}\b)[\w'-]+)?? jobs?\b{_HARMLESS}"
    rf"|\bany (?:(?!{_PRAISED}\b)[\w'-]+ )?(?:jobs?|vacanc(?:y|ies)|openings?)\b{_HARMLESS}"
    r"|\bjob (?:openings?|vacanc(?:y|ies)|opportunit(?:y|ies))\b|\bopenings? (?:at|in|for|on)\b"
    r"|\bvacanc(?:y|ies)\b"
    r"|\b(?:jobs?|work|positions?) for me\b|\b(?:hire|employ|hiring|employing) me\b"
    r"|\btake me on\b"
    r"|\bgive me work\b|\bany work (?:going|for|at|with|available)\b"
    r"|\b(?:are|is) (?:you|u|they|your|the)(?: [\w'-]+)?? (?:still |currently |now )?hiring\b"
)
_NOT_SO = re.compile(r"\b(?:not|\w+n't|never|rather than|instead of|without)(?: [\w'-]+){0,4} ?$")
"""Right before a job is named: "I am not asking for" one."""
_PLEASANTRY = re.compile(
    r"\bhow (are|is|have|has|did|was|'s)\b|\bhow's\b|\ball well\b|\bgood (moment|time)\b"
    r"|\bare you (free|around|well)\b|\bwould (that|it|this) (be|suit|work)\b"
    r"|\b(does|do|would|will) [\w ]{0,24}(suit|work)\b|\bwhen (would|could|can|are|do|is)\b"
    r"|\bwhat (day|time)\b|\bwhich (day|time)\b|\b(shall|could|can) (i|we) (call|meet|ring|talk)\b"
)
"""A question that asks for nothing, or for the time of what is asked."""
_ASKING = re.compile(
    r"\b(could|can|would|may|might) (i|you|u|we)\b|\bdo (you|u) know\b"
    r"|\bis there (someone|anyone)\b"
)
_OBJECTIVE = re.compile(
    r"\b(looking (for|at|to|into)|look for|working out|next step|hope to|hoping (to|for)"
    r"|i(?: would|'d| should)?(?: really| very much| just)? (?:like|love|want) to|like to work"
    r"|advice|advise|learn|ask (you|u)|(your|a) (view|views|opinion|take)"
    r"|pick your brain|(a|one|quick|short|small) question|your thoughts"
    r"|who (would|should) (you|i) (talk|speak|call|ask|write)"
    r"|(calling|ringing|writing) (about|to ask)|why i (write|call)"
    r"|seeking|searching for|interested in|exploring|keen to|moving (into|to)|my plan"
    r"|i am after|i'm after|could (you|u) (tell|think|introduce|put)|do (you|u) know"
    r"|introduc(e|tion)|names?\b of|a name)\b"
)
_AND_ALSO = re.compile(
    r"\b(?:and|also|plus|or)(?: \w+){0,2} (?:could|can|would|may|might) (?:i|you|u)\b"
)
"""One more thing asked in the same breath."""
_SAID_BEFORE = re.compile(
    r"\b(as|like) i (just |already )?(said|mentioned|told you)\b|\bto repeat\b"
)
_NUMBER_WORDS = {
    "oh": "0",
    "o": "0",
    "nought": "0",
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
_SAID_NUMBER = re.compile(
    rf"\b(?:(?:double |triple )?(?:{'|'.join(_NUMBER_WORDS)})\b[\s,.\-]*){{4,}}"
)
"""Four digits or more in words: "oh one one three"."""
_NUMBER_END = 9
"""Digits at a number's end that are the same with and without its country."""
_OPENING_WORDS = 40
"""How far the opening of a text goes: a little more than half a message."""
_SHARED = 5
"""This many words in a row, said twice, are a repetition."""
_OFTEN_SHARED, _OFTEN = 3, 3
"""In a voicemail, fewer words in a row said so often are one too: "I need help", three times."""
_ASKS_LIMIT = 2
_ONE_BREATH = 45
"""A sentence of a voicemail with more words than this has lost its point on the way."""
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
    way: Channel | None = None,
) -> tuple[Remark, ...]:
    """Return what there is to say about a text, fine and less fine, in a fixed order.

    Args:
        text: the words, of any length and language.
        kind: what they are for.
        measures: the guide's.
        objective: what the owner looks for, in their words; empty where not known.
        phone: the owner's number; empty where not known.
        friend: the mutual friend's name, where there is one to name: a letter begins with it, a
            first message, call or voicemail says it early.
        asks: False for a message that asks for nothing: a greeting, a note after meeting.
        way: the channel it goes by, where that is known; some take no more than so much.

    Returns:
        Empty for a text without words.
    """
    plain = _plain(text)
    if word_count(plain) == 0:
        return ()
    about = _About(plain, kind, measures, _plain(objective), phone, _plain(friend), asks, way)
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
    way: Channel | None


def _remarks(about: _About) -> Iterator[Remark]:
    text, kind, measure = about.text, about.kind, about.measures.by_kind[about.kind]
    asks = about.asks and measure.asks
    most = None if about.way is None else about.measures.characters.get(about.way)
    yield _length(text, measure) if most is None else _characters(text, most)
    if measure.spoken:
        yield _seconds(text, measure, about.measures)
    if about.friend and kind is ScriptKind.LETTER:
        yield _friend_first(text, about.friend)
    elif about.friend and asks:
        yield _friend_early(text, about.friend)
    if asks:
        yield _objective_early(text, about.objective)
        yield _one_point(text, one_breath=kind is ScriptKind.VOICEMAIL)
    yield _repetition(text, often=kind is ScriptKind.VOICEMAIL)
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


def _characters(text: str, most: int) -> Remark:
    count = len(text.strip())
    fine = count <= most
    words = f"{count} of {most} characters." if fine else f"{count} characters; {most} fit."
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
    return Remark(Point.FRIEND, fine, words, ("S0-7", "S4-7"))


def _friend_early(text: str, friend: str) -> Remark:
    opening = set(_WORD.findall(text)[:_OPENING_WORDS])
    fine = bool(set(_WORD.findall(friend)) & opening)
    words = (
        "The friend you share is named early."
        if fine
        else "Name the friend you share early: it is why they will listen."
    )
    return Remark(Point.FRIEND, fine, words, ("S4-7",))


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


def _one_point(text: str, *, one_breath: bool) -> Remark:
    """Return whether one thing is asked; with `one_breath`, a sentence without end is a ramble."""
    sentences = re.split(r"(?<=[.!?…])\s+|\n", text)
    asking = sum(map(_asked_in, sentences))
    longest = max((word_count(one) for one in sentences), default=0)
    rambles = one_breath and longest > _ONE_BREATH
    words = "One thing asked at a time."
    if asking > _ASKS_LIMIT:
        words = f"{asking} things are asked for here. Which one matters most?"
    elif rambles:
        words = f"One sentence goes on for {longest} words. What is the one thing in it?"
    fine = asking <= _ASKS_LIMIT and not rambles
    return Remark(Point.ONE_POINT, fine, words, ("S3-3", "S2-26"))


def _asked_in(sentence: str) -> int:
    """Return how many things a sentence asks for."""
    asks = sentence.rstrip().endswith("?") or bool(_ASKING.search(sentence))
    if not asks or _PLEASANTRY.search(sentence):
        return 0
    return 1 + len(_AND_ALSO.findall(sentence))


def _said_often(words: Sequence[str]) -> tuple[str, ...]:
    """Return a few words in a row that are said again and again; empty where none are."""
    runs = Counter(zip(*(words[at:] for at in range(_OFTEN_SHARED)), strict=False))
    for run, times in runs.most_common():
        if times < _OFTEN:
            break
        if not any(one.isdigit() for one in run) and set(run) - _FILLING:
            return run
    return ()


def _repetition(text: str, *, often: bool) -> Remark:
    """Return whether something is said twice; with `often`, a few words three times are too."""
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
    thrice = _said_often(words) if often and not twice else ()
    before = _SAID_BEFORE.search(text)
    fine = not twice and not thrice and before is None
    said = "Nothing is said twice."
    if twice:
        said = f'Said twice: "{" ".join(twice)}".'
    elif thrice:
        said = f'Said again and again: "{" ".join(thrice)}".'
    elif before is not None:
        said = f'"{before[0]}": once is enough.'
    return Remark(Point.REPETITION, fine, said, ("S3-3",))


def _phone(text: str, phone: str) -> Remark:
    text = _SAID_NUMBER.sub(lambda found: f" {_in_digits(found[0])} ", text)
    own = re.sub(r"\D", "", phone)[-_NUMBER_END:]
    digits = re.sub(r"\D", "", text)
    if own:
        fine = own in digits
        words = "Your number is in it." if fine else "Your number is not in it yet."
    else:
        fine = _DIGITS.search(text) is not None
        words = "A number to call back is in it." if fine else "Leave a number to call back."
    return Remark(Point.PHONE, fine, words, ("S3-3",))


def _in_digits(said: str) -> str:
    """Return a number said in words as digits."""
    found, times = "", 1
    for one in _WORD.findall(said):
        if one in _NUMBER_WORDS:
            found += _NUMBER_WORDS[one] * times
        times = {"double": 2, "triple": 3}.get(one, 1)
    return found


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
    found = next(filter(None, map(_job_asked_for, _SENTENCE.split(text))), None)
    words = (
        "It asks for advice, names or a talk, which people can give."
        if found is None
        else f'"{found}" is more than most people can give. Advice or a name is easier.'
    )
    return Remark(Point.JOB, found is None, words, ("S3-13",))


def _job_asked_for(sentence: str) -> str | None:
    """Return the words of a sentence that ask for a job; None where none do."""
    plain = " ".join(_WORD.findall(sentence))
    for found in _JOB.finditer(plain):
        if not _NOT_SO.search(plain[: found.start()]):
            return found[0]
    return None
