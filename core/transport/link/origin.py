"""What counts as one place on a network."""

from __future__ import annotations

import ipaddress


def origin_of(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one. Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, 64), strict=False))
        return str(found.ipv4_mapped)
    return str(found)
