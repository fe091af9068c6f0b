"""From what a person wishes to a draft that can be looked at. Works on a job's thread with the open wallet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.desktop.batch import Line
from core.bitcoin.address import script_of
from core.bitcoin.psbt import Psbt
from core.errors import BadInput

if TYPE_CHECKING:
    from core.wallet import Payment, Review, Wallet

DEAR = 3.0  # a fee rate so many times that of the last payment asks (D6)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to pay what. `rate` in sat/vB; `coins` None: chosen by the wallet."""

    lines: tuple[Line, ...]
    rate: float
    coins: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsigned payment and what it does. `rest`: sat for the line that gets all that is left."""

    psbt: bytes
    review: Review
    rest: int | None = None
    last_rate: float | None = None  # sat/vB of the payment before
    payment: Payment | None = None  # the same transaction, where it is kept already
    names: Mapping[str, str] = field(default_factory=dict)  # what this person calls the addresses that are paid

    @property
    def dear(self) -> bool:
        """Whether its fee rate is far above that of the payment before."""
        return self.last_rate is not None and self.review.fee_rate > DEAR * self.last_rate


class NotEnough(BadInput):
    """The coins do not suffice. `most`: sat that line `number` could get beside the others; None for nothing."""

    def __init__(self, message: str, number: int, most: int | None) -> None:
        super().__init__(message, "funds")
        self.number, self.most = number, most


def draft(wallet: Wallet, name: str, wish: Wish) -> Draft:
    """Raises NotEnough, or BadInput of another kind."""
    try:
        psbt = _drafted(wallet, name, wish)
    except BadInput as error:
        if error.kind != "funds":
            raise
        raise _short(wallet, name, wish, error) from None
    found = look(wallet, name, psbt)
    drained = next((line for line in wish.lines if line.sats is None), None)
    rest = _paid(wallet, name, psbt, wish, drained) if drained else None
    return replace(found, rest=rest)


def look(wallet: Wallet, name: str, psbt: bytes, *, ours: bool = False) -> Draft:
    """What a PSBT does. One of `ours` is made another transaction where the same has ended before. Raises BadInput."""
    payments = wallet.payments(name)
    psbt = payments.anew(psbt) if ours else Psbt.parse(psbt).serialize()
    found = wallet.review(name, psbt)
    kept = payments.find(bytes.fromhex(found.txid)[::-1])
    return Draft(psbt, found, None, _last_rate(wallet, name), kept, _names(wallet, name, found))


def kept(wallet: Wallet, name: str, id: bytes) -> Draft:
    """What a payment does that this computer keeps, signed or not. Raises BadInput."""
    payment = wallet.payments(name).get(id)
    found = wallet.look(name, id)
    return Draft(payment.psbt, found, None, None, payment, _names(wallet, name, found))


def _names(wallet: Wallet, name: str, found: Review) -> dict[str, str]:
    notebook = wallet.notebook(name)
    book = {contact.address: contact.name for contact in notebook.contacts(str(wallet.show(name)["network"]))}
    paid = [one.address for one in found.recipients if one.address]
    names = {address: notebook.label("addr", address) or book.get(address, "") for address in paid}
    return {address: text for address, text in names.items() if text}


def _drafted(wallet: Wallet, name: str, wish: Wish) -> bytes:
    fixed = [(line.address, line.sats) for line in wish.lines if line.sats is not None]
    drained = next((line.address for line in wish.lines if line.sats is None), None)
    coins = None if wish.coins is None else list(wish.coins)
    return wallet.draft(name, fixed, wish.rate, coins=coins, drain=drained)


def _short(wallet: Wallet, name: str, wish: Wish, why: BadInput) -> NotEnough:
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


def _paid(wallet: Wallet, name: str, psbt: bytes, wish: Wish, drained: Line) -> int:
    """Sat that the line without an amount gets."""
    script = script_of(drained.address, str(wallet.show(name)["network"]))
    paid = sum(output.amount for output in Psbt.parse(psbt).tx.outputs if output.script == script)
    return paid - sum(line.sats or 0 for line in wish.lines if line.address == drained.address)


def _last_rate(wallet: Wallet, name: str) -> float | None:
    sent = next((payment for payment in wallet.payments(name).all() if payment.stage.name == "SENT"), None)
    if sent is None:
        return None
    try:
        watch = wallet.chain(name)
        rate = watch.transaction(sent.name)["rate"]
    except BadInput:
        return None  # replaced since, or of a chain that was begun again
    return None if rate is None else float(rate)
