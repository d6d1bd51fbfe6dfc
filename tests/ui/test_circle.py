"""Who can open this: people are let in, changed, withdrawn; one's own link is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from lib.access import the_store
from lib.store import Link, Role, Shows
from lib.ui import qr
from lib.ui.text import shown
from tests.ui.driving import pictures
from tests.ui.sharing import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from tests.ui.sharing import House

HOSTILE = (
    "![x](http://beacon.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "[c](javascript:alert(1))",
    "a\u202eexe.txt",
    "$x$ :red[x] **b**",
)


def said(at: AppTest) -> str:
    """Return all words on the page."""
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.text))


def links(house: House) -> list[Link]:
    """Return the links of the workbook that were made, the newest first."""
    return [one for one in the_store().links.of(house.owner.actor, house.workbook) if one.name]


def token(at: AppTest) -> str:
    """Return the token of the link that is shown."""
    (address,) = [one.value for one in at.code if one.value.startswith(ADDRESS)]
    assert address.startswith(f"{ADDRESS}/open#")
    return str(address.partition("#")[2])


def test_somebody_is_let_in(house: House) -> None:
    """Names and status for 30 days unless said; the link is shown once, and opens."""
    at = house.page("workbook.py")
    assert "Nobody but you." in said(at)
    at.session_state["let-in"] = True
    at.run()
    at.text_input(key="let-in-name").set_value("Ana").run()
    at.button(key="let-in-make").click().run()
    (made,) = links(house)
    assert (made.role, made.name, made.shows, made.types) == (
        Role.COACH,
        "Ana",
        Shows.STATUS,
        False,
    )
    assert made.until is not None
    assert timedelta(days=29) < made.until - datetime.now(UTC) < timedelta(days=30)
    assert "The link for Ana" in said(at)
    assert "can comment" in said(at)
    assert "Sees names and how things stand. Until" in said(at)
    assert "Not opened yet." in said(at)
    assert "The link as a QR code" in pictures(at)
    secret = token(at)
    (mail,) = [one.proto.url for one in at.get("link_button") if "mailto" in one.proto.url]
    assert f"{ADDRESS}/open#{secret}" in unquote(mail)
    coach = house.opens(secret)
    assert house.records(coach).cover.name == "Ann's workbook"
    at.button(key="new-link-done").click().run()
    assert not [one for one in at.code if ADDRESS in one.value]
    assert secret not in str(at.session_state)
    assert "Last looked today" in said(at)


def test_everything_else_is_chosen(house: House) -> None:
    """To look, or to type during a call; all of it; the longest there is."""
    at = house.page("workbook.py")
    at.session_state["let-in"] = True
    at.run()
    at.pills(key="let-in-see").set_value(at.pills(key="let-in-see").options[1]).run()
    at.checkbox(key="let-in-types").check().run()
    at.pills(key="let-in-term").set_value("180 days").run()
    at.button(key="let-in-make").click().run()
    (made,) = [
        one
        for one in the_store().links.of(house.owner.actor, house.workbook)
        if one.role is Role.COACH
    ]
    assert (made.shows, made.types) == (Shows.ALL, True)
    assert made.until is not None
    assert timedelta(days=179) < made.until - datetime.now(UTC) < timedelta(days=180)
    assert "The new link" in said(at)
    assert "may type for you during a call" in said(at)


def test_withdrawing_is_said_before_and_done_at_once(house: House) -> None:
    """What will happen stands beside the button; the coach's browser opens nothing after it."""
    coach = house.comes()
    (made,) = links(house)
    at = house.page("workbook.py")
    assert "Ana is shown out at once, in open pages too." in said(at)
    at.button(key=f"withdraw-now-{made.id}").click().run()
    assert the_store().workbook_ids(coach.actor) == []
    assert "No longer (1)" in [one.label for one in at.expander]
    assert "Nobody but you." in said(at)
    at.session_state["circle-ended"] = True
    at.run()
    assert "Ana: withdrawn today." in said(at)


def test_what_is_shown_is_changed_and_renewed(house: House) -> None:
    """All of it and typing, then less; a link that was for long is renewed by a tap."""
    house.comes()
    (made,) = links(house)
    at = house.page("workbook.py")
    assert not [one for one in at.button if one.key == f"renew-{made.id}"]
    box = at.pills(key=f"see-{made.id}-status")
    box.set_value(box.options[1]).run()
    at.checkbox(key=f"types-{made.id}-False").check().run()
    at.button(key=f"keep-sees-{made.id}").click().run()
    assert [(one.shows, one.types) for one in links(house)] == [(Shows.ALL, True)]
    box = at.pills(key=f"see-{made.id}-all")
    box.set_value(box.options[0]).run()
    at.button(key=f"keep-sees-{made.id}").click().run()
    assert [(one.shows, one.types) for one in links(house)] == [(Shows.STATUS, False)]
    soon = datetime.now(UTC) + timedelta(days=3)
    the_store().links.renew(house.owner.actor, made.id, soon, datetime.now(UTC))
    at.run()
    at.button(key=f"renew-{made.id}").click().run()
    (renewed,) = links(house)
    assert renewed.until is not None
    assert renewed.until > soon + timedelta(days=20)


def test_many_links_are_paged(house: House) -> None:
    """Five at a time, the newest first."""
    for number in range(7):
        house.link(name=f"Ana {number}")
    at = house.page("workbook.py")
    assert "**Ana 6**" in said(at)
    assert "**Ana 1**" not in said(at)
    at.session_state["circle-page"] = 2
    at.run()
    assert "**Ana 1**" in said(at)
    assert "**Ana 6**" not in said(at)


def test_names_of_links_are_text(house: House) -> None:
    """Whatever is typed as a name is shown as text, by every line that says it."""
    for name in HOSTILE:
        house.link(name=name)
    the_store().links.withdraw(house.owner.actor, links(house)[0].id, datetime.now(UTC))
    at = house.page("workbook.py")
    at.session_state["circle-ended"] = True
    at.run()
    words = said(at)
    assert "![x](http" not in words
    assert "<img src=x onerror" not in words
    assert "[c](javascript" not in words
    assert "\u202e" not in words
    assert (
        shown("a\u202eexe.txt").replace("[", r"\[").replace("]", r"\]").replace(".", r"\.") in words
    )


@pytest.mark.parametrize("role", [Role.COACH, Role.VIEWER])
def test_whoever_comes_lets_nobody_in(house: House, role: Role) -> None:
    """A coach and a viewer see neither who can open it, nor a way to keep a link of the owner's."""
    at = house.page("workbook.py", house.comes(role))
    assert "Who can open this" not in [one.value for one in at.subheader]
    assert "Keep my link" not in [one.value for one in at.subheader]


def test_my_link_is_kept(house: House) -> None:
    """It opens the workbook as the owner does, and is listed with when it was used."""
    at = house.page("workbook.py")
    at.button(key="my-link").click().run()
    assert "Your link to this workbook" in said(at)
    secret = token(at)
    other = house.opens(secret)
    assert the_store().rights(other.actor, house.workbook).role is Role.OWNER
    at.button(key="new-link-done").click().run()
    assert "Your own links (2)" in [one.label for one in at.expander]
    at.session_state["circle-own"] = True
    at.run()
    assert "this browser came by it" in said(at)
    (made,) = links(house)
    at.button(key=f"withdraw-now-{made.id}").click().run()
    assert the_store().workbook_ids(other.actor) == []
    assert the_store().workbook_ids(house.owner.actor) == [house.workbook]


def test_the_last_way_in_is_not_withdrawn_by_a_tap(house: House) -> None:
    """The link this browser came by stays, while it is the only one of its own."""
    at = house.page("workbook.py")
    at.session_state["circle-own"] = True
    at.run()
    assert not [one for one in at.button if str(one.key).startswith("withdraw-now-")]


def test_another_device_opens_it_once(house: House) -> None:
    """What is handed over opens once; there is no mail for it."""
    at = house.page("workbook.py")
    at.button(key="my-device").click().run()
    assert "It opens once, within the hour." in said(at)
    assert not [one for one in at.get("link_button") if "mailto" in one.proto.url]
    secret = token(at)
    assert the_store().workbook_ids(house.opens(secret).actor) == [house.workbook]
    with pytest.raises(AssertionError):
        house.opens(secret)


def test_on_ones_own_machine_there_are_no_links(open_page: Callable[[str], AppTest]) -> None:
    """One calm line, and nothing to make."""
    at = open_page("workbook.py")
    assert "so there are no links to it" in said(at)
    assert not [one for one in at.button if one.key in ("my-link", "my-device", "let-in-make")]


def test_a_code_is_drawn_of_the_address() -> None:
    """The picture is SVG that stands alone, and differs with the address."""
    one, other = qr.svg(f"{ADDRESS}/open#a"), qr.svg(f"{ADDRESS}/open#b")
    assert one.startswith("<svg xmlns=")
    assert one != other
    assert "http://127" not in one
