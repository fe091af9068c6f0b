"""Two logs of the same keys held against each other: where the two sides tell different stories (core/spec/log.md).

What one side knows and the other does not is told apart from what was only cut off between them: each side writes down
what it is about to say before it says it, so what was heard has been said, and what was said may not have been heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.errors import BadInput, InputKind
from core.home import log
from core.home.log_fields import NAMED, OF_OTHER, value_of, values_of
from core.home.log_file import ReadLog
from core.home.records import LogCode, LogEntry

SKEW: Final = 600  # seconds that two clocks may differ
NOTHING: Final = "off"  # what a rule is told to be that is not in force


class Difference(StrEnum):
    """What one log has and the other has not. `MATTERS` says which of them nothing harmless explains."""

    SIGNED_THERE = "signed_there"  # and this computer never began to
    SIGNED_HERE = "signed_here"  # and the co-signer's log has no signature
    ASKED_THERE = "asked_there"  # and this computer never asked
    ANSWERED_HERE = "answered_here"  # a decision that the co-signer's log does not have
    AMOUNT = "amount"
    OTHER_PAYMENT = "other_payment"  # one request, two transactions
    EPOCH_THERE = "epoch_there"
    EPOCH_HERE = "epoch_here"
    KEY_THERE = "key_there"  # made in this computer's name
    RULE_HERE = "rule_here"  # told, and never set
    LOCKED_THERE = "locked_there"
    BROKEN = "broken"  # the file does not hold
    BROKEN_HERE = "broken_here"  # nor does the log of this computer

    NOT_ARRIVED = "not_arrived"
    UNFINISHED = "unfinished"  # the co-signer's half of a signature is out; this computer has not noted the whole
    PREPARED_HERE = "prepared_here"  # an epoch that the next connection makes current here
    LATER = "later"  # than the export
    OLD = "old"  # lines of that age may have gone
    CHEATED_HERE = "cheated_here"
    FAULTS_THERE = "faults_there"


MATTERS: Final = frozenset(
    [
        *(Difference.SIGNED_THERE, Difference.SIGNED_HERE, Difference.ASKED_THERE, Difference.ANSWERED_HERE),
        *(Difference.AMOUNT, Difference.OTHER_PAYMENT, Difference.EPOCH_THERE, Difference.EPOCH_HERE),
        *(Difference.KEY_THERE, Difference.RULE_HERE, Difference.LOCKED_THERE, Difference.BROKEN),
        Difference.BROKEN_HERE,
    ]
)


@dataclass(frozen=True, slots=True)
class LogDifference:
    """One difference. `here` and `there`: what each side has, where both have something; `time` by whoever has it."""

    what: Difference
    wallet: str = ""
    name: str = ""  # a txid, an epoch, a rule, a request
    time: int = 0
    here: str = ""
    there: str = ""
    times: int = 1

    @property
    def matters(self) -> bool:
        """Whether somebody has to look into it."""
        return self.what in MATTERS


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry, with its values by name."""

    number: int
    entry: LogEntry
    values: Mapping[str, str]

    @property
    def code(self) -> str:
        return self.entry.code

    @property
    def time(self) -> int:
        return self.entry.time

    @property
    def peer(self) -> str:
        """Whose the other half is; what begins no fingerprint, where the line does not say."""
        return self.get("cosigner") or self.get("peer") or self.get("computer") or "?"

    def get(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(slots=True)
class _Payment:
    """What both logs have of one transaction of a key, by code."""

    here: dict[str, _Line] = field(default_factory=dict)
    there: dict[str, _Line] = field(default_factory=dict)


_RUNS = (LogCode.MADE, LogCode.REFRESHED, LogCode.PREPARED)  # here
_HOLDS = (*_RUNS, LogCode.CURRENT, LogCode.OPENED, LogCode.REBOUND)  # either side's: they name the device there
_BEGAN = (LogCode.BEGUN, LogCode.SIGNED)  # as of a payment; what it is of another task is read as the same
_SIGNED_THERE = (LogCode.RELEASED, LogCode.DEBITED)
_ASKED_THERE = (LogCode.WAITS, LogCode.UNATTENDED, LogCode.BARRED)
_AS_OF_PAYMENT = {str(other): str(code) for code, other in OF_OTHER.items()}
_SUMS = ("moves", "fee", "task")


def compare(here: ReadLog, there: ReadLog) -> list[LogDifference]:
    """What this computer's log and the co-signer's do not agree on, as far as each holds; what matters first. BadInput
    for another log than the co-signer's."""
    if there.about.side != "cosigner":
        raise BadInput("this is the log of a computer; compare with the one of the co-signer", InputKind.FILE_LOG_SIDE)
    pins = {value_of(row.entry, "cosigner") for _, row in here.rows if row.entry.kind == "pairing"}
    if there.about.pin[:NAMED] not in pins:
        raise BadInput("this is the log of another co-signer than the one of this computer", InputKind.FILE_LOG_PEER)
    sides = ((Difference.BROKEN_HERE, here), (Difference.BROKEN, there))
    found = [LogDifference(what, name=str(side.size + 1)) for what, side in sides if side.flaw is not None]
    found += _Comparison(here, there).found()
    return sorted(found, key=lambda one: (not one.matters, list(Difference).index(one.what), one.time))


class _Comparison:
    def __init__(self, here: ReadLog, there: ReadLog) -> None:
        self._there_log = there
        self._all_there = _lines(there)
        self._here = list(_while_held(_lines(here), there.about.pin))
        self._there = list(_while_held(self._all_there, here.about.pin))
        runs = [line for line in self._here if line.code in _RUNS and there.about.pin.startswith(line.peer)]
        self._keys = {line.get("key") for line in runs}
        self._pin = here.about.pin[:NAMED]

    def found(self) -> Iterator[LogDifference]:
        yield from self._payments()
        yield from self._requests()
        yield from self._epochs()
        yield from self._rules()
        yield from self._locks()
        yield from self._faults()

    # -------------------------------------------------------------- payments
    def _payments(self) -> Iterator[LogDifference]:
        payments: dict[tuple[str, str], _Payment] = {}
        for line in self._here:
            if line.get("txid") and line.get("key") in self._keys:
                payments.setdefault((line.get("key"), line.get("txid")), _Payment()).here[_as_of_payment(line)] = line
        for line in self._there:
            if line.get("txid") and line.get("key") in self._keys:
                payments.setdefault((line.get("key"), line.get("txid")), _Payment()).there[_as_of_payment(line)] = line
        known = [one for one in payments.values() if _first(one.there, _SIGNED_THERE)]
        last = max((one.here[LogCode.BEGUN].number for one in known if LogCode.BEGUN in one.here), default=0)
        for one in payments.values():
            yield from self._payment(one, last)

    def _payment(self, one: _Payment, last: int) -> Iterator[LogDifference]:
        """`last`: the number of the newest signature begun here that the other log knows: what is older is in its
        time."""
        began, signed = _first(one.here, _BEGAN), one.here.get(LogCode.SIGNED)
        there, asked = _first(one.there, _SIGNED_THERE), _first(one.there, _ASKED_THERE)
        if there is not None and began is None:
            yield self._only_there(Difference.SIGNED_THERE, there, LogCode.BEGUN)
        elif there is None and signed is not None:
            yield self._only_here(Difference.SIGNED_HERE, signed, LogCode.RELEASED, last)
        elif there is not None and signed is None and began is not None:
            yield _found(Difference.UNFINISHED, began)
        elif one.there and not one.here:
            yield self._only_there(Difference.ASKED_THERE, asked or _newest(one.there), LogCode.ASKS)
        elif not one.there and (answered := began or one.here.get(LogCode.TOLD_NO)):
            yield self._only_here(Difference.ANSWERED_HERE, answered, LogCode.WAITS, last)
        elif not one.there:
            yield _found(Difference.NOT_ARRIVED, _newest(one.here))
        yield from _amounts(began, (there, asked))

    def _requests(self) -> Iterator[LogDifference]:
        """One request is one transaction, at both sides."""
        there = {line.get("request"): line for line in self._there if line.get("request")}
        seen = set()
        for line in self._here:
            other, txid = there.get(line.get("request")), line.get("txid")
            if other is not None and other.get("txid") != txid and other.get("request") not in seen:
                seen.add(other.get("request"))
                there_it_is = other.get("txid")
                yield _found(Difference.OTHER_PAYMENT, line, other.get("request"), here=txid, there=there_it_is)

    def _only_there(self, what: Difference, line: _Line, would_be: LogCode) -> LogDifference:
        old = _may_have_gone(self._here, would_be, line)
        return _found(Difference.OLD if old else what, line)

    def _only_here(self, what: Difference, line: _Line, would_be: LogCode, last: int) -> LogDifference:
        if line.number > last and line.time >= self._there_log.about.time - SKEW:
            return _found(Difference.LATER, line)
        if self._there_log.flaw is not None and line.number > last:
            return _found(Difference.LATER, line)  # it may stand in the part that does not hold
        old = _may_have_gone(self._there, would_be, line)
        return _found(Difference.OLD if old else what, line)

    # -------------------------------------------------------------- keys
    def _epochs(self) -> Iterator[LogDifference]:
        ours = [line for line in self._here if line.get("key") in self._keys]
        here = {line.get("run"): line for line in ours if line.code in (LogCode.MADE, LogCode.REFRESHED)}
        prepared = {line.get("run") for line in self._here if line.code == LogCode.PREPARED}
        there = {line.get("run"): line for line in self._there if line.code == LogCode.CURRENT}
        last = max((here[run].number for run in here.keys() & there.keys()), default=0)
        for run, line in there.items():
            if run in here or not run:
                continue
            if line.get("key") not in self._keys:
                if line.get("computer") == self._pin:
                    yield _found(Difference.KEY_THERE, line)
            elif run in prepared:
                yield _found(Difference.PREPARED_HERE, line, line.get("epoch"))
            else:
                found = self._only_there(Difference.EPOCH_THERE, line, LogCode.REFRESHED)
                yield _found(found.what, line, line.get("epoch"))
        for run in here.keys() - there.keys():
            found = self._only_here(Difference.EPOCH_HERE, here[run], LogCode.CURRENT, last)
            yield _found(found.what, here[run], here[run].get("epoch"))

    def _rules(self) -> Iterator[LogDifference]:
        set_there = {_rule(line) for line in self._all_there if line.code in (LogCode.RULE_SET, LogCode.RULE_LATER)}
        for line in (line for line in self._here if line.get("key") in self._keys):
            if line.code == LogCode.RULE_TOLD and line.get("value") != NOTHING and _rule(line) not in set_there:
                found = self._only_here(Difference.RULE_HERE, line, LogCode.RULE_SET, 0)
                yield _found(found.what, line, line.get("rule"), here=line.get("value"))

    def _locks(self) -> Iterator[LogDifference]:
        told = {line.get("key") for line in self._here if line.code == LogCode.TOLD_LOCKED}
        for line in self._there:
            if line.code == LogCode.OT_FAILED and line.get("key") in self._keys - told:
                yield _found(Difference.LOCKED_THERE, line)

    def _faults(self) -> Iterator[LogDifference]:
        for line in self._here:
            if line.code == LogCode.CHEATED and line.get("key") in {*self._keys, ""}:
                yield _found(Difference.CHEATED_HERE, line, line.get("fault"), times=line.entry.count)
        for line in self._there:
            ours = line.get("key") in self._keys or line.get("computer") == self._pin
            if line.code in (LogCode.FAULT, LogCode.LINK_FAULT, LogCode.LIE) and ours:
                name = line.get("fault") or line.get("txid")
                yield _found(Difference.FAULTS_THERE, line, name, times=line.entry.count)


def _lines(log: ReadLog) -> list[_Line]:
    return [_Line(number, row.entry, values_of(row.entry)) for number, row in log.rows]


def _while_held(lines: list[_Line], pin: str) -> Iterator[_Line]:
    """Without what is about a wallet while another device than that of `pin` had the other half: one of the two may
    have taken the place of a lost one."""
    holder: dict[str, str] = {}
    for line in lines:
        key = line.get("key")
        if line.code in _HOLDS:
            holder[key] = line.peer
        if not key or pin.startswith(holder.get(key, "")):
            yield line
        if line.code == LogCode.RESTORE_CANCELLED:
            holder.pop(key, None)


def _found(
    what: Difference, line: _Line, name: str = "", *, here: str = "", there: str = "", times: int = 1
) -> LogDifference:
    return LogDifference(what, line.get("wallet"), name or line.get("txid"), line.time, here, there, times)


def _as_of_payment(line: _Line) -> str:
    return _AS_OF_PAYMENT.get(line.code, line.code)


def _first(lines: Mapping[str, _Line], codes: tuple[LogCode, ...]) -> _Line | None:
    return next((lines[code] for code in codes if code in lines), None)


def _newest(lines: Mapping[str, _Line]) -> _Line:
    return max(lines.values(), key=lambda line: line.number)


def _amounts(here: _Line | None, others: tuple[_Line | None, ...]) -> Iterator[LogDifference]:
    for other in others:
        if here is None or other is None:
            continue
        told = [" / ".join(filter(None, map(line.get, _SUMS))) for line in (here, other)]
        if told[0] != told[1]:
            yield _found(Difference.AMOUNT, here, here=told[0], there=told[1])
            return


def _rule(line: _Line) -> tuple[str, str, str]:
    return line.get("key"), line.get("rule"), line.get("value")


def _may_have_gone(lines: list[_Line], code: LogCode, other: _Line) -> bool:
    """Whether a line of this code may have been pushed out that was as old as `other`."""
    times = [line.time for line in lines if line.code == code]
    return len(times) >= log.KEPT and other.time <= min(times) + SKEW
