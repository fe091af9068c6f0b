"""The keys for age of a wallet that is none: one, whole, which the product never has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from core.age.stanza import Stanza
from core.age.x25519 import ephemeral, unwrapped
from core.keys.state import KeyState
from core.secret import Secret
from core.wallet.age_api import AgeKeyShown
from core.wallet.events import Progress, silent

WHOLE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
U = WHOLE.public_key().public_bytes_raw()
LETTERS = AgeKeyShown("letters", bytes(range(32)), U, 3, KeyState.OPEN, "Cellar")


def opened_by_whole(stanzas: Sequence[Stanza]) -> Secret[bytes] | None:
    """The file key, as the holder of the whole key finds it."""
    for stanza in stanzas:
        if (E := ephemeral(stanza)) is not None:
            found = unwrapped(stanza, U, Secret(WHOLE.exchange(X25519PublicKey.from_public_bytes(E))))
            if found is not None:
                return found
    return None


class FakeAge:
    """A part of FakeWallet, which notes what it is asked, and fails as it does."""

    age: ClassVar[tuple[AgeKeyShown, ...]] = ()

    def note(self, *call: Any) -> None:
        raise NotImplementedError

    def new_age_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> AgeKeyShown:
        self.note("new_age_key", name, *([cosigner] if cosigner else []))
        return AgeKeyShown(name, LETTERS.key_id, U, 1, KeyState.OPEN, "Cellar")

    def age_keys(self) -> tuple[AgeKeyShown, ...]:
        return self.age

    def open_age(
        self,
        key_id: bytes,
        label: str,
        stanzas: Sequence[Stanza],
        wait: float | None = None,
        progress: Progress = silent,
    ) -> Secret[bytes] | None:
        self.note("open_age", key_id, label, wait)
        return opened_by_whole(stanzas)
