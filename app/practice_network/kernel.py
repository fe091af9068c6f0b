"""Bitcoin Core's consensus code, libbitcoinkernel, as the judge of the practice network.

Its traps, all seen: process_block() is content with a block that fails to connect, so the tip is compared; the reason
of a refusal is only in its log; a killed process loses blocks, and a damaged block file aborts the process at every
later start. So it keeps nothing: its directory is made anew each time, and what counts is our own log, replayed to it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import pbk
from pbk.script import PrecomputedTransactionData

from app.practice_network.block import Block
from core.bitcoin.tx import TxOut
from core.errors import RefusalKind, Refused, StorageError

_said: deque[str] = deque(maxlen=50)  # its log belongs to the process, not to a chain
_connection = pbk.LoggingConnection(lambda line: _said.append(line.strip()))
_ERROR = "[error] "


class Kernel:
    """A regtest chain in memory; `place` is a directory of its own, emptied at both ends."""

    def __init__(self, place: Path) -> None:
        self._place = place
        shutil.rmtree(place, ignore_errors=True)
        self._verdicts: list[pbk.ValidationMode] = []  # on the blocks of one `take`
        told = pbk.ValidationInterfaceCallbacks(
            block_checked=lambda _, __, state: self._verdicts.append(state.validation_mode)
        )
        context = pbk.make_context(pbk.ChainType.REGTEST, told)
        options = pbk.ChainstateManagerOptions(context, str(place), str(place))
        options.update_block_tree_db_in_memory(True)
        options.update_chainstate_db_in_memory(True)
        try:
            self._chainstate = pbk.ChainstateManager(options)
        except RuntimeError:
            raise self._unable() from None
        self._chain = self._chainstate.get_active_chain()

    def close(self) -> None:
        """Nothing may be asked of it afterwards."""
        del self._chain, self._chainstate
        shutil.rmtree(self._place, ignore_errors=True)

    @property
    def first(self) -> Block:
        """The block that everything begins with; its coins do not exist."""
        return Block(bytes(self._chain.block_tree_entries[0].block_header), ())

    @property
    def hashes(self) -> list[bytes]:
        """The hashes of the blocks of the best chain."""
        return [self._hash(height) for height in range(self._chain.height + 1)]

    @property
    def tip(self) -> bytes:
        """The hash of the last block of the best chain."""
        return self._hash(self._chain.height)

    def _hash(self, height: int) -> bytes:
        return bytes(self._chain.block_tree_entries[height].block_hash)

    def take(self, block: Block) -> None:
        """Judge a block, and follow it if that makes the best chain. Refused, with the kernel's words; StorageError."""
        before = self.tip
        _said.clear()
        self._verdicts.clear()
        with contextlib.suppress(pbk.ProcessBlockException):
            self._chainstate.process_block(pbk.Block(block.serialize()))
        if pbk.ValidationMode.INVALID in self._verdicts:
            objections = [line.partition(_ERROR)[2] for line in _said if _ERROR in line]
            raise Refused((objections or ["the block is refused"])[0], RefusalKind.BLOCK)
        if pbk.ValidationMode.INTERNAL_ERROR in self._verdicts or (block.previous == before and self.tip != block.hash):
            raise self._unable()

    def _unable(self) -> StorageError:
        return StorageError(f"Bitcoin Core's code cannot work in {self._place}; make room there, at least 20 MB")


def check_scripts(raw: bytes, spent: Sequence[TxOut]) -> None:
    """Every input of the transaction `raw` may spend its output of `spent`, by all rules of consensus, or Refused."""
    try:
        tx = pbk.Transaction(raw)
    except RuntimeError:
        raise Refused("TX decode failed") from None
    scripts = [pbk.ScriptPubkey(output.script) for output in spent]
    outputs = [pbk.TransactionOutput(script, part.amount) for script, part in zip(scripts, spent, strict=True)]
    prepared = PrecomputedTransactionData(tx, outputs)
    for i, script in enumerate(scripts):
        if not script.verify(spent[i].amount, tx, prepared, i, pbk.ScriptVerificationFlags.ALL):
            raise Refused(f"mempool-script-verify-flag-failed (script of input {i} not satisfied)")
