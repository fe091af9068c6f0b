"""Which of the two a home belongs to, and which party of the protocol it is."""

from __future__ import annotations

from enum import IntEnum

from core.errors import BadInput, InputKind

WALLET, COSIGNER = "wallet", "cosigner"
_WHOSE = {WALLET: "a wallet; its program is tandem", COSIGNER: "a co-signer; its program is tandem-cosigner"}


class Role(IntEnum):
    """P1 is the wallet, P2 the co-signer."""

    P1 = 1
    P2 = 2

    @property
    def other(self) -> Role:
        """The other party."""
        return Role(3 - self)


def must_be(role: str, found: object) -> None:
    """Raises BadInput (kind "role") for the home of the other."""
    if found != role:
        whose = _WHOSE.get(str(found), "a program of another version; update both")
        raise BadInput(f"this is the home of {whose}", InputKind.ROLE)
