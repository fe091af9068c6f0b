"""Home in every state it can be in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.pages.home import Home
from tests.screenshots._wallet import (
    asked,
    empty,
    everyday,
    locked,
    page_of,
    paying,
    practice,
    silent,
    unlock_asked,
    window,
    with_cosigner,
)
from tests.screenshots.scenes import scene


@scene("home")
def usual() -> QWidget:
    """A year of payments, with a price."""
    state = everyday()
    return window(replace(state, settings=replace(state.settings, price="EUR"), price=91_234.5))


@scene("home-btc")
def bitcoin() -> QWidget:
    state = everyday()
    return window(replace(state, settings=replace(state.settings, unit="BTC")))


@scene("home-empty")
def nothing() -> QWidget:
    return window(empty(everyday()))


@scene("home-silent")
def cosigner_silent() -> QWidget:
    return window(silent(paying(everyday())))


@scene("home-locked")
def key_locked() -> QWidget:
    return window(locked(everyday()))


@scene("home-near")
def same_machine() -> QWidget:
    return window(with_cosigner(everyday(), host="127.0.0.1", same_machine=True))


@scene("home-practice")
def practising() -> QWidget:
    return window(practice(everyday()))


@scene("home-practice-empty")
def practising_first() -> QWidget:
    return window(empty(practice(everyday())))


@scene("home-asked")
def practice_asks() -> QWidget:
    return window(asked(everyday(), "fee", "data-output"))


@scene("home-unlock")
def practice_unlock() -> QWidget:
    return window(unlock_asked(everyday()))


@scene("home-refusing")
def refusing() -> QWidget:
    shown = window(asked(everyday()))
    page = page_of(shown)
    assert isinstance(page, Home)
    page.asks.cards()[0].refuse.click()
    return shown
