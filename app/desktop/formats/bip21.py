"""Payment links that others made, by the grammar of BIP21 and BIP321: what could be meant in two ways is refused (D3),
and nothing else. Making one is bip21_write.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication

from core.bitcoin.address import script_of
from core.bitcoin.networks import NETWORKS
from core.codec.text import one_line
from core.errors import BadInput, InputKind

translate = QCoreApplication.translate

SCHEME = "bitcoin:"
MAX_TEXT = 200  # characters of label and message
MAX_LINK = 4_096
COIN = 100_000_000
ALL_COINS = 21_000_000 * COIN

_AMOUNT = re.compile(r"([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_QUERY = re.compile(r"(?:[A-Za-z0-9\-._~!$'()*+,;:@/?]|%[0-9A-Fa-f]{2})*", re.ASCII)  # qchar of the BIPs
_KNOWN = ("amount", "label", "message")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for. `sats` None: they leave the amount open. `ignored`: names of what is not followed."""

    address: str
    sats: int | None = None
    label: str = ""
    message: str = ""
    ignored: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What to call the payment: who is paid, for what."""
        return ", ".join(dict.fromkeys(part for part in (self.label, self.message) if part))[:MAX_TEXT]


def read(text: str, network: str) -> Request:
    """A payment link, or a bare address, also one in groups. BadInput says in one sentence what is wrong with it."""
    bare = text.strip()
    if not bare.lower().startswith(SCHEME):
        return Request(_address("".join(bare.split()), network))
    if len(bare) > MAX_LINK:
        raise _wrong(translate("PaymentLink", "This payment link is far too long. Ask for another."))
    where, _, query = bare[len(SCHEME) :].partition("?")
    found = _fields(query)
    where = where or found.get(NETWORKS[network].hrp, "")  # BIP321: the address may stand in a field of that name
    if not where:
        raise _wrong(translate("PaymentLink", "This payment link names no Bitcoin address. Ask for another."))
    address = _address(where, network)
    return Request(
        address,
        _sats(found["amount"]) if "amount" in found else None,
        _words(found.get("label", "")),
        _words(found.get("message", "")),
        tuple(key for key in found if key not in _KNOWN and found[key] != where),
    )


def _address(text: str, network: str) -> str:
    script_of(text, network)
    return text.lower() if text.isupper() else text


def _fields(query: str) -> dict[str, str]:
    """Values by name in small letters, still escaped; of a name that is not followed the first one."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if not part:
            continue
        if not name or not _QUERY.fullmatch(name) or not all(map(_QUERY.fullmatch, value.split("="))):
            raise _wrong(translate("PaymentLink", "This payment link is damaged. Ask for another."))
        key = _words(name).lower()
        if key in found and key in _KNOWN:
            raise _wrong(translate("PaymentLink", "This payment link says “{0}” twice. Ask for another.").format(key))
        if key.startswith("req-"):
            raise _wrong(
                translate("PaymentLink", "This payment link demands “{0}”, which Tandem cannot do.").format(key)
            )
        found.setdefault(key, value)
    return found


def _sats(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text)
    whole, part = (match[1].lstrip("0"), (match[2] or "").rstrip("0")) if match else ("", "")
    if not text.strip(".") or match is None or len(whole) > 8 or len(part) > 8:
        raise _no_amount()
    sats = int(whole or "0") * COIN + int(part.ljust(8, "0"))
    if sats > ALL_COINS:
        raise _no_amount()
    return sats or None


def _no_amount() -> BadInput:
    return _wrong(translate("PaymentLink", "The amount in this payment link is no amount. Ask for another."))


def _words(text: str) -> str:
    """What somebody wrote, in one plain line and cut; nothing if it is no text: no reason not to pay."""
    try:
        return one_line(bytes(QByteArray.fromPercentEncoding(text.encode()).data()).decode(), MAX_TEXT)
    except UnicodeDecodeError:
        return ""


def _wrong(text: str) -> BadInput:
    return BadInput(text, InputKind.LINK)
