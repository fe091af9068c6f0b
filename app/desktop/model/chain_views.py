"""History and coins as pages show them: rows are made of what has changed since they were last read, all others stay
the same objects, so that whoever compares them does not look into them either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.common_ends import common_ends
from app.desktop.model.state import CoinView, TransactionView

if TYPE_CHECKING:
    from core.wallet.api import CoinRow, HistoryRow, LazyRows, Payment

V = TypeVar("V")
Texts = Mapping[tuple[str, str], str]  # labels by kind and what they are of


@dataclass(frozen=True, slots=True)
class _Read(Generic[V]):
    """What was read, what it was made of, and what was written about it by its person and by payments."""

    facts: Sequence[Any] = ()
    views: tuple[V, ...] = ()
    said: frozenset[tuple[str, object]] = frozenset()  # names, and what a view says of them beyond the facts

    def again(
        self,
        facts: Sequence[Any],
        made: Callable[[int], V],
        said: frozenset[tuple[str, object]],
        names: Callable[[V], Sequence[str]],
    ) -> _Read[V]:
        """As it is now. `made` gives the view of a number, `names` those that `said` may have of a view."""
        head, tail = common_ends(self.facts, facts)
        end, last = len(self.facts) - tail, len(facts) - tail
        old = {id(fact): view for fact, view in zip(self.facts[head:end], self.views[head:end], strict=True)}
        between = [old.get(id(facts[number])) or made(number) for number in range(head, last)]
        views = [*self.views[:head], *between, *self.views[end:]]
        others = {name for name, _ in self.said ^ said}
        if others:
            for number, view in enumerate(views):
                if not others.isdisjoint(names(view)):
                    views[number] = made(number)
        return _Read(facts, tuple(views), said)


class ChainViews:
    """Of one wallet; for one thread at a time."""

    def __init__(self) -> None:
        self._history: _Read[TransactionView] = _Read()
        self._coins: _Read[CoinView] = _Read()

    def history(
        self, rows: LazyRows[HistoryRow], texts: Texts, payments: Sequence[Payment]
    ) -> tuple[TransactionView, ...]:
        """Newest first. `payments`: which of them replace or hurry others."""
        made = {one.name: one for one in payments if one.replaces or one.hurries}

        def view(number: int) -> TransactionView:
            row = rows[number]
            payment = made.get(row.txid)
            return TransactionView(
                txid=row.txid,
                net=row.net,
                fee=row.fee,
                height=row.height,
                time=row.time,
                label=texts.get(("tx", row.txid), ""),
                shown=row.shown,
                replaces=first(payment.replaces) if payment else "",
                hurries=first(payment.hurries) if payment else "",
            )

        said = {(of, text) for (kind, of), text in texts.items() if kind == "tx"}
        said_by = ((name, (one.replaces, one.hurries)) for name, one in made.items())
        self._history = self._history.again(rows.facts(), view, frozenset((*said, *said_by)), lambda row: (row.txid,))
        return self._history.views

    def coins(
        self, rows: LazyRows[CoinRow], texts: Texts, frozen: Set[str], going: Set[str]
    ) -> tuple[tuple[CoinView, ...], int]:
        """Largest first; and how much of what could be spent is `frozen` or `going` into payments under way."""

        def view(number: int) -> CoinView:
            row = rows[number]
            return CoinView(
                outpoint=row.outpoint,
                address=row.address,
                path=f"{row.branch}/{row.index}",
                amount=row.amount,
                height=row.height,
                change=row.is_change,
                frozen=row.outpoint in frozen,
                label=texts.get(("output", row.outpoint)) or texts.get(("addr", row.address), ""),
                free=row.spendable and row.outpoint not in going,
                ripe=row.ripe,
            )

        said = {(of, text) for (kind, of), text in texts.items() if kind in ("output", "addr")}
        aside = {(name, how) for how, names in (("frozen", frozen), ("going", going)) for name in names}
        found = self._coins.again(
            rows.facts(), view, frozenset((*said, *aside)), lambda coin: (coin.outpoint, coin.address)
        )
        self._coins, kept_back = found, frozen | going
        lost = (number for number, coin in enumerate(found.views) if coin.outpoint in kept_back) if kept_back else ()
        return found.views, sum(row.amount for row in map(rows.__getitem__, lost) if row.spendable)


def first(txids: Sequence[bytes]) -> str:
    """The first of several transactions, as people write it; empty if there is none."""
    return txids[0][::-1].hex() if txids else ""
