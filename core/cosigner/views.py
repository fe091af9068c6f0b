"""What a person at the co-signer gets to see of a request: worked out here from what was decoded and kept."""

from __future__ import annotations

from collections.abc import Iterable

from core.approval.kinds.task_line import TaskSaid
from core.approval.related import Related
from core.approval.request import SigningRequest
from core.bitcoin.checked_task import CheckedTask, TaskOutput
from core.cosigner.api import ApprovalView, PlaceView, SaidView, VerdictView
from core.cosigner.paid import Acquaintances
from core.keys.record import KeyRecord
from core.transport.link.identity import fingerprint


def payment_view(
    row: KeyRecord,
    title: str,
    request: SigningRequest,
    task: CheckedTask,
    before: Related,
    warnings: tuple[str, ...],
    rules: tuple[VerdictView, ...],
    now: int,
    refused: int,
    known: Acquaintances,
) -> ApprovalView:
    """A payment as it is asked about. `title`: what its computer is called; `now`: policy time."""
    return ApprovalView(
        id=request.id.hex(),
        kind="pay",
        wallet=row.name,
        network=row.network,
        pays=tuple(map(known.place, _largest_first(task.payments))),
        unfindable=_places(task.unfindable(row.reach)),
        to_self=_places(task.to_self(row.reach)),
        fee=task.fee,
        warnings=warnings,
        leaves=task.spent(row.reach),
        recipients=task.recipients,
        replaces=_names(before.replaces),
        fee_more=before.fee_more(task.fee),
        hurries=_names(before.hurries),
        computer=fingerprint(row.pin),
        computer_name=title,
        rules=rules,
        approved=not request.open,
        task=request.task_id.hex(),
        seconds=request.ends - now if request.open else request.wait(now),
        refused=refused,
    )


def task_view(
    row: KeyRecord, title: str, request: SigningRequest, shown: tuple[TaskSaid, ...], now: int, refused: int
) -> ApprovalView:
    """Another task as it is asked about; else as `payment_view`."""
    return ApprovalView(
        id=request.id.hex(),
        kind="task",
        wallet=row.name,
        network=row.network if row.holds_coins else "",
        warnings=request.warnings,
        computer=fingerprint(row.pin),
        computer_name=title,
        approved=not request.open,
        task=request.task_id.hex(),
        seconds=request.ends - now if request.open else request.wait(now),
        refused=refused,
        lines=tuple(SaidView(str(one.line), one.values) for one in shown),
    )


def _names(requests: Iterable[SigningRequest]) -> tuple[str, ...]:
    """Their transactions, as people write them."""
    return tuple(request.txid[::-1].hex() for request in requests)


def _places(outputs: Iterable[TaskOutput]) -> tuple[PlaceView, ...]:
    """The largest first: an amount among 900 is not overlooked (W5)."""
    return tuple(PlaceView(one.label, one.amount) for one in _largest_first(outputs))


def _largest_first(outputs: Iterable[TaskOutput]) -> list[TaskOutput]:
    return sorted(outputs, key=lambda one: -one.amount)
