"""What happened meanwhile, told where it is seen: the system's notifications if there are any, else the bar."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.desktop import format
from app.desktop.state import State
from app.desktop.widgets import Bar, Tone
from app.resources import find

translate = QCoreApplication.translate


class Notices:
    """Compares each state with the one before and says what a person who looks away would want to know."""

    def __init__(self, window: QWidget, bar: Bar) -> None:
        self._window, self._bar = window, bar
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(QIcon(str(find("brand", "tandem-app.svg"))), window)
            self._tray.setToolTip("Tandem")
            self._tray.show()

    def show_state(self, state: State, before: State | None) -> None:
        """Say what is new."""
        if before is None or before.key is None or state.key is None or before.key.name != state.key.name:
            return
        self._received(state, before)
        if before.cosigner.online and state.cosigner.online is False:
            self._say(translate("Notices", "The co\u2011signer has stopped answering."), "warn")
        if before.cosigner.online is False and state.cosigner.online:
            self._say(translate("Notices", "The co\u2011signer is on-line again."), "ok")
        if state.key.epoch > before.key.epoch:
            text = translate("Notices", "Both halves are new: epoch {0}. Copies of the old ones are worthless.")
            self._say(text.format(state.key.epoch), "ok")

    def _received(self, state: State, before: State) -> None:
        if not before.chain.synced:
            return  # the first look at the chain tells old news
        known = {row.txid for row in before.history}
        for row in state.history:
            if row.txid not in known and row.net > 0:
                text = translate("Notices", "Received {0}.").format(format.amount(row.net, state.unit))
                self._say(text, "ok")

    def _say(self, text: str, tone: Tone) -> None:
        if self._tray is not None and not self._window.isActiveWindow():
            self._tray.showMessage("Tandem", text)
        else:
            self._bar.say(text, tone, seconds=8)
