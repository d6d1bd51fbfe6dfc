"""What is to be done for one sheet now? One step: at most one call to Google, and all that follows.

    what is known of the sheet's tabs      one call, at opening and where a tab has moved
    a tab with a one-time code             proves whose the sheet is; then it is laid out
    a look                                 one call: all cells; the last write is proven first
    both sides are put together            `merge`; what the sheet says new is saved
    a push                                 one call: what the workbook says new is written, proven

Nothing here sleeps and no clock is read: the instant is handed in, and what comes back is how many
seconds may pass until the next step. The order makes a crash harmless at every point: a new row's
id is kept before its record is saved, a record is saved before both sides are said to agree, and a
push tells in the sheet itself what it did (`push`, `proof`). After any of them the next look finds
what is done and what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from lib.coaching.records import new_id
from lib.coaching.workbook import Records
from lib.sheets import (
    choices,
    hosted,
    layout,
    linking,
    one_way,
    practice,
    proof,
    push,
    reading,
    room,
    stopping,
    writing,
)
from lib.sheets.changes import Merged
from lib.sheets.client import ABOUT
from lib.sheets.errors import (
    GoogleError,
    Refusal,
    RefusedError,
    SignInRefusedError,
    UnknownError,
)
from lib.sheets.known import Known, Sent
from lib.sheets.merge import merge
from lib.sheets.pace import Kind, interval_seconds
from lib.sheets.practice import Guide
from lib.sheets.proof import Proof, Stood
from lib.sheets.reading import SheetSeen
from lib.sheets.saving import note_problems, save
from lib.sheets.values import Value
from lib.store import Actor, BaseRow, Need, Store
from lib.store.sheets import LinkedSheet

if TYPE_CHECKING:
    from lib.sheets.client import Client
    from lib.sheets.pace import Again, Pace

PUSH_SECONDS: Final = 1.5
"""At most one push of a sheet in so long: all saves of everyone in it since then go together."""
ABOUT_ALL: Final = ABOUT.replace(
    ",data(", ",data(startRow,rowData(values(userEnteredValue(formulaValue))),"
)
"""What is asked of a sheet at opening: where its formulas stand, too."""
IDLE_SECONDS: Final = 30.0
BLOCKED_SECONDS: Final = 30.0
"""How often a sheet that does not let us in is tried."""
MOST_CHANGES: Final = 2_000
"""More rows than so many are compared with all others."""


class Partner:
    """Looks after sheets, one step at a time; threads may share it, but not one sheet."""

    def __init__(
        self, store: Store, client: Client, pace: Pace, *, holder: str, guide: Guide | None = None
    ) -> None:
        """Begin with nothing known.

        Args:
            store: where workbooks, orders, bases and states are kept.
            client: calls Google.
            pace: says when it may be called.
            holder: unique for this run of this process.
            guide: for the Practice tab; None where there is none.
        """
        self.store = store
        self.client = client
        self.pace = pace
        self.holder = holder
        self.guide = guide
        self.open_sheets = 0
        self._known: dict[str, Known] = {}

    def see(self, sheets: Collection[str], open_sheets: int) -> None:
        """Take note of which sheets are linked, and how many of them are open."""
        self.open_sheets = open_sheets
        for gone in [one for one in self._known if one not in sheets]:
            self.forget(gone)
            self.pace.forget(gone)

    def forget(self, sheet: str) -> None:
        """Know nothing of a sheet by heart any more: the next step begins at the beginning."""
        self._known.pop(sheet, None)

    def leave(self) -> None:
        """Give all leases back."""
        for sheet in list(self._known):
            self.store.sheets.release(sheet, self.holder)
            self.forget(sheet)

    def turn(self, linked: LinkedSheet, now: datetime, tick: float) -> float:
        """Do one step for a sheet whose lease is ours.

        Args:
            linked: the sheet and its links, as the store has just told them.
            now: this instant.
            tick: the same in seconds of a clock that never goes back.

        Returns:
            Seconds after which the next step is worth it, if nothing is asked before.

        Raises:
            StoreError: the store did not do something; what is known was forgotten.
        """
        if linked.holder != self.holder:
            self.forget(linked.sheet)  # another process may have looked after it since
        known = self._known.get(linked.sheet)
        links = frozenset((one.workbook, one.practice, one.asked_at) for one in linked.links)
        if known is not None and not known.links <= links:
            known = None  # one was let go: what was agreed on with it is no more
        if known is None:
            base = self.store.sheets.base(linked.sheet)
            known = self._known[linked.sheet] = Known(base.rows, number=base.sequence)
        known.links = links
        return Turn(self, linked, known, now, tick).step()


class Turn:
    """One step for one sheet."""

    def __init__(
        self, partner: Partner, linked: LinkedSheet, known: Known, now: datetime, tick: float
    ) -> None:
        """Take what the step begins with."""
        self.partner = partner
        self.store = partner.store
        self.linked = linked
        self.known = known
        self.now = now
        self.tick = tick

    @property
    def sheet(self) -> str:
        """The sheet's id."""
        return self.linked.sheet

    @property
    def actor(self) -> Actor:
        """Who reads and saves workbooks for the sheet."""
        return self.store.sheets.actor_for(self.sheet, self.partner.holder)

    def note(self, **state: Any) -> None:  # noqa: ANN401 - as `Syncing.note`
        """Note how the sheet stands."""
        self.store.sheets.note(self.sheet, self.partner.holder, **state)

    def say(self, doing: str = "") -> None:
        """Say what is going on, for whoever waits; empty: nothing that would be waited for."""
        if self.known.doing != doing:
            self.known.doing = doing
            self.note(progress={"doing": doing} if doing else {})

    def note_link(self, workbook: str, *, practice: bool = False, **notes: Any) -> None:  # noqa: ANN401 - as `Syncing.note_link`
        """Note how one link stands."""
        self.store.sheets.note_link(
            self.sheet, self.partner.holder, workbook, practice=practice, **notes
        )

    def remember(self, **what: Any) -> None:  # noqa: ANN401 - JSON
        """Keep something of the sheet for later turns, whoever has them."""
        memory = {**self.linked.memory, **what}
        self.note(memory=memory)
        self.linked = replace(self.linked, memory=memory)

    def rebase(self, **changes: Any) -> None:  # noqa: ANN401 - as `Syncing.rebase`
        """Note what both sides agree on, in the store and by heart."""
        self.store.sheets.rebase(self.sheet, self.partner.holder, **changes)
        self.known.base.update(changes.get("puts") or {})
        for key in changes.get("drops") or ():
            self.known.base.pop(key, None)
        if changes.get("sequence") is not None:
            self.known.number = max(self.known.number, changes["sequence"])

    # which step

    def step(self) -> float:
        """Do what is to be done first; return the seconds until the next step."""
        known = self.known
        if not self.linked.links and not self.linked.of_host:
            return IDLE_SECONDS
        if self.linked.refresh_asked:
            self.partner.pace.nudge(self.sheet)
        if known.about is None:
            if known.about_before is None:
                self.say("read")
            return self.call(Kind.READ, self._about, self._took_about)
        if hosted.is_due(self):
            return hosted.step(self)
        if known.flying is not None and not known.to_prove:
            return self._push(known.flying)
        wait = linking.step(self)
        if wait is not None:
            return wait
        return self._keep_in_step()

    def _keep_in_step(self) -> float:
        if not self.linked.in_use:
            self.say()
            return IDLE_SECONDS
        if self._look_is_due():
            if self.known.headings is None:
                self.say("read")
            return self.call(Kind.READ, self._read, self._took_look)
        return self._push_what_moved()

    def _push_what_moved(self) -> float:
        """Put both sides together where a workbook moved, and push; but not too often."""
        known = self.known
        if stopping.is_old(self.linked) and known.to_mend is None:
            return self._until_the_next()
        wait = known.pushed_at + PUSH_SECONDS - self.tick
        if not known.queue and not self._has_moved():
            return self._until_the_next()
        if wait > 0:
            return wait
        if self._has_moved() and known.to_mend is None:
            self._put_together_anew()
        if not known.queue:
            return 0.0
        known.to_ask &= set(self._ranges())
        if known.to_ask and known.to_mend is None:
            return self.call(Kind.READ, self._read_formulas, self._took_formulas)
        return self._push(known.queue[0])

    def _until_the_next(self) -> float:
        self.say()
        if not self.linked.open_now or self.known.looked_at is None:
            return IDLE_SECONDS
        return max(0.0, self.known.looked_at + self.known.interval - self.tick)

    def _look_is_due(self) -> bool:
        known = self.known
        if known.looked_at is None or known.to_prove or self.linked.refresh_asked:
            return True
        known.interval = interval_seconds(self.partner.open_sheets)
        return self.linked.open_now and self.tick - known.looked_at >= known.interval

    # calls

    def call(
        self,
        kind: Kind,
        ask: Callable[[], Mapping[str, Any]],
        take: Callable[[Mapping[str, Any]], float],
    ) -> float:
        """Ask Google, if it may be asked now, and take the answer."""
        wait = self.partner.pace.want(self.sheet, kind, self.tick)
        if wait:
            return wait
        try:
            answer = ask()
        except GoogleError as error:
            return self._failed(kind, error)
        self.partner.pace.done(self.sheet, self.tick)
        if self.linked.retry_at is not None or self.linked.tries:
            self.note(retry_at=None, tries=0)
        if self.linked.need in stopping.OF_ACCESS:
            self.note(need=None)
        return take(answer)

    def _failed(self, kind: Kind, error: GoogleError) -> float:
        """Note that Google did not do it, and when it is asked again."""
        again = self.partner.pace.failed(self.sheet, kind, error, self.tick)
        if isinstance(error, RefusedError):
            return self._refused(kind, error)
        if isinstance(error, SignInRefusedError):
            self.note(need=Need.KEY_REFUSED, need_detail={})
        if isinstance(error, UnknownError) and kind is Kind.WRITE:
            self.known.in_doubt = True
        self._note_wait(again)
        return again.seconds

    def _note_wait(self, again: Again) -> None:
        until = self.now + timedelta(seconds=again.seconds)
        self.note(retry_at=until, tries=again.tries)

    def _refused(self, kind: Kind, error: RefusedError) -> float:
        known = self.known
        if kind is Kind.WRITE and known.flying is not None:
            if known.in_doubt or error.kind is Refusal.TOKEN_TAKEN:
                known.to_prove = True  # it may have been done: the sheet tells
                return 0.0
            known.gave_up()
        known.must_look()
        if kind is Kind.WRITE:
            known.refused += 1
        else:
            known.unread += 1
        if error.kind is Refusal.TAB_GONE:
            known.about = None
        is_first = (known.refused if kind is Kind.WRITE else known.unread) == 1
        if is_first and error.kind in (Refusal.TAB_GONE, Refusal.INVALID):
            return 0.0  # a tab was renamed, rows are gone: look again
        need = stopping.need_of(error.kind, writing=kind is Kind.WRITE)
        if need is not None:
            self.note(need=need, need_detail={})
        known.about = None
        return BLOCKED_SECONDS if self.linked.workbooks else linking.CODE_SECONDS

    # what is known of the tabs

    def _about(self) -> Mapping[str, Any]:
        self.known.asked_at = self.tick
        fields = ABOUT_ALL if self.known.about_before is None else ABOUT
        return self.partner.client.about(self.sheet, fields=fields)

    def _took_about(self, answer: Mapping[str, Any]) -> float:
        if self.known.about_before is None:
            self.known.formulas = dict(reading.formulas_of(answer))
        self.take_about(answer)
        return 0.0

    def take_about(self, answer: Mapping[str, Any]) -> None:
        """Take note of what Google says of the sheet and its tabs."""
        known = self.known
        about = reading.about(answer)
        if known.about_before is not None and known.about_before.tabs != about.tabs:
            known.tabs.clear()  # columns may stand elsewhere: the same cells say something else
            known.must_look()
        known.about = known.about_before = about
        known.number = max(known.number, push.newest_token(answer))
        if known.about.title != self.linked.title:
            self.note(title=known.about.title)

    # a look

    def _ranges(self) -> dict[int, str]:
        """Return the range to read of each tab, by its sheetId."""
        about = self.known.about
        if about is None:
            return {}
        ours = [about.of(one) for one in layout.tabs()]
        others = [
            about.tabs.get(one)
            for one in (push.LAST_WRITE, practice.TAB, room.TAB, layout.CONFLICTS_TAB)
        ]
        return {
            one.sheet_id: push.whole_range(one.title) for one in (*ours, *others) if one is not None
        }

    def _read(self) -> Mapping[str, Any]:
        ranges = self._ranges()
        self.known.asked = tuple(ranges)
        return self.partner.client.read(self.sheet, list(ranges.values()))

    def _took_look(self, answer: Mapping[str, Any]) -> float:
        known = self.known
        found = answer.get("valueRanges") or []
        lines = {
            sheet_id: [
                [None if one == "" else one for one in line] for line in said.get("values") or []
            ]
            for sheet_id, said in zip(known.asked, found, strict=False)
        }
        changed = {tab for tab, rows in lines.items() if rows != known.lines.get(tab)}
        changed |= set(known.lines) ^ set(lines)
        changed.discard(push.LAST_WRITE)
        if known.headings is not None:
            known.to_ask |= {one.sheet_id for one in known.tabs.values()} & changed & set(lines)
        known.lines = lines
        known.looked_at = self.tick
        known.unread = 0
        if changed or known.to_mend is not None:
            known.send_nothing()
            known.must_merge = True
        if layout.CONFLICTS_TAB in changed:
            known.told_choices = ""
        if practice.TAB in changed:
            known.practised = ""
        if room.TAB in changed:
            known.told_room = ""
        self.note(looked_at=self.now, interval_seconds=round(known.interval))
        self._read_tabs(changed)
        if not self._columns_are_certain():
            known.about = None
            known.must_look()
            return 0.0
        if not self._last_write_is_proven():
            return 0.0
        known.is_pulled = True
        if known.doing == "read":
            self.say("compare")
        return self._go_on_from_look()

    def _read_formulas(self) -> Mapping[str, Any]:
        """Ask, before anything is written, which cells of changed tabs hold a formula.

        Those are never written over. What was typed is shown in the app without waiting for this.
        """
        known = self.known
        ranges = {tab: one for tab, one in self._ranges().items() if tab in known.to_ask}
        known.asked = tuple(ranges)
        return self.partner.client.read(self.sheet, list(ranges.values()), formulas=True)

    def _took_formulas(self, answer: Mapping[str, Any]) -> float:
        known = self.known
        found = answer.get("valueRanges") or []
        for sheet_id, said in zip(known.asked, found, strict=False):
            entered = said.get("values") or []
            known.formulas[sheet_id] = reading.formulas_in(known.lines[sheet_id], entered)
        known.to_ask.clear()
        self._read_tabs(known.asked)
        known.send_nothing()
        known.must_merge = True
        return 0.0

    def _go_on_from_look(self) -> float:
        """Compare what was read with the workbooks, unless something must be asked first."""
        known = self.known
        if stopping.old_version(self, proof.number_of(known.lines.get(push.LAST_WRITE, []))):
            return 0.0
        stopping.columns_anew(self)
        linking.decide(self)
        stopping.answered(self)
        is_chosen = stopping.choice_of(self.linked) is not None
        if known.must_merge or is_chosen or self._moved() or known.has_missed:
            known.must_merge = False
            self.put_together()
        return 0.0

    def _columns_are_certain(self) -> bool:
        """Return whether what is known of the columns fits the headings that were just read.

        What is known of them was asked before the cells were read: a column could have been moved
        in between. It fits where each column is called as we call it, or where the headings were
        the same before it was asked and after.
        """
        known = self.known
        before, now = known.headings, {one.sheet_id: one.headings for one in known.tabs.values()}
        known.headings = now
        if before is not None:
            return before == now
        about = known.about
        return about is not None and all(
            reading.is_called_so(layout.tab(table), about.tabs[one.sheet_id], one.headings)
            for table, one in known.tabs.items()
        )

    def _read_tabs(self, changed: Collection[int]) -> None:
        """Read the tabs whose cells are not what they were."""
        known = self.known
        about = known.about
        if about is None:
            return
        for one in layout.tabs():
            there = about.of(one)
            if there is None or there.sheet_id not in known.lines:
                known.tabs.pop(one.table, None)
            elif one.table not in known.tabs or there.sheet_id in changed:
                known.tabs[one.table] = reading.tab(
                    one,
                    there,
                    known.lines[there.sheet_id],
                    locale=about.locale,
                    formulas=self._formulas(there.sheet_id),
                )
            known.forget_rows(one.table)

    def _formulas(self, sheet_id: int) -> frozenset[tuple[int, int]] | None:
        """Return which cells of a tab hold a formula; None where that is not known."""
        known = self.known
        return None if sheet_id in known.to_ask else known.formulas.get(sheet_id)

    def _last_write_is_proven(self) -> bool:
        """See what the last push did, where that is not known; False where it must be mended."""
        known = self.known
        lines = known.lines.get(push.LAST_WRITE, [])
        found = proof.number_of(lines)
        if known.flying is not None and known.to_prove:
            flying = known.flying
            read = proof.read_back(lines) if found == flying.batch.number else None
            done = None if read is None else proof.of_batch(flying.batch, read)
            known.gave_up()
            if done is not None:
                self._proven(flying, done)
        is_first = not known.is_proven
        if known.to_prove or is_first or known.to_mend is not None:
            done = proof.read_back(lines)
            known.to_mend = None if done is None or done.is_clean else done
            if is_first and done is not None and self._follows_an_old_version(done):
                stopping.stop(self, Need.OLD_VERSION, {})
                known.is_proven = True
                known.must_look()
                return False
        known.to_prove = False
        known.is_proven = True
        if found is not None:
            known.number = max(known.number, found)
        if known.to_mend is None:
            return True
        self._mend(known.to_mend)
        return False

    def _follows_an_old_version(self, done: Proof) -> bool:
        """Return whether a push was done just after an old version had been restored."""
        follows, sequence = done.follows, self.linked.sequence
        return follows is not None and follows < sequence < done.number

    def _mend(self, done: Proof) -> None:
        """Put back what a push should not have hit, before anything is believed."""
        known = self.known
        places = {one.tab: one for one in self._places()}
        rewrites = proof.mends(done, places, self._lines_to_the_end())
        batch = push.repair(list(places.values()), rewrites, known.number + 1, known.last_write)
        known.send_nothing()
        known.queue.append(Sent(batch))

    def _lines_to_the_end(self) -> dict[int, list[list[Value]]]:
        """Return the rows of the tabs with the empty ones below them, which Google does not say."""
        rows = self.known.grid_rows
        return {
            tab: [*lines, *([] for _ in range(rows.get(tab, 0) - len(lines)))]
            for tab, lines in self.known.lines.items()
        }

    def _places(self) -> list[push.Place]:
        known = self.known
        found = [
            writing.place(one, grid_rows=known.grid_rows.get(one.sheet_id, 0))
            for one in known.tabs.values()
        ]
        for one_tab in (practice.ROW_TAB, room.ROW_TAB):
            found += one_way.place(self, one_tab)
        return [*found, *choices.place(self)]

    # both sides

    def _records(self) -> dict[str, Records]:
        """Return the workbooks that both sides are put together of, as they are now."""
        found = {}
        for one in sorted(stopping.compared(self.linked)):
            snapshot = self.store.snapshot(self.actor, one)
            self.known.merged[one] = snapshot.version
            found[one] = snapshot.records
        return found

    def _moved(self) -> set[str]:
        """Return the workbooks that have changed since they were compared."""
        return {
            one.workbook
            for one in self.linked.links
            if one.workbook in stopping.compared(self.linked)
            and self.known.merged.get(one.workbook) != one.version
        }

    def _has_moved(self) -> bool:
        if self.known.must_merge or self._moved():
            return True
        return practice.has_moved(self) or room.has_moved(self) or choices.has_moved(self)

    def _put_together_anew(self) -> None:
        """Put both sides together, as the sheet was seen last."""
        known = self.known
        known.send_nothing()
        moved = self._moved()
        if moved or known.must_merge:
            # What was asked is found again only where all rows are looked at.
            whole = known.must_merge or known.questions or stopping.stopped(self.linked)
            only = None if whole else self._changed_rows(moved)
            known.must_merge = False
            self.put_together(only=only)
        if practice.has_moved(self):
            practice.make_ready(self)
        if room.has_moved(self):
            room.make_ready(self)
        if choices.has_moved(self):
            choices.make_ready(self)

    def _changed_rows(self, moved: Collection[str]) -> set[tuple[str, str]] | None:
        """Return which rows changed since they were compared; None where that is everything."""
        found: set[tuple[str, str]] = set()
        for workbook in moved:
            since = self.known.merged.get(workbook)
            if since is None:
                return None
            rows = linking.changed_since(self.store, self.actor, workbook, since, MOST_CHANGES)
            if rows is None:
                return None
            found |= rows
        return found

    def put_together(self, *, only: Collection[tuple[str, str]] | None = None) -> None:
        """Merge both sides and carry out what comes of it, up to the push."""
        erased = self.store.sheets.erased(self.sheet)
        if frozenset(erased) != self.known.erased:
            self.known.erased = frozenset(erased)
            self.known.problems = {}  # what was noted went with them: it is noted anew
            only = None
        pulled = self.known.is_pulled and only is None
        self.known.is_pulled = self.known.is_pulled and only is not None
        ours = self._records()
        if not ours:
            return
        merged = merge(
            self.known.base,
            ours,
            SheetSeen(dict(self.known.tabs)),
            new_id,
            pulled=pulled,
            only=only,
            confirmed=self.known.confirmed,
            adopt=stopping.adopted(self.linked),
            erased=erased,
        )
        if stopping.asks(self, merged):
            return
        self._carry_out(merged, ours, is_whole=only is None)

    def _carry_out(self, merged: Merged, ours: Collection[str], *, is_whole: bool) -> None:
        """Save what the sheet says new, and make ready what the workbooks say new."""
        known = self.known
        if merged.pending:
            self.rebase(puts=merged.pending)
        outcome = save(self, merged)
        if not outcome.done:
            known.must_merge = True
            return
        left = outcome.left
        puts = {key: row for key, row in merged.puts.items() if key not in left}
        drops = merged.drops - left
        if puts or drops:
            self.rebase(puts=puts, drops=drops)
        if is_whole:
            note_problems(self, merged.problems, outcome.problems)
            stopping.note_questions(self, merged.questions)
        elif merged.problems:
            known.must_merge = True  # what is noted of a tab is noted whole
        self._make_ready(merged, ours)

    def _make_ready(self, merged: Merged, ours: Collection[str]) -> None:
        known = self.known
        sent = writing.pushes(known, merged.sheet, known.number + 1)
        synced = {one: known.merged[one] for one in ours}
        known.queue.clear()
        if sent:
            known.queue.extend([*sent[:-1], replace(sent[-1], synced=synced)])
            return
        late = {one: at for one, at in synced.items() if self._synced(one) != at}
        if late:
            self.rebase(synced=late)
        known.confirmed = frozenset()

    def _synced(self, workbook: str) -> int | None:
        return next(
            (
                one.synced_version
                for one in self.linked.links
                if one.workbook == workbook and not one.practice
            ),
            None,
        )

    # a push

    def _push(self, sent: Sent) -> float:
        known = self.known
        if len(known.queue) > 1:
            self.say("write")

        def write() -> Mapping[str, Any]:
            if known.queue and known.queue[0] is sent:
                known.queue.popleft()
            if known.flying is not sent:  # else it is sent again, just as it was
                known.flying = self._dated(sent)
            known.pushed_at = self.tick
            return self.partner.client.batch(self.sheet, known.flying.batch.body, push.FIELDS)

        return self.call(Kind.WRITE, write, self._took_push)

    def _dated(self, sent: Sent) -> Sent:
        """Return a push that also says, on `Start here`, when it was sent."""
        about = self.known.about
        if about is None or layout.START_TAB not in about.tabs:
            return sent
        text = f"The workbook wrote here last on {self.now:%Y-%m-%d at %H:%M} UTC."
        requests = [*sent.batch.body["requests"], layout.state(text)]
        body = {**sent.batch.body, "requests": requests}
        return replace(sent, batch=replace(sent.batch, body=body))

    def _took_push(self, answer: Mapping[str, Any]) -> float:
        known = self.known
        sent = known.flying
        if sent is None:
            return 0.0
        done = proof.proof(sent.batch, answer)
        if done is None:  # the answer does not show it; the sheet does
            known.to_prove = True
            return 0.0
        known.flying, known.in_doubt, known.refused = None, False, 0
        if self.linked.need in stopping.OF_WRITING:
            self.note(need=None)
        self._proven(sent, done)
        return 0.0

    def _proven(self, sent: Sent, done: Proof) -> None:
        """Note what both sides agree on by a push, and what it should not have hit."""
        known = self.known
        if self._follows_an_old_version(done):
            stopping.stop(self, Need.OLD_VERSION, {})
            known.to_mend = None if done.is_clean else done
            known.must_look()
            return
        known.number = max(known.number, done.number)
        puts, drops = agreed(known.base, sent, done)
        is_whole = done.is_clean and all(not one.is_other for one in done.rows)
        put_back = any(key in known.base and not known.base[key].pending for key in sent.named)
        self.rebase(
            puts=puts,
            drops=drops,
            sequence=None if stopping.is_old(self.linked) else done.number,
            synced=sent.synced if is_whole and not put_back else {},
        )
        for workshop, version in sent.rooms.items() if is_whole else ():
            self.note_link(workshop, practice=True, synced_version=version)
        if put_back:
            known.must_merge = True  # a row that was removed here is emptied once it has its id
        self.note(pushed_at=self.now)
        if is_whole:
            was_mending, known.to_mend = known.to_mend is not None, None
            if not known.queue and not was_mending:
                known.confirmed = frozenset()
            self._carry_on(sent, done)
            if not was_mending:
                return
        known.to_mend = None if done.is_clean else done
        known.must_merge = True
        known.must_look()

    def _carry_on(self, sent: Sent, done: Proof) -> None:
        """Know what stands in the sheet now without reading it."""
        known = self.known
        written: dict[int, dict[int, list[Value]]] = {}
        for one in done.rows:
            tab, row = one.meant.tab, one.meant.row
            lines = known.lines.get(tab, [])
            line = written.setdefault(tab, {}).setdefault(
                row, list(lines[row]) if row < len(lines) else []
            )
            for column, value in one.meant.cells.items():
                line.extend([None] * (column + 1 - len(line)))
                line[column] = value
        for new in sent.batch.additions:
            at = done.placed.get((new.tab, new.row_id))
            if at is None:
                known.must_look()
                known.must_merge = True
                return
            cells = [new.cells.get(column) for column in range(max(new.cells) + 1)]
            written.setdefault(new.tab, {})[at] = cells
        writing.carried_on(known, known.about.locale if known.about else "", written)


def agreed(
    base: Mapping[tuple[str, str], BaseRow], sent: Sent, done: Proof
) -> tuple[dict[tuple[str, str], BaseRow], set[tuple[str, str]]]:
    """Return what the base gains and loses by a push: what was proven, cell by cell."""
    strayed = {one.of for one in done.strayed}
    puts = {key: row for key, row in sent.added.items() if key not in strayed}
    drops: set[tuple[str, str]] = set()
    for one in done.rows:
        key = one.meant.of
        if key is None or one.is_other:
            continue
        if key in sent.blanked:
            if not one.wrong:
                drops.add(key)
            continue
        row = puts.get(key) or base.get(key)
        if row is not None:
            puts[key] = _agreed_row(row, one, sent)
    return puts, drops


def _agreed_row(row: BaseRow, stood: Stood, sent: Sent) -> BaseRow:
    key = stood.meant.of
    fields = {} if key is None else sent.fields.get(key, {})
    content = dict(row.content)
    for column, (name, said) in fields.items():
        if column not in stood.wrong:
            content[name] = said
    is_named = key in sent.named and not stood.wrong
    return replace(row, content=content, pending=row.pending and not is_named)
