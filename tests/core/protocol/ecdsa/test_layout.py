"""The bytes on the wire, read by hand, and every hash computed again from them with plain arithmetic.

Nothing here uses the program's codec, hashes or curve: a field in another place, or left out of a hash, is seen.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import pytest

from core.protocol.ecdsa.prepare import Purpose
from core.protocol.session import reserved_digest
from core.protocol.share import Role
from tests.support.joint_key import CHAN, TASK, items, keygen_scripts, prepare_scripts, refresh_scripts, sign_scripts
from tests.support.joint_key import JointKey as Key
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.plain import H, Hq, add, ecdsa_holds, mult, parse, proof_holds, q, ser, tweak

XI, KC = 416, 128
ZEROS = bytes(32)


class Cut:
    """Takes fields off the front of a message."""

    def __init__(self, data: bytes, type_number: int) -> None:
        assert data[:2] == bytes([1, type_number])
        self.left = data[2:]

    def __call__(self, size: int) -> bytes:
        part, self.left = self.left[:size], self.left[size:]
        assert len(part) == size
        return part

    def number(self, size: int) -> int:
        return int.from_bytes(self(size), "big")


def fields(data: bytes, type_number: int, sizes: dict[str, int]) -> dict[str, bytes]:
    cut = Cut(data, type_number)
    found = {name: cut(size) for name, size in sizes.items()}
    assert cut.left == b""
    return found


def u16(n: int) -> bytes:
    return n.to_bytes(2, "big")


def u32(n: int) -> bytes:
    return n.to_bytes(4, "big")


@cache
def life() -> tuple[Key, Key, dict[str, list[bytes]], Any]:
    """(born, refreshed, messages of each stage, signatures)"""
    rng1, rng2 = SeededRng("layout 1"), SeededRng("layout 2")
    talks = {"keygen": converse(*keygen_scripts(rng1, rng2))}
    born = Key(*talks["keygen"].both())
    talks["refresh"] = converse(*refresh_scripts(born, rng1, rng2, (7, 3)))
    key = Key(*talks["refresh"].both())
    prepared = converse(*prepare_scripts(key, 3, rng1, rng2))
    signed = converse(*sign_scripts(key, prepared.both(), items(2), rng1, rng2))
    sent = {name: [frame.data for frame in talk.frames] for name, talk in talks.items()}
    sent |= {"prepare": [f.data for f in prepared.frames], "sign": [f.data for f in signed.frames]}
    return born, key, sent, signed.both()[0]


def test_keygen() -> None:
    born, _, sent, _ = life()
    g1 = fields(
        sent["keygen"][0],
        10,
        {"network": 1 + len("regtest"), "name": 1 + len("savings"), "n1": 32, "com": 32, "spk": 32, "apk": 32},
    )
    g2 = fields(
        sent["keygen"][1],
        11,
        {"n2": 32, "X2": 33, "ch2": 32, "proof": 65, "OT1": 66 * KC, "spk": 32, "apk": 32},
    )
    g3 = fields(sent["keygen"][2], 12, {"op1": 97, "proof": 65, "OT2": 33 + 4128, "seals": 8})
    told = fields(sent["keygen"][3], 13, {"T": 32, "confirm": 32, "seals": 8})
    X1, ch1 = g3["op1"][32:65], g3["op1"][65:]

    assert (g1["network"], g1["name"]) == (b"\x07regtest", b"\x07savings")
    assert {g1["spk"], g1["apk"], g2["spk"], g2["apk"]} == {ZEROS}
    assert g3["seals"] == told["seals"] == bytes(8)
    assert g1["com"] == H("dkg/com", g1["n1"], g3["op1"])
    params = H("2p/params", b"\x02", b"secp256k1", u16(KC), u16(XI), b"regtest")
    sid = H("dkg/sid", params, CHAN, g1["n1"], g2["n2"], g1["com"])
    assert proof_holds("dkg/P2", H("dkg/pok", sid, g2["ch2"]), [g2["X2"]], g2["proof"])
    assert proof_holds("dkg/P1", H("dkg/pok", sid, ch1), [X1], g3["proof"])
    Q = ser(add(parse(X1), parse(g2["X2"])))
    chain = H("dkg/chain", sid, ch1, g2["ch2"], Q)
    T = H("2p/T", sid, ZEROS, u32(1), X1, g2["X2"], g2["OT1"], g3["OT2"], *[ZEROS] * 8)
    assert told["T"] == T
    assert told["confirm"] == H("dkg/confirm", sid, Q, chain)
    assert sent["keygen"][8] == b"\x01\x0e" + T
    assert sent["keygen"][9] == b"\x01\x0f" + T

    key_id = H("2p/keyid", b"regtest", Q, chain)
    for share, secret in ((born.p1, X1), (born.p2, g2["X2"])):
        assert (share.T, share.parent, share.epoch, share.sid) == (T, ZEROS, 1, sid)
        assert (bytes(share.Q), share.chain, share.key_id) == (Q, chain, key_id)
        assert share.epoch_id == H("2p/epoch", key_id, u32(1), T)
        assert (bytes(share.X1), bytes(share.X2)) == (X1, g2["X2"])
        assert ser(mult(share.x.reveal())) == secret


def test_leaves_are_those_of_the_transcript() -> None:
    born, _, sent, _ = life()
    OT1 = fields(sent["keygen"][1], 11, {"head": 32 + 33 + 32 + 65, "OT1": 66 * KC, "keys": 64})["OT1"]
    OT2 = fields(sent["keygen"][2], 12, {"head": 97 + 65, "OT2": 33 + 4128, "seals": 8})["OT2"]
    delta, mine, known = born.p2.ot.reveal()[:16], born.p1.ot.reveal(), born.p2.ot.reveal()[16:]
    for g in range(32):
        lacking = delta[g >> 1] >> 4 * (g & 1) & 15
        for x in range(16):
            leaf = slice(16 * (16 * g + x), 16 * (16 * g + x + 1))
            assert known[leaf] == (bytes(16) if x == lacking else mine[leaf])
    for at in range(0, 8448, 33):
        parse(OT1[at : at + 33])
    parse(OT2[:33])


def test_self_test() -> None:
    born, _, sent, _ = life()
    a1, a2, s1, s2 = sent["keygen"][4:8]
    sid2, coms, pre = check_prepare(born, a1, a2, purpose=1, B=1)
    one = fields(s1, 34, {"sid2": 32, "seed": 32, "purpose": 1, "masked": 130, "proof": 65})
    two = fields(s2, 35, {"sid2": 32, "opening": 65, "proof": 65, "s2": 32})
    assert one["sid2"] == two["sid2"] == sid2
    assert one["purpose"] == b"\x01"
    ctx = H("2p/s1", sid2, one["seed"], one["purpose"], one["masked"])
    check_proofs(ctx, one["masked"], one["proof"], two["opening"], two["proof"])
    assert reserved_digest(Purpose.SELF_TEST, born.p1.epoch_id, sid2) == H(
        "2p/selftest", b"\x01", born.p1.epoch_id, sid2
    )
    assert coms == [H("2p/com", pre, u16(0), two["opening"])]


def check_prepare(key: Key, a1: bytes, a2: bytes, purpose: int, B: int) -> tuple[bytes, list[bytes], bytes]:
    nb = XI * B // 8 + 16
    one = fields(a1, 30, {"key_id": 32, "epoch_id": 32, "purpose": 1, "B": 2, "n1": 32, "columns": 32 * nb + 48})
    assert (one["key_id"], one["epoch_id"]) == (key.p1.key_id, key.p1.epoch_id)
    assert (one["purpose"], one["B"]) == (bytes([purpose]), u16(B))
    sid1 = H("2p/prep", one["epoch_id"], one["purpose"], one["B"], one["n1"])
    h1 = H("2p/p1", a1)
    cut = Cut(a2, 31)
    assert cut(32) == sid1
    n2 = cut(32)
    assert cut.number(2) == B
    coms = [cut(32) for _ in range(B)]
    for _ in range(B):
        cut(32 * XI // 2 + 64 * XI // 2 + 64)
    assert cut.left == b""
    sid2 = H("2p/prep2", sid1, n2, h1, b"".join(coms))
    return sid2, coms, H("2p/prep2pre", sid1, n2, h1)


def check_proofs(ctx: bytes, masked: bytes, proof1: bytes, openings: bytes, proof2: bytes) -> None:
    """masked: per input Q1' 33 | R1 33 | r1 32 | cc 32; openings: per input salt 32 | R2 33."""
    n = len(masked) // 130
    for at in range(0, 130 * n, 130):
        parse(masked[at : at + 33])
        assert 0 < int.from_bytes(masked[at + 66 : at + 98], "big") < q
        assert int.from_bytes(masked[at + 98 : at + 130], "big") < q
    assert proof_holds("sign/R1", ctx, [masked[130 * i + 33 :][:33] for i in range(n)], proof1)
    assert proof_holds("sign/R2", ctx, [openings[65 * i + 32 :][:33] for i in range(n)], proof2)


@pytest.mark.parametrize("party", list(Role))
def test_refresh(party: Role) -> None:
    born, key, sent, _ = life()
    f1 = fields(
        sent["refresh"][0], 20, {"parent": 32, "m1": 4, "n1": 32, "com": 32, "sheets": 128, "yes": 128}
    )  # fmt: skip
    f2 = fields(sent["refresh"][1], 21, {"m2": 4, "n2": 32, "d2": 32, "OT1": 66 * KC, "sheets": 128})
    f3 = fields(sent["refresh"][2], 22, {"d1": 32, "OT2": 33 + 4128, "seals": 8})
    told = fields(sent["refresh"][3], 13, {"T": 32, "confirm": 32, "seals": 8})
    assert f1["parent"] == born.p1.T
    assert (f1["m1"], f2["m2"]) == (u32(7), u32(3))
    assert f1["com"] == H("rf/com", f1["n1"], f3["d1"])
    sid = H(
        "rf/sid", born.p1.key_id, born.p1.T, CHAN, f1["m1"], f2["m2"], f1["n1"], f1["com"], f2["n2"], f2["d2"],
        *(f1["yes"][n : n + 32] for n in (0, 32, 64, 96)),
    )  # fmt: skip
    delta = Hq("rf/delta", sid, f3["d1"], f2["d2"])
    X1 = ser(add(parse(bytes(born.p1.X1)), mult(delta)))
    X2 = ser(add(parse(bytes(born.p1.X2)), mult(-delta)))
    T = H("2p/T", sid, born.p1.T, u32(8), X1, X2, f2["OT1"], f3["OT2"], *[ZEROS] * 8)
    assert told["T"] == T
    assert told["confirm"] == H("dkg/confirm", sid, bytes(born.p1.Q), born.p1.chain)

    share, old = (key.p1, born.p1) if party is Role.P1 else (key.p2, born.p2)
    assert (share.T, share.parent, share.epoch, share.sid) == (T, born.p1.T, 8, sid)
    assert (bytes(share.X1), bytes(share.X2)) == (X1, X2)
    assert (share.Q, share.chain, share.key_id, share.role) == (old.Q, old.chain, old.key_id, party)
    assert f3["seals"] == bytes(8)
    assert share.peer_copy == share.peer_coming_copy == b""
    assert share.x.reveal() == (old.x.reveal() + (delta if party is Role.P1 else -delta)) % q
    assert share.ot.reveal() != old.ot.reveal()
    assert share.epoch_id == H("2p/epoch", share.key_id, u32(8), T)


def test_sign() -> None:
    _, key, sent, signatures = life()
    sid2, coms, pre = check_prepare(key, sent["prepare"][0], sent["prepare"][1], purpose=0, B=3)
    wanted = items(2)
    one, two = Cut(sent["sign"][0], 32), Cut(sent["sign"][1], 33)
    assert one(32) == two(32) == sid2
    seed = one(32)
    request = one(32 + 2 + 2 * 2)
    assert request == TASK + u16(2) + u16(0) + u16(2)
    masked, proof1 = one(2 * 130), one(65)
    assert two.number(2) == 2
    openings, proof2 = two(2 * 65), two(65)
    assert all(int.from_bytes(two(32), "big") < q for _ in range(2))
    assert one.left == two.left == b""
    assert coms[:2] == [H("2p/com", pre, u16(i), openings[65 * i : 65 * i + 65]) for i in range(2)]
    ctx = H("2p/s1", sid2, seed, request, masked)
    check_proofs(ctx, masked, proof1, openings, proof2)
    for item, signature in zip(wanted, signatures, strict=True):
        _, child = tweak(bytes(key.p1.Q), key.p1.chain, item.path)
        assert ecdsa_holds(child, item.message, signature.r, signature.s)
        assert signature.s <= q // 2


def test_the_gadget_is_drawn_anew_for_each_session() -> None:
    """Rule F10: S1 tells it; the self-test and the payment of one key have different ones."""
    _, _, sent, _ = life()
    seeds = [message[34:66] for message in (sent["keygen"][6], sent["refresh"][-4], sent["sign"][0])]
    assert len(set(seeds)) == 3


def test_a_tag_is_framed_by_its_length() -> None:
    assert H("ab", b"c") == hashlib.sha256(b"\x02ab" + bytes(7) + b"\x01c").digest()
