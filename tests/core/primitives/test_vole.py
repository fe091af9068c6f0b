"""VOLE: t1 + t2 = a b, and byte for byte what the plain reference says."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from core.codec.codec import decode, encode
from core.crypto.secp256k1 import q
from core.errors import Bug, Cheat, OtCheat, PeerFault
from core.primitives import base_ot, lanes, reference, vole
from core.primitives.aes import permutation
from core.primitives.ot_extension import Rows, extend_send
from core.primitives.vole import (
    MAX_BATCH,
    XI,
    Pads,
    VoleBlock,
    VoleReceiver,
    VoleShare,
    receive_1,
    receive_2,
    send,
    t2_of,
)
from core.secret import Secret
from tests.support.ot import SeededRng, deal

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()


def factors(B: int) -> list[int]:
    special = [0, 1, q - 1]
    rng = SeededRng("a")
    return (special + [int.from_bytes(rng.bytes("a", 32), "big") % q for _ in range(B)])[-B:]


def run(B: int) -> tuple[VoleReceiver, bytes, Rows, Secret[Pads], list[VoleBlock]]:
    """Up to P2's answer."""
    state, message = receive_1(DEALT.p1, SID1, B, SeededRng("P1"))
    rows = extend_send(DEALT.p2, SID1, message, XI * B)
    pads, blocks = send(DEALT.p2, rows, SID2, factors(B), SeededRng("P2"))
    return state, message, rows, pads, blocks


def settle(state: VoleReceiver, pads: Secret[Pads], blocks: list[VoleBlock]) -> tuple[VoleShare, list[int]]:
    """P1's share and P2's."""
    share = receive_2(state, SID2, blocks, SeededRng("gadget"))
    return share, t2_of(pads, state.B, SID2, share.seed)


@pytest.mark.parametrize("B", [1, 2, 3, 128])
def test_shares_of_the_products(B: int) -> None:
    state, _, _, pads, blocks = run(B)
    share, t2 = settle(state, pads, blocks)
    b, t1 = share.b.reveal(), share.t1.reveal()
    assert state.B == B == len(b) == len(t1) == len(t2) == len(blocks)
    assert [(x + y) % q for x, y in zip(t1, t2, strict=True)] == [x * y % q for x, y in zip(factors(B), b, strict=True)]
    assert len(set(b)) == B
    assert len({block.pairs for block in blocks}) == B


@pytest.mark.parametrize("a", [0, 1, q - 1])
def test_edges_of_a(a: int) -> None:
    state, message = receive_1(DEALT.p1, SID1, 1, SeededRng("P1"))
    rows = extend_send(DEALT.p2, SID1, message, XI)
    share, t2 = settle(state, *send(DEALT.p2, rows, SID2, [a], SeededRng("P2")))
    assert (share.t1.reveal()[0] + t2[0] - a * share.b.reveal()[0]) % q == 0


@pytest.mark.parametrize("beta", [bytes(52), b"\xff" * 52])
def test_edges_of_beta(beta: bytes) -> None:
    class Chosen(SeededRng):
        def bytes(self, label: str, n: int) -> bytes:
            return beta if label == "beta" else super().bytes(label, n)

    state, message = receive_1(DEALT.p1, SID1, 1, Chosen())
    rows = extend_send(DEALT.p2, SID1, message, XI)
    share, t2 = settle(state, *send(DEALT.p2, rows, SID2, [7], SeededRng("P2")))
    b = share.b.reveal()[0]
    assert b == (sum(reference.gadget(SID2, share.seed)) % q if beta[0] else 0)
    assert (share.t1.reveal()[0] + t2[0] - 7 * b) % q == 0


def agree(B: int, instances: list[int]) -> None:
    """Every value of these instances, as the reference computes it."""
    state, _, rows, pads, blocks = run(B)
    share, t2 = settle(state, pads, blocks)
    t1, g = share.t1.reveal(), reference.gadget(SID2, share.seed)
    rng = SeededRng("P2")
    ahat = [int.from_bytes(rng.bytes("ahat", 64), "big") % q for _ in range(B)]
    t = [row.tobytes() for row in state.rows.reveal()]
    packed = [row.tobytes() for row in rows]
    beta = base_ot.bits(state.beta.reveal())
    for i in instances:
        mine, block = slice(XI * i, XI * (i + 1)), blocks[i]
        answer = (block.pairs, block.eta, block.mh)
        sent = reference.send(g, DEALT.delta, packed[mine], SID2, i, factors(B)[i], ahat[i])
        assert sent == (t2[i], *answer)
        assert reference.receive(g, beta[mine], t[mine], SID2, i, answer) == t1[i]


def test_the_fast_path_is_the_reference() -> None:
    agree(1, [0])
    agree(2, [0, 1])
    agree(128, [0, 63, 127])


@pytest.mark.slow
def test_the_fast_path_is_the_reference_in_every_instance_of_the_largest_session() -> None:
    agree(128, list(range(128)))


def test_the_reference_checks_too() -> None:
    state, _, _, _, (block,) = run(1)
    beta, t = base_ot.bits(state.beta.reveal()), [row.tobytes() for row in state.rows.reveal()]
    assert reference.receive([0] * XI, beta, t, SID2, 0, (block.pairs, block.eta, bytes(32))) is None


def test_known_answer() -> None:
    state, message, _, pads, blocks = run(2)
    share, t2 = settle(state, pads, blocks)
    sent = b"".join(encode(block) for block in blocks)
    shares = repr((t2, list(share.t1.reveal()), list(share.b.reveal()), share.seed)).encode()
    assert [hashlib.sha256(part).hexdigest() for part in (message, sent, shares)] == [
        "3ee02da4a63a2d7f978559d9e56aa516d5d82a182b328b05add9fa8572946b2e",
        "30be6fd1dc530cc8238d55d862bcffe65b89b5692367fa72be46624056f2825b",
        "8ddc2da7dfa2200e9d00035561aed284dc228d5308718d93198e3cb239d2f936",
    ]


def test_a_block_on_the_wire() -> None:
    block = run(1)[4][0]
    wire = encode(block)
    assert len(wire) == 64 * 416 + 64
    assert wire == block.pairs + block.eta.to_bytes(32, "big") + block.mh
    assert decode(VoleBlock, wire) == block
    with pytest.raises(PeerFault, match="below the group order"):
        decode(VoleBlock, block.pairs + q.to_bytes(32, "big") + block.mh)


# ------------------------------------------------------------------ every hash input counts


def test_row_hash_follows_the_specification() -> None:
    rows = np.frombuffer(SeededRng("rows").bytes("rows", 16 * XI), np.uint8).reshape(XI, 16)
    for i, j in ((0, 0), (0, 1), (0, XI - 1), (1, 0), (127, XI - 1)):
        parts = (SID2, i.to_bytes(2, "big"))
        framed = b"\x0c2p/otx/row/2" + b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        pi = permutation(hashlib.sha256(framed).digest())
        u = int.from_bytes(pi(rows[j].tobytes()), "little")
        expected = b""
        for c in range(4):
            block = (u ^ (4 * j + c)).to_bytes(16, "little")
            expected += (int.from_bytes(pi(block), "little") ^ u).to_bytes(16, "little")
        assert vole.row_hash(rows, SID2, i)[j].tobytes() == expected
    assert vole.row_hash(rows, SID1, 0)[0].tobytes() != vole.row_hash(rows, SID2, 0)[0].tobytes()


def test_equal_rows_are_hashed_differently_wherever_they_stand() -> None:
    zeros = np.zeros((XI, 16), np.uint8)
    found = [block.tobytes() for i in (0, 1) for block in vole.row_hash(zeros, SID2, i).reshape(-1, 16)]
    assert len(set(found)) == 2 * XI * 4


def test_theta_hashes_the_complete_block() -> None:
    """Rule F2: two blocks that differ only in one a~hat have different theta."""
    pairs = bytes(64 * XI)
    theta = vole.theta_of(SID2, 3, pairs)
    data = b"\x0avole/theta" + b"".join(len(p).to_bytes(8, "big") + p for p in (SID2, b"\0\3", pairs))
    assert theta == int.from_bytes(hashlib.sha512(data).digest(), "big") % q
    edges = (0, 32, 63, 64, 64 * XI - 64, 64 * XI - 32, 64 * XI - 1)  # a~ and a~hat of the first and last rows
    others = [vole.theta_of(SID2, 3, pairs[:at] + b"\1" + pairs[at + 1 :]) for at in edges]
    others += [vole.theta_of(SID1, 3, pairs), vole.theta_of(SID2, 4, pairs)]
    assert len({theta, *others}) == len(others) + 1


def test_theta_known_answer() -> None:
    pairs = bytearray(64 * XI)
    pairs[64 * 200 + 32] = 1  # only a~hat_200
    thetas = [vole.theta_of(bytes(32), 0, block) for block in (bytes(64 * XI), bytes(pairs))]
    assert [f"{theta:064x}" for theta in thetas] == [
        "f5229d1f0e5cde670393144865ee25bab6e5b1aa527e0d5798a4a73f8a678689",
        "f4dd892c3fd98d218f022ac3481efb331606f001032c2fb0ff07ba7f03b2c534",
    ]


def test_the_check_follows_the_specification() -> None:
    theta, eta = 5, q - 1
    parts = (SID2, b"\0\5", theta.to_bytes(32, "big"), eta.to_bytes(32, "big"))
    key = hashlib.sha256(b"\x08vole/chi" + b"".join(len(p).to_bytes(8, "big") + p for p in parts)).digest()
    pi = permutation(key)
    drawn = b"".join(pi(c.to_bytes(16, "big")) for c in range(2 * 2 * XI))
    chi = vole.chi_of(SID2, 5, theta, eta)
    for c, j in ((0, 0), (0, XI - 1), (1, 0), (1, XI - 1)):
        lane = drawn[32 * (XI * c + j) :][:32]
        assert chi[c, :, j].astype("<u2").tobytes() == lane
        assert reference.chi(SID2, 5, theta, eta)[c][j] == int.from_bytes(lane, "little")
    others = [(SID1, 5, theta, eta), (SID2, 4, theta, eta), (SID2, 5, theta + 1, eta), (SID2, 5, theta, eta - 1)]
    assert len({vole.chi_of(*other).tobytes() for other in others} | {chi.tobytes()}) == 5
    sums = b"".join(x.to_bytes(32, "big") for x in (7, 8))
    data = b"\x0avole/check" + b"".join(len(p).to_bytes(8, "big") + p for p in (SID2, b"\0\5", sums))
    found = vole.check_hash(SID2, 5, (7, 8))
    assert found == hashlib.sha256(data).digest()
    assert (
        len(
            {
                found,
                vole.check_hash(SID1, 5, (7, 8)),
                vole.check_hash(SID2, 6, (7, 8)),
                vole.check_hash(SID2, 5, (8, 7)),
            }
        )
        == 4
    )


def test_every_input_changes_the_answer() -> None:
    rows = run(1)[2]
    answers = [
        send(ot2, rows, sid2, [a], SeededRng(seed))[1][0].pairs
        for ot2, sid2, a, seed in (
            (DEALT.p2, SID2, 5, "P2"),
            (DEALT.p2, SID2, 6, "P2"),
            (DEALT.p2, SID1, 5, "P2"),
            (DEALT.p2, SID2, 5, "other"),
            (deal("other").p2, SID2, 5, "P2"),
        )
    ]
    assert len(set(answers)) == len(answers)


def test_randomness_is_drawn_under_its_own_labels() -> None:
    rng = SeededRng()
    receive_1(DEALT.p1, SID1, 2, rng)
    assert rng.labels == ["beta", "mask"]
    rng = SeededRng()
    send(DEALT.p2, run(2)[2], SID2, [1, 2], rng)
    assert rng.labels == ["ahat", "ahat"]


def test_the_gadget_is_drawn_when_the_answer_was_checked() -> None:
    """Rule F10: not before the last check of the last instance, and anew for each answer."""
    state, _, _, _, blocks = run(2)
    rng = SeededRng()
    with pytest.raises(Cheat):
        receive_2(state, SID2, [blocks[0], replace(blocks[1], eta=(blocks[1].eta + 1) % q)], rng)
    assert rng.labels == []
    share = receive_2(state, SID2, blocks, rng)
    assert rng.labels == ["gadget"]
    assert share.seed == SeededRng().bytes("gadget", 32)
    other = receive_2(state, SID2, blocks, SeededRng("other"))
    assert not set(share.b.reveal()) & set(other.b.reveal())


def test_fewer_instances_than_there_are_have_the_same_shares() -> None:
    state, _, _, pads, blocks = run(3)
    share, t2 = settle(state, pads, blocks)
    assert t2_of(pads, 2, SID2, share.seed) == t2[:2]


# ------------------------------------------------------------------ our own mistakes


@pytest.mark.parametrize("B", [0, -1, MAX_BATCH + 1])
def test_batch_sizes(B: int) -> None:
    with pytest.raises(Bug, match="1 to 128"):
        receive_1(DEALT.p1, SID1, B, SeededRng())
    with pytest.raises(Bug, match="1 to 128"):
        send(DEALT.p2, run(1)[2], SID2, [1] * max(B, 0), SeededRng())


def test_rows_must_be_of_this_session() -> None:
    with pytest.raises(Bug, match="another number"):
        send(DEALT.p2, run(1)[2], SID2, [1, 2], SeededRng())


def test_nothing_secret_is_shown() -> None:
    state, _, _, pads, blocks = run(1)
    shown = repr((state, pads, settle(state, pads, blocks)[0]))
    assert shown.count("Secret(…)") == 5
    assert "array" not in shown


# ------------------------------------------------------------------ at program start


def test_self_test() -> None:
    vole.self_test()


@pytest.mark.parametrize("broken", ["inner", "pick", "limbs", "weights", "difference"])
def test_self_test_sees_wrong_arithmetic(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(lanes, broken)

    def wrong(*arguments: object) -> object:
        found = right(*arguments)
        if isinstance(found, bytes):
            return found[::-1]
        if isinstance(found, list):
            return [[x + 1 for x in row] for row in found]
        other = found.copy()
        other.reshape(-1)[0] += 1
        return other

    monkeypatch.setattr(lanes, broken, wrong)
    with pytest.raises(Bug, match="wrong answers"):
        vole.self_test()


def test_self_test_sees_a_failing_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OtCheat("no")

    monkeypatch.setattr(vole, "extend_send", refuse)
    with pytest.raises(Bug, match="wrong answers"):
        vole.self_test()


def test_states_are_frozen() -> None:
    state = run(1)[0]
    with pytest.raises(AttributeError):
        state.beta = Secret(b"")  # type: ignore[misc]


@pytest.mark.parametrize("broken", ["extend_receive", "extend_send", "send", "receive"])
def test_self_test_compares_every_step(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the four results alone, if it differs, stops the program."""
    right = getattr(reference, broken)

    def other(*arguments: object) -> object:
        found = right(*arguments)
        if isinstance(found, tuple):
            return (b"", *found[1:])
        return found[1:] if isinstance(found, list) else found + 1

    monkeypatch.setattr(reference, broken, other)
    with pytest.raises(Bug, match="wrong answers") as refused:
        vole.self_test()
    assert refused.value.kind == "self_test"
