"""allowlist: who is on it is paid without asking; with `only`, nobody else is paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.approval.rules.rule import PASS, Case, Judgement, Verdict
from core.bitcoin.caution import Caution
from core.codec.codec import Text

MOST = 1_000  # addresses


@dataclass(frozen=True, slots=True)
class Allowed:
    """`addresses`: as this wallet's network writes them, sorted. `only`: whether nobody else is paid."""

    addresses: tuple[Text, ...] = ()
    only: bool = False

    def __str__(self) -> str:
        return " ".join(["only"] * self.only + list(self.addresses))

    def changed(self, add: Iterable[str] = (), remove: Iterable[str] = (), only: bool | None = None) -> Allowed:
        """With others on it."""
        return Allowed(tuple(sorted({*self.addresses, *add} - {*remove})), self.only if only is None else only)


class Allowlist:
    """C9: what has no address is on no list. Within a day no more than C4 has room for."""

    code = "allowlist"
    settings = Allowed

    def judge(self, case: Case, settings: Allowed, /) -> Judgement:
        """Approve what pays only those on the list; with `only`, refuse the rest."""
        strangers = [paid for paid in case.task.payments if paid.address not in settings.addresses]
        if strangers:
            return Judgement(Verdict.REFUSE, Caution.NOT_LISTED) if settings.only else PASS
        return case.unasked() if case.task.payments and settings.addresses else PASS

    def stricter(self, old: Allowed | None, new: Allowed | None, /) -> Allowed | None:
        """Those on both, and nobody else if one of the two says so."""
        old, new = old or Allowed(), new or Allowed()
        both = Allowed(tuple(sorted({*old.addresses} & {*new.addresses})), old.only or new.only)
        return None if both == Allowed() else both
