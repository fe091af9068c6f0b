"""The page's own authority: what it may vouch for, until when, and that nothing of its key is left."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import time
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from core.codec.codec import decode, encode
from core.errors import StorageError
from core.transport.page_authority import DAY, LEAF, PageAuthority, PageTls

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
    assert set(found.get_extension_for_class(x509.ExtendedKeyUsage).value) == {ExtendedKeyUsageOID.SERVER_AUTH}


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
    context = made.context(tmp_path, made.leaves[0])
    assert isinstance(context, ssl.SSLContext)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StorageError):
        made.context(tmp_path / "nowhere", made.leaves[0])


@pytest.mark.parametrize("host", HOSTS)
def test_leaves_are_what_phones_want(host: str) -> None:
    """Apple, HT210176: the host in subjectAltName, serverAuth, SHA-2, at most 825 days; HT211025: 398."""
    made = PageAuthority.make(host, NOW)
    for leaf in made.leaves:
        found = x509.load_der_x509_certificate(leaf.certificate)
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert list(names) == [general(host)]
        uses = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert set(uses) == {ExtendedKeyUsageOID.SERVER_AUTH}
        assert found.not_valid_after_utc - found.not_valid_before_utc < datetime.timedelta(days=398)
        assert found.not_valid_after_utc <= x509.load_der_x509_certificate(made.certificate).not_valid_after_utc
        assert found.serial_number.bit_length() < 160


def served(tls: PageTls) -> bytes:
    """The certificate that the next line shows."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    one, two, three, four = (ssl.MemoryBIO() for _ in range(4))
    server = tls.context().wrap_bio(one, two, server_side=True)
    asking = client.wrap_bio(three, four)
    for _ in range(4):
        for side, out, into in ((asking, four, one), (server, two, three)):
            with suppress(ssl.SSLWantReadError):
                side.do_handshake()
            into.write(out.read())
    return asking.getpeercert(True) or b""


def test_a_page_that_runs_for_years_shows_the_certificate_of_the_moment(tmp_path: Path) -> None:
    """Also where the clock stood in 1970 at the start; and where the disk takes no key, the one of before goes on."""
    made, now = PageAuthority.make("cosigner.test", NOW), [0]
    home = tmp_path / "home"
    home.mkdir()
    tls = PageTls(made, home, lambda: now[0])
    now[0] = NOW
    assert served(tls) == made.leaves[0].certificate
    assert tls.context() is tls.context()  # made once
    now[0] = NOW + 366 * DAY
    home.rename(tmp_path / "gone")
    assert served(tls) == made.leaves[0].certificate
    (tmp_path / "gone").rename(home)
    assert served(tls) == made.leaves[1].certificate
