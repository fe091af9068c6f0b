"""A lost co-signer: another one, which has the words of its sheet, takes its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desktop.controller.controller import Controller
from app.desktop.pages.cosigner.pairing import PairAgain
from app.desktop.parts.command_line import CommandLine
from app.desktop.text.sentences import doing, sentence
from app.desktop.widgets import Text, empty, fill
from core.errors import TandemError

if TYPE_CHECKING:
    from core.wallet.api import Restored

translate = QCoreApplication.translate

COMMANDS = (
    "tandem-cosigner restore --sheet-file FILE",
    "tandem-cosigner serve --listen 0.0.0.0:7420",
    "tandem-cosigner pair",
)


class ReplaceCosigner(PairAgain):
    """Link, words, steps, and which wallets have come along."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller, title=translate("ReplaceCosigner", "Put another co\u2011signer in its place"))
        self._typed = ""
        self.steps = Text("", "body", "text2", wrap=True)

    def what_to_do(self) -> list[QWidget]:
        """What is typed on the new machine, and in what order."""
        text = translate(
            "ReplaceCosigner",
            "For a co\u2011signer that is lost or stolen. On another machine, never here nor through this computer, "
            "put the 24 words of the lost co\u2011signer's paper into a file that only you can read; then, in this "
            "order:",
        )
        then = translate(
            "ReplaceCosigner",
            "Paste the link that it shows. The wallets keep their addresses, and both sides get new halves.",
        )
        commands = [CommandLine(command) for command in COMMANDS]
        return [Text(text, "body", "text2", wrap=True), *commands, Text(then, "body", "text2", wrap=True)]

    def begin_with(self, link: str) -> Callable[[int | None], None]:
        """Start it, or go on with it."""
        self._typed = link
        return self._onboarding.replace_cosigner(link, self.ask_words, self.said, self.paired, self.failed)

    def said(self, event: Any) -> None:
        """An Event of it: from now on nobody here is asked anything."""
        self._answer = None
        self._tick.stop()
        if self.steps.parentWidget() is None:
            empty(self._column)
            self.steps = Text("", "body", "text2", wrap=True)
            fill(self._column, [self.steps])
        self.steps.tell(doing(event))

    def paired(self, restored: Restored) -> None:
        """What has come along, and what has not."""
        super().paired(restored)
        self.steps = Text("", "body", "text2", wrap=True)
        empty(self._column)
        names = ", ".join(one.name for one in restored.wallets)
        text = translate(
            "ReplaceCosigner",
            "With it now, with new halves on both sides: {0}. It knows no rules and asks about every payment; for "
            "three days nothing is loosened there. The lost one's half signs nothing any more; with this computer's "
            "paper it is still the whole key.",
        ).format(names)
        if restored.without:
            lacking = translate("ReplaceCosigner", "Without a copy, so they stay with the lost one: {0}.")
            text = f"{text} {lacking.format(', '.join(restored.without))}"
        self.show()
        title = translate("ReplaceCosigner", "The new co\u2011signer has taken its place")
        self.notice.announce(title, text, "warn" if restored.without else "ok")

    def failed(self, error: TandemError) -> None:
        """What is done stays; the same link goes on with it."""
        self.steps = Text("", "body", "text2", wrap=True)
        followed = not self._left
        super().failed(error)
        if followed:
            self.link.set_text(self._typed)
            title = translate("ReplaceCosigner", "It is not in its place yet; what was done is kept")
            self.notice.announce(title, sentence(error), "danger")
