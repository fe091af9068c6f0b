"""A locked window: what opens it, what does not and why, and what is left in memory (nothing)."""

from __future__ import annotations

import gc
import shutil
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout

from app.desktop.pages import locked as page
from app.desktop.state import Balance, Phase
from core.errors import StorageError
from core.storage.lock import HomeLock
from tests.support.other_side import OtherSide
from tests.support.practised import Desk, click, press, said_by, wait, write

pytestmark = pytest.mark.slow

PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def machine(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherSide]:
    other = OtherSide(tmp_path_factory.mktemp("other"))
    yield other
    other.stop()


@pytest.fixture(scope="module")
def home(machine: OtherSide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real wallet that is paired and has a key."""
    found = tmp_path_factory.mktemp("real") / "home"
    machine.real_wallet(found, PASSPHRASE.encode())
    return found


@pytest.fixture
def desk(look: None, home: Path) -> Iterator[Desk]:
    (home / "desktop.toml").unlink(missing_ok=True)
    started = Desk(home)
    yield started
    started.stop()


def try_it(desk: Desk, passphrase: str) -> None:
    """Type a passphrase and wait for what becomes of it."""
    field = desk.window.locked.passphrase
    write(field.editor, passphrase)
    press(field.editor, Qt.Key.Key_Return)
    assert not field.text()  # it is out of the widget at once
    wait(lambda: not desk.jobs.running("unlock"), "an answer")


def unlocked(desk: Desk) -> Desk:
    try_it(desk, PASSPHRASE)
    wait(lambda: desk.state.phase is Phase.OPEN, "open")
    desk.idle()
    return desk


# ------------------------------------------------------------------ opening
def test_the_program_starts_locked_and_opens(desk: Desk) -> None:
    assert desk.state.phase is Phase.LOCKED
    assert desk.window.locked.isVisible()
    assert desk.window.locked.passphrase.editor.hasFocus()
    unlocked(desk)
    assert desk.state.key is not None
    assert desk.state.key.name == "Everyday"


def test_wrong_ones_are_counted_and_then_paused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PAUSE", 2)
    field = desk.window.locked.passphrase
    said = []
    for _ in range(page.TRIES):
        try_it(desk, "wrong")
        said.append(field.message())
    assert said == [
        "Not the passphrase of this wallet.",
        "Not the passphrase of this wallet. 3 more tries, then a pause of 2\u00a0s.",
        "Not the passphrase of this wallet. 2 more tries, then a pause of 2\u00a0s.",
        "Not the passphrase of this wallet. One more try, then a pause of 2\u00a0s.",
        "Not the passphrase of this wallet. The next try is possible in 2\u00a0s.",
    ]
    assert not desk.window.locked.unlock.isEnabled()
    assert not field.isEnabled()
    wait(lambda: field.message().endswith("in 1\u00a0s."), "the seconds run")
    wait(lambda: desk.window.locked.unlock.isEnabled(), "the end of the pause", 10)
    unlocked(desk)


def test_caps_lock_shows_in_what_is_typed(desk: Desk) -> None:
    field = desk.window.locked.passphrase
    press(field.editor, Qt.Key.Key_A)
    QTest.keyClicks(field.editor, "A", Qt.KeyboardModifier.ShiftModifier)
    write(field.editor, "1")
    assert not field.message()
    write(field.editor, "B")  # a capital without Shift
    assert field.message() == "Caps Lock is on."
    press(field.editor, Qt.Key.Key_Return)
    wait(lambda: field.is_wrong(), "wrong")
    assert field.message() == "Not the passphrase of this wallet. Caps Lock is on."
    write(field.editor, "b")
    press(field.editor, Qt.Key.Key_Return)
    wait(lambda: field.is_wrong(), "wrong again")
    assert "Caps Lock" not in field.message()


def test_another_program_has_the_home(desk: Desk, home: Path) -> None:
    lock = HomeLock(home)
    try:
        try_it(desk, PASSPHRASE)
        assert desk.window.locked.passphrase.message().startswith("Another Tandem program uses this wallet.")
    finally:
        lock.release()
    unlocked(desk)


@pytest.mark.parametrize("damage", ["nonsense", "cut"])
def test_a_damaged_vault(look: None, home: Path, tmp_path: Path, damage: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(home, copy)
    vault = copy / "vault"
    data = vault.read_bytes()
    vault.write_bytes(bytes(len(data)) if damage == "nonsense" else data[: len(data) // 2])
    desk = Desk(copy)
    try:
        try_it(desk, PASSPHRASE)
        assert desk.window.locked.passphrase.is_wrong()
        assert desk.window.locked.passphrase.message().startswith("The vault is damaged")
        assert desk.do.wallet is None
    finally:
        desk.stop()


def test_practise_instead(desk: Desk) -> None:
    click(desk.window.locked.instead)
    first = desk.window.first_run
    assert first.practice.isVisible()
    click(first.practice.back)
    wait(lambda: first.choice.isVisible(), "back", 120)
    click(first.choice.real_card)
    click(first.choice.go)
    assert desk.state.phase is Phase.LOCKED


def test_an_unlock_that_nobody_waits_for_leaves_the_home_free(desk: Desk) -> None:
    write(desk.window.locked.passphrase.editor, PASSPHRASE)
    press(desk.window.locked.passphrase.editor, Qt.Key.Key_Return)
    assert desk.jobs.running("unlock")
    click(desk.window.locked.instead)
    first = desk.window.first_run
    click(first.practice.back)
    wait(lambda: first.choice.isVisible(), "back", 120)
    click(first.choice.real_card)
    click(first.choice.go)
    unlocked(desk)


# ------------------------------------------------------------------ locking
def test_lock_leaves_nothing(desk: Desk) -> None:
    unlocked(desk)
    wallet, frame = desk.do.wallet, desk.window._frame
    assert wallet is not None
    assert frame is not None
    gone: list[bool] = []
    frame.destroyed.connect(lambda: gone.append(True))
    press(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: desk.state.phase is Phase.LOCKED, "locked")
    assert desk.do.wallet is None
    desk.do.wait_until_closed()
    with pytest.raises(StorageError, match="closed"), wallet._records.write():
        pass  # the vault is closed
    left = weakref.ref(wallet)
    del wallet
    desk.idle()
    gc.collect()
    assert left() is None  # the shares went with it
    state = desk.state
    assert (state.key, state.balance, state.history, state.coins, state.addresses) == (None, Balance(), (), (), ())
    assert not state.wallets
    wait(lambda: gone, "the pages are gone")
    assert "Everyday is locked" in said_by(desk.window)
    assert not desk.window.locked.passphrase.message()  # what was said while it was opened is over
    unlocked(desk)


def test_it_locks_at_once_whatever_it_waits_for(desk: Desk) -> None:
    unlocked(desk)
    wallet = desk.do.wallet
    assert wallet is not None
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with wallet._cosigning._lock, wallet._vault.lock:  # as while a line is being made to a silent co-signer
            held.set()
            let_go.wait(60)

    holding = threading.Thread(target=hold)
    holding.start()
    assert held.wait(30)
    desk.window.lock()
    assert desk.state.phase is Phase.LOCKED
    assert not let_go.is_set()
    assert desk.state.balance == Balance()
    write(desk.window.locked.passphrase.editor, PASSPHRASE)
    press(desk.window.locked.passphrase.editor, Qt.Key.Key_Return)
    assert desk.jobs.running("unlock")  # it waits until the vault is closed
    let_go.set()
    holding.join()
    wait(lambda: desk.state.phase is Phase.OPEN, "open")


def test_only_an_open_wallet_locks_by_itself(desk: Desk) -> None:
    desk.do.set(lock_minutes=1)
    desk.window._idle.start(1)  # nobody is here, and the wallet is locked already
    wait(lambda: not desk.window._idle.isActive(), "the end of the time")
    unlocked(desk)
    desk.window.lock()
    assert not [text for text in said_by(desk.window) if text.startswith("By itself")]


def test_a_right_one_begins_the_count_anew(desk: Desk) -> None:
    field = desk.window.locked.passphrase
    for _ in range(page.TRIES - 1):
        try_it(desk, "wrong")
    assert "One more try" in field.message()
    unlocked(desk)
    desk.window.lock()
    try_it(desk, "wrong")
    assert field.message() == "Not the passphrase of this wallet."


def test_it_locks_by_itself_and_covers_dialogs(desk: Desk) -> None:
    unlocked(desk)
    desk.do.set(lock_minutes=1)
    assert desk.window._idle.isActive()
    assert desk.window._idle.interval() == 60_000
    dialog = QDialog(desk.window.page)
    editor = QLineEdit("something half typed")
    QVBoxLayout(dialog).addWidget(editor)
    dialog.open()
    wait(dialog.isVisible)
    desk.window._idle.start(300)
    press(editor, Qt.Key.Key_A)  # somebody is here
    assert desk.window._idle.remainingTime() > 50_000
    desk.window._idle.start(50)
    wait(lambda: desk.state.phase is Phase.LOCKED, "locked by itself")
    assert not [found for found in desk.window.findChildren(QDialog) if found.isVisible()]
    assert any(text.startswith("By itself, at ") for text in said_by(desk.window))
    desk.do.set(lock_minutes=0)
    assert not desk.window._idle.isActive()


def test_a_lock_forgets_what_is_under_way(desk: Desk) -> None:
    unlocked(desk)
    go, ended = threading.Event(), threading.Event()
    came: list[object] = []

    def work(_wallet: object, _name: str) -> str:
        go.wait(20)
        ended.set()
        return "too late"

    desk.do.run("slow", work, came.append, came.append)
    desk.window.lock()
    assert desk.state.phase is Phase.LOCKED
    go.set()
    assert ended.wait(20)
    QApplication.processEvents()
    assert not came
    unlocked(desk)
    assert not came


def test_practice_does_not_lock(look: None, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        desk.window.lock()
        assert desk.state.phase is Phase.NEW
    finally:
        desk.stop()
