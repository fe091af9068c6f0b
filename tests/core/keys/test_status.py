"""How the co-signer tells of a key."""

from __future__ import annotations

from core.bitcoin.coins import Reach
from core.codec.codec import decode, encode
from core.keys.state import KeyState
from core.keys.status import PendingReport, Report, RuleReport, RulesReport, Used


def test_a_report_carries_its_rules_and_what_waits() -> None:
    rules = RuleReport("approve-below", b"7"), RuleReport("only-on-sundays", b"")
    pending = PendingReport("per-day", b"70", 5), PendingReport("wait", None, 6)
    told = RulesReport(rules, pending, Used(1, 2, 3), 1_800_000_000, 1439)
    report = Report("savings", 3, KeyState.OPEN, told, 0, 0, Reach(20, 25))
    assert decode(Report, encode(report)) == report
