"""From two homes, two papers and a recovery file to coins that a real node spends, by the window and nothing else."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import leaving
from app.desktop.model.state import Phase
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts import leaving_end
from app.desktop.parts.command_line import CommandLine
from app.desktop.parts.leaving_end import LeftStep
from app.leaving import CORE
from core.role import Role
from tests.app.desktop.parts.test_leaving_way import Leaver
from tests.end_to_end.test_regtest import RegtestChain
from tests.support.first_minutes import Person
from tests.support.practised import click, said_by, wait, write
from tests.support.programs import NAME, Programs
from tests.support.stack import Electrum, Node

pytestmark = pytest.mark.slow
INSISTS = "--this-is-not-the-wallet-computer"
PAID = 5_000_000


@pytest.fixture
def chain(node: Node, electrum: Electrum) -> RegtestChain:
    return RegtestChain(node, electrum)


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    with Programs(tmp_path / "both") as both:
        yield both.paired()


@pytest.mark.parametrize("branches", [False, True])
def test_from_two_homes_to_coins_that_a_node_spends(
    branches: bool,
    look: None,
    programs: Programs,
    chain: RegtestChain,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(leaving, "has_default_route", lambda: False)
    monkeypatch.setattr(leaving_end, "WAIT", 1)
    computer, other, node = programs.computer, programs.other, chain.node
    papers = {
        Role.P2: other.call("sheet", "new", "--confirm-written", INSISTS),
        Role.P1: computer.call("sheet", "new", "--confirm-written"),
    }
    fingerprint = programs.new_key("regtest")["fingerprint"]
    address = programs.address()
    chain.pay(address, PAID)
    chain.mine()
    other.call("recovery", "export", tmp_path / "recovery")
    programs.stop()  # nobody answers any more

    person = Person(computer.home)
    try:
        locked = person.desk.window.locked
        write(locked.passphrase.editor, computer.passphrase_file.read_text().strip())
        click(locked.unlock)
        wait(lambda: person.desk.state.phase is Phase.OPEN, "open")
        page = person.desk.page("recovery")
        assert isinstance(page, RecoveryPage)
        click(page.out.leave)
        leaver = Leaver(tmp_path, lambda: page.steps.step)
        leaver.file = tmp_path / "recovery"
        leaver.papers = {role: tuple(made["words"]) for role, made in papers.items()}
        leaver.to_the_wallet().branches.setChecked(branches)
        leaver.names(fingerprint)
        left = leaver.on(LeftStep)
        commands = [one.text for one in left.findChildren(CommandLine)]
        click(left.forward)
        person.desk.window.open_page("home")
        wait(lambda: any("This key was whole" in said for said in said_by(person.desk.window)), "what Home says")
    finally:
        person.desk.stop()
    assert computer.call("wallet", "show", NAME)["was_whole"] > 0  # also for the command line

    make, take = commands
    assert make == f"bitcoin-cli createwallet {CORE} false true"
    name = f"{CORE}-{branches}"
    node.rpc("createwallet", name, False, True)
    given, _, to = take.partition(" | ")
    assert to == f"bitcoin-cli -rpcwallet={CORE} -stdin importdescriptors"
    line = subprocess.run(["bash", "-c", given], check=True, capture_output=True, text=True).stdout
    try:
        assert all(done["success"] for done in node.rpc("importdescriptors", json.loads(line), wallet=name))
        assert round(node.rpc("getbalance", wallet=name) * 1e8) == PAID
        assert node.rpc("getaddressinfo", address, wallet=name)["solvable"]
        txid = node.rpc("sendall", [chain.destination()], wallet=name)["txid"]
        chain.mine()
        assert chain.confirmed(txid)
        assert node.rpc("getbalance", wallet=name) == 0
    finally:
        node.rpc("unloadwallet", wallet=name)
