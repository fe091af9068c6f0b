"""How long what the page loosens waits: by the rule `delay` alone (W2)."""

from __future__ import annotations

from dataclasses import replace

from core.approval.rules.waiting import Minutes
from tests.support.two_homes import TwoHomes


def test_the_days_after_a_restore_are_no_delay(homes: TwoHomes) -> None:
    """Their last second is one: then the page would loosen as good as at once."""
    book, row = homes.cosigner.requests.rulebook, homes.cosigner.row
    strict = replace(row, rules=replace(row.rules, strict_until=2**40))
    assert book.delay(strict) == 0
    book.change([(row, {"delay": Minutes(60)})])
    assert book.delay(row) == 3600
    assert book.delay(strict) > 3600
