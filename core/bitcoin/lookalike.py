"""Addresses that people take for others: they read how one begins and how it ends (C12, D4)."""

from __future__ import annotations

from collections.abc import Collection

from core.bitcoin.networks import NETWORKS

ENDS = 4  # data characters at either end by which people recognise an address


class LookAlikes:
    """The addresses that are known, by how they begin and end."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = frozenset(known)
        self._heads: dict[str, str] = {}
        self._tails: dict[str, str] = {}
        for one in sorted(known):
            head, tail = _ends(one)
            self._heads.setdefault(head, one)
            self._tails.setdefault(tail, one)

    def find(self, address: str) -> str | None:
        """A known address with the same first or last characters of its data, which is not this one."""
        if address in self._known:
            return None
        head, tail = _ends(address)
        return min(filter(None, (self._heads.get(head), self._tails.get(tail))), default=None)


def _ends(address: str) -> tuple[str, str]:
    """The first and last characters that differ from address to address: those after `bc1q`, or after the `1`."""
    segwit = any(address.lower().startswith(f"{found.hrp}1") for found in NETWORKS.values())
    body = address.lower().rpartition("1")[2][1:] if segwit else address[1:]
    return body[:ENDS], body[-ENDS:]
