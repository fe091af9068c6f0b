"""Both devices are lost: the way out in the window, on a real recovery file, and all that it refuses."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app import leaving
from app.desktop.controller.controller import Controller
from app.desktop.pages.recovery.page import RecoveryPage
from app.desktop.parts import leaving_end
from app.desktop.parts.health import facts, receiving, trouble
from app.desktop.parts.leaving_end import LeftStep, WaitStep, WalletStep
from app.desktop.parts.leaving_steps import FileStep, IntroStep, LeavingStep, OffLineStep, PaperStep
from app.desktop.widgets import Button, NumberedWords
from core.bitcoin.hashes import hash160
from core.bitcoin.private_descriptor import private_descriptors
from core.crypto.secp256k1 import parse_scalar
from core.errors import StorageError, StorageKind
from core.recovery.file import read, write
from core.recovery.leaving import assemble
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.wallet.api import WalletShown
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.screenshots.leaving import FILE, TWO, whole
from tests.screenshots.wallet import everyday, practice
from tests.support.fake_wallet import FakeWallet
from tests.support.first_minutes import Person
from tests.support.ot import SeededRng
from tests.support.practised import click, press, said_by, ticking, wait
from tests.support.practised import write as type_in
from tests.support.sealed import CHAIN, NETWORK, SHEETS, Q, another_wallet

WALLET = hash160(bytes(Q))[:4].hex()
PAPERS = {role: SHEETS[role].words.reveal() for role in Role}
KEY = assemble(read(FILE)[0], SHEETS[Role.P1], SHEETS[Role.P2])
EXPECTED = private_descriptors(Secret(parse_scalar(KEY.x.reveal())), Q, CHAIN, NETWORK)
Kind = TypeVar("Kind", bound=LeavingStep)
On = Callable[[type[LeavingStep]], LeavingStep]


class Leaver:
    """Somebody who leaves, with the file and both papers. `step` gives the step on the screen."""

    def __init__(self, folder: Path, step: Callable[[], object]) -> None:
        self.file, self.out = folder / "file", folder / "out"
        self.file.write_bytes(FILE)
        self.papers = PAPERS
        self._step = step

    def on(self, kind: type[Kind]) -> Kind:
        wait(lambda: isinstance(self._step(), kind), f"{kind.__name__} instead of {self._step()}")
        step = self._step()
        assert isinstance(step, kind)
        assert step.isVisible()
        return step

    def choose(self, file: Path | None = None) -> FileStep:
        click(self.on(IntroStep).forward)
        step = self.on(FileStep)
        assert not step.forward.isEnabled()
        step.chosen.emit(file or self.file)
        wait(lambda: step.notice.isVisible(), "what is in the file")
        return step

    def to_the_papers(self) -> PaperStep:
        click(self.choose().forward)
        click(self.on(OffLineStep).forward)
        return self.on(PaperStep)

    def types(self, role: Role, words: tuple[str, ...] = ()) -> PaperStep:
        step = self.on(PaperStep)
        assert step.role is role
        step.sheet.put(words or self.papers[role])
        click(step.forward)
        return step

    def to_the_wallet(self) -> WalletStep:
        self.to_the_papers()
        self.types(Role.P1)
        wait(lambda: self.on(PaperStep).role is Role.P2, "the other paper")
        self.types(Role.P2)
        return self.on(WalletStep)

    def names(self, fingerprint: str = WALLET) -> WalletStep:
        step = self.on(WalletStep)
        for field, text in ((step.fingerprint, fingerprint), (step.where, str(self.out))):
            field.set_text("")
            type_in(field.editor, text)
        click(step.forward)
        return step


@pytest.fixture(autouse=True)
def off_line(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool | None], None]:
    """This machine is off line, in a second instead of ten; `off_line(True)` plugs it in."""

    def way(route: bool | None) -> None:
        monkeypatch.setattr(leaving, "has_default_route", lambda: route)

    monkeypatch.setattr(leaving_end, "WAIT", 1)
    way(False)
    return way


@pytest.fixture
def person(look: None, tmp_path: Path) -> Iterator[Person]:
    somebody = Person(tmp_path / "home")
    yield somebody
    somebody.desk.stop()


@pytest.fixture
def leaver(person: Person, tmp_path: Path) -> Leaver:
    page = person.desk.window.onboarding_page
    click(page.choice.leave)
    return Leaver(tmp_path, lambda: page.setup.step)


# ------------------------------------------------------------------ from the first page
def test_both_papers_and_a_file_become_what_other_programs_import(person: Person, leaver: Leaver) -> None:
    QGuiApplication.clipboard().setText("before")
    assert leaver.on(IntroStep).forward.hasFocus()
    step = leaver.choose()
    wait(lambda: f"Wallet {WALLET}" in said_by(step), "the wallet")
    assert "Regtest, epoch 3" in said_by(step)
    found = leaver.on(FileStep).findChildren(NumberedWords)
    assert [one.words for one in found] == [SHEETS[role].public.fingerprint for role in Role]
    click(leaver.on(FileStep).forward)
    assert "This machine is off line" in said_by(leaver.on(OffLineStep))
    click(leaver.on(OffLineStep).forward)
    first = leaver.types(Role.P1)
    assert not any(first.sheet.typed())  # gone as soon as they were used
    wait(lambda: leaver.on(PaperStep).role is Role.P2, "the other paper")
    second = leaver.types(Role.P2)
    assert not any(second.sheet.typed())
    leaver.on(WalletStep)
    leaver.names(WALLET.upper())
    waiting = leaver.on(WaitStep)
    assert waiting.back.hasFocus()
    assert not leaver.out.exists()
    left = leaver.on(LeftStep)
    assert leaver.out.read_text() == EXPECTED.both.reveal() + "\n"
    assert stat.S_IMODE(leaver.out.stat().st_mode) == 0o600
    assert not any("prv" in said for said in said_by(left))
    assert QGuiApplication.clipboard().text() == "before"
    assert person.desk.window.onboarding_page.leaving.way.sheets == 0
    assert not any((person.home / name).exists() for name in ("vault", "lock"))  # no home was made
    click(left.forward)
    assert person.desk.window.onboarding_page.choice.isVisible()


def test_two_descriptors_for_an_older_node(leaver: Leaver) -> None:
    leaver.to_the_wallet().branches.setChecked(True)
    leaver.names()
    left = leaver.on(LeftStep)
    assert leaver.out.read_text() == f"{EXPECTED.receiving.reveal()}\n{EXPECTED.change.reveal()}\n"
    assert "Sparrow" not in said_by(left)  # it takes one line


@pytest.mark.parametrize(
    ("data", "said"),
    [(FILE[:-9], "end of this recovery file is missing"), (b"a photo", "not a recovery file"), (None, "cannot be")],
)
def test_a_damaged_file_says_what_is_wrong_and_another_one_may_be_chosen(
    data: bytes | None, said: str, leaver: Leaver, tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    if data is not None:
        bad.write_bytes(data)
    step = leaver.choose(bad)
    assert said in step.notice.text()
    assert not step.forward.isEnabled()
    step.chosen.emit(leaver.file)
    wait(step.forward.isEnabled, "the good one")


@pytest.mark.parametrize("route", [True, None])
def test_nobody_goes_on_on_line_unless_they_say_so(
    route: bool | None, leaver: Leaver, off_line: Callable[[bool | None], None]
) -> None:
    click(leaver.choose().forward)
    step = leaver.on(OffLineStep)
    assert "This machine is off line" in said_by(step)
    off_line(route)
    click(step.forward)
    assert leaver.on(OffLineStep) is step
    assert "It went no further" in said_by(step)
    assert "This machine is off line" not in said_by(step)
    click(step.insists)
    click(step.forward)
    leaver.on(PaperStep)
    leaver.types(Role.P1)
    wait(lambda: leaver.on(PaperStep).role is Role.P2, "who knows better goes on")


def test_it_is_looked_at_by_itself(leaver: Leaver, off_line: Callable[[bool | None], None]) -> None:
    off_line(True)
    click(leaver.choose().forward)
    step = leaver.on(OffLineStep)
    assert step.notice.tone == "warn"
    off_line(False)
    wait(lambda: step.notice.tone == "ok", "the cable is out")


def test_a_cable_that_is_plugged_in_meanwhile_stops_it(leaver: Leaver, off_line: Callable[[bool | None], None]) -> None:
    leaver.to_the_papers()
    off_line(True)
    leaver.types(Role.P1)
    step = leaver.on(OffLineStep)
    assert any("way to the internet" in said for said in said_by(step))
    off_line(False)
    click(step.forward)
    leaver.types(Role.P1)
    wait(lambda: leaver.on(PaperStep).role is Role.P2, "the other paper")
    leaver.types(Role.P2)
    leaver.on(WalletStep)
    leaver.names()
    leaver.on(WaitStep)
    off_line(True)
    leaver.on(OffLineStep)
    assert not leaver.out.exists()


@pytest.mark.parametrize("role", list(Role))
def test_the_wrong_paper_stops_at_its_first_word(role: Role, leaver: Leaver) -> None:
    leaver.to_the_papers()
    if role is Role.P2:
        leaver.types(Role.P1)
        wait(lambda: leaver.on(PaperStep).role is Role.P2, "the other paper")
    step = leaver.on(PaperStep)
    other = Role.P1 if role is Role.P2 else Role.P2
    type_in(step.sheet.fields[0].editor, PAPERS[other][0])
    press(step.sheet.fields[0].editor, Qt.Key.Key_Return)
    assert step.sheet.notice.title() == "This is not the paper that is asked for"
    assert "do not type it here" not in step.sheet.notice.text()  # both are typed on this machine
    assert not any(field.isEnabled() for field in step.sheet.fields[1:])


def test_a_paper_that_the_file_was_not_made_for(leaver: Leaver) -> None:
    leaver.to_the_papers()
    step = leaver.types(Role.P1, Sheet.make(Role.P1, SeededRng("another")).words.reveal())
    assert leaver.on(PaperStep) is step
    assert "not made for this paper" in step.sheet.notice.title()


def test_the_wallet_is_named_by_hand_and_nothing_is_written_over(leaver: Leaver) -> None:
    leaver.to_the_wallet()
    step = leaver.names("00000000")
    assert "has the fingerprint" in step.fingerprint.message()
    leaver.out.write_text("mine")
    leaver.names()
    assert leaver.on(WalletStep) is step
    assert "nothing is written over" in step.where.message()
    assert leaver.out.read_text() == "mine"
    leaver.out = leaver.out.parent / "nowhere" / "out"
    leaver.names()
    assert "no such folder" in step.where.message()


def test_of_several_wallets_the_one_whose_papers_were_typed(leaver: Leaver) -> None:
    other = another_wallet({**SHEETS, Role.P1: Sheet.make(Role.P1, SeededRng("another"))})
    leaver.file.write_bytes(write((*read(FILE), other)))
    leaver.to_the_wallet()
    step = leaver.names(hash160(other.copy1.subject.Q)[:4].hex())
    assert "another wallet of this recovery file" in step.fingerprint.message()
    leaver.names()
    left = leaver.on(LeftStep)
    assert any("Further wallets in this file: 1" in said for said in said_by(left))


def test_ten_seconds_can_be_cancelled(leaver: Leaver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving_end, "WAIT", 60)
    leaver.to_the_wallet()
    leaver.names()
    step = leaver.on(WaitStep)
    press(step.back, Qt.Key.Key_Return)
    back = leaver.on(WalletStep)
    assert (back.fingerprint.text(), back.where.text()) == (WALLET, str(leaver.out))
    assert not ticking(step)
    assert not leaver.out.exists()


def test_a_file_that_cannot_be_written_keeps_what_was_typed(leaver: Leaver, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("the disk is full", StorageKind.FULL)

    leaver.to_the_wallet()
    with monkeypatch.context() as patched:
        patched.setattr(leaving, "write_private", full)
        leaver.names()
        leaver.on(WaitStep)
        step = leaver.on(WalletStep)
    assert "Nothing was written" in said_by(step)
    leaver.names()
    leaver.on(LeftStep)
    assert leaver.out.exists()


@pytest.mark.parametrize("way", ["lock", "idle", "stop", "close"])
def test_no_word_stays_with_whoever_goes(way: str, person: Person, leaver: Leaver) -> None:
    leaver.to_the_papers()
    leaver.types(Role.P1)
    wait(lambda: leaver.on(PaperStep).role is Role.P2, "the other paper")
    step, window = leaver.on(PaperStep), person.desk.window
    step.sheet.put(PAPERS[Role.P2])
    kept = window.onboarding_page.leaving.way
    assert kept is not None
    match way:
        case "lock":
            window.lock()
        case "idle":
            window.idle.timeout.emit()
        case "stop":
            click(step.back)
        case _:
            window.close()
    assert not any(step.sheet.typed())
    assert kept.sheets == 0
    if way != "stop":
        assert window.onboarding_page.leaving.way is None


def test_back_to_the_first_page_and_the_files_are_asked_for_by_the_dialogs(
    person: Person, leaver: Leaver, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(leaver.on(IntroStep).back)
    choice = person.desk.window.onboarding_page.choice
    assert choice.isVisible()
    click(choice.leave)
    click(leaver.on(IntroStep).forward)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(leaver.file), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(leaver.out), ""))
    step = leaver.on(FileStep)
    click(step.choose)
    wait(step.forward.isEnabled, "the file")
    click(step.forward)
    click(leaver.on(OffLineStep).back)
    again = leaver.on(FileStep)
    assert again.forward.isEnabled()  # it need not be chosen twice
    click(again.forward)
    click(leaver.on(OffLineStep).forward)
    leaver.types(Role.P1)
    wait(lambda: leaver.on(PaperStep).role is Role.P2, "the other paper")
    leaver.types(Role.P2)
    which = leaver.on(WalletStep)
    click(which.choose)
    assert which.where.text() == str(leaver.out)


# ------------------------------------------------------------------ from the page Recovery
class Home(FakeWallet):
    """Has one wallet, of this fingerprint."""

    def __init__(self, fingerprint: str) -> None:
        self.fingerprint, self.marked, self.refuses = fingerprint, 0, False

    def show(self, name: str) -> WalletShown:
        return replace(self.shown("Everyday"), fingerprint=self.fingerprint, was_whole=self.marked)

    def wallets(self) -> tuple[WalletShown, ...]:
        return (self.show("Everyday"),)

    def mark_whole(self, name: str) -> WalletShown:
        if self.refuses:
            raise StorageError("the vault was closed", StorageKind.CLOSED)
        self.marked = 1_799_000_000
        return self.show(name)

    def refreshed(self, name: str) -> int:
        return 1_800_000_000


@pytest.fixture
def at_recovery(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[RecoveryPage, Leaver, Home]]:
    monkeypatch.setattr(Controller, "read", lambda _: None)
    monkeypatch.setattr(Controller, "ask_cosigner", lambda _: None)

    def open_on(fingerprint: str) -> tuple[RecoveryPage, Leaver, Home]:
        window, behind = wallet.window(everyday(), "recovery"), Home(fingerprint)
        window.controller.wallet = cast(Any, behind)
        show(window)
        page = window.page
        assert isinstance(page, RecoveryPage)
        return page, Leaver(tmp_path, lambda: page.steps.step), behind

    return open_on


@pytest.mark.parametrize("fingerprint", [WALLET, "7a3f90c1"])
def test_a_home_that_has_the_wallet_knows_before_the_file_is_written(
    fingerprint: str, at_recovery: Callable[[str], tuple[RecoveryPage, Leaver, Home]]
) -> None:
    page, leaver, behind = at_recovery(fingerprint)
    page.read("both")
    click(next(one for one in page.reader.findChildren(Button) if one.kind == "secondary"))  # the case leads here
    assert any("Part 1 of 6" in said for said in said_by(leaver.on(IntroStep)))
    leaver.to_the_wallet()
    leaver.names()
    left = leaver.on(LeftStep)
    has = fingerprint == WALLET
    assert bool(behind.marked) is has
    assert any("knows that the wallet was whole" in said for said in said_by(left)) is has
    click(left.forward)
    assert page.out.leave.hasFocus()
    assert leaver.out.exists()
    assert page.state.key is not None
    assert bool(page.state.key.was_whole) is has


def test_a_home_that_cannot_be_told_lets_nothing_be_written(
    at_recovery: Callable[[str], tuple[RecoveryPage, Leaver, Home]],
) -> None:
    page, leaver, behind = at_recovery(WALLET)
    click(page.out.leave)
    behind.refuses = True
    leaver.to_the_wallet()
    leaver.names()
    leaver.on(WaitStep)
    assert "Nothing was written" in said_by(leaver.on(WalletStep))
    assert not leaver.out.exists()


@pytest.mark.parametrize("way", ["escape", "page"])
def test_leaving_the_page_leaves_no_word(
    way: str, at_recovery: Callable[[str], tuple[RecoveryPage, Leaver, Home]]
) -> None:
    page, leaver, _ = at_recovery(WALLET)
    click(page.out.leave)
    step = leaver.to_the_papers()
    step.sheet.put(PAPERS[Role.P1])
    if way == "escape":
        assert page.back()
    else:
        page.go("home")
    assert not any(step.sheet.typed())
    assert page.leaving.way is None


def test_practice_has_no_way_out(show: Show) -> None:
    window = wallet.window(practice(everyday()), "recovery")
    show(window)
    page = window.page
    assert isinstance(page, RecoveryPage)
    assert not page.out.isVisible()


# ------------------------------------------------------------------ what is said of it afterwards
def test_key_health_and_receive_say_to_move_the_coins() -> None:
    state, now = whole(everyday()), 1_800_000_000.0
    for found in (trouble(state, now), receiving(state, now), trouble(wallet.locked(state), now)):
        assert found is not None
        assert found.title == "This key was whole: move the coins now"
        assert found.tone == "danger"
    assert any("put together once" in fact.text for fact in facts(state, now))
    assert receiving(everyday(), now) is None


def test_a_file_of_two_wallets_shows_both(leaver: Leaver) -> None:
    leaver.file.write_bytes(TWO)
    step = leaver.choose()
    wait(lambda: len([said for said in said_by(step) if said.startswith("Wallet ")]) == 2, "both")
    assert any("several wallets" in said for said in said_by(step))
