"""A log-in by public key, exactly as RFC 4252 (section 7) has it signed, or OpenSSH's form that names the host.

string session id | byte 50 | string user | string "ssh-connection" | string method | byte 1 | string "ssh-ed25519" |
string our key | string host key, for the method that names it

A session id is a hash of 32 to 64 bytes. Anything else that an agent is handed, a certificate, a request of another
service or key, one byte too many, is refused: what would be signed is not a log-in.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.ssh.public_key import KEY_TYPE, key_blob
from core.ssh.wire import SshReader, string

USERAUTH_REQUEST = 50
SERVICE = b"ssh-connection"
PLAIN, HOST_BOUND = b"publickey", b"publickey-hostbound-v00@openssh.com"
SHORTEST_SESSION, LONGEST_SESSION = 32, 64
MOST_USER, MOST_HOST_KEY = 255, 4096  # bytes


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who logs in, in which session; `host_key` is the server's, None where the client's method does not name it."""

    session_id: bytes
    user: str
    host_key: bytes | None

    @classmethod
    def parse(cls, data: bytes, point: bytes) -> SignIn:
        """Of what an agent is to sign with the key `point`. Raises BadInput."""
        reader = SshReader(data, "this log-in")
        session_id = reader.string()
        if not SHORTEST_SESSION <= len(session_id) <= LONGEST_SESSION:
            reader.fail("has no session id of 32 to 64 bytes")
        if reader.byte() != USERAUTH_REQUEST:
            reader.fail("is no request for authentication")
        user = reader.text()
        if not 0 < len(user.encode()) <= MOST_USER:
            reader.fail("names no user, or one with too long a name")
        if reader.string() != SERVICE:
            reader.fail("is for another service than ssh-connection")
        method = reader.string()
        if method not in (PLAIN, HOST_BOUND):
            reader.fail("is not by public key")
        if reader.byte() != 1:
            reader.fail("is to be made without a signature")
        if reader.string() != KEY_TYPE or reader.string() != key_blob(point):
            reader.fail("is for another key")
        host_key = reader.string() if method == HOST_BOUND else None
        reader.end()
        if host_key is not None and not 0 < len(host_key) <= MOST_HOST_KEY:
            reader.fail("names a host key of no possible length")
        return cls(session_id, user, host_key)

    def serialize(self, point: bytes) -> bytes:
        """The bytes that were read."""
        method = PLAIN if self.host_key is None else HOST_BOUND
        parts = (string(self.user.encode()), string(SERVICE), string(method), b"\1")
        host = b"" if self.host_key is None else string(self.host_key)
        head = string(self.session_id) + bytes([USERAUTH_REQUEST])
        return head + b"".join(parts) + string(KEY_TYPE) + string(key_blob(point)) + host
