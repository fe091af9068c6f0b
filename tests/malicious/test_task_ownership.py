"""A hostile computer leaves hints out, adds false ones, mixes in strangers' coins. What is ours does not move."""

from __future__ import annotations

from itertools import product

import pytest

from core.approval.policy import Approve, Ask
from core.bitcoin.caution import Caution
from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.psbt import In, Out
from core.errors import BadInput
from tests.support.payment import BTC, FAR, NEW, Coin, Pay, hint, own, path, task
from tests.support.rules import Limits, decide

HUGE = Limits(10**15, 10**16)
THIEF = b"\x00\x14" + b"\xee" * 20
CHANGE = Pay(BTC, own(1, 9))
STOLEN = Pay(BTC - 300, THIEF)


def half_mine(first: bool, second: bool, far: bool) -> CheckedTask:
    """Two own coins of 1 BTC, change of 1 BTC, 1 BTC for the thief; each coin with its hint or without."""
    at = path(0, FAR) if far else path(0, 4)
    one, other = hint(In.DERIVATION, path(0, 3)), hint(In.DERIVATION, at)
    return task(
        [Coin(fields=one if first else {}), Coin(script=own(0, at[4]), seed=1, fields=other if second else {})],
        [CHANGE, STOLEN],
    )


def test_half_mine_two_psbts_one_txid() -> None:
    told = [half_mine(first, second, far=False) for first, second in product((True, False), repeat=2)]
    assert len({found.txid for found in told}) == 1
    assert len({found.task_id for found in told}) == 1
    for found in told:
        assert [number for number, _ in found.own_inputs] == [0, 1]
        assert found.spent(NEW) == BTC
        assert decide(found, Limits(BTC - 1, 10 * BTC), 0, 0) == Ask(())


def test_half_mine_beyond_the_table_is_two_tasks_of_one_transaction() -> None:
    """There only a hint can say that a coin is ours: told both ways, the two have one txid and two task_ids."""
    whole, half = half_mine(True, True, far=True), half_mine(True, False, far=True)
    assert whole.txid == half.txid
    assert whole.task_id != half.task_id
    assert whole.spent(NEW) == BTC
    assert decide(whole, HUGE, 0, 0) == Ask((Caution.HINT,))
    assert decide(half, HUGE, 0, 0) == Ask((Caution.FOREIGN_INPUT,))


def test_foreign_input_never_unattended() -> None:
    stranger = Coin(script=THIEF, seed=8)
    found = task([Coin(), stranger], [Pay(BTC - 1, own(1, 0)), Pay(BTC - 300, THIEF)])
    assert found.spent(NEW) == 1
    assert decide(found, HUGE, 0, 0) == Ask((Caution.FOREIGN_INPUT,))
    assert isinstance(decide(task([Coin()], [Pay(BTC - 1_000, own(1, 0))]), HUGE, 0, 0), Approve)


@pytest.mark.parametrize(
    "fields",
    [
        hint(Out.DERIVATION, path(1, 0)),  # our key, our path, another script
        hint(Out.DERIVATION, path(1, 0), b"\x02" + b"\x11" * 32),
        {bytes([Out.WITNESS_SCRIPT]): b"\x51"},
    ],
)
def test_false_change(fields: dict[bytes, bytes]) -> None:
    found = task([Coin()], [Pay(BTC - 300, THIEF, fields)])
    assert found.change(NEW) == ()
    assert found.spent(NEW) == BTC
    assert [pay.script for pay in found.payments] == [THIEF]


def test_only_strangers_coins() -> None:
    claimed = hint(In.DERIVATION, path(0, 3))
    with pytest.raises(BadInput, match="nothing of this wallet"):
        task([Coin(script=THIEF, fields=claimed)], [Pay(40_000)])
