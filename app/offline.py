"""Whether this machine has a way to the internet, as far as its own tables of routes say."""

from __future__ import annotations

from pathlib import Path

_PROC = Path("/proc/net")
_REJECTS = 0x0200  # RTF_REJECT of Linux: a route that leads nowhere, as the kernel writes one where there is none


def has_default_route(tables: Path = _PROC) -> bool | None:
    """Whether there is a default route of IPv4 or IPv6; None where this system does not tell (only Linux does)."""
    try:
        found = [_ipv4(tables / "route"), _ipv6(tables / "ipv6_route")]
    except ValueError:
        return None
    return None if found == [None, None] else True in found


def _rows(table: Path) -> list[list[str]] | None:
    try:
        return [line.split() for line in table.read_text("ascii", "replace").splitlines()]
    except OSError:
        return None


def _ipv4(table: Path) -> bool | None:
    rows = _rows(table)
    if rows is None:
        return None
    return any(len(row) > 7 and row[1] == row[7] == "00000000" and not int(row[3], 16) & _REJECTS for row in rows[1:])


def _ipv6(table: Path) -> bool | None:
    rows = _rows(table)
    if rows is None:
        return None
    return any(
        len(row) > 9 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo" and not int(row[8], 16) & _REJECTS
        for row in rows
    )
