"""The practice network's Electrum server: what it answers, and what no client can do to it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.practice_network.chain import FAUCET, KEY, Chain
from app.practice_network.electrum_server import ElectrumServer
from app.practice_network.network import PracticeNetwork
from core.bitcoin.address import script_of
from core.bitcoin.hashes import sha256d
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.crypto.rng import HedgedRng

SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
NAME = hashlib.sha256(script_of(SHOP, "practice")).digest()[::-1].hex()
NOTHING = "00" * 32
MOST_CLIENTS = 32


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeNetwork]:
    made = PracticeNetwork(tmp_path_factory.mktemp("network"))
    made.start()
    yield made
    made.stop()


def line(network: PracticeNetwork) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(network.start().rpartition(":")[2])), timeout=20)


def talk(network: PracticeNetwork, data: bytes) -> list[dict[str, Any]]:
    """Everything that comes back until the server has answered it all or hung up."""
    with line(network) as connection:
        with suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        got = b""
        with suppress(ConnectionError):
            while piece := connection.recv(1 << 20):
                got += piece
    return [json.loads(text) for text in got.splitlines()]


def ask(network: PracticeNetwork, method: str, *params: object) -> dict[str, Any]:
    """The whole answer."""
    [answer] = talk(network, request(method, list(params)))
    assert answer["id"] == 7
    return answer


def call(network: PracticeNetwork, method: str, *params: object) -> Any:
    answer = ask(network, method, *params)
    assert "error" not in answer, answer
    return answer["result"]


def request(method: object, params: object = (), number: object = 7) -> bytes:
    return json.dumps({"id": number, "method": method, "params": params}).encode() + b"\n"


def lives(network: PracticeNetwork) -> None:
    assert ask(network, "server.ping") == {"jsonrpc": "2.0", "id": 7, "result": None}


# ------------------------------------------------------------------ answers
def test_headers(network: PracticeNetwork) -> None:
    tip = call(network, "blockchain.headers.subscribe")
    assert tip["height"] == network.height
    assert call(network, "blockchain.block.header", tip["height"]) == tip["hex"]
    found = call(network, "blockchain.block.headers", 0, 10_000)
    assert (found["count"], found["max"], len(found["hex"])) == (tip["height"] + 1, 2016, 160 * (tip["height"] + 1))
    headers = [bytes.fromhex(found["hex"][at : at + 160]) for at in range(0, len(found["hex"]), 160)]
    assert all(after[4:36] == sha256d(before) for before, after in pairwise(headers))
    assert sha256d(headers[1])[::-1].hex() == network.identity
    assert call(network, "server.features")["genesis_hash"] == sha256d(headers[0])[::-1].hex()
    assert call(network, "blockchain.block.headers", tip["height"] + 1, 5) == {"count": 0, "hex": "", "max": 2016}


def test_block_1_says_what_it_is(network: PracticeNetwork) -> None:
    header = bytes.fromhex(call(network, "blockchain.block.header", 1))
    coinbase = header[36:68][::-1].hex()  # the only transaction of its block
    raw = bytes.fromhex(call(network, "blockchain.transaction.get", coinbase))
    assert b"Tandem practice network: worth nothing" in raw


def test_history_and_proof(network: PracticeNetwork) -> None:
    before = call(network, "blockchain.scripthash.get_history", NAME)
    txids = [network.faucet(SHOP, 10_000 + n) for n in range(4)]
    waiting = call(network, "blockchain.scripthash.get_history", NAME)[len(before) :]
    assert {row["tx_hash"] for row in waiting} == set(txids)
    assert {row["height"] for row in waiting} <= {0, -1}
    assert all(row["fee"] > 200 for row in waiting)
    height = network.mine()
    rows = call(network, "blockchain.scripthash.get_history", NAME)[len(before) :]
    assert rows == [{"tx_hash": txid, "height": height} for txid in txids]
    root = bytes.fromhex(call(network, "blockchain.block.header", height))[36:68]
    for txid in txids:
        raw = bytes.fromhex(call(network, "blockchain.transaction.get", txid))
        assert raw
        proof = call(network, "blockchain.transaction.get_merkle", txid, height)
        assert proof["block_height"] == height
        digest, position = bytes.fromhex(txid)[::-1], proof["pos"]
        for beside in (bytes.fromhex(text)[::-1] for text in proof["merkle"]):
            digest = sha256d(beside + digest if position % 2 else digest + beside)
            position //= 2
        assert (digest, position) == (root, 0)


def test_parameters_by_name(network: PracticeNetwork) -> None:
    [answer] = talk(network, request("blockchain.block.headers", {"start_height": 0, "count": 2}))
    assert answer["result"]["count"] == 2


@pytest.mark.parametrize(
    ("version", "spoken"),
    [("1.4", "1.4"), (["1.4", "1.6"], "1.6"), (["1.1", "1.4.2"], "1.4.2"), ("1.6", "1.6"), (["1.5", "1.7"], "1.6"),
     (["1.7", "1.8"], None), ("1", None), ("x", None), ([], None), ({}, None), (None, None), (1.4, "1.4")],
)  # fmt: skip
def test_versions(version: object, spoken: str | None, network: PracticeNetwork) -> None:
    answer = ask(network, "server.version", "tests", version)
    assert answer.get("result") == (["Tandem practice network", spoken] if spoken else None)


def test_version_1_6_lists_headers_and_takes_what_comes_later(network: PracticeNetwork) -> None:
    asked = request("server.version", ["tests", ["1.4", "1.6"], {"of": "a later version"}])
    _, answer = talk(network, asked + request("blockchain.block.headers", [0, 2]))
    old = call(network, "blockchain.block.headers", 0, 2)
    assert answer["result"] == {"count": 2, "headers": [old["hex"][:160], old["hex"][160:]], "max": 2016}
    assert call(network, "blockchain.estimatefee", 2, "ECONOMICAL") == call(network, "blockchain.estimatefee", 2)


def test_what_other_wallets_ask(network: PracticeNetwork) -> None:
    assert "worth nothing" in call(network, "server.banner")
    assert call(network, "server.donation_address") == ""
    assert call(network, "server.peers.subscribe") == []
    network.mine()
    assert call(network, "mempool.get_fee_histogram") == []
    txids = {network.faucet(SHOP, 10_000 + n) for n in range(3)}
    rates = [rate for rate, size in call(network, "mempool.get_fee_histogram") if size > 100]
    assert rates == sorted(rates, reverse=True)
    assert len(rates) == 3
    waiting = call(network, "blockchain.scripthash.get_mempool", NAME)
    assert {row["tx_hash"] for row in waiting} == txids
    assert waiting == sorted(waiting, key=lambda row: (-row["height"], row["tx_hash"]))
    assert call(network, "blockchain.scripthash.get_history", NAME)[-3:] == waiting
    network.mine()


def test_watchers_are_told(network: PracticeNetwork) -> None:
    with line(network) as connection, connection.makefile("rwb") as file:
        file.write(request("blockchain.headers.subscribe") + request("blockchain.scripthash.subscribe", [NAME]))
        file.flush()
        first = json.loads(file.readline())["result"]
        statuses = [json.loads(file.readline())["result"]]
        network.faucet(SHOP, 20_000)
        told = json.loads(file.readline())
        assert told["method"] == "blockchain.scripthash.subscribe"
        statuses.append(told["params"][1])
        network.mine(2)
        told = json.loads(file.readline())
        assert told["method"] == "blockchain.headers.subscribe"
        assert [tip["height"] for tip in told["params"]] == [first["height"] + 2]
        statuses.append(json.loads(file.readline())["params"][1])
        rows = call(network, "blockchain.scripthash.get_history", NAME)
        text = "".join(f"{row['tx_hash']}:{row['height']}:" for row in rows)
        assert statuses[-1] == hashlib.sha256(text.encode()).hexdigest()
        assert len(set(statuses)) == 3


def test_a_payment_of_a_payment_that_waits(network: PracticeNetwork) -> None:
    network.mine()
    parent = Transaction.parse(bytes.fromhex(call(network, "blockchain.transaction.get", network.faucet(SHOP, 30_000))))
    [(n, rest)] = [(n, output) for n, output in enumerate(parent.outputs) if output.script == FAUCET]
    pays = (TxOut(rest.amount - 1_000, script_of(SHOP, "practice")),)
    child = Transaction(2, (TxIn(OutPoint(parent.txid, n), b"", 0xFFFFFFFD, KEY),), pays, 0)
    with line(network) as watcher, watcher.makefile("rwb") as file:
        file.write(request("blockchain.scripthash.subscribe", [NAME]))
        file.flush()
        file.readline()
        txid = call(network, "blockchain.transaction.broadcast", child.serialize().hex())
        assert json.loads(file.readline())["params"][0] == NAME
    assert txid == child.txid[::-1].hex()
    rows = call(network, "blockchain.scripthash.get_history", NAME)[-2:]
    assert [(row["tx_hash"], row["height"]) for row in rows] == [(parent.txid[::-1].hex(), 0), (txid, -1)]
    assert rows[1]["fee"] == 1_000
    network.mine()


def test_a_slow_client_gets_everything(network: PracticeNetwork) -> None:
    with line(network) as connection, connection.makefile("rb") as file:
        connection.sendall(request("blockchain.block.headers", [0, 2016]) * 1_000)
        lives(network)
        assert len({file.readline() for _ in range(1_000)}) == 1


# ------------------------------------------------------------------ what is wrong
@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("blockchain.transaction.get", ["zz"], -32602),
        ("blockchain.transaction.get", [NOTHING], -32602),
        ("blockchain.transaction.get", [NOTHING.replace("0", "A")], -32602),
        ("blockchain.transaction.get", [NOTHING, True], -32602),
        ("blockchain.transaction.get", [], -32602),
        ("blockchain.transaction.get", [None], -32602),
        ("blockchain.block.header", [-1], -32602),
        ("blockchain.block.header", ["1"], -32602),
        ("blockchain.block.header", [True], -32602),
        ("blockchain.block.header", [1.0], -32602),
        ("blockchain.block.header", [10**30], -32602),
        ("blockchain.block.headers", [-1, 2], -32602),
        ("blockchain.block.headers", [0, -2], -32602),
        ("blockchain.block.headers", ["0", 2], -32602),
        ("blockchain.estimatefee", ["x"], -32602),
        ("blockchain.estimatefee", [None], -32602),
        ("blockchain.transaction.get_merkle", [NOTHING, 5], -32602),
        ("blockchain.transaction.get_merkle", [NOTHING, 10**9], -32602),
        ("blockchain.scripthash.get_history", [None], -32602),
        ("blockchain.scripthash.subscribe", [["a"]], -32602),
        ("blockchain.transaction.broadcast", ["zz"], -32602),
        ("blockchain.transaction.broadcast", [5], -32602),
        ("blockchain.transaction.broadcast", [""], 1),
        ("blockchain.transaction.broadcast", ["00" * 100], 1),
        ("server.ping", [1, 2, 3], -32602),
        ("server.ping", "abc", -32602),
        ("server.ping", None, -32602),
        ("server.ping", {"self": 0}, -32602),
        ("blockchain.block.header", {"height": 0, "nope": 1}, -32602),
        ("mine", [1], -32601),
        ("__init__", [], -32601),
        ("\udcff", [], -32601),
    ],
)
def test_wrong_calls(method: str, params: object, code: int, network: PracticeNetwork) -> None:
    [answer] = talk(network, request(method, params))
    assert (answer["id"], answer["error"]["code"]) == (7, code)
    assert len(answer["error"]["message"]) < 250


@pytest.mark.parametrize("method", ["server.ping", "blockchain.transaction.broadcast", "blockchain.block.header"])
@pytest.mark.parametrize("number", [None, 0, 1.5, "x", 10**40, "\udcff"])
def test_any_simple_number_comes_back(number: object, method: str, network: PracticeNetwork) -> None:
    [answer] = talk(network, request(method, [], number))
    assert answer["id"] == number


@pytest.mark.parametrize(
    "data",
    [b"5\n", b"null\n", b'"a"\n', b"[]\n", b"{}\n", b'{"method":"server.ping"}\n', request("server.ping", [], []),
     request(["server.ping"]), b"[" + request("server.ping").strip() + b"]\n"],
)  # fmt: skip
def test_what_is_no_request(data: bytes, network: PracticeNetwork) -> None:
    [first, second] = talk(network, data + request("server.ping"))
    assert (first["id"], first["error"]["code"]) == (None, -32600)
    assert second["result"] is None


@pytest.mark.parametrize(
    "data",
    [b"POST / HTTP/1.1\r\nHost: x\r\n\r\n", b"\n", b"\xff\xfe\n", b"[" * 50_000, b'{"id":' + b"9" * 5_000 + b"}\n"],
)  # fmt: skip
def test_another_protocol_is_hung_up_on(data: bytes, network: PracticeNetwork) -> None:
    after = request("server.ping") if data.endswith(b"\n") else b""
    [answer] = talk(network, data + after)
    assert answer["error"]["code"] == -32700
    lives(network)


def test_a_line_without_an_end(network: PracticeNetwork) -> None:
    answers = talk(network, b" " * (3 << 20))
    assert [answer["error"]["message"] for answer in answers] in ([], ["line too long"])
    assert talk(network, b"x" * 1_000) == talk(network, b"x" * 1_000 + b"\n")
    lives(network)


def test_too_many_clients(network: PracticeNetwork) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(line(network)) for _ in range(MOST_CLIENTS)]
        for connection in lines:
            connection.sendall(request("server.ping"))
            assert connection.recv(100)
        one_more = stack.enter_context(line(network))
        assert one_more.recv(100) == b""
        for connection in lines:
            connection.sendall(request("server.ping"))
            assert connection.recv(100)
    end = time.monotonic() + 10
    while not talk(network, request("server.ping")):
        assert time.monotonic() < end
    lives(network)


def test_too_many_subscriptions(network: PracticeNetwork) -> None:
    asked = b"".join(request("blockchain.scripthash.subscribe", [f"{n:064x}"]) for n in range(5_001))
    answers = talk(network, asked)
    assert [("error" in answer) for answer in answers] == [False] * 5_000 + [True]
    assert network.mine()


def test_a_client_that_never_reads(network: PracticeNetwork) -> None:
    with line(network) as deaf:
        deaf.setblocking(False)
        asked = request("blockchain.block.headers", [0, 2016]) * 200
        sent, quiet = 0, 0
        while quiet < 20:
            try:
                sent += deaf.send(asked)
                quiet = 0
            except BlockingIOError:
                quiet += 1
                time.sleep(0.01)
            except ConnectionError:
                break
        assert sent < 50 << 20
        lives(network)
        assert network.mine()


def test_a_watcher_that_never_reads(tmp_path: Path) -> None:
    async def watched() -> None:
        with closing(Chain(tmp_path, HedgedRng())) as chain:
            server = ElectrumServer(chain)
            _, writer = await asyncio.open_connection("127.0.0.1", await server.start(0))
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(request("server.ping"))
            while not server.clients:
                await asyncio.sleep(0.01)
            [client] = server.clients
            for _ in range(1_000):
                client.notify("news", "x" * 20_000)
            assert client.writer.transport.is_closing()
            await asyncio.sleep(0.05)
            assert server.clients == set()
            writer.close()
            server.stop()

    asyncio.run(watched())


def test_clients_do_not_hinder_the_end(network: PracticeNetwork) -> None:
    with line(network) as idle, line(network) as half:
        half.sendall(b'{"id":')
        assert network.stop()  # by itself: nobody had to be waited for until it is killed
        assert idle.recv(10) == b""
    lives(network)


# ------------------------------------------------------------------ anything at all
METHODS = [
    "server.version", "server.features", "server.ping", "blockchain.relayfee", "blockchain.estimatefee",
    "server.banner", "server.donation_address", "server.peers.subscribe",
    "mempool.get_info", "mempool.get_fee_histogram", "blockchain.scripthash.get_mempool",
    "blockchain.headers.subscribe", "blockchain.block.header", "blockchain.block.headers",
    "blockchain.scripthash.get_history", "blockchain.scripthash.subscribe", "blockchain.transaction.get",
    "blockchain.transaction.get_merkle", "blockchain.transaction.broadcast",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.just(NAME), st.just(NOTHING)
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
REQUESTS = st.fixed_dictionaries(
    {}, optional={"id": VALUES, "method": st.sampled_from(METHODS) | VALUES, "params": VALUES, "jsonrpc": VALUES}
)
LINES = st.one_of(st.binary(max_size=200), (VALUES | REQUESTS).map(lambda value: json.dumps(value).encode()))


@given(lines=st.lists(LINES, max_size=6))
@example(lines=[b""])
@example(lines=[b'{"id":1,"method":"server.ping"}\r'])
def test_any_bytes_are_answered_or_hung_up_on(lines: list[bytes], network: PracticeNetwork) -> None:
    """Each line gets one answer, up to the first that is not JSON."""
    sent = b"".join(text + b"\n" for text in lines)
    codes = [answer.get("error", {}).get("code") for answer in talk(network, sent)]
    good = list(takewhile(is_json, sent.split(b"\n")[:-1]))
    assert len(codes) == min(len(good) + 1, sent.count(b"\n"))
    assert -32603 not in codes
    assert -32700 not in codes[: len(good)]
    lives(network)


def is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@given(method=st.sampled_from(METHODS), params=st.lists(VALUES, max_size=3))
def test_any_parameters_are_answered(method: str, params: list[object], network: PracticeNetwork) -> None:
    [answer] = talk(network, request(method, params))
    assert ("result" in answer) != (answer.get("error", {}).get("code") in {-32602, 1})
    assert network.alive
