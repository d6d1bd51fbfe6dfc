"""The server: the workbook's pages behind one middleware.

`python app.py` is what `make run` uses; `streamlit run app.py` and `uvicorn app:app` start it too.
"""

import argparse
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from lib import settings
from lib.settings import Settings, SettingsError
from lib.sheets.account import account
from lib.sheets.errors import AccountError
from lib.sheets.running import beside
from lib.store import StoreError
from lib.upkeep import start
from lib.upkeep.start import StartError
from lib.web import faults, life, logs
from lib.web.edge import MEGABYTE, Edge
from lib.web.routes import Routes

ROOT = Path(__file__).resolve().parent
# The main script lies inside `pages/` so that Streamlit never serves that folder by itself: beside
# it, a deep link to a fresh process would run a page without its frame.
FRAME = ROOT / "pages" / "main.py"
PAGE = Path(st.__file__).parent / "static" / "index.html"


def say_what_broke(error: Exception) -> bool:
    """Show a sentence for an exception of a page; Streamlit's own display stays away."""
    st.error(faults.told(error))
    return True


def leave(message: str) -> NoReturn:
    """End the start with a sentence."""
    sys.stderr.write(f"{message}\n")
    sys.exit(start.REFUSED)


def take_secrets() -> Mapping[str, object]:
    """Take over Streamlit's secrets: each name at their top becomes a variable of this process.

    Streamlit itself does so with texts and numbers, but only once it serves, and goes on without
    those it cannot read. `true` and `false` without quotes, and a key written as a table, are taken
    over here.

    Returns:
        All of them; nothing where there are none.

    Raises:
        StartError: there are secrets, and they cannot be read.
    """
    try:
        with contextlib.chdir(ROOT):
            found = st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        if error.error_id != "no-secrets-found":
            message = (
                "Streamlit's secrets cannot be read, so what is set there would be missing. Mend "
                "secrets.toml: each value stands between quotes, a key's text between three."
            )
            raise StartError(message) from None
        return {}
    for name, value in found.items():
        if name.startswith(settings.PREFIX) and isinstance(value, bool | dict):
            os.environ[name] = json.dumps(value, default=str)
    return dict(found)


def claims(cookies: Mapping[str, str]) -> Mapping[str, object]:
    """Return what the provider said of whoever's cookies these are; nothing without a sign-in.

    Read as Streamlit itself reads it when a tab connects.
    """

    def read(name: str) -> bytes | None:
        return decode_signed_value(get_cookie_secret(), name, cookies.get(name, ""))

    try:
        found = json.loads(get_cookie_with_chunks(read, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    ours = isinstance(found, dict) and found.get("origin") == ASKED.address
    return found if ours else {}


def made_ready() -> Settings:
    """Ask all that can refuse a start, and open the store; a refusal ends the process.

    Returns:
        The settings in force.
    """
    try:
        secrets = take_secrets()
        asked = settings.load()
        start.check_sign_in(asked, secrets.get("auth"), st.get_option("server.trustedUserHeaders"))
        account(asked)
        start.check_sheet(asked.sheet)
        start.check_address(st.get_option("server.address"), asked)
        life.read_guide()
        life.open_store()
    except (SettingsError, AccountError, StoreError, StartError, life.GuideError) as error:
        leave(str(error))
    except Exception as error:  # noqa: BLE001 - a database has its own reasons not to open
        leave(f"The workbook's store could not be opened ({type(error).__qualname__}).")
    return asked


@asynccontextmanager
async def lifespan(serving: object) -> AsyncIterator[None]:
    """Say which mode runs, then keep the store open and the sheets in step while it does."""
    sys.stdout.write(f"{start.said(ASKED)}\n")
    sys.stdout.flush()
    async with life.lifespan(serving):
        with beside(*life.numbers()):
            yield


def main() -> NoReturn:
    """Serve on the port that was asked for, until stopped.

    uvicorn is asked itself, not by `App.run`: that one offers no way to leave out the `Server`
    header. With uvloop each connection has TCP_NODELAY.
    """
    try:
        take_secrets()
        asked = settings.load()
        start.check_address(asked.listen, asked)
    except (SettingsError, StartError) as error:
        leave(str(error))
    parser = argparse.ArgumentParser(description="Serve the workbook from this machine.")
    parser.add_argument("--port", type=int, default=asked.port, help="default: %(default)s")
    port = parser.parse_args().port
    if not is_free(asked.listen, port):
        leave(
            f"Port {port} of {asked.listen} is taken, or not allowed. Choose another one: "
            "python app.py --port N"
        )
    host = f"[{asked.listen}]" if ":" in asked.listen else asked.listen
    here = f"http://{host}:{port}"
    place = f"at {asked.address}, answered from {here}" if asked.shared else f"at {here}"
    sys.stdout.write(f"The workbook is {place} - Ctrl+C ends it.\n")
    sys.stdout.flush()
    become_server(asked, port)


def is_free(address: str, port: int) -> bool:
    """Return whether this machine has the port free on one of its addresses."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except (OSError, OverflowError):
            return False
    return True


def become_server(asked: Settings, port: int) -> NoReturn:
    """Serve until stopped, from the folder whose `.streamlit` holds the rules."""
    os.environ[f"{settings.PREFIX}DATA_FOLDER"] = str(asked.data_folder.absolute())
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    uvicorn.run(
        "app:app",
        host=asked.listen,
        port=port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_max_size=int(st.get_option("server.maxMessageSize")) * MEGABYTE,
        ws_per_message_deflate=bool(st.get_option("server.enableWebsocketCompression")),
        timeout_graceful_shutdown=3,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    sys.exit()


if __name__ == "__main__":
    main()

# From here on this file is the module `app` that uvicorn, or Streamlit, imported.
logs.keep_values_out()
ASKED = made_ready()
app = st.App(
    FRAME,
    middleware=[
        Middleware(
            Edge,
            page=PAGE.read_text("utf-8"),
            upload_megabytes=int(st.get_option("server.maxUploadSize")),
            asked=ASKED,
            claims=claims,
        )
    ],
    routes=Routes(ASKED, claims=claims).all(),
    lifespan=lifespan,
    on_script_error=say_what_broke,
)
