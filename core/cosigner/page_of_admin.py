"""The page, at the terminal: who may see it, and by what. Methods of BrowserApi."""

from __future__ import annotations

from collections.abc import Callable

from core.cosigner.browser_api import BrowserView, CertificateView, PinView, WakeView
from core.cosigner.browsers import Browsers
from core.cosigner.page_certificate import PageCertificate
from core.cosigner.page_pin import PagePin
from core.cosigner.wake import Wake
from core.home.repository import Repository


class PageOfAdmin:
    """A part of core.cosigner.admin.Admin. `wall`: seconds that people see."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self.admitted, self.page_pin = Browsers(records, wall), PagePin(records, wall)
        self.page_certificate = PageCertificate(records, wall)
        self.waking = Wake(records, wall)

    def browsers(self) -> tuple[BrowserView, ...]:
        """See BrowserApi."""
        return self.admitted.views()

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
