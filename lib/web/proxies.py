"""Where did a request come from? From its peer, unless that is a proxy the host trusts.

`X-Forwarded-For` is a line that anybody can write. It is read from its end, where the nearest proxy
wrote, and only as long as whoever wrote there is trusted.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import Headers
    from starlette.types import Scope


class Proxies:
    """The proxies that are believed."""

    def __init__(self, networks: Sequence[str]) -> None:
        """Take the networks they are in, as `lib.settings` has checked them."""
        self._networks = [ipaddress.ip_network(one) for one in networks]

    def client(self, scope: Scope, headers: Headers) -> str:
        """Return the address a request came from; empty where nothing is known of it."""
        peer = scope.get("client")
        found = str(peer[0]) if peer else ""
        named = [
            part.strip()
            for line in headers.getlist("x-forwarded-for")
            for part in line.split(",")
            if part.strip()
        ]
        while named and self._trusts(found):
            found = named.pop()
        return found

    def _trusts(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in one for one in self._networks)
