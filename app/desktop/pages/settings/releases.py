"""Newer releases: whether there is one, what is new, where to get it, and whether a downloaded file is genuine."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app import __version__
from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.page import while_there
from app.desktop.text import format, sentences, translation
from app.desktop.widgets import Button, Card, Col, Divider, Group, Notice, Row, Switch, Text, setting
from core.errors import TandemError


class ReleasesCard(Card):
    """Nothing is asked before somebody wants it, and nothing is installed by it."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Newer versions"), gap=11)
        self._releases = controller.releases
        self.check = Button(self.tr("Check now"), compact=True)
        self.check.clicked.connect(self._releases.ask)
        self.daily = Switch(self.tr("Check once a day"), controller.state.settings.ask_for_releases)
        self.daily.toggled.connect(lambda on: controller.set(ask_for_releases=on))
        self.status = Text("", "small", "text2", wrap=True)
        self.found = Notice()
        self.news = Text("", "body", wrap=True)
        self.page = Text("", "mono", wrap=True)
        self.copy = Button(self.tr("Copy the address"), icon="copy", compact=True)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.page.text()))
        self.verify = Button(self.tr("Check a downloaded file"), icon="shield-check", compact=True)
        self.verify.clicked.connect(self._ask_which)
        self.verdict = Notice()
        self.verdict.hide()
        where = Text(self.tr("Where to get it"), "strong")
        self.offer = Group(
            Col(self.found, self.news, where, self.page, Row(self.copy, self.verify, None), self.verdict, gap=10)
        )
        self.offer.hide()
        self.add(
            setting(self.tr("Tandem {0}").format(__version__), "", self.check),
            self.status,
            self.offer,
            Divider(),
            setting(
                self.tr("Check once a day"),
                self.tr(
                    "Through the proxy if there is one. The server learns nothing of the wallet; nothing is downloaded "
                    "or installed by itself"
                ),
                self.daily,
            ),
        )

    def show_state(self, state: State) -> None:
        """What is known."""
        view = state.release
        self.check.setEnabled(not view.asking)
        text, ink = self._status(state)
        self.status.setText(text)
        self.status.set_ink(ink)
        last = view.last
        shown = last is not None and last.newer and not last.expired
        if last is not None and shown:
            if last.unsafe:
                title = self.tr("This version is no longer safe. Install {0}").format(last.version)
                self.found.set(title, self.tr("Pay nothing before that."), "danger")
            else:
                self.found.set(self.tr("Tandem {0} is there").format(last.version), "", "info")
            self.news.setText("\n".join(last.news_in(translation.language())))
            self.news.setVisible(bool(self.news.text()))
            self.page.setText(last.page)
        self.offer.setVisible(shown)

    def _status(self, state: State) -> tuple[str, str]:
        view = state.release
        if view.asking:
            return self.tr("Asking what there is."), "text2"
        if view.note:
            return view.note, "warn"
        if not view.asked:
            return self.tr("Nobody was asked yet."), "text2"
        ago = format.ago(time.time() - view.asked)
        if view.last is None:
            return self.tr("Asked {0}, without an answer that counts.").format(ago), "text2"
        if view.last.expired:
            return self.tr("What was known has expired. Check again."), "warn"
        if view.last.newer:
            return self.tr("Asked {0}.").format(ago), "text2"
        return self.tr("Asked {0}: this is the newest.").format(ago), "text2"

    def _ask_which(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Check a downloaded file"))
        if name:
            self.hold(Path(name))

    def hold(self, file: Path) -> None:
        """Hold a downloaded file against the release."""

        def genuine(_: object) -> None:
            self.verify.setEnabled(True)
            text = self.tr("{0} is the file that was released, byte by byte.").format(file.name)
            self.verdict.announce(self.tr("Genuine"), text, "ok")

        def wrong(error: TandemError) -> None:
            self.verify.setEnabled(True)
            self.verdict.announce(self.tr("Do not install this"), sentences.sentence(error), "danger")

        if self._releases.hold(file, while_there(self, genuine), while_there(self, wrong)):
            self.verify.setEnabled(False)
            self.verdict.announce("")
