"""What a person at the co-signer sees of a pairing, and what they are asked: a part of core.cosigner.api."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetComputer:
    """The computer that a pairing has found, before a person says yes. `known`: it is paired already, and this mends
    it; `others`: the ones that are paired beside it, each by its name, if it has one, and its fingerprint."""

    fingerprint: str = ""
    name: str = ""  # as in ComputerView
    known: bool = False
    others: tuple[str, ...] = ()
    restores: bool = False  # it is paired to bring back the wallets of a lost one
    replaces: bool = False  # it is paired to have this co-signer take the place of a lost one


@dataclass(frozen=True, slots=True)
class PairedComputer:
    """A computer that has just been paired; `paired` is the beginning of its fingerprint, `further`: beside others, and
    not once more."""

    paired: str = ""
    words_compared: bool = False
    further: bool = False


@dataclass(frozen=True, slots=True)
class PairingScreen:
    """How a person pairs: what they are shown, and whether both screens show the same words (None: nobody compares).
    `meet` hears which computer it is, before the words (P6)."""

    show_link: Callable[[str], object]
    show_words: Callable[[tuple[str, ...]], object]
    confirm: Callable[[], bool] | None
    meet: Callable[[MetComputer], object] = lambda _: None


@dataclass(frozen=True, slots=True)
class ComputerView:
    """A computer that is paired; `pin` is the beginning of its fingerprint. `blocked`: since when; None: not.

    `name` is what a person here calls it, or in quotation marks what it calls itself (`told`), unless that is `alike`:
    it could be taken for another's.
    """

    pin: str = ""
    online: bool = False
    paired: int = 0
    words_compared: bool = False
    blocked: int | None = None
    name: str = ""
    told: str = ""
    alike: bool = False


@dataclass(frozen=True, slots=True)
class SelfView:
    """This co-signer: what it is called, and the beginning of its fingerprint."""

    name: str = ""
    fingerprint: str = ""
