"""The same in a real browser: from the tap to a settled page, and the first page on a bad line."""

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from tests.bench import bare, interactions, servers
from tests.bench.driver import visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, Page, Playwright

    from tests.bench.measure import Interaction

ARGUMENTS = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
SETTLED = (
    "[data-testid='stApp'][data-test-connection-state='CONNECTED']"
    "[data-test-script-state='notRunning']"
)
BAD_LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 125_000,
    "uploadThroughput": 125_000,
}
"""1 Mbit/s and 300 ms: `product.md`, On a bad line."""

COUNT_CHANGES = """
() => { window.changedAt = performance.now();
  new MutationObserver(() => { window.changedAt = performance.now(); })
    .observe(document.body,
      {subtree: true, childList: true, characterData: true, attributes: true}); }
"""


def launch(playwright: Playwright) -> Browser:
    """Return Debian's Chromium, without its calls home."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))


def opened(page: Page, address: str) -> float:
    """Return the seconds from the address to a settled page."""
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(SETTLED, timeout=60_000, state="attached")
    return time.perf_counter() - began


def turned(page: Page, link: str) -> float:
    """Return the milliseconds from a tap on a menu link to the last change it made to the page."""
    page.evaluate(COUNT_CHANGES)
    return float(
        page.evaluate(
            """async (link) => {
              const began = performance.now();
              document.querySelector(`a[href$='${link}'], a[href*='${link}?']`).click();
              await new Promise((done) => setTimeout(done, 20));
              const app = () => document.querySelector("[data-testid='stApp']");
              while (performance.now() - window.changedAt < 150
                  || app().dataset.testScriptState !== "notRunning") {
                await new Promise((done) => setTimeout(done, 10));
              }
              return window.changedAt - began;
            }""",
            link,
        )
    )


def transferred(page: Page, address: str) -> int:
    """Return the bytes that a first page costs on the wire."""
    received = 0
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += int(event.get("encodedDataLength", 0))

    def frame(event: dict[str, Any]) -> None:
        nonlocal received
        received += len(event["response"]["payloadData"])

    session.on("Network.loadingFinished", count)
    session.on("Network.webSocketFrameReceived", frame)
    opened(page, address)
    page.wait_for_timeout(500)
    return received


def report(folder: Path, *, times: int) -> None:
    """Print what a person with a browser meets, ours beside the bare page."""
    chosen = [one for one in interactions.ALL if one.opens]
    with servers.real(folder / "big") as real:
        recordings = asyncio.run(recorded(real.address, chosen))
        for under in ("ours", "stock"):
            if not (folder / "browser" / under).exists():
                bare.make(folder / "browser" / under, recordings)
        with (
            servers.bare(folder / "browser" / "ours", stock=False) as ours,
            servers.bare(folder / "browser" / "stock", stock=True) as stock,
            sync_playwright() as playwright,
        ):
            browser = launch(playwright)
            sys.stdout.write("\n## In Chromium\n\n")
            first(browser, {"ours": real.address, "bare, stock": stock.address})
            turns(browser, chosen, (real.address, ours.address, stock.address), times)
            browser.close()
    sys.stdout.flush()


async def recorded(address: str, chosen: Sequence[Interaction]) -> list[Any]:
    """Return what each opened page sends, for the bare app."""
    found = []
    for one in chosen:
        session = await visit(address)
        await one.prepare(session)
        await one.act(session)
        found.append((list(session.messages), ""))
        await session.close()
    return found


def first(browser: Browser, addresses: dict[str, str]) -> None:
    """Print size and time of the first page, on a good line and on a bad one."""
    sys.stdout.write(
        "| first page | bytes on the wire | s | s at 1 Mbit/s and 300 ms |\n|---|---|---|---|\n"
    )
    for name, address in addresses.items():
        context = browser.new_context()
        size = transferred(context.new_page(), address)
        context.close()
        seconds = []
        for _ in range(5):
            context = browser.new_context()
            seconds.append(opened(context.new_page(), address))
            context.close()
        context = browser.new_context()
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", BAD_LINE)
        slow = opened(page, address)
        context.close()
        sys.stdout.write(f"| {name} | {size:,} | {median(seconds):.2f} | {slow:.1f} |\n")


def turns(
    browser: Browser, chosen: Sequence[Interaction], addresses: Sequence[str], times: int
) -> None:
    """Print how long it takes to turn to each page, on the three servers in turn."""
    pages = [browser.new_context().new_page() for _ in addresses]
    for page, address in zip(pages, addresses, strict=True):
        opened(page, address)
    sys.stdout.write(
        "\n| turn to | ours, ms | bare page, our settings | ratio | bare page, stock | ratio |\n"
        "|---|---|---|---|---|---|\n"
    )
    names = [one.name.removeprefix("open ") for one in chosen]
    for number, name in enumerate(names):
        if name in ("start", "workbook"):
            continue  # reached by a button, and behind "More": not one tap away
        found: list[list[float]] = [[], [], []]
        for turn in range(times + 1):
            for place, page in enumerate(pages):
                away = 1 if number != 1 else 2
                there = f"/{name}" if place == 0 else f"/bare{number}"
                back = f"/{names[away]}" if place == 0 else f"/bare{away}"
                turned(page, back)
                taken = turned(page, there)
                if turn:
                    found[place].append(taken)
        ours, equal, stock = (median(one) for one in found)
        sys.stdout.write(
            f"| {name} | {ours:.0f} | {equal:.0f} | **{ours / equal:.2f}** | {stock:.0f} "
            f"| {ours / stock:.2f} |\n"
        )
    for page in pages:
        page.context.close()
