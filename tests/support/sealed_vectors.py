"""Sheets and copies as ever: `python -m tests.support.sealed_vectors` writes tests/vectors/sealed_copy.json."""

from __future__ import annotations

import json
from typing import Any

from core.role import Role
from tests.support.sealed import CHAIN, SHARES, SHEETS, copy_of, handed


def of(role: Role) -> dict[str, Any]:
    """Everything of one role, the secrets too."""
    sheet, copy = SHEETS[role], copy_of(role)
    return {
        "entropy": sheet.entropy.reveal().hex(),
        "words": " ".join(sheet.words.reveal()),
        "seal key": sheet.seal_key.reveal().hex(),
        "authentication key": sheet.auth_key.reveal().hex(),
        "spk": sheet.public.spk.hex(),
        "apk": sheet.public.apk.hex(),
        "fingerprint": " ".join(sheet.public.fingerprint),
        "share": SHARES[role].to_bytes(32, "big").hex(),
        "label": copy.subject.label(copy.sheet).hex(),
        "message": handed(role).hex(),
    }


def record() -> dict[str, Any]:
    """The file."""
    return {"chain code": CHAIN.hex(), **{role.name: of(role) for role in Role}}


if __name__ == "__main__":
    print(json.dumps(record(), indent=1))
