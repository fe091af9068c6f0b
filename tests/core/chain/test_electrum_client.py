"""Servers that lie, fall silent, or are reached through a proxy; and the practice network as a server."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import shutil
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.practice_network.network import PracticeNetwork
from core.bitcoin.coins import GAP, Reach
from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain import headers
from core.chain.rows import FeeRates
from core.chain.watch_only import WatchOnlyWallet
from core.errors import BadInput, FaultKind, LinkError, LinkKind, PeerFault
from tests.core.chain.conftest import MemoryStore, Watched
from tests.support.lying_server import LyingServer, StandsStill
from tests.support.whole_key import WholeKey

pytestmark = pytest.mark.slow


# ------------------------------------------------------------------ lies
class InventedBlock:
    """A block in place of the real tip that holds one payment to us that nobody made."""

    def __init__(self, watched: Watched, *, mined: bool, follows: bool = True, bits: int | None = None) -> None:
        node = watched.node
        self.height = node.rpc("getblockcount")
        real = bytes.fromhex(node.rpc("getblockheader", node.rpc("getbestblockhash"), False))
        before = node.rpc("getblock", node.rpc("getbestblockhash"), 1)["tx"][0]
        watched.watch.address()
        script = watched.key.table.script(0, 0)
        source = TxIn(OutPoint(bytes.fromhex(before)[::-1], 0), b"", 0xFFFFFFFD, (b"no signature",))
        self.tx = Transaction(2, (source,), (TxOut(7_000_000, script),), 0)
        self.script = hashlib.sha256(script).digest()[::-1].hex()
        named = real[72:76] if bits is None else bits.to_bytes(4, "little")
        begin = real[:4] + (real[4:36] if follows else bytes(32)) + self.tx.txid + real[68:72] + named
        nonces = (begin + nonce.to_bytes(4, "little") for nonce in range(10_000))
        self.header = next(raw for raw in nonces if (sha256d(raw)[31] < 0x7F) is mined)

    def __call__(self, method: str, params: list[Any], true: Any) -> Any:
        txid = self.tx.txid[::-1].hex()
        match method, params:
            case "blockchain.headers.subscribe", _:
                return {"height": self.height, "hex": self.header.hex()}
            case "blockchain.block.header", [self.height, *_]:
                return self.header.hex()
            case "blockchain.block.headers", [start, *_] if self.height - start in range(len(true["headers"])):
                told = list(true["headers"])
                told[self.height - start] = self.header.hex()
                return {**true, "headers": told}
            case "blockchain.scripthash.get_history", [self.script]:
                return [{"tx_hash": txid, "height": self.height}]
            case "blockchain.transaction.get", [found, *_] if found == txid:
                return self.tx.serialize().hex()
            case "blockchain.transaction.get_merkle", [found, *_] if found == txid:
                return {"merkle": [], "pos": 0, "block_height": self.height}
        return true


def test_an_invented_payment_costs_the_work_of_a_block(fresh: Watched) -> None:
    """With that work it is believed, as headers.py says; without it nothing of that server is."""
    with LyingServer(fresh.electrum.port, InventedBlock(fresh, mined=False)) as server:
        kept = dict(fresh.store.kept)
        with pytest.raises(PeerFault, match="without the work of a real one; use another server"):
            fresh.watch.sync(server.url)
        assert fresh.watch.balance().total == 0
        assert fresh.store.kept == kept
    with LyingServer(fresh.electrum.port, InventedBlock(fresh, mined=True)) as server:
        fresh.watch.sync(server.url)
        assert fresh.watch.balance().confirmed == 7_000_000
    fresh.node.mine()
    assert fresh.sync().confirmed == 0


def test_a_block_that_asks_for_too_little_work(fresh: Watched) -> None:
    with LyingServer(fresh.electrum.port, InventedBlock(fresh, mined=True, bits=0x2100FFFF)) as server:
        with pytest.raises(PeerFault, match="without the work of a real one"):
            fresh.watch.sync(server.url)
        assert fresh.watch.balance().total == 0


def test_a_block_that_follows_no_other(fresh: Watched) -> None:
    with LyingServer(fresh.electrum.port, InventedBlock(fresh, mined=True, follows=False)) as server:
        with pytest.raises((PeerFault, LinkError)):
            fresh.watch.sync(server.url)
        assert fresh.watch.balance().total == 0


def test_a_payment_that_is_not_in_its_block(fresh: Watched) -> None:
    """BDK looks for it by its Merkle path and calls it unconfirmed."""
    [txid] = fresh.receive(90_000, mine=False)
    height = fresh.node.rpc("getblockcount")

    def lie(method: str, params: list[Any], true: Any) -> Any:
        if method == "blockchain.scripthash.get_history" and true:
            return [{"tx_hash": entry["tx_hash"], "height": height} for entry in true]
        if method == "blockchain.transaction.get_merkle":
            return {"merkle": ["11" * 32], "pos": 1, "block_height": height}
        return true

    with LyingServer(fresh.electrum.port, lie) as server:
        with contextlib.suppress(LinkError):
            fresh.watch.sync(server.url)
        assert fresh.watch.balance().confirmed == 0
    assert fresh.sync().pending == 90_000
    assert fresh.watch.history()[0].txid == txid


def test_estimates_are_kept_within_reason(funded: Watched) -> None:
    told = {"blockchain.estimatefee": 0.00012}
    with LyingServer(funded.electrum.port, lambda method, _, true: told.get(method, true)) as server:
        funded.watch.sync(server.url)
        assert funded.watch.fee_rates() == FeeRates(12, 12, 12, 1, 1)
        assert 1_680 <= funded.key.read(funded.watch.draft([(funded.shop(), 10_000)], None)).fee <= 2_600
        told["blockchain.estimatefee"] = 0.9
        assert {rate for _, rate in funded.watch.fee_rates().known()} == {500}
        told["blockchain.estimatefee"] = 1e-9
        assert {rate for _, rate in funded.watch.fee_rates().known()} == {Decimal("0.1")}
        told["blockchain.estimatefee"] = -1
        assert funded.watch.fee_rates() == FeeRates(least=1, step=1)


def test_a_server_that_hangs_up_in_the_middle(funded: Watched) -> None:
    """Whatever it has told before is forgotten."""
    funded.node.rpc("sendtoaddress", funded.watch.address(new=True), "0.001")
    funded.electrum.wait()
    before, kept = funded.watch.balance(), dict(funded.store.kept)

    def hang_up(method: str, _params: list[Any], true: Any) -> Any:
        if method == "blockchain.transaction.get":
            raise OSError
        return true

    with LyingServer(funded.electrum.port, hang_up) as server, pytest.raises(LinkError, match="does not answer"):
        funded.watch.sync(server.url)
    assert (funded.watch.balance(), funded.store.kept) == (before, kept)
    assert funded.sync().total == before.total + 100_000


def test_nothing_else_waits_for_a_slow_server(funded: Watched) -> None:
    """What is done while a sync runs is kept, and so is what the sync learns."""
    funded.node.rpc("sendtoaddress", funded.watch.address(new=True), "0.001")
    funded.electrum.wait()
    asked, go_on = threading.Event(), threading.Event()

    def slow(method: str, _params: list[Any], true: Any) -> Any:
        if method == "blockchain.transaction.get":
            asked.set()
            assert go_on.wait(10)
        return true

    watch, shown = funded.watch, list[str]()
    with LyingServer(funded.electrum.port, slow) as server:
        syncing = threading.Thread(target=lambda: watch.sync(server.url))
        syncing.start()
        assert asked.wait(10)
        assert watch.balance().total == 1_250_000
        shown += [watch.address(new=True) for _ in range(3)]
        assert watch.draft([(funded.shop(), 10_000)], 2)
        go_on.set()
        while syncing.is_alive():
            shown.append(watch.address(new=True))
        syncing.join()
    for found in (watch, funded.again()):
        assert found.balance().total == 1_350_000
        assert [one.address for one in found.addresses()][4:] == shown
    assert len(set(shown)) == len(shown)


@contextlib.contextmanager
def standing_still(watched: Watched) -> Iterator[tuple[StandsStill, str, list[LinkError]]]:
    """A sync that hangs on a server, its address, and how the sync failed in the end."""
    still, failed = StandsStill(), list[LinkError]()
    with LyingServer(watched.electrum.port, still) as server:

        def sync() -> None:
            try:
                watched.watch.sync(server.url)
            except LinkError as error:
                failed.append(error)

        watched.watch.sync(watched.electrum.url)
        hanging = threading.Thread(target=sync)
        hanging.start()
        assert still.asked.wait(20)
        try:
            yield still, server.url, failed
        finally:
            still.go_on.set()
            hanging.join(20)


def test_a_broadcast_never_waits_behind_a_sync(funded: Watched) -> None:
    funded.sync()
    raw = funded.key.signed(funded.watch.draft([(funded.shop(), 10_000)], 2))
    with standing_still(funded) as (still, _, failed):
        txid = funded.watch.broadcast(raw)
        assert funded.watch.fee_rates() is not None
        assert txid in funded.node.rpc("getrawmempool")
        assert not still.go_on.is_set()  # the sync is where it was
    assert failed == []
    assert funded.watch.history()[0].txid == txid


def test_another_server_ends_the_line_to_the_old_one(funded: Watched) -> None:
    funded.sync()
    with standing_still(funded) as (still, _, failed):
        assert funded.watch.sync(funded.electrum.url) > 0
        assert not still.go_on.is_set()
        assert funded.watch.server == funded.electrum.url
    assert [error.kind for error in failed] == [LinkKind.SERVER_LEFT]


def test_a_sync_can_be_ended(funded: Watched) -> None:
    funded.sync()
    with standing_still(funded) as (still, url, failed):
        funded.watch.leave()
        still.go_on.set()
        assert funded.watch.sync(url) > 0  # and begun again
    assert [error.kind for error in failed] == [LinkKind.SERVER_LEFT]


def test_a_server_where_every_address_was_used(funded: Watched) -> None:
    """Without a limit the scan goes on for ever, for there are two thousand million addresses: what does not concern an
    address leads no further."""
    known = max(funded.watch.coins(), key=lambda coin: coin.index)
    txid = known.outpoint.split(":")[0]
    entry = {"tx_hash": txid, "height": known.height}
    before = funded.watch.balance()
    fresh = WatchOnlyWallet(*funded.key.descriptors, funded.key.network, MemoryStore())

    def used(method: str, _params: list[Any], true: Any) -> Any:
        return [entry] if method == "blockchain.scripthash.get_history" else true

    with LyingServer(funded.electrum.port, used) as server:
        for watch in (fresh, funded.watch):
            asked = len(server.asked)
            watch.sync(server.url)
            assert server.asked[asked:].count("blockchain.scripthash.get_history") <= 3 + 2 * GAP
            assert watch.looked == Reach(known.index + 1 + GAP, GAP)
        assert [row.txid for row in fresh.history()] == [txid]
    assert funded.watch.balance() == before


def test_a_sync_tells_how_far_it_is(funded: Watched) -> None:
    heard: list[int] = []
    funded.watch.sync(funded.electrum.url, heard=heard.append)
    assert heard == list(range(1, len(heard) + 1))
    told = list(heard)
    funded.watch.fee_rates()  # on the same line, when whoever looked may be gone
    assert heard == told
    assert len(heard) > 20


def test_a_last_block_from_the_future(funded: Watched) -> None:
    """No honest node shows one; with it, a time lock or a rule about time would be passed too early."""
    behind = WatchOnlyWallet(*funded.key.descriptors, funded.key.network, MemoryStore(), lambda: time.time() - 4 * 3600)
    with pytest.raises(PeerFault, match="from the future; check the clock") as caught:
        behind.sync(funded.electrum.url)
    assert caught.value.kind is FaultKind.FUTURE
    assert behind.balance().total == 0


def test_a_last_block_that_is_old_is_told(funded: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(headers.STALE, funded.key.network, 3 * 3600)
    store, ahead = MemoryStore(), [0]
    watch = WatchOnlyWallet(*funded.key.descriptors, funded.key.network, store, lambda: time.time() + ahead[0])
    assert watch.stale == 0
    funded.node.mine()
    funded.electrum.wait()
    watch.sync(funded.electrum.url)
    assert watch.stale == 0
    ahead[0] = 4 * 3600
    assert 3 * 3600 < watch.stale < 6 * 3600


def test_something_else_than_an_electrum_server(fresh: Watched) -> None:
    with pytest.raises(LinkError, match="does not answer"):
        fresh.watch.sync(f"tcp://127.0.0.1:{fresh.node.rpc_port}")


def test_words_of_a_server_are_plain_text(funded: Watched) -> None:
    with RefusingServer(
        funded.electrum.port, "\x1b[31mno\u202eway\n\n<b>min relay fee not met</b>" + "x" * 500
    ) as server:
        funded.watch.sync(server.url)
        with pytest.raises(BadInput) as caught:
            funded.send(funded.watch.draft([(funded.shop(), 10_000)], 2))
    assert caught.value.message.isprintable()
    assert caught.value.message.isascii()
    assert len(caught.value.message) < 400
    assert "higher fee rate" in caught.value.message


class Version(LyingServer):
    """A server that speaks one version of the protocol: the real one, held to it, or else none that is known."""

    def __init__(self, port: int, version: str) -> None:
        super().__init__(port)
        self.version = version

    def put(self, asked: dict[str, Any]) -> dict[str, Any]:
        held = {**asked, "params": ["tests", [self.version, self.version]]}
        return held if asked["method"] == "server.version" and self.version < "1.7" else asked

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if asked["method"] != "server.version" or self.version < "1.7":
            return super().told(asked, answer)
        words = f"unsupported protocol version: {asked['params'][1]}"
        return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": 1, "message": words}}


@pytest.mark.parametrize("version", ["1.4", "1.4.2", "1.6"])
def test_versions_of_the_protocol(funded: Watched, version: str) -> None:
    """1.4 gives headers as one text and the least fee by itself, 1.6 as a list and among others: all the same here."""
    with Version(funded.electrum.port, version) as server:
        funded.watch.sync(server.url)
        found = funded.watch.fee_rates()
        assert (found.least, found.step) == (1, 1 if version == "1.6" else None)
        sent = funded.send(funded.watch.draft([(funded.shop(), 10_000)], 2))
        assert sent in funded.waiting()
        funded.node.mine()
        funded.electrum.wait()
        assert funded.watch.sync(server.url) == funded.node.rpc("getblockcount")
        assert funded.watch.history()[0].confirmations == 1


def test_a_server_of_another_version_says_so_and_not_nothing(funded: Watched) -> None:
    with Version(funded.electrum.port, "1.7") as server:
        with pytest.raises(LinkError, match="speaks another version of the Electrum protocol; use another") as caught:
            funded.watch.sync(server.url)
        assert caught.value.kind is LinkKind.SERVER_VERSION
    assert funded.sync().total == 1_250_000


class RefusingServer(LyingServer):
    """Refuses broadcasts in its own words."""

    def __init__(self, port: int, words: str) -> None:
        super().__init__(port)
        self.words = words

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if asked["method"] == "blockchain.transaction.broadcast":
            return {"jsonrpc": "2.0", "id": asked["id"], "error": {"code": 1, "message": self.words}}
        return super().told(asked, answer)


# ------------------------------------------------------------------ the way to the server
class Socks:
    """A SOCKS5 proxy that leads everything to one port, and notes what it was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[int, str]] = []

    def __enter__(self) -> Socks:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"socks5://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, socket.create_connection(("127.0.0.1", self.port)) as onward:
            line.recv(16)
            line.sendall(b"\x05\x00")
            asked = line.recv(300)
            self.asked.append((asked[3], asked[5:-2].decode(errors="replace")))
            line.sendall(b"\x05\x00\x00\x01" + bytes(6))
            back = threading.Thread(target=_pump, args=(onward, line), daemon=True)
            back.start()
            _pump(line, onward)
            back.join()


def _pump(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            to.sendall(data)
    for end in (source, to):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def test_with_a_proxy_nothing_goes_directly(funded: Watched) -> None:
    """The name of the server is resolved by the proxy; the proxy stays until it is taken away."""
    with Socks(funded.electrum.port) as proxy:
        funded.watch.sync("tcp://electrum.invalid:50001", proxy.url)
        assert proxy.asked == [(3, "electrum.invalid")]  # 3: a name
        after = funded.again()
        after.sync("tcp://electrum.invalid:50001")
        assert len(proxy.asked) == 2
        after.broadcast(funded.key.signed(after.draft([(funded.shop(), 10_000)], 1)))
        assert len(proxy.asked) == 2
    with pytest.raises(LinkError, match="through the proxy socks5://"):
        funded.again().sync(funded.electrum.url)
    assert funded.watch.sync(funded.electrum.url, "") > 0
    assert funded.again().sync(funded.electrum.url) > 0


@pytest.mark.parametrize("proxy", ["127.0.0.1:9050", "http://127.0.0.1:9050", "socks5://", "socks5://x"])
def test_not_a_proxy(proxy: str, fresh: Watched) -> None:
    with pytest.raises(BadInput, match="socks5://HOST:PORT"):
        fresh.watch.sync(fresh.electrum.url, proxy)


class Certificate:
    """A certificate of `localhost` that vouches for itself."""

    def __init__(self, path: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, path.name)])
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.path = path
        path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path)


def test_a_certificate_of_its_own_is_kept_to(funded: Watched, tmp_path: Path) -> None:
    first, second = (Certificate(tmp_path / name) for name in ("first", "second"))
    with LyingServer(funded.electrum.port, tls=first.context) as server:
        url = server.url
        assert funded.watch.sync(url) > 0
        assert funded.watch.balance().total == 1_250_000
        assert funded.again().sync(url) > 0
        txid = funded.send(funded.watch.draft([(funded.shop(), 10_000)], 1))
        assert txid in funded.waiting()
        server.tls = second.context
        asked = len(server.asked)
        with pytest.raises(LinkError, match="not the one it had before") as caught:
            funded.again().sync(url)
        assert caught.value.kind == "pin"
        assert len(server.asked) == asked
        funded.watch.forget_certificate(url)
        assert funded.watch.sync(url) > 0
        server.tls = first.context
        with pytest.raises(LinkError, match="not the one it had before"):
            funded.again().sync(url)


def test_a_certificate_somebody_vouches_for(funded: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be renewed, and take the place of one of its own; never the other way round."""
    own, first, second = (Certificate(tmp_path / name) for name in ("own", "first", "second"))
    (tmp_path / "authorities").write_bytes(first.path.read_bytes() + second.path.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authorities"))
    with LyingServer(funded.electrum.port, tls=own.context) as server:
        for certificate in (own, own, first, second):
            server.tls = certificate.context
            assert funded.again().sync(server.url) > 0
        server.tls = own.context
        with pytest.raises(LinkError, match="not the one it had before"):
            funded.again().sync(server.url)


def test_tls_goes_through_the_proxy_too(funded: Watched, tmp_path: Path) -> None:
    with LyingServer(funded.electrum.port, tls=Certificate(tmp_path / "own").context) as server:
        with Socks(server.port) as proxy:
            funded.watch.sync("ssl://electrum.invalid:50002", proxy.url)
            assert {name for _, name in proxy.asked} == {"electrum.invalid"}
        with pytest.raises(LinkError, match="the proxy"):
            funded.again().sync(server.url)


def test_a_line_that_died_is_made_anew(funded: Watched, tmp_path: Path) -> None:
    for tls in (None, Certificate(tmp_path / "own").context):
        with LyingServer(funded.electrum.port, tls=tls) as server:
            funded.watch.sync(server.url)
            server.hang_up()
            funded.watch.sync(server.url)
            server.hang_up()
            asked = len(server.asked)
            funded.watch.fee_rates()
            assert "blockchain.estimatefee" in server.asked[asked:]


def test_no_tls_where_some_was_expected(fresh: Watched) -> None:
    with pytest.raises(LinkError, match="does not speak TLS"):
        fresh.watch.sync(f"ssl://127.0.0.1:{fresh.electrum.port}")


# ------------------------------------------------------------------ the practice network
@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeNetwork]:
    network = PracticeNetwork(tmp_path / "network")
    try:
        yield network
    finally:
        network.stop()


def test_the_practice_network_is_a_server_like_any_other(practice: PracticeNetwork) -> None:
    key, store = WholeKey("practice", "practice"), MemoryStore()
    watch = WatchOnlyWallet(*key.descriptors, "practice", store)
    url = practice.start()
    practice.faucet(watch.address(), 500_000)
    watch.sync(url)
    assert watch.balance().pending == 500_000
    practice.mine(3)
    assert watch.sync(url) == practice.height
    assert watch.history()[0].confirmations == 3
    psbt = watch.draft([("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", 100_000)], None)
    txid = watch.broadcast(key.signed(psbt))
    bumped = watch.broadcast(key.signed(watch.bump(txid, 5, frozen=())))
    practice.mine()
    watch.sync(url)
    assert practice.confirmed(bumped)
    assert watch.history()[0].txid == bumped
    practice.reorg(1)
    watch.sync(url)
    assert watch.history()[0].confirmations == 0
    assert watch.balance().confirmed == 0  # the coin that it spends is spent in the mempool


def test_a_practice_network_that_was_reset(practice: PracticeNetwork, tmp_path: Path) -> None:
    """Its new chain is shorter, which BDK alone would not follow."""
    key, store = WholeKey("reset", "practice"), MemoryStore()
    watch = WatchOnlyWallet(*key.descriptors, "practice", store)
    url = practice.start()
    practice.faucet(watch.address(), 500_000)
    practice.mine(10)
    watch.sync(url)
    assert watch.balance().confirmed == 500_000
    practice.stop()
    shutil.rmtree(tmp_path / "network")
    url = practice.start()
    assert watch.sync(url) == practice.height
    assert watch.balance().total == 0
    assert watch.history() == ()
    again = WatchOnlyWallet(*key.descriptors, "practice", store)
    practice.faucet(again.address(new=True), 300_000)
    practice.mine()
    again.sync(url)
    assert again.balance().confirmed == 300_000


@pytest.mark.parametrize("method", ["blockchain.transaction.get_merkle", "blockchain.block.header"])
def test_what_is_refused_in_the_middle_ends_the_sync(funded: Watched, method: str) -> None:
    """A server that is busy: what it does not prove would be missing, and what that spent would be offered again."""
    watch = WatchOnlyWallet(*funded.key.descriptors, funded.key.network, MemoryStore())
    paid = max(coin.height or 0 for coin in funded.watch.coins())
    funded.node.mine(headers.DEPTH)
    funded.electrum.wait()

    def busy(asked: str, params: list[Any], true: Any) -> Any:
        if asked == method and paid in params:
            raise LookupError("excessive resource usage")
        return true

    with LyingServer(funded.electrum.port, busy) as server, pytest.raises((BadInput, LinkError)):
        watch.sync(server.url)
    assert watch.height == 0


def test_the_fee_is_known_where_a_sync_left_what_was_spent(fresh: Watched) -> None:
    txid = fresh.receive(70_000)[0]
    [row] = fresh.watch.history()
    spent = fresh.node.rpc("getrawtransaction", txid, True)["vin"][0]["txid"]
    before = Transaction.parse(bytes.fromhex(fresh.node.rpc("getrawtransaction", spent)))
    store = MemoryStore({b"tx/" + before.txid: before.serialize()})
    watch = WatchOnlyWallet(*fresh.key.descriptors, fresh.key.network, store)
    watch.sync(fresh.electrum.url)
    assert row.fee is not None
    assert [found.fee for found in watch.history()] == [row.fee]


def test_a_payment_in_a_block_after_the_tip_waits(funded: Watched) -> None:
    """A block came while the chain was read: what it holds is not left out, or its coins were offered again."""
    before = Watched(funded.key.seed, funded.node, funded.electrum)
    txid = funded.send(funded.watch.draft([(funded.shop(), 100_000)], 2))
    funded.node.mine()
    funded.electrum.wait()
    top = int(funded.node.rpc("getblockcount")) - 1
    header = funded.node.rpc("getblockheader", funded.node.rpc("getblockhash", top), False)

    def a_moment_ago(method: str, _params: list[Any], true: Any) -> Any:
        return {"height": top, "hex": header} if method == "blockchain.headers.subscribe" else true

    with LyingServer(funded.electrum.port, a_moment_ago) as server:
        before.watch.sync(server.url)
    [row] = [row for row in before.watch.history() if row.txid == txid]
    assert row.height is None
    assert before.watch.balance().total < 1_150_000
    before.sync()
    assert {row.height for row in before.watch.history() if row.txid == txid} == {top + 1}
