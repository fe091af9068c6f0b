"""A real node imports what leaves Tandem, finds the coins, and can spend them."""

from __future__ import annotations

from core.bitcoin.private_descriptor import private_descriptors
from core.secret import Secret
from tests.core.chain.conftest import Watched


def test_a_node_imports_a_wallet_that_leaves(funded: Watched) -> None:
    key, node = funded.key, funded.node
    found = private_descriptors(Secret(key.secret), key.Q, key.chain, key.network)
    for name, texts in {"one-line": [found.both], "two-lines": [found.receiving, found.change]}.items():
        node.rpc("createwallet", name, False, True)
        asked = [{"desc": text.reveal(), "timestamp": 0, "range": [0, 20], "active": True} for text in texts]
        if len(asked) > 1:
            asked[1]["internal"] = True
        assert all(done["success"] for done in node.rpc("importdescriptors", asked, wallet=name))
        assert node.rpc("getbalance", wallet=name) == funded.watch.balance().total / 1e8
        ours = [[key.table.address(branch, index, key.network) for index in range(21)] for branch in (0, 1)]
        assert node.rpc("getnewaddress", "", "bech32", wallet=name) in ours[0]
        assert node.rpc("getrawchangeaddress", "bech32", wallet=name) in ours[1]
        txid = node.rpc("sendtoaddress", funded.shop(), "0.0001", wallet=name)
        assert txid in funded.waiting()
        node.mine()
        funded.sync()
        node.rpc("unloadwallet", wallet=name)
