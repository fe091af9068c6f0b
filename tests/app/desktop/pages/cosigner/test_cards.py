"""What the co-signer page writes on its cards."""

from __future__ import annotations

import time
from pathlib import Path

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.model.state import StateStore
from app.desktop.pages.cosigner.cards import LogCard
from app.practice import Practice
from core.home.records import LogCode, LogEntry
from tests.app.desktop.conftest import Show
from tests.screenshots import wallet
from tests.support.practised import said_by


def test_equal_lines_of_the_log_say_how_many_they_are(show: Show) -> None:
    controller = Controller(Path("unused"), StateStore(wallet.everyday()), Jobs(), Practice(Path("unused")))
    card, now = LogCard(controller), int(time.time())
    lie = LogEntry(now, LogCode.INVENTED, ("Everyday", "ab"), now - 60, 3)
    card.show_entries([lie, LogEntry(now, LogCode.REFRESHED, ("Everyday", "12"), now)])
    show(card, 500, 300)
    assert [text.endswith("(3 times within a day)") for text in said_by(card) if "Everyday" in text] == [True, False]
