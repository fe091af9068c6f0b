"""Rules on the page: stricter at once and without a PIN, looser only after the wait and with one, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cosigner.web import forms
from app.cosigner.web.site import Site
from app.text.say import logged
from core.bitcoin.address import address
from core.bitcoin.script import wpkh
from core.cosigner.api import OFF, PolicyChange, PolicyView
from core.cosigner.shown import PageBy, rules_digest
from core.errors import BadInput
from tests.support.open_homes import NETWORK
from tests.support.page_visitor import PagedHomes, Reply, Visitor, paged_homes
from tests.support.passkeys import gets_passkey, named

NAME = "cosigner.test"
FIELDS = ("approve_below", "ask_above", "max_payment", "per_day", "per_week", "wait", "hours")
DELAY = 60  # minutes


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[PagedHomes]:
    """Its own: a rule that was loosened with a delay is not as it was before for an hour."""
    with paged_homes(tmp_path) as found:
        yield found


@pytest.fixture
def phone(homes: PagedHomes) -> Iterator[Visitor]:
    """One that comes through a proxy with a name."""
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME])
    site.start()
    page = homes.admitted()
    try:
        yield Visitor("127.0.0.1", site.port, {**page.headers, "Host": NAME, "Origin": f"https://{NAME}"})
    finally:
        site.close()


def rules(homes: PagedHomes) -> PolicyView:
    (found,) = homes.serving.cosigner.admin.policy_show()
    return found


def lines(homes: PagedHomes) -> list[str]:
    return [logged(one.code, one.values) for one in homes.serving.cosigner.admin.log()]


def filled(page: Reply, **typed: str) -> dict[str, str]:
    """The form of the rules as it stands there, with some of it typed over; an empty one unticks."""
    part = page.text[page.text.index('action="/rules"') :]
    shown = {name: page.field(name, "/rules") for name in ("token", "id", "task", *FIELDS)}
    ticks = {name: "1" for name in ("allowlist_only", "frozen") if f'name="{name}" value="1" checked' in part}
    return {name: value for name, value in {**shown, **ticks, **typed}.items() if value}


def sends(page: Visitor, path: str, fields: dict[str, str]) -> Reply:
    return page.posts(path, fields, Origin=f"https://{NAME}")


def changes(page: Visitor, **typed: str) -> Reply:
    return sends(page, "/rules", filled(page.gets("/rules"), **typed))


def loosens(page: Visitor, asked: Reply, pin: str) -> Reply:
    """Yes to the question."""
    names = ("token", "id", "task", *FIELDS, "allowlist_only", "frozen", "allow", "disallow")
    part = asked.text[asked.text.index('action="/loosen"') :]
    given = {name: asked.field(name, "/loosen") for name in names if f'name="{name}"' in part}
    return sends(page, "/loosen", {**given, "pin": pin})


def test_stricter_counts_at_once_without_a_pin(homes: PagedHomes, phone: Visitor) -> None:
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=2_000_000, approve_below=50_000, delay=DELAY))
    done = changes(phone, per_day="1 500 000", approve_below="20000", wait="10", hours="08:00-18:30", frozen="1")
    assert (done.status, done.headers["Location"]) == (303, "/rules?said=set")
    found = rules(homes)
    assert (found.per_day, found.approve_below, found.wait, found.hours) == (1_500_000, 20_000, 10, "08:00-18:30")
    assert found.frozen
    assert found.pending == ()
    assert any("page, browser My phone: changes rules of" in line for line in lines(homes))
    assert "The rules are changed." in phone.gets("/rules?said=set").text


def test_looser_is_asked_about_waits_and_is_called_off(homes: PagedHomes, phone: Visitor) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=2_000_000, max_payment=1_000_000, delay=DELAY))
    asked = changes(phone, per_day="3000000", max_payment="900000")
    assert asked.status == 200
    assert "Make it looser?" in asked.text
    assert rules(homes).max_payment == 1_000_000  # nothing yet
    done = loosens(phone, asked, pin)
    assert done.headers["Location"] == "/rules?said=later"
    found = rules(homes)
    assert (found.per_day, found.max_payment) == (2_000_000, 900_000)
    assert [(one.rule, one.to) for one in found.pending] == [("per-day", "3000000")]
    shown = phone.gets("/rules")
    assert "Looser in" in shown.text
    keeping = {name: shown.field(name, "/keep") for name in ("token", "id", "task")}
    assert sends(phone, "/keep", keeping).headers["Location"] == "/rules?said=kept"
    assert rules(homes).pending == ()
    assert rules(homes).per_day == 2_000_000
    assert sends(phone, "/keep", keeping).status == 409  # none waits any more


UNASKED = (  # what is approved without asking, and how much a first per-day may be
    (PolicyChange(approve_below=1_000), 10_000),
    (PolicyChange(allow=("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct",)), 0),
)


@pytest.mark.parametrize(("unasked", "most"), UNASKED)
def test_a_first_sum_for_the_day_lets_no_more_through_unasked(
    homes: PagedHomes, phone: Visitor, unasked: PolicyChange, most: int
) -> None:
    """It stands in the place of ten times approve-below (C4): a million is no tightening there."""
    admin = homes.serving.cosigner.admin
    pin = homes.serving.console.new_pin().pin
    admin.policy_set(replace(unasked, delay=DELAY))
    asked = changes(phone, per_day="1000000")
    assert "Make it looser?" in asked.text
    assert loosens(phone, asked, "x").status == 409
    assert rules(homes).unattended_limit == most
    assert loosens(phone, asked, pin).status == 303
    assert rules(homes).unattended_limit == most
    assert [(one.rule, one.to) for one in rules(homes).pending] == [("per-day", "1000000")]
    assert changes(phone, per_day=str(most)).headers["Location"] == "/rules?said=set"
    assert (rules(homes).per_day, rules(homes).pending) == (most, ())


def test_nor_of_what_waits_to_be_looser(homes: PagedHomes, phone: Visitor) -> None:
    admin = homes.serving.cosigner.admin
    admin.policy_set(PolicyChange(delay=DELAY))
    admin.policy_set(PolicyChange(approve_below=1_000))
    assert "Make it looser?" in changes(phone, per_day="1000000").text
    assert rules(homes).per_day is None


def test_who_calls_off_a_first_sum_for_the_day_calls_off_what_it_was_to_limit(
    homes: PagedHomes, phone: Visitor
) -> None:
    admin = homes.serving.cosigner.admin
    admin.policy_set(PolicyChange(approve_below=1_000, delay=DELAY))
    admin.policy_set(PolicyChange(approve_below=100_000, per_day=200_000, per_week=500_000, ask_above=1))
    admin.policy_set(PolicyChange(ask_above=2))
    assert [one.rule for one in rules(homes).pending] == ["approve-below", "ask-above", "per-day"]
    shown = phone.gets("/rules")
    part = shown.text[: shown.text.index('name="task" value="per-day"')]
    token = part.rpartition('name="token" value="')[2].partition('"')[0]
    fields = {"token": token, "id": shown.field("id", "/keep"), "task": "per-day"}
    assert sends(phone, "/keep", fields).headers["Location"] == "/rules?said=kept"
    assert [one.rule for one in rules(homes).pending] == ["ask-above"]


LOOSER = (
    ("per-day", {"per_day": ""}),
    ("max-payment", {"max_payment": "1001"}),
    ("approve-below", {"approve_below": "1001"}),
    ("ask-above", {"ask_above": ""}),
    ("wait", {"wait": "29"}),
    ("hours", {"hours": "08:00-19:00"}),
    ("freeze", {"frozen": ""}),
    ("allowlist", {"allowlist_only": ""}),
    ("allowlist", {"allow": "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"}),
    ("per-week", {"per_week": "1001", "ask_above": "900"}),  # with something stricter beside it
)


def test_no_loosening_goes_without_the_pin_and_the_wait(homes: PagedHomes, phone: Visitor) -> None:
    pin = homes.serving.console.new_pin().pin
    amounts = PolicyChange(per_day=1_000, per_week=1_000, max_payment=1_000, approve_below=1_000, ask_above=1_000)
    given = replace(amounts, wait=30, hours="08:00-18:00", frozen=True, allowlist_only=True, delay=DELAY)
    homes.serving.cosigner.admin.policy_set(given)
    was = rules(homes)
    for code, typed in LOOSER:
        asked = changes(phone, **typed)
        assert "Make it looser?" in asked.text, code
        assert loosens(phone, asked, "x").status == 409
        assert rules(homes) == was, code
        assert loosens(phone, asked, pin).status == 303
        found = rules(homes)
        assert [one.rule for one in found.pending] == [code]
        assert replace(found, pending=(), ask_above=1_000) == was, code
        shown = phone.gets("/rules")
        sends(phone, "/keep", {name: shown.field(name, "/keep") for name in ("token", "id", "task")})
    assert rules(homes) == replace(was, ask_above=900)


def test_without_a_wait_the_page_loosens_nothing(homes: PagedHomes, phone: Visitor) -> None:
    pin = homes.serving.console.new_pin().pin
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=1_000))
    asked = changes(phone, per_day="2000")
    assert "would count at once" in asked.text
    assert 'action="/loosen"' not in asked.text
    page, (cookie, which) = homes.serving.cosigner.page, of(homes, phone)
    for change in (PolicyChange(per_day=2_000), PolicyChange(delay=5), PolicyChange(delay=OFF)):
        with pytest.raises(BadInput) as caught:
            page.set_rules(cookie, which, change, rules_digest(rules(homes)), PageBy(pin, "", "", "127.0.0.1"))
        assert caught.value.kind == "browser.rules"
    assert (rules(homes).per_day, rules(homes).delay) == (1_000, None)


def test_a_passkey_of_another_name_of_the_page_is_the_reason_told(homes: PagedHomes) -> None:
    """To whom that browser then comes by the other name: a PIN would not help it."""
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=1_000_000, delay=DELAY))
    homes.serving.console.new_pin()
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [NAME, "other.test"])
    site.start()
    try:
        page = named(homes.admitted(), site.port)
        gets_passkey(homes, page)
        other = Visitor(page.host, page.port, {**page.headers, "Host": "other.test"})
        looser = filled(other.gets("/rules"), per_day="2000000")
        homes.pays(1_000)
        (asked,) = homes.waiting
        for found in (other.posts("/rules", looser, Origin="https://other.test"), other.gets(f"/request/{asked.id}")):
            assert "passkey is for another name of this page" in found.text
            assert "web pin" not in found.text
    finally:
        site.close()


def of(homes: PagedHomes, phone: Visitor) -> tuple[bytes, str]:
    cookie = forms.read(phone.headers["Cookie"].partition("=")[2])
    assert cookie is not None
    return cookie, f"{rules(homes).computer}/{rules(homes).wallet}"


def test_taking_an_address_off_the_list_is_stricter_while_another_waits(homes: PagedHomes, phone: Visitor) -> None:
    one, other = ("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct", homes.wallet.address(rules(homes).wallet).text)
    admin = homes.serving.cosigner.admin
    admin.policy_set(PolicyChange(allow=(one,)))
    admin.policy_set(PolicyChange(delay=DELAY))
    admin.policy_set(PolicyChange(allow=(other,)))
    assert rules(homes).allow == (one,)
    assert changes(phone, disallow=one).headers["Location"] == "/rules?said=set"
    assert (rules(homes).allow, rules(homes).pending) == ((), ())


def test_what_is_new_on_a_long_list_is_shown_whole(homes: PagedHomes, phone: Visitor) -> None:
    """In the question before it, and while it waits: however many are on the list, and however many come onto it."""
    admin = homes.serving.cosigner.admin
    *listed, last = sorted(address(wpkh(number.to_bytes(20, "little")), NETWORK) or "" for number in range(101))
    admin.policy_set(PolicyChange(allow=tuple(listed[:40])))
    admin.policy_set(PolicyChange(delay=DELAY))
    asked = changes(phone, allow=last)
    assert "Make it looser?" in asked.text
    assert last in read(asked)
    assert not any(one in read(asked) for one in listed)
    admin.policy_set(PolicyChange(allow=(*listed[40:], last)))
    shown = read(phone.gets("/rules")).partition("Looserin")[2]
    assert all(one in shown for one in (*listed[40:], last))
    assert rules(homes).pending[0].to.split() == [*listed, last]


def read(page: Reply) -> str:
    """What is on it for a person, without spaces."""
    return re.sub(r"<[^>]*>|\s", "", page.text)


def test_rules_that_are_others_by_now_are_looked_at_again(homes: PagedHomes, phone: Visitor) -> None:
    shown = phone.gets("/rules")
    homes.serving.cosigner.admin.policy_set(PolicyChange(per_day=1_000))
    fields = filled(shown, max_payment="5000")
    assert sends(phone, "/rules", fields).status == 409  # it would have taken that off again
    cookie, which = of(homes, phone)
    change, by = PolicyChange(max_payment=5_000), PageBy("", "", "", "")
    with pytest.raises(BadInput) as caught:  # also where they became others while it waited for its turn
        homes.serving.cosigner.page.set_rules(cookie, which, change, fields["task"], by)
    assert caught.value.kind == "browser.old"
    assert (rules(homes).per_day, rules(homes).max_payment) == (1_000, None)


def test_what_is_no_number_is_told_and_changes_nothing(homes: PagedHomes, phone: Visitor) -> None:
    for typed in ("-1", "1.5", "1e9", "٣", "1" * 17, "0x10", "1,000"):
        found = changes(phone, per_day=typed)
        assert "takes a whole number" in found.text, typed
        assert rules(homes).per_day is None
    assert changes(phone).headers["Location"] == "/rules?said=same"


def test_over_an_unchecked_line_rules_are_read_alone(homes: PagedHomes, phone: Visitor) -> None:
    near = Visitor(phone.host, phone.port, {"Cookie": phone.headers["Cookie"]})
    assert 'action="/rules"' not in near.gets("/rules").text
    assert "nothing else" in near.gets("/rules").text
    fields = filled(phone.gets("/rules"), frozen="1")
    assert near.posts("/rules", fields).status == 403
    assert not rules(homes).frozen


# ------------------------------------------------------------------ computers
def test_a_computer_is_blocked_after_a_question(homes: PagedHomes, phone: Visitor) -> None:
    pin = rules(homes).computer
    near = Visitor(phone.host, phone.port, {"Cookie": phone.headers["Cookie"]})
    assert f"tandem-cosigner block {pin}" in near.gets("/computers").text
    assert f'href="/block/{pin}"' in phone.gets("/computers").text
    asked = phone.gets(f"/block/{pin}")
    assert "tandem-cosigner pair" in asked.text  # how it is undone
    fields = {name: asked.field(name, "/block") for name in ("token", "id")}
    assert near.posts("/block", fields).status == 403
    assert sends(phone, "/block", {**fields, "id": "00" * 8}).status == 403
    assert phone.gets("/block/" + "00" * 8).status == 409
    assert homes.serving.cosigner.admin.status().computers[0].blocked is None
    homes.pays(2_000)
    assert sends(phone, "/block", fields).headers["Location"] == "/computers?said=done"
    (blocked,) = homes.serving.cosigner.admin.status().computers
    assert blocked.blocked is not None
    assert homes.waiting == ()  # what it asked for is refused
    assert f"page, browser My phone: blocks the computer {pin}" in lines(homes)
    assert "Blocked. It is turned away." in phone.gets("/computers?said=done").text
    assert phone.gets(f"/block/{pin}").status == 409
