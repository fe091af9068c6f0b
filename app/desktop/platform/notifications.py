"""What happened meanwhile, told where it is seen: the system's notifications if there are any, else the bar.

Notifications may render markup (D2), so they carry our own words and numbers only, never a label or a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.desktop.model.state import State
from app.desktop.text import format
from app.desktop.text.sentences import invented
from app.desktop.widgets import Bar, Tone
from app.resources import find
from core.errors import RefusalKind

translate = QCoreApplication.translate

SECONDS = 8.0  # that the bar stays


class Tray(Protocol):
    """What is needed of the system's tray."""

    def showMessage(self, title: str, text: str) -> object:
        """Tell a person who looks elsewhere."""
        ...


class Notifications:
    """Compares each state with the one before and says what a person who looks away would want to know.

    `shown` gives the key of the page on screen, which tells some things better itself; `show` opens the co-signer's.
    """

    def __init__(
        self,
        window: QWidget,
        bar: Bar,
        shown: Callable[[], str],
        show: Callable[[], object],
        tray: Tray | None = None,
    ) -> None:
        self._window, self._bar, self._shown, self._show = window, bar, shown, show
        self._tray = tray if tray is not None else system_tray(window)

    def show_state(self, state: State, before: State | None) -> None:
        """Say what is new."""
        if before is None or before.key is None or state.key is None or before.key.name != state.key.name:
            return
        self._received(state, before)
        self._decided(state, before)
        self._asked(state, before)
        for txid in sorted({*state.chain.invented} - {*before.chain.invented}):
            self._say(invented(state.key.name, txid), "danger")
        self._released(state, before)
        if before.cosigner.online and state.cosigner.online is False:
            self._say(translate("Notices", "The co\u2011signer has stopped answering."), "warn")
        if before.cosigner.online is False and state.cosigner.online:
            self._say(translate("Notices", "The co\u2011signer is on\u2011line again."), "ok")
        if state.key.epoch > before.key.epoch and self._shown() != "cosigner":
            text = translate("Notices", "Both halves are new: epoch {0}. Copies of the old ones are worthless.")
            self._say(text.format(state.key.epoch), "ok")

    def _released(self, state: State, before: State) -> None:
        last, known = state.release.last, before.release.last
        if last is None or not last.newer or last.expired or self._shown() == "settings" or last == known:
            return
        if last.unsafe:
            text = translate("Notices", "This version of Tandem is no longer safe. Settings says where the new one is.")
            self._say(text, "danger")
        elif known is None or known.version != last.version:
            text = translate("Notices", "Tandem {0} is there. Settings says what is new.")
            self._say(text.format(last.version), "info")

    def _received(self, state: State, before: State) -> None:
        if not before.looked or state.history is before.history:
            return  # the first look at the chain tells old news
        known = {row.txid for row in before.history}
        found = [row.net for row in state.history if row.txid not in known and row.net > 0]
        if not found:
            return
        amount = format.amount(sum(found), state.unit)
        if len(found) == 1:
            self._say(translate("Notices", "Received {0}.").format(amount), "ok")
        else:
            text = translate("Notices", "Received {0} in {1} payments.")
            self._say(text.format(amount, len(found)), "ok")

    def _decided(self, state: State, before: State) -> None:
        if self._shown() == "send":
            return
        statuses = {payment.id: payment.status for payment in before.payments}
        for payment in state.payments:
            was, now = statuses.get(payment.id), payment.status
            if was is None or was == now:
                continue
            if now.name == "SENT":
                self._say(translate("Notices", "Signed by both and sent."), "ok")
            elif now.name == "ENDED" and payment.kind == RefusalKind.REFUSED:
                self._say(translate("Notices", "The co\u2011signer refused a payment. Nothing was signed."), "warn")
            elif now.name == "ENDED" and payment.kind == RefusalKind.EXPIRED:
                text = translate("Notices", "Nobody decided on a payment in time. Nothing was signed.")
                self._say(text, "warn")

    def _asked(self, state: State, before: State) -> None:
        new = {one.id for one in state.requests} - {one.id for one in before.requests}
        if new and self._shown() != "send":
            text = translate("Notices", "The practice co\u2011signer asks you something, on its page.")
            self._say(text, "peer", show=True)

    def _say(self, text: str, tone: Tone, *, show: bool = False) -> None:
        if self._tray is not None and not self._window.isActiveWindow():
            self._tray.showMessage("Tandem", text)
        elif show:
            self._bar.tell(text, tone, action=translate("Notices", "Show it"), act=self._show)
        else:
            self._bar.tell(text, tone, seconds=SECONDS)

    def trouble(self, text: str, tone: Tone) -> None:
        """The key does not sign any more, or protects nothing: what comes on a page may come below what is seen."""
        self._say(text, tone, show=True)


def system_tray(window: QWidget) -> QSystemTrayIcon | None:
    """The one tray icon of the window, where the system has a tray that tells messages; a click shows the window."""
    if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
        return None
    known = window.findChild(QSystemTrayIcon)
    if known is not None:
        return known
    tray = QSystemTrayIcon(QIcon(str(find("brand", "tandem-app.svg"))), window)
    tray.setToolTip("Tandem")
    tray.messageClicked.connect(lambda: to_front(window))
    tray.activated.connect(lambda _: to_front(window))
    tray.show()
    return tray


def to_front(window: QWidget) -> None:
    """The window before all others, as large as it was."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
