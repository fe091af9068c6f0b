"""Joint keys of the additive family, with both halves, and what the two can do with them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.crypto.rng import Rng
from core.protocol.additive import keygen, prepare, refresh, selftest, sign
from core.protocol.additive.prepare import SumA1, SumP1Session, SumP2Session
from core.protocol.additive.scheme import AdditiveKeys
from core.protocol.additive.sign import SumS1, SumSignature
from core.protocol.scheme import Item
from core.protocol.schnorr.scheme import SCHNORR_SCHEME
from core.protocol.session import Purpose
from core.recovery.sheet_change import PeerSheetRules
from core.sansio.effects import Script
from tests.support.joint_key import CHAN, NAME, NETWORK, TASK, Sealings, items_of
from tests.support.ot import SeededRng
from tests.support.pair import Talk, answering, converse, run_pair


@dataclass(frozen=True)
class SumKey:
    """One epoch of one key, both halves."""

    p1: Any
    p2: Any
    scheme: AdditiveKeys[Any] = SCHNORR_SCHEME

    @property
    def kind(self) -> Any:
        return self.scheme.kind


def keygen_scripts(
    rng1: Rng,
    rng2: Rng,
    sealings: Sealings = (None, None),
    scheme: AdditiveKeys[Any] = SCHNORR_SCHEME,
    network: str = NETWORK,
) -> tuple[Script[Any], Script[Any]]:
    one, two = sealings
    begin = lambda g1: keygen.p2(scheme.kind, scheme.self_test(), g1, CHAN, rng2, two)  # noqa: E731
    return scheme.keygen(network, NAME, CHAN, rng1, one), answering(keygen.SumG1, begin)


def refresh_scripts(
    key: SumKey, rng1: Rng, rng2: Rng, last: tuple[int, int] | None = None, sealings: Sealings = (None, None)
) -> tuple[Script[Any], Script[Any]]:
    m1, m2 = last or (key.p1.epoch, key.p2.epoch)
    test, rules = key.scheme.self_test(), PeerSheetRules()
    begin = lambda f1: refresh.p2(key.kind, test, f1, key.p2, m2, CHAN, rng2, sealings[1], rules)  # noqa: E731
    return key.scheme.refresh(key.p1, m1, CHAN, rng1, sealings[0], rules), answering(refresh.SumF1, begin)


def prepare_scripts(
    key: SumKey, B: int, rng1: Rng, rng2: Rng, purpose: Purpose = Purpose.PAY
) -> tuple[Script[SumP1Session], Script[SumP2Session]]:
    begin = lambda a1: prepare.p2(key.kind, a1, key.p2, rng2)  # noqa: E731
    return prepare.p1(key.kind, key.p1, purpose, B, rng1), answering(SumA1, begin)


def sign_scripts(
    key: SumKey, sessions: tuple[SumP1Session, SumP2Session], wanted: Sequence[Item], rng1: Rng
) -> tuple[Script[list[SumSignature]], Script[None]]:
    begin = lambda s1: sign.p2(key.kind, s1, sessions[1], key.p2, items_of(wanted))  # noqa: E731
    return sign.p1(key.kind, sessions[0], key.p1, TASK, wanted, rng1), answering(SumS1, begin)


def trial_scripts(key: SumKey, purpose: Purpose, rng1: Rng, rng2: Rng) -> tuple[Script[bytes], Script[bytes]]:
    test: selftest.SumSelfTest[Any] = selftest.SumSelfTest(key.kind)
    return test.whole_p1(key.p1, purpose, rng1), test.whole_p2(key.p2, purpose, rng2)


def fresh_sum(seed: str = "sum") -> SumKey:
    return SumKey(*run_pair(*keygen_scripts(SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))))


sum_key = cache(fresh_sum)


def renewed_sum(key: SumKey, seed: str = "refresh") -> SumKey:
    return SumKey(*run_pair(*refresh_scripts(key, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2"))), key.scheme)


def prepared_sum(key: SumKey, B: int = 1, seed: str = "prepare") -> tuple[SumP1Session, SumP2Session]:
    return run_pair(*prepare_scripts(key, B, SeededRng(f"{seed} 1"), SeededRng(f"{seed} 2")))


def digests(n: int = 1, seed: str = "item") -> list[Item]:
    """n inputs: numbers 0, 2, 4 …, digests that repeat with the seed, paths of addresses."""
    return [Item(2 * i, hashlib.sha256(f"{seed} {i}".encode()).digest(), (i % 2, i)) for i in range(n)]


def sum_talk(
    key: SumKey,
    wanted: Sequence[Item],
    sessions: tuple[SumP1Session, SumP2Session] | None = None,
    seed: str = "sign",
    **hooks: Any,
) -> Talk[list[SumSignature], None]:
    sessions = sessions or prepared_sum(key, len(wanted), f"{seed} ahead")
    return converse(*sign_scripts(key, sessions, wanted, SeededRng(f"{seed} 1")), **hooks)


def signed_sums(key: SumKey, wanted: Sequence[Item], seed: str = "sign") -> list[SumSignature]:
    return sum_talk(key, wanted, seed=seed).both()[0]
