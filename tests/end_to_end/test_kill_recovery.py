"""kill -9 of real processes at every durable step of what nothing is lost without: lost devices, sheets, files.

One home goes through many kills: after each the same command is given again, as a person would, until it gets through.
Then both sides have the same key in new halves, the paper still opens it, and nothing half-made is left.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from app.processes import Program, ProgramError, Running, cosigner, wallet
from core.errors import BadInput
from tests.end_to_end.test_sheets import INSISTS, kept
from tests.support.killed import MOST, Killed, armed_for
from tests.support.programs import NAME, Programs, weightless

pytestmark = pytest.mark.slow
FILE_STEPS = 4  # of a file: it is made, opened, named, and the name that it began with is removed


class Sealed(Programs):
    """With a sheet of each side and a wallet that is sealed to both."""

    def __init__(self, place: Path) -> None:
        super().__init__(place, practice=True, lightest=True)
        self.init()
        self.serve()
        own = self.other.call("sheet", "new", "--confirm-written", INSISTS)
        with self.other.start("pair", "--confirm-words") as shown:
            self.computer.call("pair", shown.object()["link"], "--confirm-words")
            shown.result()
        made = self.computer.call("sheet", "new", "--confirm-written")
        self.papers = {"computer": kept(made["words"], place / "one"), "cosigner": kept(own["words"], place / "two")}
        self.shown = self.new_key("practice")
        self.epoch = 1

    def paper(self, side: str) -> tuple[str, Path]:
        """The words of this sheet as an option."""
        return "--sheet-file", self.papers[side]

    def must_be_back(self, done: dict[str, Any]) -> None:
        """What a lost device's end has said, and that the key is what it was."""
        assert (done["without"], done["renamed"]) == ([], [])
        (back,) = done["wallets"]
        assert (back["name"], back["external"]) == (NAME, self.shown["external"])
        assert back["epoch"] > self.epoch
        self.epoch = int(self.computer.call("refresh", NAME)["epoch"])
        self.address()


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Sealed]:
    with Sealed(tmp_path / "sealed") as programs:
        yield programs


def test_a_lost_computer_comes_back(sealed: Sealed) -> None:
    """Two, one after the other; first they are killed, then the co-signer is."""
    for side, fewest in (("computer", 3), ("cosigner", 2)):
        killed = Killed(sealed, side)
        new = weightless(wallet(sealed.place / f"new {side}", sealed.computer.passphrase_file))
        with killed.served():
            done = killed.through(new, "restore", *sealed.paper("computer"), "--confirm-words", pairs=True)
        assert killed.kills >= fewest
        sealed.computer = new
        sealed.must_be_back(done)
    assert sealed.waiting() == []


def test_a_lost_cosigner_is_replaced(sealed: Sealed) -> None:
    """Two, one after the other; first the computer is killed, then they are."""
    for side, fewest in (("computer", 2), ("cosigner", 3)):
        sealed.kill()
        killed = Killed(sealed, side)
        sealed.other = weightless(cosigner(sealed.place / f"new for {side}", sealed.other.passphrase_file))
        sealed.listen = "127.0.0.1:0"
        killed.alone(sealed.other, "cosigner", "restore", *sealed.paper("cosigner"), "--practice", INSISTS)
        with killed.served():
            done = killed.through(sealed.computer, "replace-cosigner", "--confirm-words", pairs=True)
        assert killed.kills >= fewest
        sealed.must_be_back(done)


def test_the_computers_sheet_is_exchanged(sealed: Sealed) -> None:
    """Only a sheet counts whose words were told, and the old one until the new one was drilled."""
    computer, killed = sealed.computer, Killed(sealed, "computer")
    with killed.served():
        old = computer.call("sheet", "show")["fingerprint"]
        new = _made(killed, computer)
        killed.through(computer, "refresh", NAME)
        (asked,) = sealed.waiting()
        assert (asked["sheet"], asked["old_sheet"]) == (new["fingerprint"], old)
        sealed.other.call("approve", asked["id"])
        killed.through(computer, "refresh", NAME)
        shown = computer.call("sheet", "show")
        assert (shown["fingerprint"], shown["wallets"][NAME]["coming_sealed"]) == (old, True)
        drilled = killed.through(computer, "drill", NAME, "--sheet-file", kept(new["words"], sealed.place / "new"))
        assert drilled["fingerprint"] == new["fingerprint"]
        killed.through(computer, "refresh", NAME)
    assert computer.call("sheet", "show")["fingerprint"] == new["fingerprint"]
    assert killed.kills >= 6
    sealed.address()


def test_the_cosigners_sheet_is_exchanged(sealed: Sealed) -> None:
    """The same there; and a drill of the computer's sheet, while the co-signer is killed."""
    computer, other, killed = sealed.computer, sealed.other, Killed(sealed, "cosigner")
    with killed.served():
        old = other.call("sheet", "show")["fingerprint"]
        new = _made(killed, other, INSISTS)
        accept = ("sheet", "accept", NAME, "--fingerprint", " ".join(new["fingerprint"]))
        killed.through(computer, *accept, said="recovery sheet of the co-signer waits")
        killed.through(computer, "refresh", NAME)
        assert other.call("sheet", "show")["fingerprint"] == old
        paper = kept(new["words"], sealed.place / "new")
        for _ in range(MOST):
            killed.serves()
            with other.start("drill", NAME, "--sheet-file", paper, INSISTS) as drilling, suppress(ProgramError):
                drilling.line("Waits for the computer")
                computer.call("status", NAME)
                assert drilling.result()["drilled"] > 0
                break
        killed.through(computer, "refresh", NAME)
        killed.through(computer, "drill", NAME, *sealed.paper("computer"))
    assert other.call("sheet", "show")["fingerprint"] == new["fingerprint"]
    assert killed.kills >= 2
    sealed.address()


def _made(killed: Killed, program: Program, *insists: str) -> dict[str, Any]:
    """A new sheet that counts: what was told of it, whether or not the program has lived to its end."""
    for _ in range(MOST):
        killed.serves()
        with killed.program(program, program.home.name).start(
            "sheet", "exchange", "--confirm-written", *insists
        ) as making:
            killed.was_killed(making.end())
        killed.serves()
        shown = program.call("sheet", "show")
        coming = shown["coming"] if insists else shown["wallets"][NAME]["coming"]
        told: dict[str, Any] = next((json.loads(line) for line in making.out), {"error": ""})
        if coming:
            assert coming == told["fingerprint"]
            return told
    raise AssertionError("no sheet was made")


def test_files_are_whole_or_not_there(sealed: Sealed, tmp_path: Path) -> None:
    """Recovery files of both sides, then the way out."""
    for program in (sealed.computer, sealed.other):
        export = _written(tmp_path / program.home.name, program, lambda file: ("recovery", "export", file))
    sheets = ("--computer-sheet", sealed.papers["computer"], "--cosigner-sheet", sealed.papers["cosigner"])

    def leave(file: Path) -> tuple[object, ...]:
        return ("leave", export, "-o", file, *sheets, "--i-am-online")

    key = _written(tmp_path / "out", sealed.computer, leave, typed=str(sealed.shown["fingerprint"]))
    assert key.read_text().startswith("wpkh(tprv")


Words = Callable[[Path], tuple[object, ...]]


def _written(place: Path, program: Program, words: Words, typed: str = "") -> Path:
    """Commands that each write a file are killed at one step of it each; given again, they leave whole files alone.
    `typed`: what they ask for, and they are run side by side, since they wait."""
    *killed, whole = files = [place / str(at) / "file" for at in range(1, FILE_STEPS + 2)]
    for file in files:
        file.parent.mkdir(parents=True)
    armed = [armed_for(program, file.parent, at) for at, file in enumerate(files, 1)]
    assert _codes(armed, files, words, typed) == [-signal.SIGKILL] * FILE_STEPS + [0]
    codes = [BadInput.exit_code if file.exists() else 0 for file in killed]
    assert codes == [0] * (FILE_STEPS - 1) + [BadInput.exit_code]
    assert _codes([program] * FILE_STEPS, killed, words, typed) == codes
    for file in files:
        assert list(file.parent.iterdir()) == [file]
        assert file.stat().st_size == whole.stat().st_size
    return whole


def _codes(programs: list[Program], files: list[Path], words: Words, typed: str) -> list[int]:
    with ExitStack() as stack:

        def started() -> Iterator[Running]:
            for program, file in zip(programs, files, strict=True):
                running = stack.enter_context(program.start(*words(file)))
                running.type(typed)
                yield running

        return [running.end() for running in (list(started()) if typed else started())]
