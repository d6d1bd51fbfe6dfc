"""What must every request pass? One middleware, written against ASGI itself.

In this order: is it from this machine, or, where others may come, does it ask for the workbook by
its own name; is its path one we serve; does a write or a websocket come from our own pages, and a
sign-in or sign-out from a tap there; is its body small enough; may this visit read downloads. What
comes back is compressed, carries the security headers, and brings a first page its visit cookie.

A browser that comes from another site (a link in a mail) keeps its visit cookie to itself. Giving
it a new one there would take the workbooks of the old one from it. So where others may come it is
first sent a page that loads itself again, and brings its cookie then.

Each guard is a method that answers None or a `Refusal`, so that a test can take one away and see
that something fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse

from lib.access import actor, cookie_gone, cookie_line, known, mint, the_store
from lib.settings import DEFAULT_PORTS, PREFIX, Mode, Settings, is_loopback
from lib.web import pages, sign_in
from lib.web.sign_in import SignIns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from lib.store import Actor
    from lib.web.sign_in import Claims

MEGABYTE: Final = 1024 * 1024

FRAMING_BYTES: Final = MEGABYTE
"""What a multipart body may weigh beyond the file in it."""

SMALL_BODY_BYTES: Final = MEGABYTE
"""Most bytes of a body that is no upload; nothing we serve needs more."""

HSTS_SECONDS: Final = 365 * 24 * 60 * 60
"""How long a browser that came by https comes by nothing else."""

CLOSED_PATHS: Final = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Routes of Streamlit that tell strangers about the process, or would act for them."""

FORWARDING: Final = ("forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "x-original-host")
HOSTLESS: Final = ("x-forwarded-proto", "x-forwarded-port", "x-forwarded-scheme")
"""Headers of a proxy that name no host, and so say nothing about who is there."""

OK: Final = 200
TOO_LARGE: Final = 413
UPLOADS: Final = "/_stcore/upload_file/"
MEDIA: Final = "/media/"
FILES: Final = "/static/"
STYLES: Final = "/static/css/"
NO_PAGES: Final = ("/_stcore/", MEDIA, "/static/", "/component/")
NO_VISIT: Final = (
    pages.OPEN,
    pages.LEAVE,
    pages.HEALTH,
    pages.CALENDAR.rstrip("/"),
    *sign_in.PATHS,
)
"""Paths where no visit begins by being looked at, and no page is loaded twice."""
ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
"""What a browser says of a request that another site's page began."""
POLICY: Final = "Content-Security-Policy"

OTHER_MACHINE: Final = (
    "This workbook is for the machine it runs on, and this request came from another one, or "
    "through a proxy. Whoever opens it owns it, so it answers nobody else. Open it on its own "
    "machine, at the address it printed when it started. To open it to others by links, whoever "
    f"runs it sets {PREFIX}MODE to shared and {PREFIX}ADDRESS to its address: see docs/hosting.md."
)
OTHER_NAME: Final = (
    "This workbook answers under its own address alone, and this request asked for another one. "
    f"Whoever runs it sets that address as {PREFIX}ADDRESS, and has the proxy hand on the Host."
)
FOREIGN_PAGE: Final = "Only this workbook's own pages may do that. Reload the page."
NOT_FOUND: Final = "There is nothing here."
TOO_BIG: Final = "This is larger than the {limit} MB the workbook takes. Nothing was read."

PERMISSIONS: Final = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "camera",
                "clipboard-read",
                "display-capture",
                "geolocation",
                "gyroscope",
                "hid",
                "idle-detection",
                "magnetometer",
                "midi",
                "payment",
                "publickey-credentials-get",
                "screen-wake-lock",
                "serial",
                "usb",
                "xr-spatial-tracking",
            )
        ),
        "clipboard-write=(self)",
        "fullscreen=(self)",
        "microphone=(self)",  # rehearsing aloud
    ]
)


FILE_HEADERS: Final = {
    POLICY: "default-src 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What scripts, styles and fonts carry: they are no documents, and there are eighty of them on a
first page, where the long headers would weigh 60 KB."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let through."""

    status: int
    """An HTTP status; a websocket is closed before it opens whatever this says."""
    message: str


class _TooBigError(Exception):
    """A body grew past its limit while it was read."""


def inline_hashes(page: str) -> tuple[str, ...]:
    """Return the CSP hashes of a page's inline scripts, each with its quotes."""
    found = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    return tuple(pages.hashed(script) for script in found)


def trimmed_page(page: str) -> str:
    """Return Streamlit's page without a font fetched ahead of need and an agent API we close."""
    for unused in (r'rel="preload"[^>]*\sas="font"', r'rel="service-desc"'):
        page = re.sub(rf"<link\s[^>]*{unused}[^>]*>", "", page)
    page = re.sub(r"(<noscript>\s*<p>.*?</p>).*?(</noscript>)", r"\1\2", page, flags=re.DOTALL)
    return page.replace("<title>Streamlit</title>", "<title>Networking workbook</title>")


def trimmed_style(style: str) -> str:
    """Return Streamlit's stylesheet without its own sans-serif font.

    The page is drawn with it for the blink before our theme, which has the system's fonts, is
    there; it is 171 KB of a first page, 1.4 seconds on a line of 1 Mbit/s.
    """
    return re.sub(r"@font-face\s*\{[^}]*font-family:\s*\"?Source Sans\b[^}]*\}", "", style)


def policy(hashes: tuple[str, ...]) -> str:
    """Return the content security policy for a page with these inline scripts."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src", "'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def host_of(authority: str) -> str:
    """Return the host of `host`, `host:port` or `[address]:port`; empty where it is none."""
    if not authority or any(mark in authority for mark in "/@?# \\"):
        return ""
    try:
        parts = urlsplit(f"//{authority}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    return parts.hostname or ""


class Edge:
    """The one middleware around the app."""

    def __init__(
        self, app: ASGIApp, *, page: str, upload_megabytes: int, asked: Settings, claims: Claims
    ) -> None:
        """Wrap an app.

        Args:
            app: what answers the requests that pass.
            page: Streamlit's index.html, whose inline scripts may run.
            upload_megabytes: the largest file taken.
            asked: the settings in force.
            claims: reads who has signed in from the cookies of a request.
        """
        self._asked = asked
        self._sign_ins = SignIns(claims)
        self._app = GZipMiddleware(_Trimmed(app), minimum_size=1000, compresslevel=6)
        self._upload_bytes = upload_megabytes * MEGABYTE
        self._headers = {
            **FILE_HEADERS,
            POLICY: policy(inline_hashes(page)),
            "X-Frame-Options": "DENY",
            "Permissions-Policy": PERMISSIONS,
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        self._secured = {}
        if asked.shared and asked.secure:
            self._secured = {"Strict-Transport-Security": f"max-age={HSTS_SECONDS}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with a refusal."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    # the guards

    def from_here(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse whoever is not at this machine, or says they came from elsewhere.

        Where others may come, nobody is refused for that.
        """
        if self._asked.shared:
            return None
        client = scope.get("client")
        named = [client[0] if client else "", *_hosts_named(headers)]
        if all(is_loopback(one) for one in named):
            return None
        return Refusal(403, OTHER_MACHINE)

    def own_name(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse, where others may come, whoever asks for a Host that is not the workbook's own.

        Whoever looks whether it is alive may ask by a number.
        """
        if not self._asked.shared or scope["path"] == pages.HEALTH:
            return None
        scheme, _, own = self._asked.address.partition("://")
        plain = f":{DEFAULT_PORTS[scheme]}"
        hosts = [one.lower().removesuffix(plain) for one in headers.getlist("host")]
        return None if hosts == [own] else Refusal(403, OTHER_NAME)

    def path_served(self, scope: Scope) -> Refusal | None:
        """Refuse the routes of the framework that are nobody's business here."""
        path = scope["path"].rstrip("/")
        closed = any(path == one or path.startswith(f"{one}/") for one in CLOSED_PATHS)
        if self._asked.mode is not Mode.SIGNED_IN:
            closed = closed or sign_in.is_its_path(path)
        return Refusal(404, NOT_FOUND) if closed else None

    def own_tap(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse a sign-in or sign-out that no tap on our own page began."""
        tapped = headers.get("sec-fetch-site", "same-origin") == "same-origin"
        if tapped or scope["path"] not in sign_in.TAPPED:
            return None
        return Refusal(403, FOREIGN_PAGE)

    def own_page(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse a websocket or a write that does not come from a page of this very server."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            return None
        secure = scope["scheme"] in {"https", "wss"}
        own = f"{'https' if secure else 'http'}://{headers.get('host', '')}".lower()
        if self._asked.shared:
            own = self._asked.address
        origins = headers.getlist("origin")
        site = headers.get("sec-fetch-site", "same-origin")
        if [one.lower() for one in origins] == [own] and site in {"same-origin", "none"}:
            return None
        return Refusal(403, FOREIGN_PAGE)

    def body_limit(self, scope: Scope) -> int:
        """Return the most bytes a request's body may have."""
        if scope["path"].startswith(UPLOADS):
            return self._upload_bytes + FRAMING_BYTES
        return SMALL_BODY_BYTES

    def fits(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse a body that says it is too large, before a byte of it is read."""
        limit = self.body_limit(scope)
        said = headers.get("content-length", "0")
        if said.isascii() and said.isdigit() and int(said) <= limit:
            return None
        return Refusal(TOO_LARGE, TOO_BIG.format(limit=limit // MEGABYTE))

    async def may_download(self, scope: Scope, headers: Headers) -> Refusal | None:
        """Refuse a download to a browser that shows no visit the store knows.

        Where people sign in, it shows a sign-in that has not ended.
        """
        if not scope["path"].startswith(MEDIA):
            return None
        if self._asked.mode is Mode.SIGNED_IN:
            cookies = cookie_parser(headers.get("cookie", ""))
            here = await run_in_threadpool(self._sign_ins.here, cookies)
            return None if here else Refusal(404, NOT_FOUND)
        who = self._who(headers)
        if who is not None and await run_in_threadpool(known, the_store(), who):
            return None
        return Refusal(404, NOT_FOUND)

    def first_page(self, scope: Scope, headers: Headers) -> bool:
        """Return whether this asks for a page and shows no visit yet."""
        path = scope["path"]
        begins_none = any(path == one or path.startswith(f"{one}/") for one in NO_VISIT)
        if scope["method"] != "GET" or path.startswith(NO_PAGES) or begins_none:
            return False
        return self._who(headers) is None

    def keeps_its_visit(self, headers: Headers) -> bool:
        """Return whether a browser may have a visit that it does not show.

        It shows it once the page that asks is our own.
        """
        from_elsewhere = headers.get("sec-fetch-site", "") in ELSEWHERE
        navigates = headers.get("sec-fetch-mode", "") == "navigate"
        return self._asked.shared and from_elsewhere and navigates

    def _who(self, headers: Headers) -> Actor | None:
        found = actor(cookie_parser(headers.get("cookie", "")), secure=self._asked.secure)
        return None if found is None else replace(found, at=sign_in.clock())

    # what is done with them

    def _leave(self, headers: Headers) -> None:
        """End the sign-in of a browser, and its visit with it."""
        self._sign_ins.end(cookie_parser(headers.get("cookie", "")))
        who = self._who(headers)
        if who is not None:
            the_store().end_visit(who, sign_in.clock())

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        started = False
        first = self.first_page(scope, headers)
        moment = first and self.keeps_its_visit(headers)

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._finish(message, scope["path"], first=first and not moment)
            await send(message)

        refusal = (
            self.from_here(scope, headers)
            or self.own_name(scope, headers)
            or self.path_served(scope)
            or self.own_page(scope, headers)
            or self.own_tap(scope, headers)
            or self.fits(scope, headers)
            or await self.may_download(scope, headers)
        )
        if refusal is None and moment:
            await HTMLResponse(pages.MOMENT)(scope, receive, send_with_headers)
        elif refusal is None:
            if scope["path"] == sign_in.SIGN_OUT:
                await run_in_threadpool(self._leave, headers)
            scope = sign_in.without_words(scope)
            try:
                await self._app(scope, _counted(receive, self.body_limit(scope)), send_with_headers)
            except _TooBigError:
                if started:
                    raise
                limit = self.body_limit(scope) // MEGABYTE
                refusal = Refusal(TOO_LARGE, TOO_BIG.format(limit=limit))
        if refusal is not None:
            answer = PlainTextResponse(refusal.message, refusal.status)
            if refusal.status == TOO_LARGE:
                answer.headers["Connection"] = "close"  # the rest of the body is not read
            await answer(scope, receive, send_with_headers)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refusal = (
            self.from_here(scope, headers)
            or self.own_name(scope, headers)
            or self.own_page(scope, headers)
        )
        if refusal is None:
            await self._app(scope, receive, send)
            return
        await receive()  # the offer to connect, which is declined
        await send({"type": "websocket.close", "code": 1008, "reason": refusal.message[:100]})

    def _finish(self, message: Message, path: str, *, first: bool) -> None:
        """Add to a response what every response carries, and to a first page its cookie."""
        headers = MutableHeaders(scope=message)
        every = FILE_HEADERS if path.startswith(FILES) else self._headers
        ours = pages.is_ours(path)
        for name, value in {**every, **self._secured}.items():
            if not (ours and name in headers):  # our own pages bring stricter ones
                headers[name] = value
        document = headers.get("content-type", "").startswith("text/html")
        if path.startswith(MEDIA) or "cache-control" not in headers:
            headers["Cache-Control"] = "no-store"
        if document and (first or self._asked.shared):
            headers["Cache-Control"] = "no-store"
        if self._asked.shared and self._asked.secure:
            sign_in.for_tls_alone(headers)
        if path == sign_in.SIGN_OUT:
            headers.append("Set-Cookie", cookie_gone(secure=self._asked.secure))
        if document and first:
            headers.append("Set-Cookie", cookie_line(mint(), secure=self._asked.secure))


class _Trimmed:
    """Answers as the app does, its page and stylesheet without what is not used here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and not scope["path"].startswith(NO_PAGES)
        style = scope["type"] == "http" and scope["path"].startswith(STYLES)
        if not (page or style) or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        # Whole and as it is, so that it can be changed; it is compressed on its way out.
        plain = [one for one in scope["headers"] if one[0] not in {b"accept-encoding", b"range"}]
        begun: list[Message] = []
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] != "http.response.start":
                body.extend(message.get("body", b""))
                if message.get("more_body", False):
                    return
                start = begun[0]
                headers = MutableHeaders(scope=start)
                kind = headers.get("content-type", "")
                whole = bytes(body)
                if start["status"] == OK and kind.startswith(("text/html", "text/css")):
                    trim = trimmed_page if page else trimmed_style
                    whole = trim(whole.decode()).encode()
                    headers["Content-Length"] = str(len(whole))
                    del headers["etag"], headers["last-modified"], headers["accept-ranges"]
                await send(start)
                await send({"type": "http.response.body", "body": whole})
            else:
                begun.append(message)

        await self._app({**scope, "headers": plain}, receive, hold)


def _hosts_named(headers: Headers) -> Iterator[str]:
    """Yield each host a request names itself by, or names as where it came from."""
    hosts = headers.getlist("host")
    yield host_of(hosts[0]) if len(hosts) == 1 else ""
    for name, value in headers.items():
        if name in HOSTLESS or not (name.startswith("x-forwarded") or name in FORWARDING):
            continue
        for part in re.split(r"[,;]", value):
            key, equals, told = part.strip().rpartition("=")
            if equals and key.lower() == "proto":
                continue
            yield host_of(told.strip(' "'))


def _counted(receive: Receive, limit: int) -> Receive:
    """Return a `receive` that stops once a body has more bytes than its limit."""
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise _TooBigError
        return message

    return counted
