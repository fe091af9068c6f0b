"""Tasks as they travel, from the bytes of a PSBT to what a party makes of them."""

from __future__ import annotations

from core.bitcoin import signing_task
from core.bitcoin.coins import AddressTable, AddressWindow
from core.bitcoin.psbt import Psbt
from core.bitcoin.signing_task import CheckedTask, ReadTask, WireTask


def split(psbt: bytes | str, network: str) -> WireTask:
    """What one party sends."""
    return signing_task.split(Psbt.parse(psbt), network).wire()


def check(wire: WireTask, key_id: bytes, network: str, table: AddressTable | AddressWindow) -> CheckedTask:
    """What the other makes of it."""
    return signing_task.check(ReadTask.of(wire), key_id, network, table)
