"""What a payment that is asked about has to do with payments before: it takes their place, raises or hurries them.

Worked out from the co-signer's own record; what the computer says of a payment counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.approval.request import MAY_BE_SIGNED, SigningRequest
from core.bitcoin.checked_task import CheckedTask, fee_is_out_of_proportion
from core.bitcoin.coins import Reach
from core.primitives.hashing import Tag, tagged_hash

TXID = 32  # bytes of an outpoint


@dataclass(frozen=True, slots=True)
class Related:
    """Requests that are signed, or may be: those that it replaces, and those that it hurries."""

    replaces: tuple[SigningRequest, ...] = ()
    hurries: tuple[SigningRequest, ...] = ()

    def fee_more(self, fee: int) -> int | None:
        """By how much the fee is above all that it replaces; None where it replaces nothing."""
        return fee - sum(one.fee for one in self.replaces) if self.replaces else None


def payees(task: CheckedTask, reach: Reach) -> bytes:
    """Who gets what in a task, but for change: the same 32 bytes for all that differ in coins, change and fee alone."""
    change = {output.number for output in task.change(reach)}
    kept = (output for output in task.outputs if output.number not in change)
    return tagged_hash(Tag.PAYEES, *sorted(output.amount.to_bytes(8, "big") + output.script for output in kept))


def raises(asked: SigningRequest, old: SigningRequest) -> bool:
    """Whether one that is signed, or may be, is paid once more with a higher fee, all of it out of the change."""
    same = set(asked.outpoints) == set(old.outpoints) and asked.payees == old.payees
    return same and old.state in MAY_BE_SIGNED and asked.fee > old.fee


def is_dearer(task: CheckedTask, old: CheckedTask, reach: Reach) -> bool:
    """The same of two tasks, where the other is signed or may be: what a computer knows of `raises`."""
    coins, before = ({bytes(part.outpoint) for part in one.inputs} for one in (task, old))
    return coins == before and payees(task, reach) == payees(old, reach) and task.fee > old.fee


def related(asked: SigningRequest, known: Iterable[SigningRequest], *, pays: bool) -> Related:
    """Among `known`, of the same key. Who pays nobody (`pays`) with the outputs of an earlier payment hurries that."""
    signed = [one for one in known if one.state in MAY_BE_SIGNED and one.txid != asked.txid]
    shared = [one for one in signed if one.spends(asked.coins)]
    last = tuple(one for one in shared if not any(_replaced(one, other) for other in shared))
    spent = set() if pays else {coin[:TXID] for coin in asked.outpoints}
    return Related(last, () if last else tuple(one for one in signed if one.txid in spent))


def outstanding(known: Iterable[SigningRequest]) -> list[SigningRequest]:
    """Those that may be signed and have not given way to another, newest first; which are mined nobody here knows."""
    signed = [one for one in known if one.pays and one.state in MAY_BE_SIGNED]
    last: dict[bytes, tuple[int, int, bytes]] = {}
    for one in signed:
        for coin in one.outpoints:
            last[coin] = max(last.get(coin, _place(one)), _place(one))
    left = [one for one in signed if all(last[coin] == _place(one) for coin in one.outpoints)]
    return sorted(left, key=_place, reverse=True)


def fee_is_split(asked: SigningRequest, known: Callable[[bytes], SigningRequest | None], own: int) -> bool:
    """Whether the fee of one that pays nobody, with those of the payments it hurries, is out of proportion (C3).

    `known` finds one of the same key by its txid; `own`: sat of its own coins, which count where nothing leaves. What
    it hurries may itself pay nobody, and hurry.
    """
    package, left = {asked.txid: asked}, [asked]
    while left:
        spent = {coin[:TXID] for coin in left.pop().outpoints} - package.keys()
        signed = [one for txid in spent if (one := known(txid)) is not None and one.state in MAY_BE_SIGNED]
        package |= {one.txid: one for one in signed}
        left += [one for one in signed if one.amount == one.fee]
    leaves = sum(one.amount - one.fee for one in package.values())
    return len(package) > 1 and fee_is_out_of_proportion(sum(one.fee for one in package.values()), leaves or own)


def _replaced(one: SigningRequest, other: SigningRequest) -> bool:
    """Whether `one` gave way to `other` already: it was signed before, or with the smaller fee."""
    return one.spends(other.coins) and _place(one) < _place(other)


def _place(one: SigningRequest) -> tuple[int, int, bytes]:
    return one.decided, one.fee, one.id
