"""Records of a home as programs see them."""

from __future__ import annotations

from core.bitcoin import descriptor
from core.keys.record import KeyRecord, share_of, state
from core.wallet.results import PairedCosigner, SheetsShown, WalletShown


def shown(row: KeyRecord, cosigner: PairedCosigner, sheets: SheetsShown, was_whole: int) -> WalletShown:
    """A key: what it is called, its descriptors, where it stands, who holds the other half, and since when it is known
    to have been whole (seconds; 0: it is not)."""
    share = share_of(row)
    return WalletShown(
        name=row.name,
        network=row.network,
        fingerprint=descriptor.fingerprint(share.Q).hex(),
        xpub=descriptor.xpub(share.Q, share.chain, row.network),
        external=descriptor.descriptor(share.Q, share.chain, row.network, 0),
        internal=descriptor.descriptor(share.Q, share.chain, row.network, 1),
        epoch=share.epoch,
        locked=row.locked,
        state=state(row),
        cosigner=cosigner.called,
        cosigner_fingerprint=cosigner.fingerprint,
        sheets=sheets,
        was_whole=was_whole,
    )


def renewed(row: KeyRecord) -> int:
    """When the halves in force were made, in seconds."""
    return row.completed[-1] if row.completed else row.created
