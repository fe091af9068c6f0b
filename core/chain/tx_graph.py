"""The transactions that the entries of a store know: where they are said to be, and how they hang together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from core.bitcoin.coins import EXTERNAL, INTERNAL, AddressTable
from core.bitcoin.tx import Transaction, parse_output
from core.chain.bdk_changeset import BLOCK, IN, LAST, LOOKAHEAD, OUT, SENT, TX, number, u32
from core.chain.canonical import BlockPlace
from core.chain.kept import KeptEntries
from core.chain.packed import Coin, PackedTransaction, Where, could_be_ours
from core.chain.relation import Relation
from core.errors import BadInput

BRANCHES = (EXTERNAL, INTERNAL)


class TxGraph:
    """Of `kept`; `table` derives the key's addresses."""

    def __init__(self, kept: KeptEntries, table: AddressTable) -> None:
        self._kept, self._table = kept, table
        self._txs, self._sent, self._seen = kept.of(TX), kept.of(SENT), kept.of(LAST)
        self.blocks: dict[int, bytes] = {}
        self.revealed = [-1, -1]  # the last index of each branch that was shown or used
        self.used: tuple[dict[int, int], dict[int, int]] = ({}, {})  # by branch: index -> transactions that pay it
        self.lacking: set[bytes] = set()  # ids that are said to be somewhere and have no transaction
        self.adrift: set[bytes] = set()  # ids of transactions that are said to be nowhere
        self.at: dict[int, set[bytes]] = {}  # by height: what is said to be there, in whichever block
        self._places: dict[BlockPlace, BlockPlace] = {}  # each once: many are in one block
        self._claims: Relation[BlockPlace] = Relation()  # by transaction
        self._read: dict[bytes, PackedTransaction] = {}
        self._spenders: Relation[bytes] = Relation()  # by coin
        self._strangers: Relation[bytes] = Relation()  # by script: who pays it; one shop may be paid by all
        self._waiting: set[bytes] = set()  # known, and in no block

    def place(self, txid: bytes) -> BlockPlace | None:
        """The block that a transaction is in."""
        for at in self._claims.of(txid):
            if self.blocks.get(at.height) == at.block:
                return at
        return None

    def claims(self, txid: bytes) -> Collection[BlockPlace]:
        """The blocks that it is said to be in, of whichever chain."""
        return self._claims.of(txid)

    def is_told(self, txid: bytes) -> bool:
        """Whether it is said to be somewhere by what a server told."""
        return txid in self._claims or txid in self._seen

    def is_known(self, txid: bytes) -> bool:
        """Whether there is a transaction of this id."""
        return txid in self._read

    def paying(self, where: Where) -> list[bytes]:
        """All that is known and pays an address; as long a work as the history is long."""
        return [txid for txid, found in self._read.items() if any(of == where for _, of in found.own)]

    def sent(self) -> list[bytes]:
        """What this wallet has sent (sent.py)."""
        return [txid for txid in self._sent if txid in self._read]

    def in_no_block(self) -> Collection[bytes]:
        """All that is in no block, whether it counts or not."""
        return self._waiting

    def loose(self) -> list[tuple[bytes, BlockPlace]]:
        """What is said to be in blocks that are not in the chain."""
        return [(txid, at) for txid in self._waiting for at in self._claims.of(txid)]

    def known(self, txid: bytes) -> bytes | None:
        """A transaction as it travels; None for one that is not known."""
        return self._txs.get(txid) or self._sent.get(txid)

    def raw(self, txid: bytes) -> bytes:
        """A transaction that is known."""
        found = self.known(txid)
        if found is None:
            raise KeyError(txid)
        return found

    def spends(self, txid: bytes) -> tuple[Coin, ...]:
        """The coins that a known transaction spends."""
        return self._read[txid].spends

    def own(self, txid: bytes) -> tuple[tuple[int, Where], ...]:
        """The outputs of a known transaction that are ours: number and address."""
        return self._read[txid].own

    def touches(self, txid: bytes, where: Where) -> tuple[bool, bool]:
        """Whether a transaction is known to pay an address, and to spend from it."""
        found = self._read.get(txid)
        if found is None:
            return False, False
        befores = ((self._read.get(coin[:32]), number(coin[32:])) for coin in found.spends)
        outputs = (before.own_output(at) for before, at in befores if before is not None)
        return any(of == where for _, of in found.own), any(output[0] == where for output in outputs if output)

    def spenders(self, coin: Coin) -> Collection[bytes]:
        """All that spends it, whether it counts or not."""
        return self._spenders.of(coin)

    def where(self, script: bytes) -> Where | None:
        """The address of a script, if it is ours and not further out than is looked at."""
        path = self._table.find(script)
        if path is None or path[4] > self.revealed[path[3]] + LOOKAHEAD:
            return None
        return path[3], path[4]

    def with_descendants(self, txids: Iterable[bytes]) -> set[bytes]:
        """These, and all that is known and spends from them."""
        found, left = set[bytes](), [*txids]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                left += self._children(one)
        return found

    def concerns(self, tx: Transaction) -> bool:
        """Whether a transaction, known or not, pays us or spends coins of ours."""
        coins = (part.outpoint.txid + u32(part.outpoint.index) for part in tx.inputs)
        paid = any(self.where(output.script) for output in tx.outputs)
        return paid or any(self._own_amount(coin) is not None for coin in coins)

    # -------------------------------------------------------------- one that is known
    def _claim(self, name: bytes) -> None:
        txid, block, data = name[:32], name[32:], self._kept.get(IN + name)
        for at in [*self._claims.of(txid)]:
            self.at.get(at.height, set()).discard(txid)
            if at.block == block:
                self._claims.discard(txid, at)
        if data is not None:
            place = BlockPlace(number(data[:4]), block, number(data[4:]))
            self._claims.add(txid, self._places.setdefault(place, place))
        for at in self._claims.of(txid):
            self.at.setdefault(at.height, set()).add(txid)

    def _block(self, height: bytes) -> set[bytes]:
        """Those whose standing it may change."""
        at, block = number(height), self._kept.get(BLOCK + height)
        if block is None:
            self.blocks.pop(at, None)
            if not self.at.get(at):
                self.at.pop(at, None)
        else:
            self.blocks[at] = block
        return {*self.at.get(at, ())}

    def _forget(self, txid: bytes) -> None:
        self._waiting.discard(txid)
        self.lacking.discard(txid)
        self.adrift.discard(txid)
        found = self._read.pop(txid, None)
        if found is None:
            return
        for coin in found.spends:
            self._spenders.discard(coin, txid)
        for script in found.foreign:
            self._strangers.discard(script, txid)
        for _, (branch, index) in found.own:
            self.used[branch][index] -= 1
            if not self.used[branch][index]:
                del self.used[branch][index]

    def _learn(self, txids: Iterable[bytes]) -> None:
        for txid in txids:
            said = self.is_told(txid)
            data = self._txs.get(txid)
            if said != (data is not None):
                (self.lacking if said else self.adrift).add(txid)
            data = (data if said else None) or self._sent.get(txid)
            if data is None:
                continue
            try:
                tx = Transaction.parse(data)
            except BadInput:
                self.lacking.add(txid)
                continue
            self._note(txid, tx)

    def _note(self, txid: bytes, tx: Transaction) -> None:
        places = [self.where(output.script) for output in tx.outputs]
        own = tuple((at, where) for at, where in enumerate(places) if where)
        others = {output.script for output, where in zip(tx.outputs, places, strict=True) if not where}
        spends = tuple(part.outpoint.txid + u32(part.outpoint.index) for part in tx.inputs)
        is_mined = len(spends) == 1 and not any(spends[0][:32])
        foreign = [script for script in others if could_be_ours(script)]
        amounts = [output.amount for output in tx.outputs]
        self._read[txid] = PackedTransaction.of(() if is_mined else spends, amounts, own, foreign, is_mined=is_mined)
        for coin in spends if not is_mined else ():
            self._spenders.add(coin, txid)
        for script in foreign:
            self._strangers.add(script, txid)
        for _, (branch, index) in own:
            self.used[branch][index] = self.used[branch].get(index, 0) + 1
        if self.place(txid) is None:
            self._waiting.add(txid)

    def _is_ours(self, txid: bytes) -> bool:
        found = self._read[txid]
        return bool(found.own) or any(self._own_amount(coin) is not None for coin in found.spends)

    def _own_amount(self, coin: Coin) -> int | None:
        before = self._read.get(coin[:32])
        found = before.own_output(number(coin[32:])) if before is not None else None
        return found[1] if found else None

    def _fee(self, txid: bytes) -> int | None:
        found = self._read.get(txid)
        if found is None:
            return None
        if found.is_mined:
            return 0
        paid = -found.paid
        for coin in found.spends:
            amount = self._amount(coin)
            if amount is None:
                return None
            paid += amount
        return paid if paid >= 0 else None

    def _amount(self, coin: Coin) -> int | None:
        before = self._read.get(coin[:32])
        amount = before.amount(number(coin[32:])) if before is not None else None
        if amount is not None:
            return amount
        told = self._kept.get(OUT + coin)
        return None if told is None else parse_output(told, "an output that was kept").amount

    def _time(self, kind: bytes, txid: bytes) -> int:
        return number(self._kept.get(kind + txid) or b"")

    def _parents(self, txid: bytes) -> Iterator[bytes]:
        return (coin[:32] for coin in self._read[txid].spends if coin[:32] in self._read)

    def _rivals_of(self, txid: bytes) -> Iterator[bytes]:
        return (other for coin in self._read[txid].spends for other in self._spenders.of(coin) if other != txid)

    def _children(self, txid: bytes) -> list[bytes]:
        found = self._read.get(txid)
        if found is None:
            return []
        return [other for at in range(found.outputs) for other in self._spenders.of(txid + u32(at))]
