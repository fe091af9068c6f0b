"""A wallet as somebody might have it after a year, and the ways it can be in; pages are shown in the real window."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.jobs import Jobs
from app.desktop.look import theme
from app.desktop.model.settings import Settings
from app.desktop.model.state import (
    BalanceView,
    ChainView,
    CoinView,
    CosignerView,
    KeyView,
    OwnAddress,
    Phase,
    SheetsView,
    State,
    StateStore,
    TransactionView,
)
from app.desktop.window import MainWindow
from app.practice import Practice
from core.bitcoin.address import address
from core.cosigner.api import ApprovalView, PlaceView
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from tests.support.sheet_words import FINGERPRINT, OTHER_FINGERPRINT

DAY = 86_400
TIP = 925_417  # the last block
NAMES = ("Salary", "Anna, rent", "Coffee co-op", "Velo Nord, bicycle", "Book shop", "Marta", "Electricity", "")


def own_address(number: int, network: str = "bitcoin") -> str:
    """Some address of this wallet."""
    found = address(b"\0\x14" + hashlib.sha256(b"%d" % number).digest()[:20], network)
    assert found is not None
    return found


def txid(number: int) -> str:
    return hashlib.sha256(b"tx %d" % number).hexdigest()


def payments_of_a_year(now: float, many: int = 46) -> tuple[tuple[TransactionView, ...], int]:
    """Newest first, and the balance they make."""
    total = 0
    rows: list[TransactionView] = []
    for number in range(many):
        first, second = hashlib.sha256(b"day %d" % number).digest()[:2]
        at = now - 340 * DAY + number * (340 * DAY / many)
        received = first < 120 or total < 4_000_000
        net = (2_855_140, 1_200_000, 640_000)[second % 3] if received else -(21_000, 480_000, 1_401_248)[second % 3]
        total += net
        label = "Salary" if net == 2_855_140 else NAMES[1 + first % 7]
        blocks = int((now - at) / 600)
        height = None if number == many - 1 else TIP + 1 - blocks
        seen = None if height is None else int(at)
        rows.append(TransactionView(txid(number), net, 1_248 if net < 0 else None, height, seen, label))
    last = rows[-2]
    rows[-2] = replace(last, time=int(now - 3_000), height=TIP - 1)
    return tuple(reversed(rows)), total


def everyday(**changes: Any) -> State:
    """A real wallet, well and on-line."""
    now = time.time()
    history, total = payments_of_a_year(now)
    used = tuple(
        OwnAddress(i, own_address(i), i < 20, 640_000 * (i + 1) if i < 20 else 0, NAMES[i % 8]) for i in range(21)
    )
    fresh = OwnAddress(21, own_address(21), False, 0)
    coins = tuple(
        CoinView(
            f"{txid(i)}:0", own_address(i), f"0/{i}", 640_000 * (i + 1), TIP - 99 - i, i % 3 == 0, i == 4, NAMES[i]
        )
        for i in range(7)
    )
    state = State(
        settings=Settings(
            scheme="dark" if theme.is_dark() else "light",
            text_size=theme.text_scale(),
            calm=True,
            servers=(("bitcoin", "ssl://electrum.nas.lan:50002"),),
            wallet="Everyday",
        ),
        phase=Phase.OPEN,
        wallets=("Everyday", "Savings"),
        key=KeyView(
            "Everyday",
            "bitcoin",
            "7a3f90c1",
            12,
            False,
            "open",
            f"wpkh([7a3f90c1]{XPUB}/0/*)#m5vd2kq8",
            f"wpkh([7a3f90c1]{XPUB}/1/*)#0xw3y7tz",
            int(now - 3 * 3600),
            XPUB,
        ),
        sheets=SheetsView(FINGERPRINT, int(now - 40 * DAY), sealed=True, cosigner=OTHER_FINGERPRINT),
        balance=BalanceView(total - 458_000, 458_000, total, total, height=TIP),
        history=history,
        coins=coins,
        addresses=(*used, fresh),
        cosigner=CosignerView("192.168.1.20", True, now, 12, "", 12, "open", 50_000, 0, 0, 18_720, per_day=500_000),
        chain=ChainView("ssl://electrum.nas.lan:50002", TIP, now - 4),
        rates=(("fast", 9), ("normal", 6), ("slow", Decimal("2.5"))),
    )
    return replace(state, **changes)


XPUB = "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8"


def received(net: int) -> TransactionView:
    """A payment that has just been seen."""
    return TransactionView(txid(4_711), net, None, None, None)


def with_cosigner(state: State, /, **changes: Any) -> State:
    return replace(state, cosigner=replace(state.cosigner, **changes))


def silent(state: State) -> State:
    """The co-signer does not answer any more."""
    reason = "the co-signer at 192.168.1.20 does not answer; start it, or check the network between you and it"
    return with_cosigner(state, online=False, seen=time.time() - 840, reason=reason)


def locked(state: State) -> State:
    """The key is locked after a failed check."""
    assert state.key is not None
    found = with_cosigner(state, state="locked")
    return replace(found, key=replace(state.key, state="locked", locked=True))


def empty(state: State) -> State:
    """No payment yet."""
    return replace(state, history=(), balance=BalanceView(), coins=(), addresses=state.addresses[-1:], payments=())


def unseen(state: State) -> State:
    """The newest payment was sent, and the server does not show it; its coins are not free."""
    newest = replace(state.history[0], shown=False, net=-480_000, fee=1_248)
    coins = tuple(replace(coin, free=coin.outpoint != state.coins[1].outpoint) for coin in state.coins)
    return replace(state, history=(newest, *state.history[1:]), coins=coins)


def immature(state: State) -> State:
    """Two coins were mined and wait for their hundredth block."""
    mined = tuple(
        replace(coin, ripe=state.chain.height + 40 * (at + 1), free=False, height=TIP - 59 + 40 * at, label="")
        for at, coin in enumerate(state.coins[:2])
    )
    waits = sum(coin.amount for coin in mined)
    balance = replace(state.balance, immature=waits, spendable=state.balance.total - waits)
    return replace(state, coins=(*mined, *state.coins[2:]), balance=balance)


def stale(state: State) -> State:
    """The server's newest block is hours old."""
    return replace(state, chain=replace(state.chain, stale=3 * 3600 + 400))


def practice(state: State) -> State:
    """The same in practice."""
    assert state.key is not None
    addresses = tuple(replace(one, address=own_address(one.index, "practice")) for one in state.addresses)
    key = replace(state.key, name="Practice", network="practice")
    found = replace(state, practice=True, key=key, wallets=("Practice",), addresses=addresses)
    found = replace(found, chain=ChainView("tcp://127.0.0.1:50001", 112, time.time() - 4))
    return with_cosigner(found, host="127.0.0.1", same_machine=True, approve_below=0)


def asked(state: State, *warnings: str, **more: Any) -> State:
    """In practice, with a request on the co-signer's desk."""
    view = ApprovalView(
        id="5f" * 16,
        kind="pay",
        wallet="Practice",
        network="practice",
        pays=(
            PlaceView(own_address(901, "practice"), 1_400_000),
            PlaceView(own_address(902, "practice"), 90_000, True, own_address(903, "practice")),
        ),
        fee=1_248,
        warnings=warnings,
        leaves=1_491_248,
        recipients=2,
        computer="3f2a9c5517aa0b01",
        **more,
    )
    return with_cosigner(replace(practice(state), requests=(view,)), open_requests=1)


def unlock_asked(state: State) -> State:
    """In practice, with the way out of a lock on the desk."""
    view = ApprovalView("6a" * 16, "unlock", "Practice", "practice", fee=0, warnings=("locked",))
    return replace(locked(practice(state)), requests=(view,))


def paying(state: State) -> State:
    """Two payments under way."""
    now = int(time.time())
    made = (
        Payment(
            b"a" * 16, bytes(32), PaymentStatus.ASKED, b"", bytes.fromhex(txid(901)), now - 40, now - 38, b"r" * 16
        ),
        Payment(b"b" * 16, bytes(32), PaymentStatus.SIGNED, b"", bytes.fromhex(txid(902)), now - 9_000, now - 8_900),
    )
    return replace(state, payments=made)


def window(state: State, page: str = "home", what: Any = None) -> MainWindow:
    """The real window with a page open on a state; nothing is asked of anybody."""
    store = StateStore(state)
    shown = MainWindow(Controller(Path("unused"), store, Jobs(), Practice(Path("unused"))))
    shown.open_page(page, what)
    return shown


def page_of(shown: MainWindow) -> QWidget:
    """The page on screen."""
    assert shown.page is not None
    return shown.page
