"""Erasing: what goes and what stays is said, a name is typed, and then it is gone for good."""

from collections.abc import Callable
from datetime import date

from streamlit.testing.v1 import AppTest

from lib import guide
from lib.access.house import the_store
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.exercises import Exercise
from lib.coaching.touches import Touch
from lib.store import Role, Shows
from lib.ui.text import md
from tests.ui.conftest import Desk
from tests.ui.sharing import House

Open = Callable[[str], AppTest]
NAME = "Dana O'Neil *the* one"


def _said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.text))


def _open_person(open_page: Open, row: str) -> AppTest:
    at = open_page("people.py")
    at.query_params["who"] = row
    at.session_state[f"erase-{row}"] = True
    at.run()
    assert not at.exception, at.exception
    return at


def _people(desk: Desk) -> set[str]:
    return set(desk.records().all(Contact))


def _filled(desk: Desk) -> None:
    desk.save(
        Contact(id="dana", name=NAME),
        Contact(id="ravi", name="Ravi", mutual_contact="dana"),
        Ask(id="ask", contact="dana"),
        Touch(contact="dana", ask="ask", on=date(2026, 3, 2)),
        Touch(contact="dana", ask="ask", on=date(2026, 3, 9)),
        Exercise(name="people", answer="Dana *helped* me once"),
        verb="added people",
    )


def test_what_goes_and_what_stays_is_said_first(open_page: Open, desk: Desk) -> None:
    """Counts, the history, who loses a link; no Undo; where else the name may stand."""
    _filled(desk)
    at = _open_person(open_page, "dana")
    said = _said(at)
    for words in (
        "There is no Undo.",
        "- one person\n- one ask\n- two messages and talks\n",
        "- four lines of the history; what they tell of cannot be undone",
        "the link to them in one other row",
        "an id without a name",
        "files that were taken out or sent",
        "Look at these first.",
        "Answer: Dana *helped* me once",
    ):
        assert words in said.replace("\\", ""), words
    assert "Google" not in said
    assert _people(desk) == {"dana", "ravi"}


def test_a_person_is_erased_once_their_name_is_typed(open_page: Open, desk: Desk) -> None:
    """Another name erases nothing; theirs, in any case, does, and it is said."""
    _filled(desk)
    at = _open_person(open_page, "dana")
    at.text_input(key="erase-name-person-dana").set_value("Dana")
    at.button(key="erase-now-person-dana").click().run()
    assert "Nothing was erased" in _said(at)
    assert _people(desk) == {"dana", "ravi"}
    at.text_input(key="erase-name-person-dana").set_value(f" {NAME.upper()} ")
    at.button(key="erase-now-person-dana").click().run()
    assert not at.exception, at.exception
    assert _people(desk) == {"ravi"}
    assert "Erased." in _said(at)
    assert "who" not in at.query_params
    assert desk.verbs()[0] == "erase"


def test_the_history_says_so_and_has_no_undo_there(open_page: Open, desk: Desk) -> None:
    """Neither the erasing nor what told of them has an Undo; other actions keep theirs."""
    _filled(desk)
    later = desk.save(Contact(id="cy", name="Cy"), verb="added a person").number
    the_store().erase_person(
        desk.actor,
        desk.workbook,
        "dana",
        operation="erase",
        at=the_store().history(desk.actor, desk.workbook)[0].at,
    )
    at = open_page("workbook.py")
    assert "Someone erased for good" in _said(at)
    assert _said(at).count("somebody in it was erased") == 2
    assert [one.key for one in at.button if str(one.key).startswith("take-back-")] == [
        f"take-back-{later}"
    ]


def test_the_whole_workbook_is_erased_once_its_name_is_typed(open_page: Open, desk: Desk) -> None:
    """All of it goes; a fresh workbook is there, and it is said."""
    _filled(desk)
    at = open_page("workbook.py")
    at.session_state["erase-all"] = True
    at.run()
    said = _said(at)
    assert "two people" in said
    assert "the history: two actions" in said.replace("\\", "")
    at.button(key="erase-now-all").click().run()
    assert "Nothing was erased" in _said(at)
    at.text_input(key="erase-name-all").set_value(desk.records().cover.name)
    at.button(key="erase-now-all").click().run()
    assert not at.exception, at.exception
    assert desk.workbook not in the_store().workbook_ids(desk.actor)
    assert "Erased." in _said(at)
    assert at.query_params["w"] != [desk.workbook]


def _erasers(at: AppTest) -> list[str]:
    """Return what on a page erases."""
    return [one.label for one in at.expander if "Erase" in one.label]


def test_the_example_has_nothing_to_erase(open_page: Open) -> None:
    """Nobody in the example exists: neither their page nor its Workbook page asks."""
    at = open_page("workbook.py")
    at.query_params["w"] = "example"
    at.run()
    assert not _erasers(at)
    _, others = guide.example("example", "UTC", date(2026, 3, 9))
    person = next(one for one in others if isinstance(one, Contact))
    at = open_page("people.py")
    at.query_params["w"], at.query_params["who"] = "example", person.id
    at.run()
    assert md(person.name) in _said(at) + "".join(str(one.value) for one in at.title)
    assert not _erasers(at)


def test_erasing_is_its_owners(house: House) -> None:
    """On a person's page and on the Workbook page: there for the owner, for nobody else."""
    house.save(house.owner, Contact(id="ravi", name="Ravi"))
    comes = [
        house.comes(Role.COACH, shows=Shows.ALL, types=True),
        house.comes(Role.COACH),
        house.comes(Role.VIEWER, shows=Shows.ALL),
    ]
    for who, many in ((house.owner, 1), *((one, 0) for one in comes)):
        assert len(_erasers(house.page("people.py", who, who="ravi"))) == many
        assert len(_erasers(house.page("workbook.py", who))) == many


def test_texts_that_name_them_are_listed_as_text(open_page: Open, desk: Desk) -> None:
    """Twelve of them, and how many more; a sign that turns the line round is a mark."""
    _filled(desk)
    told = [Exercise(name="people", answer=f"Dana {one} \u202egnp.exe") for one in range(13)]
    desk.save(*told, verb="filled an exercise in")
    at = _open_person(open_page, "dana")
    listed = [str(one.value) for one in at.text if "Answer" in str(one.value)]
    assert len(listed) == 12
    assert not any("\u202e" in one for one in listed)
    assert "And two more." in _said(at)
