"""A real node takes every block of a practice chain, and agrees on every transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.practice_network.block import NOWHERE, median_time
from app.practice_network.chain import FAUCET, KEY, Chain
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.errors import Refused
from tests.core.chain.spender import (
    ELSEWHERE,
    FINAL,
    PUBLIC,
    RBF,
    SCRIPT,
    UNCOMPRESSED,
    Coin,
    Spend,
    always_the_same,
    fund,
)
from tests.support.stack import Node, RpcError, bitcoind, free_ports, place, running

pytestmark = pytest.mark.slow
FEES = ("-minrelaytxfee=0.000001", "-incrementalrelayfee=0.000001")  # those of Core since 2025


@dataclass
class Judged:
    """A practice chain and a node that has been given its blocks."""

    chain: Chain
    node: Node
    given: int = 1

    def feed(self) -> None:
        """Give the node all blocks it has not had, of all branches; it must end at our tip."""
        blocks = list(self.chain.known.values())
        for block in blocks[self.given :]:
            assert self.node.rpc("submitblock", block.serialize().hex()) in (None, "inconclusive")
        self.given = len(blocks)
        assert self.node.rpc("getbestblockhash") == self.chain.ledger.blocks[-1].hash[::-1].hex()

    def ours(self, raw: bytes) -> str:
        """Empty, or why it is refused."""
        try:
            self.chain.broadcast(raw)
        except Refused as fault:
            return fault.message
        return ""

    def theirs(self, raw: bytes) -> str:
        """The same of the node."""
        try:
            self.node.rpc("sendrawtransaction", raw.hex())
        except RpcError as fault:
            return str(fault)
        return ""

    def tried(self, raw: bytes) -> tuple[str, str]:
        """Both without keeping it."""
        ours = self.ours(raw)
        self.chain.mempool.clear()
        try:
            [found] = self.node.rpc("testmempoolaccept", [raw.hex()])
        except RpcError as fault:
            return ours, str(fault)
        return ours, "" if found["allowed"] else found["reject-reason"]

    def waiting(self) -> tuple[set[str], set[str]]:
        """The ids in both mempools."""
        return {txid[::-1].hex() for txid in self.chain.mempool.entries}, set(self.node.rpc("getrawmempool"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    rpc_port, peer_port = free_ports(2)
    node = Node(rpc_port)
    command = [
        *bitcoind(), "-regtest", "-server", f"-bind=127.0.0.1:{peer_port}", "-rpcbind=127.0.0.1",
        "-rpcallowip=127.0.0.1", f"-rpcport={rpc_port}", f"-rpcuser={node.user}", f"-rpcpassword={node.password}",
        "-dnsseed=0", "-fixedseeds=0", "-discover=0", "-listenonion=0", "-disablewallet=0", *FEES,
    ]  # fmt: skip
    with place() as data:
        command.append(f"-datadir={data}")
        with running(command, data, lambda: node.rpc("getblockcount") == 0):
            node.rpc("createwallet", "miner")
            chain = always_the_same(tmp_path_factory.mktemp("chain"))
            yield Judged(chain, node)
            chain.close()


@pytest.fixture(scope="module")
def coins(judged: Judged) -> list[Coin]:
    """Seven of the key, the last for its uncompressed form; in blocks that the node has."""
    found = [fund(judged.chain) for _ in range(6)] + [fund(judged.chain, public=UNCOMPRESSED)]
    judged.chain.mine(3)
    judged.chain.reorg(2)
    judged.chain.mine(1)
    judged.feed()
    return found


def test_blocks_and_reorganisations(judged: Judged, coins: list[Coin]) -> None:
    assert len(coins) == 7
    total = sum(coin.output.amount for coin in judged.chain.ledger.coins.values())
    assert round(judged.node.rpc("gettxoutsetinfo")["total_amount"] * 1e8) == total
    judged.chain.mine(30)
    judged.chain.reorg(20)
    judged.feed()


def cases(judged: Judged, coins: list[Coin]) -> dict[str, bytes]:
    """Right and wrong transactions."""
    chain, coin, plain = judged.chain, coins[0], coins[6]
    height, clock = chain.height, median_time(chain.ledger.blocks)
    usual = Spend([coin], [(99_000, ELSEWHERE)])
    reward = OutPoint(chain.ledger.blocks[-1].transactions[0].txid, 0)
    fat, amount = chain.mempool.spendable(FAUCET)[0]

    def faucet(point: OutPoint, pays: int, *witness: bytes) -> bytes:
        return Transaction(2, (TxIn(point, b"", RBF, witness),), (TxOut(pays, FAUCET),), 0).serialize()

    spends = {
        "usual": usual,
        "high s": replace(usual, high_s=True),
        "flipped": replace(usual, flipped=True),
        "hash type 4": replace(usual, hash_type=4),
        "none": replace(usual, hash_type=2),
        "single": replace(usual, hash_type=3),
        "all, anyone can pay": replace(usual, hash_type=0x81),
        "uncompressed": replace(usual, coins=[plain]),
        "uncompressed as compressed": replace(usual, public=UNCOMPRESSED),
        "another key": replace(usual, public=b"\x02" + b"\x11" * 32),
        "no witness": replace(usual, stack=()),
        "empty witness": replace(usual, stack=(b"", b"")),
        "three items": replace(usual, stack=(b"", b"", PUBLIC)),
        "script in the input": replace(usual, script_sig=b"\x51"),
        "dust": replace(usual, pays=[(293, ELSEWHERE), (98_000, ELSEWHERE)]),
        "not quite dust": replace(usual, pays=[(294, ELSEWHERE), (98_000, ELSEWHERE)]),
        "little fee": replace(usual, pays=[(99_990, ELSEWHERE)]),
        "least fee": replace(usual, pays=[(99_989, ELSEWHERE)]),
        "more out than in": replace(usual, pays=[(100_001, ELSEWHERE)]),
        "lock: the block after next": replace(usual, locktime=height + 2),
        "lock: next block": replace(usual, locktime=height + 1),
        "lock: this block": replace(usual, locktime=height),
        "lock, final": replace(usual, locktime=height + 50, sequence=FINAL),
        "lock: now": replace(usual, locktime=clock),
        "lock: before": replace(usual, locktime=clock - 1),
        "age 2": replace(usual, sequence=2),
        "age 1000": replace(usual, sequence=1_000),
        "age 1000, version 1": replace(usual, sequence=1_000, version=1),
        "age in time": replace(usual, sequence=1 << 22 | 5_000),
        "age in time, none": replace(usual, sequence=1 << 22),
        "missing": replace(usual, coins=[replace(coin, outpoint=OutPoint(b"\x77" * 32, 0))]),
        "missing output": replace(usual, coins=[replace(coin, outpoint=OutPoint(coin.outpoint.txid, 99))]),
        "twice the same": replace(usual, coins=[coin, coin], pays=[(190_000, ELSEWHERE)]),
        "nowhere": replace(usual, coins=[replace(coin, outpoint=NOWHERE)]),
        "another amount": replace(usual, coins=[replace(coin, amount=99_999)]),
        "version 0": replace(usual, version=0),
        "version 3": replace(usual, version=3),
        "version 4": replace(usual, version=4),
        "odd script": replace(usual, pays=[(99_000, b"\x51" * 30)]),
        "program of 3 bytes": replace(usual, pays=[(99_000, b"\x00\x03abc")]),
        "witness version 2": replace(usual, pays=[(99_000, b"\x52\x20" + bytes(32))]),
        "anchor": replace(usual, pays=[(99_000, b"\x51\x02\x4e\x73"), (500, ELSEWHERE)]),
        "script hash": replace(usual, pays=[(99_000, b"\xa9\x14" + bytes(20) + b"\x87")]),
        "data": replace(usual, pays=[(0, b"\x6a\x04abcd"), (99_000, ELSEWHERE)]),
        "small": replace(usual, pays=[(99_000, b"\x6a")]),
        "large": replace(usual, pays=[(294, ELSEWHERE)] * 3_300),
        "absurd fee": Spend(coins[1:6], [(1_000, ELSEWHERE)]),
    }
    made = {name: spend.raw for name, spend in spends.items()}
    return made | {
        "bytes after": usual.raw + b"\0",
        "cut": usual.raw[:-1],
        "nothing": b"",
        "young reward": faucet(reward, 10**8, *KEY),
        "very absurd fee": faucet(fat, 1_000, *KEY),
        "faucet": faucet(fat, amount - 1_000, *KEY),
        "wrong witness script": faucet(fat, amount - 1_000, b"\x52"),
        "empty witness script": faucet(fat, amount - 1_000, b""),
    }


def test_verdicts(judged: Judged, coins: list[Coin]) -> None:
    verdicts = {name: judged.tried(raw) for name, raw in cases(judged, coins).items()}
    different = {name: both for name, both in verdicts.items() if bool(both[0]) != bool(both[1])}
    assert different == {}
    assert 15 < sum(not ours for ours, _ in verdicts.values()) < len(verdicts) - 25


def test_replacement(judged: Judged, coins: list[Coin]) -> None:
    first = Spend([coins[0]], [(99_000, SCRIPT)])
    child = Spend([first.coin()], [(98_000, SCRIPT)])
    beside = Spend([coins[1]], [(99_000, SCRIPT)])
    spends = [
        first,
        first,
        child,
        beside,
        replace(first, pays=[(99_001, ELSEWHERE)]),
        replace(first, pays=[(98_999, ELSEWHERE)]),
        replace(first, pays=[(98_000, ELSEWHERE)]),
        replace(first, pays=[(97_891, ELSEWHERE)]),
        Spend([coins[0], child.coin()], [(150_000, ELSEWHERE)]),
        Spend([coins[0], beside.coin()], [(150_000, ELSEWHERE)]),
        replace(first, pays=[(97_890, SCRIPT)]),
        replace(beside, pays=[(95_000, ELSEWHERE)], sequence=FINAL),
        replace(beside, pays=[(90_000, ELSEWHERE)], sequence=FINAL),
    ]
    verdicts = [(judged.ours(spend.raw), judged.theirs(spend.raw)) for spend in spends]
    assert [both for both in verdicts if bool(both[0]) != bool(both[1])] == []
    ours, theirs = judged.waiting()
    assert ours == theirs
    assert len(ours) == 2
    judged.chain.mine(1)
    judged.feed()
    assert judged.waiting() == (set(), set())
    again = replace(first, pays=[(97_000, ELSEWHERE)]).raw
    assert judged.ours(again)
    assert judged.theirs(again)
