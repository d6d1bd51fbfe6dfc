"""T22: whatever goes wrong, no log holds a name, a note, a link's key or a sheet's address.

One real process each, with marked data; every way to break something is gone, and seen to have
broken it. Then all that the process printed is searched for each mark, and every file it wrote
beside the workbook's own.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus

from lib.access import COOKIE
from lib.store import LinkState, Role, Shows
from lib.web import pages
from tests.bench import driver
from tests.exchange.packing import packed, sheet_parts
from tests.oidc.house import House as SignInHouse
from tests.oidc.provider import Lie
from tests.serving import ROOT
from tests.sheets_api import faults
from tests.sheets_api.google import Google
from tests.sheets_api.server import Server as GoogleServer
from tests.trust import breaking
from tests.trust.house import House, now, shared
from tests.web import planted, sockets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.serving import Server
    from tests.trust.house import Kept

PATIENCE_SECONDS: Final = 120
CODE: Final = "the code"
"""Stands in what a page says that broke."""
LOOKED_AT: Final = ("Bring in 1", "can't be", "There is no talk", "not a list of contacts")
"""What the page says of a file of `by_files`: somebody is in it, or why it is refused."""
PAGES: Final = {"give.py": breaking.PAGE, "ask.py": breaking.AT_ONCE}


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.2)


class Canaries:
    """A house, a marked workbook in it, and every mark that no log may hold."""

    def __init__(self, server: Server) -> None:
        """Begin a workbook on a server that runs."""
        self.house = House(server)
        self.server = server
        self.kept: Kept = self.house.begun()
        self.marks = {"name": self.kept.mark, "cookie": self.kept.cookie}

    def mark(self, what: str) -> str:
        """Return a new mark."""
        return self.marked(what, f"mark{secrets.token_hex(6)}")

    def marked(self, what: str, text: str) -> str:
        """Return a text that no log may hold."""
        self.marks[f"{what} {len(self.marks)}"] = text
        return text

    def found(self) -> list[tuple[str, str]]:
        """Return (which file, which mark) of all that a log holds and should not."""
        files = [one for one in self.server.folder.rglob("*") if one.is_file()]
        logs = [one for one in files if not one.name.startswith("workbook.sqlite")]
        assert self.server.folder / "server.log" in logs
        return [
            (file.name, what)
            for file in logs
            for what, mark in self.marks.items()
            if mark.encode() in file.read_bytes()
        ]

    def ask(self, method: str, path: str, content: str = "", **headers: str) -> httpx.Response:
        """Ask for something as the owner's browser does, or as these headers say."""
        own = {"origin": self.server.address, "cookie": f"{COOKIE}={self.kept.cookie}"}
        return httpx.request(
            method,
            f"{self.server.address}{path}",
            content=content,
            headers=own | headers,
            timeout=60,
        )

    async def tab(self, page: str, cookie: str = "") -> driver.Session:
        """Open a page of the workbook."""
        cookie = f"{COOKIE}={cookie or self.kept.cookie}"
        return await driver.visit(
            self.server.address, page, cookie=cookie, query=f"w={self.kept.id}"
        )

    @contextmanager
    def database(self, broken: str, mended: str) -> Iterator[None]:
        """Break the database by one statement, and mend it by another."""
        file = self.server.data / "workbook.sqlite"
        with closing(sqlite3.connect(file, timeout=30)) as line:
            line.execute(broken)
            line.commit()
            yield
            line.execute(mended)
            line.commit()


@contextmanager
def served(tmp_path: Path, root: Path, **settings: str) -> Iterator[Canaries]:
    """Serve a project whose process has its home and its scratch files where they are searched."""
    folder = tmp_path / "served"
    (folder / "scratch").mkdir(parents=True)
    server = shared(folder, root=root, **settings)
    server.set({"HOME": str(folder), "TMPDIR": str(folder / "scratch")})
    with server:
        yield Canaries(server)


async def tap(tab: driver.Session, label: str) -> str:
    """Tap a button where it stands; return the words on the page, and all that was sent."""
    button = tab.find(label)
    state = WidgetState(id=button.id, trigger_value=True)
    await tab.rerun(state, fragment=tab.fragments.get(button.id, ""))
    return " ".join(tab.texts())


def sent(tab: driver.Session) -> bytes:
    """Return all that the newest run sent."""
    return b"".join(one.SerializeToString() for one in tab.messages)


# what is provoked


def by_routes(it: Canaries) -> None:
    """Links and calendars that open nothing, other sites, requests that are none."""
    link = it.house.link(it.kept, Role.OWNER)
    gone = it.house.link(it.kept, Role.COACH)
    calendar = it.house.link(it.kept, Role.CALENDAR)
    it.house.withdraw(it.kept, gone)
    good, bad = it.marked("link", link.token), it.marked("bad link", secrets.token_urlsafe(32))
    mutated = it.marked("mutated link", f"{good[:-1]}_")
    for token in (
        bad,
        mutated,
        it.marked("withdrawn link", gone.token),
        f"{it.mark('long')}" * 999,
    ):
        assert it.ask("POST", "/open", token).status_code == 404
    assert it.ask("POST", "/open", good).status_code == 200
    it.marked("calendar", calendar.token)
    for token, status in ((calendar.token, 200), (bad, 404), (good, 404), (gone.token, 404)):
        assert it.ask("GET", f"/calendar/{token}.ics").status_code == status
    for path in ("/open", "/leave", "/_stcore/upload_file/a/b"):
        evil = f"https://{it.mark('origin')}.example"
        answer = it.ask("POST", f"{path}?who={it.mark('query')}", it.mark("body"), origin=evil)
        assert answer.status_code == 403
    assert it.ask("GET", "/", host=f"{it.mark('host')}.example").status_code == 403
    assert it.ask("GET", f"/media/{it.mark('media')}", cookie="").status_code == 404
    it.ask("GET", f"/{it.mark('path')}?who={it.mark('query')}", referer=it.mark("referrer"))
    assert it.ask("PUT", f"/_stcore/upload_file/{it.mark('session')}/b", "x").status_code >= 400
    with pytest.raises(InvalidStatus):
        sockets.opened(it.server, origin=f"https://{it.mark('origin')}.example")
    for nonsense in (it.mark("text frame"), it.mark("bytes frame").encode() * 9):
        with sockets.opened(it.server, cookie=it.kept.cookie) as line:
            line.send(nonsense)
            assert isinstance(it.ask("GET", pages.HEALTH).status_code, int)


def by_a_broken_store(it: Canaries) -> None:
    """The database answers with an error, in every route and on a page."""
    link = it.house.link(it.kept, Role.OWNER)
    it.marked("link", link.token)
    other = it.house.opened(link)
    with it.database(
        "ALTER TABLE access_links RENAME TO away", "ALTER TABLE away RENAME TO access_links"
    ):
        assert it.ask("POST", "/open", link.token).status_code == 503
        assert it.ask("GET", f"/calendar/{link.token}.ics").status_code == 503

        async def drawn() -> str:
            tab = await it.tab("people")
            words = " ".join(tab.texts())
            await tab.close()
            return words

        assert "could not" in driver.driven(drawn())
    with it.database("ALTER TABLE visits RENAME TO away", "ALTER TABLE away RENAME TO visits"):
        left = it.ask("POST", "/leave", cookie=f"{COOKIE}={other}")
        assert it.ask("GET", pages.HEALTH).status_code == 503
        assert it.ask("GET", "/media/none").status_code >= 404
    assert (left.status_code, left.text) == (503, pages.NOT_LEFT)


def by_pages(it: Canaries) -> None:
    """A page that raises: while it is drawn, in a callback, a fragment, a dialog, beside it."""

    async def broken() -> None:
        tab = await it.tab("ask")
        assert CODE in " ".join(tab.texts())
        assert breaking.SAID.encode() not in sent(tab)
        await tab.close()
        for label in breaking.BUTTONS:
            tab = await it.tab("give")
            if label == breaking.BUTTONS[-1]:
                await tap(tab, breaking.OPENS)
            assert CODE in await tap(tab, label), label
            assert breaking.SAID.encode() not in sent(tab)
            await tab.close()
        tab = await it.tab("give")
        for label in breaking.QUIET:
            await tap(tab, label)
            assert breaking.SAID.encode() not in sent(tab)
        await tab.close()

    before = it.server.log().count("Error")
    driver.driven(broken())
    assert it.server.log().count("Error") > before + len(breaking.BUTTONS)


def by_saves(it: Canaries) -> None:
    """A save that is refused, that conflicts, that may not be, that the database breaks off."""

    async def saved() -> None:
        tab = await it.tab("give")
        before = it.house.version(it.kept)
        assert "200" in await tap(tab, breaking.LONG)
        assert "changed somewhere else" in await tap(tab, breaking.STALE)
        assert it.house.version(it.kept) == before
        with it.database(
            "CREATE TRIGGER breaks BEFORE INSERT ON contacts "
            f"BEGIN SELECT RAISE(ABORT, 'not {it.kept.mark}'); END",
            "DROP TRIGGER breaks",
        ):
            assert "Nothing was saved" in await tap(tab, breaking.SAVED)
        assert it.house.version(it.kept) == before
        await tap(tab, breaking.SAVED)
        assert it.house.version(it.kept) == before + 1
        await tab.close()
        link = it.house.link(it.kept, Role.COACH, Shows.ALL)
        other = it.marked("cookie", it.house.opened(link))
        tab = await it.tab("give", other)
        await tap(tab, breaking.SAVED)
        it.house.withdraw(it.kept, link)
        assert "withdrawn" in await tap(tab, breaking.SAVED)
        await tab.close()
        assert it.house.version(it.kept) == before + 1

    driver.driven(saved())


def by_files(it: Canaries) -> None:
    """Files that are broken, each with a name in it and in what it is called."""
    one = it.mark("file")
    files: Mapping[str, bytes] = {
        f"{one}.csv": f"Name,E-mail\n{one},{one}@x.org,too,many\n{one} 2,no mail\n".encode(),
        f"{one}-utf16.csv": f"Name,E-mail\n{one},x".encode("utf-16")[:-1],
        f"{one}-nul.csv": f"Name,E-mail\n{one}\0\ud83d,x\n".encode("utf-8", "surrogatepass"),
        f"{one}.vcf": f"BEGIN:VCARD\nVERSION:9\nFN;ENCODING=QUOTED-PRINTABLE:={one}\n".encode(),
        f"{one}.xlsx": packed(sheet_parts(f"<row r='x'><c t='s'><v>{one}</v></c></row>")),
        f"{one}-cut.xlsx": packed(sheet_parts(f"<row><c><v>{one}</v></c></row>"))[:-40],
        f"{one}-xml.xlsx": packed(sheet_parts(f"<row><c><v>{one}</row>")),
        "messages.csv": (
            f"CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,{one},{one},no day,{one}\n".encode()
        ),
        f"{one}.pdf": b"%PDF-1.7 " + one.encode(),
        f"{one}.json": json.dumps({"contacts": [{"name": one, "strength": one}]}).encode(),
    }

    async def brought() -> None:
        for name, data in files.items():
            tab = await it.tab("people")
            await tab.set(tab.find("people-part"), ["Bring in"])
            if not any(tab.widgets("file_uploader")):
                await tab.unfold("from-file")
            box = next(tab.widgets("file_uploader"))
            await tab.drop(box, name, data)
            words = " ".join(tab.texts())
            assert any(one in words for one in LOOKED_AT), name
            await tab.close()

    driver.driven(brought())


EVERY: Final = (by_routes, by_a_broken_store, by_pages, by_saves, by_files)


def test_nothing_personal_is_logged_whatever_goes_wrong(tmp_path: Path) -> None:
    """Routes, a broken store, broken pages, refused saves, broken files: 0 marks in any log."""
    root = planted.project(tmp_path / "project", pages=PAGES)
    with served(tmp_path, root) as it:
        for provoke in EVERY:
            provoke(it)
            assert it.found() == [], provoke.__name__
        assert "Error" in it.server.log()
    assert it.found() == []
    print(f"{len(it.marks)} marks, 0 in {len(it.server.log().splitlines())} lines of log")  # noqa: T201 - what was measured


def test_nothing_of_a_sheet_is_logged_whatever_goes_wrong(tmp_path: Path) -> None:
    """Its address, title, tabs, headings, cells, and what Google says of it: 0 marks in any log."""
    with GoogleServer(Google()) as google:
        told = {"google_key": json.dumps(google.google.key()), "google_address": google.address}
        with served(tmp_path, ROOT, **told) as it:
            _by_a_sheet(it, google.google)
            assert "Error" in it.server.log(), "the process beside the app had nothing to say"
        assert it.found() == []


def _by_a_sheet(it: Canaries, google: Google) -> None:
    kept = it.kept
    sheet = it.marked("sheet", google.create(it.mark("title")))
    with it.house.store() as store:

        def link() -> Any:  # noqa: ANN401 - a link, or none
            store.sheets.opened(kept.owner, kept.id, now())
            return store.sheets.of(kept.owner, kept.id)

        person = google.person(sheet)
        person.add_tab(it.marked("code", store.sheets.ask(kept.owner, kept.id, sheet, now())))
        until(lambda: link().state is LinkState.LINKED)
        until(lambda: person.titles().count("Contacts"))
        body = {"error": {"code": 400, "message": it.mark("message"), "status": it.mark("status")}}
        google.faults.add(
            faults.Fault("words", status=400, body=body),
            faults.Fault("words", status=403, body=body),
            faults.Fault("no words", status=200, body={it.mark("key"): [it.mark("value")]}),
            faults.HTML,
            faults.TRUNCATED,
            faults.DROPPED,
        )
        person.add_row("Contacts", {"Name": it.mark("typed"), "How close": it.mark("how close")})
        until(lambda: google.faults.waiting() == 0)
        with it.database(
            "ALTER TABLE sheet_links RENAME TO away", "ALTER TABLE away RENAME TO sheet_links"
        ):
            time.sleep(5)
        person.rename_heading("Contacts", "Name", it.mark("heading"))
        person.rename_file(it.mark("title"))

        async def drawn() -> None:
            tab = await it.tab("workbook")
            await tab.close()

        driver.driven(drawn())
        person.delete_column("Contacts", "How you met")
        person.withdraw_share()
        until(lambda: link().need is not None)
        driver.driven(drawn())


def test_nothing_that_a_provider_says_is_logged(tmp_path: Path) -> None:
    """A sign-in that is cancelled, lied about, made up: no mail, no word of the provider's."""
    house = SignInHouse(tmp_path)
    with house.open():
        account = house.provider.account(f"m{secrets.token_hex(6)}@example.org", "Mark Whitlock")
        for lie in Lie:
            house.provider.lies = lie
            assert _signs_in(house, account.mail, account.password)
        house.provider.lies = Lie.NONE
        assert _signs_in(house, account.mail, "", cancel="yes")
        made_up = dict.fromkeys(("error", "error_description", "code", "state"), account.mail)
        for told in (made_up, {"code": account.mail}, {"state": account.mail}, {"error": "x"}):
            httpx.get(f"{house.server.address}/oauth2callback", params=told, timeout=30)
    log = house.server.log()
    assert "access_denied" in log
    for mark in (account.mail, account.mail.partition("@")[0], account.name, account.password):
        assert mark not in log


def _signs_in(house: SignInHouse, mail: str, password: str, **more: str) -> bool:
    """Sign in as a browser does; return whether the provider sent us back."""

    async def tapped() -> str:
        tab = await driver.visit(house.server.address)
        await tab.click(tab.find("Sign in"))
        found = [one.auth_redirect.url for one in tab.messages if one.auth_redirect.url]
        await tab.close()
        return found[0]

    with httpx.Client(follow_redirects=True, timeout=30) as client:
        form = client.get(f"{house.server.address}{driver.driven(tapped())}")
        number = form.text.partition('name="request" value="')[2].partition('"')[0]
        assert number, form.text
        typed = {"request": number, "mail": mail, "password": password} | more
        answer = client.post(f"{house.site.address}/login", data=typed)
        back = [str(one.url) for one in (*answer.history, answer)]
        return any("/oauth2callback" in one for one in back)


# what has to be found


def without(text: str, instead: str = "") -> Callable[[Path], None]:
    """Return what takes a line out of a project's `lib/web/logs.py`."""

    def taken(root: Path) -> None:
        file = root / "lib" / "web" / "logs.py"
        found = file.read_text("utf-8")
        assert found.count(text) == 1, text
        file.write_text(found.replace(text, instead), "utf-8")

    return taken


def planted_in(name: str, before: str, line: str) -> Callable[[Path], None]:
    """Return what puts a line of code before another one, as deep as that one stands."""

    def put(root: Path) -> None:
        file = root / name
        found = file.read_text("utf-8")
        assert found.count(before) == 1, before
        indent = before[: len(before) - len(before.lstrip())]
        file.write_text(found.replace(before, f"{indent}{line}\n{before}"), "utf-8")

    return put


PLANTS: Final = {
    "an exception's text": (
        without("    logging.setLogRecordFactory(Record)\n"),
        by_pages,
    ),
    "an exception of a thread": (
        without("    threading.excepthook = uncaught_in_thread\n"),
        by_pages,
    ),
    "an exception of a destructor": (
        without("    sys.unraisablehook = uncaught_in_destructor\n"),
        by_pages,
    ),
    "an exception of a task": (
        without('            self.msg = self.msg.partition("\\n")[0]\n', "            pass\n"),
        by_pages,
    ),
    "a warning": (without("    warnings.showwarning = warned\n"), by_pages),
    "a print on a page": (
        planted_in("pages/give.py", 'st.title("What goes wrong")', "print(person().name)"),
        by_pages,
    ),
    "a link's key": (
        planted_in(
            "lib/web/routes.py",
            "        token = (await request.body())",
            '_LOG.warning("asked for %s", await request.body())',
        ),
        by_routes,
    ),
    "a calendar's key": (
        planted_in(
            "lib/web/routes.py",
            "            found = await run_in_threadpool(fetched",
            '_LOG.warning("asked for %s", request.url)',
        ),
        by_routes,
    ),
    "what a file is called": (
        planted_in("lib/ui/intake.py", '    key = f"{form}-{file.file_id}"', "print(file.name)"),
        by_files,
    ),
}


@pytest.mark.parametrize("what", PLANTS)
def test_what_is_logged_all_the_same_is_found(tmp_path: Path, what: str) -> None:
    """A rule of the log taken away, or a print that somebody forgot: its mark is found."""
    plant, provoke = PLANTS[what]
    root = planted.project(tmp_path / "project", pages=PAGES)
    plant(root)
    with served(tmp_path, root) as it:
        provoke(it)
        assert it.found()


def test_words_of_a_provider_are_found_where_nobody_takes_them_out(tmp_path: Path) -> None:
    """Streamlit logs them: the edge is what keeps them out."""
    root = planted.project(tmp_path / "project")
    edge = root / "lib" / "web" / "edge.py"
    careful = "            scope = sign_in.without_words(scope)\n"
    text = edge.read_text("utf-8")
    assert text.count(careful) == 1
    edge.write_text(text.replace(careful, ""), "utf-8")
    house = SignInHouse(tmp_path, root=root)
    with house.open():
        account = house.provider.account(f"m{secrets.token_hex(6)}@example.org", "Mark Whitlock")
        assert _signs_in(house, account.mail, "", cancel="yes")
    assert account.mail in house.server.log()
