"""What leaves Tandem, against embit and BDK."""

from __future__ import annotations

import bdkpython as bdk
import pytest
from embit.bip32 import HDKey
from embit.descriptor import Descriptor
from embit.networks import NETWORKS as EMBIT

from core.bitcoin.descriptor import checksum
from core.bitcoin.networks import NETWORKS
from core.bitcoin.private_descriptor import PrivateDescriptors, private_descriptors
from core.crypto.secp256k1 import base_mult
from core.errors import Bug
from core.secret import Secret
from tests.core.bitcoin.test_encodings import EMBIT_NAME
from tests.support.whole_key import WholeKey

KEY = WholeKey("leaving")


def of(name: str) -> PrivateDescriptors:
    return private_descriptors(Secret(KEY.secret), KEY.Q, KEY.chain, name)


@pytest.mark.parametrize("name", NETWORKS)
def test_addresses_of_embit_and_bdk(name: str) -> None:
    found = of(name)
    real = name == "bitcoin"
    kind = {"bitcoin": bdk.Network.BITCOIN, "testnet4": bdk.Network.TESTNET4, "signet": bdk.Network.SIGNET}
    both = Descriptor.from_string(found.both.reveal())
    for branch, secret in enumerate((found.receiving, found.change)):
        theirs = Descriptor.from_string(secret.reveal())
        watched = bdk.Descriptor(secret.reveal(), bdk.NetworkKind.MAIN if real else bdk.NetworkKind.TEST)
        for index in (0, 1, 59, 999):
            ours = KEY.table.address(branch, index, name)
            assert ours == theirs.derive(index).address(EMBIT[EMBIT_NAME[name]])
            assert ours == both.derive(index, branch_index=branch).address(EMBIT[EMBIT_NAME[name]])
            assert ours == str(watched.derive_address(index, kind.get(name, bdk.Network.REGTEST)))
        assert theirs.keys[0].is_private


@pytest.mark.parametrize("name", NETWORKS)
def test_the_extended_key_is_a_root_without_an_origin(name: str) -> None:
    text = of(name).both.reveal()
    assert text.startswith("wpkh(xprv" if name == "bitcoin" else "wpkh(tprv")
    assert "/<0;1>/*)#" in text
    body, _, told = text.partition("#")
    assert told == checksum(body)
    key = HDKey.from_string(body[len("wpkh(") :].partition("/")[0])
    assert (key.depth, key.child_number, key.is_private) == (0, 0, True)


def test_a_key_of_other_addresses_is_never_written() -> None:
    with pytest.raises(Bug):
        private_descriptors(Secret(KEY.secret), base_mult(5), KEY.chain, "regtest")


def test_nothing_of_it_is_shown() -> None:
    found = of("regtest")
    assert "tprv" not in repr(found)
