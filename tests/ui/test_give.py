"""Give first: who is owed is on top, a give takes two taps, and a yes to "Ever helped?" counts."""

from collections.abc import Callable
from datetime import timedelta

from streamlit.testing.v1 import AppTest

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.gives import Give, GiveKind
from lib.coaching.records import Record
from lib.coaching.touches import Direction, Outcome, Touch
from lib.ui.text import md
from tests.daytime import today
from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]
ANN, BEN = Contact(id="ann", name="Ann Lee"), Contact(id="ben", name="Ben")
TODAY = today()


def _asked(row: str, *, helped: bool) -> list[Record]:
    """Return an ask of somebody that went out, and their help if they gave any."""
    rows: list[Record] = [
        Ask(id=f"ask-{row}", contact=row),
        Touch(contact=row, ask=f"ask-{row}", on=TODAY - timedelta(3)),
    ]
    if helped:
        rows.append(
            Touch(
                contact=row,
                ask=f"ask-{row}",
                on=TODAY,
                direction=Direction.REPLY,
                outcome=Outcome.HELPED,
            )
        )
    return rows


def _said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.subheader))


def test_an_empty_workbook_says_why_and_offers_one_thing(open_page: Open) -> None:
    """No people: one thought on giving, one button."""
    at = open_page("give.py")
    assert "People help whoever was good to them first" in _said(at)
    assert at.button(key="bring").label == "Who comes to mind?"
    at.button(key="bring").click().run()
    assert not at.exception
    assert at.title[0].value == "People"


def test_people_but_nothing_given_yet(open_page: Open, desk: Desk) -> None:
    """Giving first is explained before there is a ledger; nobody is put forward."""
    desk.save(ANN)
    at = open_page("give.py")
    assert "one small thing for them" in _said(at)
    assert not at.subheader


def test_whoever_helped_and_got_nothing_is_on_top(open_page: Open, desk: Desk) -> None:
    """Ann helped: her panel is open; Ben, only asked, stands below; no nought is held up."""
    desk.save(ANN, BEN)
    desk.save(*_asked("ann", helped=True), *_asked("ben", helped=False))
    at = open_page("give.py")
    assert at.subheader[0].value == md("Ann Lee")
    said = _said(at)
    assert "You asked once, and they helped once." in said
    assert "Given" not in said
    assert at.button(key="turn-ben")
    desk.save(Give(contact="ben", kind=GiveKind.PRAISE, given_on=TODAY))
    said = _said(open_page("give.py"))
    assert said.index("Given 1") < said.index("asked 2")


def test_two_taps_log_a_give_once(open_page: Open, desk: Desk) -> None:
    """A kind and "I did this": one give, today; then Ann is owed nothing any more."""
    desk.save(ANN)
    desk.save(*_asked("ann", helped=False))
    at = open_page("give.py")
    at.pills(key="give-kind-ann").set_value(GiveKind.PRAISE).run()
    at.button(key="gave-ann").click().run()
    assert not at.exception
    (give,) = desk.records().all(Give).values()
    assert (give.contact, give.kind, give.given_on) == ("ann", GiveKind.PRAISE, TODAY)
    assert desk.verbs().count("gave") == 1
    assert not at.subheader  # nobody is owed


def test_an_idea_goes_into_the_box_and_another_give_is_another_row(
    open_page: Open, desk: Desk
) -> None:
    """A tapped idea is saved as what was given; the next give starts with an empty box."""
    desk.save(ANN)
    at = open_page("give.py")
    at.query_params["who"] = "ann"
    at.run()
    at.pills(key="give-kind-ann").set_value(GiveKind.VALUE).run()
    at.radio[0].set_value(1).run()
    typed = at.text_input(key="give-what-ann").value
    assert typed
    at.button(key="gave-ann").click().run()
    assert next(iter(desk.records().all(Give).values())).what == typed
    at.pills(key="give-kind-ann").set_value(GiveKind.PRAISE).run()
    assert at.text_input(key="give-what-ann").value == ""
    at.button(key="gave-ann").click().run()
    assert len(desk.records().all(Give)) == 2


def test_a_planned_give_is_done_or_dropped(open_page: Open, desk: Desk) -> None:
    """Planned for a day, then done: one row all along."""
    desk.save(ANN)
    at = open_page("give.py")
    at.query_params["who"] = "ann"
    at.run()
    at.pills(key="give-kind-ann").set_value(GiveKind.SUPPORT).run()
    at.date_input(key="give-day-ann").set_value(TODAY + timedelta(1))
    at.button(key="plan-ann").click().run()
    (give,) = desk.records().all(Give).values()
    assert (give.planned_on, give.given_on) == (TODAY + timedelta(1), None)
    assert "tomorrow" in _said(at)
    at.button(key=f"done-{give.id}").click().run()
    (give,) = desk.records().all(Give).values()
    assert give.given_on == TODAY
    desk.save(Give(id="later", contact="ann", planned_on=TODAY))
    at.run()
    at.button(key="drop-later").click().run()
    assert desk.records().all(Give)["later"].planned_on is None
    assert not [one for one in at.button if one.key == "drop-later"]


def test_ever_helped_is_one_tap_and_counts(open_page: Open, desk: Desk) -> None:
    """Yes makes one ask even; the question is then gone."""
    desk.save(ANN)
    desk.save(*_asked("ann", helped=False))
    at = open_page("give.py")
    at.button(key="helped-True-ann").click().run()
    assert desk.records().all(Contact)["ann"].ever_helped is True
    assert not at.subheader
    assert not [one for one in at.button if str(one.key).startswith("helped-")]


def test_the_ledger_is_paged(open_page: Open, desk: Desk) -> None:
    """Sixty people with something given: twenty-five lines a page, by name."""
    desk.save(*(Contact(id=f"p{n:02}", name=f"P {n:02}") for n in range(60)))
    desk.save(*(Give(contact=f"p{n:02}", given_on=TODAY) for n in range(60)))
    at = open_page("give.py")
    at.session_state["ledger"] = True
    at.run()
    lines = [one.key for one in at.button if str(one.key).startswith("all-")]
    assert len(lines) == 25
    assert lines[0] == "all-p00"


def test_a_name_opens_that_person(open_page: Open, desk: Desk) -> None:
    """Somebody else can be found and chosen; the address then names them."""
    desk.save(ANN, BEN)
    at = open_page("give.py")
    at.text_input(key="choose-give").set_value("be").run()
    at.button(key="choose-give-ben").click().run()
    assert at.subheader[0].value == "Ben"
    assert at.query_params["who"] in ("ben", ["ben"])


def test_hostile_names_are_text(open_page: Open, desk: Desk) -> None:
    """A name and a gift's words stay text on every line."""
    bad = "![x](http://host/p.png) <img src=x>"
    desk.save(Contact(id="bad", name=bad), Contact(id="bad2", name=bad))
    desk.save(*_asked("bad", helped=True), *_asked("bad2", helped=False))
    desk.save(Give(contact="bad", what=bad, planned_on=TODAY, kind=GiveKind.VALUE))
    at = open_page("give.py")
    at.session_state["ledger"] = True
    at.run()
    surfaces = [_said(at), *(one.label for one in (*at.button, *at.radio, *at.expander))]
    assert not [one for one in surfaces if "![x]" in one or " <img" in one]
    assert any(md(bad) in one for one in surfaces)


def test_the_rules_of_giving_are_drawn_where_they_help(open_page: Open, desk: Desk) -> None:
    """Give first, in every way there is (S1-15 to S1-17), not only at work (S3-16), as friends."""

    def rules(at: AppTest) -> set[str]:
        return set(at.session_state["rules-shown"])

    desk.save(ANN)
    assert {"S1-15", "S1-16", "S1-17", "S3-16"} <= rules(open_page("give.py"))
    desk.save(*_asked("ann", helped=False), Give(contact="ann", given_on=TODAY))
    at = open_page("give.py")
    assert {"S3-15", "S3-19"} <= rules(at)
    assert "S3-16" not in rules(at)
    at.query_params["who"] = "ann"
    at.run()
    at.pills(key="give-kind-ann").set_value(GiveKind.EVERYDAY).run()
    assert "S3-16" in rules(at)
