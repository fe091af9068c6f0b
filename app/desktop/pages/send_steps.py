"""How the signing of a payment stands, in words: steps, a headline, what it came to and the ways on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.desktop import format
from app.desktop.pages import health
from app.desktop.pages.health import SILENT
from app.desktop.progress import Progress
from app.desktop.sentences import sentence, whole
from app.desktop.state import State
from app.desktop.widgets import Step, Tone
from core.errors import BadInput, KeyBlocked, LinkError, PeerFault, Refused

if TYPE_CHECKING:
    from core.wallet import Payment

translate = QCoreApplication.translate

HISTORY, CHANGE, ANEW, AGAIN, BACK, EXPORT, GIVE_UP, COSIGNER, SETTINGS = (
    "history",
    "change",
    "anew",
    "again",
    "take_back",
    "export",
    "give_up",
    "cosigner",
    "settings",
)
NO = ("refused", "cancelled", "expired", "given_up")


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


def silent_for(state: State, progress: Progress, now: float) -> float:
    """Seconds for which the co-signer has said nothing while it is waited for; 0 while it answers."""
    if not progress.running or progress.signed:
        return 0.0
    last = max(state.cosigner.seen, progress.read, progress.asked, progress.begun)
    away = now - last
    return away if away > SILENT or progress.lost or state.cosigner.online is False else 0.0


def steps(payment: Payment, progress: Progress, state: State, now: float) -> list[Step]:
    """The five deeds, each with who does it."""
    stage, failed = payment.stage.name, _failed(payment, progress)
    silent = silent_for(state, progress, now)
    read = bool(progress.read) or stage in ("ASKED", "SIGNING", "SIGNED", "SENT") or payment.request != bytes(16)
    allowed = bool(progress.allowed) or stage in ("SIGNING", "SIGNED", "SENT")
    signed = bool(progress.signed) or stage in ("SIGNED", "SENT")
    done = [True, read, allowed, signed, stage == "SENT"]
    titles = _titles(done, progress, payment)
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
        step = Step(title, "done" if number < at else "todo", who=who[number] if number < 4 else "computer")
        if number < at:
            step = replace(step, time=times[number])
        found.append(step)
    if at < len(found):
        found[at] = _current(found[at], at, progress, failed, silent, now)
    if read and at >= 2:
        found[1] = replace(found[1], detail=translate("Signing", "Same amounts, addresses and fee as here"))
    return found


def todo(asks: bool) -> list[Step]:
    """The deeds before anything is asked."""
    third = translate("Signing", "A person says yes there") if asks else translate("Signing", "Its rules allow it")
    return [
        Step(translate("Signing", "This computer reads the payment and asks"), "now", who="computer"),
        Step(translate("Signing", "The co\u2011signer reads the payment itself"), who="cosigner"),
        Step(third, who="cosigner"),
        Step(translate("Signing", "Both sign together"), who="both"),
        Step(translate("Signing", "The network gets it"), who="computer"),
    ]


def _titles(done: list[bool], progress: Progress, payment: Payment) -> list[str]:
    asked = progress.asked or not done[2]
    refused = payment.stage.name == "ENDED" and payment.kind == "refused"
    return [
        translate("Signing", "This computer read the payment and asked"),
        translate("Signing", "The co\u2011signer read the same payment itself")
        if done[1]
        else translate("Signing", "The co\u2011signer reads the payment itself"),
        translate("Signing", "Refused by the co\u2011signer")
        if refused
        else (translate("Signing", "Approved at the co\u2011signer") if asked else _allowed())
        if done[2]
        else translate("Signing", "A person says yes at the co\u2011signer"),
        translate("Signing", "Signed together") if done[3] else translate("Signing", "Both sign together"),
        translate("Signing", "The network has it") if done[4] else translate("Signing", "The network gets it"),
    ]


def _allowed() -> str:
    return translate("Signing", "Within the co\u2011signer's rules, nobody was asked")


def _current(step: Step, number: int, progress: Progress, failed: str, silent: float, now: float) -> Step:
    """The step that it has come to: failed and why, waited for and since when, or under way."""
    if failed:
        return replace(step, state="failed", detail=failed)
    if not progress.running:
        return replace(step, state="waiting")
    if silent:
        return replace(step, state="waiting", time=format.took(silent))  # the headline says it
    if number == 2 and progress.asked:
        since = now - progress.asked
        asked = translate("Signing", "Asked {0}. The request lasts 24 hours.").format(format.ago(since))
        return replace(step, state="waiting", detail=asked, time=format.took(since))
    return replace(step, state="now")


def silence(state: State, seconds: float) -> str:
    """Who is silent, and since when."""
    text = translate("Signing", "The co\u2011signer has not answered for {0}.").format(format.took(seconds))
    if state.cosigner.seen:
        seen = format.clock(datetime.fromtimestamp(state.cosigner.seen))
        text += " " + translate("Signing", "It was last seen {0}.").format(seen)
    return text


def _took(begun: float, ended: float) -> str:
    return format.took(ended - begun) if begun and ended >= begun else ""


def _failed(payment: Payment, progress: Progress) -> str:
    """Why the step it has come to failed, where it did; waiting is no failure."""
    if payment.stage.name == "ENDED":
        if payment.kind == "cancelled":
            return translate("Signing", "Taken back on this computer.")
        if payment.kind == "given_up":
            return translate("Signing", "Given up on this computer.")
        if payment.kind == "expired":
            return translate("Signing", "Nobody decided in 24 hours.")
        return whole(reason(payment))
    error = progress.error
    if error is None or progress.running or payment.stage.name == "SENT" or isinstance(error, LinkError):
        return ""
    if isinstance(error, PeerFault) and error.kind == "task":
        return translate("Signing", "It read another payment than this computer shows.")
    return sentence(error)


def reason(payment: Payment) -> str:
    """What the co-signer's person said, in quotation marks."""
    said = payment.reason.partition("refused: ")[2] or payment.reason
    return translate("Signing", "“{0}”").format(said) if said != payment.reason else said


# ------------------------------------------------------------------ how it stands
def standing(payment: Payment, progress: Progress, state: State, now: float) -> Standing:
    """Headline, notice and ways on, for wherever a payment is."""
    match payment.stage.name:
        case "SENT":
            return Standing(
                translate("Signing", "Sent"),
                translate("Signing", "The network has it. It is settled once it is in a block."),
                ways=(HISTORY, ANEW),
                main=True,
                right=True,
                joined=True,
            )
        case "ENDED":
            return _ended(payment)
        case "SIGNED":
            return _signed(progress)
    if progress.running:
        return _running(payment, progress, state, now)
    return _stopped(payment, progress, state, now)


def _ended(payment: Payment) -> Standing:
    nothing = translate("Signing", "Nothing was signed")
    free = translate("Signing", "No coins are locked.")
    if payment.kind == "given_up":
        return Standing(
            translate("Signing", "Given up"),
            translate("Signing", "It was signed, and this computer does not send it any more."),
            "warn",
            translate("Signing", "A signed copy can still be sent"),
            translate("Signing", "Whoever has one can. To rule that out, spend the same coins."),
            (CHANGE,),
            main=True,
        )
    if payment.kind == "refused":
        note = translate(
            "Signing", "If you did not start this payment, look at the co\u2011signer before you pay again."
        )
        title, text = (
            translate("Signing", "The co\u2011signer refused"),
            translate("Signing", "A person said no there."),
        )
        return Standing(title, text, "danger", nothing, f"{free} {note}", (CHANGE, COSIGNER), main=True)
    if payment.kind == "expired":
        title, text = (
            translate("Signing", "The request has expired"),
            translate("Signing", "Nobody decided in 24 hours."),
        )
        return Standing(title, text, "warn", nothing, free, (CHANGE, COSIGNER), main=True)
    text = translate("Signing", "You took it back on this computer.")
    return Standing(
        translate("Signing", "Taken back"), text, "info", nothing, free, (CHANGE, ANEW), main=True, left=False
    )


def _signed(progress: Progress) -> Standing:
    return replace(_by_both(progress), right=True, joined=True)


def _by_both(progress: Progress) -> Standing:
    error, ways = progress.error, (AGAIN, EXPORT)
    if progress.running:
        return Standing(translate("Signing", "Signed together"), translate("Signing", "The network gets it now."))
    if isinstance(error, BadInput) and error.kind == "unsigned":
        return Standing(
            translate("Signing", "Your part is signed"),
            translate("Signing", "Others still have to sign what is theirs."),
            "info",
            translate("Signing", "Hand the PSBT on"),
            translate("Signing", "Save it for them. Whoever signs last sends it."),
            (EXPORT, GIVE_UP),
            main=True,
        )
    if isinstance(error, BadInput) and error.kind == "rejected":
        note = translate("Signing", "It stays signed. Try again, or give it up and make another.")
        moved, refused = translate("Signing", "No coins have moved"), translate("Signing", "The network refused it")
        return Standing(refused, translate("Signing", "Both have signed."), "danger", moved, note, (*ways, GIVE_UP))
    why = sentence(error) if error else translate("Signing", "No server has taken it yet.")
    note = translate(
        "Signing", "It is sent as soon as one answers. You may close Tandem; it goes on at the next start."
    )
    text = translate("Signing", "Both have signed. The network does not know it yet.")
    return Standing(translate("Signing", "Signed, not sent yet"), text, "warn", why, note, (*ways, SETTINGS))


def _running(payment: Payment, progress: Progress, state: State, now: float) -> Standing:
    silent = silent_for(state, progress, now)
    ways = (BACK,) if payment.stage.name in ("DRAFT", "ASKED") else ()
    if silent:
        note = translate("Signing", "It goes on by itself when the co\u2011signer answers. Nothing is signed yet.")
        title = translate("Signing", "The co\u2011signer is silent")
        return Standing(title, silence(state, silent), "warn", note, ways=ways)
    if progress.allowed:
        text = translate("Signing", "Both work on it now; it takes a moment.")
        return Standing(translate("Signing", "Signing together"), text, right=True)
    if progress.asked:
        text = translate("Signing", "It is on\u2011line and wants a yes there.")
        return Standing(translate("Signing", "Waiting for a person at the co\u2011signer"), text, ways=ways)
    text = translate("Signing", "It reads the payment itself and compares.")
    return Standing(translate("Signing", "The co\u2011signer reads the payment"), text, ways=ways)


def _stopped(payment: Payment, progress: Progress, state: State, now: float) -> Standing:
    error, asked = progress.error, payment.stage.name != "DRAFT"
    nothing = translate("Signing", "Nothing is signed.")
    if error is None:
        text = (
            translate("Signing", "The co\u2011signer has it on its desk.")
            if asked
            else translate("Signing", "The co\u2011signer has not seen it yet.")
        )
        title = translate("Signing", "Not finished")
        return Standing(title, text, ways=(AGAIN, BACK, EXPORT), main=True, left=asked)
    if isinstance(error, PeerFault) and error.kind == "task":
        return Standing(
            translate("Signing", "The two read different payments"),
            nothing,
            "danger",
            translate("Signing", "Do not try again yet"),
            translate("Signing", "First find out why: this computer or the co\u2011signer may be under attack."),
            (BACK, COSIGNER),
        )
    if isinstance(error, PeerFault):
        title, text = translate("Signing", "A check failed"), translate("Signing", "The other side broke the rules.")
        return Standing(title, text, "danger", nothing, _log(), (BACK, COSIGNER, AGAIN))
    if isinstance(error, KeyBlocked):
        return _blocked(error, state, now)
    if isinstance(error, LinkError):
        title = translate("Signing", "The co\u2011signer does not answer")
        note = translate("Signing", "It goes on by itself when the co\u2011signer is back. Nothing is signed yet.")
        return Standing(title, health.silence(state.cosigner, now), "warn", note, "", (AGAIN, BACK, EXPORT))
    if isinstance(error, Refused):
        title = translate("Signing", "The co\u2011signer cannot take it now")
        return Standing(title, nothing, ways=(AGAIN, BACK, COSIGNER))
    return Standing(translate("Signing", "It stopped"), nothing, ways=(AGAIN, BACK, EXPORT))


def _log() -> str:
    return translate("Signing", "Look at the log of the co\u2011signer before you try again.")


def _blocked(error: KeyBlocked, state: State, now: float) -> Standing:
    found = health.trouble(state, now)
    title, note = (found.title, found.text) if found else (sentence(error), "")
    text = translate("Signing", "This key cannot sign now. Nothing is signed.")
    return Standing(
        translate("Signing", "The key is blocked"), text, "danger", title, note, (COSIGNER, BACK, AGAIN), True
    )
