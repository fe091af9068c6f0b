"""Output scripts: the five kinds that have an address, data, and everything else."""

from __future__ import annotations

from enum import Enum

from core.bitcoin.wire import compact_size

_OP_RETURN = 0x6A
_DUST_RATE = 3  # sat per vbyte, what nodes take as the price of spending an output
_SPEND_WITNESS, _SPEND_LEGACY = 67, 148  # vbytes of the cheapest input that spends it


class ScriptKind(Enum):
    """What an output script is."""

    WPKH = "wpkh"
    WSH = "wsh"
    TR = "tr"
    PKH = "pkh"
    SH = "sh"
    DATA = "data"  # OP_RETURN: nobody can take it
    NO_ADDRESS = "no-address"  # unknown witness versions, anchors, bare keys and multisig, anything else


def kind_of(script: bytes) -> ScriptKind:
    """The kind of an output script."""
    size, head = len(script), script[:2]
    if size == 22 and head == b"\x00\x14":
        return ScriptKind.WPKH
    if size == 34 and head == b"\x00\x20":
        return ScriptKind.WSH
    if size == 34 and head == b"\x51\x20":
        return ScriptKind.TR
    if size == 25 and script[:3] == b"\x76\xa9\x14" and script[23:] == b"\x88\xac":
        return ScriptKind.PKH
    if size == 23 and head == b"\xa9\x14" and script[22:] == b"\x87":
        return ScriptKind.SH
    if script[:1] == bytes([_OP_RETURN]):
        return ScriptKind.DATA
    return ScriptKind.NO_ADDRESS


def wpkh(pubkey_hash: bytes) -> bytes:
    """Pay to witness public key hash."""
    return b"\x00\x14" + pubkey_hash


def tr(output_key: bytes) -> bytes:
    """Pay to taproot; 32 bytes."""
    return b"\x51\x20" + output_key


def _is_witness_program(script: bytes) -> bool:
    return 4 <= len(script) <= 42 and (script[0] == 0 or 0x51 <= script[0] <= 0x60) and script[1] == len(script) - 2


def dust_threshold(script: bytes) -> int:
    """Nodes do not relay an output of fewer sat than this."""
    if kind_of(script) is ScriptKind.DATA:
        return 0
    spend = _SPEND_WITNESS if _is_witness_program(script) else _SPEND_LEGACY
    return _DUST_RATE * (8 + len(compact_size(len(script))) + len(script) + spend)


def describe(script: bytes) -> str:
    """What an output without an address is, for a person: hex, and text with everything odd escaped."""
    if kind_of(script) is not ScriptKind.DATA:
        return f"no address: script {_hex(script)}"
    data = script[2:] if len(script) > 2 and script[1] == len(script) - 2 else script[1:]
    text = "".join(chr(byte) if 32 <= byte < 127 and byte != 92 else f"\\x{byte:02x}" for byte in data[:80])
    return f'data: {_hex(data)} "{text}"'


def _hex(data: bytes) -> str:
    return data.hex() if len(data) <= 80 else f"{data[:80].hex()}… ({len(data)} bytes)"
