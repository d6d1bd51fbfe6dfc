"""A sheet of 50,000 messages is read and put together in seconds of the processor."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact
from lib.coaching.cover import Cover
from lib.coaching.touches import Channel, Touch
from lib.sheets import layout
from lib.sheets.layout import ID
from lib.sheets.merge import merge
from lib.store.sheets import BaseRow
from tests.sheets.paper import Desk

DAY = date(2026, 1, 1)


def full() -> Desk:
    """Return a full workbook, laid out in its sheet."""
    people = [Contact(id=f"c{n}", name=f"Person {n}", company="Acme") for n in range(5_000)]
    asks = [Ask(id=f"a{n}", contact=f"c{n}") for n in range(5_000)]
    touches = [
        Touch(
            id=f"t{n}",
            contact=f"c{n % 5_000}",
            ask=f"a{n % 5_000}",
            on=DAY + timedelta(n % 300),
            channel=Channel.EMAIL,
            words=f"Hello {n}",
        )
        for n in range(50_000)
    ]
    desk = Desk({"w1": workbook.of([Cover(id="w1"), *people, *asks, *touches])})
    for (table, own), added in desk.merge().sheet.appends.items():
        cells = {ID: own, **added.cells}
        columns = layout.tab(table).columns
        desk.paper.lines[table].append([layout.shown(one, cells[one.key]) for one in columns])
        desk.base[table, own] = BaseRow(added.workbook, dict(added.cells))
    return desk


def test_fifty_thousand_messages() -> None:
    """Each about 0.6 s where nothing else runs; one row's change costs what one row costs."""
    desk = full()
    desk.paper.type("touches", "t9", "words", "Edited")
    begin = time.process_time()
    seen = desk.paper.seen()
    read = time.process_time()
    merged = merge(desk.base, desk.books, seen, desk.new_id)
    whole = time.process_time()
    desk.change("w1", replace(desk.books["w1"].all(Contact)["c1"], notes="Met again"))
    saved = time.process_time()
    few = merge(desk.base, desk.books, seen, desk.new_id, pulled=False, only=[("contacts", "c1")])
    one = time.process_time()
    assert [len(writes) for writes in merged.store.values()] == [1]
    assert few.sheet.updates == {("contacts", "c1"): {"notes": "Met again"}}
    print(f"read {read - begin:.2f} s, put together {whole - read:.2f} s, one {one - saved:.3f} s")  # noqa: T201 - figures of the machine
    assert read - begin < 4
    assert whole - read < 4
    assert one - saved < 0.5
