"""Payment links that others made (BIP21), read strictly: what could be meant in two ways is refused (D3).

Making one is payment_link.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QCoreApplication

from core.bitcoin.address import script_of
from core.encoding import is_plain
from core.errors import BadInput

translate = QCoreApplication.translate

SCHEME = "bitcoin:"
MAX_TEXT = 200  # characters of label and message
MAX_LINK = 4_096
COIN = 100_000_000
ALL_COINS = 21_000_000 * COIN

_AMOUNT = re.compile(r"([0-9]{1,8})(?:\.([0-9]{1,8}))?", re.ASCII)
_VALUE = re.compile(r"(?:[A-Za-z0-9\-._~!$'()*+,;:@/?]|%[0-9A-Fa-f]{2})*", re.ASCII)
_KEY = re.compile(r"[a-z0-9\-]+", re.ASCII)


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
    where, mark, query = bare[len(SCHEME) :].partition("?")
    found = _fields(query) if mark else {}
    address = _address(where, network)
    known = ("amount", "label", "message")
    return Request(
        address,
        _sats(found["amount"]) if "amount" in found else None,
        _words(found.get("label", "")),
        _words(found.get("message", "")),
        tuple(key for key in found if key not in known),
    )


def _address(text: str, network: str) -> str:
    script_of(text, network)
    return text.lower() if text.isupper() else text


def _fields(query: str) -> dict[str, str]:
    """Values by name in small letters, still escaped."""
    found: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        key = name.lower()
        if not _KEY.fullmatch(key) or not _VALUE.fullmatch(value):
            raise _wrong(translate("PaymentLink", "This payment link is damaged. Ask for another."))
        if key in found:
            raise _wrong(translate("PaymentLink", "This payment link says “{0}” twice. Ask for another.").format(key))
        if key.startswith("req-"):
            raise _wrong(
                translate("PaymentLink", "This payment link demands “{0}”, which Tandem cannot do.").format(key)
            )
        found[key] = value
    return found


def _sats(text: str) -> int | None:
    match = _AMOUNT.fullmatch(text)
    sats = int(match[1]) * COIN + int((match[2] or "").ljust(8, "0")) if match else ALL_COINS + 1
    if sats > ALL_COINS:
        raise _wrong(translate("PaymentLink", "The amount in this payment link is no amount. Ask for another."))
    return sats or None


def _words(text: str) -> str:
    try:
        found = bytes(QByteArray.fromPercentEncoding(text.encode()).data()).decode()
    except UnicodeDecodeError:
        found = "\0"
    if not is_plain(found) or len(found) > MAX_TEXT:
        raise _wrong(
            translate("PaymentLink", "The words in this payment link are too long or not plain text. Ask for another.")
        )
    return found.strip()


def _wrong(text: str) -> BadInput:
    return BadInput(text, "link")
