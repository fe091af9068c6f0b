#!/usr/bin/env bash
# Guess: two libraries of one process that both use the system's OpenSSL do not see each other's errors; what Python's
# ssl says of a certificate is about that certificate.
# What happens: psycopg's libpq, whose TLS to a server ends early (here: a certificate that nobody vouches for), leaves
# its last error in the queue of that thread. The next SSLContext.load_verify_locations(cadata=DER) of a good
# certificate reads to its end, looks whether the queue is empty, and raises ssl.SSLError with libpq's error. The second
# call works. As PEM the same certificate loads at the first: at the end of PEM OpenSSL leaves an error of its own.
# Seen with psycopg 3.3.9 on libpq 15, Python 3.11.7 and OpenSSL 3.0.19, all of them sharing libssl.so.3 (psycopg[binary]
# brings another OpenSSL and does not show it). Source: running it; CPython Modules/_ssl.c, _add_ca_certs.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" --quiet --disable-pip-version-check install psycopg==3.3.9 cryptography==46.0.3
cat > "$place/run.py" <<'PYTHON'
import datetime
import socket
import ssl
import sys
import threading
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PLACE = Path(sys.argv[1])


def certificate(name: str) -> tuple[Path, Path]:
    """One that vouches for itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    files, form = (PLACE / f"{name}.pem", PLACE / f"{name}.key"), serialization.Encoding.PEM
    files[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(form))
    files[1].write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


def serve(listener: socket.socket, files: tuple[Path, Path]) -> None:
    """As a PostgreSQL server begins: the request for TLS is granted, then TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    while True:
        line, _ = listener.accept()
        line.recv(8)
        line.sendall(b"S")
        try:
            context.wrap_socket(line, server_side=True).close()
        except OSError:
            line.close()


def load(cadata: "bytes | str") -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=cadata)
    except ssl.SSLError as error:
        return f"SSLError {error.reason}"
    return "loaded"


server, other = certificate("server"), certificate("other")
pem = other[0].read_text()
der = ssl.PEM_cert_to_DER_cert(pem)
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, args=(listener, server), daemon=True).start()
way = f"host=127.0.0.1 port={listener.getsockname()[1]} dbname=x user=x sslmode=verify-ca sslrootcert={other[0]}"
seen = [load(der)]
for cadata in (der, pem):
    try:
        psycopg.connect(way)
    except psycopg.OperationalError as error:
        print("libpq:", str(error).strip().splitlines()[-1][:100])
    seen += [load(cadata), load(cadata)]
print("DER before:", seen[0])
print("DER after, and again:", seen[1], "/", seen[2])
print("PEM after, and again:", seen[3], "/", seen[4])
assert seen[0] == seen[2] == seen[3] == seen[4] == "loaded"
assert seen[1].startswith("SSLError"), "it loads now: the finding is out of date"
PYTHON
"$place/venv/bin/python" "$place/run.py" "$place"
