"""What answers beside Streamlit? Opening a link, joining, leaving, calendars, and a probe.

A link is `/open#token`. What stands behind the `#` is sent to no server and kept in no log: the
page's script takes it out of the address and hands it over in the body of a POST, and the answer
brings the visit cookie. A token that opens nothing gets one answer, whatever the reason.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from lib.access import actor, cookie_gone, cookie_line, known, mint, the_store
from lib.coaching.workshop import first_name
from lib.settings import Mode
from lib.store import Actor, FullError, NotAllowedError, Role, StoreError
from lib.web import joining, pages
from lib.web.feeds import fetched
from lib.web.joining import InSheet, Typed, Wrong
from lib.web.limits import Limits
from lib.web.logs import trace
from lib.web.proxies import Proxies
from lib.web.sign_in import SignIns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from lib.settings import Settings
    from lib.store import Joined, Opened, Own
    from lib.web.limits import Try
    from lib.web.sign_in import Claims

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
_NOBODY = Actor.of_cookie("")
"""A visit that nobody has: whoever asks the store for its rights gets a cheap no."""

NO_ANSWER = 503
SEE_OTHER = 303
ROOM = 400
"""More than all who join at one moment, from one address: two hundred, some of whom tap twice."""


def clock() -> datetime:
    """Return this instant: the one clock of the routes."""
    return datetime.now(UTC)


class Routes:
    """The routes, with what they share."""

    def __init__(
        self, asked: Settings, *, limits: Limits | None = None, claims: Claims | None = None
    ) -> None:
        """Take the settings, the limits on links that open nothing, and what reads a sign-in."""
        self._asked = asked
        self._sign_ins = SignIns(claims or (lambda _cookies: {}))
        self._limits = limits or Limits()
        self._joins = Limits(together=ROOM, unshown=ROOM)
        self._proxies = Proxies(asked.trusted_proxies)

    def all(self) -> list[BaseRoute]:
        """Return what is served beside Streamlit in the mode in force."""
        health = Route(pages.HEALTH, self.health)
        if not self._asked.shared:
            return [health]
        opening = [
            Route(pages.OPEN, self.opening),
            Route(pages.OPEN, self.opened, methods=["POST"]),
        ]
        entering = [
            Route(pages.JOIN, self.joining),
            Route(f"{pages.JOIN}/{{code}}", self.joining),
            Route(pages.JOIN, self.joined, methods=["POST"]),
        ]
        feed = Route(f"{pages.CALENDAR}{{token}}.ics", self.calendar)
        if self._asked.mode is Mode.SIGNED_IN:
            return [health, *opening, *entering, feed]  # whoever signs out has left
        return [
            health,
            *opening,
            *entering,
            feed,
            Route(pages.LEAVE, self.leaving),
            Route(pages.LEAVE, self.left, methods=["POST"]),
        ]

    async def health(self, request: Request) -> Response:
        """Answer `ok` where the store answers, else 503; tell nothing else."""
        del request
        try:
            await run_in_threadpool(lambda: known(the_store(), _NOBODY))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not well
            _LOG.warning("not well\n%s", trace(error))
            return PlainTextResponse("not well", NO_ANSWER)
        return PlainTextResponse("ok")

    async def opening(self, request: Request) -> Response:
        """Answer with the page that a link leads to."""
        del request
        return _ours(pages.OPENING)

    async def opened(self, request: Request) -> Response:
        """Open the link whose token is in the body; say where to go."""
        who = actor(request.cookies, secure=self._asked.secure)
        address = self._proxies.client(request.scope, request.headers)
        tried = self._limits.begin(None if who is None else who.visit, address)
        if isinstance(tried, int):
            wait = {"Retry-After": str(tried)}
            return PlainTextResponse(pages.LATER, 429, headers=wait)
        token = (await request.body()).decode("ascii", "replace")
        try:
            found, fresh = await run_in_threadpool(_opened, who, token, clock())
        except StoreError as error:
            self._limits.forgive(tried)
            _LOG.warning("a link could not be asked for\n%s", trace(error))
            return PlainTextResponse(pages.BROKEN, NO_ANSWER)
        if found is None:
            return PlainTextResponse(pages.UNKNOWN, 404)
        self._limits.forgive(tried)
        answer = JSONResponse({"to": _place(found)})
        if fresh:
            answer.headers.append("Set-Cookie", cookie_line(fresh, secure=self._asked.secure))
        return answer

    async def joining(self, request: Request) -> Response:
        """Answer with the page on which people join a workshop; a code in the address is filled in.

        The code is shown to a whole room, and works while its lobby is open: it is no secret. The
        page says whether that workshop has a sheet; so one that opens nothing counts as a bad try,
        and where no more are let try nothing is told.
        """
        typed = Typed(request.path_params.get("code", ""), "")
        own = await run_in_threadpool(self._own, request.cookies)
        return _form(typed, None, await self._in_sheet(request, typed.code), own)

    async def _in_sheet(self, request: Request, code: str) -> InSheet:
        """Return what can be told of the sheet of the workshop that a code lets into."""
        if not self._asked.google_key:
            return InSheet.NO
        who = actor(request.cookies, secure=self._asked.secure)
        address = self._proxies.client(request.scope, request.headers)
        tried = self._joins.begin(None if who is None else who.visit, address) if code else 0
        if isinstance(tried, int):
            return InSheet.MAYBE
        try:
            found = await run_in_threadpool(the_store().workshops.in_sheet, code, clock())
        except StoreError as error:
            _LOG.warning("a workshop could not be looked up\n%s", trace(error))
            found = None
            self._joins.forgive(tried)
        if found is None:
            return InSheet.MAYBE
        self._joins.forgive(tried)
        return InSheet.YES if found else InSheet.NO

    async def _form(self, request: Request, typed: Typed, wrong: Wrong) -> Response:
        """Return the page with what is wrong; whether there is a sheet is not looked up for it."""
        own = await run_in_threadpool(self._own, request.cookies)
        return _form(typed, wrong, InSheet.MAYBE if self._asked.google_key else InSheet.NO, own)

    def _own(self, cookies: Mapping[str, str]) -> list[Own]:
        """Return the workbooks that whoever asks may bring; none where that cannot be told now."""
        try:
            who = self._person(cookies)
            return [] if who is None else the_store().workshops.own(replace(who, at=clock()))
        except NotAllowedError:  # nobody yet, or nobody any more
            return []
        except StoreError as error:
            _LOG.warning("workbooks could not be looked up\n%s", trace(error))
            return []

    def _person(self, cookies: Mapping[str, str]) -> Actor | None:
        """Return the person who has signed in, else the browser's visit; None for neither."""
        who = actor(cookies, secure=self._asked.secure)
        signs_in = self._asked.mode is Mode.SIGNED_IN
        return (self._sign_ins.enter(cookies, who) if signs_in else None) or who

    async def joined(self, request: Request) -> Response:
        """Take a seat for whoever has typed a code and a first name; lead to their workbook.

        Whoever has signed in takes it as the person they are: with another device, by the same
        sign-in, it is the same seat.
        """
        typed = joining.typed_in(await request.body())
        if not first_name(typed.name):
            return await self._form(request, typed, Wrong.NAME)
        who = actor(request.cookies, secure=self._asked.secure)
        address = self._proxies.client(request.scope, request.headers)
        tried = self._joins.begin(None if who is None else who.visit, address)
        if isinstance(tried, int):
            answer = await self._form(request, typed, Wrong.LATER)
            answer.headers["Retry-After"] = str(tried)
            return answer
        try:
            found, fresh = await run_in_threadpool(self._seated, request.cookies, who, typed)
        except StoreError as error:
            return await self._form(request, typed, self._why(error, typed, tried))
        if found is None:
            return await self._form(request, typed, Wrong.CODE)
        self._joins.forgive(tried)
        answer = RedirectResponse(_workbook(found.workbook), SEE_OTHER)
        answer.headers["Cache-Control"] = "no-store"
        if fresh:
            answer.headers.append("Set-Cookie", cookie_line(fresh, secure=self._asked.secure))
        return answer

    def _why(self, error: StoreError, typed: Typed, tried: Try) -> Wrong:
        """Return why nobody could join; what was no fault of theirs counts as no bad try."""
        if isinstance(error, NotAllowedError) and typed.brought:
            return Wrong.WORKBOOK
        self._joins.forgive(tried)
        if isinstance(error, FullError):
            return Wrong.FULL
        _LOG.warning("nobody could join\n%s", trace(error))
        return Wrong.BROKEN

    def _seated(
        self, cookies: Mapping[str, str], who: Actor | None, typed: Typed
    ) -> tuple[Joined | None, str]:
        """Take a seat for the person who has signed in, else for the browser's visit."""
        if self._asked.mode is Mode.SIGNED_IN:
            person = self._sign_ins.enter(cookies, who)
            if person is not None:
                seats, here = the_store().workshops, clock()
                return seats.join(typed.code, typed.name, here, person, typed.brought), ""
        return _joined(who, typed, clock())

    async def calendar(self, request: Request) -> Response:
        """Answer with the calendar that the address's key fetches."""
        address = self._proxies.client(request.scope, request.headers)
        tried = self._limits.begin(None, address)
        if isinstance(tried, int):
            wait = {"Retry-After": str(tried)}
            return PlainTextResponse(pages.LATER, 429, headers=wait)
        try:
            found = await run_in_threadpool(fetched, request.path_params["token"], clock())
        except StoreError as error:
            self._limits.forgive(tried)
            _LOG.warning("a calendar could not be made\n%s", trace(error))
            return PlainTextResponse(pages.BROKEN, NO_ANSWER)
        if found is None:
            return PlainTextResponse(pages.UNKNOWN, 404)
        self._limits.forgive(tried)
        return Response(found, media_type="text/calendar")

    async def leaving(self, request: Request) -> Response:
        """Answer with the page that asks whether to leave."""
        del request
        # With the policy of all other pages a form's Origin would be "null".
        return _ours(pages.LEAVING, {"Referrer-Policy": "same-origin"})

    async def left(self, request: Request) -> Response:
        """End the visit on this computer, and have the browser forget it."""
        who = actor(request.cookies, secure=self._asked.secure)
        forgets = {"Clear-Site-Data": '"cache", "cookies", "storage"'}
        answer = _ours(pages.LEFT, forgets)
        try:
            if who is not None:
                ended: Callable[[Actor, datetime], None] = the_store().end_visit
                await run_in_threadpool(ended, who, clock())
        except StoreError as error:
            _LOG.warning("a visit could not be ended\n%s", trace(error))
            answer = _ours(pages.NOT_LEFT, forgets, NO_ANSWER)
        answer.headers.append("Set-Cookie", cookie_gone(secure=self._asked.secure))
        return answer


def _ours(page: str, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    """Return one of our own pages under its own policy."""
    own = {"Content-Security-Policy": pages.POLICY, **(headers or {})}
    return HTMLResponse(page, status, own)


def _form(
    typed: Typed, wrong: Wrong | None, in_sheet: InSheet, own: Sequence[Own] = ()
) -> Response:
    """Return the page on which people join, with what they typed, and what is wrong with it."""
    headers = {
        "Content-Security-Policy": joining.POLICY,
        "Referrer-Policy": "same-origin",  # else the form's Origin would be "null"
        "Cache-Control": "no-store",
    }
    status = 200 if wrong is None else wrong.status
    return HTMLResponse(joining.form(typed, wrong, in_sheet, own), status, headers=headers)


def _opened(who: Actor | None, token: str, at: datetime) -> tuple[Opened | None, str]:
    """Open a link for a visit; see `_by_visit`."""
    return _by_visit(who, at, lambda one: the_store().links.open(one, token, at))


def _joined(who: Actor | None, typed: Typed, at: datetime) -> tuple[Joined | None, str]:
    """Take a seat for a visit; see `_by_visit`."""
    seats = the_store().workshops
    return _by_visit(
        who, at, lambda one: seats.join(typed.code, typed.name, at, one, typed.brought)
    )


def _by_visit(
    who: Actor | None, at: datetime, act: Callable[[Actor], T | None]
) -> tuple[T | None, str]:
    """Act for a visit, or for a new one where there is none or it has ended.

    Returns:
        What came of it, None for nothing; and the new visit's cookie, empty where there is none.
    """
    if who is not None:
        try:
            return act(replace(who, at=at)), ""
        except NotAllowedError:
            pass  # whoever left on this computer comes back as somebody new
    fresh = mint()
    return act(replace(Actor.of_cookie(fresh), at=at)), fresh


def _place(found: Opened) -> str:
    """Return where a link leads: to its workbook, to a workshop, to a desk, or home."""
    if found.workbook is not None:
        return _workbook(found.workbook)
    if found.role is Role.FACILITATOR:
        workshop = "" if found.workshop is None else f"?id={quote(found.workshop, safe='')}"
        return f"/workshop{workshop}"
    return "/coach" if found.role is Role.COACH else "/"


def _workbook(workbook: str) -> str:
    return f"/?w={quote(workbook, safe='')}"
