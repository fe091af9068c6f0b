"""The co-signer page: well, silent, locked, renewing, unpaired words, practice."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.pages.cosigner import CosignerPage
from app.desktop.state import State
from core.errors import Refused
from core.records import LogEntry
from tests.screenshots._wallet import asked, everyday, locked, page_of, paying, silent, window, with_cosigner
from tests.screenshots.scenes import scene

HOUR = 3600
LINES = (
    (3, "key", "Everyday: epoch 12 is current; the old halves are erased"),
    (27, "key", "Everyday: epoch 11 is current; the old halves are erased"),
    (51, "key", "Everyday: epoch 10 is current; the old halves are erased"),
    (260, "key", "Everyday: epoch 1 is current; the old halves are erased"),
    (261, "pairing", "paired with the co-signer at 192.168.1.20"),
)


def opened(state: State) -> tuple[QWidget, CosignerPage]:
    shown = window(state, "cosigner")
    page = page_of(shown)
    assert isinstance(page, CosignerPage)
    page.log.show_entries([LogEntry(int(time.time()) - hours * HOUR, kind, text) for hours, kind, text in LINES])
    return shown, page


@scene("cosigner")
def usual() -> QWidget:
    return opened(everyday())[0]


@scene("cosigner-silent")
def cosigner_silent() -> QWidget:
    return opened(silent(everyday()))[0]


@scene("cosigner-locked")
def key_locked() -> QWidget:
    shown, page = opened(locked(everyday()))
    page.renewal._move(0)
    text = "this key is locked: confirm its refresh on the co-signer, then refresh again"
    page.renewal._failed(Refused(text, "pending"))
    return shown


@scene("cosigner-renewing")
def renewing() -> QWidget:
    shown, page = opened(with_cosigner(paying(everyday()), open_requests=1))
    page.renewal._move(1)
    page.renewal._began -= 7
    page.renewal._move(1)
    page._clock.stop()
    return shown


@scene("cosigner-words")
def words() -> QWidget:
    shown, page = opened(with_cosigner(everyday(), words_compared=False))
    page.pairing.begin()
    lines = ("amber lake piano seven", "river toast candle moon", "velvet apple storm king", "cabin orbit lemon fox")
    page.pairing._ask(lines, lambda _: None)
    return shown


@scene("cosigner-link")
def link() -> QWidget:
    shown, page = opened(with_cosigner(everyday(), words_compared=False))
    page.pairing.begin()
    return shown


@scene("cosigner-practice")
def practising() -> QWidget:
    return opened(replace(asked(everyday()), payments=()))[0]
