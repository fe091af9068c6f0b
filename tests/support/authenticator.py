"""A phone's authenticator in software, which says of itself what it is told to say; and the browser that asks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256, CoseKey
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from core.crypto.webauthn import CREATE, GET, encoded

FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV


def posted(id: bytes, **response: bytes) -> dict[str, Any]:
    """As the page's script sends it, before it is JSON."""
    said = {name: encoded(data) for name, data in response.items()}
    return {"id": encoded(id), "rawId": encoded(id), "type": "public-key", "response": said}


def cose(kind: type[CoseKey], key: Any) -> CoseKey:
    """A public key as fido2 writes it down."""
    made: Callable[[Any], CoseKey] = kind.from_cryptography_key
    return made(key)


@dataclass
class Authenticator:
    """One credential. `count`: how often it says it has signed; 0 stays 0."""

    origin: str
    rp_id: str
    id: bytes = b"credential of a test"
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def client_data(self, type: str, challenge: bytes, **other: Any) -> bytes:
        said = {"origin": self.origin, "cross_origin": False, **other}
        return bytes(CollectedClientData.create(type=type, challenge=challenge, **said))

    def data(self, flags: AuthenticatorData.FLAG = VERIFIED, rp_id: str = "", credential: bytes = b"") -> bytes:
        party = hashlib.sha256((rp_id or self.rp_id).encode()).digest()
        return bytes(AuthenticatorData.create(party, flags, self.count, credential))

    def makes(
        self, challenge: bytes, flags: AuthenticatorData.FLAG = VERIFIED, key: CoseKey | None = None, **client: Any
    ) -> dict[str, Any]:
        """navigator.credentials.create()."""
        public = cose(ES256, self.key.public_key()) if key is None else key
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData(self.data(flags | FLAG.AT, credential=credential))
        made = AttestationObject.create("none", data, {})
        client_data = self.client_data(**{"type": CREATE, "challenge": challenge, **client})
        return posted(self.id, clientDataJSON=client_data, attestationObject=bytes(made))

    def signs(
        self, challenge: bytes, flags: AuthenticatorData.FLAG = VERIFIED, rp_id: str = "", **client: Any
    ) -> dict[str, Any]:
        """navigator.credentials.get()."""
        if self.count:
            self.count += 1
        client_data = self.client_data(**{"type": GET, "challenge": challenge, **client})
        data = self.data(flags, rp_id)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return posted(self.id, clientDataJSON=client_data, authenticatorData=data, signature=signature)


def text(credential: dict[str, Any]) -> str:
    """As it is in the form."""
    return json.dumps(credential)
