"""Who has a browser's cookie, or the PIN, or something that its passkey once signed, against the page of a real
co-signer: without that passkey, verified, for just this, nothing is approved (W2)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from app.cosigner.web.site import Site
from core.cosigner.api import PolicyChange
from core.cosigner.passkey_window import TRIES
from core.cosigner.shown import COMPARED, PageBy, PageYes, change_digest, rules_digest, shown_digest
from core.crypto import webauthn
from core.errors import BadInput, InputKind
from core.home.records import LogCode
from core.primitives.hashing import Tag, tagged_hash
from core.wallet.api import Signed
from tests.support.authenticator import FLAG, Authenticator, text
from tests.support.open_homes import PATIENCE
from tests.support.page_visitor import PagedHomes, Visitor
from tests.support.passkeys import (
    NAME,
    ORIGIN,
    MakingPasskey,
    challenge_of,
    cookie_of,
    enters,
    gets_passkey,
    named,
    sends,
)

LOOK = 2.1  # seconds


class PageClock:
    """Seconds that only the test lets pass; the page's own."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Page:
    """A site with a name, and its clock."""

    homes: PagedHomes
    site: Site
    clock: PageClock

    def admits(self, name: str = "My phone") -> Visitor:
        return named(self.homes.admitted(name), self.site.port)


@pytest.fixture
def page(homes: PagedHomes) -> Iterator[Page]:
    clock = PageClock()
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME], steady=clock)
    site.start()
    try:
        yield Page(homes, site, clock)
    finally:
        site.close()


@dataclass
class Asked:
    """A request as a browser has it on its screen, two seconds later."""

    page: Page
    phone: Visitor
    id: str

    def __post_init__(self) -> None:
        shown = self.phone.gets(f"/request/{self.id}")
        self.fields = {name: shown.field(name, "/approve") for name in ("token", "id", "task", "shown")}
        self.challenge = challenge_of(shown)
        self.page.clock.now += LOOK

    def says(self, credential: dict[str, Any] | str, **more: str) -> int:
        said = credential if isinstance(credential, str) else text(credential)
        return sends(self.phone, "/approve", {**self.fields, "compared": "1", "passkey": said, **more}).status


def lines(homes: PagedHomes, code: LogCode) -> int:
    return sum(one.count for one in homes.serving.cosigner.admin.log() if one.code == code)


def api_ask(homes: PagedHomes, phone: Visitor, id: str) -> bytes:
    found = homes.serving.cosigner.page.passkeys.ask(cookie_of(phone), id, ORIGIN)
    assert found is not None
    return webauthn.decoded(found.challenge)


def by(key: Authenticator, challenge: bytes) -> PageBy:
    return PageBy("", text(key.signs(challenge)), ORIGIN, "127.0.0.1")


def test_the_passkey_approves_and_what_it_signed_is_in_the_log(page: Page, homes: PagedHomes) -> None:
    """As anybody can work out again, out of the log alone (core/spec/page.md)."""
    phone = page.admits()
    key = gets_passkey(homes, phone)
    paying = homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    shown = shown_digest(homes.waiting[0])
    assert asked.says(key.signs(asked.challenge)) == 303
    assert isinstance(paying.result(PATIENCE), Signed)
    log = homes.serving.cosigner.admin.log()
    (made,) = [one for one in log if one.code == LogCode.BROWSER_PASSKEY_MADE and one.values[2] == key.id.hex()]
    at = [one.code for one in log].index(LogCode.BROWSER_PASSKEY_SIGNED)
    assert [one.code for one in log[at : at + 3]] == [
        LogCode.BROWSER_PASSKEY_SIGNED,
        LogCode.BROWSER_APPROVES,
        LogCode.APPROVED,
    ]
    question, client_data, said, signature = map(bytes.fromhex, log[at].values[1:])
    answer = webauthn.PasskeyAnswer(key.id, client_data, said, signature)
    credential = webauthn.Credential(key.id, bytes.fromhex(made.values[3]), made.values[1], 0)
    challenge = tagged_hash(Tag.PASSKEY, question)
    assert webauthn.must_be_signed(answer, credential, challenge, ORIGIN) == 0
    for part in (asked.id.encode(), bytes.fromhex(asked.fields["task"]), bytes.fromhex(shown), ORIGIN.encode()):
        assert part in question


def test_a_pin_approves_no_more_where_there_is_a_passkey(page: Page, homes: PagedHomes) -> None:
    """With the right PIN and all that the form has: of a browser that has none it counts on."""
    phone, tablet = page.admits(), page.admits("Tablet")
    gets_passkey(homes, phone)
    pin = homes.serving.console.new_pin().pin
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    shown = phone.gets(f"/request/{asked.id}").text
    assert 'name="pin"' not in shown
    assert asked.says("", pin=pin) == 409
    assert not homes.waiting[0].approved
    other = tablet.gets(f"/request/{asked.id}")
    page.clock.now += LOOK
    fields = {name: other.field(name, "/approve") for name in ("token", "id", "task", "shown")}
    assert sends(tablet, "/approve", {**fields, "compared": "1", "pin": pin}).status == 303


def test_a_cookie_alone_makes_no_passkey(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    key = Authenticator(ORIGIN, NAME)
    assert enters(phone, "123456").status == 409  # no terminal waits
    form = phone.gets("/passkey").field("token", "/passkey")
    for challenge in (bytes(32), b""):
        made = text(key.makes(challenge))
        assert sends(phone, "/passkey", {"token": form, "made": made}).status == 409
    assert homes.serving.console.browsers()[0].passkey == 0


def test_the_terminals_code_is_tried_three_times(page: Page, homes: PagedHomes) -> None:
    phone, thief = page.admits(), page.admits("Thief")
    making = MakingPasskey(homes)
    assert enters(thief, making.code).status == 409  # of another browser it is not even judged
    before = lines(homes, LogCode.BROWSER_PASSKEY_CODE)
    for _ in range(TRIES):
        assert enters(phone, f"{(int(making.code) + 1) % 10**6:06}").status == 409
    assert lines(homes, LogCode.BROWSER_PASSKEY_CODE) == before + TRIES
    assert enters(phone, making.code).status == 409
    with pytest.raises(BadInput) as caught:
        making.result()
    assert caught.value.kind == InputKind.BROWSER_PASSKEY


def test_what_made_a_passkey_makes_no_second(page: Page, homes: PagedHomes) -> None:
    """Nor does another browser make one by it, nor this one by what another terminal's code gave."""
    phone, thief = page.admits(), page.admits("Thief")
    key = Authenticator(ORIGIN, NAME)
    making = MakingPasskey(homes)
    entered = enters(phone, making.code)
    fields = {"token": entered.field("token", "/passkey"), "made": text(key.makes(challenge_of(entered)))}
    stolen = {**fields, "token": thief.gets("/passkey").field("token", "/passkey")}
    assert sends(thief, "/passkey", stolen).status == 409
    assert sends(phone, "/passkey", {**fields, "made": text(key.makes(bytes(32)))}).status == 409
    assert sends(phone, "/passkey", fields).status == 303
    making.result()
    assert sends(phone, "/passkey", fields).status == 409
    assert enters(phone, making.code).status == 409
    again = MakingPasskey(homes)
    assert sends(phone, "/passkey", fields).status == 409
    assert enters(phone, again.code).status == 200
    assert [bool(one.passkey) for one in homes.serving.console.browsers()] == [True, False]


def test_nobody_verified_makes_none(page: Page, homes: PagedHomes) -> None:
    phone, key = page.admits(), Authenticator(ORIGIN, NAME)
    making = MakingPasskey(homes)
    entered = enters(phone, making.code)
    made = text(key.makes(challenge_of(entered), FLAG.UP))
    assert sends(phone, "/passkey", {"token": entered.field("token", "/passkey"), "made": made}).status == 409
    gets_passkey(homes, phone)  # the terminal's next code
    with pytest.raises(BadInput):
        making.result()


Spoil = Callable[[Authenticator, bytes], dict[str, Any]]
SPOILT: dict[str, Spoil] = {
    "nobody was verified": lambda key, asked: key.signs(asked, FLAG.UP),
    "nobody was there": lambda key, asked: key.signs(asked, FLAG.UV),
    "at another page": lambda key, asked: key.signs(asked, origin="https://evil.test"),
    "for another party": lambda key, asked: key.signs(asked, rp_id="evil.test"),
    "in a frame": lambda key, asked: key.signs(asked, cross_origin=True),
    "made, not signed": lambda key, asked: key.signs(asked, type=webauthn.CREATE),
    "by another key": lambda key, asked: Authenticator(ORIGIN, NAME, key.id).signs(asked),
    "of another credential": lambda key, asked: Authenticator(ORIGIN, NAME, b"other").signs(asked),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_just_that_is_refused_and_logged(page: Page, homes: PagedHomes, name: str) -> None:
    phone = page.admits()
    key = gets_passkey(homes, phone)
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    before = lines(homes, LogCode.BROWSER_PASSKEY_WRONG)
    assert asked.says(SPOILT[name](key, asked.challenge)) == 409
    assert lines(homes, LogCode.BROWSER_PASSKEY_WRONG) == before + 1
    assert asked.says(key.signs(asked.challenge)) == 409  # the question is used up
    assert not homes.waiting[0].approved
    again = Asked(page, phone, asked.id)
    assert again.says(key.signs(again.challenge)) == 303


def test_what_was_signed_once_approves_nothing_else(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    key = gets_passkey(homes, phone)
    homes.pays(1_000)
    homes.pays(1_001)
    one, other = (Asked(page, phone, found.id) for found in homes.waiting)
    assert other.says(key.signs(one.challenge)) == 409  # another task's, which is used up by that
    assert one.says(key.signs(one.challenge)) == 409
    again = Asked(page, phone, one.id)
    signed = key.signs(again.challenge)
    assert again.says(signed) == 303
    assert again.says(signed) == 409
    assert other.says(signed) == 409  # a replay
    assert other.says(key.signs(bytes(32))) == 409  # nobody asked that
    assert sum(found.approved for found in homes.waiting) == 0


def test_what_reads_differently_by_now_is_signed_anew(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    key = gets_passkey(homes, phone)
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    homes.serving.cosigner.admin.rename(homes.waiting[0].computer, "A name of now")
    assert asked.says(key.signs(asked.challenge)) == 409
    assert not homes.waiting[0].approved
    again, before = Asked(page, phone, asked.id), api_ask(homes, phone, asked.id)
    homes.serving.cosigner.admin.rename(homes.waiting[0].computer, "Another one")
    yes = PageYes(
        again.id, again.fields["task"], shown_digest(homes.waiting[0]), frozenset({COMPARED}), by(key, before)
    )
    with pytest.raises(BadInput) as caught:  # the form of now, with what was signed of before
        homes.serving.cosigner.page.approve(cookie_of(phone), yes)
    assert caught.value.kind == InputKind.BROWSER_FORM
    assert not homes.waiting[0].approved


def test_another_browsers_passkey_does_not_count(page: Page, homes: PagedHomes) -> None:
    """Neither its signature in my form, nor its question, nor its browser's form with my passkey."""
    phone, tablet = page.admits(), page.admits("Tablet")
    mine, its = gets_passkey(homes, phone), gets_passkey(homes, tablet, Authenticator(ORIGIN, NAME, b"its"), "Tablet")
    homes.pays(1_000)
    id = homes.waiting[0].id
    asked, other = Asked(page, phone, id), Asked(page, tablet, id)
    assert asked.says(its.signs(asked.challenge)) == 409
    assert other.says(mine.signs(other.challenge)) == 409
    asked, other = Asked(page, phone, id), Asked(page, tablet, id)
    assert asked.says(mine.signs(other.challenge)) == 409
    assert not homes.waiting[0].approved
    asked, other = Asked(page, phone, id), Asked(page, tablet, id)
    assert other.says(its.signs(other.challenge)) == 303
    assert asked.says(mine.signs(asked.challenge)) == 409  # two phones: the second is told


def test_a_passkey_goes_with_its_browser(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    key = gets_passkey(homes, phone)
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    homes.serving.console.revoke_browser("My phone")
    assert asked.says(key.signs(asked.challenge)) == 403
    again = page.admits()  # the same phone, admitted anew: another browser, which has none
    pin = homes.serving.console.new_pin().pin
    shown = again.gets(f"/request/{asked.id}")
    assert "data-challenge" not in shown.text
    page.clock.now += LOOK
    fields = {name: shown.field(name, "/approve") for name in ("token", "id", "task", "shown")}
    yes = {**fields, "compared": "1", "passkey": text(key.signs(asked.challenge))}
    assert sends(again, "/approve", yes).status == 409
    assert not homes.waiting[0].approved
    assert sends(again, "/approve", {**yes, "pin": pin}).status == 303


def test_a_new_passkey_takes_the_place_of_the_old(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    lost = gets_passkey(homes, phone)
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    found = gets_passkey(homes, phone, Authenticator(ORIGIN, NAME, b"a new one"))
    assert asked.says(lost.signs(asked.challenge)) == 409
    again = Asked(page, phone, asked.id)
    assert again.says(lost.signs(again.challenge)) == 409
    again = Asked(page, phone, asked.id)
    assert again.says(found.signs(again.challenge)) == 303


def test_who_counts_back_is_refused_and_logged(page: Page, homes: PagedHomes) -> None:
    """A copy of the passkey has signed less often, or as often."""
    phone = page.admits()
    key = gets_passkey(homes, phone)
    for count, status in ((4, 303), (3, 409), (4, 409), (0, 409), (5, 303)):
        homes.pays(1_000)
        key.count = count
        asked = Asked(page, phone, homes.waiting[-1].id)
        before = lines(homes, LogCode.BROWSER_PASSKEY_BACK)
        assert asked.says(key.signs(asked.challenge)) == status, count
        assert lines(homes, LogCode.BROWSER_PASSKEY_BACK) == before + (status == 409)


def test_what_is_signed_for_one_name_counts_at_no_other(homes: PagedHomes) -> None:
    clock = PageClock()
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME, "other.test"], steady=clock)
    site.start()
    try:
        phone = named(homes.admitted(), site.port)
        key = gets_passkey(homes, phone)
        homes.pays(1_000)
        moved = Visitor(
            phone.host, phone.port, {**phone.headers, "Host": "other.test"}
        )  # a cookie that was carried off
        shown = moved.gets(f"/request/{homes.waiting[0].id}")
        assert 'action="/approve"' not in shown.text
        asked = Asked(Page(homes, site, clock), phone, homes.waiting[0].id)
        yes = {**asked.fields, "compared": "1", "passkey": text(key.signs(asked.challenge))}
        assert moved.posts("/approve", yes, Origin="https://other.test").status == 409
        assert not homes.waiting[0].approved
    finally:
        site.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "192.0.2.1:8443", "[2001:db8::1]"])
def test_an_address_has_no_passkey(homes: PagedHomes, host: str) -> None:
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [host])
    site.start()
    try:
        found = homes.admitted()
        phone = Visitor("127.0.0.1", site.port, {**found.headers, "Host": host})
        shown = phone.gets("/passkey")
        assert 'name="code"' not in shown.text
        with pytest.raises(BadInput) as caught:
            homes.serving.console.add_passkey("My phone", lambda _: None)
        assert caught.value.kind == InputKind.BROWSER_PAGE
    finally:
        site.close()
        homes.serving.cosigner.page.served(f"http://{homes.host}:{homes.port}")


def test_over_plain_http_none_is_made(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    making = MakingPasskey(homes)
    near = Visitor(homes.host, homes.port, {"Cookie": phone.headers["Cookie"]})
    shown = near.gets("/passkey")
    assert 'name="code"' not in shown.text
    form = phone.gets("/passkey").field("token", "/passkey")
    assert near.posts("/passkey", {"token": form, "code": making.code}).status == 403
    assert enters(phone, making.code).status == 200


def test_looser_rules_need_it_too(page: Page, homes: PagedHomes) -> None:
    """Of a browser that has one: its PIN loosens nothing, nor what was signed of a payment or of another change."""
    phone = page.admits()
    key = gets_passkey(homes, phone)
    api, cookie = homes.serving.cosigner.page, cookie_of(phone)
    admin = homes.serving.cosigner.admin
    admin.policy_set(PolicyChange(delay=3600, max_payment=5_000))
    pin = homes.serving.console.new_pin().pin
    (view,) = admin.policy_show()
    wallet = f"{view.computer}/{view.wallet}"
    looser, loosest = PolicyChange(max_payment=6_000), PolicyChange(max_payment=7_000)

    def sets(change: PolicyChange, passkey: str) -> None:
        said = PageBy(pin, passkey, ORIGIN, "127.0.0.1")
        api.set_rules(cookie, wallet, change, rules_digest(admin.policy_show()[0]), said)

    def asks(change: PolicyChange) -> bytes:
        found = api.passkeys.ask_rules(cookie, wallet, change, ORIGIN)
        assert found is not None
        return webauthn.decoded(found.challenge)

    for passkey in ("", text(key.signs(asks(loosest)))):
        with pytest.raises(BadInput):
            sets(looser, passkey)
    homes.pays(1_000)
    with pytest.raises(BadInput):
        sets(looser, text(key.signs(api_ask(homes, phone, homes.waiting[0].id))))
    assert not admin.policy_show()[0].pending
    signed = text(key.signs(asks(looser)))
    sets(looser, signed)
    assert [one.to for one in admin.policy_show()[0].pending] == ["6000"]
    assert change_digest(looser) != change_digest(loosest)


def test_one_signature_at_once_from_many_sides_is_one(page: Page, homes: PagedHomes) -> None:
    phone = page.admits()
    key = gets_passkey(homes, phone)
    homes.pays(1_000)
    asked = Asked(page, phone, homes.waiting[0].id)
    view = homes.waiting[0]
    yes = PageYes(view.id, view.task, shown_digest(view), frozenset({COMPARED}), by(key, asked.challenge))
    at_once = threading.Barrier(8)

    def says(_: int) -> bool:
        at_once.wait(PATIENCE)
        try:
            homes.serving.cosigner.page.approve(cookie_of(phone), yes)
        except BadInput:
            return False
        return True

    before = lines(homes, LogCode.BROWSER_PASSKEY_SIGNED)
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(says, range(8))) == 1
    assert lines(homes, LogCode.BROWSER_PASSKEY_SIGNED) == before + 1
