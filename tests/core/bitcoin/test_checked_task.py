"""What a task does: amounts that rules see, change, warnings, and what a person is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bitcoin.checked_task import CheckedTask
from core.bitcoin.coins import GAP, Reach
from core.bitcoin.hashes import hash160
from core.bitcoin.psbt import In, Out
from core.bitcoin.script import ScriptKind, kind_of
from core.bitcoin.sighash import Sighashes
from core.errors import Bug
from tests.support.payment import BTC, FAR, NEW, RBF, SHOP, Coin, Pay, hint, own, path, table, task, usual

FOREIGN = Coin(script=b"\x00\x14" + b"\x77" * 20, seed=9)
P2PK = b"\x21" + bytes(33) + b"\xac"
MULTISIG = b"\x51\x21" + bytes(33) + b"\x51\xae"
ANCHOR = bytes.fromhex("51024e73")
UNKNOWN = b"\x52\x20" + bytes(32)
KEYLESS_TAPROOT = b"\x51\x21" + bytes(33)


# ------------------------------------------------------------------ amounts
def test_a_usual_payment() -> None:
    found = usual()
    assert found.spent(NEW) == 40_500
    assert (found.fee, found.vsize, found.fee_rate) == (500, 141, Decimal("3.546"))
    assert found.warnings(NEW) == ()
    assert [output.number for output in found.change(NEW)] == [1]
    assert (found.to_self(NEW), found.unfindable(NEW)) == ((), ())
    assert found.highest_used() == (3, 0)


def test_vsize_is_of_the_smallest_witnesses() -> None:
    alone = usual()
    assert alone.weight == 4 * len(alone.tx.serialize()) + 2 + 107
    mixed = task([Coin(), FOREIGN], [Pay(40_000)])
    assert mixed.weight == 4 * len(mixed.tx.serialize()) + 2 + 107 + 1


def test_to_oneself_is_not_spent_and_is_shown() -> None:
    found = task([Coin()], [Pay(60_000, own(0, 19)), Pay(BTC - 61_000, own(1, 1))])
    assert found.spent(NEW) == 1_000
    assert [output.number for output in found.to_self(NEW)] == [0]
    assert found.payments == ()
    assert found.warnings(NEW) == ()
    assert found.highest_used() == (19, 1)


@pytest.mark.parametrize("signed_internal", [0, 1, 7, 30])
def test_the_window_of_change(signed_internal: int) -> None:
    last, reach = signed_internal + GAP - 1, Reach.beyond(0, signed_internal)
    inside, outside = usual(index=last), usual(index=last + 1)
    assert inside.spent(reach) == 40_500
    assert inside.warnings(reach) == ()
    assert outside.spent(reach) == BTC
    assert outside.warnings(reach) == ("unfindable",)
    assert [output.number for output in outside.unfindable(reach)] == [1]
    assert outside.change(reach) == ()


@pytest.mark.parametrize("used", [0, 1, 7, 30])
def test_the_window_of_receiving_addresses_is_the_same(used: int) -> None:
    """Within the table, 1,000 further on, coins came back for nothing and no program looked there."""
    reach = Reach.beyond(used, 0)
    inside, outside = (task([Coin()], [Pay(BTC - 406, own(0, index))]) for index in (used + GAP - 1, used + GAP))
    assert (inside.spent(reach), inside.warnings(reach)) == (406, ())
    assert [output.number for output in inside.to_self(reach)] == [0]
    assert (outside.spent(reach), outside.warnings(reach)) == (BTC, ("unfindable",))
    assert (outside.to_self(reach), [output.number for output in outside.unfindable(reach)]) == ((), [0])


@pytest.mark.parametrize("at", [path(0, FAR), path(1, FAR), path(1, 2**31 - 2)])
def test_own_addresses_beyond_the_table_are_spent(at: tuple[int, ...]) -> None:
    found = task([Coin()], [Pay(40_000), Pay(BTC - 41_000, own(at[3], at[4]), hint(Out.DERIVATION, at))])
    assert found.outputs[1].path == at
    assert found.spent(NEW) == BTC
    assert found.warnings(NEW) == ("unfindable",)
    assert found.highest_used() == (3, -1)
    assert found.change(Reach.beyond(2**31, 2**31)) == found.to_self(Reach.beyond(2**31, 2**31)) == ()


def test_other_peoples_inputs_are_no_credit() -> None:
    found = task([Coin(amount=50_000), FOREIGN], [Pay(50_000, own(1, 0)), Pay(BTC - 1_000)])
    assert (found.spent(NEW), found.fee) == (0, 1_000)
    richer = task([Coin(amount=50_000), FOREIGN], [Pay(BTC, own(1, 0)), Pay(40_000)])
    assert richer.spent(NEW) == 0
    assert found.warnings(NEW) == richer.warnings(NEW) == ("foreign-input",)


@st.composite
def tasks(draw: st.DrawFn) -> CheckedTask:
    scripts = st.sampled_from(
        [own(0, 3), own(0, 50), own(1, 2), own(1, 50), SHOP, b"\x6a", FOREIGN.script, own(0, FAR)]
    )
    coins = [
        Coin(amount=draw(st.integers(10_000, BTC)), script=draw(scripts), seed=seed)
        for seed in range(draw(st.integers(1, 4)))
    ]
    left = sum(coin.amount for coin in coins) + 10_000
    pays = []
    for _ in range(draw(st.integers(1, 4))):
        amount = draw(st.integers(600, max(600, left // 2)))
        left -= amount
        pays.append(Pay(amount, draw(scripts)))
    return task([Coin(amount=10_000, seed=77), *coins], pays)


@given(tasks(), st.integers(0, 60), st.integers(0, 60))
def test_every_output_is_in_one_place_and_the_sums_fit(found: CheckedTask, external: int, internal: int) -> None:
    reach = Reach.beyond(external, internal)
    change, unfindable = found.change(reach), found.unfindable(reach)
    places = [*found.payments, *change, *found.to_self(reach), *unfindable]
    assert sorted(output.number for output in places) == list(range(len(found.outputs)))
    own_in = sum(part.amount for part in found.inputs if part.path)
    foreign_in = sum(part.amount for part in found.inputs if not part.path)
    away = sum(output.amount for output in (*found.payments, *unfindable)) + found.fee
    assert found.spent(reach) == max(0, away - foreign_in)
    assert found.spent(reach) <= own_in
    assert found.fee >= 0
    assert found.spent(reach) <= found.spent(NEW)


# ------------------------------------------------------------------ outputs
@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (SHOP, ScriptKind.WPKH), (b"\0\x20" + bytes(32), ScriptKind.WSH), (b"\x51\x20" + bytes(32), ScriptKind.TR),
        (b"\x76\xa9\x14" + bytes(20) + b"\x88\xac", ScriptKind.PKH), (b"\xa9\x14" + bytes(20) + b"\x87", ScriptKind.SH),
        (b"\x6a", ScriptKind.DATA), (b"\x6a\x04abcd", ScriptKind.DATA), (b"\x6a\x14" + bytes(20), ScriptKind.DATA),
        (P2PK, ScriptKind.NO_ADDRESS), (MULTISIG, ScriptKind.NO_ADDRESS), (ANCHOR, ScriptKind.NO_ADDRESS),
        (UNKNOWN, ScriptKind.NO_ADDRESS), (KEYLESS_TAPROOT, ScriptKind.NO_ADDRESS), (b"", ScriptKind.NO_ADDRESS),
        (b"\0\x14" + bytes(19), ScriptKind.NO_ADDRESS),
        (b"\x51", ScriptKind.NO_ADDRESS), (b"\0\x21" + bytes(33), ScriptKind.NO_ADDRESS),
    ],
)  # fmt: skip
def test_kinds_of_outputs(script: bytes, kind: ScriptKind) -> None:
    assert kind_of(script) is kind
    found = task([Coin()], [Pay(2_000, script), Pay(BTC - 3_000, own(1, 0))])
    output = found.outputs[0]
    assert output.kind is kind
    assert found.spent(NEW) == 3_000
    assert found.payments == (output,)
    if kind in (ScriptKind.DATA, ScriptKind.NO_ADDRESS):
        assert output.address is None
        assert output.label.startswith("data: " if kind is ScriptKind.DATA else "no address: script ")
    else:
        assert output.label == output.address


@pytest.mark.parametrize(
    ("script", "label"),
    [
        (b"\x6a\x05hello", 'data: 68656c6c6f "hello"'),
        (b"\x6a", 'data:  ""'),
        (b"\x6a\x04\x1b[2J", 'data: 1b5b324a "\\x1b[2J"'),
        (b"\x6a\x03\xe2\x80\xae", 'data: e280ae "\\xe2\\x80\\xae"'),
        (b"\x6a\x02\\x", 'data: 5c78 "\\x5cx"'),
        (b"\x6a\x51\x52", 'data: 5152 "QR"'),
    ],
)
def test_data_is_shown_in_hex_and_harmless_text(script: bytes, label: str) -> None:
    assert task([Coin()], [Pay(0, script), Pay(50_000)]).outputs[0].label == label


def test_long_data_is_cut_and_says_so() -> None:
    label = task([Coin()], [Pay(0, b"\x6a\x4d\x00\x02" + b"A" * 512), Pay(50_000)]).outputs[0].label
    assert "… (515 bytes)" in label
    assert len(label) < 450


# ------------------------------------------------------------------ warnings
CHANGE = Pay(BTC - 50_000, own(1, 0))


@pytest.mark.parametrize(
    ("coins", "pays", "more", "expected"),
    [
        ([Coin(), FOREIGN], [Pay(2 * BTC - 50_000)], {}, ("foreign-input",)),
        ([Coin(script=own(0, FAR), fields=hint(In.DERIVATION, path(0, FAR)))], [Pay(40_000), CHANGE], {}, ("hint",)),
        ([Coin()], [Pay(45_000, P2PK), CHANGE], {}, ("no-address",)),
        ([Coin()], [Pay(240, ANCHOR), Pay(45_000), CHANGE], {}, ("no-address",)),
        ([Coin()], [Pay(0, b"\x6a\x01x"), Pay(45_000), CHANGE], {}, ("data-output",)),
        ([Coin()], [Pay(1, b"\x6a\x01x"), Pay(45_000), CHANGE], {}, ("burnt", "data-output")),
        ([Coin()], [Pay(40_000), Pay(2_000, own(1, 1)), Pay(BTC - 50_000, own(1, 0))], {}, ("change",)),
        ([Coin()], [Pay(BTC - 10_000), Pay(1_999, own(1, 0))], {}, ("change",)),
        ([Coin()], [Pay(BTC - 10_000), Pay(2_000, own(1, 0))], {}, ()),
        ([Coin()], [Pay(BTC - 10_000), Pay(1_999, own(0, 0))], {}, ("change",)),
        ([Coin()], [Pay(BTC - 10_000), Pay(2_000, own(0, 0))], {}, ()),
        ([Coin()], [Pay(BTC - 10_000), Pay(2_000, own(0, 0)), Pay(2_000, own(0, 1))], {}, ("change",)),
        ([Coin()], [Pay(BTC - 10_000), Pay(2_000, own(0, 0)), Pay(2_000, own(1, 0))], {}, ()),
        ([Coin()], [Pay(45_000), CHANGE], {"locktime": 499_999_999}, ()),
        ([Coin()], [Pay(45_000), CHANGE], {"locktime": 500_000_000}, ("locktime",)),
        ([Coin(sequence=0xFFFFFFFF)], [Pay(45_000), CHANGE], {"locktime": 500_000_000}, ()),
        ([Coin(sequence=0xFFFFFFFE)], [Pay(45_000), CHANGE], {"locktime": 2**32 - 1}, ("locktime",)),
        ([Coin(sequence=10)], [Pay(45_000), CHANGE], {}, ("relative-lock",)),
        ([Coin(sequence=0)], [Pay(45_000), CHANGE], {}, ("relative-lock",)),
        ([Coin(sequence=10)], [Pay(45_000), CHANGE], {"version": 1}, ()),
        ([Coin(sequence=0x80000000)], [Pay(45_000), CHANGE], {}, ()),
        ([Coin()], [Pay(600), Pay(BTC - 140_600, own(1, 0))], {}, ("fee",)),
        ([Coin()], [*[Pay(600)] * 10, Pay(BTC - 16_000, own(1, 0))], {}, ()),
        ([Coin()], [*[Pay(600)] * 11, Pay(BTC - 16_600, own(1, 0))], {}, ("many",)),
        ([Coin(), FOREIGN], [Pay(600)], {}, ("fee", "foreign-input")),
    ],
)
def test_warnings(coins: list[Coin], pays: list[Pay], more: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert task(coins, pays, **more).warnings(NEW) == expected


@pytest.mark.parametrize(
    ("paid", "fee", "excessive"),
    [
        (1_000_000, 140_999, False), (1_000_000, 141_001, True),  # 1000 sat/vB of 141 vbytes
        (100_000, 25_000, False), (100_000, 25_001, True), (125_005, 25_001, False), (125_004, 25_001, True),
        (600, 25_000, False), (600, 25_001, True),
    ],
)  # fmt: skip
def test_the_fee_rule(paid: int, fee: int, excessive: bool) -> None:
    found = task([Coin()], [Pay(paid), Pay(BTC - paid - fee, own(1, 0))])
    assert (found.vsize, found.fee) == (141, fee)
    assert found.fee_is_excessive is excessive


@pytest.mark.parametrize(("amount", "excessive"), [(500_000, False), (499_999, True)])
def test_the_fee_rule_when_nothing_leaves(amount: int, excessive: bool) -> None:
    found = task([Coin(amount=amount)], [Pay(amount - 100_000, own(1, 0))])
    assert found.payments == ()
    assert found.fee_is_excessive is excessive


# ------------------------------------------------------------------ indexes and digests
def test_only_the_table_moves_the_horizons() -> None:
    far = hint(In.DERIVATION, path(0, 2**31 - 1))
    coins = [
        Coin(seed=1, script=own(0, 11)),
        Coin(script=own(0, 2**31 - 1), fields=far),
        Coin(script=own(1, 55), seed=3),
    ]
    found = task(coins, [Pay(40_000), Pay(50_000, own(1, 4)), Pay(50_000, own(0, 7))])
    assert (found.highest_used(), found.highest_paid()) == ((11, 4), 7)
    assert task([Coin(script=own(1, 0))], [Pay(40_000)]).highest_used() == (-1, -1)
    assert task([Coin(script=own(0, 9))], [Pay(40_000)]).highest_paid() == -1


def test_digests_of_own_inputs_only() -> None:
    found = task([Coin(), FOREIGN], [Pay(40_000)])
    expected = Sighashes(found.tx, [BTC, BTC]).digest(0, hash160(table().public_key(path(0, 3))))
    assert found.digest(0) == expected
    with pytest.raises(Bug):
        found.digest(1)
    assert found.inputs[0].sequence == RBF
