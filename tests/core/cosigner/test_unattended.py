"""What rules are set to and what they approved: records of their own, which follow the requests at every step."""

from __future__ import annotations

import pytest

from core.approval import policy
from core.approval.messages import RequestState
from core.approval.request import APPROVAL_LASTS, MAY_BE_SIGNED
from core.approval.rules import registry
from core.approval.rules.amount import SatsLimit
from core.approval.rules.registry import RULES
from core.approval.rules.rule import Case, Judgement, Verdict
from core.bitcoin.caution import Caution
from core.codec.codec import encode
from core.errors import RefusalKind, Refused, StorageError, StorageKind
from core.home.repository import Repository
from core.home.tables import PAYLOAD, RULE
from tests.support.two_homes import TwoHomes


def follows(homes: TwoHomes) -> list[RequestState]:
    """States of the payments that count, those approved by nobody and not taken back; the same after a start."""
    for again in (False, True):
        if again:
            homes.restart_both()
        records = homes.cosigner.records
        counted = {
            request.id: (request.amount, request.decided)
            for request in records.requests.values()
            if request.unattended and (request.state is RequestState.APPROVED or request.state in MAY_BE_SIGNED)
        }
        spendings = {id: (one.amount, one.at) for id, one in records.spendings.items() if one.unasked}
        assert spendings == counted
    return sorted(records.requests[id].state for id in counted)


def test_the_count_follows_each_request(homes: TwoHomes) -> None:
    assert follows(homes) == []
    homes.allow(50_000)
    wires = [homes.wire(amount=20_000, seed=seed) for seed in range(5)]
    found = [homes.propose(wire) for wire in wires]
    assert follows(homes) == [RequestState.APPROVED] * 5
    homes.client.cancel(found[0].request)
    homes.cosigner.requests.refuse(found[1].request, "no")
    assert follows(homes) == [RequestState.APPROVED] * 3
    homes.clock.sleep(3_600)
    homes.sign(wires[2])
    assert follows(homes) == [RequestState.APPROVED, RequestState.APPROVED, RequestState.RELEASED]
    assert homes.cosigner.records.spendings[found[2].request].at == int(homes.clock.wall)
    homes.allow(10_000)
    with pytest.raises(Refused, match="stricter"):
        homes.sign(wires[3])
    assert follows(homes) == [RequestState.APPROVED, RequestState.RELEASED]
    homes.pay(wires[3])  # a person said yes
    assert follows(homes) == [RequestState.APPROVED, RequestState.RELEASED]
    homes.clock.sleep(APPROVAL_LASTS)
    assert homes.cosigner.requests.current(found[4].request).state is RequestState.EXPIRED
    assert follows(homes) == [RequestState.RELEASED]


def test_a_key_has_the_rules_that_were_set_for_it(homes: TwoHomes) -> None:
    key = homes.key.key_id
    assert homes.cosigner.records.rules_of(key) == {}
    homes.allow(7)
    homes.restart_both()
    assert homes.cosigner.records.rules_of(key) == {"approve-below": SatsLimit(7)}
    assert homes.cosigner.records.rules_of(bytes(32)) == {}


def test_a_rule_that_this_program_does_not_know_is_not_passed_over(homes: TwoHomes) -> None:
    records = homes.cosigner.records
    with records.vault.transaction() as block:
        block.put(RULE, homes.key.key_id + b"only-on-sundays", encode(SatsLimit(1)))
    with pytest.raises(StorageError) as unknown:
        Repository(records.vault)
    assert unknown.value.kind is StorageKind.NEWER


# ------------------------------------------------------------------ a rule that says no
class Never:
    """No payment above an amount, whoever says yes."""

    code, settings = "never-above", SatsLimit

    def judge(self, case: Case, settings: SatsLimit, /) -> Judgement:
        if case.this.amount > settings.sats:
            return Judgement(Verdict.REFUSE, Caution.BURNT)
        return Judgement(Verdict.APPROVE)

    def stricter(self, old: SatsLimit | None, new: SatsLimit | None, /) -> SatsLimit | None:
        raise AssertionError


def never_above(homes: TwoHomes, sats: int) -> None:
    with homes.cosigner.records.write() as write:
        write.rule(homes.key.key_id, Never.code, SatsLimit(sats))


@pytest.fixture
def strict(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> TwoHomes:
    rules = [*RULES, Never()]
    monkeypatch.setattr(registry, "RULES", rules)
    monkeypatch.setattr(policy, "RULES", rules)
    return homes


def test_what_a_rule_refuses_is_refused_at_once_and_not_stored(strict: TwoHomes) -> None:
    never_above(strict, 30_000)
    wire = strict.wire()
    found = strict.propose(wire)
    assert (found.state, found.warnings, found.reason) == (RequestState.REFUSED, (Caution.BURNT,), "")
    assert list(strict.cosigner.vault.items(PAYLOAD)) == []
    with pytest.raises(Refused) as refused:
        strict.sign(wire)
    assert refused.value.kind is RefusalKind.REFUSED
    assert strict.propose(wire).state is RequestState.REFUSED
    assert follows(strict) == []


@pytest.mark.parametrize("below_", [50_000, 0], ids=["approved by rules", "approved by a person"])
def test_what_a_rule_refuses_since_is_not_debited(strict: TwoHomes, below_: int) -> None:
    strict.allow(below_)
    wire = strict.wire()
    strict.approved(wire)
    never_above(strict, 30_000)
    with pytest.raises(Refused) as refused:
        strict.sign(wire)
    assert refused.value.kind is RefusalKind.REFUSED
    (request,) = strict.cosigner.tasks()
    assert (request.state, request.warnings, request.signed) == (RequestState.REFUSED, (Caution.BURNT,), ())
    assert follows(strict) == []
