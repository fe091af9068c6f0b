"""What the wallet shows of the chain, as of the last sync, read from BDK's wallet. Amounts in sat, unix times."""

from __future__ import annotations

from typing import Any

import bdkpython as bdk

from core.bitcoin.address import address
from core.errors import BadInput

EXTERNAL, INTERNAL = bdk.KeychainKind.EXTERNAL, bdk.KeychainKind.INTERNAL


def height(wallet: Any) -> int:
    """Of the best block known."""
    return int(wallet.latest_checkpoint().height)


def balance(wallet: Any) -> dict[str, int]:
    """confirmed, pending (all that is not), spendable (confirmed, and own change), total, height."""
    found = wallet.balance()
    pending = found.trusted_pending.to_sat() + found.untrusted_pending.to_sat() + found.immature.to_sat()
    return {
        "confirmed": found.confirmed.to_sat(),
        "pending": pending,
        "spendable": found.trusted_spendable.to_sat(),
        "total": found.total.to_sat(),
        "height": height(wallet),
    }


def history(wallet: Any) -> list[dict[str, Any]]:
    """All transactions, newest first: txid, height|None, time|None, net, fee|None, confirmations."""
    tip = height(wallet)
    return [
        {
            "txid": str(found.transaction.compute_txid()),
            **position(found.chain_position, tip),
            "net": _net(wallet, found.transaction),
            "fee": fee(wallet, found.transaction),
        }
        for found in sorted(wallet.transactions(), key=lambda found: _age(found.chain_position), reverse=True)
    ]


def fee(wallet: Any, tx: Any) -> int | None:
    """None when an input of somebody else is not known."""
    try:
        return int(wallet.calculate_fee(tx).to_sat())
    except bdk.CalculateFeeError:
        return None


def _net(wallet: Any, tx: Any) -> int:
    moved = wallet.sent_and_received(tx)
    return int(moved.received.to_sat() - moved.sent.to_sat())


def position(found: Any, tip: int) -> dict[str, int | None]:
    """height and time of the block, or None; confirmations."""
    if not found.is_confirmed():
        return {"height": None, "time": None, "confirmations": 0}
    block = found.confirmation_block_time
    at = int(block.block_id.height)
    return {"height": at, "time": int(block.confirmation_time), "confirmations": max(0, tip - at + 1)}


def _age(found: Any) -> tuple[int, int]:
    if found.is_confirmed():
        return 0, found.confirmation_block_time.block_id.height
    return 1, found.timestamp or 0


def coins(wallet: Any, network: str) -> list[dict[str, Any]]:
    """Unspent outputs, largest first: outpoint "txid:vout", address, branch, index, amount, height|None, time|None,
    confirmations, is_change."""
    tip = height(wallet)
    found = sorted(wallet.list_unspent(), key=lambda coin: coin.txout.value.to_sat(), reverse=True)
    return [
        {
            "outpoint": f"{coin.outpoint.txid}:{coin.outpoint.vout}",
            "address": address(coin.txout.script_pubkey.to_bytes(), network),
            "branch": int(coin.keychain == INTERNAL),
            "index": coin.derivation_index,
            "amount": coin.txout.value.to_sat(),
            **position(coin.chain_position, tip),
            "is_change": coin.keychain == INTERNAL,
        }
        for coin in found
    ]


def addresses(wallet: Any, derived: list[str]) -> list[dict[str, Any]]:
    """The receiving addresses shown so far: index, address, used, received (everything ever).

    `derived` holds those of the first indexes and is made longer as needed: deriving is slow.
    """
    last = wallet.derivation_index(EXTERNAL)
    shown = 0 if last is None else last + 1
    derived += (str(wallet.peek_address(EXTERNAL, index).address) for index in range(len(derived), shown))
    received: dict[int, int] = {}
    for output in wallet.list_output():
        if output.keychain == EXTERNAL:
            index = output.derivation_index
            received[index] = received.get(index, 0) + output.txout.value.to_sat()
    return [
        {"index": index, "address": derived[index], "used": index in received, "received": received.get(index, 0)}
        for index in range(shown)
    ]


def highest_used(wallet: Any) -> int:
    """Index of the last receiving address that was paid; -1 if none was."""
    return max((output.derivation_index for output in wallet.list_output() if output.keychain == EXTERNAL), default=-1)


def known(wallet: Any, txid: str) -> Any:
    """BDK's details of a transaction of this wallet. Raises BadInput."""
    try:
        found = wallet.tx_details(bdk.Txid.from_string(txid))
    except bdk.HashParseError:
        found = None
    if found is None:
        raise BadInput(f"this wallet knows no transaction {txid}; see its history", "txid")
    return found


def transaction(wallet: Any, txid: str, network: str) -> dict[str, Any]:
    """One transaction: inputs (outpoint, address, amount|None, own), outputs (address|None, amount, own, change), fee
    and rate (sat/vB) or None, vsize, height|None, time|None, confirmations, net, replaceable (by this wallet)."""
    found = known(wallet, txid)
    inputs = [_input(wallet, part.previous_output, network) for part in found.tx.input()]
    place = position(found.chain_position, height(wallet))
    paid = fee(wallet, found.tx)
    vsize = int(found.tx.vsize())
    return {
        "txid": str(found.txid),
        "inputs": inputs,
        "outputs": [_output(wallet, output, network) for output in found.tx.output()],
        "fee": paid,
        "rate": None if paid is None else round(paid / vsize, 2),
        "vsize": vsize,
        **place,
        "net": found.balance_delta,
        "replaceable": place["height"] is None and all(part["own"] for part in inputs),
    }


def _input(wallet: Any, outpoint: Any, network: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"outpoint": f"{outpoint.txid}:{outpoint.vout}", "address": None, "amount": None}
    before = wallet.get_tx(outpoint.txid)
    if before is None:
        return {**shown, "own": False}
    output = before.transaction.output()[outpoint.vout]
    script = output.script_pubkey
    where = address(script.to_bytes(), network)
    return {**shown, "address": where, "amount": output.value.to_sat(), "own": wallet.is_mine(script)}


def _output(wallet: Any, output: Any, network: str) -> dict[str, Any]:
    script = output.script_pubkey
    where = wallet.derivation_of_spk(script)
    return {
        "address": address(script.to_bytes(), network),
        "amount": output.value.to_sat(),
        "own": where is not None,
        "change": where is not None and where.keychain == INTERNAL,
    }
