"""The page, at the terminal: who may see it, and by what. Methods of BrowserApi."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.cosigner.browser_api import BrowserView, CertificateView, PinView, WakeView
from core.cosigner.browsers import ID_DIGITS, Browsers
from core.cosigner.page_certificate import PageCertificate
from core.cosigner.page_pin import PagePin
from core.cosigner.passkeys import Passkeys
from core.cosigner.pushes import Pushes
from core.cosigner.wake import Wake
from core.home.repository import Repository


class PageOfAdmin:
    """A part of core.cosigner.admin.Admin. `wall`: seconds that people see."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self.admitted, self.page_pin = Browsers(records, wall), PagePin(records, wall)
        self.page_certificate, self.passkeys = PageCertificate(records, wall), Passkeys(records, wall)
        self.waking, self.pushes = Wake(records, wall), Pushes(records, self.admitted, wall)
        self.admitted.left = self.pushes.forget

    def browsers(self) -> tuple[BrowserView, ...]:
        """See BrowserApi."""
        woken = {id.hex()[:ID_DIGITS] for id in self.pushes.receivers()}
        return tuple(replace(one, woken=one.id in woken) for one in self.admitted.views())

    def browser(self, id: bytes) -> BrowserView:
        """One that is admitted, by the SHA-256 of its cookie. BadInput where it is so no more."""
        return self.admitted.view(id)

    def revoke_browser(self, which: str) -> BrowserView:
        """See BrowserApi."""
        return self.admitted.revoke(which)

    def new_pin(self) -> PinView:
        """See BrowserApi."""
        return PinView(self.page_pin.draw())

    def new_certificate(self, host: str) -> CertificateView:
        """See BrowserApi."""
        return self.page_certificate.make(host)

    def wake(self) -> WakeView:
        """See BrowserApi."""
        return self.waking.view()

    def set_wake(self, url: str, *, near: bool) -> WakeView:
        """See BrowserApi."""
        return self.waking.set(url, near=near)
