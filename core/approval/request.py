"""What the co-signer keeps of a payment that it was asked to sign, and the states it may be in.

    PROPOSED ─► APPROVED ─► DEBITED ─► RELEASED        DEBITED and RELEASED both mean: it may be signed
        └─────► REFUSED, EXPIRED, CANCELLED            final for that transaction

The transaction travels once, in PROPOSE, before anything is signed; S1 names it by task_id. The co-signer decides
on what it has decoded itself and signs only from its own stored copy (core/spec/sign.md, C5, L3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from core.approval.kinds.other_task import OtherTask
from core.approval.messages import WHY, RequestState
from core.bitcoin.signing_task import CheckedTask
from core.codec.codec import U16, U32, U64, Bytes16, Bytes32, Text, VarBytes
from core.errors import BadInput, Bug, PeerFault, RefusalKind, Refused, TandemError
from core.keys.record import CosignerState
from core.protocol.scheme import Item

OUTPOINT = 36  # bytes
APPROVAL_LASTS = 24 * 3600
KEPT_OVER = 30 * 24 * 3600  # seconds after its end


class RequestEvent(Enum):
    """What may happen to a request."""

    APPROVE = auto()  # a person says yes
    REFUSE = auto()  # a person says no, or a rule that became stricter
    CANCEL = auto()  # the computer takes it back
    EXPIRE = auto()  # its 24 hours are over
    ASK = auto()  # the rules have no room for it any more: a person is to decide
    DEBIT = auto()  # an answer may leave from now on
    RELEASE = auto()  # all answers have left


_PROPOSED, _APPROVED, _DEBITED, _RELEASED, _REFUSED, _EXPIRED, _CANCELLED = RequestState
MAY_BE_SIGNED = (_DEBITED, _RELEASED)
FINAL = (_REFUSED, _EXPIRED, _CANCELLED)
NEXT: Mapping[RequestEvent, Mapping[RequestState, RequestState]] = {
    RequestEvent.APPROVE: {_PROPOSED: _APPROVED},
    RequestEvent.REFUSE: {_PROPOSED: _REFUSED, _APPROVED: _REFUSED},
    RequestEvent.CANCEL: {state: state for state in FINAL} | {_PROPOSED: _CANCELLED, _APPROVED: _CANCELLED},
    RequestEvent.EXPIRE: {state: state for state in RequestState} | {_PROPOSED: _EXPIRED, _APPROVED: _EXPIRED},
    RequestEvent.ASK: {_APPROVED: _PROPOSED},
    RequestEvent.DEBIT: {_APPROVED: _DEBITED, _DEBITED: _DEBITED, _RELEASED: _RELEASED},
    RequestEvent.RELEASE: {_DEBITED: _RELEASED, _RELEASED: _RELEASED},
}
NEVER_SIGNED = {  # how those end the payment
    RequestState.REFUSED: RefusalKind.REFUSED,
    RequestState.EXPIRED: RefusalKind.EXPIRED,
    RequestState.CANCELLED: RefusalKind.CANCELLED,
}


def step(state: RequestState, event: RequestEvent, reason: str = "") -> RequestState:
    """Where a request stands afterwards. `reason`: what a person typed who ended it.

    Raises BadInput for what a person may not do, Refused for what the computer may not, Bug for what never happens.
    """
    found = NEXT[event].get(state)
    if found is None:
        raise _no(state, event, reason)
    return found


def _no(state: RequestState, event: RequestEvent, reason: str) -> TandemError:
    if event is RequestEvent.CANCEL:
        return Refused(
            "signed: it can appear on the network at any time; to stop it, spend the same coins", RefusalKind.SIGNED
        )
    if event is RequestEvent.REFUSE and state in MAY_BE_SIGNED:
        return BadInput("this payment is already signed; to stop it, spend the same coins")
    if event in (RequestEvent.APPROVE, RequestEvent.REFUSE):
        return BadInput(f"this request is not open: it is {state.name.lower()}")
    if state is RequestState.PROPOSED:
        return Refused("this payment waits for a decision on the co-signer", RefusalKind.PENDING)
    if state in FINAL:
        kind = NEVER_SIGNED[state]
        why = reason or WHY.get(kind, "")
        return Refused(f"{kind}: {why}" if why else str(kind), kind, reason)
    return Bug(f"a request that is {state.name.lower()} was to {event.name.lower()}")


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """What the co-signer keeps of a request; its transaction lies beside it, under the same request id."""

    id: Bytes16
    key_id: Bytes32
    task_id: Bytes32
    txid: Bytes32
    state: RequestState
    amount: U64  # sat that rules see: own inputs minus recognised change
    fee: U64
    proposed: U64  # seconds
    decided: U64
    warnings: tuple[Text, ...]  # each a Caution
    unattended: bool
    external: U32  # how far the address tables reached when it was read; it is never read with others
    internal: U32
    reason: Text = ""  # what the person who refused it typed
    signed: tuple[U16, ...] = ()  # inputs whose answer has left
    coins: VarBytes = b""  # the outpoints that it spends, 36 bytes each; none when it is over
    size: U32 = 0  # bytes that are kept beside it
    payees: Bytes32 = bytes(32)  # who gets what, but for change: a hash; of another task, what it is like
    ready: U64 = 0  # when a person's yes may be acted upon (the rule "wait")

    @property
    def pays(self) -> bool:
        """Whether it is a payment: another task has no transaction, and its own id stands in that place."""
        return self.txid != self.task_id

    @property
    def name(self) -> str:
        """Its txid as people write it; of another task, its id in the same way."""
        return self.txid[::-1].hex()

    def spends(self, coins: bytes) -> bool:
        """Whether it is or may be signed, and spends one of these, written as `coins`."""
        return self.state not in FINAL and not set(self.outpoints).isdisjoint(_split(coins))

    @property
    def outpoints(self) -> list[bytes]:
        """What it spends."""
        return _split(self.coins)

    @property
    def is_approved(self) -> bool:
        """Whether it may be signed, is, or comes to be."""
        return self.state is RequestState.APPROVED or self.state in MAY_BE_SIGNED

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return self.state is RequestState.PROPOSED

    def at(self, now: int) -> SigningRequest:
        """Itself, or expired: a request and an approval last 24 hours each."""
        state = self.after(RequestEvent.EXPIRE)
        return self if state is self.state or now < self.ends else replace(self, state=state, decided=now)

    @property
    def ends(self) -> int:
        """When it expires, unless it is decided or signed before."""
        return (self.proposed if self.open else max(self.decided, self.ready)) + APPROVAL_LASTS

    def is_forgotten(self, now: int) -> bool:
        """Whether nobody needs it: it is over for a month, and no person said no to it."""
        return self.state in FINAL and not self.reason and now >= self.decided + KEPT_OVER

    @property
    def may_be_asked_again(self) -> bool:
        """Whether it is over, no payment, and no person said no: unlike coins, a file or a text is there only once."""
        return self.state in FINAL and not self.pays and not self.reason

    def is_used_up(self, now: int) -> bool:
        """Whether it is signed, no payment, and its yes is over: what opens a file is secret, and who takes the
        computer over later finds no yes there that lasts for ever."""
        return not self.pays and self.state in MAY_BE_SIGNED and now >= self.ends

    def after(self, event: RequestEvent) -> RequestState:
        """Its state once this has happened. Raises as `step`."""
        return step(self.state, event, self.reason)

    def wait(self, now: int) -> int:
        """Seconds after which it may be signed."""
        return max(0, self.ready - now) if self.state is RequestState.APPROVED else 0

    def must_be_signable(self, now: int) -> None:
        """Refused, naming where it stands, unless it may be signed now."""
        self.after(RequestEvent.DEBIT)
        if self.is_used_up(now):
            raise Refused("this was approved more than 24 hours ago; propose it again", RefusalKind.UNKNOWN)
        if self.wait(now):
            raise Refused(
                f"approved; by the rules of the co-signer it is signed in {self.wait(now)} seconds, unless somebody "
                "there refuses it until then; sign again then",
                RefusalKind.COUNTDOWN,
            )


def _split(coins: bytes) -> list[bytes]:
    return [coins[i : i + OUTPOINT] for i in range(0, len(coins), OUTPOINT)]


def after(state: CosignerState, task: CheckedTask | OtherTask) -> CosignerState:
    """The addresses of a payment are used."""
    if isinstance(task, OtherTask):
        return state
    external, internal = task.highest_used()
    return replace(
        state,
        signed_external=max(state.signed_external, external + 1),
        signed_internal=max(state.signed_internal, internal + 1),
        paid_external=max(state.paid_external, task.highest_paid() + 1),
    )


def items(task: CheckedTask | OtherTask, numbers: tuple[int, ...]) -> list[Item]:
    """What each of these inputs signs, and with which child key. PeerFault if one is not ours."""
    own = dict(task.own_inputs)
    found = []
    for number in numbers:
        if number not in own:
            raise PeerFault("asked to sign an input that is not this wallet's")
        found.append(Item(number, task.digest(number), own[number]))
    return found
