"""Send in every state: the form, its pages, the review, and each way that signing together can go."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.controller.drafting import Draft, NotEnough
from app.desktop.formats.payments_csv import Line
from app.desktop.model.payment_progress import PaymentProgress
from app.desktop.model.state import State, TransactionView
from app.desktop.pages.send.page import SendPage
from app.desktop.window import MainWindow
from core.approval.rules.rule import RuleSays, Verdict
from core.bitcoin.caution import Caution
from core.errors import (
    BadInput,
    BlockKind,
    FaultKind,
    InputKind,
    KeyBlocked,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    UnripeCoin,
)
from core.wallet.address_book import Contact
from core.wallet.payment import Payment
from core.wallet.payment_status import PaymentStatus
from core.wallet.results import Recipient, Review
from tests.screenshots.scenes import scene
from tests.screenshots.wallet import (
    asked,
    everyday,
    immature,
    locked,
    own_address,
    practice,
    silent,
    txid,
    unseen,
    window,
    with_cosigner,
)

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
        fee_rate=6,
        spent=1_491_248,
        inputs=2,
        foreign_inputs=0,
        warnings=(),
        asks=True,
    )
    return replace(found, **changes)


RULES = (
    RuleSays("per-day", "2000000", Verdict.SILENT, None),
    RuleSays("ask-above", "1000000", Verdict.ASK, Caution.ASK_ABOVE),
    RuleSays("approve-below", "50000", Verdict.SILENT, None),
    RuleSays("wait", "30", Verdict.SILENT, None),
)
FORBIDDEN = (RuleSays("max-payment", "1000000", Verdict.REFUSE, Caution.MAX_PAYMENT), *RULES)
RAISED = "70110b2a" + "5c" * 28  # a payment that waits
NAMES = {VELO: "Velo Nord, bicycle", MARTA: "Marta, her share"}


def draft(**changes: Any) -> Draft:
    return Draft(b"psbt", review(**changes), None, 5, None, NAMES)


def send(state: State, what: Any = None) -> tuple[MainWindow, SendPage]:
    shown = window(state, "send", what)
    page = shown.page
    assert isinstance(page, SendPage)
    return shown, page


def filled(state: State, *lines: Line) -> tuple[MainWindow, SendPage]:
    """The form with recipients, drafted."""
    shown, page = send(state)
    form = page.form
    form.take_lines(lines or (Line(VELO, 1_400_000, "Velo Nord, bicycle"), Line(MARTA, 90_000, "Marta, her share")))
    for person in form.people:
        person.address_source = "Pasted from the clipboard"
    answered(page, draft())
    return shown, page


def answered(page: SendPage, found: Draft) -> None:
    """As if the draft were done."""
    form = page.form
    form.pause.stop()
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
    form.pause.stop()
    form.review()
    return shown


@scene("send-short")
def not_enough() -> QWidget:
    shown, page = send(usual())
    form = page.form
    form.take_lines([Line(VELO, 250_000_000, "Velo Nord, a shop")])
    form.pause.stop()
    form._asked = form.wish()
    form._not(NotEnough("not enough funds", 0, 19_876_543))
    return shown


@scene("send-unripe")
def unripe() -> QWidget:
    """A coin that was chosen was mined and cannot be spent yet."""
    state = immature(usual())
    shown, page = send(state, ("coins", [state.coins[0].outpoint]))
    form = page.form
    form.take_lines([Line(VELO, 1_400_000, "Velo Nord, a shop")])
    form.pause.stop()
    form._asked = form.wish()
    form._not(UnripeCoin("the coin can be spent later", block=925_456))
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
    state = usual(payments=(payment(PaymentStatus.ASKED),))
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
    page.form.pause.stop()
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
def reviewed(state: State, found: Draft, title: str = "Review", origin: str = "form") -> MainWindow:
    shown, page = send(state)
    to_review(page, found, title, origin)
    return shown


def to_review(page: SendPage, found: Draft, title: str = "Review", origin: str = "form") -> None:
    page._review(found, NAMES, title, origin)


@scene("review")
def first_time() -> QWidget:
    return reviewed(usual(), draft())


@scene("review-rules")
def by_rules() -> QWidget:
    return reviewed(usual(), draft(rules=RULES))


@scene("review-forbidden")
def forbidden() -> QWidget:
    return reviewed(usual(), draft(rules=FORBIDDEN, refused=(Caution.MAX_PAYMENT,)))


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
    found = draft(recipients=people, warnings=codes, fee=300_000, fee_rate=120, foreign_inputs=1)
    return reviewed(usual(), replace(found, last_rate=6), "Opened PSBT", "psbt")


@scene("review-many")
def review_many() -> QWidget:
    people = tuple(
        Recipient(own_address(1000 + i), own_address(1000 + i), 10_000 * (1 + i % 7), i < 4, None) for i in range(9)
    )
    return reviewed(usual(), draft(recipients=people))


def salaries(many: int) -> tuple[Recipient, ...]:
    """As many people, and one of them looks like somebody known."""
    people = [
        Recipient(own_address(1000 + i), own_address(1000 + i), 10_000 * (1 + i % 7), i < 4, None) for i in range(many)
    ]
    people[-1] = replace(people[-1], looks_like=MARTA)
    return tuple(people)


@scene("review-hundreds")
def review_hundreds() -> QWidget:
    return reviewed(usual(), draft(recipients=salaries(300), spent=11_940_000))


@scene("review-self")
def review_self() -> QWidget:
    mine = ((own_address(12), 250_000),)
    return reviewed(usual(), draft(recipients=(), to_self=mine, change=1_749_438, fee=562, spent=562, fee_rate=4))


@scene("review-call-off")
def review_called_off() -> QWidget:
    title = "Call a payment off: its coins come back to this wallet"
    spent = {"fee": 562, "spent": 562, "fee_rate": Decimal("5.1"), "replaces": (RAISED,), "fee_more": 421}
    found = draft(recipients=(), change=1_999_438, **spent)
    return reviewed(usual(), found, title, "history")


@scene("review-raise")
def raised() -> QWidget:
    found = draft(fee=4_100, fee_rate=Decimal("19.7"), replaces=(RAISED,), fee_more=2_852)
    return reviewed(usual(), found, "Raise the fee", "history")


@scene("review-unshown")
def beside_unshown() -> QWidget:
    """A payment was sent before, and the server does not show it."""
    return reviewed(unseen(usual()), draft(unshown=(RAISED,)))


@scene("review-silent")
def review_silent() -> QWidget:
    return reviewed(silent(usual()), draft())


@scene("review-locked")
def review_locked() -> QWidget:
    return reviewed(locked(usual()), draft())


# ------------------------------------------------------------------ signing together
def payment(stage: PaymentStatus, **changes: Any) -> Payment:
    request = bytes.fromhex("7c2a9e41") + bytes(12) if stage is not PaymentStatus.DRAFT else bytes(16)
    at = int(time.time())
    made = Payment(ID, bytes(32), stage, b"psbt", bytes.fromhex(TXID)[::-1], at - 20, at - 18, request)
    return replace(made, **changes)


def signing(
    state: State, found: Payment, progress: PaymentProgress | None = None, shown_draft: Draft | None = None
) -> MainWindow:
    known = ((found.id, progress),) if progress else ()
    shown, page = send(replace(state, payments=(found,), signing=known))
    to_sign(page, found, shown_draft or draft())
    return shown


def to_sign(page: SendPage, found: Payment, shown_draft: Draft) -> None:
    page._show_signing(found, shown_draft, NAMES)


def at(**seconds: float) -> PaymentProgress:
    """Events so many seconds ago."""
    now = time.time()
    times = {"begun": 15.3, "shown": 15.2, **seconds}
    return replace(PaymentProgress(0.0), **{name: now - ago for name, ago in times.items()})  # type: ignore[arg-type]


@scene("signing-asking")
def asking() -> QWidget:
    return signing(usual(), payment(PaymentStatus.DRAFT), at(begun=0.3, shown=0.2))


@scene("signing-waiting")
def waiting() -> QWidget:
    return signing(usual(), payment(PaymentStatus.ASKED), at(read=15.0, asked=14.4))


@scene("signing-silence")
def nobody_is_asked() -> QWidget:
    return signing(usual(), payment(PaymentStatus.DRAFT), replace(at(), unasked=time.time() + 12 * 60))


@scene("signing-countdown")
def counting_down() -> QWidget:
    done = replace(at(read=95.0, asked=94.4, allowed=10.0), ready=time.time() + 29 * 60)
    return signing(usual(), payment(PaymentStatus.ASKED), done)


@scene("signing-practice")
def waiting_in_practice() -> QWidget:
    state = asked(everyday())
    found = payment(PaymentStatus.ASKED, request=bytes.fromhex("5f" * 16))
    return signing(state, found, at(read=15.0, asked=14.4))


@scene("signing-silent")
def co_signer_silent() -> QWidget:
    state = with_cosigner(usual(), seen=time.time() - 9.2)
    return signing(state, payment(PaymentStatus.ASKED), at(read=30.0, asked=29.0))


@scene("signing-gone")
def co_signer_gone() -> QWidget:
    error = LinkError("the co-signer does not answer", LinkKind.SILENT)
    return signing(
        silent(usual()), payment(PaymentStatus.ASKED), at(read=100, asked=99, stopped=2).ended(time.time(), error)
    )


@scene("signing-together")
def both() -> QWidget:
    return signing(usual(), payment(PaymentStatus.SIGNING), at(read=15.0, asked=14.4, allowed=0.1))


@scene("signing-refused")
def refused() -> QWidget:
    error = Refused("the co-signer refused: “I did not start this”", RefusalKind.REFUSED, "I did not start this")
    found = payment(PaymentStatus.ENDED, kind="refused", reason=error.said)
    return signing(usual(), found, at(read=15.0, asked=14.4).ended(time.time(), error))


@scene("signing-taken-back")
def taken_back() -> QWidget:
    found = payment(PaymentStatus.ENDED, kind="cancelled")
    return signing(
        usual(), found, at(read=15.0, asked=14.4).ended(time.time(), Refused("taken back", RefusalKind.CANCELLED))
    )


@scene("signing-mismatch")
def mismatch() -> QWidget:
    error = PeerFault("the co-signer read another payment than this computer shows; nothing was signed", FaultKind.TASK)
    return signing(usual(), payment(PaymentStatus.DRAFT), at().ended(time.time(), error))


def kept(state: State, found: Payment, shown_draft: Draft) -> MainWindow:
    """A payment that was opened from where it is listed."""
    shown, page = send(replace(state, payments=(found,)))
    page._show_signing(found, shown_draft, {})
    return shown


@scene("signing-refused-raise")
def refused_raise() -> QWidget:
    found = payment(PaymentStatus.ENDED, kind="refused", reason="too dear", replaces=(bytes.fromhex(txid(45))[::-1],))
    return kept(usual(), found, draft(fee=4_100, fee_rate=19.7))


@scene("send-again")
def refused_and_changed() -> QWidget:
    shown = kept(usual(), payment(PaymentStatus.ENDED, kind="refused", reason="not so dear"), draft())
    assert isinstance(shown.page, SendPage)
    shown.page._go_way("change")
    return shown


@scene("signing-locked")
def blocked() -> QWidget:
    error = KeyBlocked("this key is locked", BlockKind.LOCKED)
    return signing(locked(usual()), payment(PaymentStatus.ASKED), at(read=15.0).ended(time.time(), error))


@scene("signing-full")
def full_desk() -> QWidget:
    error = Refused("five requests already wait on the co-signer; decide those first", RefusalKind.TOO_MANY)
    return signing(usual(), payment(PaymentStatus.DRAFT), at().ended(time.time(), error))


@scene("signing-not-sent")
def no_server() -> QWidget:
    error = LinkError("the server ssl://electrum.nas.lan:50002 does not answer", LinkKind.SERVER)
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0).ended(time.time(), error)
    return signing(usual(), payment(PaymentStatus.SIGNED), progress)


@scene("signing-rejected")
def rejected() -> QWidget:
    text = "the network refused this transaction: missingorspent; a coin it spends is gone; sync and draft it again"
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0)
    return signing(
        usual(), payment(PaymentStatus.SIGNED), progress.ended(time.time(), BadInput(text, InputKind.REJECTED))
    )


@scene("signing-unfinished")
def not_finished() -> QWidget:
    return signing(usual(), payment(PaymentStatus.DRAFT))


@scene("signing-sent")
def sent() -> QWidget:
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0).ended(time.time())
    return signing(usual(), payment(PaymentStatus.SENT), progress)


def seen(**changes: Any) -> TransactionView:
    """The payment, as the chain tells of it."""
    return replace(TransactionView(TXID, -1_491_248, 1_248, None, None), **changes)


@scene("signing-sent-not-shown")
def sent_and_not_shown() -> QWidget:
    state = usual()
    state = replace(state, history=(seen(shown=False), *state.history), looked=True)
    return signing(state, payment(PaymentStatus.SENT))


@scene("signing-replaced")
def sent_and_replaced() -> QWidget:
    return signing(replace(usual(), looked=True), payment(PaymentStatus.SENT))


CONFLICT = BadInput(
    "another payment of this wallet, 70110b2a, was sent from the same coins, and this one would take its place; give "
    "this one up, or raise the fee of the other",
    InputKind.CONFLICT,
)


@scene("signing-conflict")
def signed_and_conflicting() -> QWidget:
    progress = at(read=15.0, asked=14.4, allowed=3.1, signed=3.0, sending=3.0).ended(time.time(), CONFLICT)
    return signing(usual(), payment(PaymentStatus.SIGNED), progress)


@scene("signing-conflict-unsigned")
def conflicting() -> QWidget:
    return signing(usual(), payment(PaymentStatus.ASKED), at(read=15.0, asked=14.4).ended(time.time(), CONFLICT))
