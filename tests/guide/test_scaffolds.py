"""Scaffolds: which one fits, how it is filled, and that typed text is never read as anything."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import guide
from lib.coaching.asks import AskKind, Scope
from lib.coaching.contacts import Kind
from lib.coaching.records import NOTE_LIMIT
from lib.coaching.scripts import ScriptKind
from lib.coaching.touches import RungKind
from lib.coaching.words import Point, read_over, word_count
from lib.guide import files
from lib.guide.outlines import Scaffold

START = guide.scaffold(ScriptKind.MESSAGE, occasion="start")
EXAMPLES = {name: one.example for name, one in guide.blanks().items()}
OCCASIONS = ("", "start", "call", "introduction", "just met", "keep in touch", "up to date")


def every() -> list[Scaffold]:
    """Return every scaffold, by asking for all that can be asked for."""
    found = {}
    for kind, contact, scope, rung, occasion in product(
        ScriptKind, (None, *Kind), (None, *Scope), (None, *RungKind), OCCASIONS
    ):
        for one in guide.scaffolds(
            kind, contact=contact, scope=scope, rung=rung, occasion=occasion
        ):
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
    ("contact", "scope", "rung", "name"),
    [
        (Kind.COLLEAGUE, Scope.TARGETED, RungKind.FIRST, "message-colleague-targeted"),
        (Kind.FRIEND, Scope.GENERAL, None, "message-friend-general"),
        (Kind.FRIEND, Scope.GENERAL, RungKind.SECOND, "second"),
        (None, None, None, "message"),
        (None, Scope.TARGETED, RungKind.FIRST, "message"),
    ],
)
def test_the_most_fitting(
    contact: Kind | None, scope: Scope | None, rung: RungKind | None, name: str
) -> None:
    """Made for just this first, then what is made for any."""
    found = guide.scaffold(ScriptKind.MESSAGE, contact=contact, scope=scope, rung=rung)
    assert found.name == name


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
    example = EXAMPLES | {"request": guide.request(AskKind.ADVICE)}
    text = guide.fill(scaffold, **example)
    found = read_over(
        text,
        scaffold.kind,
        guide.measures(),
        objective=EXAMPLES["looking_for"],
        phone=EXAMPLES["phone"],
        friend=EXAMPLES["mutual"],
        asks=scaffold.asks,
    )
    needs_no_thanks = scaffold.occasion == "keep in touch"
    wrong = [one for one in found if not one.fine]
    assert [one for one in wrong if not (needs_no_thanks and one.point is Point.THANKS)] == []


@pytest.mark.parametrize("ask", list(AskKind))
@pytest.mark.parametrize("contact", list(Kind))
@pytest.mark.parametrize("scope", list(Scope))
def test_every_ask_of_every_kind(ask: AskKind, contact: Kind, scope: Scope) -> None:
    """Each message with each request stays short and to the point."""
    scaffold = guide.scaffold(ScriptKind.MESSAGE, contact=contact, scope=scope)
    text = guide.fill(scaffold, **(EXAMPLES | {"request": guide.request(ask)}))
    found = read_over(text, ScriptKind.MESSAGE, guide.measures(), objective=EXAMPLES["looking_for"])
    assert [one for one in found if not one.fine and one.point is not Point.LENGTH] == []
    assert word_count(text) <= 115
    company = EXAMPLES["company"]
    assert (company in text) == (scope is Scope.TARGETED)


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
