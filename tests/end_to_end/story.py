"""The story a network must tell: pair, fund, pay, refuse, wait, pay unattended, refresh, restart, pay again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from app.journey import request_of
from tests.end_to_end.watched import WATCHED, figures, nothing_leaves, page
from tests.support.programs import NAME, Programs, fails, says

FUNDS = 10_000_000
COINS = 4


class Chain(Protocol):
    """A Bitcoin network that tests can pay from and mine on."""

    network: str
    url: str

    def destination(self) -> str:
        """An address of somebody else."""
        ...

    def pay(self, address: str, sats: int) -> None:
        """Pay `sats` to `address`; not mined yet."""
        ...

    def mine(self) -> None:
        """One block, seen by the server when this returns."""
        ...

    def confirmed(self, txid: str) -> bool:
        """Whether consensus code has put `txid` into a block."""
        ...


def fund(programs: Programs, chain: Chain, coins: int = COINS) -> None:
    """Several coins on addresses of the wallet, in a block, and known to it."""
    for _ in range(coins):
        chain.pay(str(programs.computer.call("address", NAME, "--new")["address"]), FUNDS // coins)
    chain.mine()
    programs.computer.call("sync", NAME, "--server", chain.url)


def pay(programs: Programs, chain: Chain, sats: int, *, asks: bool = True) -> str:
    """One payment by `send`, approved where it `asks`, until it is in a block. Returns its id."""
    words = ("send", NAME, f"{chain.destination()}={sats}", "--fee-rate", "2")
    done = programs.approve_while(*words) if asks else programs.computer.call(*words)
    txid = str(done["txid"])
    chain.mine()
    programs.computer.call("sync", NAME, "--server", chain.url)
    assert chain.confirmed(txid)
    return txid


def tell(place: Path, chain: Chain, kind: str = "segwit") -> None:
    """The whole story in fresh homes under `place`, with a wallet of this kind."""
    with Programs(place, lightest=True) as programs:
        programs.serve_with = WATCHED
        programs.paired()
        shown = programs.new_key(chain.network, kind=kind)
        _key_is_shown(programs, shown, chain)
        fund(programs, chain)
        _step_by_step(programs, chain, place)
        _refused(programs, chain, place)
        _nobody_decides_in_time(programs, chain, place)
        _unattended(programs, chain)

        assert programs.computer.call("refresh", NAME)["epoch"] == 2
        again = programs.computer.call("wallet", "show", NAME)
        assert {**again, "epoch": 1} == shown
        pay(programs, chain, 50_000)

        _watched(programs)
        programs.stop()
        fails(programs.computer, 4, "refresh", NAME, kind="not_serving", about="start the co-signer")
        programs.serve()
        pay(programs, chain, 60_000)
        programs.kill()
        programs.serve()
        pay(programs, chain, 70_000)
        assert programs.computer.call("refresh", NAME)["epoch"] == 3
        pay(programs, chain, 80_000)
        assert programs.waiting() == []
        nothing_leaves(programs, chain.destination(), sats=(40_000, 41_000, 50_000, 60_000, 70_000, 80_000, FUNDS))


def _watched(programs: Programs) -> None:
    assert page(programs, "/healthz") == (200, "ok\n")
    found = {name.removeprefix("tandem_cosigner_"): value for name, value in figures(programs).items()}
    assert found['refusals_total{by="person"}'] == 1
    for decision in ("proposed", "unattended", "approved", "refused", "debited", "released"):
        assert found[f'requests_total{{decision="{decision}"}}'] >= 1
    assert found['handshakes_total{result="linked"}'] >= 1
    assert (found["wallets"], found["requests_waiting"]) == (1, 0)
    assert found["generation"] > found["log_entries"] > 5
    assert found["vault_bytes"] > 4096
    assert 0 <= found["refresh_age_seconds"] < found["uptime_seconds"]
    assert abs(found["policy_lag_seconds"]) < 5


def _key_is_shown(programs: Programs, shown: dict[str, object], chain: Chain) -> None:
    assert shown.keys() >= {"name", "network", "fingerprint", "xpub", "external", "internal", "epoch", "locked"}
    assert (shown["name"], shown["network"], shown["epoch"], shown["locked"]) == (NAME, chain.network, 1, False)
    for branch, key in enumerate(("external", "internal")):
        function, purpose = {"segwit": ("wpkh", 84), "taproot": ("tr", 86)}[str(shown["kind"])]
        form = rf"{function}\(\[{shown['fingerprint']}\]{shown['xpub']}/{purpose}/0/0/{branch}/\*\)#[a-z0-9]{{8}}"
        assert re.fullmatch(form, str(shown[key]))
    assert [wallet["name"] for wallet in programs.computer.call("wallet", "list")["wallets"]] == [NAME]
    address = programs.address()
    assert programs.other.call("address", NAME, "0")["address"] == address
    fails(programs.other, 7, "address", NAME, chain.destination(), kind="foreign", about="do not send to it")
    assert programs.computer.call("status", NAME)["epoch"] == 1
    assert programs.other.call("status")["wallets"][0]["name"] == NAME


def _step_by_step(programs: Programs, chain: Chain, place: Path) -> None:
    to, draft, signed = chain.destination(), place / "draft.psbt", place / "signed.psbt"
    before = programs.computer.call("balance", NAME)
    programs.computer.call("draft", NAME, f"{to}=40000", "--fee-rate", "3", "-o", draft)
    with programs.computer.start("sign", NAME, draft, "-o", signed) as running:
        request = request_of(running)
        [waiting] = programs.waiting()
        assert (waiting["id"], waiting["kind"], waiting["wallet"]) == (request, "pay", NAME)
        assert [(one["address"], one["sats"]) for one in waiting["pays"]] == [(to, 40_000)]
        assert 300 < waiting["fee"] < 3_000
        assert not signed.exists()
        programs.other.call("approve", request)
        done = running.result()
    assert done["signed"] >= 1
    assert done["skipped"] == []
    txid = str(programs.computer.call("broadcast", NAME, signed)["txid"])
    assert txid == done["txid"]
    chain.mine()
    assert chain.confirmed(txid)
    programs.computer.call("sync", NAME, "--server", chain.url)
    assert txid in {entry["txid"] for entry in programs.computer.call("history", NAME)["history"]}
    assert programs.computer.call("balance", NAME) != before


def _refused(programs: Programs, chain: Chain, place: Path) -> None:
    draft, signed = place / "refused.psbt", place / "refused-signed.psbt"
    programs.computer.call("draft", NAME, f"{chain.destination()}=41000", "-o", draft, "--fee-rate", "2")
    with programs.computer.start("sign", NAME, draft, "-o", signed) as running:
        request = request_of(running)
        programs.other.call("refuse", request, "--reason", "I did not start this")
        running.end()
        says(running.failure(), 3, "refused", "I did not start this")
    assert not signed.exists()
    fails(programs.computer, 3, "sign", NAME, draft, "-o", signed, kind="refused", about="I did not start this")
    fails(programs.other, 7, "approve", request, kind="input", about="not open: it is refused")
    assert programs.waiting() == []


def _nobody_decides_in_time(programs: Programs, chain: Chain, place: Path) -> None:
    draft, signed = place / "pending.psbt", place / "pending-signed.psbt"
    programs.computer.call("draft", NAME, f"{chain.destination()}=42000", "-o", draft, "--fee-rate", "2")
    fails(programs.computer, 3, "sign", NAME, draft, "-o", signed, "--wait", "1", kind="pending", about="has decided")
    assert not signed.exists()
    [waiting] = programs.waiting()
    programs.other.call("approve", waiting["id"])
    with programs.computer.start("sign", NAME, draft, "-o", signed) as running:
        assert request_of(running) == waiting["id"]
        running.result()
    programs.computer.call("sign", NAME, draft, "-o", signed)
    txid = str(programs.computer.call("broadcast", NAME, signed)["txid"])
    chain.mine()
    assert chain.confirmed(txid)
    programs.computer.call("sync", NAME, "--server", chain.url)


def _unattended(programs: Programs, chain: Chain) -> None:
    programs.allow(20_000)
    pay(programs, chain, 15_000, asks=False)
    pay(programs, chain, 25_000, asks=True)
    programs.allow(0)
    pay(programs, chain, 1_000, asks=True)
