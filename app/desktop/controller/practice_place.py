"""What the window needs of a practice place. The program's entry hands one in: the window starts no other program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.secret import Secret

if TYPE_CHECKING:
    from core.cosigner.api import AddressView, ApprovalView

WALLET = "Practice"  # the name of its key


class PracticePlace(Protocol):
    """A Bitcoin network of one's own and a local co-signer. All but the properties block, and raise TandemError."""

    @property
    def home(self) -> Path:
        """The home of the practice wallet."""
        ...

    @property
    def url(self) -> str:
        """The Electrum server of its network; empty before the first start."""
        ...

    @property
    def port(self) -> int:
        """Where its co-signer serves, on this machine; 0 before the first start."""
        ...

    def passphrase(self) -> Secret[bytes]:
        """Of the practice wallet: it protects nothing and nobody is asked for it."""
        ...

    def start(self, say: Callable[[str], None] = ...) -> None:
        """Start whatever does not run; `say` hears "network" and "cosigner"."""
        ...

    def stop(self) -> None:
        """End everything."""
        ...

    def link(self) -> tuple[str, Callable[[], object]]:
        """A pairing link of its co-signer, and what waits until that has agreed too."""
        ...

    def approvals(self) -> tuple[ApprovalView, ...]:
        """What its co-signer asks."""
        ...

    def approve(self, request: str, *, accept_fee: bool = False) -> None:
        """Say yes there."""
        ...

    def refuse(self, request: str, reason: str) -> None:
        """Say no there."""
        ...

    def set_rule(self, name: str, value: object) -> None:
        """Set a rule of it, by its field of PolicyChange; None takes an amount or a time out of force."""
        ...

    def delay(self, minutes: int) -> None:
        """Set how long a loosening of its rules waits; 0: not at all."""
        ...

    def address(self, name: str, index: int) -> AddressView:
        """The address with this number, as it works it out."""
        ...

    def faucet(self, address: str) -> str:
        """Free coins; the transaction's id."""
        ...

    def mine(self) -> None:
        """One block."""
        ...
