"""A browser's part of Streamlit's protocol, over the websocket, without drawing anything.

It keeps what a browser keeps: the tree of elements, the cache of large messages by their hash, the
values of the widgets. A click is timed from the message that carries it to the message that says
the script has finished, with everything the server sent in between read and decoded.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
MARK = "_streamlit_xsrf"
T = TypeVar("T")
SETTLED_SECONDS = 2.0
"""After so long without a word nothing is under way, on a slow line too."""
TRIGGERS = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
SHOWN: dict[str, Callable[[Any, bool], Any]] = {
    "text_input": lambda one, told: one.value if told else one.default,
    "text_area": lambda one, told: one.value if told else one.default,
    "checkbox": lambda one, told: one.value if told else one.default,
    "number_input": lambda one, told: float(one.value if told else one.default),
    "button_group": lambda one, told: (
        list(one.raw_values) if told else [one.options[place].content for place in one.default]
    ),
}
"""What stands in a widget that nobody has touched, or (`told`) that the server has filled."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one interaction took and what it cost on the wire."""

    seconds: float
    received_bytes: int
    messages: int


@dataclass(slots=True)
class Session:
    """One visitor with one open page."""

    address: str
    socket: ClientConnection
    cookie: str
    page: str = ""
    query: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    """Page hash by address path."""
    elements: dict[tuple[int, ...], Any] = field(default_factory=dict)
    """Element or block by its place in the tree."""
    fragments: dict[str, str] = field(default_factory=dict)
    """The fragment that a widget stands in, by the widget's id."""
    values: dict[str, WidgetState] = field(default_factory=dict)
    messages: list[ForwardMsg] = field(default_factory=list)
    """What the newest run sent, references resolved."""
    sent: tuple[WidgetState, ...] = ()
    """The values that the newest interaction changed."""
    timers: dict[str, float] = field(default_factory=dict)
    """Seconds between the runs of the fragments that draw themselves anew, by their ids."""
    id: str = ""
    """What the server calls this session: whoever comes back names it."""
    port: int = 0
    """The port to go through, where the line is not the server's own; 0 for none."""
    compressed: bool = False
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)

    async def again(self) -> Timing:
        """Come back after the line was lost, as an open tab does: all that stands in it is sent.

        Raises:
            OSError, TimeoutError, WebSocketException: the server is not there yet.
        """
        self.socket.transport.abort()
        resumed = ["streamlit", "PLACEHOLDER", self.id] if self.id else ["streamlit"]
        self.socket = await _connected(
            self.address, self.cookie, resumed, port=self.port, compressed=self.compressed
        )
        for element in self.elements.values():
            if element.DESCRIPTOR.name == "Element":
                self._shown(element, told=False)
        return await self.rerun()

    async def settle(self) -> bool:
        """Read on where the run that was read was an older one; return whether it was.

        Of what went by while the line was lost the server still tells that a run began and ended,
        without what it drew: the answer to what was sent comes after that.
        """
        older = False
        while True:
            try:
                data = await asyncio.wait_for(self.socket.recv(), timeout=SETTLED_SECONDS)
            except TimeoutError:
                return older
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            if message.WhichOneof("type") == "new_session":
                await self._read_run(clear=True, begun=True)
                older = True

    async def rerun(
        self, *states: WidgetState, page: str | None = None, fragment: str = ""
    ) -> Timing:
        """Send the widgets' values, with these as the newest, and read until the script is done.

        Args:
            states: values changed by this interaction.
            page: path of the page to go to; None stays.
            fragment: id of the fragment that the widget stands in.

        Raises:
            TimeoutError: nothing for 60 seconds.
            RuntimeError: the server showed an exception.
        """
        message = BackMsg()
        client = message.rerun_script
        if not fragment:
            self.timers.clear()
        if page is not None:
            self.page = self.pages.get(page, "")
            client.page_name = page
            self.values.clear()
        client.page_script_hash = self.page
        client.query_string = self.query
        client.fragment_id = fragment
        client.context_info.timezone = "Europe/Berlin"
        client.context_info.locale = "en"
        client.context_info.url = f"{self.address}/{page or ''}"
        self.sent = states
        for state in states:
            self.values[state.id] = state
        client.widget_states.widgets.extend(self.values.values())
        client.cached_message_hashes.extend(self._cache)
        for state in states:
            if state.WhichOneof("value") in TRIGGERS:
                self.values.pop(state.id, None)
        began = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        received, count = await self._read_run(clear=not fragment)
        return Timing(time.perf_counter() - began, received, count)

    async def click(self, widget: Any) -> Timing:  # noqa: ANN401 - any widget's message
        """Tap a button."""
        state = WidgetState(id=widget.id, trigger_value=True)
        return await self.rerun(state, fragment=getattr(widget, "fragment_id", ""))

    async def set(self, widget: Any, value: Any) -> Timing:  # noqa: ANN401 - any widget, any value
        """Give a widget a value: text, number, list of choices, or true and false."""
        state = _state(widget.id, value)
        return await self.rerun(state, fragment=getattr(widget, "fragment_id", ""))

    def hold(self, widget: Any, value: Any) -> None:  # noqa: ANN401 - any widget, any value
        """Give a widget a value that stays in the browser until something else is sent."""
        self.values[widget.id] = _state(widget.id, value)

    async def unfold(self, key: str) -> Timing:
        """Unfold an expander that draws its inside only then.

        Raises:
            StopIteration: there is none of this key.
        """
        inner = next(
            block.expandable
            for block in self.elements.values()
            if block.DESCRIPTOR.name == "Block" and block.expandable.id.endswith(key)
        )
        return await self.set(inner, value=True)

    async def drop(self, widget: Any, name: str, data: bytes) -> Timing:  # noqa: ANN401 - as above
        """Drop a file into a box, as a browser does; the time runs from the drop.

        Raises:
            httpx.HTTPStatusError: the server does not take it.
        """
        mark = await self._mark()
        began = time.perf_counter()
        message = BackMsg()
        message.file_urls_request.request_id = "drop"
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = next(
            one.new_session.initialize.session_id
            for one in self.messages
            if one.WhichOneof("type") == "new_session"
        )
        await self.socket.send(message.SerializeToString())
        (place,) = (await self._answer("file_urls_response")).file_urls_response.file_urls
        async with httpx.AsyncClient(timeout=60) as client:
            answer = await client.put(
                f"{self.address}{place.upload_url}",
                files={"file": (name, data)},
                headers={
                    "Cookie": f"{self.cookie}; {MARK}={mark}",
                    "Origin": self.address,
                    "X-Xsrftoken": mark,
                },
            )
            answer.raise_for_status()
        state = WidgetState(id=widget.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id=place.file_id, name=name, size=len(data), file_urls=place
        )
        timing = await self.rerun(state, fragment=getattr(widget, "fragment_id", ""))
        return replace(timing, seconds=time.perf_counter() - began)

    def widgets(self, kind: str = "") -> Iterator[Any]:
        """Yield the widgets that stand on the page, of a kind ("button", "text_input") or all."""
        for place in sorted(self.elements):
            element = self.elements[place]
            name = element.WhichOneof("type") if element.DESCRIPTOR.name == "Element" else None
            if name and (not kind or name == kind):
                inner = getattr(element, name)
                if getattr(inner, "id", ""):
                    yield inner

    def find(self, key: str) -> Any:  # noqa: ANN401 - any widget's message
        """Return the first widget whose key or label begins with `key`.

        Raises:
            LookupError: there is none; the message lists what there is.
        """
        for widget in self.widgets():
            if widget.id.split("-", 2)[-1].startswith(key) or getattr(
                widget, "label", ""
            ).startswith(key):
                return widget
        there = [
            f"{one.id.split('-', 2)[-1]!s} {getattr(one, 'label', '')!r}" for one in self.widgets()
        ]
        message = f"no widget {key!r}; there are {there}"
        raise LookupError(message)

    def texts(self) -> list[str]:
        """Return the words on the page, in order."""
        found = []
        for place in sorted(self.elements):
            element = self.elements[place]
            name = element.WhichOneof("type") if element.DESCRIPTOR.name == "Element" else None
            if name:
                inner = getattr(element, name)
                found.append(str(getattr(inner, "body", "") or getattr(inner, "label", "")))
        return found

    async def close(self) -> None:
        """Leave."""
        await self.socket.close()

    async def _mark(self) -> str:
        """Return what a browser gets with its first call and shows with each file."""
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{self.address}/_stcore/health")
            return answer.cookies[MARK]

    async def _answer(self, kind: str) -> ForwardMsg:
        """Return the next message of a kind, which comes while no script runs."""
        while True:
            data = await asyncio.wait_for(self.socket.recv(), timeout=60)
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            if message.WhichOneof("type") == kind:
                return message

    async def _read_run(self, *, clear: bool, begun: bool = False) -> tuple[int, int]:
        """Read until the run has finished that begins now: the rest of an older one is not it."""
        received = count = 0
        seen: set[tuple[int, ...]] = set()
        self.messages = []
        while True:
            data = await asyncio.wait_for(self.socket.recv(), timeout=60)
            received += len(data)
            count += 1
            message = self._whole(data if isinstance(data, bytes) else data.encode())
            self.messages.append(message)
            match message.WhichOneof("type"):
                case "delta":
                    place = tuple(message.metadata.delta_path)
                    seen.add(place)
                    self._take(place, message.delta)
                case "navigation":
                    self.page = message.navigation.page_script_hash
                    self.pages = {
                        one.url_pathname: one.page_script_hash
                        for one in message.navigation.app_pages
                    }
                case "page_info_changed":
                    self.query = message.page_info_changed.query_string
                case "new_session":
                    begun = True
                    self.id = message.new_session.initialize.session_id
                case "auto_rerun":
                    self.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
                case "script_finished" if begun and message.script_finished in FINISHED:
                    if clear or message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                        self.elements = {
                            place: one for place, one in self.elements.items() if place in seen
                        }
                    return received, count
                case "script_finished":
                    seen.clear()
                    self.timers.clear()

    def _whole(self, data: bytes) -> ForwardMsg:
        """Return a message, taken from the cache where only its hash was sent."""
        message: ForwardMsg = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            metadata = message.metadata
            message = ForwardMsg.FromString(self._cache[message.ref_hash].SerializeToString())
            message.metadata.CopyFrom(metadata)
        elif message.metadata.cacheable and message.hash:
            self._cache[message.hash] = message
        return message

    def _take(self, place: tuple[int, ...], delta: Any) -> None:  # noqa: ANN401 - Streamlit's own
        kind = delta.WhichOneof("type")
        if kind == "new_element":
            self.elements[place] = delta.new_element
            widget = getattr(delta.new_element, delta.new_element.WhichOneof("type") or "", None)
            self.fragments[str(getattr(widget, "id", ""))] = delta.fragment_id
            if getattr(widget, "set_value", False):
                self._shown(delta.new_element, told=True)
            if delta.new_element.WhichOneof("type") == "exception":
                message = f"the page showed {delta.new_element.exception.type}"
                raise RuntimeError(message)
        elif kind == "add_block":
            self.elements[place] = delta.add_block

    def _shown(self, element: Any, *, told: bool) -> None:  # noqa: ANN401 - Streamlit's own
        """Keep what stands in a widget, as a browser does; what somebody typed there goes before.

        Args:
            element: what is drawn.
            told: whether the server has filled it: that goes before what was typed.
        """
        name = str(element.WhichOneof("type"))
        if name not in SHOWN:
            return
        inner = getattr(element, name)
        if told or inner.id not in self.values:
            self.values[inner.id] = _state(inner.id, SHOWN[name](inner, told))


def _state(widget: str, value: Any) -> WidgetState:  # noqa: ANN401 - any value
    """Return the value of a widget as it is sent."""
    state = WidgetState(id=widget)
    match value:
        case bool():
            state.bool_value = value
        case int():
            state.int_value = value
        case float():
            state.double_value = value
        case str():
            state.string_value = value
        case list():
            state.string_array_value.data.extend(value)
        case _:
            message = f"no widget takes a {type(value)}"
            raise TypeError(message)
    return state


async def _connected(
    address: str, cookie: str, protocols: list[str], *, port: int, compressed: bool
) -> ClientConnection:
    """Return an open websocket to the app at an address, straight or through another port."""
    there = urlsplit(address)
    return await connect(
        f"ws://{there.netloc}/_stcore/stream",
        subprotocols=protocols,  # type: ignore[arg-type]
        origin=address,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
        compression="deflate" if compressed else None,
        host=there.hostname,
        port=port or there.port,
    )


async def visit(  # noqa: PLR0913 - a visit has these properties
    address: str,
    path: str = "",
    *,
    cookie: str = "",
    query: str = "",
    port: int = 0,
    compressed: bool = False,
) -> Session:
    """Open a page as a new visitor, or as one with a cookie (`name=value`).

    Args:
        address: the app's.
        path: the page's.
        cookie: of a visit that there is already.
        query: what stands after the path, without the question mark.
        port: the port to go through instead of the app's own.
        compressed: whether messages are compressed, as browsers have it.

    Returns:
        The session after its first run.
    """
    if not cookie:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"{address}/{path}")
            cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    socket = await _connected(address, cookie, ["streamlit"], port=port, compressed=compressed)
    session = Session(address, socket, cookie, query=query, port=port, compressed=compressed)
    await session.rerun(page=path)
    return session


def driven(sessions: Coroutine[Any, Any, T]) -> T:
    """Return what comes of sessions that are driven in a thread of their own.

    Where tests drive a browser too, that one's loop runs in the thread of the tests.
    """
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, sessions).result()
