"""What a program may do with keys that open files: a part of core.wallet.api."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.age.recipient import identity, recipient
from core.age.stanza import Stanza
from core.codec.codec import U32, Bytes32, Name, Text
from core.keys.state import KeyState
from core.secret import Secret
from core.wallet.events import Progress, silent


@dataclass(frozen=True, slots=True)
class AgeKeyShown:
    """A key that opens files of age. `u`: its public key, 32 bytes of X25519; `cosigner`: who holds the other half."""

    name: Name
    key_id: Bytes32
    u: Bytes32
    epoch: U32
    state: KeyState
    cosigner: Text = ""
    cosigner_fingerprint: Text = ""

    @property
    def recipient(self) -> str:
        """age1…, for whoever encrypts."""
        return recipient(self.u)

    @property
    def identity(self) -> str:
        """The line of a file of identities by which age asks the plugin; it is no secret."""
        return identity(self.key_id)


class AgeApi(Protocol):
    """Keys that hold no coins and open files."""

    def new_age_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> AgeKeyShown:
        """Make a key together with a co-signer; as `new_key`."""
        ...

    def age_keys(self) -> tuple[AgeKeyShown, ...]:
        """All keys of this kind of this home, by name."""
        ...

    def open_age(
        self,
        key_id: bytes,
        label: str,
        stanzas: Sequence[Stanza],
        wait: float | None = None,
        progress: Progress = silent,
    ) -> Secret[bytes] | None:
        """The file key (16 bytes) of a file with these stanzas, waiting up to `wait` seconds for a decision (None: to
        its end); None: it is for somebody else, which for X25519 the co-signer has to be asked about once. BadInput for
        a key that is not here; Refused where the co-signer says no, or not yet."""
        ...
