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
from core.primitives.aes import Permutation, permutation
from core.primitives.ot_extension import Rows, extend_send
from core.primitives.vole import (
    DIGITS,
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
from tests.support.lying import digits_of, numbers
from tests.support.ot import SeededRng, deal

DEALT = deal()
SID1, SID2 = hashlib.sha256(b"sid1").digest(), hashlib.sha256(b"sid2").digest()


def factors(B: int) -> list[int]:
    special = [0, 1, q - 1]
    rng = SeededRng("a")
    return (special + [int.from_bytes(rng.bytes("a", 32), "big") % q for _ in range(B)])[-B:]


def run(B: int) -> tuple[VoleReceiver, bytes, Secret[Rows], Secret[Pads], list[VoleBlock]]:
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
    assert b == (3 * sum(reference.gadget(SID2, share.seed)) % q if beta[0] else 0)
    assert (share.t1.reveal()[0] + t2[0] - 7 * b) % q == 0


def agree(B: int, instances: list[int]) -> None:
    """Every value of these instances, as the reference computes it."""
    state, _, rows, pads, blocks = run(B)
    share, t2 = settle(state, pads, blocks)
    t1, g = share.t1.reveal(), reference.gadget(SID2, share.seed)
    rng = SeededRng("P2")
    ahat = [int.from_bytes(rng.bytes("ahat", 64), "big") % q for _ in range(B)]
    t = [row.tobytes() for row in state.rows.reveal()]
    packed = [row.tobytes() for row in rows.reveal()]
    beta = base_ot.bits(state.beta.reveal())
    for i in instances:
        mine, block = slice(XI * i, XI * (i + 1)), blocks[i]
        answer = (block.leaves + block.pairs, block.eta, block.mh)
        sent = reference.send(g, DEALT.delta, packed[mine], SID2, i, factors(B)[i], ahat[i])
        assert sent == (t2[i], *answer)
        assert reference.receive(g, beta[mine], t[mine], SID2, i, answer) == t1[i]


def test_the_fast_path_is_the_reference() -> None:
    agree(1, [0])
    agree(2, [0, 1])
    agree(128, [0, 63, 127])


def test_the_reference_checks_too() -> None:
    state, _, _, _, (block,) = run(1)
    beta, t = base_ot.bits(state.beta.reveal()), [row.tobytes() for row in state.rows.reveal()]
    assert reference.receive([0] * DIGITS, beta, t, SID2, 0, (block.leaves + block.pairs, block.eta, bytes(32))) is None


def test_known_answer() -> None:
    state, message, _, pads, blocks = run(2)
    share, t2 = settle(state, pads, blocks)
    sent = b"".join(encode(block) for block in blocks)
    shares = repr((t2, list(share.t1.reveal()), list(share.b.reveal()), share.seed)).encode()
    assert [hashlib.sha256(part).hexdigest() for part in (message, sent, shares)] == [
        "3ee02da4a63a2d7f978559d9e56aa516d5d82a182b328b05add9fa8572946b2e",
        "77f50e87c94276ffd25a45dbc2bffe58720ebe4312ee51f114e66e9b5f66042e",
        "84785186d4d3cb7dc2f4bf545c48cba3b283f4d782bf131d9e4d67f44f62b630",
    ]


def test_a_block_on_the_wire() -> None:
    block = run(1)[4][0]
    wire = encode(block)
    assert len(wire) == 96 * 208 + 64
    assert wire == block.leaves + block.pairs + block.eta.to_bytes(32, "big") + block.mh
    assert decode(VoleBlock, wire) == block
    with pytest.raises(PeerFault, match="below the group order"):
        decode(VoleBlock, block.leaves + block.pairs + q.to_bytes(32, "big") + block.mh)


# ------------------------------------------------------------------ every hash input counts


def framed(tag: bytes, *parts: bytes) -> bytes:
    return bytes([len(tag)]) + tag + b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def test_row_hash_follows_the_specification() -> None:
    rows = np.frombuffer(SeededRng("rows").bytes("rows", 16 * XI), np.uint8).reshape(XI, 16)
    for i, j in ((0, 0), (0, 1), (0, XI - 1), (1, 0), (127, XI - 1)):
        pi = permutation(hashlib.sha256(framed(b"2p/otx/row/2", SID2, i.to_bytes(2, "big"))).digest())
        u = int.from_bytes(pi(rows[j].tobytes()), "little")
        found = int.from_bytes(pi((u ^ j).to_bytes(16, "little")), "little") ^ u
        assert vole.row_hash(rows, SID2, i)[j].tobytes() == found.to_bytes(16, "little")
    assert vole.row_hash(rows, SID1, 0)[0].tobytes() != vole.row_hash(rows, SID2, 0)[0].tobytes()


def test_equal_rows_are_hashed_differently_wherever_they_stand() -> None:
    zeros = np.zeros((XI, 16), np.uint8)
    found = [block.tobytes() for i in (0, 1) for block in vole.row_hash(zeros, SID2, i)]
    assert len(set(found)) == 2 * XI


def test_nodes_and_leaves_are_expanded_under_a_key_of_the_instance() -> None:
    pi = permutation(hashlib.sha256(framed(b"vole/digit", SID2, b"\0\5")).digest())
    data = bytes(range(48))
    assert vole.digit_prg(SID2, 5)(data) == pi(data)
    assert len({vole.digit_prg(*other)(data) for other in ((SID2, 5), (SID2, 6), (SID1, 5))}) == 3


@pytest.mark.parametrize("delta", [bytes(16), DEALT.delta])
def test_a_digit_is_all_but_one_of_four_leaves(delta: bytes) -> None:
    """Both sides of it from their rows alone: w = beta u + v, whatever the digit."""
    rows = np.frombuffer(SeededRng("rows").bytes("rows", 16 * XI), np.uint8).reshape(XI, 16)
    bits = np.frombuffer(SeededRng("bits").bytes("bits", XI), np.uint8).reshape(DIGITS, 2) & np.uint8(1)
    other = rows ^ np.frombuffer(delta, np.uint8)
    leaves, u, minus_v = vole.sender_digits(np.stack((rows, other)), SID2, 3)
    mine = np.where(bits.reshape(XI, 1) == 1, other, rows)
    w = vole.receiver_digits(mine, bits, SID2, 3, leaves)
    of_digit = zip(
        digits_of(bits.reshape(-1).tolist()), *(numbers(x) for x in (u[:, 0], minus_v[:, 0], w[:, 0])), strict=True
    )
    assert {x - (digit * y - z) for digit, y, z, x in of_digit} == {0}
    assert {digit for digit, *_ in zip(digits_of(bits.reshape(-1).tolist()), strict=True)} == {0, 1, 2, 3}


def test_a_block_follows_the_specification() -> None:
    """Leaves and pairs of a digit from the rows and the two permutations alone."""
    _, _, rows, _, blocks = run(2)
    a = factors(2)[1]

    def expand(pi: Permutation, node: int, c: int) -> int:
        return int.from_bytes(pi((node ^ c).to_bytes(16, "little")), "little") ^ node ^ c

    def pad(pi: Permutation, j: int, bit: int) -> int:
        row = rows.reveal()[XI + j].tobytes()
        chosen = int.from_bytes(row, "little") ^ bit * int.from_bytes(DEALT.delta, "little")
        u = int.from_bytes(pi(chosen.to_bytes(16, "little")), "little")
        return int.from_bytes(pi((u ^ j).to_bytes(16, "little")), "little") ^ u

    rows_pi, digit_pi = (
        permutation(hashlib.sha256(framed(tag, SID2, b"\0\1")).digest()) for tag in (b"2p/otx/row/2", b"vole/digit")
    )
    for j in (0, 1, DIGITS - 1):
        leaf = {(p, c): expand(digit_pi, pad(rows_pi, 2 * j, p), c) for p in (0, 1) for c in (0, 1)}
        for c in (0, 1):
            sent = int.from_bytes(blocks[1].leaves[32 * j + 16 * c :][:16], "little")
            assert sent == leaf[0, c] ^ leaf[1, c] ^ pad(rows_pi, 2 * j + 1, c)
        total = sum(expand(digit_pi, node, 0) + (expand(digit_pi, node, 1) << 128) for node in leaf.values())
        assert (int.from_bytes(blocks[1].pairs[64 * j :][:32], "little") + total - a) % q == 0


def test_theta_hashes_the_complete_block() -> None:
    """Rule F2: two blocks that differ in one byte anywhere have different theta."""
    leaves, pairs = bytes(32 * DIGITS), bytes(64 * DIGITS)
    theta = vole.theta_of(SID2, 3, VoleBlock(leaves, pairs, 0, b""))
    data = framed(b"vole/theta", SID2, b"\0\3", leaves + pairs)
    assert theta == int.from_bytes(hashlib.sha512(data).digest(), "big") % q

    def changed(data: bytes, at: int) -> bytes:
        return data[:at] + b"\1" + data[at + 1 :]

    edges = (0, 32, 63, 64, 64 * DIGITS - 64, 64 * DIGITS - 32, 64 * DIGITS - 1)  # a~ and a~hat of the first and last
    others = [VoleBlock(leaves, changed(pairs, at), 0, b"") for at in edges]
    others += [VoleBlock(changed(leaves, at), pairs, 0, b"") for at in (0, 16, 31, 32 * DIGITS - 1)]
    found = [vole.theta_of(SID2, 3, other) for other in others]
    found += [
        vole.theta_of(SID1, 3, VoleBlock(leaves, pairs, 0, b"")),
        vole.theta_of(SID2, 4, VoleBlock(leaves, pairs, 0, b"")),
    ]
    assert len({theta, *found}) == len(found) + 1


def test_theta_known_answer() -> None:
    leaves, pairs = bytes(32 * DIGITS), bytearray(64 * DIGITS)
    pairs[64 * 100 + 32] = 1  # only a~hat_100
    thetas = [vole.theta_of(bytes(32), 0, VoleBlock(leaves, two, 0, b"")) for two in (bytes(64 * DIGITS), bytes(pairs))]
    assert [f"{theta:064x}" for theta in thetas] == [
        "74e6736a4e187bdef5ac8171324d72e2b9f1c577dbd25307d93508f8cbbdd1bb",
        "83b751cab0c85d2910a44469bf4cfa7b9ec15508cc5c928d8b3db6008c6ab5a1",
    ]


def test_the_check_follows_the_specification() -> None:
    theta, eta = 5, q - 1
    parts = (SID2, b"\0\5", theta.to_bytes(32, "big"), eta.to_bytes(32, "big"))
    key = hashlib.sha256(b"\x08vole/chi" + b"".join(len(p).to_bytes(8, "big") + p for p in parts)).digest()
    pi = permutation(key)
    drawn = b"".join(pi(c.to_bytes(16, "big")) for c in range(2 * 2 * DIGITS))
    chi = vole.chi_of(SID2, 5, theta, eta)
    for c, j in ((0, 0), (0, DIGITS - 1), (1, 0), (1, DIGITS - 1)):
        lane = drawn[32 * (DIGITS * c + j) :][:32]
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
    state, _, rows, pads, blocks = run(1)
    shown = repr((state, rows, pads, settle(state, pads, blocks)[0]))
    assert shown.count("Secret(…)") == 6
    assert "array" not in shown


# ------------------------------------------------------------------ at program start


def test_self_test() -> None:
    vole.self_test()


@pytest.mark.parametrize("broken", ["inner", "pick", "limbs", "weights", "correction"])
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
