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

from core.codec.codec import Bytes32, Exact
from core.crypto.rng import Rng
from core.crypto.secp256k1 import Scalar, q, random_scalar, reduce, scalar_bytes
from core.errors import Bug, BugKind, Cheat, PeerFault
from core.primitives import aes, all_but_one, base_ot, lanes, reference
from core.primitives.base_ot import KC
from core.primitives.gadget import XI, Gadget, gadget
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash
from core.primitives.lanes import LANE, Lanes, Weights
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


def receive_1(gadget: Gadget, ot: Secret[bytes], sid1: bytes, B: int, rng: Rng) -> tuple[VoleReceiver, bytes]:
    """P1: draw beta and make the message of the OT extension. `ot` is P1's (8192 bytes)."""
    _must_be_batch(B)
    n0 = XI * B
    beta = rng.bytes("beta", n0 // 8)
    bits = lanes.unpacked(beta).reshape(B, XI)
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
    t2, blocks = [], []
    for i, (a_i, mine) in enumerate(zip(a, rows.reshape(len(a), XI, KC // 8), strict=True)):
        ahat = random_scalar(rng, "ahat")
        A0 = row_hash(mine, sid2, i)
        pairs = lanes.difference(A0, row_hash(mine ^ delta, sid2, i), (a_i, ahat)).tobytes()
        theta = theta_of(sid2, i, pairs)
        eta = reduce(ahat + theta * a_i)
        weights = np.concatenate((gadget.weights, chi_of(sid2, i, theta, eta)))
        (sigma, _), *sums = lanes.inner(weights, lanes.limbs(A0))
        t2.append(reduce(-sigma))
        blocks.append(VoleBlock(pairs, eta, check_hash(sid2, i, [reduce(hat + theta * x) for x, hat in sums])))
    return t2, blocks


def receive_2(state: VoleReceiver, sid2: bytes, blocks: Sequence[VoleBlock]) -> list[int]:
    """P1: its outputs t1, if every instance passes; else Cheat, and nothing of this session may be used again."""
    B = state.B
    if len(blocks) != B:
        raise PeerFault("the answer has another number of instances than the session")
    rows = state.rows.reveal().reshape(B, XI, KC // 8)
    bits = lanes.unpacked(state.beta.reveal()).reshape(B, XI)
    honest, t1 = True, []
    for i, block in enumerate(blocks):
        sent = np.frombuffer(block.pairs, np.uint8).reshape(XI, 2, LANE)
        chosen = sent & (bits[i] * np.uint8(255)).reshape(XI, 1, 1)  # beta_j a~_j and beta_j a~hat_j
        d = lanes.limbs(row_hash(rows[i], sid2, i)).astype(np.uint32) + lanes.limbs(chosen)
        theta = theta_of(sid2, i, block.pairs)
        chi = chi_of(sid2, i, theta, block.eta)
        (tau, _), *sums = lanes.inner(np.concatenate((state.gadget.weights, chi)), d)
        own = [
            reduce(hat + theta * x - block.eta * beta)
            for (x, hat), (beta,) in zip(sums, lanes.pick(chi, bits[i : i + 1]), strict=True)
        ]
        t1.append(tau)
        honest &= hmac.compare_digest(check_hash(sid2, i, own), block.mh)
    if not honest:
        raise Cheat("VOLE check: the co-signer's answer does not agree with itself")
    return t1


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
