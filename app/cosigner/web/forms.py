"""What a browser brings: its cookie, and with a form the proof that the page of this cookie made it (W4)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

COOKIE: Final = "__Host-t"
LASTS: Final = 90 * 24 * 3600  # seconds; a browser's clock, the co-signer has its own
_WRITTEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def written(cookie: bytes) -> str:
    """32 bytes as a cookie has them."""
    return base64.urlsafe_b64encode(cookie).rstrip(b"=").decode()


def read(text: str | None) -> bytes | None:
    """The 32 bytes of a cookie; None: it is none of ours."""
    return base64.urlsafe_b64decode(text + "=") if text and _WRITTEN.fullmatch(text) else None


def set_cookie(cookie: bytes) -> str:
    """The header that keeps it for 90 days."""
    return f"{COOKIE}={written(cookie)}; Path=/; Max-Age={LASTS}; Secure; HttpOnly; SameSite=Strict"


def token(cookie: bytes, path: str, id: str = "", task: str = "") -> str:
    """What a form of the page carries: bound to the browser, to where it goes and to what was shown."""
    key = hmac.digest(cookie, b"tandem/page/form", hashlib.sha256)
    return hmac.digest(key, "|".join((path, id, task)).encode(), hashlib.sha256).hex()


def is_token(given: str, cookie: bytes, path: str, id: str, task: str) -> bool:
    """Whether it is that one."""
    return hmac.compare_digest(given.encode(), token(cookie, path, id, task).encode())
