"""How the signing of a payment stands, in words: a headline, what it came to and the ways on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.desktop.model.payment_progress import PaymentProgress
from app.desktop.model.state import State
from app.desktop.pages.send.steps import conflicts, row_of, silence, silent_for
from app.desktop.parts import health
from app.desktop.text.sentences import sentence
from app.desktop.widgets import Tone
from core.errors import BadInput, FaultKind, InputKind, KeyBlocked, LinkError, PeerFault, RefusalKind, Refused

if TYPE_CHECKING:
    from core.wallet.api import Payment

translate = QCoreApplication.translate

HISTORY, OLD, CHANGE, ANEW, AGAIN, BACK, EXPORT, GIVE_UP, COSIGNER, SETTINGS = (
    "history",
    "old",
    "change",
    "anew",
    "again",
    "take_back",
    "export",
    "give_up",
    "cosigner",
    "settings",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the page says. `ways`: keys of what can be done, the first one is the main one if `main`."""

    title: str
    text: str
    tone: Tone = "info"
    notice: str = ""  # title of a notice, with `note` below it; empty for none
    note: str = ""
    ways: tuple[str, ...] = ()
    main: bool = False
    left: bool = True  # this computer has agreed
    right: bool = False  # the co-signer has
    joined: bool = False


def standing(payment: Payment, progress: PaymentProgress, state: State, now: float) -> Standing:
    """Headline, notice and ways on, for wherever a payment is."""
    if payment.status.is_sent:
        return replace(_sent(payment, state), right=True, joined=True)
    if payment.status.is_over:
        return _ended(payment)
    if payment.status.is_signed:
        return _signed(progress)
    if progress.running:
        return _running(payment, progress, state, now)
    return _stopped(payment, progress, state, now)


def _sent(payment: Payment, state: State) -> Standing:
    """What the chain says of it, as of the last sync."""
    title = translate("SendSigning", "Sent")
    text = translate("SendSigning", "The network has it. It is settled once it is in a block.")
    row = row_of(payment, state)
    if row is None and state.looked:
        return Standing(
            translate("SendSigning", "Sent, and replaced since"),
            translate("SendSigning", "The chain does not show this payment any more."),
            "warn",
            translate("SendSigning", "It was not paid by this transaction"),
            translate("SendSigning", "Another payment took its coins. See History before you pay again."),
            (HISTORY, ANEW),
            main=True,
        )
    if row is not None and not row.shown:
        return Standing(
            title,
            translate("SendSigning", "It was handed to the network."),
            "warn",
            translate("SendSigning", "This server does not show it"),
            translate("SendSigning", "It may still arrive. Send it again from History; do not pay the same twice."),
            (HISTORY,),
            main=True,
        )
    return Standing(title, text, ways=(HISTORY, ANEW), main=True)


def _ended(payment: Payment) -> Standing:
    """A replacement that came to nothing leads back to what it was to replace: that one still pays."""
    found = _over(payment)
    if not payment.replaces:
        return found
    note = translate("SendSigning", "The payment that it was to replace stays as it is: do not pay the same again.")
    ways = tuple(OLD if way == CHANGE else way for way in found.ways if way != ANEW)
    return replace(found, note=f"{found.note} {note}".strip(), ways=ways)


def _over(payment: Payment) -> Standing:
    nothing = translate("SendSigning", "Nothing was signed")
    free = translate("SendSigning", "No coins are locked.")
    if payment.kind == RefusalKind.GIVEN_UP:
        return Standing(
            translate("SendSigning", "Given up"),
            translate("SendSigning", "It was signed, and this computer does not send it any more."),
            "warn",
            translate("SendSigning", "A signed copy can still be sent"),
            translate("SendSigning", "Whoever has one can. To rule that out, spend the same coins."),
            (CHANGE,),
            main=True,
        )
    if payment.kind == RefusalKind.REFUSED:
        note = translate(
            "SendSigning", "If you did not start this payment, look at the co\u2011signer before you pay again."
        )
        title, text = (
            translate("SendSigning", "The co\u2011signer refused"),
            translate("SendSigning", "A person said no there."),
        )
        return Standing(title, text, "danger", nothing, f"{free} {note}", (CHANGE, COSIGNER), main=True)
    if payment.kind == RefusalKind.EXPIRED:
        title, text = (
            translate("SendSigning", "The request has expired"),
            translate("SendSigning", "Nobody decided in 24 hours."),
        )
        return Standing(title, text, "warn", nothing, free, (CHANGE, COSIGNER), main=True)
    text = translate("SendSigning", "You took it back on this computer.")
    return Standing(
        translate("SendSigning", "Taken back"), text, "info", nothing, free, (CHANGE, ANEW), main=True, left=False
    )


def _signed(progress: PaymentProgress) -> Standing:
    return replace(_by_both(progress), right=True, joined=True)


def _by_both(progress: PaymentProgress) -> Standing:
    error, ways = progress.error, (AGAIN, EXPORT)
    if progress.running:
        return Standing(
            translate("SendSigning", "Signed together"), translate("SendSigning", "The network gets it now.")
        )
    if isinstance(error, BadInput) and error.kind == InputKind.UNSIGNED:
        return Standing(
            translate("SendSigning", "Your part is signed"),
            translate("SendSigning", "Others still have to sign what is theirs."),
            "info",
            translate("SendSigning", "Hand the PSBT on"),
            translate("SendSigning", "Save it for them. Whoever signs last sends it."),
            (EXPORT, GIVE_UP),
            main=True,
        )
    if isinstance(error, BadInput) and error.kind == InputKind.REJECTED:
        note = translate("SendSigning", "It stays signed. Try again, or give it up and make another.")
        moved, refused = (
            translate("SendSigning", "No coins have moved"),
            translate("SendSigning", "The network refused it"),
        )
        return Standing(refused, translate("SendSigning", "Both have signed."), "danger", moved, note, (*ways, GIVE_UP))
    if error is not None and conflicts(progress):
        unsent = translate("SendSigning", "It is not sent")
        text = translate("SendSigning", "Both have signed. The network does not know it yet.")
        return Standing(_taken(), text, "danger", unsent, sentence(error), (GIVE_UP, HISTORY, AGAIN))
    why = sentence(error) if error else translate("SendSigning", "No server has taken it yet.")
    note = translate(
        "SendSigning", "It is sent as soon as one answers. You may close Tandem; it goes on at the next start."
    )
    text = translate("SendSigning", "Both have signed. The network does not know it yet.")
    return Standing(translate("SendSigning", "Signed, not sent yet"), text, "warn", why, note, (*ways, SETTINGS))


def _running(payment: Payment, progress: PaymentProgress, state: State, now: float) -> Standing:
    silent = silent_for(state, progress, now)
    ways = (BACK,) if payment.status.is_ours_to_end else ()
    if silent:
        note = translate("SendSigning", "It goes on by itself when the co\u2011signer answers. Nothing is signed yet.")
        title = translate("SendSigning", "The co\u2011signer is silent")
        return Standing(title, silence(state, silent), "warn", note, ways=ways)
    if progress.unasked > now:
        text = translate("SendSigning", "This payment waits here and goes on by itself. Nothing is signed yet.")
        title = translate("SendSigning", "The co\u2011signer asks nobody at present")
        return Standing(title, text, ways=ways)
    if progress.ready > now:
        text = translate("SendSigning", "Your rules give time to stop it. After that it is signed by itself.")
        title = translate("SendSigning", "Approved, and not signed yet")
        return Standing(title, text, ways=ways)
    if progress.allowed:
        text = translate("SendSigning", "Both work on it now; it takes a moment.")
        return Standing(translate("SendSigning", "Signing together"), text, right=True)
    if progress.asked:
        text = translate("SendSigning", "It is on\u2011line and wants a yes there.")
        return Standing(translate("SendSigning", "Waiting for a person at the co\u2011signer"), text, ways=ways)
    text = translate("SendSigning", "It reads the payment itself and compares.")
    return Standing(translate("SendSigning", "The co\u2011signer reads the payment"), text, ways=ways)


def _stopped(payment: Payment, progress: PaymentProgress, state: State, now: float) -> Standing:
    error, asked = progress.error, payment.status.was_asked
    nothing = translate("SendSigning", "Nothing is signed.")
    if error is None:
        text = (
            translate("SendSigning", "The co\u2011signer has it on its desk.")
            if asked
            else translate("SendSigning", "The co\u2011signer has not seen it yet.")
        )
        title = translate("SendSigning", "Not finished")
        return Standing(title, text, ways=(AGAIN, BACK, EXPORT), main=True, left=asked)
    if isinstance(error, PeerFault) and error.kind == FaultKind.TASK:
        return Standing(
            translate("SendSigning", "The two read different payments"),
            nothing,
            "danger",
            translate("SendSigning", "Do not try again yet"),
            translate("SendSigning", "First find out why: this computer or the co\u2011signer may be under attack."),
            (BACK, COSIGNER),
        )
    if isinstance(error, PeerFault):
        title, text = (
            translate("SendSigning", "A check failed"),
            translate("SendSigning", "The other side broke the rules."),
        )
        return Standing(title, text, "danger", nothing, _log(), (BACK, COSIGNER, AGAIN))
    if isinstance(error, KeyBlocked):
        return _blocked(error, state, now)
    if isinstance(error, LinkError):
        title = translate("SendSigning", "The co\u2011signer does not answer")
        note = translate("SendSigning", "It goes on by itself when the co\u2011signer is back. Nothing is signed yet.")
        return Standing(title, health.silence(state.cosigner, now), "warn", note, "", (AGAIN, BACK, EXPORT))
    if isinstance(error, Refused):
        title = translate("SendSigning", "The co\u2011signer cannot take it now")
        return Standing(title, nothing, ways=(AGAIN, BACK, COSIGNER))
    if conflicts(progress):
        unsigned = translate("SendSigning", "It is not signed")
        return Standing(_taken(), nothing, "warn", unsigned, sentence(error), (BACK, HISTORY, AGAIN))
    return Standing(translate("SendSigning", "It stopped"), nothing, ways=(AGAIN, BACK, EXPORT))


def _taken() -> str:
    return translate("SendSigning", "Another payment took its coins")


def _log() -> str:
    return translate("SendSigning", "Look at the log of the co\u2011signer before you try again.")


def _blocked(error: KeyBlocked, state: State, now: float) -> Standing:
    found = health.trouble(state, now)
    title, note = (found.title, found.text) if found else (sentence(error), "")
    text = translate("SendSigning", "This key cannot sign now. Nothing is signed.")
    return Standing(
        translate("SendSigning", "The key is blocked"), text, "danger", title, note, (COSIGNER, BACK, AGAIN), True
    )
