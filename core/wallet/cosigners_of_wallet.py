"""What a wallet that is open here does with its co-signers: the methods of CosignersApi."""

from __future__ import annotations

from core.bitcoin import descriptor
from core.codec.names import must_be_a_name
from core.wallet.cosigners import Cosigners
from core.wallet.cosigners_api import Confirm
from core.wallet.events import Progress, silent
from core.wallet.results import PairedCosigner, ThisComputer, WalletKind, WalletShown


class CosignersOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets them."""

    _cosigners: Cosigners

    @property
    def cosigner(self) -> PairedCosigner | None:
        """The first co-signer of this home; None before pairing."""
        return next(iter(self._cosigners.all()), None)

    def cosigners(self) -> tuple[PairedCosigner, ...]:
        """See CosignersApi."""
        return self._cosigners.all()

    def pair(self, link_text: str, confirm: Confirm | None, *, another: bool = False) -> PairedCosigner:
        """See CosignersApi."""
        return self._cosigners.pair(link_text, confirm, another=another)

    def this_computer(self) -> ThisComputer:
        """See CosignersApi."""
        return self._cosigners.this_computer()

    def call_self(self, name: str) -> ThisComputer:
        """See CosignersApi."""
        return self._cosigners.call_self(name)

    def rename_cosigner(self, cosigner: str, name: str) -> PairedCosigner:
        """See CosignersApi."""
        return self._cosigners.rename(cosigner, name)

    def new_key(
        self,
        name: str,
        network: str,
        progress: Progress = silent,
        *,
        cosigner: str | None = None,
        kind: WalletKind = WalletKind.SEGWIT,
    ) -> WalletShown:
        """See CosignersApi."""
        descriptor.network(network)
        must_be_a_name(name)
        pin = self._cosigners.chosen(cosigner)
        self._cosigners.settle_births(pin)
        self._cosigners.must_be_new(name)
        return self._cosigners.new_key(pin, name, network, progress, kind)
