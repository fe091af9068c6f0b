"""A long history on a server: blocks full of payments to and from one wallet, in front of which stands the practice
network's own Electrum server. Nobody has checked a signature in them; the headers carry their work."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from app.practice_network.block import Block, next_block
from app.practice_network.chain import Chain
from app.practice_network.electrum_server import ElectrumServer
from app.practice_network.ledger import Ledger
from app.practice_network.mempool import Mempool
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.headers import RULES
from tests.support.lines import certificate
from tests.support.whole_key import WholeKey

REGTEST_GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a5"
    "1323a9fb8aa4b1e5e4adae5494dffff7f2002000000"
)
PER_BLOCK = 50
SHOP = b"\x00\x14" + b"\x77" * 20
SIGNED = (b"\x30" * 71, b"\x02" * 33)


class LongChain:
    """`payments` transactions of `key` in blocks: receipts at `addresses` of its addresses in turn, and after each the
    payment that spends it, with change."""

    def __init__(self, key: WholeKey, payments: int, addresses: int) -> None:
        self.key, self.addresses = key, addresses
        self.ledger, self.mempool = Ledger(), Mempool()
        self.mempool.ledger = self.ledger
        genesis = Block(REGTEST_GENESIS, (_receipt(0, SHOP),))
        assert genesis.hash == RULES["regtest"].genesis
        self.ledger.blocks.append(genesis)
        self.made = 0
        while self.made < payments:
            self.mine(min(PER_BLOCK, payments - self.made))

    @property
    def height(self) -> int:
        """Of the last block."""
        return len(self.ledger.blocks) - 1

    def mine(self, payments: int = 0) -> None:
        """One block more, with so many payments."""
        transactions = [self._payment(self.made + n) for n in range(payments)]
        self.made += payments
        blocks, now = self.ledger.blocks, int(time.time()) - 600
        block = next_block(blocks[-1:], transactions, 0, SHOP, now, len(blocks).to_bytes(4, "big"))
        for tx in block.transactions:
            for part in tx.inputs:
                self.ledger.coins.setdefault(part.outpoint, cast("Any", _Spent))
        self.ledger.connect(block)

    def _payment(self, number: int) -> Transaction:
        if number % 2 == 0:
            self._last = _receipt(number, self.key.table.script(0, number % self.addresses))
            return self._last
        part = TxIn(OutPoint(self._last.txid, 0), b"", 0xFFFFFFFD, SIGNED)
        change = self.key.table.script(1, number % self.addresses)
        return Transaction(2, (part,), (TxOut(6_000 + number, SHOP), TxOut(3_000, change)), 0)


class _Spent:
    output = TxOut(0, b"")


def _receipt(number: int, script: bytes) -> Transaction:
    source = TxIn(OutPoint(hashlib.sha256(number.to_bytes(8, "big")).digest(), 0), b"", 0xFFFFFFFD, SIGNED)
    return Transaction(2, (source,), (TxOut(10_000 + number, script),), 0)


class Serving:
    """The server of a chain, on a thread of its own; `port` is where."""

    def __init__(self, chain: LongChain, tls: ssl.SSLContext | None = None) -> None:
        self.chain, self._tls = chain, tls
        self.loop = asyncio.new_event_loop()
        self._server = ElectrumServer(cast("Chain", chain))
        self.port = 0
        self._ready = threading.Event()

    @property
    def url(self) -> str:
        """For a wallet."""
        return f"ssl://localhost:{self.port}" if self._tls else f"tcp://127.0.0.1:{self.port}"

    def run(self) -> None:
        """Until `stop`."""
        asyncio.set_event_loop(self.loop)
        self.port = self.loop.run_until_complete(self._server.start(0))
        if self._tls:
            self.port = self.loop.run_until_complete(self._start_tls(self.port))
        self._ready.set()
        self.loop.run_forever()
        self._server.stop()
        self.loop.run_until_complete(asyncio.sleep(0.05))
        self.loop.close()

    async def _start_tls(self, behind: int) -> int:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            onward, back = await asyncio.open_connection("127.0.0.1", behind)
            await asyncio.gather(_handed_on(reader, back), _handed_on(onward, writer))

        self._front = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=self._tls)
        return int(self._front.sockets[0].getsockname()[1])

    def wait(self) -> None:
        """Until it listens."""
        assert self._ready.wait(60)

    def mine(self, payments: int = 0) -> None:
        """A block more, told to everybody who asked to be."""

        def mined() -> None:
            self.chain.mine(payments)
            self._server.announce()

        self.loop.call_soon_threadsafe(mined)

    def stop(self) -> None:
        """No more."""
        self.loop.call_soon_threadsafe(self.loop.stop)


async def _handed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextmanager
def serving(chain: LongChain, tls: ssl.SSLContext | None = None) -> Iterator[Serving]:
    """Its server, in this process; with `tls` it is reached by TLS."""
    server = Serving(chain, tls)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    server.wait()
    try:
        yield server
    finally:
        server.stop()
        thread.join(20)


def main(seed: str, payments: str, addresses: str, *options: str) -> None:
    """Serve until standard input ends; a block with N payments more for each line that says N."""
    with TemporaryDirectory() as folder:
        tls = None
        if "--tls" in options:
            _, certificate_file, key_file, _ = certificate(Path(folder))
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate_file, key_file)
        with serving(LongChain(WholeKey(seed), int(payments), int(addresses)), tls) as here:
            print(here.url, flush=True)
            for line in sys.stdin:
                here.mine(int(line))
                print("mined", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
