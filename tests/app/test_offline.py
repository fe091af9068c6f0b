"""Whether this machine has a way to the internet, by Linux's tables of routes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.offline import has_default_route

HEAD = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
LAN = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
DEFAULT = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
NOWHERE = DEFAULT.replace("0003", "0203")
ZERO, ELSE = "0" * 32, "fe80" + "0" * 28
LAN6 = f"{ELSE} 40 {ZERO} 00 {ZERO} 00000100 00000001 00000000 00000001     eth0\n"
DEFAULT6 = f"{ZERO} 00 {ZERO} 00 {ELSE} 00000400 00000001 00000000 00000003     eth0\n"
NOWHERE6 = f"{ZERO} 00 {ZERO} 00 {ZERO} ffffffff 00000001 00000000 00200200       lo\n"


@pytest.mark.parametrize(
    ("four", "six", "expected"),
    [
        (HEAD + LAN, LAN6 + NOWHERE6, False),
        (HEAD + LAN + DEFAULT, LAN6, True),
        (HEAD + LAN, LAN6 + DEFAULT6, True),
        (HEAD + NOWHERE, "", False),
        (HEAD + DEFAULT, None, True),
        (None, DEFAULT6, True),
        (HEAD, None, False),
        (None, None, None),
        (HEAD + DEFAULT.replace("0003", "what"), LAN6, None),
    ],
)
def test_routes(four: str | None, six: str | None, expected: bool | None, tmp_path: Path) -> None:
    for name, text in (("route", four), ("ipv6_route", six)):
        if text is not None:
            (tmp_path / name).write_text(text)
    assert has_default_route(tmp_path) is expected
