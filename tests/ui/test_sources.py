"""Where this comes from: the rules of the page one came from, the articles, what was settled."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib import guide
from lib.ui.sources import TITLES
from tests.ui.conftest import FRAME, SECONDS

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
ROOT = Path(__file__).parents[2]


def said(at: AppTest) -> str:
    """Return every word that Markdown is read from, one line an element, without escapes."""
    found = [*at.title, *at.subheader, *at.markdown, *at.caption]
    return "\n".join(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", one.value) for one in found)


def came_with(desk: Desk, rules: str) -> AppTest:
    """Return the page as a link of another page's foot opens it."""
    at = AppTest.from_file(FRAME, default_timeout=SECONDS)
    at.query_params["w"] = desk.workbook
    at.query_params["rules"] = rules
    at.switch_page("sources.py").run()
    assert not at.exception, at.exception
    return at


def links(at: AppTest) -> list[tuple[str, str, str]]:
    """Return (page, label, query) of each link drawn on the page itself."""
    found = [one.proto for one in at.main if one.type == "page_link"] or [
        one.proto for one in at.get("page_link")
    ]
    return [
        (one.page, re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", one.label), one.query_string)
        for one in found
    ]


def test_the_titles_are_the_menus() -> None:
    """A page is called here as in the bar."""
    menu = (ROOT / "pages" / "main.py").read_text("utf-8")
    for page, title in TITLES.items():
        assert re.search(rf'"{page}\.py"(: \(|, title=)"{title}"', menu), page
    assert set(TITLES) == set(guide.teaching.PAGES)


def test_without_a_page_it_begins_with_the_articles(open_page: Open) -> None:
    """Five of them, each with author, title and what was taken; long things are folded."""
    at = open_page("sources.py")
    assert [one.value for one in at.subheader] == [
        "The five articles",
        "Where they disagree",
        "What is ours",
    ]
    for one in guide.articles().values():
        assert one.title in said(at)
        assert one.author in said(at)
        assert one.took in said(at)
    assert not any(one.words in said(at) for one in guide.rules().values())


def test_a_page_is_told_what_it_rests_on(desk: Desk) -> None:
    """Those rules alone, each with its article; a reader's comment is called one."""
    at = came_with(desk, "S0-2,S3-17")
    assert at.subheader[0].value == "What the page you came from rests on"
    drawn = [one.id for one in guide.rules().values() if one.words in said(at)]
    assert drawn == ["S0-2", "S3-17"]
    assert said(at).count("a reader's comment") == 1
    assert [one.label.replace("\\", "") for one in at.expander[:2]] == [
        "Dave Opton · one rule",
        "The Wise Job Search, with two readers' comments · one rule",
    ]


@pytest.mark.parametrize(
    "rubbish", ["", ",", "S9-9", "S0-18", "<b>S0-2</b>", "S0-2;S0-3", "s0-2", "x" * 5000]
)
def test_rubbish_is_passed_over(desk: Desk, rubbish: str) -> None:
    """An address anyone may write: what is no rule is neither drawn nor missed."""
    at = came_with(desk, rubbish)
    assert at.subheader[0].value == "The five articles"
    at = came_with(desk, f"{rubbish},S0-2,S0-2")
    assert [one.id for one in guide.rules().values() if one.words in said(at)] == ["S0-2"]


def test_many_rules_are_folded(desk: Desk) -> None:
    """More than a few: a line for each article until it is opened."""
    wanted = list(guide.rules())[:20]
    at = came_with(desk, ",".join(wanted))
    assert not any(one.words in said(at) for one in guide.rules().values())
    at.session_state["from-S0"] = True
    at.run()
    drawn = [one.id for one in guide.rules().values() if one.words in said(at)]
    assert drawn == [one for one in wanted if one.startswith("S0-")]


@pytest.mark.parametrize("article", ["S0", "S1", "S2", "S3", "S4"])
def test_each_rule_with_the_ways_to_it(desk: Desk, open_page: Open, article: str) -> None:
    """Opened, an article shows each rule and a link to each page; the workbook goes along."""
    at = open_page("sources.py")
    at.session_state[f"rules-{article}"] = True
    at.run()
    assert not at.exception
    its = [one for one in guide.rules().values() if one.article == article]
    assert all(one.words in said(at) for one in its)
    wanted = [
        (place.page, f"{TITLES[place.page]}: {place.where}", f"w={desk.workbook}")
        for one in its
        for place in one.places
    ]
    assert [one for one in links(at) if one in wanted] == wanted


def test_what_was_settled(open_page: Open) -> None:
    """Folded; opened, each point with what the articles say and what the workbook does."""
    at = open_page("sources.py")
    assert not any(one.settled in said(at) for one in guide.settled())
    at.session_state["settled"] = True
    at.run()
    for one in guide.settled():
        assert one.apart in said(at)
        assert one.settled in said(at)


def test_what_a_coach_may_change(open_page: Open) -> None:
    """Each file of the guide, with its own words for what may be changed."""
    at = open_page("sources.py")
    at.session_state["may-change"] = True
    at.run()
    for file, what in guide.may_change().items():
        assert f"**{file}**: {what}" in said(at)


def test_the_page_rests_on_nothing_itself(open_page: Open) -> None:
    """No link at its foot that leads to itself."""
    at = open_page("sources.py")
    assert not any("rules=" in query for *_, query in links(at))
