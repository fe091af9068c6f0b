"""Pinned mutual TLS 1.3 (L1): two certificates, no authorities, nothing negotiated, nothing resumed.

OpenSSL's verdict is a first fence; the rule is the comparison of the certificate's bytes after the handshake and
before any byte of HTTP counts. Contexts are made here and nowhere else: the library's default context would obey
SSLKEYLOGFILE and trust the system's authorities.
"""

from __future__ import annotations

import asyncio.sslproto
import ssl
from collections.abc import Container, Iterable
from pathlib import Path

from core.errors import FaultKind, PeerFault
from core.secret import Secret
from core.transport.link.identity import Identity, pin_of, trust

ALPN = "tandem/1"

# Bytes that asyncio keeps for each TLS connection to read into, as long as it lives: 256 KiB, if nobody says otherwise,
# which is what a thousand links need most of. A record of TLS has 16 KiB at most, so a read of this has a whole one.
READ_BUFFER = 20 << 10
asyncio.sslproto.SSLProtocol.max_size = READ_BUFFER


def _context(
    protocol: int, certificate: Path, key: Path, password: Secret[bytes], trusted: Iterable[bytes]
) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    for pinned in trusted:
        trust(context, pinned)
    context.load_cert_chain(certificate, key, password=password.reveal())
    context.set_alpn_protocols([ALPN])
    return context


def server_context(identity: Identity, clients: Iterable[bytes]) -> ssl.SSLContext:
    """For a listener that only these clients (DER) may reach."""
    files = (identity.certificate_file, identity.key_file, identity.password)
    context = _context(ssl.PROTOCOL_TLS_SERVER, *files, clients)
    context.num_tickets = 0
    return context


def client_context(certificate: Path, key: Path, password: Secret[bytes], server: bytes) -> ssl.SSLContext:
    """For a connection to exactly this server (DER)."""
    return _context(ssl.PROTOCOL_TLS_CLIENT, certificate, key, password, [server])


def must_be_pinned(tls: ssl.SSLObject | ssl.SSLSocket | None, pins: Container[bytes]) -> bytes:
    """The other side's certificate (DER), if this connection is what it must be. Raises PeerFault."""
    found = tls.getpeercert(binary_form=True) if tls is not None else None
    if tls is None or not found:
        raise PeerFault("the other side showed no certificate")
    if tls.version() != "TLSv1.3" or tls.selected_alpn_protocol() != ALPN or tls.session_reused:
        raise PeerFault("the line is not a fresh TLS 1.3 connection of this protocol")
    if pin_of(found) not in pins:  # nobody learns anything by the time this takes: it is a hash of what they showed
        raise PeerFault("the other side is not one that was paired", FaultKind.UNKNOWN_PEER)
    return found


def unjudged_context() -> ssl.SSLContext:
    """For reading a server's certificate out of a handshake that is then left unfinished; nothing else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([ALPN])
    return context
