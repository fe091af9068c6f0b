"""What a person is shown before signing, from the bytes alone; and the addresses that only look like known ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.rules.amount import SatsLimit
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.freeze import Freeze, Frozen
from core.approval.rules.per_day import PerDay
from core.bitcoin.address import address
from core.bitcoin.caution import Caution
from core.bitcoin.hashes import hash160
from core.bitcoin.lookalike import LookAlikes
from core.bitcoin.script import wpkh
from core.bitcoin.signing_task import CheckedTask
from core.chain.rows import Relatives
from core.keys.status import Used
from core.wallet.results import Review
from core.wallet.review import review, with_relatives
from core.wallet.told_rules import ToldRules
from tests.support.payment import BTC, FAR, NETWORK, NEW, RBF, SHOP, Coin, Pay, hint, own, path, table, task, usual

SHOP_ADDRESS = address(SHOP, NETWORK) or ""
NOTHING = Used()
OTHER = wpkh(b"\x52" * 20)
OTHER_ADDRESS = address(OTHER, NETWORK) or ""


def told(approve_below: int | None, used: Used = NOTHING) -> ToldRules | None:
    """Rules as a co-signer told them; None: it has not."""
    if approve_below is None:
        return None
    return ToldRules({ApproveBelow.code: SatsLimit(approve_below)}, (), False, used, 1_800_000_000, 720)


def reviewed(found: CheckedTask, approve_below: int | None = 0, known: set[str] | None = None) -> Review:
    return review(found, NEW, told(approve_below), known or set(), {address(own(0, 3), NETWORK) or ""})


def test_what_leaves_what_comes_back_and_the_fee() -> None:
    found = task([Coin()], [Pay(40_000), Pay(30_000, OTHER), Pay(20_000, own(0, 5)), Pay(BTC - 91_000, own(1, 0))])
    seen = reviewed(found)
    assert [(one.address, one.sats) for one in seen.recipients] == [(SHOP_ADDRESS, 40_000), (OTHER_ADDRESS, 30_000)]
    assert seen.to_self == ((address(own(0, 5), NETWORK), 20_000),)
    assert (seen.paid, seen.fee, seen.change, seen.spent) == (70_000, 1_000, BTC - 91_000, 71_000)
    assert seen.pays == sorted(
        [(SHOP_ADDRESS, 40_000), (OTHER_ADDRESS, 30_000), (address(own(0, 5), NETWORK) or "", 20_000)]
    )
    assert seen.fee_share == pytest.approx(1 / 70)
    assert seen.fee_rate == found.fee_rate
    assert seen.txid == found.txid[::-1].hex()
    assert (seen.inputs, seen.foreign_inputs) == (1, 0)


def test_the_share_of_a_fee_where_nothing_leaves() -> None:
    assert reviewed(task([Coin()], [Pay(BTC - 500, own(1, 0))])).fee_share == 1.0


def test_who_was_paid_before() -> None:
    found = task([Coin()], [Pay(40_000), Pay(30_000, OTHER), Pay(BTC - 70_500, own(1, 0))])
    seen = reviewed(found, known={SHOP_ADDRESS})
    assert [(one.address, one.first_time) for one in seen.recipients] == [(OTHER_ADDRESS, True), (SHOP_ADDRESS, False)]
    assert not any(one.paid for one in seen.recipients)  # known by the address book alone
    seen = review(found, NEW, told(0), {SHOP_ADDRESS}, set(), paid={SHOP_ADDRESS})
    assert [(one.address, one.paid) for one in seen.recipients] == [(OTHER_ADDRESS, False), (SHOP_ADDRESS, True)]


@pytest.mark.parametrize(
    ("rule", "asks"), [(None, True), (0, True), (40_499, True), (40_500, False), (1_000_000, False)]
)
def test_whether_the_co_signer_asks(rule: int | None, asks: bool) -> None:
    assert reviewed(usual(), rule).asks is asks


def test_what_is_used_up_asks_and_what_a_rule_refuses_is_said() -> None:
    used_up = told(BTC, Used(day=10 * BTC, week=10 * BTC, unattended=10 * BTC))
    assert review(usual(), NEW, used_up, set(), set()).asks
    limits = told(BTC, Used(day=10_000))
    assert limits is not None
    limits = replace(limits, settings={**limits.settings, PerDay.code: SatsLimit(50_499), Freeze.code: Frozen()})
    seen = review(usual(), NEW, limits, set(), set())
    assert seen.refused == (Caution.FROZEN,)
    assert [(one.code, one.setting, one.verdict, one.why) for one in seen.rules] == [
        ("freeze", "on", "refuse", "frozen"),
        ("per-day", "50499", "refuse", "per-day"),
        ("approve-below", str(BTC), "approve", None),
    ]


def test_a_rule_that_only_a_newer_program_knows_asks() -> None:
    rules = told(BTC)
    assert rules is not None
    assert not review(usual(), NEW, rules, set(), set()).asks
    assert review(usual(), NEW, replace(rules, unknown=("only-on-sundays",)), set(), set()).asks
    assert review(usual(), NEW, replace(rules, old_copy=True), set(), set()).asks


def test_a_payment_that_shares_a_coin_is_said_and_asks_nobody_by_itself() -> None:
    seen = review(usual(), NEW, told(BTC), set(), set(), shared=True)
    assert (seen.warnings, seen.asks) == (("shared",), False)


def test_whoever_pays_is_told_what_may_still_arrive() -> None:
    """Cases 01: the same bill was paid again without a word about the first payment."""
    seen = with_relatives(reviewed(usual()), Relatives(unshown=("ab" * 32,)))
    assert seen.unshown == seen.outline.unshown == ("ab" * 32,)
    to_itself = reviewed(task([Coin()], [Pay(BTC - 500, own(1, 0))]))
    assert with_relatives(to_itself, Relatives(spends_from=("ab" * 32,), unshown=("ab" * 32,))).unshown == ()


def test_a_warning_always_asks() -> None:
    foreign = task([Coin(), Coin(script=SHOP, seed=1)], [Pay(BTC, OTHER), Pay(BTC - 500, own(1, 0))])
    seen = reviewed(foreign, BTC * 100)
    assert seen.warnings == ("foreign-input",)
    assert seen.foreign_inputs == 1
    assert seen.asks


def test_data_has_no_address_and_a_word_instead() -> None:
    found = task([Coin()], [Pay(0, b"\x6a\x03abc"), Pay(BTC - 500, own(1, 0))])
    (only,) = reviewed(found).recipients
    assert only.address is None
    assert only.label
    assert only.looks_like is None
    assert "data-output" in reviewed(found).warnings


@pytest.mark.parametrize(
    ("coins", "pays", "more", "code"),
    [
        ([Coin()], [Pay(600), Pay(BTC - 90_600, own(1, 0))], {}, "fee"),
        ([Coin(script=SHOP), Coin(seed=1)], [Pay(BTC), Pay(BTC - 500, own(1, 0))], {}, "foreign-input"),
        ([Coin()], [Pay(5_000, b"\x6a\x03abc"), Pay(BTC - 5_500, own(1, 0))], {}, "burnt"),
        ([Coin()], [Pay(50_000), Pay(1_999, own(1, 0)), Pay(BTC - 52_500, own(1, 1))], {}, "change"),
        ([Coin()], [Pay(50_000), Pay(BTC - 50_500, own(1, 59))], {}, "unfindable"),
        ([Coin()], [Pay(50_000), Pay(BTC - 50_500, own(1, 0))], {"locktime": 1_700_000_000}, "locktime"),
        ([Coin(sequence=10)], [Pay(50_000), Pay(BTC - 50_500, own(1, 0))], {}, "relative-lock"),
    ],
)
def test_what_is_odd_has_its_code(coins: list[Coin], pays: list[Pay], more: dict[str, int], code: str) -> None:
    assert code in reviewed(task(coins, pays, **more)).warnings
    assert code not in reviewed(usual()).warnings


def test_an_own_address_that_only_a_hint_finds_counts_as_spent() -> None:
    far = Pay(10_000, own_far(), hint(2, path(1, FAR)))
    seen = reviewed(task([Coin(sequence=RBF)], [far, Pay(BTC - 10_500, own(1, 0))]))
    assert "unfindable" in seen.warnings
    assert seen.spent == 10_500


def own_far() -> bytes:
    return wpkh(hash160(table().public_key(path(1, FAR))))


# ------------------------------------------------------------------ imitations
def like(known: bytes) -> bytes:
    """Another key hash whose address begins like that of `known`: its first three bytes are the same."""
    return wpkh(known[2:5] + b"\x99" * 17)


def test_the_same_first_characters_are_named() -> None:
    seen = reviewed(task([Coin()], [Pay(50_000, like(SHOP)), Pay(BTC - 50_500, own(1, 0))]), 0, {SHOP_ADDRESS})
    assert seen.recipients[0].looks_like == SHOP_ADDRESS
    assert seen.recipients[0].first_time


def test_own_addresses_are_imitated_too() -> None:
    mine = own(0, 3)
    seen = reviewed(task([Coin()], [Pay(50_000, like(mine)), Pay(BTC - 50_500, own(1, 0))]))
    assert seen.recipients[0].looks_like == address(mine, NETWORK)


def test_the_known_address_itself_imitates_nobody() -> None:
    seen = reviewed(usual(), 0, {SHOP_ADDRESS, OTHER_ADDRESS})
    assert seen.recipients[0].looks_like is None


def test_others_look_like_nobody() -> None:
    assert reviewed(usual(), 0, {OTHER_ADDRESS}).recipients[0].looks_like is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("bc1qabcd" + "x" * 30 + "wxyz", "bc1qabcd" + "y" * 30 + "qqqq", True),
        ("bc1qabcd" + "x" * 30 + "wxyz", "bc1qzzzz" + "y" * 30 + "wxyz", True),
        ("bc1qabcd" + "x" * 30 + "wxyz", "bc1qzzzz" + "y" * 30 + "qqqq", False),
        ("bc1qabcd" + "x" * 30 + "wxyz", "BC1QABCD" + "Y" * 30 + "QQQQ", True),
        ("1abcdxxxxxxxxxwxyz", "1abcdyyyyyyyyyqqqq", True),
        ("3abcdxxxxxxxxxwxyz", "3zzzzyyyyyyyyywxyz", True),
        ("1abcdxxxxxxxxxwxyz", "1zzzzyyyyyyyyyqqqq", False),
    ],
)
def test_four_characters_at_either_end_of_the_data(one: str, other: str, alike: bool) -> None:
    assert LookAlikes({other}).find(one) == (other if alike else None)
