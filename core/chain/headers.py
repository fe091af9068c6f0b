"""What a block header proves by itself: work, and which header it follows (D6).

A server can show any chain it likes. Checked here, before anything is called confirmed: the chain begins with the
network's own first block; the last blocks follow each other and each carries the work that its bits ask for; so does
the block of every transaction of ours, which was found in that block by its Merkle path (merkle.py). On bitcoin each of
these blocks must be younger than the keys of this program and about as hard as the real ones: inventing one costs what
mining a real one costs. None is from the future, and a last one that is hours old is pointed out: a server that stands
still, or withholds, shows no newer one.

Not proved: that older blocks link up with the last ones (but where a server lacks a receipt, see disproof.py), that the
chain is the one with the most work, that its transactions follow the rules, and that nothing is withheld. On the test
networks work is cheap and proves little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from core.bitcoin.hashes import sha256d
from core.errors import FaultKind, PeerFault

SIZE = 80
DEPTH = 12  # how many blocks below the tip are looked at
FUTURE = 2 * 3600 + 600  # seconds; no node takes a block that is two hours ahead, and our clock may be behind a little
STALE = {"bitcoin": 3 * 3600, "signet": 24 * 3600, "testnet4": 24 * 3600}  # seconds without a block that mean something


def _target(bits: int) -> int:
    """What `bits` stands for: a hash must not be greater. 0 for the forms that no node takes."""
    mantissa, exponent = bits & 0x7FFFFF, bits >> 24
    if bits & 0x800000:
        return 0
    return mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)


@dataclass(frozen=True, slots=True)
class ConsensusRules:
    """What holds for all blocks of a network that can concern us."""

    genesis: bytes  # 32, in the order it is hashed
    easiest: int  # the greatest target
    born: int = 0  # no block below can hold a transaction of a key of this program


def _rules(genesis: str, bits: int, factor: int = 1, born: int = 0) -> ConsensusRules:
    return ConsensusRules(bytes.fromhex(genesis)[::-1], _target(bits) * factor, born)


_REGTEST = _rules("0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", 0x207FFFFF)
RULES = {
    "practice": _REGTEST,
    "regtest": _REGTEST,
    "testnet4": _rules("00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", 0x1D00FFFF),
    "signet": _rules("00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6", 0x1E0377AE),
    # A quarter of the difficulty at block 840,000 (April 2024); this program is of 2026.
    "bitcoin": _rules(
        "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", 0x17034219, factor=4, born=840_000
    ),
}


@dataclass(frozen=True)
class BlockHeader:
    """The 80 bytes of a block header."""

    raw: bytes

    @cached_property
    def hash(self) -> bytes:
        """32 bytes, in the order they are hashed: reversed from what people see."""
        return sha256d(self.raw)

    @property
    def previous(self) -> bytes:
        """The hash of the block before."""
        return self.raw[4:36]

    @property
    def merkle_root(self) -> bytes:
        """What all transactions of the block hash to."""
        return self.raw[36:68]

    @property
    def time(self) -> int:
        """When it says that it was made, unix time."""
        return int.from_bytes(self.raw[68:72], "little")

    @property
    def bits(self) -> int:
        """The work it claims."""
        return int.from_bytes(self.raw[72:76], "little")


def check_work(header: BlockHeader, height: int, rules: ConsensusRules) -> None:
    """PeerFault unless the block has the work its bits ask for, no less than the network's, and is no older than us."""
    target = _target(header.bits)
    if not int.from_bytes(header.hash, "little") <= target <= rules.easiest:
        raise PeerFault(
            f"the server shows a block {height} without the work of a real one; use another server", FaultKind.WORK
        )
    if height < rules.born:
        raise PeerFault(
            f"the server shows a payment in block {height}, from before this program; use another server",
            FaultKind.WORK,
        )


def check_time(header: BlockHeader, height: int, now: float) -> None:
    """PeerFault if the block is from the future, which may also be a wrong clock of ours."""
    if header.time > now + FUTURE:
        raise PeerFault(
            f"the server shows a block {height} from the future; check the clock of this computer, and if it is right "
            "use another server",
            FaultKind.FUTURE,
        )


def stale(time: int, network: str, now: float) -> int:
    """Seconds since the last block was made, where that is longer than chance allows on a network; else 0."""
    age = int(now - time)
    return age if age > STALE.get(network, age) else 0


def check_links(headers: Sequence[BlockHeader], top: int) -> None:
    """PeerFault unless each header follows the one before it; the last is that of block `top`."""
    for below, (first, second) in enumerate(pairwise(headers)):
        if second.previous != first.hash:
            height = top - len(headers) + 2 + below
            raise PeerFault(
                f"the server shows a block {height} that does not follow the one before; sync again", FaultKind.WORK
            )
