"""The co-signer's rules at the computer: all that are told, what is left, and what is to come."""

from __future__ import annotations

from dataclasses import replace

from core.approval.rules.amount import SatsLimit
from core.codec.codec import encode
from core.cosigner.api import OFF, PolicyChange
from core.keys.status import PendingReport, RuleReport
from core.wallet.told_rules import RulesShown, ToldChange, ToldRules
from tests.support.two_homes import TwoHomes

COST = 40_500


def told(homes: TwoHomes) -> ToldRules:
    return ToldRules.of(homes.client.status(homes.key.key_id))


def test_what_is_told_is_what_the_co_signer_shows(homes: TwoHomes) -> None:
    """Under the same names, with what is left of each limit and how long each change still waits."""
    admin = homes.cosigner.admin
    admin.policy_set(PolicyChange(approve_below=COST, per_day=3 * COST, per_week=4 * COST, wait=5, hours="8:00-7:59"))
    homes.pay(homes.wire())
    admin.policy_set(PolicyChange(delay=90, ask_above=COST))
    (there,) = admin.policy_set(PolicyChange(per_day=OFF, max_payment=9 * COST, delay=0))
    homes.clock.sleep(600)
    found = told(homes).shown
    assert found.pending == (ToldChange("delay", "0", 80 * 60), ToldChange("per-day", "off", 80 * 60))
    same = set(RulesShown.__dataclass_fields__) - {"pending", "unattended_left", "left_24h", "left_7d", "unknown"}
    assert {name: getattr(found, name) for name in same} == {name: getattr(there, name) for name in same}
    assert (found.unattended_left, found.left_24h, found.left_7d) == (2 * COST, 2 * COST, 3 * COST)


def test_nothing_is_left_of_a_limit_that_was_lowered(homes: TwoHomes) -> None:
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=COST))
    homes.pay(homes.wire())
    homes.cosigner.admin.policy_set(PolicyChange(approve_below=1, per_day=1, per_week=1))
    found = told(homes).shown
    assert (found.unattended_left, found.left_24h, found.left_7d) == (0, 0, 0)
    homes.cosigner.admin.policy_set(PolicyChange(per_day=OFF, per_week=OFF))
    assert (told(homes).shown.left_24h, told(homes).shown.left_7d) == (None, None)


def test_what_only_a_newer_co_signer_knows_is_named(homes: TwoHomes) -> None:
    report = homes.client.status(homes.key.key_id)
    strange = RuleReport("only-on-sundays", b"?")
    later = [
        PendingReport("only-on-sundays", b"?", report.rules.now + 7),
        PendingReport("only-on-sundays", None, report.rules.now - 7),
        PendingReport("per-day", encode(SatsLimit(9)), report.rules.now + 8),
    ]
    found = ToldRules.of(replace(report, rules=replace(report.rules, rules=(strange,), pending=tuple(later)))).shown
    assert found.unknown == ("only-on-sundays",)
    assert found.pending == (
        ToldChange("only-on-sundays", "off", 0),
        ToldChange("only-on-sundays", "?", 7),
        ToldChange("per-day", "9", 8),
    )
