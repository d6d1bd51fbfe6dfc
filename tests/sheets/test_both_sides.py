"""Pages, a person in the sheet and merges in any order: no cell is ever lost, no row is doubled.

Every text that is typed is one of a kind, so that it can be looked for afterwards: it must stand in
a workbook, in the sheet, in a conflict or in what history keeps, unless whoever typed it replaced
or deleted it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lib.coaching import workbook
from lib.coaching.asks import Ask
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.records import Record
from lib.coaching.targets import Target
from lib.coaching.touches import Channel, Touch
from lib.coaching.workbook import TABLE_OF, TABLES
from lib.sheets import layout
from lib.sheets.layout import ID
from lib.store.references import removed_with_all
from tests.sheets.paper import Desk

if TYPE_CHECKING:
    from lib.sheets.changes import Merged

DAY = date(2026, 5, 1)
TABLES_HERE = ("contacts", "targets", "asks", "touches")
TEXTS = {"contacts": ("name", "company", "notes"), "targets": ("company", "plan_b", "notes")}
BOOKS = ("w1", "w2")
ANY = st.integers(0, 10**6)


def begun() -> Desk:
    """Return a desk with two workbooks, laid out."""
    books = {}
    for n, name in enumerate(BOOKS):
        records: list[Record] = [Cover(id=name, version=1, owner=f"Owner {n}")]
        records += [
            Contact(id=f"{name}c{m}", name=f"Person {n}{m}", company=f"Firm {m}", version=1)
            for m in range(4)
        ]
        records += [
            Touch(id=f"{name}t{m}", contact=f"{name}c{m % 3}", on=DAY + timedelta(m), version=1)
            for m in range(4)
        ]
        records.append(Ask(id=f"{name}a0", contact=f"{name}c0", version=1))
        records.append(Target(id=f"{name}x0", company=f"Acme {n}", version=1))
        books[name] = workbook.of(records)
    desk = Desk(books)
    desk.settle()
    return desk


class BothSides(RuleBasedStateMachine):
    """A desk, the pages before it, and a person in its sheet."""

    def __init__(self) -> None:
        """Lay two workbooks out."""
        super().__init__()
        self.desk = begun()
        self.typed: set[str] = set()
        self.count = 0

    def token(self) -> str:
        """Return a text that is nowhere yet."""
        self.count += 1
        return f"text {self.count} end"

    def replaced(self, value: object) -> None:
        """Forget a text that was replaced or deleted on purpose."""
        for one in list(self.typed):
            if one in str(value):
                self.typed.discard(one)

    # pages

    def pick(self, n: int, *types: type[Record]) -> tuple[str, Record] | None:
        """Return any record of some types, with its workbook."""
        every = [
            (name, one)
            for name, records in self.desk.books.items()
            for record_type in types
            for one in records.all(record_type).values()
        ]
        return every[n % len(every)] if every else None

    @rule(n=ANY, which=ANY)
    def page_changes_a_text(self, n: int, which: int) -> None:
        """A page saves another text."""
        found = self.pick(n, Contact, Target)
        if found is None:
            return
        name, record = found
        keys = TEXTS[TABLE_OF[type(record)]]
        text = self.token()
        self.typed.add(text)
        change: dict[str, Any] = {keys[which % len(keys)]: text}
        self.desk.change(name, replace(record, **change))

    @rule(n=ANY, strength=st.integers(1, 5), kind=st.sampled_from(Kind))
    def page_changes_a_word(self, n: int, strength: int, kind: Kind) -> None:
        """A page saves a number and a word."""
        found = self.pick(n, Contact)
        if found is not None:
            name, record = found
            assert isinstance(record, Contact)
            self.desk.change(name, replace(record, strength=strength, kind=kind))

    @rule(n=ANY, with_touch=st.booleans())
    def page_adds(self, n: int, with_touch: bool) -> None:  # noqa: FBT001 - drawn
        """A page adds a person, and a touch."""
        self.count += 1
        text = self.token()
        self.typed.add(text)
        contact = Contact(id=f"p{self.count}", name=text)
        touch = Touch(id=f"q{self.count}", contact=contact.id, on=DAY, channel=Channel.EMAIL)
        self.desk.change(BOOKS[n % 2], contact, *([touch] if with_touch else []))

    @rule(n=ANY)
    def page_removes(self, n: int) -> None:
        """A page removes a row with all that belongs to it."""
        found = self.pick(n, Contact, Touch, Ask, Target)
        if found is not None:
            name, record = found
            self.desk.act(name, removed_with_all(self.desk.books[name], record))

    # a person in the sheet

    def line(self, n: int) -> tuple[str, int] | None:
        """Return any row that says something."""
        every = [
            (table, one.row) for table in TABLES_HERE for one in self.desk.paper.tab(table).rows
        ]
        return every[n % len(every)] if every else None

    @rule(n=ANY, which=ANY)
    def person_types_a_text(self, n: int, which: int) -> None:
        """A text in a cell of text."""
        found = self.line(n)
        if found is None or found[0] not in TEXTS:
            return
        table, row = found
        keys = TEXTS[table]
        key = keys[which % len(keys)]
        line = self.desk.paper.lines[table][row]
        at = self.desk.paper.at(table, key)
        self.replaced(line[at] if at < len(line) else "")
        text = self.token()
        self.typed.add(text)
        self.desk.paper.put(table, row, key, text)

    @rule(
        n=ANY,
        key=st.sampled_from(["strength", "kind", "on", "channel", "direction", "contact.name"]),
        value=st.sampled_from(
            [
                3,
                "frend",
                "socially",
                "#REF!",
                "next Tue",
                46_000,
                "",
                "reply",
                "e-mail",
                "Person 02",
            ]
        ),
    )
    def person_types_anything(self, n: int, key: str, value: str | int) -> None:
        """Words, numbers, days and nonsense where they may not belong."""
        found = self.line(n)
        if found is not None and key in layout.tab(found[0]).column:
            self.desk.paper.put(*found, key, value)

    @rule(n=ANY, whose=st.sampled_from(["", "Owner 0", "Owner 1", "Nobody"]))
    def person_adds(self, n: int, whose: str) -> None:
        """A new row, whose it is said or not."""
        text = self.token()
        self.typed.add(text)
        row = self.desk.paper.add("contacts", name=text, whose__name=whose)
        if n % 2:
            self.desk.paper.add("touches", contact__name=text, on=46_000, direction="reply")
            row = len(self.desk.paper.lines["touches"]) - 1
            self.desk.paper.put("touches", row, "whose.name", whose)

    @rule(n=ANY)
    def person_deletes(self, n: int) -> None:
        """A row is deleted."""
        found = self.line(n)
        if found is not None:
            table, row = found
            for one in self.desk.paper.lines[table].pop(row):
                self.replaced(one)

    @rule(n=ANY)
    def person_copies(self, n: int) -> None:
        """A row is copied to the end."""
        found = self.line(n)
        if found is not None:
            table, row = found
            lines = self.desk.paper.lines[table]
            lines.append(list(lines[row]))

    @rule(table=st.sampled_from(TABLES_HERE), down=st.booleans())
    def person_sorts(self, table: str, down: bool) -> None:  # noqa: FBT001 - drawn
        """Whole rows are sorted."""
        head, *body = self.desk.paper.lines[table]
        body.sort(key=lambda line: str(line[0]) if line else "", reverse=down)
        self.desk.paper.lines[table] = [head, *body]

    @rule(table=st.sampled_from(TABLES_HERE), down=st.booleans())
    def person_tears(self, table: str, down: bool) -> None:  # noqa: FBT001 - drawn
        """All shown columns are sorted, the hidden ones are not."""
        lines = self.desk.paper.lines[table]
        width = len(layout.tab(table).shown)
        shown = [[*line[:width], *[None] * (width - len(line))] for line in lines[1:]]
        shown.sort(key=lambda line: str(line[0] or "~"), reverse=down)
        for line, said in zip(lines[1:], shown, strict=True):
            line[:width] = said

    @rule(n=ANY)
    def person_clears_an_id(self, n: int) -> None:
        """One id is emptied."""
        found = self.line(n)
        if found is not None:
            self.desk.paper.put(*found, ID, None)

    # the partner

    def ok(self, merged: Merged) -> None:
        """Look at what a merge says by itself."""
        for table in TABLES:
            kept = {one.row for one in merged.sheet.ids if one.table == table}
            assert len(kept) == sum(one.table == table for one in merged.sheet.ids)
        ids = [(one.table, one.id) for one in merged.sheet.ids]
        assert len(set(ids)) == len(ids)
        for one in merged.sheet.updates:
            assert one not in merged.sheet.blanks
            assert one not in merged.sheet.appends

    def merge(self) -> Merged:
        """Merge, as after a pull."""
        merged = self.desk.merge()
        self.ok(merged)
        confirmed = {one.table for one in merged.questions}
        if confirmed:
            merged = self.desk.merge(confirmed=confirmed)
            self.ok(merged)
        return merged

    @rule()
    def both(self) -> None:
        """Everything is carried out."""
        self.desk.settle(self.merge())

    @rule()
    def killed_before_saving(self) -> None:
        """The partner dies when new rows are kept and nothing is saved."""
        self.desk.keep(self.merge())

    @rule()
    def killed_before_pushing(self) -> None:
        """The partner dies when all is saved and nothing is pushed."""
        merged = self.merge()
        self.desk.keep(merged)
        self.desk.save(merged)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every text stands somewhere."""
        texts = list(self.desk.texts())
        for one in self.typed:
            assert any(one in text for text in texts), one

    @invariant()
    def nothing_is_doubled(self) -> None:
        """No id stands in two workbooks; and no new person is saved twice."""
        every = [row for one in self.desk.books.values() for row in one.all(Contact)]
        assert len(set(every)) == len(every)

    def teardown(self) -> None:
        """When everybody rests, a few merges bring both sides together."""
        for _ in range(4):
            self.desk.settle(self.merge())
        merged = self.merge()
        assert merged.nothing, merged
        assert not merged.conflicts
        self.nothing_is_lost()
        self.both_agree(merged)

    def both_agree(self, merged: Merged) -> None:
        """Whatever has no problem is the same in the base, here and there."""
        wrong = {(one.table, one.line) for one in merged.problems}
        for table in TABLES_HERE:
            for row in self.desk.paper.tab(table).rows:
                if (table, row.row + 1) in wrong:
                    continue
                agreed = self.desk.base[table, row.id]
                assert agreed.content == row.cells
                record = self.desk.books[agreed.workbook].get(TABLES[table], row.id)
                assert record is not None
        for name, records in self.desk.books.items():
            for table in TABLES_HERE:
                for own in records.all(TABLES[table]):
                    assert self.desk.base[table, own].workbook == name
                    assert self.desk.paper.row_of(table, own)


TestBothSides = BothSides.TestCase
TestBothSides.settings = settings(
    max_examples=2_000 if os.environ.get("SOAK") else 60,
    stateful_step_count=50 if os.environ.get("SOAK") else 20,
    deadline=None,
)
