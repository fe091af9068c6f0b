"""The link as its users see it: real TLS on loopback, and the same with queues."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from aiohttp import WSMessage, WSMsgType

from core.codec.codec import encode
from core.errors import BadInput, LinkError, LinkKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.transport.link import heartbeat
from core.transport.link import link as link_module
from core.transport.link.event_loop import LoopThread
from core.transport.link.hello import MAX_FRAME, VERSION, Hello, LinkEnd, chan, negotiate, reason_bytes
from core.transport.link.link import Guests, Link, Listener, connect
from core.transport.link.websocket import WebSocketLink
from tests.support import memory
from tests.support.lines import HOST, cosigner, side, stranger, tls


@contextmanager
def both(kind: str) -> Iterator[tuple[Link, Link]]:
    if kind == "memory":
        yield memory.pair()
        return
    with cosigner() as other:
        yield other.both()


KINDS = pytest.mark.parametrize("kind", ["memory", "tls"])


@KINDS
def test_frames_arrive_whole_and_in_order(kind: str) -> None:
    with both(kind) as (one, two):
        frames = [bytes([i]) * (i * 997) for i in range(100)] + [bytes(MAX_FRAME)]
        for frame in frames:
            one.send(frame)
        assert [two.receive(5) for _ in frames] == frames
        two.send(b"back")
        assert one.receive(5) == b"back"


@KINDS
def test_both_ends_name_the_connection_alike(kind: str) -> None:
    with both(kind) as (one, two):
        assert one.chan == two.chan
        assert one.version == two.version == VERSION
        assert one.peer.fresh != two.peer.fresh


@KINDS
def test_sending_later(kind: str) -> None:
    """Not before its time."""
    with both(kind) as (one, two):
        at = time.monotonic() + 0.5
        one.send(b"later", at)
        assert two.receive(5) == b"later"
        assert time.monotonic() > at - 0.001  # timers are that exact
        one.send(b"due", at)
        assert two.receive(5) == b"due"


@KINDS
def test_receiving_gives_up_and_can_go_on(kind: str) -> None:
    with both(kind) as (one, two):
        with pytest.raises(LinkError, match="does not answer"):
            two.receive(0.05)
        one.send(b"now")
        assert two.receive(5) == b"now"


@KINDS
def test_closing_tells_the_other_side_why(kind: str) -> None:
    with both(kind) as (one, two):
        two.send(b"last words")
        one.send(b"mine", time.monotonic() + 0.1)
        one.close("done for today")
        assert one.closed
        assert two.receive(5) == b"mine"
        with pytest.raises(LinkError, match="done for today"):
            two.receive(5)
        assert two.closed
        for end in (one, two):
            with pytest.raises(LinkError):
                end.send(b"x")
            with suppress(LinkError):
                end.receive(5)
            with pytest.raises(LinkError):
                end.receive(5)
            end.close()


def test_a_co_signer_says_by_a_code_why_it_ends_a_line() -> None:
    with cosigner() as other:
        one, _ = other.both()
        again, _ = other.both()
    for line, kind, why in ((one, "told.replaced", "connected again"), (again, "told.stopped", "stopped")):
        with pytest.raises(LinkError, match=why) as caught:
            line.receive(5)
        assert (caught.value.kind, caught.value.word) == (kind, "told")


@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1])
def test_a_hello_of_another_version_is_refused_by_a_code(version: int) -> None:
    newer = replace(Hello.make(0), lowest=version, highest=version)
    with cosigner() as other, pytest.raises(LinkError, match="another version") as caught:
        connect(HOST, other.port, side("computer"), side("cosigner").certificate, newer, 5)
    assert caught.value.kind == "told.version"


def test_a_memory_link_can_be_cut_and_slow() -> None:
    slept: list[float] = []
    one, two = memory.pair(delay=0.1, clock=lambda: 7.0, sleep=slept.append)
    one.send(b"slow")
    assert two.receive(5) == b"slow"
    assert slept == [pytest.approx(0.1)]
    one.send(b"lost")
    one.cut()
    with pytest.raises(LinkError, match="dropped"):
        two.receive(5)
    assert one.closed


def test_a_waiting_reader_wakes_when_the_link_is_closed_here() -> None:
    with cosigner() as other:
        link, _ = other.both()
        threading.Timer(0.1, link.close).start()
        with pytest.raises(LinkError, match="closed"):
            link.receive(5)


def test_one_link_for_each_computer() -> None:
    with cosigner("computer", "second") as other:
        old, old_far = other.both()
        second, _ = other.both("second")
        new, new_far = other.both()
        with pytest.raises(LinkError, match="connected again"):
            old.receive(5)
        assert old_far.closed
        new.send(b"new")
        assert new_far.receive(5) == b"new"
        assert not second.closed
        for link in (new, second):
            link.close()


def test_a_link_keeps_little_memory() -> None:
    """A thousand of them are to fit into a small machine; the library's own buffer alone was 256 KiB at each end."""
    names = [f"computer {number}" for number in range(9)]
    with cosigner(*names) as other:
        ends = [other.both(names[0])]  # and what the first of all needs
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            ends += [other.both(name) for name in names[1:]]
            gc.collect()
            now, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert (now - before) / len(names[1:]) < 2 * (100 << 10)
        for end in ends:
            end[0].close()


def test_chan_hashes_both_certificates_and_both_whole_hellos() -> None:
    hello1, hello2 = Hello.make(1), Hello.make(2)
    names = {chan(a, b, c, d) for a, b in ((b"a", b"b"), (b"b", b"a")) for c, d in ((hello1, hello2), (hello2, hello1))}
    assert len(names) == 4
    with cosigner() as other:
        link = other.connect(hello=hello1)
        pins = side("computer").pin, side("cosigner").pin
        assert link.chan == tagged_hash(Tag.LINK_CHAN, *pins, encode(hello1), encode(link.peer))
        link.close()


def test_negotiation() -> None:
    def hello(lowest: int, highest: int) -> Hello:
        return Hello(lowest, highest, "tandem", 0, 0, bytes(32))

    assert negotiate(hello(1, 3), hello(2, 5)) == 3
    assert negotiate(hello(1, 3), hello(1, 2), 2) == 2
    for mine, theirs, minimum in (
        (hello(1, 1), hello(2, 3), 1),
        (hello(3, 4), hello(1, 2), 1),
        (hello(1, 9), hello(5, 4), 1),
        (hello(1, 3), hello(1, 2), 3),
    ):
        with pytest.raises(PeerFault):
            negotiate(mine, theirs, minimum)


def test_a_reason_fits_into_a_close_frame() -> None:
    assert len(reason_bytes("ä" * 200)) <= 120
    assert reason_bytes("ä" * 200).decode() == "ä" * 60


@pytest.mark.parametrize("reason", ["two\nlines", "\x1b[31mred", "turned \u202e round"])
def test_a_reason_that_is_no_plain_text_is_left_out(reason: str) -> None:
    with cosigner() as other:
        one, two = other.both()
        one.close(reason)
        with pytest.raises(LinkError) as caught:
            two.receive(5)
    assert (caught.value.message, caught.value.kind) == ("the line dropped", "link")


# ------------------------------------------------------------------ what goes wrong
def test_a_port_in_use() -> None:
    with cosigner() as other:
        again = Listener(HOST, other.port, side("cosigner"), Guests, lambda _: None)
        with pytest.raises(LinkError, match=f"port {other.port} is in use"):
            again.start()


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(BadInput, match="not an address of this machine"):
        Listener("192.0.2.7", 0, side("cosigner"), Guests, lambda _: None).start()


def fails(host: str, port: int, timeout: float = 5, certificate: bytes = b"") -> tuple[str, str]:
    """How connecting fails: kind and message."""
    pinned = certificate or side("cosigner").certificate
    with pytest.raises((LinkError, PeerFault)) as caught:
        connect(host, port, side("computer"), pinned, Hello.make(0), timeout)
    return caught.value.kind, caught.value.message


def test_every_failure_to_connect_has_its_sentence() -> None:
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    assert fails(HOST, port) == (
        "not_serving",
        f"nothing listens at {HOST} port {port}; start the co-signer",
    )
    assert fails("no-such-machine.invalid", 1)[0] == "no_host"
    with socket.create_server((HOST, 0)) as mute:
        assert fails(HOST, mute.getsockname()[1], timeout=0.3)[0] == "silent"
    with cosigner() as other:
        kind, message = fails(HOST, other.port, certificate=side("second").certificate)
        assert (kind, message) == (
            "other_cosigner",
            f"the co-signer at {HOST} port {other.port} is not the one you paired with",
        )
    with cosigner("second") as other:
        kind, message = fails(HOST, other.port)
        assert kind == "hung_up"
        assert "pair again" in message


def test_unknown_and_stopped_are_alike_on_the_line() -> None:
    """An asyncio TLS server (Python 3.11) sends no alert: nothing is built on a line that just ends, both are named."""
    with cosigner("second") as other:
        with tls(other.port, stranger(name="computer")) as line:
            assert line.recv(1) == b""  # an alert would raise ssl.SSLError
        said = "hung up; if it has blocked this computer or does not know it, pair again"
        assert fails(HOST, other.port)[1].endswith(said)


def test_another_kind_of_server() -> None:
    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.sendall(b"SSH-2.0-x\r\n")
                    connection.recv(1000)

    with socket.create_server((HOST, 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        assert fails(HOST, server.getsockname()[1])[0] == "no_cosigner"
        server.shutdown(socket.SHUT_RDWR)


def test_a_line_that_goes_silent_is_noticed_by_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT", 0.2)
    stopped = threading.Event()

    def carry(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                while stopped.is_set():
                    time.sleep(0.01)
                sink.sendall(piece)

    ends: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = proxy.accept()
                far = socket.create_connection((HOST, other.port))
                ends.extend((near, far))
                threading.Thread(target=carry, args=(near, far), daemon=True).start()
                threading.Thread(target=carry, args=(far, near), daemon=True).start()

    with cosigner() as other, socket.create_server((HOST, 0)) as proxy:
        threading.Thread(target=accept, daemon=True).start()
        port = proxy.getsockname()[1]
        link = connect(HOST, port, side("computer"), side("cosigner").certificate, Hello.make(0), 5)
        far = other.links.get(timeout=5)
        time.sleep(2.5)
        assert not link.closed  # heartbeats alone keep it alive, longer than one is waited for
        stopped.set()
        for end in (link, far):
            with pytest.raises(LinkError, match="silent"):
                end.receive(30)
        stopped.clear()
        proxy.shutdown(socket.SHUT_RDWR)
        for connection in ends:
            connection.close()


@pytest.mark.parametrize("asleep", ["computer", "cosigner"])
def test_after_sleep_the_line_has_dropped_and_nothing_is_left_to_be_told(
    asleep: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine sleeps, the other gives up, and on waking a ping lies there that nobody waits for any more."""
    monkeypatch.setattr(heartbeat, "BEAT", 0.2)
    told: list[object] = []
    with cosigner() as other:
        near, far = other.both()
        if asleep == "cosigner":
            near, far = far, near
        assert isinstance(near, WebSocketLink)
        loop = near.loop
        loop.set_exception_handler(lambda _, context: told.append(context))
        loop.call_soon_threadsafe(time.sleep, 4.0)
        with pytest.raises(LinkError, match="silent"):
            far.receive(30)
        with pytest.raises(LinkError, match=r"dropped|silent"):
            near.receive(30)
        time.sleep(0.5)  # what is left of its life ends
        gc.collect()
        loop.set_exception_handler(None)
    assert told == []


class SlowlyClosed(WebSocketLink):
    """One whose other side takes its time over the end."""

    begun = threading.Event()

    async def finished(self, reason: str, code: int = 1000) -> None:
        self.begun.set()
        await asyncio.sleep(60)


def test_a_close_that_the_end_of_the_loop_cuts_off_is_a_close() -> None:
    thread = LoopThread("cut off")

    async def made() -> SlowlyClosed:
        return SlowlyClosed(cast(Any, None), cast(Any, None), bytes(32), bytes(32), Hello.make(0), 1)

    link, failed = thread.run(made()), list[CancelledError]()

    def close() -> None:
        try:
            link.close()
        except CancelledError as error:
            failed.append(error)

    closer = threading.Thread(target=close)
    closer.start()
    assert link.begun.wait(10)
    thread.stop()
    closer.join()
    assert failed == []
    assert link.closed


def test_what_is_begun_in_the_last_moment_of_a_loop_ends_too() -> None:
    thread, ended = LoopThread("ends"), list[str]()

    async def sleeps(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)
            if name == "first":
                left.append(thread.loop.create_task(sleeps("last")))
                await asyncio.sleep(0)

    left: list[asyncio.Task[None]] = []

    async def begin() -> None:
        left.append(thread.loop.create_task(sleeps("first")))
        await asyncio.sleep(0)

    thread.run(begin())
    thread.stop()
    assert ended == ["first", "last"]


def test_what_is_sent_at_the_end_hides_no_reason() -> None:
    """Frames meet a line that the other side has ended, and its reason is still unread."""
    with cosigner() as other:
        link, _ = other.both()
        go_on, held = threading.Event(), threading.Event()

        def hold() -> None:
            held.set()
            go_on.wait(10)

        link_module.shared_loop().loop.call_soon_threadsafe(hold)
        assert held.wait(10)
        other.listener.end_links(LinkEnd.FAILED)
        for _ in range(3):
            link.send(b"x")
        go_on.set()
        with pytest.raises(LinkError, match="the co-signer failed") as told:
            link.receive(10)
        assert told.value.kind is LinkKind.FAILED


class EndsMeanwhile:
    """A loop during whose handing over the link ends."""

    def __init__(self, link: WebSocketLink, end: Callable[[], object]) -> None:
        self._link, self._loop, self._end = link, link.loop, end

    def call_soon_threadsafe(self, job: Callable[..., object], *args: object) -> None:
        self._loop.call_soon_threadsafe(job, *args)
        self._end()
        while not self._link.closed:
            time.sleep(0.01)


def test_a_frame_that_was_handed_over_in_time_was_sent() -> None:
    """The answer to it, or why there is none, is what `receive` tells: a caller that sends many reads on."""
    with cosigner() as other:
        link, _ = other.both()
        assert isinstance(link, WebSocketLink)
        loop, link.loop = link.loop, cast(Any, EndsMeanwhile(link, lambda: other.listener.end_links(LinkEnd.FAILED)))
        link.send(b"in time")
        link.loop = loop
        with pytest.raises(LinkError, match="failed"):
            link.send(b"too late")


class EndedBehindAPing:
    """A socket whose line ended while a ping was to be answered."""

    def __init__(self, *ends: ConnectionError | WSMessage) -> None:
        self._ends = list(ends)

    async def receive(self) -> WSMessage:
        end = self._ends.pop(0)
        if isinstance(end, ConnectionError):
            raise end
        return end

    async def close(self, **_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        ((ConnectionError(), WSMessage(WSMsgType.CLOSE, LinkEnd.BLOCKED, "blocked")), LinkKind.BLOCKED),
        ((ConnectionError(), ConnectionError()), LinkKind.LINK),
    ],
)
def test_a_ping_that_cannot_be_answered_hides_no_reason(
    ends: tuple[ConnectionError | WSMessage], kind: LinkKind
) -> None:
    thread = LoopThread("pinged")

    async def over() -> WebSocketLink:
        link = WebSocketLink(
            cast(Any, EndedBehindAPing(*ends)), cast(Any, None), bytes(32), bytes(32), Hello.make(0), 1
        )
        await link.run()
        return link

    with pytest.raises(LinkError) as told:
        thread.run(over()).receive(0)
    thread.stop()
    assert told.value.kind is kind
