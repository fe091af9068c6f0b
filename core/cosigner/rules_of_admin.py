"""The rules, as a person reads and sets them. Methods of AdminApi, and what the page asks before it sets any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from core.approval.rules.allowlist import Allowlist
from core.approval.rules.approve_below import ApproveBelow
from core.approval.rules.per_day import PerDay
from core.approval.rules.readable import whole
from core.cosigner import rules_view
from core.cosigner.api import PendingView, PolicyChange, PolicyView
from core.cosigner.page_api import LooserView
from core.cosigner.signing_requests import SigningRequests
from core.errors import BadInput, InputKind
from core.home.log_fields import named
from core.home.names import NameBook
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys.record import KeyRecord

LIMITED_BY_DAY: Final = (ApproveBelow.code, Allowlist.code)  # what is approved without asking stays within it (C4)


class RulesOfAdmin:
    """A part of core.cosigner.admin.Admin, which sets all of these."""

    _records: Repository
    _requests: SigningRequests
    _names: NameBook
    _clock: Callable[[], int]
    _wall: Callable[[], int]
    _named: Callable[[str | None], list[KeyRecord]]
    _anchored: Callable[[], str]

    def policy_show(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """The rules of one wallet or of all."""
        return tuple(self._policy(row) for row in self._named(name))

    def policy_set(self, change: PolicyChange, name: str | None = None) -> tuple[PolicyView, ...]:
        """Change the rules of one wallet, or of all there are now; new ones start without any."""
        rows = self._named(name)
        if name is None and (change.allow or change.disallow or change.allowlist_only is not None):
            rows = [row for row in rows if row.holds_coins]
        if not rows:
            raise BadInput(
                "there is no wallet yet to set a rule for; make one on the computer first", InputKind.NO_WALLET
            )
        book = self._requests.rulebook
        book.change([(row, rules_view.change_of(change, book.intended(row), row.network)) for row in rows])
        return self.policy_show(name)

    def now(self) -> int:
        """Seconds of policy time, by which what is looser waits."""
        return self._clock()

    def looser(self, change: PolicyChange, name: str) -> LooserView:
        """What of a change would loosen the rules of one wallet that are in force, and how long that waits."""
        [row] = self._named(name)
        book = self._requests.rulebook
        found = book.looser(row, rules_view.change_of(change, book.settings(row), row.network))
        delay = book.delay(row)
        coming = tuple(PendingView(code, whole(new), delay) for code, new in found.items())
        return LooserView(self._names.wallet(row), coming, delay)

    def tighten(self, change: PolicyChange, name: str) -> None:
        """Set what loosens nothing, at once: on what is in force, so what such a rule was to become is forgotten."""
        [row] = self._named(name)
        book = self._requests.rulebook
        wanted = rules_view.change_of(change, book.settings(row), row.network)
        if book.looser(row, wanted):
            raise BadInput("this would loosen a rule", InputKind.BROWSER_RULES)
        book.change([(row, wanted)])

    def keep(self, rule: str, name: str) -> None:
        """A loosening that waits does not come, and of a first `per-day` neither what it was to limit. BadInput where
        none waits."""
        [row] = self._named(name)
        book = self._requests.rulebook
        settings, waiting = book.settings(row), book.waiting(row)
        if rule not in waiting:
            raise BadInput("no change of this rule waits any more", InputKind.BROWSER_OLD)
        limited = LIMITED_BY_DAY if rule == PerDay.code and rule not in settings else ()
        book.change([(row, {code: settings.get(code) for code in (rule, *limited) if code in waiting})])

    def resume(self, name: str | None = None) -> tuple[PolicyView, ...]:
        """The rules of one wallet or of all count again: a person has looked at what an old copy brought back (V2)."""
        with self._records.write() as write:
            for row in self._named(name):
                if row.key_id in self._records.old_copies:
                    write.old_copy(row.key_id, None)
                    write.log(self._wall(), LogCode.LOOKED_AT, self._names.wallet(row), named(row.key_id))
        return self.policy_show(name)

    def _policy(self, row: KeyRecord) -> PolicyView:
        view = rules_view.policy_view(row, self._names.title(row.pin), self._requests.rulebook)
        return replace(view, anchor=self._anchored())
