"""Addresses: output scripts as people write them."""

from __future__ import annotations

from core.bitcoin import base58
from core.bitcoin.networks import NETWORKS, Network, network
from core.bitcoin.script import ScriptKind, kind_of
from core.codec import bech32
from core.errors import BadInput, InputKind


def address(script: bytes, name: str) -> str | None:
    """The address of an output script on a network; None for scripts that have none."""
    parameters = network(name)
    match kind_of(script):
        case ScriptKind.WPKH | ScriptKind.WSH:
            return bech32.encode_program(parameters.hrp, 0, script[2:])
        case ScriptKind.TR:
            return bech32.encode_program(parameters.hrp, 1, script[2:])
        case ScriptKind.PKH:
            return base58.encode(bytes([parameters.pkh]) + script[3:23])
        case ScriptKind.SH:
            return base58.encode(bytes([parameters.sh]) + script[2:22])
        case _:
            return None


def script_of(text: str, name: str) -> bytes:
    """The output script of an address of this network. BadInput says what is wrong with it."""
    parameters = network(name)
    if not text.isascii() or not text.isprintable() or not text:
        raise BadInput("this is not an address: it is empty, or has characters that no address has", InputKind.ADDRESS)
    hrps = tuple(f"{found.hrp}1" for found in NETWORKS.values())
    if text.lower().startswith(hrps):
        return _from_bech32(text, parameters)
    return _from_base58(text, parameters)


def _from_bech32(text: str, parameters: Network) -> bytes:
    try:
        hrp, version, program = bech32.decode_program(text)
    except BadInput as fault:
        raise BadInput(f"this is not a valid address: {fault.message}", InputKind.ADDRESS) from None
    if hrp != parameters.hrp:
        raise _elsewhere([found.name for found in NETWORKS.values() if found.hrp == hrp], parameters)
    if version == 0 or (version == 1 and len(program) == 32):
        return bytes([0x50 + version if version else 0, len(program)]) + program
    raise BadInput(
        "nobody may be able to spend from this kind of address yet; ask for another address", InputKind.ADDRESS
    )


def _from_base58(text: str, parameters: Network) -> bytes:
    try:
        payload = base58.decode(text)
    except BadInput as fault:
        raise BadInput(f"this is not a valid address: {fault.message}", InputKind.ADDRESS) from None
    if len(payload) != 21:
        raise BadInput(
            "this is not an address; ask for one that begins with " + parameters.hrp + "1", InputKind.ADDRESS
        )
    version, digest = payload[0], payload[1:]
    if version == parameters.pkh:
        return b"\x76\xa9\x14" + digest + b"\x88\xac"
    if version == parameters.sh:
        return b"\xa9\x14" + digest + b"\x87"
    names = [found.name for found in NETWORKS.values() if version in (found.pkh, found.sh)]
    if not names:
        raise BadInput("this is an address of another currency, not of Bitcoin", InputKind.ADDRESS)
    raise _elsewhere(names, parameters)


def _elsewhere(names: list[str], parameters: Network) -> BadInput:
    return BadInput(
        f"this address belongs to the network {' or '.join(names)}, and this wallet is on {parameters.name}; "
        f"ask for an address of {parameters.name}",
        InputKind.NETWORK,
    )
