"""A recovery sheet: 24 words, and the keys that follow from them (core/spec/recovery.md, "A sheet").

E = 32 bytes, whose first four bits say whose sheet it is: 1 the computer's, 2 the co-signer's. 252 bits are random.
seal key = a key of secp256k1, from HKDF-SHA256(E, salt "tandem/sheet/2", info "seal" | u8 role), authentication key =
Ed25519, from the same with "auth". The device keeps the public seal key and the private authentication key; the other
side both public keys; the words are on the paper alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.codec.codec import U64, Bytes32
from core.codec.words import BITS, words_for
from core.crypto.rng import Rng
from core.crypto.secp256k1 import reduce, scalar_bytes
from core.errors import BadInput, InputKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.seed_words import COUNT, ENTROPY, entropy_of, index_of, words_of_entropy
from core.role import Role
from core.secret import Secret

FINGERPRINT: Final = 12  # words of our own list: 132 bits, which no two sheets share by chance or by search
SIGNATURE: Final = 64  # bytes
_SALT: Final = b"tandem/sheet/2"
_PRIME: Final = 2**255 - 19

# The y of the points whose order divides 8: under such a key anybody signs.
_ORDER_EIGHT: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_LOW: Final = frozenset((0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT))


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """What others know of a sheet: the public seal key (an x of secp256k1) and the public authentication key (Ed25519).
    Both are zero as long as there is none."""

    spk: Bytes32
    apk: Bytes32

    @property
    def made(self) -> bool:
        """Whether there is a sheet."""
        return self != NO_SHEET

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Twelve words of our own list, to compare by eye: of both keys."""
        return words_for(tagged_hash(Tag.SHEET_FINGERPRINT, self.spk, self.apk), FINGERPRINT)

    def check(self) -> None:
        """Raises PeerFault unless both keys are points in their one encoding, and of high order. No sheet is none."""
        SealKey(self.spk)
        y = int.from_bytes(self.apk, "little") & (1 << 255) - 1
        if y >= _PRIME or y in _LOW:
            raise PeerFault("the authentication key of a sheet is not a canonical Ed25519 key of high order")

    def check_signature(self, signature: bytes, tag: Tag, *parts: bytes) -> None:
        """Accept what the owner of the sheet signed for this purpose. Raises PeerFault."""
        self.check()
        try:
            Ed25519PublicKey.from_public_bytes(self.apk).verify(signature, tagged_hash(tag, *parts))
        except (InvalidSignature, ValueError):
            raise PeerFault("the signature of a recovery sheet does not verify") from None


NO_SHEET: Final = PublicSheet(bytes(32), bytes(32))


@dataclass(frozen=True, slots=True)
class SheetPair:
    """What a share is sealed to: the sheet in force and, from a new one to its drill, the one that is to come; zeros:
    none."""

    sheet: PublicSheet = NO_SHEET
    coming: PublicSheet = NO_SHEET

    def __iter__(self) -> Iterator[PublicSheet]:
        """Those that there are."""
        return (one for one in (self.sheet, self.coming) if one != NO_SHEET)


NO_SHEETS: Final = SheetPair()


DRILL_EVERY: Final = 90 * 24 * 3600  # seconds
CLOCKS_DIFFER: Final = 24 * 3600  # seconds, at most, between two clocks that are right


def known_drill(drilled: int, now: int) -> int:
    """When a drill was, in seconds; 0, not known, where a wrong clock has dated it ahead of `now`."""
    return drilled if drilled <= now + CLOCKS_DIFFER else 0


def drill_due(made: int, drilled: int, now: int) -> int:
    """The second at which a drill of a sheet is due: 90 days after the last one that is known; when it was made as long
    as none has shown that its paper opens anything."""
    drilled = known_drill(drilled, now)
    return drilled + DRILL_EVERY if drilled else min(made, now)


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """What a device keeps of its own sheet: not the words, and not what opens copies. `made` and `drilled` in seconds;
    0 if never."""

    role: Role
    public: PublicSheet
    auth_key: Secret[bytes]
    made: U64
    drilled: U64 = 0

    def due(self, now: int) -> int:
        """When a drill is, in seconds."""
        return drill_due(self.made, self.drilled, now)

    def sign(self, tag: Tag, *parts: bytes) -> bytes:
        """64 bytes: the sheet's signature for this purpose."""
        return sign(self.auth_key, tag, *parts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose words are known: new, or just typed. It lives as short as can be."""

    role: Role
    entropy: Secret[bytes]

    @classmethod
    def make(cls, role: Role, rng: Rng) -> Sheet:
        """A new one."""
        drawn = rng.bytes("sheet", ENTROPY)
        return cls(role, Secret(bytes([role << 4 | drawn[0] & 0xF]) + drawn[1:]))

    @classmethod
    def read(cls, words: Sequence[str], role: Role) -> Sheet:
        """The sheet that somebody typed, which must be of `role`. Raises BadInput (MisreadWord where a word is wrong);
        of the other role's sheet it reads the first word alone."""
        if words:
            must_be_of(words[0], role)
        for position, word in enumerate(words, 1):
            index_of(word, position)
        if len(words) != COUNT:
            raise BadInput(f"a recovery sheet has {COUNT} words, and these are {len(words)}", InputKind.SHEET_COUNT)
        return cls(role, Secret(entropy_of(words, lambda entropy: entropy[0] >> 4 == role)))

    @property
    def words(self) -> Secret[tuple[str, ...]]:
        """The 24 words."""
        return Secret(words_of_entropy(self.entropy.reveal()))

    @property
    def seal_key(self) -> Secret[bytes]:
        """The private key of secp256k1, 32 bytes: what opens copies."""
        return Secret(scalar_bytes(reduce(int.from_bytes(self._derived(b"seal", 64).reveal(), "big"))))

    @property
    def auth_key(self) -> Secret[bytes]:
        """The private Ed25519 key: what says that a copy is the owner's."""
        return self._derived(b"auth")

    @property
    def public(self) -> PublicSheet:
        """The two public keys."""
        auth = Ed25519PrivateKey.from_private_bytes(self.auth_key.reveal()).public_key()
        return PublicSheet(OpeningKey(self.seal_key).public, auth.public_bytes_raw())

    def kept(self, made: int) -> OwnSheet:
        """What its device keeps, from the second `made` on."""
        return OwnSheet(self.role, self.public, self.auth_key, made)

    def _derived(self, purpose: bytes, size: int = 32) -> Secret[bytes]:
        return Secret(HKDF(SHA256(), size, _SALT, purpose + bytes([self.role])).derive(self.entropy.reveal()))


def sign(auth_key: Secret[bytes], tag: Tag, *parts: bytes) -> bytes:
    """64 bytes: a signature of a sheet's authentication key for one purpose."""
    return Ed25519PrivateKey.from_private_bytes(auth_key.reveal()).sign(tagged_hash(tag, *parts))


def role_of_first_word(word: str) -> Role:
    """Whose sheet begins with this word. Raises BadInput: MisreadWord, or for a word that begins no sheet at all."""
    try:
        return Role(index_of(word, 1) >> BITS - 4)
    except ValueError:
        raise BadInput(
            "no recovery sheet begins with this word: are these words of another wallet program?",
            InputKind.SHEET_FOREIGN,
        ) from None


def must_be_of(first_word: str, role: Role) -> None:
    """Raises BadInput after the first word of a sheet that is not `role`'s, so that the others are never typed."""
    if role_of_first_word(first_word) is not role:
        if role is Role.P1:
            raise BadInput(
                "this is the co-signer's sheet; do not type it here, on the wallet computer", InputKind.SHEET_COSIGNERS
            )
        raise BadInput("this is the computer's sheet; do not type it here, on the co-signer", InputKind.SHEET_COMPUTERS)


@dataclass(frozen=True, slots=True)
class UnconfirmedSheet:
    """A sheet that does not count yet: its 24 words, which nothing tells again, the 12 of its fingerprint, and when it
    was made, in seconds that people see."""

    words: Secret[tuple[str, ...]]
    fingerprint: tuple[str, ...]
    made: int
