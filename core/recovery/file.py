"""A recovery file: both copies of one run. With both sheets it is the key; without them it tells nothing but names.

What a stranger finds in it is that it is of one piece ("consistent"), and which sheets would open it. Whether those
sheets are anybody's, the paper must say: a file that a forger sealed to sheets of his own is of one piece as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.codec.codec import decode, encode
from core.errors import BadInput, InputKind, PeerFault
from core.recovery.sealed_copy import SealedCopy, damaged
from core.role import Role

MAGIC: Final = b"Tandem: recovery file, format 1\n"


@dataclass(frozen=True, slots=True)
class RecoveryFile:
    """The computer's copy and the co-signer's, of one run: 29 kB."""

    copy1: SealedCopy
    copy2: SealedCopy

    @classmethod
    def read(cls, data: bytes) -> RecoveryFile:
        """What `write` has written. Raises BadInput."""
        if not data.startswith(MAGIC):
            raise BadInput("this is not a recovery file of this version of Tandem", InputKind.RECOVERY_FILE)
        return decode(cls, data[len(MAGIC) :], damaged)

    def write(self) -> bytes:
        """The bytes of the file."""
        return MAGIC + encode(self)

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
        if (one.role, two.role) != (Role.P1, Role.P2) or points.encode(whole) != one.Q:
            raise damaged()
