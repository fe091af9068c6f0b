"""How the wallet gets a payment signed: it reads the PSBT, compares with what the co-signer read, waits, signs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection

from core import lifecycle
from core.bitcoin.coins import Table, Window
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask, WireTask, check, split
from core.cosigning import Cosigning, Event, Progress, silent
from core.errors import PeerFault
from core.lifecycle import KeyRow
from core.requests import HORIZON
from core.review import Review, review
from core.tasks import Proposed, TaskState


class Signed:
    """What signing gave: the PSBT, final unless inputs of others were left alone, and which inputs are signed."""

    __slots__ = ("psbt", "signed", "skipped", "txid")

    def __init__(self, psbt: bytes, task: CheckedTask, signed: Collection[int]) -> None:
        self.psbt = psbt
        self.signed = len(signed)
        self.skipped = [number for number in range(len(task.inputs)) if number not in signed]
        self.txid = task.txid[::-1].hex()


class Signing:
    """P1's signatures, for all keys of a home."""

    def __init__(self, cosigning: Cosigning) -> None:
        self._cosigning = cosigning
        self._reaching = threading.Lock()  # two payments at once read through one table
        self._tables: dict[bytes, Table] = {}

    def review(
        self, row: KeyRow, psbt: bytes, approve_below: int | None, known: Collection[str], own: Collection[str]
    ) -> Review:
        """What this PSBT does, from its bytes alone. Raises BadInput for one that may not be signed."""
        task = self._check(row, split(psbt, row.network), HORIZON, HORIZON)
        return review(task, HORIZON, approve_below, known, own)

    def sign(
        self,
        row: KeyRow,
        psbt: bytes,
        wait: float | None = None,
        progress: Progress = silent,
        asked: Callable[[bytes], object] = lambda _: None,
        allowed: Callable[[], object] = lambda: None,
    ) -> Signed:
        """Sign a PSBT together with the co-signer and finalise it; needs no chain.

        Waits for a decision up to `wait` seconds (None: until the request expires). The same PSBT again continues
        the same request; `asked` is told its id before anything waits, and `allowed` is called once it may be signed
        and before anything is; what they raise ends it there. Raises Refused (kind "pending" when nobody has decided
        yet), LinkError, KeyBlocked, PeerFault, BadInput.
        """
        deadline = self._cosigning.until(wait)
        wire = split(psbt, row.network)
        task = self._check(row, wire, HORIZON, HORIZON)
        progress(Event("step", "showing the payment to the co-signer", "show"))
        proposed = self._cosigning.propose(row, wire)
        task = self._same(row, wire, task, proposed)
        asked(proposed.request)
        progress(Event("request", f"request {proposed.request.hex()} is on the co-signer", proposed.request.hex()))
        if proposed.state is TaskState.PROPOSED:
            progress(Event("waiting", "waiting for a decision on the co-signer"))
        self._cosigning.decision(proposed, deadline, progress)
        allowed()
        signatures = self._cosigning.sign(row.key_id, task, progress)
        own, table = dict(task.own_inputs), self._table(row, HORIZON, HORIZON)
        signed = Psbt.parse(psbt).with_signatures(
            {number: (table.public_key(own[number]), found.der()) for number, found in signatures.items()}
        )
        progress(Event("step", "signed together", "signed"))
        whole = len(own) == len(task.inputs)
        return Signed((signed.finalized() if whole else signed).serialize(), task, own.keys())

    def _check(self, row: KeyRow, wire: WireTask, external: int, internal: int) -> CheckedTask:
        window = Window(self._table(row, external, internal), external, internal)
        return check(wire, row.key_id, row.network, window)

    def _same(self, row: KeyRow, wire: WireTask, task: CheckedTask, proposed: Proposed) -> CheckedTask:
        """The co-signer must have read the same task; its address tables may reach further than ours."""
        if task.task_id != proposed.task_id:
            task = self._check(row, wire, proposed.external, proposed.internal)
        if task.task_id != proposed.task_id:
            raise PeerFault(
                "the co-signer read another payment than this computer shows; nothing was signed, and do not try "
                "again before you know why",
                "task",
            )
        return task

    def _table(self, row: KeyRow, external: int, internal: int) -> Table:
        """The key's own addresses, at least so many of each branch."""
        with self._reaching:
            if row.key_id not in self._tables:
                share = lifecycle.share_of(row)
                self._tables[row.key_id] = Table(share.Q, share.chain)
            table = self._tables[row.key_id]
            table.extend(0, external)
            table.extend(1, internal)
            return table
