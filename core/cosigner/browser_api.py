"""The co-signer's page, for whoever sits at the terminal: which browsers are admitted to it, and how (a part of
core.cosigner.api)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BrowserView:
    """A browser. `id`: 16 hex digits; `admitted`, `used`: when, in unix seconds, the latter to within a day;
    `address`: where it was then, as far as its connection tells; `at_computer`: that is a linked computer's, or was in
    the last 30 days. Told of one that waits to be admitted. `woken`: of one that is, by its own push service.
    `passkey`: when its passkey was made; 0: it has none."""

    id: str = ""
    name: str = ""
    admitted: int = 0
    used: int = 0
    address: str = ""
    at_computer: bool = False
    woken: bool = False
    passkey: int = 0

    @property
    def code(self) -> str:
        """What a browser that waits to be admitted and the terminal both show: nobody else has it (W4)."""
        return f"{self.id[:3]}-{self.id[3:6]}".upper()


@dataclass(frozen=True, slots=True)
class AdmissionScreen:
    """What the person at the terminal is shown and asked while a browser is admitted."""

    show_url: Callable[[str], object]
    confirm: Callable[[BrowserView], bool]  # whether this is the one in their hand


@dataclass(frozen=True, slots=True, repr=False)
class PinView:
    """Six digits; without a repr."""

    pin: str = ""


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The page's own authority, for `host` alone: its SHA-256 fingerprint as phones show it, when its last certificate
    ends in unix seconds, and itself, DER in hex digits."""

    host: str = ""
    fingerprint: str = ""
    until: int = 0
    der: str = ""


@dataclass(frozen=True, slots=True)
class WakeView:
    """Who is told that something waits: its machine (empty: nobody is; the rest of the address is a secret), whether it
    may be in this network, and of the last time since the start: when, in unix seconds (0: none yet), and why it was
    not taken, a MissKind (empty: it was)."""

    host: str = ""
    near: bool = False
    at: int = 0
    miss: str = ""


class BrowserApi(Protocol):
    """For whoever sits at the terminal."""

    def browsers(self) -> tuple[BrowserView, ...]:
        """Those that were admitted, by their names."""
        ...

    def revoke_browser(self, which: str) -> BrowserView:
        """Admit it no more, at once. `which`: its name, or its id. BadInput where there is none."""
        ...

    def new_pin(self) -> PinView:
        """Draw the PIN that a yes on the page needs, in place of any other."""
        ...

    def new_certificate(self, host: str) -> CertificateView:
        """Make the page's own authority, for this name or address alone, in place of any other; phones that trusted
        that one have to trust this one anew. It is served from the next `serve` on."""
        ...

    def wake(self) -> WakeView:
        """How the person is woken when something begins to wait for them."""
        ...

    def set_wake(self, url: str, *, near: bool) -> WakeView:
        """By a POST to this address, whose words are always the same; empty: by none. `near`: it may be in this
        network, and plain http there. BadInput (kind "wake") for what is no such address."""
        ...


class AdmissionApi(Protocol):
    """The same, where a `serve` runs; to admit a browser, one that shows the page."""

    def test_wake(self) -> WakeView:
        """Wake the person now -> what became of it. BadInput where there is no receiver, or somebody was woken in the
        last minute (kind "wake.soon")."""
        ...

    def admit_browser(self, screen: AdmissionScreen) -> BrowserView:
        """Make a link, once and for five minutes; returns when a browser has used it and was confirmed. BadInput (kinds
        "browser…") where there is no page, nobody came, or it was not the right one."""
        ...

    def add_passkey(self, which: str, show: Callable[[str], object]) -> BrowserView:
        """Have a browser that is admitted, by its name or id, make a passkey in place of any other: `show` gets the
        code that is typed there. Returns when it is made. BadInput where nobody did within five minutes."""
        ...
