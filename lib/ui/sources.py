"""Where does the advice come from? Articles, their rules, where each shows, what was settled.

A page leads here with the rules it rests on in the address (`reasons.foot`): those come first.
Whatever is long is folded, and drawn once it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from lib import guide
from lib.guide import Article, Place, Rule, Settlement
from lib.ui.text import capital, md, number

TITLES = {
    "start": "Start",
    "today": "Today",
    "people": "People",
    "give": "Give first",
    "ask": "Ask",
    "review": "What happened",
    "workbook": "Workbook",
}
"""Each page's title, as the menu has it."""
FEW = 8
"""Rules of a page shown without folding."""


def asked_for() -> tuple[Rule, ...]:
    """Return the rules that the address names, each once and in their order; rubbish is left out.

    Empty where it names none.
    """
    wanted = set(st.query_params.get("rules", "").split(","))
    return tuple(one for one in guide.rules().values() if one.id in wanted)


def of_the_page(rules: Sequence[Rule]) -> None:
    """Draw what the page one came from rests on, by article; nothing where it is unknown."""
    if not rules:
        return
    st.subheader("What the page you came from rests on", anchor=False)
    for article in guide.articles().values():
        its = [one for one in rules if one.article == article.name]
        if not its:
            continue
        unfolded = st.expander(
            f"{md(article.author)} · {_many(len(its))}",
            key=f"from-{article.name}",
            expanded=len(rules) <= FEW,
            on_change="rerun",
        )
        if unfolded.open:
            with unfolded:
                st.markdown("\n".join(f"- {_said(one)}" for one in its))


def articles(workbook: str) -> None:
    """Draw the five articles, each with its rules folded."""
    st.subheader("The five articles", anchor=False)
    for article in guide.articles().values():
        _article(article, workbook)


def _article(article: Article, workbook: str) -> None:
    its = [one for one in guide.rules().values() if one.article == article.name]
    with st.container(border=True, key=f"article-{article.name}"):
        st.markdown(f"**{md(article.title)}**")
        st.caption(md(article.author))
        st.markdown(md(article.took))
        unfolded = st.expander(
            f"{capital(_many(len(its)))}, and where each shows",
            key=f"rules-{article.name}",
            on_change="rerun",
        )
        if unfolded.open:
            with unfolded:
                for rule in its:
                    with st.container(gap=None, key=f"rule-{rule.id}"):
                        st.markdown(_said(rule))
                        _ways(rule.places, workbook)


def disagreements(workbook: str) -> None:
    """Draw, folded, where the articles disagree and what the workbook does."""
    settled = guide.settled()
    st.subheader("Where they disagree", anchor=False)
    st.markdown(
        f"On {number(len(settled))} points two of them pull apart. Each was settled once, for the "
        "whole workbook."
    )
    unfolded = st.expander("What was settled, and how", key="settled", on_change="rerun")
    if unfolded.open:
        with unfolded:
            for one in settled:
                _settlement(one, workbook)


def _settlement(one: Settlement, workbook: str) -> None:
    with st.container(gap="xxsmall", key=f"settled-{one.name}"):
        st.markdown(f"**{md(one.apart)}**")
        st.markdown(md(one.settled))
        _ways(one.shows, workbook)


def changes() -> None:
    """Draw what is our judgement, and what a coach may change in which file."""
    st.subheader("What is ours", anchor=False)
    st.markdown(
        "The rules are the articles'. The words are ours, and so are numbers on which the articles "
        "are silent, such as days to wait or where a reply rate begins: those are judgement, and "
        "their files say so."
    )
    unfolded = st.expander("What a coach may change", key="may-change", on_change="rerun")
    if unfolded.open:
        with unfolded:
            st.markdown(
                "In a folder of their own, entry by entry; the workbook reads it when it starts. "
                "How it is done stands in docs/guide.md."
            )
            rows = guide.may_change().items()
            st.markdown("\n".join(f"- **{md(file)}**: {md(what)}" for file, what in rows))


def _said(rule: Rule) -> str:
    """Return a rule as Markdown; a reader's is said to be one."""
    return f"{md(rule.words)} :small[(a reader's comment)]" if rule.comment else md(rule.words)


def _many(rules: int) -> str:
    return "one rule" if rules == 1 else f"{number(rules)} rules"


def _ways(places: Iterable[Place], workbook: str) -> None:
    """Draw the links to where something shows; the workbook stays in the address."""
    for one in places:
        st.page_link(
            f"{one.page}.py",
            label=f"{TITLES[one.page]}: {md(one.where)}",
            icon=":material/arrow_forward:",
            query_params={"w": workbook},
        )
