"""Records of a home as programs see them."""

from __future__ import annotations

from core.bitcoin import descriptor
from core.bitcoin.account import TR
from core.keys.record import KeyRecord, account, joint_key, short_name, slot_of, state
from core.wallet.results import PairedCosigner, SheetsShown, WalletKind, WalletShown


def shown(row: KeyRecord, cosigner: PairedCosigner, sheets: SheetsShown, was_whole: int) -> WalletShown:
    """A key: what it is called, its descriptors, where it stands, who holds the other half, and since when it is known
    to have been whole (seconds; 0: it is not)."""
    fingerprint, xpub, external, internal = _of_coins(row) if row.holds_coins else (short_name(row), "", "", "")
    return WalletShown(
        name=row.name,
        network=row.network,
        fingerprint=fingerprint,
        xpub=xpub,
        external=external,
        internal=internal,
        epoch=slot_of(row).epoch,
        locked=row.locked,
        state=state(row),
        cosigner=cosigner.called,
        cosigner_fingerprint=cosigner.fingerprint,
        sheets=sheets,
        was_whole=was_whole,
        kind=WalletKind.TAPROOT if row.holds_coins and account(row) is TR else WalletKind.SEGWIT,
    )


def _of_coins(row: KeyRecord) -> tuple[str, str, str, str]:
    """Fingerprint, extended public key, and the descriptors of both branches."""
    share = joint_key(row)
    external, internal = (
        descriptor.descriptor(share.Q, share.chain, row.network, branch, account(row)) for branch in (0, 1)
    )
    xpub = descriptor.xpub(share.Q, share.chain, row.network)
    return descriptor.fingerprint(share.Q).hex(), xpub, external, internal


def renewed(row: KeyRecord) -> int:
    """When the halves in force were made, in seconds."""
    return row.completed[-1] if row.completed else row.created
