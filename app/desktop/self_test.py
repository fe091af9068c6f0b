"""The window off-screen, on the practice place: everything that must be there for it to work is used once."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget

from app.desktop.controller.controller import Controller
from app.desktop.controller.drafting import look
from app.desktop.controller.jobs import Jobs
from app.desktop.controller.practice_place import WALLET, PracticePlace
from app.desktop.every_page import beside_the_wallet, of_the_wallet
from app.desktop.look import theme
from app.desktop.model.state import Phase, State, StateStore
from app.desktop.pages import pages
from app.desktop.platform.application import hear_offscreen
from app.desktop.platform.qr_reader import in_picture
from app.desktop.text import translation
from app.desktop.widgets.qr import picture
from app.desktop.window import USUAL, MainWindow
from core.errors import BadInput, Bug, TandemError
from core.secret import Secret
from core.wallet.api import OpenWallet

PATIENCE = 120  # seconds for one step, on a slow machine
SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"  # the example program of BIP173, on this network
PRICE = 250_000
SHOWN = 0.2  # seconds: layouts, and what a page asks for when it is opened
GLANCE = 0.02  # seconds: layouts

T = TypeVar("T")


def rehearse(home: Path, practice: PracticePlace, say: Callable[[str], None]) -> None:
    """Draw and read a code, practise, pay, show every page, close and open again; `say` hears each step. Raises
    TandemError."""
    hear_offscreen()
    app = QApplication.instance() or QApplication(["tandem-desktop"])
    if not isinstance(app, QApplication):
        raise Bug("another kind of application runs here")
    theme.apply(app, "light", calm=True)
    translation.install(app, "en")
    _read_codes(f"bitcoin:{SHOP}")
    say("a QR code drawn and read")
    controller = Controller(home, StateStore(State()), Jobs(), practice)
    controller.load_settings()
    window = MainWindow(controller)
    window.show()
    _practise(window, practice, say)
    txid = _act(controller, "pay", _pay)
    _mine(controller, practice, lambda: _in_block(controller.state, txid), "the payment in a block")
    say("a payment signed by both, taken into a block by Bitcoin Core's consensus code")
    for page in pages():
        window.open_page(page.KEY)
        _rest(SHOWN)
        if window.page is None or window.page.KEY != page.KEY or window.grab().isNull():
            raise Bug(f"the page {page.KEY} is not shown")
    others = _show_others(home, controller)
    say(f"{len(pages())} pages shown, and {others} that come before, beside or after them")
    window.close()
    controller.wait_until_closed()
    _open_again(practice, txid)
    say("its vault opened again, by its passphrase alone")


def _practise(window: MainWindow, practice: PracticePlace, say: Callable[[str], None]) -> None:
    first, controller = window.onboarding_page, window.controller
    first.practise()
    _wait(lambda: controller.state.phase is Phase.OPEN or first.practice.again.isVisible(), "practice")
    if controller.state.phase is not Phase.OPEN:
        raise Bug("; ".join(step.detail for step in first.practice.course.steps() if step.detail))
    say("a co-signer of its own, paired over TLS, and a key made together with it, never whole")
    practice.set_rule("approve_below", PRICE * 2)  # nobody is there to say yes
    _act(controller, "coins", lambda wallet, name: practice.faucet(wallet.address(name).text))
    _mine(controller, practice, lambda: controller.state.balance.spendable > PRICE, "coins")
    say("coins, as an Electrum server tells of them")


def _show_others(home: Path, controller: Controller) -> int:
    """Everything else that a person may come to; how many."""
    draft = _act(
        controller, "draft", lambda wallet, name: look(wallet, name, wallet.draft(name, [(SHOP, PRICE)], None))
    )
    nobody = Controller(home, StateStore(State()), Jobs(), controller.practice)
    place, shown = QStackedWidget(), 0
    place.resize(USUAL)
    place.show()
    for widget in chain(beside_the_wallet(nobody), of_the_wallet(controller, draft)):
        place.setCurrentIndex(place.addWidget(widget))
        _rest(GLANCE)
        if not widget.isVisible() or widget.grab().isNull():
            raise Bug(f"{type(widget).__name__} is not shown")
        place.removeWidget(widget)
        widget.deleteLater()
        shown += 1
    place.close()
    return shown


def _in_block(state: State, txid: str) -> bool:
    return any(row.txid == txid and row.height is not None for row in state.history)


def _mine(controller: Controller, practice: PracticePlace, until: Callable[[], object], what: str) -> None:
    """A block, and the server's word of it."""
    _act(controller, "block", lambda _wallet, _name: practice.mine())
    controller.sync()
    _wait(until, what)


def _pay(wallet: OpenWallet, name: str) -> str:
    psbt = wallet.draft(name, [(SHOP, PRICE)], None)
    return wallet.broadcast(name, wallet.sign(name, psbt, PATIENCE).psbt)


def _open_again(practice: PracticePlace, txid: str) -> None:
    from core.wallet.opening import open_wallet

    try:
        open_wallet(practice.home, Secret(b"another")).close()
    except BadInput:
        pass
    else:
        raise Bug("a vault opens with any passphrase")
    wallet = open_wallet(practice.home, practice.passphrase())
    try:
        if txid not in [row.txid for row in wallet.history(WALLET)]:
            raise Bug("what was sealed is not what was opened")
    finally:
        wallet.close()


def _read_codes(link: str) -> None:
    if in_picture(picture(link)) != (link,):
        raise Bug("a QR code that was drawn here cannot be read here")


# ------------------------------------------------------------------ waiting
def _act(controller: Controller, job: str, work: Callable[[OpenWallet, str], T]) -> T:
    """The result of a job with the open wallet. Raises its TandemError."""
    done: list[T] = []
    failed: list[TandemError] = []
    controller.run(job, work, done.append, failed.append)
    _wait(lambda: done or failed, job)
    if failed:
        raise failed[0]
    return done[0]


def _wait(until: Callable[[], object], what: str) -> None:
    """Let the window work until it is true. Bug, naming `what`, after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not until():
        if time.monotonic() > deadline:
            raise Bug(f"not within {PATIENCE} s: {what}")
        _rest(0.02)


def _rest(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
