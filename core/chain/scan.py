"""How far a sync looks: at every address that was shown, at some beyond the last used one, and as far as the co-signer
lets coins come back for nothing (C7).

BDK looks at what a wallet has shown; but what it shows is offered next, and never again. So a copy that is thrown away
shows all that is looked at, and the wallet itself only up to the last address to which something came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.bitcoin.coins import GAP, HORIZON, MOST_GAP, Reach
from core.chain.queries import EXTERNAL, INTERNAL, highest_used
from core.errors import BadInput, InputKind

BATCH = 25  # scripts asked about at once
LOOKAHEAD = 25  # addresses beyond those shown that BDK recognises
KINDS = (EXTERNAL, INTERNAL)


def must_be_a_gap(gap: int) -> None:
    """Raises BadInput unless a person may have so many addresses looked at beyond the last used one."""
    if not GAP <= gap <= MOST_GAP:
        raise BadInput(f"{GAP} to {MOST_GAP} addresses beyond the last used one can be looked at", InputKind.GAP)


def scan(client: Any, wallet: Any, copied: Callable[[int], Any], told: Reach | None, gap: int) -> Reach:
    """Tell BDK's `wallet` what became of its addresses and what came to those beyond; how many were looked at.

    `copied` gives a copy that recognises so many addresses beyond those shown, also in transactions that are known: the
    change of a payment of ours may be there. `told`: how far the co-signer says that it lets coins come back; believed
    up to HORIZON beyond the last used. What is in no block leads GAP further and no more: a server can invent it.
    """
    ends = _ends(wallet, told, gap)
    scout = copied(max(LOOKAHEAD, *(end + 1 - wallet.next_derivation_index(kind) for kind, end in ends.items())))
    while True:
        ends = _ends(scout, told, gap)
        for kind, end in ends.items():
            scout.reveal_addresses_to(kind, end)
        _learn(client.sync(scout.start_sync_with_revealed_spks().build(), BATCH, False), wallet, scout)
        gap = GAP  # beyond what was found
        if all(scout.next_derivation_index(kind) > end for kind, end in _ends(scout, told, gap).items()):
            return Reach(*(int(scout.next_derivation_index(kind)) for kind in KINDS))
        _learn(client.full_scan(scout.start_full_scan().build(), gap, BATCH, False), wallet, scout)


def _ends(wallet: Any, told: Reach | None, gap: int) -> dict[Any, int]:
    """The last address of each branch that is to be looked at."""
    claimed = (told.external, told.internal) if told else (0, 0)
    ends = {}
    for kind, count in zip(KINDS, claimed, strict=True):
        sure = highest_used(wallet, kind, confirmed=True)
        used = max(sure, min(highest_used(wallet, kind), sure + GAP))
        ends[kind] = max(used + gap, min(count - 1, sure + HORIZON))
    return ends


def _learn(update: Any, wallet: Any, scout: Any) -> None:
    scout.apply_update(update)
    for kind in KINDS:
        last = highest_used(scout, kind)
        if last >= wallet.next_derivation_index(kind):
            wallet.reveal_addresses_to(kind, last)
    wallet.apply_update(update)
