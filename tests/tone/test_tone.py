"""Calm, plain, on the person's side: the words that are never said, looked for in all words shown.

`product.md`, Tone: no exclamation marks, streaks, scores, "overdue", guilt, false hope. What a rule
of spelling cannot see, people read; what it can, stands here.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tone.spoken import ROOT, Text, all_of_it, in_code

RULES = {
    "an exclamation mark": r"\w!(?!important)",
    "haste": r"\b(overdue|too late|late|behind schedule|falling behind|hurry up|urgent)\b",
    "a game": r"\b(streaks?|scores?|scored|badges?|points earned|level up|leaderboard|unlocked)\b",
    "failing": r"\b(fail|fails|failed|failing|failures?|losers?|rejected|rejections?)\b",
    "duty": r"\b((?<!what )(?<!it )must|you should(n't)?|should have|you (ought|need|have) to"
    r"|no excuse)\b",
    "guilt": r"\b(guilt\w*|blame\w*|shame\w*|your (own )?fault|lazy|laziness|you (forgot|missed)"
    r"|disappoint\w*|neglect\w*)\b",
    "false hope": r"\b(guarantee\w*|will get you|success rates?|sure to (get|work|answer)"
    r"|never fails|dream job|land (a|the|your) job|always works|proven to|secrets? to)\b",
    "belittling": r"\b(simply|obviously|of course|all you have to do|easy as|can't be hard"
    r"|just (do|write|ask|send|call|pick|tell|try|be)|(only|merely) need to|no big deal)\b",
    "a rate without its counts": r"(\d|\bAnn)\s?%(?![\w(])|\bper ?cent\b|\bpercentage\b",
    "the trade's words": r"\b(leverage|pipeline|prospects?|touch ?points?|personal brand|cadence"
    r"|elevator pitch|cold calls?|warm leads?|network(ing)? funnel)\b",
}
"""What is never said, with the words by which it is known; capital letters do not matter."""

EXCEPT = {
    "articles.toml": "failing",  # a title
    "lib/store/transactions.py": "failing",  # a disk may
    # A belief as people have it, and a list of what holds one back, are not ours to soften.
    "exercises.toml": "failing|guilt",
}
"""Rules that do not hold for a file, each for its reason."""

PLANTED = {
    "an exclamation mark": "Well done!",
    "haste": "This is overdue.",
    "a game": "Keep your streak.",
    "failing": "Three messages failed.",
    "duty": "You should have written on Monday.",
    "guilt": "That was your own fault.",
    "false hope": "This will get you an answer.",
    "belittling": "Just ask them.",
    "a rate without its counts": "You are at 30 %.",
    "the trade's words": "Fill your pipeline.",
}


def breaches(texts: list[Text]) -> list[str]:
    """Return where a text says what is never said: place, rule and the words around it."""
    found = []
    for one in texts:
        spared = EXCEPT.get(one.where.partition(":")[0], "").split("|")
        for rule, pattern in RULES.items():
            hit = re.search(pattern, one.words, re.IGNORECASE)
            if hit and rule not in spared:
                around = one.words[max(hit.start() - 40, 0) : hit.end() + 40]
                found.append(f"{one.where}: {rule}: {' '.join(around.split())}")
    return found


def test_nothing_shown_breaks_the_tone() -> None:
    """All words of pages, sentences, rules, guide, README, changes and settings."""
    assert breaches(all_of_it()) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_sentence_is_found(rule: str, tmp_path: Path) -> None:
    """The control: each rule is met by a sentence in code, in the guide and in the README."""
    words = PLANTED[rule]
    assert [one.split(": ")[1] for one in breaches([Text("here", words)])] == [rule]
    for path, text in {
        "pages/today.py": f'"""A docstring."""\nimport streamlit as st\nst.caption({words!r})\n',
        "lib/ui/x.py": f"name = 1\nlabel = f'{{name}}: {words}'\n",
        "lib/guide/sayings.toml": f'[one]\nwords = "{words}"\n',
        "lib/guide/scripts/x.md": f"# Title\n> rules: S0-1\n\n{words}\n",
        "README.md": f"# Title\n\n{words}\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    said = breaches(all_of_it(tmp_path))
    assert len(said) == 5, said
    assert {one.split(": ")[1] for one in said} == {rule}


def test_what_is_not_shown_is_not_judged() -> None:
    """Docstrings, keys, formats and styles are no words to people; a plain text beside them is."""
    code = '''"""You must read this."""
import streamlit as st
KEY = "must-do"
STYLE = "<style> a { color: red !important; } </style>"
def x() -> None:
    """It failed."""
    st.button("Done", key=f"late-{KEY}")
    st.text("All is well.")
'''
    found = [one.words for one in in_code("here", code)]
    assert set(found) == {"Done", "All is well."}


def test_the_words_are_found() -> None:
    """The search meets words of every kind of file: a page, a card, a chart, a rule, the guide."""
    places = {re.sub(r":\d+$", "", one.where) for one in all_of_it()}
    assert places >= {
        "pages/review.py",
        "lib/ui/cards.py",
        "lib/charts/sentences.py",
        "lib/coaching/checks.py",
        "lib/web/faults.py",
        "kinds.toml",
        "example.toml",
        "start.md",
        "README.md",
        "CHANGELOG.md",
        "settings.md",
    }
    assert len(all_of_it(ROOT)) > 1000
