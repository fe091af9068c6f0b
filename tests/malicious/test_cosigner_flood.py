"""Strangers by the hundred, from many addresses: the owner's link lives on, and the owner gets in anew (L2)."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from core.errors import LinkError
from core.home.log import LogQuery
from core.transport.link import tls_acceptor
from core.transport.link.admission import MAX_HANDSHAKES
from core.wallet.opening import create_or_open
from tests.support.open_homes import NAME, PASSPHRASE, OpenHomes, open_homes

ADDRESSES = 20  # 127.0.0.2 and on: each has a bucket of its own
STRANGERS = 300
TRIES = 10
SENT = (
    b"",  # silent
    b"\x16\x03\x01\x02\x00\x01",  # the beginning of a ClientHello
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"",
    b"\x16\x03\x01\x02\x00\x01",
    os.urandom(200),
)
PATIENT = (0, 1, 3, 4)  # of these: who sends nothing wrong is not told so

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there all of 127.0.0.0/8 is this machine")


def knock(number: int, to: tuple[str, int]) -> socket.socket:
    """One stranger."""
    found = socket.socket()
    found.bind((f"127.0.0.{2 + number % ADDRESSES}", 0))
    found.settimeout(5)
    with contextlib.suppress(OSError):  # it may be turned away while it speaks
        found.connect(to)
        found.sendall(SENT[number // ADDRESSES % len(SENT)])
    return found


@contextmanager
def flood(homes: OpenHomes) -> Iterator[list[socket.socket]]:
    """So many at once, and one after the other from then on."""
    host, _, port = homes.serving.listening.rpartition(":")
    to, over = (host, int(port)), threading.Event()

    def go_on() -> None:
        number = STRANGERS
        while not over.wait(0.01):
            number += 1
            with knock(number, to):
                over.wait(0.01)

    with ExitStack() as stack:
        strangers = [stack.enter_context(knock(number, to)) for number in range(STRANGERS)]
        more = threading.Thread(target=go_on)
        more.start()
        try:
            yield strangers
        finally:
            over.set()
            more.join()


def held(strangers: list[socket.socket]) -> int:
    """How many of the patient ones the co-signer has not hung up on."""
    patient = [one for number, one in enumerate(strangers) if number // ADDRESSES % len(SENT) in PATIENT]
    assert len(patient) > 2 * MAX_HANDSHAKES
    over, _, _ = select.select(patient, [], [], 0)
    return len(patient) - len(over)


def come_again(homes: OpenHomes) -> None:
    """The owner's program starts anew. Where a handshake takes seconds, one may lose its place; then it tries again, as
    people and programs do."""
    homes.wallet.close()
    homes.wallet = create_or_open(homes.place / "wallet", PASSPHRASE)
    for _ in range(TRIES):
        with contextlib.suppress(LinkError):
            homes.wallet.report(NAME)
            break
    assert homes.wallet.report(NAME).name == NAME


def test_a_flood_of_strangers_leaves_the_owners_link_and_lets_the_owner_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner was not here since the start: none of the places that are kept for those who were is his."""
    monkeypatch.setattr(tls_acceptor, "HANDSHAKE_TIMEOUT", 60.0)  # so that only their number can have ended any of them
    with open_homes(tmp_path) as homes:
        homes.restart_cosigner()
        with flood(homes) as strangers:
            come_again(homes)
            assert held(strangers) <= MAX_HANDSHAKES
            assert homes.wallet.report(NAME).name == NAME  # by the link that is there
            come_again(homes)
            assert homes.serving.console.status().computers[0].online
        lines = [line.code for line in homes.serving.console.log(LogQuery("link"))]
        assert lines == ["link.strangers"]
