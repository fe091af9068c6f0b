"""What pages show is the same as if all of it was read again, for the work of what has changed: after any series of
payments, blocks, reorganisations, labels and coins that are set aside."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import pytest

from app.desktop.model.chain_views import ChainViews
from app.desktop.model.state import CoinView, TransactionView
from core.chain import queries, sent
from core.chain.bdk_changeset import BLOCK, u32
from core.chain.ordered import LazyRows
from tests.core.chain.test_chain_index import World

STEPS = 60


@dataclass(frozen=True)
class Payment:
    """What of a payment the views ask for."""

    name: str
    replaces: tuple[bytes, ...] = ()
    hurries: tuple[bytes, ...] = ()


class Look:
    """A wallet whose chain and labels change, and two who look at it."""

    def __init__(self, seed: int) -> None:
        self.world, self.views = World(seed), ChainViews()
        self.dice = random.Random(seed)  # noqa: S311
        self.texts: dict[tuple[str, str], str] = {}
        self.frozen, self.going = set[str](), set[str]()
        self.payments: list[Any] = []

    def rows(self) -> tuple[LazyRows[Any], LazyRows[Any]]:
        index = self.world.index
        return queries.history(index), queries.coins(index, lambda where: f"bc1{where}", sent.trusted(index))

    def seen(self, views: ChainViews) -> tuple[Any, ...]:
        history, coins = self.rows()
        return (
            views.history(history, self.texts, self.payments),
            views.coins(coins, self.texts, frozenset(self.frozen), frozenset(self.going)),
        )

    def write(self) -> None:
        history, coins = self.rows()
        for kind, name in [("tx", row.txid) for row in history] + [
            named for coin in coins for named in (("output", coin.outpoint), ("addr", coin.address))
        ]:
            if self.dice.random() < 0.1:
                self.texts[kind, name] = str(self.dice.random())
            elif self.dice.random() < 0.1:
                self.texts.pop((kind, name), None)
        for names in (self.frozen, self.going):
            names ^= {coin.outpoint for coin in coins if self.dice.random() < 0.1}
        self.payments = [
            Payment(row.txid, (self.dice.randbytes(32),), (self.dice.randbytes(32),))
            for row in history
            if self.dice.random() < 0.1
        ]


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_those_of_who_looks_for_the_first_time(seed: int) -> None:
    look = Look(seed)
    for _ in range(STEPS):
        look.world.step()
        if look.dice.random() < 0.4:
            look.write()
        assert look.seen(look.views) == look.seen(ChainViews())
    assert look.seen(look.views)[0]


def test_only_what_has_changed_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    look = Look(3)
    while len(look.rows()[0]) < 12 or not look.rows()[1]:
        look.world.step()
    history, (coins, _) = look.seen(look.views)
    made = list[str]()
    for kind in (TransactionView, CoinView):
        built = kind.__init__
        monkeypatch.setattr(kind, "__init__", _counted(built, made, kind.__name__))

    def again() -> list[str]:
        made.clear()
        look.seen(look.views)
        return made

    world = look.world
    world.put({BLOCK + u32(world.height() + 1): b"\x09" * 32})
    assert again() == []  # a block changes how deep all of it is, and makes no row
    look.texts["tx", history[5].txid] = "Rent"
    look.frozen.add(coins[0].outpoint)
    assert again() == ["TransactionView", "CoinView"]
    before = len(look.rows()[0])
    while len(look.rows()[0]) == before:
        world.receive()
    assert again().count("TransactionView") <= 2 + len(world.index.waiting())


def _counted(built: Any, made: list[str], name: str) -> Any:
    def init(self: Any, *args: Any, **facts: Any) -> None:
        made.append(name)
        built(self, *args, **facts)

    return init
