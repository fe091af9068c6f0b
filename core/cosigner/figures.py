"""What a co-signer is at, in numbers: no name, no amount, no id (V6), in the text format that Prometheus reads.

The writer is these few lines: what a library would add (a registry of the process, a server, collectors) is what must
not be there, and the co-signer stays small (rule S1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.home.records import LogCode
from core.home.repository import Repository

KIND = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "tandem_cosigner_"
VAULT_FILES = "vault*"


@dataclass(frozen=True, slots=True)
class Figures:
    """`counts` since the start, as a Tally has them; times in seconds. `refreshed`: since halves were made or
    renewed last, None where they never were."""

    counts: Mapping[str, Mapping[str, int]]
    links: int
    calls: int
    waiting: int
    wallets: int
    generation: int
    policy_lag: float
    log_entries: int
    refreshed: float | None
    vault_bytes: int
    memory_locked: bool
    uptime: float


@dataclass(frozen=True, slots=True)
class Series:
    """A name, what it says, and its values by label (none: the one value)."""

    name: str
    help: str
    kind: str
    values: Mapping[str, float]
    label: str = ""


def series(figures: Figures) -> Iterator[Series]:
    """All there is."""
    for name, help, of, label in (
        ("requests_total", "Payments by the state that they came to.", "decisions", "decision"),
        ("refusals_total", "Refused payments, by the rule that said no; or a person.", "refusals", "by"),
        (
            "handshakes_total",
            "Computers linked, computers turned away, and handshakes that broke.",
            "handshakes",
            "result",
        ),
        ("log_lines_total", "Lines that went into the sealed log, by code.", "lines", "code"),
    ):
        yield Series(name, help, "counter", figures.counts[of], label)
    gauges: tuple[tuple[str, str, float | None], ...] = (
        ("links", "Computers that are connected.", figures.links),
        ("calls", "Conversations under way.", figures.calls),
        ("requests_waiting", "Requests that wait for a person.", figures.waiting),
        ("wallets", "Wallets whose other half is here.", figures.wallets),
        ("generation", "Transactions of the vault since it was made.", figures.generation),
        ("policy_lag_seconds", "By how much the time that limits go by is behind the clock.", figures.policy_lag),
        ("log_entries", "Lines that the sealed log has.", figures.log_entries),
        ("refresh_age_seconds", "Since halves were made or renewed last, of any wallet.", figures.refreshed),
        ("vault_bytes", "Bytes of the vault on the disk.", figures.vault_bytes),
        ("memory_locked", "1 where nothing of this process can reach swap.", figures.memory_locked),
        ("uptime_seconds", "Since it began to serve.", figures.uptime),
    )
    for name, help, value in gauges:
        if value is not None:
            yield Series(name, help, "gauge", {"": value})


def written(all_of: Iterable[Series]) -> str:
    """The text format, version 0.0.4."""
    lines: list[str] = []
    for one in all_of:
        lines += [f"# HELP {PREFIX}{one.name} {one.help}", f"# TYPE {PREFIX}{one.name} {one.kind}"]
        for label, value in one.values.items():
            labels = f'{{{one.label}="{label}"}}' if one.label else ""
            lines.append(
                f"{PREFIX}{one.name}{labels} {value:.10g}"
                if isinstance(value, float)
                else f"{PREFIX}{one.name}{labels} {int(value)}"
            )
    return "\n".join(lines) + "\n"


def vault_bytes(home: Path) -> int:
    """What the vault and its log take; one that goes meanwhile takes nothing."""
    total = 0
    for file in home.glob(VAULT_FILES):
        try:
            total += file.stat().st_size
        except OSError:
            continue
    return total


def refreshed(records: Repository, now: float) -> float | None:
    """Seconds since halves were made or renewed last, of any wallet, by the log; None where they never were."""
    times = [line.time for line in records.book.lines() if line.code == LogCode.CURRENT]
    return max(0.0, now - max(times)) if times else None
