"""The logs of two real programs: read while they run, exported, checked, and held against each other."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.practice_network.network import PracticeNetwork
from app.processes import Program
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.programs import NAME, Programs, fails

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeChain]:
    practice = PracticeNetwork(tmp_path_factory.mktemp("practice") / "network")
    try:
        yield PracticeChain(practice)
    finally:
        practice.stop()


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory, chain: PracticeChain) -> Iterator[Programs]:
    """A wallet that has paid once, with a co-signer that runs and allows it."""
    place = tmp_path_factory.mktemp("logs")
    with Programs(place / "both", practice=True) as programs:
        programs.paired()
        programs.new_key("practice")
        fund(programs, chain, coins=3)
        programs.allow(1_000_000)
        programs.computer.call("status", NAME)  # it is told that rule
        pay(programs.computer, chain, 20_000, place / "first.psbt")
        yield programs


def pay(computer: Program, chain: PracticeChain, sats: int, file: Path) -> str:
    """To the end: what takes the place of a payment that is only signed would ask (C6)."""
    computer.call("draft", NAME, f"{SHOP}={sats}", "--fee-rate", "2", "-o", file)
    txid = str(computer.call("sign", NAME, file, "-o", file)["txid"])
    computer.call("broadcast", NAME, file)
    chain.mine()
    computer.call("sync", NAME, "--server", chain.url)
    return txid


def answer(program: Program, *words: object) -> tuple[int, dict[str, Any]]:
    """The exit code, and the object that was answered all the same."""
    with program.start(*words) as running:
        code = running.end()
        return code, json.loads(running.out[-1])


def export(programs: Programs, file: Path) -> Path:
    file.unlink(missing_ok=True)
    programs.other.call("log", "export", file)
    return file


def matters(programs: Programs, file: Path) -> tuple[int, list[tuple[str, str]]]:
    code, told = answer(programs.computer, "log", "compare", file)
    assert told.get("agree") is (code == 0), told
    return code, [(one["what"], one["name"]) for one in told["differences"] if one["matters"]]


def test_both_logs_are_whole_and_tell_the_same(paid: Programs, tmp_path: Path) -> None:
    """While `serve` runs, and when it does not."""
    file = export(paid, tmp_path / "cosigner.log")
    assert matters(paid, file) == (0, [])
    own = paid.other.call("log", "verify")
    assert (own["whole"], own["first_broken"], own["entries"]) == (True, None, len(file.read_text().splitlines()) - 2)
    assert {**paid.other.call("log", "verify", file), "written": 0} == {**own, "written": 0}
    assert paid.computer.call("log", "verify", file)["head"] == own["head"]
    kinds = {line["code"] for line in paid.computer.call("log")["log"]}
    assert {"pairing.cosigner", "key.made", "request.asks", "signature.begun", "signature.made", "rules.told"} <= kinds
    assert paid.computer.call("log", "export", tmp_path / "computer.log")["entries"] > 5
    (last,) = paid.other.call("log", "--kind", "signature", "--wallet", NAME, "--limit", "1")["log"]
    assert last["code"] == "signature.released"
    paid.stop()
    assert paid.other.call("log", "verify")["head"] == own["head"]
    paid.serve()


def test_where_an_export_cannot_go(paid: Programs, tmp_path: Path) -> None:
    file = tmp_path / "there"
    file.write_text("mine")
    for program in (paid.other, paid.computer):
        fails(program, 7, "log", "export", file, about="exists, and nothing is written over")
        fails(program, 2, "log", "export", tmp_path / "nowhere" / "x", about="no directory")
        fails(program, 7, "log", "verify", file, about="no log of Tandem")
        fails(program, 7, "log", "verify", tmp_path / "none", about="cannot be read")
    assert file.read_text() == "mine"
    fails(paid.computer, 7, "log", "compare", file, about="no log of Tandem")


def test_an_export_that_was_changed(paid: Programs, tmp_path: Path) -> None:
    file = export(paid, tmp_path / "cosigner.log")
    lines = file.read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if "signature.released" in line)
    removed, moved = lines[:at] + lines[at + 1 :], [*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]]
    edited = [line.replace('"signature.released"', '"signature.debited"') for line in lines]
    for changed in (removed, moved, edited, lines[:-2], [*lines[:-1], lines[-1][:20]]):
        file.write_text("".join(changed))
        code, told = answer(paid.other, "log", "verify", file)
        assert (code, told["whole"]) == (1, False)
        assert 0 < told["first_broken"] <= len(lines)
        code, differences = matters(paid, file)
        assert code == 1
        assert ("broken", str(told["first_broken"])) in differences


def test_a_row_that_is_gone_from_the_file(paid: Programs, tmp_path: Path) -> None:
    """Whoever has the disk and not the passphrase cannot shorten it: the home is not opened at all."""
    paid.stop()
    shutil.copytree(paid.other.home, tmp_path / "cosigner", ignore=shutil.ignore_patterns("control"))
    paid.serve()
    with sqlite3.connect(tmp_path / "cosigner" / "vault") as db:
        db.execute("DELETE FROM record WHERE slot = (SELECT slot FROM record ORDER BY generation DESC LIMIT 1)")
    db.close()
    fails(replace(paid.other, home=tmp_path / "cosigner"), 6, "log", "verify", about=".")


def test_a_signature_that_one_side_alone_knows(paid: Programs, chain: PracticeChain, tmp_path: Path) -> None:
    """A co-signer that is put back to before it signed; and a copy of the computer that has something signed."""
    paid.stop()
    shutil.copytree(paid.other.home, tmp_path / "cosigner", ignore=shutil.ignore_patterns("control"))
    shutil.copytree(paid.computer.home, tmp_path / "computer", ignore=shutil.ignore_patterns("control"))
    paid.serve()
    copy = replace(paid.computer, home=tmp_path / "computer")
    theirs = pay(copy, chain, 21_000, tmp_path / "copy.psbt")
    code, told = matters(paid, export(paid, tmp_path / "after.log"))
    assert code == 1
    assert ("signed_there", theirs) in told
    ours = pay(copy, chain, 22_000, tmp_path / "ours.psbt")
    old = Programs(tmp_path / "old", practice=True)
    old.other, old.computer = replace(paid.other, home=tmp_path / "cosigner"), copy
    file = export(old, tmp_path / "hidden.log")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines[0]["time"] += 3_600  # it says that this is all, an hour later
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    code, told = matters(old, file)
    assert code == 1
    assert {("signed_here", theirs), ("signed_here", ours)} <= set(told)
