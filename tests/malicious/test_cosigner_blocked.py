"""A computer in wrong hands is turned away at the co-signer, at once: nothing it has under way or in store helps it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approval.messages import RequestState
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.signing_requests import SigningRequests
from core.errors import BadInput, InputKind, LinkError, LinkKind, RefusalKind, Refused, TandemError
from core.home.records import Peer
from core.keys.record import Unlock
from core.transport.link.identity import pin_of
from tests.support.hostile import an_a1
from tests.support.two_homes import Fate, Killed, TwoHomes

OTHER = b"certificate of another computer"


def known(homes: TwoHomes) -> str:
    """Both are paired; the fingerprint of the first."""
    for certificate in (homes.certificate, OTHER):
        with homes.cosigner.records.write() as write:
            write.peer(pin_of(certificate), Peer(certificate, "", 0, 1, words_compared=True))
    return pin_of(homes.certificate).hex()


def block(homes: TwoHomes) -> None:
    homes.cosigner.admin.block(known(homes))


def busy(homes: TwoHomes) -> None:
    """One payment approved and one that waits, a third debited; and a wish to end a suspension."""
    known(homes)
    homes.allow(50_000)
    homes.pay(homes.wire(seed=3))
    homes.allow(0)
    homes.approved(homes.wire(seed=1))
    homes.propose(homes.wire(seed=2))
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.cosigner.row, rules=replace(homes.cosigner.row.rules, unlock=Unlock(bytes(16)))))


def states(homes: TwoHomes) -> list[RequestState]:
    return sorted(request.state for request in homes.cosigner.tasks())


AFTER = sorted([RequestState.REFUSED, RequestState.REFUSED, RequestState.RELEASED])


def stands(homes: TwoHomes) -> None:
    """It is blocked, whatever it tries."""
    with pytest.raises(LinkError) as refused:
        homes.connect()
    assert refused.value.kind is LinkKind.BLOCKED
    assert states(homes) == AFTER
    assert homes.cosigner.row.rules.unlock is None
    assert homes.cosigner.admin.approvals() == ()
    homes.connect(OTHER)  # nobody else is


def test_a_blocked_computer_signs_nothing_more(homes: TwoHomes) -> None:
    """With a yes, a prepared session and a live link."""
    busy(homes)
    raw = homes.raw()
    assert raw.ask(an_a1(homes)) != []
    connection = homes.cosigner.dispatcher.connections[pin_of(homes.certificate)]
    assert connection.sessions
    done = homes.cosigner.admin.block(known(homes)[:6])
    assert done.blocked == int(homes.clock.now())
    assert not connection.sessions
    assert not connection.calls
    assert raw.ask(an_a1(homes)) == []
    stands(homes)
    homes.cosigner.admin.block(known(homes)[:6])
    said = f"the computer {known(homes)[:16]} was blocked: it gets in no more until it is paired again"
    assert homes.cosigner.log().count(said) == 1
    assert [entry.count for entry in homes.cosigner.records.log() if entry.code == "pairing.blocked"] == [1]
    homes.cosigner.end()
    homes.restart()
    stands(homes)


def test_without_the_rule_it_goes_on(homes: TwoHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pairing that is only marked, as a name in a list."""
    monkeypatch.setattr(Dispatcher, "cut", lambda *_: None)
    monkeypatch.setattr(SigningRequests, "withdraw", lambda *_: None)
    homes.restart_both()
    busy(homes)
    block(homes)
    homes.sign(homes.wire(seed=1))


@pytest.mark.parametrize("when", Fate.ALL)
@pytest.mark.parametrize("at", range(1, 5))
def test_a_kill_in_the_middle_leaves_it_in_or_out(homes: TwoHomes, at: int, when: str) -> None:
    """Before the first write is durable nobody has blocked anything; from then on the next start ends what is left."""
    busy(homes)
    homes.client.close()
    homes.cosigner.meets(Fate(at, when))
    try:
        block_known = homes.cosigner.admin.block
        block_known(pin_of(homes.certificate).hex())
    except (Killed, TandemError):
        pass
    else:
        pytest.fail("blocking has fewer durable steps than these")
    if when == "full":
        homes.cosigner.meets(None)
        if at > 1:
            homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    else:
        homes.cosigner.end()
        homes.restart()
    if at == 1 and when != "after":
        homes.client.connected()
        homes.sign(homes.wire(seed=1))
    else:
        stands(homes)


def test_a_full_disk_cuts_the_link_all_the_same(homes: TwoHomes) -> None:
    """Blocked it is from the first write on; what waits is refused when there is room, or at the next start."""
    busy(homes)
    homes.cosigner.meets(Fate(2, "full"))
    with pytest.raises(TandemError):
        homes.cosigner.admin.block(pin_of(homes.certificate).hex())
    assert homes.cosigner.dispatcher.connections == {}
    homes.cosigner.meets(None)
    homes.cosigner.end()
    homes.restart()
    stands(homes)


@pytest.mark.parametrize("text", ["", "abc", "zz" * 8, "0" * 65, "ffff"])
def test_who_is_meant_must_be_one(homes: TwoHomes, text: str) -> None:
    known(homes)
    with pytest.raises(BadInput) as refused:
        homes.cosigner.admin.block(text)
    assert refused.value.kind is InputKind.NO_SUCH_PEER
    assert homes.cosigner.records.blocked == {}


def test_it_comes_back_only_where_a_person_compares_the_words(homes: TwoHomes) -> None:
    block(homes)
    pin, barring = pin_of(homes.certificate), homes.cosigner.admin.barring
    with pytest.raises(Refused) as refused:
        barring.must_admit(pin, words_compared=False)
    assert refused.value.kind is RefusalKind.BLOCKED
    barring.must_admit(pin_of(OTHER), words_compared=False)
    barring.must_admit(pin, words_compared=True)
    with homes.cosigner.records.write() as write:
        barring.admit(write, pin_of(OTHER))
        barring.admit(write, pin)
    homes.pay()
    assert [line for line in homes.cosigner.log() if "paired again" in line][-1].startswith("the computer")
