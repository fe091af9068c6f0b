"""The share that a call works with, under the scheme whose message opened it."""

from __future__ import annotations

from typing import Any

from core.crypto.rng import HedgedRng
from core.errors import FaultKind, PeerFault
from core.keys.record import Slot
from core.protocol.registry import AnyScheme
from core.protocol.scheme import Share


def share_under(slot: Slot, scheme: AnyScheme) -> Any:  # what a scheme's shares are, only the scheme knows
    """The share of a slot. PeerFault for one of another scheme."""
    if slot.scheme is not scheme:
        raise PeerFault("a message for one kind of key names a key of another kind", FaultKind.MISMATCH)
    return slot.share.opened


def hedged_by(scheme: AnyScheme, share: Share, message: bytes) -> HedgedRng:
    """Randomness that a repeated state does not repeat: by share, epoch and message too."""
    return HedgedRng(scheme.hedge(share), share.epoch_id, message)
