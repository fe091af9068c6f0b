"""Links of a co-signer that serves, over TLS: they live on its loop, and cost no thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.cosigner.connection import Connection
from core.cosigner.dispatcher import Dispatcher
from core.errors import LinkError
from core.home.records import LogCode
from core.keys.handshake import Answer, Keys
from core.rpc.runner import pack, read, unpack
from core.storage.vault import Vault
from core.transport.link import heartbeat, websocket
from tests.support.computers import Computers, answered, ask, computers
from tests.support.open_homes import PATIENCE

BEAT = 0.05  # seconds, so that silence is short


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computers]:
    monkeypatch.setattr(heartbeat, "BEAT", BEAT)
    with computers(tmp_path, 3) as found:
        yield found


class Held:
    """The worker does nothing until it may `go_on`; `frames` are those that it was given, by their call."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.frames: list[tuple[bytes, int]] = []


@contextmanager
def held_worker() -> Iterator[Held]:
    """From the next frame on."""
    held, whole = Held(), Dispatcher.frame

    def frame(self: Dispatcher, connection: Connection, data: bytes, received: float) -> None:
        held.frames.append((connection.link.pin, unpack(data)[0]))
        held.begun.set()
        assert held.go_on.wait(PATIENCE)
        whole(self, connection, data, received)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Dispatcher, "frame", frame)
        try:
            yield held
        finally:
            held.go_on.set()


def longer_than_silence() -> None:
    """Three times as long as the other side may be silent."""
    time.sleep(3 * BEAT * heartbeat.SILENT)


def test_a_link_has_no_thread(tmp_path: Path) -> None:
    count = 20
    with computers(tmp_path, count) as many:
        links = [many.settled(0)]
        threads = threading.active_count()
        links += [many.settled(number) for number in range(1, count)]
        assert many.serving.cosigner.look(PATIENCE).links == count
        assert threading.active_count() == threads
        for link in links:
            link.close()


def test_a_worker_that_is_held_loses_no_link(served: Computers) -> None:
    """Also that of a computer of which more has come than is read."""
    links = [served.settled(number) for number in range(3)]
    calls = range(2, 42)
    with held_worker() as held:
        for link in links:
            ask(link, calls)
        assert held.begun.wait(PATIENCE)
        longer_than_silence()
        assert [link.closed for link in links] == [False] * 3
        held.go_on.set()
        assert [sorted(answered(link, len(calls))) for link in links] == [[*calls]] * 3
    for link in links:
        link.close()


def test_a_flood_on_one_link_leaves_others_their_turn(served: Computers) -> None:
    flood, other = served.settled(0), served.settled(1)
    with held_worker() as held:
        ask(flood, range(2, 102))
        assert held.begun.wait(PATIENCE)
        ask(other, [2])
        longer_than_silence()  # all of it has come, as far as it is read
        held.go_on.set()
        answered(other, 1)
        answered(flood, 100)
        turn = [pin for pin, _ in held.frames].index(served.pin(1))
    assert turn <= 2
    flood.close()
    other.close()


def test_a_new_link_of_a_pin_ends_the_old_ones_frames(served: Computers) -> None:
    """What would be a fault of the old one is nothing once the new one is there, whenever it came."""
    old, again = served.settled(0), Keys(())
    with held_worker() as held:
        ask(old, [2, 3])
        ask(old, range(4, 44), again)
        assert held.begun.wait(PATIENCE)
        new = served.connect(0)
        ask(new, [1], again)
        with pytest.raises(LinkError, match="connected again"):
            old.receive(PATIENCE)
        held.go_on.set()
        read(Answer, unpack(new.receive(PATIENCE))[1])
        assert len(held.frames) <= 1 + websocket.MAX_OUTSTANDING
    assert faults(served) == 0
    ask(new, [2], again)
    answered(new, 1)
    assert faults(served) == 1
    new.close()


def faults(served: Computers) -> int:
    return [line.code for line in served.serving.console.log()].count(LogCode.LINK_FAULT)


def test_the_loop_waits_for_no_lock_of_the_vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes has it for as long as the disk takes."""
    monkeypatch.setattr(heartbeat, "BEAT", BEAT)
    vaults: list[Vault] = []
    whole = Vault.open

    def noted(*args: object, **more: object) -> Vault:
        vaults.append(whole(*args, **more))  # type: ignore[arg-type]
        return vaults[-1]

    monkeypatch.setattr(Vault, "open", noted)
    with computers(tmp_path, 2) as served:
        there = served.settled(0)
        with vaults[-1].lock:
            comes = served.connect(1)  # HELLO has come back
            longer_than_silence()
            assert (there.closed, comes.closed) == (False, False)
        comes.send(pack(1, Keys(())))
        read(Answer, unpack(comes.receive(PATIENCE))[1])
        there.close()
        comes.close()
