"""How much one computer may leave on the co-signer's desk: nobody's disk, memory or patience is without end (L3)."""

from __future__ import annotations

from collections.abc import Collection

from core.approval.messages import RequestState
from core.approval.request import SigningRequest
from core.errors import RefusalKind, Refused

MAX_OPEN = 5  # requests of one key that wait for a person
MAX_ASKING = 20  # and of one computer
MAX_APPROVED = 100  # of one key, approved and not signed yet: each is kept, with its bytes, on this disk
MAX_KEPT = 4 << 20  # bytes of one computer's payments that are not signed yet


def must_have_place(made: SigningRequest, known: Collection[SigningRequest]) -> None:
    """Refused where there is no place for one more. `known`: what of the same computer is neither signed nor over."""
    of_key = [request for request in known if request.key_id == made.key_id]
    if made.open and sum(request.open for request in of_key) >= MAX_OPEN:
        raise Refused("five requests already wait on the co-signer; decide those first", RefusalKind.TOO_MANY)
    if made.open and sum(request.open for request in known) >= MAX_ASKING:
        raise Refused(
            f"{MAX_ASKING} requests of this computer already wait on the co-signer; decide those first",
            RefusalKind.TOO_MANY,
        )
    if sum(request.state is RequestState.APPROVED for request in of_key) >= MAX_APPROVED:
        raise Refused("too many approved payments are not signed yet; sign or cancel them first", RefusalKind.TOO_MANY)
    if sum(request.size for request in known) + made.size > MAX_KEPT:
        raise Refused(
            "the payments of this computer that are not signed yet take too much room on the co-signer; sign or cancel "
            "them first",
            RefusalKind.TOO_MANY,
        )
