"""How long a computer may do what it was paired for beside being an ordinary one: bring the wallets of a lost one back,
or have a lost co-signer replaced (core/spec/recovery.md). What was paired for it once is not so for ever.
"""

from __future__ import annotations

from core.home.repository import Repository
from core.keys.restore import LASTS, RestoreState
from core.transport.pairing_purpose import PairingPurpose


def may(records: Repository, pin: bytes, purpose: PairingPurpose, now: int) -> bool:
    """Whether the computer of this pin was paired for `purpose`, and that has not ended: after seven days without a
    request, and once all that it asked for is renewed; a replacement asks nobody, and its words end it before that.
    `now` in seconds of policy time."""
    peer = records.peers.get(pin)
    if peer is None or peer.purpose is not purpose:
        return False
    request = records.restores.requests.get(pin)
    if purpose is not PairingPurpose.RESTORE or request is None or request.asked < peer.since:  # of an earlier pairing
        return now < peer.since + LASTS
    if request.state is RestoreState.DONE:
        rows = [row for row in map(records.keys.get, request.keys) if row is not None]
        return any(row.must_refresh for row in rows if row.pin == pin)
    return request.is_open(now) or now < max(request.asked, request.settles) + LASTS
