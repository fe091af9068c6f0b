"""What the co-signer's page may, for the program that shows it: a door of its own beside core.cosigner.api."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.cosigner.api import (
    AddressView,
    ApprovalView,
    BrowserView,
    CertificateView,
    ComputerView,
    CosignerApi,
    LogView,
    PendingView,
    PolicyChange,
    PolicyView,
    StatusView,
)
from core.cosigner.passkey_api import PasskeyApi as PasskeyApi
from core.cosigner.passkey_api import PasskeyAsk as PasskeyAsk
from core.cosigner.passkey_api import PasskeyMaking as PasskeyMaking
from core.cosigner.shown import PageBy, PageYes
from core.home.log import LogQuery as LogQuery
from core.transport.page_authority import PageTls


@dataclass(frozen=True, slots=True)
class PageView:
    """All that the page shows of what waits, of one moment."""

    approvals: tuple[ApprovalView, ...]
    unsigned: tuple[ApprovalView, ...]
    status: StatusView
    policies: tuple[PolicyView, ...]
    now: int  # seconds of policy time, as those of what waits
    pin: bool  # whether there is a PIN that may still be tried
    passkey: int = 0  # when this browser's was made, which alone approves for it; 0: it has none


@dataclass(frozen=True, slots=True)
class LooserView:
    """What of a change of rules would loosen them, `at` in seconds from now; `delay`: how long it waits, 0: nothing
    does, and then the page loosens nothing. `wallet`: as it is written down."""

    wallet: str
    rules: tuple[PendingView, ...]
    delay: int


class WakingApi(Protocol):
    """A browser that wants to be woken by its own push service when something begins to wait."""

    def key(self, cookie: bytes) -> str:
        """The public key that it subscribes by, as it takes it."""
        ...

    def wakes(self, cookie: bytes) -> bool:
        """Whether it is woken."""
        ...

    def subscribe(self, cookie: bytes, endpoint: str) -> None:
        """Wake it there. BadInput (kind "wake") for what is no address of a push service."""
        ...

    def unsubscribe(self, cookie: bytes) -> None:
        """No more."""
        ...


class PageApi(Protocol):
    """What the page may, whoever asks for it. A browser is known by its cookie, 32 bytes; BadInput (kind "browser")
    for one that is not admitted, or no more. Nothing here unlocks a vault, shows a sheet or pairs a computer."""

    @property
    def passkeys(self) -> PasskeyApi:
        """Passkeys of browsers."""
        ...

    @property
    def waking(self) -> WakingApi:
        """How it is woken."""
        ...

    def served(self, address: str) -> None:
        """The page is at this address, as people type it: HTTPS://NAME."""
        ...

    def certificate(self) -> CertificateView | None:
        """Its own authority, where it has one."""
        ...

    def tls(self) -> PageTls | None:
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

    def awaited(self, cookie: bytes) -> str:
        """The code that the terminal shows too, while it waits for the word there; else empty."""
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

    def approve(self, cookie: bytes, yes: PageYes) -> None:
        """Yes to a payment that still reads as it was shown. BadInput where it does not, or what it takes was not
        ticked (kind "browser.form"), for a wrong PIN (kind "browser.pin") or, of a browser that has a passkey, for what
        that has not signed ("browser.passkey"), for another kind of request, and from the address of a linked computer
        (rule R1)."""
        ...

    def refuse(self, cookie: bytes, id: str, task: str, reason: str) -> None:
        """No to a request; `task`: of what was shown, empty for what is no payment."""
        ...

    def freeze(self, cookie: bytes) -> None:
        """No wallet signs anything from now on."""
        ...

    def looser(self, cookie: bytes, wallet: str, change: PolicyChange) -> LooserView:
        """What of a change of a wallet's rules would loosen them. BadInput for what no rule is set to."""
        ...

    def set_rules(self, cookie: bytes, wallet: str, change: PolicyChange, shown: str, by: PageBy) -> None:
        """Set rules of a wallet that were `shown` (core.cosigner.shown.rules_digest; BadInput, kind "browser.old",
        where they are others): what tightens at once; what loosens waits, and needs what a yes needs. BadInput
        (kind "browser.rules") for what the terminal alone may: the delay itself, and a loosening that would not wait.
        """
        ...

    def keep_rule(self, cookie: bytes, wallet: str, rule: str) -> None:
        """A loosening that waits does not come. BadInput (kind "browser.old") where none waits."""
        ...

    def block(self, cookie: bytes, computer: str) -> ComputerView:
        """Turn a computer away, at once; only a person at the terminal and there lets it in again."""
        ...


class PagedCosigner(CosignerApi, Protocol):
    """A co-signer's home, open in this process, and its page."""

    @property
    def page(self) -> PageApi:
        """What browsers may that were admitted."""
        ...
