"""Whatever bytes come, a decoder of core.bitcoin gives a value or BadInput, and nothing else.

For hours, by hand: FUZZ_CASES=1000000 HYPOTHESIS_PROFILE=wide .venv/bin/pytest tests/fuzz -k bitcoin
"""

from __future__ import annotations

import base64
import os
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from core.bitcoin import base58
from core.bitcoin.address import address, script_of
from core.bitcoin.networks import NETWORKS
from core.bitcoin.psbt import In, Out, Psbt, raw_transaction
from core.bitcoin.script import describe, dust_threshold, kind_of
from core.bitcoin.signing_task import WireTask
from core.bitcoin.tx import MAX_MONEY, Transaction
from core.codec import bech32
from core.codec.codec import encode
from core.errors import BadInput
from tests.support.bitcoin_bytes import damaged, transactions
from tests.support.payment import (
    BTC,
    FAR,
    KEY_ID,
    NETWORK,
    NEW,
    Coin,
    Pay,
    checked,
    hint,
    own,
    path,
    psbt,
    signed,
    table,
)
from tests.support.wire import check, split

CASES = settings(max_examples=int(os.environ.get("FUZZ_CASES", "200")))
WHOLE = psbt(
    [
        Coin(fields=hint(In.DERIVATION, path(0, 3))),
        Coin(script=own(0, FAR), seed=1, before=1, fields=hint(In.DERIVATION, path(0, FAR))),
        Coin(script=b"\x51\x20" + bytes(32), seed=2),
    ],
    [Pay(40_000), Pay(BTC, own(1, 0), hint(Out.DERIVATION, path(1, 0))), Pay(0, b"\x6a\x01x")],
)
PSBTS = st.sampled_from(
    [WHOLE.serialize(), split(WHOLE.serialize(), NETWORK).psbt, signed(WHOLE, checked(WHOLE)).serialize()]
)
ADDRESSES = st.sampled_from(
    [text for name in NETWORKS for script in (own(0, 0), b"\xa9\x14" + bytes(20) + b"\x87", b"\x51\x20" + bytes(32))
     if (text := address(script, name))]
)  # fmt: skip


@CASES
@given(st.one_of(st.binary(max_size=300), damaged(transactions().map(Transaction.serialize))))
def test_transactions(data: bytes) -> None:
    for unsigned in (True, False):
        with suppress(BadInput):
            found = Transaction.parse(data, unsigned=unsigned)
            assert found.serialize() == data
            assert found.inputs
            assert 0 <= sum(output.amount for output in found.outputs) <= MAX_MONEY


@CASES
@given(st.one_of(st.binary(max_size=300).map(lambda data: b"psbt\xff" + data), damaged(PSBTS)))
def test_psbts(data: bytes) -> None:
    with suppress(BadInput):
        assert Psbt.parse(data).serialize() == data
    with suppress(BadInput):
        Psbt.parse(base64.b64encode(data).decode())
    with suppress(BadInput):
        Psbt.parse(data).finalized().extract().serialize()
    with suppress(BadInput):
        raw_transaction(data)


@CASES
@given(damaged(PSBTS), st.lists(st.integers(0, 2), max_size=3), damaged(st.just(Coin().previous.serialize())))
def test_tasks(data: bytes, taken: list[int], odd: bytes) -> None:
    """Damaged or not, both parties read the same or both refuse; who is asked to sign, signs something of ours."""
    previous = split(WHOLE.serialize(), NETWORK).previous
    for beside in ((), previous, tuple(previous[i] for i in taken), (*previous[:1], odd)):
        with suppress(BadInput):
            wire = WireTask(NETWORK, data, beside)
            found = check(wire, KEY_ID, NETWORK, table())
            assert check(wire, KEY_ID, NETWORK, table()) == found
            assert found.own_inputs
            assert found.fee >= 0
            assert 0 <= found.spent(NEW) <= sum(found.inputs[i].amount for i, _ in found.own_inputs)
            found.warnings(NEW)
            assert all(output.label.isprintable() for output in found.outputs)
    with suppress(BadInput):
        wire = split(data, NETWORK)
        encode(wire)
        assert check(wire, KEY_ID, NETWORK, table()) == check(WireTask(NETWORK, data, ()), KEY_ID, NETWORK, table())


@CASES
@given(st.one_of(st.text(max_size=100), damaged(ADDRESSES.map(str.encode)).map(lambda data: data.decode("latin-1"))))
def test_addresses(text: str) -> None:
    for name in NETWORKS:
        with suppress(BadInput):
            script = script_of(text, name)
            assert address(script, name) in (text, text.lower())
    for decode in (base58.decode, bech32.decode, bech32.decode_program):
        with suppress(BadInput):
            decode(text)


@CASES
@given(st.binary(max_size=120))
def test_scripts(script: bytes) -> None:
    kind_of(script)
    assert dust_threshold(script) >= 0
    assert describe(script).isprintable()
