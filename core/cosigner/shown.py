"""What a person has before them of a request: what their yes is to, and what it takes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from core.approval.rules.readable import Rules
from core.bitcoin.caution import Caution
from core.codec.plain import plain
from core.transport.control import canonical

if TYPE_CHECKING:
    from core.cosigner.api import ApprovalView, PolicyChange, PolicyView

COMPARED: Final = "compared"  # an address that was never paid, or is like another, was compared
FEE: Final = "fee"  # a fee that is high is meant


@dataclass(frozen=True, slots=True, repr=False)
class PageBy:
    """What shows that the owner says so: a PIN, or what a passkey has signed, in JSON; at which origin (https://NAME…),
    and from which address. Without a repr."""

    pin: str
    passkey: str
    origin: str
    address: str


@dataclass(frozen=True, slots=True)
class PageYes:
    """A yes as a form of the page brings it: to which request, which task, and how it was shown (`shown_digest`); and
    what was ticked."""

    id: str
    task: str
    shown: str
    ticked: frozenset[str]
    by: PageBy


def facts(request: ApprovalView) -> ApprovalView:
    """A request without the times that run down."""
    rules = tuple(replace(one, seconds=None if one.seconds is None else 0) for one in request.rules)
    return replace(request, rules=rules, seconds=None if not request.seconds else 1)


def shown_digest(request: ApprovalView) -> str:
    """Of all that is shown of it but those: SHA-256 in 64 hex digits, over the one JSON text of the view."""
    return hashlib.sha256(canonical(plain(facts(request)))).hexdigest()


def rules_digest(policy: PolicyView) -> str:
    """Of the rules of a wallet and what they will be; not of what they have counted."""
    shown = {one.name: plain(getattr(policy, one.name)) for one in fields(Rules)} | {"pending": plain(policy.pending)}
    return hashlib.sha256(canonical(shown)).hexdigest()


def change_digest(change: PolicyChange) -> str:
    """Of what is to change of them."""
    return hashlib.sha256(canonical(plain(change))).hexdigest()


def ticks(request: ApprovalView) -> tuple[str, ...]:
    """What a yes to it needs beside the PIN."""
    compared = any(one.first_time or one.looks_like for one in request.pays)
    return (COMPARED,) * compared + (FEE,) * (Caution.FEE in request.warnings)
