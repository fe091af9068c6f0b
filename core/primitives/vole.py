"""Random vector OLE over Z_q from OT extension, with one secret per instance: the VOLE of DKLs23 (ePrint 2023/765,
Protocol 5.2), its rows taken two at a time as all-but-one OTs of four leaves (Roy, ePrint 2022/192).

P1 holds b = Σ beta_j g_j with digits beta_j from 0 to 3, P2 holds a; afterwards t1 + t2 = a b (core/spec/sign.md). A
session has B instances; digit j of instance i is of its rows 2j and 2j + 1, of the session's i·416 … i·416+415.

    P1  receive_1   its bits, and the message of the OT extension
    P2  (ot_extension.extend_send: the check, whose result is durable before anything else happens)
    P2  send        its pads, and per instance a block 96·208 | eta 32 | mh 32
    P1  receive_2   all checks of all instances, then the gadget's seed, b and t1
    P2  t2_of       when it is told the seed

theta hashes the complete block: with a part of it left out a cheating P2 reads beta (rule F2). The gadget g is drawn
after all that, by the side it protects: a P2 that knew it could choose what to bet on by it (rule F10).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.codec.codec import Bytes32, Exact
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Scalar, q, random_scalar, reduce, scalar_bytes
from core.errors import Bug, BugKind, Cheat, PeerFault
from core.primitives import aes, all_but_one, base_ot, lanes, reference
from core.primitives.base_ot import KC
from core.primitives.gadget import DIGITS, SEED, XI, Gadget
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.primitives.lanes import LANE, LIMBS, Limbs, Weights
from core.primitives.ot_extension import PAD, Rows, extend_receive, extend_send
from core.secret import Secret

__all__ = [
    "DIGITS",
    "KC",
    "MAX_BATCH",
    "XI",
    "Gadget",
    "Pads",
    "VoleBlock",
    "VoleReceiver",
    "VoleShare",
    "receive_1",
    "receive_2",
    "self_test",
    "send",
    "t2_of",
]

Pads: TypeAlias = NDArray[np.uint32]  # (B, DIGITS, 16): -v of each digit, in limbs
_Blocks: TypeAlias = NDArray[np.uint64]  # (…, 2): halves of blocks
_LEAF = 2 * LANE // aes.BLOCK  # blocks that a leaf becomes: two lanes

MAX_BATCH = 128  # instances per session


@dataclass(frozen=True, slots=True)
class VoleBlock:
    """What P2 sends for one instance: 96·208 + 64 bytes."""

    leaves: Annotated[bytes, Exact(2 * aes.BLOCK * DIGITS)]  # c_(0,0) | c_(0,1) | c_(1,0) | …
    pairs: Annotated[bytes, Exact(2 * LANE * DIGITS)]  # a~_0 | a~hat_0 | a~_1 | …
    eta: Scalar
    mh: Bytes32


@dataclass(frozen=True, slots=True)
class VoleReceiver:
    """What P1 keeps between its message and P2's answer; it serves one answer only (rule F1)."""

    beta: Secret[bytes]  # B·416 bits, packed
    rows: Secret[Rows]

    @property
    def B(self) -> int:
        """How many instances."""
        return len(self.rows.reveal()) // XI


@dataclass(frozen=True, slots=True)
class VoleShare:
    """What P1 has of all instances, and the seed of their gadget, which P2 needs for its own part."""

    seed: Bytes32
    b: Secret[tuple[int, ...]]
    t1: Secret[tuple[int, ...]]


def _of_instance(tag: Tag, sid2: bytes, i: int) -> bytes:
    return tagged_hash(tag, sid2, i.to_bytes(2, "big"))


def row_hash(rows: Rows, sid2: bytes, i: int) -> _Blocks:
    """(…, XI, 16) rows of instance i -> (…, XI, 2): a block of each, TMMO under a key of the instance."""
    return aes.tmmo(_of_instance(Tag.ROW, sid2, i), rows)


def digit_prg(sid2: bytes, i: int) -> aes.Permutation:
    """π of the PRG that nodes and leaves of instance i are expanded by."""
    return aes.permutation(_of_instance(Tag.DIGIT, sid2, i))


def theta_of(sid2: bytes, i: int, block: VoleBlock) -> int:
    """theta of instance i, drawn after all of its block is fixed."""
    return hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), block.leaves + block.pairs)


def _expanded(pi: aes.Permutation, leaves: _Blocks) -> Limbs:
    """(…, 2) leaves -> (…, 2, 16): the two lanes of each, in limbs."""
    return aes.prg(pi, leaves, _LEAF).view("<u2").reshape(*leaves.shape[:-1], 2, LIMBS)


def chi_of(sid2: bytes, i: int, theta: int, eta: int) -> Weights:
    """The two vectors of the check of instance i, (2, 16, DIGITS), drawn after its block and eta are fixed."""
    key = tagged_hash(Tag.CHI, sid2, i.to_bytes(2, "big"), scalar_bytes(theta), scalar_bytes(eta))
    return lanes.weights(np.frombuffer(aes.stream(key, 2 * DIGITS * LANE), np.uint8).reshape(2, DIGITS, LANE))


def check_hash(sid2: bytes, i: int, sums: Sequence[int]) -> bytes:
    """What P1 holds against its own two sums."""
    return tagged_hash(Tag.CHECK, sid2, i.to_bytes(2, "big"), b"".join(map(scalar_bytes, sums)))


def _must_be_batch(B: int) -> None:
    if not 1 <= B <= MAX_BATCH:
        raise Bug(f"a session has 1 to {MAX_BATCH} instances")


def receive_1(ot: Secret[bytes], sid1: bytes, B: int, rng: Rng) -> tuple[VoleReceiver, bytes]:
    """P1: draw beta and make the message of the OT extension. `ot` is P1's (8192 bytes)."""
    _must_be_batch(B)
    n0 = XI * B
    beta = rng.bytes("beta", n0 // 8)
    message, rows = extend_receive(ot, sid1, beta + rng.bytes("mask", PAD), n0)
    return VoleReceiver(Secret(beta), rows), message


def send(
    ot: Secret[bytes], rows: Secret[Rows], sid2: bytes, a: Sequence[int], rng: Rng
) -> tuple[Secret[Pads], list[VoleBlock]]:
    """P2: its pads and the blocks for P1, one for each a. `ot` is P2's (8208 bytes), `rows` the checked rows."""
    _must_be_batch(len(a))
    if len(rows.reveal()) != XI * len(a):
        raise Bug("the OT extension was made for another number of instances")
    delta = np.frombuffer(ot.reveal()[:PAD], np.uint8)
    pads, blocks = np.empty((len(a), DIGITS, LIMBS), np.uint32), []
    for i, (a_i, mine) in enumerate(zip(a, rows.reveal().reshape(len(a), XI, KC // 8), strict=True)):
        ahat = random_scalar(rng, "ahat")
        leaves, u, minus_v = sender_digits(np.stack((mine, mine ^ delta)), sid2, i)
        block = VoleBlock(leaves, lanes.correction(u, (a_i, ahat)).tobytes(), 0, b"")
        theta = theta_of(sid2, i, block)
        eta = reduce(ahat + theta * a_i)
        sums = lanes.inner(chi_of(sid2, i, theta, eta), minus_v)
        mh = check_hash(sid2, i, [reduce(-hat - theta * x) for x, hat in sums])
        pads[i] = minus_v[:, 0]
        blocks.append(VoleBlock(leaves, block.pairs, eta, mh))
    return Secret(pads), blocks


def sender_digits(rows: Rows, sid2: bytes, i: int) -> tuple[bytes, Limbs, Limbs]:
    """P2, of its rows for a bit 0 and a bit 1, (2, XI, 16): what it sends of the leaves, and u and -v of each digit,
    (DIGITS, 2, 16) each: what P1 gets is beta_j u + v."""
    pad, pi = row_hash(rows, sid2, i), digit_prg(sid2, i)
    nodes = aes.prg(pi, pad[:, 0::2], 2)  # (parent, DIGITS, child, 2)
    sent = np.ascontiguousarray(nodes[0] ^ nodes[1] ^ pad[:, 1::2].transpose(1, 0, 2))  # (DIGITS, child, 2)
    leaf = _expanded(pi, nodes.transpose(0, 2, 1, 3))  # (parent, child, DIGITS, 2, 16)
    parent0 = np.add(leaf[0, 0], leaf[0, 1], dtype=np.uint32)
    child0 = np.add(leaf[0, 0], leaf[1, 0], dtype=np.uint32)
    return sent.tobytes(), parent0 + leaf[1, 0] + leaf[1, 1], 2 * parent0 + child0


def t2_of(pads: Secret[Pads], n: int, sid2: bytes, seed: bytes) -> list[int]:
    """P2: its outputs of the first n instances."""
    (t2,) = lanes.inner(Gadget(sid2, seed).weights, pads.reveal()[:n].transpose(1, 0, 2))
    return t2


def receive_2(state: VoleReceiver, sid2: bytes, blocks: Sequence[VoleBlock], rng: Rng) -> VoleShare:
    """P1: its outputs, if every instance passes; else Cheat, and nothing of this session may be used again."""
    B = state.B
    if len(blocks) != B:
        raise PeerFault("the answer has another number of instances than the session")
    rows = state.rows.reveal().reshape(B, XI, KC // 8)
    bits = lanes.unpacked(state.beta.reveal()).reshape(B, DIGITS, 2)
    digits = 2 * bits[:, :, 0] + bits[:, :, 1]
    honest, ds = True, np.empty((DIGITS, B, LIMBS), np.int32)
    for i, block in enumerate(blocks):
        d = receiver_digits(rows[i], bits[i], sid2, i, block.leaves)
        d += lanes.limbs(np.frombuffer(block.pairs, np.uint8)).reshape(d.shape) * digits[i, :, None, None].astype(
            np.int32
        )
        theta = theta_of(sid2, i, block)
        chi = chi_of(sid2, i, theta, block.eta)
        own = [
            reduce(hat + theta * x - block.eta * beta)
            for (x, hat), (beta,) in zip(lanes.inner(chi, d), lanes.pick(chi, digits[i : i + 1]), strict=True)
        ]
        ds[:, i] = d[:, 0]
        honest &= hmac.compare_digest(check_hash(sid2, i, own), block.mh)
    if not honest:
        raise Cheat("VOLE check: the co-signer's answer does not agree with itself")
    seed = rng.bytes("gadget", SEED)  # not before: rule F10
    gadget = Gadget(sid2, seed)
    (t1,) = lanes.inner(gadget.weights, ds)
    return VoleShare(seed, Secret(tuple(gadget.encode(digits))), Secret(tuple(t1)))


def receiver_digits(rows: Rows, bits: NDArray[np.uint8], sid2: bytes, i: int, sent: bytes) -> Limbs:
    """P1, of its rows (XI, 16) and their bits (DIGITS, 2): beta_j u + v of each digit, (DIGITS, 2, 16).

    Seen from its bits, it lacks the leaf at (1, 1): with (0, 0) and (0, 1) under the parent that it knows, and (1, 0),
    what it gets is ±2 of the first two and ± of those whose second is 0, each sign that of a bit.
    """
    pad, pi = row_hash(rows, sid2, i), digit_prg(sid2, i)
    nodes = aes.prg(pi, pad[0::2], 2)  # (DIGITS, child, 2)
    corrections = np.frombuffer(sent, "<u8").reshape(DIGITS, 2, 2)
    other = _chosen(nodes ^ corrections, bits[:, 1]) ^ pad[1::2]
    leaf = _expanded(pi, np.stack((nodes[:, 0], nodes[:, 1], other)))
    parent = np.add(leaf[0], leaf[1], dtype=np.int32)
    own = np.bitwise_xor(leaf[0], (leaf[0] ^ leaf[1]) & (np.uint16(0) - bits[:, 1])[:, None, None])
    child = np.add(own, leaf[2], dtype=np.int32)
    signs = (2 * bits.astype(np.int32) - 1)[:, :, None, None]
    found: Limbs = 2 * signs[:, 0] * parent + signs[:, 1] * child
    return found


def _chosen(pairs: _Blocks, bits: NDArray[np.uint8]) -> _Blocks:
    """(n, 2, 2) -> (n, 2): the second of each two where the bit is 1."""
    mask = (np.uint64(0) - bits.astype(np.uint64))[:, None]
    found: _Blocks = pairs[:, 0] ^ (pairs[:, 0] ^ pairs[:, 1]) & mask
    return found


class _FixedRng:
    """Bytes that depend on the label alone: for the self-test, whose secrets guard nothing."""

    def bytes(self, label: str, n: int) -> bytes:
        return hashlib.shake_256(label.encode()).digest(n)


def self_test() -> None:
    """Compare this machine's fast arithmetic with the plain reference on one fixed session of two. Raises Bug."""
    aes.self_test()
    try:
        agree = _agrees_with_reference()
    except PeerFault:
        agree = False
    if not agree:
        raise Bug(
            "numpy or OpenSSL gives wrong answers on this machine; install the pinned versions again",
            BugKind.SELF_TEST,
        )


def _agrees_with_reference() -> bool:
    rng, sid1, sid2, B = _FixedRng(), bytes(32), bytes(range(32)), 2
    keys, delta, a = rng.bytes("keys", 64 * KC), rng.bytes("delta", PAD), [3, q - 5]
    chosen = delta + b"".join([keys[32 * (i + KC * c) :][:32] for i, c in enumerate(base_ot.bits(delta))])
    leaves, grown = all_but_one.grow(sid1, keys)
    ot1, ot2 = Secret(leaves), Secret(all_but_one.gather(sid1, chosen, grown))
    state, message = receive_1(ot1, sid1, B, rng)
    rows = extend_send(ot2, sid1, message, XI * B)
    pads, blocks = send(ot2, rows, sid2, a, rng)
    share = receive_2(state, sid2, blocks, rng)
    t1, t2 = share.t1.reveal(), t2_of(pads, B, sid2, share.seed)

    g, ahat, beta = reference.gadget(sid2, share.seed), random_scalar(rng, "ahat"), state.beta.reveal()
    plain_message, plain_t = reference.extend_receive(leaves, sid1, beta + rng.bytes("mask", PAD), XI * B)
    plain_q = reference.extend_send(ot2.reveal(), sid1, message, XI * B)
    agree = reference.grow(sid1, keys) == (leaves, grown) and reference.gather(sid1, chosen, grown) == ot2.reveal()
    agree &= plain_message == message and plain_q == [row.tobytes() for row in rows.reveal()]
    for i, block in enumerate(blocks):
        mine = slice(XI * i, XI * (i + 1))
        bits = base_ot.bits(beta)[mine]
        answer = (block.leaves + block.pairs, block.eta, block.mh)
        agree &= reference.send(g, delta, [r.tobytes() for r in rows.reveal()[mine]], sid2, i, a[i], ahat) == (
            t2[i],
            *answer,
        )
        agree &= reference.receive(g, bits, plain_t[mine], sid2, i, answer) == t1[i]
        b = sum(x * (2 * high + low) for x, high, low in zip(g, bits[0::2], bits[1::2], strict=True)) % q
        agree &= b == share.b.reveal()[i] and (t1[i] + t2[i] - a[i] * b) % q == 0
    return agree
