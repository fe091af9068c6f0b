"""What comes of a passkey, held against what was asked for: each part spoilt, one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from fido2 import cbor
from fido2.cose import ES256, ES384, RS256, CoseKey, EdDSA

from core.crypto import webauthn
from core.crypto.webauthn import CREATE, GET, Credential, decoded, encoded
from core.errors import BadInput, InputKind
from tests.support.authenticator import FLAG, VERIFIED, Authenticator, cose, text

ORIGIN, PARTY, CHALLENGE = "https://cosigner.test:8443", "cosigner.test", bytes(range(32))
Spoil = Callable[[dict[str, Any]], object]


def phone() -> Authenticator:
    return Authenticator(ORIGIN, PARTY)


def credential_of(key: Authenticator, challenge: bytes = CHALLENGE) -> Credential:
    return webauthn.made(webauthn.read(text(key.makes(challenge)), new=True), challenge, ORIGIN)


def count(found: dict[str, Any], of: Credential, challenge: bytes = CHALLENGE, origin: str = ORIGIN) -> int:
    return webauthn.must_be_signed(webauthn.read(text(found)), of, challenge, origin)


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        do()
    assert caught.value.kind == InputKind.BROWSER_PASSKEY
    return str(caught.value).partition(": ")[2]


@pytest.mark.parametrize(
    ("origin", "party"),
    [
        ("https://cosigner.test", "cosigner.test"),
        ("https://cosigner.test:8443", "cosigner.test"),
        ("https://cosigner", "cosigner"),
        ("https://192.0.2.1", ""),
        ("https://192.0.2.1:8443", ""),
        ("https://[2001:db8::1]", ""),
        ("https://[2001:db8::1]:8443", ""),
        ("http://cosigner.test", ""),
        ("", ""),
    ],
)
def test_the_party_is_the_host_and_never_an_address(origin: str, party: str) -> None:
    assert webauthn.rp_id_of(origin) == party


def test_what_is_made_signs() -> None:
    key = phone()
    credential = credential_of(key)
    assert (credential.id, credential.rp_id, credential.count) == (key.id, PARTY, 0)
    assert count(key.signs(CHALLENGE), credential) == 0
    key.count = 6
    assert count(key.signs(CHALLENGE), credential) == 7


def test_kinds_of_key_that_are_asked_for() -> None:
    curve, rs = ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)
    edwards = ed25519.Ed25519PrivateKey.generate()
    for key in (cose(EdDSA, edwards.public_key()), cose(RS256, rs.public_key())):
        made = webauthn.read(text(phone().makes(CHALLENGE, key=key)), new=True)
        assert CoseKey.parse(cbor.decode(webauthn.made(made, CHALLENGE, ORIGIN).public_key)) == key  # type: ignore[arg-type]
    other = phone().makes(CHALLENGE, key=cose(ES384, curve.public_key()))
    assert "kind of key" in refused(lambda: webauthn.made(webauthn.read(text(other), new=True), CHALLENGE, ORIGIN))


CLIENT: dict[str, tuple[dict[str, Any], str]] = {
    "another kind": ({"type": "payment.get"}, "for something else"),
    "another origin": ({"origin": "https://evil.test"}, "at another page"),
    "another port": ({"origin": "https://cosigner.test"}, "at another page"),
    "a name below": ({"origin": "https://a.cosigner.test:8443"}, "at another page"),
    "in a frame": ({"cross_origin": True}, "in a page of another site"),
    "in a frame of": ({"topOrigin": "https://evil.test"}, "in a page of another site"),
}


@pytest.mark.parametrize("name", CLIENT)
def test_client_data_of_something_else(name: str) -> None:
    spoilt, why = CLIENT[name]
    key = phone()
    credential = credential_of(key)
    assert why in refused(lambda: count(key.signs(CHALLENGE, **spoilt), credential))
    made = webauthn.read(text(key.makes(CHALLENGE, **spoilt)), new=True)
    assert why in refused(lambda: webauthn.made(made, CHALLENGE, ORIGIN))


def test_another_challenge() -> None:
    key = phone()
    credential = credential_of(key)
    assert "answers something else" in refused(lambda: count(key.signs(bytes(32)), credential))
    made = webauthn.read(text(key.makes(bytes(32))), new=True)
    assert "answers something else" in refused(lambda: webauthn.made(made, CHALLENGE, ORIGIN))


@pytest.mark.parametrize("flags", [FLAG(0), FLAG.UP, FLAG.UV])
def test_nobody_was_verified(flags: Any) -> None:
    key = phone()
    credential = credential_of(key)
    assert "nobody was verified" in refused(lambda: count(key.signs(CHALLENGE, flags), credential))
    made = webauthn.read(text(key.makes(CHALLENGE, flags)), new=True)
    assert "nobody was verified" in refused(lambda: webauthn.made(made, CHALLENGE, ORIGIN))


def test_another_party_or_credential() -> None:
    key, other = phone(), Authenticator(ORIGIN, PARTY, b"another")
    credential = credential_of(key)
    assert "of another party" in refused(lambda: count(key.signs(CHALLENGE, rp_id="evil.test"), credential))
    assert "of another credential" in refused(lambda: count(other.signs(CHALLENGE), credential))
    other.id = key.id
    assert "signature is not" in refused(lambda: count(other.signs(CHALLENGE), credential))
    assert "another name of this page" in refused(
        lambda: count(key.signs(CHALLENGE), credential, origin="https://other.test")
    )
    made = key.makes(CHALLENGE)
    made["id"] = made["rawId"] = encoded(b"of somebody else")
    found = webauthn.read(text(made), new=True)
    assert "of another credential" in refused(lambda: webauthn.made(found, CHALLENGE, ORIGIN))


def test_what_makes_one_signs_nothing_and_the_other_way_round() -> None:
    key = phone()
    credential = credential_of(key)
    assert "for something else" in refused(lambda: count(key.signs(CHALLENGE, type=CREATE), credential))
    made = webauthn.read(text(key.makes(CHALLENGE, type=GET)), new=True)
    assert "for something else" in refused(lambda: webauthn.made(made, CHALLENGE, ORIGIN))
    refused(lambda: webauthn.read(text(key.makes(CHALLENGE))))
    refused(lambda: webauthn.read(text(key.signs(CHALLENGE)), new=True))


SPOILT: dict[str, Spoil] = {
    "no id": lambda it: it.pop("id"),
    "two ids": lambda it: it.update(rawId=encoded(b"other")),
    "another type": lambda it: it.update(type="password"),
    "what extensions gave": lambda it: it.update(clientExtensionResults={"prf": {"results": {"first": "secret"}}}),
    "more of a response": lambda it: it["response"].update(userHandle="AA"),
    "no signature": lambda it: it["response"].pop("signature"),
    "no response": lambda it: it.update(response=[]),
    "no base64": lambda it: it["response"].update(signature="é"),
    "a number": lambda it: it["response"].update(signature=1),
    "padded": lambda it: it["response"].update(signature="AA=="),
    "loose bits": lambda it: it["response"].update(signature="AB"),
    "no bytes of an id": lambda it: it.update(id="", rawId=""),
    "a long id": lambda it: it.update(id=encoded(bytes(1024)), rawId=encoded(bytes(1024))),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_has_other_parts_is_not_read(name: str) -> None:
    found = phone().signs(CHALLENGE)
    SPOILT[name](found)
    refused(lambda: webauthn.read(text(found)))


@pytest.mark.parametrize("found", ["", "[]", "{", "[" * 5000, '"', "1" * 5000, "null"])
def test_what_is_no_object_is_not_read(found: str) -> None:
    refused(lambda: webauthn.read(found))


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"{}", b'{"challenge":1}', b'{"challenge":"\xff"}', b"[" * 3000, b'{"challenge":"AA==","type":"x"}'],
)
def test_client_data_that_says_nothing(data: bytes) -> None:
    key = phone()
    credential, found = credential_of(key), key.signs(CHALLENGE)
    found["response"]["clientDataJSON"] = encoded(data)
    refused(lambda: count(found, credential))
    refused(lambda: webauthn.read(text(found)).challenge)


@pytest.mark.parametrize("data", [b"", bytes(36), b"\xff" * 37, b"\x00" * 200])
def test_authenticator_data_that_is_none(data: bytes) -> None:
    key = phone()
    credential, found = credential_of(key), key.signs(CHALLENGE)
    found["response"]["authenticatorData"] = encoded(data)
    refused(lambda: count(found, credential))


def attested(**other: Any) -> bytes:
    key = phone()
    made = cbor.decode(decoded(key.makes(CHALLENGE)["response"]["attestationObject"]))
    assert isinstance(made, dict)
    return cbor.encode({**made, **other})


def public_key(parts: dict[int, Any]) -> bytes:
    key = phone()
    public = CoseKey({**cose(ES256, key.key.public_key()), **parts})
    return decoded(key.makes(CHALLENGE, key=public)["response"]["attestationObject"])


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"\x80",
        b"\x81" * 3000,
        b"\xbb" + b"\xff" * 8,
        attested(authData="text"),
        attested(authData=1 << 40),  # fido2's own reader would make so many bytes
        attested(authData=b"short"),
        cbor.encode({"fmt": "none", "attStmt": {}}),
        public_key({-2: bytes(32)}),  # on no curve
        public_key({-2: "text"}),
        public_key({-1: 2}),  # another curve
        public_key({-3: 7}),
        attested(authData=phone().data(VERIFIED)),  # none is attested
    ],
)
def test_attestation_that_is_none(made: bytes) -> None:
    found = phone().makes(CHALLENGE)
    found["response"]["attestationObject"] = encoded(made)
    refused(lambda: webauthn.made(webauthn.read(text(found), new=True), CHALLENGE, ORIGIN))


def test_each_bit_counts() -> None:
    """Of what is signed, and of the signature."""
    key = phone()
    credential, found = credential_of(key), key.signs(CHALLENGE)
    for name in ("authenticatorData", "clientDataJSON", "signature"):
        data = decoded(found["response"][name])
        for at in range(0, len(data), 3):
            spoilt = json.loads(text(found))
            spoilt["response"][name] = encoded(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            refused(lambda spoilt=spoilt: count(spoilt, credential))  # type: ignore[misc]
