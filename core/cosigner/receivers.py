"""Whom the bell of a co-signer is for (core.cosigner.bell.Woken)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Final

from core.cosigner.admin import Admin
from core.cosigner.signing_requests import SigningRequests
from core.cosigner.wake import BODY, HEADERS
from core.transport.one_post import Receiver, post

OWN: Final = b""  # the id of the person's own receiver; a browser's is the SHA-256 of its cookie


class Receivers:
    """Of one co-signer."""

    def __init__(self, admin: Admin, requests: SigningRequests) -> None:
        self._admin, self._requests = admin, requests
        self._gone_to: Receiver | None = None  # the person's own, that was told last

    def receivers(self) -> Mapping[bytes, Callable[[], object]]:
        """See Woken."""
        own = self._admin.waking.receiver()
        person = {} if own is None else {OWN: partial(self._post, own)}
        return {**person, **self._admin.pushes.receivers()}

    def _post(self, own: Receiver) -> None:
        self._gone_to = own
        post(own, HEADERS, BODY)

    def waits(self) -> Collection[str]:
        """What is approved and not signed yet may be refused, and waits for nobody."""
        decided = {request.id.hex() for request in self._requests.unsigned()}
        return [id for id in self._admin.on_the_desk() if id not in decided]

    def strike(self) -> int:
        """See Wake."""
        return self._admin.waking.strike()

    def heard(self, id: bytes, miss: str) -> None:
        """See Woken."""
        if id == OWN:
            self._admin.waking.heard(self._gone_to, miss)
        else:
            self._admin.pushes.heard(id, miss)
