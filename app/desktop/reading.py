"""From the wallet to what pages show: frozen rows, read on a job's thread."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.desktop.sentences import sentence
from app.desktop.state import Balance, Coin, Cosigner, Key, OwnAddress, Transaction
from core.errors import LinkError, TandemError

if TYPE_CHECKING:
    from core.wallet import Wallet

NEARBY = ("127.", "localhost", "::1")


def is_here(host: str) -> bool:
    """Whether a co-signer at `host` is on this machine: then both halves are, which protects nothing (N1)."""
    from PySide6.QtNetwork import QHostInfo, QNetworkInterface

    own = {address.toString().partition("%")[0] for address in QNetworkInterface.allAddresses()}
    return host.startswith(NEARBY) or host in own or host.lower() == QHostInfo.localHostName().lower()


def key(wallet: Wallet, name: str) -> Key:
    """The facts of one key."""
    found = wallet.show(name)
    return Key(
        name=name,
        network=found["network"],
        fingerprint=found["fingerprint"],
        epoch=found["epoch"],
        locked=found["locked"],
        state=found["state"],
        external=found["external"],
        internal=found["internal"],
        refreshed=wallet.refreshed(name),
        xpub=found["xpub"],
    )


def everything(wallet: Wallet, name: str) -> dict[str, Any]:
    """The fields of State that come from the records of one key."""
    notebook = wallet.notebook(name)
    frozen = notebook.frozen()
    watch = wallet.chain(name)
    balance, history = watch.balance(), watch.history()
    coins, addresses = watch.coins(), watch.addresses()
    sure = [row for row in coins if row["confirmations"] or row["is_change"]]
    aside = sum(row["amount"] for row in sure if row["outpoint"] in frozen)
    return {
        "balance": Balance(balance["confirmed"], balance["pending"], balance["spendable"] - aside, balance["total"]),
        "history": tuple(
            Transaction(
                txid=row["txid"],
                net=row["net"],
                fee=row["fee"],
                height=row["height"],
                time=row["time"],
                confirmations=row["confirmations"],
                label=notebook.label("tx", row["txid"]),
            )
            for row in history
        ),
        "coins": tuple(
            Coin(
                outpoint=row["outpoint"],
                address=row["address"],
                path=f"{row['branch']}/{row['index']}",
                amount=row["amount"],
                confirmations=row["confirmations"],
                change=row["is_change"],
                frozen=row["outpoint"] in frozen,
                label=notebook.label("output", row["outpoint"]) or notebook.label("addr", row["address"]),
            )
            for row in coins
        ),
        "addresses": tuple(
            OwnAddress(
                row["index"], row["address"], row["used"], row["received"], notebook.label("addr", row["address"])
            )
            for row in addresses
        ),
        "compared": notebook.compared(),
        "payments": tuple(wallet.payments(name).all()),
        "contacts": tuple(notebook.contacts(wallet.show(name)["network"])),
    }


def cosigner(wallet: Wallet, name: str) -> Cosigner:
    """How the co-signer is, asked now."""
    peer = wallet.cosigner
    if peer is None:
        return Cosigner()
    near = peer.host.startswith(NEARBY)
    known = Cosigner(peer.host, port=peer.port, words_compared=peer.words_compared, same_machine=near)
    began = time.monotonic()
    try:
        report = wallet.report(name)
    except LinkError as error:
        return replace(known, online=False, reason=sentence(error))
    except TandemError as error:
        return replace(known, online=True, seen=time.time(), reason=sentence(error))
    return replace(
        known,
        online=True,
        seen=time.time(),
        answer_ms=max(1, round(1000 * (time.monotonic() - began))),
        epoch=report.epoch,
        state=report.state.name.lower(),
        approve_below=report.approve_below,
        open_requests=report.open_requests,
        suspended_until=report.suspended_until,
    )


def requests(found: Sequence[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The practice co-signer's open requests, frozen."""
    return tuple((str(one["id"]), json.dumps(one)) for one in found)
