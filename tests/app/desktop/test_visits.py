"""The window is open, and the command line works on the same home all the same; the halves are renewed by time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop import actions
from app.desktop.practice import WALLET
from app.processes import Program, Running, wallet
from tests.support.practised import Practised
from tests.support.programs import passphrase_file

pytestmark = pytest.mark.slow


@pytest.fixture
def beside(practised: Practised, tmp_path: Path) -> Program:
    """`tandem` on the home that the window has open."""
    secret = practised.do.practice.passphrase().reveal().decode()
    return wallet(practised.do.practice.home, passphrase_file(tmp_path / "passphrase", secret))


@pytest.fixture
def ended(practised: Practised) -> Iterator[list[Running]]:
    """What is started here ends here."""
    running: list[Running] = []
    yield running
    for one in running:
        one.kill()


def result(practised: Practised, running: Running) -> dict[str, object]:
    """What a program says in the end, while the window works on."""
    practised.wait(lambda: running.process.poll() is not None, "the program beside the window")
    return running.result()


def test_it_looks_and_pays_and_the_window_shows_it(
    practised: Practised, beside: Program, ended: list[Running], tmp_path: Path
) -> None:
    ended.append(beside.start("balance", WALLET))
    assert result(practised, ended[-1])["spendable"] == practised.state.balance.spendable

    ended.append(beside.start("address", WALLET, "--new"))
    address = str(result(practised, ended[-1])["address"])
    practised.wait(lambda: address in [one.address for one in practised.state.addresses], "the new address")

    practised.do.practice.allow(100_000)
    before = len(practised.state.history)
    ended.append(beside.start("send", WALLET, f"{address}=20000"))
    txid = result(practised, ended[-1])["txid"]
    practised.synced()
    assert practised.state.history[0].txid == txid
    assert len(practised.state.history) == before + 1
    practised.ask_every_time()

    ended.append(beside.start("refresh", WALLET))
    epoch = result(practised, ended[-1])["epoch"]
    practised.wait(lambda: practised.state.key is not None and practised.state.key.epoch == epoch, "the new epoch")


def test_halves_of_yesterday_are_renewed_by_themselves(practised: Practised, monkeypatch: pytest.MonkeyPatch) -> None:
    before = practised.state.key
    assert before is not None
    practised.do.ask_cosigner()
    practised.idle()
    assert practised.state.key is not None
    assert practised.state.key.epoch == before.epoch

    monkeypatch.setattr(actions, "REFRESH_AFTER", -1)
    practised.do.ask_cosigner()
    practised.wait(lambda: practised.state.key and practised.state.key.epoch == before.epoch + 1, "a renewal")
    practised.idle()
    practised.do.ask_cosigner()  # always due now, and yet there is a pause
    practised.idle()
    assert practised.state.key is not None
    assert practised.state.key.epoch == before.epoch + 1
