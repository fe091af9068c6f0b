"""Keys over Edwards25519 as ever: `python -m tests.support.edwards_vectors` writes tests/vectors/edwards.json."""

from __future__ import annotations

import json
from typing import Any

from tests.support.edwards_keys import age_key, ephemerals, messages, open_talk, ssh_key
from tests.support.ot import SeededRng
from tests.support.pair import Talk, converse
from tests.support.sums import SumKey, prepare_scripts, sum_talk

TEXT = b"what an ssh key signs"


def _of(key: SumKey, sessions: Talk[Any, Any], used: Talk[Any, Any]) -> dict[str, Any]:
    """Halves, names, and all that was said; the secrets too."""
    (result,), _ = used.both()
    return {
        "x1": key.p1.x.reveal().hex(),
        "x2": key.p2.x.reveal().hex(),
        "Q": bytes(key.p1.Q).hex(),
        "key_id": key.p1.key_id.hex(),
        "epoch_id": key.p1.epoch_id.hex(),
        "frames": [frame.data.hex() for talk in (sessions, used) for frame in talk.frames],
        "result": bytes(result).hex(),
    }


def record() -> dict[str, Any]:
    """The file."""
    found = {}
    for name, key in (("ssh", ssh_key()), ("age", age_key())):
        ahead = converse(*prepare_scripts(key, 1, SeededRng("vector 1"), SeededRng("vector 2")))
        sessions = ahead.both()
        used = sum_talk(key, messages(TEXT), sessions) if name == "ssh" else open_talk(key, ephemerals(), sessions)
        found[name] = _of(key, ahead, used)
    return {"text": TEXT.hex(), "ephemeral": ephemerals()[0].message.hex(), **found}


if __name__ == "__main__":
    print(json.dumps(record(), indent=1))
