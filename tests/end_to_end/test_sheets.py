"""Recovery sheets as scripts meet them: made on both devices, accepted, exported, looked at, and the way out."""

from __future__ import annotations

import io
import json
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.cli.parser import parser as wallet_parser
from app.cosigner.parser import parser as cosigner_parser
from app.processes import Program, ProgramError, wallet
from app.terminal import Parser, run
from tests.end_to_end.story import FUNDS, fund, pay
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.programs import NAME, Programs, light, says

pytestmark = pytest.mark.slow

INSISTS = "--this-is-not-the-wallet-computer"


def here(name: str, parser: Parser, *words: object, typed: str = "") -> dict[str, Any]:
    """What a command answers that needs no home: in this process, where nobody waits ten seconds."""
    with pytest.MonkeyPatch.context() as patched:
        out = io.StringIO()
        patched.setattr("app.cli.leave.sleep", lambda _: None)
        patched.setattr("app.terminal.prepare", lambda: None)
        patched.setattr(sys, "stdin", io.StringIO(typed))
        patched.setattr(sys, "stdout", out)
        before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            assert run(name, parser, [*map(str, words), "--json"]) == 0
        finally:  # a program that ends takes no signal any more; this process goes on
            for number, handler in before.items():
                signal.signal(number, handler)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def kept(words: list[str], path: Path) -> Path:
    """The words of a sheet in a file of ours alone."""
    path.write_text(" ".join(words))
    path.chmod(0o600)
    return path


def test_from_two_sheets_to_the_way_out(tmp_path: Path) -> None:
    with Programs(tmp_path, practice=True).paired() as programs:
        computer, other = programs.computer, programs.other
        computer.call("wallet", "new", NAME, "--network", "practice")
        one = computer.call("sheet", "new", "--confirm-written")
        assert len(one["words"]) == 24
        (asked,) = programs.waiting()
        assert (asked["kind"], asked["wallet"], asked["sheet"]) == ("sheet", NAME, one["fingerprint"])
        other.call("approve", asked["id"])

        elsewhere = tmp_path / "sheet"
        made = ("sheet", "make-elsewhere", elsewhere, "--confirm-written")
        two = here("tandem-cosigner", cosigner_parser(), *made)
        with other.start("sheet", "take", elsewhere, INSISTS) as taking:
            taking.type(" ".join(two["code"]))
            assert taking.result()["fingerprint"] == two["fingerprint"]
        accepted = computer.call("sheet", "accept", NAME, "--fingerprint", " ".join(two["fingerprint"]))
        shown = computer.call("sheet", "show")
        assert shown["fingerprint"] == one["fingerprint"]
        assert shown["wallets"][NAME]["sealed"]
        assert shown["wallets"][NAME]["cosigner"] == two["fingerprint"]

        papers = [kept(one["words"], tmp_path / "one"), kept(two["words"], tmp_path / "two")]
        assert computer.call("drill", NAME, "--sheet-file", papers[0])["drilled"] > 0
        drill = ("drill", NAME, "--sheet-file", papers[1], "--this-is-not-the-wallet-computer")
        with other.start(*drill) as drilling:
            drilling.line("Waits for the computer")
            computer.call("status", NAME)
            assert drilling.result()["drilled"] > 0
        three = computer.call("sheet", "exchange", "--confirm-written")
        (asked,) = programs.waiting()
        assert (asked["kind"], asked["old_sheet"]) == ("sheet", one["fingerprint"])
        other.call("approve", asked["id"])  # a key of the last hour settles at once
        computer.call("status", NAME)
        assert computer.call("sheet", "show")["wallets"][NAME]["coming_sealed"]
        papers[0] = kept(three["words"], tmp_path / "three")
        computer.call("drill", NAME, "--sheet-file", papers[0])
        shown = computer.call("sheet", "show")
        assert (shown["fingerprint"], shown["wallets"][NAME]["coming"]) == (three["fingerprint"], [])
        file = tmp_path / "file"
        other.call("recovery", "export", file)
        (found,) = here("tandem", wallet_parser(), "recovery", "verify", file)["wallets"]
        assert found["network"] == "practice"
        assert found["epoch"] > accepted["epoch"]
        assert (found["computer_sheet"], found["cosigner_sheet"]) == (three["fingerprint"], two["fingerprint"])
        sheets = ("--computer-sheet", papers[0], "--cosigner-sheet", papers[1])
        leaves = ("leave", file, "-o", tmp_path / "out", *sheets, "--i-am-online")
        assert here("tandem", wallet_parser(), *leaves, typed=found["fingerprint"] + "\n")["whole"] is True
        assert (tmp_path / "out").read_text().startswith("wpkh(tprv")


def test_a_lost_cosigner_is_replaced(tmp_path: Path) -> None:
    """Its machine is gone; a new one has the words, and the computer its copy."""
    with Programs(tmp_path / "old", practice=True).paired() as programs:
        computer, lost = programs.computer, programs.other
        made = lost.call("sheet", "new", "--confirm-written", INSISTS)
        before = programs.new_key("practice")
        programs.kill()
        with Programs(tmp_path / "new", practice=True) as place:
            other, paper = place.other, kept(made["words"], tmp_path / "paper")
            told = light(other).call("restore", "--sheet-file", paper, "--practice", INSISTS)
            assert told["fingerprint"] == made["fingerprint"]
            place.serve()
            with other.start("pair", "--confirm-words") as shown:
                replaced = computer.call("replace-cosigner", shown.object()["link"], "--confirm-words")
                shown.result()
            assert ([one["name"] for one in replaced["wallets"]], replaced["without"]) == ([before["name"]], [])
            after = computer.call("wallet", "show", before["name"])
            assert (after["external"], after["epoch"]) == (before["external"], before["epoch"] + 1)
            address = computer.call("address", before["name"])["address"]
            assert other.call("address", before["name"], address)["address"] == address


WAITS = r"waiting for a yes; on the co-signer: tandem-cosigner approve ([0-9a-f]{8})$"
REPLACED = r"“this computer was replaced by another one on 20\d\d-\d\d-\d\d; its wallets are there”\.$"


def _pass(programs: Programs, seconds: int) -> None:
    """So many seconds pass at the co-signer."""
    assert programs.serving is not None
    before = sum(line.startswith("moved ") for line in programs.serving.out)
    programs.serving.type(str(seconds))
    programs.serving.line(f"^moved {before + 1}$", out=True)


def _turned_away(old: Program, *words: object) -> None:
    """Where the line ends before that word has left, it is said at the next connection."""
    for _ in range(10):
        with pytest.raises(ProgramError) as caught:
            old.call(*words)
        if caught.value.kind == "told":
            break
    says(caught.value, 4, "told", REPLACED)


def test_a_lost_computer_is_restored(tmp_path: Path, chain: PracticeChain) -> None:
    """Killed while it waits for the yes, stopped while that settles; then it pays, and the lost one signs nothing."""
    with Programs(tmp_path / "old", practice=True).paired() as programs:
        programs.stop()
        programs.other = replace(programs.other, module="tests.support.moved_cosigner")
        programs.serve()
        old, other = programs.computer, programs.other
        paper = kept(old.call("sheet", "new", "--confirm-written")["words"], tmp_path / "paper")
        before = programs.new_key(chain.network)
        fund(programs, chain, coins=1)
        first = programs.address()
        draft, signed = tmp_path / "draft", tmp_path / "signed"
        old.call("draft", NAME, f"{SHOP}=20000", "--fee-rate", "2", "-o", draft)

        _pass(programs, 2 * 3600)  # no key of the last hour, for which a yes counts at once
        new = wallet(tmp_path / "new", old.passphrase_file)
        with other.start("pair", "--confirm-words") as shown:
            restore = ("restore", shown.object()["link"], "--sheet-file", paper, "--confirm-words")
            with light(new).start(*restore) as waits:
                request = waits.line(WAITS)[1]
                shown.result()
                waits.kill()
        with new.start(*restore) as waits:
            assert waits.line(WAITS)[1] == request
            (asked,) = programs.waiting()
            assert asked["kind"] == "restore"
            assert [one.rpartition("/")[2] for one in asked["restores"]["wallets"]] == [NAME]
            assert other.call("approve", request)["state"] == "settling"
            waits.line("approved; the copies are handed out in (23|24) h, unless")
            assert waits.stop() == 3
        _pass(programs, 24 * 3600)
        done = new.call(*restore)
        assert (done["without"], done["renamed"]) == ([], [])
        (back,) = done["wallets"]
        assert (back["name"], back["external"], back["epoch"]) == (NAME, before["external"], before["epoch"] + 1)

        programs.computer = new
        new.call("sync", NAME, "--server", chain.url)
        assert new.call("balance", NAME)["confirmed"] == FUNDS
        assert programs.address() == first
        pay(programs, chain, 30_000)
        for words in (("refresh", NAME), ("sign", NAME, draft, "-o", signed)):
            _turned_away(old, *words)
        assert not signed.exists()
        assert programs.waiting() == []
        pay(programs, chain, 31_000)
