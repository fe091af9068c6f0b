"""A share sealed to its owner's sheet, which the other side keeps (core/spec/recovery.md, "A copy").

The owner of the share makes it, proves it and signs it; the other side checks it against its own row and keeps it; with
the words of the sheet it opens. The chain code is sealed too, so a copy that is found tells no addresses; who keeps it
knows the chain code, gets the seed of that one cell beside the copy, makes the cell again, and forgets the seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, Any, Final

from core.codec.codec import U8, U32, U64, Bytes32, Exact, Name, Sized, decode, encode
from core.crypto.group import ED25519, SECP256K1, Group
from core.crypto.rng import Rng
from core.errors import BadInput, Bug, InputKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.primitives.key_id import key_id
from core.recovery import cell, proof
from core.recovery.cell import OpeningKey, SealKey
from core.recovery.sheet import SIGNATURE, OwnSheet, PublicSheet, Sheet, SheetPair
from core.role import Role
from core.secret import Secret

FORMAT: Final = 3
_CHAIN: Final = (b"chain",)  # the place of the chain code's cell

# What kind of key a copy is of: the group of its points, and the scheme that its name was made with.
GROUPS: Final[dict[str, tuple[Group[Any], int]]] = {
    SECP256K1.name: (SECP256K1, 1),
    "secp256k1/schnorr": (SECP256K1, 2),
    "ed25519/eddsa": (ED25519, 3),
    "ed25519/opening": (ED25519, 4),
}


def _point_size(so_far: CopySubject) -> int:
    return _group_of(so_far).point_size


def _proof_size(so_far: SealedCopy) -> int:
    return proof.size(_group_of(so_far.subject))


def _group_of(subject: CopySubject) -> Group[Any]:
    """To read it by; what is not known here is refused by `points`."""
    return GROUPS.get(subject.group, GROUPS[SECP256K1.name])[0]


EncodedPoint = Annotated[bytes, Sized(_point_size)]


class CopyPurpose(IntEnum):
    """What a copy was made for: the run whose T it names, which keeps it, or a recovery file."""

    COMMIT = 1
    EXPORT = 2


@dataclass(frozen=True, slots=True)
class CopySubject:
    """What a copy is a copy of: the share of `role` with X = xG, of the run T. `group` by name (GROUPS). `others`: the
    sheets of the other role in that run, so that who comes back knows them from what its own sheet has signed."""

    group: Name
    network: Name
    key_id: Bytes32
    role: Role
    epoch: U32
    T: Bytes32
    Q: EncodedPoint
    X: EncodedPoint
    others: SheetPair
    purpose: CopyPurpose = CopyPurpose.COMMIT

    def label(self, sheet: PublicSheet) -> bytes:
        """32 bytes that stand in every hash of its proof."""
        return tagged_hash(Tag.SEAL_LABEL, bytes([FORMAT]), encode(self), encode(sheet))

    @property
    def points(self) -> Group[Any]:
        """Its group. Raises PeerFault for one that this program does not know."""
        try:
            return GROUPS[self.group][0]
        except KeyError:
            raise PeerFault("a sealed copy is of a group that this version does not know; update it") from None

    def is_named_by(self, chain: bytes) -> bool:
        """Whether key id, joint point, kind and this chain code belong together."""
        _, scheme = GROUPS[self.group]
        return key_id(self.network, self.Q, chain, scheme) == self.key_id


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a run seals its own share with: the sheet in force and, while it is exchanged, the one to come. `created`:
    policy seconds at which the key was made; `generation` of the record. `moves`: the one to come was drilled, and is
    to take the place of the other."""

    sheet: OwnSheet
    created: int
    generation: int
    coming: OwnSheet | None = None
    moves: bool = False

    @property
    def wish(self) -> SheetPair:
        """What the other side is told, if it lets this side."""
        if self.coming is None:
            return SheetPair(self.sheet.public)
        return SheetPair(self.coming.public) if self.moves else SheetPair(self.sheet.public, self.coming.public)

    def to(self, sheet: PublicSheet) -> Sealing | None:
        """The same, to this one of its sheets; None: it is none of them."""
        found = (one for one in (self.sheet, self.coming) if one is not None and one.public == sheet)
        one = next(found, None)
        return None if one is None else replace(self, sheet=one, coming=None, moves=False)


@dataclass(frozen=True, slots=True)
class SealedCopy:
    """The copy as the other side keeps it: 9 or 13 kB, nothing in it secret but what is sealed."""

    format: U8
    subject: CopySubject
    sheet: PublicSheet
    created: U64
    generation: U64
    chain: Annotated[bytes, Exact(cell.SIZE)]
    proof: Annotated[bytes, Sized(_proof_size)]
    signature: Annotated[bytes, Exact(SIGNATURE)]

    @property
    def signed(self) -> bytes:
        """What the signature is of: all before it."""
        return encode(self)[:-SIGNATURE]

    def check(self) -> None:
        """Accept a copy that is of one piece: signed by the sheet it names, and opening with it to the share it names.
        Whose sheet that is, and whether the share is anybody's, it does not tell. Raises PeerFault."""
        if self.format != FORMAT:
            raise PeerFault("a sealed copy is of another format")
        self.sheet.check_signature(self.signature, Tag.SEAL_COPY, self.signed)
        points, label = self.subject.points, self.subject.label(self.sheet)
        proof.verify(points, self.sheet.spk, label, points.parse(self.subject.X), self.proof)


@dataclass(frozen=True, slots=True)
class HandedCopy:
    """The message of a run: the copy, and the seed by which the other side makes the chain code's cell again."""

    copy: SealedCopy
    chain_seed: Bytes32


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """What a sheet found in a copy: its share, as its group writes scalars, and the chain code, 32 bytes each."""

    x: Secret[bytes]
    chain: Bytes32


def seal(subject: CopySubject, x: Secret[bytes], chain: bytes, sealing: Sealing, rng: Rng) -> bytes:
    """The message for the other side. The copy in it was checked: a fault while it was made would show the share."""
    sheet, points = sealing.sheet.public, subject.points
    label = subject.label(sheet)
    root = proof.SeedRoot(label, x.reveal(), rng)
    copy = SealedCopy(
        FORMAT,
        subject,
        sheet,
        sealing.created,
        sealing.generation,
        SealKey(sheet.spk).seal(label, _CHAIN, root.chain, chain),
        proof.prove(points, sheet.spk, label, x, root),
        bytes(SIGNATURE),
    )
    handed = HandedCopy(replace(copy, signature=sealing.sheet.sign(Tag.SEAL_COPY, copy.signed)), root.chain)
    if sealing.sheet.role is not subject.role or not subject.is_named_by(chain):
        raise Bug("a share would be sealed to a sheet of the other side, or with another chain code")
    try:
        check(message := encode(handed), subject, chain, sheet)
    except PeerFault as why:
        raise Bug(f"a sealed copy of our own does not hold: {why.message}") from None
    return message


def check(data: bytes, subject: CopySubject, chain: bytes, sheet: PublicSheet) -> bytes:
    """The copy to be kept, of a message: of this subject, this chain code and this sheet, as the own row has them.
    Raises PeerFault."""
    handed = decode(HandedCopy, data)
    copy = handed.copy
    if copy.subject != subject:
        raise PeerFault("a sealed copy is of another share")
    if copy.sheet != sheet:
        raise PeerFault("a sealed copy is sealed to another sheet")
    copy.check()
    if SealKey(sheet.spk).seal(subject.label(sheet), _CHAIN, handed.chain_seed, chain) != copy.chain:
        raise PeerFault("a sealed copy has another chain code")
    return encode(copy)


def read_copy(data: bytes) -> SealedCopy:
    """A kept copy. Raises BadInput."""
    return decode(SealedCopy, data, damaged)


def damaged(_: str = "") -> BadInput:
    """The error of a copy that is not whole or not genuine; which of the two, and where, is nobody's business."""
    return BadInput("this copy of a share is damaged or was altered; use another one", InputKind.COPY)


def open_copy(copy: SealedCopy, sheet: Sheet) -> OpenedCopy:
    """What the words of its sheet open: for the owner, who believes nothing but the words. Raises BadInput."""
    if copy.subject.role is not sheet.role or copy.sheet != sheet.public:
        raise BadInput(
            "this copy was made with another sheet; look for the newest sheet of this device", InputKind.SHEET_OTHER
        )
    try:
        copy.check()
        subject = copy.subject
        points, label = subject.points, subject.label(copy.sheet)
        key = OpeningKey(sheet.seal_key)
        x = proof.open_sealed(points, key, label, points.parse(subject.X), copy.proof)
        chain = key.open(label, _CHAIN, copy.chain)
    except PeerFault:
        raise damaged() from None
    if x is None or chain is None or not subject.is_named_by(chain):
        raise damaged()
    return OpenedCopy(x, chain)
