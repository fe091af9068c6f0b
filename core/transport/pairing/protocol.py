"""Pairing: how two sides that have never met come to pin each other (core/spec/pairing.md).

    PAIR1 P1→P2  cert1, com          P1 is bound to n1 before it sees n2
    PAIR2 P2→P1  cert2, n2
    PAIR3 P1→P2  n1, salt, sig1      both now know th, n1, n2, and so the words
    PAIR4 P2→P1  sig2

Then both persons compare four words, and PAIR_CONFIRM goes both ways. A relay that holds the code has one guess of
2⁻⁴⁴ for each link: neither nonce can be chosen after the other is known.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.codec import bech32
from core.codec.codec import U8, U16, Bytes32, Exact, Name, Var, decode, encode
from core.codec.messages import Message, MessageType
from core.crypto.rng import Rng
from core.errors import BadInput, FaultKind, InputKind, PeerFault
from core.primitives.hashing import Tag, framed, tagged_hash
from core.sansio.effects import Script, Send, receive
from core.secret import Secret
from core.transport.link.identity import must_be_a_side, must_have_signed, pin_of
from core.transport.pairing.words import words_of
from core.transport.pairing_purpose import PairingPurpose

VERSION = 1
PREFIX = "tandempair"
LIFETIME = 600.0  # seconds that a link can be used
P1, P2 = b"P1", b"P2"

Certificate = Annotated[bytes, Var(2048)]
Signature = Annotated[bytes, Var(128)]
Sign = Callable[[bytes], bytes]


# ------------------------------------------------------------------ the link
@dataclass(frozen=True, slots=True)
class Offer:
    """What a pairing link says. The code is a secret and lives ten minutes."""

    version: U8
    code: Annotated[Secret[bytes], Exact(32)]
    fingerprint: Bytes32  # SHA-256 of the co-signer's certificate
    link_port: U16
    pair_port: U16
    host: Name

    def text(self) -> str:
        """The link: not a URL, so that nothing previews or opens it."""
        return bech32.encode_bytes(PREFIX, encode(self))


def read_link(text: str) -> Offer:
    """The offer of a link. Raises BadInput, naming a cut, altered or foreign one."""
    try:
        data = bech32.decode_bytes(PREFIX, "".join(text.split()))
    except BadInput as error:
        raise BadInput(f"this is not a whole pairing link: {error.message}", InputKind.LINK_TEXT) from None
    if data[:1] != bytes([VERSION]):
        raise BadInput(
            "this pairing link was made by another version of the program; update both", InputKind.LINK_VERSION
        )
    return decode(Offer, data, lambda why: BadInput(f"this pairing link is malformed: {why}", InputKind.LINK_TEXT))


# ------------------------------------------------------------------ the messages
@dataclass(frozen=True, slots=True)
class M1(Message):  # P1 -> P2
    """P1's certificate, and its commitment to n1."""

    TYPE: ClassVar[MessageType] = MessageType.PAIR1
    lowest: U8
    highest: U8
    purpose: PairingPurpose
    certificate: Certificate
    com: Bytes32


@dataclass(frozen=True, slots=True)
class M2(Message):  # P2 -> P1
    """P2's certificate and nonce."""

    TYPE: ClassVar[MessageType] = MessageType.PAIR2
    version: U8
    certificate: Certificate
    n2: Bytes32


@dataclass(frozen=True, slots=True)
class M3(Message):  # P1 -> P2
    """The opening of com, and proof that P1 holds the key of its certificate."""

    TYPE: ClassVar[MessageType] = MessageType.PAIR3
    n1: Bytes32
    salt: Bytes32
    signature: Signature


@dataclass(frozen=True, slots=True)
class M4(Message):  # P2 -> P1
    """Proof that P2 holds the key of its certificate."""

    TYPE: ClassVar[MessageType] = MessageType.PAIR4
    signature: Signature


@dataclass(frozen=True, slots=True)
class Confirm(Message):  # both ways
    """The person on this side has confirmed the words."""

    TYPE: ClassVar[MessageType] = MessageType.PAIR_CONFIRM
    mac: Bytes32


# ------------------------------------------------------------------ the steps
@dataclass(frozen=True, slots=True)
class Paired:
    """The other side, as both persons have confirmed it."""

    certificate: bytes  # DER
    purpose: PairingPurpose
    words_compared: bool  # by a person, on this side

    @property
    def pin(self) -> bytes:
        """What is pinned."""
        return pin_of(self.certificate)


@dataclass(frozen=True, slots=True)
class Meeting:
    """What both sides know after PAIR4."""

    th: bytes
    words: tuple[str, ...]
    certificate: bytes  # of the other side
    purpose: PairingPurpose
    key: Secret[bytes]

    def confirmation(self, role: bytes) -> Confirm:
        """What `role` sends when its person has confirmed."""
        said = framed(Tag.PAIR_CONFIRM, role, self.th, " ".join(self.words).encode())
        return Confirm(hmac.digest(self.key.reveal(), said, "sha256"))

    def must_confirm(self, role: bytes, said: Confirm) -> None:
        """Raises PeerFault unless `role` has confirmed these words."""
        if not hmac.compare_digest(said.mac, self.confirmation(role).mac):
            raise PeerFault("the other side confirmed other words; make a new link", FaultKind.WORDS)

    def paired(self, *, words_compared: bool) -> Paired:
        """The result, once both sides have confirmed."""
        return Paired(self.certificate, self.purpose, words_compared)


def wallet(
    code: Secret[bytes],
    certificate: bytes,
    sign: Sign,
    found: bytes,
    rng: Rng,
    purpose: PairingPurpose = PairingPurpose.NEW,
) -> Script[Meeting]:
    """P1's side; `found` is the co-signer's certificate of this TLS connection. Raises PeerFault."""
    n1, salt = rng.bytes("pair n1", 32), rng.bytes("pair salt", 32)
    m1 = M1(VERSION, VERSION, purpose, certificate, tagged_hash(Tag.PAIR_COM, P1, n1, salt))
    yield Send(m1)
    m2 = yield from receive(M2)
    if m2.version != VERSION:
        raise PeerFault("the co-signer speaks another version of pairing; update both", FaultKind.VERSION)
    if m2.certificate != found:
        raise PeerFault("the co-signer names another certificate than it uses; make a new link", FaultKind.CERTIFICATE)
    must_be_a_side(m2.certificate)
    th = transcript(m1, m2, code)
    yield Send(M3(n1, salt, sign(possession(P1, th, n1, m2.n2))))
    m4 = yield from receive(M4)
    must_have_signed(m2.certificate, m4.signature, possession(P2, th, n1, m2.n2))
    return _meeting(code, th, n1, m2.n2, m2.certificate, m1.purpose)


def cosigner(code: Secret[bytes], certificate: bytes, sign: Sign, rng: Rng) -> Script[Meeting]:
    """P2's side; `certificate` is its own, the one of this TLS connection. Raises PeerFault."""
    m1 = yield from receive(M1)
    if not m1.lowest <= VERSION <= m1.highest:
        raise PeerFault("the computer speaks another version of pairing; update both", FaultKind.VERSION)
    must_be_a_side(m1.certificate)
    if m1.certificate == certificate:
        raise PeerFault("the computer showed the co-signer's own certificate; make a new link", FaultKind.CERTIFICATE)
    m2 = M2(VERSION, certificate, rng.bytes("pair n2", 32))
    yield Send(m2)
    m3 = yield from receive(M3)
    if not hmac.compare_digest(tagged_hash(Tag.PAIR_COM, P1, m3.n1, m3.salt), m1.com):
        raise PeerFault("the computer did not open what it had committed to; make a new link", FaultKind.OPENING)
    th = transcript(m1, m2, code)
    must_have_signed(m1.certificate, m3.signature, possession(P1, th, m3.n1, m2.n2))
    yield Send(M4(sign(possession(P2, th, m3.n1, m2.n2))))
    return _meeting(code, th, m3.n1, m2.n2, m1.certificate, m1.purpose)


def transcript(m1: M1, m2: M2, code: Secret[bytes]) -> bytes:
    """th: both first messages and the code."""
    return tagged_hash(Tag.PAIR_TRANSCRIPT, encode(m1), encode(m2), tagged_hash(Tag.PAIR_CODE_ID, code.reveal()))


def possession(role: bytes, th: bytes, n1: bytes, n2: bytes) -> bytes:
    """What a side signs with the key of its certificate."""
    return tagged_hash(Tag.PAIR_POP, role, th, n1, n2)


def _meeting(
    code: Secret[bytes], th: bytes, n1: bytes, n2: bytes, certificate: bytes, purpose: PairingPurpose
) -> Meeting:
    key = HKDF(hashes.SHA256(), 32, b"tandem/pair/1", b"confirm").derive(code.reveal())
    words = words_of(tagged_hash(Tag.PAIR_WORDS, th, n1, n2))
    return Meeting(th, words, certificate, purpose, Secret(key))
