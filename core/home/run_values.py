"""What lines of a log say of a run of key generation or refresh."""

from __future__ import annotations

from core.home.log_fields import named
from core.keys.record import KeyRecord, slot_of


def run_values(row: KeyRecord, name: str) -> tuple[str, ...]:
    """What is written down of the run that this row has made or is making, at either side; `name`: of its wallet."""
    slot = row.pending or slot_of(row)
    return name, row.network, str(slot.epoch), named(row.key_id), named(slot.run_id), named(row.pin)
