"""Which of the two a home belongs to."""

from __future__ import annotations

from core.errors import BadInput, InputKind

WALLET, COSIGNER = "wallet", "cosigner"
_WHOSE = {WALLET: "a wallet; its program is tandem", COSIGNER: "a co-signer; its program is tandem-cosigner"}


def must_be(role: str, found: object) -> None:
    """Raises BadInput (kind "role") for the home of the other."""
    if found != role:
        whose = _WHOSE.get(str(found), "a program of another version; update both")
        raise BadInput(f"this is the home of {whose}", InputKind.ROLE)
