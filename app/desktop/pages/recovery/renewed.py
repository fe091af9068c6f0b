"""The halves that are in force: since when, until when, that the old ones are gone, and why the last renewal failed."""

from __future__ import annotations

import time
from datetime import datetime

from app.desktop.model.state import State
from app.desktop.parts.health import moment, renewal
from app.desktop.parts.page import Go
from app.desktop.text.sentences import whole
from app.desktop.widgets import Button, Card, Text

COSIGNER = "cosigner"  # the page that renews
LINES = 2  # room for why the last one failed


class RenewedCard(Card):
    """Epoch and dates."""

    def __init__(self, go: Go) -> None:
        self.now = Button(self.tr("Renew now"), "link")
        super().__init__(title=self.tr("The halves in force"), aside=self.now, gap=4)
        self.now.clicked.connect(lambda: go(COSIGNER, "renew"))
        self.epoch, self.dates = Text("", "title"), Text("", "small", "text2", wrap=True)
        self.failed = Text("", "small", "text2", wrap=True)
        self.failed.set_least(LINES)
        erased = self.tr("The old halves are erased on both sides; the copies for the sheets are made anew each time.")
        self.add(self.epoch, self.dates, Text(erased, "small", "text2", wrap=True), self.failed)

    def show_state(self, state: State) -> None:
        """Say it anew."""
        if state.key is None:
            return
        now, key, failed = time.time(), state.key, state.failed_renewal
        self.epoch.setText(self.tr("Epoch {0}").format(key.epoch))
        since = moment(datetime.fromtimestamp(key.refreshed), now)
        self.dates.setText(self.tr("Since {0}, {1}.").format(since, renewal(key, now)))
        if failed is None:
            self.failed.setText(self.tr("No renewal has failed since Tandem was started."))
            self.failed.set_ink("text2")
            return
        text = self.tr("The last try failed, {0}: {1} Paying goes on; it is tried again by itself.")
        self.failed.setText(text.format(moment(datetime.fromtimestamp(failed.at), now), whole(failed.why)))
        self.failed.set_ink("warn")
