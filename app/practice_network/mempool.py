"""The transactions that wait for a block, and the rules by which nodes take them; refusals are in Bitcoin Core's words.

Scripts are judged by the kernel. Not checked: limits of chains of unconfirmed transactions, the extra rules of version
3, signature operations, size and number of OP_RETURN outputs, and what is usual for inputs other than wpkh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.practice_network.block import NOWHERE, Block, median_time
from app.practice_network.kernel import check_scripts
from app.practice_network.ledger import Coin, Ledger, created, script_hash
from core.bitcoin.fee_rate import fee_at
from core.bitcoin.script import ScriptKind, dust_threshold, kind_of
from core.bitcoin.tx import OutPoint, Transaction
from core.crypto.secp256k1 import q
from core.errors import BadInput, Refused

MATURITY = 100  # blocks before a reward may be spent
RELAY_FEE, MAX_FEE = Decimal("0.1"), 10_000  # sat per vbyte; replacements pay as much more
MOST_REPLACED = 100
_FINAL = 0xFFFFFFFF
_LOCK_IS_TIME = 500_000_000
_NO_AGE, _AGE_IS_TIME, _AGE = 1 << 31, 1 << 22, 0xFFFF  # BIP68


@dataclass(frozen=True, slots=True)
class Entry:
    """A waiting transaction, its fee in sat, and the script hashes it concerns."""

    tx: Transaction
    fee: int
    concerns: frozenset[str]


def decode(raw: bytes) -> Transaction:
    """Raises Refused."""
    try:
        return Transaction.parse(raw)
    except BadInput as fault:
        raise Refused(f"TX decode failed: {fault.message}") from None


class Mempool:
    """Judged against `ledger`, which is replaced when the chain reorganises."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.entries: dict[bytes, Entry] = {}  # by id; parents before children
        self.spenders: dict[OutPoint, bytes] = {}

    def clear(self) -> None:
        """Forget everything that waits."""
        self.entries.clear()
        self.spenders.clear()

    def accept(self, tx: Transaction) -> None:
        """Take a transaction in, and let those it replaces go. Refused otherwise."""
        _must(tx.txid not in self.ledger.transactions, "Transaction outputs already in utxo set")
        _check_form(tx)
        coins = self._spent(tx)
        self._check_locks(tx, coins)
        for part, coin in zip(tx.inputs, coins, strict=True):
            if kind_of(coin.output.script) is ScriptKind.WPKH and len(part.witness) == 2:
                _check_signature(*part.witness)
        fee = _fee(tx, coins)
        replaced = self._replaced(tx, fee)
        check_scripts(tx.serialize(), [coin.output for coin in coins])
        for txid in replaced:
            self._drop(txid)
        outputs = [*(coin.output for coin in coins), *tx.outputs]
        self.entries[tx.txid] = Entry(tx, fee, frozenset(script_hash(output.script) for output in outputs))
        self.spenders |= {part.outpoint: tx.txid for part in tx.inputs}

    def confirm(self, block: Block) -> None:
        """Let go what the block contains, and what can no longer be because of it."""
        for tx in block.transactions:
            self._drop(tx.txid)
            for txid in self._families(part.outpoint for part in tx.inputs):
                self._drop(txid)

    def coin(self, outpoint: OutPoint) -> Coin | None:
        """What an outpoint names, confirmed or waiting, spent by a waiting transaction or not."""
        entry = self.entries.get(outpoint.txid)
        output = created(entry.tx).get(outpoint) if entry else None
        return Coin(output, None) if output else self.ledger.coins.get(outpoint)

    def spendable(self, script: bytes) -> list[tuple[OutPoint, int]]:
        """Outpoints of a script with their sat: those in blocks first, and the largest of each kind first."""
        height = len(self.ledger.blocks)
        found = [
            (False, -coin.output.amount, point)
            for point, coin in self.ledger.coins.items()
            if coin.output.script == script and (not coin.coinbase or height - (coin.height or 0) >= MATURITY)
        ]
        waiting = (item for entry in self.entries.values() for item in created(entry.tx).items())
        found += [(True, -output.amount, point) for point, output in waiting if output.script == script]
        free = [item for item in found if item[2] not in self.spenders]
        return [(point, -amount) for _, amount, point in sorted(free, key=lambda item: item[:2])]

    def _drop(self, txid: bytes) -> None:
        entry = self.entries.pop(txid, None)
        for part in entry.tx.inputs if entry else ():
            self.spenders.pop(part.outpoint, None)

    def _families(self, outpoints: Iterable[OutPoint]) -> list[bytes]:
        """The waiting transactions that spend these, and all their descendants."""
        found = list(dict.fromkeys(self.spenders[point] for point in outpoints if point in self.spenders))
        for txid in found:  # grows meanwhile
            children = (self.spenders.get(point) for point in created(self.entries[txid].tx))
            found += [child for child in dict.fromkeys(children) if child and child not in found]
        return found

    def _spent(self, tx: Transaction) -> list[Coin]:
        coins = [coin for part in tx.inputs if (coin := self.coin(part.outpoint))]
        _must(len(coins) == len(tx.inputs), "bad-txns-inputs-missingorspent")
        return coins

    def _check_locks(self, tx: Transaction, coins: list[Coin]) -> None:
        height = len(self.ledger.blocks)  # of the next block
        limit = height if tx.locktime < _LOCK_IS_TIME else median_time(self.ledger.blocks)
        _must(tx.locktime < limit or all(part.sequence == _FINAL for part in tx.inputs), "non-final")
        for part, coin in zip(tx.inputs, coins, strict=True):
            since = height if coin.height is None else coin.height
            _must(not coin.coinbase or height - since >= MATURITY, "bad-txns-premature-spend-of-coinbase")
            if tx.version < 2 or part.sequence & _NO_AGE:
                continue
            age, by_time = part.sequence & _AGE, part.sequence & _AGE_IS_TIME
            _must(since + age <= height and not (age and by_time), "non-BIP68-final")  # by time: never taken here

    def _replaced(self, tx: Transaction, fee: int) -> list[bytes]:
        """What has to go for `tx`: rules 2 to 5 of BIP125, for every transaction whether it signals or not."""
        spends = [part.outpoint for part in tx.inputs]
        direct = {self.spenders[point] for point in spends if point in self.spenders}
        gone = self._families(spends)
        if not gone:
            return []
        parents = {point.txid for point in spends}
        _must(parents.isdisjoint(gone), "bad-txns-spends-conflicting-tx")
        _must(len(gone) <= MOST_REPLACED, "too many potential replacements")
        known = {part.outpoint.txid for txid in direct for part in self.entries[txid].tx.inputs}
        _must(not (parents & self.entries.keys()) - known, "replacement-adds-unconfirmed")
        say = f"insufficient fee, rejecting replacement {tx.txid[::-1].hex()}"
        for old in (self.entries[txid] for txid in direct):
            rates = f"{fee / tx.vsize:.2f} <= old feerate {old.fee / old.tx.vsize:.2f} sat/vB"
            _must(fee * old.tx.vsize > old.fee * tx.vsize, f"{say}; new feerate {rates}")
        paid, least = sum(self.entries[txid].fee for txid in gone), fee_at(RELAY_FEE, tx.vsize)
        _must(fee >= paid, f"{say}, less fees than conflicting txs; {fee} < {paid} sat")
        _must(fee - paid >= least, f"{say}, not enough additional fees to relay; {fee - paid} < {least} sat")
        return gone


def _must(true: bool, why: str) -> None:
    if not true:
        raise Refused(why)


def _check_form(tx: Transaction) -> None:
    """What can be said without knowing what is spent."""
    outpoints = [part.outpoint for part in tx.inputs]
    _must(outpoints != [NOWHERE], "coinbase")
    _must(len(set(outpoints)) == len(outpoints), "bad-txns-inputs-duplicate")
    _must(1 <= tx.version <= 3, "version")
    _must(tx.weight <= 400_000, "tx-size")
    _must(len(tx.serialize(witness=False)) >= 65, "tx-size-small")
    for output in tx.outputs:
        _must(kind_of(output.script) is not ScriptKind.NO_ADDRESS or _is_later_witness(output.script), "scriptpubkey")
        _must(output.amount >= dust_threshold(output.script), "dust")


def _is_later_witness(script: bytes) -> bool:
    """Witness versions that mean nothing yet, and the anchor."""
    return 4 <= len(script) <= 42 and 0x51 <= script[0] <= 0x60 and script[1] == len(script) - 2


def _check_signature(signature: bytes, key: bytes) -> None:
    """What consensus leaves to nodes for a wpkh input."""
    why = "mempool-script-verify-flag-failed"
    _must(len(key) == 33 and key[0] in (2, 3), f"{why} (Using non-compressed keys in segwit)")
    understood = len(signature) >= 9 and signature[-1] & 0x7F in (1, 2, 3)
    _must(understood, f"{why} (Signature hash type missing or not understood)")
    s = int.from_bytes(signature[6 + signature[3] : -1], "big")
    _must(s <= q // 2, f"{why} (Non-canonical signature: S value is unnecessarily high)")


def _fee(tx: Transaction, coins: list[Coin]) -> int:
    value, paid = sum(coin.output.amount for coin in coins), sum(output.amount for output in tx.outputs)
    fee, size = value - paid, tx.vsize
    _must(fee >= 0, f"bad-txns-in-belowout, value in ({value} sat) < value out ({paid} sat)")
    _must(fee >= fee_at(RELAY_FEE, size), f"min relay fee not met, {fee} < {fee_at(RELAY_FEE, size)}")
    _must(fee <= MAX_FEE * size, "Fee exceeds maximum configured by user (maxfeerate)")
    return fee
