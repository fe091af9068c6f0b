"""What a browser sends of a passkey, held against what it was asked for (W3C Web Authentication 3, 7.1 and 7.2).

fido2 reads the bytes and checks signatures; it is touched here alone, and loaded where there is a passkey. Its own
server is not used: that takes every origin below the RP id, which here is one, and brings the list of public suffixes.
Attestation is not asked for and not looked at: a person lets each passkey in at the terminal.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from fido2.webauthn import AuthenticatorData

ALGORITHMS: Final = (-7, -8, -257)  # of COSE: ES256, EdDSA, RS256; what all authenticators have between them
MOST_ID: Final = 1023  # bytes of a credential's id (7.1, step 25)
CREATE, GET = "webauthn.create", "webauthn.get"
_NEW: Final = frozenset({"clientDataJSON", "attestationObject"})
_USED: Final = frozenset({"clientDataJSON", "authenticatorData", "signature"})
_MADE_BADLY = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, struct.error)


@dataclass(frozen=True, slots=True)
class Credential:
    """One of the party `rp_id`: its id, its public key (COSE), and how often it has signed; 0: it does not count."""

    id: bytes
    public_key: bytes
    rp_id: str
    count: int


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What came: the credential's id, the client data as they were signed, what the authenticator says, and the
    signature; for a new one, its attestation object and none."""

    id: bytes
    client_data: bytes
    said: bytes
    signature: bytes

    @property
    def challenge(self) -> bytes:
        """What it answers, as it says itself. BadInput where it says nothing."""
        found = _fields(self.client_data).get("challenge")
        if not isinstance(found, str):
            raise _bad("it answers nothing")
        return decoded(found)


def rp_id_of(origin: str) -> str:
    """The host of an https origin, which is the id of the party there; empty for an IP address, which is never one."""
    host = origin.removeprefix("https://")
    name, _, port = host.rpartition(":")
    host = name if port.isdecimal() and name else host
    is_address = host.startswith("[") or host.rpartition(".")[2].isdecimal()
    return "" if host == origin or is_address else host


def read(text: str, *, new: bool = False) -> PasskeyAnswer:
    """Out of the JSON of `id`, `rawId`, `type` and `response`, all in base64url. BadInput for anything else or more:
    what extensions gave may be secret (PRF)."""
    found = _object(text)
    response = found.pop("response", None)
    if found.keys() != {"id", "rawId", "type"} or not isinstance(response, dict):
        raise _bad("it has other parts than it should")
    if response.keys() != (_NEW if new else _USED) or found["type"] != "public-key" or found["id"] != found["rawId"]:
        raise _bad("it has other parts than it should")
    id = decoded(found["id"])
    if not 0 < len(id) <= MOST_ID:
        raise _bad("its id has no length of one")
    said, signature = ("attestationObject", b"") if new else ("authenticatorData", decoded(response["signature"]))
    return PasskeyAnswer(id, decoded(response["clientDataJSON"]), decoded(response[said]), signature)


def made(answer: PasskeyAnswer, challenge: bytes, origin: str) -> Credential:
    """A new credential. BadInput where it is not what was asked for."""
    from cryptography.exceptions import InvalidSignature
    from fido2 import cbor
    from fido2.webauthn import AuthenticatorData

    _must_answer(answer, CREATE, challenge, origin)
    rp_id = rp_id_of(origin)
    try:
        said = cbor.decode(answer.said)
        # Not fido2's AttestationObject: of a number in this place it makes so many bytes.
        if not isinstance(said, dict) or not isinstance(said["authData"], bytes):
            raise _bad("it cannot be read")
        data = AuthenticatorData(said["authData"])
        _must_be_verified(data, rp_id)
        found = data.credential_data
        if found is None or found.credential_id != answer.id:
            raise _bad("it is of another credential")
        if found.public_key.get(3) not in ALGORITHMS:
            raise _bad("its kind of key was not asked for")
        with contextlib.suppress(InvalidSignature):
            found.public_key.verify(
                b"", b""
            )  # for what else it says: a point that is on no curve, a part that is not there
    except _MADE_BADLY:
        raise _bad("it cannot be read") from None
    return Credential(answer.id, cbor.encode(found.public_key), rp_id, data.counter)


def must_be_signed(answer: PasskeyAnswer, credential: Credential, challenge: bytes, origin: str) -> int:
    """-> how often the credential has signed by now, as it says. BadInput unless it answers this challenge at this
    origin, its person was verified, and the signature is that credential's."""
    from cryptography.exceptions import InvalidSignature
    from fido2 import cbor
    from fido2.cose import CoseKey
    from fido2.webauthn import AuthenticatorData

    if not hmac.compare_digest(answer.id, credential.id):
        raise _bad("it is of another credential")
    if rp_id_of(origin) != credential.rp_id:
        raise _bad("it was made for another name of this page")
    _must_answer(answer, GET, challenge, origin)
    try:
        data = AuthenticatorData(answer.said)
        _must_be_verified(data, credential.rp_id)
        key = CoseKey.parse(cast(Mapping[int, Any], cbor.decode(credential.public_key)))
        key.verify(answer.said + hashlib.sha256(answer.client_data).digest(), answer.signature)
    except _MADE_BADLY:
        raise _bad("it cannot be read") from None
    except InvalidSignature:
        raise _bad("its signature is not that credential's") from None
    return data.counter


def _must_answer(answer: PasskeyAnswer, kind: str, challenge: bytes, origin: str) -> None:
    found = _fields(answer.client_data)
    if found.get("type") != kind:
        raise _bad("it is for something else")
    if not hmac.compare_digest(answer.challenge, challenge):
        raise _bad("it answers something else")
    if found.get("origin") != origin:
        raise _bad("it was made at another page")
    if found.get("crossOrigin", False) is not False or "topOrigin" in found:
        raise _bad("it was made in a page of another site")


def _must_be_verified(data: AuthenticatorData, rp_id: str) -> None:
    if not hmac.compare_digest(data.rp_id_hash, hashlib.sha256(rp_id.encode()).digest()):
        raise _bad("it is of another party")
    if not (data.is_user_present() and data.is_user_verified()):
        raise _bad("nobody was verified for it")


def _fields(client_data: bytes) -> dict[str, Any]:
    try:
        return _object(client_data.decode())
    except UnicodeDecodeError:
        raise _bad("it cannot be read") from None


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _bad("it cannot be read")
    return found


def decoded(text: object) -> bytes:
    """Of base64url without padding, in its one form."""
    try:
        data = base64.b64decode(str(text) + "=" * (-len(str(text)) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = None
    if data is None or encoded(data) != text:
        raise _bad("it cannot be read")
    return data


def encoded(data: bytes) -> str:
    """Bytes in base64url without padding, as browsers take and give them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bad(why: str) -> BadInput:
    return BadInput(f"what came of the passkey is not taken: {why}", InputKind.BROWSER_PASSKEY)
