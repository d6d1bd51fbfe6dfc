"""The server: the workbook's pages behind one middleware, for this machine alone.

`python app.py`, `streamlit run app.py` and `uvicorn app:app` all start it; the first is the one
`make run` uses.
"""

import argparse
import sys
from pathlib import Path
from typing import NoReturn

import streamlit as st
from starlette.middleware import Middleware

from lib import settings
from lib.settings import SettingsError
from lib.store import StoreError
from lib.upkeep import start
from lib.upkeep.start import StartError
from lib.web import faults, life, logs
from lib.web.edge import Edge

# The main script lies inside `pages/` so that Streamlit never serves that folder by itself: beside
# it, a deep link to a fresh process would run a page without its frame.
FRAME = Path(__file__).resolve().parent / "pages" / "main.py"
ADDRESS = "127.0.0.1"


def say_what_broke(error: Exception) -> bool:
    """Show a sentence for an exception of a page; Streamlit's own display stays away."""
    st.error(faults.told(error))
    return True


def leave(message: str) -> NoReturn:
    """End the start with a sentence."""
    sys.stderr.write(f"{message}\n")
    sys.exit(start.REFUSED)


def made_ready() -> settings.Settings:
    """Return the settings, once all that can refuse a start has been asked."""
    try:
        asked = settings.load()
        if not asked.database_url:
            start.check_file(asked.data_folder / "workbook.sqlite")
        if __name__ != "__main__":
            start.check_address(st.get_option("server.address"))
        life.open_store()
    except (SettingsError, StoreError, StartError) as error:
        leave(str(error))
    except Exception as error:  # noqa: BLE001 - a database has its own reasons not to open
        leave(f"The workbook's store could not be opened ({type(error).__qualname__}).")
    return asked


logs.keep_values_out()
SETTINGS = made_ready()
app = st.App(
    FRAME,
    middleware=[Middleware(Edge)],
    lifespan=life.lifespan,
    on_script_error=say_what_broke,
)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="Open the workbook on this machine.")
    parser.add_argument("--port", type=int, default=SETTINGS.port, help="default: %(default)s")
    asked = parser.parse_args()
    sys.argv[1:] = []  # ours, not the page's
    app.run(config={"server.address": ADDRESS, "server.port": asked.port})


if __name__ == "__main__":
    main()
