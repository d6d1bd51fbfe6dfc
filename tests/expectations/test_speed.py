"""Speed: 8,000 asks and 50,000 touches; printed, and held to a generous bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from lib.coaching.guesses import Guess
from lib.coaching.touches import Direction, Touch
from lib.coaching.workbook import Changed
from lib.expectations import curve, guesses, reply_rate, silence
from lib.expectations.tally import tally
from tests.expectations.build import TODAY, large

START = reply_rate.Start(0.2, 6.0)


def _milliseconds(work: Callable[[], object], times: int = 1) -> float:
    """Return how long the work keeps the processor busy, on average."""
    begin = time.process_time()
    for _ in range(times):
        work()
    return 1000 * (time.process_time() - begin) / times


def test_speed_of_a_click_with_8000_asks() -> None:
    """What a click costs: the tally after a change, each statistic the first time and again."""
    records = large(8_000, 50_000)
    guess = Guess(of_ten=3, made_on=TODAY, locked_on=TODAY - timedelta(days=60))
    records = records.changed([Changed(None, guess)])
    counts = tally(records, TODAY)
    tally(records, TODAY, 100)
    assert counts.reached == 8_000
    waiting = curve.curve(counts)
    answer = Touch(contact="c", ask="ask000007", on=TODAY, direction=Direction.REPLY)
    took = {"change carried": _milliseconds(lambda: records.changed([Changed(None, answer)]), 5)}
    for module in (curve.curve, reply_rate.posterior, reply_rate.reply_rate):
        module.cache_clear()
    silence.runs_at_my_rate.cache_clear()
    silence.run_somewhere_over.cache_clear()
    work: dict[str, Callable[[], object]] = {
        "tally": lambda: tally(records, TODAY),
        "tally of the newest 100": lambda: tally(records, TODAY, 100),
        "curve": lambda: curve.curve(counts),
        "reply rate": lambda: reply_rate.reply_rate(counts, START, waiting),
        "runs at my rate": lambda: silence.runs_at_my_rate(counts, START, 8_000, 15, waiting),
        "current run": lambda: silence.current_run(records, TODAY),
        "guesses": lambda: guesses.compared(records, TODAY),
    }
    kept = {}
    for name, one in work.items():
        took[name] = _milliseconds(one)
        kept[name] = _milliseconds(one, 20)
    for name, milliseconds in took.items():
        print(f"{name}: {milliseconds:.3f} ms, again {kept.get(name, 0):.3f} ms")  # noqa: T201 - the measure
    assert took["tally"] < 20
    assert kept["tally"] < 5
    assert all(took[name] < 100 for name in work)
    assert all(kept[name] < 5 for name in work)
    assert took["change carried"] < 100
