"""App and person change one workbook in any order, Google fails as it likes: nothing is lost.

A state machine: the app saves, adds, removes, takes back; a person types, sorts, inserts, copies,
tears, clears, renames, restores; Google refuses, drops, answers twice; processes end. Every text
that is written is one of a kind, so that afterwards it can be told where each went. Then faults
end, what is asked is answered, and it is held to the plan: no row holds what was another's, no text
that was acknowledged is gone (it stands in its row, among the conflicts, or in the history), no row
stands twice, and no cell that the app wrote is a formula.
"""

from __future__ import annotations

import atexit
import os
import shutil
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from lib.coaching.contacts import Contact
from lib.coaching.records import new_id, plain
from lib.coaching.touches import Touch
from lib.sheets.account import Account
from lib.store import Choice, LinkState, Need, Side, Store
from lib.store.references import removed_with_all
from tests.sheets.world import LEASE, World
from tests.sheets_api import faults
from tests.sheets_api.google import ACCOUNT, Google
from tests.store.book import DAY, ME

if TYPE_CHECKING:
    from lib.coaching.records import Record
    from tests.sheets_api.person import Person
    from tests.sheets_api.spreadsheet import State

LONG = bool(os.environ.get("SOAK"))
"""Set to try 2,000 times 50 steps; else 300 times 30."""
TRIES = settings(
    max_examples=500 if LONG else 75,
    stateful_step_count=50 if LONG else 30,
    deadline=None,
    derandomize=not LONG,  # a build says something of its change; the long form looks further
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
TAB: Final = "Contacts"
HEADINGS: Final = {"company": "Company", "position": "Position", "notes": "Notes", "name": "Name"}
FIELDS: Final = tuple(HEADINGS)
OWN: Final = "My own column"
PEOPLE: Final = 6
MOST_TURNS: Final = 200
QUIET_SECONDS: Final = 60
"""Rest is when nothing waits for so long: four looks."""
BAD: Final = (
    faults.busy(),
    faults.busy(3),
    faults.error(500),
    faults.error(503).after(),
    faults.error(502),
    faults.DROPPED,
    faults.DROPPED.after(),
    faults.hang(),
    faults.hang().after(),
    faults.slow(),
    faults.TRUNCATED,
    faults.HTML,
    faults.EXPIRED,
)

picks = st.integers(0, 30)
fields_ = st.sampled_from(FIELDS)


@dataclass
class Told:
    """A text that was acknowledged: where it was written, and what has happened to it since."""

    text: str
    row: str | None
    """The id of its row; None for a row that had none yet."""
    loose: bool = False
    """True where the person has copied it, or torn it from its id: another row may hold it."""
    given_up: bool = False
    """True where the person has written over it, or deleted it, in the sheet; or has answered that
    the app's rows shall stand in place of an older version in which it alone stood."""


@cache
def _template() -> tuple[Path, float, str, str, Google]:
    """Return a store with a workbook in step with a sheet, made once a process."""
    memory = Path("/dev/shm")  # noqa: S108 - a fresh folder of our own within it
    folder = Path(mkdtemp(dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = World(folder)
    people = [Contact(name=f"P{one}", company=f"C{one}", notes=f"N{one}") for one in range(PEOPLE)]
    touches = [Touch(contact=one.id, on=DAY) for one in people[:3]]
    workbook, sheet = world.linked(*people, *touches)
    world.google.person(sheet).add_column(TAB, OWN)
    world.settle(40)
    world.close()
    found = next(folder.glob("*.sqlite"))
    return found, world.seconds, workbook, sheet, world.google


class Again(World):
    """A world that goes on from the one that was made once."""

    def __post_init__(self) -> None:
        """Copy the store, the file and the time."""
        database, seconds, self.workbook_id, self.sheet, google = _template()
        self.seconds = seconds
        self.google = Google(clock=self._clock, sleep=self._slept)
        there = google.files[self.sheet]
        made = self.google.new(there.title, there.owner)
        del self.google.files[made.id]
        made.id, made.shares, made.state = there.id, dict(there.shares), there.state.copy()
        self.google.files[made.id] = made
        copy = self.folder / database.name
        shutil.copy(database, copy)
        self.store = Store(f"sqlite:///{copy}")
        self.account = Account(ACCOUNT, self.google.key())
        self.seconds += LEASE.total_seconds() + 1
        self.begin_anew()

    def turns(self, count: int) -> None:
        """Let time pass, by as many steps of the partner."""
        for _ in range(count):
            self.store.sheets.opened(ME, self.workbook_id, self.now)
            self.seconds += max(0.05, min(self.turn(), 15.0))


@dataclass
class Kept:
    """What the machine knows of a world."""

    told: list[Told] = field(default_factory=list)
    versions: list[State] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """One workbook, one sheet, one person, one app."""

    @initialize()
    def begin(self) -> None:
        """Take a world in which both sides are in step."""
        self._folder = TemporaryDirectory(dir=_template()[0].parent)
        self.world = Again(Path(self._folder.name))
        self.workbook = self.world.workbook_id
        self.person: Person = self.world.google.person(self.world.sheet)
        self.kept = Kept()
        self.count = 0

    # texts

    def text(self) -> str:
        """Return a text that was never written before."""
        self.count += 1
        return f"t{self.count}."

    def contacts(self) -> list[Contact]:
        """Return the contacts of the workbook, in an order that stays."""
        there = self.world.records(self.workbook).all(Contact).values()
        return sorted(there, key=lambda one: (one.name, one.id))

    def rows(self) -> list[int]:
        """Return the lines of the tab that show something below the headings."""
        if TAB not in self.person.titles():
            return []
        rows = self.person.rows(TAB)
        return [at for at, row in enumerate(rows, 1) if at > 1 and any(row)]

    def id_at(self, line: int) -> str | None:
        """Return the id that a line carries."""
        return self._shown(line, "Id") or None

    def _shown(self, line: int, heading: str) -> str:
        try:
            return str(self.person.value(TAB, line, heading) or "")
        except LookupError:
            return ""

    def texts_at(self, line: int) -> list[Told]:
        """Return what was told that stands in a line now."""
        rows = self.person.rows(TAB)
        whole = " ".join(rows[line - 1]) if line <= len(rows) else ""
        return [one for one in self.kept.told if one.text in whole]

    def give_up(self, line: int, heading: str | None = None) -> None:
        """Note that the person writes over a cell, or a whole line."""
        if heading is None:
            gone = self.texts_at(line)
        else:
            shown = self._shown(line, heading)
            gone = [one for one in self.kept.told if one.text in shown]
        for one in gone:
            one.given_up = True

    def loosen(self, lines: list[int]) -> None:
        """Note that the person has torn lines from their ids, or copied them."""
        self.mixed = True
        for line in lines:
            for one in self.texts_at(line):
                one.loose = True

    # the app

    @rule(pick=picks, name=fields_)
    def app_types(self, pick: int, name: str) -> None:
        """A field is changed and saved."""
        there = self.contacts()
        if there:
            one, text = there[pick % len(there)], self.text()
            self.world.put(self.workbook, replace(one, **{name: text}))  # type: ignore[arg-type]  # text fields all
            self.kept.told.append(Told(text, one.id))

    @rule()
    def app_adds(self) -> None:
        """A contact is added and saved."""
        new = Contact(name=self.text())
        self.world.put(self.workbook, new)
        self.kept.told.append(Told(new.name, new.id))

    @rule(pick=picks)
    def app_removes(self, pick: int) -> None:
        """A contact is removed, with all that belongs to it."""
        there = self.contacts()
        if len(there) > 2:
            records = self.world.records(self.workbook)
            writes = removed_with_all(records, there[pick % len(there)])
            self.world.put(self.workbook, *writes)

    @rule(back=st.integers(0, 3))
    def app_takes_back(self, back: int) -> None:
        """An action is taken back, if it still can be."""
        entries = self.world.store.history(ME, self.workbook, limit=back + 1)
        if len(entries) > back and entries[back].number > 1:
            number = entries[back].number
            self.world.store.undo(ME, self.workbook, number, operation=new_id(), at=self.world.now)

    @rule(side=st.sampled_from(Side))
    def app_settles(self, side: Side) -> None:
        """The oldest conflict is settled."""
        for one in self.world.store.sheets.conflicts(ME, self.workbook, 1):
            self.world.store.sheets.settle(ME, self.workbook, one.id, side, self.world.now)

    @rule(choice=st.sampled_from(Choice))
    def app_chooses(self, choice: Choice) -> None:
        """What is asked is answered, where something is."""
        self._choose(choice)

    def _choose(self, choice: Choice) -> None:
        """Answer what is asked; note what the owner gives up by it."""
        if self._goes_over(choice):
            here = " ".join(_words(one) for one in self.contacts())
            for line in self.rows():
                for one in self.texts_at(line):
                    one.given_up = one.given_up or one.text not in here
        self.world.store.sheets.choose(ME, self.workbook, choice, self.world.now)

    def _goes_over(self, choice: Choice | None) -> bool:
        """Return whether the owner has the app's rows written over a version that is older."""
        old = self.world.link(self.workbook).need is Need.OLD_VERSION
        return old and choice is Choice.OURS

    @rule()
    def app_looks_again(self) -> None:
        """Refresh now."""
        self.world.store.sheets.refresh(ME, self.workbook, self.world.now)

    # the person

    @rule(pick=picks, name=fields_)
    def person_types(self, pick: int, name: str) -> None:
        """A cell is typed into."""
        lines = self.rows()
        if lines and self._has(HEADINGS[name]):
            line, text = lines[pick % len(lines)], self.text()
            self.give_up(line, HEADINGS[name])
            self.person.type(TAB, line, HEADINGS[name], text)
            told = Told(text, self.id_at(line), loose=self._is_loose(line))
            told.given_up = self._goes_over(self.world.link(self.workbook).choice)
            self.kept.told.append(told)

    def _is_loose(self, line: int) -> bool:
        return any(one.loose for one in self.texts_at(line)) or self._is_doubled(line)

    def _is_doubled(self, line: int) -> bool:
        own = self.id_at(line)
        known = {one.id for one in self.contacts()}
        twice = sum(self.id_at(one) == own for one in self.rows()) > 1
        return own is None or own not in known or twice or self.torn

    mixed = False
    """True once a row was copied, or torn from its id: what stands beside it may be another's."""
    torn = False
    """True once ids were torn from their rows: what is typed afterwards may be of either."""

    @rule(pick=picks)
    def person_types_beside(self, pick: int) -> None:
        """A column of one's own is filled, in a row that is known."""
        lines = self.rows()
        if lines and self._has(OWN):
            line = lines[pick % len(lines)]
            if own := self.id_at(line):
                self.person.type(TAB, line, OWN, f"own {own}")

    @rule(pick=picks)
    def person_types_nonsense(self, pick: int) -> None:
        """A word stands where a day belongs: it stays there, and nothing else of the row does."""
        lines = self.rows()
        if lines and self._has("Connected on"):
            self.person.type(TAB, lines[pick % len(lines)], "Connected on", "next Tue")

    @rule(pick=picks)
    def person_types_a_formula(self, pick: int) -> None:
        """A formula in a cell of ours."""
        lines = self.rows()
        if lines and self._has("Position"):
            line = lines[pick % len(lines)]
            self.give_up(line, "Position")
            self.person.type(TAB, line, "Position", "=1+1")

    @rule()
    def person_adds(self) -> None:
        """A new row is typed below the others."""
        if TAB in self.person.titles() and self._has("Name"):
            text = self.text()
            self.person.add_row(TAB, {"Name": text})
            self.kept.told.append(Told(text, None))

    @rule(pick=picks)
    def person_deletes(self, pick: int) -> None:
        """A row is deleted."""
        lines = self.rows()
        if len(lines) > 2:
            line = lines[pick % len(lines)]
            self.give_up(line)
            self.person.delete_row(TAB, line)

    @rule(name=fields_, down=st.booleans())
    def person_sorts(self, name: str, down: bool) -> None:  # noqa: FBT001 - which way
        """All columns are sorted."""
        if self.rows() and self._has(HEADINGS[name]):
            self.person.sort(TAB, HEADINGS[name], down=down)

    @rule(pick=picks)
    def person_inserts(self, pick: int) -> None:
        """A blank row is inserted between the others."""
        if lines := self.rows():
            self.person.insert_row(TAB, lines[pick % len(lines)])

    @rule(pick=picks, to=picks)
    def person_moves(self, pick: int, to: int) -> None:
        """A row is dragged elsewhere."""
        if lines := self.rows():
            self.person.move_row(TAB, lines[pick % len(lines)], lines[to % len(lines)])

    @rule(pick=picks)
    def person_copies(self, pick: int) -> None:
        """A row is copied below the others, id and all."""
        if lines := self.rows():
            line = lines[pick % len(lines)]
            self.loosen([line])
            self.person.copy_row(TAB, line)

    @rule(pick=picks)
    def person_clears_an_id(self, pick: int) -> None:
        """An id is cleared."""
        lines = self.rows()
        if lines and self._has("Id"):
            line = lines[pick % len(lines)]
            self.loosen([line])
            self.person.clear(TAB, "Id", line, line)

    @rule()
    def person_clears_all_ids(self) -> None:
        """All ids are cleared."""
        if self.rows() and self._has("Id"):
            self.loosen(self.rows())
            self.person.clear(TAB, "Id")

    @rule(pick=picks)
    def person_fills_ids_down(self, pick: int) -> None:
        """One id is dragged over the two below it."""
        lines = self.rows()
        if lines and self._has("Id"):
            line = lines[pick % len(lines)]
            self.loosen([one for one in lines if line <= one <= line + 2])
            self.person.fill_down(TAB, "Id", line, min(line + 2, max(lines)))

    @rule(down=st.booleans())
    def person_tears(self, down: bool) -> None:  # noqa: FBT001 - which way
        """The shown columns are sorted, the ids are not."""
        if self.rows() and self._has("Name") and self._has("Notes"):
            self.torn = True
            self.loosen(self.rows())
            self.person.sort_some(TAB, "Name", "Name", "Notes", down=down)

    @rule(name=fields_)
    def person_moves_a_column(self, name: str) -> None:
        """A column is dragged to the right end, whatever is on its way to the sheet."""
        if self._has(HEADINGS[name]):
            self.person.move_column(TAB, HEADINGS[name])

    @rule()
    def person_renames_a_heading(self) -> None:
        """A heading is called otherwise."""
        if self._has("Company"):
            self.person.rename_heading(TAB, "Company", "Where they work")
        elif self._has("Where they work"):
            self.person.rename_heading(TAB, "Where they work", "Company")

    @rule()
    def person_adds_a_tab(self) -> None:
        """A tab of one's own is added; and one is moved."""
        title = f"Mine {len(self.person.titles())}"
        if title not in self.person.titles():
            self.person.add_tab(title)
            self.person.move_tab(title, 0)

    @rule()
    def person_marks_a_version(self) -> None:
        """A version is there to be restored."""
        self.kept.versions.append(self.person.version())

    @precondition(lambda self: self.kept.versions)
    @rule(pick=picks)
    def person_restores(self, pick: int) -> None:
        """An old version is restored: what was typed since is given up."""
        version = self.kept.versions[pick % len(self.kept.versions)]
        for line in self.rows():
            self.give_up(line)
        self.mixed = True
        for one in self.kept.told:
            one.loose = True
        self.person.restore(version)

    @rule()
    def person_withdraws(self) -> None:
        """The share is taken back, or given again."""
        file = self.world.google.files[self.world.sheet]
        if ACCOUNT in file.shares:
            self.person.withdraw_share(ACCOUNT)
        else:
            self.person.share(ACCOUNT)

    @rule()
    def person_narrows(self) -> None:
        """The share is for reading alone."""
        self.person.share(ACCOUNT, read_only=True)

    @rule()
    def person_bins(self) -> None:
        """The file goes into the bin, or comes back."""
        if self.world.google.files[self.world.sheet].trashed:
            self.person.take_back()
        else:
            self.person.trash()

    def _has(self, heading: str) -> bool:
        return TAB in self.person.titles() and heading in self.person.heads(TAB)

    # Google, and time

    @rule(bad=st.lists(st.sampled_from(BAD), min_size=1, max_size=3))
    def google_fails(self, bad: list[faults.Fault]) -> None:
        """The next calls meet these."""
        self.world.google.faults.add(*bad)

    @rule(bad=st.sampled_from(BAD))
    def google_fails_at_writing(self, bad: faults.Fault) -> None:
        """The next write meets this."""
        self.world.google.faults.add(bad, kind="write")

    @rule(count=st.integers(1, 4))
    def time_passes(self, count: int) -> None:
        """The partner does a few steps."""
        self.world.turns(count)

    @rule()
    def process_ends(self) -> None:
        """Another process takes over, which knows nothing by heart."""
        self.world.client.close()
        self.world.begin_anew()
        self.world.seconds += LEASE.total_seconds() + 1

    # the end

    def teardown(self) -> None:
        """Let both sides come to rest, and hold them to the plan."""
        try:
            self._rest()
            self._hold_to_the_plan()
        finally:
            self.world.close()
            self._folder.cleanup()

    def _rest(self) -> None:
        self.world.google.faults.clear()
        self.person.take_back()
        self.person.share(ACCOUNT)
        quiet_since: float | None = None
        asked = 0
        for turn in range(MOST_TURNS):
            self.world.turns(1)
            link = self.world.link(self.workbook)
            asks = link.state is LinkState.STOPPED or link.need is not None
            if asks and turn % 8 == 7:
                self._choose(tuple(Choice)[asked % 3])
                asked += 1
            if asks or link.waiting:
                quiet_since = None
            elif quiet_since is None:
                quiet_since = self.world.seconds
            elif self.world.seconds - quiet_since > QUIET_SECONDS:
                return
        link = self.world.link(self.workbook)
        message = f"never at rest: {link.state} {link.need} {link.need_detail} {link.waiting}"
        raise AssertionError(message)

    def _hold_to_the_plan(self) -> None:
        self._both_sides_say_the_same()
        self._nothing_is_lost()
        formulas = {
            self.person.cell(TAB, line, "Position").formula
            for title, line, _ in self.person.formulas()
            if title == TAB
        }
        assert formulas <= {"", "=1+1"}

    def _both_sides_say_the_same(self) -> None:
        wrong = {
            (one.line, one.field)
            for one in self.world.store.sheets.problems(ME, self.workbook, 500)
        }
        contacts = {one.id: one for one in self.contacts()}
        shown: dict[str, int] = {}
        nameless: dict[str, int] = {}
        for line in self.rows():
            own = self.id_at(line)
            says = any(self._shown(line, one) for one in (*HEADINGS.values(), "Where they work"))
            if own is not None and (line, "name") in wrong:
                nameless[own] = line  # no contact: it stands where it was left, and that is said
                continue
            if own is None or not says:  # hidden cells stayed where others were sorted away
                continue
            assert own not in shown, "a row stands twice in the sheet"
            shown[own] = line
        assert set(shown) <= set(contacts) <= set(shown) | set(nameless)
        shown |= {own: nameless[own] for own in set(contacts) - set(shown)}
        for own, line in shown.items():
            for name, heading in HEADINGS.items():
                at = heading if self._has(heading) else "Where they work"
                if (line, name) not in wrong:
                    assert self._shown(line, at) == getattr(contacts[own], name), (name, line)
            assert self.mixed or self._shown(line, OWN) in ("", f"own {own}")

    def _nothing_is_lost(self) -> None:
        now = {one.id: _words(one) for one in self.contacts()}
        past = self._history()
        disputes = " ".join(
            f"{one.ours} {one.theirs}"
            for one in self.world.store.sheets.conflicts(ME, self.workbook, 500)
        )
        beside = " ".join(
            " ".join(row) for row in (self.person.rows(TAB) if TAB in self.person.titles() else [])
        )
        for one in self.kept.told:
            holders = {own for own, words in now.items() if one.text in words}
            if not one.loose:
                assert len(holders) <= 1, f"{one.text} stands in two rows"
                if one.row is not None:
                    assert holders <= {one.row}, f"{one.text} stands in a wrong row"
            if not (holders or one.given_up):
                said = one.text in past or one.text in disputes or one.text in beside
                assert said, f"{one.text} is lost"

    def _history(self) -> str:
        words: list[str] = []
        before: int | None = None
        while entries := self.world.store.history(ME, self.workbook, before=before, limit=200):
            for entry in entries:
                for change in entry.changes:
                    words += [_words(one) for one in (change.before, change.after) if one]
            before = entries[-1].number
        return " ".join(words)


def _words(record: Record) -> str:
    return " ".join(str(one) for one in plain(record).values() if one is not None)


TestMachine = Machine.TestCase
TestMachine.settings = TRIES


class Second(Machine):
    """The same once more: a quarter of the examples each, so that no test is a long one."""


class Third(Machine):
    """As `Second`."""


class Fourth(Machine):
    """As `Second`."""


TestSecond, TestThird, TestFourth = Second.TestCase, Third.TestCase, Fourth.TestCase
TestSecond.settings = TestThird.settings = TestFourth.settings = TRIES
