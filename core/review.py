"""What a person sees before signing: worked out by this wallet from the bytes, as the co-signer does by itself (D4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.networks import NETWORKS

ENDS = 4  # data characters at either end by which people recognise an address


@dataclass(frozen=True, slots=True)
class Recipient:
    """An output that is not this wallet's. `address` is None for data and scripts without one; `label` says what."""

    address: str | None
    label: str
    sats: int
    first_time: bool
    looks_like: str | None  # a known address that somebody may have wanted to imitate


@dataclass(frozen=True, slots=True)
class Review:
    """One payment before it is signed, amounts in sat."""

    txid: str
    recipients: tuple[Recipient, ...]
    to_self: tuple[tuple[str, int], ...]  # own receiving addresses
    unfindable: tuple[tuple[str, int], ...]  # own addresses where no program will look: as good as lost (C7)
    change: int
    fee: int
    fee_rate: float  # sat/vB
    spent: int  # what leaves, fee included: what the co-signer's rules count
    inputs: int
    foreign_inputs: int
    warnings: tuple[str, ...]
    asks: bool  # whether a person at the co-signer will be asked, by the rules it last reported

    @property
    def paid(self) -> int:
        """Sat that others get."""
        return sum(recipient.sats for recipient in self.recipients)

    @property
    def fee_share(self) -> float:
        """The fee in parts of what is paid; of what is spent where nothing leaves."""
        return self.fee / (self.paid or self.spent or 1)


def review(
    task: CheckedTask, signed_internal: int, approve_below: int | None, known: Collection[str], own: Collection[str]
) -> Review:
    """Sum up a task. `known`: addresses paid before or in the book; `own`: this wallet's; `approve_below` None when
    the co-signer's rules are not known, which counts as asking."""
    warnings = task.warnings(signed_internal)
    spent = task.spent(signed_internal)
    recipients = tuple(
        Recipient(
            payment.address,
            payment.label,
            payment.amount,
            payment.address not in known,
            _imitated(payment.address, {*known, *own}) if payment.address else None,
        )
        for payment in task.payments
    )
    return Review(
        txid=task.txid[::-1].hex(),
        recipients=tuple(sorted(recipients, key=lambda one: not one.first_time)),
        to_self=tuple((output.label, output.amount) for output in task.to_self),
        unfindable=tuple((output.label, output.amount) for output in task.unfindable(signed_internal)),
        change=sum(output.amount for output in task.change(signed_internal)),
        fee=task.fee,
        fee_rate=task.fee_rate,
        spent=spent,
        inputs=len(task.inputs),
        foreign_inputs=len(task.inputs) - len(task.own_inputs),
        warnings=warnings,
        asks=bool(warnings) or not approve_below or spent > approve_below,
    )


def _imitated(address: str, known: Collection[str]) -> str | None:
    """A known address with the same first or last characters of its data, which is not this one."""
    if address in known:
        return None
    head, tail = _ends(address)
    return next((other for other in sorted(known) if head == _ends(other)[0] or tail == _ends(other)[1]), None)


def _ends(address: str) -> tuple[str, str]:
    """The first and last characters that differ from address to address: those after `bc1q`, or after the `1`."""
    segwit = any(address.lower().startswith(f"{found.hrp}1") for found in NETWORKS.values())
    body = address.lower().rpartition("1")[2][1:] if segwit else address[1:]
    return body[:ENDS], body[-ENDS:]
