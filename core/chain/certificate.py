"""A TLS line to a server that somebody vouches for, or whose certificate is the one of the first time (D6).

Many Electrum servers have a certificate that they made themselves. It is taken when nothing better is known and from
then on only that one, unless an authority vouches for its successor. A server that was once vouched for must stay so.
"""

from __future__ import annotations

import hashlib
import ssl

from core.chain.socks import dial
from core.errors import LinkError, LinkKind
from core.platform.deadline import deadline

VOUCHED = b"vouched"  # what is remembered of a server that an authority vouches for; of others the hash of their own


def open_line(host: str, port: int, proxy: str, known: bytes | None, timeout: float) -> tuple[ssl.SSLSocket, bytes]:
    """Connect, and what to remember of the certificate; `known` is what was remembered, `timeout` in seconds.

    LinkError: kind "pin" if the certificate is another one than before, "tls" if there is no TLS, and those of `dial`.
    """
    if known is None or known == VOUCHED:
        try:
            return _vouched(host, port, proxy, timeout), VOUCHED
        except ssl.SSLCertVerificationError:
            if known == VOUCHED:
                raise _changed(host) from None
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    bare.check_hostname, bare.verify_mode = False, ssl.CERT_NONE
    line = _line(bare, host, port, proxy, timeout)
    found = hashlib.sha256(line.getpeercert(binary_form=True) or b"").digest()
    if known in (None, found):
        return line, found
    line.close()
    try:
        return _vouched(host, port, proxy, timeout), VOUCHED
    except ssl.SSLCertVerificationError:
        raise _changed(host) from None


def _vouched(host: str, port: int, proxy: str, timeout: float) -> ssl.SSLSocket:
    return _line(ssl.create_default_context(), host, port, proxy, timeout)


def _line(context: ssl.SSLContext, host: str, port: int, proxy: str, timeout: float) -> ssl.SSLSocket:
    raw = dial(host, port, proxy, timeout)
    line = context.wrap_socket(raw, server_hostname=host.partition("%")[0], do_handshake_on_connect=False)
    try:
        with deadline(line, timeout):
            line.do_handshake()
    except ssl.SSLCertVerificationError:
        line.close()
        raise
    except OSError:
        line.close()
        raise LinkError(
            f"{host} does not speak TLS at port {port}; check the port, or use tcp://", LinkKind.TLS
        ) from None
    return line


def _changed(host: str) -> LinkError:
    return LinkError(
        f"the certificate of {host} is not the one it had before: ask its owner. If it was renewed, accept the new one",
        LinkKind.PIN,
    )
