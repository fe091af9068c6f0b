"""Recovery sheets that repeat with their seed, and keys that are sealed to them."""

from __future__ import annotations

from functools import cache

from core.crypto.rng import Rng
from core.home.own_sheet import confirm, new_sheet
from core.home.repository import Repository
from core.protocol.share import Role
from core.recovery.sealed_copy import Sealing
from core.recovery.sheet import PublicSheet, Sheet
from tests.support.joint_key import JointKey, keygen_scripts, refresh_scripts
from tests.support.ot import SeededRng
from tests.support.pair import run_pair

MADE, CREATED = 1_800_000_000, 1_800_000_600  # seconds


def a_sheet(role: Role, seed: str = "sheet") -> Sheet:
    """Of one side."""
    return Sheet.make(role, SeededRng(f"{seed} {role.name}"))


def make_sheet(records: Repository, role: Role, rng: Rng, now: int) -> Sheet:
    """A new sheet of a home whose words are on paper."""
    made = new_sheet(records, role, rng, now)
    confirm(records, " ".join(made.fingerprint), now)
    return Sheet.read(made.words.reveal(), role)


def a_sealing(role: Role, seed: str = "sheet", generation: int = 7) -> Sealing:
    """What one side seals with."""
    return Sealing(a_sheet(role, seed).kept(MADE), CREATED, generation)


def both_sealings(seed: str = "sheet") -> tuple[Sealing, Sealing]:
    return a_sealing(Role.P1, seed), a_sealing(Role.P2, seed)


def publics(seed: str = "sheet") -> tuple[PublicSheet, PublicSheet]:
    """Of P1, of P2."""
    return a_sheet(Role.P1, seed).public, a_sheet(Role.P2, seed).public


@cache
def sealed_key() -> JointKey:
    """A key of two sides with sheets, at its first epoch."""
    return JointKey(*run_pair(*keygen_scripts(SeededRng("key 1"), SeededRng("key 2"), sealings=both_sealings())))


@cache
def sealed_again() -> JointKey:
    """The next epoch of `sealed_key`."""
    rngs = SeededRng("again 1"), SeededRng("again 2")
    return JointKey(*run_pair(*refresh_scripts(sealed_key(), *rngs, sealings=both_sealings())))
