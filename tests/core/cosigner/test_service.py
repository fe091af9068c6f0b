"""The co-signer as it serves, on real sockets."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.bitcoin.descriptor import script_of
from core.cosigner import service
from core.cosigner.api import PairedComputer, PairingScreen, PolicyChange
from core.cosigner.dispatcher import Dispatcher
from core.cosigner.opening import connect, create, open_cosigner
from core.cosigner.service import Cosigner
from core.errors import (
    BadInput,
    InputKind,
    LinkError,
    LinkKind,
    PeerFault,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
    TandemError,
)
from core.home.log import LogQuery
from core.home.policy_clock import uptime
from core.home.records import LogCode
from core.home.repository import Repository
from core.protocol.progress import ProgressStep
from core.secret import Secret
from core.storage.vault import Vault
from core.transport.link.admission import MAX_FROM_ONE
from core.transport.link.hello import LinkEnd
from core.transport.link.identity import Identity
from core.transport.link.websocket import WebSocketLink
from core.transport.pairing import listener
from core.transport.pairing.listener import Person, Place
from core.transport.pairing.protocol import Paired
from core.wallet.opening import create_or_open, pairing_place
from tests.support.lines import HOST
from tests.support.open_homes import (
    NAME,
    NETWORK,
    OTHER,
    PASSPHRASE,
    OpenHomes,
    Pairing,
    Serving,
    cheap_vaults,
    open_homes,
)
from tests.support.payment import BTC, Coin, Pay, psbt


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHomes]:
    with open_homes(tmp_path_factory.mktemp("homes")) as found:
        yield found


def test_pages_that_cannot_be_served_end_it_as_what_they_are(tmp_path: Path) -> None:
    """And leave nothing behind: not the port of the link, not the socket of the home."""
    cosigner = Cosigner.create(tmp_path / "home", PASSPHRASE)
    with closing(cosigner), socket.create_server((HOST, 0)) as taken:
        free = socket.create_server((HOST, 0))
        port = free.getsockname()[1]
        free.close()
        for metrics, error in (((HOST, taken.getsockname()[1]), LinkError), (("192.0.2.1", 0), BadInput)):
            with pytest.raises(error):
                cosigner.serve((HOST, port), 0, None, pytest.fail, metrics)
            socket.create_server((HOST, port)).close()
            assert not (tmp_path / "home" / "control").exists()


def test_too_many_strangers_are_written_down_once(tmp_path: Path) -> None:
    cosigner = Cosigner.create(tmp_path / "home", PASSPHRASE)
    told: queue.Queue[str] = queue.Queue()
    serving = threading.Thread(target=cosigner.serve, args=((HOST, 0), 0, None, told.put), daemon=True)
    serving.start()
    try:
        port = int(told.get(timeout=60).rpartition(":")[2])
        with ExitStack() as stack:
            mute = [stack.enter_context(socket.create_connection((HOST, port), 5)) for _ in range(MAX_FROM_ONE + 3)]
            for turned_away in mute[:3]:
                assert turned_away.recv(1) == b""
    finally:
        cosigner.stop()
        serving.join(60)
    cosigner.close()
    with closing(Vault.open(tmp_path / "home", PASSPHRASE)) as vault:
        assert [entry.code for entry in Repository(vault).log()] == [LogCode.STRANGERS]


# ------------------------------------------------------------------ its home
def test_a_home_is_made_once(tmp_path: Path) -> None:
    with cheap_vaults():
        create(tmp_path / "home", PASSPHRASE).close()
        with pytest.raises(BadInput) as twice:
            create(tmp_path / "home", PASSPHRASE)
        assert twice.value.kind is InputKind.EXISTS
        with pytest.raises(BadInput) as wrong:
            open_cosigner(tmp_path / "home", OTHER)
        assert wrong.value.kind is InputKind.PASSPHRASE
        for ask in (lambda: open_cosigner(tmp_path / "none", PASSPHRASE), connect(tmp_path / "none", never).status):
            with pytest.raises(BadInput) as none:
                ask()
            assert none.value.kind is InputKind.NO_HOME
        create_or_open(tmp_path / "wallet", PASSPHRASE).close()
        with pytest.raises(BadInput) as other:
            open_cosigner(tmp_path / "wallet", PASSPHRASE)
        assert other.value.kind is InputKind.ROLE


def never() -> Secret[bytes]:
    raise AssertionError("nobody has to know the passphrase for this")


def test_where_nobody_serves_the_home_is_opened_for_each_question(homes: OpenHomes) -> None:
    listening = homes.serving.listening
    homes.serving.stop()
    console = connect(homes.place / "cosigner", lambda: PASSPHRASE)
    assert [half.name for half in console.status().wallets] == [NAME]
    assert console.policy_set(PolicyChange(approve_below=7))[0].approve_below == 7
    assert console.policy_show(NAME)[0].unattended_limit == 70
    assert console.approvals() == ()
    assert console.address(NAME, "2").path == "0/2"
    with pytest.raises(BadInput):
        console.approve("ab" * 16)
    with pytest.raises(LinkError) as alone:
        console.pair(PairingScreen(print, print, None))
    assert alone.value.kind is LinkKind.NOT_RUNNING
    with pytest.raises(BadInput):
        connect(homes.place / "cosigner", lambda: OTHER).status()
    cosigner = Cosigner.open(homes.place / "cosigner", PASSPHRASE)
    with pytest.raises(LinkError):
        cosigner.pair(Person(print, print, None))
    cosigner.close()
    homes.serving = Serving(homes.place / "cosigner", listening)
    homes.serving.cosigner.admin.policy_set(PolicyChange(approve_below=0))


# ------------------------------------------------------------------ serving
def test_other_programs_of_the_home_ask_the_one_that_serves(homes: OpenHomes) -> None:
    console = connect(homes.place / "cosigner", never)
    homes.wallet.report(NAME)
    found = console.status()
    assert found == replace(homes.serving.cosigner.admin.status(), clock=found.clock)
    assert (found.serving, found.practice) == (homes.serving.listening, False)
    assert [computer.online for computer in found.computers] == [True]
    assert console.approvals() == ()
    assert console.policy_show()[0].approve_below == 0
    assert console.address(NAME) == homes.serving.cosigner.admin.address(NAME)
    with pytest.raises(BadInput):
        console.refuse("zz", "no")
    for loosening in (lambda: console.policy_set(PolicyChange(approve_below=5)), lambda: console.approve("ab" * 16)):
        with pytest.raises(AssertionError, match="passphrase"):
            loosening()
    with pytest.raises(BadInput) as wrong:
        connect(homes.place / "cosigner", lambda: OTHER).policy_set(PolicyChange(approve_below=5))
    assert wrong.value.kind is InputKind.PASSPHRASE
    assert homes.serving.console.policy_set(PolicyChange(approve_below=5))[0].approve_below == 5
    assert homes.serving.console.policy_set(PolicyChange(approve_below=0))[0].approve_below == 0


def test_a_second_one_on_the_same_place(homes: OpenHomes, tmp_path: Path) -> None:
    create(tmp_path / "second", PASSPHRASE).close()
    second = Serving(tmp_path / "second", homes.serving.listening)
    assert isinstance(second.error, LinkError)
    assert second.error.kind is LinkKind.PORT_IN_USE
    second.stop()


def test_practice_serves_its_own_machine_only(tmp_path: Path) -> None:
    with cheap_vaults():
        create(tmp_path / "home", PASSPHRASE, practice=True).close()
        anywhere = Serving(tmp_path / "home", "0.0.0.0:0")
        assert isinstance(anywhere.error, BadInput)
        assert anywhere.error.kind is InputKind.PRACTICE
        anywhere.stop()
        here = Serving(tmp_path / "home")
        assert here.console.status().practice
        here.stop()


def test_a_link_says_how_computers_reach_it(tmp_path: Path) -> None:
    with cheap_vaults():
        create(tmp_path / "home", PASSPHRASE).close()
        for listen, advertise, host in (("127.0.0.1:0", None, HOST), ("0.0.0.0:0", "cosigner.lan", "cosigner.lan")):
            serving = Serving(tmp_path / "home", listen, advertise)
            begun = Pairing(serving.console)
            assert pairing_place(begun.link).host == host
            assert isinstance(Pairing(serving.console).end().error, Refused)  # one at a time
            serving.stop()
            assert begun.end().paired is None


def test_pairing_is_kept_by_both_or_by_none(homes: OpenHomes, tmp_path: Path) -> None:
    before = homes.serving.console.status().computers
    other = create_or_open(tmp_path / "other", PASSPHRASE)
    begun = Pairing(homes.serving.console, same=False)
    with pytest.raises((PeerFault, LinkError, Refused)):
        other.pair(begun.link, begun.compare)
    assert isinstance(begun.end().error, PeerFault)
    assert homes.serving.console.status().computers == before
    begun = Pairing(homes.serving.console)
    other.pair(begun.link, begun.compare)
    paired = begun.end().paired
    assert paired is not None
    assert paired.words_compared
    assert [one.pin for one in homes.serving.console.status().computers if one not in before] == [paired.paired]
    assert homes.serving.console.status().log[-1].code == LogCode.COMPUTER_PAIRED
    with pytest.raises(BadInput):  # keys belong to their computer
        other.show(NAME)
    other.close()


def test_links_come_back_after_it_has_ended(homes: OpenHomes) -> None:
    epoch = homes.wallet.refresh(NAME).epoch
    homes.restart_cosigner()
    assert homes.wallet.report(NAME).epoch == epoch
    assert homes.serving.console.status().wallets[0].epoch == epoch


def test_a_mistake_ends_the_link_and_not_the_program(homes: OpenHomes, monkeypatch: pytest.MonkeyPatch) -> None:
    epoch = homes.wallet.report(NAME).epoch
    with monkeypatch.context() as patch:
        patch.setattr(Dispatcher, "frame", fails_with(ZeroDivisionError()))
        with pytest.raises(LinkError):
            homes.wallet.report(NAME)
    assert homes.wallet.report(NAME).epoch == epoch


def test_a_disk_that_fails_ends_the_signing_and_no_answer_to_a_person(
    homes: OpenHomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening, failed = homes.serving.listening, StorageError("the disk fails", StorageKind.STORAGE)
    homes.wallet.report(NAME)
    console = homes.serving.console
    with monkeypatch.context() as patch:
        patch.setattr(Dispatcher, "frame", fails_with(failed))
        with pytest.raises(LinkError):
            homes.wallet.report(NAME)
    for _ in range(2):
        with pytest.raises(LinkError) as told:
            homes.wallet.report(NAME)
        assert told.value.kind is LinkKind.FAILED
    status = console.status()
    assert (status.failed, status.serving) == ("the disk fails", listening)
    assert [one.online for one in status.computers if one.online] == []
    assert console.policy_show()[0].wallet == NAME
    assert console.approvals() == ()
    assert console.log()
    with pytest.raises(StorageError, match="the disk fails"):
        console.policy_set(PolicyChange(approve_below=5))
    with pytest.raises(StorageError, match="the disk fails"):
        console.resume(NAME)
    with pytest.raises(StorageError):
        homes.serving.cosigner.look(60)
    homes.serving.stop()
    assert homes.serving.error is failed
    homes.serving = Serving(homes.place / "cosigner", listening)
    assert homes.wallet.report(NAME).epoch
    assert homes.serving.console.status().failed == ""


def fails_with(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_pairing_that_breaks_at_its_last_word_is_forgotten(
    homes: OpenHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written down before that word leaves. A computer that has wallets here stays."""
    whole = listener.pair_as_cosigner

    def breaks(identity: Identity, place: Place, person: Person, keep: Callable[[Paired], None], **more: Any) -> Paired:
        def keep_and_drop(paired: Paired) -> None:
            keep(paired)
            raise LinkError("the line dropped")

        return whole(identity, place, person, keep_and_drop, **more)

    monkeypatch.setattr(service, "pair_as_cosigner", breaks)
    before = homes.serving.console.status().computers
    stranger = create_or_open(tmp_path / "stranger", PASSPHRASE)
    for wallet, last in ((stranger, LogCode.PAIRING_BROKE), (homes.wallet, LogCode.COMPUTER_PAIRED)):
        begun = Pairing(homes.serving.console)
        with pytest.raises(TandemError):
            wallet.pair(begun.link, begun.compare)
        assert isinstance(begun.end().error, LinkError)
        status = homes.serving.console.status()
        assert [one.pin for one in status.computers] == [one.pin for one in before]
        assert status.log[-1].code == last
    assert stranger.cosigner is None
    stranger.close()
    assert homes.wallet.report(NAME).epoch
    own = homes.wallet.this_computer().fingerprint
    homes.serving.console.block(own)
    begun = Pairing(homes.serving.console)
    with pytest.raises(TandemError):
        homes.wallet.pair(begun.link, begun.compare)
    begun.end()
    assert [one.blocked is None for one in homes.serving.console.status().computers if one.pin == own] == [False]
    with pytest.raises(LinkError):
        homes.wallet.report(NAME)
    monkeypatch.setattr(service, "pair_as_cosigner", whole)
    begun = Pairing(homes.serving.console)
    homes.wallet.pair(begun.link, begun.compare)
    begun.end()
    assert homes.wallet.report(NAME).epoch


def test_an_end_that_was_planned_loses_no_policy_time_and_a_short_look_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An idle co-signer whose machine starts anew would else have lost all the time since it last wrote something."""

    def kept() -> tuple[int, int]:
        with closing(Vault.open(home, PASSPHRASE)) as vault:
            clock = Repository(vault).clock
            return vault.generation, 0 if clock is None else clock.policy

    def looked_at(hours: int) -> tuple[int, int]:
        monkeypatch.setattr(service, "uptime", lambda: uptime() + 3600 * hours)
        cosigner = Cosigner.open(home, PASSPHRASE)
        cosigner.admin.status()
        cosigner.close()
        return kept()

    with open_homes(tmp_path) as homes:  # it writes
        home = homes.place / "cosigner"
    before = kept()
    assert looked_at(0) == before
    generation, policy = looked_at(3)
    assert generation > before[0]
    assert policy > before[1] + 2 * 3_600_000


def test_a_blocked_computer_is_told_and_gets_in_no_more(homes: OpenHomes) -> None:
    """At once, while `serve` runs, without a passphrase; then TLS itself turns it away, until both pair anew."""
    homes.wallet.report(NAME)
    (computer,) = (one for one in homes.serving.console.status().computers if one.online)
    console = connect(homes.place / "cosigner", never)
    waiting: queue.Queue[TandemError] = queue.Queue()
    asked = threading.Event()

    def sign() -> None:
        script = script_of(homes.wallet.address(NAME).text, NETWORK)
        draft = psbt([Coin(script=script, seed=1, before=50)], [Pay(40_000), Pay(BTC - 40_500)]).serialize()
        try:
            homes.wallet.sign(
                NAME, draft, progress=lambda event: asked.set() if event.step is ProgressStep.WAITING else None
            )
        except TandemError as error:
            waiting.put(error)

    threading.Thread(target=sign, daemon=True).start()
    assert asked.wait(60)
    done = console.block(computer.pin[:8])
    assert done.pin == computer.pin
    assert not done.online
    told = waiting.get(timeout=60)
    assert told.kind in (RefusalKind.REFUSED, LinkKind.BLOCKED)
    assert "blocked" in told.message
    assert console.approvals() == ()
    kinds = [told.kind]
    for _ in range(3):
        with pytest.raises(LinkError) as refused:
            homes.wallet.report(NAME)
        kinds.append(refused.value.kind)
    assert LinkKind.BLOCKED in kinds
    assert kinds[-1] is LinkKind.HUNG_UP  # from now on TLS itself refuses, and says no word
    homes.restart_cosigner()
    with pytest.raises(LinkError):
        homes.wallet.report(NAME)
    assert [one.blocked == done.blocked for one in console.status().computers if one.pin == computer.pin] == [True]
    begun = Pairing(homes.serving.console, same=None)
    with pytest.raises(TandemError):
        homes.wallet.pair(begun.link, None)
    assert isinstance(begun.end().error, Refused)
    with pytest.raises(LinkError):
        homes.wallet.report(NAME)
    homes.pair()
    homes.wallet.refresh(NAME)
    assert [one.blocked for one in console.status().computers if one.pin == computer.pin] == [None]


def test_its_link_says_why_it_ends(homes: OpenHomes) -> None:
    homes.wallet.report(NAME)
    ended: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        finished = WebSocketLink.finished

        async def noted(link: WebSocketLink, reason: str, code: int = 1000) -> None:
            ended.append(code)
            await finished(link, reason, code)

        patch.setattr(WebSocketLink, "finished", noted)
        (computer,) = (one for one in homes.serving.console.status().computers if one.online)
        homes.serving.console.block(computer.pin)
    assert ended[0] == LinkEnd.BLOCKED
    homes.pair()
    homes.wallet.report(NAME)


# ------------------------------------------------------------------ which computer
def test_stranger_qr_is_second_computer(homes: OpenHomes, tmp_path: Path) -> None:
    """Whoever pairs a second computer is told that it is one, before the words and with whom it is beside; pairing the
    first one again is told to be just that (P6)."""
    admin, office = homes.serving.cosigner.admin, homes.wallet.this_computer().fingerprint
    admin.rename(office, "Office")
    before = {one.pin for one in admin.status().computers}
    _, again = homes.pair()
    (met,) = again.met
    assert (met.fingerprint, met.name, met.known) == (office, "Office", True)
    assert again.paired is not None
    assert not again.paired.further
    with cheap_vaults():
        stranger = create_or_open(tmp_path / "stranger", PASSPHRASE)
    said_no = Pairing(homes.serving.console, same=False)
    with pytest.raises((PeerFault, Refused)):
        stranger.pair(said_no.link, said_no.compare)
    own = stranger.this_computer().fingerprint
    (met,) = said_no.end().met
    assert (met.fingerprint, met.name, met.known, len(met.others)) == (own, "", False, len(before))
    assert f"Office ({office})" in met.others
    assert {one.pin for one in admin.status().computers} == before
    joining = Pairing(homes.serving.console)
    stranger.pair(joining.link, joining.compare)
    assert joining.end().paired == PairedComputer(own, words_compared=True, further=True)
    further = [entry.values for entry in admin.log(LogQuery("pairing")) if entry.code == LogCode.COMPUTER_FURTHER]
    assert further[-1] == (own, str(len(before) + 1))
    assert stranger.wallets() == ()
    stranger.close()


def test_who_pairs_has_proved_the_passphrase(homes: OpenHomes) -> None:
    """Each time: nobody who only sits down at the co-signer lets another computer in (P6)."""
    shown: list[str] = []
    with pytest.raises(BadInput) as caught:
        connect(homes.place / "cosigner", lambda: OTHER).pair(PairingScreen(shown.append, print, None))
    assert caught.value.kind is InputKind.PASSPHRASE
    assert shown == []
