"""Passkeys, for the program that shows the page (a part of core.cosigner.page_api)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from core.cosigner.api import PolicyChange


@dataclass(frozen=True, slots=True)
class PasskeyAsk:
    """What a browser is to have signed by its passkey: a challenge, the credential's id, both in base64url, and the
    party that it is for."""

    challenge: str
    credential: str
    rp_id: str


@dataclass(frozen=True, slots=True)
class PasskeyMaking:
    """What a browser is to make a passkey by: a challenge and the user's id, both in base64url, the user's name, the
    party, and COSE's numbers of the kinds of key that will do."""

    challenge: str
    user: str
    name: str
    rp_id: str
    algorithms: tuple[int, ...]


class PasskeyApi(Protocol):
    """For the page. `origin`: the one at which the browser is now, https://NAME[:PORT]; its cookie is 32 bytes."""

    def possible(self, origin: str) -> bool:
        """Whether a passkey can be for it: never for an IP address."""
        ...

    def ask(self, cookie: bytes, id: str, origin: str) -> PasskeyAsk | None:
        """What signs a yes to this request as it is now, once and within ten minutes; None: the browser has no passkey
        for that name, or the request waits no more."""
        ...

    def ask_rules(self, cookie: bytes, wallet: str, change: PolicyChange, origin: str) -> PasskeyAsk | None:
        """The same for looser rules of a wallet as they are now."""
        ...

    def enter(self, cookie: bytes, code: str, origin: str, address: str) -> PasskeyMaking:
        """With the code of the terminal. BadInput (kind "browser.passkey") where it is another, or none is waited for;
        and from the address of a linked computer (rule R1)."""
        ...

    def make(self, cookie: bytes, made: str, origin: str, address: str) -> None:
        """What the browser has made, in JSON: from now on it approves with that alone. BadInput as above."""
        ...
