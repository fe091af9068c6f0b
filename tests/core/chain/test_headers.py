"""Headers that are real ones, and what is refused of others."""

from __future__ import annotations

from dataclasses import replace

import bdkpython as bdk
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chain.headers import FUTURE, RULES, BlockHeader, check_links, check_time, check_work, stale
from core.errors import PeerFault
from tests.support.whole_key import WholeKey

# The first two blocks of bitcoin, and of signet (BIP325): known to everyone.
GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3"
    "888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
BLOCK1 = bytes.fromhex(
    "010000006fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000982051fd1e4ba744bbbe680e1fee14677ba1a3c3"
    "540bf7b1cdb606e857233e0e61bc6649ffff001d01e36299"
)
OLD = replace(RULES["bitcoin"], easiest=RULES["testnet4"].easiest, born=0)  # as if it were 2009


def test_real_headers_pass() -> None:
    first, second = BlockHeader(GENESIS), BlockHeader(BLOCK1)
    assert first.hash == RULES["bitcoin"].genesis
    assert second.hash[::-1].hex() == "00000000839a8e6886ab5951d76f411475428afc90947ee320161bbf18eb6048"
    check_links([first, second], 1)
    check_work(first, 0, OLD)
    check_work(second, 1, OLD)


@pytest.mark.parametrize("name", RULES)
def test_first_blocks_are_those_of_bdk(name: str) -> None:
    network = "REGTEST" if name == "practice" else name.upper()
    kind = bdk.NetworkKind.MAIN if name == "bitcoin" else bdk.NetworkKind.TEST
    descriptors = [bdk.Descriptor(text, kind) for text in WholeKey("any", name).descriptors]
    wallet = bdk.Wallet(*descriptors, bdk.Network[network], bdk.Persister.new_in_memory())
    assert wallet.latest_checkpoint().hash.serialize() == RULES[name].genesis


@given(st.integers(0, 8 * 80 - 1))
def test_any_flipped_bit_costs_the_work_again(bit: int) -> None:
    raw = bytearray(BLOCK1)
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(PeerFault, match="block 1 without the work"):
        check_work(BlockHeader(bytes(raw)), 1, OLD)


def test_the_work_of_another_time_or_network_is_not_enough() -> None:
    with pytest.raises(PeerFault, match="without the work of a real one"):
        check_work(BlockHeader(BLOCK1), 900_000, RULES["bitcoin"])
    with pytest.raises(PeerFault, match="block 1, from before this program"):
        check_work(BlockHeader(BLOCK1), 1, replace(OLD, born=2))
    for bits in ("ffff7f20", "00000000", "ffffff1d", "ffffff20", "ffffffff", "010080ff"):
        eased = BlockHeader(BLOCK1[:72] + bytes.fromhex(bits) + BLOCK1[76:])
        with pytest.raises(PeerFault, match="without the work"):
            check_work(eased, 1, OLD)


def test_headers_must_follow_each_other() -> None:
    first, second = BlockHeader(GENESIS), BlockHeader(BLOCK1)
    check_links([second], 1)
    check_links([], 0)
    with pytest.raises(PeerFault, match="block 8 that does not follow"):
        check_links([first, second, first], 8)
    with pytest.raises(PeerFault, match="block 7 that does not follow"):
        check_links([first, first, second], 8)


def test_no_block_is_from_the_future() -> None:
    made = 1_231_469_665  # block 1 of bitcoin
    assert BlockHeader(BLOCK1).time == made
    check_time(BlockHeader(BLOCK1), 1, made - FUTURE)
    with pytest.raises(PeerFault, match="block 1 from the future"):
        check_time(BlockHeader(BLOCK1), 1, made - FUTURE - 1)


@pytest.mark.parametrize(
    ("network", "age", "told"),
    [
        ("bitcoin", 3 * 3600, 0),
        ("bitcoin", 3 * 3600 + 1, 3 * 3600 + 1),
        ("bitcoin", -60, 0),
        ("testnet4", 5 * 3600, 0),
        ("testnet4", 25 * 3600, 25 * 3600),
        ("regtest", 10**8, 0),
        ("practice", 10**8, 0),
    ],
)
def test_three_hours_without_a_block_mean_something(network: str, age: int, told: int) -> None:
    assert stale(1_800_000_000, network, 1_800_000_000 + age) == told
