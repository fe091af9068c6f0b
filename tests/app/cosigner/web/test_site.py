"""The page of a real co-signer, asked by hand: who gets in, what is shown and decided, and who the log says it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.cosigner.web import forms
from app.cosigner.web.site import Site, language_of
from app.terminal import sats
from app.text.say import logged
from core.cosigner.api import AdmissionScreen, PolicyChange
from core.errors import BadInput, InputKind, LinkError, Refused
from tests.support.open_homes import NAME, open_homes
from tests.support.page_visitor import Admitting, PagedHomes, Visitor, paged_homes


def lines(homes: PagedHomes) -> list[str]:
    return [logged(one.code, one.values) for one in homes.serving.cosigner.admin.log()]


def refusing(page: Visitor, id: str) -> dict[str, str]:
    """The fields of the form on the page of a request."""
    shown = page.gets(f"/request/{id}")
    return {name: shown.field(name, "/refuse") for name in ("token", "id", "task")}


# ------------------------------------------------------------------ who gets in
def test_a_browser_is_admitted_once_it_was_confirmed(homes: PagedHomes) -> None:
    admitting, page = Admitting(homes, says=None), homes.visitor()
    assert page.gets("/").status == 403
    page.keeps(page.posts(admitting.path, {"name": "My phone"}))
    assert "terminal" in page.gets("/").text  # it waits, and sees nothing
    assert "Nothing waits for you" not in page.gets("/").text
    shown = admitting.asked.get(timeout=10)
    assert (shown.name, shown.address) == ("My phone", "127.0.0.1")
    admitting.said.put(True)
    assert admitting.result().name == "My phone"
    assert "Nothing waits for you" in page.gets("/").text
    assert "the browser My phone is admitted to the page (address: 127.0.0.1)" in lines(homes)


def test_a_no_at_the_terminal_admits_nobody(homes: PagedHomes) -> None:
    admitting, page = Admitting(homes, says=False), homes.visitor()
    page.keeps(page.posts(admitting.path, {"name": "My phone"}))
    with pytest.raises(Refused):
        admitting.result()
    assert page.gets("/").status == 403
    assert homes.serving.console.browsers() == ()


def test_a_second_browser_has_another_name(homes: PagedHomes) -> None:
    homes.admitted("Phone")
    admitting, page = Admitting(homes), homes.visitor()
    assert page.posts(admitting.path, {"name": "Phone"}).status == 409
    assert page.posts(admitting.path, {"name": ""}).status == 409
    page.keeps(page.posts(admitting.path, {"name": "Tablet"}))  # the link was not used up
    assert admitting.result().name == "Tablet"
    assert [one.name for one in homes.serving.console.browsers()] == ["Phone", "Tablet"]


def test_a_browser_that_is_revoked_is_out_at_once(homes: PagedHomes) -> None:
    page = homes.admitted()
    homes.pays(1_000)
    (asked,) = homes.waiting
    fields = refusing(page, asked.id)
    assert homes.serving.console.revoke_browser("My phone").name == "My phone"
    assert page.gets("/").status == 403
    assert page.posts("/refuse", {**fields, "reason": "not_now"}).status == 403
    assert [one.id for one in homes.waiting] == [asked.id]
    with pytest.raises(BadInput):
        homes.serving.console.revoke_browser("My phone")


def test_browsers_outlive_the_co_signer(tmp_path: Path) -> None:
    with paged_homes(tmp_path) as homes:
        page = homes.admitted()
        homes.site.close()
        homes.restart_cosigner()
        site = Site(homes.serving.cosigner.page, "127.0.0.1", homes.port)
        site.start()
        try:
            assert page.gets("/").status == 200
            assert homes.visitor().gets("/").status == 403
        finally:
            site.close()


# ------------------------------------------------------------------ what is shown, and decided
def test_a_payment_is_shown_as_the_co_signer_read_it_and_refused(homes: PagedHomes) -> None:
    page = homes.admitted()
    homes.serving.cosigner.admin.policy_set(PolicyChange(max_payment=5_000_000))
    paying = homes.pays(1_490_000)
    (asked,) = homes.waiting
    assert f'href="/request/{asked.id}"' in page.gets("/").text
    shown = page.gets(f"/request/{asked.id}").text
    amount, recipient, says = (shown.index(part) for part in (sats(1_490_500), sats(1_490_000), "The computer says"))
    assert amount < recipient < says < shown.index(f"Wallet: {NAME}")
    assert "Never paid before" in shown
    assert sats(5_000_000) in shown  # the rule's own verdict
    done = page.posts("/refuse", {**refusing(page, asked.id), "reason": "own", "words": "too much"})
    assert (done.status, done.headers["Location"]) == (303, "/?said=refused")
    with pytest.raises(Refused, match="too much"):
        paying.result(30)
    assert f"page, browser My phone: refuses request {asked.id[:8]}" in lines(homes)
    assert page.posts("/refuse", {**refusing_again(page, asked.id, asked.task), "reason": "not_now"}).status == 409


def refusing_again(page: Visitor, id: str, task: str) -> dict[str, str]:
    """What that page's form had, kept in a tab that was left open."""
    cookie = forms.read(page.headers["Cookie"].partition("=")[2])
    assert cookie is not None
    return {"token": forms.token(cookie, "/refuse", id, task), "id": id, "task": task}


def test_another_task_than_was_shown_is_not_decided(homes: PagedHomes) -> None:
    page = homes.admitted()
    homes.pays(2_000)
    (asked,) = homes.waiting
    stale = refusing_again(page, asked.id, "00" * 32)
    assert page.posts("/refuse", {**stale, "reason": "not_now"}).status == 409
    assert [one.id for one in homes.waiting] == [asked.id]


def test_freezing_is_at_once_and_needs_no_request(homes: PagedHomes) -> None:
    page = homes.admitted()
    done = page.posts("/freeze", {"token": page.gets("/").field("token", "/freeze")})
    assert done.headers["Location"] == "/?said=frozen"
    admin = homes.serving.cosigner.admin
    try:
        assert [one.frozen for one in admin.policy_show()] == [True]
        assert "nothing is signed" in page.gets("/").text
        assert "page, browser My phone: freezes all wallets" in lines(homes)
    finally:
        admin.policy_set(PolicyChange(frozen=False))


def test_history_log_rules_and_addresses_are_looked_up(homes: PagedHomes) -> None:
    page = homes.admitted()
    assert page.gets("/signed").status == page.gets("/log").status == page.gets("/rules").status == 200
    assert "is admitted to the page" in page.gets("/log").text
    assert "Every payment asks you" in page.gets("/rules").text
    form = page.gets("/mine")
    wallet = form.text.partition('<option value="')[2].partition('"')[0]
    given = {"token": form.field("token", "/mine"), "wallet": wallet}
    assert "it is ours" in page.posts("/mine", {**given, "which": homes.wallet.address(NAME).text}).text
    foreign = "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"
    assert "does not belong to this wallet" in page.posts("/mine", {**given, "which": foreign}).text


def test_the_page_speaks_german_to_who_asks_for_it(homes: PagedHomes) -> None:
    page = homes.admitted()
    shown = page.gets("/", Accept_Language="fr, de-CH;q=0.9, en;q=0.5").text
    assert '<html lang="de">' in shown
    assert "Nichts wartet auf Sie." in shown


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en,de;q=0.9", "en"),
        ("fr", "en"),
        ("de;q=x", "en"),
    ],
)
def test_languages_are_chosen_as_browsers_ask(asked: str, language: str) -> None:
    assert language_of(asked) == language


# ------------------------------------------------------------------ where it is served
def test_the_page_is_on_this_machine_alone(homes: PagedHomes) -> None:
    with pytest.raises(BadInput):
        Site(homes.serving.cosigner.page, "0.0.0.0", 0)  # noqa: S104
    other = Site(homes.serving.cosigner.page, "127.0.0.1", homes.port)
    with pytest.raises(LinkError):
        other.start()


def test_without_a_page_there_is_no_link(tmp_path: Path) -> None:
    with open_homes(tmp_path) as homes, pytest.raises(BadInput) as caught:
        homes.serving.console.admit_browser(AdmissionScreen(print, lambda _: True))
    assert caught.value.kind == InputKind.BROWSER_PAGE


def test_a_browser_that_waits_shows_the_terminals_code(homes: PagedHomes) -> None:
    """Whoever saw the link and was quicker shows another: the name alone is anybody's."""
    admitting, page = Admitting(homes, says=None), homes.visitor()
    page.keeps(page.posts(admitting.path, {"name": "My phone"}))
    shown = admitting.asked.get(timeout=10)
    assert re.fullmatch(r"[0-9A-F]{3}-[0-9A-F]{3}", shown.code)
    assert shown.code in page.gets("/").text
    assert shown.code not in homes.visitor().gets("/").text
    admitting.said.put(False)
    with pytest.raises(Refused):
        admitting.result()
