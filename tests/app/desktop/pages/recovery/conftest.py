"""The page on a wallet that is none, whose sheets differ from time to time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.pages.recovery.page import RecoveryPage
from core.errors import TandemError
from core.recovery.sheet import UnconfirmedSheet
from core.secret import Secret
from core.wallet.api import Refreshed, SheetsShown, WalletShown
from core.wallet.events import Progress, silent
from core.wallet.results import OldPaper, OwnSheetShown
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.support.fake_wallet import FakeWallet
from tests.support.practised import press, write
from tests.support.sheet_words import FINGERPRINT, OTHER_FINGERPRINT, WORDS


class SheetWallet(FakeWallet):
    """One whose sheets differ from time to time."""

    def __init__(self) -> None:
        self.made: list[tuple[Any, ...]] = []
        self.sheets = SheetsShown()
        self.trouble: TandemError | None = None

    def note(self, *call: Any) -> None:
        self.made.append(call)
        if self.trouble is not None:
            raise self.trouble

    def sheet_new(self) -> UnconfirmedSheet:
        self.note("sheet_new")
        return UnconfirmedSheet(Secret(WORDS), FINGERPRINT, 1_800_000_000)

    def sheet_exchange(self) -> UnconfirmedSheet:
        self.note("sheet_exchange")
        return UnconfirmedSheet(Secret(WORDS), OTHER_FINGERPRINT, 1_800_000_000)

    def sheet_give_up(self) -> OwnSheetShown:
        self.note("sheet_give_up")
        self.sheets = replace(self.sheets, coming=())
        return self.sheet_show()

    def sheet_burnt(self) -> OldPaper:
        self.note("sheet_burnt")
        self.sheets = replace(self.sheets, old=())
        return OldPaper(FINGERPRINT)

    def sheet_show(self) -> OwnSheetShown:
        return OwnSheetShown(FINGERPRINT, 1_800_000_000)

    def sheet_confirm(self, fingerprint: str) -> OwnSheetShown:
        self.note("sheet_confirm")
        if self.sheets.sealed:
            assert fingerprint == " ".join(OTHER_FINGERPRINT)
            self.sheets = replace(self.sheets, coming=OTHER_FINGERPRINT, coming_made=1_800_000_000)
            return self.sheet_show()
        assert fingerprint == " ".join(FINGERPRINT)
        self.sheets = SheetsShown(FINGERPRINT, made=1_800_000_000)
        return self.sheet_show()

    def accept_sheet(self, name: str, fingerprint: str, progress: Progress = silent) -> Refreshed:
        self.note("accept_sheet", name, fingerprint)
        self.sheets = replace(self.sheets, waiting=(), cosigner=OTHER_FINGERPRINT)
        return Refreshed(name, 13)

    def show(self, name: str) -> WalletShown:
        return replace(self.shown("Everyday"), sheets=self.sheets)

    def wallets(self) -> tuple[WalletShown, ...]:
        return (self.show("Everyday"),)

    def refreshed(self, name: str) -> int:
        return 1_800_000_000

    def asked(self) -> list[str]:
        return [call[0] for call in self.made]


Open = Callable[[State], tuple[RecoveryPage, SheetWallet]]


@pytest.fixture
def opened(show: Show, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The page in the real window, on a wallet that is none; what it reads beside sheets is left out."""
    monkeypatch.setattr(Controller, "read", lambda _: None)
    monkeypatch.setattr(Controller, "ask_cosigner", lambda _: None)

    def open_on(state: State) -> tuple[RecoveryPage, SheetWallet]:
        window = wallet.window(state, "recovery")
        window.controller.labels.write_all()
        behind = SheetWallet()
        window.controller.wallet = cast(Any, behind)
        show(window)
        page = window.page
        assert isinstance(page, RecoveryPage)
        return page, behind

    return open_on  # type: ignore[return-value]


def answer(page: RecoveryPage, words: tuple[str, ...]) -> None:
    """Type these, each at the place that is asked for, by the keyboard alone."""
    for field in page.maker.fields:
        number = int(field.label.text().split()[-1])
        field.set_text("")
        write(field.editor, words[number - 1])
        press(field.editor, Qt.Key.Key_Return)
