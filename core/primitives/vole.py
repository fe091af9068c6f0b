"""Random vector OLE over Z_q from OT extension: DKLs23 (ePrint 2023/765), Protocol 5.2, with one secret per instance.

P1 holds b = Σ beta_j g_j, P2 holds a; afterwards t1 + t2 = a b (core/spec/sign.md). A session has B instances;
instance i uses rows i·416 … i·416+415.

    P1  receive_1   beta, b, and the message of the OT extension
    P2  (ot_extension.extend_send: the check, whose result is durable before anything else happens)
    P2  send        t2, and per instance a block 64·416 | eta 32 | mh 32
    P1  receive_2   all checks of all instances, then t1

theta hashes the complete block, a~ and a~hat: with one of them left out a cheating P2 reads beta (rule F2).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from gmpy2 import mpz

from core.codec.codec import Bytes32, Exact
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Scalar, q, random_scalar, reduce
from core.errors import Bug, BugKind, Cheat, PeerFault
from core.primitives import aes, all_but_one, base_ot, lanes, reference
from core.primitives.base_ot import KC
from core.primitives.gadget import XI, Gadget, gadget
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.primitives.lanes import LANE, Lanes
from core.primitives.ot_extension import PAD, Rows, extend_receive, extend_send
from core.secret import Secret

__all__ = [
    "KC",
    "MAX_BATCH",
    "XI",
    "Gadget",
    "VoleBlock",
    "VoleReceiver",
    "gadget",
    "receive_1",
    "receive_2",
    "self_test",
    "send",
]

MAX_BATCH = 128  # instances per session
_Q = mpz(q)


@dataclass(frozen=True, slots=True)
class VoleBlock:
    """What P2 sends for one instance: 64·416 + 64 bytes."""

    pairs: Annotated[bytes, Exact(2 * LANE * XI)]  # a~_0 | a~hat_0 | a~_1 | …
    eta: Scalar
    mh: Bytes32


@dataclass(frozen=True, slots=True)
class VoleReceiver:
    """What P1 keeps between its message and P2's answer; it serves one answer only (rule F1)."""

    gadget: Gadget
    beta: Secret[bytes]  # B·416 bits, packed
    rows: Secret[Rows]
    b: Secret[tuple[int, ...]]  # B scalars

    @property
    def B(self) -> int:
        """How many instances."""
        return len(self.b.reveal())


def row_key(sid2: bytes, i: int) -> bytes:
    """The AES key of the row hash of instance i."""
    return tagged_hash(Tag.ROW, sid2, i.to_bytes(2, "big"))


def row_hash(rows: Rows, sid2: bytes) -> Lanes:
    """(B·XI, 16) rows -> (B, XI, 2, 32): two lanes of each, TMMO under a key of the instance."""
    B = len(rows) // XI
    blocks = np.empty((B, XI, 2 * LANE // aes.BLOCK, 2), "<u8")
    for i in range(B):
        aes.tmmo(row_key(sid2, i), rows[XI * i : XI * (i + 1)], blocks[i])
    return blocks.view(np.uint8).reshape(B, XI, 2, LANE)


def theta_of(sid2: bytes, i: int, pairs: bytes) -> int:
    """theta of instance i, drawn after its block is fixed."""
    return hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), pairs)


def mu_hash(sid2: bytes, i: int, mu: list[mpz]) -> bytes:
    """What P1 holds against its own mu."""
    return tagged_hash(Tag.MU, sid2, i.to_bytes(2, "big"), lanes.from_integers(mu))


def _must_be_batch(B: int) -> None:
    if not 1 <= B <= MAX_BATCH:
        raise Bug(f"a session has 1 to {MAX_BATCH} instances")


def receive_1(gadget: Gadget, ot: Secret[bytes], sid1: bytes, B: int, rng: Rng) -> tuple[VoleReceiver, bytes]:
    """P1: draw beta and make the message of the OT extension. `ot` is P1's (8192 bytes)."""
    _must_be_batch(B)
    n0 = XI * B
    beta = rng.bytes("beta", n0 // 8)
    bits = np.unpackbits(np.frombuffer(beta, np.uint8), bitorder="little").reshape(B, XI)
    message, rows = extend_receive(ot, sid1, beta + rng.bytes("mask", PAD), n0)
    return VoleReceiver(gadget, Secret(beta), Secret(rows), Secret(tuple(gadget.encode(bits)))), message


def send(
    gadget: Gadget, ot: Secret[bytes], rows: Rows, sid2: bytes, a: Sequence[int], rng: Rng
) -> tuple[list[int], list[VoleBlock]]:
    """P2: its outputs t2 and the blocks for P1, one for each a. `ot` is P2's (8208 bytes), `rows` the checked rows."""
    _must_be_batch(len(a))
    if len(rows) != XI * len(a):
        raise Bug("the OT extension was made for another number of instances")
    delta = np.frombuffer(ot.reveal()[:PAD], np.uint8)
    A0, A1 = row_hash(rows, sid2), row_hash(rows ^ delta, sid2)
    ahat = [random_scalar(rng, "ahat") for _ in a]
    pairs = lanes.difference(A0, A1, list(zip(a, ahat, strict=True)))
    blocks = []
    for i, (a_i, ahat_i) in enumerate(zip(a, ahat, strict=True)):
        block = pairs[i].tobytes()
        theta = theta_of(sid2, i, block)
        A, th = lanes.to_integers(A0[i]), mpz(theta)
        mu = [(hat + th * x) % _Q for x, hat in zip(A[0::2], A[1::2], strict=True)]
        blocks.append(VoleBlock(block, reduce(ahat_i + theta * a_i), mu_hash(sid2, i, mu)))
    t2 = [reduce(-sigma) for sigma in gadget.inner(lanes.limbs(A0[:, :, 0]))]
    return t2, blocks


def receive_2(state: VoleReceiver, sid2: bytes, blocks: Sequence[VoleBlock]) -> list[int]:
    """P1: its outputs t1, if every instance passes; else Cheat, and nothing of this session may be used again."""
    B = state.B
    if len(blocks) != B:
        raise PeerFault("the answer has another number of instances than the session")
    V = row_hash(state.rows.reveal(), sid2)
    bits = np.unpackbits(np.frombuffer(state.beta.reveal(), np.uint8), bitorder="little").reshape(B, XI)
    sent = np.frombuffer(b"".join([block.pairs for block in blocks]), np.uint8).reshape(V.shape)
    chosen = sent & (bits * np.uint8(255)).reshape(B, XI, 1, 1)  # beta_j a~_j and beta_j a~hat_j
    honest = True
    for i, block in enumerate(blocks):
        th = mpz(theta_of(sid2, i, block.pairs))
        minus_eta = (_Q, _Q - block.eta)  # taken by the bit, without a branch
        d = lanes.sums(V[i], chosen[i])
        mu = [
            (hat + th * x + minus_eta[bit]) % _Q for x, hat, bit in zip(d[0::2], d[1::2], bits[i].tolist(), strict=True)
        ]
        honest &= hmac.compare_digest(mu_hash(sid2, i, mu), block.mh)
    if not honest:
        raise Cheat("VOLE check: the co-signer's answer does not agree with itself")
    return state.gadget.inner(lanes.limbs(V[:, :, 0]).astype(np.uint32) + lanes.limbs(chosen[:, :, 0]))


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
            "numpy, gmpy2 or OpenSSL gives wrong answers on this machine; install the pinned versions again",
            BugKind.SELF_TEST,
        )


def _agrees_with_reference() -> bool:
    rng, sid1, sid2, B = _FixedRng(), bytes(32), bytes(range(32)), 2
    keys, delta, a = rng.bytes("keys", 64 * KC), rng.bytes("delta", PAD), [3, q - 5]
    chosen = delta + b"".join([keys[32 * (i + KC * c) :][:32] for i, c in enumerate(base_ot.bits(delta))])
    leaves, grown = all_but_one.grow(sid1, keys)
    ot1, ot2 = Secret(leaves), Secret(all_but_one.gather(sid1, chosen, grown))
    state, message = receive_1(gadget(bytes(32)), ot1, sid1, B, rng)
    rows = extend_send(ot2, sid1, message, XI * B)
    t2, blocks = send(state.gadget, ot2, rows, sid2, a, rng)
    t1 = receive_2(state, sid2, blocks)

    g, ahat, beta = state.gadget.g, random_scalar(rng, "ahat"), state.beta.reveal()
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
        agree &= (t1[i] + t2[i] - a[i] * sum(x for x, bit in zip(g, bits, strict=True) if bit)) % q == 0
    return agree
