"""The co-signer's end of a pairing: a listener of its own, open only while one link lives (core/spec/pairing.md)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web

from core.codec.codec import encode
from core.crypto.rng import HedgedRng, Rng
from core.errors import (
    BadInput,
    FaultKind,
    InputKind,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    TandemError,
)
from core.secret import Secret
from core.transport.link import tls
from core.transport.link.event_loop import LoopThread
from core.transport.link.identity import Identity, pin_of
from core.transport.link.tls_acceptor import Gate, unheard
from core.transport.pairing import protocol
from core.transport.pairing.certificate import certificate_of
from core.transport.pairing.conversation import HEARTBEAT, MAX_MESSAGE, converse, say_goodbye, take
from core.transport.pairing.protocol import LIFETIME, P1, P2, Confirm, Meeting, Offer, Paired
from core.transport.pairing_purpose import PairingPurpose

T = TypeVar("T")

TIMEOUT = 10.0  # seconds for each message that no person delays
POLL = 0.2  # seconds

TWO_DEVICES = "Two devices tried to use this link. Make a new one."
SOMEONE_ELSE = "Someone else has used this link. On the co-signer answer NO."


@dataclass(frozen=True, slots=True)
class Place:
    """Where the co-signer listens, and what its links say of it."""

    listen: str  # the address to bind
    pair_port: int  # 0: any that is free
    host: str  # how the computer reaches it
    link_port: int


@dataclass(frozen=True, slots=True)
class Person:
    """The one at the co-signer. The calls may block; none is made on the loop."""

    show_link: Callable[[str], None]
    show_words: Callable[[tuple[str, ...]], None]
    confirm: Callable[[], bool] | None  # did the computer show the same words? None: nobody compares
    gone: Callable[[], bool] = lambda: False  # has given up waiting
    meet: Callable[[bytes, PairingPurpose], None] = lambda _, __: None  # which computer it is, before its words


@dataclass(slots=True)
class _State:
    """What the loop and the person's thread both look at; each field is written once, on the loop."""

    first: web.WebSocketResponse[bool] | None = None
    meeting: Meeting | None = None
    confirmed: bool = False  # by P1
    finished: bool = False
    error: TandemError | None = None
    changed: threading.Event = field(default_factory=threading.Event)


_under_way: set[bytes] = set()  # pins of the co-signers that pair right now: one pairing at a time


def pair_as_cosigner(
    identity: Identity,
    place: Place,
    person: Person,
    keep: Callable[[Paired], None],
    rng: Rng | None = None,
    lifetime: float = LIFETIME,
    crowded: Callable[[], None] = unheard,
) -> Paired:
    """Make a link, wait for one computer, compare words, keep it; returns when both sides have confirmed.

    `crowded` is called when too many strangers knock, which ends nothing: they do not have the code.
    `keep` makes the pairing durable and tells the link listener, before our own confirmation leaves. Raises Refused
    (expired, a person said no, used twice), PeerFault, LinkError (hung up, port in use). Nothing is kept then.
    """
    if identity.pin in _under_way:
        raise Refused("a pairing is under way on this co-signer already; end that one first", RefusalKind.BUSY)
    _under_way.add(identity.pin)
    thread = LoopThread("pairing")
    listener = PairingListener(identity, place, rng or HedgedRng(), time.monotonic() + lifetime, crowded)
    try:
        person.show_link(thread.run(listener.open()).text())
        meeting = listener.wait(lambda state: state.meeting, person.gone)
        person.meet(pin_of(meeting.certificate), meeting.purpose)
        person.show_words(meeting.words)
        listener.wait(lambda state: state.confirmed or None, person.gone)
        if person.confirm is not None and not person.confirm():
            raise PeerFault("the words differ, so someone may sit in between; nothing was kept", FaultKind.WORDS)
        listener.wait(lambda state: state, person.gone)  # whatever happened while the person looked
        paired = meeting.paired(words_compared=person.confirm is not None)
        keep(paired)
        thread.run(listener.confirm(meeting))
    except BaseException as error:
        thread.run(listener.close(error))
        raise
    else:
        thread.run(listener.close(None))
    finally:
        thread.stop()
        _under_way.discard(identity.pin)
    return paired


class PairingListener:
    """The loop's side of one pairing; `deadline` is monotonic."""

    def __init__(
        self, identity: Identity, place: Place, rng: Rng, deadline: float, crowded: Callable[[], None] = unheard
    ) -> None:
        self._identity, self._place, self._rng, self._deadline = identity, place, rng, deadline
        self._code = Secret(rng.bytes("pairing code", 32))
        self._state = _State()
        anchor = certificate_of(self._code)
        context = tls.server_context(identity, [anchor])
        self._gate = Gate(context, lambda: [pin_of(anchor)], self._serve, crowded)

    async def open(self) -> Offer:
        """Listen; what the link says."""
        place = self._place
        port = await self._gate.open(place.listen, place.pair_port)
        return Offer(protocol.VERSION, self._code, self._identity.pin, place.link_port, port, place.host)

    def wait(self, found: Callable[[_State], T | None], gone: Callable[[], bool]) -> T:
        """On the person's thread: until `found` gives something, the pairing has ended or the person has."""
        while True:
            self._state.changed.clear()
            if self._state.error is not None:
                raise self._state.error
            value = found(self._state)
            if time.monotonic() >= self._deadline:
                raise Refused("the link has expired; make a new one", RefusalKind.EXPIRED)
            if gone():
                raise Refused("the pairing was given up on the co-signer", RefusalKind.GIVEN_UP)
            if value is not None:
                return value
            self._state.changed.wait(POLL)

    async def confirm(self, meeting: Meeting) -> None:
        """Both persons have confirmed: tell P1."""
        if self._state.error is not None or self._state.first is None:
            raise self._state.error or LinkError("the line dropped")
        self._state.finished = True
        try:
            await self._state.first.send_bytes(encode(meeting.confirmation(P2)))
        except ConnectionError:
            raise LinkError("the computer hung up at the last moment; pair again", LinkKind.HUNG_UP) from None

    async def close(self, error: BaseException | None) -> None:
        """End it for whoever is connected, who reads why."""
        if self._state.first is not None:
            await say_goodbye(self._state.first, error)
        await self._gate.close()

    def _end(self, error: TandemError) -> None:
        if self._state.error is None and not self._state.finished:
            self._state.error = error
            self._state.changed.set()

    async def _serve(self, request: web.BaseRequest, _: bytes) -> web.StreamResponse:
        line = web.WebSocketResponse(compress=False, max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT, timeout=1.0)
        await line.prepare(request)
        state = self._state
        if state.first is not None or state.error is not None or time.monotonic() >= self._deadline:
            if state.first is not None:
                self._end(Refused(TWO_DEVICES, RefusalKind.TWO_DEVICES))
            await say_goodbye(line, BadInput(SOMEONE_ELSE, InputKind.LINK_TAKEN))
            if state.first is not None and not state.finished:
                await say_goodbye(state.first, Refused(TWO_DEVICES))
            return line
        state.first = line
        try:
            script = protocol.cosigner(self._code, self._identity.certificate, self._identity.sign, self._rng)
            meeting = await converse(script, line, TIMEOUT)
            state.meeting = meeting
            state.changed.set()
            meeting.must_confirm(P1, await take(line, Confirm, None))
            state.confirmed = True
            state.changed.set()
            await take(line, Confirm, None)  # reading on answers heartbeats; nothing more may come
            raise PeerFault("the computer confirmed twice; make a new link")
        except TandemError as error:
            self._end(error)
            await say_goodbye(line, error)
        return line
