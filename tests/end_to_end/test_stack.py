"""The judges themselves: both run, agree, and end with the test run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.stack import ROOT, Electrum, Node, RpcError

pytestmark = pytest.mark.slow


def test_server_follows_the_node(node: Node, electrum: Electrum) -> None:
    txid = node.rpc("sendtoaddress", node.rpc("getnewaddress", "", "bech32"), "0.1")
    electrum.wait()
    node.mine()
    electrum.wait()
    assert electrum.call("blockchain.headers.subscribe")["height"] == node.rpc("getblockcount")
    assert electrum.call("blockchain.transaction.get", txid) == node.rpc("getrawtransaction", txid)


def test_node_refuses_in_its_own_words(node: Node) -> None:
    with pytest.raises(RpcError, match="Block height out of range"):
        node.rpc("getblockhash", 10**6)


KILLED = """
from tests.support.stack import place, running
from pathlib import Path
import time
with place() as data, running(["sleep", "1000"], data, lambda: True):
    print(data, flush=True)
    time.sleep(1000)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_outlives_a_test_run(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        data = Path(run.stdout.readline().decode().strip())
        assert data.exists()
        assert _working_in(data)
        os.kill(run.pid, how)
    end = time.monotonic() + 10
    while data.exists() or _working_in(data):
        assert time.monotonic() < end
        time.sleep(0.05)


def _working_in(data: Path) -> bool:
    """Whether a process has this directory as its own (Linux; elsewhere only the directory is looked at)."""
    for found in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(found.readlink()).startswith(str(data)):
                return True
        except OSError:
            continue
    return not Path("/proc/self/cwd").exists() and data.exists()
