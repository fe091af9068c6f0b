"""One reader for both parties would be one bug for both (C11): it is compared with Bitcoin Core's own transaction
code, with embit and with btclib, on bytes that are nearly right.

For hours, by hand: FUZZ_CASES=1000000 HYPOTHESIS_PROFILE=wide .venv/bin/pytest tests/fuzz -k bitcoin
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import pbk
from btclib.tx.tx import Tx
from btclib_wallet.psbt.psbt import Psbt as BtclibPsbt
from btclib_wallet.psbt.psbt import ecdsa_sig_hash
from embit import base58, bech32
from embit.networks import NETWORKS as EMBIT_NETWORKS
from embit.psbt import PSBT as EmbitPsbt  # noqa: N811 - embit's name
from embit.script import Script as EmbitScript
from embit.script import address_to_scriptpubkey
from embit.transaction import Transaction as EmbitTransaction
from hypothesis import given, settings
from hypothesis import strategies as st

from core.bitcoin.address import address, script_of
from core.bitcoin.networks import NETWORKS
from core.bitcoin.psbt import In, Out, Psbt, raw_transaction
from core.bitcoin.tx import Transaction
from core.errors import BadInput
from tests.core.bitcoin.test_sighash import verdicts
from tests.support.bitcoin_bytes import U32, damaged, transactions
from tests.support.payment import BTC, SHOP, Coin, Pay, checked, hint, own, path, psbt, signed

CASES = settings(max_examples=int(os.environ.get("FUZZ_CASES", "200")))
SEQUENCES = st.integers(1, 2**32 - 1)  # embit's PSBT takes a sequence or version of 0 for one that is not given
OURS_ALONE = ("no inputs", "no outputs", "21 million", "left over")  # Core's reader leaves these to other code


@CASES
@given(st.one_of(transactions().map(Transaction.serialize), damaged(transactions().map(Transaction.serialize))))
def test_transactions_as_bitcoin_core_reads_them(data: bytes) -> None:
    ours, reason = read(data)
    if ours is None:
        assert any(alone in reason for alone in OURS_ALONE) or kernel(data) is None, reason
        return
    theirs = kernel(data)
    assert theirs is not None
    assert bytes(theirs.txid) == ours.txid
    assert [(int(part.out_point.index), int(part.sequence)) for part in theirs.inputs] == [
        (part.outpoint.index, part.sequence) for part in ours.inputs
    ]
    assert [(int(output.amount), bytes(output.script_pubkey)) for output in theirs.outputs] == [
        (output.amount, output.script) for output in ours.outputs
    ]
    assert EmbitTransaction.parse(data).txid() == ours.txid[::-1]
    assert Tx.parse(data, check_validity=False).hash == ours.wtxid[::-1]


def read(data: bytes) -> tuple[Transaction | None, str]:
    """What we make of it, or why not."""
    try:
        return Transaction.parse(data), ""
    except BadInput as fault:
        return None, fault.message


def kernel(data: bytes) -> pbk.Transaction | None:
    """What libbitcoinkernel makes of it."""
    try:
        return pbk.Transaction(data)
    except RuntimeError:
        return None


@st.composite
def drafts(draw: st.DrawFn) -> Psbt:
    """PSBTs of honest wallets: own and foreign coins, hints or none."""
    scripts = st.sampled_from([own(0, 3), own(0, 7), own(1, 2), SHOP, b"\x51\x20" + b"\x79" * 32])
    number = draw(st.integers(0, 3))
    coins = [Coin(amount=BTC, fields=hint(In.DERIVATION, path(0, 3)), sequence=draw(SEQUENCES))]
    coins += [
        Coin(amount=draw(st.integers(1_000, BTC)), script=draw(scripts), seed=seed, before=draw(st.integers(0, 3)))
        for seed in range(1, number + 1)
    ]
    pays = [Pay(draw(st.integers(1_000, BTC // 8)), draw(scripts)) for _ in range(draw(st.integers(0, 3)))]
    pays.append(Pay(BTC // 2, own(1, 0), hint(Out.DERIVATION, path(1, 0))))
    version = draw(st.sampled_from([1, 2, 3]))
    return psbt(coins, pays, locktime=draw(st.integers(0, 2**32 - 1)), version=version)


@CASES
@given(drafts())
def test_psbts_and_digests_as_embit_and_btclib_read_them(made: Psbt) -> None:
    data = made.serialize()
    ours = checked(Psbt.parse(data))
    embit, btclib = EmbitPsbt.parse(data), BtclibPsbt.parse(data, check_validity=False)
    assert embit.tx.txid() == ours.txid[::-1]
    assert [part.utxo.value for part in embit.inputs] == [part.amount for part in ours.inputs]
    assert embit.fee() == ours.fee
    for i, _ in ours.own_inputs:
        assert ours.digest(i) == embit.sighash(i) == ecdsa_sig_hash(btclib, i)


@st.composite
def odd(draw: st.DrawFn, valid: st.SearchStrategy[bytes]) -> bytes:
    """A PSBT with fields that nobody knows, in any of its maps, and another number or two in its transaction."""
    made = Psbt.parse(draw(valid))
    keys = st.binary(max_size=9).map(b"\xf0".__add__)
    unknown = st.dictionaries(keys, st.binary(max_size=99), max_size=2)
    tx = replace(made.tx, locktime=draw(U32), version=draw(st.integers(1, 2**31 - 1)))
    return replace(
        made,
        tx=tx,
        fields={**made.fields, b"\0": tx.serialize(witness=False), **draw(unknown)},
        inputs=tuple({**fields, **draw(unknown)} for fields in made.inputs),
        outputs=tuple({**fields, **draw(unknown)} for fields in made.outputs),
    ).serialize()


DRAFTS = drafts().map(Psbt.serialize)


def test_what_we_accept_embit_accepts() -> None:
    """A strict reader takes nothing that a lenient one refuses or reads as another transaction."""

    @CASES
    @given(st.one_of(DRAFTS, odd(DRAFTS), damaged(st.one_of(DRAFTS, odd(DRAFTS)))))
    def compare(data: bytes) -> None:
        seen["cases"] += 1
        try:
            ours = Psbt.parse(data)
            task = checked(ours)
        except BadInput:
            return
        if not ours.tx.version or not all(part.sequence for part in ours.tx.inputs):
            return
        theirs = EmbitPsbt.parse(data)
        assert theirs.tx.txid() == ours.tx.txid[::-1]
        assert [part.utxo.value for part in theirs.inputs] == [part.amount for part in task.inputs]
        for i, _ in task.own_inputs:
            assert task.digest(i) == theirs.sighash(i)
        seen["compared"] += 1

    seen: Counter[str] = Counter()
    compare()
    assert seen["compared"] * 2 > seen["cases"], seen


@CASES
@given(drafts())
def test_what_we_finalise_bitcoin_core_accepts(made: Psbt) -> None:
    """Every own input, in any company, under all of Core's rules; with another amount none of them."""
    task = checked(made)
    if len(task.own_inputs) < len(task.inputs):
        return  # others have to sign first
    raw = raw_transaction(signed(made, task).serialize())
    spent = [(part.amount, part.script) for part in task.inputs]
    assert verdicts(raw, spent) == [True] * len(spent)
    assert verdicts(raw, [(amount ^ 1, script) for amount, script in spent]) == [False] * len(spent)


# ------------------------------------------------------------------ addresses
EMBIT_NAMES = {"bitcoin": "main", "testnet4": "test", "signet": "signet", "regtest": "regtest", "practice": "regtest"}
SCRIPTS = st.one_of(
    st.binary(min_size=20, max_size=20).map(lambda h: b"\x00\x14" + h),
    st.binary(min_size=32, max_size=32).map(lambda h: b"\x00\x20" + h),
    st.binary(min_size=32, max_size=32).map(lambda h: b"\x51\x20" + h),
    st.binary(min_size=20, max_size=20).map(lambda h: b"\x76\xa9\x14" + h + b"\x88\xac"),
    st.binary(min_size=20, max_size=20).map(lambda h: b"\xa9\x14" + h + b"\x87"),
)


def test_every_network_has_its_counterpart() -> None:
    assert set(EMBIT_NAMES) == set(NETWORKS)


@CASES
@given(SCRIPTS, st.sampled_from(sorted(EMBIT_NAMES)))
def test_addresses_as_embit_writes_and_reads_them(script: bytes, name: str) -> None:
    ours = address(script, name)
    assert ours == EmbitScript(script).address(EMBIT_NETWORKS[EMBIT_NAMES[name]])
    assert ours is not None
    assert script_of(ours, name) == address_to_scriptpubkey(ours).data == script


WRITTEN = st.builds(lambda script, name: str(address(script, name)), SCRIPTS, st.sampled_from(sorted(NETWORKS)))
CHECKSUMMED = st.one_of(  # whole, but perhaps of no kind that exists
    st.builds(
        bech32.encode,
        st.sampled_from(["bc", "tb", "bcrt"]),
        st.integers(0, 2),
        st.sampled_from([2, 20, 32, 40]).flatmap(lambda n: st.binary(min_size=n, max_size=n)),
    ).filter(bool),
    st.builds(
        lambda version, program: base58.encode_check(bytes([version]) + program),
        st.sampled_from([0x00, 0x05, 0x6F, 0xC4, 0x80]),
        st.integers(19, 21).flatmap(lambda n: st.binary(min_size=n, max_size=n)),
    ),
)


def agree(text: str) -> bool:
    """Whether we read it, for any network; embit then reads the same."""
    read = False
    for name in NETWORKS:
        try:
            script = script_of(text, name)
        except BadInput:
            continue
        known = text.lower() if text.isupper() else text  # embit does not know of capitals
        assert address_to_scriptpubkey(known).data == script
        read = True
    return read


def test_an_address_we_accept_is_the_one_embit_reads() -> None:
    @CASES
    @given(st.one_of(WRITTEN, WRITTEN.map(lambda text: text.upper() if text.islower() else text), CHECKSUMMED))
    def compare(text: str) -> None:
        seen[agree(text)] += 1

    seen: Counter[bool] = Counter()
    compare()
    assert seen[True] > seen[False], seen


@CASES
@given(damaged(st.one_of(WRITTEN, CHECKSUMMED).map(str.encode)))
def test_what_is_left_of_an_address(data: bytes) -> None:
    agree(data.decode("latin-1"))
