"""P9, F15, T7: the text corpus in every field of every page is text, and nothing else.

Once as the app is served, and once in a browser that heeds no content security policy, so that the
escaping is held by itself. A page that shows one name unescaped is found by the same look.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from lib.coaching.asks import Ask, AskKind, Scope
from lib.coaching.comments import Comment
from lib.coaching.contacts import Contact, Kind
from lib.coaching.cover import Cover
from lib.coaching.exercises import Exercise
from lib.coaching.gives import Give, GiveKind
from lib.coaching.guesses import Guess
from lib.coaching.promises import Promise
from lib.coaching.records import NOTE_LIMIT, Record, fields_of
from lib.coaching.scripts import Script, ScriptKind
from lib.coaching.targets import Target
from lib.coaching.text import clean
from lib.coaching.touches import Channel, Direction, Help, Outcome, RungKind, Touch
from lib.coaching.workbook import TABLE_OF
from lib.ui.letter import Letter
from lib.ui.text import shown
from tests.browser import seeding
from tests.browser.tab import Tab, opened
from tests.serving import Server
from tests.web import planted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit

BEACON = "http://beacon.example/p.png"
CORPUS = (
    "O'Brien",
    "Robert'); DROP TABLE contacts;--",
    "Null",
    "None",
    "nan",
    "1E5",
    "00123",
    "👩‍👩‍👧‍👦 🇩🇪 👋🏽",
    "שרה כהן Ltd",
    "محمد علي",
    "txt\u202eexe.nod",
    "Straße İı ﬁ",
    "e\u0301a\u0302\u0303\u0304",
    "=1+1",
    "@SUM(1)",
    "＝2",  # noqa: RUF001 - B14: a full-width sign
    f'=HYPERLINK("{BEACON}","x")',
    "=cmd|'/c calc'!A1",
    "# Head",
    "- item",
    "1. x",
    "> q",
    "```",
    "---",
    "| a | b |",
    f"![x]({BEACON})",
    f"[x]: {BEACON} ![x][x]",
    "[click](javascript:alert(1))",
    "[c](data:text/html,<script>alert(1)</script>)",
    "<script>alert(1)</script>",
    f"<img src={BEACON} onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "</textarea></title></style>",
    f'<a href="{BEACON}">b</a><b>c</b><sub>d</sub>',
    "%{x} %s ${x} {{7*7}}",
    r"$\href{javascript:1}{x}$",
    "{name} {0.__class__}",
    BEACON,
    "www.beacon.example and m@beacon.example",
    ":material/home: :red[x] :smile:",
    "*x* _y_ ~~z~~ `w` ==v==",
    r"\* &lt;b&gt; &#42; \\",
    "__class__",
    "id",
    "Today",
)
"""Bad inputs B02 to B32 for text fields; what may not be saved at all is tried by typing it."""
LINKS = (
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "file:///etc/passwd",
    "//beacon.example",
    "http://user@beacon.example",
    "https://linkedin.com@beacon.example",
)
"""B26: what looks like a link and is none of a plain web page."""
ALL = "\n".join(CORPUS)
OWN_LINKS = ("mailto:", "sms:", "tel:")
LOOK = """() => {
  const main = document.querySelector('[data-testid=stApp]');
  const all = (one) => [...main.querySelectorAll(one)];
  return {
    links: all('a[href]').map((one) => one.href),
    pictures: all('img[src], video[src], iframe[src], object, embed').map(
      (one) => one.src || one.tagName),
    scripts: all('script').length,
    broken: all('[data-testid=stException], [data-testid=stAlertContentError]').map(
      (one) => one.innerText),
  };
}"""


def lines(most: int) -> list[str]:
    """Return the corpus in pieces of at most so many characters, none cut in two."""
    found = [""]
    for one in CORPUS:
        if found[-1] and len(found[-1]) + len(one) + 3 > most:
            found.append("")
        found[-1] = f"{found[-1]} ; {one}" if found[-1] else one
    return found


def filled(record: Record, turn: int) -> Record:
    """Return a record with hostile text in each of its text fields, another piece in each."""
    pieces = lines(190)
    values: dict[str, str] = {}
    for place, one in enumerate(fields_of(type(record))):
        typed = isinstance(getattr(record, one.name), str) and not one.column.refers_to
        if not typed or one.column.hidden or one.name in ("time_zone", "table", "warned_of"):
            continue
        if one.name == "link":
            values[one.name] = LINKS[turn % len(LINKS)]
        elif one.column.limit >= NOTE_LIMIT:
            values[one.name] = ALL
        else:
            values[one.name] = pieces[(turn + place) % len(pieces)]
    return replace(record, **values)  # type: ignore[arg-type]  # text fields all


def hostile(cover: Cover, today: date) -> list[Record]:
    """Return a workbook in which every text a person can type is hostile, and every page full."""
    ago = [today - timedelta(days=one) for one in range(40)]
    alone = [Contact(name=one, company=CORPUS[-place - 1]) for place, one in enumerate(CORPUS)]
    friend = Contact(name="x", kind=Kind.COLLEAGUE, strength=4, ever_helped=True)
    people = [
        friend,
        Contact(name="x", kind=Kind.OTHER, strength=1, mutual_contact=friend.id),
        Contact(name="x", kind=Kind.FRIEND, strength=3),
        Contact(name="x", kind=Kind.SOCIAL, strength=2),
        Contact(name="x", kind=Kind.COLLEAGUE, strength=5, knows_my_work=True),
        Contact(name="x", kind=Kind.COLLEAGUE, strength=3),
    ]
    target = Target(company="x", priority=1)
    asks = [
        Ask(contact=people[1].id, scope=Scope.TARGETED, target=target.id),
        Ask(contact=people[2].id, kind=AskKind.NAMES),
        Ask(contact=people[3].id, let_go_on=ago[1]),
        Ask(contact=people[4].id, kind=AskKind.REFERENCE),
        Ask(contact=people[5].id, planned_on=ago[2]),
    ]
    touches = [
        Touch(
            contact=one.contact,
            ask=one.id,
            on=ago[9],
            channel=Channel.EMAIL,
            rung=RungKind.FIRST,
        )
        for one in asks[:4]
    ]
    touches.append(
        Touch(
            contact=people[4].id,
            ask=asks[3].id,
            direction=Direction.REPLY,
            on=ago[3],
            outcome=Outcome.HELPED,
            helped_with=(Help.NAMES,),
        )
    )
    letter = Letter(people[5], people[5], asks[4], ScriptKind.MESSAGE)
    script = Script(id=letter.id, contact=people[5].id, ask=asks[4].id)
    records: list[Record] = [
        cover,
        *people,
        target,
        *asks,
        *touches,
        Give(contact=people[0].id, kind=GiveKind.PRAISE, planned_on=today),
        Give(contact=people[2].id, kind=GiveKind.VALUE, given_on=ago[4]),
        Promise(contact=people[0].id, what="x", made_on=ago[9], by=ago[1]),
        script,
        Exercise(name="x", on=ago[1], count_of=10, count=1),
        Guess(of_ten=3, made_on=ago[9], locked_on=ago[9]),
        *(
            Comment(table=table, row=row, on=ago[1], text="x", by="a coach's link")
            for table, row in (
                ("contacts", people[0].id),
                ("asks", asks[4].id),
                ("scripts", script.id),
                ("charts", "asks"),
                ("cover", cover.id),
            )
        ),
    ]
    assert {type(one) for one in records} == set(TABLE_OF)
    return [*alone, *(filled(one, turn) for turn, one in enumerate(records))]


class Desk:
    """A server whose one workbook is hostile."""

    def __init__(self, server: Server) -> None:
        """Fill the server's workbook."""
        self.server = server
        self.workbook = seeding.begun(server)
        store = opened(server)
        cover = store.snapshot(seeding.SEEDER, self.workbook).records.cover
        store.close()
        self.records = hostile(cover, seeding.now().date())
        seeding.put(server, self.workbook, self.records, verb="seeded")

    def all(self, kind: type[Record]) -> list[Record]:
        """Return the seeded records of one kind."""
        return [one for one in self.records if type(one) is kind]


@pytest.fixture(scope="module")
def desk(server: Server) -> Desk:
    """Return the hostile workbook of this module."""
    return Desk(server)


def read(text: str) -> str:
    """Return words as they are read: word joiners (U+2060) part a link without being seen."""
    return " ".join(text.replace("\u2060", "").split())


def look(tab: Tab, where: str) -> None:
    """Hold that the page stands whole, and that no text became a link, a picture, a script."""
    seen = tab.drawn().page.evaluate(LOOK)
    own = (tab.visitor.server.address, "data:image/", *OWN_LINKS, "#", "blob:", "/media/")
    strange = [one for one in [*seen["links"], *seen["pictures"]] if not one.startswith(own)]
    found = {**seen, "strange": strange, "where": where}
    assert not strange, found
    assert not seen["broken"], f"{found['broken']} at {where}\n{tab.visitor.server.log()[-2000:]}"
    assert not seen["scripts"], found
    assert "Something went wrong" not in tab.text(), where
    tab.visitor.calm()


def unfold_all(tab: Tab) -> None:
    """Open everything that is folded."""
    folded = tab.page.locator("[data-testid=stMain] details:not([open]) > summary")
    for _ in range(12):
        if not folded.count():
            return
        folded.first.click()
        tab.stands()


def addresses(desk: Desk) -> Iterator[str]:
    """Yield every page, and those of single people and asks."""
    contacts = [one for one in desk.all(Contact) if isinstance(one, Contact) and one.kind]
    for page in ("start", "today", "give", "ask", "review", "workbook"):
        yield f"{page}?w={desk.workbook}"
    for one in contacts[:3]:
        yield f"people?w={desk.workbook}&who={one.id}"
    yield f"give?w={desk.workbook}&who={contacts[1].id}"
    yield f"ask?w={desk.workbook}&who={contacts[1].id}"
    for ask in desk.all(Ask):
        yield f"ask?w={desk.workbook}&ask={ask.id}"


@pytest.mark.parametrize("policy", [True, False], ids=["as served", "escaping alone"])
def test_every_page_shows_text_as_text(desk: Desk, visit: Visit, *, policy: bool) -> None:
    """Every page with everything unfolded: 0 requests elsewhere, 0 dialogs, 0 broken, 0 links."""
    visitor = visit(desk.server, policy=policy)
    tab = visitor.tab()
    for address in addresses(desk):
        tab.goto(address)
        unfold_all(tab)
        look(tab, address)
    for part in ("Rate", "Find", "Bring in", "Who do you know at …?", "Just met someone"):
        tab.goto(f"people?w={desk.workbook}").choose(part)
        unfold_all(tab)
        look(tab, part)


def test_each_panel_of_today_shows_text_as_text(desk: Desk, visit: Visit) -> None:
    """The cards' words, later, answer and rest panels, each opened in turn."""
    visitor = visit(desk.server, phone=True)
    tab = visitor.tab(f"today?w={desk.workbook}")
    for label in ("They answered", "Later", "Let rest"):
        for place in range(tab.page.get_by_role("button", name=label, exact=True).count()):
            tab.page.get_by_role("button", name=label, exact=True).nth(place).click()
            tab.stands()
            look(tab, label)
    mains = tab.key("main-").get_by_role("button")
    for place in range(mains.count()):
        if "Write" in mains.nth(place).inner_text():
            mains.nth(place).click()
            tab.stands()
            look(tab, f"card {place}")


def test_names_are_read_letter_for_letter(desk: Desk, visit: Visit) -> None:
    """B02 to B32: what the list of people shows is what was typed; turning marks are marks."""
    visitor = visit(desk.server)
    tab = visitor.tab(f"people?w={desk.workbook}").choose("Find")
    seen = ""
    for number in (1, 2, 3):
        if number > 1:
            tab.key("find-page").get_by_text(str(number), exact=True).click()
            tab.stands()
        seen += f" {read(tab.key('found').first.inner_text())}"
    assert [one for one in CORPUS if read(shown(clean(one))) not in seen] == []
    assert "\u202e" not in seen
    visitor.calm()


def test_typed_text_is_text(fresh_server: Server, visit: Visit) -> None:
    """Through the real boxes: a name, a note, a message; then shown on every page it comes to."""
    name = f"![x]({BEACON}) <img src=x onerror=alert(1)> [c](javascript:alert(1))"
    visitor = visit(fresh_server, phone=True)
    tab = visitor.tab()
    tab.page.get_by_label("Who from an old job").fill(name)
    tab.tap("Go on").sees("How do you know them?")
    assert read(name) in read(tab.text())
    look(tab, "rate")
    tab.tap("Worked together").tap("They'd make time").tap("Yes")
    look(tab, "what")
    tab.tap("Ask for that").heading("Three blanks, and it is written")
    for label in ("What you look for", "When you are free", "Signed, your name"):
        tab.page.get_by_label(label, exact=True).fill(f"{{name}} ${{x}} {name}")
    tab.tap("Write it").heading("Your message to")
    tab.page.get_by_label("For ").fill(f"{ALL}\n{name}")
    tab.tap("These are my words").tap("3").sees("Ready to go")
    look(tab, "ready")
    assert read(name) in read(tab.text())
    tab.tap("Yes").heading("It is out")
    look(tab, "sent")

    tab.goto("people").choose("Just met someone")
    tab.page.get_by_label("Name", exact=True).fill(name)
    tab.page.get_by_label("What did you speak about?").fill(ALL)
    tab.tap("Write the note").sees("tonight")
    look(tab, "met")
    tab.tap("Open their sheet")
    unfold_all(tab)
    tab.page.get_by_label("Notes", exact=True).fill(f"{name}\n{ALL}")
    tab.tap("Save")
    look(tab, "sheet")
    kept = [one for one in visitor.records().all(Contact).values() if one.notes]
    assert [(one.name, one.notes) for one in kept] == [(name, clean(f"{name}\n{ALL}"))]


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0", "\u200b", "\u3164"])
def test_a_name_is_needed(desk: Desk, visit: Visit, blank: str) -> None:
    """B01: nothing, spaces and what looks like nothing are no name; nothing is saved."""
    visitor = visit(desk.server)
    tab = visitor.tab(f"people?w={desk.workbook}").choose("Just met someone")
    before = len(visitor.records().all(Contact))
    tab.page.get_by_label("Name", exact=True).fill(blank)
    tab.tap("Write the note").sees("Name is needed.")
    assert len(visitor.records().all(Contact)) == before


RAW = """
import streamlit as st

from lib.coaching.contacts import Contact
from lib.ui import session

for one in session.workbook().records.all(Contact).values():
    st.markdown(one.name)
"""


@pytest.mark.parametrize("policy", [True, False], ids=["as served", "no policy"])
def test_one_name_unescaped_is_found(tmp_path: Path, visit: Visit, *, policy: bool) -> None:
    """The same look finds a page that shows names as Markdown: so it can find one at all."""
    root = planted.project(tmp_path / "project", pages={"review.py": RAW})
    with Server(tmp_path, root=root) as server:
        workbook = seeding.begun(server)
        seeding.put(server, workbook, [Contact(name=f"![x]({BEACON})")])
        visitor = visit(server, policy=policy)
        tab = visitor.tab(f"review?w={workbook}")
        tab.page.locator("img[src*='beacon.example']").wait_for(state="attached")
        with pytest.raises(AssertionError, match=r"beacon\.example"):
            look(tab, "review")
        tab.page.wait_for_timeout(500)
        with pytest.raises(AssertionError, match=r"beacon\.example"):
            visitor.calm()
