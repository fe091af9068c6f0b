"""Receive: a fresh address, one that was used, the check, the list, practice."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.model.state import State
from app.desktop.pages.receive.page import ReceivePage
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import empty, everyday, page_of, practice, window


def opened(state: State, number: int = -1) -> tuple[QWidget, ReceivePage]:
    shown = window(state, "receive", state.addresses[number].address)
    page = page_of(shown)
    assert isinstance(page, ReceivePage)
    return shown, page


@scene("receive")
def fresh() -> QWidget:
    shown, page = opened(everyday())
    page.card.label.set_text("Anna, rent for December")
    page.card.amount.set_sats(250_000)
    page.card._draw()
    return shown


@scene("receive-compared")
def compared() -> QWidget:
    return opened(replace(everyday(), compared=21))[0]


@scene("receive-used")
def used() -> QWidget:
    return opened(replace(everyday(), compared=18), 19)[0]


@scene("receive-first")
def first() -> QWidget:
    return opened(empty(everyday()))[0]


@scene("receive-mismatch")
def mismatch() -> QWidget:
    state = everyday()
    return opened(replace(state, cosigner=replace(state.cosigner, state="mismatch")))[0]


@scene("receive-renew")
def renew() -> QWidget:
    state = everyday()
    return opened(replace(state, cosigner=replace(state.cosigner, state="must_refresh")))[0]


@scene("receive-exchanged")
def exchanged() -> QWidget:
    shown, page = opened(replace(everyday(), compared=21))
    page._exchanged("bc1qy2c9r7al8gptxja9zpndx078akryn984jmudvq")
    return shown


@scene("receive-all")
def everything() -> QWidget:
    shown, page = opened(everyday())
    page._turn(1)
    return shown


@scene("receive-practice")
def practising() -> QWidget:
    return opened(practice(everyday()))[0]
