"""Errors of core and steps of its runs as sentences in the person's language.

Core speaks English, in words for a terminal too. What often happens has a sentence here, by its kind; anything else is
told in core's own words, or in other languages by a general sentence.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.desktop.general import general
from core.errors import BadInput, LinkError, PeerFault, Refused, StorageError, TandemError

translate = QCoreApplication.translate


def sentence(error: TandemError) -> str:
    """What went wrong and what to do, as one or two whole sentences."""
    return _known(error) or general(error) or whole(error.message)


def whole(text: str) -> str:
    """Core's words as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "?", "!")) else ".")


def step(text: str) -> str:
    """What a run of the protocol is at."""
    known = {
        "this computer draws its half": translate("Steps", "This computer draws its half."),
        "the co-signer has drawn its half": translate("Steps", "The co-signer has drawn its half. Both check it."),
        "both sides draw new shares of the same key": translate("Steps", "Both draw new halves of the same key."),
        "a test signature with the new shares": translate("Steps", "Both test the new halves with a signature."),
        "both sides keep the new shares and erase the old ones": translate(
            "Steps", "Both keep the new halves and erase the old ones."
        ),
        "handing the payment to the network": translate("Steps", "The payment goes to the network."),
        "the line to the co-signer dropped; trying again": translate(
            "Steps", "The line to the co-signer dropped. It is tried again."
        ),
        "connected again": translate("Steps", "Connected again."),
    }
    return known.get(text) or whole(text)


def _known(error: TandemError) -> str:
    match error:
        case LinkError():
            return _line().get(error.kind, "")
        case StorageError():
            return _vault().get(error.kind, "")
        case BadInput() if error.kind == "locked":
            return translate("Errors", "The wallet is locked. Unlock it first.")
        case Refused() if error.kind == "network":
            return translate("Errors", "This co-signer is for practice only, or not for practice. Pair the other kind.")
        case Refused() if error.kind == "ended":
            return translate("Errors", "The co-signer ended it. Make a new link there.")
        case BadInput() | PeerFault() | Refused():
            if error.message.startswith("Someone else has used this link"):
                return translate("Errors", "Someone else has used this link. On the co-signer answer NO.")
            return _pairing().get(error.kind, "")
    return ""


def _vault() -> dict[str, str]:
    return {
        "in_use": translate("Errors", "Another Tandem program uses this wallet. Close it, then try again."),
        "keyring": translate(
            "Errors", "The system's keyring holds a part of the key to this vault. Unlock it, then try again."
        ),
        "corrupt": translate(
            "Errors",
            "The vault is damaged and was left as it is. Put the last backup of Tandem's folder back, then try again.",
        ),
        "newer": translate("Errors", "A newer Tandem has written this vault. Start that one."),
        "full": translate("Errors", "The disk is full. Make room, then try again."),
        "closed": translate("Errors", "The vault's disk has failed. Start Tandem again."),
    }


def _pairing() -> dict[str, str]:
    return {
        "passphrase": translate("Errors", "Not the passphrase of this wallet."),
        "link_text": translate(
            "Errors", "This is not a whole pairing link. Copy all of it, from tandempair1 to its end."
        ),
        "link_version": translate(
            "Errors", "This link was made by another version of Tandem. Use the same version on both devices."
        ),
        "link_over": translate(
            "Errors",
            "This link has expired or was used. If not by you, answer NO on the co-signer. Make a new link there.",
        ),
        "two_devices": translate(
            "Errors", "Two devices tried to use this link. On the co-signer answer NO, then make a new link there."
        ),
        "other_cosigner": translate(
            "Errors", "What answers there is not the co-signer that made this link. Make a new link on the co-signer."
        ),
        "words": translate(
            "Errors",
            "The words differ, so someone may sit in between. Both sides forget the attempt. "
            "On the co-signer answer NO, then make a new link there.",
        ),
        "version": translate("Errors", "The other side runs another version of Tandem. Update both."),
        "paired": translate("Errors", "This computer is paired with another co-signer already."),
        "unpaired": translate("Errors", "No co-signer is paired with this computer yet."),
    }


def _line() -> dict[str, str]:
    return {
        "not_serving": translate(
            "Errors", "The co-signer does not run on that machine. Start it there: tandem-cosigner serve."
        ),
        "link_over": translate(
            "Errors", "Nobody answers at the link's address. Look whether the co-signer runs there, then try again."
        ),
        "silent": translate("Errors", "The co-signer does not answer. Look whether its machine is on."),
        "unreachable": translate(
            "Errors", "The co-signer's machine cannot be reached. Look whether it is on and in the same network."
        ),
        "no_host": translate("Errors", "There is no machine of that name. Look at the name and at the network."),
        "no_cosigner": translate("Errors", "What answers there is no co-signer of this version of Tandem."),
        "timeout": translate("Errors", "The co-signer does not answer. Look whether it still runs."),
        "hung_up": translate("Errors", "The co-signer hung up. Look whether it still runs, then try again."),
        "expired": translate("Errors", "Nobody answered on the co-signer in ten minutes. Make a new link there."),
        "practice": translate("Errors", "The practice place does not run. Leave practice and start it again."),
    }
