"""The co-signer's page, for programs: which browsers were admitted to it, and what they may (core.cosigner.api)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.home.log import LogQuery

if TYPE_CHECKING:
    import ssl

    from core.cosigner.api import AddressView, ApprovalView, LogView, PolicyView, StatusView


@dataclass(frozen=True, slots=True)
class BrowserView:
    """A browser. `id`: 16 hex digits; `admitted`, `used`: when, in unix seconds, the latter to within a day;
    `address`: where it was then, as far as its connection tells."""

    id: str = ""
    name: str = ""
    admitted: int = 0
    used: int = 0
    address: str = ""


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
class PageView:
    """All that the page shows of what waits, of one moment."""

    approvals: tuple[ApprovalView, ...]
    unsigned: tuple[ApprovalView, ...]
    status: StatusView
    policies: tuple[PolicyView, ...]
    pin: bool  # whether there is a PIN that may still be tried


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


class AdmissionApi(Protocol):
    """The same, where a `serve` shows the page."""

    def admit_browser(self, screen: AdmissionScreen) -> BrowserView:
        """Make a link, once and for five minutes; returns when a browser has used it and was confirmed. BadInput (kinds
        "browser…") where there is no page, nobody came, or it was not the right one."""
        ...


class PageApi(Protocol):
    """What the page may, whoever asks for it. A browser is known by its cookie, 32 bytes; BadInput (kind "browser")
    for one that is not admitted, or no more. Nothing here unlocks a vault, shows a sheet or pairs a computer."""

    def served(self, address: str) -> None:
        """The page is at this address, as people type it: HTTPS://NAME."""
        ...

    def certificate(self) -> CertificateView | None:
        """Its own authority, where it has one."""
        ...

    def tls(self) -> ssl.SSLContext | None:
        """TLS with that, for a server. StorageError where the disk takes no key."""
        ...

    def link_lives(self, token: str) -> bool:
        """Whether an admission link can still be used. Looking uses nothing up."""
        ...

    def enter(self, token: str, name: str, address: str) -> bytes:
        """Use the link up, under a name of the person's own -> the cookie, which counts once it is confirmed at the
        terminal. BadInput where the link is used or over, or the name will not do."""
        ...

    def browser(self, cookie: bytes) -> BrowserView | None:
        """Who it is; None: nobody who was admitted. It waits for nothing."""
        ...

    def awaited(self, cookie: bytes) -> bool:
        """Whether it still waits for the word at the terminal."""
        ...

    def used(self, cookie: bytes, address: str) -> None:
        """It is here, at this address."""
        ...

    def look(self, cookie: bytes) -> PageView:
        """What waits, and how the co-signer is."""
        ...

    def waits(self, cookie: bytes) -> tuple[str, ...]:
        """The ids of what waits or may still be refused; cheap, for who asks each second."""
        ...

    def log(self, cookie: bytes, query: LogQuery) -> tuple[LogView, ...]:
        """Lines of the log, oldest first."""
        ...

    def address(self, cookie: bytes, wallet: str, which: str) -> AddressView:
        """Whether an address is this wallet's (D1)."""
        ...

    def approve(self, cookie: bytes, id: str, task: str, pin: str, *, accept_fee: bool, address: str) -> None:
        """Yes to a payment that was shown as `task`. BadInput for a wrong PIN (kind "browser.pin"), for another kind of
        request, and from the address of a linked computer (R1)."""
        ...

    def refuse(self, cookie: bytes, id: str, task: str, reason: str) -> None:
        """No to a request; `task`: of what was shown, empty for what is no payment."""
        ...

    def freeze(self, cookie: bytes) -> None:
        """No wallet signs anything from now on."""
        ...
