"""New halves on both sides: when they were made, when they are made next, and making them now, step by step."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.desktop.controller.controller import Controller
from app.desktop.model.state import State
from app.desktop.parts.health import moment, renewal
from app.desktop.text import format, sentences
from app.desktop.widgets import Button, Card, Col, Notice, Row, Steps, StepView, Text
from core.errors import BlockKind, KeyBlocked, LinkError, RefusalKind, Refused, TandemError

translate = QCoreApplication.translate

PATIENCE = 5  # seconds after which the silent side is named
TOLD: tuple[str, ...] = (
    RefusalKind.PENDING,
    BlockKind.MISMATCH,
    BlockKind.TOO_MANY,
)  # kinds of errors that `what_now` tells wholly


class RenewalCard(Card):
    """Epoch and dates, and the button."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(title=self.tr("Renewal"), gap=10)
        self._controller = controller
        self._at, self._began = -1, 0.0
        self._failure: str | None = None  # what stands below the step that failed
        self.epoch, self.dates = Text("", "title"), Text("", "small", "text2", wrap=True)
        self.now = Button(self.tr("Renew now"), icon="refresh-cw", compact=True)
        self.now.clicked.connect(self.start_refresh)
        self.steps = Steps(names={"cosigner": self.tr("Co\u2011signer")})
        self.steps.hide()
        self.notice = Notice()
        self.notice.hide()
        self.add(
            Row((Col(self.epoch, self.dates, gap=1), 1), self.now, gap=12),
            self.steps,
            self.notice,
            Text(
                self.tr("Both halves are replaced, the address stays. A half stolen before fits nothing any more."),
                "small",
                "text2",
                wrap=True,
            ),
        )

    def show_state(self, state: State) -> None:
        """Epoch and dates."""
        if state.key is None:
            return
        now, key = time.time(), state.key
        self.epoch.setText(self.tr("Epoch {0}").format(key.epoch))
        since = moment(datetime.fromtimestamp(key.refreshed), now)
        self.dates.setText(self.tr("Since {0}, {1}.").format(since, renewal(key, now)))
        busy = self._controller.jobs.running("refresh")
        self.now.setEnabled(not busy)

    def start_refresh(self) -> None:
        """Make new halves."""
        if self._controller.jobs.running("refresh"):
            return
        self.notice.announce("")
        self._began, self._failure = time.monotonic(), None
        self._move(0)
        self._controller.refresh(self._heard, self._done, self._failed)
        self.now.setEnabled(False)

    def tick(self) -> None:
        """A second has passed: say for how long we wait, and for whom."""
        if 0 <= self._at < len(self._deeds()) and self._failure is None:
            self._move(self._at)

    def _deeds(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Reach the co\u2011signer"), "cosigner"),
            (self.tr("Both draw new halves of the same key"), "both"),
            (self.tr("Both erase the old ones"), "both"),
        ]

    def _heard(self, _event: Any) -> None:
        self._move(1)

    def _move(self, at: int) -> None:
        if at != self._at:
            self._began = time.monotonic()
        self._at = at
        waited = time.monotonic() - self._began
        steps = []
        for number, (title, who) in enumerate(self._deeds()):
            if number < at:
                steps.append(StepView(title, "done", who=who))
            elif number > at:
                steps.append(StepView(title, "todo", who=who))
            elif self._failure is not None:
                steps.append(StepView(title, "failed", self._failure, who))
            else:
                steps.append(self._waiting(title, who, waited))
        self.steps.set(steps)
        self.steps.show()

    def _waiting(self, title: str, who: str, waited: float) -> StepView:
        if waited <= PATIENCE:
            return StepView(title, "now", who=who)
        shown = format.took(waited)
        late = self.tr("The co\u2011signer has not answered for {0}.").format(shown)
        return StepView(title, "waiting", late, who, shown)

    def _done(self, _: Any) -> None:
        self._move(len(self._deeds()))
        key = self._controller.state.key
        self.now.setEnabled(True)
        text = self.tr("Epoch {0} is in force on both sides.").format(key.epoch if key else "")
        self.notice.announce(self.tr("Renewed"), text, "ok")

    def _failed(self, error: TandemError) -> None:
        title, text = what_now(error)
        self._failure = "" if error.kind in TOLD else sentences.sentence(error)
        self._move(max(0, self._at))
        self.now.setEnabled(True)
        self.notice.announce(title, text, "danger" if isinstance(error, KeyBlocked) else "warn")

    def forget(self) -> None:
        """Nobody looks at the last run any more, unless it goes on."""
        if not self._controller.jobs.running("refresh"):
            self._at = -1
            self.steps.hide()
            self.notice.announce("")


def what_now(error: TandemError) -> tuple[str, str]:
    """After a renewal that failed: what is true, and what to do."""
    match error:
        case Refused() if error.kind == RefusalKind.PENDING:
            return (
                translate("Renewal", "The co\u2011signer wants your yes first"),
                translate("Renewal", "There: tandem-cosigner approvals, then approve it. Then renew once more here."),
            )
        case KeyBlocked() if error.kind == BlockKind.MISMATCH:
            return (
                translate("Renewal", "The two halves do not fit together"),
                translate(
                    "Renewal",
                    "One of them was put back from an old copy. Compare both epochs: tandem-cosigner status. "
                    "Put the newer copy back, or bring the older device back with its recovery sheet.",
                ),
            )
        case KeyBlocked() if error.kind == BlockKind.TOO_MANY:
            return (
                translate("Renewal", "Too many renewals in 24 hours"),
                translate("Renewal", "The halves are fresh already. It goes on by itself tomorrow."),
            )
        case LinkError():
            return (
                translate("Renewal", "Nothing was renewed"),
                translate(
                    "Renewal", "The halves are those of before. It is tried again by itself when both are on\u2011line."
                ),
            )
        case _:
            return (
                translate("Renewal", "Nothing was renewed"),
                translate("Renewal", "The halves are those of before, or both sides settle it when they meet next."),
            )
