"""The real window as a process that a screen reader listens to: each line it is given brings something to be said."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QWidget

from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import Phase
from app.desktop.pages.receive.page import ReceivePage
from app.desktop.pages.send.page import SendPage
from app.desktop.platform.camera import CodeFinder
from app.desktop.platform.single_instance import SilentWindow
from app.desktop.widgets import Field, Notice
from app.desktop.widgets.course import Course, Deed
from app.desktop.window import MainWindow
from tests.screenshots.wallet import asked, everyday, locked, practice, silent, window, with_cosigner


class Scenes:
    """What is done in the window; the method's name is the line."""

    def __init__(self) -> None:
        self.state = with_cosigner(everyday(), seen=time.time() + 3600)  # it goes silent when a scene says so
        self.window: MainWindow = window(self.state)
        self.window.show()
        self.others: list[QWidget] = []

    def write(self, page: str = "home") -> None:
        self.window.open_page(page, self.state.addresses[-1].address if page == "receive" else None)

    def another_address(self) -> None:
        self.write("receive")
        page = self.window.page
        assert isinstance(page, ReceivePage)
        page.card.check.differ.click()

    def same_address(self) -> None:
        self.window.controller.store.write(compared=self.state.addresses[-1].index)

    def camera(self) -> None:
        self._alone(CodeFinder(Jobs()))

    def trouble(self) -> None:
        self.write()
        self.window.controller.store.write(key=locked(self.state).key, cosigner=locked(self.state).cosigner)

    def silence(self) -> None:
        self.window.controller.store.write(cosigner=silent(self.state).cosigner)

    def no_server(self) -> None:
        self.window.controller.store.write(chain=replace(self.state.chain, error="It does not answer.", offline=True))

    def waits(self) -> None:
        self.window.controller.store.write(cosigner=with_cosigner(self.state, open_requests=1).cosigner)

    def send(self) -> None:
        self.write("send")

    def wrong_field(self) -> None:
        page = self.window.page
        assert isinstance(page, SendPage)
        page.form.review()

    def asked(self) -> None:
        self.others.append(shown := window(practice(self.state), "home"))
        shown.show()
        shown.controller.store.write(requests=asked(self.state).requests)

    def locks(self) -> None:
        self.window.locked.by_itself()
        self.window.controller.store.write(phase=Phase.LOCKED)

    def unanswered(self) -> None:
        self._alone(SilentWindow())

    def course(self) -> None:
        made = Course([Deed("one", "The first step"), Deed("two", "The second step")])
        self._alone(made)
        made.start_course()
        made.fail("It went wrong")

    def marks(self) -> None:
        self._alone(Notice("A label of <b>others</b>", "It is & stays plain"))

    def twice(self) -> None:
        notice = self._alone(Notice())
        assert isinstance(notice, Notice)
        notice.announce("Refused once", tone="danger")
        notice.announce("Refused twice", tone="danger")

    def right(self) -> None:
        field = self._alone(Field("Name of it"))
        assert isinstance(field, Field)
        field.set_right("Kept")

    def _alone(self, widget: QWidget) -> QWidget:
        self.others.append(widget)
        widget.show()
        return widget


def main() -> None:
    app = QApplication(sys.argv[:1])
    scenes = Scenes()
    given = QSocketNotifier(0, QSocketNotifier.Type.Read)

    def do() -> None:
        name = os.read(0, 100).decode().strip()
        act: Callable[[], None] = getattr(scenes, name, app.quit)
        act()

    given.activated.connect(do)
    app.exec()


if __name__ == "__main__":
    main()
