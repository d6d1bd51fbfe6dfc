"""The host's command for links: nobody is locked out, and somebody has to begin.

    python -m lib.upkeep.link --list              the workbooks and workshops there are
    python -m lib.upkeep.link --workbook ID       a new link for the owner of one
    python -m lib.upkeep.link --new "Book of Mei" a new workbook, and the link of its owner
    python -m lib.upkeep.link --desk "Coach Ann"  a new desk for a coach, and its link
    python -m lib.upkeep.link --leads "Ann"       a link whose holder begins and leads workshops
    python -m lib.upkeep.link --workshop ID       a new link for whoever leads one

A link is shown once: of its token only the hash is kept. It may run beside the server, with the
same settings. Links that were made before go on; their owner withdraws them on the page Workbook.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lib import settings
from lib.settings import PREFIX, SettingsError
from lib.store import Actor, Role, Store, StoreError, fresh_cover
from lib.upkeep.start import REFUSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.settings import Settings

NO_LINKS: Final = (
    f"{PREFIX}MODE is own: on this machine alone a workbook opens without a link. Set "
    f"{PREFIX}MODE and {PREFIX}ADDRESS as the server has them; see docs/hosting.md."
)
FIRST_ZONE: Final = "UTC"
"""Time zone of a workbook that the host begins; its owner changes it on the page Workbook."""


def link_of(asked: Settings, token: str) -> str:
    """Return the link with this token."""
    return f"{asked.address}/open#{token}"


def begun(store: Store, name: str, at: datetime) -> str:
    """Begin a workbook of this name, and return the token of the link that its owner gets.

    Whoever begins a workbook owns it: here that is a visit nobody has, which is ended again.

    Raises:
        ValueError: no workbook can have this name.
        StoreError: nothing was begun.
    """
    nobody = Actor.of_cookie(secrets.token_urlsafe(), at)
    store.admit(nobody, Role.GUEST, at)
    workbook = store.create(nobody, fresh_cover(FIRST_ZONE, name), at)
    token = store.links.by_host(Role.OWNER, workbook, at, name=name)
    for one in store.links.of(nobody, workbook):
        if one.mine:
            store.links.withdraw(nobody, one.id, at)
    store.end_visit(nobody, at)
    return token


def listed(store: Store) -> str:
    """Return a line for each workbook, and for each workshop where there is one."""
    found = [f"{key}  {name}" for key, name in store.links.for_host()]
    rooms = [f"{key}  {title}" for key, title in store.workshops.for_host()]
    lines = found or ["There is no workbook yet."]
    return "\n".join([*lines, *(["Workshops:", *rooms] if rooms else [])])


def answer(store: Store, asked: Settings, arguments: argparse.Namespace, at: datetime) -> str:
    """Do what was asked for; return what to say.

    Raises:
        ValueError: what was given cannot be a name.
        StoreError: nothing was made.
    """
    if arguments.list:
        return listed(store)
    if arguments.workbook is not None:
        token = store.links.by_host(Role.OWNER, arguments.workbook, at)
    elif arguments.new is not None:
        token = begun(store, arguments.new, at)
    elif arguments.leads is not None:
        token = store.workshops.by_host(at, name=arguments.leads)
    elif arguments.workshop is not None:
        token = store.workshops.by_host(at, workshop=arguments.workshop)
    else:
        token = store.links.by_host(Role.COACH, None, at, name=arguments.desk)
    return f"{link_of(asked, token)}\nIt is shown once. Whoever has it opens what it opens."


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m lib.upkeep.link", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true", help="list what there is")
    what.add_argument("--workbook", metavar="ID", help="a new link for a workbook's owner")
    what.add_argument("--new", metavar="NAME", help="begin a workbook; its owner's link")
    what.add_argument("--desk", metavar="NAME", help="begin a coach's desk; its link")
    what.add_argument("--leads", metavar="NAME", help="a link whose holder begins workshops")
    what.add_argument("--workshop", metavar="ID", help="a new link for who leads a workshop")
    arguments = parser.parse_args(given)
    try:
        asked = settings.load()
        if not asked.shared:
            return _refused(NO_LINKS)
        # Whoever stands at the host's machine may begin a workbook, whatever others may.
        store = Store(asked.url, own_machine=False, open_house=True)
        try:
            sys.stdout.write(f"{answer(store, asked, arguments, datetime.now(UTC))}\n")
        finally:
            store.close()
    except (SettingsError, StoreError, ValueError) as error:
        return _refused(str(error))
    except Exception as error:  # noqa: BLE001 - a database has its own reasons not to open
        return _refused(f"The store could not be opened ({type(error).__qualname__}).")
    return 0


def _refused(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
