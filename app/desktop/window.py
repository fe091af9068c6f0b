"""The window: which of its three faces is shown (first minutes, locked, open), its pages, and what holds everywhere."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
    QWindow,
)
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.onboarding import Onboarding
from app.desktop.look import fonts, theme
from app.desktop.model.state import Phase, State
from app.desktop.pages import pages
from app.desktop.pages.locked import LockedPage
from app.desktop.pages.onboarding.page import OnboardingPage
from app.desktop.parts import chain_words
from app.desktop.parts.health import answers, trouble
from app.desktop.parts.page import AppPage
from app.desktop.platform.broken import Broken
from app.desktop.platform.notifications import Notifications, to_front
from app.desktop.widgets import Frame, PageName, Sidebar
from core.errors import TandemError

LEAST, USUAL = QSize(900, 520), QSize(1120, 740)  # the least fits 1366 x 768 at 125 %, below a panel and a title
TITLE = QSize(8, 40)  # what a window manager puts around a window; it says how much only once the window is shown
FRAME = 4  # pixels of the frame around everything that is practice
CLOCK_MS = 1_000  # "14 s ago" goes on, and silence is named, while nothing else happens
HOME = "home"
_TOUCHES = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class MainWindow(QWidget):
    """The one window of the program."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.controller = controller
        self.onboarding = Onboarding(controller)
        self._faces = QStackedWidget()
        self._pages: dict[str, AppPage] = {}
        self._shown = ""
        self.waiting_uri = ""
        self.frame: Frame | None = None
        self.onboarding_page = OnboardingPage(controller, self.onboarding)
        self.locked = LockedPage(controller)
        self.locked.practise.connect(self._practise)
        self._faces.addWidget(self.onboarding_page)
        self._faces.addWidget(self.locked)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._faces)
        self._edge = _PracticeEdge(self)
        self._broken: Broken | None = None
        self._notices: Notifications | None = None
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self._lock_by_itself)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(lambda: self._show_frame(self.controller.state))
        room = self.screen().availableSize() - TITLE
        self.setMinimumSize(LEAST.boundedTo(room))
        self.resize(USUAL.boundedTo(room))
        self._shortcut("Ctrl+L", self.lock)
        self._shortcut("Esc", self._escape)
        self._shortcut("Ctrl+Q", self.close)
        controller.store.changed.connect(self.show_state)
        controller.closing.connect(self._leave_pages)
        controller.jobs.missed.connect(self.show_broken)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusWindowChanged.connect(self._listen)
        self.show_state(controller.state, None)

    def _shortcut(self, keys: str, do: Any) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(do)

    # -------------------------------------------------------------- faces
    def show_state(self, state: State, before: State | None) -> None:
        """The state has changed, or (before None) everything is shown anew, with fresh pages."""
        if self._broken is not None:
            return
        if before is None or state.settings != before.settings:
            self._apply_settings(state)
        if before is None or (state.phase, state.practice) != (before.phase, before.practice):
            self._change_face(state)
        if state.phase is Phase.OPEN and self.frame is not None:
            self._show_frame(state)
            if self._shown:
                self._pages[self._shown].show_state(state, before)
        if self._notices is not None:
            self._notices.show_state(state, before)
            if before is not None and before.key is not None and state.key is not None:
                now = time.time()
                if (found := trouble(state, now)) is not None and found != trouble(before, now):
                    self._notices.trouble(found.title, found.tone)

    def _leave_pages(self) -> None:
        for page in self._pages.values():
            page.leave()

    def _change_face(self, state: State) -> None:
        self._leave_pages()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        self._edge.setVisible(state.practice)
        name = self.tr("Tandem")
        self.setWindowTitle(self.tr("{0}: practice, no real money").format(name) if state.practice else name)
        if state.phase is Phase.OPEN:
            if not state.practice:
                self.locked.opened()
            frame = self._open_frame()
            self._faces.setCurrentWidget(frame)
            self.open_page(HOME)
            self._touch()
            if self.waiting_uri:
                uri, self.waiting_uri = self.waiting_uri, ""
                self.take_uri(uri)
        else:
            self._close_frame()
            face = self.locked if state.phase is Phase.LOCKED else self.onboarding_page
            face.open_page()
            self._faces.setCurrentWidget(face)

    def show_broken(self, error: TandemError) -> None:
        """A part of the program cannot be loaded: that is said in place of all pages, and nothing else is."""
        if self._broken is not None:
            return
        self._close_frame()
        self._edge.hide()
        self._broken = Broken(error.message)
        self._broken.closed.connect(self.close)
        self._faces.addWidget(self._broken)
        self._faces.setCurrentWidget(self._broken)

    def _open_frame(self) -> Frame:
        """A frame with fresh pages: a wallet that was locked leaves nothing behind in them."""
        self._close_frame()
        names = [PageName(page.KEY, page.ICON, QCoreApplication.translate("Pages", page.NAME)) for page in pages()]
        sidebar = Sidebar(names)
        sidebar.set_lockable(not self.controller.state.practice)
        sidebar.chosen.connect(self.open_page)
        sidebar.lock_asked.connect(self.lock)
        sidebar.cosigner.clicked.connect(lambda: self.open_page("cosigner"))
        sidebar.chain.clicked.connect(lambda: self.open_page("settings", "chain"))
        self.frame = Frame(sidebar)
        self._faces.addWidget(self.frame)
        self._notices = Notifications(self, self.frame.bar, lambda: self._shown, lambda: self.open_page("cosigner"))
        self._clock.start()
        return self.frame

    def _close_frame(self) -> None:
        self._clock.stop()
        if self.frame is not None:
            frame, self.frame = self.frame, None
            self._pages, self._shown, self._notices = {}, "", None
            self._faces.removeWidget(frame)
            frame.deleteLater()

    # -------------------------------------------------------------- pages
    def open_page(self, key: str, what: Any = None) -> None:
        """Show a page, perhaps with something to begin with."""
        if self.frame is None or self.frame.sidebar is None:
            return
        if key not in self._pages:
            kind = next(page for page in pages() if key == page.KEY)
            self._pages[key] = kind(self.controller, self.open_page, self.frame.bar.say)
        if self._shown and self._shown != key:
            self._pages[self._shown].leave()
        page, self._shown = self._pages[key], key
        page.open(what)
        page.show_state(self.controller.state, None)
        self.frame.show_page(page)
        self.frame.sidebar.set_current(key)

    @property
    def page(self) -> AppPage | None:
        """The page on screen."""
        return self._pages.get(self._shown)

    def _show_frame(self, state: State) -> None:
        sidebar = self.frame.sidebar if self.frame else None
        if sidebar is None or state.key is None:
            return
        network = self.tr("Practice coins") if state.practice else state.key.network.capitalize()
        sidebar.set_wallet(state.key.name, network)
        sidebar.cosigner.set(state.cosigner.name or self.tr("Co\u2011signer"), *_cosigner_words(state))
        sidebar.chain.set(*chain_words.in_short(state, time.time()))
        waiting = state.cosigner.open_requests
        why = self.tr("Something waits for a decision") if waiting else ""
        sidebar.item("cosigner").set_dot("peer" if waiting else "", why)
        sheet = state.sheets.waiting if not state.practice else ()
        why = self.tr("A sheet of the co\u2011signer waits for your yes") if sheet else ""
        sidebar.item("recovery").set_dot("peer" if sheet else "", why)

    # -------------------------------------------------------------- what holds everywhere
    def _apply_settings(self, state: State) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            chosen = state.settings
            theme.apply(app, chosen.scheme, chosen.text_size, chosen.calm)
        self._touch()

    def lock(self) -> None:
        """Close the wallet; the window stays."""
        self._lock()

    def _lock(self, *, by_itself: bool = False) -> None:
        if self.controller.state.practice:
            return
        self.onboarding_page.leave()  # words that are typed without a wallet go too
        if self.controller.wallet is not None:
            if by_itself:
                self.locked.by_itself()
            self.controller.lock()

    def _practise(self) -> None:
        self.controller.store.write(phase=Phase.NEW)
        self.onboarding_page.practise()

    def _lock_by_itself(self) -> None:
        self._lock(by_itself=True)

    def _touch(self) -> None:
        """Somebody is here: the time until the wallet locks by itself begins anew."""
        minutes = self.controller.state.settings.lock_minutes
        if minutes:
            self.idle.start(minutes * 60_000)
        else:
            self.idle.stop()

    def _listen(self, window: QWindow | None) -> None:
        """Hear what is typed and clicked in this window or a dialog: there it comes in, and little else does. As a
        filter of the program every event of every widget came by, a quarter of the time that a page takes to make."""
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002  as Qt calls it
        """Keys and clicks anywhere, dialogs included, show that somebody is here."""
        if event.type() in _TOUCHES:
            self._touch()
        return False

    def _escape(self) -> None:
        page = self.page
        if page is not None and not page.back() and self._shown != HOME:
            self.open_page(HOME)

    def take_uri(self, uri: str) -> None:
        """A bitcoin: link from outside fills in Send; it never moves a person away from a review (D3). Without a link
        the window only comes to the front."""
        to_front(self)
        if not uri:
            return
        if self.frame is None:
            self.waiting_uri = uri
        elif self._shown == "send" and (page := self.page) is not None and getattr(page, "reviewing", False):
            text = self.tr("A payment link came from another program. Open it when you are done here.")
            self.frame.bar.say(text, action=self.tr("Open it"), act=lambda: self.open_page("send", uri))
        else:
            self.open_page("send", uri)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The practice frame stays around everything."""
        super().resizeEvent(event)
        self._edge.setGeometry(self.rect())
        self._edge.raise_()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A payment under way goes on at the next start."""
        self.idle.stop()
        self.onboarding_page.leave()
        self.controller.quit()
        super().closeEvent(event)


def _cosigner_words(state: State) -> tuple[str, str]:
    translate, cosigner = QCoreApplication.translate, state.cosigner
    speaks = answers(cosigner, time.time())
    if speaks is None:
        return translate("MainWindow", "Connecting"), "text3"
    if not speaks:
        return translate("MainWindow", "Does not answer"), "danger"
    if cosigner.state != "open" or cosigner.suspended_until:
        return translate("MainWindow", "On-line, needs attention"), "warn"
    return translate("MainWindow", "On-line, epoch {0}").format(cosigner.epoch), "ok"


class _PracticeEdge(QWidget):
    """A coloured frame around everything that is practice (N2)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Four sides and a word on top."""
        p = QPainter(self)
        pen = QPen(theme.color("warn"), FRAME)
        p.setPen(pen)
        half = FRAME / 2
        p.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))
        p.setFont(fonts.font("caption"))
        text = self.tr("Practice")
        width = p.fontMetrics().horizontalAdvance(text) + 20
        tag = QRectF(QPointF((self.width() - width) / 2, 0), QPointF((self.width() + width) / 2, 18))
        p.fillRect(tag, theme.color("warn"))
        p.setPen(theme.color("surface"))
        p.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
        p.end()
