"""The transactions that a sync looks at: those of the store, and those that are in no slice of it yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.bitcoin.tx import OutPoint, Transaction
from core.chain import guarded_line
from core.chain.bdk_changeset import TX
from core.chain.kept import KeptEntries

MAX_BYTES = 512 << 20  # of transactions in hand, in no slice: what does not concern us goes into none
SHAPES = 5_000  # transactions kept taken apart


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a transaction says whom it concerns."""

    scripts: tuple[bytes, ...]
    spends: tuple[OutPoint, ...]


class InHand:
    """`kept`: the entries of the store, as they are now."""

    def __init__(self, kept: KeptEntries) -> None:
        self._kept = kept
        self.new: dict[bytes, bytes] = {}  # raw, of those that are in no slice yet
        self._bytes = 0  # of these
        self._shapes: dict[bytes, _Shape] = {}

    def __contains__(self, txid: bytes) -> bool:
        return txid in self.new or TX + txid in self._kept

    def add(self, tx: Transaction) -> None:
        """One more. LinkError (kind "server.flood") for more than MAX_BYTES."""
        raw = self.new[tx.txid] = tx.serialize()
        self._bytes += len(raw)
        if self._bytes > MAX_BYTES:
            raise guarded_line.too_much()

    def take(self, txids: Iterable[bytes]) -> dict[bytes, bytes]:
        """Those that go into a slice, by id."""
        taken = {txid: self.new.pop(txid) for txid in txids}
        self._bytes -= sum(map(len, taken.values()))
        return taken

    def raw(self, txid: bytes) -> bytes:
        """One of them."""
        return self.new.get(txid) or self._kept[TX + txid]

    def read(self, txid: bytes) -> Transaction:
        """One of them."""
        return Transaction.parse(self.raw(txid))

    def pays(self, txid: bytes, script: bytes) -> bool:
        """Whether one has an output with this script."""
        return script in self._shape(txid).scripts

    def spends(self, txid: bytes, script: bytes) -> bool:
        """Whether one spends an output with this script, of a transaction that is here too."""
        return script in map(self._spent, self._shape(txid).spends)

    def scripts_of(self, txid: bytes) -> Iterator[bytes]:
        """All scripts that a transaction concerns."""
        shape = self._shape(txid)
        yield from shape.scripts
        yield from (script for script in map(self._spent, shape.spends) if script)

    def _shape(self, txid: bytes) -> _Shape:
        found = self._shapes.get(txid)
        if found is None:
            if len(self._shapes) >= SHAPES:
                self._shapes.clear()
            tx = self.read(txid)
            scripts = tuple(output.script for output in tx.outputs)
            found = self._shapes[txid] = _Shape(scripts, tuple(part.outpoint for part in tx.inputs))
        return found

    def _spent(self, outpoint: OutPoint) -> bytes | None:
        """The script of an output of a transaction that is here."""
        scripts = self._shape(outpoint.txid).scripts if outpoint.txid in self else ()
        return scripts[outpoint.index] if outpoint.index < len(scripts) else None
