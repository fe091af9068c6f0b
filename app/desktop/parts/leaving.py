"""The way out of Tandem in the window: which step comes after which, for the first minutes and the page Recovery."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.arguments import read
from app.desktop.controller.jobs import Jobs, Say
from app.desktop.parts.leaving_end import Chosen, LeftStep, WaitStep, WalletStep
from app.desktop.parts.leaving_steps import FileStep, IntroStep, LeavingStep, OffLineStep, PaperStep
from app.desktop.text.sentences import sentence
from app.leaving import Leaving
from app.new_file import must_be_new
from app.terminal import UsageError
from core.errors import BadInput, InputKind, RefusalKind, Refused, TandemError
from core.role import Role

if TYPE_CHECKING:
    from core.wallet.without_home import ConsistentWallet

translate = QCoreApplication.translate

JOB = "leave"
Written = tuple["ConsistentWallet", bool]  # which wallet, and whether a home was told


class LeavingWay(QObject):
    """One ceremony, from `begin_leaving` to `closed`. `show` puts a step on and opens it; whoever shows it calls
    `leave` when nobody looks any more: no word stays, and nothing goes on."""

    closed = Signal()

    def __init__(
        self, jobs: Jobs, show: Callable[[LeavingStep], object], mark: Callable[[str], bool] = lambda _: False
    ) -> None:
        """`mark` is told, on a job's thread, the fingerprint of a wallet before its key is written; whether a home has
        it, which knows then."""
        super().__init__()
        self._jobs, self._show_on, self._mark = jobs, show, mark
        self.way: Leaving | None = None
        self._name = ""  # of the recovery file
        self.step: LeavingStep | None = None
        self._round = 0  # an answer to somebody who has left meanwhile is nobody's

    def begin_leaving(self) -> None:
        """What it does."""
        self.leave()
        step = IntroStep()
        step.back.clicked.connect(self._close)
        step.forward.clicked.connect(self._ask_file)
        self._show(step)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._round += 1
        if self.step is not None:
            self.step.give_up()
            self.step = None
        if self.way is not None:
            self.way.forget()
            self.way = None

    def _close(self) -> None:
        self.leave()
        self.closed.emit()

    def _show(self, step: LeavingStep) -> None:
        if self.step is not None:
            self.step.give_up()
        self.step = step
        self._show_on(step)

    # -------------------------------------------------------------- the file
    def _ask_file(self) -> None:
        step = FileStep()
        if self.way is not None:
            step.show_way(self._name, self.way.wallets)
        step.chosen.connect(self.read)
        step.back.clicked.connect(self.begin_leaving)
        step.forward.clicked.connect(lambda: self._ask_off_line())
        self._show(step)

    def read(self, path: Path) -> None:
        """Look at a recovery file."""
        asked, step = self._round, self.step

        def done(way: Leaving) -> None:
            if asked == self._round and isinstance(step, FileStep) and step is self.step:
                self.way, self._name = way, path.name
                step.show_way(path.name, way.wallets)

        def failed(error: TandemError) -> None:
            if asked == self._round and isinstance(step, FileStep) and step is self.step:
                self.way = None
                unread = translate("Leaving", "It cannot be read. Is it a file, and may you read it?")
                step.failed(unread if error.kind is InputKind.FILE else sentence(error))

        self._jobs.start(JOB, lambda _: Leaving(read(str(path))), done, failed)

    # -------------------------------------------------------------- off line, and the words
    def _ask_off_line(self, why: str = "") -> None:
        if self.way is None:
            return
        self.way.forget()
        step = OffLineStep(self.way, why)
        step.back.clicked.connect(self._ask_file)
        step.forward.clicked.connect(lambda: self._ask_paper(Role.P1) if step.take() else None)
        self._show(step)

    def _ask_paper(self, role: Role) -> None:
        step, way = PaperStep(role), self.way

        def go_on() -> None:
            words = step.take()
            if words is None or way is None:
                return
            try:
                way.take(role, words)
            except Refused as error:
                self._ask_off_line(sentence(error))
            except BadInput as error:
                step.failed(sentence(error))
            else:
                step.sheet.forget()
                self._ask_paper(Role.P2) if role is Role.P1 else self._ask_wallet()

        step.back.clicked.connect(self.begin_leaving)
        step.forward.clicked.connect(go_on)
        self._show(step)

    # -------------------------------------------------------------- the key
    def _ask_wallet(self, before: Chosen | None = None, error: TandemError | None = None) -> None:
        step = WalletStep()
        if before is not None:
            step.put(before)
        step.back.clicked.connect(self.begin_leaving)
        step.forward.clicked.connect(lambda: self._judge(step))
        self._show(step)
        if error is not None:
            step.failed(sentence(error))

    def _judge(self, step: WalletStep) -> None:
        """Both fields, before anybody waits."""
        if self.way is None:
            return
        try:
            self.way.named(step.fingerprint.text())
        except BadInput as error:
            step.fingerprint.set_error(sentence(error))
            step.fingerprint.editor.setFocus()
            return
        try:
            out = must_be_new(str(step.out))
        except UsageError:
            step.where.set_error(translate("Leaving", "There is no such folder. Choose a place."))
            step.where.editor.setFocus()
            return
        except BadInput:
            said = translate("Leaving", "There is a file of this name, and nothing is written over. Choose another.")
            step.where.set_error(said)
            step.where.editor.setFocus()
            return
        self._wait(step.chosen(), out)

    def _wait(self, before: Chosen, out: Path) -> None:
        step = WaitStep(out)
        step.back.clicked.connect(lambda: self._ask_wallet(before))
        step.ended.connect(lambda: self._write(before, out))
        self._show(step)

    def _write(self, chosen: Chosen, out: Path) -> None:
        way, asked = self.way, self._round
        if way is None:
            return
        typed, branches = chosen.fingerprint, chosen.branches

        def work(_: Say) -> Written:
            marked: list[bool] = []
            wallet = way.write(typed, out, branches=branches, mark=lambda found: marked.append(self._mark(found)))
            return wallet, any(marked)

        def done(found: Written) -> None:
            if asked == self._round:
                self._show_left(
                    LeftStep(out, found[0], branches=branches, marked=found[1], others=len(way.wallets) - 1)
                )

        def failed(error: TandemError) -> None:
            if asked != self._round:
                return
            if error.kind is RefusalKind.ONLINE:
                self._ask_off_line(sentence(error))
            else:
                self._ask_wallet(chosen, error)

        self._jobs.start(JOB, work, done, failed)

    def _show_left(self, step: LeftStep) -> None:
        step.forward.clicked.connect(self._close)
        self._show(step)
