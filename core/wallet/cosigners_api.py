"""What a program may do with the co-signers of a home: a part of core.wallet.api."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.secret import Secret
from core.wallet.events import Progress, silent
from core.wallet.results import PairedCosigner, Restored, ThisComputer, WalletKind, WalletShown

Confirm = Callable[[list[str]], int | None]  # gets four lines of words; the one that the co-signer shows too, or None


class CosignersApi(Protocol):
    """Pairing, names, and new keys. A co-signer is named by its name, or by the beginning of its fingerprint."""

    def pair(self, link_text: str, confirm: Confirm | None, /, *, another: bool = False) -> PairedCosigner:
        """Pair with the co-signer that made the link, or once more with it. `confirm` None: for scripts, nobody
        compares. `another`: it may be one more, beside those that are paired; else BadInput (kind "paired")."""
        ...

    def restore(
        self, link_text: str, words: Secret[tuple[str, ...]], confirm: Confirm | None, progress: Progress = silent, /
    ) -> Restored:
        """Take the place of a lost computer: pair with its co-signer, ask for its wallets with the 24 words of its
        recovery sheet, wait for the yes there and until that has settled, renew both halves. Stopped anywhere it is
        called again, with the same words; a link that was used before is good enough then. Refused for a no there and
        where the lost computer turns up (kind "stopped"); BadInput for words, and where this home has another
        sheet."""
        ...

    def replace_cosigner(self, link_text: str, confirm: Confirm | None, progress: Progress = silent, /) -> Restored:
        """Let the co-signer that made the link take the place of a lost one, whose sheet was typed there: pair with it,
        hand it the copies, and renew both halves of every wallet. Stopped anywhere it is called again; a link that was
        used before is good enough then. BadInput where no copy is kept for that sheet (kind "sheet.unknown"), for a
        co-signer that was replaced itself (kind "paired.replaced") or has wallets (kind "paired.here"); Refused where
        no words were typed there (kind "sheet.words")."""
        ...

    def cancel_replacement(self, cosigner: str | None = None) -> Restored:
        """The wallets go back from a new co-signer (None: the one there is) to the one of before, which is there after
        all; the new one is turned away. `PairedCosigner.returns` says where that is possible. BadInput once the halves
        were renewed; where those of some were, these are `Restored.without`: they stay with the new one."""
        ...

    def pair_to_restore(self, link_text: str, confirm: Confirm | None, /) -> PairedCosigner:
        """The first part of `restore` by itself: pair with the co-signer of a lost computer. From then on, and until
        its wallets are back, `PairedCosigner.restores` says so. BadInput where another is paired (kind "paired")."""
        ...

    def restore_from(self, cosigner: str, words: Secret[tuple[str, ...]], progress: Progress = silent, /) -> Restored:
        """The rest of `restore`, as often as it is stopped; errors as there. Refused (kind "purpose") where the
        co-signer was not paired for it."""
        ...

    def cosigners(self) -> tuple[PairedCosigner, ...]:
        """All that are paired, the first one first."""
        ...

    def this_computer(self) -> ThisComputer:
        """What co-signers are told of this computer."""
        ...

    def call_self(self, name: str) -> ThisComputer:
        """Call this computer so from now on; each co-signer is told at the next connection. Raises BadInput."""
        ...

    def rename_cosigner(self, cosigner: str, name: str) -> PairedCosigner:
        """Call a co-signer so here, whatever it calls itself. BadInput where another could be taken for it."""
        ...

    def new_key(
        self,
        name: str,
        network: str,
        progress: Progress = silent,
        *,
        cosigner: str | None = None,
        kind: WalletKind = WalletKind.SEGWIT,
    ) -> WalletShown:
        """Make a key together with a co-signer; None: with the only one. BadInput where several are paired, and none is
        named. `network`: practice, regtest, testnet4, signet or bitcoin; `kind`: of its addresses, for good."""
        ...
