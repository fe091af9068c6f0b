"""The networks a key can be made for. A key's network never changes."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import BadInput, InputKind


@dataclass(frozen=True, slots=True)
class Network:
    """How addresses and extended keys begin. Bitcoin's signatures name no network; key_id and task_id do (N1)."""

    name: str
    hrp: str
    pkh: int  # version byte of a pay-to-public-key-hash address
    sh: int  # version byte of a pay-to-script-hash address
    xpub: bytes  # 4 version bytes


_TEST_XPUB = bytes.fromhex("043587cf")

NETWORKS = {
    parameters.name: parameters
    for parameters in (
        Network("practice", "bcrt", 0x6F, 0xC4, _TEST_XPUB),
        Network("regtest", "bcrt", 0x6F, 0xC4, _TEST_XPUB),
        Network("testnet4", "tb", 0x6F, 0xC4, _TEST_XPUB),
        Network("signet", "tb", 0x6F, 0xC4, _TEST_XPUB),
        Network("bitcoin", "bc", 0x00, 0x05, bytes.fromhex("0488b21e")),
    )
}


def network(name: str) -> Network:
    """The parameters of a network. Raises BadInput."""
    if name not in NETWORKS:
        raise BadInput(f"there is no network of this name; choose one of {', '.join(NETWORKS)}", InputKind.NETWORK)
    return NETWORKS[name]
