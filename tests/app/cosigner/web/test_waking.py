"""A person is woken: by a real co-signer, at real servers; what leaves says nothing, and what fails is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.journey import request_of
from app.text.say import logged
from core.bitcoin.address import script_of
from core.bitcoin.script import wpkh
from core.cosigner import bell
from core.cosigner.api import PolicyChange
from core.errors import BadInput
from core.transport import one_post
from core.transport.miss_kind import MissKind
from core.wallet.api import Signed
from tests.support.certified import certified
from tests.support.open_homes import NAME as WALLET
from tests.support.page_visitor import PagedHomes, paged_homes
from tests.support.payment import Coin, Pay, psbt
from tests.support.programs import NAME, Programs, fails
from tests.support.receiver import HttpReceiver, receiver

BODY = b"Tandem: something waits for you"


@pytest.fixture
def there() -> Iterator[HttpReceiver]:
    with receiver() as found:
        yield found


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PagedHomes]:
    """Its own: a minute of one test is none of another's."""
    monkeypatch.setattr(bell, "CALM", 0.01)
    with paged_homes(tmp_path) as found:
        yield found


def lines(homes: PagedHomes, language: str = "en") -> list[str]:
    return [logged(one.code, one.values, language) for one in homes.serving.cosigner.admin.log()]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_request_wakes_a_person_in_the_same_words_whatever_it_is(homes: PagedHomes, there: HttpReceiver) -> None:
    homes.serving.console.set_wake(there.url(), near=True)
    homes.pays(1_490_000)
    homes.pays(2_000)
    (came,) = there.until(1)
    head, _, body = came.partition(b"\r\n\r\n")
    assert body == BODY
    assert head.split(b"\r\n") == [
        b"POST /topic-nobody-knows HTTP/1.1",
        f"Host: 127.0.0.1:{there.port}".encode(),
        b"Content-Type: text/plain; charset=utf-8",
        b"User-Agent: Tandem",
        b"Content-Length: 31",
        b"Connection: close",
    ]
    with pytest.raises(BadInput):
        homes.serving.console.test_wake()  # the minute is taken
    assert there.came == [came]


def test_what_the_rules_approve_wakes_nobody(homes: PagedHomes, there: HttpReceiver) -> None:
    homes.serving.console.set_wake(there.url(), near=True)
    homes.serving.cosigner.admin.policy_set(PolicyChange(approve_below=10_000_000))
    for _ in range(3):
        assert homes.wallet.sign(WALLET, homes.payment(1_000))
    homes.serving.console.test_wake()  # so nobody was woken before
    assert len(there.came) == 1


def test_what_cannot_be_reached_costs_nothing_and_is_told(
    homes: PagedHomes, there: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_post, "LIMIT", 2.0)
    there.answer = None
    homes.serving.console.set_wake(there.url(), near=True)
    paying = homes.pays(3_000)
    there.until(1)
    (asked,) = homes.waiting
    homes.serving.cosigner.admin.approve(asked.id)
    assert isinstance(paying.result(60), Signed)  # while the receiver says nothing
    until(lambda: homes.serving.console.wake().miss)
    assert homes.serving.console.wake().miss == MissKind.SILENT
    assert "nobody was woken: the receiver does not answer" in lines(homes)
    assert "Niemand wurde geweckt: der Empfänger antwortet nicht." in lines(homes, "de")


def test_what_one_receiver_made_of_it_is_said_of_no_other(homes: PagedHomes, there: HttpReceiver) -> None:
    """Another is set while the POST to the one before is under way."""
    there.answer = None
    homes.serving.console.set_wake(there.url("/before"), near=True)
    homes.pays(1_000)
    there.until(1)
    homes.serving.console.set_wake(there.url("/now"), near=True)
    there.says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    until(lambda: not any(thread.name == "wake" for thread in threading.enumerate()))
    time.sleep(0.5)  # as long as the bell takes to tell, many times over
    found = homes.serving.console.wake()
    assert (found.at, found.miss) == (0, "")
    assert not any("nobody was woken" in line for line in lines(homes))


def test_no_log_and_no_view_has_the_address(homes: PagedHomes, there: HttpReceiver) -> None:
    console = homes.serving.console
    console.set_wake(there.url("/sesame-7"), near=True)
    console.test_wake()
    there.close()
    console.set_wake("https://nobody.invalid/sesame-8", near=False)
    said = [*lines(homes), *lines(homes, "de"), repr(console.wake()), str(console.status()), console.log_file()]
    assert console.wake().host == "nobody.invalid"
    assert not any("sesame" in one or str(there.port) in one for one in said)


def test_over_tls_and_after_a_restart(homes: PagedHomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    with receiver(made.tls) as there:
        homes.serving.console.set_wake(there.url(host="localhost"), near=True)
        homes.serving.console.test_wake()
        homes.restart_cosigner()
        assert homes.serving.console.wake().host == "localhost"
        with pytest.raises(BadInput) as caught:
            homes.serving.console.test_wake()  # the minute outlives it
        assert caught.value.kind == "wake.soon"
        homes.serving.console.set_wake("", near=False)
        with pytest.raises(BadInput):
            homes.serving.console.test_wake()
        assert len(there.came) == 1


def test_an_answer_that_is_no_yes_is_told(homes: PagedHomes, there: HttpReceiver) -> None:
    there.answer = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    homes.serving.console.set_wake(there.url(), near=True)
    assert homes.serving.console.test_wake().miss == "http.403"
    assert homes.serving.console.wake().miss == "http.403"
    assert "nobody was woken: the receiver answers with 403" in lines(homes)


# ------------------------------------------------------------------ as processes
def test_the_commands(tmp_path: Path, there: HttpReceiver) -> None:
    with Programs(tmp_path) as both:
        both.init()
        assert both.other.call("web", "wake") == {"host": "", "near": False, "at": 0, "miss": ""}
        fails(both.other, 7, "web", "wake", "set", there.url(), about="(?i)plain http", kind="wake")
        with both.other.start("web", "wake", "set", "-", "--near") as setting:
            setting.type(there.url())
            assert setting.end() == 0, setting.err
        fails(both.other, 4, "web", "wake", "test", about="(?i)no co-signer is running")
        both.serve_with = ("--log", "json")
        both.serve()
        assert both.other.call("web", "wake", "test")["host"] == "127.0.0.1"
        assert there.until(1)[0].endswith(BODY)
        both.kill()
        both.serve()
        fails(both.other, 7, "web", "wake", "test", about="a moment ago", kind="wake")
        listed = both.other.call("web", "list")
        assert (listed["browsers"], listed["wake"]["host"]) == ([], "127.0.0.1")
        there.close()
        both.other.call("web", "wake", "set", there.url(), "--near")
        assert both.other.call("web", "wake", "off")["host"] == ""
        both.stop()
        assert not any("topic-nobody-knows" in str(running.err) for running in both.served)


def test_what_began_to_wait_before_a_kill_wakes_after_it(tmp_path: Path, there: HttpReceiver) -> None:
    """The co-signer was killed before anybody was told: to tell it is the first thing that a start does."""
    with Programs(tmp_path) as both:
        both.paired()
        both.new_key("regtest")
        script = script_of(both.address(), "regtest")
        coin = Coin(100_000_000, script, seed=1)
        made = tmp_path / "made.psbt"
        made.write_bytes(psbt([coin], [Pay(1_000_000, wpkh(b"\1" * 20)), Pay(98_999_000, script)]).serialize())
        with both.computer.start("sign", NAME, made, "-o", tmp_path / "signed.psbt") as signing:
            id = request_of(signing)
            both.kill()
            both.other.call("web", "wake", "set", there.url(), "--near")
            both.serve()
            assert there.until(1)[0].endswith(BODY)
            both.kill()
            both.serve()
            both.other.call("refuse", id, "--reason", "no")
            fails(both.other, 7, "web", "wake", "test", about="a moment ago")
            signing.end()
        assert len(there.came) == 1
