"""The same randomness gives the same messages, halves and signatures as ever; and scheme and group are in all of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.crypto.group import ED25519
from core.primitives import knowledge
from core.protocol.additive import keygen
from core.protocol.schnorr.kind import SCHNORR_KIND, SchnorrKind
from tests.support.ot import SeededRng
from tests.support.sum_transcript import PLACE, record


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(record()))
    return found


STORED: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("stage", ["keygen", "refresh", "prepare", "sign"])
def test_known_answers(stage: str, fresh: dict[str, Any]) -> None:
    assert list(fresh) == list(STORED) == ["keygen", "refresh", "prepare", "sign", "draws"]
    assert fresh[stage] == STORED[stage]


def test_draws(fresh: dict[str, Any]) -> None:
    assert fresh["draws"] == STORED["draws"]


class OtherScheme(SchnorrKind):
    """The same in all but its number."""

    id = 9  # type: ignore[misc]


class OtherGroup(SchnorrKind):
    """The same in all but the name of its group."""

    group = ED25519  # type: ignore[assignment,misc]


def test_group_name_in_every_transcript() -> None:
    sids = {
        keygen.sid_of(kind, "regtest", bytes(32), bytes(32), bytes(32), bytes(32))
        for kind in (SCHNORR_KIND, OtherScheme(), OtherGroup())
    }
    labels = {keygen.label_of(kind) for kind in (SCHNORR_KIND, OtherScheme(), OtherGroup())}
    assert (len(sids), len(labels)) == (3, 3)
    secp, X = SCHNORR_KIND.group, SCHNORR_KIND.group.base_mult(b"\7" * 32)
    proof = knowledge.prove(secp, "dkg/P1", b"ctx", b"\7" * 32, X, SeededRng())
    knowledge.check(secp, "dkg/P1", b"ctx", X, proof)
    c = knowledge.challenge(secp, "dkg/P1", b"ctx", X, proof[:33])

    class Renamed(type(secp)):  # type: ignore[misc]
        name = "another"

    assert c != knowledge.challenge(Renamed(), "dkg/P1", b"ctx", X, proof[:33])
