"""A push hits the rows that are meant, whatever a person does between a look and the push.

The sheet is a real one of the local server; the person sorts, inserts, deletes and types while a
push is on its way. What was typed is never lost, and no row ever holds what was meant for another.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from lib.sheets import proof, push
from lib.sheets.account import Account
from lib.sheets.client import Client
from lib.sheets.errors import RefusedError
from lib.sheets.push import Addition, Batch, Place, Rewrite
from lib.sheets.values import Value, cell, mark
from tests.sheets_api.google import ACCOUNT, Google

TAB = 7
TITLE = "Bob's people"
HEADINGS = ("Id", "Name", "Company", "Note")
ROWS = 40


@dataclass
class Desk:
    """A sheet with ids, who writes to it, and what should stand in it."""

    google: Google = field(default_factory=Google)
    truth: dict[str, list[Value]] = field(default_factory=dict)
    number: int = 0
    restored: int = 0

    def __post_init__(self) -> None:
        """Lay the sheet out."""
        self.google.strict = False
        self.sheet = self.google.create("Push")
        account = Account(ACCOUNT, self.google.key())
        self.client = Client(account, adapter=self.google.adapter())
        grid = {"rowCount": 200, "columnCount": 6}
        tab = {"sheetId": TAB, "title": TITLE, "gridProperties": grid}
        lines: list[list[Value]] = [list(HEADINGS)]
        lines += [[f"id{n}", f"a{n}", f"b{n}", n] for n in range(ROWS)]
        self.truth = {str(one[0]): one[1:] for one in lines[1:]}
        filled = {
            "start": {"sheetId": TAB, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": [cell(one) for one in line]} for line in lines],
            "fields": "userEnteredValue",
        }
        requests = [{"addSheet": {"properties": tab}}, {"updateCells": filled}]
        self.client.batch(self.sheet, {"requests": [*requests, push.tab_request()]})
        self.person = self.google.person(self.sheet)

    def look(self, title: str = TITLE) -> list[list[Value]]:
        """Return the rows of a tab as they are."""
        answer = self.client.read(self.sheet, [push.whole_range(title)])
        return [list(line) for line in answer["valueRanges"][0].get("values", [])]

    def place(self, lines: list[list[Value]]) -> Place:
        """Return the tab as it was seen."""
        return Place(TAB, TITLE, lines[0].index("Id"), dict(enumerate(lines[0])), len(lines))

    def rewrite(self, lines: list[list[Value]], row_id: str, heading: str, new: Value) -> Rewrite:
        """Return one cell to be written, in the row where it was seen."""
        place = self.place(lines)
        row = next(at for at, one in enumerate(lines) if _at(one, place.id_column) == row_id)
        column = lines[0].index(heading)
        seen = {column: mark(_at(lines[row], column))}
        return Rewrite(TAB, row, {place.id_column: mark(row_id)}, {column: new}, seen)

    def send(self, batch: Batch) -> proof.Proof:
        """Send a push; return what it did."""
        found = proof.proof(batch, self.client.batch(self.sheet, batch.body, push.FIELDS))
        assert found is not None
        return found

    def next_batch(self, lines: list[list[Value]], *rewrites: Rewrite) -> Batch:
        """Return the next push."""
        self.number += 1
        return push.repair([self.place(lines)], rewrites, self.number)

    def mend(self, done: proof.Proof, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Put back what should not have been hit, until nothing is left."""
        for _ in range(50):
            if done.is_clean:
                return
            self.restored += 1
            lines = self.look()
            rewrites = proof.mends(done, {TAB: self.place(lines)}, {TAB: lines})
            meanwhile()
            done = self.send(self.next_batch(lines, *rewrites))
        message = "never mended"
        raise AssertionError(message)

    def wrong(self) -> int:
        """Return how many rows do not hold what they should."""
        lines = self.look()
        columns = [lines[0].index(one) for one in HEADINGS]
        rows = {
            str(_at(one, columns[0])): [_at(one, at) for at in columns[1:]] for one in lines[1:]
        }
        return sum(rows.get(row_id) != said for row_id, said in self.truth.items())


def _at(line: list[Value], column: int) -> Value:
    found = line[column] if column < len(line) else None
    return None if found == "" else found


def interfere(desk: Desk, dice: random.Random, step: int) -> None:
    """Do one thing that a person does."""
    what = dice.random()
    if what < 0.4:
        desk.person.sort(TITLE, dice.choice(HEADINGS), down=dice.random() < 0.5)
    elif what < 0.6:
        desk.person.insert_row(TITLE, dice.randrange(2, ROWS))
    elif what < 0.7:
        rows = desk.person.rows(TITLE)
        blank = [at for at, one in enumerate(rows, 1) if at > 1 and not any(one)]
        if blank:
            desk.person.delete_row(TITLE, blank[0])
    else:
        row_id, heading = dice.choice(list(desk.truth)), dice.choice(HEADINGS[1:])
        text = f"typed {step} {dice.random()}"
        desk.person.type(TITLE, desk.person.row_with(TITLE, "Id", row_id), heading, text)
        desk.truth[row_id][HEADINGS.index(heading) - 1] = text


def pushed(times: int, seed: int, *, trusting: bool = False) -> Desk:
    """Write so many times up to four cells, with a person at work in a fifth of the gaps."""
    desk, dice = Desk(), random.Random(seed)  # noqa: S311 - no secret

    def meanwhile() -> None:
        if dice.random() < 0.2:
            interfere(desk, dice, desk.number)

    lines = desk.look()
    for step in range(times):
        rows = dice.sample(list(desk.truth), dice.randint(1, 4))
        heading = dice.choice(HEADINGS[1:])
        lines = desk.look()
        rewrites = [desk.rewrite(lines, one, heading, f"pushed {step} {one}") for one in rows]
        batch = desk.next_batch(lines, *rewrites)
        meanwhile()
        done = desk.send(batch)
        for row_id, stood in zip(rows, done.rows, strict=True):
            if trusting or not (stood.wrong or stood.is_other):
                desk.truth[row_id][HEADINGS.index(heading) - 1] = f"pushed {step} {row_id}"
        if not trusting:
            desk.mend(done, meanwhile)
    return desk


def test_no_push_hits_a_wrong_row() -> None:
    """2,000 cells are written while a person sorts, inserts and types: not one row is wrong."""
    desk = pushed(2_000, 7)
    assert desk.wrong() == 0
    assert desk.restored > 100


def test_a_push_that_trusts_positions_is_found() -> None:
    """Negative control: without the proof, rows hold what was meant for others."""
    assert pushed(400, 7, trusting=True).wrong() > 0


def test_what_was_typed_meanwhile_is_put_back() -> None:
    """A person types into the very cell that is being written: their text stands again."""
    desk = Desk()
    lines = desk.look()
    batch = desk.next_batch(lines, desk.rewrite(lines, "id3", "Name", "ours"))
    desk.person.type(TITLE, 5, "Name", "theirs")
    desk.truth["id3"][0] = "theirs"
    done = desk.send(batch)
    assert [(one.is_other, set(one.wrong)) for one in done.rows] == [(False, {1})]
    desk.mend(done)
    assert desk.wrong() == 0


@pytest.mark.parametrize("moved", ["Name", "Id"])
def test_a_column_that_was_moved_meanwhile_is_not_written_over(moved: str) -> None:
    """The heading tells that another column was hit; its cell is put back."""
    desk = Desk()
    lines = desk.look()
    batch = desk.next_batch(lines, desk.rewrite(lines, "id3", "Name", "ours"))
    desk.person.move_column(TITLE, moved)
    done = desk.send(batch)
    assert not done.is_clean
    desk.mend(done)
    assert desk.wrong() == 0


def test_a_row_is_emptied_whole_or_not_at_all() -> None:
    """One cell of it was typed into meanwhile: all of the row stands again."""
    desk = Desk()
    lines = desk.look()
    seen = {at: mark(one) for at, one in enumerate(lines[4])}
    gone = Rewrite(TAB, 4, {0: mark("id3")}, dict.fromkeys(seen), seen, whole=True)
    batch = desk.next_batch(lines, gone)
    desk.person.type(TITLE, 5, "Note", "wait")
    desk.truth["id3"][2] = "wait"
    desk.mend(desk.send(batch))
    assert desk.wrong() == 0


def test_the_tab_tells_the_same_later() -> None:
    """After a lost answer, what was hit is read from the sheet, and mended just so."""
    desk = Desk()
    lines = desk.look()
    batch = desk.next_batch(lines, desk.rewrite(lines, "id3", "Name", "ours"))
    desk.person.sort(TITLE, "Note", down=True)
    told = desk.send(batch)
    later = proof.read_back(desk.look(push.TITLE))
    assert later is not None
    assert [one.wrong for one in later.rows] == [one.wrong for one in told.rows] == [{1}]
    desk.mend(later)
    assert desk.wrong() == 0


def test_a_restoration_that_missed_is_taken_up_from_the_tab() -> None:
    """The person sorts again while the row is put back, and then the process dies."""
    desk = Desk()
    lines = desk.look()
    batch = desk.next_batch(lines, desk.rewrite(lines, "id3", "Name", "ours"))
    desk.person.sort(TITLE, "Note", down=True)
    done = desk.send(batch)
    lines = desk.look()
    rewrites = proof.mends(done, {TAB: desk.place(lines)}, {TAB: lines})
    desk.person.sort(TITLE, "Note")
    desk.send(desk.next_batch(lines, *rewrites))
    later = proof.read_back(desk.look(push.TITLE))
    assert later is not None
    assert not later.is_clean
    desk.mend(later)
    assert desk.wrong() == 0


def test_what_strayed_is_not_put_back_where_it_strayed_to() -> None:
    """A restoration hits another row, in which stands what was written there by mistake."""
    desk = Desk()
    lines = desk.look()
    cells = [desk.rewrite(lines, f"id{one}", "Name", f"ours {one}") for one in range(2)]
    desk.person.move_row(TITLE, 2, ROWS + 2)
    done = desk.send(desk.next_batch(lines, *cells))
    lines = desk.look()
    rewrites = proof.mends(done, {TAB: desk.place(lines)}, {TAB: lines})
    desk.person.insert_row(TITLE, 2)
    done = desk.send(desk.next_batch(lines, *rewrites))
    assert any(one.wrong for one in done.rows)
    desk.mend(done)
    assert desk.wrong() == 0


def test_emptied_rows_each_get_back_their_own() -> None:
    """Emptied rows look alike, and those at the end are not even told."""
    desk = Desk()
    lines = desk.look()
    place = desk.place(lines)
    marks = [{at: mark(_at(lines[row], at)) for at in range(4)} for row in range(ROWS + 1)]
    emptied = [
        Rewrite(TAB, row, {0: marks[row][0]}, dict.fromkeys(range(4)), marks[row], whole=True)
        for row in (1, 2, ROWS - 1, ROWS)
    ]
    desk.person.sort(TITLE, "Note", down=True)
    desk.number += 1
    done = desk.send(push.repair([place], emptied, desk.number))
    lines = desk.look()
    assert len(lines) == ROWS - 1
    lines += [[], []]
    rewrites = proof.mends(done, {TAB: desk.place(lines)}, {TAB: lines})
    desk.mend(desk.send(desk.next_batch(lines, *rewrites)))
    assert desk.wrong() == 0


def test_the_same_push_again_is_refused() -> None:
    """A push that was done is not done twice, also when 100 others came in between."""
    desk = Desk()
    lines = desk.look()
    first = push.batches([desk.place(lines)], [], [Addition(TAB, "new", {0: "new"})], 1)[0]
    desk.number = 1
    desk.send(first)
    for _ in range(100):
        desk.send(desk.next_batch(lines))
    with pytest.raises(RefusedError):
        desk.client.batch(desk.sheet, first.body, push.FIELDS)
    assert sum(_at(one, 0) == "new" for one in desk.look()) == 1


def test_tokens_do_not_pile_up() -> None:
    """Metadata is capped at 30,000 characters: old tokens are taken away."""
    desk = Desk()
    lines = desk.look()
    for _ in range(push.TOKENS_KEPT + 20):
        desk.send(desk.next_batch(lines))
    assert len(desk.person.metadata()) == push.TOKENS_KEPT


def test_added_rows_are_placed_by_the_answer() -> None:
    """The next push of an added row needs no look in between."""
    desk = Desk()
    lines = desk.look()
    news = [Addition(TAB, f"new{n}", {0: f"new{n}", 2: "Acme"}) for n in range(3)]
    (batch,) = push.batches([desk.place(lines)], [], news, 1)
    desk.person.insert_row(TITLE, 10)
    done = desk.send(batch)
    rows = desk.look()
    assert {key[1]: rows[at][0] for key, at in done.placed.items()} == {
        f"new{n}": f"new{n}" for n in range(3)
    }


FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(1)", "'=1", "=cmd|' /c'!A1", "\t=1+1")


def test_no_text_becomes_a_formula() -> None:
    """What looks like a formula is written and put back as the text it is."""
    desk = Desk()
    for number, text in enumerate(FORMULAS):
        lines = desk.look()
        desk.mend(desk.send(desk.next_batch(lines, desk.rewrite(lines, "id3", "Name", text))))
        (batch,) = push.batches(
            [desk.place(lines)], [], [Addition(TAB, f"n{number}", {0: f"n{number}", 1: text})], 500
        )
        desk.client.batch(desk.sheet, {**batch.body, "requests": batch.body["requests"][1:]})
        assert text in desk.look()[4]
    assert desk.person.formulas() == []


def sizes(batches: list[Batch]) -> Mapping[str, int]:
    """Return the largest number of rows and of characters in some pushes."""
    return {
        "rows": max(len(one.rewrites) for one in batches),
        "bytes": max(len(str(one.body)) for one in batches),
    }


def test_much_goes_in_several_pushes() -> None:
    """No push rewrites more than 1,000 rows or is larger than Google advises."""
    desk = Desk()
    place = desk.place(desk.look())
    rewrites = [Rewrite(TAB, n, {0: mark(f"id{n}")}, {1: "x"}, {1: ""}) for n in range(2_500)]
    news = [Addition(TAB, f"new{n}", {0: f"new{n}", 1: "y" * 10_000}) for n in range(400)]
    made = push.batches([place], rewrites, news, 5)
    assert [one.number for one in made] == list(range(5, 5 + len(made)))
    assert sum(len(one.rewrites) for one in made) == 2_500
    assert sum(len(one.additions) for one in made) == 400
    found = sizes(made)
    assert found["rows"] <= push.ROWS_AT_ONCE
    assert found["bytes"] < 2_000_000
