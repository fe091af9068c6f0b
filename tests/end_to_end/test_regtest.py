"""The story against a real node and a real Electrum server, and what only the node can judge."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.journey import request_of
from tests.end_to_end.story import tell
from tests.support.programs import NAME, Programs, fails
from tests.support.stack import Electrum, Node

pytestmark = pytest.mark.slow


class RegtestChain:
    """The node and its Electrum server as the story wants them."""

    network = "regtest"

    def __init__(self, node: Node, electrum: Electrum) -> None:
        self.node = node
        self.electrum = electrum
        self.url = electrum.url

    def destination(self) -> str:
        return str(self.node.rpc("getnewaddress", "", "bech32"))

    def pay(self, address: str, sats: int) -> None:
        self.node.rpc("sendtoaddress", address, f"{sats / 1e8:.8f}")

    def pay_many(self, addresses: list[str], sats: int) -> None:
        self.node.rpc("sendmany", "", dict.fromkeys(addresses, f"{sats / 100000000.0:.8f}"))

    def mine(self) -> None:
        self.node.rpc("generatetoaddress", 1, self.destination())
        self.electrum.wait_for(int(self.node.rpc("getblockcount")))

    def confirmed(self, txid: str) -> bool:
        return bool(self.node.rpc("getrawtransaction", txid, True).get("confirmations"))


@pytest.fixture
def chain(node: Node, electrum: Electrum) -> RegtestChain:
    return RegtestChain(node, electrum)


@pytest.fixture
def kind() -> str:
    """Of the wallet; tests choose another."""
    return "segwit"


@pytest.fixture
def both(tmp_path: Path, kind: str) -> Iterator[Programs]:
    with Programs(tmp_path / "both") as programs:
        programs.paired()
        programs.new_key("regtest", kind=kind)
        yield programs


def test_story_of_a_taproot_wallet(tmp_path: Path, chain: RegtestChain) -> None:
    """Of the other kind `make run`, the kills and the sheets tell parts."""
    tell(tmp_path / "story", chain, "taproot")


@pytest.mark.parametrize(("inputs", "kind"), [(100, "taproot"), (300, "segwit")])
def test_a_payment_of_many_inputs(inputs: int, both: Programs, chain: RegtestChain, tmp_path: Path) -> None:
    """Several batches, one request, one approval; the node takes it."""
    external = both.computer.call("wallet", "show", NAME)["external"]
    chain.pay_many(chain.node.rpc("deriveaddresses", external, [0, inputs - 1]), 20_000)
    chain.mine()
    both.computer.call("sync", NAME, "--server", chain.url)
    draft, signed = tmp_path / "draft.psbt", tmp_path / "signed.psbt"
    amount = inputs * 20_000 - 100_000
    both.computer.call("draft", NAME, f"{chain.destination()}={amount}", "--fee-rate", "1", "-o", draft)
    done = both.approve_while("sign", NAME, draft, "-o", signed, limit=300)
    assert done["signed"] > inputs * 0.9
    txid = str(both.computer.call("broadcast", NAME, signed)["txid"])
    chain.mine()
    assert chain.confirmed(txid)


def watch_only(node: Node, shown: dict[str, Any]) -> str:
    """A wallet of the node that knows our two descriptors and no key."""
    name = f"watch-{time.monotonic_ns()}"
    node.rpc("createwallet", name, True, True, "", False, True)
    told = [
        {"desc": shown[key], "active": True, "internal": key == "internal", "range": [0, 99], "timestamp": "now"}
        for key in ("external", "internal")
    ]
    assert all(answer["success"] for answer in node.rpc("importdescriptors", told, wallet=name))
    return name


@pytest.mark.parametrize(("kind", "form"), [("segwit", "bech32"), ("taproot", "bech32m")])
def test_a_psbt_made_by_the_node_is_signed_by_us_and_finalised_by_the_node(
    both: Programs, chain: RegtestChain, tmp_path: Path, form: str
) -> None:
    """For taproot the node leaves out what is spent: it is known from the last sync (C9)."""
    node = chain.node
    shown = both.computer.call("wallet", "show", NAME)
    name = watch_only(node, shown)
    assert node.rpc("getnewaddress", "", form, wallet=name) == both.address()
    for _ in range(3):
        chain.pay(str(node.rpc("getnewaddress", "", form, wallet=name)), 500_000)
    chain.mine()
    outputs = [{chain.destination(): 0.011}]
    made = node.rpc("walletcreatefundedpsbt", [], outputs, 0, {"fee_rate": 2, "change_type": form}, wallet=name)
    both.computer.call("sync", NAME, "--server", chain.url)
    (tmp_path / "node.psbt").write_text(made["psbt"] + "\n")
    done = both.approve_while("sign", NAME, tmp_path / "node.psbt", "-o", tmp_path / "signed.psbt")
    assert done["signed"] == 3
    assert done["skipped"] == []
    signed = (tmp_path / "signed.psbt").read_text().strip()
    final = node.rpc("finalizepsbt", signed)
    assert final["complete"]
    assert node.rpc("testmempoolaccept", [final["hex"]])[0]["allowed"]
    txid = node.rpc("sendrawtransaction", final["hex"])
    chain.mine()
    assert chain.confirmed(txid)
    (tmp_path / "binary.psbt").write_bytes(base64.b64decode(made["psbt"]))
    again = both.computer.call("sign", NAME, tmp_path / "binary.psbt", "-o", tmp_path / "binary-signed.psbt")
    assert again["txid"] == txid


def joint_payment(both: Programs, chain: RegtestChain) -> str:
    """A PSBT that spends a coin of ours and one of the node's own wallet, signed by nobody."""
    node = chain.node
    ours = watch_only(node, both.computer.call("wallet", "show", NAME))
    chain.pay(both.address(), 500_000)
    chain.mine()
    [mine] = node.rpc("listunspent", 1, 9_999_999, [], True, {"minimumSumAmount": 0.005}, wallet=ours)
    theirs = next(coin for coin in node.rpc("listunspent") if coin["spendable"] and coin["amount"] > 0.02)
    coins = [{"txid": coin["txid"], "vout": coin["vout"]} for coin in (mine, theirs)]
    back = round(theirs["amount"] - 0.006 + 0.005 - 0.00002, 8)
    bare = node.rpc("createpsbt", coins, [{chain.destination(): 0.006}, {chain.destination(): back}])
    for wallet in (ours, "miner"):
        bare = node.rpc("walletprocesspsbt", bare, False, "ALL", True, wallet=wallet)["psbt"]
    return str(bare)


@pytest.mark.parametrize("final", [False, True])
def test_what_another_wallet_has_signed_first_is_refused_in_words(
    final: bool, both: Programs, chain: RegtestChain, tmp_path: Path
) -> None:
    """C9, whether its signature is partial or final; nothing reaches the co-signer's person."""
    made = joint_payment(both, chain)
    signed = chain.node.rpc("walletprocesspsbt", made, True, "ALL", True, final)["psbt"]
    (tmp_path / "theirs.psbt").write_text(signed + "\n")
    words = ("sign", NAME, tmp_path / "theirs.psbt", "-o", tmp_path / "both.psbt")
    about = r"(?i)input 1 of this PSBT is signed already; sign it here first, and with other wallets afterwards"
    fails(both.computer, 7, *words, about=about)
    assert both.waiting() == []
    assert not (tmp_path / "both.psbt").exists()


def test_signed_here_first_another_wallet_completes_it(both: Programs, chain: RegtestChain, tmp_path: Path) -> None:
    """After us, or beside us and combined; the co-signer's person is told of the foreign input."""
    made, node = joint_payment(both, chain), chain.node
    (tmp_path / "made.psbt").write_text(made + "\n")
    both.allow(10_000_000)
    with both.computer.start("sign", NAME, tmp_path / "made.psbt", "-o", tmp_path / "ours.psbt") as running:
        id = request_of(running)
        [request] = both.waiting()
        assert (request["id"], request["warnings"]) == (id, ["foreign-input"])
        both.other.call("approve", id)
        done = running.result()
    assert (done["signed"], done["skipped"]) == (1, [1])
    ours = (tmp_path / "ours.psbt").read_text().strip()
    after = node.rpc("walletprocesspsbt", ours, True, "ALL", True, False)["psbt"]
    beside = node.rpc("walletprocesspsbt", made, True, "ALL", True, False)["psbt"]
    for whole in (after, node.rpc("combinepsbt", [ours, beside])):
        final = node.rpc("finalizepsbt", whole)
        assert final["complete"]
        assert node.rpc("testmempoolaccept", [final["hex"]])[0]["allowed"]
    assert both.computer.call("sync", NAME, "--server", chain.url)["total"] == 500_000
    (tmp_path / "after.psbt").write_text(after + "\n")
    about = "(?i)input 1 of this PSBT is signed and not final; let the wallet that it belongs to finish it"
    fails(both.computer, 7, "broadcast", NAME, tmp_path / "after.psbt", about=about, kind="unsigned")
    (tmp_path / "final.psbt").write_text(node.rpc("finalizepsbt", after, False)["psbt"] + "\n")
    txid = both.computer.call("broadcast", NAME, tmp_path / "final.psbt")["txid"]
    chain.mine()
    assert chain.confirmed(str(txid))


def test_one_flipped_bit_and_the_node_refuses(both: Programs, chain: RegtestChain, tmp_path: Path) -> None:
    """Negative control: the judge does judge."""
    chain.pay(both.address(), 200_000)
    chain.mine()
    both.computer.call("sync", NAME, "--server", chain.url)
    draft, signed = tmp_path / "draft.psbt", tmp_path / "signed.psbt"
    both.computer.call("draft", NAME, f"{chain.destination()}=50000", "-o", draft, "--fee-rate", "2")
    both.approve_while("sign", NAME, draft, "-o", signed)
    text = base64.b64encode(signed.read_bytes()).decode()
    raw = bytearray.fromhex(chain.node.rpc("finalizepsbt", text)["hex"])
    assert chain.node.rpc("testmempoolaccept", [raw.hex()])[0]["allowed"]
    raw[-60] ^= 1  # the end of the last signature: after it come its sighash byte, the public key and the lock time
    assert not chain.node.rpc("testmempoolaccept", [raw.hex()])[0]["allowed"]
