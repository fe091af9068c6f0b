"""What happens at a co-signer, for whoever looks after the machine: counted, and told as it happens (V6).

Events leave the house: they reach a journal that others read. So each carries only the values listed here, and each of
these only where it looks as it should; names, addresses, amounts and reasons are in the sealed log alone.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping

from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.bitcoin.caution import Caution
from core.cosigner.api import ServiceEvent
from core.home.listeners import Written
from core.home.log_fields import value_of
from core.home.records import LogCode, LogEntry
from core.transport.link.local_address import endpoint

Tell = Callable[[ServiceEvent], object]

LOOKS: Mapping[str, re.Pattern[str]] = {  # of each value that is told
    "request": re.compile("[0-9a-f]{32}"),
    "computer": re.compile("[0-9a-f]{16}"),
    "fault": re.compile("[A-Za-z]{1,40}\\.[a-z_.]{1,40}"),
    "epoch": re.compile("[0-9]{1,10}"),
    "rule": re.compile("[a-z-]{1,40}"),
}
SHORT = 8  # digits of a request's id that are told
_REQUESTS = (LogCode.WAITS, LogCode.UNATTENDED, LogCode.BARRED, LogCode.PROPOSED, LogCode.APPROVED)
_SIGNING = (LogCode.DEBITED, LogCode.RELEASED)
_TASKS = (LogCode.TASK_WAITS, LogCode.TASK_UNATTENDED, LogCode.TASK_BARRED, LogCode.TASK_DEBITED, LogCode.TASK_RELEASED)
_ENDS = (LogCode.REFUSED, LogCode.EXPIRED, LogCode.CANCELLED)
_PAIRED = (LogCode.COMPUTER_PAIRED, LogCode.COMPUTER_UNSEEN, LogCode.COMPUTER_FURTHER, LogCode.PAIRING_BROKE)
_TURNED = (LogCode.BLOCKED, LogCode.READMITTED, LogCode.COMPUTER_OLD)
TOLD: Mapping[LogCode, str] = {  # which value of a line is told
    **dict.fromkeys((*_REQUESTS, *_SIGNING, *_TASKS, *_ENDS), "request"),
    **dict.fromkeys((*_PAIRED, *_TURNED), "computer"),
    **dict.fromkeys((LogCode.PREPARED, LogCode.CURRENT), "epoch"),
    **dict.fromkeys((LogCode.FAULT, LogCode.LINK_FAULT), "fault"),
    **dict.fromkeys((LogCode.RULE_SET, LogCode.RULE_LATER), "rule"),
}

UNATTENDED, PERSON, OTHER = "unattended", "person", "other"
DECISIONS = (UNATTENDED, *(state.name.lower() for state in RequestState))
REFUSERS = (PERSON, OTHER, *map(str, Caution))
LINKED, UNWELCOME, BROKEN = "linked", "unwelcome", "broken"
HANDSHAKES = (LINKED, UNWELCOME, BROKEN)


class Tally:
    """Counts since the start, for any thread; `tell` gets each event as it becomes durable."""

    def __init__(self, tell: Tell = lambda _: None) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._decisions: Counter[str] = Counter(dict.fromkeys(DECISIONS, 0))
        self._refusals: Counter[str] = Counter(dict.fromkeys(REFUSERS, 0))
        self._handshakes: Counter[str] = Counter(dict.fromkeys(HANDSHAKES, 0))
        self._lines: Counter[str] = Counter(dict.fromkeys(map(str, LogCode), 0))

    def written(self, by: Written) -> None:
        """A transaction is durable."""
        with self._lock:
            self._lines.update(line.code for line in by.lines)
            self._decisions.update(map(_decision, by.requests))
            self._refusals.update(_refuser(one) for one in by.requests if one.state is RequestState.REFUSED)
        for line in by.lines:
            self._tell(event(line))

    def handshake(self, result: str, computer: str = "") -> None:
        """A computer was linked or turned away, or a stranger's handshake broke: strangers are counted, not told."""
        with self._lock:
            self._handshakes[result] += 1
        if result != BROKEN:
            self._tell(ServiceEvent(f"link.{result}", {"computer": computer} if computer else {}))

    def unlinked(self, computer: str) -> None:
        """The link of a computer has ended."""
        self._tell(ServiceEvent("link.ended", {"computer": computer}))

    def served(self, host: str, port: int) -> None:
        """Pages for programs of this machine are there."""
        self._tell(ServiceEvent("pages.ready", {"listening": endpoint(host, port)}))

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """All of it, by what it is and then by its label."""
        with self._lock:
            return {
                "decisions": {**self._decisions},
                "refusals": {**self._refusals},
                "handshakes": {**self._handshakes},
                "lines": {**self._lines},
            }


def event(line: LogEntry) -> ServiceEvent:
    """A line of the sealed log as it may leave the house."""
    name = TOLD.get(LogCode(line.code), "")
    value = value_of(line, name)
    fits = name and LOOKS[name].fullmatch(value)
    return ServiceEvent(line.code, {name: value[:SHORT] if name == "request" else value} if fits else {})


def _decision(request: SigningRequest) -> str:
    return UNATTENDED if request.state is RequestState.APPROVED and request.unattended else request.state.name.lower()


def _refuser(request: SigningRequest) -> str:
    """Who said no: a person, who gives a reason; or a rule, by the word that it gave."""
    if request.reason:
        return PERSON
    return next((word for word in request.warnings if word in REFUSERS), OTHER)
