"""Rehearsing aloud in a real browser: recorded, heard again, discarded, and never sent anywhere.

The microphone is Chromium's own false one, which beeps.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.scripts import Script
from tests.browser.tab import PATIENCE_MS, Tab, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator

    from tests.serving import Server

SPOKEN_MS = 3_000
MOST_FRAME_BYTES = 6_000
"""Three seconds of sound weigh some 20,000 bytes; a tap weighs a few hundred."""


@pytest.fixture(scope="module")
def listening(chromium: Browser) -> Iterator[Browser]:
    """A browser's program with a false microphone, and nobody to ask about it."""
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=["--no-sandbox", "--use-fake-device-for-media-stream"],
    )
    yield browser
    browser.close()


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def at_the_words(visitor: Visitor) -> Tab:
    """Open the words of a call, in a workbook with one ask."""
    tab = visitor.tab()
    workbook = visitor.workbook()
    mei = Contact(name="Mei Tanaka", kind=Kind.COLLEAGUE, strength=5, phone="0113 496 0000")
    ask = Ask(contact=mei.id)
    with visitor.store() as store:
        store.save(visitor.actor, workbook, [mei, ask], verb="put", operation=mei.id, at=now())
    tab.goto(f"ask?w={workbook}&ask={ask.id}").sees("Say it aloud once.")
    expect(part(tab, "record")).to_have_text("Record", timeout=PATIENCE_MS)
    return tab


def part(tab: Tab, name: str) -> Locator:
    """Return a part of the recorder."""
    return tab.page.locator(f"[data-part='{name}']")


def test_recorded_heard_again_and_discarded(fresh_server: Server, listening: Browser) -> None:
    """The strict policy holds, the seconds are told, and no byte of the sound leaves the tab."""
    visitor = Visitor(listening, fresh_server)
    visitor.context.grant_permissions(["microphone"], origin=fresh_server.address)
    tab = at_the_words(visitor)
    asked: list[str] = []
    sent: list[int] = []
    tab.page.on("request", lambda one: asked.append(one.url))
    tab.page.on("websocket", lambda line: line.on("framesent", lambda it: sent.append(len(it))))
    tab.reload()
    assert sent
    expect(part(tab, "record")).to_have_text("Record", timeout=PATIENCE_MS)
    asked.clear()
    sent.clear()
    part(tab, "record").click()
    expect(part(tab, "stop")).to_be_focused()
    tab.page.wait_for_timeout(SPOKEN_MS)
    part(tab, "stop").click()
    expect(part(tab, "say")).to_contain_text("seconds. That is short enough")
    assert part(tab, "time").inner_text() in {"0:03", "0:04", "0:05", "0:06"}
    sound = part(tab, "sound")
    expect(sound).to_be_visible()
    heard = sound.evaluate(
        "async it => { await it.play(); await new Promise(go => setTimeout(go, 400));"
        " return it.currentTime }"
    )
    assert heard > 0
    assert str(sound.get_attribute("src")).startswith(f"blob:{fresh_server.address}")
    part(tab, "away").click()
    expect(part(tab, "say")).to_have_text("Gone. Nobody else has heard it.")
    expect(sound).to_be_hidden()
    assert sound.get_attribute("src") is None
    assert [one for one in asked if not one.startswith("blob:")] == []
    assert sent == []
    tab.tap("I said it aloud").sees("Said aloud once.")
    assert max(sent) < MOST_FRAME_BYTES
    (script,) = visitor.records().all(Script).values()
    assert script.rehearsed == 1
    visitor.calm()
    visitor.close()


def test_a_second_click_elsewhere_keeps_the_recording(
    fresh_server: Server, listening: Browser
) -> None:
    """Counting it draws the page again; what was recorded can still be heard after it."""
    visitor = Visitor(listening, fresh_server)
    visitor.context.grant_permissions(["microphone"], origin=fresh_server.address)
    tab = at_the_words(visitor)
    part(tab, "record").click()
    tab.page.wait_for_timeout(1_000)
    part(tab, "stop").click()
    expect(part(tab, "sound")).to_be_visible()
    tab.tap("I said it aloud").sees("Said aloud once.")
    expect(part(tab, "sound")).to_be_visible()
    visitor.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            (
                "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () =>"
                " Promise.reject(new DOMException('', 'NotAllowedError'))"
            ),
            "The microphone stays off. Read it aloud with the clock instead.",
        ),
        (
            (
                "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () =>"
                " Promise.reject(new DOMException('', 'NotFoundError'))"
            ),
            "No microphone was found, or another program has it.",
        ),
        ("delete window.MediaRecorder", "This browser cannot record."),
        (
            "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })",
            "This browser cannot record.",
        ),
    ],
    ids=["denied", "none there", "no recorder", "no devices"],
)
def test_without_a_microphone_the_clock_still_works(
    fresh_server: Server, listening: Browser, spoil: str, told: str
) -> None:
    """Each way it can fail says what to do instead, and the clock does it."""
    visitor = Visitor(listening, fresh_server)
    visitor.context.add_init_script(spoil)
    tab = at_the_words(visitor)
    part(tab, "record").click()
    expect(part(tab, "say")).to_contain_text(told)
    part(tab, "clock").click()
    tab.page.wait_for_timeout(1_300)
    part(tab, "stop").click()
    expect(part(tab, "say")).to_contain_text("seconds.")
    assert part(tab, "time").inner_text() != "0:00"
    expect(part(tab, "sound")).to_be_hidden()
    visitor.calm()
    visitor.close()


def test_a_real_refusal(fresh_server: Server, chromium: Browser) -> None:
    """A browser that grants nothing: the same kind words, whatever its reason is called."""
    visitor = Visitor(chromium, fresh_server)
    tab = at_the_words(visitor)
    part(tab, "record").click()
    expect(part(tab, "say")).to_contain_text("Read it aloud with the clock instead.")
    visitor.close()


def test_two_minutes_end_it(fresh_server: Server, listening: Browser) -> None:
    """The clock stops at two minutes with a question, and no recording goes on (rule S3-3)."""
    visitor = Visitor(listening, fresh_server)
    visitor.context.grant_permissions(["microphone"], origin=fresh_server.address)
    visitor.context.add_init_script(
        "const real = performance.now.bind(performance); let skipped = 0;"
        "performance.now = () => real() + skipped; window.skip = ms => { skipped += ms }"
    )
    tab = at_the_words(visitor)
    part(tab, "record").click()
    expect(part(tab, "stop")).to_be_visible()
    tab.page.evaluate("skip(121_000)")
    expect(part(tab, "say")).to_contain_text("Two minutes")
    assert part(tab, "time").inner_text() == "2:00"
    expect(part(tab, "sound")).to_be_visible()
    visitor.close()
