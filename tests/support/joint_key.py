"""A joint key with both its halves, and what the two can do with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.crypto.rng import Rng
from core.protocol.ecdsa import keygen, prepare, refresh, sign
from core.protocol.ecdsa.prepare import P1Session, P2Session, Purpose
from core.protocol.ecdsa.sign import Signature
from core.protocol.scheme import Item
from core.protocol.share import KeyShare
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import NO_SHEET, PublicSheet
from core.recovery.sheet_change import PeerSheetRules
from core.sansio.effects import Script
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse, run_pair

CHAN = hashlib.sha256(b"this connection").digest()
TASK = hashlib.sha256(b"this task").digest()
NETWORK, NAME = "regtest", "savings"

Scripts = tuple[Script[Any], Script[Any]]
Sealings = tuple[Sealing | None, Sealing | None]


@dataclass(frozen=True)
class JointKey:
    """One epoch of one key, both halves."""

    p1: KeyShare
    p2: KeyShare


def keygen_scripts(
    rng1: Rng, rng2: Rng, chan: bytes = CHAN, sealings: Sealings = (None, None)
) -> tuple[Script[KeyShare], Script[KeyShare]]:
    one, two = sealings
    return keygen.p1(NETWORK, NAME, chan, rng1, one), answering(keygen.G1, lambda g1: keygen.p2(g1, chan, rng2, two))


def refresh_scripts(
    key: JointKey,
    rng1: Rng,
    rng2: Rng,
    max_epochs: tuple[int, int] | None = None,
    chan: bytes = CHAN,
    sealings: Sealings = (None, None),
    accepts: tuple[PublicSheet, PublicSheet] = (NO_SHEET, NO_SHEET),
    tried: tuple[PublicSheet, PublicSheet] = (NO_SHEET, NO_SHEET),
) -> tuple[Script[KeyShare], Script[KeyShare]]:
    """`accepts`: the first or new sheet of P2 that is accepted at P1, and of P1 at P2; `tried`: the new one of P2 that
    a drill has shown to P1, and of P1 to P2."""
    m1, m2 = max_epochs or (key.p1.epoch, key.p2.epoch)
    rules = [PeerSheetRules(*one) for one in zip(accepts, tried, strict=True)]
    return (
        refresh.p1(key.p1, m1, chan, rng1, sealings[0], rules[0]),
        answering(refresh.F1, lambda f1: refresh.p2(f1, key.p2, m2, chan, rng2, sealings[1], rules[1])),
    )


def prepare_scripts(
    key: JointKey, B: int, rng1: Rng, rng2: Rng, purpose: Purpose = Purpose.PAY
) -> tuple[Script[P1Session], Script[P2Session]]:
    return prepare.p1(key.p1, purpose, B, rng1), answering(prepare.A1, lambda a1: prepare.p2(a1, key.p2, rng2))


def sign_scripts(
    key: JointKey, sessions: tuple[P1Session, P2Session], wanted: Sequence[Item], rng1: Rng, rng2: Rng
) -> tuple[Script[list[Signature]], Script[None]]:
    return (
        sign.p1(sessions[0], key.p1, TASK, wanted, rng1),
        answering(sign.S1, lambda s1: sign.p2(s1, sessions[1], key.p2, items_of(wanted), rng2)),
    )


def items_of(wanted: Sequence[Item]) -> Callable[[bytes, tuple[int, ...]], list[Item]]:
    """P2's task: the inputs wanted, and all others with a digest of zeros, so that a spoilt number finds something."""
    known = {item.number: item for item in wanted}
    return lambda _, numbers: [known.get(number, Item(number, bytes(32), ())) for number in numbers]


def fresh_key(seed: str = "key") -> JointKey:
    return JointKey(*run_pair(*keygen_scripts(SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))))


joint_key = cache(fresh_key)


def refreshed(key: JointKey, seed: str = "refresh") -> JointKey:
    return JointKey(*run_pair(*refresh_scripts(key, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))))


def prepared(key: JointKey, B: int = 1, seed: str = "prepare") -> tuple[P1Session, P2Session]:
    return run_pair(*prepare_scripts(key, B, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2")))


def items(n: int = 1, seed: str = "item") -> list[Item]:
    """n inputs: numbers 0, 2, 4 …, digests that repeat with the seed, paths of addresses."""
    return [Item(2 * i, hashlib.sha256(f"{seed} {i}".encode()).digest(), (84, 0, 0, i % 2, i)) for i in range(n)]


def sign_talk(
    key: JointKey,
    sessions: tuple[P1Session, P2Session],
    wanted: Sequence[Item],
    seed: str = "sign",
    **hooks: Any,
) -> Talk[list[Signature], None]:
    return converse(*sign_scripts(key, sessions, wanted, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2")), **hooks)
