"""What this computer writes down of its own: what it asked, what the co-signer said, what both signed and renewed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

from core.approval.kinds.other_task import OtherTask
from core.approval.rules.readable import OFF, written
from core.bitcoin.coins import EVERYWHERE
from core.bitcoin.signing_task import CheckedTask
from core.codec.text import quoted
from core.errors import PeerFault, Refused, StorageError
from core.home.log_fields import OF_OTHER, named, values_of
from core.home.records import LogCode
from core.home.repository import Repository, Write
from core.home.run_values import run_values
from core.keys.record import KeyRecord
from core.keys.status import Report
from core.protocol.changes import Change, Committed
from core.wallet.told_rules import ToldRules

AnyTask: TypeAlias = CheckedTask | OtherTask

MAX_FAULTS = 0xFFFF  # counted
NO_REQUEST = bytes(16)  # a signature of which nobody said which request it answers


class OwnLog:
    """The lines about keys and payments. `clock` gives seconds that people see."""

    def __init__(self, records: Repository, clock: Callable[[], float]) -> None:
        self._records, self._clock = records, clock

    @property
    def _now(self) -> int:
        return int(self._clock())

    def paired(self, write: Write, host: str, pin: bytes, *, compared: bool) -> None:
        """This computer belongs to a co-signer now; `compared`: a person has compared the words."""
        code = LogCode.COSIGNER_PAIRED if compared else LogCode.COSIGNER_UNSEEN
        write.log(self._now, code, host, named(pin))

    # -------------------------------------------------------------- payments
    def asks(self, row: KeyRecord, task: AnyTask) -> None:
        """Durable before a byte of it leaves: what the co-signer was asked and this computer knows nothing of,
        somebody else has asked."""
        with self._records.write() as write:
            write.log(self._now, _code(LogCode.ASKS, task), row.name, _txid(task), *_facts(task), named(row.key_id))

    def begun(self, write: Write, row: KeyRecord, task: AnyTask, request: bytes) -> None:
        """From now on something may leave that a signature can be made with."""
        write.log(self._now, _code(LogCode.BEGUN, task), *_task(row, task, request))

    def signed(self, row: KeyRecord, task: AnyTask, request: bytes) -> None:
        """Both have signed, and it was checked."""
        with self._records.write() as write:
            write.log(self._now, _code(LogCode.SIGNED, task), *_task(row, task, request))

    def told_no(self, row: KeyRecord, task: AnyTask, request: bytes, why: Refused) -> None:
        """The co-signer says that it will never be signed."""
        said = quoted(why.said) if why.said else ""
        with self._records.write() as write:
            values = (row.name, request.hex(), _txid(task), named(row.key_id), str(why.word), said)
            write.log(self._now, LogCode.TOLD_NO, *values)

    # -------------------------------------------------------------- keys
    def changed(self, write: Write, before: KeyRecord | None, row: KeyRecord, change: Change) -> None:
        """A run was kept, or has made an epoch."""
        if not isinstance(change, Committed):
            write.log(self._now, LogCode.PREPARED, *run_values(row, row.name))
        else:
            made(write, self._now, before, row)

    def told_rules(self, write: Write, row: KeyRecord, report: Report) -> None:
        """What the co-signer says of its rules, where it says something new. What cannot be read is met where it is
        needed."""
        with suppress(PeerFault):
            told = {code: written(settings) for code, settings in ToldRules.of(report).settings.items()}
            known = self._known(row.key_id)
            for code in sorted(told.keys() | known.keys()):
                value = told.get(code, OFF)
                if value != known.get(code, OFF):
                    write.log(self._now, LogCode.RULE_TOLD, row.name, code, value, named(row.key_id))

    def _known(self, key_id: bytes) -> dict[str, str]:
        lines = map(values_of, self._records.book.of(LogCode.RULE_TOLD))
        return {line["rule"]: line["value"] for line in lines if line["key"] == named(key_id)}

    # -------------------------------------------------------------- faults
    def cheated(self, name: str, error: PeerFault) -> None:
        """Write down what only a cheating co-signer does, and count it with the wallet of that name, if it is born."""
        with suppress(StorageError), self._records.write() as write:  # the cheat itself is what is told
            row = next((row for row in self._records.keys.values() if row.name == name), None)
            times, key = 1, ""
            if row is not None:
                key = named(row.key_id)
                times = min(row.rules.faults + 1, MAX_FAULTS)
                write.key(replace(row, rules=replace(row.rules, faults=times)))
            write.log(self._now, LogCode.CHEATED, name, f"{type(error).__name__}.{error.kind}", str(times), key)

    def invented(self, name: str, txid: str) -> None:
        """A server showed a payment of ours that was never signed."""
        with self._records.write() as write:
            write.log(self._now, LogCode.INVENTED, name, txid)


def made(write: Write, now: int, before: KeyRecord | None, row: KeyRecord) -> None:
    """An epoch that this row has and the one before had not: a new key, or new shares."""
    name, network, *rest = run_values(row, row.name)
    if before is None or before.current is None:
        write.log(now, LogCode.MADE, name, network, *rest)
    else:
        write.log(now, LogCode.REFRESHED, name, *rest)


def _code(code: LogCode, task: AnyTask) -> LogCode:
    return OF_OTHER[code] if isinstance(task, OtherTask) else code


def _txid(task: AnyTask) -> str:
    return task.txid[::-1].hex()


def _facts(task: AnyTask) -> tuple[str, ...]:
    return (task.word,) if isinstance(task, OtherTask) else (str(task.spent(EVERYWHERE)), str(task.fee))


def _task(row: KeyRecord, task: AnyTask, request: bytes) -> tuple[str, ...]:
    return row.name, request.hex(), _txid(task), *_facts(task), named(row.key_id)
