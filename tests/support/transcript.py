"""The known-answer transcript of a whole life, with seeded randomness. When the protocol changes on purpose:

.venv/bin/python -m tests.support.transcript > tests/vectors/transcript.json
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from unittest.mock import patch

from core.primitives import hashing
from core.primitives.hashing import Tag
from core.protocol.share import KeyShare, Role
from core.sansio.effects import Script
from tests.support.joint_key import JointKey, items, keygen_scripts, prepare_scripts, refresh_scripts, sign_scripts
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse
from tests.support.sheets import both_sealings

WHOLE = 600  # messages up to this many bytes are kept whole


def record() -> dict[str, Any]:
    """Key generation, refresh, PREPARE and SIGN of two inputs, refresh with first recovery sheets: every
    message, every hash input, and the outcome."""
    rng1, rng2 = SeededRng("wallet"), SeededRng("co-signer")
    found: dict[str, Any] = {}

    def stage(name: str, scripts: tuple[Script[Any], Script[Any]]) -> Any:
        inputs: dict[str, Any] = {}
        framed = hashing.framed

        def listening(tag: Tag, *parts: bytes) -> bytes:
            data = framed(tag, *parts)
            inputs.setdefault(tag.value, []).append(data)
            return data

        with patch.object(hashing, "framed", listening):
            talk: Talk[Any, Any] = converse(*scripts)
        found[name] = {
            "messages": [
                {"sender": frame.sender.name, "type": frame.type.name, "size": len(frame.data), **_shown(frame.data)}
                for frame in talk.frames
            ],
            "hash inputs": {
                tag: {"count": len(calls), "sha256": hashlib.sha256(b"".join(calls)).hexdigest()}
                for tag, calls in sorted(inputs.items())
            },
        }
        return talk.both()

    born = JointKey(*stage("keygen", keygen_scripts(rng1, rng2)))
    found["keygen"]["share"] = _named(born.p1)
    key = JointKey(*stage("refresh", refresh_scripts(born, rng1, rng2)))
    found["refresh"]["share"] = _named(key.p1)
    sessions = stage("prepare", prepare_scripts(key, 2, rng1, rng2))
    found["prepare"]["sid2"] = sessions[0].sid2.hex()
    signatures, _ = stage("sign", sign_scripts(key, sessions, items(2), rng1, rng2))
    found["sign"]["signatures"] = [{"r": f"{s.r:064x}", "s": f"{s.s:064x}", "recid": s.recid} for s in signatures]
    sheets = both_sealings()
    accepts = sheets[1].sheet.public, sheets[0].sheet.public
    scripts = refresh_scripts(key, rng1, rng2, sealings=sheets, accepts=accepts)
    sealed = JointKey(*stage("refresh with copies", scripts))
    found["refresh with copies"]["share"] = _named(sealed.p1)
    found["refresh with copies"]["copies"] = {
        role: {"size": len(copy), "sha256": hashlib.sha256(copy).hexdigest()}
        for role, copy in ((Role.P1.name, sealed.p2.peer_copy), (Role.P2.name, sealed.p1.peer_copy))
    }
    found["randomness"] = {Role.P1.name: _drawn(rng1), Role.P2.name: _drawn(rng2)}
    return found


def _shown(data: bytes) -> dict[str, str]:
    if len(data) <= WHOLE:
        return {"hex": data.hex()}
    return {"starts": data[:64].hex(), "sha256": hashlib.sha256(data).hexdigest()}


def _named(share: KeyShare) -> dict[str, Any]:
    return {
        "Q": bytes(share.Q).hex(),
        "chain": share.chain.hex(),
        "key_id": share.key_id.hex(),
        "epoch": share.epoch,
        "T": share.T.hex(),
        "epoch_id": share.epoch_id.hex(),
        "X1": bytes(share.X1).hex(),
        "X2": bytes(share.X2).hex(),
    }


def _drawn(rng: SeededRng) -> list[str]:
    """The labels of the draws in order, runs of the same label as one, and all of a base OT as one label."""
    found: list[str] = []
    for label in ["base OT" if label.startswith("base OT") else label for label in rng.labels]:
        name, _, count = found[-1].partition(" x ") if found else ("", "", "")
        if name == label:
            found[-1] = f"{label} x {int(count) + 1}"
        else:
            found.append(f"{label} x 1")
    return found


if __name__ == "__main__":
    print(json.dumps(record(), indent=1))
