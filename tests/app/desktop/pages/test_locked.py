"""A locked window: what opens it, what does not and why, and what is left in memory (nothing)."""

from __future__ import annotations

import gc
import shutil
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.desktop.model.state import BalanceView, Phase
from app.desktop.pages import locked as page
from core.errors import StorageError
from core.home.records import LogCode
from core.storage.lock import HomeLock
from core.wallet.wallet import Wallet
from tests.support.open_homes import PASSPHRASE as WORDS
from tests.support.open_homes import open_homes
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
@pytest.fixture
def lone_vault(desk: Desk, home: Path, tmp_path: Path) -> Path:
    """A copy that somebody made of the files while the wallet was open, without the log of the vault."""
    unlocked(desk)
    copy = tmp_path / "copy"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("vault-wal", "vault-shm", "lock", "control"))
    assert (home / "vault-wal").exists()
    desk.window.lock()
    desk.idle()
    return copy


def test_a_copy_without_the_log_of_the_vault_opens_as_an_old_one(
    lone_vault: Path,
) -> None:
    """It is said what is missing and what that means; the passphrase, typed once more, takes it for an old copy."""
    copied = Desk(lone_vault)
    locked = copied.window.locked
    try:
        for _ in range(2):  # however often it is tried, it does not open by itself
            try_it(copied, PASSPHRASE)
            assert copied.controller.wallet is None
            assert locked.copy.title() == "A file of this wallet is missing"
            assert "vault-wal" in locked.copy.text()
            assert f"into {lone_vault} " in locked.copy.text()
        click(locked.as_copy)  # nothing without the passphrase
        assert "Type the passphrase once more" in locked.passphrase.message()
        write(locked.passphrase.editor, "wrong")
        click(locked.as_copy)
        wait(lambda: locked.passphrase.message().startswith("Not the passphrase of this wallet."), "wrong")
        assert (copied.state.phase, locked.copy.isVisible()) == (Phase.LOCKED, True)
        write(locked.passphrase.editor, PASSPHRASE)
        click(locked.as_copy)
        wait(lambda: copied.state.phase is Phase.OPEN, "open")
        assert copied.controller.wallet is not None
        assert LogCode.HALF in [entry.code for entry in copied.controller.wallet.log()]
        wait(lambda: copied.state.key and copied.state.key.state == "open", "halves that are renewed by themselves")
        copied.idle()
        assert LogCode.REFRESHED in [entry.code for entry in copied.controller.wallet.log()]
        copied.window.lock()
        assert not locked.copy.isVisible()
        try_it(copied, PASSPHRASE)  # it is a whole vault again
        wait(lambda: copied.state.phase is Phase.OPEN, "open once more")
    finally:
        copied.stop()


def test_the_missing_file_put_back_opens_it_as_it_is(desk: Desk, home: Path, tmp_path: Path) -> None:
    unlocked(desk)
    copy = tmp_path / "copy"
    shutil.copytree(home, copy, ignore=shutil.ignore_patterns("vault-shm", "lock", "control"))
    (copy / "vault-wal").rename(tmp_path / "found")
    desk.window.lock()
    desk.idle()
    copied = Desk(copy)
    try:
        try_it(copied, PASSPHRASE)
        assert copied.window.locked.copy.isVisible()
        (tmp_path / "found").rename(copy / "vault-wal")
        unlocked(copied)
        assert copied.controller.wallet is not None
        assert LogCode.HALF not in [entry.code for entry in copied.controller.wallet.log()]
    finally:
        copied.stop()


def test_a_home_that_was_put_back_renews_its_halves_by_itself(look: None, tmp_path: Path) -> None:
    """Before it pays, without being told to."""
    with open_homes(tmp_path) as homes:
        homes.wallet.close()
        vault = tmp_path / "wallet" / "vault"
        shutil.copy(vault, tmp_path / "copy")
        (tmp_path / "copy").replace(vault)
        copied = Desk(tmp_path / "wallet")
        try:
            try_it(copied, WORDS.reveal().decode())
            wait(lambda: copied.state.key and copied.state.key.epoch == 2, "a renewal")
            copied.idle()
            assert copied.state.key is not None
            assert copied.state.key.state == "open"
            assert copied.controller.wallet is not None
            assert LogCode.OTHER_FILE in [entry.code for entry in copied.controller.wallet.log()]
            assert copied.state.failed_renewal is None
        finally:
            copied.stop()


def test_what_is_said_on_a_locked_window_moves_nothing(lone_vault: Path) -> None:
    copied = Desk(lone_vault)
    try:
        page = copied.window.locked
        parts = (page.passphrase.editor, page.unlock, page.instead)
        QApplication.processEvents()
        QApplication.processEvents()
        before = [part.mapTo(page, QPoint(0, 0)) for part in parts]
        for word in ("wrong", PASSPHRASE):
            try_it(copied, word)
            assert page.passphrase.is_wrong()
            QApplication.processEvents()
            QApplication.processEvents()
            assert [part.mapTo(page, QPoint(0, 0)) for part in parts] == before
        assert page.copy.isVisible()
    finally:
        copied.stop()


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
        assert desk.controller.wallet is None
    finally:
        desk.stop()


def test_practise_instead(desk: Desk) -> None:
    click(desk.window.locked.instead)
    first = desk.window.onboarding_page
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
    first = desk.window.onboarding_page
    click(first.practice.back)
    wait(lambda: first.choice.isVisible(), "back", 120)
    click(first.choice.real_card)
    click(first.choice.go)
    unlocked(desk)


# ------------------------------------------------------------------ locking
def test_lock_leaves_nothing(desk: Desk) -> None:
    unlocked(desk)
    wallet, frame = desk.controller.wallet, desk.window.frame
    assert isinstance(wallet, Wallet)
    assert frame is not None
    gone: list[bool] = []
    frame.destroyed.connect(lambda: gone.append(True))
    press(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: desk.state.phase is Phase.LOCKED, "locked")
    assert desk.controller.wallet is None
    desk.controller.wait_until_closed()
    with pytest.raises(StorageError, match="closed"):
        wallet.labels("Everyday").write("tx", bytes(32).hex(), "too late")  # the vault is closed
    left = weakref.ref(wallet)
    del wallet
    desk.idle()
    gc.collect()
    assert left() is None  # the shares went with it
    state = desk.state
    assert (state.key, state.balance, state.history, state.coins, state.addresses) == (None, BalanceView(), (), (), ())
    assert not state.wallets
    wait(lambda: gone, "the pages are gone")
    assert "Everyday is locked" in said_by(desk.window)
    assert not desk.window.locked.passphrase.message()  # what was said while it was opened is over
    unlocked(desk)


def test_it_locks_at_once_whatever_it_waits_for(desk: Desk) -> None:
    unlocked(desk)
    wallet = desk.controller.wallet
    assert isinstance(wallet, Wallet)
    cosigners = wallet._cosigners
    line = cosigners.client(cosigners.chosen(None))
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with line._lock, wallet._vault.lock:  # as while a line is being made to a silent co-signer
            held.set()
            let_go.wait(60)

    holding = threading.Thread(target=hold)
    holding.start()
    assert held.wait(30)
    desk.window.lock()
    assert desk.state.phase is Phase.LOCKED
    assert not let_go.is_set()
    assert desk.state.balance == BalanceView()
    write(desk.window.locked.passphrase.editor, PASSPHRASE)
    press(desk.window.locked.passphrase.editor, Qt.Key.Key_Return)
    assert desk.jobs.running("unlock")  # it waits until the vault is closed
    let_go.set()
    holding.join()
    wait(lambda: desk.state.phase is Phase.OPEN, "open")


def test_only_an_open_wallet_locks_by_itself(desk: Desk) -> None:
    desk.controller.set(lock_minutes=1)
    desk.window.idle.start(1)  # nobody is here, and the wallet is locked already
    wait(lambda: not desk.window.idle.isActive(), "the end of the time")
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


def touched(desk: Desk, window: QWidget) -> None:
    """A key is pressed there: somebody is here."""
    desk.window.idle.start(2_000)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    wait(lambda: desk.window.idle.remainingTime() > 50_000, limit=1.5)


def test_it_locks_by_itself_and_covers_dialogs(desk: Desk) -> None:
    unlocked(desk)
    desk.controller.set(lock_minutes=1)
    assert desk.window.idle.isActive()
    assert desk.window.idle.interval() == 60_000
    touched(desk, desk.window)
    dialog = QDialog(desk.window.page)
    editor = QLineEdit("something half typed")
    QVBoxLayout(dialog).addWidget(editor)
    dialog.open()
    wait(dialog.isActiveWindow)
    touched(desk, dialog)
    desk.window.idle.start(50)
    wait(lambda: desk.state.phase is Phase.LOCKED, "locked by itself")
    assert not [found for found in desk.window.findChildren(QDialog) if found.isVisible()]
    assert any(text.startswith("By itself, at ") for text in said_by(desk.window))
    desk.controller.set(lock_minutes=0)
    assert not desk.window.idle.isActive()


def test_a_lock_forgets_what_is_under_way(desk: Desk) -> None:
    unlocked(desk)
    go, ended = threading.Event(), threading.Event()
    came: list[object] = []

    def work(_wallet: object, _name: str) -> str:
        go.wait(20)
        ended.set()
        return "too late"

    desk.controller.run("slow", work, came.append, came.append)
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
