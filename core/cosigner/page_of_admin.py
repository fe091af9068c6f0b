"""The page, at the terminal: who may see it, and by what. Methods of BrowserApi."""

from __future__ import annotations

from core.cosigner.browser_api import BrowserView, CertificateView, PinView
from core.cosigner.browsers import Browsers
from core.cosigner.page_certificate import PageCertificate
from core.cosigner.page_pin import PagePin


class PageOfAdmin:
    """A part of core.cosigner.admin.Admin, which sets all of these."""

    admitted: Browsers
    page_pin: PagePin
    page_certificate: PageCertificate

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
