"""A push message of no content (RFC 8030): the push service of a browser learns that something was sent, and by which
key (VAPID, RFC 8292). Where to, the browser has said: so it is judged like a stranger's word."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from core.errors import BadInput, InputKind
from core.transport.one_post import Receiver, is_public, must_be_receiver, post

PORT: Final = 443
LIVES: Final = 12 * 3600  # seconds of a token; RFC 8292 takes up to 24 hours
KEPT: Final = 3600  # seconds for which a service keeps a message for a phone that is off
# RFC 8292, 2.1: whom a service may write to. Apple takes no token without; ours is nobody: nobody is known by it.
CONTACT: Final = "mailto:nobody@example.org"
HALF: Final = 32  # bytes of r, of s, and of a coordinate


def new_key() -> bytes:
    """A private key of P-256, as 32 bytes."""
    return ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(HALF, "big")


def public_key(private: bytes) -> str:
    """As browsers take it: the uncompressed point, in base64url."""
    point = (
        _key(private)
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return _written(point)


def must_be_push_service(endpoint: str) -> None:
    """Raises BadInput unless a browser's subscription may be at this address: https, the usual port, a name."""
    receiver = Receiver(endpoint)
    place = must_be_receiver(receiver)
    named = True
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(place.hostname or "")
        named = False
    if place.scheme != "https" or (place.port or PORT) != PORT or not named:
        raise BadInput("this is no address of a push service", InputKind.WAKE)


def push(endpoint: str, private: bytes, now: int) -> None:
    """Send it, once; `now` in unix seconds. Raises as one_post.post does, and BadInput as above."""
    must_be_push_service(endpoint)
    post(Receiver(endpoint), headers(endpoint, private, now), b"", is_public)


def headers(endpoint: str, private: bytes, now: int) -> Mapping[str, str]:
    """All that is said: as long, whatever was asked of the person."""
    key = _key(private)
    place = urlsplit(endpoint)
    claims = {"aud": f"{place.scheme}://{place.netloc}", "exp": now + LIVES, "sub": CONTACT}
    signed = ".".join(_written(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = _written(r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big"))
    return {
        "TTL": str(KEPT),
        "Urgency": "high",
        "Topic": "tandem",  # one that was not delivered gives its place to the next
        "Authorization": f"vapid t={signed}.{signature}, k={public_key(private)}",
    }


def _key(private: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(private, "big"), ec.SECP256R1())


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
