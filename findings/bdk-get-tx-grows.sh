#!/usr/bin/env bash
# Guess: bdkpython's Wallet.get_tx(txid) finds one transaction by its id, so it costs the same in a wallet of a hundred
# transactions and of thousands; asking for each of n costs n times as much as asking for one.
# What happens: each call works out anew which of all the wallet's transactions count, then gives one. Its cost grows with
# the wallet, and a loop over all of them with the square. Wallet.transactions(), which gives all, costs about as much as
# six calls for one.
# Seen with bdkpython 3.1.1 (Python 3.11), in processor time of one process. Source: running it; bdk_wallet, Wallet::get_tx
# goes through the list of canonical transactions of its graph.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install bdkpython==3.1.1
cat > "$place/run.py" <<'PYTHON'
import hashlib
import time

import bdkpython as bdk

# A public key of BIP84's example.
KEY = (
    "[73c5da0a/84h/0h/0h]xpub6CatWdiZiodmUeTDp8LT5or8nmbKNcuyvz7WyksVFkKB4RHwCD3XyuvPEbvqAQY3rAPshWcMLoP2fMFMKHPJ4Z"
    "eZXYVUhLv1VMrjPC7PW6V"
)
ASKED = 20


def paying(script: bytes, number: int) -> bytes:
    """A transaction, unlike all others, with one output of this script."""
    spent = hashlib.sha256(number.to_bytes(4, "big")).digest()
    output = (10_000 + number).to_bytes(8, "little") + bytes((len(script),)) + script
    return (
        (2).to_bytes(4, "little") + b"\x01" + spent + bytes(4) + b"\x00" + b"\xfd\xff\xff\xff" + b"\x01" + output + bytes(4)
    )


def cost(count: int) -> tuple[float, float]:
    """Seconds of the processor for one get_tx, and for transactions(), in a wallet of so many."""
    descriptors = [bdk.Descriptor(f"wpkh({KEY}/{chain}/*)", bdk.NetworkKind.MAIN) for chain in (0, 1)]
    wallet = bdk.Wallet(*descriptors, bdk.Network.BITCOIN, bdk.Persister.new_in_memory())
    script = bytes(wallet.reveal_next_address(bdk.KeychainKind.EXTERNAL).address.script_pubkey().to_bytes())
    made = [bdk.Transaction(paying(script, number)) for number in range(count)]
    wallet.apply_unconfirmed_txs([bdk.UnconfirmedTx(tx=tx, last_seen=1_700_000_000) for tx in made])
    ids = [tx.compute_txid() for tx in made[:ASKED]]
    began = time.process_time()
    assert all(wallet.get_tx(one) is not None for one in ids)
    one = (time.process_time() - began) / ASKED
    began = time.process_time()
    assert len(wallet.transactions()) == count
    return one, time.process_time() - began


few, many = cost(200), cost(3_200)
for count, (one, everything) in ((200, few), (3_200, many)):
    print(f"{count:>5} transactions: get_tx {1e3 * one:8.3f} ms, transactions() {1e3 * everything:8.3f} ms")
assert many[0] > 5 * few[0], "get_tx no longer grows with the wallet: the finding is out of date"
PYTHON
"$place/venv/bin/python" "$place/run.py"
