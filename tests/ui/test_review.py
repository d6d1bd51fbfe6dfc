"""What happened, as it is read: nothing yet, three asks, fifteen, three hundred."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.guesses import Guess
from lib.coaching.records import Record
from lib.coaching.touches import Channel, Direction, Help, Outcome, Touch
from tests.daytime import today

if TYPE_CHECKING:
    from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

HOSTILE = "**[x](javascript:alert(1))** <img src=x onerror=alert(1)> :red[a] $x^2$ `c`"


def ago(days: int) -> date:
    """Return the day so many days before today at the desk."""
    return today() - timedelta(days=days)


def sent(  # noqa: PLR0913 - an ask has these parts
    name: str,
    days: int,
    answered: int | None = None,
    *,
    kind: Kind = Kind.OTHER,
    outcome: Outcome = Outcome.HELPED,
    helped: tuple[Help, ...] = (),
    let_go: int | None = None,
) -> list[Record]:
    """Return an ask sent so many days ago, with its answer if there was one."""
    contact = Contact(name=name, kind=kind)
    ask = Ask(contact=contact.id, let_go_on=None if let_go is None else ago(let_go))
    rows: list[Record] = [contact, ask]
    rows.append(Touch(contact=contact.id, ask=ask.id, on=ago(days), channel=Channel.EMAIL))
    if answered is not None:
        rows.append(
            Touch(
                contact=contact.id,
                ask=ask.id,
                on=ago(answered),
                direction=Direction.REPLY,
                outcome=outcome,
                helped_with=helped,
            )
        )
    return rows


def said(at: AppTest) -> str:
    """Return every word on the screen that Markdown is read from, one line an element."""
    found = [*at.title, *at.subheader, *at.markdown, *at.caption]
    return "\n".join(one.value.replace("\\", "") for one in found)


def alts(at: AppTest) -> list[str]:
    """Return the pictures' words for those who hear the page."""
    return [one.proto.imgs[0].alt for one in at.image]


def test_no_data_shows_an_invented_example_and_one_button(open_page: Open) -> None:
    """Nothing sent: pictures of an invented person, each marked as invented; one button."""
    at = open_page("review.py")
    assert "Sam and these numbers are invented" in said(at)
    assert [one.label for one in at.button] == ["Write the first message", "Look at an example"]
    assert all(
        one.value.startswith("Invented") or one.value == "What happened"
        for one in [*at.title, *at.subheader]
    )
    assert len(at.image) == 3
    at.button(key="start").click().run()
    assert not at.exception


def test_three_asks_cannot_tell_yet(desk: Desk, open_page: Open) -> None:
    """Three asks: their states, and that nothing can be told of a rate; no example any more."""
    desk.save(
        *sent("Mei", 20, 18, helped=(Help.NAMES,)),
        *sent("Ravi", 10),
        *sent("Dana", 40),
        Guess(of_ten=6, made_on=ago(41), locked_on=ago(40)),
    )
    at = open_page("review.py")
    words = said(at)
    assert "invented" not in words
    assert "Of three asks that reached someone" in words
    assert "We can't tell your rate yet" in words
    assert "No good published reply rate exists" in words
    assert "You guessed six of ten. It stays in its envelope" in words
    assert "Mei · names or leads" in words.replace("**", "")
    assert all(alts(at))


def test_open_asks_are_neither_yes_nor_no(desk: Desk, open_page: Open) -> None:
    """Fifteen asks, most open: the rate is said with its counts and keeps clear of both errors."""
    rows: list[Record] = []
    for place in range(15):
        rows += sent(f"Person {place}", 35 - place, 34 - place if place % 5 == 0 else None)
    desk.save(*rows)
    at = open_page("review.py")
    words = said(at)
    assert "fifteen asks: three answered, eight still open and four silent" in words
    assert alts(at)[0].startswith("Of fifteen asks that reached someone")


def test_guess_is_compared_once_its_last_message_is_14_days_old(
    desk: Desk, open_page: Open
) -> None:
    """Ten sent 14 days ago and before: the envelope is open. A day less: it is closed."""
    rows: list[Record] = [Guess(of_ten=6, made_on=ago(30), locked_on=ago(23))]
    for place in range(9):
        rows += sent(f"Person {place}", 23 - place, 20 - place if place < 2 else None)
    desk.save(*rows, *sent("Last", 14))
    assert "You guessed six of ten; two were answered within 14 days." in said(
        open_page("review.py")
    )


def test_guess_stays_closed_a_day_before(desk: Desk, open_page: Open) -> None:
    """The tenth message is 13 days old: the envelope opens tomorrow."""
    rows: list[Record] = [Guess(of_ten=6, made_on=ago(30), locked_on=ago(22))]
    for place in range(9):
        rows += sent(f"Person {place}", 22 - place, 20 - place if place < 2 else None)
    desk.save(*rows, *sent("Last", 13))
    words = said(open_page("review.py"))
    assert "the envelope opens on" in words
    assert "were answered within 14 days." not in words


def test_three_hundred_asks(desk: Desk, open_page: Open) -> None:
    """Three hundred: the newest hundred drawn, all counted; helpers paged; rest folded."""
    rows: list[Record] = []
    for place in range(300):
        answered = 299 - place if place % 6 == 0 else None
        rows += sent(f"Person {place}", 300 - place, answered, let_go=1 if place % 7 == 1 else None)
    desk.save(*rows)
    at = open_page("review.py")
    assert "The picture shows the newest 100 of 300." in said(at)
    assert "50 answered" not in alts(at)[0]
    assert sum("Person" in one.value for one in at.markdown) == 3
    at.session_state["all-helpers"] = True
    at.session_state["at-rest"] = True
    at.run()
    assert not at.exception
    assert sum("Person" in one.value for one in at.markdown) == 3 + 10 + 10


def test_tables_and_plotly_only_on_demand(desk: Desk, open_page: Open) -> None:
    """No table and no Plotly before they are asked for; then all three, and the bars."""
    desk.save(*sent("Mei", 20, 18), *sent("Ravi", 10))
    at = open_page("review.py")
    assert not at.dataframe
    assert not at.get("plotly_chart")
    for key in ("asks", "rate", "silence"):
        at.session_state[f"behind-{key}"] = True
    at.run()
    assert len(at.dataframe) == 3
    at.toggle(key="runs").set_value(True).run()
    assert not at.exception
    (chart,) = at.get("plotly_chart")
    assert "of 100" in chart.proto.alt


@pytest.mark.parametrize(("silences", "spoken"), [(4, False), (5, True)])
def test_five_silences_to_one_kind_name_one_change(
    desk: Desk,
    open_page: Open,
    silences: int,
    spoken: bool,  # noqa: FBT001 - the parameter of a test, by name
) -> None:
    """After the fifth silence to one kind, and not before, one thing to try is named."""
    rows: list[Record] = []
    for place in range(silences):
        rows += sent(f"Person {place}", 60 - place, kind=Kind.COLLEAGUE)
    desk.save(*rows, *sent("Mei", 40, 39, kind=Kind.FRIEND))
    words = said(open_page("review.py"))
    assert ("One thing to try." in words) is spoken
    assert ("ring up instead of writing" in words) is spoken


def test_hostile_names_stay_text(desk: Desk, open_page: Open) -> None:
    """A name with Markdown in it comes out as typed, among helpers and among those at rest."""
    desk.save(*sent(HOSTILE, 9, 8), *sent(HOSTILE, 30, let_go=10))
    at = open_page("review.py")
    at.session_state["at-rest"] = True
    at.run()
    hits = [one.value for one in at.markdown if "alert" in one.value]
    assert len(hits) == 2
    assert all(r"\*\*\[x\]\(javascript" in one and r"\<img" in one for one in hits)


def test_rest_is_time_regained_and_may_come_to_mind_again(desk: Desk, open_page: Open) -> None:
    """Folded: about how much time is free, as an estimate; those with a day on top (T2, S0-12)."""
    people = [Contact(name=name) for name in ("Ravi", "Dana", "Ola")]
    asks = [
        Ask(contact=one.id, let_go_on=ago(3), revisit_on=again)
        for one, again in zip(people, (None, ago(-20), None), strict=True)
    ]
    desk.save(*people, *asks, *(Touch(contact=one.contact, ask=one.id, on=ago(40)) for one in asks))
    at = open_page("review.py")
    assert "S0-12" not in at.session_state["rules-shown"]
    at.session_state["at-rest"] = True
    at.run()
    text = said(at)
    assert "about 45 minutes, by our estimate" in text
    assert text.index("To be thought of again") < text.index("Dana") < text.index("All who rest")
    assert {"S0-12", "S4-17"} <= set(at.session_state["rules-shown"])
