"""A recovery file: of each wallet both copies of one run. With both sheets it is the keys; without them it tells
nothing but names. Wallets of one home that have both copies stand in one file.

What a stranger finds in it is that it is of one piece ("consistent"), and which sheets would open it. Whether those
sheets are anybody's, the paper must say: a file that a forger sealed to sheets of his own is of one piece as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from core.codec.codec import Bytes32, Many, VarBytes, decode, encode
from core.errors import BadInput, InputKind, PeerFault
from core.primitives.hashing import Tag, tagged_hash
from core.recovery.sealed_copy import SealedCopy, damaged
from core.role import Role

MAGIC: Final = b"Tandem: recovery file, format 2\n"
_LENGTH: Final = 4  # bytes before the wallets
_HASH: Final = 32


@dataclass(frozen=True, slots=True)
class RecoveryFile:
    """Of one wallet the computer's copy and the co-signer's, of one run: 18 kB."""

    copy1: SealedCopy
    copy2: SealedCopy

    def of(self, role: Role) -> SealedCopy:
        """The copy of one side's share."""
        return self.copy1 if role is Role.P1 else self.copy2

    def check(self) -> None:
        """Accept two copies that belong together and open with the sheets they name. Raises BadInput."""
        one, two = self.copy1.subject, self.copy2.subject
        if (one.group, one.network, one.key_id, one.Q) != (two.group, two.network, two.key_id, two.Q):
            raise BadInput("the two copies in this file are of two wallets", InputKind.RECOVERY_WALLETS)
        if (one.epoch, one.T) != (two.epoch, two.T):
            raise BadInput(
                "the two copies in this file are of two renewals and do not open the wallet together; use another file",
                InputKind.RECOVERY_EPOCHS,
            )
        try:
            self.copy1.check()
            self.copy2.check()
            points = one.points
            whole = points.add(points.parse(one.X), points.parse(two.X))
        except PeerFault:
            raise damaged() from None
        if (one.role, two.role) != (Role.P1, Role.P2) or bytes(whole) != one.Q:
            raise damaged()


@dataclass(frozen=True, slots=True)
class _Wallets:
    wallets: Annotated[tuple[RecoveryFile, ...], Many()]


@dataclass(frozen=True, slots=True)
class _Body:
    """The wallets, and a hash by which a file that was altered is told from one that lacks a piece."""

    wallets: VarBytes
    hash: Bytes32


def write(wallets: tuple[RecoveryFile, ...]) -> bytes:
    """The bytes of a file."""
    data = encode(_Wallets(wallets))
    return MAGIC + encode(_Body(data, tagged_hash(Tag.RECOVERY_FILE, data)))


def read(data: bytes) -> tuple[RecoveryFile, ...]:
    """What `write` has written, at least one. Raises BadInput: another file, one that lacks its end, an altered one."""
    if not data.startswith(MAGIC):
        raise BadInput("this is not a recovery file of this version of Tandem", InputKind.RECOVERY_FILE)
    body = data[len(MAGIC) :]
    if len(body) < _LENGTH or len(body) < _LENGTH + int.from_bytes(body[:_LENGTH], "big") + _HASH:
        raise BadInput("the end of this recovery file is missing; use another copy of it", InputKind.RECOVERY_CUT)
    found = decode(_Body, body, damaged)
    if tagged_hash(Tag.RECOVERY_FILE, found.wallets) != found.hash:
        raise damaged()
    wallets = decode(_Wallets, found.wallets, damaged).wallets
    if not wallets:
        raise damaged()
    return wallets
