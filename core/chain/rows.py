"""What a wallet has on the chain, as of the last sync. Amounts in sat, times in unix seconds."""

from __future__ import annotations

from dataclasses import dataclass

from core.bitcoin.coins import Reach
from core.bitcoin.fee_rate import FeeRate
from core.codec.codec import U32, U64, Int64, Text


@dataclass(frozen=True, slots=True)
class Balance:
    """`pending` is all that is in no block yet; `spendable` what a draft may take: what is ripe in a block, and what
    payments of our own brought back; `immature` what was mined and must wait for more blocks."""

    confirmed: U64
    pending: U64
    spendable: U64
    total: U64
    height: U32  # of the best block known
    invented: tuple[Text, ...] = ()  # after a sync: what the server showed as paid by us, and we never signed
    immature: U64 = 0
    looked: Reach | None = None  # after a sync: at how many addresses of each branch
    stale: U32 = 0  # after a sync: seconds since the last block was made, where that is longer than chance allows


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One transaction of the history."""

    txid: Text
    height: U32 | None  # None: in no block yet
    time: U64 | None
    confirmations: U32
    net: Int64  # what it did to the balance
    fee: U64 | None  # None: an input of somebody else is not known
    shown: bool = True  # False: we sent it, and the server of the last sync does not show it


@dataclass(frozen=True, slots=True)
class CoinRow:
    """An unspent output. `outpoint` is txid:number; `branch` and `index` are its address's."""

    outpoint: str
    address: str
    branch: int
    index: int
    amount: int
    height: int | None
    time: int | None
    confirmations: int
    is_change: bool
    spendable: bool = True  # by a draft that chooses by itself, unless it is set aside
    ripe: int | None = None  # the block from which on it may be spent, where it was mined


@dataclass(frozen=True, slots=True)
class AddressRow:
    """A receiving address that was shown; `received` is everything ever."""

    index: int
    address: str
    used: bool
    received: int


@dataclass(frozen=True, slots=True)
class InputRow:
    """What a transaction spends; only our own coins have an address and an amount here."""

    outpoint: str
    address: str | None
    amount: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class OutputRow:
    """What a transaction pays; a script may have no address."""

    address: str | None
    amount: int
    own: bool
    change: bool


@dataclass(frozen=True, slots=True)
class TransactionDetail:
    """One transaction. `rate`: what it pays; `signed`: it spends coins of this wallet, all with a
    signature of its key; `replaceable`: by this wallet."""

    txid: str
    inputs: tuple[InputRow, ...]
    outputs: tuple[OutputRow, ...]
    fee: int | None
    rate: FeeRate | None
    vsize: int
    height: int | None
    time: int | None
    confirmations: int
    net: int
    signed: bool
    replaceable: bool
    shown: bool = True  # as HistoryRow


@dataclass(frozen=True, slots=True)
class Relatives:
    """What waits that another transaction replaces, with all their fees together (None: not known), or spends from.

    `unshown`: what we sent, the server of the last sync does not show, and this one does not replace."""

    replaces: tuple[str, ...] = ()
    fee: int | None = None
    spends_from: tuple[str, ...] = ()
    unshown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeRates:
    """What a server advises; None where it has no idea. `least` is what its node passes on, `step` how much more a
    payment pays at least that takes the place of another."""

    fast: FeeRate | None = None
    normal: FeeRate | None = None
    slow: FeeRate | None = None
    least: FeeRate | None = None
    step: FeeRate | None = None

    def known(self) -> tuple[tuple[str, FeeRate], ...]:
        """The estimates that it has, by name."""
        rates = (("fast", self.fast), ("normal", self.normal), ("slow", self.slow))
        return tuple((name, rate) for name, rate in rates if rate is not None)
