"""From what a person wishes to a draft that can be looked at. Works on a job's thread with the open wallet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.desktop.formats.payments_csv import Line
from core.bitcoin.address import script_of
from core.bitcoin.fee_rate import FeeRate
from core.bitcoin.psbt import read_psbt
from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from core.wallet.api import OpenWallet, Payment, Review

DEAR = 3  # a fee rate so many times that of the last payment asks (D6)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to pay what; `coins` None: chosen by the wallet."""

    lines: tuple[Line, ...]
    rate: FeeRate
    coins: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsigned payment and what it does. `rest`: sat for the line that gets all that is left."""

    psbt: bytes
    review: Review
    rest: int | None = None
    last_rate: FeeRate | None = None  # of the payment before
    payment: Payment | None = None  # the same transaction, where it is kept already
    names: Mapping[str, str] = field(default_factory=dict)  # what this person calls the addresses that are paid
    coins: tuple[str, ...] = ()  # that it spends, as txid:number

    @property
    def lines(self) -> tuple[Line, ...]:
        """Whom it pays what, to be written down once more; none where an output has no address."""
        if not all(one.address for one in self.review.recipients):
            return ()
        paid = [(one.address or "", one.sats) for one in self.review.recipients] + list(self.review.to_self)
        return tuple(Line(address, sats, self.names.get(address, "")) for address, sats in paid)

    @property
    def dear(self) -> bool:
        """Whether its fee rate is far above that of the payment before."""
        return self.last_rate is not None and self.review.fee_rate > DEAR * self.last_rate


class NotEnough(BadInput):
    """The coins do not suffice. `most`: sat that line `number` could get beside the others; None for nothing."""

    def __init__(self, message: str, number: int, most: int | None) -> None:
        super().__init__(message, InputKind.FUNDS)
        self.number, self.most = number, most


def draft(wallet: OpenWallet, name: str, wish: Wish) -> Draft:
    """Raises NotEnough, or BadInput of another kind."""
    try:
        psbt = _drafted(wallet, name, wish)
    except BadInput as error:
        if error.kind != InputKind.FUNDS:
            raise
        raise _short(wallet, name, wish, error) from None
    found = look(wallet, name, psbt)
    drained = next((line for line in wish.lines if line.sats is None), None)
    rest = _paid(wallet, name, psbt, wish, drained) if drained else None
    return replace(found, rest=rest, review=in_order(found.review, wish.lines))


def in_order(review: Review, lines: Sequence[Line]) -> Review:
    """The recipients as the person has them: a transaction mixes its outputs, so that none tells which is change."""
    exact = {(line.address, line.sats): number for number, line in reversed(list(enumerate(lines)))}
    place = {line.address: number for number, line in reversed(list(enumerate(lines)))}

    def where(address: str | None, sats: int) -> int:
        return exact.get((address or "", sats), place.get(address or "", len(lines)))

    return replace(
        review,
        recipients=tuple(sorted(review.recipients, key=lambda one: where(one.address, one.sats))),
        to_self=tuple(sorted(review.to_self, key=lambda one: where(*one))),
    )


def look(wallet: OpenWallet, name: str, psbt: bytes, *, ours: bool = False) -> Draft:
    """What a PSBT does. One of `ours` is made another transaction where the same has ended before. Raises BadInput."""
    payments = wallet.payments(name)
    psbt = payments.anew(psbt) if ours else read_psbt(psbt).serialize()
    found = wallet.review(name, psbt)
    kept = payments.find(bytes.fromhex(found.txid)[::-1])
    return Draft(psbt, found, None, _last_rate(wallet, name), kept, _names(wallet, name, found), _coins(psbt))


def kept(wallet: OpenWallet, name: str, id: bytes) -> Draft:
    """What a payment does that this computer keeps, signed or not. Raises BadInput."""
    payment = wallet.payments(name).get(id)
    found = wallet.look(name, id)
    return Draft(payment.psbt, found, None, None, payment, _names(wallet, name, found), _coins(payment.psbt))


def _coins(psbt: bytes) -> tuple[str, ...]:
    return tuple(str(part.outpoint) for part in read_psbt(psbt).tx.inputs)


def _names(wallet: OpenWallet, name: str, found: Review) -> dict[str, str]:
    labels = wallet.labels(name)
    book = {contact.address: contact.name for contact in labels.contacts(wallet.show(name).network)}
    paid = [*(one.address for one in found.recipients if one.address), *(address for address, _ in found.to_self)]
    names = {address: labels.label("addr", address) or book.get(address, "") for address in paid}
    return {address: text for address, text in names.items() if text}


def _drafted(wallet: OpenWallet, name: str, wish: Wish) -> bytes:
    fixed = [(line.address, line.sats) for line in wish.lines if line.sats is not None]
    drained = next((line.address for line in wish.lines if line.sats is None), None)
    coins = None if wish.coins is None else list(wish.coins)
    return wallet.draft(name, fixed, wish.rate, coins=coins, drain=drained)


def _short(wallet: OpenWallet, name: str, wish: Wish, why: BadInput) -> NotEnough:
    """Which line must shrink, the largest, and how far."""
    number = max(range(len(wish.lines)), key=lambda i: wish.lines[i].sats or 0)
    lines = [Line(line.address, None) if i == number else line for i, line in enumerate(wish.lines)]
    if any(line.sats is None for line in wish.lines):
        return NotEnough(why.message, number, None)
    wider = Wish(tuple(lines), wish.rate, wish.coins)
    try:
        psbt = _drafted(wallet, name, wider)
    except BadInput:
        return NotEnough(why.message, number, None)
    return NotEnough(why.message, number, _paid(wallet, name, psbt, wider, lines[number]))


def _paid(wallet: OpenWallet, name: str, psbt: bytes, wish: Wish, drained: Line) -> int:
    """Sat that the line without an amount gets."""
    script = script_of(drained.address, wallet.show(name).network)
    paid = sum(output.amount for output in read_psbt(psbt).tx.outputs if output.script == script)
    return paid - sum(line.sats or 0 for line in wish.lines if line.address == drained.address)


def _last_rate(wallet: OpenWallet, name: str) -> FeeRate | None:
    sent = next((payment for payment in wallet.payments(name).all() if payment.status.is_sent), None)
    if sent is None:
        return None
    try:
        return wallet.chain(name).transaction(sent.name).rate
    except BadInput:
        return None  # replaced since, or of a chain that was begun again
