"""Trees, OT extension and VOLE as core/spec writes them, in plain Python: what the fast code is compared with.

A column or row is an integer whose bit k is the protocol's bit k. Slow; never used for a signature.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.crypto.secp256k1 import q
from core.primitives.aes import Permutation, permutation
from core.primitives.base_ot import KC
from core.primitives.hashing import Tag, hash_to_scalar, tagged_hash

DEPTH, TREES, LEAVES = 4, 32, 16


def xor(*strings: bytes) -> bytes:
    """Of strings of one length; at least one."""
    found = strings[0]
    for other in strings[1:]:
        found = bytes(a ^ b for a, b in zip(found, other, strict=True))
    return found


def _bit(value: int, k: int) -> int:
    return value >> k & 1


def _prg(pi: Permutation, seed: bytes, n: int) -> list[bytes]:
    """Blocks 0 … n - 1."""
    inputs = [xor(seed, c.to_bytes(16, "little")) for c in range(n)]
    return [xor(pi(block), block) for block in inputs]


def _keys(data: bytes, size: int = 32) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def grow(sid: bytes, keys: bytes) -> tuple[bytes, bytes]:
    """P1: all leaves, and what it sends. `keys`: K0_0…K0_127 | K1_0…K1_127."""
    pi = permutation(tagged_hash(Tag.TREE, sid))
    seeds = [key[:16] for key in _keys(keys)]
    K = seeds[:KC], seeds[KC:]
    leaves, corrections, sums, marks = b"", b"", b"", b""
    for g in range(TREES):
        nodes = [K[1][DEPTH * g], K[0][DEPTH * g]]
        for level in range(1, DEPTH):
            children = [_prg(pi, node, 2) for node in nodes]
            sides = [[pair[b] for pair in children] for b in (0, 1)]
            corrections += b"".join(xor(*sides[b], K[1 - b][DEPTH * g + level]) for b in (0, 1))
            nodes = sides[0] + sides[1]
        ends = [_prg(pi, node, 3) for node in nodes]
        leaves += b"".join(end[0] for end in ends)
        of_tree = [end[1] + end[2] for end in ends]
        marks += b"".join(of_tree)
        sums += xor(*of_tree)
    return leaves, corrections + sums + tagged_hash(Tag.LEAVES, sid, marks)


def gather(sid: bytes, ot: bytes, sent: bytes) -> bytes | None:
    """P2: Delta | leaves, zeros where it has none; None if the check fails."""
    pi = permutation(tagged_hash(Tag.TREE, sid))
    delta, K = int.from_bytes(ot[:16], "little"), [key[:16] for key in _keys(ot[16:])]
    corrections, sums = _keys(sent[: TREES * 96], 16), _keys(sent[TREES * 96 : -32], 32)
    leaves, marks = b"", b""
    for g in range(TREES):
        missing = _bit(delta, DEPTH * g)
        nodes = {1 - missing: K[DEPTH * g]}
        for level in range(1, DEPTH):
            children = {x: _prg(pi, node, 2) for x, node in nodes.items()}
            bit = _bit(delta, DEPTH * g + level)
            b = 1 - bit
            known = [pair[b] for pair in children.values()]
            found = xor(K[DEPTH * g + level], corrections[6 * g + 2 * (level - 1) + b], *known)
            nodes = {x + (c << level): pair[c] for x, pair in children.items() for c in (0, 1)}
            nodes[missing + (b << level)] = found
            missing += bit << level
        ends = {x: _prg(pi, node, 3) for x, node in nodes.items()}
        leaves += b"".join(ends[x][0] if x in ends else bytes(16) for x in range(LEAVES))
        of_tree = {x: end[1] + end[2] for x, end in ends.items()}
        of_tree[missing] = xor(sums[g], *of_tree.values())
        marks += b"".join(of_tree[x] for x in range(LEAVES))
    return ot[:16] + leaves if tagged_hash(Tag.LEAVES, sid, marks) == sent[-32:] else None


def _columns(leaves: bytes, sid1: bytes, nb: int) -> list[list[int]]:
    """The PRG of each leaf of each tree; 0 for a leaf of zeros."""
    pi = permutation(tagged_hash(Tag.OTX_PRG, sid1))
    found = [
        int.from_bytes(b"".join(_prg(pi, leaf, -(-nb // 16)))[:nb], "little") if any(leaf) else 0
        for leaf in _keys(leaves, 16)
    ]
    return [found[LEAVES * g : LEAVES * (g + 1)] for g in range(TREES)]


def _sum(values: Sequence[int]) -> int:
    found = 0
    for value in values:
        found ^= value
    return found


def _with_bit(tree: Sequence[int], b: int) -> int:
    """The sum of the leaves whose number has bit b."""
    return _sum([column for x, column in enumerate(tree) if _bit(x, b)])


def _joined(columns: Sequence[int], nb: int) -> bytes:
    return b"".join(column.to_bytes(nb, "little") for column in columns)


def _times(x: int, y: int) -> int:
    """The product in GF(2^128) as GCM writes it: the first bit of a block is its highest power's opposite."""
    found = 0
    for k in range(127, -1, -1):
        found ^= y * _bit(x, k)
        y = y >> 1 ^ (0xE1 << 120) * (y & 1)
    return found


def _hashes(columns: Sequence[int], sid1: bytes, U: bytes, n0: int) -> list[int]:
    """h(v) = GHASH(v[:n0]) ^ v[n0:] of every column."""
    H = int.from_bytes(permutation(tagged_hash(Tag.OTX_CHI, sid1, U))(bytes(16)), "big")
    size = n0 // 8
    powers = [_times(H, H)]  # of the last block; one power more belongs to GCM's length block
    while len(powers) < -(-size // 16):
        powers.append(_times(powers[-1], H))
    hashes = []
    for column in columns:
        data = (column & ((1 << n0) - 1)).to_bytes(size, "little")
        blocks = [int.from_bytes(block.ljust(16, b"\0"), "big") for block in _keys(data, 16)]
        h = _sum([_times(block, power) for block, power in zip(reversed(blocks), powers, strict=True)])
        hashes.append(column >> n0 ^ int.from_bytes(h.to_bytes(16, "big"), "little"))
    return hashes


def _rows(columns: Sequence[int], n0: int) -> list[bytes]:
    rows = (sum(_bit(column, j) << i for i, column in enumerate(columns)) for j in range(n0))
    return [row.to_bytes(16, "little") for row in rows]


def extend_receive(leaves: bytes, sid1: bytes, x: bytes, n0: int) -> tuple[bytes, list[bytes]]:
    """P1: message and rows t_j."""
    nb, choice = len(x), int.from_bytes(x, "little")
    trees = _columns(leaves, sid1, nb)
    U = _joined([_sum(tree) ^ choice for tree in trees], nb)
    T = [_with_bit(tree, b) for tree in trees for b in range(DEPTH)]
    *hashes, hx = _hashes([*T, choice], sid1, U, n0)
    return U + hx.to_bytes(16, "little") + tagged_hash(Tag.OTX_V, sid1, _joined(hashes, 16)), _rows(T, n0)


def extend_send(ot: bytes, sid1: bytes, message: bytes, n0: int) -> list[bytes] | None:
    """P2: rows q_j; None if the check fails."""
    delta, nb = int.from_bytes(ot[:16], "little"), n0 // 8 + 16
    U, hx, value = message[: TREES * nb], int.from_bytes(message[TREES * nb : -32], "little"), message[-32:]
    Q = []
    for g, (tree, u) in enumerate(zip(_columns(ot[16:], sid1, nb), _keys(U, nb), strict=True)):
        correction = _sum(tree) ^ int.from_bytes(u, "little")
        Q += [_with_bit(tree, b) ^ correction * _bit(delta, DEPTH * g + b) for b in range(DEPTH)]
    hashes = [h ^ hx * _bit(delta, i) for i, h in enumerate(_hashes(Q, sid1, U, n0))]
    return _rows(Q, n0) if tagged_hash(Tag.OTX_V, sid1, _joined(hashes, 16)) == value else None


def _pad(row: bytes, sid2: bytes, i: int, j: int) -> bytes:
    """TMMO of row j of an instance."""
    pi = permutation(tagged_hash(Tag.ROW, sid2, i.to_bytes(2, "big")))
    inner = pi(row)
    return xor(pi(xor(inner, j.to_bytes(16, "little"))), inner)


def _children(node: bytes, sid2: bytes, i: int) -> list[bytes]:
    return _prg(permutation(tagged_hash(Tag.DIGIT, sid2, i.to_bytes(2, "big"))), node, 2)


def _leaf_lanes(leaf: bytes, sid2: bytes, i: int) -> tuple[int, int]:
    """The two lanes that a leaf becomes."""
    pi = permutation(tagged_hash(Tag.DIGIT, sid2, i.to_bytes(2, "big")))
    blocks = [int.from_bytes(block, "little") for block in _prg(pi, leaf, 4)]
    return blocks[0] + (blocks[1] << 128), blocks[2] + (blocks[3] << 128)


def sent(a: int, u: int) -> int:
    """A lane congruent to a - u and below 2^256, as it is sent; u is a sum of four lanes."""
    v = a - u + 5 * q
    for _ in range(2):
        v = v % 2**256 + (v >> 256) * (2**256 - q)
    return v


def gadget(sid2: bytes, seed: bytes) -> tuple[int, ...]:
    """g_0…g_207."""
    pi = permutation(tagged_hash(Tag.GADGET, sid2, seed))
    drawn = b"".join(pi(c.to_bytes(16, "big")) for c in range(2 * 208))
    return tuple(int.from_bytes(lane, "little") % q for lane in _keys(drawn))


def chi(sid2: bytes, i: int, theta: int, eta: int) -> list[list[int]]:
    """The two vectors of the check."""
    scalars = (theta.to_bytes(32, "big"), eta.to_bytes(32, "big"))
    pi = permutation(tagged_hash(Tag.CHI, sid2, i.to_bytes(2, "big"), *scalars))
    found = [pi(c.to_bytes(16, "big")) + pi((c + 1).to_bytes(16, "big")) for c in range(0, 4 * 208, 2)]
    lanes = [int.from_bytes(lane, "little") for lane in found]
    return [lanes[:208], lanes[208:]]


def check_hash(sid2: bytes, i: int, theta: int, eta: int, mu: Sequence[int]) -> bytes:
    """Of the two sums of mu_j."""
    sums = [sum(x * m for x, m in zip(vector, mu, strict=True)) % q for vector in chi(sid2, i, theta, eta)]
    return tagged_hash(Tag.CHECK, sid2, i.to_bytes(2, "big"), b"".join(x.to_bytes(32, "big") for x in sums))


def send(
    g: Sequence[int], delta: bytes, rows: Sequence[bytes], sid2: bytes, i: int, a: int, ahat: int
) -> tuple[int, bytes, int, bytes]:
    """P2, instance i (its own rows only): t2, block, eta, mh."""
    corrections, pairs = b"", b""
    v: list[int] = []
    vhat: list[int] = []
    for j in range(208):
        pads = [[_pad(row, sid2, i, k) for row in (rows[k], xor(rows[k], delta))] for k in (2 * j, 2 * j + 1)]
        leaves = [_children(pads[0][bit], sid2, i) for bit in (0, 1)]
        corrections += b"".join(xor(leaves[0][c], leaves[1][c], pads[1][c]) for c in (0, 1))
        known = {(b, c): _leaf_lanes(leaves[b][c], sid2, i) for b in (0, 1) for c in (0, 1)}
        for lane, value, of in ((0, a, v), (1, ahat, vhat)):
            pairs += sent(value, sum(leaf[lane] for leaf in known.values())).to_bytes(32, "little")
            of.append(-sum((2 * (1 - b) + (1 - c)) * leaf[lane] for (b, c), leaf in known.items()))
    theta = hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), corrections + pairs)
    eta = (ahat + theta * a) % q
    mh = check_hash(sid2, i, theta, eta, [xhat + theta * x for x, xhat in zip(v, vhat, strict=True)])
    return -sum(g_j * x for g_j, x in zip(g, v, strict=True)) % q, corrections + pairs, eta, mh


def receive(
    g: Sequence[int], bits: Sequence[int], rows: Sequence[bytes], sid2: bytes, i: int, answer: tuple[bytes, int, bytes]
) -> int | None:
    """P1, instance i (its own bits and rows only): t1; None if the check fails."""
    block, eta, mh = answer
    theta = hash_to_scalar(Tag.THETA, sid2, i.to_bytes(2, "big"), block)
    corrections = _keys(block[: 32 * 208], 16)
    pairs = [int.from_bytes(lane, "little") for lane in _keys(block[32 * 208 :])]
    d, mu = [], []
    for j in range(208):
        b, c = bits[2 * j], bits[2 * j + 1]
        digit, own = 2 * b + c, _children(_pad(rows[2 * j], sid2, i, 2 * j), sid2, i)
        other = xor(corrections[2 * j + c], own[c], _pad(rows[2 * j + 1], sid2, i, 2 * j + 1))
        known = {(b, 0): own[0], (b, 1): own[1], (1 - b, c): other}
        found = [digit * pairs[2 * j], digit * pairs[2 * j + 1]]
        for (e, f), leaf in known.items():
            times = digit - (2 * (1 - e) + (1 - f))
            found = [x + times * lane for x, lane in zip(found, _leaf_lanes(leaf, sid2, i), strict=True)]
        d.append(found[0])
        mu.append(found[1] + theta * found[0] - digit * eta)
    return sum(g_j * x for g_j, x in zip(g, d, strict=True)) % q if check_hash(sid2, i, theta, eta, mu) == mh else None
