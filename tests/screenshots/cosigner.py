"""The co-signer page: well, silent, locked, renewing, unpaired words, practice."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtWidgets import QScrollArea, QWidget

from app.desktop.model.state import State
from app.desktop.pages.cosigner.page import CosignerPage
from app.desktop.pages.settings.page import SettingsPage
from app.log_comparison import LogComparison
from core.errors import RefusalKind, Refused
from core.home.log_compare import Difference, LogDifference
from core.home.records import LogCode, LogEntry
from core.protocol.progress import ProgressStep
from core.wallet.api import PairedCosigner, Restored, ThisComputer
from core.wallet.events import Event
from core.wallet.told_rules import RulesShown, ToldChange
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import (
    asked,
    everyday,
    locked,
    own_address,
    page_of,
    paying,
    silent,
    window,
    with_cosigner,
)
from tests.support.fake_wallet import FakeWallet

HOUR = 3600
TXID = "7011e5c3" * 8
PAID = ("Everyday", "5b" * 16, TXID, "1402875", "562", "c0ffee00" * 2)
LINES = (
    (2, LogCode.SIGNED, *PAID),
    (2, LogCode.BEGUN, *PAID),
    (2, LogCode.ASKS, "Everyday", *PAID[2:]),
    (3, LogCode.REFRESHED, "Everyday", "12"),
    (4, LogCode.RULE_TOLD, "Everyday", "per-day", "2000000", "c0ffee00" * 2),
    (27, LogCode.REFRESHED, "Everyday", "11"),
    (51, LogCode.REFRESHED, "Everyday", "10"),
    (260, LogCode.REFRESHED, "Everyday", "1"),
    (261, LogCode.COSIGNER_PAIRED, "192.168.1.20"),
)


def opened(state: State) -> tuple[QWidget, CosignerPage]:
    shown = window(state, "cosigner")
    page = page_of(shown)
    assert isinstance(page, CosignerPage)
    page.log.show_entries(
        [LogEntry(int(time.time()) - hours * HOUR, code, tuple(values)) for hours, code, *values in LINES]
    )
    return shown, page


@scene("cosigner")
def usual() -> QWidget:
    return opened(everyday())[0]


def told() -> RulesShown:
    """Every rule, and changes that wait."""
    return RulesShown(
        approve_below=50_000,
        max_payment=5_000_000,
        per_day=2_000_000,
        per_week=6_000_000,
        ask_above=1_000_000,
        wait=30,
        delay=1_440,
        allow=tuple(own_address(n) for n in range(300)),
        hours="08:00-18:30",
        pending=(ToldChange("per-day", "4000000", 5 * HOUR), ToldChange("hours", "off", 23 * HOUR + 1_800)),
        unattended_limit=2_000_000,
        unattended_24h=120_000,
        unattended_left=1_880_000,
        signed_24h=620_000,
        signed_7d=3_000_000,
        left_24h=1_380_000,
        left_7d=3_000_000,
    )


@scene("cosigner-rules")
def every_rule() -> QWidget:
    shown, page = opened(with_cosigner(everyday(), told=told(), per_day=2_000_000))
    page.rules.composer.which.choose("hours")
    page.rules.composer.value.set_text("08:00-18:30")
    page.rules.composer.show_state(page.state)
    page.findChildren(QScrollArea)[0].ensureWidgetVisible(page.rules.composer.command)
    return shown


@scene("cosigner-rules-old")
def rules_that_are_old() -> QWidget:
    return opened(silent(with_cosigner(everyday(), told=replace(told(), frozen=True, allow=()), per_day=2_000_000)))[0]


def compared(*found: LogDifference) -> QWidget:
    shown, page = opened(everyday())
    page.log.compare.click()
    page.logs.show_comparison(LogComparison(int(time.time()) - HOUR, 1_204, "5f" * 32, found))
    return shown


@scene("cosigner-logs")
def logs_to_compare() -> QWidget:
    shown, page = opened(everyday())
    page.log.compare.click()
    return shown


@scene("cosigner-logs-agree")
def logs_that_agree() -> QWidget:
    return compared(LogDifference(Difference.LATER, "Everyday", TXID))


@scene("cosigner-logs-differ")
def logs_that_differ() -> QWidget:
    return compared(
        LogDifference(Difference.SIGNED_THERE, "Everyday", TXID),
        LogDifference(Difference.AMOUNT, "Everyday", TXID, here="1402875 / 562", there="4402875 / 562"),
        LogDifference(Difference.NOT_ARRIVED, "Everyday", TXID[::-1]),
        LogDifference(Difference.FAULTS_THERE, "Everyday", "PeerFault.task", times=2),
    )


@scene("cosigner-silent")
def cosigner_silent() -> QWidget:
    return opened(silent(everyday()))[0]


@scene("cosigner-locked")
def key_locked() -> QWidget:
    shown, page = opened(locked(everyday()))
    page.renewal._move(0)
    text = "this key is locked: confirm its refresh on the co-signer, then refresh again"
    page.renewal._failed(Refused(text, RefusalKind.PENDING))
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
    page.pairing.ask_link()
    lines = ("amber lake piano seven", "river toast candle moon", "velvet apple storm king", "cabin orbit lemon fox")
    page.pairing.ask_words(lines, lambda _: None)
    return shown


@scene("cosigner-link")
def link() -> QWidget:
    shown, page = opened(with_cosigner(everyday(), words_compared=False))
    page.pairing.ask_link()
    return shown


@scene("cosigner-practice")
def practising() -> QWidget:
    return opened(replace(asked(everyday()), payments=()))[0]


def named(state: State) -> State:
    """Two co-signers, one with a name that the person gave, one with its own word."""
    kitchen = PairedCosigner(
        "192.168.1.20", 18_720, True, "3f2a9c5517aa0b01", "Kitchen NUC", "nuc7", wallets=("Everyday",)
    )
    cellar = PairedCosigner("10.0.0.7", 7420, True, "9c1b44556677aabb", "“Cellar”", "Cellar", wallets=("Savings",))
    found = with_cosigner(state, name="Kitchen NUC", calls_itself="nuc7", fingerprint=kitchen.fingerprint)
    computer = ThisComputer("Office PC", "51c0ffee00dd1122")
    return replace(found, cosigners=(kitchen, cellar), computer=computer, wallets=("Everyday", "Savings"))


@scene("cosigner-named")
def with_names() -> QWidget:
    return opened(named(everyday()))[0]


@scene("cosigner-replace")
def replacing() -> QWidget:
    shown, page = opened(everyday())
    page.replacing.ask_link()
    return shown


@scene("cosigner-place-asked")
def place_asked() -> QWidget:
    return opened(with_cosigner(everyday(), place_asked="waits"))[0]


def returnable(state: State) -> State:
    """The co-signer on screen is in the place of another one whose halves still fit."""
    first, *others = named(state).cosigners
    return replace(named(state), cosigners=(replace(first, returns=("Everyday", "Savings")), *others))


@scene("cosigner-take-back")
def to_take_back() -> QWidget:
    shown, page = opened(returnable(everyday()))
    page.take_back.ask.click()
    return shown


@scene("cosigner-taken-back")
def taken_back() -> QWidget:
    shown, page = opened(returnable(everyday()))
    page.take_back._done(Restored((FakeWallet.shown("Everyday"),), ("Savings",)))
    return shown


@scene("cosigner-replaced")
def replaced() -> QWidget:
    shown, page = opened(everyday())
    page.replacing.ask_link()
    page.replacing.said(Event(ProgressStep.NEW_SHARES))
    page.replacing.paired(Restored((FakeWallet.shown("Everyday"),), ("From before",)))
    return shown


@scene("cosigner-another")
def pairing_another() -> QWidget:
    shown, page = opened(named(everyday()))
    page.another.ask_link()
    return shown


@scene("cosigner-alike")
def looks_like_another() -> QWidget:
    return opened(with_cosigner(everyday(), calls_itself="Kitchen NUC", alike=True, fingerprint="9c1b44556677aabb"))[0]


@scene("settings-cosigners")
def new_wallet_with() -> QWidget:
    shown = window(named(everyday()), "settings")
    page = page_of(shown)
    assert isinstance(page, SettingsPage)
    page.wallet.make.click()
    return shown


@scene("home-named")
def home_with_names() -> QWidget:
    return window(named(everyday()), "home")
