"""What app.text says, in the language of the window."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.desktop.text import format, translation
from app.desktop.text.format import Unit
from app.terminal import plain
from app.text import approval, say
from app.text.say import whole
from core.errors import TandemError

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, PlaceView
    from core.wallet.api import Event, LogEntry, Outline

__all__ = [
    "asked_by",
    "doing",
    "invented",
    "largest",
    "leaving",
    "logged",
    "related",
    "sentence",
    "task_asked",
    "warning",
    "whole",
]


def sentence(error: TandemError) -> str:
    """What went wrong and what to do, as one or two whole sentences."""
    return say.sentence(error, translation.language())


def doing(event: Event) -> str:
    """What a long work is at."""
    return say.said(event.step, translation.language(), **asdict(event), time=format.left(event.seconds))


def warning(word: str) -> str:
    """What a person must look at before a payment is signed."""
    return say.warning(word, translation.language())


def leaving(asked: ApprovalView, unit: Unit) -> str:
    """What leaves the wallet with a payment that the co-signer asks about, to how many, and the fee."""
    leaves, fee = (format.amount(sats or 0, unit) for sats in (asked.leaves, asked.fee))
    return approval.leaving(leaves, asked.recipients, fee, translation.language())


def task_asked(asked: ApprovalView) -> list[str]:
    """A task that is no payment, as the co-signer read it: its name first."""
    return say.task_lines([(one.line, one.values) for one in asked.lines], plain, translation.language())


def largest(asked: ApprovalView, unit: Unit) -> str:
    """The largest of its payments, once more."""
    most = max(asked.pays, key=lambda place: place.sats or 0)
    address = " ".join(format.fours(most.address)) if " " not in most.address else most.address
    return approval.largest(format.amount(most.sats or 0, unit), address, translation.language())


def acquaintance(place: PlaceView) -> list[tuple[str, str]]:
    """What is to be said of an address that is paid, and in which ink: never paid before, or like a known one (C12)."""
    said = [(whole(approval.first_time(translation.language())), "text2")] if place.first_time else []
    if place.looks_like:
        address = " ".join(format.fours(place.looks_like))
        said.append((approval.looks_like(address, translation.language()), "warn"))
    return said


def related(told: ApprovalView | Outline, unit: Unit) -> str:
    """Which payments it replaces or hurries; empty for one that does neither."""
    more = "?" if told.fee_more is None else format.amount(told.fee_more, unit, sign=True)
    return approval.related(told.replaces, told.hurries, told.recipients, more, translation.language())


def may_arrive(told: Outline) -> str:
    """Which payments were sent before and may still arrive beside this one; empty for none."""
    return approval.may_arrive(told.unshown, translation.language())


def asked_by(computer: str) -> str:
    """Which computer asks."""
    return approval.asked_by(computer, translation.language())


def invented(wallet: str, txid: str) -> str:
    """That the server shows a payment of a wallet which the wallet never signed."""
    return whole(say.invented(wallet, txid, translation.language()))


def logged(entry: LogEntry) -> str:
    """What was written down."""
    return whole(say.logged(entry.code, entry.values, translation.language()))
