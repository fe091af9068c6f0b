"""A TLS line to a server that somebody vouches for, or whose certificate is the one of the first time (D6).

Many Electrum servers have a certificate that they made themselves. It is taken when nothing better is known and from
then on only that one, unless an authority vouches for its successor. A server that was once vouched for must stay so.
BDK's client can do neither, so it talks to a port of this machine behind which the checked line begins.
"""

from __future__ import annotations

import hashlib
import select
import socket
import ssl
import threading

from core.chain.socks import dial
from core.errors import LinkError

VOUCHED = b"vouched"  # what is remembered of a server that an authority vouches for; of others the hash of their own
_PIECE = 1 << 16


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


def bridge(line: ssl.SSLSocket) -> int:
    """A port of this machine that leads into `line`, for the first who connects. It ends with either end."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_carry, args=(listener, line), daemon=True, name="electrum").start()
    return int(listener.getsockname()[1])


def _vouched(host: str, port: int, proxy: str, timeout: float) -> ssl.SSLSocket:
    return _line(ssl.create_default_context(), host, port, proxy, timeout)


def _line(context: ssl.SSLContext, host: str, port: int, proxy: str, timeout: float) -> ssl.SSLSocket:
    raw = dial(host, port, proxy, timeout)
    try:
        return context.wrap_socket(raw, server_hostname=host)
    except ssl.SSLCertVerificationError:
        raise
    except OSError:
        raise LinkError(f"{host} does not speak TLS at port {port}; check the port, or use tcp://", "tls") from None


def _changed(host: str) -> LinkError:
    return LinkError(
        f"the certificate of {host} is not the one it had before: ask its owner. If it was renewed, accept the new one",
        "pin",
    )


def _carry(listener: socket.socket, line: ssl.SSLSocket) -> None:
    """Bytes both ways, in one thread: a TLS line is not for two."""
    with line, listener:
        patience = line.gettimeout()
        listener.settimeout(patience)
        try:
            near, _ = listener.accept()
            with near:
                listener.close()
                near.settimeout(patience)
                while _carried(near, line, patience):
                    pass
        except OSError:  # either end is gone; the other notices when both are closed
            return


def _carried(near: socket.socket, line: ssl.SSLSocket, patience: float | None) -> bool:
    """Whether there may be more."""
    ready = [line] if line.pending() else select.select([near, line], [], [])[0]
    if near in ready:
        data = near.recv(_PIECE)
        line.settimeout(patience)
        line.sendall(data)
        if not data:
            return False
    if line in ready:
        line.settimeout(0)
        try:
            data = line.recv(_PIECE)
        except ssl.SSLWantReadError:  # half a record, or one without data for us
            return True
        near.sendall(data)
        return bool(data)
    return True
