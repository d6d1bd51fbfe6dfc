"""`python -m tests.sheets_api`: the local Google by itself, until it is stopped.

Prints, as JSON on one line, where it is, a key file that signs in, and a sheet shared with it.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from pathlib import Path

from tests.sheets_api.google import Google
from tests.sheets_api.quota import Quota
from tests.sheets_api.server import Server


def main() -> None:
    """Serve."""
    reader = argparse.ArgumentParser(description="A local Google Sheets server, on loopback.")
    reader.add_argument("--port", type=int, default=0, help="0 is any free one")
    reader.add_argument("--key", type=Path, default=Path("key.json"), help="where the key goes")
    reader.add_argument("--quota", action="store_true", help="60 reads and writes a minute")
    asked = reader.parse_args()
    google = Google()
    google.quota = Quota() if asked.quota else None
    with Server(google, asked.port) as server:
        asked.key.write_text(json.dumps(google.key()), "utf-8")
        told = {"address": server.address, "key": str(asked.key), "sheet": google.create()}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
