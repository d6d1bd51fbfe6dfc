"""Two people who may be one, and what becomes of them when they are."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.coaching import workbook
from lib.coaching.asks import Ask, AskKind
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, Kind
from lib.coaching.duplicates import MOST, TWO_PEOPLE, answer, pairs
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give
from lib.coaching.merging import merged
from lib.coaching.promises import Promise
from lib.coaching.records import Record, fields_of
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.touches import Touch
from lib.coaching.workbook import LIMITS, TABLE_OF, Records

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 11, 2)


def ann(**fields: Any) -> Contact:  # noqa: ANN401 - fields of several types
    """Return Ann Roe with these fields."""
    return replace(Contact(name="Ann Roe", version=1), **fields)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"email": "a@x.org"}, {"name": "A. R.", "email": "A@X.org"}, "e-mail"),
        (
            {"link": "https://www.linkedin.com/in/ann/"},
            {"name": "Nina Doe", "link": "http://linkedin.com/in/ann"},
            "the same link",
        ),
        ({"link": "https://roe.example"}, {"name": "A Roe", "link": "http://roe.example/"}, "link"),
        ({"company": "Acme"}, {"company": ""}, "the same name"),
        ({}, {"name": "ROE, Ann"}, "the same name"),
        ({"company": "Acme GmbH"}, {"name": "Anne Roe", "company": "ACME"}, "nearly"),
        ({"company": "Acme"}, {"name": "Ann M. Roe", "company": "Acme Inc."}, "nearly"),
        ({"name": "Jon Smith", "company": "A"}, {"name": "John Smith", "company": "A"}, "nearly"),
    ],
)
def test_who_may_be_one(one: dict[str, Any], other: dict[str, Any], why: str) -> None:
    """B10, B11, B30: the same mail, link or name, or nearly the name in one company."""
    (pair,) = pairs(workbook.of([ann(**one), ann(**other)]))
    assert why in pair.why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"company": "Acme"}, {"company": "Other"}),
        ({}, {"name": "Bob Doe"}),
        ({"link": "https://acme.example"}, {"name": "Bob Doe", "link": "https://acme.example"}),
        ({"company": "Acme"}, {"name": "Alan Rhys", "company": "Acme"}),
        ({"email": "a@x.org"}, {"name": "Bob", "email": "b@x.org"}),
        ({"name": "Person 41", "company": "A"}, {"name": "Person 42", "company": "A"}),
    ],
)
def test_who_are_two(one: dict[str, Any], other: dict[str, Any]) -> None:
    """B30: a firm's page, a common name at two firms, two colleagues: nobody is proposed."""
    assert pairs(workbook.of([ann(**one), ann(**other)])) == ()


def test_an_answer_is_remembered() -> None:
    """They are two people: not asked again, in whichever order they stand."""
    one, other = ann(), ann()
    kept = Exercise(name=TWO_PEOPLE, on=DAY, answer=answer(other, one))
    assert answer(one, other) == answer(other, one)
    assert len(pairs(workbook.of([one, other]))) == 1
    assert pairs(workbook.of([one, other, kept])) == ()


def test_whoever_has_more_behind_them_stays() -> None:
    """The one with asks is first, whatever their order."""
    one, other = ann(id="a"), ann(id="b")
    asked = Ask(contact="b", planned_on=DAY)
    (pair,) = pairs(workbook.of([one, other, asked]))
    assert (pair.first.id, pair.second.id) == ("b", "a")


@pytest.mark.parametrize("alike", ["name", "firm", "everything"])
def test_five_thousand_cost_little(alike: str) -> None:
    """Bounded: five thousand namesakes, colleagues with the same letters, or copies of one."""
    count = LIMITS[Contact]
    kinds: dict[str, Callable[[int], Contact]] = {
        "name": lambda n: ann(company=f"Firm {n}"),
        "firm": lambda n: ann(name=f"Ann{n} Roe", company="Acme"),
        "everything": lambda _n: ann(email="a@x.org", company="Acme"),
    }
    made = kinds[alike]
    records = workbook.of([made(n) for n in range(count)])
    pairs(records)
    began = time.process_time()
    found = pairs(records)
    assert time.process_time() - began < 0.25
    assert len(found) <= MOST


def full(owner: Contact, other: Contact) -> list[Record]:
    """Return rows of every kind that name a contact, and an introduction by them."""
    ask = Ask(id=f"ask-{owner.id}", contact=owner.id, kind=AskKind.INTRODUCTION, about=other.id)
    return [
        ask,
        Touch(contact=owner.id, ask=ask.id, on=DAY),
        Give(contact=owner.id, what="a tip", given_on=DAY),
        Promise(contact=owner.id, what="to call", made_on=DAY),
        Script(kind=ScriptKind.MESSAGE, contact=owner.id, text="Dear Ann"),
        Comment(table="contacts", row=owner.id, on=DAY, text="nice"),
        Contact(name="Cy", mutual_contact=owner.id),
    ]


def after(records: Records, first: Contact, second: Contact) -> Records:
    """Return the workbook after the two were made one."""
    outcome = merged(records, first, second)
    rows = {(type(one), one.id): one for table in TABLE_OF for one in records.all(table).values()}
    rows.update({(type(one), one.id): one for one in outcome.changed})
    del rows[Contact, outcome.removed.id]
    return workbook.of(rows.values())


def test_everything_comes_along() -> None:
    """Asks, touches, gives, promises, drafts, comments and introductions become the first's."""
    first, second = ann(id="a"), ann(id="b")
    records = workbook.of([first, second, *full(first, second), *full(second, first)])
    result = after(records, first, second)
    for table in TABLE_OF:
        assert len(result.all(table)) == len(records.all(table)) - (table is Contact)
        for row in result.all(table).values():
            for one in fields_of(table):
                assert getattr(row, one.name) != "b" or one.name == "id"
    assert all(one.about is None for one in result.all(Ask).values())
    assert {one.row for one in result.all(Comment).values()} == {"a"}


def test_gaps_are_filled_and_differences_kept() -> None:
    """What the first has stays; the second's other words go to the notes."""
    first = ann(id="a", email="a@x.org", kind=Kind.COLLEAGUE, notes="tall", knows_at="Acme")
    second = ann(
        id="b", name="Ann M. Roe", email="b@x.org", phone="12345", kind=Kind.SOCIAL, strength=4,
        notes="tall", knows_at="Other", ever_helped=True, mutual_contact="a",
    )  # fmt: skip
    outcome = merged(workbook.of([first, second]), first, second)
    stays = outcome.changed[0]
    assert isinstance(stays, Contact)
    assert (stays.name, stays.email, stays.phone, stays.strength) == (
        "Ann Roe", "a@x.org", "12345", 4,
    )  # fmt: skip
    assert stays.kind is Kind.COLLEAGUE
    assert stays.notes == "tall\nName: Ann M. Roe\nE-mail: b@x.org"
    assert (stays.knows_at, stays.ever_helped, stays.mutual_contact) == ("Acme, Other", True, None)
    assert [(one.heading, one.noted) for one in outcome.conflicts] == [
        ("Name", True), ("How you know them", False), ("E-mail", True),
    ]  # fmt: skip
    assert stays.version == first.version


TEXTS = st.sampled_from(["", "x", "Ann", "a@x.org", "X"])
PEOPLE = st.builds(
    Contact, name=st.sampled_from(["Ann", "Bob"]), company=TEXTS, email=TEXTS, notes=TEXTS,
    position=TEXTS, kind=st.sampled_from([None, *Kind]), strength=st.sampled_from([None, 1, 5]),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_no_word_is_lost(first: Contact, second: Contact) -> None:
    """Whatever the two hold, each text of both stands in the one who stays."""
    stays = merged(workbook.of([first, second]), first, second).changed[0]
    assert isinstance(stays, Contact)
    everything = "\n".join(str(getattr(stays, one.name)) for one in fields_of(Contact)).casefold()
    for one in ("name", "company", "email", "position", "notes"):
        for contact in (first, second):
            assert getattr(contact, one).casefold() in everything
    assert stays.id == first.id
