"""The bare page: the same elements as a page of ours, from constants, and nothing else.

It is made from the messages that the real page sent after an interaction. Every element is handed
to Streamlit where its own commands hand theirs (`_enqueue`, `_block`), and every widget is
registered as they do it; what `st.button` and the like compute before that is left out, so the
bare page is a little faster than one written by hand. Where the real page writes, it does one equal
durable write: as many bytes, in one transaction, with the same journal settings.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.widgets import register_widget

from lib.store.engine import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITTEN_BYTES = 1_500
"""A touch with its history, as the real page writes it; measured on the workload."""

_ONE_AT_A_TIME = threading.Lock()
"""Many sessions write through one connection, as SQLite has them wait for one another."""

VALUE_TYPES = {
    "button": "trigger_value",
    "button_group": "string_array_value",
    "checkbox": "bool_value",
    "text_input": "string_value",
    "text_area": "string_value",
    "selectbox": "string_value",
    "radio": "string_value",
    "date_input": "string_array_value",
    "number_input": "double_value",
    "pagination": "int_value",
    "multiselect": "string_array_value",
    "menu_button": "string_trigger_value",
    "file_uploader": "file_uploader_state_value",
    "arrow_data_frame": "string_value",
}
"""The kind of value each widget carries, by the name of its element."""

FRAME = '''"""A bare app with the same menu."""
import streamlit as st

st.set_page_config(page_title="Bare", layout="centered")
pages = [st.Page(f"bare{number}.py", title=f"Page {number}") for number in range(PAGES)]
st.navigation({"": pages[:6], "More": pages[6:]}, position="top").run()
'''

PAGE = '''"""One recorded page."""
from tests.bench import bare

bare.draw(__file__)
'''

APP = '''"""The bare app as `app.py` serves ours, without our middleware."""
from pathlib import Path

import streamlit as st

app = st.App(Path(__file__).resolve().parent / "pages" / "main.py")
'''


def make(folder: Path, recordings: Sequence[tuple[Sequence[ForwardMsg], str]]) -> None:
    """Write a bare app into a folder.

    Args:
        folder: an empty folder.
        recordings: for each page, the messages to draw and the id of the widget that writes
            (empty where the page writes nothing).
    """
    pages = folder / "pages"
    pages.mkdir(parents=True)
    (folder / "app.py").write_text(APP)
    (pages / "main.py").write_text(FRAME.replace("PAGES", str(len(recordings))))
    for number, (messages, writer) in enumerate(recordings):
        page = pages / f"bare{number}.py"
        page.write_text(PAGE)
        deltas = [one for one in messages if one.WhichOneof("type") == "delta"]
        page.with_suffix(".json").write_text(
            json.dumps(
                {"writer": writer, "deltas": [one.SerializeToString().hex() for one in deltas]}
            )
        )


def make_empty(folder: Path) -> None:
    """Write an app with one title into a folder."""
    (folder / "pages").mkdir(parents=True)
    (folder / "app.py").write_text(APP)
    (folder / "pages" / "main.py").write_text('import streamlit as st\n\nst.title("Empty")\n')


@cache
def _recorded(path: str) -> tuple[str, tuple[ForwardMsg, ...]]:
    found = json.loads(Path(path).with_suffix(".json").read_text())
    return found["writer"], tuple(
        ForwardMsg.FromString(bytes.fromhex(one)) for one in found["deltas"]
    )


def draw(path: str) -> None:
    """Draw the page recorded beside a script."""
    writer, deltas = _recorded(path)
    places: dict[tuple[int, ...], Any] = {
        (0,): st._main,  # noqa: SLF001 - the four roots that Streamlit has
        (1,): st.sidebar,
        (2,): st._event,  # noqa: SLF001
        (3,): st.bottom,
    }
    context = get_script_run_ctx()
    for message in deltas:
        place = tuple(message.metadata.delta_path)
        parent = places[place[:-1]]
        if message.delta.WhichOneof("type") == "add_block":
            places[place] = parent._block(message.delta.add_block)  # noqa: SLF001 - where st.container ends
            continue
        element = message.delta.new_element
        name = str(element.WhichOneof("type"))
        inner = getattr(element, name)
        if getattr(inner, "id", "") and name in VALUE_TYPES:
            register_widget(
                inner.id,
                deserializer=lambda value: value,
                serializer=lambda value: value,
                ctx=context,
                on_change_handler=_write if inner.id == writer else None,
                value_type=VALUE_TYPES[name],  # type: ignore[arg-type]
            )
        parent._enqueue(name, inner)  # noqa: SLF001 - where every st command ends


def _write() -> None:
    """One durable write, as the real page does it."""
    connection = _connection()
    with _ONE_AT_A_TIME:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO written (text) VALUES (?)", ("x" * WRITTEN_BYTES,))
        connection.execute("COMMIT")


@cache
def _connection() -> sqlite3.Connection:
    folder = Path.cwd()
    connection = sqlite3.connect(
        folder / "bare.sqlite", isolation_level=None, check_same_thread=False
    )
    prepare(connection)
    connection.execute("CREATE TABLE IF NOT EXISTS written (text TEXT)")
    return connection
