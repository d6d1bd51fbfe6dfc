"""People: two taps rate somebody once; everyone is found; a sheet never overwrites silently."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from lib import guide
from lib.coaching.asks import Ask
from lib.coaching.checks import Fit
from lib.coaching.contacts import Cadence, Contact, Kind
from lib.coaching.finding import Wanted, find
from lib.coaching.gives import Give
from lib.coaching.promises import Promise
from lib.coaching.rating import next_unrated, regraded
from lib.coaching.scripts import Script
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Direction, Outcome, Touch
from lib.ui import boxes, rating
from lib.ui.text import md
from tests.daytime import today
from tests.ui.conftest import Desk

Open = Callable[[str], AppTest]

HOSTILE = "![x](http://host/p.png) [y](javascript:alert(1)) <img src=x> $a$ :red[z] {name} # `q`"
UNESCAPED = re.compile(r"(?<!\\)(?:!\[x|\[y|<img|\$a|:red|\{name|`q)")
"""The first mark of each piece of `HOSTILE`, where no backslash stands before it."""
ANN = Contact(id="ann", name="Ann Lee", company="Northwind", position="Nurse")
BEN = Contact(id="ben", name="Ben Øster")


def _part(at: AppTest, name: str) -> AppTest:
    at.pills(key="people-part").set_value(name).run()
    assert not at.exception
    return at


def _sheet(at: AppTest, row: str) -> AppTest:
    """Open a person's sheet with its boxes."""
    at.query_params["who"] = row
    at.session_state[f"known-{row}"] = True
    at.run()
    assert not at.exception
    return at


def _said(at: AppTest) -> str:
    """Return all that a page says, as Markdown and as text."""
    return "\n".join(
        str(one.value) for one in (*at.markdown, *at.caption, *at.subheader, *at.title, *at.text)
    )


# rating


def test_an_empty_workbook_offers_to_bring_someone_in(open_page: Open) -> None:
    """Nobody yet: no card, no search, a box for a name."""
    at = open_page("people.py")
    assert at.pills(key="people-part").options == ["Bring in", "Just met someone"]
    assert at.text_input(key="new-name").value == ""


def test_two_taps_rate_somebody_once(open_page: Open, desk: Desk) -> None:
    """The first tap is held, the second one saves both answers in one action."""
    desk.save(ANN, BEN)
    at = open_page("people.py")
    at.button(key="kind-COLLEAGUE-ann").click().run()
    assert not desk.records().all(Contact)["ann"].rated
    at.button(key="strength-4-ann").click().run()
    ann = desk.records().all(Contact)["ann"]
    assert (ann.kind, ann.strength) == (Kind.COLLEAGUE, 4)
    assert desk.verbs().count("rated") == 1
    assert at.button(key="kind-FRIEND-ben")


def test_the_taps_may_come_in_either_order_and_be_changed(open_page: Open, desk: Desk) -> None:
    """Strength first, another strength, then the kind: the newest of each is saved."""
    desk.save(ANN)
    at = open_page("people.py")
    for key in ("strength-2-ann", "strength-5-ann", "kind-FRIEND-ann"):
        at.button(key=key).click().run()
    ann = desk.records().all(Contact)["ann"]
    assert (ann.kind, ann.strength) == (Kind.FRIEND, 5)


def test_each_answer_has_a_key(open_page: Open, desk: Desk) -> None:
    """Letters for the first row, digits for the second; none twice, none that is reserved."""
    desk.save(ANN)
    at = open_page("people.py")
    keys = [one.proto.shortcut for one in at.button if one.proto.shortcut]
    assert keys == ["f", "s", "w", "m", "1", "2", "3", "4", "5"]


def test_what_they_can_stands_beside_the_card(open_page: Open, desk: Desk) -> None:
    """Once the kind is tapped, the guide's words on it are there (rules S2-9, S2-10)."""
    desk.save(ANN)
    at = open_page("people.py")
    assert "Not from them" not in _said(at)
    at.button(key="kind-FRIEND-ann").click().run()
    assert "Family and friends" in _said(at)
    assert "Not from them: a reference" in _said(at)


def test_skip_is_remembered_and_undone(open_page: Open, desk: Desk) -> None:
    """Skipped: not offered again; "Back to the one before" brings them back."""
    desk.save(ANN, BEN)
    at = open_page("people.py")
    at.button(key="skip-ann").click().run()
    assert desk.records().all(Contact)["ann"].passed_over
    assert next_unrated(desk.records()) == desk.records().all(Contact)["ben"]
    undo = next(one for one in at.button if one.label == "Back to the one before")
    undo.click().run()
    assert not desk.records().all(Contact)["ann"].passed_over
    assert at.button(key="skip-ann")


def test_five_are_a_batch(open_page: Open, desk: Desk) -> None:
    """After five there is no sixth card, but a kind word and a way on."""
    desk.save(*(Contact(id=f"p{n}", name=f"Person {n}") for n in range(12)))
    at = open_page("people.py")
    assert "You won't rate 12. Five is plenty." in _said(at)
    for n in range(5):
        row = next_unrated(desk.records())
        assert row is not None
        assert f"{n + 1} of 5" in _said(at)
        at.button(key=f"kind-SOCIAL-{row.id}").click().run()
        at.button(key=f"strength-3-{row.id}").click().run()
    assert "Five. That is plenty for now." in _said(at)
    at.button(key="rating-more").click().run()
    assert "1 of 5" in _said(at)


def test_two_tabs_rating_one_person(open_page: Open, desk: Desk) -> None:
    """The slower tab is shown both answers; nothing is overwritten."""
    desk.save(ANN)
    at = open_page("people.py")
    desk.save(replace(desk.records().all(Contact)["ann"], kind=Kind.FRIEND, strength=5))
    at.button(key="kind-SOCIAL-ann")
    at.session_state["rating-held"] = ("ann", Kind.SOCIAL, None)
    at.button(key="strength-1-ann").click().run()
    ann = desk.records().all(Contact)["ann"]
    assert (ann.kind, ann.strength) == (Kind.FRIEND, 5)
    assert at.button(key="conflict-mine")


# the grid


def test_a_grid_is_read_by_id_not_by_row() -> None:
    """Edits come by row position and leave by id; words the grid does not have change nothing."""
    drawn = [BEN, ANN]
    found = rating.answers(
        drawn,
        {
            0: {"How you know them": "family or friend"},
            "1": {"If you called them": "we'd chat", "Name": "Mallory"},
            7: {"If you called them": "we'd chat"},
            "x": {},
        },
    )
    assert found == {"ben": (Kind.FRIEND, None), "ann": (None, 3)}
    assert regraded([ANN], found) == [replace(ANN, strength=3)]
    assert rating.answers(drawn, {0: {"How you know them": "an enemy"}}) == {"ben": (None, None)}
    assert regraded(drawn, rating.answers(drawn, {0: {"How you know them": "an enemy"}})) == []


def test_the_same_edits_once_more_change_nothing() -> None:
    """A second, equal delta after saving finds nothing to do."""
    edits = {0: {"If you called them": "we'd chat"}}
    once = regraded([ANN], rating.answers([ANN], edits))
    assert once
    assert regraded(once, rating.answers(once, edits)) == []


def test_an_answer_can_be_taken_away_in_the_grid() -> None:
    """An emptied cell is an answer too."""
    ann = replace(ANN, kind=Kind.FRIEND, strength=4)
    assert rating.answers([ann], {0: {"If you called them": None}}) == {"ann": (Kind.FRIEND, None)}


def test_the_grid_draws_a_page_of_all_people(open_page: Open, desk: Desk) -> None:
    """Thirty people: twenty-five rows, then five; only when the list is opened."""
    desk.save(*(Contact(id=f"p{n:02}", name=f"P {n:02}") for n in range(30)))
    at = open_page("people.py")
    assert not at.get("data_editor")
    at.session_state["rating-grid"] = True
    at.run()
    assert not at.exception
    assert list(at.data_editor[0].value["Name"]) == [f"P {n:02}" for n in range(25)]
    at.session_state["rating-page"] = 2
    at.run()
    assert list(at.data_editor[0].value["Name"]) == [f"P {n:02}" for n in range(25, 30)]


def test_the_boxes_change_what_the_grid_changes(open_page: Open, desk: Desk) -> None:
    """The same page of people to choose from, a skipped one and a rated one too; none is lost."""
    desk.save(replace(ANN, kind=Kind.FRIEND, strength=2), BEN)
    at = open_page("people.py")
    at.session_state["rating-grid"] = True
    at.session_state["rating-as"] = rating.BOXES
    at.run()
    assert not at.exception
    assert not at.get("data_editor")
    (who,) = at.selectbox
    assert len(who.options) == 2
    who.set_value("ann").run()
    kind, strength = (
        at.pills(key=boxes.key(name, desk.records().all(Contact)["ann"])) for name in rating.BOTH
    )
    assert (kind.value, strength.value) == (Kind.FRIEND, 2)
    strength.set_value(4)
    at.button(key="save-both-ann").click().run()
    assert not at.exception
    found = desk.records().all(Contact)
    assert (found["ann"].kind, found["ann"].strength) == (Kind.FRIEND, 4)
    assert found["ben"].strength is None


# finding


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lee", ["ann"]),
        ("NORTH nurse", ["ann"]),
        ("øSTER", ["ben"]),
        ("zz", []),
        ("", ["ann", "ben"]),
    ],
)
def test_search(open_page: Open, desk: Desk, words: str, found: list[str]) -> None:
    """Every word somewhere in name, company, position or address, in whatever case."""
    desk.save(ANN, BEN)
    at = _part(open_page("people.py"), "Find")
    at.text_input(key="find-words").set_value(words).run()
    assert [one.key for one in at.button if str(one.key).startswith("open-")] == [
        f"open-{row}" for row in found
    ]


def test_find_by_kind_and_closeness(desk: Desk) -> None:
    """Both filters at once, in the order of names."""
    desk.save(
        replace(ANN, kind=Kind.FRIEND, strength=4),
        replace(BEN, kind=Kind.FRIEND, strength=2),
        Contact(id="cy", name="Cy", kind=Kind.SOCIAL, strength=5),
    )
    close = find(desk.records(), Wanted(kind=Kind.FRIEND, closest=3))
    assert [one.id for one in close.people] == ["ann"]
    assert find(desk.records(), Wanted(closest=2)).count == 3


def test_five_thousand_people_are_drawn_25_at_a_time(open_page: Open, desk: Desk) -> None:
    """A page of the list, whatever the size of the workbook; the second page goes on."""
    desk.save(*(Contact(id=f"{n:016x}", name=f"Person {n:05d}") for n in range(5_000)))
    at = _part(open_page("people.py"), "Find")
    drawn = [one.key for one in at.button if str(one.key).startswith("open-")]
    assert len(drawn) == 25
    at.session_state["find-page"] = 200
    at.run()
    last = [one.label for one in at.button if str(one.key).startswith("open-")]
    assert len(last) == 25
    assert last[-1] == "**Person 04999**"
    assert len(at.button) < 40


# a person's sheet


def test_a_sheet_saves_what_is_typed(open_page: Open, desk: Desk) -> None:
    """Typed into boxes, saved by one button, once."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    version = desk.records().all(Contact)["ann"].version
    at.text_input(key=f"company-ann-{version}").set_value("Acme")
    at.text_area(key=f"notes-ann-{version}").set_value("likes tea")
    at.button(key="save-ann").click().run()
    ann = desk.records().all(Contact)["ann"]
    assert (ann.company, ann.notes, ann.name) == ("Acme", "likes tea", "Ann Lee")
    assert at.text_input(key=f"company-ann-{ann.version}").value == "Acme"


def test_two_tabs_on_one_sheet(open_page: Open, desk: Desk) -> None:
    """The second to save sees both versions, keeps what was typed, and may take either."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    seen = desk.records().all(Contact)["ann"]
    box = f"company-ann-{seen.version}"
    at.text_input(key=box).set_value("Mine Ltd")
    desk.save(replace(seen, company="Theirs Ltd"))
    at.button(key="save-ann").click().run()
    assert desk.records().all(Contact)["ann"].company == "Theirs Ltd"
    assert at.text_input(key=box).value == "Mine Ltd"
    both = at.dataframe[0].value
    assert "Mine Ltd" in both.to_string()
    assert "Theirs Ltd" in both.to_string()
    at.button(key="conflict-mine").click().run()
    assert desk.records().all(Contact)["ann"].company == "Mine Ltd"


def test_leaving_it_as_it_is_keeps_the_typed_text_until_given_up(
    open_page: Open, desk: Desk
) -> None:
    """Leaving it saves nothing and empties no box; filling them anew is a tap."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    seen = desk.records().all(Contact)["ann"]
    box = f"company-ann-{seen.version}"
    at.text_input(key=box).set_value("Mine Ltd")
    desk.save(replace(seen, company="Theirs Ltd"))
    at.button(key="save-ann").click().run()
    at.button(key="conflict-theirs").click().run()
    assert at.text_input(key=box).value == "Mine Ltd"
    at.button(key="as-it-is-ann").click().run()
    now = desk.records().all(Contact)["ann"]
    assert now.company == "Theirs Ltd"
    assert at.text_input(key=f"company-ann-{now.version}").value == "Theirs Ltd"


def test_untouched_boxes_follow_the_other_tab(open_page: Open, desk: Desk) -> None:
    """Where nothing was typed, nothing is lost by showing the newest version."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    desk.save(replace(desk.records().all(Contact)["ann"], company="Theirs Ltd"))
    at.run()
    now = desk.records().all(Contact)["ann"]
    assert at.text_input(key=f"company-ann-{now.version}").value == "Theirs Ltd"


def test_a_name_too_long_is_counted_and_kept_in_its_box(open_page: Open, desk: Desk) -> None:
    """10,000 characters: nothing saved, the count said, the text still there (B09)."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    version = desk.records().all(Contact)["ann"].version
    long = "x" * 10_000
    at.text_input(key=f"name-ann-{version}").set_value(long)
    at.button(key="save-ann").click().run()
    assert desk.records().all(Contact)["ann"].name == "Ann Lee"
    assert any("10,000" in one.value for one in at.text)
    assert at.text_input(key=f"name-ann-{version}").value == long


def test_removing_takes_all_that_is_theirs_and_undo_brings_it_back(
    open_page: Open, desk: Desk
) -> None:
    """One action takes the person with all that is theirs; one undo brings all of it back."""
    day = date(2026, 3, 2)
    desk.save(ANN, replace(BEN, mutual_contact="ann"))
    desk.save(
        Ask(id="ask", contact="ann"),
        Touch(id="t1", contact="ann", ask="ask", on=day),
        Touch(id="t2", contact="ben", ask="ask", on=day),
        Give(id="g", contact="ann", given_on=day),
        Promise(id="p", contact="ann", ask="ask", what="a call", made_on=day),
        Script(id="s", contact="ann", ask="ask", text="hello"),
    )
    before = desk.records()
    at = open_page("people.py")
    at.query_params["who"] = "ann"
    at.session_state["out-ann"] = True
    at.run()
    at.button(key="take-out-ann").click().run()
    left = desk.records()
    assert set(left.all(Contact)) == {"ben"}
    assert left.all(Contact)["ben"].mutual_contact is None
    assert {one.id: one.ask for one in left.all(Touch).values()} == {"t2": None}
    for gone in (Ask, Give, Promise, Script):
        assert not left.all(gone)
    assert at.pills(key="people-part").options[0] == "Rate"
    next(one for one in at.button if str(one.key).startswith("undo-")).click().run()
    after = desk.records()
    for back in (Contact, Ask, Touch, Give, Promise, Script):
        assert set(after.all(back)) == set(before.all(back))
    assert after.all(Contact)["ben"].mutual_contact == "ann"
    assert after.all(Touch)["t2"].ask == "ask"


@pytest.mark.parametrize("who", ["<script>", "../../x", "a" * 1000, "__class__", ""])
def test_an_address_that_names_nobody(open_page: Open, desk: Desk, who: str) -> None:
    """An unknown `?who=` is no sheet and no error (B99)."""
    desk.save(ANN)
    at = open_page("people.py")
    at.query_params["who"] = who
    at.run()
    assert not at.exception
    assert at.title[0].value == "People"


def test_only_plain_web_addresses_become_links(open_page: Open, desk: Desk) -> None:
    """A script in the link field is text; an https address opens (B26)."""
    desk.save(replace(ANN, link=" JaVaScRiPt:alert(1)"), replace(BEN, link="https://example.org/b"))
    at = open_page("people.py")
    at.query_params["who"] = "ann"
    at.run()
    assert not [one for one in at.get("link_button") if "Their page" in str(one.proto)]
    at.query_params["who"] = "ben"
    at.run()
    assert any("https://example.org/b" in str(one.proto) for one in at.get("link_button"))


# bringing in, knowing, just met


def test_a_name_is_enough_and_is_added_once(open_page: Open, desk: Desk) -> None:
    """The box is emptied once it is saved, and the next name is another person."""
    at = open_page("people.py")
    for name in ("Mei", "Mei"):
        at.text_input(key="new-name").set_value(name)
        at.button(key="add").click().run()
        assert at.text_input(key="new-name").value == ""
    assert [one.name for one in desk.records().all(Contact).values()] == ["Mei", "Mei"]
    assert "has the same name" in _said(at)


def test_no_name_is_said_and_nothing_saved(open_page: Open, desk: Desk) -> None:
    """Invisible characters are no name, and the company typed beside it stays (B01)."""
    at = open_page("people.py")
    at.text_input(key="new-name").set_value("\u200b \u3164")
    at.text_input(key="new-company").set_value("Acme")
    at.button(key="add").click().run()
    assert not desk.records().all(Contact)
    assert any("Name is needed" in one.value for one in at.text)
    assert at.text_input(key="new-company").value == "Acme"


def test_another_thought(open_page: Open) -> None:
    """One question at a time; the next one is another."""
    at = open_page("people.py")
    first, second = (md(one.text) for one in guide.prompts()[:2])
    assert first in _said(at)
    at.button(key="another-thought").click().run()
    assert second in _said(at)
    assert first not in _said(at)


def test_who_is_where_and_what_to_ask(open_page: Open, desk: Desk) -> None:
    """Direct ones with what suits them, then those who know someone there; the company is kept."""
    desk.save(
        replace(ANN, kind=Kind.COLLEAGUE, strength=4),
        replace(BEN, knows_at="Acme; Northwind Ltd."),
    )
    at = _part(open_page("people.py"), "Who do you know at …?")
    at.text_input(key="at-company").set_value("NORTHWIND").run()
    said = _said(at)
    assert "ask for a referral" in said
    assert said.index("Directly") < said.index("Through someone")
    at.button(key="want").click().run()
    target = next(iter(desk.records().all(Target).values()))
    assert target.company == "NORTHWIND"
    at.text_area(key=f"plan_b-{target.id}-{target.version}").set_value("Acme")
    at.button(key=f"save-{target.id}").click().run()
    assert next(iter(desk.records().all(Target).values())).plan_b == "Acme"


def test_just_met_someone(open_page: Open, desk: Desk) -> None:
    """A name and what was spoken about give a contact and a note that thanks and asks nothing."""
    desk.save(BEN)
    at = _part(open_page("people.py"), "Just met someone")
    at.text_input(key="met-name").set_value("Mei Tan")
    at.text_area(key="met-about").set_value("cold chains")
    at.text_input(key="met-reach").set_value("mei@example.org")
    at.button(key="add-met").click().run()
    assert not at.exception
    mei = next(one for one in desk.records().all(Contact).values() if one.name == "Mei Tan")
    assert (mei.spoke_about, mei.email, mei.kind) == ("cold chains", "mei@example.org", Kind.OTHER)
    note = at.text_area[0].value
    assert note is not None
    assert "cold chains" in note
    assert "Mei" in note


# hostile names


def test_hostile_names_are_text_on_every_part(open_page: Open, desk: Desk) -> None:
    """No part of the page hands a name to a Markdown surface unescaped."""
    assert len(UNESCAPED.findall(HOSTILE)) == 7  # the test would see each of them
    bad = Contact(
        id="bad", name=HOSTILE, company=HOSTILE, position=HOSTILE, knows_at=HOSTILE, notes=HOSTILE
    )
    desk.save(bad, Contact(id="other", name="Other", mutual_contact="bad"))
    desk.save(
        Ask(id="ask", contact="bad"),
        Touch(contact="bad", ask="ask", on=date(2026, 3, 2), words=HOSTILE),
        Give(contact="bad", what=HOSTILE, given_on=date(2026, 3, 2)),
        Target(company=HOSTILE),
    )
    at = open_page("people.py")
    for part in ("Find", "Bring in", "Who do you know at …?", "Just met someone", "Rate"):
        _literal(_part(at, part))
    _part(at, "Who do you know at …?")
    at.text_input(key="at-company").set_value(HOSTILE).run()
    _literal(at)
    for row in ("bad", "other"):
        at.session_state[f"happened-{row}"] = True
        at.session_state[f"out-{row}"] = True
        _literal(_sheet(at, row))


def _literal(at: AppTest) -> None:
    """Assert that nothing of a hostile name stands unescaped on a surface that reads Markdown."""
    assert not at.exception
    surfaces = [
        *(str(one.value) for one in (*at.markdown, *at.caption, *at.title, *at.subheader)),
        *(one.label for one in (*at.button, *at.text_input, *at.text_area, *at.expander)),
    ]
    assert [one for one in surfaces if UNESCAPED.search(one)] == []


def test_an_open_promise_stands_on_the_sheet(open_page: Open, desk: Desk) -> None:
    """What they said they would do: kept, or let go; then it stands there no more (S2-13)."""
    promise, other = (
        Promise(id=row, contact="ann", what=what, made_on=today())
        for row, what in (("one", "Send a list"), ("two", "Ask Ola"))
    )
    desk.save(replace(ANN, kind=Kind.SOCIAL, strength=3), promise, other)
    at = _sheet(open_page("people.py"), "ann")
    assert "it counts once it is done" in _said(at)
    assert "S2-13" in at.session_state["rules-shown"]
    at.button(key="noted a kept promise-one").click().run()
    (touch,) = desk.records().all(Touch).values()
    assert (touch.contact, touch.direction, touch.outcome) == (
        "ann",
        Direction.REPLY,
        Outcome.HELPED,
    )
    at.button(key="let a promise go-two").click().run()
    assert desk.records().all(Promise)["two"].dropped_on == today()
    assert len(desk.records().all(Touch)) == 1
    assert "They said they would" not in _said(at)


def _rules(at: AppTest) -> set[str]:
    """Return the rules the page says it draws."""
    return set(at.session_state["rules-shown"])


def test_readiness_is_counted_instead_of_the_list(open_page: Open, desk: Desk) -> None:
    """How many could be asked, beside how many there are; nobody yet is said kindly (S1-2)."""
    desk.save(ANN, BEN)
    at = open_page("people.py")
    assert "Nobody is ready to be asked yet, and that is fine." in _said(at)
    assert {"S1-1", "S1-2"} <= _rules(at)
    desk.save(
        Contact(name="Cy", kind=Kind.COLLEAGUE, strength=5),
        Contact(name="Di", kind=Kind.COLLEAGUE, strength=2, ever_helped=True),
        Contact(name="Ed", kind=Kind.COLLEAGUE, strength=2),
    )
    assert "**2 of your 5** could well be asked" in _said(open_page("people.py"))


def test_how_often_is_chosen_when_somebody_is_rated(open_page: Open, desk: Desk) -> None:
    """The default of their kind is chosen already; another is one tap (S4-18)."""
    desk.save(ANN, BEN)
    at = open_page("people.py")
    at.button(key="kind-FRIEND-ann").click().run()
    at.button(key="strength-4-ann").click().run()
    version = desk.records().all(Contact)["ann"].version
    pills = at.pills(key=f"in-touch-ann-{version}")
    assert pills.value is Cadence.MONTHLY
    assert "S4-18" in _rules(at)
    pills.set_value(Cadence.WEEKLY).run()
    assert not at.exception
    assert desk.records().all(Contact)["ann"].cadence is Cadence.WEEKLY
    assert desk.verbs()[0] == "chose how often"


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        (Kind.FRIEND, {"S2-8", "S2-9", "S2-10"}),
        (Kind.SOCIAL, {"S2-11", "S2-12", "S2-13"}),
        (Kind.COLLEAGUE, {"S2-14", "S2-16", "S2-17", "S2-18", "S3-18"}),
        (Kind.OTHER, {"S2-19", "S2-20", "S2-21", "S2-22", "S0-14"}),
    ],
)
def test_a_sheet_says_what_their_kind_can(
    open_page: Open, desk: Desk, kind: Kind, drawn: set[str]
) -> None:
    """Folded on the sheet: what they can, a rare yes marked as rare, and what not, with reasons."""
    desk.save(replace(ANN, kind=kind, strength=3))
    at = _sheet(open_page("people.py"), "ann")
    assert not drawn <= _rules(at)
    at.session_state["can-ann"] = True
    at.run()
    assert drawn <= _rules(at)
    card = guide.kinds()[kind]
    for suits in card.suits.values():
        if suits.fit is not Fit.CAN:
            assert md(suits.reason) in _said(at)
    rare = any(one.fit is Fit.RARELY for one in card.suits.values())
    assert ("Now and then" in _said(at)) == rare


def test_one_button_leads_on_a_sheet(open_page: Open, desk: Desk) -> None:
    """Asking leads; while the boxes are open, saving them does."""
    desk.save(replace(ANN, kind=Kind.SOCIAL, strength=3))
    at = _sheet(open_page("people.py"), "ann")
    for is_open, leads in ((False, "ask-ann"), (True, "save-ann")):
        at.session_state["known-ann"] = is_open
        at.run()
        assert [one.key for one in at.button if one.proto.type == "primary"] == [leads]


def test_a_talk_in_person_is_one_tap_and_counted_by_days(open_page: Open, desk: Desk) -> None:
    """Two taps on one day are one talk; the reader's mark is said to be an estimate (S3-17)."""
    desk.save(replace(ANN, kind=Kind.SOCIAL, strength=3))
    at = _sheet(open_page("people.py"), "ann")
    at.session_state["can-ann"] = True
    at.run()
    assert "A reader\\'s estimate" in _said(at) or "A reader's estimate" in _said(at)
    assert "four to five talks in person" in _said(at)
    assert "S3-17" in _rules(at)
    for _ in range(2):
        at.button(key="talked-ann").click().run()
    assert "You talked in person once" in _said(at)
    (touch,) = desk.records().all(Touch).values()
    assert (touch.channel, touch.direction) == (Channel.IN_PERSON, Direction.REPLY)


def test_steps_away_are_said_and_noted(open_page: Open, desk: Desk) -> None:
    """Through someone: two steps, said on the sheet; what it is worth is asserted neither way."""
    desk.save(ANN, replace(BEN, mutual_contact="ann"))
    at = _sheet(open_page("people.py"), "ben")
    assert "Two steps away, through Ann Lee" in _said(at)
    assert "your own numbers will tell" in _said(at)
    assert "S2-20" in _rules(at)


def test_a_sheet_leads_to_what_it_rests_on(open_page: Open, desk: Desk) -> None:
    """The foot of the page stands below a person's sheet as below every other page."""
    desk.save(ANN)
    at = _sheet(open_page("people.py"), "ann")
    assert [one for one in at.get("page_link") if "rules=" in str(one.proto)]
