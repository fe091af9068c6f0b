"""The way to a server on another machine: its name is proved by TLS, a password comes from a file or is handed over."""

from __future__ import annotations

import datetime
import ipaddress
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core.errors import StorageError
from core.secret import Secret
from core.storage.elsewhere import Database
from core.storage.postgres_store import store_in
from core.transport.link.identity import Identity, must_be_a_side
from core.transport.link.tls import server_context
from tests.core.storage.test_store import made
from tests.support.postgres import Server, database, shared
from tests.support.scratch import scratch

ELSEWHERE = "127.0.0.2"  # no name or number of this machine, to whoever reads it
PASSWORD = "of the role, and not of the vault"


class Away:
    """A server that listens on TCP, by TLS if there is a certificate, and asks for a password."""

    def __init__(self, server: Server) -> None:
        self.server = server
        with socket.socket() as free:
            free.bind((ELSEWHERE, 0))
            self.port = int(free.getsockname()[1])
        server.sql(f"CREATE ROLE away LOGIN PASSWORD '{PASSWORD}'")
        self.name = server.database()
        server.sql(f"ALTER DATABASE {self.name} OWNER TO away")
        (server.data / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.0/8 scram-sha-256\n")

    def start(self, **settings: str) -> None:
        self.server.kill()
        self.server.start(listen_addresses=ELSEWHERE, port=str(self.port), **settings)

    def url(self, **more: str) -> str:
        found = f"postgresql://away@{ELSEWHERE}:{self.port}/{self.name}?"
        return found + "&".join(f"{name}={value}" for name, value in more.items())


@pytest.fixture
def away() -> Iterator[Away]:
    with Server.running() as server:
        yield Away(server)


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for a host that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a server of tests")])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{host}.pem", folder / f"{host}.key"
    form = serialization.Encoding.PEM
    files[0].write_bytes(built.public_bytes(form))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(form, serialization.PrivateFormat.PKCS8, plain))
    return files


def with_tls(away: Away, host: str) -> Path:
    """The server's certificate is for `host`; who is to be believed."""
    believed, key = certificate(away.server.folder, host)
    away.server.own(key)
    away.start(ssl="on", ssl_cert_file=str(believed), ssl_key_file=str(key))
    return believed


def refused(home: Path, database: Database) -> str:
    with pytest.raises(StorageError) as found:
        made(home, store_in(database))
    assert found.value.kind == "database"
    assert PASSWORD not in found.value.message
    return found.value.message


def test_a_server_whose_name_is_proved(away: Away, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a password that libpq has from a file, and by one that is handed over."""
    believed = with_tls(away, ELSEWHERE)
    url = away.url(sslrootcert=str(believed))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert "no password" in refused(tmp_path / "home", Database(url))
    assert "password" in refused(tmp_path / "home", Database(url, Secret(b"another")))
    with closing(made(tmp_path / "home", store_in(Database(url, Secret(PASSWORD.encode()))))) as store:
        assert store.header() == b"header"
        assert away.server.sql("SELECT count(*) FROM pg_stat_ssl WHERE ssl") == [(1,)]
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:away:{PASSWORD}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    store_in(Database(url)).open(tmp_path / "home").close()


def relayed(server: Server, folder: Path) -> socket.socket:
    """A listener that hands one connection on as a pool does: the client is told of another process."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / ".s.PGSQL.5432"))
    listener.listen()

    def hand_on(source: socket.socket, to: socket.socket) -> None:
        while data := source.recv(65536):
            to.sendall(re.sub(rb"(?<=K\0\0\0\x0c)....", b"pool", data, flags=re.DOTALL))
        to.close()

    def serve() -> None:
        client, _ = listener.accept()
        there = socket.socket(socket.AF_UNIX)
        there.connect(str(server.folder / f".s.PGSQL.{server.port}"))
        threading.Thread(target=hand_on, args=(there, client), daemon=True).start()
        hand_on(client, there)

    threading.Thread(target=serve, daemon=True).start()
    return listener


def test_a_pool_between_is_refused(tmp_path: Path) -> None:
    """A lock of the session would be of the pool's session, and soon another's."""
    folder = scratch("pool")
    with relayed(shared(), folder):
        url = database().url.replace(str(shared().folder), str(folder))
        assert "a pool of connections" in refused(tmp_path, Database(url))


def test_a_server_whose_name_is_another(away: Away, tmp_path: Path) -> None:
    believed = with_tls(away, "127.0.0.3")
    database = Database(away.url(sslrootcert=str(believed)), Secret(PASSWORD.encode()))
    assert "does not match host name" in refused(tmp_path / "home", database)


def test_a_server_that_nobody_vouches_for(away: Away, tmp_path: Path) -> None:
    """What libpq leaves in this thread's OpenSSL, which is Python's too, is no fault of the next certificate."""
    with_tls(away, ELSEWHERE)
    stranger, _ = certificate(tmp_path, ELSEWHERE)
    database = Database(away.url(sslrootcert=str(stranger)), Secret(PASSWORD.encode()))
    identity, _ = Identity.make(tmp_path)
    for use in (lambda: must_be_a_side(identity.certificate), lambda: server_context(identity, [identity.certificate])):
        assert "certificate verify failed" in refused(tmp_path / "home", database)
        use()


def test_a_server_without_tls(away: Away, tmp_path: Path) -> None:
    away.start()
    believed, _ = certificate(tmp_path, ELSEWHERE)
    database = Database(away.url(sslrootcert=str(believed)), Secret(PASSWORD.encode()))
    assert "does not support SSL" in refused(tmp_path / "home", database)
