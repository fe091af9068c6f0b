"""The window is open, and the command line works on the same home all the same; the halves are renewed by time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from app.desktop.controller import chain, controller
from app.desktop.controller.practice_place import WALLET
from app.desktop.model.state import ChainView, TransactionView
from app.desktop.pages.history.page import HistoryPage
from app.desktop.pages.send.page import SendPage
from app.desktop.text import sentences
from app.processes import Program, ProgramError, Running, wallet
from core.bitcoin.address import script_of
from core.bitcoin.script import wpkh
from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut
from core.chain.electrum_client import ElectrumClient
from core.chain.guarded_line import HISTORY, Params, ServerAnswer
from core.errors import BadInput
from core.home.records import LogCode
from tests.support.lying_server import LyingServer, Swapped, name
from tests.support.practised import PAUSE_MS, Practised, said_by
from tests.support.programs import passphrase_file

pytestmark = pytest.mark.slow


@pytest.fixture
def beside(practised: Practised, tmp_path: Path) -> Program:
    """`tandem` on the home that the window has open."""
    secret = practised.practice.passphrase().reveal().decode()
    return wallet(practised.practice.home, passphrase_file(tmp_path / "passphrase", secret))


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

    practised.practice.allow(100_000)
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
    practised.controller.ask_cosigner()
    practised.idle()
    assert practised.state.key is not None
    assert practised.state.key.epoch == before.epoch

    monkeypatch.setattr(controller, "REFRESH_AFTER", -1)
    practised.controller.ask_cosigner()
    practised.wait(lambda: practised.state.key and practised.state.key.epoch == before.epoch + 1, "a renewal")
    practised.idle()
    practised.controller.ask_cosigner()  # always due now, and yet there is a pause
    practised.idle()
    assert practised.state.key is not None
    assert practised.state.key.epoch == before.epoch + 1


def test_a_person_is_told_of_an_invented_payment(practised: Practised, beside: Program, ended: list[Running]) -> None:
    """By the window, the log and the command line; the coins stay, and an honest server ends it."""
    home = practised.controller.wallet
    assert home is not None
    balance, true = practised.state.balance, practised.state.chain.server
    coin = home.chain(WALLET).coins()[0]
    txid, index = coin.outpoint.split(":")
    spent = TxIn(OutPoint(bytes.fromhex(txid)[::-1], int(index)), b"", 0xFFFFFFFD, (b"\x30" * 71, b"\x02" * 33))
    lie = Transaction(2, (spent,), (TxOut(coin.amount - 500, wpkh(b"\x66" * 20)),), 0)
    swapped = Swapped("", lie, [script_of(coin.address, "practice")])
    with LyingServer(int(true.rpartition(":")[2]), swapped) as server:
        practised.store.write(chain=ChainView(server=server.url))
        practised.synced()
        assert practised.state.chain.invented == (name(lie),)
        assert practised.state.balance == balance
        assert name(lie) not in {row.txid for row in practised.state.history}
        frame = practised.window.frame
        assert frame is not None
        assert frame.bar.text() == sentences.invented(WALLET, name(lie))
        assert [entry.values for entry in home.log() if entry.code == LogCode.INVENTED] == [(WALLET, name(lie))]
        practised.synced()
        assert sum(entry.count for entry in home.log() if entry.code == LogCode.INVENTED) == 1
        ended.append(beside.start("sync", WALLET, "--server", server.url, "--json"))
        assert result(practised, ended[-1])["invented"] == [name(lie)]
    practised.store.write(chain=ChainView(server=true))
    practised.synced()
    assert not practised.state.chain.invented
    assert practised.state.balance == balance


class NoEstimates(LyingServer):
    """Refuses to tell anything of fees."""

    def __init__(self, port: int, error: dict[str, object]) -> None:
        super().__init__(port)
        self.error = error

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if asked["method"] in ("blockchain.estimatefee", "blockchain.relayfee", "mempool.get_info"):
            return {"jsonrpc": "2.0", "id": asked["id"], "error": self.error}
        return super().told(asked, answer)


@pytest.mark.parametrize(
    "error", [{"code": 2, "message": "Fee estimation disabled"}, {"code": -32601, "message": "unknown method"}]
)
def test_a_server_without_estimates_is_a_server(
    practised: Practised, beside: Program, ended: list[Running], tmp_path: Path, error: dict[str, object]
) -> None:
    """New blocks and payments are seen, and a person gives the rate: in the window and beside it."""
    true = practised.state.chain.server
    with NoEstimates(int(true.rpartition(":")[2]), error) as server:
        practised.store.write(chain=ChainView(server=server.url))
        practised.synced()
        before = practised.state
        practised.practice.faucet(practised.controller.open().address(WALLET).text)
        practised.practice.mine()
        practised.synced()
        now = practised.state
        assert now.chain.error == ""
        assert now.chain.height == before.chain.height + 1
        assert now.balance.total > before.balance.total
        assert now.rates == ()
        frame = practised.window.frame
        assert frame is not None
        assert frame.sidebar is not None
        assert "not answer" not in said_by(frame.sidebar)
        form = cast(SendPage, practised.page("send")).form
        assert form.fee.presets is None
        assert form.fee.own.isVisible()
        assert "no estimate" in form.fee.own.message()

        words = (WALLET, f"{now.addresses[0].address}=20000", "-o", str(tmp_path / "draft.psbt"))
        ended.append(beside.start("draft", *words))
        practised.wait(lambda: ended[-1].process.poll() is not None, "the end of the draft")
        with pytest.raises(ProgramError, match="no estimate of fees; give a fee rate yourself: --fee-rate X") as caught:
            ended[-1].result()
        assert caught.value.code == BadInput.exit_code
        ended.append(beside.start("draft", *words, "--fee-rate", "0,5"))
        assert result(practised, ended[-1])["file"] == words[-1]
    practised.store.write(chain=ChainView(server=true))
    practised.synced()
    practised.idle()
    assert dict(practised.state.rates)["slow"] == 2
    assert practised.state.least == Decimal("0.1")


@pytest.fixture
def told(practised: Practised, monkeypatch: pytest.MonkeyPatch) -> Practised:
    """The window as it is when no test makes anything up: it heeds at once what the server tells."""
    monkeypatch.setattr(chain, "PAUSE_MS", PAUSE_MS)
    return practised


def test_a_payment_shows_when_the_server_tells_of_it(told: Practised) -> None:
    """Nobody asks, and the clock would not for an hour."""
    practised = told
    practised.synced()
    practised.controller.chain.clock.setInterval(3_600_000)
    before = {row.txid for row in practised.state.history}
    practised.practice.faucet(practised.controller.open().address(WALLET).text)
    practised.wait(lambda: {row.txid for row in practised.state.history} - before, "the payment")
    height = practised.state.chain.height
    practised.practice.mine()
    practised.wait(lambda: practised.state.chain.height > height, "the block")
    practised.wait(lambda: all(row.height for row in practised.state.history), "what is in it")
    practised.controller.chain.clock.setInterval(chain.SYNC_MS)


def test_what_is_told_costs_what_it_brings(told: Practised, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the history: one payment is asked for and made into a row, and a block makes none but of what it
    has; the page that shows them is not set up anew."""
    practised = told
    for _ in range(3):
        practised.practice.faucet(practised.controller.open().address(WALLET).text)
    practised.practice.mine()
    practised.wait(lambda: len(practised.state.history) > 2, "a history")
    practised.wait(lambda: all(row.height for row in practised.state.history), "in a block")
    practised.synced()
    practised.idle()
    page = cast(HistoryPage, practised.page("history"))
    asked, made, heard, ask = Counter[str](), Counter[str](), list[str](), ElectrumClient.ask

    def counted(
        line: ElectrumClient, method: str, params: Iterable[Params], *, optional: bool = False
    ) -> Iterator[ServerAnswer]:
        listed = [*params]
        asked[method] += len(listed)
        return ask(line, method, listed, optional=optional)

    def row(view: TransactionView, *args: Any, built: Any = TransactionView.__init__, **facts: Any) -> None:
        if "ending" not in facts:  # what came to nothing, of which a few are kept, is not of the chain
            made[facts["txid"]] += 1
        built(view, *args, **facts)

    monkeypatch.setattr(ElectrumClient, "ask", counted)
    monkeypatch.setattr(TransactionView, "__init__", row)
    page.rows.modelReset.connect(lambda: heard.append("reset"))
    page.rows.rowsInserted.connect(lambda *_: heard.append("inserted"))
    before = practised.state.history
    practised.practice.faucet(practised.controller.open().address(WALLET).text)
    practised.wait(lambda: len(practised.state.history) > len(before), "the payment")
    practised.idle()
    [new] = {row.txid for row in practised.state.history} - {row.txid for row in before}
    assert {*made} == {new}
    assert (asked[HISTORY], heard) == (1, ["inserted"])
    assert practised.state.history[1] is before[0]

    made.clear()
    asked.clear()
    practised.practice.mine()
    practised.wait(lambda: all(row.height for row in practised.state.history), "the block")
    practised.idle()
    assert {*made} == {new}
    assert (asked[HISTORY], heard) == (1, ["inserted"])
    practised.practice.mine()
    height = practised.state.balance.height
    practised.wait(lambda: practised.state.balance.height > height, "a block without anything")
    practised.idle()
    assert ({*made}, asked[HISTORY], heard) == ({new}, 1, ["inserted"])


def test_a_server_that_tells_all_the_time_is_not_asked_all_the_time(told: Practised) -> None:
    """Attack: each notification would start a sync."""
    practised = told
    practised.synced()
    asking = practised.controller.chain
    for _ in range(1_000):
        asking.told.emit()
    practised.idle()
    synced = practised.state.chain.synced
    assert asking.pause.isActive()
    practised.wait(lambda: practised.state.chain.synced > synced, "one sync")
    practised.idle()
    assert not asking.pause.isActive()


def test_nothing_that_a_server_tells_wakes_a_window_that_does_not_watch(practised: Practised) -> None:
    practised.controller.watch(on=False)
    practised.controller.chain.told.emit()
    assert not practised.controller.chain.pause.isActive()
    practised.controller.watch()
