"""What is like a task that a person approved: signed unasked as far as two rules say, and never more than that."""

from __future__ import annotations

import pytest

from core.approval.kinds import registry
from core.approval.kinds.kind import TaskKey
from core.approval.kinds.other_task import OtherTask
from core.approval.kinds.task_line import TaskLine, TaskSaid
from core.bitcoin.caution import Caution
from core.bitcoin.descriptor import fingerprint
from core.cosigner import rulebook
from core.cosigner.api import OFF, PolicyChange
from core.errors import BadInput, RefusalKind, Refused
from core.home.records import LogCode, OldCopy
from core.keys.state import OldSide
from core.protocol.registry import ECDSA
from core.wallet.signer import Signer
from tests.support.two_homes import TwoHomes

KIND, MINUTE, DAY = 200, 60, 24 * 3600


class LikeItsFirst:
    """32 bytes to sign, which are like all that begin with the same; a zero is like nothing."""

    number, word, schemes = KIND, "like", frozenset({ECDSA})

    def read(self, key: TaskKey, payload: bytes) -> OtherTask:
        likeness = payload[:1] if payload[0] else None
        lines = (TaskSaid(TaskLine.MESSAGE), TaskSaid(TaskLine.MESSAGE_TEXT, (fingerprint(key.Q).hex(),)))
        return OtherTask(KIND, self.word, key.key_id, payload, ((payload, (84, 0, 0, 0, 0)),), lines, likeness)


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.KINDS, KIND, LikeItsFirst())


class Asking:
    """A computer that asks for one after another."""

    def __init__(self, homes: TwoHomes) -> None:
        self.homes, self._numbers = homes, iter(range(1, 256))

    def passes(self, first: int = 1) -> bool:
        """Whether the next one is signed, and nobody was asked."""
        self._payload = bytes([first]) + next(self._numbers).to_bytes(31, "big")
        return self._signed()

    def _signed(self) -> bool:
        try:
            return bool(Signer(self.homes.client).sign_other(self.homes.key, KIND, self._payload, 0.0))
        except Refused as error:
            if error.kind is not RefusalKind.PENDING:
                raise
            return False

    def yes(self, first: int = 1) -> None:
        """The next one, which a person approves, and which is signed then."""
        assert not self.passes(first)
        (request,) = self.homes.cosigner.requests.open()
        self.homes.cosigner.requests.approve(request.id, accept_fee=False)
        assert self._signed()

    def away(self) -> None:
        """What waits is taken back, that it be in nobody's way."""
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.cancel(request.id, {request.key_id})

    def no(self) -> None:
        """What waits is refused."""
        for request in self.homes.cosigner.requests.open():
            self.homes.cosigner.requests.refuse(request.id, "no")

    def rule(self, **change: int | str) -> None:
        self.homes.cosigner.admin.policy_set(PolicyChange(**change))  # type: ignore[arg-type]


@pytest.fixture
def asking(homes: TwoHomes) -> Asking:
    return Asking(homes)


def test_without_a_rule_each_is_asked_about(asking: Asking) -> None:
    asking.yes()
    assert not asking.passes()


def test_for_so_long_after_the_yes_and_not_longer_by_what_passes(asking: Asking) -> None:
    asking.rule(alike_minutes=15)
    assert not asking.passes()
    asking.away()
    asking.yes()
    assert asking.passes()
    assert [entry.code for entry in asking.homes.cosigner.records.log()].count(LogCode.TASK_UNATTENDED) == 1
    asking.homes.clock.sleep(14 * MINUTE)
    assert asking.passes()
    asking.homes.clock.sleep(MINUTE)
    assert not asking.passes()


def test_what_is_like_another_or_nothing_is_asked_about(asking: Asking) -> None:
    asking.rule(alike_minutes=15, alike_per_day=9)
    asking.yes()
    assert not asking.passes(2)
    asking.away()
    asking.yes(0)
    assert not asking.passes(0)


def test_so_often_a_day_once_a_person_has_approved_one(asking: Asking) -> None:
    asking.rule(alike_per_day=2)
    assert not asking.passes()
    asking.away()
    asking.yes()
    assert [asking.passes() for _ in range(3)] == [True, True, False]
    asking.away()
    asking.homes.clock.sleep(DAY)
    assert asking.passes()


def test_who_is_to_say_yes_sees_what_that_lets_pass(asking: Asking) -> None:
    requests = asking.homes.cosigner.requests

    def shown() -> list[tuple[str, tuple[str, ...]]]:
        lines = requests.view(requests.open()[0]).lines
        return [(one.line, one.values) for one in lines if one.line.startswith("passes.")]

    assert not asking.passes()
    assert not shown()
    asking.rule(alike_minutes=15, alike_per_day=9)
    assert shown() == [("passes.minutes", ("15",)), ("passes.day", ("9",))]
    asking.away()
    assert not asking.passes(0)
    assert not shown()


def test_a_yes_that_can_still_be_taken_back_lets_nothing_pass(asking: Asking) -> None:
    asking.rule(wait=10, alike_minutes=15, alike_per_day=9)
    assert not asking.passes()
    (request,) = asking.homes.cosigner.requests.open()
    asking.homes.cosigner.requests.approve(request.id, accept_fee=False)
    assert not asking.passes()
    asking.away()
    asking.homes.clock.sleep(10 * MINUTE)
    assert asking.passes()


def test_a_no_ends_what_a_yes_before_let_pass(asking: Asking) -> None:
    asking.rule(alike_per_day=1)
    asking.yes()
    assert asking.passes()
    assert not asking.passes()
    asking.no()
    asking.homes.clock.sleep(DAY)
    assert not asking.passes()
    asking.away()
    asking.homes.clock.sleep(1)
    asking.yes()
    assert asking.passes()


@pytest.mark.parametrize("why", [Caution.HOURS, Caution.OLD_COPY, Caution.FROZEN])
def test_what_else_asks_asks_of_these_too(asking: Asking, why: Caution, monkeypatch: pytest.MonkeyPatch) -> None:
    asking.rule(alike_minutes=15)
    asking.yes()
    cosigner = asking.homes.cosigner
    if why is Caution.HOURS:
        monkeypatch.setattr(rulebook, "minute_of_the_day", lambda _: 0)
        asking.rule(hours="08:00-18:00")
    elif why is Caution.FROZEN:
        cosigner.admin.policy_set(PolicyChange(frozen=True))
    else:
        with cosigner.records.write() as write:
            write.old_copy(asking.homes.key.key_id, OldCopy(OldSide.COMPUTER, cosigner.seconds()))
    with pytest.raises((Refused, AssertionError)):
        assert asking.passes()
    assert cosigner.tasks()[-1].warnings == (str(why),)


def test_a_loosening_waits_and_a_tightening_does_not(asking: Asking) -> None:
    asking.rule(delay=60)
    asking.rule(alike_per_day=5)
    asking.yes()
    assert not asking.passes()
    asking.away()
    asking.homes.clock.sleep(60 * MINUTE)
    assert asking.passes()
    asking.rule(alike_per_day=1)
    assert not asking.passes()
    asking.rule(alike_per_day=OFF)
    (view,) = asking.homes.cosigner.admin.policy_show()
    assert (view.alike_per_day, view.alike_minutes) == (None, None)


@pytest.mark.parametrize("change", [{"alike_per_day": 1_001}, {"alike_minutes": 10**7}])
def test_no_rule_is_set_so(asking: Asking, change: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        asking.rule(**change)
