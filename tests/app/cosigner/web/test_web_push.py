"""A browser is woken by its push service: what that gets is judged by others, and the phone shows it."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from app import resources
from app.cosigner.web.site import Site
from app.text.page_line import WakeLine
from app.text.say import logged, said
from core.cosigner import bell
from core.errors import BadInput
from core.transport import web_push
from core.transport.web_push import must_be_push_service
from tests.support.certified import certified
from tests.support.chromium import Browser, chromium
from tests.support.page_visitor import Admitting, PagedHomes, Visitor, paged_homes
from tests.support.receiver import HttpReceiver, receiver
from tests.support.tls_proxy import tls_proxy

NAME = "cosigner.test"
REGISTERED = "ServiceWorker.workerRegistrationUpdated"
CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PagedHomes]:
    """Its own: a minute of one test is none of another's."""
    monkeypatch.setattr(bell, "CALM", 0.01)
    with paged_homes(tmp_path) as found:
        yield found


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpReceiver]:
    """A push service of this machine, which only these tests may reach."""
    made = certified(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    with receiver(made.tls) as found:
        monkeypatch.setattr(web_push, "PORT", found.port)
        monkeypatch.setattr(web_push, "is_public", lambda _: True)
        found.answer = CREATED
        yield found


@pytest.fixture
def phone(homes: PagedHomes) -> Iterator[Visitor]:
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME])
    site.start()
    headers = {**homes.admitted().headers, "Host": NAME, "Origin": f"https://{NAME}"}
    yield Visitor("127.0.0.1", site.port, headers)
    site.close()


def posts(page: Visitor, endpoint: str) -> int:
    token = page.gets("/wake").field("token", "/wake")
    fields = {"token": token, "endpoint": endpoint}
    return page.posts("/wake", fields, Origin=page.headers.get("Origin", page.origin)).status


def woken(homes: PagedHomes) -> list[bool]:
    return [one.woken for one in homes.serving.console.browsers()]


def lines(homes: PagedHomes) -> list[str]:
    return [logged(one.code, one.values) for one in homes.serving.cosigner.admin.log()]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


# ------------------------------------------------------------------ what the service gets
def header(came: bytes, name: str) -> str:
    found = re.search(rf"(?im)^{name}: (.*)\r$", came.decode())
    assert found is not None
    return found[1]


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def judged(came: bytes, key: str) -> dict[str, object]:
    """The claims of a message, as a push service checks them (RFC 8292, RFC 7515). Raises InvalidSignature."""
    scheme, _, parts = header(came, "Authorization").partition(" ")
    given = dict(part.strip().split("=", 1) for part in parts.split(","))
    assert (scheme, given["k"]) == ("vapid", key)
    head, claims, signature = given["t"].split(".")
    assert json.loads(bytes_of(head)) == {"typ": "JWT", "alg": "ES256"}
    r, s = bytes_of(signature)[:32], bytes_of(signature)[32:]
    assert len(s) == 32
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(key))
    whole = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
    public.verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    found: dict[str, object] = json.loads(bytes_of(claims))
    return found


def test_the_judge_knows_the_rfcs_own_example() -> None:
    """RFC 8292, 2.4; and it finds a bit of it that is another."""
    token = (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1Yi"
        "I6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9"
        "OkSSHzvoD1oA"
    )
    key = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
    said = f"POST / HTTP/1.1\r\nAuthorization: vapid t={token}, k={key}\r\n\r\n".encode()
    assert judged(said, key)["sub"] == "mailto:push@example.com"
    with pytest.raises(InvalidSignature):
        judged(said.replace(b".i3CY", b".i3CZ"), key)


def test_a_request_is_pushed_without_a_word_of_it(homes: PagedHomes, phone: Visitor, service: HttpReceiver) -> None:
    key = re.search('data-key="([^"]*)"', phone.gets("/wake").text)
    assert key is not None
    assert posts(phone, service.url("/push/abc", "localhost")) == 303
    assert woken(homes) == [True]
    homes.pays(1_000)
    (came,) = service.until(1)
    claims = judged(came, key[1])
    assert claims.keys() == {"aud", "exp", "sub"}
    assert claims["aud"] == f"https://localhost:{service.port}"
    assert came.endswith(b"\r\n\r\n")
    told = [header(came, name) for name in ("Content-Length", "TTL", "Urgency", "Topic")]
    assert told == ["0", "3600", "high", "tandem"]
    names = [line.partition(":")[0] for line in came.decode().split("\r\n")[1:-2]]
    assert sorted(names) == ["Authorization", "Connection", "Content-Length", "Host", "TTL", "Topic", "Urgency"]
    homes.pays(1_001)
    homes.serving.console.set_wake("https://x.example/t", near=False)
    with pytest.raises(BadInput):
        homes.serving.console.test_wake()  # the minute is everybody's
    assert service.came == [came]


def test_a_token_ends_within_a_day() -> None:
    key, now = web_push.new_key(), 1_800_000_000
    told = "".join(f"{name}: {said}\r\n" for name, said in web_push.headers("https://a.example/b", key, now).items())
    assert judged(told.encode(), web_push.public_key(key))["exp"] == now + 12 * 3600


@pytest.mark.parametrize("number", [404, 410])
def test_a_subscription_that_is_over_is_forgotten(
    homes: PagedHomes, phone: Visitor, service: HttpReceiver, number: int
) -> None:
    posts(phone, service.url("/push/abc", "localhost"))
    service.answer = f"HTTP/1.1 {number} x\r\nContent-Length: 0\r\n\r\n".encode()
    homes.pays(1_000)
    until(lambda: woken(homes) == [False])
    assert "the browser My phone is woken no more" in lines(homes)


def test_what_a_service_says_of_one_ends_no_other(homes: PagedHomes, phone: Visitor, service: HttpReceiver) -> None:
    """The phone has subscribed anew while the message to where it was before is under way."""
    posts(phone, service.url("/push/before", "localhost"))
    service.answer = None
    homes.pays(1_000)
    assert b"/push/before" in service.until(1)[0]
    posts(phone, service.url("/push/now", "localhost"))
    service.says(b"HTTP/1.1 410 x\r\nContent-Length: 0\r\n\r\n")
    until(lambda: not any(thread.name == "wake" for thread in threading.enumerate()))
    time.sleep(0.5)  # as long as the bell takes to tell, many times over
    assert woken(homes) == [True]
    assert "the browser My phone is woken no more" not in lines(homes)


def test_a_service_that_fails_is_told_and_kept(homes: PagedHomes, phone: Visitor, service: HttpReceiver) -> None:
    service.answer = b"HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n"
    posts(phone, service.url("/push/abc", "localhost"))
    homes.pays(1_000)
    until(lambda: "the browser My phone was not woken: the receiver answers with 503" in lines(homes))
    assert woken(homes) == [True]
    assert not any("push/abc" in one for one in (*lines(homes), homes.serving.console.log_file()))


def test_one_that_is_revoked_or_ends_it_is_woken_no_more(
    homes: PagedHomes, phone: Visitor, service: HttpReceiver
) -> None:
    endpoint = service.url("/push/abc", "localhost")
    posts(phone, endpoint)
    assert posts(phone, "") == 303
    assert woken(homes) == [False]
    posts(phone, endpoint)
    homes.restart_cosigner()
    assert woken(homes) == [True]  # it outlives that
    homes.serving.console.revoke_browser("My phone")
    homes.pays(1_000)
    homes.serving.console.set_wake(service.url("/own", "localhost"), near=True)
    assert [b"/own" in one for one in service.until(1)] == [True]


# ------------------------------------------------------------------ who may say where to
def test_over_a_line_that_nobody_has_checked_none_is_made(homes: PagedHomes) -> None:
    page = homes.admitted()
    shown = page.gets("/wake")
    assert "This line is not verified" in shown.text
    assert 'action="/wake"' not in shown.text
    assert page.posts("/wake", {"token": "0" * 64, "endpoint": "https://push.example/a"}).status == 403


def test_a_stranger_and_another_site_make_none(homes: PagedHomes, phone: Visitor) -> None:
    token = phone.gets("/wake").field("token", "/wake")
    fields = {"token": token, "endpoint": "https://push.example/a"}
    assert phone.posts("/wake", fields, Origin="https://evil.example").status == 403
    assert phone.posts("/wake", fields, Origin=f"https://{NAME}", Cookie="").status == 403
    assert phone.posts("/wake", {**fields, "token": "0" * 64}, Origin=f"https://{NAME}").status == 403
    assert woken(homes) == [False]


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://push.example/a", "https://127.0.0.1/a", "https://10.0.0.1/a", "https://[::1]/a", "https://1.1.1.1/a"),
        *(
            "https://push.example:8443/a",
            "https://push.example:22/a",
            "https://u:p@push.example/a",
            "ftp://push.example/a",
        ),
        *("https://push.example/#a", "https://push.example/a b", "javascript:alert(1)", "https://" + "x" * 1000, "x"),
    ],
)
def test_what_is_no_push_service(homes: PagedHomes, phone: Visitor, endpoint: str) -> None:
    with pytest.raises(BadInput):
        must_be_push_service(endpoint)
    assert posts(phone, endpoint) == 409
    assert woken(homes) == [False]


def test_a_name_that_leads_into_this_network_is_not_gone_to(homes: PagedHomes, phone: Visitor, tmp_path: Path) -> None:
    """SSRF: a browser says that its push service is localhost, which is what a name of its choice may lead to."""
    with receiver(certified(tmp_path, "localhost").tls) as inside, pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_push, "PORT", inside.port)
        assert posts(phone, inside.url("/admin", "localhost")) == 303
        homes.pays(1_000)
        until(lambda: any("was not woken" in one for one in lines(homes)))
        assert inside.came == []


# ------------------------------------------------------------------ in a real browser
def test_the_worker_says_what_the_sentences_say() -> None:
    worker = resources.text("page", "worker.js")
    assert [said(WakeLine.PUSHED, language) in worker for language in ("en", "de")] == [True, True]


@pytest.mark.slow
def test_a_phone_subscribes_and_shows_what_is_pushed(homes: PagedHomes, service: HttpReceiver, tmp_path: Path) -> None:
    """Without Google's service a Chromium gets no subscription: its one answer is put in its place, no more."""
    endpoint = service.url("/push/abc", "localhost")
    (tmp_path / "proxy").mkdir()
    with tls_proxy(tmp_path / "proxy", NAME) as proxy:
        site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
        site.start()
        proxy.behind = site.port
        words = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={proxy.spki}")
        with chromium(tmp_path / "chromium", *words) as browser:
            subscribes(homes, browser, endpoint, f"https://{NAME}:{proxy.port}", service)
        site.close()


def subscribes(homes: PagedHomes, browser: Browser, endpoint: str, origin: str, service: HttpReceiver) -> None:
    tab, admitting = browser.tab(), Admitting(homes)
    context = tab.call("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    browser.call(
        "Browser.setPermission",
        browserContextId=context,
        permission={"name": "notifications"},
        setting="granted",
        origin=origin,
    )
    tab.open(admitting.url)
    tab.types("input[name=name]", "My phone")
    tab.sends("button.go")
    admitting.result()
    tab.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source=f"""
        PushManager.prototype.subscribe = async (asked) => {{
            window.asked = asked;
            return {{ endpoint: {json.dumps(endpoint)} }};
        }};
        Notification.requestPermission = async () => "granted";
    """,
    )
    tab.open(f"{origin}/wake")
    tab.until("!document.querySelector('#wake button').disabled")
    tab.sends("#wake button")
    assert "This browser is woken from now on." in tab.text
    assert woken(homes) == [True]
    homes.pays(1_000)
    service.until(1)
    tab.until("navigator.serviceWorker.ready.then((worker) => worker.active.state === 'activated')")
    tab.call("ServiceWorker.enable")
    until(lambda: registrations(browser, origin))
    registration = registrations(browser, origin)[0]
    tab.call("ServiceWorker.deliverPushMessage", origin=origin, registrationId=registration, data="")
    notices = "navigator.serviceWorker.ready.then((w) => w.getNotifications())"
    shown = f"{notices}.then((all) => all.map((n) => n.title + ': ' + n.body))"
    tab.until(f"({shown}).then((all) => all.length === 1)")
    assert tab.js(shown) == ["Tandem: Something waits for you"]
    tab.sends("#sleep button")
    assert woken(homes) == [False]


def registrations(browser: Browser, origin: str) -> list[str]:
    """Of workers, as the browser has told them."""
    told = [one["params"]["registrations"] for one in browser.told if one["method"] == REGISTERED]
    return [one["registrationId"] for some in told for one in some if one["scopeURL"] == f"{origin}/"]
