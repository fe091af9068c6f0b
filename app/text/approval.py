"""A payment as a whole: the same sentences at the co-signer's terminal, in the window, and later on a page.

Whoever shows a payment begins and ends with what leaves, and repeats the largest amount last: a person reads the top
and what stands beside the question. Amounts are texts, as the program writes them.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.text.approval_line import ApprovalLine
from app.text.say import ENGLISH, said

DIGITS = 8  # of an id: enough to find a payment by it
_FEW = {0: ApprovalLine.TO_NOBODY, 1: ApprovalLine.TO_ONE}


def leaving(leaves: str, recipients: int | None, fee: str, language: str = ENGLISH) -> str:
    """What leaves the wallet, to how many (None: not told), and the fee; in one sentence."""
    count = "?" if recipients is None else str(recipients)
    line = ApprovalLine.TO_MANY if recipients is None else _FEW.get(recipients, ApprovalLine.TO_MANY)
    return said(line, language, leaves=leaves, count=count, fee=fee)


def largest(amount: str, address: str, language: str = ENGLISH) -> str:
    """The largest payment of several, once more."""
    return said(ApprovalLine.LARGEST, language, amount=amount, address=address)


def asked_by(computer: str, language: str = ENGLISH) -> str:
    """Which computer asks."""
    return said(ApprovalLine.ASKED_BY, language, computer=computer)


def refused_often(count: int, language: str = ENGLISH) -> str:
    """That a person keeps refusing the computer that asks; what to type against it follows (W5)."""
    return said(ApprovalLine.REFUSED_OFTEN, language, count=count)


def first_time(language: str = ENGLISH) -> str:
    """Beside an address: this wallet never paid it before."""
    return said(ApprovalLine.FIRST_TIME, language)


def looks_like(address: str, language: str = ENGLISH) -> str:
    """Below an address: which known one it may imitate (C12)."""
    return said(ApprovalLine.LOOKS_LIKE, language, address=address)


def related(
    replaces: Sequence[str], hurries: Sequence[str], recipients: int | None, more: str, language: str = ENGLISH
) -> str:
    """Which payments, by their ids, it replaces (`more`: by how much its fee is above theirs) or hurries; empty for
    a payment that does neither."""
    if replaces:
        line = ApprovalLine.REPLACES if recipients else ApprovalLine.CALLS_OFF
        return said(line, language, payments=_short(replaces), more=more)
    return said(ApprovalLine.HURRIES, language, payments=_short(hurries)) if hurries else ""


def may_arrive(unshown: Sequence[str], language: str = ENGLISH) -> str:
    """Which payments, by their ids, were sent before and may still arrive beside this one; empty for none."""
    return said(ApprovalLine.UNSHOWN, language, payments=_short(unshown)) if unshown else ""


def _short(txids: Sequence[str]) -> str:
    return ", ".join(f"{txid[:DIGITS]}…" for txid in txids)
