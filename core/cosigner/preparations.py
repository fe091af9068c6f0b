"""PREPARE at the co-signer: how often, and what of it becomes durable together with a proposal.

An A1 that comes while a proposal of its key is arriving or being read waits for it, and its CHECKING is written with
what is decided: one sync for both, and no column is read before it (rule F3). It serves no task more than any other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from core.cosigner.connection import Call, Connection, Kept
from core.cosigner.scheme_share import hedged_by, share_under
from core.errors import BlockKind, KeyBlocked, RefusalKind, Refused
from core.home.repository import Write
from core.keys import transitions
from core.keys.limits import must_be_usable
from core.keys.record import KeyRecord
from core.protocol.changes import Checking
from core.protocol.registry import AnyScheme
from core.protocol.scheme import PrepareCall
from core.sansio.effects import Script
from core.transport.rate_limit import Bucket

PREPARE_BURST, PREPARE_RATE = 16, 2.0  # A1 of a key that led to no new signature: each costs a durable write


class Preparations:
    """Of all keys. `row_of` gives a key of a connection's computer, or raises Refused; `policy` gives seconds of policy
    time, `steady` those of the monotonic clock."""

    def __init__(
        self,
        row_of: Callable[[Connection, bytes], KeyRecord],
        policy: Callable[[], int],
        steady: Callable[[], float],
    ) -> None:
        self._row_of, self._policy, self._steady = row_of, policy, steady
        self._buckets: dict[bytes, Bucket] = {}  # by key_id

    def open(self, c: Connection, scheme: AnyScheme, first: PrepareCall[Any, Any], data: bytes) -> Call:
        """The call of an A1, behind the proposal that it came with."""
        proposal = c.proposal(first.key_id)

        def script() -> Script[None]:
            if proposal is not None and not proposal.stands:
                raise Refused("nothing is prepared for what is not going to be signed", RefusalKind.SESSION)
            row = self._row_of(c, first.key_id)
            share = share_under(must_be_usable(row, self._policy()), scheme)
            if first.epoch_id != share.epoch_id:
                raise KeyBlocked("the co-signer holds another epoch of this key", BlockKind.MISMATCH)
            if not first.pays:
                raise Refused("only payments are prepared here", RefusalKind.PURPOSE)
            if not self._buckets.setdefault(row.key_id, Bucket(PREPARE_BURST, PREPARE_RATE)).take(self._steady()):
                raise Refused("too many preparations; wait a second", RefusalKind.BUSY)
            session = yield from first.script(share, hedged_by(scheme, share, data))
            c.keep(Kept(session, row.key_id, self._steady()))

        call = Call(script(), first.key_id)
        if proposal is not None:
            call.behind, call.collecting = proposal, len(data)
        return call

    def give_back(self, key_id: bytes) -> None:
        """A session of this key was used whole, for signatures that nobody had yet."""
        self._buckets[key_id].give_back()

    def write(self, c: Connection, proposal: Call, write: Write, row: KeyRecord) -> None:
        """In the write of a proposal that stands: CHECKING of the A1 that came with it."""
        proposal.stands = True
        for call in c.behind(proposal):
            if call.run is not None and isinstance(change := call.run.until_change(), Checking):
                write.key(transitions.checking(row, change.T))
                write.then(call.run.made_durable)
                write.then(partial(c.begun.append, (call, change.T)))
