"""Home in every state it can be in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.desktop.pages.home.page import HomePage
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import (
    asked,
    empty,
    everyday,
    immature,
    locked,
    page_of,
    paying,
    practice,
    silent,
    stale,
    unlock_asked,
    unseen,
    window,
    with_cosigner,
)


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


@scene("home-old-copy")
def an_old_copy() -> QWidget:
    return window(with_cosigner(everyday(), old_copy="cosigner", approve_below=0, per_day=0))


@scene("home-near")
def same_machine() -> QWidget:
    return window(with_cosigner(everyday(), host="127.0.0.1", same_machine=True))


@scene("home-immature")
def mined() -> QWidget:
    return window(immature(everyday()))


@scene("home-stale")
def old_block() -> QWidget:
    return window(stale(everyday()))


@scene("home-not-shown")
def not_shown() -> QWidget:
    return window(unseen(everyday()))


@scene("home-shared")
def asked_twice() -> QWidget:
    """What the practice co-signer asks spends a coin of another payment."""
    return window(asked(everyday(), "shared"))


@scene("home-practice")
def practising() -> QWidget:
    return window(practice(everyday()))


@scene("home-practice-empty")
def practising_first() -> QWidget:
    return window(empty(practice(everyday())))


@scene("home-asked")
def practice_asks() -> QWidget:
    return window(asked(everyday(), "fee", "data-output"))


@scene("home-asked-raise")
def practice_asks_raise() -> QWidget:
    return window(asked(everyday(), replaces=("70110b2a" + "5c" * 28,), fee_more=562))


@scene("home-unlock")
def practice_unlock() -> QWidget:
    return window(unlock_asked(everyday()))


@scene("home-refusing")
def refusing() -> QWidget:
    shown = window(asked(everyday()))
    page = page_of(shown)
    assert isinstance(page, HomePage)
    page.asks.cards()[0].refuse.click()
    return shown
