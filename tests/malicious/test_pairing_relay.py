"""Someone who holds the link and sits between the two: it can neither make both sides show equal words nor learn."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.codec.messages import Message
from core.crypto.rng import HedgedRng
from core.errors import BadInput, PeerFault, Refused
from core.primitives.hashing import Tag, tagged_hash
from core.sansio.effects import Receive, Script, Send
from core.secret import Secret
from core.transport.link.identity import Identity
from core.transport.pairing import certificate, protocol
from core.transport.pairing.client import fetch_certificate, pair
from core.transport.pairing.protocol import M1, M2, M3, M4, P1, P2, Confirm, Meeting, Paired, read_link
from core.transport.pairing.words import words_of
from core.transport.pairing_purpose import PairingPurpose
from tests.support import lines
from tests.support.lines import HOST, side, stranger

CODE = Secret(bytes(range(32)))


def wallet(identity: Identity, found: bytes) -> Script[Meeting]:
    return protocol.wallet(CODE, identity.certificate, identity.sign, found, HedgedRng())


def cosigner(identity: Identity) -> Script[Meeting]:
    return protocol.cosigner(CODE, identity.certificate, identity.sign, HedgedRng())


def step(script: Script[Meeting], message: Message | None = None) -> Any:
    """What the script sends next, or its result."""
    try:
        effect = script.send(message)
        while isinstance(effect, Receive) and message is None:
            return effect
        return effect.message if isinstance(effect, Send) else effect
    except StopIteration as done:
        return done.value


def meet(
    one: Script[Meeting], two: Script[Meeting], tamper: Callable[[Message], Message] = lambda m: m
) -> tuple[Meeting, Meeting]:
    m1 = tamper(step(one))
    step(two)
    m2 = tamper(step(two, m1))
    step(one)
    m3 = tamper(step(one, m2))
    step(two)
    m4 = tamper(step(two, m3))
    step(one)
    return step(one, m4), step(two)


def test_two_honest_sides_meet() -> None:
    us, them = side("computer"), side("cosigner")
    one, two = meet(wallet(us, them.certificate), cosigner(them))
    assert one.words == two.words
    assert one.th == two.th
    assert (one.certificate, two.certificate) == (them.certificate, us.certificate)
    two.must_confirm(P1, one.confirmation(P1))
    one.must_confirm(P2, two.confirmation(P2))
    with pytest.raises(PeerFault, match="other words"):
        one.must_confirm(P2, one.confirmation(P1))  # a mirror


def test_words_cannot_be_ground() -> None:
    """A relay may grind a nonce once it knows the other: each side is bound to one before, and ends the pairing."""
    us, them, evil = side("computer"), side("cosigner"), side("relay")
    victim, other = wallet(us, evil.certificate), cosigner(them)

    # As a false co-signer to the honest computer: n2 must leave before n1 is opened.
    m1 = step(victim)
    m2 = M2(1, evil.certificate, bytes(32))
    step(victim)
    m3 = step(victim, m2)
    step(victim)
    th1 = protocol.transcript(m1, m2, CODE)
    wanted = words_of(tagged_hash(Tag.PAIR_WORDS, th1, m3.n1, m2.n2))

    # As a false computer to the honest co-signer: committed before n2 is seen.
    salt, committed = bytes(32), bytes(32)
    false1 = replace(m1, certificate=evil.certificate, com=tagged_hash(Tag.PAIR_COM, P1, committed, salt))
    step(other)
    real2 = step(other, false1)
    th2 = protocol.transcript(false1, real2, CODE)
    shown = words_of(tagged_hash(Tag.PAIR_WORDS, th2, committed, real2.n2))
    assert shown != wanted  # what its own choices leave it

    # Now either nonce can be ground, and neither is taken: not by the co-signer, which has the commitment …
    n1 = ground(wanted, lambda nonce: (th2, nonce, real2.n2))
    step(other)
    with pytest.raises(PeerFault, match="committed"):
        step(other, M3(n1, salt, evil.sign(protocol.possession(P1, th2, n1, real2.n2))))

    # … nor by the victim, which has n2 already.
    n2 = ground(shown, lambda nonce: (th1, m3.n1, nonce))
    with pytest.raises(PeerFault, match="key of its certificate"):
        step(victim, M4(evil.sign(protocol.possession(P2, th1, m3.n1, n2))))


def ground(wanted: tuple[str, ...], inputs: Callable[[bytes], tuple[bytes, bytes, bytes]]) -> bytes:
    """A nonce whose first word is the wanted one: 2^11 tries, so all four words are 2^44, within reach."""
    for i in range(1 << 16):
        nonce = i.to_bytes(32, "big")
        if words_of(tagged_hash(Tag.PAIR_WORDS, *inputs(nonce)))[0] == wanted[0]:
            return nonce
    raise AssertionError("no nonce gives the word")


def test_each_lie_ends_the_pairing() -> None:
    us, them, evil = side("computer"), side("cosigner"), side("relay")
    lies: list[tuple[type[Message], dict[str, Any], str]] = [
        (M1, {"lowest": 2, "highest": 3}, "version"),
        (M1, {"com": bytes(32)}, "committed"),
        (M1, {"certificate": evil.certificate}, "key of its certificate"),
        (M1, {"certificate": them.certificate}, "own certificate"),
        (M1, {"certificate": b"\x30\x00"}, "cannot be read"),
        (M2, {"version": 2}, "version"),
        (M2, {"certificate": evil.certificate}, "another certificate"),
        (M2, {"n2": bytes(32)}, "key of its certificate"),
        (M3, {"n1": bytes(32)}, "committed"),
        (M3, {"salt": bytes(32)}, "committed"),
        (M3, {"signature": b""}, "key of its certificate"),
        (M3, {"signature": evil.sign(b"x")}, "key of its certificate"),
        (M4, {"signature": us.sign(b"x")}, "key of its certificate"),
    ]
    for kind, change, message in lies:

        def tamper(found: Any, kind: type[Message] = kind, change: dict[str, Any] = change) -> Any:
            return replace(found, **change) if isinstance(found, kind) else found  # type: ignore[type-var]

        with pytest.raises(PeerFault, match=message):
            meet(wallet(us, them.certificate), cosigner(them), tamper)


def test_a_signature_of_the_other_role_does_not_count() -> None:
    us, them = side("computer"), side("cosigner")
    one, two = wallet(us, them.certificate), cosigner(them)
    m1 = step(one)
    step(two)
    m2 = step(two, m1)
    step(one)
    m3 = step(one, m2)
    step(one)
    with pytest.raises(PeerFault, match="key of its certificate"):
        step(one, M4(m3.signature))


def test_a_certificate_that_is_not_one_of_ours_is_never_pinned(tmp_path: Path) -> None:
    for name, authority in (("stranger", False), ("stranger", True)):
        der, *_ = lines.certificate(tmp_path / str(authority), subject=name, authority=authority)
        m1 = M1(1, 1, PairingPurpose.NEW, der, bytes(32))
        script = cosigner(side("cosigner"))
        step(script)
        with pytest.raises(PeerFault, match="certificate"):
            step(script, m1)


# ------------------------------------------------------------------ a false server
class Recorder:
    """A server with its own certificate that keeps every byte it is sent, and finishes handshakes if it can."""

    def __init__(self, name: str) -> None:
        identity = side(name)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(identity.certificate_file, identity.key_file, password=identity.password.reveal())
        self._context.set_alpn_protocols(["tandem/1"])
        self._listening = socket.create_server((HOST, 0))
        self.port = self._listening.getsockname()[1]
        self.received: list[bytes] = []
        self.plain = b""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with connection, suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        hand = self._context.wrap_bio(incoming, outgoing, server_side=True)
        self.received.append(b"")
        while piece := connection.recv(65536):
            self.received[-1] += piece
            incoming.write(piece)
            with suppress(ssl.SSLError):
                hand.do_handshake()
                self.plain += hand.read(65536)
            connection.sendall(outgoing.read())

    def close(self) -> None:
        self._listening.close()


def records(stream: bytes) -> list[tuple[int, int]]:
    """Types and lengths of TLS records."""
    found = []
    while stream:
        length = int.from_bytes(stream[3:5], "big")
        found.append((stream[0], length))
        stream = stream[5 + length :]
    return found


def test_pairing_late_pin_leaks_nothing() -> None:
    honest = lines.pairing()
    offer = replace(read_link(honest.link))
    false = Recorder("relay")
    public = certificate.key_of(offer.code).public_key().public_bytes_raw()
    with pytest.raises(PeerFault, match="not the co-signer that made this link"):
        pair(replace(offer, pair_port=false.port), side("computer"), honest.choose)
    assert [kind for kind, _ in records(false.received[0])] == [22]  # its first word, and no other
    assert false.received[0][5] == 1
    assert len(false.received) == 1

    # Show the real certificate first and another one afterwards: the second handshake ends at the certificate.
    with pytest.raises(PeerFault, match="not the one"):
        pair_after_swap(offer.pair_port, false.port, honest)
    for stream in false.received:
        assert offer.code.reveal() not in stream
        assert public not in stream
        assert all(kind != 23 or length < 64 for kind, length in records(stream))  # an alert, never a certificate
    assert false.plain == b""
    false.close()
    assert pair(offer, side("computer"), honest.choose).certificate == side("cosigner").certificate
    honest.outcome()


def pair_after_swap(real: int, false: int, honest: lines.Pairing) -> None:
    """Pair through a port whose first connection leads to the co-signer and whose others lead to the recorder."""
    swap = socket.create_server((HOST, 0))

    def run() -> None:
        ports = [real, false, false]
        with suppress(OSError):
            while ports:
                near, _ = swap.accept()
                far = socket.create_connection((HOST, ports.pop(0)))
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=pump, args=(source, sink), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        offer = replace(read_link(honest.link), pair_port=swap.getsockname()[1])
        pair(offer, side("computer"), honest.choose)
    finally:
        swap.close()


def pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
    source.close()


# ------------------------------------------------------------------ a second device
def test_two_desktops_one_link() -> None:
    honest = lines.pairing()
    told: list[str] = []

    def choose(found: list[str]) -> int:
        with pytest.raises(BadInput) as caught:
            pair(read_link(honest.link), side("thief"), lambda _: 0)
        told.append(caught.value.message)
        return honest.choose(found)

    with pytest.raises(Refused, match=r"Two devices tried to use this link\. Make a new one\."):
        pair(read_link(honest.link), side("computer"), choose)
    assert told == ["the other side says “Someone else has used this link. On the co-signer answer NO.”"]
    outcome = honest.outcome()
    assert isinstance(outcome, Refused)
    assert outcome.kind == "two_devices"
    assert honest.kept == []


def test_a_second_device_counts_while_the_person_decides() -> None:
    def confirm() -> bool:
        with pytest.raises(BadInput, match="Someone else"):
            pair(read_link(honest.link), side("thief"), lambda _: 0)
        return True

    honest = lines.pairing(confirm)
    with pytest.raises(Refused, match="Two devices"):
        pair(read_link(honest.link), side("computer"), honest.choose)
    assert isinstance(honest.outcome(), Refused)
    assert honest.kept == []


def test_strangers_without_the_code_end_no_pairing() -> None:
    honest = lines.pairing()
    offer = read_link(honest.link)
    for _ in range(3):
        with socket.create_connection((HOST, offer.pair_port), 5) as garbage:
            garbage.sendall(b"GET / HTTP/1.1\r\n\r\n")
            garbage.settimeout(10)
            while garbage.recv(4096):
                pass
        assert lines.answer(offer.pair_port, stranger()) == b""
        assert lines.answer(offer.pair_port, stranger(name="thief")) == b""
        assert fetch_certificate(HOST, offer.pair_port) == side("cosigner").certificate
    assert honest.result.empty()
    assert pair(offer, side("computer"), honest.choose).certificate == side("cosigner").certificate
    assert isinstance(honest.outcome(), Paired)


def test_a_confirmation_needs_the_code() -> None:
    us, them = side("computer"), side("cosigner")
    one, two = meet(wallet(us, them.certificate), cosigner(them))
    with pytest.raises(PeerFault, match="other words"):
        two.must_confirm(P1, Confirm(bytes(32)))
    with pytest.raises(PeerFault, match="other words"):
        two.must_confirm(P1, replace(one, key=Secret(bytes(32))).confirmation(P1))
