"""Several computers at one co-signer, and one computer with several co-signers: real processes on real homes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.processes import Program, pair, wallet
from tests.support.programs import Programs, fails, light

pytestmark = pytest.mark.slow


@dataclass
class House:
    """An office PC and a laptop; a co-signer in the kitchen and one in the cellar."""

    kitchen: Programs
    cellar: Programs
    laptop: Program

    @property
    def office(self) -> Program:
        return self.kitchen.computer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    place = tmp_path_factory.mktemp("house")
    with Programs(place / "kitchen") as kitchen, Programs(place / "cellar") as cellar:
        kitchen.init()
        kitchen.other.call("name", "Kitchen NUC")
        kitchen.serve()
        cellar.init()
        cellar.serve()
        pair(light(kitchen.computer), kitchen.other)
        kitchen.computer.call("wallet", "new", "Savings", "--network", "regtest")
        yield House(kitchen, cellar, wallet(place / "laptop", place / "kitchen" / "passphrase-computer"))


def test_a_second_computer_has_wallets_of_its_own(house: House) -> None:
    """The same name on both; the co-signer says whose each is, and no computer hears of the other's."""
    kitchen = house.kitchen.other
    pair(light(house.laptop), kitchen)
    own = house.laptop.call("name", "Laptop")["fingerprint"]
    house.laptop.call("wallet", "new", "Savings", "--network", "regtest")
    assert [one["name"] for one in house.laptop.call("wallet", "list")["wallets"]] == ["Savings"]
    found = kitchen.call("status")
    assert {one["pin"]: one["name"] for one in found["computers"]}[own] == "“Laptop”"
    assert {one["name"] for one in found["wallets"]} == {"Savings"}
    assert len({one["computer"] for one in found["wallets"]}) == 2
    office = house.office.call("name")["fingerprint"]
    names = ", ".join(sorted(("Laptop/Savings", f"{office}/Savings")))
    said = f"Several computers have a wallet of this name: {names}; say which as COMPUTER/NAME"
    fails(kitchen, 7, "policy", "set", "Savings", "--approve-below", 5, about=said, kind="name")
    kitchen.call("policy", "set", "laptop/Savings", "--approve-below", 5)
    kitchen.call("rename", office[:6], "Office")
    rules = {one["computer_name"]: one["approve_below"] for one in kitchen.call("policy", "show")["policies"]}
    assert rules == {"“Laptop”": 5, "Office": 0}
    for computer, of in ((house.laptop, "Laptop"), (house.office, "Office")):
        address = computer.call("address", "Savings")["address"]
        assert kitchen.call("address", f"{of}/Savings", address)["computer_name"].strip("“”") == of
    fails(kitchen, 7, "rename", "Laptop", "0ffice", about="is called so, or so that it looks the same", kind="name")


def test_one_computer_has_wallets_at_two_co_signers(house: House) -> None:
    office, cellar = house.office, house.cellar
    link = _link(cellar.other)
    fails(office, 7, "pair", link, "--confirm-words", about="paired with Kitchen NUC already.*--another", kind="paired")
    pair(office, cellar.other, another=True)
    there = cellar.other.call("name")["fingerprint"]
    assert office.call("rename", there, "Cellar")["name"] == "Cellar"
    kitchen, second = office.call("cosigners")["cosigners"]
    assert (kitchen["name"], kitchen["wallets"], second["name"]) == ("“Kitchen NUC”", ["Savings"], "Cellar")
    new = ("wallet", "new", "Vault", "--network", "regtest")
    fails(office, 7, *new, about="several co-signers: Kitchen NUC, Cellar.*--cosigner WHICH", kind="name")
    office.call(*new, "--cosigner", "cellar")
    assert _cosigners(office) == {"Savings": "“Kitchen NUC”", "Vault": "Cellar"}
    assert [one["name"] for one in cellar.other.call("status")["wallets"]] == ["Vault"]
    cellar.kill()
    away, here = office.call("status", "Vault"), office.call("status", "Savings")
    assert (away["online"], here["online"], away["cosigner_name"]) == (False, True, "Cellar")
    fails(office, 4, "refresh", "Vault", about="Nothing listens", kind="not_serving")
    assert office.call("refresh", "Savings")["epoch"] == 2
    cellar.serve()
    assert office.call("refresh", "Vault")["epoch"] == 2


def _link(other: Program) -> str:
    with other.start("pair") as shown:
        return str(shown.object()["link"])


def _cosigners(computer: Program) -> dict[str, Any]:
    return {one["name"]: one["cosigner"] for one in computer.call("wallet", "list")["wallets"]}
