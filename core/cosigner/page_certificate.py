"""The page's own small authority, as it is kept: the newest alone, sealed like everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.codec.codec import decode, encode
from core.cosigner.browser_api import CertificateView
from core.errors import BadInput, InputKind, StorageError
from core.home.records import LogCode
from core.home.repository import Repository
from core.home.tables import PAGE_AUTHORITY, THIS
from core.transport.page_authority import PageAuthority, PageTls


class PageCertificate:
    """Of one home. `wall`: seconds that people see."""

    def __init__(self, records: Repository, wall: Callable[[], int]) -> None:
        self._records, self._wall = records, wall

    def make(self, host: str) -> CertificateView:
        """A new one in place of any other; it is served from the next start on."""
        if self._records.home.practice:
            raise BadInput("a practice co-signer serves its own machine only", InputKind.PRACTICE)
        made = PageAuthority.make(host.lower(), self._wall())
        with self._records.write() as write:
            write.note(PAGE_AUTHORITY, b"", THIS, encode(made))
            write.log(self._wall(), LogCode.BROWSER_CERTIFICATE, host, made.fingerprint)
        return _view(made)

    def shown(self) -> CertificateView | None:
        """What there is."""
        found = self._kept()
        return None if found is None else _view(found)

    def context(self, home: Path) -> PageTls | None:
        """TLS with it, for a server."""
        found = self._kept()
        return None if found is None else PageTls(found, home, self._wall)

    def _kept(self) -> PageAuthority | None:
        data = self._records.vault.get(PAGE_AUTHORITY, THIS)
        return None if data is None else decode(PageAuthority, data, StorageError)


def _view(made: PageAuthority) -> CertificateView:
    return CertificateView(made.host, made.fingerprint, made.until, made.certificate.hex())
