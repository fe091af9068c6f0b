"""Hypothesis strategies: transactions of any shape, and bytes that are nearly something."""

from __future__ import annotations

from hypothesis import strategies as st

from core.bitcoin.tx import OutPoint, Transaction, TxIn, TxOut

U32 = st.integers(0, 2**32 - 1)
ITEM = st.binary(max_size=80)
SCRIPT = st.one_of(st.binary(max_size=40), st.binary(min_size=250, max_size=260))

OUTPUTS = st.builds(TxOut, st.integers(0, 10**13), SCRIPT)
OUTPOINTS = st.builds(OutPoint, st.binary(min_size=32, max_size=32), U32)


def inputs(witness: bool) -> st.SearchStrategy[TxIn]:
    stacks = st.lists(ITEM, max_size=3).map(tuple) if witness else st.just(())
    return st.builds(TxIn, OUTPOINTS, SCRIPT, U32, stacks)


def transactions(witness: bool = True) -> st.SearchStrategy[Transaction]:
    return st.builds(
        Transaction,
        U32,
        st.lists(inputs(witness), min_size=1, max_size=4).map(tuple),
        st.lists(OUTPUTS, min_size=1, max_size=4).map(tuple),
        U32,
    )


@st.composite
def damaged(draw: st.DrawFn, valid: st.SearchStrategy[bytes]) -> bytes:
    """A valid encoding with a few bytes set, removed, put in, or repeated."""
    data = bytearray(draw(valid))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        kind = draw(st.sampled_from(["set", "cut", "insert", "length", "repeat", "end"]))
        if kind == "set" and data:
            data[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 8))]
        elif kind == "insert":
            data[at:at] = draw(st.binary(min_size=1, max_size=8))
        elif kind == "length":
            data[at:at] = draw(st.sampled_from([b"\xfd", b"\xfe", b"\xff", b"\xfd\x00\x00", b"\xff" * 9]))
        elif kind == "repeat":
            data[at:at] = data[at : at + draw(st.integers(1, 60))]
        else:
            del data[at:]
    return bytes(data)
