"""The guide: complete, within its ranges, resting on rules that exist, and in our own words."""

import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from lib import coaching, guide
from lib.coaching.asks import AskKind
from lib.coaching.checks import Fit
from lib.coaching.contacts import Cadence, Kind
from lib.coaching.gives import GiveKind
from lib.coaching.ladder import MESSAGES
from lib.coaching.touches import Channel, RungKind
from lib.guide import files as shipped

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "lib" / "guide"
SHARED = ROOT.parent / "shared"
RULE = re.compile(r"\bS[0-4]-\d+\b")


def enums() -> list[type[Enum]]:
    """Return every enum that `lib.coaching` declares."""
    found = {}
    for module in pkgutil.iter_modules(coaching.__path__):
        for one in vars(importlib.import_module(f"lib.coaching.{module.name}")).values():
            if (
                isinstance(one, type)
                and issubclass(one, Enum)
                and one.__module__.startswith("lib.")
            ):
                found[one.__qualname__] = one
    return list(found.values())


NOT_SHOWN = {
    "Place",  # which question of the first ten minutes someone stands at: never shown
    "CountKind",  # how a room is counted: named in workshop.toml, whose steps have the words
    "QuestionKind",  # where a room's answers stand: named in workshop.toml, with a title each
}
SHOWN = [one for one in enums() if one.__name__ not in NOT_SHOWN]
"""Every other enum is shown to people somewhere, so each member has its words."""


def test_there_are_enums() -> None:
    """The search for enums finds those of every room of the coaching."""
    names = {one.__name__ for one in SHOWN}
    assert names >= {"Kind", "Channel", "AskKind", "AskState", "Outcome", "Help", "Verb", "Check"}


@pytest.mark.parametrize("enum", SHOWN, ids=lambda one: one.__name__)
def test_each_member_has_its_words(enum: type[Enum]) -> None:
    """One label for each member, no label for a member that is gone, no two alike."""
    labels = [guide.label(one) for one in enum]
    assert all(label.strip() == label and label for label in labels)
    assert len(set(labels)) == len(labels)
    assert set(shipped.table_of("words.toml")[enum.__name__]) == set(enum.__members__)


def test_a_member_without_words_is_told() -> None:
    """The message names the file and the entry."""

    class Colour(Enum):
        RED = "red"

    with pytest.raises(guide.GuideError, match=r"words\.toml.*Colour · RED"):
        guide.label(Colour.RED)


def test_the_ladder() -> None:
    """Every try in climbing order, with the waits of the product; the friend comes last."""
    ladder = guide.ladder()
    assert [one.kind for one in ladder.rungs] == list(RungKind)
    assert [one.wait_days for one in ladder.rungs] == [0, 7, 7, 7, 10]
    assert [one.needs_referrer for one in ladder.rungs] == [
        one.kind not in MESSAGES for one in ladder.rungs
    ]
    assert (ladder.rest_days, ladder.tries, ladder.fold_days) == (10, 3, 14)
    assert hash(ladder) == hash(guide.ladder())


def test_the_cadences() -> None:
    """Weekly, monthly, quarterly, and a default for each kind."""
    cadences = guide.cadences()
    spans = {one: (span.months, span.days) for one, span in cadences.intervals}
    assert spans == {
        Cadence.WEEKLY: (0, 7),
        Cadence.MONTHLY: (1, 0),
        Cadence.QUARTERLY: (3, 0),
    }
    assert {kind for kind, _ in cadences.by_kind} == set(Kind)
    assert hash(cadences) == hash(guide.cadences())


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_can_something_and_not_everything(kind: Kind) -> None:
    """Each card speaks of every ask with a reason; colleagues alone can be a reference."""
    card = guide.kinds()[kind]
    assert set(card.suits) == set(AskKind)
    assert all(one.reason and one.rules for one in card.suits.values())
    assert any(one.fit is Fit.CAN for one in card.suits.values())
    assert card.label
    assert card.line
    assert card.tips
    reference = card.suits[AskKind.REFERENCE].fit
    assert reference is (Fit.CAN if kind is Kind.COLLEAGUE else Fit.CANNOT)


def test_how_close() -> None:
    """Five steps in the product's words, and a minimum that never falls with a heavier ask."""
    assert list(guide.strengths()) == [1, 2, 3, 4, 5]
    assert [guide.minimum_strength()[one] for one in AskKind] == [1, 1, 2, 3, 4, 4]
    assert guide.limits().minimum_strength == guide.minimum_strength()


def test_ideas_and_prompts() -> None:
    """At least six ideas of each kind and twelve prompts, none twice."""
    for kind in GiveKind:
        ideas = [one.words for one in guide.give_ideas()[kind]]
        assert len(set(ideas)) == len(ideas) >= 6
    prompts = guide.prompts()
    assert len({one.text for one in prompts}) == len(prompts) >= 12
    assert {one.kind for one in prompts} == set(Kind)
    assert all(one.rules for one in prompts)


def test_starting_points() -> None:
    """Each a judgement, said to be one, with a mean of a few messages' worth."""
    points = guide.starting_points()
    assert points.status == "judgement"
    assert points.mix_worth == 6
    assert {name: (one.mean, one.worth) for name, one in points.by_name.items()} == {
        "mail_to_stranger": (0.08, 10),
        "linkedin_note": (0.09, 10),
        "inmail": (0.18, 10),
        "voicemail_to_stranger": (0.05, 10),
        "mutual_friend_named": (0.25, 4),
        "colleague": (0.45, 4),
        "friend": (0.7, 4),
        "social": (0.3, 4),
        "in_person": (0.6, 4),
    }


def test_answers_cannot_be_altered() -> None:
    """What is handed out is shared by everyone, so nobody can change it."""
    with pytest.raises(TypeError):
        guide.kinds()[Kind.FRIEND] = guide.kinds()[Kind.OTHER]  # type: ignore[index]
    with pytest.raises(TypeError):
        guide.strengths()[1] = ""  # type: ignore[index]


def files() -> list[Path]:
    """Return every file of the guide."""
    return sorted([*FOLDER.glob("*.toml"), *FOLDER.glob("scripts/*.md")])


@pytest.mark.parametrize("path", files(), ids=lambda one: one.name)
def test_each_file_says_where_it_comes_from(path: Path) -> None:
    """Rule ids, a source, and in its first lines what a coach may change."""
    text = path.read_text(encoding="utf-8")
    assert RULE.search(text)
    assert re.search(r"^(> )?source ?[:=]", text, re.MULTILINE)
    assert "may change" in text.split("\n\n")[0]
    assert all(len(line) <= 600 for line in text.splitlines())


def cited() -> Iterator[tuple[str, str]]:
    """Return each (file, rule id) cited anywhere in the guide and the rules."""
    for path in [*files(), *sorted((ROOT / "lib" / "coaching").glob("*.py"))]:
        for rule in RULE.findall(path.read_text(encoding="utf-8")):
            yield path.name, rule


def test_every_rule_exists() -> None:
    """No citation of a rule that is not in the list of rules."""
    rules = SHARED / "rules.md"
    if not rules.exists():
        pytest.skip("the list of rules is not beside this checkout")
    known = set(re.findall(r"^\| (S[0-4]-\d+) \|", rules.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(known) > 100
    assert {row for row in cited() if row[1] not in known} == set()


def words_of(text: str) -> list[str]:
    """Return a text's words, folded, without punctuation."""
    return re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower().replace("\u2019", "'"))


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Return every run of so many words."""
    words = words_of(text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def test_our_own_words() -> None:
    """No eight words in a row stand both in an article and in the guide or a rule."""
    articles = sorted((SHARED / "articles").glob("*.txt"))
    if not articles:
        pytest.skip("the articles are not beside this checkout")
    theirs = {run for path in articles for run in runs(path.read_text(encoding="utf-8"))}
    assert len(theirs) > 2000
    code = sorted((ROOT / "lib" / "coaching").glob("*.py"))
    for path in [*files(), *code]:
        # An article is named by its title as it is printed.
        text = re.sub(r"^title = .*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert runs(text) & theirs == set(), path.name


def shown_texts() -> Iterator[str]:
    """Return the guide's texts that people read."""
    for card in guide.kinds().values():
        yield from (card.label, card.line, *card.tips)
        yield from (one.reason for one in card.suits.values())
    yield from guide.strengths().values()
    yield from (one.words for ideas in guide.give_ideas().values() for one in ideas)
    yield from (one.text for one in guide.prompts())
    yield from (guide.label(one) for enum in SHOWN for one in enum)
    for part in shipped.table_of("parts.toml").values():
        if isinstance(part, dict):
            yield from (one["words"] for one in part.values())
    yield from (one.words for one in guide.rules().values())
    yield from (one.where for rule in guide.rules().values() for one in rule.places)
    yield from (one.took for one in guide.articles().values())
    for row in guide.settled():
        yield from (row.apart, row.settled, *(one.where for one in row.shows))
    for path in sorted(FOLDER.glob("scripts/*.md")):
        yield path.read_text(encoding="utf-8").partition("\n\n")[2]


def test_a_calm_voice() -> None:
    """No exclamation mark, nothing about being late, no score."""
    for text in shown_texts():
        assert "!" not in text
        assert not re.search(r"\b(overdue|streak|score|late|fail\w*)\b", text.lower()), text


def test_entries_for_the_sources_page() -> None:
    """Each entry names its file, its rules and a source."""
    entries = guide.entries()
    of_others = {path.name for path in FOLDER.glob("*.toml")} - set(shipped.OF_THE_ARTICLES)
    assert {one.file for one in entries} == of_others
    assert all(one.rules and one.source for one in entries)


def asked_of_an_edited_copy(folder: Path, file: str, text: str, ask: str) -> tuple[int, str]:
    """Return (exit code, what was printed) of one question to a copy with one file edited."""
    leave = shutil.ignore_patterns("__pycache__")
    for room in ("coaching", "guide"):
        shutil.copytree(ROOT / "lib" / room, folder / "lib" / room, ignore=leave)
    for one in ("__init__.py", "settings.py"):
        shutil.copy(ROOT / "lib" / one, folder / "lib")
    (folder / "lib" / "guide" / file).write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", f"from lib import guide; print(guide.{ask})"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "old", "new", "ask"),
    [
        ("ladder.toml", "rest_days = 10", "rest_days = -1", "ladder()"),
        ("ladder.toml", "tries = 3", 'tries = "three"', "ladder()"),
        ("ladder.toml", "tries = 3", "tries = true", "ladder()"),
        ("ladder.toml", 'kind = "SECOND"', 'kind = "THIRD"', "ladder()"),
        ("ladder.toml", 'kind = "FIRST"', 'kind = "LETTER"', "ladder()"),
        ("ladder.toml", "wait_days = 10", 'wait_days = "ten"', "ladder()"),
        ("ladder.toml", "tries = 3", "tries = ", "ladder()"),
        ("cadence.toml", "days = 7", "days = 0", "cadences()"),
        ("cadence.toml", 'FRIEND = "MONTHLY"', 'FRIEND = "DAILY"', "cadences()"),
        ("cadence.toml", 'FRIEND = "MONTHLY"', "", "cadences()"),
        ("kinds.toml", 'fit = "can"', 'fit = "maybe"', "kinds()"),
        ("strength.toml", "ADVICE = 2", "ADVICE = 6", "minimum_strength()"),
        ("strength.toml", '3 = "we\'d chat"', "", "strengths()"),
        ("starting_points.toml", "m = 0.08", "m = 8.0", "starting_points()"),
        ("prompts.toml", 'kind = "OTHER"', 'kind = "ENEMY"', "prompts()"),
        ("measures.toml", "words = 75", "words = 0", "measures()"),
    ],
)
def test_a_slip_of_a_coach_is_told(tmp_path: Path, file: str, old: str, new: str, ask: str) -> None:
    """A wrong value names its file in words, wherever it stands."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert old in text
    code, said = asked_of_an_edited_copy(tmp_path, file, text.replace(old, new, 1), ask)
    assert code != 0
    assert re.search(rf"GuideError: {re.escape(file)} of the guide", said)


def test_a_coach_changes_a_wait(tmp_path: Path) -> None:
    """Another number in the file is another number in the rule."""
    text = (FOLDER / "ladder.toml").read_text(encoding="utf-8")
    edited = text.replace("rest_days = 10", "rest_days = 21")
    assert asked_of_an_edited_copy(tmp_path, "ladder.toml", edited, "ladder().rest_days") == (
        0,
        "21\n",
    )


def test_no_default_is_none(tmp_path: Path) -> None:
    """An empty word for a kind: such contacts are not kept in touch with by themselves."""
    text = (FOLDER / "cadence.toml").read_text(encoding="utf-8")
    edited = text.replace('FRIEND = "MONTHLY"', 'FRIEND = ""')
    code, said = asked_of_an_edited_copy(
        tmp_path, "cadence.toml", edited, "cadences().by_kind[0][1]"
    )
    assert (code, said) == (0, "None\n")


def test_ways_and_changes_are_said() -> None:
    """Every channel stands in a sentence; the changes to choose from differ, and are few."""
    assert len({guide.way(one) for one in Channel}) == len(Channel)
    changes = guide.changes()
    assert len(set(changes)) == len(changes)
    assert 3 <= len(changes) <= 8


def test_the_limits_of_asking() -> None:
    """Every number of the checks comes from the guide's files."""
    limits = guide.limits()
    assert (limits.tries, limits.again_days) == (guide.ladder().tries, 60)
    assert (limits.reference_uses, limits.slow_ask_days, limits.try_minutes) == (2, 7, 15)
    assert limits.talks == (4, 5)
