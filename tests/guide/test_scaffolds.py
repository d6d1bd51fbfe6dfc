"""Scaffolds: which one fits, how it is filled, and that typed text is never read as anything."""

import re
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import guide
from lib.coaching.asks import AskKind, Scope
from lib.coaching.contacts import Kind
from lib.coaching.records import NOTE_LIMIT
from lib.coaching.scripts import ScriptKind
from lib.coaching.touches import Channel, RungKind
from lib.coaching.words import Point, read_over, word_count
from lib.guide import files
from lib.guide.outlines import Scaffold, Wanted

START = guide.scaffold(ScriptKind.MESSAGE, occasion="start")
EXAMPLES = {name: one.example for name, one in guide.blanks().items()}
OCCASIONS = (
    *("", "start", "call", "introduction", "forward", "just met", "keep in touch", "up to date"),
)


def every() -> list[Scaffold]:
    """Return every scaffold, by asking for all that can be asked for."""
    found = {}
    for kind, rung, way, occasion in product(
        ScriptKind, (None, *RungKind), (None, *Channel), OCCASIONS
    ):
        for one in guide.scaffolds(kind, rung=rung, way=way, occasion=occasion):
            found[one.name] = one
    return list(found.values())


ALL = every()


def test_every_file_can_be_asked_for() -> None:
    """No scaffold lies unused, and none is found twice."""
    stems = {path.stem for path in (files.FOLDER / "scripts").glob("*.md")}
    assert {one.name for one in ALL} == stems


@pytest.mark.parametrize("kind", list(ScriptKind))
def test_each_kind_has_one(kind: ScriptKind) -> None:
    """Whatever words are for, there is an outline."""
    assert guide.scaffold(kind).text


@pytest.mark.parametrize(
    ("rung", "way", "name"),
    [
        (RungKind.FIRST, None, "message"),
        (RungKind.FIRST, Channel.EMAIL, "message"),
        (RungKind.FIRST, Channel.LINKEDIN, "short"),
        (RungKind.SECOND, Channel.TEXT, "short"),
        (RungKind.SECOND, None, "second"),
        (None, None, "message"),
    ],
)
def test_the_most_fitting(rung: RungKind | None, way: Channel | None, name: str) -> None:
    """Made for just this first, then what is made for any."""
    assert guide.scaffold(ScriptKind.MESSAGE, rung=rung, way=way).name == name


def test_three_light_ones() -> None:
    """Three spirits, the one that comes back later first; the joke carries a word of care."""
    found = guide.scaffolds(ScriptKind.LIGHT)
    assert [one.name for one in found] == ["light-later", "light-open", "light-smile"]
    assert [bool(one.warning) for one in found] == [False, False, True]


def test_an_unknown_occasion() -> None:
    """There is none: said in words."""
    with pytest.raises(guide.GuideError, match="no scaffold for message wedding"):
        guide.scaffold(ScriptKind.MESSAGE, occasion="wedding")


def test_the_first_message() -> None:
    """About seventy words of three blanks: advice, flexible, thanks, and no job."""
    text = guide.fill(START, **EXAMPLES)
    assert 60 <= word_count(text) <= 80
    assert "fifteen minutes of advice" in text
    remarks = read_over(
        text, ScriptKind.MESSAGE, guide.measures(), objective=EXAMPLES["looking_for"]
    )
    assert all(one.fine for one in remarks)
    assert {Point.FLEXIBLE, Point.THANKS, Point.JOB} <= {one.point for one in remarks}


@given(have=st.sets(st.sampled_from(sorted(EXAMPLES))), scaffold=st.sampled_from(ALL))
def test_polite_whatever_is_missing(have: set[str], scaffold: Scaffold) -> None:
    """Any blank may be missing: no hole, no sign of an outline, still a greeting and thanks."""
    text = guide.fill(scaffold, **{name: EXAMPLES[name] for name in have})
    assert text
    assert not re.search(r"[\[\]|$]", text)
    assert not re.search(r" [,.;:?]|,,|\.\.|  |\n\n\n", text)
    for paragraph in text.split("\n\n"):
        assert not paragraph[0].islower()


@pytest.mark.parametrize("scaffold", ALL, ids=lambda one: one.name)
def test_every_blank_can_fall_away(scaffold: Scaffold) -> None:
    """No blank stands outside a choice, so a missing one never leaves half a sentence."""
    assert "$" in scaffold.text
    assert "$" not in re.sub(r"\[[^\]]*\]", "", scaffold.text)


@pytest.mark.parametrize("scaffold", ALL, ids=lambda one: one.name)
def test_filled_ones_read_well(scaffold: Scaffold) -> None:
    """Our own outlines pass our own reading, filled with the examples."""
    text = guide.fill(scaffold, **EXAMPLES)
    found = read_over(
        text,
        scaffold.kind,
        guide.measures(),
        objective=EXAMPLES["looking_for"],
        phone=EXAMPLES["phone"],
        friend=EXAMPLES["mutual"] if scaffold.kind is ScriptKind.LETTER else "",
        asks=scaffold.asks,
        way=scaffold.ways[0] if scaffold.ways else None,
    )
    assert [one for one in found if not one.fine] == []


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody, as the words depend on it."""

    kind: ScriptKind
    occasion: str = ""
    way: Channel | None = None


WAYS = {
    Channel.EMAIL: Way(ScriptKind.MESSAGE),
    Channel.LINKEDIN: Way(ScriptKind.MESSAGE, way=Channel.LINKEDIN),
    Channel.TEXT: Way(ScriptKind.MESSAGE, way=Channel.TEXT),
    Channel.VOICEMAIL: Way(ScriptKind.VOICEMAIL),
    Channel.PHONE: Way(ScriptKind.CONVERSATION, occasion="call"),
    Channel.IN_PERSON: Way(ScriptKind.CONVERSATION),
    Channel.LETTER: Way(ScriptKind.LETTER),
}
OF_RUNG = {
    RungKind.LIGHT: ScriptKind.LIGHT,
    RungKind.LETTER: ScriptKind.LETTER,
    RungKind.REFERRER: ScriptKind.REFERRER,
}
"""On these tries the words are of one kind, whichever way they go."""
SITUATIONS = {
    "everything known": EXAMPLES,
    "no friend between": {name: one for name, one in EXAMPLES.items() if name != "mutual"},
    "only names": {"name": "Mei", "me": "Alex", "company": "Harbour Foods"},
    "nothing known": {},
}
OWN = {name: one for name, one in EXAMPLES.items() if name in {"looking_for", "phone"}}


def wrong_with(text: str, known: dict[str, str], where: Wanted, kind: ScriptKind) -> list[str]:
    """Return what keeps a text from reading as a person writes."""
    found = read_over(
        text,
        kind,
        guide.measures(),
        objective=known.get("looking_for", ""),
        phone=known.get("phone", ""),
        friend=known.get("mutual", "") if where.rung is not RungKind.SECOND else "",
        way=where.way,
    )
    # A number that nobody knows cannot be left.
    said = [one.words for one in found if not one.fine and (known or one.point is not Point.PHONE)]
    if "phone" not in known:
        said = [one for one in said if one != "Leave a number to call back."]
    if re.search(r"[\[\]|${}]| [,.;:?]|,,|\.\.|  |\n\n\n", text):
        said.append("the outline shows")
    if any(part[:1].islower() for part in re.split(r"\n\n", text)):
        said.append("a paragraph begins small")
    sentences = re.findall(r"[^.?!\n]+[.?!]", text)
    if len({one.strip().casefold() for one in sentences}) != len(sentences):
        said.append("a sentence stands twice")
    if re.search(r"\b(\w+) \1\b", text, re.IGNORECASE):
        said.append("a word stands twice")
    if re.search(r"\bjobs?\b", text, re.IGNORECASE):
        said.append("a job")
    return said


@pytest.mark.parametrize("known", list(SITUATIONS.values()), ids=list(SITUATIONS))
@pytest.mark.parametrize("channel", list(Channel), ids=lambda one: one.name)
@pytest.mark.parametrize("rung", list(RungKind), ids=lambda one: one.name)
def test_every_combination_reads_as_a_person_writes(
    rung: RungKind, channel: Channel, known: dict[str, str]
) -> None:
    """Each kind of contact, each ask, general and about one company: all that is read is fine.

    No doubled sentence, what one wants early, thanks, flexible where a time is proposed, no "a
    job", within its measure; about one company it names that company, else it does not; whoever
    brought the two together is named first in the letter and early elsewhere.
    """
    way = WAYS[channel]
    kind = OF_RUNG.get(rung, way.kind)
    occasion = way.occasion if kind is way.kind else ""
    for contact, ask, scope in product((None, *Kind), AskKind, Scope):
        where = Wanted(contact, scope, rung, ask, None if kind is ScriptKind.LETTER else way.way)
        found = guide.scaffold(
            kind,
            contact=contact,
            scope=scope,
            rung=rung,
            occasion=occasion,
            ask=ask,
            way=way.way,
        )
        text = guide.fill(found, **known)
        context = f"{where}\n{text}"
        given = known if kind not in {ScriptKind.REFERRER, ScriptKind.LIGHT} else OWN
        assert wrong_with(text, given, where, kind) == [], context
        if kind in {ScriptKind.MESSAGE, ScriptKind.VOICEMAIL, ScriptKind.LETTER} and known:
            named = known.get("company", "") in text
            assert named == (scope is Scope.TARGETED), context
        if kind is ScriptKind.LETTER and "mutual" in known:
            assert text.split("\n\n")[1].startswith(known["mutual"]), context


@pytest.mark.parametrize("known", list(SITUATIONS.values()), ids=list(SITUATIONS))
@pytest.mark.parametrize(("contact", "scope"), list(product((None, *Kind), Scope)))
def test_a_chance_meeting(known: dict[str, str], contact: Kind | None, scope: Scope) -> None:
    """Three sentences in the queue of a shop, with the company only where it is about one."""
    found = guide.scaffold(ScriptKind.CHANCE, contact=contact, scope=scope)
    text = guide.fill(found, **known)
    where = Wanted(contact, scope, RungKind.SECOND)
    assert wrong_with(text, known, where, ScriptKind.CHANCE) == []
    if known:
        assert (known["company"] in text) == (scope is Scope.TARGETED)


def test_the_lines_a_friend_passes_on() -> None:
    """About the owner in the third person, with name and number, short, and nothing to fill in."""
    found = guide.scaffold(ScriptKind.MESSAGE, occasion="forward")
    text = guide.fill(found, **EXAMPLES)
    assert text.startswith("Alex is looking for planning work")
    assert EXAMPLES["phone"] in text
    assert word_count(text) <= 60
    assert guide.fill(found).startswith("A friend of mine")


@pytest.mark.parametrize("occasion", ["just met", "keep in touch"])
def test_something_that_would_interest_them(occasion: str) -> None:
    """A few words first, then the same with an item that fits what was spoken about (S4-10)."""
    few, item = guide.scaffolds(ScriptKind.MESSAGE, occasion=occasion)
    assert item.name == f"{few.name}-item"
    text = guide.fill(item, **EXAMPLES)
    assert EXAMPLES["spoke_about"] in text
    assert EXAMPLES["offer"] in text
    assert "S4-10" in item.rules


def test_the_parts_bring_their_rules() -> None:
    """About one company the rule of being open is with it; in general the overview's is."""
    general = guide.scaffold(ScriptKind.MESSAGE, scope=Scope.GENERAL)
    targeted = guide.scaffold(ScriptKind.MESSAGE, scope=Scope.TARGETED)
    assert ("S1-7" in general.rules, "S1-8" in general.rules) == (True, False)
    assert ("S1-7" in targeted.rules, "S1-8" in targeted.rules) == (False, True)


def test_the_letter_leads_with_the_friend() -> None:
    """The first sentence after the greeting begins with their name (rule S0-7)."""
    letter = guide.scaffold(ScriptKind.LETTER, rung=RungKind.LETTER)
    text = guide.fill(letter, **EXAMPLES)
    assert text.split("\n\n")[1].startswith(EXAMPLES["mutual"])


@pytest.mark.parametrize(
    "typed",
    ["$me", "{0}", "{name.__class__}", "%s", "[a|b]", "\\1 \\g<0>", "**b** <b>", "$$", "a\nb"],
)
def test_typed_text_means_nothing(typed: str) -> None:
    """A dollar, a brace, a bracket, a backslash come out as they went in."""
    for name in START.blanks:
        assert typed in guide.fill(START, **(EXAMPLES | {name: typed}))


@given(values=st.dictionaries(st.sampled_from(sorted(EXAMPLES)), st.text(max_size=80)))
def test_any_values(values: dict[str, str]) -> None:
    """Whatever is typed stands in the text as typed, without the spaces around it."""
    text = guide.fill(START, **values)
    for name in START.blanks:
        assert values.get(name, "").strip().rstrip("\u200b⠀") in text or not values[name].strip()


def test_one_full_stop() -> None:
    """A blank that ends its own sentence does not end it twice."""
    text = guide.fill(START, looking_for="planning work.", me="A. B.")
    assert "planning work. Could" in text
    assert text.endswith("A. B.")


def test_a_long_blank_is_kept_within_a_note() -> None:
    """Nothing longer than a script may be comes out."""
    assert len(guide.fill(START, looking_for="x" * 20_000)) == NOTE_LIMIT


def test_no_outline_claims_what_its_words_do_not_do() -> None:
    """A message asking for names leaves no time open (S4-11), and names no friend (S4-7)."""
    names = guide.scaffold(ScriptKind.MESSAGE, contact=Kind.FRIEND, ask=AskKind.NAMES)
    advice = guide.scaffold(ScriptKind.MESSAGE, contact=Kind.FRIEND, ask=AskKind.ADVICE)
    assert ("S4-11" in names.rules, "S4-11" in advice.rules) == (False, True)
    assert "S4-7" not in {*names.rules, *advice.rules}
