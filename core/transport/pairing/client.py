"""The computer's end of a pairing: it finds the co-signer of a link, and both persons compare four words."""

from __future__ import annotations

import asyncio
import hmac
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass

import aiohttp

from core.codec.codec import encode
from core.crypto.rng import HedgedRng, Rng
from core.errors import BadInput, FaultKind, InputKind, LinkError, LinkKind, PeerFault
from core.transport.link import tls
from core.transport.link.identity import Identity, pin_of
from core.transport.link.link import open_socket, shared_loop
from core.transport.pairing import protocol
from core.transport.pairing.certificate import files_of
from core.transport.pairing.conversation import HEARTBEAT, converse, say_goodbye, take
from core.transport.pairing.protocol import LIFETIME, P1, P2, Confirm, Meeting, Offer, Paired, read_link
from core.transport.pairing.words import word_lines
from core.transport.pairing_purpose import PairingPurpose

__all__ = ["Offer", "Paired", "pair", "read_link"]

TIMEOUT = 10.0  # seconds for each step that no person delays
MAX_HANDSHAKE = 1 << 16  # bytes

Choose = Callable[[list[str]], int | None]


@dataclass(slots=True)
class _OpenLine:
    """The open line to the co-signer, and the task that waits for its confirmation."""

    stack: AsyncExitStack
    socket: aiohttp.ClientWebSocketResponse[bool]
    confirmed: asyncio.Task[Confirm]


def pair(
    offer: Offer,
    identity: Identity,
    choose: Choose | None,
    rng: Rng | None = None,
    purpose: PairingPurpose = PairingPurpose.NEW,
) -> Paired:
    """Pair with the co-signer that made `offer`. Nothing is stored here; both sides have confirmed when this returns.

    `choose` gets four lines of words and says which one the co-signer shows (None: none of them); without it nobody
    compares. Raises LinkError (nobody there), PeerFault (somebody else there, other words), BadInput (the link has
    expired or was used), Refused (the co-signer ended it).
    """
    deadline = time.monotonic() + LIFETIME
    rng = rng or HedgedRng()
    where = f"{offer.host} port {offer.pair_port}"
    certificate = _certificate_at(offer)
    if not hmac.compare_digest(pin_of(certificate), offer.fingerprint):
        raise PeerFault(f"what answers at {where} is not the co-signer that made this link", FaultKind.OTHER_COSIGNER)
    loop = shared_loop()
    line, meeting = loop.run(_meet(offer, identity, certificate, rng, purpose))
    try:
        lines, right = word_lines(meeting.words, rng)
        if choose is not None and choose(lines) != right:
            raise PeerFault(
                "the words differ, so someone may sit in between; answer NO on the co-signer", FaultKind.WORDS
            )
        loop.run(_confirm(line, meeting, deadline))
    except BaseException as error:
        loop.run(_leave(line, error))
        raise
    loop.run(_leave(line, None))
    return meeting.paired(words_compared=choose is not None)


def _certificate_at(offer: Offer) -> bytes:
    """What the pairing port shows. Nobody there, but a co-signer beside it: the link is over."""
    try:
        return fetch_certificate(offer.host, offer.pair_port)
    except LinkError as error:
        if error.kind != LinkKind.LINK_OVER or not _answers(offer.host, offer.link_port):
            raise
        raise BadInput(error.message, InputKind.LINK_OVER) from None


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), TIMEOUT).close()
    except (OSError, UnicodeError):
        return False
    return True


def fetch_certificate(host: str, port: int) -> bytes:
    """The certificate (DER) that a server shows. The handshake is left unfinished: nothing but its first word is sent.

    LinkError if nobody is there.
    """
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    hand = tls.unjudged_context().wrap_bio(incoming, outgoing)
    read = 0
    try:
        with socket.create_connection((host, port), TIMEOUT) as connection:
            while True:
                try:
                    hand.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                piece = connection.recv(MAX_HANDSHAKE)
                read += len(piece)
                if not piece or read > MAX_HANDSHAKE:
                    break
                incoming.write(piece)
        found = hand.getpeercert(binary_form=True) if piece else None
    except (socket.gaierror, UnicodeError):
        raise LinkError(f"there is no machine named {host}; check the name and the network", LinkKind.NO_HOST) from None
    except ConnectionRefusedError:
        raise LinkError(
            f"nobody waits for this link at {host} port {port}: it has expired or was used; if not by you, "
            "answer NO on the co-signer; make a new link",
            LinkKind.LINK_OVER,
        ) from None
    except ssl.SSLError:
        found = None
    except OSError as error:
        why = "no answer" if isinstance(error, TimeoutError) else error.strerror or "no route to it"
        raise LinkError(f"the co-signer at {host} port {port} cannot be reached: {why}", LinkKind.UNREACHABLE) from None
    if not found:
        raise LinkError(f"what answers at {host} port {port} is no co-signer of this version", LinkKind.NO_COSIGNER)
    return found


async def _meet(
    offer: Offer, identity: Identity, certificate: bytes, rng: Rng, purpose: PairingPurpose
) -> tuple[_OpenLine, Meeting]:
    with files_of(offer.code) as files:
        context = tls.client_context(*files, certificate)
    async with AsyncExitStack() as stack:
        try:
            at = offer.host, offer.pair_port
            line, _ = await open_socket(stack, *at, context, certificate, TIMEOUT, HEARTBEAT)
        except LinkError as error:
            # It hangs up on a link that it does not know as it does when it is stopped: `serve` tells which.
            if error.kind != LinkKind.HUNG_UP or not await asyncio.to_thread(_answers, offer.host, offer.link_port):
                raise
            raise BadInput(
                "the co-signer does not know this link any more; make a new one", InputKind.LINK_OVER
            ) from None
        try:
            script = protocol.wallet(offer.code, identity.certificate, identity.sign, certificate, rng, purpose)
            meeting = await converse(script, line, TIMEOUT)
        except BaseException as error:
            await say_goodbye(line, error)
            raise
        confirmed = asyncio.ensure_future(take(line, Confirm, None))  # reading on answers heartbeats meanwhile
        return _OpenLine(stack.pop_all(), line, confirmed), meeting


async def _confirm(line: _OpenLine, meeting: Meeting, deadline: float) -> None:
    """Our person has confirmed; now wait for the other."""
    with suppress(ConnectionError):  # the other side has ended it: what it said is read below
        await line.socket.send_bytes(encode(meeting.confirmation(P1)))
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            meeting.must_confirm(P2, await line.confirmed)
    except TimeoutError:
        raise LinkError("nobody answered on the co-signer in time; make a new link", LinkKind.EXPIRED) from None


async def _leave(line: _OpenLine, error: BaseException | None) -> None:
    line.confirmed.cancel()
    await asyncio.gather(line.confirmed, return_exceptions=True)
    async with line.stack:
        await say_goodbye(line.socket, error)
