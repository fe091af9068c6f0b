"""Strangers who take all places of the page's sockets, with nothing but lines: who comes last comes in."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web

from app.cosigner.web.listener import PLACES, Keep, PageListener
from tests.support.certified import certified

HOST, PATIENCE = "127.0.0.1", 60.0


async def _welcome(_request: web.BaseRequest, _keep: Keep) -> web.StreamResponse:
    return web.Response(text="welcome")


@contextlib.contextmanager
def _strangers(port: int, number: int) -> Iterator[None]:
    with contextlib.ExitStack() as lines:
        for _ in range(number):
            lines.enter_context(socket.create_connection((HOST, port), timeout=PATIENCE))
        yield


def _welcomed(line: http.client.HTTPConnection) -> bool:
    with contextlib.closing(line):
        line.request("GET", "/")
        return line.getresponse().read() == b"welcome"


def test_strangers_who_never_finish_their_tls_give_way(tmp_path: Path) -> None:
    made = certified(tmp_path, HOST)
    page = PageListener(HOST, 0, _welcome, {}, lambda: made.tls)
    page.listen()
    page.start()
    trusts = ssl.create_default_context(cafile=made.certificate)
    with contextlib.closing(page), _strangers(page.port, PLACES + 8):
        assert _welcomed(http.client.HTTPSConnection(HOST, page.port, timeout=PATIENCE, context=trusts))


def test_strangers_who_all_come_at_one_moment_give_way() -> None:
    """They take all places before any of them is heard, and so does the owner, who is accepted last."""
    page = PageListener(HOST, 0, _welcome, {})
    page.listen()
    with contextlib.closing(page), _strangers(page.port, PLACES):
        owner = http.client.HTTPConnection(HOST, page.port, timeout=PATIENCE)
        owner.connect()
        page.start()
        assert _welcomed(owner)
