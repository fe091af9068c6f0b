"""The real judges: a Bitcoin node on regtest and an Electrum server in front of it, one of each per test run.

The node is $BITCOIND, `bitcoind` on the path, or the Bitcoin Knots pack in the folder `shared` beside the repository;
the Electrum server is e-x from PyPI, which runs on Python 3.11 only. What is missing skips the test and says so. Their
data lives in memory where there is a /dev/shm, and nothing outlives the test run, even when that is killed.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = "bitcoin-knots-29.4-linux-x86_64"
MEMORY = Path("/dev/shm")  # noqa: S108 - a directory of our own is made in it
START_LIMIT = 60.0  # seconds until a program must answer
BLOCKS = 120  # of which 20 can be spent
POLL = 0.02  # seconds

# e-x as it is, but for the second for which it collects answers so that watchers of the line learn less.
ELECTRUM_SERVER = """
import sys
from electrumx.server import transport
transport.PaddedRSTransport.WAIT_FOR_BUFFER_GROWTH_SECONDS = 0.0
from electrumx.cli.electrumx_server import main
sys.exit(main())
"""
# Reads until the pipe from the test run breaks, then ends what the test run could not end any more.
GUARD = 'trap "" INT TERM HUP; read -r _; kill -9 "$1"; rm -rf "$2"'


class RpcError(Exception):
    """The node said no."""


class Node:
    """A real Bitcoin node with a wallet, named `miner`, that has coins."""

    def __init__(self, rpc_port: int) -> None:
        self.rpc_port = rpc_port
        self.user, self.password = "tests", "only"

    def rpc(self, method: str, *args: object, wallet: str | None = None) -> Any:
        """Ask the node, by default for its wallet with coins. RpcError with its words if it refuses."""
        line = http.client.HTTPConnection("127.0.0.1", self.rpc_port, timeout=60)
        with _closing(line):
            word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            body = json.dumps({"id": 0, "method": method, "params": args})
            line.request("POST", f"/wallet/{wallet or 'miner'}", body, {"Authorization": f"Basic {word}"})
            answer = json.loads(line.getresponse().read())
        if answer["error"]:
            raise RpcError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def mine(self, blocks: int = 1) -> list[str]:
        """Blocks with all that waits, paid to the node's wallet; their hashes."""
        return list(self.rpc("generatetoaddress", blocks, self.rpc("getnewaddress", "", "bech32")))


class Electrum:
    """A real Electrum server on `node`."""

    def __init__(self, node: Node, port: int) -> None:
        self.node = node
        self.port = port
        self.url = f"tcp://127.0.0.1:{port}"

    def call(self, method: str, *params: object) -> Any:
        """One question on a line of its own."""
        [answer] = self.calls([(method, params)])
        return answer

    def calls(self, questions: list[tuple[str, tuple[object, ...]]]) -> list[Any]:
        """Several questions on one line; all answers."""
        asked = [("server.version", ("tests", "1.4")), *questions]
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as line, line.makefile("rwb") as file:
            for number, (method, params) in enumerate(asked):
                file.write(json.dumps({"id": number, "method": method, "params": params}).encode() + b"\n")
            file.flush()
            answers = [json.loads(file.readline()) for _ in asked]
        return [answer["result"] for answer in sorted(answers, key=lambda answer: int(answer["id"]))[1:]]

    def wait_for(self, height: int) -> None:
        """Until the server has the block of that height."""
        _wait(lambda: self.call("blockchain.headers.subscribe")["height"] >= height, f"block {height} at the server")

    def wait(self) -> None:
        """Until the server shows the node's tip and all that waits in its mempool."""
        best = self.node.rpc("getblockheader", self.node.rpc("getbestblockhash"), False)
        _wait(lambda: self.call("blockchain.headers.subscribe")["hex"] == best, "the node's tip at the server")
        waiting = {txid: self._first_script(txid) for txid in self.node.rpc("getrawmempool")}
        _wait(lambda: self._shows(waiting), "the node's mempool at the server")

    def _first_script(self, txid: str) -> str:
        script = self.node.rpc("getrawtransaction", txid, True)["vout"][0]["scriptPubKey"]["hex"]
        return hashlib.sha256(bytes.fromhex(script)).digest()[::-1].hex()

    def _shows(self, waiting: dict[str, str]) -> bool:
        histories = self.calls([("blockchain.scripthash.get_mempool", (script,)) for script in waiting.values()])
        return all(
            txid in {entry["tx_hash"] for entry in history} for txid, history in zip(waiting, histories, strict=True)
        )


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """One node for the whole test run."""
    with running_node() as found:
        yield found


@pytest.fixture(scope="session")
def electrum(node: Node) -> Iterator[Electrum]:
    """One Electrum server for the whole test run."""
    with running_electrum(node) as found:
        yield found


@contextmanager
def running_node(blocks: int = BLOCKS, **more: object) -> Iterator[Node]:
    """A chain of its own, that many blocks long; `more` options of the node."""
    command = bitcoind()
    rpc_port, peer_port = free_ports(2)
    found = Node(rpc_port)
    options = {
        "bind": f"127.0.0.1:{peer_port}",
        "dbcache": 16,
        "discover": 0,
        "dnsseed": 0,
        "fallbackfee": "0.0001",
        "fixedseeds": 0,
        "listenonion": 0,
        "regtest": 1,
        "rpcallowip": "127.0.0.1",
        "rpcbind": "127.0.0.1",
        "rpcpassword": found.password,
        "rpcport": rpc_port,
        "rpcuser": found.user,
        "server": 1,
        "txindex": 1,
        **more,
    }
    with place() as data:
        words = [f"-datadir={data}", *(f"-{name}={value}" for name, value in options.items())]
        with running([*command, *words], data, lambda: found.rpc("getblockcount") == 0):
            found.rpc("createwallet", "miner")
            found.mine(blocks)
            yield found


@contextmanager
def running_electrum(node: Node) -> Iterator[Electrum]:
    """A server for the chain of `node`."""
    if find_spec("electrumx") is None:
        pytest.skip("there is no Electrum server: e-x is not installed (it needs Python 3.11); run: make setup")
    port, control_port = free_ports(2)
    found = Electrum(node, port)
    with place() as data:
        settings = {
            "ALLOW_ROOT": "1",
            "BLACKLIST_URL": "",
            "CACHE_MB": "50",
            "COIN": "Bitcoin",
            "COST_HARD_LIMIT": "0",
            "COST_SOFT_LIMIT": "0",
            "DAEMON_POLL_INTERVAL_BLOCKS": "50",
            "DAEMON_POLL_INTERVAL_MEMPOOL": "50",
            "DAEMON_URL": f"http://{node.user}:{node.password}@127.0.0.1:{node.rpc_port}/",
            "DB_DIRECTORY": str(data),
            "DB_ENGINE": "leveldb",
            "NET": "regtest",
            "PEER_ANNOUNCE": "",
            "PEER_DISCOVERY": "off",
            "SERVICES": f"tcp://127.0.0.1:{port},rpc://127.0.0.1:{control_port}",
        }

        def ready() -> bool:
            return bool(found.call("blockchain.headers.subscribe")["height"] == node.rpc("getblockcount"))

        with running([sys.executable, "-c", ELECTRUM_SERVER], data, ready, settings):
            yield found


# ------------------------------------------------------------------ programs
def bitcoind() -> list[str]:
    """The command that runs a node. Skips the test when there is none."""
    named = os.environ.get("BITCOIND") or shutil.which("bitcoind")
    if named:
        return [named]
    packed = ROOT.parent / "shared" / f"{PACK}.tar.xz"
    if not packed.exists():
        pytest.skip("there is no Bitcoin node: put bitcoind on the path or name it in $BITCOIND")
    if (sys.platform, os.uname().machine) != ("linux", "x86_64"):
        pytest.skip("the packed Bitcoin node is for Linux on x86_64: put bitcoind on the path or name it in $BITCOIND")
    pack = _unpacked(packed) / "pack"
    return [str(pack / "ld-linux-x86-64.so.2"), "--library-path", str(pack), str(pack / "bitcoind")]


def _unpacked(packed: Path) -> Path:
    """The content of the pack; the first of several test runs unpacks it."""
    done = ROOT / "build" / PACK
    if not done.exists():
        done.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=done.parent) as begun:
            with tarfile.open(packed) as archive:
                archive.extractall(Path(begun) / PACK, filter="data")
            with suppress(OSError):  # another test run was faster
                (Path(begun) / PACK).rename(done)
    return done


@contextmanager
def place() -> Iterator[Path]:
    """A directory for as long as a program runs, in memory if possible."""
    parent = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="tandem-test-", dir=parent, ignore_cleanup_errors=True) as made:
        yield Path(made)


@contextmanager
def running(
    command: list[str], data: Path, ready: Callable[[], bool], settings: dict[str, str] | None = None
) -> Iterator[None]:
    """A program, from when it is `ready` until the block ends. Its output is shown if it does not become ready."""
    log = data / "output"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | (settings or {}),
            cwd=data,
            start_new_session=True,
        ) as process,
        subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(process.pid), str(data)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        ) as guard,
    ):
        try:
            _wait(lambda: process.poll() is not None or ready(), command[-1])
            if process.poll() is not None:
                tail = log.read_text(encoding="utf-8", errors="replace")[-3000:]
                pytest.fail(f"{Path(command[0]).name} ended with {process.returncode}:\n{tail}")
            yield
        finally:
            guard.kill()
            process.kill()


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


@contextmanager
def _closing(line: http.client.HTTPConnection) -> Iterator[None]:
    try:
        yield
    finally:
        line.close()


def _wait(done: Callable[[], bool], what: str, limit: float = START_LIMIT) -> None:
    """Until `done`. Programs that do not listen yet, or are still warming up, are asked again."""
    end = time.monotonic() + limit
    while True:
        with suppress(OSError, http.client.HTTPException, ValueError, RpcError):
            if done():
                return
        if time.monotonic() > end:
            pytest.fail(f"waited {limit:.0f} seconds for: {what}")
        time.sleep(POLL)
