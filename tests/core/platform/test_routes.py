"""The way to the internet, where a system has no table to read: the choice of a route, without a packet."""

from __future__ import annotations

import socket

import pytest

from core.platform import routes


@pytest.mark.parametrize(
    ("reached", "expected"),
    [((socket.AF_INET, socket.AF_INET6), True), ((socket.AF_INET,), True), ((socket.AF_INET6,), True), ((), False)],
)
def test_a_route(reached: tuple[int, ...], expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: list[int] = []

    class Line:
        def __init__(self, family: int, kind: int) -> None:
            self._family = family
            kinds.append(kind)

        def __enter__(self) -> Line:
            return self

        def __exit__(self, *_: object) -> None: ...

        def connect(self, _: object) -> None:
            if self._family not in reached:
                raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", Line)
    assert routes.leads_out() is expected
    assert set(kinds) == {socket.SOCK_DGRAM}  # a stream would send
