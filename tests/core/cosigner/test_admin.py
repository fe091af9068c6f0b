"""What the person at the co-signer asks and decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.approval.messages import Propose
from core.approval.request import APPROVAL_LASTS
from core.bitcoin import descriptor
from core.bitcoin.address import address
from core.codec.codec import encode
from core.codec.plain import Misfit, plain, read, strictly
from core.cosigner.admin import FAR, LOG_LINES, Admin
from core.cosigner.admin_in_turn import AdminInTurn
from core.cosigner.api import (
    AdminApi,
    ApprovalView,
    ComputerView,
    DecidedView,
    HalfView,
    PlaceView,
    PolicyChange,
    PolicyView,
    SelfView,
    SheetView,
    StatusView,
)
from core.cosigner.browser_api import BrowserApi
from core.cosigner.calls import (
    CALLS,
    LOOSENING,
    ApproveArguments,
    DrillSheetArguments,
    SheetWords,
    TakeSheetArguments,
    answer,
)
from core.cosigner.remote import RemoteAdmin
from core.cosigner.restore_api import RestoreApi
from core.cosigner.rules_view import MAX_SATS
from core.cosigner.sheet_api import SheetApi
from core.cosigner.signing_requests import SigningRequests
from core.crypto.rng import HedgedRng
from core.errors import BadInput, InputKind, RefusalKind, Refused
from core.home.log import LogQuery
from core.home.records import LogCode, Peer
from core.keys.record import share_of
from core.recovery.carried import carry
from core.recovery.sheet import Sheet
from core.role import Role
from core.secret import Secret
from core.transport.link.link import Link
from tests.support.hostile import an_a1, spoilt
from tests.support.ot import SeededRng
from tests.support.payment import SHOP
from tests.support.two_homes import NAME, NETWORK, TwoHomes, a_table, two_homes

BELOW = 50_000
SHOP_ADDRESS = "bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct"


def desk(homes: TwoHomes) -> AdminApi:
    return homes.cosigner.admin


# ------------------------------------------------------------------ decisions
def test_a_yes_to_a_payment(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire())
    (asked,) = desk(homes).approvals()
    assert asked.id == found.request.hex()
    assert desk(homes).approve(asked.id) == DecidedView(asked.id, "approved", asked.leaves, asked.recipients, asked.fee)
    assert desk(homes).approvals() == ()
    homes.sign(homes.wire())
    with pytest.raises(BadInput, match="not open"):
        desk(homes).approve(asked.id)


def test_a_high_fee_needs_a_yes_of_its_own(homes: TwoHomes) -> None:
    homes.propose(homes.wire(10_000, fee=9_000_000))
    (asked,) = desk(homes).approvals()
    assert "fee" in asked.warnings
    with pytest.raises(BadInput) as caught:
        desk(homes).approve(asked.id)
    assert caught.value.kind is InputKind.FEE
    assert desk(homes).approve(asked.id, accept_fee=True).state == "approved"


def test_a_no_to_a_payment_and_its_reason(homes: TwoHomes) -> None:
    wire = homes.wire()
    found = homes.propose(wire)
    for reason in ("", " ", "a\nb", "x" * 501):
        with pytest.raises(BadInput) as caught:
            desk(homes).refuse(found.request.hex(), reason)
        assert caught.value.kind is InputKind.REASON
    assert desk(homes).refuse(found.request.hex(), "not mine") == DecidedView(found.request.hex(), "refused")
    with pytest.raises(Refused, match="not mine") as refused:
        homes.pay(wire)
    assert refused.value.kind is RefusalKind.REFUSED


@pytest.mark.parametrize("id", ["", "abc", "zz" * 16, "ab" * 17, "..", "0x70", "\u0967\u0967\u0967\u0967"])
def test_what_is_no_request_id(homes: TwoHomes, id: str) -> None:
    with pytest.raises(BadInput) as approving:
        desk(homes).approve(id)
    with pytest.raises(BadInput) as refusing:
        desk(homes).refuse(id, "no")
    assert approving.value.kind is refusing.value.kind is InputKind.REQUEST_ID


def test_a_request_that_is_not_there(homes: TwoHomes) -> None:
    with pytest.raises(BadInput) as caught:
        desk(homes).approve("ab" * 16)
    assert caught.value.kind is InputKind.NO_SUCH_REQUEST


class SameBeginnings(HedgedRng):
    """Request ids that begin alike."""

    def bytes(self, label: str, n: int) -> bytes:
        drawn = super().bytes(label, n)
        return b"\x70\x11" + drawn[2:] if label == "request" else drawn


def test_the_beginning_of_an_id_is_enough(homes: TwoHomes) -> None:
    """What the computer's screen shows of it, to be typed on another device; in capitals too."""
    first, second = (homes.propose(homes.wire(seed=seed)).request.hex() for seed in (0, 1))
    assert desk(homes).approve(first[:8].upper() + " ").id == first
    assert desk(homes).refuse(second[:4], "no").id == second
    with pytest.raises(BadInput, match="not open: it is refused"):
        desk(homes).approve(second[:8])


def test_a_beginning_of_two_ids_is_refused_and_names_both(homes: TwoHomes) -> None:
    clock = homes.clock
    requests = SigningRequests(homes.cosigner.records, lambda: int(clock.now()), SameBeginnings(), a_table)
    admin = Admin(homes.cosigner.records, requests, lambda: int(clock.now()), list)
    row = homes.cosigner.row
    read = requests.reading(row, Propose(row.key_id, 1, bytes(32)))
    made = [requests.propose(row, read(encode(homes.wire(seed=seed)))).id.hex() for seed in range(3)]
    assert {id[:4] for id in made} == {"7011"}
    with pytest.raises(BadInput) as caught:
        admin.approve("7011")
    assert caught.value.kind is InputKind.REQUEST_ID
    assert all(id[:8] in caught.value.message for id in made)
    assert all(request.open for request in homes.cosigner.tasks())
    requests.refuse(bytes.fromhex(made[0]), "no")
    requests.refuse(bytes.fromhex(made[1]), "no")
    assert admin.approve("7011").id == made[2]  # the one that waits: what is decided is named in full
    assert admin.approvals() == ()
    with pytest.raises(BadInput, match="begin with 7011"):
        admin.refuse("7011", "no")
    assert admin.refuse(made[2], "no, wait").state == "refused"


def test_the_way_out_of_a_lock_has_a_beginning_too(homes: TwoHomes) -> None:
    asked = unlock(homes)
    with pytest.raises(BadInput, match="not the payment that was shown"):
        desk(homes).approve(asked[:6], task="ab" * 32)
    assert desk(homes).approve(asked[:6]) == DecidedView(asked, "granted")


def test_no_request_begins_so(homes: TwoHomes) -> None:
    id = homes.propose(homes.wire()).request.hex()
    wrong = f"{(int(id[:4], 16) + 1) % 65536:04x}"
    with pytest.raises(BadInput, match="no request") as caught:
        desk(homes).approve(wrong)
    assert caught.value.kind is InputKind.NO_SUCH_REQUEST


def unlock(homes: TwoHomes) -> str:
    """A lock, and the request to refresh out of it."""
    homes.raw().ask(spoilt(an_a1(homes)))
    with pytest.raises(Refused):
        homes.client.refresh(homes.key.key_id)
    (asked,) = desk(homes).approvals()
    computer, nameless = homes.cosigner.row.pin.hex()[:16], replace(asked, computer_name="", refused=0)
    assert nameless == ApprovalView(asked.id, "unlock", NAME, NETWORK, fee=0, warnings=("locked",), computer=computer)
    return asked.id


def joint(homes: TwoHomes) -> str:
    """The fingerprint that the computer's own half says, and its paper."""
    return descriptor.fingerprint(share_of(homes.key).Q).hex()


def test_the_way_out_of_a_lock(homes: TwoHomes) -> None:
    asked = unlock(homes)
    pin = homes.cosigner.row.pin.hex()[:16]
    assert desk(homes).status().wallets == (
        HalfView(NAME, NETWORK, 1, "locked", locked=True, computer=pin, fingerprint=joint(homes)),
    )
    assert desk(homes).status().open_requests == 1
    assert desk(homes).approve(asked) == DecidedView(asked, "granted")
    assert desk(homes).approvals() == ()
    assert desk(homes).status().open_requests == 0
    assert desk(homes).status().log[-1].code == LogCode.UNLOCKED
    homes.client.refresh(homes.key.key_id)
    assert desk(homes).status().wallets == (
        HalfView(NAME, NETWORK, 2, "open", locked=False, computer=pin, fingerprint=joint(homes)),
    )


def test_no_way_out_of_a_lock(homes: TwoHomes) -> None:
    asked = unlock(homes)
    assert desk(homes).refuse(asked, "first say what happened") == DecidedView(asked, "refused")
    assert desk(homes).approvals() == ()
    assert desk(homes).status().log[-1].code == LogCode.STAYS_LOCKED
    with pytest.raises(Refused):
        homes.client.refresh(homes.key.key_id)


def test_a_suspension_ends(homes: TwoHomes) -> None:
    row, now = homes.cosigner.row, int(homes.clock.now())
    wish = replace(row.rules, suspended_until=now + 900, suspensions=1)
    with homes.cosigner.records.write() as write:
        write.key(replace(row, rules=wish))
    from core.keys.limits import wishing_unlock

    with homes.cosigner.records.write() as write:
        write.key(wishing_unlock(homes.cosigner.row, bytes(15) + b"\1"))
    (asked,) = desk(homes).approvals()
    assert asked.warnings == ("suspended",)
    assert desk(homes).approve(asked.id).state == "granted"
    assert homes.cosigner.row.rules.suspended_until == 0
    assert desk(homes).status().log[-1].code == LogCode.RESUMED


# ------------------------------------------------------------------ rules
def test_rules_are_set_and_shown(homes: TwoHomes) -> None:
    pin = homes.cosigner.row.pin.hex()[:16]
    assert desk(homes).policy_show() == (PolicyView(wallet=NAME, network=NETWORK, computer=pin),)
    rules = PolicyView(wallet=NAME, network=NETWORK, computer=pin, approve_below=BELOW, unattended_limit=10 * BELOW)
    assert desk(homes).policy_set(PolicyChange(approve_below=BELOW)) == (rules,)
    homes.propose(homes.wire(40_000, fee=500))
    assert desk(homes).policy_show(NAME) == (
        replace(rules, unattended_24h=40_500, signed_24h=40_500, signed_7d=40_500, propose_delay=1_440),
    )
    assert desk(homes).policy_set(PolicyChange(approve_below=0), NAME)[0].approve_below == 0
    assert desk(homes).status().log[-1].values[:3] == (NAME, "approve-below", "0")


@pytest.mark.parametrize("sats", [-2, MAX_SATS + 1])
def test_an_amount_that_does_not_exist(homes: TwoHomes, sats: int) -> None:
    with pytest.raises(BadInput, match="from 0 to 21 million"):
        desk(homes).policy_set(PolicyChange(approve_below=sats))


def test_a_wallet_that_does_not_exist(homes: TwoHomes) -> None:
    asks = (
        lambda: desk(homes).policy_set(PolicyChange(approve_below=1), "other"),
        lambda: desk(homes).policy_show("other"),
        lambda: desk(homes).address("other"),
    )
    for ask in asks:
        with pytest.raises(BadInput) as caught:
            ask()
        assert caught.value.kind is InputKind.NO_SUCH_WALLET


def test_no_rule_before_there_is_a_wallet(tmp_path: Path) -> None:
    with two_homes(tmp_path, keys=0) as fresh:
        assert desk(fresh).policy_show() == ()
        with pytest.raises(BadInput) as caught:
            desk(fresh).policy_set(PolicyChange(approve_below=1))
        assert caught.value.kind is InputKind.NO_WALLET


# ------------------------------------------------------------------ looking
def test_addresses(homes: TwoHomes) -> None:
    first = desk(homes).address(NAME)
    assert (first.path, first.mine) == ("0/0", True)
    assert desk(homes).address(NAME, first.address) == first
    assert desk(homes).address(NAME, "7").path == "0/7"
    with pytest.raises(BadInput, match="smaller one"):
        desk(homes).address(NAME, str(FAR + 1_000))
    for foreign, kind in ((address(SHOP, NETWORK), InputKind.FOREIGN), ("nonsense", InputKind.ADDRESS)):
        with pytest.raises(BadInput) as caught:
            desk(homes).address(NAME, foreign)
        assert caught.value.kind is kind
    with homes.cosigner.records.write() as write:
        write.key(replace(homes.cosigner.row, peer_committed=False))
    with pytest.raises(BadInput) as unsettled:
        desk(homes).address(NAME)
    assert unsettled.value.kind is InputKind.UNSETTLED


def test_the_status(homes: TwoHomes) -> None:
    for sats in range(LOG_LINES + 3):
        desk(homes).policy_set(PolicyChange(approve_below=sats))
    homes.propose(homes.wire())
    found = desk(homes).status()
    assert (found.practice, found.serving, found.open_requests) == (False, None, 1)
    pin = homes.cosigner.row.pin.hex()[:16]
    assert found.wallets == (HalfView(NAME, NETWORK, 1, "open", locked=False, computer=pin, fingerprint=joint(homes)),)
    assert [entry.code for entry in found.log[:-1]] == [LogCode.RULE_SET] * (LOG_LINES - 1)


def test_whose_it_is_stands_everywhere(homes: TwoHomes) -> None:
    """What the computer calls itself in quotation marks, until the person here calls it something; never without its
    fingerprint."""
    pin = homes.cosigner.row.pin
    of = pin.hex()[:16]
    homes.names = ("Office", "")
    homes.propose(homes.wire())
    admin = desk(homes)
    with homes.cosigner.records.write() as write:
        write.peer(pin, Peer(bytes(3), "", 0, 5, words_compared=True))
    computer = ComputerView(of, online=True, paired=5, words_compared=True, name="“Office”", told="Office")
    assert admin.status().computers == (computer,)

    def names() -> set[tuple[str, str]]:
        found: list[Any] = [*admin.approvals(), *admin.policy_show(), *admin.status().wallets, admin.address(NAME)]
        return {(one.computer, one.computer_name) for one in found}

    assert names() == {(of, "“Office”")}
    with pytest.raises(BadInput, match="nobody is called so"):
        admin.rename("Desk", "Upstairs")
    assert admin.rename("office", "Upstairs") == replace(computer, name="Upstairs")
    assert names() == {(of, "Upstairs")}
    admin.refuse(admin.approvals()[0].id, "no")
    unlock(homes)
    assert names() == {(of, "Upstairs")}
    assert admin.policy_show(f"upstairs/{NAME}") == admin.policy_show(NAME)


def test_the_co_signer_has_a_name_of_its_own(homes: TwoHomes) -> None:
    admin = Admin(homes.cosigner.records, homes.cosigner.requests, lambda: 0, list, pin=b"\x3f\x2a" * 16)
    assert admin.name() == SelfView("", "3f2a" * 4)
    assert admin.name("Kitchen NUC") == admin.name() == SelfView("Kitchen NUC", "3f2a" * 4)
    assert (admin.status().name, admin.status().fingerprint) == ("Kitchen NUC", "3f2a" * 4)
    with pytest.raises(BadInput) as caught:
        admin.name("--help")
    assert caught.value.kind is InputKind.NAME_BEGIN
    assert admin.name().name == "Kitchen NUC"


def test_what_is_no_kind_of_line_is_named(homes: TwoHomes) -> None:
    with pytest.raises(BadInput, match=r"the kinds are .*fault.*lie.*rules"):
        desk(homes).log(LogQuery("lies"))


# ------------------------------------------------------------------ the same by name, as the control socket has it
def test_every_command_is_a_method_and_every_method_a_command() -> None:
    methods = {
        name for kind in (AdminApi, SheetApi, RestoreApi, BrowserApi) for name in vars(kind) if not name.startswith("_")
    }
    assert CALLS.keys() == methods


def test_a_sheet_is_made_by_name_too(homes: TwoHomes) -> None:
    admin = homes.cosigner.admin
    with pytest.raises(BadInput) as none:
        answer(admin, "sheet_show", {})
    assert none.value.kind is InputKind.NO_SHEET
    remote = RemoteAdmin(lambda command, args, *_: answer(AdminInTurn(admin, lambda work: work()), command, args))
    made = remote.sheet_new()
    sheet = Sheet.read(made.words.reveal(), Role.P2)
    with pytest.raises(BadInput):
        remote.sheet_show()
    now = int(homes.clock.now())
    view = SheetView(sheet.public.fingerprint, now, due=now)
    assert remote.sheet_confirm(" ".join(made.fingerprint)) == remote.sheet_show() == view
    assert {"sheet_seat", "sheet_new", "sheet_confirm", "sheet_take", "drill"} <= set(LOOSENING)
    assert {"sheet_exchange", "sheet_give_up"} <= set(LOOSENING)
    new = remote.sheet_exchange()
    assert remote.sheet_confirm(" ".join(new.fingerprint)).fingerprint == new.fingerprint  # no key is sealed yet
    with pytest.raises(BadInput):
        remote.sheet_give_up()
    assert sheet.words.reveal()[1] not in repr(SheetWords(sheet.words.reveal()))
    assert sheet.words.reveal()[1] not in repr(DrillSheetArguments("w", " ".join(sheet.words.reveal())))


def test_a_sheet_that_was_made_elsewhere_is_taken_by_its_code(homes: TwoHomes) -> None:
    admin = homes.cosigner.admin
    remote = RemoteAdmin(lambda command, args, *_: answer(AdminInTurn(admin, lambda work: work()), command, args))
    sheet = Sheet.make(Role.P2, SeededRng("elsewhere"))
    file, code = carry(sheet.kept(7), SeededRng("carried"))
    typed = Secret(" ".join(code.reveal()))
    assert remote.sheet_take(file, typed) == remote.sheet_show() == SheetView(sheet.public.fingerprint, 7, due=7)
    assert code.reveal()[0] not in repr(TakeSheetArguments(file, typed.reveal()))


def test_nobody_sees_words_from_where_a_computer_is_linked(homes: TwoHomes) -> None:
    admin = homes.cosigner.admin
    remote = RemoteAdmin(lambda command, args, *_: answer(AdminInTurn(admin, lambda work: work()), command, args))
    link = SimpleNamespace(pin=homes.cosigner.row.pin, address="192.0.2.7", version=1)
    with homes.cosigner.records.write() as write:
        write.peer(link.pin, Peer(b"der", "", 0, 5, words_compared=True))
    admin.seats.seen(cast(Link, link))
    for apart in ("", "192.0.2.8"):
        remote.sheet_seat(apart, told=True)
    with pytest.raises(BadInput, match="sudo") as untold:
        remote.sheet_seat("", told=False)
    assert untold.value.kind is InputKind.SHEET_TERMINAL
    with pytest.raises(BadInput, match="wallet computer") as refused:
        remote.sheet_seat("192.0.2.7", told=True)
    assert refused.value.kind is InputKind.SHEET_SEAT
    remote.sheet_seat("192.0.2.7", told=True, insists=True)
    newest = homes.cosigner.records.log(1)[0]
    assert (newest.code, newest.values) == (LogCode.SHEET_INSISTED, ("192.0.2.7",))


def test_commands_are_objects_of_json(homes: TwoHomes) -> None:
    found = homes.propose(homes.wire(30_000, fee=700))
    pin = homes.cosigner.row.pin.hex()[:16]
    payment = {
        "id": found.request.hex(),
        "kind": "pay",
        "wallet": NAME,
        "network": NETWORK,
        "pays": [{"address": SHOP_ADDRESS, "sats": 30_000, "first_time": True, "looks_like": ""}],
        "unfindable": [],
        "to_self": [],
        "fee": 700,
        "warnings": [],
        "leaves": 30_700,
        "recipients": 1,
        "replaces": [],
        "fee_more": None,
        "hurries": [],
        "computer": pin,
        "computer_name": "",
        "rules": [],
        "approved": False,
        "seconds": APPROVAL_LASTS,
        "refused": 0,
        "task": found.task_id.hex(),
        "lines": [],
        "sheet": [],
        "old_sheet": [],
        "restores": None,
    }
    admin = AdminInTurn(homes.cosigner.admin, lambda work: work())
    assert answer(admin, "approvals", {}) == {"approvals": [payment]}
    rules: dict[str, object] = plain(PolicyView(wallet=NAME, propose_delay=1_440, network=NETWORK, computer=pin))
    assert answer(admin, "policy_show", {}) == {"policies": [rules]}
    changed = rules | {"approve_below": 5, "allow": [SHOP_ADDRESS], "unattended_limit": 50}
    change = {"approve_below": 5, "allow": [SHOP_ADDRESS]}
    assert answer(admin, "policy_set", {"change": change, "name": NAME}) == {"policies": [changed]}
    shown = answer(admin, "address", {"name": NAME, "which": "3"})
    fields = ["address", "computer", "computer_name", "mine", "path", "wallet", "warnings"]
    assert (shown["path"], shown["mine"], sorted(shown)) == ("0/3", True, fields)
    status = answer(admin, "status", {})
    assert read(StatusView, status) == homes.cosigner.admin.status()
    half = {"name": NAME, "network": NETWORK, "epoch": 1, "state": "open", "locked": False, "old_copy": ""}
    half |= {"computer": pin, "computer_name": "", "silence": 0, "sheet": [], "sealed": False}
    half |= {"fingerprint": joint(homes)}
    assert status["wallets"] == [half]
    decided = {"id": found.request.hex(), "state": "refused", "leaves": None, "recipients": None, "fee": None}
    assert answer(admin, "refuse", {"id": found.request.hex(), "reason": "no"}) == decided
    again = homes.propose(homes.wire(30_001, fee=700)).request.hex()
    assert answer(admin, "approve", {"id": again}) == {
        "id": again,
        "state": "approved",
        "leaves": 30_701,
        "recipients": 1,
        "fee": 700,
    }
    (waiting,) = answer(admin, "unsigned", {})["approvals"]
    assert (waiting["id"], waiting["approved"], waiting["seconds"]) == (again, True, 0)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("pair", {}),
        ("approve", {}),
        ("approve", {"id": 5}),
        ("approve", {"id": "ab" * 16, "accept_fee": 1}),
        ("approve", {"id": "ab" * 16, "more": 1}),
        ("policy_set", {"approve_below": True}),
        ("policy_set", {"approve_below": "5"}),
        ("status", {"name": "x"}),
    ],
)
def test_what_is_no_command(homes: TwoHomes, name: str, args: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"of one version|update both programs"):
        answer(homes.cosigner.admin, name, args)


def test_what_another_version_says_is_read_as_far_as_it_goes() -> None:
    told = {"id": "x", "pays": [{"sats": "many"}, {"address": "a", "sats": 5}], "fee": None, "warnings": 3, "more": 1}
    assert read(ApprovalView, told) == ApprovalView("x", pays=(PlaceView(), PlaceView("a", 5)))
    assert read(ApprovalView, "nonsense") == ApprovalView()
    assert read(StatusView, {"serving": 5, "computers": {}, "practice": 1}) == StatusView()
    assert plain(ApproveArguments("x")) == {"id": "x", "accept_fee": False, "task": ""}
    with pytest.raises(Misfit):
        strictly(ApproveArguments, {"accept_fee": True})
