"""The page's own authority: what it may vouch for, until when, and that nothing of its key is left."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from core.codec.codec import decode, encode
from core.errors import StorageError
from core.transport.page_authority import DAY, LEAF, PageAuthority

NOW = 1_800_000_000
HOSTS = ("cosigner.test", "192.0.2.7", "2001:db8::7")


def general(host: str) -> x509.DNSName | x509.IPAddress:
    return x509.DNSName(host) if host.endswith(".test") else x509.IPAddress(ipaddress.ip_address(host))


def judged(made: PageAuthority, host: str, at: int, leaf: int = 0) -> None:
    """Raises where another implementation than OpenSSL, by the rules of the web, does not take it."""
    store = Store([x509.load_der_x509_certificate(made.certificate)])
    policy = PolicyBuilder().store(store).time(datetime.datetime.fromtimestamp(at, datetime.UTC).replace(tzinfo=None))
    found = x509.load_der_x509_certificate(made.leaves[leaf].certificate)
    policy.build_server_verifier(general(host)).verify(found, [])


@pytest.mark.parametrize("host", HOSTS)
def test_both_certificates_are_good_for_the_host_one_after_the_other(host: str) -> None:
    made = PageAuthority.make(host, NOW)
    judged(made, host, NOW)
    judged(made, host, NOW + 390 * DAY, leaf=1)
    assert made.leaf(NOW) is made.leaves[0]
    assert made.leaf(NOW + 366 * DAY) is made.leaves[1]
    assert made.leaf(NOW + 900 * DAY) is made.leaves[1]
    for one in made.leaves:
        assert one.until - one.since == LEAF * DAY
    with pytest.raises(VerificationError):
        judged(made, "other.test", NOW)
    with pytest.raises(VerificationError):
        judged(made, host, NOW + 400 * DAY)


@pytest.mark.parametrize("host", HOSTS)
def test_it_can_vouch_for_nothing_else(host: str) -> None:
    found = x509.load_der_x509_certificate(PageAuthority.make(host, NOW).certificate).extensions
    limits = found.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    (permitted,) = limits.value.permitted_subtrees or []
    if host.endswith(".test"):
        assert permitted == x509.DNSName(host)
    else:
        assert permitted == x509.IPAddress(ipaddress.ip_network(host))
    excluded = {str(one.value) for one in limits.value.excluded_subtrees or []}
    wanted = {"cosigner.test": {"0.0.0.0/0", "::/0"}, "192.0.2.7": {"", "::/0"}, "2001:db8::7": {"", "0.0.0.0/0"}}
    assert excluded == wanted[host]
    assert found.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_its_own_key_is_nowhere() -> None:
    """All keys that there are belong to the two certificates."""
    made = PageAuthority.make("cosigner.test", NOW)
    again = decode(PageAuthority, encode(made), StorageError)
    assert again == made
    public = x509.load_der_x509_certificate(made.certificate).public_key()
    for leaf in made.leaves:
        key = serialization.load_der_private_key(leaf.key, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        assert key.public_key() == x509.load_der_x509_certificate(leaf.certificate).public_key()
        assert key.public_key() != public
    assert "PRIVATE" not in repr(made)
    assert len(made.fingerprint) == 32 * 3 - 1


def test_tls_leaves_no_file(tmp_path: Path) -> None:
    made = PageAuthority.make("cosigner.test", int(time.time()))
    context = made.context(tmp_path, int(time.time()))
    assert isinstance(context, ssl.SSLContext)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StorageError):
        made.context(tmp_path / "nowhere", NOW)
