"""Recovery: which sheets there are and which are missing, what is the whole key, and the halves in force."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.desktop.controller.controller import Controller
from app.desktop.formats.help_pages import CASES
from app.desktop.model.state import State
from app.desktop.pages.recovery.another import AnotherSheet, ReplaceSheet
from app.desktop.pages.recovery.drilling import DrillView
from app.desktop.pages.recovery.file import LeaveCard, RecoveryFileCard
from app.desktop.pages.recovery.other import AcceptSheet, OtherSheetCard
from app.desktop.pages.recovery.own import OwnSheetCard
from app.desktop.pages.recovery.renewed import RenewedCard
from app.desktop.pages.recovery.whole_key import WholeKeyCard
from app.desktop.parts.help import HelpCard, HelpReader
from app.desktop.parts.leaving import LeavingWay
from app.desktop.parts.leaving_steps import LeavingStep
from app.desktop.parts.page import AppPage, Go, Say
from app.desktop.parts.sheet_maker import SheetMaker, Stage
from app.desktop.parts.step import StepStack
from app.desktop.widgets import Button, Card, Columns, Notice, Page, Row

MAKE = "make"
CLOCK_MS = 5_000


class RecoveryPage(AppPage):
    """Made here: this computer's sheet. The co-signer's is made there; here it is only accepted."""

    KEY, ICON, NAME = "recovery", "life-buoy", str(QT_TRANSLATE_NOOP("Pages", "Recovery"))

    def __init__(self, controller: Controller, go: Go, say: Say) -> None:
        super().__init__(controller, go, say)
        self.maker = SheetMaker(controller.sheets)
        self.maker.finished.connect(self._made)
        self.stop = Button(self.tr("Stop"), "quiet")
        self.stop.clicked.connect(self._stop)
        self.making = Card(title=self.tr("This computer's recovery sheet"))
        self.making.add(self.maker, Row(self.stop, None, self.maker.back, self.maker.form, self.maker.forward, gap=10))
        self.making.hide()
        self.own, self.other = OwnSheetCard(self._make), OtherSheetCard()
        self.replace = ReplaceSheet(self._replace)
        self.another = AnotherSheet(controller.sheets, say, self._try_another)
        self.accept = AcceptSheet(controller, say)
        self.whole_key, self.renewed = WholeKeyCard(), RenewedCard(go)
        self.help = HelpCard(self.tr("What if I lose\u2026"), CASES)
        self.reader = HelpReader(self.tr("Recovery"))
        self.out, self.steps = LeaveCard(), StepStack()
        self.leaving = LeavingWay(controller.jobs, self._show_step, controller.sheets.mark_whole)
        self.leaving.closed.connect(self._close_leaving)
        self.out.leave.clicked.connect(self._leave_tandem)
        self.reader.wants_out.connect(self._leave_tandem)
        self._drilling: DrillView | None = None
        self.file = RecoveryFileCard(controller.sheets)
        self.own.drill.asked.connect(self._drill)
        self._drilled_from: QWidget = self.own.drill.here
        self.help.asked.connect(self.read)
        self.reader.closed.connect(self._close_reader)
        limits = Notice(
            self.tr("Each device comes back with its own sheet alone"),
            self.tr(
                "A lost computer: start Tandem on another one, and choose that the computer is lost. A lost co-signer: "
                "tandem-cosigner restore on a new machine, then here, on the page Co-signer: This one is lost. "
                "Without sheets either loss is the end of the coins: keep amounts small."
            ),
            "warn",
        )
        practice = Notice(
            self.tr("Practice goes without sheets"),
            self.tr("Its coins are worth nothing. With a real wallet the sheet is made before the first coins come."),
        )
        self._page = page = Page(
            self.tr("Recovery"),
            self.tr("What brings this wallet back when a device is lost, and what is still missing for it."),
            practice if controller.state.practice else limits,
            self.making,
            self.accept,
            self.help,  # above what changes by itself, or its links would move
            self.another,
            Columns((self.own, 50), (self.other, 50)),
            self.replace,
            self.whole_key,
            self.renewed,
            self.file,
            self.out,
            None,
        )
        self._sides = QStackedWidget()
        self._sides.addWidget(page)
        self._sides.addWidget(self.reader)
        self._sides.addWidget(self.steps)
        self.fill(self._sides)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(lambda: self.renewed.show_state(self.state))
        self._asked, self._replaces = CASES[0], False

    def open(self, what: Any = None) -> None:
        """`what` "make" begins with this computer's sheet; the name of a case opens its page."""
        if what == MAKE and self.state.wants_sheet:
            self._make()
        elif what in CASES:
            self.read(what)

    def show_state(self, state: State, before: State | None) -> None:
        """Say everything anew, in place."""
        self._clock.start()
        comings = self._page.comings
        if before is None:
            comings.anew()
        self.accept.show_state(state, comings)
        self.own.show_state(state, making=not self.making.isHidden())
        self.another.show_state(state, comings)
        self.replace.show_state(state, comings, making=not self.making.isHidden())
        self.other.show_state(state, opening=before is None)
        self.renewed.show_state(state)
        self.file.show_state(state)
        self.out.show_state(state)
        comings.settle()

    @property
    def drilling(self) -> DrillView:
        """Where a paper is tried: two dozen fields, made for who wants to."""
        if self._drilling is None:
            self._drilling = DrillView(self.controller.sheets)
            self._drilling.closed.connect(self._close_drill)
            self._sides.addWidget(self._drilling)
        return self._drilling

    def read(self, name: str) -> None:
        """Open the page of a case."""
        self._asked = name
        self._sides.setCurrentWidget(self.reader)
        self.reader.read(name)

    def _close_reader(self) -> None:
        self._sides.setCurrentIndex(0)
        self.help.links[self._asked].setFocus()

    def _try_another(self) -> None:
        self._drill()
        self._drilled_from = self.another.try_it

    def _drill(self) -> None:
        self._drilled_from = self.own.drill.here
        self._sides.setCurrentWidget(self.drilling)
        self.drilling.open_view()

    def _close_drill(self) -> None:
        self.drilling.forget()
        self._sides.setCurrentIndex(0)
        self._drilled_from.setFocus()

    def _leave_tandem(self) -> None:
        self._sides.setCurrentWidget(self.steps)
        self.leaving.begin_leaving()

    def _show_step(self, step: LeavingStep) -> None:
        step.say_place()
        self.steps.show_step(step)
        step.open_step()

    def _close_leaving(self) -> None:
        self.leaving.leave()
        self.controller.look_again()
        self._sides.setCurrentIndex(0)
        self.out.leave.setFocus()

    def _replace(self) -> None:
        self._make(exchange=True)

    def _make(self, *, exchange: bool = False) -> None:
        self._replaces = exchange
        self.making.show()
        self.show_state(self.state, None)
        self._page.to_top()
        self.maker.open_step(exchange=exchange)

    def _stop(self) -> None:
        self.maker.forget()
        self.making.hide()
        self.show_state(self.state, None)
        (self.replace.make if self._replaces else self.own.make).setFocus()

    def _made(self) -> None:
        self._stop()
        if self._replaces:
            self.another.words.setFocus()
            self._page.to_top()
            self.say(self.tr("Keep both papers, apart. What comes next stands on this page."), "ok")
            return
        self.say(self.tr("The sheet counts. Put it away now, not where the co\u2011signer is."), "ok")

    def back(self) -> bool:
        """From a case, a drill, leaving or making the sheet to the page; from the check to the words."""
        if self._sides.currentWidget() is self.reader:
            self._close_reader()
            return True
        if self._sides.currentWidget() is self._drilling:
            self._close_drill()
            return True
        if self._sides.currentWidget() is self.steps:
            self._close_leaving()
            return True
        if self.making.isHidden():
            return False
        if self.maker.stage is Stage.CHECK:
            self.maker.back.click()
        else:
            self._stop()
        return True

    def leave(self) -> None:
        """No word of a sheet stays behind."""
        self._clock.stop()
        if self._drilling is not None:
            self._drilling.forget()
        self.leaving.leave()
        self._sides.setCurrentIndex(0)
        if not self.making.isHidden():
            self.maker.forget()
            self.making.hide()
