"""A hostile computer asks a real co-signer for more than its rules allow, in every way that hides it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.approval.messages import Proposed, RequestState
from core.approval.quota import MAX_OPEN
from core.bitcoin.account import WPKH
from core.bitcoin.networks import NETWORKS
from core.bitcoin.psbt import In, Out, Psbt
from core.bitcoin.signing_task import WireTask
from core.codec.messages import MessageType
from core.errors import BadInput, KeyBlocked, Refused
from tests.support.hostile import an_a1, s1_of, spoilt
from tests.support.payment import BTC, NEW, SHOP, Coin, Pay, hint, psbt
from tests.support.two_homes import NAME, NETWORK, TwoHomes, make_home, two_homes
from tests.support.wire import split

THIEF = b"\x00\x14" + b"\xee" * 20
FAR = 5_000


def wire_of(made: Psbt) -> WireTask:
    return split(made.serialize(), NETWORK)


def propose(homes: TwoHomes, wire: WireTask) -> Proposed:
    """Without the honest computer's own look at it."""
    return homes.client.propose(homes.key, wire)


def states(homes: TwoHomes) -> list[str]:
    return [request.state.name for request in homes.cosigner.tasks()]


# ------------------------------------------------------------------ half mine (C1)
def two_coins(homes: TwoHomes, index: int, hinted: tuple[int, ...]) -> Psbt:
    """Two own coins of 1 BTC at 0 and `index`; 1 BTC of change, 1 BTC for the thief. Hints only where told."""
    coins = []
    for n, at in enumerate((0, index)):
        path = (*WPKH.steps, 0, at)
        fields = hint(In.DERIVATION, path, homes.table.public_key(path)) if n in hinted else {}
        coins.append(Coin(script=homes.table.script(0, at), seed=n, fields=fields))
    return psbt(coins, [Pay(BTC, homes.table.script(1, 0)), Pay(BTC - 300, THIEF)])


def believed(made: Psbt) -> int:
    """What a co-signer would count that takes the hints of inputs for the truth."""
    mine = sum(any(key[0] == In.DERIVATION for key in fields) for fields in made.inputs)
    return max(0, mine * BTC - BTC)


def test_half_mine_two_psbts_one_txid_at_a_real_co_signer(homes: TwoHomes) -> None:
    homes.allow(1_000_000)
    told = [two_coins(homes, 1, (0,)), two_coins(homes, 1, (1,))]
    assert [believed(made) for made in told] == [0, 0]  # without the rule: two times nothing, and 1 BTC is gone
    first, second = (propose(homes, wire_of(made)) for made in told)
    assert first.request == second.request
    assert first.state is RequestState.PROPOSED
    (request,) = homes.cosigner.tasks()
    assert request.amount == BTC


def test_half_mine_beyond_the_tables_is_a_lie_and_logged(homes: TwoHomes) -> None:
    homes.allow(10 * BTC)
    told = [two_coins(homes, FAR, (0, 1)), two_coins(homes, FAR, (0,))]
    assert propose(homes, wire_of(told[0])).warnings == ("hint",)
    with pytest.raises(Refused) as caught:
        propose(homes, wire_of(told[1]))
    assert caught.value.kind == "lie"
    assert states(homes) == ["PROPOSED"]
    assert any("was proposed twice with different claims; refused" in text for text in homes.cosigner.log())
    assert MessageType.S2 not in homes.traffic.types()


def test_a_partial_set_is_never_less_than_the_whole(homes: TwoHomes) -> None:
    """S1 may name some inputs of a large task; what is counted is all of it, once."""
    homes.allow(10 * BTC)
    wire = homes.wire(amount=BTC // 2, coins=3)
    homes.approved(wire)
    raw = homes.raw()
    raw.ask(s1_of(homes, raw, wire, (1,)))
    assert homes.cosigner.requests.rulebook.used(homes.key).unattended == BTC // 2 + 500
    assert states(homes) == ["DEBITED"]


def test_foreign_input_never_unattended_at_a_real_co_signer(homes: TwoHomes) -> None:
    homes.allow(20 * BTC)
    coins = [Coin(script=homes.table.script(0, 0)), Coin(script=THIEF, seed=8)]
    wire = wire_of(psbt(coins, [Pay(BTC - 1, homes.table.script(1, 0)), Pay(BTC - 300, THIEF)]))
    assert homes.checked(wire).spent(NEW) == 1
    found = propose(homes, wire)
    assert (found.state, found.warnings) == (RequestState.PROPOSED, ("foreign-input",))
    with pytest.raises(Refused):
        homes.client.sign(homes.key.key_id, homes.checked(wire))


# ------------------------------------------------------------------ amounts (C3, C4, C7)
def test_fee_is_spending_at_a_real_co_signer(homes: TwoHomes) -> None:
    homes.allow(1_000_000)
    wire = homes.wire(amount=600, fee=140_000)
    found = propose(homes, wire)
    assert (found.state, found.warnings) == (RequestState.PROPOSED, ("fee",))
    with pytest.raises(BadInput):
        homes.cosigner.admin.approve(found.request.hex())
    with pytest.raises(Refused):
        homes.sign(wire)
    homes.cosigner.admin.approve(found.request.hex(), accept_fee=True)
    homes.sign(wire)
    (request,) = homes.cosigner.tasks()
    assert request.amount == 140_600


def test_drip_below_threshold_at_a_real_co_signer(homes: TwoHomes) -> None:
    limit = 50_000
    homes.allow(limit)
    signed, said = 0, set()
    for n in range(50):
        wire = homes.wire(amount=limit - 501, fee=500, seed=n)
        try:
            if propose(homes, wire).state is RequestState.APPROVED:
                homes.sign(wire)
                signed += limit - 1
        except Refused as error:
            said.add(error.kind)
        homes.clock.sleep(60)
    assert signed == 10 * (limit - 1)
    assert said == {"too_many"}
    assert states(homes).count("PROPOSED") == MAX_OPEN


def test_change_at_absurd_index_and_dust_split_at_a_real_co_signer(homes: TwoHomes) -> None:
    homes.allow(10 * BTC)
    at = (*WPKH.steps, 1, 2**31 - 2)
    far = Pay(BTC - 2_000, homes.table.script(1, at[4]), hint(Out.DERIVATION, at, homes.table.public_key(at)))
    coin = Coin(script=homes.table.script(0, 0))
    absurd = propose(homes, wire_of(psbt([coin], [Pay(1_000), far])))
    assert (absurd.state, absurd.warnings) == (RequestState.PROPOSED, ("unfindable",))
    dust = [Pay(294, homes.table.script(1, n % 20)) for n in range(300)]
    split_up = propose(homes, wire_of(psbt([replace(coin, seed=1)], [*dust, Pay(BTC - 200_000)])))
    assert (split_up.state, split_up.warnings) == (RequestState.PROPOSED, ("change",))
    (first, _) = sorted(homes.cosigner.tasks(), key=lambda request: request.warnings, reverse=True)
    assert first.amount == BTC
    assert homes.cosigner.row.horizons == (1_000, 1_000)


@settings(max_examples=8)
@given(st.lists(st.sets(st.integers(0, 5), min_size=1, max_size=3), min_size=2, max_size=6))
def test_replacement_chain_counts_disjoint_ends(chains: list[set[int]]) -> None:
    """{1,2}, {2,3}, {3,4}: of what replaces each other, the ends do not. Never counted below what can be mined of that
    which nobody was asked about; and what shares a coin with another is asked about."""
    check_replacements([tuple(sorted(coins)) for coins in chains])


def test_the_chain_of_the_rule() -> None:
    check_replacements([(1, 2), (2, 3), (3, 4)])


def check_replacements(chains: list[tuple[int, ...]]) -> None:
    with TemporaryDirectory() as folder, two_homes(Path(folder)) as homes:
        homes.allow(100_000)
        costs, unasked = [], []
        for n, numbers in enumerate(chains):
            coins = [Coin(script=homes.table.script(0, number), seed=number) for number in numbers]
            amount = 10_000 + n
            change = Pay(len(coins) * BTC - amount - 500, homes.table.script(1, 0))
            wire = wire_of(psbt(coins, [Pay(amount, SHOP), change]))
            found = propose(homes, wire)
            shares = any(set(numbers) & set(other) for other in chains[:n])
            assert found.warnings == (("shared",) if shares else ())
            if found.state is RequestState.APPROVED:
                unasked.append(n)
            else:
                homes.cosigner.admin.approve(found.request.hex())
            homes.sign(wire)
            costs.append(amount + 500)
        worst = max(
            sum(costs[n] for n in chosen)
            for size in range(1, len(unasked) + 1)
            for chosen in combinations(unasked, size)
            if all(not set(chains[a]) & set(chains[b]) for a, b in combinations(chosen, 2))
        )
        assert homes.cosigner.requests.rulebook.used(homes.key).unattended >= worst


# ------------------------------------------------------------------ locks and networks
def test_unlock_only_on_co_signer(homes: TwoHomes) -> None:
    """After the lock: every message that a computer can send, over restarts. Nothing opens it but the person there."""
    wire = homes.wire()
    homes.approved(wire)
    homes.raw().ask(spoilt(an_a1(homes)))
    said = set()
    for _ in range(2):
        for work in (
            lambda: homes.client.refresh(homes.key.key_id),
            lambda: homes.client.prepare(homes.key.key_id, 1),
            lambda: homes.client.status(homes.key.key_id),
            lambda: homes.propose(wire),
            lambda: homes.sign(wire),
        ):
            try:
                work()
            except (Refused, KeyBlocked) as error:
                said.add(error.kind)
        assert homes.cosigner.row.locked
        homes.restart_both()
        homes.client.connected()
        assert homes.cosigner.row.locked
    assert said == {"pending", "locked"}
    (shown,) = homes.cosigner.admin.approvals()
    homes.cosigner.admin.approve(shown.id)
    homes.client.refresh(homes.key.key_id)
    homes.sign(wire)


def test_a_payment_for_another_network_is_refused(homes: TwoHomes) -> None:
    wire = homes.wire()
    with pytest.raises(Refused, match="regtest") as caught:
        homes.client.propose(homes.key, replace(wire, network="bitcoin"))
    assert caught.value.kind == "input"
    assert homes.propose(wire).state is RequestState.PROPOSED
    (shown,) = homes.cosigner.admin.approvals()
    assert shown.network == NETWORK


def test_practice_rules_not_laxer(tmp_path: Path) -> None:
    """N1: the same payments on every network, and nothing is easier because of its name."""
    found = {network: verdicts(tmp_path / network, network) for network in NETWORKS}
    assert set(found["bitcoin"]) == {
        (RequestState.APPROVED, ()),
        (RequestState.PROPOSED, ()),
        (RequestState.PROPOSED, ("fee",)),
        (RequestState.PROPOSED, ("foreign-input",)),
        (RequestState.PROPOSED, ("unfindable",)),
    }
    for network, verdict in found.items():
        assert verdict == found["bitcoin"], network


def verdicts(folder: Path, network: str) -> list[tuple[RequestState, tuple[str, ...]]]:
    """What a real co-signer of this network says to five payments: one below the limit, the others not."""
    for side in ("computer", "cosigner"):
        make_home(folder / side, practice=network == "practice")
    homes = TwoHomes(folder)
    row = homes.client.new_key(NAME, network)
    homes.allow(100_000)
    at = (*WPKH.steps, 1, FAR)
    far = Pay(BTC - 2_000, homes.table.script(1, FAR), hint(Out.DERIVATION, at, homes.table.public_key(at)))
    change = homes.table.script(1, 0)
    payments: list[tuple[list[bytes], list[Pay]]] = [
        ([], [Pay(40_000), Pay(BTC - 40_500, change)]),
        ([], [Pay(BTC // 2), Pay(BTC // 2 - 500, change)]),
        ([], [Pay(600), Pay(BTC - 150_600, change)]),
        ([THIEF], [Pay(BTC - 1, change), Pay(BTC - 300, THIEF)]),
        ([], [Pay(1_000), far]),
    ]
    found = []
    for seed, (others, pays) in enumerate(payments):
        coins = [Coin(script=script, seed=2 * seed + n) for n, script in enumerate((homes.table.script(0, 0), *others))]
        told = homes.client.propose(row, split(psbt(coins, pays).serialize(), network))
        found.append((told.state, told.warnings))
    homes.computer.end()
    homes.cosigner.end()
    return found
