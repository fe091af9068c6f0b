"""The joint key written down, against BIP32, BIP380, embit and BDK."""

from __future__ import annotations

import bdkpython as bdk
import pytest
from embit.bip32 import HDKey
from embit.descriptor import Descriptor
from embit.networks import NETWORKS as EMBIT

from core.bitcoin import base58
from core.bitcoin.descriptor import checksum, descriptor, fingerprint, xpub
from core.bitcoin.networks import NETWORKS
from core.crypto.bip32 import HARDENED, ckd
from core.crypto.secp256k1 import Point, add, base_mult
from core.errors import BadInput
from tests.core.bitcoin.test_encodings import EMBIT_NAME
from tests.support.payment import CHAIN, Q, table

# BIP32, test vectors 1 and 2: a public key, an unhardened step, its child.
STEPS = [
    (
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw",
        1,
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
    ),
    (
        "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5",
        2,
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV",
    ),
    (
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV",
        1000000000,
        "xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy",
    ),
    (
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB",
        0,
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH",
    ),
    (
        "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL",
        2,
        "xpub6FnCn6nSzZAw5Tw7cgR9bi15UV96gLZhjDstkXXxvCLsUXBGXPdSnLFbdpq8p9HmGsApME5hQTZ3emM2rnY5agb9rXpVGyy3bdW6EEgAtqt",
    ),
]


def read_xpub(text: str) -> tuple[Point, bytes]:
    payload = base58.decode(text)
    assert len(payload) == 78
    return Point.parse(payload[45:]), payload[13:45]


@pytest.mark.parametrize(("parent", "i", "child"), STEPS)
def test_bip32_vectors(parent: str, i: int, child: str) -> None:
    P, chain = read_xpub(parent)
    tweak, found, code = ckd(P, chain, i)
    assert (found, code) == read_xpub(child)
    assert add(P, base_mult(tweak)) == found


@pytest.mark.parametrize("i", [HARDENED, HARDENED + 1, 2**32 - 1, -1, 2**40])
def test_no_hardened_step(i: int) -> None:
    with pytest.raises(BadInput, match="hardened"):
        ckd(Q, CHAIN, i)


def test_bip380_vectors() -> None:
    assert checksum("raw(deadbeef)") == "89f8spxm"
    assert checksum("raw(deedbeef)") != "89f8spxm"


@pytest.mark.parametrize("name", NETWORKS)
def test_xpub_has_no_parent(name: str) -> None:
    text = xpub(Q, CHAIN, name)
    payload = base58.decode(text)
    assert payload[4:13] == bytes(9)
    assert read_xpub(text) == (Q, CHAIN)
    assert text.startswith("xpub" if name == "bitcoin" else "tpub")
    key = HDKey.from_string(text)
    assert (key.depth, key.child_number, key.my_fingerprint) == (0, 0, fingerprint(Q))


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("branch", [0, 1])
def test_addresses_of_embit_and_bdk(name: str, branch: int) -> None:
    text = descriptor(Q, CHAIN, name, branch)
    assert text.startswith(f"wpkh([{fingerprint(Q).hex()}]{xpub(Q, CHAIN, name)}/84/0/0/{branch}/*)#")
    theirs = Descriptor.from_string(text)
    real = name == "bitcoin"
    watched = bdk.Descriptor(text, bdk.NetworkKind.MAIN if real else bdk.NetworkKind.TEST)  # checks the checksum
    kind = {"bitcoin": bdk.Network.BITCOIN, "testnet4": bdk.Network.TESTNET4, "signet": bdk.Network.SIGNET}
    for index in (0, 1, 59, 60, 1_999, 2**31 - 1):
        ours = table().address(branch, index, name)
        assert ours == theirs.derive(index).address(EMBIT[EMBIT_NAME[name]])
        assert ours == str(watched.derive_address(index, kind.get(name, bdk.Network.REGTEST)))
