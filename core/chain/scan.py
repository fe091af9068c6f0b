"""One reading of the chain: what the server shows of our addresses. Each transaction is compared with its id, and is in
a block by its Merkle path and the work of the header.

It looks at every address that was shown, at some beyond the last used one, and as far as the co-signer lets coins come
back for nothing (C7). What was read before is not asked for again: an address whose history has the status of the last
time, a transaction that is kept, a proof in a block that is still there. What is in hand grows with the transactions
and with nothing else, and goes to the store in slices: they count for nothing until the whole is read, and a sync that
was ended goes on from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from core.bitcoin.coins import EXTERNAL, GAP, HORIZON, INTERNAL, MOST_GAP, Reach
from core.bitcoin.tx import OutPoint, Transaction, TxOut
from core.chain import guarded_line, header_checks
from core.chain.bdk_changeset import (
    BLOCK,
    FIRST,
    GONE,
    IN,
    LACK,
    LAST,
    OUT,
    PLACES,
    PROOF,
    REVEALED,
    STATUS,
    TX,
    Changes,
    blocks_of,
    number,
    u32,
    u64,
    under,
)
from core.chain.electrum_client import ElectrumClient
from core.chain.guarded_line import ServerAnswer
from core.chain.header_checks import Tip
from core.chain.headers import DEPTH, ConsensusRules, check_work
from core.chain.merkle import is_proved
from core.chain.sent import SENT
from core.chain.store import ByteStore
from core.errors import BadInput, InputKind

SLICE = 1_000  # transactions between two writes of a sync that goes on; addresses looked at together
FOREIGN = (
    1_000  # receipts in blocks, the newest, for which a sync looks up what they spent: their fee is for show alone
)
MAX_BYTES = 512 << 20  # of transactions asked for in one sync, and of those that syncs left which did not end
MAX_WAITING = 64 << 20  # bytes of transactions in no block: they cost whoever invents them nothing
MERKLE = "blockchain.transaction.get_merkle"
PAID, PAID_IN_BLOCK = 1, 2
BRANCHES = (EXTERNAL, INTERNAL)

T = TypeVar("T")
History = list[tuple[bytes, int]]  # ids and heights, as a server tells them; in no block: 0 or less
Where = tuple[int, int]  # branch and index


@dataclass(frozen=True, slots=True)
class _Place:
    """A block that a transaction was proved to be in."""

    block: bytes
    height: int
    time: int

    def __bytes__(self) -> bytes:
        return self.block + u32(self.height) + u64(self.time)

    @classmethod
    def read(cls, data: bytes) -> _Place:
        return cls(data[:32], number(data[32:36]), number(data[36:]))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a transaction says whom it concerns."""

    scripts: tuple[bytes, ...]
    spends: tuple[OutPoint, ...]


def must_be_a_gap(gap: int) -> None:
    """Raises BadInput unless a person may have so many addresses looked at beyond the last used one."""
    if not GAP <= gap <= MOST_GAP:
        raise BadInput(f"{GAP} to {MOST_GAP} addresses beyond the last used one can be looked at", InputKind.GAP)


def entries_of(store: ByteStore) -> dict[bytes, bytes]:
    """All of a store. What syncs left that did not end is dropped where it is too much: any server can have left it."""
    kept = store.load()
    placed = {key[:32] for place in PLACES for key, _ in under(place, kept)}
    left = {txid: len(raw) for txid, raw in under(TX, kept) if txid not in placed}
    if sum(left.values()) <= MAX_BYTES:
        return kept
    gone = {fact + txid for fact in (TX, PROOF) for txid in left}
    store.save(dict.fromkeys(gone))
    return {key: value for key, value in kept.items() if key not in gone}


class Scan:
    """Reads once. `kept`: all entries of the store, which the scan adds to; `script` gives the script of an address by
    branch and index; `save` takes slices; `now` in unix seconds."""

    def __init__(
        self,
        line: ElectrumClient,
        kept: dict[bytes, bytes],
        script: Callable[[int, int], bytes],
        tip: Tip,
        rules: ConsensusRules,
        save: Callable[[Changes], object],
        now: float,
    ) -> None:
        self._line, self._kept, self._script, self._tip = line, kept, script, tip
        self._rules, self._save, self._began, self._now = rules, save, now, int(now)
        self._blocks = blocks_of(kept)
        self._sound = header_checks.agreed(self._blocks, tip, line)  # up to there the blocks that we know are its own
        self._headers = {tip[0]: tip[1]}  # of blocks whose work was checked
        check_work(tip[1], tip[0], rules)
        self._places: dict[bytes, _Place] = {}
        self._void: set[bytes] = set()  # entries that say a place which is none any more
        self._read_places()
        self._proofs = {txid: _Place.read(data) for txid, data in under(PROOF, kept)}
        self._waiting = {txid for txid, _ in under(LAST, kept) if txid not in self._places and TX + txid in kept}
        self._told: dict[bytes, int] = {}
        self._flags: dict[Where, int] = {}
        self._statuses: Changes = {}
        self._new: dict[bytes, bytes] = {}  # raw transactions that are in no slice yet
        self._fresh: set[bytes] = set()  # ids of those that this sync has asked for
        self._asked_for = 0  # bytes of them
        self._fresh_proofs: dict[bytes, _Place] = {}  # likewise
        self._shapes: dict[bytes, _Shape] = {}
        self._lively = {script for txid in self._waiting for script in self._scripts_of(txid)}

    def _read_places(self) -> None:
        for key, data in under(IN, self._kept):
            place = _Place(key[32:], number(data[:4]), number(data[4:]))
            if place.height <= self._sound and self._kept.get(BLOCK + data[:4]) == place.block:
                self._places[key[:32]] = place
            else:
                self._void.add(IN + key)

    # -------------------------------------------------------------- how far it looks
    def run(self, told: Reach | None, gap: int) -> tuple[Changes, Reach]:
        """Read; what the store is to know by it, and how many addresses of each branch were looked at.

        Raises LinkError, BadInput and PeerFault.

        `told`: how far the co-signer says that it lets coins come back; believed up to HORIZON beyond the last used.
        What is in no block leads GAP further and no more: a server can invent it.
        """
        shown = {branch[0]: number(last) for branch, last in under(REVEALED, self._kept)}
        looked = self._look_up_to([shown.get(branch, -1) for branch in BRANCHES], [0, 0])
        ends = self._ends(told, gap)
        while any(ends[branch] >= looked[branch] for branch in BRANCHES):
            looked = self._look_up_to(ends, looked)
            ends = self._ends(told, GAP)  # beyond what was found
        return self._changes(), Reach(*looked)

    def _look_up_to(self, ends: list[int], looked: list[int]) -> list[int]:
        new = ((branch, index) for branch in BRANCHES for index in range(looked[branch], ends[branch] + 1))
        for some in _slices(new, SLICE):
            self._look(some)
        return [max(looked[branch], ends[branch] + 1) for branch in BRANCHES]

    def _ends(self, told: Reach | None, gap: int) -> list[int]:
        """The last address of each branch that is to be looked at."""
        claimed = (told.external, told.internal) if told else (0, 0)
        ends = []
        for branch, count in zip(BRANCHES, claimed, strict=True):
            sure = self._last(branch, PAID_IN_BLOCK)
            used = max(sure, min(self._last(branch, PAID), sure + GAP))
            ends.append(max(used + gap, min(count - 1, sure + HORIZON)))
        return ends

    def _last(self, branch: int, flag: int) -> int:
        return max((at for (of, at), flags in self._flags.items() if of == branch and flags & flag), default=-1)

    # -------------------------------------------------------------- some addresses
    def _look(self, places: list[Where]) -> None:
        scripts = {name_of(script := self._script(*where)): (where, script) for where in places}
        changed = [answer.params[0] for answer in self._line.ask(guarded_line.STATUS, ((name,) for name in scripts))
                   if not self._is_known(answer, *scripts[answer.params[0]])]  # fmt: skip
        histories = {}
        for answer in self._line.ask(guarded_line.HISTORY, ((name,) for name in changed)):
            histories[answer.params[0]] = self._line.history(answer)
        self._shapes.clear()
        heights: dict[bytes, int] = {}
        for history in histories.values():
            heights.update(history)
        for some in _slices(iter(heights.items()), SLICE):
            self._fetch(dict(some))
        for name, history in histories.items():
            self._note(*scripts[name], history)

    def _is_known(self, answer: ServerAnswer, where: Where, script: bytes) -> bool:
        """Whether the history of an address is as it was read before."""
        known = self._kept.get(STATUS + bytes.fromhex(answer.params[0]))
        if known is None or answer.error is not None or script in self._lively:
            return known is None and answer.error is None and answer.result is None and script not in self._lively
        if answer.result != known[:32].hex() or number(known[32:36]) > self._sound:
            return False
        self._flags[where] = known[36]
        return True

    def _note(self, where: Where, script: bytes, history: History) -> None:
        """What a history says of an address. What does not concern it was not told; what is not proved is asked for
        again the next time."""
        flags, highest, whole = 0, 0, True
        for txid, height in history:
            shape = self._shape(txid)
            paid = script in shape.scripts
            if not paid and script not in map(self._spent, shape.spends):
                whole = False
                continue
            self._told[txid] = height
            place = self._places.get(txid)
            if place is None and height > 0:
                whole = False
            flags |= paid * (PAID | (PAID_IN_BLOCK if place else 0))
            highest = max(highest, place.height if place else 0)
        self._flags[where] = flags
        text = "".join(f"{txid[::-1].hex()}:{height}:" for txid, height in history)
        status = hashlib.sha256(text.encode()).digest() + u32(highest) + bytes([flags])
        self._statuses[STATUS + bytes.fromhex(name_of(script))] = status if whole and history else None

    # -------------------------------------------------------------- transactions and proofs
    def _fetch(self, heights: Mapping[bytes, int]) -> None:
        """Have these transactions, and that they are in the blocks of these heights, as far as the chain was when this
        began. A sync that knew less would offer again what was spent."""
        missing = [txid for txid in heights if TX + txid not in self._kept and txid not in self._new]
        for tx in self._line.transactions(missing):
            self._new[tx.txid] = tx.serialize()
            self._fresh.add(tx.txid)
            self._asked_for += len(self._new[tx.txid])
            if self._asked_for > MAX_BYTES:
                raise guarded_line.too_much()
        unproved = {txid: height for txid, height in heights.items() if height > 0 and not self._is_in(txid, height)}
        wanted = sorted({height for height in unproved.values() if height <= self._tip[0]} - self._headers.keys())
        for height, header in self._line.headers(wanted):
            check_work(header, height, self._rules)
            self._headers[height] = header
        if not self._headers.keys() >= set(wanted):
            raise header_checks.changed(self._line)
        asked = list[bytes]()
        for txid, height in unproved.items():
            block, proof = self._headers.get(height), self._proofs.get(txid)
            if block is not None and proof is not None and (proof.height, proof.block) == (height, block.hash):
                self._put(txid, proof)
            elif block is not None:
                asked.append(txid)
        for answer in self._line.ask(MERKLE, ((txid[::-1].hex(), unproved[txid]) for txid in asked)):
            txid, block = bytes.fromhex(answer.params[0])[::-1], self._headers[answer.params[1]]
            if answer.error is not None:
                raise self._line.refused(answer)
            if not is_proved(self._tx(txid), answer.result, block.merkle_root):
                raise header_checks.changed(self._line)
            self._fresh_proofs[txid] = _Place(block.hash, answer.params[1], block.time)
            self._put(txid, self._fresh_proofs[txid])
        if len(self._fresh_proofs) >= SLICE // 2:
            self._keep()

    def _put(self, txid: bytes, place: _Place) -> None:
        before = self._places.get(txid)
        if before is not None:
            self._void.add(IN + txid + before.block)
        self._places[txid] = place

    def _is_in(self, txid: bytes, height: int) -> bool:
        place = self._places.get(txid)
        return place is not None and place.height == height

    def _keep(self) -> None:
        """A slice goes to the store: what is in a block. All else a server can have made up, signatures too."""
        proved = [txid for txid in self._new if txid in self._places]
        slice: dict[bytes, bytes] = {TX + txid: self._new.pop(txid) for txid in proved}
        slice |= {PROOF + txid: bytes(place) for txid, place in self._fresh_proofs.items()}
        self._save({**slice})
        self._kept.update(slice)
        self._proofs |= self._fresh_proofs
        self._fresh_proofs.clear()

    def _raw(self, txid: bytes) -> bytes:
        return self._new.get(txid) or self._kept[TX + txid]

    def _tx(self, txid: bytes) -> Transaction:
        return Transaction.parse(self._raw(txid))

    def _shape(self, txid: bytes) -> _Shape:
        found = self._shapes.get(txid)
        if found is None:
            tx = self._tx(txid)
            scripts = tuple(output.script for output in tx.outputs)
            found = self._shapes[txid] = _Shape(scripts, tuple(part.outpoint for part in tx.inputs))
        return found

    def _has(self, txid: bytes) -> bool:
        return txid in self._new or TX + txid in self._kept

    def _spent(self, outpoint: OutPoint) -> bytes | None:
        """The script of an output of a transaction that is known."""
        scripts = self._shape(outpoint.txid).scripts if self._has(outpoint.txid) else ()
        return scripts[outpoint.index] if outpoint.index < len(scripts) else None

    def _scripts_of(self, txid: bytes) -> Iterator[bytes]:
        """All scripts that a transaction concerns."""
        shape = self._shape(txid)
        yield from shape.scripts
        yield from (script for script in map(self._spent, shape.spends) if script)

    # -------------------------------------------------------------- what has come of it
    def _changes(self) -> Changes:
        """What is new; asks for what payments of others have spent, and for the last blocks."""
        changes: Changes = dict.fromkeys(self._void) | dict.fromkeys(PROOF + txid for txid in self._proofs)
        changes |= {TX + txid: raw for txid, raw in self._new.items() if txid in self._told}
        for txid in self._told:
            place = self._places.get(txid)
            if place is not None:
                changes[IN + txid + place.block] = u32(place.height) + u64(place.time)
            else:  # also what is in a block that came meanwhile
                changes[LAST + txid] = u64(self._now)
                changes[FIRST + txid] = self._kept.get(FIRST + txid, u64(self._now))
        if sum(len(self._raw(txid)) for txid in self._told.keys() - self._places.keys()) > MAX_WAITING:
            raise guarded_line.too_much()
        changes |= self._missed()
        for branch in BRANCHES:
            last = self._last(branch, PAID)
            if last >= 0:
                changes[REVEALED + bytes([branch])] = u32(last)
        changes |= self._statuses | self._foreign() | self._examined()
        return {key: value for key, value in changes.items() if self._kept.get(key) != value}

    def _missed(self) -> Changes:
        """What waited and is not told any more. The second time nothing of it stays, but what was sent (sent.py)."""
        changes: Changes = {}
        for txid in self._waiting - self._told.keys():
            if SENT + txid in self._kept or self._kept.get(GONE + txid, b"") <= self._kept[LAST + txid]:
                changes[GONE + txid] = u64(self._now)
            else:
                changes |= dict.fromkeys(fact + txid for fact in (TX, FIRST, LAST, GONE, LACK))
        return changes

    def _examined(self) -> Changes:
        """The blocks of our transactions and the last ones, checked; others are forgotten."""
        top, own = self._tip[0], {place.height: place.block for place in self._places.values()}
        last, proved = header_checks.examined(
            self._tip, own, self._headers, self._rules, self._line, self._kept, self._began
        )
        gone = (h for h in self._blocks if h > self._sound or (h <= top - DEPTH and h not in own))
        new = {BLOCK + u32(height): block for height, block in {**own, **last}.items()}
        return {**dict.fromkeys(BLOCK + u32(height) for height in gone), **new, **proved}

    def _foreign(self) -> Changes:
        """What our transactions spend of others, out of the transactions of those: for the fee alone."""
        told = sorted(self._fresh & self._told.keys(), key=lambda txid: self._told[txid])
        looked = {*told[-FOREIGN:], *(txid for txid in told if self._told[txid] <= 0)}
        looked |= {txid for txid, _ in under(LACK, self._kept)} & (self._places.keys() | self._told.keys())
        counts = self._told.keys() | self._places.keys() | self._waiting
        wanted: dict[bytes, list[tuple[bytes, OutPoint]]] = {}
        for txid in looked:
            for spent in (part.outpoint for part in self._tx(txid).inputs):
                if spent.txid not in counts and _out(spent) not in self._kept and any(spent.txid):
                    wanted.setdefault(spent.txid, []).append((txid, spent))
        changes: Changes = {LACK + txid: None for txid in looked}
        lacking = {txid for users in wanted.values() for txid, _ in users}
        for tx in self._line.transactions(list(wanted), optional=True):
            for _, spent in wanted.pop(tx.txid):
                if spent.index < len(tx.outputs):
                    changes[_out(spent)] = bytes(TxOut(tx.outputs[spent.index].amount, tx.outputs[spent.index].script))
        lacking &= {txid for users in wanted.values() for txid, _ in users}
        return changes | {LACK + txid: b"" for txid in lacking}


def _out(outpoint: OutPoint) -> bytes:
    return OUT + outpoint.txid + u32(outpoint.index)


def name_of(script: bytes) -> str:
    """What Electrum's protocol calls a script."""
    return hashlib.sha256(script).digest()[::-1].hex()


def _slices(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while some := list(islice(items, size)):
        yield some
