"""A yes on the page: what its form carries of the moment in which it was shown, and what it brings back (W2, W5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from app.cosigner.console import LOOK_SECONDS
from app.cosigner.web import pages
from app.cosigner.web.asked import BY_YES
from app.cosigner.web.parts import Approving, Visit
from core.cosigner.api import ApprovalView
from core.cosigner.page_api import PageApi, PageView
from core.cosigner.shown import PageYes, shown_digest
from core.errors import BadInput, InputKind

OLD: Final = 3600.0  # seconds after which a page that was left open decides nothing


class ApprovingForms:
    """`turn` has the co-signer asked beside the loop; `steady`: monotonic seconds."""

    def __init__(
        self, page: PageApi, turn: Callable[[Callable[[], Any]], Awaitable[Any]], steady: Callable[[], float]
    ) -> None:
        self._page, self._turn, self._steady = page, turn, steady

    async def form(self, visit: Visit, one: ApprovalView, found: PageView) -> Approving | None:
        """What it carries now, where this may be said yes to over this line."""
        if one.kind not in BY_YES or one.approved or not visit.verified:
            return None
        ask = await self._turn(lambda: self._page.passkeys.ask(visit.cookie, one.id, visit.origin))
        return Approving(f"{int(1000 * self._steady())}.{shown_digest(one)}", found.pin, ask, found.passkey > 0)

    def yes(self, visit: Visit) -> PageYes:
        """What came back. BadInput unless that was shown two seconds ago or more."""
        given = visit.fields
        at, _, digest = given.get("shown", "").partition(".")
        since = 1000 * self._steady() - int(at) if at.isdecimal() else -1.0
        if not 1000 * LOOK_SECONDS <= since <= 1000 * OLD:
            raise BadInput("look at the request as it is now for two seconds, then decide", InputKind.BROWSER_FORM)
        ticked = frozenset(name for name, value in given.items() if value == pages.TICKED)
        return PageYes(given.get("id", ""), given.get("task", ""), digest, ticked, visit.by)
