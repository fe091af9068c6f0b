"""Where the chain is read: an Electrum server, or none for now."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QHideEvent

from app.desktop.parts.step import WayStep
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Button, Field, Notice
from core.errors import TandemError

translate = QCoreApplication.translate

WIDE = 480  # px


class ServerStep(WayStep):
    """The last question before the wallet opens."""

    AT = 4

    def __init__(self, name: str, network: str, *, back: bool = False) -> None:
        """`back`: the wallet was not made, it has come back."""
        self._since = 0.0
        self.server = Field(
            translate("Onboarding", "Electrum server"),
            placeholder="ssl://host:port",
            mono=True,
            help=translate(
                "Onboarding", "ssl://host:port, or tcp://host:port inside your own network. It may stay empty."
            ),
        )
        self.server.setMaximumWidth(WIDE)
        self.skip = Button(translate("Onboarding", "Without one for now"), "secondary")
        made = Notice(
            (translate("Onboarding", "{0} is back") if back else translate("Onboarding", "{0} is made")).format(name),
            translate("Onboarding", "Each device keeps its half. Network: {0}.").format(network),
            "ok",
        )
        super().__init__(
            translate("Onboarding", "Where should Tandem read the chain?"),
            translate(
                "Onboarding",
                "An Electrum server tells Tandem of payments and passes yours on. It learns your addresses, so one of "
                "your own is best; it can take nothing.",
            ),
            made,
            self.server,
            forward=translate("Onboarding", "Ask this server"),
            beside=[self.skip],
        )
        self.server.changed.connect(lambda _: self.server.set_error(""))
        self.server.entered.connect(self.forward.click)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._say_asking)

    def note(self) -> str:
        return translate("Onboarding", "The server can be changed in Settings at any time.")

    def open_step(self) -> None:
        """The keyboard goes to the server."""
        self.server.editor.setFocus()

    def take(self) -> str:
        """What was typed."""
        return self.server.text().strip()

    def asking(self) -> None:
        """The server is being asked."""
        self._since = time.monotonic()
        self._set_enabled(False)
        self._tick.start()
        self._say_asking()

    def _say_asking(self) -> None:
        self.server.set_error("")
        words = translate("Onboarding", "Asking the server: {0}\u00a0s").format(int(time.monotonic() - self._since))
        self.server.set_right(words)

    def hideEvent(self, event: QHideEvent) -> None:
        """The wallet has opened, or another step is on: nobody looks at the seconds."""
        self._tick.stop()
        super().hideEvent(event)

    def _set_enabled(self, on: bool) -> None:
        for part in (self.server, self.forward):  # who waits for no answer may go on without one
            part.setEnabled(on)

    def failed(self, error: TandemError) -> None:
        """It gave no answer that can be used."""
        self._tick.stop()
        self._set_enabled(True)
        self.server.set_error(sentence(error))
        self.server.editor.setFocus()
