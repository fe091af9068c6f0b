"""What a wallet that is open here does with keys that open files: the methods of AgeApi."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from core.age.stanza import Stanza
from core.age.x25519 import ephemeral, unwrapped
from core.approval.kinds.age_file import MOST_SHARES, AgeAsked, AgeFile, must_be_of_a_file
from core.codec.names import must_be_a_name
from core.codec.text import MOST_QUOTED, one_line
from core.crypto.ed25519 import x25519_of
from core.errors import BadInput, InputKind
from core.home.repository import Repository
from core.home.tables import AGE_OF_OTHERS
from core.keys.record import NO_COINS, KeyRecord, slot_of, state
from core.protocol.registry import OPENING
from core.secret import Secret
from core.wallet.age_api import AgeKeyShown
from core.wallet.cosigners import Cosigners
from core.wallet.events import Progress, silent

MOST_OF_OTHERS = 4096  # files of others that are remembered, of each key


class AgeOfWallet:
    """A part of core.wallet.wallet.Wallet, which sets both."""

    _records: Repository
    _cosigners: Cosigners

    def new_age_key(self, name: str, progress: Progress = silent, *, cosigner: str | None = None) -> AgeKeyShown:
        """See AgeApi."""
        must_be_a_name(name)
        pin = self._cosigners.chosen(cosigner)
        self._cosigners.settle_births(pin)
        self._cosigners.must_be_new(name)
        return self._age_shown(self._cosigners.made(pin, name, NO_COINS, progress, OPENING))

    def age_keys(self) -> tuple[AgeKeyShown, ...]:
        """See AgeApi."""
        rows = sorted(self._records.keys.values(), key=lambda row: row.name)
        return tuple(self._age_shown(row) for row in rows if _opens(row))

    def _age_shown(self, row: KeyRecord) -> AgeKeyShown:
        peer = self._cosigners.peer(row.pin)
        return AgeKeyShown(row.name, row.key_id, _u(row), slot_of(row).epoch, state(row), peer.called, peer.fingerprint)

    def open_age(
        self,
        key_id: bytes,
        label: str,
        stanzas: Sequence[Stanza],
        wait: float | None = None,
        progress: Progress = silent,
    ) -> Secret[bytes] | None:
        """See AgeApi."""
        row = self._records.keys.get(key_id)
        if row is None or not _opens(row):
            raise BadInput("no key of this home is meant by this identity", InputKind.NO_AGE_KEY)
        ours = _by_share(stanzas)
        if not ours:
            return None
        if len(ours) > MOST_SHARES:
            raise BadInput(
                f"this file has more than {MOST_SHARES} stanzas of X25519, and the co-signer opens no such file; have "
                "it made for fewer",
                InputKind.AGE_MANY,
            )
        name = hashlib.sha256(b"".join(map(bytes, ours.values()))).digest()
        if any(known == name for known, _ in self._records.noted(AGE_OF_OTHERS, key_id)):
            return None
        asked, u = AgeAsked(one_line(label, MOST_QUOTED), tuple(ours)), _u(row)
        opened = self._cosigners.signer(row).sign_other(row, AgeFile.number, asked.payload(), wait, progress)
        for stanza, Z in zip(ours.values(), opened, strict=True):
            found = unwrapped(stanza, u, Secret(Z))
            if found is not None:
                return found
        self._of_others(key_id, name)
        return None

    def _of_others(self, key_id: bytes, name: bytes) -> None:
        """The co-signer is not asked about it again (GK14)."""
        with self._records.write(later=True) as write:
            if sum(1 for _ in self._records.noted(AGE_OF_OTHERS, key_id)) >= MOST_OF_OTHERS:
                for known, _ in list(self._records.noted(AGE_OF_OTHERS, key_id)):
                    write.note(AGE_OF_OTHERS, key_id, known, None)
            write.note(AGE_OF_OTHERS, key_id, name, b"")


def _opens(row: KeyRecord) -> bool:
    return row.current is not None and row.current.scheme.id == OPENING


def _u(row: KeyRecord) -> bytes:
    return x25519_of(slot_of(row).share.opened.Q)


def _by_share(stanzas: Sequence[Stanza]) -> dict[bytes, Stanza]:
    """Those of X25519 that a sender may have made for us. One that was made to learn of the key is nobody's."""
    found: dict[bytes, Stanza] = {}
    for stanza in stanzas:
        share = ephemeral(stanza)
        if share is None or share in found:
            continue
        try:
            must_be_of_a_file(share)
        except BadInput:
            continue
        found[share] = stanza
    return found
