"""What a person sees before signing: worked out by this wallet from the bytes, as the co-signer does by itself (D4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from core.approval import policy
from core.approval.related import is_dearer
from core.bitcoin.caution import Caution
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.coins import Reach
from core.bitcoin.lookalike import LookAlikes
from core.chain.rows import Relatives
from core.wallet.results import Recipient, Review
from core.wallet.told_rules import Earlier, ToldRules


@dataclass(frozen=True, slots=True)
class Beside:
    """Another payment of ours that the co-signer knows, `age` seconds old, with a coin of the one under review."""

    task: CheckedTask
    age: int
    signed: bool


def review(
    task: CheckedTask,
    reach: Reach,
    rules: ToldRules | None,
    known: Collection[str],
    own: Collection[str],
    *,
    paid: Collection[str] = (),
    beside: Sequence[Beside] = (),
    shared: bool = False,
) -> Review:
    """Sum up a task. `known`: addresses paid before or in the book, `paid`: those paid before; `own`: this wallet's;
    `rules` None when those of the co-signer are not known, which counts as asking; `beside`: what else spends one of
    the same coins, in whose place nothing comes unasked but a raise (C6); `shared`: whether any is under way."""
    raised = [Earlier(one.task, one.age) for one in beside if one.signed and is_dearer(task, one.task, reach)]
    outcome, said = rules.judge(task, reach, raised) if rules else (policy.Ask(()), ())
    if isinstance(outcome, policy.Approve) and len(raised) < len(beside):
        outcome = policy.Ask(())
    warnings, alike = task.warnings(reach), LookAlikes({*known, *own})
    recipients = tuple(
        Recipient(
            payment.address,
            payment.label,
            payment.amount,
            payment.address not in known,
            alike.find(payment.address) if payment.address else None,
            payment.address in paid,
        )
        for payment in task.payments
    )
    return Review(
        txid=task.txid[::-1].hex(),
        recipients=tuple(sorted(recipients, key=lambda one: not one.first_time)),
        to_self=tuple((output.label, output.amount) for output in task.to_self(reach)),
        unfindable=tuple((output.label, output.amount) for output in task.unfindable(reach)),
        change=sum(output.amount for output in task.change(reach)),
        fee=task.fee,
        fee_rate=task.fee_rate,
        spent=task.spent(reach),
        inputs=len(task.inputs),
        foreign_inputs=len(task.inputs) - len(task.own_inputs),
        warnings=warnings + ((Caution.SHARED,) if shared else ()),
        asks=not isinstance(outcome, policy.Approve),
        refused=outcome.warnings if isinstance(outcome, policy.Refuse) else (),
        rules=said,
    )


def with_relatives(found: Review, waiting: Relatives) -> Review:
    """The same, with what it replaces; with what it hurries, where it pays nobody, and else with what may still arrive
    beside it."""
    more = None if waiting.fee is None else found.fee - waiting.fee
    hurries = () if found.recipients or waiting.replaces else waiting.spends_from
    asks = found.asks or (bool(waiting.replaces) and not found.recipients)  # nothing is called off unasked (C6)
    unshown = waiting.unshown if found.recipients else ()
    return replace(found, asks=asks, replaces=waiting.replaces, fee_more=more, hurries=hurries, unshown=unshown)
