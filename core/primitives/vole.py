"""Random vector OLE over Z_q from OT extension: DKLs23 (ePrint 2023/765), Protocol 5.2, with one secret per instance.

P1 holds b = Σ beta_j g_j, P2 holds a; afterwards t1 + t2 = a b (core/spec/sign.md). A session has B instances;
instance i uses rows i·416 … i·416+415.

    P1  receive_1   beta, and the message of the OT extension
    P2  (ot_extension.extend_send: the check, whose result is durable before anything else happens)
    P2  send        its pads, and per instance a block 64·416 | eta 32 | mh 32
    P1  receive_2   all checks of all instances, then the gadget's seed, b and t1
    P2  t2_of       when it is told the seed

theta hashes the complete block, a~ and a~hat: with one of them left out a cheating P2 reads beta (rule F2). The gadget
g is drawn after all that, by the side it protects: a P2 that knew it could choose what to bet on by it (rule F10).
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
from core.primitives.gadget import SEED, XI, Gadget
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.primitives.lanes import LANE, Lanes, Weights
from core.primitives.ot_extension import PAD, Rows, extend_receive, extend_send
from core.secret import Secret

__all__ = [
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

Pads: TypeAlias = NDArray[np.uint16]  # (B, XI, 16): A0 of each row, in limbs

MAX_BATCH = 128  # instances per session


@dataclass(frozen=True, slots=True)
class VoleBlock:
    """What P2 sends for one instance: 64·416 + 64 bytes."""

    pairs: Annotated[bytes, Exact(2 * LANE * XI)]  # a~_0 | a~hat_0 | a~_1 | …
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


def row_key(sid2: bytes, i: int) -> bytes:
    """The AES key of the row hash of instance i."""
    return tagged_hash(Tag.ROW, sid2, i.to_bytes(2, "big"))


def row_hash(rows: Rows, sid2: bytes, i: int) -> Lanes:
    """(XI, 16) rows of instance i -> (XI, 2, 32): two lanes of each, TMMO under a key of the instance."""
    blocks = np.empty((XI, 2 * LANE // aes.BLOCK, 2), "<u8")
    aes.tmmo(row_key(sid2, i), rows, blocks)
    return blocks.view(np.uint8).reshape(XI, 2, LANE)


def theta_of(sid2: bytes, i: int, pairs: bytes) -> int:
    """theta of instance i, drawn after its block is fixed."""
    return hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), pairs)


def chi_of(sid2: bytes, i: int, theta: int, eta: int) -> Weights:
    """The two vectors of the check of instance i, (2, 16, XI), drawn after its block and eta are fixed."""
    key = tagged_hash(Tag.CHI, sid2, i.to_bytes(2, "big"), scalar_bytes(theta), scalar_bytes(eta))
    return lanes.weights(np.frombuffer(aes.stream(key, 2 * XI * LANE), np.uint8).reshape(2, XI, LANE))


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
    return VoleReceiver(Secret(beta), Secret(rows)), message


def send(
    ot: Secret[bytes], rows: Rows, sid2: bytes, a: Sequence[int], rng: Rng
) -> tuple[Secret[Pads], list[VoleBlock]]:
    """P2: its pads and the blocks for P1, one for each a. `ot` is P2's (8208 bytes), `rows` the checked rows."""
    _must_be_batch(len(a))
    if len(rows) != XI * len(a):
        raise Bug("the OT extension was made for another number of instances")
    delta = np.frombuffer(ot.reveal()[:PAD], np.uint8)
    pads, blocks = np.empty((len(a), XI, lanes.LIMBS), np.uint16), []
    for i, (a_i, mine) in enumerate(zip(a, rows.reshape(len(a), XI, KC // 8), strict=True)):
        ahat = random_scalar(rng, "ahat")
        A0 = row_hash(mine, sid2, i)
        pairs = lanes.difference(A0, row_hash(mine ^ delta, sid2, i), (a_i, ahat)).tobytes()
        theta = theta_of(sid2, i, pairs)
        eta = reduce(ahat + theta * a_i)
        both = lanes.limbs(A0)
        pads[i] = both[:, 0]
        sums = lanes.inner(chi_of(sid2, i, theta, eta), both)
        blocks.append(VoleBlock(pairs, eta, check_hash(sid2, i, [reduce(hat + theta * x) for x, hat in sums])))
    return Secret(pads), blocks


def t2_of(pads: Secret[Pads], n: int, sid2: bytes, seed: bytes) -> list[int]:
    """P2: its outputs of the first n instances."""
    (sums,) = lanes.inner(Gadget(sid2, seed).weights, pads.reveal()[:n].transpose(1, 0, 2))
    return [reduce(-sigma) for sigma in sums]


def receive_2(state: VoleReceiver, sid2: bytes, blocks: Sequence[VoleBlock], rng: Rng) -> VoleShare:
    """P1: its outputs, if every instance passes; else Cheat, and nothing of this session may be used again."""
    B = state.B
    if len(blocks) != B:
        raise PeerFault("the answer has another number of instances than the session")
    rows = state.rows.reveal().reshape(B, XI, KC // 8)
    bits = lanes.unpacked(state.beta.reveal()).reshape(B, XI)
    honest, ds = True, np.empty((XI, B, lanes.LIMBS), np.uint32)
    for i, block in enumerate(blocks):
        sent = np.frombuffer(block.pairs, np.uint8).reshape(XI, 2, LANE)
        chosen = sent & (bits[i] * np.uint8(255)).reshape(XI, 1, 1)  # beta_j a~_j and beta_j a~hat_j
        d = lanes.limbs(row_hash(rows[i], sid2, i)).astype(np.uint32) + lanes.limbs(chosen)
        theta = theta_of(sid2, i, block.pairs)
        chi = chi_of(sid2, i, theta, block.eta)
        own = [
            reduce(hat + theta * x - block.eta * beta)
            for (x, hat), (beta,) in zip(lanes.inner(chi, d), lanes.pick(chi, bits[i : i + 1]), strict=True)
        ]
        ds[:, i] = d[:, 0]
        honest &= hmac.compare_digest(check_hash(sid2, i, own), block.mh)
    if not honest:
        raise Cheat("VOLE check: the co-signer's answer does not agree with itself")
    seed = rng.bytes("gadget", SEED)  # not before: rule F10
    gadget = Gadget(sid2, seed)
    (t1,) = lanes.inner(gadget.weights, ds)
    return VoleShare(seed, Secret(tuple(gadget.encode(bits))), Secret(tuple(t1)))


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
    agree &= plain_message == message and plain_q == [row.tobytes() for row in rows]
    for i, block in enumerate(blocks):
        mine = slice(XI * i, XI * (i + 1))
        bits = base_ot.bits(beta)[mine]
        answer = (block.pairs, block.eta, block.mh)
        agree &= reference.send(g, delta, [r.tobytes() for r in rows[mine]], sid2, i, a[i], ahat) == (t2[i], *answer)
        agree &= reference.receive(g, bits, plain_t[mine], sid2, i, answer) == t1[i]
        b = sum(x for x, bit in zip(g, bits, strict=True) if bit) % q
        agree &= b == share.b.reveal()[i] and (t1[i] + t2[i] - a[i] * b) % q == 0
    return agree
