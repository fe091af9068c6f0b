"""One flipped bit in any input of any hash, commitment or proof of the protocol changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from core.codec.codec import encode
from core.crypto.secp256k1 import Point, base_mult
from core.errors import PeerFault
from core.primitives import commitment, schnorr_proof, vole
from core.primitives.hashing import Tag, hash_to_scalar
from core.protocol.ecdsa import keygen, prepare, sign
from core.protocol.ecdsa.keygen import G1, G2, KeygenOpening
from core.protocol.ecdsa.prepare import A1, Purpose
from core.protocol.ecdsa.refresh import F1
from core.protocol.ecdsa.sign import Masked
from core.protocol.run import new_share, refresh_sid, run_id
from core.protocol.session import reserved_digest
from core.protocol.share import NO_RUN, KeyShare, Role, key_id
from core.recovery.sheet import PublicSheet, SheetPair
from core.secret import Secret
from tests.support.ot import SeededRng

P, R = base_mult(7), base_mult(8)


def b(n: int) -> bytes:
    return bytes([n]) * 32


SHEETS = PublicSheet(b(3), b(4)), PublicSheet(b(5), b(6))
PAIR = SheetPair(*SHEETS)
PAIRS = PAIR, SheetPair(PublicSheet(b(7), b(8)), PublicSheet(b(9), b(10)))
SHARE = KeyShare(
    Role.P1, "regtest", P, b(1), 3, b(2), b(3), Secret(7), Secret(b"ot"), base_mult(5), base_mult(2), b(4), b"copy"
)  # fmt: skip
SHARE = replace(SHARE, peer_coming_copy=b"copy")
OPENING = KeygenOpening(b(5), P, b(6))
MASKED = Masked(P, R, 3, 4)
G1_, G2_ = G1("regtest", "name", b(1), b(2), SHEETS[0]), G2(b(1), R, b(2), b"p" * 65, b"1" * 8448, SHEETS[1])


NO_SHEETS = {f"KeyShare.{name}" for name in ("sheet1", "sheet2", "coming1", "coming2", "peer_coming_copy")}


def share_fields(names: str) -> set[str]:
    return {f"KeyShare.{name}" for name in names.split()}


# name: (function, arguments, fields of arguments that it is known not to use)
HASHES: dict[str, tuple[Callable[..., Any], tuple[Any, ...], set[str]]] = {
    "key_id": (key_id, ("regtest", P, b(1)), set()),
    "epoch_id": (
        lambda share: share.epoch_id,
        (SHARE,),
        share_fields("role parent x ot X1 X2 sid peer_copy") | NO_SHEETS,
    ),
    "T": (run_id, (b(1), NO_RUN, 1, (bytes(P), bytes(R)), (b"1" * 40, b"2" * 40), PAIRS), set()),
    "dkg/sid": (keygen.sid_of, ("regtest", b(1), b(2), b(3), b(4)), set()),
    "dkg/pok": (keygen.pok_ctx, (b(1), b(2)), set()),
    "dkg/confirm": (
        lambda share: new_share(share).confirm,
        (SHARE,),
        share_fields("role network epoch T parent x ot X1 X2 peer_copy") | NO_SHEETS,
    ),
    "dkg/chain": (
        lambda sid, g1, g2, opening: keygen.joint_share(Role.P1, sid, g1, g2, opening, b"", 1, Secret(b"")).chain,
        (b(1), G1_, G2_, OPENING),
        {"G1.network", "G1.name", "G1.n1", "G1.com", "G1.sheet"}
        | {"G2.n2", "G2.proof", "G2.OT1", "G2.sheet", "KeygenOpening.salt"},
    ),
    "T of key generation": (
        lambda sid, g1, g2, opening, OT2: keygen.joint_share(Role.P1, sid, g1, g2, opening, OT2, 1, Secret(b"")).T,
        (b(1), G1_, G2_, OPENING, b"2" * 40),
        {"G1.network", "G1.name", "G1.n1", "G1.com"}
        | {"G2.n2", "G2.ch2", "G2.proof", "KeygenOpening.salt", "KeygenOpening.ch1"},
    ),
    "dkg/com": (lambda n1, o: commitment.commit(Tag.DKG_COM, [n1], encode(o)), (b(1), OPENING), set()),
    "rf/sid": (
        refresh_sid,
        (SHARE, b(1), F1(b(2), 3, b(4), b(5), PAIR, *SHEETS), 4, b(8), b(9)),
        share_fields("role epoch T parent x ot X1 X2 sid peer_copy")
        | NO_SHEETS
        | {"SheetPair.sheet", "SheetPair.coming"},
    ),
    "sid1": (prepare.sid1_of, (b(1), 0, 1, b(2)), set()),
    "h1": (
        lambda key_id, epoch_id, purpose, n1, columns: prepare.h1_of(A1(key_id, epoch_id, purpose, 1, n1, columns)),
        (b(1), b(2), Purpose.PAY, b(3), bytes(32 * 68 + 48)),
        set(),
    ),
    "pre": (prepare.pre_of, (b(1), b(2), b(3)), set()),
    "sid2": (prepare.sid2_of, (b(1), b(2), b(3), (b(4), b(5))), set()),
    "gadget": (lambda sid2, seed: vole.Gadget(sid2, seed).g, (b(1), b(2)), set()),
    "2p/com": (
        lambda pre, i, o: commitment.commit(Tag.PREP_COM, prepare.com_context(pre, i), encode(o)),
        (b(1), 0, prepare.PrepareOpening(b(2), P)),
        set(),
    ),
    "2p/s1": (
        lambda sid2, seed, task, numbers, masked: sign.ctx_of(sid2, seed, sign.request_of(task, numbers), masked),
        (b(1), b(6), b(2), (3, 5), (MASKED, MASKED)),
        set(),
    ),
    "2p/selftest": (reserved_digest, (Purpose.SELF_TEST, b(1), b(2)), set()),
    "2p/pok": (schnorr_proof.challenge, ("sign/R1", b(1), (P, R), bytes(P)), set()),
}


def variants(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """`value` with one thing in it changed, in every way: each bit of the first and last byte of a byte string."""
    match value:
        case Purpose():
            yield name, Purpose.DRILL
        case bool() | Role():
            yield name, Role(3 - value)
        case int():
            yield name, value + 1
        case bytes():
            for at in {0, len(value) - 1}:
                for bit in range(8):
                    yield f"{name}[{at}]", value[:at] + bytes([value[at] ^ 1 << bit]) + value[at + 1 :]
        case str():
            yield name, value + "x"
        case Point():
            yield name, base_mult(99)
        case Secret():
            yield name, Secret(b"other")
        case tuple():
            yield f"{name} shorter", value[:-1]
            for i, item in enumerate(value):
                for inner, other in variants(item, f"{name}[{i}]"):
                    yield inner, (*value[:i], other, *value[i + 1 :])
        case _ if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                old, whole = getattr(value, field.name), f"{type(value).__name__}.{field.name}"
                for inner, other in variants(old, whole):
                    yield (whole if isinstance(old, PublicSheet) else inner), replace(value, **{field.name: other})
        case _:
            raise TypeError(name)


def base(name: str) -> str:
    return name.partition("[")[0].partition(" ")[0]


@pytest.mark.parametrize("name", HASHES)
def test_every_input_counts(name: str) -> None:
    function, arguments, unused = HASHES[name]
    honest = function(*arguments)
    assert honest == function(*arguments)
    used: set[str] = set()
    same: set[str] = set()
    for i, argument in enumerate(arguments):
        for what, other in variants(argument, f"argument {i}"):
            changed = function(*arguments[:i], other, *arguments[i + 1 :])
            (same if changed == honest else used).add(base(what))
    assert same == unused
    assert not used & unused


def test_a_share_is_renewed_by_every_input_of_delta() -> None:
    deltas = {hash_to_scalar(Tag.RF_DELTA, *parts) for parts in ((b(1), b(2), b(3)), (b(9), b(2), b(3)))}
    deltas |= {hash_to_scalar(Tag.RF_DELTA, *parts) for parts in ((b(1), b(9), b(3)), (b(1), b(2), b(9)))}
    assert len(deltas) == 4


ROLES = ("dkg/P1", "dkg/P2", "sign/R1", "sign/R2")


@pytest.mark.parametrize("role", ROLES)
def test_a_proof_is_of_one_role(role: str) -> None:
    """The prover's role is in the challenge: a reflected proof is worth nothing."""
    proof = schnorr_proof.prove(role, b(1), [7], [P], SeededRng())
    schnorr_proof.check(role, b(1), [P], proof)
    for other in set(ROLES) - {role}:
        with pytest.raises(PeerFault, match="does not hold"):
            schnorr_proof.check(other, b(1), [P], proof)
