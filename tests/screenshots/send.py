"""Send in every state: the form, its pages, the review, and each way that signing together can go."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.batch import Line
from app.desktop.drafting import Draft, NotEnough
from app.desktop.pages.send import Send
from app.desktop.progress import Progress
from app.desktop.state import State
from app.desktop.window import Window
from core.errors import BadInput, KeyBlocked, LinkError, PeerFault, Refused
from core.notebook import Contact
from core.payments import Payment, Stage
from core.review import Recipient, Review
from tests.screenshots._wallet import (
    asked,
    everyday,
    locked,
    own_address,
    practice,
    silent,
    txid,
    window,
    with_cosigner,
)
from tests.screenshots.scenes import scene

VELO, MARTA = own_address(901), own_address(902)
TXID = txid(777)
ID = b"p" * 16
BOOK = (
    Contact("bitcoin", MARTA, "Marta"),
    Contact("bitcoin", own_address(903), "Electricity"),
    Contact("bitcoin", own_address(904), "Anna, rent"),
    Contact("bitcoin", own_address(905), "Book shop"),
)


def usual(**changes: Any) -> State:
    state = with_cosigner(everyday(contacts=BOOK, **changes), seen=time.time() + 600)  # it stays on-line
    return replace(state, settings=replace(state.settings, price="EUR"), price=91_234.5)


def review(**changes: Any) -> Review:
    found = Review(
        txid=TXID,
        recipients=(
            Recipient(VELO, VELO, 1_400_000, True, None),
            Recipient(MARTA, MARTA, 90_000, False, None),
        ),
        to_self=(),
        unfindable=(),
        change=3_598_752,
        fee=1_248,
        fee_rate=6.0,
        spent=1_491_248,
        inputs=2,
        foreign_inputs=0,
        warnings=(),
        asks=True,
    )
    return replace(found, **changes)


NAMES = {VELO: "Velo Nord, bicycle", MARTA: "Marta, her share"}


def draft(**changes: Any) -> Draft:
    return Draft(b"psbt", review(**changes), None, 5.0, None, NAMES)


def send(state: State, what: Any = None) -> tuple[Window, Send]:
    shown = window(state, "send", what)
    page = shown.page
    assert isinstance(page, Send)
    return shown, page


def filled(state: State, *lines: Line) -> tuple[Window, Send]:
    """The form with recipients, drafted."""
    shown, page = send(state)
    form = page.form
    form.take_lines(lines or (Line(VELO, 1_400_000, "Velo Nord, bicycle"), Line(MARTA, 90_000, "Marta, her share")))
    for person in form.people:
        person.address_source = "Pasted from the clipboard"
    answered(page, draft())
    return shown, page


def answered(page: Send, found: Draft) -> None:
    """As if the draft were done."""
    form = page.form
    form._pause.stop()
    form._asked = form.wish()
    form._drafted(found)


# ------------------------------------------------------------------ the form
@scene("send")
def empty_form() -> QWidget:
    return send(usual())[0]


@scene("send-filled")
def two() -> QWidget:
    return filled(usual())[0]


@scene("send-btc")
def in_bitcoin() -> QWidget:
    state = usual()
    return filled(replace(state, settings=replace(state.settings, unit="BTC")))[0]


@scene("send-practice")
def in_practice() -> QWidget:
    shown, page = send(practice(everyday()))
    page.form.take_lines([Line(own_address(901, "practice"), 150_000, "Velo Nord, bicycle")])
    answered(page, draft(recipients=(Recipient(own_address(901, "practice"), "", 150_000, True, None),)))
    return shown


@scene("send-errors")
def wrong() -> QWidget:
    shown, page = send(usual())
    form = page.form
    first, second, third = form.people[0], form._add(), form._add()
    first.take(VELO[:-1] + "q", "Pasted from the clipboard")
    second.take("bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk", "Pasted from the clipboard")
    second.amount.editor.setText("200")  # type: ignore[union-attr]
    third.take(f"bitcoin:{MARTA}?amount=0.00000100&lightning=lnbc1", "Read from a QR code")
    form.fee.choose("own")
    form.fee.own.editor.setText("0.5")  # type: ignore[union-attr]
    form._pause.stop()
    form.review()
    return shown


@scene("send-short")
def not_enough() -> QWidget:
    shown, page = send(usual())
    form = page.form
    form.take_lines([Line(VELO, 250_000_000, "Velo Nord, a shop")])
    form._pause.stop()
    form._asked = form.wish()
    form._not(NotEnough("not enough funds", 0, 19_876_543))
    return shown


@scene("send-most")
def maximum() -> QWidget:
    shown, page = send(usual(rates=()))
    form = page.form
    form.take_lines([Line(MARTA, None, "")])
    form.people[0].most.setChecked(True)
    form.choose_coins([coin.outpoint for coin in usual().coins[:2]])
    one = (Recipient(MARTA, MARTA, 1_918_752, False, None),)
    answered(page, replace(draft(recipients=one, change=0, spent=1_920_000, asks=True), rest=1_918_752))
    return shown


@scene("send-alike")
def poisoned() -> QWidget:
    shown, page = filled(usual(), Line(VELO, 1_400_000, "Marta"))
    one = Recipient(VELO, VELO, 1_400_000, True, VELO[:9] + MARTA[9:])
    answered(page, draft(recipients=(one,)))
    return shown


@scene("send-many")
def many() -> QWidget:
    shown, page = send(usual())
    lines = [Line(own_address(1000 + i), 10_000 * (1 + i % 7), f"Salary {i + 1}") for i in range(40)]
    page.form.take_lines(lines)
    people = tuple(Recipient(one.address, one.address, one.sats or 0, True, None) for one in lines)
    answered(page, draft(recipients=people, fee=9_720, spent=sum(one.sats for one in people) + 9_720))
    return shown


@scene("send-unfinished")
def unfinished() -> QWidget:
    state = usual(payments=(payment(Stage.ASKED),))
    return send(state)[0]


@scene("send-no-coins")
def nothing_to_spend() -> QWidget:
    state = usual()
    return send(replace(state, balance=type(state.balance)(), coins=(), history=()))[0]


# ------------------------------------------------------------------ beside the form
@scene("send-coins")
def coins() -> QWidget:
    shown, page = send(usual())
    page.form.choose_coins([coin.outpoint for coin in usual().coins[:2]])
    page.form._pause.stop()
    page._choose_coins()
    return shown


@scene("send-table")
def table() -> QWidget:
    shown, page = send(usual())
    page._read_many()
    rows = [f"{own_address(1000 + i)},{10_000 * (i + 1)},Salary {i + 1}" for i in range(6)]
    page.many.text.set_text("\n".join(["address,amount,label", *rows]))
    page.many._judge()
    return shown


@scene("send-table-wrong")
def table_wrong() -> QWidget:
    shown, page = send(usual())
    page._read_many()
    rows = [f"{own_address(1000)},10000,Anna", f"{VELO[:-1]}q,20000,Velo", f"{MARTA},1.5", f"{MARTA}", f"{MARTA},100"]
    page.many.text.set_text("\n".join(rows))
    page.many._judge()
    return shown


@scene("send-psbt")
def open_psbt() -> QWidget:
    shown, page = send(usual())
    page._open_psbt()
    page.psbt.text.set_text("cHNidP8BAHECAAAAAXf1")
    page.psbt.wrong("This PSBT spends nothing of this wallet; sign it with the wallet it belongs to.")
    return shown


@scene("send-book")
def book() -> QWidget:
    shown, page = filled(usual())
    page._open_book(page.form.people[0])
    page.book.table.choose(MARTA)
    page.book._show(BOOK[0])
    return shown


@scene("send-book-empty")
def book_empty() -> QWidget:
    shown, page = send(everyday())
    page._open_book(page.form.people[0])
    return shown


# ------------------------------------------------------------------ review
def reviewed(state: State, found: Draft, title: str = "Review", origin: str = "form") -> Window:
    shown, page = send(state)
    page._review(found, NAMES, title, origin)
    return shown


@scene("review")
def first_time() -> QWidget:
    return reviewed(usual(), draft())


@scene("review-known")
def known() -> QWidget:
    one = (Recipient(MARTA, MARTA, 20_000, False, None),)
    state = with_cosigner(usual(), approve_below=50_000)
    return reviewed(state, draft(recipients=one, asks=False, spent=21_248))


@scene("review-odd")
def odd() -> QWidget:
    people = (
        Recipient(VELO, VELO, 1_400_000, True, VELO[:9] + MARTA[9:]),
        Recipient(None, "data “hello”", 0, True, None),
    )
    codes = ("fee", "foreign-input", "data-output", "change", "locktime")
    found = draft(recipients=people, warnings=codes, fee=300_000, fee_rate=120.0, foreign_inputs=1)
    return reviewed(usual(), replace(found, last_rate=6.0), "Opened PSBT", "psbt")


@scene("review-many")
def review_many() -> QWidget:
    people = tuple(
        Recipient(own_address(1000 + i), own_address(1000 + i), 10_000 * (1 + i % 7), i < 4, None) for i in range(9)
    )
    return reviewed(usual(), draft(recipients=people))


@scene("review-raise")
def raised() -> QWidget:
    return reviewed(usual(), draft(fee=4_100, fee_rate=19.7), "Raise the fee", "history")


@scene("review-silent")
def review_silent() -> QWidget:
    return reviewed(silent(usual()), draft())


@scene("review-locked")
def review_locked() -> QWidget:
    return reviewed(locked(usual()), draft())


# ------------------------------------------------------------------ signing together
def payment(stage: Stage, **changes: Any) -> Payment:
    request = bytes.fromhex("7c2a9e41") + bytes(12) if stage is not Stage.DRAFT else bytes(16)
    at = int(time.time())
    made = Payment(ID, bytes(32), stage, b"psbt", bytes.fromhex(TXID)[::-1], at - 20, at - 18, request)
    return replace(made, **changes)


def signing(state: State, found: Payment, progress: Progress | None = None, shown_draft: Draft | None = None) -> Window:
    known = ((found.id, progress),) if progress else ()
    shown, page = send(replace(state, payments=(found,), signing=known))
    page._show_signing(found, shown_draft or draft(), NAMES)
    return shown


def at(**seconds: float) -> Progress:
    """Events so many seconds ago."""
    now = time.time()
    times = {"begun": 15.3, "shown": 15.2, **seconds}
    return replace(Progress(0.0), **{name: now - ago for name, ago in times.items()})  # type: ignore[arg-type]


@scene("signing-asking")
def asking() -> QWidget:
    return signing(usual(), payment(Stage.DRAFT), at(begun=0.3, shown=0.2))


@scene("signing-waiting")
def waiting() -> QWidget:
    return signing(usual(), payment(Stage.ASKED), at(read=15.0, asked=14.4))


@scene("signing-practice")
def waiting_in_practice() -> QWidget:
    state = asked(everyday())
    found = payment(Stage.ASKED, request=bytes.fromhex("5f" * 16))
    return signing(state, found, at(read=15.0, asked=14.4))


@scene("signing-silent")
def co_signer_silent() -> QWidget:
    state = with_cosigner(usual(), seen=time.time() - 9.2)
    return signing(state, payment(Stage.ASKED), at(read=30.0, asked=29.0))


@scene("signing-gone")
def co_signer_gone() -> QWidget:
    error = LinkError("the co-signer does not answer", "silent")
    return signing(silent(usual()), payment(Stage.ASKED), at(read=100, asked=99, stopped=2).ended(time.time(), error))


@scene("signing-together")
def both() -> QWidget:
    return signing(usual(), payment(Stage.SIGNING), at(read=15.0, asked=14.4, allowed=0.1))


@scene("signing-refused")
def refused() -> QWidget:
    error = Refused("the co-signer refused: I did not start this", "refused")
    found = payment(Stage.ENDED, kind="refused", reason=error.message)
    return signing(usual(), found, at(read=15.0, asked=14.4).ended(time.time(), error))


@scene("signing-taken-back")
def taken_back() -> QWidget:
    found = payment(Stage.ENDED, kind="cancelled", reason="taken back on this computer")
    return signing(usual(), found, at(read=15.0, asked=14.4).ended(time.time(), Refused("taken back", "cancelled")))


@scene("signing-mismatch")
def mismatch() -> QWidget:
    error = PeerFault("the co-signer read another payment than this computer shows; nothing was signed", "task")
    return signing(usual(), payment(Stage.DRAFT), at().ended(time.time(), error))


@scene("signing-locked")
def blocked() -> QWidget:
    error = KeyBlocked("this key is locked", "locked")
    return signing(locked(usual()), payment(Stage.ASKED), at(read=15.0).ended(time.time(), error))


@scene("signing-full")
def full_desk() -> QWidget:
    error = Refused("five requests already wait on the co-signer; decide those first", "too_many")
    return signing(usual(), payment(Stage.DRAFT), at().ended(time.time(), error))


@scene("signing-not-sent")
def no_server() -> QWidget:
    error = LinkError("the server ssl://electrum.nas.lan:50002 does not answer", "server")
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0).ended(time.time(), error)
    return signing(usual(), payment(Stage.SIGNED), progress)


@scene("signing-rejected")
def rejected() -> QWidget:
    text = "the network refused this transaction: missingorspent; a coin it spends is gone; sync and draft it again"
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0)
    return signing(usual(), payment(Stage.SIGNED), progress.ended(time.time(), BadInput(text, "rejected")))


@scene("signing-unfinished")
def not_finished() -> QWidget:
    return signing(usual(), payment(Stage.DRAFT))


@scene("signing-sent")
def sent() -> QWidget:
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0).ended(time.time())
    return signing(usual(), payment(Stage.SENT), progress)
