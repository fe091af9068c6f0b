"""Known answers of the additive family, for who writes it again from core/spec/schnorr.md: every message of a taproot
key's life, and every draw that went into it. `python -m tests.support.sum_transcript` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.sansio.effects import Script
from tests.support.ot import SeededRng
from tests.support.pair import converse
from tests.support.sums import SumKey, digests, keygen_scripts, prepare_scripts, refresh_scripts, sign_scripts

PLACE = Path(__file__).parents[1] / "vectors" / "schnorr_transcript.json"


class Drawn(SeededRng):
    """Keeps what it gives."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.draws: list[list[str]] = []

    def bytes(self, label: str, n: int) -> bytes:
        found = super().bytes(label, n)
        self.draws.append([label, found.hex()])
        return found


def record() -> dict[str, Any]:
    """Key generation, refresh, PREPARE and SIGN of two inputs."""
    rng1, rng2, found = Drawn("wallet"), Drawn("co-signer"), dict[str, Any]()

    def stage(name: str, scripts: tuple[Script[Any], Script[Any]]) -> Any:
        talk = converse(*scripts)
        found[name] = {"messages": [[frame.sender.name, frame.type.name, frame.data.hex()] for frame in talk.frames]}
        return talk.both()

    born = SumKey(*stage("keygen", keygen_scripts(rng1, rng2)))
    found["keygen"]["share"] = _named(born)
    key = SumKey(*stage("refresh", refresh_scripts(born, rng1, rng2)))
    found["refresh"]["share"] = _named(key)
    sessions = stage("prepare", prepare_scripts(key, 2, rng1, rng2))
    found["prepare"]["sid2"] = sessions[0].sid2.hex()
    wanted = digests(2)
    signatures, _ = stage("sign", sign_scripts(key, sessions, wanted, rng1))
    found["sign"]["items"] = [[item.number, item.message.hex(), list(item.path)] for item in wanted]
    found["sign"]["signatures"] = [bytes(one).hex() for one in signatures]
    found["draws"] = {"P1": rng1.draws, "P2": rng2.draws}
    return found


def _named(key: SumKey) -> dict[str, Any]:
    share = key.p1
    return {
        **{name: bytes(getattr(share, name)).hex() for name in ("Q", "X1", "X2", "chain", "T", "key_id", "epoch_id")},
        "epoch": share.epoch,
        "x1": share.x.reveal().hex(),
        "x2": key.p2.x.reveal().hex(),
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(record(), indent=1) + "\n", encoding="utf-8")
