"""How the signing of a payment stands, in words: each deed, and who does it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.desktop.model.payment_progress import PaymentProgress
from app.desktop.model.state import State, TransactionView
from app.desktop.parts.health import SILENT
from app.desktop.text import format
from app.desktop.text.sentences import sentence, whole
from app.desktop.widgets import StepView
from core.errors import BadInput, FaultKind, InputKind, LinkError, PeerFault, RefusalKind, Refused

if TYPE_CHECKING:
    from core.wallet.api import Payment

translate = QCoreApplication.translate

DIGITS = 8  # of a request's id: enough to type, and to tell it from all others
NO = ("refused", "cancelled", "expired", "given_up")


SIGNED = 3  # the deed in which both sign


def silent_for(state: State, progress: PaymentProgress, now: float) -> float:
    """Seconds for which the co-signer has said nothing while it is waited for; 0 while it answers."""
    if not progress.running or progress.signed:
        return 0.0
    last = max(state.cosigner.seen, progress.read, progress.asked, progress.begun)
    away = now - last
    return away if away > SILENT or progress.lost or state.cosigner.online is False else 0.0


def steps(payment: Payment, progress: PaymentProgress, state: State, now: float) -> list[StepView]:
    """The five deeds, each with who does it."""
    status, failed = payment.status, _failed(payment, progress)
    silent = silent_for(state, progress, now)
    read = bool(progress.read) or status.was_asked or bool(request_name(payment))
    allowed = bool(progress.allowed) or status.was_allowed
    signed = bool(progress.signed) or status.is_signed
    done = [True, read, allowed, signed, status.is_sent]
    row = row_of(payment, state)
    titles = _titles(done, progress, payment, there=row.shown if row else not state.looked)
    who = ["computer", "cosigner", "cosigner", "both", "network"]
    times = [
        "",
        _took(progress.begun, progress.read),
        _took(progress.asked, progress.allowed),
        _took(progress.allowed, progress.signed),
        "",
    ]
    at = done.index(False) if False in done else len(done)
    found = []
    for number, title in enumerate(titles):
        step = StepView(title, "done" if number < at else "todo", who=who[number] if number < 4 else "computer")
        if number < at:
            step = replace(step, time=times[number])
        found.append(step)
    if at < len(found):
        found[at] = _current(found[at], at, progress, failed, silent, now)
    if read and at >= 2:
        found[1] = replace(found[1], detail=translate("SendSigning", "Same amounts, addresses and fee as here"))
    return found


def todo(asks: bool) -> list[StepView]:
    """The deeds before anything is asked."""
    third = (
        translate("SendSigning", "A person says yes there") if asks else translate("SendSigning", "Its rules allow it")
    )
    return [
        StepView(translate("SendSigning", "This computer reads the payment and asks"), "now", who="computer"),
        StepView(translate("SendSigning", "The co\u2011signer reads the payment itself"), who="cosigner"),
        StepView(third, who="cosigner"),
        StepView(translate("SendSigning", "Both sign together"), who="both"),
        StepView(translate("SendSigning", "The network gets it"), who="computer"),
    ]


def _titles(done: list[bool], progress: PaymentProgress, payment: Payment, there: bool) -> list[str]:
    has = translate("SendSigning", "The network has it") if there else translate("SendSigning", "Handed to the network")
    asked = progress.asked or not done[2]
    refused = payment.status.is_over and payment.kind == RefusalKind.REFUSED
    return [
        translate("SendSigning", "This computer read the payment and asked"),
        translate("SendSigning", "The co\u2011signer read the same payment itself")
        if done[1]
        else translate("SendSigning", "The co\u2011signer reads the payment itself"),
        translate("SendSigning", "Refused by the co\u2011signer")
        if refused
        else (translate("SendSigning", "Approved at the co\u2011signer") if asked else _allowed())
        if done[2]
        else translate("SendSigning", "A person says yes at the co\u2011signer"),
        translate("SendSigning", "Signed together") if done[3] else translate("SendSigning", "Both sign together"),
        has if done[4] else translate("SendSigning", "The network gets it"),
    ]


def row_of(payment: Payment, state: State) -> TransactionView | None:
    """Its line in History."""
    return next((row for row in state.history if row.txid == payment.name), None)


def _allowed() -> str:
    return translate("SendSigning", "Within the co\u2011signer's rules, nobody was asked")


def _current(
    step: StepView, number: int, progress: PaymentProgress, failed: str, silent: float, now: float
) -> StepView:
    """The step that it has come to: failed and why, waited for and since when, or under way."""
    if failed:
        return replace(step, state="failed", detail=failed)
    if not progress.running:
        return replace(step, state="waiting")
    if silent:
        return replace(step, state="waiting", time=format.took(silent))  # the headline says it
    if progress.unasked > now:
        left = format.took(progress.unasked - now)
        row = translate(
            "SendSigning",
            "Several requests were refused in a row. It asks again in {0}, or when a person there wants to.",
        )
        day = translate("SendSigning", "It has asked as often as it does in 24 hours. It asks again in {0}.")
        return replace(step, state="waiting", detail=(day if progress.worn else row).format(left))
    if number == 2 and progress.asked:
        since = now - progress.asked
        asked = translate("SendSigning", "Asked {0}. The request lasts 24 hours.").format(format.ago(since))
        return replace(step, state="waiting", detail=asked, time=format.took(since))
    if number == SIGNED and progress.ready > now:
        left = format.took(progress.ready - now)
        stop = translate(
            "SendSigning", "By your rules it is signed in {0}. Until then the co\u2011signer can refuse it."
        )
        return replace(step, state="waiting", detail=stop.format(left))
    return replace(step, state="now")


def how(payment: Payment, progress: PaymentProgress, state: State) -> str:
    """What a person types on the co-signer to approve it, while that is waited for; empty in practice."""
    status, request = payment.status, request_name(payment)
    waits = status.was_asked and not status.was_allowed and not conflicts(progress)
    if progress.running:
        waits = waits and bool(progress.asked) and not progress.allowed  # else its rules may allow it in a moment
    return f"tandem-cosigner approve {request}" if waits and request and not state.practice else ""


def conflicts(progress: PaymentProgress) -> bool:
    """Whether another payment was sent from its coins: a yes would help nobody then."""
    error = progress.error
    return isinstance(error, BadInput) and error.kind == InputKind.CONFLICT


def request_name(payment: Payment) -> str:
    """The beginning of the co-signer's id for it, as both show it; empty before there is one."""
    return payment.request.hex()[:DIGITS] if payment.request != bytes(16) else ""


def silence(state: State, seconds: float) -> str:
    """Who is silent, and since when."""
    text = translate("SendSigning", "The co\u2011signer has not answered for {0}.").format(format.took(seconds))
    if state.cosigner.seen:
        seen = format.clock(datetime.fromtimestamp(state.cosigner.seen))
        text += " " + translate("SendSigning", "It was last seen {0}.").format(seen)
    return text


def _took(begun: float, ended: float) -> str:
    return format.took(ended - begun) if begun and ended >= begun else ""


def _failed(payment: Payment, progress: PaymentProgress) -> str:
    """Why the step it has come to failed, where it did; waiting is no failure."""
    if payment.status.is_over:
        if payment.kind == RefusalKind.CANCELLED:
            return translate("SendSigning", "Taken back on this computer.")
        if payment.kind == RefusalKind.GIVEN_UP:
            return translate("SendSigning", "Given up on this computer.")
        if payment.kind == RefusalKind.EXPIRED:
            return translate("SendSigning", "Nobody decided in 24 hours.")
        return whole(reason(payment))
    error = progress.error
    if error is None or progress.running or payment.status.is_sent or isinstance(error, LinkError):
        return ""
    if isinstance(error, PeerFault) and error.kind == FaultKind.TASK:
        return translate("SendSigning", "It read another payment than this computer shows.")
    return sentence(error)


def reason(payment: Payment) -> str:
    """What the co-signer's person typed, in quotation marks; else that it was refused."""
    if not payment.reason:
        return sentence(Refused("the co-signer refused"))
    return translate("SendSigning", "“{0}”").format(payment.reason)
