"""Where releases are told of: a manifest at one address, and beside it a signature for each key, named by the key.

    https://HOST/PATH                          the manifest
    https://HOST/PATH.0123456789ABCDEF.minisig what that key says of it

Whoever keeps that place is believed nothing: core/release judges what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from core.chain.web import MISSING, OK, get
from core.errors import BadInput, FaultKind, InputKind, LinkError, LinkKind, PeerFault
from core.release.judging import too_big
from core.release.manifest import MOST
from core.release.minisign import MOST_SIGNATURE, ReleaseKey

TIMEOUT = 20.0  # seconds for the way, and for a whole answer
MOST_REDIRECTS = 3
LONGEST = 500  # signs of an address that a server sends us to
_MOVED = (301, 302, 303, 307, 308)
_NAME = r"[A-Za-z0-9-]{1,63}"
_ADDRESS = re.compile(rf"https://{_NAME}(?:\.{_NAME})*(?::([1-9][0-9]{{0,4}}))?/[!-~]*", re.ASCII)


def signature_name(manifest: str, key: ReleaseKey) -> str:
    """What the signature of a key is called beside a manifest of that name or address."""
    return f"{manifest}.{key.name}.minisig"


def must_be_an_address(text: str) -> str:
    """The address itself. BadInput (kind "update.address") unless it is https://HOST/PATH."""
    if not _is_address(text) or set(text) & set("?#@"):
        raise BadInput(
            'where releases are told of is not known here; write updates = "https://HOST/PATH" into config.toml',
            InputKind.UPDATE_ADDRESS,
        )
    return text


def fetch(
    address: str, keys: Sequence[ReleaseKey], proxy: str = "", timeout: float = TIMEOUT
) -> tuple[bytes, tuple[bytes, ...]]:
    """The manifest, and the signatures that there are for these keys. Nothing else is downloaded.

    Raises LinkError, BadInput for an address or proxy that is none, PeerFault for a server that sends us elsewhere than
    to https (kind "update.redirect"), or more than a manifest has (kind "update.too_big").
    """
    must_be_an_address(address)
    manifest = _get(address, proxy, timeout, MOST)
    if manifest is None:
        raise LinkError("at the address of releases there is none; look whether it is right", LinkKind.UPDATE)
    found = (_get(signature_name(address, key), proxy, timeout, MOST_SIGNATURE) for key in keys)
    return manifest, tuple(one for one in found if one is not None)


def _get(url: str, proxy: str, timeout: float, most: int) -> bytes | None:
    """None: there is nothing."""
    for _ in range(MOST_REDIRECTS + 1):
        answer = get(url, proxy, timeout, most, LinkKind.UPDATE)
        if answer.status in _MOVED:
            url = _next(url, answer.location)
            if not _is_address(url):
                raise PeerFault(
                    "the server of releases sends us to an address that is not https; nothing was read from there",
                    FaultKind.UPDATE_REDIRECT,
                )
            continue
        if answer.status == MISSING:
            return None
        if answer.status != OK:
            raise LinkError(
                f"the server of releases does not say what is released (answer {answer.status}); ask it later",
                LinkKind.UPDATE,
            )
        if len(answer.data) > most:
            raise too_big()
        return answer.data
    raise PeerFault("the server of releases sends us in circles; nothing was read", FaultKind.UPDATE_REDIRECT)


def _next(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:  # what stands there is no address of anything
        return ""


def _is_address(url: str) -> bool:
    found = _ADDRESS.fullmatch(url) if len(url) <= LONGEST and "@" not in url else None
    return found is not None and int(found[1] or 0) < 1 << 16
