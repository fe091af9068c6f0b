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
from itertools import islice
from typing import TypeVar

from core.bitcoin.coins import GAP, HORIZON, Reach
from core.chain import guarded_line, header_checks
from core.chain.bdk_changeset import (
    BLOCK,
    FIRST,
    GONE,
    IN,
    LACK,
    LAST,
    PROOF,
    REVEALED,
    SENT,
    STATUS,
    TX,
    number,
    u32,
    u64,
)
from core.chain.canonical import BlockPlace
from core.chain.chain_index import BRANCHES, ChainIndex, Where
from core.chain.disproof import disproved, doubted
from core.chain.electrum_client import ElectrumClient
from core.chain.foreign import foreign_coins
from core.chain.header_checks import Tip
from core.chain.headers import DEPTH, ConsensusRules, check_work
from core.chain.in_hand import InHand
from core.chain.kept import Changes, KeptEntries
from core.chain.merkle import is_proved
from core.chain.subscriptions import name_of

SLICE = 1_000  # transactions between two writes of a sync that goes on; addresses looked at together
FOREIGN = 1_000  # receipts in blocks, the newest, whose fee a sync looks for: it is for show alone
AGAIN = 50  # of those whose fee was not known at the last sync either
MAX_WAITING = 64 << 20  # bytes of transactions in no block: they cost whoever invents them nothing
MERKLE = "blockchain.transaction.get_merkle"
PAID, PAID_IN_BLOCK = 1, 2

T = TypeVar("T")
History = list[tuple[bytes, int]]  # ids and heights, as a server tells them; in no block: 0 or less


class Scan:
    """Reads once. `kept`: all entries of the store, and `index`, what they come to; `script` gives the script of an
    address by branch and index; `save` puts slices into the store and the entries; `now` in unix seconds."""

    def __init__(
        self,
        line: ElectrumClient,
        kept: KeptEntries,
        index: ChainIndex,
        script: Callable[[int, int], bytes],
        tip: Tip,
        rules: ConsensusRules,
        save: Callable[[Changes], object],
        now: float,
    ) -> None:
        self._line, self._kept, self._index, self._script, self._tip = line, kept, index, script, tip
        self._rules, self._save, self._began, self._now = rules, save, now, int(now)
        self._sound = header_checks.agreed(index.blocks, tip, line)  # up to there the blocks that we know are its own
        self._headers = {tip[0]: tip[1]}  # of blocks whose work was checked
        check_work(tip[1], tip[0], rules)
        self._doubted: set[int] = set()  # heights of receipts that it does not show
        self._false: set[int] = set()  # heights of blocks of ours that are not in its chain, though the last ones are
        self._places: dict[bytes, BlockPlace] = {}  # that this sync has found
        self._void: set[bytes] = set()  # entries that say a place which is none any more
        self._read_places()
        self._blocks: dict[BlockPlace, BlockPlace] = {}  # each once: many transactions are in one
        places = ((txid, _place(data)) for txid, data in [*kept.of(PROOF).items()])
        self._proofs = {txid: self._blocks.setdefault(place, place) for txid, place in places}
        self._waiting = {txid for txid in [*kept.of(LAST)] if self._place_of(txid) is None and TX + txid in kept}
        self._told: dict[bytes, int] = {}
        self._flags: dict[Where, int] = {}
        self._statuses: Changes = {}
        self._txs = InHand(kept)
        self._fresh: set[bytes] = set()  # ids of those that this sync has asked for
        self._unkept: list[bytes] = []  # and for which no slice was made since
        self._scripts = set[bytes]()  # of the addresses that were looked at
        self._fresh_proofs: dict[bytes, BlockPlace] = {}  # likewise
        self._lively = {script for txid in self._waiting for script in self._txs.scripts_of(txid)}

    def _read_places(self) -> None:
        index, beyond = self._index, [height for height in self._index.at if height > self._sound]
        gone = {(txid, at) for height in beyond for txid in index.at[height] for at in index.claims(txid)}
        gone = {(txid, at) for txid, at in gone if at.height > self._sound} | {*index.loose()}
        self._void = {IN + txid + at.block for txid, at in gone}

    def _place_of(self, txid: bytes) -> BlockPlace | None:
        found = self._places.get(txid)
        if found is None:
            found = self._index.place(txid)
            if found is not None and (found.height > self._sound or found.height in self._false):
                return None
        return found

    # -------------------------------------------------------------- how far it looks
    def run(self, told: Reach | None, gap: int) -> tuple[Changes, Reach]:
        """Read; what the store is to know by it, and how many addresses of each branch were looked at.

        Raises LinkError, BadInput and PeerFault.

        `told`: how far the co-signer says that it lets coins come back; believed up to HORIZON beyond the last used.
        What is in no block leads GAP further and no more: a server can invent it.
        """
        shown = {branch[0]: number(last) for branch, last in self._kept.of(REVEALED).items()}
        looked = self._look_up_to([shown.get(branch, -1) for branch in BRANCHES], [0, 0])
        ends = self._ends(told, gap)
        while any(ends[branch] >= looked[branch] for branch in BRANCHES):
            looked = self._look_up_to(ends, looked)
            ends = self._ends(told, GAP)  # beyond what was found
        self._false = disproved(self._line, self._index, self._doubted, self._sound)
        gone = (
            (txid, at) for height in self._false for txid in self._index.at[height] for at in self._index.claims(txid)
        )
        self._void |= {IN + txid + at.block for txid, at in gone if at.block == self._index.blocks[at.height]}
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
        self._scripts.update(script for _, script in scripts.values())
        changed = self._changed(scripts)
        histories = {}
        for answer in self._line.ask(guarded_line.HISTORY, ((name,) for name in changed)):
            histories[answer.params[0]] = self._line.history(answer)
        heights: dict[bytes, int] = {}
        for history in histories.values():
            heights.update(history)
        for some in _slices(iter(heights.items()), SLICE):
            self._fetch(dict(some))
        for name, history in histories.items():
            self._doubted |= doubted(self._index, scripts[name][0], {txid for txid, _ in history})
            self._note(*scripts[name], history)

    def _changed(self, scripts: Mapping[str, tuple[Where, bytes]]) -> list[str]:
        """Those of these scripts whose history is not as it was read before."""
        subscribed = self._line.subscriptions
        new = [name for name in scripts if name not in subscribed.told]
        changed = [
            name
            for name, place in scripts.items()
            if name in subscribed.told and not self._is_known(name, subscribed.told[name], *place)
        ]
        subscribed.ask_for(new)
        for answer in self._line.ask(guarded_line.STATUS, ((name,) for name in new)):
            name, status = answer.params[0], answer.result
            is_one = answer.error is None and (status is None or isinstance(status, str))
            if is_one:
                subscribed.told[name] = status
            if not is_one or not self._is_known(name, status, *scripts[name]):
                changed.append(name)
        return changed

    def _is_known(self, name: str, status: str | None, where: Where, script: bytes) -> bool:
        """Whether the history of an address is as it was read before."""
        known, shown = self._kept.get(STATUS + bytes.fromhex(name)), self._line.subscriptions.waiting.get(name)
        if script in self._lively and shown is None:  # which of those it shows is not known
            return False
        if known is None:
            return status is None and script not in self._lively
        if status != known[:32].hex() or number(known[32:36]) > self._sound:
            return False
        for txid in self._waiting.intersection(shown or ()):
            self._told.setdefault(txid, 0)
        self._flags[where] = known[36]
        return True

    def _note(self, where: Where, script: bytes, history: History) -> None:
        """What a history says of an address. What does not concern it was not told; what is not proved is asked for
        again the next time."""
        flags, highest, whole = 0, 0, True
        for txid, height in history:
            paid, spent = self._index.touches(txid, where)
            if not paid and not spent:  # of a busy address most is known
                paid = self._txs.pays(txid, script)
                if not paid and not self._txs.spends(txid, script):
                    whole = False
                    continue
            self._told[txid] = height
            place = self._place_of(txid)
            if place is None and height > 0:
                whole = False
            flags |= paid * (PAID | (PAID_IN_BLOCK if place else 0))
            highest = max(highest, place.height if place else 0)
        self._flags[where] = flags
        text = "".join(f"{txid[::-1].hex()}:{height}:" for txid, height in history)
        digest, name = hashlib.sha256(text.encode()).digest(), name_of(script)
        status = digest + u32(highest) + bytes([flags])
        self._statuses[STATUS + bytes.fromhex(name)] = status if whole and history else None
        waiting = (txid for txid, height in history if height <= 0)
        self._line.subscriptions.read(name, digest.hex() if history else None, waiting)

    # -------------------------------------------------------------- transactions and proofs
    def _fetch(self, heights: Mapping[bytes, int]) -> None:
        """Have these transactions, and that they are in the blocks of these heights, as far as the chain was when this
        began. A sync that knew less would offer again what was spent."""
        missing = [txid for txid in heights if txid not in self._txs]
        for tx in self._line.transactions(missing):
            self._txs.add(tx)
            self._fresh.add(tx.txid)
            self._unkept.append(tx.txid)
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
            if not is_proved(self._txs.read(txid), answer.result, block.merkle_root):
                raise header_checks.changed(self._line)
            place = BlockPlace(answer.params[1], block.hash, block.time)
            self._fresh_proofs[txid] = self._blocks.setdefault(place, place)
            self._put(txid, self._fresh_proofs[txid])
        if len(self._fresh_proofs) >= SLICE // 2:
            self._keep()

    def _put(self, txid: bytes, place: BlockPlace) -> None:
        before = self._place_of(txid)
        if before is not None:
            self._void.add(IN + txid + before.block)
        self._places[txid] = place

    def _is_in(self, txid: bytes, height: int) -> bool:
        place = self._place_of(txid)
        return place is not None and place.height == height

    def _keep(self) -> None:
        """A slice goes to the store: what is in a block and concerns us. All else a server can have made up, signatures
        too, or taken from the payments of others, without end."""
        ours = [txid for txid in self._unkept if txid in self._places and self._scripts & {*self._txs.scripts_of(txid)}]
        self._unkept.clear()
        slice: Changes = {TX + txid: raw for txid, raw in self._txs.take(ours).items()}
        slice |= {
            PROOF + txid: place.block + u32(place.height) + u64(place.time)
            for txid, place in self._fresh_proofs.items()
            if txid not in self._txs.new
        }
        if slice:
            self._save(slice)
        self._proofs |= self._fresh_proofs
        self._fresh_proofs.clear()

    # -------------------------------------------------------------- what has come of it
    def _changes(self) -> Changes:
        """What is new; asks for what payments of others have spent, and for the last blocks."""
        changes: Changes = dict.fromkeys(self._void) | dict.fromkeys(PROOF + txid for txid in self._proofs)
        changes |= {TX + txid: raw for txid, raw in self._txs.new.items() if txid in self._told}
        for txid in self._told:
            place = self._place_of(txid)
            if place is not None:
                changes[IN + txid + place.block] = u32(place.height) + u64(place.time)
            else:  # also what is in a block that came meanwhile
                changes[LAST + txid] = u64(self._now)
                changes[FIRST + txid] = self._kept.get(FIRST + txid, u64(self._now))
        if sum(len(self._txs.raw(txid)) for txid in self._told if self._place_of(txid) is None) > MAX_WAITING:
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
            if SENT + txid in self._kept or self._kept.get(GONE + txid, b"") <= self._kept.get(LAST + txid, b""):
                changes[GONE + txid] = u64(self._now)
            else:
                changes |= dict.fromkeys(fact + txid for fact in (TX, FIRST, LAST, GONE, LACK))
        return changes

    def _examined(self) -> Changes:
        """The blocks of our transactions and the last ones, checked; others are forgotten."""
        index, top = self._index, self._tip[0]
        proved = self._kept.of(header_checks.PROVED)
        kept = ((at, block) for at, block in index.blocks.items() if at <= self._sound and block not in proved)
        own = {at: block for at, block in kept if index.at.get(at) and at not in self._false}
        own |= {place.height: place.block for place in self._places.values()}
        last, news = header_checks.examined(
            self._tip, own, self._headers, self._rules, self._line, self._kept, self._began
        )
        gone = [
            h for h in index.blocks if h > self._sound or (h <= top - DEPTH and not index.at.get(h)) or h in self._false
        ]
        new = {BLOCK + u32(height): block for height, block in {**own, **last}.items()}
        return {**dict.fromkeys(BLOCK + u32(height) for height in gone), **new, **news}

    def _foreign(self) -> Changes:
        """What our transactions spend of others, out of the transactions of those: for the fee alone."""
        told = sorted(self._fresh & self._told.keys(), key=lambda txid: self._told[txid])
        looked = {*told[-FOREIGN:], *(txid for txid in told if self._told[txid] <= 0)}
        lack = [txid for txid in [*self._kept.of(LACK)] if txid in self._told or self._place_of(txid)]
        turn = self._now % max(1, len(lack))
        looked |= {*(lack[turn:] + lack[:turn])[:AGAIN]}
        return foreign_coins(self._line, self._kept, map(self._txs.read, looked), self._counts)

    def _counts(self, txid: bytes) -> bool:
        return txid in self._told or txid in self._waiting or self._place_of(txid) is not None


def _place(proof: bytes) -> BlockPlace:
    return BlockPlace(number(proof[32:36]), proof[:32], number(proof[36:]))


def _slices(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while some := list(islice(items, size)):
        yield some
